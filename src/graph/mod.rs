//! The graph: entities as nodes, one edge for each (subject, relation, object) with all its evidence. The order in which
//! documents come does not show.

mod file;

use std::collections::{BTreeMap, BTreeSet};

use petgraph::graph::{DiGraph, NodeIndex};
use serde::{Deserialize, Serialize};

pub use file::{GraphError, LinksKey, SCHEMA_VERSION, read, write};

use crate::entity::Identity;
use crate::gazetteer::EntityType;
use crate::input::Document;
use crate::mention::Mention;
use crate::relation::{Assertion, Polarity, Status};
use crate::span::{OffsetUnit, Offsets};
use crate::text::Layout;

/// What one document brings.
#[derive(Debug, Clone, Copy)]
pub struct Contribution<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its title and language.
    pub layout: &'a Layout,
    /// Its mentions.
    pub mentions: &'a [Mention],
    /// What they name.
    pub identity: &'a Identity,
    /// What it states.
    pub assertions: &'a [Assertion],
}

/// A document in the graph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentNode {
    /// Its id.
    pub id: String,
    /// Its headline.
    pub title: Option<String>,
    /// ISO 8601.
    pub date: Option<String>,
    /// Publisher.
    pub source: Option<String>,
    /// Content hash.
    pub hash: String,
    /// ISO 639-3.
    pub language: Option<String>,
    /// The first document of the same text, if there is one: its evidence counts, this one's does not.
    pub duplicate_of: Option<String>,
}

/// An entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// `type/slug`.
    pub id: String,
    /// What it is.
    #[serde(rename = "type")]
    pub entity_type: EntityType,
    /// The name shown.
    pub name: String,
    /// Forms seen, sorted.
    pub aliases: BTreeSet<String>,
    /// Wikidata id.
    pub wikidata: Option<String>,
    /// How often it is named.
    pub mentions: usize,
    /// In how many documents.
    pub documents: usize,
}

/// A relation between two entities, with its proofs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edge {
    /// Id of the subject.
    pub source: String,
    /// Id of the object.
    pub target: String,
    /// The relation: tells parallel edges apart.
    pub key: String,
    /// The words a person would read.
    pub predicate: String,
    /// PLOVER class.
    pub plover: Option<String>,
    /// Number of proofs.
    pub assertions: usize,
    /// Number of documents that hold them.
    pub documents: usize,
    /// Number of proofs that deny it.
    pub negated: usize,
    /// First and last date of the documents.
    pub first: Option<String>,
    /// Last date.
    pub last: Option<String>,
    /// All proofs, by document and place.
    pub evidence: Vec<Proof>,
}

/// One proof: a sentence and the places in it. Offsets are code points of the document, half-open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proof {
    /// Id of the document.
    pub document: String,
    /// Place of the sentence.
    pub sentence: [u32; 2],
    /// Place of the subject.
    pub subject: [u32; 2],
    /// Place of the trigger.
    pub trigger: [u32; 2],
    /// Place of the object.
    pub object: [u32; 2],
    /// The sentence.
    pub quote: String,
    /// Stated or denied.
    pub polarity: Polarity,
    /// How firmly.
    pub status: Status,
    /// 0 to 1, two digits.
    pub score: f64,
    /// The rule.
    pub rule: String,
}

/// All of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Graph {
    /// By id.
    pub documents: Vec<DocumentNode>,
    /// By id.
    pub nodes: Vec<Node>,
    /// By subject, relation, object.
    pub edges: Vec<Edge>,
}

/// Merges documents into a graph.
pub fn merge(contributions: &[Contribution<'_>]) -> Graph {
    let mut ordered: Vec<&Contribution<'_>> = contributions.iter().collect();
    ordered.sort_by(|a, b| a.document.id.cmp(&b.document.id));
    let (mut nodes, mut edges) = (BTreeMap::new(), BTreeMap::new());
    let mut first_of: BTreeMap<&str, &str> = BTreeMap::new();
    let mut documents = Vec::new();
    for contribution in ordered {
        let document = contribution.document;
        let original = *first_of.entry(&document.hash).or_insert(&document.id);
        let duplicate_of = (original != document.id).then(|| original.to_owned());
        if duplicate_of.is_none() {
            add_nodes(contribution, &mut nodes);
            add_edges(contribution, &mut edges);
        }
        documents.push(document_node(contribution, duplicate_of));
    }
    let edges = edges.into_values().map(finish).collect();
    Graph { documents, nodes: nodes.into_values().collect(), edges }
}

fn document_node(contribution: &Contribution<'_>, duplicate_of: Option<String>) -> DocumentNode {
    let document = contribution.document;
    let found = contribution.layout.title.map(|span| span.of(&document.text).to_owned());
    DocumentNode {
        id: document.id.clone(),
        title: document.title.clone().or(found),
        date: contribution.layout.date.clone(),
        source: document.source.clone(),
        hash: document.hash.clone(),
        language: contribution.layout.language.map(str::to_owned),
        duplicate_of,
    }
}

fn add_nodes(contribution: &Contribution<'_>, nodes: &mut BTreeMap<String, Node>) {
    let identity = contribution.identity;
    for (index, entity) in identity.entities.iter().enumerate() {
        let node = nodes.entry(entity.id.clone()).or_insert_with(|| Node {
            id: entity.id.clone(),
            entity_type: entity.entity_type,
            name: entity.name.clone(),
            aliases: BTreeSet::new(),
            wikidata: entity.wikidata.clone(),
            mentions: 0,
            documents: 0,
        });
        // The longer name is shown, of equal ones the first in byte order: no order of documents shows.
        if (std::cmp::Reverse(entity.name.len()), &entity.name) < (std::cmp::Reverse(node.name.len()), &node.name) {
            node.name.clone_from(&entity.name);
        }
        node.documents += 1;
        let own = contribution.mentions.iter().zip(&identity.links).filter(|(_, link)| link.entity == index);
        for (mention, _) in own {
            let words = mention.span.of(&contribution.document.text);
            node.mentions += 1;
            node.aliases.insert(words.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
}

fn add_edges(contribution: &Contribution<'_>, edges: &mut BTreeMap<(String, String, String), Edge>) {
    let text = &contribution.document.text;
    let offsets = Offsets::new(text, OffsetUnit::CodePoints);
    let id = |entity: usize| contribution.identity.entities[entity].id.clone();
    for assertion in contribution.assertions.iter().filter(|a| a.subject != a.object) {
        let (source, target) = (id(assertion.subject), id(assertion.object));
        let key = (source.clone(), assertion.relation.clone(), target.clone());
        let edge = edges.entry(key).or_insert_with(|| Edge {
            source,
            target,
            key: assertion.relation.clone(),
            predicate: assertion.predicate.clone(),
            plover: assertion.plover.clone(),
            assertions: 0,
            documents: 0,
            negated: 0,
            first: None,
            last: None,
            evidence: Vec::new(),
        });
        let date = contribution.layout.date.as_deref();
        if let Some(date) = date {
            edge.first = edge.first.take().map_or(Some(date.to_owned()), |d| Some(d.min(date.to_owned())));
            edge.last = edge.last.take().map_or(Some(date.to_owned()), |d| Some(d.max(date.to_owned())));
        }
        let place = |span| offsets.pair(text, span);
        let quote = assertion.evidence.sentence.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
        edge.evidence.push(Proof {
            document: contribution.document.id.clone(),
            sentence: place(assertion.evidence.sentence),
            subject: place(assertion.evidence.subject),
            trigger: place(assertion.evidence.trigger),
            object: place(assertion.evidence.object),
            quote,
            polarity: assertion.polarity,
            status: assertion.status,
            score: (f64::from(assertion.score) * 100.0).round() / 100.0,
            rule: assertion.rule.clone(),
        });
    }
}

fn finish(mut edge: Edge) -> Edge {
    edge.evidence.sort_by(|a, b| {
        (&a.document, a.sentence, a.trigger, a.subject, a.object).cmp(&(
            &b.document,
            b.sentence,
            b.trigger,
            b.subject,
            b.object,
        ))
    });
    let documents: BTreeSet<&str> = edge.evidence.iter().map(|p| p.document.as_str()).collect();
    edge.documents = documents.len();
    edge.assertions = edge.evidence.len();
    edge.negated = edge.evidence.iter().filter(|p| p.polarity == Polarity::Negated).count();
    edge
}

impl Graph {
    /// The petgraph form: nodes in the order of ids, edges weighted by their index.
    pub(crate) fn indexed(&self) -> (DiGraph<(), usize>, BTreeMap<&str, NodeIndex>) {
        let mut graph = DiGraph::with_capacity(self.nodes.len(), self.edges.len());
        let index: BTreeMap<&str, NodeIndex> = self.nodes.iter().map(|n| (n.id.as_str(), graph.add_node(()))).collect();
        for (position, edge) in self.edges.iter().enumerate() {
            if let (Some(a), Some(b)) = (index.get(edge.source.as_str()), index.get(edge.target.as_str())) {
                graph.add_edge(*a, *b, position);
            }
        }
        (graph, index)
    }

    /// Returns an entity by its id.
    pub fn node(&self, id: &str) -> Option<&Node> {
        let found = self.nodes.binary_search_by(|node| node.id.as_str().cmp(id));
        found.ok().map(|at| &self.nodes[at])
    }
}

impl Edge {
    /// Returns `subject|relation|object`: the name of the edge among all edges.
    pub fn id(&self) -> String {
        format!("{}|{}|{}", self.source, self.key, self.target)
    }

    /// Says whether every proof denies it.
    pub fn is_denied(&self) -> bool {
        self.negated == self.assertions
    }
}
