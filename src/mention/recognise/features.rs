//! The features of a token: hashes of its words, shapes, runs of capitals, lists and evidence. Training and recognising see the
//! same.

use std::collections::HashMap;

use crate::mention::context::{Case, Context, Shape};
use crate::mention::listed::Listed;
use crate::mention::recognise::lexicon::{Forget, Known, TITLES, known};
use crate::mention::recognise::runs::{Evidence, Runs, evidence};
use crate::mention::shape::is_capital;
use crate::model::{combine, hash};

/// A document with all that features are made of, computed once for each token.
pub struct Observed<'c, 'a> {
    context: &'c Context<'a>,
    cells: Vec<Cell>,
    known: Vec<Known>,
    runs: Runs,
    evidence: HashMap<&'a str, Evidence>,
}

/// What a token gives by itself, hashed.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    word: u64,
    lower: u64,
    /// The shape with repetitions dropped: "Xx", "X.X.".
    shape: u64,
    /// The shape character by character.
    long_shape: u64,
    prefixes: [u64; AFFIXES],
    suffixes: [u64; AFFIXES],
    joined: bool,
    first: bool,
    /// Case of the sentence.
    case: u64,
}

/// Affixes of one to so many characters.
const AFFIXES: usize = 4;
/// Stands for words beyond the borders of the sentence.
const BEYOND: u64 = 0x5EED;

/// The templates, numbered once for all: weights are found by these numbers.
mod template {
    pub(super) const BIAS: u64 = 1;
    pub(super) const WORD: u64 = 2;
    pub(super) const LOWER: u64 = 3;
    pub(super) const PAIR: u64 = 8;
    pub(super) const SHAPE: u64 = 13;
    pub(super) const SHAPES: u64 = 18;
    pub(super) const LONG_SHAPE: u64 = 21;
    pub(super) const PREFIX: u64 = 22;
    pub(super) const SUFFIX: u64 = 26;
    pub(super) const NEAR_AFFIX: u64 = 30;
    pub(super) const START: u64 = 34;
    pub(super) const JOINED: u64 = 35;
    pub(super) const WORD_SHAPE: u64 = 36;
    pub(super) const RUN: u64 = 40;
    pub(super) const NO_RUN: u64 = 50;
    pub(super) const KNOWN: u64 = 60;
    pub(super) const KNOWN_SHAPE: u64 = 63;
    pub(super) const KNOWN_SET: u64 = 66;
    pub(super) const KNOWN_RUN: u64 = 72;
    pub(super) const EVIDENCE: u64 = 80;
    pub(super) const EVIDENCE_SET: u64 = 81;
}

impl<'c, 'a> Observed<'c, 'a> {
    /// Looks at every token of a document once.
    pub fn new(context: &'c Context<'a>, listed: &[Listed], forget: Forget) -> Self {
        let runs = Runs::new(context);
        let evidence = evidence(context, listed, &runs, forget);
        let mut cells = Vec::with_capacity(context.token_count());
        let mut lower = String::new();
        for (sentence, case) in context.tokens.sentences.iter().zip(&context.cases) {
            for token in sentence.tokens.clone() {
                let mut cell = cell(context.word(token), &mut lower);
                cell.first = token == sentence.tokens.start;
                cell.joined = token > sentence.tokens.start && context.is_joined(token - 1);
                cell.case = match case {
                    Case::Normal => 0,
                    Case::Title => 1,
                    Case::Caps => 2,
                };
                cells.push(cell);
            }
        }
        let known = known(context, listed, forget);
        Self { context, cells, known, runs, evidence }
    }

    /// Calls `feature` with the hash of each feature of a token of a sentence.
    pub fn features(&self, sentence: &std::ops::Range<usize>, token: usize, mut feature: impl FnMut(u64)) {
        self.word_features(sentence, token, &mut feature);
        self.shape_features(sentence, token, &mut feature);
        self.known_features(sentence, token, &mut feature);
        self.run_features(sentence, token, &mut feature);
        let capital = matches!(self.context.shapes[token], Shape::Capital | Shape::Upper);
        if let Some(bits) = self.evidence.get(self.context.word(token)).filter(|_| capital) {
            each_bit(u64::from(*bits), |bit| feature(combine(template::EVIDENCE, bit)));
            feature(combine(template::EVIDENCE_SET, u64::from(*bits)));
        }
    }

    /// Says whether a token and its neighbours in the sentence have no capital and are on no list: then there is no name, which
    /// saves the features of three tokens in four.
    pub(super) fn is_plain(&self, sentence: &std::ops::Range<usize>, token: usize) -> bool {
        let first = token.saturating_sub(1).max(sentence.start);
        (first..(token + 2).min(sentence.end)).all(|t| {
            let listed = self.known[t].phrases & !TITLES != 0 || self.known[t].readings != 0;
            !listed && self.runs.of[t].is_none() && !is_capital(self.context, t)
        })
    }

    /// Returns the runs of capitalised words, in order.
    pub(super) fn runs(&self) -> &[std::ops::Range<usize>] {
        &self.runs.runs
    }

    /// The token `offset` away, if it is in the sentence.
    fn near(sentence: &std::ops::Range<usize>, token: usize, offset: isize) -> Option<usize> {
        token.checked_add_signed(offset).filter(|t| sentence.contains(t))
    }

    fn word_features(&self, sentence: &std::ops::Range<usize>, token: usize, feature: &mut impl FnMut(u64)) {
        let cell = &self.cells[token];
        let lower = |offset| Self::near(sentence, token, offset).map_or(BEYOND, |t| self.cells[t].lower);
        let window: [u64; 5] = [lower(-2), lower(-1), cell.lower, lower(1), lower(2)];
        feature(template::BIAS);
        feature(combine(template::WORD, cell.word));
        for (number, word) in (template::LOWER..).zip(window) {
            feature(combine(number, word));
        }
        for (number, (left, right)) in (template::PAIR..).zip([(0, 1), (1, 2), (2, 3), (3, 4), (1, 3)]) {
            feature(combine(number, combine(window[left], window[right])));
        }
        for (number, (word, shape)) in (template::WORD_SHAPE..).zip([(1, 0), (3, 0), (2, -1), (2, 1)]) {
            let shape = Self::near(sentence, token, shape).map_or(BEYOND, |t| self.cells[t].shape);
            feature(combine(number, combine(window[word], shape)));
        }
        for (at, (prefix, suffix)) in (0..).zip(cell.prefixes.iter().zip(cell.suffixes)) {
            feature(combine(template::PREFIX + at, *prefix));
            feature(combine(template::SUFFIX + at, suffix));
        }
        for (number, offset) in [(template::NEAR_AFFIX, -1), (template::NEAR_AFFIX + 2, 1)] {
            if let Some(near) = Self::near(sentence, token, offset) {
                feature(combine(number, self.cells[near].prefixes[2]));
                feature(combine(number + 1, self.cells[near].suffixes[2]));
            }
        }
    }

    fn shape_features(&self, sentence: &std::ops::Range<usize>, token: usize, feature: &mut impl FnMut(u64)) {
        let cell = &self.cells[token];
        let shape = |offset| Self::near(sentence, token, offset).map_or(BEYOND, |t| self.cells[t].shape);
        let window: [u64; 5] = [shape(-2), shape(-1), cell.shape, shape(1), shape(2)];
        for (number, shape) in (template::SHAPE..).zip(window) {
            feature(combine(number, shape));
        }
        feature(combine(template::SHAPES, combine(window[1], window[2])));
        feature(combine(template::SHAPES + 1, combine(window[2], window[3])));
        feature(combine(template::SHAPES + 2, combine(combine(window[1], window[2]), window[3])));
        feature(combine(template::LONG_SHAPE, cell.long_shape));
        let start = u64::from(cell.first) * 4 + cell.case;
        feature(combine(template::START, combine(start, cell.shape)));
        if cell.joined {
            feature(combine(template::JOINED, cell.shape));
        }
    }

    fn known_features(&self, sentence: &std::ops::Range<usize>, token: usize, feature: &mut impl FnMut(u64)) {
        let shape = self.cells[token].shape;
        let sets = |offset| Self::near(sentence, token, offset).map_or(Known::default(), |t| self.known[t]);
        for (number, known) in (template::KNOWN..).zip([sets(-1), sets(0), sets(1)]) {
            let here = number == template::KNOWN + 1;
            let mut each = |bit| {
                feature(combine(number, bit));
                if here {
                    feature(combine(template::KNOWN_SHAPE, combine(bit, shape)));
                }
            };
            each_bit(known.phrases, &mut each);
            each_bit(known.word, |bit| each(64 + bit));
            each_bit(known.readings, |bit| each(128 + bit));
        }
        let [left, own, right] = [sets(-1), sets(0), sets(1)].map(set);
        feature(combine(template::KNOWN_SET, own));
        feature(combine(template::KNOWN_SET + 1, combine(left, own)));
        feature(combine(template::KNOWN_SET + 2, combine(own, right)));
    }

    fn run_features(&self, sentence: &std::ops::Range<usize>, token: usize, feature: &mut impl FnMut(u64)) {
        let Some(run) = self.runs.at(token) else {
            feature(template::NO_RUN);
            return;
        };
        let lower = |t: Option<usize>| t.filter(|t| sentence.contains(t)).map_or(BEYOND, |t| self.cells[t].lower);
        let known = |t: Option<usize>| t.filter(|t| sentence.contains(t)).map_or(BEYOND, |t| set(self.known[t]));
        let (before, after) = (run.start.checked_sub(1), Some(run.end));
        let (first, last) = (Some(run.start), Some(run.end - 1));
        let length = run.len().min(6) as u64;
        let place = (token - run.start).min(5) as u64 * 8 + (run.end - token).min(5) as u64;
        feature(combine(template::RUN, lower(before)));
        feature(combine(template::RUN + 1, lower(after)));
        feature(combine(template::RUN + 2, combine(length, place)));
        feature(combine(template::RUN + 3, lower(first)));
        feature(combine(template::RUN + 4, lower(last)));
        feature(combine(template::RUN + 5, combine(place, lower(last))));
        feature(combine(template::RUN + 6, combine(place, lower(first))));
        feature(combine(template::RUN + 7, combine(lower(before), lower(after))));
        feature(combine(template::KNOWN_RUN, known(before)));
        feature(combine(template::KNOWN_RUN + 1, known(after)));
        feature(combine(template::KNOWN_RUN + 2, combine(place, known(first))));
        feature(combine(template::KNOWN_RUN + 3, combine(place, known(last))));
    }
}

/// The whole of what lists know, as one number.
fn set(known: Known) -> u64 {
    combine(combine(known.phrases, known.word), known.readings)
}

fn each_bit(mut bits: u64, mut call: impl FnMut(u64)) {
    while bits != 0 {
        call(u64::from(bits.trailing_zeros()));
        bits &= bits - 1;
    }
}

fn cell(word: &str, lower: &mut String) -> Cell {
    lower.clear();
    if word.is_ascii() {
        lower.push_str(word);
        lower.make_ascii_lowercase();
    } else {
        lower.extend(word.chars().flat_map(char::to_lowercase));
    }
    let (shape, long_shape) = shapes(word);
    let mut cell =
        Cell { word: hash(word.as_bytes()), lower: hash(lower.as_bytes()), shape, long_shape, ..Cell::default() };
    let mut ends = lower.char_indices().map(|(at, c)| at + c.len_utf8());
    let mut starts = lower.char_indices().rev().map(|(at, _)| at);
    for at in 0..AFFIXES {
        let end = ends.next().unwrap_or(lower.len());
        let start = starts.next().unwrap_or(0);
        cell.prefixes[at] = hash(&lower.as_bytes()[..end]);
        cell.suffixes[at] = hash(&lower.as_bytes()[start..]);
    }
    cell
}

/// Hashes of the shape: repeated classes of characters once, and all of the first [`SHAPE_LENGTH`].
fn shapes(word: &str) -> (u64, u64) {
    let (mut short, mut long, mut last) = (1_u64, 1_u64, 0);
    for (at, c) in word.chars().take(SHAPE_LENGTH).enumerate() {
        let class = match c {
            _ if c.is_uppercase() => 1,
            _ if c.is_alphabetic() => 2,
            _ if c.is_numeric() => 3,
            '.' => 4,
            '-' | '‑' | '–' | '—' => 5,
            '\'' | '’' => 6,
            '"' | '“' | '”' => 7,
            ',' | ';' | ':' => 8,
            '(' | ')' => 9,
            '&' => 10,
            _ => 11,
        };
        if at == 0 || class != last {
            short = short * 16 + class;
        }
        long = combine(long, class);
        last = class;
    }
    (short, long)
}

/// Characters that count for a shape.
const SHAPE_LENGTH: usize = 12;
