//! Titles and offices: "President", "foreign minister", "Mr". File `gazetteers/titles.tsv`: title, class, relation, sex.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use crate::gazetteer::matcher::is_free;
use crate::gazetteer::row::RowError;
use crate::span::Span;

const BUILTIN: &str = include_str!("../../gazetteers/titles.tsv");

/// What sort of title it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TitleClass {
    /// "Mr".
    Honorific,
    /// "president".
    Office,
    /// "general".
    Military,
    /// "bishop".
    Religious,
    /// "prince".
    Noble,
    /// "analyst".
    Occupation,
}

const CLASSES: [(&str, TitleClass); 6] = [
    ("honorific", TitleClass::Honorific),
    ("office", TitleClass::Office),
    ("military", TitleClass::Military),
    ("religious", TitleClass::Religious),
    ("noble", TitleClass::Noble),
    ("occupation", TitleClass::Occupation),
];

/// One title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// In lower case.
    pub text: String,
    /// What sort.
    pub class: TitleClass,
    /// The relation that "COUNTRY title PERSON" states, if any.
    pub relation: Option<String>,
    /// `m` or `f`, if the word says so.
    pub sex: Option<char>,
}

/// A title in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TitleHit {
    /// Where it stands.
    pub span: Span,
    /// Index for [`Titles::get`].
    pub index: usize,
}

/// All titles, searched together.
#[derive(Debug, Clone)]
pub struct Titles {
    items: Vec<Title>,
    /// Place of each title.
    places: HashMap<String, usize>,
    /// The last words of the titles that state a relation; of "vice-president" both "vice-president" and "president".
    office_ends: HashSet<String>,
    automaton: AhoCorasick,
}

/// Says whether a file of that name is a list of titles.
pub(super) fn is_title_list(path: &str) -> bool {
    path.rsplit('/').next() == Some("titles.tsv")
}

impl Titles {
    /// Returns the program's own titles.
    ///
    /// # Panics
    /// Never: a test reads the file.
    pub fn builtin() -> Self {
        let items = parse("gazetteers/titles.tsv", BUILTIN).expect("tests read the file");
        Self { automaton: automaton(&items), places: places(&items), office_ends: office_ends(&items), items }
    }

    /// Adds the titles of a file; a title that is known is replaced.
    ///
    /// # Errors
    /// All that is wrong with the file; then nothing is added.
    pub(super) fn read(&mut self, path: &str, text: &str) -> Result<(), Vec<RowError>> {
        for title in parse(path, text)? {
            self.items.retain(|known| known.text != title.text);
            self.items.push(title);
        }
        self.automaton = automaton(&self.items);
        self.places = places(&self.items);
        self.office_ends = office_ends(&self.items);
        Ok(())
    }

    /// Returns the number of titles of a file.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub(super) fn count(path: &str, text: &str) -> Result<usize, Vec<RowError>> {
        parse(path, text).map(|titles| titles.len())
    }

    /// Returns the title of a hit.
    pub fn get(&self, index: usize) -> &Title {
        &self.items[index]
    }

    /// Returns the title of exactly these words, in any case.
    pub fn find(&self, words: &str) -> Option<&Title> {
        let lower = words.chars().any(char::is_uppercase).then(|| words.to_lowercase());
        self.places.get(lower.as_deref().unwrap_or(words)).map(|place| &self.items[*place])
    }

    /// Says whether a word, in lower case, ends a title that states a relation: a quick look before [`Titles::find`].
    pub(crate) fn ends_office(&self, word: &str) -> bool {
        self.office_ends.contains(word)
    }

    /// Returns the titles of a text from left to right, longest first, whole words, in any case.
    pub fn all(&self, text: &str) -> Vec<TitleHit> {
        let hits = self.automaton.find_iter(text);
        let whole = hits.filter(|m| is_free(text, m.start(), m.end()));
        whole.map(|m| TitleHit { span: Span::new(m.start(), m.end()), index: m.pattern().as_usize() }).collect()
    }
}

/// The first of equal titles counts.
fn office_ends(items: &[Title]) -> HashSet<String> {
    let offices = items.iter().filter(|title| title.relation.is_some());
    offices
        .flat_map(|title| [' ', '-'].map(|mark| title.text.rsplit(mark).next().unwrap_or_default().to_owned()))
        .collect()
}

fn places(items: &[Title]) -> HashMap<String, usize> {
    items.iter().enumerate().rev().map(|(place, title)| (title.text.clone(), place)).collect()
}

fn automaton(items: &[Title]) -> AhoCorasick {
    AhoCorasickBuilder::new()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(items.iter().map(|title| &title.text))
        .expect("titles are few and short")
}

fn parse(path: &str, text: &str) -> Result<Vec<Title>, Vec<RowError>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let error = |index: usize, message: String| RowError { path: path.to_owned(), line: index + 1, column: 1, message };
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let (index, header) = lines.next().unwrap_or_default();
    if header.split('\t').next() != Some("title") {
        let message =
            format!("found \"{header}\", expected a line that names the columns: title, class, relation, sex");
        return Err(vec![error(index, message)]);
    }
    let (mut items, mut errors) = (Vec::new(), Vec::new());
    for (index, line) in lines {
        match parse_line(line) {
            Ok(title) => items.push(title),
            Err(message) => errors.push(error(index, message)),
        }
    }
    if errors.is_empty() { Ok(items) } else { Err(errors) }
}

fn parse_line(line: &str) -> Result<Title, String> {
    let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
    let cell = |at: usize| cells.get(at).copied().filter(|c| !c.is_empty() && *c != "-");
    let class = CLASSES.iter().find(|(name, _)| Some(*name) == cell(1));
    let (Some(text), Some((_, class))) = (cell(0), class) else {
        let names = CLASSES.map(|(name, _)| name).join(", ");
        return Err(format!("found \"{line}\", expected title, class (one of {names}), relation, sex"));
    };
    let sex = match cell(3) {
        None => None,
        Some("m") => Some('m'),
        Some("f") => Some('f'),
        Some(other) => return Err(format!("found the sex \"{other}\", expected m or f or nothing")),
    };
    Ok(Title { text: text.to_lowercase(), class: *class, relation: cell(2).map(str::to_owned), sex })
}
