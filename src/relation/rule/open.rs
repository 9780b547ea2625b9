//! Open relations: what no rule names is kept under its verb's lemma, if the sentence says plainly who and whom.

use std::collections::BTreeSet;

use crate::relation::normal::{How, Kind, Predicate, Role};
use crate::relation::rule::{Place, Referent, Rules};

/// A link under a label that no schema knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// The verb, and the preposition if the object has one: "praise", `sign_with`.
    pub label: String,
    /// Who.
    pub subject: Referent,
    /// Whom.
    pub object: Referent,
}

/// `rules/no_open.tsv`: verbs that say too little alone.
#[derive(Debug, Clone, Default)]
pub(super) struct Closed(BTreeSet<String>);

impl Closed {
    pub(super) fn read(text: &str) -> Self {
        let rows = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).skip(1);
        Self(rows.filter_map(|row| row.split('\t').next()).map(str::to_owned).collect())
    }
}

impl Rules {
    /// Returns the open relation of a predicate that fits no rule: a verb with a named subject and a named object, or without an
    /// object and with one named phrase.
    pub fn open(&self, predicate: &Predicate, places: &[Place]) -> Option<Open> {
        let verb = predicate.lemma.split(' ').next().unwrap_or_default();
        if predicate.kind != Kind::Verb || self.closed.0.contains(verb) || self.closed.0.contains(&predicate.lemma) {
            return None;
        }
        let subject = places.iter().find(|place| place.role == Role::Subject).and_then(named)?;
        let lemma = predicate.lemma.replace(' ', "_");
        let is_object = |place: &&Place| place.role == Role::Object;
        let (label, object) = if let Some(place) = places.iter().find(is_object) {
            (lemma, named(place)?)
        } else {
            let mut phrases = places.iter().filter_map(|place| match &place.role {
                Role::Phrase(preposition) => Some((preposition, named(place)?)),
                _ => None,
            });
            let (preposition, object) = phrases.next()?;
            if phrases.next().is_some() {
                return None;
            }
            (format!("{lemma}_{}", preposition.replace(' ', "_")), object)
        };
        (subject.entity != object.entity).then_some(Open { label, subject, object })
    }
}

/// Returns the first that a place names, if the place is sure.
fn named(place: &Place) -> Option<Referent> {
    let referents = place.members.iter().filter_map(|filler| filler.referent);
    referents.into_iter().find(|referent| referent.named).filter(|_| place.how != How::Inferred)
}
