//! The wire format of protocol buffers, read and written; it knows no message.
//!
//! Spec: Protocol Buffers, "Encoding". A generated decoder would bring eight packages and five versions of generated code for what is done
//! here, and would drop unknown fields without a word.

use crate::format::{FormatError, SyntaxKind};

/// One field as it stands in a message.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'a> {
    pub(super) number: u32,
    /// The first byte of the field in the whole document.
    pub(super) at: usize,
    pub(super) content: Content<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Content<'a> {
    /// Wire type 0.
    Varint(u64),
    /// Wire type 1.
    Fixed64(u64),
    /// Wire type 2.
    Bytes(Wire<'a>),
    /// Wire type 5.
    Fixed32(u32),
}

/// Bytes of a message that have not been read yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wire<'a> {
    rest: &'a [u8],
    /// Where they begin in the whole document.
    at: usize,
}

/// The largest number that a field can have.
const LARGEST_NUMBER: u64 = (1 << 29) - 1;

impl<'a> Wire<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, at: 0 }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Returns the next field; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Piece<'a>>, FormatError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let at = self.at;
        let tag = self.varint()?;
        let number = tag >> 3;
        if number == 0 || number > LARGEST_NUMBER {
            return Err(fault(at, format!("a field cannot have the number {number}")));
        }
        let content = match tag & 7 {
            0 => Content::Varint(self.varint()?),
            1 => Content::Fixed64(u64::from_le_bytes(self.fixed()?)),
            2 => Content::Bytes(self.bytes()?),
            5 => Content::Fixed32(u32::from_le_bytes(self.fixed()?)),
            3 | 4 => return Err(fault(at, format!("field {number} is a group, which no version of CycloneDX has"))),
            other => return Err(fault(at, format!("field {number} has the wire type {other}, which does not exist"))),
        };
        Ok(Some(Piece { number: u32::try_from(number).unwrap_or(u32::MAX), at, content }))
    }

    /// Reads a number of up to 64 bits. More bytes than that takes are refused, for readers differ on what they mean.
    pub(super) fn varint(&mut self) -> Result<u64, FormatError> {
        let start = self.at;
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let [byte] = self.fixed::<1>()?;
            if shift == 63 && byte > 1 {
                return Err(fault(start, "a number has more than 64 bits"));
            }
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(fault(start, "a number has more than 64 bits"))
    }

    pub(super) fn fixed<const N: usize>(&mut self) -> Result<[u8; N], FormatError> {
        let Some((head, rest)) = self.rest.split_first_chunk::<N>() else {
            return Err(fault(self.at, "the bytes end inside of a field"));
        };
        self.rest = rest;
        self.at += N;
        Ok(*head)
    }

    fn bytes(&mut self) -> Result<Self, FormatError> {
        let start = self.at;
        let length = self.varint()?;
        let split = usize::try_from(length).ok().and_then(|length| self.rest.split_at_checked(length));
        let Some((inside, rest)) = split else {
            let message = format!("a field has {length} bytes, and {} are left", self.rest.len());
            return Err(fault(start, message));
        };
        let inside = Self { rest: inside, at: self.at };
        self.at += inside.rest.len();
        self.rest = rest;
        Ok(inside)
    }

    /// Returns the bytes as text. Spec: Protocol Buffers, "Language Guide (proto 3)", `string` is UTF-8.
    pub(super) fn text(&self) -> Result<&'a str, FormatError> {
        std::str::from_utf8(self.rest).map_err(|error| FormatError::Binary {
            offset: self.at + error.valid_up_to(),
            kind: SyntaxKind::NotText,
            message: "a text is not valid UTF-8".to_owned(),
        })
    }
}

pub(super) fn fault(at: usize, message: impl Into<String>) -> FormatError {
    FormatError::Binary { offset: at, kind: SyntaxKind::Malformed, message: message.into() }
}

/// Appends a number.
pub(super) fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        if value == 0 {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

/// Appends a field that holds a number.
pub(super) fn put_number(out: &mut Vec<u8>, number: u32, value: u64) {
    put_varint(out, u64::from(number) << 3);
    put_varint(out, value);
}

/// Appends a field that holds bytes.
pub(super) fn put_bytes(out: &mut Vec<u8>, number: u32, bytes: &[u8]) {
    put_varint(out, u64::from(number) << 3 | 2);
    put_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Appends a field that holds a number of 32 bits with a point.
pub(super) fn put_float(out: &mut Vec<u8>, number: u32, value: f32) {
    put_varint(out, u64::from(number) << 3 | 5);
    out.extend_from_slice(&value.to_le_bytes());
}

/// Appends a field that holds a number of 64 bits with a point.
pub(super) fn put_double(out: &mut Vec<u8>, number: u32, value: f64) {
    put_varint(out, u64::from(number) << 3 | 1);
    out.extend_from_slice(&value.to_le_bytes());
}
