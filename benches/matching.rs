//! Listed names in text, one thread: `Gazetteer::longest_names`.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use criterion::{BenchmarkId, Criterion, Throughput};
use whowhom::gazetteer::Gazetteer;
use whowhom::input::{MAX_DOCUMENT_BYTES, Reader};

use crate::generator;

/// Bytes of generated text: more than any cache holds.
const TEXT_BYTES: usize = 32 << 20;
/// Real news, where the project lies beside a collection of it.
const NEWS: &str = "../shared/data/raw/news.jsonl.gz";

/// Measures gazetteers of several sizes.
pub(crate) fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("match");
    group.sample_size(10);
    let news = news();
    for count in [10_000, 30_000, 100_000, 1_000_000] {
        // Made when they are asked for: `cargo bench read` shall not wait for a million names.
        let made = LazyLock::new(|| {
            let names = generator::names(count);
            (gazetteer(&names), generator::text(TEXT_BYTES, &names))
        });
        group.throughput(Throughput::Bytes(TEXT_BYTES as u64));
        group.bench_function(BenchmarkId::new("varied", count), |b| {
            let (gazetteer, text) = &*made;
            b.iter(|| hits(gazetteer, text));
        });
        if let Some(text) = &news {
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_function(BenchmarkId::new("news", count), |b| {
                let (gazetteer, _) = &*made;
                b.iter(|| hits(gazetteer, text));
            });
        }
    }
    if let Some(text) = &news {
        let gazetteer = LazyLock::new(Gazetteer::builtin);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::new("news", "builtin"), |b| b.iter(|| hits(&gazetteer, text)));
    }
    group.finish();
}

fn hits(gazetteer: &Gazetteer, text: &str) -> usize {
    let mut count = 0;
    gazetteer.longest_names(text, |_| count += 1);
    count
}

fn gazetteer(names: &[String]) -> Gazetteer {
    let rows: Vec<String> = names.iter().enumerate().map(|(i, name)| format!("other/{i}\tother\t{name}\n")).collect();
    let text = format!("#gaz 1\nid\ttype\tname\n{}", rows.concat());
    Gazetteer::empty().with_files(&[("generated.tsv".to_owned(), text)]).unwrap()
}

fn news() -> Option<String> {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join(NEWS);
    let articles = || Reader::new(std::slice::from_ref(&path), MAX_DOCUMENT_BYTES);
    path.exists().then(|| articles().filter_map(Result::ok).map(|document| document.text + "\n\n").collect())
}
