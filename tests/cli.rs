use std::fs;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// How a command ended and what it said.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whowhom"));
    command.args(args).stdin(Stdio::null());
    command
}

pub(crate) fn whowhom(args: &[&str]) -> Ran {
    let output = command(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A folder that goes when the test ends.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Writes a file and returns its path.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }
}

fn seeds() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").to_str().unwrap().to_owned()
}

/// The JSON lines of annotate.
fn lines(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Runs a command that fails: nothing on standard output, one message, exit code 2.
#[track_caller]
pub(crate) fn refused(args: &[&str], expected: &str) {
    let ran = whowhom(args);
    assert_eq!(ran.err, format!("whowhom: {expected}\n"));
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
}

/// Annotates a folder in which one thing is wrong and one article good: one message, the good one read, exit code 2.
#[track_caller]
fn refused_but_done(folder: &Folder, expected: &str) {
    folder.file("good.txt", "France accused Spain of delay.");
    let ran = whowhom(&["annotate", &folder.path("")]);
    assert_eq!(ran.err, format!("whowhom: {expected}\n"));
    let ids: Vec<String> = lines(&ran.out).iter().map(|l| l["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!((ran.code, ids), (Some(2), vec!["good.txt".to_owned()]));
}

#[test]
fn build_then_ask() {
    let folder = Folder::new();
    let built = whowhom(&["build", &seeds(), "-o", &folder.path("out")]);
    assert_eq!((built.code, built.err.as_str()), (Some(0), ""));
    let graph = folder.path("out/graph.json");
    let found = whowhom(&["neighbors", "ussr", "--graph", &graph]);
    assert_eq!((found.code, found.err.as_str()), (Some(0), ""));
    assert!(found.out.contains("prime minister of"), "{}", found.out);
    let missing = whowhom(&["neighbors", "Vodafon", "--graph", &graph]);
    assert_eq!((missing.code, missing.out.as_str()), (Some(1), ""));
    assert!(missing.err.starts_with("whowhom: no entity \"Vodafon\"; did you mean Vodafone"), "{}", missing.err);
}

#[test]
fn links_key_renames_the_edges_and_both_are_read() {
    let folder = Folder::new();
    for key in ["edges", "links"] {
        let out = folder.path(key);
        assert_eq!(whowhom(&["build", &seeds(), "-o", &out, "--links-key", key]).code, Some(0));
        let graph: Value = serde_json::from_str(&fs::read_to_string(format!("{out}/graph.json")).unwrap()).unwrap();
        assert!(!graph[key].as_array().unwrap().is_empty());
        assert_eq!(whowhom(&["stats", "--graph", &format!("{out}/graph.json")]).code, Some(0));
    }
    assert_eq!(whowhom(&["build", &seeds(), "--links-key", "arcs"]).code, Some(2));
}

#[test]
fn a_missing_file() {
    refused(&["annotate", "no/such.txt"], "no/such.txt: cannot be read: No such file or directory (os error 2)");
}

#[test]
fn nothing_read_is_an_error_of_build() {
    let ran = whowhom(&["build", "no/such.txt", "-o", "no/out"]);
    let expected = "whowhom: no/such.txt: cannot be read: No such file or directory (os error 2)\n\
                    whowhom: no article could be read, no/out is left as it was\n";
    assert_eq!((ran.code, ran.err.as_str()), (Some(2), expected));
}

#[test]
fn a_folder_without_articles() {
    let folder = Folder::new();
    folder.file("notes.pdf", "x");
    folder.file("README.md", "France accused Spain of delay.");
    let path = folder.path("");
    let expected = "no article in this folder; expected .txt, .md, .html or .jsonl files, also with .gz or .zst";
    refused(&["annotate", &path], &format!("{path}: {expected}"));
}

#[test]
fn a_binary_file() {
    for content in [b"\x89PNG\r\n\x1a\n".as_slice(), b"ab\0cd", b"%PDF-1.7 text", b"\x7fELF\x02\0"] {
        let folder = Folder::new();
        let path = folder.file("binary.txt", content);
        refused_but_done(&folder, &format!("{path}: not text but binary data; convert it to text first"));
    }
}

#[test]
fn a_broken_archive() {
    let folder = Folder::new();
    let path = folder.file("broken.txt.gz", "no archive at all");
    refused_but_done(&folder, &format!("{path}: cannot be read: invalid gzip header"));
    let folder = Folder::new();
    let whole = gzip(&"France accused Spain of delay. ".repeat(50));
    let path = folder.file("short.txt.gz", &whole[..whole.len() / 2]);
    refused_but_done(&folder, &format!("{path}: cannot be read: incomplete deflate stream"));
    let folder = Folder::new();
    let path = folder.file("broken.txt.zst", "no archive at all");
    refused_but_done(&folder, &format!("{path}: cannot be read: Unknown frame descriptor"));
}

#[test]
fn an_empty_text() {
    for content in ["", "  \r\n\t\n", "\u{feff}", "\u{a0}\u{2028}"] {
        let folder = Folder::new();
        let path = folder.file("empty.txt", content);
        refused_but_done(&folder, &format!("{path}: the text is empty"));
    }
}

#[test]
fn broken_utf_8_is_read_with_replacements() {
    let folder = Folder::new();
    let mut text = "Zoë Müller of Côte d’Ivoire met Chloë Lefèvre in São Tomé. France accused Sp".as_bytes().to_vec();
    text.extend(b"\xff\xe2\x82 ain. Peru met Chile.");
    let path = folder.file("broken.txt", text);
    let ran = whowhom(&["annotate", "--format", "text", &path]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert!(ran.out.contains("\u{fffd}") && ran.out.contains("[Chile|country/chile]"), "{}", ran.out);
}

#[test]
fn json_lines_that_are_wrong_are_named_and_the_rest_is_read() {
    let folder = Folder::new();
    let path = folder.file(
        "lines.jsonl",
        [
            b"\xef\xbb\xbf{\"id\":\"a\",\"text\":\"Peru met Chile.\"}\n{\"id\":\n\n[1]\n{\"id\":\"b\"}\n".as_slice(),
            b"{\"text\":\"x\xff\"}\n{\"id\":\"c\",\"text\":\" \"}\n{\"id\":\"a\",\"text\":\"Again.\"}\r\n",
            b"{\"id\":7,\"text\":\"Oman met Peru.\"}\n{\"text\":\"Kenya met Oman.\",\"more\":{}}",
        ]
        .concat(),
    );
    let ran = whowhom(&["annotate", &path]);
    let expected = "expected an object with \"text\", and \"id\", \"title\", \"date\", \"source\" if known";
    let said = [
        format!("{path}:2:6: EOF while parsing a value; {expected}"),
        format!("{path}:4:1: not an object; {expected}"),
        format!("{path}:5:10: missing field `text`; {expected}"),
        format!("{path}:6:11: invalid unicode code point; {expected}"),
        format!("{path}:7: the text is empty"),
        format!("{path}:8: a document with the id \"a\" was read before; this one is left out"),
    ];
    assert_eq!(ran.err, said.map(|line| format!("whowhom: {line}\n")).concat());
    let ids: Vec<Value> = lines(&ran.out).into_iter().map(|line| line["id"].clone()).collect();
    assert_eq!((ran.code, ids), (Some(2), ["a", "7", "lines.jsonl#10"].map(Value::from).to_vec()));
}

#[test]
fn fifty_megabytes_in_one_line() {
    let folder = Folder::new();
    let sentence = "France accused Spain of delay, and the ministers of both went home without a word to anyone. ";
    let path = folder.file("long.txt", sentence.repeat((50 << 20) / sentence.len() + 1));
    let ran = whowhom(&["match", &path]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert_eq!(ran.out.lines().count(), 2 * ((50 << 20) / sentence.len() + 1));
    let limit = format!("{path}: more than 1000000 bytes of text; split it, or raise --max-document-size");
    refused(&["annotate", &path, "--max-document-size", "1000000"], &limit);
}

#[test]
fn a_json_line_over_the_limit_is_skipped() {
    let folder = Folder::new();
    let long = format!("{{\"id\":\"long\",\"text\":\"{}\"}}\n", "Peru met Chile. ".repeat(1_000));
    let path = folder.file("lines.jsonl", long + "{\"id\":\"short\",\"text\":\"Peru met Chile.\"}\n");
    let ran = whowhom(&["annotate", &path, "--max-document-size", "1000"]);
    let expected = "more than 1000 bytes of text; split it, or raise --max-document-size";
    assert_eq!(ran.err, format!("whowhom: {path}:1: {expected}\n"));
    assert_eq!((ran.code, lines(&ran.out)[0]["id"].as_str()), (Some(2), Some("short")));
}

#[test]
fn a_graph_that_is_not_ours() {
    let folder = Folder::new();
    let cases = [
        (
            "{\"nodes\": 3}",
            "1:12: not a graph of whowhom: missing field `schema_version`; make one with `whowhom build`",
        ),
        ("", "1:1: not a graph of whowhom: EOF while parsing a value; make one with `whowhom build`"),
        ("digraph {}", "1:1: not a graph of whowhom: expected value; make one with `whowhom build`"),
        ("{\"schema_version\": 1, \"facts\": []}", "schema version 1, this program reads 2; build it again or update"),
    ];
    for (content, expected) in cases {
        let path = folder.file("graph.json", content);
        let separator = if expected.starts_with("schema") { ": " } else { ":" };
        refused(&["stats", "--graph", &path], &format!("{path}{separator}{expected}"));
    }
    refused(
        &["stats", "--graph", "no/graph.json"],
        "no/graph.json: cannot be read: No such file or directory (os error 2)",
    );
}

#[test]
fn an_out_folder_that_cannot_be_written() {
    let folder = Folder::new();
    let article = folder.file("good.txt", "France accused Spain of delay.");
    let file = folder.file("taken", "mine");
    refused(&["build", &article, "-o", &file], &format!("{file}: cannot be used: File exists (os error 17)"));
    let below = format!("{file}/out");
    refused(&["build", &article, "-o", &below], &format!("{below}: cannot be used: Not a directory (os error 20)"));
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn an_earlier_graph_is_kept_whole_when_the_build_fails() {
    let folder = Folder::new();
    let article = folder.file("good.txt", "France accused Spain of delay.");
    let (out, json) = (folder.path("out"), PathBuf::from(folder.path("out/graph.json")));
    assert_eq!(whowhom(&["build", &seeds(), "-o", &out]).code, Some(0));
    let earlier = fs::read(&json).unwrap();
    // No article, nobody to draw, and a folder where graph.dot should go.
    assert_eq!(whowhom(&["build", &folder.path("none.txt"), "-o", &out]).code, Some(2));
    refused(&["build", &article, "-o", &out, "--ego", "Peru"], "nobody to draw: no entity \"Peru\"");
    fs::remove_file(folder.path("out/graph.dot")).unwrap();
    fs::create_dir_all(folder.path("out/graph.dot/full")).unwrap();
    let dot = folder.path("out/graph.dot");
    refused(&["build", &article, "-o", &out], &format!("{dot}: Is a directory (os error 21)"));
    assert!(fs::read(&json).unwrap() == earlier);
    let left: Vec<_> = fs::read_dir(&out).unwrap().map(|e| e.unwrap().file_name()).collect();
    // graph.db with the lock of whoever writes it.
    assert_eq!(left.len(), 4, "{left:?}");
}

#[cfg(unix)]
#[test]
fn results_have_the_permissions_of_any_new_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    let article = folder.file("good.txt", "France accused Spain of delay.");
    assert_eq!(whowhom(&["build", &article, "-o", &folder.path("out")]).code, Some(0));
    let mode = |path: &str| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&folder.path("out/graph.json")), mode(&article));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let folder = Folder::new();
    let line = |i: usize| format!("{{\"id\":\"{i}\",\"text\":\"France accused Spain of delay. Peru met Chile.\"}}\n");
    let path = folder.file("many.jsonl", (0..2_000).map(line).collect::<String>());
    let all: [&[&str]; 3] = [&["annotate", &path], &["annotate", "--format", "text", &path], &["match", &path]];
    for args in all {
        let mut child = command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert!(!first.is_empty());
        assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""), "{args:?}");
    }
}

#[test]
fn without_a_terminal_nothing_is_coloured() {
    let folder = Folder::new();
    let graph = folder.path("out/graph.json");
    let all: [&[&str]; 7] = [
        &["build", &seeds(), "-o", &folder.path("out")],
        &["annotate", "--format", "text", &seeds()],
        &["neighbors", "Moscow", "--graph", &graph],
        &["neighbors", "Nowhere", "--graph", &graph],
        &["explain", "Peru met Chile."],
        &["help", "build"],
        &["no-such-command"],
    ];
    for args in all {
        for no_color in ["", "1"] {
            let output = command(args).env("NO_COLOR", no_color).env_remove("CLICOLOR_FORCE").output().unwrap();
            assert!(!output.stdout.contains(&0x1b) && !output.stderr.contains(&0x1b), "{args:?}");
        }
    }
}

#[test]
fn duplicates_count_once() {
    let folder = Folder::new();
    for name in ["b.txt", "a.txt", "c/a.txt"] {
        folder.file(name, "France accused Spain of delay.");
    }
    let (all, one) = (folder.path(""), folder.path("a.txt"));
    // The file inside the folder is the same file again: it is read once.
    let ran = whowhom(&["build", &all, &one, "-o", &folder.path("out")]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let graph: Value = serde_json::from_str(&fs::read_to_string(folder.path("out/graph.json")).unwrap()).unwrap();
    let documents: Vec<(&str, Option<&str>)> = graph["graph"]["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| (d["id"].as_str().unwrap(), d["duplicate_of"].as_str()))
        .collect();
    assert_eq!(documents, [("a.txt", None), ("b.txt", Some("a.txt")), ("c/a.txt", Some("a.txt"))]);
    assert_eq!((&graph["edges"][0]["assertions"], &graph["nodes"][0]["mentions"]), (&Value::from(1), &Value::from(1)));
    // Another file of the same name would get the same id.
    let other = folder.path("c/a.txt");
    let ran = whowhom(&["annotate", &one, &other]);
    assert_eq!(
        ran.err,
        format!("whowhom: {other}: a document with the id \"a.txt\" was read before; this one is left out\n")
    );
    assert_eq!((ran.code, lines(&ran.out).len()), (Some(2), 1));
}

#[test]
fn standard_input_is_read() {
    let mut child = command(&["annotate", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"Peru met Chile.").unwrap();
    let output = child.wait_with_output().unwrap();
    let found = lines(&String::from_utf8(output.stdout).unwrap());
    assert_eq!((found[0]["id"].as_str(), found[0]["mentions"].as_array().unwrap().len()), (Some("stdin"), 2));
}

const ARTICLE: [&str; 4] = [
    "Fishing Talks Open in São Tomé",
    "Zoë Müller, the fisheries minister of Côte d'Ivoire, met a delegation of Portugal in São Tomé on Tuesday. \
     Müller said that the African Union (AU) would pay for the new harbour.",
    "France accused Spain of delay at the meeting. The AU has not answered, and Spain's foreign ministry did not \
     comment on what it called an old quarrel about nets and boats.",
    "The delegation will visit Kenya next week, where the Kenyan president, John Mwangi, has invited all sides to a \
     dinner. Mwangi denied that Japan had been left out.",
];

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// Words and entity of all mentions of a file.
fn mentions(folder: &Folder, name: &str, content: &[u8]) -> Vec<(String, String)> {
    let ran = whowhom(&["annotate", &folder.file(name, content)]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{name}");
    let text = |value: &Value| value.as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    let all = lines(&ran.out)[0]["mentions"].as_array().unwrap().clone();
    all.iter().map(|m| (text(&m["text"]), text(&m["entity"]))).collect()
}

#[test]
fn every_encoding_and_format_gives_the_mentions_of_the_plain_text() {
    let folder = Folder::new();
    let text = ARTICLE.join("\n\n") + "\n";
    let expected = mentions(&folder, "plain.txt", text.as_bytes());
    assert!(expected.len() >= 15, "{expected:?}");
    let utf_16 = |to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("\u{feff}{text}").encode_utf16().flat_map(to_bytes).collect()
    };
    let latin_1 = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let paragraphs = ARTICLE[1..].join("</p>\n<p>");
    let html = format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>{title}</title></head><body><nav><a href=\"/\">Home</a> \
         <a href=\"/w\">World</a></nav><article><h1>{title}</h1>\n<p>{paragraphs}</p>\n</article><footer>About us</footer></body></html>",
        title = ARTICLE[0]
    );
    let json = serde_json::json!({"id": "a", "text": text}).to_string();
    let cases: [(&str, Vec<u8>); 11] = [
        ("a.txt.gz", gzip(&text)),
        ("a.txt.zst", zstd::encode_all(text.as_bytes(), 3).unwrap()),
        ("a.md", text.clone().into_bytes()),
        ("a.html", html.clone().into_bytes()),
        ("a.htm.gz", gzip(&html)),
        ("latin-1.txt", latin_1),
        ("utf-16-le.txt", utf_16(u16::to_le_bytes)),
        ("utf-16-be.txt", utf_16(u16::to_be_bytes)),
        ("crlf.txt", text.replace('\n', "\r\n").into_bytes()),
        ("mark.txt", format!("\u{feff}{text}").into_bytes()),
        ("a.jsonl", json.into_bytes()),
    ];
    for (name, content) in cases {
        assert_eq!(mentions(&folder, name, &content), expected, "{name}");
    }
}

#[test]
fn the_recogniser_can_be_switched_off() {
    let text = "Sources in Brunmoor said that Tarvo Quillic joined them on Monday.";
    let with = whowhom(&["explain", "--names", text]);
    let without = whowhom(&["--no-model", "names", "explain", "--names", text]);
    assert!(with.out.contains("found by recognised"), "{}", with.out);
    assert!(!without.out.contains("found by recognised"), "{}", without.out);
    assert_eq!(whowhom(&["--no-model", "nothing", "explain", text]).code, Some(2));
}

#[cfg(feature = "train")]
#[test]
fn training_says_which_files_it_looks_for() {
    let folder = Folder::new();
    let path = folder.0.path().display().to_string();
    let ran = whowhom(&["train", "names", "--data", &path]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains(&path) && ran.err.contains("wikigold.conll"), "{}", ran.err);
    let wrong = folder.file("wikigold.conll", "Roe X-PER\n");
    let ran = whowhom(&["train", "names", "--data", &path]);
    assert!(ran.code == Some(2) && ran.err.contains(&format!("{wrong}:1: ")), "{}", ran.err);
}
