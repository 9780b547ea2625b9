//! JSON-LD: the same triples as Turtle, one subject a line, the context inside: no reader needs the network.

use std::io::{self, Write};

use oxrdf::vocab::{rdf as words, xsd};
use oxrdf::{Literal, NamedNode, Term};
use serde_json::{Map, Value, json};

use crate::export::Losses;
use crate::export::rdf::{self, Form, PREFIXES, Subject};
use crate::graph::Graph;

/// Writes the graph.
///
/// # Errors
/// If the writer fails.
pub fn write(graph: &Graph, out: &mut dyn Write) -> io::Result<Losses> {
    let context: Map<String, Value> =
        PREFIXES.iter().map(|(name, space)| ((*name).to_owned(), (*space).into())).collect();
    write!(out, "{{\"@context\":{},\n\"@graph\":[", Value::Object(context))?;
    let mut first = true;
    rdf::subjects(graph, Form::Statement, &mut |subject| {
        out.write_all(if first { b"\n" } else { b",\n" })?;
        first = false;
        Ok(serde_json::to_writer(&mut *out, &object(subject))?)
    })?;
    out.write_all(b"]}\n")?;
    Ok(Vec::new())
}

fn object(subject: &Subject) -> Value {
    let mut object = Map::new();
    object.insert("@id".to_owned(), subject.name.as_str().into());
    for (property, value) in &subject.properties {
        let is_type = property.as_ref() == words::TYPE;
        let key = if is_type { "@type".to_owned() } else { compact(property) };
        let value = match value {
            Term::NamedNode(name) if is_type => compact(name).into(),
            Term::NamedNode(name) => json!({"@id": name.as_str()}),
            Term::Literal(literal) => plain(literal),
            _ => continue,
        };
        match object.get_mut(&key) {
            Some(Value::Array(list)) => list.push(value),
            Some(one) => *one = json!([one.take(), value]),
            None => {
                object.insert(key, value);
            }
        }
    }
    Value::Object(object)
}

fn plain(literal: &Literal) -> Value {
    let (kind, words) = (literal.datatype(), literal.value());
    if kind == xsd::STRING {
        return words.into();
    }
    if kind == xsd::BOOLEAN {
        return (words == "true").into();
    }
    match words.parse::<i64>() {
        Ok(number) if kind == xsd::INTEGER => number.into(),
        _ => json!({"@value": words, "@type": compact(&kind.into_owned())}),
    }
}

fn compact(name: &NamedNode) -> String {
    let known = PREFIXES.iter().find_map(|(prefix, space)| Some((prefix, name.as_str().strip_prefix(space)?)));
    known.map_or_else(|| name.as_str().to_owned(), |(prefix, rest)| format!("{prefix}:{rest}"))
}
