//! Nominals: "the alliance", "the Munich-based company", "the country", "the president", linked to what was named before.
//!
//! A noun phrase is "the" or "this", a known noun that it belongs to by the parse, and what stands between them. What cannot be
//! linked with confidence gives no mention.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use crate::entity::country::{Countries, government, home};
use crate::entity::introduced::{introduced, near};
use crate::entity::linker::listed;
use crate::entity::{Entity, Named};
use crate::gazetteer::{EntityType, EntryId, Gazetteer, TitleClass};
use crate::mention::{Context, Mention, MentionKind};
use crate::parse::{Deprel, Parse, Upos, Word};

const BUILTIN: &str = include_str!("../../rules/nominals.tsv");
/// Words between "the" and its noun at most.
const MAX_MODIFIERS: usize = 9;
/// A thing is looked for in so many sentences before the nominal, its own counted.
pub(super) const REACH: usize = 4;
/// Mentions before a nominal that are looked at, at most: a sentence may be very long.
pub(super) const MAX_COMPARED: usize = 100;
/// A noun that stood for a body goes on for so many sentences.
const REACH_AGAIN: usize = 12;
/// "The deputy prime minister" is not "the prime minister".
const LESSER: [&str; 6] = ["acting", "assistant", "deputy", "former", "shadow", "vice"];
/// In the file's third column: a body that every country has, such as its government.
const OF_COUNTRY: &str = "of-country";
/// A body that stands for a government only where a leader owns it: "Keller's administration".
const OF_LEADER: &str = "of-leader";
/// A body that news often leaves without a name.
const UNNAMED: &str = "unnamed";
pub(super) const NOMINAL_SCORE: f32 = 0.6;

/// The nouns that can stand for a name: `rules/nominals.tsv`.
#[derive(Debug, Clone)]
pub struct Nominals {
    nouns: HashMap<String, (EntityType, Vec<String>)>,
    /// Words before the noun that say more than the noun, and the kinds of rows that then fit.
    modifiers: HashMap<String, Vec<String>>,
    holders: OnceLock<Vec<(String, String, Term)>>,
}

/// A term of office.
#[derive(Debug, Clone)]
struct Term {
    entry: EntryId,
    start: String,
    end: String,
}

/// A noun phrase: its tokens and the token of its noun.
pub(super) struct Phrase {
    pub(super) tokens: Range<usize>,
    pub(super) head: Range<usize>,
    pub(super) sentence: usize,
}

impl Nominals {
    /// Returns the program's own nouns.
    ///
    /// # Panics
    /// Never: a test reads the file.
    pub fn builtin() -> Self {
        let lines = BUILTIN.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).skip(1);
        let row = |line: &str| {
            let cells: Vec<&str> = line.split('\t').collect();
            let kind = EntityType::parse(cells[1]).expect("every type is known, see the test");
            let subtypes = cells[2].split(' ').filter(|s| *s != "-").map(str::to_owned).collect();
            (cells[0].to_owned(), (kind, subtypes))
        };
        let (modifiers, nouns): (Vec<_>, Vec<_>) = lines.map(row).partition(|(noun, _)| noun.ends_with(" *"));
        let modifiers =
            modifiers.into_iter().map(|(noun, (_, subtypes))| (noun[..noun.len() - 2].to_owned(), subtypes)).collect();
        Self { nouns: nouns.into_iter().collect(), modifiers, holders: OnceLock::new() }
    }

    /// Says whether a noun stands for something that was named, if anything; "the government" may be any.
    pub(super) fn can_name(&self, context: &Context<'_>, named: &[Named], noun: &str) -> bool {
        let Some((kind, subtypes)) = self.nouns.get(noun) else { return false };
        let has = |flag: &str| subtypes.iter().any(|s| s == flag);
        // "The court" of an article that names none has no name.
        let is_any = || named.iter().any(|(mention, entity, _)| fits(context, mention, entity, noun, *kind, subtypes));
        !has(OF_COUNTRY) && !has(OF_LEADER) && (!has(UNNAMED) || is_any())
    }

    /// Returns the nominals of a document that could be linked, in order of place.
    pub(super) fn resolve(
        &self,
        context: &Context<'_>,
        parse: &Parse,
        named: &[Named],
        date: Option<&str>,
    ) -> Vec<Named> {
        if parse.words.len() < context.token_count() {
            return Vec::new();
        }
        let introduced = introduced(context, parse, named);
        let countries = Countries::new(context, named);
        let mut out = Vec::new();
        for sentence in 0..context.tokens.sentences.len() {
            let range = context.tokens.sentences[sentence].tokens.clone();
            let mut at = range.start;
            while at < range.end {
                let title = context.title_starting_at(at).map(|t| (context.tokens_of(t.span), t.index));
                let noun = self.nouns.get(context.word(at));
                let head = title.as_ref().map_or(at..at + 1, |(tokens, _)| tokens.clone());
                at = head.end.max(at + 1);
                if noun.is_some_and(|(_, subtypes)| subtypes.iter().any(|s| s == OF_COUNTRY || s == OF_LEADER)) {
                    out.extend(government_of_leader(context, parse, named, &range, &head));
                }
                let phrase = phrase(context, parse, &range, head, sentence);
                if let (Some(phrase), Some((kind, subtypes))) = (&phrase, noun) {
                    let entity = apposed(context, named, phrase, *kind, subtypes);
                    out.extend(entity.map(|entity| made(context, phrase, entity, "nominal")));
                }
                let Some(phrase) = phrase.filter(|p| {
                    !is_beside_name(context, parse, named, p, noun.map_or(EntityType::Person, |(kind, _)| *kind))
                }) else {
                    continue;
                };
                let found = match (title, noun) {
                    (Some((_, index)), _) => self.office(context, named, &introduced, &phrase, index, date),
                    (None, Some((_, subtypes))) if subtypes.iter().any(|subtype| subtype == OF_COUNTRY) => {
                        countries.body(context, named, &phrase).map(|e| (e, "nominal"))
                    }
                    (None, Some((EntityType::City, _))) if context.word(phrase.head.start) == "capital" => {
                        countries.capital(context, named, &phrase).map(|e| (e, "nominal"))
                    }
                    (None, Some((kind, subtypes))) => {
                        let before = phrase.tokens.start..phrase.head.start;
                        let narrower = before.into_iter().find_map(|token| self.modifiers.get(context.word(token)));
                        let fitting = narrower.unwrap_or(subtypes);
                        let entity = antecedent(context, named, &countries, &phrase, *kind, fitting);
                        let again = || again(context, &out, &phrase, *kind).filter(|_| narrower.is_none());
                        entity.or_else(again).map(|e| (e, "nominal"))
                    }
                    (None, None) => None,
                };
                out.extend(found.map(|(entity, rule)| made(context, &phrase, entity, rule)));
            }
        }
        out
    }

    /// "the president": who was called so before, else who held the office of the country that the phrase names.
    fn office(
        &self,
        context: &Context<'_>,
        named: &[Named],
        introduced: &[(usize, String)],
        phrase: &Phrase,
        title: usize,
        date: Option<&str>,
    ) -> Option<(Entity, &'static str)> {
        let title = context.gazetteer.titles().get(title);
        let former = phrase.tokens.clone().any(|token| matches!(context.word(token), "former" | "ex"));
        if title.class == TitleClass::Honorific || former && !title.text.starts_with("former") {
            return None;
        }
        let country = modifier_country(context, named, phrase);
        let holder = || {
            let of = context.gazetteer.entry(country?).id().to_owned();
            self.holder(context.gazetteer, &title.text.replace(' ', "-"), &of, date?)
        };
        if let Some(entry) = holder() {
            return Some((listed(context, entry), "office"));
        }
        let start = context.span(phrase.tokens.start).start;
        let before = introduced.iter().rev().filter(|(name, _)| named[*name].0.span.end <= start);
        let near = before.take_while(|(name, _)| phrase.sentence - sentence_of(context, &named[*name].0) < REACH + 2);
        let said = |text: &String| {
            let qualified = text.strip_suffix(title.text.as_str()).and_then(|before| before.strip_suffix(' '));
            *text == title.text || qualified.is_some_and(|before| !LESSER.contains(&before))
        };
        let bearer = near.filter(|(_, text)| said(text)).map(|(name, _)| &named[*name].1).next()?;
        let foreign = country.is_some() && bearer.entry.is_some() && !has_role_in(context, bearer, country);
        (!foreign).then(|| (bearer.clone(), "office"))
    }

    /// The only one who held an office of a body on a day.
    fn holder(&self, gazetteer: &Gazetteer, office: &str, of: &str, date: &str) -> Option<EntryId> {
        let terms = self.holders.get_or_init(|| terms(gazetteer));
        let first = terms.partition_point(|(o, b, _)| (o.as_str(), b.as_str()) < (office, of));
        let same = terms[first..].iter().take_while(|(o, b, _)| o == office && b == of);
        let mut holding = same.filter(|(_, _, term)| {
            let from = term.start.is_empty() || date.get(..term.start.len()).is_some_and(|d| term.start.as_str() <= d);
            let to = term.end.is_empty() || date.get(..term.end.len()).is_some_and(|d| d <= term.end.as_str());
            !term.start.is_empty() && from && to
        });
        let one = holding.next()?.2.entry;
        holding.all(|(_, _, term)| term.entry == one).then_some(one)
    }
}

/// All terms of office of the lists, by office and body.
fn terms(gazetteer: &Gazetteer) -> Vec<(String, String, Term)> {
    let roles = gazetteer.entries().flat_map(|(entry, row)| row.roles().map(move |role| (entry, role)));
    let mut terms: Vec<(String, String, Term)> = roles
        .map(|(entry, role)| {
            let term = Term { entry, start: role.start.to_owned(), end: role.end.to_owned() };
            (role.office.to_owned(), role.of.to_owned(), term)
        })
        .collect();
    terms.sort_by(|a, b| (&a.0, &a.1, a.2.entry).cmp(&(&b.0, &b.1, b.2.entry)));
    terms
}

fn has_role_in(context: &Context<'_>, bearer: &Entity, country: Option<EntryId>) -> bool {
    let of = country.map(|c| context.gazetteer.entry(c).id());
    bearer.entry.is_some_and(|e| context.gazetteer.entry(e).roles().any(|r| Some(r.of) == of))
}

pub(super) fn sentence_of(context: &Context<'_>, mention: &Mention) -> usize {
    context.sentence_of(context.tokens_of(mention.span).start)
}

/// The noun phrase of a noun, if "the" or "this" determines it and it is no part of a longer one ("the country code").
fn phrase(
    context: &Context<'_>,
    parse: &Parse,
    sentence: &Range<usize>,
    head: Range<usize>,
    index: usize,
) -> Option<Phrase> {
    let words = &parse.words[sentence.clone()];
    let noun = head.end - 1 - sentence.start;
    // A title that line breaks tear apart may end in the next sentence.
    let word = words.get(noun)?;
    let names = matches!(word.upos, Upos::NOUN | Upos::PROPN);
    let inner = [Deprel::COMPOUND, Deprel::AMOD, Deprel::FLAT, Deprel::NMOD_DESC].contains(&word.deprel);
    if !names || inner {
        return None;
    }
    let lowest = (head.start - sentence.start).saturating_sub(MAX_MODIFIERS + 1);
    let belongs = |at: &usize| words[*at].deprel == Deprel::DET && words[*at].head.is_some_and(|h| h as usize == noun);
    let at = sentence.start + (lowest..head.start - sentence.start).find(belongs)?;
    let determined = matches!(context.word(at), "the" | "The" | "this" | "This");
    determined.then_some(Phrase { tokens: at..head.end, head, sentence: index })
}

/// Appositions and predicates say what a name is, they do not name again: "Keller, the president", "is the president", "the
/// president of Peru, Maria Keller".
fn is_beside_name(context: &Context<'_>, parse: &Parse, named: &[Named], phrase: &Phrase, kind: EntityType) -> bool {
    if says_what_it_is(context, parse, phrase) {
        return true;
    }
    let before = phrase.tokens.start.checked_sub(1).map(|t| context.word(t));
    if matches!(
        before,
        Some(
            "is" | "are"
                | "was"
                | "were"
                | "be"
                | "been"
                | "became"
                | "become"
                | "as"
                | "named"
                | "elected"
                | "appointed"
        )
    ) {
        return true;
    }
    let start = context.span(phrase.tokens.start).start;
    let place = named.partition_point(|(m, _, _)| m.span.start < start);
    let ends_at = |token: usize| {
        named[..place]
            .iter()
            .rev()
            .take(3)
            .any(|(m, _, _)| context.tokens_of(m.span).end == token && m.entity_type == kind)
    };
    if before == Some(",") && ends_at(phrase.tokens.start - 1) {
        return true;
    }
    // Behind the phrase, or behind "of NAME", a comma and a name.
    let begins_at =
        |token: usize| named[place..].iter().take(4).find(|(m, _, _)| context.tokens_of(m.span).start == token);
    let mut end = phrase.tokens.end;
    // "The militant group Boko Haram", "the Islamic State group": the name is there.
    let is_kind = |(mention, _, _): &Named| mention.kind == MentionKind::Name && mention.entity_type == kind;
    let inside = named[place..].iter().take_while(|(m, _, _)| context.tokens_of(m.span).end <= end).any(is_kind);
    if kind == EntityType::Organisation && (inside || begins_at(end).is_some_and(is_kind)) {
        return true;
    }
    if context.word_if_before(end, context.token_count()) == Some("of") {
        let the = usize::from(context.word_if_before(end + 1, context.token_count()) == Some("the"));
        end = begins_at(end + 1 + the).map_or(end, |(m, _, _)| context.tokens_of(m.span).end);
    }
    let comma = context.word_if_before(end, context.token_count()) == Some(",");
    comma && begins_at(end + 1).is_some_and(|(m, _, _)| m.kind == MentionKind::Name && m.entity_type == kind)
}

/// By the parse: an apposition, or the noun of "is", with either of them as the head of the other.
fn says_what_it_is(context: &Context<'_>, parse: &Parse, phrase: &Phrase) -> bool {
    let sentence = &context.tokens.sentences[phrase.sentence].tokens;
    let words = &parse.words[sentence.clone()];
    let noun = phrase.head.end - 1 - sentence.start;
    let is_child = |word: &Word| word.head.is_some_and(|head| head as usize == noun);
    let stated =
        near(words, noun).any(|(_, word)| is_child(word) && [Deprel::COP, Deprel::APPOS].contains(&word.deprel));
    stated || words[noun].deprel == Deprel::APPOS
}

/// The country that a word of the phrase or "of" behind it names: "the Kazakh president", "the president of Kazakhstan".
pub(super) fn modifier_country(context: &Context<'_>, named: &[Named], phrase: &Phrase) -> Option<EntryId> {
    let start = context.span(phrase.tokens.start).start;
    let mut end = context.span(phrase.tokens.end - 1).end;
    if context.word_if_before(phrase.tokens.end, context.token_count()) == Some("of") {
        end = context.span((phrase.tokens.end + 1).min(context.token_count() - 1)).end;
    }
    let first = named.partition_point(|(m, _, _)| m.span.start < start);
    let inside = named[first..].iter().take_while(|(m, _, _)| m.span.start < end);
    // "Russian-led" says nothing of where the thing is.
    let is_led = |m: &Mention| {
        matches!(context.word_if_before(context.tokens_of(m.span).end, context.token_count()), Some("-" | "–"))
    };
    inside.filter(|(m, _, _)| m.entity_type == EntityType::Country && !is_led(m)).find_map(|(_, e, _)| e.entry)
}

/// "President Keller's government": of the country whose office the lists know she holds or held.
fn government_of_leader(
    context: &Context<'_>,
    parse: &Parse,
    named: &[Named],
    sentence: &Range<usize>,
    head: &Range<usize>,
) -> Option<Named> {
    let noun = head.end - 1;
    let is_owner = |at: &usize| {
        let word = &parse.words[*at];
        word.deprel == Deprel::NMOD_POSS && word.head.is_some_and(|head| sentence.start + head as usize == noun)
    };
    let owner = (sentence.start.max(noun.saturating_sub(MAX_MODIFIERS))..noun).find(is_owner)?;
    let place = context.span(owner);
    let first = named.partition_point(|(m, _, _)| m.span.end <= place.start);
    let (mention, person, _) = named[first..].iter().take(2).find(|(m, _, _)| m.span.contains(place))?;
    let country = home(context, person).filter(|_| person.entity_type == EntityType::Person)?;
    let tokens = context.tokens_of(mention.span).start..head.end;
    let phrase = Phrase { tokens, head: head.clone(), sentence: context.sentence_of(noun) };
    Some(made(context, &phrase, government(context, country), "nominal"))
}

/// "The alliance" is what "the alliance" was before, if it is a body and was never another.
fn again(context: &Context<'_>, resolved: &[Named], phrase: &Phrase, kind: EntityType) -> Option<Entity> {
    let near = resolved
        .iter()
        .rev()
        .take(MAX_COMPARED)
        .take_while(|(m, _, _)| phrase.sentence - sentence_of(context, m) < REACH_AGAIN);
    let same = near.filter(|(m, e, _)| {
        let last = context.tokens_of(m.span).end.saturating_sub(1);
        e.entity_type == kind && context.word(last) == context.word(phrase.head.end - 1)
    });
    only(same).flatten().filter(|_| kind == EntityType::Organisation)
}

/// "The alliance, NATO, met": the name behind it.
fn apposed(
    context: &Context<'_>,
    named: &[Named],
    phrase: &Phrase,
    kind: EntityType,
    subtypes: &[String],
) -> Option<Entity> {
    let end = phrase.tokens.end;
    let word = |at: usize| context.word_if_before(at, context.token_count());
    let first = end + 1 + usize::from(word(end + 1) == Some("the"));
    let start = context.span(first.min(context.token_count() - 1)).start;
    let place = named.partition_point(|(m, _, _)| m.span.start < start);
    let (mention, entity, _) = named.get(place).filter(|(m, _, _)| word(end) == Some(",") && m.span.start == start)?;
    let closes = matches!(word(context.tokens_of(mention.span).end), Some("," | "("));
    let is_body = kind == EntityType::Organisation && mention.kind != MentionKind::Demonym;
    let noun = context.word(phrase.head.start);
    (closes && is_body && fits(context, mention, entity, noun, kind, subtypes)).then(|| entity.clone())
}

/// The thing that a noun stands for.
fn antecedent(
    context: &Context<'_>,
    named: &[Named],
    countries: &Countries,
    phrase: &Phrase,
    kind: EntityType,
    subtypes: &[String],
) -> Option<Entity> {
    let start = context.span(phrase.tokens.start).start;
    let noun = context.word(phrase.head.start);
    let last = named.partition_point(|(m, _, _)| m.span.start < start);
    let near = named[..last]
        .iter()
        .rev()
        .take(MAX_COMPARED)
        .take_while(|(m, _, _)| phrase.sentence - sentence_of(context, m) < REACH);
    let is_other = |e: &Entity| contradicts(context, named, phrase, e);
    let fitting: Vec<&Named> =
        near.filter(|(m, e, _)| fits(context, m, e, noun, kind, subtypes) && !is_other(e)).collect();
    let of_follows = context.word_if_before(phrase.tokens.end, context.token_count()) == Some("of");
    if kind.is_place() && of_follows {
        return None; // "the city of Nicosia" names itself.
    }
    if kind == EntityType::Country {
        return countries.topic(context, named, phrase);
    }
    // Of several bodies the only one of this sentence and the one before; if none is there, the only one in reach.
    let close = fitting.iter().filter(|(m, _, _)| phrase.sentence - sentence_of(context, m) < 2);
    only(close.copied()).unwrap_or_else(|| only(fitting.iter().copied()).flatten())
}

/// `None` if there is nothing, `Some(None)` if there are several different ones.
#[expect(clippy::option_option, reason = "nothing, several, or the one")]
fn only<'n>(mut named: impl Iterator<Item = &'n Named>) -> Option<Option<Entity>> {
    let (_, first, _) = named.next()?;
    Some(named.all(|(_, e, _)| e.id == first.id).then(|| first.clone()))
}

/// "the British company" is not one of Germany.
fn contradicts(context: &Context<'_>, named: &[Named], phrase: &Phrase, entity: &Entity) -> bool {
    let country = modifier_country(context, named, phrase);
    let own = entity.entry.and_then(|e| context.gazetteer.country_of(e));
    if matches!(entity.entity_type, EntityType::City | EntityType::Region) {
        // "The Peru-Chile border region" names another place by itself.
        let (start, end) = (context.span(phrase.tokens.start).start, context.span(phrase.tokens.end - 1).end);
        let first = named.partition_point(|(m, _, _)| m.span.start < start);
        let mut inside = named[first..].iter().take_while(|(m, _, _)| m.span.start < end);
        return inside.any(|(m, _, _)| m.kind == MentionKind::Name) || (country.is_some() && own != country);
    }
    entity.entity_type == EntityType::Organisation && country.is_some() && own != country
}

fn fits(
    context: &Context<'_>,
    mention: &Mention,
    entity: &Entity,
    noun: &str,
    kind: EntityType,
    subtypes: &[String],
) -> bool {
    if entity.entity_type != kind || mention.kind == MentionKind::Nominal {
        return false;
    }
    if kind != EntityType::Organisation {
        return true;
    }
    let holds_noun = || entity.name.split(' ').any(|word| word.eq_ignore_ascii_case(noun));
    let listed = entity.entry.map(|e| context.gazetteer.entry(e).subtype());
    match listed {
        Some(subtype) => subtypes.iter().any(|s| s == subtype) || holds_noun(),
        None if mention.rule == "legal-form" => subtypes.iter().any(|s| s == "company"),
        None => holds_noun(),
    }
}

fn made(context: &Context<'_>, phrase: &Phrase, entity: Entity, rule: &'static str) -> Named {
    let mention = Mention {
        span: context.cover(&phrase.tokens),
        kind: MentionKind::Nominal,
        entity_type: entity.entity_type,
        entry: entity.entry,
        metonym: false,
        score: NOMINAL_SCORE,
        rule,
    };
    (mention, entity, rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read() {
        let nominals = Nominals::builtin();
        assert_eq!(nominals.nouns["alliance"].0, EntityType::Organisation);
        assert_eq!(nominals.nouns["country"].0, EntityType::Country);
        assert_eq!(nominals.modifiers["terrorist"], ["armed"]);
    }
}
