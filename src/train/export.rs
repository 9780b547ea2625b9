//! Writes trained networks as models, in 8 bits.

use crate::model::{Writer, matrix};
use crate::parse::network::{CLASSES, TABLES};
use crate::parse::tagger::write_tags;
use crate::parse::{Tag, Tagger};
use crate::train::net::{Layout, Sizes, Tensor};
use crate::train::vectors::Vectors;

/// Returns the model of a tagger.
pub(crate) fn tagger(tagger: &Tagger) -> Vec<u8> {
    let mut writer = Writer::default();
    tagger.write(&mut writer);
    writer.seal("tagger")
}

/// A trained network with what its rows stand for.
pub(crate) struct Trained<'t> {
    /// Widths.
    pub(crate) sizes: &'t Sizes,
    /// The parameters.
    pub(crate) values: &'t [f32],
    /// The tag set of the tagger.
    pub(crate) tags: &'t [Tag],
    /// Fingerprints of the words, from row 1 on.
    pub(crate) fingerprints: &'t [u32],
    /// Row of each word's vector, from row 0 on.
    pub(crate) vector_rows: &'t [Option<u32>],
    /// The vectors.
    pub(crate) vectors: &'t Vectors,
}

/// Returns the model of a parser; the map of the word vectors is folded into the table of words.
pub(crate) fn parser(trained: &Trained<'_>) -> Vec<u8> {
    let layout = Layout::new(trained.sizes);
    let value = |tensor: Tensor| &trained.values[tensor.range()];
    let mut writer = Writer::default();
    write_tags(trained.tags, &mut writer);
    writer.size(trained.fingerprints.len());
    trained.fingerprints.iter().for_each(|f| {
        writer.u32(*f);
    });
    let sizes = trained.sizes;
    for number in [sizes.layers, sizes.width, sizes.arc, sizes.label, sizes.labels, sizes.tags] {
        writer.size(number);
    }
    assert_eq!(layout.tables.len(), TABLES, "training and parsing read the same tables");
    for (at, tensor) in layout.tables.iter().enumerate() {
        let mut rows = value(*tensor).to_vec();
        if at == 0 {
            fold(trained, value(layout.map), &mut rows);
        }
        table(&rows, sizes.width, &mut writer);
    }
    for [weights, bias] in &layout.layers {
        matrix::write(value(*weights), value(*bias), &mut writer);
    }
    let [label_dependant, label_head, label_bias] = layout.label_hidden;
    let zeros = vec![0.0; sizes.label];
    let views = beside(&[
        (value(layout.dependant[0]), value(layout.dependant[1])),
        (value(layout.head[0]), value(layout.head[1])),
        (value(label_dependant), value(label_bias)),
        (value(label_head), &zeros),
        (value(layout.tag[0]), value(layout.tag[1])),
    ]);
    matrix::write(&views.0, &views.1, &mut writer);
    let classes = transposed(value(layout.distance_class), CLASSES, sizes.arc);
    let arcs = beside(&[(value(layout.bilinear), value(layout.head_bias)), (&classes, &[0.0; CLASSES])]);
    matrix::write(&arcs.0, &arcs.1, &mut writer);
    for tensor in [layout.distance, layout.root, layout.label_root, layout.label_distance] {
        writer.floats(value(tensor));
    }
    matrix::write(value(layout.label[0]), value(layout.label[1]), &mut writer);
    writer.seal("parser")
}

fn fold(trained: &Trained<'_>, map: &[f32], rows: &mut [f32]) {
    let (from, to) = (trained.vectors.width, trained.sizes.width);
    for (row, vector) in rows.chunks_exact_mut(to).zip(trained.vector_rows) {
        let Some(vector) = vector else { continue };
        let vector = &trained.vectors.rows[*vector as usize * from..][..from];
        for (x, weights) in vector.iter().zip(map.chunks_exact(to)) {
            row.iter_mut().zip(weights).for_each(|(r, w)| *r += x * w);
        }
    }
}

fn table(rows: &[f32], width: usize, writer: &mut Writer) {
    writer.size(rows.len() / width);
    let scales: Vec<f32> =
        rows.chunks_exact(width).map(|row| row.iter().fold(0.0_f32, |t, x| t.max(x.abs())) / 127.0).collect();
    writer.floats(&scales);
    for (row, scale) in rows.chunks_exact(width).zip(scales) {
        let units = row.iter().map(|x| if scale == 0.0 { 0 } else { ((x / scale).round() as i8).cast_unsigned() });
        writer.raw(&units.collect::<Vec<u8>>());
    }
}

/// Joins matrices of equally many rows, each given with its biases.
fn beside(parts: &[(&[f32], &[f32])]) -> (Vec<f32>, Vec<f32>) {
    let rows = parts[0].0.len() / parts[0].1.len();
    let row = |at: usize| parts.iter().flat_map(move |(w, b)| w[at * b.len()..(at + 1) * b.len()].iter().copied());
    ((0..rows).flat_map(row).collect(), parts.iter().flat_map(|(_, b)| b.iter().copied()).collect())
}

fn transposed(matrix: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    (0..columns).flat_map(|c| (0..rows).map(move |r| matrix[r * columns + c])).collect()
}
