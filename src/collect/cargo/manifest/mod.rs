//! `Cargo.toml` as its author wrote it, as far as an inventory needs it.
//!
//! Two readers give the same result: a scanner that accepts exactly the form in which cargo publishes manifests, of which a thousand are read in
//! every run, and a TOML reader for everything else. Whenever the scanner is in doubt it gives up, so that the errors that a person sees come
//! from the TOML reader alone.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor, value};

mod scan;
mod token;

/// A whole manifest.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Manifest {
    /// `[project]` is its name of before 2015.
    #[serde(alias = "project")]
    pub(super) package: Option<Package>,
    pub(super) workspace: Option<Workspace>,
    pub(super) lib: Option<Library>,
    #[serde(default)]
    pub(super) bin: Vec<Binary>,
    #[serde(default)]
    pub(super) test: Vec<Binary>,
    #[serde(default)]
    pub(super) example: Vec<Binary>,
    #[serde(default)]
    pub(super) bench: Vec<Binary>,
    #[serde(default)]
    pub(super) features: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) dependencies: Table,
    #[serde(default, alias = "dev_dependencies")]
    pub(super) dev_dependencies: Table,
    #[serde(default, alias = "build_dependencies")]
    pub(super) build_dependencies: Table,
    #[serde(default)]
    pub(super) target: BTreeMap<String, Platform>,
    /// By registry or repository.
    #[serde(default)]
    pub(super) patch: BTreeMap<String, Table>,
}

/// Dependencies by the name that the code uses.
pub(super) type Table = BTreeMap<String, Requirement>;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) version: Option<Inherited<String>>,
    pub(super) edition: Option<Inherited<String>>,
    /// The resolver, where no workspace names one.
    pub(super) resolver: Option<String>,
    pub(super) license: Option<Inherited<String>>,
    pub(super) license_file: Option<Inherited<String>>,
    pub(super) authors: Option<Inherited<Vec<String>>>,
    pub(super) description: Option<Inherited<String>>,
    pub(super) repository: Option<Inherited<String>>,
    pub(super) homepage: Option<Inherited<String>>,
    pub(super) documentation: Option<Inherited<String>>,
    pub(super) links: Option<String>,
    pub(super) workspace: Option<String>,
    pub(super) build: Option<Script>,
    pub(super) autobins: Option<bool>,
}

/// What a manifest says of the package's build script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// There is one, or there are several.
    Named,
    /// There is none, whatever files there are.
    Off,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Workspace {
    #[serde(default)]
    pub(super) members: Vec<String>,
    #[serde(default)]
    pub(super) exclude: Vec<String>,
    /// The members that cargo takes in the workspace's own folder when none is named.
    pub(super) default_members: Option<Vec<String>>,
    pub(super) resolver: Option<String>,
    #[serde(default)]
    pub(super) package: Shared,
    #[serde(default)]
    pub(super) dependencies: Table,
}

/// What the packages of a workspace may inherit.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Shared {
    pub(super) version: Option<String>,
    pub(super) edition: Option<String>,
    pub(super) license: Option<String>,
    pub(super) license_file: Option<String>,
    pub(super) authors: Option<Vec<String>>,
    pub(super) description: Option<String>,
    pub(super) repository: Option<String>,
    pub(super) homepage: Option<String>,
    pub(super) documentation: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Library {
    #[serde(default, alias = "proc_macro")]
    proc_macro: bool,
    #[serde(default, alias = "crate_type")]
    crate_type: Vec<String>,
    test: Option<bool>,
    bench: Option<bool>,
    doctest: Option<bool>,
}

/// A program of the package, or one of its tests, examples or benchmarks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Binary {
    pub(super) name: Option<String>,
    pub(super) path: Option<String>,
    /// Features without which it is not built.
    #[serde(default, alias = "required_features")]
    pub(super) required_features: Vec<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Platform {
    #[serde(default)]
    pub(super) dependencies: Table,
    #[serde(default, alias = "dev_dependencies")]
    pub(super) dev_dependencies: Table,
    #[serde(default, alias = "build_dependencies")]
    pub(super) build_dependencies: Table,
}

/// What a manifest asks for under one name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Requirement(pub(super) RequirementTable);

/// The long form of a requirement; the short one is its version alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct RequirementTable {
    pub(super) version: Option<String>,
    pub(super) package: Option<String>,
    pub(super) path: Option<String>,
    pub(super) git: Option<String>,
    #[serde(default)]
    pub(super) optional: bool,
    #[serde(alias = "default_features")]
    pub(super) default_features: Option<bool>,
    #[serde(default)]
    pub(super) features: Vec<String>,
    #[serde(default)]
    pub(super) workspace: bool,
    /// Which of its programs the package wants instead of, or beside, its library. Unstable: `-Z bindeps`.
    pub(super) artifact: Option<Artifact>,
    /// What the artifact is built for: a triple, or `target` for what everything is.
    pub(super) target: Option<String>,
    /// Whether the library is wanted beside the artifact.
    pub(super) lib: Option<bool>,
}

/// The kinds of artifact that a dependency is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Artifact(pub(super) Vec<String>);

/// A value, or the word that the workspace's is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Inherited<T> {
    Own(T),
    Workspace,
}

impl Manifest {
    /// Returns whether the package is a proc-macro: it runs in the compiler and is part of nothing that is built.
    pub(super) fn is_proc_macro(&self) -> bool {
        let named = |lib: &Library| lib.proc_macro || lib.crate_type.iter().any(|kind| kind == "proc-macro");
        self.lib.as_ref().is_some_and(named)
    }
}

impl Library {
    /// Returns whether there are tests or benchmarks of any kind inside of it.
    pub(super) fn is_tested(&self) -> bool {
        [self.test, self.bench, self.doctest].iter().any(|flag| *flag != Some(false))
    }
}

impl<T: Clone> Inherited<T> {
    /// Returns the value, with the workspace's in place of the word for it.
    pub(super) fn resolve(found: Option<&Self>, shared: Option<&T>) -> Option<T> {
        match found? {
            Self::Own(value) => Some(value.clone()),
            Self::Workspace => shared.cloned(),
        }
    }
}

impl<'de> Deserialize<'de> for Requirement {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Requirement;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a version or a table")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Requirement, E> {
                Ok(Requirement(RequirementTable { version: Some(text.to_owned()), ..RequirementTable::default() }))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Requirement, A::Error> {
                RequirementTable::deserialize(value::MapAccessDeserializer::new(map)).map(Requirement)
            }
        }

        deserializer.deserialize_any(Either)
    }
}

impl<'de> Deserialize<'de> for Artifact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMore;

        impl<'de> Visitor<'de> for OneOrMore {
            type Value = Artifact;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a kind of artifact or a list of them")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Artifact, E> {
                Ok(Artifact(vec![text.to_owned()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Artifact, A::Error> {
                Vec::deserialize(value::SeqAccessDeserializer::new(list)).map(Artifact)
            }
        }

        deserializer.deserialize_any(OneOrMore)
    }
}

impl<'de> Deserialize<'de> for Script {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FileOrWord;

        impl<'de> Visitor<'de> for FileOrWord {
            type Value = Script;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a file, a list of files, true or false")
            }

            fn visit_bool<E: de::Error>(self, is_on: bool) -> Result<Script, E> {
                Ok(if is_on { Script::Named } else { Script::Off })
            }

            fn visit_str<E: de::Error>(self, _: &str) -> Result<Script, E> {
                Ok(Script::Named)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Script, A::Error> {
                while list.next_element::<de::IgnoredAny>()?.is_some() {}
                Ok(Script::Named)
            }
        }

        deserializer.deserialize_any(FileOrWord)
    }
}

/// The table `{ workspace = true }`.
#[derive(Deserialize)]
struct Mark {
    workspace: bool,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Inherited<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
            type Value = Inherited<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value or `{ workspace = true }`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Inherited<T>, E> {
                T::deserialize(value::StrDeserializer::new(text)).map(Inherited::Own)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Inherited<T>, A::Error> {
                T::deserialize(value::SeqAccessDeserializer::new(list)).map(Inherited::Own)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Inherited<T>, A::Error> {
                match Mark::deserialize(value::MapAccessDeserializer::new(map))? {
                    Mark { workspace: true } => Ok(Inherited::Workspace),
                    Mark { workspace: false } => Err(de::Error::custom("expected `workspace = true`, found false")),
                }
            }
        }

        deserializer.deserialize_any(Either(std::marker::PhantomData))
    }
}

/// A text that is no manifest.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ManifestError {
    pub(super) line: Option<u32>,
    pub(super) message: String,
}

/// Reads a manifest.
pub(super) fn parse_manifest(bytes: &[u8]) -> Result<Manifest, ManifestError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| ManifestError { line: None, message: "expected UTF-8 text, found other bytes".to_owned() })?;
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line = before.and_then(|before| u32::try_from(before.matches('\n').count() + 1).ok());
        let message = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
        ManifestError { line, message: format!("expected a manifest: {message}") }
    })
}

/// Reads the manifest of a published package, in most cases without the tables that only its own development needs.
pub(super) fn parse_published_manifest(bytes: &[u8]) -> Result<Manifest, ManifestError> {
    match std::str::from_utf8(bytes).ok().and_then(scan::scan) {
        Some(manifest) => Ok(manifest),
        None => parse_manifest(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Manifest {
        parse_manifest(text.as_bytes()).unwrap()
    }

    #[test]
    fn requirements_come_short_and_long() {
        let found = parse(
            "[dependencies]\na = '1'\nb = { package = 'c', git = 'https://example.org/c', optional = true }\nd.workspace = true\n\
             [target.'cfg(windows)'.dev_dependencies]\ne = { path = '../e', default_features = false, features = ['x'] }",
        );
        assert_eq!(found.dependencies["a"].0.version.as_deref(), Some("1"));
        assert_eq!(found.dependencies["b"].0.package.as_deref(), Some("c"));
        assert!(found.dependencies["b"].0.optional && found.dependencies["d"].0.workspace);
        let e = &found.target["cfg(windows)"].dev_dependencies["e"].0;
        assert_eq!((e.default_features, e.features.as_slice()), (Some(false), ["x".to_owned()].as_slice()));
    }

    #[test]
    fn fields_are_own_or_of_the_workspace() {
        let package = parse("[package]\nname = 'a'\nlicense.workspace = true\nauthors = ['b']\nversion = '1.0.0'")
            .package
            .unwrap();
        assert_eq!(Inherited::resolve(package.license.as_ref(), Some(&"MIT".to_owned())).as_deref(), Some("MIT"));
        assert_eq!(Inherited::resolve(package.authors.as_ref(), None), Some(vec!["b".to_owned()]));
        assert_eq!(Inherited::resolve(package.homepage.as_ref(), Some(&"x".to_owned())), None);
    }

    #[test]
    fn proc_macros_are_told_by_any_spelling() {
        assert!(parse("[lib]\nproc-macro = true").is_proc_macro());
        assert!(parse("[lib]\nproc_macro = true").is_proc_macro());
        assert!(parse("[lib]\ncrate-type = ['proc-macro']").is_proc_macro());
        assert!(!parse("[lib]\ncrate-type = ['cdylib']").is_proc_macro());
    }

    #[test]
    fn what_is_no_manifest_is_refused_with_its_line() {
        assert_eq!(parse_manifest(b"[package]\nname = 1").unwrap_err().line, Some(2));
        assert_eq!(parse_manifest(b"[package]\n\n[[[").unwrap_err().line, Some(3));
        assert!(parse_manifest(b"[dependencies]\na = 1").is_err());
        assert!(parse_manifest(b"[package]\nname = 'a'\nlicense = { workspace = false }").is_err());
        assert!(parse_manifest(b"\xff").is_err());
    }
}
