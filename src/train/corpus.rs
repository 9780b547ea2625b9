//! Treebanks as training sees them: sentences of forms, tags, heads and labels.

use std::io::{self, Write};
use std::path::Path;

use crate::input::conllu;
use crate::parse::{Deprel, Form, Tag, Upos, Xpos};

/// A sentence with its gold analysis.
#[derive(Debug, Clone, Default)]
pub(crate) struct Example {
    /// The words.
    pub(crate) words: Vec<String>,
    /// Their spelling.
    pub(crate) forms: Vec<Form>,
    /// Their tags.
    pub(crate) tags: Vec<Tag>,
    /// Index of the head; the number of words for the root.
    pub(crate) heads: Vec<usize>,
    /// Relation to the head.
    pub(crate) labels: Vec<Deprel>,
}

/// Reads treebanks, in the order given.
///
/// # Errors
/// The first file or line that cannot be read, or a tag that is unknown.
pub(crate) fn read(paths: &[&Path]) -> anyhow::Result<Vec<Example>> {
    let mut examples = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        for sentence in conllu::parse(&name, &crate::input::read_to_string(path)?)? {
            examples.push(example(&sentence).map_err(|what| anyhow::anyhow!("{name}: \"{}\": {what}", sentence.text))?);
        }
    }
    Ok(examples)
}

fn example(sentence: &conllu::Sentence) -> Result<Example, String> {
    let mut out = Example::default();
    let mut buffer = String::new();
    for word in &sentence.words {
        let tag = Upos::parse(&word.upos).zip(Xpos::parse(&word.xpos));
        out.tags.push(tag.ok_or_else(|| format!("tags {} {} are unknown", word.upos, word.xpos))?);
        let head = word.head.filter(|h| *h <= sentence.words.len()).ok_or("a head is missing")?;
        out.heads.push(head.checked_sub(1).unwrap_or(sentence.words.len()));
        out.labels.push(Deprel::parse(&word.deprel).ok_or_else(|| format!("relation {} is unknown", word.deprel))?);
        out.forms.push(Form::new(&word.form, &mut buffer));
        out.words.push(word.form.clone());
    }
    Ok(out)
}

/// Writes examples as a treebank that [`read`] takes.
///
/// # Errors
/// Those of the writer.
pub(crate) fn write(examples: &[Example], out: &mut impl Write) -> io::Result<()> {
    for example in examples {
        for at in 0..example.words.len() {
            let head = if example.heads[at] == example.words.len() { 0 } else { example.heads[at] + 1 };
            let (word, (upos, xpos)) = (&example.words[at], example.tags[at]);
            let (upos, xpos, label) = (upos.as_str(), xpos.as_str(), example.labels[at].as_str());
            writeln!(out, "{}\t{word}\t_\t{upos}\t{xpos}\t_\t{head}\t{label}\t_\t_", at + 1)?;
        }
        writeln!(out)?;
    }
    Ok(())
}
