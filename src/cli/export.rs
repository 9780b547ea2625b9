//! The command that writes a graph in the formats of others.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::cli::args::{Args, ReadOptions};
use crate::cli::graph_args::{ExportOptions, PartOptions};
use crate::cli::{Outcome, build, complain, load_analyser, source};
use crate::export::brat::Project;
use crate::export::{Folder, Part, Writer, format, spacy};
use crate::graph::Graph;
use crate::input::MAX_DOCUMENT_BYTES;

/// Writes to a file or folder, whole or not at all, or to standard output. What the format cannot hold is said once.
pub(super) fn run(args: &Args, options: &ExportOptions) -> Result<Outcome> {
    let name = variant(options)?;
    let Some(format) = format(name) else { return texts(args, options) };
    if !options.articles.is_empty() {
        bail!("--format {name} is written from --graph; only spacy and brat read articles");
    }
    let graph = read(options)?;
    let losses = match (format.writer, &options.out) {
        (Writer::File(write), Some(path)) => to_file(path, |out| Ok(write(&graph, out)?))?,
        (Writer::File(write), None) => {
            let mut out = BufWriter::new(io::stdout().lock());
            let losses = write(&graph, &mut out)?;
            out.flush()?;
            losses
        }
        (Writer::Folder(write), Some(path)) => to_folder(path, |folder| Ok(write(&graph, folder)?))?,
        (Writer::Folder(_), None) => bail!("--format {name} is several files: give their folder with -o"),
    };
    if !losses.is_empty() {
        complain(&format!("{name}: {}", losses.join("; ")));
    }
    Ok(Outcome::Done)
}

/// The name of the format, with `--links`, `--neo4j` and `--rdf12` taken in.
fn variant(options: &ExportOptions) -> Result<&str> {
    let name = options.format.as_str();
    let asked = [
        (options.variant.links, "--links", "json", "json-links"),
        (options.variant.neo4j, "--neo4j", "csv", "neo4j"),
        (options.variant.rdf12, "--rdf12", "ttl", "ttl12"),
    ];
    let Some((_, flag, of, own)) = asked.into_iter().find(|(asked, ..)| *asked) else { return Ok(name) };
    if name != of && name != own {
        bail!("{flag} goes with --format {of}, not {name}");
    }
    Ok(own)
}

/// The graph, or what was asked for of it; none if its middle has no such entity.
fn read(options: &ExportOptions) -> Result<Graph> {
    let graph = source::read(&options.graph)?.filtered(&options.filter.filter());
    let PartOptions { relation, entity_type, ego, depth, top, min_count } = &options.part;
    let ego = match ego {
        Some(name) => Some((source::find(&graph, name)?.id.clone(), *depth)),
        None => None,
    };
    let part = Part { min_count: *min_count, relation: relation.clone(), entity_type: *entity_type, ego, top: *top };
    Ok(part.of(graph))
}

/// The formats of texts, which no graph has.
fn texts(args: &Args, options: &ExportOptions) -> Result<Outcome> {
    let name = &options.format;
    if options.articles.is_empty() {
        bail!("--format {name} holds texts, which no graph has: give the articles");
    }
    let read = ReadOptions { paths: options.articles.clone(), max_document_size: MAX_DOCUMENT_BYTES, threads: None };
    let failures = match (name.as_str(), &options.out) {
        ("spacy", Some(path)) => to_file(path, |out| docs(args, &read, out))?,
        ("spacy", None) => docs(args, &read, &mut BufWriter::new(io::stdout().lock()))?,
        (_, Some(path)) => to_folder(path, |folder| standoff(args, &read, folder))?,
        (_, None) => bail!("--format {name} is several files: give their folder with -o"),
    };
    Ok(if failures > 0 { Outcome::Partly } else { Outcome::Done })
}

fn docs(args: &Args, read: &ReadOptions, out: &mut dyn Write) -> Result<usize> {
    let analyser = load_analyser(args)?;
    let failures = build::each_batch(
        read,
        |batch| analyser.analyse_all(batch),
        |batch| {
            for analysis in &batch {
                spacy::json_line(&build::contribution(analysis), &analysis.tokens, &analysis.parse, &mut *out)?;
            }
            Ok(())
        },
    )?;
    out.flush()?;
    Ok(failures)
}

fn standoff(args: &Args, read: &ReadOptions, folder: &mut dyn Folder) -> Result<usize> {
    let analyser = load_analyser(args)?;
    let mut project = Project::default();
    let failures = build::each_batch(
        read,
        |batch| analyser.analyse_all(batch),
        |batch| {
            for analysis in &batch {
                project.add(&build::contribution(analysis), folder)?;
            }
            Ok(())
        },
    )?;
    project.finish(folder)?;
    Ok(failures)
}

fn to_file<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    let beside = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut out = BufWriter::new(build::new_file().tempfile_in(beside).with_context(|| beside.display().to_string())?);
    let written = write(&mut out)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error).with_context(|| path.display().to_string())?;
    file.persist(path).map_err(|error| error.error).with_context(|| path.display().to_string())?;
    Ok(written)
}

/// All files are written before the first is moved to its place. Other files of the folder are left alone.
fn to_folder<T>(path: &Path, write: impl FnOnce(&mut dyn Folder) -> Result<T>) -> Result<T> {
    fs::create_dir_all(path).with_context(|| path.display().to_string())?;
    let draft =
        tempfile::Builder::new().prefix(".export").tempdir_in(path).with_context(|| path.display().to_string())?;
    let mut folder = Draft { root: draft.path().to_owned(), names: Vec::new() };
    let written = write(&mut folder)?;
    for name in &folder.names {
        let place = path.join(name);
        if let Some(own) = place.parent() {
            fs::create_dir_all(own).with_context(|| own.display().to_string())?;
        }
        fs::rename(draft.path().join(name), &place).with_context(|| place.display().to_string())?;
    }
    Ok(written)
}

/// Files that are not in their place yet.
struct Draft {
    root: PathBuf,
    names: Vec<String>,
}

impl Folder for Draft {
    fn file(&mut self, name: &str) -> io::Result<Box<dyn Write + Send + '_>> {
        let path = self.root.join(name);
        if let Some(own) = path.parent() {
            fs::create_dir_all(own)?;
        }
        // No buffer of ours: one that is dropped would keep a full disk to itself.
        let file = File::create_new(path)?;
        self.names.push(name.to_owned());
        Ok(Box::new(file))
    }
}
