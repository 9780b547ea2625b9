//! Who is linked with whom: every S with every O, or the members of one coordination with each other.

use crate::relation::normal::{Kind, Role};
use crate::relation::rule::Place;
use crate::relation::rule::fit::{Side, Trial, is_in, side};
use crate::relation::rule::pattern::{End, Item, Slot, Spot};

/// Of longer coordinations only the first member is linked with all others: no quadratic number of edges.
const FEW: usize = 6;

/// S and O.
pub(super) type Pair<'a> = (Side<'a>, Side<'a>);

impl<'a> Trial<'a> {
    /// `between S and O`: members of one place.
    pub(super) fn written_pair(&mut self, slot: &Slot) -> Vec<Pair<'a>> {
        for index in self.places(&slot.spot) {
            let pairs = self.pairs_of(index);
            if !pairs.is_empty() {
                self.take(index, &slot.spot);
                return pairs;
            }
        }
        self.miss(|trial| format!("wanted two as {}, found {}", slot.spot.show(), trial.found(&slot.spot)));
        Vec::new()
    }

    /// "A and B met", "A and B's talks", "talks between A and B", "A and B accused each other": one place holds both ends.
    pub(super) fn equals(&self) -> Vec<Pair<'a>> {
        let is_reciprocal = |place: &Place| matches!(&place.members[..], [filler] if is_each_other(&filler.phrase));
        let reciprocal = self.scene.places.iter().any(is_reciprocal);
        if !reciprocal && !self.rules.is_symmetric(self.frame.rule) {
            return Vec::new();
        }
        let slots: Vec<&Slot> = self.frame.slots().iter().filter(|slot| matches!(slot.item, Item::End(_))).collect();
        let is_noun = self.scene.predicate.kind == Kind::Noun;
        let object = self.scene.places.iter().position(|place| place.role == Role::Object && !is_reciprocal(place));
        if object.is_some_and(|index| index < 64 && self.used & (1 << index) == 0) && !is_noun && !self.is_turned() {
            return Vec::new();
        }
        let both = Spot::phrase(vec!["of".to_owned()]);
        for (index, place) in self.scene.places.iter().enumerate() {
            let stands = slots.iter().any(|slot| {
                (slot.spot.subject || slot.spot.object && self.is_turned()) && is_in(&slot.spot, &place.role)
            });
            let between = place.role.is_phrase("between");
            let is_of = is_noun && is_in(&both, &place.role);
            if !(stands || between || is_of) {
                continue;
            }
            let others = slots.iter().any(|slot| !is_in(&slot.spot, &place.role) && self.is_taken(&slot.spot));
            let mut pairs = if others { Vec::new() } else { self.pairs_of(index) };
            if reciprocal && !self.rules.is_symmetric(self.frame.rule) {
                pairs.extend(pairs.clone().into_iter().map(|(one, other)| (other, one)));
            }
            if !pairs.is_empty() {
                return pairs;
            }
        }
        Vec::new()
    }

    /// Says whether the subject stands in the object's place: "A and B are married".
    fn is_turned(&self) -> bool {
        let is = |slot: &Slot| slot.item == Item::End(End::Subject) && slot.spot.object;
        self.frame.slots().iter().any(is)
    }

    /// Says whether somebody stands in a spot.
    fn is_taken(&self, spot: &Spot) -> bool {
        let places = self.scene.places.iter().filter(|place| is_in(spot, &place.role));
        places.flat_map(|place| &place.members).any(|filler| !is_each_other(&filler.phrase))
    }

    /// Pairs of the members of one place that may be both S and O, in their order.
    fn pairs_of(&self, index: usize) -> Vec<Pair<'a>> {
        let how = self.scene.places[index].how;
        let sides = self.members(index).filter_map(|(filler, mask)| Some(side(filler.referent?, how, filler, mask)));
        let fits = |side: &Side| self.fits(End::Subject, side) && self.fits(End::Object, side);
        let sides: Vec<Side> = sides.filter(fits).collect();
        let firsts = if sides.len() > FEW { 1 } else { sides.len() };
        (0..firsts)
            .flat_map(|one| sides[one + 1..].iter().map(move |other| (one, other)))
            .map(|(one, other)| (sides[one], *other))
            .collect()
    }
}

/// Every S with every O; of two long lists only the first of each with all of the other.
pub(super) fn product<'a>(subjects: &[Side<'a>], objects: &[Side<'a>]) -> Vec<Pair<'a>> {
    let long = subjects.len() > FEW && objects.len() > FEW;
    let mut pairs = Vec::new();
    for (one, subject) in subjects.iter().enumerate() {
        let many = if long && one > 0 { 1 } else { objects.len() };
        // "A request from envoys of Peru and Chile" is no request of one to the other.
        let others =
            objects[..many].iter().filter(|object| object.head != subject.head || object.phrase != subject.phrase);
        pairs.extend(others.map(|object| (*subject, *object)));
    }
    pairs
}

pub(super) fn is_each_other(phrase: &[String]) -> bool {
    matches!(phrase, [.., one, other] if (one == "each" && other == "other") || (one == "one" && other == "another"))
}
