//! Bytes of a document as text.

use std::borrow::Cow;

use super::{FormatError, SyntaxKind};

/// Returns the text of a document: UTF-8 with or without a byte-order mark, or UTF-16 with one.
///
/// Spec: Unicode 16, section 23.8 (byte order mark). Tools on Windows write both.
///
/// # Errors
/// [`FormatError::Syntax`] at the first byte that is no text.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, FormatError> {
    let fault_at = |line, column, message: &str| FormatError::Syntax {
        line,
        column,
        kind: SyntaxKind::NotText,
        message: message.to_owned(),
    };
    let fault = |message: &str| fault_at(1, 1, message);
    if bytes.starts_with(b"\xff\xfe\0\0") || bytes.starts_with(b"\0\0\xfe\xff") {
        return Err(fault("the text is UTF-32; documents are UTF-8 or UTF-16"));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return wide(rest, u16::from_le_bytes).ok_or_else(|| fault("not valid UTF-16")).map(Cow::Owned);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return wide(rest, u16::from_be_bytes).ok_or_else(|| fault("not valid UTF-16")).map(Cow::Owned);
    }
    if bytes.iter().take(4).any(|byte| *byte == 0) {
        return Err(fault("the text is UTF-16 or UTF-32 without a byte-order mark, or no text"));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
        let line = memchr::memchr_iter(b'\n', before).count() + 1;
        fault_at(line, before.len() - start + 1, "not valid UTF-8")
    })
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let pairs = bytes.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    let units = pairs.map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).collect::<Result<String, _>>().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_8_and_utf_16_with_a_mark_are_the_same_text() {
        let text = "{\"a\": \"ä€😀\"}";
        let little: Vec<u8> =
            b"\xff\xfe".iter().copied().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let big: Vec<u8> = b"\xfe\xff".iter().copied().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for bytes in [text.as_bytes(), &little, &big, &marked] {
            assert_eq!(decode(bytes).unwrap(), text);
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for bytes in [&b"\xff\xfe{"[..], b"\xff\xfe\0\xd8", b"{\0\"\0", b"a\xffb", b"\0\0\xfe\xff\0\0\0{"] {
            assert!(decode(bytes).is_err(), "{bytes:?}");
        }
    }
}
