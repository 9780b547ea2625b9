//! Near spellings: words that no list has in, the listed names that are likely meant out.

use std::collections::BTreeMap;

use crate::gazetteer::slug::slug;
use crate::gazetteer::{Gazetteer, NameId};

/// Letters that a wrong letter must stand among: "Kazakstan" has nine and may be two wrong.
const LETTERS_PER_MISTAKE: usize = 4;
/// Mistakes at most in the longest name.
const MOST_MISTAKES: usize = 3;

impl Gazetteer {
    /// Returns up to `count` names that are spelt nearly so, the nearest first, then the likelier, then in byte order; each
    /// with the id of its likeliest entry. Case, accents and marks are no difference, so they come first of all.
    pub fn near(&self, words: &str, count: usize) -> Vec<(&str, &str)> {
        let wanted = slug(words);
        let length = wanted.chars().count();
        let most = (length / LETTERS_PER_MISTAKE).clamp(1, MOST_MISTAKES);
        let mut found: BTreeMap<(usize, u32, &str), &str> = BTreeMap::new();
        for name in self.layers.iter().flat_map(|l| (0..l.image.name_count()).map(move |n| NameId(l.first_name + n))) {
            let text = self.name_text(name);
            // Slugs of most names are as long as the name, give or take its marks.
            if wanted.is_empty() || text.chars().count().abs_diff(length) > most + MOST_MISTAKES {
                continue;
            }
            let distance = strsim::osa_distance(&slug(text), &wanted);
            if distance > most {
                continue;
            }
            let best = self.senses(name).map(|s| self.entry(s.entry)).max_by(|a, b| a.prior().total_cmp(&b.prior()));
            if let Some(entry) = best {
                found.insert((distance, unlikelihood(entry.prior()), text), entry.id());
            }
        }
        let mut near: Vec<(&str, &str)> = Vec::new();
        for ((_, _, text), id) in found {
            if near.len() < count && near.iter().all(|(_, known)| *known != id) {
                near.push((text, id));
            }
        }
        near
    }
}

/// Thousandths that a prior lacks to certainty, to sort by.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a prior is 0 to 1")]
fn unlikelihood(prior: f32) -> u32 {
    ((1.0 - prior) * 1000.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_then_distance_then_prior() {
        let text = "#gaz 1\nid\ttype\tname\taliases\tprior\ncity/a\tcity\tMarston\t\t0.2\ncity/b\tcity\tMarstan\tMARSTAN\t0.9\n\
                    city/c\tcity\tMarsten\t\t0.5\ncity/d\tcity\tOther\n";
        let gazetteer = Gazetteer::empty().with_files(&[("g".to_owned(), text.to_owned())]).unwrap();
        let check = |words: &str| gazetteer.near(words, 3).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(check("marsten"), ["Marsten", "MARSTAN", "Marston"]);
        assert_eq!(check("Marsten y"), ["Marsten"]);
        assert!(check("").is_empty() && check("Zzzzzz").is_empty());
    }
}
