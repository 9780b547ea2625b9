//! Four Parquet files, for pandas, DuckDB, Kuzu and Neo4j: nodes, edges, evidence, documents. Rows go out in groups, so that
//! no second copy of the graph is made.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::parser::parse_message_type;

use crate::export::flat::{self, Column, Kind, Value};
use crate::export::{Folder, Losses};
use crate::graph::Graph;

/// Rows of a group: all that is in memory beside the graph.
const GROUP: usize = 4096;

/// Writes the files. edges.parquet begins with source and target, as Kuzu's COPY asks.
///
/// # Errors
/// If the folder cannot be written.
pub fn write(graph: &Graph, folder: &mut dyn Folder) -> io::Result<Losses> {
    let text = |name| (name, Kind::Text);
    let own = |words| Value::Text(Cow::Borrowed(words));
    let columns: Vec<Column> = [text("id")].into_iter().chain(flat::NODE).collect();
    let nodes = graph.nodes.iter().map(|n| [&[own(&n.id)], flat::node(n).as_slice()].concat());
    table(folder, "nodes.parquet", &columns, nodes)?;
    let ends = [text("source"), text("target"), text("id")];
    let columns: Vec<Column> = ends.into_iter().chain(flat::EDGE).filter(|(name, _)| *name != "evidence").collect();
    let edges = graph.edges.iter().map(|e| {
        let flat = flat::edge(e);
        [&[own(&e.source), own(&e.target), Value::Text(Cow::Owned(e.id()))], &flat[..flat.len() - 1]].concat()
    });
    table(folder, "edges.parquet", &columns, edges)?;
    let proofs = flat::proofs(graph).map(|(id, n, proof)| flat::proof(&id, n, proof).to_vec());
    table(folder, "evidence.parquet", &flat::PROOF, proofs)?;
    let documents = graph.documents.iter().map(|d| flat::document(d).to_vec());
    table(folder, "documents.parquet", &flat::DOCUMENT, documents)?;
    Ok(Vec::new())
}

fn table<'v>(
    folder: &mut dyn Folder,
    name: &str,
    columns: &[Column],
    rows: impl Iterator<Item = Vec<Value<'v>>>,
) -> io::Result<()> {
    let fields: String = columns.iter().map(field).collect();
    let schema = parse_message_type(&format!("message row {{ {fields} }}")).map_err(other)?;
    let how =
        WriterProperties::builder().set_compression(Compression::SNAPPY).set_created_by("whowhom".to_owned()).build();
    let mut writer = SerializedFileWriter::new(folder.file(name)?, Arc::new(schema), Arc::new(how)).map_err(other)?;
    let mut rows = rows.peekable();
    while rows.peek().is_some() {
        let group: Vec<Vec<Value<'v>>> = rows.by_ref().take(GROUP).collect();
        let mut written = writer.next_row_group().map_err(other)?;
        for (at, (_, kind)) in columns.iter().enumerate() {
            if let Some(mut column) = written.next_column().map_err(other)? {
                write_column(&mut column, *kind, group.iter().map(|row| &row[at])).map_err(other)?;
                column.close().map_err(other)?;
            }
        }
        written.close().map_err(other)?;
    }
    writer.close().map_err(other)?;
    Ok(())
}

fn field((name, kind): &Column) -> String {
    match kind {
        Kind::Text => format!("optional binary {name} (STRING);"),
        Kind::Integer => format!("optional int64 {name};"),
        Kind::Number => format!("optional double {name};"),
        Kind::Flag => format!("optional boolean {name};"),
        Kind::List => {
            format!("required group {name} (LIST) {{ repeated group list {{ required binary element (STRING); }} }}")
        }
    }
}

fn other(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(own) => *own,
            Err(inner) => io::Error::other(inner),
        },
        error => io::Error::other(error),
    }
}

fn write_column<'v>(
    column: &mut SerializedColumnWriter<'_>,
    kind: Kind,
    values: impl Iterator<Item = &'v Value<'v>> + Clone,
) -> Result<(), ParquetError> {
    let levels: Vec<i16> = values.clone().map(|value| i16::from(*value != Value::Null)).collect();
    match kind {
        Kind::Text => {
            let words: Vec<ByteArray> = values.filter_map(words).collect();
            column.typed::<ByteArrayType>().write_batch(&words, Some(&levels), None)?;
        }
        Kind::Integer => {
            let numbers: Vec<i64> =
                values.filter_map(|v| if let Value::Integer(n) = v { Some(*n) } else { None }).collect();
            column.typed::<Int64Type>().write_batch(&numbers, Some(&levels), None)?;
        }
        Kind::Number => {
            let numbers: Vec<f64> =
                values.filter_map(|v| if let Value::Number(n) = v { Some(*n) } else { None }).collect();
            column.typed::<DoubleType>().write_batch(&numbers, Some(&levels), None)?;
        }
        Kind::Flag => {
            let flags: Vec<bool> =
                values.filter_map(|v| if let Value::Flag(f) = v { Some(*f) } else { None }).collect();
            column.typed::<BoolType>().write_batch(&flags, Some(&levels), None)?;
        }
        Kind::List => write_lists(column, values)?,
    }
    Ok(())
}

fn words(value: &Value<'_>) -> Option<ByteArray> {
    if let Value::Text(words) = value { Some(ByteArray::from(words.as_ref())) } else { None }
}

/// A list has level 0 if it is empty, each member level 1; repetition 0 begins a new list.
fn write_lists<'v>(
    column: &mut SerializedColumnWriter<'_>,
    values: impl Iterator<Item = &'v Value<'v>>,
) -> Result<(), ParquetError> {
    let (mut words, mut levels, mut repeats) = (Vec::new(), Vec::new(), Vec::new());
    for value in values {
        let list: &[&str] = if let Value::List(list) = value { list } else { &[] };
        if list.is_empty() {
            levels.push(0);
            repeats.push(0);
        }
        for (at, word) in list.iter().enumerate() {
            words.push(ByteArray::from(*word));
            levels.push(1);
            repeats.push(i16::from(at > 0));
        }
    }
    column.typed::<ByteArrayType>().write_batch(&words, Some(&levels), Some(&repeats))?;
    Ok(())
}
