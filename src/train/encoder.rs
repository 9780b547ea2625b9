//! A published sentence encoder (BERT, Devlin et al. 2019) as a reader of sentences: its inner layers are what the wide parser, the
//! teacher of the small one, reads. Forward pass only.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut2};
use unicode_normalization::UnicodeNormalization;

use crate::input;
use crate::model::math::{exp, tanh};
use crate::train::vectors::TABLE;

/// Width of a layer.
const WIDTH: usize = 384;
/// Width of the inner layer.
const INNER: usize = 1536;
/// Layers.
const LAYERS: usize = 6;
/// Heads of the attention.
const HEADS: usize = 12;
/// Layers whose outputs are given, counted from 1.
const GIVEN: [usize; 3] = [2, 4, 6];
/// What is given of a token: one vector of each layer in [`GIVEN`].
pub(crate) const FEATURES: usize = GIVEN.len() * WIDTH;
/// The encoder reads at most this many pieces of words.
const LONGEST: usize = 510;

/// Weights and bias of a linear map, weights as rows of inputs.
struct Linear {
    weights: Vec<f32>,
    bias: Vec<f32>,
}

struct Layer {
    query: Linear,
    key: Linear,
    value: Linear,
    attended: Linear,
    norm: [Vec<f32>; 2],
    inner: Linear,
    outer: Linear,
    last_norm: [Vec<f32>; 2],
}

/// The encoder with its vocabulary.
pub(crate) struct Encoder {
    vocabulary: HashMap<String, usize>,
    words: Vec<f32>,
    positions: Vec<f32>,
    kind: Vec<f32>,
    norm: [Vec<f32>; 2],
    layers: Vec<Layer>,
}

/// A file of tensors: a JSON header, then the numbers.
pub(crate) struct Tensors {
    header: serde_json::Value,
    data: Vec<u8>,
}

impl Tensors {
    /// Reads a file in the layout of safetensors.
    ///
    /// # Errors
    /// If it cannot be read or is cut.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let bytes = input::read_bytes(path)?;
        let (length, rest) = bytes.split_first_chunk::<8>().context("the file is too short")?;
        let length = usize::try_from(u64::from_le_bytes(*length))?;
        let header = rest.get(..length).with_context(|| format!("{}: the header is cut", path.display()))?;
        Ok(Self { header: serde_json::from_slice(header)?, data: rest[length..].to_vec() })
    }

    /// Returns a tensor of the shape expected.
    ///
    /// # Errors
    /// If there is none.
    pub(crate) fn get(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>> {
        let entry = &self.header[name];
        ensure!(entry["dtype"] == "F32" && entry["shape"] == serde_json::json!(shape), "no tensor {name} of {shape:?}");
        let at = |k: usize| entry["data_offsets"][k].as_u64().and_then(|n| usize::try_from(n).ok());
        let (from, to) = at(0).zip(at(1)).context("no offsets")?;
        let bytes = self.data.get(from..to).with_context(|| format!("tensor {name} is cut"))?;
        Ok(bytes.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().expect("four bytes"))).collect())
    }

    /// Returns rows and columns of a tensor.
    ///
    /// # Errors
    /// If there is none.
    pub(crate) fn shape(&self, name: &str) -> Result<[usize; 2]> {
        let size = |at: usize| self.header[name]["shape"][at].as_u64().and_then(|n| usize::try_from(n).ok());
        let (rows, columns) = size(0).zip(size(1)).with_context(|| format!("no tensor {name}"))?;
        Ok([rows, columns])
    }

    fn linear(&self, name: &str, from: usize, to: usize) -> Result<Linear> {
        let stored = self.get(&format!("{name}.weight"), &[to, from])?;
        let weights = (0..from).flat_map(|i| (0..to).map(|o| stored[o * from + i]).collect::<Vec<f32>>()).collect();
        Ok(Linear { weights, bias: self.get(&format!("{name}.bias"), &[to])? })
    }

    fn norm(&self, name: &str) -> Result<[Vec<f32>; 2]> {
        let get = |part| self.get(&format!("{name}.LayerNorm.{part}"), &[WIDTH]);
        Ok([get("weight")?, get("bias")?])
    }
}

impl Linear {
    fn apply(&self, input: &[f32]) -> Vec<f32> {
        let (from, to) = (self.weights.len() / self.bias.len(), self.bias.len());
        let n = input.len() / from;
        let mut out: Vec<f32> = (0..n).flat_map(|_| self.bias.iter().copied()).collect();
        product(input, &self.weights, [n, from, to], &mut out);
        out
    }
}

/// `out += a b`, of shapes `[n, inner]` and `[inner, m]`.
fn product(a: &[f32], b: &[f32], [n, inner, m]: [usize; 3], out: &mut [f32]) {
    let a = ArrayView2::from_shape((n, inner), a).expect("sizes fit");
    let b = ArrayView2::from_shape((inner, m), b).expect("sizes fit");
    let mut out = ArrayViewMut2::from_shape((n, m), out).expect("sizes fit");
    general_mat_mul(1.0, &a, &b, 1.0, &mut out);
}

fn normalize(rows: &mut [f32], [weight, bias]: &[Vec<f32>; 2]) {
    for row in rows.chunks_exact_mut(WIDTH) {
        let mean = row.iter().sum::<f32>() / WIDTH as f32;
        let variance = row.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / WIDTH as f32;
        let scale = 1.0 / (variance + 1e-12).sqrt();
        row.iter_mut().zip(weight).zip(bias).for_each(|((x, w), b)| *x = (*x - mean) * scale * w + b);
    }
}

fn add(to: &mut [f32], from: &[f32]) {
    to.iter_mut().zip(from).for_each(|(t, f)| *t += f);
}

/// The error function's Gaussian unit, by the tangent form (Hendrycks and Gimpel 2016).
fn gelu(x: f32) -> f32 {
    0.5 * x * (1.0 + tanh(0.797_884_6 * (x + 0.044_715 * x * x * x)))
}

impl Encoder {
    /// Reads `vocab.txt` and `model.safetensors` of a folder.
    ///
    /// # Errors
    /// If a file cannot be read or is of another shape.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let vocabulary: HashMap<String, usize> =
            input::read_to_string(&folder.join("vocab.txt"))?.lines().map(str::to_owned).zip(0..).collect();
        let tensors = Tensors::read(&folder.join("model.safetensors"))?;
        let layer = |at: usize| {
            let name = |part: &str| format!("encoder.layer.{at}.{part}");
            let square = |part: &str| tensors.linear(&name(part), WIDTH, WIDTH);
            Ok(Layer {
                query: square("attention.self.query")?,
                key: square("attention.self.key")?,
                value: square("attention.self.value")?,
                attended: square("attention.output.dense")?,
                norm: tensors.norm(&name("attention.output"))?,
                inner: tensors.linear(&name("intermediate.dense"), WIDTH, INNER)?,
                outer: tensors.linear(&name("output.dense"), INNER, WIDTH)?,
                last_norm: tensors.norm(&name("output"))?,
            })
        };
        Ok(Self {
            words: tensors.get(TABLE, &[vocabulary.len(), WIDTH])?,
            positions: tensors.get("embeddings.position_embeddings.weight", &[LONGEST + 2, WIDTH])?,
            kind: tensors.get("embeddings.token_type_embeddings.weight", &[2, WIDTH])?,
            norm: tensors.norm("embeddings")?,
            layers: (0..LAYERS).map(layer).collect::<Result<_>>()?,
            vocabulary,
        })
    }

    /// Returns [`FEATURES`] numbers for each word of each sentence: the mean over its pieces. Words beyond the encoder's reach get
    /// zeros. Sentences share the products, not the attention.
    pub(crate) fn encode(&self, sentences: &[&[String]]) -> Vec<Vec<f32>> {
        let (mut pieces, mut places, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        for words in sentences {
            let start = pieces.len();
            pieces.push(self.piece("[CLS]"));
            let mut ranges = Vec::new();
            for word in *words {
                let first = pieces.len();
                self.split(word, &mut pieces);
                ranges.push(first..pieces.len());
            }
            pieces.truncate(start + LONGEST + 1);
            let end = pieces.len();
            pieces.push(self.piece("[SEP]"));
            ranges.iter_mut().for_each(|r| *r = r.start.min(end)..r.end.min(end));
            places.push(ranges);
            ends.push(pieces.len());
        }
        let given = self.layers(&pieces, &ends);
        places.iter().map(|ranges| means(ranges, &given)).collect()
    }

    fn piece(&self, piece: &str) -> usize {
        self.vocabulary.get(piece).copied().unwrap_or(0)
    }

    /// The longest pieces first (Wu et al. 2016), in lower case and without accents.
    fn split(&self, word: &str, out: &mut Vec<usize>) {
        let plain: String =
            word.to_lowercase().nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).collect();
        let plain = plain.replace(['’', '‘'], "'").replace(['“', '”'], "\"").replace(['–', '—'], "-");
        let mut group = String::new();
        for c in plain.chars().chain([' ']) {
            if c.is_alphanumeric() {
                group.push(c);
                continue;
            }
            self.longest_pieces(&group, out);
            group.clear();
            if !c.is_whitespace() {
                self.longest_pieces(c.encode_utf8(&mut [0; 4]), out);
            }
        }
    }

    fn longest_pieces(&self, word: &str, out: &mut Vec<usize>) {
        let first = out.len();
        let mut start = 0;
        while start < word.len() {
            let found = (start + 1..=word.len()).rev().filter(|end| word.is_char_boundary(*end)).find_map(|end| {
                let piece = if start == 0 { word[..end].to_owned() } else { format!("##{}", &word[start..end]) };
                self.vocabulary.get(&piece).map(|id| (end, *id))
            });
            let Some((end, id)) = found else {
                out.truncate(first);
                out.push(self.piece("[UNK]"));
                return;
            };
            out.push(id);
            start = end;
        }
    }

    fn layers(&self, pieces: &[usize], ends: &[usize]) -> Vec<Vec<f32>> {
        let mut rows = Vec::with_capacity(pieces.len() * WIDTH);
        let mut start = 0;
        for end in ends {
            for (at, piece) in pieces[start..*end].iter().enumerate() {
                let row = |table: &[f32], row: usize| table[row * WIDTH..(row + 1) * WIDTH].to_vec();
                let (word, position) = (row(&self.words, *piece), row(&self.positions, at));
                rows.extend(word.iter().zip(&position).zip(&self.kind).map(|((w, p), k)| w + p + k));
            }
            start = *end;
        }
        normalize(&mut rows, &self.norm);
        let mut given = Vec::new();
        for (layer, at) in self.layers.iter().zip(1..) {
            let mut attended = layer.attended.apply(&attention(layer, &rows, ends));
            add(&mut attended, &rows);
            normalize(&mut attended, &layer.norm);
            let inner: Vec<f32> = layer.inner.apply(&attended).into_iter().map(gelu).collect();
            rows = layer.outer.apply(&inner);
            add(&mut rows, &attended);
            normalize(&mut rows, &layer.last_norm);
            if GIVEN.contains(&at) {
                given.push(rows.clone());
            }
        }
        given
    }
}

/// The mean over the pieces of each word, one vector of each layer after the other.
fn means(ranges: &[Range<usize>], given: &[Vec<f32>]) -> Vec<f32> {
    let mut out = vec![0.0; ranges.len() * FEATURES];
    for (row, range) in out.chunks_exact_mut(FEATURES).zip(ranges) {
        for (part, layer) in row.chunks_exact_mut(WIDTH).zip(given) {
            range.clone().for_each(|at| add(part, &layer[at * WIDTH..(at + 1) * WIDTH]));
            part.iter_mut().for_each(|x| *x /= range.len().max(1) as f32);
        }
    }
    out
}

fn attention(layer: &Layer, rows: &[f32], ends: &[usize]) -> Vec<f32> {
    let [query, key, value] = [&layer.query, &layer.key, &layer.value].map(|linear| linear.apply(rows));
    let mut out = vec![0.0; rows.len()];
    let mut start = 0;
    for end in ends {
        let range = start * WIDTH..end * WIDTH;
        attend([&query, &key, &value].map(|x| &x[range.clone()]), &mut out[range.clone()]);
        start = *end;
    }
    out
}

/// Attention within one sentence.
fn attend([query, key, value]: [&[f32]; 3], out: &mut [f32]) {
    let (n, size) = (out.len() / WIDTH, WIDTH / HEADS);
    for head in 0..HEADS {
        let part = |x: &[f32]| -> Vec<f32> {
            x.chunks_exact(WIDTH).flat_map(|row| row[head * size..(head + 1) * size].iter().copied()).collect()
        };
        let (query, key, value) = (part(query), part(key), part(value));
        let turned: Vec<f32> =
            (0..size).flat_map(|k| (0..n).map(|j| key[j * size + k]).collect::<Vec<f32>>()).collect();
        let mut scores = vec![0.0; n * n];
        product(&query, &turned, [n, size, n], &mut scores);
        for row in scores.chunks_exact_mut(n) {
            let top = row.iter().fold(f32::NEG_INFINITY, |t, x| t.max(*x));
            let scale = 1.0 / (size as f32).sqrt();
            row.iter_mut().for_each(|x| *x = exp(((*x - top) * scale).max(-80.0)));
            let sum: f32 = row.iter().sum();
            row.iter_mut().for_each(|x| *x /= sum);
        }
        let mut mixed = vec![0.0; n * size];
        product(&scores, &value, [n, n, size], &mut mixed);
        for (row, from) in out.chunks_exact_mut(WIDTH).zip(mixed.chunks_exact(size)) {
            row[head * size..(head + 1) * size].copy_from_slice(from);
        }
    }
}
