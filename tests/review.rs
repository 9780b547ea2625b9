//! What a person decides, from the candidates to the graph and back.

use std::fs;

use serde_json::Value;
use whowhom::graph::decisions::HEADER;

use crate::cli::{Folder, refused, whowhom};
use crate::schema::{check, validator};

const WHY: &str = include_str!("../docs/schema/why.schema.json");
const REVIEW: &str = include_str!("../docs/schema/review.schema.json");
const DIFF: &str = include_str!("../docs/schema/diff.schema.json");

/// Two spellings of one man, and what is told of both.
const ARTICLES: [(&str, &str); 3] = [
    (
        "a.jsonl",
        "{\"id\": \"a\", \"date\": \"2022-01-03\", \"text\": \"Mohammed Haddad accused Norway of delay. Mr Haddad praised Peru.\"}\n",
    ),
    (
        "b.jsonl",
        "{\"id\": \"b\", \"date\": \"2022-01-09\", \"text\": \"Muhamad Haddad accused Norway of delay. Norway invaded Peru.\"}\n",
    ),
    ("c.jsonl", "{\"id\": \"c\", \"date\": \"2022-02-01\", \"text\": \"Norway supports Chile.\"}\n"),
];

struct Built {
    folder: Folder,
    store: String,
}

fn built() -> Built {
    let folder = Folder::new();
    for (name, text) in ARTICLES {
        folder.file(&format!("articles/{name}"), text);
    }
    let ran = whowhom(&["build", &folder.path("articles"), "-o", &folder.path("out")]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let store = folder.path("out/graph.db");
    Built { folder, store }
}

impl Built {
    /// Runs a command on the store that must do without complaint; returns what it says.
    #[track_caller]
    fn says(&self, args: &[&str], option: &str, code: i32) -> String {
        let ran = whowhom(&[args, &[option, &self.store]].concat());
        assert_eq!((ran.code, ran.err.as_str()), (Some(code), ""), "{args:?}");
        ran.out
    }

    #[track_caller]
    fn json(&self, args: &[&str], option: &str, schema: &str) -> Value {
        let value = serde_json::from_str(&self.says(&[args, &["--json"]].concat(), option, 0)).unwrap();
        check(&validator(schema), &value);
        value
    }

    fn graph(&self) -> Vec<u8> {
        fs::read(self.folder.path("out/graph.json")).unwrap()
    }

    fn decided(&self) -> String {
        self.folder.path("out/decisions.tsv")
    }
}

#[test]
fn a_merge_is_proposed_chosen_explained_compared_and_undone() {
    let built = built();
    let before = built.graph();
    let old = built.folder.file("old.json", &before);
    let found = built.json(&["review"], "--store", REVIEW);
    let first = &found["candidates"][0];
    assert_eq!((&first["from"]["id"], &first["likeness"]), (&"person/muhamad-haddad".into(), &"parts".into()));
    assert!(first["for"].as_array().unwrap().len() > 1, "{first}");
    let text = built.says(&["review"], "--store", 0);
    assert!(text.starts_with("1. person/muhamad-haddad -> person/mohammed-haddad"), "{text}");
    assert!(!fs::exists(built.decided()).unwrap());

    built.says(&["review", "--write", "1"], "--store", 0);
    let written = fs::read_to_string(built.decided()).unwrap();
    assert!(
        written.starts_with(&format!("{HEADER}\nmerge\tperson/muhamad-haddad\tperson/mohammed-haddad\t\treview: ")),
        "{written}"
    );
    let again = whowhom(&["review", "--store", &built.store]);
    assert_eq!((again.code, again.err.as_str()), (Some(1), "whowhom: no candidates\n"));
    assert!(built.says(&["verify"], "--store", 0).contains("0 faults"));

    let why = built.json(&["show", "Haddad", "--why"], "--graph", WHY);
    let found: Vec<&Value> = why["forms"].as_array().unwrap().iter().map(|form| &form["found"]).collect();
    assert!(found.contains(&&"person/muhamad-haddad".into()), "{why}");
    assert_eq!(why["decisions"][0]["line"], 2);
    let text = built.says(&["show", "Haddad", "--why"], "--graph", 0);
    assert!(text.contains("found as person/muhamad-haddad: b\n") && text.contains("decisions.tsv:2: merge"), "{text}");

    let ran = whowhom(&["diff", &old, &built.store, "--json"]);
    assert_eq!(ran.code, Some(1));
    let diff: Value = serde_json::from_str(&ran.out).unwrap();
    check(&validator(DIFF), &diff);
    assert_eq!(diff["merges"][0]["into"], "person/mohammed-haddad");
    let late = whowhom(&["diff", &old, &built.store, "--since", "2022-02-01"]);
    assert_eq!(late.code, Some(0), "{}", late.out);
    assert_eq!(whowhom(&["diff", &old, "no/such.db"]).code, Some(2));
    let text = whowhom(&["diff", &old, &built.store]).out;
    assert!(text.starts_with("> person/muhamad-haddad is person/mohammed-haddad now: "), "{text}");

    fs::write(built.decided(), format!("{HEADER}\n")).unwrap();
    let stale = whowhom(&["stats", "--graph", &built.store]);
    assert!(
        stale.code == Some(0) && stale.err.ends_with("has changed; `whowhom decide` applies it\n"),
        "{}",
        stale.err
    );
    assert_eq!(whowhom(&["verify", "--store", &built.store]).code, Some(1));
    assert!(built.says(&["decide"], "--store", 0).starts_with("0 decisions, applied"));
    assert_eq!(whowhom(&["diff", &old, &built.store]).code, Some(0));
    built.says(&["verify"], "--store", 0);
}

#[test]
fn decisions_hold_for_builds_and_survive_them() {
    let built = built();
    let before = built.graph();
    let rows = "never\tperson/muhamad-haddad\tperson/mohammed-haddad\t\tTwo men.\nrename\tcountry/peru\tRepublic of Peru\t\tAs it calls itself.\n";
    fs::write(built.decided(), format!("{HEADER}\n{rows}")).unwrap();
    let (articles, out) = (built.folder.path("articles"), built.folder.path("out"));
    assert_eq!(whowhom(&["build", &articles, "-o", &out]).code, Some(0));
    assert!(String::from_utf8(built.graph()).unwrap().contains("\"name\":\"Republic of Peru\""));
    assert_eq!(whowhom(&["review", "--store", &built.store]).code, Some(1));
    let idle = format!("{rows}merge\tcountry/chile\tcountry/peru\t\tx\nsplit\tcountry/chile\tb\t\tA slip.\n");
    fs::write(built.decided(), format!("{HEADER}\n{idle}")).unwrap();
    let ran = whowhom(&["decide", "--store", &built.store]);
    assert!(ran.code == Some(0) && ran.out.starts_with("4 decisions, applied"), "{}", ran.out);
    let expected = "5: nothing in the store is so: split country/chile b country/chile-b A slip.\n";
    assert!(ran.err.ends_with(expected) && ran.err.lines().count() == 1, "{}", ran.err);
    assert!(built.says(&["verify"], "--store", 0).contains("0 faults"));
    fs::remove_file(built.decided()).unwrap();
    assert_eq!(whowhom(&["build", &articles, "-o", &out]).code, Some(0));
    assert_eq!(built.graph(), before);
}

#[test]
fn what_cannot_be_decided_changes_nothing() {
    let built = built();
    refused(
        &["review", "--write", "9", "--store", &built.store],
        "no candidate 9; there are 1, as `whowhom review` lists them",
    );
    fs::write(built.decided(), format!("{HEADER}\nmerge\tperson/a\tperson/b\n")).unwrap();
    let expected = "3 columns; expected merge ID INTO-ID, and the reason in the fifth column, with tabs between";
    let place = format!("{}:2: ", built.decided());
    refused(&["decide", "--store", &built.store], &format!("{place}{expected}"));
    let read = whowhom(&["stats", "--graph", &built.store]);
    assert_eq!(read.code, Some(0));
    assert_eq!(read.err, format!("whowhom: {place}{expected}; until it is mended, what was decided before holds\n"));
    let json = built.folder.path("out/graph.json");
    refused(&["show", "Peru", "--why", "--graph", &json], &format!("{json}: only a store (.db) knows why"));
}
