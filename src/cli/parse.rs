//! `whowhom parse`: the grammar of articles, or of sentences whose tokens are given.

use std::io::{self, BufWriter, Write};

use anyhow::Result;
use rayon::prelude::*;

use crate::cli::args::{Args, GivenFormat, Model, ParseOptions, TreeFormat};
use crate::cli::build::{each_batch, set_threads};
use crate::cli::{Outcome, complain};
use crate::export::{conllu, tree};
use crate::input::conllu::Sentence;
use crate::input::{self, Document, TreebankError};
use crate::pipeline::GrammarStages;

pub(super) fn run(args: &Args, options: &ParseOptions) -> Result<Outcome> {
    let stages = stages(&args.no_model);
    let mut out = BufWriter::new(io::stdout().lock());
    let failures = match options.input_format {
        GivenFormat::Text => articles(options, &stages, &mut out)?,
        GivenFormat::Conllu => treebanks(options, &stages, &mut out)?,
    };
    out.flush()?;
    Ok(if failures > 0 { Outcome::Partly } else { Outcome::Done })
}

fn stages(without: &[Model]) -> GrammarStages {
    let mut stages = GrammarStages::builtin();
    for part in without {
        match part {
            Model::Grammar => stages.grammar = None,
            Model::Lemmas => stages.lemmas = None,
            Model::Features => stages.morphology = None,
            Model::Names => {} // Grammar does not read names.
        }
    }
    stages
}

fn articles(options: &ParseOptions, stages: &GrammarStages, mut out: impl Write) -> Result<usize> {
    let parse = |document: Document| (stages.document(&document), document.id);
    let parse_all = |batch: Vec<Document>| batch.into_par_iter().map(parse).collect::<Vec<_>>();
    each_batch(&options.read, parse_all, |batch| {
        for (sentences, id) in &batch {
            if options.format == TreeFormat::Tree {
                writeln!(out, "== {id} ==")?;
            }
            write(options.format, sentences, &mut out)?;
        }
        Ok(())
    })
}

/// Returns how many treebanks could not be read.
fn treebanks(options: &ParseOptions, stages: &GrammarStages, mut out: impl Write) -> Result<usize> {
    set_threads(options.read.threads)?;
    let mut failures = 0;
    let mut fail = |error: TreebankError| {
        failures += 1;
        complain(&format!("{:#}", anyhow::Error::new(error)));
    };
    for path in &options.read.paths {
        let files = input::treebanks(path).map_err(|error| fail(error.into())).unwrap_or_default();
        for file in files {
            match input::read_treebank(&file) {
                Ok(given) => {
                    let sentences: Vec<Sentence> = given.par_iter().map(|sentence| stages.sentence(sentence)).collect();
                    write(options.format, &sentences, &mut out)?;
                }
                Err(error) => fail(error),
            }
        }
    }
    Ok(failures)
}

fn write(format: TreeFormat, sentences: &[Sentence], mut out: impl Write) -> io::Result<()> {
    sentences.iter().try_for_each(|sentence| match format {
        TreeFormat::Tree => tree::draw(sentence, &mut out),
        TreeFormat::Conllu => conllu::write(sentence, &mut out),
    })
}
