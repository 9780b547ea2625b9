//! Lemmas and features of words whose tags are given, in words.

use criterion::{Criterion, Throughput};
use whowhom::parse::{Deprel, Lemmas, Morphology, Upos, Word, Xpos};

/// A sentence that is repeated: form, UPOS, XPOS, head (1-based), relation.
const SENTENCE: [(&str, &str, &str, u32, &str); 12] = [
    ("Two", "NUM", "CD", 2, "nummod"),
    ("ministers", "NOUN", "NNS", 5, "nsubj:pass"),
    ("have", "AUX", "VBP", 5, "aux"),
    ("been", "AUX", "VBN", 5, "aux:pass"),
    ("accused", "VERB", "VBN", 0, "root"),
    ("by", "ADP", "IN", 8, "case"),
    ("the", "DET", "DT", 8, "det"),
    ("court", "NOUN", "NN", 5, "obl:agent"),
    ("that", "PRON", "WDT", 10, "nsubj"),
    ("sits", "VERB", "VBZ", 8, "acl:relcl"),
    ("here", "ADV", "RB", 10, "advmod"),
    (".", "PUNCT", ".", 5, "punct"),
];
const REPEATED: usize = 1_000;

/// Measures the two stages apart, and how long their tables take to load.
pub(crate) fn bench(criterion: &mut Criterion) {
    let word = |(_, upos, xpos, head, deprel): (&str, &str, &str, u32, &str)| Word {
        upos: Upos::parse(upos).unwrap(),
        xpos: Xpos::parse(xpos).unwrap(),
        head: head.checked_sub(1),
        deprel: Deprel::parse(deprel).unwrap(),
    };
    let (forms, words) = (SENTENCE.map(|row| row.0), SENTENCE.map(word));
    let (lemmas, morphology) = (Lemmas::builtin(), Morphology::builtin());
    let mut group = criterion.benchmark_group("lemma");
    group.bench_function("load", |b| b.iter(|| (Lemmas::builtin(), Morphology::builtin())));
    group.throughput(Throughput::Elements((SENTENCE.len() * REPEATED) as u64));
    group.bench_function("lemmas", |b| {
        let length = |(form, word): (&&str, &Word)| lemmas.lemma(form, word.upos, word.xpos).len();
        b.iter(|| (0..REPEATED).map(|_| forms.iter().zip(&words).map(length).sum::<usize>()).sum::<usize>());
    });
    group.bench_function("features", |b| {
        b.iter(|| (0..REPEATED).map(|_| morphology.features(&forms, &words).len()).sum::<usize>());
    });
    group.finish();
}
