//! Declarations, standards and definitions.

use super::super::shape::{Message, boolean, double, message, object, text, time};
use super::component::{ATTACHED_TEXT, COMPONENT};
use super::model_card::DATA_GOVERNANCE;
use super::patent::PATENT_OR_FAMILY;
use super::{CONTACT, ENTITY, EXTERNAL_REFERENCE, PROPERTY, SERVICE};

pub(super) static DECLARATIONS: Message = message(&[
    object(1, "assessors", &ASSESSOR).many(),
    object(2, "attestations", &ATTESTATION).many(),
    object(3, "claims", &CLAIM).many(),
    object(4, "evidence", &DECLARED_EVIDENCE).many(),
    object(5, "targets", &TARGETS),
    object(6, "affirmation", &AFFIRMATION),
]);

static ASSESSOR: Message = message(&[text(1, "bom-ref"), boolean(2, "thirdParty"), object(3, "organization", &ENTITY)]);

static ATTESTATION: Message =
    message(&[text(1, "summary"), text(2, "assessor"), object(3, "map", &ATTESTATION_MAP).many()]);

static ATTESTATION_MAP: Message = message(&[
    text(1, "requirement"),
    text(2, "claims").many(),
    text(3, "counterClaims").many(),
    object(4, "conformance", &ATTESTATION_CONFORMANCE),
    object(5, "confidence", &ATTESTATION_CONFIDENCE),
]);

static ATTESTATION_CONFORMANCE: Message =
    message(&[double(1, "score"), text(2, "rationale"), text(3, "mitigationStrategies").many()]);

static ATTESTATION_CONFIDENCE: Message = message(&[double(1, "score"), text(2, "rationale")]);

static CLAIM: Message = message(&[
    text(1, "bom-ref"),
    text(2, "target"),
    text(3, "predicate"),
    text(4, "mitigationStrategies").many(),
    text(5, "reasoning"),
    text(6, "evidence").many(),
    text(7, "counterEvidence").many(),
    object(8, "externalReferences", &EXTERNAL_REFERENCE).many(),
]);

static DECLARED_EVIDENCE: Message = message(&[
    text(1, "bom-ref"),
    text(2, "propertyName"),
    text(3, "description"),
    object(4, "data", &DECLARED_DATA).many(),
    time(5, "created"),
    time(6, "expires"),
    object(7, "author", &CONTACT),
    object(8, "reviewer", &CONTACT),
]);

static DECLARED_DATA: Message = message(&[
    text(1, "name"),
    object(2, "contents", &DECLARED_CONTENTS),
    text(3, "classification"),
    text(4, "sensitiveData").many(),
    object(5, "governance", &DATA_GOVERNANCE),
]);

static DECLARED_CONTENTS: Message = message(&[object(1, "attachment", &ATTACHED_TEXT), text(2, "url")]);

static TARGETS: Message = message(&[
    object(1, "organizations", &ENTITY).many(),
    object(2, "components", &COMPONENT).many(),
    object(3, "services", &SERVICE).many(),
]);

static AFFIRMATION: Message = message(&[text(1, "statement"), object(2, "signatories", &SIGNATORY).many()]);

static SIGNATORY: Message = message(&[
    text(1, "name"),
    text(2, "role"),
    object(3, "organization", &ENTITY),
    object(4, "externalReference", &EXTERNAL_REFERENCE),
]);

pub(super) static DEFINITION: Message =
    message(&[object(1, "standards", &STANDARD).many(), object(2, "patents", &PATENT_OR_FAMILY).many().since(7)]);

static STANDARD: Message = message(&[
    text(1, "bom-ref"),
    text(2, "name"),
    text(3, "version"),
    text(4, "description"),
    text(5, "owner"),
    object(6, "requirements", &REQUIREMENT).many(),
    object(7, "levels", &LEVEL).many(),
    object(8, "externalReferences", &EXTERNAL_REFERENCE).many(),
]);

static REQUIREMENT: Message = message(&[
    text(1, "bom-ref"),
    text(2, "identifier"),
    text(3, "title"),
    text(4, "text"),
    text(5, "descriptions").many(),
    text(6, "openCre").many(),
    text(7, "parent"),
    object(8, "properties", &PROPERTY).many(),
    object(9, "externalReferences", &EXTERNAL_REFERENCE).many(),
]);

static LEVEL: Message = message(&[
    text(1, "bom-ref"),
    text(2, "identifier"),
    text(3, "title"),
    text(4, "description"),
    text(5, "requirements").many(),
]);
