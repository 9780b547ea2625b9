//! Sentences about some entities with their sources, for people who feed a language model: the best first, within a number of words.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{DocumentNode, Edge, Proof};
use crate::query::{Part, Rank, rank};
use crate::relation::Polarity;

/// Sentences, and the documents that they are cited from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Context<'p> {
    /// The sentences, the best first.
    pub sentences: Vec<Quoted<'p>>,
    /// The documents in the order of their first sentence; number 1 is the first.
    pub documents: Vec<&'p DocumentNode>,
    /// Words of the sentences.
    pub words: usize,
    /// Sentences that the budget has no room for.
    pub more: usize,
}

/// A sentence with what it states.
#[derive(Debug, Clone, PartialEq)]
pub struct Quoted<'p> {
    /// Number of its document, from 1.
    pub citation: usize,
    /// Its words.
    pub quote: &'p str,
    /// What it states of the entities.
    pub edges: Vec<&'p Edge>,
    /// Where it stands.
    pub proof: &'p Proof,
}

/// Of a sentence: the edges it proves, the place in the order of its best one, the firmest proof.
struct Candidate<'p> {
    edges: Vec<&'p Edge>,
    proof: &'p Proof,
    order: Order,
}

/// Denied last; links between the entities first; then the firmest; then what is best attested, then the score in hundredths.
type Order = (Reverse<usize>, Polarity, crate::relation::Status, Reverse<Rank>, Reverse<i64>);

/// Chooses the sentences of a part that say most of some entities. Sentences that several documents print are taken once.
pub fn context<'p>(part: &'p Part, entities: &[&str], budget: usize) -> Context<'p> {
    let mut sentences: BTreeMap<(&str, [u32; 2]), Candidate<'p>> = BTreeMap::new();
    for edge in &part.edges {
        let ends = entities.iter().filter(|id| **id == edge.source || **id == edge.target).count();
        for proof in &edge.evidence {
            let order =
                (Reverse(ends), proof.polarity, proof.status, Reverse(rank(edge)), Reverse(hundredths(proof.score)));
            let candidate = sentences.entry((&proof.document, proof.sentence)).or_insert_with(|| Candidate {
                edges: Vec::new(),
                proof,
                order,
            });
            candidate.edges.push(edge);
            if order < candidate.order {
                (candidate.order, candidate.proof) = (order, proof);
            }
        }
    }
    // The sort is stable: of equals the first by document and place.
    let mut sentences: Vec<Candidate<'p>> = sentences.into_values().collect();
    sentences.sort_by_key(|candidate| candidate.order);
    let mut context = Context::default();
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut printed: BTreeSet<&str> = BTreeSet::new();
    for Candidate { edges, proof, .. } in sentences {
        if !printed.insert(&proof.quote) {
            continue;
        }
        let words = proof.quote.split_whitespace().count();
        let Some(document) = part.document(&proof.document).filter(|_| context.words + words <= budget) else {
            context.more += 1;
            continue;
        };
        let citation = *numbers.entry(&document.id).or_insert_with(|| {
            context.documents.push(document);
            context.documents.len()
        });
        context.words += words;
        context.sentences.push(Quoted { citation, quote: &proof.quote, edges, proof });
    }
    context
}

/// Scores are numbers of two digits.
#[allow(clippy::cast_possible_truncation, reason = "a score is 0 to 1")]
fn hundredths(score: f64) -> i64 {
    (score * 100.0).round() as i64
}
