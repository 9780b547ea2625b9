//! The recogniser of names, one thread, in tokens; what it needs of lists and titles is measured apart.

use std::path::Path;

use criterion::{Criterion, Throughput};
use whowhom::gazetteer::Gazetteer;
use whowhom::input::{Document, MAX_DOCUMENT_BYTES, Reader};
use whowhom::mention::recognise::Recogniser;
use whowhom::mention::{Context, Cues, listed_readings};
use whowhom::text::{self, TextRules};
use whowhom::token::{self, TokenRules};

/// Measures what is known before, and the recogniser alone.
pub(crate) fn bench(criterion: &mut Criterion) {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let documents: Vec<Document> = Reader::new(&[seeds], MAX_DOCUMENT_BYTES).collect::<Result<_, _>>().unwrap();
    let (text_rules, token_rules) = (TextRules::builtin(), TokenRules::builtin());
    let (gazetteer, cues, recogniser) = (Gazetteer::builtin(), Cues::builtin(), Recogniser::builtin());
    let layouts: Vec<_> = documents.iter().map(|d| text::layout(d, &text_rules)).collect();
    let tokens: Vec<_> =
        documents.iter().zip(&layouts).map(|(d, layout)| token::tokenize(&d.text, layout, &token_rules)).collect();
    let contexts = || {
        let all = documents.iter().zip(&layouts).zip(&tokens);
        all.map(|((d, layout), tokens)| Context::new(&d.text, layout, tokens, &gazetteer, &cues)).collect::<Vec<_>>()
    };
    let known: Vec<_> = contexts().into_iter().map(|context| (listed_readings(&context), context)).collect();
    let mut group = criterion.benchmark_group("names");
    group.throughput(Throughput::Elements(tokens.iter().map(|t| t.tokens.len() as u64).sum()));
    group.bench_function("context", |b| b.iter(contexts));
    group.bench_function("listed", |b| b.iter(|| known.iter().map(|(_, c)| listed_readings(c).len()).sum::<usize>()));
    group.bench_function("recognise", |b| {
        b.iter(|| {
            known.iter().map(|(listed, context)| recogniser.recognise(context, listed).names.len()).sum::<usize>()
        });
    });
    group.bench_function("load", |b| b.iter(Recogniser::builtin));
    group.finish();
}
