//! Training data: texts with their names marked, whatever format they came in.

use std::path::{Path, PathBuf};

use crate::input::{self, InputError};
use crate::mention::recognise::NameClass;
use crate::span::Span;
use crate::train::names::{gum, iob, jsonl};

/// A text with its names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marked {
    /// The text.
    pub text: String,
    /// Stretches of the text that hold whole sentences, in order.
    pub blocks: Vec<Span>,
    /// In order, disjoint.
    pub names: Vec<(Span, NameClass)>,
}

impl Marked {
    /// Adds a sentence on a line of its own, names by their bytes in it.
    pub(super) fn push(&mut self, sentence: &str, names: impl IntoIterator<Item = (Span, NameClass)>) {
        let start = self.text.len();
        self.text.push_str(sentence);
        self.blocks.push(Span::new(start, self.text.len()));
        let moved = |span: Span| Span::new(span.range().start + start, span.range().end + start);
        self.names.extend(names.into_iter().map(|(span, class)| (moved(span), class)));
        self.text.push('\n');
    }
}

/// Of names that overlap the longest, of equal ones the first; in order.
pub(super) fn longest(mut names: Vec<(Span, NameClass)>) -> Vec<(Span, NameClass)> {
    names.sort_by_key(|(span, class)| (std::cmp::Reverse(span.len()), *span, *class));
    let mut kept: Vec<(Span, NameClass)> = Vec::new();
    for (span, class) in names {
        if !span.is_empty() && kept.iter().all(|(other, _)| !other.overlaps(span)) {
            kept.push((span, class));
        }
    }
    kept.sort_unstable();
    kept
}

/// Why training data cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CorpusError {
    /// Not there, or not UTF-8.
    #[error(transparent)]
    Input(#[from] InputError),
    /// A line that is not of the format.
    #[error("{path}:{line}: {message}")]
    Line {
        /// The file.
        path: String,
        /// 1-based.
        line: usize,
        /// What was found and expected.
        message: String,
    },
    /// None of the files that training knows.
    #[error("none of the training files is in {folders}; expected at least one of {expected}")]
    Nothing {
        /// Where was looked.
        folders: String,
        /// Names of files.
        expected: String,
    },
}

pub(super) fn wrong(path: &str, line: usize, message: impl Into<String>) -> CorpusError {
    CorpusError::Line { path: path.to_owned(), line, message: message.into() }
}

/// How a file is read.
type Read = fn(&str, &str) -> Result<Vec<Marked>, CorpusError>;

/// The files that training takes; no other is opened, so that data for choosing cannot slip in.
const FILES: [(&str, Read); 6] = [
    ("uner-ewt.train.iob2", iob::read_iob2),
    ("wikigold.conll", iob::read_columns),
    ("crossner-politics.train.jsonl", jsonl::read),
    ("redocred.dev.jsonl", jsonl::read),
    ("gum-by.train.conllu", gum::read),
    ("gum-bysa.train.conllu", gum::read),
];

/// Reads the known files of some folders, in a fixed order. Returns the name of each with its texts.
///
/// # Errors
/// If a file is not of its format, or there is none.
pub fn read(folders: &[PathBuf]) -> Result<Vec<(&'static str, Vec<Marked>)>, CorpusError> {
    let mut out = Vec::new();
    for (name, read) in FILES {
        let paths: Vec<PathBuf> = folders.iter().map(|f| f.join(name)).filter(|p| p.is_file()).collect();
        if let Some(path) = paths.first() {
            out.push((name, read(&shown(path), &input::read_to_string(path)?)?));
        }
    }
    if out.is_empty() {
        let folders: Vec<String> = folders.iter().map(|f| shown(f)).collect();
        let expected = FILES.map(|(name, _)| name).join(", ");
        return Err(CorpusError::Nothing { folders: folders.join(", "), expected });
    }
    Ok(out)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
