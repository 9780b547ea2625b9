//! Names in columns, a token a line: IOB2 with the sentence's text in a comment (Universal NER), and word and tag parted by a
//! space with texts parted by `-DOCSTART-` (`CoNLL` 2003, `WikiGold`).

use crate::mention::recognise::NameClass;
use crate::span::Span;
use crate::train::names::corpus::{CorpusError, Marked, wrong};

/// A token with its tag.
struct Tagged<'t> {
    word: &'t str,
    begins: bool,
    class: Option<NameClass>,
}

/// Reads IOB2 of five columns (number, word, tag, two more) with `# newdoc` and `# text`.
///
/// # Errors
/// The first line that is not of the format.
pub(super) fn read_iob2(path: &str, text: &str) -> Result<Vec<Marked>, CorpusError> {
    let mut documents = vec![Marked::default()];
    let (mut sentence, mut words) = ("", Vec::new());
    for (line, number) in text.lines().chain([""]).zip(1..) {
        if line.starts_with("# newdoc") {
            documents.push(Marked::default());
        } else if let Some(written) = line.strip_prefix("# text = ") {
            sentence = written;
        } else if line.is_empty() {
            let document = documents.last_mut().expect("it begins with one");
            add(document, sentence, &words).map_err(|message| wrong(path, number, message))?;
            words.clear();
        } else if !line.starts_with('#') {
            let mut cells = line.split('\t');
            let (_, word, tag) = (cells.next(), cells.next(), cells.next());
            let (word, tag) = word.zip(tag).ok_or_else(|| wrong(path, number, "expected number, word and tag"))?;
            words.push(tagged(word, tag).map_err(|message| wrong(path, number, message))?);
        }
    }
    documents.retain(|document| !document.text.is_empty());
    Ok(documents)
}

/// Reads lines of word and tag. Neighbouring tokens of one class are one name where no `B-` parts them.
///
/// # Errors
/// The first line that is not of the format.
pub(super) fn read_columns(path: &str, text: &str) -> Result<Vec<Marked>, CorpusError> {
    let mut documents = vec![Marked::default()];
    let mut words: Vec<Tagged<'_>> = Vec::new();
    for (line, number) in text.lines().chain([""]).zip(1..) {
        if line.starts_with("-DOCSTART-") {
            documents.push(Marked::default());
        } else if line.is_empty() {
            let sentence = written(&words.iter().map(|w| w.word).collect::<Vec<_>>());
            let document = documents.last_mut().expect("it begins with one");
            add(document, &sentence, &words).map_err(|message| wrong(path, number, message))?;
            words.clear();
        } else {
            let (word, tag) = line.rsplit_once(' ').ok_or_else(|| wrong(path, number, "expected word and tag"))?;
            words.push(tagged(word, tag).map_err(|message| wrong(path, number, message))?);
        }
    }
    documents.retain(|document| !document.text.is_empty());
    Ok(documents)
}

fn tagged<'t>(word: &'t str, tag: &str) -> Result<Tagged<'t>, String> {
    let (place, kind) = tag.split_once('-').unwrap_or((tag, ""));
    let class = match kind {
        "PER" => Some(NameClass::Person),
        "ORG" => Some(NameClass::Organisation),
        "LOC" => Some(NameClass::Location),
        "" | "MISC" | "OTH" => None,
        _ => return Err(format!("found the class \"{kind}\", expected PER, ORG, LOC or MISC")),
    };
    match place {
        "B" | "I" | "O" => Ok(Tagged { word, begins: place == "B", class }),
        _ => Err(format!("found the tag \"{tag}\", expected O, or B- or I- and a class")),
    }
}

/// Finds the words in the sentence, one behind the other, and adds it with its names.
fn add(document: &mut Marked, sentence: &str, words: &[Tagged<'_>]) -> Result<(), String> {
    let (mut names, mut at): (Vec<(Span, NameClass)>, _) = (Vec::new(), 0);
    let mut open = None;
    for Tagged { word, begins, class } in words {
        let start =
            at + sentence[at..].find(word).ok_or_else(|| format!("\"{word}\" is not in the sentence's text"))?;
        at = start + word.len();
        let span = Span::new(start, at);
        match (class, names.last_mut()) {
            (Some(class), Some(last)) if open == Some(*class) && !begins => last.0 = last.0.cover(span),
            (Some(class), _) => names.push((span, *class)),
            (None, _) => {}
        }
        open = *class;
    }
    if !words.is_empty() {
        document.push(sentence, names);
    }
    Ok(())
}

/// Words as they would be written: no space before marks that close and behind those that open.
fn written(words: &[&str]) -> String {
    let mut out = String::new();
    let (mut glue, mut quoted) = (true, false);
    for word in words {
        let closes = matches!(*word, "," | "." | ";" | ":" | "!" | "?" | ")" | "]" | "%" | "'s" | "'" | "n't" | "''");
        let ends_quote = *word == "\"" && quoted;
        if !(glue || closes || ends_quote) {
            out.push(' ');
        }
        out.push_str(word);
        let begins_quote = *word == "\"" && !quoted;
        quoted = if *word == "\"" { !quoted } else { quoted };
        glue = begins_quote || matches!(*word, "(" | "[" | "$" | "#" | "``");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(document: &Marked) -> Vec<(&str, NameClass)> {
        document.names.iter().map(|(span, class)| (span.of(&document.text), *class)).collect()
    }

    #[test]
    fn iob2_is_read_by_the_text_in_its_comment() {
        let text = "# newdoc id = a\n# text = Ann Roe left Al-Mar.\n1\tAnn\tB-PER\t-\t-\n2\tRoe\tI-PER\t-\t-\n\
                    3\tleft\tO\t-\t-\n4\tAl\tB-LOC\t-\t-\n5\t-\tI-LOC\t-\t-\n6\tMar\tI-LOC\t-\t-\n7\t.\tO\t-\t-\n\n";
        let documents = read_iob2("x.iob2", text).unwrap();
        assert_eq!(documents.len(), 1);
        assert_eq!(names(&documents[0]), [("Ann Roe", NameClass::Person), ("Al-Mar", NameClass::Location)]);
    }

    #[test]
    fn columns_are_written_out() {
        let text = "-DOCSTART- O\n\nRoe I-PER\n's O\nband O\n( O\nThe I-ORG\nFew I-ORG\n) O\n. O\n\nIt O\n";
        let documents = read_columns("x.conll", text).unwrap();
        assert_eq!(documents[0].text, "Roe's band (The Few).\nIt\n");
        assert_eq!(names(&documents[0]), [("Roe", NameClass::Person), ("The Few", NameClass::Organisation)]);
    }

    #[test]
    fn errors_name_file_and_line() {
        let error = |text| read_columns("x.conll", text).unwrap_err().to_string();
        assert_eq!(error("a O\nb"), "x.conll:2: expected word and tag");
        assert_eq!(error("a B-ZZZ"), "x.conll:1: found the class \"ZZZ\", expected PER, ORG, LOC or MISC");
        let error = read_iob2("x.iob2", "# text = a\n1\tb\tO\n\n").unwrap_err().to_string();
        assert_eq!(error, "x.iob2:3: \"b\" is not in the sentence's text");
    }
}
