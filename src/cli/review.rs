//! The commands about what a person decides: review, decide, show --why.

use std::io::{self, Write};

use anyhow::{Result, bail};
use serde_json::json;

use crate::cli::graph_args::NameOptions;
use crate::cli::review_args::{DecideOptions, ReviewOptions};
use crate::cli::source::{self, opened};
use crate::cli::{Outcome, build, complain};
use crate::graph::decisions::{Line, with_lines};
use crate::graph::{Decisions, SCHEMA_VERSION};
use crate::input;
use crate::review::{Candidate, Side, candidates};
use crate::store::{Form, Store, Why, decisions_path};

/// Documents that are named of a form at most.
const SHOWN: usize = 3;

/// Lists candidates, or writes the chosen ones and applies them.
pub(super) fn review(options: &ReviewOptions) -> Result<Outcome> {
    if !options.write.is_empty() || !options.never.is_empty() {
        return write(options);
    }
    let store = opened(&options.store)?;
    let all = found(&store)?;
    let shown = &all[..all.len().min(options.limit)];
    let mut out = io::stdout().lock();
    if options.json {
        let all = json!({"schema_version": SCHEMA_VERSION, "found": all.len(), "candidates": shown});
        serde_json::to_writer(&mut out, &all)?;
        writeln!(out)?;
    } else {
        shown.iter().try_for_each(|candidate| tell(candidate, &mut out))?;
        if let Some(first) = shown.first() {
            let more = all.len() - shown.len();
            let more = if more > 0 { format!("{more} more with --limit {}; ", all.len()) } else { String::new() };
            let number = first.number;
            writeln!(out, "{more}`whowhom review --write {number}` merges, `--never {number}` keeps apart")?;
        }
    }
    if shown.is_empty() {
        complain("no candidates");
        return Ok(Outcome::Nothing);
    }
    Ok(Outcome::Done)
}

fn found(store: &Store) -> Result<Vec<Candidate>> {
    Ok(candidates(&store.graph()?, &store.seen()?, store.decisions()))
}

fn tell(candidate: &Candidate, out: &mut impl Write) -> io::Result<()> {
    let Candidate { number, from, into, score, reasons, against, .. } = candidate;
    writeln!(out, "{number}. {} -> {}  ({score:.2})", from.id, into.id)?;
    for side in [from, into] {
        writeln!(out, "   {}", told(side))?;
    }
    writeln!(out, "   for: {}", reasons.join("; "))?;
    if !against.is_empty() {
        writeln!(out, "   against: {}", against.join("; "))?;
    }
    Ok(())
}

fn told(side: &Side) -> String {
    let dates = match (&side.first, &side.last) {
        (Some(first), Some(last)) if first == last => format!(", {first}"),
        (Some(first), Some(last)) => format!(", {first} to {last}"),
        _ => String::new(),
    };
    let wikidata = side.wikidata.as_ref().map(|id| format!(", {id}")).unwrap_or_default();
    let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let (mentions, documents) = (counted(side.mentions, "mention"), counted(side.documents, "document"));
    format!("{}: {mentions} in {documents}{dates}{wikidata}", side.name)
}

/// Adds lines to decisions.tsv, whole or not at all, while nobody else writes to the store.
fn write(options: &ReviewOptions) -> Result<Outcome> {
    if !options.store.is_file() {
        bail!("{}: there is no store", options.store.display());
    }
    let mut store = Store::write(&options.store)?;
    let all = found(&store)?;
    let chosen = |numbers: &[usize], line: &dyn Fn(&Candidate) -> String| -> Result<Vec<String>> {
        let of = |number: &usize| match all.get(number.wrapping_sub(1)) {
            Some(candidate) => Ok(line(candidate)),
            None => bail!("no candidate {number}; there are {}, as `whowhom review` lists them", all.len()),
        };
        numbers.iter().map(of).collect()
    };
    let mut lines = chosen(&options.write, &Candidate::merge)?;
    let merged: Vec<&Candidate> = options.write.iter().filter_map(|number| all.get(number - 1)).collect();
    let stays = |c: &&&Candidate| merged.iter().all(|other| other.from.id != c.into.id);
    let is_named = |c: &&&Candidate| store.decisions().name(&c.into.id).is_some();
    lines.extend(merged.iter().filter(stays).filter(|c| !is_named(c)).filter_map(|c| c.rename()));
    lines.extend(chosen(&options.never, &Candidate::never)?);
    let path = decisions_path(&options.store);
    let text = if path.exists() { input::read_to_string(&path)? } else { String::new() };
    let text = with_lines(&text, &lines);
    // Lines that cannot stand beside the others are not written.
    let decisions = Decisions::read(&path.display().to_string(), &text)?;
    build::replace(&path, text.as_bytes())?;
    store.decide(decisions)?;
    let mut out = io::stdout().lock();
    lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
    writeln!(out, "written to {} and applied; delete a line and run `whowhom decide` to undo it", path.display())?;
    Ok(Outcome::Done)
}

/// Applies what was decided since.
pub(super) fn decide(options: &DecideOptions) -> Result<Outcome> {
    let undecided = Store::read(&options.store)?.undecided()?.is_some();
    // Opening it applies them, or says what is wrong with them.
    let store = Store::write(&options.store)?;
    let count = store.decisions().lines().len();
    for line in store.idle()? {
        let row = shown(&line);
        complain(&format!(
            "{}:{}: nothing in the store is so: {row}",
            decisions_path(&options.store).display(),
            line.number
        ));
    }
    let done = if undecided { "applied" } else { "nothing has changed" };
    writeln!(io::stdout().lock(), "{count} decisions, {done}: {}", store.path().display())?;
    Ok(Outcome::Done)
}

/// Tells what made an entity.
pub(super) fn why(options: &NameOptions) -> Result<Outcome> {
    let path = &options.graph.graph;
    if path.extension().is_none_or(|extension| extension != "db") {
        bail!("{}: only a store (.db) knows why", path.display());
    }
    let store = opened(path)?;
    let graph = store.graph()?;
    let node = source::find(&graph, &options.name)?;
    let why = store.why(&node.id)?;
    let mut out = io::stdout().lock();
    if options.graph.json || options.graph.jsonl {
        serde_json::to_writer(&mut out, &why_json(&node.id, &node.name, &why))?;
        writeln!(out)?;
        return Ok(Outcome::Done);
    }
    writeln!(out, "{} ({}, {})", node.name, node.entity_type.name(), node.id)?;
    for form in &why.forms {
        let Form { words, kind, found, rule, link, mentions, documents } = form;
        let shown: Vec<&str> = documents.iter().take(SHOWN).map(String::as_str).collect();
        let more = documents.len() - shown.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let was = if *found == node.id { String::new() } else { format!(", found as {found}") };
        writeln!(
            out,
            "{mentions} x \"{words}\" ({kind}, by {rule}), linked by {link}{was}: {}{more}",
            shown.join(", ")
        )?;
    }
    for (document, [start, end], words) in &why.dropped {
        writeln!(out, "dropped: \"{words}\" in {document}, {start} to {end}")?;
    }
    let file = decisions_path(path);
    for line in &why.decisions {
        writeln!(out, "{}:{}: {}", file.display(), line.number, shown(line))?;
    }
    Ok(Outcome::Done)
}

/// A line in one piece, without its empty columns.
fn shown(line: &Line) -> String {
    let row = line.decision.written(&line.reason);
    row.split('\t').filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ")
}

fn why_json(id: &str, name: &str, why: &Why) -> serde_json::Value {
    let dropped = why
        .dropped
        .iter()
        .map(|(document, place, words)| json!({"document": document, "place": place, "words": words}));
    let decisions = why.decisions.iter().map(|line| {
        let written = line.decision.written("");
        let cells: Vec<&str> = written.split('\t').filter(|cell| !cell.is_empty()).collect();
        json!({"line": line.number, "decision": cells, "reason": line.reason})
    });
    json!({
        "schema_version": SCHEMA_VERSION,
        "id": id,
        "name": name,
        "forms": why.forms,
        "dropped": dropped.collect::<Vec<_>>(),
        "decisions": decisions.collect::<Vec<_>>(),
    })
}
