//! Predicates in one line for people: `fly(S Norway, O battalions, to Mali) will [say Maria Keller]`.

use std::fmt::Write as _;

use crate::relation::normal::view::View;
use crate::relation::normal::{Argument, How, Kind, Member, Modality, Operation, Predicate, Role, Tense};

/// Returns a predicate in short: places with their heads (names in full), `|` between members, `?` behind what is only likely, then
/// what says how firmly it holds. `all` are the predicates of the sentence.
pub fn show(predicate: &Predicate, all: &[Predicate], view: &View<'_>) -> String {
    let kind = match predicate.kind {
        Kind::Verb => "",
        Kind::Noun => "noun ",
        Kind::Adjective => "adjective ",
        Kind::Name => "name ",
    };
    let places: Vec<String> = predicate.arguments.iter().map(|argument| place(argument, all, view)).collect();
    let mut text = format!("{kind}{}({})", predicate.lemma, places.join(", "));
    if predicate.former {
        text.push_str(" former");
    }
    if predicate.negated {
        text.push_str(" not");
    }
    text.push_str(match predicate.modality {
        Some(Modality::Will) => " will",
        Some(Modality::Would) => " would",
        Some(Modality::May) => " may",
        Some(Modality::Should) => " should",
        None if predicate.tense == Tense::Future => " future",
        None => "",
    });
    for operator in &predicate.operators {
        let not = if operator.negated { "not " } else { "" };
        // Writing to a string does not fail.
        let _ = write!(text, " [{not}{}", name(operator.operation));
        if let Some(holder) = &operator.holder {
            let _ = write!(text, " {}", short(holder, view));
        }
        text.push(']');
    }
    text
}

fn place(argument: &Argument, all: &[Predicate], view: &View<'_>) -> String {
    let role = match &argument.role {
        Role::Subject => "S",
        Role::Object => "O",
        Role::Phrase(preposition) => preposition,
        Role::Time => "time",
        Role::Content(index) => return format!("that {}", all.get(*index).map_or("", |below| below.lemma.as_str())),
    };
    let members: Vec<String> = argument.members.iter().map(|member| short(member, view)).collect();
    format!("{role} {}{}", members.join("|"), if argument.how == How::Inferred { "?" } else { "" })
}

/// A name in full, else the head alone.
fn short(member: &Member, view: &View<'_>) -> String {
    let is_name = view.names.contains(&member.tokens);
    let tokens = if is_name { member.tokens.clone() } else { member.head..member.head + 1 };
    view.forms[tokens].join(" ")
}

fn name(operation: Operation) -> &'static str {
    match operation {
        Operation::Say => "say",
        Operation::Accuse => "accuse",
        Operation::Hedge => "hedge",
        Operation::Deny => "deny",
        Operation::Doubt => "doubt",
        Operation::Plan => "plan",
        Operation::Try => "try",
        Operation::Ask => "ask",
        Operation::Threaten => "threaten",
        Operation::Allow => "allow",
        Operation::Prevent => "prevent",
        Operation::Fail => "fail",
        Operation::If => "if",
        Operation::Purpose => "purpose",
    }
}
