//! The store: whatever its history, it is what a build at once of the same documents would be.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use proptest::prelude::*;
use whowhom::graph::{self, Graph, LinksKey, Record};
use whowhom::input::Document;
use whowhom::store::{Builder, Entry, Given, Versions};

use crate::cli::Folder;
use crate::sample::{ANALYSER, contribution};

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
            let count = 3 + own % 4 + if number % 7 == 6 { 1 } else { 0 };
            let text: Vec<&str> = (0..count).map(|at| SENTENCES[(own * 3 + at * (1 + own % 3)) % SENTENCES.len()]).collect();
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
