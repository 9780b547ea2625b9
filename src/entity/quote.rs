//! "I" and "my" in quotes: who speaks.
//!
//! A quote's speaker is the subject of the word for saying that stands outside of the quote in its sentence, before or behind; a quote
//! that goes on over more sentences keeps its speaker.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::entity::clause;
use crate::entity::group::holders;
use crate::entity::trees::Trees;
use crate::entity::{Entity, Named};
use crate::gazetteer::EntityType;
use crate::mention::{Context, Cue, MentionKind};
use crate::parse::Xpos;

/// A quote that never closes ends after so many tokens.
const LONGEST_QUOTE: usize = 400;
/// The word for saying stands so many tokens from a quote at most.
const REACH: usize = 30;

/// Returns the tokens of "I", "me" and "my" in quotes with a known speaker, and who that is, in order of place. `pronouns` are those
/// linked before: "he said".
pub(super) fn resolve(
    context: &Context<'_>,
    trees: &Trees<'_>,
    named: &[Named],
    pronouns: &[Named],
) -> Vec<(usize, Entity)> {
    let holders = holders(context, named);
    let linked = holders_of_pronouns(context, pronouns);
    let mut out = Vec::new();
    for quote in quotes(context) {
        let own = |token: &usize| {
            matches!(trees.xpos(*token), Xpos::PRP | Xpos::PRP_POSS)
                && matches!(context.word(*token), "I" | "me" | "Me" | "my" | "My" | "myself")
        };
        let mut first = quote.clone().filter(own).peekable();
        if first.peek().is_none() {
            continue;
        }
        let speaker = speakers(context, trees, &quote).into_iter().find_map(|token| match holders[token] {
            Some(index) => Some(&named[index].1),
            None => linked.get(&token).map(|index| &pronouns[*index].1),
        });
        let person = speaker.filter(|entity| entity.entity_type == EntityType::Person);
        out.extend(first.filter_map(|token| Some((token, person?.clone()))));
    }
    out
}

/// The tokens of pronouns that were linked.
fn holders_of_pronouns(context: &Context<'_>, pronouns: &[Named]) -> BTreeMap<usize, usize> {
    let places = pronouns.iter().enumerate().filter(|(_, (mention, _, _))| mention.kind == MentionKind::Pronoun);
    places.map(|(index, (mention, _, _))| (context.tokens_of(mention.span).start, index)).collect()
}

/// The tokens between quotation marks, in order; a mark that opens twice closes the quote before.
fn quotes(context: &Context<'_>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut open: Option<usize> = None;
    for token in 0..context.token_count() {
        let (opens, closes) = match context.word(token) {
            "“" | "``" => (true, open.is_some()),
            "”" | "''" => (false, true),
            "\"" => (open.is_none(), open.is_some()),
            _ => (false, open.is_some_and(|start| token - start > LONGEST_QUOTE)),
        };
        if closes && let Some(start) = open.take() {
            out.push(start + 1..token);
        }
        if opens {
            open = Some(token);
        }
    }
    out
}

/// The subjects of words for saying outside of a quote, in its first and its last sentence, the nearest behind first.
fn speakers(context: &Context<'_>, trees: &Trees<'_>, quote: &Range<usize>) -> Vec<usize> {
    if quote.is_empty() {
        return Vec::new();
    }
    let (first, last) = (context.sentence_of(quote.start), context.sentence_of(quote.end - 1));
    let sentence = |index: usize| context.tokens.sentences[index].tokens.clone();
    let behind = quote.end..sentence(last).end.min(quote.end + REACH);
    let before = sentence(first).start.max(quote.start.saturating_sub(REACH))..quote.start;
    let says = |token: &usize| context.cue(*token).has(Cue::SAID) && clause::is_predicate(trees, *token);
    let subject = |token: usize| {
        let subject = clause::subject_of(trees, token)?;
        (!quote.contains(&subject)).then_some(subject)
    };
    behind.filter(says).take(1).chain(before.rev().filter(says).take(1)).filter_map(subject).collect()
}

#[cfg(test)]
mod tests {
    use crate::entity::tests::check_pronouns;

    #[test]
    fn who_speaks_is_i() {
        let keller = ("I", "person/maria-keller");
        check_pronouns("“I saw the boat,” said Maria Keller.", &[keller]);
        check_pronouns("Maria Keller said: \"I saw the boat. I am sure.\"", &[keller, keller]);
        let text = "Maria Keller left. “I saw my boat,” she said.";
        check_pronouns(text, &[keller, ("my", "person/maria-keller"), ("she", "person/maria-keller")]);
        check_pronouns("I saw the boat. Maria Keller said nothing.", &[]);
        check_pronouns("“I saw the boat,” said Nokia.", &[]);
        check_pronouns("“I “I ” ” I", &[]);
    }
}
