//! Pages to articles: the `trafilatura` crate finds the text, title, date and site.

use trafilatura::{ExtractionFocus, Options};

use crate::input::{Document, iso_date};

/// Returns the article of a page; a page in which none is found has all its words.
pub(super) fn document(id: &str, html: &str) -> Document {
    let options = Options::default().with_focus(ExtractionFocus::Balanced);
    let Ok(page) = trafilatura::extract(html, &options) else {
        return Document::new(id, words(html));
    };
    let text = if page.content_text.trim().is_empty() { words(html) } else { page.content_text };
    let given = |field: String| Some(field).filter(|f| !f.trim().is_empty());
    let date = page.metadata.date.and_then(|date| iso_date(&date.to_string()));
    Document {
        title: given(page.metadata.title),
        date,
        source: given(page.metadata.sitename),
        ..Document::new(id, text)
    }
}

/// All text outside of tags.
fn words(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        out.push('\n');
        rest = rest[open..].find('>').map_or("", |close| &rest[open + close + 1..]);
    }
    out.push_str(rest);
    out
}
