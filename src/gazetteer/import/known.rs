//! What our lists know of names and codes that other formats use.

use std::collections::BTreeMap;

use crate::gazetteer::kind::EntityType;
use crate::gazetteer::{EntryId, Gazetteer};

/// The loaded lists, with countries by code and Wikidata number.
pub(super) struct Known<'g> {
    gazetteer: &'g Gazetteer,
    countries: BTreeMap<String, EntryId>,
}

impl<'g> Known<'g> {
    pub(super) fn new(gazetteer: &'g Gazetteer) -> Self {
        let mut countries = BTreeMap::new();
        for (id, entry) in gazetteer.entries().filter(|(_, e)| e.entity_type() == Some(EntityType::Country)) {
            for key in entry.iso().into_iter().chain(entry.wikidata()) {
                countries.entry(key.to_uppercase()).or_insert(id);
            }
        }
        Self { gazetteer, countries }
    }

    /// The id of a country by its code, Wikidata number or name.
    pub(super) fn country(&self, words: &str) -> Option<&'g str> {
        let words = words.trim();
        let by_name = || self.reading(words).filter(|e| self.entity_type(*e) == Some(EntityType::Country));
        let found = self.countries.get(&words.to_uppercase()).copied().or_else(by_name);
        found.map(|id| self.gazetteer.entry(id).id())
    }

    /// The type, with its subtype, of what a name names first of all.
    pub(super) fn type_of(&self, name: &str) -> Option<String> {
        let entry = self.gazetteer.entry(self.reading(name)?);
        let entity_type = entry.entity_type()?.name();
        Some(match entry.subtype() {
            "" => entity_type.to_owned(),
            subtype => format!("{entity_type}/{subtype}"),
        })
    }

    /// Says whether a list has a name in exactly this spelling.
    pub(super) fn has(&self, name: &str) -> bool {
        self.reading(name).is_some()
    }

    /// A country before all else, then the likelier, then the earlier.
    fn reading(&self, name: &str) -> Option<EntryId> {
        let readings = self.gazetteer.readings(name).into_iter().map(|sense| sense.entry);
        readings.min_by(|a, b| {
            let is_other = |id: EntryId| self.entity_type(id) != Some(EntityType::Country);
            let prior = |id: EntryId| self.gazetteer.entry(id).prior();
            is_other(*a).cmp(&is_other(*b)).then(prior(*b).total_cmp(&prior(*a))).then(a.cmp(b))
        })
    }

    fn entity_type(&self, id: EntryId) -> Option<EntityType> {
        self.gazetteer.entry(id).entity_type()
    }
}
