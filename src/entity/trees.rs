//! The trees of all sentences of a document, with tokens counted from its start.

use std::ops::Range;

use crate::mention::Context;
use crate::parse::{Deprel, Parse, Upos, Word, Xpos};

/// Heads are looked for so many steps up at most: trees are not deeper, and what is no tree ends too.
const DEEPEST: usize = 64;

/// Who hangs on whom.
pub(super) struct Trees<'a> {
    words: &'a [Word],
    /// The first token of each token's sentence is added to heads once.
    heads: Vec<Option<usize>>,
    first: Vec<Option<usize>>,
    next: Vec<Option<usize>>,
}

impl<'a> Trees<'a> {
    /// Returns the trees, if every token has its place in one.
    pub(super) fn new(context: &Context<'_>, parse: &'a Parse) -> Option<Self> {
        let count = context.token_count();
        if count == 0 || parse.words.len() < count {
            return None;
        }
        let (mut heads, mut first, mut next) = (vec![None; count], vec![None; count], vec![None; count]);
        for sentence in &context.tokens.sentences {
            let tokens = &sentence.tokens;
            for at in tokens.clone().rev() {
                let head = parse.words[at].head.map(|head| tokens.start + head as usize);
                heads[at] = head.filter(|head| tokens.contains(head) && *head != at);
                if let Some(head) = heads[at] {
                    next[at] = first[head];
                    first[head] = Some(at);
                }
            }
        }
        Some(Self { words: &parse.words, heads, first, next })
    }

    pub(super) fn head(&self, at: usize) -> Option<usize> {
        self.heads.get(at).copied().flatten()
    }

    pub(super) fn deprel(&self, at: usize) -> Deprel {
        self.words[at].deprel
    }

    pub(super) fn upos(&self, at: usize) -> Upos {
        self.words[at].upos
    }

    pub(super) fn xpos(&self, at: usize) -> Xpos {
        self.words[at].xpos
    }

    /// The dependents of a token, in their order.
    pub(super) fn children(&self, at: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.first.get(at).copied().flatten(), |child| self.next[*child])
    }

    /// The dependents with a relation.
    pub(super) fn children_as(&self, at: usize, relation: Deprel) -> impl Iterator<Item = usize> {
        self.children(at).filter(move |child| self.deprel(*child) == relation)
    }

    /// The heads above a token, nearest first.
    pub(super) fn above(&self, at: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.head(at), |above| self.head(*above)).take(DEEPEST)
    }

    /// The token of a range that hangs on none of the others; of a name the one that has its place in the clause.
    pub(super) fn top(&self, tokens: &Range<usize>) -> usize {
        let is_top = |at: &usize| self.head(*at).is_none_or(|head| !tokens.contains(&head));
        tokens.clone().find(is_top).unwrap_or(tokens.start)
    }
}
