//! What a title leaves out: "President Keller" of an article that calls her the president of Peru elsewhere, or whom the lists know
//! as such; "the capital, Lima" of the country that the lists know. Nothing is understood that the article does not name.

use std::collections::BTreeMap;

use crate::entity::Identity;
use crate::gazetteer::{EntityType, Gazetteer};
use crate::mention::{Mention, MentionKind};
use crate::relation::Assertion;
use crate::relation::extract::Scene;
use crate::relation::rule::Referent;
use crate::span::Span;

/// A title whose body is not written.
#[derive(Debug, Clone)]
pub(crate) struct Untold {
    /// Who bears it.
    pub(crate) bearer: Referent,
    /// The title, in lower case.
    pub(crate) lemma: String,
    /// "former".
    pub(crate) former: bool,
    /// Its words.
    pub(crate) trigger: Span,
    /// Its sentence.
    pub(crate) sentence: Span,
}

/// A title with its body and what they state.
pub(crate) struct Told {
    pub(crate) body: Referent,
    pub(crate) relation: String,
}

/// The offices that the article itself tells of, by bearer and title; none where it tells two.
pub(crate) struct Offices(BTreeMap<(usize, String), Option<(usize, String)>>);

impl Offices {
    pub(crate) fn new(assertions: &[Assertion]) -> Self {
        let mut known: BTreeMap<(usize, String), Option<(usize, String)>> = BTreeMap::new();
        for assertion in assertions {
            let Some(role) = &assertion.role else { continue };
            let told = (assertion.object, assertion.relation.clone());
            let entry = known.entry((assertion.subject, role.clone())).or_insert_with(|| Some(told.clone()));
            if *entry != Some(told) {
                *entry = None;
            }
        }
        Self(known)
    }

    /// Finds what a title leaves out.
    pub(crate) fn complete(&self, scene: &Scene<'_>, untold: &Untold) -> Option<Told> {
        let key = (untold.bearer.entity, untold.lemma.clone());
        let told = self.0.get(&key).cloned().flatten().or_else(|| listed(scene, untold));
        let (entity, relation) = told?;
        let body = referent(scene, entity, untold.sentence)?;
        Some(Told { body, relation })
    }
}

/// The office by the lists, at the article's date if there is one.
fn listed(scene: &Scene<'_>, untold: &Untold) -> Option<(usize, String)> {
    let entry = scene.identity.entities[untold.bearer.entity].entry?;
    if untold.lemma == "capital" {
        let is_capital = scene.gazetteer.entry(entry).subtype() == "capital";
        let country = scene.gazetteer.country_of(entry).filter(|_| is_capital)?;
        return Some((position(scene.identity, scene.gazetteer.entry(country).id())?, "capital_of".to_owned()));
    }
    let title = scene.gazetteer.titles().find(&untold.lemma)?;
    let label = title.relation.as_deref()?;
    let office = title.text.replace(' ', "-");
    let mut roles = scene.gazetteer.entry(entry).roles().filter(|role| role.office == office);
    let holds = |start: &str, end: &str| {
        scene.date.is_none_or(|date| {
            let from = start.is_empty() || date.get(..start.len()).is_some_and(|d| start <= d);
            let to = end.is_empty() || date.get(..end.len()).is_some_and(|d| d <= end);
            from && to
        })
    };
    let role = roles.find(|role| untold.former || holds(role.start, role.end))?;
    if roles.any(|other| other.of != role.of) {
        return None;
    }
    let body = position(scene.identity, role.of)?;
    let of_country = scene.identity.entities[body].entity_type == EntityType::Country;
    let label = match (label, untold.former) {
        ("president_of", true) if of_country => "former_president_of",
        (_, true) => "held_office_in",
        ("president_of" | "prime_minister_of", false) if !of_country => return None,
        (label, false) => label,
    };
    Some((body, label.to_owned()))
}

fn position(identity: &Identity, id: &str) -> Option<usize> {
    identity.entities.binary_search_by(|entity| entity.id.as_str().cmp(id)).ok()
}

/// The nearest words that name an entity: the last before the end of a sentence, else the first behind.
fn referent(scene: &Scene<'_>, entity: usize, sentence: Span) -> Option<Referent> {
    let names = |mention: &Mention| !matches!(mention.kind, MentionKind::Pronoun | MentionKind::Group);
    let mut last = None;
    for (mention, link) in scene.mentions.iter().zip(&scene.identity.links) {
        if link.entity == entity && names(mention) {
            if mention.span.start >= sentence.end && last.is_some() {
                break;
            }
            last = Some(mention.span);
            if mention.span.start >= sentence.end {
                break;
            }
        }
    }
    let entity_type = scene.identity.entities[entity].entity_type;
    last.map(|span| Referent { entity, entity_type, span, named: true, guessed: false })
}

/// Says whether a word may be the last of what [`may_leave_out`] knows.
pub(crate) fn may_end_title(gazetteer: &Gazetteer, word: &str) -> bool {
    word == "capital" || gazetteer.titles().ends_office(word)
}

/// Says whether a list knows the title of an office, or that a place is a capital.
pub(crate) fn may_leave_out(gazetteer: &Gazetteer, lemma: &str) -> bool {
    lemma == "capital" || gazetteer.titles().find(lemma).is_some_and(|title| title.relation.is_some())
}
