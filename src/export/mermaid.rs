//! A Mermaid flowchart, for Markdown. Nodes are numbered, so that no name is a word of the language.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use crate::export::Losses;
use crate::gazetteer::EntityType;
use crate::graph::{Edge, Graph};

/// Mermaid draws no more, and a file may not raise it.
const MOST_EDGES: usize = 500;

/// Writes the relations of most proofs, and the entities they link.
///
/// # Errors
/// If the writer fails.
pub fn write(graph: &Graph, out: &mut dyn Write) -> io::Result<Losses> {
    let mut edges: Vec<(usize, &Edge)> = graph.edges.iter().enumerate().collect();
    edges.sort_by_key(|(at, edge)| (Reverse(edge.assertions), *at));
    edges.truncate(MOST_EDGES);
    edges.sort_by_key(|(at, _)| *at);
    let edges: Vec<&Edge> = edges.into_iter().map(|(_, edge)| edge).collect();
    let linked = edges.iter().flat_map(|edge| [edge.source.as_str(), edge.target.as_str()]);
    let mut number: BTreeMap<&str, usize> = linked.map(|id| (id, 0)).collect();
    number.values_mut().enumerate().for_each(|(at, own)| *own = at);
    writeln!(out, "flowchart LR")?;
    for (id, own) in &number {
        let node = graph.node(id);
        let name = quoted(node.map_or(id, |node| &node.name));
        let (left, right) = shape(node.map_or(EntityType::Other, |node| node.entity_type));
        writeln!(out, "  n{own}{left}{name}{right}")?;
    }
    for edge in &edges {
        let line = match (edge.is_denied(), edge.stated()) {
            (true, _) => "-. not:",
            (false, 0) => "-.",
            _ => "--",
        };
        let (line, not) = line.split_once(' ').unwrap_or((line, ""));
        let words = quoted(format!("{not} {}", edge.predicate).trim());
        let arrow = if line == "--" { "-->" } else { ".->" };
        writeln!(out, "  n{} {line} {words} {arrow} n{}", number[edge.source.as_str()], number[edge.target.as_str()])?;
    }
    let mut losses = vec!["names and relations only: no evidence, counts or dates"];
    losses.extend((graph.edges.len() > edges.len()).then_some("Mermaid draws 500 relations: those of most proofs"));
    losses
        .extend((graph.nodes.len() > number.len()).then_some("entities without a relation that is drawn are left out"));
    Ok(losses)
}

fn shape(entity_type: EntityType) -> (&'static str, &'static str) {
    match entity_type {
        EntityType::Person => ("([", "])"),
        EntityType::Organisation => ("[", "]"),
        EntityType::Country => ("{{", "}}"),
        EntityType::City | EntityType::Region => ("(", ")"),
        EntityType::Group | EntityType::Other => ("[[", "]]"),
    }
}

/// A text in quotation marks: what means something to Mermaid, Markdown or HTML goes as a code, `#34;`.
fn quoted(words: &str) -> String {
    let mut out = String::from("\"");
    for c in words.chars() {
        match c {
            c if c.is_control() => out.push(' '),
            c if c.is_ascii_punctuation() && !",.'-".contains(c) => {
                let _ = write!(out, "#{};", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
