//! Turtle, through `oxttl`: classic reification, or the reifiers of RDF 1.2.

use std::io::{self, BufWriter, Write};

use oxrdf::TripleRef;
use oxttl::TurtleSerializer;

use crate::export::Losses;
use crate::export::rdf::{self, Form};
use crate::graph::Graph;

/// Writes the graph with `rdf:Statement`, which every reader knows.
///
/// # Errors
/// If the writer fails.
pub fn write(graph: &Graph, out: &mut dyn Write) -> io::Result<Losses> {
    write_form(graph, Form::Statement, out)
}

/// Writes the graph with `rdf:reifies` and triple terms (RDF 1.2).
///
/// # Errors
/// If the writer fails.
pub fn write_rdf12(graph: &Graph, out: &mut dyn Write) -> io::Result<Losses> {
    write_form(graph, Form::Reifier, out)
}

fn write_form(graph: &Graph, form: Form, out: &mut dyn Write) -> io::Result<Losses> {
    let mut serializer = TurtleSerializer::new();
    for (prefix, space) in rdf::PREFIXES {
        serializer = serializer.with_prefix(prefix, space).map_err(io::Error::other)?;
    }
    let mut writer = serializer.for_writer(BufWriter::new(out));
    rdf::subjects(graph, form, &mut |subject| {
        for (property, value) in &subject.properties {
            writer.serialize_triple(TripleRef::new(&subject.name, property, value))?;
        }
        Ok(())
    })?;
    writer.finish()?.flush()?;
    Ok(Vec::new())
}
