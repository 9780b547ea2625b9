//! The arguments of the commands that decide and compare.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::cli::graph_args::NameOptions;

#[derive(Debug, ClapArgs)]
pub(super) struct ShowOptions {
    #[command(flatten)]
    pub(super) name: NameOptions,
    /// Tells which forms were linked to the entity, in which documents, by which rule, and what was decided of it
    #[arg(long)]
    pub(super) why: bool,
}

#[derive(Debug, ClapArgs)]
pub(super) struct ReviewOptions {
    /// The store
    #[arg(long, default_value = "out/graph.db", value_name = "FILE")]
    pub(super) store: PathBuf,
    /// Lists this many at most
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(super) limit: usize,
    /// Writes one JSON object
    #[arg(long)]
    pub(super) json: bool,
    /// Merges the candidates of these numbers: adds lines to decisions.tsv and applies them
    #[arg(long, value_delimiter = ',', value_name = "NUMBERS")]
    pub(super) write: Vec<usize>,
    /// Never proposes the candidates of these numbers again
    #[arg(long, value_delimiter = ',', value_name = "NUMBERS")]
    pub(super) never: Vec<usize>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct DecideOptions {
    /// The store
    #[arg(long, default_value = "out/graph.db", value_name = "FILE")]
    pub(super) store: PathBuf,
}

/// Exit codes: 0 the same, 1 different, 2 an error.
#[derive(Debug, ClapArgs)]
pub(super) struct DiffOptions {
    /// The earlier store or graph.json
    pub(super) old: PathBuf,
    /// The later one
    pub(super) new: PathBuf,
    /// Compares only relations that a document of this day or later states, in either, and the entities they join
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) since: Option<String>,
    /// Writes one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

fn day(text: &str) -> Result<String, String> {
    let date: Result<jiff::civil::Date, _> = text.parse();
    date.map(|date| date.to_string()).map_err(|_| "expected a day, as 2022-01-31".to_owned())
}
