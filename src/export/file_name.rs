//! Names of files made of words of the news: none leaves its folder, none is refused by Windows, no two are one.

use std::collections::BTreeSet;

/// Bytes of a file's name, well below the 255 of file systems.
const LONGEST: usize = 120;
/// Names that Windows keeps to itself.
const KEPT: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// A path below the folder that no other file has, whatever the file system makes of capitals.
pub(super) fn fresh(folder: &str, words: &str, taken: &mut BTreeSet<String>) -> String {
    let mut name = String::new();
    for c in words.chars() {
        let c = if c.is_control() || "\\/:*?\"<>|#^[]%".contains(c) { ' ' } else { c };
        if name.len() + c.len_utf8() > LONGEST {
            break;
        }
        if c != ' ' || !name.ends_with(' ') {
            name.push(c);
        }
    }
    let mut name = name.trim_matches([' ', '.']).to_owned();
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    let is_kept = KEPT.contains(&stem.trim_end_matches(|c: char| c.is_ascii_digit()));
    if name.is_empty() || is_kept {
        name.insert_str(0, if name.is_empty() { "note" } else { "note " });
    }
    let mut path = format!("{folder}/{name}");
    let mut number = 2;
    while !taken.insert(path.to_lowercase()) {
        path = format!("{folder}/{name} {number}");
        number += 1;
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_folder_and_apart() {
        let cases = [
            ("Lima", "f/Lima"),
            ("LIMA", "f/LIMA 2"),
            ("../../etc/passwd", "f/etc passwd"),
            ("C:\\boot|x", "f/C boot x"),
            ("con", "f/note con"),
            ("COM1.txt", "f/note COM1.txt"),
            ("..", "f/note"),
            ("a\u{0}\n b.", "f/a b"),
        ];
        let mut taken = BTreeSet::new();
        for (words, expected) in cases {
            assert_eq!(fresh("f", words, &mut taken), expected);
        }
        assert!(fresh("f", &"ж".repeat(500), &mut taken).len() < 140);
    }
}
