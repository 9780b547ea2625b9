//! Words of other formats in ours: labels, scripts, capitals.

use crate::gazetteer::kind::EntityType;

/// Labels of taggers, and the type of ours.
const LABELS: [(&str, EntityType); 7] = [
    ("PERSON", EntityType::Person),
    ("PER", EntityType::Person),
    ("ORG", EntityType::Organisation),
    ("GPE", EntityType::Region),
    ("LOC", EntityType::Region),
    ("NORP", EntityType::Group),
    ("FAC", EntityType::Other),
];

/// Words that stay in lower case inside a name.
const SMALL_WORDS: [&str; 8] = ["of", "the", "and", "for", "in", "on", "at", "to"];
/// Letters of a lone word at most that is taken for an abbreviation: "UAE".
const LONGEST_ABBREVIATION: usize = 3;

/// The type of a label such as `ORG`.
pub(super) fn labelled(label: &str) -> Option<EntityType> {
    LABELS.iter().find(|(word, _)| word.eq_ignore_ascii_case(label)).map(|(_, entity_type)| *entity_type)
}

/// A type as our files have it: ours in any case, or a label.
pub(super) fn own_type(cell: &str) -> Option<String> {
    let lower = cell.to_lowercase();
    let (name, _) = lower.split_once('/').unwrap_or((&lower, ""));
    if name == "none" || EntityType::parse(name).is_some() {
        return Some(lower);
    }
    labelled(cell).map(|entity_type| entity_type.name().to_owned())
}

/// Says whether a name has letters, all of them Latin (Unicode: Latin-1, Extended-A and -B, Additional).
pub(super) fn is_latin(name: &str) -> bool {
    let latin = |c: char| c.is_ascii() || ('\u{c0}'..='\u{24f}').contains(&c) || ('\u{1e00}'..='\u{1eff}').contains(&c);
    name.chars().any(char::is_alphabetic) && name.chars().filter(|c| c.is_alphabetic()).all(latin)
}

/// Says whether a name that is all in capitals is an abbreviation: a lone word that is short or has no vowel.
pub(super) fn is_abbreviation(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let is_lone = !name.contains([' ', '-']);
    is_lone
        && letters > 1
        && (letters <= LONGEST_ABBREVIATION || !name.to_uppercase().contains(['A', 'E', 'I', 'O', 'U', 'Y']))
}

/// Puts a capital at the head of each word and of each part of a hyphenated one; small words inside stay small.
pub(super) fn title_case(name: &str) -> String {
    let words = name.split_whitespace().enumerate().map(|(index, word)| {
        let word = word.to_lowercase();
        let is_small = index > 0 && SMALL_WORDS.contains(&word.as_str());
        if is_small { word } else { word.split('-').map(capitalised).collect::<Vec<_>>().join("-") }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_get_their_capitals() {
        for (name, expected) in
            [("BANK OF XLAND", "Bank of Xland"), ("ABU AL-AB", "Abu Al-Ab"), ("THE ÉTAT", "The État")]
        {
            assert_eq!(title_case(name), expected);
        }
        assert!(is_abbreviation("UAE") && is_abbreviation("FBTR") && !is_abbreviation("PERU"));
        assert!(is_latin("Łódź-2") && !is_latin("Жук") && !is_latin("12"));
    }
}
