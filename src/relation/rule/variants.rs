//! Other readings of a line: a particle for a preposition and the other way round, a recipient or a complement for a second object,
//! the singular of a noun.

use std::collections::BTreeMap;

use crate::parse::{Lemmas, Upos, Xpos};
use crate::relation::rule::classes::Classes;
use crate::relation::rule::error::RuleError;
use crate::relation::rule::pattern::{Head, Item, Nouns, Pattern, Slot, Spot};
use crate::relation::rule::reader::{Line, Reader};
use crate::relation::rule::words::{Alternative, Sort, Token};

/// Returns the singular of a noun that is written in the plural. "congress", "virus" and "crisis" are none.
pub(super) fn singular(lemmas: &Lemmas, word: &str) -> Option<String> {
    let is_plural = word.ends_with('s') && !["ss", "us", "is"].iter().any(|ending| word.ends_with(ending));
    let lemma = lemmas.lemma(word, Upos::NOUN, Xpos::NNS);
    (is_plural && lemma != word).then(|| lemma.into_owned())
}

/// Returns the plural of a noun whose lemma it is, since treebanks know it as a word of its own: "troops".
pub(super) fn own_plural(lemmas: &Lemmas, word: &str) -> Option<String> {
    let plural = format!("{word}s");
    (lemmas.lemma(&plural, Upos::NOUN, Xpos::NNS) == plural).then_some(plural)
}

impl Reader<'_> {
    /// Adds an alternative behind each of the phrases that may stand before it; a plural word counts in the singular too.
    pub(super) fn add_noun(
        &self,
        alternative: &Alternative,
        token: &Token,
        before: &[Vec<String>],
        nouns: &mut Nouns,
    ) -> Result<(), RuleError> {
        let words: Vec<String> = match alternative {
            Alternative::Word(word) => vec![word.clone()],
            Alternative::Class(name) => {
                let unknown = || {
                    let known = self.classes.names().map(|(name, _)| name);
                    RuleError::unknown(&token.position, name, "a class of words", known)
                };
                let mask = self.classes.mask(name).ok_or_else(unknown)?;
                if before.iter().all(Vec::is_empty) {
                    nouns.mask = nouns.mask.with(mask);
                    return Ok(());
                }
                self.classes.words(mask).map(str::to_owned).collect()
            }
        };
        for word in words {
            for start in before {
                let phrase: Vec<String> = start.iter().cloned().chain(word.split(' ').map(str::to_owned)).collect();
                if let Some((last, rest)) = phrase.split_last() {
                    let others = singular(self.lemmas, last).into_iter().chain(own_plural(self.lemmas, last));
                    nouns.phrases.extend(others.map(|other| rest.iter().cloned().chain([other]).collect()));
                }
                nouns.phrases.push(phrase);
            }
        }
        Ok(())
    }

    /// Returns the verbs with the next word if that can be nothing but their particle: "back", "down" before "from".
    pub(super) fn verbs_with_particle(&self, line: &Line, verbs: &[String], slots: &[Slot]) -> Option<Vec<String>> {
        let particles = line.peek()?.plain()?;
        let next = Line { at: line.at + 1, end: line.end.clone(), ..*line };
        let never_else = particles.iter().all(|word| !self.prepositions.is_preposition(word));
        let stands_alone = slots.len() == 1 && (next.peek().is_none() || self.is_next_preposition(&next));
        let mut here = Line { end: line.end.clone(), ..*line };
        let is_longer = self.preposition(&mut here).is_some() && here.at > line.at + 1;
        let is_particle = particles.iter().all(|word| self.prepositions.is_particle(word));
        (is_particle && !is_longer && (never_else || stands_alone)).then(|| joined(verbs, &particles))
    }

    /// Says whether the next word may be the verb's particle, with something behind it that it may take as object.
    pub(super) fn is_particle_then_item(&self, line: &Line) -> bool {
        let Some([token, next]) = line.tokens.get(line.at..line.at + 2) else { return false };
        let is_particle =
            token.plain().is_some_and(|words| words.iter().all(|word| self.prepositions.is_particle(word)));
        let is_item = matches!(next.sort, Sort::Subject | Sort::Object | Sort::Any | Sort::Words(_));
        is_particle && is_item && !token.optional
    }

    /// `call on O` as `call_on O`, `bring together O` as `bring_together O`, `hand in notice` as `hand_in notice`.
    pub(super) fn with_particle(
        &self,
        line: &Line,
        verbs: &[String],
        slots: &[Slot],
    ) -> Result<Vec<Pattern>, RuleError> {
        let particles = line.tokens[line.at].plain().unwrap_or_default();
        let verbs = joined(verbs, &particles);
        let mut rest = Line { at: line.at + 1, end: line.end.clone(), ..*line };
        let mut slots = slots.to_vec();
        if self.is_next_preposition(&rest) {
            // "step down from O": no object.
        } else {
            slots.push(self.slot(&mut rest, Spot::object())?);
        }
        while rest.peek().is_some() {
            let Some(prepositions) = self.preposition(&mut rest) else { return Ok(Vec::new()) };
            slots.push(self.phrase(&mut rest, prepositions, slots.last())?);
        }
        Ok(vec![line.pattern(Head::Verbs(verbs), slots)])
    }

    /// `call_on O` as `call on O`, if that could be a preposition: one reading for each.
    pub(super) fn without_particle(&self, verbs: &[String], slots: &[Slot]) -> Vec<(Vec<String>, Vec<Slot>)> {
        let Some(object) = slots.iter().position(|slot| slot.spot == Spot::object()) else { return Vec::new() };
        let mut apart: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for verb in verbs {
            if let Some((verb, particle)) = verb.rsplit_once(' ')
                && self.prepositions.is_preposition(particle)
            {
                apart.entry(particle).or_default().push(verb.to_owned());
            }
        }
        let reading = |(particle, verbs): (&str, Vec<String>)| {
            let mut slots = slots.to_vec();
            slots[object].spot = Spot::phrase(vec![particle.to_owned()]);
            (verbs, slots)
        };
        apart.into_iter().map(reading).collect()
    }
}

/// Other readings of two objects. "give O {aid}": the first is the recipient, as in "give {aid} to O". "name O {office}", "hold O
/// responsible": the second tells as what, or is a clause of its own.
pub(super) fn second_object(classes: &Classes, slots: &[Slot]) -> Vec<Vec<Slot>> {
    let objects: Vec<usize> = (0..slots.len()).filter(|at| slots[*at].spot == Spot::object()).collect();
    let &[first, second] = &objects[..] else { return Vec::new() };
    let with = |at: usize, spot: Spot| {
        let mut slots = slots.to_vec();
        slots[at].spot = spot;
        slots
    };
    let mut readings =
        vec![with(first, Spot::phrase(vec!["to".to_owned()])), with(second, Spot::phrase(vec!["as".to_owned()]))];
    if let Item::Nouns(nouns) = &slots[second].item {
        let mut clause = with(second, Spot::default());
        clause[second].item = Item::Clause(nouns.all(classes));
        readings.push(clause);
    }
    readings
}

fn joined(verbs: &[String], particles: &[String]) -> Vec<String> {
    verbs.iter().flat_map(|verb| particles.iter().map(move |particle| format!("{verb} {particle}"))).collect()
}
