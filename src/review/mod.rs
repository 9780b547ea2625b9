//! Entities that may be one: candidates for a person to decide, with what speaks for and against. Nothing is merged here.

mod likeness;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::gazetteer::EntityType;
use crate::graph::{Decision, Decisions, Edge, Graph, Node, is_shown_before};
use crate::review::likeness::{Likeness, Names};

/// The documents that name each entity: ids of documents by ids of entities.
pub type Seen = BTreeMap<String, BTreeSet<String>>;

/// Two entities that may be one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    /// From 1, the likeliest first.
    pub number: usize,
    /// The one that would go.
    pub from: Side,
    /// The one that would stay.
    pub into: Side,
    /// How their names are alike.
    pub likeness: Likeness,
    /// To rank by: 0 to 1, two digits; no probability.
    pub score: f64,
    /// What speaks for it.
    #[serde(rename = "for")]
    pub reasons: Vec<String>,
    /// What speaks against it.
    pub against: Vec<String>,
}

/// One of two entities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Side {
    /// `type/slug`.
    pub id: String,
    /// The name shown.
    pub name: String,
    /// Wikidata id.
    pub wikidata: Option<String>,
    /// How often it is named.
    pub mentions: usize,
    /// In how many documents.
    pub documents: usize,
    /// First date of these.
    pub first: Option<String>,
    /// Last date.
    pub last: Option<String>,
}

impl Candidate {
    /// Returns the line that makes one of both.
    pub fn merge(&self) -> String {
        let reason = format!("review: {}", self.reasons.join("; "));
        Decision::Merge(self.from.id.clone(), self.into.id.clone()).written(&reason)
    }

    /// Returns the line that keeps the name of the one that stays, if the other's would be shown.
    pub fn rename(&self) -> Option<String> {
        let is_lost = is_shown_before(&self.from.name, &self.into.name);
        let line = Decision::Rename(self.into.id.clone(), self.into.name.clone());
        is_lost.then(|| line.written("review: its own name, not that of what was merged"))
    }

    /// Returns the line that keeps both apart.
    pub fn never(&self) -> String {
        let reason = if self.against.is_empty() {
            "review: two".to_owned()
        } else {
            format!("review: {}", self.against.join("; "))
        };
        Decision::Never(self.from.id.clone(), self.into.id.clone()).written(&reason)
    }
}

/// Returns the candidates of a graph, the likeliest first, without those that are decided.
pub fn candidates(graph: &Graph, seen: &Seen, decisions: &Decisions) -> Vec<Candidate> {
    let names = Names::new(graph);
    let near = Neighbours::new(graph);
    let mut found: Vec<Candidate> = names
        .alike()
        .into_iter()
        .filter(|(a, b, _)| !decisions.knows(&graph.nodes[*a].id, &graph.nodes[*b].id))
        .map(|(a, b, likeness)| weighed(graph, seen, &near, &names, (a, b), likeness))
        .filter(|candidate| candidate.score > 0.0)
        .collect();
    found.sort_by(|a, b| {
        let ids = |c: &Candidate| (c.from.id.clone(), c.into.id.clone());
        b.score
            .total_cmp(&a.score)
            .then_with(|| b.from.mentions.cmp(&a.from.mentions))
            .then_with(|| ids(a).cmp(&ids(b)))
    });
    for (at, candidate) in found.iter_mut().enumerate() {
        candidate.number = at + 1;
    }
    found
}

/// What each entity is linked to.
struct Neighbours<'g> {
    others: Vec<BTreeSet<&'g str>>,
    /// Relation and other end of edges that go out, and posts.
    does: Vec<BTreeSet<(&'g str, &'g str)>>,
    posts: Vec<BTreeSet<&'g str>>,
    joined: BTreeMap<(&'g str, &'g str), &'g Edge>,
}

impl<'g> Neighbours<'g> {
    fn new(graph: &'g Graph) -> Self {
        let count = graph.nodes.len();
        let mut all = Self {
            others: vec![BTreeSet::new(); count],
            does: vec![BTreeSet::new(); count],
            posts: vec![BTreeSet::new(); count],
            joined: BTreeMap::new(),
        };
        let place = |id: &str| graph.nodes.binary_search_by(|node| node.id.as_str().cmp(id)).ok();
        for edge in &graph.edges {
            let (source, target) = (edge.source.as_str(), edge.target.as_str());
            all.joined.entry((source, target)).or_insert(edge);
            if let Some(at) = place(source) {
                all.others[at].insert(target);
                all.does[at].insert((&edge.key, target));
                all.posts[at].extend(edge.evidence.iter().filter_map(|proof| proof.role.as_deref()));
            }
            if let Some(at) = place(target) {
                all.others[at].insert(source);
            }
        }
        all
    }
}

/// Weighs what speaks for two entities to be one, and against. The weights only rank: they say what a reader would look at first.
fn weighed(
    graph: &Graph,
    seen: &Seen,
    near: &Neighbours<'_>,
    names: &Names,
    pair: (usize, usize),
    likeness: Likeness,
) -> Candidate {
    let (a, b) = (&graph.nodes[pair.0], &graph.nodes[pair.1]);
    let mut score = likeness.weight();
    let mut reasons = vec![likeness.told().to_owned()];
    let mut against = Vec::new();
    let mut tell = |weight: f64, what: Option<String>| {
        if let Some(what) = what {
            score += weight;
            if weight > 0.0 { reasons.push(what) } else { against.push(what) }
        }
    };
    let shared: Vec<&str> = near.others[pair.0].intersection(&near.others[pair.1]).copied().collect();
    let most = shared.len().min(3);
    let weight = [0.0, 0.1, 0.2, 0.3][most];
    let shown = |ids: &[&str]| ids.iter().map(|id| name(graph, id)).collect::<Vec<_>>().join(", ");
    tell(weight, (most > 0).then(|| format!("both are linked to {}", shown(&shared[..most]))));
    let same: Option<&(&str, &str)> = near.does[pair.0].intersection(&near.does[pair.1]).next();
    tell(0.1, same.map(|(key, target)| format!("of both is told: {key} {}", name(graph, target))));
    let post = near.posts[pair.0].intersection(&near.posts[pair.1]).next();
    tell(0.15, post.map(|post| format!("both are called {post}")));
    let (own, other) = (seen.get(&a.id), seen.get(&b.id));
    let spans = (dates(graph, own), dates(graph, other));
    if let (Some((first, last)), Some((other_first, other_last))) = &spans {
        tell(0.05, (first <= other_last && other_first <= last).then(|| "reports of both are of one time".to_owned()));
    }
    let together = own.zip(other).and_then(|(own, other)| own.intersection(other).next());
    // Only full names side by side tell two things apart.
    let weight = if matches!(likeness, Likeness::Surname | Likeness::Acronym) { -0.2 } else { -0.4 };
    tell(weight, together.map(|id| format!("{id} names both")));
    let joined =
        near.joined.get(&(a.id.as_str(), b.id.as_str())).or_else(|| near.joined.get(&(b.id.as_str(), a.id.as_str())));
    tell(
        -0.3,
        joined.map(|edge| format!("{} {} {}", name(graph, &edge.source), edge.predicate, name(graph, &edge.target))),
    );
    let listed = a.wikidata.as_ref().zip(b.wikidata.as_ref()).filter(|(a, b)| a != b);
    // The lists know both: they are two.
    tell(-1.0, listed.map(|(a, b)| format!("other Wikidata ids: {a}, {b}")));
    let bearers = if likeness == Likeness::Surname { names.bearers(pair) } else { 0 };
    tell(-0.15, (bearers > 1).then(|| format!("{bearers} people have this last name")));
    let (from, into) = if stays(b, a) { (b, a) } else { (a, b) };
    let score = (score.clamp(0.0, 1.0) * 100.0).round() / 100.0;
    Candidate {
        number: 0,
        from: side(from, graph, seen),
        into: side(into, graph, seen),
        likeness,
        score,
        reasons,
        against,
    }
}

/// Says whether `b` goes and `a` stays: what the lists know, then what more documents name, then the longer name.
fn stays(b: &Node, a: &Node) -> bool {
    let rank = |node: &Node| (node.wikidata.is_some(), node.documents, node.mentions, node.name.len());
    rank(b).cmp(&rank(a)).then_with(|| a.id.cmp(&b.id)).is_lt()
}

fn side(node: &Node, graph: &Graph, seen: &Seen) -> Side {
    let dates = dates(graph, seen.get(&node.id));
    let (first, last) = dates.map_or((None, None), |(first, last)| (Some(first.to_owned()), Some(last.to_owned())));
    Side {
        id: node.id.clone(),
        name: node.name.clone(),
        wikidata: node.wikidata.clone(),
        mentions: node.mentions,
        documents: node.documents,
        first,
        last,
    }
}

/// First and last date of some documents.
fn dates<'g>(graph: &'g Graph, documents: Option<&BTreeSet<String>>) -> Option<(&'g str, &'g str)> {
    let date = |id: &String| {
        let at = graph.documents.binary_search_by(|document| document.id.cmp(id)).ok()?;
        graph.documents[at].date.as_deref()
    };
    let all = || documents.into_iter().flatten().filter_map(date);
    all().min().zip(all().max())
}

fn name<'g>(graph: &'g Graph, id: &'g str) -> &'g str {
    graph.node(id).map_or(id, |node| node.name.as_str())
}

/// Types of which candidates are proposed: groups have no names of their own.
fn is_named(node: &Node) -> bool {
    node.entity_type != EntityType::Group
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(id: &str, name: &str, aliases: &[&str]) -> Node {
        let kind = id.split('/').next().and_then(EntityType::parse).unwrap();
        let aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
        let (id, name) = (id.to_owned(), name.to_owned());
        Node { id, entity_type: kind, name, aliases, wikidata: None, mentions: 1, documents: 1 }
    }

    fn graph(names: &[&str]) -> Graph {
        let id = |name: &str| {
            let kind = if name.contains("Forum") || name == "NLF" { "organisation" } else { "person" };
            format!("{kind}/{}", crate::entity::slug(name))
        };
        let mut nodes: Vec<Node> = names.iter().map(|name| node(&id(name), name, &[name])).collect();
        nodes.sort_by(|a, b| a.id.cmp(&b.id));
        Graph { nodes, ..Graph::default() }
    }

    /// The pairs that are proposed among some names, each with its likeness.
    #[track_caller]
    fn check(names: &[&str], expected: &[(&str, &str, Likeness)]) {
        let found = candidates(&graph(names), &Seen::new(), &Decisions::default());
        let found: Vec<(&str, &str, Likeness)> =
            found.iter().map(|c| (c.from.name.as_str(), c.into.name.as_str(), c.likeness)).collect();
        assert_eq!(found, expected, "{names:?}");
    }

    #[test]
    fn names_that_may_be_of_one() {
        check(&["Keller", "Maria Keller"], &[("Keller", "Maria Keller", Likeness::Surname)]);
        check(&["M. Keller", "Maria Keller"], &[("M. Keller", "Maria Keller", Likeness::Initial)]);
        check(&["Maria Anna Keller", "Maria Keller"], &[("Maria Keller", "Maria Anna Keller", Likeness::Middle)]);
        check(&["Mohammed Haddad", "Muhamad Hadad"], &[("Muhamad Hadad", "Mohammed Haddad", Likeness::Parts)]);
        check(&["Stephen Andersen", "Stephen Anderson"], &[("Stephen Anderson", "Stephen Andersen", Likeness::Parts)]);
        check(&["NLF", "Northern Lakes Forum"], &[("NLF", "Northern Lakes Forum", Likeness::Acronym)]);
        check(
            &["Northern Forest Forum", "Northern Forrest Forum"],
            &[("Northern Forest Forum", "Northern Forrest Forum", Likeness::Spelling)],
        );
        check(&["Jon Keller", "Maria Keller"], &[]);
        check(&["Jon Keller", "Jan Keller"], &[]);
        check(&["Northern Lakes Forum", "National Lottery Forum"], &[]);
        check(&["Jon Keller", "Southern Coasts Forum"], &[]);
    }

    #[test]
    fn what_is_decided_is_not_proposed_and_what_speaks_against_counts() {
        let graph = graph(&["Keller", "Maria Keller"]);
        let plain = candidates(&graph, &Seen::new(), &Decisions::default());
        for line in [plain[0].merge(), plain[0].never()] {
            let decisions = Decisions::read("d", &format!("{}\n{line}", crate::graph::decisions::HEADER)).unwrap();
            assert!(candidates(&graph, &Seen::new(), &decisions).is_empty(), "{line}");
        }
        let both = |id: &str| (id.to_owned(), BTreeSet::from(["a.txt".to_owned()]));
        let seen = Seen::from([both("person/keller"), both("person/maria-keller")]);
        let less = candidates(&graph, &seen, &Decisions::default());
        assert!(less[0].score < plain[0].score);
        assert_eq!(less[0].against, ["a.txt names both"]);
    }
}
