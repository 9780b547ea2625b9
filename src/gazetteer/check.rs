//! Checking files as `gazetteers/` holds them: entities, word lists, titles, ministries.

use crate::gazetteer::row::{FIRST_LINE, Row, RowError, parse};
use crate::gazetteer::titles::{self, Titles};
use crate::gazetteer::words::{WordLists, is_word_list};

/// What a file without errors holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The file.
    pub path: String,
    /// "12 entities, 30 names".
    pub content: String,
}

/// Checks files, each as `(path, text)`, one after the other and against each other.
///
/// # Errors
/// Beside what is good, all that is wrong with all files, in their order.
pub fn check_files(files: &[(String, String)]) -> (Vec<Checked>, Vec<RowError>) {
    let (mut good, mut errors) = (Vec::new(), Vec::new());
    let mut rows: Vec<(&str, Row)> = Vec::new();
    for (path, text) in files {
        match check_file(path, text) {
            Ok((content, found)) => {
                rows.extend(found.into_iter().map(|row| (path.as_str(), row)));
                good.push(Checked { path: path.clone(), content });
            }
            Err(found) => errors.extend(found),
        }
    }
    let twice = twice(&rows);
    good.retain(|checked| twice.iter().all(|error| error.path != checked.path));
    errors.extend(twice);
    (good, errors)
}

/// What the file holds, and its rows if it holds entities.
fn check_file(path: &str, text: &str) -> Result<(String, Vec<Row>), Vec<RowError>> {
    if is_word_list(path) {
        let mut lists = WordLists::default();
        lists.read(path, text)?;
        return Ok((format!("{} words", lists.words.len()), Vec::new()));
    }
    if titles::is_title_list(path) {
        return Ok((format!("{} titles", Titles::count(path, text)?), Vec::new()));
    }
    match path.rsplit('/').next() {
        Some("ministries.tsv") => return Ok((format!("{} ministries", ministries(path, text)?), Vec::new())),
        Some("SOURCES.tsv") => return Ok(("a list of sources, not of names".to_owned(), Vec::new())),
        _ => {}
    }
    misnamed(path, text).map_or(Ok(()), |error| Err(vec![error]))?;
    let rows = parse(path, text)?;
    let names: usize = rows.iter().map(|row| row.names.len()).sum();
    Ok((format!("{} entities, {names} names", rows.len()), rows))
}

/// Lists other than of entities are known by their names.
fn misnamed(path: &str, text: &str) -> Option<RowError> {
    let first = text.lines().next().filter(|line| *line != FIRST_LINE)?;
    let expected = match first.split('\t').next()? {
        "title" => "titles.tsv",
        "word" => "names.tsv, words.tsv or common.tsv",
        _ => return None,
    };
    let message = format!("found the header of another list, which is only read from a file called {expected}");
    Some(RowError { path: path.to_owned(), line: 1, column: 1, message })
}

fn ministries(path: &str, text: &str) -> Result<usize, Vec<RowError>> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')).skip(1);
    let (good, bad): (Vec<_>, Vec<_>) = lines.partition(|(_, line)| {
        line.split_once('\t').is_some_and(|(domain, words)| !domain.trim().is_empty() && !words.trim().is_empty())
    });
    let error = |(index, line): (usize, &str)| RowError {
        path: path.to_owned(),
        line: index + 1,
        column: 1,
        message: format!("found \"{line}\", expected a domain and the words that name it"),
    };
    if bad.is_empty() { Ok(good.len()) } else { Err(bad.into_iter().map(error).collect()) }
}

/// Ids that an earlier file has.
fn twice(rows: &[(&str, Row)]) -> Vec<RowError> {
    let mut first: std::collections::BTreeMap<&str, (&str, usize)> = std::collections::BTreeMap::new();
    let mut errors = Vec::new();
    for (path, row) in rows {
        match first.get(row.id.as_str()) {
            Some((other, line)) => errors.push(RowError {
                path: (*path).to_owned(),
                line: row.line,
                column: 1,
                message: format!("id \"{}\" stands in {other}:{line} already", row.id),
            }),
            None => {
                first.insert(&row.id, (path, row.line));
            }
        }
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
        let files: Vec<_> = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        let (good, errors) = check_files(&files);
        let good = good.iter().map(|checked| format!("{}: {}", checked.path, checked.content)).collect();
        (good, errors.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn each_sort_of_file_is_counted() {
        let (good, errors) = check(&[
            ("a.tsv", "#gaz 1\nid\ttype\tname\taliases\ncity/a\tcity\tA\tB\n"),
            ("x/words.tsv", "word\tclass\nParty\torghead\n"),
            ("titles.tsv", "title\tclass\trelation\tsex\nking\tnoble\t\tm\n"),
            ("ministries.tsv", "domain\twords\nhealth\tHealth\n"),
        ]);
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(
            good,
            [
                "a.tsv: 1 entities, 2 names",
                "x/words.tsv: 1 words",
                "titles.tsv: 1 titles",
                "ministries.tsv: 1 ministries"
            ]
        );
    }

    #[test]
    fn all_errors_of_all_files() {
        let (good, errors) = check(&[
            ("a.tsv", "#gaz 1\nid\ttype\tname\ncity/a\tcity\tA\n"),
            ("b.tsv", "#gaz 1\nid\ttype\tname\ncity/a\tcity\tA\n"),
            ("words.tsv", "word\tclass\nParty\thead\n"),
            ("names.tsv", "Anna\tgiven.f\n"),
            ("titles.tsv", "title\tclass\trelation\tsex\nking\tnobl\nqueen\tnoble\t\tx\n"),
            ("common.tsv", ""),
            ("my-titles.tsv", "title\tclass\n"),
            ("ministries.tsv", "domain\twords\nhealth\n"),
        ]);
        assert_eq!(good, ["a.tsv: 1 entities, 1 names"]);
        let expected = [
            "words.tsv:2:1: found \"Party\" of class \"head\", expected a word and one of orghead, orgstart, legal, placehead, placestart, facility, calendar, language, event",
            "names.tsv:1:1: found \"Anna\tgiven.f\", expected a line that names the columns: word, class",
            "titles.tsv:2:1: found \"king\tnobl\", expected title, class (one of honorific, office, military, religious, noble, occupation), relation, sex",
            "titles.tsv:3:1: found the sex \"x\", expected m or f or nothing",
            "common.tsv:1:1: found \"\", expected a line that names the columns: word, class",
            "my-titles.tsv:1:1: found the header of another list, which is only read from a file called titles.tsv",
            "ministries.tsv:2:1: found \"health\", expected a domain and the words that name it",
            "b.tsv:3:1: id \"city/a\" stands in a.tsv:3 already",
        ];
        assert_eq!(errors, expected);
    }
}
