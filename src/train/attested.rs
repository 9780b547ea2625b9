//! Inflected words of a tagged corpus whose base the corpus attests too: "declined" is of "decline", as there is no "declin".

use std::collections::{BTreeMap, BTreeSet};

use crate::parse::Xpos;

/// Words by tag, in lower case.
type Words<'c> = BTreeMap<&'c str, BTreeSet<String>>;

/// Returns the inflected verbs and nouns of corpora in `word_TAG` whose base is plain: tag, form, base. Sorted, each once.
pub fn bases(corpora: &[String]) -> Vec<(Xpos, String, String)> {
    let mut words = Words::new();
    for token in corpora.iter().flat_map(|corpus| corpus.split_whitespace()) {
        let Some((word, tag)) = token.rsplit_once('_') else { continue };
        if word.len() > 3 && word.bytes().all(|b| b.is_ascii_lowercase()) {
            words.entry(tag).or_default().insert(word.to_owned());
        }
    }
    let of =
        |tags: &[&str]| tags.iter().filter_map(|tag| words.get(tag)).flatten().cloned().collect::<BTreeSet<String>>();
    let (verbs, nouns) = (of(&["VB", "VBP"]), of(&["NN"]));
    let mut found = Vec::new();
    let inflected =
        [(Xpos::NNS, &nouns), (Xpos::VBD, &verbs), (Xpos::VBG, &verbs), (Xpos::VBN, &verbs), (Xpos::VBZ, &verbs)];
    for (xpos, known) in inflected {
        let tag = xpos.as_str();
        for form in of(&[tag]) {
            let attested: Vec<String> =
                candidates(tag, &form).into_iter().filter(|base| known.contains(base)).collect();
            if let [base] = &attested[..] {
                found.push((xpos, form, base.clone()));
            }
        }
    }
    found
}

/// What a regular form may be of.
fn candidates(tag: &str, form: &str) -> Vec<String> {
    let without = |ending: &str| form.strip_suffix(ending);
    let ending = match tag {
        "VBG" => "ing",
        "VBD" | "VBN" => "ed",
        _ => {
            let y = without("ies").map(|stem| format!("{stem}y"));
            return [y, without("es").map(str::to_owned), without("s").map(str::to_owned)]
                .into_iter()
                .flatten()
                .collect();
        }
    };
    let y = without("ied").map(|stem| format!("{stem}y"));
    let Some(stem) = without(ending) else { return Vec::new() };
    let undoubled = stem
        .char_indices()
        .next_back()
        .filter(|(at, last)| stem[..*at].ends_with(*last))
        .map(|(at, _)| stem[..at].to_owned());
    [Some(stem.to_owned()), Some(format!("{stem}e")), undoubled, y].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_must_be_attested_and_alone() {
        let corpus = "They_PRP decline_VBP ,_, declined_VBD and_CC annexed_VBD ._. To_TO plan_VB planning_VBG \
                      bathing_VBG to_TO bath_VB or_CC bathe_VB armies_NNS army_NN";
        let found = bases(&[corpus.to_owned()]);
        let found: Vec<(&str, &str, &str)> =
            found.iter().map(|(x, f, b)| (x.as_str(), f.as_str(), b.as_str())).collect();
        assert_eq!(found, [("NNS", "armies", "army"), ("VBD", "declined", "decline"), ("VBG", "planning", "plan")]);
    }
}
