//! Part of a graph: what is near an entity, what is proved most, one relation.

use std::collections::BTreeSet;

use crate::gazetteer::EntityType;
use crate::graph::{Edge, Graph, Node};

/// Which entities and relations to write. All conditions must hold; none of them, all of the graph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// Only relations of at least so many proofs.
    pub min_count: usize,
    /// Only this relation.
    pub relation: Option<String>,
    /// Only entities of this type.
    pub entity_type: Option<EntityType>,
    /// Only this entity and those within so many steps of it.
    pub ego: Option<(String, usize)>,
    /// Only so many entities: named ones before groups, then those of most documents and mentions first.
    pub top: Option<usize>,
}

impl Part {
    /// Returns the part. If anything is left out, entities without a relation are too, but the one in the middle.
    #[must_use]
    pub fn of(&self, mut graph: Graph) -> Graph {
        if *self == Self::default() || *self == (Self { min_count: 1, ..Self::default() }) {
            return graph;
        }
        let fits = |edge: &Edge| {
            edge.assertions >= self.min_count && self.relation.as_ref().is_none_or(|wanted| *wanted == edge.key)
        };
        graph.edges.retain(fits);
        if let Some(wanted) = self.entity_type {
            graph.nodes.retain(|node| node.entity_type == wanted);
        }
        graph = whole(graph);
        if let Some((centre, depth)) = &self.ego {
            let near = near(&graph, centre, *depth);
            graph.nodes.retain(|node| near.contains(&node.id));
            graph = whole(graph);
        }
        let linked: BTreeSet<String> = graph.edges.iter().flat_map(|e| [e.source.clone(), e.target.clone()]).collect();
        let centre = self.ego.as_ref().map(|(centre, _)| centre);
        graph.nodes.retain(|node| linked.contains(&node.id) || Some(&node.id) == centre);
        if let Some(top) = self.top {
            graph.nodes.sort_by(|a, b| rank(a).cmp(&rank(b)));
            graph.nodes.truncate(top);
            graph.nodes.sort_by(|a, b| a.id.cmp(&b.id));
            graph = whole(graph);
        }
        graph
    }
}

fn rank(node: &Node) -> impl Ord + use<'_> {
    let counts = std::cmp::Reverse((node.documents, node.mentions));
    (node.entity_type == EntityType::Group, counts, node.id.as_str())
}

/// Without the edges whose ends are gone.
fn whole(mut graph: Graph) -> Graph {
    let ids: BTreeSet<String> = graph.nodes.iter().map(|node| node.id.clone()).collect();
    graph.edges.retain(|edge| ids.contains(&edge.source) && ids.contains(&edge.target));
    graph
}

fn near(graph: &Graph, centre: &str, depth: usize) -> BTreeSet<String> {
    let mut near = BTreeSet::from([centre.to_owned()]);
    for _ in 0..depth {
        let touches = |edge: &&Edge| near.contains(&edge.source) || near.contains(&edge.target);
        let next: Vec<&Edge> = graph.edges.iter().filter(touches).collect();
        let next: BTreeSet<String> = next.into_iter().flat_map(|e| [e.source.clone(), e.target.clone()]).collect();
        let before = near.len();
        near.extend(next);
        if near.len() == before {
            break;
        }
    }
    near
}
