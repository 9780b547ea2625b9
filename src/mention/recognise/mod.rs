//! The trained recogniser: names that no list has, by a linear-chain conditional random field (Lafferty et al. 2001)
//! over hashed features, with weights of 8 bits.
//!
//! Sums and search are over integers, so the same text gives the same names on every machine. What the lists know of a word is a
//! feature; what becomes of a name that both know is settled in the table of `mention`.

mod decode;
mod features;
mod label;
mod lexicon;
mod runs;

pub use decode::{Decoded, Scores, Transitions, decode};
pub use features::Observed;
pub use label::{LABELS, NameClass, NameRange, encode, may_begin, may_end, may_follow};
pub use lexicon::Forget;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::mention::context::Context;
use crate::mention::listed::Listed;
use crate::mention::recognise::label::OUTSIDE;
use crate::model::{self, ModelError, Writer};
use crate::span::Span;

/// The model that the program holds; models/names.md says how it was made.
static BUILTIN: &[u8] = include_bytes!("../../../models/names.bin");
/// The kind of model in its file.
const KIND: &str = "names";
/// Weights of a row, filled up to a round number so that they are added at once.
const LANES: usize = 16;
/// Models have at most 2 to the power of this many rows.
const MAX_ROW_BITS: u32 = 24;
/// So many rows are added before sums of 16 bits must be moved to wider ones: 127 times this stays below 2^15.
const ROWS_AT_ONCE: usize = 256;

/// A name that the recogniser found.
#[derive(Debug, Clone, PartialEq)]
pub struct Recognised {
    /// Its words.
    pub span: Span,
    /// What it names.
    pub class: NameClass,
    /// How sure: 0 to 1, not a probability.
    pub score: f32,
}

/// What the recogniser says of a document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recognition {
    /// In order; they do not overlap.
    pub names: Vec<Recognised>,
    /// For each token how sure it is that it belongs to no name, 0 to 1; 0 for tokens of names.
    pub outside: Vec<f32>,
}

/// The trained weights. Immutable; share it between threads.
#[derive(Debug, Clone, PartialEq)]
pub struct Recogniser {
    /// The row of a feature is made of this many of its hash's first bits.
    row_bits: u32,
    /// Which rows have a weight that is not zero, and how many of them stand before: 64 at a time. Small enough for a near cache, and
    /// most features have no such row.
    used: Vec<(u64, u32)>,
    /// Their weights of the labels.
    rows: Vec<[i8; LANES]>,
    transitions: Transitions,
    /// What one unit of weight is worth in nats, times [`UNITS`].
    nat: i32,
}

/// What training hands over: real weights, to be rounded to 8 bits.
#[derive(Debug, Clone)]
pub struct Weights {
    /// See [`row`].
    pub row_bits: u32,
    /// 2 to the power of `row_bits` rows of [`LABELS`] weights.
    pub rows: Vec<[f32; LABELS]>,
    /// Weight of a label (second index) behind another.
    pub transitions: [[f32; LABELS]; LABELS],
}

impl Weights {
    /// Returns weights that say nothing.
    pub fn zero(row_bits: u32) -> Self {
        Self { row_bits, rows: vec![[0.0; LABELS]; 1 << row_bits], transitions: [[0.0; LABELS]; LABELS] }
    }

    /// Adds a share of others to these.
    pub fn add(&mut self, others: &Self, share: f32) {
        let cells = self.rows.iter_mut().chain(&mut self.transitions).flatten();
        cells.zip(others.rows.iter().chain(&others.transitions).flatten()).for_each(|(cell, o)| *cell += o * share);
    }
}

/// Returns the row of a feature among 2 to the power of `row_bits`.
///
/// # Panics
/// Only if an address has fewer bits than that.
#[inline]
pub fn row(feature: u64, row_bits: u32) -> usize {
    usize::try_from(feature >> (u64::BITS - row_bits)).expect("rows are at most 2^24")
}

impl Recogniser {
    /// Returns the model that the program holds.
    ///
    /// # Panics
    /// Never: a test reads the file.
    pub fn builtin() -> Self {
        Self::read(BUILTIN).expect("the model of the program is read by a test")
    }

    /// Reads a model.
    ///
    /// # Errors
    /// If the bytes are no undamaged model of names of this version.
    pub fn read(bytes: &[u8]) -> Result<Self, ModelError> {
        let mut reader = model::open(KIND, bytes)?;
        let row_bits = reader.u32()?;
        if !(1..=MAX_ROW_BITS).contains(&row_bits) {
            return Err(ModelError::Content(format!("{row_bits} bits for rows, expected 1 to {MAX_ROW_BITS}")));
        }
        let nat = i32::try_from(reader.u32()?).map_err(|error| ModelError::Content(error.to_string()))?.max(1);
        let mut transitions = [[0; LABELS]; LABELS];
        for cell in transitions.iter_mut().flatten() {
            *cell = reader.u32()?.cast_signed();
        }
        let masks = reader.bytes()?;
        let mut values = reader.bytes()?.iter();
        let mut places = reader
            .bytes()?
            .iter()
            .enumerate()
            .flat_map(|(at, byte)| (0..8).filter(move |bit| byte >> bit & 1 == 1).map(move |bit| at * 8 + bit));
        let mut used = vec![(0_u64, 0); (1_usize << row_bits).div_ceil(64)];
        let mut rows = Vec::with_capacity(masks.len() / 2);
        for mask in masks.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])) {
            let at = places.next().filter(|at| at >> row_bits == 0).ok_or_else(|| short("rows"))?;
            used[at / 64].0 |= 1 << (at % 64);
            let mut row = [0; LANES];
            for lane in (0..LABELS).filter(|lane| mask >> lane & 1 == 1) {
                row[lane] = values.next().ok_or_else(|| short("weights"))?.cast_signed();
            }
            rows.push(row);
        }
        let mut before = 0;
        for (bits, count) in &mut used {
            *count = before;
            before += bits.count_ones();
        }
        reader.finish()?;
        Ok(Self { row_bits, used, rows, transitions, nat })
    }

    /// Returns the weights of a row, if one of them is not zero.
    #[inline]
    fn weights(&self, row: usize) -> Option<&[i8; LANES]> {
        let (bits, before) = self.used[row / 64];
        let bit = 1 << (row % 64);
        let place = before + (bits & (bit - 1)).count_ones();
        (bits & bit != 0).then(|| &self.rows[place as usize])
    }

    /// Returns the file of a model: only weights that are not zero, rounded to 8 bits.
    #[expect(clippy::cast_possible_truncation, reason = "clamped before")]
    pub fn write(weights: &Weights) -> Vec<u8> {
        let scale = scale(&weights.rows);
        let round = |weight: f32| (weight * scale).round().clamp(-127.0, 127.0) as i8;
        let (mut masks, mut values) = (Vec::new(), Vec::new());
        let mut used = vec![0_u8; weights.rows.len().div_ceil(8)];
        for (at, row) in weights.rows.iter().enumerate() {
            let rounded = row.map(round);
            let mask = (0..LABELS).filter(|&l| rounded[l] != 0).fold(0_u16, |mask, lane| mask | 1 << lane);
            if mask != 0 {
                used[at / 8] |= 1 << (at % 8);
                masks.extend(mask.to_le_bytes());
                values.extend(rounded.iter().filter(|v| **v != 0).map(|v| v.cast_unsigned()));
            }
        }
        let mut writer = Writer::default();
        writer.u32(weights.row_bits).u32((scale.round() as i32).cast_unsigned());
        for weight in weights.transitions.iter().flatten() {
            writer.u32(((weight * scale).round() as i32).cast_unsigned());
        }
        writer.bytes(&masks).bytes(&values).bytes(&used).seal(KIND)
    }

    /// Reads a document.
    pub fn recognise(&self, context: &Context<'_>, listed: &[Listed]) -> Recognition {
        let observed = Observed::new(context, listed, Forget::NOTHING);
        let sentences = context.tokens.sentences.iter().map(|s| &s.tokens);
        let mut scores: Vec<Scores> =
            sentences.flat_map(|s| s.clone().map(|token| self.score(&observed, s, token))).collect();
        pool(context, observed.runs(), &mut scores);
        let (mut names, mut outside) = (Vec::new(), Vec::new());
        for sentence in &context.tokens.sentences {
            let decoded = decode(&scores[sentence.tokens.clone()], &self.transitions);
            let sure = |(label, margin): (&usize, &i32)| if *label == OUTSIDE { self.sureness(*margin) } else { 0.0 };
            outside.extend(decoded.labels.iter().zip(&decoded.margins).map(sure));
            for (range, class) in label::decode(&decoded.labels) {
                let margin = decoded.margins[range.clone()].iter().copied().min().unwrap_or(0);
                let tokens = sentence.tokens.start + range.start..sentence.tokens.start + range.end;
                names.push(Recognised { span: context.cover(&tokens), class, score: self.sureness(margin) });
            }
        }
        Recognition { names, outside }
    }

    fn score(&self, observed: &Observed<'_, '_>, sentence: &Range<usize>, token: usize) -> Scores {
        if observed.is_plain(sentence, token) {
            return PLAIN;
        }
        let mut wide = [0_i32; LANES];
        let mut sums = [0_i16; LANES];
        let mut added = 0;
        observed.features(sentence, token, |feature| {
            // Into new sums, which are no part of the rows as far as anybody can tell: so all lanes are added at once.
            let Some(weights) = self.weights(row(feature, self.row_bits)) else { return };
            sums = std::array::from_fn(|lane| sums[lane] + i16::from(weights[lane]));
            added += 1;
            if added == ROWS_AT_ONCE {
                wide.iter_mut().zip(&mut sums).for_each(|(w, sum)| *w += i32::from(std::mem::take(sum)));
                added = 0;
            }
        });
        std::array::from_fn(|label| wide[label] + i32::from(sums[label]))
    }

    /// A margin of one nat is a half.
    #[expect(clippy::cast_precision_loss, reason = "margins are far below 2^23, or as good as certain")]
    fn sureness(&self, margin: i32) -> f32 {
        let (margin, nat) = (margin as f32, self.nat as f32);
        margin / (margin + nat)
    }
}

/// Moves the scores of a run of capitals towards their mean over all runs of the same words: an article calls one thing by one
/// name, and one of its sentences often says what it is.
fn pool(context: &Context<'_>, runs: &[Range<usize>], scores: &mut [Scores]) {
    let mut same: BTreeMap<&str, Vec<&Range<usize>>> = BTreeMap::new();
    for run in runs {
        same.entry(context.cover(run).of(context.text)).or_default().push(run);
    }
    for runs in same.values().filter(|runs| runs.len() > 1) {
        for at in 0..runs[0].len() {
            // The same words are the same tokens but for rare neighbours, which are left as they are.
            let tokens = || runs.iter().filter(|run| run.len() == runs[0].len()).map(|run| run.start + at);
            let count = i64::try_from(tokens().count()).expect("tokens are far fewer");
            let mean = |label: usize| tokens().map(|t| i64::from(scores[t][label])).sum::<i64>() / count;
            let mean: [i64; LABELS] = std::array::from_fn(mean);
            for token in tokens() {
                for (own, mean) in scores[token].iter_mut().zip(mean) {
                    let moved = (i64::from(*own) * (100 - POOLED) + mean * POOLED) / 100;
                    *own = i32::try_from(moved).expect("it lies between two of 32 bits");
                }
            }
        }
    }
}

fn short(what: &str) -> ModelError {
    ModelError::Content(format!("it says it has more {what} than it holds"))
}

/// Units for one nat, so that all but the largest of weights fit into 8 bits.
fn scale(rows: &[[f32; LABELS]]) -> f32 {
    let mut sizes: Vec<f32> = rows.iter().flatten().map(|w| w.abs()).filter(|w| *w > 0.0).collect();
    sizes.sort_by(f32::total_cmp);
    let cut = sizes.len() - sizes.len() / CUT;
    sizes.get(cut.saturating_sub(1)).map_or(1.0, |largest| 127.0 / largest)
}

/// The scores of a token that is surely in no name.
const PLAIN: Scores = {
    let mut scores = [-10_000; LABELS];
    scores[OUTSIDE] = 0;
    scores
};
/// How far scores of the same words are moved to their mean, in per cent.
const POOLED: i64 = 70;
/// One weight of so many is cut off to fit into 8 bits.
const CUT: usize = 5_000;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_model_of_the_program_is_read() {
        assert!(Recogniser::read(BUILTIN).is_ok());
    }

    #[test]
    fn weights_are_written_in_eight_bits_and_read_again() {
        let mut rows = vec![[0.0; LABELS]; 4];
        rows[2][OUTSIDE] = 1.0;
        rows[2][LABELS - 1] = -0.5;
        let mut transitions = [[0.0; LABELS]; LABELS];
        transitions[0][1] = 0.25;
        let model = Recogniser::read(&Recogniser::write(&Weights { row_bits: 2, rows, transitions })).unwrap();
        let mut expected = [0; LANES];
        (expected[OUTSIDE], expected[LABELS - 1]) = (127, -64);
        assert_eq!([0, 1, 2, 3].map(|row| model.weights(row)), [None, None, Some(&expected), None]);
        assert_eq!((model.transitions[0][1], model.nat), (32, 127));
    }

    #[test]
    fn a_cut_or_altered_model_says_what_to_do() {
        let mut altered = BUILTIN.to_vec();
        altered[5_000] ^= 1;
        for bytes in [&BUILTIN[..BUILTIN.len() / 2], &altered] {
            let error = Recogniser::read(bytes).unwrap_err().to_string();
            assert!(error.contains("damaged") && error.contains("`whowhom train`"), "{error}");
        }
        let mut writer = Writer::default();
        let rows = writer.u32(99).seal(KIND);
        assert!(Recogniser::read(&rows).unwrap_err().to_string().contains("99 bits"));
    }

    proptest! {
        #[test]
        fn any_payload_is_read_or_refused(payload in prop::collection::vec(any::<u8>(), 0..64), bits in 0_u32..6) {
            let mut writer = Writer::default();
            writer.u32(bits).u32(1);
            (0..LABELS * LABELS).for_each(|_| { writer.u32(7); });
            let _ = Recogniser::read(&writer.raw(&payload).seal(KIND));
            let _ = Recogniser::read(&writer.bytes(&payload).bytes(&payload).bytes(&payload).seal(KIND));
        }
    }
}
