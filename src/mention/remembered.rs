//! What an article has said once it may say shorter, or in a headline: surnames, acronyms in brackets, whole names.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use aho_corasick::{AhoCorasickBuilder, MatchKind};

use crate::gazetteer::{EntityType, EntryId, WordClasses};
use crate::mention::context::{Context, Shape};
use crate::mention::cues::Cue;
use crate::mention::settle::{Candidate, RECOGNISED, SURE, SURNAME};
use crate::mention::shape::TITLE_AND_NAME;
use crate::mention::{MentionKind, shape};
use crate::span::Span;

/// Returns the shorter and repeated names that follow from what was settled.
pub(super) fn remembered(context: &Context<'_>, settled: &[Candidate]) -> Vec<Candidate> {
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
    // One word may be an ordinary one elsewhere, unless the recogniser is sure and the language has none such.
    let telling = |c: &&Candidate| {
        let tokens = context.tokens_of(c.span);
        let strange = !context.is_common(tokens.start) && context.shapes[tokens.start] != Shape::Lower;
        tokens.len() > 1 || (c.rule == RECOGNISED && c.score >= SURE && strange)
    };
    let guessed = settled.iter().filter(|c| c.entry.is_none() && c.entity_type.is_some()).filter(telling);
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
        persons.map(|c| (c, context.tokens_of(c.span))).filter(|(c, t)| t.len() > 1 || c.rule == TITLE_AND_NAME);
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
