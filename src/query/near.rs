//! What an entity is linked to, some steps far. The walk is the same over a graph and over a store: it asks what touches an entity.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::convert::Infallible;

use crate::gazetteer::EntityType;
use crate::graph::{Edge, Graph};
use crate::query::{Part, Rank, rank};

/// Entities whose own relations are looked at in one step, those of the best links first. A step more from a country that all write
/// about would be the whole graph.
pub const MAX_FOLLOWED: usize = 500;

/// What is wanted of the relations near an entity.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// Steps from the entity: 1 gives its own relations.
    pub depth: usize,
    /// Only these relations, in every step; none given, all.
    pub relations: Vec<String>,
    /// Only links to entities of this type; what is followed may be of any.
    pub entity_type: Option<EntityType>,
    /// Only relations in which the nearer end is the subject, or the object, in every step.
    pub direction: Option<Direction>,
    /// How many edges are returned at most; the others are counted.
    pub limit: usize,
}

/// Which end of a relation an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The subject.
    Out,
    /// The object.
    In,
}

impl Default for Near {
    fn default() -> Self {
        Self { depth: 1, relations: Vec::new(), entity_type: None, direction: None, limit: 50 }
    }
}

impl Near {
    /// Says whether relations are followed from an end that is the subject, or that is not.
    pub(crate) fn goes(&self, direction: Direction) -> bool {
        self.direction.is_none_or(|wanted| wanted == direction)
    }
}

/// An edge as the walk sees it. Entities and edges are numbers that mean something to who answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) edge: i64,
    pub(crate) rank: Rank,
    pub(crate) key: String,
    pub(crate) source: i64,
    pub(crate) target: i64,
}

impl Link {
    /// The end that is not `node`.
    pub(crate) fn other(&self, node: i64) -> i64 {
        if self.source == node { self.target } else { self.source }
    }

    fn order(&self) -> (Reverse<Rank>, &str) {
        (Reverse(self.rank), &self.key)
    }
}

/// Who knows what touches an entity: a graph, or a store.
pub(crate) trait Reach {
    type Error;

    /// The links of an entity that may be followed from it.
    fn touching(&mut self, node: i64) -> Result<Vec<Link>, Self::Error>;

    /// The id of an entity: what decides between equals.
    fn id(&mut self, node: i64) -> Result<String, Self::Error>;

    fn entity_type(&mut self, node: i64) -> Result<Option<EntityType>, Self::Error>;
}

/// What a walk found.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    pub(crate) links: Vec<Link>,
    pub(crate) is_cut: bool,
}

/// Walks from an entity and returns all links that are shown.
pub(crate) fn walk<R: Reach>(reach: &mut R, start: i64, near: &Near) -> Result<Walk, R::Error> {
    let mut shown: Vec<Link> = Vec::new();
    let mut seen: HashSet<i64> = HashSet::from([start]);
    let mut frontier = vec![start];
    let mut is_cut = false;
    for step in 1..=near.depth {
        let mut next: Vec<(i64, Link)> = Vec::new();
        for node in frontier {
            for link in reach.touching(node)? {
                let other = link.other(node);
                if step < near.depth && !seen.contains(&other) {
                    next.push((other, link.clone()));
                }
                if near.entity_type.is_none() || reach.entity_type(other)? == near.entity_type {
                    shown.push(link);
                }
            }
        }
        // Each entity by the best of its links.
        next.sort_unstable_by(|(a, x), (b, y)| a.cmp(b).then_with(|| x.order().cmp(&y.order())));
        next.dedup_by_key(|(node, _)| *node);
        if next.len() > MAX_FOLLOWED {
            is_cut = true;
            next.sort_by(|a, b| a.1.order().cmp(&b.1.order()));
            next = cut(reach, next, MAX_FOLLOWED)?;
        }
        seen.extend(next.iter().map(|(node, _)| *node));
        frontier = next.into_iter().map(|(node, _)| node).collect();
        if frontier.is_empty() {
            break;
        }
    }
    shown.sort_unstable_by_key(|link| link.edge);
    shown.dedup_by_key(|link| link.edge);
    Ok(Walk { links: shown, is_cut })
}

/// The first `limit` of entities that stand in order; ids decide between equals at the border.
fn cut<R: Reach>(reach: &mut R, nodes: Vec<(i64, Link)>, limit: usize) -> Result<Vec<(i64, Link)>, R::Error> {
    let border = nodes[limit - 1].1.clone();
    let (mut kept, mut doubtful) = (Vec::new(), Vec::new());
    for (node, link) in nodes {
        match link.order().cmp(&border.order()) {
            std::cmp::Ordering::Less => kept.push((node, link)),
            std::cmp::Ordering::Equal => doubtful.push((reach.id(node)?, node, link)),
            std::cmp::Ordering::Greater => break,
        }
    }
    doubtful.sort_by(|a, b| a.0.cmp(&b.0));
    let rest = limit - kept.len();
    kept.extend(doubtful.into_iter().take(rest).map(|(_, node, link)| (node, link)));
    Ok(kept)
}

/// Returns the edges of the best `limit` links in their order: by rank, of equal ones by relation, subject and object.
pub(crate) fn best<R: Reach>(reach: &mut R, mut links: Vec<Link>, limit: usize) -> Result<Vec<i64>, R::Error> {
    if links.len() > limit {
        links.sort_by(|a, b| a.order().cmp(&b.order()));
        let border = links.get(limit.saturating_sub(1)).cloned();
        links.retain(|link| limit > 0 && border.as_ref().is_some_and(|border| link.order() <= border.order()));
    }
    let mut named = Vec::with_capacity(links.len());
    for link in links {
        named.push((reach.id(link.source)?, reach.id(link.target)?, link));
    }
    named.sort_by(|a, b| a.2.order().cmp(&b.2.order()).then_with(|| (&a.0, &a.1).cmp(&(&b.0, &b.1))));
    Ok(named.into_iter().take(limit).map(|(_, _, link)| link.edge).collect())
}

/// A graph as the walk asks it: entities and edges are their places in it.
pub(crate) struct InGraph<'g> {
    graph: &'g Graph,
    near: &'g Near,
    touching: Vec<Vec<usize>>,
}

impl<'g> InGraph<'g> {
    pub(crate) fn new(graph: &'g Graph, near: &'g Near) -> Self {
        let mut touching = vec![Vec::new(); graph.nodes.len()];
        let is_wanted = |edge: &Edge| near.relations.is_empty() || near.relations.contains(&edge.key);
        for (at, edge) in graph.edges.iter().enumerate().filter(|(_, edge)| is_wanted(edge)) {
            for end in [&edge.source, &edge.target] {
                if let Some(node) = place(graph, end) {
                    touching[node].push(at);
                }
            }
        }
        Self { graph, near, touching }
    }
}

pub(crate) fn place(graph: &Graph, id: &str) -> Option<usize> {
    graph.nodes.binary_search_by(|node| node.id.as_str().cmp(id)).ok()
}

pub(crate) fn number(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}

fn at(number: i64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl Reach for InGraph<'_> {
    type Error = Infallible;

    fn touching(&mut self, node: i64) -> Result<Vec<Link>, Infallible> {
        let link = |edge: &usize| {
            let own = &self.graph.edges[*edge];
            let (source, target) = (place(self.graph, &own.source)?, place(self.graph, &own.target)?);
            let link = Link {
                edge: number(*edge),
                rank: rank(own),
                key: own.key.clone(),
                source: number(source),
                target: number(target),
            };
            let goes = (link.source == node && self.near.goes(Direction::Out))
                || (link.target == node && self.near.goes(Direction::In));
            goes.then_some(link)
        };
        Ok(self.touching.get(at(node)).map(|edges| edges.iter().filter_map(link).collect()).unwrap_or_default())
    }

    fn id(&mut self, node: i64) -> Result<String, Infallible> {
        Ok(self.graph.nodes.get(at(node)).map(|node| node.id.clone()).unwrap_or_default())
    }

    fn entity_type(&mut self, node: i64) -> Result<Option<EntityType>, Infallible> {
        Ok(self.graph.nodes.get(at(node)).map(|node| node.entity_type))
    }
}

/// Returns the relations near an entity: those that somebody states first, then those of most independent texts, then of most
/// proofs, then by relation and ids.
pub fn near(graph: &Graph, id: &str, near: &Near) -> Part {
    let Some(start) = place(graph, id) else { return Part::default() };
    let mut reach = InGraph::new(graph, near);
    let Ok(Walk { links, is_cut }) = walk(&mut reach, number(start), near);
    let found = links.len();
    let Ok(edges) = best(&mut reach, links, near.limit);
    let edges: Vec<&Edge> = edges.into_iter().filter_map(|edge| graph.edges.get(at(edge))).collect();
    Part { more: found - edges.len(), is_cut, ..Part::of(graph, &edges) }
}
