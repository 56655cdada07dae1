//! The parts of an RPM package file: lead, signature header, header, payload.
//!
//! Spec: RPM, "RPM v4 Package format"; Linux Standard Base Core 5.0, 22.2 "Package File Format". Nothing is understood here of what stands in a header.

use super::ArchiveError;

const LEAD_BYTES: usize = 96;
const LEAD: &[u8] = b"\xed\xab\xee\xdb";
const HEADER: &[u8] = b"\x8e\xad\xe8\x01";
/// The magic and four bytes that mean nothing yet.
const MAGIC_BYTES: usize = 8;
/// The magic, and the numbers of entries and of data bytes.
const INTRO_BYTES: usize = 16;

/// A package file whose parts fit it.
#[derive(Clone, Copy, Debug)]
pub struct RpmFile<'a> {
    /// Whether it holds sources and no built files.
    pub is_source: bool,
    /// The signature header, without its magic.
    pub signature: &'a [u8],
    /// The header, without its magic.
    pub header: &'a [u8],
    /// The header with its magic, which is what digests are over.
    pub whole_header: &'a [u8],
    /// The compressed files.
    pub payload: &'a [u8],
}

/// Returns whether some bytes begin as a package file does.
#[must_use]
pub fn is_rpm(head: &[u8]) -> bool {
    head.starts_with(LEAD)
}

/// Returns the parts of a package file.
///
/// # Errors
/// [`ArchiveError::Malformed`].
pub fn parse_rpm(bytes: &[u8]) -> Result<RpmFile<'_>, ArchiveError> {
    let lead = bytes.get(..LEAD_BYTES).filter(|lead| is_rpm(lead)).ok_or_else(|| malformed("lead"))?;
    let (signature, end) = header(bytes, LEAD_BYTES, "signature header")?;
    // The header behind it begins at a multiple of eight.
    let start = end.next_multiple_of(8);
    let (whole_header, end) = header(bytes, start, "header")?;
    Ok(RpmFile {
        is_source: lead.get(6..8) == Some(&[0, 1]),
        signature: signature.get(MAGIC_BYTES..).unwrap_or_default(),
        header: whole_header.get(MAGIC_BYTES..).unwrap_or_default(),
        whole_header,
        payload: bytes.get(end..).unwrap_or_default(),
    })
}

/// Returns a header and where it ends.
fn header<'a>(bytes: &'a [u8], start: usize, what: &str) -> Result<(&'a [u8], usize), ArchiveError> {
    let intro = bytes.get(start..start.saturating_add(INTRO_BYTES)).filter(|intro| intro.starts_with(HEADER));
    let intro = intro.ok_or_else(|| malformed(what))?;
    let number = |at: usize| {
        let four: [u8; 4] = intro.get(at..at + 4)?.try_into().ok()?;
        usize::try_from(u32::from_be_bytes(four)).ok()
    };
    let length = number(8).and_then(|entries| entries.checked_mul(16)).zip(number(12));
    let end =
        length.and_then(|(entries, data)| start.checked_add(INTRO_BYTES)?.checked_add(entries)?.checked_add(data));
    let end = end.ok_or_else(|| malformed(what))?;
    let header = bytes.get(start..end).ok_or_else(|| malformed(what))?;
    Ok((header, end))
}

fn malformed(what: &str) -> ArchiveError {
    ArchiveError::Malformed(format!("expected the {what} of an RPM package, found something else"))
}
