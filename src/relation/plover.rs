//! Assertions as events of PLOVER (openeventdata/PLOVER, manual of 2021) and CAMEO roots: the relation's own class, changed by how
//! firmly it holds.
//!
//! | the relation is | and | gives |
//! | --- | --- | --- |
//! | cooperative | planned | AGREE |
//! | cooperative | negated | REJECT |
//! | hostile | planned or hypothetical | THREATEN |
//! | anything | requested | REQUEST |

use crate::relation::status::{Polarity, Status};

const COOPERATIVE: [&str; 8] = ["AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "YIELD"];
const HOSTILE: [&str; 5] = ["PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"];

/// Returns the class of an assertion, from the class of its relation.
pub(crate) fn class(of_relation: Option<&str>, status: Status, polarity: Polarity) -> Option<String> {
    let own = of_relation?;
    let class = match (status, polarity) {
        (_, Polarity::Negated) if COOPERATIVE.contains(&own) => "REJECT",
        (Status::Planned, _) if COOPERATIVE.contains(&own) => "AGREE",
        (Status::Planned | Status::Hypothetical, _) if HOSTILE.contains(&own) => "THREATEN",
        (Status::Requested, _) => "REQUEST",
        _ => own,
    };
    Some(class.to_owned())
}

/// Returns the CAMEO root code of a PLOVER class.
pub fn cameo(class: &str) -> Option<&'static str> {
    let codes = [
        ("AGREE", "03"),
        ("CONSULT", "04"),
        ("SUPPORT", "05"),
        ("COOPERATE", "06"),
        ("AID", "07"),
        ("CONCEDE", "08"),
        ("RETREAT", "08"),
        ("REQUEST", "10"),
        ("ACCUSE", "11"),
        ("REJECT", "12"),
        ("THREATEN", "13"),
        ("PROTEST", "14"),
        ("MOBILIZE", "15"),
        ("SANCTION", "16"),
        ("COERCE", "17"),
        ("ASSAULT", "19"),
    ];
    codes.iter().find(|(name, _)| *name == class).map(|(_, code)| *code)
}
