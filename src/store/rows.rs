//! What is packed into one column: texts, records, sketches.

use rusqlite::types::Type;

use crate::graph::copies::Sketch;
use crate::graph::{DocumentNode, Record};

/// Texts are short: higher levels win a few per cent and take ten times as long.
const LEVEL: i32 = 3;
/// No text is longer: a document is at most 4 GiB, and what says otherwise was damaged.
const MAX_TEXT: usize = 1 << 32;

pub(super) fn pack(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    zstd::bulk::compress(bytes, LEVEL)
}

pub(super) fn unpack(bytes: &[u8]) -> rusqlite::Result<Vec<u8>> {
    let size = zstd::bulk::Decompressor::upper_bound(bytes).unwrap_or(MAX_TEXT).min(MAX_TEXT);
    zstd::bulk::decompress(bytes, size).map_err(|error| damaged(Box::new(error)))
}

pub(super) fn unpack_text(bytes: &[u8]) -> rusqlite::Result<String> {
    String::from_utf8(unpack(bytes)?).map_err(|error| damaged(Box::new(error)))
}

pub(super) fn unpack_record(bytes: &[u8]) -> rusqlite::Result<Record> {
    serde_json::from_slice(&unpack(bytes)?).map_err(|error| damaged(Box::new(error)))
}

fn damaged(error: Box<dyn std::error::Error + Send + Sync>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Blob, error)
}

pub(super) fn pack_sketch(sketch: &Sketch) -> Vec<u8> {
    let count = std::iter::once(sketch.count as u64);
    count.chain(sketch.hashes.iter().copied()).flat_map(u64::to_le_bytes).collect()
}

pub(super) fn unpack_sketch(bytes: &[u8]) -> Sketch {
    let mut numbers =
        bytes.chunks_exact(8).map(|b| b.iter().rev().fold(0_u64, |all, byte| all << 8 | u64::from(*byte)));
    let count = numbers.next().and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
    Sketch { hashes: numbers.collect(), count }
}

/// The columns of [`document`].
pub(super) const DOCUMENT: &str = "d.id, d.title, d.date, d.source, d.hash, d.language, d.duplicate_of, (SELECT o.id FROM documents o WHERE o.k = d.near_copy_of)";

/// Reads a document from the columns [`DOCUMENT`].
pub(super) fn document(row: &rusqlite::Row<'_>) -> rusqlite::Result<DocumentNode> {
    Ok(DocumentNode {
        id: row.get(0)?,
        title: row.get(1)?,
        date: row.get(2)?,
        source: row.get(3)?,
        hash: row.get(4)?,
        language: row.get(5)?,
        duplicate_of: row.get(6)?,
        near_copy_of: row.get(7)?,
    })
}
