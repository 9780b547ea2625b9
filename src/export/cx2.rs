//! CX2, for Cytoscape desktop, Cytoscape Web and NDEx: a list of aspects, ids whole numbers, attributes declared with their
//! types.

use std::collections::HashMap;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::export::flat::{self, Column, Kind};
use crate::export::{Losses, lines};
use crate::graph::Graph;

/// Writes the graph. Nodes and edges keep their own ids in `whowhom_id`.
///
/// # Errors
/// If the writer fails.
pub fn write(graph: &Graph, out: &mut dyn Write) -> io::Result<Losses> {
    let number: HashMap<&str, usize> = graph.nodes.iter().enumerate().map(|(at, n)| (n.id.as_str(), at)).collect();
    let whole = |edge: &&crate::graph::Edge| {
        number.contains_key(edge.source.as_str()) && number.contains_key(edge.target.as_str())
    };
    let edges = graph.edges.iter().filter(whole).count();
    out.write_all(b"[{\"CXVersion\":\"2.0\",\"hasFragments\":false},\n")?;
    let aspect = |name: &str, count: usize| json!({"name": name, "elementCount": count});
    let all = [
        aspect("attributeDeclarations", 1),
        aspect("networkAttributes", 1),
        aspect("nodes", graph.nodes.len()),
        aspect("edges", edges),
    ];
    writeln!(out, "{},", json!({"metaData": all}))?;
    let network = json!({"name": {"d": "string"}, "documents": {"d": "list_of_string"}});
    let (nodes, links) = (declared(&flat::NODE, &[]), declared(&flat::EDGE, &["interaction"]));
    let declared = json!({"networkAttributes": network, "nodes": nodes, "edges": links});
    writeln!(out, "{},", json!({"attributeDeclarations": [declared]}))?;
    let documents: Vec<String> = graph.documents.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    writeln!(out, "{},", json!({"networkAttributes": [{"name": "whowhom", "documents": documents}]}))?;
    out.write_all(b"{\"nodes\":[")?;
    lines::items(
        out,
        graph.nodes.iter().enumerate().map(|(id, node)| {
            let values = flat::object(&flat::NODE, &flat::node(node));
            json!({"id": id, "v": with_id(values, &node.id)})
        }),
    )?;
    out.write_all(b"]},\n{\"edges\":[")?;
    lines::items(
        out,
        graph.edges.iter().filter(whole).enumerate().map(|(id, edge)| {
            let mut values = with_id(flat::object(&flat::EDGE, &flat::edge(edge)), &edge.id());
            values.insert("interaction".to_owned(), edge.key.as_str().into());
            json!({"id": id, "s": number[edge.source.as_str()], "t": number[edge.target.as_str()], "v": values})
        }),
    )?;
    out.write_all(b"]},\n{\"status\":[{\"success\":true}]}]\n")?;
    Ok(vec!["evidence and documents are JSON in a text"])
}

fn with_id(mut values: Map<String, Value>, id: &str) -> Map<String, Value> {
    values.insert("whowhom_id".to_owned(), id.into());
    values
}

fn declared(columns: &[Column], more: &[&'static str]) -> Value {
    let text = |name: &&'static str| (*name, Kind::Text);
    let all = columns.iter().copied().chain(more.iter().map(text)).chain([("whowhom_id", Kind::Text)]);
    let declared = all.map(|(name, kind)| {
        let kind = match kind {
            Kind::Text => "string",
            Kind::Integer => "integer",
            Kind::Number => "double",
            Kind::Flag => "boolean",
            Kind::List => "list_of_string",
        };
        (name.to_owned(), json!({"d": kind}))
    });
    Value::Object(declared.collect())
}
