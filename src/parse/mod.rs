//! Grammar: tags, dependency trees and lemmas of the sentences, by Universal Dependencies
//! (<https://universaldependencies.org/guidelines.html>) with Penn Treebank tags.
//!
//! A quick perceptron gives first tags; the parser's network reads them with the words and gives final tags, heads and relations.

pub(crate) mod arcs;
pub mod features;
pub(crate) mod form;
mod given;
pub(crate) mod lemma;
pub(crate) mod lookup;
mod morphology;
pub(crate) mod network;
pub(crate) mod parser;
pub(crate) mod tagger;
mod tags;
pub(crate) mod tree;
mod verb;

use std::ops::Range;
use std::sync::Arc;

pub use features::Features;
pub use form::Form;
pub use given::given;
pub use lemma::{LemmaError, Lemmas};
pub use morphology::Morphology;
pub use tagger::{Tag, Tagger};

pub use tags::{Deprel, Upos, Xpos};

use crate::model::{self, ModelError};
use crate::parse::parser::Parser;
use crate::token::Tokens;

/// What grammar says of one token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn Treebank tag.
    pub xpos: Xpos,
    /// Index of the head within the sentence, 0-based; none for the root.
    pub head: Option<u32>,
    /// Relation to the head.
    pub deprel: Deprel,
}

/// The grammar of a document: one [`Word`] for each token, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parse {
    /// Parallel to `Tokens::tokens`; heads count from the first token of the sentence.
    pub words: Vec<Word>,
}

/// Tagger and parser, ready to use; clones share the weights.
#[derive(Debug, Clone)]
pub struct Grammar {
    models: Arc<(Tagger, Parser)>,
}

/// Longer sentences are parsed in pieces of at most this many tokens, so that time stays linear.
/// No relation but `parataxis` reaches further.
pub(crate) const LONGEST: usize = 200;
/// Pieces go to the network together until they have this many tokens.
const TOGETHER: usize = 256;

impl Grammar {
    /// Returns the models of the program.
    ///
    /// # Panics
    /// If they are damaged: the tests read them.
    pub fn builtin() -> Self {
        let tagger = include_bytes!("../../models/tagger.bin");
        let parser = include_bytes!("../../models/parser.bin");
        Self::read(tagger, parser).expect("the models of the program are whole")
    }

    /// Reads a tagger and the parser that was trained with it.
    ///
    /// # Errors
    /// If one of them is no undamaged model, or they do not belong together.
    pub fn read(tagger: &[u8], parser: &[u8]) -> Result<Self, ModelError> {
        let mut reader = model::open("tagger", tagger)?;
        let tagger = Tagger::read(&mut reader)?;
        reader.finish()?;
        let mut reader = model::open("parser", parser)?;
        let parser = Parser::read(&mut reader)?;
        reader.finish()?;
        if tagger.tags() != parser.tags() {
            return Err(ModelError::Content("tagger and parser do not belong together".to_owned()));
        }
        Ok(Self { models: Arc::new((tagger, parser)) })
    }

    /// Parses the sentences of a document. Linear in its length.
    pub fn parse(&self, text: &str, tokens: &Tokens) -> Parse {
        let mut buffer = String::new();
        let forms: Vec<Form> = tokens.tokens.iter().map(|t| Form::new(t.span.of(text), &mut buffer)).collect();
        let sentences: Vec<Range<usize>> = tokens.sentences.iter().map(|s| s.tokens.clone()).collect();
        let is_break = |at: usize| is_break(tokens.tokens[at].span.of(text));
        Parse { words: self.words(&forms, &sentences, is_break) }
    }

    /// Parses one sentence of given words.
    pub fn parse_sentence(&self, words: &[&str]) -> Vec<Word> {
        let mut buffer = String::new();
        let forms: Vec<Form> = words.iter().map(|w| Form::new(w, &mut buffer)).collect();
        self.words(&forms, std::slice::from_ref(&(0..words.len())), |at| is_break(words[at]))
    }

    fn words(&self, forms: &[Form], sentences: &[Range<usize>], is_break: impl Fn(usize) -> bool) -> Vec<Word> {
        let (tagger, parser) = &*self.models;
        let pieces: Vec<(Range<usize>, bool)> = sentences.iter().flat_map(|s| pieces(s.clone(), &is_break)).collect();
        let mut words = Vec::with_capacity(forms.len());
        let (mut first_tags, mut rows, mut ranges) = (Vec::new(), Vec::new(), Vec::new());
        for (at, (piece, _)) in pieces.iter().enumerate() {
            tagger.tag(&forms[piece.clone()], &mut first_tags);
            ranges.push(rows.len()..rows.len() + piece.len());
            rows.extend(forms[piece.clone()].iter().zip(&first_tags).map(|(form, tag)| parser.rows(form, *tag)));
            if rows.len() >= TOGETHER || at + 1 == pieces.len() {
                let found = parser.parse(&rows, &ranges);
                for range in ranges.drain(..) {
                    let length = range.len();
                    words.extend(found[range].iter().map(|f| word(*f, length, parser.tags())));
                }
                rows.clear();
            }
        }
        join(&pieces, &mut words);
        words
    }
}

fn word(found: network::Found, length: usize, tags: &[Tag]) -> Word {
    let (upos, xpos) = tags[found.tag];
    let head = (found.head < length).then(|| u32::try_from(found.head).expect("pieces are short"));
    Word { upos, xpos, head, deprel: Deprel::at(found.label).unwrap_or(Deprel::DEP) }
}

/// Marks at which a sentence that is too long may be cut.
fn is_break(word: &str) -> bool {
    matches!(word, ";" | ":" | "," | "." | "!" | "?" | "–" | "—" | "--" | "-" | ")" | "\"" | "”")
}

/// Cuts a sentence into pieces of at most [`LONGEST`] tokens: behind the last mark of the second half, else at the end. The flag
/// says that a piece goes on with the sentence of the one before.
fn pieces(sentence: Range<usize>, is_break: impl Fn(usize) -> bool) -> Vec<(Range<usize>, bool)> {
    let (mut out, mut start) = (Vec::new(), sentence.start);
    while sentence.end - start > LONGEST {
        let end = start + LONGEST;
        let cut = (start + LONGEST / 2..end).rev().find(|at| is_break(*at)).map_or(end, |at| at + 1);
        out.push((start..cut, start > sentence.start));
        start = cut;
    }
    if start < sentence.end {
        out.push((start..sentence.end, start > sentence.start));
    }
    out
}

/// Makes one tree of the pieces of a sentence: the root of each later piece hangs on the root of the first, as `parataxis`.
fn join(pieces: &[(Range<usize>, bool)], words: &mut [Word]) {
    let (mut first, mut root) = (0, None);
    for (piece, goes_on) in pieces {
        if !goes_on {
            first = piece.start;
            root = piece.clone().find(|at| words[*at].head.is_none()).map(|at| at - first);
            continue;
        }
        let offset = u32::try_from(piece.start - first).expect("documents are below 4 GiB");
        for word in &mut words[piece.clone()] {
            match &mut word.head {
                Some(head) => *head += offset,
                none => {
                    *none = root.and_then(|r| u32::try_from(r).ok());
                    word.deprel = Deprel::PARATAXIS;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn heads(words: &[Word]) -> Vec<usize> {
        words.iter().map(|w| w.head.map_or(words.len(), |h| h as usize)).collect()
    }

    fn check(words: &[&str]) {
        let parsed = Grammar::builtin().parse_sentence(words);
        assert_eq!(parsed.len(), words.len());
        assert!(words.is_empty() || arcs::is_tree(&heads(&parsed)), "{parsed:?}");
        assert!(parsed.iter().all(|w| (w.deprel == Deprel::ROOT) == w.head.is_none()));
    }

    #[test]
    fn a_plain_sentence_is_read() {
        let words = ["The", "president", "visited", "Peru", "."];
        let parsed = Grammar::builtin().parse_sentence(&words);
        let tags: Vec<&str> = parsed.iter().map(|w| w.upos.as_str()).collect();
        assert_eq!(tags, ["DET", "NOUN", "VERB", "PROPN", "PUNCT"]);
        assert_eq!(heads(&parsed), [1, 2, 5, 2, 2]);
        let relations: Vec<&str> = parsed.iter().map(|w| w.deprel.as_str()).collect();
        assert_eq!(relations, ["det", "nsubj", "root", "obj", "punct"]);
    }

    #[test]
    fn odd_sentences_give_trees() {
        check(&[]);
        check(&["."]);
        check(&[&"a".repeat(1_000_000)]);
        check(&["!"; 40]);
        check(&["🙂", "مرحبا", "Ελλάδα", "中国", "\u{301}", "\u{200d}"]);
        check(&vec!["word"; 10_000]);
        let commas: Vec<&str> = (0..1_001).map(|at| if at % 7 == 6 { "," } else { "NATO" }).collect();
        check(&commas);
    }

    #[test]
    fn long_sentences_are_cut_behind_the_last_mark_of_the_second_half() {
        let mut words = vec!["a"; 450];
        words[150] = ",";
        words[40] = ";";
        let found: Vec<(Range<usize>, bool)> = pieces(10..450, |at| is_break(words[at]));
        assert_eq!(found, [(10..151, false), (151..351, true), (351..450, true)]);
        assert_eq!(pieces(0..200, |_| true), [(0..200, false)]);
    }

    #[test]
    fn sentences_do_not_depend_on_their_neighbours() {
        let grammar = Grammar::builtin();
        let sentences = [vec!["Troops", "left", "Mali", "."], vec!["She", "said", "so", "twice"], vec!["No"]];
        let all: Vec<&str> = sentences.iter().flatten().copied().collect();
        let mut buffer = String::new();
        let forms: Vec<Form> = all.iter().map(|w| Form::new(w, &mut buffer)).collect();
        let together = grammar.words(&forms, &[0..4, 4..8, 8..9], |_| false);
        let apart: Vec<Word> = sentences.iter().flat_map(|s| grammar.parse_sentence(s)).collect();
        assert_eq!(together, apart);
    }

    #[test]
    fn damaged_and_foreign_models_are_refused() {
        let (tagger, parser) = (include_bytes!("../../models/tagger.bin"), include_bytes!("../../models/parser.bin"));
        assert!(
            Grammar::read(parser, tagger).unwrap_err().to_string().contains("kind \"parser\", expected \"tagger\"")
        );
        assert_eq!(Grammar::read(tagger, &parser[..parser.len() / 2]).unwrap_err(), ModelError::Checksum);
        let empty = model::Writer::default().u32(1).seal("parser");
        assert!(matches!(Grammar::read(tagger, &empty), Err(ModelError::Content(_))));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_words_give_a_tree(words in proptest::collection::vec("\\PC{1,12}|[A-Za-z]{1,9}|[.,;:!?-]", 0..60)) {
            check(&words.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }
}
