//! The parser's network: spelling, word vectors and first tags of a sentence in, scores of tags, arcs and labels out.
//!
//! Two layers of simple recurrent units in both directions (Lei et al. 2018) read the words; arcs are scored by a bilinear form
//! (Dozat and Manning 2017) with the distance, labels by a small layer over dependant, head and distance. Products are whole numbers
//! ([`crate::model::matrix`]); all else is done number by number in one order, so that every processor gives the same bytes.

#![expect(
    clippy::inline_always,
    reason = "what runs for a kernel is compiled into one function that is built for the processor at hand"
)]

use std::ops::Range;

use crate::model::kernel::{Kernel, Work};
use crate::model::math::{sigmoid, tanh};
use crate::model::matrix::{Matrix, quantize};
use crate::model::{ModelError, Reader};
use crate::parse::arcs::{Arcs, decode, greatest};

/// Distances between word and head are told apart up to this.
pub(crate) const FAR: isize = 12;
/// Heads beyond this number of words all have the same distance.
const NEAR: usize = FAR as usize - 1;
/// Entries of the distance table: both directions and the root.
pub(crate) const DISTANCES: usize = 2 * FAR as usize + 2;
/// Classes of distance: before or behind; next, second, near, far; the root.
pub(crate) const CLASSES: usize = 9;
/// Slope of the leaky rectifier below zero.
pub(crate) const LEAK: f32 = 0.1;
/// Arc scores are worked out for this many heads at once.
const LANES: usize = 16;

/// An embedding table in 8 bits, a scale for each row.
#[derive(Debug, Clone)]
struct Table {
    scales: Vec<f32>,
    rows: Vec<i8>,
}

/// Widths of a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Widths {
    /// Of the word input and of each side of a layer.
    pub(crate) word: usize,
    /// Of what arcs are scored by.
    pub(crate) arc: usize,
    /// Of the hidden layer of labels.
    pub(crate) label: usize,
    /// Number of relations.
    pub(crate) labels: usize,
    /// Number of tags.
    pub(crate) tags: usize,
}

/// The trained network.
#[derive(Debug, Clone)]
pub(crate) struct Network {
    widths: Widths,
    tables: Vec<Table>,
    layers: Vec<Matrix>,
    /// From the last layer: dependant, head, dependant and head for labels, tags.
    views: Matrix,
    /// From a dependant: what its heads are multiplied by, and its score of each class of distance.
    arcs: Matrix,
    distance: Vec<f32>,
    root: Vec<f32>,
    label_root: Vec<f32>,
    /// One row for each class of distance.
    label_distance: Vec<f32>,
    label: Matrix,
}

/// What the network reads of one token: a row of each table.
pub(crate) type Rows = [u32; TABLES];
/// Tables: word, four affixes, shape, first tag.
pub(crate) const TABLES: usize = 7;

/// What was found for one token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    /// Index of the head in the sentence; its length for the root.
    pub(crate) head: usize,
    /// Place of the relation.
    pub(crate) label: usize,
    /// Place of the tag.
    pub(crate) tag: usize,
}

/// Returns the place in the distance table and the class of a head (`length` for the root) seen from a dependant.
pub(crate) fn distance(dependant: usize, head: usize, length: usize) -> (usize, usize) {
    if head == length {
        return (DISTANCES - 1, CLASSES - 1);
    }
    let offset = head.cast_signed() - dependant.cast_signed();
    let clipped = offset.clamp(-FAR, FAR) + FAR;
    let class = match offset.unsigned_abs() {
        0 | 1 => 0,
        2 => 1,
        3..=5 => 2,
        _ => 3,
    };
    (clipped.cast_unsigned(), class + if offset > 0 { 4 } else { 0 })
}

impl Table {
    fn read(reader: &mut Reader<'_>, width: usize) -> Result<Self, ModelError> {
        let count = reader.size()?;
        let scales = reader.floats(count)?;
        let rows = reader.take(count.saturating_mul(width))?.iter().map(|b| b.cast_signed()).collect();
        if count == 0 {
            return Err(ModelError::Content("an empty table".to_owned()));
        }
        Ok(Self { scales, rows })
    }

    #[inline(always)]
    fn add(&self, row: u32, to: &mut [f32]) {
        // A row beyond the end cannot come from a word; the last one stands in.
        let row = (row as usize).min(self.scales.len() - 1);
        let scale = self.scales[row];
        let values = &self.rows[row * to.len()..][..to.len()];
        to.iter_mut().zip(values).for_each(|(t, v)| *t += f32::from(*v) * scale);
    }
}

impl Network {
    /// Reads the network's part of a model.
    ///
    /// # Errors
    /// If the payload is not that of a network.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, ModelError> {
        let mut size = || reader.size();
        let (layers, word, arc, label, labels, tags) = (size()?, size()?, size()?, size()?, size()?, size()?);
        let widths = Widths { word, arc, label, labels, tags };
        if layers == 0 || [word, arc, label, labels, tags].iter().any(|w| !(1..=MOST).contains(w)) {
            return Err(ModelError::Content(format!("{layers} layers and {widths:?}")));
        }
        let tables = (0..TABLES).map(|_| Table::read(reader, word)).collect::<Result<_, _>>()?;
        let layers = (0..layers)
            .map(|at| Matrix::read(reader, if at == 0 { 3 * word } else { 2 * word }, 6 * word))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            widths,
            tables,
            layers,
            views: Matrix::read(reader, 2 * word, 2 * arc + 2 * label + tags)?,
            arcs: Matrix::read(reader, arc, arc + CLASSES)?,
            distance: reader.floats(DISTANCES)?,
            root: reader.floats(arc)?,
            label_root: reader.floats(label)?,
            label_distance: reader.floats(CLASSES * label)?,
            label: Matrix::read(reader, label, labels)?,
        })
    }

    /// Returns the widths.
    pub(crate) fn widths(&self) -> Widths {
        self.widths
    }
}

/// No width of a network exceeds this.
const MOST: usize = 4096;

/// Analyses sentences that stand one after the other. `root_label`: the relation that the root's word has, and no other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Analyse<'n> {
    /// The network.
    pub(crate) network: &'n Network,
    /// The rows of each token.
    pub(crate) rows: &'n [Rows],
    /// The sentences, in order, without gaps.
    pub(crate) sentences: &'n [Range<usize>],
    /// Place of the relation `root`.
    pub(crate) root_label: usize,
}

impl Work for Analyse<'_> {
    type Output = Vec<Found>;

    #[inline(always)]
    fn run<K: Kernel>(self, kernel: K) -> Vec<Found> {
        let top = self.read_words(kernel);
        let mut views = Vec::new();
        self.network.views.apply(kernel, &top, &mut views);
        let heads = self.heads(kernel, &views);
        let labels = self.labels(kernel, &views, &heads);
        let (stride, from) = (self.network.views.stride(), self.network.views.columns() - self.network.widths.tags);
        let tags = views.chunks_exact(stride).map(|row| greatest(&row[from..from + self.network.widths.tags]));
        heads.into_iter().zip(labels).zip(tags).map(|((head, label), tag)| Found { head, label, tag }).collect()
    }
}

impl Analyse<'_> {
    /// Words to the output of the last layer.
    #[inline(always)]
    fn read_words<K: Kernel>(&self, kernel: K) -> Vec<i16> {
        let width = self.network.widths.word;
        let mut words = vec![0.0; self.rows.len() * width];
        for (word, rows) in words.chunks_exact_mut(width).zip(self.rows) {
            self.network.tables.iter().zip(rows).for_each(|(table, row)| table.add(*row, word));
        }
        let mut input = self.window(&words);
        let mut by = vec![0.0; 2 * words.len()];
        for (pair, word) in by.chunks_exact_mut(2 * width).zip(words.chunks_exact(width)) {
            pair[..width].copy_from_slice(word);
            pair[width..].copy_from_slice(word);
        }
        let mut gates = Vec::new();
        for layer in &self.network.layers {
            layer.apply(kernel, &input, &mut gates);
            self.scan(layer.stride(), &mut gates, &mut by);
            input.resize(by.len(), 0);
            quantize_all(&by, &mut input);
        }
        input
    }

    /// Each word between its neighbours; zeros beyond the sentence.
    #[inline(always)]
    fn window(&self, words: &[f32]) -> Vec<i16> {
        let width = self.network.widths.word;
        let mut quantized = vec![0; words.len()];
        quantize_all(words, &mut quantized);
        let mut out = vec![0; words.len() * 3];
        for sentence in self.sentences {
            for at in sentence.clone() {
                let first = at.saturating_sub(1).max(sentence.start);
                let last = (at + 2).min(sentence.end);
                let to = (at * 3 + first + 1 - at) * width;
                out[to..to + (last - first) * width].copy_from_slice(&quantized[first * width..last * width]);
            }
        }
        out
    }

    /// The recurrent unit in both directions. `by` holds what passes the gates by and takes the output.
    #[inline(always)]
    fn scan(&self, stride: usize, gates: &mut [f32], by: &mut [f32]) {
        let width = self.network.widths.word;
        let mut state = vec![0.0; width];
        for sentence in self.sentences {
            for side in 0..2 {
                state.fill(0.0);
                for step in 0..sentence.len() {
                    let at = if side == 0 { sentence.start + step } else { sentence.end - 1 - step };
                    let gates = &gates[at * stride + side * 3 * width..][..3 * width];
                    unit(gates, &mut state, &mut by[(at * 2 + side) * width..][..width]);
                }
            }
        }
    }

    #[inline(always)]
    fn heads<K: Kernel>(&self, kernel: K, views: &[f32]) -> Vec<usize> {
        let Widths { arc, .. } = self.network.widths;
        let stride = self.network.views.stride();
        let mut dependants = vec![0; self.rows.len() * arc];
        for (dependant, row) in dependants.chunks_exact_mut(arc).zip(views.chunks_exact(stride)) {
            dependant.iter_mut().zip(&row[..arc]).for_each(|(d, x)| *d = quantize(leaky(*x)));
        }
        let mut joined = Vec::new();
        self.network.arcs.apply(kernel, &dependants, &mut joined);
        let mut heads = Vec::with_capacity(self.rows.len());
        let (mut columns, mut scores) = (Vec::new(), Vec::new());
        for sentence in self.sentences {
            let lanes = self.columns(sentence, views, &mut columns);
            self.arc_scores(sentence, &joined, &columns, lanes, &mut scores);
            heads.extend(decode(Arcs { scores: &scores, stride: lanes, length: sentence.len() }));
        }
        heads
    }

    /// The words of a sentence as heads, one row a component, the root last; returns the width of a row.
    #[inline(always)]
    fn columns(&self, sentence: &Range<usize>, views: &[f32], columns: &mut Vec<f32>) -> usize {
        let Widths { arc, .. } = self.network.widths;
        let stride = self.network.views.stride();
        let lanes = (sentence.len() + 1).next_multiple_of(LANES);
        columns.clear();
        columns.resize(arc * lanes, 0.0);
        for (j, at) in sentence.clone().enumerate() {
            let head = &views[at * stride + arc..][..arc];
            head.iter().enumerate().for_each(|(k, x)| columns[k * lanes + j] = leaky(*x));
        }
        self.network.root.iter().enumerate().for_each(|(k, x)| columns[k * lanes + sentence.len()] = *x);
        lanes
    }

    #[inline(always)]
    fn arc_scores(
        &self,
        sentence: &Range<usize>,
        joined: &[f32],
        columns: &[f32],
        lanes: usize,
        scores: &mut Vec<f32>,
    ) {
        let Widths { arc, .. } = self.network.widths;
        let (stride, length) = (self.network.arcs.stride(), sentence.len());
        scores.clear();
        scores.resize(length * lanes, 0.0);
        for (i, at) in sentence.clone().enumerate() {
            let row = &joined[at * stride..][..arc + CLASSES];
            let out = &mut scores[i * lanes..][..lanes];
            for (block, out) in out.chunks_exact_mut(LANES).enumerate() {
                let mut sums = [0.0_f32; LANES];
                for (k, x) in row[..arc].iter().enumerate() {
                    let heads = &columns[k * lanes + block * LANES..][..LANES];
                    sums.iter_mut().zip(heads).for_each(|(s, h)| *s += x * h);
                }
                out.copy_from_slice(&sums);
            }
            self.add_distances(i, length, &row[arc..], out);
        }
    }

    /// Adds what the distance between word `i` and each head scores: near heads stand side by side, far ones score alike.
    #[inline(always)]
    fn add_distances(&self, i: usize, length: usize, classes: &[f32], scores: &mut [f32]) {
        let of = |head: usize| {
            let (place, class) = distance(i, head, length);
            self.network.distance[place] + classes[class]
        };
        let (first, last) = (i.saturating_sub(NEAR), (i + NEAR + 1).min(length));
        if first > 0 {
            let far = of(0);
            scores[..first].iter_mut().for_each(|score| *score += far);
        }
        if last < length {
            let far = of(length - 1);
            scores[last..length].iter_mut().for_each(|score| *score += far);
        }
        (first..last).chain([length]).for_each(|head| scores[head] += of(head));
    }

    #[inline(always)]
    fn labels<K: Kernel>(&self, kernel: K, views: &[f32], heads: &[usize]) -> Vec<usize> {
        let Widths { arc, label: width, labels, .. } = self.network.widths;
        let (stride, network) = (self.network.views.stride(), self.network);
        let mut hidden = vec![0; self.rows.len() * width];
        for sentence in self.sentences {
            for at in sentence.clone() {
                let head = heads[at];
                let class = distance(at - sentence.start, head, sentence.len()).1;
                let of_dependant = &views[at * stride + 2 * arc..][..width];
                let of_head = if head == sentence.len() {
                    &network.label_root[..]
                } else {
                    &views[(sentence.start + head) * stride + 2 * arc + width..][..width]
                };
                let of_distance = &network.label_distance[class * width..][..width];
                let parts = of_dependant.iter().zip(of_head).zip(of_distance);
                for (out, ((d, h), b)) in hidden[at * width..][..width].iter_mut().zip(parts) {
                    *out = quantize(leaky(d + h + b));
                }
            }
        }
        let mut scores = Vec::new();
        network.label.apply(kernel, &hidden, &mut scores);
        let label_stride = network.label.stride();
        // No word but the root's has its relation.
        scores.iter_mut().skip(self.root_label).step_by(label_stride).for_each(|score| *score = f32::NEG_INFINITY);
        let mut found = Vec::with_capacity(heads.len());
        for sentence in self.sentences {
            for at in sentence.clone() {
                let row = &scores[at * label_stride..][..labels];
                let is_root = heads[at] == sentence.len();
                found.push(if is_root { self.root_label } else { greatest(row) });
            }
        }
        found
    }
}

/// One step of the recurrent unit (Lei et al. 2018, equations 1 to 4, without the gates' look at the state).
#[inline(always)]
fn unit(gates: &[f32], state: &mut [f32], by: &mut [f32]) {
    let width = state.len();
    let (forget, rest) = gates.split_at(width);
    let (reset, value) = rest.split_at(width);
    let parts = forget.iter().zip(reset).zip(value).zip(state).zip(by);
    for ((((forget, reset), value), state), by) in parts {
        let (forget, reset) = (sigmoid(*forget), sigmoid(*reset));
        *state = forget * *state + (1.0 - forget) * value;
        *by = reset * tanh(*state) + (1.0 - reset) * *by;
    }
}

// A loop over slices and no iterator that collects: those are built apart, for any processor, and take five times as long.
#[inline(always)]
fn quantize_all(from: &[f32], to: &mut [i16]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to = quantize(*from));
}

#[inline(always)]
fn leaky(x: f32) -> f32 {
    if x > 0.0 { x } else { LEAK * x }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kernel::{dispatch, plain};
    use crate::model::{Writer, open};
    use crate::parse::arcs::is_tree;
    use proptest::prelude::*;

    /// A network of two layers whose weights are taken from `bytes` and whose scales and biases are `float`, in turn.
    fn network(bytes: &[u8], floats: &[f32]) -> Network {
        let (word, arc, label, labels, tags) = (4, 3, 5, 4, 3);
        let mut writer = Writer::default();
        for size in [2, word, arc, label, labels, tags] {
            writer.size(size);
        }
        let (mut bytes, mut floats) = (bytes.iter().cycle(), floats.iter().cycle());
        let mut add = |writer: &mut Writer, float_count: usize, byte_count: usize| {
            (0..float_count).for_each(|_| {
                writer.f32(*floats.next().unwrap());
            });
            (0..byte_count).for_each(|_| {
                writer.raw(&[*bytes.next().unwrap()]);
            });
        };
        for _ in 0..TABLES {
            writer.size(2);
            add(&mut writer, 2, 2 * word);
        }
        let views = 2 * arc + 2 * label + tags;
        for (inner, columns) in [(3 * word, 6 * word), (2 * word, 6 * word), (2 * word, views), (arc, arc + CLASSES)] {
            add(&mut writer, 2 * columns, inner * columns);
        }
        add(&mut writer, DISTANCES + arc + label + CLASSES * label, 0);
        add(&mut writer, 2 * labels, label * labels);
        let sealed = writer.seal("test");
        let mut reader = open("test", &sealed).unwrap();
        let network = Network::read(&mut reader).unwrap();
        reader.finish().unwrap();
        network
    }

    #[test]
    fn distances_have_places_and_classes() {
        let found = [(0, 1), (1, 0), (3, 5), (9, 5), (0, 40), (2, 41)].map(|(i, j)| distance(i, j, 41));
        assert_eq!(found, [(13, 4), (11, 0), (14, 5), (8, 2), (24, 7), (25, 8)]);
    }

    proptest! {
        #[test]
        fn any_weights_give_trees_and_all_kernels_agree(
            bytes in proptest::collection::vec(any::<u8>(), 50..90),
            floats in proptest::collection::vec(-3.0_f32..3.0, 20..40),
            rows in proptest::collection::vec(0..9_u32, 2..40),
            cut in any::<proptest::sample::Index>(),
        ) {
            let network = network(&bytes, &floats);
            let rows: Vec<Rows> = rows.iter().map(|row| [*row; TABLES]).collect();
            let cut = cut.index(rows.len());
            let sentences = [0..cut, cut..rows.len()];
            let work = Analyse { network: &network, rows: &rows, sentences: &sentences, root_label: 1 };
            let found = dispatch(work);
            prop_assert_eq!(&found, &plain(work));
            for sentence in sentences {
                let heads: Vec<usize> = found[sentence].iter().map(|f| f.head).collect();
                prop_assert!(heads.is_empty() || is_tree(&heads), "{:?}", heads);
            }
        }

        #[test]
        fn wild_weights_give_trees(floats in proptest::collection::vec(any::<f32>(), 20..40), count in 1..20_usize) {
            let network = network(&[3, 250, 127, 128], &floats);
            let (rows, sentence) = (vec![[1; TABLES]; count], 0..count);
            let sentences = std::slice::from_ref(&sentence);
            let work = Analyse { network: &network, rows: &rows, sentences, root_label: 0 };
            let heads: Vec<usize> = dispatch(work).iter().map(|f| f.head).collect();
            prop_assert!(is_tree(&heads), "{:?}", heads);
        }
    }
}
