//! The commands that ask a graph: neighbors, path, show, stats.

use std::io::{self, Write};

use anyhow::Result;
use comfy_table::Table;
use serde_json::json;

use crate::cli::args::{Direction, GraphOptions, NameOptions, NeighborOptions, PathOptions};
use crate::cli::{Outcome, complain};
use crate::gazetteer::{EntityType, Gazetteer};
use crate::graph::{self, Edge, Graph, Node, SCHEMA_VERSION};
use crate::input;

fn load(options: &GraphOptions) -> Result<Graph> {
    let text = input::read_to_string(&options.graph)?;
    Ok(graph::read(&options.graph.display().to_string(), &text)?)
}

/// The entity of a name; several are listed and the most mentioned is taken, none is met with suggestions.
fn find<'g>(graph: &'g Graph, name: &str) -> Option<&'g Node> {
    let mut found = graph.find(name);
    if found.is_empty() {
        found = by_listed_alias(graph, name);
    }
    match found.as_slice() {
        [] => {
            let near = graph.suggest(name);
            let hint = if near.is_empty() {
                String::new()
            } else {
                format!("; did you mean {}?", near.join(", "))
            };
            complain(&format!("no entity \"{name}\"{hint}"));
        }
        [_] => {}
        several => {
            let ids: Vec<&str> = several.iter().map(|n| n.id.as_str()).collect();
            complain(&format!(
                "several entities fit \"{name}\": {}; taking the first",
                ids.join(", ")
            ));
        }
    }
    found.first().copied()
}

/// The entities that the program's lists know by a name which no article used: "Holland" finds the Netherlands.
fn by_listed_alias<'g>(graph: &'g Graph, name: &str) -> Vec<&'g Node> {
    let gazetteer = Gazetteer::builtin();
    let capital = |word: &str| {
        word.chars()
            .take(1)
            .flat_map(char::to_uppercase)
            .chain(word.chars().skip(1))
            .collect::<String>()
    };
    let title = name.split(' ').map(capital).collect::<Vec<_>>().join(" ");
    let spellings = [name.to_owned(), name.to_uppercase(), title];
    let senses = spellings.iter().flat_map(|spelling| gazetteer.readings(spelling));
    let mut ids: Vec<&str> = senses.map(|sense| gazetteer.entry(sense.entry).id()).collect();
    ids.sort_unstable();
    ids.dedup();
    graph
        .nodes
        .iter()
        .filter(|node| ids.binary_search(&node.id.as_str()).is_ok())
        .collect()
}

/// Lists the relations of an entity.
pub(super) fn neighbors(options: &NeighborOptions) -> Result<Outcome> {
    let graph = load(&options.name.graph)?;
    let Some(node) = find(&graph, &options.name.name) else {
        return Ok(Outcome::Nothing);
    };
    let wanted_type = options.entity_type.as_deref();
    if let Some(name) = wanted_type.filter(|name| EntityType::parse(name).is_none()) {
        anyhow::bail!(
            "no type \"{name}\"; expected one of {}",
            EntityType::ALL.map(EntityType::name).join(", ")
        );
    }
    let fits = |edge: &&Edge| {
        let out = edge.source == node.id;
        let other = if out { &edge.target } else { &edge.source };
        let direction = options.direction.is_none_or(|d| (d == Direction::Out) == out);
        direction
            && options.relation.as_ref().is_none_or(|r| *r == edge.key)
            && wanted_type.is_none_or(|t| other.split('/').next() == Some(t))
    };
    let edges: Vec<&Edge> = graph.edges_of(&node.id).into_iter().filter(fits).collect();
    write_edges(&graph, &edges, options.name.graph.json)?;
    Ok(if edges.is_empty() {
        Outcome::Nothing
    } else {
        Outcome::Done
    })
}

/// Shows the shortest path and its proofs.
pub(super) fn path(options: &PathOptions) -> Result<Outcome> {
    let graph = load(&options.graph)?;
    let (Some(from), Some(to)) = (find(&graph, &options.from), find(&graph, &options.to)) else {
        return Ok(Outcome::Nothing);
    };
    let Some(edges) = graph.path(&from.id, &to.id) else {
        complain(&format!("nothing links {} and {}", from.name, to.name));
        return Ok(Outcome::Nothing);
    };
    write_edges(&graph, &edges, options.graph.json)?;
    Ok(Outcome::Done)
}

fn write_edges(graph: &Graph, edges: &[&Edge], as_json: bool) -> Result<()> {
    let mut out = io::stdout().lock();
    if as_json {
        serde_json::to_writer(&mut out, &json!({"schema_version": SCHEMA_VERSION, "edges": edges}))?;
        return Ok(writeln!(out)?);
    }
    let name = |id: &str| {
        graph
            .nodes
            .iter()
            .find(|n| n.id == id)
            .map_or_else(|| id.to_owned(), |n| n.name.clone())
    };
    let mut table = Table::new();
    table.set_header(["subject", "relation", "object", "docs", "proof"]);
    for edge in edges {
        let not = if edge.negated == edge.assertions { "not: " } else { "" };
        let quote = edge.evidence.first().map_or("", |p| p.quote.as_str());
        let short: String = quote.chars().filter(|c| !c.is_control()).take(90).collect();
        table.add_row([
            name(&edge.source),
            format!("{not}{}", edge.predicate),
            name(&edge.target),
            edge.documents.to_string(),
            short,
        ]);
    }
    Ok(writeln!(out, "{table}")?)
}

/// Shows an entity.
pub(super) fn show(options: &NameOptions) -> Result<Outcome> {
    let graph = load(&options.graph)?;
    let Some(node) = find(&graph, &options.name) else {
        return Ok(Outcome::Nothing);
    };
    let mut out = io::stdout().lock();
    if options.graph.json {
        serde_json::to_writer(&mut out, &json!({"schema_version": SCHEMA_VERSION, "node": node}))?;
        writeln!(out)?;
    } else {
        let aliases: Vec<&str> = node.aliases.iter().map(String::as_str).collect();
        writeln!(out, "{} ({}, {})", node.name, node.entity_type.name(), node.id)?;
        writeln!(out, "named as: {}", aliases.join(", "))?;
        writeln!(out, "wikidata: {}", node.wikidata.as_deref().unwrap_or("unknown"))?;
        writeln!(
            out,
            "{} mentions in {} documents, {} relations",
            node.mentions,
            node.documents,
            graph.edges_of(&node.id).len()
        )?;
    }
    Ok(Outcome::Done)
}

/// Counts.
pub(super) fn stats(options: &GraphOptions) -> Result<Outcome> {
    let graph = load(options)?;
    let proofs: usize = graph.edges.iter().map(|e| e.assertions).sum();
    let mut out = io::stdout().lock();
    if options.json {
        let counts = json!({
            "schema_version": SCHEMA_VERSION, "documents": graph.documents.len(), "entities": graph.nodes.len(),
            "relations": graph.edges.len(), "assertions": proofs,
        });
        serde_json::to_writer(&mut out, &counts)?;
        writeln!(out)?;
    } else {
        writeln!(
            out,
            "{} documents\n{} entities\n{} relations\n{proofs} assertions",
            graph.documents.len(),
            graph.nodes.len(),
            graph.edges.len()
        )?;
    }
    Ok(Outcome::Done)
}
