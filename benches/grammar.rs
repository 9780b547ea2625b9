//! First tags, and tags with trees, in tokens; the models' loading.

use criterion::{Criterion, Throughput};
use whowhom::input::Document;
use whowhom::model;
use whowhom::parse::{Form, Grammar, Tagger};
use whowhom::text::{self, TextRules};
use whowhom::token::{self, TokenRules};

use crate::generator;

/// Bytes of text.
const TEXT_BYTES: usize = 1 << 18;

/// Measures the tagger alone and the whole grammar of a document.
pub(crate) fn bench(criterion: &mut Criterion) {
    let document = Document::new("varied", generator::text(TEXT_BYTES, &generator::names(10_000)));
    let layout = text::layout(&document, &TextRules::builtin());
    let tokens = token::tokenize(&document.text, &layout, &TokenRules::builtin());
    let bytes = include_bytes!("../models/tagger.bin");
    let tagger = Tagger::read(&mut model::open("tagger", bytes).unwrap()).unwrap();
    let mut buffer = String::new();
    let words = tokens.tokens.iter().map(|t| t.span.of(&document.text));
    let forms: Vec<Form> = words.map(|word| Form::new(word, &mut buffer)).collect();
    let grammar = Grammar::builtin();
    let mut group = criterion.benchmark_group("grammar");
    group.bench_function("load", |b| b.iter(Grammar::builtin));
    group.throughput(Throughput::Elements(forms.len() as u64));
    let mut tags = Vec::new();
    group.bench_function("first tags", |b| {
        b.iter(|| tokens.sentences.iter().for_each(|s| tagger.tag(&forms[s.tokens.clone()], &mut tags)));
    });
    group.bench_function("tags and trees", |b| b.iter(|| grammar.parse(&document.text, &tokens)));
    group.finish();
}
