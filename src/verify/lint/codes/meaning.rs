//! Finding codes of what a schema cannot see: references, digests, identities, licences, times.

use crate::model::{Code, Level, Outcome};

/// Every code of this group, in the order in which they are listed.
pub(in crate::verify::lint) static ALL: &[&Code] = &[
    &DIGEST_LENGTH,
    &DIGEST_CHARACTERS,
    &DIGEST_OF_NOTHING,
    &DIGEST_CONFLICT,
    &DANGLING,
    &DUPLICATE_ID,
    &EDGE_OF_NOTHING,
    &UNREACHABLE,
    &NO_EDGES,
    &CYCLE,
    &SELF,
    &ROOT_MISSING,
    &DESCRIBES_MISSING,
    &EMPTY,
    &NO_COMPONENTS,
    &PURL_INVALID,
    &PURL_FORM,
    &PURL_MISMATCH,
    &PURL_LOCAL,
    &LICENSE_INVALID,
    &LICENSE_DEPRECATED,
    &LICENSE_UNKNOWN,
    &LICENSE_NAME,
    &TIME_INVALID,
    &TIME_FUTURE,
    &SERIAL_MISSING,
    &NAMESPACE,
    &SPDX_ID,
    &DATA_LICENSE,
    &CREATOR,
    &DOWNLOAD,
    &VERIFICATION_CODE,
    &COMPOSITION_CONFLICT,
    &HOST_PATH,
    &PLACEHOLDER,
    &EMPTY_VALUE,
    &DUPLICATE,
    &DUPLICATE_OTHER,
    &SIGNATURE,
    &SIGNATURE_PARTIAL,
];

pub(in crate::verify::lint) static DIGEST_LENGTH: Code = Code {
    code: "lint.digest-length",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a digest has another length than its algorithm",
    why: "Label or value is wrong, so the digest can never match; a verifier that trusts the label fails for good files.",
    example: "`\"alg\": \"SHA-384\"` on 64 hexadecimal digits, which is the length of SHA-256.",
    mend: "Write the algorithm that made the digest.",
    wrong_when: "Never: the length follows from the algorithm.",
};

pub(in crate::verify::lint) static DIGEST_CHARACTERS: Code = Code {
    code: "lint.digest-characters",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a digest is not hexadecimal",
    why: "Both specifications write digests in hexadecimal; base64 of a lock file is a frequent slip.",
    example: "`\"content\": \"sha512-9Kz0…==\"` as npm locks have it.",
    mend: "Convert the digest to hexadecimal.",
    wrong_when: "Never: both specifications ask for hexadecimal.",
};

pub(in crate::verify::lint) static DIGEST_OF_NOTHING: Code = Code {
    code: "lint.digest-of-nothing",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "a digest is that of empty input",
    why: "The tool hashed a file that it could not read, or nothing at all.",
    example: "`e3b0c442…b855`, SHA-256 of no bytes, on a package.",
    mend: "Hash the component again.",
    wrong_when: "The component is an empty file.",
};

pub(in crate::verify::lint) static DIGEST_CONFLICT: Code = Code {
    code: "lint.digest-conflict",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "one component has two values for the same algorithm",
    why: "The same bytes have one digest; one of the values belongs to something else.",
    example: "Two different SHA-256 entries in the `hashes` of one component.",
    mend: "Keep the one that belongs to the component, and put others where they belong, such as an external reference.",
    wrong_when: "The values are over different forms of the component, which the format cannot tell.",
};

pub(in crate::verify::lint) static DANGLING: Code = Code {
    code: "lint.dangling-reference",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a reference names something that the document does not hold",
    why: "Whatever the reference meant is missing from the document, or was left behind when it was merged or filtered.",
    example: "`dependsOn` names `pkg:cargo/ghost@1.0.0`, and no component has that `bom-ref`.",
    mend: "Add the missing element, or take the reference out.",
    wrong_when: "The element is meant to be in another document: then refer to it as the specification says, by BOM-Link or external document.",
};

pub(in crate::verify::lint) static DUPLICATE_ID: Code = Code {
    code: "lint.duplicate-reference",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "two elements have the same identifier",
    why: "References to it are ambiguous, and readers keep one of the elements.",
    example: "Two components with the `bom-ref` `serde@1.0.0`, from two registries.",
    mend: "Give each element an identifier of its own.",
    wrong_when: "Never: identifiers are unique within a document.",
};

pub(in crate::verify::lint) static EDGE_OF_NOTHING: Code = Code {
    code: "lint.edge-of-nothing",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "dependencies are told of something that the document does not hold",
    why: "The edges hang in the air: the component that has them was lost or never listed.",
    example: "A `dependencies` entry whose `ref` no component has.",
    mend: "Add the component, or take the entry out.",
    wrong_when: "Never: the reference leads nowhere.",
};

pub(in crate::verify::lint) static UNREACHABLE: Code = Code {
    code: "lint.unreachable",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "components cannot be reached from the root",
    why: "Tools that walk the graph, such as vulnerability matchers, pass over them or show them as orphans.",
    example: "A package of a lower layer that no other depends on, in an image.",
    mend: "Add the edges that lead to them, or an edge from the root.",
    wrong_when: "The component is there without being a dependency, such as a file or a service.",
};

pub(in crate::verify::lint) static NO_EDGES: Code = Code {
    code: "lint.no-edges",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "the document lists components and no dependencies",
    why: "Without edges nobody can tell why a component is there, nor what a fix must touch.",
    example: "A document made from a lock file that writes components only.",
    mend: "Use a tool that writes the edges; `bonafide scan` does for Cargo projects.",
    wrong_when: "The components have no dependencies at all; then entries without `dependsOn` say so.",
};

pub(in crate::verify::lint) static CYCLE: Code = Code {
    code: "lint.cycle",
    outcome: Outcome::Fail,
    level: Level::Note,
    title: "components depend on each other in a circle",
    why: "Circles are legal, but tools that expect a tree may not end on them.",
    example: "Two development packages that test each other.",
    mend: "Nothing to mend if the packages are so.",
    wrong_when: "The packages do depend on each other.",
};

pub(in crate::verify::lint) static SELF: Code = Code {
    code: "lint.self-dependency",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "a component depends on itself",
    why: "The edge says nothing, and often stands for a lost one.",
    example: "`\"ref\": \"a\", \"dependsOn\": [\"a\"]`",
    mend: "Take the edge out.",
    wrong_when: "A package that uses an earlier build of itself, such as a compiler.",
};

pub(in crate::verify::lint) static ROOT_MISSING: Code = Code {
    code: "lint.root-missing",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "the document does not say what it is about",
    why: "Readers cannot tell to which release the components belong, and cannot judge whether the graph is complete.",
    example: "A CycloneDX document without `metadata.component`.",
    mend: "Name the product in `metadata.component` with name and version.",
    wrong_when: "The document is a collection without a subject, such as an inventory of a site.",
};

pub(in crate::verify::lint) static DESCRIBES_MISSING: Code = Code {
    code: "lint.describes-missing",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the SPDX document does not say what it describes",
    why: "With more than one package the specification asks for a DESCRIBES relationship from the document.",
    example: "Two packages, and no relationship `SPDXRef-DOCUMENT DESCRIBES …`.",
    mend: "Add the relationship, or `documentDescribes` in JSON.",
    wrong_when: "Never: SPDX 2.3, 11.1 asks for it.",
};

pub(in crate::verify::lint) static EMPTY: Code = Code {
    code: "lint.empty-document",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "the document lists no components",
    why: "An empty list looks like a clean one: a tool that found nothing writes the same as one that failed.",
    example: "A scan of a folder without a lock file.",
    mend: "Look why the tool found nothing.",
    wrong_when: "The subject has no components at all.",
};

pub(in crate::verify::lint) static NO_COMPONENTS: Code = Code {
    code: "lint.no-components",
    outcome: Outcome::Unchecked,
    level: Level::Note,
    title: "the document lists services or vulnerabilities, and no components",
    why: "It is no list of what is in a product, and must not be taken for one: nothing of the kind was checked.",
    example: "A VEX document, which refers to components of another document.",
    mend: "Nothing, if it was meant. Otherwise look why the tool found no components.",
    wrong_when: "Never; it is told so that it is not forgotten.",
};

pub(in crate::verify::lint) static PURL_INVALID: Code = Code {
    code: "lint.purl-invalid",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a package URL breaks the rules of the specification",
    why: "Vulnerability databases and vetting match by package URL; one that cannot be parsed matches nothing.",
    example: "`pkg:cargo//serde@1.0.0`, or a text without `pkg:`.",
    mend: "Write the package URL by the rules of its type.",
    wrong_when: "The package URL uses a type that is newer than this program, and its rules differ.",
};

pub(in crate::verify::lint) static PURL_FORM: Code = Code {
    code: "lint.purl-not-canonical",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "a package URL is not in canonical form",
    why: "Tools compare package URLs as texts, so that two spellings are two packages.",
    example: "`pkg:pypi/Some_Name@1.0`, whose canonical form is `pkg:pypi/some-name@1.0`.",
    mend: "`bonafide lint --fix` writes the canonical form.",
    wrong_when: "The reader brings package URLs to canonical form itself.",
};

pub(in crate::verify::lint) static PURL_MISMATCH: Code = Code {
    code: "lint.purl-mismatch",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "package URL and component differ in name, version or group",
    why: "One of them is wrong, and tools differ on which one they use.",
    example: "A component of version 1.0.1 with `pkg:cargo/serde@1.0.0`.",
    mend: "Correct the one that is wrong.",
    wrong_when: "The package is published under another name than it calls itself.",
};

pub(in crate::verify::lint) static PURL_LOCAL: Code = Code {
    code: "lint.purl-local-path",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "a package URL holds a path of the machine that made the document",
    why: "The path tells about the builder, differs on every machine, and identifies nothing for anybody else.",
    example: "`pkg:cargo/own@0.1.0?download_url=file:///work/own`",
    mend: "Take the qualifier out, or name the repository in `vcs_url`.",
    wrong_when: "The path is that of the deployed product.",
};

pub(in crate::verify::lint) static LICENSE_INVALID: Code = Code {
    code: "lint.license-invalid",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a licence expression is not valid",
    why: "An expression that cannot be parsed cannot be judged; many tools then see no licence.",
    example: "`MIT/Apache-2.0`, or `Apache License, Version 2.0`.",
    mend: "Write an SPDX expression such as `MIT OR Apache-2.0`; put other texts into `license.name` (CycloneDX) or a `LicenseRef-` (SPDX).",
    wrong_when: "Never: the grammar of annex D leaves no choice.",
};

pub(in crate::verify::lint) static LICENSE_DEPRECATED: Code = Code {
    code: "lint.license-deprecated",
    outcome: Outcome::Fail,
    level: Level::Note,
    title: "a licence identifier is deprecated",
    why: "The identifier may leave the list, and some are ambiguous: `GPL-2.0` does not say whether later versions are meant.",
    example: "`GPL-2.0+`, now `GPL-2.0-or-later`.",
    mend: "Write the identifier that replaced it.",
    wrong_when: "The document is to stay as its tool wrote it.",
};

pub(in crate::verify::lint) static LICENSE_UNKNOWN: Code = Code {
    code: "lint.license-unknown",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "a licence identifier is on no list",
    why: "Readers cannot tell which licence is meant.",
    example: "`LGPL-2` in an expression.",
    mend: "Use an identifier of the SPDX list, or a `LicenseRef-` with its text.",
    wrong_when: "The identifier was added to the list after this program was made.",
};

pub(in crate::verify::lint) static LICENSE_NAME: Code = Code {
    code: "lint.license-name-is-id",
    outcome: Outcome::Fail,
    level: Level::Note,
    title: "a licence name is an identifier of the SPDX list",
    why: "As a name the licence is free text, and tools do not match it.",
    example: "`\"license\": {\"name\": \"MIT\"}`",
    mend: "`bonafide lint --fix` writes it as `id`.",
    wrong_when: "The name stands for another licence that happens to be called so.",
};

pub(in crate::verify::lint) static TIME_INVALID: Code = Code {
    code: "lint.timestamp-invalid",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a time is not in the form that the specification asks for",
    why: "Readers that parse it fail, or take another time.",
    example: "`2026-11-23 10:00` without zone.",
    mend: "Write RFC 3339, in SPDX 2 in UTC with whole seconds: `2026-11-23T10:00:00Z`.",
    wrong_when: "Never: both specifications fix the form.",
};

pub(in crate::verify::lint) static TIME_FUTURE: Code = Code {
    code: "lint.timestamp-future",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "a time lies after the time of judgement",
    why: "A document cannot have been made later than it is read; clock or time is wrong.",
    example: "A timestamp of 2062.",
    mend: "Make the document again with the right clock, or judge as of another time with `--at`.",
    wrong_when: "The reader's clock is wrong.",
};

pub(in crate::verify::lint) static SERIAL_MISSING: Code = Code {
    code: "lint.serial-missing",
    outcome: Outcome::Fail,
    level: Level::Note,
    title: "the document has no serial number",
    why: "Nobody can refer to this document and its revisions.",
    example: "A CycloneDX document without `serialNumber`.",
    mend: "Let the tool write one, as a random or content-based UUID.",
    wrong_when: "The document is a part of another one.",
};

pub(in crate::verify::lint) static NAMESPACE: Code = Code {
    code: "lint.namespace-invalid",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the document namespace is no absolute address without fragment",
    why: "It is the base of every identifier in the document, so it must be unique and must not hold `#`.",
    example: "`\"documentNamespace\": \"my-project\"`",
    mend: "Write an absolute URI with a unique part, such as a UUID.",
    wrong_when: "Never: SPDX 2.3, 6.5.",
};

pub(in crate::verify::lint) static SPDX_ID: Code = Code {
    code: "lint.spdx-id-invalid",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "an SPDX identifier has not the form that is asked for",
    why: "Other documents refer to it by `DocumentRef-…:SPDXRef-…`, which allows letters, digits, `.` and `-` only.",
    example: "`SPDXRef-my_package`",
    mend: "Write `SPDXRef-` and letters, digits, `.` and `-`.",
    wrong_when: "Never: SPDX 2.3, 7.2.",
};

pub(in crate::verify::lint) static DATA_LICENSE: Code = Code {
    code: "lint.data-license",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the licence of the document itself is not CC0-1.0",
    why: "The specification asks for CC0-1.0, so that documents can be passed on.",
    example: "`\"dataLicense\": \"MIT\"`",
    mend: "Write `CC0-1.0`.",
    wrong_when: "Never: SPDX 2.3, 6.2.",
};

pub(in crate::verify::lint) static CREATOR: Code = Code {
    code: "lint.creator-invalid",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a person, organisation or tool is not written as SPDX asks",
    why: "Readers tell people from tools by the word before the colon.",
    example: "`\"creators\": [\"syft\"]` where `Tool: syft-1.57.0` is meant.",
    mend: "Write `Tool: name-version`, `Person: name (mail)` or `Organization: name (mail)`.",
    wrong_when: "Never: SPDX 2.3, 6.8.",
};

pub(in crate::verify::lint) static DOWNLOAD: Code = Code {
    code: "lint.download-location-invalid",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a download location is neither an address nor NONE or NOASSERTION",
    why: "Readers follow it to fetch the package.",
    example: "`\"downloadLocation\": \"see website\"`",
    mend: "Write a URI, `NONE` or `NOASSERTION`.",
    wrong_when: "Never: SPDX 2.3, 7.7.",
};

pub(in crate::verify::lint) static VERIFICATION_CODE: Code = Code {
    code: "lint.verification-code",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "package verification code and analysed files do not go together",
    why: "The code proves that the listed files are all and unchanged; without it the list proves nothing.",
    example: "`filesAnalyzed` is not `false`, the package has files, and there is no `packageVerificationCode`.",
    mend: "Write the code, or `\"filesAnalyzed\": false`.",
    wrong_when: "Never: SPDX 2.3, 7.9; the schema does not ask for it.",
};

pub(in crate::verify::lint) static COMPOSITION_CONFLICT: Code = Code {
    code: "lint.composition-conflict",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "the same part is called complete and not complete",
    why: "A reader that asks whether anything may be missing gets two answers.",
    example: "One composition with `complete` and one with `incomplete`, both over the root.",
    mend: "Keep the one that is true.",
    wrong_when: "The statements are about different things: the parts and the dependencies.",
};

pub(in crate::verify::lint) static HOST_PATH: Code = Code {
    code: "lint.host-path",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "a path of a home folder stands in the document",
    why: "It tells the builder's user name and layout to everyone, and differs on every machine.",
    example: "A `bom-ref` that begins with `path+file://` and a home folder.",
    mend: "Let the tool write paths relative to the project; clean the document before it is published.",
    wrong_when: "The path is that of the deployed product.",
};

pub(in crate::verify::lint) static PLACEHOLDER: Code = Code {
    code: "lint.placeholder",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "a value stands for no value",
    why: "It looks like a fact and is none, so that readers count the field as filled.",
    example: "`\"version\": \"unknown\"`, `\"supplier\": {\"name\": \"TODO\"}`",
    mend: "Leave the field out, or write what is true.",
    wrong_when: "The component is really called so.",
};

pub(in crate::verify::lint) static EMPTY_VALUE: Code = Code {
    code: "lint.empty-value",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "a field is there and empty",
    why: "An empty text is neither a fact nor its absence.",
    example: "`\"version\": \"\"`",
    mend: "Leave the field out, or write what is true.",
    wrong_when: "The schema of this version requires the field, and there is nothing to say.",
};

pub(in crate::verify::lint) static DUPLICATE: Code = Code {
    code: "lint.duplicate-component",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "the same package URL stands on several components",
    why: "The package is counted several times, and findings on it come several times.",
    example: "An image in which two scanners of one tool found the same package.",
    mend: "Merge the components.",
    wrong_when: "The components are several installations of one package in different places.",
};

pub(in crate::verify::lint) static DUPLICATE_OTHER: Code = Code {
    code: "lint.duplicate-with-other-digest",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the same package URL stands on components with different digests",
    why: "One of them is not the package it claims to be, or the URL leaves out what tells them apart.",
    example: "`pkg:cargo/serde@1.0.0` twice, with two SHA-256 digests.",
    mend: "Find out which bytes belong to the package; add qualifiers that tell the others apart.",
    wrong_when: "The digests are over different files of one release, such as wheels for different systems.",
};

pub(in crate::verify::lint) static SIGNATURE: Code = Code {
    code: "lint.signature-not-checked",
    outcome: Outcome::Fail,
    level: Level::Note,
    title: "the document carries a signature that is not checked here",
    why: "A signature that nobody checks proves nothing; whether it holds is another question than whether the document is valid.",
    example: "A CycloneDX document with `signature`.",
    mend: "Check it with the key of whoever signed it.",
    wrong_when: "The signature is checked elsewhere.",
};

pub(in crate::verify::lint) static SIGNATURE_PARTIAL: Code = Code {
    code: "lint.signature-leaves-out",
    outcome: Outcome::Fail,
    level: Level::Warning,
    title: "the signature inside the document leaves parts of it out",
    why: "Whoever relies on the signature does not see that the parts left out can be changed by anybody.",
    example: "`\"excludes\": [\"components\"]` in a JSF signature.",
    mend: "Sign the whole document.",
    wrong_when: "What is left out is meant to change, and readers know it.",
};
