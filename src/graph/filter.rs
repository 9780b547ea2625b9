//! Part of a graph: the proofs of some statuses, of some score, of some days or publishers.

use crate::graph::merge::Texts;
use crate::graph::{DocumentNode, Edge, Graph, Proof};
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
    /// Only proofs of documents of this day or later, ISO 8601: a document without a date is of no day.
    pub since: Option<String>,
    /// Only proofs of documents of this day or earlier.
    pub until: Option<String>,
    /// Only proofs of documents of these publishers, whatever the case of a to z; none given, those of all.
    pub publishers: Vec<String>,
}

impl Filter {
    /// Says whether all proofs count.
    pub fn is_open(&self) -> bool {
        self.statuses.is_empty() && !self.negated && self.min_score <= 0.0 && !self.asks_documents()
    }

    /// Says whether it depends on the document whether a proof counts.
    fn asks_documents(&self) -> bool {
        self.since.is_some() || self.until.is_some() || !self.publishers.is_empty()
    }

    /// Says whether a proof counts; `document` is the one that it stands in.
    pub fn holds(&self, proof: &Proof, document: Option<&DocumentNode>) -> bool {
        let any = self.statuses.is_empty() && !self.negated;
        let fits = match proof.polarity {
            Polarity::Negated => self.negated,
            Polarity::Positive => self.statuses.contains(&proof.status),
        };
        (any || fits)
            && proof.score >= self.min_score
            && (!self.asks_documents() || document.is_some_and(|d| self.fits(d)))
    }

    fn fits(&self, document: &DocumentNode) -> bool {
        let date = document.date.as_deref();
        let is_by = |wanted: &String| document.source.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(wanted));
        self.since.as_deref().is_none_or(|since| date.is_some_and(|date| date >= since))
            && self.until.as_deref().is_none_or(|until| date.is_some_and(|date| date <= until))
            && (self.publishers.is_empty() || self.publishers.iter().any(is_by))
    }
}

impl Graph {
    /// Returns the graph of the proofs that count: relations that keep none are gone, the others are counted again.
    #[must_use]
    pub fn filtered(mut self, filter: &Filter) -> Self {
        if filter.is_open() {
            return self;
        }
        let texts = Texts::new(&self.documents);
        self.edges.retain_mut(|edge: &mut Edge| {
            let before = edge.evidence.len();
            edge.evidence.retain(|proof| filter.holds(proof, texts.document(&proof.document)));
            if edge.evidence.len() < before {
                texts.count(edge);
            }
            !edge.evidence.is_empty()
        });
        self
    }
}
