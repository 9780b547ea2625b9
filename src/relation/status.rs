//! How firmly an assertion holds: the chain of words above a predicate, projected on polarity and status.
//!
//! | what | gives |
//! | --- | --- |
//! | a condition, "may", "threaten to", "doubt", "allow" | hypothetical |
//! | content of "ask", "demand", "should" | requested |
//! | "will", "plan to", "try to", what another act is for | planned |
//! | content of "say", "accuse", "deny", "reportedly" | reported |
//!
//! The first line that fits wins. Denied, prevented, failed: negated. "Would" under "said" is planned, else hypothetical.

use serde::{Deserialize, Serialize};

use crate::relation::normal::{Member, Modality, Operation, Predicate};

/// Whether the text says that it holds or that it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Polarity {
    /// It holds.
    Positive,
    /// It is said not to hold.
    Negated,
}

/// How firmly the text states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// By the article itself.
    Asserted,
    /// By somebody in the article.
    Reported,
    /// Announced or intended.
    Planned,
    /// Asked for.
    Requested,
    /// If, may, could.
    Hypothetical,
}

impl Status {
    /// All, the firmest first.
    pub const ALL: [Self; 5] = [Self::Asserted, Self::Reported, Self::Planned, Self::Requested, Self::Hypothetical];

    /// Returns the word that every output uses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Asserted => "asserted",
            Self::Reported => "reported",
            Self::Planned => "planned",
            Self::Requested => "requested",
            Self::Hypothetical => "hypothetical",
        }
    }
}

/// Projects a predicate's chain; returns its speaker too, the innermost that has one.
pub(crate) fn project(predicate: &Predicate) -> (Status, Polarity, Option<&Member>) {
    use Operation as Op;
    let has = |wanted: &[Op]| predicate.operators.iter().any(|o| wanted.contains(&o.operation));
    let says = [Op::Say, Op::Accuse, Op::Deny];
    let said = has(&says);
    let unsaid = predicate.operators.iter().any(|o| says.contains(&o.operation) && o.negated);
    let modality = predicate.modality;
    let hypothetical = has(&[Op::If, Op::Doubt, Op::Threaten, Op::Allow])
        || modality == Some(Modality::May)
        || (modality == Some(Modality::Would) && !said)
        || unsaid;
    let status = if hypothetical {
        Status::Hypothetical
    } else if has(&[Op::Ask]) || modality == Some(Modality::Should) {
        Status::Requested
    } else if has(&[Op::Plan, Op::Purpose, Op::Try]) || matches!(modality, Some(Modality::Will | Modality::Would)) {
        Status::Planned
    } else if said || has(&[Op::Hedge]) {
        Status::Reported
    } else {
        Status::Asserted
    };
    let turns = predicate.operators.iter().filter(|o| {
        let stops = matches!(o.operation, Op::Deny | Op::Prevent | Op::Fail) && !o.negated;
        // "Does not plan to leave": will not leave.
        let unplanned = matches!(o.operation, Op::Plan | Op::Try | Op::Allow) && o.negated;
        stops || unplanned
    });
    let negated = predicate.negated ^ (turns.count() % 2 == 1);
    let polarity = if negated { Polarity::Negated } else { Polarity::Positive };
    // Who asks for something is its source where nobody else tells of it.
    let holder = |wanted: &[Op]| {
        let mut fitting = predicate.operators.iter().rev().filter(|o| wanted.contains(&o.operation));
        fitting.find_map(|o| o.holder.as_ref())
    };
    let asker = || holder(&[Op::Ask]).filter(|_| status == Status::Requested);
    (status, polarity, holder(&says).or_else(asker))
}
