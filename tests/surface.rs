use std::collections::BTreeSet;

use whowhom::export::{dot, events};
use whowhom::gazetteer::EntityType;
use whowhom::graph::{self, DocumentNode, Edge, Filter, Graph, LinksKey, Node, Proof};
use whowhom::relation::{Polarity, Status, plover};

use crate::cli::{Folder, refused, whowhom};

/// An edge by hand: ends by name, relation, and for each proof document, status, polarity, speaker, time.
type Stated<'a> = (&'a str, &'a str, &'a str, &'a [(&'a str, Status, Polarity, Option<&'a str>, Option<&'a str>)]);

const YES: Polarity = Polarity::Positive;
const NO: Polarity = Polarity::Negated;

const STATED: [Stated<'static>; 8] = [
    ("country/norway", "aided", "country/mali", &[("a", Status::Planned, YES, None, Some("2022-W02"))]),
    ("country/norway", "attacked", "country/peru", &[("a", Status::Hypothetical, YES, None, None)]),
    ("country/norway", "met_with", "country/peru", &[("b", Status::Asserted, NO, None, None)]),
    (
        "country/peru",
        "bombed",
        "country/mali",
        &[
            ("a", Status::Reported, YES, Some("person/maria-keller"), None),
            ("b", Status::Reported, YES, Some("person/jon-berg"), None),
            ("b", Status::Reported, NO, Some("country/peru"), None),
        ],
    ),
    ("country/mali", "sign_with", "country/peru", &[("b", Status::Asserted, YES, None, Some("2022-01-03"))]),
    ("country/peru", "released", "person/jon-berg", &[("b", Status::Requested, YES, Some("country/norway"), None)]),
    ("person/jon-berg", "minister_of", "country/peru", &[("a", Status::Asserted, YES, None, None)]),
    ("person/maria-keller", "accused", "country/peru", &[("a", Status::Asserted, YES, None, None)]),
];

fn graph() -> Graph {
    let document = |id: &str, date: Option<&str>| DocumentNode {
        id: id.to_owned(),
        title: None,
        date: date.map(str::to_owned),
        source: None,
        hash: "0".repeat(32),
        language: None,
        duplicate_of: None,
        near_copy_of: None,
    };
    let ids: BTreeSet<&str> = STATED.iter().flat_map(|(source, _, target, _)| [*source, *target]).collect();
    let node = |id: &&str| Node {
        id: (*id).to_owned(),
        entity_type: EntityType::parse(id.split('/').next().unwrap()).unwrap(),
        name: id.split('/').nth(1).unwrap().to_owned(),
        aliases: BTreeSet::from(["X".to_owned()]),
        wikidata: None,
        mentions: 1,
        documents: 1,
    };
    let mut edges: Vec<Edge> = STATED.iter().map(edge).collect();
    edges.sort_by_key(Edge::id);
    let documents = vec![document("a", Some("2022-01-06")), document("b", None)];
    let graph = Graph { documents, nodes: ids.iter().map(node).collect(), edges };
    // Leaving out a proof of no score makes it count.
    graph.filtered(&Filter { min_score: 0.5, ..Filter::default() })
}

fn edge((source, key, target, proofs): &Stated<'_>) -> Edge {
    let own = plover::of_relation(key);
    let proof =
        |(document, status, polarity, speaker, time): &(&str, Status, Polarity, Option<&str>, Option<&str>)| Proof {
            document: (*document).to_owned(),
            sentence: [0, 20],
            subject: [0, 4],
            trigger: [5, 9],
            object: [10, 14],
            quote: "\"Some\twords.\"".replace('\t', " "),
            polarity: *polarity,
            status: *status,
            source: speaker.map(str::to_owned),
            time: time.map(str::to_owned),
            place: None,
            role: None,
            plover: plover::class(own, *status, *polarity),
            score: 0.9,
            rule: "test".to_owned(),
        };
    let evidence: Vec<Proof> = proofs.iter().map(proof).collect();
    Edge {
        source: (*source).to_owned(),
        target: (*target).to_owned(),
        key: (*key).to_owned(),
        open: own.is_none(),
        predicate: key.replace('_', " "),
        plover: own.map(str::to_owned),
        assertions: 0,
        documents: 0,
        n_sources: 0,
        status: graph::StatusCounts::default(),
        negated: 0,
        first: None,
        last: None,
        evidence: evidence.iter().cloned().chain([Proof { score: 0.0, ..evidence[0].clone() }]).collect(),
    }
}

fn saved(folder: &Folder) -> String {
    let mut bytes = Vec::new();
    graph::write(&graph(), LinksKey::Edges, &mut bytes).unwrap();
    folder.file("graph.json", bytes)
}

/// Relations that remain, with the counts of proofs that affirm and deny.
fn counted(filter: &Filter) -> Vec<(String, usize, usize)> {
    let graph = graph().filtered(filter);
    graph.edges.iter().map(|e| (e.key.clone(), e.assertions - e.negated, e.negated)).collect()
}

#[test]
fn filters_count_again_and_denials_are_asked_for() {
    let only =
        |statuses: &[Status], negated: bool| Filter { statuses: statuses.to_vec(), negated, ..Filter::default() };
    let row = |key: &str, affirmed: usize, denied: usize| (key.to_owned(), affirmed, denied);
    assert_eq!(counted(&only(&[Status::Reported], false)), [row("bombed", 2, 0)]);
    assert_eq!(counted(&only(&[Status::Reported], true)), [row("met_with", 0, 1), row("bombed", 2, 1)]);
    assert_eq!(counted(&only(&[], true)), [row("met_with", 0, 1), row("bombed", 0, 1)]);
    assert_eq!(counted(&Filter::default()).len(), STATED.len());
    assert!(counted(&Filter { min_score: 0.95, ..Filter::default() }).is_empty());
    let all = graph();
    let bombed = all.edges.iter().find(|e| e.key == "bombed").unwrap();
    assert_eq!((bombed.documents, bombed.n_sources, bombed.stated()), (2, 2, 2));
    assert_eq!((bombed.first.as_deref(), bombed.status.reported), (Some("2022-01-06"), 2));
    let met = all.edges.iter().find(|e| e.key == "met_with").unwrap();
    assert_eq!((met.is_denied(), met.n_sources, met.stated()), (true, 0, 0));
}

#[test]
fn queries_show_status_and_do_not_walk_over_what_is_denied() {
    let folder = Folder::new();
    let graph = saved(&folder);
    let ask = |args: &[&str]| whowhom(&[args, &["--graph", &graph]].concat());
    let near = ask(&["neighbors", "peru"]);
    for words in ["2 reported, 1 denied in 2 documents", "1 hypothetical", "not: met with", "1 requested"] {
        assert!(near.out.contains(words), "{words}: {}", near.out);
    }
    let proofs = ask(&["evidence", "country/peru|bombed|country/mali"]);
    assert!(proofs.out.contains("(reported by peru, denied)"), "{}", proofs.out);
    let reported = ask(&["neighbors", "peru", "--status", "reported"]);
    assert!(reported.out.contains("bombed") && !reported.out.contains("met with"), "{}", reported.out);
    // Norway and Peru: a denied meeting and a threat; without the threat, only the denial links them.
    let direct = |status: &str| ask(&["path", "norway", "peru", "--jsonl", "--status", status]);
    assert_eq!(direct("hypothetical").code, Some(0));
    assert_eq!((direct("asserted").code, direct("asserted").out.as_str()), (Some(1), ""));
    assert!(direct("asserted,negated").out.contains("met_with"));
    let wrong = whowhom(&["stats", "--min-score", "2", "--graph", &graph]);
    assert!(wrong.code == Some(2) && wrong.err.contains("expected a number from 0 to 1"), "{}", wrong.err);
    assert_eq!(ask(&["stats", "--status", "maybe"]).code, Some(2));
}

#[test]
fn events_are_rows_of_who_does_what_to_whom() {
    let folder = Folder::new();
    let graph = saved(&folder);
    let file = folder.path("events.tsv");
    let ran = whowhom(&["export", "--format", "events", "--graph", &graph, "-o", &file]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(0), "", ""));
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').from_path(&file).unwrap();
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cell = |row: &csv::StringRecord, name: &str| row[header.iter().position(|h| h == name).unwrap()].to_owned();
    let columns = ["date", "source_name", "relation", "target_name", "plover", "cameo", "mode", "polarity", "speaker"];
    let line = |row: &csv::StringRecord| columns.map(|name| cell(row, name)).join("|");
    let found: BTreeSet<String> = rows.iter().map(line).collect();
    let expected = [
        // Jon Berg is a minister of Peru: he does not accuse it.
        "|norway|met_with|peru|REJECT|12|asserted|negated|",
        "|norway|released|peru|REQUEST|10|requested|positive|country/norway",
        "|peru|bombed|mali|ASSAULT|19|reported|negated|country/peru",
        "|peru|bombed|mali|ASSAULT|19|reported|positive|person/jon-berg",
        "2022-01-03|mali|sign_with|peru|||asserted|positive|",
        "2022-01-06|maria-keller|accused|peru|ACCUSE|11|asserted|positive|",
        "2022-01-06|norway|attacked|peru|THREATEN|13|hypothetical|positive|",
        "2022-01-06|peru|bombed|mali|ASSAULT|19|reported|positive|person/maria-keller",
        "2022-W02|norway|aided|mali|AGREE|03|planned|positive|",
    ];
    assert_eq!(found, expected.map(str::to_owned).into());
    assert_eq!(rows.len(), 9);
    assert_eq!(cell(&rows[0], "quote"), "\"Some words.\"");
    let dates: Vec<String> = rows.iter().map(|row| cell(row, "date")).collect();
    assert!(dates.is_sorted(), "{dates:?}");
    let screen = whowhom(&["export", "--format", "events", "--graph", &graph, "--status", "planned"]);
    assert_eq!(screen.out.lines().count(), 2);
    refused(
        &["export", "--format", "events", "--graph", "no/graph.json"],
        "no/graph.json: cannot be read: No such file or directory (os error 2)",
    );
}

#[test]
fn an_accusation_is_derived_unless_it_is_stated_too() {
    let mut graph = graph();
    let accusations = |graph: &Graph| {
        let mut out = Vec::new();
        events::write(graph, &mut out).unwrap();
        String::from_utf8(out).unwrap().matches("\tACCUSE\t").count()
    };
    assert_eq!(accusations(&graph), 1);
    // Norway's request is stated once as itself and once by what it asks for.
    let asked = |graph: &Graph| {
        let mut out = Vec::new();
        events::write(graph, &mut out).unwrap();
        String::from_utf8(out).unwrap().matches("\tREQUEST\t").count()
    };
    let request = ("country/norway", "called_on", "country/peru", &[("b", Status::Asserted, YES, None, None)][..]);
    graph.edges.push(edge(&request));
    assert_eq!(asked(&graph), 1);
    graph.edges.retain(|edge| edge.key != "accused");
    assert_eq!(accusations(&graph), 1);
    graph.edges.retain(|edge| edge.key != "minister_of");
    assert_eq!(accusations(&graph), 2);
    graph.edges.retain(|edge| edge.key != "bombed");
    assert_eq!(accusations(&graph), 0);
}

#[test]
fn drawings_tell_what_is_reported_planned_and_denied() {
    let drawing = |key: &str| {
        let mut graph = graph();
        graph.edges.retain(|edge| edge.key == key);
        dot::draw(&graph, &dot::View::default())
    };
    let cases = [
        ("bombed", "style=dotted", "dotted: reported"),
        ("aided", "color=\"#AAAAAA\"", "pale: planned or possible"),
        ("met_with", "style=dashed", "dashed: denied"),
    ];
    for (key, style, legend) in cases {
        let drawn = drawing(key);
        assert!(drawn.contains(style) && drawn.contains(legend), "{key}: {drawn}");
    }
    assert!(!drawing("sign_with").contains("legend lines"));
    // A pair with several: the line is that of the firmest, the words say the rest.
    let both = dot::draw(&graph(), &dot::View::default());
    assert!(both.contains("\"attacked\\nnot: met with\""), "{both}");
}

#[test]
fn groups_are_drawn_behind_names_when_there_is_no_room() {
    let mut graph = graph();
    graph.edges.retain(|edge| edge.key == "sign_with" || edge.key == "aided");
    let mali = graph.nodes.iter_mut().find(|node| node.id == "country/mali").unwrap();
    (mali.entity_type, mali.documents) = (EntityType::Group, 9);
    let drawn = dot::draw(&graph, &dot::View { top: Some(2), ..dot::View::default() });
    assert!(drawn.contains("country/norway") && drawn.contains("country/peru") && !drawn.contains("country/mali"));
}

const REPORT: &str = "OSLO, Jan 6 - France accused Spain of delay at talks on the new harbour in Lima. The talks went on for two days \
    behind closed doors, and no date was set for the next round. Fishermen of both coasts had waited in the rain since the early \
    morning to hear how many boats may go out in spring. A paper on nets and fees will be printed next week.";

#[test]
fn near_copies_count_as_one_source() {
    let folder = Folder::new();
    folder.file(
        "agency.txt",
        format!("{REPORT}\n\nThe harbour was built when ships were small and has not been dredged for years."),
    );
    folder.file("paper.txt", format!("Harbour row\n\n{}", REPORT.replace("two days", "48 hours")));
    folder.file("own.txt", "France accused Spain of delay. Our correspondent saw the delegations leave by the back door at noon, in a hurry, \
        without the usual photograph, and a clerk who asked not to be named said that lunch had been cold.");
    assert_eq!(whowhom(&["build", &folder.path(""), "-o", &folder.path("out")]).code, Some(0));
    let text = std::fs::read_to_string(folder.path("out/graph.json")).unwrap();
    let graph = graph::read("graph.json", &text).unwrap();
    let copies: Vec<Option<&str>> = graph.documents.iter().map(|d| d.near_copy_of.as_deref()).collect();
    assert_eq!(copies, [None, None, Some("agency.txt")]);
    let accused = graph.edges.iter().find(|e| e.id() == "country/france|accused|country/spain").unwrap();
    assert_eq!((accused.documents, accused.n_sources), (3, 2));
    let shown = whowhom(&["neighbors", "France", "--graph", &folder.path("out/graph.json")]);
    assert!(shown.out.contains("3 asserted in 3 documents of 2 sources"), "{}", shown.out);
}

#[test]
fn sentences_are_explained_by_stage() {
    let said = whowhom(&["explain", "France accused Spain of delay. Nobody knows."]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    for line in [
        "France accused Spain of delay.  text:0-30\n",
        "\ntokens\n  France/NNP accused/",
        "─┾ accused",
        "\n  France = country/france: found by list",
        "\n  country/spain = Spain, Q29, named “Spain”\n",
        "\n  France -- accused -> Spain  (asserted, ",
        "\nNobody knows.  text:31-44\n",
    ] {
        assert!(said.out.contains(line), "{line}: {}", said.out);
    }
    let value: serde_json::Value =
        serde_json::from_str(&whowhom(&["explain", "--json", "France accused Spain of delay."]).out).unwrap();
    assert_eq!(value["sentences"][0]["sections"]["mentions"].as_array().unwrap().len(), 2);
    assert_eq!(whowhom(&["explain"]).code, Some(2));
    assert_eq!(whowhom(&["explain", "--no-model", "grammar", "Peru met Chile."]).code, Some(0));
}

#[test]
fn an_edge_is_explained_by_its_sentences() {
    let folder = Folder::new();
    let article = folder.file("news/a.txt", "It rained in Lima. France accused Spain of delay. Nobody knows.");
    let out = folder.path("out");
    assert_eq!(whowhom(&["build", &article, "-o", &out]).code, Some(0));
    let graph = format!("{out}/graph.json");
    let edge = ["explain", "--edge", "country/france|accused|country/spain", "--graph", &graph];
    let alone = whowhom(&edge);
    assert!(
        alone.code == Some(0) && alone.out.starts_with("France accused Spain of delay.  a.txt:0-30\n"),
        "{}",
        alone.out
    );
    let there = whowhom(&[&edge[..], &["--doc", &article]].concat());
    assert!(there.out.starts_with("France accused Spain of delay.  a.txt:19-49\n"), "{}", there.out);
    assert!(!there.out.contains("rained"));
    let whole = whowhom(&["explain", "--doc", &article]);
    assert_eq!(whole.out.matches("a.txt:").count(), 3);
    let expected = format!("no such edge in {graph}; neighbors --jsonl shows source, key and target");
    refused(&["explain", "--edge", "country/france|met|country/peru", "--graph", &graph], &expected);
}
