//! Zip archives, held in memory: their central directory, and entries one by one.
//!
//! A zip file says everything twice, in its directory and before each entry, and readers differ in which they believe. Here both must say the
//! same, no two entries may share bytes or a name, and none may lie there that the directory does not list: an archive that can be read in two
//! ways is refused.
//!
//! Spec: PKWARE, .ZIP File Format Specification (APPNOTE) 6.3.10.

use std::collections::BTreeSet;
use std::io::{self, Read};

use flate2::Crc;
use flate2::read::DeflateDecoder;

use super::packed::{Budget, Packing, unpack};
use super::{ArchiveError, fault_text};
use crate::limits;

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const END_64: u32 = 0x0606_4b50;
const LOCATOR_64: u32 = 0x0706_4b50;
const END_BYTES: usize = 22;
const LOCATOR_BYTES: usize = 20;
/// What stands in a field whose value is in an extra field of 64 bits.
const WIDE: u64 = 0xffff_ffff;

/// Deflate makes 258 bytes of two bits and not more. Spec: RFC 1951, 3.2.5.
const DEFLATE_RATIO: u64 = 1032;

/// One entry of the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZipEntry<'a> {
    /// The name as it is written, which may be any bytes.
    pub name: &'a [u8],
    /// The size in bytes, unpacked, as it is stated.
    pub size: u64,
    packed: &'a [u8],
    flags: u16,
    method: u16,
    sum: u32,
    /// Where its first byte and the one behind its last are.
    span: (usize, usize),
}

/// Returns whether some bytes begin as a zip archive does.
#[must_use]
pub fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// Returns the entries of an archive, in the order of its directory.
///
/// # Errors
/// [`ArchiveError::Malformed`] and [`ArchiveError::TooLarge`].
pub fn parse_zip(bytes: &[u8]) -> Result<Vec<ZipEntry<'_>>, ArchiveError> {
    let directory = Directory::find(bytes).ok_or_else(|| malformed("has no directory that fits it"))?;
    if directory.entries > limits::ARCHIVE_ENTRIES {
        return Err(ArchiveError::TooLarge(format!("has more than {} entries", limits::ARCHIVE_ENTRIES)));
    }
    let mut entries = Vec::new();
    let mut at = directory.start;
    for _ in 0..directory.entries {
        let (entry, end) = entry(bytes, at, directory.start)?;
        at = end;
        entries.push(entry);
    }
    if at != directory.end {
        return Err(malformed("has a directory of another length than it states"));
    }
    refuse_shared(bytes, &entries, directory.start)?;
    Ok(entries)
}

fn malformed(message: &str) -> ArchiveError {
    ArchiveError::Malformed(message.to_owned())
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at.checked_add(8)?)?.try_into().ok().map(u64::from_le_bytes)
}

struct Directory {
    start: usize,
    end: usize,
    entries: u64,
}

impl Directory {
    /// Finds the record at the end of the file, whose comment ends with it. Spec: 4.3.14 to 4.3.16.
    fn find(bytes: &[u8]) -> Option<Self> {
        let last = bytes.len().checked_sub(END_BYTES)?;
        let first = last.saturating_sub(usize::from(u16::MAX));
        let fits = |at: &usize| {
            let comment = u16_at(bytes, at + 20).map(usize::from);
            u32_at(bytes, *at) == Some(END) && comment == Some(last - at)
        };
        let at = (first..=last).rev().find(fits)?;
        let fields = (u16_at(bytes, at + 10)?, u32_at(bytes, at + 12)?, u32_at(bytes, at + 16)?);
        let is_wide = fields.0 == u16::MAX || u64::from(fields.1) == WIDE || u64::from(fields.2) == WIDE;
        let locator = at.checked_sub(LOCATOR_BYTES).filter(|at| u32_at(bytes, *at) == Some(LOCATOR_64));
        let (entries, size, start, end) = match locator.filter(|_| is_wide) {
            Some(locator) => {
                let record = usize::try_from(u64_at(bytes, locator + 8)?).ok()?;
                (u32_at(bytes, record) == Some(END_64)).then_some(())?;
                let wide = |offset: usize| u64_at(bytes, record.checked_add(offset)?);
                (wide(32)?, wide(40)?, wide(48)?, record)
            }
            None => (u64::from(fields.0), u64::from(fields.1), u64::from(fields.2), at),
        };
        let start = usize::try_from(start).ok()?;
        // Where something was put before the archive, its places would all have to be guessed.
        (start.checked_add(usize::try_from(size).ok()?)? == end && end <= at).then_some(Self { start, end, entries })
    }
}

/// Reads the entry at a place of the directory, which begins at `limit`; returns where the next one is.
fn entry(bytes: &[u8], at: usize, limit: usize) -> Result<(ZipEntry<'_>, usize), ArchiveError> {
    let parsed = || {
        (u32_at(bytes, at)? == CENTRAL).then_some(())?;
        let (flags, method) = (u16_at(bytes, at + 8)?, u16_at(bytes, at + 10)?);
        let sum = u32_at(bytes, at + 16)?;
        let lengths = (u16_at(bytes, at + 28)?, u16_at(bytes, at + 30)?, u16_at(bytes, at + 32)?);
        let name_end = at + 46 + usize::from(lengths.0);
        let extra_end = name_end + usize::from(lengths.1);
        let name = bytes.get(at + 46..name_end)?;
        let extra = bytes.get(name_end..extra_end)?;
        let narrow = [u32_at(bytes, at + 24)?, u32_at(bytes, at + 20)?, u32_at(bytes, at + 42)?].map(u64::from);
        let [size, packed, offset] = widen(narrow, extra)?;
        let start = usize::try_from(offset).ok()?;
        let local = Local::read(bytes, start)?;
        let end = local.end.checked_add(usize::try_from(packed).ok()?).filter(|end| *end <= limit)?;
        let stated = local.stated(flags, [size, packed]);
        let is_same = local.name == name && local.method == method && (local.flags ^ flags) & 0x0001 == 0 && stated;
        is_same.then_some(())?;
        let packed = bytes.get(local.end..end)?;
        let entry = ZipEntry { name, size, packed, flags, method, sum, span: (start, end) };
        Some((entry, extra_end + usize::from(lengths.2)))
    };
    parsed().ok_or_else(|| malformed("has an entry of which its directory says something else than stands before it"))
}

/// Puts values of 64 bits in the place of those that are marked so. Spec: 4.5.3.
fn widen(narrow: [u64; 3], mut extra: &[u8]) -> Option<[u64; 3]> {
    let mut values = narrow;
    if !values.contains(&WIDE) {
        return Some(values);
    }
    while let (Some(id), Some(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let field = extra.get(4..4 + usize::from(length))?;
        if id == 1 {
            let mut at = 0;
            for value in values.iter_mut().filter(|value| **value == WIDE) {
                *value = u64_at(field, at)?;
                at += 8;
            }
            return Some(values);
        }
        extra = extra.get(4 + usize::from(length)..)?;
    }
    None
}

/// What stands before an entry's bytes.
struct Local<'a> {
    flags: u16,
    method: u16,
    /// Packed and unpacked.
    sizes: [u32; 2],
    name: &'a [u8],
    end: usize,
}

impl<'a> Local<'a> {
    fn read(bytes: &'a [u8], at: usize) -> Option<Self> {
        (u32_at(bytes, at)? == LOCAL).then_some(())?;
        let name_end = at + 30 + usize::from(u16_at(bytes, at + 26)?);
        Some(Self {
            flags: u16_at(bytes, at + 6)?,
            method: u16_at(bytes, at + 8)?,
            sizes: [u32_at(bytes, at + 18)?, u32_at(bytes, at + 22)?],
            name: bytes.get(at + 30..name_end)?,
            end: name_end + usize::from(u16_at(bytes, at + 28)?),
        })
    }

    /// Returns whether its sizes are those of the directory, where they are not written behind the bytes only. Spec: 4.4.4, bit 3.
    fn stated(&self, flags: u16, [size, packed]: [u64; 2]) -> bool {
        let is_behind = flags & 0x0008 != 0;
        let fits = |stated: u32, value: u64| u64::from(stated) == value || u64::from(stated) == WIDE;
        is_behind || (fits(self.sizes[0], packed) && fits(self.sizes[1], size))
    }
}

/// Refuses entries that share bytes or a name, and one that lies between others unlisted.
fn refuse_shared(bytes: &[u8], entries: &[ZipEntry<'_>], limit: usize) -> Result<(), ArchiveError> {
    let mut names = BTreeSet::new();
    if let Some(twice) = entries.iter().find(|entry| !names.insert(entry.name)) {
        let name: String = String::from_utf8_lossy(twice.name).chars().take(200).collect();
        return Err(ArchiveError::Malformed(format!("has `{name}` twice")));
    }
    let mut spans: Vec<(usize, usize)> = entries.iter().map(|entry| entry.span).collect();
    spans.push((limit, limit));
    spans.sort_unstable();
    let mut end = 0;
    for (start, next) in spans {
        if start < end {
            return Err(malformed("has entries that share their bytes"));
        }
        // A descriptor may stand behind an entry, with or without its signature.
        let between = bytes.get(end..start).unwrap_or_default();
        if memchr::memmem::find(between, &LOCAL.to_le_bytes()).is_some() {
            return Err(malformed("has an entry that its directory does not list"));
        }
        end = next;
    }
    Ok(())
}

impl<'a> ZipEntry<'a> {
    /// Returns the entry's bytes as a stream that fails at its end unless size and checksum are those that the archive states.
    ///
    /// # Errors
    /// [`ArchiveError::Malformed`] where it is encrypted, compressed by a method that is not read, or cannot unpack to as much as it states.
    pub fn open(&self, budget: &'a Budget) -> Result<impl Read + 'a, ArchiveError> {
        if self.flags & 0x0041 != 0 {
            return Err(malformed("is encrypted"));
        }
        let input: Box<dyn Read + 'a> = match self.method {
            0 => Box::new(self.packed),
            8 if self.size > (self.packed.len() as u64 + 1).saturating_mul(DEFLATE_RATIO) => {
                return Err(malformed("states to unpack to more than it can"));
            }
            8 => Box::new(DeflateDecoder::new(self.packed)),
            93 => Box::new(unpack(Packing::Zstd, self.packed, budget).map_err(|error| super::damaged(&error))?),
            95 => Box::new(unpack(Packing::Xz, self.packed, budget).map_err(|error| super::damaged(&error))?),
            other => {
                return Err(ArchiveError::Malformed(format!("is compressed by method {other}, which is not read")));
            }
        };
        Ok(Checked { input: Some(input), budget, left: self.size, sum: self.sum, crc: Crc::new() })
    }
}

/// A stream that ends well only with the stated size and checksum.
struct Checked<'a> {
    input: Option<Box<dyn Read + 'a>>,
    budget: &'a Budget,
    left: u64,
    sum: u32,
    crc: Crc,
}

impl Checked<'_> {
    fn next(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let fault = |message: &str| io::Error::new(io::ErrorKind::InvalidData, message.to_owned());
        let Some(input) = &mut self.input else { return Err(fault("was damaged before")) };
        let read = input.read(buffer)?;
        self.budget.spend(read)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| fault("is longer than it states"))?;
        self.crc.update(buffer.get(..read).unwrap_or_default());
        if read == 0 && !buffer.is_empty() {
            if self.left > 0 {
                return Err(fault("is shorter than it states"));
            }
            if self.crc.sum() != self.sum {
                return Err(fault("has another checksum than it states"));
            }
        }
        Ok(read)
    }
}

impl Read for Checked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.next(buffer);
        if let Err(error) = &read
            && error.kind() != io::ErrorKind::Interrupted
        {
            self.input = None;
        }
        read.map_err(|error| io::Error::new(error.kind(), fault_text(&error)))
    }
}
