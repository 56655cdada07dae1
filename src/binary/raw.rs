//! What the readers of all formats give: named stretches of the file, before anything is made of them.

use object::{Object, ObjectSection, ObjectSegment, SectionKind};

use super::{BinaryError, Format, Image, Presence, Symbols, audit, golang, library, symbol, toolchain, trace};
use crate::limits;

/// A named stretch of the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Section<'a> {
    pub(super) name: &'a [u8],
    pub(super) bytes: &'a [u8],
    /// Whether it is initialised data that the program can change.
    pub(super) is_data: bool,
}

/// A stretch of the file that is loaded at an address.
#[derive(Clone, Copy, Debug)]
pub(super) struct Loaded<'a> {
    pub(super) address: u64,
    pub(super) bytes: &'a [u8],
}

/// An image as its format's reader found it.
#[derive(Debug)]
pub(super) struct Raw<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) format: Format,
    pub(super) architecture: String,
    pub(super) needed: Vec<String>,
    pub(super) sections: Vec<Section<'a>>,
    pub(super) loaded: Vec<Loaded<'a>>,
    /// Names of symbols, each ended by a zero byte, in any order.
    pub(super) names: &'a [u8],
    pub(super) table: Presence,
    /// Versions of rustc that the format itself has a place for.
    pub(super) producers: Vec<String>,
}

/// Returns the error for a file that does not hold together.
#[expect(clippy::needless_pass_by_value, reason = "callers have either a text or an error of the reader")]
pub(super) fn malformed(format: Format, message: impl ToString) -> BinaryError {
    BinaryError::Malformed { format, message: message.to_string() }
}

/// Returns a name that may stand in a document, or why the file is refused.
///
/// The first name without an end ends the reading: to look for the end of each of many would take quadratic time.
pub(super) fn name(format: Format, bytes: &[u8]) -> Result<&str, BinaryError> {
    if bytes.len() > limits::BINARY_NAME_BYTES {
        return Err(malformed(format, "a name is longer than any honest one"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| malformed(format, "a name is not UTF-8"))?;
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err(malformed(format, "a name is empty or has control characters"));
    }
    Ok(text)
}

/// Adds an imported library.
pub(super) fn push_needed(needed: &mut Vec<String>, format: Format, bytes: &[u8]) -> Result<(), BinaryError> {
    if needed.len() >= limits::BINARY_IMPORTS {
        return Err(BinaryError::TooMany { what: "imported libraries", limit: limits::BINARY_IMPORTS });
    }
    needed.push(name(format, bytes)?.to_owned());
    Ok(())
}

impl<'a> Raw<'a> {
    /// Returns what all formats of native code have in common.
    pub(super) fn of(file: &impl Object<'a>, bytes: &'a [u8], format: Format) -> Result<Self, BinaryError> {
        let too_many = || BinaryError::TooMany { what: "sections", limit: limits::BINARY_SECTIONS };
        let mut sections = Vec::new();
        for section in file.sections() {
            if sections.len() >= limits::BINARY_SECTIONS {
                return Err(too_many());
            }
            let name = section.name_bytes().map_err(|error| malformed(format, error))?;
            if name.len() > limits::BINARY_NAME_BYTES {
                return Err(malformed(format, "a section's name is longer than any honest one"));
            }
            // A stretch that the file does not hold is none of its facts.
            let bytes = section.data().unwrap_or_default();
            sections.push(Section { name, bytes, is_data: section.kind() == SectionKind::Data });
        }
        let mut loaded = Vec::new();
        for segment in file.segments() {
            if loaded.len() >= limits::BINARY_SECTIONS {
                return Err(too_many());
            }
            loaded.push(Loaded { address: segment.address(), bytes: segment.data().unwrap_or_default() });
        }
        Ok(Self {
            bytes,
            format,
            architecture: architecture(file.architecture()),
            needed: Vec::new(),
            sections,
            loaded,
            names: &[],
            table: Presence::Stripped,
            producers: Vec::new(),
        })
    }

    /// Returns the stretches of these names that hold anything.
    pub(super) fn named(&self, names: &[&str]) -> impl Iterator<Item = &'a [u8]> {
        let fits = |section: &&Section<'a>| names.iter().any(|name| section.name == name.as_bytes());
        self.sections.iter().filter(fits).map(|section| section.bytes).filter(|bytes| !bytes.is_empty())
    }

    /// Returns what is loaded at an address, to the end of its stretch.
    pub(super) fn at_address(&self, address: u64) -> Option<&'a [u8]> {
        self.loaded.iter().find_map(|loaded| {
            let offset = usize::try_from(address.checked_sub(loaded.address)?).ok()?;
            loaded.bytes.get(offset..).filter(|rest| !rest.is_empty())
        })
    }

    /// Makes what can be known of the image.
    pub(super) fn into_image(self) -> Image {
        // Each of the two goes through all bytes.
        let of_names = || (library::find(self.bytes), symbol::crates(self.names));
        let (traces, (libraries, crates)) = rayon::join(|| trace::find(self.bytes), of_names);
        let (rustc, debug) = (toolchain::versions(&self), toolchain::has_debug(&self));
        Image {
            audit: audit::find(&self),
            go: golang::find(&self),
            bundled: libraries.bundled,
            quoted: libraries.quoted,
            symbols: Symbols { table: self.table, debug, crates },
            rustc,
            rustc_commits: traces.rustc_commits,
            crates: traces.crates,
            std_crates: traces.std_crates,
            checkouts: traces.checkouts,
            format: self.format,
            architecture: self.architecture,
            needed: self.needed,
        }
    }
}

fn architecture(architecture: object::Architecture) -> String {
    use object::Architecture as A;
    match architecture {
        A::Unknown => "unknown".to_owned(),
        A::X86_64_X32 => "x32".to_owned(),
        A::I386 => "x86".to_owned(),
        A::X86_64 => "x86_64".to_owned(),
        other => format!("{other:?}").to_lowercase(),
    }
}
