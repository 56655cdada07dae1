//! The database of RPM before 4.16: a Berkeley DB hash, `Packages`.
//!
//! All pages of a hash are looked at one after the other, whichever bucket they belong to; what stands on odd places is a value.
//!
//! Spec: Berkeley DB, `dbinc/db_page.h`: `DBMETA`, `PAGE`, `HKEYDATA`, `HOFFPAGE`.

use std::borrow::Cow;

use super::RpmError;
use super::bytes::{Order, place, slice, u16_at, u32_at};

const MAGIC: u32 = 0x0006_1561;
const HASH_META: u8 = 8;
const HASH_UNSORTED: u8 = 2;
const HASH: u8 = 13;
const OVERFLOW: u8 = 7;
const KEY_DATA: u8 = 1;
const OFF_PAGE: u8 = 3;
const PAGE_HEADER_BYTES: usize = 26;

struct File<'a> {
    bytes: &'a [u8],
    order: Order,
    page_bytes: usize,
    /// Which pages were used as the continuation of a value.
    used: Vec<bool>,
}

/// Returns the values, in the order of their pages.
pub(super) fn parse_hash(bytes: &[u8]) -> Result<Vec<Cow<'_, [u8]>>, RpmError> {
    let what = "the first page";
    let other = RpmError::Magic { expected: "a Berkeley DB hash" };
    let is = |order| u32_at(bytes, 12, order, what) == Ok(MAGIC);
    let order = [Order::Little, Order::Big].into_iter().find(|order| is(*order)).ok_or(other)?;
    let page_bytes = place(u32_at(bytes, 20, order, what)?)?;
    if !page_bytes.is_power_of_two() || !(512..=65536).contains(&page_bytes) {
        return Err(RpmError::Value { what });
    }
    // An encrypted database has the algorithm here.
    if bytes.get(24) != Some(&0) || bytes.get(25) != Some(&HASH_META) {
        return Err(RpmError::Value { what });
    }
    let last = place(u32_at(bytes, 32, order, what)?)?;
    if bytes.len() / page_bytes <= last {
        return Err(RpmError::Cut { what: "a page" });
    }
    let mut file = File { bytes, order, page_bytes, used: vec![false; last + 1] };
    let mut values: Vec<Cow<'_, [u8]>> = Vec::new();
    let mut total = 0usize;
    for number in 1..=last {
        let before = values.len();
        file.values(number, &mut values)?;
        total = values.iter().skip(before).fold(total, |total, value| total.saturating_add(value.len()));
        // Items that share their bytes would take more memory than the file has.
        if total > bytes.len() {
            return Err(RpmError::Circle);
        }
    }
    // The first entry counts the packages.
    values.retain(|value| value.len() > 16);
    Ok(values)
}

impl<'a> File<'a> {
    fn page(&self, number: usize) -> Result<&'a [u8], RpmError> {
        let at = number.checked_mul(self.page_bytes).ok_or(RpmError::Value { what: "a page number" })?;
        slice(self.bytes, at, self.page_bytes, "a page")
    }

    fn values(&mut self, number: usize, values: &mut Vec<Cow<'a, [u8]>>) -> Result<(), RpmError> {
        let what = "a page";
        let page = self.page(number)?;
        if !matches!(page.get(25), Some(&(HASH | HASH_UNSORTED))) {
            return Ok(());
        }
        let count = usize::from(u16_at(page, 20, self.order, what)?);
        let order = self.order;
        let offset = |index: usize| u16_at(page, PAGE_HEADER_BYTES + 2 * index, order, what).map(usize::from);
        for index in (1..count).step_by(2) {
            let at = offset(index)?;
            match page.get(at) {
                Some(&KEY_DATA) => {
                    // Items grow downwards from the page's end, so the one before says where this one ends.
                    let end = offset(index - 1)?;
                    let value = page.get(at + 1..end).ok_or(RpmError::Value { what: "an item" })?;
                    values.push(Cow::Borrowed(value));
                }
                Some(&OFF_PAGE) => {
                    let first = place(u32_at(page, at + 4, self.order, what)?)?;
                    let length = place(u32_at(page, at + 8, self.order, what)?)?;
                    values.push(Cow::Owned(self.overflow(first, length)?));
                }
                _ => return Err(RpmError::Value { what: "an item" }),
            }
        }
        Ok(())
    }

    /// Returns a value that has pages of its own.
    fn overflow(&mut self, first: usize, length: usize) -> Result<Vec<u8>, RpmError> {
        let what = "a value";
        if length > self.bytes.len() {
            return Err(RpmError::Value { what });
        }
        let mut value = Vec::new();
        let mut number = first;
        while value.len() < length {
            let used = self.used.get_mut(number).ok_or(RpmError::Cut { what })?;
            if std::mem::replace(used, true) {
                return Err(RpmError::Circle);
            }
            let page = self.page(number)?;
            let here = usize::from(u16_at(page, 22, self.order, what)?);
            if page.get(25) != Some(&OVERFLOW) || here == 0 {
                return Err(RpmError::Value { what });
            }
            value.extend_from_slice(slice(page, PAGE_HEADER_BYTES, here.min(length - value.len()), what)?);
            number = place(u32_at(page, 16, self.order, what)?)?;
        }
        Ok(value)
    }
}
