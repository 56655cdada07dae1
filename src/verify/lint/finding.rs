//! What rules find in a tree, and how it becomes items of a report: bounded, in order, with places.

use std::collections::{BTreeMap, BTreeSet};

use crate::format::tree::{Node, Places, Value};
use crate::model::{Code, Item, Level, Place};

/// Findings of one code in one document that are told one by one; the rest is counted.
pub(super) const LISTED: usize = 1000;

/// One finding at a value of the tree.
#[derive(Clone, Debug)]
pub(super) struct Finding<'t> {
    pub(super) code: &'static Code,
    pub(super) node: &'t Node<'t>,
    pub(super) expected: Option<String>,
    pub(super) found: Option<String>,
    pub(super) rests_on: Vec<String>,
    pub(super) hint: Option<String>,
    pub(super) level: Level,
}

impl<'t> Finding<'t> {
    pub(super) fn new(code: &'static Code, node: &'t Node<'t>) -> Self {
        Self { code, node, expected: None, found: None, rests_on: Vec::new(), hint: None, level: code.level }
    }

    pub(super) fn expected(mut self, text: impl Into<String>) -> Self {
        self.expected = Some(text.into());
        self
    }

    pub(super) fn found(mut self, text: impl Into<String>) -> Self {
        self.found = Some(text.into());
        self
    }

    pub(super) fn rests_on(mut self, text: impl Into<String>) -> Self {
        self.rests_on.push(text.into());
        self
    }

    pub(super) fn hint(mut self, text: impl Into<String>) -> Self {
        self.hint = Some(text.into());
        self
    }

    pub(super) fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }
}

/// Findings of one document by code: the first of each in full, all of them counted.
#[derive(Debug, Default)]
pub(super) struct Findings<'t> {
    groups: BTreeMap<&'static str, Group<'t>>,
}

#[derive(Debug, Default)]
struct Group<'t> {
    listed: Vec<Finding<'t>>,
    /// Places in the list of those that may come again.
    again: BTreeMap<(usize, Option<String>), usize>,
    count: usize,
}

impl<'t> Findings<'t> {
    pub(super) fn push(&mut self, finding: Finding<'t>) {
        let group = self.groups.entry(finding.code.code).or_default();
        group.count += 1;
        if group.listed.len() < LISTED {
            group.listed.push(finding);
        }
    }

    /// Adds a finding that several profiles may give: the same one again only names the other profile too.
    pub(super) fn push_once(&mut self, finding: Finding<'t>) {
        let group = self.groups.entry(finding.code.code).or_default();
        let key = (address(finding.node), finding.expected.clone());
        if let Some(known) = group.again.get(&key).and_then(|place| group.listed.get_mut(*place)) {
            known.rests_on.extend(finding.rests_on);
            return;
        }
        if group.listed.len() < LISTED {
            group.again.insert(key, group.listed.len());
        }
        self.push(finding);
    }

    /// Appends what another part of the document gave.
    pub(super) fn append(&mut self, other: Self) {
        for (code, group) in other.groups {
            let own = self.groups.entry(code).or_default();
            own.count += group.count;
            let room = LISTED.saturating_sub(own.listed.len());
            own.listed.extend(group.listed.into_iter().take(room));
        }
    }

    /// Returns how many there are, listed or not.
    pub(super) fn count(&self) -> usize {
        self.groups.values().map(|group| group.count).sum()
    }

    /// Returns the items of a report, with the place of each.
    pub(super) fn into_items(self, document: &Located<'_>) -> Vec<Item> {
        let wanted: BTreeSet<usize> =
            self.groups.values().flat_map(|group| &group.listed).map(|finding| address(finding.node)).collect();
        let places = document.find(&wanted);
        let mut items = Vec::new();
        for group in self.groups.into_values() {
            let hidden = group.count - group.listed.len();
            let last = group.listed.last().map(|finding| (finding.code, finding.level));
            items.extend(group.listed.into_iter().map(|finding| item(finding, document, &places)));
            if let Some((code, level)) = last.filter(|_| hidden > 0) {
                let rest = Item::new(code, format!("{hidden} more places in {}", document.path));
                items.push(rest.level(level).found("they are counted and not listed"));
            }
        }
        items
    }
}

fn item(finding: Finding<'_>, document: &Located<'_>, places: &BTreeMap<usize, (String, String)>) -> Item {
    let (pointer, subject) = places.get(&address(finding.node)).cloned().unwrap_or_default();
    let (line, column) = document.places.of(finding.node.at);
    let subject = if subject.is_empty() { "the document".to_owned() } else { subject };
    Item {
        expected: finding.expected,
        found: finding.found,
        rests_on: finding.rests_on,
        hints: finding.hint.into_iter().collect(),
        level: finding.level,
        ..Item::new(finding.code, subject).at(Place { path: document.path.to_owned(), line, column, pointer })
    }
}

fn address(node: &Node<'_>) -> usize {
    std::ptr::from_ref(node).addr()
}

/// A tree with what its places are told by.
pub(super) struct Located<'t> {
    pub(super) path: &'t str,
    pub(super) tree: &'t Node<'t>,
    pub(super) places: &'t Places,
}

impl Located<'_> {
    /// Returns pointer and subject of each of these values, by one walk through the tree.
    fn find(&self, wanted: &BTreeSet<usize>) -> BTreeMap<usize, (String, String)> {
        let mut walk = Walk { wanted, pointer: String::new(), found: BTreeMap::new() };
        if !wanted.is_empty() {
            walk.node(self.tree, None);
        }
        walk.found
    }
}

struct Walk<'w> {
    wanted: &'w BTreeSet<usize>,
    pointer: String,
    found: BTreeMap<usize, (String, String)>,
}

impl Walk<'_> {
    /// The depth is that of the tree, which its reader has bounded.
    fn node<'t>(&mut self, node: &'t Node<'t>, subject: Option<&'t Node<'t>>) {
        let subject = if is_named(node) && !self.pointer.is_empty() { Some(node) } else { subject };
        if self.wanted.contains(&address(node)) {
            let named = subject.and_then(name).unwrap_or_default();
            self.found.insert(address(node), (self.pointer.clone(), named));
        }
        let length = self.pointer.len();
        match &node.value {
            Value::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    self.pointer.push('/');
                    self.pointer.push_str(&index.to_string());
                    self.node(element, subject);
                    self.pointer.truncate(length);
                }
            }
            Value::Object(members) => {
                for member in members {
                    self.pointer.push('/');
                    self.pointer.push_str(&member.key.replace('~', "~0").replace('/', "~1"));
                    self.node(&member.node, subject);
                    self.pointer.truncate(length);
                }
            }
            _ => {}
        }
    }
}

/// Members that name what an object is about, the best first.
const NAMES: &[&str] = &["purl", "SPDXID", "spdxId", "bom-ref", "ref", "spdxElementId", "@id"];

fn is_named(node: &Node<'_>) -> bool {
    node.members().iter().any(|member| {
        (NAMES.contains(&&*member.key) || member.key == "name") && matches!(member.node.value, Value::Text(_))
    }) && (node.get("name").is_none() || node.members().len() > 2)
}

/// Returns what an element is called in messages.
pub(super) fn label(node: &Node<'_>) -> String {
    name(node).unwrap_or_else(|| "an element without a name".to_owned())
}

fn name(node: &Node<'_>) -> Option<String> {
    let text = |key: &str| node.get(key).and_then(Node::text).filter(|text| !text.is_empty());
    if let Some(name) = text("name")
        && text("purl").is_none()
    {
        let version = text("version").or_else(|| text("versionInfo")).or_else(|| text("software_packageVersion"));
        return Some(version.map_or_else(|| name.to_owned(), |version| format!("{name} {version}")));
    }
    NAMES.iter().find_map(|key| text(key)).map(str::to_owned)
}
