//! What is read of an SPDX document. Unknown members are passed over; lists may be `null`.

use serde::Deserialize;

use crate::format::raw::{Count, Text};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are those of the specification")]
pub(super) struct Spdx<'a> {
    #[serde(borrow)]
    pub(super) spdx_version: Option<Text<'a>>,
    pub(super) document_namespace: Option<Text<'a>>,
    pub(super) creation_info: Option<CreationInfo<'a>>,
    pub(super) comment: Option<Text<'a>>,
    pub(super) document_describes: Option<Vec<Text<'a>>>,
    pub(super) has_extracted_licensing_infos: Option<Vec<ExtractedLicense<'a>>>,
    pub(super) packages: Option<Vec<Package<'a>>>,
    pub(super) files: Option<Vec<File<'a>>>,
    pub(super) relationships: Option<Vec<Relationship<'a>>>,
    pub(super) annotations: Option<Vec<Annotation<'a>>>,
    pub(super) snippets: Option<Count>,
    pub(super) external_document_refs: Option<Count>,
}

#[derive(Deserialize)]
pub(super) struct CreationInfo<'a> {
    #[serde(borrow)]
    pub(super) created: Option<Text<'a>>,
    pub(super) creators: Option<Vec<Text<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExtractedLicense<'a> {
    #[serde(borrow)]
    pub(super) license_id: Option<Text<'a>>,
    pub(super) extracted_text: Option<Text<'a>>,
    pub(super) name: Option<Text<'a>>,
    pub(super) comment: Option<Text<'a>>,
    pub(super) see_alsos: Option<Vec<Text<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Package<'a> {
    #[serde(rename = "SPDXID", borrow)]
    pub(super) id: Option<Text<'a>>,
    pub(super) name: Option<Text<'a>>,
    pub(super) version_info: Option<Text<'a>>,
    pub(super) supplier: Option<Text<'a>>,
    pub(super) originator: Option<Text<'a>>,
    pub(super) download_location: Option<Text<'a>>,
    pub(super) checksums: Option<Vec<Checksum<'a>>>,
    pub(super) homepage: Option<Text<'a>>,
    pub(super) license_concluded: Option<Text<'a>>,
    pub(super) license_declared: Option<Text<'a>>,
    pub(super) copyright_text: Option<Text<'a>>,
    pub(super) package_verification_code: Option<VerificationCode<'a>>,
    pub(super) has_files: Option<Vec<Text<'a>>>,
    pub(super) description: Option<Text<'a>>,
    pub(super) summary: Option<Text<'a>>,
    pub(super) external_refs: Option<Vec<ExternalReference<'a>>>,
    pub(super) primary_package_purpose: Option<Text<'a>>,
    pub(super) comment: Option<Text<'a>>,
    pub(super) annotations: Option<Count>,
}

#[derive(Deserialize)]
pub(super) struct VerificationCode<'a> {
    #[serde(rename = "packageVerificationCodeValue", borrow)]
    pub(super) value: Option<Text<'a>>,
    #[serde(rename = "packageVerificationCodeExcludedFiles")]
    pub(super) excluded: Option<Vec<Text<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Checksum<'a> {
    #[serde(borrow)]
    pub(super) algorithm: Option<Text<'a>>,
    pub(super) checksum_value: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExternalReference<'a> {
    #[serde(borrow)]
    pub(super) reference_category: Option<Text<'a>>,
    pub(super) reference_type: Option<Text<'a>>,
    pub(super) reference_locator: Option<Text<'a>>,
    pub(super) comment: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are those of the specification")]
pub(super) struct File<'a> {
    #[serde(rename = "SPDXID", borrow)]
    pub(super) id: Option<Text<'a>>,
    pub(super) file_name: Option<Text<'a>>,
    pub(super) checksums: Option<Vec<Checksum<'a>>>,
    pub(super) comment: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are those of the specification")]
pub(super) struct Relationship<'a> {
    #[serde(borrow)]
    pub(super) spdx_element_id: Option<Text<'a>>,
    pub(super) relationship_type: Option<Text<'a>>,
    pub(super) related_spdx_element: Option<Text<'a>>,
    pub(super) comment: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Annotation<'a> {
    #[serde(borrow)]
    pub(super) annotator: Option<Text<'a>>,
}
