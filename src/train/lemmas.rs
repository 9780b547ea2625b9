//! Learns rules/lemmas.tsv from treebanks, and from a tagged corpus as far as it attests bases: endings that pay for themselves, then the words that they get wrong.
//!
//! Endings are chosen from the shortest to the longest: one is kept if, over the words (each counted once) that end so, what it says is
//! right for `MIN_GAIN` more words at least than what the shorter endings say.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::input::conllu::{Sentence, Word};
use crate::parse::lemma::{
    CAPITALS, ENDING, KEEP, LOWER, LemmaError, Lemmas, TITLE, is_capitals, is_name, starts_with_capital,
};
use crate::parse::{Upos, Xpos};
use crate::train::attested;

/// Words that an ending must win over shorter endings: of 1, 2 and 3 it gives the smallest table; accuracy is the same within 0.04.
const MIN_GAIN: usize = 2;
/// Characters of an ending at most: 7 gains nothing, 4 makes the table a quarter larger and costs 0.06 on EWT's dev part.
const MAX_ENDING: usize = 6;
/// A form marked as misspelt is learned if it is so frequent that it is a habit ("s" for "'s").
const MIN_TYPO: usize = 3;

const HEADER: &str = "\
# Lemmas learned by `whowhom train lemmas` from UD English EWT (CC BY-SA 4.0) and GUM's academic, bio, court, interview, news and voyage
# parts (CC BY, CC BY-SA), and inflected words of MASC (open) whose base it attests; train parts only. Licence of this file: CC BY-SA 4.0.
# UPOS/XPOS, form, lemma. Forms in lower case, names as they stand. \"*ies *y\": an ending, the longest that fits counts.
# \"Aa*ish keep\": words with a capital that end so keep it; \"AA*v keep\": the same of words in capitals.
";

/// Lemmas and how often, by form.
type Forms = BTreeMap<String, BTreeMap<String, usize>>;
/// The forms of each pair of tags.
type Classes = BTreeMap<(Upos, Xpos), Forms>;

/// Returns the table that the treebanks teach, without what the table `known` says already. `tagged` are corpora in `word_TAG` that add
/// words whose base they attest.
///
/// # Errors
/// If `known` is not understood.
pub fn learn(treebanks: &[Vec<Sentence>], tagged: &[String], known: (&str, &str)) -> Result<String, LemmaError> {
    let words = || treebanks.iter().flatten().flat_map(|s| &s.words).filter(|w| is_plain(w));
    let mut clean = classes(words().filter(|w| !is_typo(w)));
    add_attested(&mut clean, tagged);
    let mut typos = classes(words().filter(|w| is_typo(w)));
    for forms in typos.values_mut() {
        forms.retain(|_, lemmas| lemmas.values().sum::<usize>() >= MIN_TYPO);
    }
    let mut by_hand = Lemmas::empty();
    by_hand.read(known.0, known.1)?;
    let mut table = HEADER.to_owned();
    for class in clean.keys() {
        endings(*class, &regular(*class, &clean, &by_hand), &mut table);
    }
    let mut lemmas = Lemmas::empty();
    lemmas.read("learned", &table)?;
    lemmas.read(known.0, known.1)?;
    let mut all = clean;
    for (class, forms) in typos {
        let seen = all.entry(class).or_default();
        for (form, lemmas) in &forms {
            add(seen, form, lemmas);
        }
    }
    for (class, forms) in &all {
        exceptions(*class, forms, &lemmas, &mut table);
    }
    Ok(table)
}

/// Words whose lemma can be told from their form and must be learned: no parts of a broken word, no number with commas.
fn is_plain(word: &Word) -> bool {
    let numeral = word.xpos == "CD" && word.form.contains(',');
    !numeral && word.lemma != "_" && word.xpos != "GW" && word.deprel != "goeswith" && !word.form.starts_with(ENDING)
}

fn is_typo(word: &Word) -> bool {
    word.feats.split('|').any(|f| f == "Typo=Yes")
}

fn classes<'w>(words: impl Iterator<Item = &'w Word>) -> Classes {
    let mut classes = Classes::new();
    for word in words {
        let (Some(upos), Some(xpos)) = (Upos::parse(&word.upos), Xpos::parse(&word.xpos)) else { continue };
        let forms = classes.entry((upos, xpos)).or_default();
        *forms.entry(word.form.clone()).or_default().entry(word.lemma.clone()).or_default() += 1;
    }
    classes
}

/// The forms that endings are learned from: none that the table by hand lists. Past and participle of verbs are one: they end alike.
fn regular(class: (Upos, Xpos), classes: &Classes, by_hand: &Lemmas) -> Forms {
    let (upos, xpos) = class;
    let past = [Xpos::VBD, Xpos::VBN];
    let tags = if past.contains(&xpos) { &past[..] } else { &[xpos] };
    let mut forms = Forms::new();
    for (form, lemmas) in tags.iter().filter_map(|xpos| classes.get(&(upos, *xpos))).flatten() {
        if !tags.iter().any(|xpos| by_hand.lists(form, upos, *xpos)) {
            add(&mut forms, form, lemmas);
        }
    }
    forms
}

/// Adds words that the treebanks do not have.
fn add_attested(classes: &mut Classes, tagged: &[String]) {
    for (xpos, form, base) in attested::bases(tagged) {
        let upos = if xpos == Xpos::NNS { Upos::NOUN } else { Upos::VERB };
        let forms = classes.entry((upos, xpos)).or_default();
        forms.entry(form).or_insert_with(|| BTreeMap::from([(base, 1)]));
    }
}

fn add(forms: &mut Forms, form: &str, lemmas: &BTreeMap<String, usize>) {
    let counts = forms.entry(form.to_owned()).or_default();
    for (lemma, count) in lemmas {
        *counts.entry(lemma.clone()).or_default() += count;
    }
}

/// Writes the endings of a class.
fn endings((upos, xpos): (Upos, Xpos), forms: &Forms, table: &mut String) {
    let class = format!("{}/{}", upos.as_str(), xpos.as_str());
    let mut lower = Forms::new();
    for (form, lemmas) in forms {
        for (lemma, count) in lemmas {
            let counts = lower.entry(form.to_lowercase()).or_default();
            *counts.entry(lemma.to_lowercase()).or_default() += count;
        }
    }
    let edits: Vec<(String, Edit)> =
        lower.iter().map(|(form, lemmas)| (form.clone(), edit(form, commonest(lemmas)))).collect();
    for (ending, (cut, add)) in suffixes(&edits, &Edit::default(), |ending, (cut, _)| ending.ends_with(cut.as_str())) {
        let stem = &ending[..ending.len() - cut.len()];
        let _ = writeln!(table, "{class}\t{ENDING}{ending}\t{ENDING}{stem}{add}");
    }
    if is_name(upos, xpos) {
        return;
    }
    for (mark, capitals) in [(TITLE, false), (CAPITALS, true)] {
        let cased = forms.iter().filter(|(form, _)| starts_with_capital(form) && is_capitals(form) == capitals);
        let stays: Vec<(String, bool)> =
            cased.map(|(form, lemmas)| (form.to_lowercase(), starts_with_capital(commonest(lemmas)))).collect();
        for (ending, stays) in suffixes(&stays, &false, |_, _| true) {
            let _ = writeln!(table, "{class}\t{mark}{ending}\t{}", if stays { KEEP } else { LOWER });
        }
    }
}

/// What is cut from the end of a form and what is added.
type Edit = (String, String);

fn edit(form: &str, lemma: &str) -> Edit {
    let shared: usize = form.chars().zip(lemma.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    (form[shared..].to_owned(), lemma[shared..].to_owned())
}

/// The lemma seen most often; of equals the first in order.
fn commonest(lemmas: &BTreeMap<String, usize>) -> &str {
    lemmas.iter().max_by_key(|(lemma, count)| (**count, std::cmp::Reverse(*lemma))).map_or("", |(lemma, _)| lemma)
}

/// Chooses endings and what they say. `fits` tells whether a label may be said of an ending.
fn suffixes<T: Ord + Clone>(words: &[(String, T)], otherwise: &T, fits: impl Fn(&str, &T) -> bool) -> Vec<(String, T)> {
    let mut groups: BTreeMap<(usize, &str), BTreeMap<&T, usize>> = BTreeMap::new();
    for (word, label) in words {
        let starts = word.char_indices().rev().map(|(at, _)| at).take(MAX_ENDING);
        for (length, at) in std::iter::once(word.len()).chain(starts).enumerate() {
            *groups.entry((length, &word[at..])).or_default().entry(label).or_default() += 1;
        }
    }
    let mut chosen: BTreeMap<&str, T> = BTreeMap::new();
    for ((_, ending), labels) in groups {
        let shorter = ending.char_indices().skip(1).map(|(at, _)| &ending[at..]).chain([""]);
        let inherited = shorter.filter(|s| *s != ending).find_map(|s| chosen.get(s)).unwrap_or(otherwise);
        let right = labels.get(inherited).copied().unwrap_or(0);
        let best =
            labels.iter().filter(|(label, _)| fits(ending, label)).max_by_key(|(l, n)| (**n, std::cmp::Reverse(**l)));
        if let Some((label, count)) = best.filter(|(label, count)| **label != inherited && **count >= right + MIN_GAIN)
        {
            debug_assert!(*count > right);
            chosen.insert(ending, (*label).clone());
        }
    }
    chosen.into_iter().map(|(ending, label)| (ending.to_owned(), label)).collect()
}

/// Writes the words of which a row of their own makes more occurrences right.
fn exceptions((upos, xpos): (Upos, Xpos), forms: &Forms, lemmas: &Lemmas, table: &mut String) {
    let mut wrong: BTreeMap<String, usize> = BTreeMap::new();
    let mut seen = Forms::new();
    for (form, counts) in forms {
        let key = if is_name(upos, xpos) { form.clone() } else { form.to_lowercase() };
        let given = lemmas.lemma(form, upos, xpos);
        for (lemma, count) in counts {
            *seen.entry(key.clone()).or_default().entry(lemma.clone()).or_default() += count;
            *wrong.entry(key.clone()).or_default() += if *lemma == given { 0 } else { *count };
        }
    }
    for (form, counts) in seen {
        let lemma = commonest(&counts);
        let others: usize = counts.values().sum::<usize>() - counts[lemma];
        // A cell cannot hold a tab, and no word of the treebanks does.
        if others < wrong[&form] && !form.contains('\t') && !lemmas.lists(&form, upos, xpos) {
            let _ = writeln!(table, "{}/{}\t{form}\t{lemma}", upos.as_str(), xpos.as_str());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::conllu::parse;

    fn treebank(words: &[(&str, &str, &str, &str)]) -> Vec<Vec<Sentence>> {
        let line = |(at, (form, lemma, upos, xpos)): (usize, &(&str, &str, &str, &str))| {
            format!("{}\t{form}\t{lemma}\t{upos}\t{xpos}\t_\t0\troot\n", at + 1)
        };
        vec![parse("t", &words.iter().enumerate().map(line).collect::<String>()).unwrap()]
    }

    #[test]
    fn endings_and_exceptions_are_learned() {
        let verb = |form, lemma| (form, lemma, "VERB", "VBZ");
        let adjective = |form, lemma| (form, lemma, "ADJ", "JJ");
        let treebank = treebank(&[
            verb("walks", "walk"),
            verb("Runs", "run"),
            verb("tells", "tell"),
            verb("tries", "try"),
            verb("cries", "cry"),
            verb("has", "have"),
            adjective("Danish", "Danish"),
            adjective("Irish", "Irish"),
            adjective("Big", "big"),
        ]);
        let table = learn(&treebank, &[], ("none", "")).unwrap();
        let rows: Vec<&str> = table.lines().filter(|l| !l.starts_with('#')).collect();
        let expected = ["ADJ/JJ\tAa*h\tkeep", "VERB/VBZ\t*ies\t*y", "VERB/VBZ\t*s\t*", "VERB/VBZ\thas\thave"];
        assert_eq!(rows, expected);
        assert!(!learn(&treebank, &[], ("known", "VERB/VBZ\thas\thave")).unwrap().contains("has"));
    }
}
