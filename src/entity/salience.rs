//! How much speaks for a candidate that a pronoun may mean: the sum of the weights of what is true of it (`rules/salience.tsv`),
//! after Lappin and Leass 1994, "An Algorithm for Pronominal Anaphora Resolution", with weights fitted instead of guessed.

const BUILTIN: &str = include_str!("../../rules/salience.tsv");

/// Declares what may be true of a candidate, and its name in the file.
macro_rules! features {
    ($($(#[$doc:meta])* $name:ident, $word:literal;)*) => {
        /// Something that may be true of a candidate.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Feature { $($(#[$doc])* $name),* }

        impl Feature {
            const ALL: &[(Self, &str)] = &[$((Self::$name, $word)),*];
        }
    };
}

features! {
    SameSentence, "same-sentence";
    PreviousSentence, "previous-sentence";
    TwoBack, "two-sentences-back";
    ThreeBack, "three-sentences-back";
    Subject, "subject";
    Object, "object";
    Possessor, "possessor";
    Oblique, "oblique";
    BothSubjects, "both-subjects";
    BothObjects, "both-objects";
    BothPossessors, "both-possessors";
    OwnSubject, "subject-of-own-clause";
    AboveSubject, "subject-of-clause-above";
    OwnClause, "in-own-clause";
    SubjectOfPossessor, "subject-for-possessor";
    Nearest, "nearest";
    SecondNearest, "second-nearest";
    MostFrequent, "most-frequent";
    Twice, "twice";
    Often, "often";
    First, "first-person-of-text";
    LastPronoun, "last-pronoun";
    PronounIsNearest, "pronoun-is-nearest";
    SexKnown, "sex-known";
    CalledSo, "called-so";
    CalledOtherwise, "called-otherwise";
    NoName, "no-name";
    NoNameFar, "no-name-far";
    Ahead, "ahead";
    AheadAtStart, "ahead-at-start";
    LaterInList, "later-in-list";
    SentenceStart, "begins-sentence";
    Speaker, "speaker";
    SubjectBefore, "previous-and-subject";
    SubjectChain, "subject-chain";
    OwnsSubject, "owns-subject";
}

/// What is true of a candidate.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Features(u64);

impl Features {
    /// Adds a feature if it holds.
    pub(super) fn set(&mut self, feature: Feature, holds: bool) {
        if holds {
            self.0 |= 1 << feature as u64;
        }
    }

    fn has(self, feature: Feature) -> bool {
        self.0 & (1 << feature as u64) != 0
    }
}

/// The weights.
#[derive(Debug, Clone)]
pub(super) struct Salience {
    weights: Vec<f32>,
    /// A candidate must weigh so much.
    least: f32,
    /// And so much more than the next.
    lead: f32,
}

impl Salience {
    /// Returns the program's own weights.
    ///
    /// # Panics
    /// Never: a test reads the file.
    pub(super) fn builtin() -> Self {
        Self::read("rules/salience.tsv", BUILTIN).expect("tests read the file")
    }

    fn read(path: &str, table: &str) -> Result<Self, String> {
        let mut weights = vec![0.0; Feature::ALL.len()];
        let (mut least, mut lead) = (0.0, 0.0);
        let rows = table.lines().enumerate().filter(|(_, row)| !row.is_empty() && !row.starts_with('#')).skip(1);
        for (index, row) in rows {
            let wrong = |what: &str| format!("{path}:{}: {what} in {row:?}", index + 1);
            let mut cells = row.split('\t');
            let word = cells.next().unwrap_or_default();
            let number = cells.next().and_then(|cell| cell.parse().ok()).ok_or_else(|| wrong("expected a number"))?;
            match Feature::ALL.iter().find(|(_, name)| *name == word) {
                Some((feature, _)) => weights[*feature as usize] = number,
                None if word == "LEAST" => least = number,
                None if word == "LEAD" => lead = number,
                None => return Err(wrong("expected a known feature")),
            }
        }
        Ok(Self { weights, least, lead })
    }

    fn weigh(&self, features: Features) -> f32 {
        Feature::ALL.iter().filter(|(feature, _)| features.has(*feature)).map(|(f, _)| self.weights[*f as usize]).sum()
    }

    /// Returns the place of the candidate that most speaks for, and its lead, if it is enough and clearly more than for any other.
    pub(super) fn best(&self, candidates: &[Features]) -> Option<(usize, f32)> {
        let mut weighed: Vec<(f32, usize)> =
            candidates.iter().enumerate().map(|(at, f)| (self.weigh(*f), at)).collect();
        weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let (most, best) = *weighed.first()?;
        let lead = most - weighed.get(1).map_or(self.least, |(weight, _)| weight.max(self.least));
        (most >= self.least && lead >= self.lead).then_some((best, lead))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(features: &[Feature]) -> Features {
        let mut out = Features::default();
        for feature in features {
            out.set(*feature, true);
        }
        out
    }

    #[test]
    fn the_most_salient_is_meant() {
        let salience = Salience::builtin();
        let subject = with(&[Feature::SameSentence, Feature::Nearest, Feature::BothSubjects]);
        let far = with(&[Feature::TwoBack]);
        assert_eq!(salience.best(&[far, subject]).map(|(best, _)| best), Some(1));
        assert_eq!(salience.best(&[subject, subject]).map(|(best, _)| best), None);
        assert_eq!(salience.best(&[far]).map(|(best, _)| best), None);
        assert_eq!(salience.best(&[]), None);
    }

    #[test]
    fn mistakes_in_the_file_are_told_with_their_place() {
        let wrong = Salience::read("s.tsv", "feature\tweight\nnear\t1\n").unwrap_err();
        assert_eq!(wrong, "s.tsv:2: expected a known feature in \"near\\t1\"");
        assert!(Salience::read("s.tsv", "feature\tweight\nnearest\tmuch\n").is_err());
    }
}
