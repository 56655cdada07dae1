//! What a file is, as its beginning tells.

use std::io::Read;

use super::package;
use super::stream::damaged;
use crate::binary;
use crate::source::archive::ArchiveError;
use crate::source::archive::packed::Packing;
use crate::source::archive::rpm::is_rpm;
use crate::source::archive::tar::is_tar;
use crate::source::archive::zip::is_zip;

/// How much of a file tells what it is. The header of a PE file lies behind a program for DOS, of which the linker chooses the size.
const HEAD_BYTES: u64 = 4096;

/// What a file is, as far as it is of interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Binary,
    Tar,
    Zip,
    Deb,
    Rpm,
    Packed(Packing),
}

impl Kind {
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        if binary::recognizes(head) {
            Some(Self::Binary)
        } else if is_tar(head) {
            Some(Self::Tar)
        } else if is_zip(head) {
            Some(Self::Zip)
        } else if package::is_deb(head) {
            Some(Self::Deb)
        } else if is_rpm(head) {
            Some(Self::Rpm)
        } else {
            Packing::of(head).map(Self::Packed)
        }
    }
}

/// Reads as much as tells what a stream is.
pub(super) fn head(input: &mut dyn Read) -> Result<Vec<u8>, ArchiveError> {
    let mut head = Vec::new();
    input.take(HEAD_BYTES).read_to_end(&mut head).map_err(|error| damaged(&error))?;
    Ok(head)
}
