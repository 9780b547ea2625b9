//! The graph: entities as nodes, one edge for each (subject, relation, object) with all its evidence. The order in which
//! documents come does not show.

pub(crate) mod copies;
mod decided;
pub mod decisions;
mod diff;
mod file;
mod filter;
mod merge;
mod record;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use copies::Sketch;
pub use decisions::{Decision, DecisionError, Decisions};
pub use diff::{Changed, Changes, Diff, EntityRow, Merged, RelationRow};
pub use file::{GraphError, LinksKey, SCHEMA_VERSION, read, write};
pub use filter::Filter;
pub use merge::merge;
#[cfg_attr(not(feature = "store"), allow(unused_imports, reason = "a store asks with them"))]
pub(crate) use merge::{Texts, is_shown_before};
pub(crate) use record::two_digits;
pub use record::{Record, RecordAssertion, RecordEntity, RecordMention};

use crate::entity::Identity;
use crate::gazetteer::EntityType;
use crate::input::Document;
use crate::mention::Mention;
use crate::relation::{Assertion, Polarity, Status};
use crate::text::Layout;

/// What one document brings.
#[derive(Debug, Clone, Copy)]
pub struct Contribution<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its title and language.
    pub layout: &'a Layout,
    /// Its mentions.
    pub mentions: &'a [Mention],
    /// What they name.
    pub identity: &'a Identity,
    /// What it states.
    pub assertions: &'a [Assertion],
}

/// A document in the graph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentNode {
    /// Its id.
    pub id: String,
    /// Its headline.
    pub title: Option<String>,
    /// ISO 8601.
    pub date: Option<String>,
    /// Publisher.
    pub source: Option<String>,
    /// Content hash.
    pub hash: String,
    /// ISO 639-3.
    pub language: Option<String>,
    /// The first document of the same text, if there is one: its evidence counts, this one's does not.
    pub duplicate_of: Option<String>,
    /// The fullest document of the same report, if this one nearly copies it: both count, as one source.
    pub near_copy_of: Option<String>,
}

/// An entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// `type/slug`.
    pub id: String,
    /// What it is.
    #[serde(rename = "type")]
    pub entity_type: EntityType,
    /// The name shown.
    pub name: String,
    /// Forms seen, sorted.
    pub aliases: BTreeSet<String>,
    /// Wikidata id.
    pub wikidata: Option<String>,
    /// How often it is named.
    pub mentions: usize,
    /// In how many documents.
    pub documents: usize,
}

/// A relation between two entities, with its proofs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edge {
    /// Id of the subject.
    pub source: String,
    /// Id of the object.
    pub target: String,
    /// The relation: tells parallel edges apart.
    pub key: String,
    /// No label of the schema names it: the key is the verb's own lemma.
    pub open: bool,
    /// The words a person would read.
    pub predicate: String,
    /// PLOVER class of the relation by itself.
    pub plover: Option<String>,
    /// Number of proofs: those of each status, and those that deny it.
    pub assertions: usize,
    /// Number of documents that hold them.
    pub documents: usize,
    /// Number of independent texts that do not deny it: near-copies count as one.
    pub n_sources: usize,
    /// Proofs that do not deny it, by status.
    pub status: StatusCounts,
    /// Number of proofs that deny it.
    pub negated: usize,
    /// First and last date of the documents.
    pub first: Option<String>,
    /// Last date.
    pub last: Option<String>,
    /// All proofs, by document and place.
    pub evidence: Vec<Proof>,
}

/// Numbers of proofs by status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusCounts {
    /// By the article itself.
    pub asserted: usize,
    /// By somebody in the article.
    pub reported: usize,
    /// Announced or intended.
    pub planned: usize,
    /// Asked for.
    pub requested: usize,
    /// If, may, could.
    pub hypothetical: usize,
}

/// One proof: a sentence and the places in it. Offsets are code points of the document, half-open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proof {
    /// Id of the document.
    pub document: String,
    /// Place of the sentence.
    pub sentence: [u32; 2],
    /// Place of the subject.
    pub subject: [u32; 2],
    /// Place of the trigger.
    pub trigger: [u32; 2],
    /// Place of the object.
    pub object: [u32; 2],
    /// The sentence.
    pub quote: String,
    /// Stated or denied.
    pub polarity: Polarity,
    /// How firmly.
    pub status: Status,
    /// Who says so: id of an entity.
    pub source: Option<String>,
    /// When it happens, ISO 8601: a day, week, month or year.
    pub time: Option<String>,
    /// Where: id of an entity.
    pub place: Option<String>,
    /// Of offices: the post.
    pub role: Option<String>,
    /// PLOVER class of the relation at this status.
    pub plover: Option<String>,
    /// 0 to 1, two digits.
    pub score: f64,
    /// The rule.
    pub rule: String,
}

/// All of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Graph {
    /// By id.
    pub documents: Vec<DocumentNode>,
    /// By id.
    pub nodes: Vec<Node>,
    /// By subject, relation, object.
    pub edges: Vec<Edge>,
}

impl Graph {
    /// Returns an entity by its id.
    pub fn node(&self, id: &str) -> Option<&Node> {
        let found = self.nodes.binary_search_by(|node| node.id.as_str().cmp(id));
        found.ok().map(|at| &self.nodes[at])
    }
}

impl Edge {
    /// Returns `subject|relation|object`: the name of the edge among all edges.
    pub fn id(&self) -> String {
        format!("{}|{}|{}", self.source, self.key, self.target)
    }

    /// Says whether every proof denies it.
    pub fn is_denied(&self) -> bool {
        self.negated == self.assertions
    }

    /// Returns how many proofs state that it holds: by the article or by somebody in it, not denied, planned or supposed.
    pub fn stated(&self) -> usize {
        self.status.asserted + self.status.reported
    }

    /// Returns the firmest proof, of equal ones the first.
    pub fn best_proof(&self) -> Option<&Proof> {
        self.evidence.iter().min_by_key(|proof| (proof.polarity, proof.status))
    }
}

impl StatusCounts {
    /// Returns the numbers with the names of their statuses, the firmest first.
    pub fn named(&self) -> [(&'static str, usize); 5] {
        [
            ("asserted", self.asserted),
            ("reported", self.reported),
            ("planned", self.planned),
            ("requested", self.requested),
            ("hypothetical", self.hypothetical),
        ]
    }

    fn add(&mut self, status: Status) {
        let count = match status {
            Status::Asserted => &mut self.asserted,
            Status::Reported => &mut self.reported,
            Status::Planned => &mut self.planned,
            Status::Requested => &mut self.requested,
            Status::Hypothetical => &mut self.hypothetical,
        };
        *count += 1;
    }
}
