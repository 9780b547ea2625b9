//! Names that are alike. Only names that share a key are compared, so that many names take no long time.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::entity::slug;
use crate::gazetteer::EntityType;
use crate::graph::{Graph, Node};
use crate::mention::is_acronym_of;
use crate::review::is_named;

/// How two names are alike; the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Likeness {
    /// "Maria Anna Keller", "Maria Keller".
    Middle,
    /// "M. Keller", "Maria Keller".
    Initial,
    /// "NLF", "Northern Lakes Forum"; or both are called so.
    Acronym,
    /// "Mohammed Haddad", "Muhamad Hadad": each part is spelt otherwise, but with the same consonants.
    Parts,
    /// The same name under two ids.
    Name,
    /// Letters differ.
    Spelling,
    /// "Keller", "Maria Keller".
    Surname,
}

impl Likeness {
    /// Returns what it counts by itself, 0 to 1: to rank.
    pub(super) fn weight(self) -> f64 {
        match self {
            Self::Middle => 0.55,
            Self::Initial | Self::Acronym | Self::Parts => 0.5,
            Self::Name => 0.45,
            Self::Spelling => 0.4,
            Self::Surname => 0.35,
        }
    }

    /// Returns a few words for a person.
    pub(super) fn told(self) -> &'static str {
        match self {
            Self::Middle => "one name has a middle name more",
            Self::Initial => "an initial of the other's first name",
            Self::Acronym => "an acronym of the other, or of both",
            Self::Parts => "each part of the name in another spelling",
            Self::Name => "the same name",
            Self::Spelling => "nearly the same letters",
            Self::Surname => "the last name of the other",
        }
    }
}

/// Keys that more names share tell nothing.
const MOST_SHARED: usize = 100;
/// Letters at the start or end of names that are compared letter by letter.
const LETTERS: usize = 4;
/// Letters that a wrong letter must stand among.
const LETTERS_PER_MISTAKE: usize = 5;
/// Mistakes at most.
const MOST_MISTAKES: usize = 3;

/// All names of a graph.
pub(super) struct Names {
    rows: Vec<Row>,
    last_names: BTreeMap<String, usize>,
}

struct Row {
    kind: EntityType,
    name: String,
    slug: String,
    parts: Vec<String>,
    acronyms: BTreeSet<String>,
    is_named: bool,
}

impl Names {
    pub(super) fn new(graph: &Graph) -> Self {
        let rows: Vec<Row> = graph.nodes.iter().map(Row::new).collect();
        let mut last_names: BTreeMap<String, usize> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.kind == EntityType::Person && row.parts.len() > 1) {
            *last_names.entry(row.parts[row.parts.len() - 1].clone()).or_default() += 1;
        }
        Self { rows, last_names }
    }

    /// How many full names end with the last name of a pair.
    pub(super) fn bearers(&self, pair: (usize, usize)) -> usize {
        self.rows[pair.0].parts.last().and_then(|last| self.last_names.get(last)).copied().unwrap_or(0)
    }

    /// Returns pairs of indices of entities whose names are alike, in order.
    pub(super) fn alike(&self) -> Vec<(usize, usize, Likeness)> {
        let mut blocks: BTreeMap<(EntityType, String), Vec<usize>> = BTreeMap::new();
        for (at, row) in self.rows.iter().enumerate().filter(|(_, row)| row.is_named) {
            for key in row.keys() {
                blocks.entry((row.kind, key)).or_default().push(at);
            }
        }
        let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
        for block in blocks.values().filter(|block| block.len() <= MOST_SHARED) {
            for (at, a) in block.iter().enumerate() {
                pairs.extend(block[at + 1..].iter().map(|b| (*a.min(b), *a.max(b))));
            }
        }
        let alike = |(a, b): (usize, usize)| likeness(&self.rows[a], &self.rows[b]).map(|likeness| (a, b, likeness));
        pairs.into_iter().filter_map(alike).collect()
    }
}

impl Row {
    fn new(node: &Node) -> Self {
        let slug = slug(&node.name);
        let is_acronym = |form: &&String| form.len() > 2 && form.chars().all(|c| c.is_ascii_uppercase());
        Self {
            kind: node.entity_type,
            name: node.name.clone(),
            parts: slug.split('-').filter(|part| !part.is_empty()).map(str::to_owned).collect(),
            slug,
            acronyms: node.aliases.iter().chain([&node.name]).filter(is_acronym).cloned().collect(),
            is_named: is_named(node),
        }
    }

    /// Names that share none of these are not compared.
    fn keys(&self) -> BTreeSet<String> {
        let letters: Vec<char> = self.slug.chars().collect();
        let mut keys = BTreeSet::new();
        if letters.len() > LETTERS {
            keys.insert(format!("^{}", letters[..LETTERS].iter().collect::<String>()));
            keys.insert(format!("${}", letters[letters.len() - LETTERS..].iter().collect::<String>()));
        }
        if self.kind == EntityType::Person {
            keys.extend(self.parts.last().map(|last| format!("last {last}")));
            keys.insert(format!("parts {}", self.skeletons().join(" ")));
        }
        if self.kind == EntityType::Organisation {
            keys.extend(self.acronyms.iter().map(|acronym| format!("acronym {acronym}")));
            let heads: String =
                self.name.split_whitespace().filter_map(|w| w.chars().next()).filter(|c| c.is_uppercase()).collect();
            keys.insert(format!("acronym {heads}"));
        }
        keys
    }

    fn skeletons(&self) -> Vec<String> {
        self.parts.iter().map(|part| skeleton(part)).collect()
    }
}

/// The consonants of a part of a name, with what spellings of one sound differ in made alike: "mhmd" of "Mohammed" and "Muhamad".
fn skeleton(part: &str) -> String {
    let mut letters = part.to_owned();
    for (spelling, plain) in
        [("ph", "f"), ("ck", "k"), ("kh", "h"), ("ch", "h"), ("th", "t"), ("gh", "g"), ("sch", "sh"), ("tz", "z")]
    {
        letters = letters.replace(spelling, plain);
    }
    let mut out = String::new();
    for (at, letter) in letters.chars().enumerate() {
        let plain = match letter {
            'q' | 'c' => 'k',
            'w' => 'v',
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'j' if at > 0 => continue,
            'y' | 'j' => 'i',
            'e' | 'o' | 'u' => 'a',
            other => other,
        };
        if !out.ends_with(plain) {
            out.push(plain);
        }
    }
    out
}

fn likeness(a: &Row, b: &Row) -> Option<Likeness> {
    if a.slug == b.slug {
        return Some(Likeness::Name);
    }
    let people = if a.kind == EntityType::Person { person(a, b) } else { None };
    let acronym = || (a.kind == EntityType::Organisation && acronym(a, b)).then_some(Likeness::Acronym);
    people.or_else(acronym).or_else(|| is_near(a, b).then_some(Likeness::Spelling))
}

fn person(a: &Row, b: &Row) -> Option<Likeness> {
    let (short, long) = if a.parts.len() <= b.parts.len() { (a, b) } else { (b, a) };
    let [first, ..] = &short.parts[..] else { return None };
    let (other, same_last) = (&long.parts[0], short.parts.last() == long.parts.last());
    if same_last && short.parts.len() == 1 && long.parts.len() > 1 {
        return Some(Likeness::Surname);
    }
    if same_last && first == other && short.parts.len() < long.parts.len() {
        return Some(Likeness::Middle);
    }
    let is_initial = |one: &str, of: &str| one.chars().count() == 1 && of.len() > 1 && of.starts_with(one);
    if same_last && short.parts.len() > 1 && (is_initial(first, other) || is_initial(other, first)) {
        return Some(Likeness::Initial);
    }
    // Of short parts the vowels tell: "Jon" and "Jan" are two names.
    let tells = |(a, b): (&String, &String)| a == b || a.len().min(b.len()) >= LETTERS;
    let same_sounds = || {
        short.parts.len() > 1 && short.skeletons() == long.skeletons() && short.parts.iter().zip(&long.parts).all(tells)
    };
    (short.parts.len() == long.parts.len() && same_sounds()).then_some(Likeness::Parts)
}

fn acronym(a: &Row, b: &Row) -> bool {
    let of = |one: &Row, other: &Row| {
        other.parts.len() > 1 && one.acronyms.iter().any(|acronym| is_acronym_of(acronym, &other.name))
    };
    // Two bodies that are written out and share an acronym are two.
    let both = a.parts.len().min(b.parts.len()) == 1 && a.acronyms.intersection(&b.acronyms).next().is_some();
    both || of(a, b) || of(b, a)
}

/// Nearly the same letters, in each part: "Jon Keller" and "Jan Keller" are two names.
fn is_near(a: &Row, b: &Row) -> bool {
    let near = |a: &str, b: &str| {
        let length = a.chars().count().min(b.chars().count());
        a == b || strsim::osa_distance(a, b) <= (length / LETTERS_PER_MISTAKE).min(MOST_MISTAKES)
    };
    if a.parts.len() == b.parts.len() {
        return a.parts.iter().zip(&b.parts).all(|(a, b)| near(a, b));
    }
    // "Al Amin" and "Alamin".
    a.parts.concat() == b.parts.concat()
}
