//! The titles that an article gives its people: "President Keller", "Keller, the president".

use std::ops::Range;

use crate::entity::Named;
use crate::gazetteer::{EntityType, TitleHit};
use crate::mention::Context;
use crate::parse::{Deprel, LONGEST, Parse, Upos, Word};

/// The titles that stand beside people: "President NAME", "NAME, the president", and by the parse any apposition of either to the
/// other.
pub(super) fn introduced(context: &Context<'_>, parse: &Parse, named: &[Named]) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    let people = named.iter().enumerate().filter(|(_, (m, _, _))| m.entity_type == EntityType::Person);
    for (index, (mention, _, _)) in people {
        let tokens = context.tokens_of(mention.span);
        let behind = (tokens.end + 1..tokens.end + 4)
            .take_while(|&t| t < context.token_count() && context.word(tokens.end) == ",")
            .find_map(|t| context.title_starting_at(t));
        let apposed = appositions(context, parse, &tokens).into_iter().filter_map(|noun| title_with(context, noun));
        let mut titles: Vec<usize> = [context.title_before(tokens.start), behind]
            .into_iter()
            .flatten()
            .chain(apposed)
            .map(|t| t.index)
            .collect();
        titles.sort_unstable();
        titles.dedup();
        out.extend(titles.into_iter().map(|title| (index, context.gazetteer.titles().get(title).text.clone())));
    }
    out
}

/// The nouns that a name is in apposition with, as tokens.
fn appositions(context: &Context<'_>, parse: &Parse, name: &Range<usize>) -> Vec<usize> {
    let sentence = &context.tokens.sentences[context.sentence_of(name.start)].tokens;
    let words = &parse.words[sentence.clone()];
    let inside = |at: usize| name.contains(&(sentence.start + at));
    let pairs = near(words, name.start - sentence.start).filter(|(_, word)| word.deprel == Deprel::APPOS);
    let pairs = pairs.filter_map(|(at, word)| word.head.map(|head| (at, head as usize)));
    // "Roe, despite the minister": what a preposition separates is no apposition, whatever the parse says.
    let apart = |noun: usize| {
        let between = (name.end - sentence.start)..noun;
        words.get(between).is_some_and(|words| words.iter().any(|word| [Upos::ADP, Upos::SCONJ].contains(&word.upos)))
    };
    let other = pairs.filter_map(|(at, head)| match (inside(at), inside(head)) {
        (true, false) => Some(head),
        (false, true) => Some(at).filter(|noun| !apart(*noun)),
        _ => None,
    });
    other.map(|at| sentence.start + at).collect()
}

/// The words that can hang on a word or bear it, with their places: time stays linear however long a sentence is.
pub(super) fn near(words: &[Word], at: usize) -> impl Iterator<Item = (usize, &Word)> {
    let start = at.saturating_sub(LONGEST);
    words.iter().enumerate().skip(start).take(at - start + LONGEST)
}

/// The title that ends with a noun.
fn title_with(context: &Context<'_>, noun: usize) -> Option<TitleHit> {
    let mut titles = (noun.saturating_sub(3)..=noun).filter_map(|t| context.title_starting_at(t));
    titles.find(|title| context.tokens_of(title.span).end == noun + 1)
}
