//! What lists and cue words say of each token: sets of bits, for features.

use crate::gazetteer::{EntityType, NameFlags, NameKind, Sense, WordClasses};
use crate::mention::MentionKind;
use crate::mention::context::Context;
use crate::mention::cues::Cue;
use crate::mention::listed::Listed;
use crate::model::{combine, hash};

/// Which listed names and personal names are forgotten: in training, so that a model also learns to do without them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Forget {
    /// Another seed forgets others.
    pub seed: u64,
    /// How many of 256.
    pub share: u8,
}

impl Forget {
    /// Nothing is forgotten: what the program does when it reads.
    pub const NOTHING: Self = Self { seed: 0, share: 0 };

    pub(super) fn drops(self, words: &str) -> bool {
        self.share > 0 && (combine(self.seed, hash(words.as_bytes())) >> 24) & 0xFF < u64::from(self.share)
    }
}

/// What lists know of one token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Known {
    /// Listed names that cover it: class of the name times place of the token in it ([`PLACES`] bits a class).
    pub(super) phrases: u64,
    /// The same for [`Reading`]s.
    pub(super) readings: u64,
    /// Classes of the word itself, and cues.
    pub(super) word: u64,
}

/// First, inside, last or only token of a listed name.
const PLACES: u32 = 4;
/// A town of so many inhabitants is a big one: news names it without saying where it is.
const BIG_CITY: u32 = 300_000;

/// Classes of listed names.
#[derive(Debug, Clone, Copy)]
enum Phrase {
    Country,
    City,
    BigCity,
    Region,
    AmbiguousPlace,
    Organisation,
    AmbiguousOrganisation,
    Person,
    AmbiguousPerson,
    People,
    Other,
    Nothing,
    Title,
}

/// How the scoring of the lists took an accepted name, or what a word would name if it were written with a capital.
#[derive(Debug, Clone, Copy)]
enum Reading {
    Person,
    Organisation,
    Place,
    People,
    Nothing,
    FoldedPerson,
    FoldedOrganisation,
    FoldedPlace,
}

/// The bits of titles among those of listed names.
pub(super) const TITLES: u64 = 0b1111 << (Phrase::Title as u32 * PLACES);

/// Word classes that are features, by bit. Those of personal names may be forgotten.
const WORDS: [WordClasses; 14] = [
    WordClasses::ANY_GIVEN,
    WordClasses::SURNAME,
    WordClasses::PART,
    WordClasses::PARTICLE,
    WordClasses::ORG_HEAD,
    WordClasses::ORG_START,
    WordClasses::LEGAL,
    WordClasses::PLACE_HEAD,
    WordClasses::PLACE_START,
    WordClasses::FACILITY,
    WordClasses::CALENDAR,
    WordClasses::LANGUAGE,
    WordClasses::EVENT,
    WordClasses::COMMON,
];
/// How many of [`WORDS`] are lists of personal names.
const PERSONAL: usize = 3;
const CUES: [Cue; 7] = [Cue::PLACE, Cue::PLACE_WEAK, Cue::SAID, Cue::ACT, Cue::POLICY, Cue::FUNCTION, Cue::ADDRESS];

/// Returns what lists know of each token of a document.
pub(super) fn known(context: &Context<'_>, listed: &[Listed], forget: Forget) -> Vec<Known> {
    let mut known: Vec<Known> = (0..context.token_count()).map(|t| word(context, t, forget)).collect();
    for hit in &context.hits {
        let tokens = context.tokens_of(hit.span);
        if tokens.is_empty() || context.cover(&tokens) != hit.span || forget.drops(hit.span.of(context.text)) {
            continue;
        }
        for sense in context.gazetteer.senses(hit.name) {
            mark(&mut known[tokens.clone()], |known| &mut known.phrases, phrase(context, sense) as u32);
        }
    }
    mark_accepted(context, listed, forget, &mut known);
    mark_folded(context, forget, &mut known);
    for title in &context.titles {
        let tokens = context.tokens_of(title.span);
        mark(&mut known[tokens], |known| &mut known.phrases, Phrase::Title as u32);
    }
    known
}

/// The longest of the names that the scoring of the lists accepts.
fn mark_accepted(context: &Context<'_>, listed: &[Listed], forget: Forget, known: &mut [Known]) {
    let mut reach = 0;
    for name in listed.iter().filter(|l| l.score >= l.threshold) {
        if name.span.end <= reach || forget.drops(name.span.of(context.text)) {
            continue;
        }
        reach = name.span.end;
        let reading = match name.entity_type {
            _ if name.kind == MentionKind::Demonym => Reading::People,
            Some(EntityType::Person) => Reading::Person,
            Some(EntityType::Organisation) => Reading::Organisation,
            Some(kind) if kind.is_place() => Reading::Place,
            _ => Reading::Nothing,
        };
        mark(&mut known[context.tokens_of(name.span)], |known| &mut known.readings, reading as u32);
    }
}

/// Names that would be listed with other capitals ("lima", "LIMA"): careless writers and headlines.
fn mark_folded(context: &Context<'_>, forget: Forget, known: &mut [Known]) {
    let folded = capitalised(context.text);
    for hit in context.gazetteer.all_names(&folded) {
        let words = hit.span.of(context.text);
        let tokens = context.tokens_of(hit.span);
        let is_other = words != hit.span.of(&folded) && !tokens.is_empty() && context.cover(&tokens) == hit.span;
        if !is_other || forget.drops(words) {
            continue;
        }
        for sense in context.gazetteer.senses(hit.name).filter(|s| s.kind <= NameKind::Alias) {
            let reading = match context.gazetteer.entry(sense.entry).entity_type() {
                Some(EntityType::Person) => Reading::FoldedPerson,
                Some(EntityType::Organisation) => Reading::FoldedOrganisation,
                Some(kind) if kind.is_place() => Reading::FoldedPlace,
                _ => continue,
            };
            mark(&mut known[tokens.clone()], |known| &mut known.readings, reading as u32);
        }
    }
}

fn word(context: &Context<'_>, token: usize, forget: Forget) -> Known {
    let classes = context.classes[token];
    let from = if forget.drops(context.word(token)) { PERSONAL } else { 0 };
    let lists = WORDS.iter().enumerate().skip(from).filter(|(_, class)| classes.has(**class));
    let cue = context.cue(token);
    let cues = CUES.iter().enumerate().filter(|(_, c)| cue.has(**c)).map(|(bit, _)| bit + WORDS.len());
    let word = lists.map(|(bit, _)| bit).chain(cues).fold(0, |all, bit| all | 1 << bit);
    Known { phrases: 0, readings: 0, word }
}

fn mark(tokens: &mut [Known], set: impl Fn(&mut Known) -> &mut u64, class: u32) {
    let last = tokens.len().wrapping_sub(1);
    for (at, token) in tokens.iter_mut().enumerate() {
        let place = match (at, last) {
            (0, 0) => 3,
            (0, _) => 0,
            _ if at == last => 2,
            _ => 1,
        };
        *set(token) |= 1 << (class * PLACES + place);
    }
}

fn phrase(context: &Context<'_>, sense: Sense) -> Phrase {
    let entry = context.gazetteer.entry(sense.entry);
    if matches!(sense.kind, NameKind::Adjective | NameKind::People) {
        return Phrase::People;
    }
    let ambiguous = sense.flags.has(NameFlags::CTX.with(NameFlags::WEAK).with(NameFlags::NOSOLO));
    match entry.entity_type() {
        Some(kind) if kind.is_place() && ambiguous => Phrase::AmbiguousPlace,
        Some(EntityType::Country) => Phrase::Country,
        Some(EntityType::City) if entry.population() >= BIG_CITY => Phrase::BigCity,
        Some(EntityType::City) => Phrase::City,
        Some(EntityType::Region) => Phrase::Region,
        Some(EntityType::Organisation) if ambiguous => Phrase::AmbiguousOrganisation,
        Some(EntityType::Organisation) => Phrase::Organisation,
        Some(EntityType::Person) if ambiguous => Phrase::AmbiguousPerson,
        Some(EntityType::Person) => Phrase::Person,
        Some(_) => Phrase::Other,
        None => Phrase::Nothing,
    }
}

/// "uN envoy in LIMA" -> "Un Envoy In Lima", byte for byte; characters that change their length stay.
fn capitalised(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        let other = if inside { single(c.to_lowercase()) } else { single(c.to_uppercase()) };
        out.push(other.filter(|o| o.len_utf8() == c.len_utf8()).unwrap_or(c));
        inside = c.is_alphanumeric() || (inside && matches!(c, '\'' | '’'));
    }
    out
}

fn single(mut chars: impl Iterator<Item = char>) -> Option<char> {
    chars.next().filter(|_| chars.next().is_none())
}
