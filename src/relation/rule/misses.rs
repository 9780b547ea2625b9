//! What a frame missed, in words.

use crate::relation::normal::How;
use crate::relation::rule::Filler;
use crate::relation::rule::fit::{Trial, is_in, side};
use crate::relation::rule::mask::Mask;
use crate::relation::rule::pattern::{End, Item, Spot};

impl Trial<'_> {
    /// Says why an end is missing.
    pub(super) fn miss_end(&mut self, end: End) {
        let Some(slot) = self.frame.slots.iter().find(
            |slot| matches!(&slot.item, Item::End(own) | Item::Owned(_, own) | Item::ClauseSubject(own) if *own == end),
        ) else {
            return;
        };
        let places = (0..self.scene.places.len()).filter(|index| is_in(&slot.spot, &self.scene.places[*index].role));
        let how = How::Direct;
        let mut reasons = places.flat_map(|index| self.members(index)).map(|(filler, mask)| match filler.referent {
            None => format!("{}: \"{}\" names nobody", end.letter(), filler.phrase.join(" ")),
            Some(referent) => match self.fits(end, &side(referent, how, filler, mask)) {
                Err(reason) => reason,
                Ok(()) => format!("{}: taken by another place", end.letter()),
            },
        });
        let reason = reasons.next().unwrap_or_else(|| format!("{}: no {}", end.letter(), slot.spot.show()));
        drop(reasons);
        self.misses.push(reason);
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
