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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sketch {
    pub(crate) hashes: Vec<u64>,
    /// How many different shingles the text has.
    pub(crate) count: usize,
}

/// Returns the sketch of a document.
pub(super) fn sketch_of(found: &Contribution<'_>) -> Sketch {
    sketch(&shingles(found.layout.blocks.iter().map(|span| span.of(&found.document.text))))
}

/// Returns for each text, in order of the documents' ids, the index of the one that it nearly copies. The order decides only ties.
pub(crate) fn near_copies(sketches: &[&Sketch]) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (0..sketches.len()).filter(|at| sketches[*at].count >= MIN_SHINGLES).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(sketches[*at].count), *at));
    let mut originals: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut copies = vec![None; sketches.len()];
    for at in order {
        let own = sketches[at];
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
fn original(own: &Sketch, sketches: &[&Sketch], originals: &HashMap<u64, Vec<usize>>) -> Option<usize> {
    let mut near: Vec<usize> = own.hashes.iter().filter_map(|hash| originals.get(hash)).flatten().copied().collect();
    near.sort_unstable();
    // Half of the shortest text's shingles is the least that ever suffices.
    let mut near: Vec<usize> =
        near.chunk_by(|a, b| a == b).filter(|c| c.len() >= MIN_SHINGLES / 2).map(|c| c[0]).collect();
    near.dedup();
    let mut best: Option<(f64, usize)> = None;
    for at in near {
        let share = contained(own, sketches[at]);
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Words that may follow each other, a hundred of them: sentences of their own never share five in a row but by chance.
    const NAMES: [&str; 10] =
        ["Peru", "Norway", "Keller", "Nokia", "Lima", "Oslo", "parliament", "farmers", "ministers", "students"];
    const VERBS: [&str; 10] =
        ["visited", "criticised", "backed", "met", "blamed", "joined", "left", "praised", "warned", "sued"];
    const REST: [&str; 10] = ["on", "after", "talks", "the", "new", "harbour", "budget", "with", "old", "border"];

    /// Random numbers that are the same on every run: xorshift64 (Marsaglia 2003, "Xorshift RNGs", p. 4).
    struct Random(u64);

    impl Random {
        fn below(&mut self, end: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            usize::try_from(self.0 % end as u64).unwrap()
        }

        fn paragraphs(&mut self, count: usize) -> Vec<Vec<String>> {
            (0..count).map(|_| self.words(40)).collect()
        }

        fn words(&mut self, count: usize) -> Vec<String> {
            let lists = [NAMES, VERBS, REST, REST, NAMES, REST];
            (0..count).map(|at| lists[at % lists.len()][self.below(10)].to_owned()).collect()
        }

        /// Changes a share of the words.
        fn edited(&mut self, report: &[Vec<String>], per_cent: usize) -> Vec<Vec<String>> {
            let mut out = report.to_vec();
            for word in out.iter_mut().flatten() {
                if self.below(100) < per_cent {
                    *word = format!("other{}", self.below(1000));
                }
            }
            out
        }
    }

    fn copies(sketches: &[Sketch]) -> Vec<Option<usize>> {
        near_copies(&sketches.iter().collect::<Vec<_>>())
    }

    fn sketched(paragraphs: &[Vec<String>]) -> Sketch {
        let blocks: Vec<String> = paragraphs.iter().map(|p| p.join(" ")).collect();
        sketch(&shingles(blocks.iter().map(String::as_str)))
    }

    /// Makes pairs of an article and a variant and says in how many of a hundred the two count as one.
    fn found(make: impl Fn(&mut Random) -> (Vec<Vec<String>>, Vec<Vec<String>>)) -> usize {
        let mut random = Random(0x9E37_79B9_7F4A_7C15);
        (0..100)
            .filter(|_| {
                let (report, variant) = make(&mut random);
                copies(&[sketched(&report), sketched(&variant)]).iter().any(Option::is_some)
            })
            .count()
    }

    #[test]
    fn variants_of_a_report_are_found_and_reports_of_their_own_are_not() {
        let variants: [(&str, usize, usize, usize); 10] = [
            // Paragraphs of the report that are kept, words changed in a hundred, paragraphs added; of 12 paragraphs.
            ("another headline", 12, 0, 1),
            ("a changed word in fifty", 12, 2, 0),
            ("a changed word in twenty", 12, 5, 1),
            ("a changed word in ten", 12, 10, 0),
            ("cut to two thirds", 8, 0, 0),
            ("cut to half", 6, 0, 0),
            ("cut to half and edited", 6, 5, 1),
            // Reports of their own.
            ("nothing in common", 0, 0, 12),
            ("a third of background in common", 4, 0, 8),
            ("every fourth word changed", 12, 25, 0),
        ];
        for (number, (what, kept, changed, added)) in variants.into_iter().enumerate() {
            let count = found(|random| {
                let report = random.paragraphs(12);
                let mut variant = random.edited(&report[..kept], changed);
                variant.extend(random.paragraphs(added));
                (report, variant)
            });
            let is_copy = number < 7;
            assert!(if is_copy { count >= 95 } else { count <= 1 }, "{what}: {count} of 100");
        }
    }

    #[test]
    fn the_fullest_text_is_the_original_and_a_brief_joins_no_two_reports() {
        let mut random = Random(7);
        let brief = random.paragraphs(2);
        let longer = |random: &mut Random, more| [brief.clone(), random.paragraphs(more)].concat();
        let (first, second) = (longer(&mut random, 3), longer(&mut random, 4));
        let all = [sketched(&brief), sketched(&first), sketched(&second)];
        assert_eq!(copies(&all), [Some(1), None, None]);
        // A third of the length is a brief of its own.
        let long = longer(&mut random, 20);
        assert_eq!(copies(&[sketched(&brief), sketched(&long)]), [None, None]);
        // Too short to tell.
        let short = sketched(&[random.words(12)]);
        assert_eq!(copies(&[short, sketched(&[Random(7).words(12)])]), [None, None]);
    }

    #[test]
    fn many_texts_with_one_phrase_are_compared_with_few() {
        let mut random = Random(3);
        let phrase = random.words(30);
        let texts: Vec<Sketch> =
            (0..600).map(|_| sketched(&[vec![phrase.clone()], random.paragraphs(4)].concat())).collect();
        assert!(copies(&texts).iter().all(Option::is_none));
    }
}
