//! The schema (`rules/relations.tsv`), the verbs (`rules/verbs.tsv`), the patterns (`rules/patterns.tsv`) and the classes of
//! words (`rules/classes.tsv`).

use std::collections::{BTreeMap, HashMap, HashSet};

/// One relation of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Letters of the types of subject and object: `p o c t r g`, `*` any.
    pub ends: (String, String),
    /// PLOVER class.
    pub plover: Option<String>,
}

/// A form of a verb.
#[derive(Debug, Clone)]
pub(super) struct VerbForm {
    pub(super) relation: String,
    /// The other words of the form.
    pub(super) more: Vec<String>,
    /// What must stand before the object and behind it, may be empty.
    pub(super) then: Vec<String>,
    pub(super) after: Vec<String>,
    pub(super) is_base: bool,
    pub(super) is_participle: bool,
}

/// One step of a pattern over words.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Words(Vec<String>),
    Class(String),
    Title,
}

/// Steps in order; those marked may be missing.
pub(super) type Steps = Vec<(Step, bool)>;

/// One row of the patterns.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    pub(super) id: String,
    /// `None`: what the title states.
    pub(super) relation: Option<String>,
    pub(super) subject_is_left: bool,
    pub(super) left: String,
    pub(super) right: String,
    pub(super) before: Steps,
    pub(super) between: Steps,
    pub(super) after: Steps,
    flags: Vec<String>,
}

impl Pattern {
    pub(super) fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|own| own == flag)
    }
}

/// Everything that the files say, read once.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    relations: BTreeMap<String, Relation>,
    verbs: HashMap<String, Vec<VerbForm>>,
    classes: HashMap<String, HashSet<String>>,
    pub(super) patterns: Vec<Pattern>,
}

impl Rules {
    /// Returns the program's own rules.
    ///
    /// # Panics
    /// Never: tests read the files.
    pub fn builtin() -> Self {
        let mut rules = Self::default();
        for row in rows(include_str!("../../rules/relations.tsv")) {
            let plover = Some(row[5].to_owned()).filter(|class| class != "-");
            let ends = (row[3].to_owned(), row[4].to_owned());
            rules.relations.insert(row[0].to_owned(), Relation { ends, plover });
        }
        for row in rows(include_str!("../../rules/classes.tsv")) {
            rules.classes.insert(row[0].to_owned(), words(row[1]).into_iter().collect());
        }
        for row in rows(include_str!("../../rules/verbs.tsv")) {
            for form in 1..=4 {
                let mut more = words(row[form]).into_iter();
                let verb = VerbForm {
                    relation: row[0].to_owned(),
                    then: words(row[5].trim_matches('-')),
                    after: words(row[6].trim_matches('-')),
                    is_base: form == 1,
                    is_participle: form == 4,
                    more: Vec::new(),
                };
                let first = more.next().unwrap_or_default();
                let verb = VerbForm { more: more.collect(), ..verb };
                rules.verbs.entry(first).or_default().push(verb);
            }
        }
        rules.patterns = rows(include_str!("../../rules/patterns.tsv")).map(|row| pattern(&row)).collect();
        rules
    }

    /// Returns a relation of the schema.
    pub fn relation(&self, label: &str) -> Option<&Relation> {
        self.relations.get(label)
    }

    /// Returns the forms that begin with a word in lower case.
    pub(super) fn verbs(&self, first: &str) -> &[VerbForm] {
        self.verbs.get(first).map_or(&[], Vec::as_slice)
    }

    /// Says whether a word in lower case belongs to a class.
    pub(super) fn is(&self, class: &str, word: &str) -> bool {
        self.classes.get(class).is_some_and(|words| words.contains(word))
    }
}

fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).skip(1);
    lines.map(|l| l.split('\t').collect())
}

fn words(cell: &str) -> Vec<String> {
    cell.split_whitespace().map(str::to_owned).collect()
}

fn steps(cell: &str) -> Steps {
    let step = |item: &str| {
        let bare = item.trim_start_matches('[').trim_end_matches(']');
        let step = match bare.strip_prefix('{').and_then(|b| b.strip_suffix('}')) {
            Some("title") => Step::Title,
            Some(class) => Step::Class(class.to_owned()),
            None => Step::Words(bare.split('/').map(str::to_owned).collect()),
        };
        (step, item.starts_with('['))
    };
    cell.split_whitespace().map(step).collect()
}

fn pattern(row: &[&str]) -> Pattern {
    let anything = |cell: &str| if cell == "-" { Vec::new() } else { steps(cell) };
    Pattern {
        id: row[0].to_owned(),
        relation: Some(row[1].to_owned()).filter(|label| label != "=title"),
        subject_is_left: row[2] == "left",
        left: row[3].to_owned(),
        right: row[6].to_owned(),
        before: anything(row[4]),
        between: steps(row[5]),
        after: anything(row[7]),
        flags: words(row[8]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_relation_and_class_that_a_rule_names_is_known() {
        let rules = Rules::builtin();
        let verbs = rules.verbs.values().flatten().map(|v| &v.relation);
        for label in verbs.chain(rules.patterns.iter().filter_map(|p| p.relation.as_ref())) {
            assert!(rules.relation(label).is_some(), "rules/relations.tsv has no {label}");
        }
        for pattern in &rules.patterns {
            for (step, _) in pattern.before.iter().chain(&pattern.between).chain(&pattern.after) {
                if let Step::Class(class) = step {
                    assert!(rules.classes.contains_key(class), "{}: no class {class}", pattern.id);
                }
            }
        }
    }
}
