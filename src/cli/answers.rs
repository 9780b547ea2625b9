//! How answers look: tables and lines for people, JSON for programs.

use std::io::{self, Write};

use anyhow::Result;
use comfy_table::{ContentArrangement, Table};
use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::Outcome;
use crate::cli::failure::note;
use crate::cli::graph_args::GraphOptions;
use crate::graph::{Edge, Proof, SCHEMA_VERSION};
use crate::query::Part;
use crate::relation::{Polarity, Status};

impl GraphOptions {
    /// Says whether programs read the answer.
    pub(super) fn is_json(&self) -> bool {
        self.json || self.jsonl
    }
}

/// One object with a list and other fields, or with --jsonl one line an item.
pub(super) fn write_json<T: Serialize>(
    options: &GraphOptions,
    what: &str,
    items: &[T],
    others: &[(&str, Value)],
) -> Result<Outcome> {
    let mut out = io::stdout().lock();
    if options.jsonl {
        for item in items {
            serde_json::to_writer(&mut out, item)?;
            writeln!(out)?;
        }
    } else {
        let mut object = json!({"schema_version": SCHEMA_VERSION, what: items});
        for (name, value) in others {
            object[*name] = value.clone();
        }
        serde_json::to_writer(&mut out, &object)?;
        writeln!(out)?;
    }
    Ok(if items.is_empty() { Outcome::Nothing } else { Outcome::Done })
}

/// Edges with their best proofs; how many more there are is said where --json does not say it.
pub(super) fn write_part(part: &Part, options: &GraphOptions) -> Result<Outcome> {
    let outcome = if options.is_json() {
        write_json(options, "edges", &part.edges, &[("more", json!(part.more)), ("cut", json!(part.is_cut))])?
    } else if part.edges.is_empty() {
        note("nothing fits");
        Outcome::Nothing
    } else {
        writeln!(io::stdout().lock(), "{}", edge_table(part, &part.edges))?;
        Outcome::Done
    };
    say_more(part.more, "relations", options);
    Ok(outcome)
}

/// Says how many more there are, unless the JSON object does.
pub(super) fn say_more(more: usize, what: &str, options: &GraphOptions) {
    if more > 0 && !options.json {
        note(&format!("{more} {what} more; --limit shows more of them"));
    }
}

pub(super) fn edge_table(part: &Part, edges: &[Edge]) -> Table {
    let rows = edges.iter().map(|edge| {
        let proof = edge.best_proof().map(|proof| proof_line(part, proof)).unwrap_or_default();
        vec![
            part.name(&edge.source).to_owned(),
            predicate(edge),
            part.name(&edge.target).to_owned(),
            counts(edge),
            proof,
        ]
    });
    table(&["subject", "relation", "object", "proofs", "proof"], rows)
}

pub(super) fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Table {
    let mut table = Table::new();
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header.to_vec());
    for row in rows {
        table.add_row(row);
    }
    table
}

pub(super) fn predicate(edge: &Edge) -> String {
    let not = if edge.is_denied() { "not: " } else { "" };
    format!("{not}{}", edge.predicate)
}

/// "3 asserted, 1 denied in 3 documents of 2 sources".
pub(super) fn counts(edge: &Edge) -> String {
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
pub(super) fn proof_line(part: &Part, proof: &Proof) -> String {
    let mut marks: Vec<String> = Vec::new();
    let by = proof.source.as_ref().map(|source| format!(" by {}", part.name(source))).unwrap_or_default();
    if proof.status != Status::Asserted || !by.is_empty() {
        marks.push(format!("{}{by}", proof.status.name()));
    }
    marks.extend((proof.polarity == Polarity::Negated).then(|| "denied".to_owned()));
    marks.extend(proof.role.as_ref().map(|role| format!("as {role}")));
    marks.extend(proof.time.clone());
    marks.extend(proof.place.as_ref().map(|place| format!("in {}", part.name(place))));
    let mark = if marks.is_empty() { String::new() } else { format!(" ({})", marks.join(", ")) };
    format!("{}: “{}”{mark}", proof.document, plain(&proof.quote))
}

/// Words without what would move a terminal's cursor.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}
