//! Questions in SQL. They read and cannot write.

use rusqlite::types::ValueRef;

use crate::store::{Result, Store, StoreError};

/// An answer as a table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The rows in the order of the question.
    pub rows: Vec<Vec<Cell>>,
}

/// A value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
    /// Words.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

impl Store {
    /// Answers a question in SQL: one SELECT, WITH, VALUES or EXPLAIN.
    ///
    /// # Errors
    /// If it is no SQL, if it would write, or if the store cannot be read.
    pub fn table(&self, sql: &str) -> Result<Table> {
        let refused = |message: &str| StoreError::Question { message: message.to_owned() };
        let wrong = |error: rusqlite::Error| StoreError::Question { message: said(&error) };
        // The file is open for reading only; this holds for what could be attached as well.
        self.wrap(self.db.pragma_update(None, "query_only", true))?;
        let only = || refused("only questions are answered: SELECT, WITH, VALUES or EXPLAIN");
        let word = sql.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
        if !["select", "with", "values", "explain"].contains(&word.as_str()) {
            return Err(only());
        }
        let mut statement = self.db.prepare(sql).map_err(wrong)?;
        if !statement.readonly() {
            return Err(only());
        }
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        if statement.parameter_count() > 0 {
            return Err(refused("the question has a parameter, and there is no value for it"));
        }
        let mut found = statement.query([]).map_err(wrong)?;
        let mut rows = Vec::new();
        while let Some(row) = found.next().map_err(wrong)? {
            let cells = (0..columns.len()).map(|at| row.get_ref(at).map(cell));
            rows.push(cells.collect::<rusqlite::Result<_>>().map_err(wrong)?);
        }
        Ok(Table { columns, rows })
    }
}

fn cell(value: ValueRef<'_>) -> Cell {
    match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Integer(number),
        ValueRef::Real(number) => Cell::Real(number),
        ValueRef::Text(bytes) => Cell::Text(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Blob(bytes) => Cell::Blob(bytes.to_vec()),
    }
}

/// What `SQLite` says, without the question itself.
fn said(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        rusqlite::Error::MultipleStatement => "one question at a time".to_owned(),
        other => other.to_string(),
    }
}
