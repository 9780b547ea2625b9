//! The schema (`rules/relations.tsv`) and the verbs (`rules/verbs.tsv`).

use std::collections::{BTreeMap, HashMap};

const RELATIONS: &str = include_str!("../../rules/relations.tsv");
const VERBS: &str = include_str!("../../rules/verbs.tsv");

/// One relation of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Both ends are equal.
    pub symmetric: bool,
    /// Letters of the types of subject and object: `p o c t r g`, `*` any.
    pub ends: (String, String),
    /// PLOVER class.
    pub plover: Option<String>,
}

/// A form of a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct VerbForm {
    pub(super) relation: String,
    /// What must stand before the object, may be empty.
    pub(super) then: Vec<String>,
    pub(super) form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Base,
    Finite,
    Participle,
}

/// Schema and verbs, read once.
#[derive(Debug, Clone)]
pub struct Rules {
    relations: BTreeMap<String, Relation>,
    /// By the first word of the form; the other words of the form, then the form.
    verbs: HashMap<String, Vec<(Vec<String>, VerbForm)>>,
}

impl Rules {
    /// Returns the program's own rules.
    ///
    /// # Panics
    /// Never: a test reads the files.
    pub fn builtin() -> Self {
        let rows = |text: &'static str| {
            let lines = text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).skip(1);
            lines.map(|l| l.split('\t').collect::<Vec<_>>())
        };
        let relations = rows(RELATIONS).map(|row| {
            let plover = Some(row[5].to_owned()).filter(|class| class != "-");
            let relation = Relation {
                symmetric: row[2] == "yes",
                ends: (row[3].to_owned(), row[4].to_owned()),
                plover,
            };
            (row[0].to_owned(), relation)
        });
        let mut rules = Self {
            relations: relations.collect(),
            verbs: HashMap::new(),
        };
        for row in rows(VERBS) {
            assert!(
                rules.relations.contains_key(row[0]),
                "rules/verbs.tsv: relation {} is not in relations.tsv",
                row[0]
            );
            let then: Vec<String> = row[5].split(' ').filter(|w| *w != "-").map(str::to_owned).collect();
            for (words, form) in [
                (row[1], Form::Base),
                (row[2], Form::Finite),
                (row[3], Form::Finite),
                (row[4], Form::Participle),
            ] {
                let mut words = words.split(' ').map(str::to_owned);
                let first = words.next().unwrap_or_default();
                let verb = VerbForm {
                    relation: row[0].to_owned(),
                    then: then.clone(),
                    form,
                };
                rules.verbs.entry(first).or_default().push((words.collect(), verb));
            }
        }
        rules
    }

    /// Returns a relation of the schema.
    pub fn relation(&self, label: &str) -> Option<&Relation> {
        self.relations.get(label)
    }

    /// Returns the forms that begin with a word in lower case.
    pub(super) fn verbs(&self, first: &str) -> &[(Vec<String>, VerbForm)] {
        self.verbs.get(first).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_read() {
        let rules = Rules::builtin();
        assert_eq!(
            rules.relation("invaded").and_then(|r| r.plover.as_deref()),
            Some("ASSAULT")
        );
        assert_eq!(rules.verbs("takes")[0].1.relation, "acquired");
    }
}
