//! `whowhom gazetteer`: check, lookup, build.

use std::io::{self, Write};
use std::path::Path;

use anyhow::{Result, anyhow};

use crate::cli::args::{Args, GazetteerCommand};
use crate::cli::{Outcome, build, complain, load_gazetteer};
use crate::gazetteer::{self, Gazetteer, WordLists};
use crate::input;

pub(super) fn run(args: &Args, command: &GazetteerCommand) -> Result<Outcome> {
    match command {
        GazetteerCommand::Check { paths } => check(paths),
        GazetteerCommand::Lookup { name } => lookup(&load_gazetteer(args)?, name),
        GazetteerCommand::Build { path, out } => compile(path, out),
    }
}

fn check(paths: &[std::path::PathBuf]) -> Result<Outcome> {
    let mut out = io::stdout().lock();
    let mut errors = 0;
    for path in paths {
        for (name, text) in input::read_tables(path)? {
            let result = Gazetteer::empty().with_files(&[(name.clone(), text)]);
            match result {
                Ok(gazetteer) => {
                    writeln!(out, "{name}: {} entities, {} names", gazetteer.entry_count(), gazetteer.name_count())?;
                }
                Err(found) => {
                    errors += found.len();
                    found.iter().try_for_each(|error| writeln!(out, "{error}"))?;
                }
            }
        }
    }
    if errors > 0 {
        complain(&format!("{errors} errors"));
        return Ok(Outcome::Partly);
    }
    Ok(Outcome::Done)
}

fn lookup(gazetteer: &Gazetteer, name: &str) -> Result<Outcome> {
    let mut out = io::stdout().lock();
    let mut entries: Vec<_> = gazetteer.readings(name).iter().map(|s| s.entry).chain(gazetteer.find(name)).collect();
    entries.dedup();
    for id in &entries {
        let entry = gazetteer.entry(*id);
        writeln!(out, "{}\t{}", entry.id(), entry.name())?;
        writeln!(out, "  names: {}", entry.names().collect::<Vec<_>>().join(", "))?;
        entry.wikidata().map_or(Ok(()), |q| writeln!(out, "  wikidata: {q}"))?;
        for role in entry.roles() {
            writeln!(out, "  {} of {} {}..{}", role.office, role.of, role.start, role.end)?;
        }
        entry.others().try_for_each(|(column, value)| writeln!(out, "  {column}: {value}"))?;
    }
    if entries.is_empty() {
        complain(&format!("no list has \"{name}\" in this spelling"));
        return Ok(Outcome::Nothing);
    }
    Ok(Outcome::Done)
}

fn compile(path: &Path, target: &Path) -> Result<Outcome> {
    let (mut rows, mut lists, mut errors) = (Vec::new(), WordLists::default(), Vec::new());
    for (name, text) in input::read_tables(path)? {
        let result = if gazetteer::is_word_list(&name) {
            lists.read(&name, &text)
        } else {
            gazetteer::parse(&name, &text).map(|parsed| rows.extend(parsed))
        };
        errors.extend(result.err().unwrap_or_default().iter().map(ToString::to_string));
    }
    errors.extend(gazetteer::duplicate_ids(&rows).into_iter().map(|id| format!("id \"{id}\" stands in two files")));
    if !errors.is_empty() {
        return Err(anyhow!("nothing was written:\n  {}", errors.join("\n  ")));
    }
    let bytes = gazetteer::compile(rows, &lists.words).map_err(|message| anyhow!(message))?;
    build::replace(target, &bytes)?;
    Ok(Outcome::Done)
}
