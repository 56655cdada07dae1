//! The database of SUSE's RPM, "ndb": slots that say where each header lies.
//!
//! Spec: RPM, `lib/backend/ndb/rpmpkg.c`; all numbers little-endian, blocks of 16 bytes, pages of 4096.

use std::borrow::Cow;

use super::RpmError;
use super::bytes::{Order, place, slice, u32_at};

const MAGIC: &[u8] = b"RpmP";
const SLOT: &[u8] = b"Slot";
const BLOB: &[u8] = b"BlbS";
const HEADER_BYTES: usize = 32;
const SLOT_BYTES: usize = 16;
const PAGE_BYTES: usize = 4096;
const BLOCK_BYTES: usize = 16;

/// Returns the headers, in the order of their numbers.
pub(super) fn parse_ndb(bytes: &[u8]) -> Result<Vec<Cow<'_, [u8]>>, RpmError> {
    let what = "the table of slots";
    if !bytes.starts_with(MAGIC) {
        return Err(RpmError::Magic { expected: "an RPM `ndb` database" });
    }
    let number = |at| u32_at(bytes, at, Order::Little, what);
    if number(4)? != 0 {
        return Err(RpmError::Value { what: "the version of the database" });
    }
    let pages = place(number(12)?)?;
    let end = pages.checked_mul(PAGE_BYTES).ok_or(RpmError::Value { what })?;
    let slots = bytes.get(HEADER_BYTES..end).ok_or(RpmError::Cut { what })?;
    let mut found = Vec::new();
    let mut total = 0usize;
    for slot in slots.chunks_exact(SLOT_BYTES) {
        if !slot.starts_with(SLOT) {
            return Err(RpmError::Value { what });
        }
        let index = u32_at(slot, 4, Order::Little, what)?;
        let offset = place(u32_at(slot, 8, Order::Little, what)?)?;
        if index == 0 {
            continue;
        }
        let blob = blob(bytes, index, offset.checked_mul(BLOCK_BYTES).ok_or(RpmError::Value { what })?)?;
        // Slots that share their bytes would be read again and again.
        total = total.saturating_add(blob.len());
        if total > bytes.len() {
            return Err(RpmError::Circle);
        }
        found.push((index, blob));
    }
    found.sort_by_key(|(index, _)| *index);
    Ok(found.into_iter().map(|(_, blob)| Cow::Borrowed(blob)).collect())
}

fn blob(bytes: &[u8], index: u32, at: usize) -> Result<&[u8], RpmError> {
    let what = "a header";
    let head = slice(bytes, at, BLOCK_BYTES, what)?;
    if !head.starts_with(BLOB) || u32_at(head, 4, Order::Little, what)? != index {
        return Err(RpmError::Value { what });
    }
    slice(bytes, at + BLOCK_BYTES, place(u32_at(head, 12, Order::Little, what)?)?, what)
}
