//! The best tree: each word takes its best head; where that gives no tree, the maximum spanning tree with one root
//! (Chu and Liu 1965; Edmonds 1967; one root by a cost on root arcs, Stanojević and Cohen 2021).

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "scores are cut to a million before they become whole numbers; sentences are short"
)]

/// Scores of all arcs of one sentence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arcs<'s> {
    /// Row `i` holds the score of each head of word `i`; the place `length` is the root.
    pub(crate) scores: &'s [f32],
    /// Distance between rows.
    pub(crate) stride: usize,
    /// Number of words.
    pub(crate) length: usize,
}

/// Numbers that are compared at once.
const LANES: usize = 16;
/// Scores become whole numbers in units of one part of this, so that sums are exact.
const UNIT: f32 = 65_536.0;
/// Scores beyond this are cut: no network gives them.
const LIMIT: f32 = 1e6;

/// Returns the head of each word: one word has the root (`length`) as its head, and no word is its own ancestor. Of equal scores
/// the first head wins; scores that are no numbers count as the lowest.
pub(crate) fn decode(arcs: Arcs<'_>) -> Vec<usize> {
    let heads: Vec<usize> = (0..arcs.length).map(|word| best_head(arcs, word)).collect();
    if is_tree(&heads) { heads } else { spanning_tree(arcs) }
}

fn best_head(arcs: Arcs<'_>, word: usize) -> usize {
    let row = &arcs.scores[word * arcs.stride..][..=arcs.length];
    let (before, behind) = (greatest(&row[..word]), word + 1 + greatest(&row[word + 1..]));
    if word > 0 && row[before] >= row[behind] { before } else { behind }
}

/// Returns the place of the greatest number; of equal ones the first, 0 if none is greater than minus infinity.
pub(crate) fn greatest(numbers: &[f32]) -> usize {
    let mut tops = [f32::NEG_INFINITY; LANES];
    let chunks = numbers.chunks_exact(LANES);
    let rest = chunks.remainder();
    for chunk in chunks {
        tops.iter_mut().zip(chunk).for_each(|(top, x)| *top = if *x > *top { *x } else { *top });
    }
    tops.iter_mut().zip(rest).for_each(|(top, x)| *top = if *x > *top { *x } else { *top });
    let top = tops.iter().fold(f32::NEG_INFINITY, |top, x| if *x > top { *x } else { top });
    numbers.iter().position(|x| *x >= top).unwrap_or(0)
}

/// Says whether exactly one word hangs on the root and all others on it.
pub(crate) fn is_tree(heads: &[usize]) -> bool {
    let root = heads.len();
    if heads.iter().filter(|h| **h == root).count() != 1 {
        return false;
    }
    // 0: not seen; otherwise the walk that saw it. A walk that meets itself is a cycle.
    let mut seen = vec![0_usize; heads.len()];
    for start in 0..heads.len() {
        let mut at = start;
        while at != root && seen[at] == 0 {
            seen[at] = start + 1;
            at = heads[at];
        }
        if at != root && seen[at] == start + 1 {
            return false;
        }
    }
    true
}

fn spanning_tree(arcs: Arcs<'_>) -> Vec<usize> {
    let length = arcs.length;
    let whole = |score: f32| {
        let score = if score.is_nan() { -LIMIT } else { score.clamp(-LIMIT, LIMIT) };
        (score * UNIT) as i64
    };
    // A root arc costs more than any tree can win elsewhere, so that just one is taken.
    let cost = (2.0 * LIMIT * UNIT) as i64 * (length as i64 + 1);
    let weights: Vec<Vec<i64>> = (0..length)
        .map(|word| {
            let row = &arcs.scores[word * arcs.stride..][..=length];
            row.iter().enumerate().map(|(head, s)| whole(*s) - if head == length { cost } else { 0 }).collect()
        })
        .collect();
    contract(&weights)
}

/// Returns the maximum spanning tree of `weights[word][head]`; the last head is the root.
fn contract(weights: &[Vec<i64>]) -> Vec<usize> {
    let length = weights.len();
    let best: Vec<usize> = (0..length).map(|word| first_best(&weights[word], |head| head != word)).collect();
    let Some(cycle) = cycle(&best) else { return best };
    let outside: Vec<usize> = (0..length).filter(|w| !cycle.contains(w)).collect();
    let (small, joined) = (outside.len() + 1, outside.len());
    // Heads of the smaller problem: the words outside, the cycle as one word, the root.
    let head_of = |small_head: usize| if small_head == small { length } else { outside[small_head] };
    let leave: Vec<usize> =
        outside.iter().map(|word| cycle[first_best_of(cycle.iter().map(|h| weights[*word][*h]))]).collect();
    let enter: Vec<usize> = (0..=small)
        .map(|head| {
            let gain = |word: &usize| weights[*word][head_of(head)] - weights[*word][best[*word]];
            if head == joined { cycle[0] } else { cycle[first_best_of(cycle.iter().map(gain))] }
        })
        .collect();
    let mut smaller: Vec<Vec<i64>> = Vec::with_capacity(small);
    for (at, word) in outside.iter().enumerate() {
        let weight = |head| if head == joined { weights[*word][leave[at]] } else { weights[*word][head_of(head)] };
        smaller.push((0..=small).map(weight).collect());
    }
    let of_cycle = |head: usize| {
        let word = enter[head];
        if head == joined { 0 } else { weights[word][head_of(head)] - weights[word][best[word]] }
    };
    smaller.push((0..=small).map(of_cycle).collect());
    let solved = contract(&smaller);
    let mut heads = best;
    for (at, word) in outside.iter().enumerate() {
        heads[*word] = if solved[at] == joined { leave[at] } else { head_of(solved[at]) };
    }
    heads[enter[solved[joined]]] = head_of(solved[joined]);
    heads
}

fn first_best(row: &[i64], allowed: impl Fn(usize) -> bool) -> usize {
    let mut best = None;
    for (at, weight) in row.iter().enumerate().filter(|(at, _)| allowed(*at)) {
        if best.is_none_or(|(_, top)| *weight > top) {
            best = Some((at, *weight));
        }
    }
    best.map_or(row.len() - 1, |(at, _)| at)
}

fn first_best_of(weights: impl Iterator<Item = i64>) -> usize {
    first_best(&weights.collect::<Vec<i64>>(), |_| true)
}

/// Returns the words of a cycle, if there is one.
fn cycle(heads: &[usize]) -> Option<Vec<usize>> {
    let root = heads.len();
    let mut seen = vec![0_usize; root];
    for start in 0..root {
        let mut at = start;
        while at != root && seen[at] == 0 {
            seen[at] = start + 1;
            at = heads[at];
        }
        if at != root && seen[at] == start + 1 {
            let mut words = vec![at];
            let mut next = heads[at];
            while next != at {
                words.push(next);
                next = heads[next];
            }
            words.sort_unstable();
            return Some(words);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn total(arcs: Arcs<'_>, heads: &[usize]) -> f64 {
        heads.iter().enumerate().map(|(word, head)| f64::from(arcs.scores[word * arcs.stride + head])).sum()
    }

    /// The best tree by trying all.
    fn naive(arcs: Arcs<'_>) -> f64 {
        let choices = arcs.length + 1;
        let mut best = f64::NEG_INFINITY;
        for mut code in 0..choices.pow(u32::try_from(arcs.length).unwrap()) {
            let heads: Vec<usize> = (0..arcs.length).map(|_| (code % choices, code /= choices).0).collect();
            if is_tree(&heads) {
                best = best.max(total(arcs, &heads));
            }
        }
        best
    }

    #[test]
    fn the_first_of_the_greatest_is_found() {
        let mut numbers = vec![0.0; 40];
        (numbers[21], numbers[37], numbers[3]) = (2.0, 2.0, f32::NAN);
        assert_eq!(greatest(&numbers), 21);
        assert_eq!((greatest(&[]), greatest(&[f32::NAN; 3]), greatest(&[-1.0, -0.5])), (0, 0, 1));
    }

    #[test]
    fn trees_are_told_from_others() {
        assert!(is_tree(&[1, 3, 1]));
        assert!(!is_tree(&[3, 3, 1]), "two roots");
        assert!(!is_tree(&[1, 0, 3]), "a cycle beside the root");
        assert!(!is_tree(&[1, 2, 0]), "no root");
        assert_eq!(decode(Arcs { scores: &[], stride: 1, length: 0 }), Vec::<usize>::new());
    }

    proptest! {
        #[test]
        fn the_tree_is_the_best_of_all(length in 1..5_usize, scores in proptest::collection::vec(-9..9_i8, 30)) {
            let scores: Vec<f32> = scores.into_iter().map(f32::from).collect();
            let arcs = Arcs { scores: &scores, stride: length + 1, length };
            let heads = decode(arcs);
            prop_assert!(is_tree(&heads));
            prop_assert!((total(arcs, &heads) - naive(arcs)).abs() < 1e-9);
        }

        #[test]
        fn any_weights_give_a_tree(length in 1..30_usize, scores in proptest::collection::vec(any::<f32>(), 30 * 31)) {
            let heads = decode(Arcs { scores: &scores, stride: length + 1, length });
            prop_assert!(is_tree(&heads), "{:?}", heads);
        }
    }
}
