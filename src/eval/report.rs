//! Tables of figures, as text for people and as JSON for programs.

use std::io::{self, Write};

use serde_json::{Map, Value};

use crate::eval::Counts;

/// A figure of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Figure {
    /// Per cent; none where nothing can be divided.
    Percent(Option<f64>),
    /// How many.
    Count(usize),
}

impl Figure {
    /// Returns a share in per cent.
    #[expect(clippy::cast_precision_loss, reason = "counts of words in a file")]
    pub fn share(part: usize, whole: usize) -> Self {
        Self::Percent((whole > 0).then(|| 100.0 * part as f64 / whole as f64))
    }

    fn text(self) -> String {
        match self {
            Self::Percent(Some(percent)) => format!("{percent:.2}"),
            Self::Percent(None) => "-".to_owned(),
            Self::Count(count) => count.to_string(),
        }
    }

    fn json(self) -> Value {
        match self {
            // Two digits, rounded as they are printed.
            Self::Percent(percent) => percent.and_then(|p| format!("{p:.2}").parse::<f64>().ok()).into(),
            Self::Count(count) => count.into(),
        }
    }
}

/// Rows of named figures.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// What it is about.
    pub name: &'static str,
    /// In the order they are shown; all have the same figures.
    pub rows: Vec<(String, Vec<(&'static str, Figure)>)>,
}

impl Table {
    /// Returns an empty table.
    pub fn new(name: &'static str) -> Self {
        Self { name, rows: Vec::new() }
    }

    /// Adds a row of precision, recall, F1 and counts.
    pub fn add_counts(&mut self, row: &str, counts: Counts) {
        let Counts { right, predicted, gold } = counts;
        let (p, r) = (Figure::share(right, predicted), Figure::share(right, gold));
        let f1 = match (p, r) {
            (Figure::Percent(None), Figure::Percent(None)) => None,
            (Figure::Percent(p), Figure::Percent(r)) => {
                let (p, r) = (p.unwrap_or(0.0), r.unwrap_or(0.0));
                Some(if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) })
            }
            _ => None,
        };
        let figures = vec![
            ("p", p),
            ("r", r),
            ("f1", Figure::Percent(f1)),
            ("right", Figure::Count(right)),
            ("pred", Figure::Count(predicted)),
            ("gold", Figure::Count(gold)),
        ];
        self.rows.push((row.to_owned(), figures));
    }

    /// Writes the table for people, and an empty line.
    ///
    /// # Errors
    /// If the writer fails.
    pub fn write(&self, mut out: impl Write) -> io::Result<()> {
        let Some((_, first)) = self.rows.first() else { return Ok(()) };
        let names = self.rows.iter().map(|(row, _)| row.chars().count() + 2);
        let width = names.chain([self.name.len()]).max().unwrap_or_default();
        let wide = |name: &str| name.len().max(8);
        write!(out, "{:width$}", self.name)?;
        first.iter().try_for_each(|(name, _)| write!(out, " {name:>0$}", wide(name)))?;
        for (row, figures) in &self.rows {
            write!(out, "\n  {row:0$}", width - 2)?;
            figures.iter().try_for_each(|(name, figure)| write!(out, " {:>1$}", figure.text(), wide(name)))?;
        }
        writeln!(out, "\n")
    }
}

/// Version of the JSON of all tables (docs/schema/eval.schema.json).
const SCHEMA_VERSION: u32 = 1;

/// Returns tables as one JSON object: table, row, figure.
pub fn json(tables: &[Table]) -> Value {
    let row = |figures: &[(&str, Figure)]| {
        figures.iter().map(|(name, figure)| ((*name).to_owned(), figure.json())).collect::<Map<String, Value>>()
    };
    let table = |table: &Table| {
        table.rows.iter().map(|(name, figures)| (name.clone(), row(figures).into())).collect::<Map<_, _>>()
    };
    let mut object = Map::new();
    object.insert("schema_version".to_owned(), SCHEMA_VERSION.into());
    object.extend(tables.iter().map(|t| (t.name.to_owned(), Value::from(table(t)))));
    object.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_to_divide_by_is_told_from_zero() {
        let mut table = Table::new("ner");
        table.add_counts("PER", Counts { right: 1, predicted: 3, gold: 2 });
        table.add_counts("ORG", Counts { right: 0, predicted: 0, gold: 2 });
        table.add_counts("LOC", Counts::default());
        let mut out = Vec::new();
        table.write(&mut out).unwrap();
        let expected = "ner          p        r       f1    right     pred     gold\n  \
                        PER    33.33    50.00    40.00        1        3        2\n  \
                        ORG        -     0.00     0.00        0        0        2\n  \
                        LOC        -        -        -        0        0        0\n\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
        let json = json(&[table]);
        assert_eq!((&json["ner"]["PER"]["p"], &json["ner"]["LOC"]["f1"]), (&Value::from(33.33), &Value::Null));
    }
}
