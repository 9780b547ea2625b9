//! Tags and trees from raw text against a treebank, as the shared task of `CoNLL` 2018 compares them (Zeman et al. 2018): words are the
//! same if they stand at the same characters, white space left out; heads are the same if they are the same words.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::eval::parse::{TreeCounts, add_features};
use crate::eval::report::Table;
use crate::eval::{Counts, EvalError, raw_text, squeezed};
use crate::input::conllu::{Sentence, Word};
use crate::pipeline::GrammarStages;

/// How well what is made of raw text agrees with a treebank.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawScore {
    /// Words of the treebank; a multi-word token that its words do not spell is one.
    pub gold: usize,
    /// Words of ours.
    pub predicted: usize,
    /// Of the words that both have.
    pub words: TreeCounts,
    /// By full relation: right if the head is right too.
    pub relations: BTreeMap<String, Counts>,
    /// By feature: right if the value is.
    pub features: BTreeMap<String, Counts>,
}

/// A word with its place among the characters that are no white space.
struct Placed<'s> {
    place: Range<usize>,
    word: &'s Word,
    /// Place of the head; none for the root.
    head: Option<Range<usize>>,
}

/// Parses the raw text of a treebank and compares. Documents are apart, as in [`crate::eval::tokens`].
pub fn score(treebank: &[Sentence], stages: &GrammarStages) -> RawScore {
    let mut score = RawScore::default();
    for document in documents(treebank) {
        let text = raw_text(document);
        let (tokens, ours) = stages.plain("document", &text);
        let place = squeezed(&text);
        let places = tokens.tokens.iter().map(|t| place[t.span.start as usize]..place[t.span.end as usize]);
        let places: Vec<Range<usize>> = places.collect();
        score.add(&placed(document, &gold_places(document)), &placed(&ours, &places));
    }
    score
}

/// Compares what somebody else made of the raw text of a treebank, with the same documents.
///
/// # Errors
/// If a document has other characters.
pub fn score_predicted(treebank: &[Sentence], predicted: &[Sentence]) -> Result<RawScore, EvalError> {
    let characters = |document: &[Sentence]| {
        let words = document.iter().flat_map(Sentence::surface_words);
        words.flat_map(str::chars).filter(|c| !c.is_whitespace()).collect::<String>()
    };
    let (gold, ours): (Vec<_>, Vec<_>) = (documents(treebank).collect(), documents(predicted).collect());
    if gold.len() != ours.len() {
        return Err(EvalError::Documents { gold: gold.len(), predicted: ours.len() });
    }
    let mut score = RawScore::default();
    for (index, (gold, ours)) in gold.into_iter().zip(ours).enumerate() {
        if characters(gold) != characters(ours) {
            return Err(EvalError::Characters { document: index + 1 });
        }
        score.add(&placed(gold, &gold_places(gold)), &placed(ours, &gold_places(ours)));
    }
    Ok(score)
}

fn documents(treebank: &[Sentence]) -> impl Iterator<Item = &[Sentence]> {
    treebank.chunk_by(|_, next| !next.begins_document)
}

impl RawScore {
    /// Adds the words of a document.
    fn add(&mut self, gold: &[Placed<'_>], ours: &[Placed<'_>]) {
        self.gold += gold.len();
        self.predicted += ours.len();
        for word in gold {
            self.relations.entry(word.word.deprel.clone()).or_default().gold += 1;
        }
        for word in ours {
            self.relations.entry(word.word.deprel.clone()).or_default().predicted += 1;
        }
        let by_place: HashMap<&Range<usize>, &Placed<'_>> = ours.iter().map(|word| (&word.place, word)).collect();
        for gold in gold {
            let Some(ours) = by_place.get(&gold.place) else { continue };
            let is_attached = gold.head == ours.head;
            self.words.add(gold.word, ours.word, is_attached);
            add_features(&mut self.features, gold.word, ours.word);
            let is_right = is_attached && gold.word.deprel == ours.word.deprel;
            self.relations.entry(ours.word.deprel.clone()).or_default().right += usize::from(is_right);
        }
    }
}

/// The places of the words that can be read in the text.
fn gold_places(document: &[Sentence]) -> Vec<Range<usize>> {
    let mut at = 0;
    let mut place = |form: &str| {
        let start = at;
        at += form.chars().filter(|c| !c.is_whitespace()).count();
        start..at
    };
    document.iter().flat_map(Sentence::surface_words).map(&mut place).collect()
}

/// Gives the words that can be read their places, in order.
fn placed<'s>(document: &'s [Sentence], places: &[Range<usize>]) -> Vec<Placed<'s>> {
    let mut out: Vec<Placed<'s>> = Vec::new();
    for sentence in document {
        // Of a token that its words do not spell, the word with a head outside stands for all. `unit` says by index of the word which.
        let (mut tops, mut unit) = (Vec::new(), Vec::new());
        let mut merged = sentence.multiword.iter().filter(|token| !sentence.spells(token)).peekable();
        let mut next = 0;
        while next < sentence.words.len() {
            let token = merged.next_if(|token| token.words.start == next);
            let words = token.map_or(next..next + 1, |token| token.words.clone());
            let outside =
                |word: &usize| sentence.words[*word].head.is_none_or(|head| head == 0 || !words.contains(&(head - 1)));
            unit.extend(words.clone().map(|_| out.len() + tops.len()));
            tops.push(words.clone().find(outside).unwrap_or(words.start));
            next = words.end.max(next + 1);
        }
        for top in tops {
            let word = &sentence.words[top];
            let head = word.head.and_then(|head| head.checked_sub(1)).and_then(|head| unit.get(head));
            out.push(Placed { place: places[out.len()].clone(), word, head: head.map(|unit| places[*unit].clone()) });
        }
    }
    out
}

impl RawScore {
    /// Returns the rows `words`, `upos` and so on, each with precision, recall and F1.
    pub fn table(&self) -> Table {
        let mut table = Table::new("raw");
        let counts = |right| Counts { right, predicted: self.predicted, gold: self.gold };
        table.add_counts("words", counts(self.words.of));
        self.words.figures().iter().for_each(|(name, right)| table.add_counts(name, counts(*right)));
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::conllu::parse;

    #[test]
    fn heads_are_compared_by_place() {
        let gold =
            parse("t", "1\tPeru\t_\tX\tFW\t_\t0\troot\n2\t's\t_\tX\tFW\t_\t1\tdep\n3\tarmy\t_\tX\t_\t_\t2\tdep\n")
                .unwrap();
        let gold = [Sentence { text: "Peru's army".to_owned(), ..gold[0].clone() }];
        let mut stages = GrammarStages::builtin();
        stages.grammar = None;
        let found = score(&gold, &stages);
        assert_eq!((found.gold, found.predicted, found.words.of, found.words.upos), (3, 3, 3, 0));
        // Without grammar no word has a head: only the root agrees.
        assert_eq!(found.words.uas, 1);
    }

    #[test]
    fn other_tokens_of_the_same_characters_are_compared() {
        let gold = parse(
            "t",
            "1\tcan\t_\tAUX\tMD\t_\t3\taux\n2\tnot\t_\tPART\tRB\t_\t3\tadvmod\n3\tgo\t_\tVERB\tVB\t_\t0\troot\n",
        )
        .unwrap();
        let ours = parse("t", "1\tcannot\t_\tAUX\tMD\t_\t2\taux\n2\tgo\t_\tVERB\tVBP\t_\t0\troot\n").unwrap();
        let found = score_predicted(&gold, &ours).unwrap();
        assert_eq!((found.gold, found.predicted, found.words.of), (3, 2, 1));
        assert_eq!((found.words.las, found.words.upos, found.words.xpos), (1, 1, 0));
        assert_eq!(found.relations["root"], Counts { right: 1, predicted: 1, gold: 1 });
        let error = score_predicted(&gold, &gold[..0]).unwrap_err();
        assert_eq!(error.to_string(), "1 gold documents, 0 predicted");
        let other = parse("t", "1\tcannot\n").unwrap();
        let error = score_predicted(&gold, &other).unwrap_err();
        assert_eq!(error.to_string(), "document 1: the characters differ");
    }

    #[test]
    fn a_token_that_its_words_do_not_spell_is_one_word_with_the_upper_head() {
        let file = "1-2\tdu\t_\n1\tde\t_\tADP\tIN\t_\t2\tcase\n2\tle\t_\tDET\tDT\t_\t3\tdet\n3\tpain\t_\tNOUN\tNN\t_\t0\troot\n\
                    4-5\tcannot\t_\n4\tcan\t_\tAUX\tMD\t_\t3\taux\n5\tnot\t_\tPART\tRB\t_\t4\tadvmod\n";
        let sentences = parse("t", file).unwrap();
        let show = |w: &Placed<'_>| format!("{:?} {} {:?}", w.place, w.word.upos, w.head);
        let words: Vec<String> = placed(&sentences, &gold_places(&sentences)).iter().map(show).collect();
        let expected = ["0..2 DET Some(2..6)", "2..6 NOUN None", "6..9 AUX Some(2..6)", "9..12 PART Some(6..9)"];
        assert_eq!(words, expected);
    }
}
