//! Dependency trees for people: one word a line in the order of the text, its branches before it, its tag and relation behind.
//!
//! ```text
//!    ╭─╼ The       DET   det
//!  ╭─┶ minister    NOUN  nsubj
//! ─┾ left          VERB  root
//!  ╰─╼ .           PUNCT punct
//! ```
//!
//! A bar stands beside all dependents of a word and is thickest at the word itself (after `udapi`, Popel et al. 2017).

use std::io::{self, Write};
use std::ops::Range;

use crate::input::conllu::Sentence;

/// Columns before the tags at most, if a long word does not need more: leaves the longest tags room on 80.
const WIDEST: usize = 58;

/// Words of a sentence whose branches are drawn; of a longer one each word has the number of its head instead.
const LONGEST: usize = 400;

/// Draws a sentence: its text, its tree, an empty line.
///
/// # Errors
/// If the writer fails.
pub fn draw(sentence: &Sentence, mut out: impl Write) -> io::Result<()> {
    writeln!(out, "{}", sentence.text)?;
    let branches = if sentence.words.len() <= LONGEST { branches(sentence) } else { numbers(sentence) };
    let rows: Vec<String> =
        branches.iter().zip(&sentence.words).map(|(branches, word)| format!("{branches} {}", word.form)).collect();
    let width = rows.iter().map(|row| row.chars().count()).filter(|width| *width <= WIDEST).max().unwrap_or_default();
    for (row, word) in rows.iter().zip(&sentence.words) {
        writeln!(out, "{row:width$}  {:5} {}", word.upos, word.deprel)?;
    }
    writeln!(out)
}

/// The number of each word and that of its head.
fn numbers(sentence: &Sentence) -> Vec<String> {
    let head = |head: Option<usize>| head.map_or_else(|| "_".to_owned(), |head| head.to_string());
    sentence.words.iter().enumerate().map(|(at, word)| format!("{:5} {:>5}", at + 1, head(word.head))).collect()
}

/// The branches before each word. Rows are filled from the left: each word, from the root down, gets a bar beside all its dependents.
fn branches(sentence: &Sentence) -> Vec<String> {
    let count = sentence.words.len();
    let heads: Vec<Option<usize>> =
        sentence.words.iter().map(|w| w.head.and_then(|h| h.checked_sub(1)).filter(|h| *h < count)).collect();
    let mut rows: Vec<Vec<char>> = vec![Vec::new(); count];
    let mut queue: Vec<usize> = (0..count).rev().filter(|at| heads[*at].is_none()).collect();
    for root in &queue {
        rows[*root].push('─');
    }
    let mut drawn = vec![false; count];
    while let Some(at) = queue.pop() {
        if std::mem::replace(&mut drawn[at], true) {
            continue;
        }
        let children: Vec<usize> = (0..count).filter(|c| heads[*c] == Some(at) && !drawn[*c]).collect();
        let (Some(first), Some(last)) = (children.first(), children.last()) else {
            rows[at].push('╼');
            continue;
        };
        bar(&mut rows, at, &children, (*first).min(at)..(*last).max(at) + 1);
        queue.extend(children.iter().rev());
    }
    rows.into_iter().map(|row| row.into_iter().collect()).collect()
}

/// Draws the bar of a word, with a branch to each dependent.
fn bar(rows: &mut [Vec<char>], head: usize, children: &[usize], range: Range<usize>) {
    let width = rows[range.clone()].iter().map(Vec::len).max().unwrap_or_default();
    let (first, last) = (range.start, range.end - 1);
    for at in range {
        let is_head = at == head;
        let filling = if is_head { '─' } else { ' ' };
        rows[at].resize(width, filling);
        let is_child = children.contains(&at);
        rows[at].push(match (is_head, is_child) {
            (true, _) if at == first => '┮',
            (true, _) if at == last => '┶',
            (true, _) => '┾',
            (_, true) if at == first => '╭',
            (_, true) if at == last => '╰',
            (_, true) => '├',
            _ => '│',
        });
        if is_child {
            rows[at].push('─');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::conllu::parse;
    use proptest::prelude::*;

    /// Rows of form, head (1-based, 0 for the root).
    fn drawn(words: &[(&str, usize)]) -> String {
        let line =
            |(at, (form, head)): (usize, &(&str, usize))| format!("{}\t{form}\t_\tX\t_\t_\t{head}\tdep\n", at + 1);
        let file: String = words.iter().enumerate().map(line).collect();
        let mut out = Vec::new();
        draw(&parse("t", &file).unwrap()[0], &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn branches_lead_from_head_to_dependents() {
        let words = [("The", 2), ("minister", 4), ("quietly", 4), ("left", 0), ("for", 6), ("Lima", 4), (".", 4)];
        let expected = "The minister quietly left for Lima .\n   \
                        ╭─╼ The     X     dep\n ╭─┶ minister  X     dep\n ├─╼ quietly   X     dep\n─┾ left        X     dep\n \
                        │ ╭─╼ for     X     dep\n ├─┶ Lima      X     dep\n ╰─╼ .         X     dep\n\n";
        assert_eq!(drawn(&words), expected);
    }

    #[test]
    fn crossing_branches_and_loose_words_are_drawn() {
        let crossing = drawn(&[("a", 3), ("b", 4), ("c", 0), ("d", 3)]);
        let rows: Vec<&str> = crossing.lines().skip(1).map(|row| row.split("  X").next().unwrap().trim_end()).collect();
        assert_eq!(rows, [" ╭─╼ a", " │ ╭─╼ b", "─┾ │ c", " ╰─┶ d", ""]);
        // Heads in a circle lead nowhere: given trees may be wrong.
        let circle = drawn(&[("a", 2), ("b", 1), ("c", 0)]);
        assert!(circle.contains("\n─╼ c"), "{circle}");
    }

    #[test]
    fn long_sentences_have_numbers() {
        let words: Vec<(&str, usize)> = (0..=LONGEST).map(|at| ("w", at)).collect();
        assert!(drawn(&words).contains("\n  401   400 w  X     dep\n"));
    }

    proptest! {
        #[test]
        fn any_heads_are_drawn_a_word_a_line(heads in prop::collection::vec(0_usize..14, 1..12)) {
            let words: Vec<(&str, usize)> = heads.iter().map(|head| ("w", *head)).collect();
            prop_assert_eq!(drawn(&words).lines().count(), words.len() + 2);
        }
    }
}
