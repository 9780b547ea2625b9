//! Why an entity is what it is: the forms that were linked to it, by which rule, and what was decided of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::graph::decisions::{Decision, Line};
use crate::graph::{Record, RecordEntity};
use crate::store::{Result, Store, rows};

/// What made an entity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Why {
    /// The forms of its mentions.
    pub forms: Vec<Form>,
    /// Mentions that are decided to name nothing: document, place, words.
    pub dropped: Vec<(String, [u32; 2], String)>,
    /// What is decided of it.
    pub decisions: Vec<Line>,
}

/// Mentions of the same words that were found and linked alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Form {
    /// The words.
    pub words: String,
    /// Name, acronym, demonym, nominal or pronoun.
    pub kind: String,
    /// The entity that was found, before anything was decided.
    pub found: String,
    /// The rule that found the mention.
    pub rule: String,
    /// The rule that linked it.
    pub link: String,
    /// How many.
    pub mentions: usize,
    /// In which documents.
    pub documents: BTreeSet<String>,
}

impl Store {
    /// Returns why an entity is what it is, its most frequent forms first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn why(&self, id: &str) -> Result<Why> {
        let look = self.wrap(self.db.unchecked_transaction())?;
        let why = self.wrap(self.reasons(id));
        drop(look);
        why
    }

    /// Returns the ids of the documents that name each entity.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn seen(&self) -> Result<BTreeMap<String, BTreeSet<String>>> {
        let sql = "SELECT DISTINCT n.id, d.id FROM mentions m JOIN entities n ON n.k = m.entity JOIN documents d ON d.k = m.document";
        let mut sql = self.wrap(self.db.prepare(sql))?;
        let mut found = self.wrap(sql.query([]))?;
        let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        while let Some(row) = self.wrap(found.next())? {
            let (entity, document) = (self.wrap(row.get(0))?, self.wrap(row.get(1))?);
            seen.entry(entity).or_default().insert(document);
        }
        Ok(seen)
    }

    /// Returns the lines of decisions.tsv that decide nothing: no document that counts names such an entity, or has such a mention.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn idle(&self) -> Result<Vec<Line>> {
        let mut idle: Vec<&Line> = self.decisions.lines().iter().collect();
        if !idle.is_empty() {
            self.wrap(self.each_record(|record| {
                let document = &record.document.id;
                let steps = |e: &'_ RecordEntity| -> Vec<String> {
                    self.decisions.steps(document, &e.id).into_iter().map(str::to_owned).collect()
                };
                let met: BTreeSet<String> = record.entities.iter().flat_map(steps).collect();
                idle.retain(|line| match &line.decision {
                    Decision::Merge(id, _) | Decision::Type(id, _) | Decision::Rename(id, _) => !met.contains(id),
                    Decision::Split(id, own, _) => own != document || !met.contains(id),
                    Decision::DropMention(own, place) => {
                        own != document || record.mentions.iter().all(|mention| mention.place != *place)
                    }
                    Decision::Never(..) => false,
                });
            }))?;
        }
        Ok(idle.into_iter().cloned().collect())
    }

    fn each_record(&self, mut take: impl FnMut(&Record)) -> rusqlite::Result<()> {
        let mut sql = self.db.prepare("SELECT record FROM documents WHERE active")?;
        let mut found = sql.query([])?;
        while let Some(row) = found.next()? {
            take(&rows::unpack_record(row.get_ref(0)?.as_blob()?)?);
        }
        Ok(())
    }

    fn reasons(&self, id: &str) -> rusqlite::Result<Why> {
        let mut forms: BTreeMap<[String; 5], (usize, BTreeSet<String>)> = BTreeMap::new();
        let mut why = Why { decisions: self.decisions.of(id).into_iter().cloned().collect(), ..Why::default() };
        let mut sql = self.db.prepare_cached("SELECT record FROM documents WHERE id = ?1 AND active")?;
        for document in self.documents_of(id)? {
            let mut found = sql.query([&document])?;
            let Some(row) = found.next()? else { continue };
            let record = rows::unpack_record(row.get_ref(0)?.as_blob()?)?;
            for mention in &record.mentions {
                let found = &record.entities[mention.entity].id;
                if self.decisions.id_in(&document, found) != id {
                    continue;
                }
                if self.decisions.drops(&document, mention.place) {
                    why.dropped.push((document.clone(), mention.place, mention.words.clone()));
                    continue;
                }
                let key = [&mention.words, &mention.kind, found, &mention.rule, &mention.link].map(Clone::clone);
                let form = forms.entry(key).or_default();
                form.0 += 1;
                form.1.insert(document.clone());
            }
        }
        for ([words, kind, found, rule, link], (mentions, documents)) in forms {
            why.forms.push(Form { words, kind, found, rule, link, mentions, documents });
        }
        why.forms.sort_by_key(|form| std::cmp::Reverse(form.mentions));
        Ok(why)
    }

    /// The documents that name an entity, or would but for a decision.
    fn documents_of(&self, id: &str) -> rusqlite::Result<BTreeSet<String>> {
        let sql = "SELECT DISTINCT d.id FROM mentions m JOIN entities n ON n.k = m.entity JOIN documents d ON d.k = m.document WHERE n.id = ?1";
        let mut sql = self.db.prepare_cached(sql)?;
        let mut documents: BTreeSet<String> =
            sql.query_map([id], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        documents.extend(self.decisions.documents_of_drops().map(str::to_owned));
        Ok(documents)
    }
}
