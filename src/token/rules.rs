//! Word knowledge of the tokenizer, from rules/abbreviations.tsv and rules/tokens.tsv.

use std::collections::{HashMap, HashSet};

const ABBREVIATIONS: &str = include_str!("../../rules/abbreviations.tsv");
const WORDS: &str = include_str!("../../rules/tokens.tsv");

/// What the full stop of an abbreviation means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Abbreviation {
    /// A name follows: never a border.
    Title,
    /// A border only before a usual sentence starter.
    Inner,
    /// Its full stop is a token of its own where the sentence ends.
    End,
    /// An abbreviation only before a number.
    Number,
    /// A name with a mark ("Yahoo!"): never a border.
    Name,
}

/// A word that is written as one and counts as two.
#[derive(Debug, Clone)]
struct Cut {
    /// Bytes of the first part.
    at: usize,
    /// Lower-case words of which one must follow; any may if empty.
    before: HashSet<String>,
}

/// Word knowledge of the tokenizer.
#[derive(Debug, Clone, Default)]
pub struct TokenRules {
    abbreviations: HashMap<String, Abbreviation>,
    cuts: HashMap<String, Cut>,
    starters: HashSet<String>,
    closings: HashSet<String>,
    prefixes: HashSet<String>,
    units: HashSet<String>,
    emoticons: HashSet<String>,
    wholes: HashSet<String>,
}

impl TokenRules {
    /// Returns the program's own rules.
    pub fn builtin() -> Self {
        let mut rules = Self::default();
        for row in rows(ABBREVIATIONS) {
            let class = match row[1] {
                "title" => Abbreviation::Title,
                "end" => Abbreviation::End,
                "number" => Abbreviation::Number,
                "name" => Abbreviation::Name,
                _ => Abbreviation::Inner,
            };
            rules.abbreviations.insert(row[0].to_owned(), class);
        }
        for row in rows(WORDS) {
            let word = row[0].to_owned();
            match row[1] {
                "starter" => _ = rules.starters.insert(word),
                "closing" => _ = rules.closings.insert(word),
                "prefix" => _ = rules.prefixes.insert(word),
                "unit" => _ = rules.units.insert(word),
                "whole" => _ = rules.wholes.insert(word),
                "emoticon" => _ = rules.emoticons.insert(word),
                _ => _ = rules.cuts.insert(word, cut(row.get(2).copied().unwrap_or_default())),
            }
        }
        rules
    }

    pub(crate) fn abbreviation(&self, word: &str) -> Option<Abbreviation> {
        self.abbreviations.get(word).copied()
    }

    /// Returns where a word without apostrophe is cut in two, given the text after it.
    pub(super) fn cut(&self, lower: &str, rest: &str) -> Option<usize> {
        let cut = self.cuts.get(lower)?;
        let next = rest.split_whitespace().next().unwrap_or_default();
        let fits = cut.before.is_empty() || cut.before.contains(&next.to_lowercase());
        fits.then_some(cut.at)
    }

    pub(super) fn is_starter(&self, word: &str) -> bool {
        self.starters.contains(word)
    }

    pub(super) fn is_closing(&self, word: &str) -> bool {
        self.closings.contains(word)
    }

    pub(super) fn is_prefix(&self, word: &str) -> bool {
        self.prefixes.contains(word.to_lowercase().as_str())
    }

    pub(super) fn is_unit(&self, word: &str) -> bool {
        self.units.contains(word)
    }

    pub(super) fn is_whole(&self, word: &str) -> bool {
        self.wholes.contains(word)
    }

    pub(super) fn is_emoticon(&self, word: &str) -> bool {
        self.emoticons.contains(word)
    }
}

/// Cells of the rows of a table, without comments and heading.
fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")).skip(1);
    lines.map(|line| line.split('\t').collect::<Vec<_>>()).filter(|row| row.len() > 1)
}

/// Reads "do nt" or "it s | not a".
fn cut(value: &str) -> Cut {
    let (parts, before) = value.split_once(" | ").unwrap_or((value, ""));
    let at = parts.find(' ').unwrap_or(parts.len());
    Cut { at, before: before.split_whitespace().map(str::to_owned).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_known_class_and_cuts_spell_their_word() {
        for row in rows(ABBREVIATIONS) {
            assert!(["title", "inner", "end", "number", "name"].contains(&row[1]), "{row:?}");
        }
        for row in rows(WORDS) {
            match row[1] {
                "cut" | "cut-before" => {
                    let parts = row[2].split(" | ").next().unwrap_or_default();
                    assert_eq!(parts.replace(' ', ""), row[0]);
                }
                class => {
                    assert!(["starter", "closing", "prefix", "unit", "whole", "emoticon"].contains(&class), "{row:?}");
                }
            }
        }
    }
}
