//! Puts parts back into a tree.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::path::{Step, fingerprint, likeness, names, steps};
use super::{Node, Value, parse_json};
use crate::limits;

/// Why a part was not put back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// The place is no longer there.
    Gone,
    /// Something else stands there now.
    Changed,
    /// It is no part.
    Malformed,
}

/// Puts parts back, each given as path and JSON, and returns the numbers of those that no longer fit.
///
/// What a part of the document as a whole says holds over what stands there; a part of an element is put back only where what it
/// replaced is still the same. The time is linear in tree and parts.
pub fn apply<'a>(tree: &mut Node<'a>, parts: &[(&'a str, &'a str)]) -> Vec<(usize, Refusal)> {
    let mut work = Work { refused: Vec::new(), is_general: false };
    let mut branch = Branch::default();
    for (at, (path, json)) in parts.iter().enumerate() {
        let (place, guard) = path.rsplit_once('!').map_or((*path, None), |(place, guard)| (place, Some(guard)));
        match steps(place).filter(|steps| !steps.is_empty() && steps.len() <= limits::DOCUMENT_DEPTH) {
            Some(steps) => branch.add(steps, Change { at, guard, json }),
            None => work.refused.push((at, Refusal::Malformed)),
        }
    }
    work.node(tree, "", &branch, Standing::Document);
    work.refused.sort_unstable();
    work.refused
}

#[derive(Clone, Copy)]
struct Change<'a> {
    /// The number of the part.
    at: usize,
    guard: Option<&'a str>,
    json: &'a str,
}

/// What is to be done at a place and below it.
#[derive(Default)]
struct Branch<'a> {
    changes: Vec<Change<'a>>,
    members: BTreeMap<Cow<'a, str>, Branch<'a>>,
    elements: BTreeMap<&'a str, Branch<'a>>,
    every: Option<Box<Branch<'a>>>,
}

impl<'a> Branch<'a> {
    fn add(&mut self, steps: Vec<Step<'a>>, change: Change<'a>) {
        let mut branch = self;
        for step in steps {
            branch = match step {
                Step::Member(key) => branch.members.entry(key).or_default(),
                Step::Element(name) => branch.elements.entry(name).or_default(),
                Step::Every => branch.every.get_or_insert_default(),
            };
        }
        branch.changes.push(change);
    }

    fn is_leaf(&self) -> bool {
        self.members.is_empty() && self.elements.is_empty() && self.every.is_none()
    }
}

/// Whether a place belongs to the document as a whole or to an element of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Document,
    Element,
}

/// What becomes of a place.
enum Fate<'a> {
    Stays,
    Goes,
    Becomes(Node<'a>),
}

struct Work {
    refused: Vec<(usize, Refusal)>,
    /// Below a step into every element, where a part that fits nowhere is no news.
    is_general: bool,
}

impl Work {
    fn refuse(&mut self, at: usize, why: Refusal) {
        if !self.is_general {
            self.refused.push((at, why));
        }
    }

    fn refuse_all(&mut self, branch: &Branch<'_>) {
        for change in &branch.changes {
            // What had to go is gone.
            if !change.json.is_empty() {
                self.refuse(change.at, Refusal::Gone);
            }
        }
        let below = branch.members.values().chain(branch.elements.values());
        for branch in below {
            self.refuse_all(branch);
        }
    }

    fn node<'a>(&mut self, node: &mut Node<'a>, list: &str, branch: &Branch<'a>, standing: Standing) {
        match &node.value {
            Value::Object(_) => {
                self.object(node, branch, standing);
                branch.elements.values().for_each(|below| self.refuse_all(below));
            }
            Value::Array(_) => {
                self.array(node, list, branch);
                branch.members.values().for_each(|below| self.refuse_all(below));
            }
            _ => branch.members.values().chain(branch.elements.values()).for_each(|below| self.refuse_all(below)),
        }
    }

    fn object<'a>(&mut self, node: &mut Node<'a>, branch: &Branch<'a>, standing: Standing) {
        for (key, below) in &branch.members {
            let Some(member) = node.get_mut(key) else {
                if let Some(part) = self.inserted(below) {
                    node.set(key.clone(), part);
                }
                continue;
            };
            if !below.is_leaf() {
                self.node(member, key, below, standing);
            }
            match self.fate(below, standing, || fingerprint(member)) {
                Fate::Stays => {}
                Fate::Goes => drop(node.remove(key)),
                Fate::Becomes(part) => *member = part,
            }
        }
    }

    fn array<'a>(&mut self, node: &mut Node<'a>, list: &str, branch: &Branch<'a>) {
        let Value::Array(elements) = &mut node.value else { return };
        let mut places: Vec<Option<&Branch<'a>>> = vec![None; elements.len()];
        let mut seen = 0;
        if !branch.elements.is_empty() {
            for (place, name) in places.iter_mut().zip(names(list, elements)) {
                *place = branch.elements.get(&*name);
                seen += usize::from(place.is_some());
            }
        }
        let mut missing: Vec<&Branch<'a>> = Vec::new();
        if seen < branch.elements.len() {
            let names = names(list, elements);
            let known: std::collections::BTreeSet<&str> = names.iter().map(|name| &**name).collect();
            missing.extend(branch.elements.iter().filter(|(name, _)| !known.contains(*name)).map(|(_, below)| below));
        }
        let mut kept = Vec::with_capacity(elements.len() + missing.len());
        for (mut element, place) in std::mem::take(elements).into_iter().zip(places) {
            let mut stays = true;
            let outer = std::mem::replace(&mut self.is_general, true);
            if let Some(every) = &branch.every {
                stays &= self.element(&mut element, list, every);
            }
            self.is_general = outer;
            if let Some(below) = place {
                stays &= self.element(&mut element, list, below);
            }
            if stays {
                kept.push(element);
            }
        }
        kept.extend(missing.into_iter().filter_map(|below| self.inserted(below)));
        *elements = kept;
    }

    /// Does what is to be done with an element; returns whether it stays.
    fn element<'a>(&mut self, element: &mut Node<'a>, list: &str, branch: &Branch<'a>) -> bool {
        if !branch.is_leaf() {
            self.node(element, "", branch, Standing::Element);
        }
        match self.fate(branch, Standing::Element, || likeness(list, element)) {
            Fate::Stays => true,
            Fate::Goes => false,
            Fate::Becomes(part) => {
                *element = part;
                true
            }
        }
    }

    /// Returns the part that is put where nothing stands.
    fn inserted<'a>(&mut self, branch: &Branch<'a>) -> Option<Node<'a>> {
        let mut part = None;
        for change in branch.changes.iter().filter(|change| !change.json.is_empty()) {
            match parse_json(change.json) {
                Ok(node) if change.guard.is_none() && part.is_none() => part = Some(node),
                Ok(_) => self.refuse(change.at, Refusal::Gone),
                Err(_) => self.refuse(change.at, Refusal::Malformed),
            }
        }
        for below in branch.members.values().chain(branch.elements.values()) {
            self.refuse_all(below);
        }
        part
    }

    /// Returns what becomes of what stands at a place: one change at most is made.
    fn fate<'a>(&mut self, branch: &Branch<'a>, standing: Standing, found: impl FnOnce() -> String) -> Fate<'a> {
        if branch.changes.is_empty() {
            return Fate::Stays;
        }
        let found = if branch.changes.iter().any(|change| change.guard.is_some()) { found() } else { String::new() };
        let mut fate = Fate::Stays;
        for change in &branch.changes {
            let fits = match change.guard {
                Some(guard) => guard == found,
                None => standing == Standing::Document,
            };
            if !fits || !matches!(fate, Fate::Stays) {
                self.refuse(change.at, Refusal::Changed);
            } else if change.json.is_empty() {
                fate = Fate::Goes;
            } else {
                match parse_json(change.json) {
                    Ok(part) => fate = Fate::Becomes(part),
                    Err(_) => self.refuse(change.at, Refusal::Malformed),
                }
            }
        }
        fate
    }
}
