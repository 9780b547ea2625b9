//! Tokens and sentences, by the conventions of Universal Dependencies' English treebanks.

use std::ops::Range;

use crate::span::Span;

/// A word, number or mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Its bytes.
    pub span: Span,
}

/// A sentence, headline or list item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// From the first byte of its first token to the last of its last.
    pub span: Span,
    /// Indices into [`Tokens::tokens`], half-open, never empty.
    pub tokens: Range<usize>,
    /// Index of the block of `text::Layout` that holds it.
    pub block: usize,
}

/// All tokens and sentences of a document, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Ordered, disjoint, on character borders.
    pub tokens: Vec<Token>,
    /// Ordered, disjoint; every token belongs to exactly one.
    pub sentences: Vec<Sentence>,
}
