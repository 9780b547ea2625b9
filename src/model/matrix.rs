//! Products of 8-bit weights by 16-bit activations, summed in 32 bits: whole numbers, so that every processor gives the same sums
//! in whatever order its vectors take them.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::inline_always,
    reason = "rounding is what is wanted; what runs for a kernel is compiled into one function built for the processor"
)]

#[cfg(any(test, feature = "train"))]
use crate::model::Writer;
use crate::model::kernel::{BLOCK, Kernel, Pairs};
use crate::model::{ModelError, Reader};

/// Activations are stored in units of one part of this.
pub(crate) const UNIT: f32 = 2048.0;
/// Rows of activations that share one pass over the weights.
const ROWS: usize = 4;

/// Weights from `inner` inputs to `columns` outputs, with a bias for each output.
#[derive(Debug, Clone)]
pub(crate) struct Matrix {
    inner: usize,
    columns: usize,
    /// For each block of columns, each pair of inputs: the two weights of each column side by side.
    packed: Vec<Pairs>,
    /// What one unit of each column's sum is worth; zero for the filling.
    scales: Vec<f32>,
    biases: Vec<f32>,
}

impl Matrix {
    /// Reads a matrix that [`write`] wrote.
    ///
    /// # Errors
    /// If the payload ends before, or the sizes are not those expected.
    pub(crate) fn read(reader: &mut Reader<'_>, inner: usize, columns: usize) -> Result<Self, ModelError> {
        let scales = reader.floats(columns)?;
        let biases = reader.floats(columns)?;
        let weights = reader.take(inner.saturating_mul(columns))?;
        let weight = |row: usize, column: usize| {
            let inside = row < inner && column < columns;
            if inside { i16::from(weights[row * columns + column].cast_signed()) } else { 0 }
        };
        // Room for all at once: growing would copy most of a model.
        let mut packed = Vec::with_capacity(columns.div_ceil(BLOCK) * inner.div_ceil(2));
        for block in (0..columns).step_by(BLOCK) {
            for pair in (0..inner).step_by(2) {
                packed.push(std::array::from_fn(|k| [weight(pair, block + k), weight(pair + 1, block + k)]));
            }
        }
        let fill = |mut values: Vec<f32>| {
            values.resize(columns.next_multiple_of(BLOCK), 0.0);
            values
        };
        let scales = scales.iter().map(|s| s / UNIT).collect();
        Ok(Self { inner, columns, packed, scales: fill(scales), biases: fill(biases) })
    }

    /// Number of outputs with the filling: the width of a row of results.
    pub(crate) fn stride(&self) -> usize {
        self.scales.len()
    }

    /// Number of outputs.
    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    /// Multiplies rows of `inner` activations; results have [`Matrix::stride`] columns.
    #[inline(always)]
    pub(crate) fn apply<K: Kernel>(&self, kernel: K, input: &[i16], out: &mut Vec<f32>) {
        let (pairs, stride) = (self.inner.div_ceil(2), self.stride());
        let rows = input.len() / self.inner;
        out.clear();
        out.resize(rows * stride, 0.0);
        let mut at = 0;
        while at < rows {
            let step = if rows - at >= ROWS { ROWS } else { 1 };
            let from = &input[at * self.inner..(at + step) * self.inner];
            let to = &mut out[at * stride..(at + step) * stride];
            for (block, weights) in self.packed.chunks_exact(pairs).enumerate() {
                match step {
                    ROWS => self.block::<K, ROWS>(kernel, from, block * BLOCK, weights, to),
                    _ => self.block::<K, 1>(kernel, from, block * BLOCK, weights, to),
                }
            }
            at += step;
        }
    }

    #[inline(always)]
    fn block<K: Kernel, const N: usize>(
        &self,
        kernel: K,
        input: &[i16],
        place: usize,
        weights: &[Pairs],
        out: &mut [f32],
    ) {
        let mut sums = [kernel.zero(); N];
        let whole = self.inner / 2;
        let row = |row: usize| &input[row * self.inner..(row + 1) * self.inner];
        let rows: [&[[i16; 2]]; N] = std::array::from_fn(|at| &row(at).as_chunks().0[..whole]);
        for (pair, weights) in weights[..whole].iter().enumerate() {
            for (sums, row) in sums.iter_mut().zip(&rows) {
                *sums = kernel.add(*sums, weights, row[pair]);
            }
        }
        if let Some(last) = weights.get(whole) {
            for (at, sums) in sums.iter_mut().enumerate() {
                *sums = kernel.add(*sums, last, [row(at)[2 * whole], 0]);
            }
        }
        let (scales, biases) = (&self.scales[place..][..BLOCK], &self.biases[place..][..BLOCK]);
        for (row, sums) in sums.into_iter().enumerate() {
            let out = &mut out[row * self.stride() + place..][..BLOCK];
            for (((out, sum), scale), bias) in out.iter_mut().zip(kernel.numbers(sums)).zip(scales).zip(biases) {
                *out = sum as f32 * scale + bias;
            }
        }
    }
}

/// Writes a matrix, row-major with `columns` columns, in 8 bits with a scale for each column.
#[cfg(any(test, feature = "train"))]
pub(crate) fn write(weights: &[f32], biases: &[f32], writer: &mut Writer) {
    let columns = biases.len();
    let scales: Vec<f32> = (0..columns)
        .map(|c| weights.iter().skip(c).step_by(columns).fold(0.0_f32, |top, w| top.max(w.abs())) / 127.0)
        .collect();
    writer.floats(&scales).floats(biases);
    let quantized: Vec<u8> = weights
        .iter()
        .enumerate()
        .map(|(at, w)| {
            let scale = scales[at % columns];
            let units = if scale == 0.0 { 0.0 } else { (w / scale).round() };
            (units as i8).cast_unsigned()
        })
        .collect();
    writer.raw(&quantized);
}

/// Rounds to the nearest unit; what lies beyond 16 bits is cut.
#[inline(always)]
pub(crate) fn quantize(value: f32) -> i16 {
    /// Adding 1.5 times 2^23 leaves the rounded number in the low bits.
    const ROUND: f32 = 12_582_912.0;
    let units = (value * UNIT).clamp(-32_767.0, 32_767.0) + ROUND;
    (units.to_bits() & 0xFFFF) as u16 as i16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kernel::{Work, dispatch, plain};

    struct Apply<'m>(&'m Matrix, &'m [i16]);

    impl Work for Apply<'_> {
        type Output = Vec<f32>;
        #[inline(always)]
        fn run<K: Kernel>(self, kernel: K) -> Vec<f32> {
            let mut out = Vec::new();
            self.0.apply(kernel, self.1, &mut out);
            out
        }
    }

    #[test]
    fn products_agree_with_floats() {
        let (inner, columns, rows) = (5, 37, 7);
        let mut seed = 1_u64;
        let mut next = || {
            seed = crate::model::combine(seed, 5);
            f32::from((seed >> 48) as u16) / 32_768.0 - 1.0
        };
        let weights: Vec<f32> = (0..inner * columns).map(|_| next()).collect();
        let biases: Vec<f32> = (0..columns).map(|_| next()).collect();
        let input: Vec<f32> = (0..rows * inner).map(|_| next()).collect();
        let mut writer = Writer::default();
        write(&weights, &biases, &mut writer);
        let bytes = writer.seal("test");
        let matrix = Matrix::read(&mut crate::model::open("test", &bytes).unwrap(), inner, columns).unwrap();
        let quantized: Vec<i16> = input.iter().map(|x| quantize(*x)).collect();
        let out = dispatch(Apply(&matrix, &quantized));
        assert_eq!(out, plain(Apply(&matrix, &quantized)), "all kernels give the same");
        for row in 0..rows {
            for column in 0..columns {
                let exact: f32 = (0..inner).map(|k| input[row * inner + k] * weights[k * columns + column]).sum();
                let found = out[row * matrix.stride() + column];
                assert!((exact + biases[column] - found).abs() < 0.03, "{row} {column}: {exact} {found}");
            }
        }
        assert_eq!(
            dispatch(Apply(&matrix, &quantized[..inner]))[..],
            out[..matrix.stride()],
            "batching changes nothing"
        );
    }

    #[test]
    fn numbers_are_rounded_and_cut() {
        assert_eq!([0.0, 1.0, -1.0, 0.00025, 1e9, -1e9].map(quantize), [0, 2048, -2048, 1, 32_767, -32_767]);
    }
}
