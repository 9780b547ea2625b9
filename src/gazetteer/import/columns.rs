//! Which of a file's columns is which of ours: `name=Label,aliases=Synonyms`.

use std::str::FromStr;

/// Pairs of our column and the file's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnMap(pub Vec<(String, String)>);

impl FromStr for ColumnMap {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for item in text.split(',').filter(|item| !item.trim().is_empty()) {
            let (ours, theirs) = item
                .split_once('=')
                .ok_or_else(|| format!("\"{}\": expected OUR-COLUMN=COLUMN-OF-THE-FILE, as name=Label", item.trim()))?;
            let (ours, theirs) = (ours.trim().to_owned(), theirs.trim().to_owned());
            if ours.is_empty() || theirs.is_empty() || pairs.iter().any(|(known, _)| *known == ours) {
                return Err(format!("\"{}\": empty, or our column stands twice", item.trim()));
            }
            pairs.push((ours, theirs));
        }
        Ok(Self(pairs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_split_and_checked() {
        let map: ColumnMap = "name=Label, aliases = Other names".parse().unwrap();
        let expected = [("name", "Label"), ("aliases", "Other names")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(map.0, expected);
        assert_eq!(
            "name".parse::<ColumnMap>().unwrap_err(),
            "\"name\": expected OUR-COLUMN=COLUMN-OF-THE-FILE, as name=Label"
        );
        assert!("name=A,name=B".parse::<ColumnMap>().is_err());
    }
}
