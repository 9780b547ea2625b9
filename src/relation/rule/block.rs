//! `rules/*.rule`: blocks of one rule each, a word at the start of each line saying what the line is.

use std::sync::Arc;

use crate::gazetteer::EntityType;
use crate::relation::rule::error::{Position, RuleError, column};
use crate::relation::rule::pattern::{End, Nouns, Pattern};
use crate::relation::rule::reader::Reader;
use crate::relation::rule::schema::Types;
use crate::relation::{Polarity, Status};

/// One rule: a block, or a row of the lexicon.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Rule {
    pub id: String,
    pub relation: String,
    pub is_row: bool,
    pub position: Position,
    pub why: String,
    pub patterns: Vec<Arc<Pattern>>,
    pub owners: Vec<(End, Nouns)>,
    pub conditions: Vec<Condition>,
    pub also: Vec<(String, Position)>,
    pub over: Vec<(String, Position)>,
    pub examples: Vec<Example>,
}

/// A test of what stands for S, O or N.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Condition {
    /// None: of N.
    pub end: Option<End>,
    /// `where`; else `without`.
    pub must: bool,
    pub types: Types,
    pub named: bool,
    pub nouns: Nouns,
    pub text: String,
    pub position: Position,
}

/// What a sentence of a rule's tests is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Test {
    /// It must be found.
    Yes,
    /// The rule's relation must not be found.
    No,
    /// Should be found and is not yet.
    Todo,
}

/// A sentence with what must be found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What it is for.
    pub test: Test,
    /// The sentence.
    pub sentence: String,
    /// What must be found.
    pub expected: Vec<Expected>,
    /// Where it is written.
    pub position: Position,
}

/// What must be found in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// As it stands in the sentence, or the plain name.
    pub subject: String,
    /// None: the rule's own.
    pub relation: Option<String>,
    /// As it stands in the sentence, or the plain name.
    pub object: String,
    /// None: any.
    pub status: Option<Status>,
    /// None: any.
    pub polarity: Option<Polarity>,
}

const KEYS: [&str; 13] =
    ["rule", "why", "verb", "noun", "name", "owner", "where", "without", "also", "over", "yes", "no", "todo"];

/// Reads a file of blocks; what is wrong is told in the order of the lines.
pub(super) fn read(reader: &Reader, path: &str, text: &str) -> (Vec<Rule>, Vec<RuleError>) {
    let (mut rules, mut errors): (Vec<Rule>, Vec<RuleError>) = (Vec::new(), Vec::new());
    for (index, line) in text.lines().enumerate() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        let key_at = line.len() - line.trim_start().len();
        let key = trimmed.split_whitespace().next().unwrap_or_default();
        let rest = trimmed[key.len()..].trim_start();
        let place = |byte: usize| Position { path: path.into(), line: index + 1, column: column(line, byte) };
        let rest_at = place(key_at + trimmed.len() - rest.len());
        let result = match (key, rules.last_mut()) {
            ("rule", _) => header(rest, &rest_at).map(|rule| rules.push(rule)),
            (_, None) => Err(RuleError::new(&place(key_at), format!("\"{key}\""), "\"rule ID -> RELATION\" first")),
            (_, Some(rule)) => add(reader, rule, key, rest, &place(key_at), &rest_at),
        };
        errors.extend(result.err());
    }
    (rules, errors)
}

fn header(rest: &str, position: &Position) -> Result<Rule, RuleError> {
    let wrong = || RuleError::new(position, format!("\"{rest}\""), "rule ID -> RELATION");
    let (id, relation) = rest.split_once("->").ok_or_else(wrong)?;
    let (id, relation) = (id.trim(), relation.trim());
    if id.is_empty()
        || relation.is_empty()
        || id.contains(char::is_whitespace)
        || relation.contains(char::is_whitespace)
    {
        return Err(wrong());
    }
    Ok(Rule { id: id.to_owned(), relation: relation.to_owned(), position: position.clone(), ..Rule::default() })
}

fn add(
    reader: &Reader,
    rule: &mut Rule,
    key: &str,
    rest: &str,
    key_at: &Position,
    at: &Position,
) -> Result<(), RuleError> {
    match key {
        "why" => rest.clone_into(&mut rule.why),
        "verb" => rule.patterns.extend(reader.verb(rest, at)?.into_iter().map(Arc::new)),
        "noun" => rule.patterns.extend(reader.noun(rest, at)?.into_iter().map(Arc::new)),
        "name" => rule.patterns.extend(reader.name(rest, at)?.into_iter().map(Arc::new)),
        "owner" => rule.owners.push(owner(reader, rest, at)?),
        "where" => rule.conditions.extend(conditions(reader, rest, at, true)?),
        "without" => rule.conditions.extend(conditions(reader, rest, at, false)?),
        "also" => rule.also.extend(names(rest, at)),
        "over" => rule.over.extend(names(rest, at)),
        "yes" => rule.examples.push(example(Test::Yes, rest, at)?),
        "no" => rule.examples.push(example(Test::No, rest, at)?),
        "todo" => rule.examples.push(example(Test::Todo, rest, at)?),
        _ => return Err(RuleError::unknown(key_at, key, KEYS.join(", "), KEYS.into_iter())),
    }
    Ok(())
}

/// Names with commas or spaces between them.
fn names(rest: &str, at: &Position) -> Vec<(String, Position)> {
    rest.split([',', ' ']).filter(|name| !name.is_empty()).map(|name| (name.to_owned(), at.clone())).collect()
}

fn owner(reader: &Reader, rest: &str, at: &Position) -> Result<(End, Nouns), RuleError> {
    let of_subject = rest.strip_prefix("S of ").map(|nouns| (End::Subject, nouns));
    let of_object = || rest.strip_prefix("O of ").map(|nouns| (End::Object, nouns));
    let (end, nouns) =
        of_subject.or_else(of_object).ok_or_else(|| RuleError::new(at, format!("\"{rest}\""), "S of {class}"))?;
    let column = rest.chars().count() - nouns.chars().count();
    Ok((end, reader.noun_list(nouns, &at.right(column))?))
}

/// `S is person, {crowd}; O is place`
fn conditions(reader: &Reader, rest: &str, at: &Position, must: bool) -> Result<Vec<Condition>, RuleError> {
    let (mut conditions, mut column) = (Vec::new(), 0);
    for part in rest.split(';') {
        let position = at.right(column + part.chars().count() - part.trim_start().chars().count());
        conditions.push(condition(reader, part.trim(), &position, must)?);
        column += part.chars().count() + 1;
    }
    Ok(conditions)
}

fn condition(reader: &Reader, part: &str, position: &Position, must: bool) -> Result<Condition, RuleError> {
    let wrong = || RuleError::new(position, format!("\"{part}\""), "S is TYPE or {class}, O is ...");
    let (end, list) = part.split_once(" is ").ok_or_else(wrong)?;
    let (end, list_at) = (end.trim(), position.right(end.chars().count() + " is ".len()));
    let end = match end {
        "S" => Some(End::Subject),
        "O" => Some(End::Object),
        "N" => None,
        _ => return Err(wrong()),
    };
    let mut condition = Condition {
        end,
        must,
        types: Types::NONE,
        named: false,
        nouns: Nouns::default(),
        text: part.to_owned(),
        position: position.clone(),
    };
    let mut column = 0;
    for word in list.split([',', '|']) {
        let place = list_at.right(column + word.chars().count() - word.trim_start().chars().count());
        column += word.chars().count() + 1;
        let word = word.trim().trim_start_matches("or ").trim();
        if word == "named" {
            condition.named = true;
        } else if word.starts_with('{') || word.starts_with('"') {
            let nouns = reader.noun_list(word.trim_matches('"'), &place)?;
            condition.nouns.mask = condition.nouns.mask.with(nouns.mask);
            condition.nouns.phrases.extend(nouns.phrases);
        } else {
            match types(word, &place) {
                Ok(types) => condition.types = condition.types.with(types),
                // No type, nor a slip of the pen for one: a noun.
                Err(error) if error.nearest.is_some() => return Err(error),
                Err(_) => condition.nouns.phrases.extend(reader.noun_list(word, &place)?.phrases),
            }
        }
    }
    Ok(condition)
}

/// Words for more than one type.
const TOGETHER: [(&str, &[EntityType]); 4] = [
    ("place", &[EntityType::Country, EntityType::City, EntityType::Region]),
    ("body", &[EntityType::Country, EntityType::Organisation, EntityType::Group]),
    ("actor", &[EntityType::Person, EntityType::Organisation, EntityType::Country, EntityType::Group]),
    ("organization", &[EntityType::Organisation]),
];

fn types(word: &str, position: &Position) -> Result<Types, RuleError> {
    if let Some(entity_type) = EntityType::parse(word) {
        return Ok(Types::of(&[entity_type]));
    }
    if let Some((_, types)) = TOGETHER.iter().find(|(name, _)| *name == word) {
        return Ok(Types::of(types));
    }
    let known = EntityType::ALL.into_iter().map(EntityType::name).chain(TOGETHER.iter().map(|(name, _)| *name));
    Err(RuleError::unknown(position, word, "a type, {class}, \"noun\" or named", known.chain(["named"])))
}

/// `SENTENCE => S | O | planned`
fn example(test: Test, rest: &str, at: &Position) -> Result<Example, RuleError> {
    let (sentence, claims) = match rest.split_once("=>") {
        Some((sentence, claims)) => (sentence.trim(), Some(claims)),
        None => (rest, None),
    };
    if sentence.is_empty() {
        return Err(RuleError::new(at, "no sentence", "a sentence"));
    }
    if claims.is_none() && test != Test::No {
        return Err(RuleError::new(at, "a sentence alone", "SENTENCE => S | O"));
    }
    let claims_at = at.right(rest.find("=>").map_or(0, |byte| column(rest, byte) + 1));
    let expected: Result<_, _> =
        claims.map(|claims| claims.split(';').map(|claim| expected(claim, &claims_at)).collect()).transpose();
    Ok(Example { test, sentence: sentence.to_owned(), expected: expected?.unwrap_or_default(), position: at.clone() })
}

fn expected(claim: &str, position: &Position) -> Result<Expected, RuleError> {
    let mut parts: Vec<&str> = claim.split('|').map(str::trim).collect();
    let (mut status, mut polarity) = (None, None);
    while let Some(last) = parts.last() {
        match (status_word(last), *last) {
            (Some(word), _) => status = Some(word),
            (None, "negated") => polarity = Some(Polarity::Negated),
            (None, "positive") => polarity = Some(Polarity::Positive),
            _ => break,
        }
        parts.pop();
    }
    let (subject, relation, object) = match parts[..] {
        [subject, object] => (subject, None, object),
        [subject, relation, object] => (subject, Some(relation.to_owned()), object),
        _ => {
            return Err(RuleError::new(
                position,
                format!("\"{}\"", claim.trim()),
                "S | O or S | relation | O, then a status",
            ));
        }
    };
    Ok(Expected { subject: subject.to_owned(), relation, object: object.to_owned(), status, polarity })
}

fn status_word(word: &str) -> Option<Status> {
    Some(match word {
        "asserted" => Status::Asserted,
        "reported" => Status::Reported,
        "planned" => Status::Planned,
        "requested" => Status::Requested,
        "hypothetical" => Status::Hypothetical,
        _ => return None,
    })
}
