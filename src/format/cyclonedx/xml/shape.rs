//! The words in which the table says how the XML form and the JSON form of a type correspond.

/// How an object of the JSON form is an element of the XML form.
#[derive(Debug)]
pub(super) struct Type {
    /// Attributes first, then the elements in the order of the XML Schema's sequence.
    pub(super) fields: &'static [Field],
}

/// One member of the JSON form and what it is in XML.
#[derive(Debug)]
pub(super) struct Field {
    /// The member's key.
    pub(super) key: &'static str,
    /// The name of the attribute or element.
    pub(super) xml: &'static str,
    /// What it is in XML.
    pub(super) shape: Shape,
    /// The minor version since which the XML form may have more than one, where the JSON form always could.
    pub(super) many_since: u8,
    /// Whether the XML form may have several where the JSON form has one: the others are lost.
    pub(super) surplus: bool,
}

#[derive(Debug)]
pub(super) enum Shape {
    /// An attribute.
    Attribute(Scalar),
    /// The text of the element itself.
    Content(Scalar),
    /// A child element.
    Child(Kind),
    /// A child element whose own fields belong to the same object of the JSON form.
    Inline(&'static Type),
    /// An array: an element that holds one element an item.
    List(&'static str, Kind),
    /// An array: an element that holds elements of different names.
    Mixed(&'static [Variant]),
    /// An array: elements without one around them.
    Repeated(Kind),
    /// As `Repeated`; before that minor version it is one object and no array.
    RepeatedSince(u8, Kind),
    /// An array as `List`, or an object of that type, in the same element.
    ListOrObject(&'static str, Kind, &'static Type),
}

/// What an element holds.
#[derive(Debug)]
pub(super) enum Kind {
    /// A text.
    Scalar(Scalar),
    /// An object.
    Object(&'static Type),
    /// A text, as the attribute `ref` of an empty element.
    Reference,
    /// As `Reference`; the XML form may have the dependencies of that one inside of it.
    Dependency,
    /// An object with this one member, of that type.
    Under(&'static str, &'static Type),
    /// The value of one child element, whose name tells what it is.
    Choice(&'static [Variant]),
    /// A text or an object, as the element holds text or elements.
    TextOrObject(&'static Type),
}

/// One of several elements that may stand in a place.
#[derive(Debug)]
pub(super) struct Variant {
    pub(super) xml: &'static str,
    pub(super) kind: Kind,
    /// Which values of the JSON form it stands for; the first variant that fits counts.
    pub(super) when: When,
    /// An empty member that tells this variant from another of the JSON form where nothing else does.
    pub(super) mark: Option<Mark>,
}

#[derive(Debug)]
pub(super) enum When {
    /// A text.
    Text,
    /// An object with one of these members.
    Has(&'static [&'static str]),
    /// An object in an array, one of which has one of these members: the XML form has all alike.
    AnyHas(&'static [&'static str]),
    /// Any other.
    Else,
    /// Any other; these members tell it from the variants before it.
    Otherwise(&'static [&'static str]),
}

/// An empty member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    List(&'static str),
    Text(&'static str),
}

impl Mark {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::List(key) | Self::Text(key) => key,
        }
    }
}

/// How a text of the XML form is a value of the JSON form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    /// As it is.
    Text,
    /// Without white space around it. Spec: XML Schema 1.0 part 2, section 4.3.6, `collapse`.
    Token,
    Number,
    Boolean,
}

pub(super) const fn field(name: &'static str, shape: Shape) -> Field {
    Field { key: name, xml: name, shape, many_since: 0, surplus: false }
}

impl Field {
    /// The same field under another key of the JSON form.
    pub(super) const fn key(self, key: &'static str) -> Self {
        Self { key, xml: self.xml, shape: self.shape, many_since: self.many_since, surplus: self.surplus }
    }

    pub(super) const fn many_since(self, minor: u8) -> Self {
        Self { key: self.key, xml: self.xml, shape: self.shape, many_since: minor, surplus: self.surplus }
    }

    pub(super) const fn surplus(self) -> Self {
        Self { key: self.key, xml: self.xml, shape: self.shape, many_since: self.many_since, surplus: true }
    }
}

pub(super) const fn text(name: &'static str) -> Field {
    field(name, Shape::Child(Kind::Scalar(Scalar::Text)))
}

pub(super) const fn token(name: &'static str) -> Field {
    field(name, Shape::Child(Kind::Scalar(Scalar::Token)))
}

pub(super) const fn number(name: &'static str) -> Field {
    field(name, Shape::Child(Kind::Scalar(Scalar::Number)))
}

pub(super) const fn boolean(name: &'static str) -> Field {
    field(name, Shape::Child(Kind::Scalar(Scalar::Boolean)))
}

pub(super) const fn object(name: &'static str, of: &'static Type) -> Field {
    field(name, Shape::Child(Kind::Object(of)))
}

pub(super) const fn attribute(name: &'static str) -> Field {
    field(name, Shape::Attribute(Scalar::Text))
}

pub(super) const fn content(key: &'static str) -> Field {
    field("", Shape::Content(Scalar::Text)).key(key)
}

pub(super) const fn list(name: &'static str, item: &'static str, of: &'static Type) -> Field {
    field(name, Shape::List(item, Kind::Object(of)))
}

pub(super) const fn texts(name: &'static str, item: &'static str) -> Field {
    field(name, Shape::List(item, Kind::Scalar(Scalar::Text)))
}

pub(super) const fn tokens(name: &'static str, item: &'static str) -> Field {
    field(name, Shape::List(item, Kind::Scalar(Scalar::Token)))
}

pub(super) const fn references(name: &'static str, item: &'static str) -> Field {
    field(name, Shape::List(item, Kind::Reference))
}

pub(super) const fn repeated(name: &'static str, of: &'static Type) -> Field {
    field(name, Shape::Repeated(Kind::Object(of)))
}

pub(super) const fn repeated_texts(name: &'static str) -> Field {
    field(name, Shape::Repeated(Kind::Scalar(Scalar::Text)))
}

pub(super) const fn variant(xml: &'static str, kind: Kind, when: When) -> Variant {
    Variant { xml, kind, when, mark: None }
}

impl Variant {
    pub(super) const fn mark(self, mark: Mark) -> Self {
        Self { xml: self.xml, kind: self.kind, when: self.when, mark: Some(mark) }
    }
}
