//! Reading what lies in archives to its end.

use std::io::{self, Read};

use crate::limits;
use crate::source::archive::ArchiveError;

/// Reads a file that must be held in memory.
pub(super) fn read_whole(input: impl Read, bytes: &mut Vec<u8>) -> Result<(), ArchiveError> {
    let limit = limits::BINARY_BYTES;
    input.take(limit + 1).read_to_end(bytes).map_err(|error| damaged(&error))?;
    if bytes.len() as u64 > limit {
        return Err(ArchiveError::TooLarge(format!("expected at most {limit} bytes, found more")));
    }
    Ok(())
}

/// Reads to the end, where the checksum of a compressed stream is.
pub(super) fn drain(input: &mut impl Read) -> Result<(), ArchiveError> {
    io::copy(input, &mut io::sink()).map(|_| ()).map_err(|error| damaged(&error))
}

pub(super) fn damaged(error: &io::Error) -> ArchiveError {
    ArchiveError::Malformed(error.to_string())
}
