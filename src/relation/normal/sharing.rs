//! What a clause has from another: its subject by coordination, control, relative, participle or adverbial clause; objects that stand
//! behind several verbs.

use crate::parse::{Deprel, Upos, Xpos};
use crate::relation::normal::clause::{Carrier, Clause, Clauses};
use crate::relation::normal::relative::Relatives;
use crate::relation::normal::sentence::{Found, Sentence};
use crate::relation::normal::words::{Controller, Effect, Governor, Take};
use crate::relation::normal::{How, Modality, Role};

/// Finds the subject, as written, of a clause that has none of its own.
pub(super) fn subject(
    sentence: &Sentence<'_>,
    clauses: &Clauses,
    relatives: &Relatives,
    at: usize,
    passive: bool,
) -> Option<Found> {
    let head = sentence.tree.head(at).filter(|head| *head != at)?;
    match sentence.deprel(at) {
        Deprel::CONJ => of_first(sentence, clauses, at, head),
        Deprel::ACL_RELCL => relatives.antecedent(at),
        Deprel::XCOMP => controller(sentence, clauses, relatives, at, head),
        Deprel::CCOMP if !sentence.is_finite(at) => controller(sentence, clauses, relatives, at, head),
        Deprel::AMOD => sentence.is_nominal(head).then(|| Found::new(head, How::Shared)),
        Deprel::ACL => of_noun(sentence, clauses, relatives, at, head, passive),
        Deprel::ADVCL if !sentence.is_finite(at) => adverbial(sentence, clauses, relatives, at, passive),
        Deprel::OBL | Deprel::NMOD if sentence.word(at).xpos == Xpos::VBG => {
            adverbial(sentence, clauses, relatives, at, passive)
        }
        _ => None,
    }
}

/// "visited Peru and met Keller": the second has the first's subject.
fn of_first(sentence: &Sentence<'_>, clauses: &Clauses, at: usize, first: usize) -> Option<Found> {
    let mut first = first;
    // "agreed to leave and gave": the parser joins the finite verb to the infinitive.
    if sentence.is_finite(at) && !sentence.is_finite(first) && !has_perfect(sentence, at, first) {
        let above = sentence.tree.path_up(first).find(|above| clauses[*above].is_some() && sentence.is_finite(*above));
        first = above.unwrap_or(first);
    }
    clauses[first].as_ref()?.subject.map(|subject| subject.at_most(How::Shared))
}

/// "has met and asked": both are participles of one auxiliary, whatever the second's tag is.
fn has_perfect(sentence: &Sentence<'_>, at: usize, first: usize) -> bool {
    let is_past = |at: usize| matches!(sentence.word(at).xpos, Xpos::VBN | Xpos::VBD);
    is_past(at) && is_past(first)
}

/// How a clause without subject is built.
pub(super) fn construction(sentence: &Sentence<'_>, at: usize) -> Vec<Take> {
    if sentence.has_to(at) {
        return vec![Take::To];
    }
    match sentence.mark(at) {
        Some(mark) if mark == "whether" || mark == "if" => vec![Take::Whether],
        Some(mark) if mark == "that" => vec![Take::That],
        Some(mark) => vec![Take::Phrase(mark)],
        None if sentence.is_finite(at) => vec![Take::That],
        None if !matches!(sentence.deprel(at), Deprel::XCOMP | Deprel::CCOMP) => Vec::new(),
        None => match sentence.word(at).xpos {
            Xpos::VBG => vec![Take::Ing],
            // "let them go", "wants him arrested"
            Xpos::VB | Xpos::VBN => vec![Take::To, Take::Ing],
            _ => Vec::new(),
        },
    }
}

/// The rows of a governing word, by its part of speech; a verb's particle counts.
pub(super) fn governors<'v>(sentence: &Sentence<'v>, at: usize) -> &'v [Governor] {
    let lists = sentence.lists;
    let rows = match sentence.word(at).upos {
        Upos::VERB | Upos::AUX => lists.verbs.get(verb_lemma(sentence, at).as_str()),
        Upos::ADJ => lists.adjectives.get(sentence.lemma(at)),
        Upos::NOUN => lists.nouns_with_clause.get(sentence.lemma(at)),
        _ => None,
    };
    rows.map_or(&[], Vec::as_slice)
}

/// The row of a governing word for what it governs: "want" has one with an object and one without.
pub(super) fn governor<'v>(sentence: &Sentence<'v>, at: usize, construction: &[Take]) -> Option<&'v Governor> {
    let rows = governors(sentence, at);
    let has_object = || {
        let is_object =
            |child: usize| matches!(sentence.deprel(child), Deprel::OBJ | Deprel::IOBJ | Deprel::NSUBJ_PASS);
        sentence.tree.children(at).any(is_object) || sentence.child(at, Deprel::AUX_PASS).is_some()
    };
    let suits = |row: &&Governor| match &row.controller {
        Controller::Object => has_object(),
        Controller::Phrase(preposition) => phrase_child(sentence, at, preposition).is_some(),
        _ => true,
    };
    // "is going to", but "went on to".
    let is_going = sentence.word(at).upos != Upos::VERB || sentence.word(at).xpos == Xpos::VBG;
    let holds = move |row: &&Governor| is_going || row.effect != Effect::Modality(Modality::Will);
    construction.iter().find_map(|take| {
        let mut fitting = rows.iter().filter(holds).filter(|row| row.takes.contains(take));
        // With an object, a row that is told to need one goes first.
        let best = fitting
            .clone()
            .filter(suits)
            .max_by_key(|row| (rank(&row.controller), std::cmp::Reverse(place(rows, row))));
        best.or_else(|| fitting.next())
    })
}

fn rank(controller: &Controller) -> u8 {
    match controller {
        Controller::Phrase(_) => 2,
        Controller::Object => 1,
        _ => 0,
    }
}

fn place(rows: &[Governor], row: &Governor) -> usize {
    rows.iter().position(|known| std::ptr::eq(known, row)).unwrap_or(rows.len())
}

fn phrase_child(sentence: &Sentence<'_>, at: usize, preposition: &str) -> Option<usize> {
    let is_it = |child: &usize| {
        matches!(sentence.deprel(*child).base(), "obl" | "nmod")
            && sentence.preposition(*child).is_some_and(|p| p == preposition)
            // "called him on Friday to complain"
            && sentence.word(*child).upos != Upos::NUM
            && !sentence.lists.is("time", sentence.lemma(*child))
    };
    sentence.tree.children(at).find(is_it)
}

/// A verb's lemma with its particles.
pub(super) fn verb_lemma(sentence: &Sentence<'_>, at: usize) -> String {
    let mut lemma = sentence.lemma(at).to_owned();
    let is_particle = |child: &usize| {
        let word = sentence.word(*child);
        word.deprel == Deprel::COMPOUND_PRT || (word.xpos == Xpos::RP && word.deprel == Deprel::ADVMOD)
    };
    for particle in sentence.tree.children(at).filter(is_particle) {
        lemma.push(' ');
        lemma.push_str(sentence.lower(particle));
    }
    lemma
}

/// Who controls a clause without subject that a verb or adjective governs: "asked Mali to leave", "vowed to leave".
fn controller(
    sentence: &Sentence<'_>,
    clauses: &Clauses,
    relatives: &Relatives,
    at: usize,
    governing: usize,
) -> Option<Found> {
    let above = clauses[governing].as_ref()?;
    let row = governor(sentence, governing, &construction(sentence, at));
    let subject = || above.subject.map(|subject| subject.at_most(How::Shared));
    match row.map_or(&Controller::Usual, |row| &row.controller) {
        Controller::Nobody => None,
        Controller::Subject => subject(),
        Controller::Phrase(preposition) => phrase(sentence, relatives, governing, preposition).or_else(subject),
        Controller::Usual | Controller::Object if above.passive => subject(),
        Controller::Usual => object(sentence, relatives, above, governing).or_else(subject),
        Controller::Object => object(sentence, relatives, above, governing),
    }
}

/// The object of an active clause; "itself" is its subject.
fn object(sentence: &Sentence<'_>, relatives: &Relatives, clause: &Clause, at: usize) -> Option<Found> {
    let own = sentence.child(at, Deprel::IOBJ).or_else(|| sentence.child(at, Deprel::OBJ));
    if own.is_some_and(|own| sentence.lower(own).ends_with("self") || sentence.lower(own) == "themselves") {
        return clause.subject;
    }
    let borrowed = clause.borrowed.iter().find(|(role, _)| *role == Role::Object).map(|(_, found)| *found);
    let own = own.filter(|own| clause.inverted.is_none_or(|inverted| inverted.at != *own));
    own.map(|own| relatives.resolve(Found::new(own, How::Shared))).or(borrowed)
}

fn phrase(sentence: &Sentence<'_>, relatives: &Relatives, at: usize, preposition: &str) -> Option<Found> {
    phrase_child(sentence, at, preposition).map(|child| relatives.resolve(Found::new(child, How::Shared)))
}

/// A participle or infinitive behind a noun: "troops sent to Mali", "troops guarding the border", "the decision to leave".
fn of_noun(
    sentence: &Sentence<'_>,
    clauses: &Clauses,
    relatives: &Relatives,
    at: usize,
    noun: usize,
    passive: bool,
) -> Option<Found> {
    if !sentence.is_nominal(noun) {
        return adverbial(sentence, clauses, relatives, at, passive);
    }
    let is_bare = !sentence.has_to(at) && sentence.mark(at).is_none();
    if is_bare && (passive || sentence.word(at).xpos != Xpos::VB) {
        if let Some(author) = author(sentence, clauses, noun).filter(|_| !passive) {
            return Some(author);
        }
        return Some(Found::new(beside(sentence, at, noun).unwrap_or(noun), How::Shared));
    }
    if let Some(row) = governor(sentence, noun, &construction(sentence, at)) {
        return match &row.controller {
            Controller::Nobody => None,
            Controller::Phrase(preposition) => phrase(sentence, relatives, noun, preposition),
            _ => owner(sentence, clauses, noun),
        };
    }
    if !sentence.has_to(at) {
        return owner(sentence, clauses, noun);
    }
    // "the first country to ban it", "police to guard them"; but "excuses to delay it".
    let is_first = sentence.tree.children(noun).any(|child| {
        matches!(sentence.lower(child), "first" | "second" | "third" | "only" | "next" | "last" | "latest")
    });
    let acts = is_first || sentence.is_name(noun) || sentence.lists.is_actor(sentence.lemma(noun));
    let has_object = sentence.child(at, Deprel::OBJ).is_some();
    if passive || (acts && (is_first || has_object)) {
        return Some(Found::new(noun, How::Inferred));
    }
    owner(sentence, clauses, noun).map(|owner| owner.at_most(How::Inferred))
}

/// "Peru issued a statement accusing Chile": who issues a text says what is in it.
fn author(sentence: &Sentence<'_>, clauses: &Clauses, noun: usize) -> Option<Found> {
    let verb = sentence.tree.head(noun)?;
    let issues = sentence.deprel(noun) == Deprel::OBJ && sentence.lists.is("issue", &verb_lemma(sentence, verb));
    let above = clauses[verb].as_ref().filter(|above| !above.passive)?;
    above
        .subject
        .filter(|_| issues && sentence.lists.is("text", sentence.lemma(noun)))
        .map(|s| s.at_most(How::Inferred))
}

/// "The response from the alliance, made up of troops": behind a comma a participle tells of the body right before it, rather than of
/// an act that this is in the phrase of.
fn beside(sentence: &Sentence<'_>, at: usize, noun: usize) -> Option<usize> {
    let comma = at.checked_sub(1).filter(|comma| sentence.lower(*comma) == ",")?;
    let last = comma.checked_sub(1).filter(|last| *last > noun && sentence.is_nominal(*last))?;
    let acts = |at: usize| sentence.is_name(at) || sentence.lists.is_actor(sentence.lemma(at));
    let hangs = sentence.tree.path_up(last).any(|above| above == noun);
    (hangs && acts(last) && !acts(noun)).then_some(last)
}

/// Who has a plan, makes an effort: the possessor, a name before the noun, else the subject of the verb above.
pub(super) fn owner(sentence: &Sentence<'_>, clauses: &Clauses, noun: usize) -> Option<Found> {
    if let Some(possessor) = sentence.child(noun, Deprel::NMOD_POSS) {
        return Some(Found::new(possessor, How::Shared));
    }
    let is_named = |child: &usize| {
        matches!(sentence.deprel(*child).base(), "amod" | "compound") && sentence.is_name_before_noun(*child)
    };
    if let Some(name) = sentence.tree.children(noun).filter(|c| *c < noun).find(is_named) {
        return Some(Found::new(name, How::Shared));
    }
    let is_phrase = |child: &usize| {
        sentence.deprel(*child) == Deprel::NMOD && sentence.preposition(*child).is_some_and(|p| p == "by" || p == "of")
    };
    if let Some(agent) = sentence.tree.children(noun).find(is_phrase) {
        return Some(Found::new(agent, How::Shared));
    }
    // "gave $1 million in aid to fight", "an increase in funding to fight": the sum or the change is what is given.
    let is_part = |at: usize| {
        sentence.deprel(at) == Deprel::NMOD && sentence.preposition(at).is_some_and(|p| p == "in" || p == "of")
    };
    let whole = sentence.tree.head(noun).filter(|_| is_part(noun));
    let is_given =
        |whole: &usize| sentence.deprel(*whole) == Deprel::OBJ && !sentence.lists.is_actor(sentence.lemma(*whole));
    let noun = whole.filter(is_given).unwrap_or(noun);
    if !matches!(sentence.deprel(noun).base(), "obj" | "obl") {
        return None;
    }
    let above = clauses[sentence.tree.head(noun)?].as_ref()?;
    above.subject.filter(|_| !above.passive).map(|subject| subject.at_most(How::Inferred))
}

/// The subject of the clause that a bare adverbial clause stands beside: "Police fired, killing two".
fn adverbial(
    sentence: &Sentence<'_>,
    clauses: &Clauses,
    relatives: &Relatives,
    at: usize,
    passive: bool,
) -> Option<Found> {
    let governing = sentence.tree.path_up(at).find(|above| clauses[*above].is_some())?;
    let above = clauses[governing].as_ref()?;
    let mark = sentence.mark(at);
    if mark.is_none() && passive && at > 0 && sentence.word(at).upos == Upos::VERB {
        // A participle behind a noun that was hung on the verb.
        let before = at - 1;
        if before > governing && matches!(sentence.word(before).upos, Upos::NOUN | Upos::PROPN) {
            return Some(Found::new(phrase_head(sentence, before, governing), How::Shared));
        }
    }
    let subject = above.subject.map(|subject| subject.at_most(How::Inferred));
    if above.passive {
        return subject;
    }
    let row = governor(sentence, governing, &construction(sentence, at));
    match (row.map(|row| &row.controller), mark.as_deref()) {
        (Some(Controller::Phrase(preposition)), _) => phrase(sentence, relatives, governing, preposition).or(subject),
        (Some(Controller::Subject), _) => subject,
        (Some(Controller::Nobody), _) => None,
        (Some(Controller::Object), _) | (_, Some("of" | "for" | "from" | "into" | "against")) => {
            object(sentence, relatives, above, governing).map(|object| object.at_most(How::Shared)).or(subject)
        }
        _ => subject,
    }
}

/// The head of the noun phrase that ends with a word, below the verb.
fn phrase_head(sentence: &Sentence<'_>, last: usize, verb: usize) -> usize {
    let is_inside = |at: &usize| *at > verb && matches!(sentence.deprel(*at).base(), "compound" | "flat" | "nmod");
    if !matches!(sentence.deprel(last).base(), "compound" | "flat") {
        return last;
    }
    sentence.tree.path_up(last).find(|above| !is_inside(above) || *above > verb).unwrap_or(last)
}

/// "seized and burned the bridge": the object stands behind both, and hangs on one.
pub(super) fn objects(sentence: &Sentence<'_>, clauses: &mut Clauses, clause: &mut Clause, at: usize) {
    let Some(first) = sentence.tree.head(at).filter(|_| sentence.deprel(at) == Deprel::CONJ) else { return };
    if clause.carrier != Carrier::Verb || clause.passive || sentence.child_of(at, "nsubj").is_some() {
        return;
    }
    let is_complete = |at: usize| {
        let is_object = |child: usize| matches!(sentence.deprel(child), Deprel::OBJ | Deprel::CCOMP | Deprel::XCOMP);
        sentence.tree.children(at).any(is_object)
    };
    let Some(above) = &mut clauses[first] else { return };
    if above.carrier != Carrier::Verb || above.passive {
        return;
    }
    let (firsts, own) = (sentence.child(first, Deprel::OBJ), sentence.child(at, Deprel::OBJ));
    match (firsts, own) {
        (Some(object), None) if object > at && !is_complete(at) => {
            clause.borrowed.push((Role::Object, Found::new(object, How::Shared)));
        }
        (None, Some(object))
            if above.borrowed.is_empty() && !is_complete(first) && is_adjacent(sentence, first, at) =>
        {
            above.borrowed.push((Role::Object, Found::new(object, How::Shared)));
        }
        (None, None) if !is_complete(at) => {
            let gap = above.borrowed.iter().find(|(role, _)| *role == Role::Object);
            clause.borrowed.extend(gap.cloned());
        }
        _ => {}
    }
}

/// Only "and", an adverb or an auxiliary stands between two verbs.
fn is_adjacent(sentence: &Sentence<'_>, first: usize, second: usize) -> bool {
    let is_small = |at: usize| matches!(sentence.word(at).upos, Upos::CCONJ | Upos::ADV | Upos::AUX);
    first < second && second - first <= 3 && (first + 1..second).all(is_small)
}
