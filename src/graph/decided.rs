//! What a document brings, as it is decided: records hold what was found, graphs what was made of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::gazetteer::EntityType;
use crate::graph::decisions::Decisions;
use crate::graph::{Record, RecordAssertion, RecordEntity, is_shown_before};

impl Decisions {
    /// Makes of what was found in a document what is decided of it: mentions that are none go with what is stated through them, then
    /// entities are called what they become. What relates an entity to itself then goes too.
    #[must_use]
    pub fn apply(&self, record: Record) -> Record {
        if self.is_empty() || !self.touch(&record) {
            return record;
        }
        self.identified(self.without_dropped(record))
    }

    fn touch(&self, record: &Record) -> bool {
        let document = &record.document.id;
        let is_other = |e: &RecordEntity| {
            let id = self.id_in(document, &e.id);
            id != e.id || self.name(id).is_some_and(|name| name != e.name)
        };
        self.dropped.contains_key(document) || record.entities.iter().any(is_other)
    }

    fn without_dropped(&self, mut record: Record) -> Record {
        let Some(places) = self.dropped.get(&record.document.id) else { return record };
        let gone: Vec<([u32; 2], usize)> =
            record.mentions.iter().filter(|m| places.contains(&m.place)).map(|m| (m.place, m.entity)).collect();
        record.mentions.retain(|mention| !places.contains(&mention.place));
        let named: BTreeSet<usize> = record.mentions.iter().map(|mention| mention.entity).collect();
        let through = |entity: usize, place: [u32; 2]| {
            let meets = |other: &[u32; 2]| place[0] < other[1] && other[0] < place[1];
            !named.contains(&entity) || gone.iter().any(|(own, of)| *of == entity && meets(own))
        };
        record.assertions.retain(|a| !through(a.subject, a.proof.subject) && !through(a.object, a.proof.object));
        let ids: BTreeSet<&str> = named.iter().map(|entity| record.entities[*entity].id.as_str()).collect();
        for assertion in &mut record.assertions {
            let proof = &mut assertion.proof;
            for told in [&mut proof.source, &mut proof.place] {
                *told = told.take().filter(|id| ids.contains(id.as_str()));
            }
        }
        let places: BTreeMap<usize, usize> = named.iter().enumerate().map(|(new, old)| (*old, new)).collect();
        renumber(&mut record, &places);
        record.entities = named.into_iter().map(|entity| record.entities[entity].clone()).collect();
        record
    }

    fn identified(&self, mut record: Record) -> Record {
        let document = record.document.id.clone();
        let mut decided: BTreeMap<String, RecordEntity> = BTreeMap::new();
        for found in &record.entities {
            let id = self.id_in(&document, &found.id);
            let mut entity = RecordEntity { id: id.to_owned(), ..found.clone() };
            if id != found.id {
                let kind = id.split('/').next().and_then(EntityType::parse);
                entity.entity_type = kind.unwrap_or(entity.entity_type);
            }
            if let Some(name) = self.name(id) {
                name.clone_into(&mut entity.name);
            }
            match decided.get_mut(id) {
                Some(known) => {
                    if is_shown_before(&entity.name, &known.name) {
                        known.name = entity.name;
                    }
                    known.wikidata = known.wikidata.take().into_iter().chain(entity.wikidata).min();
                }
                None => {
                    decided.insert(entity.id.clone(), entity);
                }
            }
        }
        let place: BTreeMap<&str, usize> = decided.keys().enumerate().map(|(at, id)| (id.as_str(), at)).collect();
        let ids = record.entities.iter().map(|found| self.id_in(&document, &found.id));
        let places: BTreeMap<usize, usize> = ids.map(|id| place[id]).enumerate().collect();
        renumber(&mut record, &places);
        record.assertions.retain(|assertion: &RecordAssertion| assertion.subject != assertion.object);
        for assertion in &mut record.assertions {
            let proof = &mut assertion.proof;
            for told in [&mut proof.source, &mut proof.place].into_iter().flatten() {
                *told = self.id_in(&document, told).to_owned();
            }
        }
        record.entities = decided.into_values().collect();
        record
    }
}

/// Entities have other places now.
fn renumber(record: &mut Record, places: &BTreeMap<usize, usize>) {
    for mention in &mut record.mentions {
        mention.entity = places[&mention.entity];
    }
    for assertion in &mut record.assertions {
        (assertion.subject, assertion.object) = (places[&assertion.subject], places[&assertion.object]);
    }
}
