//! The documents of a container image: those of the OCI image layout, and the list that `docker save` writes.
//!
//! Only what tells which layers lie on which is understood. A blob counts as the one that a descriptor names once its digest and size were
//! compared, and never before.
//!
//! Spec: OCI Image Format Specification 1.1, "Image Layout", "Image Index", "Image Manifest", "Image Configuration" and "Content Descriptors"; Docker Image Specification 1.2.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::ArchiveError;
use crate::model::{Algorithm, Digest};
use crate::source::hash::digest_bytes;

/// The file that marks a folder as an image layout.
pub const MARK: &str = "oci-layout";
/// The list of what the layout holds.
pub const INDEX: &str = "index.json";
/// The list of `docker save`.
pub const SAVED: &str = "manifest.json";

/// What one document says of a blob.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase", default)]
pub struct Descriptor {
    /// What the blob is said to be.
    pub media_type: String,
    /// Algorithm and digest, such as `sha256:…`.
    pub digest: String,
    /// The size in bytes.
    pub size: u64,
    /// What an image is for.
    pub platform: Option<Platform>,
    /// What else is said of it.
    pub annotations: Option<BTreeMap<String, String>>,
}

/// What an image is for.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub struct Platform {
    /// The processor, in Go's words.
    pub architecture: String,
    /// The operating system, in Go's words.
    pub os: String,
    /// The variant of the processor.
    pub variant: Option<String>,
}

impl std::fmt::Display for Platform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        self.variant.iter().filter(|it| !it.is_empty()).try_for_each(|variant| write!(f, "/{variant}"))
    }
}

impl Descriptor {
    /// Returns where the blob lies in a layout; none where the digest is none.
    #[must_use]
    pub fn path(&self) -> Option<String> {
        let (algorithm, encoded) = parts(&self.digest)?;
        Some(format!("blobs/{algorithm}/{encoded}"))
    }

    /// Returns whether these are the bytes.
    ///
    /// # Errors
    /// [`ArchiveError::Malformed`] when size or digest is another one, or the digest's algorithm is not known.
    pub fn check(&self, bytes: &[u8]) -> Result<(), ArchiveError> {
        if bytes.len() as u64 != self.size {
            let message = format!("has {} bytes, and its descriptor says {}", bytes.len(), self.size);
            return Err(ArchiveError::Malformed(message));
        }
        check_digest(&self.digest, bytes)
    }

    /// Returns whether it is a statement about an image and no image. Spec: `BuildKit`, "Image attestation storage".
    #[must_use]
    pub fn is_attestation(&self) -> bool {
        let kind = self.annotations.as_ref().and_then(|annotations| annotations.get("vnd.docker.reference.type"));
        kind.is_some_and(|kind| kind == "attestation-manifest")
    }
}

/// Compares bytes with a digest that is written with its algorithm.
///
/// # Errors
/// [`ArchiveError::Malformed`].
pub fn check_digest(text: &str, bytes: &[u8]) -> Result<(), ArchiveError> {
    let shown: String = text.chars().take(140).collect();
    let expected = parts(text).and_then(|(algorithm, encoded)| {
        let algorithm = if algorithm == "sha256" { Algorithm::Sha256 } else { Algorithm::Sha512 };
        Digest::from_hex(algorithm, encoded).ok()
    });
    let Some(expected) = expected else {
        return Err(ArchiveError::Malformed(format!("is named by `{shown}`, which is no SHA-256 or SHA-512")));
    };
    if digest_bytes(expected.algorithm(), bytes).as_ref() == Some(&expected) {
        Ok(())
    } else {
        Err(ArchiveError::Malformed(format!("is not the one that `{shown}` names: its digest is another one")))
    }
}

/// Returns algorithm and digest of those algorithms that the specification registers.
fn parts(text: &str) -> Option<(&str, &str)> {
    let (algorithm, encoded) = text.split_once(':')?;
    let length = match algorithm {
        "sha256" => 64,
        "sha512" => 128,
        _ => return None,
    };
    let is_hex = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
    (encoded.len() == length && encoded.bytes().all(is_hex)).then_some((algorithm, encoded))
}

/// A document that lists others, or one that lists layers; which of them is told by what it has.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase", default)]
pub struct Manifest {
    /// What it says that it is.
    pub media_type: String,
    /// What an index lists.
    pub manifests: Option<Vec<Descriptor>>,
    /// The image's configuration.
    pub config: Option<Descriptor>,
    /// The layers, the lowest first.
    pub layers: Option<Vec<Descriptor>>,
    /// What else is said of it.
    pub annotations: Option<BTreeMap<String, String>>,
}

/// The configuration of an image, as far as it tells of layers.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub struct ImageConfig {
    /// The processor, in Go's words.
    pub architecture: String,
    /// The operating system, in Go's words.
    pub os: String,
    /// The variant of the processor.
    pub variant: Option<String>,
    /// The layers, the lowest first.
    pub rootfs: RootFs,
    /// How it is run.
    pub config: Option<RunConfig>,
}

/// The layers of an image.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub struct RootFs {
    /// The digests of the unpacked layers.
    pub diff_ids: Option<Vec<String>>,
}

/// How an image is run.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "PascalCase", default)]
pub struct RunConfig {
    /// What its maker says of it.
    pub labels: Option<BTreeMap<String, String>>,
}

/// One image of `docker save`.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "PascalCase")]
pub struct Saved {
    /// The path of its configuration.
    pub config: String,
    /// Its names.
    pub repo_tags: Option<Vec<String>>,
    /// The paths of its layers, the lowest first.
    pub layers: Vec<String>,
}

/// Returns whether some bytes are the mark of an image layout of a version that is understood.
#[must_use]
pub fn is_mark(bytes: &[u8]) -> bool {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Mark {
        image_layout_version: String,
    }
    serde_json::from_slice::<Mark>(bytes).is_ok_and(|mark| mark.image_layout_version.starts_with("1."))
}

/// Returns an index or a manifest.
///
/// # Errors
/// [`ArchiveError::Malformed`].
pub fn parse_manifest(bytes: &[u8]) -> Result<Manifest, ArchiveError> {
    let manifest: Manifest = serde_json::from_slice(bytes).map_err(|error| malformed(&error))?;
    // A document that can be read as either would be read as one by some and as the other by others.
    if manifest.manifests.is_some() == manifest.layers.is_some() {
        return Err(ArchiveError::Malformed("expected either `manifests` or `layers`".to_owned()));
    }
    Ok(manifest)
}

/// Returns an image's configuration.
///
/// # Errors
/// [`ArchiveError::Malformed`].
pub fn parse_image_config(bytes: &[u8]) -> Result<ImageConfig, ArchiveError> {
    serde_json::from_slice(bytes).map_err(|error| malformed(&error))
}

/// Returns the images that `docker save` lists.
///
/// # Errors
/// [`ArchiveError::Malformed`].
pub fn parse_saved(bytes: &[u8]) -> Result<Vec<Saved>, ArchiveError> {
    serde_json::from_slice(bytes).map_err(|error| malformed(&error))
}

fn malformed(error: &serde_json::Error) -> ArchiveError {
    ArchiveError::Malformed(format!("is no document of an image: {error}"))
}
