//! Frames: patterns as they are looked up, by what carries a predicate and its lemma.

use std::sync::Arc;

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use crate::relation::normal::Kind;
use crate::relation::rule::mask::Mask;
use crate::relation::rule::pattern::{Head, Pattern, Slot};

/// Scores of a frame that fits, by what carries it. Judged, not measured: verbs say most clearly who does what to whom, names are
/// written next to what they belong to, nouns and adjectives leave most to the reader.
const VERB: f32 = 0.9;
const NAME: f32 = 0.95;
const NOUN: f32 = 0.8;

/// A pattern with one sort of head.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// Index of its rule.
    pub rule: usize,
    pub pattern: Arc<Pattern>,
    pub kind: Kind,
    pub base: f32,
}

impl Frame {
    pub(super) fn slots(&self) -> &[Slot] {
        &self.pattern.slots
    }

    /// Of "become ally of O": verbs of which one must stand before the head; none: any.
    pub(super) fn copulas(&self) -> &[String] {
        match &self.pattern.head {
            Head::Copula(_, verbs) => verbs,
            _ => &[],
        }
    }

    /// Only "X-led": the first stands right before the head.
    pub(super) fn is_compound(&self) -> bool {
        matches!(self.pattern.head, Head::Compound(_))
    }

    /// The words under which it is found.
    pub(super) fn heads(&self) -> Vec<String> {
        match &self.pattern.head {
            Head::Verbs(verbs) | Head::Compound(verbs) => verbs.clone(),
            Head::Copula(nouns, _) | Head::Nouns(nouns) | Head::Names(nouns) => {
                nouns.phrases.iter().map(|words| words.join(" ")).collect()
            }
        }
    }

    /// The classes under which it is found too.
    pub(super) fn classes(&self) -> Mask {
        match &self.pattern.head {
            Head::Copula(nouns, _) | Head::Nouns(nouns) | Head::Names(nouns) => nouns.mask,
            Head::Verbs(_) | Head::Compound(_) => Mask::NONE,
        }
    }
}

/// All frames by head, a table for each kind: of words, and of classes by their bits.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    words: [HashMap<String, Vec<usize>>; 4],
    classes: [Vec<Vec<usize>>; 4],
    /// The last words of the heads of names.
    name_ends: HashSet<String>,
    /// The classes whose words are heads of names.
    name_classes: Mask,
}

impl Index {
    /// Adds a frame under each of its heads.
    pub(super) fn add(&mut self, at: usize, frame: &Frame) {
        for head in frame.heads() {
            if frame.kind == Kind::Name {
                let end = head.rsplit(' ').next().unwrap_or_default();
                if !self.name_ends.contains(end) {
                    self.name_ends.insert(end.to_owned());
                }
            }
            push(self.words[frame.kind as usize].entry(head).or_default(), at);
        }
        if frame.kind == Kind::Name {
            self.name_classes = self.name_classes.with(frame.classes());
        }
        for bit in frame.classes().bits() {
            let classes = &mut self.classes[frame.kind as usize];
            classes.resize_with(classes.len().max(bit + 1), Vec::new);
            push(&mut classes[bit], at);
        }
    }

    /// Says whether some head of a name ends in a word, which ends nouns of `classes`.
    pub(super) fn ends_name(&self, word: &str, classes: Mask) -> bool {
        self.name_classes.meets(classes) || self.name_ends.contains(word)
    }

    /// Returns the frames of a head and of its classes, in order; a frame may come twice.
    pub(super) fn find(&self, kind: Kind, head: &str, classes: Mask) -> impl Iterator<Item = usize> {
        let words = self.words[kind as usize].get(head).into_iter().flatten();
        let by_class = classes.bits().filter_map(move |bit| self.classes[kind as usize].get(bit));
        words.copied().chain(by_class.flatten().copied())
    }
}

fn push(list: &mut Vec<usize>, at: usize) {
    if list.last() != Some(&at) {
        list.push(at);
    }
}

/// Returns the frames of a rule.
pub(super) fn frames(rule: usize, patterns: &[Arc<Pattern>]) -> Vec<Frame> {
    let kinds = |pattern: &Pattern| match &pattern.head {
        Head::Verbs(_) => vec![(Kind::Verb, VERB)],
        Head::Compound(_) => vec![(Kind::Verb, NAME)],
        Head::Nouns(_) => vec![(Kind::Noun, NOUN)],
        Head::Names(_) => vec![(Kind::Name, NAME)],
        Head::Copula(..) => vec![(Kind::Adjective, NOUN), (Kind::Name, NAME)],
    };
    let frame =
        |pattern: &Arc<Pattern>, (kind, base): (Kind, f32)| Frame { rule, pattern: Arc::clone(pattern), kind, base };
    patterns.iter().flat_map(|pattern| kinds(pattern).into_iter().map(move |kind| frame(pattern, kind))).collect()
}
