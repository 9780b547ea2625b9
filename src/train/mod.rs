//! Makes the models again from treebanks and named-entity corpora. Users need none of this: the weights are in the program.

pub mod attested;
pub mod lemmas;
