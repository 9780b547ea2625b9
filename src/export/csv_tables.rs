//! Four tables, for spreadsheets and data frames: nodes.csv, edges.csv, evidence.csv, documents.csv. Or two with the headers
//! that `neo4j-admin database import` asks for.

use std::borrow::Cow;
use std::io;

use crate::export::flat::{self, Column, Kind, Value};
use crate::export::{Folder, Losses};
use crate::graph::Graph;

/// Excel takes a file for UTF-8 by this alone; readers of data pass it over.
const BYTE_ORDER_MARK: &str = "\u{feff}";
/// Stands between the members of a list in Neo4j's files.
const NEO4J_LIST: char = ';';

/// Writes the tables. Lists are JSON.
///
/// # Errors
/// If the folder cannot be written.
pub fn write(graph: &Graph, folder: &mut dyn Folder) -> io::Result<Losses> {
    let id = ("id", Kind::Text);
    let ends = [id, ("source", Kind::Text), ("target", Kind::Text)];
    let columns: Vec<Column> = [id].into_iter().chain(flat::NODE).collect();
    let mut guarded = false;
    let nodes = graph.nodes.iter().map(|n| [&[own(&n.id)], flat::node(n).as_slice()].concat());
    guarded |= table(folder, "nodes.csv", &columns, nodes)?;
    // Evidence has a table of its own.
    let columns: Vec<Column> = ends.into_iter().chain(flat::EDGE).filter(|(name, _)| *name != "evidence").collect();
    let edges = graph.edges.iter().map(|e| {
        let flat = flat::edge(e);
        [&[Value::Text(Cow::Owned(e.id())), own(&e.source), own(&e.target)], &flat[..flat.len() - 1]].concat()
    });
    guarded |= table(folder, "edges.csv", &columns, edges)?;
    let proofs = flat::proofs(graph).map(|(id, n, proof)| flat::proof(&id, n, proof).to_vec());
    guarded |= table(folder, "evidence.csv", &flat::PROOF, proofs)?;
    let documents = graph.documents.iter().map(|d| flat::document(d).to_vec());
    guarded |= table(folder, "documents.csv", &flat::DOCUMENT, documents)?;
    Ok(if guarded { vec!["words that a spreadsheet would take for a formula have ' before them"] } else { Vec::new() })
}

fn own(words: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(words))
}

/// Writes one table; says whether some words were guarded.
fn table<'v>(
    folder: &mut dyn Folder,
    name: &str,
    columns: &[Column],
    rows: impl Iterator<Item = Vec<Value<'v>>>,
) -> io::Result<bool> {
    let mut out = folder.file(name)?;
    out.write_all(BYTE_ORDER_MARK.as_bytes())?;
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    writer.write_record(columns.iter().map(|(name, _)| *name))?;
    let mut guarded = false;
    for row in rows {
        for value in &row {
            let words = value.words();
            let formula = matches!(value, Value::Text(_)) && is_formula(&words);
            guarded |= formula;
            let words = if formula { Cow::Owned(format!("'{words}")) } else { words };
            writer.write_field(words.as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()?;
    Ok(guarded)
}

/// Says whether a spreadsheet may take a cell for a formula (OWASP, "CSV Injection").
fn is_formula(words: &str) -> bool {
    words.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

/// Writes nodes.csv and edges.csv for Neo4j's bulk import (`--multiline-fields=true`).
///
/// # Errors
/// If the folder cannot be written.
pub fn write_neo4j(graph: &Graph, folder: &mut dyn Folder) -> io::Result<Losses> {
    let head = |columns: &[Column]| -> Vec<String> {
        columns.iter().map(|(name, kind)| format!("{name}{}", neo4j_type(*kind))).collect()
    };
    let mut writer = csv::Writer::from_writer(folder.file("nodes.csv")?);
    let mut header = vec!["id:ID(Entity)".to_owned(), ":LABEL".to_owned()];
    header.extend(head(&flat::NODE));
    writer.write_record(&header)?;
    for node in &graph.nodes {
        let label = format!("Entity{NEO4J_LIST}{}", capital(node.entity_type.name()));
        writer.write_field(&node.id)?;
        writer.write_field(label)?;
        write_neo4j_row(&mut writer, &flat::node(node))?;
    }
    writer.flush()?;
    drop(writer);
    let mut writer = csv::Writer::from_writer(folder.file("edges.csv")?);
    let mut header =
        vec![":START_ID(Entity)".to_owned(), ":END_ID(Entity)".to_owned(), ":TYPE".to_owned(), "id".to_owned()];
    header.extend(head(&flat::EDGE));
    writer.write_record(&header)?;
    for edge in &graph.edges {
        for field in [&edge.source, &edge.target, &edge.key.to_uppercase(), &edge.id()] {
            writer.write_field(field)?;
        }
        write_neo4j_row(&mut writer, &flat::edge(edge))?;
    }
    writer.flush()?;
    let mut losses = vec!["evidence is JSON in a text", "documents that prove nothing are left out"];
    let marked = graph.nodes.iter().any(|n| n.aliases.iter().any(|alias| alias.contains(NEO4J_LIST)));
    losses.extend(marked.then_some("a semicolon in another name is a comma, since semicolons part them"));
    Ok(losses)
}

fn write_neo4j_row(writer: &mut csv::Writer<Box<dyn io::Write + Send + '_>>, values: &[Value<'_>]) -> io::Result<()> {
    for value in values {
        let words = match value {
            Value::List(list) => {
                let safe: Vec<String> = list.iter().map(|words| words.replace(NEO4J_LIST, ",")).collect();
                Cow::Owned(safe.join(";"))
            }
            other => other.words(),
        };
        writer.write_field(words.as_bytes())?;
    }
    Ok(writer.write_record(None::<&[u8]>)?)
}

fn neo4j_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "",
        Kind::Integer => ":long",
        Kind::Number => ":double",
        Kind::Flag => ":boolean",
        Kind::List => ":string[]",
    }
}

/// Returns the word with a capital letter.
pub(super) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
