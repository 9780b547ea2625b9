//! Whether a frame fits a predicate: each of its slots is looked for among the places, once. No search and no backtracking: the cost
//! is the number of slots times the number of places. Members of coordinations are multiplied out after the match.

use std::collections::BTreeSet;

use crate::gazetteer::EntityType;
use crate::relation::normal::{How, Kind, Modality, Predicate, Role};
use crate::relation::rule::block::{Condition, Rule};
use crate::relation::rule::frame::Frame;
use crate::relation::rule::mask::Mask;
use crate::relation::rule::pairs::is_each_other;
use crate::relation::rule::pairs::{self, Pair};
use crate::relation::rule::pattern::{End, Item, Nouns, Slot, Spot};
use crate::relation::rule::schema::Types;
use crate::relation::rule::{Filler, Place, Referent, Rules};

/// What a place found otherwise than directly leaves of the score; judged by how often such places are right (research on `PropBank`:
/// 84 to 86 of 100 for shared ones).
const SHARED: f32 = 0.93;
const INFERRED: f32 = 0.8;
/// The class of nouns of acts.
const ACT: &str = "act";
/// Words between "to" and the verb of its clause at most, the verb included.
const FAR: usize = 3;
/// Words between "became" and the noun, at most.
const NEAR: usize = 6;
/// A noun read by its verb's rules.
const BY_VERB: f32 = 0.97;

/// A predicate with its places, and its sentence for clauses that it takes.
#[derive(Debug, Clone, Copy)]
pub struct Clauses<'a> {
    /// All predicates of the sentence; [`Role::Content`] points into them.
    pub predicates: &'a [Predicate],
    /// The places of each.
    pub places: &'a [Vec<Place>],
    /// The lemmas of the sentence, in lower case, for nouns of more than one word; may be empty.
    pub lemmas: &'a [String],
}

/// The predicate at hand.
pub(super) struct Scene<'a> {
    pub clauses: Clauses<'a>,
    pub predicate: &'a Predicate,
    pub places: &'a [Place],
    /// Classes of the members of each place.
    pub masks: Vec<Vec<Mask>>,
}

/// Somebody who may be S or O.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side<'a> {
    pub referent: Referent,
    pub how: How,
    pub phrase: &'a [String],
    pub mask: Mask,
    /// The noun that it stands in.
    pub head: usize,
}

/// A frame with a pair that it links.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    pub frame: usize,
    pub subject: Referent,
    pub object: Referent,
    /// Literal words that had to be there.
    pub fixed: usize,
    /// Classes and types that had to hold.
    pub conditions: usize,
    pub score: f32,
}

/// A frame that is tried on a predicate.
pub(super) struct Trial<'a> {
    pub rules: &'a Rules,
    pub frame: &'a Frame,
    pub rule: &'a Rule,
    pub scene: &'a Scene<'a>,
    /// Bits of the places that slots took.
    pub used: u64,
    /// Fillers that fitted nouns.
    pub matched: Vec<(&'a Filler, Mask, How)>,
    pub fixed: usize,
    pub conditions: usize,
    pub misses: Vec<String>,
    /// With more misses it gives up; with none of it nobody reads why.
    pub patience: usize,
}

/// Tries a frame. With more misses than `patience` it gives up.
pub(super) fn attempt(
    rules: &Rules,
    at: usize,
    words: usize,
    scene: &Scene,
    patience: usize,
) -> Result<Vec<Candidate>, Vec<String>> {
    let frame = &rules.frames[at];
    let rule = &rules.all[frame.rule];
    let conditions = rule.conditions.len();
    let mut trial = Trial {
        rules,
        frame,
        rule,
        scene,
        used: 0,
        matched: Vec::new(),
        fixed: words,
        conditions,
        misses: Vec::new(),
        patience,
    };
    if frame.is_compound() && !trial.is_compound() {
        return Err(if patience == 0 { Vec::new() } else { vec!["no hyphen".to_owned(); patience + 1] });
    }
    if !trial.has_copula() {
        let missing = || vec![format!("no {}", frame.copulas().join("|")); patience + 1];
        return Err(if patience == 0 { Vec::new() } else { missing() });
    }
    let pairs = trial.pairs();
    if trial.misses.is_empty() { Ok(trial.candidates(at, &pairs)) } else { Err(trial.misses) }
}

impl<'a> Trial<'a> {
    fn pairs(&mut self) -> Vec<Pair<'a>> {
        let (mut subjects, mut objects, mut pairs) = (Vec::new(), Vec::new(), Vec::new());
        for pass in 0..3 {
            for slot in self.frame.slots().iter().filter(|slot| pass_of(&slot.item) == pass) {
                match &slot.item {
                    Item::Nouns(nouns) => self.nouns(slot, nouns),
                    Item::Clause(verbs) => self.clause(slot, verbs),
                    Item::Any => self.any(slot),
                    Item::Pair => pairs = self.written_pair(slot),
                    Item::End(end) | Item::Owned(_, end) | Item::ClauseSubject(end) => {
                        let sides = if *end == End::Subject { &mut subjects } else { &mut objects };
                        sides.extend(self.sides(slot, *end));
                    }
                }
                if self.misses.len() > self.patience {
                    return Vec::new();
                }
            }
        }
        if self.has_other_object() {
            self.miss(|_| "an object that the rule does not speak of".to_owned());
            return Vec::new();
        }
        if !pairs.is_empty() || self.frame.slots().iter().any(|slot| slot.item == Item::Pair) {
            return pairs;
        }
        for (end, sides) in [(End::Subject, &mut subjects), (End::Object, &mut objects)] {
            if sides.is_empty() {
                sides.extend(self.owners(end));
            }
        }
        if subjects.is_empty() || objects.is_empty() {
            let pairs = self.equals();
            if pairs.is_empty() {
                let ends = [(End::Subject, subjects.is_empty()), (End::Object, objects.is_empty())];
                ends.into_iter().filter(|(_, empty)| *empty).for_each(|(end, _)| self.miss_end(end));
            }
            return pairs;
        }
        pairs::product(&subjects, &objects)
    }

    /// "Won his fifth cap against Peru" is not "won against Peru": a verb with an object is not the verb without.
    fn has_other_object(&self) -> bool {
        let speaks = self.frame.slots().iter().any(|slot| slot.spot.object);
        let is_object = |place: &&Place| {
            place.role == Role::Object
                && place.how == How::Direct
                && place.members.iter().any(|filler| filler.referent.is_none() && !is_each_other(&filler.phrase))
        };
        self.frame.kind == Kind::Verb && !speaks && self.scene.places.iter().any(|place| is_object(&place))
    }

    /// Indices of the free places in a spot. Of two objects one is the recipient: "gave Mali a loan".
    pub(super) fn places(&self, spot: &Spot) -> Vec<usize> {
        let free = |index: &usize| *index >= 64 || self.used & (1 << index) == 0;
        let all = || (0..self.scene.places.len()).filter(free);
        let found: Vec<usize> = all().filter(|index| is_in(spot, &self.scene.places[*index].role)).collect();
        let is_object = |index: &usize| self.scene.places[*index].role == Role::Object;
        let objects = (0..self.scene.places.len()).filter(is_object).count();
        if spot.subject && spot.object && found.iter().any(is_object) {
            return found.into_iter().filter(is_object).collect();
        }
        // A passive whose agent the normal form does not know: "was tried for murder by Norway".
        if found.is_empty() && spot.subject && self.scene.predicate.passive {
            let is_agent = |index: &usize| self.scene.places[*index].role.is_phrase("by");
            return all().filter(is_agent).collect();
        }
        if found.is_empty() && objects > 1 && spot.phrases.iter().any(|word| word == "to") {
            return all().filter(is_object).collect();
        }
        found
    }

    pub(super) fn take(&mut self, index: usize, spot: &Spot) {
        if index < 64 {
            self.used |= 1 << index;
        }
        self.fixed += usize::from(!spot.phrases.is_empty());
    }

    pub(super) fn members(&self, index: usize) -> impl Iterator<Item = (&'a Filler, Mask)> {
        self.scene.places[index].members.iter().zip(self.scene.masks[index].iter().copied())
    }

    fn nouns(&mut self, slot: &Slot, nouns: &Nouns) {
        for index in self.places(&slot.spot) {
            let Some((filler, mask)) = self.members(index).find(|(filler, mask)| nouns.fit(&filler.phrase, *mask))
            else {
                continue;
            };
            self.take(index, &slot.spot);
            self.matched.push((filler, mask, self.scene.places[index].how));
            if nouns.mask.meets(mask) {
                self.conditions += 1;
            } else {
                self.fixed += 1;
            }
            return;
        }
        if slot.spot.phrases.iter().any(|word| word == "of") && self.is_before_head(nouns) {
            self.conditions += 1;
            return;
        }
        if !slot.optional {
            self.miss(|trial| {
                let (wanted, found) = (nouns.show(&trial.rules.classes), trial.found(&slot.spot));
                format!("wanted {wanted} as {}, found {found}", slot.spot.show())
            });
        }
    }

    /// "Arms shipments" for "shipments of arms".
    fn is_before_head(&self, nouns: &Nouns) -> bool {
        let before = self.scene.clauses.lemmas.get(..self.scene.predicate.head).unwrap_or_default();
        let phrase = &before[before.len().saturating_sub(3)..];
        self.scene.predicate.kind == Kind::Noun && nouns.fit(phrase, self.rules.classes.of(phrase))
    }

    fn clause(&mut self, slot: &Slot, verbs: &[String]) {
        let content = self.contents().find(|content| {
            let predicate = &self.scene.clauses.predicates[*content];
            let is_one = verbs.is_empty()
                || verbs.contains(&predicate.lemma)
                || self.is_duty(verbs, predicate)
                || predicate.verb.as_ref().is_some_and(|v| verbs.contains(v));
            is_one && self.is_behind(&slot.spot.phrases, predicate)
        });
        match content {
            Some(_) => self.fixed += usize::from(!verbs.is_empty()),
            None if slot.optional => {}
            None => self.miss(|_| {
                let verbs = if verbs.is_empty() { "any verb".to_owned() } else { verbs.join("|") };
                format!("wanted a clause with {verbs}")
            }),
        }
    }

    /// `<must>`: a clause of what somebody has to do.
    fn is_duty(&self, verbs: &[String], predicate: &Predicate) -> bool {
        let before = self.scene.clauses.lemmas.get(predicate.head.saturating_sub(NEAR)..predicate.head);
        let has = |lemma: &str| before.is_some_and(|before| before.iter().any(|own| own == lemma));
        // "must have known" is a guess.
        predicate.modality == Some(Modality::Should) && verbs.iter().any(|verb| has(verb)) && !has("have")
    }

    /// `to <leave>`: "to" stands right before the clause's verb, or with an auxiliary between.
    fn is_behind(&self, words: &[String], predicate: &Predicate) -> bool {
        let start = predicate.head.saturating_sub(FAR);
        let before = self.scene.clauses.lemmas.get(start..predicate.head);
        words.is_empty() || before.is_none_or(|before| before.iter().any(|lemma| words.contains(lemma)))
    }

    /// Predicates of the clauses that this one takes, or says something of.
    fn contents(&self) -> impl Iterator<Item = usize> {
        let clauses = self.scene.clauses;
        let known = clauses.predicates.len().min(clauses.places.len());
        let taken = self.scene.places.iter().filter_map(move |place| match place.role {
            Role::Content(content) if content < known => Some(content),
            _ => None,
        });
        let head = self.scene.predicate.head;
        // "Demanded her resignation" governs an act, but no clause.
        let is_governed = move |at: &usize| {
            let predicate = &clauses.predicates[*at];
            let is_clause = matches!(predicate.kind, Kind::Verb | Kind::Adjective);
            is_clause
                && predicate.operators.last().is_some_and(|above| above.trigger == head)
                && self.shares_subject(*at)
        };
        taken.chain((0..known).filter(is_governed))
    }

    /// "Pressed Peru to sign": whoever signs stands in a place of the verb above.
    fn shares_subject(&self, at: usize) -> bool {
        let subjects = self.scene.clauses.places[at].iter().filter(|place| place.role == Role::Subject);
        let heads: Vec<usize> = subjects.flat_map(|place| &place.members).map(|filler| filler.head).collect();
        self.scene.places.iter().flat_map(|place| &place.members).any(|filler| heads.contains(&filler.head))
    }

    fn any(&mut self, slot: &Slot) {
        let conditions: Vec<&Condition> = self.rule.conditions.iter().filter(|c| c.end.is_none()).collect();
        for index in self.places(&slot.spot) {
            let fits = |(filler, mask): (&Filler, Mask)| {
                conditions.iter().all(|c| holds(c, filler.referent, &filler.phrase, mask) == c.must)
            };
            let any = self.members(index).any(fits);
            if any || conditions.is_empty() {
                self.take(index, &slot.spot);
                return;
            }
        }
        // "Was loaned to Arsenal": by somebody, of course.
        let is_meant = slot.spot.subject && self.scene.predicate.passive;
        if !slot.optional && !is_meant {
            self.miss(|_| format!("wanted a {}", slot.spot.show()));
        }
    }

    /// Who stands in the place of an end.
    fn sides(&mut self, slot: &Slot, end: End) -> Vec<Side<'a>> {
        if let Item::ClauseSubject(_) = slot.item {
            return self.clause_subject(end);
        }
        for index in self.places(&slot.spot) {
            let sides = self.sides_of(index, slot, end);
            if !sides.is_empty() {
                self.take(index, &slot.spot);
                return sides;
            }
        }
        if let Item::Owned(nouns, _) = &slot.item
            && slot.spot.phrases.iter().any(|word| word == "of")
        {
            let owned = self.matched.iter().filter(|(filler, mask, _)| nouns.fit(&filler.phrase, *mask));
            let sides = owned.filter_map(|(filler, mask, how)| Some(side(filler.owner?, *how, filler, *mask)));
            let sides: Vec<Side> = sides.filter(|side| self.fits(end, side)).collect();
            if !sides.is_empty() {
                return sides;
            }
        }
        let is_of = slot.spot.phrases.iter().any(|word| word == "of");
        if is_of || matches!(slot.item, Item::End(_)) { self.sides_of_nouns(slot, end) } else { Vec::new() }
    }

    /// "bowed to pressure from O": the phrase may hang on a noun that the frame names too.
    fn sides_of_nouns(&mut self, slot: &Slot, end: End) -> Vec<Side<'a>> {
        let clauses = self.scene.clauses;
        let is_agent = slot.spot.phrases.iter().any(|word| word == "by" || word == "from");
        let is_of = slot.spot.phrases.iter().any(|word| word == "of");
        for (noun, _, _) in &self.matched {
            let own = clauses
                .predicates
                .iter()
                .zip(clauses.places)
                .filter(|(p, _)| p.head == noun.head && p.kind != Kind::Verb);
            for place in own.flat_map(|(_, places)| places) {
                let is_there = match &place.role {
                    Role::Phrase(word) => slot.spot.phrases.contains(word),
                    Role::Subject => is_agent && place.how == How::Direct,
                    // "Keller's removal" for "the removal of Keller".
                    Role::Object => is_of,
                    _ => false,
                };
                let how = place.how.max(How::Shared);
                let side = |filler: &'a Filler| {
                    Some(side(filler.referent?, how, filler, self.rules.classes.of(&filler.phrase)))
                };
                let sides: Vec<Side> = place
                    .members
                    .iter()
                    .filter(|_| is_there)
                    .filter_map(side)
                    .filter(|side| self.fits(end, side))
                    .collect();
                if !sides.is_empty() {
                    self.fixed += 1;
                    return sides;
                }
            }
        }
        Vec::new()
    }

    fn sides_of(&self, index: usize, slot: &Slot, end: End) -> Vec<Side<'a>> {
        let how = self.scene.places[index].how;
        // "support from O", "support of O": O stands in the phrase itself, though the one with "of" may belong to the noun.
        let is_of = matches!(self.scene.places[index].role, Role::Phrase(_))
            && slot.spot.phrases.iter().any(|word| word == "of");
        let owned = |filler: &Filler, mask: Mask| {
            let rules = self.rule.owners.iter().filter(|(own, _)| *own == end);
            rules.map(|(_, nouns)| nouns).any(|nouns| nouns.fit(&filler.phrase, mask))
        };
        let side = |(filler, mask): (&'a Filler, Mask)| {
            let referent = match &slot.item {
                Item::Owned(nouns, _) if !is_of => filler.owner.filter(|_| nouns.fit(&filler.phrase, mask)),
                _ => filler.referent.or_else(|| filler.owner.filter(|_| owned(filler, mask))).or_else(|| {
                    let acts = end == End::Object && self.rules.are_acts(self.frame.rule);
                    let is_act = self.rules.classes.mask(ACT).is_some_and(|act| mask.meets(act));
                    filler.actor.or(filler.owner.filter(|_| is_act)).filter(|_| acts)
                }),
            };
            Some(side(referent?, how, filler, mask))
        };
        self.members(index).filter_map(side).filter(|side| self.fits(end, side)).collect()
    }

    /// "demanded that O ...": the subject of the clause.
    fn clause_subject(&self, end: End) -> Vec<Side<'a>> {
        let places = self.contents().flat_map(|content| &self.scene.clauses.places[content]);
        let Some(place) = places.into_iter().find(|place| place.role == Role::Subject) else { return Vec::new() };
        let side =
            |filler: &'a Filler| Some(side(filler.referent?, place.how, filler, self.rules.classes.of(&filler.phrase)));
        place.members.iter().filter_map(side).filter(|side| self.fits(end, side)).collect()
    }

    /// Without an end in its own place, the owner of a noun that an `owner` line names.
    fn owners(&self, end: End) -> Vec<Side<'a>> {
        let rules: Vec<&Nouns> =
            self.rule.owners.iter().filter(|(own, _)| *own == end).map(|(_, nouns)| nouns).collect();
        let owned =
            self.matched.iter().filter(|(filler, mask, _)| rules.iter().any(|nouns| nouns.fit(&filler.phrase, *mask)));
        let sides = owned.filter_map(|(filler, mask, how)| Some(side(filler.owner?, *how, filler, *mask)));
        sides.filter(|side| self.fits(end, side)).collect()
    }

    /// Says whether somebody may be an end, by the schema and the rule's conditions.
    pub(super) fn fits(&self, end: End, side: &Side) -> bool {
        let mut conditions = self.rule.conditions.iter().filter(|condition| condition.end == Some(end));
        let types = self.rules.types(self.frame.rule, end);
        let is_open = is_open(side.referent, types);
        (types.has(side.referent.entity_type) || is_open)
            && conditions.all(|c| holds(c, Some(side.referent), side.phrase, side.mask) == c.must)
    }

    /// "Became an ally": the verb stands not far before the noun.
    fn has_copula(&mut self) -> bool {
        if self.frame.copulas().is_empty() {
            return true;
        }
        self.fixed += 1;
        let before = self.scene.clauses.lemmas.get(..self.scene.predicate.head).unwrap_or_default();
        before.iter().rev().take(NEAR).any(|lemma| self.frame.copulas().contains(lemma))
    }

    /// "Saudi-led": the first part stands right before the head or is one word with it.
    fn is_compound(&self) -> bool {
        let head = self.scene.predicate.head;
        let is_hyphen =
            |at: usize| self.scene.clauses.lemmas.get(at).is_none_or(|lemma| matches!(lemma.as_str(), "-" | "–" | "‑"));
        let places = self.scene.places.iter().filter(|place| matches!(place.role, Role::Subject | Role::Phrase(_)));
        places
            .flat_map(|place| &place.members)
            .any(|filler| filler.head == head || filler.head + 2 == head && is_hyphen(head - 1))
    }

    fn candidates(&self, at: usize, pairs: &[Pair]) -> Vec<Candidate> {
        let by_verb = if self.frame.kind == Kind::Verb && self.scene.predicate.kind == Kind::Noun {
            BY_VERB * 0.8 / 0.9
        } else {
            1.0
        };
        let (mut candidates, mut known) = (Vec::new(), BTreeSet::new());
        for (subject, object) in pairs {
            let pair = (subject.referent.entity, object.referent.entity);
            if pair.0 == pair.1 || !known.insert(pair) {
                continue;
            }
            candidates.push(Candidate {
                frame: at,
                subject: subject.referent,
                object: object.referent,
                fixed: self.fixed,
                conditions: self.conditions,
                score: self.frame.base * by_verb * factor(subject.how) * factor(object.how),
            });
        }
        candidates
    }
}

fn pass_of(item: &Item) -> usize {
    match item {
        Item::Nouns(_) | Item::Clause(_) => 0,
        Item::End(_) | Item::Owned(..) | Item::ClauseSubject(_) | Item::Pair => 1,
        Item::Any => 2,
    }
}

pub(super) fn side(referent: Referent, how: How, filler: &Filler, mask: Mask) -> Side<'_> {
    Side { referent, how, phrase: &filler.phrase, mask, head: filler.head }
}

pub(super) fn is_in(spot: &Spot, role: &Role) -> bool {
    match role {
        Role::Subject => spot.subject,
        Role::Object => spot.object,
        Role::Phrase(preposition) => spot.phrases.contains(preposition),
        Role::Content(_) | Role::Time => false,
    }
}

/// A guessed type is open to what a rule wants; a name of which nothing is known may be a body or a place.
pub(super) fn is_open(referent: Referent, types: Types) -> bool {
    let unknown = referent.entity_type == EntityType::Other;
    referent.guessed && (!unknown || types.has(EntityType::Organisation) || types.has(EntityType::City))
}

/// Says whether one of the alternatives of a condition holds.
pub(super) fn holds(condition: &Condition, referent: Option<Referent>, phrase: &[String], mask: Mask) -> bool {
    let is_open = |r: Referent| condition.must && is_open(r, condition.types);
    let typed = |r: Referent| condition.types.has(r.entity_type) || is_open(r);
    referent.is_some_and(|r| typed(r) || condition.named && r.named) || condition.nouns.fit(phrase, mask)
}

fn factor(how: How) -> f32 {
    match how {
        How::Direct => 1.0,
        How::Shared => SHARED,
        How::Inferred => INFERRED,
    }
}
