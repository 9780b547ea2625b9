//! Wikidata: results of its query service for `?item ?itemLabel ?alias ?type ?country ?start ?end`, as JSON (the answer of
//! the service, or what its page saves), CSV or TSV (plain, or with the terms in full).
//!
//! Rows of one item are one thing. `item` is needed, with `itemLabel`. `type` counts if it is one of ours. `country` is a
//! country's item, code or name. `role` (or `position`, `office`, also with `Label`) with `country`, `start` and `end` is an
//! office; without a role, `start` and `end` are kept as columns, as are all other variables.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::gazetteer::import::draft::{Draft, Field, Place, plain, wikidata_number};
use crate::gazetteer::import::{Imported, Source, table, words};
use crate::gazetteer::row::RowError;
use crate::gazetteer::slug::ascii_slug;

/// Variables that name an office, the readable ones first.
const ROLES: [&str; 6] = ["roleLabel", "role", "positionLabel", "position", "officeLabel", "office"];
/// The key of the list of rows.
const BINDINGS: &str = "\"bindings\"";
/// Variables that have a meaning; others are kept.
const UNDERSTOOD: [&str; 10] =
    ["item", "itemLabel", "alias", "aliases", "altLabel", "type", "country", "countryLabel", "start", "end"];

/// One row of the results: variables that are bound.
struct Binding {
    place: Place,
    values: Vec<(String, Field)>,
}

impl Binding {
    fn get(&self, variable: &str) -> Option<&Field> {
        self.values.iter().find(|(name, field)| name == variable && !field.text.trim().is_empty()).map(|(_, f)| f)
    }
}

/// Reads the results.
pub(super) fn read(source: &Source<'_>) -> Imported {
    let mut imported = Imported::default();
    let is_json = source.text.trim_start().starts_with(['{', '[']);
    let found = if is_json { json(source) } else { tabular(source) };
    let (bindings, errors) = found.unwrap_or_else(|error| (Vec::new(), vec![error]));
    imported.errors.extend(errors);
    let mut groups: BTreeMap<&str, Vec<&Binding>> = BTreeMap::new();
    for binding in &bindings {
        let item = binding.get("item").map_or("", |field| wikidata_number(&field.text));
        if is_number(item) {
            groups.entry(item).or_default().push(binding);
        } else {
            let message = format!("item: found \"{item}\", expected an item of Wikidata, as Q232");
            imported.errors.push(source.error(binding.place, message));
        }
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, rows)| rows[0].place);
    for (item, rows) in groups {
        imported.take(draft(source, item, &rows).and_then(|draft| draft.row(source)));
    }
    imported
}

fn is_number(item: &str) -> bool {
    item.strip_prefix('Q').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

type Bindings = (Vec<Binding>, Vec<RowError>);

/// CSV and TSV; the header of the full TSV begins with `?`.
fn tabular(source: &Source<'_>) -> Result<Bindings, RowError> {
    let header = source.text.lines().next().unwrap_or_default();
    let delimiter = if header.contains('\t') || header.starts_with('?') { b'\t' } else { b',' };
    let table = table::read(source, delimiter);
    let names: Vec<&str> = table.header.iter().map(|name| name.trim_start_matches('?')).collect();
    if !names.contains(&"item") {
        let shown = names.join(", ");
        let message =
            format!("no variable \"item\"; the variables are {shown}; name them in the query, as (?party AS ?item)");
        return Err(source.error(Place { line: 1, column: 1 }, message));
    }
    let binding = |record: &Vec<Field>| Binding {
        place: record.first().map(|field| field.place).unwrap_or_default(),
        values: names.iter().map(|&name| name.to_owned()).zip(record.iter().map(term)).collect(),
    };
    Ok((table.records.iter().map(binding).collect(), table.errors))
}

/// `<address>`, `"words"@en` and `"words"^^<type>` without their marks. The quotes of a lone string are gone already.
fn term(field: &Field) -> Field {
    let text = field.text.trim();
    let address = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    let words = text.strip_prefix('"').and_then(|rest| {
        let (words, mark) = rest.rsplit_once('"')?;
        (mark.starts_with('@') || mark.starts_with("^^")).then_some(words)
    });
    let text = address
        .map(str::to_owned)
        .or_else(|| words.map(|words| words.replace("\\\"", "\"")))
        .unwrap_or(text.to_owned());
    Field { text, place: field.place }
}

/// The list of bindings, each with the place where it begins.
fn json(source: &Source<'_>) -> Result<Bindings, RowError> {
    let text = source.text;
    serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        source.error(Place { line: error.line(), column: error.column().max(1) }, format!("no JSON: {message}"))
    })?;
    let start = list_start(text).ok_or_else(|| {
        source.error(Place { line: 1, column: 1 }, "no list \"bindings\", expected the JSON results of a SPARQL query")
    })?;
    let (mut bindings, mut at, mut place) = (Vec::new(), start, Place { line: 1, column: 1 });
    let mut counted = 0;
    loop {
        at += text[at..].len() - text[at..].trim_start_matches([' ', '\t', '\r', '\n', ',']).len();
        if text[at..].starts_with(']') || at >= text.len() {
            return Ok((bindings, Vec::new()));
        }
        place = advance(place, &text[counted..at]);
        counted = at;
        let mut stream = serde_json::Deserializer::from_str(&text[at..]).into_iter::<Value>();
        let value = stream.next().and_then(Result::ok).unwrap_or_default();
        at += stream.byte_offset().max(1);
        bindings.push(Binding { place, values: values(&value, place) });
    }
}

/// The byte behind the `[` of the list.
fn list_start(text: &str) -> Option<usize> {
    if text.trim_start().starts_with('[') {
        return Some(text.find('[')? + 1);
    }
    text.match_indices(BINDINGS).find_map(|(at, _)| {
        let rest = &text[at + BINDINGS.len()..];
        let list = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('[')?;
        Some(text.len() - list.len())
    })
}

fn advance(place: Place, text: &str) -> Place {
    let breaks = text.matches('\n').count();
    let tail = text.rsplit('\n').next().unwrap_or_default().chars().count();
    let column = if breaks > 0 { 1 + tail } else { place.column + tail };
    Place { line: place.line + breaks, column }
}

/// `{"item": {"value": "..."}}`, or `{"item": "..."}` as the page of the service saves it.
fn values(binding: &Value, place: Place) -> Vec<(String, Field)> {
    let object = binding.as_object();
    let text = |value: &Value| value.as_str().or_else(|| value["value"].as_str()).map(str::to_owned);
    let bound = object.into_iter().flatten();
    bound.filter_map(|(name, value)| Some((name.clone(), Field { text: text(value)?, place }))).collect()
}

/// The row of an item.
fn draft(source: &Source<'_>, item: &str, rows: &[&Binding]) -> Result<Draft, Vec<RowError>> {
    let mut draft = Draft::new(rows[0].place);
    let mut errors = Vec::new();
    draft.put("wikidata", item, rows[0].place);
    for row in rows {
        names(&mut draft, item, row);
        if let Some(field) = row.get("type") {
            match words::own_type(field.text.trim()) {
                Some(entity_type) => draft.put("type", entity_type, field.place),
                None if source.options.default_type.is_some() => draft.add("instance", other(field), field.place),
                None => draft.put("type", plain(&field.text), field.place),
            }
        }
        if let Err(error) = office(source, &mut draft, row) {
            errors.push(error);
        }
        let kept = row.values.iter().filter(|(name, field)| !is_understood(name) && !field.text.trim().is_empty());
        kept.for_each(|(name, field)| draft.add(&plain(name), other(field), field.place));
    }
    if !draft.has("name") {
        let message = format!("item {item} has no label; ask for itemLabel in English, or leave the item out");
        errors.push(source.error(rows[0].place, message));
    }
    if errors.is_empty() { Ok(draft) } else { Err(errors) }
}

fn is_understood(name: &str) -> bool {
    UNDERSTOOD.contains(&name) || ROLES.contains(&name)
}

/// A kept value: an item as its number.
fn other(field: &Field) -> String {
    plain(wikidata_number(&field.text))
}

/// The label, then the aliases; an item without label has its number for one.
fn names(draft: &mut Draft, item: &str, row: &Binding) {
    if let Some(label) = row.get("itemLabel").filter(|label| label.text.trim() != item) {
        draft.name(&label.text, "", label.place);
    }
    for alias in ["alias", "aliases", "altLabel"].into_iter().filter_map(|name| row.get(name)) {
        if draft.has("name") {
            alias.text.split('|').for_each(|words| draft.name(words, "", alias.place));
        }
    }
}

/// The country, the office and its dates.
fn office(source: &Source<'_>, draft: &mut Draft, row: &Binding) -> Result<(), RowError> {
    let country = row.get("country").or_else(|| row.get("countryLabel"));
    let id = country.and_then(|field| source.known.country(wikidata_number(&field.text)));
    let by_label = || row.get("countryLabel").and_then(|field| source.known.country(&field.text));
    let id = id.or_else(by_label);
    match (id, country) {
        (Some(id), Some(field)) => draft.add("in", id, field.place),
        (None, Some(field)) => draft.add("country", other(row.get("countryLabel").unwrap_or(field)), field.place),
        _ => {}
    }
    let (start, end) = (date(source, row, "start")?, date(source, row, "end")?);
    let readable = |field: &&Field| !is_number(wikidata_number(&field.text));
    let role = ROLES.iter().filter_map(|name| row.get(name)).find(readable);
    match (role.map(|field| ascii_slug(&field.text)).filter(|slug| !slug.is_empty()), id) {
        (Some(role), Some(id)) => draft.add("role", format!("{role}@{id}:{start}..{end}"), row.place),
        (role, _) => {
            draft.add("office", role.unwrap_or_default(), row.place);
            draft.add("start", start, row.place);
            draft.add("end", end, row.place);
        }
    }
    Ok(())
}

/// The day of a time, empty if it is not known (a blank node).
fn date(source: &Source<'_>, row: &Binding, variable: &str) -> Result<String, RowError> {
    let Some(field) = row.get(variable) else { return Ok(String::new()) };
    let text = field.text.trim().trim_start_matches('+');
    if text.starts_with("_:") || text.contains("/.well-known/genid/") || text.starts_with('t') {
        return Ok(String::new());
    }
    let day = text.split('T').next().unwrap_or_default();
    let digits = day.trim_start_matches('-');
    let is_date = digits.len() >= 4 && digits.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    if is_date {
        return Ok(day.to_owned());
    }
    Err(source.error(field.place, format!("{variable}: found \"{text}\", expected a date, as 2019-03-20")))
}

#[cfg(test)]
mod tests {
    use crate::gazetteer::import::tests::{check_known, of_type};
    use crate::gazetteer::import::{Format, Options};

    const EXPECTED: &str = "#gaz 1\nid\ttype\tname\taliases\twikidata\tin\trole\tsource\n\
        person/bar-foo\tperson\tBar Foo\tB. Foo|Foo Bar\tQ50\tcountry/xland\tprime-minister@country/xland:2010-01-02..2014-05-06\timport\n\
        person/c-d\tperson\tC D\t\tQ51\t\t\timport\n";

    #[test]
    fn rows_of_an_item_are_one_row() {
        let csv = "item,itemLabel,alias,positionLabel,country,start,end\n\
            http://www.wikidata.org/entity/Q50,Bar Foo,B. Foo,prime minister,http://www.wikidata.org/entity/Q1,2010-01-02T00:00:00Z,2014-05-06T00:00:00Z\n\
            http://www.wikidata.org/entity/Q51,C D,,,,,\n\
            http://www.wikidata.org/entity/Q50,Bar Foo,Foo Bar,prime minister,http://www.wikidata.org/entity/Q1,2010-01-02T00:00:00Z,2014-05-06T00:00:00Z\n";
        assert_eq!(check_known(Format::Sparql, csv, &of_type("person")).unwrap(), EXPECTED);
        assert_eq!(check_known(Format::Sparql, &csv.replace(',', "\t"), &of_type("person")).unwrap(), EXPECTED);
    }

    #[test]
    fn terms_in_full_lose_their_marks() {
        let tsv = "?item\t?itemLabel\t?alias\t?positionLabel\t?country\t?start\t?end\n\
            <http://www.wikidata.org/entity/Q50>\t\"Bar Foo\"@en\t\"B. Foo\"@en\t\"prime minister\"@en\t<http://www.wikidata.org/entity/Q1>\t\"2010-01-02T00:00:00Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime>\t\"2014-05-06T00:00:00Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime>\n\
            <http://www.wikidata.org/entity/Q50>\t\"Bar Foo\"@en\t\"Foo Bar\"@en\t\t\t\t\n\
            <http://www.wikidata.org/entity/Q51>\t\"C D\"@en\t\t\t\t\t\n";
        assert_eq!(check_known(Format::Sparql, tsv, &of_type("person")).unwrap(), EXPECTED);
    }

    #[test]
    fn json_of_the_service_and_of_its_page() {
        let service = r#"{"head": {"vars": ["item"]}, "results": {"bindings": [
 {"item": {"type": "uri", "value": "http://www.wikidata.org/entity/Q9"}, "itemLabel": {"value": "Abc"}, "type": {"value": "organisation/party"}, "country": {"value": "http://www.wikidata.org/entity/Q2"}, "start": {"value": "1990-01-01T00:00:00Z"}}
]}}"#;
        let page = r#"[{"item":"http://www.wikidata.org/entity/Q9","itemLabel":"Abc","type":"organisation/party","country":"http://www.wikidata.org/entity/Q2","start":"1990-01-01T00:00:00Z"}]"#;
        let expected = "#gaz 1\nid\ttype\tname\twikidata\tin\tsource\tstart\n\
                        organisation/abc\torganisation/party\tAbc\tQ9\tcountry/yland\timport\t1990-01-01\n";
        for text in [service, page] {
            assert_eq!(check_known(Format::Sparql, text, &Options::default()).unwrap(), expected);
        }
    }

    #[test]
    fn bad_results_are_placed() {
        let json = "{\"results\": {\"bindings\": [\n {\"item\": {\"value\": \"Q5\"}, \"itemLabel\": {\"value\": \"Q5\"}},\n  {\"item\": {\"value\": \"x\"}}]}}";
        let expected = [
            "f:2:2: item Q5 has no label; ask for itemLabel in English, or leave the item out",
            "f:3:3: item: found \"x\", expected an item of Wikidata, as Q232",
        ];
        assert_eq!(check_known(Format::Sparql, json, &of_type("person")).unwrap_err(), expected);
        let cases = [
            ("{\"a\": ", "f:1:6: no JSON: EOF while parsing a value"),
            ("{}", "f:1:1: no list \"bindings\", expected the JSON results of a SPARQL query"),
            (
                "party\nQ1\n",
                "f:1:1: no variable \"item\"; the variables are party; name them in the query, as (?party AS ?item)",
            ),
            ("item,itemLabel,start\nQ3,A,soon\n", "f:2:6: start: found \"soon\", expected a date, as 2019-03-20"),
        ];
        for (text, expected) in cases {
            assert_eq!(check_known(Format::Sparql, text, &of_type("person")).unwrap_err(), [expected]);
        }
    }
}
