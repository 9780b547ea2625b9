//! Integration tests, one binary; a module a stage.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

// Articles, lists and graphs that the tests share.
mod sample;
// No module imports one that is declared below it.
mod layering;
// The commands as a stranger runs them.
mod cli;
// The same bytes whatever the order and the number of threads.
mod determinism;
// What users see of relations: status, sources, events, explanations.
mod surface;
// The formats of others.
mod exports;
// Sentences: parse, eval parse, eval ner.
mod grammar;
// Lists of the user's own: import, add, check, lookup.
mod gazetteer;
// The store: any history gives what a build at once gives.
mod store;
// What a person decides of a graph, and how two graphs differ.
mod review;
// Questions to a store and to a graph.
mod queries;
// The JSON Schemas of docs/schema.
mod schema;
// The sentences of rules/*.rule.
mod rules;
// What holds of any text.
mod properties;
// How the articles of tests/texts are read.
mod snapshots;
