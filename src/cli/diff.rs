//! The command that compares two graphs.

use std::io::{self, Write};

use anyhow::Result;
use serde_json::{Value, json};

use crate::cli::review_args::DiffOptions;
use crate::cli::{Outcome, source};
use crate::graph::{Changed, Diff, EntityRow, RelationRow, SCHEMA_VERSION};

/// Compares two stores or graph.json; different is as "nothing found": exit code 1.
pub(super) fn run(options: &DiffOptions) -> Result<Outcome> {
    let (old, new) = (source::read(&options.old)?, source::read(&options.new)?);
    let diff = Diff::new(&old, &new, options.since.as_deref());
    let mut out = io::stdout().lock();
    if options.json {
        let mut all = json!({"schema_version": SCHEMA_VERSION, "since": options.since, "different": !diff.is_empty()});
        if let (Value::Object(all), Value::Object(more)) = (&mut all, serde_json::to_value(&diff)?) {
            all.extend(more);
        }
        serde_json::to_writer(&mut out, &all)?;
        writeln!(out)?;
    } else {
        text(&diff, &mut out)?;
    }
    Ok(if diff.is_empty() { Outcome::Done } else { Outcome::Nothing })
}

fn text(diff: &Diff, out: &mut impl Write) -> io::Result<()> {
    let Diff { entities, relations, merges } = diff;
    for merged in merges {
        let names: Vec<&str> = merged.aliases.iter().map(String::as_str).collect();
        writeln!(out, "> {} is {} now: {}", merged.from, merged.into, names.join(", "))?;
    }
    let entity = |row: &EntityRow| format!("{} ({}, {} mentions)", row.id, row.name, row.mentions);
    entities.gone.iter().try_for_each(|row| writeln!(out, "- {}", entity(row)))?;
    entities.new.iter().try_for_each(|row| writeln!(out, "+ {}", entity(row)))?;
    entities.changed.iter().try_for_each(|changed| writeln!(out, "~ {}", change(changed)))?;
    relations.gone.iter().try_for_each(|row| writeln!(out, "- {}", relation(row)))?;
    relations.new.iter().try_for_each(|row| writeln!(out, "+ {}", relation(row)))?;
    relations.changed.iter().try_for_each(|changed| writeln!(out, "~ {}", change(changed)))?;
    writeln!(
        out,
        "entities: {} new, {} gone ({} merged), {} changed; relations: {} new, {} gone, {} changed",
        entities.new.len(),
        entities.gone.len(),
        merges.len(),
        entities.changed.len(),
        relations.new.len(),
        relations.gone.len(),
        relations.changed.len(),
    )
}

fn relation(row: &RelationRow) -> String {
    let by_status = row.status.named().into_iter().chain([("denied", row.negated)]);
    let counts: Vec<String> =
        by_status.filter(|(_, count)| *count > 0).map(|(what, count)| format!("{count} {what}")).collect();
    let dates = match (&row.first, &row.last) {
        (Some(first), Some(last)) if first == last => format!(", {first}"),
        (Some(first), Some(last)) => format!(", {first} to {last}"),
        _ => String::new(),
    };
    format!("{} ({}{dates})", row.id, counts.join(", "))
}

fn change(changed: &Changed) -> String {
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string().replace("null", "none"), str::to_owned);
    let parts = changed.changes.iter().map(|c| format!("{} {} -> {}", c.field, plain(&c.old), plain(&c.new)));
    format!("{}: {}", changed.id, parts.collect::<Vec<_>>().join(", "))
}
