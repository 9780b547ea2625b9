//! What several tests share: the lists loaded once, the articles of `seeds/` and `tests/texts/`, and their graph.

use std::path::Path;
use std::sync::LazyLock;

use whowhom::gazetteer::Gazetteer;
use whowhom::graph::{self, Contribution, Graph, Record};
use whowhom::input::{Document, MAX_DOCUMENT_BYTES, Reader};
use whowhom::pipeline::{Analyser, Analysis};

/// The program's own lists and rules.
pub(crate) static ANALYSER: LazyLock<Analyser> = LazyLock::new(|| Analyser::new(Gazetteer::builtin()));

/// Returns the articles of a folder of the project, in the order of their ids.
pub(crate) fn articles(folder: &str) -> Vec<Document> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    Reader::new(&[path], MAX_DOCUMENT_BYTES).collect::<Result<_, _>>().unwrap()
}

/// Returns all that a document brings to the graph.
pub(crate) fn contribution(analysis: &Analysis) -> Contribution<'_> {
    let Analysis { document, layout, mentions, identity, assertions, .. } = analysis;
    Contribution { document, layout, mentions, identity, assertions }
}

/// Returns the graph of documents that were analysed.
pub(crate) fn graph_of(analyses: &[Analysis]) -> Graph {
    graph::merge(analyses.iter().map(|analysis| Record::new(&contribution(analysis))).collect())
}

/// Random numbers that are the same on every run: xorshift64 (Marsaglia 2003, "Xorshift RNGs", p. 4).
pub(crate) struct Shuffle(u64);

impl Shuffle {
    /// Takes a seed other than 0.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    /// Returns a number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }

    /// Puts items in random order (Fisher and Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}
