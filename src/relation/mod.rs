//! Relations: what one sentence states about two entities, how firmly, and by which words.
//!
//! A parsed sentence becomes its [`normal`] form: predicates with places that do not depend on syntax. `resolve` finds what stands in
//! each place, a [`rule`] of `rules/` says which relation that is, and `status` how firmly it holds. A new word, rule or relation is
//! a row or a block in a file.

pub mod census;
mod extract;
pub mod normal;
pub mod plover;
mod resolve;
pub mod rule;
mod status;
mod time;
mod understood;

pub use extract::{Explained, Reader, Scene};
pub use status::{Polarity, Status};

use crate::span::Span;

/// One link that one sentence states. Subject, object and source are indices into `entity::Identity::entities`.
#[derive(Debug, Clone, PartialEq)]
pub struct Assertion {
    /// Who does or is.
    pub subject: usize,
    /// A label of rules/relations.tsv.
    pub relation: String,
    /// The words a person would read on the edge ("sent troops to").
    pub predicate: String,
    /// To whom or of what.
    pub object: usize,
    /// Stated or denied.
    pub polarity: Polarity,
    /// How firmly.
    pub status: Status,
    /// Who says so, if the sentence names them.
    pub source: Option<usize>,
    /// Class of the PLOVER event ontology, from rules/relations.tsv.
    pub plover: Option<String>,
    /// ISO 8601 day, week, month or year, if the sentence tells.
    pub time: Option<String>,
    /// Where, if the sentence tells and it is no end of the link: an index like the subject.
    pub place: Option<usize>,
    /// Of offices: the post in the article's words, in lower case ("deputy foreign minister").
    pub role: Option<String>,
    /// No rule names it: `relation` is the verb's own lemma (`praise`, `sign_with`).
    pub open: bool,
    /// 0 to 1: how many of a hundred such assertions were right when they were read (docs/evaluation.md).
    pub score: f32,
    /// Id of the rule.
    pub rule: String,
    /// Where it is stated.
    pub evidence: Evidence,
}

impl Assertion {
    /// Returns the entities that take part.
    pub fn entities(&self) -> impl Iterator<Item = usize> {
        [self.subject, self.object].into_iter().chain(self.source).chain(self.place)
    }

    /// Returns the same assertion where each entity has another place; none if one of its ends has none.
    #[must_use]
    pub fn moved(self, place: &[Option<usize>]) -> Option<Self> {
        let (subject, object) = (place[self.subject]?, place[self.object]?);
        let moved = |entity: Option<usize>| entity.and_then(|entity| place[entity]);
        Some(Self { subject, object, source: moved(self.source), place: moved(self.place), ..self })
    }
}

/// The words that state an assertion, as spans of the document's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    /// The sentence.
    pub sentence: Span,
    /// The mention of the subject.
    pub subject: Span,
    /// The verb, noun or other words of the relation.
    pub trigger: Span,
    /// The mention of the object.
    pub object: Span,
}
