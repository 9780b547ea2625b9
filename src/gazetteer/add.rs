//! Adding one row to a user's file: its text and the row's cells in, the new text out.

use crate::gazetteer::row::{self, FIRST_LINE, Row, RowError, parse};
use crate::gazetteer::slug::ascii_slug;

/// A row that is to be added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addition {
    /// Columns with their cells, written as in files: lists with `|`, names with flags. `type` and `name` are needed; an
    /// `id` is made of them if there is none.
    pub cells: Vec<(String, String)>,
}

/// Why a row was not added. The file is as it was.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AddError {
    /// Something is wrong with the row.
    #[error("{column}: {message}")]
    Cell {
        /// The column.
        column: String,
        /// What was found and what was expected.
        message: String,
    },
    /// The id is taken.
    #[error("{path}:{line}:1: id \"{id}\" stands here already")]
    Taken {
        /// The file.
        path: String,
        /// 1-based.
        line: usize,
        /// The id.
        id: String,
    },
    /// Something is wrong with the file.
    #[error("the file has errors, correct them first:\n  {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n  "))]
    File(Vec<RowError>),
}

/// Returns the text of the file with the row at its end, and the row's id. `text` is empty for a new file. Columns that the
/// file lacks are added to its header; nothing else changes.
///
/// # Errors
/// If the row or the file is wrong, or has the id already.
pub fn add(path: &str, text: &str, addition: &Addition) -> Result<(String, String), AddError> {
    let cells = checked_cells(addition)?;
    let id = cells.iter().find(|(column, _)| column == "id").map(|(_, id)| id.clone()).unwrap_or_default();
    let text = if text.trim().is_empty() { format!("{FIRST_LINE}\nid\ttype\tname\n") } else { text.to_owned() };
    let rows = parse(path, &text).map_err(AddError::File)?;
    if let Some(row) = rows.iter().find(|row| row.id == id) {
        return Err(AddError::Taken { path: path.to_owned(), line: row.line, id });
    }
    let text = appended(&text, &cells);
    parse(path, &text).map_err(AddError::File)?;
    Ok((text, id))
}

/// The cells with an id, each seen to be what its column may hold.
fn checked_cells(addition: &Addition) -> Result<Vec<(String, String)>, AddError> {
    let fault = |column: &str, message: String| AddError::Cell { column: column.to_owned(), message };
    let mut cells: Vec<(String, String)> = Vec::new();
    let mut row = Row::default();
    for (column, cell) in &addition.cells {
        let (column, cell) = (column.trim(), one_line(cell));
        if column.is_empty() || column.starts_with('#') || column.contains(['\t', '\n', '\r']) {
            return Err(fault(column, "expected the name of a column".to_owned()));
        }
        if cells.iter().any(|(known, _)| known == column) {
            return Err(fault(column, "given twice".to_owned()));
        }
        row::fill(&mut row, column, &cell).map_err(|message| fault(column, message))?;
        cells.push((column.to_owned(), cell));
    }
    for column in ["type", "name"] {
        if !cells.iter().any(|(known, _)| known == column) {
            return Err(fault(column, format!("\"{column}\" is empty")));
        }
    }
    if row.id.is_empty() {
        row.id = made_id(&row).map_err(|message| fault("id", message))?;
        cells.insert(0, ("id".to_owned(), row.id.clone()));
    }
    match row::check(&row).into_iter().next() {
        Some((_, message)) => Err(fault("id", message)),
        None => Ok(cells),
    }
}

fn made_id(row: &Row) -> Result<String, String> {
    let name = row.names.first().map_or("", |name| name.text.as_str());
    let entity_type = row.entity_type.map_or("none", super::EntityType::name);
    match ascii_slug(name).as_str() {
        "" => Err(format!("\"{name}\" has no letter to make an id of; give one, as {entity_type}/some-name")),
        slug => Ok(format!("{entity_type}/{slug}")),
    }
}

/// White space of all sorts becomes a space: a cell is on one line.
fn one_line(cell: &str) -> String {
    cell.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text with the row at its end, its columns at the end of the header.
fn appended(text: &str, cells: &[(String, String)]) -> String {
    let content = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    let header = text.lines().skip(1).find(content).unwrap_or_default();
    let mut columns: Vec<&str> = header.split('\t').map(str::trim).collect();
    let new = cells.iter().map(|(column, _)| column.as_str()).filter(|column| !columns.contains(column));
    let new: Vec<&str> = new.collect();
    columns.extend(&new);
    let value = |column: &&str| cells.iter().find(|(known, _)| known == column).map_or("", |(_, cell)| cell);
    let row = columns.iter().map(value).collect::<Vec<_>>().join("\t");
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let start = header.as_ptr() as usize - text.as_ptr() as usize;
    let (before, after) = text.split_at(start + header.len());
    let extended = new.iter().fold(before.to_owned(), |out, column| out + "\t" + column);
    let gap = if after.ends_with('\n') { "" } else { line_end };
    format!("{extended}{after}{gap}{row}{line_end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    type Cells = &'static [(&'static str, &'static str)];

    fn check(text: &str, cells: &[(&str, &str)]) -> Result<String, String> {
        let cells = cells.iter().map(|(column, cell)| ((*column).to_owned(), (*cell).to_owned())).collect();
        add("f", text, &Addition { cells }).map(|(text, _)| text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_new_file_gets_a_header() {
        let cells = [("type", "person/politician"), ("name", "Bar  Łoo"), ("aliases", "B. Loo|BL{abbr}")];
        let expected = "#gaz 1\nid\ttype\tname\taliases\nperson/bar-loo\tperson/politician\tBar Łoo\tB. Loo|BL{abbr}\n";
        assert_eq!(check("", &cells).unwrap(), expected);
    }

    #[test]
    fn what_the_file_has_stays() {
        let text = "#gaz 1\r\n# mine\r\nname\tcolour\ttype\tid\r\nA\tred\tcity\tcity/a";
        let expected =
            "#gaz 1\r\n# mine\r\nname\tcolour\ttype\tid\twikidata\r\nA\tred\tcity\tcity/a\r\nB\t\tcity\tcity/b\tQ5\r\n";
        assert_eq!(check(text, &[("type", "city"), ("name", "B"), ("wikidata", "Q5")]).unwrap(), expected);
    }

    #[test]
    fn faults_are_named_and_nothing_is_added() {
        let text = "#gaz 1\nid\ttype\tname\n\ncity/a\tcity\tA\n";
        let cases: [(&str, Cells, &str); 6] = [
            (text, &[("type", "city"), ("name", "A")], "f:4:1: id \"city/a\" stands here already"),
            (
                text,
                &[("type", "city"), ("name", "B"), ("wikidata", "5")],
                "wikidata: wikidata \"5\": expected Q and digits, as Q232",
            ),
            (
                text,
                &[("type", "city"), ("name", "B"), ("id", "person/b")],
                "id: id \"person/b\" does not begin with its type: expected \"city/...\"",
            ),
            (
                text,
                &[("type", "city"), ("name", "Ж")],
                "id: \"Ж\" has no letter to make an id of; give one, as city/some-name",
            ),
            (text, &[("type", "city"), ("name", "B"), ("name", "C")], "name: given twice"),
            (
                "name\n",
                &[("type", "city"), ("name", "B")],
                "the file has errors, correct them first:\n  f:1:1: expected \"#gaz 1\" as the first line of a gazetteer",
            ),
        ];
        for (text, cells, expected) in cases {
            assert_eq!(check(text, cells).unwrap_err(), expected);
        }
    }
}
