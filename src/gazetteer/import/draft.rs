//! A row in the making: cells of our format, each with the place in the file that gave it.

use crate::gazetteer::import::{SOURCE, Source};
use crate::gazetteer::row::{self, Row, RowError, escape};
use crate::gazetteer::slug::ascii_slug;

/// Where something stands in a file, both 1-based, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// Words with the place of their first character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) text: String,
    pub(super) place: Place,
}

struct Cell {
    column: String,
    text: String,
    place: Place,
}

/// Cells of one row.
pub(super) struct Draft {
    place: Place,
    cells: Vec<Cell>,
}

impl Draft {
    pub(super) fn new(place: Place) -> Self {
        Self { place, cells: Vec::new() }
    }

    /// Says whether a column is filled.
    pub(super) fn has(&self, column: &str) -> bool {
        self.cells.iter().any(|cell| cell.column == column)
    }

    /// Fills a column with a cell as files have it; nothing is done for an empty cell or a column that is filled.
    pub(super) fn put(&mut self, column: &str, cell: impl Into<String>, place: Place) {
        let text = cell.into();
        if !text.trim().is_empty() && !self.has(column) {
            self.cells.push(Cell { column: column.to_owned(), text, place });
        }
    }

    /// Adds an item to a list, unless it is there.
    pub(super) fn add(&mut self, column: &str, item: impl Into<String>, place: Place) {
        let item = item.into();
        if item.trim().is_empty() {
            return;
        }
        match self.cells.iter_mut().find(|cell| cell.column == column) {
            Some(cell) if cell.text.split('|').any(|known| known == item) => {}
            Some(cell) => cell.text = format!("{}|{item}", cell.text),
            None => self.cells.push(Cell { column: column.to_owned(), text: item, place }),
        }
    }

    /// Adds the first name as the name, further ones as aliases. `flags` as `{hist}`, or nothing.
    pub(super) fn name(&mut self, words: &str, flags: &str, place: Place) {
        let item = name_item(words, flags);
        if !self.has("name") {
            self.put("name", item, place);
        } else if !self.cells.iter().any(|cell| cell.column == "name" && cell.text == item) {
            self.add("aliases", item, place);
        }
    }

    /// Returns the checked row; without an id, unless a cell gave one.
    pub(super) fn row(mut self, source: &Source<'_>) -> Result<Row, Vec<RowError>> {
        self.put("type", source.options.default_type.clone().unwrap_or_default(), self.place);
        self.put("source", SOURCE, self.place);
        let mut row = Row { line: self.place.line, ..Row::default() };
        let mut errors = Vec::new();
        for cell in &self.cells {
            if let Err(message) = row::fill(&mut row, &cell.column, cell.text.trim()) {
                errors.push(source.error(cell.place, message));
            }
        }
        for column in ["name", "type"] {
            if !self.has(column) {
                let hint = if column == "type" { "; --type gives one to all rows" } else { "" };
                errors.push(source.error(self.place, format!("\"{column}\" is empty{hint}")));
            }
        }
        if errors.is_empty() {
            errors.extend(self.identity_errors(&row).into_iter().map(|message| source.error(self.place, message)));
        }
        if errors.is_empty() { Ok(row) } else { Err(errors) }
    }

    /// A row needs an id, or a name or key to make one of.
    fn identity_errors(&self, row: &Row) -> Vec<String> {
        if self.has("id") {
            return row::check(row).into_iter().map(|(_, message)| message).collect();
        }
        let name = row.names.first().map_or("", |name| name.text.as_str());
        if ascii_slug(name).is_empty() && !self.has("wikidata") && !self.has("geonames") {
            return vec![format!("\"{name}\" has no letter to make an id of; give the row an id or a Wikidata number")];
        }
        Vec::new()
    }
}

/// One name as lists of names have it.
pub(super) fn name_item(words: &str, flags: &str) -> String {
    let words = escape(&words.split_whitespace().collect::<Vec<_>>().join(" "));
    if flags.is_empty() && words.ends_with('}') { format!("{words}{{}}") } else { format!("{words}{flags}") }
}

/// A value of a column that is no list to us, on one line.
pub(super) fn plain(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ").replace('\\', "\\\\")
}

/// The number of a Wikidata address; anything else as it is.
pub(super) fn wikidata_number(value: &str) -> &str {
    let value = value.trim();
    let is_address = value.contains("wikidata.org/");
    if is_address { value.rsplit('/').next().unwrap_or(value) } else { value }
}
