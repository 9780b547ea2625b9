//! The store: a graph in one `SQLite` file that documents are added to, changed in and removed from. After any history it is the
//! same as one made at once of the documents that are left: what a document says is kept as it was found, and all else is made of it.
//!
//! One process writes (a lock file beside the store), any number read beside it (write-ahead log). A file system on this machine is
//! needed: the log does not work over a network.

mod bulk;
mod change;
mod decide;
mod error;
mod find;
mod near;
mod part;
mod read;
mod rows;
mod select;
mod table;
mod verify;
mod why;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, OptionalExtension};

use crate::graph::Decisions;

pub use bulk::Builder;
pub use change::{Change, Entry, Given, Put};
pub use decide::decisions_path;
pub use error::StoreError;
pub use find::Found;
pub use part::Proofs;
pub use table::{Cell, Table};
pub use verify::Fault;
pub use why::{Form, Why};

/// Version of the tables. A store of an earlier one is brought up when it is opened for writing.
pub const STORE_VERSION: i64 = 1;
/// "whom", so that `file` and other programs know the file.
const APPLICATION_ID: i64 = 0x7768_6f6d;

const TABLES: &str = include_str!("schema.sql");
const INDEXES: &str = include_str!("indexes.sql");

/// An open store.
#[derive(Debug)]
pub struct Store {
    db: Connection,
    path: PathBuf,
    /// What decisions.tsv beside it says.
    decisions: Decisions,
    /// Held while the store is open for writing.
    _lock: Option<Lock>,
}

/// The right to write.
#[derive(Debug)]
struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file is not enough while a child that was just started still shares it. If this fails, closing does it.
        let _ = self.0.unlock();
    }
}

/// With what the documents of a store were read: equal versions read a text alike.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Versions {
    /// Of the program.
    pub program: String,
    /// Hash of the trained models.
    pub models: String,
    /// Hash of the rules, the user's own among them.
    pub rules: String,
    /// Hash of the lists of names, the user's own among them.
    pub gazetteers: String,
}

impl Versions {
    fn named(&self) -> [(&'static str, &str); 4] {
        [("program", &self.program), ("models", &self.models), ("rules", &self.rules), ("gazetteers", &self.gazetteers)]
    }
}

/// The result of anything with a store.
pub type Result<T> = std::result::Result<T, StoreError>;

impl Store {
    /// Opens a store for reading; another process may write to it at the same time.
    ///
    /// # Errors
    /// If there is none, or it is none of ours.
    pub fn read(path: &Path) -> Result<Self> {
        if !path.is_file() {
            return Err(StoreError::Missing { path: path.display().to_string() });
        }
        let db = wrap(path, Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY))?;
        let mut store = Self { db, path: path.to_owned(), decisions: Decisions::default(), _lock: None };
        store.check_version()?;
        store.prepare()?;
        // Unsound ones are no reason not to read: the rows are as they were decided before.
        store.decisions = decide::read(path).unwrap_or_default();
        Ok(store)
    }

    /// Opens a store for writing, or makes one. What is decided anew is applied.
    ///
    /// # Errors
    /// If another process writes to it, or the folder cannot be written, or the file is no store, or decisions.tsv is unsound.
    pub fn write(path: &Path) -> Result<Self> {
        Self::locked(path, lock(path)?)
    }

    fn locked(path: &Path, lock: Lock) -> Result<Self> {
        let decisions = decide::read(path)?;
        remove_left_over(path)?;
        let is_new = !path.exists();
        let db = wrap(path, Connection::open(path))?;
        let mut store = Self { db, path: path.to_owned(), decisions: Decisions::default(), _lock: Some(lock) };
        if is_new || store.is_empty()? {
            wrap(path, store.db.execute_batch("PRAGMA journal_mode = WAL"))?;
            store.make_tables()?;
            wrap(path, store.db.execute_batch(INDEXES))?;
        }
        store.check_version()?;
        store.prepare()?;
        wrap(
            path,
            store.db.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON"),
        )?;
        store.decide(decisions)?;
        Ok(store)
    }

    /// Returns where the store is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Says with what the documents were read; none if nothing was read yet.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn versions(&self) -> Result<Option<Versions>> {
        let get = |key: &str| self.meta(key);
        let Some(program) = get("program")? else { return Ok(None) };
        let text = |value: Option<String>| value.unwrap_or_default();
        Ok(Some(Versions {
            program,
            models: text(get("models")?),
            rules: text(get("rules")?),
            gazetteers: text(get("gazetteers")?),
        }))
    }

    /// Makes sure that documents of these versions may be added.
    ///
    /// # Errors
    /// If the store's documents were read with others.
    pub fn expect_versions(&self, versions: &Versions) -> Result<()> {
        let Some(own) = self.versions()? else { return Ok(()) };
        let pairs = own.named().into_iter().zip(versions.named());
        let other: Vec<&str> = pairs.filter(|((_, a), (_, b))| a != b).map(|((name, _), _)| name).collect();
        if other.is_empty() {
            return Ok(());
        }
        Err(StoreError::Versions { path: self.shown(), what: other.join(", ") })
    }

    /// Says whether the texts are kept.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn keeps_texts(&self) -> Result<bool> {
        Ok(self.meta("texts")?.as_deref() != Some("no"))
    }

    fn meta(&self, key: &str) -> Result<Option<String>> {
        let row = self.db.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0)).optional();
        self.wrap(row)
    }

    fn shown(&self) -> String {
        self.path.display().to_string()
    }

    fn wrap<T>(&self, result: rusqlite::Result<T>) -> Result<T> {
        wrap(&self.path, result)
    }

    fn is_empty(&self) -> Result<bool> {
        let tables = self.db.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get::<_, i64>(0));
        Ok(self.wrap(tables)? == 0)
    }

    fn make_tables(&self) -> Result<()> {
        self.wrap(self.db.execute_batch(TABLES))?;
        self.wrap(self.db.pragma_update(None, "application_id", APPLICATION_ID))?;
        self.wrap(self.db.pragma_update(None, "user_version", STORE_VERSION))
    }

    fn check_version(&self) -> Result<()> {
        let pragma = |name: &str| self.wrap(self.db.pragma_query_value(None, name, |row| row.get::<_, i64>(0)));
        let path = self.shown();
        if pragma("application_id")? != APPLICATION_ID {
            return Err(StoreError::NotAStore { path, message: "it was not made by whowhom".to_owned() });
        }
        let found = pragma("user_version")?;
        if found > STORE_VERSION {
            return Err(StoreError::Newer { path, found, known: STORE_VERSION });
        }
        Ok(())
    }

    fn prepare(&self) -> Result<()> {
        self.wrap(self.db.busy_timeout(std::time::Duration::from_secs(10)))?;
        self.db.set_prepared_statement_cache_capacity(64);
        // 64 MB of pages; 1 GB seen through the system's own cache.
        self.wrap(self.db.execute_batch("PRAGMA cache_size = -65536; PRAGMA mmap_size = 1073741824"))
    }
}

fn wrap<T>(path: &Path, result: rusqlite::Result<T>) -> Result<T> {
    result.map_err(|error| StoreError::sql(&path.display().to_string(), &error))
}

fn io<T>(path: &Path, result: std::io::Result<T>) -> Result<T> {
    result.map_err(|source| StoreError::Io { path: path.display().to_string(), source })
}

/// A file beside the store, with a word more in its name.
fn beside(path: &Path, word: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(word);
    PathBuf::from(name)
}

/// Takes the lock of whoever writes; it ends with the process, however that ends.
fn lock(path: &Path) -> Result<Lock> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        io(folder, std::fs::create_dir_all(folder))?;
    }
    let own = beside(path, ".lock");
    let file = io(&own, File::options().create(true).append(true).open(&own))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(StoreError::Busy { path: path.display().to_string() }),
        Err(TryLockError::Error(source)) => Err(StoreError::Io { path: own.display().to_string(), source }),
    }
}

/// Removes what a build that was stopped has left.
fn remove_left_over(path: &Path) -> Result<()> {
    for word in [".new", ".new-journal", ".new-wal", ".new-shm"] {
        let file = beside(path, word);
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => io(&file, Err(error))?,
            _ => {}
        }
    }
    Ok(())
}
