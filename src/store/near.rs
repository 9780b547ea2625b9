//! What an entity of a store is linked to, by the indexes of relations; nothing else is read.

use std::cmp::Reverse;
use std::collections::HashMap;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use crate::gazetteer::EntityType;
use crate::graph::Filter;
use crate::query::{Common, Direction, Link, Links, Near, Network, Part, Rank, Reach, Walk, best, common, walk};
use crate::store::select::Condition;
use crate::store::{Proofs, Result, Store};

/// What a link is ranked by: the columns of the indexes `relations_out` and `relations_in`, in their order.
const RANK: &str = "(r.asserted + r.reported > 0), r.n_sources, (r.asserted + r.reported), r.assertions";
const BEST_FIRST: &str =
    "(r.asserted + r.reported > 0) DESC, r.n_sources DESC, (r.asserted + r.reported) DESC, r.assertions DESC, r.key";
/// The same, counted of the proofs that a filter leaves.
const COUNTED: &str = "count(CASE WHEN NOT e.negated AND e.status IN ('asserted', 'reported') THEN 1 END) > 0,
    count(DISTINCT CASE WHEN NOT e.negated THEN ifnull(d.near_copy_of, d.k) END),
    count(CASE WHEN NOT e.negated AND e.status IN ('asserted', 'reported') THEN 1 END), count(*)";
const PROVED: &str = "relations r CROSS JOIN evidence e ON e.relation = r.k CROSS JOIN documents d ON d.k = e.document";

/// A relation that is a link: its ends, what ranks it, its kind, its key.
type Open = (u32, u32, Reverse<Rank>, String, i64);

/// A store as a walk asks it.
struct InStore<'s> {
    db: &'s Connection,
    near: &'s Near,
    filter: &'s Filter,
    ids: HashMap<i64, String>,
    types: HashMap<i64, Option<EntityType>>,
}

impl Store {
    /// Returns the relations near an entity, as [`query::near`](crate::query::near()) does of a whole graph.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn near(&self, id: &str, near: &Near, filter: &Filter, proofs: Proofs) -> Result<Part> {
        self.look(|| {
            let Some(start) = self.key_of(id)? else { return Ok(Part::default()) };
            let mut reach = InStore::new(&self.db, near, filter);
            let is_simple = near.depth == 1 && near.entity_type.is_none() && filter.is_open();
            let (edges, found, is_cut) = if is_simple {
                let (links, found) = reach.first(start)?;
                (best(&mut reach, links, near.limit)?, found, false)
            } else {
                let Walk { links, is_cut } = walk(&mut reach, start, near)?;
                let found = links.len();
                (best(&mut reach, links, near.limit)?, found, is_cut)
            };
            let part = self.part_of(&edges, filter, proofs)?;
            Ok(Part { more: found.saturating_sub(edges.len()), is_cut, ..part })
        })
    }

    /// Returns the relations between two entities, in both directions.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn between(&self, a: &str, b: &str, filter: &Filter) -> Result<Part> {
        self.look(|| {
            let (Some(a), Some(b)) = (self.key_of(a)?, self.key_of(b)?) else { return Ok(Part::default()) };
            // All links of one are looked at: of the one that has fewer.
            let (a, b) = if self.degree(b)? < self.degree(a)? { (b, a) } else { (a, b) };
            let near = Near::default();
            let mut reach = InStore::new(&self.db, &near, filter);
            let links: Vec<Link> = reach.touching(a)?.into_iter().filter(|link| link.other(a) == b).collect();
            let edges = best(&mut reach, links, usize::MAX)?;
            self.part_of(&edges, filter, Proofs::All)
        })
    }

    /// Returns what two entities are both linked to, as `query::common` does of a whole graph.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn common(&self, a: &str, b: &str, near: &Near, filter: &Filter) -> Result<Vec<Common>> {
        self.look(|| {
            let (Some(a), Some(b)) = (self.key_of(a)?, self.key_of(b)?) else { return Ok(Vec::new()) };
            common(&mut InStore::new(&self.db, near, filter), a, b, near, filter.negated)
        })
    }

    /// Returns the links of all relations that somebody states or supposes, or of some kinds only. What is only denied is no link,
    /// unless the filter asks for it.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn network(&self, relations: &[String], filter: &Filter) -> Result<Network> {
        self.look(|| {
            let mut places: HashMap<i64, u32> = HashMap::new();
            let mut nodes: Vec<String> = Vec::new();
            let mut sql = self.db.prepare("SELECT k, id FROM entities ORDER BY id")?;
            let mut found = sql.query([])?;
            while let Some(row) = found.next()? {
                places.insert(row.get(0)?, u32::try_from(nodes.len()).unwrap_or(u32::MAX));
                nodes.push(row.get(1)?);
            }
            let mut open = self.open_relations(relations, filter, &places)?;
            // Edges of one pair stand together, in whichever direction.
            open.sort_unstable_by(|a, b| {
                (a.0.min(a.1), a.0.max(a.1), &a.2, &a.3, a.0).cmp(&(b.0.min(b.1), b.0.max(b.1), &b.2, &b.3, b.0))
            });
            let (edges, ends) = open.into_iter().map(|(source, target, _, _, edge)| (edge, (source, target))).unzip();
            Ok(Network { links: Links::new(nodes.len(), ends), nodes, edges })
        })
    }

    /// Relations with the places of their ends and what ranks those of one pair.
    fn open_relations(
        &self,
        relations: &[String],
        filter: &Filter,
        places: &HashMap<i64, u32>,
    ) -> rusqlite::Result<Vec<Open>> {
        let (mut condition, columns, rest) = if filter.is_open() {
            let condition = Condition { sql: "r.negated < r.assertions".to_owned(), values: Vec::new() };
            (condition, format!("r.k, {RANK}, r.key, r.subject, r.object FROM relations r"), "")
        } else {
            // An edge that some proof does not deny is a link, with all its proofs.
            let rest = if filter.negated {
                "GROUP BY r.k"
            } else {
                "GROUP BY r.k HAVING count(CASE WHEN NOT e.negated THEN 1 END) > 0"
            };
            (Condition::of(filter, 1), format!("r.k, {COUNTED}, r.key, r.subject, r.object FROM {PROVED}"), rest)
        };
        condition.one_of("r.key", relations, 1);
        let mut sql = self.db.prepare(&format!("SELECT {columns} WHERE {} {rest}", condition.sql))?;
        let mut found = sql.query(params_from_iter(condition.values))?;
        let mut open = Vec::new();
        while let Some(row) = found.next()? {
            if let (Some(source), Some(target)) = (places.get(&row.get(6)?), places.get(&row.get(7)?)) {
                let rank = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
                open.push((*source, *target, Reverse(rank), row.get(5)?, row.get(0)?));
            }
        }
        Ok(open)
    }

    fn degree(&self, key: i64) -> rusqlite::Result<i64> {
        let sql = "SELECT n_out + n_in FROM entities WHERE k = ?1";
        self.db.prepare_cached(sql)?.query_row([key], |row| row.get(0))
    }

    pub(super) fn key_of(&self, id: &str) -> rusqlite::Result<Option<i64>> {
        self.db.prepare_cached("SELECT k FROM entities WHERE id = ?1")?.query_row([id], |row| row.get(0)).optional()
    }

    /// Several questions to one state of the store, whoever writes to it meanwhile.
    pub(super) fn look<T>(&self, ask: impl FnOnce() -> rusqlite::Result<T>) -> Result<T> {
        let look = self.wrap(self.db.unchecked_transaction())?;
        let answer = self.wrap(ask());
        drop(look);
        answer
    }
}

impl<'s> InStore<'s> {
    fn new(db: &'s Connection, near: &'s Near, filter: &'s Filter) -> Self {
        Self { db, near, filter, ids: HashMap::new(), types: HashMap::new() }
    }

    /// The columns of the near and the far end.
    fn directions(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        let out = self.near.goes(Direction::Out).then_some(("subject", "object"));
        let into = self.near.goes(Direction::In).then_some(("object", "subject"));
        out.into_iter().chain(into)
    }

    /// The best links of an entity, with all that are equal to the last of them, and how many there are at all.
    fn first(&self, node: i64) -> rusqlite::Result<(Vec<Link>, usize)> {
        let (mut links, mut count) = (Vec::new(), 0);
        for (near, far) in self.directions() {
            let mut condition = Condition { sql: format!("r.{near} = ?1"), values: vec![Value::Integer(node)] };
            condition.one_of("r.key", &self.near.relations, 1);
            let Condition { sql, values } = condition;
            count += self.count(near, &sql, &values)?;
            let sql = format!("SELECT r.k, {RANK}, r.key, r.{far} FROM relations r WHERE {sql} ORDER BY {BEST_FIRST}");
            let mut sql = self.db.prepare_cached(&sql)?;
            let mut found = sql.query(params_from_iter(&values))?;
            let mut last: Option<Link> = None;
            let mut taken = 0;
            while let Some(row) = found.next()? {
                let link = link(row, node, near == "subject")?;
                if taken >= self.near.limit
                    && last.as_ref().is_none_or(|last| (last.rank, &last.key) != (link.rank, &link.key))
                {
                    break;
                }
                taken += 1;
                last = Some(link.clone());
                links.push(link);
            }
        }
        Ok((links, count))
    }

    /// How many relations an entity has in one direction; they are kept count of, unless only some are wanted.
    fn count(&self, near: &str, condition: &str, values: &[Value]) -> rusqlite::Result<usize> {
        let sql = if self.near.relations.is_empty() {
            format!("SELECT {} FROM entities WHERE k = ?1", if near == "subject" { "n_out" } else { "n_in" })
        } else {
            format!("SELECT count(*) FROM relations r WHERE {condition}")
        };
        self.db.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| row.get(0))
    }
}

/// Reads a link from the columns k, [`RANK`] or [`COUNTED`], key, and the far end.
fn link(row: &rusqlite::Row<'_>, node: i64, is_subject: bool) -> rusqlite::Result<Link> {
    let far: i64 = row.get(6)?;
    let (source, target) = if is_subject { (node, far) } else { (far, node) };
    let rank = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
    Ok(Link { edge: row.get(0)?, rank, key: row.get(5)?, source, target })
}

impl Reach for InStore<'_> {
    type Error = rusqlite::Error;

    fn touching(&mut self, node: i64) -> rusqlite::Result<Vec<Link>> {
        let mut links = Vec::new();
        for (near, far) in self.directions() {
            let own = format!("r.{near} = ?1");
            let mut condition = Condition { sql: own, values: vec![Value::Integer(node)] };
            let sql = if self.filter.is_open() {
                condition.one_of("r.key", &self.near.relations, 1);
                format!("SELECT r.k, {RANK}, r.key, r.{far} FROM relations r WHERE {}", condition.sql)
            } else {
                let filter = Condition::of(self.filter, 2);
                condition.sql = format!("{} AND {}", condition.sql, filter.sql);
                condition.values.extend(filter.values);
                condition.one_of("r.key", &self.near.relations, 1);
                format!("SELECT r.k, {COUNTED}, r.key, r.{far} FROM {PROVED} WHERE {} GROUP BY r.k", condition.sql)
            };
            let mut sql = self.db.prepare_cached(&sql)?;
            let mut found = sql.query(params_from_iter(condition.values))?;
            while let Some(row) = found.next()? {
                links.push(link(row, node, near == "subject")?);
            }
        }
        Ok(links)
    }

    fn id(&mut self, node: i64) -> rusqlite::Result<String> {
        if let Some(id) = self.ids.get(&node) {
            return Ok(id.clone());
        }
        let id: String =
            self.db.prepare_cached("SELECT id FROM entities WHERE k = ?1")?.query_row([node], |row| row.get(0))?;
        self.ids.insert(node, id.clone());
        Ok(id)
    }

    fn entity_type(&mut self, node: i64) -> rusqlite::Result<Option<EntityType>> {
        if let Some(known) = self.types.get(&node) {
            return Ok(*known);
        }
        let mut sql = self.db.prepare_cached("SELECT type FROM entities WHERE k = ?1")?;
        let own = sql.query_row([node], |row| Ok(row.get_ref(0)?.as_str().map(EntityType::parse)?))?;
        self.types.insert(node, own);
        Ok(own)
    }
}
