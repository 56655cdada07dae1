//! What a CycloneDX document looks like, as far as it is written.
//!
//! All borrow from the inventory: a component is laid out, serialised and forgotten before the next one.

use std::borrow::Cow;

use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Metadata<'a> {
    // First, so that its place is known: the serial number is made from everything but the time.
    pub(super) timestamp: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) lifecycles: Option<[Phase; 1]>,
    pub(super) tools: Tools,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) authors: Vec<Contact<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) component: Option<Component<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) supplier: Option<Organization<'a>>,
    pub(super) properties: Vec<Property<'a>>,
}

#[derive(Serialize)]
pub(super) struct Phase {
    pub(super) phase: &'static str,
}

/// The tool that made the document: a list before 1.5, an object with components since.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Tools {
    List([Tool; 1]),
    Object { components: [Tool; 1] },
}

#[derive(Serialize)]
pub(super) struct Tool {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<&'static str>,
    pub(super) name: &'static str,
    pub(super) version: &'static str,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Component<'a> {
    #[serde(rename = "type")]
    pub(super) kind: &'a str,
    #[serde(rename = "bom-ref")]
    pub(super) reference: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) supplier: Option<Organization<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) manufacturer: Option<Organization<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) authors: Vec<Contact<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) author: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) group: Option<&'a str>,
    pub(super) name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scope: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) hashes: Vec<Hash>,
    #[serde(skip_serializing_if = "Licenses::is_none")]
    pub(super) licenses: Licenses<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) copyright: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cpe: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) purl: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) omnibor_id: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) swhid: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) swid: Option<Swid<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) external_references: Vec<ExternalReference<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) evidence: Option<Evidence<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) properties: Vec<Property<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) components: Vec<Component<'a>>,
}

/// A tag identifier; the name is that of the component, which the specification asks for.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Swid<'a> {
    pub(super) tag_id: &'a str,
    pub(super) name: &'a str,
}

#[derive(Serialize)]
pub(super) struct Hash {
    pub(super) alg: &'static str,
    pub(super) content: String,
}

#[derive(Serialize)]
pub(super) struct Organization<'a> {
    pub(super) name: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<[&'a str; 1]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) contact: Vec<Contact<'a>>,
}

#[derive(Serialize)]
pub(super) struct Contact<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<&'a str>,
}

/// The declared and the concluded licence, as a list.
#[derive(Default, Serialize)]
#[serde(untagged)]
pub(super) enum Licenses<'a> {
    #[default]
    None,
    One([LicenseChoice<'a>; 1]),
    Two([LicenseChoice<'a>; 2]),
}

impl Licenses<'_> {
    fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum LicenseChoice<'a> {
    #[serde(rename = "license")]
    Id {
        id: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        acknowledgement: Option<&'static str>,
    },
    License {
        name: Cow<'a, str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        acknowledgement: Option<&'static str>,
    },
    #[serde(untagged)]
    Expression {
        expression: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        acknowledgement: Option<&'static str>,
    },
}

#[derive(Serialize)]
pub(super) struct ExternalReference<'a> {
    #[serde(rename = "type")]
    pub(super) kind: &'a str,
    pub(super) url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) comment: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) hashes: Vec<Hash>,
}

#[derive(Serialize)]
pub(super) struct Evidence<'a> {
    pub(super) identity: Identities<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) occurrences: Vec<Occurrence<'a>>,
}

/// How an identity was established: one object in 1.5, a list since.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Identities<'a> {
    One(Identity<'a>),
    List([Identity<'a>; 1]),
}

#[derive(Serialize)]
pub(super) struct Identity<'a> {
    pub(super) field: &'static str,
    pub(super) confidence: serde_json::Number,
    pub(super) methods: Vec<Method<'a>>,
}

#[derive(Serialize)]
pub(super) struct Method<'a> {
    pub(super) technique: &'static str,
    pub(super) confidence: serde_json::Number,
    pub(super) value: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Occurrence<'a> {
    pub(super) location: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) additional_context: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct Property<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) value: Cow<'a, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Dependency<'a> {
    #[serde(rename = "ref")]
    pub(super) reference: &'a str,
    pub(super) depends_on: Vec<&'a str>,
}

#[derive(Serialize)]
pub(super) struct Composition<'a> {
    pub(super) aggregate: &'static str,
    pub(super) dependencies: Vec<&'a str>,
}

#[derive(Serialize)]
pub(super) struct Annotation<'a> {
    pub(super) subjects: Vec<&'a str>,
    pub(super) annotator: Annotator,
    pub(super) timestamp: &'a str,
    pub(super) text: &'a str,
}

#[derive(Serialize)]
pub(super) struct Annotator {
    pub(super) component: Tool,
}
