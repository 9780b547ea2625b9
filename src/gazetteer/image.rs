//! The compiled form of gazetteers: one block of bytes that is searched where it lies, so that start-up costs nothing and
//! a list of a million names is read from a file as it is.
//!
//! [`compile`] makes it from rows and word lists; [`Image`] reads it. All numbers are little-endian. Sections, in order:
//! strings, entries, names, senses, table, filter, names of entries, names without a capital, word classes.
//!
//! The table maps the hash of every prefix of a name (word by word, see `hash`) to a slot of 38 bits of the hash, 24 bits
//! of name, one bit "a name ends here" and one bit "a longer name may follow". The filter has bits for first words only.
//!
//! This file is also compiled into the build script, so it imports nothing but its neighbours.

use std::collections::{BTreeMap, HashMap};

use crate::gazetteer::hash::{self, Probes};
use crate::gazetteer::kind::{EntityType, NameFlags, NameKind, WordClasses};
use crate::gazetteer::row::Row;

/// First bytes of every compiled gazetteer.
const MAGIC: &[u8; 8] = b"WHOWHOMG";
/// Changes with every change of the layout or the hash.
const VERSION: u32 = 2;
const SECTIONS: usize = 9;
const HEADER: usize = 24 + SECTIONS * 16;

const STRINGS: usize = 0;
const ENTRIES: usize = 1;
const NAMES: usize = 2;
const SENSES: usize = 3;
const TABLE: usize = 4;
const FILTER: usize = 5;
const ENTRY_NAMES: usize = 6;
const UNCAPITALISED: usize = 7;
const WORDS: usize = 8;

/// Bytes of an entry record: see [`entry_record`].
const ENTRY_SIZE: usize = 72;
/// Bytes of a name record: see [`name_record`].
const NAME_SIZE: usize = 24;
/// Bytes of a sense: entry, kind, flags.
const SENSE_SIZE: usize = 8;

const FULL: u64 = 1;
const CHILD: u64 = 2;
/// Slots hold 24 bits of name.
const MAX_NAMES: usize = 1 << 24;
const TAG_SHIFT: u32 = 26;
/// Share of the table's slots in use at most: 0.3 was fastest at all sizes (docs/gazetteers.md).
const TABLE_LOAD: f64 = 0.4;
/// Bits of the filter per first word.
const FILTER_BITS: usize = 16;
/// An absent entry.
const NONE: u32 = u32::MAX;

/// Compiles rows and words. The same rows in any order give the same bytes.
///
/// # Errors
/// A sentence about what is too much for the format.
pub fn compile(mut rows: Vec<Row>, words: &BTreeMap<String, WordClasses>) -> Result<Vec<u8>, String> {
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    let mut strings = Strings::default();
    let by_text = senses_by_text(&rows);
    if by_text.len() >= MAX_NAMES {
        return Err(format!("{} names, at most {MAX_NAMES} fit in one compiled file", by_text.len()));
    }
    let index: HashMap<&str, u32> = rows.iter().zip(0..).map(|(row, i)| (row.id.as_str(), i)).collect();
    let entries: Vec<u8> = rows.iter().flat_map(|row| entry_record(row, &index, &mut strings)).collect();
    let search = search_sections(&by_text)?;
    let (names, senses) = name_sections(&by_text, &search.next, &mut strings);
    let entry_names = entry_name_section(rows.len(), &by_text);
    Ok(assemble(&[
        strings.bytes,
        entries,
        names,
        senses,
        search.table,
        search.filter,
        entry_names,
        search.uncapitalised,
        word_section(words),
    ]))
}

/// `text -> [(entry, kind, flags)]`, sorted: the order of names and senses in the image.
type Senses<'a> = BTreeMap<&'a str, Vec<(u32, NameKind, NameFlags)>>;

fn senses_by_text(rows: &[Row]) -> Senses<'_> {
    let mut by_text: Senses<'_> = BTreeMap::new();
    for (row, entry) in rows.iter().zip(0..) {
        for name in &row.names {
            // Names end in a word, or in its full stop; "Yahoo!" is found as "Yahoo".
            let text = name.text.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '.');
            let senses = by_text.entry(text).or_default();
            if !text.is_empty() && !senses.iter().any(|(e, kind, _)| (*e, *kind) == (entry, name.kind)) {
                senses.push((entry, name.kind, name.flags));
            }
        }
    }
    by_text.remove("");
    for senses in by_text.values_mut() {
        senses.sort_unstable();
    }
    by_text
}

#[derive(Default)]
struct Strings {
    bytes: Vec<u8>,
    known: HashMap<String, u32>,
}

impl Strings {
    /// Offset and length of `text` as eight bytes.
    fn add(&mut self, text: &str) -> [u8; 8] {
        let next = narrow(self.bytes.len());
        let at = *self.known.entry(text.to_owned()).or_insert(next);
        if at == next {
            self.bytes.extend_from_slice(text.as_bytes());
        }
        pair(at, narrow(text.len()))
    }
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).expect("sections stay below 4 GiB: names are limited")
}

fn pair(a: u32, b: u32) -> [u8; 8] {
    let mut out = [0; 8];
    out[..4].copy_from_slice(&a.to_le_bytes());
    out[4..].copy_from_slice(&b.to_le_bytes());
    out
}

/// id, subtype, name, wikidata, iso, role, other as strings; then containing entry, population, prior, type, sex.
fn entry_record(row: &Row, index: &HashMap<&str, u32>, strings: &mut Strings) -> Vec<u8> {
    let name = row.names.first().map_or("", |n| n.text.as_str());
    let mut other: Vec<String> = row.other.iter().map(|(column, value)| format!("{column}\t{value}")).collect();
    if !row.within.is_empty() {
        other.push(format!("in\t{}", row.within.join("|")));
    }
    if !row.capital.is_empty() {
        other.push(format!("capital\t{}", row.capital));
    }
    let other = other.join("\n");
    let texts = [&row.id, &row.subtype, name, &row.wikidata, &row.iso, &row.role, &other];
    let mut out: Vec<u8> = texts.into_iter().flat_map(|text| strings.add(text)).collect();
    let country = row.within.iter().rev().find_map(|id| index.get(id.as_str())).copied().unwrap_or(NONE);
    let prior = row.prior.map_or(-1.0, |p| p);
    out.extend(country.to_le_bytes());
    out.extend(row.population.to_le_bytes());
    out.extend(prior.to_le_bytes());
    let kind =
        row.entity_type.and_then(|t| EntityType::ALL.iter().position(|k| *k == t)).unwrap_or(EntityType::ALL.len());
    out.extend([u8::try_from(kind).expect("there are few types"), row.sex.map_or(0, |c| c as u8), 0, 0]);
    debug_assert_eq!(out.len(), ENTRY_SIZE, "the record and its size go together");
    out
}

/// Name records (text, bytes before the first capital, next name of the same key, first sense, number of senses) and the
/// senses.
fn name_sections(by_text: &Senses<'_>, next: &[u32], strings: &mut Strings) -> (Vec<u8>, Vec<u8>) {
    let (mut names, mut senses) = (Vec::new(), Vec::new());
    for ((text, readings), next) in by_text.iter().zip(next) {
        names.extend(strings.add(text));
        names.extend(pair(narrow(lead(text).unwrap_or(0)), *next));
        names.extend(pair(narrow(senses.len() / SENSE_SIZE), narrow(readings.len())));
        for (entry, kind, flags) in readings {
            let kind = NameKind::ALL.iter().position(|k| k == kind).unwrap_or(0);
            senses.extend(pair(*entry, narrow(kind) | u32::from(flags.0) << 8));
        }
    }
    (names, senses)
}

/// Bytes of a name before the first place where the search can begin; `None` if there is no such place.
fn lead(text: &str) -> Option<usize> {
    (0..text.len()).find(|&at| text.is_char_boundary(at) && hash::is_start(text.as_bytes(), at))
}

/// What the search needs.
struct Search {
    table: Vec<u8>,
    filter: Vec<u8>,
    /// Names that no capital or digit begins.
    uncapitalised: Vec<u8>,
    /// For each name, the next one with the same key: "al-Shabaab" and "Shabaab" are both found from the capital.
    next: Vec<u32>,
}

fn search_sections(by_text: &Senses<'_>) -> Result<Search, String> {
    // One slot a prefix: the first name of that key and the flags.
    let mut slots: BTreeMap<u64, (u32, u64)> = BTreeMap::new();
    let (mut first_words, mut uncapitalised) = (Vec::new(), Vec::new());
    let mut next = vec![NONE; by_text.len()];
    for (text, index) in by_text.keys().zip(0_u32..) {
        // A name without a capital is looked up from its first word: the search visits such words too, see `matcher`.
        let lead = lead(text).unwrap_or_else(|| {
            uncapitalised.extend(index.to_le_bytes());
            0
        });
        let Some((mut probes, first)) = Probes::start(&text.as_bytes()[lead..], 0) else {
            continue;
        };
        first_words.push(first.hash);
        let mut probe = first;
        while probe.end + lead < text.len() {
            slots.entry(probe.hash).or_insert((0, 0)).1 |= CHILD;
            probe = probes.next().ok_or_else(|| format!("\"{text}\" has too many marks between two words"))?;
        }
        let slot = slots.entry(probe.hash).or_insert((0, 0));
        if slot.1 & FULL != 0 {
            next[index as usize] = slot.0;
        }
        *slot = (index, slot.1 | FULL);
    }
    Ok(Search { table: table(&slots), filter: filter(&first_words), uncapitalised, next })
}

fn table(slots: &BTreeMap<u64, (u32, u64)>) -> Vec<u8> {
    let size = power_of_two(slots.len(), TABLE_LOAD);
    let mut table = vec![0_u64; size];
    for (key, (name, flags)) in slots {
        let mut at = slot_of(*key, size);
        while table[at] != 0 {
            at = (at + 1) & (size - 1);
        }
        table[at] = tag(*key) | u64::from(*name) << 2 | flags;
    }
    table.into_iter().flat_map(u64::to_le_bytes).collect()
}

fn filter(first_words: &[u64]) -> Vec<u8> {
    let bits = power_of_two(first_words.len() * FILTER_BITS, 1.0).max(64);
    let mut filter = vec![0_u64; bits / 64];
    for hash in first_words {
        let bit = filter_bit(*hash, bits);
        filter[bit / 64] |= 1 << (bit % 64);
    }
    filter.into_iter().flat_map(u64::to_le_bytes).collect()
}

/// The least power of two that holds `count` at `load`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "counts are far below 2^52"
)]
fn power_of_two(count: usize, load: f64) -> usize {
    ((count.max(1) as f64 / load) as usize + 1).next_power_of_two()
}

#[allow(clippy::cast_possible_truncation, reason = "the mask keeps the low bits only; not seen on all targets")]
#[inline]
fn slot_of(hash: u64, size: usize) -> usize {
    (hash ^ (hash >> 32)) as usize & (size - 1)
}

#[inline]
fn tag(hash: u64) -> u64 {
    hash >> TAG_SHIFT << TAG_SHIFT
}

#[allow(clippy::cast_possible_truncation, reason = "the mask keeps the low bits only; not seen on all targets")]
#[inline]
fn filter_bit(hash: u64, bits: usize) -> usize {
    (hash >> 17) as usize & (bits - 1)
}

/// For each entry the end of its names, then the names, in byte order.
fn entry_name_section(entries: usize, by_text: &Senses<'_>) -> Vec<u8> {
    let mut names = vec![Vec::new(); entries];
    for (senses, index) in by_text.values().zip(0_u32..) {
        for (entry, _, _) in senses {
            if names[*entry as usize].last() != Some(&index) {
                names[*entry as usize].push(index);
            }
        }
    }
    let ends = names.iter().scan(0, |end, list| {
        *end += narrow(list.len());
        Some(*end)
    });
    ends.chain(names.iter().flatten().copied()).flat_map(u32::to_le_bytes).collect()
}

/// A table of words: 40 bits of the hash, 24 bits of classes.
fn word_section(words: &BTreeMap<String, WordClasses>) -> Vec<u8> {
    let size = power_of_two(words.len(), 0.6);
    let mut table = vec![0_u64; size];
    for (word, classes) in words {
        let hash = hash::phrase(word);
        let mut at = slot_of(hash, size);
        while table[at] != 0 {
            at = (at + 1) & (size - 1);
        }
        table[at] = hash >> 24 << 24 | u64::from(classes.0);
    }
    table.into_iter().flat_map(u64::to_le_bytes).collect()
}

fn assemble(sections: &[Vec<u8>; SECTIONS]) -> Vec<u8> {
    let mut out = vec![0; HEADER];
    for (index, section) in sections.iter().enumerate() {
        let at = 24 + index * 16;
        out.resize(out.len().next_multiple_of(8), 0);
        let start = out.len() as u64;
        out[at..at + 8].copy_from_slice(&start.to_le_bytes());
        out[at + 8..at + 16].copy_from_slice(&(section.len() as u64).to_le_bytes());
        out.extend_from_slice(section);
    }
    out[..8].copy_from_slice(MAGIC);
    out[8..12].copy_from_slice(&VERSION.to_le_bytes());
    let sum = checksum(&out[24..]);
    out[16..24].copy_from_slice(&sum.to_le_bytes());
    out
}

/// A sum over eight bytes at a time; finds damage, not malice.
fn checksum(bytes: &[u8]) -> u64 {
    (0..bytes.len()).step_by(8).fold(bytes.len() as u64, |sum, at| hash::mix(sum, hash::load(bytes, at)))
}

/// What is wrong with a compiled file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImageError {
    /// Not ours.
    #[error("not a compiled gazetteer; make one with `whowhom gazetteer build`")]
    Magic,
    /// Made by another version.
    #[error(
        "compiled by another version (format {found}, this one reads {VERSION}); make it again with `whowhom gazetteer build`"
    )]
    Version {
        /// The format it has.
        found: u32,
    },
    /// Cut or altered.
    #[error("damaged: its checksum does not fit; make it again with `whowhom gazetteer build`")]
    Damaged,
}

/// The bytes of an image: those in the program, or those read from a file.
#[derive(Debug, Clone)]
enum Bytes {
    Static(&'static [u8]),
    Owned(Vec<u8>),
}

/// A compiled gazetteer, read where it lies.
#[derive(Debug, Clone)]
pub struct Image {
    bytes: Bytes,
    sections: [(usize, usize); SECTIONS],
    table_size: usize,
    filter_bits: usize,
}

/// One reading of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ImageSense {
    /// Index of the entry in the image.
    pub(crate) entry: u32,
    /// How the name names it.
    pub(crate) kind: NameKind,
    /// Flags of this name of this entry.
    pub(crate) flags: NameFlags,
}

impl Image {
    /// Reads an image that the build script made: no checksum, so no time.
    ///
    /// # Panics
    /// If the bytes are not an image.
    pub fn embedded(bytes: &'static [u8]) -> Self {
        Self::open(Bytes::Static(bytes), false).expect("the build script compiled it with this very code")
    }

    /// Reads an image from bytes that came from outside.
    ///
    /// # Errors
    /// If they are not a whole image of this version.
    pub fn read(bytes: Vec<u8>) -> Result<Self, ImageError> {
        Self::open(Bytes::Owned(bytes), true)
    }

    fn open(bytes: Bytes, check: bool) -> Result<Self, ImageError> {
        let data: &[u8] = match &bytes {
            Bytes::Static(data) => data,
            Bytes::Owned(data) => data,
        };
        if data.get(..8) != Some(MAGIC.as_slice()) {
            return Err(ImageError::Magic);
        }
        if data.len() < HEADER {
            return Err(ImageError::Damaged);
        }
        let found = u32_at(data, 8);
        if found != VERSION {
            return Err(ImageError::Version { found });
        }
        if check && checksum(&data[24..]) != u64_at(data, 16) {
            return Err(ImageError::Damaged);
        }
        let mut sections = [(0, 0); SECTIONS];
        for (index, section) in sections.iter_mut().enumerate() {
            let at = 24 + index * 16;
            let (start, len) = (size(u64_at(data, at)), size(u64_at(data, at + 8)));
            if start.checked_add(len).is_none_or(|end| end > data.len()) {
                return Err(ImageError::Damaged);
            }
            *section = (start, start + len);
        }
        let length = |index: usize| sections[index].1 - sections[index].0;
        Ok(Self { table_size: length(TABLE) / 8, filter_bits: length(FILTER) * 8, sections, bytes })
    }

    #[inline]
    fn section(&self, index: usize) -> &[u8] {
        let (start, end) = self.sections[index];
        match &self.bytes {
            Bytes::Static(data) => &data[start..end],
            Bytes::Owned(data) => &data[start..end],
        }
    }

    /// Returns the number of entries.
    pub fn entry_count(&self) -> u32 {
        narrow(self.section(ENTRIES).len() / ENTRY_SIZE)
    }

    /// Returns the number of distinct names.
    pub fn name_count(&self) -> u32 {
        narrow(self.section(NAMES).len() / NAME_SIZE)
    }

    fn string(&self, record: &[u8], at: usize) -> &str {
        let (start, len) = (u32_at(record, at) as usize, u32_at(record, at + 4) as usize);
        std::str::from_utf8(&self.section(STRINGS)[start..start + len]).unwrap_or("")
    }

    fn entry_record(&self, entry: u32) -> &[u8] {
        let at = entry as usize * ENTRY_SIZE;
        &self.section(ENTRIES)[at..at + ENTRY_SIZE]
    }

    /// Returns a text field of an entry.
    pub(crate) fn entry_text(&self, entry: u32, field: EntryText) -> &str {
        self.string(self.entry_record(entry), field as usize * 8)
    }

    /// Returns the type of an entry; `None` for phrases that name nothing.
    pub(crate) fn entry_type(&self, entry: u32) -> Option<EntityType> {
        EntityType::ALL.get(usize::from(self.entry_record(entry)[68])).copied()
    }

    /// Returns `m` or `f`, if the entry is a person of known sex.
    pub(crate) fn entry_sex(&self, entry: u32) -> Option<char> {
        match self.entry_record(entry)[69] {
            0 => None,
            byte => Some(char::from(byte)),
        }
    }

    /// Returns the widest containing entry: the country of a place or body.
    pub(crate) fn entry_country(&self, entry: u32) -> Option<u32> {
        Some(u32_at(self.entry_record(entry), 56)).filter(|&country| country != NONE)
    }

    /// Returns the inhabitants, 0 if unknown.
    pub(crate) fn entry_population(&self, entry: u32) -> u32 {
        u32_at(self.entry_record(entry), 60)
    }

    /// Returns the prior of the row, if it gives one.
    pub(crate) fn entry_prior(&self, entry: u32) -> Option<f32> {
        Some(f32::from_bits(u32_at(self.entry_record(entry), 64))).filter(|prior| *prior >= 0.0)
    }

    /// Returns the entry of that id.
    pub(crate) fn find_entry(&self, id: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.entry_count());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.entry_text(middle, EntryText::Id).cmp(id) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    /// Returns the names of an entry, in byte order.
    pub(crate) fn entry_names(&self, entry: u32) -> impl Iterator<Item = u32> {
        let section = self.section(ENTRY_NAMES);
        let end_of = |e: u32| u32_at(section, e as usize * 4) as usize;
        let base = self.entry_count() as usize;
        let start = if entry == 0 { 0 } else { end_of(entry - 1) };
        (start..end_of(entry)).map(move |i| u32_at(section, (base + i) * 4))
    }

    /// Returns the words of a name.
    pub(crate) fn name_text(&self, name: u32) -> &str {
        self.string(self.name_record(name), 0)
    }

    fn name_record(&self, name: u32) -> &[u8] {
        let at = name as usize * NAME_SIZE;
        &self.section(NAMES)[at..at + NAME_SIZE]
    }

    /// Returns the readings of a name, by entry.
    pub(crate) fn senses(&self, name: u32) -> impl Iterator<Item = ImageSense> {
        let record = self.name_record(name);
        let (first, count) = (u32_at(record, 16) as usize, u32_at(record, 20) as usize);
        let section = self.section(SENSES);
        (first..first + count).map(move |i| {
            let packed = u32_at(section, i * SENSE_SIZE + 4);
            ImageSense {
                entry: u32_at(section, i * SENSE_SIZE),
                kind: NameKind::ALL[packed as usize & 3],
                flags: NameFlags((packed >> 8 & 0xFF) as u8),
            }
        })
    }

    /// Returns the names that no capital or digit begins, for a search of another kind.
    pub(crate) fn uncapitalised(&self) -> impl Iterator<Item = u32> {
        self.section(UNCAPITALISED).chunks_exact(4).map(|chunk| u32_at(chunk, 0))
    }

    /// Returns what the word lists know of `word`, written as in the lists.
    pub(crate) fn word_classes(&self, word: &str) -> WordClasses {
        let section = self.section(WORDS);
        let (hash, size) = (hash::phrase(word), section.len() / 8);
        let mut at = slot_of(hash, size);
        loop {
            let slot = u64_at(section, at * 8);
            if slot == 0 {
                return WordClasses::default();
            }
            if slot >> 24 == hash >> 24 {
                return WordClasses((slot & 0xFF_FFFF) as u32);
            }
            at = (at + 1) & (size - 1);
        }
    }

    /// Says whether a name may begin with a word of that hash.
    #[inline]
    pub(crate) fn may_begin(&self, first_word: u64) -> bool {
        let bit = filter_bit(first_word, self.filter_bits);
        self.section(FILTER)[bit / 8] & (1 << (bit % 8)) != 0
    }

    /// Looks up the words from `start` to a probe. Returns the name that ends there, if any, and whether a longer may follow.
    #[inline]
    pub(crate) fn look_up(&self, text: &str, start: usize, end: usize, hash: u64) -> (Option<ImageHit>, bool) {
        let section = self.section(TABLE);
        let mut at = slot_of(hash, self.table_size);
        loop {
            let slot = u64_at(section, at * 8);
            if slot == 0 {
                return (None, false);
            }
            if tag(slot) == tag(hash) {
                let name = (slot >> 2 & 0xFF_FFFF) as u32;
                let hit = if slot & FULL == 0 { None } else { self.verify(name, text, start, end) };
                return (hit, slot & CHILD != 0);
            }
            at = (at + 1) & (self.table_size - 1);
        }
    }

    /// Compares the names of a key with the words found, so that equal hashes of different names do no harm. Of names that
    /// differ in the words before their first capital, the longest that stands there wins.
    #[inline]
    fn verify(&self, first: u32, text: &str, start: usize, end: usize) -> Option<ImageHit> {
        let mut best: Option<ImageHit> = None;
        let mut name = first;
        while name != NONE {
            let record = self.name_record(name);
            let from = start.checked_sub(u32_at(record, 8) as usize);
            let found = from.and_then(|from| text.get(from..end));
            if let (Some(from), Some(found)) = (from, found) {
                let expected = self.string(record, 0);
                let fits = found == expected || same_words(found, expected);
                let free = from == start || !hash::is_word_before(text.as_bytes(), from);
                if fits && free && best.is_none_or(|b| from < b.start) {
                    best = Some(ImageHit { name, start: from, end });
                }
            }
            name = u32_at(record, 12);
        }
        best
    }
}

/// A listed name in a text: index of the name, bytes of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ImageHit {
    pub(crate) name: u32,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The text fields of an entry record, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryText {
    Id,
    Subtype,
    Name,
    Wikidata,
    Iso,
    Role,
    Other,
}

/// Compares words and classes of separators.
fn same_words(found: &str, expected: &str) -> bool {
    let (mut a, mut b) = (found.as_bytes(), expected.as_bytes());
    while let (Some(&x), Some(&y)) = (a.first(), b.first()) {
        let (skip_a, skip_b) = if hash::is_word_at(a, 0) {
            if x != y {
                return false;
            }
            (1, 1)
        } else if let (Some((end_a, mark_a)), Some((end_b, mark_b))) = (hash::separator(a, 0), hash::separator(b, 0)) {
            if mark_a != mark_b {
                return false;
            }
            (end_a, end_b)
        } else {
            return false;
        };
        (a, b) = (&a[skip_a..], &b[skip_b..]);
    }
    a.is_empty() && b.is_empty()
}

#[inline]
fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("the range has four bytes"))
}

#[inline]
fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("the range has eight bytes"))
}

fn size(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}
