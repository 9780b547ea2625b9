//! Features by rule: from the tags, from rules/features.tsv for closed classes, and from the tree where form and tags do not tell.

use std::collections::HashMap;

use crate::parse::features::{Case, Degree, NumForm, NumType, Number, PronType};
use crate::parse::tree::Tree;
use crate::parse::{Deprel, Features, LemmaError, Upos, Word, Xpos, verb};

const WORDS: &str = include_str!("../../rules/features.tsv");

/// What is known of the features of words.
#[derive(Debug, Clone, Default)]
pub struct Morphology {
    /// By form in lower case.
    words: HashMap<(Upos, Xpos), HashMap<String, Features>>,
}

impl Morphology {
    /// Returns the program's own table.
    ///
    /// # Panics
    /// Never: a test reads it.
    pub fn builtin() -> Self {
        Self::read("rules/features.tsv", WORDS).expect("the program's own table is sound")
    }

    /// Reads a table: class, form, features.
    ///
    /// # Errors
    /// The first row that is not understood.
    pub fn read(path: &str, table: &str) -> Result<Self, LemmaError> {
        let mut morphology = Self::default();
        let rows = table.lines().enumerate().filter(|(_, row)| !row.is_empty() && !row.starts_with('#'));
        for (index, row) in rows {
            let wrong = |message: String| LemmaError { path: path.to_owned(), line: index + 1, message };
            let cells: Vec<&str> = row.split('\t').collect();
            let &[class, form, feats] = &cells[..] else {
                return Err(wrong(format!("{} cells, expected class, form, features", cells.len())));
            };
            let tags = class.split_once('/').and_then(|(upos, xpos)| Some((Upos::parse(upos)?, Xpos::parse(xpos)?)));
            let tags = tags.ok_or_else(|| wrong(format!("class \"{class}\", expected UPOS/XPOS")))?;
            let features = Features::parse(feats);
            if features.to_string() != feats {
                return Err(wrong(format!("\"{feats}\", expected known features in their order, as {features}")));
            }
            morphology.words.entry(tags).or_default().insert(form.to_owned(), features);
        }
        Ok(morphology)
    }

    /// Returns the features of the words of a sentence.
    pub fn features(&self, forms: &[&str], words: &[Word]) -> Vec<Features> {
        let tree = Tree::new(words);
        let mut features: Vec<Features> =
            forms.iter().zip(words).map(|(form, word)| self.of_word(form, *word)).collect();
        for at in 0..words.len() {
            match words[at].upos {
                Upos::PRON | Upos::DET | Upos::ADV => in_tree(at, &tree, &mut features[at]),
                Upos::VERB | Upos::AUX => features[at] = verb::features(at, forms, &tree, &features),
                _ => {}
            }
        }
        features
    }

    /// What form and tags tell.
    fn of_word(&self, form: &str, word: Word) -> Features {
        let listed = self.words.get(&(word.upos, word.xpos));
        let lower = |words: &HashMap<String, Features>| match words.get(form) {
            Some(features) => Some(*features),
            None if form.chars().any(char::is_uppercase) => words.get(&form.to_lowercase()).copied(),
            None => None,
        };
        listed.and_then(lower).unwrap_or_else(|| by_tags(form, word))
    }
}

fn by_tags(form: &str, word: Word) -> Features {
    let number = match word.xpos {
        Xpos::NNS | Xpos::NNPS => Number::Plur,
        _ => Number::Sing,
    };
    let degree = match word.xpos {
        Xpos::JJR | Xpos::RBR => Degree::Cmp,
        Xpos::JJS | Xpos::RBS => Degree::Sup,
        _ => Degree::Pos,
    };
    let digits = form.bytes().any(|b| b.is_ascii_digit());
    let order = is_order(form).then_some((NumForm::Combi, NumType::Ord));
    match word.upos {
        Upos::NOUN if digits && word.xpos == Xpos::NNS => numbered(
            Features { number: Some(Number::Ptan), ..Features::default() },
            Some((NumForm::Combi, NumType::Card)),
        ),
        Upos::NOUN => numbered(Features { number: Some(number), ..Features::default() }, order),
        Upos::PROPN if word.xpos == Xpos::NNP || word.xpos == Xpos::NNPS => {
            Features { number: Some(number), ..Features::default() }
        }
        Upos::PRON | Upos::SYM if word.xpos == Xpos::NN => Features { number: Some(number), ..Features::default() },
        Upos::ADJ => numbered(Features { degree: Some(degree), ..Features::default() }, order),
        Upos::ADV if degree == Degree::Pos => numbered(Features::default(), order),
        Upos::ADV => Features { degree: Some(degree), ..Features::default() },
        Upos::NUM => numbered(Features::default(), numeral(form, word.xpos)),
        _ => Features::default(),
    }
}

fn numbered(features: Features, kind: Option<(NumForm, NumType)>) -> Features {
    Features { num_form: kind.map(|k| k.0), num_type: kind.map(|k| k.1), ..features }
}

/// "4th", "21st".
fn is_order(form: &str) -> bool {
    let digits = form.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    digits.ends_with(|c: char| c.is_ascii_digit())
        && ["st", "nd", "rd", "th"].iter().any(|end| form[digits.len()..].eq_ignore_ascii_case(end))
}

fn numeral(form: &str, xpos: Xpos) -> Option<(NumForm, NumType)> {
    let is_fraction = |mark: char| {
        let parts: Vec<&str> = form.split(mark).collect();
        let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit() || b == b',');
        parts.len() == 2 && parts.iter().all(|part| number(part)) && !parts[1].is_empty()
    };
    if form.chars().any(char::is_numeric) {
        let kind = if is_fraction('.') { NumType::Frac } else { NumType::Card };
        Some((NumForm::Digit, kind))
    } else if form.bytes().all(|b| b"IVXLCDM".contains(&b)) && !form.is_empty() {
        Some((NumForm::Roman, NumType::Card))
    } else {
        (xpos != Xpos::LS).then_some((NumForm::Word, NumType::Card))
    }
}

/// What the tree tells of a pronoun, determiner or pronominal adverb.
fn in_tree(at: usize, tree: &Tree<'_>, features: &mut Features) {
    let deprel = tree.words[at].deprel;
    match features.pron_type {
        Some(PronType::Prs) if features.reflex && is_emphatic(deprel) => features.pron_type = Some(PronType::Emp),
        Some(PronType::Prs) if features.case.is_none() && !features.poss && features.person.is_some() => {
            let is_one = features.person == Some(3) && features.gender.is_none();
            features.case = (!is_one).then_some(if is_object(at, tree) { Case::Acc } else { Case::Nom });
        }
        Some(PronType::Int) if is_relative(at, tree) => features.pron_type = Some(PronType::Rel),
        Some(PronType::Tot) if tree.children(at).any(|c| tree.words[c].deprel == Deprel::FIXED) => {
            features.pron_type = Some(PronType::Rcp);
        }
        _ => {}
    }
}

fn is_emphatic(deprel: Deprel) -> bool {
    matches!(deprel.as_str(), "nmod:unmarked" | "obl:unmarked" | "appos" | "advmod" | "nmod")
}

/// "you" and "it" that are no subject.
fn is_object(at: usize, tree: &Tree<'_>) -> bool {
    let word = tree.words[at];
    match word.deprel.base() {
        "conj" => word.head.is_some_and(|head| is_object(head as usize, tree) || has_case(head as usize, tree)),
        "obj" | "iobj" | "obl" | "nmod" => true,
        _ => has_case(at, tree),
    }
}

fn has_case(at: usize, tree: &Tree<'_>) -> bool {
    tree.children(at).any(|child| tree.words[child].deprel == Deprel::CASE)
}

/// Whether "who", "what", "when" relates: it is described by a clause, or the clause that it is of describes something.
fn is_relative(at: usize, tree: &Tree<'_>) -> bool {
    let relates = |deprel: Deprel| deprel == Deprel::ACL_RELCL || deprel == Deprel::ADVCL_RELCL;
    if tree.children(at).any(|child| relates(tree.words[child].deprel)) {
        return true;
    }
    for above in tree.path_up(at).take_while(|above| *above != at) {
        let deprel = tree.words[above].deprel;
        if relates(deprel) {
            return true;
        }
        if !matches!(
            deprel.base(),
            "nsubj" | "obj" | "obl" | "nmod" | "advmod" | "amod" | "det" | "xcomp" | "conj" | "iobj" | "case"
        ) {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// One row a word: form, UPOS, XPOS, head (1-based), relation, expected features.
    fn check(sentence: &str) {
        let rows: Vec<Vec<&str>> = sentence.lines().map(|line| line.split_whitespace().collect()).collect();
        let forms: Vec<&str> = rows.iter().map(|row| row[0]).collect();
        let word = |row: &Vec<&str>| Word {
            upos: Upos::parse(row[1]).unwrap(),
            xpos: Xpos::parse(row[2]).unwrap(),
            head: row[3].parse::<u32>().unwrap().checked_sub(1),
            deprel: Deprel::parse(row[4]).unwrap(),
        };
        let words: Vec<Word> = rows.iter().map(word).collect();
        let found = Morphology::builtin().features(&forms, &words);
        for (row, features) in rows.iter().zip(found) {
            assert_eq!(features.to_string(), row[5], "{} in {}", row[0], forms.join(" "));
        }
    }

    #[test]
    fn nouns_numbers_and_adjectives() {
        check(
            "Older ADJ JJR 2 amod Degree=Cmp\n\
             ministers NOUN NNS 4 nsubj Number=Plur\n\
             of ADP IN 5 case _\n\
             met VERB VBD 0 root Mood=Ind|Number=Plur|Person=3|Tense=Past|VerbForm=Fin\n\
             twice ADV RB 4 advmod NumForm=Word|NumType=Mult\n\
             on ADP IN 8 case _\n\
             the DET DT 8 det Definite=Def|PronType=Art\n\
             4th NOUN NN 4 obl Number=Sing|NumForm=Combi|NumType=Ord\n\
             1.5 NUM CD 4 dep NumForm=Digit|NumType=Frac\n\
             II NUM CD 4 dep NumForm=Roman|NumType=Card\n\
             seven NUM CD 4 dep NumForm=Word|NumType=Card\n\
             1990s NOUN NNS 4 dep Number=Ptan|NumForm=Combi|NumType=Card",
        );
    }

    #[test]
    fn passives_and_perfects() {
        check(
            "Bridges NOUN NNS 4 nsubj:pass Number=Plur\n\
             have AUX VBP 4 aux Mood=Ind|Number=Plur|Person=3|Tense=Pres|VerbForm=Fin\n\
             been AUX VBN 4 aux:pass Tense=Past|VerbForm=Part\n\
             built VERB VBN 0 root Tense=Past|VerbForm=Part|Voice=Pass\n\
             by ADP IN 6 case _\n\
             men NOUN NNS 4 obl:agent Number=Plur\n\
             who PRON WP 9 nsubj PronType=Rel\n\
             had AUX VBD 9 aux Mood=Ind|Number=Plur|Person=3|Tense=Past|VerbForm=Fin\n\
             learned VERB VBN 6 acl:relcl Tense=Past|VerbForm=Part\n\
             it PRON PRP 9 obj Case=Acc|Gender=Neut|Number=Sing|Person=3|PronType=Prs",
        );
    }

    #[test]
    fn subjects_give_person_and_number() {
        check(
            "We PRON PRP 2 nsubj Case=Nom|Number=Plur|Person=1|PronType=Prs\n\
             ask VERB VBP 0 root Mood=Ind|Number=Plur|Person=1|Tense=Pres|VerbForm=Fin\n\
             you PRON PRP 2 obj Case=Acc|Person=2|PronType=Prs\n\
             to PART TO 5 mark _\n\
             stop VERB VB 2 xcomp VerbForm=Inf\n\
             and CCONJ CC 7 cc _\n\
             thank VERB VBP 2 conj Mood=Ind|Number=Plur|Person=1|Tense=Pres|VerbForm=Fin",
        );
        check("Stop VERB VB 0 root Mood=Imp|VerbForm=Fin\nshooting VERB VBG 1 xcomp VerbForm=Ger");
        check(
            "Who PRON WP 2 nsubj PronType=Int\nleft VERB VBD 0 root Mood=Ind|Number=Sing|Person=3|Tense=Past|VerbForm=Fin",
        );
    }

    /// A word of any tags, with any head, even outside the sentence or in a circle.
    fn any_word() -> impl Strategy<Value = Word> {
        let tags = (0..Upos::NAMES.len(), 0..Xpos::NAMES.len(), 0..Deprel::NAMES.len());
        (tags, prop::option::of(0_u32..12)).prop_map(|((upos, xpos, deprel), head)| Word {
            upos: Upos::at(upos).unwrap(),
            xpos: Xpos::at(xpos).unwrap(),
            head,
            deprel: Deprel::at(deprel).unwrap(),
        })
    }

    proptest! {
        #[test]
        fn any_words_have_features(words in prop::collection::vec((any_word(), "[A-Za-z0-9.,'’]{1,5}"), 0..10)) {
            thread_local! { static MORPHOLOGY: Morphology = Morphology::builtin(); }
            let forms: Vec<&str> = words.iter().map(|(_, form)| form.as_str()).collect();
            let words: Vec<Word> = words.iter().map(|(word, _)| *word).collect();
            let found = MORPHOLOGY.with(|morphology| morphology.features(&forms, &words));
            for features in found {
                prop_assert_eq!(Features::parse(&features.to_string()), features);
            }
        }
    }

    #[test]
    fn a_row_that_is_wrong_is_named() {
        let error = |table| Morphology::read("t.tsv", table).unwrap_err().to_string();
        assert_eq!(error("PRON/DT\tthis"), "t.tsv:1: 2 cells, expected class, form, features");
        assert_eq!(
            error("\nPRON/DT\tthis\tPronType=Dem|Number=Sing"),
            "t.tsv:2: \"PronType=Dem|Number=Sing\", expected known features in their order, as Number=Sing|PronType=Dem"
        );
    }
}
