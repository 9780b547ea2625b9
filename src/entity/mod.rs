//! Identity: which mentions of one document name the same thing, and what that thing is called everywhere.
//!
//! Ordered rules, the most precise first; each link keeps the rule that made it:
//!
//! | rule | joins |
//! | --- | --- |
//! | `list` | a listed name or alias, demonym, or capital that stands for its government, and the gazetteer's entry |
//! | `ministry` | a ministry's domain and country, in any wording |
//! | `acronym` | letters and the body whose initials they are, before or behind |
//! | `surname`, `part` | the last words of a person's full name, or the first of a name that begins with the family's; sex and title agree |
//! | `middle` | full names that differ in middle names only |
//! | `given` | a given name and the only person of the document who has it |
//! | `short-name` | the own word of a body's name |
//! | `office` | "the president", and who bears or bore the title here, or by the lists at the article's date |
//! | `nominal` | "the alliance", "the country", "the government", and the nearest fitting thing |
//! | `age` | "the 68-year-old", and the person of that age |
//! | `group` | people, forces and places without a name, by owner, else by noun |
//! | `pronoun` | "he", "its", "I" in a quote, and who is most likely meant |
//! | `name` | equal type and normalised name |
//!
//! Two persons with different given names are never joined. A wrong merge is worse than a missed one.

mod age;
mod clause;
mod country;
mod group;
mod introduced;
mod linker;
mod neuter;
mod nominal;
mod person;
mod pronoun;
mod quote;
mod salience;
mod tie;
mod trees;

use std::collections::{BTreeMap, BTreeSet, HashMap};

pub use crate::gazetteer::slug;
pub use group::Groups;
pub use nominal::Nominals;
pub use pronoun::Pronouns;

use crate::entity::linker::Linker;
use crate::entity::trees::Trees;
use crate::gazetteer::{EntityType, EntryId};
use crate::mention::{Context, Mention, MentionKind};
use crate::parse::{Lemmas, Parse};

/// A thing that a document names at least once.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// `type/slug`: the gazetteer's id, else made of type and normalised name. The same in every document.
    pub id: String,
    /// What it is.
    pub entity_type: EntityType,
    /// The name shown.
    pub name: String,
    /// Wikidata id ("Q232"), if the gazetteer has one.
    pub wikidata: Option<String>,
    /// The gazetteer's entry.
    pub entry: Option<EntryId>,
}

/// The entities of one document and which mention names which.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Identity {
    /// Ordered by id.
    pub entities: Vec<Entity>,
    /// For each mention, in order of mentions.
    pub links: Vec<Link>,
}

/// Why a mention belongs to an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Index into [`Identity::entities`].
    pub entity: usize,
    /// The rule that joined them.
    pub rule: &'static str,
}

/// A mention, what it names, and the rule that says so.
type Named = (Mention, Entity, &'static str);

/// What identity knows besides names: lists of words, built once.
#[derive(Debug, Clone)]
pub struct IdentityRules {
    nominals: Nominals,
    groups: Groups,
    pronouns: Pronouns,
    lemmas: Lemmas,
}

impl IdentityRules {
    /// Returns the program's own lists.
    pub fn builtin() -> Self {
        Self {
            nominals: Nominals::builtin(),
            groups: Groups::builtin(),
            pronouns: Pronouns::builtin(),
            lemmas: Lemmas::builtin(),
        }
    }
}

/// Works out the entities of a document from its names, which are in order of place. Returns the names, with the nominals and
/// pronouns that could be linked among them and the groups that have no name, and what each names. `date` is the article's, ISO 8601.
///
/// Groups are candidates: see [`Identity::keep`].
pub fn identify(
    context: &Context<'_>,
    parse: &Parse,
    names: &[Mention],
    rules: &IdentityRules,
    date: Option<&str>,
) -> (Vec<Mention>, Identity) {
    let linker = Linker::new(context, names);
    let mut named: Vec<Named> = (0..names.len())
        .map(|i| (names[i].clone(), linker.entity(i)))
        .map(|(mention, (entity, rule))| (mention, entity, rule))
        .collect();
    let resolved = rules.nominals.resolve(context, parse, &named, date);
    add(&mut named, resolved);
    let aged = age::resolve(context, parse, &named);
    add(&mut named, aged);
    if let Some(trees) = Trees::new(context, parse) {
        let can_name = |noun: &str| rules.nominals.can_name(context, &named, noun);
        let groups = rules.groups.find(context, &trees, &rules.lemmas, &named, can_name);
        add(&mut named, groups);
        let pronouns = rules.pronouns.resolve(context, &trees, &rules.lemmas, &named);
        add(&mut named, pronouns);
        let homes = country::homes(context, &trees, &named);
        add(&mut named, homes);
    }
    collect(named)
}

/// Puts more mentions among others, in order of place; of nested ones the longer first.
fn add(named: &mut Vec<Named>, more: Vec<Named>) {
    named.extend(more);
    named.sort_by_key(|(mention, _, _)| (mention.span.start, std::cmp::Reverse(mention.span.end)));
}

/// Makes one list of entities, by id.
fn collect(named: Vec<Named>) -> (Vec<Mention>, Identity) {
    let mut by_id: BTreeMap<&str, &Entity> = BTreeMap::new();
    for (_, entity, _) in &named {
        let known = by_id.entry(&entity.id).or_insert(entity);
        if shown_before(entity, known) {
            *known = entity;
        }
    }
    let position: HashMap<&str, usize> = by_id.keys().enumerate().map(|(i, id)| (*id, i)).collect();
    let link = |(_, entity, rule): &Named| Link { entity: position[entity.id.as_str()], rule };
    let links = named.iter().map(link).collect();
    let entities = by_id.into_values().cloned().collect();
    let mentions = named.into_iter().map(|(mention, _, _)| mention).collect();
    (mentions, Identity { entities, links })
}

impl Identity {
    /// Returns mentions and identity without the groups that are not `used` (indices into [`Self::entities`]): a group without a
    /// name is worth knowing only if it does something or something is done to it. The last part tells the new place of each entity.
    pub fn keep(&self, mentions: &[Mention], used: &BTreeSet<usize>) -> (Vec<Mention>, Self, Vec<Option<usize>>) {
        let mut stays: Vec<bool> = (0..self.entities.len()).map(|entity| used.contains(&entity)).collect();
        for (mention, link) in mentions.iter().zip(&self.links) {
            stays[link.entity] |= !matches!(mention.kind, MentionKind::Group | MentionKind::Pronoun);
        }
        let mut count = 0;
        let place = stays.iter().map(|stay| {
            count += usize::from(*stay);
            stay.then(|| count - 1)
        });
        let place: Vec<Option<usize>> = place.collect();
        let entities = self.entities.iter().zip(&stays).filter(|(_, stay)| **stay).map(|(e, _)| e.clone()).collect();
        let kept = mentions.iter().zip(&self.links).filter_map(|(mention, link)| {
            Some((mention.clone(), Link { entity: place[link.entity]?, rule: link.rule }))
        });
        let (mentions, links) = kept.unzip();
        (mentions, Self { entities, links }, place)
    }
}

/// The longer name is shown, of equal ones the first in byte order.
fn shown_before(a: &Entity, b: &Entity) -> bool {
    (std::cmp::Reverse(a.name.len()), &a.name) < (std::cmp::Reverse(b.name.len()), &b.name)
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::gazetteer::Gazetteer;
    use crate::input::Document;
    use crate::mention::recognise::Recogniser;
    use crate::mention::{self, Cues};
    use crate::parse::Grammar;
    use crate::text::{self, TextRules};
    use crate::token::{self, TokenRules};

    struct Stages {
        gazetteer: Gazetteer,
        grammar: Grammar,
        recogniser: Recogniser,
        rules: IdentityRules,
    }

    static STAGES: LazyLock<Stages> = LazyLock::new(|| Stages {
        gazetteer: Gazetteer::builtin(),
        grammar: Grammar::builtin(),
        recogniser: Recogniser::builtin(),
        rules: IdentityRules::builtin(),
    });

    /// Runs all stages up to identity.
    fn identified(text: &str) -> (Vec<Mention>, Identity) {
        let document = Document::new("a", text);
        let layout = text::layout(&document, &TextRules::builtin());
        let tokens = token::tokenize(text, &layout, &TokenRules::builtin());
        let cues = Cues::builtin();
        let context = Context::new(text, &layout, &tokens, &STAGES.gazetteer, &cues);
        let names = mention::names(&context, Some(&STAGES.recogniser));
        let parse = STAGES.grammar.parse(text, &tokens);
        identify(&context, &parse, &names, &STAGES.rules, layout.date.as_deref())
    }

    /// The mentions of a text: words, kind, and the id of what they name.
    pub(super) fn mentions(text: &str) -> Vec<(String, MentionKind, String)> {
        let (mentions, identity) = identified(text);
        let row = |(mention, link): (&Mention, &Link)| {
            (mention.span.of(text).to_owned(), mention.kind, identity.entities[link.entity].id.clone())
        };
        mentions.iter().zip(&identity.links).map(row).collect()
    }

    /// Compares the nominals of a text with the ids of what they name.
    #[track_caller]
    pub(super) fn check_nominals(text: &str, expected: &[(&str, &str)]) {
        let found = mentions(text);
        let nominals = found.iter().filter(|(_, kind, _)| *kind == MentionKind::Nominal);
        let found: Vec<(&str, &str)> = nominals.map(|(words, _, id)| (words.as_str(), id.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }

    /// Compares the pronouns of a text and the ids of what they mean.
    pub(super) fn check_pronouns(text: &str, expected: &[(&str, &str)]) {
        let found = mentions(text);
        let pronouns = found.iter().filter(|(_, kind, _)| *kind == MentionKind::Pronoun);
        let found: Vec<(&str, &str)> = pronouns.map(|(words, _, id)| (words.as_str(), id.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn groups_that_do_nothing_go() {
        let text = "Kenyan police met Maria Keller and farmers.";
        let (mentions, identity) = identified(text);
        let ids: Vec<&str> = identity.entities.iter().map(|e| e.id.as_str()).collect();
        assert_eq!(ids.len(), 4, "{ids:?}");
        let police = ids.iter().position(|id| *id == "group/kenya-police").unwrap();
        let (kept, smaller, place) = identity.keep(&mentions, &BTreeSet::from([police]));
        let ids: Vec<&str> = smaller.entities.iter().map(|e| e.id.as_str()).collect();
        assert_eq!(ids, ["country/kenya", "group/kenya-police", "person/maria-keller"]);
        assert_eq!(place, [Some(0), None, Some(1), Some(2)]);
        let words: Vec<&str> = kept.iter().map(|m| m.span.of(text)).collect();
        assert_eq!(words, ["Kenyan police", "Kenyan", "Maria Keller"]);
        assert!(smaller.links.iter().all(|link| link.entity < 3));
    }
}
