//! Reading: files, folders and standard input become [`Document`]s.

/// One article as it was read. `text` is what all offsets point into: decoded, otherwise untouched (for HTML, the
/// extracted text).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Path below the folder given, with `/`; or the `id` of a JSON line.
    pub id: String,
    /// The decoded text, no-break spaces and curly quotes as they stand, line ends as they stand.
    pub text: String,
    /// Title, where the format carries one (JSON, HTML). `text::Layout` finds it in plain text.
    pub title: Option<String>,
    /// Date of publication, ISO 8601 (`2022-01-06`), where the format carries one.
    pub date: Option<String>,
    /// Publisher or agency, where the format carries one.
    pub source: Option<String>,
    /// BLAKE3 of the text, 32 hex digits: equal texts are duplicates.
    pub hash: String,
}
