//! The dependents of each word, found once a sentence.

use crate::parse::Word;

/// A parsed sentence with its dependents.
#[derive(Debug, Clone)]
pub(crate) struct Tree<'s> {
    /// The words.
    pub(crate) words: &'s [Word],
    /// First dependent of each word, and the next of the same head.
    first: Vec<Option<usize>>,
    next: Vec<Option<usize>>,
}

impl<'s> Tree<'s> {
    /// Finds the dependents. A head outside the sentence is none.
    pub(crate) fn new(words: &'s [Word]) -> Self {
        let (mut first, mut next) = (vec![None; words.len()], vec![None; words.len()]);
        for (at, word) in words.iter().enumerate().rev() {
            if let Some(head) = word.head.map(|head| head as usize).filter(|head| *head < words.len() && *head != at) {
                next[at] = first[head];
                first[head] = Some(at);
            }
        }
        Self { words, first, next }
    }

    /// Returns the dependents of a word in their order.
    pub(crate) fn children(&self, at: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.first[at], |child| self.next[*child])
    }

    /// Returns the head of a word.
    pub(crate) fn head(&self, at: usize) -> Option<usize> {
        self.words[at].head.map(|head| head as usize).filter(|head| *head < self.words.len())
    }

    /// Returns the heads above a word, nearest first; ends even if given heads go in a circle.
    pub(crate) fn path_up(&self, at: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.head(at), |above| self.head(*above)).take(self.words.len())
    }
}
