//! The commands that ask a graph.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anyhow::Result;
use serde_json::{Value, json};

use crate::cli::Outcome;
use crate::cli::answers::{counts, edge_table, plain, predicate, proof_line, say_more, table, write_json, write_part};
use crate::cli::failure::note;
use crate::cli::graph_args::{
    CommonOptions, ComponentOptions, ContextOptions, ContradictionOptions, EvidenceOptions, GraphOptions, NameOptions,
    NeighborOptions, PathOptions, SearchOptions, SqlOptions, TimelineOptions, TopOptions,
};
use crate::cli::source::Source;
use crate::graph::{Edge, Node, SCHEMA_VERSION};
use crate::query::{self, MAX_FOLLOWED, Near, Part};
use crate::relation::Polarity;
use crate::store::{Cell, Proofs, Store};

/// Relations of each entity that a context is chosen from.
const CONTEXT_EDGES: usize = 500;
/// Names of a component that are shown to people.
const COMPONENT_NAMES: usize = 5;

fn proofs(options: &GraphOptions) -> Proofs {
    if options.is_json() { Proofs::All } else { Proofs::Best }
}

/// Lists the relations of an entity.
pub(super) fn neighbors(options: &NeighborOptions) -> Result<Outcome> {
    let graph = &options.name.graph;
    let source = Source::open(graph)?;
    let node = source.find(&options.name.name)?;
    let near = Near {
        depth: options.depth,
        relations: options.relations.relations.clone(),
        entity_type: options.entity_type,
        direction: options.direction.map(Into::into),
        limit: options.limit.limit,
    };
    let part = source.near(&node.id, &near, proofs(graph))?;
    if part.is_cut && !graph.json {
        note(&format!(
            "only the {MAX_FOLLOWED} entities with the best links were followed in a step; --relation, --type and --direction ask for less"
        ));
    }
    write_part(&part, graph)
}

/// Shows the shortest paths and their proofs. What is only denied is no link, unless it is asked for.
pub(super) fn path(options: &PathOptions) -> Result<Outcome> {
    let source = Source::open(&options.graph)?;
    let (from, to) = (source.find(&options.from)?, source.find(&options.to)?);
    let network = source.network(&options.relations.relations)?;
    let ends = network.number(&from.id).zip(network.number(&to.id));
    let found = ends.map(|(a, b)| query::paths(&network.links, a, b, options.count.into())).unwrap_or_default();
    let mut paths: Vec<(Vec<String>, Part)> = Vec::new();
    for path in &found {
        let edges: Vec<i64> = path.iter().map(|edge| network.edges[*edge as usize]).collect();
        let mut nodes = vec![from.id.clone()];
        for edge in path {
            let (a, b) = network.links.ends(*edge);
            let (a, b) = (&network.nodes[a as usize], &network.nodes[b as usize]);
            nodes.push(if nodes.last() == Some(a) { b.clone() } else { a.clone() });
        }
        paths.push((nodes, source.part(&edges, proofs(&options.graph))?));
    }
    if options.graph.is_json() {
        let paths: Vec<Value> =
            paths.iter().map(|(nodes, part)| json!({"nodes": nodes, "edges": part.edges})).collect();
        return write_json(&options.graph, "paths", &paths, &[]);
    }
    if paths.is_empty() {
        note(&format!("nothing links {} and {}", from.name, to.name));
        return Ok(Outcome::Nothing);
    }
    let mut out = io::stdout().lock();
    for (number, (nodes, part)) in paths.iter().enumerate() {
        if options.count > 1 {
            let names: Vec<&str> = nodes.iter().map(|id| part.name(id)).collect();
            writeln!(out, "{}. {}", number + 1, names.join(" - "))?;
        }
        writeln!(out, "{}", edge_table(part, &part.edges))?;
    }
    Ok(Outcome::Done)
}

/// Shows every proof of an edge, or of all edges between two entities.
pub(super) fn evidence(options: &EvidenceOptions) -> Result<Outcome> {
    let source = Source::open(&options.graph)?;
    let part = match &options.to {
        Some(to) => source.between(&source.find(&options.from)?.id, &source.find(to)?.id)?,
        None => source.edge(&options.from)?,
    };
    if options.graph.is_json() {
        return write_part(&part, &options.graph);
    }
    if part.edges.is_empty() {
        note("no such edge; an edge is written SUBJECT-ID|RELATION|OBJECT-ID, as neighbors --jsonl shows it");
        return Ok(Outcome::Nothing);
    }
    let mut out = io::stdout().lock();
    for edge in &part.edges {
        write_edge(&mut out, &part, edge)?;
        for proof in &edge.evidence {
            writeln!(out, "  {}", proof_line(&part, proof))?;
        }
    }
    Ok(Outcome::Done)
}

fn write_edge(out: &mut impl Write, part: &Part, edge: &Edge) -> io::Result<()> {
    writeln!(
        out,
        "{} -- {} -> {}  ({})",
        part.name(&edge.source),
        predicate(edge),
        part.name(&edge.target),
        counts(edge)
    )
}

/// Lists what two entities are both linked to.
pub(super) fn common(options: &CommonOptions) -> Result<Outcome> {
    let source = Source::open(&options.graph)?;
    let (first, second) = (source.find(&options.first)?, source.find(&options.second)?);
    let near =
        Near { relations: options.relations.relations.clone(), entity_type: options.entity_type, ..Near::default() };
    let found = source.common(&first.id, &second.id, &near)?;
    let more = found.len().saturating_sub(options.limit.limit);
    let mut rows: Vec<(Node, Part, Part)> = Vec::new();
    for common in found.iter().take(options.limit.limit) {
        let part = |edges: &[i64]| source.part(edges, proofs(&options.graph));
        for node in source.nodes(&[&common.id])? {
            rows.push((node, part(&common.first)?, part(&common.second)?));
        }
    }
    let outcome = if options.graph.is_json() {
        let item = |(node, a, b): &(Node, Part, Part)| json!({"node": node, "first": a.edges, "second": b.edges});
        write_json(&options.graph, "common", &rows.iter().map(item).collect::<Vec<_>>(), &[("more", json!(more))])?
    } else if rows.is_empty() {
        note(&format!("nothing is linked to both {} and {}", first.name, second.name));
        Outcome::Nothing
    } else {
        let told = |part: &Part| {
            let line = |e: &Edge| format!("{} {} {}", part.name(&e.source), predicate(e), part.name(&e.target));
            part.edges.iter().map(line).collect::<Vec<_>>().join("\n")
        };
        let cells = rows.iter().map(|(node, a, b)| vec![node.name.clone(), told(a), told(b)]);
        let (a, b) = (format!("and {}", first.name), format!("and {}", second.name));
        writeln!(io::stdout().lock(), "{}", table(&["entity", &a, &b], cells))?;
        Outcome::Done
    };
    say_more(more, "entities", &options.graph);
    Ok(outcome)
}

/// Lists the proofs of an entity's relations by date.
pub(super) fn timeline(options: &TimelineOptions) -> Result<Outcome> {
    let graph = &options.name.graph;
    let source = Source::open(graph)?;
    let node = source.find(&options.name.name)?;
    let near = Near { relations: options.relations.relations.clone(), limit: usize::MAX, ..Near::default() };
    let part = source.near(&node.id, &near, Proofs::All)?;
    let events = query::timeline(&part);
    let more = events.len().saturating_sub(options.limit.limit);
    let shown = &events[..events.len() - more];
    let outcome = if graph.is_json() {
        let item = |event: &query::Event<'_>| {
            let edge = event.edge;
            json!({"date": event.date, "told": event.is_told, "source": edge.source, "key": edge.key, "target": edge.target,
                "predicate": edge.predicate, "proof": event.proof})
        };
        write_json(graph, "events", &shown.iter().map(item).collect::<Vec<_>>(), &[("more", json!(more))])?
    } else if shown.is_empty() {
        note("nothing fits");
        Outcome::Nothing
    } else {
        let mut out = io::stdout().lock();
        for event in shown {
            let edge = event.edge;
            let (subject, object) = (part.name(&edge.source), part.name(&edge.target));
            let date = event.date.unwrap_or("undated");
            writeln!(out, "{date:10}  {subject} -- {} -> {object}", edge.predicate)?;
            writeln!(out, "            {}", proof_line(&part, event.proof))?;
        }
        Outcome::Done
    };
    say_more(more, "events", graph);
    Ok(outcome)
}

/// Lists relations that some proofs state and others deny, with both.
pub(super) fn contradictions(options: &ContradictionOptions) -> Result<Outcome> {
    let source = Source::open(&options.graph)?;
    let node = options.name.as_ref().map(|name| source.find(name)).transpose()?;
    let part = source.contradictions(node.as_ref().map(|node| node.id.as_str()), options.limit.limit)?;
    if options.graph.is_json() || part.edges.is_empty() {
        return write_part(&part, &options.graph);
    }
    let mut out = io::stdout().lock();
    for edge in &part.edges {
        write_edge(&mut out, &part, edge)?;
        for (mark, polarity) in [("+", Polarity::Positive), ("-", Polarity::Negated)] {
            for proof in edge.evidence.iter().filter(|proof| proof.polarity == polarity) {
                writeln!(out, "  {mark} {}", proof_line(&part, proof))?;
            }
        }
    }
    say_more(part.more, "relations", &options.graph);
    Ok(Outcome::Done)
}

/// Finds words in names and in evidence.
pub(super) fn search(options: &SearchOptions) -> Result<Outcome> {
    let source = Source::open(&options.graph)?;
    let found = source.search(&options.words.join(" "), options.limit.limit)?;
    let is_empty = found.nodes.is_empty() && found.part.edges.is_empty();
    let outcome = if options.graph.is_json() {
        let nodes = found.nodes.iter().map(|node| json!({"node": node}));
        let edges = found.part.edges.iter().map(|edge| json!({"edge": edge}));
        let more = [("more_nodes", json!(found.more_nodes)), ("more_edges", json!(found.part.more))];
        write_json(&options.graph, "found", &nodes.chain(edges).collect::<Vec<Value>>(), &more)?
    } else if is_empty {
        note(&format!("nothing holds \"{}\"", options.words.join(" ")));
        Outcome::Nothing
    } else {
        let mut out = io::stdout().lock();
        for node in &found.nodes {
            writeln!(out, "{}  ({}, {} mentions)", node.name, node.id, node.mentions)?;
        }
        if !found.part.edges.is_empty() {
            writeln!(out, "{}", edge_table(&found.part, &found.part.edges))?;
        }
        Outcome::Done
    };
    say_more(found.more_nodes, "entities", &options.graph);
    say_more(found.part.more, "relations", &options.graph);
    Ok(outcome)
}

/// Writes sentences about entities with their sources.
pub(super) fn context(options: &ContextOptions) -> Result<Outcome> {
    let source = Source::open(&options.graph)?;
    let mut ids: Vec<String> = Vec::new();
    for name in &options.entities {
        ids.push(source.find(name)?.id);
    }
    let near = Near { limit: CONTEXT_EDGES, ..Near::default() };
    let mut all = Part::default();
    for (at, id) in ids.iter().enumerate() {
        for other in &ids[..at] {
            all.extend(source.between(other, id)?);
        }
        all.extend(source.near(id, &near, Proofs::All)?);
    }
    let context = query::context(&all, &ids.iter().map(String::as_str).collect::<Vec<_>>(), options.budget);
    if options.graph.is_json() {
        let item = |sentence: &query::Quoted<'_>| {
            let edges: Vec<String> = sentence.edges.iter().map(|edge| edge.id()).collect();
            json!({"citation": sentence.citation, "document": sentence.proof.document, "sentence": sentence.proof.sentence,
                "quote": sentence.quote, "status": sentence.proof.status, "polarity": sentence.proof.polarity, "edges": edges})
        };
        let sentences: Vec<Value> = context.sentences.iter().map(item).collect();
        let documents: Vec<Value> = context.documents.iter().map(|document| json!(document)).collect();
        let others = [("documents", json!(documents)), ("words", json!(context.words)), ("more", json!(context.more))];
        return write_json(&options.graph, "sentences", &sentences, &others);
    }
    if context.sentences.is_empty() {
        note("no sentence fits");
        return Ok(Outcome::Nothing);
    }
    let mut out = io::stdout().lock();
    for sentence in &context.sentences {
        writeln!(out, "{} [{}]", plain(sentence.quote), sentence.citation)?;
    }
    writeln!(out)?;
    for (number, document) in context.documents.iter().enumerate() {
        let about = [Some(&document.id), document.title.as_ref(), document.source.as_ref(), document.date.as_ref()];
        let about: Vec<String> = about.into_iter().flatten().map(|text| plain(text)).collect();
        writeln!(out, "[{}] {}", number + 1, about.join(", "))?;
    }
    Ok(Outcome::Done)
}

/// Ranks entities.
pub(super) fn top(options: &TopOptions) -> Result<Outcome> {
    let source = Source::open(&options.graph)?;
    let network = source.network(&options.relations.relations)?;
    let weights = query::weights(&network.links, options.by.into());
    let is_wanted = |id: &str| options.entity_type.is_none_or(|wanted| id.split('/').next() == Some(wanted.name()));
    let mut ranked: Vec<(f64, &str)> = weights.into_iter().zip(network.nodes.iter().map(String::as_str)).collect();
    ranked.retain(|(weight, id)| *weight > 0.0 && is_wanted(id));
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let more = ranked.len().saturating_sub(options.limit.limit);
    ranked.truncate(options.limit.limit);
    let nodes = source.nodes(&ranked.iter().map(|(_, id)| *id).collect::<Vec<_>>())?;
    let rows: Vec<(f64, Node)> = ranked.into_iter().map(|(weight, _)| weight).zip(nodes).collect();
    let outcome = if options.graph.is_json() {
        let items: Vec<Value> = rows.iter().map(|(weight, node)| json!({"weight": weight, "node": node})).collect();
        write_json(&options.graph, "top", &items, &[("by", json!(options.by.name())), ("more", json!(more))])?
    } else if rows.is_empty() {
        note("nothing fits");
        Outcome::Nothing
    } else {
        let cell = |(weight, node): &(f64, Node)| {
            let weight = format!("{weight:.6}");
            vec![weight.trim_end_matches('0').trim_end_matches('.').to_owned(), node.name.clone(), node.id.clone()]
        };
        writeln!(io::stdout().lock(), "{}", table(&[options.by.name(), "entity", "id"], rows.iter().map(cell)))?;
        Outcome::Done
    };
    say_more(more, "entities", &options.graph);
    Ok(outcome)
}

/// Lists the parts of a graph that nothing links to each other.
pub(super) fn components(options: &ComponentOptions) -> Result<Outcome> {
    let source = Source::open(&options.graph)?;
    let network = source.network(&options.relations.relations)?;
    let parts = query::components(&network.links);
    let more = parts.len().saturating_sub(options.limit.limit);
    let shown = &parts[..parts.len() - more];
    let ids = |part: &[u32]| -> Vec<&str> { part.iter().map(|node| network.nodes[*node as usize].as_str()).collect() };
    let outcome = if options.graph.is_json() {
        let items: Vec<Value> = shown.iter().map(|part| json!({"size": part.len(), "nodes": ids(part)})).collect();
        write_json(&options.graph, "components", &items, &[("more", json!(more))])?
    } else if shown.is_empty() {
        note("nothing is linked");
        Outcome::Nothing
    } else {
        let mut out = io::stdout().lock();
        for part in shown {
            let mut largest: Vec<u32> = part.clone();
            largest.sort_by_key(|node| std::cmp::Reverse(network.links.near(*node).len()));
            largest.truncate(COMPONENT_NAMES);
            let names: Vec<String> = source.nodes(&ids(&largest))?.into_iter().map(|node| node.name).collect();
            let others = if part.len() > names.len() { ", ..." } else { "" };
            writeln!(out, "{}: {}{others}", part.len(), names.join(", "))?;
        }
        Outcome::Done
    };
    say_more(more, "components", &options.graph);
    Ok(outcome)
}

/// Answers a question in SQL.
pub(super) fn sql(options: &SqlOptions) -> Result<Outcome> {
    let answer = Store::read(&options.graph)?.table(&options.question)?;
    let mut out = io::stdout().lock();
    if options.jsonl {
        for row in &answer.rows {
            let object: BTreeMap<&str, Value> =
                answer.columns.iter().map(String::as_str).zip(row.iter().map(value)).collect();
            serde_json::to_writer(&mut out, &object)?;
            writeln!(out)?;
        }
    } else if options.json {
        let rows: Vec<Vec<Value>> = answer.rows.iter().map(|row| row.iter().map(value).collect()).collect();
        let object = json!({"schema_version": SCHEMA_VERSION, "columns": answer.columns, "rows": rows});
        serde_json::to_writer(&mut out, &object)?;
        writeln!(out)?;
    } else {
        let header: Vec<&str> = answer.columns.iter().map(String::as_str).collect();
        let rows = answer.rows.iter().map(|row| row.iter().map(words).collect());
        writeln!(out, "{}", table(&header, rows))?;
    }
    Ok(if answer.rows.is_empty() { Outcome::Nothing } else { Outcome::Done })
}

/// A cell for programs; bytes in hexadecimal.
fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Integer(number) => json!(number),
        Cell::Real(number) => json!(number),
        Cell::Text(text) => json!(text),
        Cell::Blob(bytes) => json!(hexadecimal(bytes)),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// A cell for people.
fn words(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Integer(number) => number.to_string(),
        Cell::Real(number) => number.to_string(),
        Cell::Text(text) => plain(text),
        Cell::Blob(bytes) => format!("{} bytes", bytes.len()),
    }
}

/// Shows an entity.
pub(super) fn show(options: &NameOptions) -> Result<Outcome> {
    let source = Source::open(&options.graph)?;
    let node = source.find(&options.name)?;
    if options.graph.is_json() {
        return write_json(&options.graph, "nodes", &[node], &[]);
    }
    let aliases: Vec<&str> = node.aliases.iter().map(String::as_str).collect();
    let near = source.near(&node.id, &Near { limit: 0, ..Near::default() }, Proofs::Best)?;
    let relations = near.edges.len() + near.more;
    let mut out = io::stdout().lock();
    writeln!(out, "{} ({}, {})", node.name, node.entity_type.name(), node.id)?;
    writeln!(out, "named as: {}", aliases.join(", "))?;
    writeln!(out, "wikidata: {}", node.wikidata.as_deref().unwrap_or("unknown"))?;
    writeln!(out, "{} mentions in {} documents, {relations} relations", node.mentions, node.documents)?;
    Ok(Outcome::Done)
}

/// Counts.
pub(super) fn stats(options: &GraphOptions) -> Result<Outcome> {
    let counts = Source::open(options)?.counts()?;
    let counts: Vec<(&str, usize)> =
        ["documents", "entities", "relations", "assertions"].into_iter().zip(counts).collect();
    if options.is_json() {
        let object: serde_json::Map<String, Value> =
            counts.iter().map(|(what, count)| ((*what).to_owned(), json!(count))).collect();
        return write_json(options, "counts", &[object], &[]);
    }
    let mut out = io::stdout().lock();
    for (what, count) in counts {
        writeln!(out, "{count} {what}")?;
    }
    Ok(Outcome::Done)
}
