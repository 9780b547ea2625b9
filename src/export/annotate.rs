//! One document with its mentions, entities and assertions: a JSON line for programs, marked text for people.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::entity::Identity;
use crate::graph::{Contribution, SCHEMA_VERSION, two_digits};
use crate::mention::Mention;
use crate::relation::{Assertion, Polarity};
use crate::span::{OffsetUnit, Offsets};

/// Writes a document as one JSON line (schema: docs/schema/annotate.schema.json).
///
/// # Errors
/// If the writer fails.
pub fn json_line(found: &Contribution<'_>, unit: OffsetUnit, mut out: impl Write) -> io::Result<()> {
    let text = found.document.text.as_str();
    let offsets = Offsets::new(text, unit);
    let mentions: Vec<Value> = found
        .mentions
        .iter()
        .zip(&found.identity.links)
        .map(|(m, link)| mention(m, &found.identity.entities[link.entity].id, text, &offsets))
        .collect();
    let entities: Vec<Value> = found
        .identity
        .entities
        .iter()
        .map(|e| json!({"id": e.id, "type": e.entity_type, "name": e.name, "wikidata": e.wikidata}))
        .collect();
    let assertions: Vec<Value> =
        found.assertions.iter().map(|a| assertion(a, found.identity, text, &offsets)).collect();
    let line = json!({
        "schema_version": SCHEMA_VERSION, "id": found.document.id, "mentions": mentions, "entities": entities, "assertions": assertions,
    });
    serde_json::to_writer(&mut out, &line)?;
    out.write_all(b"\n")
}

fn mention(mention: &Mention, entity: &str, text: &str, offsets: &Offsets) -> Value {
    let [start, end] = offsets.pair(text, mention.span);
    json!({
        "start": start, "end": end, "text": mention.span.of(text), "type": mention.entity_type, "kind": mention.kind,
        "entity": entity, "metonym": mention.metonym, "score": two_digits(mention.score), "rule": mention.rule,
    })
}

fn assertion(a: &Assertion, identity: &Identity, text: &str, offsets: &Offsets) -> Value {
    let id = |entity: usize| identity.entities[entity].id.as_str();
    json!({
        "subject": id(a.subject), "relation": a.relation, "predicate": a.predicate, "object": id(a.object), "polarity": a.polarity,
        "status": a.status, "source": a.source.map(id), "plover": a.plover, "time": a.time, "place": a.place.map(id), "role": a.role,
        "open": a.open, "score": two_digits(a.score), "rule": a.rule,
        "evidence": {
            "sentence": offsets.pair(text, a.evidence.sentence), "subject": offsets.pair(text, a.evidence.subject),
            "trigger": offsets.pair(text, a.evidence.trigger), "object": offsets.pair(text, a.evidence.object),
        },
    })
}

/// Writes the article with its mentions in brackets, and the assertions below.
///
/// # Errors
/// If the writer fails.
pub fn marked_text(found: &Contribution<'_>, mut out: impl Write) -> io::Result<()> {
    let text = found.document.text.as_str();
    writeln!(out, "== {} ==", found.document.id)?;
    let mut at = 0;
    for (mention, link) in found.mentions.iter().zip(&found.identity.links) {
        let start = mention.span.start as usize;
        if start < at {
            continue;
        }
        write!(out, "{}[{}|{}]", &text[at..start], mention.span.of(text), found.identity.entities[link.entity].id)?;
        at = mention.span.end as usize;
    }
    writeln!(out, "{}\n", &text[at..])?;
    for a in found.assertions {
        writeln!(out, "  {}", assertion_line(a, found.identity))?;
    }
    writeln!(out)
}

/// Returns an assertion as people read it: both ends, then in brackets status, speaker, post, time, place and rule.
pub fn assertion_line(a: &Assertion, identity: &Identity) -> String {
    let name = |entity: usize| identity.entities[entity].name.as_str();
    let not = if a.polarity == Polarity::Negated { "NOT " } else { "" };
    let mut more = vec![a.status.name().to_owned()];
    more.extend(a.source.map(|source| format!("by {}", name(source))));
    more.extend(a.role.as_ref().map(|role| format!("as {role}")));
    more.extend(a.time.clone());
    more.extend(a.place.map(|place| format!("in {}", name(place))));
    more.extend(a.open.then(|| "open".to_owned()));
    more.push(a.rule.clone());
    format!("{} -- {not}{} -> {}  ({})", name(a.subject), a.predicate, name(a.object), more.join(", "))
}
