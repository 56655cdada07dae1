//! Numbers at places of foreign bytes.

use super::RpmError;

/// The order of the bytes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Big,
    Little,
}

/// Returns a number of four bytes.
pub(super) fn u32_at(bytes: &[u8], at: usize, order: Order, what: &'static str) -> Result<u32, RpmError> {
    let end = at.checked_add(4).ok_or(RpmError::Cut { what })?;
    let four = bytes.get(at..end).and_then(|four| <[u8; 4]>::try_from(four).ok()).ok_or(RpmError::Cut { what })?;
    Ok(if order == Order::Big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) })
}

/// Returns a number of two bytes.
pub(super) fn u16_at(bytes: &[u8], at: usize, order: Order, what: &'static str) -> Result<u16, RpmError> {
    let end = at.checked_add(2).ok_or(RpmError::Cut { what })?;
    let two = bytes.get(at..end).and_then(|two| <[u8; 2]>::try_from(two).ok()).ok_or(RpmError::Cut { what })?;
    Ok(if order == Order::Big { u16::from_be_bytes(two) } else { u16::from_le_bytes(two) })
}

/// Returns a number as a place in memory.
pub(super) fn place(number: u32) -> Result<usize, RpmError> {
    usize::try_from(number).map_err(|_| RpmError::Value { what: "a place" })
}

/// Returns so many bytes from a place on.
pub(super) fn slice<'a>(bytes: &'a [u8], at: usize, length: usize, what: &'static str) -> Result<&'a [u8], RpmError> {
    let end = at.checked_add(length).ok_or(RpmError::Cut { what })?;
    bytes.get(at..end).ok_or(RpmError::Cut { what })
}
