//! What a person has decided of a graph: `decisions.tsv`, made to live in git. [`Decisions::apply`] makes of what was found in a
//! document what is decided of it; undone by deleting the line. No order of lines shows.

use std::collections::{BTreeMap, BTreeSet};

use crate::entity::slug;
use crate::gazetteer::EntityType;

/// The first line that is no remark.
pub const HEADER: &str = "decision\tfirst\tsecond\tthird\treason";

/// The kinds, each with what its columns hold.
const KINDS: [(&str, [&str; 3]); 6] = [
    ("merge", ["ID", "INTO-ID", ""]),
    ("split", ["ID", "DOCUMENT", "[NEW-ID]"]),
    ("never", ["ID", "OTHER-ID", ""]),
    ("rename", ["ID", "NAME", ""]),
    ("type", ["ID", "TYPE", ""]),
    ("drop-mention", ["DOCUMENT", "START", "END"]),
];

/// All decisions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    /// By line.
    lines: Vec<Line>,
    /// What each id becomes, in one step.
    becomes: BTreeMap<String, String>,
    /// What each id becomes in a document, before all else: by document and id.
    splits: BTreeMap<(String, String), String>,
    /// Names shown, by final id.
    names: BTreeMap<String, String>,
    /// Mentions that are none, by document.
    pub(super) dropped: BTreeMap<String, BTreeSet<[u32; 2]>>,
    /// Pairs of final ids, the lesser first.
    never: BTreeSet<(String, String)>,
}

/// A line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// 1-based.
    pub number: usize,
    /// What is decided.
    pub decision: Decision,
    /// Why.
    pub reason: String,
}

/// What a line decides. Ids are `type/slug`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// The first is the second.
    Merge(String, String),
    /// In one document an entity is another one: id, document, new id.
    Split(String, String, String),
    /// Two entities are two.
    Never(String, String),
    /// The name to show.
    Rename(String, String),
    /// What an entity is. Its id changes with it.
    Type(String, EntityType),
    /// Words of a document (code points) that name nothing: what is stated through them goes too.
    DropMention(String, [u32; 2]),
}

/// Why a file holds no decisions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}: {message}")]
pub struct DecisionError {
    /// The file.
    pub path: String,
    /// 1-based.
    pub line: usize,
    /// What is wrong, and what is expected.
    pub message: String,
}

impl Decision {
    /// Returns the line of the file that says so.
    pub fn written(&self, reason: &str) -> String {
        let [kind, first, second, third] = self.columns();
        let reason: String = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{kind}\t{first}\t{second}\t{third}\t{reason}")
    }

    fn columns(&self) -> [String; 4] {
        let row = |kind: &str, a: &str, b: &str, c: &str| [kind, a, b, c].map(str::to_owned);
        match self {
            Self::Merge(from, into) => row("merge", from, into, ""),
            Self::Split(id, document, new) => row("split", id, document, new),
            Self::Never(a, b) => row("never", a, b, ""),
            Self::Rename(id, name) => row("rename", id, name, ""),
            Self::Type(id, entity_type) => row("type", id, entity_type.name(), ""),
            Self::DropMention(document, [start, end]) => {
                row("drop-mention", document, &start.to_string(), &end.to_string())
            }
        }
    }

    /// What an id becomes by it in every document.
    fn step(&self) -> Option<(&str, String)> {
        match self {
            Self::Merge(from, into) => Some((from, into.clone())),
            Self::Type(id, entity_type) => {
                let slug = id.split_once('/').map_or("", |(_, slug)| slug);
                Some((id, format!("{}/{slug}", entity_type.name())))
            }
            _ => None,
        }
    }
}

impl Decisions {
    /// Reads a file. Of `path` only errors speak.
    ///
    /// # Errors
    /// If a line is no decision, or two of them cannot both hold.
    pub fn read(path: &str, text: &str) -> Result<Self, DecisionError> {
        let wrong = |(line, message): (usize, String)| DecisionError { path: path.to_owned(), line, message };
        let mut all = Self::default();
        let mut headed = false;
        for (at, row) in text.lines().enumerate() {
            let row = row.trim_end_matches('\r');
            if row.trim().is_empty() || row.starts_with('#') {
                continue;
            }
            if !headed {
                if row.trim_start_matches('\u{feff}') != HEADER {
                    return Err(wrong((
                        at + 1,
                        format!("expected the header {:?}, with tabs", HEADER.replace('\t', " ")),
                    )));
                }
                headed = true;
                continue;
            }
            let (decision, reason) = decision(row).map_err(|message| wrong((at + 1, message)))?;
            all.lines.push(Line { number: at + 1, decision, reason });
        }
        all.settle().map_err(wrong)?;
        Ok(all)
    }

    /// Works out what follows from all lines together.
    fn settle(&mut self) -> Result<(), (usize, String)> {
        for Line { number, decision, .. } in &self.lines {
            if let Some((id, into)) = decision.step() {
                insert(&mut self.becomes, id.to_owned(), &into, *number, id)?;
            }
            match decision {
                Decision::Split(id, document, new) => {
                    let key = (document.clone(), id.clone());
                    insert(&mut self.splits, key, new, *number, id)?;
                }
                Decision::DropMention(document, place) => {
                    self.dropped.entry(document.clone()).or_default().insert(*place);
                }
                _ => {}
            }
        }
        let circle = |number: usize, id: &str| {
            (number, format!("{id} becomes itself by this and other lines; delete one of them"))
        };
        for Line { number, decision, .. } in &self.lines {
            let walked = match decision {
                Decision::Split(id, document, _) => self.walk(id, Some(document)),
                _ => decision.step().map_or(Some(""), |(id, _)| self.walk(id, None)),
            };
            if walked.is_none() {
                return Err(circle(*number, decision.columns()[1].as_str()));
            }
        }
        for Line { number, decision, .. } in &self.lines {
            match decision {
                Decision::Rename(id, name) => {
                    let id = self.id(id).to_owned();
                    insert(&mut self.names, id.clone(), name, *number, &id)?;
                }
                Decision::Never(a, b) => {
                    let (final_a, final_b) = (self.id(a), self.id(b));
                    if final_a == final_b {
                        return Err((
                            *number,
                            format!("{a} and {b} are never one, but other lines make both {final_a}"),
                        ));
                    }
                    self.never.insert(ordered(final_a, final_b));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Follows an id to its end; none if there is none.
    fn walk<'a>(&'a self, id: &'a str, document: Option<&str>) -> Option<&'a str> {
        let mut at = id;
        // More steps than there are lines are a circle.
        for _ in 0..=self.lines.len() {
            let split = document.and_then(|document| self.splits.get(&(document.to_owned(), at.to_owned())));
            match split.or_else(|| self.becomes.get(at)) {
                Some(next) => at = next,
                None => return Some(at),
            }
        }
        None
    }

    /// Returns an id and all that it becomes in a document, in order.
    pub fn steps<'a>(&'a self, document: &str, found: &'a str) -> Vec<&'a str> {
        let mut steps = vec![found];
        // No circle stands: `settle` has seen to it.
        while let Some(next) = steps.last().and_then(|at| {
            let split = self.splits.get(&(document.to_owned(), (*at).to_owned()));
            split.or_else(|| self.becomes.get(*at))
        }) {
            steps.push(next);
        }
        steps
    }

    /// Says whether nothing is decided.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Returns the lines, in their order.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Returns what an id becomes where no document has it otherwise.
    pub fn id<'a>(&'a self, found: &'a str) -> &'a str {
        self.walk(found, None).unwrap_or(found)
    }

    /// Returns what an id becomes in a document.
    pub fn id_in<'a>(&'a self, document: &str, found: &'a str) -> &'a str {
        let document = (!self.splits.is_empty()).then_some(document);
        self.walk(found, document).unwrap_or(found)
    }

    /// Returns the name to show of a final id, if one is decided.
    pub fn name(&self, id: &str) -> Option<&str> {
        self.names.get(id).map(String::as_str)
    }

    /// Says whether words of a document are decided to name nothing.
    pub fn drops(&self, document: &str, place: [u32; 2]) -> bool {
        self.dropped.get(document).is_some_and(|places| places.contains(&place))
    }

    /// Returns the documents in which some words are decided to name nothing.
    pub fn documents_of_drops(&self) -> impl Iterator<Item = &str> {
        self.dropped.keys().map(String::as_str)
    }

    /// Says whether it is decided that two entities are one, or two.
    pub fn knows(&self, a: &str, b: &str) -> bool {
        let (a, b) = (self.id(a), self.id(b));
        a == b || self.never.contains(&ordered(a, b))
    }

    /// Returns what tells these decisions from others, whatever their order and reasons; nothing if nothing is decided.
    pub fn hash(&self) -> String {
        if self.is_empty() {
            return String::new();
        }
        let rows: BTreeSet<String> = self.lines.iter().map(|line| line.decision.written("")).collect();
        let mut hasher = blake3::Hasher::new();
        for row in rows {
            hasher.update(row.as_bytes()).update(b"\n");
        }
        hasher.finalize().to_hex()[..32].to_owned()
    }

    /// Returns the lines that have to do with an entity: what became it, in which documents it is another, its name.
    pub fn of(&self, id: &str) -> Vec<&Line> {
        let ends = |found: &str| self.id(found) == id;
        let touches = |line: &&Line| match &line.decision {
            Decision::Merge(from, _) | Decision::Type(from, _) | Decision::Rename(from, _) => ends(from),
            Decision::Split(from, document, new) => ends(from) || self.id_in(document, new) == id,
            Decision::Never(a, b) => ends(a) || ends(b),
            Decision::DropMention(..) => false,
        };
        self.lines.iter().filter(touches).collect()
    }
}

/// Adds decisions to the text of a file: its lines are sorted, remarks stay above the line that they stand above.
pub fn with_lines(text: &str, new: &[String]) -> String {
    let mut head: Vec<&str> = Vec::new();
    let mut blocks: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut remarks: Vec<&str> = Vec::new();
    let mut headed = false;
    for row in text.lines().map(|row| row.trim_end_matches('\r')) {
        if row.trim().is_empty() || row.starts_with('#') {
            remarks.push(row);
        } else if headed {
            blocks.push((row, std::mem::take(&mut remarks)));
        } else {
            head = std::mem::take(&mut remarks);
            headed = true;
        }
    }
    blocks.extend(new.iter().map(|row| (row.as_str(), Vec::new())));
    blocks.sort();
    blocks.dedup_by(|a, b| a.0 == b.0 && a.1.is_empty());
    let rows = blocks.into_iter().flat_map(|(row, remarks)| remarks.into_iter().chain([row]));
    let all: Vec<&str> = head.into_iter().chain([HEADER]).chain(rows).chain(remarks).collect();
    all.join("\n") + "\n"
}

fn ordered(a: &str, b: &str) -> (String, String) {
    let (a, b) = if a < b { (a, b) } else { (b, a) };
    (a.to_owned(), b.to_owned())
}

/// The same thing may be decided twice, but not in two ways.
fn insert<K: Ord>(
    map: &mut BTreeMap<K, String>,
    key: K,
    value: &str,
    line: usize,
    id: &str,
) -> Result<(), (usize, String)> {
    match map.insert(key, value.to_owned()) {
        Some(other) if other != value => Err((
            line,
            format!("{id} is decided to be {value:?} here and {other:?} in an earlier line; delete one of them"),
        )),
        _ => Ok(()),
    }
}

/// Reads a line.
fn decision(row: &str) -> Result<(Decision, String), String> {
    let cells: Vec<&str> = row.split('\t').map(str::trim).collect();
    let known = KINDS.map(|(kind, _)| kind).join(", ");
    let kind = cells[0];
    let Some((_, columns)) = KINDS.iter().find(|(known, _)| *known == kind) else {
        return Err(format!("no decision is called {kind:?}; expected one of {known}"));
    };
    let expected = || {
        format!(
            "expected {kind} {}, and the reason in the fifth column, with tabs between",
            columns.join(" ").trim_end()
        )
    };
    let [_, first, second, third, reason] = cells[..] else {
        return Err(format!("{} columns; {}", cells.len(), expected()));
    };
    if reason.is_empty() {
        return Err(format!("no reason; {}", expected()));
    }
    if columns[2].is_empty() && !third.is_empty() {
        return Err(format!("{third:?} in the fourth column, which a {kind} leaves empty; {}", expected()));
    }
    if first.is_empty() || second.is_empty() {
        return Err(format!("an empty column; {}", expected()));
    }
    let decision = match kind {
        "merge" => Decision::Merge(id(first)?, id(second)?),
        "never" => Decision::Never(id(first)?, id(second)?),
        "rename" => Decision::Rename(id(first)?, second.to_owned()),
        "type" => Decision::Type(id(first)?, entity_type(second)?),
        "split" => {
            let own = id(first)?;
            let new = if third.is_empty() { format!("{own}-{}", slug(second)) } else { id(third)? };
            Decision::Split(own, second.to_owned(), new)
        }
        _ => {
            let number = |cell: &str| cell.parse::<u32>().map_err(|_| format!("{cell:?} is no number; {}", expected()));
            let place = [number(second)?, number(third)?];
            if place[0] >= place[1] {
                return Err(format!("the mention ends before it starts; {}", expected()));
            }
            Decision::DropMention(first.to_owned(), place)
        }
    };
    if let Some((from, into)) = decision.step().filter(|(from, into)| from == into) {
        return Err(format!("{from} is {into} already"));
    }
    Ok((decision, reason.to_owned()))
}

fn entity_type(name: &str) -> Result<EntityType, String> {
    let known = || EntityType::ALL.map(EntityType::name).join(", ");
    EntityType::parse(name).ok_or_else(|| format!("no type {name:?}; expected one of {}", known()))
}

fn id(cell: &str) -> Result<String, String> {
    let sound = cell.split_once('/').filter(|(_, slug)| !slug.is_empty());
    let Some((kind, _)) = sound else {
        return Err(format!("{cell:?} is no id; expected TYPE/slug, as `whowhom show NAME` tells it"));
    };
    entity_type(kind).map(|_| cell.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rows: &[&str]) -> Result<Decisions, String> {
        let text = format!("# Remarks.\n{HEADER}\n\n{}\n", rows.join("\n"));
        Decisions::read("d.tsv", &text).map_err(|error| error.to_string())
    }

    #[test]
    fn chains_end_where_the_last_line_ends_in_any_order() {
        let rows = [
            "merge\tperson/a\tperson/b\t\tx",
            "merge\tperson/b\tperson/c\t\tx",
            "type\tperson/c\torganisation\t\tx",
            "rename\tperson/a\tThe C\t\tx",
            "split\tperson/b\tone.txt\t\tx",
            "never\tperson/a\tperson/z\t\tx",
        ];
        let mut turned = rows;
        turned.reverse();
        let (one, other) = (read(&rows).unwrap(), read(&turned).unwrap());
        assert_eq!(one.hash(), other.hash());
        for decisions in [one, other] {
            assert_eq!(decisions.id("person/a"), "organisation/c");
            assert_eq!(decisions.id_in("one.txt", "person/a"), "person/b-onetxt");
            assert_eq!(decisions.id_in("two.txt", "person/a"), "organisation/c");
            assert_eq!(decisions.name("organisation/c"), Some("The C"));
            assert!(decisions.knows("person/z", "person/b") && decisions.knows("person/a", "person/c"));
            assert!(!decisions.knows("person/a", "person/y"));
        }
    }

    #[test]
    fn errors_say_where_and_what_is_expected() {
        let circle = "becomes itself by this and other lines; delete one of them";
        let cases: [(&[&str], &str); 10] = [
            (
                &["mrege\ta\tb\t\tx"],
                "no decision is called \"mrege\"; expected one of merge, split, never, rename, type, drop-mention",
            ),
            (
                &["merge\tperson/a"],
                "2 columns; expected merge ID INTO-ID, and the reason in the fifth column, with tabs between",
            ),
            (
                &["merge\tperson/a\tKeller\t\tx"],
                "\"Keller\" is no id; expected TYPE/slug, as `whowhom show NAME` tells it",
            ),
            (
                &["type\tperson/a\tplanet\t\tx"],
                "no type \"planet\"; expected one of person, organisation, country, city, region, group, other",
            ),
            (
                &["rename\tperson/a\tA\t\t"],
                "no reason; expected rename ID NAME, and the reason in the fifth column, with tabs between",
            ),
            (&["merge\tperson/b\tperson/a\t\tx", "merge\tperson/a\tperson/b\t\tx"], &format!("person/b {circle}")),
            (&["split\tperson/a\td\tperson/b\tx", "merge\tperson/b\tperson/a\t\tx"], &format!("person/a {circle}")),
            (
                &["never\tperson/a\tperson/b\t\tx", "merge\tperson/a\tperson/b\t\tx"],
                "person/a and person/b are never one, but other lines make both person/b",
            ),
            (&["merge\tperson/a\tperson/a\t\tx"], "person/a is person/a already"),
            (
                &["drop-mention\td\t9\t4\tx"],
                "the mention ends before it starts; expected drop-mention DOCUMENT START END, and the reason in the fifth column, with tabs between",
            ),
        ];
        for (rows, message) in cases {
            assert_eq!(read(rows).unwrap_err(), format!("d.tsv:4: {message}"), "{rows:?}");
        }
        let twice = read(&["merge\tperson/a\tperson/b\t\tx", "merge\tperson/a\tperson/c\t\tx"]).unwrap_err();
        assert!(twice.starts_with("d.tsv:5: person/a is decided to be \"person/c\" here and \"person/b\""), "{twice}");
        assert!(
            Decisions::read("d.tsv", "merge\ta\tb\n")
                .unwrap_err()
                .to_string()
                .starts_with("d.tsv:1: expected the header")
        );
        assert!(Decisions::read("d.tsv", "").unwrap().is_empty());
    }

    #[test]
    fn new_lines_find_their_place_and_remarks_keep_theirs() {
        let text = format!(
            "# Of this graph.\n{HEADER}\nrename\tperson/a\tA\t\tx\n# Sure?\nnever\tperson/a\tperson/b\t\tx\n# End.\n"
        );
        let row = Decision::Merge("person/c".to_owned(), "person/d".to_owned()).written("same  person");
        let expected = format!(
            "# Of this graph.\n{HEADER}\nmerge\tperson/c\tperson/d\t\tsame person\n# Sure?\nnever\tperson/a\tperson/b\t\tx\nrename\tperson/a\tA\t\tx\n# End.\n"
        );
        let written = with_lines(&text, std::slice::from_ref(&row));
        assert_eq!(written, expected);
        assert_eq!(with_lines(&written, &[row]), expected, "a line that is there is not written again");
        assert_eq!(with_lines("", &[]), format!("{HEADER}\n"));
    }
}
