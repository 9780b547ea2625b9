//! The `whowhom` command. Everything is in [`whowhom::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    whowhom::cli::run(std::env::args_os())
}
