//! Measures: how well tokens, sentences, trees and names agree with gold.

pub mod ner;
pub mod parse;
pub mod raw;
mod report;
pub mod roles;

use std::collections::BTreeSet;

pub use report::{Figure, Table, json};

use crate::input::conllu::Sentence;
use crate::text;
use crate::token::{self, TokenRules};

/// Why predictions cannot be compared with gold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EvalError {
    /// Not the same sentences.
    #[error("{gold} gold sentences, {predicted} predicted")]
    Sentences {
        /// In the treebank.
        gold: usize,
        /// Predicted.
        predicted: usize,
    },
    /// Not the same documents.
    #[error("{gold} gold documents, {predicted} predicted")]
    Documents {
        /// In the treebank.
        gold: usize,
        /// Predicted.
        predicted: usize,
    },
    /// Not the same text.
    #[error("document {document}: the characters differ")]
    Characters {
        /// 1-based.
        document: usize,
    },
    /// Not the same words.
    #[error("sentence {sentence}: the words differ: {words}")]
    Words {
        /// 1-based.
        sentence: usize,
        /// How the gold sentence begins.
        words: String,
    },
    /// A line of gold or predictions that is not understood.
    #[error("{path}:{line}: {message}")]
    Json {
        /// The file.
        path: String,
        /// 1-based.
        line: usize,
        /// What was found and expected.
        message: String,
    },
    /// A prediction that does not fit the gold text.
    #[error("prediction {id}: {message}")]
    Prediction {
        /// The document.
        id: String,
        /// What is wrong.
        message: String,
    },
    /// Types that a gold set does not have.
    #[error("{path} has no fine types")]
    NoFineTypes {
        /// The file.
        path: String,
    },
}

/// Right, predicted and gold counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// In both.
    pub right: usize,
    /// Ours.
    pub predicted: usize,
    /// The treebank's.
    pub gold: usize,
}

/// Tokens and sentences against a treebank.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenScore {
    /// Syntactic words ("do" and "n't" are two).
    pub words: Counts,
    /// Sentences.
    pub sentences: Counts,
    /// Words of ours that the treebank does not have, with their neighbours, and those it has instead.
    pub differences: Vec<String>,
}

impl Counts {
    /// Returns precision, recall and F1 in per cent; 0 where nothing can be divided.
    #[expect(clippy::cast_precision_loss, reason = "counts of words in a file")]
    pub fn percent(self) -> [f64; 3] {
        let share = |whole: usize| if whole == 0 { 0.0 } else { 100.0 * self.right as f64 / whole as f64 };
        [share(self.predicted), share(self.gold), share(self.predicted + self.gold) * 2.0]
    }
}

/// Compares our tokens and sentences of the treebank's raw text with its own, by places among the characters that are no white
/// space, as the shared task of `CoNLL` 2018 does (Zeman et al. 2018). Raw text: sentences joined by a space, paragraphs by an
/// empty line, documents apart.
pub fn tokens(treebank: &[Sentence]) -> TokenScore {
    let rules = TokenRules::builtin();
    let mut score = TokenScore::default();
    for document in treebank.chunk_by(|_, next| !next.begins_document) {
        let text = raw_text(document);
        // A treebank's documents are no articles: nothing in them is boilerplate, every paragraph is a block.
        let layout = text::plain_layout(&text);
        let tokens = token::tokenize(&text, &layout, &rules);
        let place = squeezed(&text);
        let ours: Vec<(usize, usize)> =
            tokens.tokens.iter().map(|t| (place[t.span.start as usize], place[t.span.end as usize])).collect();
        let our_sentences: BTreeSet<(usize, usize)> =
            tokens.sentences.iter().map(|s| (ours[s.tokens.start].0, ours[s.tokens.end - 1].1)).collect();
        let (mut gold, mut gold_sentences, mut at) = (Vec::new(), BTreeSet::new(), 0);
        for sentence in document {
            let start = at;
            for word in sentence.surface_words() {
                let length = word.chars().filter(|c| !c.is_whitespace()).count();
                gold.push((at, at + length));
                at += length;
            }
            gold_sentences.insert((start, at));
        }
        let gold_set: BTreeSet<(usize, usize)> = gold.iter().copied().collect();
        let our_set: BTreeSet<(usize, usize)> = ours.iter().copied().collect();
        count(&mut score.words, &our_set, &gold_set);
        count(&mut score.sentences, &our_sentences, &gold_sentences);
        let words: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
        let show = |(a, b): &(usize, usize)| words[*a..*b].iter().collect::<String>();
        score.differences.extend(our_set.difference(&gold_set).map(|w| format!("word+\t{}", show(w))));
        score.differences.extend(gold_set.difference(&our_set).map(|w| format!("word-\t{}", show(w))));
        let tail = |(a, b): &(usize, usize)| show(&((*b).saturating_sub(40).max(*a), *b));
        score.differences.extend(our_sentences.difference(&gold_sentences).map(|s| format!("sentence+\t{}", tail(s))));
        score.differences.extend(gold_sentences.difference(&our_sentences).map(|s| format!("sentence-\t{}", tail(s))));
    }
    score
}

fn count(counts: &mut Counts, ours: &BTreeSet<(usize, usize)>, gold: &BTreeSet<(usize, usize)>) {
    counts.right += ours.intersection(gold).count();
    counts.predicted += ours.len();
    counts.gold += gold.len();
}

fn raw_text(document: &[Sentence]) -> String {
    let mut text = String::new();
    for (index, sentence) in document.iter().enumerate() {
        text.push_str(match (index, sentence.begins_paragraph) {
            (0, _) => "",
            (_, true) => "\n\n",
            (_, false) => " ",
        });
        text.push_str(&sentence.text);
    }
    text
}

/// For each byte of a text: how many characters that are no white space come before it.
fn squeezed(text: &str) -> Vec<usize> {
    let mut out = vec![0; text.len() + 1];
    let mut count = 0;
    for (at, c) in text.char_indices() {
        out[at..at + c.len_utf8()].fill(count);
        count += usize::from(!c.is_whitespace());
    }
    out[text.len()] = count;
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::conllu::parse;

    #[test]
    fn words_and_sentences_are_counted_by_place() {
        let conllu = "# newdoc\n# text = Peru can't wait.\n1\tPeru\t_\n2-3\tcan't\t_\n2\tca\t_\n3\tn't\t_\n4\twait\t_\n5\t.\t_\n\n\
                      # text = It left-handedly left.\n1\tIt\t_\n2\tleft-handedly\t_\n3\tleft\t_\n4\t.\t_\n\n";
        let score = tokens(&parse("t.conllu", conllu).unwrap());
        assert_eq!(score.sentences, Counts { right: 2, predicted: 2, gold: 2 });
        assert_eq!((score.words.right, score.words.gold), (8, 9));
        assert!(score.differences.contains(&"word-\tleft-handedly".to_owned()));
    }
}
