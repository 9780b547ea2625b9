//! Sentence borders inside a block.

use std::ops::Range;

use crate::token::{Abbreviation, Token, TokenRules};

/// Words that often begin a sentence; after an abbreviation only these do.
const STARTERS: [&str; 40] = [
    "The",
    "A",
    "An",
    "It",
    "He",
    "She",
    "They",
    "We",
    "I",
    "But",
    "And",
    "In",
    "On",
    "At",
    "This",
    "That",
    "These",
    "Those",
    "There",
    "If",
    "When",
    "While",
    "After",
    "Before",
    "As",
    "However",
    "Meanwhile",
    "His",
    "Her",
    "Their",
    "Its",
    "Our",
    "My",
    "For",
    "Some",
    "Many",
    "What",
    "You",
    "Since",
    "According",
];

/// Returns the ranges of the sentences of a block's tokens; together they hold every token.
pub(super) fn ranges(text: &str, tokens: &[Token], rules: &TokenRules) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < tokens.len() {
        let end = if ends(text, tokens, at, rules) { closing(text, tokens, at + 1) } else { at + 1 };
        let is_border = end > at && ends(text, tokens, at, rules) && begins(text, tokens, end);
        if is_border {
            out.push(start..end);
            start = end;
        }
        at = end;
    }
    if start < tokens.len() {
        out.push(start..tokens.len());
    }
    out
}

/// Says whether a token may end a sentence.
fn ends(text: &str, tokens: &[Token], at: usize, rules: &TokenRules) -> bool {
    let word = tokens[at].span.of(text);
    match word {
        "." | "!" | "?" | "..." | "…" | "?!" | "!!" | "...." => true,
        _ if word.starts_with(['!', '?']) => true,
        _ if word.len() > 1 && word.ends_with('.') && !word.starts_with('.') => {
            let next = tokens.get(at + 1).map_or("", |t| t.span.of(text));
            let initial = word.chars().filter(|c| c.is_alphabetic()).count() == 1;
            rules.abbreviation(word) != Some(Abbreviation::Title) && !initial && STARTERS.contains(&next)
        }
        _ => false,
    }
}

/// Moves over quotes and brackets that close right behind the end.
fn closing(text: &str, tokens: &[Token], mut at: usize) -> usize {
    while let Some(token) = tokens.get(at) {
        let joined = tokens[at - 1].span.end == token.span.start;
        match token.span.of(text) {
            "”" | "’" | ")" | "]" | "»" | "''" | "." | "!" | "?" => at += 1,
            "\"" | "'" if joined => at += 1,
            _ => break,
        }
    }
    at
}

/// Says whether a sentence may begin here: not with a small letter or a comma.
fn begins(text: &str, tokens: &[Token], at: usize) -> bool {
    let Some(token) = tokens.get(at) else { return true };
    let first = token.span.of(text).chars().next();
    !first.is_some_and(|c| c.is_lowercase() || matches!(c, ',' | ';' | ':' | ')' | '-' | '–' | '—'))
}
