//! Base64 and hexadecimal, strict: one text a value, so that a changed character is never the same bytes.

use base64ct::{Base64, Base64Url, Encoding};

/// Returns the bytes of standard base64 with padding.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(text).ok()
}

/// Returns the bytes of base64 with padding, in the standard or the URL-safe alphabet.
pub(crate) fn from_any_base64(text: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(text).or_else(|_| Base64Url::decode_vec(text)).ok()
}

/// Returns standard base64 with padding.
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// Returns the bytes of a hexadecimal text of either case.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    let nibble = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    text.as_bytes().chunks_exact(2).map(|pair| Some(nibble(pair[0])? << 4 | nibble(pair[1])?)).collect()
}

/// Returns lower-case hexadecimal.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).flatten().collect()
}

/// Returns foreign text as it may stand in a report: one line, no control characters, at most `limit` characters.
#[must_use]
pub fn printable(text: &str, limit: usize) -> String {
    let harmless = |c: char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let shown = |c: char| match c {
        '\t' => ' ',
        c if harmless(c) => c,
        _ => '\u{fffd}',
    };
    let mut shown: String = text.chars().take(limit).map(shown).collect();
    if text.chars().nth(limit).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_has_one_text_a_value() {
        assert_eq!(from_base64("aGk=").as_deref(), Some(&b"hi"[..]));
        for other in ["aGk", "aGl=", "aGk= ", "aG k=", "aGk=\n", "a", "====", "aGk=="] {
            assert_eq!(from_base64(other), None, "{other:?}");
        }
        assert_eq!(from_any_base64("-_-_").as_deref(), Some(&[0xfb, 0xff, 0xbf][..]));
        assert_eq!(from_any_base64("+/+/").as_deref(), Some(&[0xfb, 0xff, 0xbf][..]));
        assert_eq!(from_any_base64("-/+_"), None);
    }

    #[test]
    fn hexadecimal_reads_and_writes() {
        assert_eq!(from_hex("00fF").as_deref(), Some(&[0, 255][..]));
        assert_eq!(from_hex("0"), None);
        assert_eq!(from_hex("+f"), None);
        assert_eq!(to_hex(&[0, 255]), "00ff");
    }

    #[test]
    fn foreign_text_cannot_steer_a_terminal() {
        assert_eq!(printable("a\u{1b}[2Jb\n\u{202e}", 40), "a\u{fffd}[2Jb\u{fffd}\u{fffd}");
        assert_eq!(printable("abcdef", 3), "abc…");
    }
}
