//! A census of rules over articles: which fired how often, which never, and what no rule names. It is the to-do list of whoever
//! writes rules.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::entity::Identity;
use crate::mention::{Mention, MentionKind};
use crate::relation::normal::{Kind, Predicate, Role};
use crate::relation::rule::{Filler, Place, Rules};
use crate::relation::{Assertion, Explained};
use crate::span::one_line;

/// One document, read.
#[derive(Debug, Clone, Copy)]
pub struct Counted<'a> {
    /// Its text.
    pub text: &'a str,
    /// Its mentions.
    pub mentions: &'a [Mention],
    /// What they name.
    pub identity: &'a Identity,
    /// What it states.
    pub assertions: &'a [Assertion],
    /// How its predicates were read.
    pub explained: &'a [Explained],
}

/// How often something stands in the articles, and where first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The rule's id, the clause (`S praise O`), or the name.
    pub what: String,
    /// The rule's relation, the kind of word that carries the clause, or the type of the name.
    pub kind: String,
    /// How often.
    pub count: usize,
    /// In how many documents.
    pub documents: usize,
    /// Words of the first: a sentence; empty for names.
    pub example: String,
}

/// Counts of all documents so far.
#[derive(Debug, Clone, Default)]
pub struct Census {
    fired: Tally,
    gaps: Tally,
    names: Tally,
}

impl Census {
    /// Adds a document. The examples are of the first that is added.
    pub fn add(&mut self, document: &Counted<'_>) {
        let sentence = |a: &Assertion| one_line(a.evidence.sentence.of(document.text));
        let fired = document.assertions.iter().map(|a| (a.rule.clone(), a.relation.clone(), sentence(a)));
        // Open relations stand among the gaps.
        self.fired.add(fired.filter(|(rule, _, _)| rule != "open"));
        let gap = |e: &Explained| {
            let (kind, clause) = e.gap.as_ref()?.split_once(' ')?;
            Some((clause.to_owned(), kind.to_owned(), one_line(e.text.of(document.text))))
        };
        self.gaps.add(document.explained.iter().filter_map(gap));
        let name = |(mention, link): (&Mention, &crate::entity::Link)| {
            let entity = &document.identity.entities[link.entity];
            let is_unlisted = mention.kind == MentionKind::Name && entity.entry.is_none();
            is_unlisted.then(|| (entity.name.clone(), entity.entity_type.name().to_owned(), String::new()))
        };
        self.names.add(document.mentions.iter().zip(&document.identity.links).filter_map(name));
    }

    /// Returns the rules that fired, the most frequent first; the row of a word counts as a rule.
    pub fn fired(&self) -> Vec<Count> {
        self.fired.sorted()
    }

    /// Returns the clauses with two names that no rule names, the most frequent first.
    pub fn gaps(&self) -> Vec<Count> {
        self.gaps.sorted()
    }

    /// Returns the names that no list has, the most frequent first.
    pub fn names(&self) -> Vec<Count> {
        self.names.sorted()
    }

    /// Returns the ids of rules that never fired with the places where they stand, in byte order of the ids.
    pub fn dead<'a>(&self, rules: &'a Rules) -> Vec<(&'a str, String)> {
        let fired: BTreeSet<&str> = self.fired.0.keys().map(|(rule, _)| rule.as_str()).collect();
        let dead: BTreeMap<&str, String> = rules
            .ids()
            .filter(|(id, _, _)| !fired.contains(id))
            .map(|(id, _, position)| (id, format!("{}:{}", position.path, position.line)))
            .collect();
        dead.into_iter().collect()
    }
}

/// Counts by what and kind.
#[derive(Debug, Clone, Default)]
struct Tally(BTreeMap<(String, String), Count>);

impl Tally {
    /// Adds what one document has.
    fn add(&mut self, found: impl Iterator<Item = (String, String, String)>) {
        let mut seen = BTreeSet::new();
        for (what, kind, example) in found {
            let key = (what, kind);
            let count = self.0.entry(key.clone()).or_insert_with(|| Count {
                what: key.0.clone(),
                kind: key.1.clone(),
                count: 0,
                documents: 0,
                example,
            });
            count.count += 1;
            count.documents += usize::from(seen.insert(key));
        }
    }

    /// The most frequent first, then in byte order.
    fn sorted(&self) -> Vec<Count> {
        let mut all: Vec<Count> = self.0.values().cloned().collect();
        all.sort_by_key(|count| Reverse(count.count));
        all
    }
}

/// Returns the clause of a predicate in whose places two different things with names stand, as a rule would have it, behind the
/// word that begins such a line: `verb S sign deal with N`, `noun visit of S to N`.
pub(super) fn gap(predicate: &Predicate, places: &[Place]) -> Option<String> {
    let named = |place: &Place| place.members.iter().find_map(name_of);
    let names: BTreeSet<usize> = places.iter().filter_map(named).collect();
    // What stands "beside" is the normal form's own word: the rules have all there is to say of it.
    if names.len() < 2 || predicate.kind == Kind::Name && predicate.lemma.ends_with(" beside") {
        return None;
    }
    let (mut before, mut object, mut phrases) = ("", String::new(), Vec::new());
    for place in places {
        let is_named = named(place).is_some();
        match &place.role {
            Role::Subject if is_named => before = "S",
            Role::Object if is_named => "O".clone_into(&mut object),
            // "Sign a deal with": the noun is of the clause.
            Role::Object => object.clone_from(place.members.first()?.phrase.last()?),
            Role::Phrase(preposition) if is_named => phrases.push(format!("{preposition} N")),
            _ => {}
        }
    }
    phrases.sort();
    let lemma = predicate.lemma.replace(' ', "_");
    let clause = match predicate.kind {
        Kind::Verb => ["verb", before, &lemma, &object].map(str::to_owned).to_vec(),
        Kind::Adjective => ["verb", before, "be", &lemma].map(str::to_owned).to_vec(),
        Kind::Name => ["name", before, &lemma].map(str::to_owned).to_vec(),
        Kind::Noun => {
            let of = if object == "O" { "of O" } else { "" };
            let by = if before.is_empty() { "" } else { "by S" };
            ["noun", &lemma, of, by].map(str::to_owned).to_vec()
        }
    };
    let words: Vec<String> = clause.into_iter().chain(phrases).filter(|word| !word.is_empty()).collect();
    Some(words.join(" "))
}

fn name_of(filler: &Filler) -> Option<usize> {
    filler.referent.or(filler.owner).filter(|referent| referent.named).map(|referent| referent.entity)
}
