//! `whowhom gazetteer`: check, lookup, import, add, build.

use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use serde_json::{Value, json};

use crate::cli::args::{AddOptions, Args, GazetteerCommand, ImportOptions};
use crate::cli::{Outcome, build, complain, load_gazetteer};
use crate::gazetteer::import::{self, Options};
use crate::gazetteer::{self, Addition, EntityType, Entry, Gazetteer, WordLists};
use crate::graph::SCHEMA_VERSION;
use crate::input;

/// Near spellings that are shown where a name is in no list.
const SUGGESTIONS: usize = 3;

pub(super) fn run(args: &Args, command: &GazetteerCommand) -> Result<Outcome> {
    match command {
        GazetteerCommand::Check { paths } => check(paths),
        GazetteerCommand::Lookup { name, json } => lookup(&load_gazetteer(args)?, name, *json),
        GazetteerCommand::Import(options) => import(&load_gazetteer(args)?, options),
        GazetteerCommand::Add(options) => add(options),
        GazetteerCommand::Build { path, out } => compile(path, out),
    }
}

fn check(paths: &[PathBuf]) -> Result<Outcome> {
    let mut files = Vec::new();
    for path in paths {
        files.extend(input::read_tables(path)?);
    }
    let (good, errors) = gazetteer::check_files(&files);
    let mut out = io::stdout().lock();
    good.iter().try_for_each(|checked| writeln!(out, "{}: {}", checked.path, checked.content))?;
    errors.iter().try_for_each(|error| writeln!(out, "{error}"))?;
    if errors.is_empty() {
        return Ok(Outcome::Done);
    }
    complain(&format!("{} errors", errors.len()));
    Ok(Outcome::Partly)
}

fn lookup(gazetteer: &Gazetteer, name: &str, as_json: bool) -> Result<Outcome> {
    let mut ids: Vec<_> = gazetteer.readings(name).iter().map(|s| s.entry).chain(gazetteer.find(name)).collect();
    ids.dedup();
    let entries: Vec<Entry<'_>> = ids.iter().map(|id| gazetteer.entry(*id)).collect();
    let near = if entries.is_empty() { gazetteer.near(name, SUGGESTIONS) } else { Vec::new() };
    let mut out = io::stdout().lock();
    if as_json {
        let found: Vec<Value> = entries.iter().map(|entry| entry_json(*entry)).collect();
        let near: Vec<Value> = near.iter().map(|(name, id)| json!({"name": name, "id": id})).collect();
        writeln!(out, "{}", json!({"schema_version": SCHEMA_VERSION, "entries": found, "suggestions": near}))?;
    } else {
        entries.iter().try_for_each(|entry| show(*entry, &mut out))?;
    }
    if entries.is_empty() {
        let near: Vec<String> = near.iter().map(|(name, id)| format!("\"{name}\" ({id})")).collect();
        let hint = if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(", ")) };
        complain(&format!("no list has \"{name}\" in this spelling{hint}"));
        return Ok(Outcome::Nothing);
    }
    Ok(Outcome::Done)
}

fn show(entry: Entry<'_>, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}\t{}", entry.id(), entry.name())?;
    writeln!(out, "  names: {}", entry.names().collect::<Vec<_>>().join(", "))?;
    entry.wikidata().map_or(Ok(()), |q| writeln!(out, "  wikidata: {q}"))?;
    for role in entry.roles() {
        writeln!(out, "  {} of {} {}..{}", role.office, role.of, role.start, role.end)?;
    }
    entry.others().try_for_each(|(column, value)| writeln!(out, "  {column}: {value}"))
}

fn entry_json(entry: Entry<'_>) -> Value {
    let roles = entry.roles().map(|r| json!({"office": r.office, "of": r.of, "start": r.start, "end": r.end}));
    let others: serde_json::Map<String, Value> =
        entry.others().map(|(column, value)| (column.to_owned(), json!(value))).collect();
    json!({
        "id": entry.id(),
        "name": entry.name(),
        "type": entry.entity_type().map_or("none", EntityType::name),
        "subtype": entry.subtype(),
        "names": entry.names().collect::<Vec<_>>(),
        "wikidata": entry.wikidata(),
        "iso": entry.iso(),
        "roles": roles.collect::<Vec<_>>(),
        "columns": others,
    })
}

/// Writes all rows or, if one is bad, nothing; with --skip-bad the good ones.
fn import(gazetteer: &Gazetteer, options: &ImportOptions) -> Result<Outcome> {
    let (path, text) = text_of(&options.file)?;
    let alternates = options.alternates.as_deref().map(text_of).transpose()?;
    let told = Options {
        columns: options.columns.clone().unwrap_or_default(),
        default_type: options.entity_type.clone(),
        alternates,
    };
    let imported = import::import(options.from.into(), &path, &text, &told, gazetteer);
    imported.errors.iter().for_each(|error| complain(&error.to_string()));
    if imported.left_out > 0 {
        complain(&format!("{} records are of kinds that have no type here, and were left out", imported.left_out));
    }
    let bad = imported.errors.len();
    if bad > 0 && (!options.skip_bad || imported.rows.is_empty()) {
        complain(&format!("{bad} errors, nothing was written; --skip-bad writes the good rows"));
        return Ok(Outcome::Partly);
    }
    let written = gazetteer::write(&imported.rows);
    match &options.out {
        Some(target) => build::replace(target, written.as_bytes())?,
        None => io::stdout().lock().write_all(written.as_bytes())?,
    }
    if bad > 0 {
        complain(&format!("{bad} errors, {} entities were written all the same", imported.rows.len()));
        return Ok(Outcome::Partly);
    }
    Ok(if imported.rows.is_empty() { Outcome::Nothing } else { Outcome::Done })
}

/// The file as it is named in errors, and its text.
fn text_of(path: &Path) -> Result<(String, String)> {
    let shown = path.display().to_string();
    let bytes = if shown == "-" {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).context("standard input")?;
        bytes
    } else {
        input::read_bytes(path)?
    };
    let text = import::decode(&shown, bytes)?;
    Ok((shown, text))
}

fn add(options: &AddOptions) -> Result<Outcome> {
    // A link stays a link: the file it leads to is replaced.
    let target = options.file.canonicalize().unwrap_or_else(|_| options.file.clone());
    let exists = target.exists();
    let text = if exists { text_of(&target)?.1 } else { String::new() };
    let (text, id) = gazetteer::add(&options.file.display().to_string(), &text, &addition(options))
        .map_err(|error| anyhow!("nothing was added: {error}"))?;
    let permissions = if exists { Some(std::fs::metadata(&target)?.permissions()) } else { None };
    build::replace(&target, text.as_bytes())?;
    if let Some(permissions) = permissions {
        std::fs::set_permissions(&target, permissions).with_context(|| target.display().to_string())?;
    }
    writeln!(io::stdout().lock(), "added {id} to {}", options.file.display())?;
    Ok(Outcome::Done)
}

/// The columns of the new row; those that are not given are not filled.
fn addition(options: &AddOptions) -> Addition {
    let given = [
        ("id", options.id.clone().unwrap_or_default()),
        ("type", options.entity_type.clone()),
        ("name", options.name.clone()),
        ("aliases", options.aliases.join("|")),
        ("wikidata", options.wikidata.clone().unwrap_or_default()),
        ("in", options.within.join("|")),
        ("role", options.roles.join("|")),
    ];
    let given = given.into_iter().map(|(column, cell)| (column.to_owned(), cell));
    let others = options.columns.iter().cloned();
    Addition { cells: given.filter(|(_, cell)| !cell.is_empty()).chain(others).collect() }
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
