//! Makes the models again from treebanks and named-entity corpora. Users need none of this: the weights are in the program.

pub mod names;
mod random;

pub use random::Random;
