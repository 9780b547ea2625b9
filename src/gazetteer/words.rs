//! Word lists: which words are given names, heads of names of bodies, common words and so on. Files of two columns, `word`
//! and `class` (`common.tsv` has the first only), with a first line that names them; `#` begins a comment.
//!
//! This file is also compiled into the build script, so it imports nothing but its neighbours.

use std::collections::BTreeMap;

use crate::gazetteer::kind::WordClasses;
use crate::gazetteer::row::RowError;

/// All words of the lists with their classes.
#[derive(Debug, Default, Clone)]
pub struct WordLists {
    /// Sorted, so that the compiled form does not depend on the order of files.
    pub words: BTreeMap<String, WordClasses>,
}

/// Says whether a file of that name is a word list.
pub fn is_word_list(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    WordClasses::WORDS.iter().any(|(file, _, _)| *file == name)
}

impl WordLists {
    /// Adds a file.
    ///
    /// # Errors
    /// All that is wrong with it; then nothing of it is added.
    pub fn read(&mut self, path: &str, text: &str) -> Result<(), Vec<RowError>> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let known: Vec<(&str, WordClasses)> = WordClasses::WORDS
            .iter()
            .filter(|(file, _, _)| *file == name)
            .map(|(_, word, class)| (*word, *class))
            .collect();
        let (mut found, mut errors) = (Vec::new(), Vec::new());
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let (index, header) = lines.next().unwrap_or_default();
        if header.split('\t').next() != Some("word") {
            let message = format!("found \"{header}\", expected a line that names the columns: word, class");
            return Err(vec![RowError { path: path.to_owned(), line: index + 1, column: 1, message }]);
        }
        for (index, line) in lines {
            let mut cells = line.split('\t');
            let (word, class) = (cells.next().unwrap_or_default(), cells.next().unwrap_or("common"));
            match known.iter().find(|(name, _)| *name == class) {
                Some((_, class)) if !word.is_empty() => found.push((word, *class)),
                _ => {
                    let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
                    let message = format!(
                        "found \"{word}\" of class \"{class}\", expected a word and one of {}",
                        names.join(", ")
                    );
                    errors.push(RowError { path: path.to_owned(), line: index + 1, column: 1, message });
                }
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        for (word, class) in found {
            let classes = self.words.entry(word.to_owned()).or_default();
            *classes = WordClasses(classes.0 | class.0);
        }
        Ok(())
    }
}
