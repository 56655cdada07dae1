//! Whether a document holds a signature inside itself.

use super::{ALL, Body, Family};

/// Returns whether a document holds a signature over all of itself; `None` where its format has no place for one, or it cannot be read.
///
/// Spec: CycloneDX 1.7, `signature` (JSON Signature Format, XML Signature). Does not prove: that the signature holds, or whose it is.
#[must_use]
pub fn is_signed(bytes: &[u8]) -> Option<bool> {
    let format = ALL.iter().find(|format| format.recognizes(bytes))?;
    if format.family() != Some(Family::CycloneDx) {
        return None;
    }
    let body = format.body(bytes).ok()?;
    // Most documents need not be read a second time to know that they hold none.
    if let Body::Text(text) = &body
        && memchr::memmem::find(text.as_bytes(), b"ignature").is_none()
    {
        return Some(false);
    }
    let (tree, _) = body.tree(*format).ok()?;
    Some(["signature", "Signature"].iter().any(|key| tree.get(key).is_some()))
}

#[cfg(test)]
mod tests {
    use super::is_signed;

    #[test]
    fn only_a_signature_of_the_whole_document_counts() {
        let signed =
            br#"{"bomFormat":"CycloneDX","specVersion":"1.6","signature":{"algorithm":"Ed25519","value":"eA=="}}"#;
        let inside = br#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"signature":{}}]}"#;
        assert_eq!(is_signed(signed), Some(true));
        assert_eq!(is_signed(inside), Some(false));
        assert_eq!(is_signed(br#"{"bomFormat":"CycloneDX"}"#), Some(false));
        assert_eq!(is_signed(br#"{"spdxVersion":"SPDX-2.3","signature":{}}"#), None);
        assert_eq!(is_signed(b"x"), None);
    }
}
