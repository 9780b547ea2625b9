//! The words of a pattern, one by one: what each is is told by braces, capitals and the list of prepositions.

use std::collections::HashMap;

use crate::relation::rule::error::{Position, RuleError};

/// What a small word may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Small {
    Preposition,
    Particle,
    Both,
}

/// rules/prepositions.tsv
#[derive(Debug, Clone, Default)]
pub(super) struct Prepositions(HashMap<String, Small>);

impl Prepositions {
    pub(super) fn read(path: &str, text: &str) -> Result<Self, Vec<RuleError>> {
        let (mut words, mut errors) = (HashMap::new(), Vec::new());
        let lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        for (index, line) in lines.skip(1) {
            let small = match line.split_once('\t') {
                Some((_, "preposition")) => Small::Preposition,
                Some((_, "particle")) => Small::Particle,
                Some((_, "both")) => Small::Both,
                _ => {
                    let position = Position { path: path.into(), line: index + 1, column: 1 };
                    errors.push(RuleError::new(
                        &position,
                        format!("\"{line}\""),
                        "word, then preposition, particle or both",
                    ));
                    continue;
                }
            };
            words.insert(line.split('\t').next().unwrap_or_default().to_owned(), small);
        }
        if errors.is_empty() { Ok(Self(words)) } else { Err(errors) }
    }

    pub(super) fn is_preposition(&self, word: &str) -> bool {
        self.0.get(word).is_some_and(|small| *small != Small::Particle)
    }

    pub(super) fn is_particle(&self, word: &str) -> bool {
        self.0.get(word).is_some_and(|small| *small != Small::Preposition)
    }
}

/// One of the alternatives of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Alternative {
    /// Lower case; `_` is a space by now.
    Word(String),
    /// The name in braces.
    Class(String),
}

/// One word of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sort {
    Subject,
    Object,
    Any,
    SubjectOwns,
    ObjectOwns,
    And,
    Clause(Vec<String>),
    /// Words and classes.
    Words(Vec<Alternative>),
}

/// A word with its place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub sort: Sort,
    pub text: String,
    pub position: Position,
    /// In square brackets.
    pub optional: bool,
}

impl Token {
    /// Returns the alternatives if all are plain words.
    pub(super) fn plain(&self) -> Option<Vec<String>> {
        let Sort::Words(alternatives) = &self.sort else { return None };
        let word = |alternative: &Alternative| match alternative {
            Alternative::Word(word) => Some(word.clone()),
            Alternative::Class(_) => None,
        };
        alternatives.iter().map(word).collect()
    }
}

const ARTICLES: [&str; 8] = ["a", "an", "the", "its", "their", "his", "her", "one's"];

/// Cuts a pattern into its words; articles and the like are left out.
pub(super) fn cut(text: &str, start: &Position) -> Result<Vec<Token>, RuleError> {
    let (mut tokens, mut word, mut optional) = (Vec::new(), String::new(), false);
    let mut first = 0;
    for (index, letter) in text.chars().chain([' ']).enumerate() {
        if word.is_empty() {
            first = index;
        }
        if !letter.is_whitespace() && letter != '[' && letter != ']' {
            word.push(letter);
            continue;
        }
        if !word.is_empty() && !ARTICLES.contains(&word.as_str()) {
            let position = start.right(first);
            tokens.push(Token { sort: sort(&word, &position)?, text: word.clone(), position, optional });
        }
        word.clear();
        match (letter, optional) {
            ('[', false) => optional = true,
            (']', true) => optional = false,
            ('[' | ']', _) => {
                return Err(RuleError::new(
                    &start.right(index),
                    format!("\"{letter}\""),
                    "pairs of [ and ], not nested",
                ));
            }
            _ => {}
        }
    }
    if optional {
        return Err(RuleError::new(&start.right(text.chars().count()), "the end", "\"]\""));
    }
    Ok(tokens)
}

fn sort(word: &str, position: &Position) -> Result<Sort, RuleError> {
    Ok(match word {
        "S" => Sort::Subject,
        "O" => Sort::Object,
        "N" => Sort::Any,
        "S's" | "S’s" => Sort::SubjectOwns,
        "O's" | "O’s" => Sort::ObjectOwns,
        "and" => Sort::And,
        _ => {
            if let Some(verbs) = word.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
                let verbs = verbs.split('|').filter(|verb| !verb.is_empty());
                return Ok(Sort::Clause(verbs.map(|verb| verb.replace('_', " ").to_lowercase()).collect()));
            }
            let alternatives: Result<_, _> = word.split('|').map(|part| alternative(part, word, position)).collect();
            Sort::Words(alternatives?)
        }
    })
}

fn alternative(part: &str, word: &str, position: &Position) -> Result<Alternative, RuleError> {
    if let Some(class) = part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        return Ok(Alternative::Class(class.to_owned()));
    }
    let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '\'' | '’' | '.' | '&');
    if part.is_empty() || !part.chars().all(is_word) || matches!(part, "S" | "O" | "N") {
        return Err(RuleError::new(
            position,
            format!("\"{word}\""),
            "S, O, N, {class}, <clause> or words, with | between alternatives",
        ));
    }
    Ok(Alternative::Word(part.replace('_', " ").to_lowercase()))
}
