//! `bonafide.toml`: what must hold, written by the one who decides.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::exact::BinaryRule;
use super::selection::{RawSelection, SelectionRule};
use crate::limits;
use crate::model::{Algorithm, Level};
use crate::source::{SourceError, read_bounded};
use crate::verify;

/// The policy of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Names of the checks that must run and pass; `None` when the file does not say.
    pub require: Option<Vec<String>>,
    /// Findings of this level and above decide.
    pub fail_on: Option<Level>,
    /// Target triples whose packages are required; empty when the file does not say.
    pub targets: Vec<String>,
    /// What of the project is asked about; `None` when the file does not say.
    pub selection: Option<SelectionRule>,
    /// Patterns of files to leave out.
    pub ignore: Vec<String>,
    /// The register of vetted vendors.
    pub vendors: Option<PathBuf>,
    /// Public keys to trust.
    pub keys: Vec<PathBuf>,
    /// Broken digest algorithms whose match counts all the same.
    pub accepted: Vec<Algorithm>,
    /// The document that was shipped last.
    pub baseline: Option<PathBuf>,
    /// The codes of changes since then that fail; `None` when the file does not say.
    pub drift_fail_on: Option<Vec<&'static str>>,
    /// What a document of a binary must be.
    pub binary: BinaryRule,
    /// Who vouches for documents, as `Name <mail>`.
    pub authors: Vec<String>,
    /// Who delivers the subject, as `Name <mail>`.
    pub supplier: Option<String>,
    /// The subject's name.
    pub name: Option<String>,
    /// The subject's version.
    pub version: Option<String>,
}

/// A policy that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// The file could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The file is not a policy.
    #[error("{}: {message}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The line, the column, what was expected and what was found.
        message: String,
    },
    /// A check that does not exist is required.
    #[error("{}: there is no check `{name}`, expected one of {}", path.display(), known.join(", "))]
    UnknownCheck {
        /// The file.
        path: PathBuf,
        /// The name in the file.
        name: String,
        /// The names there are.
        known: Vec<&'static str>,
    },
    /// A value is outside its range.
    #[error("{}: {field} is `{value}`, expected {expected}", path.display())]
    Value {
        /// The file.
        path: PathBuf,
        /// The field.
        field: &'static str,
        /// The value in the file.
        value: String,
        /// What was expected.
        expected: &'static str,
    },
}

impl PolicyError {
    /// Returns whether the same input would fail again.
    #[must_use]
    pub fn is_input_fault(&self) -> bool {
        match self {
            Self::Source(error) => error.is_input_fault(),
            Self::Syntax { .. } | Self::UnknownCheck { .. } | Self::Value { .. } => true,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct Raw {
    policy: RawPolicy,
    selection: Option<RawSelection>,
    vendors: RawVendors,
    signature: RawSignature,
    digest: RawDigest,
    drift: RawDrift,
    binary: RawBinary,
    document: RawDocument,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct RawPolicy {
    require: Option<Vec<String>>,
    fail_on: Option<String>,
    targets: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct RawVendors {
    file: Option<PathBuf>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct RawSignature {
    keys: Vec<PathBuf>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct RawDigest {
    insecure_accept: Vec<String>,
    ignore: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct RawDrift {
    baseline: Option<PathBuf>,
    fail_on: Option<Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct RawBinary {
    require: Option<String>,
}

impl RawBinary {
    /// Returns the rule, or the word that is none.
    fn rule(&self) -> Result<BinaryRule, &str> {
        match self.require.as_deref() {
            None | Some("listed") => Ok(BinaryRule::Listed),
            Some("exact") => Ok(BinaryRule::Exact),
            Some(other) => Err(other),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct RawDocument {
    authors: Vec<String>,
    supplier: Option<String>,
    name: Option<String>,
    version: Option<String>,
}

impl Config {
    /// Reads a policy file; paths in it are taken from the file's own folder.
    ///
    /// # Errors
    /// Every variant of [`PolicyError`].
    pub fn read(path: &Path) -> Result<Self, PolicyError> {
        let bytes = read_bounded(path, limits::CONFIG_BYTES)?;
        let fault = |message: String| PolicyError::Syntax { path: path.into(), message };
        let text = std::str::from_utf8(&bytes).map_err(|error| fault(format!("not UTF-8: {error}")))?;
        Self::parse(text, path)
    }

    /// Reads a policy from its text; `path` names it in errors, and its folder is where paths in it start.
    ///
    /// # Errors
    /// [`PolicyError`], other than its variant `Source`.
    pub fn parse(text: &str, path: &Path) -> Result<Self, PolicyError> {
        let raw: Raw = toml::from_str(text).map_err(|error| PolicyError::Syntax {
            path: path.into(),
            message: error.to_string().trim_end().to_owned(),
        })?;
        let value = |field, value: &str, expected| PolicyError::Value {
            path: path.into(),
            field,
            value: value.into(),
            expected,
        };
        for name in raw.policy.require.iter().flatten() {
            if verify::find(name).is_none() {
                let known = verify::ALL.iter().map(|check| check.name()).collect();
                return Err(PolicyError::UnknownCheck { path: path.into(), name: name.clone(), known });
            }
        }
        let fail_on = match raw.policy.fail_on.as_deref() {
            None => None,
            Some("note") => Some(Level::Note),
            Some("warning") => Some(Level::Warning),
            Some("error") => Some(Level::Error),
            Some(other) => return Err(value("policy.fail-on", other, "note, warning or error")),
        };
        let algorithm = |name: &String| {
            name.parse().map_err(|_| value("digest.insecure-accept", name, "a digest algorithm such as SHA-1"))
        };
        let accepted = raw.digest.insecure_accept.iter().map(algorithm).collect::<Result<_, _>>()?;
        let kind = |word: &String| match verify::drift::failing(word) {
            codes if codes.is_empty() => {
                Err(value("drift.fail-on", word, "any, note, warning, error or a kind such as digest-changed"))
            }
            codes => Ok(codes),
        };
        let kinds = |words: &Vec<String>| words.iter().map(kind).collect::<Result<Vec<_>, _>>();
        let drift_fail_on = raw.drift.fail_on.as_ref().map(kinds).transpose()?.map(|lists| lists.concat());
        let binary = raw.binary.rule().map_err(|other| value("binary.require", other, "listed or exact"))?;
        let conflict = |(field, found, expected): (_, String, _)| value(field, &found, expected);
        let selection = raw.selection.map(RawSelection::rule).transpose().map_err(conflict)?;
        if let Some(outside) = selection.as_ref().and_then(|rule| outside(&raw.policy.targets, rule)) {
            return Err(value("policy.targets", outside, "a target that selection.targets has too"));
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        Ok(Self {
            require: raw.policy.require,
            fail_on,
            targets: raw.policy.targets,
            selection,
            ignore: raw.digest.ignore,
            vendors: raw.vendors.file.map(|file| folder.join(file)),
            keys: raw.signature.keys.iter().map(|key| folder.join(key)).collect(),
            accepted,
            baseline: raw.drift.baseline.map(|file| folder.join(file)),
            drift_fail_on,
            binary,
            authors: raw.document.authors,
            supplier: raw.document.supplier,
            name: raw.document.name,
            version: raw.document.version,
        })
    }
}

/// Returns a target whose packages are required and that the selection leaves out: nothing of it could be checked.
fn outside<'a>(required: &'a [String], rule: &SelectionRule) -> Option<&'a str> {
    let selected = &rule.selection.targets;
    let is_outside = |target: &&String| *target != "all" && !selected.is_empty() && !selected.contains(target);
    required.iter().find(is_outside).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::{Base, Development, Packages, Selection};
    use crate::policy::SelectionStanding;

    fn parse(text: &str) -> Result<Config, String> {
        Config::parse(text, Path::new("conf/bonafide.toml")).map_err(|error| error.to_string())
    }

    #[test]
    fn paths_start_at_the_files_own_folder() {
        let config = parse("[vendors]\nfile = \"vendors.toml\"\n[signature]\nkeys = [\"a.pub\"]\n").unwrap();
        assert_eq!(config.vendors.as_deref(), Some(Path::new("conf/vendors.toml")));
        assert_eq!(config.keys, [PathBuf::from("conf/a.pub")]);
        let config = parse("[drift]\nbaseline = \"last.json\"\nfail-on = [\"downgraded\", \"error\"]\n").unwrap();
        assert_eq!(config.baseline.as_deref(), Some(Path::new("conf/last.json")));
        assert_eq!(config.drift_fail_on, Some(vec!["drift.downgraded", "drift.digest-changed"]));
        assert_eq!(parse("").unwrap(), Config::default());
    }

    #[test]
    fn a_misspelt_key_is_refused_with_its_line() {
        let error = parse("[policy]\nrequired = [\"digest\"]\n").unwrap_err();
        assert!(error.contains("line 2") && error.contains("unknown field `required`"), "{error}");
    }

    #[test]
    fn a_check_that_does_not_exist_is_refused() {
        let error = parse("[policy]\nrequire = [\"digests\"]\n").unwrap_err();
        assert!(error.contains("there is no check `digests`, expected one of binary, digest"), "{error}");
    }

    #[test]
    fn a_selection_has_the_names_of_the_flags() {
        let text = "[selection]\npackages = [\"app\"]\nfeatures = [\"tls\"]\nno-default-features = true\ntargets = [\"t\"]\nhosts = [\"h\"]\nno-dev = true\nfixed = true\n";
        let rule = parse(text).unwrap().selection.unwrap();
        let selection = Selection {
            packages: Packages::Named(vec!["app".into()]),
            features: vec!["tls".into()],
            base: Base::None,
            targets: vec!["t".into()],
            hosts: vec!["h".into()],
            development: Development::LeftOut,
            ..Selection::default()
        };
        assert_eq!((rule.selection, rule.standing), (selection, SelectionStanding::Fixed));
        let rule = parse("[selection]\n").unwrap().selection.unwrap();
        assert_eq!((rule.selection, rule.standing), (Selection::default(), SelectionStanding::Usual));
        assert_eq!(parse("").unwrap().selection, None);
    }

    #[test]
    fn a_selection_that_contradicts_itself_is_refused() {
        for (text, expected) in [
            ("workspace = true\ndefault-members = true", "expected one of workspace"),
            ("workspace = true\npackages = [\"a\"]", "selection.packages is `a`"),
            ("all-features = true\nno-default-features = true", "expected one of all-features"),
            ("all-targets = true\ntargets = [\"t\"]", "expected one of all-targets"),
            ("hosts = [\"h\"]", "expected targets beside it"),
            ("feature = [\"h\"]", "unknown field `feature`"),
            ("targets = [\"t\"]\n[policy]\ntargets = [\"u\"]", "policy.targets is `u`"),
        ] {
            let error = parse(&format!("[selection]\n{text}\n")).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn values_outside_their_range_are_refused() {
        assert!(parse("[policy]\nfail-on = \"never\"\n").unwrap_err().contains("expected note, warning or error"));
        assert!(parse("[digest]\ninsecure-accept = [\"CRC\"]\n").unwrap_err().contains("`CRC`"));
        assert!(parse("[policy]\nrequire = \"digest\"\n").is_err());
        assert!(parse("[binary]\nrequire = \"some\"\n").unwrap_err().contains("expected listed or exact"));
        assert_eq!(parse("[binary]\nrequire = \"exact\"\n").unwrap().binary, BinaryRule::Exact);
        assert!(parse("[drift]\nfail-on = [\"digest\"]\n").unwrap_err().contains("`digest`, expected any"));
    }
}
