//! `whowhom eval`: figures against gold.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use rayon::prelude::*;

use crate::cli::args::{Args, EvalCommand, EvalNerOptions, EvalParseOptions, EvalRolesOptions, ReadOptions};
use crate::cli::build::{contribution, each_batch};
use crate::cli::{Outcome, complain, load_analyser};
use crate::eval::{self, Table};
use crate::export::annotate;
use crate::input::conllu::Sentence;
use crate::input::{self, MAX_DOCUMENT_BYTES};
use crate::parse::{self, Grammar, Word};
use crate::pipeline::GrammarStages;
use crate::span::OffsetUnit;

pub(super) fn run(args: &Args, command: &EvalCommand) -> Result<Outcome> {
    match command {
        EvalCommand::Tokens { gold, differences } => tokens(gold, *differences),
        EvalCommand::Parse(options) => trees(options),
        EvalCommand::Ner(options) => names(args, options),
        EvalCommand::Roles(options) => roles(options),
    }
}

fn tokens(gold: &Path, differences: bool) -> Result<Outcome> {
    let score = eval::tokens(&input::read_treebank(gold)?);
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
    if differences {
        list(&score.differences, out)?;
    }
    Ok(Outcome::Done)
}

/// Lists what differs, the commonest first.
fn list(differences: &[String], mut out: impl Write) -> io::Result<()> {
    let mut tally: BTreeMap<&str, usize> = BTreeMap::new();
    for difference in differences {
        *tally.entry(difference).or_default() += 1;
    }
    let mut tally: Vec<(&str, usize)> = tally.into_iter().collect();
    tally.sort_by_key(|(what, count)| (std::cmp::Reverse(*count), *what));
    tally.iter().try_for_each(|(what, count)| writeln!(out, "{count}\t{what}"))
}

fn trees(options: &EvalParseOptions) -> Result<Outcome> {
    let gold = input::read_treebank(&options.gold)?;
    let predicted = options.pred.as_ref().map(|pred| input::read_treebank(pred)).transpose()?;
    let place = || options.pred.as_ref().unwrap_or(&options.gold).display().to_string();
    let (table, relations, features) = if options.raw {
        let score = match predicted {
            Some(predicted) => eval::raw::score_predicted(&gold, &predicted).with_context(place)?,
            None => eval::raw::score(&gold, &GrammarStages::builtin()),
        };
        (score.table(), score.relations, score.features)
    } else {
        let predicted = predicted.unwrap_or_else(|| parse_again(&gold));
        let score = eval::parse::score(&gold, &predicted).with_context(place)?;
        (score.table(), score.relations, score.features)
    };
    let mut tables = vec![table];
    if options.tables.by_relation {
        tables.push(eval::parse::table_of("relations", &relations));
    }
    if options.tables.by_feature {
        tables.push(eval::parse::table_of("features", &features));
    }
    write(&tables, options.json)?;
    Ok(Outcome::Done)
}

/// Parses the words of a treebank; nothing of its grammar is looked at.
fn parse_again(gold: &[Sentence]) -> Vec<Sentence> {
    let stages = GrammarStages::builtin();
    gold.par_iter().map(|sentence| stages.sentence(sentence)).collect()
}

fn write(tables: &[Table], json: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if json {
        return writeln!(out, "{}", eval::json(tables));
    }
    tables.iter().try_for_each(|table| table.write(&mut out))
}

fn names(args: &Args, options: &EvalNerOptions) -> Result<Outcome> {
    let (path, text) = (options.gold.display().to_string(), input::read_to_string(&options.gold)?);
    let (pred_path, pred) = match &options.pred {
        Some(pred) => (pred.display().to_string(), input::read_to_string(pred)?),
        None => ("the analysis".to_owned(), analyse(args, &options.gold)?),
    };
    let gold = eval::ner::Source { path: &path, text: &text };
    let score = eval::ner::score(gold, eval::ner::Source { path: &pred_path, text: &pred }, options.types.into())?;
    if let Some(first) = score.missing.first() {
        let count = score.missing.len();
        complain(&format!("{count} gold records have no prediction, first {first}; they count as empty"));
    }
    write(&[score.table()], options.json)?;
    if options.differences && !options.json {
        list(&score.differences, io::stdout().lock())?;
    }
    Ok(Outcome::Done)
}

fn roles(options: &EvalRolesOptions) -> Result<Outcome> {
    let (path, frames) = (options.gold.display().to_string(), input::read_to_string(&options.gold)?);
    let treebank = input::read_treebank(&options.treebank)?;
    let trees: Vec<Vec<Word>> = if options.gold_trees {
        treebank.iter().map(|sentence| parse::given(sentence).unwrap_or_default()).collect()
    } else {
        let grammar = Grammar::builtin();
        let forms = |sentence: &Sentence| sentence.words.iter().map(|word| word.form.clone()).collect::<Vec<String>>();
        let parse = |sentence: &Sentence| {
            grammar.parse_sentence(&forms(sentence).iter().map(String::as_str).collect::<Vec<&str>>())
        };
        treebank.par_iter().map(parse).collect()
    };
    let score = eval::roles::score(&path, &frames, &treebank, &trees)?;
    if score.missing > 0 {
        complain(&format!(
            "{} records have no sentence of the same words in the treebank; they do not count",
            score.missing
        ));
    }
    write(&[score.table()], options.json)?;
    if options.differences && !options.json {
        let mut out = io::stdout().lock();
        score.differences.iter().try_for_each(|difference| writeln!(out, "{difference}"))?;
    }
    Ok(Outcome::Done)
}

/// What `whowhom annotate` writes of the texts of a gold set.
fn analyse(args: &Args, gold: &Path) -> Result<String> {
    let analyser = load_analyser(args)?;
    let read = ReadOptions { paths: vec![PathBuf::from(gold)], max_document_size: MAX_DOCUMENT_BYTES, threads: None };
    let mut lines = Vec::new();
    each_batch(
        &read,
        |batch| analyser.analyse_all(batch),
        |batch| {
            let mut write = |found| annotate::json_line(&contribution(found), OffsetUnit::CodePoints, &mut lines);
            Ok(batch.iter().try_for_each(&mut write)?)
        },
    )?;
    Ok(String::from_utf8(lines).expect("JSON is UTF-8"))
}
