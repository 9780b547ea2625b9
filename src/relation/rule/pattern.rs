//! What a pattern of a rule is made of: places of the active clause and what may stand there. [`crate::relation::rule::reader`] makes
//! them from the words of a rule.

use crate::relation::rule::classes::Classes;
use crate::relation::rule::error::Position;
use crate::relation::rule::mask::Mask;

/// One of the two entities that a rule links.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum End {
    /// `S`
    Subject,
    /// `O`
    Object,
}

impl End {
    pub(super) fn letter(self) -> &'static str {
        match self {
            Self::Subject => "S",
            Self::Object => "O",
        }
    }
}

/// Nouns of which one must end a phrase: words and classes of words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct Nouns {
    /// Classes.
    pub mask: Mask,
    /// Words, each with those before it: `["medical", "team"]`.
    pub phrases: Vec<Vec<String>>,
}

impl Nouns {
    /// Says whether a phrase, whose classes are known, ends with one of them.
    pub(super) fn fit(&self, phrase: &[String], mask: Mask) -> bool {
        self.mask.meets(mask) || self.phrases.iter().any(|words| phrase.ends_with(words))
    }

    /// Returns every noun that is meant, words of classes included.
    pub(super) fn all(&self, classes: &Classes) -> Vec<String> {
        let words = self.phrases.iter().map(|words| words.join(" "));
        words.chain(classes.words(self.mask).map(str::to_owned)).collect()
    }

    /// Returns them as a rule would write them.
    pub(super) fn show(&self, classes: &Classes) -> String {
        let mut alternatives: Vec<String> = self.phrases.iter().map(|words| words.join("_")).collect();
        if !self.mask.is_empty() {
            alternatives.push(classes.show(self.mask));
        }
        alternatives.join("|")
    }
}

/// What stands in a place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Item {
    /// `S` or `O`.
    End(End),
    /// `N`: anything.
    Any,
    /// `{troops}`, `talks|meeting`.
    Nouns(Nouns),
    /// `O's {ally}`: nouns whose owner is an end.
    Owned(Nouns, End),
    /// `S and O`: members of one coordination.
    Pair,
    /// `<help|intervene>`: a clause with one of these verbs, with none: any.
    Clause(Vec<String>),
    /// `that O`: the subject of a clause.
    ClauseSubject(End),
}

/// Where it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct Spot {
    pub subject: bool,
    pub object: bool,
    /// Prepositions.
    pub phrases: Vec<String>,
}

impl Spot {
    pub(super) fn subject() -> Self {
        Self { subject: true, ..Self::default() }
    }

    pub(super) fn object() -> Self {
        Self { object: true, ..Self::default() }
    }

    pub(super) fn phrase(prepositions: Vec<String>) -> Self {
        Self { phrases: prepositions, ..Self::default() }
    }

    /// Returns the place in words, for messages.
    pub(super) fn show(&self) -> String {
        if let (false, false, [_, ..]) = (self.subject, self.object, &self.phrases[..]) {
            return format!("phrase with {}", self.phrases.join("|"));
        }
        let place = if self.subject { "subject" } else { "object" };
        if self.phrases.is_empty() {
            place.to_owned()
        } else {
            format!("{place} or phrase with {}", self.phrases.join("|"))
        }
    }
}

/// A place and what stands there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Slot {
    pub spot: Spot,
    pub item: Item,
    /// `[with N]`
    pub optional: bool,
}

/// What carries the pattern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Head {
    /// Verbs, with particles behind a space.
    Verbs(Vec<String>),
    /// `be` with adjectives or nouns; or only other verbs of the kind, which must be there: "become".
    Copula(Nouns, Vec<String>),
    /// A `noun` line's nouns.
    Nouns(Nouns),
    /// A `name` line's nouns.
    Names(Nouns),
    /// Participles behind a noun and a hyphen: "X-led".
    Compound(Vec<String>),
}

/// One line of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    pub head: Head,
    pub slots: Vec<Slot>,
    /// The line as it was written.
    pub text: String,
    pub position: Position,
}

impl Pattern {
    /// Says whether an end stands somewhere outside optional parts.
    pub(super) fn holds(&self, end: End) -> bool {
        let is = |item: &Item| match item {
            Item::End(own) | Item::Owned(_, own) | Item::ClauseSubject(own) => *own == end,
            Item::Pair => true,
            Item::Any | Item::Nouns(_) | Item::Clause(_) => false,
        };
        self.slots.iter().any(|slot| !slot.optional && is(&slot.item))
    }
}
