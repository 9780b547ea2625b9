//! JSON with one item a line, so that files differ by lines and no second copy of the graph is made.

use std::io::{self, Write};

use serde::Serialize;

/// Writes items with commas between them.
pub(super) fn items<T: Serialize>(out: &mut dyn Write, items: impl IntoIterator<Item = T>) -> io::Result<()> {
    for (number, item) in items.into_iter().enumerate() {
        out.write_all(if number == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &item)?;
    }
    Ok(())
}

/// Writes pairs of a name and a value with commas between them.
pub(super) fn pairs<T: Serialize>(out: &mut dyn Write, pairs: impl IntoIterator<Item = (String, T)>) -> io::Result<()> {
    for (number, (name, value)) in pairs.into_iter().enumerate() {
        out.write_all(if number == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &name)?;
        out.write_all(b":")?;
        serde_json::to_writer(&mut *out, &value)?;
    }
    Ok(())
}
