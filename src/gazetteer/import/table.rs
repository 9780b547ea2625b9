//! Tables with a header: text of CSV or TSV in, fields with their places out.

use csv::{ReaderBuilder, StringRecord};

use crate::gazetteer::import::Source;
use crate::gazetteer::import::draft::{Field, Place};
use crate::gazetteer::row::RowError;

/// A header and records of as many fields.
pub(super) struct Table {
    pub(super) header: Vec<String>,
    pub(super) records: Vec<Vec<Field>>,
    /// Records that do not fit the header.
    pub(super) errors: Vec<RowError>,
}

/// Reads a table; tab-separated ones have no quoting, but a field that is wholly in quotes loses them.
pub(super) fn read(source: &Source<'_>, delimiter: u8) -> Table {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(delimiter != b'\t')
        .flexible(true)
        .has_headers(false)
        .from_reader(source.text.as_bytes());
    let mut walk =
        Walk { text: source.text, delimiter: char::from(delimiter), at: 0, place: Place { line: 1, column: 1 } };
    let mut table = Table { header: Vec::new(), records: Vec::new(), errors: Vec::new() };
    let mut record = StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                table.errors.push(source.error(walk.place, error.to_string()));
                break;
            }
        }
        let end = usize::try_from(reader.position().byte()).unwrap_or(source.text.len());
        let (places, is_open) = walk.fields(end);
        if let Some(place) = is_open {
            table.errors.push(source.error(place, "found a quote that nothing closes, expected \" at its end"));
            break;
        }
        let fields =
            places.into_iter().zip(&record).map(|(place, text)| Field { text: unquoted(text, delimiter), place });
        table.take(source, fields.collect(), delimiter);
    }
    table
}

impl Table {
    fn take(&mut self, source: &Source<'_>, mut fields: Vec<Field>, delimiter: u8) {
        if self.header.is_empty() {
            self.header = fields.into_iter().map(|field| field.text.trim().to_owned()).collect();
            return;
        }
        let (found, expected) = (fields.len(), self.header.len());
        let place = fields.first().map(|field| field.place).unwrap_or_default();
        // Programs leave the empty cells at the end of a line of TSV out.
        if delimiter == b'\t' && found < expected {
            fields.resize(expected, Field { text: String::new(), place });
        }
        if fields.len() == expected {
            self.records.push(fields);
        } else {
            self.errors.push(source.error(place, format!("{found} cells, expected {expected} as in the header")));
        }
    }
}

fn unquoted(text: &str, delimiter: u8) -> String {
    let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if delimiter == b'\t' => inner.replace("\"\"", "\""),
        _ => text.to_owned(),
    }
}

/// The place of each field, which the reader does not tell.
struct Walk<'t> {
    text: &'t str,
    delimiter: char,
    at: usize,
    place: Place,
}

/// Where in a field the walk is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Plain,
    Quoted,
    Closed,
}

impl Walk<'_> {
    /// Goes on to the byte `end`; gives the places of the fields, and of a quote that is open at the end of the file.
    fn fields(&mut self, end: usize) -> (Vec<Place>, Option<Place>) {
        let whole = self.text.get(self.at..end).unwrap_or_default();
        // Line breaks before the record belong to the one before, or to an empty line.
        let record = whole.trim_start_matches(['\n', '\r']);
        whole[..whole.len() - record.len()].chars().for_each(|c| self.step(c));
        let (mut places, mut quote, mut state) = (vec![self.place], self.place, State::Start);
        for c in record.chars() {
            if state == State::Start {
                quote = self.place;
            }
            state = self.next(state, c);
            self.step(c);
            if state == State::Start {
                places.push(self.place);
            }
        }
        self.at = end;
        (places, (state == State::Quoted).then_some(quote))
    }

    fn next(&self, state: State, c: char) -> State {
        match (state, c) {
            (State::Quoted, '"') => State::Closed,
            (State::Start | State::Closed, '"') if self.delimiter != '\t' => State::Quoted,
            (State::Quoted, _) => State::Quoted,
            _ if c == self.delimiter => State::Start,
            _ => State::Plain,
        }
    }

    fn step(&mut self, c: char) {
        if c == '\n' {
            self.place = Place { line: self.place.line + 1, column: 1 };
        } else {
            self.place.column += 1;
        }
    }
}
