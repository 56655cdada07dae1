//! The addresses that a lock file writes for a package's source.

use std::borrow::Cow;

use crate::model::{Origin, Purl};

/// The index of the default registry as every lock file names it, whichever protocol and mirror is in use.
const DEFAULT_REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Returns the origin that a source states. `version` is that of the lock file: 4 and later escape the query.
pub(super) fn origin(source: &str, version: u32) -> Origin {
    if source == DEFAULT_REGISTRY {
        return Origin::DefaultRegistry;
    }
    if let Some(index) = source.strip_prefix("registry+") {
        return Origin::Registry(index.to_owned());
    }
    if source.starts_with("sparse+") {
        return Origin::Registry(source.to_owned());
    }
    if let Some(address) = source.strip_prefix("git+") {
        return git_origin(address, version);
    }
    Origin::Unknown
}

fn git_origin(address: &str, version: u32) -> Origin {
    let (address, commit) = match address.split_once('#') {
        Some((address, commit)) => (address, Some(commit.to_owned()).filter(|commit| !commit.is_empty())),
        None => (address, None),
    };
    let (url, query) = match address.split_once('?') {
        Some((url, query)) => (url, Some(query)),
        None => (address, None),
    };
    let mut pairs = query.into_iter().flat_map(|query| query.split('&'));
    let wanted = |pair: &&str| ["branch=", "tag=", "rev="].iter().any(|key| pair.starts_with(key));
    let reference = pairs.rfind(wanted);
    let reference = reference.map(|text| if version >= 4 { decoded(text) } else { Cow::Borrowed(text) });
    Origin::Git { url: url.to_owned(), commit, reference: reference.map(Cow::into_owned) }
}

/// Undoes `%2F` and `+` of a query; what is no valid escape, or would not be UTF-8, stays as it is.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains(['%', '+']) {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        match (first, tail) {
            (b'%', [high, low, after @ ..]) if hex(high).is_some() && hex(low).is_some() => {
                bytes.push(hex(high).unwrap_or(0) << 4 | hex(low).unwrap_or(0));
                rest = after;
                continue;
            }
            (b'+', _) => bytes.push(b' '),
            _ => bytes.push(*first),
        }
        rest = tail;
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Returns the package URL of a package from an origin. A package of the subject itself has no registry identity, whatever its name: it gets
/// `pkg:generic`, with the repository that its manifest names.
///
/// Spec: Package-URL, `cargo` type definition; `vcs_url` and `repository_url` in the list of known qualifiers.
pub(super) fn purl(name: &str, version: &str, origin: &Origin, repository: Option<&str>) -> Option<Purl> {
    let address;
    let builder = match origin {
        Origin::DefaultRegistry => Purl::builder("cargo", name),
        Origin::Registry(index) => {
            let index = index.strip_prefix("sparse+").unwrap_or(index);
            Purl::builder("cargo", name).qualifier("repository_url", index)
        }
        Origin::Git { url, commit, .. } => {
            address = match commit {
                Some(commit) => format!("git+{url}@{commit}"),
                None => format!("git+{url}"),
            };
            Purl::builder("cargo", name).qualifier("vcs_url", &address)
        }
        Origin::Path(_) => match repository.and_then(vcs_url) {
            Some(found) => {
                address = found;
                Purl::builder("generic", name).qualifier("vcs_url", &address)
            }
            None => Purl::builder("generic", name),
        },
        // A package whose source is not understood has no identity that anyone could rely on.
        Origin::Unknown => return None,
    };
    let builder = if version.is_empty() { builder } else { builder.version(version) };
    builder.build().ok()
}

/// Returns the address of the repository itself, in the form of SPDX download locations; a page within it is cut off.
fn vcs_url(repository: &str) -> Option<String> {
    let repository = repository.trim();
    if !["https://", "http://", "ssh://", "git://"].iter().any(|scheme| repository.starts_with(scheme)) {
        return None;
    }
    let end = ["/-/tree/", "/tree/", "/blob/", "#", "?"].iter().filter_map(|mark| repository.find(mark)).min();
    let whole = &repository[..end.unwrap_or(repository.len())];
    Some(format!("git+{}", whole.trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn git(reference: Option<&str>, commit: Option<&str>) -> Origin {
        Origin::Git {
            url: "https://example.org/r.git".into(),
            commit: commit.map(Into::into),
            reference: reference.map(Into::into),
        }
    }

    #[test]
    fn sources_become_origins() {
        assert_eq!(origin(DEFAULT_REGISTRY, 4), Origin::DefaultRegistry);
        let other = "https://example.org/index";
        assert_eq!(origin(&format!("registry+{other}"), 4), Origin::Registry(other.into()));
        let sparse = "sparse+https://example.org/index/";
        assert_eq!(origin(sparse, 4), Origin::Registry(sparse.into()));
        assert_eq!(origin("hg+https://example.org/r", 4), Origin::Unknown);
    }

    #[test]
    fn version_4_escapes_what_version_3_did_not() {
        let source = "git+https://example.org/r.git?branch=a%2Fb+c#0123abc";
        assert_eq!(origin(source, 4), git(Some("branch=a/b c"), Some("0123abc")));
        assert_eq!(origin(source, 3), git(Some("branch=a%2Fb+c"), Some("0123abc")));
        assert_eq!(origin("git+https://example.org/r.git?rev=%zz%ff", 4), git(Some("rev=%zz%ff"), None));
        assert_eq!(origin("git+https://example.org/r.git", 4), git(None, None));
    }

    #[test]
    fn each_origin_has_its_own_identity() {
        let text = |origin: &Origin, repository| purl("a", "1.0.0", origin, repository).map(|purl| purl.to_string());
        assert_eq!(text(&Origin::DefaultRegistry, None).unwrap(), "pkg:cargo/a@1.0.0");
        let sparse = Origin::Registry("sparse+https://example.org/i/".into());
        assert_eq!(text(&sparse, None).unwrap(), "pkg:cargo/a@1.0.0?repository_url=https:%2F%2Fexample.org%2Fi%2F");
        let from_git = text(&git(None, Some("0123")), None).unwrap();
        assert_eq!(from_git, "pkg:cargo/a@1.0.0?vcs_url=git%2Bhttps:%2F%2Fexample.org%2Fr.git%400123");
        assert_eq!(text(&Origin::Unknown, None), None);
    }

    #[test]
    fn a_package_of_the_subject_never_claims_a_registry_identity() {
        let path = Origin::Path(None);
        assert_eq!(purl("serde", "1.0.0", &path, None).unwrap().as_str(), "pkg:generic/serde@1.0.0");
        let page = "https://example.org/r/tree/main/a";
        let with_page = purl("a", "1.0.0", &path, Some(page)).unwrap();
        assert_eq!(with_page.as_str(), "pkg:generic/a@1.0.0?vcs_url=git%2Bhttps:%2F%2Fexample.org%2Fr");
        assert_eq!(purl("a", "1.0.0", &path, Some("see README")).unwrap().as_str(), "pkg:generic/a@1.0.0");
    }
}
