//! Documents into one graph. They are taken in the order of their ids, so that no other order shows.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::copies::near_copies;
use crate::graph::{Contribution, DocumentNode, Edge, Graph, Node, Proof, StatusCounts};
use crate::relation::{Assertion, Polarity, plover};
use crate::span::{OffsetUnit, Offsets, Span};

/// Merges documents into a graph.
pub fn merge(contributions: &[Contribution<'_>]) -> Graph {
    let mut ordered: Vec<&Contribution<'_>> = contributions.iter().collect();
    ordered.sort_by(|a, b| a.document.id.cmp(&b.document.id));
    let (mut nodes, mut edges) = (BTreeMap::new(), BTreeMap::new());
    let mut first_of: BTreeMap<&str, &str> = BTreeMap::new();
    let (mut documents, mut originals) = (Vec::new(), Vec::new());
    for contribution in ordered {
        let document = contribution.document;
        let original = *first_of.entry(&document.hash).or_insert(&document.id);
        let duplicate_of = (original != document.id).then(|| original.to_owned());
        if duplicate_of.is_none() {
            add_nodes(contribution, &mut nodes);
            add_edges(contribution, &mut edges);
            originals.push(contribution);
        }
        documents.push(document_node(contribution, duplicate_of));
    }
    mark_near_copies(&originals, &mut documents);
    let mut edges: Vec<Edge> = edges.into_values().collect();
    let texts = Texts::new(&documents);
    for edge in &mut edges {
        texts.count(edge);
    }
    Graph { documents, nodes: nodes.into_values().collect(), edges }
}

fn mark_near_copies(originals: &[&Contribution<'_>], documents: &mut [DocumentNode]) {
    let copied = near_copies(originals);
    let id = |at: usize| originals[at].document.id.clone();
    let mut of: BTreeMap<String, String> =
        copied.iter().enumerate().filter_map(|(at, original)| Some((id(at), id((*original)?)))).collect();
    for document in documents {
        document.near_copy_of = of.remove(&document.id);
    }
}

/// What counting needs of the documents.
pub(super) struct Texts<'a>(BTreeMap<&'a str, &'a DocumentNode>);

impl<'a> Texts<'a> {
    pub(super) fn new(documents: &'a [DocumentNode]) -> Self {
        Self(documents.iter().map(|document| (document.id.as_str(), document)).collect())
    }

    /// Puts the proofs of an edge in order and counts them.
    pub(super) fn count(&self, edge: &mut Edge) {
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
        near_copy_of: None,
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
    let offsets = Offsets::new(&contribution.document.text, OffsetUnit::CodePoints);
    let id = |entity: usize| contribution.identity.entities[entity].id.clone();
    for assertion in contribution.assertions.iter().filter(|a| a.subject != a.object) {
        let (source, target) = (id(assertion.subject), id(assertion.object));
        let key = (source.clone(), assertion.relation.clone(), target.clone());
        let edge = edges.entry(key).or_insert_with(|| Edge {
            source,
            target,
            key: assertion.relation.clone(),
            open: assertion.open,
            predicate: assertion.predicate.clone(),
            plover: plover::of_relation(&assertion.relation).map(str::to_owned),
            assertions: 0,
            documents: 0,
            n_sources: 0,
            status: StatusCounts::default(),
            negated: 0,
            first: None,
            last: None,
            evidence: Vec::new(),
        });
        edge.evidence.push(proof(contribution, assertion, &offsets));
    }
}

fn proof(contribution: &Contribution<'_>, assertion: &Assertion, offsets: &Offsets) -> Proof {
    let text = &contribution.document.text;
    let id = |entity: usize| contribution.identity.entities[entity].id.clone();
    let place = |span: Span| offsets.pair(text, span);
    let quote = assertion.evidence.sentence.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let own = plover::of_relation(&assertion.relation);
    Proof {
        document: contribution.document.id.clone(),
        sentence: place(assertion.evidence.sentence),
        subject: place(assertion.evidence.subject),
        trigger: place(assertion.evidence.trigger),
        object: place(assertion.evidence.object),
        quote,
        polarity: assertion.polarity,
        status: assertion.status,
        source: assertion.source.map(id),
        time: assertion.time.clone(),
        place: assertion.place.map(id),
        role: assertion.role.clone(),
        plover: plover::class(own, assertion.status, assertion.polarity),
        score: (f64::from(assertion.score) * 100.0).round() / 100.0,
        rule: assertion.rule.clone(),
    }
}
