//! Names of GUM (Zeldes 2017), a treebank with entities in its last column. Entities there are whole noun phrases ("the late
//! President Ann Roe of Peru"); they are cut to the name.

use std::ops::Range;

use crate::gazetteer::{Gazetteer, WordClasses};
use crate::input::conllu::{self, Sentence, Word};
use crate::mention::recognise::NameClass;
use crate::span::Span;
use crate::train::names::corpus::{CorpusError, Marked, longest, wrong};
use crate::train::names::jsonl::is_of_a_people;

/// An entity by its words.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Phrase {
    words: Range<usize>,
    class: Option<NameClass>,
}

/// Reads a treebank with GUM's entities.
///
/// # Errors
/// The first line that is not of the format.
pub(super) fn read(path: &str, text: &str) -> Result<Vec<Marked>, CorpusError> {
    let sentences = conllu::parse(path, text).map_err(|e| wrong(&e.path, e.line, e.message))?;
    let gazetteer = Gazetteer::builtin();
    let mut documents: Vec<Marked> = Vec::new();
    for sentence in &sentences {
        if sentence.begins_document || documents.is_empty() {
            documents.push(Marked::default());
        }
        let Some(places) = places(sentence) else { continue };
        let mut names = Vec::new();
        let phrases = phrases(&sentence.words);
        for phrase in &phrases {
            if let Some((words, class)) = name(&gazetteer, &sentence.words, phrase, &phrases) {
                names.push((places[words.start].cover(places[words.end - 1]), class));
            }
        }
        names.retain(|(span, _)| !is_of_a_people(&gazetteer, span.of(&sentence.text)));
        documents.last_mut().expect("there is one").push(&sentence.text, longest(names));
    }
    Ok(documents)
}

/// Where each word stands in the sentence's text; none if one does not.
fn places(sentence: &Sentence) -> Option<Vec<Span>> {
    let mut at = 0;
    let place = |word: &Word| {
        let start = at + sentence.text.get(at..)?.find(&word.form)?;
        at = start + word.form.len();
        Some(Span::new(start, at))
    };
    sentence.words.iter().map(place).collect()
}

/// The entities of a sentence; what crosses its borders is left out.
fn phrases(words: &[Word]) -> Vec<Phrase> {
    let mut open: Vec<(&str, usize, Option<NameClass>)> = Vec::new();
    let mut done: Vec<Phrase> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let Some(mut rest) = word.misc.split('|').find_map(|cell| cell.strip_prefix("Entity=")) else { continue };
        while !rest.is_empty() {
            let inner = rest.trim_start_matches('(');
            let end = inner.find(['(', ')']).unwrap_or(inner.len());
            let (item, after) = inner.split_at(end);
            let id = item.split('-').next().unwrap_or_default();
            let closes = after.starts_with(')');
            if inner.len() < rest.len() {
                open.push((id, at, class(item.split('-').nth(1).unwrap_or_default())));
            }
            if closes && let Some(found) = open.iter().rposition(|(name, _, _)| *name == id) {
                let (_, start, class) = open.remove(found);
                done.push(Phrase { words: start..at + 1, class });
            }
            rest = after.strip_prefix(')').unwrap_or(after);
        }
    }
    done
}

fn class(kind: &str) -> Option<NameClass> {
    match kind {
        "person" => Some(NameClass::Person),
        "organization" => Some(NameClass::Organisation),
        "place" => Some(NameClass::Location),
        _ => None,
    }
}

/// The name in a noun phrase: the proper nouns around its head, without titles, nationalities and what belongs to others.
fn name(gazetteer: &Gazetteer, words: &[Word], phrase: &Phrase, all: &[Phrase]) -> Option<(Range<usize>, NameClass)> {
    let class = phrase.class?;
    let outside = |at: &usize| words[*at].head.is_none_or(|head| !phrase.words.contains(&head.wrapping_sub(1)));
    let head = phrase.words.clone().find(outside)?;
    if !is_proper(&words[head]) {
        return None;
    }
    let mut name = head..head + 1;
    while name.start > phrase.words.start && belongs(words, name.start - 1) {
        name.start -= 1;
    }
    while name.end < phrase.words.end {
        let next = match words[name.end].form.as_str() {
            "of" | "for" | "and" | "&" | "on" if class != NameClass::Person => name.end + 1,
            _ if belongs(words, name.end) => name.end,
            _ => break,
        };
        let next = if words.get(next).is_some_and(|w| w.form == "the") { next + 1 } else { next };
        if next >= phrase.words.end || !belongs(words, next) {
            break;
        }
        name.end = next + 1;
    }
    while name.start < name.end && !is_proper(&words[name.start]) {
        name.start += 1;
    }
    if class == NameClass::Person {
        name.start = behind_titles(gazetteer, words, &name, all);
    }
    while name.start < name.end && !is_proper(&words[name.end - 1]) {
        name.end -= 1;
    }
    let first = words.get(name.start).filter(|_| !name.is_empty())?;
    let general = name.len() == 1 && is_general(gazetteer, &first.form);
    (first.form.starts_with(char::is_uppercase) && !general).then_some((name, class))
}

/// "New" in "New York" is an adjective of the tag NNP.
fn is_proper(word: &Word) -> bool {
    (word.upos == "PROPN" || word.xpos.starts_with("NNP")) && word.form.chars().any(char::is_alphanumeric)
}

/// "Professor", "State", "Society": a word with a capital, but no name.
fn is_general(gazetteer: &Gazetteer, word: &str) -> bool {
    let heads = WordClasses::ORG_HEAD.with(WordClasses::PLACE_HEAD).with(WordClasses::FACILITY);
    gazetteer.titles().find(word).is_some()
        || gazetteer.classes(word).has(heads)
        || matches!(word, "North" | "South" | "East" | "West" | "God" | "Lord")
}

/// Says whether a word beside a proper noun is part of the name: another, a hyphen, an initial's full stop.
fn belongs(words: &[Word], at: usize) -> bool {
    let joins = matches!(words[at].form.as_str(), "-" | "–" | "'s" | "’s") && at > 0 && at + 1 < words.len();
    is_proper(&words[at]) || (joins && is_proper(&words[at - 1]) && is_proper(&words[at + 1]))
}

/// The first word of a person's name: behind titles, and behind places and bodies that stand before it.
fn behind_titles(gazetteer: &Gazetteer, words: &[Word], name: &Range<usize>, all: &[Phrase]) -> usize {
    let mut start = name.start;
    loop {
        let longest = name.end.min(start + 4);
        let text = |end: usize| words[start..end].iter().map(|w| w.form.as_str()).collect::<Vec<_>>().join(" ");
        let title =
            (start + 1..longest).rev().find(|&end| gazetteer.titles().find(text(end).trim_end_matches('.')).is_some());
        let other = all.iter().filter(|p| p.words.start == start && p.words.end < name.end);
        let other = other.filter(|p| p.class.is_some_and(|c| c != NameClass::Person)).map(|p| p.words.end).max();
        match title.or(other) {
            Some(end) => start = end,
            None => return start,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: usize, form: &str, upos: &str, head: usize, misc: &str) -> String {
        format!("{number}\t{form}\t_\t{upos}\t_\t_\t{head}\tdep\t_\t{misc}\n")
    }

    #[test]
    fn noun_phrases_are_cut_to_names() {
        let text = [
            "# newdoc id = a\n# text = Peru's late President Ann Roe of Lima met the Bank of Peru.\n".to_owned(),
            row(1, "Peru", "PROPN", 5, "Entity=(1-person-new(2-place-new|SpaceAfter=No"),
            row(2, "'s", "PART", 1, "Entity=2)"),
            row(3, "late", "ADJ", 5, "_"),
            row(4, "President", "PROPN", 5, "_"),
            row(5, "Ann", "PROPN", 9, "_"),
            row(6, "Roe", "PROPN", 5, "_"),
            row(7, "of", "ADP", 8, "_"),
            row(8, "Lima", "PROPN", 5, "Entity=(3-place-new)1)"),
            row(9, "met", "VERB", 0, "_"),
            row(10, "the", "DET", 11, "Entity=(4-organization-new"),
            row(11, "Bank", "PROPN", 9, "_"),
            row(12, "of", "ADP", 13, "_"),
            row(13, "Peru", "PROPN", 11, "Entity=(5-place-new)4)|SpaceAfter=No"),
            row(14, ".", "PUNCT", 9, "_"),
        ];
        let documents = read("x.conllu", &(text.concat() + "\n")).unwrap();
        let Marked { text, names, .. } = &documents[0];
        let names: Vec<_> = names.iter().map(|(span, class)| (span.of(text), *class)).collect();
        assert_eq!(
            names,
            [
                ("Peru", NameClass::Location),
                ("Ann Roe", NameClass::Person),
                ("Lima", NameClass::Location),
                ("Bank of Peru", NameClass::Organisation)
            ]
        );
    }
}
