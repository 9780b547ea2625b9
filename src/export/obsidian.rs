//! A vault for Obsidian: a note for each entity and each document, linked with `[[ ]]`, the quotes under each relation.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;

use serde_json::json;

use crate::export::{Folder, Losses, file_name, flat};
use crate::graph::{DocumentNode, Edge, Graph, Node};

/// Writes the vault.
///
/// # Errors
/// If the folder cannot be written.
pub fn write(graph: &Graph, folder: &mut dyn Folder) -> io::Result<Losses> {
    let mut taken = BTreeSet::new();
    let mut entities = BTreeMap::new();
    for node in &graph.nodes {
        entities.insert(node.id.as_str(), file_name::fresh("entities", &node.name, &mut taken));
    }
    let mut documents = BTreeMap::new();
    for document in &graph.documents {
        let words = document.title.as_deref().unwrap_or(&document.id);
        documents.insert(document.id.as_str(), file_name::fresh("articles", words, &mut taken));
    }
    let mut into: BTreeMap<&str, Vec<&Edge>> = BTreeMap::new();
    let mut from: BTreeMap<&str, Vec<&Edge>> = BTreeMap::new();
    let mut of: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for edge in &graph.edges {
        from.entry(&edge.source).or_default().push(edge);
        into.entry(&edge.target).or_default().push(edge);
        for proof in &edge.evidence {
            of.entry(&proof.document).or_default().extend([edge.source.as_str(), edge.target.as_str()]);
        }
    }
    let vault = Vault { entities, documents };
    for node in &graph.nodes {
        let [from, into] = [&from, &into].map(|side| side.get(node.id.as_str()).map_or(&[][..], Vec::as_slice));
        let note = vault.entity(node, from, into);
        folder.file(&format!("{}.md", vault.entities[node.id.as_str()]))?.write_all(note.as_bytes())?;
    }
    for document in &graph.documents {
        let note = vault.document(document, of.get(document.id.as_str()));
        folder.file(&format!("{}.md", vault.documents[document.id.as_str()]))?.write_all(note.as_bytes())?;
    }
    Ok(vec!["spans, scores and rules are left out"])
}

/// The notes: paths without their ending, by id.
struct Vault<'g> {
    entities: BTreeMap<&'g str, String>,
    documents: BTreeMap<&'g str, String>,
}

impl Vault<'_> {
    fn entity(&self, node: &Node, from: &[&Edge], into: &[&Edge]) -> String {
        let mut note = String::from("---\n");
        let _ = writeln!(note, "id: {}", yaml(&node.id));
        let _ = writeln!(note, "type: {}", node.entity_type.name());
        let aliases: Vec<String> = node.aliases.iter().map(|alias| yaml(alias)).collect();
        let _ = writeln!(note, "aliases: [{}]", aliases.join(", "));
        if let Some(id) = &node.wikidata {
            let _ = writeln!(note, "wikidata: {}", yaml(id));
        }
        let _ = writeln!(
            note,
            "mentions: {}\ndocuments: {}\n---\n\n# {}\n",
            node.mentions,
            node.documents,
            plain(&node.name)
        );
        for edge in from {
            let _ = writeln!(note, "- {} {} {}", plain(&edge.predicate), self.link(&edge.target), aside(edge));
            self.proofs(&mut note, edge);
        }
        for edge in into.iter().filter(|edge| edge.source != edge.target) {
            let _ = writeln!(note, "- {} {} this {}", self.link(&edge.source), plain(&edge.predicate), aside(edge));
        }
        note
    }

    fn proofs(&self, note: &mut String, edge: &Edge) {
        for proof in &edge.evidence {
            let document = self.documents.get(proof.document.as_str());
            let place = document.map_or_else(|| plain(&proof.document), |file| format!("[[{file}]]"));
            let _ = writeln!(note, "    - {}: {} ({place})", proof.status.name(), plain(&proof.quote));
        }
    }

    fn document(&self, document: &DocumentNode, entities: Option<&BTreeSet<&str>>) -> String {
        let mut note = String::from("---\n");
        let _ = writeln!(note, "id: {}", yaml(&document.id));
        for (name, words) in [("date", &document.date), ("source", &document.source), ("language", &document.language)]
        {
            if let Some(words) = words {
                let _ = writeln!(note, "{name}: {}", yaml(words));
            }
        }
        let _ = writeln!(note, "---\n\n# {}\n", plain(document.title.as_deref().unwrap_or(&document.id)));
        for id in entities.into_iter().flatten() {
            let _ = writeln!(note, "- {}", self.link(id));
        }
        note
    }

    fn link(&self, id: &str) -> String {
        self.entities.get(id).map_or_else(|| plain(id), |file| format!("[[{file}]]"))
    }
}

/// Status, counts and dates of a relation.
fn aside(edge: &Edge) -> String {
    let mut words = vec![flat::status(edge).to_owned(), format!("{} documents", edge.documents)];
    words.extend(edge.first.clone());
    words.extend(edge.last.clone().filter(|last| Some(last) != edge.first.as_ref()));
    format!("({})", words.join(", "))
}

/// A JSON string is one of YAML too, once what YAML forbids is out.
fn yaml(words: &str) -> String {
    let words: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    json!(words).to_string()
}

/// Words on one line that mean nothing to Markdown.
fn plain(words: &str) -> String {
    let mut out = String::new();
    for c in words.chars() {
        match c {
            c if c.is_control() => out.push(' '),
            c if "\\`*_{}[]<>#|~=%$".contains(c) => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}
