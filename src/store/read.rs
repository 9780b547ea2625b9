//! The graph of a store: all of it, as a build at once would give it, or what is near one entity.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::OptionalExtension;

use crate::gazetteer::EntityType;
use crate::graph::{DocumentNode, Edge, Graph, Node, Proof, StatusCounts};
use crate::input::Document;
use crate::relation::{Polarity, Status, plover};
use crate::store::{Given, Result, Store, rows};

/// The columns of [`edge`].
pub(super) const EDGE: &str =
    "r.k, s.id, o.id, r.key, r.open, r.predicate, r.assertions, r.documents, r.n_sources, r.asserted, r.reported,
    r.planned, r.requested, r.hypothetical, r.negated, r.first, r.last";
pub(super) const EDGES: &str = "relations r JOIN entities s ON s.k = r.subject JOIN entities o ON o.k = r.object";
/// The columns of [`proof`].
pub(super) const PROOF: &str = "e.relation, d.id, t.start, t.\"end\", e.subject_start, e.subject_end, e.trigger_start, e.trigger_end,
    e.object_start, e.object_end, t.quote, e.negated, e.status, e.source, e.time, e.place, e.role, e.plover, e.score, e.rule";
const PROOFS: &str = "evidence e JOIN documents d ON d.k = e.document JOIN sentences t ON t.k = e.sentence";
/// By document and place; of equal ones as the article has them.
const PROOF_ORDER: &str =
    "d.id, t.start, t.\"end\", e.trigger_start, e.trigger_end, e.subject_start, e.subject_end, e.object_start,
    e.object_end, e.k";

impl Store {
    /// Returns the whole graph.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn graph(&self) -> Result<Graph> {
        // One look at the store, whoever writes to it meanwhile.
        let look = self.wrap(self.db.unchecked_transaction())?;
        let graph = self.wrap(self.whole());
        drop(look);
        graph
    }

    pub(super) fn whole(&self) -> rusqlite::Result<Graph> {
        let nodes = self.nodes("1")?;
        let mut edges: Vec<Edge> = Vec::new();
        let mut places: HashMap<i64, usize> = HashMap::new();
        let mut sql = self.db.prepare(&format!("SELECT {EDGE} FROM {EDGES} ORDER BY s.id, r.key, o.id"))?;
        let mut found = sql.query([])?;
        while let Some(row) = found.next()? {
            places.insert(row.get(0)?, edges.len());
            edges.push(edge(row)?);
        }
        let mut sql = self.db.prepare(&format!("SELECT {PROOF} FROM {PROOFS} ORDER BY {PROOF_ORDER}"))?;
        let mut found = sql.query([])?;
        while let Some(row) = found.next()? {
            if let Some(place) = places.get(&row.get(0)?) {
                edges[*place].evidence.push(proof(row)?);
            }
        }
        Ok(Graph { documents: self.document_rows("1")?, nodes, edges })
    }

    /// Returns the documents, by id.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn documents(&self) -> Result<Vec<DocumentNode>> {
        self.wrap(self.document_rows("1"))
    }

    /// Returns the ids of all documents, each with the file it was read from.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn origins(&self) -> Result<BTreeMap<String, String>> {
        let mut sql = self.wrap(self.db.prepare("SELECT id, origin FROM documents"))?;
        let found = self.wrap(sql.query_map([], |row| Ok((row.get(0)?, row.get(1)?))))?;
        self.wrap(found.collect())
    }

    /// Returns a document as it was read, with its file; none if it is not there or its text was not kept.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn document(&self, id: &str) -> Result<Option<(Document, String)>> {
        let sql = "SELECT text, given, origin FROM documents WHERE id = ?1 AND text IS NOT NULL";
        let row = |row: &rusqlite::Row<'_>| {
            let text = rows::unpack_text(row.get_ref(0)?.as_blob()?)?;
            let given: Given = serde_json::from_str(row.get_ref(1)?.as_str()?).unwrap_or_default();
            let document =
                Document { title: given.title, date: given.date, source: given.source, ..Document::new(id, text) };
            Ok((document, row.get(2)?))
        };
        self.wrap(self.db.query_row(sql, [id], row).optional())
    }

    fn document_rows(&self, which: &str) -> rusqlite::Result<Vec<DocumentNode>> {
        let mut sql =
            self.db.prepare(&format!("SELECT {} FROM documents d WHERE {which} ORDER BY d.id", rows::DOCUMENT))?;
        sql.query_map([], rows::document)?.collect()
    }

    /// Entities with their aliases, by id.
    fn nodes(&self, which: &str) -> rusqlite::Result<Vec<Node>> {
        let mut nodes: Vec<Node> = Vec::new();
        let mut places: HashMap<i64, usize> = HashMap::new();
        let columns = "n.k, n.id, n.type, n.name, n.wikidata, n.mentions, n.documents";
        let mut sql = self.db.prepare(&format!("SELECT {columns} FROM entities n WHERE {which} ORDER BY n.id"))?;
        let mut found = sql.query([])?;
        while let Some(row) = found.next()? {
            places.insert(row.get(0)?, nodes.len());
            nodes.push(Node {
                id: row.get(1)?,
                entity_type: EntityType::parse(row.get_ref(2)?.as_str()?).unwrap_or(EntityType::Other),
                name: row.get(3)?,
                aliases: BTreeSet::new(),
                wikidata: row.get(4)?,
                mentions: row.get(5)?,
                documents: row.get(6)?,
            });
        }
        let from = "aliases a JOIN entities n ON n.k = a.entity";
        let mut sql = self.db.prepare(&format!("SELECT a.entity, a.alias FROM {from} WHERE {which}"))?;
        let mut found = sql.query([])?;
        while let Some(row) = found.next()? {
            if let Some(place) = places.get(&row.get(0)?) {
                nodes[*place].aliases.insert(row.get(1)?);
            }
        }
        Ok(nodes)
    }
}

pub(super) fn edge(row: &rusqlite::Row<'_>) -> rusqlite::Result<Edge> {
    let key: String = row.get(3)?;
    Ok(Edge {
        source: row.get(1)?,
        target: row.get(2)?,
        plover: plover::of_relation(&key).map(str::to_owned),
        key,
        open: row.get(4)?,
        predicate: row.get(5)?,
        assertions: row.get(6)?,
        documents: row.get(7)?,
        n_sources: row.get(8)?,
        status: StatusCounts {
            asserted: row.get(9)?,
            reported: row.get(10)?,
            planned: row.get(11)?,
            requested: row.get(12)?,
            hypothetical: row.get(13)?,
        },
        negated: row.get(14)?,
        first: row.get(15)?,
        last: row.get(16)?,
        evidence: Vec::new(),
    })
}

pub(super) fn proof(row: &rusqlite::Row<'_>) -> rusqlite::Result<Proof> {
    let pair = |at: usize| -> rusqlite::Result<[u32; 2]> { Ok([row.get(at)?, row.get(at + 1)?]) };
    let status = row.get_ref(12)?.as_str()?;
    Ok(Proof {
        document: row.get(1)?,
        sentence: pair(2)?,
        subject: pair(4)?,
        trigger: pair(6)?,
        object: pair(8)?,
        quote: row.get(10)?,
        polarity: if row.get(11)? { Polarity::Negated } else { Polarity::Positive },
        status: Status::ALL.into_iter().find(|s| s.name() == status).unwrap_or(Status::Asserted),
        source: row.get(13)?,
        time: row.get(14)?,
        place: row.get(15)?,
        role: row.get(16)?,
        plover: row.get(17)?,
        score: row.get(18)?,
        rule: row.get(19)?,
    })
}
