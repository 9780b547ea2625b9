//! Lemmas: the word that a dictionary lists, from a form and its tags, by the conventions of the UD treebanks.
//!
//! rules/lemmas.tsv is learned (`whowhom train lemmas`), rules/irregular.tsv written by hand and read over it. Of one class of tags,
//! a listed word goes before the longest listed ending; what neither holds is its own lemma, in lower case unless it is a name.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use rustc_hash::FxHashMap as HashMap;

use crate::parse::{Deprel, Upos, Word, Xpos};

const LEARNED: &str = include_str!("../../rules/lemmas.tsv");
const IRREGULAR: &str = include_str!("../../rules/irregular.tsv");

/// Marks an ending in the column of forms: `*ies`.
pub(crate) const ENDING: char = '*';
/// Marks an ending of words with a capital: `Aa*ish` says whether it stays.
pub(crate) const TITLE: &str = "Aa*";
/// Marks an ending of words in capitals: `AA*p` says whether they stay.
pub(crate) const CAPITALS: &str = "AA*";
/// The lemma column of a `Aa*` or `AA*` row whose capitals stay.
pub(crate) const KEEP: &str = "keep";
/// The same of one whose capitals go.
pub(crate) const LOWER: &str = "lower";

/// What is wrong with a table of lemmas.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}: {message}")]
#[non_exhaustive]
pub struct LemmaError {
    /// The file.
    pub path: String,
    /// 1-based.
    pub line: usize,
    /// What was found and expected.
    pub message: String,
}

/// What is known of the lemmas of words; clones share the tables.
#[derive(Debug, Clone)]
pub struct Lemmas {
    /// By [`class_of`].
    classes: Arc<Vec<Option<Box<Class>>>>,
}

/// The words of one pair of tags.
#[derive(Debug, Clone, Default)]
struct Class {
    /// By form: as it stands for names, else in lower case.
    words: HashMap<String, String>,
    /// What stands instead of an ending.
    endings: Suffixes<String>,
    /// Whether the capital of "Danish" stays.
    title: Suffixes<bool>,
    /// Whether the capitals of "TV" stay.
    capitals: Suffixes<bool>,
}

/// Things by the endings of words.
#[derive(Debug, Clone)]
struct Suffixes<T> {
    by_ending: HashMap<String, T>,
    /// In bytes.
    longest: usize,
}

impl<T> Default for Suffixes<T> {
    fn default() -> Self {
        Self { by_ending: HashMap::default(), longest: 0 }
    }
}

impl<T> Suffixes<T> {
    fn insert(&mut self, ending: &str, value: T) {
        self.longest = self.longest.max(ending.len());
        self.by_ending.insert(ending.to_owned(), value);
    }

    /// Returns the length in bytes of the longest listed ending of a word, and what belongs to it.
    fn find(&self, word: &str) -> Option<(usize, &T)> {
        if self.by_ending.is_empty() {
            return None;
        }
        let ending = |length: usize| Some((length, self.by_ending.get(word.get(word.len() - length..)?)?));
        (0..=self.longest.min(word.len())).rev().find_map(ending)
    }
}

impl Lemmas {
    /// Returns the program's own tables.
    ///
    /// # Panics
    /// Never: a test reads them.
    pub fn builtin() -> Self {
        // Three stages use them: read once.
        static BUILTIN: LazyLock<Lemmas> = LazyLock::new(|| {
            let mut lemmas = Lemmas::empty();
            lemmas.read("rules/lemmas.tsv", LEARNED).expect("the program's own tables are sound");
            lemmas.read("rules/irregular.tsv", IRREGULAR).expect("the program's own tables are sound");
            lemmas
        });
        BUILTIN.clone()
    }

    /// Returns tables that know nothing.
    pub fn empty() -> Self {
        Self { classes: Arc::new(vec![None; Upos::NAMES.len() * Xpos::NAMES.len()]) }
    }

    /// Reads a table over what is known: class, form, lemma.
    ///
    /// # Errors
    /// The first row that is not understood.
    pub fn read(&mut self, path: &str, table: &str) -> Result<(), LemmaError> {
        let rows = table.lines().enumerate().filter(|(_, row)| !row.is_empty() && !row.starts_with('#'));
        for (index, row) in rows {
            let wrong = |message: String| LemmaError { path: path.to_owned(), line: index + 1, message };
            self.add(row).map_err(wrong)?;
        }
        Ok(())
    }

    fn add(&mut self, row: &str) -> Result<(), String> {
        let cells: Vec<&str> = row.split('\t').collect();
        let &[class, form, lemma] = &cells[..] else {
            return Err(format!("{} cells, expected class, form, lemma", cells.len()));
        };
        let tags = class.split_once('/').and_then(|(upos, xpos)| Some((Upos::parse(upos)?, Xpos::parse(xpos)?)));
        let (upos, xpos) = tags.ok_or_else(|| format!("class \"{class}\", expected UPOS/XPOS"))?;
        let class = Arc::make_mut(&mut self.classes)[class_of(upos, xpos)].get_or_insert_default();
        let stays = || match lemma {
            KEEP => Ok(true),
            LOWER => Ok(false),
            _ => Err(format!("\"{lemma}\", expected {KEEP} or {LOWER}")),
        };
        if let Some(ending) = form.strip_prefix(TITLE) {
            class.title.insert(ending, stays()?);
        } else if let Some(ending) = form.strip_prefix(CAPITALS) {
            class.capitals.insert(ending, stays()?);
        } else if let Some(ending) = form.strip_prefix(ENDING) {
            let instead = lemma.strip_prefix(ENDING).ok_or_else(|| format!("\"{lemma}\", expected an ending: *..."))?;
            class.endings.insert(ending, instead.to_owned());
        } else {
            class.words.insert(form.to_owned(), lemma.to_owned());
        }
        Ok(())
    }

    /// Returns the lemma of a form. Nothing is allocated where it begins the form or is listed.
    pub fn lemma<'a>(&'a self, form: &'a str, upos: Upos, xpos: Xpos) -> Cow<'a, str> {
        if xpos == Xpos::CD && form.contains(',') {
            return without_commas(form);
        }
        let class = self.classes[class_of(upos, xpos)].as_deref();
        if is_name(upos, xpos) || !form.chars().any(char::is_uppercase) {
            let Some(class) = class else { return Cow::Borrowed(form) };
            return class.words.get(form).map_or_else(|| class.ended(form), |lemma| Cow::Borrowed(lemma));
        }
        let lower = form.to_lowercase();
        let Some(class) = class else { return Cow::Owned(lower) };
        if let Some(lemma) = class.words.get(&lower) {
            return Cow::Borrowed(lemma);
        }
        let stays = if is_capitals(form) { &class.capitals } else { &class.title };
        let stays = starts_with_capital(form) && stays.find(&lower).is_some_and(|(_, stays)| *stays);
        match class.ended(&lower) {
            Cow::Borrowed(lemma) if stays => Cow::Borrowed(form.get(..lemma.len()).unwrap_or(form)),
            _ if stays => Cow::Borrowed(form),
            lemma => Cow::Owned(lemma.into_owned()),
        }
    }

    /// Says whether a form has a row of its own.
    pub fn lists(&self, form: &str, upos: Upos, xpos: Xpos) -> bool {
        let class = self.classes[class_of(upos, xpos)].as_ref();
        class.is_some_and(|class| class.words.contains_key(&form.to_lowercase()))
    }

    /// Returns a verb's lemma with its particles: "carry out".
    pub fn predicate(&self, forms: &[&str], words: &[Word], verb: usize) -> String {
        let mut predicate = self.lemma(forms[verb], words[verb].upos, words[verb].xpos).into_owned();
        for (form, word) in forms.iter().zip(words) {
            if word.deprel == Deprel::COMPOUND_PRT && word.head.is_some_and(|head| head as usize == verb) {
                predicate.push(' ');
                predicate.push_str(&self.lemma(form, word.upos, word.xpos));
            }
        }
        predicate
    }
}

impl Class {
    fn ended<'a>(&self, form: &'a str) -> Cow<'a, str> {
        let Some((length, instead)) = self.endings.find(form) else { return Cow::Borrowed(form) };
        let (stem, ending) = form.split_at(form.len() - length);
        match ending.strip_prefix(instead.as_str()) {
            // An ending alone is no word's: "ed" is not the past of nothing.
            _ if stem.is_empty() && instead.is_empty() => Cow::Borrowed(form),
            Some(_) => Cow::Borrowed(&form[..stem.len() + instead.len()]),
            None => Cow::Owned([stem, instead].concat()),
        }
    }
}

/// Names keep their capitals.
pub(crate) fn is_name(upos: Upos, xpos: Xpos) -> bool {
    upos == Upos::PROPN || xpos == Xpos::NNP || xpos == Xpos::NNPS
}

/// Says whether a form has two characters or more and all letters of it are capitals.
pub(crate) fn is_capitals(form: &str) -> bool {
    form.chars().nth(1).is_some() && !form.chars().any(char::is_lowercase)
}

/// Says whether a form begins with a capital.
pub(crate) fn starts_with_capital(form: &str) -> bool {
    form.chars().next().is_some_and(char::is_uppercase)
}

/// "200,000" is listed as "200000".
fn without_commas(form: &str) -> Cow<'_, str> {
    let groups = form.split('.').next().unwrap_or_default().split(',');
    let sound = groups.enumerate().all(|(index, digits)| {
        let fits = if index == 0 { (1..=3).contains(&digits.len()) } else { digits.len() == 3 };
        fits && digits.bytes().all(|b| b.is_ascii_digit())
    });
    if sound { Cow::Owned(form.replace(',', "")) } else { Cow::Borrowed(form) }
}

fn class_of(upos: Upos, xpos: Xpos) -> usize {
    upos.index() * Xpos::NAMES.len() + xpos.index()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(lemmas: &Lemmas, form: &str, tags: (Upos, Xpos), expected: &str) {
        assert_eq!(lemmas.lemma(form, tags.0, tags.1), expected, "{form} {tags:?}");
    }

    #[test]
    fn lemmas_follow_the_treebanks() {
        let lemmas = Lemmas::builtin();
        let noun = |xpos| (Upos::NOUN, xpos);
        let verb = |xpos| (Upos::VERB, xpos);
        let cases: [(&str, (Upos, Xpos), &str); 32] = [
            ("ministers", noun(Xpos::NNS), "minister"),
            ("Armies", noun(Xpos::NNS), "army"),
            ("crises", noun(Xpos::NNS), "crisis"),
            ("men", noun(Xpos::NNS), "man"),
            ("boxes", noun(Xpos::NNS), "box"),
            ("Treaty", noun(Xpos::NN), "treaty"),
            ("TV", noun(Xpos::NN), "TV"),
            ("went", verb(Xpos::VBD), "go"),
            ("overthrew", verb(Xpos::VBD), "overthrow"),
            ("fled", verb(Xpos::VBD), "flee"),
            ("Accused", verb(Xpos::VBN), "accuse"),
            ("planned", verb(Xpos::VBN), "plan"),
            ("killed", verb(Xpos::VBD), "kill"),
            ("annexed", verb(Xpos::VBD), "annex"),
            ("denied", verb(Xpos::VBD), "deny"),
            ("negotiating", verb(Xpos::VBG), "negotiate"),
            ("SAID", verb(Xpos::VBD), "say"),
            ("does", (Upos::AUX, Xpos::VBZ), "do"),
            ("’s", (Upos::AUX, Xpos::VBZ), "be"),
            ("wo", (Upos::AUX, Xpos::MD), "will"),
            ("n't", (Upos::PART, Xpos::RB), "not"),
            ("Biggest", (Upos::ADJ, Xpos::JJS), "big"),
            ("better", (Upos::ADV, Xpos::RBR), "well"),
            ("Danish", (Upos::ADJ, Xpos::JJ), "Danish"),
            ("Angry", (Upos::ADJ, Xpos::JJ), "angry"),
            ("them", (Upos::PRON, Xpos::PRP), "they"),
            ("I", (Upos::PRON, Xpos::PRP), "I"),
            ("These", (Upos::DET, Xpos::DT), "this"),
            ("Peru", (Upos::PROPN, Xpos::NNP), "Peru"),
            ("Nations", (Upos::PROPN, Xpos::NNPS), "Nation"),
            ("40,000", (Upos::NUM, Xpos::CD), "40000"),
            ("4,00", (Upos::NUM, Xpos::CD), "4,00"),
        ];
        for (form, tags, expected) in cases {
            check(&lemmas, form, tags, expected);
        }
    }

    #[test]
    fn what_begins_the_form_is_borrowed() {
        let lemmas = Lemmas::builtin();
        for (form, xpos) in [("killed", Xpos::VBD), ("accused", Xpos::VBN), ("went", Xpos::VBD), ("sign", Xpos::VB)] {
            assert!(matches!(lemmas.lemma(form, Upos::VERB, xpos), Cow::Borrowed(_)), "{form}");
        }
    }

    #[test]
    fn a_predicate_has_its_particles() {
        let word = |upos, xpos, head, deprel| Word { upos, xpos, head, deprel };
        let words = [
            word(Upos::PRON, Xpos::PRP, Some(1), Deprel::NSUBJ),
            word(Upos::VERB, Xpos::VBD, None, Deprel::ROOT),
            word(Upos::ADP, Xpos::RP, Some(1), Deprel::COMPOUND_PRT),
            word(Upos::PRON, Xpos::PRP, Some(1), Deprel::OBJ),
        ];
        assert_eq!(Lemmas::builtin().predicate(&["They", "carried", "out", "it"], &words, 1), "carry out");
    }

    #[test]
    fn a_row_that_is_wrong_is_named() {
        let error = |table| Lemmas::empty().read("t.tsv", table).unwrap_err().to_string();
        assert_eq!(error("# x\nVERB/VB\tgo"), "t.tsv:2: 2 cells, expected class, form, lemma");
        assert_eq!(error("VERB\tgo\tgo"), "t.tsv:1: class \"VERB\", expected UPOS/XPOS");
        assert_eq!(error("VERB/VBZ\t*es\te"), "t.tsv:1: \"e\", expected an ending: *...");
        assert_eq!(error("ADJ/JJ\tAa*es\te"), "t.tsv:1: \"e\", expected keep or lower");
    }

    proptest! {
        #[test]
        fn any_form_has_a_lemma(form in "(\\PC|[A-Za-z',]){1,12}", upos in 0..Upos::NAMES.len(), xpos in 0..Xpos::NAMES.len()) {
            thread_local! { static LEMMAS: Lemmas = Lemmas::builtin(); }
            let (upos, xpos) = (Upos::at(upos).unwrap(), Xpos::at(xpos).unwrap());
            LEMMAS.with(|lemmas| assert!(!lemmas.lemma(&form, upos, xpos).is_empty()));
        }
    }
}
