//! Mentions: the words of one document that name something.
//!
//! Lists know, shape and context guess; [`names`] settles who wins, by one written table:
//!
//! | rank | overlapping candidates | who wins |
//! | --- | --- | --- |
//! | 1 | one is longer | the longer, whatever it is |
//! | 2 | same words, the surname of a person named in full here, and a listed place that no word for places precedes | the person |
//! | 3 | same words | list before guess, if the list's reading reaches its threshold |
//! | 4 | same words, two guesses | person, organisation, country, city, region, other, nothing |
//!
//! A name inside a longer one stays if a possessive 's follows it ("Kazakhstan's health ministry").

mod context;
mod cues;
mod listed;
mod ministry;
mod shape;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use aho_corasick::{AhoCorasickBuilder, MatchKind};
use serde::{Deserialize, Serialize};

pub use context::Context;
pub use cues::{Cue, Cues};
pub use listed::{Listed, Part};

use crate::gazetteer::{EntityType, EntryId, WordClasses};
use crate::mention::context::Shape;
use crate::mention::shape::{Listing, Shaped};
use crate::span::Span;

/// How a mention names its entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MentionKind {
    /// "Kazakhstan", "Tokayev".
    Name,
    /// "CSTO", "U.N.".
    Acronym,
    /// "Kazakh", "Russians".
    Demonym,
    /// "the alliance", "the country".
    Nominal,
    /// "he", "it".
    Pronoun,
}

/// Words that name something, with the reading that won.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// The name, without article, title or possessive 's.
    pub span: Span,
    /// How it names.
    pub kind: MentionKind,
    /// What it names.
    pub entity_type: EntityType,
    /// The gazetteer's entry, if a list knows the name.
    pub entry: Option<EntryId>,
    /// A place named for its government ("Moscow said").
    pub metonym: bool,
    /// 0 to 1; not a probability.
    pub score: f32,
    /// Which rule made it.
    pub rule: &'static str,
}

/// The rule of surnames that the article has given in full.
const SURNAME: &str = "surname";

/// A candidate on its way through the table of precedence.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    span: Span,
    entity_type: Option<EntityType>,
    kind: MentionKind,
    entry: Option<EntryId>,
    score: f32,
    rule: &'static str,
}

/// Returns the names, acronyms and demonyms of a document, in order; of nested ones the longer first.
pub fn names(context: &Context<'_>) -> Vec<Mention> {
    let listed = listed::candidates(context);
    let accepted: Vec<&Listed> = listed.iter().filter(|l| l.score >= l.threshold).collect();
    let listing: Vec<_> = outermost(&accepted).map(|l| (l.span, l.entity_type, l.kind)).collect();
    let mut candidates: Vec<Candidate> = accepted.iter().copied().map(from_list).collect();
    let guesses = shape::candidates(context, &Listing { names: &listing });
    candidates.extend(guesses.iter().chain(&ministry::candidates(context, &accepted)).map(from_shape));
    let first = settle(context, candidates.clone());
    candidates.extend(remembered(context, &first));
    let mut settled = settle(context, candidates);
    settled.retain(|c| c.entity_type.is_some());
    let is_former = |e: &EntryId| context.gazetteer.entry(*e).subtype() == "former";
    let former: BTreeSet<EntryId> = settled.iter().filter_map(|c| c.entry).filter(is_former).collect();
    settled.into_iter().filter_map(|c| finish(context, c, &former)).collect()
}

/// Returns every listed name with its score and how it came about, accepted or not.
pub fn listed_readings(context: &Context<'_>) -> Vec<Listed> {
    listed::candidates(context)
}

fn outermost<'l>(accepted: &'l [&'l Listed]) -> impl Iterator<Item = &'l Listed> {
    let mut reach = 0;
    accepted.iter().copied().filter(move |l| {
        let outer = l.span.end > reach;
        reach = reach.max(l.span.end);
        outer
    })
}

fn from_list(listed: &Listed) -> Candidate {
    let (entity_type, kind) = (listed.entity_type, listed.kind);
    Candidate { span: listed.span, entity_type, kind, entry: Some(listed.entry), score: listed.score, rule: "list" }
}

fn from_shape(shaped: &Shaped) -> Candidate {
    let Shaped { span, entity_type, kind, score, rule } = *shaped;
    Candidate { span, entity_type, kind, entry: None, score, rule }
}

/// Applies the table of precedence. Returns the winners by place, names nested in others after them.
fn settle(context: &Context<'_>, mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.sort_by(|a, b| {
        let longer = b.span.len().cmp(&a.span.len());
        let listed = rank(a).cmp(&rank(b));
        let kind = precedence(a.entity_type).cmp(&precedence(b.entity_type));
        longer
            .then(listed)
            .then(kind)
            .then(b.score.total_cmp(&a.score))
            .then(a.span.cmp(&b.span))
            .then(a.rule.cmp(b.rule))
    });
    let mut winners = Winners::default();
    for candidate in candidates {
        if !winners.overlap(candidate.span)
            || (winners.holds_before_end(candidate.span) && is_possessor(context, candidate))
        {
            winners.add(candidate);
        }
    }
    let mut settled: Vec<Candidate> = winners.by_start.into_values().flatten().collect();
    settled.sort_by_key(|c| (c.span.start, std::cmp::Reverse(c.span.end)));
    settled
}

/// Accepted candidates by start, so that a look at the neighbours tells of any overlap: winners nest, they never cross.
#[derive(Default)]
struct Winners {
    by_start: std::collections::BTreeMap<u32, Vec<Candidate>>,
    outer: std::collections::BTreeMap<u32, Span>,
}

impl Winners {
    fn nearest(&self, span: Span) -> Option<Span> {
        self.outer.range(..span.end).next_back().map(|(_, outer)| *outer)
    }

    fn overlap(&self, span: Span) -> bool {
        self.nearest(span).is_some_and(|outer| outer.overlaps(span))
    }

    /// Says whether a winner holds the span and goes on behind it, and none that is nested in it touches it.
    fn holds_before_end(&self, span: Span) -> bool {
        let inside = self.nearest(span).is_some_and(|outer| outer.contains(span) && outer.end > span.end);
        let touched = self.by_start.range(..span.end).rev().take(4).flat_map(|(_, list)| list);
        inside && touched.filter(|c| c.span.overlaps(span)).all(|c| c.span.contains(span) && c.span != span)
    }

    fn add(&mut self, candidate: Candidate) {
        if !self.overlap(candidate.span) {
            self.outer.insert(candidate.span.start, candidate.span);
        }
        self.by_start.entry(candidate.span.start).or_default().push(candidate);
    }
}

/// The rows of the table for candidates of the same words: 0 wins.
fn rank(candidate: &Candidate) -> u8 {
    match (candidate.rule, candidate.entry, candidate.entity_type) {
        (_, Some(_), Some(EntityType::Person | EntityType::Organisation)) => 0,
        (SURNAME, _, _) => 1,
        (_, Some(_), _) => 2,
        _ => 3,
    }
}

fn precedence(entity_type: Option<EntityType>) -> usize {
    entity_type.map_or(EntityType::ALL.len(), |kind| EntityType::ALL.iter().position(|k| *k == kind).unwrap_or(0))
}

/// "Kazakhstan" in "Kazakhstan's health ministry".
fn is_possessor(context: &Context<'_>, candidate: Candidate) -> bool {
    let tokens = context.tokens_of(candidate.span);
    let next = context.word_if_before(tokens.end, context.shapes.len());
    candidate.entity_type.is_some() && matches!(next, Some("'s" | "’s" | "'" | "’"))
}

/// What the article has said once it may say shorter, or in a headline: surnames, acronyms in brackets, whole names.
fn remembered(context: &Context<'_>, settled: &[Candidate]) -> Vec<Candidate> {
    let mut out = again(context, settled);
    let surnames = surnames(context, settled);
    let acronyms = acronyms(context, settled);
    let short = short_names(context, settled);
    for token in 0..context.shapes.len() {
        let word = context.word(token);
        let longer = surnames.get(word).into_iter().flatten().filter(|words| words.len() > 1);
        for words in longer.filter(|words| {
            (0..words.len()).all(|i| context.word_if_before(token + i, context.token_count()) == Some(words[i]))
        }) {
            out.push(Candidate {
                span: context.cover(&(token..token + words.len())),
                entity_type: Some(EntityType::Person),
                kind: MentionKind::Name,
                entry: None,
                score: 0.8,
                rule: SURNAME,
            });
        }
        if !matches!(context.shapes[token], Shape::Capital | Shape::Upper) {
            continue;
        }
        let span = context.span(token);
        let candidate = |entity_type, kind, entry, rule| Candidate {
            span,
            entity_type: Some(entity_type),
            kind,
            entry,
            score: 0.8,
            rule,
        };
        if let Some(entry) = acronyms.get(word) {
            out.push(candidate(EntityType::Organisation, MentionKind::Acronym, *entry, "acronym-in-brackets"));
        } else if surnames.contains_key(word) && !is_place_here(context, token) {
            out.push(candidate(EntityType::Person, MentionKind::Name, None, SURNAME));
        } else if short.contains(word) {
            out.push(candidate(EntityType::Organisation, MentionKind::Name, None, "short-name"));
        }
    }
    out
}

/// The other places of names that were guessed once, headlines included.
fn again(context: &Context<'_>, settled: &[Candidate]) -> Vec<Candidate> {
    let guessed =
        settled.iter().filter(|c| c.entry.is_none() && c.entity_type.is_some() && context.tokens_of(c.span).len() > 1);
    let mut by_text: HashMap<&str, &Candidate> = HashMap::new();
    for candidate in guessed {
        by_text.entry(candidate.span.of(context.text)).or_insert(candidate);
    }
    let mut texts: Vec<&str> = by_text.keys().copied().collect();
    texts.sort_unstable();
    let built = AhoCorasickBuilder::new().match_kind(MatchKind::LeftmostLongest).build(&texts);
    let Ok(automaton) = built else { return Vec::new() };
    let hits = automaton
        .find_iter(context.text)
        .map(|m| (Span::new(m.start(), m.end()), by_text[texts[m.pattern().as_usize()]]));
    let whole = hits.filter(|(span, _)| {
        let tokens = context.tokens_of(*span);
        !tokens.is_empty()
            && context.cover(&tokens) == *span
            && context.sentence_of(tokens.start) == context.sentence_of(tokens.end - 1)
    });
    whole.map(|(span, c)| Candidate { span, rule: "named-elsewhere", ..*c }).collect()
}

/// Surnames of the persons with two names or more, by their first word: "Keller", "al-Momani", "von der Leyen".
fn surnames<'a>(context: &Context<'a>, settled: &[Candidate]) -> BTreeMap<&'a str, BTreeSet<Vec<&'a str>>> {
    let persons = settled.iter().filter(|c| c.entity_type == Some(EntityType::Person));
    let named =
        persons.map(|c| (c, context.tokens_of(c.span))).filter(|(c, t)| t.len() > 1 || c.rule == "title-and-name");
    let mut out: BTreeMap<&str, BTreeSet<Vec<&str>>> = BTreeMap::new();
    for (_, tokens) in named {
        let last = tokens.end - 1;
        if context.word(last).chars().count() < 3 {
            continue;
        }
        for start in [last, shape::surname_start(context, &tokens)] {
            let words: Vec<&str> = (start..tokens.end).map(|t| context.word(t)).collect();
            out.entry(words[0]).or_default().insert(words);
        }
    }
    out
}

/// "in Jordan" is no person, even beside Michael Jordan.
fn is_place_here(context: &Context<'_>, token: usize) -> bool {
    token > 0 && context.cue(token - 1).has(Cue::PLACE)
}

/// "(ABC)" right behind the name of a body, if its letters are the name's: later "ABC" is the body too.
fn acronyms<'a>(context: &Context<'a>, settled: &[Candidate]) -> HashMap<&'a str, Option<EntryId>> {
    let mut out = HashMap::new();
    for body in settled.iter().filter(|c| c.entity_type == Some(EntityType::Organisation)) {
        let end = context.tokens_of(body.span).end;
        let word = |t| context.word_if_before(t, context.shapes.len());
        if word(end) == Some("(") && word(end + 2).is_some_and(|w| matches!(w, ")" | "," | ";")) {
            let acronym = context.word(end + 1);
            if context.shapes[end + 1] == Shape::Upper && is_acronym_of(acronym, body.span.of(context.text)) {
                out.entry(acronym).or_insert(body.entry);
            }
        }
    }
    out
}

/// Says whether the letters of an acronym stand in order at the heads of the words of a name, the first at the head of the
/// first, small words aside (Schwartz and Hearst 2003, for names).
pub fn is_acronym_of(acronym: &str, name: &str) -> bool {
    let letters: Vec<char> = acronym.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let heads: Vec<char> = words.filter_map(|w| w.chars().next()).flat_map(char::to_lowercase).collect();
    let mut rest = heads.iter();
    letters.len() > 1
        && letters.first() == heads.first()
        && letters.iter().all(|letter| rest.any(|head| head == letter))
}

/// "Mannesmann" after "Mannesmann AG": the one word of a guessed body's name that is not of the language.
fn short_names<'a>(context: &Context<'a>, settled: &[Candidate]) -> HashSet<&'a str> {
    let bodies = settled.iter().filter(|c| c.entity_type == Some(EntityType::Organisation) && c.entry.is_none());
    let general = WordClasses::ORG_HEAD.with(WordClasses::LEGAL).with(WordClasses::ORG_START);
    let own = bodies.filter_map(|c| {
        let tokens = context.tokens_of(c.span);
        let first = tokens.start;
        let rest_is_general = tokens.len() > 1 && (first + 1..tokens.end).all(|t| context.classes[t].has(general));
        let own = rest_is_general && !context.is_common(first) && !context.classes[first].has(general);
        let unlisted = context.gazetteer.readings(context.word(first)).is_empty();
        (own && unlisted).then(|| context.word(first))
    });
    own.filter(|word| word.chars().count() > 2).collect()
}

/// Turns a winner into a mention; capitals that act become their countries.
fn finish(context: &Context<'_>, candidate: Candidate, former: &BTreeSet<EntryId>) -> Option<Mention> {
    let entity_type = candidate.entity_type?;
    let mention = Mention {
        span: candidate.span,
        kind: candidate.kind,
        entity_type,
        entry: candidate.entry,
        metonym: false,
        score: candidate.score.clamp(0.0, 1.0),
        rule: candidate.rule,
    };
    let capital = candidate.entry.filter(|&e| context.gazetteer.entry(e).subtype() == "capital");
    // In an article on the Soviet Union, "Moscow" is its government, not Russia's.
    let seat_of = |state: &&EntryId| {
        capital
            .is_some_and(|e| context.gazetteer.entry(**state).other("capital") == Some(context.gazetteer.entry(e).id()))
    };
    let country =
        former.iter().find(seat_of).copied().or_else(|| capital.and_then(|e| context.gazetteer.country_of(e)));
    match country {
        Some(country) if stands_for_government(context, candidate.span) => {
            Some(Mention { entity_type: EntityType::Country, entry: Some(country), metonym: true, ..mention })
        }
        _ => Some(mention),
    }
}

/// "Moscow urged", "accused Moscow", "Moscow's concerns", but not "in Moscow said".
fn stands_for_government(context: &Context<'_>, span: Span) -> bool {
    let tokens = context.tokens_of(span);
    let sentence = &context.tokens.sentences[context.sentence_of(tokens.start)].tokens;
    let before = tokens.start.checked_sub(1).filter(|t| sentence.contains(t));
    if before.is_some_and(|t| context.cue(t).has(Cue::ADDRESS)) {
        return true;
    }
    if before
        .is_some_and(|t| context.cue(t).has(Cue::PLACE.with(Cue::PLACE_WEAK)) || context.shapes[t] == Shape::Capital)
    {
        return false;
    }
    let cue = |t: usize| {
        if sentence.contains(&t) { context.cue(t) } else { Cue::default() }
    };
    match context.word_if_before(tokens.end, sentence.end) {
        Some("'s" | "’s") => cue(tokens.end + 1).has(Cue::POLICY) || cue(tokens.end + 2).has(Cue::POLICY),
        Some("has" | "had" | "have" | "is" | "was" | "will" | "would") => {
            cue(tokens.end + 1).has(Cue::ACT.with(Cue::ADDRESS))
        }
        Some(_) => cue(tokens.end).has(Cue::ACT.with(Cue::ADDRESS)),
        None => false,
    }
}
