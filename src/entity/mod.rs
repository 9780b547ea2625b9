//! Identity: which mentions of one document name the same thing, and what that thing is called everywhere.
//!
//! Ordered rules, the most precise first; each link keeps the rule that made it:
//!
//! | rule | joins |
//! | --- | --- |
//! | `list` | a listed name or alias, demonym, or capital that stands for its government, and the gazetteer's entry |
//! | `ministry` | a ministry's domain and country, in any wording |
//! | `acronym` | letters and the body whose initials they are, before or behind |
//! | `surname`, `part` | the last words of a person's full name, or the first of a name that begins with the family's; sex and title agree |
//! | `middle` | full names that differ in middle names only |
//! | `short-name` | the own word of a body's name |
//! | `office` | "the president", and who bears or bore the title here, or by the lists at the article's date |
//! | `nominal` | "the alliance", "the country", and the nearest fitting thing |
//! | `name` | equal type and normalised name |
//!
//! Two persons with different given names are never joined. A wrong merge is worse than a missed one.

mod linker;
mod nominal;
mod person;

use std::collections::{BTreeMap, HashMap};

pub use crate::gazetteer::slug;
pub use nominal::Nominals;

use crate::entity::linker::Linker;
use crate::gazetteer::{EntityType, EntryId};
use crate::mention::{Context, Mention};
use crate::parse::Parse;

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
    /// The rule that joined them.
    pub rule: &'static str,
}

/// Works out the entities of a document from its names, which are in order of place. Returns the names, with the nominals that
/// could be linked among them, and what each names. `date` is the article's, ISO 8601.
pub fn identify(
    context: &Context<'_>,
    parse: &Parse,
    names: &[Mention],
    nominals: &Nominals,
    date: Option<&str>,
) -> (Vec<Mention>, Identity) {
    let linker = Linker::new(context, names);
    let mut named: Vec<(Mention, Entity, &'static str)> = (0..names.len())
        .map(|i| (names[i].clone(), linker.entity(i)))
        .map(|(mention, (entity, rule))| (mention, entity, rule))
        .collect();
    let resolved = nominals.resolve(context, parse, &named, date);
    named.extend(resolved);
    named.sort_by_key(|(mention, _, _)| (mention.span.start, std::cmp::Reverse(mention.span.end)));
    let mut by_id: BTreeMap<&str, &Entity> = BTreeMap::new();
    for (_, entity, _) in &named {
        let known = by_id.entry(&entity.id).or_insert(entity);
        if shown_before(entity, known) {
            *known = entity;
        }
    }
    let position: HashMap<&str, usize> = by_id.keys().enumerate().map(|(i, id)| (*id, i)).collect();
    let link =
        |(_, entity, rule): &(Mention, Entity, &'static str)| Link { entity: position[entity.id.as_str()], rule };
    let links = named.iter().map(link).collect();
    let entities = by_id.into_values().cloned().collect();
    let mentions = named.iter().map(|(mention, _, _)| mention.clone()).collect();
    (mentions, Identity { entities, links })
}

/// The longer name is shown, of equal ones the first in byte order.
fn shown_before(a: &Entity, b: &Entity) -> bool {
    (std::cmp::Reverse(a.name.len()), &a.name) < (std::cmp::Reverse(b.name.len()), &b.name)
}
