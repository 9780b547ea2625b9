//! A Cypher script for Neo4j and its kin: it may be run twice with the same result.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::export::Losses;
use crate::export::csv_tables::capital;
use crate::export::flat::{self, Column, Value};
use crate::graph::Graph;

const UNIQUE: &str = "CREATE CONSTRAINT whowhom_entity IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;";

/// Writes one statement a line.
///
/// # Errors
/// If the writer fails.
pub fn write(graph: &Graph, out: &mut dyn Write) -> io::Result<Losses> {
    writeln!(out, "{UNIQUE}")?;
    for node in &graph.nodes {
        let label = capital(node.entity_type.name());
        write!(out, "MERGE (n:Entity {{id: {}}}) SET n:`{label}`", quoted(&node.id))?;
        set(out, "n", &flat::NODE, &flat::node(node))?;
    }
    for edge in &graph.edges {
        let (source, target) = (quoted(&edge.source), quoted(&edge.target));
        let kind = edge.key.to_uppercase().replace('`', "``");
        write!(
            out,
            "MATCH (a:Entity {{id: {source}}}), (b:Entity {{id: {target}}}) MERGE (a)-[r:`{kind}` {{id: {}}}]->(b) SET r.key = {}",
            quoted(&edge.id()),
            quoted(&edge.key)
        )?;
        set(out, "r", &flat::EDGE, &flat::edge(edge))?;
    }
    Ok(vec!["evidence is JSON in a text", "documents that prove nothing are left out"])
}

fn set(out: &mut dyn Write, of: &str, columns: &[Column], values: &[Value<'_>]) -> io::Result<()> {
    for ((name, _), value) in columns.iter().zip(values).filter(|(_, value)| **value != Value::Null) {
        write!(out, ", {of}.{name} = {}", literal(value))?;
    }
    writeln!(out, ";")
}

fn literal(value: &Value<'_>) -> String {
    match value {
        Value::Text(words) => quoted(words),
        Value::List(list) => format!("[{}]", list.iter().map(|words| quoted(words)).collect::<Vec<_>>().join(", ")),
        other => other.words().into_owned(),
    }
}

/// A string of Cypher: every character that is not plain goes as an escape.
fn quoted(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + 2);
    out.push('\'');
    for c in words.chars() {
        match c {
            '\'' => out.push_str("\\'"),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}
