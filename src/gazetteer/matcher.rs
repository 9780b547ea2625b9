//! The search: places where a name may begin are found eight bytes at a time, then the words from there on are looked up
//! in the table of each layer.
//!
//! The design and its rivals were measured before it was chosen (docs/gazetteers.md): capitals and digits that no word
//! character precedes make one word in six a candidate, and the filter of first words rejects most of those.

use crate::gazetteer::hash::{self, Probe, Probes};
use crate::gazetteer::image::ImageHit;
use crate::gazetteer::{Gazetteer, Hit, Layer, NameId};
use crate::span::Span;

/// The most layers that one search walks: what fits the set of layers still alive.
const MAX_LAYERS: usize = 32;

impl Gazetteer {
    /// Calls `found` with the names of `text` from left to right: of overlapping ones the leftmost, of those the longest, of
    /// equal ones that of the latest layer. Linear in the text.
    pub fn longest_names(&self, text: &str, mut found: impl FnMut(Hit)) {
        let mut free_from = 0;
        for_each_start(text.as_bytes(), &self.gate, |at| {
            if at < free_from {
                return free_from;
            }
            let mut best: Option<Hit> = None;
            self.names_at(text, at, |hit| {
                let better = best.is_none_or(|b| hit.span.end > b.span.end);
                if hit.span.start as usize >= free_from && better {
                    best = Some(hit);
                }
            });
            if let Some(hit) = best {
                free_from = hit.span.end as usize;
                found(hit);
            }
            free_from
        });
    }

    /// Returns every listed name of `text`, also inside others, sorted by start, then longest first.
    pub fn all_names(&self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        for_each_start(text.as_bytes(), &self.gate, |at| {
            self.names_at(text, at, |hit| hits.push(hit));
            0
        });
        hits.sort_by_key(|hit| (hit.span.start, std::cmp::Reverse(hit.span.end), hit.name));
        hits
    }

    /// Calls `found` with each name that begins at `at` (or whose first capital stands there), the shortest first, and of one
    /// length the latest layer first.
    #[inline]
    fn names_at(&self, text: &str, at: usize, mut found: impl FnMut(Hit)) {
        let Some((mut probes, first)) = Probes::start(text.as_bytes(), at) else {
            return;
        };
        let mut alive = self.layers_that_may_begin(first);
        let mut probe = first;
        while alive != 0 {
            for (index, layer) in self.layers.iter().enumerate().rev() {
                if alive & (1 << index) == 0 {
                    continue;
                }
                let (hit, more) = layer.image.look_up(text, at, probe.end, probe.hash);
                if let Some(hit) = hit {
                    found(layer.hit(hit));
                }
                if !more {
                    alive &= !(1 << index);
                }
            }
            match probes.next() {
                Some(next) if alive != 0 => probe = next,
                _ => return,
            }
        }
    }

    #[inline]
    fn layers_that_may_begin(&self, first: Probe) -> u32 {
        let layers = self.layers.iter().take(MAX_LAYERS).enumerate();
        layers.fold(0, |alive, (index, layer)| alive | u32::from(layer.image.may_begin(first.hash)) << index)
    }
}

impl Layer {
    #[inline]
    fn hit(&self, hit: ImageHit) -> Hit {
        Hit { span: Span::new(hit.start, hit.end), name: NameId(self.first_name + hit.name) }
    }
}

/// Returns the places in `words` where a name that begins with it may end.
pub(super) fn probes(words: &str) -> Option<(Probes<'_>, Probe)> {
    Probes::start(words.as_bytes(), 0)
}

/// Says whether no word character touches the bytes `start..end`.
pub(super) fn is_free(text: &str, start: usize, end: usize) -> bool {
    !hash::is_word_before(text.as_bytes(), start) && !hash::is_word_at(text.as_bytes(), end)
}

/// The first two bytes of names without a capital, a bit each pair: few words in lower case begin like one.
#[derive(Debug, Clone, Default)]
pub(super) struct Gate {
    /// Empty if there is no such name.
    pairs: Vec<u64>,
}

/// Pairs of bytes, in words of 64 bits.
const GATE_WORDS: usize = (1 << 16) / 64;

impl Gate {
    pub(super) fn add(&mut self, name: &str) {
        self.pairs.resize(GATE_WORDS, 0);
        let (first, second) = match *name.as_bytes() {
            [first, second, ..] => (first, second..=second),
            [first] => (first, 0..=u8::MAX),
            [] => return,
        };
        for second in second {
            let pair = usize::from(first) << 8 | usize::from(second);
            self.pairs[pair / 64] |= 1 << (pair % 64);
        }
    }

    /// Says whether a name may begin with the byte at `at`.
    #[inline]
    fn opens(&self, bytes: &[u8], at: usize) -> bool {
        let pair = usize::from(bytes[at]) << 8 | usize::from(bytes.get(at + 1).copied().unwrap_or(0));
        self.pairs[pair / 64] >> (pair % 64) & 1 == 1
    }
}

/// Calls `visit` with each byte where a listed name may begin; it returns the byte before which it wants no more calls.
fn for_each_start(bytes: &[u8], gate: &Gate, mut visit: impl FnMut(usize) -> usize) {
    let small = if gate.pairs.is_empty() { 0 } else { u64::MAX };
    let (mut word_before, mut free_from) = (0, 0);
    for base in (0..bytes.len()).step_by(8) {
        let chunk = hash::load(bytes, base);
        let classes = hash::classify(chunk);
        let word = classes.upper | classes.lower | classes.digit;
        // Lead bytes of characters outside ASCII have the two top bits set.
        let lead = classes.high & (chunk << 1);
        let first = !(word << 8 | word_before);
        let mut starts = (classes.upper | classes.digit | lead | classes.lower & small) & first;
        word_before = word >> 56;
        while starts != 0 {
            let at = base + starts.trailing_zeros() as usize / 8;
            starts &= starts - 1;
            let is_start = if bytes[at].is_ascii_lowercase() {
                gate.opens(bytes, at) && !hash::is_word_before(bytes, at)
            } else {
                bytes[at].is_ascii() && (at == 0 || bytes[at - 1].is_ascii()) || hash::is_start(bytes, at)
            };
            if at >= free_from && is_start {
                free_from = visit(at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::gazetteer::{Gazetteer, Hit};

    fn gazetteer(names: &[&str]) -> Gazetteer {
        let rows: Vec<String> = names.iter().enumerate().map(|(i, name)| format!("other/{i}\tother\t{name}")).collect();
        let text = format!("#gaz 1\nid\ttype\tname\n{}\n", rows.join("\n"));
        Gazetteer::empty().with_files(&[("test.tsv".to_owned(), text)]).unwrap()
    }

    fn longest<'t>(gazetteer: &Gazetteer, text: &'t str) -> Vec<&'t str> {
        let mut found = Vec::new();
        gazetteer.longest_names(text, |hit| found.push(hit.span.of(text)));
        found
    }

    #[test]
    fn finds_whole_words_leftmost_and_longest() {
        let g = gazetteer(&[
            "New York",
            "New York Times",
            "York",
            "U.S.",
            "al-Shabaab",
            "Shabaab",
            "eBay",
            "São Tomé",
            "X.Y",
        ]);
        let cases: [(&str, &[&str]); 8] = [
            ("New York Times Square", &["New York Times"]),
            ("New Yorkers in York", &["York"]),
            ("New\u{a0}York’s mayor", &["New\u{a0}York"]),
            ("the U.S. and U.S.A", &["U.S.", "U.S."]),
            ("against al-Shabaab, Shabaab", &["al-Shabaab", "Shabaab"]),
            ("on eBay; not eBays", &["eBay"]),
            ("in São Tomé", &["São Tomé"]),
            ("New\n\nYork", &["York"]),
        ];
        for (text, expected) in cases {
            assert_eq!(longest(&g, text), expected, "{text}");
        }
    }

    #[test]
    fn a_later_layer_overrides_rows_of_the_same_id() {
        let g = gazetteer(&["Aland", "Bland"]);
        let text = "#gaz 1\nid\ttype\tname\nother/0\tother\tCland\n".to_owned();
        let g = g.with_files(&[("mine.tsv".to_owned(), text)]).unwrap();
        let named = |words: &str| g.readings(words).len();
        assert_eq!((named("Aland"), named("Bland"), named("Cland")), (0, 1, 1));
    }

    /// What the search must equal: every name tried at every place.
    fn naive(names: &[String], text: &str) -> Vec<(usize, usize)> {
        let is_word = |c: char| c.is_ascii_alphanumeric() || (c >= '\u{c0}' && !('\u{2000}'..='\u{203f}').contains(&c));
        let mut out = Vec::new();
        for (at, _) in text.char_indices() {
            if text[..at].chars().next_back().is_some_and(is_word) {
                continue;
            }
            let fits = |name: &&String| {
                let rest = text[at..].strip_prefix(name.as_str());
                rest.is_some_and(|rest| name.ends_with('.') || !rest.chars().next().is_some_and(is_word))
            };
            out.extend(names.iter().filter(fits).map(|name| (at, at + name.len())));
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    proptest! {
        #[test]
        fn all_names_equal_a_naive_scan(
            names in proptest::collection::btree_set("[A-Z][a-c]{0,2}( [A-C][a-b]?){0,2}|[A-B][.][C-D][.]|Ü[a-b]", 1..12),
            text in "([A-C][a-b]{0,2}| |\\.|-|Üa|[0-9]|’|a){0,60}",
        ) {
            let names: Vec<String> = names.into_iter().collect();
            let g = gazetteer(&names.iter().map(String::as_str).collect::<Vec<_>>());
            // The naive scan knows no classes of separators: give it none to fold.
            let mut found: Vec<(usize, usize)> = g.all_names(&text).iter().map(|h: &Hit| (h.span.start as usize, h.span.end as usize)).collect();
            found.sort_unstable();
            found.dedup();
            let plain: Vec<(usize, usize)> = found.into_iter().filter(|(a, b)| names.iter().any(|n| n == &text[*a..*b])).collect();
            prop_assert_eq!(plain, naive(&names, &text));
        }
    }
}
