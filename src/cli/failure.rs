//! What goes wrong, told to people in words, and to programs that asked for JSON as JSON: an object a line on standard error.

use std::fmt;
use std::io::{self, Write};
use std::sync::OnceLock;

use anyhow::Error;
use serde_json::json;

use crate::graph::GraphError;
use crate::input::InputError;
use crate::store::StoreError;

/// Whether the arguments ask for JSON: decided once, before anything can go wrong.
static AS_JSON: OnceLock<bool> = OnceLock::new();

/// A failure with a code of its own. Its message ends where what to do begins.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) fix: Option<String>,
    /// 1: nothing found, 2: an error.
    pub(super) exit: u8,
}

impl Failure {
    /// An error that stops a command although the same would be no error of another.
    pub(super) fn told(what: &str, error: &Error) -> Self {
        let code = code(error);
        Self { code, message: format!("{what}: {error:#}"), fix: None, exit: 2 }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fix {
            Some(fix) => write!(f, "{}; {fix}", self.message),
            None => write!(f, "{}", self.message),
        }
    }
}

impl std::error::Error for Failure {}

/// Says for the whole run whether messages are JSON.
pub(super) fn decide(as_json: bool) {
    // A second run in one process keeps what the first decided.
    let _ = AS_JSON.set(as_json);
}

/// Says what stopped the command, and returns its exit code.
pub(super) fn stop(error: &Error) -> u8 {
    let failure = error.downcast_ref::<Failure>();
    say(code(error), &format!("{error:#}"));
    failure.map_or(2, |failure| failure.exit)
}

/// Says that something went wrong with a part of what was asked.
pub(super) fn complain(message: &str) {
    say("partly", message);
}

/// Says that arguments are wrong, as clap words it.
pub(super) fn usage(error: &clap::Error) {
    if !is_json() || !error.use_stderr() {
        // Help and version go to standard output, mistakes to standard error; a closed pipe is no error.
        let _ = error.print();
        return;
    }
    let words = error.to_string();
    let mut parts = words.split("\n\n").map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    let message = parts.next().unwrap_or_default();
    let rest: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    write(&json!({"error": {
        "code": "usage",
        "message": message.strip_prefix("error: ").unwrap_or(&message),
        "fix": Some(rest.join("; ")).filter(|rest| !rest.is_empty()),
    }}));
}

/// Says something that is no mistake: how much more there is.
pub(super) fn note(message: &str) {
    if is_json() {
        write(&json!({"note": {"message": message}}));
    } else {
        let _ = writeln!(io::stderr().lock(), "whowhom: {message}");
    }
}

fn say(code: &str, message: &str) {
    if is_json() {
        // Our messages say what is wrong; then what to do.
        let (wrong, fix) = message.rsplit_once("; ").map_or((message, None), |(wrong, fix)| (wrong, Some(fix)));
        write(&json!({"error": {"code": code, "message": wrong, "fix": fix}}));
    } else {
        let _ = writeln!(io::stderr().lock(), "whowhom: {message}");
    }
}

fn is_json() -> bool {
    AS_JSON.get().copied().unwrap_or(false)
}

/// If standard error is closed too, nobody wants to hear it.
fn write(line: &serde_json::Value) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// A word for programs: docs/cli.md lists them.
fn code(error: &Error) -> &'static str {
    let of = |cause: &(dyn std::error::Error + 'static)| -> Option<&'static str> {
        if let Some(failure) = cause.downcast_ref::<Failure>() {
            return Some(failure.code);
        }
        if let Some(error) = cause.downcast_ref::<StoreError>() {
            return Some(store_code(error));
        }
        if let Some(error) = cause.downcast_ref::<GraphError>() {
            return Some(if matches!(error, GraphError::Version { .. }) { "other_version" } else { "not_a_graph" });
        }
        let is_input = cause.is::<InputError>();
        is_input.then_some("unreadable").or_else(|| cause.is::<io::Error>().then_some("io"))
    };
    error.chain().find_map(of).unwrap_or("error")
}

fn store_code(error: &StoreError) -> &'static str {
    match error {
        StoreError::Missing { .. } => "no_store",
        StoreError::NotAStore { .. } => "not_a_store",
        StoreError::Newer { .. } | StoreError::Versions { .. } => "other_version",
        StoreError::Busy { .. } => "busy",
        StoreError::Write { .. } | StoreError::Io { .. } => "io",
        StoreError::SameId { .. } => "same_id",
        StoreError::Decision { .. } => "decision",
        StoreError::Question { .. } => "question",
        StoreError::Sql { .. } => "store",
    }
}
