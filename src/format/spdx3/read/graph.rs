//! The elements of a document, wherever in it they stand, and what refers to what.
//!
//! JSON-LD lets an element stand in the graph or inside of another that refers to it, lets a single value stand for a list of one, and a
//! word for the whole IRI. All of that is evened out here.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;

use crate::format::index::Index;
use crate::format::tree::{Node, Value};

/// Objects that are parts of elements and no elements.
const PARTS: &[&str] = &[
    "DictionaryEntry",
    "ExternalIdentifier",
    "ExternalMap",
    "ExternalRef",
    "Hash",
    "NamespaceMap",
    "PackageVerificationCode",
    "PositiveIntegerRange",
    "ai_EnergyConsumption",
    "ai_EnergyConsumptionDescription",
    "extension_CdxPropertiesExtension",
    "extension_CdxPropertyEntry",
    "software_ContentIdentifier",
];

/// Returns whether objects of this class are parts of elements.
pub(super) fn is_part(kind: &str) -> bool {
    PARTS.contains(&kind)
}

/// An object with a class.
pub(super) struct Entity<'n, 'a> {
    /// The object.
    pub(super) node: &'n Node<'a>,
    /// The class, as the context abbreviates it, such as `software_Package`.
    pub(super) kind: Cow<'n, str>,
    /// Its identifier.
    pub(super) id: Option<&'n str>,
    /// Its place in the graph; `None` for the one object of a document without a graph.
    top: Option<usize>,
    /// The way from there, as a JSON pointer.
    below: String,
}

impl Entity<'_, '_> {
    /// Returns where the object stands, as a JSON pointer.
    pub(super) fn place(&self) -> String {
        match self.top {
            Some(at) => format!("/@graph/{at}{}", self.below),
            None => self.below.clone(),
        }
    }

    /// Returns whether the object stands in the graph itself.
    pub(super) fn is_top(&self) -> bool {
        self.below.is_empty()
    }
}

/// What a reference leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target<'n> {
    /// An object of the document.
    Entity(usize),
    /// Nothing, stated as such.
    None,
    /// Nothing is stated.
    NoAssertion,
    /// An identifier that no object of the document has.
    Missing(&'n str),
    /// No reference at all.
    Malformed,
}

/// All objects of a document.
pub(super) struct Graph<'n, 'a> {
    /// The objects in document order, each before those inside of it.
    pub(super) entities: Vec<Entity<'n, 'a>>,
    by_id: Index<usize>,
    /// Objects inside of others that have no identifier, by the place in the text.
    by_place: BTreeMap<u32, usize>,
}

/// The way to a value, from the inside out.
struct Way<'w> {
    before: Option<&'w Way<'w>>,
    key: &'w str,
    at: Option<usize>,
}

impl Way<'_> {
    fn pointer(&self) -> String {
        let mut pointer = self.before.map(Way::pointer).unwrap_or_default();
        pointer.push('/');
        pointer.push_str(&self.key.replace('~', "~0").replace('/', "~1"));
        if let Some(at) = self.at {
            let _ = write!(pointer, "/{at}");
        }
        pointer
    }
}

impl<'n, 'a> Graph<'n, 'a> {
    /// Finds all objects. The document's nesting is bounded by the parser, and so is this recursion.
    pub(super) fn new(tree: &'n Node<'a>) -> Self {
        let top = values(tree, "@graph");
        let mut graph = Self {
            entities: Vec::with_capacity(top.len()),
            by_id: Index::with_capacity(top.len()),
            by_place: BTreeMap::new(),
        };
        if tree.get("@graph").is_none() {
            graph.visit(tree, None, None);
        }
        for (at, node) in top.iter().enumerate() {
            graph.visit(node, Some(at), None);
        }
        graph
    }

    fn visit(&mut self, node: &'n Node<'a>, top: Option<usize>, way: Option<&Way<'_>>) {
        if let Some(kind) = kind_of(node) {
            let id = own_id(node);
            if way.is_none() || id.is_some() || !is_part(&kind) {
                let at = self.entities.len();
                let is_new = match id {
                    Some(id) => self.by_id.insert(id, at),
                    None => self.by_place.insert(node.at, at).is_none(),
                };
                // The same object may stand inside of all that refer to it.
                if is_new || way.is_none() {
                    let below = way.map(Way::pointer).unwrap_or_default();
                    self.entities.push(Entity { node, kind, id, top, below });
                }
            }
        }
        for member in node.members() {
            if member.key.starts_with('@') {
                continue;
            }
            match &member.node.value {
                Value::Object(_) => {
                    self.visit(&member.node, top, Some(&Way { before: way, key: &member.key, at: None }));
                }
                Value::Array(elements) => {
                    for (at, element) in elements.iter().enumerate() {
                        if matches!(element.value, Value::Object(_)) {
                            self.visit(element, top, Some(&Way { before: way, key: &member.key, at: Some(at) }));
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// Returns whether an object is the first with its identifier.
    pub(super) fn is_first(&self, at: usize) -> bool {
        self.entities[at].id.is_none_or(|id| self.by_id.get(id) == Some(at))
    }

    /// Returns what a value refers to.
    pub(super) fn resolve(&self, node: &'n Node<'a>) -> Target<'n> {
        let Some(id) = reference(node) else {
            return self.by_place.get(&node.at).map_or(Target::Malformed, |at| Target::Entity(*at));
        };
        match id.rsplit('/').next() {
            Some("NoneElement") if is_well_known(id) => Target::None,
            Some("NoAssertionElement") if is_well_known(id) => Target::NoAssertion,
            _ => self.by_id.get(id).map_or(Target::Missing(id), Target::Entity),
        }
    }

    /// Returns the object that a value is or refers to.
    pub(super) fn object(&self, node: &'n Node<'a>) -> Option<&'n Node<'a>> {
        if kind_of(node).is_some() {
            return Some(node);
        }
        match self.resolve(node) {
            Target::Entity(at) => Some(self.entities[at].node),
            _ => None,
        }
    }

    /// Returns the objects of a class.
    pub(super) fn of_kind(&self, kind: &'static str) -> impl Iterator<Item = usize> {
        self.entities.iter().enumerate().filter(move |(_, entity)| entity.kind == kind).map(|(at, _)| at)
    }
}

/// Returns whether an identifier is a word of the specification itself.
fn is_well_known(id: &str) -> bool {
    !id.contains('/') || id.starts_with("https://spdx.org/rdf/") || id.starts_with("spdx:")
}

fn own_id<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    node.get("spdxId").or_else(|| node.get("@id")).and_then(Node::text)
}

/// Returns the identifier that a value is or has.
pub(super) fn reference<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    node.text().or_else(|| own_id(node))
}

/// Returns the class of an object, as the context abbreviates it.
pub(super) fn kind_of<'n>(node: &'n Node<'_>) -> Option<Cow<'n, str>> {
    let stated = node.get("type").or_else(|| node.get("@type"))?;
    let text = stated.text().or_else(|| stated.elements().iter().find_map(Node::text))?;
    let Some(term) = term(text) else { return Some(Cow::Borrowed(text)) };
    Some(match term.split_once('/') {
        Some(("Core", class)) => Cow::Borrowed(class),
        Some((profile, class)) => Cow::Owned(format!("{}_{class}", profile.to_lowercase())),
        None => Cow::Borrowed(term),
    })
}

/// Returns what comes after the namespace of the specification's terms.
fn term(text: &str) -> Option<&str> {
    if let Some(term) = text.strip_prefix("spdx:") {
        return Some(term);
    }
    text.strip_prefix("https://spdx.org/rdf/")?.split_once("/terms/").map(|(_, term)| term)
}

/// Returns the values of a member; one that stands alone is a list of one.
pub(super) fn values<'n, 'a>(node: &'n Node<'a>, key: &str) -> &'n [Node<'a>] {
    match node.get(key) {
        None => &[],
        Some(node) => match &node.value {
            Value::Null => &[],
            Value::Array(elements) => elements,
            _ => std::slice::from_ref(node),
        },
    }
}

/// Returns the text of a value. Spec: JSON-LD 1.1, section 4.2.1 (value objects).
pub(super) fn text_of<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    node.text().or_else(|| node.get("@value").and_then(Node::text))
}

/// Returns the text of a member.
pub(super) fn text<'n>(node: &'n Node<'_>, key: &str) -> Option<&'n str> {
    values(node, key).first().and_then(text_of)
}

/// Returns the word of an enumeration, which may be written as an IRI.
pub(super) fn word_of<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    let text = text_of(node).or_else(|| own_id(node))?;
    Some(term(text).and_then(|term| term.rsplit('/').next()).unwrap_or(text))
}

/// Returns the word that a member is.
pub(super) fn word<'n>(node: &'n Node<'_>, key: &str) -> Option<&'n str> {
    values(node, key).first().and_then(word_of)
}
