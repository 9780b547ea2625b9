//! Labels of tokens: Beginning, Inside, Last and Unit of a person, organisation or location, or Outside (BILOU; Ratinov and
//! Roth 2009), and which may follow which.

use std::ops::Range;

/// The classes of names that the recogniser tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameClass {
    /// A human being.
    Person,
    /// A body.
    Organisation,
    /// A place of any sort.
    Location,
}

impl NameClass {
    /// All classes in the order of their labels.
    pub const ALL: [Self; 3] = [Self::Person, Self::Organisation, Self::Location];
}

/// A name by its tokens.
pub type NameRange = (Range<usize>, NameClass);

/// Number of labels: four places in each of three classes, and the one outside of names.
pub const LABELS: usize = 1 + 4 * NameClass::ALL.len();
/// The label of tokens in no name.
pub(super) const OUTSIDE: usize = 0;

const BEGINNING: usize = 0;
const INSIDE: usize = 1;
const LAST: usize = 2;
const UNIT: usize = 3;

fn label(class: NameClass, place: usize) -> usize {
    1 + 4 * class as usize + place
}

/// Class and place of a label; none for [`OUTSIDE`].
fn parts(label: usize) -> Option<(NameClass, usize)> {
    let inner = label.checked_sub(1)?;
    Some((*NameClass::ALL.get(inner / 4)?, inner % 4))
}

fn is_open(label: usize) -> bool {
    parts(label).is_some_and(|(_, place)| matches!(place, BEGINNING | INSIDE))
}

/// Says whether a sentence may begin with a label.
pub fn may_begin(label: usize) -> bool {
    parts(label).is_none_or(|(_, place)| matches!(place, BEGINNING | UNIT))
}

/// Says whether a sentence may end with a label.
pub fn may_end(label: usize) -> bool {
    !is_open(label)
}

/// Says whether the label `right` may stand right behind `left`.
pub fn may_follow(left: usize, right: usize) -> bool {
    match (parts(left), parts(right)) {
        (Some((class, BEGINNING | INSIDE)), next) => {
            next.is_some_and(|(c, place)| c == class && matches!(place, INSIDE | LAST))
        }
        _ => may_begin(right),
    }
}

/// Returns the labels of `count` tokens. Names must be disjoint and not empty.
pub fn encode(count: usize, names: &[NameRange]) -> Vec<usize> {
    let mut labels = vec![OUTSIDE; count];
    for (range, class) in names {
        if range.len() == 1 {
            labels[range.start] = label(*class, UNIT);
            continue;
        }
        labels[range.clone()].fill(label(*class, INSIDE));
        labels[range.start] = label(*class, BEGINNING);
        labels[range.end - 1] = label(*class, LAST);
    }
    labels
}

/// Returns the names of a legal sequence of labels, in order.
pub(super) fn decode(labels: &[usize]) -> Vec<NameRange> {
    let (mut names, mut start) = (Vec::new(), 0);
    for (at, label) in labels.iter().enumerate() {
        match parts(*label) {
            Some((_, BEGINNING)) => start = at,
            Some((class, LAST)) => names.push((start..at + 1, class)),
            Some((class, UNIT)) => names.push((at..at + 1, class)),
            _ => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_encoded_is_decoded() {
        let names = vec![(0..1, NameClass::Location), (2..5, NameClass::Person), (5..7, NameClass::Organisation)];
        let labels = encode(8, &names);
        assert_eq!(decode(&labels), names);
        assert!(may_begin(labels[0]) && may_end(labels[7]));
        assert!(labels.windows(2).all(|pair| may_follow(pair[0], pair[1])));
    }

    #[test]
    fn an_open_name_goes_on() {
        let [begin, inside, last, unit] = [0, 1, 2, 3].map(|place| label(NameClass::Person, place));
        let other = label(NameClass::Location, INSIDE);
        assert!(may_follow(begin, inside) && may_follow(begin, last) && may_follow(inside, last));
        assert!(!may_follow(begin, OUTSIDE) && !may_follow(begin, other) && !may_follow(inside, unit));
        assert!(may_follow(last, begin) && may_follow(unit, OUTSIDE) && !may_follow(OUTSIDE, inside));
        assert!(!may_end(begin) && !may_begin(last) && may_end(unit));
    }
}
