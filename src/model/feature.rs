//! The hash of features: the same number on every machine, as weights are found by it.

/// An odd constant of high entropy: 2^64 divided by the golden ratio.
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// Returns the hash of some bytes.
///
/// # Panics
/// Never: the pieces it reads have eight bytes.
#[inline]
pub fn hash(bytes: &[u8]) -> u64 {
    let mut chunks = bytes.chunks_exact(8);
    let mut hash = bytes.len() as u64;
    for chunk in &mut chunks {
        hash = combine(hash, u64::from_le_bytes(chunk.try_into().expect("chunks have eight bytes")));
    }
    let mut last = [0; 8];
    last[..chunks.remainder().len()].copy_from_slice(chunks.remainder());
    combine(hash, u64::from_le_bytes(last))
}

/// Joins two hashes; the order matters.
#[inline]
pub fn combine(left: u64, right: u64) -> u64 {
    let product = (left.rotate_left(23) ^ right).wrapping_mul(MIX);
    product ^ (product >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_length_and_bytes_count() {
        assert_ne!(hash(b"ab"), hash(b"ba"));
        assert_ne!(hash(b"a"), hash(b"a\0"));
        assert_ne!(combine(1, 2), combine(2, 1));
        assert_eq!(hash(b"Astana talks"), 0x4255_D6AD_CC2D_4EF7, "weights on disk are found by this number");
    }
}
