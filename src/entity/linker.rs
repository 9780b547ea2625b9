//! Names to entities, by the rules above `nominal` in the table of `entity`.

use std::collections::BTreeMap;

use crate::entity::person::{self, Part};
use crate::entity::{Entity, slug};
use crate::gazetteer::{EntityType, EntryId, WordClasses};
use crate::mention::{Context, Mention, MentionKind, is_acronym_of};

pub(super) struct Linker<'a> {
    context: &'a Context<'a>,
    mentions: &'a [Mention],
    /// The words of each mention, white space and apostrophes made plain.
    words: Vec<String>,
    /// Mentions of people and bodies without an entry or with one, whose names have several words.
    full: Vec<usize>,
    country: Option<EntryId>,
}

/// Names of several words that one short name is compared with at most, nearest first: keeps lists of names linear.
const MAX_COMPARED: usize = 400;

impl<'a> Linker<'a> {
    pub(super) fn new(context: &'a Context<'a>, mentions: &'a [Mention]) -> Self {
        let plain = |m: &Mention| {
            let words = m.span.of(context.text).split_whitespace().collect::<Vec<_>>();
            words.join(" ").replace('’', "'")
        };
        let words: Vec<String> = mentions.iter().map(plain).collect();
        let full = (0..mentions.len()).filter(|&i| words[i].contains([' ', '-'])).collect();
        Self { context, mentions, words, full, country: main_country(context, mentions) }
    }

    /// Returns what a mention names, and the rule that says so.
    pub(super) fn entity(&self, index: usize) -> (Entity, &'static str) {
        let mention = &self.mentions[index];
        if let Some(entry) = mention.entry {
            return (listed(self.context, entry), "list");
        }
        let linked = match mention.entity_type {
            EntityType::Country if mention.kind == MentionKind::Demonym => self.people(index),
            EntityType::Person => self.person(index),
            EntityType::Organisation if mention.kind == MentionKind::Acronym => self.acronym(index),
            EntityType::Organisation if mention.rule == "short-name" => self.short_name(index),
            EntityType::Organisation => self.ministry(index),
            _ => None,
        };
        linked.unwrap_or_else(|| (self.made(mention.entity_type, &self.words[index]), "name"))
    }

    fn made(&self, entity_type: EntityType, name: &str) -> Entity {
        let id = format!("{}/{}", entity_type.name(), slug(self.without_legal_form(entity_type, name)));
        // A list may know the thing by this very id.
        self.context.gazetteer.find(&id).map_or_else(
            || Entity { id, entity_type, name: name.to_owned(), wikidata: None, entry: None },
            |entry| listed(self.context, entry),
        )
    }

    /// "Acme Holdings" for "Acme Holdings Ltd": articles differ in what they write.
    fn without_legal_form<'n>(&self, entity_type: EntityType, name: &'n str) -> &'n str {
        match name.rsplit_once(' ') {
            Some((rest, last))
                if entity_type == EntityType::Organisation
                    && self.context.gazetteer.classes(last).has(WordClasses::LEGAL)
                    && rest.contains(' ') =>
            {
                rest.trim_end_matches(',')
            }
            _ => name,
        }
    }

    /// "Quorlian" is of Quorl, the state that no list has and whose name begins like it.
    fn people(&self, index: usize) -> Option<(Entity, &'static str)> {
        let unlisted =
            |m: &Mention| m.entry.is_none() && m.entity_type == EntityType::Country && m.kind == MentionKind::Name;
        let common = |name: &str| self.words[index].chars().zip(name.chars()).take_while(|(a, b)| a == b).count();
        let near = index.saturating_sub(MAX_COMPARED)..self.mentions.len().min(index + MAX_COMPARED);
        let states = near.filter(|&i| unlisted(&self.mentions[i]));
        let state =
            states.map(|i| &self.words[i]).max_by_key(|name| (common(name), std::cmp::Reverse(name.as_str())))?;
        (common(state) > 2).then(|| (self.made(EntityType::Country, state), "demonym"))
    }

    /// The mentions of several words and a type, nearest first: those before, then those behind.
    fn neighbours(&self, index: usize, entity_type: EntityType) -> impl Iterator<Item = usize> {
        let split = self.full.partition_point(|&i| i < index);
        let nearest = self.full[..split].iter().rev().chain(&self.full[split..]).copied();
        nearest.take(MAX_COMPARED).filter(move |&i| i != index && self.mentions[i].entity_type == entity_type)
    }

    fn person(&self, index: usize) -> Option<(Entity, &'static str)> {
        let short: Vec<&str> = self.words[index].split(' ').collect();
        let sex = person::sex(self.context, &self.mentions[index]);
        let fits = |i: usize| {
            let full: Vec<&str> = self.words[i].split(' ').collect();
            let part = person::part(self.context, &short, &full)?;
            let other = person::sex(self.context, &self.mentions[i]);
            let agree = sex.is_none() || other.is_none() || sex == other;
            agree.then_some((i, part))
        };
        let not_given = |found: &(usize, Part)| found.1 != Part::Given;
        let surname = self.neighbours(index, EntityType::Person).filter_map(fits).find(not_given);
        let Some((full, part)) = surname else { return self.given(index, fits) };
        // Two people of one surname: without a title the first that the article names is meant, as its main person.
        let first = (part == Part::Last && sex.is_none()).then(|| {
            self.full.iter().take(MAX_COMPARED).find_map(|&i| {
                (self.mentions[i].entity_type == EntityType::Person && i != index).then(|| fits(i)).flatten()
            })
        });
        let (full, part) = first.flatten().unwrap_or((full, part));
        let rule = match part {
            Part::Last => "surname",
            Part::FamilyFirst => "part",
            Part::Middle => "middle",
            Part::Given => "given",
        };
        Some((self.entity(full).0, rule))
    }

    /// "Maria" is Maria Keller, if nobody else of the article is called so.
    fn given(&self, index: usize, fits: impl Fn(usize) -> Option<(usize, Part)>) -> Option<(Entity, &'static str)> {
        let mut found =
            self.neighbours(index, EntityType::Person).filter_map(fits).map(|(full, _)| self.entity(full).0);
        let first = found.next()?;
        found.all(|other| other.id == first.id).then_some((first, "given"))
    }

    fn acronym(&self, index: usize) -> Option<(Entity, &'static str)> {
        let is_body = |i: &usize| is_acronym_of(&self.words[index], &self.words[*i]);
        let body = self.neighbours(index, EntityType::Organisation).find(is_body)?;
        Some((self.entity(body).0, "acronym"))
    }

    fn short_name(&self, index: usize) -> Option<(Entity, &'static str)> {
        let start = format!("{} ", self.words[index]);
        let is_body = |i: &usize| self.mentions[*i].rule != "short-name" && self.words[*i].starts_with(&start);
        let body = self.neighbours(index, EntityType::Organisation).find(is_body)?;
        Some((self.entity(body).0, "short-name"))
    }

    /// "Kazakhstan's health ministry" and "Kazakh Ministry of Health" are one; without a country it is the article's.
    fn ministry(&self, index: usize) -> Option<(Entity, &'static str)> {
        let mention = &self.mentions[index];
        if mention.rule != "ministry" {
            return None;
        }
        let words = &self.words[index];
        let gazetteer = self.context.gazetteer;
        let lower = words.to_lowercase();
        let domain = if let Some(at) = lower.find("ministry of ") {
            let rest = words[at + "ministry of ".len()..].trim_start_matches("the ");
            gazetteer.ministries().starts(rest)?.0
        } else {
            let before = words[..lower.rfind("ministry")?].trim();
            let mut starts = [0].into_iter().chain(before.match_indices(' ').map(|(at, _)| at + 1));
            starts.find_map(|at| gazetteer.ministries().find(&before[at..]))?
        };
        let is_country = |e: &EntryId| gazetteer.entry(*e).entity_type() == Some(EntityType::Country);
        let first = words.split([' ', '\'']).next().unwrap_or_default();
        let named = gazetteer.readings(first).iter().map(|s| s.entry).find(is_country);
        let is_nested = |m: &&Mention| mention.span.contains(m.span) && m.span != mention.span;
        let nested = self.mentions[index..].iter().take(4).filter(is_nested).find_map(|m| m.entry.filter(is_country));
        let wording = domain.words.first().map_or("", String::as_str);
        let name = match named.or(nested).or(self.country) {
            Some(country) => format!("Ministry of {wording} of {}", gazetteer.entry(country).name()),
            None => words.clone(),
        };
        Some((self.made(EntityType::Organisation, &name), "ministry"))
    }
}

/// Returns the entity of an entry.
pub(super) fn listed(context: &Context<'_>, entry: EntryId) -> Entity {
    let found = context.gazetteer.entry(entry);
    Entity {
        id: found.id().to_owned(),
        entity_type: found.entity_type().unwrap_or(EntityType::Other),
        name: found.name().to_owned(),
        wikidata: found.wikidata().map(str::to_owned),
        entry: Some(entry),
    }
}

/// The country that the article names most; ties by id.
fn main_country(context: &Context<'_>, mentions: &[Mention]) -> Option<EntryId> {
    let mut counts: BTreeMap<EntryId, usize> = BTreeMap::new();
    for mention in mentions.iter().filter(|m| !m.metonym) {
        let entry = mention.entry.filter(|_| mention.entity_type == EntityType::Country);
        let country = entry.or_else(|| mention.entry.and_then(|e| context.gazetteer.country_of(e)));
        let Some(country) = country else { continue };
        *counts.entry(country).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(entry, count)| (*count, std::cmp::Reverse(*entry)));
    most.map(|(entry, _)| entry)
}
