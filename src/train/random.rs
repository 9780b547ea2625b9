//! Random numbers from a seed, the same on every machine.

/// `SplitMix64` (Steele, Lea and Flood 2014): one addition and three mixes a number.
#[derive(Debug, Clone)]
pub struct Random {
    state: u64,
}

impl Random {
    /// Begins a sequence.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Returns the next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `limit`, which must not be 0.
    ///
    /// # Panics
    /// Never: what is below the limit is an index as the limit is.
    pub fn below(&mut self, limit: usize) -> usize {
        let wide = u128::from(self.bits()) * limit as u128;
        usize::try_from(wide >> 64).expect("it is below the limit")
    }

    /// Returns a number from 0 to below 1.
    #[expect(clippy::cast_precision_loss, reason = "a float holds 24 bits")]
    pub fn share(&mut self) -> f32 {
        /// As many bits as the fraction of a float has.
        const UNIT: f32 = 1.0 / 16_777_216.0;
        (self.bits() >> 40) as f32 * UNIT
    }

    /// Is true `percent` times of a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Puts items in a random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_one_sequence() {
        let mut items: Vec<usize> = (0..8).collect();
        let mut random = Random::new(7);
        assert_eq!(random.bits(), 0x63CB_E1E4_5932_0DD7, "the sequence of the paper");
        random.shuffle(&mut items);
        let mut sorted = items.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..8).collect::<Vec<_>>());
        assert!((0..100).all(|_| random.below(3) < 3));
    }
}
