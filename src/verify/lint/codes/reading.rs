//! Finding codes of documents that cannot be read at all.

use crate::model::{Code, Level, Outcome};

/// Every code of this group, in the order in which they are listed.
pub(in crate::verify::lint) static ALL: &[&Code] = &[
    &UNKNOWN_FORMAT,
    &NOT_TEXT,
    &SYNTAX,
    &DUPLICATE_KEY,
    &TOO_DEEP,
    &TOO_LARGE,
    &DOCTYPE,
    &UNKNOWN_VERSION,
    &XML_SIGNATURE,
    &FOREIGN,
];

pub(in crate::verify::lint) static TOO_LARGE: Code = Code {
    code: "lint.too-large",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "the document has more bytes than are read",
    why: "A document must not choose how much memory is spent on it. What was not read was not checked.",
    example: "A file of 2 GiB.",
    mend: "Split the document, or write it without what is not needed, such as lists of files.",
    wrong_when: "A document of honest origin is that large; one of 50,000 components has 35 MB.",
};

pub(in crate::verify::lint) static XML_SIGNATURE: Code = Code {
    code: "lint.xml-signature",
    outcome: Outcome::Unchecked,
    level: Level::Note,
    title: "the document holds an XML signature, which was not checked",
    why: "That there is a signature tells nothing: it may be over other bytes, or by anyone.",
    example: "`<ds:Signature>` at the end of a CycloneDX XML document.",
    mend: "Check it with a tool for XML signatures, or have the document signed beside it and use `bonafide verify`.",
    wrong_when: "Never; it is told so that it is not forgotten.",
};

pub(in crate::verify::lint) static FOREIGN: Code = Code {
    code: "lint.foreign-part",
    outcome: Outcome::Unchecked,
    level: Level::Note,
    title: "a part of the document is not of its specification and was not checked",
    why: "Elements of other namespaces are allowed, and nobody but their writer knows what they mean; readers drop them.",
    example: "`<acme:approved by=\"ada\"/>` in a component.",
    mend: "Say it in the words of the specification, such as a property, if others are to read it.",
    wrong_when: "Never; it is told so that it is not forgotten.",
};

pub(in crate::verify::lint) static UNKNOWN_FORMAT: Code = Code {
    code: "lint.unknown-format",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the file is no document of a known format",
    why: "A file that no reader recognises tells nobody what is in the release.",
    example: "`bom.json` holds a package manifest, or a CycloneDX document without `bomFormat`.",
    mend: "Write the document again with its tool, or name the right file.",
    wrong_when: "The document is of a format that is not read here, such as protobuf or SWID.",
};

pub(in crate::verify::lint) static NOT_TEXT: Code = Code {
    code: "lint.not-text",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the bytes are no text",
    why: "Documents are UTF-8, or UTF-16 with a byte-order mark; readers that guess otherwise see other names than the writer meant.",
    example: "A name in ISO 8859-1 inside a JSON document.",
    mend: "Convert the file to UTF-8 without a byte-order mark.",
    wrong_when: "Never: no conforming reader can read it.",
};

pub(in crate::verify::lint) static SYNTAX: Code = Code {
    code: "lint.syntax",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the document breaks off or is not well-formed",
    why: "A reader that goes on after such a fault sees another document than its writer.",
    example: "A comma behind the last component.",
    mend: "Mend the place that the finding names, or write the document again with its tool.",
    wrong_when: "Never: the grammar leaves no choice.",
};

pub(in crate::verify::lint) static DUPLICATE_KEY: Code = Code {
    code: "lint.duplicate-key",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "an object has the same key twice",
    why: "Readers differ on which value counts, so one document says different things to different tools.",
    example: "`\"name\": \"good\", \"name\": \"evil\"` in one component.",
    mend: "Take one of them out.",
    wrong_when: "Both values are the same; a reader cannot rely on that.",
};

pub(in crate::verify::lint) static TOO_DEEP: Code = Code {
    code: "lint.too-deep",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the document is nested too deeply",
    why: "Deep nesting is a known way to crash readers, and no specification needs it.",
    example: "20,000 components, each inside the one before.",
    mend: "Write nested components as a list with dependencies.",
    wrong_when: "A document of honest origin nests more than 128 levels.",
};

pub(in crate::verify::lint) static DOCTYPE: Code = Code {
    code: "lint.doctype",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the XML document has a document type declaration",
    why: "Declarations let a document include files and multiply its own size in the reader; no SBOM needs one.",
    example: "`<!DOCTYPE bom [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>`",
    mend: "Take the declaration out.",
    wrong_when: "Never: declarations are refused whatever they hold.",
};

pub(in crate::verify::lint) static UNKNOWN_VERSION: Code = Code {
    code: "lint.unknown-version",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "the version of the specification is not known here",
    why: "What a document means is decided by the version it states.",
    example: "`\"specVersion\": \"9.9\"`",
    mend: "State a published version, or write the document again with its tool.",
    wrong_when: "The version was published after this program.",
};
