//! The table: every type that both the XML Schemas and the JSON Schemas of CycloneDX 1.2 to 1.7 have, and how its fields correspond.
//!
//! Elements stand in the order of the XML Schema's sequences. Spec: ECMA-424 (CycloneDX 1.6), CycloneDX 1.7, and their schemas.

use super::shape::{
    Field, Kind, Mark, Scalar, Shape, Type, Variant, When, attribute, boolean, content, field, list, number, object,
    references, repeated, repeated_texts, text, texts, token, tokens, variant,
};

pub(super) static BOM: Type = Type {
    fields: &[
        attribute("serialNumber"),
        field("version", Shape::Attribute(Scalar::Number)),
        object("metadata", &METADATA),
        list("components", "component", &COMPONENT),
        list("services", "service", &SERVICE),
        list("externalReferences", "reference", &EXTERNAL_REFERENCE),
        list("dependencies", "dependency", &DEPENDENCY),
        list("compositions", "composition", &COMPOSITION),
        list("properties", "property", &PROPERTY),
        list("vulnerabilities", "vulnerability", &VULNERABILITY),
        list("annotations", "annotation", &ANNOTATION),
        list("formulation", "formula", &FORMULA),
        object("declarations", &DECLARATIONS),
        object("definitions", &DEFINITIONS),
        list("citations", "citation", &CITATION),
    ],
};

static METADATA: Type = Type {
    fields: &[
        token("timestamp"),
        list("lifecycles", "lifecycle", &LIFECYCLE),
        field("tools", Shape::ListOrObject("tool", Kind::Object(&TOOL), &TOOLS)),
        list("authors", "author", &CONTACT),
        object("component", &COMPONENT),
        object("manufacturer", &ENTITY),
        object("manufacture", &ENTITY).surplus(),
        object("supplier", &ENTITY).surplus(),
        field("licenses", Shape::Mixed(LICENSES)),
        list("properties", "property", &PROPERTY),
        object("distributionConstraints", &DISTRIBUTION),
    ],
};

static DISTRIBUTION: Type = Type { fields: &[token("tlp")] };

static LIFECYCLE: Type = Type { fields: &[token("phase"), text("name"), text("description")] };

static TOOL: Type = Type {
    fields: &[
        text("vendor"),
        text("name"),
        text("version"),
        list("hashes", "hash", &HASH),
        list("externalReferences", "reference", &EXTERNAL_REFERENCE),
    ],
};

static TOOLS: Type =
    Type { fields: &[list("components", "component", &COMPONENT), list("services", "service", &SERVICE)] };

static ENTITY: Type = Type {
    fields: &[
        attribute("bom-ref"),
        text("name"),
        object("address", &ADDRESS),
        field("url", Shape::Repeated(Kind::Scalar(Scalar::Token))),
        repeated("contact", &CONTACT),
    ],
};

static ADDRESS: Type = Type {
    fields: &[
        attribute("bom-ref"),
        text("country"),
        text("region"),
        text("locality"),
        text("postOfficeBoxNumber"),
        text("postalCode"),
        text("streetAddress"),
    ],
};

static CONTACT: Type =
    Type { fields: &[attribute("bom-ref"), text("name"), text("email").surplus(), text("phone").surplus()] };

/// Who it is, where the JSON form has one of two members.
const PARTY: &[Field] = &[object("organization", &ENTITY), object("individual", &CONTACT)];

static COMPONENT: Type = Type {
    fields: &[
        attribute("type"),
        field("mime-type", Shape::Attribute(Scalar::Token)),
        field("isExternal", Shape::Attribute(Scalar::Boolean)),
        attribute("bom-ref"),
        object("supplier", &ENTITY),
        object("manufacturer", &ENTITY),
        list("authors", "author", &CONTACT),
        text("author"),
        text("publisher"),
        text("group"),
        text("name"),
        text("version"),
        text("versionRange"),
        text("description"),
        token("scope"),
        list("hashes", "hash", &HASH),
        field("licenses", Shape::Mixed(LICENSES)),
        text("copyright"),
        list("patentAssertions", "patentAssertion", &PATENT_ASSERTION),
        text("cpe"),
        token("purl"),
        repeated_texts("omniborId"),
        repeated_texts("swhid"),
        object("swid", &SWID),
        boolean("modified"),
        object("pedigree", &PEDIGREE),
        list("externalReferences", "reference", &EXTERNAL_REFERENCE),
        list("properties", "property", &PROPERTY),
        list("components", "component", &COMPONENT),
        object("evidence", &EVIDENCE),
        object("releaseNotes", &RELEASE_NOTES),
        object("modelCard", &MODEL_CARD),
        repeated("data", &COMPONENT_DATA).many_since(6),
        object("cryptoProperties", &CRYPTO),
        texts("tags", "tag"),
    ],
};

static LICENSES: &[Variant] = &[
    variant("license", Kind::Under("license", &LICENSE), When::Has(&["license"])),
    variant(
        "expression-detailed",
        Kind::Object(&EXPRESSION_DETAILED),
        When::Has(&["expressionDetails", "licensing", "properties"]),
    )
    .mark(Mark::List("expressionDetails")),
    variant("expression", Kind::Object(&EXPRESSION), When::Else),
];

static LICENSE: Type = Type {
    fields: &[
        attribute("bom-ref"),
        attribute("acknowledgement"),
        token("id"),
        text("name"),
        object("text", &ATTACHMENT),
        token("url"),
        object("licensing", &LICENSING),
        list("properties", "property", &PROPERTY),
    ],
};

static EXPRESSION: Type = Type { fields: &[attribute("bom-ref"), attribute("acknowledgement"), content("expression")] };

static EXPRESSION_DETAILED: Type = Type {
    fields: &[
        attribute("bom-ref"),
        attribute("acknowledgement"),
        attribute("expression"),
        repeated("details", &EXPRESSION_DETAIL).key("expressionDetails"),
        object("licensing", &LICENSING),
        list("properties", "property", &PROPERTY),
    ],
};

static EXPRESSION_DETAIL: Type = Type {
    fields: &[
        attribute("license-identifier").key("licenseIdentifier"),
        attribute("bom-ref"),
        object("text", &ATTACHMENT),
        token("url"),
    ],
};

static LICENSING: Type = Type {
    fields: &[
        texts("altIds", "altId"),
        object("licensor", &LICENSE_PARTY),
        object("licensee", &LICENSE_PARTY),
        object("purchaser", &LICENSE_PARTY),
        text("purchaseOrder"),
        tokens("licenseTypes", "licenseType"),
        token("lastRenewal"),
        token("expiration"),
    ],
};

static LICENSE_PARTY: Type = Type { fields: PARTY };

static ATTACHMENT: Type =
    Type { fields: &[attribute("content-type").key("contentType"), attribute("encoding"), content("content")] };

static HASH: Type = Type { fields: &[attribute("alg"), field("", Shape::Content(Scalar::Token)).key("content")] };

static SWID: Type = Type {
    fields: &[
        attribute("tagId"),
        attribute("name"),
        attribute("version"),
        field("tagVersion", Shape::Attribute(Scalar::Number)),
        field("patch", Shape::Attribute(Scalar::Boolean)),
        object("text", &ATTACHMENT),
        token("url"),
    ],
};

static EXTERNAL_REFERENCE: Type = Type {
    fields: &[
        attribute("type"),
        token("url"),
        text("comment"),
        list("hashes", "hash", &HASH),
        list("properties", "property", &PROPERTY),
    ],
};

static PEDIGREE: Type = Type {
    fields: &[
        list("ancestors", "component", &COMPONENT),
        list("descendants", "component", &COMPONENT),
        list("variants", "component", &COMPONENT),
        list("commits", "commit", &COMMIT),
        list("patches", "patch", &PATCH),
        text("notes"),
    ],
};

static COMMIT: Type = Type {
    fields: &[text("uid"), token("url"), object("author", &ACTION), object("committer", &ACTION), text("message")],
};

static ACTION: Type = Type { fields: &[token("timestamp"), text("name"), text("email")] };

static PATCH: Type = Type { fields: &[attribute("type"), object("diff", &DIFF), list("resolves", "issue", &ISSUE)] };

static DIFF: Type = Type { fields: &[object("text", &ATTACHMENT), token("url")] };

static ISSUE: Type = Type {
    fields: &[
        attribute("type"),
        text("id"),
        text("name"),
        text("description"),
        object("source", &SOURCE),
        tokens("references", "url"),
    ],
};

static SOURCE: Type = Type { fields: &[text("name"), token("url")] };

pub(super) static DEPENDENCY: Type = Type {
    fields: &[
        attribute("ref"),
        field("dependency", Shape::Repeated(Kind::Dependency)).key("dependsOn"),
        field("provides", Shape::Repeated(Kind::Reference)),
    ],
};

static SERVICE: Type = Type {
    fields: &[
        attribute("bom-ref"),
        object("provider", &ENTITY),
        text("group"),
        text("name"),
        text("version"),
        text("description"),
        tokens("endpoints", "endpoint"),
        boolean("authenticated"),
        boolean("x-trust-boundary"),
        text("trustZone"),
        field("data", Shape::Mixed(SERVICE_DATA)),
        field("licenses", Shape::Mixed(LICENSES)),
        list("patentAssertions", "patentAssertion", &PATENT_ASSERTION),
        list("externalReferences", "reference", &EXTERNAL_REFERENCE),
        list("properties", "property", &PROPERTY),
        list("services", "service", &SERVICE),
        object("releaseNotes", &RELEASE_NOTES),
        texts("tags", "tag"),
    ],
};

static SERVICE_DATA: &[Variant] = &[
    variant(
        "dataflow",
        Kind::Object(&DATAFLOW),
        When::AnyHas(&["name", "description", "governance", "source", "destination"]),
    ),
    variant("classification", Kind::Object(&CLASSIFICATION), When::Else),
];

static CLASSIFICATION: Type = Type { fields: &[attribute("flow"), content("classification")] };

static DATAFLOW: Type = Type {
    fields: &[
        attribute("name"),
        attribute("description"),
        field("classification", Shape::Inline(&CLASSIFICATION)),
        object("governance", &GOVERNANCE),
        tokens("source", "url"),
        tokens("destination", "url"),
    ],
};

static GOVERNANCE: Type = Type {
    fields: &[
        list("custodians", "custodian", &RESPONSIBLE),
        list("stewards", "steward", &RESPONSIBLE),
        list("owners", "owner", &RESPONSIBLE),
    ],
};

static RESPONSIBLE: Type =
    Type { fields: &[object("organization", &ENTITY), object("individual", &CONTACT).key("contact")] };

static EVIDENCE: Type = Type {
    fields: &[
        field("identity", Shape::RepeatedSince(6, Kind::Object(&IDENTITY))),
        list("occurrences", "occurrence", &OCCURRENCE),
        object("callstack", &CALLSTACK),
        field("licenses", Shape::Mixed(LICENSES)),
        list("copyright", "text", &COPYRIGHT),
    ],
};

static COPYRIGHT: Type = Type { fields: &[content("text")] };

static IDENTITY: Type = Type {
    fields: &[
        token("field"),
        number("confidence"),
        text("concludedValue"),
        list("methods", "method", &METHOD),
        references("tools", "tool"),
    ],
};

static METHOD: Type = Type { fields: &[token("technique"), number("confidence"), text("value")] };

static OCCURRENCE: Type = Type {
    fields: &[
        attribute("bom-ref"),
        text("location"),
        number("line"),
        number("offset"),
        text("symbol"),
        text("additionalContext"),
    ],
};

static CALLSTACK: Type = Type { fields: &[list("frames", "frame", &FRAME)] };

static FRAME: Type = Type {
    fields: &[
        text("package"),
        text("module"),
        text("function"),
        texts("parameters", "parameter"),
        number("line"),
        number("column"),
        text("fullFilename"),
    ],
};

static COMPOSITION: Type = Type {
    fields: &[
        attribute("bom-ref"),
        token("aggregate"),
        references("assemblies", "assembly"),
        references("dependencies", "dependency"),
        references("vulnerabilities", "vulnerability"),
    ],
};

static RELEASE_NOTES: Type = Type {
    fields: &[
        text("type"),
        text("title"),
        token("featuredImage"),
        token("socialImage"),
        text("description"),
        token("timestamp"),
        texts("aliases", "alias"),
        texts("tags", "tag"),
        list("resolves", "issue", &ISSUE),
        list("notes", "note", &NOTE),
        list("properties", "property", &PROPERTY),
    ],
};

static NOTE: Type = Type { fields: &[token("locale"), object("text", &ATTACHMENT)] };

static PROPERTY: Type = Type { fields: &[attribute("name"), content("value")] };

static MODEL_CARD: Type = Type {
    fields: &[
        attribute("bom-ref"),
        object("modelParameters", &MODEL_PARAMETERS),
        object("quantitativeAnalysis", &QUANTITATIVE_ANALYSIS),
        object("considerations", &CONSIDERATIONS),
        list("properties", "property", &PROPERTY),
    ],
};

static MODEL_PARAMETERS: Type = Type {
    fields: &[
        object("approach", &APPROACH),
        text("task"),
        text("architectureFamily"),
        text("modelArchitecture"),
        field("datasets", Shape::Mixed(DATASETS)),
        list("inputs", "input", &MODEL_FORMAT),
        list("outputs", "output", &MODEL_FORMAT),
    ],
};

static APPROACH: Type = Type { fields: &[token("type")] };

static MODEL_FORMAT: Type = Type { fields: &[text("format")] };

static DATASETS: &[Variant] = &[
    variant("ref", Kind::Object(&DATASET_REFERENCE), When::Has(&["ref"])),
    variant("dataset", Kind::Object(&COMPONENT_DATA), When::Else),
];

static DATASET_REFERENCE: Type = Type { fields: &[content("ref")] };

static QUANTITATIVE_ANALYSIS: Type = Type {
    fields: &[list("performanceMetrics", "performanceMetric", &PERFORMANCE_METRIC), object("graphics", &GRAPHICS)],
};

static PERFORMANCE_METRIC: Type =
    Type { fields: &[text("type"), text("value"), text("slice"), object("confidenceInterval", &CONFIDENCE_INTERVAL)] };

static CONFIDENCE_INTERVAL: Type = Type { fields: &[text("lowerBound"), text("upperBound")] };

static GRAPHICS: Type = Type { fields: &[text("description"), list("collection", "graphic", &GRAPHIC)] };

static GRAPHIC: Type = Type { fields: &[text("name"), object("image", &ATTACHMENT)] };

static CONSIDERATIONS: Type = Type {
    fields: &[
        texts("users", "user"),
        texts("useCases", "useCase"),
        texts("technicalLimitations", "technicalLimitation"),
        texts("performanceTradeoffs", "performanceTradeoff"),
        list("ethicalConsiderations", "ethicalConsideration", &RISK),
        object("environmentalConsiderations", &ENVIRONMENTAL_CONSIDERATIONS),
        list("fairnessAssessments", "fairnessAssessment", &FAIRNESS_ASSESSMENT),
    ],
};

static RISK: Type = Type { fields: &[text("name"), text("mitigationStrategy")] };

static FAIRNESS_ASSESSMENT: Type =
    Type { fields: &[text("groupAtRisk"), text("benefits"), text("harms"), text("mitigationStrategy")] };

static ENVIRONMENTAL_CONSIDERATIONS: Type = Type {
    fields: &[
        list("energyConsumptions", "energyConsumption", &ENERGY_CONSUMPTION),
        list("properties", "property", &PROPERTY),
    ],
};

static ENERGY_CONSUMPTION: Type = Type {
    fields: &[
        token("activity"),
        repeated("energyProviders", &ENERGY_PROVIDER),
        object("activityEnergyCost", &MEASURE),
        object("co2CostEquivalent", &MEASURE),
        object("co2CostOffset", &MEASURE),
        list("properties", "property", &PROPERTY),
    ],
};

static MEASURE: Type = Type { fields: &[number("value"), token("unit")] };

static ENERGY_PROVIDER: Type = Type {
    fields: &[
        attribute("bom-ref"),
        text("description"),
        object("organization", &ENTITY),
        token("energySource"),
        object("energyProvided", &MEASURE),
        list("externalReferences", "reference", &EXTERNAL_REFERENCE),
    ],
};

static COMPONENT_DATA: Type = Type {
    fields: &[
        attribute("bom-ref"),
        token("type"),
        text("name"),
        object("contents", &DATA_CONTENTS),
        text("classification"),
        repeated_texts("sensitiveData"),
        object("graphics", &GRAPHICS),
        text("description"),
        object("governance", &GOVERNANCE),
    ],
};

static DATA_CONTENTS: Type =
    Type { fields: &[object("attachment", &ATTACHMENT), token("url"), list("properties", "property", &PROPERTY)] };

static VULNERABILITY: Type = Type {
    fields: &[
        attribute("bom-ref"),
        text("id"),
        object("source", &SOURCE),
        list("references", "reference", &VULNERABILITY_REFERENCE),
        list("ratings", "rating", &RATING),
        field("cwes", Shape::List("cwe", Kind::Scalar(Scalar::Number))),
        text("description"),
        text("detail"),
        text("recommendation"),
        text("workaround"),
        object("proofOfConcept", &PROOF_OF_CONCEPT),
        list("advisories", "advisory", &ADVISORY),
        token("created"),
        token("published"),
        token("updated"),
        token("rejected"),
        object("credits", &CREDITS),
        field("tools", Shape::ListOrObject("tool", Kind::Object(&TOOL), &TOOLS)),
        object("analysis", &ANALYSIS),
        list("affects", "target", &TARGET),
        list("properties", "property", &PROPERTY),
    ],
};

static VULNERABILITY_REFERENCE: Type = Type { fields: &[text("id"), object("source", &SOURCE)] };

static RATING: Type = Type {
    fields: &[
        object("source", &SOURCE),
        number("score"),
        token("severity"),
        token("method"),
        text("vector"),
        text("justification"),
    ],
};

static PROOF_OF_CONCEPT: Type = Type {
    fields: &[text("reproductionSteps"), text("environment"), list("supportingMaterial", "attachment", &ATTACHMENT)],
};

static ADVISORY: Type = Type { fields: &[text("title"), token("url")] };

static CREDITS: Type =
    Type { fields: &[list("organizations", "organization", &ENTITY), list("individuals", "individual", &CONTACT)] };

static ANALYSIS: Type = Type {
    fields: &[
        token("state"),
        token("justification"),
        tokens("responses", "response").key("response"),
        text("detail"),
        token("firstIssued"),
        token("lastUpdated"),
    ],
};

static TARGET: Type = Type { fields: &[text("ref"), list("versions", "version", &AFFECTED_VERSION)] };

static AFFECTED_VERSION: Type = Type { fields: &[text("version"), text("range"), token("status")] };

static ANNOTATION: Type = Type {
    fields: &[
        attribute("bom-ref"),
        references("subjects", "subject"),
        object("annotator", &ANNOTATOR),
        token("timestamp"),
        text("text"),
    ],
};

static ANNOTATOR: Type = Type {
    fields: &[
        object("organization", &ENTITY),
        object("individual", &CONTACT),
        object("component", &COMPONENT),
        object("service", &SERVICE),
    ],
};

static FORMULA: Type = Type {
    fields: &[
        attribute("bom-ref"),
        list("components", "component", &COMPONENT),
        list("services", "service", &SERVICE),
        list("workflows", "workflow", &WORKFLOW),
        list("properties", "property", &PROPERTY),
    ],
};

static WORKFLOW: Type = Type {
    fields: &[
        attribute("bom-ref"),
        text("uid"),
        text("name"),
        text("description"),
        list("resourceReferences", "resourceReference", &RESOURCE_REFERENCE),
        list("tasks", "task", &TASK),
        list("taskDependencies", "dependency", &DEPENDENCY),
        tokens("taskTypes", "taskType"),
        object("trigger", &TRIGGER),
        list("steps", "step", &STEP),
        list("inputs", "input", &INPUT),
        list("outputs", "output", &OUTPUT),
        token("timeStart"),
        token("timeEnd"),
        list("workspaces", "workspace", &WORKSPACE),
        list("runtimeTopology", "dependency", &DEPENDENCY),
        list("properties", "property", &PROPERTY),
    ],
};

static TASK: Type = Type {
    fields: &[
        attribute("bom-ref"),
        text("uid"),
        text("name"),
        text("description"),
        list("resourceReferences", "resourceReference", &RESOURCE_REFERENCE),
        tokens("taskTypes", "taskType"),
        object("trigger", &TRIGGER),
        list("steps", "step", &STEP),
        list("inputs", "input", &INPUT),
        list("outputs", "output", &OUTPUT),
        token("timeStart"),
        token("timeEnd"),
        list("workspaces", "workspace", &WORKSPACE),
        list("runtimeTopology", "dependency", &DEPENDENCY),
        list("properties", "property", &PROPERTY),
    ],
};

static RESOURCE_REFERENCE: Type = Type { fields: &[text("ref"), object("externalReference", &EXTERNAL_REFERENCE)] };

static WORKSPACE: Type = Type {
    fields: &[
        attribute("bom-ref"),
        text("uid"),
        text("name"),
        texts("aliases", "alias"),
        text("description"),
        list("resourceReferences", "resourceReference", &RESOURCE_REFERENCE),
        token("accessMode"),
        text("mountPath"),
        text("managedDataType"),
        text("volumeRequest"),
        object("volume", &VOLUME),
        list("properties", "property", &PROPERTY),
    ],
};

static VOLUME: Type = Type {
    fields: &[
        text("uid"),
        text("name"),
        token("mode"),
        text("path"),
        text("sizeAllocated"),
        boolean("persistent"),
        boolean("remote"),
        list("properties", "property", &PROPERTY),
    ],
};

static STEP: Type = Type {
    fields: &[
        text("name"),
        text("description"),
        list("commands", "command", &COMMAND),
        list("properties", "property", &PROPERTY),
    ],
};

static COMMAND: Type = Type { fields: &[text("executed"), list("properties", "property", &PROPERTY)] };

static TRIGGER: Type = Type {
    fields: &[
        attribute("bom-ref"),
        text("uid"),
        text("name"),
        text("description"),
        list("resourceReferences", "resourceReference", &RESOURCE_REFERENCE),
        token("type"),
        object("event", &EVENT),
        list("conditions", "condition", &CONDITION),
        token("timeActivated"),
        list("inputs", "input", &INPUT),
        list("outputs", "output", &OUTPUT),
        list("properties", "property", &PROPERTY),
    ],
};

static EVENT: Type = Type {
    fields: &[
        text("uid"),
        text("description"),
        token("timeReceived"),
        object("data", &ATTACHMENT),
        object("source", &RESOURCE_REFERENCE),
        object("target", &RESOURCE_REFERENCE),
        list("properties", "property", &PROPERTY),
    ],
};

static CONDITION: Type =
    Type { fields: &[text("description"), text("expression"), list("properties", "property", &PROPERTY)] };

static INPUT: Type = Type {
    fields: &[
        object("resource", &RESOURCE_REFERENCE),
        list("parameters", "parameter", &PARAMETER),
        field("environmentVars", Shape::Mixed(ENVIRONMENT)),
        object("data", &ATTACHMENT),
        object("source", &RESOURCE_REFERENCE),
        object("target", &RESOURCE_REFERENCE),
        list("properties", "property", &PROPERTY),
    ],
};

static OUTPUT: Type = Type {
    fields: &[
        object("resource", &RESOURCE_REFERENCE),
        field("environmentVars", Shape::Mixed(ENVIRONMENT)),
        object("data", &ATTACHMENT),
        token("type"),
        object("source", &RESOURCE_REFERENCE),
        object("target", &RESOURCE_REFERENCE),
        list("properties", "property", &PROPERTY),
    ],
};

static ENVIRONMENT: &[Variant] = &[
    variant("value", Kind::Scalar(Scalar::Text), When::Text),
    variant("environmentVar", Kind::Object(&PROPERTY), When::Else),
];

static PARAMETER: Type = Type { fields: &[text("name"), text("value"), text("dataType")] };

static CRYPTO: Type = Type {
    fields: &[
        token("assetType"),
        object("algorithmProperties", &ALGORITHM),
        object("certificateProperties", &CERTIFICATE),
        object("relatedCryptoMaterialProperties", &MATERIAL),
        object("protocolProperties", &PROTOCOL),
        text("oid"),
    ],
};

static ALGORITHM: Type = Type {
    fields: &[
        token("primitive"),
        token("algorithmFamily"),
        text("parameterSetIdentifier"),
        text("curve"),
        token("ellipticCurve"),
        token("executionEnvironment"),
        token("implementationPlatform"),
        field("certificationLevel", Shape::Repeated(Kind::Scalar(Scalar::Token))),
        token("mode"),
        token("padding"),
        tokens("cryptoFunctions", "cryptoFunction"),
        number("classicalSecurityLevel"),
        number("nistQuantumSecurityLevel"),
    ],
};

static CERTIFICATE: Type = Type {
    fields: &[
        text("serialNumber"),
        text("subjectName"),
        text("issuerName"),
        token("notValidBefore"),
        token("notValidAfter"),
        text("signatureAlgorithmRef"),
        text("subjectPublicKeyRef"),
        text("certificateFormat"),
        text("certificateExtension"),
        text("certificateFileExtension"),
        object("fingerprint", &HASH),
        repeated("certificateState", &CERTIFICATE_STATE),
        token("creationDate"),
        token("activationDate"),
        token("deactivationDate"),
        token("revocationDate"),
        token("destructionDate"),
        list("certificateExtensions", "certificateExtension", &CERTIFICATE_EXTENSION),
        list("relatedCryptographicAssets", "relatedCryptographicAsset", &RELATED_ASSET),
    ],
};

static CERTIFICATE_STATE: Type = Type { fields: &[token("state"), text("name"), text("description"), text("reason")] };

static CERTIFICATE_EXTENSION: Type = Type {
    fields: &[
        token("commonExtensionName"),
        text("commonExtensionValue"),
        text("customExtensionName"),
        text("customExtensionValue"),
    ],
};

static RELATED_ASSET: Type = Type { fields: &[text("type"), text("ref")] };

static MATERIAL: Type = Type {
    fields: &[
        token("type"),
        text("id"),
        token("state"),
        text("algorithmRef"),
        token("creationDate"),
        token("activationDate"),
        token("updateDate"),
        token("expirationDate"),
        text("value"),
        number("size"),
        text("format"),
        object("securedBy", &SECURED_BY),
        object("fingerprint", &HASH),
        list("relatedCryptographicAssets", "relatedCryptographicAsset", &RELATED_ASSET),
    ],
};

static SECURED_BY: Type = Type { fields: &[text("mechanism"), text("algorithmRef")] };

static PROTOCOL: Type = Type {
    fields: &[
        token("type"),
        text("version"),
        list("cipherSuites", "cipherSuite", &CIPHER_SUITE),
        object("ikev2TransformTypes", &IKEV2),
        repeated_texts("cryptoRef").key("cryptoRefArray"),
    ],
};

static CIPHER_SUITE: Type = Type {
    fields: &[
        text("name"),
        texts("algorithms", "algorithm"),
        texts("identifiers", "identifier"),
        texts("tlsGroups", "group"),
        texts("tlsSignatureSchemes", "signatureScheme"),
    ],
};

static IKEV2: Type = Type {
    fields: &[
        transform("encr", &IKEV2_TRANSFORM),
        transform("prf", &IKEV2_TRANSFORM),
        transform("integ", &IKEV2_TRANSFORM),
        transform("ke", &IKEV2_EXCHANGE),
        boolean("esn"),
        transform("auth", &IKEV2_TRANSFORM),
    ],
};

const fn transform(name: &'static str, of: &'static Type) -> Field {
    field(name, Shape::Repeated(Kind::TextOrObject(of)))
}

static IKEV2_TRANSFORM: Type = Type { fields: &[text("name"), number("keyLength"), text("algorithm")] };

static IKEV2_EXCHANGE: Type = Type { fields: &[number("group"), text("algorithm")] };

static DECLARATIONS: Type = Type {
    fields: &[
        list("assessors", "assessor", &ASSESSOR),
        list("attestations", "attestation", &ATTESTATION),
        list("claims", "claim", &CLAIM),
        list("evidence", "evidence", &CLAIM_EVIDENCE),
        object("targets", &TARGETS),
        object("affirmation", &AFFIRMATION),
    ],
};

static ASSESSOR: Type =
    Type { fields: &[attribute("bom-ref"), boolean("thirdParty"), object("organization", &ENTITY)] };

static ATTESTATION: Type = Type { fields: &[text("summary"), text("assessor"), repeated("map", &REQUIREMENT_MAP)] };

static REQUIREMENT_MAP: Type = Type {
    fields: &[
        text("requirement"),
        texts("claims", "claim"),
        texts("counterClaims", "counterClaim"),
        object("conformance", &CONFORMANCE),
        object("confidence", &CONFIDENCE),
    ],
};

static CONFORMANCE: Type =
    Type { fields: &[number("score"), text("rationale"), texts("mitigationStrategies", "mitigationStrategy")] };

static CONFIDENCE: Type = Type { fields: &[number("score"), text("rationale")] };

static CLAIM: Type = Type {
    fields: &[
        attribute("bom-ref"),
        text("target"),
        text("predicate"),
        texts("mitigationStrategies", "mitigationStrategy"),
        text("reasoning"),
        repeated_texts("evidence"),
        repeated_texts("counterEvidence"),
        list("externalReferences", "reference", &EXTERNAL_REFERENCE),
    ],
};

static CLAIM_EVIDENCE: Type = Type {
    fields: &[
        attribute("bom-ref"),
        text("propertyName"),
        text("description"),
        repeated("data", &EVIDENCE_DATA),
        token("created"),
        token("expires"),
        object("author", &CONTACT),
        object("reviewer", &CONTACT),
    ],
};

static EVIDENCE_DATA: Type = Type {
    fields: &[
        text("name"),
        object("contents", &DATA_CONTENTS),
        text("classification"),
        repeated_texts("sensitiveData"),
        object("governance", &GOVERNANCE),
    ],
};

static TARGETS: Type = Type {
    fields: &[
        list("organizations", "organization", &ENTITY),
        list("components", "component", &COMPONENT),
        list("services", "service", &SERVICE),
    ],
};

static AFFIRMATION: Type = Type { fields: &[text("statement"), list("signatories", "signatory", &SIGNATORY)] };

static SIGNATORY: Type = Type {
    fields: &[
        text("name"),
        text("role"),
        object("organization", &ENTITY),
        object("externalReference", &EXTERNAL_REFERENCE),
    ],
};

static DEFINITIONS: Type =
    Type { fields: &[list("standards", "standard", &STANDARD), field("patents", Shape::Mixed(PATENTS))] };

static STANDARD: Type = Type {
    fields: &[
        attribute("bom-ref"),
        text("name"),
        text("version"),
        text("description"),
        text("owner"),
        list("requirements", "requirement", &REQUIREMENT),
        list("levels", "level", &LEVEL),
        list("externalReferences", "reference", &EXTERNAL_REFERENCE),
    ],
};

static REQUIREMENT: Type = Type {
    fields: &[
        attribute("bom-ref"),
        text("identifier"),
        text("title"),
        text("text"),
        texts("descriptions", "description"),
        repeated_texts("openCre"),
        text("parent"),
        list("properties", "property", &PROPERTY),
        list("externalReferences", "reference", &EXTERNAL_REFERENCE),
    ],
};

static LEVEL: Type = Type {
    fields: &[
        attribute("bom-ref"),
        text("identifier"),
        text("title"),
        text("description"),
        texts("requirements", "requirement"),
    ],
};

static PATENTS: &[Variant] = &[
    variant("patentFamily", Kind::Object(&PATENT_FAMILY), When::Has(&["familyId"])),
    variant("patent", Kind::Object(&PATENT), When::Else),
];

static PATENT_FAMILY: Type = Type {
    fields: &[
        attribute("bom-ref"),
        text("familyId"),
        object("priorityApplication", &PRIORITY_APPLICATION),
        texts("members", "ref"),
        list("externalReferences", "reference", &EXTERNAL_REFERENCE),
    ],
};

static PRIORITY_APPLICATION: Type =
    Type { fields: &[text("applicationNumber"), text("jurisdiction"), token("filingDate")] };

static PATENT: Type = Type {
    fields: &[
        attribute("bom-ref"),
        text("patentNumber"),
        text("applicationNumber"),
        text("jurisdiction"),
        object("priorityApplication", &PRIORITY_APPLICATION),
        text("publicationNumber"),
        text("title"),
        text("abstract"),
        token("filingDate"),
        token("grantDate"),
        token("patentExpirationDate"),
        token("patentLegalStatus"),
        field("patentAssignee", Shape::Repeated(Kind::Choice(ASSIGNEE))),
        list("externalReferences", "reference", &EXTERNAL_REFERENCE),
    ],
};

/// Members that only a person has in the JSON form, where an organization could stand as well.
const PERSONAL: &[&str] = &["email", "phone"];

/// Members that only an organization has there.
const ENTITY_ONLY: &[&str] = &["address", "url", "contact"];

static ASSIGNEE: &[Variant] = &[
    variant("individual", Kind::Object(&CONTACT), When::Has(PERSONAL)).mark(Mark::Text("phone")),
    variant("organization", Kind::Object(&ENTITY), When::Otherwise(ENTITY_ONLY)).mark(Mark::List("contact")),
];

static PATENT_ASSERTION: Type = Type {
    fields: &[
        attribute("bom-ref"),
        token("assertionType"),
        texts("patentRefs", "bom-ref"),
        field("asserter", Shape::Child(Kind::Choice(ASSERTER))),
        text("notes"),
    ],
};

static ASSERTER: &[Variant] = &[
    variant("ref", Kind::Scalar(Scalar::Text), When::Text),
    variant("contact", Kind::Object(&CONTACT), When::Has(PERSONAL)).mark(Mark::Text("phone")),
    variant("organization", Kind::Object(&ENTITY), When::Otherwise(ENTITY_ONLY)).mark(Mark::List("contact")),
];

static CITATION: Type = Type {
    fields: &[
        attribute("bom-ref"),
        texts("pointers", "pointer"),
        texts("expressions", "expression"),
        token("timestamp"),
        text("attributedTo"),
        text("process"),
        text("note"),
    ],
};
