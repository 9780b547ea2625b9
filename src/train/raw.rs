//! Open text without trees: words and tags of the Manually Annotated Sub-Corpus (one `word_TAG` after the other), and the texts of
//! corpora that were annotated for something else. All of it is tokenized by our own rules, so that it looks like what users bring.

use std::path::Path;

use anyhow::Result;

use crate::input;
use crate::text;
use crate::token::{self, TokenRules};

/// Reads a file of `word_TAG` and returns its sentences as words; lines that begin with `#` name documents.
///
/// # Errors
/// If the file cannot be read.
pub(crate) fn tagged(path: &Path, rules: &TokenRules) -> Result<Vec<Vec<String>>> {
    let text = input::read_to_string(path)?;
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    Ok(lines.flat_map(|line| sentences(&untagged(line), rules)).collect())
}

/// Reads the field `field` of each JSON line and returns the sentences as words.
///
/// # Errors
/// If the file cannot be read or a line is no JSON.
pub(crate) fn json_lines(path: &Path, field: &str, rules: &TokenRules) -> Result<Vec<Vec<String>>> {
    let text = input::read_to_string(path)?;
    let mut out = Vec::new();
    for line in text.lines() {
        let value: serde_json::Value = serde_json::from_str(line)?;
        out.extend(sentences(value[field].as_str().unwrap_or_default(), rules));
    }
    Ok(out)
}

fn untagged(line: &str) -> String {
    let word = |pair: &str| {
        let word = pair.rsplit_once('_').map_or(pair, |(word, _)| word);
        match word {
            "``" | "''" => "\"".to_owned(),
            "-LRB-" => "(".to_owned(),
            "-RRB-" => ")".to_owned(),
            _ => word.replace("\\/", "/"),
        }
    };
    line.split_whitespace().map(word).collect::<Vec<String>>().join(" ")
}

/// Tokenizes a text and returns the words of each sentence.
pub(crate) fn sentences(text: &str, rules: &TokenRules) -> Vec<Vec<String>> {
    let tokens = token::tokenize(text, &text::plain_layout(text), rules);
    let words =
        |s: &token::Sentence| tokens.tokens[s.tokens.clone()].iter().map(|t| t.span.of(text).to_owned()).collect();
    tokens.sentences.iter().map(words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_treebank_quotes_go() {
        assert_eq!(untagged("``_`` Stop_VB ''_'' ,_, he_PRP said_VBD"), "\" Stop \" , he said");
        assert_eq!(sentences("a Mali-led rally", &TokenRules::builtin()), [["a", "Mali", "-", "led", "rally"]]);
    }
}
