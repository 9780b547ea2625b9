//! Relative clauses: what "who", "which" and "that" stand for, and the place that is left empty where no pronoun stands.

use crate::parse::{Deprel, Upos, Xpos};
use crate::relation::normal::clause::{Carrier, Clause};
use crate::relation::normal::sentence::{Found, Sentence};
use crate::relation::normal::words::{Controller, Take};
use crate::relation::normal::{How, Role};

/// Words between a pronoun and the relative clause that it belongs to at most: "which they said that he had sold".
const DEEPEST: usize = 8;

/// The relative pronouns and clauses of a sentence.
pub(super) struct Relatives {
    /// For each pronoun, what it stands for.
    pronouns: Vec<Option<Found>>,
    /// For each head of a relative clause, what it describes.
    antecedents: Vec<Option<Found>>,
    /// Those clauses that have a pronoun.
    with_pronoun: Vec<bool>,
}

impl Relatives {
    pub(super) fn new(sentence: &Sentence<'_>) -> Self {
        let of_clause = |at: usize| is_relative(sentence, at).then(|| antecedent(sentence, at)).flatten();
        let antecedents: Vec<Option<Found>> = (0..sentence.len()).map(of_clause).collect();
        let clauses: Vec<Option<usize>> = (0..sentence.len()).map(|at| clause_of_pronoun(sentence, at)).collect();
        let mut with_pronoun = vec![false; sentence.len()];
        for clause in clauses.iter().flatten() {
            with_pronoun[*clause] = true;
        }
        let pronouns = clauses.iter().map(|clause| clause.and_then(|clause| antecedents[clause])).collect();
        Self { pronouns, antecedents, with_pronoun }
    }

    /// Puts what a relative pronoun stands for in its place; leaves other words as they are.
    pub(super) fn resolve(&self, found: Found) -> Found {
        self.pronouns[found.at].map_or(found, |antecedent| antecedent.at_most(found.how))
    }

    /// What a relative clause describes.
    pub(super) fn antecedent(&self, clause: usize) -> Option<Found> {
        self.antecedents[clause]
    }

    /// What fills an empty place of a relative clause without pronoun.
    pub(super) fn gap(&self, sentence: &Sentence<'_>, clause: usize) -> Option<Found> {
        let antecedent = self.antecedents[clause].filter(|_| !self.with_pronoun[clause])?;
        // "the day they met"
        let is_time = ["time", "timeless"].iter().any(|class| sentence.lists.is(class, sentence.lemma(antecedent.at)));
        (!is_time).then_some(antecedent)
    }
}

/// The relative clause that a word relates, if it does.
fn clause_of_pronoun(sentence: &Sentence<'_>, at: usize) -> Option<usize> {
    let word = sentence.word(at);
    let is_pronoun = matches!(sentence.lower(at), "who" | "which" | "that" | "whom" | "whose" | "where")
        && (word.upos == Upos::PRON || sentence.lower(at) == "where")
        && word.deprel != Deprel::MARK;
    if !is_pronoun {
        return None;
    }
    for above in sentence.tree.path_up(at).take(DEEPEST) {
        let deprel = sentence.deprel(above);
        if is_relative(sentence, above) {
            return (above > at || sentence.lower(at) != "that").then_some(above);
        }
        if !matches!(deprel.base(), "nsubj" | "obj" | "obl" | "nmod" | "xcomp" | "ccomp" | "conj" | "iobj") {
            return None;
        }
    }
    None
}

/// A relative clause of a noun; of a whole clause ("which angered Chile") only if "who" says that it is one of a person.
fn is_relative(sentence: &Sentence<'_>, clause: usize) -> bool {
    match sentence.deprel(clause) {
        Deprel::ACL_RELCL => true,
        Deprel::ADVCL_RELCL => person_before(sentence, clause).is_some(),
        _ => false,
    }
}

/// "..., according to Keller, who denies it": the noun before "who".
fn person_before(sentence: &Sentence<'_>, clause: usize) -> Option<usize> {
    let who = sentence.tree.children(clause).find(|child| matches!(sentence.lower(*child), "who" | "whom"))?;
    let comma = who.checked_sub(1).filter(|comma| sentence.word(*comma).upos == Upos::PUNCT)?;
    let last = comma.checked_sub(1).filter(|last| sentence.is_nominal(*last))?;
    let is_inside = |at: &usize| matches!(sentence.deprel(*at).base(), "flat" | "compound");
    let up = std::iter::once(last).chain(sentence.tree.path_up(last)).find(|at| !is_inside(at));
    up.filter(|head| *head < clause)
}

/// What a relative clause describes: of a coordination all of it if the verb is plural, else the nearest member.
fn antecedent(sentence: &Sentence<'_>, clause: usize) -> Option<Found> {
    let head = if sentence.deprel(clause) == Deprel::ADVCL_RELCL {
        person_before(sentence, clause)?
    } else {
        // "Resentment toward Keller, who ruled": only people are "who", whatever the clause hangs on.
        let head = sentence.tree.head(clause)?;
        let acts = |at: usize| sentence.is_name(at) || sentence.lists.is_actor(sentence.lemma(at));
        let person = person_before(sentence, clause).filter(|person| acts(*person) && *person > head && !acts(head));
        person.unwrap_or(head)
    };
    let found = |at: usize, alone: bool| Some(Found { at, how: How::Shared, alone });
    let number = verb_number(sentence, clause);
    if sentence.deprel(head) == Deprel::CONJ {
        let first = sentence.tree.head(head).filter(|first| sentence.is_nominal(*first));
        return match first {
            Some(first) if number == Some(Number::Plural) && is_singular(sentence, head) => found(first, false),
            _ => found(head, false),
        };
    }
    let last = sentence.tree.children(head).filter(|c| sentence.deprel(*c) == Deprel::CONJ && *c < clause).last();
    match (last, number) {
        (Some(last), Some(Number::Singular)) if sentence.is_nominal(last) => found(last, true),
        _ => found(agreeing(sentence, head, clause, number), false),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Number {
    Singular,
    Plural,
}

fn verb_number(sentence: &Sentence<'_>, clause: usize) -> Option<Number> {
    let helpers = sentence.tree.children(clause).filter(|c| matches!(sentence.deprel(*c).base(), "aux" | "cop"));
    let number = |at: usize| match (sentence.word(at).xpos, sentence.lower(at)) {
        (Xpos::VBZ, _) | (Xpos::VBD, "was") => Some(Number::Singular),
        (Xpos::VBP, _) | (Xpos::VBD, "were") => Some(Number::Plural),
        _ => None,
    };
    helpers.chain([clause]).find_map(number)
}

fn is_singular(sentence: &Sentence<'_>, at: usize) -> bool {
    matches!(sentence.word(at).xpos, Xpos::NN | Xpos::NNP)
}

/// The clause often hangs on the wrong noun of "the ships of Chile that were sold": if the number does not fit, the nearest noun of
/// the same phrase that does.
fn agreeing(sentence: &Sentence<'_>, head: usize, clause: usize, number: Option<Number>) -> usize {
    let fits = |at: usize| match (number, sentence.word(at).xpos) {
        (Some(Number::Singular), Xpos::NNS) => false,
        (Some(Number::Plural), Xpos::NN) => sentence.child(at, Deprel::CONJ).is_some(),
        _ => true,
    };
    let subject = sentence.child_of(clause, "nsubj");
    let subject_relates = subject.is_some_and(|s| matches!(sentence.lower(s), "who" | "which" | "that"));
    if !subject_relates || fits(head) {
        return head;
    }
    let above = (sentence.deprel(head) == Deprel::NMOD).then(|| sentence.tree.head(head)).flatten();
    let below =
        sentence.tree.children(head).filter(|c| sentence.deprel(*c) == Deprel::NMOD && *c > head && *c < clause);
    let candidates = above.into_iter().chain(below).filter(|c| sentence.is_nominal(*c) && fits(*c));
    candidates.max().unwrap_or(head)
}

/// Fills the empty place of a relative clause without pronoun, or hands what fills it down to the clause below.
pub(super) fn fill(sentence: &Sentence<'_>, clause: &mut Clause, at: usize, gap: Found, gaps: &mut [Option<Found>]) {
    if clause.subject.is_some_and(|subject| subject.at == gap.at) {
        return;
    }
    if let Some(preposition) = stranded(sentence, at) {
        clause.borrowed.push((Role::Phrase(preposition), gap));
        return;
    }
    let has_object = sentence.child(at, Deprel::OBJ).is_some();
    let takes_person = sentence.lists.verbs.get(sentence.lemma(at)).is_some_and(|rows| {
        let mut rows = rows.iter().filter(|row| row.takes.contains(&Take::To)).peekable();
        rows.peek().is_some() && rows.all(|row| row.controller == Controller::Object)
    });
    let below = sentence.tree.children(at).find(|c| matches!(sentence.deprel(*c), Deprel::CCOMP | Deprel::XCOMP));
    let is_content = |below: usize| sentence.deprel(below) == Deprel::CCOMP;
    if let Some(below) = below.filter(|b| !takes_person || has_object || clause.passive || is_content(*b)) {
        gaps[below] = Some(gap);
    } else if clause.carrier != Carrier::Verb {
        // Nothing is left empty.
    } else if clause.subject.is_none() && sentence.is_finite(at) {
        clause.subject = Some(gap);
    } else if !clause.passive && !has_object {
        clause.borrowed.push((Role::Object, gap));
    }
}

/// "the city they came from"
fn stranded(sentence: &Sentence<'_>, at: usize) -> Option<String> {
    let is_stranded = |child: &usize| {
        let word = sentence.word(*child);
        *child > at
            && word.upos == Upos::ADP
            && word.xpos == Xpos::IN
            && matches!(word.deprel.base(), "obl" | "advmod" | "nmod" | "case")
            && sentence.tree.children(*child).next().is_none()
    };
    sentence.tree.children(at).find(is_stranded).map(|child| sentence.lower(child).to_owned())
}
