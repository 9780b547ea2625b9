//! The sentences of the blocks as tests: each is analysed, and what was found is compared with what was to be found.

use rayon::prelude::*;

use crate::relation::rule::{Example, Expected, Position, Rules, Test};
use crate::relation::{Polarity, Status};

/// Something that the analysis of a sentence states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// All names of the subject: its own, and those in the sentence.
    pub subject: Vec<String>,
    /// The label.
    pub relation: String,
    /// All names of the object.
    pub object: Vec<String>,
    /// How firmly.
    pub status: Status,
    /// Whether it holds.
    pub polarity: Polarity,
    /// Id of the rule.
    pub rule: String,
}

/// What the analysis of a sentence saw, for judging what was at fault.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// What it states.
    pub stated: Vec<Stated>,
    /// Each predicate in words, with all names of those in its places.
    pub predicates: Vec<(String, Vec<String>)>,
    /// Rules that failed by one condition: id, and what was wanted.
    pub near: Vec<(String, String)>,
}

/// What has to be mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Both were in the places of one predicate: the rule.
    Rule,
    /// They were not: names, tree or normal form.
    Parse,
    /// A `todo` that holds: it may become a `yes`.
    Promote,
}

/// A test that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Id of the rule.
    pub rule: String,
    /// Where the sentence stands.
    pub position: Position,
    /// The sentence.
    pub sentence: String,
    /// What was wanted.
    pub wanted: String,
    /// What to mend.
    pub fault: Fault,
    /// What was stated instead, one a line.
    pub stated: Vec<String>,
    /// The normal form.
    pub normal: Vec<String>,
    /// What the rule itself missed.
    pub near: Vec<String>,
}

impl Rules {
    /// Runs the tests of the blocks whose id and path `wanted` accepts; returns their number and those that failed, by rule.
    pub fn run(
        &self,
        wanted: &dyn Fn(&str, &str) -> bool,
        look: &(dyn Fn(&str) -> Look + Sync),
    ) -> (usize, Vec<Failure>) {
        let examples: Vec<_> = self.examples().filter(|(id, _, example)| wanted(id, &example.position.path)).collect();
        let failed =
            |(id, relation, example): &(&str, &str, &Example)| failure(id, relation, example, &look(&example.sentence));
        let failures = examples.par_iter().filter_map(failed).collect();
        (examples.len(), failures)
    }
}

fn failure(id: &str, relation: &str, example: &Example, look: &Look) -> Option<Failure> {
    let fails = |expected: &&Expected| !look.stated.iter().any(|stated| fits(stated, expected, relation));
    let missing = example.expected.iter().find(fails);
    let instead = |stated: &&Stated| example.expected.iter().any(|expected| fits(stated, expected, relation));
    let unwanted = look.stated.iter().filter(|stated| stated.relation == relation).find(|stated| !instead(stated));
    let (wanted, fault) = match (example.test, missing, unwanted) {
        (Test::No, _, Some(_)) => (format!("no {relation}"), Fault::Rule),
        (Test::Yes | Test::No, Some(expected), _) => (show_expected(expected, relation), fault(expected, look)),
        (Test::Todo, None, _) => ("a failure: make it a \"yes\"".to_owned(), Fault::Promote),
        _ => return None,
    };
    let near = look.near.iter().filter(|(rule, _)| rule == id).map(|(_, missing)| missing.clone());
    Some(Failure {
        rule: id.to_owned(),
        position: example.position.clone(),
        sentence: example.sentence.clone(),
        wanted,
        fault,
        stated: look.stated.iter().map(show).collect(),
        normal: look.predicates.iter().map(|(predicate, _)| predicate.clone()).collect(),
        near: near.collect(),
    })
}

fn fault(expected: &Expected, look: &Look) -> Fault {
    let together = |names: &[String]| is_among(&expected.subject, names) && is_among(&expected.object, names);
    let rule = look.predicates.iter().any(|(_, names)| together(names));
    if rule { Fault::Rule } else { Fault::Parse }
}

fn fits(stated: &Stated, expected: &Expected, relation: &str) -> bool {
    stated.relation == expected.relation.as_deref().unwrap_or(relation)
        && is_among(&expected.subject, &stated.subject)
        && is_among(&expected.object, &stated.object)
        && expected.status.is_none_or(|status| status == stated.status)
        && expected.polarity.unwrap_or(Polarity::Positive) == stated.polarity
}

/// Compares names without regard to case and articles.
fn is_among(name: &str, names: &[String]) -> bool {
    let plain = |name: &str| {
        let lower = name.to_lowercase();
        lower.strip_prefix("the ").unwrap_or(&lower).to_owned()
    };
    names.iter().any(|other| plain(other) == plain(name))
}

fn show(stated: &Stated) -> String {
    let name = |names: &[String]| names.first().cloned().unwrap_or_default();
    let status = format!("{:?}", stated.status).to_lowercase();
    let negated = if stated.polarity == Polarity::Negated { ", negated" } else { "" };
    format!(
        "{} | {} | {} | {status}{negated} [{}]",
        name(&stated.subject),
        stated.relation,
        name(&stated.object),
        stated.rule
    )
}

fn show_expected(expected: &Expected, relation: &str) -> String {
    let relation = expected.relation.as_deref().unwrap_or(relation);
    let status = expected.status.map(|status| format!(" | {status:?}").to_lowercase()).unwrap_or_default();
    let negated = if expected.polarity == Some(Polarity::Negated) { " | negated" } else { "" };
    format!("{} | {relation} | {}{status}{negated}", expected.subject, expected.object)
}
