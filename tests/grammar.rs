use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::cli::{Folder, command, refused, whowhom};

/// Gold with a passive, a multi-word token and a comment.
const GOLD: &str = "\
# newdoc id = a
# sent_id = a-1
# text = Peru's ships weren't seen.
1-2\tPeru's\t_\t_\t_\t_\t_\t_\t_\t_
1\tPeru\tPeru\tPROPN\tNNP\tNumber=Sing\t3\tnmod:poss\t_\t_
2\t's\t's\tPART\tPOS\t_\t1\tcase\t_\t_
3\tships\tship\tNOUN\tNNS\tNumber=Plur\t6\tnsubj:pass\t_\t_
4-5\tweren't\t_\t_\t_\t_\t_\t_\t_\t_
4\twere\tbe\tAUX\tVBD\tMood=Ind|Number=Plur|Person=3|Tense=Past|VerbForm=Fin\t6\taux:pass\t_\t_
5\tn't\tnot\tPART\tRB\tPolarity=Neg\t6\tadvmod\t_\t_
6\tseen\tsee\tVERB\tVBN\tTense=Past|VerbForm=Part|Voice=Pass\t0\troot\t_\tSpaceAfter=No
7\t.\t.\tPUNCT\t.\t_\t6\tpunct\t_\t_

";

/// A prediction of the same words: one tag, two heads, one subtype and one base relation wrong.
fn predicted() -> String {
    GOLD.replace("PROPN\tNNP", "NOUN\tNN")
        .replace("6\tnsubj:pass", "6\tnsubj")
        .replace("6\taux:pass", "6\tcop")
        .replace("6\tadvmod", "4\tadvmod")
        .replace("6\tpunct", "3\tpunct")
}

#[test]
fn given_tokens_and_trees_are_kept() {
    let folder = Folder::new();
    let gold = folder.file("gold.conllu", GOLD);
    let args = ["parse", "--input-format", "conllu", "--format", "conllu"];
    // Lemmas and features are made from the given tags and tree: here they are the gold's.
    let ran = whowhom(&[&args[..], &["--no-model", "grammar", &gold]].concat());
    assert_eq!((ran.code, ran.err.as_str(), ran.out.as_str()), (Some(0), "", GOLD));
    let bare =
        GOLD.replace("\tsee\tVERB\tVBN\tTense=Past|VerbForm=Part|Voice=Pass\t0\troot", "\t_\tVERB\tVBN\t_\t0\troot");
    let path = folder.file("bare.conllu", &bare);
    let filled = whowhom(&[&args[..], &["--no-model", "grammar", &path]].concat());
    assert_eq!(filled.out, GOLD);
    let off = ["--no-model", "grammar", "--no-model", "lemmas", "--no-model", "features"];
    assert_eq!(whowhom(&[&args[..], &off, &[&path]].concat()).out, bare);
    let ours = whowhom(&[&args[..], &[&gold]].concat());
    let forms = |text: &str| text.lines().filter_map(|l| l.split('\t').nth(1).map(str::to_owned)).collect::<Vec<_>>();
    assert_eq!(forms(&ours.out), forms(GOLD));
}

#[test]
fn articles_become_sentences() {
    let folder = Folder::new();
    let path = folder.file("a.txt", "Ships of Peru met\n\nPeru's ships met. They were not seen.");
    let ran = whowhom(&["parse", "--format", "conllu", &path]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let comments: Vec<&str> = ran.out.lines().filter(|l| l.starts_with('#')).collect();
    let expected = [
        "# newdoc id = a.txt",
        "# newpar",
        "# sent_id = a.txt-1",
        "# text = Ships of Peru met",
        "# newpar",
        "# sent_id = a.txt-2",
        "# text = Peru's ships met.",
        "# sent_id = a.txt-3",
        "# text = They were not seen.",
    ];
    assert_eq!(comments, expected);
    // What was written is read again, on standard input too, and nothing changes.
    let mut child = command(&["parse", "-", "--input-format", "conllu", "--format", "conllu"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(ran.out.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap(), ran.out);
}

#[test]
fn trees_are_drawn() {
    let folder = Folder::new();
    let gold = folder.file("gold.conllu", GOLD);
    let ran = whowhom(&["parse", "--input-format", "conllu", "--no-model", "grammar", &gold]);
    let expected = "\
Peru's ships weren't seen.
   ╭─┮ Peru  PROPN nmod:poss
   │ ╰─╼ 's  PART  case
 ╭─┶ ships   NOUN  nsubj:pass
 ├─╼ were    AUX   aux:pass
 ├─╼ n't     PART  advmod
─┾ seen      VERB  root
 ╰─╼ .       PUNCT punct

";
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), expected));
    let article = folder.file("a.txt", "Peru met Chile.");
    assert!(whowhom(&["parse", &article]).out.starts_with("== a.txt ==\nPeru met Chile.\n"));
}

#[test]
fn one_bad_file_is_reported_and_the_rest_is_parsed() {
    let folder = Folder::new();
    folder.file("b.conllu", GOLD);
    let bad = folder.file("a.conllu", "1\tPeru\n3\tmet\n");
    let empty = folder.file("c.conllu", "# nothing\n");
    let args = ["parse", "--input-format", "conllu", "--format", "conllu", "--no-model", "grammar"];
    let ran = whowhom(&[&args[..], &[&folder.path(""), "no/such.conllu"]].concat());
    let said = [
        format!("{bad}:2: word \"3\" where 2 was expected"),
        format!("{empty}: the text is empty"),
        "no/such.conllu: cannot be read: No such file or directory (os error 2)".to_owned(),
    ];
    assert_eq!(ran.err, said.map(|line| format!("whowhom: {line}\n")).concat());
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), GOLD));
    let folder = Folder::new();
    folder.file("a.txt", "Peru");
    let path = folder.path("");
    let expected = "no treebank in this folder; expected .conllu files, also with .gz or .zst";
    refused(&["parse", "--input-format", "conllu", &path], &format!("{path}: {expected}"));
}

#[test]
fn trees_are_measured() {
    let folder = Folder::new();
    let (gold, pred) = (folder.file("gold.conllu", GOLD), folder.file("pred.conllu", predicted()));
    let ran = whowhom(&["eval", "parse", &gold, "--pred", &pred, "--by-relation", "--json"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    let row = |name: &str| found["parse"][name].clone();
    let words = [("upos", 85.71), ("xpos", 85.71), ("uas", 71.43), ("las", 57.14), ("las_subtypes", 42.86)];
    for (figure, percent) in words {
        assert_eq!(row("words")[figure], percent, "{figure}");
    }
    assert_eq!((row("words")["of"].clone(), row("no-punct")["of"].clone()), (Value::from(7), Value::from(6)));
    assert_eq!(row("no-punct")["las"], 66.67);
    assert_eq!(found["relations"]["nsubj:pass"]["r"], 0.0);
    assert_eq!(found["relations"]["case"]["f1"], 100.0);
    let raw = whowhom(&["eval", "parse", &gold, "--raw"]);
    assert!(
        raw.out.contains("\n  words          100.00   100.00   100.00        7        7        7\n"),
        "{}",
        raw.out
    );
    let other = folder.file("other.conllu", GOLD.replace("ships", "boats"));
    refused(
        &["eval", "parse", &gold, "--pred", &other],
        &format!("{other}: sentence 1: the words differ: Peru 's ships were n't seen ."),
    );
}

const NAMES: &str = concat!(
    r#"{"id":"a","text":"The Andean Union's envoy met Ann Roe in Zürich.","entities":["#,
    r#"{"start":0,"end":18,"type":"ORG"},{"start":29,"end":36,"type":"PER"},{"start":40,"end":46,"type":"LOC"}]}"#,
    "\n"
);
const FOUND: &str = concat!(
    r#"{"id":"a","mentions":[{"start":4,"end":16,"text":"Andean Union","type":"organisation","kind":"name"},"#,
    r#"{"start":29,"end":36,"text":"Ann Roe","type":"organisation","kind":"name"},"#,
    r#"{"start":40,"end":46,"text":"Zürich","type":"city","kind":"name"}]}"#,
    "\n"
);

#[test]
fn names_are_measured() {
    let folder = Folder::new();
    let (gold, pred) = (folder.file("uner-x.jsonl", NAMES), folder.file("pred.jsonl", FOUND));
    let ran = whowhom(&["eval", "ner", &gold, "--pred", &pred, "--differences"]);
    let expected = "\
ner            p        r       f1    right     pred     gold
  PER          -     0.00     0.00        0        0        1
  ORG      50.00   100.00    66.67        1        2        1
  LOC     100.00   100.00   100.00        1        1        1
  all      66.67    66.67    66.67        2        3        3
  spans   100.00   100.00   100.00        3        3        3

1\textra\tORG Ann Roe
1\tmissed\tPER Ann Roe
";
    assert_eq!((ran.code, ran.err.as_str(), ran.out.as_str()), (Some(0), "", expected));
    let none = folder.file("none.jsonl", "");
    let ran = whowhom(&["eval", "ner", &gold, "--pred", &none]);
    assert_eq!(ran.err, "whowhom: 1 gold records have no prediction, first a; they count as empty\n");
    refused(&["eval", "ner", &gold, "--types", "fine"], &format!("{gold} has no fine types"));
    // Without predictions the texts are analysed: the same as what annotate writes.
    let annotated = folder.file("annotated.jsonl", whowhom(&["annotate", &gold]).out);
    let ours = whowhom(&["eval", "ner", &gold]);
    assert_eq!((ours.code, ours.out), (Some(0), whowhom(&["eval", "ner", &gold, "--pred", &annotated]).out));
}

/// The shared kit's scorer and a file of its data, if they lie beside the project or where `WHOWHOM_SHARED` says.
fn shared(data: &str) -> Option<(String, String)> {
    let beside = format!("{}/../shared", env!("CARGO_MANIFEST_DIR"));
    let root = std::env::var("WHOWHOM_SHARED").unwrap_or(beside);
    let (scorer, data) = (format!("{root}/eval/score.py"), format!("{root}/data/{data}"));
    let is_there = Path::new(&scorer).exists() && Path::new(&data).exists();
    is_there.then_some((scorer, data))
}

/// Checks that every figure of the kit's scorer is ours too.
#[track_caller]
fn agrees(scorer: &str, ours: &[&str], theirs: &[&str]) {
    let output = Command::new("python3").arg(scorer).args(theirs).arg("--json").output().unwrap();
    let theirs: Value = serde_json::from_slice(&output.stdout).unwrap();
    let ours: Value = serde_json::from_str(&whowhom(&[ours, &["--json"]].concat()).out).unwrap();
    for (table, rows) in theirs.as_object().unwrap() {
        for (row, figures) in rows.as_object().unwrap() {
            for (figure, value) in figures.as_object().unwrap().iter().filter(|(figure, _)| *figure != "found") {
                assert_eq!(ours[table][row][figure].as_f64(), value.as_f64(), "{table} {row} {figure}");
            }
        }
    }
}

#[test]
fn figures_agree_with_the_shared_scorer() {
    let folder = Folder::new();
    let (gold, pred) = (folder.file("gold.conllu", GOLD), folder.file("pred.conllu", predicted()));
    let (names, found) = (folder.file("uner-x.jsonl", NAMES), folder.file("found.jsonl", FOUND));
    let Some((scorer, treebank)) = shared("train/gum-by.dev.conllu") else {
        let _ = writeln!(std::io::stderr(), "skipped: no shared data");
        return;
    };
    agrees(&scorer, &["eval", "parse", &gold, "--pred", &pred], &["parse", "--gold", &gold, "--pred", &pred]);
    agrees(&scorer, &["eval", "ner", &names, "--pred", &found], &["ner", "--gold", &names, "--pred", &found]);
    let ran = whowhom(&["parse", "--input-format", "conllu", "--format", "conllu", &treebank]);
    let parsed = folder.file("parsed.conllu", ran.out);
    let theirs = ["parse", "--gold", &treebank, "--pred", &parsed];
    agrees(&scorer, &["eval", "parse", &treebank, "--pred", &parsed], &theirs);
    agrees(&scorer, &["eval", "parse", &treebank], &theirs);
    for set in ["dwie.dev", "crossner-politics.dev", "uner-ewt.dev", "gum-news.dev"] {
        let Some((_, gold)) = shared(&format!("dev/{set}.jsonl")) else { continue };
        let pred = folder.file("pred.jsonl", whowhom(&["annotate", &gold]).out);
        agrees(&scorer, &["eval", "ner", &gold, "--pred", &pred], &["ner", "--gold", &gold, "--pred", &pred]);
        if set == "dwie.dev" {
            let fine = ["--types", "fine"];
            let theirs = ["ner", "--gold", &gold, "--pred", &pred, "--types", "fine"];
            agrees(&scorer, &[&["eval", "ner", &gold, "--pred", &pred], &fine[..]].concat(), &theirs);
        }
    }
}
