//! Assertions as events of PLOVER (openeventdata/PLOVER, manual of 2021) and CAMEO roots: the relation's own class, changed by how
//! firmly it holds. `rules/relations.tsv` has the class of each relation, `rules/plover.tsv` what is known of the classes.
//!
//! | the relation is | and | gives |
//! | --- | --- | --- |
//! | anything | requested | REQUEST, of who asks to who shall do it |
//! | cooperative | planned | AGREE |
//! | cooperative | negated: it is refused | REJECT |
//! | hostile | planned, or under a condition | THREATEN |
//! | hostile | planned and negated: it shall end | RETREAT or CONCEDE |
//! | violent, hostile | said by a third party | its class, and ACCUSE, of the speaker to who did it |
//!
//! Everything else keeps its class, and mode and polarity say the rest. What ends now is a relation of its own ("withdrew from",
//! "released", "cut ties with"), for "did not attack" is no retreat.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::relation::status::{Polarity, Status};

/// What is known of relations and classes.
struct Tables {
    relations: BTreeMap<&'static str, Own>,
    classes: BTreeMap<&'static str, Class>,
    /// CAMEO roots of relations that do not have that of their class.
    roots: BTreeMap<&'static str, &'static str>,
    /// Relations between those who speak with one voice.
    ties: BTreeSet<&'static str>,
}

/// A row of rules/relations.tsv.
struct Own {
    is_event: bool,
    is_symmetric: bool,
    class: Option<&'static str>,
}

/// A class of rules/plover.tsv.
struct Class {
    root: &'static str,
    side: Side,
    blames: bool,
    ended: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Cooperative,
    Hostile,
    Neither,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let (relations, classes, roots, ties) = Default::default();
    let mut tables = Tables { relations, classes, roots, ties };
    for row in rows(include_str!("../../rules/relations.tsv")) {
        let own = Own { is_event: row[1] == "event", is_symmetric: row[2] == "yes", class: filled(row[5]) };
        tables.relations.insert(row[0], own);
    }
    for row in rows(include_str!("../../rules/plover.tsv")) {
        match row[0] {
            "class" => _ = tables.classes.insert(row[1], class_row(&row)),
            "tie" => _ = tables.ties.insert(row[1]),
            _ => _ = tables.roots.insert(row[1], row[2]),
        }
    }
    tables
});

fn class_row(row: &[&'static str; 6]) -> Class {
    let side = match row[3] {
        "cooperative" => Side::Cooperative,
        "hostile" => Side::Hostile,
        _ => Side::Neither,
    };
    Class { root: row[2], side, blames: row[4] == "yes", ended: filled(row[5]) }
}

/// The first six columns of each row behind the header.
fn rows(file: &'static str) -> impl Iterator<Item = [&'static str; 6]> {
    let lines = file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.skip(1).map(|line| {
        let mut columns = line.split('\t');
        [(); 6].map(|()| columns.next().unwrap_or_default())
    })
}

fn filled(column: &'static str) -> Option<&'static str> {
    Some(column).filter(|text| !text.is_empty() && *text != "-")
}

/// Returns the class of a relation by itself; none for those that PLOVER does not know.
pub fn of_relation(label: &str) -> Option<&'static str> {
    TABLES.relations.get(label).and_then(|own| own.class)
}

/// Says whether a relation is something done. What no table knows is an open relation: a verb.
pub fn is_event(label: &str) -> bool {
    TABLES.relations.get(label).is_none_or(|own| own.is_event)
}

/// Says whether both ends of a relation are equal: "met with".
pub fn is_symmetric(label: &str) -> bool {
    TABLES.relations.get(label).is_some_and(|own| own.is_symmetric)
}

/// Returns the class of an assertion, from the class of its relation.
pub fn class(of_relation: Option<&str>, status: Status, polarity: Polarity) -> Option<String> {
    let own = of_relation?;
    let known = TABLES.classes.get(own);
    let side = known.map_or(Side::Neither, |class| class.side);
    let ended = known.and_then(|class| class.ended);
    let class = match (side, status, polarity) {
        (_, Status::Requested, _) => "REQUEST",
        (Side::Cooperative, Status::Asserted | Status::Reported | Status::Planned, Polarity::Negated) => "REJECT",
        (Side::Cooperative, Status::Planned, Polarity::Positive) => "AGREE",
        (Side::Hostile, Status::Planned | Status::Hypothetical, Polarity::Positive) => "THREATEN",
        (Side::Hostile, Status::Planned, Polarity::Negated) => ended.unwrap_or(own),
        _ => own,
    };
    Some(class.to_owned())
}

/// Says whether a third party that tells of such an act blames who did it.
pub fn blames(of_relation: Option<&str>, status: Status, polarity: Polarity) -> bool {
    let violent = of_relation.and_then(|own| TABLES.classes.get(own)).is_some_and(|class| class.blames);
    violent && (status, polarity) == (Status::Reported, Polarity::Positive)
}

/// Says whether a relation ties those who speak with one voice: a minister and the country.
pub fn ties(label: &str) -> bool {
    TABLES.ties.contains(label)
}

/// Returns the CAMEO root code of a PLOVER class.
pub fn cameo(class: &str) -> Option<&'static str> {
    TABLES.classes.get(class).map(|class| class.root)
}

/// Returns the CAMEO root code of a relation whose class, by status, is this one: its own root unless the status changed the class.
pub fn cameo_of(relation: &str, class: Option<&str>) -> Option<&'static str> {
    let own = TABLES.roots.get(relation).copied().filter(|_| class == of_relation(relation));
    own.or_else(|| class.and_then(cameo))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::relation::{Polarity, Status};

    /// Rows of the manual: relation, status, whether it is denied, class, CAMEO root.
    #[test]
    fn classes_are_projected_as_the_manual_says() {
        use Status::{Asserted, Hypothetical, Planned, Reported, Requested};
        let cases = [
            // A cooperative act that is planned or offered.
            ("aided", Planned, false, "AGREE", "03"),
            ("visited", Planned, false, "AGREE", "03"),
            ("withdrew_from", Planned, false, "AGREE", "03"),
            // A hostile act to come, or under a condition.
            ("attacked", Planned, false, "THREATEN", "13"),
            ("sanctioned", Hypothetical, false, "THREATEN", "13"),
            ("sent_troops_to", Planned, false, "THREATEN", "13"),
            // A cooperative act that is refused; a tie that is cut.
            ("aided", Asserted, true, "REJECT", "12"),
            ("met_with", Planned, true, "REJECT", "12"),
            ("cut_ties_with", Asserted, false, "SANCTION", "16"),
            // A hostile act that shall end; one that was not done is none.
            ("bombed", Planned, true, "RETREAT", "08"),
            ("sanctioned", Planned, true, "CONCEDE", "08"),
            ("withdrew_from", Asserted, false, "RETREAT", "08"),
            ("bombed", Asserted, true, "ASSAULT", "19"),
            // Said by another.
            ("killed", Reported, false, "ASSAULT", "18"),
            // Urged.
            ("attacked", Requested, false, "REQUEST", "10"),
            ("aided", Requested, true, "REQUEST", "10"),
            ("called_on", Asserted, false, "REQUEST", "02"),
            // What may be says itself by its mode.
            ("aided", Hypothetical, false, "AID", "07"),
            ("aided", Hypothetical, true, "AID", "07"),
            ("accused", Planned, false, "ACCUSE", "11"),
            ("abducted", Asserted, false, "ASSAULT", "18"),
            ("investigated", Asserted, false, "ACCUSE", "09"),
        ];
        for (relation, status, denied, expected, root) in cases {
            let polarity = if denied { Polarity::Negated } else { Polarity::Positive };
            let found = class(of_relation(relation), status, polarity);
            assert_eq!(found.as_deref(), Some(expected), "{relation} {status:?} {polarity:?}");
            assert_eq!(cameo_of(relation, found.as_deref()), Some(root), "{relation} {status:?} {polarity:?}");
        }
        assert_eq!(class(of_relation("president_of"), Planned, Polarity::Positive), None);
        assert_eq!(cameo_of("said_about", None), Some("01"));
        assert_eq!(cameo_of("opposed", None), None);
    }

    #[test]
    fn only_a_violent_act_that_is_told_blames() {
        let blamed = |relation, status, polarity| blames(of_relation(relation), status, polarity);
        assert!(blamed("bombed", Status::Reported, Polarity::Positive));
        assert!(!blamed("bombed", Status::Reported, Polarity::Negated));
        assert!(!blamed("bombed", Status::Asserted, Polarity::Positive));
        assert!(!blamed("protested_in", Status::Reported, Polarity::Positive));
        assert!(!blamed("aided", Status::Reported, Polarity::Positive));
    }

    #[test]
    fn every_class_and_relation_that_the_files_name_is_known() {
        for (label, own) in &TABLES.relations {
            assert!(own.class.is_none_or(|class| TABLES.classes.contains_key(class)), "{label}: {:?}", own.class);
        }
        for label in TABLES.roots.keys().chain(&TABLES.ties) {
            assert!(TABLES.relations.contains_key(label), "{label}");
        }
        for (label, class) in &TABLES.classes {
            assert!(class.ended.is_none_or(|ended| TABLES.classes.contains_key(ended)), "{label}");
            assert_eq!(class.root.len(), 2, "{label}");
        }
        assert!(is_symmetric("met_with") && !is_symmetric("aided"));
        assert!(is_event("aided") && is_event("sign_with") && !is_event("president_of"));
    }
}
