//! Datelines: "BERLIN (Reuters) -", "NAIROBI, Kenya, Jan 6 (AFP) —", "LONDON:".

use std::sync::LazyLock;

use regex::Regex;

use crate::span::Span;
use crate::text::Dateline;

/// The place in capitals, then country and date, the agency in brackets, and a dash or colon. The Associated Press Stylebook
/// and Reuters Handbook of Journalism agree on this order.
static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?<place>\p{Lu}[\p{Lu}.'’-]+(?: \p{Lu}[\p{Lu}.'’-]+){0,3})(?:/\p{Lu}[\p{Lu} ]+)?",
        r"(?:, [\p{Lu}][\p{L}. ]{2,25})?(?:, (?:on )?[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)?",
        r"(?: ?\((?<agency>[^)]{2,30})\))? ?(?<end>[-–—]|--|:) ?",
    ))
    .expect("the pattern is tested")
});

/// The place as it is written elsewhere: "Lima, March 8 (IANS)", "Harare, Zimbabwe -", "New York, May 17, IRNA -". A day, a country or an
/// agency must follow, else it is the beginning of a sentence.
static MIXED: LazyLock<Regex> = LazyLock::new(|| {
    let place = r"^(?<place>\p{Lu}[\p{L}.'’]+(?: \p{Lu}[\p{L}.'’]+){0,2})";
    let day = r", (?:on )?[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?";
    let country = r", \p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)?";
    let agency = r"(?:,? \((?<agency>\p{Lu}[\p{L} ]{1,20})\)|, (?<bare>\p{Lu}{3,8}))";
    let dash = r" (?:[-–—]|--) ";
    Regex::new(&format!(
        r"{place}(?:(?:{country})?(?:{day})?{agency}{dash}|(?:{country})?{day}{dash}|{country}{dash}|(?:{country})?{day},? \([\p{{L}} ]{{2,20}}\) )"
    ))
    .expect("the pattern is tested")
});

/// Returns the dateline at the head of a block.
pub(super) fn find(text: &str, block: Span) -> Option<Dateline> {
    let found = PATTERN.captures(block.of(text)).or_else(|| MIXED.captures(block.of(text)))?;
    let whole = found.get(0)?;
    // "WHO: the list" is no place: without an agency a dash is wanted, and more than the dateline must follow.
    let colon = found.name("end").is_some_and(|end| end.as_str() == ":");
    if (colon && found.name("agency").is_none()) || whole.end() == block.len() || found.name("place")?.len() < 4 {
        return None;
    }
    // "RAF-led" and "COVID-19" are words with a hyphen, not places with a dash.
    let dash_is_hyphen = whole.as_str().ends_with('-') && !whole.as_str().ends_with(" -");
    if dash_is_hyphen {
        return None;
    }
    let base = block.start as usize;
    let span = |m: regex::Match<'_>| Span::new(base + m.start(), base + m.end());
    let end = base + whole.as_str().trim_end().len();
    Some(Dateline {
        span: Span::new(base, end),
        place: found.name("place").map(span),
        agency: found.name("agency").or_else(|| found.name("bare")).map(span),
    })
}
