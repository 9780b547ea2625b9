//! Part of a graph: the proofs of some statuses, or of some score.

use crate::graph::merge::Texts;
use crate::graph::{Edge, Graph, Proof};
use crate::relation::{Polarity, Status};

/// Which proofs count.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Only proofs of these statuses that do not deny the relation; none given, those of all, and those that deny.
    pub statuses: Vec<Status>,
    /// Proofs that deny the relation, of any status.
    pub negated: bool,
    /// Only proofs of at least this score, 0 to 1.
    pub min_score: f64,
}

impl Filter {
    /// Says whether a proof counts.
    pub fn holds(&self, proof: &Proof) -> bool {
        let any = self.statuses.is_empty() && !self.negated;
        let fits = match proof.polarity {
            Polarity::Negated => self.negated,
            Polarity::Positive => self.statuses.contains(&proof.status),
        };
        (any || fits) && proof.score >= self.min_score
    }
}

impl Graph {
    /// Returns the graph of the proofs that count: relations that keep none are gone, the others are counted again.
    #[must_use]
    pub fn filtered(mut self, filter: &Filter) -> Self {
        let texts = Texts::new(&self.documents);
        self.edges.retain_mut(|edge: &mut Edge| {
            let before = edge.evidence.len();
            edge.evidence.retain(|proof| filter.holds(proof));
            if edge.evidence.len() < before {
                texts.count(edge);
            }
            !edge.evidence.is_empty()
        });
        self
    }
}
