//! The best legal sequence of labels, over integers: the same on every machine.

use crate::mention::recognise::label::{LABELS, OUTSIDE, may_begin, may_end, may_follow};

/// Scores of the labels of one token.
pub type Scores = [i32; LABELS];
/// Scores of a label (second index) behind another (first index).
pub type Transitions = [Scores; LABELS];

/// Worse than any sum of scores that can occur, and far enough from the limit of numbers to be added twice.
const FORBIDDEN: i32 = i32::MIN / 4;
/// The highest score of a token or transition, either way.
const HIGHEST: i32 = 1 << 20;

/// The labels of a sentence, and by how much each is better than any other at its token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decoded {
    /// A legal sequence.
    pub labels: Vec<usize>,
    /// Best total minus the best total with another label at this token; 0 or more.
    pub margins: Vec<i32>,
}

/// Returns the legal sequence with the highest sum (Viterbi 1967); of equal ones, that with the lower labels from the end.
/// Linear in the number of tokens.
pub fn decode(tokens: &[Scores], transitions: &Transitions) -> Decoded {
    if tokens.is_empty() {
        return Decoded::default();
    }
    let allowed = allowed(transitions);
    let forward = forward(tokens, &allowed);
    let mut labels = vec![OUTSIDE; tokens.len()];
    let mut margins = vec![0; tokens.len()];
    // From behind: the best rest of the sentence after each label, and the way back along the best path.
    let mut rest: Scores = std::array::from_fn(|label| if may_end(label) { 0 } else { FORBIDDEN });
    let mut next = None;
    for at in (0..tokens.len()).rev() {
        let before = |label: usize| match next {
            None => forward[at][label].saturating_add(if may_end(label) { 0 } else { FORBIDDEN }),
            Some(next) => forward[at][label].saturating_add(allowed[label][next]),
        };
        let best = (0..LABELS).fold(OUTSIDE, |best, label| if before(label) > before(best) { label } else { best });
        let total = |label: usize| forward[at][label].saturating_add(rest[label]);
        let other = (0..LABELS).filter(|label| *label != best).map(total).max().unwrap_or(FORBIDDEN);
        margins[at] = total(best).saturating_sub(other).max(0);
        labels[at] = best;
        next = Some(best);
        rest = step_back(&rest, &tokens[at], &allowed);
    }
    Decoded { labels, margins }
}

fn allowed(transitions: &Transitions) -> Transitions {
    std::array::from_fn(|left| {
        std::array::from_fn(|right| {
            if may_follow(left, right) { transitions[left][right].clamp(-HIGHEST, HIGHEST) } else { FORBIDDEN }
        })
    })
}

/// For each token and label the best sum up to there, less the best of the token: so sums stay small however long the text.
fn forward(tokens: &[Scores], allowed: &Transitions) -> Vec<Scores> {
    let mut all: Vec<Scores> = Vec::with_capacity(tokens.len());
    for scores in tokens {
        let arrive: Scores = match all.last() {
            None => std::array::from_fn(|label| if may_begin(label) { 0 } else { FORBIDDEN }),
            // Row by row, so that all labels are compared at once.
            Some(before) => before.iter().zip(allowed).fold([FORBIDDEN; LABELS], |best, (sum, row)| {
                std::array::from_fn(|label| best[label].max(sum + row[label]))
            }),
        };
        let sums: Scores =
            std::array::from_fn(|label| arrive[label].saturating_add(scores[label].clamp(-HIGHEST, HIGHEST)));
        all.push(normal(sums));
    }
    all
}

fn step_back(rest: &Scores, scores: &Scores, allowed: &Transitions) -> Scores {
    let sum = |right: usize| rest[right].saturating_add(scores[right].clamp(-HIGHEST, HIGHEST)).max(FORBIDDEN);
    let sums: Scores = std::array::from_fn(sum);
    let leave = |left: usize| (0..LABELS).map(|right| sums[right] + allowed[left][right]).max().unwrap_or(FORBIDDEN);
    normal(std::array::from_fn(leave))
}

/// Sums less the best of them, none below [`FORBIDDEN`].
fn normal(sums: Scores) -> Scores {
    let best = sums.iter().copied().max().unwrap_or(0);
    sums.map(|sum| sum.saturating_sub(best).max(FORBIDDEN))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::recognise::label::{NameClass, encode};
    use proptest::prelude::*;

    fn is_legal(labels: &[usize]) -> bool {
        labels.first().is_none_or(|l| may_begin(*l))
            && labels.last().is_none_or(|l| may_end(*l))
            && labels.windows(2).all(|pair| may_follow(pair[0], pair[1]))
    }

    fn total(labels: &[usize], tokens: &[Scores], transitions: &Transitions) -> i64 {
        let own: i64 = labels.iter().zip(tokens).map(|(l, scores)| i64::from(scores[*l])).sum();
        own + labels.windows(2).map(|pair| i64::from(transitions[pair[0]][pair[1]])).sum::<i64>()
    }

    fn every(length: usize) -> Vec<Vec<usize>> {
        (0..length).fold(vec![Vec::new()], |all, _| {
            all.iter().flat_map(|head| (0..LABELS).map(move |l| [head.as_slice(), &[l]].concat())).collect()
        })
    }

    #[test]
    fn scores_of_a_name_give_the_name() {
        let labels = encode(4, &[(1..3, NameClass::Person)]);
        let tokens: Vec<Scores> = labels.iter().map(|l| std::array::from_fn(|at| i32::from(at == *l) * 10)).collect();
        let decoded = decode(&tokens, &[[0; LABELS]; LABELS]);
        assert_eq!(decoded.labels, labels);
        assert_eq!(decoded.margins, [10, 20, 20, 10]);
        assert_eq!(decode(&[], &[[0; LABELS]; LABELS]), Decoded::default());
    }

    proptest! {
        #[test]
        fn any_weights_give_a_legal_sequence(
            tokens in prop::collection::vec(prop::array::uniform13(any::<i32>()), 0..40),
            transitions in prop::array::uniform13(prop::array::uniform13(any::<i32>())),
        ) {
            let decoded = decode(&tokens, &transitions);
            prop_assert_eq!(decoded.labels.len(), tokens.len());
            prop_assert!(is_legal(&decoded.labels), "{:?}", decoded.labels);
        }

        #[test]
        fn no_legal_sequence_is_better(
            tokens in prop::collection::vec(prop::array::uniform13(-50..50), 1..4),
            transitions in prop::array::uniform13(prop::array::uniform13(-50..50)),
        ) {
            let decoded = decode(&tokens, &transitions);
            let best = total(&decoded.labels, &tokens, &transitions);
            for labels in every(tokens.len()).iter().filter(|l| is_legal(l)) {
                let other = total(labels, &tokens, &transitions);
                prop_assert!(other <= best);
                for at in (0..tokens.len()).filter(|&at| labels[at] != decoded.labels[at]) {
                    prop_assert!(best - other >= i64::from(decoded.margins[at]));
                }
            }
        }
    }
}
