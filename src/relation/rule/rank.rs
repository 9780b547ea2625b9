//! Which frames fit a predicate, and which of them wins.
//!
//! Frames of one predicate that link the same two, in either direction, compete; those of different predicates never do. In order:
//! 1. a rule that is written to be `over` another wins over it, through others too;
//! 2. more fixed words: "take part in" before "take";
//! 3. more conditions, of class or type;
//! 4. a block before a row;
//! 5. the higher score;
//! 6. the id in byte order, then the line.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use crate::relation::normal::{Kind, Predicate};
use crate::relation::rule::fit::{self, Candidate, Scene};
use crate::relation::rule::mask::Mask;
use crate::relation::rule::{Clauses, Fit, Place, Rules};

/// A longer name is looked up by its last words.
pub(super) const LONGEST_HEAD: usize = 5;
/// How rules write a name that does not hold any more.
pub(super) const FORMER: &str = "former ";

/// A fit that lost against another.
#[derive(Debug, Clone, PartialEq)]
pub struct Lost {
    /// What would have been found.
    pub fit: Fit,
    /// Index of the frame that won.
    pub to: usize,
}

/// A frame that would fit but for one condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// Index of the frame.
    pub frame: usize,
    /// What was wanted and what was found.
    pub missing: String,
}

impl Rules {
    /// Returns what the rules say of a predicate alone; clauses that it takes are unknown. In order of place in the text.
    pub fn fit(&self, predicate: &Predicate, places: &[Place]) -> Vec<Fit> {
        let none = Clauses { predicates: &[], places: &[], lemmas: &[] };
        self.contest(&self.scene(none, predicate, places)).0
    }

    /// Returns what the rules say of a predicate in its sentence, in order of place in the text. Linear in the number of places.
    pub fn fit_in(&self, clauses: Clauses, at: usize) -> Vec<Fit> {
        self.contest_in(clauses, at).0
    }

    /// The same with what lost against it.
    pub fn contest_in(&self, clauses: Clauses, at: usize) -> (Vec<Fit>, Vec<Lost>) {
        let (Some(predicate), Some(places)) = (clauses.predicates.get(at), clauses.places.get(at)) else {
            return (Vec::new(), Vec::new());
        };
        self.contest(&self.scene(clauses, predicate, places))
    }

    /// Returns the frames that fail by one condition, in order of their ids.
    pub fn near(&self, clauses: Clauses, at: usize) -> Vec<Near> {
        let (Some(predicate), Some(places)) = (clauses.predicates.get(at), clauses.places.get(at)) else {
            return Vec::new();
        };
        let scene = self.scene(clauses, predicate, places);
        let mut near = Vec::new();
        for (frame, words) in self.frames_of(&scene) {
            if let Err(misses) = fit::attempt(self, frame, words, &scene, 1)
                && let [missing] = &misses[..]
            {
                near.push(Near { frame, missing: missing.clone() });
            }
        }
        near
    }

    fn scene<'a>(&self, clauses: Clauses<'a>, predicate: &'a Predicate, places: &'a [Place]) -> Scene<'a> {
        let members = |place: &Place| place.members.iter().map(|filler| self.classes.of(&filler.phrase)).collect();
        Scene { clauses, predicate, places, masks: places.iter().map(members).collect() }
    }

    fn contest(&self, scene: &Scene) -> (Vec<Fit>, Vec<Lost>) {
        let mut pairs: BTreeMap<(usize, usize), Vec<Candidate>> = BTreeMap::new();
        for (frame, words) in self.frames_of(scene) {
            for candidate in fit::attempt(self, frame, words, scene, 0).unwrap_or_default() {
                let (one, other) = (candidate.subject.entity, candidate.object.entity);
                pairs.entry((one.min(other), one.max(other))).or_default().push(candidate);
            }
        }
        let (mut fits, mut lost) = (Vec::new(), Vec::new());
        for candidates in pairs.into_values() {
            let Some(winner) = self.winner(&candidates) else { continue };
            let winner = winner.frame;
            for candidate in candidates {
                if candidate.frame == winner {
                    fits.extend(self.labelled(&candidate));
                } else {
                    lost.extend(self.labelled(&candidate).into_iter().map(|fit| Lost { fit, to: winner }));
                }
            }
        }
        let place = |fit: &Fit| (fit.subject.span, fit.object.span, fit.relation.clone(), fit.frame);
        fits.sort_by_key(place);
        lost.sort_by_key(|lost| place(&lost.fit));
        (fits, lost)
    }

    /// Returns the fits of a candidate: of its rule's relation and of others that the rule states too.
    fn labelled(&self, candidate: &Candidate) -> Vec<Fit> {
        let rule = &self.all[self.frames[candidate.frame].rule];
        let labels = std::iter::once(&rule.relation).chain(rule.also.iter().map(|(label, _)| label));
        let fit = |relation: &String| Fit {
            frame: candidate.frame,
            relation: relation.clone(),
            subject: candidate.subject,
            object: candidate.object,
            score: candidate.score,
        };
        labels.map(fit).collect()
    }

    fn winner<'a>(&self, candidates: &'a [Candidate]) -> Option<&'a Candidate> {
        let rule = |candidate: &Candidate| self.frames[candidate.frame].rule;
        let beaten = |own: &&Candidate| candidates.iter().any(|other| self.over.contains(&(rule(other), rule(own))));
        candidates.iter().filter(|own| !beaten(own)).min_by(|a, b| self.compare(a, b))
    }

    /// The better one is less.
    fn compare(&self, a: &Candidate, b: &Candidate) -> Ordering {
        let rule = |candidate: &Candidate| &self.all[self.frames[candidate.frame].rule];
        let first = |c: &Candidate| (Reverse(c.fixed), Reverse(c.conditions), rule(c).is_row);
        first(a).cmp(&first(b)).then_with(|| b.score.total_cmp(&a.score)).then_with(|| a.frame.cmp(&b.frame))
    }

    /// Returns the frames that may fit by their heads, with the number of the head's words; each once, the longest head first.
    fn frames_of(&self, scene: &Scene) -> Vec<(usize, usize)> {
        let predicate = scene.predicate;
        let find = |kind: Kind, head: &str| {
            let words = head.split(' ').count();
            let classes = if kind == Kind::Verb { Mask::NONE } else { self.classes.exact(head) };
            let found: Vec<usize> = self.index.find(kind, head, classes).collect();
            found.into_iter().map(move |frame| (frame, words))
        };
        let mut found: Vec<(usize, usize)> = Vec::new();
        match predicate.kind {
            Kind::Verb => {
                found.extend(with_next(scene).into_iter().flat_map(|verb| find(Kind::Verb, &verb)));
                found.extend(find(Kind::Verb, &predicate.lemma));
            }
            Kind::Adjective => found.extend(find(Kind::Adjective, &predicate.lemma)),
            Kind::Noun => heads(scene).iter().for_each(|head| found.extend(find(Kind::Noun, head))),
            // "Vice president" is no president: only the longest name that rules know counts.
            // What somebody was is only what rules say of "former" ones.
            Kind::Name => {
                let mut known = heads(scene).into_iter().map(|head| held(predicate, head));
                let longest = known.find(|head| self.knows(Kind::Name, head));
                found.extend(longest.iter().flat_map(|head| find(Kind::Name, head)));
            }
        }
        if let Some(verb) = predicate.verb.as_ref().filter(|_| predicate.kind == Kind::Noun) {
            found.extend(find(Kind::Verb, verb));
        }
        let mut seen = std::collections::BTreeSet::new();
        found.retain(|(frame, _)| seen.insert(*frame));
        found
    }
}

/// Returns a verb with the word behind it, should that be a particle that the tree does not know as one: "beaten back".
fn with_next(scene: &Scene) -> Option<String> {
    let (lemma, next) = (&scene.predicate.lemma, scene.clauses.lemmas.get(scene.predicate.head + 1)?);
    (!lemma.contains(' ')).then(|| format!("{lemma} {next}"))
}

/// Returns a name as rules write it: "former president", whatever word says that it is over.
fn held(predicate: &Predicate, head: String) -> String {
    let is_plain = predicate.former && !head.starts_with(FORMER);
    if is_plain { format!("{FORMER}{head}") } else { head }
}

/// Returns the head with more and more of the words before it, the longest first.
fn heads(scene: &Scene) -> Vec<String> {
    let predicate = scene.predicate;
    let mut words: Vec<&str> = predicate.lemma.split(' ').collect();
    let before = scene.clauses.lemmas.get(..predicate.head).unwrap_or_default();
    if words.len() == 1 {
        let more = before.iter().rev().take(LONGEST_HEAD - 1).map(String::as_str);
        more.for_each(|word| words.insert(0, word));
    }
    let first = words.len().saturating_sub(LONGEST_HEAD);
    (first..words.len()).map(|at| words[at..].join(" ")).collect()
}
