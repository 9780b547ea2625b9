//! Questions to a graph: which entity a name means, its relations, paths, words. Answers have a total order.

mod common;
mod context;
mod links;
mod near;
mod part;
mod path;
mod timeline;
mod weight;

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeSet;

#[cfg_attr(not(feature = "store"), allow(unused_imports, reason = "a store asks with them"))]
pub(crate) use common::common;
pub use common::{Common, common_in};
pub use context::{Context, Quoted, context};
pub use links::{Links, Network};
pub use near::{Direction, MAX_FOLLOWED, Near, near};
#[cfg_attr(not(feature = "store"), allow(unused_imports, reason = "a store asks with them"))]
pub(crate) use near::{InGraph, Link, Reach, Walk, best, number, place, walk};
pub use part::Part;
#[cfg_attr(not(feature = "store"), allow(unused_imports, reason = "a store asks with them"))]
pub(crate) use part::{documents_of, entities_of};
pub use path::paths;
pub use timeline::{Event, timeline};
pub use weight::{Weight, components, weights};

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
pub(crate) fn listed(gazetteer: &Gazetteer, name: &str) -> BTreeSet<String> {
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
    likest(graph.nodes.iter().map(|node| (node.id.as_str(), node.name.as_str())), name)
}

/// The names, each with its id, that are likest to one.
pub(crate) fn likest<'n>(names: impl Iterator<Item = (&'n str, &'n str)>, name: &str) -> Vec<&'n str> {
    let wanted = name.to_lowercase();
    let scored = names.map(|(id, name)| (strsim::jaro_winkler(&name.to_lowercase(), &wanted), id, name));
    let mut near: Vec<(f64, &str, &str)> = scored.filter(|(score, _, _)| *score > LIKENESS).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    near.into_iter().take(SUGGESTIONS).map(|(_, _, name)| name).collect()
}

/// Returns the edges between two entities, in both directions.
pub fn between<'g>(graph: &'g Graph, a: &str, b: &str) -> Vec<&'g Edge> {
    let joins = |e: &&Edge| (e.source == a && e.target == b) || (e.source == b && e.target == a);
    ranked(graph.edges.iter().filter(joins).collect())
}

/// What an edge is ranked by: whether somebody states it, then its independent texts, the proofs that state it, all proofs.
pub(crate) type Rank = (bool, usize, usize, usize);

pub(crate) fn rank(edge: &Edge) -> Rank {
    (edge.stated() > 0, edge.n_sources, edge.stated(), edge.assertions)
}

/// Puts edges in their order: by rank, of equal ones by relation, subject and object.
pub(crate) fn ranked(mut edges: Vec<&Edge>) -> Vec<&Edge> {
    edges.sort_by(|a, b| compare(a, b));
    edges
}

pub(crate) fn compare(a: &Edge, b: &Edge) -> Ordering {
    let place = |edge: &'_ Edge| Reverse(rank(edge));
    place(a).cmp(&place(b)).then_with(|| (&a.key, &a.source, &a.target).cmp(&(&b.key, &b.source, &b.target)))
}

/// Returns the edges that some of their proofs state and others deny, the best stated first; of one entity, or of all.
pub fn contradictions<'g>(graph: &'g Graph, id: Option<&str>) -> Vec<&'g Edge> {
    let is_of = |edge: &Edge| id.is_none_or(|id| edge.source == id || edge.target == id);
    ranked(graph.edges.iter().filter(|edge| edge.negated > 0 && edge.stated() > 0 && is_of(edge)).collect())
}

/// What holds the words of a search.
#[derive(Debug, Default)]
pub struct Found<'g> {
    /// Entities with all words in one of their names, the most mentioned first: those in whose names each begins a word, or, if there
    /// is none, those in whose names each stands anywhere.
    pub nodes: Vec<&'g Node>,
    /// Edges with all words in the sentence of a proof.
    pub edges: Vec<&'g Edge>,
}

/// How words may stand in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// As its words.
    Whole,
    /// At the beginning of its words.
    Head,
    /// Anywhere.
    Part,
}

/// The words of a search as [`holds`] wants them.
pub(crate) fn words_of(text: &str) -> Vec<String> {
    slug(text).split('-').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Says whether a text holds all words, without case and accents.
pub(crate) fn holds(text: &str, words: &[String], place: Place) -> bool {
    let text = slug(text);
    words.iter().all(|word| match place {
        Place::Whole => text.split('-').any(|own| own == word),
        Place::Head => text.split('-').any(|own| own.starts_with(word.as_str())),
        Place::Part => text.contains(word.as_str()),
    })
}

/// Finds words, without case and accents, in the names of entities and in the sentences of evidence.
pub fn search<'g>(graph: &'g Graph, words: &str) -> Found<'g> {
    let words = words_of(words);
    if words.is_empty() {
        return Found::default();
    }
    let named = |place: Place| {
        let fits = |node: &&Node| node.aliases.iter().chain([&node.name]).any(|name| holds(name, &words, place));
        let mut nodes: Vec<&Node> = graph.nodes.iter().filter(fits).collect();
        nodes.sort_by(|a, b| b.mentions.cmp(&a.mentions).then_with(|| a.id.cmp(&b.id)));
        nodes
    };
    let nodes = Some(named(Place::Head)).filter(|nodes| !nodes.is_empty()).unwrap_or_else(|| named(Place::Part));
    let stated = |edge: &&Edge| edge.evidence.iter().any(|proof| holds(&proof.quote, &words, Place::Whole));
    Found { nodes, edges: ranked(graph.edges.iter().filter(stated).collect()) }
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
        let network = Network::of(&graph, |_| true);
        let number = |id: &str| network.number(id).unwrap();
        let path = &paths(&network.links, number("country/peru"), number("country/ivory-coast"), 1)[0];
        let edges = path.iter().map(|edge| &graph.edges[usize::try_from(network.edges[*edge as usize]).unwrap()]);
        assert_eq!(edges.map(|e| e.source.as_str()).collect::<Vec<_>>(), ["country/chile", "country/ivory-coast"]);
        let at = |depth: usize| near(&graph, "country/peru", &Near { depth, ..Near::default() }).edges.len();
        assert_eq!((at(1), at(2), at(9)), (1, 2, 2));
        assert_eq!(between(&graph, "country/peru", "country/chile").len(), 1);
    }

    #[test]
    fn what_is_stated_comes_first_and_what_is_denied_is_no_path() {
        let mut graph = graph();
        let denied = &mut graph.edges[0];
        (denied.documents, denied.n_sources, denied.assertions, denied.negated) = (9, 0, 9, 9);
        denied.status = StatusCounts::default();
        let near = near(&graph, "country/chile", &Near::default());
        let order: Vec<&str> = near.edges.iter().map(|e| e.source.as_str()).collect();
        assert_eq!(order, ["country/ivory-coast", "country/chile"]);
        let ways = |network: &Network| {
            let number = |id: &str| network.number(id).unwrap();
            paths(&network.links, number("country/peru"), number("country/ivory-coast"), 9).len()
        };
        assert_eq!(ways(&Network::of(&graph, |edge| !edge.is_denied())), 0);
        assert_eq!(ways(&Network::of(&graph, |_| true)), 1);
    }
}
