//! What one document brings to a graph, without its text: what a store keeps of it, and what [`merge`](crate::graph::merge) reads.

use serde::{Deserialize, Serialize};

use crate::gazetteer::EntityType;
use crate::graph::copies::{Sketch, sketch_of};
use crate::graph::{Contribution, DocumentNode, Proof};
use crate::mention::{Mention, MentionKind};
use crate::relation::{Assertion, plover};
use crate::span::{OffsetUnit, Offsets, Span, one_line};

/// What one document brings. Offsets are code points of its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The document; whose copy it is, the other documents decide.
    pub document: DocumentNode,
    /// What it names.
    pub entities: Vec<RecordEntity>,
    /// Where it names them, by place.
    pub mentions: Vec<RecordMention>,
    /// What it states, by place.
    pub assertions: Vec<RecordAssertion>,
    /// For near-copies; kept apart from the rest.
    #[serde(skip)]
    pub sketch: Sketch,
}

/// An entity as one document knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordEntity {
    /// `type/slug`.
    pub id: String,
    /// What it is.
    #[serde(rename = "type")]
    pub entity_type: EntityType,
    /// The name shown.
    pub name: String,
    /// Wikidata id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wikidata: Option<String>,
}

/// A mention.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordMention {
    /// Where.
    pub place: [u32; 2],
    /// Index into [`Record::entities`].
    pub entity: usize,
    /// Name, acronym, demonym, nominal or pronoun.
    pub kind: String,
    /// The words, with single spaces.
    pub words: String,
    /// 0 to 1, two digits.
    pub score: f64,
    /// The rule that found it.
    pub rule: String,
    /// The rule that linked it.
    pub link: String,
}

/// An assertion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordAssertion {
    /// Index into [`Record::entities`].
    pub subject: usize,
    /// The relation.
    pub relation: String,
    /// Index into [`Record::entities`].
    pub object: usize,
    /// No label of the schema names it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
    /// The words a person would read.
    pub predicate: String,
    /// Its proof.
    pub proof: Proof,
}

impl Record {
    /// Returns what a document brings.
    pub fn new(found: &Contribution<'_>) -> Self {
        let offsets = Offsets::new(&found.document.text, OffsetUnit::CodePoints);
        let entity = |e: &crate::entity::Entity| RecordEntity {
            id: e.id.clone(),
            entity_type: e.entity_type,
            name: e.name.clone(),
            wikidata: e.wikidata.clone(),
        };
        let mentions = found.mentions.iter().zip(&found.identity.links);
        Self {
            document: document(found),
            entities: found.identity.entities.iter().map(entity).collect(),
            mentions: mentions.map(|(m, link)| mention(found, m, link, &offsets)).collect(),
            assertions: found
                .assertions
                .iter()
                .filter(|a| a.subject != a.object)
                .map(|a| assertion(found, a, &offsets))
                .collect(),
            sketch: sketch_of(found),
        }
    }
}

fn document(found: &Contribution<'_>) -> DocumentNode {
    let document = found.document;
    let title = found.layout.title.map(|span| span.of(&document.text).to_owned());
    DocumentNode {
        id: document.id.clone(),
        title: document.title.clone().or(title),
        date: found.layout.date.clone(),
        source: document.source.clone(),
        hash: document.hash.clone(),
        language: found.layout.language.map(str::to_owned),
        duplicate_of: None,
        near_copy_of: None,
    }
}

fn mention(found: &Contribution<'_>, own: &Mention, link: &crate::entity::Link, offsets: &Offsets) -> RecordMention {
    let kind = match own.kind {
        MentionKind::Name => "name",
        MentionKind::Acronym => "acronym",
        MentionKind::Demonym => "demonym",
        // Groups have no name: what they are, their type tells.
        MentionKind::Nominal | MentionKind::Group => "nominal",
        MentionKind::Pronoun => "pronoun",
    };
    RecordMention {
        place: offsets.pair(&found.document.text, own.span),
        entity: link.entity,
        kind: kind.to_owned(),
        words: one_line(own.span.of(&found.document.text)),
        score: two_digits(own.score),
        rule: own.rule.to_owned(),
        link: link.rule.to_owned(),
    }
}

fn assertion(found: &Contribution<'_>, own: &Assertion, offsets: &Offsets) -> RecordAssertion {
    RecordAssertion {
        subject: own.subject,
        relation: own.relation.clone(),
        object: own.object,
        open: own.open,
        predicate: own.predicate.clone(),
        proof: proof(found, own, offsets),
    }
}

fn proof(found: &Contribution<'_>, own: &Assertion, offsets: &Offsets) -> Proof {
    let text = &found.document.text;
    let id = |entity: usize| found.identity.entities[entity].id.clone();
    let place = |span: Span| offsets.pair(text, span);
    let class = plover::of_relation(&own.relation);
    Proof {
        document: found.document.id.clone(),
        sentence: place(own.evidence.sentence),
        subject: place(own.evidence.subject),
        trigger: place(own.evidence.trigger),
        object: place(own.evidence.object),
        quote: one_line(own.evidence.sentence.of(text)),
        polarity: own.polarity,
        status: own.status,
        source: own.source.map(id),
        time: own.time.clone(),
        place: own.place.map(id),
        role: own.role.clone(),
        plover: plover::class(class, own.status, own.polarity),
        score: two_digits(own.score),
        rule: own.rule.clone(),
    }
}

/// A score as every output shows it.
pub(crate) fn two_digits(score: f32) -> f64 {
    (f64::from(score) * 100.0).round() / 100.0
}
