//! All stages in order: a document in, its [`Analysis`] out. A pure function that cannot fail.

use crate::entity::Identity;
use crate::input::Document;
use crate::mention::Mention;
use crate::relation::Assertion;
use crate::text::Layout;

/// All that was found in one document.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// The document itself.
    pub document: Document,
    /// Title, blocks, boilerplate.
    pub layout: Layout,
    /// In order of place in the text.
    pub mentions: Vec<Mention>,
    /// What they name.
    pub identity: Identity,
    /// What is stated, in order of place in the text.
    pub assertions: Vec<Assertion>,
}
