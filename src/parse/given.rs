//! Trees that a treebank gives.

use crate::input::conllu::Sentence;
use crate::parse::{Deprel, Upos, Word, Xpos};

/// Returns the tags and the tree that stand in a sentence of a treebank; none if a word has no universal part of speech. Names that the
/// tag sets do not have become `FW` and `dep`, a missing head the root.
pub fn given(sentence: &Sentence) -> Option<Vec<Word>> {
    let word = |line: &crate::input::conllu::Word| {
        let base = line.deprel.split(':').next().unwrap_or_default();
        Some(Word {
            upos: Upos::parse(&line.upos)?,
            xpos: Xpos::parse(&line.xpos).unwrap_or(Xpos::FW),
            head: line.head.and_then(|head| u32::try_from(head.checked_sub(1)?).ok()),
            deprel: Deprel::parse(&line.deprel).or_else(|| Deprel::parse(base)).unwrap_or(Deprel::DEP),
        })
    };
    sentence.words.iter().map(word).collect()
}
