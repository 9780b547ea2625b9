//! Layout, and words and sentences.

use criterion::{Criterion, Throughput};
use whowhom::input::Document;
use whowhom::text::{self, TextRules};
use whowhom::token::{self, TokenRules};

use crate::generator;

/// Bytes of text.
const TEXT_BYTES: usize = 1 << 20;

/// Measures the two stages apart.
pub(crate) fn bench(criterion: &mut Criterion) {
    let document = Document::new("varied", generator::text(TEXT_BYTES, &generator::names(10_000)));
    let (text_rules, token_rules) = (TextRules::builtin(), TokenRules::builtin());
    let layout = text::layout(&document, &text_rules);
    let mut group = criterion.benchmark_group("token");
    group.throughput(Throughput::Bytes(document.text.len() as u64));
    group.bench_function("layout", |b| b.iter(|| text::layout(&document, &text_rules)));
    group.bench_function("tokens", |b| b.iter(|| token::tokenize(&document.text, &layout, &token_rules)));
    group.finish();
}
