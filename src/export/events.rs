//! Events as rows, as coders of political events know them: who, what by PLOVER and CAMEO, to whom, when and where. From graph.json
//! alone; `relation::plover` has the rules.
//!
//! What holds for a time ("president of") is no event and has no row. What somebody asks for is a row of who asks; without a name for
//! that, its source is empty. If a third party tells of violence, it accuses who did it: a second row, unless a relation of
//! the graph ties the two (a ministry that tells of its own country's strike accuses nobody).

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::Serialize;

use crate::graph::{Edge, Graph, Proof};
use crate::relation::{Polarity, Status, plover};

/// The columns, in order. What is unknown is empty.
#[derive(Debug, Serialize)]
struct Row<'a> {
    /// Of the event, ISO 8601 and as exact as it is known; else of the document.
    date: &'a str,
    source: &'a str,
    source_name: &'a str,
    target: &'a str,
    target_name: &'a str,
    relation: &'a str,
    plover: String,
    cameo: &'a str,
    /// The status: asserted, reported, planned, requested, hypothetical.
    mode: Status,
    polarity: Polarity,
    /// Whether both ends are equal, so that the row holds the other way round too.
    symmetric: bool,
    /// Who says so, if the text tells.
    speaker: &'a str,
    place: &'a str,
    score: f64,
    document: &'a str,
    /// Of the sentence, in code points of the document, half-open.
    start: u32,
    end: u32,
    quote: &'a str,
}

/// Writes the events of a graph as tab-separated rows below a header, by date, document and place in it.
///
/// # Errors
/// If the writer fails.
pub fn write(graph: &Graph, out: impl Write) -> io::Result<()> {
    let tied = tied(graph);
    let mut rows: Vec<Row<'_>> = Vec::new();
    let mut derived: Vec<Row<'_>> = Vec::new();
    for edge in graph.edges.iter().filter(|edge| plover::is_event(&edge.key)) {
        for proof in &edge.evidence {
            let own = if proof.status == Status::Requested { &mut derived } else { &mut rows };
            own.push(row(graph, edge, proof));
            derived.extend(accusation(graph, edge, proof, &tied));
        }
    }
    // "A accused B of shelling C", "A urged B to leave C": what is stated itself is not derived again.
    let stated: BTreeSet<_> = rows.iter().map(key).collect();
    derived.retain(|row| !stated.contains(&key(row)));
    rows.extend(derived);
    rows.sort_by(|a, b| order(a).cmp(&order(b)));
    rows.dedup_by(|a, b| key(a) == key(b) && a.relation == b.relation);
    let mut writer = csv::WriterBuilder::new().delimiter(b'\t').has_headers(false).from_writer(out);
    writer.write_record(COLUMNS)?;
    for row in &rows {
        writer.serialize(row)?;
    }
    writer.flush()
}

/// The header, which stands above no rows too.
const COLUMNS: [&str; 18] = [
    "date",
    "source",
    "source_name",
    "target",
    "target_name",
    "relation",
    "plover",
    "cameo",
    "mode",
    "polarity",
    "symmetric",
    "speaker",
    "place",
    "score",
    "document",
    "start",
    "end",
    "quote",
];

/// What makes two rows one event.
fn key(row: &Row<'_>) -> (String, u32, String, String, String, Polarity) {
    let own = |text: &str| text.to_owned();
    (own(row.document), row.start, own(row.source), own(row.target), row.plover.clone(), row.polarity)
}

fn order<'r>(row: &'r Row<'_>) -> impl Ord + use<'r> {
    (
        row.date,
        row.document,
        row.start,
        row.source,
        row.target,
        row.plover.as_str(),
        row.relation,
        row.polarity,
        row.mode,
    )
}

/// Pairs of entities that speak with one voice, each both ways.
fn tied(graph: &Graph) -> BTreeSet<(&str, &str)> {
    let ties = graph.edges.iter().filter(|edge| plover::ties(&edge.key) && !edge.is_denied());
    ties.flat_map(|e| [(e.source.as_str(), e.target.as_str()), (e.target.as_str(), e.source.as_str())]).collect()
}

fn row<'a>(graph: &'a Graph, edge: &'a Edge, proof: &'a Proof) -> Row<'a> {
    let class = proof.plover.clone();
    let cameo = plover::cameo_of(&edge.key, class.as_deref()).unwrap_or_default();
    // Asked for: the event is the asking, its target who shall act.
    let (source, target) = if proof.status == Status::Requested {
        (proof.source.as_deref().unwrap_or_default(), edge.source.as_str())
    } else {
        (edge.source.as_str(), edge.target.as_str())
    };
    Row {
        source,
        source_name: name(graph, source),
        target,
        target_name: name(graph, target),
        relation: &edge.key,
        plover: class.unwrap_or_default(),
        cameo,
        // "Asked not to attack" is a request too.
        polarity: if proof.status == Status::Requested { Polarity::Positive } else { proof.polarity },
        symmetric: plover::is_symmetric(&edge.key),
        ..frame(graph, proof)
    }
}

/// "A said that B shelled C": A accuses B.
fn accusation<'a>(
    graph: &'a Graph,
    edge: &'a Edge,
    proof: &'a Proof,
    tied: &BTreeSet<(&str, &str)>,
) -> Option<Row<'a>> {
    let (speaker, accused) = (proof.source.as_deref()?, edge.source.as_str());
    let is_third = speaker != accused && !tied.contains(&(speaker, accused));
    let blames = plover::blames(edge.plover.as_deref(), proof.status, proof.polarity);
    (is_third && blames).then(|| Row {
        source: speaker,
        source_name: name(graph, speaker),
        target: accused,
        target_name: name(graph, accused),
        relation: ACCUSED,
        plover: plover::of_relation(ACCUSED).unwrap_or_default().to_owned(),
        cameo: plover::cameo_of(ACCUSED, plover::of_relation(ACCUSED)).unwrap_or_default(),
        // The article itself says that it was said.
        mode: Status::Asserted,
        speaker: "",
        ..frame(graph, proof)
    })
}

/// The relation of derived accusations.
const ACCUSED: &str = "accused";

/// What all rows of one proof have in common.
fn frame<'a>(graph: &'a Graph, proof: &'a Proof) -> Row<'a> {
    let at = graph.documents.binary_search_by(|d| d.id.as_str().cmp(&proof.document));
    let of_document = at.ok().and_then(|at| graph.documents[at].date.as_deref());
    Row {
        date: proof.time.as_deref().or(of_document).unwrap_or_default(),
        source: "",
        source_name: "",
        target: "",
        target_name: "",
        relation: "",
        plover: String::new(),
        cameo: "",
        mode: proof.status,
        polarity: proof.polarity,
        symmetric: false,
        speaker: proof.source.as_deref().unwrap_or_default(),
        place: proof.place.as_deref().unwrap_or_default(),
        score: proof.score,
        document: &proof.document,
        start: proof.sentence[0],
        end: proof.sentence[1],
        quote: &proof.quote,
    }
}

fn name<'a>(graph: &'a Graph, id: &'a str) -> &'a str {
    graph.node(id).map_or(id, |node| &node.name)
}
