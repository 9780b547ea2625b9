//! A view with its tree, the extent of each phrase, and the small questions that all steps ask.

use std::ops::Range;

use crate::parse::tree::Tree;
use crate::parse::{Deprel, Upos, Word, Xpos};
use crate::relation::normal::view::View;
use crate::relation::normal::words::Words;
use crate::relation::normal::{How, Member};

/// Members of one coordination at most: a list that is longer is a table, and what stands at its end is no worse off elsewhere.
const MOST_MEMBERS: usize = 64;

/// What all steps read.
pub(super) struct Sentence<'v> {
    pub(super) view: &'v View<'v>,
    /// Tags and tree, mended.
    words: &'v [Word],
    pub(super) lists: &'v Words,
    pub(super) tree: Tree<'v>,
    /// Tokens, heads before their dependents; what hangs in a circle comes last.
    pub(super) order: Vec<usize>,
    /// Dictionary forms of words whose tags were mended, by token.
    mended: Vec<(usize, String)>,
    /// For each token, the name that holds it.
    names: Vec<Option<usize>>,
    extents: Vec<Range<usize>>,
}

/// A word that fills a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) at: usize,
    pub(super) how: How,
    /// Only this word, not what is joined to it.
    pub(super) alone: bool,
}

impl Found {
    pub(super) fn new(at: usize, how: How) -> Self {
        Self { at, how, alone: false }
    }

    /// The same, no surer than `how`.
    pub(super) fn at_most(self, how: How) -> Self {
        Self { how: self.how.max(how), ..self }
    }
}

impl<'v> Sentence<'v> {
    /// Takes the words of the view, mended.
    pub(super) fn new(view: &'v View<'v>, words: &'v [Word], lists: &'v Words) -> Self {
        let tree = Tree::new(words);
        let mut names = vec![None; words.len()];
        for (index, name) in view.names.iter().enumerate() {
            names[name.clone()].fill(Some(index));
        }
        let tags = |word: Word| (word.upos, word.xpos);
        let changed = (0..words.len()).filter(|at| tags(words[*at]) != tags(view.words[*at]));
        let mended = changed.map(|at| (at, view.lemma_as(at, words[at]))).collect();
        let order = order(&tree);
        let extents = extents(&tree, &order);
        Self { view, words, lists, tree, order, mended, names, extents }
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    pub(super) fn word(&self, at: usize) -> Word {
        self.words[at]
    }

    pub(super) fn deprel(&self, at: usize) -> Deprel {
        self.words[at].deprel
    }

    pub(super) fn lower(&self, at: usize) -> &str {
        &self.view.lower[at]
    }

    pub(super) fn lemma(&self, at: usize) -> &str {
        match self.mended.binary_search_by_key(&at, |(token, _)| *token) {
            Ok(index) => &self.mended[index].1,
            Err(_) => &self.view.lemmas[at],
        }
    }

    /// The tokens of the name that a word lies in.
    pub(super) fn name(&self, at: usize) -> Option<Range<usize>> {
        self.names[at].map(|index| self.view.names[index].clone())
    }

    /// A word that names something, by the mentions or else by its tag.
    pub(super) fn is_name(&self, at: usize) -> bool {
        self.names[at].is_some() || self.word(at).upos == Upos::PROPN
    }

    /// "Peruvian" and "Peru" before a noun, where the mentions or else a capital within the sentence say so.
    pub(super) fn is_name_before_noun(&self, at: usize) -> bool {
        let capital = || at > 0 && self.view.forms[at].chars().next().is_some_and(char::is_uppercase);
        self.is_name(at) || (self.word(at).upos == Upos::ADJ && capital())
    }

    pub(super) fn child(&self, at: usize, deprel: Deprel) -> Option<usize> {
        self.tree.children(at).find(|child| self.deprel(*child) == deprel)
    }

    pub(super) fn child_of(&self, at: usize, base: &str) -> Option<usize> {
        self.tree.children(at).find(|child| self.deprel(*child).base() == base)
    }

    pub(super) fn is_nominal(&self, at: usize) -> bool {
        let word = self.word(at);
        matches!(word.upos, Upos::NOUN | Upos::PROPN | Upos::PRON | Upos::NUM | Upos::SYM | Upos::X)
            || self.names[at].is_some()
            || (word.upos == Upos::DET && word.xpos == Xpos::DT)
    }

    /// The preposition that stands before a phrase, its words joined by spaces: "because of".
    pub(super) fn preposition(&self, at: usize) -> Option<String> {
        let mut out: Option<String> = None;
        for child in self.tree.children(at).take_while(|child| *child < at) {
            if self.deprel(child) != Deprel::CASE || self.word(child).xpos == Xpos::POS {
                continue;
            }
            let fixed = self.tree.children(child).filter(|c| self.deprel(*c) == Deprel::FIXED);
            for part in std::iter::once(child).chain(fixed) {
                let text = out.get_or_insert_default();
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(self.lower(part));
            }
        }
        out
    }

    /// The subordinating words before a clause, joined: "if", "even if", "of" in "of taking".
    pub(super) fn mark(&self, at: usize) -> Option<String> {
        let marks =
            self.tree.children(at).filter(|c| matches!(self.deprel(*c), Deprel::MARK | Deprel::CASE) && *c < at);
        let text: Vec<&str> = marks.map(|mark| self.lower(mark)).collect();
        (!text.is_empty()).then(|| text.join(" "))
    }

    /// The "to" of an infinitive.
    pub(super) fn has_to(&self, at: usize) -> bool {
        self.tree.children(at).any(|child| self.word(child).xpos == Xpos::TO && self.deprel(child) == Deprel::MARK)
    }

    /// Whether a clause has a finite verb: its own or an auxiliary.
    pub(super) fn is_finite(&self, at: usize) -> bool {
        let finite = |xpos: Xpos| matches!(xpos, Xpos::VBD | Xpos::VBP | Xpos::VBZ | Xpos::MD);
        let is_helper = |child: &usize| matches!(self.deprel(*child).base(), "aux" | "cop");
        finite(self.word(at).xpos) || self.tree.children(at).filter(is_helper).any(|c| finite(self.word(c).xpos))
    }

    /// All members of the coordination that a word begins, or the word alone.
    pub(super) fn members(&self, found: Found) -> Vec<Member> {
        if found.alone {
            return vec![self.member(found.at)];
        }
        let (mut heads, mut next) = (vec![found.at], 0);
        let before = self.preposition(found.at);
        while let Some(&head) = heads.get(next) {
            next += 1;
            let joined = self.tree.children(head).filter(|child| self.is_joined(*child, head, before.as_deref()));
            heads.extend(joined.take(MOST_MEMBERS.saturating_sub(heads.len())));
        }
        heads.sort_unstable();
        heads.dedup();
        let mut members: Vec<Member> = Vec::with_capacity(heads.len());
        for head in heads {
            let member = self.member(head);
            // Two heads in one name are one thing.
            if members.last().is_none_or(|last: &Member| last.tokens != member.tokens) {
                members.push(member);
            }
        }
        members
    }

    /// "The arrest and long trial of": the last of two nouns, where nothing hangs on the first.
    pub(super) fn last_joined(&self, noun: usize) -> Option<usize> {
        let is_own = |child: usize| matches!(self.deprel(child).base(), "nmod" | "obl" | "acl" | "appos");
        let behind = || self.tree.children(noun).filter(|child| *child > noun);
        let mut joined = behind().filter(|child| self.deprel(*child) == Deprel::CONJ && self.is_nominal_phrase(*child));
        // "Keller's arrest and the removal of the chief" are two things.
        let is_bare = |at: usize| {
            !self.tree.children(at).any(|c| c < at && matches!(self.deprel(c), Deprel::DET | Deprel::NMOD_POSS))
        };
        let last = joined.next().filter(|last| self.preposition(*last).is_none() && is_bare(*last))?;
        (joined.next().is_none() && !behind().any(is_own)).then_some(last)
    }

    /// Whether a dependent of a member is another one: "and Chile", "including Chile".
    fn is_joined(&self, child: usize, head: usize, before: Option<&str>) -> bool {
        match self.deprel(child).base() {
            "conj" => {
                let own = self.preposition(child);
                self.is_nominal_phrase(child) && (own.is_none() || own.as_deref() == before)
            }
            "nmod" | "obl" | "acl" | "advcl" if child > head => {
                self.preposition(child).is_some_and(|preposition| self.lists.is("member", &preposition))
            }
            _ => false,
        }
    }

    /// A noun phrase, no clause that the parser joined to one.
    fn is_nominal_phrase(&self, at: usize) -> bool {
        let is_clause = |child: usize| matches!(self.deprel(child).base(), "nsubj" | "cop");
        (self.is_nominal(at) || self.word(at).upos == Upos::ADJ) && !self.tree.children(at).any(is_clause)
    }

    /// Where a phrase begins.
    pub(super) fn extent_start(&self, head: usize) -> usize {
        self.member(head).tokens.start
    }

    pub(super) fn member(&self, head: usize) -> Member {
        let tokens = self.name(head).unwrap_or_else(|| self.extents[head].clone());
        Member { head, tokens }
    }
}

/// Heads before their dependents.
fn order(tree: &Tree<'_>) -> Vec<usize> {
    let length = tree.words.len();
    let mut seen = vec![false; length];
    let mut order: Vec<usize> = (0..length).filter(|at| tree.head(*at).is_none_or(|head| head == *at)).collect();
    for at in &order {
        seen[*at] = true;
    }
    let mut next = 0;
    while let Some(&at) = order.get(next) {
        next += 1;
        order.extend(tree.children(at).filter(|child| !seen[*child]));
        for child in tree.children(at) {
            seen[child] = true;
        }
    }
    order.extend((0..length).filter(|at| !seen[*at]));
    order
}

/// The words of each phrase: without later members, without what stands before it as a preposition, without clauses behind it.
fn extents(tree: &Tree<'_>, order: &[usize]) -> Vec<Range<usize>> {
    let mut extents: Vec<Range<usize>> = (0..tree.words.len()).map(|at| at..at + 1).collect();
    for &at in order.iter().rev() {
        let is_part = matches!(
            tree.words[at].deprel.base(),
            "det" | "amod" | "compound" | "nummod" | "nmod" | "flat" | "fixed" | "goeswith" | "advmod"
        );
        if let Some(head) = tree.head(at).filter(|head| is_part && *head != at) {
            extents[head] = extents[head].start.min(extents[at].start)..extents[head].end.max(extents[at].end);
        }
    }
    extents
}
