//! Package URLs.

use std::fmt;

use packageurl::PackageUrl;

/// A package URL in canonical form.
///
/// Spec: Package-URL specification (ECMA-427), "Rules for each purl component".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Purl(Box<str>);

/// A text that is not a package URL.
#[derive(Debug, thiserror::Error)]
#[error("`{text}` is not a package URL")]
pub struct PurlError {
    text: String,
    source: packageurl::Error,
}

impl Purl {
    /// Starts a package URL of this type and name; with neither namespace nor version yet.
    #[must_use]
    pub fn builder<'a>(purl_type: &'a str, name: &'a str) -> PurlBuilder<'a> {
        PurlBuilder { purl_type, name, version: None, qualifiers: Vec::new(), namespace: None, subpath: None }
    }

    /// Reads a package URL and brings it to canonical form.
    ///
    /// # Errors
    /// [`PurlError`] when the text is not a package URL.
    pub fn parse(text: &str) -> Result<Self, PurlError> {
        if is_plain(text) {
            return Ok(Self(text.into()));
        }
        let shown = || text.chars().take(200).collect::<String>();
        let parsed: PackageUrl<'_> = text.parse().map_err(|source| PurlError { text: shown(), source })?;
        Ok(Self(parsed.to_string().into()))
    }

    /// Returns the canonical text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the type, such as `cargo`.
    #[must_use]
    pub fn purl_type(&self) -> &str {
        let rest = self.0.strip_prefix("pkg:").unwrap_or(&self.0);
        rest.split('/').next().unwrap_or(rest)
    }

    /// Returns the value of a qualifier, decoded.
    #[must_use]
    pub fn qualifier(&self, key: &str) -> Option<String> {
        let parsed: PackageUrl<'_> = self.0.parse().ok()?;
        parsed.qualifiers().get(key).map(std::string::ToString::to_string)
    }

    /// Returns the name, decoded: for Go the whole path of the module, namespace and subpath included.
    #[must_use]
    pub fn full_name(&self) -> Option<String> {
        let parsed: PackageUrl<'_> = self.0.parse().ok()?;
        let parts = [parsed.namespace(), Some(parsed.name()), parsed.subpath()];
        Some(parts.into_iter().flatten().collect::<Vec<_>>().join("/"))
    }

    /// Returns the version, decoded.
    #[must_use]
    pub fn version(&self) -> Option<String> {
        let parsed: PackageUrl<'_> = self.0.parse().ok()?;
        parsed.version().map(str::to_owned)
    }

    /// Returns the part before version, qualifiers and subpath: type, namespace and name.
    #[must_use]
    pub fn package(&self) -> &str {
        let end = self.0.find(['?', '#']).unwrap_or(self.0.len());
        let head = &self.0[..end];
        // A scope such as npm's is written `%40`, so that a bare `@` can only start the version.
        head.rfind('@').map_or(head, |at| &head[..at])
    }
}

/// Returns whether a text is a package URL in canonical form of the simplest kind, so that there is nothing to do about it.
///
/// Most are. Only types of which the specification asks nothing beyond lower case, and characters that are never encoded.
fn is_plain(text: &str) -> bool {
    let Some((purl_type, rest)) = text.strip_prefix("pkg:").and_then(|rest| rest.split_once('/')) else { return false };
    let (path, version) = rest.split_once('@').map_or((rest, None), |(path, version)| (path, Some(version)));
    let is_free = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-');
    let is_name = |name: &str| {
        name.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric)
            && match purl_type {
                "cargo" => name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')),
                "pypi" => name.bytes().all(|byte| byte != b'.' && is_free(byte)),
                _ => name.bytes().all(is_free),
            }
    };
    let is_path = match purl_type {
        "cargo" | "gem" | "npm" | "nuget" | "pypi" => is_name(path),
        "deb" | "golang" | "maven" | "rpm" => path.contains('/') && path.split('/').all(is_name),
        _ => false,
    };
    is_path
        && version.is_none_or(|version| {
            version.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric)
                && version.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
        })
}

impl fmt::Display for Purl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A package URL in the making.
#[derive(Clone, Debug)]
pub struct PurlBuilder<'a> {
    purl_type: &'a str,
    namespace: Option<&'a str>,
    name: &'a str,
    version: Option<&'a str>,
    qualifiers: Vec<(&'a str, &'a str)>,
    subpath: Option<&'a str>,
}

impl<'a> PurlBuilder<'a> {
    /// Sets the namespace.
    #[must_use]
    pub fn namespace(mut self, namespace: &'a str) -> Self {
        self.namespace = Some(namespace);
        self
    }

    /// Sets the version.
    #[must_use]
    pub fn version(mut self, version: &'a str) -> Self {
        self.version = Some(version);
        self
    }

    /// Adds a qualifier.
    #[must_use]
    pub fn qualifier(mut self, key: &'a str, value: &'a str) -> Self {
        self.qualifiers.push((key, value));
        self
    }

    /// Sets the subpath.
    #[must_use]
    pub fn subpath(mut self, subpath: &'a str) -> Self {
        self.subpath = Some(subpath);
        self
    }

    /// Returns the package URL.
    ///
    /// # Errors
    /// [`PurlError`] when a part breaks the rules of the specification.
    pub fn build(self) -> Result<Purl, PurlError> {
        let fault = |source| PurlError { text: format!("pkg:{}/{}", self.purl_type, self.name), source };
        let mut purl = PackageUrl::new(self.purl_type.to_owned(), self.name.to_owned()).map_err(fault)?;
        if let Some(namespace) = self.namespace {
            purl.with_namespace(namespace.to_owned()).map_err(fault)?;
        }
        if let Some(version) = self.version {
            purl.with_version(version.to_owned()).map_err(fault)?;
        }
        for (key, value) in &self.qualifiers {
            purl.add_qualifier((*key).to_owned(), (*value).to_owned()).map_err(fault)?;
        }
        if let Some(subpath) = self.subpath {
            purl.with_subpath(subpath.to_owned()).map_err(fault)?;
        }
        Ok(Purl(purl.to_string().into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purl_comes_out_canonical() {
        let purl = Purl::builder("cargo", "serde")
            .version("1.0.0+meta")
            .qualifier("repository_url", "https://a.example/x")
            .build();
        let text = purl.unwrap().to_string();
        assert_eq!(Purl::parse(&text).unwrap().as_str(), text);
        assert!(text.starts_with("pkg:cargo/serde@1.0.0"), "{text}");
    }

    proptest::proptest! {
        #[test]
        fn what_is_plain_is_canonical(
            text in "pkg:(cargo|gem|npm|nuget|pypi|deb|golang|maven|rpm)/[a-zA-Z0-9._-]{1,5}(/[a-z0-9.-]{1,5}){0,2}(@[a-zA-Z0-9._-]{1,6})?"
        ) {
            if is_plain(&text) {
                let parsed: PackageUrl<'_> = text.parse().unwrap();
                proptest::prop_assert_eq!(parsed.to_string(), text);
            }
        }
    }

    #[test]
    fn the_parts_come_out_decoded() {
        let purl = Purl::parse("pkg:golang/example.com/a/b@v1.0.0%2Bincompatible#v2").unwrap();
        assert_eq!(purl.full_name().as_deref(), Some("example.com/a/b/v2"));
        assert_eq!(purl.version().as_deref(), Some("v1.0.0+incompatible"));
        assert_eq!(Purl::parse("pkg:cargo/serde").unwrap().version(), None);
    }

    #[test]
    fn the_package_is_what_stands_before_the_version() {
        assert_eq!(Purl::parse("pkg:npm/%40scope/name@1.0?x=y").unwrap().package(), "pkg:npm/%40scope/name");
        assert_eq!(Purl::parse("pkg:cargo/serde").unwrap().package(), "pkg:cargo/serde");
        assert!(Purl::parse("cargo/serde").is_err());
    }
}
