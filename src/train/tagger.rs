//! Trains the tagger: averaged perceptron (Collins 2002), weights averaged over all updates.

use std::collections::BTreeMap;

use crate::parse::lookup::fingerprint;
use crate::parse::tagger::{NO_TAG, ROWS, TEMPLATES, best, spelling_features, with_tags};
use crate::parse::{Form, Tag, Tagger};
use crate::train::Random;
use crate::train::corpus::Example;

/// Passes over the treebanks.
const EPOCHS: u32 = 6;
/// Share of sentences that are read in capitals, so that headlines are no surprise.
const CAPITALS: f64 = 0.03;
/// Average weights below this are left out: a fifth as many remain, and 0.1 of accuracy is lost.
const SMALLEST: f64 = 1.5;
/// A word must occur this often to be tagged without a look at the context.
const FREQUENT: usize = 50;
/// And be tagged otherwise at most once in so many times.
const ONE_IN: usize = 300;
/// Weights are stored in units of this.
const UNIT: f64 = 0.25;

/// One weight under training.
#[derive(Debug, Clone, Copy)]
struct Weight {
    tag: u8,
    value: i32,
    /// Sum of `value` over all steps up to `since`.
    total: i64,
    since: u32,
}

/// Trains on examples, in an order that `seed` decides.
pub(crate) fn train(examples: &[&Example], seed: u64) -> Tagger {
    let tags = tag_set(examples);
    let place: BTreeMap<Tag, u8> = (0..).zip(&tags).map(|(at, tag)| (*tag, at)).collect();
    let gold: Vec<Vec<u8>> = examples.iter().map(|e| e.tags.iter().map(|t| place[t]).collect()).collect();
    let fixed = fixed(examples, &gold);
    let capitals: Vec<Vec<Form>> = examples.iter().map(|e| in_capitals(e)).collect();
    let mut random = Random::new(seed);
    let mut rows: Vec<Vec<Weight>> = vec![Vec::new(); ROWS];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let (mut step, mut scores) = (0, vec![0; tags.len()]);
    for _ in 0..EPOCHS {
        random.shuffle(&mut order);
        for &at in &order {
            let forms = if f64::from(random.share()) < CAPITALS { &capitals[at] } else { &examples[at].forms };
            sentence(forms, &gold[at], &fixed, &mut rows, &mut scores, &mut step);
        }
    }
    let mut prints: Vec<(u32, u8)> = fixed.iter().map(|(word, tag)| (fingerprint(*word), *tag)).collect();
    prints.sort_unstable();
    Tagger::new(tags, &prints, &rows.iter().map(|row| average(row, step)).collect::<Vec<_>>())
}

/// Returns the tags that occur, sorted.
pub(crate) fn tag_set(examples: &[&Example]) -> Vec<Tag> {
    let mut tags: Vec<Tag> = examples.iter().flat_map(|e| e.tags.iter().copied()).collect();
    tags.sort();
    tags.dedup();
    tags
}

/// Returns the forms of the sentence written in capitals.
pub(crate) fn in_capitals(example: &Example) -> Vec<Form> {
    let mut buffer = String::new();
    example.words.iter().map(|w| Form::new(&w.to_uppercase(), &mut buffer)).collect()
}

/// The words that are so frequent and so seldom tagged otherwise that context need not be asked.
fn fixed(examples: &[&Example], gold: &[Vec<u8>]) -> BTreeMap<u64, u8> {
    let mut counts: BTreeMap<u64, BTreeMap<u8, usize>> = BTreeMap::new();
    for (example, tags) in examples.iter().zip(gold) {
        for (form, tag) in example.forms.iter().zip(tags) {
            *counts.entry(form.word).or_default().entry(*tag).or_default() += 1;
        }
    }
    let always = |(word, tags): (u64, BTreeMap<u8, usize>)| {
        let all: usize = tags.values().sum();
        let (tag, most) = tags.into_iter().max_by_key(|(tag, count)| (*count, std::cmp::Reverse(*tag)))?;
        (all >= FREQUENT && (all - most) * ONE_IN <= all).then_some((word, tag))
    };
    counts.into_iter().filter_map(always).collect()
}

fn sentence(
    forms: &[Form],
    gold: &[u8],
    fixed: &BTreeMap<u64, u8>,
    rows: &mut [Vec<Weight>],
    scores: &mut [i32],
    step: &mut u32,
) {
    let mut features = [0; TEMPLATES];
    let mut before = [NO_TAG; 2];
    for at in 0..forms.len() {
        if let Some(tag) = fixed.get(&forms[at].word) {
            before = [*tag, before[0]];
            continue;
        }
        spelling_features(forms, at, &mut features);
        with_tags(forms, at, before, &mut features);
        scores.fill(0);
        for row in features {
            rows[row as usize].iter().for_each(|w| scores[usize::from(w.tag)] += w.value);
        }
        let found = best(scores);
        *step += 1;
        if found != gold[at] {
            for row in features {
                update(&mut rows[row as usize], gold[at], 1, *step);
                update(&mut rows[row as usize], found, -1, *step);
            }
        }
        before = [found, before[0]];
    }
}

fn update(row: &mut Vec<Weight>, tag: u8, by: i32, step: u32) {
    let at = row.iter().position(|w| w.tag == tag).unwrap_or_else(|| {
        row.push(Weight { tag, value: 0, total: 0, since: step });
        row.len() - 1
    });
    let weight = &mut row[at];
    weight.total += i64::from(weight.value) * i64::from(step - weight.since);
    weight.since = step;
    weight.value += by;
}

fn average(row: &[Weight], step: u32) -> Vec<(u8, i8)> {
    let mut out = Vec::new();
    for weight in row {
        let total = weight.total + i64::from(weight.value) * i64::from(step - weight.since);
        let mean = total as f64 / f64::from(step);
        if mean.abs() >= SMALLEST {
            out.push((weight.tag, (mean / UNIT).round().clamp(-127.0, 127.0) as i8));
        }
    }
    out.sort_unstable();
    out
}
