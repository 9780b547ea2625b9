//! Times in a sentence, resolved against the article's date: "on Thursday", "last week", "Jan. 6", "in 2014".
//!
//! A time is told as exactly as the words do, in ISO 8601: a day (2022-01-06), a week (2022-W01), a month (2022-01) or a year (2022).

use std::ops::Range;

use jiff::civil::{Date, Weekday};
use jiff::{Span as Period, ToSpan};

use crate::relation::normal::Tense;

/// A time that a sentence names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moment {
    /// Its words: tokens of the sentence.
    pub(crate) tokens: Range<usize>,
    value: Value,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    /// Needs no article.
    Fixed(String),
    /// Days from the article's date.
    Days(i64),
    /// The nearest such day, before or behind as the tense says.
    Weekday(Weekday, Side),
    /// Weeks, months, years from the article's.
    Weeks(i64),
    Months(i64),
    Years(i64),
    /// A month, maybe with a day, of the nearest year.
    Month(i8, Option<i8>, Side),
}

/// Where a named day lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// As the tense says.
    Nearest,
    /// "last Monday".
    Before,
    /// "next Monday".
    Behind,
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const FULL_MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];
const NUMBERS: [&str; 10] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
/// A bare number behind these is a year, if it looks like one.
const BEFORE_YEAR: [&str; 12] =
    ["in", "since", "until", "till", "by", "from", "during", "before", "after", "early", "late", "of"];
/// A bare month behind these is a time; "may" and "march" are words too.
const BEFORE_MONTH: [&str; 15] = [
    "in", "since", "until", "till", "by", "from", "during", "before", "after", "early", "late", "mid", "of", "last",
    "next",
];

/// Returns the times of a sentence of words in lower case, in order, never overlapping. Linear.
pub(crate) fn moments<S: AsRef<str>>(words: &[S]) -> Vec<Moment> {
    let words = Words(words.iter().map(AsRef::as_ref).collect());
    let mut out: Vec<Moment> = Vec::new();
    let mut at = 0;
    while at < words.0.len() {
        match words.moment(at) {
            Some((length, value)) => {
                out.push(Moment { tokens: at..at + length, value });
                at += length;
            }
            None => at += 1,
        }
    }
    out
}

impl Moment {
    /// Returns the time in ISO 8601; `date` is the article's. None if it takes one and there is none.
    pub(crate) fn resolve(&self, date: Option<&str>, tense: Tense) -> Option<String> {
        let today = || date.and_then(|d| d.get(..10)).and_then(|d| d.parse::<Date>().ok());
        let moved = |period: Period| today()?.checked_add(period).ok();
        match &self.value {
            Value::Fixed(iso) => Some(iso.clone()),
            Value::Days(days) => moved(period(*days, 1)).map(|d| d.to_string()),
            Value::Weeks(weeks) => moved(period(*weeks, 7)).map(|d| {
                let week = d.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }),
            Value::Months(months) => moved((*months).months()).map(|d| format!("{:04}-{:02}", d.year(), d.month())),
            Value::Years(years) => moved((*years).years()).map(|d| format!("{:04}", d.year())),
            Value::Weekday(weekday, side) => weekday_near(today()?, *weekday, *side, tense).map(|d| d.to_string()),
            Value::Month(month, day, side) => month_near(today()?, *month, *day, *side, tense),
        }
    }
}

fn period(count: i64, days: i64) -> Period {
    (count.clamp(-100_000, 100_000) * days).days()
}

fn weekday_near(today: Date, weekday: Weekday, side: Side, tense: Tense) -> Option<Date> {
    let ahead = side == Side::Behind || (side == Side::Nearest && tense == Tense::Future);
    let is_today = today.weekday() == weekday;
    if is_today && side == Side::Nearest {
        return Some(today);
    }
    today.nth_weekday(if ahead { 1 } else { -1 }, weekday).ok()
}

/// The month of the year that makes it the last one before the article, or the next one if the tense is future.
fn month_near(today: Date, month: i8, day: Option<i8>, side: Side, tense: Tense) -> Option<String> {
    let ahead = side == Side::Behind || (side == Side::Nearest && tense == Tense::Future);
    let place = (month, day.unwrap_or(0));
    let now = (today.month(), if day.is_some() { today.day() } else { 0 });
    let strictly = side != Side::Nearest;
    let year = match (ahead, place.cmp(&now)) {
        (false, std::cmp::Ordering::Greater) => today.year() - 1,
        (false, std::cmp::Ordering::Equal) if strictly => today.year() - 1,
        (true, std::cmp::Ordering::Less) => today.year() + 1,
        (true, std::cmp::Ordering::Equal) if strictly => today.year() + 1,
        _ => today.year(),
    };
    iso(Some(year), month, day)
}

fn iso(year: Option<i16>, month: i8, day: Option<i8>) -> Option<String> {
    let year = year?;
    match day {
        Some(day) => Date::new(year, month, day).ok().map(|d| d.to_string()),
        None => Some(format!("{year:04}-{month:02}")),
    }
}

struct Words<'a>(Vec<&'a str>);

impl Words<'_> {
    fn get(&self, at: usize) -> &str {
        self.0.get(at).copied().unwrap_or("")
    }

    fn before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |at| self.0[at])
    }

    /// The time that begins with a word: how many words, and what they say.
    fn moment(&self, at: usize) -> Option<(usize, Value)> {
        let word = self.get(at);
        if let Ok(day) = word.parse::<Date>()
            && word.len() == 10
        {
            return Some((1, Value::Fixed(day.to_string())));
        }
        let relative = self.relative(at);
        relative.or_else(|| self.ago(at)).or_else(|| self.weekday(at)).or_else(|| self.dated(at)).or_else(|| {
            let is_year = BEFORE_YEAR.contains(&self.before(at)) || (self.before(at) == "(" && self.get(at + 1) == ")");
            year(word).filter(|_| is_year).map(|year| (1, Value::Fixed(format!("{year:04}"))))
        })
    }

    /// "Today", "last night", "next month", "last Monday", "last January".
    fn relative(&self, at: usize) -> Option<(usize, Value)> {
        let next = self.get(at + 1);
        let steps = match self.get(at) {
            "today" | "tonight" => return Some((1, Value::Days(0))),
            "yesterday" => return Some((1, Value::Days(-1))),
            "tomorrow" => return Some((1, Value::Days(1))),
            "last" | "previous" => -1,
            "this" => 0,
            "next" => 1,
            _ => return None,
        };
        let side = match steps {
            -1 => Side::Before,
            0 => Side::Nearest,
            _ => Side::Behind,
        };
        let value = match next {
            "week" => Value::Weeks(steps),
            "month" => Value::Months(steps),
            "year" => Value::Years(steps),
            "night" if steps == -1 => Value::Days(-1),
            "morning" | "afternoon" | "evening" if steps == 0 => Value::Days(0),
            _ => match (weekday(next), month(next)) {
                (Some(weekday), _) => Value::Weekday(weekday, side),
                (None, Some(month)) => Value::Month(month, None, side),
                _ => return None,
            },
        };
        Some((2, value))
    }

    /// "Three days ago", "a year earlier" is relative to something else and is left out.
    fn ago(&self, at: usize) -> Option<(usize, Value)> {
        if self.get(at + 2) != "ago" {
            return None;
        }
        let word = self.get(at);
        let spelled = NUMBERS.iter().position(|n| *n == word).and_then(|n| i64::try_from(n + 1).ok());
        let count = match word {
            "a" | "an" => 1,
            _ => spelled.or_else(|| word.parse().ok().filter(|n| (1..1000).contains(n)))?,
        };
        let value = match self.get(at + 1) {
            "day" | "days" => Value::Days(-count),
            "week" | "weeks" => Value::Weeks(-count),
            "month" | "months" => Value::Months(-count),
            "year" | "years" => Value::Years(-count),
            _ => return None,
        };
        Some((3, value))
    }

    /// "Thursday", "Thursday, Jan. 6".
    fn weekday(&self, at: usize) -> Option<(usize, Value)> {
        let weekday = weekday(self.get(at))?;
        let comma = usize::from(self.get(at + 1) == ",");
        if let Some((length, value)) = self.dated(at + 1 + comma)
            && !matches!(value, Value::Month(_, None, _))
        {
            return Some((1 + comma + length, value));
        }
        Some((1, Value::Weekday(weekday, Side::Nearest)))
    }

    /// "January 6, 2022", "6 January", "January 2022", "in January".
    fn dated(&self, at: usize) -> Option<(usize, Value)> {
        let (month, day, length) = match (month(self.get(at)), day(self.get(at))) {
            (Some(month), _) => match day(self.get(at + 1)) {
                Some(day) => (month, Some(day), 2),
                None => (month, None, 1),
            },
            (None, Some(day)) => {
                let of = usize::from(self.get(at + 1) == "of");
                (self::month(self.get(at + 1 + of))?, Some(day), 2 + of)
            }
            _ => return None,
        };
        let comma = usize::from(self.get(at + length) == ",");
        if let Some(year) = year(self.get(at + length + comma)) {
            let fixed = iso(Some(year), month, day)?;
            return Some((length + comma + 1, Value::Fixed(fixed)));
        }
        let hyphen = self.before(at) == "-" && at >= 2 && self.0[at - 2] == "mid";
        let is_time = day.is_some() || hyphen || BEFORE_MONTH.contains(&self.before(at));
        is_time.then_some((length, Value::Month(month, day, Side::Nearest)))
    }
}

fn weekday(word: &str) -> Option<Weekday> {
    WEEKDAYS.iter().find(|(name, _)| *name == word).map(|(_, weekday)| *weekday)
}

fn month(word: &str) -> Option<i8> {
    let bare = word.strip_suffix('.').unwrap_or(word);
    let bare = if bare == "sept" { "sep" } else { bare };
    let place = FULL_MONTHS.iter().position(|m| *m == bare).or_else(|| MONTHS.iter().position(|m| *m == bare))?;
    i8::try_from(place + 1).ok()
}

fn day(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let suffix = &word[digits.len()..];
    let day: i8 = digits.parse().ok()?;
    (matches!(suffix, "" | "st" | "nd" | "rd" | "th") && (1..=31).contains(&day)).then_some(day)
}

fn year(word: &str) -> Option<i16> {
    let four = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    word.parse().ok().filter(|year| four && (1000..2200).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, tense: Tense, expected: &[&str]) {
        let words: Vec<&str> = text.split(' ').collect();
        // A Friday.
        let date = Some("2021-10-15");
        let found: Vec<String> = moments(&words).iter().filter_map(|m| m.resolve(date, tense)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn times_are_resolved_as_exactly_as_the_words_tell() {
        let cases: [(&str, &[&str]); 20] = [
            ("on friday troops left", &["2021-10-15"]),
            ("on monday troops left", &["2021-10-11"]),
            ("last friday troops left", &["2021-10-08"]),
            ("next monday troops leave", &["2021-10-18"]),
            ("they left yesterday and today", &["2021-10-14", "2021-10-15"]),
            ("last week and last month", &["2021-W40", "2021-09"]),
            ("three days ago , two years ago", &["2021-10-12", "2019"]),
            ("on dec. 3 they met", &["2020-12-03"]),
            ("on 3 october they met", &["2021-10-03"]),
            ("on tuesday , march 2 , 1999 ,", &["1999-03-02"]),
            ("in march 1999 they met", &["1999-03"]),
            ("in march they met", &["2021-03"]),
            ("in mid - may they met", &["2021-05"]),
            ("they may march in 1968", &["1968"]),
            ("2000 men may leave", &[]),
            ("they won 6 may", &["2021-05-06"]),
            ("born ( 1950 ) there", &["1950"]),
            ("on 31 february 2020", &["2020-02"]),
            ("on 2020-02-29", &["2020-02-29"]),
            ("last january", &["2021-01"]),
        ];
        for (text, expected) in cases {
            check(text, Tense::Past, expected);
        }
        check("on monday they will leave", Tense::Future, &["2021-10-18"]);
        check("in march they will leave", Tense::Future, &["2022-03"]);
    }

    #[test]
    fn without_a_date_only_full_times_are_told() {
        let times = moments(&["on", "friday", ",", "in", "2014"]);
        let found: Vec<Option<String>> = times.iter().map(|m| m.resolve(None, Tense::Past)).collect();
        assert_eq!(found, [None, Some("2014".to_owned())]);
        assert_eq!(times[0].resolve(Some("no date"), Tense::Past), None);
    }
}
