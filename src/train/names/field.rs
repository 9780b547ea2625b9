//! The conditional random field as it learns: gradients by forward and backward sums, weights by FTRL-proximal (`McMahan` et al.
//! 2013, "Ad click prediction", algorithm 1), which keeps most weights at zero.

use crate::mention::recognise::{LABELS, Weights, may_begin, may_end, may_follow, row};

/// How weights learn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    /// Step size.
    pub alpha: f32,
    /// Damps the first steps.
    pub beta: f32,
    /// Weights whose sum of gradients stays below this are zero.
    pub l1: f32,
    /// Pulls weights to zero.
    pub l2: f32,
}

/// Tokens whose gradient is nowhere above this teach nothing and are skipped: most are.
const SMALLEST: f32 = 0.002;

/// The weights of some labels with what FTRL remembers of them.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    weights: [f32; LABELS],
    sums: [f32; LABELS],
    squares: [f32; LABELS],
}

impl Cell {
    fn learn(&mut self, gradient: &[f32; LABELS], rates: &Rates) {
        for (label, g) in gradient.iter().enumerate().filter(|(_, g)| **g != 0.0) {
            let before = self.squares[label];
            let squares = before + g * g;
            let sigma = (squares.sqrt() - before.sqrt()) / rates.alpha;
            let sum = self.sums[label] + g - sigma * self.weights[label];
            self.squares[label] = squares;
            self.sums[label] = sum;
            self.weights[label] = if sum.abs() <= rates.l1 {
                0.0
            } else {
                -(sum - sum.signum() * rates.l1) / ((rates.beta + squares.sqrt()) / rates.alpha + rates.l2)
            };
        }
    }
}

/// A sentence as the field sees it.
#[derive(Debug, Clone, Default)]
pub struct Example {
    /// The rows of all features, token by token.
    pub rows: Vec<u32>,
    /// Where the rows of each token end.
    pub ends: Vec<usize>,
    /// The right labels.
    pub labels: Vec<usize>,
}

impl Example {
    fn token(&self, at: usize) -> &[u32] {
        &self.rows[at.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[at]]
    }
}

/// A field that learns.
#[derive(Debug, Clone)]
pub struct Field {
    row_bits: u32,
    rates: Rates,
    cells: Vec<Cell>,
    transitions: [Cell; LABELS],
}

type Row = [f32; LABELS];

impl Field {
    /// Makes a field that knows nothing.
    pub fn new(row_bits: u32, rates: Rates) -> Self {
        Self { row_bits, rates, cells: vec![Cell::default(); 1 << row_bits], transitions: Default::default() }
    }

    /// Returns the row of a feature.
    ///
    /// # Panics
    /// Never: models have at most 2^24 rows.
    pub fn row(&self, feature: u64) -> u32 {
        u32::try_from(row(feature, self.row_bits)).expect("there are at most 2^24")
    }

    /// Learns one sentence; `weight` is how much it counts. Returns the loss in nats.
    pub fn learn(&mut self, example: &Example, weight: f32) -> f32 {
        let count = example.labels.len();
        if count == 0 {
            return 0.0;
        }
        let scores: Vec<Row> = (0..count).map(|at| self.score(example.token(at))).collect();
        let chain = Chain::new(&scores, &self.transition_weights());
        let mut loss = 0.0;
        for at in 0..count {
            let gold = example.labels[at];
            let mut gradient = chain.token(at);
            loss -= gradient[gold].max(f32::MIN_POSITIVE).ln();
            gradient[gold] -= 1.0;
            if gradient.iter().all(|g| g.abs() < SMALLEST) {
                continue;
            }
            let gradient = gradient.map(|g| g * weight);
            for row in example.token(at) {
                self.cells[*row as usize].learn(&gradient, &self.rates);
            }
        }
        // Transitions are few and always needed: none is kept at zero.
        let rates = Rates { l1: 0.0, ..self.rates };
        let mut expected = chain.pairs();
        for pair in example.labels.windows(2) {
            expected[pair[0]][pair[1]] -= 1.0;
        }
        for (cell, gradient) in self.transitions.iter_mut().zip(&expected) {
            cell.learn(&gradient.map(|g| g * weight), &rates);
        }
        loss
    }

    fn score(&self, rows: &[u32]) -> Row {
        let mut sums = [0.0; LABELS];
        for row in rows {
            sums.iter_mut().zip(&self.cells[*row as usize].weights).for_each(|(sum, weight)| *sum += weight);
        }
        sums
    }

    fn transition_weights(&self) -> [Row; LABELS] {
        std::array::from_fn(|left| self.transitions[left].weights)
    }

    /// Returns what was learned.
    pub fn weights(&self) -> Weights {
        Weights {
            row_bits: self.row_bits,
            rows: self.cells.iter().map(|cell| cell.weights).collect(),
            transitions: self.transition_weights(),
        }
    }
}

/// Forward and backward sums of a sentence, each token's scaled to add up to one.
struct Chain {
    /// Exponentials of the scores, the best of a token being 1.
    own: Vec<Row>,
    links: [Row; LABELS],
    forward: Vec<Row>,
    backward: Vec<Row>,
}

impl Chain {
    fn new(scores: &[Row], transitions: &[Row; LABELS]) -> Self {
        let own: Vec<Row> = scores.iter().map(exponentials).collect();
        let links: [Row; LABELS] = std::array::from_fn(|left| {
            std::array::from_fn(|right| if may_follow(left, right) { transitions[left][right].exp() } else { 0.0 })
        });
        let count = own.len();
        let mut forward: Vec<Row> = Vec::with_capacity(count);
        for token in &own {
            let arrive = |label: usize| match forward.last() {
                Some(before) => (0..LABELS).map(|left| before[left] * links[left][label]).sum(),
                None => f32::from(u8::from(may_begin(label))),
            };
            forward.push(scaled(std::array::from_fn(|label| arrive(label) * token[label])));
        }
        let mut backward = vec![scaled(std::array::from_fn(|label| f32::from(u8::from(may_end(label))))); count];
        for at in (0..count - 1).rev() {
            let next = product(&own[at + 1], &backward[at + 1]);
            backward[at] = scaled(std::array::from_fn(|left| dot(&links[left], &next)));
        }
        Self { own, links, forward, backward }
    }

    /// The probabilities of the labels of a token.
    fn token(&self, at: usize) -> Row {
        scaled(product(&self.forward[at], &self.backward[at]))
    }

    /// How often each label is expected behind each.
    fn pairs(&self) -> [Row; LABELS] {
        let mut expected = [[0.0; LABELS]; LABELS];
        for at in 1..self.own.len() {
            let next = product(&self.own[at], &self.backward[at]);
            let joint: [Row; LABELS] =
                std::array::from_fn(|left| product(&self.links[left], &next).map(|p| p * self.forward[at - 1][left]));
            let total: f32 = joint.iter().flatten().sum();
            if total > 0.0 {
                for (sums, joint) in expected.iter_mut().flatten().zip(joint.iter().flatten()) {
                    *sums += joint / total;
                }
            }
        }
        expected
    }
}

fn exponentials(scores: &Row) -> Row {
    let best = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    // A floor, as no label may become impossible by its score alone.
    scores.map(|score| (score - best).max(-30.0).exp())
}

fn scaled(row: Row) -> Row {
    let total: f32 = row.iter().sum();
    if total > 0.0 { row.map(|value| value / total) } else { row }
}

fn product(left: &Row, right: &Row) -> Row {
    std::array::from_fn(|at| left[at] * right[at])
}

fn dot(left: &Row, right: &Row) -> f32 {
    left.iter().zip(right).map(|(l, r)| l * r).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::recognise::{NameClass, encode};

    const RATES: Rates = Rates { alpha: 0.1, beta: 1.0, l1: 0.1, l2: 1.0 };

    #[test]
    fn what_is_seen_often_is_learned() {
        let labels = encode(3, &[(1..3, NameClass::Person)]);
        let example = Example { rows: vec![1, 2, 3], ends: vec![1, 2, 3], labels };
        let mut field = Field::new(4, RATES);
        let first = field.learn(&example, 1.0);
        let losses: Vec<f32> = (0..40).map(|_| field.learn(&example, 1.0)).collect();
        assert!(losses[39] < first / 4.0, "{first} {losses:?}");
        assert!(field.weights().rows[0].iter().all(|w| *w == 0.0), "a row that was never seen has no weight");
    }

    #[test]
    fn probabilities_add_up_to_one_and_keep_to_the_law() {
        let scores = vec![[0.0; LABELS]; 3];
        let chain = Chain::new(&scores, &[[0.0; LABELS]; LABELS]);
        for at in 0..3 {
            assert!((chain.token(at).iter().sum::<f32>() - 1.0).abs() < 1e-5);
        }
        let pairs = chain.pairs();
        let forbidden = (0..LABELS).flat_map(|l| (0..LABELS).map(move |r| (l, r))).filter(|(l, r)| !may_follow(*l, *r));
        assert!(forbidden.into_iter().all(|(l, r)| pairs[l][r] == 0.0));
    }
}
