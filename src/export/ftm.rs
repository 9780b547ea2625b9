//! FollowTheMoney JSON lines, for Aleph, OpenAleph and the tools of OpenSanctions: documents as Article, what stands in them
//! as Mention and Documentation, relations as UnknownLink.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::export::{Losses, flat};
use crate::gazetteer::EntityType;
use crate::graph::{DocumentNode, Edge, Graph, Node};

/// Writes one entity a line.
///
/// # Errors
/// If the writer fails.
pub fn write(graph: &Graph, out: &mut dyn Write) -> io::Result<Losses> {
    for document in &graph.documents {
        line(out, &article(document))?;
    }
    for node in &graph.nodes {
        line(out, &entity(node))?;
    }
    for edge in &graph.edges {
        line(out, &link(edge))?;
    }
    // Who stands in which document, as far as proofs tell.
    let stands = |e: &Edge, id: &str| -> Vec<(String, String)> {
        e.evidence.iter().map(|proof| (id.to_owned(), proof.document.clone())).collect()
    };
    let pairs: BTreeSet<(String, String)> =
        graph.edges.iter().flat_map(|e| [stands(e, &e.source), stands(e, &e.target)].concat()).collect();
    for (id, document) in &pairs {
        if let Some(node) = graph.node(id) {
            line(out, &documentation(node, document))?;
            line(out, &mention(node, document))?;
        }
    }
    Ok(vec![
        "places are LegalEntity, since the model has no schema for a country",
        "spans, scores, rules and the counts of statuses are left out",
    ])
}

fn line(out: &mut dyn Write, entity: &Value) -> io::Result<()> {
    serde_json::to_writer(&mut *out, entity)?;
    out.write_all(b"\n")
}

/// Ids hold letters and digits only: Aleph makes addresses of them.
fn key(kind: &str, id: &str) -> String {
    format!("whowhom-{}", &blake3::hash(format!("{kind}\n{id}").as_bytes()).to_hex()[..32])
}

fn made(kind: &str, id: &str, schema: &str, properties: &Map<String, Value>) -> Value {
    json!({"id": key(kind, id), "schema": schema, "properties": properties})
}

fn properties<'a>(known: impl IntoIterator<Item = (&'a str, Option<&'a str>)>) -> Map<String, Value> {
    known.into_iter().filter_map(|(name, words)| Some((name.to_owned(), json!([words?])))).collect()
}

fn article(document: &DocumentNode) -> Value {
    let own = [
        ("title", document.title.as_deref()),
        ("fileName", Some(document.id.as_str())),
        ("publishedAt", document.date.as_deref()),
        ("publisher", document.source.as_deref()),
        ("language", document.language.as_deref()),
    ];
    made("document", &document.id, "Article", &properties(own))
}

fn schema(entity_type: EntityType) -> &'static str {
    match entity_type {
        EntityType::Person => "Person",
        EntityType::Organisation => "Organization",
        EntityType::Country | EntityType::City | EntityType::Region | EntityType::Group | EntityType::Other => {
            "LegalEntity"
        }
    }
}

fn entity(node: &Node) -> Value {
    let mut own = properties([
        ("name", Some(node.name.as_str())),
        ("wikidataId", node.wikidata.as_deref()),
        ("summary", Some(node.entity_type.name())),
    ]);
    let others: Vec<&String> = node.aliases.iter().filter(|alias| **alias != node.name).collect();
    if !others.is_empty() {
        own.insert("alias".to_owned(), json!(others));
    }
    made("entity", &node.id, schema(node.entity_type), &own)
}

fn link(edge: &Edge) -> Value {
    let mut own = properties([
        ("role", Some(edge.predicate.as_str())),
        ("status", Some(flat::status(edge))),
        ("recordId", Some(&edge.id())),
    ]);
    own.insert("subject".to_owned(), json!([key("entity", &edge.source)]));
    own.insert("object".to_owned(), json!([key("entity", &edge.target)]));
    let documents: BTreeSet<&str> = edge.evidence.iter().map(|proof| proof.document.as_str()).collect();
    own.insert("proof".to_owned(), documents.iter().map(|id| key("document", id)).collect());
    let quotes: BTreeSet<&str> = edge.evidence.iter().map(|proof| proof.quote.as_str()).collect();
    own.insert("summary".to_owned(), json!(quotes));
    // Weeks have no form in the model.
    let times: BTreeSet<&str> =
        edge.evidence.iter().filter_map(|p| p.time.as_deref()).filter(|time| !time.contains('W')).collect();
    if !times.is_empty() {
        own.insert("date".to_owned(), json!(times));
    }
    made("edge", &edge.id(), "UnknownLink", &own)
}

fn documentation(node: &Node, document: &str) -> Value {
    let mut own = Map::new();
    own.insert("entity".to_owned(), json!([key("entity", &node.id)]));
    own.insert("document".to_owned(), json!([key("document", document)]));
    own.insert("role".to_owned(), json!(["named in"]));
    made("documentation", &format!("{}\n{document}", node.id), "Documentation", &own)
}

fn mention(node: &Node, document: &str) -> Value {
    let mut own = properties([("name", Some(node.name.as_str())), ("detectedSchema", Some(schema(node.entity_type)))]);
    own.insert("document".to_owned(), json!([key("document", document)]));
    own.insert("resolved".to_owned(), json!([key("entity", &node.id)]));
    made("mention", &format!("{}\n{document}", node.id), "Mention", &own)
}
