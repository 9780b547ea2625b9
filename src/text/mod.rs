//! The layout of an article: what is title, dateline, body and boilerplate. Nothing is cut out; zones are marked.

mod date;
mod dateline;
mod rules;

pub use rules::{TextRules, Where};

use crate::input::Document;
use crate::span::Span;

/// What stands where in a document's text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// Lines and paragraphs of content in order, without surrounding white space. No sentence crosses a block's border.
    /// Boilerplate is in no block; a dateline is not part of its block.
    pub blocks: Vec<Span>,
    /// What is not part of the article, in order.
    pub boilerplate: Vec<Zone>,
    /// The headline. It is a block too, unless it is repeated (then one copy is).
    pub title: Option<Span>,
    /// "BERLIN (Reuters) -" at the head of the body.
    pub dateline: Option<Dateline>,
    /// Date of publication, ISO 8601: the document's own, else one that stands at the head of the text.
    pub date: Option<String>,
    /// ISO 639-3 code of the language the body is written in ("eng"), if it can be told.
    pub language: Option<&'static str>,
}

/// A stretch of boilerplate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// The stretch, usually whole lines.
    pub span: Span,
    /// Id of the rule in rules/boilerplate.tsv that marked it, or `repeated-headline`.
    pub rule: String,
}

/// Where and by whom an article was filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dateline {
    /// From the place to the dash.
    pub span: Span,
    /// "BERLIN".
    pub place: Option<Span>,
    /// "Reuters".
    pub agency: Option<Span>,
}

/// A headline has at most this many characters.
const MAX_TITLE: usize = 160;
/// A tail rule holds only behind this share of the text.
const TAIL_FROM: f32 = 0.4;
/// No other language has "the" for one word in so many.
const THE_SHARE: usize = 25;
/// Fewer words tell nothing.
const MIN_WORDS: usize = 100;
/// The language is told from the first bytes of the body.
const LANGUAGE_SAMPLE: usize = 2_000;

/// Returns the layout of a document.
pub fn layout(document: &Document, rules: &TextRules) -> Layout {
    let text = document.text.as_str();
    let lines = lines(text);
    let mut layout = Layout::default();
    let mut content = Vec::new();
    let mut tail: Option<Zone> = None;
    for line in &lines {
        if let Some(zone) = &mut tail {
            zone.span = zone.span.cover(*line);
        } else if let Some(rule) = rules.find(line.of(text), is_late(line.start, text.len())) {
            let zone = Zone { span: *line, rule: rule.id.clone() };
            match rule.place {
                Where::Line => layout.boilerplate.push(zone),
                Where::Tail => tail = Some(zone),
                Where::End => {}
            }
        } else {
            content.extend(without_end(text, *line, rules, &mut layout.boilerplate));
        }
    }
    layout.boilerplate.extend(tail);
    headline(document, &mut content, &mut layout);
    layout.blocks = join_wrapped(text, &content, &layout);
    take_dateline(text, &mut layout);
    let dateline = layout.dateline.as_ref().map(|d| d.span);
    layout.date = document.date.clone().or_else(|| date::find(text, &lines, dateline));
    layout.boilerplate.sort_by_key(|zone| zone.span);
    layout.language = language(text, &layout.blocks);
    layout
}

/// The line without what a rule marks at its end: "... the court said. ab/cd (AFP, Reuters)".
fn without_end(text: &str, line: Span, rules: &TextRules, boilerplate: &mut Vec<Zone>) -> Option<Span> {
    let Some((rule, at)) = rules.end_of(line.of(text)) else { return Some(line) };
    let cut = line.start as usize + at;
    let body = &text[line.start as usize..cut];
    boilerplate.push(Zone { span: Span::new(cut, line.end as usize), rule: rule.id.clone() });
    let end = line.start as usize + body.trim_end().len();
    (end > line.start as usize).then(|| Span::new(line.start as usize, end))
}

/// Returns the layout of a text that is no article: every line is content.
pub fn plain_layout(text: &str) -> Layout {
    let content = lines(text);
    let layout = Layout::default();
    Layout { blocks: join_wrapped(text, &content, &layout), ..layout }
}

#[expect(clippy::cast_precision_loss, reason = "a share needs no more than two digits")]
fn is_late(at: u32, length: usize) -> bool {
    at as f32 >= TAIL_FROM * length as f32
}

/// Lines that are not empty, without white space and Markdown's marks at their ends.
fn lines(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let head = line.trim_start();
        let marks = head.trim_start_matches(['#', '>', '*']);
        let body = if marks.starts_with(char::is_whitespace) { marks.trim() } else { head.trim() };
        if !body.is_empty() {
            let offset = body.as_ptr() as usize - line.as_ptr() as usize;
            out.push(Span::new(start + offset, start + offset + body.len()));
        }
        start += line.len();
    }
    out
}

/// Finds the title and marks its repetitions: of equal first lines the last stays.
fn headline(document: &Document, content: &mut Vec<Span>, layout: &mut Layout) {
    let text = document.text.as_str();
    let Some(first) = content.first().copied() else { return };
    let looks_like_one = |words: &str| {
        words.chars().count() <= MAX_TITLE
            && !words.ends_with(['.', '!', ':', ';', ','])
            && words.split_whitespace().count() > 2
    };
    let given = document.title.as_deref().map(str::trim);
    let is_title = given.is_some_and(|t| same_headline(t, first.of(text))) || looks_like_one(first.of(text));
    if content.len() < 2 || !is_title {
        return;
    }
    layout.title = Some(first);
    while content.len() > 1 && same_headline(content[0].of(text), content[1].of(text)) {
        layout.boilerplate.push(Zone { span: content[0], rule: "repeated-headline".to_owned() });
        content.remove(0);
        layout.title = Some(content[0]);
    }
}

/// Says whether two lines are the same headline, case and marks aside.
fn same_headline(a: &str, b: &str) -> bool {
    let words = |t: &str| {
        t.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect::<Vec<_>>()
    };
    words(a) == words(b)
}

/// Lines of at least this many characters that are all alike are hard-wrapped.
const WRAP_MIN: usize = 50;
/// And at most this many.
const WRAP_MAX: usize = 100;

/// Joins the lines of hard-wrapped paragraphs; otherwise every line is a block.
fn join_wrapped(text: &str, content: &[Span], layout: &Layout) -> Vec<Span> {
    let mut blocks: Vec<Span> = Vec::new();
    for (index, line) in content.iter().enumerate() {
        let previous = index.checked_sub(1).map(|i| content[i]);
        let joins = previous.is_some_and(|p| {
            let gap = &text[p.end as usize..line.start as usize];
            let chars = p.of(text).chars().count();
            let one_line = gap.matches('\n').count() <= 1 && gap.trim().is_empty();
            let open = !p.of(text).ends_with(['.', '!', '?', '"', '”', ':']);
            one_line
                && open
                && (WRAP_MIN..=WRAP_MAX).contains(&chars)
                && line.of(text).starts_with(char::is_lowercase)
                && layout.title != Some(p)
        });
        match blocks.last_mut() {
            Some(last) if joins => *last = last.cover(*line),
            _ => blocks.push(*line),
        }
    }
    blocks
}

/// Takes a dateline off the first paragraph that has one, among the first four.
fn take_dateline(text: &str, layout: &mut Layout) {
    for block in layout.blocks.iter_mut().take(4) {
        if let Some(dateline) = dateline::find(text, *block) {
            let rest = &text[dateline.span.end as usize..block.end as usize];
            let skipped = rest.len() - rest.trim_start().len();
            block.start = (Span::new(dateline.span.end as usize + skipped, block.end as usize)).start;
            layout.dateline = Some(dateline);
            return;
        }
    }
}

fn language(text: &str, blocks: &[Span]) -> Option<&'static str> {
    let mut sample = String::new();
    for block in blocks {
        sample.push_str(block.of(text).get(..block.len().min(LANGUAGE_SAMPLE)).unwrap_or(""));
        sample.push('\n');
        if sample.len() > LANGUAGE_SAMPLE {
            break;
        }
    }
    if is_plainly_english(&sample) {
        return Some("eng");
    }
    let found = whatlang::detect(&sample)?;
    found.is_reliable().then(|| found.lang().code())
}

/// Most articles are English and full of "the": that is seen at once, where trigrams must be counted and compared.
fn is_plainly_english(sample: &str) -> bool {
    let (mut words, mut articles) = (0, 0);
    for word in sample.split_ascii_whitespace() {
        words += 1;
        articles += usize::from(word == "the");
    }
    words >= MIN_WORDS && articles * THE_SHARE >= words
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use proptest::prelude::*;

    static RULES: LazyLock<TextRules> = LazyLock::new(TextRules::builtin);

    fn check(text: &str) -> (Vec<String>, Vec<String>) {
        let found = layout(&Document::new("a", text), &RULES);
        let words = |spans: Vec<Span>| spans.iter().map(|s| s.of(text).to_owned()).collect();
        (words(found.blocks.clone()), words(found.boilerplate.iter().map(|z| z.span).collect()))
    }

    #[test]
    fn boilerplate_round_an_article_is_marked() {
        let text = "Port Reopens After Strike\n\nPort Reopens After Strike\n\nBy Jane Roe\n\nThe port opened.\n\nPhoto: AP/John Doe\n\n\
                    It was quiet.\n\nLeave a Reply\n\nYour name";
        let (blocks, marked) = check(text);
        assert_eq!(blocks, ["Port Reopens After Strike", "The port opened.", "It was quiet."]);
        assert_eq!(
            marked,
            ["Port Reopens After Strike", "By Jane Roe", "Photo: AP/John Doe", "Leave a Reply\n\nYour name"]
        );
    }

    #[test]
    fn a_dateline_gives_place_and_agency_and_leaves_its_block() {
        let text = "Port opens\n\nLIMA, Peru, Jan 6 (Reuters) - The port opened.";
        let found = layout(&Document::new("a", text), &RULES);
        let dateline = found.dateline.unwrap();
        assert_eq!(dateline.place.map(|s| s.of(text)), Some("LIMA"));
        assert_eq!(dateline.agency.map(|s| s.of(text)), Some("Reuters"));
        assert_eq!(found.blocks[1].of(text), "The port opened.");
    }

    proptest! {
        #[test]
        fn blocks_and_zones_are_ordered_and_apart(text in "([A-Za-z .,:-]{0,30}(\n|\r\n|\u{a0})?(Photo: X|Leave a Reply\n|PARIS - |Read more\n)?){0,12}") {
            prop_assume!(!text.trim().is_empty());
            let found = layout(&Document::new("a", text.as_str()), &RULES);
            let mut all: Vec<Span> = found.blocks.iter().copied().chain(found.boilerplate.iter().map(|z| z.span)).collect();
            all.extend(found.dateline.map(|d| d.span));
            all.sort();
            prop_assert!(all.windows(2).all(|w| w[0].end <= w[1].start));
            prop_assert!(all.iter().all(|s| text.get(s.range()).is_some()));
        }
    }
}
