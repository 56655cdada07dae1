//! What Go's linker records: the Go version, the main package, its modules with checksums, and the settings of the build.
//!
//! Spec: Go's packages `debug/buildinfo` and `runtime/debug`, as of Go 1.13 (pointers) and 1.18 (inline strings).

use memchr::memmem;

use super::raw::Raw;
use crate::limits;

/// The start of the record, which lies at a multiple of 16 bytes.
const MAGIC: &[u8] = b"\xff Go buildinf:";
/// The record's header; inline strings follow it.
const HEADER_BYTES: usize = 32;
/// What stands before and after the text of the modules.
const SENTINEL_BYTES: usize = 16;
/// The mark before that text, by which it is found where there is no record, as in WebAssembly.
const START: &[u8; SENTINEL_BYTES] = b"\x30\x77\xaf\x0c\x92\x74\x08\x02\x41\xe1\xc1\x07\xe6\xd6\x18\xe6";
/// The mark after it.
const END: &[u8; SENTINEL_BYTES] = b"\xf9\x32\x43\x31\x86\x18\x20\x72\x00\x82\x42\x10\x41\x16\xd8\xf2";

/// What Go's linker recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoBuild {
    /// The version of Go, such as `go1.24.1`; empty where only the modules are recorded.
    pub version: String,
    /// The import path of the main package.
    pub path: String,
    /// The main module.
    pub main: Option<GoModule>,
    /// All other modules, in the order of the record.
    pub dependencies: Vec<GoModule>,
    /// Settings of the build, such as `GOOS=linux`, in the order of the record.
    pub settings: Vec<(String, String)>,
}

/// One module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoModule {
    /// The module's path.
    pub path: String,
    /// The version, such as `v1.2.3` or `(devel)`.
    pub version: String,
    /// The checksum of the module's files, `h1:…`: a digest of a list of digests, not of an archive.
    pub sum: Option<String>,
    /// The module that stands in for it.
    pub replacement: Option<Box<GoModule>>,
}

impl GoModule {
    /// Returns the module whose code is in the program: the one that stands in, or the module itself.
    #[must_use]
    pub fn effective(&self) -> &Self {
        self.replacement.as_deref().unwrap_or(self)
    }
}

/// A record of Go's linker that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GoError {
    /// The record points to something that is not there.
    #[error("the record of Go's linker points outside of the file")]
    Pointer,
    /// The text is longer than any honest one.
    #[error("the text of Go's modules has more than {} bytes", limits::GO_BUILD_BYTES)]
    TooLarge,
    /// The text is not of the expected form; the line, counted from 1.
    #[error("line {0} of the text of Go's modules is not of the expected form")]
    Syntax(usize),
}

impl GoError {
    /// Returns whether the same input would fail again.
    #[must_use]
    pub fn is_input_fault(&self) -> bool {
        match self {
            Self::Pointer | Self::TooLarge | Self::Syntax(_) => true,
        }
    }
}

/// Reads the record of an image.
pub(super) fn find(raw: &Raw<'_>) -> Option<Result<GoBuild, GoError>> {
    let named = raw.named(&[".go.buildinfo", "__go_buildinfo"]).find_map(record);
    let data = || raw.sections.iter().filter(|section| section.is_data).find_map(|section| record(section.bytes));
    // Without a table of sections there are still segments; where there is one, a text that only looks like a record is none.
    let anywhere = || raw.loaded.iter().filter(|_| raw.sections.is_empty()).find_map(|loaded| record(loaded.bytes));
    match named.or_else(data).or_else(anywhere) {
        Some(record) => Some(read(record, raw)),
        None if raw.format == super::Format::Wasm => marked(raw.bytes),
        None => None,
    }
}

/// Returns the record in some bytes, with all that follows it.
fn record(bytes: &[u8]) -> Option<&[u8]> {
    let fits = |at: &usize| at.is_multiple_of(16);
    memmem::find_iter(bytes, MAGIC).find(fits).and_then(|at| bytes.get(at..)).filter(|rest| rest.len() >= HEADER_BYTES)
}

fn read(record: &[u8], raw: &Raw<'_>) -> Result<GoBuild, GoError> {
    const POINTER_SIZE: usize = 14;
    const FLAGS: usize = 15;
    let (size, flags) = (record.get(POINTER_SIZE).copied(), record.get(FLAGS).copied().unwrap_or_default());
    let (version, modules) = if flags & 2 != 0 {
        let mut rest = record.get(HEADER_BYTES..).unwrap_or_default();
        (inline(&mut rest)?, inline(&mut rest)?)
    } else {
        let pointers = Pointers { raw, size: usize::from(size.unwrap_or_default()), is_big: flags & 1 != 0 };
        (pointers.string(record, 0)?, pointers.string(record, 1)?)
    };
    if modules.len() > limits::GO_BUILD_BYTES {
        return Err(GoError::TooLarge);
    }
    // The text of the modules is framed, and is there only if the line before the closing mark is ended.
    let text = modules.len().checked_sub(SENTINEL_BYTES).and_then(|end| modules.get(SENTINEL_BYTES..end));
    let text = text.filter(|text| text.last() == Some(&b'\n')).unwrap_or_default();
    let mut build = parse_module_info(text)?;
    build.version = plain(version).ok_or(GoError::Syntax(0))?;
    Ok(build)
}

/// Reads a text that begins with its length. Spec: `encoding/binary`, unsigned varint.
fn inline<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], GoError> {
    let mut length = 0u64;
    for shift in (0..63).step_by(7) {
        let (byte, after) = rest.split_first().ok_or(GoError::Pointer)?;
        *rest = after;
        length |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            let length = usize::try_from(length).map_err(|_| GoError::Pointer)?;
            let (text, after) = rest.split_at_checked(length).ok_or(GoError::Pointer)?;
            *rest = after;
            return Ok(text);
        }
    }
    Err(GoError::Pointer)
}

/// The older kind of record, which points to Go's own strings.
struct Pointers<'a, 'r> {
    raw: &'r Raw<'a>,
    size: usize,
    is_big: bool,
}

impl<'a> Pointers<'a, '_> {
    fn string(&self, record: &[u8], at: usize) -> Result<&'a [u8], GoError> {
        if self.size != 4 && self.size != 8 {
            return Err(GoError::Pointer);
        }
        let header = self.word(record.get(16 + at * self.size..).unwrap_or_default())?;
        let header = self.raw.at_address(header).ok_or(GoError::Pointer)?;
        let (address, length) = (self.word(header)?, self.word(header.get(self.size..).unwrap_or_default())?);
        if length == 0 {
            return Ok(&[]);
        }
        let length = usize::try_from(length).map_err(|_| GoError::Pointer)?;
        self.raw.at_address(address).and_then(|rest| rest.get(..length)).ok_or(GoError::Pointer)
    }

    fn word(&self, bytes: &[u8]) -> Result<u64, GoError> {
        let bytes = bytes.get(..self.size).ok_or(GoError::Pointer)?;
        let join = |value: u64, byte: &u8| value << 8 | u64::from(*byte);
        Ok(if self.is_big { bytes.iter().fold(0, join) } else { bytes.iter().rev().fold(0, join) })
    }
}

/// Reads the modules where only the marks around their text are there.
fn marked(bytes: &[u8]) -> Option<Result<GoBuild, GoError>> {
    let start = memmem::find(bytes, START)?.checked_add(SENTINEL_BYTES)?;
    let rest = bytes.get(start..)?;
    let text = rest.get(..memmem::find(rest, END)?)?;
    Some(if text.len() > limits::GO_BUILD_BYTES { Err(GoError::TooLarge) } else { parse_module_info(text) })
}

fn plain(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let fits = text.len() <= limits::BINARY_NAME_BYTES && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}

/// Reads the text that `go version -m` shows, without the marks around it.
///
/// # Errors
/// [`GoError::Syntax`] with the line.
pub fn parse_module_info(text: &[u8]) -> Result<GoBuild, GoError> {
    let mut build = GoBuild::default();
    let mut last = Last::None;
    for (number, line) in text.split(|byte| *byte == b'\n').enumerate() {
        if line.is_empty() {
            continue;
        }
        let fault = || GoError::Syntax(number + 1);
        let line = std::str::from_utf8(line).map_err(|_| fault())?;
        let (key, rest) = line.split_once('\t').ok_or_else(fault)?;
        match key {
            "path" => build.path = plain(rest.as_bytes()).ok_or_else(fault)?,
            "mod" => {
                build.main = Some(module(rest).ok_or_else(fault)?);
                last = Last::Main;
            }
            "dep" => {
                build.dependencies.push(module(rest).ok_or_else(fault)?);
                last = Last::Dependency;
            }
            "=>" => {
                let replaced = match last {
                    Last::Main => build.main.as_mut(),
                    Last::Dependency => build.dependencies.last_mut(),
                    Last::None => None,
                };
                replaced.ok_or_else(fault)?.replacement = Some(Box::new(module(rest).ok_or_else(fault)?));
                last = Last::None;
            }
            "build" => build.settings.push(setting(rest).ok_or_else(fault)?),
            // A later Go may record more.
            _ => {}
        }
    }
    Ok(build)
}

/// What a replacement would replace.
enum Last {
    None,
    Main,
    Dependency,
}

fn module(text: &str) -> Option<GoModule> {
    let mut parts = text.split('\t');
    let path = parts.next().filter(|path| !path.is_empty())?;
    let (version, sum) = (parts.next().unwrap_or_default(), parts.next().filter(|sum| !sum.is_empty()));
    let rest = parts.next();
    let all = [path, version, sum.unwrap_or_default()];
    let fits = rest.is_none() && all.iter().all(|part| plain(part.as_bytes()).is_some());
    fits.then(|| GoModule {
        path: path.to_owned(),
        version: version.to_owned(),
        sum: sum.map(str::to_owned),
        replacement: None,
    })
}

/// Reads `key=value`, of which either may be quoted as in Go.
fn setting(text: &str) -> Option<(String, String)> {
    let (key, rest) = part(text, '=')?;
    let value = rest.strip_prefix('=')?;
    let (value, after) = part(value, '\0')?;
    after.is_empty().then_some((key, value))
}

fn part(text: &str, end: char) -> Option<(String, &str)> {
    match text.chars().next() {
        Some('`') => {
            let (inner, rest) = text.get(1..)?.split_once('`')?;
            Some((inner.to_owned(), rest))
        }
        Some('"') => quoted(text.get(1..)?),
        _ => {
            let at = text.find(end).unwrap_or(text.len());
            Some((text.get(..at)?.to_owned(), text.get(at..)?))
        }
    }
}

/// Reads to the closing quote; escapes other than of quote and backslash stay as they are, for nothing here is made of them.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut inner = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((inner, text.get(at + 1..)?)),
            '\\' => match chars.next()?.1 {
                escaped @ ('"' | '\\') => inner.push(escaped),
                other => inner.extend(['\\', other]),
            },
            other => inner.push(other),
        }
    }
    None
}
