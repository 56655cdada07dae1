//! Parts: what has to be done to one tree so that it becomes another, as texts that can be carried along.
//!
//! A part is a stable path and a JSON text. Without more it is put where nothing stands. With `!` and a fingerprint at the path's end it
//! takes the place of what has that fingerprint; an empty text takes that away. So a part never overwrites what somebody changed since.
//! What applies to every element alike is one part with `[]` in its path.

use std::collections::BTreeMap;

use super::diff::Difference;
use super::path::{Step, fingerprint, kind_of_place, likeness, steps};
use super::{Layout, Node, Value, folded, mapped, write_json};

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// Where it belongs.
    pub path: String,
    /// The part as JSON; empty where something has to go.
    pub json: String,
    /// The numbers of the differences that it stands for.
    pub differences: Vec<usize>,
}

/// What differences have in common that one part can stand for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    /// The kind of place.
    kind: String,
    /// The fingerprint of what stands there, or nothing.
    guard: String,
}

/// Returns the parts that turn the tree in which differences were found into the one that was expected.
#[must_use]
pub fn parts(differences: &[Difference<'_>], found: &Node<'_>) -> Vec<Part> {
    let mut groups: BTreeMap<Group, BTreeMap<String, Vec<usize>>> = BTreeMap::new();
    for (at, (group, json)) in mapped(differences, told).into_iter().enumerate() {
        groups.entry(group).or_default().entry(json).or_default().push(at);
    }
    let general = count(found, groups.iter().filter(|(_, texts)| has_many(texts)).map(|(group, _)| group));
    let mut parts = Vec::with_capacity(groups.len());
    for (group, texts) in groups {
        let all = general.get(&group).copied().unwrap_or(0);
        for (json, places) in texts {
            let guarded = |path: &str| {
                let is_element = path.contains('[');
                if group.guard.is_empty() || !is_element { path.to_owned() } else { format!("{path}!{}", group.guard) }
            };
            if places.len() > 1 && places.len() == all {
                parts.push(Part { path: guarded(&group.kind), json, differences: places });
            } else {
                let path = |at: &usize| differences.get(*at).map_or("", |difference| &difference.path);
                let one = |at: &usize| Part { path: guarded(path(at)), json: json.clone(), differences: vec![*at] };
                parts.extend(places.iter().map(one));
            }
        }
    }
    parts
}

/// Returns what a difference may have in common with others, and what is to stand there.
fn told(difference: &Difference<'_>) -> (Group, String) {
    let guard = match difference.found {
        Some(node) if difference.list.is_empty() => fingerprint(node),
        Some(node) => likeness(difference.list, node),
        None => String::new(),
    };
    let group = Group { kind: kind_of_place(&difference.path), guard };
    (group, difference.expected.map(compact).unwrap_or_default())
}

fn has_many(texts: &BTreeMap<String, Vec<usize>>) -> bool {
    texts.values().any(|places| places.len() > 1)
}

fn compact(node: &Node<'_>) -> String {
    String::from_utf8(write_json(node, Layout::Compact)).expect("JSON that was written is UTF-8")
}

/// The kinds of places that are counted, as a tree of steps.
#[derive(Default)]
struct Kinds<'g> {
    /// The kind that ends here.
    kind: Option<&'g str>,
    members: BTreeMap<String, Kinds<'g>>,
    every: Option<Box<Kinds<'g>>>,
}

/// Counts, for each group, the places of its kind in a tree at which what it stands for is to be found.
fn count<'g>(tree: &Node<'_>, groups: impl Iterator<Item = &'g Group>) -> BTreeMap<Group, usize> {
    let mut kinds = Kinds::default();
    for group in groups {
        let mut below = &mut kinds;
        for step in steps(&group.kind).into_iter().flatten() {
            below = match step {
                Step::Member(key) => below.members.entry(key.into_owned()).or_default(),
                Step::Element(_) | Step::Every => below.every.get_or_insert_default(),
            };
        }
        below.kind = Some(&group.kind);
    }
    let mut counts = BTreeMap::new();
    count_below(tree, "", &kinds, &mut counts);
    counts
}

fn count_below(node: &Node<'_>, list: &str, kinds: &Kinds<'_>, counts: &mut BTreeMap<Group, usize>) {
    let mut one = |kind: &str, guard: String| {
        *counts.entry(Group { kind: kind.to_owned(), guard }).or_default() += 1;
    };
    match &node.value {
        Value::Object(_) => {
            for (key, below) in &kinds.members {
                match (node.get(key), below.kind) {
                    (Some(member), Some(kind)) => one(kind, fingerprint(member)),
                    (None, Some(kind)) => one(kind, String::new()),
                    _ => {}
                }
            }
            for (key, below) in &kinds.members {
                if let Some(member) = node.get(key) {
                    count_below(member, key, below, counts);
                }
            }
        }
        Value::Array(elements) => {
            let Some(below) = &kinds.every else { return };
            let counted = folded(elements, BTreeMap::new, |mut counts: BTreeMap<Group, usize>, element| {
                if let Some(kind) = below.kind {
                    *counts.entry(Group { kind: kind.to_owned(), guard: likeness(list, element) }).or_default() += 1;
                }
                count_below(element, "", below, &mut counts);
                counts
            });
            for (group, more) in counted.into_iter().flatten() {
                *counts.entry(group).or_default() += more;
            }
        }
        _ => {}
    }
}
