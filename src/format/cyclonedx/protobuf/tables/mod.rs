//! The table: every message of CycloneDX 1.3 to 1.7 and how its fields correspond to the JSON form.
//!
//! No version gives a number of an earlier one another meaning, so one table serves all. Two fields changed from several to one (`tools`,
//! `evidence`) and two from one to several (`licenses` of the metadata, `data` of a component), which the wire writes alike.
//! Spec: ECMA-424 (CycloneDX 1.6), CycloneDX 1.7, and the Protocol Buffers schemas of 1.3 to 1.7.

use super::shape::{Message, boolean, inline, integer, message, names, object, rows, text, time, tools, word};
use component::{COMPONENT, LICENSE_CHOICE, RELEASE_NOTES};
use declarations::{DECLARATIONS, DEFINITION};
use formulation::FORMULA;
use model_card::DATA_GOVERNANCE;
use patent::PATENT_ASSERTION;
use vulnerability::VULNERABILITY;
use words::{
    AGGREGATES, DATA_FLOW_DIRECTIONS, EXTERNAL_REFERENCE_TYPES, HASH_ALGS, LIFECYCLE_PHASES, TLP_CLASSIFICATIONS,
};

mod component;
mod cryptography;
mod declarations;
mod formulation;
mod model_card;
mod patent;
mod vulnerability;
mod words;

pub(super) static BOM: Message = message(&[
    text(1, "specVersion").always(),
    integer(2, "version"),
    text(3, "serialNumber"),
    object(4, "metadata", &METADATA),
    object(5, "components", &COMPONENT).many(),
    object(6, "services", &SERVICE).many(),
    object(7, "externalReferences", &EXTERNAL_REFERENCE).many(),
    rows(8, "dependencies"),
    object(9, "compositions", &COMPOSITION).many(),
    object(10, "vulnerabilities", &VULNERABILITY).many(),
    object(11, "annotations", &ANNOTATION).many().since(5),
    object(12, "properties", &PROPERTY).many().since(5),
    object(13, "formulation", &FORMULA).many().since(5),
    object(14, "declarations", &DECLARATIONS).since(6),
    object(15, "definitions", &DEFINITION).since(6),
    object(16, "citations", &CITATION).many().since(7),
]);

static METADATA: Message = message(&[
    time(1, "timestamp"),
    tools(2, "tools"),
    object(3, "authors", &CONTACT).many(),
    object(4, "component", &COMPONENT),
    object(5, "manufacture", &ENTITY),
    object(6, "supplier", &ENTITY),
    object(7, "licenses", &LICENSE_CHOICE).many(),
    object(8, "properties", &PROPERTY).many(),
    object(9, "lifecycles", &LIFECYCLE).many().since(5),
    object(10, "manufacturer", &ENTITY).since(6),
    object(11, "distributionConstraints", &DISTRIBUTION_CONSTRAINTS).since(7),
]);

pub(super) static TOOL: Message = message(&[
    text(1, "vendor"),
    text(2, "name"),
    text(3, "version"),
    object(4, "hashes", &HASH).many(),
    object(5, "externalReferences", &EXTERNAL_REFERENCE).many(),
    object(6, "components", &COMPONENT).many().since(5),
    object(7, "services", &SERVICE).many().since(5),
]);

static HASH: Message = message(&[word(1, "alg", &HASH_ALGS).always(), text(2, "content").always()]);

static EXTERNAL_REFERENCE: Message = message(&[
    word(1, "type", &EXTERNAL_REFERENCE_TYPES).always(),
    text(2, "url").always(),
    text(3, "comment"),
    object(4, "hashes", &HASH).many(),
    object(5, "properties", &PROPERTY).many().since(7),
]);

static PROPERTY: Message = message(&[text(1, "name").always(), text(2, "value")]);

static ENTITY: Message = message(&[
    text(1, "name"),
    text(2, "url").many(),
    object(3, "contact", &CONTACT).many(),
    text(4, "bom-ref").since(5),
    object(5, "address", &ADDRESS).since(6),
]);

static CONTACT: Message = message(&[text(1, "name"), text(2, "email"), text(3, "phone"), text(4, "bom-ref").since(5)]);

static ADDRESS: Message = message(&[
    text(1, "bom-ref"),
    text(2, "country"),
    text(3, "region"),
    text(4, "locality"),
    text(5, "postOfficeBoxNumber"),
    text(6, "postalCode"),
    text(7, "streetAddress"),
]);

static SERVICE: Message = message(&[
    text(1, "bom-ref"),
    object(2, "provider", &ENTITY),
    text(3, "group"),
    text(4, "name").always(),
    text(5, "version"),
    text(6, "description"),
    text(7, "endpoints").many(),
    boolean(8, "authenticated"),
    boolean(9, "x-trust-boundary"),
    object(10, "data", &DATA_FLOW).many(),
    object(11, "licenses", &LICENSE_CHOICE).many(),
    object(12, "externalReferences", &EXTERNAL_REFERENCE).many(),
    object(13, "services", &SERVICE).many(),
    object(14, "properties", &PROPERTY).many(),
    object(15, "releaseNotes", &RELEASE_NOTES),
    text(16, "trustZone").since(5),
    text(17, "tags").many().since(6),
    object(18, "patentAssertions", &PATENT_ASSERTION).many().since(7),
]);

static DATA_FLOW: Message = message(&[
    word(1, "flow", &DATA_FLOW_DIRECTIONS).always(),
    text(2, "classification").always(),
    text(3, "name"),
    text(4, "description"),
    text(5, "source").many(),
    text(6, "destination").many(),
    object(7, "governance", &DATA_GOVERNANCE),
]);

static LIFECYCLE: Message =
    message(&[word(1, "phase", &LIFECYCLE_PHASES).one(), text(2, "name").one(), text(3, "description")]);

static DISTRIBUTION_CONSTRAINTS: Message = message(&[word(1, "tlp", &TLP_CLASSIFICATIONS)]);

pub(super) static DEPENDENCY: Message =
    message(&[text(1, "ref").always(), names(2, "dependsOn"), text(3, "provides").many().since(6)]);

static COMPOSITION: Message = message(&[
    word(1, "aggregate", &AGGREGATES).always(),
    text(2, "assemblies").many(),
    text(3, "dependencies").many(),
    text(4, "vulnerabilities").many().since(5),
    text(5, "bom-ref").since(5),
]);

static ANNOTATION: Message = message(&[
    text(1, "bom-ref"),
    text(2, "subjects").many(),
    object(3, "annotator", &ANNOTATOR_CHOICE),
    time(4, "timestamp"),
    text(5, "text").always(),
]);

static ANNOTATOR_CHOICE: Message = message(&[
    object(1, "organization", &ENTITY).one(),
    object(2, "individual", &CONTACT).one(),
    object(3, "component", &COMPONENT).one(),
    object(4, "service", &SERVICE).one(),
]);

static CITATION: Message = message(&[
    text(1, "bom-ref"),
    object(2, "pointers", &POINTERS).one(),
    object(3, "expressions", &EXPRESSIONS).one(),
    time(4, "timestamp"),
    text(5, "attributedTo"),
    text(6, "process"),
    text(7, "note"),
]);

static POINTERS: Message = message(&[text(1, "").many()]);

static EXPRESSIONS: Message = message(&[text(1, "").many()]);

/// Who it is, where the JSON form does not say which of the two.
static ASSIGNEE: Message = message(&[inline(1, &ENTITY).one(), inline(2, &CONTACT).one()]);
