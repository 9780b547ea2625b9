//! Words, numbers and marks of a block.

use crate::span::Span;
use crate::token::{Token, TokenRules};

/// Endings that are tokens of their own, in lower case, with a straight apostrophe.
const CLITICS: [&str; 6] = ["'s", "'re", "'ve", "'ll", "'d", "'m"];

/// Adds the tokens of a block.
pub(super) fn block(text: &str, span: Span, rules: &TokenRules, out: &mut Vec<Token>) {
    let base = span.start as usize;
    let body = span.of(text);
    let mut start = None;
    for (at, c) in body.char_indices().chain([(body.len(), ' ')]) {
        match (c.is_whitespace(), start) {
            (true, Some(from)) => {
                chunk(text, base + from, base + at, rules, out);
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
}

/// A longer chunk is no word: its marks are split, nothing else is tried.
const MAX_CHUNK: usize = 200;

/// Splits what stands between two white spaces.
fn chunk(text: &str, start: usize, end: usize, rules: &TokenRules, out: &mut Vec<Token>) {
    let whole = &text[start..end];
    let (mut from, mut to) = (start, end);
    let push = |out: &mut Vec<Token>, a: usize, b: usize| out.push(Token { span: Span::new(a, b) });
    // Marks at the head, one token each.
    while let Some(c) = text[from..to].chars().next() {
        let digits_follow =
            matches!(c, '.' | '-' | '+') && text[from + 1..to].starts_with(|d: char| d.is_ascii_digit());
        let tag = matches!(c, '@' | '#') && text[from + 1..to].starts_with(char::is_alphanumeric);
        if is_inner(c) || tag || (digits_follow && c == '.') || clitic_ahead(&text[from..to]) {
            break;
        }
        let run = run_of(&text[from..to], c);
        push(out, from, from + run);
        from += run;
    }
    // Marks at the tail, collected backwards.
    let mut tail = Vec::new();
    while let Some(c) = text[from..to].chars().next_back() {
        let word = &text[from..to];
        if is_inner(c) || (c == '.' && keeps_full_stop(word, rules)) || (c == '/' && word.contains("://")) {
            break;
        }
        let run = if c == '.' { run_of_dots(word) } else { c.len_utf8() };
        tail.push((to - run, to));
        to -= run;
    }
    if from < to {
        if whole.len() > MAX_CHUNK || is_address(&text[from..to]) {
            push(out, from, to);
        } else {
            word(text, from, to, rules, out);
        }
    }
    tail.iter().rev().for_each(|&(a, b)| push(out, a, b));
}

/// Characters that words are made of.
fn is_inner(c: char) -> bool {
    c.is_alphanumeric() || (!c.is_ascii() && !is_mark(c))
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{20a0}'..='\u{20cf}' | '\u{2190}'..='\u{2bff}' | '\u{3000}'..='\u{303f}' | '×' | '÷')
        || (!c.is_ascii() && c.is_whitespace())
}

/// Bytes of the run of one mark that makes one token: "...", "--", "!!".
fn run_of(text: &str, c: char) -> usize {
    if matches!(c, '.' | '-' | '!' | '?' | '*' | '=' | '_') {
        text.chars().take_while(|x| *x == c).count() * c.len_utf8()
    } else {
        c.len_utf8()
    }
}

fn run_of_dots(word: &str) -> usize {
    word.bytes().rev().take_while(|b| *b == b'.').count()
}

fn clitic_ahead(text: &str) -> bool {
    is_clitic(text)
}

fn is_clitic(text: &str) -> bool {
    let mut chars = text.chars();
    let apostrophe = matches!(chars.next(), Some('\'' | '’'));
    apostrophe && CLITICS.iter().any(|clitic| clitic[1..].eq_ignore_ascii_case(chars.as_str()))
}

/// "U.S.", "Gen.", "J.", "a.m.".
fn keeps_full_stop(word: &str, rules: &TokenRules) -> bool {
    let stem = &word[..word.len() - 1];
    if stem.is_empty() || stem.ends_with('.') {
        return false;
    }
    let single_capital = stem.chars().count() == 1 && stem.chars().all(char::is_uppercase);
    let dotted = stem.contains('.')
        && stem.split('.').all(|part| part.chars().count() <= 2 && part.chars().all(char::is_alphabetic));
    // The abbreviation may be the last part of a hyphenated chunk ("ex-Gov.").
    let last = word.rsplit(['-', '/']).next().unwrap_or(word);
    single_capital || dotted || rules.abbreviation(last).is_some()
}

fn is_address(word: &str) -> bool {
    let web = word.contains("://") || word.starts_with("www.");
    let mail = word.contains('@') && word.contains('.');
    let handle = word.len() > 1 && word.starts_with(['@', '#']);
    web || mail || handle
}

/// Splits one chunk of word characters at clitics, hyphens, slashes and between numbers and units.
fn word(text: &str, start: usize, end: usize, rules: &TokenRules, out: &mut Vec<Token>) {
    let push = |out: &mut Vec<Token>, a: usize, b: usize| {
        if a < b {
            out.push(Token { span: Span::new(a, b) });
        }
    };
    let whole = &text[start..end];
    if let Some(at) = inner_break(whole) {
        let width = whole[at..].chars().next().map_or(1, char::len_utf8);
        push(out, start + at, start + at); // keeps the order of the three parts plain
        let mut left = Vec::new();
        word(text, start, start + at, rules, &mut left);
        out.extend(left);
        let run = run_of(&whole[at..], whole[at..].chars().next().unwrap_or('-')).max(width);
        push(out, start + at, start + at + run);
        if start + at + run < end {
            chunk(text, start + at + run, end, rules, out);
        }
        return;
    }
    let cut = clitic_start(whole).map_or(end, |at| start + at);
    push(out, start, cut);
    push(out, cut, end);
}

/// The first hyphen, slash, dash or bracket inside a word that is no number or date.
fn inner_break(word: &str) -> Option<usize> {
    let numeric = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mut previous = None;
    let mut chars = word.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        let breaks = match c {
            '-' | '/' | '‑' | '–' | '—' | '‒' => {
                !(matches!(c, '-' | '/') && numeric(previous) && numeric(next))
            }
            ',' | ':' | '.' | '\'' | '’' | '&' | '_' | '@' | '#' => {
                matches!(c, ',' | ':') && !(numeric(previous) && numeric(next))
            }
            _ => !is_inner(c),
        };
        if breaks && previous.is_some() {
            return Some(at);
        }
        previous = Some(c);
    }
    None
}

/// Where a clitic begins: "'s", "n't", "not" of "cannot".
fn clitic_start(word: &str) -> Option<usize> {
    let lower = word.to_lowercase();
    if lower.len() != word.len() {
        return None;
    }
    if lower == "cannot" {
        return Some(3);
    }
    for ending in ["n't", "n’t"] {
        if lower.ends_with(ending) && lower.len() > ending.len() {
            return Some(word.len() - ending.len());
        }
    }
    let apostrophe = word.rfind(['\'', '’'])?;
    (apostrophe > 0 && is_clitic(&word[apostrophe..])).then_some(apostrophe)
}
