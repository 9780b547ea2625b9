//! What can go wrong with a store, and what to do.

use std::io;

use crate::graph::DecisionError;

/// Why a store cannot be used. What was in it before is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// No such file.
    #[error("{path}: there is no store; make one with `whowhom build PATH...` or `whowhom add PATH...`")]
    Missing {
        /// The file.
        path: String,
    },
    /// Some other file, or one that was cut.
    #[error(
        "{path}: no store of whowhom, or a damaged one: {message}; `whowhom verify` says more, `whowhom build` makes a new one"
    )]
    NotAStore {
        /// The file.
        path: String,
        /// What `SQLite` says.
        message: String,
    },
    /// Made by a later version.
    #[error("{path}: the store has schema version {found}, this program knows up to {known}; update whowhom")]
    Newer {
        /// The file.
        path: String,
        /// The version it has.
        found: i64,
        /// The version of this program.
        known: i64,
    },
    /// Made with other models, rules or lists.
    #[error("{path}: made with other {what} than this program would use now; `whowhom rebuild` reads its texts again")]
    Versions {
        /// The file.
        path: String,
        /// "models", "rules", "gazetteers", or several.
        what: String,
    },
    /// Another process writes to it.
    #[error("{path}: another whowhom is writing to it; wait until it is done")]
    Busy {
        /// The file.
        path: String,
    },
    /// A full disk, a read-only folder.
    #[error("{path}: cannot be written: {message}; what was in it is as it was")]
    Write {
        /// The file.
        path: String,
        /// What the system says.
        message: String,
    },
    /// The system says no.
    #[error("{path}: cannot be used")]
    Io {
        /// The file.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// Two documents of one id.
    #[error(
        "a document with the id \"{id}\" is in the store, read from {old}; {new} has another of that id. Remove the first, or give it another id"
    )]
    SameId {
        /// The id.
        id: String,
        /// Where the first stands.
        old: String,
        /// Where the second stands.
        new: String,
    },
    /// A question in SQL that cannot be answered.
    #[error(
        "the question cannot be answered: {message}; the tables are documents, entities, aliases, mentions, sentences, relations, evidence, meta, and `whowhom sql \"SELECT sql FROM sqlite_schema\"` says their columns"
    )]
    Question {
        /// What is wrong.
        message: String,
    },
    /// What `SQLite` says of anything else.
    #[error("{path}: {message}")]
    Sql {
        /// The file.
        path: String,
        /// What `SQLite` says.
        message: String,
    },
    /// A line of decisions.tsv.
    #[error("{path}:{line}: {message}")]
    Decision {
        /// The file.
        path: String,
        /// 1-based.
        line: usize,
        /// What is wrong, and what is expected.
        message: String,
    },
}

impl From<DecisionError> for StoreError {
    fn from(DecisionError { path, line, message }: DecisionError) -> Self {
        Self::Decision { path, line, message }
    }
}

impl StoreError {
    /// Says of which file an error of `SQLite` is, and what it means for the user.
    pub(super) fn sql(path: &str, error: &rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let (path, message) = (path.to_owned(), error.to_string());
        match error.sqlite_error_code() {
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy { path },
            Some(Code::NotADatabase | Code::DatabaseCorrupt) => Self::NotAStore { path, message },
            Some(Code::DiskFull | Code::ReadOnly | Code::SystemIoFailure | Code::PermissionDenied) => {
                Self::Write { path, message }
            }
            _ => Self::Sql { path, message },
        }
    }
}
