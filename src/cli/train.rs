//! `whowhom train`: the models again.

use std::io::{self, Write};
use std::time::Instant;

use anyhow::Result;

use crate::cli::args::TrainCommand;
use crate::cli::{Outcome, build};
use crate::train::names;

pub(super) fn run(command: &TrainCommand) -> Result<Outcome> {
    match command {
        TrainCommand::Names { data, seed, out } => {
            let start = Instant::now();
            let files = names::read(data)?;
            let mut stdout = io::stdout().lock();
            for (name, texts) in &files {
                let marked: usize = texts.iter().map(|t| t.names.len()).sum();
                writeln!(stdout, "{name}\t{} texts, {marked} names", texts.len())?;
            }
            let texts: Vec<names::Marked> = files.into_iter().flat_map(|(_, texts)| texts).collect();
            let options = names::Options { seed: *seed, ..names::Options::default() };
            let bytes = names::train(&texts, &options, |p| {
                // Progress is for people: if nobody reads it, training goes on.
                let _ = writeln!(stdout, "run {}\tepoch {}\tloss {:.4}", p.run, p.epoch, p.loss);
            });
            build::replace(out, &bytes)?;
            let (shown, seconds) = (out.display(), start.elapsed().as_secs_f64());
            writeln!(stdout, "wrote {shown}, {} bytes, in {seconds:.1} s", bytes.len())?;
            Ok(Outcome::Done)
        }
    }
}
