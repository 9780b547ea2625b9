//! Other readings of a line: a particle for a preposition and the other way round, a recipient or a complement for a second object,
//! the singular of a noun.

use crate::parse::{Lemmas, Upos, Xpos};
use crate::relation::rule::error::RuleError;
use crate::relation::rule::pattern::{End, Head, Item, Nouns, Pattern, Slot, Spot};
use crate::relation::rule::reader::{Line, Reader};
use crate::relation::rule::words::{Alternative, Sort, Token};

/// Returns the singular of a noun that is written in the plural. "congress", "virus" and "crisis" are none.
pub(super) fn singular(lemmas: &Lemmas, word: &str) -> Option<String> {
    let is_plural = word.ends_with('s') && !["ss", "us", "is"].iter().any(|ending| word.ends_with(ending));
    let lemma = lemmas.lemma(word, Upos::NOUN, Xpos::NNS);
    (is_plural && lemma != word).then(|| lemma.into_owned())
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
                if let Some((last, rest)) = phrase.split_last()
                    && let Some(one) = singular(self.lemmas, last)
                {
                    nouns.phrases.push(rest.iter().cloned().chain([one]).collect());
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

    /// "call on O" as "call_on O", "bring together O" as "bring_together O", "hand in notice" as "hand_in notice".
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

    /// "call_on O" as "call on O", if that could be a preposition and nothing else stands in its place.
    pub(super) fn without_particle(&self, verbs: &[String], slots: &[Slot]) -> Option<(Vec<String>, Vec<Slot>)> {
        let object = slots.iter().position(|slot| slot.spot == Spot::object())?;
        let mut apart: Vec<(String, String)> = Vec::new();
        for verb in verbs {
            let (verb, particle) = verb.rsplit_once(' ')?;
            if !self.prepositions.is_preposition(particle) {
                return None;
            }
            apart.push((verb.to_owned(), particle.to_owned()));
        }
        let one = apart.iter().all(|(_, particle)| *particle == apart[0].1);
        let mut slots = slots.to_vec();
        slots[object].spot = Spot::phrase(vec![apart.first().filter(|_| one)?.1.clone()]);
        Some((apart.into_iter().map(|(verb, _)| verb).collect(), slots))
    }
}

fn joined(verbs: &[String], particles: &[String]) -> Vec<String> {
    verbs.iter().flat_map(|verb| particles.iter().map(move |particle| format!("{verb} {particle}"))).collect()
}

/// "give O {aid}": the first is the recipient, as in "give {aid} to O". "name O {office}": the second tells as what.
pub(super) fn second_object(
    line: &Line,
    verbs: &[String],
    slots: &mut Vec<Slot>,
    second: Slot,
    token: &Token,
) -> Result<Vec<Pattern>, RuleError> {
    let first = slots.iter().position(|slot| slot.spot == Spot::object());
    let is_end = |slot: &Slot| matches!(slot.item, Item::End(End::Subject | End::Object));
    let Some(first) = first.filter(|first| is_end(&slots[*first]) && !is_end(&second)) else {
        return Err(line.wrong(Some(token), "a preposition"));
    };
    let mut complement = slots.clone();
    complement.push(Slot { spot: Spot::phrase(vec!["as".to_owned()]), ..second.clone() });
    slots[first].spot = Spot::phrase(vec!["to".to_owned()]);
    slots.push(second);
    Ok(vec![line.pattern(Head::Verbs(verbs.to_vec()), complement)])
}
