//! Facts of one compiled file: what the compiler, the linker and `cargo auditable` left in it. Plain data, no inventory.
//!
//! ELF, PE, Mach-O (of a universal file every slice) and WebAssembly are read in place, in time linear in the file. Everything found is a
//! statement of whoever made the file: a section can be replaced and a string planted. The decision a newcomer would question: a fact that
//! cannot be read is kept as an error beside the others, for a damaged list of dependencies must not hide what the file imports.

mod audit;
mod elf;
mod golang;
mod library;
mod macho;
#[cfg(test)]
pub(crate) mod made;
mod pe;
mod raw;
mod standard;
mod symbol;
mod tables;
#[cfg(test)]
mod tests;
mod toolchain;
mod trace;
mod wasm;

use std::collections::BTreeSet;

pub use audit::{Audit, AuditError, AuditKind, AuditPackage, AuditSource, parse_audit};
pub use golang::{GoBuild, GoError, GoModule, parse_module_info};
pub use library::Bundled;
pub use standard::is_standard_crate;
pub use symbol::{Presence, Symbols};
pub use trace::{Checkout, Traced};

use crate::limits;

/// What kind of file the images lie in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Container {
    /// The file is one image.
    Single,
    /// A universal file of Mach-O images, one an architecture.
    Fat,
}

/// The format of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Executable and Linkable Format. Spec: System V gABI, chapter 4.
    Elf,
    /// Portable Executable. Spec: Microsoft PE Format.
    Pe,
    /// Mach-O. Spec: `mach-o/loader.h`.
    MachO,
    /// WebAssembly. Spec: WebAssembly Core, chapter 5.
    Wasm,
}

impl Format {
    /// Returns the format's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Elf => "ELF",
            Self::Pe => "PE",
            Self::MachO => "Mach-O",
            Self::Wasm => "WebAssembly",
        }
    }
}

/// A compiled file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binary {
    /// What kind of file the images lie in.
    pub container: Container,
    /// The images, in the order of the file; never empty.
    pub images: Vec<Image>,
}

/// One image: all that is loaded for one architecture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The format.
    pub format: Format,
    /// The processor it is for, such as `x86_64`.
    pub architecture: String,
    /// Libraries that the loader brings in, as written, in order: `DT_NEEDED`, load commands, import directories, modules of WebAssembly imports.
    pub needed: Vec<String>,
    /// What `cargo auditable` recorded.
    pub audit: Option<Result<Audit, AuditError>>,
    /// What Go's linker recorded.
    pub go: Option<Result<GoBuild, GoError>>,
    /// Versions of rustc that `.comment`, debug information or the `producers` section name, such as `1.95.0 (59807616e 2026-04-14)`.
    pub rustc: BTreeSet<String>,
    /// Commits of rustc in paths of the standard library.
    pub rustc_commits: BTreeSet<String>,
    /// Crates whose sources' paths stand in the file: in messages of panics and in debug information.
    pub crates: BTreeSet<Traced>,
    /// Crates that the standard library itself was built with, as (name, version).
    pub std_crates: BTreeSet<(String, String)>,
    /// Git checkouts whose sources' paths stand in the file.
    pub checkouts: BTreeSet<Checkout>,
    /// Symbols and debug information, or that they were stripped.
    pub symbols: Symbols,
    /// Well-known native libraries whose version text stands in the file, with other texts of their code.
    pub bundled: BTreeSet<Bundled>,
    /// Those of which the version text alone is there, as from a header.
    pub quoted: BTreeSet<Bundled>,
}

impl Image {
    /// Returns whether anything shows that rustc made the image, or a part of it.
    #[must_use]
    pub fn is_rust(&self) -> bool {
        let traced = !self.crates.is_empty() || !self.std_crates.is_empty() || !self.checkouts.is_empty();
        self.audit.is_some() || !self.rustc.is_empty() || !self.rustc_commits.is_empty() || traced
    }
}

/// A file that is no compiled file that can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BinaryError {
    /// It does not begin as one.
    #[error("expected an ELF, PE, Mach-O or WebAssembly file, found none of them")]
    NotBinary,
    /// It begins as one and does not hold together.
    #[error("expected a well-formed {} file: {message}", format.name())]
    Malformed {
        /// What it begins as.
        format: Format,
        /// What is wrong.
        message: String,
    },
    /// It holds more of something than honest files do.
    #[error("expected at most {limit} {what}, found more")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
}

impl BinaryError {
    /// Returns whether the same input would fail again.
    #[must_use]
    pub fn is_input_fault(&self) -> bool {
        match self {
            Self::NotBinary | Self::Malformed { .. } | Self::TooMany { .. } => true,
        }
    }
}

/// Returns whether some bytes begin as a compiled file does; a quick look, which promises nothing of the rest.
#[must_use]
pub fn recognizes(head: &[u8]) -> bool {
    wasm::recognizes(head) || head.starts_with(b"\x7fELF") || pe::recognizes(head) || macho::recognizes(head)
}

/// Reads one compiled file.
///
/// Proves: these facts stand in the file. Does not prove: that they are true of its code; whoever can write the file can write them.
///
/// # Errors
/// Every variant of [`BinaryError`].
pub fn read(bytes: &[u8]) -> Result<Binary, BinaryError> {
    if wasm::recognizes(bytes) {
        return wasm::read(bytes).map(single);
    }
    match object::FileKind::parse(bytes) {
        Ok(object::FileKind::Elf32) => elf::read::<object::elf::FileHeader32<object::Endianness>>(bytes).map(single),
        Ok(object::FileKind::Elf64) => elf::read::<object::elf::FileHeader64<object::Endianness>>(bytes).map(single),
        Ok(object::FileKind::Pe32) => pe::read::<object::pe::ImageNtHeaders32>(bytes).map(single),
        Ok(object::FileKind::Pe64) => pe::read::<object::pe::ImageNtHeaders64>(bytes).map(single),
        Ok(object::FileKind::MachO32) => {
            macho::read::<object::macho::MachHeader32<object::Endianness>>(bytes).map(single)
        }
        Ok(object::FileKind::MachO64) => {
            macho::read::<object::macho::MachHeader64<object::Endianness>>(bytes).map(single)
        }
        Ok(object::FileKind::MachOFat32) => macho::read_fat::<object::macho::FatArch32>(bytes),
        Ok(object::FileKind::MachOFat64) => macho::read_fat::<object::macho::FatArch64>(bytes),
        _ => Err(BinaryError::NotBinary),
    }
}

fn single(image: Image) -> Binary {
    Binary { container: Container::Single, images: vec![image] }
}

/// Adds to a set of bounded size.
fn insert<T: Ord>(set: &mut BTreeSet<T>, value: T) {
    if set.len() < limits::BINARY_FACTS {
        set.insert(value);
    }
}
