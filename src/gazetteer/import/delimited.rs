//! CSV and TSV with a header. Columns are ours by the column map, else by their names; others are kept as they are.
//!
//! Items of lists are parted by `|`, or by `;` where no `|` stands. Names may carry flags, as in our files.

use crate::gazetteer::import::draft::{Draft, Field, plain, wikidata_number};
use crate::gazetteer::import::{Imported, Source, table, words};
use crate::gazetteer::row::{COLUMNS, RowError};

const LISTS_OF_NAMES: [&str; 3] = ["aliases", "adj", "people"];

/// The delimiter of a CSV file: spreadsheets of many countries write semicolons.
pub(super) fn comma_or_semicolon(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    if header.contains(';') && !header.contains(',') { b';' } else { b',' }
}

/// Reads a table.
pub(super) fn read(source: &Source<'_>, delimiter: u8) -> Imported {
    let table = table::read(source, delimiter);
    let mut imported = Imported { errors: table.errors, ..Imported::default() };
    let targets = targets(source, &table.header);
    let missing = header_errors(source, &table.header, &targets);
    if !missing.is_empty() {
        imported.errors.extend(missing);
        return imported;
    }
    for record in &table.records {
        match draft(source, &targets, record) {
            Ok(draft) => imported.take(draft.row(source)),
            Err(errors) => imported.errors.extend(errors),
        }
    }
    imported
}

/// Our column for each of the file's, `(ours, index)`.
fn targets(source: &Source<'_>, header: &[String]) -> Vec<(String, usize)> {
    let map = &source.options.columns.0;
    let mut targets: Vec<(String, usize)> = map
        .iter()
        .filter_map(|(ours, theirs)| Some((ours.clone(), header.iter().position(|name| name == theirs)?)))
        .collect();
    for (index, name) in header.iter().enumerate() {
        let lower = name.to_lowercase();
        let ours = if COLUMNS.contains(&lower.as_str()) { &lower } else { name };
        if targets.iter().all(|(known, at)| known != ours && *at != index) {
            let unnamed = format!("column-{}", index + 1);
            targets.push((if ours.is_empty() { unnamed } else { plain(ours) }, index));
        }
    }
    targets
}

fn header_errors(source: &Source<'_>, header: &[String], targets: &[(String, usize)]) -> Vec<RowError> {
    let shown = header.join(", ");
    let at = super::Place { line: 1, column: 1 };
    if header.is_empty() {
        return vec![source.error(at, "expected a line that names the columns, found the end of the file")];
    }
    let absent = source.options.columns.0.iter().filter(|(_, theirs)| !header.contains(theirs));
    let mut errors: Vec<RowError> = absent
        .map(|(ours, theirs)| source.error(at, format!("no column \"{theirs}\" for {ours}; the columns are {shown}")))
        .collect();
    if !errors.is_empty() {
        return errors;
    }
    let has = |column: &str| targets.iter().any(|(ours, _)| ours == column);
    let needed =
        [("name", true, ""), ("type", source.options.default_type.is_none(), " or give all rows one with --type")];
    for (column, _, hint) in needed.into_iter().filter(|(column, is_needed, _)| *is_needed && !has(column)) {
        let remedy = format!("say which it is with --columns {column}=...{hint}");
        errors.push(source.error(at, format!("no column \"{column}\"; {remedy}; the columns are {shown}")));
    }
    errors
}

fn draft(source: &Source<'_>, targets: &[(String, usize)], record: &[Field]) -> Result<Draft, Vec<RowError>> {
    let place = record.first().map(|field| field.place).unwrap_or_default();
    let (mut draft, mut errors) = (Draft::new(place), Vec::new());
    for (column, field) in targets.iter().filter_map(|(column, index)| Some((column.as_str(), record.get(*index)?))) {
        if let Err(message) = fill(source, &mut draft, column, field) {
            errors.push(source.error(field.place, message));
        }
    }
    if errors.is_empty() { Ok(draft) } else { Err(errors) }
}

fn fill(source: &Source<'_>, draft: &mut Draft, column: &str, field: &Field) -> Result<(), String> {
    let cell = plain(&field.text);
    if cell.is_empty() {
        return Ok(());
    }
    match column {
        "name" => draft.put("name", cell.replace('|', "\\|"), field.place),
        "type" => draft.put("type", words::own_type(&cell).unwrap_or(cell), field.place),
        "sex" => draft.put("sex", sex(&cell), field.place),
        "wikidata" => draft.put("wikidata", wikidata_number(&cell), field.place),
        "in" => items(&cell).try_for_each(|item| {
            draft.add("in", container(source, item)?, field.place);
            Ok::<(), String>(())
        })?,
        _ if LISTS_OF_NAMES.contains(&column) => items(&cell).for_each(|item| draft.add(column, item, field.place)),
        _ => draft.put(column, cell, field.place),
    }
    Ok(())
}

/// The items of a list; empty ones are left out.
fn items(cell: &str) -> impl Iterator<Item = &str> {
    let separator = if cell.contains('|') { '|' } else { ';' };
    cell.split(separator).map(str::trim).filter(|item| !item.is_empty())
}

fn sex(cell: &str) -> String {
    match cell.to_lowercase().as_str() {
        "m" | "male" => "m".to_owned(),
        "f" | "female" => "f".to_owned(),
        _ => cell.to_owned(),
    }
}

fn container(source: &Source<'_>, item: &str) -> Result<String, String> {
    if item.contains('/') {
        return Ok(item.to_owned());
    }
    let known = source.known.country(item).map(str::to_owned);
    known.ok_or_else(|| {
        format!("in \"{item}\": expected an id (type/slug), or a country's code or name that our lists have")
    })
}

#[cfg(test)]
mod tests {
    use crate::gazetteer::import::tests::{check, check_known, of_type};
    use crate::gazetteer::import::{Format, Options};

    fn mapped(columns: &str) -> Options {
        Options { columns: columns.parse().unwrap(), ..Options::default() }
    }

    #[test]
    fn columns_are_mapped_or_kept() {
        let text = "Label,Synonyms,Kind,Team colour,in\r\n\"Bar, Foo\",Foo B; F.B.{abbr},Person,\"red \"\"dark\"\"\",XL\r\n\r\nAbc,,ORG,,\r\n";
        let expected = "#gaz 1\nid\ttype\tname\taliases\tin\tsource\tTeam colour\n\
                        organisation/abc\torganisation\tAbc\t\t\timport\t\n\
                        person/bar-foo\tperson\tBar, Foo\tFoo B|F.B.{abbr}\tcountry/xland\timport\tred \"dark\"\n";
        let options = mapped("name=Label,aliases=Synonyms,type=Kind");
        assert_eq!(check_known(Format::Csv, text, &options).unwrap(), expected);
    }

    #[test]
    fn tsv_has_no_quotes_and_may_end_early() {
        let text = "name\taliases\twikidata\n\"A\" b\t\"C\"\nD\t\thttps://www.wikidata.org/wiki/Q12\n";
        let expected = "#gaz 1\nid\ttype\tname\taliases\twikidata\tsource\n\
                        group/a-b\tgroup\t\"A\" b\tC\t\timport\ngroup/d\tgroup\tD\t\tQ12\timport\n";
        assert_eq!(check(Format::Tsv, text, &of_type("group")).unwrap(), expected);
    }

    #[test]
    fn semicolons_are_seen() {
        let text = "name;type\nA;city\n";
        assert!(check(Format::Csv, text, &Options::default()).unwrap().contains("city/a\tcity\tA\timport"));
    }

    #[test]
    fn every_bad_row_is_placed() {
        let text =
            "name,type,wikidata,in\nA,person,Q1,\n\"B\nb\",persn,12,\nC,city\nD,city,,Nowhere\n,city,,\n\"E,city,,\n";
        let expected = [
            "f:4:4: \"persn\" is not known, expected one of person, organisation, country, city, region, group, other, none; did you mean \"person\"?",
            "f:4:10: wikidata \"12\": expected Q and digits, as Q232",
            "f:5:1: 2 cells, expected 4 as in the header",
            "f:6:9: in \"Nowhere\": expected an id (type/slug), or a country's code or name that our lists have",
            "f:7:1: \"name\" is empty",
            "f:8:1: found a quote that nothing closes, expected \" at its end",
        ];
        assert_eq!(check(Format::Csv, text, &Options::default()).unwrap_err(), expected);
    }

    #[test]
    fn missing_columns_are_named() {
        let cases = [
            ("", "name=Label", "f:1:1: expected a line that names the columns, found the end of the file"),
            ("a,b\n", "name=Label", "f:1:1: no column \"Label\" for name; the columns are a, b"),
            ("a,b\n", "", "f:1:1: no column \"name\"; say which it is with --columns name=...; the columns are a, b"),
            (
                "name\n",
                "",
                "f:1:1: no column \"type\"; say which it is with --columns type=... or give all rows one with --type; the columns are name",
            ),
        ];
        for (text, columns, expected) in cases {
            assert_eq!(check(Format::Csv, text, &mapped(columns)).unwrap_err()[0], expected);
        }
    }
}
