//! Some relations of a store with what they speak of, without reading the others.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params_from_iter};

use crate::graph::{DocumentNode, Edge, Filter, Proof, Texts};
use crate::query::{Part, documents_of, entities_of};
use crate::store::read::{self, EDGE, EDGES, PROOF};
use crate::store::select::Condition;
use crate::store::{Result, Store, rows};

/// Which proofs of a relation are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proofs {
    /// All of them.
    All,
    /// The firmest, of equal ones the first.
    Best,
}

/// By document and place, as `graph::Edge::evidence` stands. A sentence's triggers stand in it, so that its own place is not needed.
const ORDER: &str =
    "d.id, e.trigger_start, e.trigger_end, e.subject_start, e.subject_end, e.object_start, e.object_end, e.k";
const FIRMNESS: &str = "CASE e.status WHEN 'asserted' THEN 0 WHEN 'reported' THEN 1 WHEN 'planned' THEN 2 WHEN 'requested' THEN 3 ELSE 4 END";

impl Store {
    /// Returns relations by their keys, in that order; those that keep no proof by the filter are left out.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn part(&self, keys: &[i64], filter: &Filter, proofs: Proofs) -> Result<Part> {
        self.wrap(self.part_of(keys, filter, proofs))
    }

    pub(super) fn part_of(&self, keys: &[i64], filter: &Filter, proofs: Proofs) -> rusqlite::Result<Part> {
        let mut edges = Vec::with_capacity(keys.len());
        for key in keys {
            edges.extend(self.edge_of(*key, filter, proofs)?);
        }
        let mut documents = Vec::new();
        for id in documents_of(&edges) {
            documents.extend(self.document_of(id)?);
        }
        if !filter.is_open() {
            let texts = Texts::new(&documents);
            for edge in &mut edges {
                texts.count(edge);
                if proofs == Proofs::Best {
                    edge.evidence = edge.best_proof().cloned().into_iter().collect();
                }
            }
        }
        let mut names = BTreeMap::new();
        for id in entities_of(&edges) {
            let sql = "SELECT name FROM entities WHERE id = ?1";
            let name = self.db.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?;
            names.extend(name.map(|name| (id.to_owned(), name)));
        }
        Ok(Part { names, documents, edges, more: 0, is_cut: false })
    }

    fn edge_of(&self, key: i64, filter: &Filter, proofs: Proofs) -> rusqlite::Result<Option<Edge>> {
        let mut sql = self.db.prepare_cached(&format!("SELECT {EDGE} FROM {EDGES} WHERE r.k = ?1"))?;
        let Some(mut edge) = sql.query_row([key], read::edge).optional()? else { return Ok(None) };
        edge.evidence = match proofs {
            Proofs::Best if filter.is_open() => self.best_proof(key)?.into_iter().collect(),
            _ => self.proofs_of(key, filter)?,
        };
        Ok(Some(edge).filter(|edge| !edge.evidence.is_empty()))
    }

    fn proofs_of(&self, key: i64, filter: &Filter) -> rusqlite::Result<Vec<Proof>> {
        let Condition { sql, values } = Condition::of(filter, 2);
        let from = "evidence e CROSS JOIN documents d ON d.k = e.document CROSS JOIN sentences t ON t.k = e.sentence";
        let sql = format!("SELECT {PROOF} FROM {from} WHERE e.relation = ?1 AND {sql} ORDER BY {ORDER}");
        let values = std::iter::once(Value::Integer(key)).chain(values);
        self.db.prepare_cached(&sql)?.query_map(params_from_iter(values), read::proof)?.collect()
    }

    fn best_proof(&self, key: i64) -> rusqlite::Result<Option<Proof>> {
        // The sentence of one row is read, not of all.
        let best = format!(
            "SELECT e.k FROM evidence e CROSS JOIN documents d ON d.k = e.document WHERE e.relation = ?1
            ORDER BY e.negated, {FIRMNESS}, {ORDER} LIMIT 1"
        );
        let from = "evidence e CROSS JOIN documents d ON d.k = e.document CROSS JOIN sentences t ON t.k = e.sentence";
        let sql = format!("SELECT {PROOF} FROM {from} WHERE e.k = ({best})");
        self.db.prepare_cached(&sql)?.query_row([key], read::proof).optional()
    }

    fn document_of(&self, id: &str) -> rusqlite::Result<Option<DocumentNode>> {
        let sql = format!("SELECT {} FROM documents d WHERE d.id = ?1", rows::DOCUMENT);
        self.db.prepare_cached(&sql)?.query_row([id], rows::document).optional()
    }
}
