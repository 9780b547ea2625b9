//! Tags and trees against a treebank of the same words: UPOS, XPOS, lemmas, features, unlabelled and labelled attachment.

use std::collections::BTreeMap;

use crate::eval::report::{Figure, Table};
use crate::eval::{Counts, EvalError};
use crate::input::conllu::{Sentence, Word};

/// How many words are right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TreeCounts {
    /// All words.
    pub of: usize,
    /// Right universal part of speech.
    pub upos: usize,
    /// Right Penn tag.
    pub xpos: usize,
    /// Right lemma.
    pub lemmas: usize,
    /// Right features, all of them.
    pub feats: usize,
    /// Right head.
    pub uas: usize,
    /// Right head and relation, leaving out subtypes as `CoNLL` 2018 does.
    pub las: usize,
    /// Right head and full relation.
    pub las_subtypes: usize,
}

/// How well predicted sentences agree with a treebank.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParseScore {
    /// All words.
    pub words: TreeCounts,
    /// All words that the treebank does not call punctuation.
    pub no_punct: TreeCounts,
    /// By full relation: right if the head is right too.
    pub relations: BTreeMap<String, Counts>,
    /// By feature: right if the value is.
    pub features: BTreeMap<String, Counts>,
}

/// Compares sentences of the same words.
///
/// # Errors
/// If sentences or words are not the same.
pub fn score(gold: &[Sentence], predicted: &[Sentence]) -> Result<ParseScore, EvalError> {
    if gold.len() != predicted.len() {
        return Err(EvalError::Sentences { gold: gold.len(), predicted: predicted.len() });
    }
    let mut score = ParseScore::default();
    for (index, (gold, predicted)) in gold.iter().zip(predicted).enumerate() {
        let forms = |sentence: &Sentence| sentence.words.iter().map(|w| w.form.clone()).collect::<Vec<_>>();
        if forms(gold) != forms(predicted) {
            let words: String = forms(gold).join(" ").chars().take(SHOWN).collect();
            return Err(EvalError::Words { sentence: index + 1, words });
        }
        for (gold, predicted) in gold.words.iter().zip(&predicted.words) {
            let is_attached = gold.head == predicted.head;
            score.words.add(gold, predicted, is_attached);
            if gold.upos != "PUNCT" {
                score.no_punct.add(gold, predicted, is_attached);
            }
            add_relation(&mut score.relations, gold, predicted, is_attached);
            add_features(&mut score.features, gold, predicted);
        }
    }
    Ok(score)
}

/// Characters of a sentence shown when its words differ.
const SHOWN: usize = 80;

impl TreeCounts {
    pub(crate) fn add(&mut self, gold: &Word, predicted: &Word, is_attached: bool) {
        let base = |label: &str| label.split(':').next().unwrap_or_default().to_owned();
        self.of += 1;
        self.upos += usize::from(gold.upos == predicted.upos);
        self.xpos += usize::from(gold.xpos == predicted.xpos);
        self.lemmas += usize::from(gold.lemma == predicted.lemma);
        self.feats += usize::from(gold.feats == predicted.feats);
        self.uas += usize::from(is_attached);
        self.las += usize::from(is_attached && base(&gold.deprel) == base(&predicted.deprel));
        self.las_subtypes += usize::from(is_attached && gold.deprel == predicted.deprel);
    }

    /// Returns the counts by the names of their figures.
    pub fn figures(self) -> [(&'static str, usize); 7] {
        [
            ("upos", self.upos),
            ("xpos", self.xpos),
            ("lemmas", self.lemmas),
            ("feats", self.feats),
            ("uas", self.uas),
            ("las", self.las),
            ("las_subtypes", self.las_subtypes),
        ]
    }
}

fn add_relation(relations: &mut BTreeMap<String, Counts>, gold: &Word, predicted: &Word, is_attached: bool) {
    relations.entry(gold.deprel.clone()).or_default().gold += 1;
    let counts = relations.entry(predicted.deprel.clone()).or_default();
    counts.predicted += 1;
    counts.right += usize::from(is_attached && gold.deprel == predicted.deprel);
}

pub(crate) fn add_features(features: &mut BTreeMap<String, Counts>, gold: &Word, predicted: &Word) {
    fn values(feats: &str) -> impl Iterator<Item = (&str, &str)> {
        feats.split('|').filter_map(|feature| feature.split_once('='))
    }
    for (name, _) in values(&gold.feats) {
        features.entry(name.to_owned()).or_default().gold += 1;
    }
    for (name, value) in values(&predicted.feats) {
        let counts = features.entry(name.to_owned()).or_default();
        counts.predicted += 1;
        counts.right += usize::from(values(&gold.feats).any(|feature| feature == (name, value)));
    }
}

impl ParseScore {
    /// Returns the rows `words` and `no-punct`.
    pub fn table(&self) -> Table {
        let row = |counts: TreeCounts| {
            let share = |(name, right)| (name, Figure::share(right, counts.of));
            counts.figures().into_iter().map(share).chain([("of", Figure::Count(counts.of))]).collect()
        };
        let rows = vec![("words".to_owned(), row(self.words)), ("no-punct".to_owned(), row(self.no_punct))];
        Table { name: "parse", rows }
    }
}

/// Returns a table of counts by name: relations or features.
pub fn table_of(name: &'static str, rows: &BTreeMap<String, Counts>) -> Table {
    let mut table = Table::new(name);
    for (row, counts) in rows {
        table.add_counts(row, *counts);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::conllu::parse;

    fn treebank(rows: &str) -> Vec<Sentence> {
        parse("t", &rows.replace(' ', "\t")).unwrap()
    }

    #[test]
    fn words_heads_and_labels_are_counted() {
        let gold = treebank(
            "1 Peru Peru PROPN NNP Number=Sing 2 nsubj:pass\n2 hit hit VERB VBN Tense=Past|Voice=Pass 0 root\n3 . . PUNCT . _ 2 punct\n",
        );
        let ours = treebank(
            "1 Peru peru PROPN NNP Number=Plur 2 nsubj\n2 hit hit VERB VBD Tense=Past 0 root\n3 . . PUNCT . _ 1 punct\n",
        );
        let found = score(&gold, &ours).unwrap();
        assert_eq!(
            found.words,
            TreeCounts { of: 3, upos: 3, xpos: 2, lemmas: 2, feats: 1, uas: 2, las: 2, las_subtypes: 1 }
        );
        assert_eq!(
            found.no_punct,
            TreeCounts { of: 2, upos: 2, xpos: 1, lemmas: 1, feats: 0, uas: 2, las: 2, las_subtypes: 1 }
        );
        assert_eq!(found.relations["nsubj:pass"], Counts { right: 0, predicted: 0, gold: 1 });
        assert_eq!(found.relations["root"], Counts { right: 1, predicted: 1, gold: 1 });
        assert_eq!(found.features["Number"], Counts { right: 0, predicted: 1, gold: 1 });
        assert_eq!(found.features["Tense"], Counts { right: 1, predicted: 1, gold: 1 });
    }

    #[test]
    fn other_words_are_refused() {
        let (gold, ours) = (treebank("1 a\n"), treebank("1 b\n"));
        assert_eq!(score(&gold, &ours).unwrap_err().to_string(), "sentence 1: the words differ: a");
        assert_eq!(score(&gold, &[]).unwrap_err().to_string(), "1 gold sentences, 0 predicted");
    }
}
