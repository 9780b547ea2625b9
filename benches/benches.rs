//! Speed, in bytes of text: `cargo bench`, or one stage alone: `cargo bench match`. Texts and names are generated, the same on every run.

#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

mod build;
mod generator;
mod grammar;
mod lemma;
mod matching;
mod names;
mod read;
mod store;
mod token;

use criterion::Criterion;

// By hand and not by criterion's macros: those make public items without documentation.
fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    read::bench(&mut criterion);
    token::bench(&mut criterion);
    grammar::bench(&mut criterion);
    lemma::bench(&mut criterion);
    matching::bench(&mut criterion);
    names::bench(&mut criterion);
    build::bench(&mut criterion);
    store::bench(&mut criterion);
    criterion.final_summary();
}
