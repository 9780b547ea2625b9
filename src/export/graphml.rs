//! GraphML, for NetworkX, igraph, yEd, Gephi and graphology.
//!
//! Each attribute is declared for nodes or for edges, never for all: some readers pass those over, others refuse them.
//! The id of an edge stands as an attribute too (`eid`), since igraph loses the other.

use std::io::{self, Write};

use crate::export::flat::{self, Column, Kind, Value};
use crate::export::xml::Xml;
use crate::export::{CONTROLS, Losses};
use crate::graph::Graph;

const FORM: &str = "http://graphml.graphdrawing.org/xmlns";

/// Writes the graph. Lists and the evidence of an edge are JSON in a text.
///
/// # Errors
/// If the writer fails.
pub fn write(graph: &Graph, out: &mut dyn Write) -> io::Result<Losses> {
    let mut xml = Xml::new(out)?;
    xml.open("graphml", &[("xmlns", FORM)])?;
    let own = |name| (name, Kind::Text);
    let declared: [(&str, &[Column]); 4] = [
        ("node", &[own("label")]),
        ("node", &flat::NODE),
        ("edge", &[own("label"), own("eid")]),
        ("edge", &flat::EDGE),
    ];
    for (domain, columns) in declared {
        for (name, kind) in columns {
            let id = key(domain, name);
            xml.empty("key", &[("id", &id), ("for", domain), ("attr.name", name), ("attr.type", type_of(*kind))])?;
        }
    }
    xml.empty(
        "key",
        &[("id", "graph_documents"), ("for", "graph"), ("attr.name", "documents"), ("attr.type", "string")],
    )?;
    xml.open("graph", &[("edgedefault", "directed")])?;
    let documents = serde_json::to_string(&graph.documents)?;
    xml.text("data", &[("key", "graph_documents")], &documents)?;
    for node in &graph.nodes {
        xml.open("node", &[("id", &node.id)])?;
        xml.text("data", &[("key", "node_label")], &node.name)?;
        data(&mut xml, "node", &flat::NODE, &flat::node(node))?;
        xml.close("node")?;
    }
    for edge in &graph.edges {
        let id = edge.id();
        xml.open("edge", &[("id", &id), ("source", &edge.source), ("target", &edge.target)])?;
        xml.text("data", &[("key", "edge_label")], &edge.predicate)?;
        xml.text("data", &[("key", "edge_eid")], &id)?;
        data(&mut xml, "edge", &flat::EDGE, &flat::edge(edge))?;
        xml.close("edge")?;
    }
    xml.close("graph")?;
    xml.close("graphml")?;
    let mut losses = vec!["lists and evidence are JSON in a text"];
    losses.extend(xml.replaced.then_some(CONTROLS));
    xml.finish()?;
    Ok(losses)
}

fn key(domain: &str, name: &str) -> String {
    format!("{domain}_{name}")
}

fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::List => "string",
        Kind::Integer => "int",
        Kind::Number => "double",
        Kind::Flag => "boolean",
    }
}

fn data(xml: &mut Xml<'_>, domain: &str, columns: &[Column], values: &[Value<'_>]) -> io::Result<()> {
    for ((name, _), value) in columns.iter().zip(values).filter(|(_, value)| **value != Value::Null) {
        xml.text("data", &[("key", &key(domain, name))], &value.words())?;
    }
    Ok(())
}
