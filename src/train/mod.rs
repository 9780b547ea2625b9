//! Makes the models again from treebanks and named-entity corpora. Users need none of this: the weights are in the program.

pub mod attested;
pub mod corpus;
pub mod encoder;
pub mod export;
pub mod grammar;
pub mod lemmas;
pub mod names;
pub mod net;
pub mod parser;
mod random;
pub mod raw;
pub mod tagger;
pub mod vectors;

pub use random::Random;
