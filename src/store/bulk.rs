//! A store made at once. It is written beside the one that it will replace, without a log and with its indexes last, and takes its
//! place in one step: whatever happens before, the old one is as it was.

use std::fs::File;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use crate::store::{
    Entry, INDEXES, Lock, Put, Result, Store, StoreError, Versions, beside, io, lock, remove_left_over, wrap,
};

/// A store that is being made.
#[derive(Debug)]
pub struct Builder {
    new: Store,
    lock: Lock,
    target: std::path::PathBuf,
}

/// Pages that are copied in one step into a store that others read.
const PAGES: i32 = 4096;

impl Builder {
    /// Begins a store that will stand at `path`.
    ///
    /// # Errors
    /// If another process writes there, or the folder cannot be written.
    pub fn new(path: &Path, versions: &Versions, keep_texts: bool) -> Result<Self> {
        let lock = lock(path)?;
        remove_left_over(path)?;
        let own = beside(path, ".new");
        let db = wrap(&own, Connection::open(&own))?;
        let mut new = Store { db, path: own, _lock: None };
        new.wrap(new.db.execute_batch(
            "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE",
        ))?;
        new.make_tables()?;
        new.prepare()?;
        let mut change = new.change()?;
        change.keep_texts(keep_texts)?;
        change.set_versions(versions)?;
        change.commit()?;
        Ok(Self { new, lock, target: path.to_owned() })
    }

    /// Adds documents.
    ///
    /// # Errors
    /// If the disk is full, or two documents have one id.
    pub fn add(&mut self, entries: Vec<Entry<'_>>) -> Result<()> {
        let mut change = self.new.change()?;
        change.bulk = true;
        for entry in entries {
            let (id, origin) = (entry.record.document.id.clone(), entry.origin.to_owned());
            if change.put(entry)? == Put::Changed {
                return Err(StoreError::SameId { id, old: origin.clone(), new: origin });
            }
        }
        change.commit()
    }

    /// Makes the indexes, counts, and puts the store in its place.
    ///
    /// # Errors
    /// If the disk is full. The old store is as it was.
    pub fn finish(mut self) -> Result<Store> {
        let path = self.new.shown();
        self.new.wrap(self.new.db.execute_batch(INDEXES))?;
        let mut change = self.new.change()?;
        change.bulk = true;
        let counted = change.settle().and_then(|()| change.count_all()).and_then(|()| change.batch("ANALYZE"));
        counted.map_err(|error| StoreError::sql(&path, &error))?;
        change.commit()?;
        let Self { new, lock, target } = self;
        if target.exists() {
            copy(&new, &target)?;
            drop(new);
        } else {
            let own = new.path.clone();
            new.db.close().map_err(|(_, error)| StoreError::sql(&path, &error))?;
            // What was written without care for power cuts is on the disk before it is the store.
            io(&own, File::options().append(true).open(&own).and_then(|file| file.sync_all()))?;
            io(&target, std::fs::rename(&own, &target))?;
        }
        Store::locked(&target, lock)
    }
}

/// Copies a whole store over another, for whose readers that is one change.
fn copy(from: &Store, target: &Path) -> Result<()> {
    let mut to = wrap(target, Connection::open(target))?;
    wrap(target, to.busy_timeout(std::time::Duration::from_secs(10)))?;
    let backup = wrap(target, Backup::new(&from.db, &mut to))?;
    loop {
        match wrap(target, backup.step(PAGES))? {
            StepResult::Done => break,
            StepResult::More => {}
            _ => return Err(StoreError::Busy { path: target.display().to_string() }),
        }
    }
    Ok(())
}
