//! All rules together: files in, frames out.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::parse::Lemmas;
use crate::relation::normal::Kind;
use crate::relation::rule::block::{self, Example, Rule};
use crate::relation::rule::classes::Classes;
use crate::relation::rule::error::{Position, RuleError};
use crate::relation::rule::frame::{self, Frame, Index};
use crate::relation::rule::lexicon;
use crate::relation::rule::open::Closed;
use crate::relation::rule::pattern::{End, Nouns, Pattern};
use crate::relation::rule::reader::Reader;
use crate::relation::rule::schema::{self, Relation, Types};
use crate::relation::rule::variants;
use crate::relation::rule::words::Prepositions;

include!(concat!(env!("OUT_DIR"), "/rule_files.rs"));

const CLASS_MARK: &str = "@";

/// The rules of the program, with a user's own if there are any. Built once, then only read.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    pub(super) relations: BTreeMap<String, Relation>,
    pub(super) classes: Classes,
    /// In byte order of their ids.
    pub(super) all: Vec<Rule>,
    pub(super) frames: Vec<Frame>,
    pub(super) index: Index,
    /// Pairs of rules: the first wins over the second.
    pub(super) over: BTreeSet<(usize, usize)>,
    pub(super) closed: Closed,
}

impl Rules {
    /// Returns the program's own rules.
    pub fn builtin() -> Self {
        Self::read(&Self::builtin_files()).0
    }

    /// Returns the program's own files: path and text.
    pub fn builtin_files() -> Vec<(&'static str, &'static str)> {
        FILES.to_vec()
    }

    /// Reads files, each by its name: `relations.tsv`, `prepositions.tsv`, `no_open.tsv`, `word_classes*.tsv`, `lexicon*.tsv`,
    /// `*.rule`; others are left alone. What is understood is kept; the rest is told, in the order of paths and lines.
    pub fn read(files: &[(&str, &str)]) -> (Self, Vec<RuleError>) {
        let mut files = files.to_vec();
        files.sort_unstable();
        let (mut rules, mut errors) = (Self::default(), Vec::new());
        let prepositions = rules.tables(&files, &mut errors);
        let lemmas = Lemmas::builtin();
        rules.read_classes(&files, &lemmas, &mut errors);
        let reader = Reader { classes: &rules.classes, prepositions: &prepositions, lemmas: &lemmas };
        let found = read_rules(&reader, &files, &mut errors);
        rules.all = rules.sound(found, &mut errors);
        rules.compile();
        rules.rank(&mut errors);
        errors.sort();
        (rules, errors)
    }

    /// Returns the label's relation.
    pub fn relation(&self, label: &str) -> Option<&Relation> {
        self.relations.get(label)
    }

    /// Returns all relations in byte order.
    pub fn relations(&self) -> impl Iterator<Item = &Relation> {
        self.relations.values()
    }

    /// Says whether some rule begins with a word that carries a predicate of this kind.
    pub fn knows(&self, kind: Kind, head: &str) -> bool {
        self.index.find(kind, head, self.classes.exact(head)).next().is_some()
    }

    /// Says whether a word may be the last of a head of a name: a quick look before [`Rules::knows`].
    pub(crate) fn ends_name(&self, word: &str) -> bool {
        self.index.ends_name(word, self.classes.ending_in(word))
    }

    /// Returns the id of a frame's rule.
    pub fn id(&self, frame: usize) -> &str {
        self.frames.get(frame).map_or("", |frame| &self.all[frame.rule].id)
    }

    /// Returns the line of a rule that a frame was made of.
    pub fn text(&self, frame: usize) -> &str {
        self.frames.get(frame).map_or("", |frame| &frame.pattern.text)
    }

    /// Returns why a frame's rule is true of English; empty for rows.
    pub fn why(&self, frame: usize) -> &str {
        self.frames.get(frame).map_or("", |frame| &self.all[frame.rule].why)
    }

    /// Returns where the line stands that a frame was made of.
    pub fn position(&self, frame: usize) -> Option<&Position> {
        self.frames.get(frame).map(|frame| &frame.pattern.position)
    }

    /// Returns the number of blocks, of rows, and of frames.
    pub fn counts(&self) -> (usize, usize, usize) {
        let rows = self.all.iter().filter(|rule| rule.is_row).count();
        (self.all.len() - rows, rows, self.frames.len())
    }

    /// Returns each rule's id, label and place; the labels of a row's other relations are rows of their own. Blocks and rows in byte
    /// order of the ids.
    pub fn ids(&self) -> impl Iterator<Item = (&str, &str, &Position)> {
        self.all.iter().map(|rule| (rule.id.as_str(), rule.relation.as_str(), &rule.position))
    }

    /// Returns the tests of the blocks: id, label, test; in byte order of the ids.
    pub fn examples(&self) -> impl Iterator<Item = (&str, &str, &Example)> {
        let of = |rule: &'_ Rule| rule.examples.len();
        debug_assert!(self.all.iter().filter(|rule| rule.is_row).map(of).sum::<usize>() == 0);
        self.all.iter().flat_map(|r| r.examples.iter().map(|example| (r.id.as_str(), r.relation.as_str(), example)))
    }

    pub(super) fn is_symmetric(&self, rule: usize) -> bool {
        self.relation(&self.all[rule].relation).is_some_and(|relation| relation.is_symmetric)
    }

    pub(super) fn are_acts(&self, rule: usize) -> bool {
        self.relation(&self.all[rule].relation).is_some_and(|relation| relation.acts)
    }

    pub(super) fn types(&self, rule: usize, end: End) -> Types {
        let relation = self.relation(&self.all[rule].relation);
        relation.map_or(Types::ANY, |relation| if end == End::Subject { relation.subject } else { relation.object })
    }

    /// Reads the schema and the lists of small words.
    fn tables(&mut self, files: &[(&str, &str)], errors: &mut Vec<RuleError>) -> Prepositions {
        let mut prepositions = Prepositions::default();
        for (path, text) in files {
            match name(path) {
                "relations.tsv" => match schema::read(path, text) {
                    Ok(relations) => self.relations.extend(relations),
                    Err(wrong) => errors.extend(wrong),
                },
                "prepositions.tsv" => match Prepositions::read(path, text) {
                    Ok(words) => prepositions = words,
                    Err(wrong) => errors.extend(wrong),
                },
                "no_open.tsv" => self.closed = Closed::read(text),
                _ => {}
            }
        }
        prepositions
    }

    /// Reads the classes: files of their own, and rows of lexica.
    fn read_classes(&mut self, files: &[(&str, &str)], lemmas: &Lemmas, errors: &mut Vec<RuleError>) {
        let mut add = |position: &Position, class: &str, word: &str| {
            errors.extend(self.classes.add(position, class, word).err());
            for other in variants::singular(lemmas, word).into_iter().chain(variants::own_plural(lemmas, word)) {
                errors.extend(self.classes.add(position, class, &other).err());
            }
        };
        for (path, text) in files {
            if is_classes(path) {
                for (index, line) in text.lines().enumerate() {
                    let mut cells = line.split('\t');
                    let (class, word) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
                    if !line.is_empty() && !line.starts_with('#') && class != "class" {
                        add(
                            &Position { path: (*path).into(), line: index + 1, column: 1 },
                            class.trim_start_matches(CLASS_MARK),
                            word.trim(),
                        );
                    }
                }
            } else if is_lexicon(path) {
                for row in lexicon::rows(path, text).0.iter().filter(|row| row.kind == "class") {
                    add(&row.position, row.relation.trim_start_matches(CLASS_MARK), row.lemma);
                }
            }
        }
    }

    /// Returns the rules that are whole, by id; tells what is wrong with the others.
    fn sound(&self, found: Vec<Rule>, errors: &mut Vec<RuleError>) -> Vec<Rule> {
        let mut rules: BTreeMap<String, Rule> = BTreeMap::new();
        for rule in found {
            if let Some(other) = rules.get(&rule.id) {
                let expected = format!("an id of its own: {} has it", other.position);
                errors.push(RuleError::new(&rule.position, format!("\"{}\"", rule.id), expected));
                continue;
            }
            let mut labels =
                std::iter::once((&rule.relation, &rule.position)).chain(rule.also.iter().map(|(l, p)| (l, p)));
            if let Some((label, position)) = labels.find(|(label, _)| !self.relations.contains_key(*label)) {
                let known = self.relations.keys().map(String::as_str);
                errors.push(RuleError::unknown(position, label, "a relation of relations.tsv", known));
                continue;
            }
            errors.extend(self.incomplete(&rule));
            rules.insert(rule.id.clone(), rule);
        }
        rules
            .into_values()
            .map(|mut rule| {
                rule.patterns.retain(|pattern| is_complete(&rule.owners, pattern));
                rule
            })
            .collect()
    }

    fn incomplete(&self, rule: &Rule) -> Vec<RuleError> {
        let mut errors = Vec::new();
        if rule.patterns.is_empty() {
            errors.push(RuleError::new(
                &rule.position,
                format!("no line of \"{}\"", rule.id),
                "a verb, noun or name line",
            ));
        }
        for pattern in rule.patterns.iter().filter(|pattern| !is_complete(&rule.owners, pattern)) {
            let error = RuleError::new(
                &pattern.position,
                format!("\"{}\"", pattern.text),
                "S and O outside of square brackets",
            );
            if errors.last() != Some(&error) {
                errors.push(error);
            }
        }
        let relation = self.relation(&rule.relation);
        for condition in rule.conditions.iter().filter(|condition| condition.must && condition.types != Types::NONE) {
            let allowed = match (condition.end, relation) {
                (Some(End::Subject), Some(relation)) => relation.subject,
                (Some(End::Object), Some(relation)) => relation.object,
                _ => continue,
            };
            if condition.types.misses(allowed) && !condition.named && condition.nouns.mask.is_empty() {
                let expected = format!("a type that relations.tsv allows there: {}", allowed.words().join(", "));
                errors.push(RuleError::new(&condition.position, format!("\"{}\"", condition.text), expected));
            }
        }
        errors
    }

    fn compile(&mut self) {
        for (index, rule) in self.all.iter().enumerate() {
            self.frames.extend(frame::frames(index, &rule.patterns));
        }
        for (at, frame) in self.frames.iter().enumerate() {
            self.index.add(at, frame);
        }
    }

    /// Works out which rule wins over which, through others too.
    fn rank(&mut self, errors: &mut Vec<RuleError>) {
        let ids: HashMap<&str, usize> = self.all.iter().enumerate().map(|(at, rule)| (rule.id.as_str(), at)).collect();
        let mut direct: Vec<Vec<usize>> = vec![Vec::new(); self.all.len()];
        for (at, rule) in self.all.iter().enumerate() {
            for (id, position) in &rule.over {
                match ids.get(id.as_str()) {
                    Some(other) => direct[at].push(*other),
                    None => errors.push(RuleError::unknown(
                        position,
                        id,
                        "the id of a rule",
                        self.all.iter().map(|rule| rule.id.as_str()),
                    )),
                }
            }
        }
        for start in 0..direct.len() {
            let mut open = direct[start].clone();
            while let Some(next) = open.pop() {
                if self.over.insert((start, next)) {
                    open.extend(&direct[next]);
                }
            }
        }
        for (at, rule) in self.all.iter().enumerate().filter(|(at, _)| self.over.contains(&(*at, *at))) {
            let position = rule.over.first().map_or(&rule.position, |(_, position)| position);
            errors.push(RuleError::new(
                position,
                format!("\"{}\" over itself through others", self.all[at].id),
                "no circle",
            ));
        }
        let circles: Vec<usize> = (0..self.all.len()).filter(|at| self.over.contains(&(*at, *at))).collect();
        self.over.retain(|(one, _)| !circles.contains(one));
    }
}

fn read_rules(reader: &Reader, files: &[(&str, &str)], errors: &mut Vec<RuleError>) -> Vec<Rule> {
    let mut found = Vec::new();
    for (path, text) in files {
        let (rules, wrong) = read_file(reader, path, text);
        found.extend(rules);
        errors.extend(wrong);
    }
    found
}

fn read_file(reader: &Reader, path: &str, text: &str) -> (Vec<Rule>, Vec<RuleError>) {
    if path.rsplit('.').next() == Some("rule") {
        return block::read(reader, path, text);
    }
    if !is_lexicon(path) {
        return (Vec::new(), Vec::new());
    }
    let (rows, mut errors) = lexicon::rows(path, text);
    let mut rules = Vec::new();
    for row in rows.iter().filter(|row| row.kind != "class") {
        match lexicon::rule(reader, row) {
            Ok(rule) => rules.push(rule),
            Err(error) => errors.push(error),
        }
    }
    (rules, errors)
}

fn is_complete(owners: &[(End, Nouns)], pattern: &Pattern) -> bool {
    [End::Subject, End::Object].into_iter().all(|end| pattern.holds(end) || owners.iter().any(|(own, _)| *own == end))
}

fn name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn is_table(path: &str) -> bool {
    path.rsplit('.').next() == Some("tsv")
}

fn is_classes(path: &str) -> bool {
    is_table(path) && name(path).starts_with("word_classes")
}

fn is_lexicon(path: &str) -> bool {
    is_table(path) && (name(path).starts_with("lexicon") || path.contains("lexicon/"))
}
