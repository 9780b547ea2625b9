use jsonschema::Validator;
use serde_json::{Value, json};
use whowhom::eval;
use whowhom::export::annotate;
use whowhom::graph::{self, LinksKey};
use whowhom::span::OffsetUnit;

use crate::sample::{ANALYSER, articles, contribution, graph_of};

const ANNOTATE: &str = include_str!("../docs/schema/annotate.schema.json");
const EVAL: &str = include_str!("../docs/schema/eval.schema.json");
const GRAPH: &str = include_str!("../docs/schema/graph.schema.json");

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
