use std::path::Path;
use std::process::{Command, Output};

fn gazetteer(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_whowhom")).arg("gazetteer").args(args).current_dir(folder).output().unwrap()
}

fn check(output: &Output, code: i32, stdout: &str, stderr: &str) {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!((output.status.code(), &*out, &*err), (Some(code), stdout, stderr));
}

#[test]
fn import_then_look_up() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), "Label,Land,Kind\nZorblax Party,KZ,organisation/party\n").unwrap();
    let columns = ["--columns", "name=Label,in=Land,type=Kind"];
    let args = [&["import", "--from", "csv", "a.csv", "-o", "a.tsv"][..], &columns].concat();
    check(&gazetteer(folder.path(), &args), 0, "", "");
    check(&gazetteer(folder.path(), &["check", "a.tsv"]), 0, "a.tsv: 1 entities, 1 names\n", "");
    let expected = "organisation/zorblax-party\tZorblax Party\n  names: Zorblax Party\n  source: import\n  in: country/kazakhstan\n";
    check(&gazetteer(folder.path(), &["lookup", "Zorblax Party", "--gazetteers", "a.tsv"]), 0, expected, "");
}

#[test]
fn a_bad_row_stops_the_import_unless_it_is_skipped() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), "name,type\nA,city\nB,citty\n").unwrap();
    let error = "whowhom: a.csv:3:3: \"citty\" is not known, expected one of person, organisation, country, city, region, group, other, none; did you mean \"city\"?\n";
    let args = ["import", "--from", "csv", "a.csv", "-o", "a.tsv"];
    let all = format!("{error}whowhom: 1 errors, nothing was written; --skip-bad writes the good rows\n");
    check(&gazetteer(folder.path(), &args), 2, "", &all);
    assert!(!folder.path().join("a.tsv").exists());
    let some = format!("{error}whowhom: 1 errors, 1 entities were written all the same\n");
    let written = "#gaz 1\nid\ttype\tname\tsource\ncity/a\tcity\tA\timport\n";
    check(&gazetteer(folder.path(), &["import", "--from", "csv", "a.csv", "--skip-bad"]), 2, written, &some);
}

#[test]
fn add_then_look_up() {
    let folder = tempfile::tempdir().unwrap();
    let who = ["--type", "person/politician", "--name", "Zorb Blax", "--alias", "Z. Blax", "--wikidata", "Q99"];
    let more =
        ["--in", "country/kazakhstan", "--role", "minister@country/kazakhstan:2020..", "--column", "colour=red=blue"];
    let args = [&["add", "my.tsv"][..], &who, &more].concat();
    check(&gazetteer(folder.path(), &args), 0, "added person/zorb-blax to my.tsv\n", "");
    let again = "whowhom: nothing was added: my.tsv:3:1: id \"person/zorb-blax\" stands here already\n";
    check(&gazetteer(folder.path(), &args), 2, "", again);
    let expected = "person/zorb-blax\tZorb Blax\n  names: Z. Blax, Zorb Blax\n  wikidata: Q99\n  minister of country/kazakhstan 2020..\n  colour: red=blue\n  in: country/kazakhstan\n";
    check(&gazetteer(folder.path(), &["lookup", "Z. Blax", "--gazetteers", "my.tsv"]), 0, expected, "");
    let second = ["add", "my.tsv", "--type", "city", "--name", "Blaxville", "--column", "pop=12"];
    check(&gazetteer(folder.path(), &second), 0, "added city/blaxville to my.tsv\n", "");
    check(&gazetteer(folder.path(), &["check", "my.tsv"]), 0, "my.tsv: 2 entities, 3 names\n", "");
}

#[test]
fn a_wrong_spelling_gets_suggestions() {
    let folder = tempfile::tempdir().unwrap();
    let text = "#gaz 1\nid\ttype\tname\ncity/blaxville\tcity\tBlaxville\n";
    std::fs::write(folder.path().join("my.tsv"), text).unwrap();
    let lists = ["--gazetteers", "my.tsv", "--no-builtin"];
    let expected = "whowhom: no list has \"Blaxvile\" in this spelling; did you mean \"Blaxville\" (city/blaxville)?\n";
    check(&gazetteer(folder.path(), &[&["lookup", "Blaxvile"][..], &lists].concat()), 1, "", expected);
    let json = gazetteer(folder.path(), &[&["lookup", "blaxville", "--json"][..], &lists].concat());
    assert_eq!(json.status.code(), Some(1));
    let value: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(value["suggestions"][0]["id"], "city/blaxville");
    let json = gazetteer(folder.path(), &[&["lookup", "Blaxville", "--json"][..], &lists].concat());
    assert_eq!(json.status.code(), Some(0));
    let value: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(value["entries"][0]["names"][0], "Blaxville");
}

#[test]
fn our_own_lists_are_right_and_wrong_ones_are_told() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = gazetteer(own, &["check", "gazetteers"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("titles.tsv"), "title\tclass\nking\tnobl\n").unwrap();
    std::fs::write(folder.path().join("words.tsv"), "word\tclass\nParty\tparty\n").unwrap();
    let output = gazetteer(folder.path(), &["check", "titles.tsv", "words.tsv"]);
    assert_eq!(output.status.code(), Some(2));
    let out = String::from_utf8_lossy(&output.stdout);
    assert!(out.contains("titles.tsv:2:1: ") && out.contains("words.tsv:2:1: "), "{out}");
}
