//! Shortest paths: the first by breadth, the others as Yen finds them (1971, "Finding the K Shortest Loopless Paths in a Network").

use std::collections::{BTreeSet, HashSet, VecDeque};

use crate::query::Links;

/// Returns up to `count` shortest paths between two entities that visit none twice, the shortest first and of equal ones the first
/// by the ids on the way. A path is its edges; of parallel edges each step takes the best.
pub fn paths(links: &Links, from: u32, to: u32, count: usize) -> Vec<Vec<u32>> {
    let mut found: Vec<Vec<u32>> = Vec::new();
    // By length, then by the entities on the way.
    let mut candidates: BTreeSet<(usize, Vec<u32>)> = BTreeSet::new();
    candidates.extend(shortest(links, from, to, &HashSet::new(), &HashSet::new()).map(|path| (path.len(), path)));
    while found.len() < count {
        let Some((_, path)) = candidates.pop_first() else { break };
        if found.len() + 1 < count {
            for at in 0..path.len() - 1 {
                let root = &path[..=at];
                let taken = found.iter().chain([&path]).filter(|known| known.len() > at + 1 && known[..=at] == *root);
                let closed: HashSet<u32> = taken.map(|known| known[at + 1]).collect();
                let visited: HashSet<u32> = root[..at].iter().copied().collect();
                if let Some(rest) = shortest(links, path[at], to, &visited, &closed) {
                    let whole: Vec<u32> = root[..at].iter().copied().chain(rest).collect();
                    candidates.insert((whole.len(), whole));
                }
            }
        }
        found.push(path);
    }
    found.iter().map(|path| edges(links, path)).collect()
}

/// The shortest path as the entities on it. It visits none of `visited`, and its first step leads to none of `closed`.
fn shortest(links: &Links, from: u32, to: u32, visited: &HashSet<u32>, closed: &HashSet<u32>) -> Option<Vec<u32>> {
    // Distances from the end, so that the way back from the start can take the first by id at every step.
    const UNSEEN: u32 = u32::MAX;
    if from == to {
        return Some(vec![from]);
    }
    let mut distance = vec![UNSEEN; links.len()];
    distance[to as usize] = 0;
    let mut queue = VecDeque::from([to]);
    while let Some(node) = queue.pop_front() {
        if node == from {
            break;
        }
        for (other, _) in links.near(node) {
            let is_closed = visited.contains(other) || (*other == from && closed.contains(&node));
            if distance[*other as usize] == UNSEEN && !is_closed {
                distance[*other as usize] = distance[node as usize] + 1;
                queue.push_back(*other);
            }
        }
    }
    if distance[from as usize] == UNSEEN {
        return None;
    }
    let mut path = vec![from];
    let mut at = from;
    while at != to {
        let next = links.near(at).iter().map(|(other, _)| *other).find(|other| {
            let nearer = distance[*other as usize] != UNSEEN && distance[*other as usize] + 1 == distance[at as usize];
            nearer && !(at == from && closed.contains(other))
        })?;
        path.push(next);
        at = next;
    }
    Some(path)
}

fn edges(links: &Links, path: &[u32]) -> Vec<u32> {
    let step = |pair: &[u32]| {
        let near = links.near(pair[0]);
        near.binary_search_by_key(&pair[1], |(other, _)| *other).ok().map(|at| near[at].1)
    };
    path.windows(2).filter_map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every simple path, the slow way.
    fn all(links: &Links, path: &mut Vec<u32>, to: u32, out: &mut Vec<Vec<u32>>) {
        let last = path[path.len() - 1];
        if last == to {
            out.push(path.clone());
            return;
        }
        for (other, _) in links.near(last) {
            if !path.contains(other) {
                path.push(*other);
                all(links, path, to, out);
                path.pop();
            }
        }
    }

    #[test]
    fn paths_are_those_of_a_search_of_all() {
        let mut state = 7_u32;
        let mut random = |end: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) % end
        };
        for round in 0..60 {
            let nodes = 3 + random(5);
            let ends: Vec<(u32, u32)> = (0..random(14)).map(|_| (random(nodes), random(nodes))).collect();
            let links = Links::new(nodes as usize, ends);
            let mut expected = Vec::new();
            all(&links, &mut vec![0], nodes - 1, &mut expected);
            expected.sort_by_key(|path| (path.len(), path.clone()));
            for count in [1, 3, 100] {
                let wanted: Vec<Vec<u32>> = expected.iter().take(count).map(|path| edges(&links, path)).collect();
                assert_eq!(paths(&links, 0, nodes - 1, count), wanted, "round {round}");
            }
        }
    }

    #[test]
    fn an_entity_is_its_own_path() {
        assert_eq!(paths(&Links::new(1, Vec::new()), 0, 0, 3), [Vec::<u32>::new()]);
    }
}
