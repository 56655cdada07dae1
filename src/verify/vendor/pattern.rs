//! What a register may write for the name of a package: a purl without version, or one with `*` in it.

use super::glob::Glob;
use crate::limits;
use crate::model::Purl;

/// A pattern over the type, namespace and name of a package URL.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackagePattern {
    glob: Glob,
    /// Where the namespace or name starts, after `pkg:<type>/`.
    name: usize,
}

/// How closely a pattern names a package; the greater decides.
///
/// A pattern without `*` is above every one that has any; of two with `*`, the longer literal text before it is above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Specificity {
    exact: Exactness,
    prefix: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Exactness {
    Glob,
    Exact,
}

/// A text that is no package pattern.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum PatternError {
    /// Nothing is there.
    #[error("the package pattern is empty")]
    Empty,
    /// It is longer than any honest one.
    #[error("the package pattern is longer than {} bytes", limits::PATTERN_BYTES)]
    TooLong,
    /// It does not start as a package URL does, so that it could match in the middle of one.
    #[error("`{0}` is not anchored: expected `pkg:<type>/<name>`")]
    Unanchored(String),
    /// The type has a `*`, or nothing follows it.
    #[error("`{0}` is too broad: it leaves the package type or the whole name open")]
    OpenType(String),
    /// It has `**`, which would cross a `/`.
    #[error("`{0}` has `**`: a `*` stays between two `/`")]
    DoubleStar(String),
    /// It has qualifiers or a subpath.
    #[error("`{0}` has a qualifier or subpath: a pattern names type, namespace, name and version")]
    Qualifier(String),
    /// It has a character that means something in other pattern languages and nothing here.
    #[error("`{text}` has `{character}`: only `*` is special here")]
    Character {
        /// The pattern.
        text: String,
        /// The character.
        character: char,
    },
    /// It is not written as package URLs are, and would never match.
    #[error("`{text}` would never match: package URLs write it `{canonical}`")]
    NotCanonical {
        /// The pattern.
        text: String,
        /// How it is written.
        canonical: String,
    },
}

impl PatternError {
    /// Returns what to do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Empty | Self::Unanchored(_) => {
                "write a purl, such as `pkg:cargo/tokio` or `pkg:cargo/tokio-*`".into()
            }
            Self::TooLong => "list the packages one by one".into(),
            Self::OpenType(_) => "name the packages, such as `pkg:cargo/tokio-*`".into(),
            Self::DoubleStar(_) => "write one `*` for each part between two `/`".into(),
            Self::Qualifier(_) => "name where it comes from with `registries = […]` in a `[[vendor.scope]]`".into(),
            Self::Character { .. } => "list the packages one by one, or use `*`".into(),
            Self::NotCanonical { canonical, .. } => format!("write `{canonical}`"),
        }
    }
}

impl PackagePattern {
    /// Reads a pattern with what may follow its `@`: `pkg:cargo/tokio-*@^1.2`.
    ///
    /// # Errors
    /// Every variant of [`PatternError`].
    pub fn parse(text: &str) -> Result<(Self, Option<&str>), PatternError> {
        let shown = || text.chars().take(200).collect::<String>();
        if text.trim().is_empty() {
            return Err(PatternError::Empty);
        }
        if text.len() > limits::PATTERN_BYTES {
            return Err(PatternError::TooLong);
        }
        let rest = text.strip_prefix("pkg:").ok_or_else(|| PatternError::Unanchored(shown()))?;
        let Some((purl_type, _)) = rest.split_once('/') else {
            let open = rest.contains('*');
            return Err(if open { PatternError::OpenType(shown()) } else { PatternError::Unanchored(shown()) });
        };
        if purl_type.contains('*') {
            return Err(PatternError::OpenType(shown()));
        }
        let (package, version) = split_version(text);
        if package.contains("**") {
            return Err(PatternError::DoubleStar(shown()));
        }
        if text.contains(['?', '#']) {
            return Err(PatternError::Qualifier(shown()));
        }
        let odd = |c: &char| !c.is_ascii_alphanumeric() && !"-._~%:/+*@".contains(*c);
        if let Some(character) = package.chars().find(odd) {
            return Err(PatternError::Character { text: shown(), character });
        }
        let package = canonical(package)?;
        let name = "pkg:".len() + purl_type.len() + 1;
        Ok((Self { glob: Glob::new(&package), name }, version))
    }

    /// Returns the pattern without a version, as package URLs are written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.glob.as_str()
    }

    /// Returns the package type, which is always literal.
    #[must_use]
    pub fn purl_type(&self) -> &str {
        &self.glob.as_str()["pkg:".len()..self.name - 1]
    }

    /// Returns whether it names one package.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.glob.is_exact()
    }

    /// Returns the literal text before the first `*`.
    #[must_use]
    pub fn prefix(&self) -> &str {
        self.glob.prefix()
    }

    /// Returns whether not one character of namespace or name is fixed before the first `*`, so that any publisher's package can match.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.glob.prefix().len() <= self.name
    }

    /// Returns how closely it names a package.
    #[must_use]
    pub fn specificity(&self) -> Specificity {
        let exact = if self.is_exact() { Exactness::Exact } else { Exactness::Glob };
        Specificity { exact, prefix: self.glob.prefix().len() }
    }

    /// Returns whether it matches this type, namespace and name, as [`Purl::package`] gives them.
    #[must_use]
    pub fn matches(&self, package: &str) -> bool {
        self.glob.matches(package)
    }
}

/// Splits a version off; an `@` right after a `/` is a scope such as npm's and starts none.
fn split_version(text: &str) -> (&str, Option<&str>) {
    let at = text.char_indices().skip(1).find(|(at, c)| *c == '@' && !text[..*at].ends_with('/'));
    at.map_or((text, None), |(at, _)| (&text[..at], Some(&text[at + 1..])))
}

/// Returns the pattern as package URLs are written, or says how they are where the two differ in more than a scope's `@`.
fn canonical(package: &str) -> Result<String, PatternError> {
    let unanchored = || PatternError::Unanchored(package.chars().take(200).collect());
    let scoped = package.replace("/@", "/%40");
    // A digit stands in for each star: it is legal in every part and no rule of any type changes it.
    let probe = scoped.replace('*', "0");
    let purl = Purl::parse(&probe).map_err(|_| unanchored())?;
    if purl.as_str() == probe {
        return Ok(scoped);
    }
    let mut stars = scoped.match_indices('*').map(|(at, _)| at);
    if stars.next().is_none() && !purl.package().is_empty() {
        return Err(PatternError::NotCanonical { text: package.into(), canonical: purl.as_str().into() });
    }
    let canonical = if purl.as_str().len() == probe.len() {
        let star = |(at, c)| if scoped.as_bytes().get(at) == Some(&b'*') { '*' } else { c };
        purl.as_str().char_indices().map(star).collect()
    } else {
        purl.as_str().to_owned()
    };
    Err(PatternError::NotCanonical { text: package.into(), canonical })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> PackagePattern {
        PackagePattern::parse(text).unwrap().0
    }

    #[test]
    fn a_pattern_is_a_purl_with_stars_and_a_version() {
        let (tokio, version) = PackagePattern::parse("pkg:cargo/tokio-*@^1.2").unwrap();
        assert_eq!((tokio.as_str(), tokio.purl_type(), version), ("pkg:cargo/tokio-*", "cargo", Some("^1.2")));
        let (npm, version) = PackagePattern::parse("pkg:npm/@types/*").unwrap();
        assert_eq!((npm.as_str(), version), ("pkg:npm/%40types/*", None));
        assert!(npm.matches("pkg:npm/%40types/node") && !npm.matches("pkg:npm/node"));
        assert!(!npm.is_open() && pattern("pkg:cargo/*-sys").is_open());
    }

    #[test]
    fn the_more_specific_is_the_exact_one_then_the_longer_prefix() {
        assert!(pattern("pkg:cargo/a").specificity() > pattern("pkg:cargo/abcdef*").specificity());
        assert!(pattern("pkg:cargo/tokio-*").specificity() > pattern("pkg:cargo/tok*").specificity());
        assert_eq!(pattern("pkg:cargo/a*b").specificity(), pattern("pkg:cargo/a*c").specificity());
    }

    #[test]
    fn what_is_unanchored_open_or_never_matches_is_refused() {
        let refused = |text: &str| PackagePattern::parse(text).unwrap_err();
        assert_eq!(refused(" "), PatternError::Empty);
        for text in ["tokio", "*", "*pkg:cargo/tokio", "cargo/tokio", "pkg:", "pkg:cargo", "pkg:cargo/"] {
            assert!(matches!(refused(text), PatternError::Unanchored(_)), "{text}: {:?}", refused(text));
        }
        for text in ["pkg:*", "pkg:*/tokio", "pkg:car*/tokio", "pkg:cargo*"] {
            assert!(matches!(refused(text), PatternError::OpenType(_)), "{text}: {:?}", refused(text));
        }
        assert!(matches!(refused("pkg:npm/**"), PatternError::DoubleStar(_)));
        assert!(matches!(refused("pkg:cargo/tokio?vcs_url=x"), PatternError::Qualifier(_)));
        assert!(matches!(refused("pkg:cargo/tok[io]"), PatternError::Character { character: '[', .. }));
        assert!(matches!(refused("pkg:pypi/Django"), PatternError::NotCanonical { .. }));
        assert!(matches!(refused("pkg:Cargo/tokio"), PatternError::NotCanonical { .. }));
        assert!(matches!(refused(&format!("pkg:cargo/{}", "a".repeat(600))), PatternError::TooLong));
    }

    #[test]
    fn a_refusal_says_how_the_pattern_is_written() {
        let error = PackagePattern::parse("pkg:pypi/Django-*").unwrap_err();
        assert_eq!(error.hint(), "write `pkg:pypi/django-*`");
    }
}
