//! The commands that ask a graph: neighbors, path, evidence, search, show, stats.

use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use comfy_table::{ContentArrangement, Table};
use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::graph_args::{
    Direction, EvidenceOptions, GraphOptions, NameOptions, NeighborOptions, PathOptions, SearchOptions,
};
use crate::cli::{Outcome, complain, review};
use crate::gazetteer::{EntityType, Gazetteer};
use crate::graph::{self, Edge, Graph, Node, Proof, SCHEMA_VERSION};
use crate::input;
use crate::query;
use crate::relation::{Polarity, Status};

/// Reads a graph: a store, or the JSON that was made of one.
pub(super) fn read(path: &Path) -> Result<Graph> {
    if path.extension().is_some_and(|extension| extension == "db") {
        return Ok(review::opened(path)?.graph()?);
    }
    let text = input::read_to_string(path)?;
    Ok(graph::read(&path.display().to_string(), &text)?)
}

fn load(options: &GraphOptions) -> Result<Graph> {
    Ok(read(&options.graph)?.filtered(&options.filter.filter()))
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

/// The type of that name.
pub(super) fn checked_type(name: &str) -> Result<EntityType> {
    let known = || EntityType::ALL.map(EntityType::name).join(", ");
    EntityType::parse(name).with_context(|| format!("no type \"{name}\"; expected one of {}", known()))
}

/// Lists the relations of an entity.
pub(super) fn neighbors(options: &NeighborOptions) -> Result<Outcome> {
    let graph = load(&options.name.graph)?;
    let wanted_type = options.entity_type.as_deref();
    wanted_type.map(checked_type).transpose()?;
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

/// Shows the shortest path and its proofs. What is only denied is no link, unless it is asked for.
pub(super) fn path(options: &PathOptions) -> Result<Outcome> {
    let graph = load(&options.graph)?;
    let (Some(from), Some(to)) = (find(&graph, &options.from)?, find(&graph, &options.to)?) else {
        return Ok(Outcome::Nothing);
    };
    let denied_too = options.graph.filter.filter().negated;
    let Some(edges) = query::path(&graph, &from.id, &to.id, |edge| denied_too || !edge.is_denied()) else {
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
        let ends = (name(&graph, &edge.source), name(&graph, &edge.target));
        writeln!(out, "{} -- {} -> {}  ({})", ends.0, predicate(edge), ends.1, counts(edge))?;
        for proof in &edge.evidence {
            writeln!(out, "  {}", proof_line(&graph, proof))?;
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
    table.set_header(["subject", "relation", "object", "proofs", "proof"]);
    for edge in edges {
        let proof = edge.best_proof().map(|proof| proof_line(graph, proof)).unwrap_or_default();
        table.add_row([name(graph, &edge.source), predicate(edge), name(graph, &edge.target), counts(edge), proof]);
    }
    writeln!(io::stdout().lock(), "{table}")?;
    Ok(Outcome::Done)
}

fn name(graph: &Graph, id: &str) -> String {
    graph.node(id).map_or(id, |node| node.name.as_str()).to_owned()
}

fn predicate(edge: &Edge) -> String {
    let not = if edge.is_denied() { "not: " } else { "" };
    format!("{not}{}", edge.predicate)
}

/// "3 asserted, 1 denied in 3 documents of 2 sources".
fn counts(edge: &Edge) -> String {
    let by_status = edge.status.named().into_iter().chain([("denied", edge.negated)]);
    let parts: Vec<String> =
        by_status.filter(|(_, count)| *count > 0).map(|(what, count)| format!("{count} {what}")).collect();
    let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let documents = if edge.documents > 1 { format!(" in {} documents", edge.documents) } else { String::new() };
    // Near-copies and documents that only deny it are no sources of their own.
    let sources = if (1..edge.documents).contains(&edge.n_sources) {
        format!(" of {}", counted(edge.n_sources, "source"))
    } else {
        String::new()
    };
    format!("{}{documents}{sources}", parts.join(", "))
}

/// The sentence with its document, and what makes it less, or more, than a plain statement.
fn proof_line(graph: &Graph, proof: &Proof) -> String {
    let quote: String = proof.quote.chars().filter(|c| !c.is_control()).collect();
    let mut marks: Vec<String> = Vec::new();
    let by = proof.source.as_ref().map(|source| format!(" by {}", name(graph, source))).unwrap_or_default();
    if proof.status != Status::Asserted || !by.is_empty() {
        marks.push(format!("{}{by}", proof.status.name()));
    }
    marks.extend((proof.polarity == Polarity::Negated).then(|| "denied".to_owned()));
    marks.extend(proof.role.as_ref().map(|role| format!("as {role}")));
    marks.extend(proof.time.clone());
    marks.extend(proof.place.as_ref().map(|place| format!("in {}", name(graph, place))));
    let mark = if marks.is_empty() { String::new() } else { format!(" ({})", marks.join(", ")) };
    format!("{}: “{quote}”{mark}", proof.document)
}
