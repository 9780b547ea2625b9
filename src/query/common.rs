//! What two entities are both linked to.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::graph::Graph;
use crate::query::{InGraph, Link, Near, Rank, Reach, best, number, place};

/// An entity that two others are linked to. Edges are places in a graph, or keys of a store; the best come first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Common {
    /// Its id.
    pub id: String,
    /// The edges that link it to the first entity.
    pub first: Vec<i64>,
    /// The edges that link it to the second.
    pub second: Vec<i64>,
}

/// The ranks of the less well and of the better linked side, the id, and the links of both sides.
type Both = (Reverse<Rank>, Reverse<Rank>, String, Vec<Link>, Vec<Link>);

/// Returns what two entities of a graph are both linked to: those first that are linked best to the one they are linked less well to,
/// then by id. What is only denied is no link, unless `denied_too`.
pub fn common_in(graph: &Graph, a: &str, b: &str, near: &Near, denied_too: bool) -> Vec<Common> {
    let (Some(a), Some(b)) = (place(graph, a), place(graph, b)) else { return Vec::new() };
    let Ok(found) = common(&mut InGraph::new(graph, near), number(a), number(b), near, denied_too);
    found
}

pub(crate) fn common<R: Reach>(
    reach: &mut R,
    a: i64,
    b: i64,
    near: &Near,
    denied_too: bool,
) -> Result<Vec<Common>, R::Error> {
    let of_a = by_other(reach, a, denied_too)?;
    let mut of_b = by_other(reach, b, denied_too)?;
    let top = |links: &[Link]| links.iter().map(|link| link.rank).max().unwrap_or_default();
    let mut both: Vec<Both> = Vec::new();
    for (other, first) in of_a {
        let Some(second) = of_b.remove(&other).filter(|_| other != a && other != b) else { continue };
        if near.entity_type.is_none() || reach.entity_type(other)? == near.entity_type {
            let (x, y) = (top(&first), top(&second));
            both.push((Reverse(x.min(y)), Reverse(x.max(y)), reach.id(other)?, first, second));
        }
    }
    both.sort_by(|a, b| (&a.0, &a.1, &a.2).cmp(&(&b.0, &b.1, &b.2)));
    both.into_iter()
        .map(|(_, _, id, first, second)| {
            Ok(Common { id, first: best(reach, first, usize::MAX)?, second: best(reach, second, usize::MAX)? })
        })
        .collect()
}

/// The links of an entity by what they link it to.
fn by_other<R: Reach>(reach: &mut R, node: i64, denied_too: bool) -> Result<BTreeMap<i64, Vec<Link>>, R::Error> {
    let mut by_other: BTreeMap<i64, Vec<Link>> = BTreeMap::new();
    for link in reach.touching(node)? {
        // Without a text that does not deny it, it is denied.
        if denied_too || link.rank.1 > 0 {
            by_other.entry(link.other(node)).or_default().push(link);
        }
    }
    Ok(by_other)
}
