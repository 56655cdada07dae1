//! What of a project is asked about, in the words of the ecosystem's own tool.

use std::collections::BTreeMap;

/// Which packages, features and platforms an inventory is to be about.
///
/// The default is what every package of the project turns on by itself, for all platforms, with what its tests need.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The packages of the project to start from.
    pub packages: Packages,
    /// Features to turn on, as the ecosystem's tool takes them; several in one text are parted by commas or blanks.
    pub features: Vec<String>,
    /// Which features of the packages are on beside those.
    pub base: Base,
    /// Target triples; none for all platforms.
    pub targets: Vec<String>,
    /// Triples of the machines that build; none for the targets themselves, as where nothing is built for another machine.
    pub hosts: Vec<String>,
    /// What becomes of packages that only tests, examples and benchmarks need.
    pub development: Development,
}

/// The packages of a project to start from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Packages {
    /// Every one.
    #[default]
    Workspace,
    /// Those that the ecosystem's tool takes in the project's own folder when none is named.
    Default,
    /// Those of these names, each perhaps with `@` and a version.
    Named(Vec<String>),
}

/// The features that are on without being named one by one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Base {
    /// Those that a package turns on by itself.
    #[default]
    Default,
    /// Every one.
    All,
    /// None.
    None,
}

/// What becomes of packages that only tests, examples and benchmarks need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Development {
    /// They are listed as such.
    #[default]
    Listed,
    /// They are left out.
    LeftOut,
}

/// What stands between the ecosystem and the part in the name of a property that states a selection.
const RESOLVE: &str = ":resolve:";

/// What stands for all targets and all features.
const ALL: &str = "all";

const EVERY_MEMBER: &str = "every member";
const DEFAULT_MEMBERS: &str = "default members";

impl Selection {
    /// Returns the properties by which a document states the selection that it is of, such as `cargo:resolve:packages`.
    pub(crate) fn properties(&self, ecosystem: &str) -> BTreeMap<String, String> {
        let mut properties = BTreeMap::new();
        let mut put = |part: &str, value: String| properties.insert(format!("{ecosystem}{RESOLVE}{part}"), value);
        put(
            "packages",
            match &self.packages {
                // No name of a package has a blank.
                Packages::Workspace => EVERY_MEMBER.to_owned(),
                Packages::Default => DEFAULT_MEMBERS.to_owned(),
                Packages::Named(names) => names.join(","),
            },
        );
        let base = match self.base {
            Base::Default => "default",
            Base::All => ALL,
            Base::None => "none",
        };
        put(
            "features",
            std::iter::once(base).chain(self.features.iter().map(String::as_str)).collect::<Vec<_>>().join(","),
        );
        let triples = |list: &[String]| if list.is_empty() { ALL.to_owned() } else { list.join(",") };
        put("targets", triples(&self.targets));
        if !self.hosts.is_empty() {
            put("hosts", triples(&self.hosts));
        }
        put(
            "development",
            match self.development {
                Development::Listed => "listed",
                Development::LeftOut => "left out",
            }
            .to_owned(),
        );
        properties
    }

    /// Returns the selection that a document states by its properties, as [`collect`](super::collect) writes them; none where it states none that is understood.
    #[must_use]
    pub fn stated(properties: &BTreeMap<String, String>) -> Option<Self> {
        let part = |name: &str| {
            let found =
                properties.iter().find(|(key, _)| key.split_once(RESOLVE).is_some_and(|(_, part)| part == name));
            found.map(|(_, value)| value.as_str())
        };
        let list = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<String>>();
        let triples = |text: Option<&str>| text.filter(|text| *text != ALL).map(list).unwrap_or_default();
        let packages = match part("packages")? {
            EVERY_MEMBER => Packages::Workspace,
            DEFAULT_MEMBERS => Packages::Default,
            names if names.contains(' ') => return None,
            names => Packages::Named(list(names)),
        };
        let (base, features) = part("features").map(|text| text.split_once(',').unwrap_or((text, "")))?;
        let base = match base {
            "default" => Base::Default,
            ALL => Base::All,
            "none" => Base::None,
            _ => return None,
        };
        let development = match part("development")? {
            "listed" => Development::Listed,
            "left out" => Development::LeftOut,
            _ => return None,
        };
        let features = if features.is_empty() { Vec::new() } else { list(features) };
        Some(Self {
            packages,
            features,
            base,
            targets: triples(part("targets")),
            hosts: triples(part("hosts")),
            development,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stated_selection_is_understood() {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
        for packages in [Packages::Workspace, Packages::Default, Packages::Named(words(&["workspace", "b@1"]))] {
            for base in [Base::Default, Base::All, Base::None] {
                for list in [words(&[]), words(&["a/b", "c"])] {
                    for development in [Development::Listed, Development::LeftOut] {
                        let (packages, features, targets) = (packages.clone(), list.clone(), list.clone());
                        let selection =
                            Selection { packages, features, base, targets, hosts: list.clone(), development };
                        assert_eq!(Selection::stated(&selection.properties("cargo")), Some(selection));
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_not_understood_is_no_selection() {
        assert_eq!(Selection::stated(&BTreeMap::new()), None);
        for (part, value) in [("packages", "some members"), ("features", "some"), ("development", "perhaps")] {
            let mut properties = Selection::default().properties("cargo");
            properties.insert(format!("cargo:resolve:{part}"), value.to_owned());
            assert_eq!(Selection::stated(&properties), None, "{part}");
            properties.remove(&format!("cargo:resolve:{part}"));
            assert_eq!(Selection::stated(&properties), None, "{part}");
        }
    }
}
