//! Nodes, edges, proofs and documents as rows of plain values: what the formats of tables and attributes share, so that a
//! column has one name and one type in all of them.

use std::borrow::Cow;

use crate::graph::{DocumentNode, Edge, Graph, Node, Proof};
use crate::relation::Polarity;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A whole number.
    Integer,
    /// A fraction.
    Number,
    /// Yes or no.
    Flag,
    /// Several words.
    List,
}

/// What stands in a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Unknown.
    Null,
    /// Words.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(i64),
    /// A fraction.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// Several words.
    List(Vec<&'a str>),
}

/// A column: its name and type.
pub type Column = (&'static str, Kind);

/// Columns of [`node`].
pub const NODE: [Column; 6] = [
    ("name", Kind::Text),
    ("type", Kind::Text),
    ("aliases", Kind::List),
    ("wikidata", Kind::Text),
    ("mentions", Kind::Integer),
    ("documents", Kind::Integer),
];

/// Columns of [`edge`]; `evidence` is the list of proofs as graph.json has it, spans and all.
pub const EDGE: [Column; 17] = [
    ("relation", Kind::Text),
    ("predicate", Kind::Text),
    ("open", Kind::Flag),
    ("plover", Kind::Text),
    ("status", Kind::Text),
    ("assertions", Kind::Integer),
    ("documents", Kind::Integer),
    ("n_sources", Kind::Integer),
    ("asserted", Kind::Integer),
    ("reported", Kind::Integer),
    ("planned", Kind::Integer),
    ("requested", Kind::Integer),
    ("hypothetical", Kind::Integer),
    ("negated", Kind::Integer),
    ("first", Kind::Text),
    ("last", Kind::Text),
    ("evidence", Kind::Text),
];

/// Columns of [`proof`]; places are code points of the document, half-open.
pub const PROOF: [Column; 21] = [
    ("edge", Kind::Text),
    ("document", Kind::Text),
    ("quote", Kind::Text),
    ("polarity", Kind::Text),
    ("status", Kind::Text),
    ("source", Kind::Text),
    ("time", Kind::Text),
    ("place", Kind::Text),
    ("role", Kind::Text),
    ("plover", Kind::Text),
    ("score", Kind::Number),
    ("rule", Kind::Text),
    ("n", Kind::Integer),
    ("sentence_start", Kind::Integer),
    ("sentence_end", Kind::Integer),
    ("subject_start", Kind::Integer),
    ("subject_end", Kind::Integer),
    ("trigger_start", Kind::Integer),
    ("trigger_end", Kind::Integer),
    ("object_start", Kind::Integer),
    ("object_end", Kind::Integer),
];

/// Columns of [`document`].
pub const DOCUMENT: [Column; 8] = [
    ("id", Kind::Text),
    ("title", Kind::Text),
    ("date", Kind::Text),
    ("source", Kind::Text),
    ("hash", Kind::Text),
    ("language", Kind::Text),
    ("duplicate_of", Kind::Text),
    ("near_copy_of", Kind::Text),
];

fn text(text: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(text))
}

fn known(text: Option<&String>) -> Value<'_> {
    text.map_or(Value::Null, |words| Value::Text(Cow::Borrowed(words)))
}

fn count(number: usize) -> Value<'static> {
    Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

/// Returns the values of an entity.
pub fn node(node: &Node) -> [Value<'_>; 6] {
    [
        text(&node.name),
        text(node.entity_type.name()),
        Value::List(node.aliases.iter().map(String::as_str).collect()),
        known(node.wikidata.as_ref()),
        count(node.mentions),
        count(node.documents),
    ]
}

/// Returns the status of the firmest proof of an edge; `negated` if every proof denies it.
pub fn status(edge: &Edge) -> &'static str {
    edge.status.named().into_iter().find(|(_, count)| *count > 0).map_or("negated", |(name, _)| name)
}

/// Returns the values of an edge but for its ends.
pub fn edge(edge: &Edge) -> [Value<'_>; 17] {
    let [asserted, reported, planned, requested, hypothetical] = edge.status.named().map(|(_, number)| count(number));
    let evidence = serde_json::to_string(&edge.evidence).unwrap_or_default();
    [
        text(&edge.key),
        text(&edge.predicate),
        Value::Flag(edge.open),
        known(edge.plover.as_ref()),
        text(status(edge)),
        count(edge.assertions),
        count(edge.documents),
        count(edge.n_sources),
        asserted,
        reported,
        planned,
        requested,
        hypothetical,
        count(edge.negated),
        known(edge.first.as_ref()),
        known(edge.last.as_ref()),
        Value::Text(Cow::Owned(evidence)),
    ]
}

/// Returns the values of the proof of that number (from 0) of an edge.
pub fn proof<'a>(edge: &str, number: usize, proof: &'a Proof) -> [Value<'a>; 21] {
    let place = |at: u32| Value::Integer(i64::from(at));
    [
        Value::Text(Cow::Owned(edge.to_owned())),
        text(&proof.document),
        text(&proof.quote),
        text(polarity(proof)),
        text(proof.status.name()),
        known(proof.source.as_ref()),
        known(proof.time.as_ref()),
        known(proof.place.as_ref()),
        known(proof.role.as_ref()),
        known(proof.plover.as_ref()),
        Value::Number(proof.score),
        text(&proof.rule),
        count(number),
        place(proof.sentence[0]),
        place(proof.sentence[1]),
        place(proof.subject[0]),
        place(proof.subject[1]),
        place(proof.trigger[0]),
        place(proof.trigger[1]),
        place(proof.object[0]),
        place(proof.object[1]),
    ]
}

/// Returns the word for the polarity of a proof.
pub fn polarity(proof: &Proof) -> &'static str {
    match proof.polarity {
        Polarity::Positive => "positive",
        Polarity::Negated => "negated",
    }
}

/// Returns the values of a document.
pub fn document(document: &DocumentNode) -> [Value<'_>; 8] {
    [
        text(&document.id),
        known(document.title.as_ref()),
        known(document.date.as_ref()),
        known(document.source.as_ref()),
        text(&document.hash),
        known(document.language.as_ref()),
        known(document.duplicate_of.as_ref()),
        known(document.near_copy_of.as_ref()),
    ]
}

/// Returns all proofs with the id of their edge and their number in it.
pub fn proofs(graph: &Graph) -> impl Iterator<Item = (String, usize, &Proof)> {
    graph.edges.iter().flat_map(|edge| edge.evidence.iter().enumerate().map(|(n, proof)| (edge.id(), n, proof)))
}

impl Value<'_> {
    /// Returns the value as words: nothing if it is unknown, a list as JSON.
    pub fn words(&self) -> Cow<'_, str> {
        match self {
            Self::Null => Cow::Borrowed(""),
            Self::Text(words) => Cow::Borrowed(words),
            Self::Integer(number) => Cow::Owned(number.to_string()),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
            Self::List(list) => Cow::Owned(serde_json::to_string(list).unwrap_or_default()),
        }
    }

    /// Returns the value as JSON.
    pub fn json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Text(words) => words.as_ref().into(),
            Self::Integer(number) => (*number).into(),
            Self::Number(number) => (*number).into(),
            Self::Flag(flag) => (*flag).into(),
            Self::List(list) => list.clone().into(),
        }
    }
}

/// Returns the known values of a row as a JSON object.
pub fn object(columns: &[Column], values: &[Value<'_>]) -> serde_json::Map<String, serde_json::Value> {
    let known = columns.iter().zip(values).filter(|(_, value)| **value != Value::Null);
    known.map(|((name, _), value)| ((*name).to_owned(), value.json())).collect()
}
