//! Questions to a graph: which entity a name means, its relations, paths, words. Answers have a total order.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::entity::slug;
use crate::gazetteer::Gazetteer;
use crate::graph::{Edge, Graph, Node};

/// Names that are less alike than this are no suggestion (Jaro-Winkler, 0 to 1).
const LIKENESS: f64 = 0.8;
/// Suggestions at most.
const SUGGESTIONS: usize = 3;

/// Returns the entities that a name may mean, the most mentioned first: by id, else by the name shown, else by a name that an
/// article used, else by a name that the lists know ("Holland" finds the Netherlands). Case and accents do not count.
pub fn entities<'g>(graph: &'g Graph, name: &str, gazetteer: impl Fn() -> Gazetteer) -> Vec<&'g Node> {
    if let Some(node) = graph.node(name) {
        return vec![node];
    }
    let wanted = slug(name);
    let tier = |fits: &dyn Fn(&Node) -> bool| {
        let mut found: Vec<&Node> = graph.nodes.iter().filter(|node| fits(node)).collect();
        found.sort_by(|a, b| b.mentions.cmp(&a.mentions).then_with(|| a.id.cmp(&b.id)));
        Some(found).filter(|found| !found.is_empty())
    };
    tier(&|node| slug(&node.name) == wanted)
        .or_else(|| tier(&|node| node.aliases.iter().any(|alias| slug(alias) == wanted)))
        .or_else(|| {
            let ids = listed(&gazetteer(), name);
            tier(&|node| ids.contains(&node.id))
        })
        .unwrap_or_default()
}

/// Ids of the entries that the lists know by a name, as written, in capitals, or with capitals at the heads of its words.
fn listed(gazetteer: &Gazetteer, name: &str) -> BTreeSet<String> {
    let capital = |word: &str| {
        let mut chars = word.chars();
        let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        first + chars.as_str()
    };
    let title = name.split(' ').map(capital).collect::<Vec<_>>().join(" ");
    let spellings = [name.to_owned(), name.to_uppercase(), title];
    let senses = spellings.iter().flat_map(|spelling| gazetteer.readings(spelling));
    senses.map(|sense| gazetteer.entry(sense.entry).id().to_owned()).collect()
}

/// Returns names that are spelt much like `name`, the likest first.
pub fn suggestions<'g>(graph: &'g Graph, name: &str) -> Vec<&'g str> {
    let name = name.to_lowercase();
    let likeness = |node: &Node| strsim::jaro_winkler(&node.name.to_lowercase(), &name);
    let scored = graph.nodes.iter().map(|node| (likeness(node), node));
    let mut near: Vec<(f64, &Node)> = scored.filter(|(score, _)| *score > LIKENESS).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id)));
    near.into_iter().take(SUGGESTIONS).map(|(_, node)| node.name.as_str()).collect()
}

/// Returns the edges at most `depth` steps from an entity, in and out: those that somebody states first, then those of most
/// independent texts, then of most proofs, then by ids. Depth 1 gives the edges of the entity itself.
pub fn neighborhood<'g>(graph: &'g Graph, id: &str, depth: usize) -> Vec<&'g Edge> {
    let mut near = BTreeSet::from([id]);
    for _ in 1..depth {
        let touching =
            graph.edges.iter().filter(|e| near.contains(e.source.as_str()) || near.contains(e.target.as_str()));
        let next: BTreeSet<&str> = touching.flat_map(|e| [e.source.as_str(), e.target.as_str()]).collect();
        near.extend(next);
    }
    let touches = |e: &&Edge| near.contains(e.source.as_str()) || near.contains(e.target.as_str());
    ranked(graph.edges.iter().filter(touches).collect())
}

/// Returns the edges between two entities, in both directions.
pub fn between<'g>(graph: &'g Graph, a: &str, b: &str) -> Vec<&'g Edge> {
    let joins = |e: &&Edge| (e.source == a && e.target == b) || (e.source == b && e.target == a);
    ranked(graph.edges.iter().filter(joins).collect())
}

fn ranked(mut edges: Vec<&Edge>) -> Vec<&Edge> {
    edges.sort_by(|a, b| {
        let counts = |e: &Edge| (e.stated() > 0, e.n_sources, e.stated(), e.assertions);
        counts(b).cmp(&counts(a)).then_with(|| (&a.source, &a.key, &a.target).cmp(&(&b.source, &b.key, &b.target)))
    });
    edges
}

/// What holds the words of a search.
#[derive(Debug, Default)]
pub struct Found<'g> {
    /// Entities with all words in one of their names, the most mentioned first.
    pub nodes: Vec<&'g Node>,
    /// Edges with all words in the sentence of a proof.
    pub edges: Vec<&'g Edge>,
}

/// Finds words, without case and accents, in the names of entities and in the sentences of evidence.
pub fn search<'g>(graph: &'g Graph, words: &str) -> Found<'g> {
    let wanted = slug(words);
    let wanted: Vec<&str> = wanted.split('-').filter(|w| !w.is_empty()).collect();
    if wanted.is_empty() {
        return Found::default();
    }
    let holds = |text: &str| {
        let own = slug(text);
        let own: BTreeSet<&str> = own.split('-').collect();
        wanted.iter().all(|word| own.contains(word))
    };
    let named = |node: &&Node| holds(&node.name) || node.aliases.iter().any(|alias| holds(alias));
    let mut nodes: Vec<&Node> = graph.nodes.iter().filter(named).collect();
    nodes.sort_by(|a, b| b.mentions.cmp(&a.mentions).then_with(|| a.id.cmp(&b.id)));
    let stated = |edge: &&Edge| edge.evidence.iter().any(|proof| holds(&proof.quote));
    Found { nodes, edges: ranked(graph.edges.iter().filter(stated).collect()) }
}

/// Returns the shortest path between two entities over the edges that are open to it, taken in any direction; of equal ones the first
/// by ids.
pub fn path<'g>(graph: &'g Graph, from: &str, to: &str, is_open: impl Fn(&Edge) -> bool) -> Option<Vec<&'g Edge>> {
    let (indexed, index) = graph.indexed();
    let (from, to) = (*index.get(from)?, *index.get(to)?);
    let mut came: BTreeMap<NodeIndex, (NodeIndex, usize)> = BTreeMap::new();
    let mut queue = VecDeque::from([from]);
    while let Some(node) = queue.pop_front() {
        if node == to {
            break;
        }
        let out = indexed.edges(node).map(|e| (e.target(), *e.weight()));
        let into = indexed.edges_directed(node, Direction::Incoming).map(|e| (e.source(), *e.weight()));
        let mut next: Vec<(NodeIndex, usize)> =
            out.chain(into).filter(|(_, edge)| is_open(&graph.edges[*edge])).collect();
        next.sort_unstable();
        for (other, edge) in next {
            if other != from && !came.contains_key(&other) {
                came.insert(other, (node, edge));
                queue.push_back(other);
            }
        }
    }
    let mut path = Vec::new();
    let mut at = to;
    while at != from {
        let (before, edge) = *came.get(&at)?;
        path.push(&graph.edges[edge]);
        at = before;
    }
    path.reverse();
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::EntityType;
    use crate::graph::StatusCounts;

    fn graph() -> Graph {
        let node = |id: &str, name: &str, alias: &str| Node {
            id: id.to_owned(),
            entity_type: EntityType::Country,
            name: name.to_owned(),
            aliases: BTreeSet::from([alias.to_owned()]),
            wikidata: None,
            mentions: 1,
            documents: 1,
        };
        let edge = |source: &str, target: &str| Edge {
            source: source.to_owned(),
            target: target.to_owned(),
            key: "borders".to_owned(),
            open: false,
            predicate: "borders".to_owned(),
            plover: None,
            assertions: 1,
            documents: 1,
            n_sources: 1,
            status: StatusCounts { asserted: 1, ..StatusCounts::default() },
            negated: 0,
            first: None,
            last: None,
            evidence: Vec::new(),
        };
        Graph {
            documents: Vec::new(),
            nodes: vec![
                node("country/chile", "Chile", "Chilean"),
                node("country/ivory-coast", "Côte d'Ivoire", "Ivorian"),
                node("country/peru", "Peru", "Peruvians"),
            ],
            edges: vec![edge("country/chile", "country/peru"), edge("country/ivory-coast", "country/chile")],
        }
    }

    #[test]
    fn names_are_found_without_case_and_accents_by_any_alias() {
        let graph = graph();
        let found = |name: &str| {
            let nodes = entities(&graph, name, Gazetteer::builtin);
            nodes.iter().map(|n| n.id.clone()).collect::<Vec<_>>()
        };
        for name in ["country/ivory-coast", "cote d’ivoire", "CÔTE D'IVOIRE", "ivorian", "Ivory Coast"] {
            assert_eq!(found(name), ["country/ivory-coast"], "{name}");
        }
        assert!(found("Perou").is_empty());
        assert_eq!(suggestions(&graph, "Perou"), ["Peru"]);
    }

    #[test]
    fn paths_and_neighborhoods_go_both_ways() {
        let graph = graph();
        let path = path(&graph, "country/peru", "country/ivory-coast", |_| true).unwrap();
        assert_eq!(
            path.iter().map(|e| e.source.as_str()).collect::<Vec<_>>(),
            ["country/chile", "country/ivory-coast"]
        );
        assert_eq!(neighborhood(&graph, "country/peru", 1).len(), 1);
        assert_eq!(neighborhood(&graph, "country/peru", 2).len(), 2);
        assert_eq!(between(&graph, "country/peru", "country/chile").len(), 1);
    }

    #[test]
    fn what_is_stated_comes_first_and_what_is_denied_is_no_path() {
        let mut graph = graph();
        let denied = &mut graph.edges[0];
        (denied.documents, denied.n_sources, denied.assertions, denied.negated) = (9, 0, 9, 9);
        denied.status = StatusCounts::default();
        let order: Vec<&str> = neighborhood(&graph, "country/chile", 1).iter().map(|e| e.source.as_str()).collect();
        assert_eq!(order, ["country/ivory-coast", "country/chile"]);
        assert!(path(&graph, "country/peru", "country/ivory-coast", |e| !e.is_denied()).is_none());
        assert!(path(&graph, "country/peru", "country/ivory-coast", |_| true).is_some());
    }
}
