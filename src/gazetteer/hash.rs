//! The hash of names, word by word, and the reading of words from bytes: what the compiler of gazetteers and the matcher
//! must do alike.
//!
//! A name is hashed as its words and the separators between them. White space of any kind and length is one separator,
//! and so are all apostrophes and all hyphens, so that "South\nKorea" and "Côte d’Ivoire" are found.

/// Marks white space in the hash.
const SPACE: u64 = 1;
/// Marks any apostrophe.
const APOSTROPHE: u64 = 2;
/// Marks any hyphen.
const HYPHEN: u64 = 3;
/// Marks a full stop: names may end behind one.
const FULL_STOP: u64 = (b'.' as u64) << 8;
/// An odd constant of high entropy: 2^64 divided by the golden ratio.
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;
/// The top bit of every byte.
const HIGH: u64 = 0x8080_8080_8080_8080;
/// The low bit of every byte.
const LOW: u64 = 0x0101_0101_0101_0101;

/// Adds one number to a hash.
#[inline]
pub(crate) fn mix(hash: u64, value: u64) -> u64 {
    let product = (hash ^ value).wrapping_mul(MIX);
    product ^ (product >> 29)
}

/// Sets the top bit of each byte of `x` (bytes below 128 in `low7`) that lies in `from..=to`.
#[inline]
pub(crate) fn between(low7: u64, from: u8, to: u8) -> u64 {
    let at_least = low7.wrapping_add(LOW.wrapping_mul(u64::from(0x80 - from)));
    let above = low7.wrapping_add(LOW.wrapping_mul(u64::from(0x7F - to)));
    at_least & !above
}

/// The classes of eight bytes, each as a mask of top bits.
pub(crate) struct Classes {
    /// A to Z.
    pub(crate) upper: u64,
    /// a to z.
    pub(crate) lower: u64,
    /// 0 to 9.
    pub(crate) digit: u64,
    /// Bytes of characters outside ASCII.
    pub(crate) high: u64,
}

/// Classifies eight bytes at once.
#[inline]
pub(crate) fn classify(x: u64) -> Classes {
    let high = x & HIGH;
    let low7 = x & !HIGH;
    let ascii = !high & HIGH;
    Classes {
        upper: between(low7, b'A', b'Z') & ascii,
        lower: between(low7, b'a', b'z') & ascii,
        digit: between(low7, b'0', b'9') & ascii,
        high,
    }
}

/// Reads eight bytes from `at`, spaces beyond the end.
#[inline]
pub(crate) fn load(bytes: &[u8], at: usize) -> u64 {
    if let Some(chunk) = bytes.get(at..at + 8) {
        return u64::from_le_bytes(chunk.try_into().expect("the range has eight bytes"));
    }
    let mut chunk = [b' '; 8];
    let rest = bytes.get(at..).unwrap_or(&[]);
    chunk[..rest.len()].copy_from_slice(rest);
    u64::from_le_bytes(chunk)
}

/// Returns the end of the word that begins at `at`, and the hash of its bytes. The word is empty if none begins there.
#[inline]
pub(crate) fn word(bytes: &[u8], at: usize) -> (usize, u64) {
    let (mut end, mut hash) = (at, 0);
    loop {
        let chunk = load(bytes, end);
        let classes = classify(chunk);
        if classes.high != 0 {
            return word_beyond_ascii(bytes, at);
        }
        let others = !(classes.upper | classes.lower | classes.digit) & HIGH;
        if others != 0 {
            let length = others.trailing_zeros() as usize / 8;
            let kept = if length == 0 { 0 } else { chunk & (u64::MAX >> (64 - 8 * length)) };
            return (end + length, mix(mix(hash, kept), (end + length - at) as u64));
        }
        hash = mix(hash, chunk);
        end += 8;
    }
}

/// The same for words with characters outside ASCII; an ASCII word hashes alike in both.
fn word_beyond_ascii(bytes: &[u8], at: usize) -> (usize, u64) {
    let mut end = at;
    while end < bytes.len() && is_word_at(bytes, end) {
        end += width(bytes[end]);
    }
    let end = end.min(bytes.len());
    let mut hash = 0;
    let mut chunks = bytes[at..end].chunks_exact(8);
    for chunk in &mut chunks {
        hash = mix(hash, u64::from_le_bytes(chunk.try_into().expect("chunks are eight bytes")));
    }
    let mut kept = [0; 8];
    kept[..chunks.remainder().len()].copy_from_slice(chunks.remainder());
    (end, mix(mix(hash, u64::from_le_bytes(kept)), (end - at) as u64))
}

/// Says whether a character that words are made of begins at `at`.
#[inline]
pub(crate) fn is_word_at(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at) {
        Some(b) if b.is_ascii_alphanumeric() => true,
        // General punctuation (U+2000 to U+203F) and Latin-1 signs (U+0080 to U+00BF) end words.
        Some(0xE2) => bytes.get(at + 1) != Some(&0x80),
        Some(0xC2) | None => false,
        Some(b) => !b.is_ascii(),
    }
}

/// Says whether a word character ends just before `at`.
#[inline]
pub(crate) fn is_word_before(bytes: &[u8], at: usize) -> bool {
    if at == 0 {
        return false;
    }
    let mut start = at - 1;
    while start > 0 && at - start < 4 && bytes[start] & 0xC0 == 0x80 {
        start -= 1;
    }
    is_word_at(bytes, start)
}

/// Returns the end of the separator at `at` and its mark, or `None` at the end of the text.
#[inline]
pub(crate) fn separator(bytes: &[u8], at: usize) -> Option<(usize, u64)> {
    let first = *bytes.get(at)?;
    let mut end = at + width(first).min(bytes.len() - at);
    let mark = match first {
        b' ' | b'\t' | b'\n' | b'\r' => {
            end = spaces_end(bytes, end);
            SPACE
        }
        b'\'' => APOSTROPHE,
        b'-' => HYPHEN,
        0xC2 if bytes.get(at + 1) == Some(&0xA0) => {
            end = spaces_end(bytes, end);
            SPACE
        }
        0xE2 => match bytes.get(at + 1..at + 3) {
            Some([0x80, 0x98 | 0x99]) => APOSTROPHE,
            Some([0x80, 0x90 | 0x91]) => HYPHEN,
            _ => u64::from(first) << 16 | 0xFFFF,
        },
        _ => u64::from(first) << 8,
    };
    Some((end, mark))
}

/// The end of the white space at `at`, with at most one line end in it: names do not cross empty lines.
fn spaces_end(bytes: &[u8], mut at: usize) -> usize {
    let mut line_ends = u8::from(at > 0 && bytes[at - 1] == b'\n');
    loop {
        match bytes.get(at) {
            Some(b' ' | b'\t' | b'\r') => at += 1,
            Some(b'\n') if line_ends == 0 => {
                line_ends = 1;
                at += 1;
            }
            Some(0xC2) if bytes.get(at + 1) == Some(&0xA0) => at += 2,
            _ => return at,
        }
    }
}

/// Bytes of the character that begins with `first`.
#[inline]
pub(crate) fn width(first: u8) -> usize {
    match first {
        0..=0xBF => 1,
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        _ => 4,
    }
}

/// Says whether a listed name can begin at `at`: a capital, a digit or a character outside ASCII, and no word before.
pub(crate) fn is_start(bytes: &[u8], at: usize) -> bool {
    let first = bytes[at];
    let begins = first.is_ascii_uppercase() || first.is_ascii_digit() || (first >= 0xC0 && is_word_at(bytes, at));
    begins && !is_word_before(bytes, at)
}

/// A place where a listed name may end, and the hash of the words up to there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Probe {
    /// One past the last byte.
    pub(crate) end: usize,
    /// Hash of all words and separators from the start.
    pub(crate) hash: u64,
}

/// The places where a name that begins at `at` may end: after each word, and after a full stop behind a word.
pub(crate) struct Probes<'t> {
    bytes: &'t [u8],
    last: Probe,
    after_word: bool,
}

/// More marks than this between two words end a name: "A.; (B" is not one.
const MAX_SEPARATORS: usize = 3;

impl<'t> Probes<'t> {
    /// Returns the walker and its first probe; `None` if no word begins at `at`.
    #[inline]
    pub(crate) fn start(bytes: &'t [u8], at: usize) -> Option<(Self, Probe)> {
        let (end, hash) = word(bytes, at);
        let last = Probe { end, hash: mix(0, hash) };
        (end > at).then_some((Self { bytes, last, after_word: true }, last))
    }

    /// Returns the next probe.
    #[inline]
    pub(crate) fn next(&mut self) -> Option<Probe> {
        let Probe { mut end, mut hash } = self.last;
        for _ in 0..=MAX_SEPARATORS {
            let (word_end, word_hash) = if self.after_word { (end, 0) } else { word(self.bytes, end) };
            if word_end > end {
                self.after_word = true;
                self.last = Probe { end: word_end, hash: mix(hash, word_hash) };
                return Some(self.last);
            }
            let (next, mark) = separator(self.bytes, end)?;
            (end, hash) = (next, mix(hash, mark));
            if mark == FULL_STOP && std::mem::take(&mut self.after_word) {
                self.last = Probe { end, hash };
                return Some(self.last);
            }
            self.after_word = false;
        }
        None
    }
}

/// Returns the hash of a single word or phrase of a word list.
pub(crate) fn phrase(text: &str) -> u64 {
    text.bytes().fold(mix(0, text.len() as u64), |hash, byte| mix(hash, u64::from(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ends(text: &str) -> Vec<&str> {
        let Some((mut probes, first)) = Probes::start(text.as_bytes(), 0) else {
            return Vec::new();
        };
        let rest = std::iter::from_fn(|| probes.next());
        [first].into_iter().chain(rest).map(|p| &text[..p.end]).collect()
    }

    #[test]
    fn probes_stand_after_words_and_their_full_stops() {
        assert_eq!(ends("U.S. Army"), ["U", "U.", "U.S", "U.S.", "U.S. Army"]);
        assert_eq!(ends("AT&T, of"), ["AT", "AT&T", "AT&T, of"]);
        assert_eq!(ends("São Paulo"), ["São", "São Paulo"]);
    }

    #[test]
    fn separators_of_one_class_hash_alike() {
        let whole = |text: &str| {
            let (mut probes, first) = Probes::start(text.as_bytes(), 0).unwrap();
            std::iter::from_fn(|| probes.next()).last().unwrap_or(first).hash
        };
        for (a, b) in [("South Korea", "South\u{a0}\nKorea"), ("Cote d'Ivoire", "Cote d’Ivoire"), ("A-B", "A‑B")] {
            assert_eq!(whole(a), whole(b), "{a} / {b}");
        }
        assert_ne!(whole("South Korea"), whole("South-Korea"));
        assert_ne!(whole("South Korea"), whole("South\n\nKorea"));
    }

    proptest! {
        #[test]
        fn words_hash_alike_in_both_readings(text in "[a-zA-Z0-9]{1,40}") {
            prop_assert_eq!(word(text.as_bytes(), 0), word_beyond_ascii(text.as_bytes(), 0));
        }

        #[test]
        fn walking_never_panics_and_stays_on_borders(text in "\\PC{0,60}") {
            for (at, _) in text.char_indices() {
                let Some((mut probes, first)) = Probes::start(text.as_bytes(), at) else { continue };
                prop_assert!(text.is_char_boundary(first.end));
                while let Some(probe) = probes.next() {
                    prop_assert!(text.is_char_boundary(probe.end));
                }
            }
        }
    }
}
