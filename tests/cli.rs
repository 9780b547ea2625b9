use std::path::Path;
use std::process::{Command, Output};

fn whowhom(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_whowhom")).args(args).output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn build_then_ask() {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().to_str().unwrap();
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let built = whowhom(&["build", seeds.to_str().unwrap(), "-o", folder]);
    assert!(built.status.success(), "{}", stderr(&built));
    let graph = format!("{folder}/graph.json");
    let found = whowhom(&["neighbors", "ussr", "--graph", &graph]);
    assert_eq!(found.status.code(), Some(0), "{}", stderr(&found));
    assert!(String::from_utf8_lossy(&found.stdout).contains("accused"));
    let missing = whowhom(&["neighbors", "Vodafon", "--graph", &graph]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(stderr(&missing).contains("did you mean"));
}

#[test]
fn bad_input_is_named_and_the_rest_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("good.txt", b"France accused Spain of delay.");
    write("empty.txt", b"  \n");
    write("binary.txt", b"\x89PNG\0\0");
    write("lines.jsonl", b"{\"id\":\"a\",\"text\":\"Peru met Chile.\"}\n{\"id\":\n");
    let output = whowhom(&["annotate", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 2);
    let said = stderr(&output);
    for expected in ["empty.txt: the text is empty", "binary.txt: not text", "lines.jsonl:2:"] {
        assert!(said.contains(expected), "{said}");
    }
    let missing = whowhom(&["build", "no/such/file"]);
    assert_eq!(missing.status.code(), Some(2));
}

#[test]
fn a_graph_that_is_not_ours_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("graph.json");
    std::fs::write(&path, "{\"nodes\": 3}").unwrap();
    let output = whowhom(&["stats", "--graph", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("not a graph of whowhom"), "{}", stderr(&output));
}
