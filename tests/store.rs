//! The store: whatever its history, it is what a build at once of the same documents would be.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::LazyLock;

use proptest::prelude::*;
use whowhom::graph::{self, Graph, LinksKey, Record};
use whowhom::input::Document;
use whowhom::store::{Builder, Entry, Given, Store, Versions};

use crate::cli::{Folder, command, whowhom};
use crate::sample::{ANALYSER, Shuffle, contribution};

/// Texts that share names and relations, some of them twice and some nearly.
const SENTENCES: [&str; 10] = [
    "Norway invaded Peru on Monday.",
    "Peru accused Norway of lying.",
    "Maria Keller, the president of Norway, met Jon Berg in Lima.",
    "Norway denied that it had bombed Mali.",
    "Mali will send troops to Peru, Jon Berg said.",
    "NATO criticised Norwegian officials.",
    "Berg praised Keller.",
    "Peru and Mali signed a treaty with Chile.",
    "Chile supports Peru.",
    "Holland sued Nokia.",
];

struct Sample {
    text: String,
    record: Record,
}

/// 60 articles: their texts in three versions, under ids in no order of theirs.
static SAMPLES: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    (0..60)
        .map(|number: usize| {
            // Every fifth is the text of another, every seventh a longer form of one.
            let own = if number % 5 == 4 { number - 4 } else { number };
            let count = 3 + own % 4 + usize::from(number % 7 == 6);
            let text: Vec<&str> =
                (0..count).map(|at| SENTENCES[(own * 3 + at * (1 + own % 3)) % SENTENCES.len()]).collect();
            let text = text.join(" ");
            let record = record("sample", &text);
            Sample { text, record }
        })
        .collect()
});

fn record(id: &str, text: &str) -> Record {
    let date = format!("2022-01-{:02}", 1 + text.len() % 28);
    let document = Document { date: Some(date), ..Document::new(id, text) };
    Record::new(&contribution(&ANALYSER.analyse(document)))
}

/// The sample under another id.
fn entry(id: &str, sample: usize) -> Entry<'static> {
    let Sample { text, record } = &SAMPLES[sample];
    let mut record = record.clone();
    id.clone_into(&mut record.document.id);
    for assertion in &mut record.assertions {
        id.clone_into(&mut assertion.proof.document);
    }
    Entry { record, text, given: Given::default(), origin: "/articles" }
}

fn json(graph: &Graph) -> String {
    let mut out = Vec::new();
    graph::write(graph, LinksKey::Edges, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn at_once(documents: &BTreeMap<String, usize>) -> Graph {
    graph::merge(documents.iter().map(|(id, sample)| entry(id, *sample).record).collect())
}

fn path(folder: &Folder) -> PathBuf {
    PathBuf::from(folder.path("graph.db"))
}

#[derive(Debug, Clone)]
enum Step {
    Put(usize, usize),
    Remove(usize),
    /// What came before is one transaction.
    Commit,
    Settle,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => (0..40_usize, 0..60_usize).prop_map(|(id, sample)| Step::Put(id, sample)),
        2 => (0..40_usize).prop_map(Step::Remove),
        1 => Just(Step::Commit),
        1 => Just(Step::Settle),
    ];
    prop::collection::vec(step, 1..60)
}

/// Ids whose order is not that in which they come.
fn id(number: usize) -> String {
    format!("{:02}.txt", number * 17 % 41)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn any_history_gives_the_graph_of_the_documents_that_are_left(steps in steps(), in_bulk in 0..20_usize) {
        let folder = Folder::new();
        let mut documents: BTreeMap<String, usize> = (0..in_bulk).map(|number| (id(number), number)).collect();
        let mut builder = Builder::new(&path(&folder), &Versions::default(), true).unwrap();
        for (id, sample) in &documents {
            builder.add(vec![entry(id, *sample)]).unwrap();
        }
        let mut store = builder.finish().unwrap();
        prop_assert_eq!(json(&store.graph().unwrap()), json(&at_once(&documents)), "built");
        let mut change = store.change().unwrap();
        for step in steps {
            match step {
                Step::Put(number, sample) => {
                    change.put(entry(&id(number), sample)).unwrap();
                    documents.insert(id(number), sample);
                }
                Step::Remove(number) => {
                    let was_there = documents.remove(&id(number)).is_some();
                    prop_assert_eq!(change.remove(&id(number)).unwrap(), was_there);
                }
                Step::Commit | Step::Settle => {
                    change.commit().unwrap();
                    if matches!(step, Step::Settle) {
                        store.settle().unwrap();
                    }
                    change = store.change().unwrap();
                }
            }
        }
        change.commit().unwrap();
        store.settle().unwrap();
        let (found, wanted) = (json(&store.graph().unwrap()), json(&at_once(&documents)));
        let differ = found.lines().zip(wanted.lines()).find(|(a, b)| a != b);
        prop_assert!(found == wanted, "{:#?}", differ);
        let faults = store.verify(|_| {}).unwrap();
        prop_assert!(faults.is_empty(), "{:?}", faults);
    }
}

/// Ten articles in a folder, and a store of them.
struct Kept {
    folder: Folder,
    store: String,
}

impl Kept {
    fn new() -> Self {
        let folder = Folder::new();
        for number in 0..10 {
            folder.file(&format!("news/{number}.txt"), &SAMPLES[number].text);
        }
        let store = folder.path("graph.db");
        Self { folder, store }
    }

    fn news(&self) -> String {
        self.folder.path("news")
    }

    /// Runs a command on the store; returns its code and what it says first.
    fn run(&self, args: &[&str]) -> (Option<i32>, String) {
        let ran = whowhom(&[args, &["--store", &self.store]].concat());
        (ran.code, format!("{}{}", ran.out, ran.err).lines().next().unwrap_or_default().to_owned())
    }

    fn json(&self) -> String {
        json(&Store::read(Path::new(&self.store)).unwrap().graph().unwrap())
    }

    /// The graph that a build of the folder gives.
    fn built(&self) -> String {
        let out = self.folder.path("built");
        assert_eq!(whowhom(&["build", &self.news(), "-o", &out]).code, Some(0));
        fs::read_to_string(format!("{out}/graph.json")).unwrap()
    }
}

#[test]
fn a_store_follows_a_folder() {
    let kept = Kept::new();
    let news = kept.news();
    let says = |what: &str| (Some(0), format!("{what}: {}", kept.store));
    assert_eq!(kept.run(&["add", &news]), says("10 new, 0 changed, 0 as they were, 0 removed"));
    assert_eq!(kept.json(), kept.built());
    assert_eq!(kept.run(&["add", &news]), says("0 new, 0 changed, 10 as they were, 0 removed"));
    kept.folder.file("news/3.txt", "Norway invaded Chile.");
    kept.folder.file("news/new.txt", "Peru praised Mali.");
    fs::remove_file(kept.folder.path("news/5.txt")).unwrap();
    // Who only adds loses nothing.
    assert_eq!(kept.run(&["add", &news]), says("1 new, 1 changed, 8 as they were, 0 removed"));
    assert_eq!(kept.run(&["update", &news]), says("0 new, 0 changed, 10 as they were, 1 removed"));
    assert_eq!(kept.json(), kept.built());
    assert_eq!(kept.run(&["remove", "new.txt", "no such"]).0, Some(2));
    assert_eq!(kept.run(&["remove", "new.txt"]).0, Some(1));
    fs::remove_file(kept.folder.path("news/new.txt")).unwrap();
    assert_eq!(kept.json(), kept.built());
    assert_eq!(kept.run(&["rebuild"]), (Some(0), format!("9 documents read again: {}", kept.store)));
    assert_eq!(kept.json(), kept.built());
    let ran = kept.run(&["verify", "--sources", &news]);
    assert!(ran.0 == Some(0) && ran.1.ends_with(": 0 faults"), "{ran:?}");
    assert_eq!(kept.run(&["remove", &news]), (Some(0), format!("9 removed: {}", kept.store)));
    assert_eq!(kept.json(), json(&Graph::default()));
}

#[test]
fn what_cannot_be_read_today_is_not_gone() {
    let kept = Kept::new();
    assert_eq!(kept.run(&["add", &kept.news()]).0, Some(0));
    kept.folder.file("news/4.txt", [0xFF, 0, 1, 2, 0xFE, 0]);
    let before = kept.json();
    assert_eq!(kept.run(&["update", &kept.news()]).0, Some(2));
    assert_eq!(kept.json(), before);
    // Neither is a folder that is not there, and other folders are left alone.
    fs::create_dir(kept.folder.path("other")).unwrap();
    kept.folder.file("other/a.txt", "Norway praised Chile.");
    assert_eq!(kept.run(&["update", &kept.folder.path("none")]).0, Some(2));
    assert_eq!(kept.run(&["update", &kept.folder.path("other")]).0, Some(0));
    assert_eq!(kept.run(&["remove", "a.txt"]).0, Some(0));
    assert_eq!(kept.json(), before);
}

#[test]
fn two_documents_of_one_id_are_not_taken_for_one() {
    let kept = Kept::new();
    assert_eq!(kept.run(&["add", &kept.news()]).0, Some(0));
    let before = kept.json();
    kept.folder.file("more/3.txt", "Norway praised Chile.");
    let ran = whowhom(&["add", &kept.folder.path("more"), "--store", &kept.store]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("with the id \"3.txt\" is in the store, read from"), "{}", ran.err);
    assert_eq!(kept.json(), before);
}

#[test]
fn a_store_without_texts_holds_the_same_graph() {
    let kept = Kept::new();
    assert_eq!(kept.run(&["add", "--no-text", &kept.news()]).0, Some(0));
    assert_eq!(kept.json(), kept.built());
    assert_eq!(kept.run(&["verify"]).0, Some(0));
    let (code, said) = kept.run(&["rebuild"]);
    assert!(code == Some(2) && said.contains("keeps no texts"), "{said}");
}

#[test]
fn a_store_of_other_lists_is_not_mixed() {
    let kept = Kept::new();
    assert_eq!(kept.run(&["add", &kept.news()]).0, Some(0));
    let (code, said) = kept.run(&["--no-builtin", "add", &kept.news()]);
    assert!(code == Some(2) && said.contains("other gazetteers than") && said.contains("whowhom rebuild"), "{said}");
    assert_eq!(kept.run(&["--no-builtin", "rebuild"]).0, Some(0));
    assert_eq!(kept.run(&["--no-builtin", "add", &kept.news()]).0, Some(0));
}

#[test]
fn what_is_no_store_is_refused() {
    let kept = Kept::new();
    let (code, said) = kept.run(&["verify"]);
    assert!(code == Some(2) && said.contains("there is no store"), "{said}");
    assert_eq!(kept.run(&["add", &kept.news()]).0, Some(0));
    // Cut in half.
    let whole = fs::read(&kept.store).unwrap();
    fs::write(&kept.store, &whole[..whole.len() / 2]).unwrap();
    for command in [&["add", &kept.news()][..], &["verify"], &["remove", "1.txt"]] {
        let (code, said) = kept.run(command);
        assert!(code == Some(2) || command == ["verify"] && code == Some(1), "{command:?}: {said}");
    }
    fs::write(&kept.store, "no store at all, but long enough to be looked at as one").unwrap();
    let (code, said) = kept.run(&["add", &kept.news()]);
    assert!(code == Some(2) && said.contains("no store of whowhom"), "{said}");
}

#[test]
fn one_writes_and_others_read() {
    let kept = Kept::new();
    assert_eq!(kept.run(&["add", &kept.news()]).0, Some(0));
    let path = Path::new(&kept.store);
    let mut writer = Store::write(path).unwrap();
    let (code, said) = kept.run(&["add", &kept.news()]);
    assert!(code == Some(2) && said.contains("another whowhom is writing"), "{said}");
    let before = kept.json();
    let mut change = writer.change().unwrap();
    change.put(entry("more.txt", 20)).unwrap();
    assert_eq!(kept.json(), before, "what is not committed is not seen");
    change.commit().unwrap();
    assert_ne!(kept.json(), before);
    assert_eq!(whowhom(&["neighbors", "Norway", "--graph", &kept.store]).code, Some(0));
}

/// `kill -9` at any moment of an add, a build or a removal: what was there before is there after, and going on gives what an
/// undisturbed run gives.
#[cfg(unix)]
#[test]
fn a_killed_writer_loses_nothing() {
    let kept = Kept::new();
    let news = kept.news();
    assert_eq!(kept.run(&["add", &news]).0, Some(0));
    let before = kept.json();
    for number in 10..60 {
        kept.folder.file(&format!("more/{number}.txt"), &SAMPLES[number].text);
    }
    let more = kept.folder.path("more");
    let mut random = Shuffle::new(11);
    let out = kept.folder.path("");
    for round in 0..30 {
        let args: Vec<&str> = match round % 3 {
            0 => vec!["add", &more, "--store", &kept.store],
            1 => vec!["build", &news, &more, "-o", &out],
            _ => vec!["update", &news, "--store", &kept.store],
        };
        let mut child = command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(random.below(400) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        let documents = Store::read(Path::new(&kept.store)).unwrap().documents().unwrap().len();
        assert!([10, 60].contains(&documents), "{documents} documents after {args:?}");
        // Whoever goes on finishes what was stopped.
        assert_eq!(kept.run(&["update", &news]).0, Some(0), "{args:?}");
        let (code, said) = kept.run(&["verify"]);
        assert_eq!(code, Some(0), "{said} after {args:?}");
        assert!(kept.run(&["remove", &more]).0 != Some(2));
        assert!(kept.json() == before, "another graph after {args:?}");
    }
}
