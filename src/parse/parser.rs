//! The parser: words as rows of the network's tables, and the network's answer as tags, heads and relations.

use std::ops::Range;

use crate::model::kernel::dispatch;
use crate::model::{ModelError, Reader, combine};
use crate::parse::form::Form;
use crate::parse::lookup::Lookup;
use crate::parse::network::{Analyse, Found, Network, Rows, TABLES};
use crate::parse::tagger::{Tag, read_tags};
use crate::parse::tags::Deprel;

/// Rows of the hashed tables: last 2, 3, 4 characters, first 3. Row 0 is never hit: it stands for what training left out.
pub(crate) const AFFIX_ROWS: [usize; 4] = [1024, 4096, 8192, 4096];

/// The trained parser.
#[derive(Debug, Clone)]
pub(crate) struct Parser {
    tags: Vec<Tag>,
    /// Row of each word that has one.
    words: Lookup,
    network: Network,
}

/// Returns the rows of a word in the tables after the first: affixes, shape, first tag.
pub(crate) fn feature_rows(form: &Form, tag: u8) -> [u32; 6] {
    #[expect(clippy::cast_possible_truncation, reason = "a row is below the number of rows")]
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
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, ModelError> {
        let tags = read_tags(reader)?;
        let count = reader.size()?;
        let bytes = reader.take(count.saturating_mul(4))?;
        let fingerprints = bytes.chunks_exact(4).map(|b| u32::from_le_bytes(b.try_into().expect("four bytes")));
        let words = Lookup::new(&fingerprints.zip(1..).collect::<Vec<_>>());
        let network = Network::read(reader)?;
        let widths = network.widths();
        if widths.tags != tags.len() || widths.labels != Deprel::NAMES.len() {
            return Err(ModelError::Content(format!("{} tags and {} relations", widths.tags, widths.labels)));
        }
        Ok(Self { tags, words, network })
    }

    /// Returns the tags that the parser reads and gives.
    pub(crate) fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// Returns what the network reads of a word with its first tag.
    pub(crate) fn rows(&self, form: &Form, tag: u8) -> Rows {
        let mut rows = [self.words.get(form.word); TABLES];
        rows[1..].copy_from_slice(&feature_rows(form, tag));
        rows
    }

    /// Parses sentences that stand one after the other, without gaps.
    pub(crate) fn parse(&self, rows: &[Rows], sentences: &[Range<usize>]) -> Vec<Found> {
        dispatch(Analyse { network: &self.network, rows, sentences, root_label: Deprel::ROOT.index() })
    }
}
