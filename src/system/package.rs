//! One installed package of a distribution.

use super::release::Release;
use crate::model::{Purl, PurlError};

/// What knows which package brought which file.
pub(super) trait Database: std::fmt::Debug + Send + Sync {
    /// Returns the packages that brought the file of a path, in the order of the database.
    fn owners(&self, path: &str) -> Vec<&Package>;
}

/// A package as its manager's database has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Package {
    /// The name.
    pub name: String,
    /// The version, as the manager writes it; for rpm without the epoch.
    pub version: String,
    /// The epoch, where it stands apart from the version: rpm.
    pub epoch: Option<u32>,
    /// The architecture, in the distribution's words.
    pub architecture: Option<String>,
    /// The source package that it was built from, where it is another.
    pub source: Option<Source>,
    /// Who the database says delivers it.
    pub vendor: Option<String>,
    /// The licence that the database states.
    pub license: Option<String>,
}

/// The source package that a package was built from.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The name; for rpm that of the source package's file.
    pub name: String,
    /// The version, where it is another than the package's.
    pub version: Option<String>,
}

/// What says of which distribution a package file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Distribution {
    /// The system that it lies in.
    System(Release),
    /// The package itself, which names no release: the namespace of its package URL.
    Stated(&'static str),
}

/// Who delivers packages of one distribution alone, as its packages write it, and the namespace. Other names say who built a package, and not for what.
///
/// Spec: deb-control(5), `Origin`; RPM, "Tags", `Vendor`.
const STATED: &[(Manager, &str, &str)] = &[
    (Manager::Dpkg, "Debian", "debian"),
    (Manager::Dpkg, "Ubuntu", "ubuntu"),
    (Manager::Rpm, "AlmaLinux", "almalinux"),
    (Manager::Rpm, "CentOS", "centos"),
    (Manager::Rpm, "Fedora Project", "fedora"),
    (Manager::Rpm, "Red Hat, Inc.", "redhat"),
    (Manager::Rpm, "Rocky Enterprise Software Foundation", "rocky"),
    (Manager::Rpm, "SUSE LLC <https://www.suse.com/>", "suse"),
    (Manager::Rpm, "openSUSE", "opensuse"),
];

impl Distribution {
    /// Returns what a package's own field says: `Origin` of a Debian package, `Vendor` of one of RPM.
    #[must_use]
    pub fn stated(manager: Manager, by: &str) -> Option<Self> {
        let row = STATED.iter().find(|(of, name, _)| *of == manager && *name == by.trim())?;
        Some(Self::Stated(row.2))
    }

    /// Returns the namespace of its packages' URLs.
    #[must_use]
    pub fn namespace(&self, manager: Manager) -> &str {
        match self {
            Self::System(release) => namespace(manager, &release.id),
            Self::Stated(namespace) => namespace,
        }
    }

    /// Returns what says so, in a word or two.
    #[must_use]
    pub fn basis(&self) -> &'static str {
        match self {
            Self::System(_) => "os-release",
            Self::Stated(_) => "the package",
        }
    }
}

/// Which program manages a system's packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Manager {
    /// Debian's.
    Dpkg,
    /// Alpine's.
    Apk,
    /// RPM.
    Rpm,
}

impl Manager {
    /// Returns the purl type of its packages.
    #[must_use]
    pub fn purl_type(self) -> &'static str {
        match self {
            Self::Dpkg => "deb",
            Self::Apk => "apk",
            Self::Rpm => "rpm",
        }
    }

    /// Returns whose database of installed packages a file is, by its path from the root without the leading `/`.
    #[must_use]
    pub fn of_database(path: &str) -> Option<Self> {
        let path = format!("/{path}");
        if super::dpkg::is_database(&path) {
            Some(Self::Dpkg)
        } else if super::apk::is_database(&path) {
            Some(Self::Apk)
        } else {
            super::rpm::is_database(&path).then_some(Self::Rpm)
        }
    }
}

impl Package {
    /// Returns the package URL.
    ///
    /// Spec: Package URL types `deb`, `apk` and `rpm`: the namespace is the distribution, `arch`, `distro`, `epoch`; `upstream` names the source package.
    ///
    /// # Errors
    /// [`PurlError`] when a name breaks the rules of package URLs.
    pub fn purl(&self, manager: Manager, release: &Release) -> Result<Purl, PurlError> {
        self.purl_in(manager, Some(namespace(manager, &release.id)), release.distro().as_ref())
    }

    /// Returns the package URL of a package that lies there as a file: that of an installed one where it is known of which distribution it
    /// is, and without namespace and `distro` where not.
    ///
    /// # Errors
    /// As [`Package::purl`].
    pub fn purl_of_file(&self, manager: Manager, distribution: Option<&Distribution>) -> Result<Purl, PurlError> {
        match distribution {
            Some(Distribution::System(release)) => self.purl(manager, release),
            Some(Distribution::Stated(namespace)) => self.purl_in(manager, Some(namespace), None),
            None => self.purl_in(manager, None, None),
        }
    }

    fn purl_in(&self, manager: Manager, namespace: Option<&str>, distro: Option<&String>) -> Result<Purl, PurlError> {
        let upstream = self.source.as_ref().filter(|source| source.name != self.name || source.version.is_some());
        let upstream = upstream.map(|source| match &source.version {
            Some(version) => format!("{}@{version}", source.name),
            None => source.name.clone(),
        });
        let epoch = self.epoch.filter(|epoch| *epoch > 0).map(|epoch| epoch.to_string());
        let mut purl = Purl::builder(manager.purl_type(), &self.name).version(&self.version);
        if let Some(namespace) = namespace {
            purl = purl.namespace(namespace);
        }
        let qualifiers = [
            ("arch", self.architecture.as_ref()),
            ("distro", distro),
            ("epoch", epoch.as_ref()),
            ("upstream", upstream.as_ref()),
        ];
        for (key, value) in qualifiers {
            if let Some(value) = value {
                purl = purl.qualifier(key, value);
            }
        }
        purl.build()
    }
}

/// Returns the namespace of a distribution's packages: its identifier, but for those whose vendor goes by another name.
fn namespace(manager: Manager, id: &str) -> &str {
    match (manager, id) {
        (Manager::Rpm, "rhel") => "redhat",
        (Manager::Rpm, id) if id.starts_with("opensuse") => "opensuse",
        (Manager::Rpm, "sles" | "sled") => "suse",
        (_, id) => id,
    }
}
