//! Trains tagger and parser: a wide parser that reads a published encoder learns from the treebanks and analyses open text; the
//! small parser that is shipped learns from both (Hinton et al. 2015, with the teacher's best analysis as the target).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use rayon::prelude::*;

use crate::parse::parser::AFFIX_ROWS;
use crate::parse::{Deprel, Form, SHAPES, Tag, Tagger};
use crate::token::TokenRules;
use crate::train::corpus::{self, Example};
use crate::train::encoder::Encoder;
use crate::train::net::{Layout, Pass, Sizes};
use crate::train::parser::{self, Data, Sentence, Settings, Words};
use crate::train::{raw, tagger};

/// The treebanks, below the folder of data.
pub const TREEBANKS: [&str; 3] = ["ud-ewt.train.conllu", "gum-by.train.conllu", "gum-bysa.train.conllu"];
/// Open text of the Manually Annotated Sub-Corpus.
const TAGGED: [&str; 2] = ["masc-pos.news.txt", "masc-pos.rest.txt"];
/// Open text in JSON lines, and the field that holds it.
const JSON: [(&str, &str); 2] = [("knowledgenet.train.jsonl", "text"), ("redocred.dev.jsonl", "text")];
/// Components that are kept of a word vector.
const VECTOR: usize = 64;
/// Sentences of open text that are longer than this are left out: most are lists or tables.
const LONGEST: usize = 80;
/// Sentences that the encoder reads together.
const TOGETHER: usize = 16;

/// Where things are, and the seed.
#[derive(Debug, Clone)]
pub struct Sources {
    /// Folder of the treebanks and texts.
    pub data: PathBuf,
    /// Folder of the encoder: `vocab.txt`, `model.safetensors`.
    pub encoder: PathBuf,
    /// Decides everything that is random.
    pub seed: u64,
}

/// Reads the treebanks that are trained on.
///
/// # Errors
/// If one cannot be read.
pub fn treebanks(data: &Path) -> Result<Vec<Example>> {
    let paths: Vec<PathBuf> = TREEBANKS.iter().map(|name| data.join(name)).collect();
    corpus::read(&paths.iter().map(PathBuf::as_path).collect::<Vec<_>>())
}

/// Reads the open text.
///
/// # Errors
/// If a file cannot be read.
pub fn open_text(data: &Path) -> Result<Vec<Vec<String>>> {
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
pub fn sizes(settings: &Settings, words: &Words, tags: &[Tag], vector: usize) -> Sizes {
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
pub struct Network<'n> {
    /// Its sizes.
    pub sizes: Sizes,
    /// Its parameters.
    pub values: Vec<f32>,
    /// Words and vectors.
    pub data: Data<'n>,
}

/// Analyses open text with a wide network over the encoder.
pub fn label(
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
pub fn read_with(encoder: &Encoder, examples: &[Example], sentences: &mut [[Sentence; 2]]) {
    sentences.par_chunks_mut(TOGETHER).zip(examples.par_chunks(TOGETHER)).for_each(|(sentences, examples)| {
        let views: Vec<&[String]> = examples.iter().map(|e| e.words.as_slice()).collect();
        for (both, features) in sentences.iter_mut().zip(encoder.encode(&views)) {
            both[1].features.clone_from(&features);
            both[0].features = features;
        }
    });
}

/// Encodes examples with the tags that a tagger gives them, plain and in capitals.
pub fn encode(examples: &[Example], given: Vec<[Vec<u8>; 2]>, tags: &[Tag]) -> Vec<[Sentence; 2]> {
    let place: BTreeMap<Tag, usize> = tags.iter().copied().zip(0..).collect();
    let both = examples.iter().zip(given);
    both.map(|(e, [plain, capitals])| {
        let loud = tagger::in_capitals(e);
        [parser::encode(e, &e.forms, plain, &place), parser::encode(e, &loud, capitals, &place)]
    })
    .collect()
}

/// Tags examples that the tagger was not trained on.
pub fn tag_all(examples: &[Example], tagger: &Tagger, tags: &[Tag]) -> Vec<[Vec<u8>; 2]> {
    examples
        .par_iter()
        .map(|e| [e.forms.clone(), tagger::in_capitals(e)].map(|forms| parser::tagged(tagger, &forms, tags)))
        .collect()
}
