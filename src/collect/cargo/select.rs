//! Which packages of a project are asked about, and which of their features are asked for.
//!
//! Without any word from the user that is every member of the workspace with its default features, as for `cargo metadata` and `cargo build --workspace`: a document
//! about a folder is about all that is in it.
//!
//! Spec: The Cargo Book, "Features", "Feature resolver version 2", "Resolver version 2 command-line flags"; "Package ID Specifications".

use std::collections::BTreeSet;

use super::feature::{Behavior, Start, Tests};
use super::local::{Local, Project};
use super::lockfile::{Lock, Package};
use super::network::Network;
use super::project::Own;
use super::target::Built;
use crate::collect::{Base, CollectError, Packages, Selection};

/// What was chosen.
#[derive(Debug)]
pub(super) struct Chosen<'a> {
    /// The package that is the root; none for a workspace of several.
    pub(super) root: Option<u32>,
    /// The chosen members, the root among them.
    pub(super) members: Vec<u32>,
    /// What features are resolved from: those members, and with resolver 1 the package beside the lock file in any case.
    pub(super) starts: Vec<Start<'a>>,
    /// Packages that may be members, since they have no manifest that could be read.
    pub(super) lost: Vec<u32>,
}

/// Chooses.
///
/// # Errors
/// [`CollectError::Selection`] where a package or feature is named that the project does not have.
pub(super) fn choose<'a>(
    lock: &Lock<'_>,
    (project, own): (&Project, &Own),
    network: &Network<'_>,
    selection: &'a Selection,
) -> Result<Chosen<'a>, CollectError> {
    let local = |place: u32| own.local.get(place as usize).copied().flatten().and_then(|at| project.packages.get(at));
    let members: Vec<u32> = match &selection.packages {
        Packages::Named(names) => named(names, lock, own)?,
        Packages::Default if project.has_manifest => {
            own.members.iter().copied().filter(|place| local(*place).is_some_and(|local| local.by_default)).collect()
        }
        Packages::Default | Packages::Workspace => own.members.clone(),
    };
    let root = own.root.filter(|root| members.contains(root)).or(match members.as_slice() {
        // A workspace whose one member lies in a folder of its own is that package.
        [only] => Some(*only),
        _ => None,
    });
    let mut starts = starts(lock, (project, own), network, (selection, &members))?;
    let is_lost = |(place, package): &(u32, &Package<'_>)| {
        package.source.is_none() && local(*place).is_none() && !project.outside.contains(package.name.as_ref())
    };
    let lost = (0u32..).zip(&lock.packages).filter(is_lost).map(|(place, _)| place);
    let is_fresh = |place: &u32| !matches!(selection.packages, Packages::Named(_)) && !members.contains(place);
    let lost: Vec<u32> = lost.filter(is_fresh).collect();
    starts.extend(lost.iter().map(|place| Start { place: *place, base: Base::All, features: Vec::new() }));
    match &selection.only {
        Some(name) => {
            let members = named(std::slice::from_ref(name), lock, own)?;
            Ok(Chosen { root: members.first().copied(), members, starts, lost: Vec::new() })
        }
        None => Ok(Chosen { root, members, starts, lost }),
    }
}

fn named(names: &[String], lock: &Lock<'_>, own: &Own) -> Result<Vec<u32>, CollectError> {
    let mut found = BTreeSet::new();
    for text in names {
        let (name, version) =
            text.split_once('@').map_or((text.as_str(), None), |(name, version)| (name, Some(version)));
        let fits = |place: &&u32| {
            let package = lock.packages.get(**place as usize);
            package.is_some_and(|it| it.name == name && version.is_none_or(|version| is_version(&it.version, version)))
        };
        let before = found.len();
        found.extend(own.members.iter().filter(fits).copied());
        if found.len() == before && !own.members.iter().any(|place| fits(&place)) {
            let members = own.members.iter().filter_map(|place| lock.packages.get(*place as usize));
            let members: Vec<&str> = members.map(|package| package.name.as_ref()).collect();
            return Err(CollectError::Selection {
                message: format!("expected a package of the project, found none for `{text}`"),
                hints: vec![format!("its packages are {}", members.join(", "))],
            });
        }
    }
    Ok(found.into_iter().collect())
}

/// Returns whether a version is the one that is asked for, which may leave out its last parts.
fn is_version(found: &str, wanted: &str) -> bool {
    found.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || (rest.starts_with('.') && !wanted.contains('-')))
}

/// The features that are asked for by name, and which of them some package has.
struct Asked<'a> {
    features: Vec<&'a str>,
    found: Vec<bool>,
}

fn starts<'a>(
    lock: &Lock<'_>,
    (project, own): (&Project, &Own),
    network: &Network<'_>,
    (selection, members): (&'a Selection, &[u32]),
) -> Result<Vec<Start<'a>>, CollectError> {
    let parts = selection.features.iter().flat_map(|text| text.split([',', ' '])).filter(|part| !part.is_empty());
    let features: Vec<&str> = parts.collect();
    let mut asked = Asked { found: vec![false; features.len()], features };
    let name = |place: u32| lock.packages.get(place as usize).map_or("", |package| package.name.as_ref());
    let is_old = project.behavior == Behavior::One && own.root.is_some();
    let mut starts = Vec::new();
    if is_old {
        // The flags were once about the package beside the lock file alone; `-p` of others leaves them their defaults.
        for place in own.members.iter().copied().filter(|place| Some(*place) == own.root || members.contains(place)) {
            let is_root = Some(place) == own.root;
            let others = |feature: &str| {
                let (package, _) = feature.split_once('/')?;
                members.iter().find(|member| Some(**member) != own.root && name(**member) == package).copied()
            };
            let features = asked.take(|feature| match others(feature) {
                Some(member) if member == place => feature.split_once('/').map(|(_, feature)| feature),
                Some(_) => None,
                None => Some(feature).filter(|feature| is_root && has(network, place, feature)),
            });
            let base = match selection.base {
                Base::None if !is_root => Base::Default,
                base => base,
            };
            starts.push(Start { place, base, features });
        }
    } else {
        for place in members.iter().copied() {
            let features = asked.take(|feature| match feature.split_once('/') {
                Some((package, own)) if package == name(place) && network.links_as(place, package).is_empty() => {
                    Some(own).filter(|own| network.has_feature(place, own))
                }
                _ => Some(feature).filter(|feature| has(network, place, feature)),
            });
            starts.push(Start { place, base: selection.base, features });
        }
    }
    asked.finish(project.has_manifest)?;
    Ok(starts)
}

/// Returns whether a package has what is asked for: a feature, or a dependency of which one is asked for.
fn has(network: &Network<'_>, place: u32, feature: &str) -> bool {
    match feature.split_once('/') {
        Some((alias, _)) => !network.links_as(place, alias.strip_suffix('?').unwrap_or(alias)).is_empty(),
        None => network.has_feature(place, feature),
    }
}

impl<'a> Asked<'a> {
    /// Returns the features that one package takes.
    fn take(&mut self, takes: impl Fn(&'a str) -> Option<&'a str>) -> Vec<&'a str> {
        let mut list = Vec::new();
        for (feature, found) in self.features.iter().zip(&mut self.found) {
            if let Some(feature) = takes(feature) {
                list.push(feature);
                *found = true;
            }
        }
        list
    }

    fn finish(&self, has_manifest: bool) -> Result<(), CollectError> {
        match self.features.iter().zip(&self.found).find(|(_, found)| !**found) {
            Some((feature, _)) if has_manifest => Err(CollectError::Selection {
                message: format!("expected the feature `{feature}` in a package that was chosen, found it in none"),
                hints: vec!["`--features PACKAGE/FEATURE` names the package as well".to_owned()],
            }),
            _ => Ok(()),
        }
    }
}

/// Returns the chosen packages of which anything is built, with or without their tests.
pub(super) fn built(
    (project, own): (&Project, &Own),
    members: &[u32],
    tests: Tests,
    has: impl Fn(u32, &str) -> bool,
) -> Vec<u32> {
    let local = |place: u32| -> Option<&Local> { project.packages.get((*own.local.get(place as usize)?)?) };
    let is_built = |place: u32| match local(place).map(|local| &local.targets.built) {
        Some(Built::With(programs)) => {
            (tests == Tests::Built && is_tested((project, own), place, &has))
                || programs.iter().any(|features| features.iter().all(|feature| has(place, feature)))
        }
        Some(Built::Always) | None => true,
    };
    members.iter().copied().filter(|place| is_built(*place)).collect()
}

/// Returns whether any test, example or benchmark of a package is built, or the tests inside of its library or of a program.
pub(super) fn is_tested((project, own): (&Project, &Own), place: u32, has: impl Fn(u32, &str) -> bool) -> bool {
    let local = own.local.get(place as usize).copied().flatten().and_then(|at| project.packages.get(at));
    local.is_none_or(|local| {
        local.targets.tests.iter().any(|features| features.iter().all(|feature| has(place, feature)))
    })
}
