//! Which web and mail addresses a document's fields can hold. What they cannot hold is written as a property instead.
//!
//! Stricter than the specifications of both: an address that passes is accepted by every validator, and no fact is lost by the others.

/// Returns whether a text is an absolute URL with a host. Spec: RFC 3986, sections 3 and 2.2; no user, no IPv6 literal.
pub(super) fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let mut scheme = scheme.bytes();
    if !scheme.next().is_some_and(|byte| byte.is_ascii_alphabetic())
        || !scheme.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
    {
        return false;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let (host, port) = host.split_once(':').unwrap_or((host, "0"));
    is_host(host)
        && !port.is_empty()
        && port.len() <= 5
        && port.bytes().all(|byte| byte.is_ascii_digit())
        && path.bytes().filter(|byte| *byte == b'#').count() <= 1
        && is_path(path.as_bytes())
}

/// Returns whether a text is a URL with a host, another absolute identifier such as a URN, or a relative reference.
///
/// Spec: RFC 3986, sections 3 and 4.2; no network-path references.
pub(super) fn is_reference(text: &str) -> bool {
    if text.contains("://") {
        return is_url(text);
    }
    let end = text.find(['/', '?', '#']).unwrap_or(text.len());
    let (first, _) = text.split_at(end);
    // A colon in the first segment ends a scheme; `git@example.org:a/b` has none that is one.
    let has_scheme = first.split_once(':').is_none_or(|(scheme, rest)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
            && (!rest.is_empty() || end < text.len())
    });
    has_scheme
        && !text.is_empty()
        && !text.contains("//")
        && text.bytes().filter(|byte| *byte == b'#').count() <= 1
        && is_path(text.as_bytes())
}

fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    host.len() <= 253 && host.split('.').all(label)
}

fn is_path(path: &[u8]) -> bool {
    let mut bytes = path.iter();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'%' => bytes.next().is_some_and(u8::is_ascii_hexdigit) && bytes.next().is_some_and(u8::is_ascii_hexdigit),
            other => other.is_ascii_alphanumeric() || b"-._~/?#:@!$&'()*+,;=".contains(other),
        };
        if !fits {
            return false;
        }
    }
    true
}

/// Returns whether a text is a plain mail address. Spec: RFC 5321, section 4.1.2, without quoted local parts and address literals.
pub(super) fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    let atom = |atom: &str| {
        !atom.is_empty() && atom.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'+'))
    };
    local.len() <= 64 && local.split('.').all(atom) && is_host(host) && host.contains('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_addresses_go_into_fields() {
        for good in ["https://example.org", "https://example.org:8443/a%20b?c=d#e", "ssh://example.org/~a/b.git"] {
            assert!(is_url(good), "{good}");
        }
        for bad in
            ["", "example.org", "git@example.org:a/b", "https://", "https://a b/", "https://x/#a#b", "https://x/%zz"]
        {
            assert!(!is_url(bad), "{bad}");
        }
        for bad in [
            "https://example.org:99999999/",
            "https://u@example.org/",
            "https://[::1]/",
            "https://x/\u{e9}",
            "h ttp://x",
        ] {
            assert!(!is_url(bad), "{bad}");
        }
        for good in
            ["urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1#a", "mailto:a@example.org", "docs/a.html", "https://x/y"]
        {
            assert!(is_reference(good), "{good}");
        }
        for bad in ["", "git@example.org:a/b", "//host/a", "a b", "a#b#c", "https://", "1:2", "%zz"] {
            assert!(!is_reference(bad), "{bad}");
        }
        assert!(is_email("a.b+c@example.org"));
        for bad in
            ["", "@", "a@", "@b.org", "a b@c.org", "a..b@c.org", "a@b..org", "a@-b.org", "a@localhost", "a@b@c.org x"]
        {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
