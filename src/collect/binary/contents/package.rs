//! Package files of distributions: what they say of themselves, and where in them the files are.
//!
//! Spec: deb(5), deb-control(5); RPM, "Package Format" and "Tags"; Alpine wiki, "Apk spec" (version 2).

use std::io::{BufRead, Read};

use flate2::bufread::GzDecoder;

use super::stream::{damaged, drain, read_whole};
use crate::limits;
use crate::model::{Algorithm, Digest, Purl, PurlError};
use crate::source::ar::{self, Member};
use crate::source::archive::ArchiveError;
use crate::source::archive::packed::{Budget, Packing, unpack};
use crate::source::archive::rpm::parse_rpm;
use crate::source::archive::tar::{TarKind, read_tar};
use crate::source::hash::digest_bytes;
use crate::system::{Distribution, Manager, Package, RpmHeader, Source, find_field, parse_header, parse_status};

/// What a package file says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageFile {
    /// Which program installs it.
    pub manager: Manager,
    /// Name, version and what belongs to them.
    pub package: Package,
    /// Of which distribution it is, where that is said.
    pub distribution: Option<Distribution>,
    /// Where it is presented.
    pub homepage: Option<String>,
    /// What it is, in a line.
    pub summary: Option<String>,
    /// What of it was compared with a digest in it, in words.
    pub compared: Vec<&'static str>,
}

impl PackageFile {
    /// Returns the package URL.
    ///
    /// # Errors
    /// [`PurlError`] when a name breaks the rules of package URLs.
    pub fn purl(&self) -> Result<Purl, PurlError> {
        self.package.purl_of_file(self.manager, self.distribution.as_ref())
    }
}

const DEB_MEMBER: &[u8] = b"debian-binary";

/// Returns whether some bytes begin as a Debian package does.
pub(super) fn is_deb(head: &[u8]) -> bool {
    ar::is_archive(head) && head.get(8..8 + DEB_MEMBER.len()) == Some(DEB_MEMBER)
}

fn malformed(message: impl Into<String>) -> ArchiveError {
    ArchiveError::Malformed(message.into())
}

/// Returns what a Debian package says of itself, and its archive of files.
pub(super) fn parse_deb<'a>(bytes: &'a [u8], budget: &Budget) -> Result<(PackageFile, &'a [u8]), ArchiveError> {
    let members = ar::parse_archive(bytes).map_err(|error| malformed(error.to_string()))?;
    let version = members.first().map(|member| member.bytes).unwrap_or_default();
    if !version.starts_with(b"2.") {
        return Err(malformed("expected a Debian package of format 2, found another one"));
    }
    let control = unpacked_control(one(&members, "control.tar")?, budget)?;
    let control = String::from_utf8_lossy(&control);
    // More than one stanza would be more than one package.
    let mut stanzas = parse_status(control.trim_matches('\n'));
    let package = stanzas.pop().filter(|_| stanzas.is_empty());
    let package = package.ok_or_else(|| malformed("expected `Package` and `Version` of one package in `control`"))?;
    let data = one(&members, "data.tar")?;
    let text = |key| find_field(&control, key).map(ToOwned::to_owned);
    let (homepage, summary) = (text("homepage"), text("description"));
    let manager = Manager::Dpkg;
    let distribution = find_field(&control, "origin").and_then(|origin| Distribution::stated(manager, origin));
    Ok((PackageFile { manager, package, distribution, homepage, summary, compared: Vec::new() }, data))
}

/// Returns the bytes of the only member of a name, whatever it is compressed with. Spec: deb(5).
fn one<'a>(members: &[Member<'a>], name: &str) -> Result<&'a [u8], ArchiveError> {
    let is_it = |member: &&Member<'_>| {
        member.name.strip_prefix(name).is_some_and(|ending| ending.is_empty() || ending.starts_with('.'))
    };
    let found: Vec<&Member<'a>> = members.iter().filter(is_it).collect();
    match found.as_slice() {
        [member] => Ok(member.bytes),
        [] => Err(malformed(format!("has no `{name}`"))),
        _ => Err(malformed(format!("has more than one `{name}`"))),
    }
}

/// Returns the file `control` of a compressed archive.
fn unpacked_control(bytes: &[u8], budget: &Budget) -> Result<Vec<u8>, ArchiveError> {
    let mut control = None;
    let mut plain = bytes;
    let mut packed = Packing::of(bytes)
        .map(|packing| unpack(packing, bytes, budget).map_err(|error| damaged(&error)))
        .transpose()?;
    let input: &mut dyn Read = match &mut packed {
        Some(stream) => stream,
        None => &mut plain,
    };
    read_tar(Box::new(input), budget, |entry| {
        let name = entry.path.strip_prefix(b"./").unwrap_or(entry.path);
        if name == b"control" && entry.kind == TarKind::File {
            if control.is_some() {
                return Err(malformed("has `control` twice"));
            }
            control = Some(small(entry.bytes)?);
        }
        Ok(())
    })?;
    packed.as_mut().map_or(Ok(()), drain)?;
    control.ok_or_else(|| malformed("has no `control`"))
}

fn small(input: &mut dyn Read) -> Result<Vec<u8>, ArchiveError> {
    let mut bytes = Vec::new();
    read_whole(input.take(limits::MANIFEST_BYTES + 1), &mut bytes)?;
    if bytes.len() as u64 > limits::MANIFEST_BYTES {
        return Err(ArchiveError::TooLarge(format!("states more than {} bytes of itself", limits::MANIFEST_BYTES)));
    }
    Ok(bytes)
}

/// Tags of RPM headers. Spec: RPM, `rpmtag.h`.
mod tag {
    pub(super) const SUMMARY: u32 = 1004;
    pub(super) const URL: u32 = 1020;
    pub(super) const PAYLOAD_DIGEST: u32 = 5092;
    pub(super) const PAYLOAD_DIGEST_ALGORITHM: u32 = 5093;
    /// Of the signature header: the SHA-256 of the header.
    pub(super) const HEADER_SHA256: u32 = 273;
    /// Of the signature header: the SHA-1 of the header.
    pub(super) const HEADER_SHA1: u32 = 269;
}

/// Returns what an RPM package says of itself, and its compressed files, both compared with the digests in it.
pub(super) fn parse_rpm_package(bytes: &[u8]) -> Result<(PackageFile, &[u8]), ArchiveError> {
    let file = parse_rpm(bytes)?;
    let header = parse_header(file.header).map_err(|error| malformed(error.to_string()))?;
    let signature = parse_header(file.signature).map_err(|error| malformed(error.to_string()))?;
    let mut package = header.package().map_err(|error| malformed(error.to_string()))?;
    if file.is_source {
        // The architecture in a source package is that of the machine that packed it.
        package.architecture = Some("src".to_owned());
    }
    let mut compared = Vec::new();
    if compare_header(&signature, file.whole_header)? {
        compared.push("header");
    }
    if compare_payload(&header, file.payload)? {
        compared.push("payload");
    }
    let text = |tag| header.text(tag).map(str::to_owned).filter(|text| !text.is_empty());
    let (homepage, summary) = (text(tag::URL), text(tag::SUMMARY));
    let manager = Manager::Rpm;
    let distribution = package.vendor.as_deref().and_then(|vendor| Distribution::stated(manager, vendor));
    Ok((PackageFile { manager, package, distribution, homepage, summary, compared }, file.payload))
}

fn compare_header(signature: &RpmHeader<'_>, header: &[u8]) -> Result<bool, ArchiveError> {
    let stated = [(tag::HEADER_SHA256, Algorithm::Sha256), (tag::HEADER_SHA1, Algorithm::Sha1)];
    let mut compared = false;
    for (tag, algorithm) in stated {
        if let Some(hex) = signature.text(tag) {
            if !is_digest(algorithm, hex, header) {
                return Err(malformed("has a header of another digest than it states"));
            }
            compared = true;
        }
    }
    Ok(compared)
}

fn compare_payload(header: &RpmHeader<'_>, payload: &[u8]) -> Result<bool, ArchiveError> {
    let Some(hex) = header.text(tag::PAYLOAD_DIGEST) else { return Ok(false) };
    // The numbers are those of OpenPGP. Spec: RFC 9580, 9.5.
    let number = header.numbers(tag::PAYLOAD_DIGEST_ALGORITHM).and_then(|mut numbers| numbers.next());
    let algorithm = match number {
        Some(8) => Algorithm::Sha256,
        Some(9) => Algorithm::Sha384,
        Some(10) => Algorithm::Sha512,
        _ => return Ok(false),
    };
    if is_digest(algorithm, hex, payload) {
        Ok(true)
    } else {
        Err(malformed("has files of another digest than its header states"))
    }
}

fn is_digest(algorithm: Algorithm, hex: &str, bytes: &[u8]) -> bool {
    Digest::from_hex(algorithm, hex).ok().is_some_and(|stated| digest_bytes(algorithm, bytes) == Some(stated))
}

/// Returns what a package of Alpine says of itself, if a gzip file is one.
///
/// It is up to three gzip members: a signature, `.PKGINFO`, and the files, whose digest `.PKGINFO` states.
pub(super) fn find_apk(bytes: &[u8], budget: &Budget) -> Result<Option<PackageFile>, ArchiveError> {
    let mut rest = bytes;
    for _ in 0..2 {
        let Some((head, behind)) = small_member(rest) else { return Ok(None) };
        rest = behind;
        let mut stated = None;
        // A part of a tar archive ends without the blocks that mark its end.
        let read = read_tar(Box::new(head.as_slice()), budget, |entry| {
            if entry.path == b".PKGINFO" && entry.kind == TarKind::File {
                stated = Some(small(entry.bytes)?);
            }
            Ok(())
        });
        if read.is_err() {
            // Members may be cut anywhere, and then it is no such package.
            return Ok(None);
        }
        if let Some(stated) = stated {
            return apk(&String::from_utf8_lossy(&stated), rest);
        }
    }
    Ok(None)
}

/// Returns the first member of a gzip file, if it is small and a tar archive, and what lies behind it.
fn small_member(bytes: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut member = GzDecoder::new(bytes);
    let mut unpacked = Vec::new();
    let limit = limits::ARCHIVE_EXTENSION_BYTES;
    (&mut member).take(limit + 1).read_to_end(&mut unpacked).ok()?;
    let mut rest = member.into_inner();
    let is_whole = unpacked.len() as u64 <= limit && !rest.fill_buf().ok()?.is_empty();
    (is_whole && crate::source::archive::tar::is_tar(&unpacked)).then_some((unpacked, rest))
}

fn apk(stated: &str, files: &[u8]) -> Result<Option<PackageFile>, ArchiveError> {
    let value = |key: &str| {
        let values = stated.lines().filter_map(|line| line.split_once(" = ").filter(|(name, _)| *name == key));
        values.map(|(_, value)| value.trim().to_owned()).find(|value| !value.is_empty())
    };
    let (Some(name), Some(version)) = (value("pkgname"), value("pkgver")) else {
        return Err(malformed("expected `pkgname` and `pkgver` in `.PKGINFO`"));
    };
    // Packages of Arch Linux have a file of this name too.
    if value("pkgbase").is_some() {
        return Ok(None);
    }
    let mut compared = Vec::new();
    if let Some(hex) = value("datahash") {
        if !is_digest(Algorithm::Sha256, &hex, files) {
            return Err(malformed("has files of another digest than its `.PKGINFO` states"));
        }
        compared.push("files");
    }
    let package = Package {
        name,
        version,
        epoch: None,
        architecture: value("arch"),
        source: value("origin").map(|name| Source { name, version: None }),
        vendor: value("maintainer"),
        license: value("license"),
    };
    let (homepage, summary) = (value("url"), value("pkgdesc"));
    // It says who maintains it, and not for which distribution.
    let distribution = None;
    Ok(Some(PackageFile { manager: Manager::Apk, package, distribution, homepage, summary, compared }))
}
