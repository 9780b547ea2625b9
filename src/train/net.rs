//! The parser's network under training: parameters in one array, forward and backward passes, Adam.
//!
//! The design is that of [`crate::parse::parser`]; here in single precision with dropout. Sentences of a batch stand one after the
//! other: every matrix has one row a token. Gradients are written by hand and checked against differences in the tests.

use std::ops::Range;

use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut2};

use crate::model::math::{exp, sigmoid, tanh};
use crate::parse::network::{CLASSES, DISTANCES, LEAK, distance};
use crate::train::Random;

/// Sizes of a network.
#[derive(Debug, Clone)]
pub(crate) struct Sizes {
    /// Rows of each embedding table; row 0 stands for the unknown.
    pub(crate) tables: Vec<usize>,
    /// Width of the given word vectors.
    pub(crate) vector: usize,
    /// Width of the word input and of each side of a layer.
    pub(crate) width: usize,
    /// Layers.
    pub(crate) layers: usize,
    /// Width of what arcs are scored by.
    pub(crate) arc: usize,
    /// Width of the hidden layer that labels arcs.
    pub(crate) label: usize,
    /// Number of relations.
    pub(crate) labels: usize,
    /// Number of tags.
    pub(crate) tags: usize,
}

/// A matrix among the parameters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tensor {
    start: usize,
    /// Rows.
    pub(crate) rows: usize,
    /// Columns.
    pub(crate) columns: usize,
}

impl Tensor {
    /// Where it stands in the array of parameters.
    pub(crate) fn range(self) -> Range<usize> {
        self.start..self.start + self.rows * self.columns
    }

    fn row(self, row: usize) -> Range<usize> {
        let start = self.start + row * self.columns;
        start..start + self.columns
    }
}

/// Where each matrix stands.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    /// One table for each kind of word feature.
    pub(crate) tables: Vec<Tensor>,
    /// Maps word vectors to the word input.
    pub(crate) map: Tensor,
    /// For each layer weights and biases of forget gate, reset gate and value, left to right, then right to left.
    pub(crate) layers: Vec<[Tensor; 2]>,
    /// Weights and bias of a word as dependant.
    pub(crate) dependant: [Tensor; 2],
    /// Weights and bias of a word as head.
    pub(crate) head: [Tensor; 2],
    /// Joins dependant and head.
    pub(crate) bilinear: Tensor,
    /// What a head scores on its own.
    pub(crate) head_bias: Tensor,
    /// What a distance scores on its own.
    pub(crate) distance: Tensor,
    /// What a class of distance scores with a dependant.
    pub(crate) distance_class: Tensor,
    /// The root as a head.
    pub(crate) root: Tensor,
    /// Dependant, head and bias of the label's hidden layer.
    pub(crate) label_hidden: [Tensor; 3],
    /// What a class of distance gives to the label's hidden layer.
    pub(crate) label_distance: Tensor,
    /// The root as a head, for labels.
    pub(crate) label_root: Tensor,
    /// Weights and bias of labels.
    pub(crate) label: [Tensor; 2],
    /// Weights and bias of tags.
    pub(crate) tag: [Tensor; 2],
    /// Number of parameters.
    pub(crate) total: usize,
}

impl Layout {
    /// Lays out a network.
    pub(crate) fn new(sizes: &Sizes) -> Self {
        let mut total = 0;
        let mut tensor = |rows: usize, columns: usize| {
            let start = total;
            total += rows * columns;
            Tensor { start, rows, columns }
        };
        let (width, both) = (sizes.width, 2 * sizes.width);
        let tables = sizes.tables.iter().map(|rows| tensor(*rows, width)).collect();
        let map = tensor(sizes.vector, width);
        let layers = (0..sizes.layers)
            .map(|layer| [tensor(if layer == 0 { 3 * width } else { both }, 6 * width), tensor(1, 6 * width)])
            .collect();
        let mut affine = |rows, columns| [tensor(rows, columns), tensor(1, columns)];
        let dependant = affine(both, sizes.arc);
        let head = affine(both, sizes.arc);
        let tag = affine(both, sizes.tags);
        let label = affine(sizes.label, sizes.labels);
        let mut layout = Self {
            tables,
            map,
            layers,
            dependant,
            head,
            bilinear: tensor(sizes.arc, sizes.arc),
            head_bias: tensor(1, sizes.arc),
            distance: tensor(1, DISTANCES),
            distance_class: tensor(CLASSES, sizes.arc),
            root: tensor(1, sizes.arc),
            label_hidden: [tensor(both, sizes.label), tensor(both, sizes.label), tensor(1, sizes.label)],
            label_distance: tensor(CLASSES, sizes.label),
            label_root: tensor(1, sizes.label),
            label,
            tag,
            total: 0,
        };
        layout.total = total;
        layout
    }

    /// Returns parameters to begin with: uniform, scaled by the number of inputs (Glorot and Bengio 2010); biases zero.
    pub(crate) fn start(&self, random: &mut Random) -> Vec<f32> {
        let mut values = vec![0.0; self.total];
        let mut fill = |tensor: Tensor, bound: f32| {
            values[tensor.range()].iter_mut().for_each(|v| *v = (random.share() * 2.0 - 1.0) * bound);
        };
        let glorot = |t: Tensor| (6.0 / (t.rows + t.columns) as f32).sqrt();
        self.tables.iter().for_each(|t| fill(*t, (3.0 / t.columns as f32).sqrt() * 0.5));
        self.layers.iter().for_each(|[w, _]| fill(*w, (3.0 / w.rows as f32).sqrt()));
        for t in [self.map, self.dependant[0], self.head[0], self.bilinear, self.label_hidden[0], self.label_hidden[1]]
        {
            fill(t, glorot(t));
        }
        for t in [self.label[0], self.tag[0]] {
            fill(t, glorot(t));
        }
        for t in [self.root, self.label_root, self.distance_class, self.label_distance] {
            fill(t, 0.1);
        }
        values
    }
}

/// Sentences as numbers, one after the other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Batch {
    /// For each table, the row of each token.
    pub(crate) features: Vec<Vec<u32>>,
    /// The word vector of each token, zero where none is known.
    pub(crate) vectors: Vec<f32>,
    /// Where sentences end; the first begins at 0.
    pub(crate) ends: Vec<usize>,
    /// Gold head within the sentence, its length for the root.
    pub(crate) heads: Vec<usize>,
    /// Gold relation.
    pub(crate) labels: Vec<usize>,
    /// Gold tag.
    pub(crate) tags: Vec<usize>,
}

impl Batch {
    /// Number of tokens.
    pub(crate) fn len(&self) -> usize {
        self.heads.len()
    }

    fn sentences(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.ends.iter().scan(0, |start, end| Some(std::mem::replace(start, *end)..*end))
    }
}

/// How much is left out in training.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Dropout {
    /// Share of the word input.
    pub(crate) input: f32,
    /// Share of each layer's output.
    pub(crate) layer: f32,
    /// Share of what arcs are scored by.
    pub(crate) arc: f32,
    /// Share of the label's hidden layer.
    pub(crate) label: f32,
}

/// Weight of the tags' loss.
const TAG_LOSS: f32 = 0.3;

/// What a pass found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    /// Best head of each token within its sentence, by itself.
    pub(crate) heads: Vec<usize>,
    /// Best relation to that head.
    pub(crate) labels: Vec<usize>,
    /// Best tag.
    pub(crate) tags: Vec<usize>,
}

/// One network with its data for a pass.
pub(crate) struct Pass<'n> {
    sizes: &'n Sizes,
    layout: &'n Layout,
    values: &'n [f32],
    batch: &'n Batch,
}

/// What the forward pass keeps of one layer.
struct Layer {
    /// What the products read: a window of words or the layer below.
    input: Vec<f32>,
    /// What passes by the gates.
    by: Vec<f32>,
    /// Gates and values after the sigmoid, as laid out in the weights.
    gates: Vec<f32>,
    /// States of both directions.
    states: Vec<f32>,
    /// Outputs after dropout.
    output: Vec<f32>,
    mask: Vec<f32>,
}

/// `c = a b + scale c`, each row-major; `a` has `n` rows.
fn product(a: &[f32], b: &[f32], n: usize, inner: usize, m: usize, scale: f32, c: &mut [f32]) {
    let view = |x, shape| ArrayView2::from_shape(shape, x).expect("sizes fit");
    let mut c = ArrayViewMut2::from_shape((n, m), c).expect("sizes fit");
    general_mat_mul(1.0, &view(a, (n, inner)), &view(b, (inner, m)), scale, &mut c);
}

/// `c += a' b`: gradients of weights; `a` is `n` by `rows`, `b` is `n` by `m`.
fn product_left(a: &[f32], b: &[f32], n: usize, rows: usize, m: usize, c: &mut [f32]) {
    let a = ArrayView2::from_shape((n, rows), a).expect("sizes fit");
    let b = ArrayView2::from_shape((n, m), b).expect("sizes fit");
    let mut c = ArrayViewMut2::from_shape((rows, m), c).expect("sizes fit");
    general_mat_mul(1.0, &a.t(), &b, 1.0, &mut c);
}

/// `c += a b'`: gradients of inputs; `a` is `n` by `m`, `b` is `rows` by `m`.
fn product_right(a: &[f32], b: &[f32], n: usize, m: usize, rows: usize, c: &mut [f32]) {
    let a = ArrayView2::from_shape((n, m), a).expect("sizes fit");
    let b = ArrayView2::from_shape((rows, m), b).expect("sizes fit");
    let mut c = ArrayViewMut2::from_shape((n, rows), c).expect("sizes fit");
    general_mat_mul(1.0, &a, &b.t(), 1.0, &mut c);
}

fn add_bias(rows: &mut [f32], bias: &[f32]) {
    rows.chunks_exact_mut(bias.len()).for_each(|row| row.iter_mut().zip(bias).for_each(|(x, b)| *x += b));
}

fn add_columns(rows: &[f32], sum: &mut [f32]) {
    rows.chunks_exact(sum.len()).for_each(|row| sum.iter_mut().zip(row).for_each(|(s, x)| *s += x));
}

fn leaky(x: f32) -> f32 {
    if x > 0.0 { x } else { LEAK * x }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn add_scaled(to: &mut [f32], from: &[f32], by: f32) {
    to.iter_mut().zip(from).for_each(|(t, f)| *t += f * by);
}

/// A mask of zeros and of ones scaled up so that the mean stays.
fn mask(length: usize, share: f32, random: Option<&mut Random>) -> Vec<f32> {
    match random {
        Some(random) if share > 0.0 => {
            let keep = 1.0 / (1.0 - share);
            (0..length).map(|_| if random.share() < share { 0.0 } else { keep }).collect()
        }
        _ => vec![1.0; length],
    }
}

fn masked(values: &mut [f32], mask: &[f32]) {
    values.iter_mut().zip(mask).for_each(|(v, m)| *v *= m);
}

/// Replaces scores by probabilities; returns the greatest place and the logarithm of the probability of `gold`.
fn softmax(scores: &mut [f32], gold: usize) -> (usize, f32) {
    let mut best = 0;
    for (at, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = at;
        }
    }
    let top = scores[best];
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = exp((*score - top).max(-80.0));
        sum += *score;
    }
    scores.iter_mut().for_each(|s| *s /= sum);
    (best, scores[gold].max(1e-30).ln())
}

impl<'n> Pass<'n> {
    /// Prepares a pass.
    pub(crate) fn new(sizes: &'n Sizes, layout: &'n Layout, values: &'n [f32], batch: &'n Batch) -> Self {
        Self { sizes, layout, values, batch }
    }

    fn value(&self, tensor: Tensor) -> &'n [f32] {
        &self.values[tensor.range()]
    }

    /// Returns the best analysis, each word by itself.
    pub(crate) fn predict(&self) -> Found {
        let (_, layers) = self.forward(Dropout::default(), None);
        let mut found = Found::default();
        self.heads(&layers.last().expect("there is a layer").output, None, &mut found, Dropout::default());
        found
    }

    /// Adds the gradients of the loss, divided by `weight` tokens, to `gradients`; returns the loss.
    pub(crate) fn learn(&self, dropout: Dropout, random: &mut Random, weight: f32, gradients: &mut [f32]) -> f32 {
        let (word_mask, layers) = self.forward(dropout, Some(random));
        let top = &layers.last().expect("there is a layer").output;
        let mut carried = vec![0.0; top.len()];
        let mut found = Found::default();
        let mut learning = Learning { random, gradients, carried: &mut carried, weight };
        let loss = self.heads(top, Some(&mut learning), &mut found, dropout);
        self.backward(&word_mask, &layers, carried, gradients);
        loss
    }

    /// Words to the outputs of the layers; the mask of the words comes first.
    fn forward(&self, dropout: Dropout, mut random: Option<&mut Random>) -> (Vec<f32>, Vec<Layer>) {
        let (n, width) = (self.batch.len(), self.sizes.width);
        let mut words = vec![0.0; n * width];
        product(&self.batch.vectors, self.value(self.layout.map), n, self.sizes.vector, width, 0.0, &mut words);
        for (table, rows) in self.layout.tables.iter().zip(&self.batch.features) {
            for (word, row) in words.chunks_exact_mut(width).zip(rows) {
                add_scaled(word, &self.values[table.row(*row as usize)], 1.0);
            }
        }
        let mut layers: Vec<Layer> = Vec::new();
        let word_mask = mask(words.len(), dropout.input, random.as_deref_mut());
        masked(&mut words, &word_mask);
        for [weights, bias] in &self.layout.layers {
            let (input, by) = match layers.last() {
                None => (self.window(&words), twice(&words, width)),
                Some(below) => (below.output.clone(), below.output.clone()),
            };
            let mut gates = vec![0.0; n * 6 * width];
            product(&input, self.value(*weights), n, weights.rows, 6 * width, 0.0, &mut gates);
            add_bias(&mut gates, self.value(*bias));
            let mut layer = Layer {
                input,
                by,
                gates,
                states: vec![0.0; n * 2 * width],
                output: vec![0.0; n * 2 * width],
                mask: mask(n * 2 * width, dropout.layer, random.as_deref_mut()),
            };
            self.scan(&mut layer);
            masked(&mut layer.output, &layer.mask);
            layers.push(layer);
        }
        (word_mask, layers)
    }

    /// Each word between its neighbours.
    fn window(&self, words: &[f32]) -> Vec<f32> {
        let width = self.sizes.width;
        let mut out = vec![0.0; words.len() * 3];
        for sentence in self.batch.sentences() {
            for at in sentence.clone() {
                for (slot, from) in [(0, at.wrapping_sub(1)), (1, at), (2, at + 1)] {
                    if sentence.contains(&from) {
                        let to = (at * 3 + slot) * width;
                        out[to..to + width].copy_from_slice(&words[from * width..(from + 1) * width]);
                    }
                }
            }
        }
        out
    }

    /// The simple recurrent unit (Lei et al. 2018, equations 1 to 4, without the gates' look at the state), in both directions.
    fn scan(&self, layer: &mut Layer) {
        let width = self.sizes.width;
        for sentence in self.batch.sentences() {
            for side in 0..2 {
                let mut state = vec![0.0; width];
                for step in 0..sentence.len() {
                    let at = if side == 0 { sentence.start + step } else { sentence.end - 1 - step };
                    let gates = &mut layer.gates[(at * 2 + side) * 3 * width..][..3 * width];
                    let place = (at * 2 + side) * width;
                    for k in 0..width {
                        let forget = sigmoid(gates[k]);
                        let reset = sigmoid(gates[width + k]);
                        gates[k] = forget;
                        gates[width + k] = reset;
                        state[k] = forget * state[k] + (1.0 - forget) * gates[2 * width + k];
                        layer.states[place + k] = state[k];
                        layer.output[place + k] = reset * tanh(state[k]) + (1.0 - reset) * layer.by[place + k];
                    }
                }
            }
        }
    }

    /// The way back through the layers. `carried`: gradient of the last layer's output.
    fn backward(&self, word_mask: &[f32], layers: &[Layer], mut carried: Vec<f32>, gradients: &mut [f32]) {
        let (n, width) = (self.batch.len(), self.sizes.width);
        for (layer, [weights, bias]) in layers.iter().zip(&self.layout.layers).rev() {
            masked(&mut carried, &layer.mask);
            let (gates, by) = self.scan_back(layer, &carried);
            product_left(&layer.input, &gates, n, weights.rows, 6 * width, &mut gradients[weights.range()]);
            add_columns(&gates, &mut gradients[bias.range()]);
            let mut input = vec![0.0; n * weights.rows];
            product_right(&gates, self.value(*weights), n, 6 * width, weights.rows, &mut input);
            if weights.rows == 3 * width {
                carried = self.window_back(&input, &by);
            } else {
                add_scaled(&mut input, &by, 1.0);
                carried = input;
            }
        }
        masked(&mut carried, word_mask);
        let map = self.layout.map;
        product_left(&self.batch.vectors, &carried, n, self.sizes.vector, width, &mut gradients[map.range()]);
        for (table, rows) in self.layout.tables.iter().zip(&self.batch.features) {
            for (word, row) in carried.chunks_exact(width).zip(rows) {
                add_scaled(&mut gradients[table.row(*row as usize)], word, 1.0);
            }
        }
    }

    /// Gradients of the gates before the sigmoid and of what passes by.
    fn scan_back(&self, layer: &Layer, carried: &[f32]) -> (Vec<f32>, Vec<f32>) {
        let width = self.sizes.width;
        let mut out = vec![0.0; layer.gates.len()];
        let mut by = vec![0.0; carried.len()];
        for sentence in self.batch.sentences() {
            for side in 0..2 {
                let mut carry = vec![0.0; width];
                for step in (0..sentence.len()).rev() {
                    let at = if side == 0 { sentence.start + step } else { sentence.end - 1 - step };
                    let place = (at * 2 + side) * width;
                    let before = (step > 0).then(|| if side == 0 { place - 2 * width } else { place + 2 * width });
                    let gates = &layer.gates[place * 3..][..3 * width];
                    let slot = &mut out[place * 3..][..3 * width];
                    for k in 0..width {
                        let (forget, reset, value) = (gates[k], gates[width + k], gates[2 * width + k]);
                        let squashed = tanh(layer.states[place + k]);
                        let from = carried[place + k];
                        let state = carry[k] + from * reset * (1.0 - squashed * squashed);
                        let previous = before.map_or(0.0, |b| layer.states[b + k]);
                        by[place + k] = from * (1.0 - reset);
                        slot[width + k] = from * (squashed - layer.by[place + k]) * reset * (1.0 - reset);
                        slot[k] = state * (previous - value) * forget * (1.0 - forget);
                        slot[2 * width + k] = state * (1.0 - forget);
                        carry[k] = state * forget;
                    }
                }
            }
        }
        (out, by)
    }

    fn window_back(&self, input: &[f32], by: &[f32]) -> Vec<f32> {
        let width = self.sizes.width;
        let mut words = vec![0.0; self.batch.len() * width];
        for sentence in self.batch.sentences() {
            for at in sentence.clone() {
                for (slot, from) in [(0, at.wrapping_sub(1)), (1, at), (2, at + 1)] {
                    if sentence.contains(&from) {
                        let place = (at * 3 + slot) * width;
                        add_scaled(&mut words[from * width..(from + 1) * width], &input[place..place + width], 1.0);
                    }
                }
                for side in 0..2 {
                    let place = (at * 2 + side) * width;
                    add_scaled(&mut words[at * width..(at + 1) * width], &by[place..place + width], 1.0);
                }
            }
        }
        words
    }

    fn affine(&self, input: &[f32], [weights, bias]: [Tensor; 2]) -> Vec<f32> {
        let n = self.batch.len();
        let mut out = vec![0.0; n * weights.columns];
        product(input, self.value(weights), n, weights.rows, weights.columns, 0.0, &mut out);
        add_bias(&mut out, self.value(bias));
        out
    }

    fn affine_back(&self, input: &[f32], [weights, bias]: [Tensor; 2], out: &[f32], learning: &mut Learning<'_>) {
        let n = self.batch.len();
        product_left(input, out, n, weights.rows, weights.columns, &mut learning.gradients[weights.range()]);
        add_columns(out, &mut learning.gradients[bias.range()]);
        product_right(out, self.value(weights), n, weights.columns, weights.rows, learning.carried);
    }

    /// Tags, arcs and labels over the last layer; the loss, and gradients if `learning`.
    fn heads(&self, top: &[f32], mut learning: Option<&mut Learning<'_>>, found: &mut Found, dropout: Dropout) -> f32 {
        let mut loss = TAG_LOSS * self.tag_head(top, learning.as_deref_mut(), found);
        loss += self.arcs(top, learning.as_deref_mut(), found, dropout.arc);
        loss + self.label_head(top, learning, found, dropout.label)
    }

    fn tag_head(&self, top: &[f32], learning: Option<&mut Learning<'_>>, found: &mut Found) -> f32 {
        let mut scores = self.affine(top, self.layout.tag);
        let mut loss = 0.0;
        for (row, gold) in scores.chunks_exact_mut(self.sizes.tags).zip(&self.batch.tags) {
            let (best, log) = softmax(row, *gold);
            found.tags.push(best);
            loss -= log;
            row[*gold] -= 1.0;
        }
        if let Some(learning) = learning {
            scores.iter_mut().for_each(|s| *s *= TAG_LOSS / learning.weight);
            self.affine_back(top, self.layout.tag, &scores, learning);
        }
        loss
    }

    fn arcs(&self, top: &[f32], mut learning: Option<&mut Learning<'_>>, found: &mut Found, dropout: f32) -> f32 {
        let (n, width) = (self.batch.len(), self.sizes.arc);
        let dependant_raw = self.affine(top, self.layout.dependant);
        let head_raw = self.affine(top, self.layout.head);
        let mut dependants: Vec<f32> = dependant_raw.iter().map(|x| leaky(*x)).collect();
        let mut heads: Vec<f32> = head_raw.iter().map(|x| leaky(*x)).collect();
        let mut random = learning.as_deref_mut().map(|l| &mut *l.random);
        let masks = [&dependants, &heads].map(|v| mask(v.len(), dropout, random.as_deref_mut()));
        masked(&mut dependants, &masks[0]);
        masked(&mut heads, &masks[1]);
        let mut joined = vec![0.0; n * width];
        product(&dependants, self.value(self.layout.bilinear), n, width, width, 0.0, &mut joined);
        let arcs = Arcs { dependants: &dependants, heads: &heads, joined: &joined };
        let mut back = ArcGradients {
            dependants: vec![0.0; n * width],
            heads: vec![0.0; n * width],
            joined: vec![0.0; n * width],
        };
        let mut loss = 0.0;
        for sentence in self.batch.sentences() {
            loss += self.arcs_of(sentence, &arcs, &mut back, learning.as_deref_mut(), found);
        }
        if let Some(learning) = learning {
            let bilinear = self.layout.bilinear;
            product_left(&dependants, &back.joined, n, width, width, &mut learning.gradients[bilinear.range()]);
            product_right(&back.joined, self.value(bilinear), n, width, width, &mut back.dependants);
            let through = |gradient: &mut [f32], raw: &[f32], mask: &[f32]| {
                masked(gradient, mask);
                gradient.iter_mut().zip(raw).for_each(|(g, r)| *g *= if *r > 0.0 { 1.0 } else { LEAK });
            };
            through(&mut back.dependants, &dependant_raw, &masks[0]);
            through(&mut back.heads, &head_raw, &masks[1]);
            self.affine_back(top, self.layout.dependant, &back.dependants, learning);
            self.affine_back(top, self.layout.head, &back.heads, learning);
        }
        loss
    }

    fn arcs_of(
        &self,
        sentence: Range<usize>,
        arcs: &Arcs<'_>,
        back: &mut ArcGradients,
        mut learning: Option<&mut Learning<'_>>,
        found: &mut Found,
    ) -> f32 {
        let (length, width) = (sentence.len(), self.sizes.arc);
        let (root, bias) = (self.value(self.layout.root), self.value(self.layout.head_bias));
        let (distances, classes) = (self.value(self.layout.distance), self.value(self.layout.distance_class));
        let head = |j: usize| if j == length { root } else { row(arcs.heads, sentence.start + j, width) };
        let alone: Vec<f32> = (0..=length).map(|j| dot(head(j), bias)).collect();
        let mut loss = 0.0;
        let mut scores = vec![0.0; length + 1];
        for i in 0..length {
            let at = sentence.start + i;
            let (joined, dependant) = (row(arcs.joined, at, width), row(arcs.dependants, at, width));
            let by_class: Vec<f32> = classes.chunks_exact(width).map(|c| dot(c, dependant)).collect();
            for (j, score) in scores.iter_mut().enumerate() {
                let (place, class) = distance(i, j, length);
                *score = dot(joined, head(j)) + alone[j] + distances[place] + by_class[class];
            }
            scores[i] = -1e9;
            let gold = self.batch.heads[at];
            let (best, log) = softmax(&mut scores, gold);
            found.heads.push(best);
            loss -= log;
            let Some(learning) = learning.as_deref_mut() else { continue };
            scores[gold] -= 1.0;
            for (j, score) in scores.iter().enumerate() {
                let by = score / learning.weight;
                if by == 0.0 || j == i {
                    continue;
                }
                let (place, class) = distance(i, j, length);
                let gradients = &mut *learning.gradients;
                add_scaled(row_mut(&mut back.joined, at, width), head(j), by);
                add_scaled(&mut gradients[self.layout.head_bias.range()], head(j), by);
                let to_head = if j == length {
                    &mut gradients[self.layout.root.range()]
                } else {
                    row_mut(&mut back.heads, sentence.start + j, width)
                };
                add_scaled(to_head, joined, by);
                add_scaled(to_head, bias, by);
                gradients[self.layout.distance.range()][place] += by;
                add_scaled(&mut gradients[self.layout.distance_class.row(class)], dependant, by);
                add_scaled(row_mut(&mut back.dependants, at, width), &classes[class * width..][..width], by);
            }
        }
        loss
    }

    fn label_head(&self, top: &[f32], learning: Option<&mut Learning<'_>>, found: &mut Found, dropout: f32) -> f32 {
        let (n, width) = (self.batch.len(), self.sizes.label);
        let [of_dependant, of_head, bias] = self.layout.label_hidden;
        let dependants = self.affine(top, [of_dependant, bias]);
        let mut heads = vec![0.0; n * width];
        product(top, self.value(of_head), n, of_head.rows, width, 0.0, &mut heads);
        let learns = learning.is_some();
        let mut raw = dependants;
        let mut classes = vec![0; n];
        for sentence in self.batch.sentences() {
            for at in sentence.clone() {
                // Labels are learned for the gold head and predicted for the best.
                let head = if learns { self.batch.heads[at] } else { found.heads[at] };
                let class = distance(at - sentence.start, head, sentence.len()).1;
                classes[at] = class;
                let from = if head == sentence.len() {
                    self.value(self.layout.label_root)
                } else {
                    row(&heads, sentence.start + head, width)
                };
                add_scaled(row_mut(&mut raw, at, width), from, 1.0);
                add_scaled(row_mut(&mut raw, at, width), &self.values[self.layout.label_distance.row(class)], 1.0);
            }
        }
        let mut hidden: Vec<f32> = raw.iter().map(|x| leaky(*x)).collect();
        let mut learning = learning;
        let mask = mask(hidden.len(), dropout, learning.as_deref_mut().map(|l| &mut *l.random));
        masked(&mut hidden, &mask);
        let mut scores = self.affine(&hidden, self.layout.label);
        let mut loss = 0.0;
        for (row, gold) in scores.chunks_exact_mut(self.sizes.labels).zip(&self.batch.labels) {
            let (best, log) = softmax(row, *gold);
            found.labels.push(best);
            loss -= log;
            row[*gold] -= 1.0;
        }
        if let Some(learning) = learning {
            scores.iter_mut().for_each(|s| *s /= learning.weight);
            let mut back = self.label_back(&hidden, &scores, learning);
            masked(&mut back, &mask);
            back.iter_mut().zip(&raw).for_each(|(g, r)| *g *= if *r > 0.0 { 1.0 } else { LEAK });
            self.label_parts_back(top, &back, &classes, learning);
        }
        loss
    }

    fn label_back(&self, hidden: &[f32], scores: &[f32], learning: &mut Learning<'_>) -> Vec<f32> {
        let n = self.batch.len();
        let [weights, bias] = self.layout.label;
        product_left(hidden, scores, n, weights.rows, weights.columns, &mut learning.gradients[weights.range()]);
        add_columns(scores, &mut learning.gradients[bias.range()]);
        let mut back = vec![0.0; hidden.len()];
        product_right(scores, self.value(weights), n, weights.columns, weights.rows, &mut back);
        back
    }

    fn label_parts_back(&self, top: &[f32], back: &[f32], classes: &[usize], learning: &mut Learning<'_>) {
        let (n, width) = (self.batch.len(), self.sizes.label);
        let [of_dependant, of_head, bias] = self.layout.label_hidden;
        let mut heads = vec![0.0; n * width];
        for sentence in self.batch.sentences() {
            for at in sentence.clone() {
                let head = self.batch.heads[at];
                let to = if head == sentence.len() {
                    &mut learning.gradients[self.layout.label_root.range()]
                } else {
                    row_mut(&mut heads, sentence.start + head, width)
                };
                add_scaled(to, row(back, at, width), 1.0);
                let distance = self.layout.label_distance.row(classes[at]);
                add_scaled(&mut learning.gradients[distance], row(back, at, width), 1.0);
            }
        }
        self.affine_back(top, [of_dependant, bias], back, learning);
        product_left(top, &heads, n, of_head.rows, width, &mut learning.gradients[of_head.range()]);
        product_right(&heads, self.value(of_head), n, width, of_head.rows, learning.carried);
    }
}

/// What the arcs are scored by: one row a token.
struct Arcs<'n> {
    dependants: &'n [f32],
    heads: &'n [f32],
    joined: &'n [f32],
}

struct ArcGradients {
    dependants: Vec<f32>,
    heads: Vec<f32>,
    joined: Vec<f32>,
}

/// Where gradients go.
struct Learning<'n> {
    random: &'n mut Random,
    gradients: &'n mut [f32],
    /// Gradient of the last layer's output.
    carried: &'n mut [f32],
    /// Tokens that the loss is divided by.
    weight: f32,
}

fn row(values: &[f32], at: usize, width: usize) -> &[f32] {
    &values[at * width..(at + 1) * width]
}

fn row_mut(values: &mut [f32], at: usize, width: usize) -> &mut [f32] {
    &mut values[at * width..(at + 1) * width]
}

fn twice(words: &[f32], width: usize) -> Vec<f32> {
    words.chunks_exact(width).flat_map(|word| [word, word].concat()).collect()
}

/// Adam (Kingma and Ba 2015) with gradients clipped by their norm, and a running average of the parameters (Polyak).
pub(crate) struct Adam {
    first: Vec<f32>,
    second: Vec<f32>,
    /// The average, which is what is kept.
    pub(crate) average: Vec<f32>,
    step: i32,
}

/// Decay of the first and second moment.
const DECAY: [f32; 2] = [0.9, 0.95];
/// Decay of the average.
const AVERAGE: f32 = 0.998;
/// Gradients are scaled down to this norm.
const NORM: f32 = 2.0;

impl Adam {
    /// Begins at `values`.
    pub(crate) fn new(values: &[f32]) -> Self {
        Self { first: vec![0.0; values.len()], second: vec![0.0; values.len()], average: values.to_vec(), step: 0 }
    }

    /// Moves `values` against the sum of gradients, which are cleared.
    pub(crate) fn step(&mut self, values: &mut [f32], gradients: &mut [Vec<f32>], rate: f32) {
        self.step += 1;
        let (sum, rest) = gradients.split_first_mut().expect("there is a part");
        for part in rest.iter_mut() {
            sum.iter_mut().zip(part.iter_mut()).for_each(|(s, p)| *s += std::mem::take(p));
        }
        let norm = sum.iter().map(|g| f64::from(*g) * f64::from(*g)).sum::<f64>().sqrt() as f32;
        let clip = if norm > NORM { NORM / norm } else { 1.0 };
        let bias = DECAY.map(|d| 1.0 - d.powi(self.step));
        // The average follows quickly at first, so that the random start is forgotten.
        let keep = AVERAGE.min((1.0 + self.step as f32) / (10.0 + self.step as f32));
        let moments = self.first.iter_mut().zip(&mut self.second).zip(&mut self.average);
        for (((value, gradient), _), ((first, second), average)) in
            values.iter_mut().zip(sum.iter_mut()).zip(0_u32..).zip(moments)
        {
            let g = std::mem::take(gradient) * clip;
            *first = DECAY[0] * *first + (1.0 - DECAY[0]) * g;
            *second = DECAY[1] * *second + (1.0 - DECAY[1]) * g * g;
            *value -= rate * (*first / bias[0]) / ((*second / bias[1]).sqrt() + 1e-8);
            *average = keep * *average + (1.0 - keep) * *value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toy() -> (Sizes, Batch) {
        let sizes = Sizes { tables: vec![4, 3], vector: 2, width: 3, layers: 2, arc: 3, label: 4, labels: 3, tags: 2 };
        let batch = Batch {
            features: vec![vec![1, 2, 3, 0, 1], vec![0, 1, 2, 1, 1]],
            vectors: vec![0.5, -0.3, 0.0, 0.0, 0.2, 0.9, -0.4, 0.1, 0.3, 0.3],
            ends: vec![3, 5],
            heads: vec![1, 3, 1, 2, 0],
            labels: vec![0, 2, 1, 2, 0],
            tags: vec![0, 1, 1, 0, 1],
        };
        (sizes, batch)
    }

    #[test]
    fn gradients_agree_with_differences() {
        // Long steps may cross the bend of a rectifier, short ones lose digits: one of them must agree.
        const STEPS: [f32; 4] = [1e-2, 3e-3, 1e-3, 3e-4];
        let (sizes, batch) = toy();
        let layout = Layout::new(&sizes);
        let mut random = Random::new(3);
        let mut values = layout.start(&mut random);
        values.iter_mut().for_each(|v| *v += random.share() * 0.4 - 0.2);
        let none = Dropout::default();
        let loss = |values: &[f32], gradients: &mut [f32]| {
            let mut random = Random::new(1);
            f64::from(Pass::new(&sizes, &layout, values, &batch).learn(none, &mut random, 1.0, gradients))
        };
        let mut gradients = vec![0.0; layout.total];
        loss(&values, &mut gradients);
        let mut scratch = vec![0.0; layout.total];
        for at in 0..layout.total {
            let mut difference = |step: f32| {
                let mut moved = values.clone();
                moved[at] += step;
                let up = loss(&moved, &mut scratch);
                moved[at] -= 2.0 * step;
                (up - loss(&moved, &mut scratch)) / f64::from(2.0 * step)
            };
            let found = STEPS.map(&mut difference);
            let agrees = |d: &f64| (d - f64::from(gradients[at])).abs() < 2e-2 * (1.0 + d.abs());
            assert!(found.iter().any(agrees), "parameter {at}: {found:?} {}", gradients[at]);
        }
    }

    #[test]
    fn a_few_steps_learn_a_small_treebank() {
        let (sizes, batch) = toy();
        let layout = Layout::new(&sizes);
        let mut random = Random::new(3);
        let mut values = layout.start(&mut random);
        let mut adam = Adam::new(&values);
        let mut gradients = vec![vec![0.0; layout.total]];
        for _ in 0..300 {
            let dropout = Dropout { layer: 0.05, ..Dropout::default() };
            Pass::new(&sizes, &layout, &values, &batch).learn(dropout, &mut random, 5.0, &mut gradients[0]);
            adam.step(&mut values, &mut gradients, 0.01);
        }
        let found = Pass::new(&sizes, &layout, &values, &batch).predict();
        assert_eq!((found.heads, found.labels, found.tags), (batch.heads, batch.labels, batch.tags));
    }
}
