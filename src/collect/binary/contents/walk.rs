//! The way down through archives inside of archives.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use super::blobs::{TarBlobs, is_mark};
use super::distribution::Root;
use super::kind::{Kind, head};
use super::layer::plain;
use super::stream::{damaged, drain, read_whole};
use super::{Contents, Holder, HolderKind, Part, digests, package};
use crate::binary::{self, BinaryError};
use crate::limits;
use crate::model::{Problem, ProblemKind, RelativePath};
use crate::source::archive::ArchiveError;
use crate::source::archive::cpio::read_cpio;
use crate::source::archive::packed::{Budget, Packing, unpack};
use crate::source::archive::tar::{TarEntry, TarKind, read_tar};
use crate::source::archive::zip::parse_zip;

/// An image in an archive has layers that hold archives; deeper than that nothing is looked at.
const DEPTH: usize = 3;

/// Where the walk is.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'a> {
    /// The whole way to the archive.
    pub(super) place: &'a str,
    /// How many archives are around.
    pub(super) depth: usize,
    /// The package or image that the archive belongs to.
    pub(super) holder: Option<usize>,
}

/// What became of a file that was read before, by its place: the layers of several images may be the same.
#[derive(Clone, Copy, Debug)]
enum Known {
    Part(usize),
    Other,
}

pub(super) struct Walk<'b> {
    pub(super) found: Contents,
    pub(super) budget: &'b Budget,
    /// The compressed tar archive turned out to be an image.
    pub(super) is_packed_image: bool,
    /// Which time it is that a layer may be read.
    pub(super) pass: usize,
    /// Packages that lie directly in the archive or image that is being read.
    pub(super) loose: Vec<usize>,
    known: BTreeMap<String, (usize, Known)>,
    untold: usize,
}

impl<'b> Walk<'b> {
    pub(super) fn new(budget: &'b Budget) -> Self {
        Self {
            found: Contents::default(),
            budget,
            is_packed_image: false,
            pass: 0,
            loose: Vec::new(),
            known: BTreeMap::new(),
            untold: 0,
        }
    }

    pub(super) fn finish(mut self) -> Contents {
        if self.untold > 0 {
            let message = format!("further problems ({}) are like those above", self.untold);
            self.found.problems.push(Problem::new(ProblemKind::Unusable, ".", message));
        }
        self.found.parts.sort_by(|a, b| a.place.cmp(&b.place));
        self.found
    }

    pub(super) fn problem(&mut self, kind: ProblemKind, place: &str, message: impl Into<String>) {
        if self.found.problems.len() < limits::ARCHIVE_PROBLEMS {
            self.found.problems.push(Problem::new(kind, place, message));
        } else {
            self.untold += 1;
        }
    }

    /// Reads the subject itself.
    pub(super) fn top(&mut self, bytes: &[u8], name: &str) -> Result<(), ArchiveError> {
        let at = At { place: name, depth: 1, holder: None };
        let expected = |found: &str| {
            ArchiveError::Malformed(format!("expected an archive inside of the compressed file, found {found}"))
        };
        match Kind::of(bytes) {
            Some(Kind::Tar) => match TarBlobs::of(bytes, self.budget)? {
                Some(blobs) => self.images(&blobs, &format!("{name}!/")),
                None => self.tar(Box::new(bytes), at),
            },
            Some(Kind::Packed(packing)) => {
                let mut stream = unpack(packing, bytes, self.budget).map_err(|error| damaged(&error))?;
                let head = head(&mut stream)?;
                if Kind::of(&head) != Some(Kind::Tar) {
                    return Err(expected("something else"));
                }
                if packing == Packing::Gzip {
                    self.found.package = package::find_apk(bytes, self.budget)?;
                }
                let read = self.tar(Box::new(head.chain(&mut stream)), at);
                if self.is_packed_image {
                    return Ok(());
                }
                read?;
                drain(&mut stream)
            }
            Some(Kind::Zip) => self.zip(bytes, at),
            Some(Kind::Deb) => {
                let (package, data) = package::parse_deb(bytes, self.budget)?;
                self.found.package = Some(package);
                self.payload(data, at)
            }
            Some(Kind::Rpm) => {
                let (package, payload) = package::parse_rpm_package(bytes)?;
                self.found.package = Some(package);
                self.payload(payload, at)
            }
            Some(Kind::Binary) | None => Err(expected("none")),
        }
    }

    /// Reads a compressed tar archive that is known to be an image.
    pub(super) fn packed_image(&mut self, bytes: &[u8], name: &str) -> Result<(), ArchiveError> {
        let packing = Packing::of(bytes).ok_or_else(|| ArchiveError::Malformed("is not compressed".to_owned()))?;
        let mut unpacked = Vec::new();
        let stream = unpack(packing, bytes, self.budget).map_err(|error| damaged(&error))?;
        read_whole(stream, &mut unpacked)?;
        match TarBlobs::of(&unpacked, self.budget)? {
            Some(blobs) => self.images(&blobs, &format!("{name}!/")),
            None => Err(ArchiveError::Malformed("is an image at a second look only".to_owned())),
        }
    }

    /// Reads the entries of a tar archive.
    pub(super) fn tar(&mut self, input: Box<dyn Read + '_>, at: At<'_>) -> Result<(), ArchiveError> {
        let budget = self.budget;
        let mut root = Root::default();
        read_tar(input, budget, |entry| self.tar_entry(entry, &mut root, at))?;
        if at.depth == 1 {
            self.place(&root);
        }
        Ok(())
    }

    fn tar_entry(&mut self, entry: &mut TarEntry<'_>, root: &mut Root, at: At<'_>) -> Result<(), ArchiveError> {
        match entry.kind {
            TarKind::File if matches!(entry.path, b"oci-layout" | b"manifest.json") => self.mark(entry, at),
            TarKind::File => {
                let path = entry.path.to_vec();
                self.file_of_system(entry, &path, root, at)
            }
            TarKind::SymbolicLink => {
                root.link(&plain(entry.path).unwrap_or_default(), entry.link);
                Ok(())
            }
            TarKind::Sparse => {
                self.sparse(entry.path, at);
                Ok(())
            }
            TarKind::Folder | TarKind::HardLink | TarKind::Special => Ok(()),
        }
    }

    /// Reads one file of what may be a system, which may say which one it is.
    pub(super) fn file_of_system(
        &mut self,
        entry: &mut TarEntry<'_>,
        path: &[u8],
        root: &mut Root,
        at: At<'_>,
    ) -> Result<(), ArchiveError> {
        let named = plain(path).unwrap_or_default();
        let mut start = Vec::new();
        if Root::wants(&named) {
            (&mut entry.bytes).take(limits::MANIFEST_BYTES).read_to_end(&mut start).map_err(|error| damaged(&error))?;
        }
        root.file(&named, start.clone());
        self.file(&mut start.chain(&mut entry.bytes), path, at)
    }

    pub(super) fn sparse(&mut self, path: &[u8], at: At<'_>) {
        let place = format!("{}!/{}", at.place, shown(path));
        self.problem(ProblemKind::Unusable, &place, "is stored as a sparse file, which is not read");
    }

    /// Looks at a file that may make the archive an image.
    fn mark(&mut self, entry: &mut TarEntry<'_>, at: At<'_>) -> Result<(), ArchiveError> {
        let mut bytes = Vec::new();
        entry.bytes.take(limits::MANIFEST_BYTES).read_to_end(&mut bytes).map_err(|error| damaged(&error))?;
        if !is_mark(entry.path, &bytes) {
            return Ok(());
        }
        if at.depth > 1 {
            let message =
                "is an image inside of an archive: its layers are read one by one, with what upper ones remove";
            self.problem(ProblemKind::Unusable, at.place, message);
            return Ok(());
        }
        self.is_packed_image = true;
        Err(ArchiveError::Malformed("is an image".to_owned()))
    }

    /// Reads one file of an archive, if it is of interest; only what must end the whole walk is an error.
    pub(super) fn file(&mut self, input: &mut dyn Read, path: &[u8], at: At<'_>) -> Result<(), ArchiveError> {
        let head = head(input)?;
        let Some(kind) = Kind::of(&head) else { return Ok(()) };
        let Some(path) = std::str::from_utf8(path).ok().and_then(|path| RelativePath::new(path).ok()) else {
            let message = format!("holds `{}`, whose path no document can carry, and which was not read", shown(path));
            self.problem(ProblemKind::Unusable, at.place, message);
            return Ok(());
        };
        let place = format!("{}!/{path}", at.place);
        let within = At { place: &place, ..at };
        let result = self.content(kind, Box::new(head.chain(input)), &path, within);
        self.settle(result, &place)
    }

    /// Turns an error of an inner archive into a problem, unless nothing more may be read at all.
    pub(super) fn settle(&mut self, result: Result<(), ArchiveError>, place: &str) -> Result<(), ArchiveError> {
        let Err(error) = result else { return Ok(()) };
        if self.budget.is_spent() || self.is_packed_image {
            return Err(error);
        }
        let message = match &error {
            ArchiveError::Io(_) => error.to_string(),
            ArchiveError::Malformed(_) | ArchiveError::TooLarge(_) => format!("cannot be read: {error}"),
        };
        self.problem(ProblemKind::Unusable, place, message);
        Ok(())
    }

    fn content(
        &mut self,
        kind: Kind,
        input: Box<dyn Read + '_>,
        path: &RelativePath,
        at: At<'_>,
    ) -> Result<(), ArchiveError> {
        if let Kind::Packed(packing) = kind {
            return self.unpacked(packing, input, path, at);
        }
        if kind != Kind::Binary && at.depth >= DEPTH {
            let message = format!("lies inside of {DEPTH} archives, and was not looked into");
            return Err(ArchiveError::TooLarge(message));
        }
        let below = At { depth: at.depth + 1, ..at };
        if kind == Kind::Tar {
            return self.tar(input, below);
        }
        if kind == Kind::Binary && self.is_known(at) {
            return Ok(());
        }
        let mut bytes = Vec::new();
        read_whole(input, &mut bytes)?;
        match kind {
            Kind::Binary => {
                self.binary(&bytes, path, at);
                Ok(())
            }
            Kind::Zip => self.zip(&bytes, below),
            Kind::Deb => {
                let (package, data) = package::parse_deb(&bytes, self.budget)?;
                let holder = Some(self.hold(package, &bytes, at));
                self.payload(data, At { holder, ..below })
            }
            Kind::Rpm => {
                let (package, payload) = package::parse_rpm_package(&bytes)?;
                let holder = Some(self.hold(package, &bytes, at));
                self.payload(payload, At { holder, ..below })
            }
            Kind::Tar | Kind::Packed(_) => Ok(()),
        }
    }

    fn unpacked(
        &mut self,
        packing: Packing,
        input: Box<dyn Read + '_>,
        path: &RelativePath,
        at: At<'_>,
    ) -> Result<(), ArchiveError> {
        let mut stream = unpack(packing, input, self.budget).map_err(|error| damaged(&error))?;
        let head = head(&mut stream)?;
        match Kind::of(&head) {
            None => return Ok(()),
            Some(Kind::Packed(_)) => return Err(ArchiveError::Malformed("is compressed twice".to_owned())),
            Some(kind) => self.content(kind, Box::new(head.chain(&mut stream)), path, at)?,
        }
        drain(&mut stream)
    }

    /// Adds a package that lies inside of the subject.
    fn hold(&mut self, package: package::PackageFile, bytes: &[u8], at: At<'_>) -> usize {
        let kind = HolderKind::Package { package: Box::new(package), size: bytes.len(), digests: digests(bytes) };
        self.found.holders.push(Holder { place: at.place.to_owned(), kind });
        let holder = self.found.holders.len() - 1;
        if at.depth == 1 {
            self.loose.push(holder);
        }
        holder
    }

    /// Reads the files of a package: a tar archive or one of cpio, compressed or not.
    fn payload(&mut self, bytes: &[u8], at: At<'_>) -> Result<(), ArchiveError> {
        let Some(packing) = Packing::of(bytes) else {
            let mut rest = bytes;
            return self.files(&mut rest, at);
        };
        let mut stream = unpack(packing, bytes, self.budget).map_err(|error| damaged(&error))?;
        self.files(&mut stream, at)?;
        drain(&mut stream)
    }

    fn files(&mut self, input: &mut dyn Read, at: At<'_>) -> Result<(), ArchiveError> {
        let head = head(input)?;
        if head.starts_with(b"0707") {
            let budget = self.budget;
            return read_cpio(&mut head.chain(input), budget, |file| {
                let path = file.path.strip_prefix(b"/").unwrap_or(file.path);
                self.file(file.bytes, path, at)
            });
        }
        self.tar(Box::new(head.chain(input)), at)
    }

    fn zip(&mut self, bytes: &[u8], at: At<'_>) -> Result<(), ArchiveError> {
        let entries = parse_zip(bytes)?;
        for entry in &entries {
            self.budget.count()?;
            let result = match entry.open(self.budget) {
                Ok(mut stream) => self.file(&mut stream, entry.name, at),
                Err(error) => Err(error),
            };
            let place = format!("{}!/{}", at.place, shown(entry.name));
            self.settle(result, &place)?;
            let parts: Vec<&[u8]> = entry.name.split(|byte| matches!(byte, b'/' | b'\\')).collect();
            let is_outside = entry.name.starts_with(b"/") || entry.name.starts_with(b"\\");
            if is_outside || parts.contains(&b"..".as_slice()) {
                self.problem(ProblemKind::Unusable, &place, "has a name that leads out of the archive");
            }
        }
        Ok(())
    }

    /// Returns whether the file of a place was read before, and notes who holds it too.
    fn is_known(&mut self, at: At<'_>) -> bool {
        let known = self.known.get(at.place).filter(|(pass, _)| *pass < self.pass).map(|(_, known)| *known);
        if let (Some(Known::Part(part)), Some(holder)) = (known, at.holder)
            && let Some(part) = self.found.parts.get_mut(part)
        {
            part.holders.insert(holder);
        }
        known.is_some()
    }

    fn binary(&mut self, bytes: &[u8], path: &RelativePath, at: At<'_>) {
        let found = binary::read(bytes);
        self.known.insert(at.place.to_owned(), (self.pass, Known::Other));
        let binary = match found {
            Ok(binary) => binary,
            Err(BinaryError::NotBinary) => return,
            Err(error) => return self.problem(ProblemKind::Unusable, at.place, error.to_string()),
        };
        if !binary.images.iter().any(|image| image.is_rust() || image.go.is_some() || !image.bundled.is_empty()) {
            self.found.silent += 1;
            return;
        }
        self.known.insert(at.place.to_owned(), (self.pass, Known::Part(self.found.parts.len())));
        let holders = at.holder.into_iter().collect::<BTreeSet<_>>();
        let place = at.place.to_owned();
        self.found.parts.push(Part {
            path: path.clone(),
            place,
            size: bytes.len(),
            digests: digests(bytes),
            binary,
            holders,
        });
    }
}

/// Cuts a foreign name to what fits a line.
pub(super) fn shown(name: &[u8]) -> String {
    String::from_utf8_lossy(name).chars().filter(|c| !c.is_control()).take(200).collect()
}
