//! The commands that keep a store: add, remove, update, rebuild, verify.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use rayon::prelude::*;
use serde_json::json;

use crate::cli::args::{AddStoreOptions, Args, ReadOptions, RebuildOptions, RemoveOptions, VerifyOptions};
use crate::cli::{Outcome, build, complain, load_analyser};
use crate::graph::{Record, SCHEMA_VERSION};
use crate::input::{self, Document, InputError, Reader};
use crate::pipeline::Analyser;
use crate::store::{Builder, Entry, Given, Put, Store, Versions};

/// Documents that are added in one transaction: large ones are fast, small ones lose less to a power cut.
const BATCH: usize = 2048;
/// Documents that are analysed together.
const PARALLEL: usize = 256;

/// A document with the file it was read from.
type Read = (Document, String);

/// What a command did to a store.
#[derive(Default)]
struct Counts {
    new: usize,
    changed: usize,
    same: usize,
    gone: usize,
    failures: usize,
}

impl Counts {
    fn add(&mut self, put: Put) {
        match put {
            Put::New => self.new += 1,
            Put::Changed => self.changed += 1,
            Put::Same => self.same += 1,
        }
    }

    fn say(&self, store: &Store) -> Result<Outcome> {
        let Self { new, changed, same, gone, failures } = self;
        let mut out = io::stdout().lock();
        writeln!(out, "{new} new, {changed} changed, {same} as they were, {gone} removed: {}", store.path().display())?;
        Ok(if *failures > 0 { Outcome::Partly } else { Outcome::Done })
    }
}

/// Makes a store of articles, in the place of one that is there. Returns it with the number of articles that could not be read.
pub(super) fn make(args: &Args, read: &ReadOptions, path: &Path, keep_texts: bool) -> Result<(Store, usize)> {
    let analyser = load_analyser(args)?;
    build::set_threads(read.threads)?;
    let mut builder = None;
    let mut counts = Counts::default();
    let mut reader = Articles::new(read);
    loop {
        let batch = reader.batch(&mut counts.failures);
        if batch.is_empty() {
            break;
        }
        let builder = match &mut builder {
            Some(builder) => builder,
            none => none.insert(Builder::new(path, &versions(args)?, keep_texts)?),
        };
        let records = analysed(&analyser, &batch);
        builder.add(entries(&batch, records))?;
    }
    reader.bar.finish_and_clear();
    let Some(builder) = builder else {
        let folder = path.parent().unwrap_or(path).display();
        bail!("no article could be read, {folder} is left as it was");
    };
    Ok((builder.finish()?, counts.failures))
}

/// Adds articles to a store, or makes one.
pub(super) fn add(args: &Args, options: &AddStoreOptions) -> Result<Outcome> {
    let mut store = open(args, options)?;
    let analyser = load_analyser(args)?;
    let mut counts = Counts::default();
    put_all(&mut store, &analyser, &options.read, &mut counts, &mut |_| {})?;
    store.settle()?;
    counts.say(&store)
}

/// Makes a store hold what files and folders hold now: new articles, changed ones, and none that are gone.
pub(super) fn update(args: &Args, options: &AddStoreOptions) -> Result<Outcome> {
    let mut store = open(args, options)?;
    let analyser = load_analyser(args)?;
    let mut counts = Counts::default();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let failed = put_all(&mut store, &analyser, &options.read, &mut counts, &mut |id| {
        seen.insert(id.to_owned());
    })?;
    let roots: Vec<PathBuf> = options.read.paths.iter().map(|path| PathBuf::from(input::full_path(path))).collect();
    let origins = store.origins()?;
    // A file that cannot be read today is not gone.
    let is_gone = |id: &str, origin: &str| {
        let origin_path = Path::new(origin);
        !seen.contains(id) && !failed.contains(origin) && roots.iter().any(|root| origin_path.starts_with(root))
    };
    let gone: Vec<&String> = origins.iter().filter(|(id, origin)| is_gone(id, origin)).map(|(id, _)| id).collect();
    let mut change = store.change()?;
    for id in &gone {
        change.remove(id)?;
    }
    change.commit()?;
    counts.gone = gone.len();
    store.settle()?;
    counts.say(&store)
}

/// Removes documents by id, or all that were read from a file or folder.
pub(super) fn remove(options: &RemoveOptions) -> Result<Outcome> {
    if !options.store.is_file() {
        bail!("{}: there is no store", options.store.display());
    }
    let mut store = Store::write(&options.store)?;
    let origins = store.origins()?;
    let (mut removed, mut missing) = (BTreeSet::new(), 0);
    for wanted in &options.documents {
        let full = PathBuf::from(input::full_path(Path::new(wanted)));
        let is_of = |origin: &str| Path::new(origin).starts_with(&full);
        let found: Vec<&String> = match origins.get_key_value(wanted) {
            Some((id, _)) => vec![id],
            None => origins.iter().filter(|(_, origin)| is_of(origin)).map(|(id, _)| id).collect(),
        };
        if found.is_empty() {
            missing += 1;
            complain(&format!("{wanted}: no document of this id, and none from such a file or folder"));
        }
        removed.extend(found);
    }
    let mut change = store.change()?;
    for id in &removed {
        change.remove(id)?;
    }
    change.commit()?;
    store.settle()?;
    writeln!(io::stdout().lock(), "{} removed: {}", removed.len(), store.path().display())?;
    Ok(match (missing, removed.len()) {
        (0, _) => Outcome::Done,
        (_, 0) => Outcome::Nothing,
        _ => Outcome::Partly,
    })
}

/// Reads all texts of a store again with the models, rules and lists of today.
pub(super) fn rebuild(args: &Args, options: &RebuildOptions) -> Result<Outcome> {
    let store = Store::read(&options.store)?;
    let analyser = load_analyser(args)?;
    build::set_threads(options.threads)?;
    let ids: Vec<String> = store.origins()?.into_keys().collect();
    if !store.keeps_texts()? {
        bail!("{}: it keeps no texts; `whowhom build PATH...` makes it again", options.store.display());
    }
    let mut builder = Builder::new(&options.store, &versions(args)?, true)?;
    let bar = build::progress(ids.len());
    for some in ids.chunks(PARALLEL) {
        let mut batch: Vec<Read> = Vec::with_capacity(some.len());
        for id in some {
            batch.extend(store.document(id)?);
        }
        let records = analysed(&analyser, &batch);
        builder.add(entries(&batch, records))?;
        bar.inc(some.len() as u64);
    }
    bar.finish_and_clear();
    drop(store);
    let store = builder.finish()?;
    writeln!(io::stdout().lock(), "{} documents read again: {}", ids.len(), store.path().display())?;
    Ok(Outcome::Done)
}

/// Looks for anything that is off in a store.
pub(super) fn verify(options: &VerifyOptions) -> Result<Outcome> {
    let store = Store::read(&options.store)?;
    let origins = store.origins()?;
    let bar = build::progress(origins.len());
    let mut bytes = 0;
    let mut faults: BTreeSet<(String, String)> = store
        .verify(|length| {
            bytes += length;
            bar.inc(1);
        })?
        .into_iter()
        .map(|fault| (fault.place, fault.what))
        .collect();
    bar.finish_and_clear();
    if let Some(sources) = &options.sources {
        faults.extend(compared(&store, sources, &origins)?);
    }
    let mut out = io::stdout().lock();
    if options.json {
        let list: Vec<_> = faults.iter().map(|(place, what)| json!({"place": place, "fault": what})).collect();
        let all = json!({"schema_version": SCHEMA_VERSION, "documents": origins.len(), "bytes": bytes, "faults": list});
        serde_json::to_writer(&mut out, &all)?;
        writeln!(out)?;
    } else {
        faults.iter().try_for_each(|(place, what)| writeln!(out, "{place}: {what}"))?;
        writeln!(out, "{} documents, {bytes} bytes of text: {} faults", origins.len(), faults.len())?;
    }
    Ok(if faults.is_empty() { Outcome::Done } else { Outcome::Nothing })
}

/// How the files of a folder differ from the documents of a store.
fn compared(store: &Store, sources: &Path, origins: &BTreeMap<String, String>) -> Result<Vec<(String, String)>> {
    let hashes: BTreeMap<String, String> = store.documents()?.into_iter().map(|d| (d.id, d.hash)).collect();
    let (mut faults, mut seen) = (Vec::new(), BTreeSet::new());
    for document in Reader::new(&[sources.to_owned()], u64::MAX >> 1) {
        match document {
            Ok(document) => {
                match hashes.get(&document.id) {
                    None => faults.push((document.id.clone(), "a file, but not in the store".to_owned())),
                    Some(hash) if *hash != document.hash => {
                        faults.push((document.id.clone(), "its file has another text".to_owned()));
                    }
                    Some(_) => {}
                }
                seen.insert(document.id);
            }
            Err(error) => faults.push((sources.display().to_string(), error.to_string())),
        }
    }
    let root = PathBuf::from(input::full_path(sources));
    let below = origins.iter().filter(|(id, origin)| !seen.contains(*id) && Path::new(origin).starts_with(&root));
    faults.extend(below.map(|(id, _)| (id.clone(), "its file is gone".to_owned())));
    Ok(faults)
}

fn open(args: &Args, options: &AddStoreOptions) -> Result<Store> {
    build::set_threads(options.read.threads)?;
    let mut store = Store::write(&options.store)?;
    let versions = versions(args)?;
    store.expect_versions(&versions)?;
    let is_new = store.versions()?.is_none();
    let keeps = store.keeps_texts()?;
    if !is_new && options.no_text && keeps {
        bail!("{}: it keeps texts; --no-text is for a new store", options.store.display());
    }
    if is_new {
        let mut change = store.change()?;
        change.set_versions(&versions)?;
        change.keep_texts(!options.no_text)?;
        change.commit()?;
    }
    Ok(store)
}

/// Adds the articles that are not there as they are, `BATCH` to a transaction. Returns the files in which something could not be read.
fn put_all(
    store: &mut Store,
    analyser: &Analyser,
    read: &ReadOptions,
    counts: &mut Counts,
    seen: &mut dyn FnMut(&str),
) -> Result<BTreeSet<String>> {
    let mut reader = Articles::new(read);
    let mut ended = false;
    while !ended {
        let mut change = store.change()?;
        let mut changed = 0;
        while changed < BATCH {
            let mut batch = reader.batch(&mut counts.failures);
            if batch.is_empty() {
                ended = true;
                break;
            }
            let mut wanted = Vec::with_capacity(batch.len());
            for (document, origin) in &batch {
                seen(&document.id);
                match change.holds(&document.id, &document.hash, &given(document), origin) {
                    Ok(put) => {
                        counts.add(put);
                        wanted.push(put != Put::Same);
                    }
                    Err(error) => {
                        counts.failures += 1;
                        complain(&error.to_string());
                        wanted.push(false);
                    }
                }
            }
            let mut wanted = wanted.into_iter();
            batch.retain(|_| wanted.next().unwrap_or(false));
            changed += batch.len();
            let records = analysed(analyser, &batch);
            for entry in entries(&batch, records) {
                change.put(entry)?;
            }
        }
        if changed > 0 {
            change.commit()?;
        }
    }
    reader.bar.finish_and_clear();
    Ok(reader.failed)
}

fn analysed(analyser: &Analyser, batch: &[Read]) -> Vec<Record> {
    let read = |(document, _): &Read| {
        let analysis = analyser.analyse(document.clone());
        Record::new(&build::contribution(&analysis))
    };
    batch.par_iter().map(read).collect()
}

fn entries(batch: &[Read], records: Vec<Record>) -> Vec<Entry<'_>> {
    let all = batch.iter().zip(records);
    all.map(|((document, origin), record)| Entry { record, text: &document.text, given: given(document), origin })
        .collect()
}

fn given(document: &Document) -> Given {
    Given { title: document.title.clone(), date: document.date.clone(), source: document.source.clone() }
}

/// Articles in batches, with a bar.
struct Articles {
    reader: Reader,
    bar: indicatif::ProgressBar,
    /// Files in which something could not be read.
    failed: BTreeSet<String>,
}

impl Articles {
    fn new(options: &ReadOptions) -> Self {
        let reader = Reader::new(&options.paths, options.max_document_size);
        let bar = build::progress(reader.files_left());
        Self { reader, bar, failed: BTreeSet::new() }
    }

    /// The next articles; none at the end.
    fn batch(&mut self, failures: &mut usize) -> Vec<Read> {
        let mut batch = Vec::new();
        while batch.len() < PARALLEL {
            let Some(document) = self.reader.next() else { break };
            // A folder that has no article any more is empty, not broken.
            if document.is_err() && !matches!(document, Err(InputError::NoArticles { .. })) {
                self.failed.insert(self.reader.origin().to_owned());
            }
            let origin = self.reader.origin().to_owned();
            batch.extend(build::report(document, failures).map(|document| (document, origin)));
        }
        let done = self.bar.length().unwrap_or(0).saturating_sub(self.reader.files_left() as u64);
        self.bar.set_position(done);
        batch
    }
}

/// With what this run reads texts.
fn versions(args: &Args) -> Result<Versions> {
    let mut versions = Versions {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        models: env!("WHOWHOM_MODELS").to_owned(),
        rules: env!("WHOWHOM_RULES").to_owned(),
        gazetteers: env!("WHOWHOM_GAZETTEERS").to_owned(),
    };
    if !args.no_model.is_empty() {
        versions.models = format!("{} without {:?}", versions.models, args.no_model);
    }
    if args.no_builtin {
        "none".clone_into(&mut versions.gazetteers);
    }
    for path in &args.gazetteers {
        let parts = if path.extension().is_some_and(|e| e == "bin") {
            vec![(String::new(), input::read_bytes(path)?)]
        } else {
            input::read_tables(path)?.into_iter().map(|(name, text)| (name, text.into_bytes())).collect()
        };
        add_digest(&mut versions.gazetteers, &parts);
    }
    for path in &args.rules {
        let files = input::read_rules(path)?;
        add_digest(&mut versions.rules, &files.into_iter().map(|(n, t)| (n, t.into_bytes())).collect::<Vec<_>>());
    }
    Ok(versions)
}

fn add_digest(version: &mut String, files: &[(String, Vec<u8>)]) {
    let mut hasher = blake3::Hasher::new();
    for (_, content) in files {
        hasher.update(&(content.len() as u64).to_le_bytes()).update(content);
    }
    version.push('+');
    version.push_str(&hasher.finalize().to_hex()[..16]);
}
