//! The command line: arguments in, results on standard output, everything else on standard error.
//!
//! Exit codes: 0 found or done, 1 nothing found, 2 an error (the rest is done all the same).

mod answers;
mod args;
mod build;
mod diff;
mod eval;
mod explain;
mod export;
mod failure;
mod gazetteer;
mod graph_args;
mod parse;
mod queries;
mod review;
mod review_args;
mod rules;
mod source;
mod store;
#[cfg(feature = "train")]
mod train;

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow};
use clap::Parser;

use crate::cli::args::{Args, Command, Model};
use crate::cli::failure::complain;
use crate::gazetteer::{Gazetteer, Image};
use crate::input;
use crate::pipeline::Analyser;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Found or done.
    Done,
    /// Nothing found.
    Nothing,
    /// Done, but something could not be read.
    Partly,
}

/// Runs the command and returns its exit code.
pub fn run(args: impl Iterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.collect();
    let given = args.iter().take_while(|arg| *arg != "--");
    failure::decide(given.into_iter().any(|arg| arg == "--json" || arg == "--jsonl"));
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(error) => {
            failure::usage(&error);
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match dispatch(&args) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        Ok(Outcome::Partly) => ExitCode::from(2),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => ExitCode::from(failure::stop(&error)),
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let broken = |e: &io::Error| e.kind() == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| {
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        cause.downcast_ref::<io::Error>().is_some_and(broken) || json == Some(io::ErrorKind::BrokenPipe)
    })
}

fn dispatch(args: &Args) -> Result<Outcome> {
    match &args.command {
        Command::Build(options) => build::build(args, options),
        Command::Add(options) => store::add(args, options),
        Command::Remove(options) => store::remove(options),
        Command::Update(options) => store::update(args, options),
        Command::Rebuild(options) => store::rebuild(args, options),
        Command::Verify(options) => store::verify(options),
        Command::Annotate(options) => build::annotate(args, options),
        Command::Parse(options) => parse::run(args, options),
        Command::Match(options) => build::names(args, options),
        Command::Neighbors(options) => queries::neighbors(options),
        Command::Path(options) => queries::path(options),
        Command::Evidence(options) => queries::evidence(options),
        Command::Common(options) => queries::common(options),
        Command::Timeline(options) => queries::timeline(options),
        Command::Contradictions(options) => queries::contradictions(options),
        Command::Search(options) => queries::search(options),
        Command::Context(options) => queries::context(options),
        Command::Top(options) => queries::top(options),
        Command::Components(options) => queries::components(options),
        Command::Sql(options) => queries::sql(options),
        Command::Show(options) if options.why => review::why(&options.name),
        Command::Show(options) => queries::show(&options.name),
        Command::Review(options) => review::review(options),
        Command::Decide(options) => review::decide(options),
        Command::Diff(options) => diff::run(options),
        Command::Stats(options) => queries::stats(options),
        Command::Export(options) => export::run(args, options),
        Command::Gazetteer(command) => gazetteer::run(args, command),
        Command::Rules(command) => rules::run(args, command),
        Command::Eval(command) => eval::run(args, command),
        #[cfg(feature = "train")]
        Command::Train(command) => train::run(command),
        Command::Explain(options) => explain::run(args, options),
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut args::command(), "whowhom", &mut io::stdout().lock());
            Ok(Outcome::Done)
        }
        Command::Man => {
            clap_mangen::Man::new(args::command()).render(&mut io::stdout().lock())?;
            Ok(Outcome::Done)
        }
    }
}

/// The lists that the arguments ask for: ours, and the user's over them.
fn load_gazetteer(args: &Args) -> Result<Gazetteer> {
    let mut gazetteer = if args.no_builtin { Gazetteer::empty() } else { Gazetteer::builtin() };
    for path in &args.gazetteers {
        gazetteer = lay_over(gazetteer, path)?;
    }
    Ok(gazetteer)
}

fn lay_over(gazetteer: Gazetteer, path: &Path) -> Result<Gazetteer> {
    if path.extension().is_some_and(|e| e == "bin") {
        let bytes = input::read_bytes(path)?;
        return Ok(gazetteer.with_image(Image::read(bytes).with_context(|| path.display().to_string())?));
    }
    let files = input::read_tables(path)?;
    gazetteer.with_files(&files).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        anyhow!("the gazetteers were not loaded:\n  {}", lines.join("\n  "))
    })
}

fn load_analyser(args: &Args) -> Result<Analyser> {
    let mut analyser = Analyser::new(load_gazetteer(args)?);
    if !args.rules.is_empty() {
        analyser = analyser.with_rules(rules::sound(&args.rules)?);
    }
    let analyser = if args.no_model.contains(&Model::Names) { analyser.with_recogniser(None) } else { analyser };
    Ok(if args.no_model.contains(&Model::Grammar) { analyser.without_grammar() } else { analyser })
}
