//! The formats by name: a format more is a line more.

use std::io::{self, Write};

use crate::export::{
    Folder, Losses, csv_tables, cx2, cyjs, cypher, dot, events, ftm, gexf, graphml, graphology, jgf, jsonld, mermaid,
    obsidian, parquet_tables, turtle,
};
use crate::graph::{self, Graph, LinksKey};

/// A way to write a graph.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// The word that asks for it.
    pub name: &'static str,
    /// What it is for, in a line.
    pub about: &'static str,
    /// How it is written.
    pub writer: Writer,
}

/// How a format is written.
#[derive(Debug, Clone, Copy)]
pub enum Writer {
    /// To one file or standard output.
    File(fn(&Graph, &mut dyn Write) -> io::Result<Losses>),
    /// To several files of a folder.
    Folder(fn(&Graph, &mut dyn Folder) -> io::Result<Losses>),
}

const fn file(
    name: &'static str,
    about: &'static str,
    write: fn(&Graph, &mut dyn Write) -> io::Result<Losses>,
) -> Format {
    Format { name, about, writer: Writer::File(write) }
}

const fn folder(
    name: &'static str,
    about: &'static str,
    write: fn(&Graph, &mut dyn Folder) -> io::Result<Losses>,
) -> Format {
    Format { name, about, writer: Writer::Folder(write) }
}

/// All of them.
pub const FORMATS: [Format; 20] = [
    file("dot", "Graphviz, the drawing", write_dot),
    file("json", "node-link JSON, as NetworkX reads it: graph.json itself", write_json),
    file("json-links", "node-link JSON, as D3 and force-graph read it", write_links),
    file("graphml", "GraphML: NetworkX, igraph, yEd, Gephi", graphml::write),
    file("gexf", "GEXF 1.3: Gephi, Gephi Lite", gexf::write),
    file("cyjs", "Cytoscape.js JSON", cyjs::write),
    file("cx2", "CX2: Cytoscape desktop and Web, NDEx", cx2::write),
    file("graphology", "graphology JSON: sigma.js, Gephi Lite", graphology::write),
    file("jgf", "JSON Graph Format 2", jgf::write),
    folder("csv", "nodes.csv, edges.csv, evidence.csv, documents.csv, safe for spreadsheets", csv_tables::write),
    folder("neo4j", "nodes.csv and edges.csv for neo4j-admin import", csv_tables::write_neo4j),
    file("cypher", "a Cypher script", cypher::write),
    folder("parquet", "nodes, edges, evidence, documents: pandas, DuckDB, Kuzu", parquet_tables::write),
    file("ttl", "RDF in Turtle, each edge an rdf:Statement", turtle::write),
    file("ttl12", "RDF 1.2 in Turtle, each edge a reifier", turtle::write_rdf12),
    file("jsonld", "RDF in JSON-LD", jsonld::write),
    file("ftm", "FollowTheMoney JSON lines: Aleph, OpenSanctions", ftm::write),
    file("mermaid", "a Mermaid flowchart, for Markdown", mermaid::write),
    folder("obsidian", "a vault of linked notes", obsidian::write),
    file("events", "events with their PLOVER classes and CAMEO roots, a row each, tab-separated", write_events),
];

/// Returns the format of that name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

fn write_dot(graph: &Graph, out: &mut dyn Write) -> io::Result<Losses> {
    out.write_all(dot::draw(graph, &dot::View::default()).as_bytes())?;
    Ok(vec![
        "relations of one pair share a line, and only the best quote is a tooltip",
        "entities without a relation are left out",
    ])
}

fn write_json(graph: &Graph, out: &mut dyn Write) -> io::Result<Losses> {
    graph::write(graph, LinksKey::Edges, out)?;
    Ok(Vec::new())
}

fn write_links(graph: &Graph, out: &mut dyn Write) -> io::Result<Losses> {
    graph::write(graph, LinksKey::Links, out)?;
    Ok(Vec::new())
}

fn write_events(graph: &Graph, out: &mut dyn Write) -> io::Result<Losses> {
    events::write(graph, out)?;
    Ok(Vec::new())
}
