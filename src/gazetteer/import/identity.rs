//! Ids: rows of a file in, rows with ids out, sorted, each thing once.
//!
//! A row that brings no id gets `TYPE/slug of its name`, or of its key where the name has no Latin letter. Two rows of one
//! id are the same thing, and are joined, if the file gave both the id, or if a key (Wikidata, GeoNames, OpenSanctions)
//! is equal, or if no key, sex or containing entity differs. Otherwise they are numbered: the one with more inhabitants,
//! then the one that stands first, keeps the plain id; the others get `-2`, `-3`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::gazetteer::kind::{EntityType, NameKind};
use crate::gazetteer::row::Row;
use crate::gazetteer::slug::ascii_slug;

/// Columns besides `wikidata` that tell things apart.
const KEYS: [&str; 2] = ["geonames", "opensanctions"];

/// Gives ids and joins; the rows come back sorted by id.
pub(super) fn identify(rows: Vec<Row>) -> Vec<Row> {
    let mut groups: BTreeMap<String, Vec<(bool, Row)>> = BTreeMap::new();
    for row in rows {
        let is_given = !row.id.is_empty();
        let id = if is_given { row.id.clone() } else { made_id(&row) };
        let group = groups.entry(id).or_default();
        match group.iter_mut().find(|(given, known)| (*given && is_given) || are_same(known, &row)) {
            Some((given, known)) => {
                *given |= is_given;
                join(known, row);
            }
            None => group.push((is_given, row)),
        }
    }
    let mut taken: BTreeSet<String> = groups.keys().cloned().collect();
    let mut out = Vec::new();
    for (id, mut group) in groups {
        group.sort_by_key(|(given, row)| (!given, Reverse(row.population), row.line));
        for (index, (_, mut row)) in group.into_iter().enumerate() {
            row.id = if index == 0 { id.clone() } else { free_id(&id, &mut taken) };
            tidy(&mut row);
            out.push(row);
        }
    }
    out.sort_by(|a, b| a.id.cmp(&b.id));
    out
}

fn made_id(row: &Row) -> String {
    let name = row.names.first().map_or("", |name| name.text.as_str());
    let entity_type = row.entity_type.map_or("none", EntityType::name);
    let keys = [name, &row.wikidata, other(row, "geonames")];
    let slug = keys.into_iter().map(ascii_slug).find(|slug| !slug.is_empty()).unwrap_or_default();
    format!("{entity_type}/{slug}")
}

fn free_id(id: &str, taken: &mut BTreeSet<String>) -> String {
    let mut number = 2;
    while !taken.insert(format!("{id}-{number}")) {
        number += 1;
    }
    format!("{id}-{number}")
}

fn other<'r>(row: &'r Row, column: &str) -> &'r str {
    row.other.iter().find(|(name, _)| name == column).map_or("", |(_, value)| value)
}

fn are_same(a: &Row, b: &Row) -> bool {
    let mut keys = vec![(a.wikidata.as_str(), b.wikidata.as_str())];
    keys.extend(KEYS.iter().map(|key| (other(a, key), other(b, key))));
    let known = |pair: &&(&str, &str)| !pair.0.is_empty() && !pair.1.is_empty();
    if let Some((left, right)) = keys.iter().find(known) {
        return left == right;
    }
    let sex = a.sex.is_none() || b.sex.is_none() || a.sex == b.sex;
    sex && (a.within.is_empty() || b.within.is_empty() || a.within == b.within)
}

/// Adds what `new` has and `row` has not.
fn join(row: &mut Row, new: Row) {
    for mut name in new.names {
        if name.kind == NameKind::Name {
            name.kind = NameKind::Alias;
        }
        row.names.push(name);
    }
    row.sex = row.sex.or(new.sex);
    row.prior = row.prior.or(new.prior);
    row.population = row.population.max(new.population);
    fill(&mut row.subtype, new.subtype);
    fill(&mut row.capital, new.capital);
    fill(&mut row.wikidata, new.wikidata);
    fill(&mut row.iso, new.iso);
    unite(&mut row.role, &new.role);
    if row.within.is_empty() {
        row.within = new.within;
    }
    for (column, value) in new.other {
        match row.other.iter_mut().find(|(known, _)| *known == column) {
            Some((_, known)) if column == "petrarch" => unite(known, &value),
            Some(_) => {}
            None => row.other.push((column, value)),
        }
    }
}

fn fill(cell: &mut String, new: String) {
    if cell.is_empty() {
        *cell = new;
    }
}

/// Adds the items of a list that are not there.
fn unite(list: &mut String, new: &str) {
    for item in new.split('|').filter(|item| !item.is_empty()) {
        if list.is_empty() {
            item.clone_into(list);
        } else if !list.split('|').any(|known| known == item) {
            *list = format!("{list}|{item}");
        }
    }
}

/// No name stands twice, be it as name and alias.
fn tidy(row: &mut Row) {
    let mut seen = BTreeSet::new();
    let listed = |kind: NameKind| if kind == NameKind::Alias { NameKind::Name } else { kind };
    row.names.retain(|name| seen.insert((listed(name.kind), name.text.clone())));
    row.other.sort_by(|a, b| a.0.cmp(&b.0));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::parse;

    fn check(body: &str, made: bool) -> Vec<String> {
        let text = format!("#gaz 1\nid\ttype\tname\taliases\twikidata\tin\tpop\n{body}");
        let lines: Vec<&str> = text.lines().collect();
        // Ids may stand twice in what is imported, so each row is parsed alone.
        let one = |line: &&str| parse("f", &format!("{}\n{}\n{line}\n", lines[0], lines[1])).unwrap().remove(0);
        let mut rows: Vec<Row> = lines[2..].iter().map(one).collect();
        for (row, line) in rows.iter_mut().zip(1..) {
            row.line = line;
            if made {
                row.id.clear();
            }
        }
        identify(rows).iter().map(|r| format!("{} {} {}", r.id, r.line, r.names.len())).collect()
    }

    #[test]
    fn equal_things_are_joined_and_others_numbered() {
        let rows = "city/x\tcity\tAbc\t\tQ1\t\t5\ncity/x\tcity\tAbc\tAbcd\tQ2\t\t50\ncity/x\tcity\tABC\t\tQ1\t\t5\n\
                    city/x\tcity\tAbc 2\t\t\t\t\n";
        assert_eq!(check(rows, true), ["city/abc 2 2", "city/abc-2 4 1", "city/abc-3 1 2"]);
    }

    #[test]
    fn places_of_two_countries_are_two() {
        let rows =
            "city/x\tcity\tAbc\t\t\tcountry/a\ncity/x\tcity\tAbc\t\t\tcountry/b\ncity/x\tcity\tAbc\t\t\tcountry/a\n";
        assert_eq!(check(rows, true), ["city/abc 1 1", "city/abc-2 2 1"]);
    }

    #[test]
    fn an_id_that_the_file_gives_twice_is_one_thing() {
        assert_eq!(check("city/x\tcity\tA\t\tQ1\ncity/x\tcity\tB\t\tQ2\n", false), ["city/x 1 2"]);
    }

    #[test]
    fn names_without_latin_letters_go_by_number() {
        assert_eq!(check("city/x\tcity\tЖук\t\tQ7\n", true), ["city/q7 1 1"]);
    }
}
