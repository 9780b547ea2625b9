//! GeoNames: a dump such as `cities15000.txt`, `KZ.txt` or `allCountries.txt` (download.geonames.org/export/dump/readme.txt).
//!
//! Populated places are cities, independent states (PCLI) countries, all else of class A regions; other classes are left
//! out. The dump's own alternate names say neither language nor age: those in Latin script are taken. Where the file of
//! alternates is given, its English names are taken instead, and historic ones are marked.

use std::collections::BTreeMap;

use crate::gazetteer::import::draft::{Draft, Field, Place, plain};
use crate::gazetteer::import::{Imported, Source, words};
use crate::gazetteer::row::RowError;

/// Columns of a dump.
const COLUMNS: usize = 19;
/// Columns of the alternate names that are needed; later versions of the file have more.
const ALTERNATE_COLUMNS: usize = 8;
/// `isHistoric` of the alternate names, 0-based.
const HISTORIC: usize = 7;
const ENGLISH: &str = "en";

/// English names by GeoNames id, each with its flags.
type Alternates<'a> = BTreeMap<&'a str, Vec<(&'a str, &'static str)>>;

/// Reads a dump.
pub(super) fn read(source: &Source<'_>) -> Imported {
    let mut imported = Imported::default();
    let alternates = source.options.alternates.as_ref().map(|(path, text)| {
        let (names, errors) = alternates(&Source { path, text, ..*source });
        imported.errors.extend(errors);
        names
    });
    for (number, line) in lines(source.text) {
        let cells = fields(number, line);
        if cells.len() != COLUMNS {
            let message = format!("{} cells, expected the {COLUMNS} of a GeoNames dump", cells.len());
            imported.errors.push(source.error(Place { line: number, column: 1 }, message));
            continue;
        }
        match entity_type(&cells[6].text, &cells[7].text) {
            Some(entity_type) => {
                imported.take(draft(source, entity_type, &cells, alternates.as_ref()).and_then(|d| d.row(source)));
            }
            None => imported.left_out += 1,
        }
    }
    imported
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line)).filter(|(_, line)| !line.trim().is_empty())
}

fn fields(number: usize, line: &str) -> Vec<Field> {
    let mut column = 1;
    line.split('\t')
        .map(|cell| {
            let place = Place { line: number, column };
            column += cell.chars().count() + 1;
            Field { text: cell.to_owned(), place }
        })
        .collect()
}

fn entity_type(class: &str, code: &str) -> Option<&'static str> {
    match (class, code) {
        ("P", "PPLC") => Some("city/capital"),
        ("P", _) => Some("city"),
        ("A", "PCLI") => Some("country"),
        ("A", _) => Some("region"),
        _ => None,
    }
}

fn draft(
    source: &Source<'_>,
    entity_type: &str,
    cells: &[Field],
    alternates: Option<&Alternates<'_>>,
) -> Result<Draft, Vec<RowError>> {
    let [id, name, ascii, others] = [&cells[0], &cells[1], &cells[2], &cells[3]];
    let (country, population) = (&cells[8], &cells[14]);
    if id.text.is_empty() || !id.text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(vec![source.error(id.place, format!("\"{}\" is no GeoNames id, expected digits", id.text))]);
    }
    let mut draft = Draft::new(id.place);
    draft.put("type", entity_type, cells[7].place);
    draft.put("geonames", id.text.as_str(), id.place);
    draft.name(&name.text, "", name.place);
    draft.name(&ascii.text, "", ascii.place);
    if let Some(english) = alternates {
        let names = english.get(id.text.as_str()).into_iter().flatten();
        names.for_each(|(name, flags)| draft.name(name, flags, id.place));
    } else {
        let latin = others.text.split(',').filter(|name| words::is_latin(name));
        latin.for_each(|name| draft.name(name, "", others.place));
    }
    if entity_type == "country" {
        draft.put("iso", country.text.as_str(), country.place);
    } else if let Some(id) = source.known.country(&country.text) {
        draft.put("in", id, country.place);
    }
    draft.put("country", plain(&country.text), country.place);
    draft.put("lat", cells[4].text.as_str(), cells[4].place);
    draft.put("lon", cells[5].text.as_str(), cells[5].place);
    draft.put("pop", population.text.as_str(), population.place);
    Ok(draft)
}

fn alternates<'a>(source: &Source<'a>) -> (Alternates<'a>, Vec<RowError>) {
    let (mut names, mut errors) = (Alternates::new(), Vec::new());
    for (number, line) in lines(source.text) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [_, id, language, name, ..] = cells[..] else {
            let message =
                format!("{} cells, expected the {ALTERNATE_COLUMNS} or more of alternateNamesV2", cells.len());
            errors.push(source.error(Place { line: number, column: 1 }, message));
            continue;
        };
        if language == ENGLISH {
            let flags = if cells.get(HISTORIC) == Some(&"1") { "{hist}" } else { "" };
            names.entry(id).or_default().push((name, flags));
        }
    }
    (names, errors)
}

#[cfg(test)]
mod tests {
    use crate::gazetteer::import::tests::{check, check_known};
    use crate::gazetteer::import::{Format, Options};

    const DUMP: &str = "11\tÁbc\tAbc\tAbcville,Абв,Abc\t1.5\t2.5\tP\tPPLC\tXL\t\t\t\t\t\t5000\t\t\tZ\t2020-01-01\n\
                        12\tXland\tXland\t\t1\t2\tA\tPCLI\tXL\t\t\t\t\t\t900\t\t\tZ\t2020-01-01\n\
                        13\tAbc\tAbc\t\t1\t2\tA\tADM1\tZZ\t\t\t\t\t\t0\t\t\tZ\t2020-01-01\n\
                        14\tMount Abc\tMount Abc\t\t1\t2\tT\tMT\tXL\t\t\t\t\t\t0\t\t\tZ\t2020-01-01\n";

    #[test]
    fn classes_become_types() {
        let expected = "#gaz 1\nid\ttype\tname\taliases\tiso\tgeonames\tin\tlat\tlon\tpop\tsource\tcountry\n\
                        city/abc\tcity/capital\tÁbc\tAbc|Abcville\t\t11\tcountry/xland\t1.5\t2.5\t5000\timport\tXL\n\
                        country/xland\tcountry\tXland\t\tXL\t12\t\t1\t2\t900\timport\tXL\n\
                        region/abc\tregion\tAbc\t\t\t13\t\t1\t2\t\timport\tZZ\n";
        assert_eq!(check_known(Format::Geonames, DUMP, &Options::default()).unwrap(), expected);
    }

    #[test]
    fn english_alternates_take_the_place_of_the_dumps() {
        let names = "1\t11\ten\tAbecia\t\t\t\t1\n2\t11\tfr\tAbécie\t\t\t\t\n3\t11\ten\tAbec\t1\t\t\t\t\t\n";
        let options = Options { alternates: Some(("a".to_owned(), names.to_owned())), ..Options::default() };
        let written = check(Format::Geonames, DUMP, &options).unwrap();
        assert!(written.contains("city/abc\tcity/capital\tÁbc\tAbc|Abecia{hist}|Abec\t"), "{written}");
    }

    #[test]
    fn bad_lines_are_placed() {
        let text = "1\tA\n11\tAbc\tAbc\t\t1.5\t200.5x\tP\tPPL\tXL\t\t\t\t\t\tmany\t\t\tZ\t2020-01-01\n";
        let expected = [
            "f:1:1: 2 cells, expected the 19 of a GeoNames dump",
            "f:2:17: \"200.5x\" is not a number of degrees",
            "f:2:38: \"many\" is not a whole number of inhabitants",
        ];
        assert_eq!(check(Format::Geonames, text, &Options::default()).unwrap_err(), expected);
    }
}
