//! Whether a store is what its documents say: everything is read and made again.

use std::collections::BTreeMap;

use crate::graph::{self, Graph, Record};
use crate::span::{OffsetUnit, Offsets, one_line};
use crate::store::{Result, Store, rows};

/// Something in a store that should not be so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Where: a document, an entity, a relation, or the file.
    pub place: String,
    /// What.
    pub what: String,
}

impl Fault {
    fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }
}

impl Store {
    /// Looks for all that is off: pages and keys of the file, hashes and places of quotes and mentions in the texts, counts, names,
    /// copies, the index of words. `seen` is told of every document.
    ///
    /// # Errors
    /// If the store cannot be read at all.
    pub fn verify(&self, mut seen: impl FnMut(u64)) -> Result<Vec<Fault>> {
        let look = self.wrap(self.db.unchecked_transaction())?;
        let mut faults = self.wrap(self.file_faults())?;
        let mut records = Vec::new();
        let mut sql = self.wrap(self.db.prepare("SELECT id, hash, text, record, sketch FROM documents ORDER BY id"))?;
        let mut found = self.wrap(sql.query([]))?;
        while let Some(row) = self.wrap(found.next())? {
            let id: String = self.wrap(row.get(0))?;
            match document_faults(row, &mut faults) {
                Ok((record, length)) => {
                    seen(length);
                    records.push(self.decisions.apply(record));
                }
                Err(error) => faults.push(Fault::new(id, format!("cannot be read: {error}"))),
            }
        }
        if self.meta("unsettled")?.is_some() {
            faults.push(Fault::new(
                "store",
                "a change was stopped before near-copies were found: `whowhom add` or `update` finishes it",
            ));
        } else if let Some(what) = self.undecided()? {
            faults.push(Fault::new("store", what));
        } else {
            compare(&graph::merge(records), &self.wrap(self.whole())?, &mut faults);
        }
        drop(look);
        faults.sort();
        faults.dedup();
        Ok(faults)
    }

    fn file_faults(&self) -> rusqlite::Result<Vec<Fault>> {
        let mut faults = Vec::new();
        let mut sql = self.db.prepare("PRAGMA integrity_check")?;
        let lines: Vec<String> = sql.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        faults.extend(lines.into_iter().filter(|line| line != "ok").map(|line| Fault::new("file", line)));
        let mut sql = self.db.prepare("PRAGMA foreign_key_check")?;
        let rows = sql.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?)))?;
        for row in rows {
            let (table, k) = row?;
            faults.push(Fault::new(format!("{table} {}", k.unwrap_or(0)), "points to a row that is not there"));
        }
        let orphans = [
            ("evidence", "SELECT count(*) FROM evidence WHERE sentence NOT IN (SELECT k FROM sentences)"),
            ("sentences", "SELECT count(*) FROM sentences WHERE k NOT IN (SELECT sentence FROM evidence)"),
            (
                "entities",
                "SELECT count(*) FROM entities n WHERE n_out <> (SELECT count(*) FROM relations WHERE subject = n.k)
                    OR n_in <> (SELECT count(*) FROM relations WHERE object = n.k)",
            ),
            ("titles", "SELECT count(*) FROM titles WHERE n <= 0"),
            ("aliases", "SELECT count(*) FROM aliases WHERE n <= 0"),
            ("names", "SELECT abs((SELECT count(*) FROM names_docsize) - (SELECT count(*) FROM aliases))"),
            ("name_parts", "SELECT abs((SELECT count(*) FROM name_parts_docsize) - (SELECT count(*) FROM aliases))"),
            ("quotes", "SELECT abs((SELECT count(*) FROM quotes_docsize) - (SELECT count(*) FROM sentences))"),
        ];
        for (table, sql) in orphans {
            let count: i64 = self.db.query_row(sql, [], |row| row.get(0))?;
            if count != 0 {
                faults.push(Fault::new(table, format!("{count} rows stand alone or are missing")));
            }
        }
        Ok(faults)
    }
}

/// Reads a document's record and compares it with its text; returns the length of the text in bytes too.
fn document_faults(row: &rusqlite::Row<'_>, faults: &mut Vec<Fault>) -> rusqlite::Result<(Record, u64)> {
    let mut record = rows::unpack_record(row.get_ref(3)?.as_blob()?)?;
    record.sketch = rows::unpack_sketch(row.get_ref(4)?.as_blob()?);
    let id = record.document.id.clone();
    let hash: String = row.get(1)?;
    if record.document.hash != hash {
        faults.push(Fault::new(&*id, "the hash of its record is another one"));
    }
    let Some(packed) = row.get_ref(2)?.as_blob_or_null()? else { return Ok((record, 0)) };
    let text = rows::unpack_text(packed)?;
    if crate::input::hash(&text) != hash {
        faults.push(Fault::new(&*id, "its text is not the one that was read"));
        return Ok((record, text.len() as u64));
    }
    let offsets = Offsets::new(&text, OffsetUnit::CodePoints);
    let words = |[start, end]: [u32; 2]| -> Option<String> {
        let span = offsets.span(&text, [start, end])?;
        Some(one_line(span.of(&text)))
    };
    for mention in &record.mentions {
        if words(mention.place).as_deref() != Some(&mention.words) {
            faults.push(Fault::new(&*id, format!("\"{}\" does not stand at {:?}", mention.words, mention.place)));
        }
    }
    for own in &record.assertions {
        let proof = &own.proof;
        if words(proof.sentence).as_deref() != Some(&proof.quote) {
            faults.push(Fault::new(&*id, format!("a quote does not stand at {:?}", proof.sentence)));
        }
        let inside = |place: [u32; 2]| place[0] < place[1] && words(place).is_some();
        if ![proof.subject, proof.trigger, proof.object].into_iter().all(inside) {
            faults.push(Fault::new(
                &*id,
                format!("a place lies outside of the text, in the sentence at {:?}", proof.sentence),
            ));
        }
    }
    Ok((record, text.len() as u64))
}

/// Compares the graph that the documents give with the one that is kept.
fn compare(wanted: &Graph, found: &Graph, faults: &mut Vec<Fault>) {
    let same = |a: &dyn Fn(&Graph) -> Vec<(String, String)>, faults: &mut Vec<Fault>| {
        let (wanted, found): (BTreeMap<_, _>, BTreeMap<_, _>) =
            (a(wanted).into_iter().collect(), a(found).into_iter().collect());
        for (id, content) in &wanted {
            match found.get(id) {
                None => faults.push(Fault::new(&**id, "is missing")),
                Some(other) if other != content => {
                    faults.push(Fault::new(&**id, "differs from what its documents say"));
                }
                Some(_) => {}
            }
        }
        let more = found.keys().filter(|id| !wanted.contains_key(*id));
        faults.extend(more.map(|id| Fault::new(&**id, "no document says so")));
    };
    same(&|g| g.documents.iter().map(|d| (d.id.clone(), json(d))).collect(), faults);
    same(&|g| g.nodes.iter().map(|n| (n.id.clone(), json(n))).collect(), faults);
    same(&|g| g.edges.iter().map(|e| (e.id(), json(e))).collect(), faults);
}

fn json(value: &impl serde::Serialize) -> String {
    // Plain structs of numbers and texts: writing them cannot fail.
    serde_json::to_string(value).unwrap_or_default()
}
