use std::fmt::Write as _;

use whowhom::pipeline::Analysis;
use whowhom::relation::Polarity;
use whowhom::span::Span;

use crate::sample::{ANALYSER, articles};

/// Characters of a line before it is broken.
const WIDTH: usize = 110;

/// The sentences of an article, under each name what it names, under each sentence what it states. A change of one name changes
/// one line.
fn aligned(found: &Analysis) -> String {
    let text = found.document.text.as_str();
    let mut out = String::new();
    let language = found.layout.language.unwrap_or("unknown");
    writeln!(out, "language: {language}, boilerplate: {} stretches\n", found.layout.boilerplate.len()).unwrap();
    for sentence in &found.tokens.sentences {
        for line in lines(text, sentence.span) {
            writeln!(out, "{}", line.of(text).replace(char::is_whitespace, " ")).unwrap();
            let own = found
                .mentions
                .iter()
                .zip(&found.identity.links)
                .filter(|(m, _)| line.contains(Span::new(m.span.start as usize, m.span.start as usize + 1)));
            let labels = own.map(|(mention, link)| {
                let before = text[line.start as usize..mention.span.start as usize].chars().count();
                (before, mention.span.of(text).chars().count(), found.identity.entities[link.entity].id.as_str())
            });
            out.push_str(&rows(&labels.collect::<Vec<_>>()));
        }
        for a in found.assertions.iter().filter(|a| a.evidence.sentence == sentence.span) {
            let name = |entity: usize| found.identity.entities[entity].name.as_str();
            let not = if a.polarity == Polarity::Negated { "not " } else { "" };
            let (subject, object) = (name(a.subject), name(a.object));
            writeln!(out, "  = {subject} -- {not}{} -> {object} ({:?}, {})", a.relation, a.status, a.rule).unwrap();
        }
        out.push('\n');
    }
    out
}

/// Breaks a sentence at white space, so that no line is much longer than [`WIDTH`].
fn lines(text: &str, sentence: Span) -> Vec<Span> {
    let (mut out, mut start, mut width) = (Vec::new(), sentence.start as usize, 0);
    for (at, c) in sentence.of(text).char_indices() {
        let at = sentence.start as usize + at;
        width += 1;
        if width > WIDTH && c.is_whitespace() {
            out.push(Span::new(start, at));
            (start, width) = (at + c.len_utf8(), 0);
        }
    }
    out.push(Span::new(start, sentence.end as usize));
    out
}

/// A row of `^` under the names, then their labels `(column, width, id)`, each in the first row that has room.
fn rows(labels: &[(usize, usize, &str)]) -> String {
    let mut marks = String::new();
    let mut rows: Vec<String> = Vec::new();
    for (column, width, id) in labels {
        let length = marks.chars().count();
        if length < column + width {
            let gap = column.saturating_sub(length);
            marks.push_str(&" ".repeat(gap));
            marks.push_str(&"^".repeat(column + width - length.max(*column)));
        }
        let has_room = |row: &String| row.chars().count() < *column || *column == 0 && row.is_empty();
        let row = rows.iter().position(has_room).unwrap_or_else(|| {
            rows.push(String::new());
            rows.len() - 1
        });
        let gap = column - rows[row].chars().count();
        rows[row].push_str(&" ".repeat(gap));
        rows[row].push_str(id);
    }
    let all = Some(marks).filter(|m| !m.is_empty()).into_iter().chain(rows);
    all.fold(String::new(), |out, row| out + &row + "\n")
}

#[test]
fn articles_are_read_as_before() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for document in articles("tests/texts") {
            let found = ANALYSER.analyse(document);
            let name = found.document.id.trim_end_matches(".txt");
            insta::assert_snapshot!(name, aligned(&found));
        }
    });
}
