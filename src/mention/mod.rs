//! Mentions: the words of one document that name something.

use serde::{Deserialize, Serialize};

use crate::gazetteer::EntryId;
use crate::span::Span;

/// What sort of thing an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntityType {
    /// A human being, by name.
    Person,
    /// A body with members or staff: party, company, ministry, alliance, army.
    Organisation,
    /// A state or territory with a code of its own, or a former state.
    Country,
    /// A town.
    City,
    /// Any other place.
    Region,
    /// People without a name of their own, tied to a place or body.
    Group,
    /// Anything else that lists or users name.
    Other,
}

impl EntityType {
    /// All types, in the order of reports.
    pub const ALL: [Self; 7] =
        [Self::Person, Self::Organisation, Self::Country, Self::City, Self::Region, Self::Group, Self::Other];

    /// Returns the word used in ids and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Country => "country",
            Self::City => "city",
            Self::Region => "region",
            Self::Group => "group",
            Self::Other => "other",
        }
    }

    /// Returns the type of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.name() == name)
    }
}

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
