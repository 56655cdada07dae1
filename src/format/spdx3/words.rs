//! The words of the specification for what the model names otherwise.

use crate::model::{Algorithm, ComponentKind, IdentifierKind, Lifecycle};

/// Spec: SPDX 3.0.1, Core, `HashAlgorithm`. It has no word for Streebog.
const ALGORITHMS: &[(Algorithm, &str)] = &[
    (Algorithm::Adler32, "adler32"),
    (Algorithm::Md2, "md2"),
    (Algorithm::Md4, "md4"),
    (Algorithm::Md5, "md5"),
    (Algorithm::Md6, "md6"),
    (Algorithm::Sha1, "sha1"),
    (Algorithm::Sha224, "sha224"),
    (Algorithm::Sha256, "sha256"),
    (Algorithm::Sha384, "sha384"),
    (Algorithm::Sha512, "sha512"),
    (Algorithm::Sha3_256, "sha3_256"),
    (Algorithm::Sha3_384, "sha3_384"),
    (Algorithm::Sha3_512, "sha3_512"),
    (Algorithm::Blake2b256, "blake2b256"),
    (Algorithm::Blake2b384, "blake2b384"),
    (Algorithm::Blake2b512, "blake2b512"),
    (Algorithm::Blake3, "blake3"),
];

/// Returns the word for an algorithm.
pub(super) fn algorithm_word(algorithm: Algorithm) -> Option<&'static str> {
    ALGORITHMS.iter().find(|row| row.0 == algorithm).map(|row| row.1)
}

/// Spec: SPDX 3.0.1, Software, `SoftwarePurpose`.
const PURPOSES: &[(ComponentKind, &str)] = &[
    (ComponentKind::Application, "application"),
    (ComponentKind::Library, "library"),
    (ComponentKind::Framework, "framework"),
    (ComponentKind::Container, "container"),
    (ComponentKind::OperatingSystem, "operatingSystem"),
    (ComponentKind::Device, "device"),
    (ComponentKind::Firmware, "firmware"),
    (ComponentKind::File, "file"),
    (ComponentKind::Other, "other"),
];

/// Purposes that the model has no kind for.
const OTHER_PURPOSES: &[&str] = &[
    "archive",
    "bom",
    "configuration",
    "data",
    "deviceDriver",
    "diskImage",
    "documentation",
    "evidence",
    "executable",
    "filesystemImage",
    "install",
    "manifest",
    "model",
    "module",
    "patch",
    "platform",
    "requirement",
    "source",
    "specification",
    "test",
];

/// Returns the word for a kind of component.
pub(super) fn purpose_word(kind: ComponentKind) -> &'static str {
    PURPOSES.iter().find(|row| row.0 == kind).map_or("other", |row| row.1)
}

/// Returns the kind that has a word of its own.
pub(super) fn kind_of_purpose(word: &str) -> Option<ComponentKind> {
    PURPOSES.iter().find(|row| row.1 == word).map(|row| row.0)
}

/// Returns the kind that comes nearest to a purpose without one of its own; `None` where it is no purpose of the specification.
pub(super) fn nearest_kind(word: &str) -> Option<ComponentKind> {
    match word {
        "executable" => Some(ComponentKind::Application),
        "module" => Some(ComponentKind::Library),
        other => OTHER_PURPOSES.contains(&other).then_some(ComponentKind::Other),
    }
}

/// External references: the word of CycloneDX and that of SPDX, where they mean the same. Spec: SPDX 3.0.1, Core, `ExternalRefType`.
const REFERENCES: &[(&str, &str)] = &[
    ("adversary-model", "securityAdversaryModel"),
    ("advisories", "securityAdvisory"),
    ("attestation", "secureSoftwareAttestation"),
    ("build-meta", "buildMeta"),
    ("build-system", "buildSystem"),
    ("certification-report", "certificationReport"),
    ("chat", "chat"),
    ("component-analysis-report", "componentAnalysisReport"),
    ("distribution", "altDownloadLocation"),
    ("documentation", "documentation"),
    ("dynamic-analysis-report", "dynamicAnalysisReport"),
    ("exploitability-statement", "vulnerabilityExploitabilityAssessment"),
    ("issue-tracker", "issueTracker"),
    ("license", "license"),
    ("mailing-list", "mailingList"),
    ("other", "other"),
    ("pentest-report", "securityPenTestReport"),
    ("quality-metrics", "metrics"),
    ("release-notes", "releaseNotes"),
    ("risk-assessment", "riskAssessment"),
    ("runtime-analysis-report", "runtimeAnalysisReport"),
    ("social", "socialMedia"),
    ("source-distribution", "sourceArtifact"),
    ("static-analysis-report", "staticAnalysisReport"),
    ("support", "support"),
    ("threat-model", "securityThreatModel"),
    ("vcs", "vcs"),
    ("vulnerability-assertion", "vulnerabilityDisclosureReport"),
    ("website", "altWebPage"),
];

/// Types of external references that CycloneDX has no word for.
const OTHER_REFERENCES: &[&str] = &[
    "binaryArtifact",
    "bower",
    "cwe",
    "eolNotice",
    "exportControlAssessment",
    "funding",
    "mavenCentral",
    "npm",
    "nuget",
    "privacyAssessment",
    "productMetadata",
    "purchaseOrder",
    "qualityAssessmentReport",
    "releaseHistory",
    "securityFix",
    "securityOther",
    "securityPolicy",
];

/// Returns the word of SPDX for a type of external reference in the words of CycloneDX.
pub(super) fn reference_word(kind: &str) -> Option<&'static str> {
    REFERENCES.iter().find(|row| row.0 == kind).map(|row| row.1)
}

/// Returns the word of CycloneDX for a type of external reference.
pub(super) fn reference_kind(word: &str) -> Option<&'static str> {
    REFERENCES.iter().find(|row| row.1 == word).map(|row| row.0)
}

/// Returns the type of external references that the specification has and the model has no word for.
pub(super) fn other_reference(word: &str) -> Option<&'static str> {
    OTHER_REFERENCES.iter().copied().find(|known| *known == word)
}

/// Returns the type of an identifier. Spec: SPDX 3.0.1, Core, `ExternalIdentifierType`.
pub(super) fn identifier_word(kind: &IdentifierKind, value: &str) -> &'static str {
    match kind {
        IdentifierKind::Cpe if value.starts_with("cpe:/") => "cpe22",
        IdentifierKind::Cpe => "cpe23",
        IdentifierKind::Swhid => "swhid",
        IdentifierKind::Gitoid => "gitoid",
        IdentifierKind::Swid => "swid",
    }
}

/// Returns the scheme of identifiers of a word.
pub(super) fn identifier_kind(word: &str) -> Option<IdentifierKind> {
    match word {
        "cpe22" | "cpe23" => Some(IdentifierKind::Cpe),
        "swhid" => Some(IdentifierKind::Swhid),
        "gitoid" => Some(IdentifierKind::Gitoid),
        "swid" => Some(IdentifierKind::Swid),
        _ => None,
    }
}

/// Returns the type of an SBOM that was made at this time. Spec: SPDX 3.0.1, Software, `SbomType`.
pub(super) fn sbom_type(lifecycle: Lifecycle) -> &'static str {
    match lifecycle {
        Lifecycle::PreBuild => "source",
        Lifecycle::Build => "build",
        Lifecycle::PostBuild => "analyzed",
    }
}

/// Returns when an SBOM of this type is made.
pub(super) fn lifecycle_of(sbom_type: &str) -> Option<Lifecycle> {
    match sbom_type {
        "design" | "source" => Some(Lifecycle::PreBuild),
        "build" => Some(Lifecycle::Build),
        "analyzed" | "deployed" | "runtime" => Some(Lifecycle::PostBuild),
        _ => None,
    }
}

/// Fields of a package that the model has no place for and a property keeps: the field, the property, and how the field holds it.
pub(super) const FIELDS: &[(&str, &str, Shape)] = &[
    ("builtTime", "spdx:builtTime", Shape::Time),
    ("releaseTime", "spdx:releaseTime", Shape::Time),
    ("validUntilTime", "spdx:validUntilTime", Shape::Time),
    ("standardName", "spdx:standardName", Shape::Texts),
    ("supportLevel", "spdx:supportLevel", Shape::Words(SUPPORT_LEVELS)),
    ("software_additionalPurpose", "spdx:additionalPurpose", Shape::Purposes),
    ("software_attributionText", "spdx:attributionText", Shape::Texts),
];

/// How a field holds a value.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    /// A time in UTC, in seconds.
    Time,
    /// Any texts.
    Texts,
    /// Some of these words.
    Words(&'static [&'static str]),
    /// Some purposes.
    Purposes,
}

/// Spec: SPDX 3.0.1, Core, `SupportType`.
const SUPPORT_LEVELS: &[&str] =
    &["deployed", "development", "endOfSupport", "limitedSupport", "noAssertion", "noSupport", "support"];

impl Shape {
    /// Returns whether a field of this shape can hold the text; several values are lines of it.
    pub(super) fn holds(self, text: &str) -> bool {
        match self {
            Self::Time => {
                text.len() == 20 && text.parse::<crate::model::Timestamp>().is_ok_and(|time| time.to_string() == text)
            }
            Self::Texts => true,
            Self::Words(words) => text.split('\n').all(|word| words.contains(&word)),
            Self::Purposes => {
                text.split('\n').all(|word| kind_of_purpose(word).is_some() || nearest_kind(word).is_some())
            }
        }
    }
}

/// Returns whether a text is a type of SBOM.
pub(super) fn is_sbom_type(word: &str) -> bool {
    lifecycle_of(word).is_some()
}
