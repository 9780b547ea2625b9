//! Name swap: the names of a text are replaced by others of their class, the same by the same, so that a model learns the places
//! of names and not the names (after Dai and Adel 2020, "mention replacement").

use std::collections::{BTreeSet, HashMap};

use crate::gazetteer::{EntityType, Gazetteer, WordClasses, WordLists};
use crate::mention::recognise::NameClass;
use crate::span::Span;
use crate::train::Random;
use crate::train::names::corpus::Marked;

const NAMES: &str = include_str!("../../../gazetteers/names.tsv");

/// What names are replaced by.
#[derive(Debug, Clone)]
pub struct Pool {
    given: Vec<String>,
    surnames: Vec<String>,
    bodies: Vec<String>,
    places: Vec<String>,
}

impl Pool {
    /// Returns the names of the program's lists, in byte order.
    ///
    /// # Panics
    /// Never: a test reads the file.
    pub fn builtin(gazetteer: &Gazetteer) -> Self {
        let mut lists = WordLists::default();
        lists.read("names.tsv", NAMES).expect("the program's own lists are checked");
        let of = |class: WordClasses| {
            let plain = |word: &&String| word.chars().count() > 2 && word.starts_with(char::is_uppercase);
            lists.words.iter().filter(|(_, c)| c.has(class)).map(|(word, _)| word).filter(plain).cloned().collect()
        };
        let named = |wanted: fn(EntityType) -> bool| {
            let entries = gazetteer.entries().map(|(_, entry)| entry);
            let names = entries.filter(|e| e.entity_type().is_some_and(wanted)).map(|e| e.name().to_owned());
            names.filter(|name| name.starts_with(char::is_uppercase)).collect::<BTreeSet<_>>().into_iter().collect()
        };
        Self {
            given: of(WordClasses::ANY_GIVEN),
            surnames: of(WordClasses::SURNAME),
            bodies: named(|kind| kind == EntityType::Organisation),
            places: named(EntityType::is_place),
        }
    }
}

/// Returns the text with its names replaced. Of places and bodies only some are, as what surrounds them often fits no other.
pub fn swap(marked: &Marked, pool: &Pool, gazetteer: &Gazetteer, random: &mut Random) -> Marked {
    let mut chosen: HashMap<String, String> = HashMap::new();
    let mut out = Marked::default();
    let mut names = marked.names.iter().peekable();
    for block in &marked.blocks {
        let start = out.text.len();
        let mut at = block.range().start;
        while let Some((span, class)) = names.next_if(|(span, _)| span.end <= block.end) {
            if span.range().start < at {
                continue;
            }
            out.text.push_str(&marked.text[at..span.range().start]);
            let written = span.of(&marked.text);
            let name = match class {
                NameClass::Person => person(written, pool, gazetteer, &mut chosen, random),
                NameClass::Organisation => whole(written, &pool.bodies, &mut chosen, random),
                NameClass::Location => whole(written, &pool.places, &mut chosen, random),
            };
            out.names.push((Span::new(out.text.len(), out.text.len() + name.len()), *class));
            out.text.push_str(&name);
            at = span.range().end;
        }
        out.text.push_str(&marked.text[at..block.range().end]);
        out.blocks.push(Span::new(start, out.text.len()));
        out.text.push('\n');
    }
    out
}

/// Word by word: given names by given names, other words by surnames; particles, initials and marks stay.
fn person(
    written: &str,
    pool: &Pool,
    gazetteer: &Gazetteer,
    chosen: &mut HashMap<String, String>,
    random: &mut Random,
) -> String {
    let pieces = written.split_inclusive([' ', '-']);
    let other = |piece: &str| {
        let word = piece.trim_end_matches([' ', '-']);
        let stays = word.chars().count() < 3 || !word.starts_with(char::is_uppercase) || word.ends_with('.');
        if stays || word.contains(|c: char| !c.is_alphabetic()) {
            return piece.to_owned();
        }
        let pool = if gazetteer.classes(word).has(WordClasses::ANY_GIVEN) { &pool.given } else { &pool.surnames };
        let new = chosen.entry(word.to_owned()).or_insert_with(|| pick(pool, random).unwrap_or(word).to_owned());
        let new = if word.chars().all(char::is_uppercase) { new.to_uppercase() } else { new.clone() };
        new + &piece[word.len()..]
    };
    pieces.map(other).collect()
}

/// Of a hundred places and bodies so many are replaced.
const SWAPPED: usize = 50;

fn whole(written: &str, pool: &[String], chosen: &mut HashMap<String, String>, random: &mut Random) -> String {
    let keep = !random.chance(SWAPPED);
    let new = || match pick(pool, random) {
        Some(new) if !keep && written.chars().any(char::is_lowercase) => new.to_owned(),
        _ => written.to_owned(),
    };
    chosen.entry(written.to_owned()).or_insert_with(new).clone()
}

fn pick<'p>(pool: &'p [String], random: &mut Random) -> Option<&'p str> {
    (!pool.is_empty()).then(|| pool[random.below(pool.len())].as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_becomes_the_same() {
        let gazetteer = Gazetteer::builtin();
        let pool = Pool::builtin(&gazetteer);
        let text = "Mary Bellows met J. Bellows. They left.".to_owned();
        let names = vec![(Span::new(0, 12), NameClass::Person), (Span::new(17, 27), NameClass::Person)];
        let marked = Marked { blocks: vec![Span::new(0, 28), Span::new(29, 39)], text, names };
        let swapped = swap(&marked, &pool, &gazetteer, &mut Random::new(1));
        let found: Vec<&str> = swapped.names.iter().map(|(span, _)| span.of(&swapped.text)).collect();
        let surname = found[0].rsplit(' ').next().unwrap();
        assert!(surname != "Bellows" && !found[0].starts_with("Mary"));
        assert_eq!(found[1], format!("J. {surname}"));
        assert!(swapped.blocks[0].of(&swapped.text).ends_with('.') && swapped.text.ends_with("They left.\n"));
    }
}
