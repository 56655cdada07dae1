//! The list of dependencies that `cargo auditable` puts into a file: zlib over JSON, in the section `.dep-v0`.
//!
//! Formats 0, 1 and 8 are read: 0 has proc-macros among what runs, 1 has them among what builds, 8 comes from cargo's own SBOM precursor.
//! Spec: the JSON Schema of cargo-auditable, `cargo-auditable.schema.json`, and its `PARSING.md`.

use std::io::Read;

use serde::Deserialize;

use super::raw::Raw;
use crate::limits;

/// The section's name, in every format.
const SECTION: &str = ".dep-v0";

/// The formats that are understood.
const FORMATS: &[u32] = &[0, 1, 8];

/// What the packages of a binary are, as recorded when it was built. Its existence proves one root, indices in range and no cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    format: u32,
    packages: Vec<AuditPackage>,
    root: usize,
}

impl Audit {
    /// Returns the format's number: 0, 1 or 8.
    #[must_use]
    pub fn format(&self) -> u32 {
        self.format
    }

    /// Returns whether proc-macros are told from what runs; in format 0 they count as running.
    #[must_use]
    pub fn tells_proc_macros(&self) -> bool {
        self.format > 0
    }

    /// Returns the packages, in the order of the list.
    #[must_use]
    pub fn packages(&self) -> &[AuditPackage] {
        &self.packages
    }

    /// Returns the place of the package that was built.
    #[must_use]
    pub fn root(&self) -> usize {
        self.root
    }
}

/// One package of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditPackage {
    /// The name.
    pub name: String,
    /// The version.
    pub version: semver::Version,
    /// Where it came from.
    pub source: AuditSource,
    /// Whether it runs or builds.
    pub kind: AuditKind,
    /// The places of its dependencies in the list.
    pub dependencies: Vec<usize>,
}

/// Where a package came from, as far as the list tells.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AuditSource {
    /// The registry of the Rust project.
    CratesIo,
    /// A git repository; which one is not recorded.
    Git,
    /// A folder of the machine that built it.
    Local,
    /// Another registry; which one is not recorded.
    Registry,
    /// A word that is none of these.
    Other(String),
}

/// What a package is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AuditKind {
    /// It may be linked into the binary.
    Runtime,
    /// It ran while the binary was built.
    Build,
}

/// A list of dependencies that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError {
    /// The file has more than one list.
    #[error("expected one section `{SECTION}`, found several")]
    Several,
    /// It does not unpack.
    #[error("expected zlib-compressed data, found something else or a damaged stream")]
    Compression,
    /// It unpacks to more than any honest one.
    #[error("unpacks to more than {} bytes", limits::AUDIT_BYTES)]
    TooLarge,
    /// It is no JSON of the expected shape.
    #[error("not a list of dependencies: {0}")]
    Syntax(String),
    /// Its format is not known.
    #[error("expected format 0, 1 or 8, found {0}")]
    UnknownFormat(u32),
    /// It contradicts itself.
    #[error("{0}")]
    Incoherent(String),
}

impl AuditError {
    /// Returns whether the same input would fail again.
    #[must_use]
    pub fn is_input_fault(&self) -> bool {
        match self {
            Self::Several
            | Self::Compression
            | Self::TooLarge
            | Self::Syntax(_)
            | Self::UnknownFormat(_)
            | Self::Incoherent(_) => true,
        }
    }
}

#[derive(Deserialize)]
struct RawAudit {
    packages: Vec<RawPackage>,
    #[serde(default)]
    format: u32,
}

#[derive(Deserialize)]
struct RawPackage {
    name: String,
    version: String,
    source: String,
    #[serde(default)]
    kind: RawKind,
    #[serde(default)]
    dependencies: Vec<usize>,
    #[serde(default)]
    root: bool,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum RawKind {
    #[default]
    Runtime,
    Build,
}

/// Reads the list of an image.
pub(super) fn find(raw: &Raw<'_>) -> Option<Result<Audit, AuditError>> {
    let mut sections = raw.named(&[SECTION]);
    let section = sections.next()?;
    Some(if sections.next().is_some() { Err(AuditError::Several) } else { parse_audit(section) })
}

/// Reads the contents of a section `.dep-v0`.
///
/// # Errors
/// Every variant of [`AuditError`] but [`AuditError::Several`].
pub fn parse_audit(section: &[u8]) -> Result<Audit, AuditError> {
    let mut text = Vec::new();
    let unpacked = flate2::read::ZlibDecoder::new(section).take(limits::AUDIT_BYTES + 1).read_to_end(&mut text);
    unpacked.map_err(|_| AuditError::Compression)?;
    if text.len() as u64 > limits::AUDIT_BYTES {
        return Err(AuditError::TooLarge);
    }
    let raw: RawAudit = serde_json::from_slice(&text).map_err(|error| AuditError::Syntax(error.to_string()))?;
    raw.try_into()
}

impl TryFrom<RawAudit> for Audit {
    type Error = AuditError;

    fn try_from(raw: RawAudit) -> Result<Self, AuditError> {
        if !FORMATS.contains(&raw.format) {
            return Err(AuditError::UnknownFormat(raw.format));
        }
        let incoherent = |message: String| AuditError::Incoherent(message);
        let mut roots = raw.packages.iter().enumerate().filter(|(_, package)| package.root).map(|(at, _)| at);
        let root = match (roots.next(), roots.next()) {
            (Some(root), None) => root,
            (None, _) => return Err(incoherent("expected one root package, found none".to_owned())),
            (Some(_), Some(_)) => return Err(incoherent("expected one root package, found several".to_owned())),
        };
        let count = raw.packages.len();
        let packages = raw.packages.into_iter().map(|package| package.check(count)).collect::<Result<Vec<_>, _>>()?;
        if has_cycle(&packages) {
            return Err(incoherent("its packages depend on each other in a circle".to_owned()));
        }
        Ok(Self { format: raw.format, packages, root })
    }
}

impl RawPackage {
    fn check(self, count: usize) -> Result<AuditPackage, AuditError> {
        let shown = |text: &str| text.chars().take(64).filter(|c| !c.is_control()).collect::<String>();
        let is_name = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        if self.name.is_empty() || self.name.len() > limits::BINARY_NAME_BYTES || !self.name.chars().all(is_name) {
            return Err(AuditError::Incoherent(format!("`{}` is no name of a package", shown(&self.name))));
        }
        let no_version =
            |_| AuditError::Incoherent(format!("`{}` of `{}` is no version", shown(&self.version), self.name));
        let version = semver::Version::parse(&self.version).map_err(no_version)?;
        if self.dependencies.iter().any(|at| *at >= count) {
            return Err(AuditError::Incoherent(format!(
                "`{}` depends on a package that is not in the list",
                self.name
            )));
        }
        let source = match self.source.as_str() {
            "crates.io" => AuditSource::CratesIo,
            "git" => AuditSource::Git,
            "local" => AuditSource::Local,
            "registry" => AuditSource::Registry,
            other => AuditSource::Other(shown(other)),
        };
        let kind = match self.kind {
            RawKind::Runtime => AuditKind::Runtime,
            RawKind::Build => AuditKind::Build,
        };
        Ok(AuditPackage { name: self.name, version, source, kind, dependencies: self.dependencies })
    }
}

/// Takes away, again and again, what depends on nothing that is left; a circle is what then remains.
fn has_cycle(packages: &[AuditPackage]) -> bool {
    let mut dependents: Vec<Vec<usize>> = vec![Vec::new(); packages.len()];
    let mut open: Vec<usize> = Vec::with_capacity(packages.len());
    for (at, package) in packages.iter().enumerate() {
        open.push(package.dependencies.len());
        for dependency in &package.dependencies {
            if let Some(list) = dependents.get_mut(*dependency) {
                list.push(at);
            }
        }
    }
    let mut ready: Vec<usize> = (0..packages.len()).filter(|at| open.get(*at) == Some(&0)).collect();
    let mut taken = 0usize;
    while let Some(at) = ready.pop() {
        taken += 1;
        for dependent in dependents.get(at).into_iter().flatten() {
            if let Some(left) = open.get_mut(*dependent) {
                *left -= 1;
                if *left == 0 {
                    ready.push(*dependent);
                }
            }
        }
    }
    taken != packages.len()
}
