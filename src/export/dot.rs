//! The drawing: DOT for Graphviz, through `dot-writer`, which escapes nothing, so every word is quoted here first.

use std::collections::{BTreeMap, BTreeSet};

use dot_writer::{Attributes, DotWriter, Style};

use crate::gazetteer::EntityType;
use crate::graph::{Edge, Graph, Node};

/// Above this many nodes `dot` takes minutes and `sfdp` a second.
const LARGE: usize = 50;
/// Relations of one pair that are written out; the rest is counted.
const MAX_LINES: usize = 4;
/// Colour of lines and of their words.
const DARK: &str = "\"#555555\"";
/// Colour of what is only planned or possible.
const PALE: &str = "\"#AAAAAA\"";

/// What to draw.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// Only this many entities: named ones before groups, then those of most documents and mentions first.
    pub top: Option<usize>,
    /// Only this entity and those within so many steps of it.
    pub ego: Option<(String, usize)>,
    /// Only relations of at least this many proofs.
    pub min_count: usize,
}

/// Returns the drawing as DOT. Entities without a relation are left out.
///
/// # Panics
/// Never: only text is written.
pub fn draw(graph: &Graph, view: &View) -> String {
    let edges: Vec<&Edge> = graph.edges.iter().filter(|e| e.assertions >= view.min_count.max(1)).collect();
    let shown = chosen(graph, &edges, view);
    let pairs = pairs(&edges, &shown);
    let mut bytes = Vec::new();
    {
        let mut writer = DotWriter::from(&mut bytes);
        let mut drawing = writer.digraph();
        let (layout, gap) = if shown.len() > LARGE { ("sfdp", "0.3") } else { ("dot", "0.4") };
        drawing
            .graph_attributes()
            .set("layout", layout, false)
            .set("overlap", "prism", false)
            .set("nodesep", gap, false);
        drawing.graph_attributes().set("rankdir", "LR", false).set("ranksep", "1.1", false).set(
            "fontname",
            "\"Helvetica\"",
            false,
        );
        drawing
            .node_attributes()
            .set("fontname", "\"Helvetica\"", false)
            .set("fontsize", "11", false)
            .set_style(Style::Filled);
        drawing
            .edge_attributes()
            .set("fontname", "\"Helvetica\"", false)
            .set("fontsize", "9", false)
            .set("color", DARK, false);
        let total = edges.iter().flat_map(|e| [&e.source, &e.target]).collect::<BTreeSet<_>>().len();
        let note = if shown.len() < total {
            format!("showing {} of {total} entities", shown.len())
        } else {
            format!("{total} entities")
        };
        drawing.graph_attributes().set("label", &quote(&note), false);
        for node in &shown {
            let (shape, fill) = look(node.entity_type);
            let mut drawn = drawing.node_named(quote(&node.id));
            drawn.set("label", &quote(&node.name), false).set("shape", shape, false).set("fillcolor", fill, false);
        }
        for ((source, target), list) in &pairs {
            let edge = drawing.edge(quote(source), quote(target));
            let mut attributes = edge.attributes();
            let (style, colour) = firmness(list).look();
            attributes.set("label", &quote(&label(list)), false).set("style", style, false);
            if colour != DARK {
                attributes.set("color", colour, false).set("fontcolor", colour, false);
            }
            if let Some(proof) = list.first().and_then(|e| e.best_proof()) {
                attributes.set("tooltip", &quote(&proof.quote), false);
            }
        }
        let lines: BTreeSet<Firmness> = pairs.values().map(|list| firmness(list)).collect();
        legend(&mut drawing, &lines);
    }
    String::from_utf8(bytes).expect("the writer is given text only")
}

fn chosen<'g>(graph: &'g Graph, edges: &[&Edge], view: &View) -> Vec<&'g Node> {
    let mut linked: BTreeSet<&str> = edges.iter().flat_map(|e| [e.source.as_str(), e.target.as_str()]).collect();
    if let Some((centre, depth)) = &view.ego {
        let mut near = BTreeSet::from([centre.as_str()]);
        for _ in 0..*depth {
            let next = edges.iter().filter(|e| near.contains(e.source.as_str()) || near.contains(e.target.as_str()));
            near = next.flat_map(|e| [e.source.as_str(), e.target.as_str()]).chain(near.iter().copied()).collect();
        }
        linked.retain(|id| near.contains(id));
    }
    let mut nodes: Vec<&Node> = graph.nodes.iter().filter(|n| linked.contains(n.id.as_str())).collect();
    let is_group = |n: &Node| n.entity_type == EntityType::Group;
    nodes.sort_by(|a, b| {
        let counts = (b.documents, b.mentions).cmp(&(a.documents, a.mentions));
        is_group(a).cmp(&is_group(b)).then(counts).then_with(|| a.id.cmp(&b.id))
    });
    nodes.truncate(view.top.unwrap_or(usize::MAX));
    nodes.sort_by(|a, b| a.id.cmp(&b.id));
    nodes
}

/// The relations of each ordered pair that is drawn: the firmest first, then those of most proofs.
fn pairs<'g>(edges: &[&'g Edge], shown: &[&Node]) -> BTreeMap<(&'g str, &'g str), Vec<&'g Edge>> {
    let ids: BTreeSet<&str> = shown.iter().map(|n| n.id.as_str()).collect();
    let mut out: BTreeMap<(&str, &str), Vec<&Edge>> = BTreeMap::new();
    for edge in edges.iter().filter(|e| ids.contains(e.source.as_str()) && ids.contains(e.target.as_str())) {
        out.entry((&edge.source, &edge.target)).or_default().push(edge);
    }
    for list in out.values_mut() {
        list.sort_by(|a, b| {
            let firmness = Firmness::of(a).cmp(&Firmness::of(b));
            firmness.then(b.assertions.cmp(&a.assertions)).then_with(|| a.key.cmp(&b.key))
        });
    }
    out
}

fn label(list: &[&Edge]) -> String {
    let all = firmness(list);
    let line = |e: &&Edge| match Firmness::of(e) {
        Firmness::Denied => format!("not: {}", e.predicate),
        own if own == all => e.predicate.clone(),
        own => format!("{} ({})", e.predicate, own.word()),
    };
    let mut lines: Vec<String> = list.iter().take(MAX_LINES).map(line).collect();
    if list.len() > MAX_LINES {
        lines.push(format!("and {} more", list.len() - MAX_LINES));
    }
    lines.join("\n")
}

/// How firmly an edge holds, by its firmest proof; the line of a pair is that of its firmest edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Firmness {
    Asserted,
    Reported,
    /// Planned, asked for, or supposed.
    Open,
    Denied,
}

impl Firmness {
    fn of(edge: &Edge) -> Self {
        if edge.is_denied() {
            Self::Denied
        } else if edge.status.asserted > 0 {
            Self::Asserted
        } else if edge.status.reported > 0 {
            Self::Reported
        } else {
            Self::Open
        }
    }

    /// What the legend calls it.
    fn word(self) -> &'static str {
        match self {
            Self::Asserted => "stated",
            Self::Reported => "reported",
            Self::Open => "planned or possible",
            Self::Denied => "denied",
        }
    }

    /// Style of the line, and colour of line and words.
    fn look(self) -> (&'static str, &'static str) {
        match self {
            Self::Asserted => ("solid", DARK),
            Self::Reported => ("dotted", DARK),
            Self::Open => ("solid", PALE),
            Self::Denied => ("dashed", DARK),
        }
    }
}

fn firmness(list: &[&Edge]) -> Firmness {
    list.iter().map(|e| Firmness::of(e)).min().unwrap_or(Firmness::Asserted)
}

/// Shape and a light fill of the palette of Okabe and Ito (2008), which colour-blind people can tell apart.
fn look(entity_type: EntityType) -> (&'static str, &'static str) {
    match entity_type {
        EntityType::Person => ("ellipse", "\"#CDE8F6\""),
        EntityType::Organisation => ("box", "\"#FBE3B5\""),
        EntityType::Country => ("hexagon", "\"#BFE5D6\""),
        EntityType::City => ("house", "\"#F6F0B0\""),
        EntityType::Region => ("octagon", "\"#E5E5E5\""),
        EntityType::Group => ("box3d", "\"#F3D3E3\""),
        EntityType::Other => ("note", "\"#F2F2F2\""),
    }
}

/// The shapes of nodes, and of lines those that are drawn; none if all are plain.
fn legend(drawing: &mut dot_writer::Scope<'_, '_>, lines: &BTreeSet<Firmness>) {
    let mut cluster = drawing.cluster();
    cluster
        .graph_attributes()
        .set("label", "\"legend\"", false)
        .set("color", "\"#CCCCCC\"", false)
        .set("fontsize", "9", false);
    for kind in EntityType::ALL.into_iter().filter(|k| !matches!(k, EntityType::Group | EntityType::Other)) {
        let (shape, fill) = look(kind);
        let mut node = cluster.node_named(quote(&format!("legend {}", kind.name())));
        node.set("label", &quote(kind.name()), false)
            .set("shape", shape, false)
            .set("fillcolor", fill, false)
            .set("fontsize", "8", false);
    }
    let words = |line: &Firmness| match line {
        Firmness::Asserted => None,
        Firmness::Reported => Some(("dotted", line.word())),
        Firmness::Open => Some(("pale", line.word())),
        Firmness::Denied => Some(("dashed", line.word())),
    };
    let lines: Vec<String> = lines.iter().filter_map(words).map(|(look, word)| format!("{look}: {word}")).collect();
    if !lines.is_empty() {
        let mut node = cluster.node_named(quote("legend lines"));
        node.set("label", &quote(&lines.join("\n")), false)
            .set("shape", "plaintext", false)
            .set("fillcolor", "white", false)
            .set("fontsize", "8", false);
    }
}

/// Quotes a word for DOT: quotation marks, backslashes, line ends, entities and control characters.
fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '&' => out.push_str("&amp;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoting_keeps_hostile_names_apart_from_the_syntax() {
        let cases = [
            ("say \"hi\" \\", "\"say \\\"hi\\\" \\\\\""),
            ("AT&T", "\"AT&amp;T\""),
            ("a\nb\u{1}", "\"a\\nb \""),
            ("end", "\"end\""),
        ];
        for (text, expected) in cases {
            assert_eq!(quote(text), expected);
        }
    }
}
