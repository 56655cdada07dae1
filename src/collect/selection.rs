//! What of a project is asked about, in the words of the ecosystem's own tool.

use std::collections::BTreeSet;
use std::fmt;

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
    /// The one package of those whose parts are listed; none for those of all. Features are resolved for all of them in any case.
    pub only: Option<String>,
    /// What becomes of requirements of which nobody can tell whether the platform has them.
    pub untold: Untold,
}

/// What becomes of requirements whose platform depends on the processor's features, the profile or the compiler's flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Untold {
    /// They count, as far as the usual flags turn them on.
    #[default]
    Counted,
    /// They count only if they hold whatever the flags are.
    LeftOut,
}

/// What one build turns on of a package, as far as that is stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuiltPart {
    /// What it has in any case.
    pub least: Selection,
    /// What it may have.
    pub most: Selection,
    /// Whether what only runs while building is not listed.
    pub is_runtime_only: bool,
}

impl Selection {
    /// Returns whether both ask about the same, however it is written: in another order, or with the hosts that no word stands for too.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let packages = match (&self.packages, &other.packages) {
            (Packages::Named(own), Packages::Named(others)) => set(own) == set(others),
            (own, others) => own == others,
        };
        packages
            && self.base == other.base
            && self.named_features() == other.named_features()
            && set(&self.targets) == set(&other.targets)
            && set(self.build_hosts()) == set(other.build_hosts())
            && self.development == other.development
    }

    /// Returns the triples of the machines that build: those that are named, or else the targets.
    #[must_use]
    pub fn build_hosts(&self) -> &[String] {
        if self.hosts.is_empty() { &self.targets } else { &self.hosts }
    }

    /// Returns the features that are named, each once, sorted.
    #[must_use]
    pub fn named_features(&self) -> BTreeSet<&str> {
        self.features.iter().flat_map(|text| text.split([',', ' '])).filter(|name| !name.is_empty()).collect()
    }
}

fn set(list: &[String]) -> BTreeSet<&str> {
    list.iter().map(String::as_str).collect()
}

impl fmt::Display for Selection {
    /// Writes the selection for people: `the workspace, default features, all targets, with tests`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.packages {
            Packages::Workspace => f.write_str("the workspace")?,
            Packages::Default => f.write_str("the default members")?,
            Packages::Named(names) => write!(f, "{}", names.join(" and "))?,
        }
        f.write_str(match self.base {
            Base::Default => ", default features",
            Base::All => ", all features",
            Base::None => ", no default features",
        })?;
        for feature in self.named_features() {
            write!(f, " and {feature}")?;
        }
        match self.targets.as_slice() {
            [] => f.write_str(", all targets")?,
            targets => write!(f, ", for {}", targets.join(" and "))?,
        }
        if !self.hosts.is_empty() {
            write!(f, " on {}", self.hosts.join(" and "))?;
        }
        f.write_str(match self.development {
            Development::Listed => ", with tests",
            Development::LeftOut => ", without tests",
        })
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn list(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_order_of_words_makes_no_other_selection() {
        let one = Selection { features: list(&["a,b"]), targets: list(&["x", "y"]), ..Selection::default() };
        let hosts = list(&["y", "x"]);
        let same = Selection { features: list(&["b", "a"]), targets: hosts.clone(), hosts, ..Selection::default() };
        assert!(one.is_same(&same));
        let named = |names| Selection { packages: Packages::Named(list(names)), ..Selection::default() };
        assert!(named(&["a", "b"]).is_same(&named(&["b", "a"])));
        assert!(!named(&["a"]).is_same(&named(&["b"])));
        assert!(!named(&["a"]).is_same(&Selection::default()));
        assert!(!Selection { packages: Packages::Default, ..Selection::default() }.is_same(&Selection::default()));
        assert!(!Selection { development: Development::LeftOut, ..one.clone() }.is_same(&one));
    }

    #[test]
    fn people_can_read_it() {
        assert_eq!(Selection::default().to_string(), "the workspace, default features, all targets, with tests");
        let chosen = Selection {
            packages: Packages::Named(list(&["app"])),
            features: list(&["tls"]),
            base: Base::None,
            targets: list(&["t"]),
            hosts: list(&["h"]),
            development: Development::LeftOut,
            ..Selection::default()
        };
        assert_eq!(chosen.to_string(), "app, no default features and tls, for t on h, without tests");
    }
}
