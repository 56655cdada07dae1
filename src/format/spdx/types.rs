//! What an SPDX 2.3 document looks like, as far as it is written.

use std::borrow::Cow;

use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreationInfo<'a> {
    // First, so that its place is known: the namespace is made from everything but the time.
    pub(super) created: Cow<'a, str>,
    pub(super) creators: Vec<String>,
    pub(super) comment: String,
}

#[derive(Serialize)]
pub(super) struct Package<'a> {
    #[serde(rename = "SPDXID")]
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    #[serde(rename = "versionInfo", skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<&'a str>,
    #[serde(rename = "packageFileName", skip_serializing_if = "Option::is_none")]
    pub(super) file_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) supplier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) originator: Option<String>,
    #[serde(rename = "downloadLocation")]
    pub(super) download_location: Cow<'a, str>,
    #[serde(rename = "filesAnalyzed")]
    pub(super) files_analyzed: bool,
    #[serde(rename = "packageVerificationCode", skip_serializing_if = "Option::is_none")]
    pub(super) verification_code: Option<VerificationCode>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) checksums: Vec<Checksum>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) homepage: Option<&'a str>,
    #[serde(rename = "sourceInfo", skip_serializing_if = "Option::is_none")]
    pub(super) source_info: Option<String>,
    #[serde(rename = "licenseConcluded")]
    pub(super) license_concluded: Cow<'a, str>,
    #[serde(rename = "licenseDeclared")]
    pub(super) license_declared: Cow<'a, str>,
    #[serde(rename = "copyrightText")]
    pub(super) copyright: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<&'a str>,
    #[serde(rename = "externalRefs", skip_serializing_if = "Vec::is_empty")]
    pub(super) external_references: Vec<ExternalReference<'a>>,
    #[serde(rename = "primaryPackagePurpose")]
    pub(super) purpose: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) comment: Option<String>,
}

#[derive(Serialize)]
pub(super) struct VerificationCode {
    #[serde(rename = "packageVerificationCodeValue")]
    pub(super) value: String,
    #[serde(rename = "packageVerificationCodeExcludedFiles", skip_serializing_if = "Vec::is_empty")]
    pub(super) excluded: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Checksum {
    pub(super) algorithm: &'static str,
    pub(super) checksum_value: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExternalReference<'a> {
    pub(super) reference_category: &'a str,
    pub(super) reference_type: &'a str,
    pub(super) reference_locator: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) comment: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct File<'a> {
    #[serde(rename = "SPDXID")]
    pub(super) id: &'a str,
    #[serde(rename = "fileName")]
    pub(super) name: String,
    pub(super) checksums: Vec<Checksum>,
    #[serde(rename = "licenseConcluded")]
    pub(super) license_concluded: &'static str,
    #[serde(rename = "copyrightText")]
    pub(super) copyright: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) comment: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExtractedLicense<'a> {
    pub(super) license_id: &'a str,
    pub(super) extracted_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) comment: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) see_alsos: &'a [Cow<'a, str>],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are those of the specification")]
pub(super) struct Relationship<'a> {
    pub(super) spdx_element_id: &'a str,
    pub(super) relationship_type: &'static str,
    pub(super) related_spdx_element: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) comment: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names are those of the specification")]
pub(super) struct Annotation<'a> {
    pub(super) annotation_date: &'a str,
    pub(super) annotation_type: &'static str,
    pub(super) annotator: &'a str,
    pub(super) comment: &'a str,
}
