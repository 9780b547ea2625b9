//! Word vectors to begin with: the token table of a published sentence encoder, reduced to a few dimensions by principal
//! components (Pearson 1901), eigenvectors by Jacobi's rotations (Golub and Van Loan 2013, section 8.5).

use std::path::Path;

use anyhow::Result;

use crate::input;
use crate::train::encoder::Tensors;

/// Words and their vectors.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vectors {
    /// Whole words, lower case, in the order of the vocabulary.
    pub(crate) words: Vec<String>,
    /// Components of a vector.
    pub(crate) width: usize,
    /// One row a word, `width` components; their mean square is 1 over all words and components.
    pub(crate) rows: Vec<f32>,
}

/// The name of the token table.
pub(crate) const TABLE: &str = "embeddings.word_embeddings.weight";

/// Reads `vocab.txt` and `model.safetensors` of a folder and keeps the whole words, `width` components each.
///
/// # Errors
/// If a file cannot be read or holds no token table.
pub(crate) fn read(folder: &Path, width: usize) -> Result<Vectors> {
    let vocabulary = input::read_to_string(&folder.join("vocab.txt"))?;
    let tensors = Tensors::read(&folder.join("model.safetensors"))?;
    let [count, full] = tensors.shape(TABLE)?;
    let table = tensors.get(TABLE, &[count, full])?;
    let is_word = |word: &str| !word.starts_with("##") && (word == "[" || !word.starts_with('['));
    let (mut words, mut rows) = (Vec::new(), Vec::new());
    for (word, row) in vocabulary.lines().zip(table.chunks_exact(full)).filter(|(word, _)| is_word(word)) {
        words.push(word.to_owned());
        rows.extend(row.iter().map(|x| f64::from(*x)));
    }
    center(&mut rows, full);
    let components = principal(&covariance(&rows, full), full, width);
    let reduced = rows
        .chunks_exact(full)
        .flat_map(|row| components.iter().map(move |c| row.iter().zip(c).map(|(x, y)| x * y).sum::<f64>()));
    let mut reduced: Vec<f64> = reduced.collect();
    let scale = (reduced.iter().map(|x| x * x).sum::<f64>() / reduced.len() as f64).sqrt();
    reduced.iter_mut().for_each(|x| *x /= scale);
    Ok(Vectors { words, width, rows: reduced.iter().map(|x| *x as f32).collect() })
}

fn center(rows: &mut [f64], width: usize) {
    let count = (rows.len() / width) as f64;
    let mut mean = vec![0.0; width];
    rows.chunks_exact(width).for_each(|row| mean.iter_mut().zip(row).for_each(|(m, x)| *m += x / count));
    rows.chunks_exact_mut(width).for_each(|row| row.iter_mut().zip(&mean).for_each(|(x, m)| *x -= m));
}

fn covariance(rows: &[f64], width: usize) -> Vec<f64> {
    let rows = ndarray::ArrayView2::from_shape((rows.len() / width, width), rows).expect("whole rows");
    rows.t().dot(&rows).into_raw_vec_and_offset().0
}

/// Returns the `count` eigenvectors of the greatest eigenvalues of a symmetric matrix; each with its greatest component positive.
fn principal(matrix: &[f64], size: usize, count: usize) -> Vec<Vec<f64>> {
    let mut a = matrix.to_vec();
    let mut vectors = vec![0.0; size * size];
    (0..size).for_each(|i| vectors[i * size + i] = 1.0);
    for _ in 0..SWEEPS {
        for p in 0..size {
            for q in p + 1..size {
                rotate(&mut a, &mut vectors, size, p, q);
            }
        }
    }
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|x, y| a[y * size + y].total_cmp(&a[x * size + x]).then(x.cmp(y)));
    order.iter().take(count).map(|k| positive(&vectors[k * size..(k + 1) * size])).collect()
}

/// Jacobi's method converges quadratically; ten sweeps are enough for any size that occurs.
const SWEEPS: usize = 10;

fn rotate(a: &mut [f64], vectors: &mut [f64], size: usize, p: usize, q: usize) {
    let off = a[p * size + q];
    if off.abs() < 1e-12 * (a[p * size + p] * a[q * size + q]).abs().sqrt() {
        return;
    }
    let theta = (a[q * size + q] - a[p * size + p]) / (2.0 * off);
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    let turn = |x: &mut [f64], i: usize, j: usize| {
        let (u, v) = (x[i], x[j]);
        x[i] = c * u - s * v;
        x[j] = s * u + c * v;
    };
    (0..size).for_each(|k| turn(a, k * size + p, k * size + q));
    (0..size).for_each(|k| turn(a, p * size + k, q * size + k));
    (0..size).for_each(|k| turn(vectors, p * size + k, q * size + k));
}

fn positive(vector: &[f64]) -> Vec<f64> {
    let greatest = vector.iter().copied().max_by(|x, y| x.abs().total_cmp(&y.abs())).unwrap_or(0.0);
    vector.iter().map(|x| x * greatest.signum()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn principal_components_are_found() {
        let matrix = [2.0, 1.0, 0.0, 1.0, 2.0, 0.0, 0.0, 0.0, 0.5];
        let found = principal(&matrix, 3, 2);
        let half = 0.5_f64.sqrt();
        assert!(found[0].iter().zip([half, half, 0.0]).all(|(x, y)| (x - y).abs() < 1e-9), "{found:?}");
        assert!(found[1][2].abs() < 1e-9 && (found[1][0] + found[1][1]).abs() < 1e-9, "{found:?}");
    }
}
