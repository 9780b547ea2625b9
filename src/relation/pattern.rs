//! The patterns of the first extractor.

use crate::entity::Identity;
use crate::gazetteer::{EntityType, Gazetteer, TitleHit};
use crate::mention::{Mention, MentionKind};
use crate::relation::rules::{Form, Rules, VerbForm};
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
}

/// Two mentions of one sentence that follow each other, and the words between.
struct Pair<'a> {
    scene: Scene<'a>,
    sentence: &'a Sentence,
    left: usize,
    right: usize,
    /// Words between, in lower case.
    between: Vec<String>,
}

/// A link before it is checked against the schema.
struct Draft {
    subject: usize,
    object: usize,
    relation: String,
    trigger: Span,
    polarity: Polarity,
    status: Status,
    score: f32,
    rule: &'static str,
}

/// More words than this between two names, and they have little to do with each other.
const MAX_BETWEEN: usize = 9;

/// Returns what the sentences state, in order of place.
pub fn extract(scene: &Scene<'_>, rules: &Rules) -> Vec<Assertion> {
    let titles = scene.gazetteer.titles().all(scene.text);
    let mut out: Vec<Assertion> = Vec::new();
    for sentence in &scene.tokens.sentences {
        let first = scene.mentions.partition_point(|m| m.span.start < sentence.span.start);
        let last = scene.mentions.partition_point(|m| m.span.start < sentence.span.end);
        for left in first..last {
            // A name nested in the left one is not its neighbour.
            let Some(right) = (left + 1..last).find(|&r| scene.mentions[r].span.start >= scene.mentions[left].span.end)
            else {
                continue;
            };
            let pair = Pair {
                scene: *scene,
                sentence,
                left,
                right,
                between: words_between(scene, left, right),
            };
            if pair.between.len() > MAX_BETWEEN {
                continue;
            }
            let draft = pair
                .title(&titles)
                .or_else(|| pair.place())
                .or_else(|| pair.verb(rules));
            out.extend(draft.and_then(|draft| pair.check(draft, rules)));
        }
    }
    out
}

fn words_between(scene: &Scene<'_>, left: usize, right: usize) -> Vec<String> {
    let all = &scene.tokens.tokens;
    let start = all.partition_point(|t| t.span.start < scene.mentions[left].span.end);
    let end = all.partition_point(|t| t.span.start < scene.mentions[right].span.start);
    let words = all.get(start..end).unwrap_or(&[]);
    words
        .iter()
        .map(|t| t.span.of(scene.text).to_lowercase().replace('’', "'"))
        .collect()
}

impl Pair<'_> {
    fn kind(&self, mention: usize) -> EntityType {
        let entity = self.scene.identity.links[mention].entity;
        self.scene.identity.entities[entity].entity_type
    }

    /// The bytes between the two names.
    fn gap(&self) -> Span {
        Span {
            start: self.scene.mentions[self.left].span.end,
            end: self.scene.mentions[self.right].span.start,
        }
    }

    /// "Peru's president, NAME", "Peruvian President NAME", "NAME, president of Peru".
    fn title(&self, titles: &[TitleHit]) -> Option<Draft> {
        let gap = self.gap();
        let inside = titles
            .iter()
            .skip(titles.partition_point(|t| t.span.start < gap.start))
            .take_while(|t| t.span.start < gap.end);
        let hit = inside.filter(|t| gap.contains(t.span)).last()?;
        let title = self.scene.gazetteer.titles().get(hit.index);
        let words: Vec<&str> = self.between.iter().map(String::as_str).collect();
        let of_title: Vec<String> = title.text.split([' ', '-']).map(str::to_owned).collect();
        let rest: Vec<&str> = words
            .iter()
            .copied()
            .filter(|w| *w != "-" && !of_title.iter().any(|t| t == w))
            .collect();
        let former = rest
            .iter()
            .any(|w| matches!(*w, "former" | "ex" | "late" | "then" | "onetime"));
        let rest: Vec<&str> = rest
            .into_iter()
            .filter(|w| {
                !matches!(
                    *w,
                    "former" | "ex" | "late" | "then" | "onetime" | "current" | "new" | "acting"
                )
            })
            .collect();
        let (person, body) = match (self.kind(self.left), self.kind(self.right)) {
            (kind, EntityType::Person)
                if kind != EntityType::Person && matches!(rest[..], [] | ["'s" | ","] | ["'s", ","]) =>
            {
                (self.right, self.left)
            }
            (EntityType::Person, kind) if kind != EntityType::Person => match rest[..] {
                [",", "of" | "the"] | [",", "the", "of"] | [",", "of", "the"] | [",", "the", "of", "the"] | [","] => {
                    (self.left, self.right)
                }
                _ => return None,
            },
            _ => return None,
        };
        let relation = match (title.relation.as_deref()?, former) {
            ("president_of", true) => "former_president_of",
            (_, true) => "held_office_in",
            ("president_of", false) if self.kind(body) == EntityType::Organisation => "leads",
            ("prime_minister_of", false) if self.kind(body) != EntityType::Country => "held_office_in",
            (relation, false) => relation,
        };
        Some(Self::draft(person, body, relation, hit.span, 0.85, "title"))
    }

    /// "Lima, Peru", and "Peru's capital, Lima".
    fn place(&self) -> Option<Draft> {
        let words: Vec<&str> = self.between.iter().map(String::as_str).collect();
        let (left, right) = (self.kind(self.left), self.kind(self.right));
        let country = |mention: usize| {
            self.scene.mentions[mention]
                .entry
                .and_then(|e| self.scene.gazetteer.country_of(e))
        };
        match (left, right, &words[..]) {
            (EntityType::City | EntityType::Region, EntityType::Country, [","])
                if country(self.left) == self.scene.mentions[self.right].entry =>
            {
                Some(Self::draft(
                    self.left,
                    self.right,
                    "located_in",
                    self.scene.mentions[self.right].span,
                    0.9,
                    "place-comma",
                ))
            }
            (EntityType::Country, EntityType::City, ["'s", "capital"] | ["'s", "capital", ","] | ["capital"]) => Some(
                Self::draft(self.right, self.left, "capital_of", self.gap(), 0.9, "capital"),
            ),
            (EntityType::City, EntityType::Country, [",", "the", "capital", "of"] | [",", "capital", "of"]) => Some(
                Self::draft(self.left, self.right, "capital_of", self.gap(), 0.9, "capital"),
            ),
            (EntityType::Country, EntityType::City, ["'s", "largest", "city", ","]) => Some(Self::draft(
                self.right,
                self.left,
                "largest_city_of",
                self.gap(),
                0.9,
                "largest-city",
            )),
            (EntityType::City, EntityType::Country, [","]) if self.followed_by_largest_city() => Some(Self::draft(
                self.left,
                self.right,
                "largest_city_of",
                self.gap(),
                0.9,
                "largest-city",
            )),
            _ => None,
        }
    }

    fn followed_by_largest_city(&self) -> bool {
        let rest = &self.scene.text[self.scene.mentions[self.right].span.end as usize..self.sentence.span.end as usize];
        rest.trim_start_matches(['’', '\'', 's'])
            .trim_start()
            .starts_with("largest city")
    }

    /// "NAME verb NAME" and "NAME was verbed by NAME".
    fn verb(&self, rules: &Rules) -> Option<Draft> {
        let is_actor = |m: usize| {
            self.scene.mentions[m].kind != MentionKind::Demonym
                || self.scene.mentions[m].span.of(self.scene.text).ends_with('s')
        };
        if !is_actor(self.left) || !is_actor(self.right) || self.right_is_modifier() {
            return None;
        }
        let words: Vec<&str> = self.between.iter().map(String::as_str).collect();
        (0..words.len()).find_map(|at| {
            let forms = rules.verbs(words[at]).iter();
            forms
                .filter_map(|(more, verb)| self.clause(&words, at, more, verb))
                .max_by_key(|(length, _)| *length)
                .map(|(_, draft)| draft)
        })
    }

    /// "Peru 's army": the name only describes what follows.
    fn right_is_modifier(&self) -> bool {
        let mention = &self.scene.mentions[self.right];
        let rest = &self.scene.text[mention.span.end as usize..self.sentence.span.end as usize];
        let possessive = rest.starts_with("'s") || rest.starts_with("’s") || rest.starts_with('-');
        let adjective = mention.kind == MentionKind::Demonym && rest.trim_start().starts_with(char::is_alphabetic);
        possessive || adjective
    }

    #[expect(clippy::too_many_lines, reason = "one table of conditions, read from top to bottom")]
    fn clause(&self, words: &[&str], at: usize, more: &[String], verb: &VerbForm) -> Option<(usize, Draft)> {
        let mut next = at + 1;
        for word in more {
            if words.get(next) != Some(&word.as_str()) {
                return None;
            }
            next += 1;
        }
        let (before, after) = (&words[..at], &words[next..]);
        let after: Vec<&str> = after.iter().copied().filter(|w| !matches!(*w, "the" | "a")).collect();
        let auxiliaries = before.iter().all(|w| {
            matches!(
                *w,
                "has"
                    | "have"
                    | "had"
                    | "is"
                    | "are"
                    | "was"
                    | "were"
                    | "been"
                    | "be"
                    | "being"
                    | "will"
                    | "would"
                    | "may"
                    | "could"
                    | "might"
                    | "not"
                    | "n't"
                    | "never"
                    | "also"
                    | "previously"
                    | "recently"
                    | "reportedly"
                    | "allegedly"
                    | "again"
                    | "later"
                    | "on"
                    | "monday"
                    | "tuesday"
                    | "wednesday"
                    | "thursday"
                    | "friday"
                    | "saturday"
                    | "sunday"
                    | "did"
                    | "does"
                    | "do"
                    | "to"
                    | "vowed"
                    | "plans"
                    | "agreed"
                    | "then"
                    | "once"
                    | "already"
                    | "openly"
                    | "repeatedly"
                    | "formally"
            )
        });
        let be = before
            .iter()
            .any(|w| matches!(*w, "is" | "are" | "was" | "were" | "been" | "be" | "being"));
        let base_led = before.iter().any(|w| {
            matches!(
                *w,
                "will" | "would" | "may" | "could" | "might" | "did" | "does" | "do" | "to"
            )
        });
        if !auxiliaries || (verb.form == Form::Base && !base_led) {
            return None;
        }
        let trigger = self.trigger(words[at])?;
        let then: Vec<&str> = verb.then.iter().map(String::as_str).collect();
        let passive = be && verb.form == Form::Participle && after[..] == ["by"] && then.is_empty();
        let active = !be && after[..] == then[..];
        let (subject, object) = if passive {
            (self.right, self.left)
        } else {
            (self.left, self.right)
        };
        let mut draft = Self::draft(
            subject,
            object,
            &verb.relation,
            trigger,
            0.7,
            if passive { "passive" } else { "active" },
        );
        draft.polarity = if before.iter().any(|w| matches!(*w, "not" | "n't" | "never")) {
            Polarity::Negated
        } else {
            Polarity::Positive
        };
        draft.status = self.status(before);
        (active || passive).then_some((more.len() + then.len(), draft))
    }

    fn trigger(&self, word: &str) -> Option<Span> {
        let gap = self.gap();
        let at = gap.of(self.scene.text).to_lowercase().find(word)?;
        Some(Span::new(gap.start as usize + at, gap.start as usize + at + word.len()))
    }

    fn status(&self, before: &[&str]) -> Status {
        let has = |list: &[&str]| before.iter().any(|w| list.contains(w));
        if has(&["may", "could", "might", "would"]) {
            Status::Hypothetical
        } else if has(&["will", "vowed", "plans", "agreed", "to"]) {
            Status::Planned
        } else if has(&["reportedly", "allegedly"]) || self.is_reported() {
            Status::Reported
        } else {
            Status::Asserted
        }
    }

    /// "..., NAME said." behind the clause, or "according to" in the sentence.
    fn is_reported(&self) -> bool {
        let sentence = self.sentence.span.of(self.scene.text).to_lowercase();
        let end = self.scene.mentions[self.right].span.end;
        let rest = self.scene.text[end as usize..self.sentence.span.end as usize].to_lowercase();
        sentence.contains("according to") || rest.contains(" said") || rest.contains(" reported")
    }

    fn draft(subject: usize, object: usize, relation: &str, trigger: Span, score: f32, rule: &'static str) -> Draft {
        let (polarity, status) = (Polarity::Positive, Status::Asserted);
        Draft {
            subject,
            object,
            relation: relation.to_owned(),
            trigger,
            polarity,
            status,
            score,
            rule,
        }
    }

    /// Checks a draft against the schema and makes the assertion.
    fn check(&self, draft: Draft, rules: &Rules) -> Option<Assertion> {
        let relation = rules.relation(&draft.relation)?;
        let fits = |ends: &str, mention: usize| ends == "*" || ends.contains(letter(self.kind(mention)));
        let (subject, object) = (
            self.scene.identity.links[draft.subject].entity,
            self.scene.identity.links[draft.object].entity,
        );
        if subject == object || !fits(&relation.ends.0, draft.subject) || !fits(&relation.ends.1, draft.object) {
            return None;
        }
        Some(Assertion {
            subject,
            predicate: draft.relation.replace('_', " "),
            relation: draft.relation,
            object,
            polarity: draft.polarity,
            status: draft.status,
            source: None,
            plover: relation.plover.clone(),
            time: None,
            score: draft.score,
            rule: draft.rule.to_owned(),
            evidence: Evidence {
                sentence: self.sentence.span,
                subject: self.scene.mentions[draft.subject].span,
                trigger: draft.trigger,
                object: self.scene.mentions[draft.object].span,
            },
        })
    }
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
