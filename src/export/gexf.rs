//! GEXF 1.3, for Gephi, Gephi Lite, graphology and NetworkX.
//!
//! Parallel edges are told apart by `kind`, without which Gephi sums or drops them; an edge lasts from the first to the
//! last date of its documents.

use std::io::{self, Write};

use crate::export::flat::{self, Column, Kind, Value};
use crate::export::xml::Xml;
use crate::export::{CONTROLS, Losses};
use crate::graph::{Edge, Graph};

const FORM: &str = "http://gexf.net/1.3";
const LIST_MARKS: &str = "lists are JSON in a text, since readers split those of GEXF at commas; evidence likewise";

/// Writes the graph.
///
/// # Errors
/// If the writer fails.
pub fn write(graph: &Graph, out: &mut dyn Write) -> io::Result<Losses> {
    let mut xml = Xml::new(out)?;
    xml.open("gexf", &[("xmlns", FORM), ("version", "1.3")])?;
    xml.open("meta", &[])?;
    xml.text("creator", &[], "whowhom")?;
    xml.close("meta")?;
    let how = [("defaultedgetype", "directed"), ("mode", "dynamic"), ("timeformat", "date")];
    xml.open("graph", &how)?;
    declare(&mut xml, "node", &flat::NODE)?;
    declare(&mut xml, "edge", &flat::EDGE)?;
    xml.open("nodes", &[])?;
    for node in &graph.nodes {
        xml.open("node", &[("id", &node.id), ("label", &node.name)])?;
        values(&mut xml, &flat::node(node))?;
        xml.close("node")?;
    }
    xml.close("nodes")?;
    xml.open("edges", &[])?;
    for edge in &graph.edges {
        write_edge(&mut xml, edge)?;
    }
    xml.close("edges")?;
    xml.close("graph")?;
    xml.close("gexf")?;
    let mut losses = vec![LIST_MARKS, "documents that prove nothing are left out"];
    losses.extend(xml.replaced.then_some(CONTROLS));
    xml.finish()?;
    Ok(losses)
}

fn write_edge(xml: &mut Xml<'_>, edge: &Edge) -> io::Result<()> {
    let (id, weight) = (edge.id(), edge.assertions.to_string());
    let mut attributes = vec![
        ("id", id.as_str()),
        ("source", &edge.source),
        ("target", &edge.target),
        ("type", "directed"),
        ("kind", &edge.key),
        ("label", &edge.predicate),
        ("weight", &weight),
    ];
    attributes.extend(edge.first.as_ref().map(|date| ("start", date.as_str())));
    attributes.extend(edge.last.as_ref().map(|date| ("end", date.as_str())));
    xml.open("edge", &attributes)?;
    values(xml, &flat::edge(edge))?;
    xml.close("edge")
}

fn declare(xml: &mut Xml<'_>, class: &str, columns: &[Column]) -> io::Result<()> {
    xml.open("attributes", &[("class", class), ("mode", "static")])?;
    for (number, (name, kind)) in columns.iter().enumerate() {
        let kind = match kind {
            Kind::Text | Kind::List => "string",
            Kind::Integer => "integer",
            Kind::Number => "double",
            Kind::Flag => "boolean",
        };
        xml.empty("attribute", &[("id", &number.to_string()), ("title", name), ("type", kind)])?;
    }
    xml.close("attributes")
}

fn values(xml: &mut Xml<'_>, values: &[Value<'_>]) -> io::Result<()> {
    xml.open("attvalues", &[])?;
    for (number, value) in values.iter().enumerate().filter(|(_, value)| **value != Value::Null) {
        xml.empty("attvalue", &[("for", &number.to_string()), ("value", &value.words())])?;
    }
    xml.close("attvalues")
}
