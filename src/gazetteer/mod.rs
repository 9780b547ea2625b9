//! Gazetteers: the names that lists know, found in text.
//!
//! The lists of `gazetteers/` are compiled into the program; a user's files lie over them as further layers and override
//! rows of the same id. All layers are searched in one walk over the text.

mod add;
mod check;
mod hash;
mod image;
pub mod import;
mod kind;
mod matcher;
mod ministries;
mod near;
mod row;
mod slug;
mod titles;
mod words;
mod write;

use std::collections::BTreeSet;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use add::{AddError, Addition, add};
pub use check::{Checked, check_files};
pub use image::{Image, ImageError, compile};
pub use kind::{EntityType, NameFlags, NameKind, WordClasses};
pub use ministries::{Ministries, Ministry};
pub use row::{COLUMNS, FIRST_LINE, Role, Row, RowError, RowName, duplicate_ids, escape, parse, parse_role};
pub use slug::{ascii_slug, slug};
pub use titles::{Title, TitleClass, TitleHit, Titles};
pub use words::{WordLists, is_word_list};
pub use write::write;

use crate::gazetteer::image::EntryText;
use crate::span::Span;

/// The lists of `gazetteers/`, compiled by the build script.
static BUILTIN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/gazetteers.bin"));

/// An entry of the loaded gazetteers. Ids are only good for the gazetteer that gave them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub u32);

/// A listed name, with all its readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameId(pub u32);

/// A listed name in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Where it stands.
    pub span: Span,
    /// Which name.
    pub name: NameId,
}

/// One reading of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sense {
    /// What it would name.
    pub entry: EntryId,
    /// How it would name it.
    pub kind: NameKind,
    /// Flags of this name of this entry.
    pub flags: NameFlags,
}

/// Everything the lists say about one entity.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'g> {
    image: &'g Image,
    index: u32,
}

/// All loaded lists. Immutable; share it between threads.
#[derive(Debug, Clone)]
pub struct Gazetteer {
    layers: Vec<Layer>,
    gate: matcher::Gate,
    masked: BTreeSet<EntryId>,
    titles: Titles,
    ministries: Ministries,
}

#[derive(Debug, Clone)]
struct Layer {
    image: Image,
    first_entry: u32,
    first_name: u32,
}

// By hand, as the build script shares the type and needs no serde.
impl Serialize for EntityType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for EntityType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&name).ok_or_else(|| D::Error::custom(format!("\"{name}\" is no type of entity")))
    }
}

impl Gazetteer {
    /// Returns the lists that the program holds.
    pub fn builtin() -> Self {
        let mut gazetteer = Self::empty();
        gazetteer.push(Image::embedded(BUILTIN));
        gazetteer
    }

    /// Returns no lists of entities; titles, word classes of ministries and the like are part of the language and stay.
    pub fn empty() -> Self {
        let (titles, ministries) = (Titles::builtin(), Ministries::builtin());
        Self { layers: Vec::new(), gate: matcher::Gate::default(), masked: BTreeSet::new(), titles, ministries }
    }

    /// Lays a compiled gazetteer over those loaded before: its rows replace rows of the same id.
    #[must_use]
    pub fn with_image(mut self, image: Image) -> Self {
        self.push(image);
        self
    }

    /// Lays files over those loaded before: entity files, word lists and titles, each as `(path, text)`.
    ///
    /// # Errors
    /// All that is wrong with all files; then none is loaded.
    ///
    /// # Panics
    /// Never: what was compiled just now can be read.
    pub fn with_files(mut self, files: &[(String, String)]) -> Result<Self, Vec<RowError>> {
        let (mut rows, mut lists, mut errors) = (Vec::new(), WordLists::default(), Vec::new());
        for (path, text) in files {
            let result = if is_word_list(path) {
                lists.read(path, text)
            } else if titles::is_title_list(path) {
                self.titles.read(path, text)
            } else {
                parse(path, text).map(|parsed| rows.extend(parsed))
            };
            errors.extend(result.err().unwrap_or_default());
        }
        let error = |message| RowError {
            path: files.first().map_or_else(String::new, |f| f.0.clone()),
            line: 1,
            column: 1,
            message,
        };
        errors.extend(duplicate_ids(&rows).iter().map(|id| error(format!("id \"{id}\" stands in two files"))));
        if !errors.is_empty() {
            return Err(errors);
        }
        let bytes = compile(rows, &lists.words).map_err(|message| vec![error(message)])?;
        self.push(Image::read(bytes).expect("it was compiled just now"));
        Ok(self)
    }

    fn push(&mut self, image: Image) {
        for (id, layer) in (0..image.entry_count()).flat_map(|e| self.layers.iter().map(move |l| (e, l))) {
            if let Some(entry) = layer.image.find_entry(image.entry_text(id, EntryText::Id)) {
                self.masked.insert(EntryId(layer.first_entry + entry));
            }
        }
        let last = self.layers.last();
        let first_entry = last.map_or(0, |l| l.first_entry + l.image.entry_count());
        let first_name = last.map_or(0, |l| l.first_name + l.image.name_count());
        image.uncapitalised().for_each(|name| self.gate.add(image.name_text(name)));
        self.layers.push(Layer { image, first_entry, first_name });
    }

    /// Returns the number of entities of all layers, overridden ones included.
    pub fn entry_count(&self) -> usize {
        self.layers.iter().map(|layer| layer.image.entry_count() as usize).sum()
    }

    /// Returns the number of distinct names of all layers.
    pub fn name_count(&self) -> usize {
        self.layers.iter().map(|layer| layer.image.name_count() as usize).sum()
    }

    /// Returns every entry that no later layer overrides, by layer and id.
    pub fn entries(&self) -> impl Iterator<Item = (EntryId, Entry<'_>)> {
        let all = self.layers.iter().flat_map(|l| (0..l.image.entry_count()).map(move |e| EntryId(l.first_entry + e)));
        all.filter(|id| !self.masked.contains(id)).map(|id| (id, self.entry(id)))
    }

    /// Returns the entry of an id that this gazetteer gave.
    ///
    /// # Panics
    /// If another gazetteer gave the id.
    pub fn entry(&self, id: EntryId) -> Entry<'_> {
        let layer = self.layers.iter().rfind(|l| l.first_entry <= id.0).expect("ids come from this gazetteer");
        Entry { image: &layer.image, index: id.0 - layer.first_entry }
    }

    /// Returns the entry written `type/slug`, the latest layer first.
    pub fn find(&self, id: &str) -> Option<EntryId> {
        let found = |layer: &Layer| layer.image.find_entry(id).map(|e| EntryId(layer.first_entry + e));
        self.layers.iter().rev().find_map(found)
    }

    /// Returns the widest entry that contains this one: the country of a city.
    pub fn country_of(&self, id: EntryId) -> Option<EntryId> {
        let layer = self.layers.iter().rfind(|l| l.first_entry <= id.0)?;
        let country = layer.image.entry_country(id.0 - layer.first_entry);
        match country {
            Some(index) => Some(EntryId(layer.first_entry + index)),
            // The containing entity may stand in another layer: a user's party in our country.
            None => self.entry(id).other("in").and_then(|list| list.rsplit('|').find_map(|id| self.find(id))),
        }
    }

    /// Returns the words of a name.
    pub fn name_text(&self, name: NameId) -> &str {
        let layer = self.layer_of_name(name);
        layer.image.name_text(name.0 - layer.first_name)
    }

    /// Returns the readings of a name that no later layer overrides.
    pub fn senses(&self, name: NameId) -> impl Iterator<Item = Sense> {
        let layer = self.layer_of_name(name);
        let senses = layer.image.senses(name.0 - layer.first_name);
        let all = senses.map(|s| Sense { entry: EntryId(layer.first_entry + s.entry), kind: s.kind, flags: s.flags });
        all.filter(|sense| !self.masked.contains(&sense.entry))
    }

    /// Returns all readings of exactly these words, the latest layer first.
    pub fn readings(&self, words: &str) -> Vec<Sense> {
        let Some((mut probes, first)) = matcher::probes(words) else {
            return Vec::new();
        };
        let last = std::iter::from_fn(|| probes.next()).last().unwrap_or(first);
        let hits = self.layers.iter().rev().filter_map(|layer| {
            let (hit, _) = layer.image.look_up(words, 0, last.end, last.hash);
            hit.filter(|h| h.start == 0 && h.end == words.len()).map(|h| NameId(layer.first_name + h.name))
        });
        hits.flat_map(|name| self.senses(name)).collect()
    }

    fn layer_of_name(&self, name: NameId) -> &Layer {
        self.layers.iter().rfind(|l| l.first_name <= name.0).expect("ids come from this gazetteer")
    }

    /// Returns what the word lists know of a word, written as given.
    pub fn classes(&self, word: &str) -> WordClasses {
        self.layers
            .iter()
            .fold(WordClasses::default(), |all, layer| WordClasses(all.0 | layer.image.word_classes(word).0))
    }

    /// Returns the titles and offices.
    pub fn titles(&self) -> &Titles {
        &self.titles
    }

    /// Returns the grammar of ministries.
    pub fn ministries(&self) -> &Ministries {
        &self.ministries
    }
}

impl<'g> Entry<'g> {
    /// Returns `type/slug`.
    pub fn id(self) -> &'g str {
        self.image.entry_text(self.index, EntryText::Id)
    }

    /// Returns the name shown.
    pub fn name(self) -> &'g str {
        self.image.entry_text(self.index, EntryText::Name)
    }

    /// Returns the type; `None` for phrases that name nothing.
    pub fn entity_type(self) -> Option<EntityType> {
        self.image.entry_type(self.index)
    }

    /// Returns the subtype ("capital", "igo"), may be empty.
    pub fn subtype(self) -> &'g str {
        self.image.entry_text(self.index, EntryText::Subtype)
    }

    /// Returns the Wikidata id.
    pub fn wikidata(self) -> Option<&'g str> {
        Some(self.image.entry_text(self.index, EntryText::Wikidata)).filter(|text| !text.is_empty())
    }

    /// Returns the ISO 3166 code.
    pub fn iso(self) -> Option<&'g str> {
        Some(self.image.entry_text(self.index, EntryText::Iso)).filter(|text| !text.is_empty())
    }

    /// Returns `m` or `f`, if it is a person of known sex.
    pub fn sex(self) -> Option<char> {
        self.image.entry_sex(self.index)
    }

    /// Returns the inhabitants, 0 if unknown.
    pub fn population(self) -> u32 {
        self.image.entry_population(self.index)
    }

    /// Returns the offices.
    pub fn roles(self) -> impl Iterator<Item = Role<'g>> {
        self.image.entry_text(self.index, EntryText::Role).split('|').filter_map(parse_role)
    }

    /// Returns the other columns of the row, `(column, value)`.
    pub fn others(self) -> impl Iterator<Item = (&'g str, &'g str)> {
        self.image.entry_text(self.index, EntryText::Other).lines().filter_map(|line| line.split_once('\t'))
    }

    /// Returns one of the other columns.
    pub fn other(self, column: &str) -> Option<&'g str> {
        self.others().find(|(name, _)| *name == column).map(|(_, value)| value)
    }

    /// Returns all names, in byte order.
    pub fn names(self) -> impl Iterator<Item = &'g str> {
        self.image.entry_names(self.index).map(|name| self.image.name_text(name))
    }

    /// Returns how likely a bare name means this entry, 0 to 1: the row's prior, else from inhabitants or type.
    pub fn prior(self) -> f32 {
        self.image.entry_prior(self.index).unwrap_or_else(|| match self.entity_type() {
            Some(EntityType::City) => city_prior(self.population(), self.subtype() == "capital"),
            Some(EntityType::Country) => 0.95,
            Some(EntityType::Region) => 0.6,
            Some(EntityType::Person) => 0.8,
            _ => 0.75,
        })
    }
}

/// A town of 15,000 gets 0.42, one of a million 0.6, one of ten millions 0.7; capitals 0.2 more.
#[expect(clippy::cast_precision_loss, reason = "a prior needs no more than two digits")]
fn city_prior(population: u32, capital: bool) -> f32 {
    let size = (population.max(1_000) as f32).log10() / 10.0;
    (size + if capital { 0.2 } else { 0.0 }).min(0.95)
}
