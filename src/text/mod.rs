//! The layout of an article: what is title, dateline, body and boilerplate.

use crate::span::Span;

/// What stands where in a document's text. Nothing is cut out; zones are marked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// Lines and paragraphs of content in order, without surrounding white space. No sentence crosses a block's border.
    /// Boilerplate is in no block; a dateline is not part of its block.
    pub blocks: Vec<Span>,
    /// What is not part of the article, in order.
    pub boilerplate: Vec<Zone>,
    /// The headline. It is a block too, unless it is repeated (then one copy is).
    pub title: Option<Span>,
    /// "BERLIN (Reuters) -" at the head of the body.
    pub dateline: Option<Dateline>,
    /// ISO 639-3 code of the language the body is written in ("eng"), if it can be told.
    pub language: Option<&'static str>,
}

/// A stretch of boilerplate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// The stretch, usually whole lines.
    pub span: Span,
    /// Id of the rule in rules/boilerplate.tsv that marked it.
    pub rule: String,
}

/// Where and by whom an article was filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dateline {
    /// From the place to the dash.
    pub span: Span,
    /// "BERLIN".
    pub place: Option<Span>,
    /// "Reuters".
    pub agency: Option<Span>,
}
