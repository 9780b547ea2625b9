//! Mentions: the words of one document that name something.
//!
//! Lists know, the recogniser, shape and context guess; [`names`] settles who wins by the one table at the top of `settle.rs`.

mod context;
mod cues;
mod listed;
mod ministry;
pub mod recognise;
mod remembered;
mod settle;
mod shape;
mod states;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use context::Context;
pub use cues::{Cue, Cues};
pub use listed::{Listed, Part};
pub use remembered::is_acronym_of;

use crate::gazetteer::{EntityType, EntryId};
use crate::mention::context::Shape;
use crate::mention::recognise::Recogniser;
use crate::mention::remembered::remembered;
use crate::mention::settle::{Candidate, admit, from_list, from_shape, is_backed, settle};
use crate::mention::shape::Listing;
use crate::span::Span;

/// How a mention names its entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MentionKind {
    /// "Kazakhstan", "Tokayev".
    Name,
    /// "CSTO", "U.N.".
    Acronym,
    /// "Kazakh", "Russians".
    Demonym,
    /// "the alliance", "the country".
    Nominal,
    /// "he", "it".
    Pronoun,
    /// "Kazakh police": people, bodies or places that have no name. In JSON a nominal; the entity's type tells.
    #[serde(rename(serialize = "nominal", deserialize = "group"))]
    Group,
}

impl MentionKind {
    /// Says whether it is a name in itself, not a word that stands for one.
    pub fn is_name(self) -> bool {
        matches!(self, Self::Name | Self::Acronym | Self::Demonym)
    }
}

/// Words that name something, with the reading that won.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// The name, without article, title or possessive 's.
    pub span: Span,
    /// How it names.
    pub kind: MentionKind,
    /// What it names.
    pub entity_type: EntityType,
    /// The gazetteer's entry, if a list knows the name.
    pub entry: Option<EntryId>,
    /// A place named for its government ("Moscow said").
    pub metonym: bool,
    /// 0 to 1; not a probability.
    pub score: f32,
    /// Which rule made it.
    pub rule: &'static str,
}

/// Returns the names, acronyms and demonyms of a document, in order; of nested ones the longer first.
pub fn names(context: &Context<'_>, recogniser: Option<&Recogniser>) -> Vec<Mention> {
    let listed = listed::candidates(context);
    let recognition = recogniser.map(|r| r.recognise(context, &listed));
    let is_accepted = |l: &&Listed| l.score >= l.threshold || is_backed(context, l, recognition.as_ref());
    let accepted: Vec<&Listed> = listed.iter().filter(is_accepted).collect();
    let listing: Vec<_> = outermost(&accepted).map(|l| (l.span, l.entity_type, l.kind)).collect();
    let mut candidates: Vec<Candidate> = accepted.iter().copied().map(from_list).collect();
    let guesses = shape::candidates(context, &Listing { names: &listing });
    candidates.extend(guesses.iter().map(from_shape));
    let mut candidates = admit(context, candidates, recognition.as_ref());
    candidates.extend(ministry::candidates(context, &accepted).iter().map(from_shape));
    // Cues and ends of words are English, as the recogniser is.
    let english = recogniser.is_some();
    let states = if english { states::states(context, &settle(context, candidates.clone())) } else { Vec::new() };
    let told: BTreeSet<Span> = states.iter().map(|c| c.span).collect();
    candidates.retain(|c| c.entry.is_some() || !told.contains(&c.span));
    candidates.extend(states);
    let first = settle(context, candidates.clone());
    candidates.extend(remembered(context, &first));
    let mut settled = settle(context, candidates);
    settled.retain(|c| c.entity_type.is_some());
    let is_former = |e: &EntryId| context.gazetteer.entry(*e).subtype() == "former";
    let former: BTreeSet<EntryId> = settled.iter().filter_map(|c| c.entry).filter(is_former).collect();
    settled.into_iter().filter_map(|c| finish(context, c, &former)).collect()
}

/// Returns every listed name with its score and how it came about, accepted or not.
pub fn listed_readings(context: &Context<'_>) -> Vec<Listed> {
    listed::candidates(context)
}

fn outermost<'l>(accepted: &'l [&'l Listed]) -> impl Iterator<Item = &'l Listed> {
    let mut reach = 0;
    accepted.iter().copied().filter(move |l| {
        let outer = l.span.end > reach;
        reach = reach.max(l.span.end);
        outer
    })
}

/// Turns a winner into a mention; capitals that act become their countries.
fn finish(context: &Context<'_>, candidate: Candidate, former: &BTreeSet<EntryId>) -> Option<Mention> {
    let entity_type = candidate.entity_type?;
    let mention = Mention {
        span: candidate.span,
        kind: candidate.kind,
        entity_type,
        entry: candidate.entry,
        metonym: false,
        score: candidate.score.clamp(0.0, 1.0),
        rule: candidate.rule,
    };
    let capital = candidate.entry.filter(|&e| context.gazetteer.entry(e).subtype() == "capital");
    // In an article on the Soviet Union, "Moscow" is its government, not Russia's.
    let seat_of = |state: &&EntryId| {
        capital
            .is_some_and(|e| context.gazetteer.entry(**state).other("capital") == Some(context.gazetteer.entry(e).id()))
    };
    let country =
        former.iter().find(seat_of).copied().or_else(|| capital.and_then(|e| context.gazetteer.country_of(e)));
    match country {
        Some(country) if stands_for_government(context, candidate.span) => {
            Some(Mention { entity_type: EntityType::Country, entry: Some(country), metonym: true, ..mention })
        }
        _ => Some(mention),
    }
}

/// "Moscow urged", "accused Moscow", "Moscow's concerns", but not "in Moscow said".
fn stands_for_government(context: &Context<'_>, span: Span) -> bool {
    let tokens = context.tokens_of(span);
    let sentence = &context.tokens.sentences[context.sentence_of(tokens.start)].tokens;
    let before = tokens.start.checked_sub(1).filter(|t| sentence.contains(t));
    if before.is_some_and(|t| context.cue(t).has(Cue::ADDRESS)) {
        return true;
    }
    if before
        .is_some_and(|t| context.cue(t).has(Cue::PLACE.with(Cue::PLACE_WEAK)) || context.shapes[t] == Shape::Capital)
    {
        return false;
    }
    let cue = |t: usize| {
        if sentence.contains(&t) { context.cue(t) } else { Cue::default() }
    };
    match context.word_if_before(tokens.end, sentence.end) {
        Some("'s" | "’s") => cue(tokens.end + 1).has(Cue::POLICY) || cue(tokens.end + 2).has(Cue::POLICY),
        Some("has" | "had" | "have" | "is" | "was" | "will" | "would") => {
            cue(tokens.end + 1).has(Cue::ACT.with(Cue::ADDRESS))
        }
        Some(_) => cue(tokens.end).has(Cue::ACT.with(Cue::ADDRESS)),
        None => false,
    }
}
