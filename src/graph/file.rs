//! graph.json: node-link JSON as `NetworkX` reads it, one node or edge a line.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::graph::{DocumentNode, Edge, Graph, Node};

/// Version of graph.json and of all other JSON outputs.
pub const SCHEMA_VERSION: u32 = 1;

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

#[derive(Serialize, Deserialize)]
struct File {
    schema_version: u32,
    graph: About,
    nodes: Vec<Node>,
    #[serde(alias = "links")]
    edges: Vec<Edge>,
}

#[derive(Serialize, Deserialize)]
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
    let file: File = serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        GraphError::Json { path: path.to_owned(), line: error.line(), column: error.column(), message }
    })?;
    if file.schema_version != SCHEMA_VERSION {
        return Err(GraphError::Version { path: path.to_owned(), found: file.schema_version });
    }
    Ok(Graph { documents: file.graph.documents, nodes: file.nodes, edges: file.edges })
}
