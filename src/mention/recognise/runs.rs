//! Runs of capitalised words, and what the whole document tells of a capitalised word.

use std::collections::HashMap;
use std::ops::Range;

use crate::gazetteer::{EntityType, WordClasses};
use crate::mention::MentionKind;
use crate::mention::context::{Context, Shape};
use crate::mention::cues::Cue;
use crate::mention::listed::Listed;
use crate::mention::recognise::lexicon::Forget;
use crate::mention::shape::{is_capital, is_function_word};

/// The runs of a document, and which token is in which.
#[derive(Debug, Clone, Default)]
pub(super) struct Runs {
    /// In order.
    pub(super) runs: Vec<Range<usize>>,
    /// For each token the index of its run.
    pub(super) of: Vec<Option<u32>>,
}

impl Runs {
    /// Finds the longest stretches of capitalised tokens with "of", "&" and hyphens inside.
    pub(super) fn new(context: &Context<'_>) -> Self {
        let mut runs = Vec::new();
        for sentence in &context.tokens.sentences {
            let limit = sentence.tokens.end;
            let mut at = sentence.tokens.start;
            while at < limit {
                if !is_capital(context, at) || is_function_word(context.word(at)) {
                    at += 1;
                    continue;
                }
                let mut end = at + 1;
                while let Some(next) = longer(context, end, limit) {
                    end = next;
                }
                runs.push(at..end);
                at = end;
            }
        }
        let mut of = vec![None; context.token_count()];
        for (index, run) in (0..).zip(&runs) {
            of[run.clone()].fill(Some(index));
        }
        Self { runs, of }
    }

    /// Returns the run of a token.
    pub(super) fn at(&self, token: usize) -> Option<&Range<usize>> {
        self.of[token].map(|index| &self.runs[index as usize])
    }
}

fn longer(context: &Context<'_>, end: usize, limit: usize) -> Option<usize> {
    let capital = |t: usize| t < limit && is_capital(context, t) && !is_function_word(context.word(t));
    if capital(end) {
        return Some(end + 1);
    }
    let joins = end < limit && matches!(context.word(end), "of" | "&" | "-" | "‑");
    (joins && capital(end + 1)).then_some(end + 2)
}

/// What all occurrences of a word tell together, a bit each.
pub(super) type Evidence = u32;

const TITLE_BEFORE: Evidence = 1;
const PLACE_CUE_BEFORE: Evidence = 1 << 1;
const SPEAKS: Evidence = 1 << 2;
const OWNS: Evidence = 1 << 3;
const WITH_BODY_WORD: Evidence = 1 << 4;
const BEHIND_GIVEN_NAME: Evidence = 1 << 5;
const ALONE: Evidence = 1 << 6;
const FIRST: Evidence = 1 << 7;
const LAST: Evidence = 1 << 8;
const MIDDLE: Evidence = 1 << 9;
const LOWER: Evidence = 1 << 10;
const INITIALS: Evidence = 1 << 11;
const ARTICLE_BEFORE: Evidence = 1 << 12;
const TITLE_BEHIND: Evidence = 1 << 13;
const IN_LISTED_PERSON: Evidence = 1 << 14;
const IN_LISTED_BODY: Evidence = 1 << 15;
const IN_LISTED_PLACE: Evidence = 1 << 16;

/// Returns the evidence of each capitalised word of the document.
pub(super) fn evidence<'a>(
    context: &Context<'a>,
    listed: &[Listed],
    runs: &Runs,
    forget: Forget,
) -> HashMap<&'a str, Evidence> {
    let mut found: HashMap<&str, Evidence> = HashMap::new();
    for run in &runs.runs {
        let around = around(context, run);
        for token in run.clone().filter(|&t| is_capital(context, t)) {
            let lower = if context.seen_lower(context.word(token)) { LOWER } else { 0 };
            *found.entry(context.word(token)).or_default() |= around | inside(context, run, token) | lower;
        }
        if run.len() > 2 {
            let initials: String = run
                .clone()
                .filter(|&t| is_capital(context, t))
                .filter_map(|t| context.word(t).chars().next())
                .collect();
            let acronym = (run.start.saturating_sub(ACRONYM_REACH)
                ..(run.end + ACRONYM_REACH).min(context.token_count()))
                .find(|&t| context.shapes[t] == Shape::Upper && context.word(t) == initials);
            if let Some(token) = acronym {
                *found.entry(context.word(token)).or_default() |= INITIALS;
            }
        }
    }
    for name in listed.iter().filter(|l| l.score >= l.threshold && !forget.drops(l.span.of(context.text))) {
        let bit = match name.entity_type {
            Some(EntityType::Person) => IN_LISTED_PERSON,
            Some(EntityType::Organisation) => IN_LISTED_BODY,
            Some(kind) if kind.is_place() && name.kind != MentionKind::Demonym => IN_LISTED_PLACE,
            _ => continue,
        };
        let tokens = context.tokens_of(name.span);
        if tokens.len() > 1 {
            for token in tokens.filter(|&t| is_capital(context, t)) {
                *found.entry(context.word(token)).or_default() |= bit;
            }
        }
    }
    found
}

/// An acronym stands at most so many tokens away from the full name: in brackets behind it.
const ACRONYM_REACH: usize = 3;

fn around(context: &Context<'_>, run: &Range<usize>) -> Evidence {
    let sentence = &context.tokens.sentences[context.sentence_of(run.start)].tokens;
    let before = run.start.checked_sub(1).filter(|t| sentence.contains(t));
    let after = Some(run.end).filter(|t| sentence.contains(t));
    let mut bits = 0;
    let mut set = |bit: Evidence, holds: bool| bits |= if holds { bit } else { 0 };
    set(TITLE_BEFORE, context.title_before(run.start).is_some());
    set(PLACE_CUE_BEFORE, before.is_some_and(|t| context.cue(t).has(Cue::PLACE)));
    set(ARTICLE_BEFORE, before.is_some_and(|t| matches!(context.word(t), "the" | "The")));
    set(SPEAKS, after.is_some_and(|t| context.cue(t).has(Cue::SAID)));
    set(OWNS, after.is_some_and(|t| matches!(context.word(t), "'s" | "’s")));
    let behind_comma = after.filter(|&t| context.word(t) == ",").map(|t| t + 1).filter(|t| sentence.contains(t));
    let title = |t: usize| context.title_starting_at(t).is_some() || context.title_starting_at(t + 1).is_some();
    set(TITLE_BEHIND, behind_comma.is_some_and(title));
    bits
}

fn inside(context: &Context<'_>, run: &Range<usize>, token: usize) -> Evidence {
    let mut bits = match (token == run.start, token + 1 == run.end) {
        (true, true) => ALONE,
        (true, false) => FIRST,
        (false, true) => LAST,
        (false, false) => MIDDLE,
    };
    if run.len() > 1 && context.classes[run.end - 1].has(WordClasses::ORG_HEAD.with(WordClasses::LEGAL)) {
        bits |= WITH_BODY_WORD;
    }
    if token > run.start && context.classes[token - 1].has(WordClasses::ANY_GIVEN) {
        bits |= BEHIND_GIVEN_NAME;
    }
    bits
}
