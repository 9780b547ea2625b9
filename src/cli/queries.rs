//! The commands that ask a graph: neighbors, path, evidence, search, show, stats.

use std::io::{self, Write};

use anyhow::{Result, bail};
use comfy_table::{ContentArrangement, Table};
use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::args::{
    Direction, EvidenceOptions, GraphOptions, NameOptions, NeighborOptions, PathOptions, SearchOptions,
};
use crate::cli::{Outcome, complain};
use crate::gazetteer::{EntityType, Gazetteer};
use crate::graph::{self, Edge, Graph, Node, Proof, SCHEMA_VERSION};
use crate::input;
use crate::query;
use crate::relation::Polarity;

fn load(options: &GraphOptions) -> Result<Graph> {
    let text = input::read_to_string(&options.graph)?;
    Ok(graph::read(&options.graph.display().to_string(), &text)?)
}

/// The entity of a name. None is met with suggestions, several are listed for the user to choose from.
pub(super) fn find<'g>(graph: &'g Graph, name: &str) -> Result<Option<&'g Node>> {
    let found = query::entities(graph, name, Gazetteer::builtin);
    match found.as_slice() {
        [] => {
            let near = query::suggestions(graph, name);
            let hint = if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(", ")) };
            complain(&format!("no entity \"{name}\"{hint}"));
            Ok(None)
        }
        [one] => Ok(Some(one)),
        several => {
            let line = |n: &&Node| format!("  {}  ({}, {} mentions)", n.id, n.name, n.mentions);
            let lines: Vec<String> = several.iter().map(line).collect();
            bail!("\"{name}\" may be one of these; say which by its id:\n{}", lines.join("\n"))
        }
    }
}

/// Lists the relations of an entity.
pub(super) fn neighbors(options: &NeighborOptions) -> Result<Outcome> {
    let graph = load(&options.name.graph)?;
    let wanted_type = options.entity_type.as_deref();
    if let Some(name) = wanted_type.filter(|name| EntityType::parse(name).is_none()) {
        let known = EntityType::ALL.map(EntityType::name).join(", ");
        bail!("no type \"{name}\"; expected one of {known}");
    }
    let Some(node) = find(&graph, &options.name.name)? else {
        return Ok(Outcome::Nothing);
    };
    let fits = |edge: &&Edge| {
        let out = edge.source == node.id;
        let other = if out { &edge.target } else { &edge.source };
        let direction = options.direction.is_none_or(|d| (d == Direction::Out) == out);
        direction
            && options.relation.as_ref().is_none_or(|r| *r == edge.key)
            && wanted_type.is_none_or(|t| other.split('/').next() == Some(t))
    };
    let near = query::neighborhood(&graph, &node.id, options.depth);
    let edges: Vec<&Edge> = near.into_iter().filter(fits).collect();
    write_edges(&graph, &edges, &options.name.graph)
}

/// Shows the shortest path and its proofs.
pub(super) fn path(options: &PathOptions) -> Result<Outcome> {
    let graph = load(&options.graph)?;
    let (Some(from), Some(to)) = (find(&graph, &options.from)?, find(&graph, &options.to)?) else {
        return Ok(Outcome::Nothing);
    };
    let Some(edges) = query::path(&graph, &from.id, &to.id) else {
        complain(&format!("nothing links {} and {}", from.name, to.name));
        return Ok(Outcome::Nothing);
    };
    write_edges(&graph, &edges, &options.graph)
}

/// Shows every proof of an edge, or of all edges between two entities.
pub(super) fn evidence(options: &EvidenceOptions) -> Result<Outcome> {
    let graph = load(&options.graph)?;
    let edges = match &options.to {
        Some(to) => {
            let (Some(a), Some(b)) = (find(&graph, &options.from)?, find(&graph, to)?) else {
                return Ok(Outcome::Nothing);
            };
            query::between(&graph, &a.id, &b.id)
        }
        None => graph.edges.iter().filter(|e| e.id() == options.from).collect(),
    };
    if edges.is_empty() {
        complain("no such edge; an edge is written SUBJECT-ID|RELATION|OBJECT-ID, as neighbors --jsonl shows it");
        return Ok(Outcome::Nothing);
    }
    if options.graph.json || options.graph.jsonl {
        return write_edges(&graph, &edges, &options.graph);
    }
    let mut out = io::stdout().lock();
    for edge in edges {
        writeln!(out, "{} -- {} -> {}", name(&graph, &edge.source), edge.predicate, name(&graph, &edge.target))?;
        for proof in &edge.evidence {
            writeln!(out, "  {}", proof_line(proof))?;
        }
    }
    Ok(Outcome::Done)
}

/// Finds words in names and in evidence.
pub(super) fn search(options: &SearchOptions) -> Result<Outcome> {
    let graph = load(&options.graph)?;
    let found = query::search(&graph, &options.words.join(" "));
    if found.nodes.is_empty() && found.edges.is_empty() {
        complain(&format!("nothing holds \"{}\"", options.words.join(" ")));
        return Ok(Outcome::Nothing);
    }
    if options.graph.json || options.graph.jsonl {
        let nodes = found.nodes.iter().map(|node| json!({"node": node}));
        let edges = found.edges.iter().map(|edge| json!({"edge": edge}));
        return write_json(&options.graph, "found", &nodes.chain(edges).collect::<Vec<Value>>());
    }
    {
        let mut out = io::stdout().lock();
        for node in &found.nodes {
            writeln!(out, "{}  ({}, {} mentions)", node.name, node.id, node.mentions)?;
        }
    }
    if found.edges.is_empty() { Ok(Outcome::Done) } else { write_edges(&graph, &found.edges, &options.graph) }
}

/// Shows an entity.
pub(super) fn show(options: &NameOptions) -> Result<Outcome> {
    let graph = load(&options.graph)?;
    let Some(node) = find(&graph, &options.name)? else {
        return Ok(Outcome::Nothing);
    };
    if options.graph.json || options.graph.jsonl {
        return write_json(&options.graph, "nodes", &[node]);
    }
    let aliases: Vec<&str> = node.aliases.iter().map(String::as_str).collect();
    let relations = query::neighborhood(&graph, &node.id, 1).len();
    let mut out = io::stdout().lock();
    writeln!(out, "{} ({}, {})", node.name, node.entity_type.name(), node.id)?;
    writeln!(out, "named as: {}", aliases.join(", "))?;
    writeln!(out, "wikidata: {}", node.wikidata.as_deref().unwrap_or("unknown"))?;
    writeln!(out, "{} mentions in {} documents, {relations} relations", node.mentions, node.documents)?;
    Ok(Outcome::Done)
}

/// Counts.
pub(super) fn stats(options: &GraphOptions) -> Result<Outcome> {
    let graph = load(options)?;
    let counts = [
        ("documents", graph.documents.len()),
        ("entities", graph.nodes.len()),
        ("relations", graph.edges.len()),
        ("assertions", graph.edges.iter().map(|e| e.assertions).sum()),
    ];
    if options.json || options.jsonl {
        let object: serde_json::Map<String, Value> =
            counts.iter().map(|(what, count)| ((*what).to_owned(), json!(count))).collect();
        return write_json(options, "counts", &[object]);
    }
    let mut out = io::stdout().lock();
    for (what, count) in counts {
        writeln!(out, "{count} {what}")?;
    }
    Ok(Outcome::Done)
}

/// One object with a list, or with --jsonl one line an item.
fn write_json<T: Serialize>(options: &GraphOptions, what: &str, items: &[T]) -> Result<Outcome> {
    let mut out = io::stdout().lock();
    if options.jsonl {
        for item in items {
            serde_json::to_writer(&mut out, item)?;
            writeln!(out)?;
        }
    } else {
        serde_json::to_writer(&mut out, &json!({"schema_version": SCHEMA_VERSION, what: items}))?;
        writeln!(out)?;
    }
    Ok(if items.is_empty() { Outcome::Nothing } else { Outcome::Done })
}

fn write_edges(graph: &Graph, edges: &[&Edge], options: &GraphOptions) -> Result<Outcome> {
    if options.json || options.jsonl {
        return write_json(options, "edges", edges);
    }
    if edges.is_empty() {
        complain("nothing fits");
        return Ok(Outcome::Nothing);
    }
    let mut table = Table::new();
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(["subject", "relation", "object", "docs", "proof"]);
    for edge in edges {
        let not = if edge.is_denied() { "not: " } else { "" };
        let proof = edge.evidence.first().map(proof_line).unwrap_or_default();
        let row = [
            name(graph, &edge.source),
            format!("{not}{}", edge.predicate),
            name(graph, &edge.target),
            edge.documents.to_string(),
            proof,
        ];
        table.add_row(row);
    }
    writeln!(io::stdout().lock(), "{table}")?;
    Ok(Outcome::Done)
}

fn name(graph: &Graph, id: &str) -> String {
    graph.node(id).map_or(id, |node| node.name.as_str()).to_owned()
}

/// The sentence with its document, and what makes it less than a plain statement.
fn proof_line(proof: &Proof) -> String {
    let quote: String = proof.quote.chars().filter(|c| !c.is_control()).collect();
    let status = format!("{:?}", proof.status).to_lowercase();
    let denied = if proof.polarity == Polarity::Negated { ", denied" } else { "" };
    let mark = if status == "asserted" && denied.is_empty() { String::new() } else { format!(" ({status}{denied})") };
    format!("{}: “{quote}”{mark}", proof.document)
}
