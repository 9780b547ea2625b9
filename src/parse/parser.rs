//! The parser: words as rows of the network's tables, and the network's answer as tags, heads and relations.

use std::ops::Range;

use crate::model::kernel::dispatch;
use crate::model::{ModelError, Reader, combine};
use crate::parse::form::Form;
use crate::parse::network::{Analyse, Found, Network, Rows};
use crate::parse::tagger::Tag;
use crate::parse::tags::{Deprel, Upos, Xpos};

/// Rows of the hashed tables: last 2, 3, 4 characters, first 3. Row 0 is never hit: it stands for what training left out.
pub const AFFIX_ROWS: [usize; 4] = [1024, 4096, 8192, 4096];

/// The trained parser.
#[derive(Debug, Clone)]
pub struct Parser {
    tags: Vec<Tag>,
    words: Words,
    network: Network,
}

/// The words that have rows of their own: a hash table with open addresses.
#[derive(Debug, Clone)]
struct Words {
    /// Fingerprint and row; row 0 marks a free slot.
    slots: Vec<(u32, u32)>,
}

impl Words {
    fn new(fingerprints: &[u32]) -> Self {
        let mut words = Self { slots: vec![(0, 0); (fingerprints.len() * 2 + 1).next_power_of_two()] };
        for (row, fingerprint) in (1..).zip(fingerprints) {
            let slot = words.slot(*fingerprint);
            if words.slots[slot].1 == 0 {
                words.slots[slot] = (*fingerprint, row);
            }
        }
        words
    }

    /// The slot that holds the fingerprint, or the free one where it belongs.
    fn slot(&self, fingerprint: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = fingerprint as usize & mask;
        while self.slots[at].1 != 0 && self.slots[at].0 != fingerprint {
            at = (at + 1) & mask;
        }
        at
    }

    fn row(&self, hash: u64) -> u32 {
        self.slots[self.slot(fingerprint(hash))].1
    }
}

/// What a word is known by in the model.
pub fn fingerprint(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// Returns the rows of a word in the tables after the first: affixes, shape, first tag.
pub fn feature_rows(form: &Form, tag: u8) -> [u32; 6] {
    let bucket = |hash: u64, rows: usize| (combine(7, hash) % (rows as u64 - 1)) as u32 + 1;
    [
        bucket(form.suffixes[1], AFFIX_ROWS[0]),
        bucket(form.suffixes[2], AFFIX_ROWS[1]),
        bucket(form.suffixes[3], AFFIX_ROWS[2]),
        bucket(form.prefixes[2], AFFIX_ROWS[3]),
        u32::from(form.shape) + 1,
        u32::from(tag) + 1,
    ]
}

impl Parser {
    /// Reads a model of kind `parser`.
    ///
    /// # Errors
    /// If the payload is not that of a parser.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, ModelError> {
        let count = reader.size()?;
        let mut tags = Vec::new();
        for pair in reader.take(count.saturating_mul(2))?.chunks_exact(2) {
            let tag = Upos::at(usize::from(pair[0])).zip(Xpos::at(usize::from(pair[1])));
            tags.push(tag.ok_or_else(|| ModelError::Content("unknown tag".to_owned()))?);
        }
        let count = reader.size()?;
        let bytes = reader.take(count.saturating_mul(4))?;
        let fingerprints: Vec<u32> =
            bytes.chunks_exact(4).map(|b| u32::from_le_bytes(b.try_into().expect("four bytes"))).collect();
        let network = Network::read(reader)?;
        let widths = network.widths();
        if widths.tags != tags.len() || widths.labels != Deprel::NAMES.len() {
            return Err(ModelError::Content(format!("{} tags and {} relations", widths.tags, widths.labels)));
        }
        Ok(Self { tags, words: Words::new(&fingerprints), network })
    }

    /// Returns the tags that the parser reads and gives.
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// Returns what the network reads of a word with its first tag.
    pub fn rows(&self, form: &Form, tag: u8) -> Rows {
        let [a, b, c, d, e, f] = feature_rows(form, tag);
        [self.words.row(form.word), a, b, c, d, e, f]
    }

    /// Parses sentences that stand one after the other, without gaps.
    pub fn parse(&self, rows: &[Rows], sentences: &[Range<usize>]) -> Vec<Found> {
        dispatch(Analyse { network: &self.network, rows, sentences, root_label: Deprel::ROOT.index() })
    }
}
