//! What tagger and parser see of a word's spelling, hashed once.

use crate::model::{combine, hash};

/// The spelling of one token as hashes. Letters are lower-cased, digits are 0, curly marks are straight.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Form {
    /// The whole word.
    pub word: u64,
    /// Its last 1, 2, 3 and 4 characters; the whole word if it is shorter.
    pub suffixes: [u64; 4],
    /// Its first 1, 2 and 3 characters; the whole word if it is shorter.
    pub prefixes: [u64; 3],
    /// How capitals, small letters, digits and marks follow each other.
    pub shape: u8,
}

/// Number of different shapes.
#[cfg(any(test, feature = "train"))]
pub(crate) const SHAPES: usize = 64;

/// Words longer than this (in bytes of the normalised form) are read by their first and last parts only.
const LONG: usize = 64;

impl Form {
    /// Reads a word. `buffer` is scratch.
    pub fn new(word: &str, buffer: &mut String) -> Self {
        buffer.clear();
        if word.len() <= LONG {
            word.chars().for_each(|c| normalize(c, buffer));
        } else {
            // The ends say enough of a megabyte of letters.
            let head = word.char_indices().nth(LONG / 4).map_or(word.len(), |(at, _)| at);
            let tail = word.char_indices().rev().nth(LONG / 4).map_or(0, |(at, _)| at).max(head);
            word[..head].chars().chain(word[tail..].chars()).for_each(|c| normalize(c, buffer));
        }
        let bytes = buffer.as_bytes();
        let mut form = Self { word: hash(bytes), shape: shape(word), ..Self::default() };
        let mut end = bytes.len();
        for suffix in &mut form.suffixes {
            end = previous_border(buffer, end);
            *suffix = hash(&bytes[end..]);
        }
        let mut start = 0;
        for prefix in &mut form.prefixes {
            start = next_border(buffer, start);
            *prefix = combine(1, hash(&bytes[..start]));
        }
        form
    }
}

/// Adds a character as the models know it.
fn normalize(c: char, out: &mut String) {
    match c {
        'A'..='Z' => out.push(c.to_ascii_lowercase()),
        '0'..='9' => out.push('0'),
        c if c.is_ascii() => out.push(c),
        '’' | '‘' | 'ʼ' => out.push('\''),
        '“' | '”' | '„' => out.push('"'),
        '–' | '—' => out.push('-'),
        '…' => out.push_str("..."),
        c if c.is_numeric() => out.push('0'),
        c => out.extend(c.to_lowercase()),
    }
}

fn previous_border(text: &str, from: usize) -> usize {
    (0..from).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn next_border(text: &str, from: usize) -> usize {
    (from + 1..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// Returns the shape of a word, below [`SHAPES`]: which kinds of characters it has, and how it begins.
fn shape(word: &str) -> u8 {
    let (mut upper, mut lower, mut digit, mut mark, mut count) = (0_usize, 0_usize, 0_usize, 0_usize, 0_usize);
    for c in word.chars().take(LONG) {
        count += 1;
        match c {
            'a'..='z' => lower += 1,
            'A'..='Z' => upper += 1,
            '0'..='9' => digit += 1,
            c if c.is_uppercase() => upper += 1,
            c if c.is_alphabetic() => lower += 1,
            c if c.is_numeric() => digit += 1,
            _ => mark += 1,
        }
    }
    let first_is_upper = word.chars().next().is_some_and(char::is_uppercase);
    let letters = match (upper, lower) {
        (0, 0) => 0,
        (0, _) => 1,
        (1, 0) => 2,
        (_, 0) => 3,
        (1, _) if first_is_upper => 4,
        _ if first_is_upper => 5,
        _ => 6,
    };
    let digits = if digit == 0 { 0 } else { 1 + u8::from(digit > 2 && digit == count) };
    letters + 7 * digits + 21 * u8::from(mark > 0) + if mark > 1 && mark == count { 20 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(word: &str) -> Form {
        Form::new(word, &mut String::new())
    }

    #[test]
    fn spelling_is_normalized_and_shapes_tell_kinds_apart() {
        assert_eq!(form("Talks").word, form("TALKS").word);
        assert_eq!(form("1998").word, form("2005").word);
        assert_eq!(form("’s").word, form("'s").word);
        assert_eq!(form("ed").suffixes[1], form("wanted").suffixes[1]);
        assert_ne!(form("ed").suffixes[1], form("ed").suffixes[0]);
        assert_eq!(form("é").suffixes[3], form("É").suffixes[0]);
        let shapes: std::collections::BTreeSet<u8> = [
            "a", "Talks", "A", "NATO", "McRoe", "eBay", "7", "1998", "5pm", "A320", ",", "--", "AT&T", "off-duty",
            "3.5", "",
        ]
        .map(shape)
        .into();
        assert_eq!(shapes.len(), 16);
        assert!(shapes.iter().all(|s| usize::from(*s) < SHAPES));
    }

    #[test]
    fn long_words_are_read_by_their_ends() {
        let long = format!("pre{}fixed", "é".repeat(500_000));
        assert_eq!(form(&long).prefixes[2], form("pre").prefixes[2]);
        assert_eq!(form(&long).suffixes[1], form("ed").suffixes[1]);
    }
}
