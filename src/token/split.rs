//! Words, numbers and marks of a block.

use crate::span::Span;
use crate::token::rules::Abbreviation;
use crate::token::{Token, TokenRules};

/// Endings that are tokens of their own, in lower case, with a straight apostrophe.
const CLITICS: [&str; 6] = ["'s", "'re", "'ve", "'ll", "'d", "'m"];

/// Adds the tokens of a block.
pub(super) fn block(text: &str, span: Span, rules: &TokenRules, out: &mut Vec<Token>) {
    let (base, body) = (span.start as usize, span.of(text));
    let text = &text[..span.end as usize]; // nothing looks beyond the block
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
    let mut push = |a: usize, b: usize| out.push(Token { span: Span::new(a, b) });
    let whole = &text[start..end];
    if rules.is_whole(whole) || rules.is_emoticon(whole) || is_row(whole) {
        return push(start, end);
    }
    let (mut from, mut to) = (start, end);
    // Marks at the head.
    while let Some(c) = text[from..to].chars().next() {
        if is_inner(c) || keeps_head(&text[from..to], c) {
            break;
        }
        let run = run_of(text[from..to].chars());
        push(from, from + run);
        from += run;
    }
    // Marks at the tail, collected backwards.
    let mut tail = Vec::new();
    while let Some(run) = tail_of(text, from, to, rules) {
        tail.push((to - run, to));
        to -= run;
    }
    if from < to {
        let body = &text[from..to];
        if whole.len() > MAX_CHUNK || rules.is_whole(body) || is_address(body) {
            push(from, to);
        } else {
            word(text, from, to, rules, out);
        }
    }
    out.extend(tail.iter().rev().map(|&(a, b)| Token { span: Span::new(a, b) }));
}

/// ".5", "+1", "@name", "#name", "'s": the mark belongs to the word.
fn keeps_head(text: &str, c: char) -> bool {
    let next = text[c.len_utf8()..].chars().next();
    match c {
        '.' | '+' => next.is_some_and(|d| d.is_ascii_digit()),
        '@' => next.is_some_and(char::is_alphanumeric),
        '#' => next.is_some_and(char::is_alphabetic),
        _ => is_clitic(text),
    }
}

/// Bytes of the last mark or run of marks of `text[from..to]`; nothing if a word is at its end.
fn tail_of(text: &str, from: usize, to: usize, rules: &TokenRules) -> Option<usize> {
    let word = &text[from..to];
    let c = word.chars().next_back()?;
    let long = word.len() > MAX_CHUNK; // looking at all of it for every mark would not be linear
    if is_inner(c) || (c == '/' && (word.starts_with("http") || !long && word.contains("://"))) {
        return None;
    }
    if long {
        return Some(run_of(word.chars().rev()));
    }
    if keeps_mark(text, from, to, rules) {
        return None;
    }
    let emoticon = |length: &usize| {
        let start = word.len().checked_sub(*length).filter(|start| word.is_char_boundary(*start));
        start.is_some_and(|start| rules.is_emoticon(&word[start..]) && !word[start..].contains(char::is_alphanumeric))
    };
    let opened = c == ')' && word.contains('(');
    let face = [4, 3, 2].into_iter().find(emoticon).filter(|_| !opened);
    let run = face.unwrap_or_else(|| run_of(word.chars().rev()));
    let rest = to - run;
    let stem = &text[from..rest];
    let stop = matches!(c, '!' | '?') && stem.ends_with('.') && !stem.ends_with("..");
    Some(if stop && !keeps_mark(text, from, rest, rules) { run + 1 } else { run })
}

/// Rows and arrows: "-----", "=>", "***".
pub(super) fn is_row(chunk: &str) -> bool {
    chunk != "<>" && chunk.bytes().all(|b| b"-=*_~+<>|^#{}".contains(&b))
}

/// Characters that words are made of.
fn is_inner(c: char) -> bool {
    c.is_alphanumeric() || (!c.is_ascii() && !is_mark(c))
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{20a0}'..='\u{20cf}' | '\u{2190}'..='\u{2bff}' | '\u{3000}'..='\u{303f}' | '×' | '÷')
        || (!c.is_ascii() && c.is_whitespace())
}

/// Bytes of the run of marks that makes one token: "...", "--", "?!", "$$$"; of other marks each is one.
fn run_of(mut marks: impl Iterator<Item = char>) -> usize {
    let Some(first) = marks.next() else { return 0 };
    let more = |c: &char| match first {
        '!' | '?' => matches!(c, '!' | '?'),
        '-' | '=' => matches!(c, '-' | '='),
        '.' | '*' | '_' | '/' | '\\' | '<' | '>' | '+' | '$' | '~' | '\'' | '’' | '‘' | '`' => *c == first,
        _ => false,
    };
    first.len_utf8() + marks.take_while(more).map(char::len_utf8).sum::<usize>()
}

fn is_clitic(text: &str) -> bool {
    let mut chars = text.chars();
    let apostrophe = matches!(chars.next(), Some('\'' | '’' | '`' | '´'));
    apostrophe && CLITICS.iter().any(|clitic| clitic[1..].eq_ignore_ascii_case(chars.as_str()))
}

/// "U.S.", "Gen.", "J.", "a.m.", "Yahoo!": says whether the mark at the end of `text[from..to]` belongs to the word.
fn keeps_mark(text: &str, from: usize, to: usize, rules: &TokenRules) -> bool {
    let word = &text[from..to];
    // The abbreviation may be the last part of a hyphenated chunk ("ex-Gov.").
    let last = word.rsplit(['-', '/']).next().unwrap_or(word);
    let next = || text[to..].trim_start().chars().next();
    match rules.abbreviation(last) {
        Some(Abbreviation::Number) => return next().is_some_and(|c| c.is_ascii_digit()),
        Some(Abbreviation::End) => return next().is_some_and(|c| !c.is_uppercase()),
        Some(_) => return true,
        None => {}
    }
    let Some(stem) = word.strip_suffix('.') else { return false };
    if stem.is_empty() || stem.ends_with('.') {
        return false;
    }
    let single_capital = stem.chars().count() == 1 && stem.chars().all(char::is_uppercase);
    let dotted = stem.contains('.')
        && stem.split('.').all(|part| part.chars().count() <= 2 && part.chars().all(char::is_alphabetic));
    single_capital || dotted
}

fn is_address(word: &str) -> bool {
    if word.contains(['"', '<', '>']) {
        return false;
    }
    let web = word.contains("://") || word.starts_with("www.");
    let mail = word.contains('@') && word.contains('.');
    let handle = word.len() > 1 && word.starts_with(['@', '#']);
    web || mail || handle
}

/// Splits one chunk of word characters at clitics, hyphens, slashes and between numbers and units.
fn word(text: &str, start: usize, end: usize, rules: &TokenRules, out: &mut Vec<Token>) {
    let whole = &text[start..end];
    if let Some(at) = inner_break(whole, rules) {
        let run = run_of(whole[at..].chars());
        let (left, right) = (start + at, start + at + run);
        simple_word(text, start, left, rules, out);
        out.push(Token { span: Span::new(left, right) });
        if right < end {
            chunk(text, right, end, rules, out);
        }
        return;
    }
    simple_word(text, start, end, rules, out);
}

/// Adds a word without breaks, in two if it ends in a clitic or unit.
fn simple_word(text: &str, start: usize, end: usize, rules: &TokenRules, out: &mut Vec<Token>) {
    let whole = &text[start..end];
    let cut = clitic_start(whole, &text[end..], rules).or_else(|| unit_start(whole, rules));
    let middle = cut.map_or(end, |at| start + at);
    out.extend(
        [(start, middle), (middle, end)].iter().filter(|(a, b)| a < b).map(|&(a, b)| Token { span: Span::new(a, b) }),
    );
}

/// The first hyphen, slash, dash, bracket or run of full stops inside a word that is no number or date.
fn inner_break(word: &str, rules: &TokenRules) -> Option<usize> {
    let numeric = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mut previous = None;
    let mut chars = word.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        let breaks = match c {
            '-' if numeric(previous) && numeric(next) => is_range(word),
            '-' => !(next.is_some_and(char::is_lowercase) && rules.is_prefix(&word[..at])),
            '/' | ',' | ':' => !(numeric(previous) && numeric(next)),
            '‑' | '–' | '—' | '‒' => true,
            '.' => next == Some('.'),
            '!' => next.is_some(), // else of "Yahoo!"
            '\'' | '’' | '`' | '&' | '_' | '@' | '#' => false,
            _ => !is_inner(c),
        };
        if breaks && previous.is_some() {
            return Some(at);
        }
        previous = Some(c);
    }
    None
}

/// "10-12", "9:00-10:30", "1939-1945", but no "555-0100" or "2001-02-03".
fn is_range(word: &str) -> bool {
    let Some((low, high)) = word.split_once('-') else { return false };
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b".,:%".contains(&b));
    let phone = low.len() != 4 && high.len() == 4;
    number(low) && number(high) && !phone
}

/// Where the unit of a number begins: "5pm", "35mm".
fn unit_start(word: &str, rules: &TokenRules) -> Option<usize> {
    let at = word.rfind(|c: char| c.is_ascii_digit())? + 1;
    let number = word[..at].bytes().all(|b| b.is_ascii_digit() || b".,:".contains(&b));
    (number && rules.is_unit(word[at..].trim_end_matches('.'))).then_some(at)
}

/// Where a clitic begins: "'s", "n't", "not" of "cannot", "nt" of "dont".
fn clitic_start(word: &str, rest: &str, rules: &TokenRules) -> Option<usize> {
    let lower = word.to_lowercase();
    if lower.len() != word.len() {
        return None;
    }
    if let Some(at) = rules.cut(&lower, rest) {
        return Some(at);
    }
    for ending in ["n't", "n’t"] {
        if lower.ends_with(ending) && lower.len() > ending.len() {
            return Some(word.len() - ending.len());
        }
    }
    let apostrophe = word.rfind(['\'', '’', '`', '´'])?;
    (apostrophe > 0 && is_clitic(&word[apostrophe..]) && !is_decade(word)).then_some(apostrophe)
}

/// "80's", "1980's".
fn is_decade(word: &str) -> bool {
    let years = word.trim_end_matches(['s', '\'', '’']);
    matches!(years.len(), 2 | 4) && years.ends_with('0') && years.bytes().all(|b| b.is_ascii_digit())
}
