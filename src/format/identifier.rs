//! Which identifiers a document's fields can hold. What they cannot hold is written as a property instead.

/// Returns whether a text is a CPE name, 2.2 or 2.3. Spec: NIST IR 7695, sections 6.1 and 6.2; CycloneDX 1.7, `cpe` of the XML schema.
pub(super) fn is_cpe(text: &str) -> bool {
    if let Some(name) = text.strip_prefix("cpe:2.3:") {
        return is_formatted_string(name);
    }
    let Some(name) = text.strip_prefix("cpe:/") else { return false };
    let mut parts = name.split(':');
    matches!(parts.next(), Some("a" | "h" | "o"))
        && name.split(':').count() <= 7
        && parts.all(|part| {
            part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'~' | b'%'))
        })
}

/// The attributes of a formatted string, the language among them.
const ATTRIBUTES: usize = 11;
const LANGUAGE: usize = 6;

fn is_formatted_string(name: &str) -> bool {
    let mut attributes = vec![String::new()];
    let mut characters = name.chars();
    while let Some(character) = characters.next() {
        match (character, attributes.last_mut()) {
            (':', _) => attributes.push(String::new()),
            ('\\', Some(attribute)) => match characters.next() {
                // A quoted character is as good as a letter.
                Some(quoted) if quoted.is_ascii_punctuation() && !matches!(quoted, '-' | '.' | '_') => {
                    attribute.push('x');
                }
                _ => return false,
            },
            (other, Some(attribute)) => attribute.push(other),
            (_, None) => return false,
        }
    }
    let is_any = |attribute: &str| matches!(attribute, "*" | "-");
    attributes.len() == ATTRIBUTES
        && attributes.iter().enumerate().all(|(at, attribute)| match at {
            0 => is_any(attribute) || matches!(attribute.as_str(), "a" | "h" | "o"),
            LANGUAGE => is_any(attribute) || is_language(attribute),
            _ => is_any(attribute) || is_value(attribute),
        })
}

/// A value has `?`s or one `*` at its ends, and none inside.
fn is_value(attribute: &str) -> bool {
    let inside = attribute.strip_prefix('*').unwrap_or_else(|| attribute.trim_start_matches('?'));
    let inside = inside.strip_suffix('*').unwrap_or_else(|| inside.trim_end_matches('?'));
    !inside.is_empty() && inside.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
}

fn is_language(attribute: &str) -> bool {
    let (language, region) = attribute.split_once('-').map_or((attribute, None), |(it, region)| (it, Some(region)));
    matches!(language.len(), 2 | 3)
        && language.bytes().all(|byte| byte.is_ascii_alphabetic())
        && region.is_none_or(|region| {
            region.len() == 2 && region.bytes().all(|byte| byte.is_ascii_alphabetic())
                || region.len() == 3 && region.bytes().all(|byte| byte.is_ascii_digit())
        })
}

/// Returns whether a text is a Software Heritage identifier without qualifiers. Spec: ISO/IEC 18670, core identifiers.
pub(super) fn is_swhid(text: &str) -> bool {
    let mut parts = text.splitn(4, ':');
    (parts.next(), parts.next()) == (Some("swh"), Some("1"))
        && matches!(parts.next(), Some("cnt" | "dir" | "rev" | "rel" | "snp"))
        && parts.next().is_some_and(|digits| is_lower_hex(digits, 40))
}

/// Returns whether a text is a git object identifier. Spec: IANA URI scheme `gitoid`.
pub(super) fn is_gitoid(text: &str) -> bool {
    let mut parts = text.splitn(4, ':');
    let is_kind = parts.next() == Some("gitoid") && matches!(parts.next(), Some("blob" | "tree" | "commit" | "tag"));
    is_kind
        && match (parts.next(), parts.next()) {
            (Some("sha1"), Some(digits)) => is_lower_hex(digits, 40),
            (Some("sha256"), Some(digits)) => is_lower_hex(digits, 64),
            _ => false,
        }
}

/// Returns whether a text can be the identifier of a tag: visible, without white space at its ends.
pub(super) fn is_tag(text: &str) -> bool {
    !text.is_empty() && text.trim() == text && !text.chars().any(char::is_control)
}

fn is_lower_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_both_forms_are_known() {
        for good in [
            "cpe:/a:apache:http_server:2.4%20",
            "cpe:/o",
            "cpe:2.3:a:apache:http_server:2.4:*:*:*:*:*:*:*",
            "cpe:2.3:a:x\\:y:z\\!:-:*:*:en-GB:*:*:*:*",
            "cpe:2.3:*:???x:*x*:1:*:*:*:*:*:*:*",
        ] {
            assert!(is_cpe(good), "{good}");
        }
        for bad in [
            "",
            "cpe:",
            "cpe:/x:a",
            "cpe:/a:b c",
            "cpe:/a:1:2:3:4:5:6:7",
            "cpe:2.3:a:b",
            "cpe:2.3:a:b:c:d e:*:*:*:*:*:*:*",
            "cpe:2.3:a:b:c:1:*:*:english:*:*:*:*",
            "cpe:2.3:a:b:c:\\",
            "cpe:2.3:a:a*b:c:1:*:*:*:*:*:*:*",
            "cpe:2.3:a:a:c:1:*:*:*:*:*:*:*:*",
        ] {
            assert!(!is_cpe(bad), "{bad}");
        }
    }

    #[test]
    fn identifiers_made_of_digests_have_their_length() {
        let digits = "94a9ed024d3859793618152ea559a168bbcbb5e2";
        assert!(is_swhid(&format!("swh:1:cnt:{digits}")) && is_gitoid(&format!("gitoid:blob:sha1:{digits}")));
        for bad in ["", "swh:1:cnt:", "swh:2:cnt:00", "gitoid:blob:sha1:00", "gitoid:blob:md5:00"] {
            assert!(!is_swhid(bad) && !is_gitoid(bad), "{bad}");
        }
        assert!(!is_swhid(&format!("swh:1:cnt:{digits}0")) && !is_gitoid(&format!("gitoid:blob:sha256:{digits}")));
        assert!(is_tag("swidgen-242eb18a_1.0") && !is_tag("") && !is_tag(" x") && !is_tag("a\nb"));
    }
}
