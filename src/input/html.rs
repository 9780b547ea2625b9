//! Pages to articles: the `trafilatura` crate finds the text, title, date and site.

use trafilatura::{ExtractionFocus, Options};

use crate::input::{Document, iso_date};

/// Elements that stand inside a line; all others end it.
const INLINE: [&str; 22] = [
    "a", "abbr", "b", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "small", "span",
    "strong", "sub", "sup", "time", "u", "wbr",
];
/// What the writer of the extracted fragment escapes (HTML standard, 13.3, "escaping a string"); the ampersand comes last.
const ENTITIES: [(&str, &str); 5] =
    [("&nbsp;", "\u{a0}"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];

/// Returns the article of a page; a page in which none is found has all its words.
pub(super) fn document(id: &str, html: &str) -> Document {
    let options = Options::default().with_focus(ExtractionFocus::Balanced);
    let Ok(page) = trafilatura::extract(html, &options) else {
        return Document::new(id, text_of(html));
    };
    // Not `content_text`: there all paragraphs are one line.
    let found = text_of(&page.content_html);
    let text = if found.is_empty() { text_of(html) } else { found };
    let given = |field: String| Some(field).filter(|f| !f.trim().is_empty());
    let date = page.metadata.date.and_then(|date| iso_date(&date.to_string()));
    Document {
        title: given(page.metadata.title),
        date,
        source: given(page.metadata.sitename),
        ..Document::new(id, text)
    }
}

/// Returns the text outside of tags: a blank line between blocks, one line end for `<br>`, one space for other white space.
fn text_of(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        push_words(&rest[..open], &mut out);
        let (tag, behind) = rest[open + 1..].split_once('>').unwrap_or_default();
        let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap_or_default().to_ascii_lowercase();
        if name == "br" {
            end_line(&mut out);
        } else if !INLINE.contains(&name.as_str()) {
            end_line(&mut out);
            end_line(&mut out);
        }
        rest = behind;
    }
    push_words(rest, &mut out);
    out.truncate(out.trim_end().len());
    out
}

fn push_words(escaped: &str, out: &mut String) {
    let plain = ENTITIES.iter().fold(escaped.to_owned(), |text, (entity, character)| text.replace(entity, character));
    for c in plain.chars() {
        if !c.is_ascii_whitespace() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
    }
}

fn end_line(out: &mut String) {
    out.truncate(out.trim_end_matches(' ').len());
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_become_paragraphs() {
        let cases = [
            ("<p>One\n two</p>\n<p>three</p>", "One two\n\nthree"),
            ("<div><h1>Head</h1>A <b>bold</b> <a href=\"/x\">link</a>.</div>", "Head\n\nA bold link."),
            ("one<br>two<br/><br/>three", "one\ntwo\n\nthree"),
            ("AT&amp;T &lt;b&gt; &amp;lt; a&nbsp;b", "AT&T <b> &lt; a\u{a0}b"),
            ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
            ("a < b", "a"),
        ];
        for (html, expected) in cases {
            assert_eq!(text_of(html), expected, "{html}");
        }
    }
}
