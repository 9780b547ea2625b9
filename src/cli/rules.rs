//! `whowhom rules`: check, test.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Result;

use crate::cli::args::RulesCommand;
use crate::cli::{Outcome, complain};
use crate::input;
use crate::relation::rule::{RuleError, Rules};

pub(super) fn run(command: &RulesCommand) -> Result<Outcome> {
    match command {
        RulesCommand::Check { paths } => check(paths),
        RulesCommand::Test { paths, .. } => check(paths),
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
