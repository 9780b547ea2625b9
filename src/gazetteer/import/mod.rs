//! Import: files of other formats in, rows of ours out, and all that is wrong with the files.
//!
//! One file a format; each reads its records into `draft::Draft`s, which become [`Row`]s. `identity` then gives the
//! ids and joins what is the same thing. [`crate::gazetteer::write`] writes the rows.

mod columns;
mod delimited;
mod draft;
mod geonames;
mod identity;
mod known;
mod opensanctions;
mod petrarch;
mod spacy;
mod sparql;
mod table;
mod words;

pub use columns::ColumnMap;

use crate::gazetteer::Gazetteer;
use crate::gazetteer::import::draft::Place;
use crate::gazetteer::import::known::Known;
use crate::gazetteer::row::{Row, RowError, parse_type};

/// What a row's column `source` says if the file did not say it.
const SOURCE: &str = "import";

/// A format that can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated (semicolons too), with a header.
    Csv,
    /// Tab-separated, with a header, without quoting.
    Tsv,
    /// Results of the Wikidata query service, JSON, CSV or TSV.
    Sparql,
    /// A dump of GeoNames: 19 tab-separated columns without a header.
    Geonames,
    /// Patterns of spaCy's `EntityRuler`, a JSON object a line.
    Spacy,
    /// `targets.simple.csv` of OpenSanctions.
    OpenSanctions,
    /// Actors of PETRARCH.
    Petrarch,
}

/// What is told besides the file.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Which of the file's columns is which of ours (CSV and TSV).
    pub columns: ColumnMap,
    /// Type of the rows that do not state one, as in files: `person/politician`.
    pub default_type: Option<String>,
    /// GeoNames' alternateNamesV2.txt as `(path, text)`.
    pub alternates: Option<(String, String)>,
}

/// What a file gave.
#[derive(Debug, Default)]
pub struct Imported {
    /// Checked rows with their ids, sorted by id.
    pub rows: Vec<Row>,
    /// All that was refused, in the order of the file.
    pub errors: Vec<RowError>,
    /// Records of kinds that we have no type for, such as mountains.
    pub left_out: usize,
}

/// A file that is imported, with what its readers need.
#[derive(Clone, Copy)]
struct Source<'a> {
    path: &'a str,
    text: &'a str,
    options: &'a Options,
    known: &'a Known<'a>,
}

impl Source<'_> {
    fn error(&self, place: Place, message: impl Into<String>) -> RowError {
        RowError { path: self.path.to_owned(), line: place.line, column: place.column, message: message.into() }
    }
}

/// Reads a file of another format. Countries and known names are looked up in `gazetteer`.
pub fn import(format: Format, path: &str, text: &str, options: &Options, gazetteer: &Gazetteer) -> Imported {
    let known = Known::new(gazetteer);
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let source = Source { path, text, options, known: &known };
    let mut imported = match format {
        Format::Csv => delimited::read(&source, delimited::comma_or_semicolon(text)),
        Format::Tsv => delimited::read(&source, b'\t'),
        Format::Sparql => sparql::read(&source),
        Format::Geonames => geonames::read(&source),
        Format::Spacy => spacy::read(&source),
        Format::OpenSanctions => opensanctions::read(&source),
        Format::Petrarch => petrarch::read(&source),
    };
    imported.rows = identity::identify(imported.rows);
    imported.errors.sort_by(|a, b| (&a.path, a.line, a.column).cmp(&(&b.path, b.line, b.column)));
    imported
}

/// Returns the type as files write it, if it is one: `person`, `city/capital`.
///
/// # Errors
/// A sentence that lists the types.
pub fn checked_type(cell: &str) -> Result<String, String> {
    parse_type(cell).map(|_| cell.to_owned())
}

/// Returns the text of a file's bytes.
///
/// # Errors
/// Where the first byte stands that is no UTF-8.
pub fn decode(path: &str, bytes: Vec<u8>) -> Result<String, RowError> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned();
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        let line = before.matches('\n').count() + 1;
        let byte = error.as_bytes()[valid];
        let message = format!("found the byte {byte:#04x}, expected UTF-8; convert the file, as iconv does");
        RowError { path: path.to_owned(), line, column, message }
    })
}

impl Imported {
    /// Takes a row, or what is wrong with it.
    fn take(&mut self, row: Result<Row, Vec<RowError>>) {
        match row {
            Ok(row) => self.rows.push(row),
            Err(errors) => self.errors.extend(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The written form of what is imported without our lists, or the errors.
    pub(super) fn check(format: Format, text: &str, options: &Options) -> Result<String, Vec<String>> {
        check_with(format, text, options, &Gazetteer::empty())
    }

    /// The same with two countries known. Whatever is written reads back.
    pub(super) fn check_known(format: Format, text: &str, options: &Options) -> Result<String, Vec<String>> {
        let countries = "#gaz 1\nid\ttype\tname\tadj\twikidata\tiso\ncountry/xland\tcountry\tXland\tXish\tQ1\tXL\n\
                         country/yland\tcountry\tYland\t\tQ2\tYL\n";
        let known = Gazetteer::empty().with_files(&[("c.tsv".to_owned(), countries.to_owned())]).unwrap();
        check_with(format, text, options, &known)
    }

    fn check_with(format: Format, text: &str, options: &Options, known: &Gazetteer) -> Result<String, Vec<String>> {
        let imported = import(format, "f", text, options, known);
        if !imported.errors.is_empty() {
            return Err(imported.errors.iter().map(ToString::to_string).collect());
        }
        let written = crate::gazetteer::write(&imported.rows);
        let read = crate::gazetteer::parse("g", &written).unwrap();
        assert_eq!(crate::gazetteer::write(&read), written);
        Ok(written)
    }

    /// Options with a type.
    pub(super) fn of_type(name: &str) -> Options {
        Options { default_type: Some(name.to_owned()), ..Options::default() }
    }

    #[test]
    fn bytes_that_are_no_text_are_placed() {
        let error = decode("f", b"a\n\xc3\xa9b\xe9".to_vec()).unwrap_err();
        assert_eq!(error.to_string(), "f:2:3: found the byte 0xe9, expected UTF-8; convert the file, as iconv does");
    }
}
