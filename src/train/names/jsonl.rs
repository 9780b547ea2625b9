//! Names as JSON lines: `text` and `entities` with `start`, `end` (code points) and `type` (`CrossNER`, Re-DocRED).

use serde::Deserialize;

use crate::gazetteer::{Gazetteer, NameKind};
use crate::mention::recognise::NameClass;
use crate::span::Span;
use crate::train::names::corpus::{CorpusError, Marked, longest, wrong};

#[derive(Deserialize)]
struct Line {
    text: String,
    entities: Vec<Entity>,
}

#[derive(Deserialize)]
struct Entity {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: String,
}

/// Reads a text a line. Types that are neither person, organisation nor place are left out, and so are adjectives and peoples
/// ("American"), which Re-DocRED takes for places.
///
/// # Errors
/// The first line that is not of the format.
pub(super) fn read(path: &str, text: &str) -> Result<Vec<Marked>, CorpusError> {
    let gazetteer = Gazetteer::builtin();
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.is_empty());
    lines.map(|(line, number)| document(&gazetteer, line).map_err(|message| wrong(path, number, message))).collect()
}

fn document(gazetteer: &Gazetteer, line: &str) -> Result<Marked, String> {
    let Line { text, entities } = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let borders: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut names = Vec::new();
    for entity in entities {
        let border = |at: usize| borders.get(at).copied();
        let (Some(start), Some(end)) = (border(entity.start), border(entity.end)) else {
            return Err(format!("the entity {}..{} is not in the text", entity.start, entity.end));
        };
        let span = Span::new(start, end.max(start));
        if let Some(class) = class(&entity.kind).filter(|_| !is_of_a_people(gazetteer, span.of(&text))) {
            names.push((span, class));
        }
    }
    Ok(Marked { blocks: vec![Span::new(0, text.len())], names: longest(names), text })
}

fn class(kind: &str) -> Option<NameClass> {
    match kind {
        "PER" | "person" | "politician" => Some(NameClass::Person),
        "ORG" | "organisation" | "politicalparty" => Some(NameClass::Organisation),
        "LOC" | "location" | "country" => Some(NameClass::Location),
        _ => None,
    }
}

/// Says whether lists know the words only as an adjective or a people.
pub(super) fn is_of_a_people(gazetteer: &Gazetteer, words: &str) -> bool {
    let readings = gazetteer.readings(words);
    !readings.is_empty() && readings.iter().all(|sense| matches!(sense.kind, NameKind::Adjective | NameKind::People))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_count_code_points_and_peoples_are_left_out() {
        let line = r#"{"id":"a","text":"Zoé Roe, a French writer, left São Tomé.","entities":[
            {"start":0,"end":7,"type":"PER"},{"start":11,"end":17,"type":"LOC"},{"start":31,"end":39,"type":"LOC"},
            {"start":18,"end":24,"type":"MISC"}]}"#;
        let documents = read("x.jsonl", &line.replace('\n', "")).unwrap();
        let Marked { text, names, .. } = &documents[0];
        let names: Vec<_> = names.iter().map(|(span, class)| (span.of(text), *class)).collect();
        assert_eq!(names, [("Zoé Roe", NameClass::Person), ("São Tomé", NameClass::Location)]);
    }

    #[test]
    fn errors_name_file_and_line() {
        let error =
            read("x.jsonl", "\n{\"text\":\"a\",\"entities\":[{\"start\":0,\"end\":9,\"type\":\"PER\"}]}").unwrap_err();
        assert_eq!(error.to_string(), "x.jsonl:2: the entity 0..9 is not in the text");
    }
}
