//! What someone is said to be: the noun behind a copula, "elected president", "as ambassador". Titles and appositions are not read here.

use crate::parse::{Deprel, Upos};
use crate::relation::normal::clause::Carrier;
use crate::relation::normal::noun::{Link, dependents};
use crate::relation::normal::place::{Place, Scene};
use crate::relation::normal::sentence::Found;
use crate::relation::normal::sharing;
use crate::relation::normal::words::{Controller, Take};
use crate::relation::normal::{How, Role};

/// A noun that someone is called by.
pub(super) struct Called {
    /// The noun.
    pub(super) noun: usize,
    /// Who is called so.
    pub(super) bearer: Found,
    /// The clause that says so.
    pub(super) clause: usize,
}

/// Returns who is called what in a sentence, in order of the nouns.
pub(super) fn called(scene: &Scene<'_, '_>) -> Vec<Called> {
    let mut out = Vec::new();
    for at in 0..scene.sentence.len() {
        match scene.clauses[at].as_ref().map(|clause| clause.carrier) {
            Some(Carrier::Nominal) => out.extend(by_copula(scene, at)),
            Some(Carrier::Verb) => by_verb(scene, at, &mut out),
            _ => {}
        }
    }
    out.sort_by_key(|called| called.noun);
    out
}

/// "Lima is the capital of Peru", "the capital of Peru is Lima".
fn by_copula(scene: &Scene<'_, '_>, at: usize) -> Option<Called> {
    let subject = scene.clauses[at].as_ref()?.subject?;
    let sentence = scene.sentence;
    let is_common = |at: usize| sentence.word(at).upos == Upos::NOUN && sentence.name(at).is_none();
    if is_common(at) {
        return Some(Called { noun: at, bearer: subject, clause: at });
    }
    (is_common(subject.at) && sentence.is_name(at)).then(|| Called {
        noun: subject.at,
        bearer: Found::new(at, How::Direct),
        clause: at,
    })
}

/// "elected Keller president", "was named as ambassador", "served as minister".
fn by_verb(scene: &Scene<'_, '_>, at: usize, out: &mut Vec<Called>) {
    let sentence = scene.sentence;
    let Some(clause) = &scene.clauses[at] else { return };
    let is_common = |at: usize| sentence.word(at).upos == Upos::NOUN && sentence.name(at).is_none();
    let object = sentence.child(at, Deprel::IOBJ).or_else(|| sentence.child(at, Deprel::OBJ));
    for child in sentence.tree.children(at).filter(|child| *child > at && is_common(*child)) {
        let is_as = matches!(sentence.deprel(child).base(), "obl" | "nmod" | "advcl")
            && sentence.preposition(child).or_else(|| sentence.mark(child)).as_deref() == Some("as");
        let take = if is_as { Take::Phrase("as".to_owned()) } else { Take::Name };
        let row = sharing::governor(sentence, at, &[take]);
        let is_of_subject = clause.passive || row.is_some_and(|row| row.controller == Controller::Subject);
        let is_second = row.is_some()
            && sentence.deprel(child) == Deprel::OBJ
            && (is_of_subject || sentence.child(at, Deprel::IOBJ).is_some());
        // "left the party as leader": who of the two is not told.
        let is_clear = row.is_some() || object.is_none();
        if !(is_as && is_clear || is_second) {
            continue;
        }
        let of_object = object.filter(|object| row.is_some() && !is_of_subject && *object != child);
        let bearer = of_object.map(|object| scene.relatives.resolve(Found::new(object, How::Direct)));
        out.extend(bearer.or(clause.subject).map(|bearer| Called { noun: child, bearer, clause: at }));
    }
}

/// Returns the places of such a noun: who bears it, and of what it is, however that is written.
pub(super) fn places(scene: &Scene<'_, '_>, called: &Called) -> Vec<Place> {
    let mut places = vec![(Role::Subject, called.bearer)];
    for (link, found) in dependents(scene, called.noun) {
        let role = match link {
            Link::Possessor | Link::Demonym | Link::Name => Role::Phrase("of".to_owned()),
            Link::Phrase(preposition) => Role::Phrase(preposition),
            Link::Content(clause) => Role::Content(clause),
        };
        places.push((role, found));
    }
    places
}
