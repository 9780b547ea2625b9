use std::collections::BTreeSet;

use jsonschema::{Resource, Validator};
use serde_json::{Value, json};
use whowhom::eval;
use whowhom::export::annotate;
use whowhom::graph::{self, LinksKey};
use whowhom::span::OffsetUnit;

use crate::cli::{Folder, Ran, whowhom};
use crate::queries::{records, stored};
use crate::sample::{ANALYSER, articles, contribution, graph_of};

const ANNOTATE: &str = include_str!("../docs/schema/annotate.schema.json");
const EVAL: &str = include_str!("../docs/schema/eval.schema.json");
const GRAPH: &str = include_str!("../docs/schema/graph.schema.json");
const QUERIES: &str = include_str!("../docs/schema/queries.schema.json");

pub(crate) fn validator(schema: &str) -> Validator {
    let schema: Value = serde_json::from_str(schema).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

#[track_caller]
pub(crate) fn check(validator: &Validator, value: &Value) {
    let errors: Vec<String> = validator.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path)).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

/// Every change of a sound object must make it fail.
#[track_caller]
fn refuses(validator: &Validator, sound: &Value, changes: &[(&str, Value)]) {
    for (pointer, value) in changes {
        let mut broken = sound.clone();
        *broken.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} is not there")) = value.clone();
        assert!(!validator.is_valid(&broken), "{pointer} = {value} is let through");
    }
    let name = sound.as_object().unwrap().keys().next().unwrap().clone();
    let mut broken = sound.clone();
    broken.as_object_mut().unwrap().remove(&name);
    assert!(!validator.is_valid(&broken), "an object without {name} is let through");
    let mut broken = sound.clone();
    broken["surprise"] = json!(1);
    assert!(!validator.is_valid(&broken), "an unknown field is let through");
}

/// The words of a text between two code points.
fn words(text: &str, start: &Value, end: &Value) -> String {
    let (start, end) = (start.as_u64().unwrap(), end.as_u64().unwrap());
    text.chars().skip(usize::try_from(start).unwrap()).take(usize::try_from(end - start).unwrap()).collect()
}

#[test]
fn annotations_fit_their_schema_and_count_code_points() {
    let validator = validator(ANNOTATE);
    let mut stated = None;
    for document in articles("seeds").into_iter().chain(articles("tests/texts")) {
        let analysis = ANALYSER.analyse(document);
        let mut line = Vec::new();
        annotate::json_line(&contribution(&analysis), OffsetUnit::CodePoints, &mut line).unwrap();
        let value: Value = serde_json::from_slice(&line).unwrap();
        check(&validator, &value);
        for mention in value["mentions"].as_array().unwrap() {
            assert_eq!(words(&analysis.document.text, &mention["start"], &mention["end"]), mention["text"]);
        }
        if value["assertions"].as_array().is_some_and(|a| !a.is_empty()) {
            stated = Some(value);
        }
    }
    refuses(
        &validator,
        &stated.expect("an article states something"),
        &[
            ("/schema_version", json!(1)),
            ("/id", json!(7)),
            ("/mentions/0/start", json!(-1)),
            ("/mentions/0/type", json!("planet")),
            ("/mentions/0/score", json!(1.5)),
            ("/entities/0/id", json!("nothing")),
            ("/entities/0/wikidata", json!("159")),
            ("/assertions/0/evidence/trigger", json!([1])),
            ("/assertions/0/polarity", json!("maybe")),
            ("/assertions/0/time", json!("yesterday")),
            ("/assertions/0/place", json!("Lima")),
            ("/assertions/0/role", json!("")),
            ("/assertions/0/open", json!("no")),
        ],
    );
}

#[test]
fn graphs_fit_their_schema_by_either_name_of_the_edges() {
    let validator = validator(GRAPH);
    let documents = articles("seeds").into_iter().chain(articles("tests/texts")).collect();
    let graph = graph_of(&ANALYSER.analyse_all(documents));
    for (key, name) in [(LinksKey::Edges, "edges"), (LinksKey::Links, "links")] {
        let mut bytes = Vec::new();
        graph::write(&graph, key, &mut bytes).unwrap();
        let value: Value = serde_json::from_slice(&bytes).unwrap();
        check(&validator, &value);
        assert_eq!(value[name].as_array().unwrap().len(), graph.edges.len());
        assert_eq!(graph::read("graph.json", &String::from_utf8(bytes).unwrap()).unwrap(), graph);
        let mut both = value.clone();
        both["edges"] = value[name].clone();
        both["links"] = value[name].clone();
        assert!(!validator.is_valid(&both), "edges and links together are let through");
        let edge = |field: &str| format!("/{name}/0/{field}");
        refuses(
            &validator,
            &value,
            &[
                ("/schema_version", json!("1")),
                ("/directed", json!(false)),
                ("/graph/documents/0/hash", json!("short")),
                ("/nodes/0/aliases", json!([])),
                ("/nodes/0/mentions", json!(0)),
                (&edge("key"), json!("Accused Of")),
                (&edge("evidence"), json!([])),
                (&edge("open"), json!(0)),
                (&edge("n_sources"), json!(-1)),
                (&edge("status/planned"), json!(null)),
                (&edge("evidence/0/time"), json!("2022-01-06T10:00")),
                (&edge("evidence/0/source"), json!("Lima")),
                (&edge("evidence/0/plover"), json!("aid")),
                (&edge("evidence/0/sentence"), json!([0, 1, 2])),
                (&edge("evidence/0/status"), json!("sure")),
            ],
        );
    }
}

#[test]
fn figures_fit_their_schema() {
    let validator = validator(EVAL);
    let mut table = eval::Table::new("ner");
    table.add_counts("PER", eval::Counts { right: 1, predicted: 0, gold: 3 });
    let shares = vec![("upos", eval::Figure::share(1, 3)), ("of", eval::Figure::Count(3))];
    let trees = eval::Table { name: "parse", rows: vec![("words".to_owned(), shares)] };
    let value = eval::json(&[table, trees]);
    check(&validator, &value);
    assert_eq!((&value["ner"]["PER"]["p"], &value["parse"]["words"]["upos"]), (&Value::Null, &json!(33.33)));
    for (pointer, wrong) in [("/schema_version", json!(2)), ("/ner/PER/r", json!(101)), ("/parse/words/of", json!(-1))]
    {
        let mut broken = value.clone();
        *broken.pointer_mut(pointer).unwrap() = wrong;
        assert!(!validator.is_valid(&broken), "{pointer}");
    }
}

/// A part of queries.schema.json, which speaks of the edges of graph.schema.json.
fn part(name: &str) -> Validator {
    let resource = |text: &str| Resource::from_contents(serde_json::from_str(text).unwrap()).unwrap();
    let wanted = json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": format!("json-schema:///queries.schema.json#/$defs/{name}")});
    jsonschema::options()
        .with_resource("json-schema:///queries.schema.json", resource(QUERIES))
        .with_resource("json-schema:///graph.schema.json", resource(GRAPH))
        .build(&wanted)
        .unwrap()
}

/// Commands, what they say in JSON, and its list.
const QUESTIONS: &[(&[&str], &str, &str)] = &[
    (&["neighbors", "Mali"], "edges", "edges"),
    (&["neighbors", "mali", "--depth", "2", "--limit", "3"], "edges", "edges"),
    (
        &["neighbors", "mali", "--relation", "met_with,bombed", "--type", "person", "--direction", "out"],
        "edges",
        "edges",
    ),
    (&["neighbors", "mali", "--since", "2022-03", "--until", "2022", "--source", "the post"], "edges", "edges"),
    (&["neighbors", "lima", "--relation", "owns"], "edges", "edges"),
    (&["evidence", "Mali", "Norway"], "edges", "edges"),
    (&["contradictions"], "edges", "edges"),
    (&["contradictions", "Mali", "--limit", "1"], "edges", "edges"),
    (&["path", "Jon Berg", "region/berg"], "path", "paths"),
    (&["path", "Jon Berg", "region/berg", "-k", "4", "--status", "asserted"], "path", "paths"),
    (&["path", "Lima", "Lima"], "path", "paths"),
    (&["search", "berg"], "search", "found"),
    (&["search", "met", "with", "--limit", "2"], "search", "found"),
    (&["search", "zzz"], "search", "found"),
    (&["show", "NATO"], "show", "nodes"),
    (&["stats", "--min-score", "0.9"], "stats", "counts"),
    (&["common", "Mali", "Norway", "--limit", "2"], "common", "common"),
    (&["timeline", "Peru"], "timeline", "events"),
    (&["timeline", "Mali", "--limit", "9", "--relation", "accused"], "timeline", "events"),
    (&["top"], "top", "top"),
    (&["top", "--by", "pagerank", "--type", "person"], "top", "top"),
    (&["top", "--by", "betweenness", "--limit", "2"], "top", "top"),
    (&["components"], "components", "components"),
    (&["context", "--entities", "Mali,Norway", "--budget", "40"], "context", "sentences"),
    (&["context", "--entities", "Lima"], "context", "sentences"),
];

#[test]
fn answers_fit_their_schema_and_are_those_of_a_whole_graph() {
    let folder = Folder::new();
    let records = records(60, 5);
    let store = stored(&folder, &records).to_str().unwrap().to_owned();
    let mut bytes = Vec::new();
    graph::write(&graph::merge(records), LinksKey::Edges, &mut bytes).unwrap();
    let file = folder.file("graph.json", bytes);
    for (question, schema, list) in QUESTIONS {
        let ask = |graph: &str, form: &[&str]| whowhom(&[question, form, &["--graph", graph]].concat());
        let ran = ask(&store, &["--json"]);
        assert_eq!(ran.err, "", "{question:?}");
        let value: Value = serde_json::from_str(&ran.out).unwrap();
        let validator = part(schema);
        check(&validator, &value);
        let items = value[list].as_array().unwrap();
        assert_eq!(ran.code, Some(i32::from(items.is_empty())), "{question:?}");
        refuses(&validator, &value, &[("/schema_version", json!(1)), (&format!("/{list}"), json!({}))]);
        let whole = ask(&file, &["--json"]);
        assert_eq!((whole.code, &whole.out), (ran.code, &ran.out), "{question:?}");
        let lines: Vec<Value> =
            ask(&store, &["--jsonl"]).out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(&lines, items, "{question:?}");
        for graph in [&store, &file] {
            let told = ask(graph, &[]);
            assert_eq!((told.code, told.out.is_empty()), (ran.code, items.is_empty()), "{question:?}: {}", told.err);
        }
        assert_eq!(ask(&store, &[]).out, ask(&file, &[]).out, "{question:?}");
    }
    let answer = whowhom(&[
        "sql",
        "SELECT id, documents, NULL AS none FROM entities ORDER BY id LIMIT 2",
        "--json",
        "--graph",
        &store,
    ]);
    let value: Value = serde_json::from_str(&answer.out).unwrap();
    check(&part("sql"), &value);
    assert_eq!(value["rows"][0], json!(["city/lima", 60, null]));
}

#[test]
fn errors_fit_their_schema_and_leave_standard_output_empty() {
    let folder = Folder::new();
    let store = stored(&folder, &records(12, 4)).to_str().unwrap().to_owned();
    let (text, none) = (folder.file("text.db", "Peru met Chile. ".repeat(99)), folder.path("none.db"));
    let (list, missing) = (folder.file("list.json", "[]"), folder.path("none.json"));
    let messages = part("message");
    let failing: [(&[&str], i32, &str); 9] = [
        (&["neighbors", "Norwy", "--json", "--graph", &store], 1, "no_entity"),
        (&["show", "Norwy", "--jsonl", "--graph", &store], 1, "no_entity"),
        (&["neighbors", "Norway", "--json", "--graph", &none], 2, "no_store"),
        (&["stats", "--json", "--graph", &text], 2, "not_a_store"),
        (&["stats", "--json", "--graph", &list], 2, "not_a_graph"),
        (&["stats", "--json", "--graph", &missing], 2, "unreadable"),
        (&["sql", "DELETE FROM documents", "--json", "--graph", &store], 2, "question"),
        (&["neighbors", "--json"], 2, "usage"),
        (&["stats", "--json", "--since", "soon"], 2, "usage"),
    ];
    for (args, code, word) in failing {
        let Ran { code: ended, out, err } = whowhom(args);
        assert_eq!((ended, out.as_str(), err.lines().count()), (Some(code), "", 1), "{args:?}: {err}");
        let value: Value = serde_json::from_str(&err).unwrap();
        check(&messages, &value);
        assert_eq!(value["error"]["code"], word, "{args:?}: {err}");
        assert!(value["error"]["fix"].is_string() || word == "unreadable", "{args:?}: {err}");
    }
    let more = whowhom(&["neighbors", "Mali", "--jsonl", "--limit", "1", "--graph", &store]);
    check(&messages, &serde_json::from_str(&more.err).unwrap());
    assert!(more.err.contains("relations more"), "{}", more.err);
}

/// Commands that a help page lists, those of commands with commands of their own after their name.
fn commands(page: &[&str]) -> BTreeSet<String> {
    let help = whowhom(&[&["help"], page].concat()).out;
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = listed
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next());
    let mut all = BTreeSet::new();
    for name in names.filter(|name| *name != "help") {
        let own = [page, &[name]].concat();
        let below = commands(&own);
        all.extend(if below.is_empty() { BTreeSet::from([own.join(" ")]) } else { below });
    }
    all
}

#[test]
fn the_table_of_commands_is_the_program_s() {
    let text = include_str!("../docs/cli.md");
    let rows = |text: &str| -> BTreeSet<String> {
        text.lines().filter_map(|line| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_owned())).collect()
    };
    let table = rows(text.split("## Questions").next().unwrap());
    // Making models is a feature of its own.
    let own: BTreeSet<String> = commands(&[]).into_iter().filter(|command| !command.starts_with("train")).collect();
    assert_eq!(table, own);
    let codes = rows(text.split("## Errors").nth(1).unwrap());
    let source = include_str!("../src/cli/failure.rs");
    for code in codes.iter().filter(|code| !["no_entity", "several_entities"].contains(&code.as_str())) {
        assert!(source.contains(&format!("\"{code}\"")), "{code}");
    }
}
