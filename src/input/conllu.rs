//! Treebanks in CoNLL-U (<https://universaldependencies.org/format.html>): sentences with their text and words.

use std::ops::Range;

/// A sentence of a treebank.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sentence {
    /// The lines that begin with `#`, as they stand.
    pub comments: Vec<String>,
    /// The text as written (`# text`), else the words joined by spaces.
    pub text: String,
    /// The syntactic words; empty nodes and the lines of multi-word tokens are left out.
    pub words: Vec<Word>,
    /// Multi-word tokens, in order.
    pub multiword: Vec<Multiword>,
    /// `# newdoc` stands before it.
    pub begins_document: bool,
    /// `# newpar` or `# newdoc` stands before it.
    pub begins_paragraph: bool,
}

/// Words that are written as one: "don't".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Multiword {
    /// Indices of the words, half-open.
    pub words: Range<usize>,
    /// Their common form.
    pub form: String,
    /// MISC of the token.
    pub misc: String,
}

/// A line of the format: what stands in its columns, `_` for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Word {
    /// FORM.
    pub form: String,
    /// LEMMA.
    pub lemma: String,
    /// UPOS.
    pub upos: String,
    /// XPOS.
    pub xpos: String,
    /// FEATS.
    pub feats: String,
    /// HEAD: 1-based, 0 for the root; none where the column holds no number.
    pub head: Option<usize>,
    /// DEPREL.
    pub deprel: String,
    /// MISC.
    pub misc: String,
}

impl Sentence {
    /// Returns the words as they can be read in the text: a multi-word token whose words do not spell it is one word.
    pub fn surface_words(&self) -> Vec<&str> {
        let (mut words, mut at) = (Vec::new(), 0);
        for token in self.multiword.iter().filter(|token| !self.spells(token)) {
            words.extend(self.words[at..token.words.start].iter().map(|w| w.form.as_str()));
            words.push(&token.form);
            at = token.words.end;
        }
        words.extend(self.words[at..].iter().map(|w| w.form.as_str()));
        words
    }

    /// Says whether the words of a multi-word token, joined, are its form.
    pub fn spells(&self, token: &Multiword) -> bool {
        self.words[token.words.clone()].iter().map(|w| w.form.as_str()).collect::<String>() == token.form
    }
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
    for (index, line) in text.lines().enumerate() {
        if let Some(comment) = line.strip_prefix('#') {
            sentence.comments.push(line.to_owned());
            let comment = comment.trim();
            sentence.begins_document |= comment.starts_with("newdoc");
            sentence.begins_paragraph |= comment.starts_with("newdoc") || comment.starts_with("newpar");
            if let Some(words) = comment.strip_prefix("text = ") {
                words.clone_into(&mut sentence.text);
            }
        } else if line.trim().is_empty() {
            finish(&mut sentences, &mut sentence);
        } else {
            add_line(&mut sentence, line).map_err(|message| ConlluError {
                path: path.to_owned(),
                line: index + 1,
                message,
            })?;
        }
    }
    finish(&mut sentences, &mut sentence);
    Ok(sentences)
}

fn add_line(sentence: &mut Sentence, line: &str) -> Result<(), String> {
    let cells: Vec<&str> = line.split('\t').collect();
    let cell = |at: usize| cells.get(at).copied().unwrap_or("_").to_owned();
    let &[id, form, ..] = &cells[..] else {
        return Err(format!("found \"{line}\", expected tab-separated columns: ID, FORM and more"));
    };
    if id.contains('.') {
        return Ok(());
    }
    let number = |n: &str| n.parse::<usize>().ok().filter(|n| *n > 0).ok_or(format!("\"{id}\" is no word number"));
    if let Some((first, last)) = id.split_once('-') {
        let (first, last) = (number(first)?, number(last)?);
        if first != sentence.words.len() + 1 || last < first {
            return Err(format!("\"{id}\" does not begin with the next word, {}", sentence.words.len() + 1));
        }
        sentence.multiword.push(Multiword { words: first - 1..last, form: form.to_owned(), misc: cell(9) });
        return Ok(());
    }
    if number(id)? != sentence.words.len() + 1 {
        return Err(format!("word \"{id}\" where {} was expected", sentence.words.len() + 1));
    }
    sentence.words.push(Word {
        form: form.to_owned(),
        lemma: cell(2),
        upos: cell(3),
        xpos: cell(4),
        feats: cell(5),
        head: cell(6).parse().ok(),
        deprel: cell(7),
        misc: cell(9),
    });
    Ok(())
}

fn finish(sentences: &mut Vec<Sentence>, sentence: &mut Sentence) {
    let mut done = std::mem::take(sentence);
    if done.words.is_empty() {
        return;
    }
    let count = done.words.len();
    done.multiword.retain(|token| token.words.end <= count);
    if done.text.is_empty() {
        done.text = done.words.iter().map(|w| w.form.as_str()).collect::<Vec<_>>().join(" ");
    }
    sentences.push(done);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_and_errors_name_their_line() {
        let text = "# newpar\n# text = It's du.\n1-2\tIt's\n1\tIt\tit\tPRON\tPRP\t_\t0\troot\n2\t's\n3-4\tdu\n3\tde\n4\tle\n4.1\tx\n5\t.\n";
        let found = parse("a", text).unwrap();
        assert_eq!(found[0].surface_words(), ["It", "'s", "du", "."]);
        assert_eq!(found[0].words.len(), 5);
        assert_eq!((found[0].words[0].head, found[0].words[0].deprel.as_str()), (Some(0), "root"));
        assert!(found[0].begins_paragraph && !found[0].begins_document);
        let error = |text| parse("a", text).unwrap_err().to_string();
        assert_eq!(error("1 It\n"), "a:1: found \"1 It\", expected tab-separated columns: ID, FORM and more");
        assert_eq!(error("1\tIt\n3\tis\n"), "a:2: word \"3\" where 2 was expected");
    }
}
