//! Ways out: the drawing for Graphviz, what was found in one document as JSON lines or marked text, events as rows.

pub mod annotate;
pub mod dot;
pub mod events;
pub mod conllu;
pub mod tree;
