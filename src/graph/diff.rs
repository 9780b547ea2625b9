//! How two graphs differ: entities and relations that are new, gone or changed, and entities that became one.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Value, json};

use crate::gazetteer::EntityType;
use crate::graph::{Edge, Graph, Node, StatusCounts};

/// All differences, each list by id.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Diff {
    /// Of entities.
    pub entities: Changes<EntityRow>,
    /// Of relations.
    pub relations: Changes<RelationRow>,
    /// Entities that are gone and whose names another one has now.
    pub merges: Vec<Merged>,
}

/// What came, went and changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changes<T> {
    /// Only in the new graph.
    pub new: Vec<T>,
    /// Only in the old graph.
    pub gone: Vec<T>,
    /// In both, with other values.
    pub changed: Vec<Changed>,
}

impl<T> Default for Changes<T> {
    fn default() -> Self {
        Self { new: Vec::new(), gone: Vec::new(), changed: Vec::new() }
    }
}

/// An entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntityRow {
    /// `type/slug`.
    pub id: String,
    /// What it is.
    #[serde(rename = "type")]
    pub entity_type: EntityType,
    /// The name shown.
    pub name: String,
    /// How often it is named.
    pub mentions: usize,
    /// In how many documents.
    pub documents: usize,
}

/// A relation without its proofs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RelationRow {
    /// `subject|relation|object`.
    pub id: String,
    /// Id of the subject.
    pub source: String,
    /// The relation.
    pub key: String,
    /// Id of the object.
    pub target: String,
    /// The words a person would read.
    pub predicate: String,
    /// Number of proofs.
    pub assertions: usize,
    /// Number of documents.
    pub documents: usize,
    /// Proofs that do not deny it, by status.
    pub status: StatusCounts,
    /// Proofs that deny it.
    pub negated: usize,
    /// First date of the documents.
    pub first: Option<String>,
    /// Last date.
    pub last: Option<String>,
}

/// What is in both graphs, but not alike.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changed {
    /// Of the entity or relation.
    pub id: String,
    /// Which values differ.
    pub changes: Vec<Change>,
}

/// A value that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// Its name in graph.json.
    pub field: &'static str,
    /// Before.
    pub old: Value,
    /// Now.
    pub new: Value,
}

/// An entity that became part of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Merged {
    /// The id that is gone.
    pub from: String,
    /// The one that has its names.
    pub into: String,
    /// These names.
    pub aliases: BTreeSet<String>,
}

impl Diff {
    /// Compares two graphs. With `since`, only relations that a document of that day or later states, in either graph, and the
    /// entities that these join.
    pub fn new(old: &Graph, new: &Graph, since: Option<&str>) -> Self {
        let recent: Option<BTreeSet<String>> = since.map(|since| {
            let both = [old, new].into_iter();
            both.flat_map(|graph| recent(graph, since)).collect()
        });
        let relations = relations(old, new, |id| recent.as_ref().is_none_or(|recent| recent.contains(id)));
        let joined: Option<BTreeSet<String>> = since.map(|_| joined(&relations));
        let is_in = |id: &str| joined.as_ref().is_none_or(|joined| joined.contains(id));
        let entities = entities(old, new, is_in);
        let merges = entities.gone.iter().filter_map(|gone| merged(old.node(&gone.id)?, old, new)).collect();
        Self { entities, relations, merges }
    }

    /// Says whether nothing differs.
    pub fn is_empty(&self) -> bool {
        fn none<T>(changes: &Changes<T>) -> bool {
            changes.new.is_empty() && changes.gone.is_empty() && changes.changed.is_empty()
        }
        none(&self.entities) && none(&self.relations)
    }
}

/// Ids of the relations that a document of a day or later states.
fn recent<'g>(graph: &'g Graph, since: &'g str) -> impl Iterator<Item = String> + 'g {
    let late = |d: &&crate::graph::DocumentNode| d.date.as_deref().is_some_and(|date| date >= since);
    let documents: BTreeSet<&str> = graph.documents.iter().filter(late).map(|d| d.id.as_str()).collect();
    let is_late = move |edge: &&Edge| edge.evidence.iter().any(|proof| documents.contains(proof.document.as_str()));
    graph.edges.iter().filter(is_late).map(Edge::id)
}

fn joined(relations: &Changes<RelationRow>) -> BTreeSet<String> {
    let whole = relations.new.iter().chain(&relations.gone).map(|row| row.id.as_str());
    let ids = whole.chain(relations.changed.iter().map(|changed| changed.id.as_str()));
    ids.flat_map(|id| [id.split('|').next(), id.rsplit('|').next()]).flatten().map(str::to_owned).collect()
}

fn entities(old: &Graph, new: &Graph, is_in: impl Fn(&str) -> bool) -> Changes<EntityRow> {
    let row = |node: &Node| EntityRow {
        id: node.id.clone(),
        entity_type: node.entity_type,
        name: node.name.clone(),
        mentions: node.mentions,
        documents: node.documents,
    };
    let values = |node: &Node| {
        [
            ("type", json!(node.entity_type)),
            ("name", json!(node.name)),
            ("wikidata", json!(node.wikidata)),
            ("mentions", json!(node.mentions)),
            ("documents", json!(node.documents)),
        ]
    };
    let by_id = |graph: &'_ Graph| -> BTreeMap<String, usize> {
        let all = graph.nodes.iter().enumerate().filter(|(_, node)| is_in(&node.id));
        all.map(|(at, node)| (node.id.clone(), at)).collect()
    };
    compare(
        &by_id(old),
        &by_id(new),
        |at| row(&old.nodes[at]),
        |at| row(&new.nodes[at]),
        |a, b| changes(values(&old.nodes[a]), values(&new.nodes[b])),
    )
}

fn relations(old: &Graph, new: &Graph, is_in: impl Fn(&str) -> bool) -> Changes<RelationRow> {
    let by_id = |graph: &'_ Graph| -> BTreeMap<String, usize> {
        let all = graph.edges.iter().enumerate().map(|(at, edge)| (edge.id(), at));
        all.filter(|(id, _)| is_in(id)).collect()
    };
    compare(
        &by_id(old),
        &by_id(new),
        |at| relation(&old.edges[at]),
        |at| relation(&new.edges[at]),
        |a, b| changes(counted(&old.edges[a]), counted(&new.edges[b])),
    )
}

fn relation(edge: &Edge) -> RelationRow {
    RelationRow {
        id: edge.id(),
        source: edge.source.clone(),
        key: edge.key.clone(),
        target: edge.target.clone(),
        predicate: edge.predicate.clone(),
        assertions: edge.assertions,
        documents: edge.documents,
        status: edge.status,
        negated: edge.negated,
        first: edge.first.clone(),
        last: edge.last.clone(),
    }
}

fn counted(edge: &Edge) -> [(&'static str, Value); 11] {
    let [asserted, reported, planned, requested, hypothetical] =
        edge.status.named().map(|(name, count)| (name, json!(count)));
    [
        ("assertions", json!(edge.assertions)),
        ("documents", json!(edge.documents)),
        ("n_sources", json!(edge.n_sources)),
        asserted,
        reported,
        planned,
        requested,
        hypothetical,
        ("negated", json!(edge.negated)),
        ("first", json!(edge.first)),
        ("last", json!(edge.last)),
    ]
}

fn changes<const N: usize>(old: [(&'static str, Value); N], new: [(&'static str, Value); N]) -> Vec<Change> {
    let pairs = old.into_iter().zip(new).filter(|((_, old), (_, new))| old != new);
    pairs.map(|((field, old), (_, new))| Change { field, old, new }).collect()
}

fn compare<T>(
    old: &BTreeMap<String, usize>,
    new: &BTreeMap<String, usize>,
    old_row: impl Fn(usize) -> T,
    new_row: impl Fn(usize) -> T,
    changes: impl Fn(usize, usize) -> Vec<Change>,
) -> Changes<T> {
    let mut all = Changes::default();
    for (id, at) in old {
        match new.get(id) {
            None => all.gone.push(old_row(*at)),
            Some(other) => {
                let changes = changes(*at, *other);
                if !changes.is_empty() {
                    all.changed.push(Changed { id: id.clone(), changes });
                }
            }
        }
    }
    all.new.extend(new.iter().filter(|(id, _)| !old.contains_key(*id)).map(|(_, at)| new_row(*at)));
    all
}

/// The entity that has all names of one that is gone, and had not before. Pronouns and the like are names of many: those do not count.
fn merged(gone: &Node, old: &Graph, new: &Graph) -> Option<Merged> {
    let names: BTreeSet<&String> =
        gone.aliases.iter().filter(|alias| alias.chars().next().is_some_and(char::is_uppercase)).collect();
    let has_all = |node: &&Node| !names.is_empty() && names.iter().all(|name| node.aliases.contains(*name));
    let had_not = |node: &&Node| old.node(&node.id).is_none_or(|before| !has_all(&before));
    let fitting = new.nodes.iter().filter(|node| node.id != gone.id && has_all(node) && had_not(node));
    let into = fitting.max_by(|a, b| a.mentions.cmp(&b.mentions).then_with(|| b.id.cmp(&a.id)))?;
    Some(Merged { from: gone.id.clone(), into: into.id.clone(), aliases: names.into_iter().cloned().collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(id: &str, name: &str, aliases: &[&str], mentions: usize) -> Node {
        let aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
        let (id, name) = (id.to_owned(), name.to_owned());
        Node { id, entity_type: EntityType::Person, name, aliases, wikidata: None, mentions, documents: 1 }
    }

    #[test]
    fn a_merge_is_told_by_the_names() {
        let old =
            [node("person/berg", "Berg", &["Berg", "he"], 2), node("person/jon-berg", "Jon Berg", &["Jon Berg"], 1)];
        let new = [node("person/jon-berg", "Jon Berg", &["Berg", "Jon Berg", "he"], 3)];
        let graph = |nodes: &[Node]| Graph { nodes: nodes.to_vec(), ..Graph::default() };
        let diff = Diff::new(&graph(&old), &graph(&new), None);
        let [merged] = &diff.merges[..] else { panic!("{:?}", diff.merges) };
        assert_eq!((merged.from.as_str(), merged.into.as_str()), ("person/berg", "person/jon-berg"));
        assert_eq!((diff.entities.gone.len(), diff.entities.changed[0].changes[0].field), (1, "mentions"));
        assert!(Diff::new(&graph(&new), &graph(&new), None).is_empty());
        assert!(Diff::new(&graph(&new), &graph(&old), None).merges.is_empty());
        assert!(Diff::new(&graph(&old), &graph(&new), Some("2022-01-01")).is_empty());
    }
}
