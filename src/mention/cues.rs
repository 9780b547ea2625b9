//! Words around a name that tell what it is: `rules/cues.tsv`.

use rustc_hash::FxHashMap as HashMap;

const BUILTIN: &str = include_str!("../../rules/cues.tsv");

/// What a word beside a name says of it, as a set of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cue(u16);

impl Cue {
    /// A place follows.
    pub const PLACE: Self = Self(1);
    /// Often a place follows.
    pub const PLACE_WEAK: Self = Self(2);
    /// A speaker stands beside it.
    pub const SAID: Self = Self(4);
    /// Verbs that states and bodies do.
    pub const ACT: Self = Self(8);
    /// Nouns that belong to governments.
    pub const POLICY: Self = Self(16);

    /// A noun phrase ends before it.
    pub const FUNCTION: Self = Self(32);

    /// Verbs whose objects are governments, bodies and people, not towns.
    pub const ADDRESS: Self = Self(64);

    /// Nouns behind the names of states: "the Peru government".
    pub const STATE: Self = Self(128);

    /// Nouns of people and forces that stand behind the name of where they come from: "Lima police".
    pub const HOME: Self = Self(256);

    /// Words of faiths and their followers, which are no names.
    pub const CREED: Self = Self(512);

    const WORDS: [(&'static str, Self); 10] = [
        ("place-before", Self::PLACE),
        ("place-before-weak", Self::PLACE_WEAK),
        ("said", Self::SAID),
        ("act", Self::ACT),
        ("policy", Self::POLICY),
        ("function", Self::FUNCTION),
        ("address", Self::ADDRESS),
        ("state", Self::STATE),
        ("home", Self::HOME),
        ("creed", Self::CREED),
    ];

    /// Returns both sets joined.
    #[must_use]
    pub fn with(self, cues: Self) -> Self {
        Self(self.0 | cues.0)
    }

    /// Says whether any of the given cues is in the set.
    pub fn has(self, cues: Self) -> bool {
        self.0 & cues.0 != 0
    }
}

/// All cues.
#[derive(Debug, Clone)]
pub struct Cues {
    words: HashMap<String, Cue>,
}

impl Cues {
    /// Returns the program's own cues.
    ///
    /// # Panics
    /// Never: a test reads the file.
    pub fn builtin() -> Self {
        let mut words: HashMap<String, Cue> = HashMap::default();
        for line in BUILTIN.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).skip(1) {
            let (word, class) = line.split_once('\t').expect("every row has two cells, see the test");
            let (_, cue) =
                Cue::WORDS.iter().find(|(name, _)| *name == class).expect("every class is known, see the test");
            words.entry(word.to_owned()).or_default().0 |= cue.0;
        }
        Self { words }
    }

    /// Returns the cues of a word or phrase in lower case.
    pub fn get(&self, words: &str) -> Cue {
        self.words.get(words).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read() {
        let cues = Cues::builtin();
        assert!(cues.get("in").has(Cue::PLACE) && cues.get("city of").has(Cue::PLACE));
        assert!(cues.get("said").has(Cue::SAID) && cues.get("said").has(Cue::ACT));
    }
}
