//! Which tag stands for which member of the JSON form. Spec: SPDX 2.3, annex E (tag-value) and clauses 6 to 13; SPDX 2.3 JSON Schema.

/// The parts of a document that tags belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    Document,
    Creation,
    Package,
    File,
    Snippet,
    License,
    Relationship,
    Annotation,
    Review,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A text of one line.
    Line,
    /// A text of any length, marked as such.
    Text,
    /// Lines, each with the tag again.
    Lines,
    /// Texts, each with the tag again.
    Texts,
    /// `true` or `false`.
    Flag,
    /// Algorithm and digits, each with the tag again.
    Checksums,
    /// A digest over all files and the names of those left out.
    VerificationCode,
    /// Category, type and locator, each with the tag again.
    ExternalReferences,
    /// What is said of the external reference before it.
    ExternalReferenceComment,
    /// Identifier, address and checksum of another document, each with the tag again.
    DocumentReferences,
    /// First and last byte.
    ByteRange,
    /// First and last line.
    LineRange,
    /// Both ends of a relationship with its type between them.
    Ends,
}

/// A tag, the member that it stands for, and how that is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag {
    pub(super) name: &'static str,
    pub(super) key: &'static str,
    pub(super) form: Form,
}

const fn tag(name: &'static str, key: &'static str, form: Form) -> Tag {
    Tag { name, key, form }
}

use Form::{Line, Lines, Text, Texts};

/// The member that an annotation's subject stands in until it is known; the JSON form nests annotations instead.
pub(super) const SUBJECT: &str = "SPDXREF";

const DOCUMENT: &[Tag] = &[
    tag("SPDXVersion", "spdxVersion", Line),
    tag("DataLicense", "dataLicense", Line),
    tag("SPDXID", "SPDXID", Line),
    tag("DocumentName", "name", Line),
    tag("DocumentNamespace", "documentNamespace", Line),
    tag("ExternalDocumentRef", "externalDocumentRefs", Form::DocumentReferences),
    tag("DocumentComment", "comment", Text),
];

const CREATION: &[Tag] = &[
    tag("LicenseListVersion", "licenseListVersion", Line),
    tag("Creator", "creators", Lines),
    tag("Created", "created", Line),
    tag("CreatorComment", "comment", Text),
];

const PACKAGE: &[Tag] = &[
    tag("PackageName", "name", Line),
    tag("SPDXID", "SPDXID", Line),
    tag("PackageVersion", "versionInfo", Line),
    tag("PackageFileName", "packageFileName", Line),
    tag("PackageSupplier", "supplier", Line),
    tag("PackageOriginator", "originator", Line),
    tag("PackageDownloadLocation", "downloadLocation", Line),
    tag("FilesAnalyzed", "filesAnalyzed", Form::Flag),
    tag("PackageVerificationCode", "packageVerificationCode", Form::VerificationCode),
    tag("PackageChecksum", "checksums", Form::Checksums),
    tag("PackageHomePage", "homepage", Line),
    tag("PackageSourceInfo", "sourceInfo", Text),
    tag("PackageLicenseConcluded", "licenseConcluded", Line),
    tag("PackageLicenseInfoFromFiles", "licenseInfoFromFiles", Lines),
    tag("PackageLicenseDeclared", "licenseDeclared", Line),
    tag("PackageLicenseComments", "licenseComments", Text),
    tag("PackageCopyrightText", "copyrightText", Text),
    tag("PackageSummary", "summary", Text),
    tag("PackageDescription", "description", Text),
    tag("PackageComment", "comment", Text),
    tag("ExternalRef", "externalRefs", Form::ExternalReferences),
    tag("ExternalRefComment", "externalRefs", Form::ExternalReferenceComment),
    tag("PackageAttributionText", "attributionTexts", Texts),
    tag("PrimaryPackagePurpose", "primaryPackagePurpose", Line),
    tag("ReleaseDate", "releaseDate", Line),
    tag("BuiltDate", "builtDate", Line),
    tag("ValidUntilDate", "validUntilDate", Line),
];

const FILE: &[Tag] = &[
    tag("FileName", "fileName", Line),
    tag("SPDXID", "SPDXID", Line),
    tag("FileType", "fileTypes", Lines),
    tag("FileChecksum", "checksums", Form::Checksums),
    tag("LicenseConcluded", "licenseConcluded", Line),
    tag("LicenseInfoInFile", "licenseInfoInFiles", Lines),
    tag("LicenseComments", "licenseComments", Text),
    tag("FileCopyrightText", "copyrightText", Text),
    tag("FileComment", "comment", Text),
    tag("FileNotice", "noticeText", Text),
    tag("FileContributor", "fileContributors", Lines),
    tag("FileAttributionText", "attributionTexts", Texts),
    tag("FileDependency", "fileDependencies", Lines),
];

const SNIPPET: &[Tag] = &[
    tag("SnippetSPDXID", "SPDXID", Line),
    tag("SnippetFromFileSPDXID", "snippetFromFile", Line),
    tag("SnippetByteRange", "ranges", Form::ByteRange),
    tag("SnippetLineRange", "ranges", Form::LineRange),
    tag("SnippetLicenseConcluded", "licenseConcluded", Line),
    tag("LicenseInfoInSnippet", "licenseInfoInSnippets", Lines),
    tag("SnippetLicenseComments", "licenseComments", Text),
    tag("SnippetCopyrightText", "copyrightText", Text),
    tag("SnippetComment", "comment", Text),
    tag("SnippetName", "name", Line),
    tag("SnippetAttributionText", "attributionTexts", Texts),
];

const LICENSE: &[Tag] = &[
    tag("LicenseID", "licenseId", Line),
    tag("ExtractedText", "extractedText", Text),
    tag("LicenseName", "name", Line),
    tag("LicenseCrossReference", "seeAlsos", Lines),
    tag("LicenseComment", "comment", Text),
];

const RELATIONSHIP: &[Tag] =
    &[tag("Relationship", "relationshipType", Form::Ends), tag("RelationshipComment", "comment", Text)];

const ANNOTATION: &[Tag] = &[
    tag("Annotator", "annotator", Line),
    tag("AnnotationDate", "annotationDate", Line),
    tag("AnnotationType", "annotationType", Line),
    tag("SPDXREF", SUBJECT, Line),
    tag("AnnotationComment", "comment", Text),
];

const REVIEW: &[Tag] =
    &[tag("Reviewer", "reviewer", Line), tag("ReviewDate", "reviewDate", Line), tag("ReviewComment", "comment", Text)];

const ALL: &[Element] = &[
    Element::Document,
    Element::Creation,
    Element::Package,
    Element::File,
    Element::Snippet,
    Element::License,
    Element::Relationship,
    Element::Annotation,
    Element::Review,
];

impl Element {
    /// Returns the tags in the order in which they are written; the first one begins the element.
    pub(super) fn tags(self) -> &'static [Tag] {
        match self {
            Self::Document => DOCUMENT,
            Self::Creation => CREATION,
            Self::Package => PACKAGE,
            Self::File => FILE,
            Self::Snippet => SNIPPET,
            Self::License => LICENSE,
            Self::Relationship => RELATIONSHIP,
            Self::Annotation => ANNOTATION,
            Self::Review => REVIEW,
        }
    }

    /// Returns the member of the document that lists such elements.
    pub(super) fn list(self) -> &'static str {
        match self {
            Self::Document | Self::Creation => "",
            Self::Package => "packages",
            Self::File => "files",
            Self::Snippet => "snippets",
            Self::License => "hasExtractedLicensingInfos",
            Self::Relationship => "relationships",
            Self::Annotation => "annotations",
            Self::Review => "revieweds",
        }
    }

    /// Returns the tag that begins the element, for those that one begins.
    pub(super) fn opening(self) -> Option<&'static Tag> {
        match self {
            Self::Document | Self::Creation => None,
            _ => self.tags().first(),
        }
    }
}

/// Returns the tag of this name with the element that it belongs to; `likely` is looked through first.
pub(super) fn find(name: &str, likely: Element) -> Option<(Element, &'static Tag)> {
    let name = match name {
        // How drafts of version 2.1 and some tools after them have it.
        "SnippetSPDXIdentifier" => "SnippetSPDXID",
        other => other,
    };
    let mut elements = std::iter::once(likely).chain(ALL.iter().copied());
    elements.find_map(|element| element.tags().iter().find(|tag| tag.name == name).map(|tag| (element, tag)))
}
