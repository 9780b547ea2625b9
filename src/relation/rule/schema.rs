//! The relations there are: `rules/relations.tsv`.

use std::collections::BTreeMap;

use crate::gazetteer::EntityType;
use crate::relation::rule::error::{Position, RuleError};

/// A set of types of entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Types(u8);

impl Types {
    /// Every type.
    pub const ANY: Self = Self(u8::MAX);
    /// None.
    pub const NONE: Self = Self(0);

    /// Returns the set of these types.
    pub fn of(types: &[EntityType]) -> Self {
        Self(types.iter().fold(0, |set, entity_type| set | 1 << (*entity_type as u8)))
    }

    /// Says whether a type is in it.
    pub fn has(self, entity_type: EntityType) -> bool {
        self.0 & 1 << (entity_type as u8) != 0
    }

    /// Says whether no type is in both.
    pub fn misses(self, other: Self) -> bool {
        self.0 & other.0 == 0
    }

    /// Returns what is in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Returns both sets joined.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns the types as words.
    pub fn words(self) -> Vec<&'static str> {
        EntityType::ALL.into_iter().filter(|t| self.has(*t)).map(EntityType::name).collect()
    }

    /// Reads a cell such as `oc`: p person, o organisation, c country, t city, r region, g group, * any.
    fn letters(cell: &str) -> Option<Self> {
        cell.chars().try_fold(Self::NONE, |set, letter| {
            let one = match letter {
                '*' => return Some(Self::ANY),
                'p' => EntityType::Person,
                'o' => EntityType::Organisation,
                'c' => EntityType::Country,
                't' => EntityType::City,
                'r' => EntityType::Region,
                'g' => EntityType::Group,
                _ => return None,
            };
            Some(set.with(Self::of(&[one])))
        })
    }
}

/// One relation of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Its name.
    pub label: String,
    /// Something done; else something that holds.
    pub is_event: bool,
    /// Both ends are equal: "met with".
    pub is_symmetric: bool,
    /// What a subject may be.
    pub subject: Types,
    /// What an object may be.
    pub object: Types,
    /// Class of the PLOVER event ontology.
    pub plover: Option<String>,
    /// What is done to an act is done to who acts.
    pub acts: bool,
    /// What it says of S and O.
    pub says: String,
}

const COLUMNS: usize = 9;

/// Reads the schema.
pub(super) fn read(path: &str, text: &str) -> Result<BTreeMap<String, Relation>, Vec<RuleError>> {
    let (mut relations, mut errors) = (BTreeMap::new(), Vec::new());
    let lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    for (index, line) in lines.skip(1) {
        let position = Position { path: path.into(), line: index + 1, column: 1 };
        match relation(&position, line) {
            Ok(relation) => {
                if relations.insert(relation.label.clone(), relation).is_some() {
                    errors.push(RuleError::new(&position, "a label that stands above", "another label"));
                }
            }
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(relations) } else { Err(errors) }
}

fn relation(position: &Position, line: &str) -> Result<Relation, RuleError> {
    let cells: Vec<&str> = line.split('\t').collect();
    if cells.len() != COLUMNS {
        let found = format!("{} cells", cells.len());
        return Err(RuleError::new(
            position,
            found,
            "relation, kind, sym, subject, object, plover, wikidata, acts, says",
        ));
    }
    let types = |cell: &str| {
        let wrong = || RuleError::new(position, format!("\"{cell}\""), "letters of p o c t r g, or *");
        Types::letters(cell).ok_or_else(wrong)
    };
    Ok(Relation {
        label: cells[0].to_owned(),
        is_event: cells[1] == "event",
        is_symmetric: cells[2] == "yes",
        subject: types(cells[3])?,
        object: types(cells[4])?,
        plover: Some(cells[5].to_owned()).filter(|class| class != "-"),
        acts: cells[7] == "yes",
        says: cells[8].to_owned(),
    })
}
