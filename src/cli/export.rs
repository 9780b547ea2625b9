//! The command that writes a graph in the formats of others.

use std::io::{self, Write};

use anyhow::Result;

use crate::cli::graph_args::{ExportFormat, ExportOptions};
use crate::cli::{Outcome, build, source};
use crate::export::events;
use crate::graph::Graph;

/// Writes to a file, whole or not at all, or to standard output.
pub(super) fn run(options: &ExportOptions) -> Result<Outcome> {
    let graph = source::read(&options.graph)?.filtered(&options.filter.filter());
    match &options.out {
        Some(path) => {
            let mut content = Vec::new();
            write(&graph, options.format, &mut content)?;
            build::replace(path, &content)?;
        }
        None => write(&graph, options.format, io::stdout().lock())?,
    }
    Ok(Outcome::Done)
}

fn write(graph: &Graph, format: ExportFormat, out: impl Write) -> Result<()> {
    match format {
        ExportFormat::Events => events::write(graph, out)?,
    }
    Ok(())
}
