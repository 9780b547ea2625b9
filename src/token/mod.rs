//! Tokens and sentences, by the conventions of Universal Dependencies' English treebanks: clitics apart, hyphenated words
//! split, abbreviations whole.

mod rules;
mod sentence;
mod split;

use std::ops::Range;

pub use rules::TokenRules;

use crate::span::Span;
use crate::text::Layout;

/// A word, number or mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Its bytes.
    pub span: Span,
}

/// A sentence, headline or list item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// From the first byte of its first token to the last of its last.
    pub span: Span,
    /// Indices into [`Tokens::tokens`], half-open, never empty.
    pub tokens: Range<usize>,
    /// Index of the block of `text::Layout` that holds it.
    pub block: usize,
}

/// All tokens and sentences of a document, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Ordered, disjoint, on character borders.
    pub tokens: Vec<Token>,
    /// Ordered, disjoint; every token belongs to exactly one.
    pub sentences: Vec<Sentence>,
}

/// Splits the blocks of a document into tokens and sentences. Linear in the text.
pub fn tokenize(text: &str, layout: &Layout, rules: &TokenRules) -> Tokens {
    let mut out = Tokens::default();
    for (block, span) in layout.blocks.iter().enumerate() {
        let first = out.tokens.len();
        split::block(text, *span, rules, &mut out.tokens);
        for range in sentence::ranges(text, &out.tokens[first..], rules) {
            let tokens = first + range.start..first + range.end;
            let span = out.tokens[tokens.start].span.cover(out.tokens[tokens.end - 1].span);
            out.sentences.push(Sentence { span, tokens, block });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn layout(text: &str) -> Layout {
        Layout { blocks: vec![Span::new(0, text.len())], ..Layout::default() }
    }

    fn check(text: &str) -> Vec<String> {
        let tokens = tokenize(text, &layout(text), &TokenRules::builtin());
        let words = |s: &Sentence| {
            tokens.tokens[s.tokens.clone()].iter().map(|t| t.span.of(text)).collect::<Vec<_>>().join(" ")
        };
        tokens.sentences.iter().map(words).collect()
    }

    #[test]
    fn tokens_and_sentences_follow_the_treebanks() {
        let cases: [(&str, &[&str]); 14] = [
            ("Peru's army didn't move.", &["Peru 's army did n't move ."]),
            ("U.S. troops left. They cannot return.", &["U.S. troops left .", "They can not return ."]),
            ("Gen. Roe met J. Doe on Jan. 6.", &["Gen. Roe met J. Doe on Jan. 6 ."]),
            ("A Russia-led force", &["A Russia - led force"]),
            ("It cost $1.4 billion, or 3.5%.", &["It cost $ 1.4 billion , or 3.5 % ."]),
            ("“Leave!” he said. “Now.”", &["“ Leave ! ” he said .", "“ Now . ”"]),
            ("See www.example.org/a, at 10:30 a.m. The end.", &["See www.example.org/a , at 10:30 a.m.", "The end ."]),
            ("Acme Inc. said so. It lied.", &["Acme Inc. said so .", "It lied ."]),
            ("He (Mr. Roe) left... Then he came.", &["He ( Mr. Roe ) left ...", "Then he came ."]),
            ("The states' and Peru’s claims", &["The states ' and Peru ’s claims"]),
            ("1,000 men – and more", &["1,000 men – and more"]),
            ("the U.S. The minister", &["the U.S.", "The minister"]),
            ("and/or AT&T", &["and / or AT&T"]),
            ("He’d gone; we’ll see", &["He ’d gone ; we ’ll see"]),
        ];
        for (text, expected) in cases {
            assert_eq!(check(text), expected, "{text}");
        }
    }

    #[test]
    fn marks_and_careless_spelling_follow_the_treebanks() {
        let cases: [(&str, &[&str]); 16] = [
            ("Stop!!! Who goes there?!", &["Stop !!!", "Who goes there ?!"]),
            ("The soup was cold :( We left.", &["The soup was cold :(", "We left ."]),
            ("i dont know, its not mine", &["i do nt know , it s not mine"]),
            ("The army and its allies", &["The army and its allies"]),
            ("We're gonna meet at 5pm, 30km north", &["We 're gon na meet at 5 pm , 30 km north"]),
            ("The #1 pick of 1990-1995 won 10-12 prizes", &["The # 1 pick of 1990 - 1995 won 10 - 12 prizes"]),
            ("Call 555-0100 before 2001-02-03", &["Call 555-0100 before 2001-02-03"]),
            ("a non-profit, pro-Russian e-mail", &["a non-profit , pro - Russian e-mail"]),
            ("no time b/c of work", &["no time b/c of work"]),
            ("He ran..then fell", &["He ran .. then fell"]),
            ("News from the 80's", &["News from the 80's"]),
            ("Pens, ink, etc. Bring paper, etc. with you.", &["Pens , ink , etc .", "Bring paper , etc. with you ."]),
            (
                "No. 4 won. Did they cheat? No. They did not.",
                &["No. 4 won .", "Did they cheat ?", "No .", "They did not ."],
            ),
            ("Yahoo! shares fell", &["Yahoo! shares fell"]),
            ("a => b", &["a => b"]),
            ("x\"<roe@example.org>", &["x \" < roe@example.org >"]),
        ];
        for (text, expected) in cases {
            assert_eq!(check(text), expected, "{text}");
        }
    }

    #[test]
    fn sentences_end_without_capitals_and_at_lines() {
        let cases: [(&str, &[&str]); 11] = [
            (
                "we saw the boat. it was old! was it red? nobody knew",
                &["we saw the boat .", "it was old !", "was it red ?", "nobody knew"],
            ),
            ("“Leave!” he said. (Why?) nobody asked", &["“ Leave ! ” he said .", "( Why ? ) nobody asked"]),
            ("He waited... and left", &["He waited ... and left"]),
            (
                "She won in 2009. [3] He lost. [citation needed] They met.",
                &["She won in 2009 . [ 3 ]", "He lost . [ citation needed ]", "They met ."],
            ),
            ("2. Take the lid off.", &["2 . Take the lid off ."]),
            ("first 1. the lid, then 2. the pot", &["first 1 . the lid , then 2 . the pot"]),
            ("Best regards, Ann Roe", &["Best regards ,", "Ann Roe"]),
            ("Ann Roe 01/31/2005 02:15 PM Please call me.", &["Ann Roe", "01/31/2005 02:15 PM", "Please call me ."]),
            ("The end ---------- A new page", &["The end", "----------", "A new page"]),
            ("******NOTE****** Sign ______ here", &["****** NOTE ******", "Sign ______ here"]),
            (
                "See http://example.org/a http://example.org/b They differ",
                &["See http://example.org/a", "http://example.org/b", "They differ"],
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(check(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn tokens_cover_all_but_white_space(text in "(\\PC|[A-Za-z.'’,\"() -]){0,80}") {
            let tokens = tokenize(&text, &layout(&text), &TokenRules::builtin());
            let mut end = 0;
            for token in &tokens.tokens {
                prop_assert!(!token.span.is_empty() && text.get(token.span.range()).is_some());
                prop_assert!(text[end..token.span.start as usize].chars().all(char::is_whitespace));
                end = token.span.end as usize;
            }
            prop_assert!(text[end..].chars().all(char::is_whitespace));
            let covered: usize = tokens.sentences.iter().map(|s| s.tokens.len()).sum();
            prop_assert_eq!(covered, tokens.tokens.len());
        }
    }
}
