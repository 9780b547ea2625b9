//! brat standoff (<https://brat.nlplab.org/standoff.html>), for annotation tools: the text, and beside it names, events with
//! their triggers, and how firmly each is stated.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use crate::export::{Folder, file_name};
use crate::gazetteer::EntityType;
use crate::graph::Contribution;
use crate::relation::{Assertion, Polarity};
use crate::span::{OffsetUnit, Offsets, Span, one_line};

/// What the files of one folder share.
#[derive(Debug, Default)]
pub struct Project {
    names: BTreeSet<String>,
    relations: BTreeSet<String>,
}

impl Project {
    /// Writes a document: NAME.txt and NAME.ann.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn add(&mut self, found: &Contribution<'_>, folder: &mut dyn Folder) -> io::Result<()> {
        let id = found.document.id.as_str();
        let path = file_name::fresh(".", id.strip_suffix(".txt").unwrap_or(id), &mut self.names);
        let name = path.trim_start_matches("./");
        folder.file(&format!("{name}.txt"))?.write_all(found.document.text.as_bytes())?;
        self.relations.extend(found.assertions.iter().map(|a| a.relation.clone()));
        let mut annotations = Vec::new();
        Annotations::new(found).write(&mut annotations)?;
        folder.file(&format!("{name}.ann"))?.write_all(&annotations)
    }

    /// Writes annotation.conf, which tells brat what there is.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn finish(&self, folder: &mut dyn Folder) -> io::Result<()> {
        let mut out = folder.file("annotation.conf")?;
        writeln!(out, "[entities]")?;
        for entity_type in EntityType::ALL {
            writeln!(out, "{}", entity_type.name())?;
        }
        writeln!(out, "\n[relations]\n\n[events]")?;
        for relation in &self.relations {
            writeln!(out, "{relation}\tSubject:<ENTITY>, Object:<ENTITY>")?;
        }
        writeln!(out, "\n[attributes]\nNegated\tArg:<EVENT>")?;
        writeln!(out, "Status\tArg:<EVENT>, Value:asserted|reported|planned|requested|hypothetical")?;
        out.flush()
    }
}

/// Places with their labels, numbered in order.
struct Annotations<'a> {
    found: &'a Contribution<'a>,
    offsets: Offsets,
    places: BTreeMap<(u32, u32, &'a str), usize>,
}

impl<'a> Annotations<'a> {
    fn new(found: &'a Contribution<'a>) -> Self {
        let mut places = BTreeMap::new();
        let mut add = |span: Span, label: &'a str| {
            places.insert((span.start, span.end, label), 0);
        };
        found.mentions.iter().zip(&found.identity.links).for_each(|(mention, link)| {
            add(mention.span, found.identity.entities[link.entity].entity_type.name());
        });
        for assertion in found.assertions {
            add(assertion.evidence.trigger, &assertion.relation);
            for (span, entity) in ends(assertion) {
                add(span, found.identity.entities[entity].entity_type.name());
            }
        }
        places.values_mut().enumerate().for_each(|(at, number)| *number = at + 1);
        Self { found, offsets: Offsets::new(&found.document.text, OffsetUnit::CodePoints), places }
    }

    fn number(&self, span: Span, label: &str) -> usize {
        self.places.get(&(span.start, span.end, label)).copied().unwrap_or_default()
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let entities = &self.found.identity.entities;
        for ((start, end, label), number) in &self.places {
            let span = Span::new(*start as usize, *end as usize);
            let (places, words) = self.fragments(span);
            writeln!(out, "T{number}\t{label} {places}\t{words}")?;
        }
        let known = self.found.mentions.iter().zip(&self.found.identity.links).filter_map(|(mention, link)| {
            let entity = &entities[link.entity];
            Some((self.number(mention.span, entity.entity_type.name()), entity.wikidata.as_ref()?, &entity.name))
        });
        for (number, (place, id, name)) in known.enumerate() {
            writeln!(out, "N{}\tReference T{place} Wikidata:{id}\t{}", number + 1, one_line(name))?;
        }
        let mut attribute = 0;
        for (number, assertion) in self.found.assertions.iter().enumerate() {
            let number = number + 1;
            let trigger = self.number(assertion.evidence.trigger, &assertion.relation);
            let [subject, object] =
                ends(assertion).map(|(span, entity)| self.number(span, entities[entity].entity_type.name()));
            writeln!(out, "E{number}\t{}:T{trigger} Subject:T{subject} Object:T{object}", assertion.relation)?;
            attribute += 1;
            writeln!(out, "A{attribute}\tStatus E{number} {}", assertion.status.name())?;
            if assertion.polarity == Polarity::Negated {
                attribute += 1;
                writeln!(out, "A{attribute}\tNegated E{number}")?;
            }
            writeln!(out, "#{number}\tAnnotatorNotes E{number}\t{}", one_line(&assertion.rule))?;
        }
        Ok(())
    }

    /// A place over several lines is one of several parts.
    fn fragments(&self, span: Span) -> (String, String) {
        let text = self.found.document.text.as_str();
        let (mut places, mut words) = (Vec::new(), Vec::new());
        let mut at = span.start as usize;
        for part in span.of(text).split(['\n', '\r', '\t']) {
            if !part.is_empty() {
                let [start, end] = self.offsets.pair(text, Span::new(at, at + part.len()));
                places.push(format!("{start} {end}"));
                words.push(part);
            }
            at += part.len() + 1;
        }
        (places.join(";"), words.join(" "))
    }
}

/// Where subject and object stand, and which entities they are.
fn ends(assertion: &Assertion) -> [(Span, usize); 2] {
    [(assertion.evidence.subject, assertion.subject), (assertion.evidence.object, assertion.object)]
}
