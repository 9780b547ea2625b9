//! Groups: people, forces, bodies and places that have no name: "Kazakh police", "protesters in Almaty", "the airport".
//!
//! A group is a noun of `rules/groups.tsv` with the words before it. Where its owner is written, it is the same in every document;
//! else it is one of this document. All of them are candidates: [`Identity::keep`](crate::entity::Identity::keep) drops those
//! that take part in nothing.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::entity::trees::Trees;
use crate::entity::{Entity, Named, slug};
use crate::gazetteer::EntityType;
use crate::mention::{Context, Mention, MentionKind};
use crate::parse::{Deprel, Lemmas, Upos, Xpos};

const BUILTIN: &str = include_str!("../../rules/groups.tsv");
const GROUP_SCORE: f32 = 0.6;
/// Words before the noun at most.
const MAX_MODIFIERS: usize = 6;
/// "Police" are the police that were tied to a place or body so many sentences before at most.
const REACH_BACK: usize = 8;
/// Or so many sentences behind: headlines say less than the text below.
const REACH_AHEAD: usize = 3;
/// Groups of one noun that one of them is compared with at most, on each side.
const MAX_COMPARED: usize = 40;
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
/// Hex digits of the text's hash that tie a group to its document.
const HASH_DIGITS: usize = 8;

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
enum Kind {
    /// People, forces and bodies.
    Actors,
    Place,
    /// "Dozens of": what stands behind "of" is meant.
    Partitive,
}

/// The nouns: `rules/groups.tsv`.
#[derive(Debug, Clone)]
pub struct Groups {
    nouns: HashMap<String, (Number, Kind)>,
}

/// A noun phrase that may be a group.
struct Found {
    /// From the first word before the noun that belongs to it.
    tokens: Range<usize>,
    /// Without the capitals of a sentence's beginning.
    words: Vec<String>,
    /// The noun in dictionary form.
    lemma: String,
    kind: Kind,
    sentence: usize,
    /// Words before the noun that are no owner.
    has_modifiers: bool,
    definiteness: Definiteness,
    is_plural: bool,
    owner: Option<Owner>,
}

/// Whether the noun brings in something new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Definiteness {
    /// "the", "this", "those", "its".
    Definite,
    /// "a", "another".
    New,
    Bare,
}

/// The name that a group is tied to.
struct Owner {
    /// Index into the document's names.
    name: usize,
    how: How,
}

/// Where the owner stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
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
        let mut nouns = HashMap::new();
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
                "partitive" => Kind::Partitive,
                _ => return Err(wrong("expected people, force, body, place or partitive")),
            };
            nouns.insert(noun.to_owned(), (number, kind));
        }
        Ok(Self { nouns })
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
        // "Rebels attacked": the capital of a first word makes no name of it.
        let starts = context.tokens.sentences[sentence].tokens.start == at;
        let is_noun = trees.upos(at) == Upos::NOUN || (starts && trees.upos(at) == Upos::PROPN);
        if !is_noun || holders[at].is_some() || is_part(trees, at) {
            return None;
        }
        let xpos = if matches!(trees.xpos(at), Xpos::NNS | Xpos::NNPS) { Xpos::NNS } else { Xpos::NN };
        let lower = context.word(at).to_lowercase();
        let lemma = lemmas.lemma(&lower, Upos::NOUN, xpos);
        let compound = at.checked_sub(1).filter(|before| trees.head(*before) == Some(at)).and_then(|before| {
            let both = format!("{} {lemma}", context.word(before).to_lowercase());
            Some((self.nouns.get(&both).copied()?, both))
        });
        let ((number, kind), lemma) = match compound {
            Some(row) => row,
            None => (self.nouns.get(lemma.as_ref()).copied()?, lemma.into_owned()),
        };
        let is_plural = matches!(trees.xpos(at), Xpos::NNS | Xpos::NNPS);
        let fits = match number {
            Number::Singular => !is_plural,
            Number::Plural => is_plural,
            Number::Both | Number::Mass => true,
        };
        if !fits || kind == Kind::Partitive || is_predicate(trees, at) {
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

/// Gives every group its entity.
fn tie(context: &Context<'_>, named: &[Named], found: &[Found], can_name: impl Fn(&str) -> bool) -> Vec<Named> {
    let hash = blake3::hash(context.text.as_bytes()).to_hex();
    let hash = &hash.as_str()[..HASH_DIGITS];
    let mut by_noun: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, group) in found.iter().enumerate() {
        by_noun.entry(group.lemma.as_str()).or_default().push(index);
    }
    let owned: Vec<Option<Entity>> = found.iter().map(|group| owned(context, named, group)).collect();
    let mut entities = owned.clone();
    let mut introduced: BTreeMap<String, usize> = BTreeMap::new();
    for (index, group) in found.iter().enumerate().filter(|(index, _)| owned[*index].is_none()) {
        let same = &by_noun[group.lemma.as_str()];
        let is_bare = !group.has_modifiers && group.owner.is_none() && group.definiteness != Definiteness::New;
        let is_known = is_bare && (group.is_plural || group.definiteness == Definiteness::Definite);
        let linked = if is_known { antecedent(named, found, same, index, &owned, &entities) } else { Antecedent::None };
        entities[index] = match linked {
            Antecedent::One(entity) => Some(entity),
            Antecedent::Several if !group.is_plural => None,
            Antecedent::None if !group.is_plural && can_name(&group.lemma) && is_known => None,
            _ => Some(unowned(context, group, hash, &mut introduced)),
        };
    }
    let made =
        found.iter().zip(entities).filter_map(|(group, entity)| Some((mention(context, group), entity?, "group")));
    made.collect()
}

/// What a group without an owner can be the same as.
enum Antecedent {
    None,
    One(Entity),
    Several,
}

/// The group of the same noun that is near, if there is but one: with an owner before, or soon behind without more words; else any
/// before. Of several with one owner the nearest before.
fn antecedent(
    named: &[Named],
    found: &[Found],
    same: &[usize],
    index: usize,
    owned: &[Option<Entity>],
    entities: &[Option<Entity>],
) -> Antecedent {
    let sentence = found[index].sentence;
    let place = same.partition_point(|other| *other < index);
    let fits = |other: &usize| found[*other].is_plural == found[index].is_plural;
    let before = || {
        let near = same[..place].iter().rev().take(MAX_COMPARED);
        near.copied().take_while(|other| sentence - found[*other].sentence <= REACH_BACK).filter(fits)
    };
    let behind = || {
        let near = same[place..].iter().skip(1).take(MAX_COMPARED);
        let near = near.copied().take_while(|other| found[*other].sentence - sentence <= REACH_AHEAD).filter(fits);
        near.filter(|other| !found[*other].has_modifiers)
    };
    let candidates: Vec<usize> = before().chain(behind()).filter(|other| owned[*other].is_some()).collect();
    let Some(first) = candidates.first() else {
        // A group that was linked to one with an owner carries the link on.
        return only(before().filter_map(|other| entities[other].as_ref()));
    };
    let whose = |other: usize| found[other].owner.as_ref().map(|owner| named[owner.name].1.id.as_str());
    match &entities[*first] {
        Some(entity) if candidates.iter().all(|other| whose(*other) == whose(*first)) => {
            Antecedent::One(entity.clone())
        }
        _ => Antecedent::Several,
    }
}

fn only<'e>(mut entities: impl Iterator<Item = &'e Entity>) -> Antecedent {
    let Some(first) = entities.next() else { return Antecedent::None };
    if entities.all(|other| other.id == first.id) { Antecedent::One(first.clone()) } else { Antecedent::Several }
}

/// "Kazakh police": the same in every document.
fn owned(context: &Context<'_>, named: &[Named], group: &Found) -> Option<Entity> {
    let owner = group.owner.as_ref()?;
    let whose = &named[owner.name].1;
    let own = words(context, named, group, Some(owner));
    let name = match owner.how {
        How::Before => words(context, named, group, None),
        How::Possessor | How::Shared => format!("{own} of {}", whose.name),
        How::Behind(preposition) => format!("{own} {preposition} {}", whose.name),
    };
    let whose = whose.id.split_once('/').map_or(whose.id.as_str(), |(_, rest)| rest);
    Some(entity(group, &format!("{whose}-{}", slug(&own)), name))
}

/// "protesters": of this document. "A court" is another than "a court" before.
fn unowned(context: &Context<'_>, group: &Found, hash: &str, introduced: &mut BTreeMap<String, usize>) -> Entity {
    let name = words(context, &[], group, None);
    let id = format!("{}-{hash}", slug(&name));
    let count = introduced.entry(id.clone()).or_default();
    *count += usize::from(!group.is_plural && group.definiteness != Definiteness::Definite || *count == 0);
    let id = if *count > 1 { format!("{id}-{count}") } else { id };
    entity(group, &id, name)
}

fn entity(group: &Found, slug: &str, name: String) -> Entity {
    let entity_type = if group.kind == Kind::Place { EntityType::Other } else { EntityType::Group };
    Entity { id: format!("{}/{slug}", entity_type.name()), entity_type, name, wikidata: None, entry: None }
}

/// The words of a group, the owner's left out.
fn words(context: &Context<'_>, named: &[Named], group: &Found, without: Option<&Owner>) -> String {
    let owner = without.map(|owner| context.tokens_of(named[owner.name].0.span));
    let is_kept = |token: &usize| owner.as_ref().is_none_or(|tokens| !tokens.contains(token));
    let mut out = String::new();
    let mut last = None;
    for token in group.tokens.clone().filter(is_kept) {
        let word = &group.words[token - group.tokens.start];
        if out.is_empty() && is_hyphen(word) {
            continue;
        }
        if last.is_some_and(|last| last + 1 < token || !context.is_joined(last)) {
            out.push(' ');
        }
        out.push_str(word);
        last = Some(token);
    }
    out
}

/// A word as it stands inside a sentence: a capital of its beginning or of a headline is none, names keep theirs.
fn plain(context: &Context<'_>, trees: &Trees<'_>, holders: &[Option<usize>], token: usize) -> String {
    let word = context.word(token);
    let opens = context.is_first(token) && trees.upos(token) != Upos::PROPN;
    let is_plain = holders[token].is_none() && (opens || context.is_common(token) || context.seen_lower(word));
    if is_plain { word.to_lowercase() } else { word.to_owned() }
}

fn is_hyphen(word: &str) -> bool {
    matches!(word, "-" | "–" | "‑")
}

fn mention(context: &Context<'_>, group: &Found) -> Mention {
    Mention {
        span: context.cover(&group.tokens),
        kind: MentionKind::Group,
        entity_type: if group.kind == Kind::Place { EntityType::Other } else { EntityType::Group },
        entry: None,
        metonym: false,
        score: GROUP_SCORE,
        rule: "group",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::tests::mentions;

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
        check("Maria Keller burnt a police station.", &[]);
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
