//! The commands that read articles: build, annotate, match.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result};

use crate::cli::args::{AnnotateOptions, Args, BuildOptions, Format, ReadOptions};
use crate::cli::{Outcome, complain, failure, load_analyser, load_gazetteer, source, store};
use crate::export::{annotate as annotation, dot};
use crate::graph::{self, Contribution, Graph};
use crate::input::{Document, Reader};
use crate::pipeline::Analysis;

/// Documents that are analysed together: bounds the memory, keeps all threads at work.
const BATCH: usize = 256;

/// Builds graph.json and graph.dot.
pub(super) fn build(args: &Args, options: &BuildOptions) -> Result<Outcome> {
    let start = Instant::now();
    let (store, failures) = store::make(args, &options.read, &options.out.join("graph.db"), !options.no_text)?;
    let graph = store.graph()?.filtered(&options.filter.filter());
    drop(store);
    let mut json = Vec::new();
    graph::write(&graph, options.links_key.into(), &mut json)?;
    let ego = match &options.ego {
        Some(name) => Some((
            source::find(&graph, name).map_err(|error| failure::Failure::told("nobody to draw", &error))?.id.clone(),
            options.depth,
        )),
        None => None,
    };
    let drawing = dot::draw(&graph, &dot::View { top: options.top, ego, min_count: options.min_count });
    // graph.json last: whatever fails, an earlier one is as it was.
    replace(&options.out.join("graph.dot"), drawing.as_bytes())?;
    replace(&options.out.join("graph.json"), &json)?;
    summary(&graph, &options.out, start)?;
    Ok(if failures > 0 { Outcome::Partly } else { Outcome::Done })
}

/// Writes beside and renames, so that an earlier file is whole until the new one is.
pub(super) fn replace(path: &Path, content: &[u8]) -> Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = new_file().tempfile_in(folder).with_context(|| folder.display().to_string())?;
    file.write_all(content).with_context(|| path.display().to_string())?;
    file.persist(path).map_err(|error| error.error).with_context(|| path.display().to_string())?;
    Ok(())
}

/// Temporary files are their owner's alone unless told otherwise; these become files like any other.
pub(super) fn new_file() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

fn summary(graph: &Graph, out: &Path, start: Instant) -> Result<()> {
    let mut by_type: BTreeMap<_, usize> = BTreeMap::new();
    graph.nodes.iter().for_each(|n| *by_type.entry(n.entity_type).or_default() += 1);
    let types: Vec<String> = by_type.iter().map(|(kind, count)| format!("{count} {}", kind.name())).collect();
    let foreign = graph.documents.iter().filter(|d| d.language.as_ref().is_some_and(|l| l != "eng")).count();
    let mut stdout = io::stdout().lock();
    writeln!(
        stdout,
        "{} documents, {} entities ({}), {} relations",
        graph.documents.len(),
        graph.nodes.len(),
        types.join(", "),
        graph.edges.len()
    )?;
    if foreign > 0 {
        writeln!(stdout, "{foreign} documents are not in English: read for listed names only")?;
    }
    let out = out.display();
    writeln!(
        stdout,
        "wrote {out}/graph.db, {out}/graph.json and {out}/graph.dot in {:.2} s",
        start.elapsed().as_secs_f64()
    )?;
    let hub = graph.nodes.iter().max_by(|a, b| a.mentions.cmp(&b.mentions).then_with(|| b.id.cmp(&a.id)));
    writeln!(stdout, "next: dot -Tsvg {out}/graph.dot -o graph.svg")?;
    writeln!(stdout, "      whowhom neighbors \"{}\" --graph {out}/graph.db", hub.map_or("NAME", |n| n.name.as_str()))?;
    Ok(())
}

/// Writes each document's mentions, entities and assertions.
pub(super) fn annotate(args: &Args, options: &AnnotateOptions) -> Result<Outcome> {
    let analyser = load_analyser(args)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let failures = each_batch(
        &options.read,
        |batch| analyser.analyse_all(batch),
        |batch| {
            for analysis in &batch {
                match options.format {
                    Format::Jsonl => annotation::json_line(&contribution(analysis), options.offsets.into(), &mut out)?,
                    Format::Text => annotation::marked_text(&contribution(analysis), &mut out)?,
                }
            }
            Ok(())
        },
    )?;
    out.flush()?;
    Ok(if failures > 0 { Outcome::Partly } else { Outcome::Done })
}

/// Streams the listed names of each document: id, first byte, end, name, entry of the first reading.
pub(super) fn names(args: &Args, options: &ReadOptions) -> Result<Outcome> {
    let gazetteer = load_gazetteer(args)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let (mut failures, mut found) = (0, false);
    for document in Reader::new(&options.paths, options.max_document_size) {
        let Some(document) = report(document, &mut failures) else {
            continue;
        };
        let mut result = Ok(());
        gazetteer.longest_names(&document.text, |hit| {
            let entry = gazetteer.senses(hit.name).next().map_or("", |s| gazetteer.entry(s.entry).id());
            if !entry.is_empty() && result.is_ok() {
                found = true;
                let name = hit.span.of(&document.text).replace(['\n', '\t'], " ");
                result = writeln!(out, "{}\t{}\t{}\t{name}\t{entry}", document.id, hit.span.start, hit.span.end);
            }
        });
        result?;
    }
    out.flush()?;
    Ok(match (failures, found) {
        (0, true) => Outcome::Done,
        (0, false) => Outcome::Nothing,
        _ => Outcome::Partly,
    })
}

/// Reads and analyses in batches; returns how many documents could not be read.
pub(super) fn each_batch<T>(
    options: &ReadOptions,
    analyse: impl Fn(Vec<Document>) -> Vec<T>,
    mut take: impl FnMut(Vec<T>) -> Result<()>,
) -> Result<usize> {
    set_threads(options.threads)?;
    let mut reader = Reader::new(&options.paths, options.max_document_size);
    let bar = progress(reader.files_left());
    let mut failures = 0;
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        while batch.len() < BATCH {
            let Some(document) = reader.next() else { break };
            batch.extend(report(document, &mut failures));
        }
        if batch.is_empty() {
            bar.finish_and_clear();
            return Ok(failures);
        }
        bar.set_position(bar.length().unwrap_or(0).saturating_sub(reader.files_left() as u64));
        take(analyse(batch))?;
    }
}

pub(super) fn set_threads(threads: Option<usize>) -> Result<()> {
    match threads {
        Some(threads) => rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().context("threads"),
        None => Ok(()),
    }
}

pub(super) fn progress(files: usize) -> indicatif::ProgressBar {
    if io::stderr().is_terminal() {
        let style = indicatif::ProgressStyle::with_template("{wide_bar} {pos} of {len}, {per_sec}, {eta} left");
        indicatif::ProgressBar::new(files as u64)
            .with_style(style.unwrap_or_else(|_| indicatif::ProgressStyle::default_bar()))
    } else {
        indicatif::ProgressBar::hidden()
    }
}

pub(super) fn report(document: Result<Document, crate::input::InputError>, failures: &mut usize) -> Option<Document> {
    document
        .map_err(|error| {
            *failures += 1;
            complain(&format!("{:#}", anyhow::Error::new(error)));
        })
        .ok()
}

pub(super) fn contribution(analysis: &Analysis) -> Contribution<'_> {
    let Analysis { document, layout, mentions, identity, assertions, .. } = analysis;
    Contribution { document, layout, mentions, identity, assertions }
}
