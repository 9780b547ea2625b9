//! `OpenSanctions`: `targets.simple.csv` (opensanctions.org/docs/bulk/csv/). Its data are licensed for non-commercial use,
//! so they are the user's to import and not ours to ship.

use crate::gazetteer::import::draft::{Draft, Field, Place, plain};
use crate::gazetteer::import::table::{self, Table};
use crate::gazetteer::import::{Imported, Source};
use crate::gazetteer::row::{Row, RowError};

/// Schemata of targets, and the type of ours.
const SCHEMATA: [(&str, &str); 11] = [
    ("Person", "person"),
    ("Organization", "organisation"),
    ("LegalEntity", "organisation"),
    ("PublicBody", "organisation"),
    ("Company", "organisation/company"),
    ("Vessel", "other/vessel"),
    ("Airplane", "other/airplane"),
    ("Vehicle", "other/vehicle"),
    ("Asset", "other/asset"),
    ("Security", "other/security"),
    ("CryptoWallet", "other/wallet"),
];
const NEEDED: [&str; 5] = ["id", "schema", "name", "aliases", "countries"];
/// Columns that are kept as they are.
const KEPT: [&str; 4] = ["birth_date", "identifiers", "sanctions", "dataset"];

/// Reads the table.
pub(super) fn read(source: &Source<'_>) -> Imported {
    let table = table::read(source, b',');
    let missing = NEEDED.iter().filter(|column| !table.header.iter().any(|name| name == *column));
    let missing: Vec<RowError> = missing
        .map(|c| source.error(Place { line: 1, column: 1 }, format!("no column \"{c}\", expected targets.simple.csv")))
        .collect();
    if !missing.is_empty() {
        return Imported { errors: missing, ..Imported::default() };
    }
    let mut imported = Imported::default();
    for record in &table.records {
        imported.take(row(source, &table, record));
    }
    imported.errors.extend(table.errors);
    imported
}

fn row(source: &Source<'_>, table: &Table, record: &[Field]) -> Result<Row, Vec<RowError>> {
    let field = |column: &str| table.header.iter().position(|name| name == column).and_then(|at| record.get(at));
    let [Some(id), Some(schema), Some(name), Some(aliases), Some(countries)] = NEEDED.map(field) else {
        return Err(Vec::new());
    };
    let Some((_, entity_type)) = SCHEMATA.iter().find(|(word, _)| *word == schema.text) else {
        let known = SCHEMATA.map(|(word, _)| word).join(", ");
        let message = format!("schema \"{}\" is not known, expected one of {known}", schema.text);
        return Err(vec![source.error(schema.place, message)]);
    };
    let mut draft = Draft::new(id.place);
    draft.put("type", *entity_type, schema.place);
    draft.put("opensanctions", plain(&id.text), id.place);
    if id.text.strip_prefix('Q').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())) {
        draft.put("wikidata", id.text.as_str(), id.place);
    }
    if name.text.trim().is_empty() {
        return Err(vec![source.error(name.place, "\"name\" is empty")]);
    }
    draft.name(&name.text, "", name.place);
    items(aliases).for_each(|alias| draft.name(alias, "", aliases.place));
    let known: Option<Vec<&str>> = items(countries).map(|code| source.known.country(code)).collect();
    known.unwrap_or_default().into_iter().for_each(|id| draft.add("in", id, countries.place));
    draft.put("countries", plain(&countries.text), countries.place);
    for column in KEPT {
        if let Some(kept) = field(column) {
            draft.put(column, plain(&kept.text), kept.place);
        }
    }
    draft.row(source)
}

fn items(field: &Field) -> impl Iterator<Item = &str> {
    field.text.split(';').map(str::trim).filter(|item| !item.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::gazetteer::import::tests::check_known;
    use crate::gazetteer::import::{Format, Options};

    const HEADER: &str = "id,schema,name,aliases,birth_date,countries,dataset\n";

    #[test]
    fn schemata_become_types() {
        let text = format!(
            "{HEADER}Q77,Person,Bar Foo,\"Foo B;B. Foo\",1950,xl;yl,A list\nNK-1,Vessel,MV ABC,,,zz,A list\nNK-2,Vessel,MV ABC,,,zz,A list\n"
        );
        let expected = "#gaz 1\nid\ttype\tname\taliases\twikidata\tin\tsource\tcountries\tdataset\topensanctions\tbirth_date\n\
            other/mv-abc\tother/vessel\tMV ABC\t\t\t\timport\tzz\tA list\tNK-1\t\n\
            other/mv-abc-2\tother/vessel\tMV ABC\t\t\t\timport\tzz\tA list\tNK-2\t\n\
            person/bar-foo\tperson\tBar Foo\tFoo B|B. Foo\tQ77\tcountry/xland|country/yland\timport\txl;yl\tA list\tQ77\t1950\n";
        assert_eq!(check_known(Format::OpenSanctions, &text, &Options::default()).unwrap(), expected);
    }

    #[test]
    fn bad_rows_are_placed() {
        let text = format!("{HEADER}a,Persn,A,,,,\nb,Person, ,,,,\n");
        let expected = [
            "f:2:3: schema \"Persn\" is not known, expected one of Person, Organization, LegalEntity, PublicBody, Company, Vessel, Airplane, Vehicle, Asset, Security, CryptoWallet",
            "f:3:10: \"name\" is empty",
        ];
        assert_eq!(check_known(Format::OpenSanctions, &text, &Options::default()).unwrap_err(), expected);
        assert_eq!(
            check_known(Format::OpenSanctions, "id,schema,name,aliases\n", &Options::default()).unwrap_err(),
            ["f:1:1: no column \"countries\", expected targets.simple.csv"]
        );
    }
}
