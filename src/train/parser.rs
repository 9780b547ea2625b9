//! Trains the parser's network on treebanks, with tags from a tagger that did not see the sentence (jack-knifing).

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use crate::parse::lookup::fingerprint;
use crate::parse::parser::feature_rows;
use crate::parse::{Deprel, Form, Tag, Tagger};
use crate::train::Random;
use crate::train::corpus::Example;
use crate::train::net::{Adam, Batch, Dropout, Layout, Pass, Sizes};
use crate::train::tagger;
use crate::train::vectors::Vectors;

/// Parts of the treebanks for jack-knifing.
const FOLDS: usize = 5;
/// A word must occur this often to have a row of its own.
const SEEN: usize = 2;

/// Choices of a training.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// Decides order, dropout and the start.
    pub(crate) seed: u64,
    /// Passes over the data.
    pub(crate) epochs: usize,
    /// Width of each side of a layer.
    pub(crate) width: usize,
    /// Layers.
    pub(crate) layers: usize,
    /// Width of arcs.
    pub(crate) arc: usize,
    /// Width of the label's hidden layer.
    pub(crate) label: usize,
    /// Greatest rate of learning.
    pub(crate) rate: f32,
    /// What is left out.
    pub(crate) dropout: Dropout,
    /// Share of words that are taken for unknown.
    pub(crate) form_dropout: f64,
    /// Share of other features that are left out.
    pub(crate) feature_dropout: f64,
    /// Tokens of a batch.
    pub(crate) batch: usize,
}

/// The words that have rows of their own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    /// Row of each word by the hash of its normal form; row 0 is for all others.
    pub(crate) rows: HashMap<u64, u32>,
    /// What each row's word is known by, from row 1 on.
    pub(crate) fingerprints: Vec<u32>,
    /// Row of each row's vector, if it has one.
    pub(crate) vector: Vec<Option<u32>>,
}

/// Collects the words of vectors and treebanks.
pub(crate) fn words(examples: &[Example], vectors: &Vectors) -> Words {
    let mut words = Words { rows: HashMap::new(), fingerprints: Vec::new(), vector: vec![None] };
    let mut add = |hash: u64, vector: Option<u32>| {
        words.rows.entry(hash).or_insert_with(|| {
            words.vector.push(vector);
            words.fingerprints.push(fingerprint(hash));
            u32::try_from(words.vector.len() - 1).expect("few words")
        });
    };
    let mut buffer = String::new();
    for (at, word) in (0..).zip(&vectors.words) {
        add(Form::new(word, &mut buffer).word, Some(at));
    }
    let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
    examples.iter().flat_map(|e| &e.forms).for_each(|f| *counts.entry(f.word).or_default() += 1);
    counts.iter().filter(|(_, n)| **n >= SEEN).for_each(|(hash, _)| add(*hash, None));
    words
}

/// A sentence as the network reads it.
pub(crate) struct Sentence {
    forms: Vec<Form>,
    given: Vec<u8>,
    heads: Vec<usize>,
    labels: Vec<usize>,
    tags: Vec<usize>,
    /// What an encoder says of each token; empty where the word vectors are read.
    pub(crate) features: Vec<f32>,
}

/// Everything that is learned from, as numbers.
pub(crate) struct Data<'d> {
    /// The words with rows.
    pub(crate) words: &'d Words,
    /// Vectors to begin with.
    pub(crate) vectors: &'d Vectors,
}

/// Turns an example with given tags into numbers. Tags that the tag set lacks become the first.
pub(crate) fn encode(example: &Example, forms: &[Form], given: Vec<u8>, tags: &BTreeMap<Tag, usize>) -> Sentence {
    Sentence {
        forms: forms.to_vec(),
        given,
        heads: example.heads.clone(),
        labels: example.labels.iter().map(|l| Deprel::index(*l)).collect(),
        tags: example.tags.iter().map(|t| tags.get(t).copied().unwrap_or(0)).collect(),
        features: Vec::new(),
    }
}

impl Data<'_> {
    /// Puts sentences together, with features left out at random if asked to.
    pub(crate) fn batch(&self, sentences: &[&Sentence], mut noise: Option<(&mut Random, &Settings)>) -> Batch {
        let mut batch = Batch { features: vec![Vec::new(); 7], ..Batch::default() };
        for sentence in sentences {
            for (form, tag) in sentence.forms.iter().zip(&sentence.given) {
                let mut row = self.words.rows.get(&form.word).copied().unwrap_or(0);
                let mut rest = feature_rows(form, *tag);
                if let Some((random, settings)) = &mut noise {
                    if f64::from(random.share()) < settings.form_dropout {
                        row = 0;
                    }
                    rest.iter_mut().for_each(|r| {
                        if f64::from(random.share()) < settings.feature_dropout {
                            *r = 0;
                        }
                    });
                }
                batch.features[0].push(row);
                batch.features[1..].iter_mut().zip(rest).for_each(|(table, row)| table.push(row));
                if !sentence.features.is_empty() {
                    continue;
                }
                let width = self.vectors.width;
                match self.words.vector[row as usize] {
                    Some(at) => batch.vectors.extend_from_slice(&self.vectors.rows[at as usize * width..][..width]),
                    None => batch.vectors.resize(batch.vectors.len() + width, 0.0),
                }
            }
            batch.vectors.extend_from_slice(&sentence.features);
            batch.heads.extend_from_slice(&sentence.heads);
            batch.labels.extend_from_slice(&sentence.labels);
            batch.tags.extend_from_slice(&sentence.tags);
            batch.ends.push(batch.heads.len());
        }
        batch
    }
}

/// Tags every example, plain and in capitals, by taggers that were not trained on it.
pub(crate) fn jackknife(examples: &[Example], seed: u64, tags: &[Tag]) -> Vec<[Vec<u8>; 2]> {
    let fold = |fold: usize| {
        let rest: Vec<&Example> =
            examples.iter().enumerate().filter(|(at, _)| at % FOLDS != fold).map(|(_, e)| e).collect();
        let tagger = tagger::train(&rest, seed);
        let own = examples.iter().skip(fold).step_by(FOLDS);
        own.map(|e| [e.forms.clone(), tagger::in_capitals(e)].map(|forms| tagged(&tagger, &forms, tags))).collect()
    };
    let mut folds: Vec<std::vec::IntoIter<[Vec<u8>; 2]>> =
        (0..FOLDS).into_par_iter().map(fold).map(|f: Vec<_>| f.into_iter()).collect();
    (0..examples.len()).map(|at| folds[at % FOLDS].next().expect("each fold has its examples")).collect()
}

/// Tags a sentence, with places in `tags`.
pub(crate) fn tagged(tagger: &Tagger, forms: &[Form], tags: &[Tag]) -> Vec<u8> {
    let mut out = Vec::new();
    tagger.tag(forms, &mut out);
    let place = |tag: &u8| tags.iter().position(|t| *t == tagger.tags()[usize::from(*tag)]).unwrap_or(0);
    out.iter().map(|tag| u8::try_from(place(tag)).expect("tag sets are short")).collect()
}

/// The two halves of every batch: always two, so that the sums do not depend on the machine.
const PARTS: usize = 2;

/// Share of sentences that are read in capitals.
const CAPITALS: f64 = 0.03;

/// Trains. `sentences`: plain and in capitals. `watch` sees the averaged parameters after each epoch.
pub(crate) fn train(
    data: &Data<'_>,
    sentences: &[[Sentence; 2]],
    sizes: &Sizes,
    settings: &Settings,
    mut watch: impl FnMut(usize, f32, &Layout, &[f32]),
) -> Vec<f32> {
    let layout = Layout::new(sizes);
    let mut random = Random::new(settings.seed);
    let mut values = layout.start(&mut random);
    let mut adam = Adam::new(&values);
    let mut gradients = vec![vec![0.0; layout.total]; PARTS];
    let tokens: usize = sentences.iter().map(|s| s[0].heads.len()).sum();
    let steps = (tokens * settings.epochs).div_ceil(settings.batch) as f32;
    let mut step = 0.0;
    let mut order: Vec<usize> = (0..sentences.len()).collect();
    for epoch in 0..settings.epochs {
        random.shuffle(&mut order);
        let mut loss = 0.0;
        let mut rest = &order[..];
        while !rest.is_empty() {
            let picked = take(&mut rest, sentences, settings.batch);
            let picked: Vec<&Sentence> =
                picked.iter().map(|at| &sentences[*at][usize::from(f64::from(random.share()) < CAPITALS)]).collect();
            let total: usize = picked.iter().map(|s| s.heads.len()).sum();
            let half = picked.len().div_ceil(PARTS);
            let jobs: Vec<(&[&Sentence], u64)> = picked.chunks(half).map(|part| (part, random.bits())).collect();
            let losses: Vec<f32> = std::thread::scope(|scope| {
                let jobs: Vec<_> = jobs
                    .iter()
                    .zip(&mut gradients)
                    .map(|((part, seed), gradients)| {
                        let (layout, values) = (&layout, &values);
                        scope.spawn(move || {
                            let mut random = Random::new(*seed);
                            let batch = data.batch(part, Some((&mut random, settings)));
                            let pass = Pass::new(sizes, layout, values, &batch);
                            pass.learn(settings.dropout, &mut random, total as f32, gradients)
                        })
                    })
                    .collect();
                jobs.into_iter().map(|job| job.join().expect("a pass does not panic")).collect()
            });
            loss += losses.iter().sum::<f32>();
            step += 1.0;
            let rate = settings.rate * (1.0 - 0.98 * (step / steps).min(1.0)) * (step / 100.0).min(1.0);
            adam.step(&mut values, &mut gradients, rate);
        }
        watch(epoch, loss / tokens as f32, &layout, &adam.average);
    }
    adam.average
}

/// Takes sentences until `tokens` are together.
fn take<'o>(rest: &mut &'o [usize], sentences: &[[Sentence; 2]], tokens: usize) -> &'o [usize] {
    let (mut count, mut sum) = (0, 0);
    while count < rest.len() && sum < tokens {
        sum += sentences[rest[count]][0].heads.len();
        count += 1;
    }
    let (taken, left) = rest.split_at(count);
    *rest = left;
    taken
}
