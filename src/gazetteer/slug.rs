//! Slugs: a name in, the part of an id after the slash out.

use unicode_normalization::UnicodeNormalization as _;

/// Returns a name as part of an id: ASCII lower case, digits and hyphens; letters that have no ASCII form are kept.
pub fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)) {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '’' | '.') && !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

/// Latin letters that Unicode does not take apart, in lower case.
const FOLDED: [(char, &str); 13] = [
    ('ł', "l"),
    ('ø', "o"),
    ('đ', "d"),
    ('ð', "d"),
    ('þ', "th"),
    ('ß', "ss"),
    ('æ', "ae"),
    ('œ', "oe"),
    ('ı', "i"),
    ('ħ', "h"),
    ('ŧ', "t"),
    ('ŋ', "n"),
    ('ə', "a"),
];

/// Returns a [`slug`] that the ids of files may have: letters beyond ASCII are folded, or left out where nothing is like
/// them. Empty, if nothing is left.
pub fn ascii_slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in slug(name).chars() {
        match FOLDED.iter().find(|(letter, _)| *letter == c) {
            Some((_, folded)) => out.push_str(folded),
            None if c.is_ascii_alphanumeric() => out.push(c),
            None if c == '-' && !out.is_empty() && !out.ends_with('-') => out.push(c),
            None => {}
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_fold_case_accents_and_marks() {
        let cases = [
            ("São Tomé", "sao-tome"),
            ("U.S. Army", "us-army"),
            ("Côte d’Ivoire", "cote-divoire"),
            ("A & B", "a-b"),
            ("Жук", "жук"),
        ];
        for (name, expected) in cases {
            assert_eq!(slug(name), expected);
        }
    }

    #[test]
    fn slugs_of_files_are_ascii() {
        let cases = [("Łódź", "lodz"), ("Æthelred Ørsted", "aethelred-orsted"), ("Жук", ""), ("Жук-A", "a")];
        for (name, expected) in cases {
            assert_eq!(ascii_slug(name), expected);
        }
    }
}
