//! graph.json: node-link JSON as `NetworkX` reads it, one node or edge a line.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::graph::{DocumentNode, Edge, Graph, Node};

/// Version of graph.json and of all other JSON outputs.
pub const SCHEMA_VERSION: u32 = 2;

/// The name of the list of edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LinksKey {
    /// As `NetworkX` 3.6 and later reads it.
    #[default]
    Edges,
    /// As D3 and force-graph read it.
    Links,
}

/// Why a file is no graph of ours.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GraphError {
    /// Not JSON, or not of this shape.
    #[error("{path}:{line}:{column}: not a graph of whowhom: {message}; make one with `whowhom build`")]
    Json {
        /// The file.
        path: String,
        /// 1-based.
        line: usize,
        /// 1-based.
        column: usize,
        /// What was found.
        message: String,
    },
    /// Made by a later version.
    #[error("{path}: schema version {found}, this program reads {SCHEMA_VERSION}; build it again or update")]
    Version {
        /// The file.
        path: String,
        /// The version it has.
        found: u32,
    },
}

#[derive(Deserialize)]
struct File {
    graph: About,
    nodes: Vec<Node>,
    #[serde(alias = "links")]
    edges: Vec<Edge>,
}

/// What every version has.
#[derive(Deserialize)]
struct Versioned {
    schema_version: u32,
}

#[derive(Deserialize)]
struct About {
    documents: Vec<DocumentNode>,
}

/// Writes a graph.
///
/// # Errors
/// If the writer fails.
pub fn write(graph: &Graph, key: LinksKey, mut out: impl Write) -> io::Result<()> {
    let key = if key == LinksKey::Edges { "edges" } else { "links" };
    write!(
        out,
        "{{\"schema_version\":{SCHEMA_VERSION},\"directed\":true,\"multigraph\":true,\n\"graph\":{{\"documents\":["
    )?;
    lines(&graph.documents, &mut out)?;
    write!(out, "]}},\n\"nodes\":[")?;
    lines(&graph.nodes, &mut out)?;
    write!(out, "],\n\"{key}\":[")?;
    lines(&graph.edges, &mut out)?;
    writeln!(out, "]}}")
}

fn lines<T: Serialize>(items: &[T], out: &mut impl Write) -> io::Result<()> {
    for (index, item) in items.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, item)?;
    }
    Ok(())
}

/// Reads a graph that was written before.
///
/// # Errors
/// If it is not one of ours.
pub fn read(path: &str, text: &str) -> Result<Graph, GraphError> {
    let wrong = |error: serde_json::Error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        // At the end of an empty line the parser says column 0.
        GraphError::Json { path: path.to_owned(), line: error.line(), column: error.column().max(1), message }
    };
    // The version first: a file of another one may be of any shape.
    let Versioned { schema_version } = serde_json::from_str(text).map_err(wrong)?;
    if schema_version != SCHEMA_VERSION {
        return Err(GraphError::Version { path: path.to_owned(), found: schema_version });
    }
    let file: File = serde_json::from_str(text).map_err(wrong)?;
    Ok(Graph { documents: file.graph.documents, nodes: file.nodes, edges: file.edges })
}
