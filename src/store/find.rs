//! What a store holds of a name or of words, by its indexes.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params_from_iter};

use crate::entity::slug;
use crate::gazetteer::{EntityType, Gazetteer};
use crate::graph::{Filter, Node};
use crate::query::{Part, Place, holds, likest, listed, words_of};
use crate::store::select::Condition;
use crate::store::{Proofs, Result, Store};

/// What holds the words of a search.
#[derive(Debug, Default)]
pub struct Found {
    /// Entities with all words in one of their names, the most mentioned first.
    pub nodes: Vec<Node>,
    /// How many entities more there are.
    pub more_nodes: usize,
    /// Edges with all words in the sentence of a proof.
    pub part: Part,
}

impl Store {
    /// Returns the entities that a name may mean, as [`query::entities`](crate::query::entities) does of a whole graph.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn entities(&self, name: &str, gazetteer: impl Fn() -> Gazetteer) -> Result<Vec<Node>> {
        self.look(|| {
            let wanted = slug(name);
            let mut keys = self.keys("SELECT k FROM entities WHERE id = ?1", name)?;
            if keys.is_empty() {
                keys = self.keys("SELECT k FROM entities WHERE slug = ?1", &wanted)?;
            }
            if keys.is_empty() {
                keys = self.keys("SELECT DISTINCT entity FROM aliases WHERE slug = ?1", &wanted)?;
            }
            if keys.is_empty() {
                for id in listed(&gazetteer(), name) {
                    keys.extend(self.key_of(&id)?);
                }
            }
            let mut nodes = self.nodes_of(&keys)?;
            nodes.sort_by(|a, b| b.mentions.cmp(&a.mentions).then_with(|| a.id.cmp(&b.id)));
            Ok(nodes)
        })
    }

    /// Returns names that are spelt much like `name`, the likest first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn suggestions(&self, name: &str) -> Result<Vec<String>> {
        self.look(|| {
            let mut sql = self.db.prepare("SELECT id, name FROM entities")?;
            let names: Vec<(String, String)> =
                sql.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
            let near = likest(names.iter().map(|(id, name)| (id.as_str(), name.as_str())), name);
            Ok(near.into_iter().map(str::to_owned).collect())
        })
    }

    /// Returns entities by their ids, in that order; those that are not there are left out.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn nodes_by_id(&self, ids: &[&str]) -> Result<Vec<Node>> {
        self.look(|| {
            let mut keys = Vec::new();
            for id in ids {
                keys.extend(self.key_of(id)?);
            }
            self.nodes_of(&keys)
        })
    }

    /// Returns an edge by its ends and relation; nothing if there is none.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn edge(&self, source: &str, key: &str, target: &str, filter: &Filter) -> Result<Part> {
        self.look(|| {
            let (Some(source), Some(target)) = (self.key_of(source)?, self.key_of(target)?) else {
                return Ok(Part::default());
            };
            let sql = "SELECT k FROM relations WHERE subject = ?1 AND key = ?2 AND object = ?3";
            let key = self.db.query_row(sql, (source, key, target), |row| row.get::<_, i64>(0)).optional()?;
            self.part_of(&key.into_iter().collect::<Vec<_>>(), filter, Proofs::All)
        })
    }

    /// Returns the numbers of documents, entities, relations and proofs.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn counts(&self, filter: &Filter) -> Result<[usize; 4]> {
        self.look(|| {
            let count = |sql: &str, values: &[Value]| {
                self.db.query_row(sql, params_from_iter(values), |row| row.get::<_, usize>(0))
            };
            let Condition { sql, values } = Condition::of(filter, 1);
            let from = format!("FROM evidence e JOIN documents d ON d.k = e.document WHERE {sql}");
            let (relations, proofs) = if filter.is_open() {
                (count("SELECT count(*) FROM relations", &[])?, count("SELECT count(*) FROM evidence", &[])?)
            } else {
                (
                    count(&format!("SELECT count(DISTINCT e.relation) {from}"), &values)?,
                    count(&format!("SELECT count(*) {from}"), &values)?,
                )
            };
            Ok([
                count("SELECT count(*) FROM documents", &[])?,
                count("SELECT count(*) FROM entities", &[])?,
                relations,
                proofs,
            ])
        })
    }

    /// Returns the edges that some proofs state and others deny, as [`query::contradictions`](crate::query::contradictions) does.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn contradictions(&self, id: Option<&str>, limit: usize, filter: &Filter) -> Result<Part> {
        let part = self.look(|| {
            let mut sql = "SELECT k FROM relations r WHERE r.negated > 0 AND r.asserted + r.reported > 0".to_owned();
            let entity = match id {
                Some(id) => self.key_of(id)?.or(Some(-1)),
                None => None,
            };
            if entity.is_some() {
                sql += " AND (r.subject = ?1 OR r.object = ?1)";
            }
            let keys: Vec<i64> = self
                .db
                .prepare(&sql)?
                .query_map(params_from_iter(entity), |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            let mut part = self.part_of(&keys, filter, Proofs::All)?;
            part.edges.retain(|edge| edge.negated > 0 && edge.stated() > 0);
            Ok(part)
        })?;
        Ok(part.ranked(limit))
    }

    /// Finds words in the names of entities and in the sentences of evidence, as [`query::search`](crate::query::search) does.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn search(&self, words: &str, limit: usize, filter: &Filter) -> Result<Found> {
        let text = words;
        let words = words_of(text);
        if words.is_empty() {
            return Ok(Found::default());
        }
        let (nodes, more_nodes, part) = self.look(|| {
            let (nodes, more) = self.named(text, &words, limit)?;
            let keys = self.quoted(text, &words, filter)?;
            let more_edges = keys.len().saturating_sub(limit);
            let best = self.best_of(keys, limit)?;
            let part = self.part_of(&best, filter, Proofs::All)?;
            Ok((nodes, more, Part { more: more_edges, ..part }))
        })?;
        let more = part.more;
        Ok(Found { nodes, more_nodes, part: Part { more, ..part.ranked(usize::MAX) } })
    }

    /// The entities with words in one of their names, the most mentioned first; and how many more there are.
    fn named(&self, text: &str, words: &[String], limit: usize) -> rusqlite::Result<(Vec<Node>, usize)> {
        for place in [Place::Head, Place::Part] {
            let mut names: BTreeMap<i64, bool> = BTreeMap::new();
            let mut consider = |row: &Row<'_>| -> rusqlite::Result<()> {
                let fits = holds(row.get_ref(1)?.as_str()?, words, place);
                *names.entry(row.get(0)?).or_default() |= fits;
                Ok(())
            };
            if let Some((table, query)) = full_text(text, place) {
                let sql = format!(
                    "SELECT a.entity, a.alias FROM {table} f JOIN aliases a ON a.k = f.rowid WHERE {table} MATCH ?1"
                );
                self.each(&sql, vec![Value::Text(query)], &mut consider)?;
            }
            // The name shown may be one that no article used.
            let parts = (1..=words.len()).map(|at| format!("instr(slug, ?{at})")).collect::<Vec<_>>().join(" AND ");
            let sql = format!("SELECT k, slug FROM entities INDEXED BY entities_of_slug WHERE {parts}");
            self.each(&sql, words.iter().cloned().map(Value::Text).collect(), &mut consider)?;
            let keys: Vec<i64> = names.into_iter().filter(|(_, fits)| *fits).map(|(key, _)| key).collect();
            if !keys.is_empty() {
                return self.most_mentioned(&keys, limit);
            }
        }
        Ok((Vec::new(), 0))
    }

    fn most_mentioned(&self, keys: &[i64], limit: usize) -> rusqlite::Result<(Vec<Node>, usize)> {
        let mut sql = self.db.prepare("SELECT mentions, id FROM entities WHERE k = ?1")?;
        let mut ranked: Vec<(std::cmp::Reverse<i64>, String, i64)> = Vec::with_capacity(keys.len());
        for key in keys {
            ranked.push(sql.query_row([key], |row| Ok((std::cmp::Reverse(row.get(0)?), row.get(1)?, *key)))?);
        }
        ranked.sort_unstable();
        let shown: Vec<i64> = ranked.iter().take(limit).map(|(_, _, key)| *key).collect();
        Ok((self.nodes_of(&shown)?, ranked.len() - shown.len()))
    }

    /// Keys of the relations with all words in the sentence of a proof that counts.
    fn quoted(&self, text: &str, words: &[String], filter: &Filter) -> rusqlite::Result<Vec<i64>> {
        let Some((_, query)) = full_text(text, Place::Whole) else { return Ok(Vec::new()) };
        let Condition { sql, values } = Condition::of(filter, 2);
        let from = "quotes q CROSS JOIN sentences t ON t.k = q.rowid CROSS JOIN evidence e ON e.document = t.document AND e.sentence = t.k
            CROSS JOIN documents d ON d.k = e.document";
        let sql = format!("SELECT e.relation, t.quote FROM {from} WHERE quotes MATCH ?1 AND {sql}");
        let mut keys: BTreeSet<i64> = BTreeSet::new();
        self.each(&sql, std::iter::once(Value::Text(query)).chain(values).collect(), &mut |row| {
            if holds(row.get_ref(1)?.as_str()?, words, Place::Whole) {
                keys.insert(row.get(0)?);
            }
            Ok(())
        })?;
        Ok(keys.into_iter().collect())
    }

    /// The best of some relations, by their counts without a filter.
    fn best_of(&self, keys: Vec<i64>, limit: usize) -> rusqlite::Result<Vec<i64>> {
        if keys.len() <= limit {
            return Ok(keys);
        }
        let sql = "SELECT (asserted + reported > 0), n_sources, asserted + reported, assertions, key,
            (SELECT id FROM entities WHERE k = subject), (SELECT id FROM entities WHERE k = object) FROM relations WHERE k = ?1";
        let mut sql = self.db.prepare(sql)?;
        let mut ranked = Vec::with_capacity(keys.len());
        for key in keys {
            let row = |row: &Row<'_>| {
                let rank: crate::query::Rank = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
                let ids: (String, String, String) = (row.get(4)?, row.get(5)?, row.get(6)?);
                Ok((std::cmp::Reverse(rank), ids, key))
            };
            ranked.push(sql.query_row([key], row)?);
        }
        ranked.sort_unstable();
        Ok(ranked.into_iter().take(limit).map(|(_, _, key)| key).collect())
    }

    fn each(
        &self,
        sql: &str,
        values: Vec<Value>,
        take: &mut dyn FnMut(&Row<'_>) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let mut sql = self.db.prepare(sql)?;
        let mut found = sql.query(params_from_iter(values))?;
        while let Some(row) = found.next()? {
            take(row)?;
        }
        Ok(())
    }

    fn keys(&self, sql: &str, value: &str) -> rusqlite::Result<Vec<i64>> {
        self.db.prepare_cached(sql)?.query_map([value], |row| row.get(0))?.collect()
    }

    /// Entities with their aliases.
    fn nodes_of(&self, keys: &[i64]) -> rusqlite::Result<Vec<Node>> {
        let mut nodes = Vec::with_capacity(keys.len());
        for key in keys {
            let mut sql = self.db.prepare_cached("SELECT alias FROM aliases WHERE entity = ?1")?;
            let aliases = sql.query_map([key], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            let sql = "SELECT id, type, name, wikidata, mentions, documents FROM entities WHERE k = ?1";
            nodes.push(self.db.prepare_cached(sql)?.query_row([key], |row| {
                Ok(Node {
                    id: row.get(0)?,
                    entity_type: EntityType::parse(row.get_ref(1)?.as_str()?).unwrap_or(EntityType::Other),
                    name: row.get(2)?,
                    aliases,
                    wikidata: row.get(3)?,
                    mentions: row.get(4)?,
                    documents: row.get(5)?,
                })
            })?);
        }
        Ok(nodes)
    }
}

/// The table of words and the question to it; none if it cannot be asked. Its words are those of the tables, which part at any sign.
fn full_text(text: &str, place: Place) -> Option<(&'static str, String)> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let quoted = |end: &str| words.iter().map(|word| format!("\"{word}\"{end}")).collect::<Vec<_>>().join(" ");
    let asked = match place {
        Place::Whole => ("quotes", quoted("")),
        Place::Head => ("names", quoted("*")),
        // Three letters are the least that this index knows.
        Place::Part => ("name_parts", Some(quoted("")).filter(|_| words.iter().all(|word| word.chars().count() >= 3))?),
    };
    Some(asked).filter(|_| !words.is_empty())
}
