//! What is doubtful in rules that can be read: words that are in no base form, blocks without a sentence that must not fit, classes
//! that no rule uses, frames that say the same or that nothing ranks.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::parse::{Lemmas, Upos, Xpos};
use crate::relation::normal::Kind;
use crate::relation::rule::block::{Condition, Rule, Test};
use crate::relation::rule::error::Position;
use crate::relation::rule::frame::Frame;
use crate::relation::rule::mask::Mask;
use crate::relation::rule::pattern::{End, Head, Item, Slot};
use crate::relation::rule::rank::{FORMER, LONGEST_HEAD};
use crate::relation::rule::schema::Types;
use crate::relation::rule::{Rules, variants};

/// What frames are alike in: kind, head, verbs like "become", places.
type Shape<'a> = (Kind, String, &'a [String], Vec<&'a Slot>);

/// Something doubtful.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where.
    pub position: Position,
    /// What, and what to do.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.position, self.message)
    }
}

impl Rules {
    /// Returns all that is doubtful, in the order of paths and lines.
    pub fn check(&self) -> Vec<Finding> {
        let lemmas = Lemmas::builtin();
        let mut findings = Vec::new();
        for rule in &self.all {
            findings.extend(sentences(rule));
            findings.extend(base_forms(rule, &lemmas));
        }
        findings.extend(self.unused_classes());
        findings.extend(self.plural_words(&lemmas));
        findings.extend(self.long_names());
        findings.extend(self.equals());
        findings.sort();
        findings.dedup();
        findings
    }

    fn unused_classes(&self) -> Vec<Finding> {
        let mut used = Mask::NONE;
        for rule in &self.all {
            let slots = rule.patterns.iter().flat_map(|pattern| &pattern.slots);
            used = slots.fold(used, |mask, slot| mask.with(mask_of(slot)));
            used = rule.patterns.iter().fold(used, |mask, pattern| match &pattern.head {
                Head::Copula(nouns, _) | Head::Nouns(nouns) | Head::Names(nouns) => mask.with(nouns.mask),
                Head::Verbs(_) | Head::Compound(_) => mask,
            });
            used = rule.owners.iter().fold(used, |mask, (_, nouns)| mask.with(nouns.mask));
            used = rule.conditions.iter().fold(used, |mask, condition| mask.with(condition.nouns.mask));
        }
        let unused = self.classes.names().filter(|(name, _)| !used.meets(self.classes.mask(name).unwrap_or_default()));
        unused.map(|(name, position)| finding(position, format!("no rule uses the class \"{name}\""))).collect()
    }

    fn plural_words(&self, lemmas: &Lemmas) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (name, position) in self.classes.names() {
            let mask = self.classes.mask(name).unwrap_or_default();
            let plural = self.classes.words(mask).filter_map(|word| Some((word, variants::singular(lemmas, word)?)));
            for (word, one) in plural {
                findings.push(finding(
                    position,
                    format!("\"{word}\" of the class \"{name}\" is read as \"{one}\" too: write the singular"),
                ));
            }
        }
        findings
    }

    fn long_names(&self) -> Vec<Finding> {
        let long = |head: &String| head.trim_start_matches(FORMER).split(' ').count() > LONGEST_HEAD;
        let frames = self.frames.iter().filter(|frame| matches!(frame.kind, Kind::Noun | Kind::Name));
        frames
            .flat_map(|frame| {
                self.heads(frame).filter(long).map(|head| {
                    finding(
                        &frame.pattern.position,
                        format!("\"{head}\" never fits: nouns have at most {LONGEST_HEAD} words"),
                    )
                })
            })
            .collect()
    }

    /// All heads of a frame, those of classes included.
    fn heads(&self, frame: &Frame) -> impl Iterator<Item = String> {
        frame.heads().into_iter().chain(self.classes.words(frame.classes()).map(str::to_owned))
    }

    /// Frames with the same head and the same places: of one relation, one is too many; of two, something must rank them.
    fn equals(&self) -> Vec<Finding> {
        let mut alike: BTreeMap<Shape, BTreeSet<usize>> = BTreeMap::new();
        for (at, frame) in self.frames.iter().enumerate() {
            let mut slots: Vec<&Slot> = frame.slots().iter().collect();
            slots.sort_unstable();
            for head in self.heads(frame) {
                alike.entry((frame.kind, head, frame.copulas(), slots.clone())).or_default().insert(at);
            }
        }
        let mut findings = Vec::new();
        for ((_, head, _, _), frames) in &alike {
            for (index, one) in frames.iter().enumerate() {
                for other in frames.iter().skip(index + 1) {
                    findings.extend(self.equal(head, &self.frames[*one], &self.frames[*other]));
                }
            }
        }
        findings
    }

    fn equal(&self, head: &str, one: &Frame, other: &Frame) -> Option<Finding> {
        let (a, b) = (&self.all[one.rule], &self.all[other.rule]);
        if one.rule == other.rule
            || self.over.contains(&(one.rule, other.rule))
            || self.over.contains(&(other.rule, one.rule))
        {
            return None;
        }
        // The later one is told of.
        let is_first = (&one.pattern.position.path, one.pattern.position.line)
            < (&other.pattern.position.path, other.pattern.position.line);
        let (late, early, late_frame, early_frame) = if is_first { (b, a, other, one) } else { (a, b, one, other) };
        let at = &late_frame.pattern.position;
        if a.relation == b.relation && a.conditions.is_empty() && b.conditions.is_empty() {
            let place = &early_frame.pattern.position;
            return Some(finding(
                at,
                format!("\"{head}\" in \"{}\" is said already by \"{}\" ({place})", late_frame.pattern.text, early.id),
            ));
        }
        let ranked = a.is_row != b.is_row || a.conditions.len() != b.conditions.len();
        if a.relation == b.relation || ranked || self.exclude(a, b) {
            return None;
        }
        let message = format!(
            "\"{head}\" in \"{}\" means {} here and {} in \"{}\" ({}): tell them apart by \"where\", or rank them by \"over\"",
            late_frame.pattern.text, late.relation, early.relation, early.id, early_frame.pattern.position
        );
        Some(finding(at, message))
    }

    /// Says whether an end's types can never be right for both.
    fn exclude(&self, a: &Rule, b: &Rule) -> bool {
        let types = |rule: &Rule, end: End| {
            let relation = self.relation(&rule.relation);
            let schema = relation
                .map_or(Types::ANY, |relation| if end == End::Subject { relation.subject } else { relation.object });
            let only = |condition: &&Condition| {
                condition.end == Some(end)
                    && condition.must
                    && condition.nouns.mask.is_empty()
                    && condition.nouns.phrases.is_empty()
                    && !condition.named
            };
            rule.conditions.iter().filter(only).fold(schema, |types, condition| types.and(condition.types))
        };
        [End::Subject, End::Object].into_iter().any(|end| types(a, end).misses(types(b, end)))
    }
}

fn finding(position: &Position, message: String) -> Finding {
    Finding { position: position.clone(), message }
}

fn mask_of(slot: &Slot) -> Mask {
    match &slot.item {
        Item::Nouns(nouns) | Item::Owned(nouns, _) => nouns.mask,
        _ => Mask::NONE,
    }
}

fn sentences(rule: &Rule) -> Vec<Finding> {
    if rule.is_row {
        return Vec::new();
    }
    let has = |test: Test| rule.examples.iter().any(|example| example.test == test);
    let mut findings = Vec::new();
    let mut missing = |is_missing: bool, what: &str| {
        if is_missing {
            findings.push(finding(&rule.position, format!("\"{}\" has no {what}", rule.id)));
        }
    };
    missing(rule.why.is_empty(), "\"why\"");
    missing(!has(Test::Yes), "\"yes\" sentence");
    missing(!has(Test::No), "\"no\" sentence");
    findings
}

/// Verbs that look like a form of another: "sent", "attacked".
fn base_forms(rule: &Rule, lemmas: &Lemmas) -> Vec<Finding> {
    let mut findings = Vec::new();
    for pattern in &rule.patterns {
        let Head::Verbs(verbs) = &pattern.head else { continue };
        for verb in verbs {
            let word = verb.split(' ').next().unwrap_or_default();
            if let Some(base) = base_form(lemmas, word) {
                findings.push(finding(
                    &pattern.position,
                    format!("\"{word}\" is no dictionary form: did you mean \"{base}\"?"),
                ));
            }
        }
    }
    findings
}

/// Forms that are verbs of their own too.
const BASE_TOO: [&str; 8] = ["found", "fell", "lay", "saw", "wound", "ground", "bound", "embed"];

fn base_form(lemmas: &Lemmas, word: &str) -> Option<String> {
    let form = |xpos: Xpos| lemmas.lemma(word, Upos::VERB, xpos).into_owned();
    let listed = [Xpos::VBD, Xpos::VBN].into_iter().find(|xpos| lemmas.lists(word, Upos::VERB, *xpos));
    let xpos = match word {
        _ if BASE_TOO.contains(&word) || lemmas.lists(word, Upos::VERB, Xpos::VB) => return None,
        _ if listed.is_some() => listed?,
        _ if word.ends_with("ed") && !word.ends_with("eed") => Xpos::VBD,
        _ if word.ends_with("ing") => Xpos::VBG,
        _ => return None,
    };
    let base = form(xpos);
    (base != word && base.contains(['a', 'e', 'i', 'o', 'u', 'y'])).then_some(base)
}
