//! The table: every message of CycloneDX 1.3 to 1.7 and how its fields correspond to the JSON form.
//!
//! No version gives a number of an earlier one another meaning, so one table serves all. Two fields changed from several to one (`tools`,
//! `evidence`) and two from one to several (`licenses` of the metadata, `data` of a component), which the wire writes alike.
//! Spec: ECMA-424 (CycloneDX 1.6), CycloneDX 1.7, and the Protocol Buffers schemas of 1.3 to 1.7.

use std::borrow::Cow;

use super::shape::{
    Message, Words, boolean, date, double, float, inline, integer, long, message, names, object, rows, text, time,
    tools, word,
};
use crate::format::tree::{Member, Value};

/// A licence's own identifier and acknowledgement may stand beside it in the message; the JSON form has them inside.
fn settle_license(_minor: u8, members: &mut Vec<Member<'_>>) {
    let Some(place) = members.iter().position(|member| member.key == "license") else { return };
    let mut license = members.remove(place);
    for key in ["bom-ref", "acknowledgement"] {
        let Some(beside) = members.iter().position(|member| member.key == key) else { continue };
        let beside = members.remove(beside);
        if license.node.get(key).is_none() {
            license.node.set(Cow::Borrowed(key), beside.node);
        }
    }
    members.insert(0, license);
}

/// Before 1.6 the JSON form has one identity, and no array.
fn settle_identity(minor: u8, members: &mut Vec<Member<'_>>) {
    let identity = members.iter_mut().find(|member| member.key == "identity").filter(|_| minor < 6);
    if let Some(Member { node, .. }) = identity
        && let Value::Array(elements) = &mut node.value
        && let [_] = elements[..]
        && let Some(only) = elements.pop()
    {
        *node = only;
    }
}

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

static COMPONENT: Message = message(&[
    word(1, "type", &CLASSIFICATIONS).always(),
    text(2, "mime-type"),
    text(3, "bom-ref"),
    object(4, "supplier", &ENTITY),
    text(5, "author"),
    text(6, "publisher"),
    text(7, "group"),
    text(8, "name").always(),
    text(9, "version").always_until(3),
    text(10, "description"),
    word(11, "scope", &SCOPES),
    object(12, "hashes", &HASH).many(),
    object(13, "licenses", &LICENSE_CHOICE).many(),
    text(14, "copyright"),
    text(15, "cpe"),
    text(16, "purl"),
    object(17, "swid", &SWID),
    boolean(18, "modified"),
    object(19, "pedigree", &PEDIGREE),
    object(20, "externalReferences", &EXTERNAL_REFERENCE).many(),
    object(21, "components", &COMPONENT).many(),
    object(22, "properties", &PROPERTY).many(),
    object(23, "evidence", &EVIDENCE),
    object(24, "releaseNotes", &RELEASE_NOTES),
    object(25, "modelCard", &MODEL_CARD).since(5),
    object(26, "data", &COMPONENT_DATA).many().since(5),
    object(27, "cryptoProperties", &CRYPTO_PROPERTIES).since(6),
    object(28, "manufacturer", &ENTITY).since(6),
    object(29, "authors", &CONTACT).many().since(6),
    text(30, "tags").many().since(6),
    text(31, "omniborId").many().since(6),
    text(32, "swhid").many().since(6),
    text(33, "versionRange").since(7),
    boolean(34, "isExternal").since(7),
    object(35, "patentAssertions", &PATENT_ASSERTION).many().since(7),
]);

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

static LICENSE_CHOICE: Message = message(&[
    object(1, "license", &LICENSE).one(),
    text(2, "expression").one(),
    word(3, "acknowledgement", &ACKNOWLEDGEMENTS).since(6),
    text(4, "bom-ref").since(6),
    inline(5, &EXPRESSION_DETAILED).since(7).one(),
])
.finish(settle_license);

static LICENSE: Message = message(&[
    text(1, "id").one(),
    text(2, "name").one(),
    object(3, "text", &ATTACHED_TEXT),
    text(4, "url"),
    text(5, "bom-ref").since(5),
    object(6, "licensing", &LICENSING).since(5),
    object(7, "properties", &PROPERTY).many().since(5),
    word(8, "acknowledgement", &ACKNOWLEDGEMENTS).since(6),
]);

static ATTACHED_TEXT: Message = message(&[text(1, "contentType"), text(2, "encoding"), text(3, "content").always()]);

static LICENSING: Message = message(&[
    text(1, "altIds").many(),
    object(2, "licensor", &PARTY),
    object(3, "licensee", &PARTY),
    object(4, "purchaser", &PARTY),
    text(5, "purchaseOrder"),
    word(6, "licenseTypes", &LICENSING_TYPES).many(),
    time(7, "lastRenewal"),
    time(8, "expiration"),
]);

static PARTY: Message = message(&[object(1, "organization", &ENTITY).one(), object(2, "individual", &CONTACT).one()]);

static EXPRESSION_DETAILED: Message = message(&[
    text(1, "expression").always(),
    object(2, "expressionDetails", &EXPRESSION_DETAIL).many(),
    text(3, "bom-ref"),
    word(4, "acknowledgement", &ACKNOWLEDGEMENTS),
    object(5, "licensing", &LICENSING),
    object(6, "properties", &PROPERTY).many(),
]);

static EXPRESSION_DETAIL: Message = message(&[
    text(1, "licenseIdentifier").always(),
    text(2, "bom-ref"),
    object(3, "text", &ATTACHED_TEXT),
    text(4, "url"),
]);

static SWID: Message = message(&[
    text(1, "tagId").always(),
    text(2, "name").always(),
    text(3, "version"),
    integer(4, "tagVersion"),
    boolean(5, "patch"),
    object(6, "text", &ATTACHED_TEXT),
    text(7, "url"),
]);

static PEDIGREE: Message = message(&[
    object(1, "ancestors", &COMPONENT).many(),
    object(2, "descendants", &COMPONENT).many(),
    object(3, "variants", &COMPONENT).many(),
    object(4, "commits", &COMMIT).many(),
    object(5, "patches", &PATCH).many(),
    text(6, "notes"),
]);

static COMMIT: Message = message(&[
    text(1, "uid"),
    text(2, "url"),
    object(3, "author", &ACTION),
    object(4, "committer", &ACTION),
    text(5, "message"),
]);

static ACTION: Message = message(&[time(1, "timestamp"), text(2, "name"), text(3, "email")]);

static PATCH: Message = message(&[
    word(1, "type", &PATCH_CLASSIFICATIONS).always(),
    object(2, "diff", &DIFF),
    object(3, "resolves", &ISSUE).many(),
]);

static DIFF: Message = message(&[object(1, "text", &ATTACHED_TEXT), text(2, "url")]);

static ISSUE: Message = message(&[
    word(1, "type", &ISSUE_CLASSIFICATIONS).always(),
    text(2, "id"),
    text(3, "name"),
    text(4, "description"),
    object(5, "source", &SOURCE),
    text(6, "references").many(),
]);

static SOURCE: Message = message(&[text(1, "name"), text(2, "url")]);

static EVIDENCE: Message = message(&[
    object(1, "licenses", &LICENSE_CHOICE).many(),
    object(2, "copyright", &COPYRIGHT).many(),
    object(3, "identity", &IDENTITY).many().since(5),
    object(4, "occurrences", &OCCURRENCE).many().since(5),
    object(5, "callstack", &CALLSTACK).since(5),
])
.finish(settle_identity);

static COPYRIGHT: Message = message(&[text(1, "text").always()]);

static IDENTITY: Message = message(&[
    word(1, "field", &EVIDENCE_FIELD_TYPES).always(),
    float(2, "confidence"),
    object(3, "methods", &METHOD).many(),
    text(4, "tools").many(),
    text(5, "concludedValue").since(6),
]);

static METHOD: Message =
    message(&[word(1, "technique", &EVIDENCE_TECHNIQUES).always(), float(2, "confidence").always(), text(3, "value")]);

static OCCURRENCE: Message = message(&[
    text(1, "bom-ref"),
    text(2, "location").always(),
    integer(3, "line").since(6),
    integer(4, "offset").since(6),
    text(5, "symbol").since(6),
    text(6, "additionalContext").since(6),
]);

static CALLSTACK: Message = message(&[object(1, "frames", &FRAME).many()]);

static FRAME: Message = message(&[
    text(1, "package"),
    text(2, "module").always(),
    text(3, "function"),
    text(4, "parameters").many(),
    integer(5, "line"),
    integer(6, "column"),
    text(7, "fullFilename"),
]);

static RELEASE_NOTES: Message = message(&[
    text(1, "type").always(),
    text(2, "title"),
    text(3, "featuredImage"),
    text(4, "socialImage"),
    text(5, "description"),
    time(6, "timestamp"),
    text(7, "aliases").many(),
    text(8, "tags").many(),
    object(9, "resolves", &ISSUE).many(),
    object(10, "notes", &NOTE).many(),
    object(11, "properties", &PROPERTY).many(),
]);

static NOTE: Message = message(&[text(1, "locale"), object(2, "text", &ATTACHED_TEXT)]);

static MODEL_CARD: Message = message(&[
    text(1, "bom-ref"),
    object(2, "modelParameters", &MODEL_PARAMETERS),
    object(3, "quantitativeAnalysis", &QUANTITATIVE_ANALYSIS),
    object(4, "considerations", &CONSIDERATIONS),
    object(5, "properties", &PROPERTY).many(),
]);

static MODEL_PARAMETERS: Message = message(&[
    object(1, "approach", &APPROACH),
    text(2, "task"),
    text(3, "architectureFamily"),
    text(4, "modelArchitecture"),
    object(5, "datasets", &DATASETS).many(),
    object(6, "inputs", &MODEL_FORMAT).many(),
    object(7, "outputs", &MODEL_FORMAT).many(),
]);

static APPROACH: Message = message(&[word(1, "type", &MODEL_PARAMETER_APPROACH_TYPES)]);

static DATASETS: Message = message(&[inline(1, &COMPONENT_DATA).one(), text(2, "ref").one()]);

static COMPONENT_DATA: Message = message(&[
    text(1, "bom-ref"),
    word(2, "type", &COMPONENT_DATA_TYPES).always(),
    text(3, "name"),
    object(4, "contents", &DATA_CONTENTS),
    text(5, "classification"),
    text(6, "sensitiveData").many(),
    object(7, "graphics", &GRAPHICS_COLLECTION),
    text(8, "description"),
    object(9, "governance", &DATA_GOVERNANCE),
]);

static DATA_CONTENTS: Message =
    message(&[object(1, "attachment", &ATTACHED_TEXT), text(2, "url"), object(3, "properties", &PROPERTY).many()]);

static GRAPHICS_COLLECTION: Message = message(&[text(1, "description"), object(2, "collection", &GRAPHIC).many()]);

static GRAPHIC: Message = message(&[text(1, "name"), object(2, "image", &ATTACHED_TEXT)]);

static DATA_GOVERNANCE: Message = message(&[
    object(1, "custodians", &RESPONSIBLE).many(),
    object(2, "stewards", &RESPONSIBLE).many(),
    object(3, "owners", &RESPONSIBLE).many(),
]);

static RESPONSIBLE: Message =
    message(&[object(1, "organization", &ENTITY).one(), object(2, "contact", &CONTACT).one()]);

static MODEL_FORMAT: Message = message(&[text(1, "format")]);

static QUANTITATIVE_ANALYSIS: Message = message(&[
    object(1, "performanceMetrics", &PERFORMANCE_METRICS).many(),
    object(2, "graphics", &GRAPHICS_COLLECTION),
]);

static PERFORMANCE_METRICS: Message = message(&[
    text(1, "type"),
    text(2, "value"),
    text(3, "slice"),
    object(4, "confidenceInterval", &CONFIDENCE_INTERVAL),
]);

static CONFIDENCE_INTERVAL: Message = message(&[text(1, "lowerBound"), text(2, "upperBound")]);

static CONSIDERATIONS: Message = message(&[
    text(1, "users").many(),
    text(2, "useCases").many(),
    text(3, "technicalLimitations").many(),
    text(4, "performanceTradeoffs").many(),
    object(5, "ethicalConsiderations", &ETHICAL_CONSIDERATIONS).many(),
    object(6, "fairnessAssessments", &FAIRNESS_ASSESSMENTS).many(),
    object(7, "environmentalConsiderations", &ENVIRONMENTAL_CONSIDERATIONS).since(6),
]);

static ETHICAL_CONSIDERATIONS: Message = message(&[text(1, "name"), text(2, "mitigationStrategy")]);

static FAIRNESS_ASSESSMENTS: Message =
    message(&[text(1, "groupAtRisk"), text(2, "benefits"), text(3, "harms"), text(4, "mitigationStrategy")]);

static ENVIRONMENTAL_CONSIDERATIONS: Message =
    message(&[object(1, "energyConsumptions", &ENERGY_CONSUMPTION).many(), object(2, "properties", &PROPERTY).many()]);

static ENERGY_CONSUMPTION: Message = message(&[
    word(1, "activity", &ACTIVITY_TYPES).always(),
    object(2, "energyProviders", &ENERGY_PROVIDER).many(),
    object(3, "activityEnergyCost", &ENERGY_MEASURE),
    object(4, "co2CostEquivalent", &CO2_MEASURE),
    object(5, "co2CostOffset", &CO2_MEASURE),
    object(6, "properties", &PROPERTY).many(),
]);

static ENERGY_PROVIDER: Message = message(&[
    text(1, "bom-ref"),
    text(2, "description"),
    object(3, "organization", &ENTITY),
    word(4, "energySource", &ENERGY_SOURCE_TYPES).always(),
    object(5, "energyProvided", &ENERGY_MEASURE),
    object(6, "externalReferences", &EXTERNAL_REFERENCE).many(),
]);

static ENERGY_MEASURE: Message =
    message(&[float(1, "value").always(), word(2, "unit", &ENERGY_MEASURE_UNIT_TYPES).always()]);

static CO2_MEASURE: Message = message(&[float(1, "value").always(), word(2, "unit", &CO2_MEASURE_UNIT_TYPES).always()]);

static CRYPTO_PROPERTIES: Message = message(&[
    word(1, "assetType", &ASSET_TYPES).always(),
    object(2, "algorithmProperties", &ALGORITHM_PROPERTIES),
    object(3, "certificateProperties", &CERTIFICATE_PROPERTIES),
    object(4, "relatedCryptoMaterialProperties", &RELATED_CRYPTO_MATERIAL_PROPERTIES),
    object(5, "protocolProperties", &PROTOCOL_PROPERTIES),
    text(6, "oid"),
]);

static ALGORITHM_PROPERTIES: Message = message(&[
    word(1, "primitive", &PRIMITIVES),
    text(2, "parameterSetIdentifier"),
    text(3, "curve"),
    word(4, "executionEnvironment", &EXECUTION_ENVIRONMENTS),
    word(5, "implementationPlatform", &IMPLEMENTATION_PLATFORMS),
    text(6, "certificationLevel").many(),
    word(7, "mode", &ALGORITHM_MODES),
    word(8, "padding", &ALGORITHM_PADDINGS),
    word(9, "cryptoFunctions", &ALGORITHM_FUNCTIONS).many(),
    integer(10, "classicalSecurityLevel"),
    integer(11, "nistQuantumSecurityLevel"),
    text(12, "algorithmFamily").since(7),
    text(13, "ellipticCurve").since(7),
]);

static CERTIFICATE_PROPERTIES: Message = message(&[
    text(1, "subjectName"),
    text(2, "issuerName"),
    time(3, "notValidBefore"),
    time(4, "notValidAfter"),
    text(5, "signatureAlgorithmRef"),
    text(6, "subjectPublicKeyRef"),
    text(7, "certificateFormat"),
    text(8, "certificateExtension"),
    text(9, "serialNumber").since(7),
    text(10, "certificateFileExtension").since(7),
    object(11, "fingerprint", &HASH).since(7),
    object(12, "certificateState", &CERTIFICATE_STATE).many().since(7),
    time(13, "creationDate").since(7),
    time(14, "activationDate").since(7),
    time(15, "deactivationDate").since(7),
    time(16, "revocationDate").since(7),
    time(17, "destructionDate").since(7),
    object(18, "certificateExtensions", &CERTIFICATE_EXTENSIONS).since(7),
    object(19, "relatedCryptographicAssets", &RELATED_CRYPTOGRAPHIC_ASSETS).since(7),
]);

static CERTIFICATE_STATE: Message = message(&[
    text(1, "reason"),
    word(2, "state", &PREDEFINED_STATES).one(),
    text(3, "name").one(),
    text(4, "description"),
]);

static CERTIFICATE_EXTENSIONS: Message = message(&[object(1, "", &EXTENSION).many()]);

static EXTENSION: Message = message(&[inline(1, &COMMON_EXTENSION).one(), inline(2, &CUSTOM_EXTENSION).one()]);

static COMMON_EXTENSION: Message = message(&[
    word(1, "commonExtensionName", &COMMON_EXTENSION_NAMES).always(),
    text(2, "commonExtensionValue").always(),
]);

static CUSTOM_EXTENSION: Message = message(&[text(1, "customExtensionName").always(), text(2, "customExtensionValue")]);

static RELATED_CRYPTOGRAPHIC_ASSETS: Message = message(&[object(1, "", &RELATED_CRYPTOGRAPHIC_ASSET).many()]);

static RELATED_CRYPTOGRAPHIC_ASSET: Message = message(&[text(1, "type").always(), text(2, "ref").always()]);

static RELATED_CRYPTO_MATERIAL_PROPERTIES: Message = message(&[
    word(1, "type", &RELATED_TYPES),
    text(2, "id"),
    word(3, "state", &RELATED_STATES),
    text(4, "algorithmRef"),
    time(5, "creationDate"),
    time(6, "activationDate"),
    time(7, "updateDate"),
    time(8, "expirationDate"),
    text(9, "value"),
    long(10, "size"),
    text(11, "format"),
    object(12, "securedBy", &SECURED_BY),
    object(13, "fingerprint", &HASH).since(7),
    object(14, "relatedCryptographicAssets", &RELATED_CRYPTOGRAPHIC_ASSETS).since(7),
]);

static SECURED_BY: Message = message(&[text(1, "mechanism"), text(2, "algorithmRef")]);

static PROTOCOL_PROPERTIES: Message = message(&[
    word(1, "type", &PROTOCOL_TYPES),
    text(2, "version"),
    object(3, "cipherSuites", &CIPHER_SUITE).many(),
    object(4, "ikev2TransformTypes", &TRANSFORMS).one(),
    text(5, "cryptoRefArray").many(),
    object(6, "relatedCryptographicAssets", &RELATED_CRYPTOGRAPHIC_ASSETS).since(7),
    object(7, "ikev2TransformTypes", &DETAILED_TRANSFORMS).since(7).one(),
]);

static CIPHER_SUITE: Message = message(&[
    text(1, "name"),
    text(2, "algorithms").many(),
    text(3, "identifiers").many(),
    text(4, "tlsGroups").many().since(7),
    text(5, "tlsSignatureSchemes").many().since(7),
]);

static TRANSFORMS: Message = message(&[
    text(1, "encr").many(),
    text(2, "prf").many(),
    text(3, "integ").many(),
    text(4, "ke").many(),
    boolean(5, "esn"),
    text(6, "auth").many(),
]);

static DETAILED_TRANSFORMS: Message = message(&[
    object(1, "encr", &ENCR).many(),
    object(2, "prf", &PRF).many(),
    object(3, "integ", &INTEG).many(),
    object(4, "ke", &KE).many(),
    boolean(5, "esn"),
    object(6, "auth", &AUTH).many(),
]);

static ENCR: Message = message(&[text(1, "name"), integer(2, "keyLength"), text(3, "algorithm")]);

static PRF: Message = message(&[text(1, "name"), text(2, "algorithm")]);

static INTEG: Message = message(&[text(1, "name"), text(2, "algorithm")]);

static KE: Message = message(&[integer(1, "group"), text(2, "algorithm")]);

static AUTH: Message = message(&[text(1, "name"), text(2, "algorithm")]);

static PATENT_ASSERTION: Message = message(&[
    text(1, "bom-ref"),
    word(2, "assertionType", &PATENT_ASSERTION_TYPES).always(),
    text(3, "patentRefs").many(),
    object(4, "asserter", &ASSERTER),
    text(5, "notes"),
]);

static ASSERTER: Message = message(&[inline(1, &ENTITY).one(), inline(2, &CONTACT).one(), text(3, "").one()]);

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

static VULNERABILITY: Message = message(&[
    text(1, "bom-ref"),
    text(2, "id"),
    object(3, "source", &SOURCE),
    object(4, "references", &VULNERABILITY_REFERENCE).many(),
    object(5, "ratings", &VULNERABILITY_RATING).many(),
    integer(6, "cwes").many(),
    text(7, "description"),
    text(8, "detail"),
    text(9, "recommendation"),
    object(10, "advisories", &ADVISORY).many(),
    time(11, "created"),
    time(12, "published"),
    time(13, "updated"),
    object(14, "credits", &VULNERABILITY_CREDITS),
    tools(15, "tools"),
    object(16, "analysis", &VULNERABILITY_ANALYSIS),
    object(17, "affects", &VULNERABILITY_AFFECTS).many(),
    object(18, "properties", &PROPERTY).many(),
    time(19, "rejected").since(5),
    object(20, "proofOfConcept", &PROOF_OF_CONCEPT).since(5),
    text(21, "workaround").since(5),
]);

static VULNERABILITY_REFERENCE: Message = message(&[text(1, "id").always(), object(2, "source", &SOURCE)]);

static VULNERABILITY_RATING: Message = message(&[
    object(1, "source", &SOURCE),
    double(2, "score"),
    word(3, "severity", &SEVERITY),
    word(4, "method", &SCORE_METHODS),
    text(5, "vector"),
    text(6, "justification"),
]);

static ADVISORY: Message = message(&[text(1, "title"), text(2, "url").always()]);

static VULNERABILITY_CREDITS: Message =
    message(&[object(1, "organizations", &ENTITY).many(), object(2, "individuals", &CONTACT).many()]);

static VULNERABILITY_ANALYSIS: Message = message(&[
    word(1, "state", &IMPACT_ANALYSIS_STATES),
    word(2, "justification", &IMPACT_ANALYSIS_JUSTIFICATIONS),
    word(3, "response", &VULNERABILITY_RESPONSES).many(),
    text(4, "detail"),
    time(5, "firstIssued").since(5),
    time(6, "lastUpdated").since(5),
]);

static VULNERABILITY_AFFECTS: Message =
    message(&[text(1, "ref").always(), object(2, "versions", &VULNERABILITY_AFFECTED_VERSIONS).many()]);

static VULNERABILITY_AFFECTED_VERSIONS: Message =
    message(&[text(1, "version").one(), text(2, "range").one(), word(3, "status", &VULNERABILITY_AFFECTED_STATUSES)]);

static PROOF_OF_CONCEPT: Message = message(&[
    text(1, "reproductionSteps"),
    text(2, "environment"),
    object(3, "supportingMaterial", &ATTACHED_TEXT).many(),
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

static FORMULA: Message = message(&[
    text(1, "bom-ref"),
    object(2, "components", &COMPONENT).many(),
    object(3, "services", &SERVICE).many(),
    object(4, "workflows", &WORKFLOW).many(),
    object(5, "properties", &PROPERTY).many(),
]);

static WORKFLOW: Message = message(&[
    text(1, "bom-ref"),
    text(2, "uid").always(),
    text(3, "name"),
    text(4, "description"),
    object(5, "properties", &PROPERTY).many(),
    object(6, "resourceReferences", &RESOURCE).many(),
    object(7, "tasks", &TASK).many(),
    rows(8, "taskDependencies"),
    word(9, "taskTypes", &TASK_TYPES).many(),
    object(10, "trigger", &TRIGGER),
    object(11, "steps", &STEP).many(),
    object(12, "inputs", &INPUT).many(),
    object(13, "outputs", &OUTPUT).many(),
    time(14, "timeStart"),
    time(15, "timeEnd"),
    object(16, "workspaces", &WORKSPACE).many(),
    rows(17, "runtimeTopology"),
]);

static RESOURCE: Message = message(&[text(1, "ref").one(), object(2, "externalReference", &EXTERNAL_REFERENCE).one()]);

static TASK: Message = message(&[
    text(1, "bom-ref"),
    text(2, "uid").always(),
    text(3, "name"),
    text(4, "description"),
    object(5, "properties", &PROPERTY).many(),
    object(6, "resourceReferences", &RESOURCE).many(),
    word(7, "taskTypes", &TASK_TYPES).many(),
    object(8, "trigger", &TRIGGER),
    object(9, "steps", &STEP).many(),
    object(10, "inputs", &INPUT).many(),
    object(11, "outputs", &OUTPUT).many(),
    time(14, "timeStart"),
    time(15, "timeEnd"),
    object(16, "workspaces", &WORKSPACE).many(),
    rows(17, "runtimeTopology"),
]);

static TRIGGER: Message = message(&[
    text(1, "bom-ref"),
    text(2, "uid").always(),
    text(3, "name"),
    text(4, "description"),
    object(5, "properties", &PROPERTY).many(),
    object(6, "resourceReferences", &RESOURCE).many(),
    word(7, "type", &TRIGGER_TYPES).always(),
    object(8, "event", &EVENT),
    object(9, "conditions", &CONDITION).many(),
    time(10, "timeActivated"),
    object(11, "inputs", &INPUT).many(),
    object(12, "outputs", &OUTPUT).many(),
]);

static EVENT: Message = message(&[
    text(1, "uid"),
    text(2, "description"),
    time(3, "timeReceived"),
    object(4, "data", &ATTACHED_TEXT),
    object(5, "source", &RESOURCE),
    object(6, "target", &RESOURCE),
    object(7, "properties", &PROPERTY).many(),
]);

static CONDITION: Message =
    message(&[text(1, "description"), text(2, "expression"), object(3, "properties", &PROPERTY).many()]);

static INPUT: Message = message(&[
    object(1, "source", &RESOURCE),
    object(2, "target", &RESOURCE),
    object(3, "resource", &RESOURCE),
    object(4, "parameters", &PARAMETER).many(),
    object(5, "environmentVars", &ENVIRONMENT).many(),
    object(6, "data", &ATTACHED_TEXT),
    object(7, "properties", &PROPERTY).many(),
]);

static PARAMETER: Message = message(&[text(1, "name"), text(2, "value"), text(3, "dataType")]);

static ENVIRONMENT: Message = message(&[inline(1, &PROPERTY).one(), text(2, "").one()]);

static OUTPUT: Message = message(&[
    word(1, "type", &OUTPUT_KINDS),
    object(2, "source", &RESOURCE),
    object(3, "target", &RESOURCE),
    object(4, "resource", &RESOURCE),
    object(5, "data", &ATTACHED_TEXT),
    object(6, "environmentVars", &ENVIRONMENT).many(),
    object(7, "properties", &PROPERTY).many(),
]);

static STEP: Message = message(&[
    text(1, "name"),
    text(2, "description"),
    object(3, "commands", &COMMAND).many(),
    object(4, "properties", &PROPERTY).many(),
]);

static COMMAND: Message = message(&[text(1, "executed"), object(2, "properties", &PROPERTY).many()]);

static WORKSPACE: Message = message(&[
    text(1, "bom-ref"),
    text(2, "uid").always(),
    text(3, "name"),
    text(4, "aliases").many(),
    text(5, "description"),
    object(6, "properties", &PROPERTY).many(),
    object(7, "resourceReferences", &RESOURCE).many(),
    word(8, "accessMode", &ACCESS_MODES),
    text(9, "mountPath"),
    text(10, "managedDataType"),
    text(11, "volumeRequest"),
    object(12, "volume", &VOLUME),
]);

static VOLUME: Message = message(&[
    text(1, "uid"),
    text(2, "name"),
    word(3, "mode", &VOLUME_MODES),
    text(4, "path"),
    text(5, "sizeAllocated"),
    boolean(6, "persistent"),
    boolean(7, "remote"),
    object(8, "properties", &PROPERTY).many(),
]);

static DECLARATIONS: Message = message(&[
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

static DEFINITION: Message =
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

static PATENT_OR_FAMILY: Message = message(&[inline(1, &PATENT).one(), inline(2, &PATENT_FAMILY).one()]);

static PATENT: Message = message(&[
    text(1, "bom-ref"),
    text(2, "patentNumber").always(),
    text(3, "applicationNumber"),
    text(4, "jurisdiction").always(),
    object(5, "priorityApplication", &PRIORITY_APPLICATION),
    text(6, "publicationNumber"),
    text(7, "title"),
    text(8, "abstract"),
    date(9, "filingDate"),
    date(10, "grantDate"),
    date(11, "patentExpirationDate"),
    word(12, "patentLegalStatus", &PATENT_LEGAL_STATUSES).always(),
    object(13, "patentAssignee", &ASSIGNEE).many(),
    object(14, "externalReferences", &EXTERNAL_REFERENCE).many(),
]);

static PRIORITY_APPLICATION: Message =
    message(&[text(1, "applicationNumber").always(), text(2, "jurisdiction").always(), date(3, "filingDate")]);

static PATENT_FAMILY: Message = message(&[
    text(1, "bom-ref"),
    text(2, "familyId").always(),
    object(3, "priorityApplication", &PRIORITY_APPLICATION),
    text(4, "members").many(),
    object(5, "externalReferences", &EXTERNAL_REFERENCE).many(),
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

const CLASSIFICATIONS: Words = Words::grown(
    &[
        "",
        "application",
        "framework",
        "library",
        "operating-system",
        "device",
        "file",
        "container",
        "firmware",
        "device-driver",
        "platform",
        "machine-learning-model",
        "data",
        "cryptographic-asset",
    ],
    [9, 9, 13, 14, 14],
);

const EXTERNAL_REFERENCE_TYPES: Words = Words::grown(
    &[
        "other",
        "vcs",
        "issue-tracker",
        "website",
        "advisories",
        "bom",
        "mailing-list",
        "social",
        "chat",
        "documentation",
        "support",
        "distribution",
        "license",
        "build-meta",
        "build-system",
        "security-contact",
        "attestation",
        "threat-model",
        "adversary-model",
        "risk-assessment",
        "distribution-intake",
        "vulnerability-assertion",
        "exploitability-statement",
        "pentest-report",
        "static-analysis-report",
        "dynamic-analysis-report",
        "runtime-analysis-report",
        "component-analysis-report",
        "maturity-report",
        "certification-report",
        "quality-metrics",
        "codified-infrastructure",
        "model-card",
        "poam",
        "log",
        "configuration",
        "evidence",
        "formulation",
        "source-distribution",
        "electronic-signature",
        "digital-signature",
        "rfc-9116",
        "release-notes",
        "patent",
        "patent-family",
        "patent-assertion",
        "citation",
    ],
    [15, 15, 38, 43, 47],
);

const HASH_ALGS: Words = Words::grown(
    &[
        "",
        "MD5",
        "SHA-1",
        "SHA-256",
        "SHA-384",
        "SHA-512",
        "SHA3-256",
        "SHA3-384",
        "SHA3-512",
        "BLAKE2b-256",
        "BLAKE2b-384",
        "BLAKE2b-512",
        "BLAKE3",
        "Streebog-256",
        "Streebog-512",
    ],
    [13, 13, 13, 13, 15],
);

const ISSUE_CLASSIFICATIONS: Words = Words::new(&["", "defect", "enhancement", "security"]);

const PATCH_CLASSIFICATIONS: Words = Words::new(&["", "unofficial", "monkey", "backport", "cherry-pick"]);

const SCOPES: Words = Words::new(&["", "required", "optional", "excluded"]);

const AGGREGATES: Words = Words::grown(
    &[
        "not_specified",
        "complete",
        "incomplete",
        "incomplete_first_party_only",
        "incomplete_third_party_only",
        "unknown",
        "incomplete_first_party_proprietary_only",
        "incomplete_first_party_opensource_only",
        "incomplete_third_party_proprietary_only",
        "incomplete_third_party_opensource_only",
    ],
    [6, 6, 10, 10, 10],
);

const SEVERITY: Words = Words::new(&["unknown", "critical", "high", "medium", "low", "info", "none"]);

const SCORE_METHODS: Words =
    Words::grown(&["", "CVSSv2", "CVSSv3", "CVSSv31", "OWASP", "other", "CVSSv4", "SSVC"], [0, 6, 8, 8, 8]);

const IMPACT_ANALYSIS_STATES: Words = Words::new(&[
    "",
    "resolved",
    "resolved_with_pedigree",
    "exploitable",
    "in_triage",
    "false_positive",
    "not_affected",
]);

const IMPACT_ANALYSIS_JUSTIFICATIONS: Words = Words::new(&[
    "",
    "code_not_present",
    "code_not_reachable",
    "requires_configuration",
    "requires_dependency",
    "requires_environment",
    "protected_by_compiler",
    "protected_at_runtime",
    "protected_at_perimeter",
    "protected_by_mitigating_control",
]);

const VULNERABILITY_RESPONSES: Words =
    Words::new(&["", "can_not_fix", "will_not_fix", "update", "rollback", "workaround_available"]);

const VULNERABILITY_AFFECTED_STATUSES: Words = Words::new(&["unknown", "affected", "unaffected"]);

const ACCESS_MODES: Words = Words::new(&["read-only", "read-write", "read-write-once", "write-once", "write-only"]);

const VOLUME_MODES: Words = Words::new(&["filesystem", "block"]);

const TRIGGER_TYPES: Words = Words::new(&["manual", "api", "webhook", "scheduled"]);

const OUTPUT_KINDS: Words = Words::new(&["artifact", "attestation", "log", "evidence", "metrics", "other"]);

const DATA_FLOW_DIRECTIONS: Words = Words::new(&["", "inbound", "outbound", "bi-directional", "unknown"]);

const LICENSING_TYPES: Words = Words::new(&[
    "",
    "academic",
    "appliance",
    "client-access",
    "concurrent-user",
    "core-points",
    "custom-metric",
    "device",
    "evaluation",
    "named-user",
    "node-locked",
    "oem",
    "perpetual",
    "processor-points",
    "subscription",
    "user",
    "other",
]);

const LIFECYCLE_PHASES: Words =
    Words::new(&["design", "pre-build", "build", "post-build", "operations", "discovery", "decommission"]);

const EVIDENCE_FIELD_TYPES: Words = Words::grown(
    &["", "group", "name", "version", "purl", "cpe", "swid", "hash", "omniborId", "swhid"],
    [0, 0, 8, 10, 10],
);

const EVIDENCE_TECHNIQUES: Words = Words::new(&[
    "source-code-analysis",
    "binary-analysis",
    "manifest-analysis",
    "ast-fingerprint",
    "hash-comparison",
    "instrumentation",
    "dynamic-analysis",
    "filename",
    "attestation",
    "other",
]);

const MODEL_PARAMETER_APPROACH_TYPES: Words =
    Words::new(&["supervised", "unsupervised", "reinforcement-learning", "semi-supervised", "self-supervised"]);

const COMPONENT_DATA_TYPES: Words = Words::new(&["source-code", "configuration", "dataset", "definition", "other"]);

const TASK_TYPES: Words = Words::new(&[
    "copy", "clone", "lint", "scan", "merge", "build", "test", "deliver", "deploy", "release", "clean", "other",
]);

const ACTIVITY_TYPES: Words = Words::new(&[
    "",
    "other",
    "design",
    "data-collection",
    "data-preparation",
    "training",
    "fine-tuning",
    "validation",
    "deployment",
    "inference",
]);

const ENERGY_SOURCE_TYPES: Words = Words::new(&[
    "",
    "unknown",
    "other",
    "coal",
    "oil",
    "natural-gas",
    "nuclear",
    "wind",
    "solar",
    "geothermal",
    "hydropower",
    "biofuel",
]);

const ENERGY_MEASURE_UNIT_TYPES: Words = Words::new(&["", "kWh"]);

const CO2_MEASURE_UNIT_TYPES: Words = Words::new(&["", "tCO2eq"]);

const ASSET_TYPES: Words = Words::new(&["", "algorithm", "certificate", "protocol", "related-crypto-material"]);

const PRIMITIVES: Words = Words::grown(
    &[
        "",
        "unknown",
        "other",
        "drbg",
        "mac",
        "block-cipher",
        "stream-cipher",
        "signature",
        "hash",
        "pke",
        "xof",
        "kdf",
        "key-agree",
        "kem",
        "ae",
        "combiner",
        "key-wrap",
    ],
    [0, 0, 0, 16, 17],
);

const EXECUTION_ENVIRONMENTS: Words =
    Words::new(&["", "unknown", "other", "software-plain-ram", "software-encrypted-ram", "software-tee", "hardware"]);

const IMPLEMENTATION_PLATFORMS: Words = Words::new(&[
    "", "unknown", "other", "generic", "x86_32", "x86_64", "armv7-a", "armv7-m", "armv8-a", "armv8-m", "armv9-a",
    "armv9-m", "s390x", "ppc64", "ppc64le",
]);

const ALGORITHM_MODES: Words = Words::new(&["", "unknown", "other", "cbc", "ecb", "ccm", "gcm", "cfb", "ofb", "ctr"]);

const ALGORITHM_PADDINGS: Words = Words::new(&["", "unknown", "other", "pkcs5", "pkcs7", "pkcs1v15", "oaep", "raw"]);

const ALGORITHM_FUNCTIONS: Words = Words::new(&[
    "",
    "unknown",
    "other",
    "generate",
    "keygen",
    "encrypt",
    "decrypt",
    "digest",
    "tag",
    "keyderive",
    "sign",
    "verify",
    "encapsulate",
    "decapsulate",
]);

const RELATED_TYPES: Words = Words::new(&[
    "",
    "unknown",
    "other",
    "private-key",
    "public-key",
    "secret-key",
    "key",
    "ciphertext",
    "signature",
    "digest",
    "initialization-vector",
    "nonce",
    "seed",
    "salt",
    "shared-secret",
    "tag",
    "additional-data",
    "password",
    "credential",
    "token",
]);

const RELATED_STATES: Words =
    Words::new(&["", "pre-activation", "active", "suspended", "deactivated", "compromised", "destroyed"]);

const PROTOCOL_TYPES: Words = Words::grown(
    &[
        "",
        "unknown",
        "other",
        "tls",
        "ssh",
        "ipsec",
        "ike",
        "sstp",
        "wpa",
        "dtls",
        "quic",
        "eap-aka",
        "eap-aka-prime",
        "prins",
        "5g-aka",
    ],
    [0, 0, 0, 9, 15],
);

const ACKNOWLEDGEMENTS: Words = Words::new(&["", "declared", "concluded"]);

const PREDEFINED_STATES: Words =
    Words::new(&["", "pre-activation", "active", "suspended", "deactivated", "revoked", "destroyed"]);

const COMMON_EXTENSION_NAMES: Words = Words::new(&[
    "",
    "basicConstraints",
    "keyUsage",
    "extendedKeyUsage",
    "subjectAlternativeName",
    "authorityKeyIdentifier",
    "subjectKeyIdentifier",
    "authorityInformationAccess",
    "certificatePolicies",
    "crlDistributionPoints",
    "signedCertificateTimestamp",
]);

const TLP_CLASSIFICATIONS: Words = Words::new(&["CLEAR", "GREEN", "AMBER", "AMBER_AND_STRICT", "RED"]);

const PATENT_LEGAL_STATUSES: Words = Words::new(&[
    "",
    "pending",
    "granted",
    "revoked",
    "expired",
    "lapsed",
    "withdrawn",
    "abandoned",
    "suspended",
    "reinstated",
    "opposed",
    "terminated",
    "invalidated",
    "in-force",
]);

const PATENT_ASSERTION_TYPES: Words = Words::new(&[
    "",
    "ownership",
    "license",
    "third-party-claim",
    "standards-inclusion",
    "prior-art",
    "exclusive-rights",
    "non-assertion",
    "research-or-evaluation",
]);

/// Who it is, where the JSON form does not say which of the two.
static ASSIGNEE: Message = message(&[inline(1, &ENTITY).one(), inline(2, &CONTACT).one()]);
