//! Finding codes of the official JSON Schemas, by the kind of fault.

use crate::model::{Code, Level, Outcome};

/// Every code of this group, in the order in which they are listed.
pub(in crate::verify::lint) static ALL: &[&Code] =
    &[&REQUIRED, &TYPE, &ENUM, &FORMAT, &PATTERN, &UNKNOWN_PROPERTY, &RANGE, &NOT_UNIQUE, &ONE_OF, &RULE, &UNCHECKED];

pub(in crate::verify::lint) static REQUIRED: Code = Code {
    code: "lint.schema-required",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a member that the schema requires is missing",
    why: "Readers rely on required members and refuse documents without them.",
    example: "A component without `name`, or a licence with neither `id` nor `name`.",
    mend: "Add the member that the finding names.",
    wrong_when: "Never: the schema is that of the version that the document states.",
};

pub(in crate::verify::lint) static TYPE: Code = Code {
    code: "lint.schema-type",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a value has another type than the schema allows",
    why: "Typed readers refuse the document, or drop the value.",
    example: "`\"version\": \"1\"` where the schema wants a number.",
    mend: "Write the value as the type that the finding names.",
    wrong_when: "Never: the schema is that of the version that the document states.",
};

pub(in crate::verify::lint) static ENUM: Code = Code {
    code: "lint.schema-enum",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a value is none of those that the schema lists",
    why: "Values of closed lists are compared as they stand; another spelling means nothing.",
    example: "`\"alg\": \"SHA256\"` in a CycloneDX document, where the list says `SHA-256`.",
    mend: "Write one of the values that the finding lists.",
    wrong_when: "The value is in the list of a later version: then state that version.",
};

pub(in crate::verify::lint) static FORMAT: Code = Code {
    code: "lint.schema-format",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a text has not the format that the schema asks for",
    why: "Times, addresses and mail addresses are parsed by readers.",
    example: "`\"timestamp\": \"yesterday\"`, or an address with a space in it.",
    mend: "Write the text in the format that the finding names.",
    wrong_when: "The format is checked more strictly here than by a reader that you know.",
};

pub(in crate::verify::lint) static PATTERN: Code = Code {
    code: "lint.schema-pattern",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a text does not match the pattern that the schema gives",
    why: "Patterns fix the form of digests, serial numbers and identifiers.",
    example: "A serial number without `urn:uuid:`.",
    mend: "Write the text as the pattern wants it.",
    wrong_when: "Never: the schema is that of the version that the document states.",
};

pub(in crate::verify::lint) static UNKNOWN_PROPERTY: Code = Code {
    code: "lint.schema-unknown-property",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a member is not known to the schema",
    why: "What a reader does not know it drops, so that the fact is lost without a word; often the name is misspelt or of another version.",
    example: "`\"licence\"` in a component, or `\"manufacturer\"` in a CycloneDX 1.5 document.",
    mend: "Correct the name, state the version that has it, or move the fact into `properties` or annotations.",
    wrong_when: "Never: the schema allows no other members here.",
};

pub(in crate::verify::lint) static RANGE: Code = Code {
    code: "lint.schema-range",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a value is too small, too large, too short or too long",
    why: "Readers rely on the bounds.",
    example: "A hash list that must not be empty is empty; `\"version\": 0`.",
    mend: "Bring the value into the range that the finding names.",
    wrong_when: "Never: the schema is that of the version that the document states.",
};

pub(in crate::verify::lint) static NOT_UNIQUE: Code = Code {
    code: "lint.schema-not-unique",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "elements of a list that must differ are equal",
    why: "The same entry twice is counted twice by some readers and refused by others.",
    example: "The same dependency entry twice.",
    mend: "Take one of them out.",
    wrong_when: "Never: the schema asks for elements that differ.",
};

pub(in crate::verify::lint) static ONE_OF: Code = Code {
    code: "lint.schema-one-of",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "not exactly one of the alternatives of the schema fits",
    why: "Members that exclude each other leave the reader to choose.",
    example: "A licence with both `id` and `name`.",
    mend: "Keep the members of one alternative.",
    wrong_when: "Never: the schema is that of the version that the document states.",
};

pub(in crate::verify::lint) static RULE: Code = Code {
    code: "lint.schema-rule",
    outcome: Outcome::Fail,
    level: Level::Error,
    title: "a rule of the schema does not hold",
    why: "The schema forbids a combination of members that each are allowed.",
    example: "A component with both `version` and `versionRange`.",
    mend: "Change the members that the finding names.",
    wrong_when: "Never: the schema is that of the version that the document states.",
};

pub(in crate::verify::lint) static UNCHECKED: Code = Code {
    code: "lint.schema-unchecked",
    outcome: Outcome::Unchecked,
    level: Level::Error,
    title: "there is no schema to hold the document against",
    why: "A document whose form nobody has looked at is not a valid one.",
    example: "A CycloneDX 1.0 document, for which no JSON Schema was published.",
    mend: "Write the document again in a version that has a schema.",
    wrong_when: "The form is known to be good by other means.",
};
