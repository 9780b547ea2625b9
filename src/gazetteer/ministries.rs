//! The grammar of ministries: "[country] [domain] ministry", "Ministry of [the] [domain]". A list could not hold 40 domains of
//! 230 countries. File `gazetteers/ministries.tsv`: domain, then the words that name it.

const BUILTIN: &str = include_str!("../../gazetteers/ministries.tsv");

/// A domain that a ministry may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ministry {
    /// `foreign-affairs`.
    pub domain: String,
    /// "Foreign Affairs", "Foreign": the first is used in names.
    pub words: Vec<String>,
}

/// All domains.
#[derive(Debug, Clone)]
pub struct Ministries {
    items: Vec<Ministry>,
}

impl Ministries {
    /// Returns the program's own list.
    pub fn builtin() -> Self {
        let lines = BUILTIN.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).skip(1);
        let items = lines.filter_map(|line| line.split_once('\t')).map(|(domain, words)| Ministry {
            domain: domain.trim().to_owned(),
            words: words.split('|').map(|w| w.trim().to_owned()).filter(|w| !w.is_empty()).collect(),
        });
        Self { items: items.collect() }
    }

    /// Returns the domain that exactly these words name, in any case.
    pub fn find(&self, words: &str) -> Option<&Ministry> {
        self.items.iter().find(|ministry| ministry.words.iter().any(|w| w.eq_ignore_ascii_case(words)))
    }

    /// Returns the domain of the longest wording that `text` begins with, and the bytes of it.
    pub fn starts(&self, text: &str) -> Option<(&Ministry, usize)> {
        let fits = |word: &str| {
            text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
                && !text[word.len()..].starts_with(char::is_alphanumeric)
        };
        let all = self.items.iter().flat_map(|ministry| ministry.words.iter().map(move |word| (ministry, word)));
        all.filter(|(_, word)| fits(word))
            .max_by_key(|(_, word)| word.len())
            .map(|(ministry, word)| (ministry, word.len()))
    }
}
