//! Candidates that no list has, from shape and context: runs of capitalised words, what they begin and end with, and the
//! titles, verbs and brackets beside them.

use std::ops::Range;

use crate::gazetteer::{EntityType, TitleClass, WordClasses};
use crate::mention::MentionKind;
use crate::mention::context::{Case, Context, Shape};
use crate::mention::cues::Cue;
use crate::span::Span;

/// A guess from shape and context.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shaped {
    /// The words.
    pub span: Span,
    /// What it seems to be; `None` for names of events and the like, which stop shorter candidates inside.
    pub entity_type: Option<EntityType>,
    /// How it names.
    pub kind: MentionKind,
    /// 0 to 1.
    pub score: f32,
    /// Which pattern.
    pub rule: &'static str,
}

/// What accepted listed names say about the tokens.
pub(super) struct Listing<'a> {
    /// Spans and types of accepted listed names, the longest of overlapping ones, in order.
    pub(super) names: &'a [(Span, Option<EntityType>, MentionKind)],
}

impl Listing<'_> {
    /// The listed name that begins at a byte.
    fn starting_at(&self, byte: u32) -> Option<&(Span, Option<EntityType>, MentionKind)> {
        let index = self.names.partition_point(|(span, _, _)| span.start < byte);
        self.names.get(index).filter(|(span, _, _)| span.start == byte)
    }
}

/// The rule of names that end in "Ltd" and the like.
pub(super) const LEGAL_FORM: &str = "legal-form";
/// The rule of single names behind a title.
pub(super) const TITLE_AND_NAME: &str = "title-and-name";
/// Persons need this much.
const PERSON_THRESHOLD: f32 = 0.5;
/// What two or three capitalised words that nobody knows are worth: any further sign makes them a person.
const UNKNOWN_RUN: f32 = 0.35;

/// Returns the guesses of the article in order.
pub(super) fn candidates(context: &Context<'_>, listing: &Listing<'_>) -> Vec<Shaped> {
    let mut out = Vec::new();
    for index in 0..context.tokens.sentences.len() {
        let tokens = context.tokens.sentences[index].tokens.clone();
        out.extend(tokens.filter_map(|token| election(context, index, token)));
        for run in runs(context, index) {
            for segment in segments(context, run) {
                out.extend(classify(context, listing, &segment));
            }
        }
    }
    out
}

/// "the 1990 Acme general election": year, name and "election" together name an event, and no place or body in it.
fn election(context: &Context<'_>, sentence: usize, noun: usize) -> Option<Shaped> {
    if !matches!(context.word(noun), "election" | "elections" | "referendum" | "by-election") {
        return None;
    }
    let start = context.tokens.sentences[sentence].tokens.start;
    let kind = |t: &usize| ELECTIONS.contains(&context.word(*t));
    let behind_name = (start..noun).rev().find(|t| !kind(t))? + 1;
    let first = (start..behind_name).rev().find(|&t| !is_capital(context, t) && context.word(t) != "of")?;
    let year = context.word(first);
    let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) && first + 1 < behind_name;
    let span = context.cover(&(first..noun + 1));
    is_year.then_some(Shaped { span, entity_type: None, kind: MentionKind::Name, score: 0.6, rule: "event" })
}

/// What elections are called by, between the name and the noun.
const ELECTIONS: [&str; 14] = [
    "general",
    "presidential",
    "parliamentary",
    "legislative",
    "federal",
    "state",
    "local",
    "municipal",
    "regional",
    "provincial",
    "gubernatorial",
    "mayoral",
    "special",
    "leadership",
];

/// The longest stretches of capitalised tokens of a sentence, with small words and hyphens inside.
fn runs(context: &Context<'_>, sentence: usize) -> Vec<Range<usize>> {
    let range = context.tokens.sentences[sentence].tokens.clone();
    let mut out = Vec::new();
    let mut at = range.start;
    while at < range.end {
        if !can_begin(context, at) {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while let Some(next) = extend(context, at, end, range.end) {
            end = next;
        }
        out.push(at..end);
        at = end;
    }
    out
}

/// Capitals at the head of a sentence and in headlines say nothing about ordinary words.
fn can_begin(context: &Context<'_>, token: usize) -> bool {
    if !is_capital(context, token) || is_date_word(context, token) {
        return false;
    }
    let ordinary = context.is_common(token) && !context.classes[token].has(WordClasses::ANY_GIVEN);
    let begins_body = context.classes[token].has(WordClasses::ORG_HEAD) || starts_body(context, token).is_some();
    match context.case_of(token) {
        Case::Normal if context.is_first(token) => !ordinary || begins_body,
        Case::Normal => !is_function_word(context.word(token)),
        Case::Title | Case::Caps => !context.is_common(token),
    }
}

/// "Monday", "June", but not "June Carter": a month before a capitalised word that is none of a date is a given name.
fn is_date_word(context: &Context<'_>, token: usize) -> bool {
    let is = |t: usize| t < context.token_count() && context.classes[t].has(WordClasses::CALENDAR);
    let given = matches!(context.word(token), "Jan" | "April" | "May" | "June" | "August");
    let next = token + 1;
    let name_follows = next < context.token_count()
        && context.shapes[next] == Shape::Capital
        && !is(next)
        && !context.is_common(next)
        && context.sentence_of(next) == context.sentence_of(token);
    is(token) && !(given && name_follows && context.case_of(token) == Case::Normal)
}

pub(super) fn is_capital(context: &Context<'_>, token: usize) -> bool {
    matches!(context.shapes[token], Shape::Capital | Shape::Upper)
}

/// Words that are capitalised in quotes, after colons and in titles of works, and never begin a name.
pub(super) fn is_function_word(word: &str) -> bool {
    const WORDS: [&str; 54] = [
        "The",
        "A",
        "An",
        "I",
        "He",
        "She",
        "It",
        "They",
        "We",
        "You",
        "This",
        "That",
        "These",
        "Those",
        "There",
        "In",
        "On",
        "At",
        "By",
        "For",
        "From",
        "With",
        "But",
        "And",
        "Or",
        "If",
        "When",
        "While",
        "As",
        "After",
        "Before",
        "Since",
        "Because",
        "However",
        "Meanwhile",
        "What",
        "Who",
        "Where",
        "Why",
        "How",
        "His",
        "Her",
        "Their",
        "Its",
        "Our",
        "My",
        "Your",
        "No",
        "Not",
        "Yes",
        "To",
        "Of",
        "Is",
        "Are",
    ];
    WORDS.contains(&word)
}

/// The end of the run if it goes on at `end`.
fn extend(context: &Context<'_>, start: usize, end: usize, limit: usize) -> Option<usize> {
    if end >= limit {
        return None;
    }
    let word = context.word(end);
    if is_capital(context, end) && !is_function_word(word) {
        let caps_ordinary =
            context.case_of(end) != Case::Normal && context.is_common(end) && !is_name_word(context, end);
        return (!caps_ordinary && !is_date_word(context, end)).then_some(end + 1);
    }
    let capital_after = |at: usize| at < limit && is_capital(context, at);
    match word {
        "-" | "‑" if context.is_joined(end - 1) && context.is_joined(end) && capital_after(end + 1) => Some(end + 2),
        "&" if capital_after(end + 1) => Some(end + 2),
        "." if context.word(end - 1).len() == 1 && context.is_joined(end - 1) && capital_after(end + 1) => {
            Some(end + 2)
        }
        "of" | "for" | "on" if leads_on(context, start, end) => {
            let next = if context.word_if_before(end + 1, limit) == Some("the") { end + 2 } else { end + 1 };
            capital_after(next).then_some(next + 1)
        }
        "and" if capital_after(end + 1) && joins_domains(context, start, end) => Some(end + 2),
        _ if context.shapes[end] == Shape::Digits
            && word.len() <= 2
            && end > start
            && context.classes[end - 1] == WordClasses::default() =>
        {
            Some(end + 1)
        }
        _ if context.classes[end].has(WordClasses::PARTICLE) && context.shapes[end] == Shape::Lower => {
            let mut next = end + 1;
            while next < limit
                && context.classes[next].has(WordClasses::PARTICLE)
                && context.shapes[next] == Shape::Lower
            {
                next += 1;
            }
            (capital_after(next) && !is_function_word(context.word(end - 1))).then_some(next + 1)
        }
        _ => None,
    }
}

fn is_name_word(context: &Context<'_>, token: usize) -> bool {
    context.classes[token].has(WordClasses::ANY_NAME.with(WordClasses::ORG_HEAD).with(WordClasses::FACILITY))
}

/// "Bank of", "Ministry of the": the words before make "of" a part of the name.
fn leads_on(context: &Context<'_>, start: usize, of: usize) -> bool {
    let head = context.classes[of - 1].has(WordClasses::ORG_HEAD.with(WordClasses::PLACE_START));
    head || (start..of).any(|t| starts_body(context, t).is_some_and(|end| end == of))
}

/// "Health and Social Protection": both sides are ordinary words behind the beginning of a body's name.
fn joins_domains(context: &Context<'_>, start: usize, and: usize) -> bool {
    let begins = (start..and).any(|t| starts_body(context, t).is_some());
    begins && context.is_common(and - 1) && context.is_common(and + 1)
}

/// If "Word of" begins the name of a body here, the token of "of".
fn starts_body(context: &Context<'_>, token: usize) -> Option<usize> {
    let next = token + 1;
    let word = context.word_if_before(next, context.shapes.len())?;
    let phrase = format!("{} {word}", context.word(token));
    context.gazetteer.classes(&phrase).has(WordClasses::ORG_START).then_some(next)
}

/// Cuts a run at titles, so that "Belarus President Alexander Lukashenko" is a country and a person.
pub(super) fn segments(context: &Context<'_>, run: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = run.start;
    let mut at = run.start;
    while at < run.end {
        let title = context.title_starting_at(at).filter(|t| is_title_here(context, *t, &run));
        if let Some(title) = title {
            if at > start {
                out.push(start..at);
            }
            let end = context.tokens_of(title.span).end.max(at + 1);
            let dot = end < run.end && context.word(end) == ".";
            at = end + usize::from(dot);
            start = at;
        } else {
            at += 1;
        }
    }
    if start < run.end {
        out.push(start..run.end);
    }
    out
}

/// "Minister" cuts, but "General" in "General Motors" or "Speaker" in a body's name only cut before a personal name.
fn is_title_here(context: &Context<'_>, title: crate::gazetteer::TitleHit, run: &Range<usize>) -> bool {
    let tokens = context.tokens_of(title.span);
    if tokens.end > run.end {
        return false;
    }
    let class = context.gazetteer.titles().get(title.index).class;
    let of_follows = tokens.end < context.shapes.len() && context.word(tokens.end) == "of";
    let after_given = tokens.start > run.start && context.classes[tokens.start - 1].has(WordClasses::ANY_GIVEN);
    // "Dean Reed", "Chase Carey": a given name that is also a title of one word, with a surname behind it.
    let given = tokens.len() == 1 && context.classes[tokens.start].has(WordClasses::ANY_GIVEN) && tokens.end < run.end;
    if given
        && tokens.start == run.start
        && context.classes[tokens.end].has(WordClasses::SURNAME)
        && tokens.end + 1 == run.end
        && matches!(class, TitleClass::Office | TitleClass::Occupation)
    {
        return false;
    }
    match class {
        // "Robert Lady", "Martin Luther King": the last word of a personal name.
        TitleClass::Honorific | TitleClass::Noble | TitleClass::Military | TitleClass::Religious
            if tokens.end >= run.end && after_given && tokens.len() == 1 =>
        {
            false
        }
        _ if tokens.end >= run.end || of_follows => true,
        TitleClass::Honorific | TitleClass::Office => true,
        _ => context.classes[tokens.end].has(WordClasses::ANY_NAME) || !context.is_common(tokens.end),
    }
}

fn classify(context: &Context<'_>, listing: &Listing<'_>, segment: &Range<usize>) -> Option<Shaped> {
    let segment = trim(context, segment.clone())?;
    let single = segment.len() == 1;
    body(context, listing, &segment)
        .or_else(|| if single { None } else { place_or_event(context, &segment) })
        .or_else(|| person(context, listing, &segment))
        .or_else(|| if single { acronym(context, &segment) } else { None })
}

/// Drops calendar words at the ends, and small words that lead nowhere.
fn trim(context: &Context<'_>, mut segment: Range<usize>) -> Option<Range<usize>> {
    let droppable =
        |t: usize| is_date_word(context, t) || !(is_capital(context, t) || context.shapes[t] == Shape::Digits);
    while segment.start < segment.end && droppable(segment.start) {
        segment.start += 1;
    }
    while segment.start < segment.end && droppable(segment.end - 1) {
        segment.end -= 1;
    }
    // Ordinary words at the head of a sentence: "Yesterday Acme Holdings".
    if segment.len() > 1 && context.is_first(segment.start) && is_function_word(context.word(segment.start)) {
        segment.start += 1;
    }
    (segment.start < segment.end).then_some(segment)
}

/// Names of bodies: by their last word, their first words, or a legal form.
fn body(context: &Context<'_>, listing: &Listing<'_>, segment: &Range<usize>) -> Option<Shaped> {
    let last = segment.end - 1;
    let make = |start: usize, score, rule| {
        let span = context.cover(&(start..segment.end));
        Some(Shaped { span, entity_type: Some(EntityType::Organisation), kind: MentionKind::Name, score, rule })
    };
    if let Some(start) = segment.clone().find(|&t| starts_body(context, t).is_some_and(|of| of + 1 < segment.end)) {
        let start = with_country(context, listing, segment.start, start);
        return make(start, 0.85, "body-start");
    }
    if segment.len() < 2 {
        return None;
    }
    if context.classes[last].has(WordClasses::LEGAL) && context.shapes[last] != Shape::Lower {
        return make(segment.start, 0.85, LEGAL_FORM);
    }
    if context.classes[last].has(WordClasses::ORG_HEAD) {
        // "Russian Alliance" alone describes; "Almaty Police Department" names.
        let modifiers = segment.start..last;
        let only_demonyms = modifiers.clone().all(|t| is_listed_as(context, listing, t, MentionKind::Demonym));
        if only_demonyms && context.case_of(last) != Case::Normal {
            return None;
        }
        return make(segment.start, if only_demonyms { 0.6 } else { 0.75 }, "body-head");
    }
    None
}

/// A country's name or adjective right before a body's name belongs to it: "Kazakh Ministry of Health".
fn with_country(context: &Context<'_>, listing: &Listing<'_>, from: usize, start: usize) -> usize {
    let listed = |t: usize| {
        listing.starting_at(context.span(t).start).filter(|(span, _, _)| context.tokens_of(*span).end == start)
    };
    let country = (from..start).find(|&t| listed(t).is_some_and(|(_, kind, _)| kind.is_some_and(EntityType::is_place)));
    if let Some(country) = country {
        return country;
    }
    // "National Agency for", "Federal Bureau of": ordinary words with a capital before the head belong to it.
    let mut start = start;
    while start > from && context.is_common(start - 1) && is_capital(context, start - 1) && !context.is_first(start - 1)
    {
        start -= 1;
    }
    start
}

fn is_listed_as(context: &Context<'_>, listing: &Listing<'_>, token: usize, kind: MentionKind) -> bool {
    listing.starting_at(context.span(token).start).is_some_and(|(_, _, k)| *k == kind)
}

fn place_or_event(context: &Context<'_>, segment: &Range<usize>) -> Option<Shaped> {
    let (first, last) = (segment.start, segment.end - 1);
    let span = context.cover(segment);
    let name = |entity_type, score, rule| Some(Shaped { span, entity_type, kind: MentionKind::Name, score, rule });
    if context.classes[last].has(WordClasses::EVENT) {
        return name(None, 0.6, "event");
    }
    if context.classes[last].has(WordClasses::FACILITY) {
        return name(Some(EntityType::Region), 0.6, "facility");
    }
    let before_name = !context.is_common(segment.end - 1) && segment.len() <= 3;
    if context.classes[last].has(WordClasses::PLACE_HEAD)
        || (context.classes[first].has(WordClasses::PLACE_START) && before_name)
    {
        return name(Some(EntityType::Region), 0.65, "place-word");
    }
    None
}

/// Personal names, by their parts and the words beside them.
fn person(context: &Context<'_>, listing: &Listing<'_>, segment: &Range<usize>) -> Option<Shaped> {
    let words: Vec<usize> = segment.clone().filter(|&t| is_capital(context, t)).collect();
    if words.len() > 5 || segment.clone().any(|t| matches!(context.word(t), "of" | "for" | "on" | "and" | "&")) {
        return None;
    }
    let (first, last) = (*words.first()?, *words.last()?);
    let listed = |t: usize| listing.starting_at(context.span(t).start);
    // "Israel Cohen": a country's name that is a given name too, before a surname.
    let given_too = words.len() == 2
        && context.classes[first].has(WordClasses::ANY_GIVEN)
        && context.classes[last].has(WordClasses::SURNAME)
        && !context.is_common(last)
        && listed(last).is_none();
    let is_state = |(_, kind, by): &(Span, Option<EntityType>, MentionKind)| {
        *by == MentionKind::Demonym || *kind == Some(EntityType::Country)
    };
    if !given_too && listed(first).is_some_and(is_state) {
        return None;
    }
    let mut score: f32 = 0.0;
    let is = |t: usize, class| context.classes[t].has(class);
    if words.len() > 1 {
        score += if is(first, WordClasses::ANY_GIVEN) { 0.45 } else { 0.0 };
        score += if is(first, WordClasses::PART) { 0.15 } else { 0.0 };
        score += if is(last, WordClasses::SURNAME) { 0.25 } else { 0.0 };
        score += if is(last, WordClasses::PART) { 0.15 } else { 0.0 };
        // News writes people with two names or three: what is no word of the language and on no list is most often one.
        let article = is(first, WordClasses::PARTICLE);
        let unknown = !article && words.len() <= 3 && words.iter().all(|&t| is_unknown(context, listing, t));
        score += if unknown && context.case_of(first) == Case::Normal { UNKNOWN_RUN } else { 0.0 };
        let initial = |t: &usize| context.word(*t).trim_end_matches('.').len() == 1;
        score += if words[1..].iter().any(initial) && words.len() > 2 { 0.2 } else { 0.0 };
        score += if segment.clone().any(|t| is(t, WordClasses::PARTICLE) && context.shapes[t] == Shape::Lower) {
            0.2
        } else {
            0.0
        };
    }
    score += beside_person(context, segment);
    // "Dean Reed": behind a given name a surname may be any word.
    let surname_too =
        |t: usize| words.len() > 1 && t == last && is(t, WordClasses::SURNAME) && is(first, WordClasses::ANY_GIVEN);
    let plain = |t: usize| context.is_common(t) && !is(t, WordClasses::ANY_GIVEN) && !surname_too(t);
    let ordinary = words.iter().filter(|&&t| plain(t)).count();
    #[expect(clippy::cast_precision_loss, reason = "at most five words")]
    let penalty = ordinary as f32 * 0.3;
    score -= penalty;
    if context.case_of(first) != Case::Normal && words.len() == 1 {
        return None;
    }
    let upper = words.iter().all(|&t| context.shapes[t] == Shape::Upper) && context.case_of(first) == Case::Normal;
    if upper && words.len() == 1 {
        return None;
    }
    let span = context.cover(segment);
    let rule = if words.len() == 1 { TITLE_AND_NAME } else { "personal-name" };
    let made =
        Shaped { span, entity_type: Some(EntityType::Person), kind: MentionKind::Name, score: score.min(0.95), rule };
    (score >= PERSON_THRESHOLD).then_some(made)
}

/// Where the surname of a person's full name begins: before particles and hyphens ("van Dyk", "Abu Marzuk", "Roe-Diaz").
pub(super) fn surname_start(context: &Context<'_>, name: &Range<usize>) -> usize {
    let mut at = name.end - 1;
    while at > name.start + 1 {
        let hyphen = context.word(at - 1) == "-" && at > name.start + 2;
        let particle = context.classes[at - 1].has(WordClasses::PARTICLE);
        match (hyphen, particle) {
            (true, _) => at -= 2,
            (_, true) => at -= 1,
            _ => break,
        }
    }
    at
}

/// A capitalised word, not in capitals throughout, that is no English word, no word of bodies or places, and no listed name.
fn is_unknown(context: &Context<'_>, listing: &Listing<'_>, token: usize) -> bool {
    let general = WordClasses::ORG_HEAD
        .with(WordClasses::LEGAL)
        .with(WordClasses::PLACE_HEAD)
        .with(WordClasses::FACILITY)
        .with(WordClasses::EVENT)
        .with(WordClasses::CALENDAR)
        .with(WordClasses::LANGUAGE);
    context.shapes[token] == Shape::Capital
        && !context.is_common(token)
        && !context.classes[token].has(general)
        && listing.starting_at(context.span(token).start).is_none()
}

/// Titles before, ages and roles after, verbs of speech beside.
fn beside_person(context: &Context<'_>, segment: &Range<usize>) -> f32 {
    let sentence = &context.tokens.sentences[context.sentence_of(segment.start)].tokens;
    let mut score: f32 = 0.0;
    if let Some(title) = context.title_before(segment.start) {
        score += match context.gazetteer.titles().get(title.index).class {
            TitleClass::Honorific => 0.8,
            TitleClass::Occupation if segment.len() == 1 => 0.3,
            _ => 0.55,
        };
    }
    let word = |t: usize| if sentence.contains(&t) { context.word(t) } else { "" };
    let (next, second) = (word(segment.end), word(segment.end + 1));
    if next == "," {
        let age = second.len() == 2 && second.bytes().all(|b| b.is_ascii_digit());
        let article =
            matches!(second, "the" | "a" | "an" | "who") || context.title_starting_at(segment.end + 1).is_some();
        score += if age {
            0.5
        } else if second == "who" {
            0.4
        } else if article {
            0.15
        } else {
            0.0
        };
    }
    let said = |t: usize| sentence.contains(&t) && context.cue(t).has(Cue::SAID);
    if said(segment.end) || segment.start.checked_sub(1).is_some_and(said) {
        score += 0.2;
    }
    score
}

/// Unlisted words in capitals that act: "the XYZ said".
fn acronym(context: &Context<'_>, segment: &Range<usize>) -> Option<Shaped> {
    let token = segment.start;
    let length = context.word(token).len();
    if context.shapes[token] != Shape::Upper || context.case_of(token) == Case::Caps || !(3..=7).contains(&length) {
        return None;
    }
    let sentence = &context.tokens.sentences[context.sentence_of(token)].tokens;
    let next = Some(token + 1).filter(|t| sentence.contains(t));
    let acts = next.is_some_and(|t| context.cue(t).has(Cue::SAID) || context.cue(t).has(Cue::ACT));
    let of_title = next.is_some_and(|t| context.title_starting_at(t).is_some());
    let led = next.is_some_and(|t| {
        context.word(t) == "-" && matches!(context.word_if_before(t + 1, sentence.end), Some("led" | "backed"))
    });
    let made = Shaped {
        span: context.span(token),
        entity_type: Some(EntityType::Organisation),
        kind: MentionKind::Acronym,
        score: 0.5,
        rule: "acronym-acts",
    };
    (acts || of_title || led).then_some(made)
}
