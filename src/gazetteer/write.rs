//! Writing: rows in, the text of a gazetteer file out, such that `parse` reads the same rows back.

use crate::gazetteer::kind::{EntityType, NameFlags, NameKind};
use crate::gazetteer::row::{COLUMNS, FIRST_LINE, Row, RowName, escape};

/// Returns the text of a file with these rows in this order. It has the columns that a row fills: those of the format in
/// their order, then the others in the order of their first row.
pub fn write(rows: &[Row]) -> String {
    let mut columns: Vec<String> =
        COLUMNS.iter().filter(|c| rows.iter().any(|r| !cell(r, c).is_empty())).map(|&c| c.to_owned()).collect();
    for (column, _) in rows.iter().flat_map(|row| &row.other) {
        if !columns.contains(column) {
            columns.push(column.clone());
        }
    }
    let mut out = format!("{FIRST_LINE}\n{}\n", columns.join("\t"));
    for row in rows {
        let cells: Vec<String> = columns.iter().map(|column| cell(row, column)).collect();
        out.push_str(&cells.join("\t"));
        out.push('\n');
    }
    out
}

fn cell(row: &Row, column: &str) -> String {
    match column {
        "id" => row.id.clone(),
        "type" => type_cell(row),
        "name" => row.names.first().map(name_item).unwrap_or_default(),
        "aliases" => names(row, NameKind::Alias),
        "adj" => names(row, NameKind::Adjective),
        "people" => names(row, NameKind::People),
        "sex" => row.sex.map(String::from).unwrap_or_default(),
        "wikidata" => row.wikidata.clone(),
        "iso" => row.iso.clone(),
        "in" => row.within.join("|"),
        "pop" if row.population > 0 => row.population.to_string(),
        "pop" => String::new(),
        "capital" => row.capital.clone(),
        "role" => row.role.clone(),
        "prior" => row.prior.map(|p| p.to_string()).unwrap_or_default(),
        _ => row.other.iter().find(|(name, _)| name == column).map(|(_, value)| plain(value)).unwrap_or_default(),
    }
}

fn type_cell(row: &Row) -> String {
    let name = row.entity_type.map_or("none", EntityType::name);
    if row.subtype.is_empty() { name.to_owned() } else { format!("{name}/{}", row.subtype) }
}

fn names(row: &Row, kind: NameKind) -> String {
    let items: Vec<String> = row.names.iter().filter(|name| name.kind == kind).map(name_item).collect();
    items.join("|")
}

/// Words that end like flags get empty flags, which end the words.
fn name_item(name: &RowName) -> String {
    let flags: Vec<&str> =
        NameFlags::WORDS.iter().filter(|(_, flag)| name.flags.has(*flag)).map(|(word, _)| *word).collect();
    let words = escape(&name.text);
    if flags.is_empty() && !words.ends_with('}') { words } else { format!("{words}{{{}}}", flags.join(",")) }
}

/// Escapes the cell of a column that is no list to us; `|` may stand in it as it is.
fn plain(value: &str) -> String {
    value.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::parse;

    #[test]
    fn what_is_written_reads_back() {
        let text = "#gaz 1\nid\ttype\tname\taliases\tadj\tsex\tin\tpop\tcapital\tprior\tmembers\tcolour\n\
                    city/a\tcity/capital\tA b{ctx}\tB\\|c{abbr,hist}|D{x}{}\tAish\t\tregion/x|country/y\t12\t\t0.25\tAM|BY\tred\\\\blue\n\
                    none/may-day\tnone\tMay Day\n";
        let rows = parse("a.tsv", text).unwrap();
        assert_eq!(parse("b.tsv", &write(&rows)).unwrap(), rows);
    }
}
