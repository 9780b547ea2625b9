//! Which groups are one: those of an owner everywhere, those of a noun within a document.

use std::collections::BTreeMap;

use crate::entity::group::{Definiteness, Found, How, Kind, Owner, is_hyphen};
use crate::entity::{Entity, Named, slug};
use crate::gazetteer::EntityType;
use crate::mention::{Context, Mention, MentionKind};

const GROUP_SCORE: f32 = 0.6;
/// "Police" are the police that were tied to a place or body so many sentences before at most.
const REACH_BACK: usize = 8;
/// Or so many sentences behind: headlines say less than the text below.
const REACH_AHEAD: usize = 3;
/// Groups of one noun that one of them is compared with at most, on each side.
const MAX_COMPARED: usize = 40;
/// Hex digits of the text's hash that tie a group to its document.
pub(super) const HASH_DIGITS: usize = 8;

/// Gives every group its entity.
pub(super) fn tie(
    context: &Context<'_>,
    named: &[Named],
    found: &[Found],
    can_name: impl Fn(&str) -> bool,
) -> Vec<Named> {
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
