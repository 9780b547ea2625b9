//! Ways out: a graph in the formats of others (`FORMATS`), the drawing for Graphviz, what was found in one document as JSON
//! lines or marked text.

pub mod annotate;
pub mod brat;
pub mod conllu;
pub mod dot;
pub mod events;
mod file_name;
#[cfg(feature = "export")]
mod formats;
pub mod part;
pub mod spacy;
pub mod tree;
// The formats of FORMATS, a file each, and what they share.
#[cfg(feature = "export")]
pub mod csv_tables;
#[cfg(feature = "export")]
pub mod cx2;
#[cfg(feature = "export")]
pub mod cyjs;
#[cfg(feature = "export")]
pub mod cypher;
#[cfg(feature = "export")]
pub mod flat;
#[cfg(feature = "export")]
pub mod ftm;
#[cfg(feature = "export")]
pub mod gexf;
#[cfg(feature = "export")]
pub mod graphml;
#[cfg(feature = "export")]
pub mod graphology;
#[cfg(feature = "export")]
pub mod jgf;
#[cfg(feature = "export")]
pub mod jsonld;
#[cfg(feature = "export")]
mod lines;
#[cfg(feature = "export")]
pub mod mermaid;
#[cfg(feature = "export")]
pub mod obsidian;
#[cfg(feature = "export")]
pub mod parquet_tables;
#[cfg(feature = "export")]
mod rdf;
#[cfg(feature = "export")]
pub mod turtle;
#[cfg(feature = "export")]
mod xml;

use std::io::{self, Write};

#[cfg(feature = "export")]
pub use formats::{FORMATS, Format, Writer, format};
pub use part::Part;

/// What a format cannot hold, said once.
pub type Losses = Vec<&'static str>;

/// Said by formats of XML.
#[cfg(feature = "export")]
const CONTROLS: &str = "control characters, which XML cannot hold, are U+FFFD";

/// Where formats of several files go.
pub trait Folder {
    /// Opens a new file. The name may have folders in it, parted by `/`.
    ///
    /// # Errors
    /// If it cannot be made.
    fn file(&mut self, name: &str) -> io::Result<Box<dyn Write + Send + '_>>;
}
