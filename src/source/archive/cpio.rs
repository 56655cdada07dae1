//! Cpio archives in the "new ASCII" format, which RPM packages hold, read as a stream.
//!
//! Spec: cpio(5), "New ASCII Format"; RPM, "Payload". Of files with several names only the last has the bytes.

use std::io::Read;

use super::packed::Budget;
use super::{ArchiveError, damaged};
use crate::limits;

/// One entry that is a regular file.
pub struct CpioFile<'a> {
    /// The path as it is written, which may be any bytes.
    pub path: &'a [u8],
    /// The size in bytes.
    pub size: u64,
    /// The bytes; what is not read of them is passed over.
    pub bytes: &'a mut dyn Read,
}

const HEADER_BYTES: usize = 110;
const TRAILER: &[u8] = b"TRAILER!!!";

/// Hands over each regular file of an archive, in order.
///
/// # Errors
/// Every variant of [`ArchiveError`], and what the visitor gives.
pub fn read_cpio(
    input: &mut dyn Read,
    budget: &Budget,
    mut visit: impl FnMut(&mut CpioFile<'_>) -> Result<(), ArchiveError>,
) -> Result<(), ArchiveError> {
    loop {
        let mut header = [0; HEADER_BYTES];
        input.read_exact(&mut header).map_err(|error| damaged(&error))?;
        let (mode, size, name_length) = fields(&header)?;
        if name_length == 0 || name_length > limits::PATH_BYTES {
            return Err(ArchiveError::Malformed(format!("has a name of {name_length} bytes")));
        }
        // Header and name together, and then the bytes, fill up to a multiple of four.
        let mut name = vec![0; name_length + (4 - (HEADER_BYTES + name_length) % 4) % 4];
        input.read_exact(&mut name).map_err(|error| damaged(&error))?;
        name.truncate(memchr::memchr(0, &name).unwrap_or(name_length).min(name_length));
        if name == TRAILER {
            return Ok(());
        }
        budget.count()?;
        let mut bytes = input.take(size);
        if mode & 0o170_000 == 0o100_000 {
            visit(&mut CpioFile { path: &name, size, bytes: &mut bytes })?;
        }
        let left = bytes.limit() + (4 - size % 4) % 4;
        let passed = std::io::copy(&mut input.take(left), &mut std::io::sink()).map_err(|error| damaged(&error))?;
        if passed < left {
            return Err(ArchiveError::Malformed("ends inside of a file".to_owned()));
        }
    }
}

/// Returns mode, size, and length of the name.
fn fields(header: &[u8; HEADER_BYTES]) -> Result<(u32, u64, usize), ArchiveError> {
    let (magic, rest) = header.split_at(6);
    if magic == b"07070X" {
        return Err(ArchiveError::Malformed("has headers without sizes, which are not read".to_owned()));
    }
    let fault = || ArchiveError::Malformed("expected the header of a cpio entry, found something else".to_owned());
    if magic != b"070701" && magic != b"070702" {
        return Err(fault());
    }
    let number = |at: usize| {
        let digits = rest.get(at * 8..at * 8 + 8).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let text = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        text.and_then(|text| u32::from_str_radix(text, 16).ok()).ok_or_else(fault)
    };
    let name_length = usize::try_from(number(11)?).map_err(|_| fault())?;
    Ok((number(1)?, u64::from(number(6)?), name_length))
}
