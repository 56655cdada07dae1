//! Compares two trees of one family, whatever the order of members and elements.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::path::{keys, names, push_element, push_member};
use super::{Member, Node, Value, folded};
use crate::format::index::Index;
use crate::limits;

/// A place at which two trees differ.
#[derive(Clone, Debug)]
pub struct Difference<'t> {
    /// The place, as a stable path.
    pub path: String,
    /// The name of the list whose element the place is; empty for a member.
    pub list: &'t str,
    /// What stands there in the first tree, if anything.
    pub expected: Option<&'t Node<'t>>,
    /// What stands there in the second tree, if anything.
    pub found: Option<&'t Node<'t>>,
}

/// Objects of up to this many members are searched, larger ones through an index.
const FEW_MEMBERS: usize = 32;

/// Lists without natural keys of up to this many elements differ as a whole, larger ones by their elements.
const FEW_ELEMENTS: usize = 32;

/// Returns every place at which two trees differ: the outermost place where one of them has nothing, otherwise the innermost.
///
/// Elements are matched by their natural keys, those without one as a multiset. The time is linear in both trees.
#[must_use]
pub fn compare<'t>(expected: &'t Node<'t>, found: &'t Node<'t>) -> Vec<Difference<'t>> {
    let mut walk = Walk { path: String::new(), list: Vec::new() };
    walk.node("", expected, found, 0);
    walk.list
}

struct Walk<'t> {
    path: String,
    list: Vec<Difference<'t>>,
}

impl<'t> Walk<'t> {
    fn tell(&mut self, list: &'t str, expected: Option<&'t Node<'t>>, found: Option<&'t Node<'t>>) {
        self.list.push(Difference { path: self.path.clone(), list, expected, found });
    }

    /// Compares what stands at one place; `name` is that of the member which it is.
    fn node(&mut self, name: &'t str, expected: &'t Node<'t>, found: &'t Node<'t>, depth: usize) {
        match (&expected.value, &found.value) {
            // Trees that were read are no deeper; one that was made is told as a whole.
            _ if depth > limits::DOCUMENT_DEPTH => {
                if !same(expected, found) {
                    self.tell("", Some(expected), Some(found));
                }
            }
            (Value::Object(ours), Value::Object(theirs)) => self.object(ours, theirs, depth),
            (Value::Array(_), Value::Array(_)) => self.array(name, (expected, found), depth),
            (ours, theirs) if ours == theirs => {}
            _ => self.tell("", Some(expected), Some(found)),
        }
    }

    fn object(&mut self, expected: &'t [Member<'t>], found: &'t [Member<'t>], depth: usize) {
        let length = self.path.len();
        let (known, given) = (Members::new(found), Members::new(expected));
        for member in expected {
            push_member(&mut self.path, &member.key);
            match known.get(&member.key) {
                Some(other) => self.node(&member.key, &member.node, other, depth + 1),
                None => self.tell("", Some(&member.node), None),
            }
            self.path.truncate(length);
        }
        for member in found {
            if given.get(&member.key).is_none() {
                push_member(&mut self.path, &member.key);
                self.tell("", None, Some(&member.node));
                self.path.truncate(length);
            }
        }
    }

    fn array(&mut self, list: &'t str, whole: (&'t Node<'t>, &'t Node<'t>), depth: usize) {
        let (expected, found) = (whole.0.elements(), whole.1.elements());
        if expected.len() == found.len() && expected.iter().zip(found).all(|(a, b)| same(a, b)) {
            return;
        }
        let (ours, theirs) = (names(list, expected), names(list, found));
        let is_whole = keys(list).is_empty() || (list == "properties" && has_repeated_names(expected));
        if is_whole && expected.len().max(found.len()) <= FEW_ELEMENTS {
            let sorted = |names: &[Cow<'t, str>]| names.iter().cloned().collect::<BTreeSet<_>>();
            if sorted(&ours) != sorted(&theirs) {
                self.tell("", Some(whole.0), Some(whole.1));
            }
            return;
        }
        let mut index: Index<usize> = Index::with_capacity(theirs.len());
        for (at, name) in theirs.iter().enumerate() {
            index.insert(name, at);
        }
        let mut matched = vec![false; found.len()];
        let length = self.path.len();
        let pairs: Vec<_> = ours.iter().zip(expected).collect();
        let start = || (Self { path: self.path.clone(), list: Vec::new() }, Vec::new());
        let walks = folded(&pairs, start, |(mut walk, mut matched), (name, element)| {
            let other = index.get(name).and_then(|at| Some((at, found.get(at)?)));
            walk.element((list, name), element, other.map(|(_, node)| node), depth);
            matched.extend(other.map(|(at, _)| at));
            (walk, matched)
        });
        for (walk, places) in walks {
            self.list.extend(walk.list);
            for at in places {
                matched[at] = true;
            }
        }
        for ((name, element), _) in theirs.iter().zip(found).zip(&matched).filter(|(_, matched)| !**matched) {
            push_element(&mut self.path, name);
            self.tell(list, None, Some(element));
            self.path.truncate(length);
        }
    }

    /// Compares an element, named within its list, with the one of the same name.
    fn element(
        &mut self,
        (list, name): (&'t str, &str),
        element: &'t Node<'t>,
        other: Option<&'t Node<'t>>,
        depth: usize,
    ) {
        let length = self.path.len();
        push_element(&mut self.path, name);
        match other {
            Some(other) => self.node("", element, other, depth + 1),
            None => self.tell(list, Some(element), None),
        }
        self.path.truncate(length);
    }
}

/// Returns whether several properties have one name, so that their order can have a meaning.
fn has_repeated_names(properties: &[Node<'_>]) -> bool {
    let mut names = BTreeSet::new();
    !properties.iter().filter_map(|it| it.get("name")?.text()).all(|name| names.insert(name))
}

/// The members of an object, found by their keys.
enum Members<'t> {
    Few(&'t [Member<'t>]),
    Many(Index<&'t Node<'t>>),
}

impl<'t> Members<'t> {
    fn new(members: &'t [Member<'t>]) -> Self {
        if members.len() <= FEW_MEMBERS {
            return Self::Few(members);
        }
        let mut index = Index::with_capacity(members.len());
        for member in members {
            index.insert(&member.key, &member.node);
        }
        Self::Many(index)
    }

    fn get(&self, key: &str) -> Option<&'t Node<'t>> {
        match self {
            Self::Few(members) => members.iter().find(|member| member.key == key).map(|member| &member.node),
            Self::Many(index) => index.get(key),
        }
    }
}

/// Returns whether two trees are equal, elements in the same order. The depth is that of trees which were read.
fn same<'t>(a: &'t Node<'t>, b: &'t Node<'t>) -> bool {
    match (&a.value, &b.value) {
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| same(a, b))
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            if ours.len() != theirs.len() {
                false
            } else if ours.iter().zip(theirs).all(|(a, b)| a.key == b.key) {
                ours.iter().zip(theirs).all(|(a, b)| same(&a.node, &b.node))
            } else {
                let theirs = Members::new(theirs);
                ours.iter().all(|member| theirs.get(&member.key).is_some_and(|it| same(&member.node, it)))
            }
        }
        (ours, theirs) => ours == theirs,
    }
}
