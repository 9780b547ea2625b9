//! Identity: which mentions of one document name the same thing, and what that thing is called everywhere.
//!
//! Ordered rules, the most precise first; each link keeps the rule that made it: `list` (the gazetteer's entry), `acronym`
//! (given in brackets behind the name), `ministry` (domain and country), `surname` (of the nearest person before with two
//! names or more, else the nearest after), `short-name`, `name` (type and normalised name). Two persons with different given
//! names are never joined.

use std::collections::{BTreeMap, HashMap};

use unicode_normalization::UnicodeNormalization;

use crate::gazetteer::{EntityType, EntryId, Gazetteer};
use crate::mention::{Mention, MentionKind, is_acronym_of};

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

/// Works out the entities of a document from its mentions, which are in order of place.
pub fn identify(text: &str, mentions: &[Mention], gazetteer: &Gazetteer) -> Identity {
    let linker = Linker {
        text,
        mentions,
        gazetteer,
        country: main_country(mentions, gazetteer),
    };
    let named: Vec<(Entity, &'static str)> = (0..mentions.len()).map(|i| linker.entity(i)).collect();
    let mut by_id: BTreeMap<&str, &Entity> = BTreeMap::new();
    for (entity, _) in &named {
        let known = by_id.entry(&entity.id).or_insert(entity);
        if shown_before(entity, known) {
            *known = entity;
        }
    }
    let position: HashMap<&str, usize> = by_id.keys().enumerate().map(|(i, id)| (*id, i)).collect();
    let links = named
        .iter()
        .map(|(entity, rule)| Link {
            entity: position[entity.id.as_str()],
            rule,
        })
        .collect();
    Identity {
        entities: by_id.into_values().cloned().collect(),
        links,
    }
}

/// The longer name is shown, of equal ones the first in byte order.
fn shown_before(a: &Entity, b: &Entity) -> bool {
    (std::cmp::Reverse(a.name.len()), &a.name) < (std::cmp::Reverse(b.name.len()), &b.name)
}

/// The country that the article names most; ties by id.
fn main_country(mentions: &[Mention], gazetteer: &Gazetteer) -> Option<EntryId> {
    let mut counts: BTreeMap<EntryId, usize> = BTreeMap::new();
    for mention in mentions.iter().filter(|m| !m.metonym) {
        let entry = mention.entry.filter(|_| mention.entity_type == EntityType::Country);
        let country = entry.or_else(|| mention.entry.and_then(|e| gazetteer.country_of(e)));
        *counts.entry(country?).or_default() += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(entry, count)| (*count, std::cmp::Reverse(*entry)))
        .map(|(entry, _)| entry)
}

struct Linker<'a> {
    text: &'a str,
    mentions: &'a [Mention],
    gazetteer: &'a Gazetteer,
    country: Option<EntryId>,
}

impl Linker<'_> {
    fn words(&self, index: usize) -> String {
        let words = self.mentions[index]
            .span
            .of(self.text)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        words.replace('’', "'")
    }

    fn entity(&self, index: usize) -> (Entity, &'static str) {
        let mention = &self.mentions[index];
        if let Some(entry) = mention.entry {
            return (self.listed(entry), "list");
        }
        match mention.entity_type {
            EntityType::Person => self.person(index),
            EntityType::Organisation if mention.kind == MentionKind::Acronym => self.acronym(index),
            EntityType::Organisation if mention.rule == "short-name" => self.short_name(index),
            EntityType::Organisation => self.ministry(index).unwrap_or_else(|| (self.unlisted(index), "name")),
            _ => (self.unlisted(index), "name"),
        }
    }

    fn listed(&self, entry: EntryId) -> Entity {
        let found = self.gazetteer.entry(entry);
        Entity {
            id: found.id().to_owned(),
            entity_type: found.entity_type().unwrap_or(EntityType::Other),
            name: found.name().to_owned(),
            wikidata: found.wikidata().map(str::to_owned),
            entry: Some(entry),
        }
    }

    fn unlisted(&self, index: usize) -> Entity {
        self.made(self.mentions[index].entity_type, &self.words(index))
    }

    fn made(&self, entity_type: EntityType, name: &str) -> Entity {
        let id = format!("{}/{}", entity_type.name(), slug(name));
        // A list may know the thing by this very id.
        self.gazetteer.find(&id).map_or_else(
            || Entity {
                id,
                entity_type,
                name: name.to_owned(),
                wikidata: None,
                entry: None,
            },
            |entry| self.listed(entry),
        )
    }

    /// The mentions nearest first: those before, then those after.
    fn neighbours(&self, index: usize) -> impl Iterator<Item = usize> {
        (0..index).rev().chain(index + 1..self.mentions.len())
    }

    fn person(&self, index: usize) -> (Entity, &'static str) {
        let words = self.words(index);
        if words.contains(' ') {
            return (self.unlisted(index), "name");
        }
        let is_full = |i: &usize| {
            let other = self.words(*i);
            self.mentions[*i].entity_type == EntityType::Person
                && other.rsplit(' ').next() == Some(words.as_str())
                && other.contains(' ')
        };
        match self.neighbours(index).find(is_full) {
            Some(full) => (self.entity(full).0, "surname"),
            None => (self.unlisted(index), "name"),
        }
    }

    fn acronym(&self, index: usize) -> (Entity, &'static str) {
        let letters = self.words(index);
        let is_body = |i: &usize| {
            let other = &self.mentions[*i];
            other.entity_type == EntityType::Organisation
                && other.kind == MentionKind::Name
                && is_acronym_of(&letters, other.span.of(self.text))
        };
        match self.neighbours(index).find(is_body) {
            Some(body) => (self.entity(body).0, "acronym"),
            None => (self.unlisted(index), "name"),
        }
    }

    fn short_name(&self, index: usize) -> (Entity, &'static str) {
        let words = self.words(index);
        let is_body = |i: &usize| {
            let other = &self.mentions[*i];
            other.entity_type == EntityType::Organisation
                && other.rule != "short-name"
                && self.words(*i).starts_with(&format!("{words} "))
        };
        match self.neighbours(index).find(is_body) {
            Some(body) => (self.entity(body).0, "short-name"),
            None => (self.unlisted(index), "name"),
        }
    }

    /// "Kazakhstan's health ministry" and "Kazakh Ministry of Health" are one; without a country it is the article's.
    fn ministry(&self, index: usize) -> Option<(Entity, &'static str)> {
        let mention = &self.mentions[index];
        if mention.rule != "ministry" {
            return None;
        }
        let words = self.words(index);
        let lower = words.to_lowercase();
        let domain = if let Some(at) = lower.find("ministry of ") {
            let rest = words[at + "ministry of ".len()..].trim_start_matches("the ");
            self.gazetteer.ministries().starts(rest)?.0
        } else {
            let before = words[..lower.rfind("ministry")?].trim();
            let starts = before
                .match_indices(' ')
                .map(|(at, _)| at + 1)
                .chain([0])
                .collect::<std::collections::BTreeSet<_>>();
            starts
                .into_iter()
                .find_map(|at| self.gazetteer.ministries().find(&before[at..]))?
        };
        let modifier = words
            .split([' ', '\''])
            .next()
            .map(|first| self.gazetteer.readings(first))
            .unwrap_or_default();
        let named = modifier
            .iter()
            .map(|s| s.entry)
            .find(|e| self.gazetteer.entry(*e).entity_type() == Some(EntityType::Country));
        let nested = self
            .mentions
            .iter()
            .find(|m| mention.span.contains(m.span) && m.entity_type == EntityType::Country && m.span != mention.span);
        let country = named.or(nested.and_then(|m| m.entry)).or(self.country);
        let wording = domain.words.first().map_or("", String::as_str);
        let name = match country {
            Some(country) => format!("Ministry of {wording} of {}", self.gazetteer.entry(country).name()),
            None => words.clone(),
        };
        Some((self.made(EntityType::Organisation, &name), "ministry"))
    }
}

/// Returns a name as part of an id: ASCII lower case, digits and hyphens; letters that have no ASCII form are kept.
pub fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name
        .nfkd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
    {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '’' | '.') && !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_fold_case_accents_and_marks() {
        let cases = [
            ("São Tomé", "sao-tome"),
            ("U.S. Army", "us-army"),
            ("Côte d’Ivoire", "cote-divoire"),
            ("A & B", "a-b"),
            ("Жук", "жук"),
        ];
        for (name, expected) in cases {
            assert_eq!(slug(name), expected);
        }
    }
}
