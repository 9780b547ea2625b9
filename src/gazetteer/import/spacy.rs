//! spaCy: patterns of the `EntityRuler`, `{"label": "ORG", "pattern": "...", "id": "..."}` a line (spacy.io/api/entityruler).
//!
//! A pattern is a string, or tokens that each say nothing but LOWER, TEXT or ORTH; others say what no list can and are
//! refused. Patterns of one id and label are names of one thing, the first one is shown. A name in lower case gets
//! capitals, as our search begins at capitals. GPE is a country or what else our lists know it for, otherwise a region.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::gazetteer::import::draft::{Draft, Place};
use crate::gazetteer::import::{Imported, Source, words};
use crate::gazetteer::kind::EntityType;
use crate::gazetteer::row::RowError;
use crate::gazetteer::slug::ascii_slug;

/// Attributes of a token that say how it is written.
const WRITTEN: [&str; 3] = ["LOWER", "TEXT", "ORTH"];

#[derive(Deserialize)]
struct Line {
    label: String,
    pattern: Value,
    id: Option<String>,
}

/// Reads the patterns.
pub(super) fn read(source: &Source<'_>) -> Imported {
    let mut imported = Imported::default();
    let mut drafts: Vec<Draft> = Vec::new();
    let mut by_id: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (index, line) in source.text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = Place { line: index + 1, column: 1 };
        let (line, name) = match parse_line(source, place, line) {
            Ok(found) => found,
            Err(error) => {
                imported.errors.push(error);
                continue;
            }
        };
        let known = line.id.clone().and_then(|id| by_id.get(&(line.label.clone(), id)).copied());
        if let Some(draft) = known.and_then(|at| drafts.get_mut(at)) {
            draft.name(&name, "", place);
            continue;
        }
        drafts.push(draft(source, place, &line, &name));
        if let Some(id) = line.id {
            by_id.insert((line.label, id), drafts.len() - 1);
        }
    }
    for draft in drafts {
        imported.take(draft.row(source));
    }
    imported
}

fn parse_line(source: &Source<'_>, place: Place, text: &str) -> Result<(Line, String), RowError> {
    let line: Line = serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        let message = format!("{message}; expected an object with \"label\", \"pattern\" and perhaps \"id\"");
        source.error(Place { column: error.column().max(1), ..place }, message)
    })?;
    if words::labelled(&line.label).is_none() && source.options.default_type.is_none() {
        let message = format!(
            "label \"{}\" is not known, expected PERSON, ORG, GPE, LOC, NORP or FAC; --type gives a type to others",
            line.label
        );
        return Err(source.error(value_place(place, text, "label"), message));
    }
    let name = name(&line.pattern).map_err(|message| source.error(value_place(place, text, "pattern"), message))?;
    Ok((line, name))
}

/// The place of a key of the line's object.
fn value_place(place: Place, text: &str, key: &str) -> Place {
    let at = text.find(&format!("\"{key}\"")).unwrap_or(0);
    Place { column: text[..at].chars().count() + 1, ..place }
}

fn name(pattern: &Value) -> Result<String, String> {
    let name = match pattern {
        Value::String(words) => words.clone(),
        Value::Array(tokens) => join(tokens)?,
        _ => return Err("expected a string or a list of tokens".to_owned()),
    };
    if name.trim().is_empty() {
        return Err("the pattern is empty".to_owned());
    }
    let has_start = name.chars().any(|c| c.is_uppercase() || c.is_ascii_digit());
    Ok(if has_start { name } else { words::title_case(&name) })
}

/// The words of all tokens. Hyphens and slashes stick to both sides, other marks to the word before.
fn join(tokens: &[Value]) -> Result<String, String> {
    let mut out = String::new();
    for (index, token) in tokens.iter().enumerate() {
        let word = word(token).ok_or_else(|| {
            format!(
                "token {} of the pattern is {token}, expected one of {} with a string",
                index + 1,
                WRITTEN.join(", ")
            )
        })?;
        let sticks = word.starts_with(['-', '/', '\'', '’', '.', ',']) || out.ends_with(['-', '/']);
        if !out.is_empty() && !sticks {
            out.push(' ');
        }
        out.push_str(word);
    }
    Ok(out)
}

fn word(token: &Value) -> Option<&str> {
    let object = token.as_object().filter(|object| object.len() == 1)?;
    let (_, value) = object.iter().find(|(key, _)| WRITTEN.iter().any(|w| w.eq_ignore_ascii_case(key)))?;
    value.as_str()
}

fn draft(source: &Source<'_>, place: Place, line: &Line, name: &str) -> Draft {
    let mut draft = Draft::new(place);
    draft.name(name, "", place);
    let entity_type = match words::labelled(&line.label) {
        Some(EntityType::Region) => Some(place_type(source, name)),
        Some(entity_type) => Some(entity_type.name().to_owned()),
        None => source.options.default_type.clone(),
    };
    let entity_type = entity_type.unwrap_or_default();
    if let Some(slug) = line.id.as_deref().map(ascii_slug).filter(|slug| !slug.is_empty()) {
        let first = entity_type.split('/').next().unwrap_or_default();
        draft.put("id", format!("{first}/{slug}"), place);
    }
    draft.put("type", entity_type, place);
    draft
}

/// What our lists know a place for; a region, if they do not.
fn place_type(source: &Source<'_>, name: &str) -> String {
    let known = source.known.type_of(name);
    let is_place =
        |cell: &String| EntityType::parse(cell.split('/').next().unwrap_or_default()).is_some_and(EntityType::is_place);
    known.filter(is_place).unwrap_or_else(|| EntityType::Region.name().to_owned())
}

#[cfg(test)]
mod tests {
    use crate::gazetteer::import::tests::{check_known, of_type};
    use crate::gazetteer::import::{Format, Options};

    #[test]
    fn patterns_become_names() {
        let text = r#"{"label":"ORG","pattern":"Abc Corp","id":"Abc"}
{"label":"ORG","pattern":[{"LOWER":"abc"},{"LOWER":"-"},{"lower":"corporation"}],"id":"Abc"}

{"label":"GPE","pattern":"Xland"}
{"label":"LOC","pattern":[{"TEXT":"Bay"},{"ORTH":"of"},{"TEXT":"A|b"}]}
{"label":"EVENT","pattern":"Abc War"}
"#;
        let expected = "#gaz 1\nid\ttype\tname\taliases\tsource\n\
                        country/xland\tcountry\tXland\t\timport\n\
                        organisation/abc\torganisation\tAbc Corp\tAbc-Corporation\timport\n\
                        other/abc-war\tother/event\tAbc War\t\timport\n\
                        region/bay-of-a-b\tregion\tBay of A\\|b\t\timport\n";
        assert_eq!(check_known(Format::Spacy, text, &of_type("other/event")).unwrap(), expected);
    }

    #[test]
    fn what_no_list_can_say_is_refused_with_its_place() {
        let text = r#"{"label":"ORG","pattern":[{"TEXT":"A"},{"POS":"NOUN"}]}
{"label":"EVENT","pattern":"A"}
{"label":"ORG"
{"label":"ORG","pattern":3}
{"label":"ORG","pattern":" "}
"#;
        let expected = [
            "f:1:16: token 2 of the pattern is {\"POS\":\"NOUN\"}, expected one of LOWER, TEXT, ORTH with a string",
            "f:2:2: label \"EVENT\" is not known, expected PERSON, ORG, GPE, LOC, NORP or FAC; --type gives a type to others",
            "f:3:14: EOF while parsing an object; expected an object with \"label\", \"pattern\" and perhaps \"id\"",
            "f:4:16: expected a string or a list of tokens",
            "f:5:16: the pattern is empty",
        ];
        assert_eq!(check_known(Format::Spacy, text, &Options::default()).unwrap_err(), expected);
    }
}
