//! Sentence borders inside a block.

use std::ops::Range;

use crate::token::rules::Abbreviation;
use crate::token::split::is_row;
use crate::token::{Token, TokenRules};

/// How surely a sentence ends behind a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// A capital, number or mark must follow: after "..." and abbreviations, addresses, emoticons.
    Soft,
    /// A small letter may follow too: after ".", "!", "?!".
    Full,
    /// Whatever follows: behind a row of dashes, between the lines of a mail's head.
    Line,
}

/// Shortest row of dashes or stars that is a line of its own, in bytes; "--" and "***" stand inside sentences too.
const LONG_ROW: usize = 5;

/// Longest row of underscores that may be a blank to fill in, in bytes.
const LONG_BLANK: usize = 20;

/// Most words of the last line of a letter before its comma ("With kind regards,").
const CLOSING_WORDS: usize = 3;

/// Most words of a note in square brackets that belongs to the sentence before it: "[1]", "[citation needed]".
const NOTE_WORDS: usize = 3;

/// Returns the ranges of the sentences of a block's tokens; together they hold every token.
pub(super) fn ranges(text: &str, tokens: &[Token], rules: &TokenRules) -> Vec<Range<usize>> {
    let words: Vec<&str> = tokens.iter().map(|token| token.span.of(text)).collect();
    let mut out = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < tokens.len() {
        let Some(end) = end_behind(&words, start, at, rules) else {
            at += 1;
            continue;
        };
        // A line does not end inside a word: "*****NOTE*****".
        if end == End::Line && is_joined(tokens, at + 1) {
            at += 1;
            continue;
        }
        let next = closing(&words, tokens, at + 1);
        // A quotation goes on: "Leave!" he said.
        let end = if end == End::Full && next > at + 1 { End::Soft } else { end };
        if begins(&words, next, end) {
            out.push(start..next);
            start = next;
        }
        at = next;
    }
    if start < tokens.len() {
        out.push(start..tokens.len());
    }
    out
}

/// Says whether and how surely the sentence that began at `start` may end behind a token.
fn end_behind(words: &[&str], start: usize, at: usize, rules: &TokenRules) -> Option<End> {
    let word = words[at];
    let next = words.get(at + 1).copied().unwrap_or_default();
    let first = if words[start] == "*" { start + 1 } else { start };
    let number = at > 0 && is_number(words[at - 1], '.');
    let is_item = number
        && (at == first + 1
            || at > 1 && words[at - 2] == ":"
            || words[at - 1].len() <= 2 && next.starts_with(char::is_lowercase));
    if word == "." && is_item {
        return None; // "2. Take the lid off.", "first 1. the lid, then 2. the pot"
    }
    if is_long_row(word) || is_long_row(next) || is_mail_head(words, at) {
        return Some(End::Line);
    }
    match word {
        "." => Some(End::Full),
        _ if is_stop(word) => Some(End::Full),
        ">" | ">>" => (!next.starts_with(['<', '>'])).then_some(End::Soft),
        _ if is_ellipsis(word) => (at > start).then_some(End::Soft),
        _ if rules.is_emoticon(word) => Some(End::Soft),
        _ if is_web(word) => Some(if is_web(next) { End::Line } else { End::Soft }),
        "," => is_closing_line(&words[start..at], rules).then_some(End::Soft),
        _ if word.len() > 1 && word.ends_with('.') => {
            let initial = word.chars().filter(|c| c.is_alphabetic()).count() == 1;
            let border = rules.abbreviation(word) != Some(Abbreviation::Title) && !initial && rules.is_starter(next);
            border.then_some(End::Soft)
        }
        _ => None,
    }
}

/// "!", "?!", ".?"
fn is_stop(word: &str) -> bool {
    word.ends_with(['!', '?']) && word.chars().all(|c| matches!(c, '.' | '!' | '?'))
}

fn is_ellipsis(word: &str) -> bool {
    word == "…" || word.len() > 1 && word.bytes().all(|b| b == b'.')
}

fn is_long_row(word: &str) -> bool {
    let blank = word.starts_with('_') && word.len() < LONG_BLANK;
    word.len() >= LONG_ROW && !blank && is_row(word)
}

fn is_web(word: &str) -> bool {
    word.contains("://") || word.starts_with("www.")
}

/// "Regards,", "Best wishes,": the line before a signature.
fn is_closing_line(words: &[&str], rules: &TokenRules) -> bool {
    let is_phrase = words.iter().skip(1).all(|word| word.starts_with(char::is_lowercase)); // no "Best Picture,"
    words.len() <= CLOSING_WORDS && is_phrase && words.iter().any(|word| rules.is_closing(word))
}

/// Between "Ann Roe" and "01/31/2005 02:15 PM", and behind it: the head of a forwarded mail.
fn is_mail_head(words: &[&str], at: usize) -> bool {
    let word = |index: usize| words.get(index).copied().unwrap_or_default();
    let date = |index: usize| word(index).bytes().filter(|b| *b == b'/').count() == 2 && is_number(word(index), '/');
    let time = |index: usize| word(index).contains(':') && is_number(word(index), ':');
    let half = |index: usize| matches!(word(index), "AM" | "PM");
    let name = word(at).starts_with(char::is_uppercase) || word(at).contains('@') || word(at) == ">";
    let before = name && date(at + 1) && time(at + 2);
    let behind =
        at >= 2 && half(at) && time(at - 1) && date(at - 2) || at >= 1 && time(at) && date(at - 1) && !half(at + 1);
    before || behind && word(at + 1).starts_with(char::is_alphabetic)
}

fn is_number(word: &str, separator: char) -> bool {
    word.chars().all(|c| c.is_ascii_digit() || c == separator)
}

/// Moves over quotes, brackets and notes that close right behind the end.
fn closing(words: &[&str], tokens: &[Token], mut at: usize) -> usize {
    while let Some(word) = words.get(at) {
        match *word {
            "”" | "’" | "’’" | ")" | "]" | "»" | "''" | "." | "!" | "?" => at += 1,
            "\"" | "'" if is_joined(tokens, at) => at += 1,
            "[" => match words[at..].iter().take(NOTE_WORDS + 2).position(|word| *word == "]") {
                Some(length) => at += length + 1,
                None => break,
            },
            _ => break,
        }
    }
    at
}

/// Says whether no white space stands before a token.
fn is_joined(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token.span.start == tokens[at - 1].span.end)
}

/// Says whether a sentence may begin here: not with a comma, and with a small letter only behind a sure end.
fn begins(words: &[&str], at: usize, end: End) -> bool {
    let Some(word) = words.get(at) else { return true };
    let first = word.chars().next().unwrap_or(' ');
    match end {
        End::Line => true,
        _ if matches!(first, ',' | ';' | ':' | ')' | '–' | '—') => false,
        End::Full => true,
        End::Soft => is_web(word) || !first.is_lowercase() && first != '-',
    }
}
