//! Trains tagger and parser: a wide parser that reads a published encoder learns from the treebanks and analyses open text; the
//! small parser that is shipped learns from both (Hinton et al. 2015, with the teacher's best analysis as the target).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use rayon::prelude::*;

use crate::parse::form::SHAPES;
use crate::parse::parser::AFFIX_ROWS;
use crate::parse::{Deprel, Form, Tag, Tagger};
use crate::token::TokenRules;
use crate::train::corpus::{self, Example};
use crate::train::encoder::{Encoder, FEATURES};
use crate::train::net::{Dropout, Layout, Pass, Sizes};
use crate::train::parser::{self, Data, Sentence, Settings, Words};
use crate::train::vectors::{self, Vectors};
use crate::train::{export, raw, tagger};

/// The treebanks, below the folder of data.
pub(crate) const TREEBANKS: [&str; 3] = ["ud-ewt.train.conllu", "gum-by.train.conllu", "gum-bysa.train.conllu"];
/// Open text of the Manually Annotated Sub-Corpus.
pub(crate) const TAGGED: [&str; 2] = ["masc-pos.news.txt", "masc-pos.rest.txt"];
/// Open text in JSON lines, and the field that holds it.
const JSON: [(&str, &str); 2] = [("knowledgenet.train.jsonl", "text"), ("redocred.dev.jsonl", "text")];
/// Components that are kept of a word vector.
const VECTOR: usize = 64;
/// The treebanks are read this often in each pass over the open text: their analyses are right, the teacher's only mostly.
const GOLD: usize = 2;
/// Sentences of open text that are longer than this are left out: most are lists or tables.
const LONGEST: usize = 80;
/// Sentences that the encoder reads together.
const TOGETHER: usize = 16;

/// Where things are, and the seed.
#[derive(Debug, Clone)]
pub(crate) struct Sources {
    /// Folder of the treebanks and texts.
    pub(crate) data: PathBuf,
    /// Folder of the encoder: `vocab.txt`, `model.safetensors`.
    pub(crate) encoder: PathBuf,
    /// Decides everything that is random.
    pub(crate) seed: u64,
}

impl Settings {
    /// The wide parser that teaches.
    pub(crate) fn teacher(seed: u64) -> Self {
        Self {
            seed,
            epochs: 14,
            width: 128,
            layers: 2,
            arc: 96,
            label: 128,
            rate: 2e-3,
            dropout: Dropout { input: 0.1, layer: 0.33, arc: 0.25, label: 0.25 },
            form_dropout: 0.2,
            feature_dropout: 0.1,
            batch: 1200,
        }
    }

    /// The small parser that is shipped.
    pub(crate) fn student(seed: u64) -> Self {
        Self {
            seed,
            epochs: 14,
            width: 64,
            layers: 2,
            arc: 64,
            label: 96,
            rate: 3e-3,
            dropout: Dropout { input: 0.0, layer: 0.22, arc: 0.18, label: 0.18 },
            form_dropout: 0.1,
            feature_dropout: 0.04,
            batch: 1200,
        }
    }
}

/// Trains the teacher and lets it analyse the open text. `say` hears how far it is.
///
/// # Errors
/// If a source cannot be read.
pub(crate) fn silver(sources: &Sources, say: &mut dyn FnMut(String)) -> Result<Vec<Example>> {
    let gold = treebanks(&sources.data)?;
    let encoder = Encoder::read(&sources.encoder)?;
    let tagger = tagger::train(&gold.iter().collect::<Vec<_>>(), sources.seed);
    let tags = tagger.tags();
    let mut sentences = encode(&gold, parser::jackknife(&gold, sources.seed, tags), tags);
    say(format!("the encoder reads {} sentences", gold.len()));
    read_with(&encoder, &gold, &mut sentences);
    let (words, none) = (parser::words(&gold, &Vectors::default()), Vectors::default());
    let settings = Settings::teacher(sources.seed);
    let sizes = sizes(&settings, &words, tags, FEATURES);
    let data = Data { words: &words, vectors: &none };
    let values = parser::train(&data, &sentences, &sizes, &settings, |pass, loss, _, _| {
        say(format!("teacher, pass {} of {}: loss {loss:.3}", pass + 1, settings.epochs));
    });
    drop(sentences);
    let open = open_text(&sources.data)?;
    say(format!("the teacher reads {} sentences", open.len()));
    Ok(label(&Network { sizes, values, data }, &encoder, &tagger, tags, &open))
}

/// Trains the tagger on treebanks and what the teacher made.
///
/// # Errors
/// If a source cannot be read.
pub(crate) fn train_tagger(sources: &Sources, silver: &[Example]) -> Result<Tagger> {
    let gold = treebanks(&sources.data)?;
    Ok(tagger::train(&gold.iter().chain(silver).collect::<Vec<_>>(), sources.seed))
}

/// Trains the parser on treebanks and what the teacher made; returns the model. `say` hears how far it is.
///
/// # Errors
/// If a source cannot be read.
pub(crate) fn train_parser(sources: &Sources, silver: Vec<Example>, say: &mut dyn FnMut(String)) -> Result<Vec<u8>> {
    let vectors = vectors::read(&sources.encoder, VECTOR)?;
    let mut all = treebanks(&sources.data)?;
    let gold = all.len();
    all.extend(silver);
    let tags = tagger::tag_set(&all.iter().collect::<Vec<_>>());
    let mut given = parser::jackknife(&all, sources.seed, &tags);
    say(format!("tags of {} sentences are made", all.len()));
    let words = parser::words(&all, &vectors);
    for _ in 1..GOLD {
        all.extend_from_within(..gold);
        given.extend_from_within(..gold);
    }
    let sentences = encode(&all, given, &tags);
    let settings = Settings::student(sources.seed);
    let sizes = sizes(&settings, &words, &tags, VECTOR);
    let data = Data { words: &words, vectors: &vectors };
    let values = parser::train(&data, &sentences, &sizes, &settings, |pass, loss, _, _| {
        say(format!("parser, pass {} of {}: loss {loss:.3}", pass + 1, settings.epochs));
    });
    let trained = export::Trained {
        sizes: &sizes,
        values: &values,
        tags: &tags,
        fingerprints: &words.fingerprints,
        vector_rows: &words.vector,
        vectors: &vectors,
    };
    Ok(export::parser(&trained))
}

/// Reads the treebanks that are trained on.
///
/// # Errors
/// If one cannot be read.
pub(crate) fn treebanks(data: &Path) -> Result<Vec<Example>> {
    let paths: Vec<PathBuf> = TREEBANKS.iter().map(|name| data.join(name)).collect();
    corpus::read(&paths.iter().map(PathBuf::as_path).collect::<Vec<_>>())
}

/// Reads the open text.
///
/// # Errors
/// If a file cannot be read.
pub(crate) fn open_text(data: &Path) -> Result<Vec<Vec<String>>> {
    let rules = TokenRules::builtin();
    let mut sentences = Vec::new();
    for name in TAGGED {
        sentences.extend(raw::tagged(&data.join(name), &rules)?);
    }
    for (name, field) in JSON {
        sentences.extend(raw::json_lines(&data.join(name), field, &rules)?);
    }
    sentences.retain(|s| (2..=LONGEST).contains(&s.len()));
    Ok(sentences)
}

/// Sizes of a network over a tag set and words. `vector`: what a token's vector has.
pub(crate) fn sizes(settings: &Settings, words: &Words, tags: &[Tag], vector: usize) -> Sizes {
    let mut tables = vec![words.vector.len()];
    tables.extend(AFFIX_ROWS);
    tables.extend([SHAPES + 1, tags.len() + 1]);
    Sizes {
        tables,
        vector,
        width: settings.width,
        layers: settings.layers,
        arc: settings.arc,
        label: settings.label,
        labels: Deprel::NAMES.len(),
        tags: tags.len(),
    }
}

/// A trained network with its data.
pub(crate) struct Network<'n> {
    /// Its sizes.
    pub(crate) sizes: Sizes,
    /// Its parameters.
    pub(crate) values: Vec<f32>,
    /// Words and vectors.
    pub(crate) data: Data<'n>,
}

/// Analyses open text with a wide network over the encoder.
pub(crate) fn label(
    network: &Network<'_>,
    encoder: &Encoder,
    tagger: &Tagger,
    tags: &[Tag],
    sentences: &[Vec<String>],
) -> Vec<Example> {
    let layout = Layout::new(&network.sizes);
    let place: BTreeMap<Tag, usize> = tags.iter().copied().zip(0..).collect();
    let analyse = |chunk: &[Vec<String>]| {
        let views: Vec<&[String]> = chunk.iter().map(Vec::as_slice).collect();
        let analysed = chunk.iter().zip(encoder.encode(&views)).map(|(words, features)| {
            let mut example = blank(words, tags);
            let given = parser::tagged(tagger, &example.forms, tags);
            let mut sentence = parser::encode(&example, &example.forms, given, &place);
            sentence.features = features;
            let batch = network.data.batch(&[&sentence], None);
            let found = Pass::new(&network.sizes, &layout, &network.values, &batch).predict();
            example.heads = found.heads;
            example.tags = found.tags.iter().map(|t| tags[*t]).collect();
            example.labels = found.labels.iter().map(|l| Deprel::at(*l).unwrap_or(Deprel::DEP)).collect();
            example
        });
        analysed.collect::<Vec<Example>>()
    };
    sentences.par_chunks(TOGETHER).flat_map_iter(analyse).collect()
}

/// An example whose analysis is yet unknown.
fn blank(words: &[String], tags: &[Tag]) -> Example {
    let mut buffer = String::new();
    let count = words.len();
    Example {
        words: words.to_vec(),
        forms: words.iter().map(|w| Form::new(w, &mut buffer)).collect(),
        tags: vec![tags[0]; count],
        heads: vec![count; count],
        labels: vec![Deprel::DEP; count],
    }
}

/// Lets the encoder read examples; what it says goes to both their plain and their loud form: it knows no capitals.
pub(crate) fn read_with(encoder: &Encoder, examples: &[Example], sentences: &mut [[Sentence; 2]]) {
    sentences.par_chunks_mut(TOGETHER).zip(examples.par_chunks(TOGETHER)).for_each(|(sentences, examples)| {
        let views: Vec<&[String]> = examples.iter().map(|e| e.words.as_slice()).collect();
        for (both, features) in sentences.iter_mut().zip(encoder.encode(&views)) {
            both[1].features.clone_from(&features);
            both[0].features = features;
        }
    });
}

/// Encodes examples with the tags that a tagger gives them, plain and in capitals.
pub(crate) fn encode(examples: &[Example], given: Vec<[Vec<u8>; 2]>, tags: &[Tag]) -> Vec<[Sentence; 2]> {
    let place: BTreeMap<Tag, usize> = tags.iter().copied().zip(0..).collect();
    let both = examples.iter().zip(given);
    both.map(|(e, [plain, capitals])| {
        let loud = tagger::in_capitals(e);
        [parser::encode(e, &e.forms, plain, &place), parser::encode(e, &loud, capitals, &place)]
    })
    .collect()
}
