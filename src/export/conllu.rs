//! Sentences in CoNLL-U (<https://universaldependencies.org/format.html>), as `input::conllu` reads them.

use std::io::{self, Write};

use crate::input::conllu::{Sentence, Word};
use crate::parse::{self, Deprel, Lemmas, Morphology, Parse};
use crate::token::Tokens;

/// What stands in an empty column.
const NOTHING: &str = "_";
/// MISC of a token that the next one follows without a space.
const NO_SPACE: &str = "SpaceAfter=No";

/// Returns the tokens and sentences of a document, with their tags and trees if there is a parse.
pub fn sentences(id: &str, text: &str, tokens: &Tokens, parse: Option<&Parse>) -> Vec<Sentence> {
    let mut block = None;
    let mut out = Vec::with_capacity(tokens.sentences.len());
    for (index, found) in tokens.sentences.iter().enumerate() {
        let mut sentence = Sentence {
            begins_document: index == 0,
            begins_paragraph: block.replace(found.block) != Some(found.block),
            ..Sentence::default()
        };
        for at in found.tokens.clone() {
            let span = tokens.tokens[at].span;
            let is_tight = tokens.tokens.get(at + 1).is_some_and(|next| next.span.start == span.end);
            let misc = if is_tight { NO_SPACE } else { NOTHING }.to_owned();
            let word = Word { form: span.of(text).to_owned(), misc, ..empty() };
            sentence.words.push(parse.map_or(word.clone(), |parse| with_grammar(word, parse.words[at])));
        }
        sentence.text = written(&sentence);
        sentence.comments = comments(id, index, &sentence);
        out.push(sentence);
    }
    out
}

fn empty() -> Word {
    let nothing = || NOTHING.to_owned();
    Word {
        form: nothing(),
        lemma: nothing(),
        upos: nothing(),
        xpos: nothing(),
        feats: nothing(),
        head: None,
        deprel: nothing(),
        misc: nothing(),
    }
}

fn comments(id: &str, index: usize, sentence: &Sentence) -> Vec<String> {
    // A line of the format holds no line end, and an id no white space.
    let id = id.split_whitespace().collect::<Vec<_>>().join("_");
    let mut comments = Vec::new();
    if sentence.begins_document {
        comments.push(format!("# newdoc id = {id}"));
    }
    if sentence.begins_paragraph {
        comments.push("# newpar".to_owned());
    }
    comments.push(format!("# sent_id = {id}-{}", index + 1));
    comments.push(format!("# text = {}", sentence.text));
    comments
}

/// The text that forms and `SpaceAfter=No` spell.
fn written(sentence: &Sentence) -> String {
    let mut text = String::new();
    for word in &sentence.words {
        text.push_str(&word.form);
        if word.misc != NO_SPACE {
            text.push(' ');
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// Returns given words with what grammar says of them instead of what was given: tags, heads and relations.
pub fn with_words(given: &Sentence, words: &[parse::Word]) -> Sentence {
    let words = given.words.iter().zip(words).map(|(word, found)| with_grammar(word.clone(), *found)).collect();
    Sentence { words, ..given.clone() }
}

fn with_grammar(word: Word, found: parse::Word) -> Word {
    Word {
        upos: found.upos.as_str().to_owned(),
        xpos: found.xpos.as_str().to_owned(),
        head: Some(found.head.map_or(0, |head| head as usize + 1)),
        deprel: found.deprel.as_str().to_owned(),
        ..word
    }
}

/// Fills LEMMA and FEATS from the tags and the tree of a sentence, if it has them.
pub fn with_morphology(given: &Sentence, lemmas: Option<&Lemmas>, morphology: Option<&Morphology>) -> Sentence {
    let mut sentence = given.clone();
    let Some(words) = parse::given(given) else { return sentence };
    let forms: Vec<&str> = given.words.iter().map(|word| word.form.as_str()).collect();
    if let Some(lemmas) = lemmas {
        for ((line, form), word) in sentence.words.iter_mut().zip(&forms).zip(&words) {
            // The second half of a word that was broken by mistake has no lemma of its own.
            line.lemma = match word.deprel {
                Deprel::GOESWITH => NOTHING.to_owned(),
                _ => lemmas.lemma(form, word.upos, word.xpos).into_owned(),
            };
        }
    }
    if let Some(morphology) = morphology {
        for (line, features) in sentence.words.iter_mut().zip(morphology.features(&forms, &words)) {
            line.feats = features.to_string();
        }
    }
    sentence
}

/// Writes a sentence and the empty line behind it.
///
/// # Errors
/// If the writer fails.
pub fn write(sentence: &Sentence, mut out: impl Write) -> io::Result<()> {
    for comment in &sentence.comments {
        writeln!(out, "{comment}")?;
    }
    let mut multiword = sentence.multiword.iter().peekable();
    for (at, word) in sentence.words.iter().enumerate() {
        if let Some(token) = multiword.next_if(|token| token.words.start == at) {
            let range = format!("{}-{}", at + 1, token.words.end);
            writeln!(out, "{range}\t{}\t_\t_\t_\t_\t_\t_\t_\t{}", token.form, token.misc)?;
        }
        let head = word.head.map_or_else(|| NOTHING.to_owned(), |head| head.to_string());
        let columns = [&word.form, &word.lemma, &word.upos, &word.xpos, &word.feats, &head, &word.deprel];
        write!(out, "{}", at + 1)?;
        columns.iter().try_for_each(|column| write!(out, "\t{column}"))?;
        writeln!(out, "\t{NOTHING}\t{}", word.misc)?;
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::conllu;
    use crate::parse::Grammar;
    use crate::text;
    use crate::token::{self, TokenRules};

    fn written(sentences: &[Sentence]) -> String {
        let mut out = Vec::new();
        for sentence in sentences {
            write(sentence, &mut out).unwrap();
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text = "Peru's minister left.  \n\nShe hadn't  slept. (Why?)She was  ill.";
        let layout = text::plain_layout(text);
        let tokens = token::tokenize(text, &layout, &TokenRules::builtin());
        let parse = Grammar::builtin().parse(text, &tokens);
        let (lemmas, morphology) = (Lemmas::builtin(), Morphology::builtin());
        let found: Vec<Sentence> = sentences("a b.txt", text, &tokens, Some(&parse))
            .iter()
            .map(|sentence| with_morphology(sentence, Some(&lemmas), Some(&morphology)))
            .collect();
        let file = written(&found);
        assert_eq!(conllu::parse("t", &file).unwrap(), found);
        let start = "# newdoc id = a_b.txt\n# newpar\n# sent_id = a_b.txt-1\n# text = Peru's minister left.\n1\tPeru\t";
        assert!(file.starts_with(start), "{file}");
        assert!(file.contains("# newpar\n# sent_id = a_b.txt-2\n# text = She hadn't slept.\n"), "{file}");
        let tight: Vec<&str> =
            found.iter().flat_map(|s| &s.words).filter(|w| w.misc == NO_SPACE).map(|w| w.form.as_str()).collect();
        assert_eq!(tight, ["Peru", "left", "had", "slept", "(", "Why", "?", ")", "ill"]);
    }

    #[test]
    fn multiword_tokens_and_comments_are_kept() {
        let file = "# sent_id = 7\n# text = It's du.\n1-2\tIt's\t_\t_\t_\t_\t_\t_\t_\tNote=a\n\
                    1\tIt\tit\tPRON\tPRP\tCase=Nom\t0\troot\t_\t_\n2\t's\tbe\tAUX\tVBZ\t_\t1\tcop\t_\t_\n\
                    3-4\tdu\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n3\tde\t_\t_\t_\t_\t_\t_\t_\t_\n\
                    4\tle\t_\t_\t_\t_\t_\t_\t_\t_\n5\t.\t_\t_\t_\t_\t_\t_\t_\t_\n\n";
        assert_eq!(written(&conllu::parse("t", file).unwrap()), file);
    }
}
