//! The patterns of the first extractor: the words around and between two names that follow each other in a sentence.

use std::collections::HashMap;
use std::ops::Range;

use crate::entity::Identity;
use crate::gazetteer::{EntityType, Gazetteer};
use crate::mention::{Cue, Cues, Mention, MentionKind};
use crate::relation::rules::{Pattern, Rules, Step, Steps, VerbForm};
use crate::relation::{Assertion, Evidence, Polarity, Status};
use crate::span::Span;
use crate::token::{Sentence, Tokens};

/// What the extractor looks at.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The document's text.
    pub text: &'a str,
    /// Its tokens.
    pub tokens: &'a Tokens,
    /// Its mentions, in order.
    pub mentions: &'a [Mention],
    /// What they name.
    pub identity: &'a Identity,
    /// The lists.
    pub gazetteer: &'a Gazetteer,
    /// Words beside names.
    pub cues: &'a Cues,
    /// The rules.
    pub rules: &'a Rules,
}

/// More words than this between two names, and they have little to do with each other.
const MAX_BETWEEN: usize = 9;
const PATTERN_SCORE: f32 = 0.9;
const VERB_SCORE: f32 = 0.7;

/// A sentence with its words in lower case and the names in it that lie in no other. Places are tokens of the sentence.
struct Line<'a> {
    scene: Scene<'a>,
    sentence: &'a Sentence,
    words: Vec<String>,
    names: Vec<(usize, Range<usize>)>,
    titles: HashMap<usize, (usize, usize)>,
}

/// A way through the steps of a pattern.
#[derive(Clone, Copy)]
struct Walk {
    title: Option<usize>,
}

/// What a rule found: subjects and objects as positions in `names`.
struct Found {
    subjects: Range<usize>,
    objects: Range<usize>,
    relation: String,
    trigger: Range<usize>,
    polarity: Polarity,
    status: Status,
    source: Option<usize>,
    score: f32,
    rule: String,
}

/// Returns what the sentences state, in order of place.
pub fn extract(scene: &Scene<'_>) -> Vec<Assertion> {
    let titles = scene.gazetteer.titles().all(scene.text);
    let mut out = Vec::new();
    for sentence in &scene.tokens.sentences {
        let line = Line::new(scene, sentence, &titles);
        for left in 0..line.names.len().saturating_sub(1) {
            if line.between(left).len() > MAX_BETWEEN {
                continue;
            }
            let pattern = scene.rules.patterns.iter().find_map(|p| line.pattern(left, p));
            if let Some(found) = pattern.or_else(|| line.verb(left)) {
                line.assert(&found, &mut out);
            }
        }
    }
    out
}

impl<'a> Line<'a> {
    fn new(scene: &Scene<'a>, sentence: &'a Sentence, all_titles: &[crate::gazetteer::TitleHit]) -> Self {
        let all = &scene.tokens.tokens[sentence.tokens.clone()];
        let place = |span: Span| {
            all.partition_point(|t| t.span.end <= span.start)..all.partition_point(|t| t.span.start < span.end)
        };
        let inside = |start: u32| sentence.span.start <= start && start < sentence.span.end;
        let mut names: Vec<(usize, Range<usize>)> = Vec::new();
        let first = scene.mentions.partition_point(|m| m.span.start < sentence.span.start);
        for index in (first..scene.mentions.len()).take_while(|&i| inside(scene.mentions[i].span.start)) {
            let mention = &scene.mentions[index];
            if matches!(mention.kind, MentionKind::Group | MentionKind::Pronoun) {
                continue;
            }
            let mut range = place(mention.span);
            // A nominal counts from its noun on, so that names inside it stand beside it: "the Russian-led alliance".
            if mention.kind == MentionKind::Nominal {
                range.start = range.end - 1;
            }
            names.push((index, range));
        }
        names.sort_by_key(|(index, range)| (range.start, std::cmp::Reverse(range.end), *index));
        let mut reach = 0;
        names.retain(|(_, range)| {
            let outer = range.start >= reach;
            reach = reach.max(range.end);
            outer
        });
        let first = all_titles.partition_point(|t| t.span.start < sentence.span.start);
        let titles = all_titles[first..].iter().take_while(|t| inside(t.span.start));
        let titles = titles.map(|t| (place(t.span), t.index)).map(|(at, index)| (at.start, (at.end, index))).collect();
        let words = all.iter().map(|t| t.span.of(scene.text).to_lowercase().replace('’', "'")).collect();
        Self { scene: *scene, sentence, words, names, titles }
    }

    fn between(&self, left: usize) -> Range<usize> {
        self.names[left].1.end..self.names[left + 1].1.start
    }

    fn mention(&self, name: usize) -> &'a Mention {
        &self.scene.mentions[self.names[name].0]
    }

    fn entity(&self, name: usize) -> usize {
        self.scene.identity.links[self.names[name].0].entity
    }

    fn fits(&self, name: usize, ends: &str) -> bool {
        ends == "*" || ends.contains(letter(self.scene.identity.entities[self.entity(name)].entity_type))
    }

    fn is(&self, class: &str, token: usize) -> bool {
        self.words.get(token).is_some_and(|word| self.scene.rules.is(class, word))
    }

    /// Walks `steps` from a token on and asks `end` of the place behind; if it agrees, returns the title that was met on the way.
    fn walk(
        &self,
        steps: &[(Step, bool)],
        at: usize,
        title: Option<usize>,
        end: &dyn Fn(usize) -> bool,
    ) -> Option<Walk> {
        let Some(((step, optional), rest)) = steps.split_first() else {
            return end(at).then_some(Walk { title });
        };
        let next = match step {
            Step::Title => self.titles.get(&at).map(|&(next, index)| (next, Some(index))),
            Step::Class(class) => self.is(class, at).then_some((at + 1, title)),
            Step::Words(words) => self.words.get(at).filter(|w| words.contains(w)).map(|_| (at + 1, title)),
        };
        let taken = next.and_then(|(next, title)| self.walk(rest, next, title, end));
        taken.or_else(|| optional.then(|| self.walk(rest, at, title, end)).flatten())
    }

    /// Tries one pattern on a name and the next.
    fn pattern(&self, left: usize, pattern: &Pattern) -> Option<Found> {
        let right = left + 1;
        if !self.fits(left, &pattern.left) || !self.fits(right, &pattern.right) {
            return None;
        }
        let (gap, before, behind) = (self.between(left), self.names[left].1.start, self.names[right].1.end);
        let between = self.walk(&pattern.between, gap.start, None, &|at| at == gap.end)?;
        let after = self.walk(&pattern.after, behind, None, &|_| true)?;
        let mut starts = (0..=before).rev();
        let ahead = starts.find_map(|from| self.walk(&pattern.before, from, None, &|at| at == before))?;
        if (pattern.has("inside") && !self.is_inside(left, right)) || (pattern.has("head") && !self.can_act(left)) {
            return None;
        }
        let objects = right..if pattern.has("list") { self.list_end(right) } else { right + 1 };
        let (subjects, objects) = if pattern.subject_is_left { (left..right, objects) } else { (objects, left..right) };
        let relation = if let Some(label) = &pattern.relation {
            label.clone()
        } else {
            let mut near = gap.clone().chain(before.saturating_sub(3)..before);
            let former = near.any(|t| self.is("former", t));
            self.office(between.title.or(after.title).or(ahead.title)?, objects.start, former)?
        };
        let own =
            if pattern.after.is_empty() { gap } else { behind..(behind + pattern.after.len()).min(self.words.len()) };
        let has_words = own.clone().any(|t| self.words[t].starts_with(char::is_alphabetic));
        Some(Found {
            subjects,
            objects,
            relation,
            trigger: if has_words { own } else { self.names[right].1.clone() },
            polarity: Polarity::Positive,
            status: Status::Asserted,
            source: None,
            score: PATTERN_SCORE,
            rule: pattern.id.clone(),
        })
    }

    /// Says whether one of two places lies in the other, by the lists.
    fn is_inside(&self, a: usize, b: usize) -> bool {
        let country = |name: usize| self.mention(name).entry.and_then(|e| self.scene.gazetteer.country_of(e));
        let lies = |a: usize, b: usize| country(a).is_some() && country(a) == self.mention(b).entry;
        lies(a, b) || lies(b, a)
    }

    /// What a title of a body or country states.
    fn office(&self, title: usize, body: usize, former: bool) -> Option<String> {
        let of_country = self.fits(body, "c");
        let label = match (self.scene.gazetteer.titles().get(title).relation.as_deref()?, former) {
            ("president_of" | "former_president_of", true) if of_country => "former_president_of",
            (_, true) => "held_office_in",
            ("president_of", false) if self.fits(body, "o") => "leads",
            ("prime_minister_of", false) if !of_country => "held_office_in",
            ("works_for", false) if !self.fits(body, "o") => return None,
            (label, false) => label,
        };
        Some(label.to_owned())
    }

    /// One past the last of the names that "," and "and" join to this one, all of its type; only this one if no "and" closes the list.
    fn list_end(&self, first: usize) -> usize {
        let mut end = first + 1;
        let mut closed = first + 1;
        while end < self.names.len() && self.scene_type(end) == self.scene_type(first) {
            let gap: Vec<&str> = self.words[self.between(end - 1)].iter().map(String::as_str).collect();
            match gap[..] {
                [","] => end += 1,
                ["and" | "or" | "&"]
                | [",", "and" | "or"]
                | [",", "and", "the"]
                | ["and", "the"]
                | ["as", "well", "as"] => {
                    end += 1;
                    closed = end;
                }
                _ => break,
            }
        }
        // "accused France, and Spain said": the last one belongs to the next clause.
        let next = self.names[closed - 1].1.end;
        let acts = self.words.get(next).is_some_and(|w| self.scene.cues.get(w).has(Cue::SAID.with(Cue::ACT)));
        if acts && closed > first + 1 { closed - 1 } else { closed }
    }

    fn scene_type(&self, name: usize) -> EntityType {
        self.scene.identity.entities[self.entity(name)].entity_type
    }

    /// "NAME verb NAME" and "NAME was verbed by NAME".
    fn verb(&self, left: usize) -> Option<Found> {
        let titled = |right: usize| {
            self.scene.rules.patterns.iter().any(|p| p.relation.is_none() && self.pattern(right, p).is_some())
        };
        let right = if left + 2 < self.names.len() && titled(left + 1) { left + 2 } else { left + 1 };
        if !self.can_act(left) || self.only_describes(right) {
            return None;
        }
        let gap = self.between(left);
        // "NAME, who verb NAME".
        let relative = self.words[gap.clone()].first().is_some_and(|w| w == ",") && self.is("relative", gap.start + 1);
        let gap = if relative { gap.start + 1..gap.end } else { gap };
        let heads = gap.clone().take_while(|&t| t == gap.start || self.is("aux", t - 1));
        let forms = heads.flat_map(|t| self.scene.rules.verbs(&self.words[t]).iter().map(move |form| (t, form)));
        let found = forms.filter_map(|(verb, form)| self.clause(left, right, verb, form));
        found.max_by_key(|(length, _)| *length).map(|(_, found)| found)
    }

    /// The longest form of a verb wins: "take over" before "take".
    fn clause(&self, left: usize, right: usize, verb: usize, form: &VerbForm) -> Option<(usize, Found)> {
        let gap = self.between(left);
        let words = &self.words[verb + 1..gap.end];
        let rest = words.strip_prefix(form.more.as_slice())?;
        let has = |class: &str| (gap.start..verb).any(|t| self.is(class, t));
        if form.is_base && !has("base-led") {
            return None;
        }
        let be = has("be");
        let passive = be && form.is_participle && form.then.is_empty() && form.after.is_empty();
        let after =
            if passive { rest.strip_prefix(&["by".to_owned()])? } else { rest.strip_prefix(form.then.as_slice())? };
        let from = gap.end - after.len();
        if (be && !passive) || self.walk(&before_name(), from, None, &|at| at == gap.end).is_none() {
            return None;
        }
        let objects = right..self.list_end(right);
        if !self.words[self.names[objects.end - 1].1.end..].starts_with(&form.after) {
            return None;
        }
        let subjects = (0..left).rev().find(|&l| self.list_end(l) > left).unwrap_or(left)..left + 1;
        let (subjects, objects) = if passive { (objects, subjects) } else { (subjects, objects) };
        let (reported, source) = self.speaker(left, right);
        let status = if has("hypothetical") {
            Status::Hypothetical
        } else if has("planned") {
            Status::Planned
        } else if reported || has("reported") {
            Status::Reported
        } else {
            Status::Asserted
        };
        let found = Found {
            subjects,
            objects,
            relation: form.relation.clone(),
            trigger: verb..verb + 1 + form.more.len(),
            polarity: if has("negation") { Polarity::Negated } else { Polarity::Positive },
            status,
            source,
            score: VERB_SCORE,
            rule: if passive { "passive" } else { "active" }.to_owned(),
        };
        Some((form.more.len() + form.then.len() + form.after.len(), found))
    }

    /// A name is a subject if its phrase, with title and country, stands at the head of a clause.
    fn can_act(&self, name: usize) -> bool {
        let range = &self.names[name].1;
        if self.mention(name).kind == MentionKind::Demonym && !self.words[range.end - 1].ends_with('s') {
            return false;
        }
        let (mut at, mut of) = (range.start, name);
        loop {
            let title = self.titles.iter().find(|(_, (end, _))| *end == at).map(|(start, _)| *start);
            let small = |t: usize| ["determiner", "former", "present"].iter().any(|class| self.is(class, t));
            if let Some(start) = title {
                at = start;
                let before = of.checked_sub(1).filter(|&n| self.names[n].1.end == at);
                (at, of) = before.map_or((at, of), |n| (self.names[n].1.start, n));
            } else if at > 0 && small(at - 1) {
                at -= 1;
            } else {
                break;
            }
        }
        let before = at.checked_sub(1).map(|t| self.words[t].as_str());
        before.is_none_or(|word| !word.contains(char::is_alphanumeric) || self.scene.rules.is("clause-start", word))
    }

    /// "Peru's army", "Peruvian officials", "the Peru-based firm", "the NATO plan": the name only describes what follows.
    fn only_describes(&self, name: usize) -> bool {
        let at = self.names[name].1.end;
        let next = self.words.get(at).map_or("", String::as_str);
        let known = self.scene.cues.get(next).has(Cue::FUNCTION.with(Cue::SAID).with(Cue::ACT));
        let ends = known || self.is("aux", at) || self.is("preposition", at) || next.ends_with("ly");
        matches!(next, "'s" | "'" | "-") || (next.starts_with(char::is_alphabetic) && !ends)
    }

    /// Whether somebody outside the clause says it, and who: "NAME said ...", "..., NAME said", "according to NAME".
    fn speaker(&self, left: usize, right: usize) -> (bool, Option<usize>) {
        let clause = self.names[left].1.start..self.names[right].1.end;
        let said = |t: &usize| {
            self.scene.cues.get(&self.words[*t]).has(Cue::SAID)
                || (self.words[*t] == "to" && *t > 0 && self.words[*t - 1] == "according")
        };
        let Some(at) = (0..self.words.len()).filter(|t| !clause.contains(t)).find(said) else {
            return (false, None);
        };
        let beside = |(name, range): (usize, &Range<usize>)| {
            (range.end == at
                || range.start == at + 1 && at >= clause.end
                || self.words[at] == "to" && (at + 1..at + 4).contains(&range.start))
            .then_some(name)
        };
        let speaker = self.names.iter().map(|(_, range)| range).enumerate().find_map(beside);
        (true, speaker.filter(|name| *name != left && *name != right).map(|name| self.entity(name)))
    }

    /// Adds the assertions that the schema allows.
    fn assert(&self, found: &Found, out: &mut Vec<Assertion>) {
        let Some(relation) = self.scene.rules.relation(&found.relation) else {
            return;
        };
        let tokens = &self.scene.tokens.tokens[self.sentence.tokens.clone()];
        for (subject, object) in found.subjects.clone().flat_map(|s| found.objects.clone().map(move |o| (s, o))) {
            let same = self.entity(subject) == self.entity(object);
            if same || !self.fits(subject, &relation.ends.0) || !self.fits(object, &relation.ends.1) {
                continue;
            }
            out.push(Assertion {
                subject: self.entity(subject),
                predicate: found.relation.replace('_', " "),
                relation: found.relation.clone(),
                object: self.entity(object),
                polarity: found.polarity,
                status: found.status,
                source: found.source,
                plover: relation.plover.clone(),
                time: None,
                score: found.score,
                rule: found.rule.clone(),
                evidence: Evidence {
                    sentence: self.sentence.span,
                    subject: self.mention(subject).span,
                    trigger: tokens[found.trigger.start].span.cover(tokens[found.trigger.end - 1].span),
                    object: self.mention(object).span,
                },
            });
        }
    }
}

/// What may stand between a verb and the name of its object: "accused the former president".
fn before_name() -> Steps {
    let class = |name: &str| (Step::Class(name.to_owned()), true);
    vec![class("determiner"), class("former"), class("present"), (Step::Title, true)]
}

fn letter(kind: EntityType) -> char {
    match kind {
        EntityType::Person => 'p',
        EntityType::Organisation => 'o',
        EntityType::Country => 'c',
        EntityType::City => 't',
        EntityType::Region => 'r',
        EntityType::Group => 'g',
        EntityType::Other => 'x',
    }
}
