//! What a frame missed, in words.

use crate::relation::normal::How;
use crate::relation::rule::Filler;
use crate::relation::rule::block::Condition;
use crate::relation::rule::fit::{Side, Trial, holds, is_in, is_open, side};
use crate::relation::rule::mask::Mask;
use crate::relation::rule::pattern::{End, Item, Slot, Spot};

impl Trial<'_> {
    /// Notes a miss; in words only if somebody reads them.
    pub(super) fn miss(&mut self, why: impl FnOnce(&Self) -> String) {
        let why = if self.patience == 0 { String::new() } else { why(self) };
        self.misses.push(why);
    }

    /// Notes that an end is missing.
    pub(super) fn miss_end(&mut self, end: End) {
        let is_end = |slot: &&Slot| matches!(&slot.item, Item::End(own) | Item::Owned(_, own) | Item::ClauseSubject(own) if *own == end);
        if let Some(slot) = self.frame.slots().iter().find(is_end) {
            self.miss(|trial| trial.why(end, slot));
        }
    }

    fn why(&self, end: End, slot: &Slot) -> String {
        let places = (0..self.scene.places.len()).filter(|index| is_in(&slot.spot, &self.scene.places[*index].role));
        let mut reasons = places.flat_map(|index| self.members(index)).map(|(filler, mask)| match filler.referent {
            None => format!("{}: \"{}\" names nobody", end.letter(), filler.phrase.join(" ")),
            Some(referent) => self.unfit(end, &side(referent, How::Direct, filler, mask)),
        });
        reasons.next().unwrap_or_else(|| format!("{}: no {}", end.letter(), slot.spot.show()))
    }

    /// Says why somebody is no such end.
    fn unfit(&self, end: End, side: &Side) -> String {
        let types = self.rules.types(self.frame.rule, end);
        let found = side.referent.entity_type.name();
        if !types.has(side.referent.entity_type) && !is_open(side.referent, types) {
            return format!("{} is {found}, the relation wants {}", end.letter(), types.words().join(", "));
        }
        let fails =
            |c: &&Condition| c.end == Some(end) && holds(c, Some(side.referent), side.phrase, side.mask) != c.must;
        let Some(condition) = self.rule.conditions.iter().find(fails) else {
            return format!("{}: taken by another place", end.letter());
        };
        let classes = self.rules.classes.show(side.mask);
        let word = if condition.must { "where" } else { "without" };
        let space = if classes.is_empty() { "" } else { " " };
        format!("{word} {}, found \"{}\" ({found}){space}{classes}", condition.text, side.phrase.join(" "))
    }

    /// What stands in a spot, for messages.
    pub(super) fn found(&self, spot: &Spot) -> String {
        let places = (0..self.scene.places.len()).filter(|index| is_in(spot, &self.scene.places[*index].role));
        let show = |(filler, mask): (&Filler, Mask)| {
            let (words, classes) = (filler.phrase.join(" "), self.rules.classes.show(mask));
            if classes.is_empty() { format!("\"{words}\"") } else { format!("\"{words}\" ({classes})") }
        };
        let found: Vec<String> = places.flat_map(|index| self.members(index)).map(show).collect();
        if found.is_empty() { "nothing".to_owned() } else { found.join(", ") }
    }
}
