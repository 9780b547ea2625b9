//! Places in a text. Inside the program every place is a [`Span`] of bytes; [`Offsets`] turns it into the unit that
//! an output promises (code points by default).

use std::ops::Range;

use serde::Serialize;

/// A half-open range of UTF-8 bytes in the text of one document. Both ends lie on character borders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Returns the span from `start` to `end`, in bytes.
    ///
    /// # Panics
    /// If a bound exceeds `u32::MAX`: documents are limited to 4 GiB when they are read.
    pub fn new(start: usize, end: usize) -> Self {
        let narrow = |n: usize| u32::try_from(n).expect("documents are below 4 GiB, checked by input");
        Self { start: narrow(start), end: narrow(end) }
    }

    /// Returns the bytes as a range for slicing.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Returns the words at this place of `text`.
    ///
    /// # Panics
    /// If the span was made for another text.
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// Returns the length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Says whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Says whether the two share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Says whether `other` lies inside this span, equal spans included.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Returns the shortest span that holds both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// Returns words with single spaces between them, whatever stood there.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The unit in which an output counts offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OffsetUnit {
    /// Unicode code points, as Python counts: the default of every JSON output.
    #[default]
    CodePoints,
    /// UTF-8 bytes, as Rust and Go count.
    Bytes,
    /// UTF-16 code units, as JavaScript and Java count.
    Utf16,
}

/// Turns byte offsets of one text into another unit.
#[derive(Debug, Clone)]
pub struct Offsets {
    /// For every [`STRIDE`] bytes: how many units come before. Empty if units are bytes.
    before: Vec<u32>,
    unit: OffsetUnit,
}

/// Distance of the remembered counts in bytes: one number for 64 bytes keeps a look-up short and the table small.
const STRIDE: usize = 64;

impl Offsets {
    /// Counts the units of `text` once. Linear in its length.
    pub fn new(text: &str, unit: OffsetUnit) -> Self {
        if text.is_ascii() || unit == OffsetUnit::Bytes {
            return Self { before: Vec::new(), unit: OffsetUnit::Bytes };
        }
        let mut before = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut count = 0;
        for chunk in text.as_bytes().chunks(STRIDE) {
            before.push(count);
            count += units(chunk, unit);
        }
        Self { before, unit }
    }

    /// Returns how many units come before the byte `at` of the same text.
    pub fn at(&self, text: &str, at: u32) -> u32 {
        if self.unit == OffsetUnit::Bytes {
            return at;
        }
        let at = at as usize;
        let block = (at / STRIDE).min(self.before.len().saturating_sub(1));
        self.before.get(block).copied().unwrap_or(0) + units(&text.as_bytes()[block * STRIDE..at], self.unit)
    }

    /// Returns `span` of the same text as `[start, end]` in the unit.
    pub fn pair(&self, text: &str, span: Span) -> [u32; 2] {
        [self.at(text, span.start), self.at(text, span.end)]
    }

    /// Returns the span of a `[start, end]` that was counted in the unit; none if it lies outside of the text or within a character.
    pub fn span(&self, text: &str, [start, end]: [u32; 2]) -> Option<Span> {
        let (start, end) = (self.byte(text, start)?, self.byte(text, end)?);
        (start <= end).then(|| Span::new(start, end))
    }

    /// The byte before which so many units come.
    fn byte(&self, text: &str, wanted: u32) -> Option<usize> {
        if self.unit == OffsetUnit::Bytes {
            return Some(wanted as usize).filter(|at| text.is_char_boundary(*at));
        }
        let block = self.before.partition_point(|before| *before <= wanted).checked_sub(1)?;
        // A chunk may begin inside a character, which counts in the chunk before.
        let mut at = block * STRIDE;
        while !text.is_char_boundary(at) {
            at += 1;
        }
        let mut count = self.before[block];
        for c in text[at..].chars() {
            if count >= wanted {
                break;
            }
            count += units(c.encode_utf8(&mut [0; 4]).as_bytes(), self.unit);
            at += c.len_utf8();
        }
        (count == wanted).then_some(at)
    }
}

/// Counts units by lead bytes, so that a chunk may begin inside a character.
fn units(bytes: &[u8], unit: OffsetUnit) -> u32 {
    let astral_counts_twice = unit == OffsetUnit::Utf16;
    bytes.iter().map(|&b| u32::from(b & 0xC0 != 0x80) + u32::from(astral_counts_twice && b >= 0xF0)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn offsets_equal_a_plain_count(text in "\\PC{0,200}", pick in any::<proptest::sample::Index>()) {
            let borders: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
            let at = borders[pick.index(borders.len())];
            let count = |unit| Offsets::new(&text, unit).at(&text, u32::try_from(at).unwrap()) as usize;
            prop_assert_eq!(count(OffsetUnit::Bytes), at);
            prop_assert_eq!(count(OffsetUnit::CodePoints), text[..at].chars().count());
            prop_assert_eq!(count(OffsetUnit::Utf16), text[..at].encode_utf16().count());
        }
    }
}
