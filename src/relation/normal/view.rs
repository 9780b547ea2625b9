//! One sentence as the normal form reads it: words in lower case and as a dictionary lists them, the tree, and where names stand.

use std::borrow::Cow;
use std::ops::Range;

use crate::parse::{Lemmas, Upos, Word, Xpos};

/// A parsed sentence with its names.
#[derive(Debug, Clone)]
pub struct View<'s> {
    /// The words as written.
    pub forms: Vec<&'s str>,
    /// The words in lower case.
    pub lower: Vec<Cow<'s, str>>,
    /// Their dictionary forms, in lower case.
    pub lemmas: Vec<Cow<'s, str>>,
    /// Tags and tree; heads count from the first word of the sentence.
    pub words: &'s [Word],
    /// Tokens of each name, in order, disjoint.
    pub names: Vec<Range<usize>>,
    tables: &'s Lemmas,
}

impl<'s> View<'s> {
    /// Makes the view of a sentence. `names` that overlap an earlier one or leave the sentence are left out.
    pub fn new(forms: &[&'s str], words: &'s [Word], names: &[Range<usize>], tables: &'s Lemmas) -> Self {
        let lemmas = forms.iter().zip(words).map(|(form, word)| lowered(tables.lemma(form, word.upos, word.xpos)));
        Self::with_lemmas(forms, words, names, tables, lemmas.collect())
    }

    /// The same, with the dictionary forms given.
    pub(crate) fn with_lemmas(
        forms: &[&'s str],
        words: &'s [Word],
        names: &[Range<usize>],
        tables: &'s Lemmas,
        lemmas: Vec<Cow<'s, str>>,
    ) -> Self {
        let length = forms.len().min(words.len());
        let (forms, words) = (forms[..length].to_vec(), &words[..length]);
        let lower = forms.iter().map(|form| lowered(Cow::Borrowed(*form))).collect();
        let mut disjoint: Vec<Range<usize>> = Vec::with_capacity(names.len());
        let mut sorted: Vec<&Range<usize>> = names.iter().filter(|name| !name.is_empty()).collect();
        sorted.sort_by_key(|name| (name.start, std::cmp::Reverse(name.end)));
        for name in sorted {
            if name.end <= length && disjoint.last().is_none_or(|last| last.end <= name.start) {
                disjoint.push(name.clone());
            }
        }
        Self { lemmas, forms, lower, words, names: disjoint, tables }
    }

    /// Whether a participle has the form of a past tense too: "killed", "sent"; not "taken".
    pub(super) fn may_be_past(&self, at: usize) -> bool {
        self.lower[at].ends_with("ed") || self.tables.lists(&self.lower[at], Upos::VERB, Xpos::VBD)
    }

    /// Returns the dictionary form of a word by other tags than the view's.
    pub(super) fn lemma_as(&self, at: usize, word: Word) -> String {
        self.tables.lemma(self.forms[at], word.upos, word.xpos).to_lowercase()
    }

    /// Returns the dictionary form of a word read as a past participle, whatever its tags are: "led" gives "lead".
    pub(super) fn participle(&self, at: usize) -> Cow<'_, str> {
        self.tables.lemma(&self.lower[at], Upos::VERB, Xpos::VBN)
    }
}

fn lowered(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.chars().any(char::is_uppercase) { Cow::Owned(text.to_lowercase()) } else { text }
}
