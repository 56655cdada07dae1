//! The words of the JSON form for the numbers of enumerations, in the order of the numbers.

use super::super::shape::Words;

pub(super) const CLASSIFICATIONS: Words = Words::grown(
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

pub(super) const EXTERNAL_REFERENCE_TYPES: Words = Words::grown(
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

pub(super) const HASH_ALGS: Words = Words::grown(
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

pub(super) const ISSUE_CLASSIFICATIONS: Words = Words::new(&["", "defect", "enhancement", "security"]);

pub(super) const PATCH_CLASSIFICATIONS: Words = Words::new(&["", "unofficial", "monkey", "backport", "cherry-pick"]);

pub(super) const SCOPES: Words = Words::new(&["", "required", "optional", "excluded"]);

pub(super) const AGGREGATES: Words = Words::grown(
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

pub(super) const SEVERITY: Words = Words::new(&["unknown", "critical", "high", "medium", "low", "info", "none"]);

pub(super) const SCORE_METHODS: Words =
    Words::grown(&["", "CVSSv2", "CVSSv3", "CVSSv31", "OWASP", "other", "CVSSv4", "SSVC"], [0, 6, 8, 8, 8]);

pub(super) const IMPACT_ANALYSIS_STATES: Words = Words::new(&[
    "",
    "resolved",
    "resolved_with_pedigree",
    "exploitable",
    "in_triage",
    "false_positive",
    "not_affected",
]);

pub(super) const IMPACT_ANALYSIS_JUSTIFICATIONS: Words = Words::new(&[
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

pub(super) const VULNERABILITY_RESPONSES: Words =
    Words::new(&["", "can_not_fix", "will_not_fix", "update", "rollback", "workaround_available"]);

pub(super) const VULNERABILITY_AFFECTED_STATUSES: Words = Words::new(&["unknown", "affected", "unaffected"]);

pub(super) const ACCESS_MODES: Words =
    Words::new(&["read-only", "read-write", "read-write-once", "write-once", "write-only"]);

pub(super) const VOLUME_MODES: Words = Words::new(&["filesystem", "block"]);

pub(super) const TRIGGER_TYPES: Words = Words::new(&["manual", "api", "webhook", "scheduled"]);

pub(super) const OUTPUT_KINDS: Words = Words::new(&["artifact", "attestation", "log", "evidence", "metrics", "other"]);

pub(super) const DATA_FLOW_DIRECTIONS: Words = Words::new(&["", "inbound", "outbound", "bi-directional", "unknown"]);

pub(super) const LICENSING_TYPES: Words = Words::new(&[
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

pub(super) const LIFECYCLE_PHASES: Words =
    Words::new(&["design", "pre-build", "build", "post-build", "operations", "discovery", "decommission"]);

pub(super) const EVIDENCE_FIELD_TYPES: Words = Words::grown(
    &["", "group", "name", "version", "purl", "cpe", "swid", "hash", "omniborId", "swhid"],
    [0, 0, 8, 10, 10],
);

pub(super) const EVIDENCE_TECHNIQUES: Words = Words::new(&[
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

pub(super) const MODEL_PARAMETER_APPROACH_TYPES: Words =
    Words::new(&["supervised", "unsupervised", "reinforcement-learning", "semi-supervised", "self-supervised"]);

pub(super) const COMPONENT_DATA_TYPES: Words =
    Words::new(&["source-code", "configuration", "dataset", "definition", "other"]);

pub(super) const TASK_TYPES: Words = Words::new(&[
    "copy", "clone", "lint", "scan", "merge", "build", "test", "deliver", "deploy", "release", "clean", "other",
]);

pub(super) const ACTIVITY_TYPES: Words = Words::new(&[
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

pub(super) const ENERGY_SOURCE_TYPES: Words = Words::new(&[
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

pub(super) const ENERGY_MEASURE_UNIT_TYPES: Words = Words::new(&["", "kWh"]);

pub(super) const CO2_MEASURE_UNIT_TYPES: Words = Words::new(&["", "tCO2eq"]);

pub(super) const ASSET_TYPES: Words =
    Words::new(&["", "algorithm", "certificate", "protocol", "related-crypto-material"]);

pub(super) const PRIMITIVES: Words = Words::grown(
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

pub(super) const EXECUTION_ENVIRONMENTS: Words =
    Words::new(&["", "unknown", "other", "software-plain-ram", "software-encrypted-ram", "software-tee", "hardware"]);

pub(super) const IMPLEMENTATION_PLATFORMS: Words = Words::new(&[
    "", "unknown", "other", "generic", "x86_32", "x86_64", "armv7-a", "armv7-m", "armv8-a", "armv8-m", "armv9-a",
    "armv9-m", "s390x", "ppc64", "ppc64le",
]);

pub(super) const ALGORITHM_MODES: Words =
    Words::new(&["", "unknown", "other", "cbc", "ecb", "ccm", "gcm", "cfb", "ofb", "ctr"]);

pub(super) const ALGORITHM_PADDINGS: Words =
    Words::new(&["", "unknown", "other", "pkcs5", "pkcs7", "pkcs1v15", "oaep", "raw"]);

pub(super) const ALGORITHM_FUNCTIONS: Words = Words::new(&[
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

pub(super) const RELATED_TYPES: Words = Words::new(&[
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

pub(super) const RELATED_STATES: Words =
    Words::new(&["", "pre-activation", "active", "suspended", "deactivated", "compromised", "destroyed"]);

pub(super) const PROTOCOL_TYPES: Words = Words::grown(
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

pub(super) const ACKNOWLEDGEMENTS: Words = Words::new(&["", "declared", "concluded"]);

pub(super) const PREDEFINED_STATES: Words =
    Words::new(&["", "pre-activation", "active", "suspended", "deactivated", "revoked", "destroyed"]);

pub(super) const COMMON_EXTENSION_NAMES: Words = Words::new(&[
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

pub(super) const TLP_CLASSIFICATIONS: Words = Words::new(&["CLEAR", "GREEN", "AMBER", "AMBER_AND_STRICT", "RED"]);

pub(super) const PATENT_LEGAL_STATUSES: Words = Words::new(&[
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

pub(super) const PATENT_ASSERTION_TYPES: Words = Words::new(&[
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
