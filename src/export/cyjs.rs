//! Cytoscape.js JSON. Ids of edges hold `|`, which no id of a node does: an edge named like a node would be dropped.

use std::io::{self, Write};

use serde_json::json;

use crate::export::{Losses, flat, lines};
use crate::graph::{Edge, Graph, Node};

/// Writes the graph.
///
/// # Errors
/// If the writer fails.
pub fn write(graph: &Graph, out: &mut dyn Write) -> io::Result<Losses> {
    out.write_all(b"{\"format_version\":\"1.0\",\"generated_by\":\"whowhom\",\"data\":{\"documents\":[")?;
    lines::items(out, &graph.documents)?;
    out.write_all(b"]},\n\"elements\":{\"nodes\":[")?;
    lines::items(out, graph.nodes.iter().map(|n| json!({"data": node(n)})))?;
    out.write_all(b"],\n\"edges\":[")?;
    lines::items(out, graph.edges.iter().map(|e| json!({"data": edge(e)})))?;
    out.write_all(b"]}}\n")?;
    Ok(Vec::new())
}

fn node(node: &Node) -> serde_json::Map<String, serde_json::Value> {
    let mut data = flat::object(&flat::NODE, &flat::node(node));
    data.insert("id".to_owned(), node.id.as_str().into());
    data.insert("label".to_owned(), node.name.as_str().into());
    data
}

fn edge(edge: &Edge) -> serde_json::Map<String, serde_json::Value> {
    let mut data = flat::object(&flat::EDGE, &flat::edge(edge));
    data.insert("id".to_owned(), edge.id().into());
    data.insert("source".to_owned(), edge.source.as_str().into());
    data.insert("target".to_owned(), edge.target.as_str().into());
    data.insert("label".to_owned(), edge.predicate.as_str().into());
    data.insert("evidence".to_owned(), json!(edge.evidence));
    data
}
