//! Container images: the OCI layout as a folder or a tar archive, and what `docker save` writes.
//!
//! A blob is used once its digest was compared with the one that names it. `docker save` before version 25 names layers by no digest of theirs;
//! there the image's configuration, which states the digests of the unpacked layers, is what they are held against.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::blobs::Blobs;
use super::layer::Above;
use super::stream::{damaged, drain, read_whole};
use super::walk::{At, Walk};
use super::{Holder, HolderKind};
use crate::limits;
use crate::model::ProblemKind;
use crate::source::archive::ArchiveError;
use crate::source::archive::layout::{
    self, Descriptor, ImageConfig, Manifest, Platform, check_digest, parse_image_config, parse_manifest, parse_saved,
};
use crate::source::archive::packed::{Packing, unpack};

/// Indexes that lie in one another.
const INDEX_DEPTH: usize = 4;

/// What an image says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainerImage {
    /// Its names, in order.
    pub names: BTreeSet<String>,
    /// What it is for, such as `linux/amd64`.
    pub platform: Option<String>,
    /// The digest of its manifest, or, where it has none, of its configuration.
    pub digest: Option<String>,
    /// What its maker says of it, by the keys of OCI's annotations.
    pub labels: BTreeMap<String, String>,
    /// How many layers it has.
    pub layers: usize,
    /// Whether each of them could be read.
    pub is_whole: bool,
}

/// One layer, and what it must be.
struct Layer {
    path: String,
    proof: Proof,
}

enum Proof {
    Descriptor(Descriptor),
    /// The digest of the unpacked layer.
    Unpacked(Option<String>),
}

/// What is left to look at of an index, and how deep it lies.
type Open = (Descriptor, usize, BTreeSet<String>);

impl Walk<'_> {
    /// Reads every image.
    pub(super) fn images(&mut self, blobs: &dyn Blobs, prefix: &str) -> Result<(), ArchiveError> {
        if let Some(mark) = blobs.get(layout::MARK)? {
            if !layout::is_mark(&mark) {
                return Err(ArchiveError::Malformed("expected version 1 of the image layout".to_owned()));
            }
            self.layout(blobs, prefix)?;
        } else if let Some(saved) = blobs.get(layout::SAVED)? {
            self.saved(blobs, &saved, prefix)?;
        }
        if self.found.holders.is_empty() {
            return Err(ArchiveError::Malformed("expected at least one image, found none".to_owned()));
        }
        Ok(())
    }

    fn layout(&mut self, blobs: &dyn Blobs, prefix: &str) -> Result<(), ArchiveError> {
        let index = blobs.get(layout::INDEX)?;
        let index = index.ok_or_else(|| ArchiveError::Malformed(format!("has no `{}`", layout::INDEX)))?;
        let listed = parse_manifest(&index)?.manifests;
        let listed = listed.ok_or_else(|| ArchiveError::Malformed("expected `manifests` in its index".to_owned()))?;
        let mut open: Vec<Open> = listed.into_iter().rev().map(|it| (it, 0, BTreeSet::new())).collect();
        let mut images: BTreeMap<String, usize> = BTreeMap::new();
        let mut looked_at = 0;
        while let Some((descriptor, depth, mut names)) = open.pop() {
            looked_at += 1;
            if looked_at > limits::IMAGES {
                return Err(ArchiveError::TooLarge(format!("lists more than {} images", limits::IMAGES)));
            }
            names.extend(name(&descriptor));
            if descriptor.is_attestation() {
                continue;
            }
            if let Some(HolderKind::Image(image)) = images
                .get(&descriptor.digest)
                .and_then(|at| self.found.holders.get_mut(*at))
                .map(|holder| &mut holder.kind)
            {
                image.names.extend(names);
                continue;
            }
            let place = descriptor.path().map_or_else(|| prefix.to_owned(), |path| format!("{prefix}{path}"));
            let Some(manifest) = self.manifest(blobs, &descriptor, &place)? else { continue };
            match manifest.manifests {
                Some(_) if depth >= INDEX_DEPTH => {
                    self.problem(ProblemKind::Unusable, &place, "is an index inside of too many others");
                }
                Some(listed) => open.extend(listed.into_iter().rev().map(|it| (it, depth + 1, names.clone()))),
                None => {
                    images.insert(descriptor.digest.clone(), self.found.holders.len());
                    self.listed(blobs, (&descriptor, manifest, names), prefix)?;
                }
            }
        }
        Ok(())
    }

    /// Returns the document that a descriptor names, if it is there and is that one.
    fn manifest(
        &mut self,
        blobs: &dyn Blobs,
        descriptor: &Descriptor,
        place: &str,
    ) -> Result<Option<Manifest>, ArchiveError> {
        let checked = blob(blobs, descriptor, limits::MANIFEST_BYTES);
        let parsed = match checked {
            // A layout may lack images that its index names. Spec: "Image Layout", "Blobs".
            Ok(None) => {
                let platform = descriptor.platform.as_ref().map(|it| format!(" for {it}")).unwrap_or_default();
                self.problem(
                    ProblemKind::Absent,
                    place,
                    format!("the image{platform} that the index names is not there"),
                );
                return Ok(None);
            }
            Ok(Some(bytes)) => parse_manifest(&bytes),
            Err(error) => Err(error),
        };
        match parsed {
            Ok(manifest) => Ok(Some(manifest)),
            Err(error) => self.settle(Err(error), place).map(|()| None),
        }
    }

    /// Reads an image of a layout.
    fn listed(
        &mut self,
        blobs: &dyn Blobs,
        (descriptor, manifest, names): (&Descriptor, Manifest, BTreeSet<String>),
        prefix: &str,
    ) -> Result<(), ArchiveError> {
        let mut image = ContainerImage {
            names,
            digest: Some(descriptor.digest.clone()),
            platform: descriptor.platform.as_ref().map(ToString::to_string),
            is_whole: true,
            ..ContainerImage::default()
        };
        if let Some(described) = &manifest.config {
            let place = described.path().map_or_else(|| prefix.to_owned(), |path| format!("{prefix}{path}"));
            match blob(blobs, described, limits::MANIFEST_BYTES) {
                // What is no image, but lies in a layout as one, has some other configuration.
                Ok(Some(bytes)) => parse_image_config(&bytes).map_or((), |config| image.take(config)),
                Ok(None) => self.problem(ProblemKind::Unusable, &place, "the image's configuration is not there"),
                Err(error) => self.settle(Err(error), &place)?,
            }
        }
        image.labels.extend(manifest.annotations.unwrap_or_default());
        let layers = manifest.layers.unwrap_or_default().into_iter().map(|descriptor| Layer {
            path: descriptor.path().unwrap_or_default(),
            proof: Proof::Descriptor(descriptor),
        });
        self.image(blobs, image, &layers.collect::<Vec<_>>(), prefix)
    }

    /// Reads the images of `docker save`.
    fn saved(&mut self, blobs: &dyn Blobs, list: &[u8], prefix: &str) -> Result<(), ArchiveError> {
        let images = parse_saved(list)?;
        if images.len() > limits::IMAGES {
            return Err(ArchiveError::TooLarge(format!("lists more than {} images", limits::IMAGES)));
        }
        for saved in images {
            let place = format!("{prefix}{}", saved.config);
            let mut image = ContainerImage {
                names: saved.repo_tags.unwrap_or_default().into_iter().collect(),
                is_whole: true,
                ..ContainerImage::default()
            };
            let mut unpacked = Vec::new();
            match saved_config(blobs, &saved.config) {
                Ok((config, digest)) => {
                    unpacked = config.rootfs.diff_ids.clone().unwrap_or_default();
                    image.digest = digest;
                    image.take(config);
                }
                Err(error) => self.settle(Err(error), &place)?,
            }
            let count = saved.layers.len();
            if unpacked.len() != count {
                let message = format!("states the digests of {} layers, and the image has {count}", unpacked.len());
                self.problem(ProblemKind::Unusable, &place, message);
                unpacked.clear();
            }
            let layers = saved
                .layers
                .into_iter()
                .enumerate()
                .map(|(at, path)| Layer { path, proof: Proof::Unpacked(unpacked.get(at).cloned()) });
            self.image(blobs, image, &layers.collect::<Vec<_>>(), prefix)?;
        }
        Ok(())
    }

    /// Reads the layers of an image, the uppermost first.
    fn image(
        &mut self,
        blobs: &dyn Blobs,
        mut image: ContainerImage,
        layers: &[Layer],
        prefix: &str,
    ) -> Result<(), ArchiveError> {
        image.layers = layers.len();
        if layers.len() > limits::IMAGE_LAYERS {
            return Err(ArchiveError::TooLarge(format!("has more than {} layers", limits::IMAGE_LAYERS)));
        }
        self.pass += 1;
        let holder = self.found.holders.len();
        let place = image.digest.clone().unwrap_or_else(|| image.names.first().cloned().unwrap_or_default());
        let place = format!("{prefix}{place}");
        self.found.holders.push(Holder { place, kind: HolderKind::Image(image) });
        let mut above = Above::default();
        let mut is_whole = true;
        for layer in layers.iter().rev() {
            let place = format!("{prefix}{}", layer.path);
            let at = At { place: &place, depth: 1, holder: Some(holder) };
            let read = match self.proven(blobs, layer) {
                Ok(bytes) => self.layer(&bytes, &mut above, at),
                Err(error) => Err(error),
            };
            is_whole &= read.is_ok();
            let said = read.map_err(|error| ArchiveError::Malformed(format!("the layer {error}")));
            self.settle(said, &place)?;
        }
        if is_whole {
            self.place(&above.root);
        }
        // A layer that was not read may hold another release.
        self.loose.clear();
        if let Some(HolderKind::Image(image)) = self.found.holders.get_mut(holder).map(|holder| &mut holder.kind) {
            image.is_whole = is_whole;
        }
        Ok(())
    }

    /// Returns a layer once it was compared with what it must be.
    fn proven<'a>(&self, blobs: &'a dyn Blobs, layer: &Layer) -> Result<Cow<'a, [u8]>, ArchiveError> {
        let absent = || ArchiveError::Malformed("is not there".to_owned());
        match &layer.proof {
            Proof::Descriptor(descriptor) => blob(blobs, descriptor, limits::BINARY_BYTES)?.ok_or_else(absent),
            Proof::Unpacked(digest) => {
                let bytes = blobs.get(&layer.path)?.ok_or_else(absent)?;
                let digest = digest.as_ref().ok_or_else(|| {
                    ArchiveError::Malformed("has no digest that it could be compared with".to_owned())
                })?;
                match Packing::of(&bytes) {
                    None => check_digest(digest, &bytes)?,
                    Some(packing) => {
                        let mut unpacked = Vec::new();
                        let mut stream =
                            unpack(packing, bytes.as_ref(), self.budget).map_err(|error| damaged(&error))?;
                        read_whole(&mut stream, &mut unpacked)?;
                        drain(&mut stream)?;
                        check_digest(digest, &unpacked)?;
                    }
                }
                Ok(bytes)
            }
        }
    }
}

/// Returns a blob once it was compared with its descriptor.
fn blob<'a>(blobs: &'a dyn Blobs, descriptor: &Descriptor, limit: u64) -> Result<Option<Cow<'a, [u8]>>, ArchiveError> {
    let path = descriptor.path().ok_or_else(|| {
        let shown: String = descriptor.digest.chars().take(140).collect();
        ArchiveError::Malformed(format!("is named by `{shown}`, which is no SHA-256 or SHA-512"))
    })?;
    if descriptor.size > limit {
        return Err(ArchiveError::TooLarge(format!("has more than {limit} bytes")));
    }
    let Some(bytes) = blobs.get(&path)? else { return Ok(None) };
    descriptor.check(&bytes)?;
    Ok(Some(bytes))
}

/// Returns the configuration of a saved image and its digest, which is a part of its path.
fn saved_config(blobs: &dyn Blobs, path: &str) -> Result<(ImageConfig, Option<String>), ArchiveError> {
    let bytes =
        blobs.get(path)?.ok_or_else(|| ArchiveError::Malformed("the image's configuration is not there".to_owned()))?;
    if bytes.len() as u64 > limits::MANIFEST_BYTES {
        return Err(ArchiveError::TooLarge(format!("has more than {} bytes", limits::MANIFEST_BYTES)));
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let digest = format!("sha256:{}", name.strip_suffix(".json").unwrap_or(name));
    check_digest(&digest, &bytes)?;
    Ok((parse_image_config(&bytes)?, Some(digest)))
}

/// Returns the name that an index gives to an image.
fn name(descriptor: &Descriptor) -> Option<String> {
    let annotations = descriptor.annotations.as_ref()?;
    // The first is the whole name, the second may be a tag alone.
    let keys = ["io.containerd.image.name", "org.opencontainers.image.ref.name"];
    keys.iter().find_map(|key| annotations.get(*key)).cloned()
}

impl ContainerImage {
    fn take(&mut self, config: ImageConfig) {
        let ImageConfig { architecture, os, variant, config, .. } = config;
        if !architecture.is_empty() || !os.is_empty() {
            self.platform = Some(Platform { architecture, os, variant }.to_string());
        }
        self.labels.extend(config.and_then(|config| config.labels).unwrap_or_default());
    }

    /// Returns what its maker says of it under a key of OCI's.
    #[must_use]
    pub fn label(&self, key: &str) -> Option<&str> {
        self.labels.get(&format!("org.opencontainers.image.{key}")).map(String::as_str).filter(|text| !text.is_empty())
    }
}
