//! What all trained models share: the sealed file they come in and the hash of their features.

pub(crate) mod feature;
mod file;
pub(crate) mod kernel;
pub(crate) mod math;
pub(crate) mod matrix;

pub use feature::{combine, hash};
pub use file::{FORMAT_VERSION, ModelError, Reader, Writer, open};
