//! Sums of products of 16-bit pairs with the widest vectors that the processor at hand has. All sums are whole numbers, so every
//! kernel gives the same.

#![expect(
    clippy::inline_always,
    reason = "what runs for a kernel is compiled into one function that is built for the processor at hand"
)]

/// Columns of a block: two vectors of AVX-512, four of AVX2.
pub(crate) const BLOCK: usize = 32;
/// The weights of a block of columns for two inputs, side by side.
pub(crate) type Pairs = [[i16; 2]; BLOCK];

/// A way to multiply and add.
pub(crate) trait Kernel: Copy {
    /// One sum for each column of a block.
    type Sums: Copy;
    /// Returns zeros.
    fn zero(self) -> Self::Sums;
    /// Adds the products of a pair of inputs with the weights of each column.
    fn add(self, sums: Self::Sums, weights: &Pairs, inputs: [i16; 2]) -> Self::Sums;
    /// Returns the sums as numbers.
    fn numbers(self, sums: Self::Sums) -> [i32; BLOCK];
}

/// Work that is compiled once for each kernel.
pub(crate) trait Work {
    /// What it returns.
    type Output;
    /// Does the work. Implementations are `#[inline(always)]`, so that all of it is built for the processor.
    fn run<K: Kernel>(self, kernel: K) -> Self::Output;
}

/// Does the work with the best kernel of this processor.
#[cfg(target_arch = "x86_64")]
pub(crate) fn dispatch<W: Work>(work: W) -> W::Output {
    match pulp::x86::Arch::new() {
        pulp::x86::Arch::V4(simd) => simd.vectorize(On(simd, work)),
        pulp::x86::Arch::V3(simd) => simd.vectorize(On(simd, work)),
        _ => work.run(Plain),
    }
}

/// Does the work with the best kernel of this processor.
#[cfg(not(target_arch = "x86_64"))]
pub(crate) fn dispatch<W: Work>(work: W) -> W::Output {
    work.run(Plain)
}

/// Does the work without any vectors of our own choice: what every processor can. The tests compare with it.
#[cfg(test)]
pub(crate) fn plain<W: Work>(work: W) -> W::Output {
    work.run(Plain)
}

#[cfg(target_arch = "x86_64")]
struct On<K, W>(K, W);

#[cfg(target_arch = "x86_64")]
impl<K: Kernel, W: Work> pulp::NullaryFnOnce for On<K, W> {
    type Output = W::Output;
    #[inline(always)]
    fn call(self) -> W::Output {
        self.1.run(self.0)
    }
}

/// Loops that the compiler may vectorise as it can.
#[derive(Debug, Clone, Copy)]
struct Plain;

impl Kernel for Plain {
    type Sums = [i32; BLOCK];

    #[inline(always)]
    fn zero(self) -> Self::Sums {
        [0; BLOCK]
    }

    #[inline(always)]
    fn add(self, mut sums: Self::Sums, weights: &Pairs, inputs: [i16; 2]) -> Self::Sums {
        let [left, right] = inputs.map(i32::from);
        for (sum, weight) in sums.iter_mut().zip(weights) {
            *sum += i32::from(weight[0]) * left + i32::from(weight[1]) * right;
        }
        sums
    }

    #[inline(always)]
    fn numbers(self, sums: Self::Sums) -> [i32; BLOCK] {
        sums
    }
}

/// A pair of inputs as one number, as the vector instructions want it.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn joined([left, right]: [i16; 2]) -> i32 {
    (i32::from(right) << 16) | i32::from(left.cast_unsigned())
}

#[cfg(target_arch = "x86_64")]
impl Kernel for pulp::x86::V3 {
    type Sums = [pulp::i32x8; 4];

    #[inline(always)]
    fn zero(self) -> Self::Sums {
        [self.splat_i32x8(0); 4]
    }

    #[inline(always)]
    fn add(self, sums: Self::Sums, weights: &Pairs, inputs: [i16; 2]) -> Self::Sums {
        let inputs: pulp::i16x16 = pulp::cast(self.splat_i32x8(joined(inputs)));
        let weights: [pulp::i16x16; 4] = pulp::cast(*weights);
        let add = |at: usize| {
            let products = self.multiply_wrapping_add_adjacent_i16x16(weights[at], inputs);
            self.wrapping_add_i32x8(sums[at], products)
        };
        [add(0), add(1), add(2), add(3)]
    }

    #[inline(always)]
    fn numbers(self, sums: Self::Sums) -> [i32; BLOCK] {
        pulp::cast(sums)
    }
}

#[cfg(target_arch = "x86_64")]
impl Kernel for pulp::x86::V4 {
    type Sums = [pulp::i32x16; 2];

    #[inline(always)]
    fn zero(self) -> Self::Sums {
        [self.splat_i32x16(0); 2]
    }

    #[inline(always)]
    fn add(self, sums: Self::Sums, weights: &Pairs, inputs: [i16; 2]) -> Self::Sums {
        let inputs: pulp::i16x32 = pulp::cast(self.splat_i32x16(joined(inputs)));
        let weights: [pulp::i16x32; 2] = pulp::cast(*weights);
        let add = |at: usize| {
            let products = self.multiply_wrapping_add_adjacent_i16x32(weights[at], inputs);
            self.wrapping_add_i32x16(sums[at], products)
        };
        [add(0), add(1)]
    }

    #[inline(always)]
    fn numbers(self, sums: Self::Sums) -> [i32; BLOCK] {
        pulp::cast(sums)
    }
}
