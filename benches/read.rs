//! Reading a folder of files.

use std::fs;

use criterion::{Criterion, Throughput};
use whowhom::input::{MAX_DOCUMENT_BYTES, Reader};

use crate::generator;

/// Files in the folder.
const FILES: usize = 500;
/// Bytes of one: a longish article.
const FILE_BYTES: usize = 5_000;

/// Measures text files, and the same as JSON lines.
pub(crate) fn bench(criterion: &mut Criterion) {
    let text = generator::text(FILES * FILE_BYTES, &generator::names(10_000));
    let paragraphs: Vec<&str> = text.split_inclusive("\n\n").collect();
    let articles: Vec<String> = paragraphs.chunks(paragraphs.len().div_ceil(FILES)).map(<[&str]>::concat).collect();
    let folder = tempfile::tempdir().unwrap();
    for (number, article) in articles.iter().enumerate() {
        fs::create_dir_all(folder.path().join("txt")).unwrap();
        fs::write(folder.path().join(format!("txt/{number:04}.txt")), article).unwrap();
    }
    let lines: String = articles.iter().map(|text| serde_json::json!({ "text": text }).to_string() + "\n").collect();
    fs::create_dir_all(folder.path().join("jsonl")).unwrap();
    fs::write(folder.path().join("jsonl/all.jsonl"), lines).unwrap();
    let mut group = criterion.benchmark_group("read");
    group.throughput(Throughput::Bytes(text.len() as u64));
    for kind in ["txt", "jsonl"] {
        let paths = [folder.path().join(kind)];
        let read =
            || Reader::new(&paths, MAX_DOCUMENT_BYTES).map(|document| document.unwrap().text.len()).sum::<usize>();
        assert_eq!(read(), text.len());
        group.bench_function(kind, |b| b.iter(read));
    }
    group.finish();
}
