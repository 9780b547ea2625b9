//! A set of classes of words: one bit each.

const WORDS: usize = 8;

/// A set of at most [`Mask::BITS`] classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct Mask([u64; WORDS]);

impl Mask {
    pub(super) const BITS: usize = WORDS * 64;
    pub(super) const NONE: Self = Self([0; WORDS]);

    /// Returns the set of one class; of none if there is no such bit.
    pub(super) fn one(bit: usize) -> Self {
        let mut mask = Self::NONE;
        if let Some(word) = mask.0.get_mut(bit / 64) {
            *word = 1 << (bit % 64);
        }
        mask
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] | other.0[at]))
    }

    /// Says whether some class is in both.
    pub(super) fn meets(self, other: Self) -> bool {
        self.0.iter().zip(other.0).any(|(own, other)| own & other != 0)
    }

    /// Returns the classes, by their bits.
    pub(super) fn bits(self) -> impl Iterator<Item = usize> {
        let of_word = |(at, mut word): (usize, u64)| {
            std::iter::from_fn(move || {
                let bit = (word != 0).then(|| word.trailing_zeros() as usize)?;
                word &= word - 1;
                Some(at * 64 + bit)
            })
        };
        self.0.into_iter().enumerate().flat_map(of_word)
    }

    pub(super) fn is_empty(self) -> bool {
        self == Self::NONE
    }
}
