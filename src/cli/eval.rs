//! `whowhom eval`: figures against gold.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anyhow::Result;

use crate::cli::Outcome;
use crate::cli::args::EvalCommand;
use crate::eval;
use crate::input;

pub(super) fn run(command: &EvalCommand) -> Result<Outcome> {
    let EvalCommand::Tokens { gold, differences } = command;
    let text = input::read_to_string(gold)?;
    let score = eval::tokens(&input::conllu::parse(&gold.display().to_string(), &text)?);
    let mut out = io::stdout().lock();
    writeln!(out, "{:10} {:>6} {:>6} {:>6} {:>8} {:>8} {:>8}", "", "p", "r", "f1", "right", "pred", "gold")?;
    for (what, counts) in [("words", score.words), ("sentences", score.sentences)] {
        let [p, r, f1] = counts.percent();
        writeln!(
            out,
            "{what:10} {p:6.2} {r:6.2} {f1:6.2} {:8} {:8} {:8}",
            counts.right, counts.predicted, counts.gold
        )?;
    }
    if *differences {
        let mut tally: BTreeMap<&str, usize> = BTreeMap::new();
        score.differences.iter().for_each(|d| *tally.entry(d).or_default() += 1);
        let mut tally: Vec<(&str, usize)> = tally.into_iter().collect();
        tally.sort_by_key(|(what, count)| (std::cmp::Reverse(*count), *what));
        tally.iter().try_for_each(|(what, count)| writeln!(out, "{count}\t{what}"))?;
    }
    Ok(Outcome::Done)
}
