//! decisions.tsv beside a store: all tables but those of documents are made with it, and made again when it changes.

use std::path::{Path, PathBuf};

use crate::graph::Decisions;
use crate::input;
use crate::store::{Change, INDEXES, Result, Store, StoreError};

/// The name of the file.
const DECISIONS: &str = "decisions.tsv";
/// Documents whose rows are written before entities are brought up to date: bounds the memory.
const BATCH: usize = 2048;

/// Returns where the decisions of a store are.
pub fn decisions_path(store: &Path) -> PathBuf {
    store.with_file_name(DECISIONS)
}

/// Reads what is decided of a store; nothing, if there is no such file.
pub(super) fn read(store: &Path) -> Result<Decisions> {
    let path = decisions_path(store);
    if !path.exists() {
        return Ok(Decisions::default());
    }
    let text = input::read_to_string(&path).map_err(|error| match error {
        input::InputError::Io { path, source } => StoreError::Io { path, source },
        other => StoreError::Sql { path: path.display().to_string(), message: other.to_string() },
    })?;
    Ok(Decisions::read(&path.display().to_string(), &text)?)
}

impl Store {
    /// Returns what is decided.
    pub fn decisions(&self) -> &Decisions {
        &self.decisions
    }

    /// Decides anew: what was made with other decisions is made again, in one transaction. Says whether anything was.
    ///
    /// # Errors
    /// If the store cannot be written; then all is as it was.
    pub fn decide(&mut self, decisions: Decisions) -> Result<bool> {
        self.decisions = decisions;
        if self.decided()? == self.decisions.hash() {
            return Ok(false);
        }
        let mut change = self.change()?;
        change.bulk = true;
        let made = change.make_again();
        change.wrap(made)?;
        change.set_decided()?;
        change.commit()?;
        Ok(true)
    }

    /// Says why the rows are not what decisions.tsv says, if they are not.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn undecided(&self) -> Result<Option<String>> {
        let decisions = match read(&self.path) {
            Ok(decisions) => decisions,
            Err(error) => return Ok(Some(format!("{error}; until it is mended, what was decided before holds"))),
        };
        let differs = self.decided()? != decisions.hash();
        let path = decisions_path(&self.path);
        Ok(differs.then(|| format!("{} has changed; `whowhom decide` applies it", path.display())))
    }

    fn decided(&self) -> Result<String> {
        Ok(self.meta("decisions")?.unwrap_or_default())
    }
}

impl Change<'_> {
    /// Remembers with which decisions rows are made.
    pub(super) fn set_decided(&self) -> Result<()> {
        self.wrap(self.set_meta("decisions", &self.decisions().hash()))
    }

    /// Makes everything again of the documents that count, with indexes last.
    fn make_again(&mut self) -> rusqlite::Result<()> {
        self.batch(&drops())?;
        for table in ["evidence", "sentences", "mentions", "relations", "titles", "aliases", "entities"] {
            self.batch(&format!("DELETE FROM {table}"))?;
        }
        // The keys of documents stay, and with them what is known of near-copies.
        for some in self.active()?.chunks(BATCH) {
            some.iter().try_for_each(|k| self.activate(*k))?;
            self.count_entities()?;
        }
        self.batch(INDEXES)?;
        self.count_all()
    }
}

/// What takes back all that [`INDEXES`] makes.
fn drops() -> String {
    let made = |line: &str| -> Option<String> {
        let mut words = line.strip_prefix("CREATE ")?.split_whitespace();
        match words.next()? {
            "VIRTUAL" => Some(format!("DROP TABLE {};", words.nth(1)?)),
            kind => Some(format!("DROP {kind} {};", words.next()?)),
        }
    };
    let mut all: Vec<String> = INDEXES.lines().filter_map(made).collect();
    // Triggers stand below the tables that they write to, and go before them.
    all.reverse();
    all.join("\n")
}
