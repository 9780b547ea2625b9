//! Makes the models again from treebanks and named-entity corpora. Users need none of this: the weights are in the program.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::many_single_char_names,
    clippy::needless_for_each,
    reason = "counts are far below 2^23, and rounding is what is wanted; matrices are called as in the papers"
)]

pub mod attested;
pub(crate) mod corpus;
pub(crate) mod encoder;
pub(crate) mod export;
pub(crate) mod grammar;
pub mod lemmas;
pub mod names;
pub(crate) mod net;
pub(crate) mod parser;
mod random;
pub(crate) mod raw;
pub(crate) mod tagger;
pub(crate) mod vectors;

pub use random::Random;
