//! The tagger: an averaged perceptron over hashed features, from left to right (Collins 2002). Its tags are what the parser reads.

#![expect(clippy::cast_possible_truncation, reason = "a row is below 2^19")]

use crate::model::{ModelError, Reader, combine};
use crate::parse::form::Form;
use crate::parse::lookup::Lookup;
use crate::parse::{Upos, Xpos};

/// A part of speech and a Penn tag that occur together.
pub type Tag = (Upos, Xpos);

/// Number of feature templates.
pub(crate) const TEMPLATES: usize = 31;
/// Binary logarithm of the number of rows that features are hashed into.
const ROW_BITS: u32 = 19;
/// Rows that features are hashed into.
pub(crate) const ROWS: usize = 1 << ROW_BITS;
/// Stands for what lies before and behind a sentence.
const OUTSIDE: u64 = 0x0D15_EA5E;

/// The trained tagger.
#[derive(Debug, Clone)]
pub struct Tagger {
    tags: Vec<Tag>,
    /// Words that are always tagged alike, with one more than the place of their tag.
    fixed: Lookup,
    /// For each row, where its weights begin; one more at the end.
    starts: Vec<u32>,
    /// Tag and weight.
    weights: Vec<(u8, i8)>,
}

/// Collects the hashes of a token's features that do not depend on earlier tags; the rest is added by [`with_tags`].
pub(crate) fn spelling_features(forms: &[Form], at: usize, out: &mut [u64; TEMPLATES]) {
    let get = |offset: isize| at.checked_add_signed(offset).and_then(|i| forms.get(i));
    let word = |offset| get(offset).map_or(OUTSIDE, |f| f.word);
    let suffix = |offset, length: usize| get(offset).map_or(OUTSIDE, |f| f.suffixes[length - 1]);
    let shape = |offset| get(offset).map_or(OUTSIDE, |f| u64::from(f.shape));
    let own = &forms[at];
    let first = u64::from(at == 0);
    let features = [
        own.word,
        combine(own.word, shape(0)),
        own.suffixes[0],
        own.suffixes[1],
        own.suffixes[2],
        own.suffixes[3],
        own.prefixes[0],
        own.prefixes[1],
        own.prefixes[2],
        combine(shape(0), first),
        word(-1),
        word(1),
        word(-2),
        word(2),
        combine(word(-1), own.word),
        combine(own.word, word(1)),
        suffix(-1, 3),
        suffix(1, 3),
        combine(suffix(1, 2), own.suffixes[1]),
        combine(shape(-1), shape(0)),
        combine(shape(0), shape(1)),
        combine(word(-1), word(1)),
        combine(own.suffixes[2], combine(shape(0), first)),
        combine(word(1), word(2)),
        0,
    ];
    for (template, (slot, feature)) in out.iter_mut().zip(features).enumerate() {
        *slot = row(template, feature);
    }
}

/// Templates that [`spelling_features`] fills.
const SPELLING: usize = 25;

/// Adds the features that look at the two tags before.
pub(crate) fn with_tags(forms: &[Form], at: usize, before: [u8; 2], out: &mut [u64; TEMPLATES]) {
    let [last, second] = before.map(|tag| u64::from(tag) + 1);
    let own = &forms[at];
    let next = forms.get(at + 1).map_or(OUTSIDE, |f| f.word);
    let features = [
        last,
        combine(last, second),
        combine(last, own.word),
        combine(last, own.suffixes[2]),
        combine(last, next),
        combine(combine(last, second), own.word),
    ];
    for (template, (slot, feature)) in out[SPELLING..].iter_mut().zip(features).enumerate() {
        *slot = row(SPELLING + template, feature);
    }
}

fn row(template: usize, feature: u64) -> u64 {
    combine(template as u64 + 1, feature) >> (64 - ROW_BITS)
}

/// Marks the absence of a tag before the first token.
pub(crate) const NO_TAG: u8 = u8::MAX;

impl Tagger {
    #[cfg(feature = "train")]
    /// Puts a tagger together. `fixed`: fingerprints of words that are always tagged alike, with the place of their tag; `rows[r]`
    /// holds tag and weight of row `r`, sorted by tag.
    pub(crate) fn new(tags: Vec<Tag>, fixed: &[(u32, u8)], rows: &[Vec<(u8, i8)>]) -> Self {
        let mut starts = vec![0];
        let mut weights = Vec::new();
        for row in rows {
            weights.extend_from_slice(row);
            starts.push(u32::try_from(weights.len()).expect("fewer weights than 2^32"));
        }
        Self { tags, fixed: lookup(fixed), starts, weights }
    }

    /// Reads the tagger's part of a model.
    ///
    /// # Errors
    /// If the payload is not that of a tagger.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, ModelError> {
        let tags = read_tags(reader)?;
        let count = reader.size()?;
        let fixed: Vec<(u32, u8)> = reader
            .take(count.saturating_mul(5))?
            .chunks_exact(5)
            .map(|b| (u32::from_le_bytes([b[0], b[1], b[2], b[3]]), b[4]))
            .collect();
        let lengths = reader.take(ROWS)?;
        let mut starts = Vec::with_capacity(ROWS + 1);
        let mut total = 0;
        starts.push(0);
        for length in lengths {
            total += u32::from(*length);
            starts.push(total);
        }
        let bytes = reader.take(total as usize * 2)?;
        let weights: Vec<(u8, i8)> = bytes.chunks_exact(2).map(|b| (b[0], b[1].cast_signed())).collect();
        let mut used = weights.iter().map(|(tag, _)| *tag).chain(fixed.iter().map(|(_, tag)| *tag));
        if tags.is_empty() || used.any(|tag| usize::from(tag) >= tags.len()) {
            return Err(ModelError::Content("a weight for no tag".to_owned()));
        }
        Ok(Self { tags, fixed: lookup(&fixed), starts, weights })
    }

    #[cfg(feature = "train")]
    /// Adds the tagger to a model.
    pub(crate) fn write(&self, writer: &mut crate::model::Writer) {
        write_tags(&self.tags, writer);
        let fixed = self.fixed.entries();
        writer.size(fixed.len());
        for (fingerprint, tag) in fixed {
            writer.u32(fingerprint).raw(&[u8::try_from(tag - 1).expect("tag sets are short")]);
        }
        let lengths: Vec<u8> =
            self.starts.windows(2).map(|w| u8::try_from(w[1] - w[0]).expect("fewer tags than 256")).collect();
        writer.raw(&lengths);
        self.weights.iter().for_each(|(tag, weight)| {
            writer.raw(&[*tag, weight.cast_unsigned()]);
        });
    }

    /// Returns the tags that the tagger knows; [`Tagger::tag`] gives places among them.
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    fn fixed(&self, form: &Form) -> Option<u8> {
        self.fixed.get(form.word).checked_sub(1).and_then(|tag| u8::try_from(tag).ok())
    }

    /// Tags one sentence.
    pub fn tag(&self, forms: &[Form], out: &mut Vec<u8>) {
        out.clear();
        let mut features = [0; TEMPLATES];
        // Room for any tag that a byte can name: no weight needs a check.
        let mut scores = [0_i32; 256];
        let mut before = [NO_TAG; 2];
        for at in 0..forms.len() {
            if let Some(tag) = self.fixed(&forms[at]) {
                out.push(tag);
                before = [tag, before[0]];
                continue;
            }
            spelling_features(forms, at, &mut features);
            with_tags(forms, at, before, &mut features);
            scores[..self.tags.len()].fill(0);
            // All places first: their look-ups do not wait for each other, and then each row's length is known.
            let places = features.map(|row| {
                let row = row as usize;
                (self.starts[row] as usize, self.starts[row + 1] as usize)
            });
            for (start, end) in places {
                for (tag, weight) in &self.weights[start..end] {
                    scores[usize::from(*tag)] += i32::from(*weight);
                }
            }
            let best = best(&scores[..self.tags.len()]);
            out.push(best);
            before = [best, before[0]];
        }
    }
}

/// Reads a tag set, two bytes a tag.
pub(crate) fn read_tags(reader: &mut Reader<'_>) -> Result<Vec<Tag>, ModelError> {
    let count = reader.size()?;
    let tag = |pair: &[u8]| {
        let tag = Upos::at(usize::from(pair[0])).zip(Xpos::at(usize::from(pair[1])));
        tag.ok_or_else(|| ModelError::Content("unknown tag".to_owned()))
    };
    reader.take(count.saturating_mul(2))?.chunks_exact(2).map(tag).collect()
}

/// Writes a tag set as [`read_tags`] reads it.
#[cfg(feature = "train")]
pub(crate) fn write_tags(tags: &[Tag], writer: &mut crate::model::Writer) {
    let index = |at: usize| u8::try_from(at).expect("tag sets are short");
    writer.size(tags.len());
    for (upos, xpos) in tags {
        writer.raw(&[index(upos.index()), index(xpos.index())]);
    }
}

fn lookup(fixed: &[(u32, u8)]) -> Lookup {
    Lookup::new(&fixed.iter().map(|(fingerprint, tag)| (*fingerprint, u32::from(*tag) + 1)).collect::<Vec<_>>())
}

/// Returns the place of the greatest score; of equal ones the first.
pub(crate) fn best(scores: &[i32]) -> u8 {
    let mut best = 0;
    for (at, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = at;
        }
    }
    u8::try_from(best).expect("tag sets are short")
}
