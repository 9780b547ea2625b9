//! Parts of personal names: whether a shorter name can be the person of a longer one.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::gazetteer::{TitleClass, WordClasses};
use crate::mention::{Context, Mention};
use crate::span::Span;

/// Given names whose sex the lists do not tell.
static SEXES: LazyLock<HashMap<&str, char>> = LazyLock::new(|| {
    let rows = include_str!("../../rules/given-names.tsv").lines().filter(|row| !row.starts_with('#')).skip(1);
    rows.filter_map(|row| row.split_once('\t')).filter_map(|(name, sex)| Some((name, sex.chars().next()?))).collect()
});

/// How a shorter name is a part of a longer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// "Keller", "von der Leyen": the last words.
    Last,
    /// "Kim" of "Kim Yo Jong": the first word, which is no given name.
    FamilyFirst,
    /// "George Bush" of "George Walker Bush".
    Middle,
    /// "Maria" of "Maria Keller".
    Given,
}

/// Returns how the words of `short` are part of those of `full`, if they are and `full` has more.
pub(super) fn part(context: &Context<'_>, short: &[&str], full: &[&str]) -> Option<Part> {
    if short.is_empty() || short.len() >= full.len() {
        return None;
    }
    if full.ends_with(short) {
        return Some(Part::Last);
    }
    let given = |word: &str| context.gazetteer.classes(word).has(WordClasses::ANY_GIVEN);
    if short.len() == 1 && short[0] == full[0] {
        return Some(if given(full[0]) { Part::Given } else { Part::FamilyFirst });
    }
    let same_ends = short.len() > 1 && short[0] == full[0] && short.last() == full.last();
    same_ends.then_some(Part::Middle)
}

/// Returns `m` or `f` where title, list or given name tell it.
pub(super) fn sex(context: &Context<'_>, mention: &Mention) -> Option<char> {
    let listed = mention.entry.and_then(|e| context.gazetteer.entry(e).sex());
    listed.or_else(|| title_sex(context, mention.span)).or_else(|| {
        let tokens = context.tokens_of(mention.span);
        (tokens.len() > 1).then(|| sex_of_given(context, tokens.start)).flatten()
    })
}

/// Returns the sex of most who bear a given name.
pub(super) fn sex_of_given(context: &Context<'_>, token: usize) -> Option<char> {
    let word = context.word(token);
    if let Some(sex) = SEXES.get(word) {
        return Some(*sex);
    }
    let classes = context.gazetteer.classes(word);
    match (classes.has(WordClasses::GIVEN_M), classes.has(WordClasses::GIVEN_F)) {
        (true, false) => Some('m'),
        (false, true) => Some('f'),
        _ => None,
    }
}

/// "Ms Keller" is a woman; "President Keller" may be anybody.
fn title_sex(context: &Context<'_>, span: Span) -> Option<char> {
    let title = context.title_before(context.tokens_of(span).start)?;
    let title = context.gazetteer.titles().get(title.index);
    title.sex.filter(|_| matches!(title.class, TitleClass::Honorific | TitleClass::Noble))
}
