//! Reading: files, folders and standard input become [`Document`]s, one at a time, in the order of their ids.
//!
//! The only module that opens files for reading.

pub mod conllu;
mod decode;
mod html;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// One article as it was read. `text` is what all offsets point into: decoded, otherwise untouched (for HTML, the
/// extracted text).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Path below the folder given, with `/`; or the `id` of a JSON line.
    pub id: String,
    /// The decoded text, no-break spaces and curly quotes as they stand, line ends as they stand.
    pub text: String,
    /// Title, where the format carries one (JSON, HTML). `text::Layout` finds it in plain text.
    pub title: Option<String>,
    /// Date of publication, ISO 8601 (`2022-01-06`), where the format carries one.
    pub date: Option<String>,
    /// Publisher or agency, where the format carries one.
    pub source: Option<String>,
    /// BLAKE3 of the text, 32 hex digits: equal texts are duplicates.
    pub hash: String,
}

impl Document {
    /// Makes a document of a text, with its hash.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let hash = hash(&text);
        Self { id: id.into(), text, title: None, date: None, source: None, hash }
    }
}

/// Returns the content hash of a text.
pub(crate) fn hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..HASH_DIGITS].to_owned()
}

/// Hex digits of a content hash: 128 bits.
const HASH_DIGITS: usize = 32;
/// Bytes of a document at most, if nothing else is said: 64 MiB.
pub const MAX_DOCUMENT_BYTES: u64 = 64 << 20;

/// Why something could not be read. The rest is read all the same.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// The system says no.
    #[error("{path}: cannot be read")]
    Io {
        /// The file.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// A folder without an article.
    #[error("{path}: no article in this folder; expected .txt, .md, .html or .jsonl files, also with .gz or .zst")]
    NoArticles {
        /// The folder.
        path: String,
    },
    /// A folder without a treebank.
    #[error("{path}: no treebank in this folder; expected .conllu files, also with .gz or .zst")]
    NoTreebanks {
        /// The folder.
        path: String,
    },
    /// A device, pipe or socket.
    #[error("{path}: not a regular file; pass its content on standard input, as `-`")]
    NotAFile {
        /// The path.
        path: String,
    },
    /// No text.
    #[error("{path}: not text but binary data; convert it to text first")]
    Binary {
        /// The file.
        path: String,
    },
    /// Nothing but white space.
    #[error("{path}: the text is empty")]
    Empty {
        /// The file, or file and line.
        path: String,
    },
    /// Over the limit.
    #[error("{path}: more than {limit} bytes of text; split it, or raise --max-document-size")]
    TooLarge {
        /// The file, or file and line.
        path: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// A line of a .jsonl file that is not one of ours.
    #[error(
        "{path}:{line}:{column}: {message}; expected an object with \"text\", and \"id\", \"title\", \"date\", \"source\" if known"
    )]
    Json {
        /// The file.
        path: String,
        /// 1-based.
        line: usize,
        /// 1-based, in bytes.
        column: usize,
        /// What was found.
        message: String,
    },
    /// An id that an earlier document has.
    #[error("{path}: a document with the id \"{id}\" was read before; this one is left out")]
    DuplicateId {
        /// Where it stands.
        path: String,
        /// The id.
        id: String,
    },
}

/// Why a treebank could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TreebankError {
    /// The file.
    #[error(transparent)]
    Input(#[from] InputError),
    /// What stands in it.
    #[error(transparent)]
    Format(#[from] conllu::ConlluError),
}

/// A file that will be read, with the id of its document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Source {
    id: String,
    path: Option<PathBuf>,
}

/// Documents of files, folders and standard input, one at a time.
pub struct Reader {
    sources: std::vec::IntoIter<Source>,
    errors: std::vec::IntoIter<InputError>,
    lines: Option<Lines>,
    seen: BTreeSet<String>,
    limit: u64,
    origin: String,
}

/// A .jsonl file that is being read.
struct Lines {
    path: String,
    reader: Box<dyn BufRead + Send>,
    number: usize,
}

const EXTENSIONS: [&str; 6] = ["txt", "md", "html", "htm", "jsonl", "ndjson"];

impl Reader {
    /// Finds the files of all paths; `-` is standard input. Nothing is opened yet.
    pub fn new(paths: &[PathBuf], max_document_bytes: u64) -> Self {
        let (mut sources, mut errors) = (Vec::new(), Vec::new());
        for path in paths {
            match discover(path) {
                Ok(found) => sources.extend(found),
                Err(error) => errors.push(error),
            }
        }
        sources.sort();
        sources.dedup();
        Self {
            sources: sources.into_iter(),
            errors: errors.into_iter(),
            lines: None,
            seen: BTreeSet::new(),
            limit: max_document_bytes,
            origin: String::new(),
        }
    }

    /// Returns the file that the last document, or the last error, came from: its full path, or `-`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns the number of files still to be opened.
    pub fn files_left(&self) -> usize {
        self.sources.len()
    }

    fn open(&mut self, source: &Source) -> Result<Option<Document>, InputError> {
        let shown = source.path.as_ref().map_or_else(|| "standard input".to_owned(), |p| p.display().to_string());
        self.origin = source.path.as_ref().map_or_else(|| "-".to_owned(), |path| full_path(path));
        let wrap = |source| InputError::Io { path: shown.clone(), source };
        let raw: Box<dyn Read + Send> = match &source.path {
            None => Box::new(io::stdin()),
            Some(path) => Box::new(File::open(path).map_err(wrap)?),
        };
        let (plain_name, reader) = decompress(&source.id, raw).map_err(wrap)?;
        if has_extension(&plain_name, &["jsonl", "ndjson"]) {
            self.lines = Some(Lines { path: shown, reader: Box::new(BufReader::new(reader)), number: 0 });
            return Ok(None);
        }
        let mut bytes = Vec::new();
        reader.take(self.limit + 1).read_to_end(&mut bytes).map_err(wrap)?;
        if bytes.len() as u64 > self.limit {
            return Err(InputError::TooLarge { path: shown, limit: self.limit });
        }
        let text = decode::decode(&bytes).ok_or_else(|| InputError::Binary { path: shown.clone() })?;
        let is_html = has_extension(&plain_name, &["html", "htm"]);
        let document = if is_html { html::document(&source.id, &text) } else { Document::new(&*source.id, text) };
        self.checked(document, &shown).map(Some)
    }

    fn checked(&mut self, document: Document, path: &str) -> Result<Document, InputError> {
        let path = path.to_owned();
        if document.text.trim().is_empty() {
            return Err(InputError::Empty { path });
        }
        if !self.seen.insert(document.id.clone()) {
            return Err(InputError::DuplicateId { path, id: document.id });
        }
        Ok(document)
    }

    /// The next document of the .jsonl file, `None` at its end.
    fn next_line(&mut self) -> Option<Result<Document, InputError>> {
        loop {
            let lines = self.lines.as_mut()?;
            let mut line = Vec::new();
            let read = (&mut lines.reader).take(self.limit + 1).read_until(b'\n', &mut line);
            lines.number += 1;
            let (path, number) = (lines.path.clone(), lines.number);
            match read {
                Ok(0) => {
                    self.lines = None;
                    return None;
                }
                Err(source) => {
                    self.lines = None;
                    return Some(Err(InputError::Io { path, source }));
                }
                Ok(count) if count as u64 > self.limit => {
                    skip_line(&mut lines.reader, &line);
                    return Some(Err(InputError::TooLarge { path: format!("{path}:{number}"), limit: self.limit }));
                }
                Ok(_) if line.trim_ascii().is_empty() => {}
                Ok(_) => {
                    let document = parse_line(&path, number, &line);
                    let at = format!("{path}:{number}");
                    return Some(document.and_then(|d| self.checked(d, &at)));
                }
            }
        }
    }
}

impl Iterator for Reader {
    type Item = Result<Document, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(error) = self.errors.next() {
                return Some(Err(error));
            }
            if let Some(document) = self.next_line() {
                return Some(document);
            }
            let source = self.sources.next()?;
            match self.open(&source) {
                Ok(None) => {}
                Ok(Some(document)) => return Some(Ok(document)),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// A JSON line. `id` may be a number.
#[derive(Deserialize)]
struct Line {
    id: Option<serde_json::Value>,
    text: String,
    title: Option<String>,
    date: Option<String>,
    source: Option<String>,
}

fn parse_line(path: &str, number: usize, line: &[u8]) -> Result<Document, InputError> {
    let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line).trim_ascii_end();
    let wrong = |column: usize, message: &str| {
        // At the end of an empty line the parser says column 0.
        InputError::Json { path: path.to_owned(), line: number, column: column.max(1), message: message.to_owned() }
    };
    // A list would be taken for the fields of an object in their order.
    let first = line.len() - line.trim_ascii_start().len();
    if line.get(first) != Some(&b'{') {
        return Err(wrong(first + 1, "not an object"));
    }
    let parsed: Line = serde_json::from_slice(line)
        .map_err(|error| wrong(error.column(), error.to_string().split(" at line ").next().unwrap_or_default()))?;
    let id = match parsed.id {
        Some(serde_json::Value::String(id)) => id,
        Some(serde_json::Value::Number(id)) => id.to_string(),
        _ => format!("{}#{number}", Path::new(path).file_name().unwrap_or_default().to_string_lossy()),
    };
    let date = parsed.date.and_then(|date| iso_date(&date));
    Ok(Document { title: parsed.title, date, source: parsed.source, ..Document::new(id, parsed.text) })
}

/// Returns the ISO date that a text begins with (`2022-01-06T10:00:00Z` too).
pub(crate) fn iso_date(text: &str) -> Option<String> {
    let date = text.trim().get(..10)?;
    let fits = date.bytes().enumerate().all(
        |(i, b)| {
            if i == 4 || i == 7 { b == b'-' || b == b'/' } else { b.is_ascii_digit() }
        },
    );
    fits.then(|| date.replace('/', "-"))
}

/// The path of a file or folder by which a store knows it, from wherever it is called.
pub(crate) fn full_path(path: &Path) -> String {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
}

fn skip_line(reader: &mut impl BufRead, read: &[u8]) {
    if read.last() != Some(&b'\n') {
        // An error shows again when the next line is read.
        let _ = reader.skip_until(b'\n');
    }
}

fn discover(path: &Path) -> Result<Vec<Source>, InputError> {
    if path == Path::new("-") {
        return Ok(vec![Source { id: "stdin".to_owned(), path: None }]);
    }
    let shown = path.display().to_string();
    let metadata = std::fs::metadata(path).map_err(|source| InputError::Io { path: shown.clone(), source })?;
    if metadata.is_file() {
        let id = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        return Ok(vec![Source { id, path: Some(path.to_owned()) }]);
    }
    if !metadata.is_dir() {
        return Err(InputError::NotAFile { path: shown });
    }
    let hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.');
    let walk = walkdir::WalkDir::new(path).follow_links(true).into_iter();
    let entries = walk.filter_entry(|e| e.depth() == 0 || !hidden(e.file_name())).filter_map(Result::ok);
    let found: Vec<Source> = entries
        .filter(|e| e.file_type().is_file() && is_article(&e.file_name().to_string_lossy()))
        .map(|e| Source { id: id_below(path, e.path()), path: Some(e.into_path()) })
        .collect();
    if found.is_empty() { Err(InputError::NoArticles { path: shown }) } else { Ok(found) }
}

fn id_below(folder: &Path, path: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    below.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The name without .gz or .zst.
fn plain_name(name: &str) -> &str {
    name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name)
}

fn is_article(name: &str) -> bool {
    let plain = plain_name(name);
    has_extension(plain, &EXTENSIONS) && plain != "README.md"
}

fn has_extension(name: &str, extensions: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, e)| extensions.iter().any(|x| x.eq_ignore_ascii_case(e)))
}

/// The reader of the plain bytes, and the name without .gz or .zst.
fn decompress(name: &str, raw: Box<dyn Read + Send>) -> io::Result<(String, Box<dyn Read + Send>)> {
    if let Some(plain) = name.strip_suffix(".gz") {
        return Ok((plain.to_owned(), Box::new(flate2::read::MultiGzDecoder::new(raw))));
    }
    if let Some(plain) = name.strip_suffix(".zst") {
        return Ok((plain.to_owned(), Box::new(zstd::Decoder::new(raw)?)));
    }
    Ok((name.to_owned(), raw))
}

/// Reads a whole file of UTF-8, such as a rule file or a graph.
///
/// # Errors
/// If it cannot be read or is not UTF-8.
pub fn read_to_string(path: &Path) -> Result<String, InputError> {
    std::fs::read_to_string(path).map_err(|source| InputError::Io { path: path.display().to_string(), source })
}

/// Returns the treebanks of a path: the `.conllu` files of a folder, sorted, or the path itself.
///
/// # Errors
/// If it is not there, or a folder without treebanks.
pub fn treebanks(path: &Path) -> Result<Vec<PathBuf>, InputError> {
    let shown = || path.display().to_string();
    if path == Path::new("-")
        || !std::fs::metadata(path).map_err(|source| InputError::Io { path: shown(), source })?.is_dir()
    {
        return Ok(vec![path.to_owned()]);
    }
    let entries = std::fs::read_dir(path).map_err(|source| InputError::Io { path: shown(), source })?;
    let mut files: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    files.retain(|file| has_extension(plain_name(&file.to_string_lossy()), &["conllu"]));
    files.sort();
    if files.is_empty() { Err(InputError::NoTreebanks { path: shown() }) } else { Ok(files) }
}

/// Reads a treebank, also with .gz or .zst; `-` is standard input.
///
/// # Errors
/// If it cannot be read, is not UTF-8 or holds no word.
pub fn read_treebank(path: &Path) -> Result<Vec<conllu::Sentence>, TreebankError> {
    let is_stdin = path == Path::new("-");
    let shown = if is_stdin { "standard input".to_owned() } else { path.display().to_string() };
    let wrap = |source| InputError::Io { path: shown.clone(), source };
    let raw: Box<dyn Read + Send> =
        if is_stdin { Box::new(io::stdin()) } else { Box::new(File::open(path).map_err(wrap)?) };
    let (_, mut reader) = decompress(&shown, raw).map_err(wrap)?;
    let mut text = String::new();
    reader.read_to_string(&mut text).map_err(wrap)?;
    let sentences = conllu::parse(&shown, &text)?;
    if sentences.is_empty() { Err(InputError::Empty { path: shown }.into()) } else { Ok(sentences) }
}

/// Reads a whole file.
///
/// # Errors
/// If it cannot be read.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, InputError> {
    std::fs::read(path).map_err(|source| InputError::Io { path: path.display().to_string(), source })
}

/// Returns the files of rules (`.rule` and `.tsv`) of a folder and of its folder `lexicon`, or the file itself, with their texts,
/// sorted by path.
///
/// # Errors
/// If one cannot be read.
pub fn read_rules(path: &Path) -> Result<Vec<(String, String)>, InputError> {
    let mut files = Vec::new();
    for folder in [path.to_owned(), path.join("lexicon")].iter().filter(|folder| folder.is_dir()) {
        let io = |source| InputError::Io { path: folder.display().to_string(), source };
        let entries = std::fs::read_dir(folder).map_err(io)?;
        let is_rules = |p: &PathBuf| p.extension().is_some_and(|e| e == "tsv" || e == "rule");
        files.extend(entries.filter_map(|e| e.ok().map(|e| e.path())).filter(is_rules));
    }
    if !path.is_dir() {
        files.push(path.to_owned());
    }
    files.sort();
    files.iter().map(|p| Ok((p.display().to_string(), read_to_string(p)?))).collect()
}

/// Returns the `.tsv` files of a folder, or the file itself, with their texts, sorted by path.
///
/// # Errors
/// If one cannot be read.
pub fn read_tables(path: &Path) -> Result<Vec<(String, String)>, InputError> {
    let io = |source| InputError::Io { path: path.display().to_string(), source };
    let mut paths = vec![path.to_owned()];
    if std::fs::metadata(path).map_err(io)?.is_dir() {
        let entries = std::fs::read_dir(path).map_err(io)?;
        paths = entries
            .filter_map(|e| e.ok().map(|e| e.path()))
            .filter(|p| p.extension().is_some_and(|e| e == "tsv"))
            .collect();
        paths.sort();
    }
    paths.iter().map(|p| Ok((p.display().to_string(), read_to_string(p)?))).collect()
}
