//! RDF: the graph as triples, which Turtle and JSON-LD both write.
//!
//! Each edge is a statement with a name of its own, so that status, counts and proofs have something to hang on. The plain
//! triple stands beside it only if the relation is stated: what is denied or only planned is not asserted. All names are
//! `urn:whowhom:` IRIs; there are no blank nodes, which would differ from file to file.

use std::fmt::Write as _;
use std::io;

use oxrdf::vocab::{rdf, rdfs, xsd};
use oxrdf::{Literal, NamedNode, Term, Triple};

use crate::export::csv_tables::capital;
use crate::export::flat::{self, Column, Value};
use crate::graph::{DocumentNode, Edge, Graph, Node, Proof};

/// Prefixes and what they stand for.
pub(super) const PREFIXES: [(&str, &str); 7] = [
    ("ww", "urn:whowhom:schema/"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("dcterms", "http://purl.org/dc/terms/"),
];

/// How an edge says which triple it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `rdf:Statement`, which every reader knows.
    Statement,
    /// `rdf:reifies` a triple term, as RDF 1.2 has it.
    Reifier,
}

/// What is said of one thing: its name, and properties with their values.
pub(super) struct Subject {
    pub(super) name: NamedNode,
    pub(super) properties: Vec<(NamedNode, Term)>,
}

/// Hands out all subjects: entities, edges, proofs, documents.
pub(super) fn subjects(graph: &Graph, form: Form, each: &mut dyn FnMut(&Subject) -> io::Result<()>) -> io::Result<()> {
    for node in &graph.nodes {
        each(&entity(node, graph))?;
    }
    for edge in &graph.edges {
        each(&statement(edge, form))?;
        for (number, proof) in edge.evidence.iter().enumerate() {
            each(&proof_of(&edge.id(), number, proof))?;
        }
    }
    for document in &graph.documents {
        each(&document_of(document))?;
    }
    Ok(())
}

fn entity(node: &Node, graph: &Graph) -> Subject {
    let mut subject = Subject::new("entity", &node.id);
    subject.add(rdf::TYPE.into_owned(), schema(&capital(node.entity_type.name())));
    subject.add(rdfs::LABEL.into_owned(), Literal::from(node.name.as_str()));
    for alias in &node.aliases {
        subject.add(term("skos", "altLabel"), Literal::from(alias.as_str()));
    }
    if let Some(id) = &node.wikidata {
        subject.add(
            term("owl", "sameAs"),
            NamedNode::new_unchecked(format!("http://www.wikidata.org/entity/{}", safe(id))),
        );
    }
    subject.row(&flat::NODE, &flat::node(node), &["name", "type", "aliases", "wikidata"]);
    // Edges are in the order of their subjects.
    let first = graph.edges.partition_point(|edge| edge.source < node.id);
    for edge in graph.edges[first..].iter().take_while(|edge| edge.source == node.id) {
        if edge.stated() > 0 {
            subject.add(urn("relation", &edge.key), urn("entity", &edge.target));
        }
    }
    subject
}

fn statement(edge: &Edge, form: Form) -> Subject {
    let (source, relation, target) =
        (urn("entity", &edge.source), urn("relation", &edge.key), urn("entity", &edge.target));
    let mut subject = Subject::new("edge", &edge.id());
    match form {
        Form::Statement => {
            subject.add(rdf::TYPE.into_owned(), rdf::STATEMENT.into_owned());
            subject.add(rdf::SUBJECT.into_owned(), source);
            subject.add(rdf::PREDICATE.into_owned(), relation);
            subject.add(rdf::OBJECT.into_owned(), target);
        }
        Form::Reifier => subject.add(rdf::REIFIES.into_owned(), Triple::new(source, relation, target)),
    }
    subject.add(rdfs::LABEL.into_owned(), Literal::from(edge.predicate.as_str()));
    subject.row(&flat::EDGE, &flat::edge(edge), &["predicate", "evidence"]);
    for number in 0..edge.evidence.len() {
        subject.add(schema("evidence"), proof_name(&edge.id(), number));
    }
    subject
}

fn proof_name(edge: &str, number: usize) -> NamedNode {
    urn("proof", &format!("{edge}|{number}"))
}

fn proof_of(edge: &str, number: usize, proof: &Proof) -> Subject {
    let mut subject = Subject { name: proof_name(edge, number), properties: Vec::new() };
    subject.add(rdf::TYPE.into_owned(), schema("Proof"));
    subject.add(schema("document"), urn("document", &proof.document));
    for (name, id) in [("source", &proof.source), ("place", &proof.place)] {
        if let Some(id) = id {
            subject.add(schema(name), urn("entity", id));
        }
    }
    subject.row(&flat::PROOF, &flat::proof(edge, number, proof), &["edge", "document", "source", "place", "n"]);
    subject
}

fn document_of(document: &DocumentNode) -> Subject {
    let mut subject = Subject::new("document", &document.id);
    subject.add(rdf::TYPE.into_owned(), schema("Document"));
    let own = [
        ("identifier", Some(&document.id)),
        ("title", document.title.as_ref()),
        ("publisher", document.source.as_ref()),
    ];
    for (name, words) in own.into_iter().chain([("language", document.language.as_ref())]) {
        if let Some(words) = words {
            subject.add(term("dcterms", name), Literal::from(words.as_str()));
        }
    }
    if let Some(date) = &document.date {
        subject.add(term("dcterms", "date"), Literal::new_typed_literal(date.as_str(), xsd::DATE));
    }
    subject.add(schema("hash"), Literal::from(document.hash.as_str()));
    for (name, id) in [("duplicate_of", &document.duplicate_of), ("near_copy_of", &document.near_copy_of)] {
        if let Some(id) = id {
            subject.add(schema(name), urn("document", id));
        }
    }
    subject
}

impl Subject {
    fn new(kind: &str, id: &str) -> Self {
        Self { name: urn(kind, id), properties: Vec::new() }
    }

    fn add(&mut self, property: NamedNode, value: impl Into<Term>) {
        self.properties.push((property, value.into()));
    }

    /// Adds the known values of a row but for some columns.
    fn row(&mut self, columns: &[Column], values: &[Value<'_>], but: &[&str]) {
        for ((name, _), value) in columns.iter().zip(values).filter(|((name, _), _)| !but.contains(name)) {
            let literal = match value {
                Value::Null => continue,
                Value::Integer(number) => Literal::from(*number),
                Value::Number(number) => Literal::new_typed_literal(number.to_string(), xsd::DECIMAL),
                Value::Flag(flag) => Literal::from(*flag),
                words if ["first", "last"].contains(name) => Literal::new_typed_literal(words.words(), xsd::DATE),
                words => Literal::from(words.words().into_owned()),
            };
            self.add(schema(name), literal);
        }
    }
}

fn schema(name: &str) -> NamedNode {
    term("ww", name)
}

fn term(prefix: &str, name: &str) -> NamedNode {
    let space = PREFIXES.iter().find(|(known, _)| *known == prefix).map_or("", |(_, space)| space);
    NamedNode::new_unchecked(format!("{space}{name}"))
}

fn urn(kind: &str, id: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("urn:whowhom:{kind}/{}", safe(id)))
}

/// Percent-encodes all but the unreserved characters of RFC 3986 (clause 2.3) and the slash.
fn safe(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
