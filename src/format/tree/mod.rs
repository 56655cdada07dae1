//! A whole document as a tree of values, each with the place where it began.
//!
//! The typed readers take what the model has words for and forget the rest; whoever judges a document or rewrites it without loss needs
//! all of it. Every syntax (JSON, XML, tag-value, YAML) is read into the tree that the specification's JSON form has, so that what is
//! judged and converted is written once. Texts borrow from the document where nothing in them is escaped.

use std::borrow::Cow;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

mod apply;
mod deserialize;
mod diff;
mod json;
mod part;
mod path;
mod place;
mod write;

pub use apply::{Refusal, apply};
pub use diff::{Difference, compare};
pub use json::parse_json;
pub use part::{Part, parts};
pub use path::kind_of_place;
pub use place::Places;
pub use write::{Layout, write_json};

/// From this many elements of a list on, all cores share them.
const PARALLEL: usize = 2048;

/// Returns what each element of a list makes, in order.
fn mapped<'t, T: Sync, U: Send>(list: &'t [T], make: impl Fn(&'t T) -> U + Sync) -> Vec<U> {
    folded(list, Vec::new, |mut made, element| {
        made.push(make(element));
        made
    })
    .into_iter()
    .flatten()
    .collect()
}

/// Returns what the elements of a list come to, stretch by stretch in order; a short list is one stretch.
fn folded<'t, T: Sync, U: Send>(
    list: &'t [T],
    start: impl Fn() -> U + Sync + Send,
    add: impl Fn(U, &'t T) -> U + Sync + Send,
) -> Vec<U> {
    if list.len() < PARALLEL {
        return vec![list.iter().fold(start(), add)];
    }
    list.par_iter().with_min_len(PARALLEL / 8).fold(start, add).collect()
}

/// A value and the place where it began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node<'a> {
    /// The first byte in the text that was read; 0 in a tree that was made.
    pub at: u32,
    /// The value.
    pub value: Value<'a>,
}

/// A value. Spec: RFC 8259, section 3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number exactly as it is written.
    Number(Cow<'a, str>),
    /// A text, unescaped.
    Text(Cow<'a, str>),
    /// Values in order.
    Array(Vec<Node<'a>>),
    /// Members in order; no key comes twice in a tree that was read.
    Object(Vec<Member<'a>>),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member<'a> {
    /// The first byte of the key in the text that was read; 0 in a tree that was made.
    pub at: u32,
    /// The key, unescaped.
    pub key: Cow<'a, str>,
    /// The value.
    pub node: Node<'a>,
}

impl<'a> From<Value<'a>> for Node<'a> {
    fn from(value: Value<'a>) -> Self {
        Self { at: 0, value }
    }
}

impl<'a> Node<'a> {
    /// Returns a text that was made.
    #[must_use]
    pub fn text_of(text: impl Into<Cow<'a, str>>) -> Self {
        Value::Text(text.into()).into()
    }

    /// Returns an empty object that was made.
    #[must_use]
    pub fn object() -> Self {
        Value::Object(Vec::new()).into()
    }

    /// Returns the member of an object.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.members().iter().find(|member| member.key == key).map(|member| &member.node)
    }

    /// Returns the member of an object, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        let Value::Object(members) = &mut self.value else { return None };
        members.iter_mut().find(|member| member.key == key).map(|member| &mut member.node)
    }

    /// Sets a member of an object, at the end where it is new; any other value becomes an object.
    pub fn set(&mut self, key: impl Into<Cow<'a, str>>, node: Self) {
        let key = key.into();
        if let Some(known) = self.get_mut(&key) {
            *known = node;
            return;
        }
        if !matches!(self.value, Value::Object(_)) {
            self.value = Value::Object(Vec::new());
        }
        if let Value::Object(members) = &mut self.value {
            members.push(Member { at: 0, key, node });
        }
    }

    /// Takes a member out of an object.
    pub fn remove(&mut self, key: &str) -> Option<Self> {
        let Value::Object(members) = &mut self.value else { return None };
        let place = members.iter().position(|member| member.key == key)?;
        Some(members.remove(place).node)
    }

    /// Returns the text.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the elements of an array; none for any other value.
    #[must_use]
    pub fn elements(&self) -> &[Self] {
        match &self.value {
            Value::Array(elements) => elements,
            _ => &[],
        }
    }

    /// Returns the members of an object; none for any other value.
    #[must_use]
    pub fn members(&self) -> &[Member<'a>] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// Returns the value at a JSON pointer. Spec: RFC 6901.
    #[must_use]
    pub fn pointer(&self, pointer: &str) -> Option<&Self> {
        let mut node = self;
        for part in pointer.split('/').skip(1) {
            node = match &node.value {
                Value::Array(elements) => elements.get(part.parse::<usize>().ok()?)?,
                Value::Object(_) => node.get(&part.replace("~1", "/").replace("~0", "~"))?,
                _ => return None,
            };
        }
        Some(node)
    }

    /// Returns the same tree with texts of its own.
    #[must_use]
    pub fn into_owned(self) -> Node<'static> {
        let owned = |text: Cow<'a, str>| Cow::Owned(text.into_owned());
        let value = match self.value {
            Value::Null => Value::Null,
            Value::Bool(value) => Value::Bool(value),
            Value::Number(text) => Value::Number(owned(text)),
            Value::Text(text) => Value::Text(owned(text)),
            Value::Array(elements) => Value::Array(elements.into_iter().map(Node::into_owned).collect()),
            Value::Object(members) => Value::Object(
                members
                    .into_iter()
                    .map(|member| Member { at: member.at, key: owned(member.key), node: member.node.into_owned() })
                    .collect(),
            ),
        };
        Node { at: self.at, value }
    }

    /// Returns the tree as `serde_json` has it, for libraries that want that.
    #[must_use]
    pub fn to_value(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Number(text) => text.parse::<serde_json::Number>().map_or(Json::Null, Json::Number),
            Value::Text(text) => Json::String(text.clone().into_owned()),
            Value::Array(elements) => Json::Array(elements.iter().map(Self::to_value).collect()),
            Value::Object(members) => {
                Json::Object(members.iter().map(|it| (it.key.clone().into_owned(), it.node.to_value())).collect())
            }
        }
    }
}

#[cfg(test)]
mod difference_tests;
#[cfg(test)]
mod tests;
