//! The normal form of a sentence: its predicates with roles that do not depend on syntax.
//!
//! "Mali was asked by Togo to free two pilots" and "Togo, which asked Mali for the pilots' release" have the same shape here: who does
//! it stands in the subject's place, what is done to in the object's, whatever the voice, the control or the relative clause. Rules
//! read this and never a tree. Places are those of an active English clause, as rules are written: subject, object, and one for each
//! preposition.

pub(crate) mod beside;
mod called;
mod clause;
mod hyphen;
mod mend;
pub(crate) mod names;
mod normalise;
mod noun;
mod place;
mod relative;
mod sentence;
mod sharing;
mod show;
mod status;
#[cfg(test)]
mod tests;
mod view;
mod words;

use std::ops::Range;

pub use normalise::normalise;
pub use show::show;
pub use view::View;
pub use words::{Words, WordsError};

/// What carries a predicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A verb, with its particle: "hand over".
    Verb,
    /// A noun that tells of an act or a link: "invasion", "ties", "criticism".
    Noun,
    /// An adjective behind a copula or beside its noun: "critical of".
    Adjective,
    /// A noun that someone or something is called by: a title, an apposition, the noun behind a copula.
    Name,
}

/// The place of an argument in the active clause.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Who does it; of a name, who bears it.
    Subject,
    /// To whom it is done.
    Object,
    /// A phrase with this preposition, in lower case ("to", "according to"). A recipient without one counts as "to".
    Phrase(String),
    /// A clause: index of its predicate.
    Content(usize),
    /// A time without a preposition: "Thursday", "last week".
    Time,
}

impl Role {
    /// Says whether it is a phrase with this preposition; nothing is allocated for the question.
    pub(crate) fn is_phrase(&self, preposition: &str) -> bool {
        matches!(self, Self::Phrase(own) if own == preposition)
    }
}

/// How an argument was found; enters the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// It hangs on the predicate itself.
    Direct,
    /// It belongs to another predicate too: shared subject, control, relative clause.
    Shared,
    /// It is likely meant: the subject of a bare participle's main clause.
    Inferred,
}

/// One member of a coordination; alone if there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its head: a token of the sentence.
    pub head: usize,
    /// All its words, without later members.
    pub tokens: Range<usize>,
}

/// What stands in one place of a predicate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// Its place.
    pub role: Role,
    /// One for each member of a coordination, in order; none for [`Role::Content`].
    pub members: Vec<Member>,
    /// How it was found.
    pub how: How,
}

/// What an auxiliary says of the act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Modality {
    /// "will", "shall", "is going to".
    Will,
    /// "would".
    Would,
    /// "may", "might", "can", "could".
    May,
    /// "should", "must", "ought to", "has to".
    Should,
}

/// What a word above a predicate makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// Somebody says it: "said that", "according to".
    Say,
    /// Somebody alleges it of another: "accused of".
    Accuse,
    /// A hedge without a speaker: "reportedly", "allegedly".
    Hedge,
    /// Somebody denies it.
    Deny,
    /// Somebody doubts it or does not know.
    Doubt,
    /// Somebody means to: "vowed to", "agreed to", "plans to".
    Plan,
    /// Somebody tries to.
    Try,
    /// Somebody asks for it.
    Ask,
    /// Somebody threatens with it.
    Threaten,
    /// Somebody allows it.
    Allow,
    /// Somebody prevents it or refuses to: it does not happen.
    Prevent,
    /// It does not come about: "failed to", "stopped short of".
    Fail,
    /// It hangs on a condition: "if", "unless", "whether".
    If,
    /// It is what another act is for: "sent police to search".
    Purpose,
}

/// A word above a predicate that says how firmly it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// What it does.
    pub operation: Operation,
    /// Who says, plans or asks, if the sentence tells.
    pub holder: Option<Member>,
    /// The token.
    pub trigger: usize,
    /// "did not say that".
    pub negated: bool,
}

/// When it happens, by its verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Tense {
    /// "sent", "has sent".
    Past,
    /// "sends", "is sending"; also where no verb tells.
    #[default]
    Present,
    /// "will send".
    Future,
}

/// Somebody does or is something to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Predicate {
    /// What carries it.
    pub kind: Kind,
    /// The word that carries it: a token of the sentence.
    pub head: usize,
    /// The words that a reader would mark: verb and particle, noun, "was critical of".
    pub trigger: Range<usize>,
    /// Dictionary form in lower case; a particle stands behind a space: "hand over". Names may have several words: "foreign minister".
    pub lemma: String,
    /// For nouns: the verb that they belong to by rules/nouns.tsv ("invasion": "invade"), so that its rules hold too.
    pub verb: Option<String>,
    /// Written in the passive: without a "by", there is no subject.
    pub passive: bool,
    /// Its time.
    pub tense: Tense,
    /// Names only: "former", "ex-", "late"; does not hold now.
    pub former: bool,
    /// Own negation: not, never, no.
    pub negated: bool,
    /// Its own auxiliary's.
    pub modality: Option<Modality>,
    /// What the clauses above make of it, outermost first.
    pub operators: Vec<Operator>,
    /// Its arguments, by role and place.
    pub arguments: Vec<Argument>,
}
