//! `whowhom train`: makes models and learned tables again.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::{Args as ClapArgs, Subcommand};

use crate::cli::Outcome;
use crate::cli::build::replace;
use crate::input::{self, conllu};
use crate::train::corpus::{self, Example};
use crate::train::grammar::{self, Sources, TAGGED, TREEBANKS};
use crate::train::{self, export, names};

/// Written by hand: what it says need not be learned.
const IRREGULAR: &str = "rules/irregular.tsv";

#[derive(Debug, Subcommand)]
pub(super) enum TrainCommand {
    /// Learns the table of lemmas, rules/lemmas.tsv
    Lemmas(LemmaOptions),
    /// Lets a wide parser over a sentence encoder analyse open text, for tagger and parser to learn from
    Silver(GrammarOptions),
    /// Trains the recogniser of names, models/names.bin
    Names(NameOptions),
    /// Trains the tagger, models/tagger.bin
    Tagger(GrammarOptions),
    /// Trains the parser, models/parser.bin
    Parser(GrammarOptions),
}

#[derive(Debug, ClapArgs)]
pub(super) struct GrammarOptions {
    /// Folder with the treebanks' train parts and the open text
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Folder of all-MiniLM-L6-v2: vocab.txt and model.safetensors
    #[arg(long, value_name = "DIR")]
    encoder: PathBuf,
    /// What `train silver` wrote; made again if it is not given
    #[arg(long, value_name = "FILE")]
    silver: Option<PathBuf>,
    /// Decides all that is random
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    seed: u64,
    /// Where the result goes
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Debug, ClapArgs)]
pub(super) struct NameOptions {
    /// Folders that hold the training files; models/names.md lists them (may be repeated)
    #[arg(long, required = true, value_name = "DIR")]
    data: Vec<PathBuf>,
    /// Decides all that is random: the same seed gives the same model
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    seed: u64,
    /// The model
    #[arg(short, long, default_value = "models/names.bin", value_name = "FILE")]
    out: PathBuf,
}

#[derive(Debug, ClapArgs)]
pub(super) struct LemmaOptions {
    /// Folder with the treebanks' train parts
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The table
    #[arg(short, long, default_value = "rules/lemmas.tsv", value_name = "FILE")]
    out: PathBuf,
}

pub(super) fn run(command: &TrainCommand) -> Result<Outcome> {
    match command {
        TrainCommand::Lemmas(options) => lemmas(options),
        TrainCommand::Names(options) => names(options),
        TrainCommand::Silver(options) => {
            let mut text = Vec::new();
            corpus::write(&silver(options)?, &mut text)?;
            write(&options.out, &text)
        }
        TrainCommand::Tagger(options) => {
            let tagger = grammar::train_tagger(&sources(options), &silver(options)?)?;
            write(&options.out, &export::tagger(&tagger))
        }
        TrainCommand::Parser(options) => {
            let model = grammar::train_parser(&sources(options), silver(options)?, &mut say)?;
            write(&options.out, &model)
        }
    }
}

fn sources(options: &GrammarOptions) -> Sources {
    Sources { data: options.data.clone(), encoder: options.encoder.clone(), seed: options.seed }
}

fn silver(options: &GrammarOptions) -> Result<Vec<Example>> {
    match &options.silver {
        Some(path) => corpus::read(&[path]),
        None => grammar::silver(&sources(options), &mut say),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "what training calls")]
fn say(what: String) {
    anstream::eprintln!("{what}");
}

fn write(path: &Path, bytes: &[u8]) -> Result<Outcome> {
    replace(path, bytes)?;
    writeln!(io::stdout().lock(), "wrote {} bytes to {}", bytes.len(), path.display())?;
    Ok(Outcome::Done)
}

fn lemmas(options: &LemmaOptions) -> Result<Outcome> {
    let read = |name: &&str| {
        let path = options.data.join(name);
        Ok(conllu::parse(&path.display().to_string(), &input::read_to_string(&path)?)?)
    };
    let treebanks = TREEBANKS.iter().map(read).collect::<Result<Vec<_>>>()?;
    let tagged =
        TAGGED.iter().map(|name| input::read_to_string(&options.data.join(name))).collect::<Result<Vec<_>, _>>()?;
    let irregular = input::read_to_string(Path::new(IRREGULAR)).context("run this in the project's folder")?;
    let table = train::lemmas::learn(&treebanks, &tagged, (IRREGULAR, &irregular))?;
    replace(&options.out, table.as_bytes())?;
    writeln!(
        io::stdout().lock(),
        "wrote {} rows to {}",
        table.lines().filter(|row| !row.starts_with('#')).count(),
        options.out.display()
    )?;
    Ok(Outcome::Done)
}

fn names(options: &NameOptions) -> Result<Outcome> {
    let files = names::read(&options.data)?;
    for (name, texts) in &files {
        let marked: usize = texts.iter().map(|t| t.names.len()).sum();
        say(format!("{name}\t{} texts, {marked} names", texts.len()));
    }
    let texts: Vec<names::Marked> = files.into_iter().flat_map(|(_, texts)| texts).collect();
    let settings = names::Options { seed: options.seed, ..names::Options::default() };
    let model =
        names::train(&texts, &settings, |p| say(format!("run {}, pass {}: loss {:.4}", p.run, p.epoch, p.loss)));
    write(&options.out, &model)
}
