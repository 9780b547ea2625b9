//! Gazetteers: the names that lists know, found in text.

/// An entry of the loaded gazetteers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub u32);
