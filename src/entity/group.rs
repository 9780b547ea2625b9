//! Groups: people, forces, bodies and places that have no name: "Kazakh police", "protesters in Almaty", "the airport".
//!
//! A group is a noun of `rules/groups.tsv` with the words before it. Where its owner is written, it is the same in every document;
//! else it is one of this document. All of them are candidates: [`Identity::keep`](crate::entity::Identity::keep) drops those
//! that take part in nothing.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use crate::entity::Named;
use crate::entity::tie::tie;
use crate::entity::trees::Trees;
use crate::mention::{Context, MentionKind};
use crate::parse::{Deprel, Lemmas, Upos, Xpos};

const BUILTIN: &str = include_str!("../../rules/groups.tsv");
/// Words of a row of rules/groups.tsv at most.
const LONGEST_ROW: usize = 3;
/// Words before the noun at most.
const MAX_MODIFIERS: usize = 6;
/// Adjectives that count and tell nothing else.
const QUANTITIES: [&str; 14] = [
    "additional",
    "few",
    "fewer",
    "former",
    "less",
    "many",
    "more",
    "most",
    "other",
    "own",
    "same",
    "several",
    "some",
    "such",
];

/// Which numbers of a noun may be a thing of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    Singular,
    Plural,
    Both,
    /// No difference: "police".
    Mass,
}

/// What a noun stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// People, forces and bodies.
    Actors,
    Place,
}

/// The nouns: `rules/groups.tsv`.
#[derive(Debug, Clone)]
pub struct Groups {
    /// By noun, several words parted by a space.
    nouns: HashMap<String, (Number, Kind)>,
    /// "Dozens of": what stands behind "of" is meant.
    partitives: HashSet<String>,
}

/// A noun phrase that may be a group.
pub(super) struct Found {
    /// From the first word before the noun that belongs to it.
    pub(super) tokens: Range<usize>,
    /// Without the capitals of a sentence's beginning.
    pub(super) words: Vec<String>,
    /// The noun in dictionary form.
    pub(super) lemma: String,
    pub(super) kind: Kind,
    pub(super) sentence: usize,
    /// Words before the noun that are no owner.
    pub(super) has_modifiers: bool,
    pub(super) definiteness: Definiteness,
    pub(super) is_plural: bool,
    pub(super) owner: Option<Owner>,
}

/// Whether the noun brings in something new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Definiteness {
    /// "the", "this", "those", "its".
    Definite,
    /// "a", "another".
    New,
    Bare,
}

/// The name that a group is tied to.
pub(super) struct Owner {
    /// Index into the document's names.
    pub(super) name: usize,
    pub(super) how: How,
}

/// Where the owner stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// "Kazakh police".
    Before,
    /// "Almaty's airport".
    Possessor,
    /// "protesters in Almaty".
    Behind(&'static str),
    /// "Kazakh police and soldiers": of the noun before.
    Shared,
}

impl Groups {
    /// Returns the program's own nouns.
    ///
    /// # Panics
    /// Never: a test reads the file.
    pub fn builtin() -> Self {
        Self::read("rules/groups.tsv", BUILTIN).expect("tests read the file")
    }

    /// Reads a table of nouns.
    ///
    /// # Errors
    /// The first row that is not understood, with its place.
    fn read(path: &str, table: &str) -> Result<Self, String> {
        let (mut nouns, mut partitives) = (HashMap::default(), HashSet::default());
        let rows = table.lines().enumerate().filter(|(_, row)| !row.is_empty() && !row.starts_with('#')).skip(1);
        for (index, row) in rows {
            let wrong = |what: &str| format!("{path}:{}: {what} in {row:?}", index + 1);
            let cells: Vec<&str> = row.split('\t').collect();
            let &[noun, number, kind, ..] = &cells[..] else { return Err(wrong("expected noun, number, kind")) };
            let number = match number {
                "singular" => Number::Singular,
                "plural" => Number::Plural,
                "both" => Number::Both,
                "mass" => Number::Mass,
                _ => return Err(wrong("expected singular, plural, both or mass")),
            };
            let kind = match kind {
                "people" | "force" | "body" => Kind::Actors,
                "place" => Kind::Place,
                "partitive" => {
                    partitives.insert(noun.to_owned());
                    continue;
                }
                _ => return Err(wrong("expected people, force, body, place or partitive")),
            };
            nouns.insert(noun.to_owned(), (number, kind));
        }
        Ok(Self { nouns, partitives })
    }

    /// Returns the groups of a document, in order of place. `is_taken` says of each token whether a mention holds it; `can_name` of a
    /// noun whether it can stand for a name ("the company").
    pub(super) fn find(
        &self,
        context: &Context<'_>,
        trees: &Trees<'_>,
        lemmas: &Lemmas,
        named: &[Named],
        can_name: impl Fn(&str) -> bool,
    ) -> Vec<Named> {
        let holders = holders(context, named);
        let mut found: Vec<Found> = Vec::new();
        let mut at_head: BTreeMap<usize, usize> = BTreeMap::new();
        for sentence in 0..context.tokens.sentences.len() {
            for at in context.tokens.sentences[sentence].tokens.clone() {
                let Some(mut group) = self.group(context, trees, lemmas, &holders, at, sentence) else { continue };
                group.owner = owner(context, trees, &holders, named, &group, at).or_else(|| {
                    let before =
                        trees.head(at).filter(|_| trees.deprel(at) == Deprel::CONJ && !is_modified(trees, at))?;
                    let shared = found[*at_head.get(&before)?].owner.as_ref()?;
                    Some(Owner { name: shared.name, how: How::Shared })
                });
                at_head.insert(at, found.len());
                found.push(group);
            }
        }
        tie(context, named, &found, can_name)
    }

    /// The group whose noun is a token.
    fn group(
        &self,
        context: &Context<'_>,
        trees: &Trees<'_>,
        lemmas: &Lemmas,
        holders: &[Option<usize>],
        at: usize,
        sentence: usize,
    ) -> Option<Found> {
        let is_noun = matches!(trees.upos(at), Upos::NOUN | Upos::PROPN);
        if !is_noun || holders[at].is_some() || is_part(trees, at) || is_predicate(trees, at) {
            return None;
        }
        // "The alliance, NATO,", "Commander Roe": the name says it.
        let is_said =
            |child: usize| [Deprel::APPOS, Deprel::FLAT].contains(&trees.deprel(child)) && holders[child].is_some();
        let is_title = |next: &usize| trees.upos(at) == Upos::PROPN && holders[*next].is_some();
        if trees.children(at).any(is_said)
            || Some(at + 1).filter(|next| *next < holders.len()).is_some_and(|n| is_title(&n))
        {
            return None;
        }
        let ((number, kind), lemma) = self.row(context, trees, lemmas, at)?;
        let is_plural = matches!(trees.xpos(at), Xpos::NNS | Xpos::NNPS);
        let fits = match number {
            Number::Singular => !is_plural,
            Number::Plural => is_plural,
            Number::Both | Number::Mass => true,
        };
        if !fits || (self.partitives.contains(&lemma) && has_of(context, trees, at)) {
            return None;
        }
        let start = start_of(context, trees, at);
        let bare_start = at + 1 - lemma.split(' ').count();
        Some(Found {
            has_modifiers: (start..bare_start).any(|token| holders[token].is_none()),
            words: (start..=at).map(|token| plain(context, trees, holders, token)).collect(),
            tokens: start..at + 1,
            lemma,
            kind,
            sentence,
            definiteness: definiteness(context, trees, at),
            is_plural: is_plural || number == Number::Mass,
            owner: None,
        })
    }

    /// The row of a noun with the words before it; the longest that fits.
    fn row(
        &self,
        context: &Context<'_>,
        trees: &Trees<'_>,
        lemmas: &Lemmas,
        at: usize,
    ) -> Option<((Number, Kind), String)> {
        let mut words = lemmas.lemma(context.word(at), trees.upos(at), trees.xpos(at)).into_owned();
        // "the Peruvian Prime Minister": no name, whatever the capitals.
        if trees.upos(at) == Upos::PROPN && trees.xpos(at) == Xpos::NNP && is_determined(context, trees, at) {
            let lower = words.to_lowercase();
            let is_office = context.gazetteer.titles().ends_office(&lower);
            words = if is_office { lower } else { words };
        }
        let mut found = self.nouns.get(&words).map(|row| (*row, words.clone()));
        for before in (0..at).rev().take(LONGEST_ROW - 1) {
            if trees.head(before).is_none_or(|head| head <= before || head > at) {
                break;
            }
            words = format!("{} {words}", context.word(before).to_lowercase());
            found = self.nouns.get(&words).map(|row| (*row, words.clone())).or(found);
        }
        found
    }
}

/// "Dozens of farmers": what stands behind "of" is meant.
fn has_of(context: &Context<'_>, trees: &Trees<'_>, at: usize) -> bool {
    trees
        .children_as(at, Deprel::NMOD)
        .any(|child| trees.children_as(child, Deprel::CASE).any(|case| context.word(case) == "of"))
}

/// The mention that holds each token; of nested ones the outer.
pub(super) fn holders(context: &Context<'_>, named: &[Named]) -> Vec<Option<usize>> {
    let mut holders = vec![None; context.token_count()];
    let mut order: Vec<usize> = (0..named.len()).collect();
    order.sort_by_key(|i| (named[*i].0.span.len(), *i));
    for index in order {
        context.tokens_of(named[index].0.span).for_each(|token| holders[token] = Some(index));
    }
    holders
}

/// Part of a longer noun phrase: "police station".
fn is_part(trees: &Trees<'_>, at: usize) -> bool {
    [Deprel::COMPOUND, Deprel::AMOD, Deprel::FLAT, Deprel::FIXED, Deprel::NMOD_DESC].contains(&trees.deprel(at))
}

/// "They were protesters", "Roe, a protester": says what something is.
fn is_predicate(trees: &Trees<'_>, at: usize) -> bool {
    trees.children_as(at, Deprel::COP).next().is_some() || trees.deprel(at) == Deprel::APPOS
}

/// With an article, a possessor or a demonym.
fn is_determined(context: &Context<'_>, trees: &Trees<'_>, at: usize) -> bool {
    let is_demonym = |child: usize| {
        let is_capital = context.word(child).starts_with(char::is_uppercase);
        child < at && trees.deprel(child) == Deprel::AMOD && trees.upos(child) == Upos::ADJ && is_capital
    };
    let mut children = trees.children(at);
    children.any(|c| [Deprel::DET, Deprel::NMOD_POSS].contains(&trees.deprel(c)) || is_demonym(c))
}

fn is_modified(trees: &Trees<'_>, at: usize) -> bool {
    let modifiers = [Deprel::DET, Deprel::AMOD, Deprel::COMPOUND, Deprel::NMOD_POSS, Deprel::NUMMOD];
    trees.children(at).any(|child| modifiers.contains(&trees.deprel(child)))
}

/// The first of the words right before a noun that belong to it: adjectives and nouns, no determiner, number or possessor.
fn start_of(context: &Context<'_>, trees: &Trees<'_>, at: usize) -> usize {
    let belongs = |token: usize| {
        let Some(head) = trees.head(token) else { return false };
        let hangs_on = head == at || trees.above(head).take(3).any(|above| above == at);
        let is_word = [Deprel::AMOD, Deprel::COMPOUND, Deprel::NMOD_DESC, Deprel::FLAT].contains(&trees.deprel(token));
        let is_hyphen = trees.deprel(token) == Deprel::PUNCT && is_hyphen(context.word(token));
        let in_adjective = head != at && [Deprel::ADVMOD, Deprel::OBL_UNMARKED].contains(&trees.deprel(token));
        let counts = QUANTITIES.contains(&context.word(token).to_lowercase().as_str());
        hangs_on && !counts && head < at + 1 && (is_word || is_hyphen || in_adjective)
    };
    let lowest = at.saturating_sub(MAX_MODIFIERS);
    let mut start = (lowest..at).rev().take_while(|token| belongs(*token)).last().unwrap_or(at);
    while start < at && trees.deprel(start) == Deprel::PUNCT {
        start += 1;
    }
    start
}

fn definiteness(context: &Context<'_>, trees: &Trees<'_>, at: usize) -> Definiteness {
    if trees.children_as(at, Deprel::NMOD_POSS).next().is_some() {
        return Definiteness::Definite;
    }
    match trees.children_as(at, Deprel::DET).next().map(|det| context.word(det).to_lowercase()).as_deref() {
        Some("the" | "this" | "that" | "these" | "those" | "both") => Definiteness::Definite,
        Some("a" | "an" | "another" | "one") => Definiteness::New,
        _ => Definiteness::Bare,
    }
}

/// The name that a group belongs to: before it, as its possessor, or behind "of", "in", "from", "at".
fn owner(
    context: &Context<'_>,
    trees: &Trees<'_>,
    holders: &[Option<usize>],
    named: &[Named],
    group: &Found,
    at: usize,
) -> Option<Owner> {
    let can_own = |name: &usize| named[*name].0.kind != MentionKind::Nominal || named[*name].2 != "office";
    let before = (group.tokens.start..at).rev().find_map(|token| {
        let name = holders[token].filter(can_own)?;
        let alone = trees.children_as(token, Deprel::CONJ).next().is_none() && trees.deprel(token) != Deprel::CONJ;
        alone.then_some(Owner { name, how: How::Before })
    });
    let possessor = || {
        let child = trees.children_as(at, Deprel::NMOD_POSS).next()?;
        Some(Owner { name: holders[child].filter(can_own)?, how: How::Possessor })
    };
    let behind = || {
        trees.children_as(at, Deprel::NMOD).find_map(|child| {
            let name = holders[child].filter(can_own)?;
            let case = trees.children_as(child, Deprel::CASE).next()?;
            let how = match context.word(case) {
                "of" => "of",
                "in" | "at" | "near" => "in",
                "from" => "from",
                _ => return None,
            };
            let lists = trees.children_as(child, Deprel::CONJ).next().is_some();
            let is_place = named[name].1.entity_type.is_place();
            (!lists && (is_place || how != "in")).then_some(Owner { name, how: How::Behind(how) })
        })
    };
    before.or_else(possessor).or_else(behind)
}

/// A word as it stands inside a sentence: a capital of its beginning or of a headline is none, names keep theirs.
fn plain(context: &Context<'_>, trees: &Trees<'_>, holders: &[Option<usize>], token: usize) -> String {
    let word = context.word(token);
    let opens = context.is_first(token) && trees.upos(token) != Upos::PROPN;
    let is_plain = holders[token].is_none() && (opens || context.is_common(token) || context.seen_lower(word));
    if is_plain { word.to_lowercase() } else { word.to_owned() }
}

pub(super) fn is_hyphen(word: &str) -> bool {
    matches!(word, "-" | "–" | "‑")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::tests::mentions;
    use crate::entity::tie::HASH_DIGITS;

    /// The groups of a text: the words and the id, the document's hash as `#`.
    fn check(text: &str, expected: &[(&str, &str)]) {
        let hash = blake3::hash(text.as_bytes()).to_hex();
        let found: Vec<(String, String)> = mentions(text)
            .into_iter()
            .filter(|(_, kind, _)| *kind == MentionKind::Group)
            .map(|(words, _, id)| (words, id.replace(&hash.as_str()[..HASH_DIGITS], "#")))
            .collect();
        let found: Vec<(&str, &str)> = found.iter().map(|(words, id)| (words.as_str(), id.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn owners_are_written_before_and_behind() {
        check("Kazakh police arrested Maria Keller.", &[("Kazakh police", "group/kazakhstan-police")]);
        check("Lima's airport was shut.", &[("airport", "other/lima-airport")]);
        check("They met protesters in Lima on Monday.", &[("protesters", "group/lima-protesters")]);
        check("Hundreds of Kenyan farmers marched.", &[("Kenyan farmers", "group/kenya-farmers")]);
        let both = [("Kazakh police", "group/kazakhstan-police"), ("soldiers", "group/kazakhstan-soldiers")];
        check("Kazakh police and soldiers fired.", &both);
    }

    #[test]
    fn the_same_noun_goes_on() {
        let text = "Kenyan police fired on Monday. On Tuesday, police left. The police said nothing.";
        let id = "group/kenya-police";
        check(text, &[("Kenyan police", id), ("police", id), ("police", id)]);
        let text = "Kenyan police met Ugandan police. The police said nothing.";
        check(text, &[("Kenyan police", id), ("Ugandan police", "group/uganda-police"), ("police", "group/police-#")]);
        let text = "Police fired at farmers.\n\nKenyan police fired at farmers on Monday, a doctor said.";
        let farmers = ("farmers", "group/farmers-#");
        check(text, &[("Police", id), farmers, ("Kenyan police", id), farmers, ("doctor", "group/doctor-#")]);
    }

    #[test]
    fn new_things_are_other_things() {
        let text = "A court freed Maria Keller. The court said so. Another court refused.";
        let first = "group/court-#";
        check(text, &[("court", first), ("court", first), ("court", "group/court-#-2")]);
    }

    #[test]
    fn parts_predicates_and_names_are_no_groups() {
        check("Maria Keller bought a police dog.", &[]);
        check("The alliance, NATO, met Maria Keller.", &[]);
        check("Maria Keller, a doctor, is a protester.", &[]);
        check("", &[]);
        check("police police police", &[("police police police", "group/police-police-police-#")]);
    }

    #[test]
    fn mistakes_in_the_file_are_told_with_their_place() {
        let wrong = Groups::read("g.tsv", "noun\tnumber\tkind\nrebel\tdual\tforce\n").unwrap_err();
        assert_eq!(wrong, "g.tsv:2: expected singular, plural, both or mass in \"rebel\\tdual\\tforce\"");
    }
}
