//! Words by the hash of their form: a table with open addresses that keeps half of the hash.

/// Numbers above 0 for words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lookup {
    /// Fingerprint and number; number 0 marks a free slot.
    slots: Vec<(u32, u32)>,
}

/// What a word is known by.
pub(crate) fn fingerprint(hash: u64) -> u32 {
    (hash >> 32) as u32
}

impl Lookup {
    /// Builds the table of fingerprints and their numbers; of equal fingerprints the first counts.
    pub(crate) fn new(entries: &[(u32, u32)]) -> Self {
        let mut lookup = Self { slots: vec![(0, 0); (entries.len() * 2 + 1).next_power_of_two()] };
        for entry in entries.iter().filter(|entry| entry.1 != 0) {
            let slot = lookup.slot(entry.0);
            if lookup.slots[slot].1 == 0 {
                lookup.slots[slot] = *entry;
            }
        }
        lookup
    }

    /// Returns the fingerprints and their numbers, by fingerprint.
    #[cfg(feature = "train")]
    pub(crate) fn entries(&self) -> Vec<(u32, u32)> {
        let mut entries: Vec<(u32, u32)> = self.slots.iter().copied().filter(|slot| slot.1 != 0).collect();
        entries.sort_unstable();
        entries
    }

    /// Returns the number of a word's hash, 0 if it has none.
    #[inline]
    pub(crate) fn get(&self, hash: u64) -> u32 {
        self.slots[self.slot(fingerprint(hash))].1
    }

    /// The slot that holds the fingerprint, or the free one where it belongs.
    #[inline]
    fn slot(&self, fingerprint: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = fingerprint as usize & mask;
        while self.slots[at].1 != 0 && self.slots[at].0 != fingerprint {
            at = (at + 1) & mask;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_by_fingerprint() {
        let lookup = Lookup::new(&[(7, 1), (7 + 8, 2), (7, 3), (9, 0)]);
        let found = [7, 15, 9, 8].map(|print: u64| lookup.get((print << 32) + 99));
        assert_eq!(found, [1, 2, 0, 0]);
        assert_eq!(Lookup::new(&[]).get(5), 0);
    }
}
