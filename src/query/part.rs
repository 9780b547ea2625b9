//! What answers are made of: some edges in their order, with all that they speak of.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{DocumentNode, Edge, Graph};
use crate::query::compare;

/// Some edges of a graph with the entities and documents that they name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Part {
    /// Names by id of the entities at the ends of the edges, and of those that their proofs name.
    pub names: BTreeMap<String, String>,
    /// The documents of their proofs, by id.
    pub documents: Vec<DocumentNode>,
    /// The edges in the order of the answer.
    pub edges: Vec<Edge>,
    /// How many edges more there are.
    pub more: usize,
    /// Some entities were not followed: there may be still more.
    pub is_cut: bool,
}

impl Part {
    /// Returns edges of a graph as an answer.
    pub fn of(graph: &Graph, edges: &[&Edge]) -> Self {
        let edges: Vec<Edge> = edges.iter().map(|edge| (*edge).clone()).collect();
        let entities = entities_of(&edges);
        let names =
            entities.iter().filter_map(|id| graph.node(id)).map(|node| (node.id.clone(), node.name.clone())).collect();
        let of_proofs = documents_of(&edges);
        let documents = graph.documents.iter().filter(|d| of_proofs.contains(d.id.as_str())).cloned().collect();
        Self { names, documents, edges, more: 0, is_cut: false }
    }

    /// Puts the edges in their order and keeps the first `limit`; the others are counted.
    #[must_use]
    pub fn ranked(mut self, limit: usize) -> Self {
        self.edges.sort_by(compare);
        self.more += self.edges.len().saturating_sub(limit);
        self.edges.truncate(limit);
        self
    }

    /// Adds another part; edges that are there already are not added twice.
    pub fn extend(&mut self, other: Self) {
        let known: BTreeSet<String> = self.edges.iter().map(Edge::id).collect();
        self.edges.extend(other.edges.into_iter().filter(|edge| !known.contains(&edge.id())));
        self.names.extend(other.names);
        self.documents.extend(other.documents);
        self.documents.sort_by(|a, b| a.id.cmp(&b.id));
        self.documents.dedup_by(|a, b| a.id == b.id);
    }

    /// Returns a document by its id.
    pub fn document(&self, id: &str) -> Option<&DocumentNode> {
        let found = self.documents.binary_search_by(|document| document.id.as_str().cmp(id));
        found.ok().map(|at| &self.documents[at])
    }

    /// Returns the name of an entity; its id if it is not in this part.
    pub fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.names.get(id).map_or(id, String::as_str)
    }
}

/// Ids of the ends of edges, and of those that their proofs name.
pub(crate) fn entities_of(edges: &[Edge]) -> BTreeSet<&str> {
    let ends = edges.iter().flat_map(|edge| [edge.source.as_str(), edge.target.as_str()]);
    let named = edges
        .iter()
        .flat_map(|edge| &edge.evidence)
        .flat_map(|p| p.source.as_deref().into_iter().chain(p.place.as_deref()));
    ends.chain(named).collect()
}

/// Ids of the documents of the proofs of edges.
pub(crate) fn documents_of(edges: &[Edge]) -> BTreeSet<&str> {
    edges.iter().flat_map(|edge| &edge.evidence).map(|proof| proof.document.as_str()).collect()
}
