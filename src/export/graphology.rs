//! The JSON of graphology, which sigma.js and Gephi Lite load. It is refused without `multi`.

use std::io::{self, Write};

use serde_json::json;

use crate::export::{Losses, flat, lines};
use crate::graph::{Edge, Graph, Node};

/// Writes the graph.
///
/// # Errors
/// If the writer fails.
pub fn write(graph: &Graph, out: &mut dyn Write) -> io::Result<Losses> {
    out.write_all(b"{\"options\":{\"type\":\"directed\",\"multi\":true,\"allowSelfLoops\":true},\n\"attributes\":{\"documents\":[")?;
    lines::items(out, &graph.documents)?;
    out.write_all(b"]},\n\"nodes\":[")?;
    lines::items(out, graph.nodes.iter().map(node))?;
    out.write_all(b"],\n\"edges\":[")?;
    lines::items(out, graph.edges.iter().map(edge))?;
    out.write_all(b"]}\n")?;
    Ok(Vec::new())
}

/// `type` is sigma's own word for how a node is drawn: the type of the entity is `entity_type` here.
fn node(node: &Node) -> serde_json::Value {
    let mut attributes = flat::object(&flat::NODE, &flat::node(node));
    if let Some(own) = attributes.remove("type") {
        attributes.insert("entity_type".to_owned(), own);
    }
    attributes.insert("label".to_owned(), node.name.as_str().into());
    json!({"key": node.id, "attributes": attributes})
}

fn edge(edge: &Edge) -> serde_json::Value {
    let mut attributes = flat::object(&flat::EDGE, &flat::edge(edge));
    attributes.insert("label".to_owned(), edge.predicate.as_str().into());
    attributes.insert("evidence".to_owned(), json!(edge.evidence));
    json!({"key": edge.id(), "source": edge.source, "target": edge.target, "attributes": attributes})
}
