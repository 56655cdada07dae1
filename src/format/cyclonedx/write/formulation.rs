//! How the subject was built: the programs, what they were given, and what they made.
//!
//! All of it stands elsewhere in the document too, which is what is read back; so a version without formulation loses nothing.
//! Spec: CycloneDX 1.5, `formulation`.

use serde::Serialize;

use super::Writer;
use super::component::properties;
use crate::format::content;
use crate::format::cyclonedx::types::Property;
use crate::format::fact::Facts;
use crate::model::{Component, ComponentKind, EdgeKind, Lifecycle, Usage};

/// How the methods of facts end that a toolchain tells of itself.
const TOOLCHAIN: &str = "/toolchain";

#[derive(Serialize)]
pub(super) struct Formula<'a> {
    workflows: [Workflow<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Workflow<'a> {
    #[serde(rename = "bom-ref")]
    reference: String,
    uid: &'static str,
    resource_references: Vec<Reference<'a>>,
    task_types: [&'static str; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    inputs: Vec<Resource<'a>>,
    outputs: [Output<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    properties: Vec<Property<'a>>,
}

#[derive(Serialize)]
struct Reference<'a> {
    #[serde(rename = "ref")]
    reference: &'a str,
}

#[derive(Serialize)]
struct Resource<'a> {
    resource: Reference<'a>,
}

#[derive(Serialize)]
struct Output<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    resource: Reference<'a>,
}

impl Writer<'_> {
    /// Returns how the subject was built, where the inventory is that of a build and names its programs.
    pub(super) fn formulation(&self) -> Option<[Formula<'_>; 1]> {
        let subject = &self.inventory.subject;
        let root = subject.root.filter(|_| subject.lifecycle == Lifecycle::Build)?.index();
        let edges = self.edges.get(root)?.iter().filter(|edge| edge.kind == EdgeKind::Build);
        let component = |at: usize| self.inventory.components.get(at);
        let mut tools: Vec<usize> = edges.map(|edge| edge.to.index()).collect();
        tools.retain(|at| component(*at).is_some_and(is_tool));
        if tools.is_empty() {
            return None;
        }
        tools.sort_unstable();
        let reference = |at: usize| Some(Reference { reference: self.references.get(at)? });
        let is_input = |(at, component): &(usize, &Component)| {
            *at != root && component.parent.is_none() && tools.binary_search(at).is_err()
        };
        let listed = self.inventory.components.iter().enumerate().filter(is_input);
        let mut facts = Facts::default();
        facts.push_properties(&subject.properties);
        let own = "workflow:build";
        let taken = self.references.iter().filter_map(|reference| reference.strip_prefix(own));
        let taken = taken.filter(|rest| rest.bytes().all(|byte| byte == b'~')).map(|rest| rest.len() + 1).max();
        Some([Formula {
            workflows: [Workflow {
                reference: format!("{own}{}", "~".repeat(taken.unwrap_or(0))),
                uid: content::WORKFLOW,
                resource_references: tools.iter().filter_map(|at| reference(*at)).collect(),
                task_types: ["build"],
                inputs: listed.filter_map(|(at, _)| Some(Resource { resource: reference(at)? })).collect(),
                outputs: [Output { kind: "artifact", resource: reference(root)? }],
                properties: properties(facts),
            }],
        }])
    }
}

/// Returns whether a component is a program that built, as it says of itself.
fn is_tool(component: &Component) -> bool {
    component.kind == ComponentKind::Application
        && component.usage == Usage::Build
        && component.evidence.iter().any(|evidence| evidence.method.ends_with(TOOLCHAIN))
}
