//! Frames: patterns as they are looked up, by what carries a predicate and its lemma.

use std::collections::HashMap;

use crate::relation::normal::Kind;
use crate::relation::rule::block::Rule;
use crate::relation::rule::classes::Classes;
use crate::relation::rule::error::Position;
use crate::relation::rule::pattern::{Head, Item, Nouns, Slot, Spot};

/// Scores of a frame that fits, by what carries it. Judged, not measured: verbs say most clearly who does what to whom, names are
/// written next to what they belong to, nouns and adjectives leave most to the reader.
const VERB: f32 = 0.9;
const NAME: f32 = 0.95;
const NOUN: f32 = 0.8;

/// A pattern with one sort of head.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// Index of its rule.
    pub rule: usize,
    pub kind: Kind,
    pub slots: Vec<Slot>,
    /// The heads under which it is found.
    pub heads: Vec<String>,
    /// Of "become ally of O": verbs of which one must stand before the head; none: any.
    pub copulas: Vec<String>,
    /// Only "X-led": the first stands right before the head.
    pub is_compound: bool,
    pub base: f32,
    /// The line as it was written.
    pub text: String,
    pub position: Position,
}

/// The frames of one head.
#[derive(Debug, Clone, Default)]
struct Heads {
    any: Vec<usize>,
    /// Of frames that name their object: by its last word.
    by_object: HashMap<String, Vec<usize>>,
}

/// All frames by head; one table for each kind.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    kinds: [HashMap<String, Heads>; 4],
}

impl Index {
    /// Adds a frame under each of its heads.
    pub(super) fn add(&mut self, at: usize, frame: &Frame) {
        for head in &frame.heads {
            let heads = self.kinds[frame.kind as usize].entry(head.clone()).or_default();
            match object_words(frame) {
                Some(words) => words.iter().for_each(|word| push(heads.by_object.entry(word.clone()).or_default(), at)),
                None => push(&mut heads.any, at),
            }
        }
    }

    /// Returns the frames of a head that name one of these objects or none.
    pub(super) fn find<'a>(&'a self, kind: Kind, head: &str, objects: impl Iterator<Item = &'a str>) -> Vec<usize> {
        let Some(heads) = self.kinds[kind as usize].get(head) else { return Vec::new() };
        let mut found = heads.any.clone();
        for object in objects {
            found.extend(heads.by_object.get(object).into_iter().flatten());
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Returns all frames of a head, for explaining.
    pub(super) fn all(&self, kind: Kind, head: &str) -> Vec<usize> {
        let Some(heads) = self.kinds[kind as usize].get(head) else { return Vec::new() };
        let mut found: Vec<usize> = heads.any.clone();
        let mut named: Vec<usize> = heads.by_object.values().flatten().copied().collect();
        found.append(&mut named);
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Says whether a head is known.
    pub(super) fn has(&self, kind: Kind, head: &str) -> bool {
        self.kinds[kind as usize].contains_key(head)
    }
}

fn push(list: &mut Vec<usize>, at: usize) {
    if list.last() != Some(&at) {
        list.push(at);
    }
}

/// Returns the last words of the nouns that must be the object, if no class may be.
fn object_words(frame: &Frame) -> Option<Vec<String>> {
    let named = frame.slots.iter().find_map(|slot| match &slot.item {
        Item::Nouns(nouns) if slot.spot == Spot::object() && !slot.optional && nouns.mask.is_empty() => Some(nouns),
        _ => None,
    });
    named.map(|nouns| nouns.phrases.iter().filter_map(|words| words.last().cloned()).collect())
}

/// Returns the frames of a rule.
pub(super) fn frames(index: usize, rule: &Rule, classes: &Classes) -> Vec<Frame> {
    let mut frames = Vec::new();
    for pattern in &rule.patterns {
        let mut add = |kind: Kind, heads: Vec<String>, base: f32| {
            frames.push(Frame {
                rule: index,
                kind,
                slots: pattern.slots.clone(),
                heads,
                copulas: match &pattern.head {
                    Head::Copula(_, verbs) => verbs.clone(),
                    _ => Vec::new(),
                },
                is_compound: matches!(pattern.head, Head::Compound(_)),
                base,
                text: pattern.text.clone(),
                position: pattern.position.clone(),
            });
        };
        let all = |nouns: &Nouns| nouns.all(classes);
        match &pattern.head {
            Head::Verbs(verbs) => add(Kind::Verb, verbs.clone(), VERB),
            Head::Compound(verbs) => add(Kind::Verb, verbs.clone(), NAME),
            Head::Nouns(nouns) => add(Kind::Noun, all(nouns), NOUN),
            Head::Names(nouns) => add(Kind::Name, all(nouns), NAME),
            Head::Copula(nouns, _) => {
                add(Kind::Adjective, all(nouns), NOUN);
                add(Kind::Name, all(nouns), NAME);
            }
        }
    }
    frames
}
