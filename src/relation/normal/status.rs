//! How firmly each clause holds: its own negation, auxiliary and tense, and what the clauses above make of it.

use crate::parse::{Deprel, Upos, Xpos};
use crate::relation::normal::clause::{Carrier, is_say};
use crate::relation::normal::place::Scene;
use crate::relation::normal::sentence::{Found, Sentence};
use crate::relation::normal::sharing::{construction, governor};
use crate::relation::normal::words::{Effect, Take};
use crate::relation::normal::{How, Modality, Operation, Operator, Tense};

/// Operators above one predicate at most; what lies further out says nothing new.
const DEEPEST: usize = 8;

/// What holds of a clause.
#[derive(Debug, Clone, Default)]
pub(super) struct Status {
    pub(super) negated: bool,
    pub(super) modality: Option<Modality>,
    pub(super) tense: Tense,
    pub(super) operators: Vec<Operator>,
}

/// Finds the status of all clauses, by their heads; default for other words.
pub(super) fn statuses(scene: &Scene<'_, '_>) -> Vec<Status> {
    let sentence = scene.sentence;
    let mut statuses = vec![Status::default(); sentence.len()];
    let according = according(scene);
    for &at in &sentence.order {
        if scene.clauses[at].is_none() {
            continue;
        }
        let mut status = own(sentence, at);
        let head = sentence.tree.head(at).filter(|head| *head != at);
        if let Some(head) = head {
            inherit(scene, &statuses, at, head, &mut status);
        }
        if is_asked(sentence, at) {
            status.operators.push(Operator { operation: Operation::If, holder: None, trigger: at, negated: false });
        }
        status.operators.extend(beside(scene, at));
        status.operators.extend(according.iter().filter(|(clause, _)| *clause == at).map(|(_, o)| o.clone()));
        // "..., Keller said": nobody says that she says.
        status.operators.retain(|operator| operator.trigger != at || operator.operation != Operation::Say);
        status.operators.truncate(DEEPEST);
        statuses[at] = status;
    }
    statuses
}

/// Negation, auxiliary and tense of the clause's own words.
fn own(sentence: &Sentence<'_>, at: usize) -> Status {
    let mut status = Status { tense: own_tense(sentence, at), ..Status::default() };
    for child in sentence.tree.children(at) {
        let lower = sentence.lower(child);
        match sentence.deprel(child).base() {
            "advmod" | "cc" | "mark" | "det" if sentence.lists.is("negation", lower) => {
                // "not only ... but also" denies nothing.
                let next = sentence.view.lower.get(child + 1).map(AsRef::as_ref);
                status.negated |= !matches!(next, Some("only" | "just" | "least"));
            }
            "advmod" if lower == "longer" && child > 0 && sentence.lower(child - 1) == "no" => status.negated = true,
            "nsubj" | "obj" => status.negated |= has_no(sentence, child),
            "aux" => status.modality = status.modality.or(sentence.lists.modality(lower)),
            _ => {}
        }
    }
    // "is to visit"
    let is_be = |child: usize| matches!(sentence.deprel(child).base(), "aux" | "cop") && sentence.lemma(child) == "be";
    if sentence.word(at).xpos == Xpos::VB && sentence.has_to(at) && sentence.tree.children(at).any(is_be) {
        status.modality = status.modality.or(Some(Modality::Will));
    }
    if status.modality == Some(Modality::Will) {
        status.tense = Tense::Future;
    }
    status
}

/// "Did Norway attack Peru?": nobody says that it did. "Why did it?" takes it for known.
fn is_asked(sentence: &Sentence<'_>, at: usize) -> bool {
    let is_question = sentence.view.lower.iter().rev().take(3).any(|word| word.as_ref() == "?");
    let children = || sentence.tree.children(at);
    let subject = children().find(|child| matches!(sentence.deprel(*child).base(), "nsubj" | "expl"));
    let before = |child: usize| subject.is_some_and(|subject| child < subject && child < at);
    let inverted = |child: usize| matches!(sentence.deprel(child).base(), "aux" | "cop") && before(child);
    let first = children().next().map_or(at, |child| child.min(at));
    let known = |word: &str| word.starts_with("wh") || word == "how";
    is_question && children().any(inverted) && !(first..at).any(|token| known(sentence.lower(token)))
}

/// "no troops", "none of the troops", "neither side".
pub(super) fn has_no(sentence: &Sentence<'_>, noun: usize) -> bool {
    let is_no = |child: usize| {
        sentence.deprel(child).base() == "det" && matches!(sentence.lower(child), "no" | "neither")
            || sentence.deprel(child) == Deprel::CC_PRECONJ && sentence.lower(child) == "neither"
    };
    matches!(sentence.lower(noun), "none" | "nobody" | "nothing" | "neither" | "no-one")
        || sentence.tree.children(noun).any(is_no)
}

fn own_tense(sentence: &Sentence<'_>, at: usize) -> Tense {
    let helpers = sentence.tree.children(at).filter(|c| matches!(sentence.deprel(*c).base(), "aux" | "cop"));
    let mut tense = match sentence.word(at).xpos {
        Xpos::VBD | Xpos::VBN => Tense::Past,
        _ => Tense::Present,
    };
    for helper in helpers {
        match (sentence.word(helper).xpos, sentence.lemma(helper)) {
            (Xpos::VBD, _) | (Xpos::VBP | Xpos::VBZ | Xpos::VB, "have") => return Tense::Past,
            (Xpos::VBP | Xpos::VBZ | Xpos::VB, _) => tense = Tense::Present,
            (Xpos::MD, _) => {
                let has_have = sentence.tree.children(at).any(|c| c > helper && sentence.lemma(c) == "have");
                return if has_have { Tense::Past } else { Tense::Present };
            }
            _ => {}
        }
    }
    tense
}

/// Takes over what the clause above makes of this one.
fn inherit(scene: &Scene<'_, '_>, statuses: &[Status], at: usize, head: usize, status: &mut Status) {
    let sentence = scene.sentence;
    let above = &statuses[head].operators;
    let is_condition = || sentence.mark(at).is_some_and(|mark| sentence.lists.is("condition", &mark));
    match sentence.deprel(at) {
        // The parser takes "if they all agree" behind a list for a member of it.
        Deprel::CONJ if is_condition() => adverbial(scene, statuses, at, head, status),
        Deprel::CONJ => {
            let first = &statuses[head];
            let has_own =
                sentence.tree.children(at).any(|c| matches!(sentence.deprel(c).base(), "aux" | "cop" | "nsubj"));
            let is_same_level = sentence.is_finite(at) == sentence.is_finite(head) || !sentence.is_finite(at);
            if !has_own && is_same_level {
                status.negated |= first.negated && is_joined_by_or(sentence, at);
                status.modality = status.modality.or(first.modality.filter(|_| sentence.word(at).xpos == Xpos::VB));
                status.tense = if status.modality == Some(Modality::Will) { Tense::Future } else { status.tense };
            }
            let kept = above.iter().filter(|operator| is_same_level || is_said(operator));
            status.operators.extend(kept.cloned());
        }
        Deprel::CCOMP | Deprel::XCOMP | Deprel::CSUBJ | Deprel::CSUBJ_PASS => {
            status.operators.extend(above.iter().cloned());
            governed(scene, statuses, at, head, status);
        }
        Deprel::PARATAXIS => {
            status.operators.extend(above.iter().filter(|operator| is_said(operator)).cloned());
            if scene.is_quote(head, at) {
                status.operators.push(said(scene, head, statuses[head].negated));
            }
        }
        Deprel::ADVCL | Deprel::OBL | Deprel::NMOD => adverbial(scene, statuses, at, head, status),
        Deprel::ACL if sentence.has_to(at) || sentence.mark(at).is_some() => {
            let clause = sentence.tree.path_up(at).find(|above| scene.clauses[*above].is_some());
            let above = clause.map_or(&[][..], |clause| &statuses[clause].operators);
            status.operators.extend(above.iter().filter(|operator| is_said(operator)).cloned());
            governed(scene, statuses, at, head, status);
        }
        _ => {}
    }
}

fn is_joined_by_or(sentence: &Sentence<'_>, at: usize) -> bool {
    let joiner = sentence.tree.children(at).find(|child| sentence.deprel(*child) == Deprel::CC);
    joiner.is_some_and(|joiner| matches!(sentence.lower(joiner), "or" | "nor" | "and"))
}

/// Somebody's words, or a hedge: these hold of all that is told in them.
pub(super) fn is_said(operator: &Operator) -> bool {
    matches!(operator.operation, Operation::Say | Operation::Hedge)
}

/// What the governing word itself does to a clause below it.
fn governed(scene: &Scene<'_, '_>, statuses: &[Status], at: usize, head: usize, status: &mut Status) {
    let sentence = scene.sentence;
    let construction = construction(sentence, at);
    let Some(row) = governor(sentence, head, &construction) else {
        if construction.contains(&Take::Whether) {
            let operation = Operation::If;
            status.operators.push(Operator { operation, holder: None, trigger: head, negated: false });
        }
        // "will not become a member"
        if scene.clauses[at].as_ref().is_some_and(|clause| clause.carrier == Carrier::Nominal) {
            status.negated |= statuses[head].negated;
            status.modality = status.modality.or(statuses[head].modality);
            status.tense = statuses[head].tense;
        }
        return;
    };
    match row.effect {
        Effect::Nothing => {
            // "did not begin to withdraw"
            status.negated |= statuses[head].negated;
            status.modality = status.modality.or(statuses[head].modality);
            if sentence.deprel(at) == Deprel::XCOMP && !sentence.is_finite(at) {
                status.tense = statuses[head].tense;
            }
        }
        Effect::Modality(modality) => {
            status.negated |= statuses[head].negated;
            status.modality = Some(modality);
            status.tense = if modality == Modality::Will { Tense::Future } else { status.tense };
        }
        Effect::Operation(operation) => {
            let holder = holder(scene, head);
            status.operators.push(Operator { operation, holder, trigger: head, negated: statuses[head].negated });
        }
    }
}

/// Who says, plans or asks what a word governs.
fn holder(scene: &Scene<'_, '_>, head: usize) -> Option<crate::relation::normal::Member> {
    let sentence = scene.sentence;
    let found = match sentence.word(head).upos {
        Upos::NOUN => crate::relation::normal::sharing::owner(sentence, scene.clauses, head),
        _ => scene.doer(head),
    };
    found.map(|found| sentence.member(found.at))
}

fn said(scene: &Scene<'_, '_>, verb: usize, negated: bool) -> Operator {
    Operator { operation: Operation::Say, holder: holder(scene, verb), trigger: verb, negated }
}

/// A clause beside another: condition, purpose, "without paying", "accused of taking".
fn adverbial(scene: &Scene<'_, '_>, statuses: &[Status], at: usize, head: usize, status: &mut Status) {
    let sentence = scene.sentence;
    let governing = sentence.tree.path_up(at).find(|above| scene.clauses[*above].is_some());
    let above = governing.map_or(&[][..], |governing| &statuses[governing].operators);
    let mark = sentence.mark(at);
    let is_condition = mark.as_deref().is_some_and(|mark| sentence.lists.is("condition", mark));
    let is_bare = mark.is_none() && !sentence.is_finite(at);
    let operator = |operation| Operator { operation, holder: None, trigger: at, negated: false };
    if governor(sentence, head, &construction(sentence, at)).is_some() {
        status.operators.extend(above.iter().cloned());
        return governed(scene, statuses, at, head, status);
    }
    if is_condition {
        status.operators.extend(above.iter().filter(|operator| is_said(operator)).cloned());
        status.operators.push(operator(Operation::If));
    } else if sentence.has_to(at) {
        status.operators.extend(above.iter().cloned());
        status.operators.push(operator(Operation::Purpose));
    } else if !is_bare {
        status.operators.extend(above.iter().filter(|operator| operator.operation == Operation::Say).cloned());
        status.negated |= mark.as_deref().is_some_and(|mark| sentence.lists.is("instead", mark));
    }
}

/// What stands beside a clause and tells of it: "X said" within a quote, "allegedly", "if it rains".
fn beside(scene: &Scene<'_, '_>, at: usize) -> Vec<Operator> {
    let sentence = scene.sentence;
    let mut out = Vec::new();
    for child in sentence.tree.children(at) {
        let lower = sentence.lower(child);
        match sentence.deprel(child).base() {
            "advmod" => {
                if let Some(Effect::Operation(operation)) = sentence.lists.adverbs.get(lower) {
                    out.push(Operator { operation: *operation, holder: None, trigger: child, negated: false });
                }
            }
            "parataxis" if is_say(sentence, child) && is_empty(sentence, child) => out.push(said(scene, child, false)),
            "advcl" => {
                let is_condition = sentence.mark(child).is_some_and(|mark| sentence.lists.is("condition", &mark));
                let is_governed = governor(sentence, at, &construction(sentence, child)).is_some();
                if is_condition && !is_governed {
                    out.push(Operator { operation: Operation::If, holder: None, trigger: child, negated: false });
                }
            }
            _ => {}
        }
    }
    out
}

/// A verb of saying that has no content of its own yet.
pub(super) fn is_empty(sentence: &Sentence<'_>, say: usize) -> bool {
    let is_content = |child: usize| matches!(sentence.deprel(child), Deprel::CCOMP | Deprel::XCOMP);
    !sentence.tree.children(say).any(is_content)
}

/// "according to Oslo", with the clause that it tells of: that which holds it, or the whole sentence from its ends.
fn according(scene: &Scene<'_, '_>) -> Vec<(usize, Operator)> {
    let sentence = scene.sentence;
    let mut out = Vec::new();
    for at in 0..sentence.len().saturating_sub(2) {
        if sentence.lower(at) != "according" || sentence.lower(at + 1) != "to" {
            continue;
        }
        let source = sentence.tree.head(at).filter(|source| *source > at);
        let source = source.unwrap_or(at + 2);
        let Some(mut clause) = sentence.tree.path_up(source).find(|above| scene.clauses[*above].is_some()) else {
            continue;
        };
        let is_open = |clause: usize| matches!(sentence.deprel(clause).base(), "xcomp" | "advcl" | "conj" | "ccomp");
        while let Some(above) =
            sentence.tree.path_up(clause).find(|a| scene.clauses[*a].is_some()).filter(|_| is_open(clause))
        {
            // "said that, according to Oslo, ..." stays inside.
            if above < at && sentence.deprel(clause) == Deprel::CCOMP || above == clause {
                break;
            }
            clause = above;
        }
        let source = scene.relatives.resolve(Found::new(source, How::Direct));
        let holder = Some(sentence.member(source.at));
        out.push((clause, Operator { operation: Operation::Say, holder, trigger: at, negated: false }));
    }
    out
}

/// What the words around a noun make of the act that it tells: "alleged attack", "called for an attack".
pub(super) fn of_noun(scene: &Scene<'_, '_>, statuses: &[Status], noun: usize, carried: Option<usize>) -> Status {
    let sentence = scene.sentence;
    let clause = sentence.tree.path_up(noun).find(|above| scene.clauses[*above].is_some());
    let mut status = match (carried, clause) {
        (Some(verb), _) => statuses[verb].clone(),
        (None, Some(clause)) => Status {
            operators: statuses[clause].operators.iter().filter(|operator| is_said(operator)).cloned().collect(),
            tense: statuses[clause].tense,
            ..Status::default()
        },
        (None, None) => Status::default(),
    };
    status.negated |= has_no(sentence, noun);
    for child in sentence.tree.children(noun).filter(|c| *c < noun) {
        let rows = sentence.lists.adjectives.get(sentence.lower(child));
        let row = rows.and_then(|rows| rows.iter().find(|row| row.takes.contains(&Take::Object)));
        if let Some(Effect::Operation(operation)) = row.map(|row| row.effect) {
            status.operators.push(Operator { operation, holder: None, trigger: child, negated: false });
        }
    }
    // Requests, claims and plans are made all the same, whatever becomes of what they ask, claim and plan.
    let is_speech = sentence.lists.nouns_with_clause.contains_key(sentence.lemma(noun));
    if let Some(head) = sentence.tree.head(noun).filter(|_| !is_speech) {
        let take = match (sentence.deprel(noun).base(), sentence.preposition(noun)) {
            ("obj", _) => Some(Take::Object),
            ("nsubj", _) if scene.is_passive(head) => Some(Take::Object),
            ("obl" | "nmod", Some(preposition)) => Some(Take::Phrase(preposition)),
            _ => None,
        };
        let row = take.and_then(|take| governor(sentence, head, &[take]));
        if let Some(Effect::Operation(operation)) = row.map(|row| row.effect) {
            let negated = statuses[head].negated;
            if carried.is_none() {
                status.operators.extend(statuses[head].operators.iter().filter(|operator| !is_said(operator)).cloned());
            }
            status.operators.push(Operator { operation, holder: holder(scene, head), trigger: head, negated });
        }
    }
    status.operators.truncate(DEEPEST);
    status
}
