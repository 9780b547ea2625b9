//! Rules: which words between whom state which relation. Files in `rules/`, not code; the language is told in rules/README.md.
//!
//! Rules (`rules/*.rule`) and rows (`rules/lexicon*.tsv`) are compiled to frames; [`Rules::fit`] looks the frames of a predicate's
//! head up and tests each against the predicate's places.

mod block;
mod check;
mod classes;
mod error;
mod examples;
mod fit;
mod frame;
mod lexicon;
mod mask;
mod open;
mod pattern;
mod rank;
mod reader;
mod rules;
mod schema;
mod variants;
mod words;

pub use block::{Example, Expected, Test};
pub use check::Finding;
pub use error::{Position, RuleError};
pub use examples::{Failure, Fault, Look, Stated};
pub use fit::Clauses;
pub use open::Open;
pub use rank::{Lost, Near};
pub use rules::Rules;
pub use schema::{Relation, Types};

use crate::gazetteer::EntityType;
use crate::relation::normal::{How, Role};
use crate::span::Span;

/// The thing that some words of a sentence stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Referent {
    /// Index into `entity::Identity::entities`.
    pub entity: usize,
    /// Its type.
    pub entity_type: EntityType,
    /// The words that name it, in the document: evidence.
    pub span: Span,
    /// It has a name; false for "protesters".
    pub named: bool,
    /// Its type is a guess: one word that no list knows. What a rule wants of it tells more than the guess.
    pub guessed: bool,
}

/// One member of an argument, as rules see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Filler {
    /// Its head: a token of the sentence.
    pub head: usize,
    /// The lemmas of its noun phrase up to the head, in lower case: "russian medical team" is `["russian", "medical", "team"]`.
    /// Never empty.
    pub phrase: Vec<String>,
    /// What it stands for: "Norway", "Norwegian troops" (Norway), "protesters".
    pub referent: Option<Referent>,
    /// Of a noun of an act, who acts: "Norway's decision", "a request from Norway" (Norway).
    pub actor: Option<Referent>,
    /// Who owns it: "Norway's drones", "Norwegian drones", "drones of Norway" (Norway). For `owner` lines.
    pub owner: Option<Referent>,
}

/// An argument with what its members stand for; parallel to `Predicate::arguments`.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Its role.
    pub role: Role,
    /// How it was found.
    pub how: How,
    /// One for each member of the coordination; none for a clause.
    pub members: Vec<Filler>,
}

/// A rule that a predicate fits, with subject and object. What lost against another is left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Index of the frame, for its id and text.
    pub frame: usize,
    /// Label of rules/relations.tsv.
    pub relation: String,
    /// Who.
    pub subject: Referent,
    /// To whom.
    pub object: Referent,
    /// 0 to 1: of the frame and of how its places were found.
    pub score: f32,
}

#[cfg(test)]
mod tests;
