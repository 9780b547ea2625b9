//! Near-copies: documents that print one agency's report with other headlines, cuts or words. Ten papers with one text are one source.
//!
//! A text is the set of its shingles, runs of [`SHINGLE`] words (Broder 1997, "On the resemblance and containment of documents"). Each
//! text keeps the [`SKETCH`] smallest hashes of its shingles; two sketches tell how much the sets share, and an index from hash to text
//! finds the few texts worth the comparison. The fullest text of a report counts as the original, so that no brief is the original of
//! two reports that have nothing else in common. Nearly linear in the size of all texts: a hash remembers at most [`MOST`] originals.

use std::collections::HashMap;

use crate::graph::Contribution;
use crate::model::feature::{combine, hash};

/// Words in a run. Five in a row are rarely the same by chance; a changed word breaks five runs.
const SHINGLE: usize = 5;
/// Hashes kept of a text: the share of an article of 400 words that another holds is then estimated with an error of about 0.03, where
/// that other is three times as long with one of 0.07.
const SKETCH: usize = 256;
/// Share of the shorter text's shingles that the other must hold. A text of which every eighth word was changed keeps
/// (7/8)^5 = 0.51 of its runs, one that was cut in half all of them; two reports of their own that quote the same speech or carry the
/// same paragraphs of background share a fifth to a third.
const CONTAINED: f64 = 0.5;
/// A text of less than this share of the other's length is a brief of its own.
const SHORTEST: f64 = 1.0 / 3.0;
/// Shorter texts are too short to tell.
const MIN_SHINGLES: usize = 16;
/// Originals remembered of one hash. A run of words in more texts than that is a phrase of the trade.
const MOST: usize = 32;

/// The smallest hashes of a text's shingles, in order.
struct Sketch {
    hashes: Vec<u64>,
    /// How many different shingles the text has.
    count: usize,
}

/// Returns for each document the index of the one that it nearly copies. The order of the documents decides only ties.
pub(super) fn near_copies(documents: &[&Contribution<'_>]) -> Vec<Option<usize>> {
    let shingles = |document: &&Contribution<'_>| {
        let text = document.document.text.as_str();
        shingles(document.layout.blocks.iter().map(|span| span.of(text)))
    };
    copies(&documents.iter().map(|document| sketch(&shingles(document))).collect::<Vec<_>>())
}

fn copies(sketches: &[Sketch]) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (0..sketches.len()).filter(|at| sketches[*at].count >= MIN_SHINGLES).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(sketches[*at].count), *at));
    let mut originals: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut copies = vec![None; sketches.len()];
    for at in order {
        let own = &sketches[at];
        copies[at] = original(own, sketches, &originals);
        if copies[at].is_none() {
            for hash in &own.hashes {
                let known = originals.entry(*hash).or_default();
                if known.len() < MOST {
                    known.push(at);
                }
            }
        }
    }
    copies
}

/// The original that holds most of a text, if it holds enough; of equal ones the first.
fn original(own: &Sketch, sketches: &[Sketch], originals: &HashMap<u64, Vec<usize>>) -> Option<usize> {
    let mut near: Vec<usize> = own.hashes.iter().filter_map(|hash| originals.get(hash)).flatten().copied().collect();
    near.sort_unstable();
    // Half of the shortest text's shingles is the least that ever suffices.
    let mut near: Vec<usize> =
        near.chunk_by(|a, b| a == b).filter(|c| c.len() >= MIN_SHINGLES / 2).map(|c| c[0]).collect();
    near.dedup();
    let mut best: Option<(f64, usize)> = None;
    for at in near {
        let share = contained(own, &sketches[at]);
        if share >= CONTAINED && best.is_none_or(|(most, _)| share > most) {
            best = Some((share, at));
        }
    }
    best.map(|(_, at)| at)
}

/// The share of the shorter text's shingles that the longer one holds, 0 if it is far shorter.
#[expect(clippy::cast_precision_loss, reason = "no text has 2^52 shingles")]
fn contained(a: &Sketch, b: &Sketch) -> f64 {
    let (a_count, b_count) = (a.count as f64, b.count as f64);
    let shorter = a_count.min(b_count);
    if shorter < SHORTEST * a_count.max(b_count) {
        return 0.0;
    }
    // The smallest hashes of both together are a random sample of both together.
    let (mut i, mut j, mut seen, mut shared) = (0, 0, 0_usize, 0_usize);
    while seen < SKETCH && (i < a.hashes.len() || j < b.hashes.len()) {
        let (left, right) = (a.hashes.get(i), b.hashes.get(j));
        let is_first = left.is_some() && (right.is_none() || left <= right);
        let is_second = right.is_some() && (left.is_none() || right <= left);
        shared += usize::from(is_first && is_second);
        i += usize::from(is_first);
        j += usize::from(is_second);
        seen += 1;
    }
    let resemblance = shared as f64 / seen.max(1) as f64;
    resemblance * (a_count + b_count) / (1.0 + resemblance) / shorter
}

/// Hashes of the runs of words of an article, without its boilerplate, datelines, case and punctuation.
fn shingles<'a>(blocks: impl Iterator<Item = &'a str>) -> Vec<u64> {
    let words: Vec<u64> = blocks.flat_map(words).map(|word| hash(word.to_lowercase().as_bytes())).collect();
    words.windows(SHINGLE).map(|run| run.iter().fold(SHINGLE as u64, |all, word| combine(all, *word))).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn sketch(shingles: &[u64]) -> Sketch {
    let mut hashes = shingles.to_vec();
    hashes.sort_unstable();
    hashes.dedup();
    let count = hashes.len();
    hashes.truncate(SKETCH);
    Sketch { hashes, count }
}
