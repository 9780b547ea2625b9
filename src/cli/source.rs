//! Where questions are asked: a store, of which only what is wanted is read, or a graph.json, which is read whole.

use std::path::Path;

use anyhow::Result;

use crate::cli::complain;
use crate::cli::failure::Failure;
use crate::cli::graph_args::GraphOptions;
use crate::gazetteer::Gazetteer;
use crate::graph::{self, Edge, Filter, Graph, Node};
use crate::input;
use crate::query::{self, Common, Near, Network, Part};
use crate::store::{self, Proofs, Store};

/// A graph that answers.
pub(super) enum Source {
    /// The proofs that count, of those of a whole graph.
    Graph(Graph, Filter),
    /// A store, and which of its proofs count.
    Store(Box<Store>, Filter),
}

/// Reads a whole graph: a store, or the JSON that was made of one.
pub(super) fn read(path: &Path) -> Result<Graph> {
    if is_store(path) {
        return Ok(opened(path)?.graph()?);
    }
    let text = input::read_to_string(path)?;
    Ok(graph::read(&path.display().to_string(), &text)?)
}

/// Opens a store for reading, and says so if what was decided since is not in it.
pub(super) fn opened(path: &Path) -> Result<Store> {
    let store = Store::read(path)?;
    if let Some(note) = store.undecided()? {
        complain(&note);
    }
    Ok(store)
}

fn is_store(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "db")
}

/// The entity of a name in a whole graph.
pub(super) fn find<'g>(graph: &'g Graph, name: &str) -> Result<&'g Node> {
    let found = query::entities(graph, name, Gazetteer::builtin);
    match found.as_slice() {
        [one] => Ok(one),
        several => {
            let near = query::suggestions(graph, name);
            Err(unclear(name, several, &near).into())
        }
    }
}

/// A name that means nothing is met with suggestions; if it means several, they are listed for the user to choose from.
fn unclear(name: &str, found: &[&Node], near: &[&str]) -> Failure {
    if found.is_empty() {
        let fix = (!near.is_empty()).then(|| format!("did you mean {}?", near.join(", ")));
        return Failure { code: "no_entity", message: format!("no entity \"{name}\""), fix, exit: 1 };
    }
    let line = |n: &&Node| format!("  {}  ({}, {} mentions)", n.id, n.name, n.mentions);
    let lines: Vec<String> = found.iter().map(line).collect();
    let fix = format!("say which by its id:\n{}", lines.join("\n"));
    Failure { code: "several_entities", message: format!("\"{name}\" may be one of these"), fix: Some(fix), exit: 2 }
}

impl Source {
    pub(super) fn open(options: &GraphOptions) -> Result<Self> {
        let filter = options.filter.filter();
        if is_store(&options.graph) {
            return Ok(Self::Store(Box::new(opened(&options.graph)?), filter));
        }
        Ok(Self::Graph(read(&options.graph)?.filtered(&filter), filter))
    }

    /// The entity of a name.
    pub(super) fn find(&self, name: &str) -> Result<Node> {
        match self {
            Self::Graph(graph, _) => find(graph, name).cloned(),
            Self::Store(store, _) => {
                let mut found = store.entities(name, Gazetteer::builtin)?;
                if found.len() == 1 {
                    return Ok(found.swap_remove(0));
                }
                let near = if found.is_empty() { store.suggestions(name)? } else { Vec::new() };
                let near: Vec<&str> = near.iter().map(String::as_str).collect();
                Err(unclear(name, &found.iter().collect::<Vec<_>>(), &near).into())
            }
        }
    }

    /// Entities by their ids.
    pub(super) fn nodes(&self, ids: &[&str]) -> Result<Vec<Node>> {
        Ok(match self {
            Self::Graph(graph, _) => ids.iter().filter_map(|id| graph.node(id)).cloned().collect(),
            Self::Store(store, _) => store.nodes_by_id(ids)?,
        })
    }

    pub(super) fn near(&self, id: &str, near: &Near, proofs: Proofs) -> Result<Part> {
        Ok(match self {
            Self::Graph(graph, _) => query::near(graph, id, near),
            Self::Store(store, filter) => store.near(id, near, filter, proofs)?,
        })
    }

    pub(super) fn between(&self, a: &str, b: &str) -> Result<Part> {
        Ok(match self {
            Self::Graph(graph, _) => Part::of(graph, &query::between(graph, a, b)),
            Self::Store(store, filter) => store.between(a, b, filter)?,
        })
    }

    /// The edge of an id, SUBJECT-ID|RELATION|OBJECT-ID; nothing if there is none.
    pub(super) fn edge(&self, id: &str) -> Result<Part> {
        let parts: Vec<&str> = id.split('|').collect();
        Ok(match (self, parts.as_slice()) {
            (Self::Graph(graph, _), _) => {
                Part::of(graph, &graph.edges.iter().filter(|e| e.id() == id).collect::<Vec<_>>())
            }
            (Self::Store(store, filter), [source, key, target]) => store.edge(source, key, target, filter)?,
            (Self::Store(..), _) => Part::default(),
        })
    }

    pub(super) fn search(&self, words: &str, limit: usize) -> Result<store::Found> {
        Ok(match self {
            Self::Graph(graph, _) => {
                let found = query::search(graph, words);
                let nodes: Vec<Node> = found.nodes.iter().take(limit).map(|node| (*node).clone()).collect();
                let shown = &found.edges[..limit.min(found.edges.len())];
                let part = Part { more: found.edges.len() - shown.len(), ..Part::of(graph, shown) };
                store::Found { more_nodes: found.nodes.len() - nodes.len(), nodes, part }
            }
            Self::Store(store, filter) => store.search(words, limit, filter)?,
        })
    }

    pub(super) fn common(&self, a: &str, b: &str, near: &Near) -> Result<Vec<Common>> {
        Ok(match self {
            Self::Graph(graph, filter) => query::common_in(graph, a, b, near, filter.negated),
            Self::Store(store, filter) => store.common(a, b, near, filter)?,
        })
    }

    pub(super) fn contradictions(&self, id: Option<&str>, limit: usize) -> Result<Part> {
        Ok(match self {
            Self::Graph(graph, _) => Part::of(graph, &query::contradictions(graph, id)).ranked(limit),
            Self::Store(store, filter) => store.contradictions(id, limit, filter)?,
        })
    }

    /// All links. What is only denied is none, unless the filter asks for it.
    pub(super) fn network(&self, relations: &[String]) -> Result<Network> {
        Ok(match self {
            Self::Graph(graph, filter) => {
                let is_wanted = |edge: &Edge| relations.is_empty() || relations.contains(&edge.key);
                Network::of(graph, |edge| is_wanted(edge) && (filter.negated || !edge.is_denied()))
            }
            Self::Store(store, filter) => store.network(relations, filter)?,
        })
    }

    /// Edges of a network.
    pub(super) fn part(&self, edges: &[i64], proofs: Proofs) -> Result<Part> {
        Ok(match self {
            Self::Graph(graph, _) => {
                let edge = |at: &i64| usize::try_from(*at).ok().and_then(|at| graph.edges.get(at));
                Part::of(graph, &edges.iter().filter_map(edge).collect::<Vec<_>>())
            }
            Self::Store(store, filter) => store.part(edges, filter, proofs)?,
        })
    }

    /// Numbers of documents, entities, relations and proofs.
    pub(super) fn counts(&self) -> Result<[usize; 4]> {
        Ok(match self {
            Self::Graph(graph, _) => [
                graph.documents.len(),
                graph.nodes.len(),
                graph.edges.len(),
                graph.edges.iter().map(|e| e.assertions).sum(),
            ],
            Self::Store(store, filter) => store.counts(filter)?,
        })
    }
}
