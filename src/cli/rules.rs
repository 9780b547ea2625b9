//! `whowhom rules`: check, test, census.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::{Result, bail};
use rayon::prelude::*;
use serde_json::json;

use crate::cli::args::{Args, CensusOptions, RulesCommand};
use crate::cli::{Outcome, build, complain, load_analyser, load_gazetteer};
use crate::graph::SCHEMA_VERSION;
use crate::input;
use crate::pipeline::Analyser;
use crate::relation::census::{Census, Count, Counted};
use crate::relation::rule::{Failure, Fault, RuleError, Rules};

pub(super) fn run(args: &Args, command: &RulesCommand) -> Result<Outcome> {
    match command {
        RulesCommand::Check { paths } => check(paths),
        RulesCommand::Test { paths, rule, faults } => test(args, paths, rule, *faults),
        RulesCommand::Census(options) => census(args, options),
    }
}

/// Rules with what is wrong in them, and which paths were asked for.
struct Loaded {
    rules: Rules,
    errors: Vec<RuleError>,
    paths: Vec<String>,
}

impl Loaded {
    /// Says whether a file was asked for: all are if none was named.
    fn has(&self, path: &str) -> bool {
        self.paths.is_empty() || self.paths.iter().any(|own| own == path)
    }
}

/// Reads the program's own files and the user's, which stand for those of the same name.
fn load(paths: &[PathBuf]) -> Result<Loaded> {
    let mut own = Vec::new();
    for path in paths {
        own.extend(input::read_rules(path)?);
    }
    let name = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned();
    let replaced: Vec<String> = own.iter().map(|(path, _)| name(path)).collect();
    let builtin = Rules::builtin_files().into_iter().filter(|(path, _)| !replaced.contains(&name(path)));
    let files: Vec<(&str, &str)> =
        builtin.chain(own.iter().map(|(path, text)| (path.as_str(), text.as_str()))).collect();
    let (rules, errors) = Rules::read(&files);
    Ok(Loaded { rules, errors, paths: own.into_iter().map(|(path, _)| path).collect() })
}

/// Returns the program's rules with the user's, if these have no errors.
pub(super) fn sound(paths: &[PathBuf]) -> Result<Rules> {
    let loaded = load(paths)?;
    let errors = loaded.errors.iter().filter(|error| loaded.has(&error.position.path));
    let lines: Vec<String> = errors.map(ToString::to_string).collect();
    if lines.is_empty() { Ok(loaded.rules) } else { bail!("the rules were not loaded:\n  {}", lines.join("\n  ")) }
}

fn check(paths: &[PathBuf]) -> Result<Outcome> {
    let loaded = load(paths)?;
    let mut out = io::stdout().lock();
    let errors: Vec<&RuleError> = loaded.errors.iter().filter(|error| loaded.has(&error.position.path)).collect();
    let findings = loaded.rules.check();
    let findings: Vec<_> = findings.iter().filter(|finding| loaded.has(&finding.position.path)).collect();
    errors.iter().try_for_each(|error| writeln!(out, "{error}"))?;
    findings.iter().try_for_each(|finding| writeln!(out, "{finding}"))?;
    let (blocks, rows, frames) = loaded.rules.counts();
    complain(&format!(
        "{blocks} blocks, {rows} rows, {frames} frames; {} errors, {} doubts",
        errors.len(),
        findings.len()
    ));
    Ok(if errors.is_empty() { Outcome::Done } else { Outcome::Partly })
}

fn test(args: &Args, paths: &[PathBuf], id: &str, only_faults: bool) -> Result<Outcome> {
    let loaded = load(paths)?;
    let mut out = io::stdout().lock();
    let errors = loaded.errors.iter().filter(|error| loaded.has(&error.position.path));
    errors.clone().try_for_each(|error| writeln!(out, "{error}"))?;
    let analyser = Analyser::new(load_gazetteer(args)?).with_rules(loaded.rules.clone());
    let wanted = |rule: &str, path: &str| rule.starts_with(id) && loaded.has(path);
    let (count, failures) = loaded.rules.run(&wanted, &|sentence| analyser.look(sentence));
    let of = |fault: Fault| failures.iter().filter(move |failure| failure.fault == fault).count();
    let shown = failures.iter().filter(|failure| !only_faults || failure.fault == Fault::Rule);
    shown.clone().try_for_each(|failure| show(failure, &mut out))?;
    complain(&format!(
        "{count} sentences: {} pass; {} fail by their rule, {} by names or trees; {} may be promoted",
        count - failures.len(),
        of(Fault::Rule),
        of(Fault::Parse),
        of(Fault::Promote),
    ));
    Ok(if failures.is_empty() && errors.count() == 0 { Outcome::Done } else { Outcome::Partly })
}

fn show(failure: &Failure, out: &mut impl Write) -> io::Result<()> {
    let fault = match failure.fault {
        Fault::Rule => "rule",
        Fault::Parse => "parse",
        Fault::Promote => "todo",
    };
    writeln!(out, "{}: {fault}: {}: {}", failure.position, failure.rule, failure.sentence)?;
    writeln!(out, "    wanted  {}", failure.wanted)?;
    for (word, lines) in [("stated ", &failure.stated), ("normal ", &failure.normal), ("near   ", &failure.near)] {
        lines.iter().try_for_each(|line| writeln!(out, "    {word} {line}"))?;
    }
    Ok(())
}

fn census(args: &Args, options: &CensusOptions) -> Result<Outcome> {
    let analyser = load_analyser(args)?;
    let mut census = Census::default();
    let failures = build::each_batch(
        &options.read,
        |batch| batch.into_par_iter().map(|document| analyser.explain_relations(document)).collect(),
        |batch| {
            for (found, explained) in &batch {
                census.add(&Counted {
                    text: &found.document.text,
                    mentions: &found.mentions,
                    identity: &found.identity,
                    assertions: &found.assertions,
                    explained,
                });
            }
            Ok(())
        },
    )?;
    let dead = census.dead(analyser.rules());
    let mut out = io::stdout().lock();
    if options.json {
        let dead: Vec<_> = dead.iter().map(|(id, place)| json!({"rule": id, "place": place})).collect();
        let names = options.names.then(|| census.names());
        let all = json!({"schema_version": SCHEMA_VERSION, "fired": census.fired(), "dead": dead, "gaps": census.gaps(), "names": names});
        serde_json::to_writer(&mut out, &all)?;
        writeln!(out)?;
    } else {
        write_counts("rules that fired", &census.fired(), options.top, &mut out)?;
        writeln!(out, "rules that never fired: {}", dead.len())?;
        dead.iter().take(options.top).try_for_each(|(id, place)| writeln!(out, "        {id}  {place}"))?;
        write_counts("clauses with two names that no rule fits", &census.gaps(), options.top, &mut out)?;
        if options.names {
            write_counts("names that no list has", &census.names(), options.top, &mut out)?;
        }
    }
    Ok(if failures > 0 { Outcome::Partly } else { Outcome::Done })
}

fn write_counts(title: &str, counts: &[Count], top: usize, out: &mut impl Write) -> io::Result<()> {
    let sum: usize = counts.iter().map(|count| count.count).sum();
    writeln!(out, "{title}: {} in {sum} places", counts.len())?;
    for Count { what, kind, count, documents, example } in counts.iter().take(top) {
        writeln!(out, "{count:7} {kind} {what}  (documents: {documents})")?;
        if !example.is_empty() {
            writeln!(out, "            {example}")?;
        }
    }
    Ok(())
}
