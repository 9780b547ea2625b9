//! Which country an article is about at some place, for "the country", "the government", "the capital".

use std::collections::HashMap;

use crate::entity::linker::listed;
use crate::entity::nominal::{MAX_COMPARED, NOMINAL_SCORE, Phrase, REACH, modifier_country, sentence_of};
use crate::entity::trees::Trees;
use crate::entity::{Entity, Named, slug};
use crate::gazetteer::{EntityType, EntryId};
use crate::mention::{Context, Cue, Mention, MentionKind};
use crate::parse::Deprel;
use crate::span::Span;

/// Whoever owns one of these comes from it.
const HOMES: [&str; 3] = ["country", "homeland", "nation"];
/// "The country" is the one named so many times as often as any other in question.
const CLEAR_LEAD: usize = 2;

/// How often a document names each country, its towns and regions counted.
pub(super) struct Countries {
    counts: HashMap<EntryId, usize>,
    /// The one named clearly more than any other.
    main: Option<EntryId>,
}

/// The country that a mention names or that its town lies in.
fn country_of(context: &Context<'_>, named: &Named) -> Option<EntryId> {
    let (mention, entity, _) = named;
    let entry = entity.entry.filter(|_| mention.kind.is_name())?;
    match entity.entity_type {
        EntityType::Country => Some(entry),
        EntityType::City | EntityType::Region => context.gazetteer.country_of(entry),
        _ => None,
    }
}

impl Countries {
    pub(super) fn new(context: &Context<'_>, named: &[Named]) -> Self {
        let mut counts: HashMap<EntryId, usize> = HashMap::new();
        for country in named.iter().filter_map(|named| country_of(context, named)) {
            *counts.entry(country).or_default() += 1;
        }
        let mut countries: Vec<EntryId> = counts.keys().copied().collect();
        countries.sort_unstable();
        let main = leading(&counts, &countries);
        Self { counts, main }
    }

    /// "The country": the only one that the sentence names before, else the one named clearly most of those near, else of all.
    pub(super) fn topic(&self, context: &Context<'_>, named: &[Named], phrase: &Phrase) -> Option<Entity> {
        self.entry(context, named, phrase).map(|country| listed(context, country))
    }

    fn entry(&self, context: &Context<'_>, named: &[Named], phrase: &Phrase) -> Option<EntryId> {
        let start = context.span(phrase.tokens.start).start;
        let last = named.partition_point(|(m, _, _)| m.span.start < start);
        let near = named[..last].iter().rev().take(MAX_COMPARED);
        let near = near.take_while(|(m, _, _)| phrase.sentence - sentence_of(context, m) < REACH);
        let near = near.filter_map(|named| Some((named, country_of(context, named)?)));
        let (agents, near): (Vec<_>, Vec<_>) = near.partition(|((m, _, _), _)| is_agent(context, m, phrase));
        let Some(((nearest, _, _), country)) = near.first() else {
            return self.main.filter(|main| agents.iter().all(|(_, agent)| agent != main));
        };
        // "Lima, the country's capital".
        let end = context.tokens_of(nearest.span).end;
        if nearest.kind == MentionKind::Name && end + 1 == phrase.tokens.start && context.word(end) == "," {
            return Some(*country);
        }
        let here = near.iter().filter(|((m, _, _), _)| sentence_of(context, m) == phrase.sentence);
        let here: Vec<&(&Named, EntryId)> = here.collect();
        let is_named = here.iter().any(|((m, _, _), _)| m.kind == MentionKind::Name);
        if is_named && here.iter().all(|(_, other)| other == country) {
            return Some(*country);
        }
        let countries: Vec<EntryId> = near.iter().map(|(_, country)| *country).collect();
        leading(&self.counts, &countries)
    }

    /// "The government": of the country that the article is about. "The Peruvian government" is Peru by the rules of relations.
    pub(super) fn body(&self, context: &Context<'_>, named: &[Named], phrase: &Phrase) -> Option<Entity> {
        let is_bare = phrase.tokens.start + 1 == phrase.head.start;
        let of_follows = context.word_if_before(phrase.tokens.end, context.token_count()) == Some("of");
        if !is_bare || of_follows {
            return None;
        }
        let country = self.entry(context, named, phrase).or(self.main)?;
        Some(government(context, country))
    }

    /// "In the capital", "the Peruvian capital": the seat of the country's government.
    pub(super) fn capital(&self, context: &Context<'_>, named: &[Named], phrase: &Phrase) -> Option<Entity> {
        let next = context.word_if_before(phrase.tokens.end, context.token_count());
        let begins = |(m, _, _): &&Named| context.tokens_of(m.span).start == phrase.tokens.end;
        let place = named.partition_point(|(m, _, _)| m.span.start < context.span(phrase.tokens.start).start);
        if next == Some("of") || named[place..].iter().take(4).find(begins).is_some() {
            return None;
        }
        let before =
            phrase.tokens.start.checked_sub(1).filter(|t| context.cue(*t).has(Cue::PLACE.with(Cue::PLACE_WEAK)));
        let is_bare = phrase.tokens.start + 1 == phrase.head.start;
        let country = match modifier_country(context, named, phrase) {
            Some(country) => country,
            None if is_bare && before.is_some() => self.entry(context, named, phrase)?,
            None => return None,
        };
        let capital = context.gazetteer.entry(country).other("capital")?;
        context.gazetteer.find(capital).map(|city| listed(context, city))
    }
}

/// The country of a list that is counted clearly more than any other of it; the list is in order of preference.
fn leading(counts: &HashMap<EntryId, usize>, countries: &[EntryId]) -> Option<EntryId> {
    let count = |country: &EntryId| counts.get(country).copied().unwrap_or_default();
    let most = countries.iter().rev().max_by_key(|country| count(country))?;
    let rival = countries.iter().filter(|country| *country != most).map(count).max().unwrap_or_default();
    (count(most) >= CLEAR_LEAD * rival).then_some(*most)
}

/// "Peru sent troops into the country": not the one that does something to it.
fn is_agent(context: &Context<'_>, mention: &Mention, phrase: &Phrase) -> bool {
    let sentence = &context.tokens.sentences[phrase.sentence].tokens;
    let before = phrase.tokens.start.checked_sub(1).filter(|t| sentence.contains(t));
    let is_object = before.is_some_and(|t| context.cue(t).has(Cue::FUNCTION) && context.word(t) != "and");
    let here = sentence_of(context, mention) == phrase.sentence && mention.kind == MentionKind::Name;
    let start = context.tokens_of(mention.span).start;
    let behind_word = start > sentence.start && context.cue(start - 1).has(Cue::FUNCTION);
    is_object && here && acts(context, mention) && !behind_word
}

/// Says whether a verb follows a name: it is a subject.
fn acts(context: &Context<'_>, mention: &Mention) -> bool {
    let end = context.tokens_of(mention.span).end;
    end < context.token_count()
        && (context.cue(end).has(Cue::ACT)
            || matches!(context.word(end), "has" | "have" | "had" | "will" | "is" | "was"))
}

/// The government of a country.
pub(super) fn government(context: &Context<'_>, country: EntryId) -> Entity {
    let name = format!("Government of {}", context.gazetteer.entry(country).name());
    let id = format!("{}/{}", EntityType::Organisation.name(), slug(&name));
    Entity { id, entity_type: EntityType::Organisation, name, wikidata: None, entry: None }
}

/// The only country whose offices a person of the lists has held.
pub(super) fn home(context: &Context<'_>, person: &Entity) -> Option<EntryId> {
    let roles = context.gazetteer.entry(person.entry?).roles();
    let mut countries = roles.map(|role| role.of.to_owned()).filter(|of| of.starts_with("country/"));
    let first = countries.next()?;
    countries.all(|other| other == first).then(|| context.gazetteer.find(&first)).flatten()
}

/// "His country": that of the person whom the pronoun means, by the offices of the lists or a demonym before the name ("Peruvian
/// President Keller"). `named` holds the linked pronouns, in order of place.
pub(super) fn homes(context: &Context<'_>, trees: &Trees<'_>, named: &[Named]) -> Vec<Named> {
    let mut by_title: HashMap<&str, EntryId> = HashMap::new();
    let mut ends: HashMap<u32, EntryId> = HashMap::new();
    for (mention, entity, _) in named {
        if entity.entity_type == EntityType::Country && mention.kind.is_name() {
            ends.extend(entity.entry.map(|country| (mention.span.end, country)));
        }
        let title = context.title_before(context.tokens_of(mention.span).start);
        let before = title.and_then(|title| context.tokens_of(title.span).start.checked_sub(1));
        let country = before.filter(|_| entity.entity_type == EntityType::Person && mention.kind == MentionKind::Name);
        if let Some(country) = country.and_then(|token| ends.get(&context.span(token).end)) {
            by_title.entry(&entity.id).or_insert(*country);
        }
    }
    let own = |(pronoun, person, _): &Named| {
        let at = context.tokens_of(pronoun.span).start;
        let is_own = pronoun.kind == MentionKind::Pronoun && person.entity_type == EntityType::Person;
        let noun = trees.head(at).filter(|noun| is_own && trees.deprel(at) == Deprel::NMOD_POSS && *noun > at)?;
        if !HOMES.contains(&context.word(noun)) {
            return None;
        }
        let country = home(context, person).or_else(|| by_title.get(person.id.as_str()).copied())?;
        let span = pronoun.span.cover(context.span(noun));
        Some(nominal(span, listed(context, country)))
    };
    named.iter().filter_map(own).collect()
}

fn nominal(span: Span, entity: Entity) -> Named {
    let mention = Mention {
        span,
        kind: MentionKind::Nominal,
        entity_type: entity.entity_type,
        entry: entity.entry,
        metonym: false,
        score: NOMINAL_SCORE,
        rule: "nominal",
    };
    (mention, entity, "nominal")
}

#[cfg(test)]
mod tests {
    use crate::entity::tests::check_nominals as check;

    #[test]
    fn the_country_is_the_one_in_question() {
        let peru = ("the country", "country/peru");
        check("Farmers in Peru blocked the country's roads.", &[peru]);
        check("In Lima, the country's capital, farmers marched.", &[peru]);
        check("Norway sent troops into the country.", &[]);
        check("Norway and Peru talked on Monday. Maria Keller left the country.", &[]);
        check("Peru voted. Lima was calm. Norwegian observers toured the country.", &[peru]);
    }

    #[test]
    fn its_government_and_capital() {
        check(
            "Peru voted. Maria Keller criticised the government.",
            &[("the government", "organisation/government-of-peru")],
        );
        check("Maria Keller criticised the Peruvian government.", &[]);
        check("Peru voted. Police closed roads in the capital.", &[("the capital", "city/lima")]);
        check("Farmers reached the Peruvian capital.", &[("the Peruvian capital", "city/lima")]);
        check("Nokia raised the capital.", &[]);
    }

    #[test]
    fn leaders_have_governments_and_countries() {
        let text = "Angela Merkel's government resigned.";
        check(text, &[("Angela Merkel's government", "organisation/government-of-germany")]);
        let text = "Peruvian President Maria Keller said she loved her country.";
        check(text, &[("her country", "country/peru")]);
        check("Maria Keller said she loved her country.", &[]);
    }
}
