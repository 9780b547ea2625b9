//! JSON Graph Format 2: its schema allows no field of one's own, so all stands under `metadata`.

use std::io::{self, Write};

use serde_json::json;

use crate::export::{Losses, flat, lines};
use crate::graph::{Edge, Graph, Node};

/// Writes the graph.
///
/// # Errors
/// If the writer fails.
pub fn write(graph: &Graph, out: &mut dyn Write) -> io::Result<Losses> {
    out.write_all(b"{\"graph\":{\"directed\":true,\"type\":\"whowhom\",\"metadata\":{\"documents\":[")?;
    lines::items(out, &graph.documents)?;
    out.write_all(b"]},\n\"nodes\":{")?;
    lines::pairs(out, graph.nodes.iter().map(|n| (n.id.clone(), node(n))))?;
    out.write_all(b"},\n\"edges\":[")?;
    lines::items(out, graph.edges.iter().map(edge))?;
    out.write_all(b"]}}\n")?;
    Ok(Vec::new())
}

fn node(node: &Node) -> serde_json::Value {
    json!({"label": node.name, "metadata": flat::object(&flat::NODE, &flat::node(node))})
}

fn edge(edge: &Edge) -> serde_json::Value {
    let mut metadata = flat::object(&flat::EDGE, &flat::edge(edge));
    metadata.insert("evidence".to_owned(), json!(edge.evidence));
    json!({
        "id": edge.id(), "source": edge.source, "target": edge.target, "relation": edge.key, "directed": true,
        "label": edge.predicate, "metadata": metadata,
    })
}
