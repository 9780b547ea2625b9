//! The store, on generated documents: ten relations each between entities of which few are named often, as in news.

use std::path::Path;

use criterion::{BatchSize, Criterion, Throughput};
use whowhom::gazetteer::EntityType;
use whowhom::graph::{DocumentNode, Proof, Record, RecordAssertion, RecordEntity, RecordMention, Sketch};
use whowhom::input::Document;
use whowhom::relation::{Polarity, Status};
use whowhom::store::{Builder, Entry, Given, Store, Versions};

use crate::generator::Random;

/// Relations of a document.
const RELATIONS: usize = 10;
/// Documents in one transaction.
const BATCH: usize = 2_048;

struct Generated {
    record: Record,
    text: String,
}

/// A number below `end`, small ones far more often: the square of an even draw.
fn skewed(random: &mut Random, end: usize) -> usize {
    let draw = random.below(end);
    draw * draw / end
}

fn generate(random: &mut Random, number: usize, entities: usize) -> Generated {
    let (mut text, mut own, mut mentions, mut assertions) = (String::new(), Vec::new(), Vec::new(), Vec::new());
    let id = format!("{number:08}.txt");
    for _ in 0..RELATIONS {
        let start = text.len();
        let mut end_of = |text: &mut String, number: usize| {
            let name = format!("Person{number}");
            let place = [narrow(text.len()), narrow(text.len() + name.len())];
            text.push_str(&name);
            let id = format!("person/{}", name.to_lowercase());
            let entity = own.iter().position(|e: &RecordEntity| e.id == id).unwrap_or(own.len());
            if entity == own.len() {
                own.push(RecordEntity { id, entity_type: EntityType::Person, name: name.clone(), wikidata: None });
            }
            mentions.push(RecordMention {
                place,
                entity,
                kind: "name".to_owned(),
                words: name,
                score: 0.9,
                rule: "list".to_owned(),
                link: "name".to_owned(),
            });
            (entity, place)
        };
        let (subject, object) = (skewed(random, entities), skewed(random, entities));
        let (subject, object) = if subject == object { (subject, (subject + 1) % entities) } else { (subject, object) };
        let (subject, subject_place) = end_of(&mut text, subject);
        text.push_str(" praised ");
        let (object, object_place) = end_of(&mut text, object);
        text.push('.');
        let places = [[narrow(start), narrow(text.len())], subject_place, object_place];
        assertions.push(praise(&id, (subject, object), places, &text[start..]));
        text.push(' ');
    }
    let document = DocumentNode {
        hash: Document::new("", text.as_str()).hash,
        id,
        title: None,
        date: Some(format!("2022-{:02}-{:02}", 1 + number % 12, 1 + number % 28)),
        source: None,
        language: Some("eng".to_owned()),
        duplicate_of: None,
        near_copy_of: None,
    };
    Generated { record: Record { document, entities: own, mentions, assertions, sketch: Sketch::default() }, text }
}

/// One praises another: places of the sentence and of both.
fn praise(document: &str, ends: (usize, usize), places: [[u32; 2]; 3], quote: &str) -> RecordAssertion {
    let [sentence, subject, object] = places;
    RecordAssertion {
        subject: ends.0,
        relation: "praised".to_owned(),
        object: ends.1,
        open: false,
        predicate: "praised".to_owned(),
        proof: Proof {
            document: document.to_owned(),
            sentence,
            subject,
            trigger: [subject[1] + 1, object[0] - 1],
            object,
            quote: quote.to_owned(),
            polarity: Polarity::Positive,
            status: Status::Asserted,
            source: None,
            time: None,
            place: None,
            role: None,
            plover: Some("SUPPORT".to_owned()),
            score: 0.8,
            rule: "praise".to_owned(),
        },
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap()
}

fn entries(documents: &[Generated]) -> Vec<Entry<'_>> {
    let mut entries = Vec::with_capacity(documents.len());
    for Generated { record, text } in documents {
        entries.push(Entry { record: record.clone(), text, given: Given::default(), origin: "/generated" });
    }
    entries
}

fn build(path: &Path, documents: &[Generated]) -> Store {
    let mut builder = Builder::new(path, &Versions::default(), true).unwrap();
    for batch in documents.chunks(BATCH) {
        builder.add(entries(batch)).unwrap();
    }
    builder.finish().unwrap()
}

pub(crate) fn bench(criterion: &mut Criterion) {
    let mut random = Random::new(3);
    let documents: Vec<Generated> = (0..10_000).map(|number| generate(&mut random, number, 20_000)).collect();
    let rows = (documents.len() * RELATIONS) as u64;
    let folder = || tempfile::tempdir().unwrap();
    let mut group = criterion.benchmark_group("store");
    group.sample_size(10);
    group.throughput(Throughput::Elements(rows));
    group.bench_function("bulk", |b| {
        b.iter_batched(folder, |folder| build(&folder.path().join("graph.db"), &documents), BatchSize::PerIteration);
    });
    let kept = folder();
    let mut store = build(&kept.path().join("graph.db"), &documents);
    let more: Vec<Generated> = (0..2_000).map(|number| generate(&mut random, 20_000 + number, 20_000)).collect();
    group.throughput(Throughput::Elements((more.len() * RELATIONS) as u64));
    group.bench_function("add and remove", |b| {
        b.iter(|| {
            let mut change = store.change().unwrap();
            for entry in entries(&more) {
                change.put(entry).unwrap();
            }
            change.commit().unwrap();
            let mut change = store.change().unwrap();
            for document in &more {
                change.remove(&document.record.document.id).unwrap();
            }
            change.commit().unwrap();
        });
    });
    group.throughput(Throughput::Elements(rows));
    group.bench_function("graph", |b| b.iter(|| store.graph().unwrap()));
    group.throughput(Throughput::Bytes(documents.iter().map(|d| d.text.len() as u64).sum()));
    group.bench_function("verify", |b| b.iter(|| store.verify(|_| {}).unwrap()));
    group.finish();
}
