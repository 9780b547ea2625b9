//! The five articles of `seeds/` to a graph, one thread: each stage of analysis, merging, writing.

use std::path::Path;

use criterion::{Criterion, Throughput};
use whowhom::gazetteer::Gazetteer;
use whowhom::graph::{self, Contribution, Graph, LinksKey, Record};
use whowhom::input::{Document, MAX_DOCUMENT_BYTES, Reader};
use whowhom::pipeline::{Analyser, Analysis};

/// Measures the analysis, and the graph of what was analysed.
pub(crate) fn bench(criterion: &mut Criterion) {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let documents: Vec<Document> = Reader::new(&[seeds], MAX_DOCUMENT_BYTES).collect::<Result<_, _>>().unwrap();
    let analyser = Analyser::new(Gazetteer::builtin());
    let analyse = || documents.iter().map(|d| analyser.analyse(d.clone())).collect::<Vec<_>>();
    let analyses = analyse();
    let mut group = criterion.benchmark_group("build");
    group.throughput(Throughput::Bytes(documents.iter().map(|d| d.text.len() as u64).sum()));
    group.sample_size(20);
    group.bench_function("analyse", |b| b.iter(analyse));
    group.bench_function("merge", |b| b.iter(|| merge(&analyses)));
    let graph = merge(&analyses);
    group.bench_function("write", |b| {
        b.iter(|| {
            let mut out = Vec::new();
            graph::write(&graph, LinksKey::Edges, &mut out).unwrap();
            out
        });
    });
    group.finish();
}

fn merge(analyses: &[Analysis]) -> Graph {
    let records = analyses.iter().map(|analysis| {
        let Analysis { document, layout, mentions, identity, assertions, .. } = analysis;
        Record::new(&Contribution { document, layout, mentions, identity, assertions })
    });
    graph::merge(records.collect())
}
