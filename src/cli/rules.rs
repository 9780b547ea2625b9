//! `whowhom rules`: check, test.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::cli::args::{Args, RulesCommand};
use crate::cli::{Outcome, complain, load_gazetteer};
use crate::input;
use crate::pipeline::Analyser;
use crate::relation::rule::{Failure, Fault, RuleError, Rules};

pub(super) fn run(args: &Args, command: &RulesCommand) -> Result<Outcome> {
    match command {
        RulesCommand::Check { paths } => check(paths),
        RulesCommand::Test { paths, rule, faults } => test(args, paths, rule, *faults),
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
