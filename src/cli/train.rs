//! `whowhom train`: makes models and learned tables again.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::{Args as ClapArgs, Subcommand};

use crate::cli::Outcome;
use crate::cli::build::replace;
use crate::input::{self, conllu};
use crate::train;

/// The treebanks that lemmas are learned from.
const TREEBANKS: [&str; 3] = ["ud-ewt.train.conllu", "gum-by.train.conllu", "gum-bysa.train.conllu"];
/// Tagged corpora, `word_TAG`: they add words of which they have the base.
const TAGGED: [&str; 2] = ["masc-pos.news.txt", "masc-pos.rest.txt"];
/// Written by hand: what it says need not be learned.
const IRREGULAR: &str = "rules/irregular.tsv";

#[derive(Debug, Subcommand)]
pub(super) enum TrainCommand {
    /// Learns the table of lemmas, rules/lemmas.tsv
    Lemmas(LemmaOptions),
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
    }
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
