//! What is read of a CycloneDX document. Unknown members are passed over; lists may be `null`.

use serde::Deserialize;

use crate::format::raw::{Count, Text};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Bom<'a> {
    #[serde(rename = "bomFormat", borrow)]
    pub(super) stated_format: Option<Text<'a>>,
    pub(super) spec_version: Option<Text<'a>>,
    pub(super) serial_number: Option<Text<'a>>,
    pub(super) metadata: Option<Metadata<'a>>,
    pub(super) components: Option<Vec<Component<'a>>>,
    pub(super) dependencies: Option<Vec<Dependency<'a>>>,
    pub(super) compositions: Option<Vec<Composition<'a>>>,
    pub(super) annotations: Option<Vec<Annotation<'a>>>,
    pub(super) services: Option<Count>,
    pub(super) external_references: Option<Count>,
    pub(super) vulnerabilities: Option<Count>,
    pub(super) formulation: Option<Vec<Formula<'a>>>,
    pub(super) declarations: Option<Count>,
    pub(super) definitions: Option<Count>,
    pub(super) citations: Option<Count>,
    pub(super) properties: Option<Count>,
}

/// How something was made. Ours repeats what else stands in the document.
#[derive(Deserialize)]
pub(super) struct Formula<'a> {
    #[serde(borrow)]
    pub(super) workflows: Option<Vec<Workflow<'a>>>,
}

#[derive(Deserialize)]
pub(super) struct Workflow<'a> {
    #[serde(borrow)]
    pub(super) uid: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Metadata<'a> {
    #[serde(borrow)]
    pub(super) timestamp: Option<Text<'a>>,
    pub(super) lifecycles: Option<Vec<Phase<'a>>>,
    pub(super) authors: Option<Vec<Contact<'a>>>,
    pub(super) component: Option<Component<'a>>,
    pub(super) supplier: Option<Organization<'a>>,
    /// Who made what the document describes; 1.2 to 1.5. It goes to the component.
    pub(super) manufacture: Option<Organization<'a>>,
    /// Who made the document; since 1.6.
    pub(super) manufacturer: Option<Count>,
    pub(super) licenses: Option<Count>,
    pub(super) properties: Option<Vec<Property<'a>>>,
}

#[derive(Deserialize)]
pub(super) struct Phase<'a> {
    #[serde(borrow)]
    pub(super) phase: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Component<'a> {
    // Keys are compared one after the other: those that most components have stand first.
    #[serde(rename = "type", borrow)]
    pub(super) kind: Option<Text<'a>>,
    #[serde(rename = "bom-ref")]
    pub(super) reference: Option<Text<'a>>,
    pub(super) name: Option<Text<'a>>,
    pub(super) version: Option<Text<'a>>,
    pub(super) purl: Option<Text<'a>>,
    pub(super) scope: Option<Text<'a>>,
    pub(super) hashes: Option<Vec<Hash<'a>>>,
    pub(super) licenses: Option<Vec<LicenseChoice<'a>>>,
    pub(super) properties: Option<Vec<Property<'a>>>,
    pub(super) description: Option<Text<'a>>,
    pub(super) external_references: Option<Vec<ExternalReference<'a>>>,
    pub(super) group: Option<Text<'a>>,
    pub(super) author: Option<Text<'a>>,
    pub(super) authors: Option<Vec<Contact<'a>>>,
    pub(super) supplier: Option<Box<Organization<'a>>>,
    pub(super) manufacturer: Option<Box<Organization<'a>>>,
    pub(super) cpe: Option<Text<'a>>,
    pub(super) swid: Option<Swid<'a>>,
    pub(super) omnibor_id: Option<Vec<Text<'a>>>,
    pub(super) swhid: Option<Vec<Text<'a>>>,
    pub(super) copyright: Option<Text<'a>>,
    pub(super) evidence: Option<Evidence<'a>>,
    pub(super) components: Option<Vec<Component<'a>>>,
    pub(super) pedigree: Option<Count>,
    pub(super) release_notes: Option<Count>,
    pub(super) model_card: Option<Count>,
    pub(super) data: Option<Count>,
    pub(super) crypto_properties: Option<Count>,
    pub(super) patent_assertions: Option<Count>,
    pub(super) signature: Option<Count>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Swid<'a> {
    #[serde(borrow)]
    pub(super) tag_id: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Hash<'a> {
    #[serde(borrow)]
    pub(super) alg: Option<Text<'a>>,
    pub(super) content: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Organization<'a> {
    #[serde(borrow)]
    pub(super) name: Option<Text<'a>>,
    pub(super) url: Option<Vec<Text<'a>>>,
    pub(super) contact: Option<Vec<Contact<'a>>>,
}

#[derive(Deserialize)]
pub(super) struct Contact<'a> {
    #[serde(borrow)]
    pub(super) name: Option<Text<'a>>,
    pub(super) email: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(super) struct LicenseChoice<'a> {
    #[serde(borrow)]
    pub(super) license: Option<License<'a>>,
    pub(super) expression: Option<Text<'a>>,
    pub(super) acknowledgement: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(super) struct License<'a> {
    #[serde(borrow)]
    pub(super) id: Option<Text<'a>>,
    pub(super) name: Option<Text<'a>>,
    pub(super) url: Option<Text<'a>>,
    pub(super) text: Option<Attachment<'a>>,
    pub(super) acknowledgement: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Attachment<'a> {
    #[serde(borrow)]
    pub(super) content: Option<Text<'a>>,
    pub(super) encoding: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(super) struct ExternalReference<'a> {
    #[serde(rename = "type", borrow)]
    pub(super) kind: Option<Text<'a>>,
    pub(super) url: Option<Text<'a>>,
    pub(super) comment: Option<Text<'a>>,
    pub(super) hashes: Option<Vec<Hash<'a>>>,
}

#[derive(Deserialize)]
pub(super) struct Evidence<'a> {
    #[serde(borrow)]
    pub(super) occurrences: Option<Vec<Occurrence<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Occurrence<'a> {
    #[serde(borrow)]
    pub(super) location: Option<Text<'a>>,
    pub(super) line: Option<u64>,
    pub(super) additional_context: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Property<'a> {
    #[serde(borrow)]
    pub(super) name: Option<Text<'a>>,
    pub(super) value: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Dependency<'a> {
    #[serde(rename = "ref", borrow)]
    pub(super) reference: Option<Text<'a>>,
    pub(super) depends_on: Option<Vec<Text<'a>>>,
    pub(super) provides: Option<Count>,
}

#[derive(Deserialize)]
pub(super) struct Composition<'a> {
    #[serde(borrow)]
    pub(super) aggregate: Option<Text<'a>>,
    pub(super) dependencies: Option<Vec<Text<'a>>>,
}

#[derive(Deserialize)]
pub(super) struct Annotation<'a> {
    #[serde(borrow)]
    pub(super) annotator: Option<Annotator<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Annotator<'a> {
    #[serde(borrow)]
    pub(super) component: Option<AnnotatingTool<'a>>,
}

#[derive(Deserialize)]
pub(super) struct AnnotatingTool<'a> {
    #[serde(borrow)]
    pub(super) name: Option<Text<'a>>,
}
