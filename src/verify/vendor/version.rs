//! Which versions an approval covers, in the words of each ecosystem.

use semver::{Version, VersionReq};

/// The versions that an entry covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VersionScope {
    /// Every version.
    Any,
    /// What a cargo requirement admits, with cargo's meaning: `1.2` is `^1.2`, and a pre-release must be asked for.
    Cargo(VersionReq),
    /// One version, letter for letter.
    Exact(String),
    /// Versions that start with this text, which ends in `.` or `-`.
    Prefix(String),
}

/// A text that names no versions.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VersionScopeError {
    /// Nothing follows the `@`.
    #[error("nothing follows the `@`")]
    Empty,
    /// Cargo would not accept it as a requirement.
    #[error("`{text}` is not a version requirement as cargo writes them")]
    Cargo {
        /// The text.
        text: String,
        /// What is wrong.
        source: semver::Error,
    },
    /// It has operators or stars that have no meaning for this package type.
    #[error(
        "`{text}` is neither one version nor a prefix such as `1.2.*`, which is what {purl_type} packages take here"
    )]
    Other {
        /// The text.
        text: String,
        /// The package type.
        purl_type: String,
    },
}

impl VersionScope {
    /// Reads what follows the `@` of a package pattern.
    ///
    /// # Errors
    /// Every variant of [`VersionScopeError`].
    pub fn parse(text: &str, purl_type: &str) -> Result<Self, VersionScopeError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(VersionScopeError::Empty);
        }
        if purl_type == "cargo" {
            let fault = |source| VersionScopeError::Cargo { text: text.chars().take(100).collect(), source };
            return VersionReq::parse(text).map(Self::Cargo).map_err(fault);
        }
        let fault = || VersionScopeError::Other { text: text.chars().take(100).collect(), purl_type: purl_type.into() };
        if let Some(prefix) = text.strip_suffix('*') {
            // Without the separator `1.2*` would take in 1.20.
            let whole = prefix.ends_with(['.', '-']) && !prefix.contains('*');
            return if whole { Ok(Self::Prefix(prefix.into())) } else { Err(fault()) };
        }
        if text.contains(['*', '^', '<', '>', '=', ',', '|', ' ']) || text.starts_with('~') {
            return Err(fault());
        }
        Ok(Self::Exact(text.into()))
    }

    /// Returns whether it covers a version; one that cannot be understood is not covered.
    #[must_use]
    pub fn covers(&self, version: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Cargo(requirement) => Version::parse(version).is_ok_and(|version| requirement.matches(&version)),
            Self::Exact(exact) => exact == version,
            Self::Prefix(prefix) => version.starts_with(prefix.as_str()),
        }
    }

    /// Returns whether it may cover a version: as [`Self::covers`], but one that cannot be understood is, for refusals must not be evaded.
    #[must_use]
    pub fn may_cover(&self, version: &str) -> bool {
        match self {
            // A refusal of `<1.2` means the pre-releases of 1.1 and of 1.2.0 too, which cargo's requirements leave out.
            Self::Cargo(requirement) => Version::parse(version).map_or(true, |version| {
                let release = Version::new(version.major, version.minor, version.patch);
                let before = if version.pre.is_empty() { None } else { release_before(&release) };
                requirement.matches(&version)
                    || requirement.matches(&release)
                    || before.is_some_and(|before| requirement.matches(&before))
            }),
            other => other.covers(version),
        }
    }
}

/// Returns the greatest release below a release.
fn release_before(release: &Version) -> Option<Version> {
    match (release.major, release.minor, release.patch) {
        (0, 0, 0) => None,
        (major, 0, 0) => Some(Version::new(major - 1, u64::MAX, u64::MAX)),
        (major, minor, 0) => Some(Version::new(major, minor - 1, u64::MAX)),
        (major, minor, patch) => Some(Version::new(major, minor, patch - 1)),
    }
}

impl std::fmt::Display for VersionScope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Any => f.write_str("any version"),
            Self::Cargo(requirement) => write!(f, "{requirement}"),
            Self::Exact(exact) => write!(f, "exactly {exact}"),
            Self::Prefix(prefix) => write!(f, "{prefix}*"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cargo_requirement_means_what_cargo_means() {
        let scope = VersionScope::parse("1.2", "cargo").unwrap();
        assert!(scope.covers("1.2.0") && scope.covers("1.9.1+meta"));
        for version in ["1.1.9", "2.0.0", "1.3.0-rc.1", "1.2", "one", ""] {
            assert!(!scope.covers(version), "{version}");
        }
    }

    #[test]
    fn other_types_take_one_version_or_a_whole_prefix() {
        assert!(VersionScope::parse("1.2.*", "pypi").unwrap().covers("1.2.7"));
        assert!(!VersionScope::parse("1.2.*", "pypi").unwrap().covers("1.20"));
        assert!(!VersionScope::parse("1.2.3", "npm").unwrap().covers("1.2.30"));
        for text in ["1.2*", "*", "^1.2", ">=1", "1.*.*", "~1", "1 || 2", ""] {
            assert!(VersionScope::parse(text, "npm").is_err(), "{text}");
        }
        assert!(VersionScope::parse("latest", "cargo").is_err());
    }

    #[test]
    fn a_refusal_also_covers_what_cannot_be_understood() {
        let scope = VersionScope::parse("<1.2", "cargo").unwrap();
        assert!(
            scope.may_cover("1.1.0-rc.1")
                && scope.may_cover("1.2.0-rc.1")
                && scope.may_cover("odd")
                && !scope.may_cover("1.2.0")
        );
    }
}
