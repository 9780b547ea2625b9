//! Identity: which mentions of one document name the same thing, and what that thing is called everywhere.

use crate::gazetteer::{EntityType, EntryId};

/// A thing that a document names at least once.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// `type/slug`: the gazetteer's id, else made of type and normalised name. The same in every document.
    pub id: String,
    /// What it is.
    pub entity_type: EntityType,
    /// The name shown.
    pub name: String,
    /// Wikidata id ("Q232"), if the gazetteer has one.
    pub wikidata: Option<String>,
    /// The gazetteer's entry.
    pub entry: Option<EntryId>,
}

/// The entities of one document and which mention names which.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Identity {
    /// Ordered by id.
    pub entities: Vec<Entity>,
    /// For each mention, in order of mentions.
    pub links: Vec<Link>,
}

/// Why a mention belongs to an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Index into [`Identity::entities`].
    pub entity: usize,
    /// The rule that joined them ("surname", "acronym-in-brackets").
    pub rule: &'static str,
}
