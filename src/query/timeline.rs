//! Proofs by date.

use crate::graph::{Edge, Proof};
use crate::query::Part;

/// A proof with its date.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event<'p> {
    /// When, ISO 8601: a day, week, month or year. None if neither sentence nor document has one.
    pub date: Option<&'p str>,
    /// The sentence says so; else it is the date of its document.
    pub is_told: bool,
    /// What is stated.
    pub edge: &'p Edge,
    /// The proof.
    pub proof: &'p Proof,
}

/// Returns all proofs by date, the earliest first, those without one last: of one date by document, place and edge. A week, month or
/// year stands before its days.
pub fn timeline(part: &Part) -> Vec<Event<'_>> {
    let event = |edge, proof| {
        let proof: &Proof = proof;
        let of_document = || part.document(&proof.document)?.date.as_deref();
        let date = proof.time.as_deref().or_else(of_document);
        (date.map(first_day), Event { date, is_told: proof.time.is_some(), edge, proof })
    };
    let proofs = part.edges.iter().flat_map(|edge| edge.evidence.iter().map(move |proof| (edge, proof)));
    let mut events: Vec<(Option<String>, Event<'_>)> = proofs.map(|(edge, proof)| event(edge, proof)).collect();
    events.sort_by(|(a, x), (b, y)| {
        let place = |e: &Event<'_>| (e.proof.sentence, e.proof.trigger, e.proof.subject, e.proof.object);
        // None is less than any day, but stands last.
        (a.is_none(), a, x.date.map(str::len))
            .cmp(&(b.is_none(), b, y.date.map(str::len)))
            .then_with(|| x.proof.document.cmp(&y.proof.document))
            .then_with(|| place(x).cmp(&place(y)))
            .then_with(|| x.edge.key.cmp(&y.edge.key))
    });
    events.into_iter().map(|(_, event)| event).collect()
}

/// The first day of a day, week (2022-W05), month or year.
fn first_day(date: &str) -> String {
    match date.len() {
        4 => format!("{date}-01-01"),
        7 => format!("{date}-01"),
        _ => monday(date).unwrap_or_else(|| date.to_owned()),
    }
}

fn monday(week: &str) -> Option<String> {
    let (year, number) = week.split_once("-W")?;
    let week =
        jiff::civil::ISOWeekDate::new(year.parse().ok()?, number.parse().ok()?, jiff::civil::Weekday::Monday).ok()?;
    Some(week.date().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_months_and_years_begin_with_their_first_day() {
        let days = ["2022", "2022-03", "2022-W01", "2022-W99", "2022-03-31"].map(first_day);
        assert_eq!(days, ["2022-01-01", "2022-03-01", "2022-01-03", "2022-W99", "2022-03-31"]);
    }
}
