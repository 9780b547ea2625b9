//! Ways out: the drawing for Graphviz, and what was found in one document as JSON lines or marked text.

pub mod annotate;
pub mod dot;
pub mod conllu;
pub mod tree;
