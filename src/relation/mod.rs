//! Relations: what one sentence states about two entities.
//!
//! A first extractor, small on purpose, over tokens and mentions, to be replaced by one over the parse. Two sorts of rules:
//! patterns of the words around two names that follow each other (`rules/patterns.tsv`: titles, capitals, member lists), and
//! "NAME verb NAME", active and passive, with nothing but auxiliaries before the verb (`rules/verbs.tsv`). Precision comes
//! before recall: a rule that is not sure says nothing.

pub mod normal;
mod pattern;
pub mod plover;
mod resolve;
pub mod rule;
mod rules;
mod status;
mod time;

pub use pattern::{Scene, extract};
pub use rules::{Relation, Rules};
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
    /// No rule names it: `relation` is the verb's own lemma ("praise", "sign_with").
    pub open: bool,
    /// 0 to 1; not a probability.
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
