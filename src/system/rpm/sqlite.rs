//! The database of RPM 4.16 and later: the table `Packages` of an SQLite file, read without SQL.
//!
//! Only what that needs is here: b-trees of tables, records, and payloads that go on in overflow pages. Every page is used once at most, so
//! that no file keeps the reader longer than its size warrants.
//!
//! Spec: SQLite, "Database File Format", sections 1.3, 1.5, 1.6, 2.1 and 2.6.

use std::borrow::Cow;

use super::RpmError;
use super::bytes::{Order, place, slice, u16_at, u32_at};

const MAGIC: &[u8] = b"SQLite format 3\0";
const INTERIOR_TABLE: u8 = 0x05;
const LEAF_TABLE: u8 = 0x0d;
/// A b-tree of pages with two children at least is not deeper.
const DEPTH: usize = 40;
const FILE_HEADER_BYTES: usize = 100;

/// Returns the blobs of the table `Packages`, in the order of their row numbers.
pub(super) fn parse_sqlite(bytes: &[u8]) -> Result<Vec<Cow<'_, [u8]>>, RpmError> {
    let mut file = File::new(bytes)?;
    let schema = file.rows(1)?;
    let root = schema.iter().find_map(|record| root_of(record)).ok_or(RpmError::NoTable)?;
    let rows = file.rows(root)?;
    rows.into_iter().map(blob).collect()
}

/// Returns the root page of the table of packages, if a record of the schema tells of it.
fn root_of(record: &[u8]) -> Option<u32> {
    let columns = columns(record).ok()?;
    let value = |index: usize| columns.get(index).map(|(_, value)| *value);
    if value(0)? != b"table" || value(1)? != b"Packages" {
        return None;
    }
    let number = value(3)?.iter().try_fold(0u64, |number, byte| number.checked_mul(256)?.checked_add(u64::from(*byte)));
    u32::try_from(number?).ok()
}

/// Returns the second column of a row.
fn blob(record: Cow<'_, [u8]>) -> Result<Cow<'_, [u8]>, RpmError> {
    let what = "a row";
    let (start, length) = {
        let columns = columns(&record)?;
        let (start, value) = columns.get(1).ok_or(RpmError::Cut { what })?;
        (*start, value.len())
    };
    match record {
        Cow::Borrowed(bytes) => slice(bytes, start, length, what).map(Cow::Borrowed),
        Cow::Owned(mut bytes) => {
            bytes.truncate(start + length);
            bytes.drain(..start);
            Ok(Cow::Owned(bytes))
        }
    }
}

/// Returns where each column of a record begins, and its bytes.
fn columns(record: &[u8]) -> Result<Vec<(usize, &[u8])>, RpmError> {
    /// The tables in question have five columns at most.
    const COLUMNS: usize = 16;
    let what = "a row";
    let (header, mut at) = varint(record, 0)?;
    let mut start = usize::try_from(header).map_err(|_| RpmError::Value { what })?;
    let mut columns = Vec::new();
    let end = start;
    while at < end && columns.len() < COLUMNS {
        let (kind, next) = varint(record, at)?;
        let length = match kind {
            0 | 8 | 9 => 0,
            1..=4 => kind,
            5 => 6,
            6 | 7 => 8,
            10 | 11 => return Err(RpmError::Value { what }),
            text => (text - 12) / 2,
        };
        let length = usize::try_from(length).map_err(|_| RpmError::Value { what })?;
        columns.push((start, slice(record, start, length, what)?));
        start += length;
        at = next;
    }
    Ok(columns)
}

/// Returns a number of one to nine bytes, and where it ends. Spec: section 1.6.
fn varint(bytes: &[u8], at: usize) -> Result<(u64, usize), RpmError> {
    let mut number = 0u64;
    for (count, byte) in bytes.get(at..).unwrap_or_default().iter().take(9).enumerate() {
        if count == 8 {
            return Ok((number << 8 | u64::from(*byte), at + 9));
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Ok((number, at + count + 1));
        }
    }
    Err(RpmError::Cut { what: "a number" })
}

struct File<'a> {
    bytes: &'a [u8],
    page_bytes: usize,
    /// What of a page is in use.
    usable: usize,
    /// Which pages were used.
    used: Vec<bool>,
}

impl<'a> File<'a> {
    fn new(bytes: &'a [u8]) -> Result<Self, RpmError> {
        let what = "the file's header";
        if !bytes.starts_with(MAGIC) {
            return Err(RpmError::Magic { expected: "an SQLite database" });
        }
        let header = slice(bytes, 0, FILE_HEADER_BYTES, what)?;
        let page_bytes = match u16_at(header, 16, Order::Big, what)? {
            1 => 65536,
            size if size >= 512 && size.is_power_of_two() => usize::from(size),
            _ => return Err(RpmError::Value { what }),
        };
        let usable = page_bytes - usize::from(header.get(20).copied().unwrap_or(0));
        // Spec: section 1.3.4.
        if usable < 480 {
            return Err(RpmError::Value { what });
        }
        Ok(Self { bytes, page_bytes, usable, used: vec![false; bytes.len() / page_bytes] })
    }

    /// Returns a page, counted from 1, that was not used before.
    fn page(&mut self, number: u32) -> Result<&'a [u8], RpmError> {
        let index = place(number)?.checked_sub(1).ok_or(RpmError::Value { what: "a page number" })?;
        let used = self.used.get_mut(index).ok_or(RpmError::Cut { what: "a page" })?;
        if std::mem::replace(used, true) {
            return Err(RpmError::Circle);
        }
        slice(self.bytes, index * self.page_bytes, self.page_bytes, "a page")
    }

    /// Returns the payloads of a table's rows, in order.
    fn rows(&mut self, root: u32) -> Result<Vec<Cow<'a, [u8]>>, RpmError> {
        let mut rows = Vec::new();
        // Pages still to be looked at, the next one last, with the depth of each.
        let mut open = vec![(root, 0)];
        let mut total = 0usize;
        while let Some((number, depth)) = open.pop() {
            if depth > DEPTH {
                return Err(RpmError::Circle);
            }
            let page = self.page(number)?;
            let start = if number == 1 { FILE_HEADER_BYTES } else { 0 };
            let cells = usize::from(u16_at(page, start + 3, Order::Big, "a page")?);
            match page.get(start) {
                Some(&LEAF_TABLE) => {
                    for cell in 0..cells {
                        let at = u16_at(page, start + 8 + 2 * cell, Order::Big, "a page")?;
                        let row = self.payload(page, usize::from(at))?;
                        // Rows that share their bytes would take more memory than the file has.
                        total = total.saturating_add(row.len());
                        if total > self.bytes.len() {
                            return Err(RpmError::Circle);
                        }
                        rows.push(row);
                    }
                }
                Some(&INTERIOR_TABLE) => {
                    let mut children = Vec::with_capacity(cells + 1);
                    for cell in 0..cells {
                        let at = u16_at(page, start + 12 + 2 * cell, Order::Big, "a page")?;
                        children.push((u32_at(page, usize::from(at), Order::Big, "a page")?, depth + 1));
                    }
                    children.push((u32_at(page, start + 8, Order::Big, "a page")?, depth + 1));
                    open.extend(children.into_iter().rev());
                }
                _ => return Err(RpmError::Value { what: "the kind of a page" }),
            }
        }
        Ok(rows)
    }

    /// Returns the payload of a leaf's cell. Spec: section 1.5, "B-tree Cell Format".
    fn payload(&mut self, page: &'a [u8], at: usize) -> Result<Cow<'a, [u8]>, RpmError> {
        let what = "a row";
        let (length, at) = varint(page, at)?;
        let (_, at) = varint(page, at)?;
        let length = usize::try_from(length).map_err(|_| RpmError::Value { what })?;
        if length > self.bytes.len() {
            return Err(RpmError::Value { what });
        }
        let most = self.usable - 35;
        if length <= most {
            return slice(page, at, length, what).map(Cow::Borrowed);
        }
        let least = (self.usable - 12) * 32 / 255 - 23;
        let wanted = least + (length - least) % (self.usable - 4);
        let local = if wanted <= most { wanted } else { least };
        let mut payload = slice(page, at, local, what)?.to_vec();
        let mut next = u32_at(page, at + local, Order::Big, what)?;
        while payload.len() < length {
            let overflow = self.page(next)?;
            next = u32_at(overflow, 0, Order::Big, what)?;
            payload.extend_from_slice(slice(overflow, 4, (length - payload.len()).min(self.usable - 4), what)?);
        }
        Ok(Cow::Owned(payload))
    }
}
