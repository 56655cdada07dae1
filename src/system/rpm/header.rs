//! The header of one package.
//!
//! Spec: RPM, "Header structure": the number of entries and of data bytes, the entries of 16 bytes (tag, type, offset, count), the data; big-endian.

use super::RpmError;
use super::bytes::{Order, place, slice, u32_at};
use crate::system::package::{Package, Source};

const NAME: u32 = 1000;
const VERSION: u32 = 1001;
const RELEASE: u32 = 1002;
const EPOCH: u32 = 1003;
const VENDOR: u32 = 1011;
const LICENSE: u32 = 1014;
const ARCH: u32 = 1022;
const OLD_FILE_NAMES: u32 = 1027;
const FILE_STATES: u32 = 1029;
const SOURCE_RPM: u32 = 1044;
const DIR_INDEXES: u32 = 1116;
const BASE_NAMES: u32 = 1117;
const DIR_NAMES: u32 = 1118;

const INT32: u32 = 4;
const STRING: u32 = 6;
const STRING_ARRAY: u32 = 8;
const I18N_STRING: u32 = 9;

/// As many entries, and as many data bytes, as RPM itself lets through.
const ENTRIES: usize = 0x0000_ffff;
const DATA_BYTES: usize = 0x0fff_ffff;
const ENTRY_BYTES: usize = 16;

/// A header whose counts fit its bytes.
#[derive(Clone, Copy, Debug)]
pub struct RpmHeader<'a> {
    entries: &'a [u8],
    data: &'a [u8],
}

/// Returns the header that some bytes hold, as a database keeps it: without the magic that begins it in a file.
///
/// # Errors
/// [`RpmError::Cut`] and [`RpmError::Value`].
pub fn parse_header(bytes: &[u8]) -> Result<RpmHeader<'_>, RpmError> {
    let what = "a header";
    let count = place(u32_at(bytes, 0, Order::Big, what)?)?;
    let length = place(u32_at(bytes, 4, Order::Big, what)?)?;
    if count > ENTRIES || length > DATA_BYTES {
        return Err(RpmError::Value { what });
    }
    let entries = slice(bytes, 8, count * ENTRY_BYTES, what)?;
    let data = slice(bytes, 8 + entries.len(), length, what)?;
    Ok(RpmHeader { entries, data })
}

impl<'a> RpmHeader<'a> {
    /// Returns the package.
    ///
    /// # Errors
    /// [`RpmError::Value`] when it has no name or version.
    pub fn package(&self) -> Result<Package, RpmError> {
        let missing = RpmError::Value { what: "a header" };
        let text = |tag| self.text(tag).map(ToOwned::to_owned).filter(|text: &String| !text.is_empty());
        let name = text(NAME).ok_or(missing)?;
        let version = text(VERSION).ok_or(missing)?;
        let version = text(RELEASE).map_or_else(|| version.clone(), |release| format!("{version}-{release}"));
        Ok(Package {
            name,
            version,
            epoch: self.numbers(EPOCH).and_then(|mut numbers| numbers.next()),
            architecture: text(ARCH),
            source: text(SOURCE_RPM).map(|name| Source { name, version: None }),
            vendor: text(VENDOR),
            license: text(LICENSE),
        })
    }

    /// Returns whether the package installed a file of this absolute path.
    #[must_use]
    pub fn has_file(&self, path: &str) -> bool {
        let Some((folder, name)) = path.rsplit_once('/').filter(|(_, name)| !name.is_empty()) else { return false };
        if let Some(mut paths) = self.texts(OLD_FILE_NAMES) {
            return paths.any(|it| it == path.as_bytes());
        }
        let (Some(names), Some(indexes), Some(folders)) =
            (self.texts(BASE_NAMES), self.numbers(DIR_INDEXES), self.texts(DIR_NAMES))
        else {
            return false;
        };
        let folders: Vec<&[u8]> = folders.collect();
        let states = self.raw(FILE_STATES).map(|(_, _, data)| data);
        let in_folder = |index: u32| {
            let found = place(index).ok().and_then(|index| folders.get(index));
            found.and_then(|it| it.strip_suffix(b"/")).is_some_and(|it| it == folder.as_bytes())
        };
        // Files that were left out, or that another package's replaced, are not there.
        let is_there = |at: usize| states.is_none_or(|states| matches!(states.get(at), None | Some(0 | 3)));
        names
            .zip(indexes)
            .enumerate()
            .any(|(at, (base, index))| base == name.as_bytes() && in_folder(index) && is_there(at))
    }

    /// Returns an entry's type, its count, and the data from its place on.
    fn raw(&self, tag: u32) -> Option<(u32, usize, &'a [u8])> {
        let entry = self.entries.chunks_exact(ENTRY_BYTES).find(|entry| number(entry, 0) == Some(tag))?;
        let data = self.data.get(place(number(entry, 8)?).ok()?..)?;
        Some((number(entry, 4)?, place(number(entry, 12)?).ok()?, data))
    }

    /// Returns the text of a tag, the first where it has several.
    pub(crate) fn text(&self, tag: u32) -> Option<&'a str> {
        let (kind, _, data) = self.raw(tag)?;
        let is_text = matches!(kind, STRING | I18N_STRING | STRING_ARRAY);
        let end = data.iter().position(|byte| *byte == 0).filter(|_| is_text)?;
        std::str::from_utf8(data.get(..end)?).ok()
    }

    /// Returns the texts of a tag.
    pub(crate) fn texts(&self, tag: u32) -> Option<impl Iterator<Item = &'a [u8]> + use<'a>> {
        let (kind, count, data) = self.raw(tag)?;
        // Each text takes a byte at least, so a count that lies ends with the data.
        (kind == STRING_ARRAY || kind == STRING).then(|| data.split(|byte| *byte == 0).take(count))
    }

    /// Returns the numbers of a tag.
    pub(crate) fn numbers(&self, tag: u32) -> Option<impl Iterator<Item = u32> + use<'a>> {
        let (kind, count, data) = self.raw(tag)?;
        (kind == INT32).then(|| data.chunks_exact(4).take(count).filter_map(|chunk| number(chunk, 0)))
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    u32_at(bytes, at, Order::Big, "a header").ok()
}
