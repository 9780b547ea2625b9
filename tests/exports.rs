use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use oxttl::TurtleParser;
use parquet::file::reader::{FileReader, SerializedFileReader};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;
use whowhom::export::brat::Project;
use whowhom::export::{FORMATS, Folder, Part, Writer, format, spacy};
use whowhom::gazetteer::EntityType;
use whowhom::graph::{self, Graph};

use crate::cli::{Folder as Place, refused, whowhom};
use crate::sample::{ANALYSER, articles, contribution};

/// A graph of all that breaks writers: quotes, entities, control characters, scripts, a node called `end`, parallel edges, a
/// self-loop, formulas, paths. The clients of tests/clients read it too.
const NASTY: &str = include_str!("exports/nasty.json");

fn nasty() -> Graph {
    graph::read("nasty.json", NASTY).unwrap()
}

/// Files in memory.
#[derive(Default)]
struct Memory(BTreeMap<String, Arc<Mutex<Vec<u8>>>>);

struct Page(Arc<Mutex<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Folder for Memory {
    fn file(&mut self, name: &str) -> io::Result<Box<dyn Write + Send + '_>> {
        let page = Arc::default();
        assert!(self.0.insert(name.to_owned(), Arc::clone(&page)).is_none(), "{name} is written twice");
        Ok(Box::new(Page(page)))
    }
}

/// What a format writes, by the names of files.
fn written(name: &str, graph: &Graph) -> BTreeMap<String, Vec<u8>> {
    match format(name).unwrap().writer {
        Writer::File(write) => {
            let mut out = Vec::new();
            write(graph, &mut out).unwrap();
            BTreeMap::from([(name.to_owned(), out)])
        }
        Writer::Folder(write) => {
            let mut memory = Memory::default();
            write(graph, &mut memory).unwrap();
            memory.0.into_iter().map(|(name, page)| (name, page.lock().unwrap().clone())).collect()
        }
    }
}

fn text(name: &str) -> String {
    String::from_utf8(written(name, &nasty()).remove(name).unwrap()).unwrap()
}

fn json(name: &str) -> Value {
    serde_json::from_str(&text(name)).unwrap()
}

#[test]
fn every_format_takes_the_nasty_graph_and_an_empty_one_and_writes_the_same_twice() {
    for format in FORMATS {
        assert_eq!(written(format.name, &nasty()), written(format.name, &nasty()), "{}", format.name);
        assert!(
            !written(format.name, &Graph::default())
                .values()
                .any(|b| std::str::from_utf8(b).is_err() && b[..4] != *b"PAR1")
        );
    }
    let names: BTreeSet<&str> = FORMATS.iter().map(|format| format.name).collect();
    assert_eq!(names.len(), FORMATS.len());
}

#[test]
fn json_is_the_graph_itself() {
    assert_eq!(text("json"), NASTY);
    assert_eq!(graph::read("links", &text("json-links")).unwrap(), nasty());
}

/// Counts elements, and collects the values of one attribute or the words of one element.
fn xml(content: &str, element: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = Reader::from_str(content);
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) | Event::Empty(start) if start.name().as_ref() == element => {
                let attribute = |a: quick_xml::events::attributes::Attribute<'_>| {
                    let value = quick_xml::escape::unescape(&a.value).unwrap().into_owned();
                    (a.key.as_ref().to_owned(), value)
                };
                found.push(start.attributes().map(|a| attribute(a.unwrap())).collect());
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn xml_keeps_every_edge_by_its_id() {
    let graph = nasty();
    let ids: Vec<String> = graph.edges.iter().map(graph::Edge::id).collect();
    for name in ["graphml", "gexf"] {
        let content = text(name);
        let edges = xml(&content, "edge");
        assert_eq!(edges.iter().map(|edge| edge["id"].clone()).collect::<Vec<_>>(), ids, "{name}");
        assert_eq!(xml(&content, "node").len(), graph.nodes.len());
        assert!(!content.chars().any(|c| c.is_control() && c != '\n' && c != '\u{7f}'), "{name}");
    }
    let gexf = text("gexf");
    let kinds: BTreeSet<String> = xml(&gexf, "edge").iter().map(|edge| edge["kind"].clone()).collect();
    assert!(kinds.contains("accused") && kinds.contains("accused_again"));
    let labels: Vec<String> = xml(&gexf, "node").iter().map(|node| node["label"].clone()).collect();
    assert!(labels.contains(&"AT&T &amp; <Sons>".to_owned()) && labels.contains(&"Maria \"M\" Keller \\".to_owned()));
    assert!(labels.contains(&"bell\u{fffd} tab\tnewline\nreturn\rdel\u{7f} c1\u{85} end".to_owned()), "{labels:?}");
}

#[test]
fn json_formats_hold_all_nodes_edges_and_proofs() {
    let graph = nasty();
    let rows = [
        ("cyjs", "/elements/nodes", "/elements/edges", "/data/evidence/0/trigger/1"),
        ("graphology", "/nodes", "/edges", "/attributes/evidence/0/trigger/1"),
        ("jgf", "/graph/nodes", "/graph/edges", "/metadata/evidence/0/trigger/1"),
        ("cx2", "/4/nodes", "/5/edges", "/v/evidence"),
    ];
    for (name, nodes, edges, proof) in rows {
        let read = json(name);
        let count =
            |at: &str| read.pointer(at).map(|v| v.as_array().map_or_else(|| v.as_object().unwrap().len(), Vec::len));
        assert_eq!((count(nodes), count(edges)), (Some(graph.nodes.len()), Some(graph.edges.len())), "{name}");
        for (edge, expected) in read.pointer(edges).unwrap().as_array().unwrap().iter().zip(&graph.edges) {
            match edge.pointer(proof).unwrap() {
                Value::String(list) => {
                    let proofs: Vec<graph::Proof> = serde_json::from_str(list).unwrap();
                    assert_eq!(proofs, expected.evidence);
                }
                end => assert_eq!(end, expected.evidence[0].trigger[1]),
            }
        }
    }
}

#[test]
fn tables_have_a_row_each_and_no_formula() {
    let graph = nasty();
    let proofs: usize = graph.edges.iter().map(|edge| edge.evidence.len()).sum();
    let files = written("csv", &graph);
    let rows = |name: &str| -> Vec<csv::StringRecord> {
        csv::Reader::from_reader(&files[name][..]).records().map(Result::unwrap).collect()
    };
    let expected = [
        ("nodes.csv", graph.nodes.len()),
        ("edges.csv", graph.edges.len()),
        ("evidence.csv", proofs),
        ("documents.csv", graph.documents.len()),
    ];
    for (name, count) in expected {
        assert_eq!(rows(name).len(), count, "{name}");
        let cells: Vec<String> =
            rows(name).iter().flat_map(|row| row.iter().map(str::to_owned).collect::<Vec<_>>()).collect();
        assert!(!cells.iter().any(|cell| cell.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{name}");
    }
    assert!(rows("nodes.csv").iter().any(|row| row[1] == *"'=cmd()|\"/C calc\"!A0"));
    let files = written("neo4j", &graph);
    let mut reader = csv::Reader::from_reader(&files["nodes.csv"][..]);
    assert_eq!(
        reader.headers().unwrap().iter().take(4).collect::<Vec<_>>(),
        ["id:ID(Entity)", ":LABEL", "name", "type"]
    );
    assert_eq!(reader.records().map(Result::unwrap).count(), graph.nodes.len());
    let parquet = written("parquet", &graph);
    for (name, count) in expected {
        let bytes = parquet[&name.replace("csv", "parquet")].clone();
        let path = Place::new();
        let file = std::fs::File::open(path.file("t.parquet", bytes)).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        assert_eq!(reader.metadata().file_metadata().num_rows(), i64::try_from(count).unwrap(), "{name}");
        assert_eq!(reader.get_row_iter(None).unwrap().map(Result::unwrap).count(), count, "{name}");
    }
}

#[test]
fn what_is_denied_or_planned_is_told_of_but_not_asserted_in_rdf() {
    let graph = nasty();
    for name in ["ttl", "ttl12"] {
        let content = text(name);
        let triples: Vec<_> = TurtleParser::new().for_slice(content.as_bytes()).map(Result::unwrap).collect();
        let plain = triples.iter().filter(|t| t.predicate.as_str().starts_with("urn:whowhom:relation/"));
        let stated = graph.edges.iter().filter(|edge| edge.stated() > 0).count();
        assert_eq!(plain.count(), stated, "{name}");
        let counts = triples.iter().filter(|t| t.predicate.as_str() == "urn:whowhom:schema/assertions").count();
        assert_eq!(counts, graph.edges.len(), "{name}");
        assert!(stated < graph.edges.len() && !content.contains("_:"));
    }
}

#[test]
fn scripts_quote_what_they_hold() {
    let cypher = text("cypher");
    assert_eq!(cypher.lines().count(), 1 + nasty().nodes.len() + nasty().edges.len());
    assert!(cypher.lines().all(|line| line.ends_with(';')));
    assert!(cypher.contains(r#"n.name = 'Maria "M" Keller \\'"#) && cypher.contains(r"it\'s"));
    let mermaid = text("mermaid");
    assert!(mermaid.starts_with("flowchart LR\n") && mermaid.contains("\"end\"") && !mermaid.contains("\n  end"));
    assert!(mermaid.contains("-. \"not#58; denied\" .->"), "{mermaid}");
}

#[test]
fn notes_stay_in_their_vault_and_apart() {
    let graph = nasty();
    let notes = written("obsidian", &graph);
    assert_eq!(notes.len(), graph.nodes.len() + graph.documents.len());
    let lower: BTreeSet<String> = notes.keys().map(|name| name.to_lowercase()).collect();
    assert_eq!(lower.len(), notes.len());
    for name in notes.keys() {
        let parts: Vec<&str> = name.split('/').collect();
        assert!(parts.len() == 2 && !parts.contains(&"..") && !name.contains(['\\', ':', '\n', '\0']), "{name}");
    }
}

#[test]
fn money_follows_entities_that_are_there() {
    let content = text("ftm");
    let entities: Vec<Value> = content.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ids: BTreeSet<&str> = entities.iter().map(|e| e["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), entities.len());
    let links: Vec<&Value> = entities.iter().filter(|e| e["schema"] == "UnknownLink").collect();
    assert_eq!(links.len(), nasty().edges.len());
    for link in links {
        for end in ["subject", "object", "proof"] {
            let own = link["properties"][end].as_array().unwrap();
            assert!(!own.is_empty() && own.iter().all(|id| ids.contains(id.as_str().unwrap())), "{link}");
        }
    }
}

#[test]
fn texts_go_out_with_their_names_in_place() {
    let (mut project, mut memory, mut count) = (Project::default(), Memory::default(), 0);
    for document in articles("tests/texts") {
        let analysis = ANALYSER.analyse(document);
        count += 1;
        project.add(&contribution(&analysis), &mut memory).unwrap();
        let mut line = Vec::new();
        spacy::json_line(&contribution(&analysis), &analysis.tokens, &analysis.parse, &mut line).unwrap();
        let value: Value = serde_json::from_slice(&line).unwrap();
        let letters: Vec<char> = value["text"].as_str().unwrap().chars().collect();
        let mut at = 0;
        for token in value["tokens"].as_array().unwrap() {
            let [start, end] = ["start", "end"].map(|name| usize::try_from(token[name].as_u64().unwrap()).unwrap());
            // Tokens cover the text but for single spaces.
            assert!(start == at || (start == at + 1 && letters[at] == ' '), "{}: {token}", analysis.document.id);
            at = end;
        }
        assert!(letters.len() - at <= 1);
    }
    project.finish(&mut memory).unwrap();
    assert_eq!(memory.0.len(), 2 * count + 1);
    for (name, page) in memory.0.iter().filter(|(name, _)| name.strip_suffix(".ann").is_some()) {
        let page = String::from_utf8(page.lock().unwrap().clone()).unwrap();
        let text = memory.0[&name.replace(".ann", ".txt")].lock().unwrap().clone();
        let letters: Vec<char> = String::from_utf8(text).unwrap().chars().collect();
        for line in page.lines().filter(|line| line.starts_with('T') && !line.contains(';')) {
            let parts: Vec<&str> = line.splitn(3, '\t').collect();
            let at: Vec<usize> = parts[1].split(' ').skip(1).map(|number| number.parse().unwrap()).collect();
            assert_eq!(letters[at[0]..at[1]].iter().collect::<String>(), parts[2], "{name}: {line}");
        }
    }
}

#[test]
fn a_part_holds_what_was_asked_for() {
    let sizes = |part: Part| {
        let part = part.of(nasty());
        (part.nodes.len(), part.edges.len())
    };
    let all = (nasty().nodes.len(), nasty().edges.len());
    assert_eq!(sizes(Part::default()), all);
    assert_eq!(sizes(Part { min_count: 1, ..Part::default() }), all);
    assert_eq!(sizes(Part { min_count: 2, ..Part::default() }), (2, 1));
    assert_eq!(sizes(Part { relation: Some("met".to_owned()), ..Part::default() }).1, 4);
    assert_eq!(sizes(Part { entity_type: Some(EntityType::Person), ..Part::default() }), (2, 3));
    let ego = |depth| Part { ego: Some(("person/keller".to_owned(), depth)), ..Part::default() };
    assert_eq!((sizes(ego(0)), sizes(ego(1)), sizes(ego(2))), ((1, 1), (2, 3), (3, 4)));
    assert_eq!(sizes(Part { top: Some(2), ..Part::default() }).0, 2);
}

#[test]
fn export_writes_to_where_it_is_told() {
    let folder = Place::new();
    let graph = folder.file("graph.json", NASTY);
    let tables = folder.path("tables");
    let ran = whowhom(&["export", "-f", "csv", "--graph", &graph, "-o", &tables]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""));
    assert!(ran.err.starts_with("whowhom: csv: words that a spreadsheet"), "{}", ran.err);
    let mut names: Vec<_> = std::fs::read_dir(&tables).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["documents.csv", "edges.csv", "evidence.csv", "nodes.csv"]);
    let screen = whowhom(&["export", "-f", "json", "--links", "--relation", "accused", "--graph", &graph]);
    assert_eq!((screen.code, screen.out.contains("\"links\":["), screen.err.as_str()), (Some(0), true, ""));
    let none = whowhom(&["export", "-f", "json", "--ego", "nobody", "--graph", &graph]);
    assert_eq!((none.code, none.out.as_str()), (Some(1), ""));
    let wrong = [
        (vec!["-f", "csv"], "--format csv is several files: give their folder with -o"),
        (vec!["-f", "gexf", "--neo4j"], "--neo4j goes with --format csv, not gexf"),
        (vec!["-f", "spacy"], "--format spacy holds texts, which no graph has: give the articles"),
        (vec!["-f", "gexf", "seeds"], "--format gexf is written from --graph; only spacy and brat read articles"),
    ];
    for (args, expected) in wrong {
        refused(&[&["export", "--graph", &graph], args.as_slice()].concat(), expected);
    }
}
