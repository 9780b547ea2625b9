//! Names and varied text that look like news to a matcher: about one word in five has a capital, words come as unevenly as in a
//! language, and capitalised words that no list knows share their parts with listed names.

use std::collections::BTreeSet;

/// Random numbers that are the same on every run: xorshift64 (Marsaglia 2003, "Xorshift RNGs", p. 4).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % end as u64).unwrap()
    }

    /// Says yes so many times in a hundred.
    fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// The first items often, the last ones seldom: the index is the product of three uniform shares.
    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let once = self.below(items.len()) + 1;
        let twice = self.below(once) + 1;
        &items[self.below(twice)]
    }
}

const ONSETS: [&str; 24] = [
    "b", "br", "c", "ch", "d", "f", "g", "gr", "h", "j", "k", "kh", "l", "m", "n", "p", "r", "s", "sh", "st", "t", "v",
    "w", "z",
];
const VOWELS: [&str; 10] = ["a", "a", "e", "e", "i", "o", "u", "ai", "ou", "é"];
const ENDS: [&str; 10] = ["", "", "", "n", "r", "l", "s", "t", "nd", "ck"];
const FUNCTION_WORDS: [&str; 24] = [
    "the", "of", "to", "and", "a", "in", "that", "on", "for", "with", "was", "said", "by", "as", "at", "it", "from",
    "has", "is", "had", "not", "be", "their", "who",
];

fn word(random: &mut Random, syllables: usize) -> String {
    (0..syllables)
        .map(|_| {
            let parts = [&ONSETS[..], &VOWELS[..], &ENDS[..]];
            parts.map(|all| all[random.below(all.len())]).concat()
        })
        .collect()
}

fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}

/// Returns so many different names: one in four is one word, one in twenty an acronym, the others two or three words.
pub(crate) fn names(count: usize) -> Vec<String> {
    let mut random = Random::new(1);
    // As many parts as names would need if every part stood in about five.
    let mut parts: Vec<String> = (0..count / 3 + 100)
        .map(|_| {
            let syllables = 2 + random.below(2);
            capitalised(&word(&mut random, syllables))
        })
        .collect();
    parts.sort();
    parts.dedup();
    let mut seen = BTreeSet::new();
    let mut out = Vec::with_capacity(count);
    while out.len() < count {
        let mut part = || parts[random.below(parts.len())].clone();
        let two = format!("{} {}", part(), part());
        let name = match out.len() % 20 {
            0 => (0..4).map(|_| char::from(b'A' + u8::try_from(random.below(26)).unwrap())).collect(),
            1..=5 => part(),
            6..=15 => two,
            _ => format!("{two} {}", part()),
        };
        // Lists of a million names have used up the short ones: two words more.
        let name = if seen.contains(&name) { format!("{name} {}", parts[random.below(parts.len())]) } else { name };
        if seen.insert(name.clone()) {
            out.push(name);
        }
    }
    out
}

/// Returns a text of exactly so many bytes in paragraphs, with some of the names in it.
pub(crate) fn text(bytes: usize, names: &[String]) -> String {
    let mut random = Random::new(2);
    let common: Vec<String> = (0..20_000)
        .map(|_| {
            let syllables = 1 + random.below(3);
            word(&mut random, syllables)
        })
        .collect();
    let mut out = String::with_capacity(bytes + 1_000);
    while out.len() < bytes {
        for _ in 0..4 {
            sentence(&mut random, &common, names, &mut out);
        }
        out.push_str("\n\n");
    }
    out.truncate(out.floor_char_boundary(bytes));
    out.push_str(&" ".repeat(bytes - out.len()));
    out
}

fn sentence(random: &mut Random, common: &[String], names: &[String], out: &mut String) {
    let length = 8 + random.below(24);
    for position in 0..length {
        let token = match random.below(100) {
            0..=4 => random.pick(names).clone(),
            5..=8 => {
                let name = random.pick(names);
                let part = name.split(' ').next_back().unwrap_or(name).to_owned();
                let unlisted: &String = random.pick(common);
                if random.percent(50) { part } else { capitalised(unlisted) }
            }
            9 => (1 + random.below(2_000)).to_string(),
            10..=49 => FUNCTION_WORDS[random.below(FUNCTION_WORDS.len())].to_owned(),
            _ => random.pick(common).clone(),
        };
        out.push_str(&if position == 0 && token.is_ascii() { capitalised(&token) } else { token });
        if random.percent(3) {
            out.push_str("’s");
        }
        if position + 1 < length {
            out.push_str(if random.percent(7) { ", " } else { " " });
        }
    }
    out.push_str(". ");
}
