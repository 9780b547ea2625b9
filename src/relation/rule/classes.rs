//! Classes of words, `{troops}` in rules: a word's classes are bits of one mask, so a test is one AND.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap as HashMap;

use crate::relation::rule::error::{Position, RuleError};
use crate::relation::rule::mask::Mask;

/// A word of a class: its other words before the last, and the classes.
type Entry = (Vec<String>, Mask);

/// All classes.
#[derive(Debug, Clone, Default)]
pub(super) struct Classes {
    /// Bit of each class by name, with where it was first written.
    names: BTreeMap<String, (usize, Position)>,
    /// By last word.
    words: HashMap<String, Vec<Entry>>,
    /// The rows of each class, by its bit.
    rows: Vec<Vec<String>>,
}

impl Classes {
    /// Adds the word of a row. A word in plural or with capitals is kept as it is: the checker complains.
    pub(super) fn add(&mut self, position: &Position, class: &str, word: &str) -> Result<(), RuleError> {
        let next = self.names.len();
        if next >= Mask::BITS && !self.names.contains_key(class) {
            return Err(RuleError::new(position, "one more class", format!("at most {} classes", Mask::BITS)));
        }
        let (bit, _) = *self.names.entry(class.to_owned()).or_insert((next, position.clone()));
        let mut words: Vec<String> = word.split([' ', '_']).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
        let Some(last) = words.pop() else {
            return Err(RuleError::new(position, "no word", "a word of the class"));
        };
        self.rows.resize_with(self.names.len(), Vec::new);
        self.rows[bit].push(word.replace('_', " ").to_lowercase());
        let entries = self.words.entry(last).or_default();
        match entries.iter_mut().find(|(before, _)| *before == words) {
            Some((_, mask)) => *mask = mask.with(Mask::one(bit)),
            None => entries.push((words, Mask::one(bit))),
        }
        Ok(())
    }

    /// Returns the bit of a class as a mask.
    pub(super) fn mask(&self, class: &str) -> Option<Mask> {
        self.names.get(class).map(|(bit, _)| Mask::one(*bit))
    }

    /// Returns the names of all classes in byte order, with where they begin.
    pub(super) fn names(&self) -> impl Iterator<Item = (&str, &Position)> {
        self.names.iter().map(|(name, (_, position))| (name.as_str(), position))
    }

    /// Returns the classes of a noun phrase, of which the end counts: "russian medical team" is a "medical team" and a "team".
    pub(super) fn of(&self, phrase: &[String]) -> Mask {
        let Some((last, before)) = phrase.split_last() else { return Mask::NONE };
        let Some(entries) = self.words.get(last) else { return Mask::NONE };
        entries.iter().filter(|(words, _)| before.ends_with(words)).fold(Mask::NONE, |mask, (_, own)| mask.with(*own))
    }

    /// Returns the classes that have a noun which ends in a word.
    pub(super) fn ending_in(&self, word: &str) -> Mask {
        let entries = self.words.get(word).into_iter().flatten();
        entries.fold(Mask::NONE, |mask, (_, own)| mask.with(*own))
    }

    /// Returns the classes that have a noun as it is: a "medical team" is no "team" here.
    pub(super) fn exact(&self, noun: &str) -> Mask {
        let (before, last) = noun.rsplit_once(' ').unwrap_or(("", noun));
        let Some(entries) = self.words.get(last) else { return Mask::NONE };
        let is =
            |words: &[String]| before.split(' ').filter(|word| !word.is_empty()).eq(words.iter().map(String::as_str));
        entries.iter().filter(|(words, _)| is(words)).fold(Mask::NONE, |mask, (_, own)| mask.with(*own))
    }

    /// Returns the names of the classes of a mask, in braces.
    pub(super) fn show(&self, mask: Mask) -> String {
        let names = self.names.iter().filter(|(_, (bit, _))| mask.meets(Mask::one(*bit)));
        names.map(|(name, _)| format!("{{{name}}}")).collect::<Vec<_>>().join("|")
    }

    /// Returns the words of all classes of a mask, class by class in the order of the rows.
    pub(super) fn words(&self, mask: Mask) -> impl Iterator<Item = &str> {
        mask.bits().filter_map(|bit| self.rows.get(bit)).flatten().map(String::as_str)
    }
}
