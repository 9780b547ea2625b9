//! Documents into one graph. They are taken in the order of their ids, so that no other order shows.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::copies::{Sketch, near_copies};
use crate::graph::{DocumentNode, Edge, Graph, Node, Proof, Record, StatusCounts};
use crate::relation::{Polarity, plover};

/// Merges documents into a graph.
pub fn merge(mut records: Vec<Record>) -> Graph {
    records.sort_by(|a, b| a.document.id.cmp(&b.document.id));
    let (mut nodes, mut edges) = (BTreeMap::new(), BTreeMap::new());
    let mut documents: Vec<DocumentNode> = records.iter().map(|record| record.document.clone()).collect();
    mark_duplicates(&mut documents);
    let mut records = records.into_iter().zip(&documents).filter(|(_, d)| d.duplicate_of.is_none()).map(|(r, _)| r);
    let originals: Vec<Record> = records.by_ref().collect();
    let sketches: Vec<&Sketch> = originals.iter().map(|record| &record.sketch).collect();
    let ids: Vec<&str> = originals.iter().map(|record| record.document.id.as_str()).collect();
    mark_near_copies(&sketches, &ids, &mut documents);
    for record in originals {
        add_nodes(&record, &mut nodes);
        add_edges(record, &mut edges);
    }
    let mut edges: Vec<Edge> = edges.into_values().collect();
    let texts = Texts::new(&documents);
    for edge in &mut edges {
        texts.count(edge);
    }
    Graph { documents, nodes: nodes.into_values().collect(), edges }
}

/// Of documents with one text the first by id counts.
fn mark_duplicates(documents: &mut [DocumentNode]) {
    let mut first_of: BTreeMap<String, String> = BTreeMap::new();
    for document in documents {
        let original = first_of.entry(document.hash.clone()).or_insert_with(|| document.id.clone());
        document.duplicate_of = (*original != document.id).then(|| original.clone());
    }
}

fn mark_near_copies(sketches: &[&Sketch], ids: &[&str], documents: &mut [DocumentNode]) {
    let copied = near_copies(sketches);
    let mut of: BTreeMap<&str, &str> =
        copied.iter().enumerate().filter_map(|(at, original)| Some((ids[at], ids[(*original)?]))).collect();
    for document in documents {
        document.near_copy_of = of.remove(document.id.as_str()).map(str::to_owned);
    }
}

/// What counting needs of the documents.
pub(crate) struct Texts<'a>(BTreeMap<&'a str, &'a DocumentNode>);

impl<'a> Texts<'a> {
    pub(crate) fn new(documents: &'a [DocumentNode]) -> Self {
        Self(documents.iter().map(|document| (document.id.as_str(), document)).collect())
    }

    pub(super) fn document(&self, id: &str) -> Option<&'a DocumentNode> {
        self.0.get(id).copied()
    }

    /// Puts the proofs of an edge in order and counts them.
    pub(crate) fn count(&self, edge: &mut Edge) {
        let place = |p: &Proof| (p.sentence, p.trigger, p.subject, p.object);
        edge.evidence.sort_by(|a, b| a.document.cmp(&b.document).then_with(|| place(a).cmp(&place(b))));
        edge.assertions = edge.evidence.len();
        edge.negated = edge.evidence.iter().filter(|p| p.polarity == Polarity::Negated).count();
        edge.status = StatusCounts::default();
        let mut sources: BTreeSet<&str> = BTreeSet::new();
        for proof in edge.evidence.iter().filter(|p| p.polarity == Polarity::Positive) {
            edge.status.add(proof.status);
            sources.insert(self.0.get(proof.document.as_str()).map_or(&proof.document, |d| d.text()));
        }
        edge.n_sources = sources.len();
        let documents: BTreeSet<&str> = edge.evidence.iter().map(|p| p.document.as_str()).collect();
        edge.documents = documents.len();
        let dates = || documents.iter().filter_map(|id| self.0.get(id)?.date.as_ref());
        (edge.first, edge.last) = (dates().min().cloned(), dates().max().cloned());
    }
}

impl DocumentNode {
    /// The id of the document whose text this one's is, nearly.
    fn text(&self) -> &str {
        self.near_copy_of.as_ref().unwrap_or(&self.id)
    }
}

fn add_nodes(record: &Record, nodes: &mut BTreeMap<String, Node>) {
    for entity in &record.entities {
        let node = nodes.entry(entity.id.clone()).or_insert_with(|| Node {
            id: entity.id.clone(),
            entity_type: entity.entity_type,
            name: entity.name.clone(),
            aliases: BTreeSet::new(),
            wikidata: None,
            mentions: 0,
            documents: 0,
        });
        if is_shown_before(&entity.name, &node.name) {
            node.name.clone_from(&entity.name);
        }
        // The least, so that no order of documents shows.
        node.wikidata = node.wikidata.take().into_iter().chain(entity.wikidata.clone()).min();
        node.documents += 1;
    }
    for mention in &record.mentions {
        if let Some(node) = nodes.get_mut(&record.entities[mention.entity].id) {
            node.mentions += 1;
            node.aliases.insert(mention.words.clone());
        }
    }
}

/// The longer name is shown, of equal ones the first in byte order: no order of documents shows.
pub(crate) fn is_shown_before(name: &str, other: &str) -> bool {
    (std::cmp::Reverse(name.len()), name) < (std::cmp::Reverse(other.len()), other)
}

fn add_edges(record: Record, edges: &mut BTreeMap<(String, String, String), Edge>) {
    let entities = record.entities;
    for assertion in record.assertions {
        let (source, target) = (&entities[assertion.subject].id, &entities[assertion.object].id);
        let key = (source.clone(), assertion.relation.clone(), target.clone());
        let edge = edges.entry(key).or_insert_with(|| Edge {
            source: source.clone(),
            target: target.clone(),
            plover: plover::of_relation(&assertion.relation).map(str::to_owned),
            key: assertion.relation,
            open: assertion.open,
            predicate: assertion.predicate,
            assertions: 0,
            documents: 0,
            n_sources: 0,
            status: StatusCounts::default(),
            negated: 0,
            first: None,
            last: None,
            evidence: Vec::new(),
        });
        edge.evidence.push(assertion.proof);
    }
}
