//! Adding and removing documents. A change is one transaction: all of it is there, or nothing.
//!
//! Documents that hold the text of another do not count; which of them counts depends on their ids alone. What counts is written as
//! rows, and the counts of the entities and relations that these rows touch are kept up.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

use crate::entity::slug;
use crate::graph::copies::near_copies;
use crate::graph::{Decisions, Record, RecordAssertion, is_shown_before};
use crate::relation::Polarity;
use crate::store::{Result, Store, StoreError, Versions, rows};

/// A document to keep.
#[derive(Debug)]
pub struct Entry<'a> {
    /// What was found in it.
    pub record: Record,
    /// Its text.
    pub text: &'a str,
    /// What its file told beside the text.
    pub given: Given,
    /// The file it was read from.
    pub origin: &'a str,
}

/// What a file tells of a document beside its text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The headline.
    pub title: Option<String>,
    /// ISO 8601.
    pub date: Option<String>,
    /// Publisher.
    pub source: Option<String>,
}

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It was not there before.
    New,
    /// It was there with another text, title, date or publisher.
    Changed,
    /// It is there as it is.
    Same,
}

/// Changes of a store that are made together.
pub struct Change<'s> {
    db: Transaction<'s>,
    path: String,
    decisions: &'s Decisions,
    keep_texts: bool,
    /// All is new: what is counted at the end need not be counted now.
    pub(super) bulk: bool,
    entity_keys: HashMap<String, i64>,
    relation_keys: HashMap<(i64, String, i64), i64>,
    entities: BTreeMap<i64, Delta>,
    /// Entities that no document may name any more.
    emptied: BTreeSet<i64>,
    /// Relations to be counted.
    relations: BTreeSet<i64>,
    /// Texts of which a document came or went.
    hashes: BTreeSet<String>,
    /// Documents of this change, not yet written as rows.
    fresh: HashMap<i64, Record>,
}

/// What is added to the counts of an entity.
#[derive(Default)]
struct Delta {
    mentions: i64,
    documents: i64,
    aliases: BTreeMap<String, i64>,
    titles: BTreeMap<(String, String), i64>,
}

/// A document as the table has it.
struct Known {
    k: i64,
    hash: String,
    given: String,
    origin: String,
    active: bool,
}

impl Store {
    /// Begins a change.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn change(&mut self) -> Result<Change<'_>> {
        let path = self.shown();
        let keep_texts = self.keeps_texts()?;
        let db = self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate);
        let db = db.map_err(|error| StoreError::sql(&path, &error))?;
        Ok(Change {
            db,
            path,
            decisions: &self.decisions,
            keep_texts,
            bulk: false,
            entity_keys: HashMap::new(),
            relation_keys: HashMap::new(),
            entities: BTreeMap::new(),
            emptied: BTreeSet::new(),
            relations: BTreeSet::new(),
            hashes: BTreeSet::new(),
            fresh: HashMap::new(),
        })
    }

    /// Works out anew which documents are near-copies of which, if documents came or went. Reads the sketches of all.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn settle(&mut self) -> Result<()> {
        if self.meta("unsettled")?.is_none() {
            return Ok(());
        }
        let mut change = self.change()?;
        let settled = change.settle();
        change.wrap(settled)?;
        change.commit()
    }
}

impl Change<'_> {
    /// Says with what the documents are read from now on.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn set_versions(&self, versions: &Versions) -> Result<()> {
        let set = |(key, value): (&'static str, &str)| self.set_meta(key, value);
        self.wrap(versions.named().into_iter().try_for_each(set))
    }

    /// Says from now on whether texts are kept.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn keep_texts(&mut self, keep: bool) -> Result<()> {
        self.keep_texts = keep;
        self.wrap(self.set_meta("texts", if keep { "yes" } else { "no" }))
    }

    pub(super) fn set_meta(&self, key: &str, value: &str) -> rusqlite::Result<()> {
        let sql =
            "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        self.db.prepare_cached(sql)?.execute([key, value]).map(drop)
    }

    /// Says whether a document is there as it is, so that it need not be read.
    ///
    /// # Errors
    /// If a document of its id is there that was read from another file, or the store cannot be read.
    pub fn holds(&self, id: &str, hash: &str, given: &Given, origin: &str) -> Result<Put> {
        let Some(known) = self.wrap(self.known(id))? else { return Ok(Put::New) };
        if known.hash == hash && known.given == packed(given) {
            return Ok(Put::Same);
        }
        if known.origin != origin {
            return Err(StoreError::SameId { id: id.to_owned(), old: known.origin, new: origin.to_owned() });
        }
        Ok(Put::Changed)
    }

    /// Adds a document, or puts it in the place of the one of its id.
    ///
    /// # Errors
    /// As [`Change::holds`].
    pub fn put(&mut self, entry: Entry<'_>) -> Result<Put> {
        let document = &entry.record.document;
        let put = self.holds(&document.id, &document.hash, &entry.given, entry.origin)?;
        if put == Put::Changed {
            self.remove(&document.id.clone())?;
        }
        if put != Put::Same {
            let inserted = self.insert(entry);
            self.wrap(inserted)?;
        }
        Ok(put)
    }

    /// Removes a document; says whether it was there.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn remove(&mut self, id: &str) -> Result<bool> {
        let removed = self.remove_row(id);
        self.wrap(removed)
    }

    /// Makes the change: afterwards it is on the disk.
    ///
    /// # Errors
    /// If the store cannot be written; then nothing is changed.
    pub fn commit(mut self) -> Result<()> {
        let done = self.flush().and_then(|()| self.count_relations());
        self.wrap(done)?;
        let Self { db, path, .. } = self;
        db.commit().map_err(|error| StoreError::sql(&path, &error))
    }

    pub(super) fn wrap<T>(&self, result: rusqlite::Result<T>) -> Result<T> {
        result.map_err(|error| StoreError::sql(&self.path, &error))
    }

    fn known(&self, id: &str) -> rusqlite::Result<Option<Known>> {
        let sql = "SELECT k, hash, given, origin, active FROM documents WHERE id = ?1";
        let row = |row: &rusqlite::Row<'_>| {
            Ok(Known {
                k: row.get(0)?,
                hash: row.get(1)?,
                given: row.get(2)?,
                origin: row.get(3)?,
                active: row.get(4)?,
            })
        };
        self.db.prepare_cached(sql)?.query_row([id], row).optional()
    }

    fn insert(&mut self, entry: Entry<'_>) -> rusqlite::Result<()> {
        let Entry { record, text, given, origin } = entry;
        let document = &record.document;
        let wrong = |error: std::io::Error| rusqlite::Error::ToSqlConversionFailure(Box::new(error));
        let text = if self.keep_texts { Some(rows::pack(text.as_bytes()).map_err(wrong)?) } else { None };
        let json = serde_json::to_vec(&record).map_err(|error| wrong(error.into()))?;
        let sql = "INSERT INTO documents (id, hash, title, date, source, language, origin, given, text, record, sketch)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        self.db.prepare_cached(sql)?.execute(params![
            document.id,
            document.hash,
            document.title,
            document.date,
            document.source,
            document.language,
            origin,
            packed(&given),
            text,
            rows::pack(&json).map_err(wrong)?,
            rows::pack_sketch(&record.sketch),
        ])?;
        self.hashes.insert(document.hash.clone());
        self.fresh.insert(self.db.last_insert_rowid(), record);
        Ok(())
    }

    fn remove_row(&mut self, id: &str) -> rusqlite::Result<bool> {
        let Some(known) = self.known(id)? else { return Ok(false) };
        if known.active {
            self.deactivate(known.k)?;
        }
        self.fresh.remove(&known.k);
        self.hashes.insert(known.hash);
        // Who nearly copies it is worked out anew; until then it copies nobody, and is a source of its own.
        let copies: Vec<i64> = {
            let mut sql = self.db.prepare_cached("SELECT k FROM documents WHERE near_copy_of = ?1")?;
            sql.query_map([known.k], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?
        };
        for copy in copies {
            self.db.prepare_cached("UPDATE documents SET near_copy_of = NULL WHERE k = ?1")?.execute([copy])?;
            self.touch(copy)?;
        }
        self.db.prepare_cached("DELETE FROM documents WHERE k = ?1")?.execute([known.k])?;
        Ok(true)
    }

    /// Decides which of the documents of a text counts, writes the rows of those that count now, and brings the entities up to date.
    pub(super) fn flush(&mut self) -> rusqlite::Result<()> {
        let hashes = std::mem::take(&mut self.hashes);
        if !hashes.is_empty() {
            self.set_meta("unsettled", "yes")?;
        }
        for hash in hashes {
            let documents: Vec<(i64, String, bool)> = {
                let mut sql =
                    self.db.prepare_cached("SELECT k, id, active FROM documents WHERE hash = ?1 ORDER BY id")?;
                let found = sql.query_map([&hash], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
                found.collect::<rusqlite::Result<_>>()?
            };
            let original = documents.first().map(|(_, id, _)| id.clone());
            for (at, (k, _, active)) in documents.into_iter().enumerate() {
                match (at, active) {
                    (0, false) => self.activate(k)?,
                    (0, true) => {}
                    (_, active) => {
                        if active {
                            self.deactivate(k)?;
                        }
                        self.fresh.remove(&k);
                        let sql =
                            "UPDATE documents SET active = 0, near_copy_of = NULL, duplicate_of = ?2 WHERE k = ?1";
                        self.db.prepare_cached(sql)?.execute(params![k, original])?;
                    }
                }
            }
        }
        self.count_entities()
    }

    fn record(&self, k: i64) -> rusqlite::Result<Record> {
        let sql = "SELECT record FROM documents WHERE k = ?1";
        let packed: Vec<u8> = self.db.prepare_cached(sql)?.query_row([k], |row| row.get(0))?;
        rows::unpack_record(&packed)
    }

    /// Writes what a document brings.
    pub(super) fn activate(&mut self, k: i64) -> rusqlite::Result<()> {
        let record = match self.fresh.remove(&k) {
            Some(record) => record,
            None => self.record(k)?,
        };
        let record = self.decisions.apply(record);
        self.db.prepare_cached("UPDATE documents SET active = 1, duplicate_of = NULL WHERE k = ?1")?.execute([k])?;
        let entities: Vec<i64> = record
            .entities
            .iter()
            .map(|e| self.entity(&e.id, e.entity_type.name()))
            .collect::<rusqlite::Result<_>>()?;
        self.tally(&record, &entities, 1);
        let sql = "INSERT OR IGNORE INTO mentions (document, start, \"end\", entity, kind, rule, link, score)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        for m in &record.mentions {
            let entity = entities[m.entity];
            self.db
                .prepare_cached(sql)?
                .execute(params![k, m.place[0], m.place[1], entity, m.kind, m.rule, m.link, m.score])?;
        }
        let mut sentences: HashMap<[u32; 2], i64> = HashMap::new();
        for assertion in &record.assertions {
            let relation = self.relation(entities[assertion.subject], entities[assertion.object], assertion)?;
            let place = assertion.proof.sentence;
            let sentence = match sentences.get(&place) {
                Some(sentence) => *sentence,
                None => *sentences.entry(place).or_insert(self.sentence(k, place, &assertion.proof.quote)?),
            };
            self.evidence(k, relation, sentence, assertion)?;
        }
        Ok(())
    }

    /// Takes back what a document brought.
    fn deactivate(&mut self, k: i64) -> rusqlite::Result<()> {
        let record = self.decisions.apply(self.record(k)?);
        let entities: Vec<i64> = record
            .entities
            .iter()
            .map(|e| self.entity(&e.id, e.entity_type.name()))
            .collect::<rusqlite::Result<_>>()?;
        self.tally(&record, &entities, -1);
        self.touch(k)?;
        for table in ["evidence", "sentences", "mentions"] {
            self.db.prepare_cached(&format!("DELETE FROM {table} WHERE document = ?1"))?.execute([k])?;
        }
        self.db.prepare_cached("UPDATE documents SET active = 0 WHERE k = ?1")?.execute([k])?;
        Ok(())
    }

    /// Remembers that the relations of a document must be counted again.
    fn touch(&mut self, document: i64) -> rusqlite::Result<()> {
        let mut sql = self.db.prepare_cached("SELECT DISTINCT relation FROM evidence WHERE document = ?1")?;
        let touched: Vec<i64> = sql.query_map([document], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        self.relations.extend(touched);
        Ok(())
    }

    fn tally(&mut self, record: &Record, entities: &[i64], sign: i64) {
        for (entity, k) in record.entities.iter().zip(entities) {
            let delta = self.entities.entry(*k).or_default();
            delta.documents += sign;
            let title = (entity.name.clone(), entity.wikidata.clone().unwrap_or_default());
            *delta.titles.entry(title).or_default() += sign;
        }
        for mention in &record.mentions {
            let delta = self.entities.entry(entities[mention.entity]).or_default();
            delta.mentions += sign;
            *delta.aliases.entry(mention.words.clone()).or_default() += sign;
        }
    }

    /// The key of an entity, which is made if it is not there.
    fn entity(&mut self, id: &str, entity_type: &str) -> rusqlite::Result<i64> {
        if let Some(k) = self.entity_keys.get(id) {
            return Ok(*k);
        }
        let found = self.db.prepare_cached("SELECT k FROM entities WHERE id = ?1")?.query_row([id], |row| row.get(0));
        let k = if let Some(k) = found.optional()? {
            k
        } else {
            let sql = "INSERT INTO entities (id, type, name) VALUES (?1, ?2, '')";
            self.db.prepare_cached(sql)?.execute([id, entity_type])?;
            self.db.last_insert_rowid()
        };
        self.entity_keys.insert(id.to_owned(), k);
        Ok(k)
    }

    /// The key of a relation, which is made if it is not there.
    fn relation(&mut self, subject: i64, object: i64, assertion: &RecordAssertion) -> rusqlite::Result<i64> {
        let key = (subject, assertion.relation.clone(), object);
        if let Some(k) = self.relation_keys.get(&key) {
            self.relations.insert(*k);
            return Ok(*k);
        }
        let sql = "SELECT k FROM relations WHERE subject = ?1 AND key = ?2 AND object = ?3";
        let found = self.db.prepare_cached(sql)?.query_row(params![subject, key.1, object], |row| row.get(0));
        let k = if let Some(k) = found.optional()? {
            k
        } else {
            let sql = "INSERT INTO relations (subject, key, object, open, predicate) VALUES (?1, ?2, ?3, ?4, ?5)";
            let row = params![subject, key.1, object, assertion.open, assertion.predicate];
            self.db.prepare_cached(sql)?.execute(row)?;
            self.db.last_insert_rowid()
        };
        self.relation_keys.insert(key, k);
        self.relations.insert(k);
        Ok(k)
    }

    fn sentence(&self, document: i64, place: [u32; 2], quote: &str) -> rusqlite::Result<i64> {
        let sql = "INSERT INTO sentences (document, start, \"end\", quote) VALUES (?1, ?2, ?3, ?4)";
        self.db.prepare_cached(sql)?.execute(params![document, place[0], place[1], quote])?;
        Ok(self.db.last_insert_rowid())
    }

    fn evidence(&self, document: i64, relation: i64, sentence: i64, own: &RecordAssertion) -> rusqlite::Result<()> {
        let proof = &own.proof;
        let sql = "INSERT INTO evidence (document, relation, sentence, subject_start, subject_end, trigger_start, trigger_end,
                object_start, object_end, negated, status, source, time, place, role, plover, score, rule)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";
        self.db.prepare_cached(sql)?.execute(params![
            document,
            relation,
            sentence,
            proof.subject[0],
            proof.subject[1],
            proof.trigger[0],
            proof.trigger[1],
            proof.object[0],
            proof.object[1],
            proof.polarity == Polarity::Negated,
            proof.status.name(),
            proof.source,
            proof.time,
            proof.place,
            proof.role,
            proof.plover,
            proof.score,
            proof.rule,
        ])?;
        Ok(())
    }

    /// Adds to the counts of entities what this change brought; those that no document names any more go.
    pub(super) fn count_entities(&mut self) -> rusqlite::Result<()> {
        for (k, delta) in std::mem::take(&mut self.entities) {
            let sql = "UPDATE entities SET mentions = mentions + ?2, documents = documents + ?3 WHERE k = ?1";
            self.db.prepare_cached(sql)?.execute(params![k, delta.mentions, delta.documents])?;
            for (alias, n) in delta.aliases.iter().filter(|(_, n)| **n != 0) {
                let sql = "INSERT INTO aliases (entity, alias, slug, n) VALUES (?1, ?2, ?3, ?4)
                    ON CONFLICT (entity, alias) DO UPDATE SET n = n + excluded.n";
                self.db.prepare_cached(sql)?.execute(params![k, alias, slug(alias), n])?;
            }
            for ((name, wikidata), n) in delta.titles.iter().filter(|(_, n)| **n != 0) {
                let sql = "INSERT INTO titles (entity, name, wikidata, n) VALUES (?1, ?2, ?3, ?4)
                    ON CONFLICT (entity, name, wikidata) DO UPDATE SET n = n + excluded.n";
                self.db.prepare_cached(sql)?.execute(params![k, name, wikidata, n])?;
            }
            if delta.aliases.values().chain(delta.titles.values()).any(|n| *n < 0) {
                self.db.prepare_cached("DELETE FROM aliases WHERE entity = ?1 AND n <= 0")?.execute([k])?;
                self.db.prepare_cached("DELETE FROM titles WHERE entity = ?1 AND n <= 0")?.execute([k])?;
            }
            self.name_entity(k)?;
        }
        Ok(())
    }

    /// Chooses the name that is shown, or removes the entity if it has none.
    fn name_entity(&mut self, k: i64) -> rusqlite::Result<()> {
        let titles: Vec<(String, String)> = {
            let mut sql = self.db.prepare_cached("SELECT name, wikidata FROM titles WHERE entity = ?1")?;
            let found = sql.query_map([k], |row| Ok((row.get(0)?, row.get(1)?)))?;
            found.collect::<rusqlite::Result<_>>()?
        };
        let shown = titles.iter().map(|(name, _)| name).reduce(|a, b| if is_shown_before(b, a) { b } else { a });
        let wikidata = titles.iter().map(|(_, id)| id).filter(|id| !id.is_empty()).min();
        let Some(name) = shown else {
            // Its relations go first, when they are counted.
            self.emptied.insert(k);
            return Ok(());
        };
        let sql = "UPDATE entities SET name = ?2, slug = ?4, wikidata = ?3
            WHERE k = ?1 AND (name, ifnull(wikidata, '')) <> (?2, ifnull(?3, ''))";
        self.db.prepare_cached(sql)?.execute(params![k, name, wikidata, slug(name)])?;
        Ok(())
    }

    /// Counts the evidence of the relations that this change touched; those without go, and then the entities without documents.
    fn count_relations(&mut self) -> rusqlite::Result<()> {
        if self.bulk {
            return Ok(());
        }
        let mut count = self.db.prepare_cached(&format!("{COUNT} WHERE k = ?1"))?;
        let mut sweep = self.db.prepare_cached("DELETE FROM relations WHERE k = ?1 AND assertions = 0")?;
        for k in std::mem::take(&mut self.relations) {
            count.execute([k])?;
            sweep.execute([k])?;
        }
        let mut sweep = self.db.prepare_cached("DELETE FROM entities WHERE k = ?1 AND documents = 0")?;
        for k in std::mem::take(&mut self.emptied) {
            sweep.execute([k])?;
        }
        Ok(())
    }

    /// The same for all relations and entities.
    pub(super) fn count_all(&mut self) -> rusqlite::Result<()> {
        self.relations.clear();
        self.emptied.clear();
        self.db.execute_batch(COUNT)?;
        self.db.execute_batch("DELETE FROM relations WHERE assertions = 0; DELETE FROM entities WHERE documents = 0")
    }

    /// Finds the near-copies among the documents that count.
    pub(super) fn settle(&mut self) -> rusqlite::Result<()> {
        let (mut keys, mut known, mut sketches) = (Vec::new(), Vec::new(), Vec::new());
        {
            let sql = "SELECT k, near_copy_of, sketch FROM documents WHERE active ORDER BY id";
            let mut statement = self.db.prepare(sql)?;
            let mut found = statement.query([])?;
            while let Some(row) = found.next()? {
                keys.push(row.get::<_, i64>(0)?);
                known.push(row.get::<_, Option<i64>>(1)?);
                sketches.push(rows::unpack_sketch(row.get_ref(2)?.as_blob()?));
            }
        }
        let copies = near_copies(&sketches.iter().collect::<Vec<_>>());
        for (at, copied) in copies.into_iter().enumerate() {
            let original = copied.map(|original| keys[original]);
            if original != known[at] {
                let sql = "UPDATE documents SET near_copy_of = ?2 WHERE k = ?1";
                self.db.prepare_cached(sql)?.execute(params![keys[at], original])?;
                self.touch(keys[at])?;
            }
        }
        self.db.execute("DELETE FROM meta WHERE key = 'unsettled'", []).map(drop)
    }

    pub(super) fn decisions(&self) -> &Decisions {
        self.decisions
    }

    /// Keys of the documents that count, by id.
    pub(super) fn active(&self) -> rusqlite::Result<Vec<i64>> {
        let mut sql = self.db.prepare("SELECT k FROM documents WHERE active ORDER BY id")?;
        sql.query_map([], |row| row.get(0))?.collect()
    }

    pub(super) fn batch(&self, sql: &str) -> rusqlite::Result<()> {
        self.db.execute_batch(sql)
    }
}

fn packed(given: &Given) -> String {
    // Three optional texts: writing them cannot fail.
    serde_json::to_string(given).unwrap_or_default()
}

/// Counts the evidence of relations: each number as `graph::Edge` explains it.
const COUNT: &str = "UPDATE relations SET
    (assertions, documents, n_sources, asserted, reported, planned, requested, hypothetical, negated, first, last) = (
        SELECT count(*), count(DISTINCT e.document),
            count(DISTINCT CASE WHEN NOT e.negated THEN ifnull(d.near_copy_of, d.k) END),
            count(CASE WHEN NOT e.negated AND e.status = 'asserted' THEN 1 END),
            count(CASE WHEN NOT e.negated AND e.status = 'reported' THEN 1 END),
            count(CASE WHEN NOT e.negated AND e.status = 'planned' THEN 1 END),
            count(CASE WHEN NOT e.negated AND e.status = 'requested' THEN 1 END),
            count(CASE WHEN NOT e.negated AND e.status = 'hypothetical' THEN 1 END),
            count(CASE WHEN e.negated THEN 1 END), min(d.date), max(d.date)
        FROM evidence e JOIN documents d ON d.k = e.document WHERE e.relation = relations.k)";
