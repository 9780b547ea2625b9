//! Who is linked to whom, without words and proofs: what paths, ranks and components are worked out on.

use std::cmp::Reverse;

use crate::graph::{Edge, Graph};
use crate::query::rank;

/// Links between entities that are numbered from 0 in the order of their ids. Directions do not count.
#[derive(Debug, Clone, Default)]
pub struct Links {
    ends: Vec<(u32, u32)>,
    /// Where the neighbours of each entity begin.
    starts: Vec<usize>,
    /// The other end, and the best edge to it; by the other end.
    near: Vec<(u32, u32)>,
}

/// Links with what their numbers mean.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// Ids of the entities, sorted.
    pub nodes: Vec<String>,
    /// The edges: places in a graph, or keys of a store.
    pub edges: Vec<i64>,
    /// The links.
    pub links: Links,
}

impl Links {
    /// Makes links of the ends of edges, of edges between two entities the best first. Edges from an entity to itself link nothing.
    pub fn new(nodes: usize, ends: Vec<(u32, u32)>) -> Self {
        let mut all: Vec<(u32, u32, u32)> = Vec::with_capacity(ends.len() * 2);
        for (edge, (a, b)) in ends.iter().enumerate().filter(|(_, (a, b))| a != b) {
            let edge = u32::try_from(edge).unwrap_or(u32::MAX);
            all.extend([(*a, *b, edge), (*b, *a, edge)]);
        }
        all.sort_unstable();
        all.dedup_by_key(|(a, b, _)| (*a, *b));
        let mut starts = vec![0; nodes + 1];
        for (a, _, _) in &all {
            starts[*a as usize + 1] += 1;
        }
        for at in 0..nodes {
            starts[at + 1] += starts[at];
        }
        Self { ends, starts, near: all.into_iter().map(|(_, b, edge)| (b, edge)).collect() }
    }

    /// Returns how many entities there are.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Says whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the neighbours of an entity, each with the best edge to it.
    pub fn near(&self, node: u32) -> &[(u32, u32)] {
        let node = node as usize;
        &self.near[self.starts[node]..self.starts[node + 1]]
    }

    /// Returns the ends of an edge: subject and object.
    pub fn ends(&self, edge: u32) -> (u32, u32) {
        self.ends[edge as usize]
    }
}

impl Network {
    /// Returns the links of the edges of a graph that are open.
    pub fn of(graph: &Graph, is_open: impl Fn(&Edge) -> bool) -> Self {
        let nodes: Vec<String> = graph.nodes.iter().map(|node| node.id.clone()).collect();
        let number = |id: &String| nodes.binary_search(id).ok().and_then(|at| u32::try_from(at).ok());
        let mut open: Vec<(usize, &Edge)> = graph.edges.iter().enumerate().filter(|(_, edge)| is_open(edge)).collect();
        open.sort_by_key(|(_, edge)| (Reverse(rank(edge)), &edge.key, &edge.source));
        let linked = open
            .into_iter()
            .filter_map(|(at, e)| Some((i64::try_from(at).ok()?, (number(&e.source)?, number(&e.target)?))));
        let (edges, ends): (Vec<i64>, Vec<(u32, u32)>) = linked.unzip();
        let links = Links::new(nodes.len(), ends);
        Self { nodes, edges, links }
    }

    /// Returns the number of an entity.
    pub fn number(&self, id: &str) -> Option<u32> {
        self.nodes.binary_search_by(|node| node.as_str().cmp(id)).ok().and_then(|at| u32::try_from(at).ok())
    }
}
