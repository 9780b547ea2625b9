//! Treebanks in CoNLL-U (<https://universaldependencies.org/format.html>): sentences with their text and words.

/// A sentence of a treebank.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sentence {
    /// The text as written (`# text`), else the words joined by spaces.
    pub text: String,
    /// Forms of the syntactic words; empty nodes and the lines of multi-word tokens are left out.
    pub words: Vec<String>,
    /// `# newdoc` stands before it.
    pub begins_document: bool,
    /// `# newpar` or `# newdoc` stands before it.
    pub begins_paragraph: bool,
}

/// What is wrong with a treebank.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}: {message}")]
#[non_exhaustive]
pub struct ConlluError {
    /// The file.
    pub path: String,
    /// 1-based.
    pub line: usize,
    /// What was found and expected.
    pub message: String,
}

/// Reads a treebank.
///
/// # Errors
/// The first line that is not of the format.
pub fn parse(path: &str, text: &str) -> Result<Vec<Sentence>, ConlluError> {
    let (mut sentences, mut sentence) = (Vec::new(), Sentence::default());
    // A multi-word token whose words do not spell it is one word to us: ("du", until its last word).
    let mut covered = None;
    for (index, line) in text.lines().enumerate() {
        let error = |message: String| ConlluError { path: path.to_owned(), line: index + 1, message };
        if let Some(comment) = line.strip_prefix('#') {
            let comment = comment.trim();
            sentence.begins_document |= comment.starts_with("newdoc");
            sentence.begins_paragraph |= comment.starts_with("newdoc") || comment.starts_with("newpar");
            if let Some(words) = comment.strip_prefix("text = ") {
                words.clone_into(&mut sentence.text);
            }
        } else if line.trim().is_empty() {
            if !sentence.words.is_empty() {
                finish(&mut sentences, std::mem::take(&mut sentence));
            }
        } else {
            let mut cells = line.split('\t');
            let (Some(id), Some(form)) = (cells.next(), cells.next()) else {
                return Err(error(format!("found \"{line}\", expected tab-separated columns: ID, FORM and more")));
            };
            if id.contains('.') {
                continue;
            }
            let number = |n: &str| n.parse::<usize>().map_err(|_| error(format!("\"{id}\" is no word number")));
            if let Some((first, last)) = id.split_once('-') {
                covered = Some((number(first)?, number(last)?, form.to_owned(), sentence.words.len()));
                continue;
            }
            sentence.words.push(form.to_owned());
            if let Some((_, last, surface, from)) = &covered
                && number(id)? >= *last
            {
                if sentence.words[*from..].concat() != *surface {
                    sentence.words.truncate(*from);
                    sentence.words.push(surface.clone());
                }
                covered = None;
            }
        }
    }
    if !sentence.words.is_empty() {
        finish(&mut sentences, sentence);
    }
    Ok(sentences)
}

fn finish(sentences: &mut Vec<Sentence>, mut sentence: Sentence) {
    if sentence.text.is_empty() {
        sentence.text = sentence.words.join(" ");
    }
    sentences.push(sentence);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_and_errors_name_their_line() {
        let text = "# newpar\n# text = It's du.\n1-2\tIt's\n1\tIt\n2\t's\n3-4\tdu\n3\tde\n4\tle\n4.1\tx\n5\t.\n";
        let found = parse("a", text).unwrap();
        assert_eq!(found[0].words, ["It", "'s", "du", "."]);
        assert!(found[0].begins_paragraph && !found[0].begins_document);
        assert_eq!(
            parse("a", "1 It\n").unwrap_err().to_string(),
            "a:1: found \"1 It\", expected tab-separated columns: ID, FORM and more"
        );
    }
}
