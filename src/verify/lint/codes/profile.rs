//! Finding codes of the profiles, one a field.

use crate::model::{Code, Level, Outcome};

/// Every code of this group, in the order in which they are listed.
pub(in crate::verify::lint) static ALL: &[&Code] = &[
    &NO_COMPONENTS,
    &FORMAT_VERSION,
    &AUTHOR,
    &TIMESTAMP,
    &TOOL,
    &CONTEXT,
    &SIGNATURE,
    &ROOT,
    &SUPPLIER,
    &NAME,
    &VERSION,
    &IDENTIFIER,
    &DEPENDENCIES,
    &COMPLETENESS,
    &HASH,
    &FILENAME,
    &EXECUTABLE,
    &ARCHIVE,
    &STRUCTURED,
    &LICENSE,
    &INEXPRESSIBLE,
];

pub(in crate::verify::lint) static NO_COMPONENTS: Code = Code {
    code: "lint.profile-no-components",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a profile was asked for and the document lists no components",
    why: "An empty document has no component without the field, and would pass for nothing.",
    example: "`bonafide lint --profile ntia-2021` on a document without components.",
    mend: "Look why the tool found nothing.",
    wrong_when: "Never: there was nothing to look at.",
};

pub(in crate::verify::lint) static FORMAT_VERSION: Code = Code {
    code: "lint.profile-format-version",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the profile does not accept this format or version",
    why: "Regulators name the versions that they accept.",
    example: "SPDX 2.3 under BSI TR-03183-2, which asks for CycloneDX 1.6 or SPDX 3.0.1 at least.",
    mend: "`bonafide convert` to an accepted version.",
    wrong_when: "The receiver has agreed to another version.",
};

pub(in crate::verify::lint) static AUTHOR: Code = Code {
    code: "lint.profile-author",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the document does not say who vouches for it",
    why: "Readers must know whom to ask; a tool cannot vouch.",
    example: "CycloneDX without `metadata.authors` and `metadata.manufacturer`.",
    mend: "Name a person or organisation, with mail or address: `metadata.authors` or `metadata.manufacturer` (CycloneDX), `creators` (SPDX).",
    wrong_when: "The author is named outside of the document.",
};

pub(in crate::verify::lint) static TIMESTAMP: Code = Code {
    code: "lint.profile-timestamp",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the document does not say when it was made",
    why: "Without a time nobody can tell which of two documents is newer.",
    example: "CycloneDX without `metadata.timestamp`.",
    mend: "Write `metadata.timestamp` (CycloneDX) or `creationInfo.created` (SPDX).",
    wrong_when: "Never: every profile asks for it.",
};

pub(in crate::verify::lint) static TOOL: Code = Code {
    code: "lint.profile-tool",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the document does not name the tool that made it, with version",
    why: "What a document may have missed depends on the tool.",
    example: "`metadata.tools` without a version.",
    mend: "Write `metadata.tools` (CycloneDX) or `Tool: name-version` (SPDX).",
    wrong_when: "The document was written by hand.",
};

pub(in crate::verify::lint) static CONTEXT: Code = Code {
    code: "lint.profile-context",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the document does not say at which stage it was made",
    why: "What is known before, during and after the build differs.",
    example: "CycloneDX without `metadata.lifecycles`.",
    mend: "Write `metadata.lifecycles` with a phase such as `build` (CycloneDX 1.5 and later).",
    wrong_when: "The stage is named outside of the document.",
};

pub(in crate::verify::lint) static SIGNATURE: Code = Code {
    code: "lint.profile-signature",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the document carries no signature of its author",
    why: "Without one nobody can tell whether the document is the author's.",
    example: "CycloneDX without `signature`.",
    mend: "Sign the document, inside or beside it: `bonafide sign`.",
    wrong_when: "A signature lies beside the document: `bonafide verify` checks it.",
};

pub(in crate::verify::lint) static ROOT: Code = Code {
    code: "lint.profile-root",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the document does not name the product that it is about",
    why: "Every profile describes the components of a product.",
    example: "CycloneDX without `metadata.component`.",
    mend: "Name the product with name and version.",
    wrong_when: "Never: without it the document is about nothing.",
};

pub(in crate::verify::lint) static SUPPLIER: Code = Code {
    code: "lint.profile-supplier",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "components do not say who made or delivers them",
    why: "Whoever finds a fault must know whom to tell.",
    example: "A component without `supplier` and `manufacturer`.",
    mend: "Write `supplier` or `manufacturer` (CycloneDX), `supplier` or `originator` (SPDX); the BSI asks for a mail address or a URL in it.",
    wrong_when: "The maker is not known: then the receiver must be told so.",
};

pub(in crate::verify::lint) static NAME: Code = Code {
    code: "lint.profile-name",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "components have no name",
    why: "A component without a name cannot be looked up.",
    example: "A package with an empty `name`.",
    mend: "Write the name that its maker gave it.",
    wrong_when: "Never: every component has a name.",
};

pub(in crate::verify::lint) static VERSION: Code = Code {
    code: "lint.profile-version",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "components have no version",
    why: "Whether a fault is in a component depends on its version.",
    example: "A component without `version`.",
    mend: "Write the version that its maker gave it, or for a file its time of modification where the profile allows that.",
    wrong_when: "The maker gives no versions.",
};

pub(in crate::verify::lint) static IDENTIFIER: Code = Code {
    code: "lint.profile-identifier",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "components have no unique identifier",
    why: "Names are ambiguous; databases are searched by package URL, CPE and the like.",
    example: "A component without `purl`, `cpe` and `swid`.",
    mend: "Write the package URL.",
    wrong_when: "The component is published nowhere, and nothing identifies it.",
};

pub(in crate::verify::lint) static DEPENDENCIES: Code = Code {
    code: "lint.profile-dependencies",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "components have no statement of what they depend on",
    why: "Silence does not tell a component without dependencies from one that nobody looked at.",
    example: "A component that no `dependencies` entry has as `ref`.",
    mend: "Write an entry for each component, without `dependsOn` for a leaf; `bonafide lint --fix` adds those of leaves.",
    wrong_when: "Never: the profile asks for the statement.",
};

pub(in crate::verify::lint) static COMPLETENESS: Code = Code {
    code: "lint.profile-completeness",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "components have no statement of whether their dependencies are all there",
    why: "A list that may have holes and says nothing of it is taken for a whole one.",
    example: "No `compositions` over the components.",
    mend: "Write `compositions` with `complete`, `incomplete` or `unknown`.",
    wrong_when: "Never: the profile asks for the statement.",
};

pub(in crate::verify::lint) static HASH: Code = Code {
    code: "lint.profile-hash",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "components have no digest of the kind that the profile asks for",
    why: "Only a digest ties the entry to bytes.",
    example: "A component without `hashes`, or without SHA-512 for the BSI.",
    mend: "Write the digest of the component as it is delivered.",
    wrong_when: "The component is no file, such as a service.",
};

pub(in crate::verify::lint) static FILENAME: Code = Code {
    code: "lint.profile-filename",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "components have no file name",
    why: "The BSI asks for the name of the file as it is delivered.",
    example: "A component without the property `bsi:component:filename`.",
    mend: "Write the property, or `packageFileName` (SPDX).",
    wrong_when: "The component is no file.",
};

pub(in crate::verify::lint) static EXECUTABLE: Code = Code {
    code: "lint.profile-executable",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "components do not say whether they are executable",
    why: "The BSI asks for the property of every component.",
    example: "A component without the property `bsi:component:executable`.",
    mend: "Write `executable` or `non-executable`.",
    wrong_when: "Never: the profile asks for the statement.",
};

pub(in crate::verify::lint) static ARCHIVE: Code = Code {
    code: "lint.profile-archive",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "components do not say whether they are archives",
    why: "The BSI asks for the property of every component.",
    example: "A component without the property `bsi:component:archive`.",
    mend: "Write `archive` or `no archive`.",
    wrong_when: "Never: the profile asks for the statement.",
};

pub(in crate::verify::lint) static STRUCTURED: Code = Code {
    code: "lint.profile-structured",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "components do not say whether they are structured",
    why: "The BSI asks for the property of every component.",
    example: "A component without the property `bsi:component:structured`.",
    mend: "Write `structured` or `unstructured`.",
    wrong_when: "Never: the profile asks for the statement.",
};

pub(in crate::verify::lint) static LICENSE: Code = Code {
    code: "lint.profile-license",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "components have no licence that counts",
    why: "Whether a component may be passed on depends on its licence; NOASSERTION says that nobody has looked.",
    example: "`licenseConcluded` is `NOASSERTION`.",
    mend: "Write an SPDX expression or a `LicenseRef-`.",
    wrong_when: "The component has no licence: then `NONE` says so where the format has it.",
};

pub(in crate::verify::lint) static INEXPRESSIBLE: Code = Code {
    code: "lint.profile-inexpressible",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "the format has no field for what the profile asks for",
    why: "The field cannot be filled, so the document cannot meet the profile by itself.",
    example: "A signature inside an SPDX 2.3 document.",
    mend: "Hand the fact over beside the document, or use a format that has the field.",
    wrong_when: "The receiver takes the fact from elsewhere.",
};
