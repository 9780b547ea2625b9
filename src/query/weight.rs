//! Which entities hold a graph together, and which parts it falls into.

use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};

use petgraph::unionfind::UnionFind;

use crate::query::Links;

/// What an entity is weighed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The number of entities it is linked to.
    Degree,
    /// The share of time a walk along random links spends there (Brin and Page 1998, damping 0.85).
    PageRank,
    /// How many shortest paths between others lead over it, estimated from the paths of some entities (Brandes 2001; Brandes and Pich
    /// 2007, "Centrality Estimation in Large Networks").
    Betweenness,
}

/// Share of steps along links; the others lead anywhere.
const DAMPING: f64 = 0.85;
/// Rounds at most, and the change of all weights together below which they have settled.
const ROUNDS: usize = 100;
const SETTLED: f64 = 1e-10;
/// Entities whose paths are followed: of graphs of no more the result is exact.
const SAMPLES: usize = 256;
const SEED: u64 = 0x9E37_79B9_7F4A_7C15;

/// Returns a weight for each entity.
pub fn weights(links: &Links, by: Weight) -> Vec<f64> {
    match by {
        Weight::Degree => (0..links.len()).map(|node| float(links.near(small(node)).len())).collect(),
        Weight::PageRank => page_rank(links),
        Weight::Betweenness => betweenness(links),
    }
}

fn page_rank(links: &Links) -> Vec<f64> {
    let count = float(links.len());
    let mut ranks = vec![1.0 / count; links.len()];
    for _ in 0..ROUNDS {
        let mut next = vec![0.0; links.len()];
        let mut idle = 0.0;
        for (node, rank) in ranks.iter().enumerate() {
            let near = links.near(small(node));
            if near.is_empty() {
                idle += rank;
            }
            for (other, _) in near {
                next[*other as usize] += rank / float(near.len());
            }
        }
        for rank in &mut next {
            *rank = (1.0 - DAMPING) / count + DAMPING * (*rank + idle / count);
        }
        let change: f64 = next.iter().zip(&ranks).map(|(a, b)| (a - b).abs()).sum();
        ranks = next;
        if change < SETTLED {
            break;
        }
    }
    ranks
}

fn betweenness(links: &Links) -> Vec<f64> {
    let mut weights = vec![0.0; links.len()];
    let sources = sample(links);
    for source in &sources {
        let paths = count_paths(links, *source);
        let mut share = vec![0.0; links.len()];
        for node in paths.order.iter().rev() {
            let own = *node as usize;
            for (other, _) in links.near(*node) {
                let other = *other as usize;
                if paths.distance[other] + 1 == paths.distance[own] {
                    share[other] += paths.count[other] / paths.count[own] * (1.0 + share[own]);
                }
            }
            if node != source {
                weights[own] += share[own];
            }
        }
    }
    // Each pair was met from both ends; what was sampled stands for all.
    let linked = (0..links.len()).filter(|node| !links.near(small(*node)).is_empty()).count();
    let scale = if sources.is_empty() { 0.0 } else { float(linked) / float(sources.len()) / 2.0 };
    weights.into_iter().map(|weight| weight * scale).collect()
}

/// Entities with links, some of them if they are many: always the same.
fn sample(links: &Links) -> Vec<u32> {
    let mut linked: Vec<u32> = (0..links.len()).map(small).filter(|node| !links.near(*node).is_empty()).collect();
    let mut state = SEED;
    for place in 0..SAMPLES.min(linked.len()) {
        // xorshift64 (Marsaglia 2003, "Xorshift RNGs", p. 4).
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let rest = linked.len() - place;
        let chosen = place + usize::try_from(state % rest as u64).unwrap_or(0);
        linked.swap(place, chosen);
    }
    linked.truncate(SAMPLES);
    linked
}

/// Shortest paths from one entity.
struct Paths {
    /// The entities it reaches, the nearest first.
    order: Vec<u32>,
    distance: Vec<usize>,
    count: Vec<f64>,
}

fn count_paths(links: &Links, source: u32) -> Paths {
    // No distance is as far, and one more is still a number.
    const UNSEEN: usize = usize::MAX / 2;
    let mut paths = Paths { order: Vec::new(), distance: vec![UNSEEN; links.len()], count: vec![0.0; links.len()] };
    paths.distance[source as usize] = 0;
    paths.count[source as usize] = 1.0;
    let mut queue = VecDeque::from([source]);
    while let Some(node) = queue.pop_front() {
        paths.order.push(node);
        let next = paths.distance[node as usize] + 1;
        for (other, _) in links.near(node) {
            let other_place = *other as usize;
            if paths.distance[other_place] == UNSEEN {
                paths.distance[other_place] = next;
                queue.push_back(*other);
            }
            if paths.distance[other_place] == next {
                paths.count[other_place] += paths.count[node as usize];
            }
        }
    }
    paths
}

/// Returns the parts that nothing links to each other, the largest first, of equal ones that of the first entity; entities without a
/// link are left out. Entities stand in their order.
pub fn components(links: &Links) -> Vec<Vec<u32>> {
    let mut sets: UnionFind<u32> = UnionFind::new(links.len());
    let linked: Vec<u32> = (0..links.len()).map(small).filter(|node| !links.near(*node).is_empty()).collect();
    for node in &linked {
        for (other, _) in links.near(*node) {
            sets.union(*node, *other);
        }
    }
    let mut places: HashMap<u32, usize> = HashMap::new();
    let mut parts: Vec<Vec<u32>> = Vec::new();
    for node in linked {
        let place = *places.entry(sets.find_mut(node)).or_insert(parts.len());
        if place == parts.len() {
            parts.push(Vec::new());
        }
        parts[place].push(node);
    }
    parts.sort_by_key(|part| Reverse(part.len()));
    parts
}

fn small(node: usize) -> u32 {
    u32::try_from(node).unwrap_or(u32::MAX)
}

#[allow(clippy::cast_precision_loss, reason = "counts of entities are far below 2^52")]
fn float(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A path 0-1-2-3, a star around 5, and 9 alone.
    fn links() -> Links {
        Links::new(10, vec![(0, 1), (1, 2), (2, 1), (2, 3), (5, 4), (6, 5), (5, 7), (8, 5)])
    }

    fn check(by: Weight, expected: [f64; 10]) {
        let found = weights(&links(), by);
        for (node, (a, b)) in found.iter().zip(expected).enumerate() {
            assert!((a - b).abs() < 5e-5, "{by:?} of {node}: {a}, not {b}");
        }
    }

    #[test]
    fn weights_are_those_of_the_definitions() {
        check(Weight::Degree, [1.0, 2.0, 2.0, 1.0, 1.0, 4.0, 1.0, 1.0, 1.0, 0.0]);
        check(Weight::Betweenness, [0.0, 2.0, 2.0, 0.0, 0.0, 6.0, 0.0, 0.0, 0.0, 0.0]);
        let ranks = weights(&links(), Weight::PageRank);
        assert!((ranks.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        assert!(ranks[5] > ranks[1] && ranks[1] > ranks[0] && ranks[0] > ranks[9]);
        // Symmetry.
        assert!((ranks[1] - ranks[2]).abs() < 1e-9 && (ranks[4] - ranks[8]).abs() < 1e-9);
        assert!(weights(&Links::new(0, Vec::new()), Weight::PageRank).is_empty());
    }

    #[test]
    fn components_come_by_size() {
        assert_eq!(components(&links()), [vec![4, 5, 6, 7, 8], vec![0, 1, 2, 3]]);
    }
}
