use proptest::prelude::*;
use proptest::sample::select;
use whowhom::export::annotate;
use whowhom::graph::{self, LinksKey};
use whowhom::input::Document;
use whowhom::pipeline::Analysis;
use whowhom::span::{OffsetUnit, Span};

use crate::sample::{ANALYSER, articles, contribution, graph_of};

/// Words and marks that rules look for, so that random text reaches them.
const PIECES: [&str; 64] = [
    "Peru",
    "Peru's",
    "CHILE",
    "Kazakh",
    "Moscow",
    "the",
    "The",
    "U.S.",
    "U.N.",
    "AU",
    "(AU)",
    "African Union",
    "São Tomé",
    "Jane Roe",
    "Mr.",
    "President",
    "president of",
    "Prime Minister",
    "Gen.",
    "van der",
    "al-",
    "bin",
    "Jr.",
    "Müller",
    "Ministry of",
    "Foreign Ministry",
    "spokesman",
    "said",
    "accused",
    "was accused by",
    "met",
    "did not",
    "will",
    "may",
    "if",
    "sent troops to",
    "capital of",
    "members",
    "and",
    "or",
    ",",
    ".",
    "!",
    "?",
    ":",
    ";",
    "-",
    "–",
    "'",
    "’s",
    "\"",
    "“",
    "”",
    "(",
    ")",
    "[",
    "]",
    "\n",
    "\r\n",
    "\n\n",
    "\u{a0}",
    "\u{2028}",
    "By",
    "Photo:",
];

/// A report of which several documents are near-copies.
const REPORT: &str = "France accused Spain of delay at talks on the new harbour. The talks went on for two days behind closed doors, \
    and no date was set for the next round. Boats of both coasts had waited in the rain since the early morning.";

/// Text of names, marks, brackets, line ends, and any character at all.
fn odd_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => select(&PIECES[..]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => "\\PC{0,6}",
        1 => select(&["e\u{301}", "\u{feff}", "\u{200d}", "🇵🇪", "ﬁ", "İ", "ẞ", "\0", "\u{202e}", "中国", "٣"][..]).prop_map(str::to_owned),
    ];
    let spaced = (piece, select(&["", " ", " ", " ", "\n"][..])).prop_map(|(piece, space)| piece + space);
    proptest::collection::vec(spaced, 0..60).prop_map(|pieces| pieces.concat())
}

fn json(analyses: &[Analysis]) -> Vec<u8> {
    let mut out = Vec::new();
    graph::write(&graph_of(analyses), LinksKey::Edges, &mut out).unwrap();
    out
}

/// Every span of an analysis lies on character borders, those of evidence inside their sentence.
fn check_spans(found: &Analysis) -> Result<(), TestCaseError> {
    let text = found.document.text.as_str();
    let is_sound = |span: Span| !span.is_empty() && text.get(span.range()).is_some();
    for mention in &found.mentions {
        prop_assert!(is_sound(mention.span), "{mention:?}");
        prop_assert!((0.0..=1.0).contains(&mention.score), "{mention:?}");
    }
    prop_assert_eq!(found.mentions.len(), found.identity.links.len());
    prop_assert!(found.identity.links.iter().all(|link| link.entity < found.identity.entities.len()));
    for assertion in &found.assertions {
        let proof = assertion.evidence;
        prop_assert!(is_sound(proof.sentence) && found.tokens.sentences.iter().any(|s| s.span == proof.sentence));
        for span in [proof.subject, proof.trigger, proof.object] {
            // What a title leaves out is named elsewhere in the article.
            let elsewhere = assertion.rule == "understood" && span == proof.object;
            prop_assert!(is_sound(span) && (elsewhere || proof.sentence.contains(span)), "{assertion:?}");
        }
        for (place, entity) in [(proof.subject, assertion.subject), (proof.object, assertion.object)] {
            let links = found.mentions.iter().zip(&found.identity.links);
            prop_assert!(links.into_iter().any(|(m, l)| m.span == place && l.entity == entity), "{assertion:?}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn any_text_is_analysed_and_all_spans_are_sound(text in odd_text()) {
        let found = ANALYSER.analyse(Document::new("odd", text));
        check_spans(&found)?;
        let mut out = Vec::new();
        for unit in [OffsetUnit::CodePoints, OffsetUnit::Bytes, OffsetUnit::Utf16] {
            annotate::json_line(&contribution(&found), unit, &mut out).unwrap();
        }
        annotate::marked_text(&contribution(&found), &mut out).unwrap();
    }

    #[test]
    fn names_across_the_end_of_a_sentence_have_sound_spans(gap in "[ \n]{0,2}\n") {
        check_spans(&ANALYSER.analyse(Document::new("odd", format!("Peru's{gap}Foreign Ministry"))))?;
    }

    #[test]
    fn articles_cut_anywhere_have_sound_spans(article in 0_usize..17, from in any::<proptest::sample::Index>(), length in 0_usize..3_000) {
        let all: Vec<Document> = articles("seeds").into_iter().chain(articles("tests/texts")).collect();
        let text: Vec<char> = all[article].text.chars().collect();
        let from = from.index(text.len());
        let cut: String = text[from..text.len().min(from + length)].iter().collect();
        check_spans(&ANALYSER.analyse(Document::new("cut", cut)))?;
    }

    #[test]
    fn merging_is_independent_of_the_order(
        order in Just((0_usize..12).collect::<Vec<_>>()).prop_shuffle(),
        texts in proptest::collection::vec(odd_text(), 12),
    ) {
        // Every third is a near-copy of one report, with its own words before or behind.
        let printed = |i: usize, text: String| match i % 6 {
            0 => format!("{REPORT} {text}"),
            3 => format!("{text}\n\n{REPORT}"),
            _ => text,
        };
        let texts = texts.into_iter().enumerate();
        let documents = texts.map(|(i, text)| Document::new(format!("{i:02}"), printed(i, text)));
        let analyses: Vec<Analysis> = documents.map(|document| ANALYSER.analyse(document)).collect();
        let shuffled: Vec<Analysis> = order.iter().map(|&at| analyses[at].clone()).collect();
        prop_assert!(json(&analyses) == json(&shuffled));
        let graph = graph_of(&analyses);
        let statused = |e: &graph::Edge| e.status.named().iter().map(|(_, count)| count).sum::<usize>();
        for edge in &graph.edges {
            prop_assert_eq!(statused(edge) + edge.negated, edge.assertions);
            prop_assert!(edge.n_sources <= edge.documents);
        }
        // An original is no copy of another.
        let original = |id: &str| graph.documents.iter().any(|d| d.id == id && d.near_copy_of.is_none() && d.duplicate_of.is_none());
        prop_assert!(graph.documents.iter().filter_map(|d| d.near_copy_of.as_deref()).all(original));
    }
}
