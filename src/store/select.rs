//! Which rows count: a filter as a condition of SQL.

use rusqlite::types::Value;

use crate::graph::Filter;

/// A condition on rows of evidence `e` and their documents `d`, with its values.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
}

impl Condition {
    /// The condition of a filter. Its values are numbered on from `first`.
    pub(super) fn of(filter: &Filter, first: usize) -> Self {
        let mut parts: Vec<String> = Vec::new();
        let mut values: Vec<Value> = Vec::new();
        let mut value = |value: Value| {
            values.push(value);
            format!("?{}", first + values.len() - 1)
        };
        if !filter.statuses.is_empty() || filter.negated {
            let names: Vec<String> =
                filter.statuses.iter().map(|status| value(Value::Text(status.name().to_owned()))).collect();
            let denied = if filter.negated { "e.negated OR " } else { "" };
            parts.push(format!("({denied}(NOT e.negated AND e.status IN ({})))", names.join(", ")));
        }
        if filter.min_score > 0.0 {
            parts.push(format!("e.score >= {}", value(Value::Real(filter.min_score))));
        }
        if let Some(since) = &filter.since {
            parts.push(format!("d.date >= {}", value(Value::Text(since.clone()))));
        }
        if let Some(until) = &filter.until {
            parts.push(format!("d.date <= {}", value(Value::Text(until.clone()))));
        }
        if !filter.publishers.is_empty() {
            let names: Vec<String> = filter.publishers.iter().map(|name| value(Value::Text(name.clone()))).collect();
            parts.push(format!("d.source COLLATE NOCASE IN ({})", names.join(", ")));
        }
        let sql = if parts.is_empty() { "1".to_owned() } else { parts.join(" AND ") };
        Self { sql, values }
    }

    /// Adds that a column is one of some texts; of none given, that it may be any.
    pub(super) fn one_of(&mut self, column: &str, texts: &[String], first: usize) {
        if texts.is_empty() {
            return;
        }
        let names: Vec<String> = texts
            .iter()
            .map(|text| {
                self.values.push(Value::Text(text.clone()));
                format!("?{}", first + self.values.len() - 1)
            })
            .collect();
        self.sql = format!("{} AND {column} IN ({})", self.sql, names.join(", "));
    }
}
