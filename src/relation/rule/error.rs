//! What is wrong with a rule file: where, what was found, what was expected, and the nearest word that is known.

use std::fmt;
use std::sync::Arc;

/// Known words further away than this part of the word's letters are no help.
const NEAREST: f64 = 0.6;

/// A place in a rule file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Position {
    /// The file.
    pub path: Arc<str>,
    /// 1-based.
    pub line: usize,
    /// In characters, 1-based.
    pub column: usize,
}

impl Position {
    /// Returns the place so many characters further right.
    #[must_use]
    pub(super) fn right(&self, characters: usize) -> Self {
        Self { column: self.column + characters, ..self.clone() }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}", self.path, self.line, self.column)
    }
}

/// Something in a rule file that is not understood.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{position}: found {found}, expected {expected}{}", hint(.nearest.as_ref()))]
#[non_exhaustive]
pub struct RuleError {
    /// Where.
    pub position: Position,
    /// What stands there.
    pub found: String,
    /// What could stand there.
    pub expected: String,
    /// The known word that is most like it.
    pub nearest: Option<String>,
}

impl RuleError {
    pub(super) fn new(position: &Position, found: impl Into<String>, expected: impl Into<String>) -> Self {
        Self { position: position.clone(), found: found.into(), expected: expected.into(), nearest: None }
    }

    /// A word that no list holds, with the nearest that one does.
    pub(super) fn unknown<'a>(
        position: &Position,
        word: &str,
        expected: impl Into<String>,
        known: impl Iterator<Item = &'a str>,
    ) -> Self {
        let nearest = nearest(word, known);
        Self { nearest, ..Self::new(position, format!("\"{word}\""), expected) }
    }
}

fn hint(nearest: Option<&String>) -> String {
    nearest.map(|word| format!("; did you mean \"{word}\"?")).unwrap_or_default()
}

/// Returns the known word most like another; the first in byte order among equals.
fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let likeness = |known: &str| strsim::normalized_damerau_levenshtein(word, known);
    let mut best: Option<(f64, &str)> = None;
    for other in known {
        let like = likeness(other);
        let better = best.is_none_or(|(most, held)| like > most || (like >= most && other < held));
        if like >= NEAREST && better {
            best = Some((like, other));
        }
    }
    best.map(|(_, word)| word.to_owned())
}

/// Returns the character column, 1-based, of a byte of a line.
pub(super) fn column(line: &str, byte: usize) -> usize {
    line.get(..byte).map_or(0, |before| before.chars().count()) + 1
}
