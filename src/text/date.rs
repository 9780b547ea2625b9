//! The date of an article that carries none apart: "Wednesday, July 3, 1985", "Published: 3 March 1999", "TOKYO, Oct. 12, 1983 -".

use std::sync::LazyLock;

use regex::Regex;

use crate::span::Span;

/// Day, month and year in the orders of British and American English, and ISO 8601.
static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    let month = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}";
    let british = format!("(?<d1>[0-9]{{1,2}})(?:st|nd|rd|th)? (?<m1>{month})\\.?,? (?<y1>[0-9]{{4}})");
    let american = format!("(?<m2>{month})\\.? (?<d2>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?<y2>[0-9]{{4}})");
    let iso = "(?<y3>[0-9]{4})-(?<m3>[0-9]{2})-(?<d3>[0-9]{2})";
    Regex::new(&format!("(?-u:\\b)(?:{british}|{american}|{iso})(?-u:\\b)")).expect("the pattern is tested")
});

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/// A longer line is prose: the dates in it are those of events.
const MAX_LINE: usize = 120;
/// Dates of publication stand among the first lines.
const FIRST_LINES: usize = 12;

/// Returns the first date among the short lines at the head of an article and in its dateline, ISO 8601.
pub(super) fn find(text: &str, lines: &[Span], dateline: Option<Span>) -> Option<String> {
    let short = lines.iter().take(FIRST_LINES).filter(|line| line.len() <= MAX_LINE).copied();
    short.chain(dateline).find_map(|span| parse(span.of(text)))
}

/// Returns the first date of a line.
fn parse(line: &str) -> Option<String> {
    let found = PATTERN.captures(line)?;
    let part = |names: [&str; 3]| names.iter().find_map(|name| found.name(name)).map(|m| m.as_str());
    let (day, month, year) = (part(["d1", "d2", "d3"])?, part(["m1", "m2", "m3"])?, part(["y1", "y2", "y3"])?);
    let month =
        month.parse().ok().or_else(|| MONTHS.iter().position(|m| month.get(..3) == Some(*m)).map(|at| at + 1))?;
    let day: usize = day.parse().ok()?;
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then(|| format!("{year}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_pages_write_them() {
        let cases = [
            ("Wednesday, July 3, 1985", Some("1985-07-03")),
            ("17 March 1969, 06:40 GMT", Some("1969-03-17")),
            ("TOKYO, Oct. 12, 1983 (Pacific Wire) —", Some("1983-10-12")),
            ("Updated 2000-02-04 10:15", Some("2000-02-04")),
            ("Sept. 5th, 2001", Some("2001-09-05")),
            ("May 2001", None),
            ("Flight 20 May 45 2001", None),
            ("1999-13-40", None),
        ];
        for (line, expected) in cases {
            assert_eq!(parse(line).as_deref(), expected, "{line}");
        }
    }
}
