//! Reads news and builds a graph of who did what to whom.
//!
//! Modules stand in the order of the pipeline; each imports only modules declared above it (`tests/layering.rs`).

pub mod span;
pub mod input;
pub mod text;
pub mod model;
pub mod token;
pub mod gazetteer;
pub mod mention;
pub mod parse;
pub mod entity;
pub mod relation;
pub mod graph;
pub mod query;
pub mod review;
pub mod export;
pub mod pipeline;
#[cfg(feature = "store")]
pub mod store;
pub mod eval;
#[cfg(feature = "train")]
pub mod train;
#[cfg(feature = "cli")]
pub mod cli;
