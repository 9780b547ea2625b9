//! Rows of gazetteer files: text in, checked [`Row`]s or all errors out. The format is described in gazetteers/README.md.
//!
//! This file is also compiled into the build script, so it imports nothing but its neighbours.

use std::collections::HashMap;

use crate::gazetteer::kind::{EntityType, NameFlags, NameKind};

/// First line of every file in the format.
pub const FIRST_LINE: &str = "#gaz 1";

/// The columns that have a meaning; others are kept as they are.
pub const COLUMNS: [&str; 19] = [
    "id", "type", "name", "aliases", "adj", "people", "sex", "wikidata", "iso", "geonames", "in", "lat", "lon", "pop",
    "capital", "role", "members", "prior", "source",
];

/// One entity of a gazetteer file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// `type/slug`.
    pub id: String,
    /// The type; `None` for phrases that name nothing (type `none`).
    pub entity_type: Option<EntityType>,
    /// The part of the type after the slash.
    pub subtype: String,
    /// All names, the shown one first.
    pub names: Vec<RowName>,
    /// Containing entities, most specific first.
    pub within: Vec<String>,
    /// The capital's id.
    pub capital: String,
    /// `m`, `f` or nothing.
    pub sex: Option<char>,
    /// Wikidata id.
    pub wikidata: String,
    /// ISO 3166 code.
    pub iso: String,
    /// Inhabitants.
    pub population: u32,
    /// 0 to 1, if the row gives one.
    pub prior: Option<f32>,
    /// Offices, as written.
    pub role: String,
    /// Columns that are only shown: `(column, value)`.
    pub other: Vec<(String, String)>,
    /// 1-based line in its file.
    pub line: usize,
}

/// A name with its flags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowName {
    /// The words.
    pub text: String,
    /// Name, alias, adjective, people.
    pub kind: NameKind,
    /// Its flags.
    pub flags: NameFlags,
}

/// Something wrong in a file: where, what was found, what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}:{column}: {message}")]
pub struct RowError {
    /// The file as it was named.
    pub path: String,
    /// 1-based.
    pub line: usize,
    /// 1-based, in characters.
    pub column: usize,
    /// What was found and what was expected.
    pub message: String,
}

/// Parses a whole file.
///
/// # Errors
/// All that is wrong with it; nothing is half loaded.
pub fn parse(path: &str, text: &str) -> Result<Vec<Row>, Vec<RowError>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    let error = |line, column, message: String| RowError { path: path.to_owned(), line, column, message };
    if lines.next().map(|(_, line)| line.trim_end()) != Some(FIRST_LINE) {
        return Err(vec![error(1, 1, format!("expected \"{FIRST_LINE}\" as the first line of a gazetteer"))]);
    }
    let mut content = lines.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    let Some((header_line, header)) = content.next() else {
        return Err(vec![error(2, 1, "expected a line that names the columns, found the end of the file".into())]);
    };
    let columns: Vec<&str> = header.split('\t').map(str::trim).collect();
    let mut errors = header_errors(&columns).into_iter().map(|m| error(header_line, 1, m)).collect::<Vec<_>>();
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut rows = Vec::new();
    let mut lines_by_id: HashMap<String, usize> = HashMap::new();
    for (number, line) in content {
        match parse_row(&columns, number, line) {
            Ok(row) => {
                if let Some(first) = lines_by_id.insert(row.id.clone(), number) {
                    errors.push(error(number, 1, format!("id \"{}\" stands in line {first} already", row.id)));
                }
                rows.push(row);
            }
            Err(found) => errors.extend(found.into_iter().map(|(column, message)| error(number, column, message))),
        }
    }
    if errors.is_empty() { Ok(rows) } else { Err(errors) }
}

/// Returns the ids that stand in more than one row, sorted.
pub fn duplicate_ids(rows: &[Row]) -> Vec<String> {
    let mut ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    ids.sort_unstable();
    let mut twice: Vec<String> =
        ids.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].to_owned()).collect();
    twice.dedup();
    twice
}

fn header_errors(columns: &[&str]) -> Vec<String> {
    let missing = ["id", "type", "name"].into_iter().filter(|c| !columns.contains(c));
    let mut out: Vec<String> = missing
        .map(|column| {
            let near = columns.iter().find(|c| strsim::damerau_levenshtein(c, column) <= 2);
            let hint = near.map(|c| format!("; did you mean it by \"{c}\"?")).unwrap_or_default();
            format!("no column \"{column}\"{hint}")
        })
        .collect();
    for (index, column) in columns.iter().enumerate() {
        if columns[..index].contains(column) {
            out.push(format!("column \"{column}\" stands twice"));
        }
    }
    out
}

/// A row, or `(column, message)` for each error in it.
fn parse_row(columns: &[&str], number: usize, line: &str) -> Result<Row, Vec<(usize, String)>> {
    let cells: Vec<&str> = line.split('\t').collect();
    if cells.len() > columns.len() {
        let found = cells.len();
        return Err(vec![(1, format!("{found} cells, expected at most {}: a tab inside a cell?", columns.len()))]);
    }
    let mut row = Row { line: number, ..Row::default() };
    let mut errors = Vec::new();
    let mut at = 1;
    for (column, cell) in columns.iter().zip(&cells) {
        if let Err(message) = fill(&mut row, column, cell.trim()) {
            errors.push((at, message));
        }
        at += cell.chars().count() + 1;
    }
    if errors.is_empty() {
        errors.extend(check(&row));
    }
    if errors.is_empty() { Ok(row) } else { Err(errors) }
}

/// Puts one cell into the row.
pub(crate) fn fill(row: &mut Row, column: &str, cell: &str) -> Result<(), String> {
    if cell.is_empty() {
        return match column {
            "id" | "type" | "name" => Err(format!("\"{column}\" is empty")),
            _ => Ok(()),
        };
    }
    match column {
        "id" => row.id = checked_id(cell)?,
        "type" => (row.entity_type, row.subtype) = parse_type(cell)?,
        "name" => row.names.insert(0, parse_name(cell, NameKind::Name)?),
        "aliases" => add_names(row, cell, NameKind::Alias)?,
        "adj" => add_names(row, cell, NameKind::Adjective)?,
        "people" => add_names(row, cell, NameKind::People)?,
        "sex" => row.sex = Some(one_of(cell, &["m", "f"])?.chars().next().unwrap_or('m')),
        "wikidata" => row.wikidata = checked_wikidata(cell)?,
        "iso" => cell.clone_into(&mut row.iso),
        "in" => row.within = list(cell).iter().map(|id| checked_id(id)).collect::<Result<_, _>>()?,
        "capital" => row.capital = checked_id(cell)?,
        "pop" => row.population = number::<u32>(cell, "a whole number of inhabitants")?,
        "prior" => row.prior = Some(ratio(cell)?),
        "lat" => row.other.push((column.to_owned(), degrees(cell, 90.0)?)),
        "lon" => row.other.push((column.to_owned(), degrees(cell, 180.0)?)),
        "role" => row.role = checked_roles(cell)?,
        _ => row.other.push((column.to_owned(), unescape(cell))),
    }
    Ok(())
}

/// What can only be seen on the whole row.
pub(crate) fn check(row: &Row) -> Vec<(usize, String)> {
    let prefix = row.entity_type.map_or("none", EntityType::name);
    if row.names.first().is_none_or(|n| n.kind != NameKind::Name) {
        return vec![(1, "\"name\" is empty".to_owned())];
    }
    if row.id.split('/').next() == Some(prefix) {
        return Vec::new();
    }
    vec![(1, format!("id \"{}\" does not begin with its type: expected \"{prefix}/...\"", row.id))]
}

/// The type and subtype of a cell; no type for `none`.
pub(crate) fn parse_type(cell: &str) -> Result<(Option<EntityType>, String), String> {
    let (name, subtype) = cell.split_once('/').unwrap_or((cell, ""));
    if name == "none" {
        return Ok((None, subtype.to_owned()));
    }
    let known: Vec<&str> = EntityType::ALL.iter().map(|t| t.name()).chain(["none"]).collect();
    let name = one_of(name, &known)?;
    Ok((EntityType::parse(name), subtype.to_owned()))
}

/// The word of `known` that `cell` is; else an error with the nearest.
fn one_of<'a>(cell: &str, known: &[&'a str]) -> Result<&'a str, String> {
    if let Some(&word) = known.iter().find(|&&k| k == cell) {
        return Ok(word);
    }
    let near = known.iter().min_by_key(|k| (strsim::damerau_levenshtein(k, &cell.to_lowercase()), **k));
    let hint = near.filter(|k| strsim::damerau_levenshtein(k, &cell.to_lowercase()) <= 3);
    let hint = hint.map(|k| format!("; did you mean \"{k}\"?")).unwrap_or_default();
    Err(format!("\"{cell}\" is not known, expected one of {}{hint}", known.join(", ")))
}

fn add_names(row: &mut Row, cell: &str, kind: NameKind) -> Result<(), String> {
    for item in list(cell) {
        row.names.push(parse_name(item, kind)?);
    }
    Ok(())
}

/// `words{flag,flag}`.
fn parse_name(item: &str, kind: NameKind) -> Result<RowName, String> {
    let item = item.trim();
    let (words, flags) = match item.strip_suffix('}').and_then(|rest| rest.rsplit_once('{')) {
        Some((words, flags)) => (words, parse_flags(flags)?),
        None => (item, NameFlags::default()),
    };
    let text = unescape(words.trim()).split_whitespace().collect::<Vec<_>>().join(" ").replace('’', "'");
    if text.is_empty() {
        return Err("a name in the list is empty".to_owned());
    }
    Ok(RowName { text, kind, flags })
}

fn parse_flags(words: &str) -> Result<NameFlags, String> {
    let known: Vec<&str> = NameFlags::WORDS.iter().map(|(word, _)| *word).collect();
    words.split(',').map(str::trim).filter(|w| !w.is_empty()).try_fold(NameFlags::default(), |flags, word| {
        let word = one_of(word, &known)?;
        let flag = NameFlags::WORDS.iter().find(|(w, _)| *w == word).map_or(NameFlags::default(), |(_, f)| *f);
        Ok(flags.with(flag))
    })
}

fn checked_id(cell: &str) -> Result<String, String> {
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let slug = cell.split_once('/').map_or("", |(_, slug)| slug);
    if slug.is_empty() || !slug.chars().all(legal) {
        return Err(format!("id \"{cell}\": expected type/slug, the slug of a-z, 0-9 and hyphens"));
    }
    Ok(cell.to_owned())
}

fn checked_wikidata(cell: &str) -> Result<String, String> {
    let digits = cell.strip_prefix('Q').unwrap_or("");
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!("wikidata \"{cell}\": expected Q and digits, as Q232"));
    }
    Ok(cell.to_owned())
}

/// `role@id:start..end`, a list; kept as written once it is seen to be well formed.
fn checked_roles(cell: &str) -> Result<String, String> {
    for role in list(cell) {
        if parse_role(role).is_none() {
            return Err(format!(
                "role \"{role}\": expected role@type/slug:start..end, as president@country/x:2019..2024"
            ));
        }
    }
    Ok(cell.to_owned())
}

/// One office of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role<'a> {
    /// `president`, `foreign-minister`.
    pub office: &'a str,
    /// Id of the country or body.
    pub of: &'a str,
    /// First day as written, may be empty.
    pub start: &'a str,
    /// Last day as written, may be empty.
    pub end: &'a str,
}

/// Parses one item of the `role` column.
pub fn parse_role(item: &str) -> Option<Role<'_>> {
    let (office, rest) = item.trim().split_once('@')?;
    let (of, dates) = rest.split_once(':').unwrap_or((rest, ".."));
    let (start, end) = dates.split_once("..").unwrap_or((dates, dates));
    let is_date = |d: &str| d.is_empty() || (d.len() >= 4 && d.bytes().all(|b| b.is_ascii_digit() || b == b'-'));
    let valid = !office.is_empty() && of.contains('/') && is_date(start) && is_date(end);
    valid.then_some(Role { office, of, start, end })
}

fn number<T: std::str::FromStr>(cell: &str, expected: &str) -> Result<T, String> {
    cell.parse().map_err(|_| format!("\"{cell}\" is not {expected}"))
}

fn ratio(cell: &str) -> Result<f32, String> {
    let value: f32 = number(cell, "a number from 0 to 1")?;
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err(format!("\"{cell}\" is not a number from 0 to 1")) }
}

fn degrees(cell: &str, limit: f64) -> Result<String, String> {
    let value: f64 = number(cell, "a number of degrees")?;
    let valid = value.abs() <= limit;
    if valid { Ok(cell.to_owned()) } else { Err(format!("\"{cell}\" is not between -{limit} and {limit} degrees")) }
}

/// Splits at `|` that no backslash precedes.
fn list(cell: &str) -> Vec<&str> {
    let mut items = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (at, byte) in cell.bytes().enumerate() {
        if byte == b'|' && !escaped {
            items.push(&cell[start..at]);
            start = at + 1;
        }
        escaped = byte == b'\\' && !escaped;
    }
    items.push(&cell[start..]);
    items
}

fn unescape(cell: &str) -> String {
    if !cell.contains('\\') {
        return cell.to_owned();
    }
    let mut out = String::with_capacity(cell.len());
    let mut chars = cell.chars();
    while let Some(c) = chars.next() {
        let next = if c == '\\' { chars.next() } else { None };
        out.push(match next {
            Some('t') => '\t',
            Some('n') => '\n',
            Some(other) => other,
            None => c,
        });
    }
    out
}

/// Escapes a cell so that [`parse`] reads it back.
pub fn escape(cell: &str) -> String {
    cell.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str) -> Result<Vec<Row>, Vec<String>> {
        let text = format!("{FIRST_LINE}\nid\ttype\tname\taliases\tadj\tpop\trole\twikidata\n{body}");
        parse("g.tsv", &text).map_err(|errors| errors.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_row_keeps_names_kinds_and_flags() {
        let rows = check("country/x\tcountry\tXland\tX Republic|XL{abbr,ctx}\tXish\t12\t\tQ1\n").unwrap();
        let names: Vec<_> = rows[0].names.iter().map(|n| (n.text.as_str(), n.kind, n.flags)).collect();
        assert_eq!(
            names,
            [
                ("Xland", NameKind::Name, NameFlags::default()),
                ("X Republic", NameKind::Alias, NameFlags::default()),
                ("XL", NameKind::Alias, NameFlags::ABBR.with(NameFlags::CTX)),
                ("Xish", NameKind::Adjective, NameFlags::default()),
            ]
        );
        assert_eq!((rows[0].population, rows[0].line), (12, 3));
    }

    #[test]
    fn every_error_names_its_place_and_the_remedy() {
        let cases = [
            (
                "person/a\tpersn\tA\n",
                "g.tsv:3:10: \"persn\" is not known, expected one of person, organisation, country, city, region, group, other, none; did you mean \"person\"?",
            ),
            (
                "person/A b\tperson\tA\n",
                "g.tsv:3:1: id \"person/A b\": expected type/slug, the slug of a-z, 0-9 and hyphens",
            ),
            (
                "city/a\tcity\tA\tB{ctxx}\n",
                "g.tsv:3:15: \"ctxx\" is not known, expected one of abbr, cs, ctx, hist, weak, nosolo; did you mean \"ctx\"?",
            ),
            ("city/a\tcity\tA\t\t\tmany\n", "g.tsv:3:17: \"many\" is not a whole number of inhabitants"),
            ("city/a\tperson\tA\n", "g.tsv:3:1: id \"city/a\" does not begin with its type: expected \"person/...\""),
            ("city/a\tcity\tA\n\ncity/a\tcity\tB\n", "g.tsv:5:1: id \"city/a\" stands in line 3 already"),
            ("city/a\tcity\n", "g.tsv:3:1: \"name\" is empty"),
        ];
        for (body, expected) in cases {
            assert_eq!(check(body).unwrap_err()[0], expected, "{body:?}");
        }
    }

    #[test]
    fn all_errors_come_at_once() {
        assert_eq!(check("x\tcity\tA\ncity/b\ttown\tB\n").unwrap_err().len(), 2);
    }

    #[test]
    fn escapes_read_back() {
        let nasty = "a|b\tc\\d\ne";
        assert_eq!(unescape(list(&escape(nasty))[0]), nasty);
    }
}
