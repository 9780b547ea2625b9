//! Makes the models again from treebanks and named-entity corpora. Users need none of this: the weights are in the program.

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
