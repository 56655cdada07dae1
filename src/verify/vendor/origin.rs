//! What a component claims to be and where it claims to come from, read from its purl, and what a register may write for it.
//!
//! A purl without qualifiers means the ecosystem's default registry; one with `vcs_url`, `repository_url` or `download_url` is another
//! package, whatever its name. Where the purl has no qualifier but the component says that it comes from elsewhere, elsewhere counts.

use std::borrow::Cow;
use std::fmt;

use super::glob::Glob;
use crate::limits;
use crate::model::{Component, Origin, Purl, RelativePath};

/// Where a component claims to come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source<'a> {
    DefaultRegistry,
    /// The address of another registry, tidied; `Err` holds one that is not fit to be compared.
    Registry(Result<String, Cow<'a, str>>),
    /// The address of a git repository, tidied, without the commit.
    Git(Result<String, Cow<'a, str>>),
    /// A folder of the subject, if it is known which.
    Path(Option<&'a RelativePath>),
    /// An address of single files.
    Download(String),
}

/// Where an entry allows its packages to come from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Registry {
    /// The ecosystem's default registry: `default`.
    Default,
    /// The registry at this address.
    Index(Glob),
    /// Git repositories whose address matches: `git+https://host/owner/*`.
    Git(Glob),
    /// Folders of the subject: `path`.
    Path,
}

/// A text that names no place to deliver from.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum RegistryError {
    /// It is none of the forms.
    #[error(
        "`{0}` is neither `default`, `path`, a registry's address (`https://…`) nor a repository's (`git+https://…`)"
    )]
    Form(String),
    /// The address is one that programs read differently, or that hides where it leads.
    #[error("`{0}` is not a plain address: no user, query, fragment, `..` or escaped characters")]
    Address(String),
    /// A `*` stands in the scheme or host, so that anybody's host could match.
    #[error("`{0}` leaves the host open")]
    OpenHost(String),
    /// A registry's address has a `*`.
    #[error("`{0}` has a `*`: only addresses of repositories may")]
    Star(String),
}

impl Registry {
    /// Reads one entry of `registries`.
    ///
    /// # Errors
    /// Every variant of [`RegistryError`].
    pub fn parse(text: &str) -> Result<Self, RegistryError> {
        let shown = || text.chars().take(200).collect::<String>();
        match text {
            "default" => return Ok(Self::Default),
            "path" => return Ok(Self::Path),
            _ if text.len() > limits::PATTERN_BYTES || !text.contains("://") => {
                return Err(RegistryError::Form(shown()));
            }
            _ => {}
        }
        let git = text.starts_with("git+");
        let address = tidy_address(text).ok_or_else(|| RegistryError::Address(shown()))?;
        let host = address.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
        let scheme = address.split("://").next().unwrap_or_default();
        if host.contains('*') || scheme.contains('*') {
            return Err(RegistryError::OpenHost(shown()));
        }
        if git {
            return Ok(Self::Git(Glob::new(&address)));
        }
        if address.contains('*') { Err(RegistryError::Star(shown())) } else { Ok(Self::Index(Glob::new(&address))) }
    }

    pub(super) fn allows(&self, source: &Source<'_>) -> bool {
        match (self, source) {
            (Self::Default, Source::DefaultRegistry) | (Self::Path, Source::Path(_)) => true,
            (Self::Index(index), Source::Registry(Ok(address))) => index.matches(address),
            (Self::Git(pattern), Source::Git(Ok(address))) => pattern.matches(address),
            _ => false,
        }
    }
}

impl fmt::Display for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("the default registry"),
            Self::Path => f.write_str("a folder of the subject"),
            Self::Index(address) => write!(f, "the registry {}", address.as_str()),
            Self::Git(address) => write!(f, "git {}", address.as_str()),
        }
    }
}

impl fmt::Display for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DefaultRegistry => f.write_str("the default registry"),
            Self::Registry(Ok(address)) => write!(f, "the registry {address}"),
            Self::Registry(Err(address)) => write!(f, "a registry whose address is not plain: {address}"),
            Self::Git(Ok(address)) => write!(f, "git {address}"),
            Self::Git(Err(address)) => write!(f, "a git repository whose address is not plain: {address}"),
            Self::Path(Some(path)) => write!(f, "the folder {}", path.as_str()),
            Self::Path(None) => f.write_str("a folder"),
            Self::Download(address) => write!(f, "a download from {address}"),
        }
    }
}

/// What a component claims to be.
#[derive(Debug)]
pub(super) struct Identity<'a> {
    /// Type, namespace and name; `None` where the component has no purl.
    pub(super) package: Option<&'a str>,
    /// The version in the purl, decoded.
    pub(super) version: Option<Cow<'a, str>>,
    /// The version that the component states beside its purl, where that is another.
    pub(super) other_version: Option<&'a str>,
    pub(super) source: Source<'a>,
}

impl<'a> Identity<'a> {
    /// Returns the folder of a package that claims no registry's identity.
    pub(super) fn folder(&self) -> Option<&'a RelativePath> {
        match self.source {
            Source::Path(folder) if self.package.is_none_or(|package| package.starts_with("pkg:generic/")) => folder,
            _ => None,
        }
    }

    pub(super) fn of(component: &'a Component) -> Self {
        let purl = component.purl.as_ref();
        let stated = component.version.as_deref();
        // The purl of a package from a folder names the repository that its manifest claims, not where its bytes come from.
        let in_folder =
            matches!(component.origin, Origin::Path(_)) && purl.is_none_or(|purl| purl.purl_type() == "generic");
        let named = purl.filter(|_| !in_folder).and_then(source_of_purl);
        let version = purl.and_then(version_of);
        let other_version = stated.filter(|stated| version.as_deref().is_some_and(|version| version != *stated));
        Self {
            package: purl.map(Purl::package),
            version: version.or(stated.map(Cow::Borrowed)),
            other_version,
            source: named.unwrap_or_else(|| source_of_origin(&component.origin)),
        }
    }
}

fn version_of(purl: &Purl) -> Option<Cow<'_, str>> {
    let version = purl.as_str().strip_prefix(purl.package())?.strip_prefix('@')?;
    let version = version.split(['?', '#']).next().unwrap_or(version);
    Some(percent_decode(version))
}

/// Returns the source that qualifiers name, if any does.
fn source_of_purl(purl: &Purl) -> Option<Source<'static>> {
    // Most purls have no qualifier, and looking one up parses the whole.
    if !purl.as_str().contains('?') {
        return None;
    }
    if let Some(address) = purl.qualifier("vcs_url") {
        return Some(Source::Git(git_address(&address).ok_or(Cow::Owned(shown(&address)))));
    }
    if let Some(address) = purl.qualifier("download_url") {
        let path = address.strip_prefix("file:").is_some();
        return Some(if path { Source::Path(None) } else { Source::Download(shown(&address)) });
    }
    let address = purl.qualifier("repository_url")?;
    Some(Source::Registry(tidy_address(&with_scheme(&address)).ok_or(Cow::Owned(shown(&address)))))
}

fn source_of_origin(origin: &Origin) -> Source<'_> {
    match origin {
        Origin::Unknown | Origin::DefaultRegistry => Source::DefaultRegistry,
        Origin::Registry(address) => Source::Registry(tidy_address(address).ok_or(Cow::Borrowed(address))),
        Origin::Git { url, .. } => Source::Git(git_address(url).ok_or(Cow::Borrowed(url))),
        Origin::Path(path) => Source::Path(path.as_ref()),
    }
}

/// Container types write `repository_url` without a scheme.
fn with_scheme(address: &str) -> Cow<'_, str> {
    if address.contains("://") { Cow::Borrowed(address) } else { Cow::Owned(format!("https://{address}")) }
}

fn shown(text: &str) -> String {
    text.chars().take(200).collect()
}

/// Returns a repository's address without the commit that may follow it.
fn git_address(address: &str) -> Option<String> {
    let last = address.rfind('/')?;
    let end = address[last..].find('@').map_or(address.len(), |at| last + at);
    tidy_address(&address[..end])
}

/// Brings an address to the one form in which addresses are compared, or gives `None` where readers could disagree on where it leads.
fn tidy_address(address: &str) -> Option<String> {
    let address =
        ["git+", "registry+", "sparse+"].iter().find_map(|kind| address.strip_prefix(kind)).unwrap_or(address);
    let (scheme, rest) = address.split_once("://")?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let ssh_user = host.strip_prefix("git@").filter(|_| scheme == "ssh");
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~+*,/:=!".contains(c);
    let host_is_plain = ssh_user.unwrap_or(host).chars().all(|c| plain(c) && c != '/');
    if host.is_empty() || scheme.is_empty() || !host_is_plain || !path.chars().all(plain) {
        return None;
    }
    let path = path.trim_end_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    if !path.is_empty() && path.split('/').any(|part| part.is_empty() || part == "." || part == "..") {
        return None;
    }
    Some(format!("{}://{}/{path}", scheme.to_ascii_lowercase(), host.to_ascii_lowercase()))
}

fn percent_decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digit = |at: usize| tail.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (first, digit(0), digit(1)) {
            bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component(purl: &str) -> Component {
        Component { name: "x".into(), purl: Some(Purl::parse(purl).unwrap()), ..Component::default() }
    }

    #[test]
    fn qualifiers_make_it_another_package() {
        let plain = component("pkg:cargo/a@1.0.0");
        assert_eq!(Identity::of(&plain).source, Source::DefaultRegistry);
        let git = component("pkg:cargo/a@1.0.0?vcs_url=git%2Bhttps://Host.example/o/r.git%40abc");
        assert_eq!(Identity::of(&git).source, Source::Git(Ok("https://host.example/o/r".into())));
        let other = component("pkg:cargo/a@1.0.0?repository_url=https://r.example/index/");
        assert_eq!(Identity::of(&other).source, Source::Registry(Ok("https://r.example/index".into())));
        let download = component("pkg:cargo/a@1.0.0?download_url=https://x.example/a.tgz");
        assert!(matches!(Identity::of(&download).source, Source::Download(_)));
    }

    #[test]
    fn what_the_component_says_counts_where_the_purl_is_silent() {
        let mut path = component("pkg:cargo/a@1.0.0");
        path.origin = Origin::Path(None);
        assert_eq!(Identity::of(&path).source, Source::Path(None));
        let mut claims = component("pkg:cargo/a@1.0.0?repository_url=https://r.example/index");
        claims.origin = Origin::DefaultRegistry;
        assert_ne!(Identity::of(&claims).source, Source::DefaultRegistry);
    }

    #[test]
    fn two_versions_are_both_kept() {
        let mut odd = component("pkg:cargo/a@1.0.0%2Bmeta");
        assert_eq!(Identity::of(&odd).version.as_deref(), Some("1.0.0+meta"));
        odd.version = Some("2.0.0".into());
        assert_eq!(Identity::of(&odd).other_version, Some("2.0.0"));
        assert_eq!(Identity::of(&component("pkg:cargo/a")).version, None);
    }

    #[test]
    fn a_repository_must_be_inside_the_pattern() {
        let allowed = Registry::parse("git+https://host.example/owner/*").unwrap();
        let allows = |url: &str| {
            let origin = Origin::Git { url: url.into(), commit: None, reference: None };
            allowed.allows(&source_of_origin(&origin))
        };
        assert!(allows("https://host.example/owner/repository.git") && allows("https://HOST.example/owner/r/"));
        for url in [
            "https://host.example/other/repository",
            "https://host.example/owner/a/b",
            "https://host.example/owner/..",
            "https://host.example/owner/../other",
            "https://host.example/owner/%2e%2e",
            "https://host.example@evil.example/owner/r",
            "https://evil.example/host.example/owner/r",
            "https://host.example.evil.example/owner/r",
            "https://host.example/owner/r?x=/y",
            "https://host.example/owner\\r",
            "http://host.example/owner/r",
            "file:///owner/r",
        ] {
            assert!(!allows(url), "{url}");
        }
    }

    #[test]
    fn an_open_or_hidden_address_is_refused() {
        assert!(matches!(Registry::parse("anything"), Err(RegistryError::Form(_))));
        assert!(matches!(Registry::parse("git+https://*/owner/r"), Err(RegistryError::OpenHost(_))));
        assert!(matches!(Registry::parse("git+https://*.example/owner/r"), Err(RegistryError::OpenHost(_))));
        assert!(matches!(Registry::parse("https://host.example/*"), Err(RegistryError::Star(_))));
        assert!(matches!(Registry::parse("https://user:word@host.example/x"), Err(RegistryError::Address(_))));
        assert!(matches!(Registry::parse("https://host.example/x?y"), Err(RegistryError::Address(_))));
        assert_eq!(Registry::parse("default"), Ok(Registry::Default));
    }
}
