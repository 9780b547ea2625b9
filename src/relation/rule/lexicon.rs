//! `rules/lexicon*.tsv`: words that need no condition, one a row. Each row is turned into the line of a block that says the same.

use std::sync::Arc;

use crate::relation::rule::block::Rule;
use crate::relation::rule::error::{Position, RuleError};
use crate::relation::rule::pattern::Pattern;
use crate::relation::rule::reader::Reader;

const KINDS: [&str; 6] = ["class", "verb", "light", "noun", "adj", "office"];

/// A row: relation, kind, lemma, roles; the note is for readers.
#[derive(Debug, Clone)]
pub(super) struct Row<'a> {
    pub relation: &'a str,
    pub kind: &'a str,
    pub lemma: &'a str,
    roles: &'a str,
    /// Of the lemma.
    pub position: Position,
}

/// Cuts a file into rows.
pub(super) fn rows<'a>(path: &str, text: &'a str) -> (Vec<Row<'a>>, Vec<RuleError>) {
    let (mut rows, mut errors) = (Vec::new(), Vec::new());
    for (index, line) in text.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') || line.starts_with("relation\t") {
            continue;
        }
        let place = |column: usize| Position { path: path.into(), line: index + 1, column };
        let cells: Vec<&str> = line.split('\t').collect();
        let (relation, kind, lemma, roles) = match cells[..] {
            [relation, kind, lemma, roles] | [relation, kind, lemma, roles, _] => {
                (relation, kind, lemma.trim(), roles.trim())
            }
            _ => {
                errors.push(RuleError::new(
                    &place(1),
                    format!("{} cells", cells.len()),
                    "relation, kind, lemma, roles, note",
                ));
                continue;
            }
        };
        let before = |cells: &[&str]| cells.iter().map(|cell| cell.chars().count() + 1).sum::<usize>() + 1;
        if !KINDS.contains(&kind) {
            let position = place(before(&cells[..1]));
            errors.push(RuleError::unknown(&position, kind, KINDS.join(", "), KINDS.into_iter()));
            continue;
        }
        rows.push(Row { relation, kind, lemma, roles, position: place(before(&cells[..2])) });
    }
    (rows, errors)
}

/// Turns a row into a rule.
pub(super) fn rule(reader: &Reader, row: &Row) -> Result<Rule, RuleError> {
    let lines = lines(row)?;
    let words = lines.first().map_or("", |(_, line)| line.as_str());
    let id = format!("{}/{}", row.relation, words.replace(' ', "_"));
    let mut rule =
        Rule { id, relation: row.relation.to_owned(), is_row: true, position: row.position.clone(), ..Rule::default() };
    for (kind, line) in lines {
        rule.patterns.extend(read(reader, kind, &line, &row.position)?.into_iter().map(Arc::new));
    }
    Ok(rule)
}

fn read(reader: &Reader, kind: &str, line: &str, position: &Position) -> Result<Vec<Pattern>, RuleError> {
    // Columns within the turned line mean nothing: errors point at the lemma.
    let here = |error: RuleError| RuleError {
        position: position.clone(),
        found: format!("{} in \"{line}\"", error.found),
        ..error
    };
    let patterns = match kind {
        "verb" => reader.verb(line, position),
        "noun" => reader.noun(line, position),
        "name" => reader.name(line, position),
        _ => reader.compound(line, position),
    };
    patterns.map_err(here)
}

/// Returns the lines that say what a row says, each with its key.
fn lines(row: &Row) -> Result<Vec<(&'static str, String)>, RuleError> {
    let unknown = || {
        let expected = "roles as the file's header tells: subj>obj, agent>of, bearer>of, from>subj ...";
        RuleError::new(&row.position, format!("\"{}\"", row.roles), expected)
    };
    let (from, to) = row.roles.split_once('>').ok_or_else(unknown)?;
    let lemma = row.lemma;
    let lines = match (row.kind, from, to) {
        ("verb" | "light", _, _) => vec![("verb", clause(lemma, from, to))],
        ("adj", "compound", "head") => vec![("compound", format!("S {lemma} O"))],
        ("adj", "head", "compound") => vec![("compound", format!("O {lemma} S"))],
        ("adj", "head", "demonym") => {
            return Err(RuleError::new(
                &row.position,
                "a demonym as a word",
                "a rule of names: it has no word to look up",
            ));
        }
        ("adj", "between", _) => vec![("verb", clause(&format!("be {lemma}"), "subj", to))],
        ("adj", _, _) => vec![("verb", clause(&format!("be {lemma}"), from, to))],
        ("noun", "between", _) => {
            vec![("noun", format!("{lemma} {to} O by S")), ("noun", format!("{lemma} between S and O"))]
        }
        ("noun", "agent" | "poss", "head") => vec![("name", format!("O {lemma} of S"))],
        ("noun", "head", "poss" | "agent") => vec![("name", format!("S {lemma} of O"))],
        ("noun", "agent" | "poss", _) => vec![("noun", format!("{lemma} {to} O by S"))],
        ("office", "bearer", _) => vec![("name", format!("S {lemma} {to} O"))],
        ("office", _, "bearer") => vec![("name", format!("O {lemma} {from} S"))],
        _ => return Err(unknown()),
    };
    Ok(lines)
}

/// Puts S and O into a verb's row: `~` is where O stands, else it is the last.
fn clause(lemma: &str, from: &str, to: &str) -> String {
    let (subject, place, last) = match (from, to) {
        (other, "subj") => ("O", other, "S"),
        ("subj", other) => ("S", other, "O"),
        (class, other) => return format!("{{{class}}} {lemma} {other} O"),
    };
    if lemma.contains('~') {
        return format!("{subject} {}", lemma.replace('~', last));
    }
    if place == "obj" || lemma.ends_with(&format!(" {place}")) {
        return format!("{subject} {lemma} {last}");
    }
    format!("{subject} {lemma} {place} {last}")
}
