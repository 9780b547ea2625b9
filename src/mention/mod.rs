//! Mentions: the words of one document that name something.

use serde::{Deserialize, Serialize};

use crate::gazetteer::{EntityType, EntryId};
use crate::span::Span;

/// How a mention names its entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MentionKind {
    /// "Kazakhstan", "Tokayev".
    Name,
    /// "CSTO", "U.N.".
    Acronym,
    /// "Kazakh", "Russians".
    Demonym,
    /// "the alliance", "the country".
    Nominal,
    /// "he", "it".
    Pronoun,
}

/// Words that name something, with the reading that won.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// The name, without article, title or possessive 's.
    pub span: Span,
    /// How it names.
    pub kind: MentionKind,
    /// What it names.
    pub entity_type: EntityType,
    /// The gazetteer's entry, if a list knows the name.
    pub entry: Option<EntryId>,
    /// A place named for its government ("Moscow said").
    pub metonym: bool,
    /// 0 to 1; not a probability.
    pub score: f32,
    /// Which rule of the table of precedence made it.
    pub rule: &'static str,
}
