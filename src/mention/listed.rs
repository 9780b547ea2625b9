//! Candidates from the lists: each listed name in the article with its readings, scored by what stands around it.
//!
//! The score begins with how common the reading is and adds what the words beside it and the rest of the article say, as
//! geoparsers do (Xponents, geoparsepy; research in docs/gazetteers.md). It is not a probability.

use std::collections::{HashMap, HashSet};

use crate::gazetteer::{EntityType, EntryId, Hit, NameFlags, NameKind, Sense, TitleClass, WordClasses};
use crate::mention::MentionKind;
use crate::mention::context::{Case, Context, Shape};
use crate::mention::cues::Cue;
use crate::span::Span;

/// A name that is not ambiguous needs this much.
const PLAIN_THRESHOLD: f32 = 0.3;
/// A name flagged `ctx` needs this much.
const CTX_THRESHOLD: f32 = 0.6;
/// What `ctx` leaves of the prior.
const CTX_SHARE: f32 = 0.4;

/// An article that names so many clubs and leagues beyond doubt is on sport.
const SPORT: usize = 3;

/// One part of a score, for `explain`.
pub type Part = (&'static str, f32);

/// A listed name with its best reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The words.
    pub span: Span,
    /// Type of the reading; `None` for phrases that name nothing and stop others.
    pub entity_type: Option<EntityType>,
    /// How it names.
    pub kind: MentionKind,
    /// The reading.
    pub entry: EntryId,
    /// Sum of the parts.
    pub score: f32,
    /// What it must reach.
    pub threshold: f32,
    /// How the score came about.
    pub parts: Vec<Part>,
}

/// What the whole article tells of listed entries, gathered before scoring.
struct Evidence {
    /// Entries with a name that needs no support.
    strong: HashSet<EntryId>,
    /// Countries that are named or whose people are.
    countries: HashSet<EntryId>,
    /// How many sport clubs and leagues are named beyond doubt.
    clubs: usize,
    /// Distinct names by entry.
    names: HashMap<EntryId, HashSet<u32>>,
}

/// Returns the candidates in order, the best reading of each name; those below their threshold too.
pub(super) fn candidates(context: &Context<'_>) -> Vec<Listed> {
    let hits = hits(context);
    let evidence = gather(context, &hits);
    hits.iter().filter_map(|hit| best_reading(context, &evidence, hit)).collect()
}

/// Listed names in the blocks of the layout, headlines in capitals read as if in title case.
fn hits(context: &Context<'_>) -> Vec<Hit> {
    let mut hits = context.hits.clone();
    for (sentence, case) in context.tokens.sentences.iter().zip(&context.cases) {
        if *case == Case::Caps {
            let folded = title_case(sentence.span.of(context.text));
            let base = sentence.span.start;
            let found = context.gazetteer.all_names(&folded).into_iter();
            hits.extend(found.map(|h| Hit { span: Span { start: h.span.start + base, end: h.span.end + base }, ..h }));
        }
    }
    hits.retain(|hit| in_one_sentence(context, hit.span));
    hits.sort_by_key(|hit| (hit.span.start, std::cmp::Reverse(hit.span.end), hit.name));
    hits.dedup();
    hits
}

/// "UN ENVOY IN NEW YORK" -> "Un Envoy In New York", byte for byte; characters that change their length stay.
fn title_case(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(l), None) if inside && l.len_utf8() == c.len_utf8() => out.push(l),
            _ => out.push(c),
        }
        inside = c.is_alphanumeric() || (inside && matches!(c, '\'' | '’'));
    }
    out
}

fn in_one_sentence(context: &Context<'_>, span: Span) -> bool {
    let tokens = context.tokens_of(span);
    if tokens.is_empty() {
        return false;
    }
    let sentence = &context.tokens.sentences[context.sentence_of(tokens.start)];
    sentence.span.contains(span)
}

fn gather(context: &Context<'_>, hits: &[Hit]) -> Evidence {
    let mut evidence = Evidence { strong: HashSet::new(), countries: HashSet::new(), clubs: 0, names: HashMap::new() };
    // Hits are sorted by start, then longest first: one that ends before an earlier one did lies inside it.
    let mut reach = 0;
    for hit in hits {
        let longest = hit.span.end > reach;
        reach = reach.max(hit.span.end);
        for sense in context.gazetteer.senses(hit.name) {
            evidence.names.entry(sense.entry).or_default().insert(hit.name.0);
            let plain = !sense.flags.has(NameFlags::WEAK.with(NameFlags::CTX).with(NameFlags::NOSOLO));
            if plain && longest {
                evidence.strong.insert(sense.entry);
                if context.gazetteer.entry(sense.entry).entity_type() == Some(EntityType::Country) {
                    evidence.countries.insert(sense.entry);
                }
            }
        }
    }
    let is_sport = |e: &&EntryId| matches!(context.gazetteer.entry(**e).subtype(), "club" | "league");
    evidence.clubs = evidence.strong.iter().filter(is_sport).count();
    if let Some(place) = context.layout.dateline.as_ref().and_then(|d| d.place) {
        let folded = title_case(place.of(context.text));
        let senses = context.gazetteer.readings(&folded);
        evidence.countries.extend(senses.iter().filter_map(|s| context.gazetteer.country_of(s.entry)));
    }
    evidence
}

/// The reading with the highest score; ties by prior, then id.
fn best_reading(context: &Context<'_>, evidence: &Evidence, hit: &Hit) -> Option<Listed> {
    let folded = hit.span.of(context.text) != context.gazetteer.name_text(hit.name);
    let caps = context.case_of(context.tokens_of(hit.span).start) == Case::Caps;
    let never_folded = NameFlags::ABBR.with(NameFlags::CS);
    let senses = context.gazetteer.senses(hit.name).filter(|s| !(folded && caps && s.flags.has(never_folded)));
    // "Socialists", "the Greens": many countries have some; without theirs nobody knows which.
    let is_shared = context.gazetteer.senses(hit.name).map(|s| s.entry).collect::<HashSet<_>>().len() > 1;
    let scored = senses.map(|sense| score(context, evidence, hit.span, sense, is_shared));
    scored.max_by(|a, b| {
        let order = (a.score - a.threshold).total_cmp(&(b.score - b.threshold));
        let (x, y) = (context.gazetteer.entry(a.entry), context.gazetteer.entry(b.entry));
        order.then(x.prior().total_cmp(&y.prior())).then(x.population().cmp(&y.population())).then(y.id().cmp(x.id()))
    })
}

fn score(context: &Context<'_>, evidence: &Evidence, span: Span, sense: Sense, is_shared: bool) -> Listed {
    let entry = context.gazetteer.entry(sense.entry);
    let entity_type = entry.entity_type();
    let ctx = sense.flags.has(NameFlags::CTX);
    let mut parts = vec![("prior", entry.prior() * if ctx { CTX_SHARE } else { 1.0 })];
    let tokens = context.tokens_of(span);
    let mut add = |part: Part| {
        if part.1 != 0.0 {
            parts.push(part);
        }
    };
    if sense.flags.has(NameFlags::WEAK) {
        add(("full name in the article", if evidence.strong.contains(&sense.entry) { 0.3 } else { -1.0 }));
    }
    if sense.flags.has(NameFlags::NOSOLO) {
        add(("never alone", -1.0));
    }
    if evidence.names.get(&sense.entry).is_some_and(|names| names.len() > 1) {
        add(("another of its names in the article", 0.15));
    }
    if let Some(country) = context.gazetteer.country_of(sense.entry) {
        let in_sport = entry.subtype() == "club" && evidence.clubs > 1;
        let is_body = entity_type == Some(EntityType::Organisation) && !in_sport;
        if ctx && is_shared && is_body && !evidence.countries.contains(&country) {
            add(("others are called so, and its country is not in the article", -0.3));
        }
        add(("its country in the article", if evidence.countries.contains(&country) { 0.2 } else { 0.0 }));
    }
    if ctx && evidence.strong.contains(&sense.entry) {
        add(("full name in the article", 0.35));
    }
    if entry.subtype() == "club" && evidence.clubs > 1 {
        add(("other clubs in the article", 0.3));
        // "Leeds lost to Derby": where clubs are the matter, a town that no word for places precedes is its club.
        if evidence.clubs >= SPORT && !behind_place_word(context, &tokens) {
            add(("an article on sport, and no word for places before it", 0.5));
        }
    }
    if let Some(kind) = entity_type {
        words_around(context, kind, sense.kind, &tokens, &mut add);
    }
    if let Some(kind) = entity_type.filter(|k| k.is_place() && sense.kind <= NameKind::Alias) {
        place_or_person(context, kind, &tokens, &mut add);
    }
    if ctx && is_marked_by_capital(context, &tokens) {
        add(("a capital that nothing else explains", 0.3));
    }
    if ctx && entity_type == Some(EntityType::Country) && is_in_list_of_countries(context, &tokens) {
        add(("a country beside it in a list", 0.3));
    }
    add(("an ordinary word here", ordinary_word(context, &tokens, ctx)));
    let kind = mention_kind(context, sense, &tokens);
    let sum = parts.iter().map(|(_, value)| value).sum();
    let threshold = if ctx { CTX_THRESHOLD } else { PLAIN_THRESHOLD };
    Listed { span, entity_type, kind, entry: sense.entry, score: sum, threshold, parts }
}

fn mention_kind(context: &Context<'_>, sense: Sense, tokens: &std::ops::Range<usize>) -> MentionKind {
    match sense.kind {
        NameKind::Adjective | NameKind::People => MentionKind::Demonym,
        _ if sense.flags.has(NameFlags::ABBR) && tokens.len() == 1 && context.shapes[tokens.start] == Shape::Upper => {
            MentionKind::Acronym
        }
        _ => MentionKind::Name,
    }
}

/// "in Leeds", "the city of Leeds".
fn behind_place_word(context: &Context<'_>, tokens: &std::ops::Range<usize>) -> bool {
    let before = tokens.start.checked_sub(1);
    before.is_some_and(|t| context.cue(t).has(Cue::PLACE) || matches!(context.word(t), "to" | "of"))
        && before.and_then(|t| t.checked_sub(1)).is_none_or(|t| context.word(t) != "lost")
}

/// Cues beside the name for its type.
fn words_around(
    context: &Context<'_>,
    kind: EntityType,
    named_by: NameKind,
    tokens: &std::ops::Range<usize>,
    add: &mut impl FnMut(Part),
) {
    let sentence = &context.tokens.sentences[context.sentence_of(tokens.start)].tokens;
    let mut before = tokens.start.checked_sub(1).filter(|t| sentence.contains(t));
    // "in the West": the article is part of the name.
    if before.is_some_and(|t| context.word(t) == "the") {
        before = before.and_then(|t| t.checked_sub(1)).filter(|t| sentence.contains(t));
    }
    let after = Some(tokens.end).filter(|t| sentence.contains(t));
    if kind.is_place() && named_by <= NameKind::Alias {
        let cue = before.map_or(Cue::default(), |t| context.cue(t));
        let phrase = before.and_then(|t| Some((t.checked_sub(1)?, t))).map_or(Cue::default(), |(a, b)| {
            context.cues.get(&format!("{} {}", context.word(a).to_lowercase(), context.word(b).to_lowercase()))
        });
        if cue.has(Cue::PLACE) || phrase.has(Cue::PLACE) {
            add(("a word for places before it", 0.35));
        } else if cue.has(Cue::PLACE_WEAK) {
            add(("a word often before places", 0.15));
        }
        let based = after.filter(|&t| context.word(t) == "-" && t + 1 < sentence.end);
        if based.is_some_and(|t| matches!(context.word(t + 1), "based" | "born" | "area" | "wide")) {
            add(("\"-based\" after it", 0.3));
        }
    }
    if kind == EntityType::Person && context.title_before(tokens.start).is_some() {
        add(("a title before it", 0.35));
    }
    if matches!(kind, EntityType::Person | EntityType::Organisation)
        && after.is_some_and(|t| context.cue(t).has(Cue::SAID))
    {
        add(("it speaks", 0.25));
    }
}

/// A place name beside parts of personal names is a person: "Paris Hilton", "Mr Washington".
fn place_or_person(
    context: &Context<'_>,
    kind: EntityType,
    tokens: &std::ops::Range<usize>,
    add: &mut impl FnMut(Part),
) {
    let sentence = &context.tokens.sentences[context.sentence_of(tokens.start)].tokens;
    let before = tokens.start.checked_sub(1).filter(|t| sentence.contains(t));
    let after = Some(tokens.end).filter(|t| sentence.contains(t));
    let capital = |t: &usize| context.shapes[*t] == Shape::Capital;
    if let Some(title) = context.title_before(tokens.start) {
        let class = context.gazetteer.titles().get(title.index).class;
        if class == TitleClass::Honorific {
            add(("an honorific before it", -0.8));
        } else if kind == EntityType::City {
            add(("a title before it", -0.3));
        }
    }
    let given_before = before.filter(capital).is_some_and(|t| context.classes[t].has(WordClasses::ANY_GIVEN));
    if given_before && kind != EntityType::Country && !context.is_first(tokens.start) {
        add(("a given name before it", -0.6));
    }
    // "Mussa Abu Marzuk", "Rani Mukerji": a town's name amid words that nobody knows is part of a longer name.
    let stranger = |t: &usize| {
        capital(t)
            && !context.is_common(*t)
            && context.title_ending_at(*t).is_none()
            && context.gazetteer.readings(context.word(*t)).is_empty()
            && !context.classes[*t].has(
                WordClasses::CALENDAR
                    .with(WordClasses::PLACE_HEAD)
                    .with(WordClasses::ORG_HEAD)
                    .with(WordClasses::FACILITY),
            )
    };
    let joined = before.is_some_and(|t| stranger(&t)) || after.is_some_and(|t| stranger(&t));
    if kind == EntityType::City && joined && context.case_of(tokens.start) == Case::Normal {
        add(("an unknown name beside it", -0.35));
    }
    let is_given = context.classes[tokens.start].has(WordClasses::ANY_GIVEN);
    let surname_after = after.filter(capital).is_some_and(|t| {
        context.classes[t].has(WordClasses::SURNAME) && !context.is_common(t) && context.title_starting_at(t).is_none()
    });
    if is_given && surname_after && context.case_of(tokens.start) == Case::Normal {
        add(("a surname after it", -0.7));
    }
}

/// "Apple" and "the West" amid a sentence: an ordinary word would have no capital there.
fn is_marked_by_capital(context: &Context<'_>, tokens: &std::ops::Range<usize>) -> bool {
    let alone = |t: Option<usize>| t.is_none_or(|t| t >= context.token_count() || context.shapes[t] != Shape::Capital);
    tokens.len() == 1
        && context.is_common(tokens.start)
        && context.shapes[tokens.start] == Shape::Capital
        && !context.is_first(tokens.start)
        && context.case_of(tokens.start) == Case::Normal
        && alone(tokens.start.checked_sub(1))
        && alone(Some(tokens.end))
}

/// "Turkey and Jordan", "Chad, Niger and Mali": the name before or behind "and" or a comma is a country's beyond doubt.
fn is_in_list_of_countries(context: &Context<'_>, tokens: &std::ops::Range<usize>) -> bool {
    let sentence = &context.tokens.sentences[context.sentence_of(tokens.start)].tokens;
    let is_country = |t: usize| {
        let plain = |s: &Sense| {
            !s.flags.has(NameFlags::CTX) && context.gazetteer.entry(s.entry).entity_type() == Some(EntityType::Country)
        };
        sentence.contains(&t) && context.gazetteer.readings(context.word(t)).iter().any(plain)
    };
    let joins = |t: usize| sentence.contains(&t) && matches!(context.word(t), "and" | "," | "or");
    let before = tokens.start >= 2 && joins(tokens.start - 1) && is_country(tokens.start - 2);
    before || (joins(tokens.end) && is_country(tokens.end + 1))
}

/// Minus something if a single word may be an ordinary one with the capital of a sentence or headline.
fn ordinary_word(context: &Context<'_>, tokens: &std::ops::Range<usize>, ctx: bool) -> f32 {
    let word = context.word(tokens.start);
    if tokens.len() != 1 || !context.is_common(tokens.start) || context.shapes[tokens.start] == Shape::Upper {
        return 0.0;
    }
    let capital_means_nothing = context.is_first(tokens.start) || context.case_of(tokens.start) != Case::Normal;
    match (capital_means_nothing, context.seen_lower(word)) {
        (true, _) => -0.4,
        (false, true) if ctx => -0.3,
        _ => 0.0,
    }
}
