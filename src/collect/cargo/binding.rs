//! Which requirement of a manifest stands behind which edge of the lock file.

use semver::{Version, VersionReq};

use super::declaration::{Declaration, Declared, From, Need};
use super::graph::Graph;
use super::lockfile::{Lock, Package};

/// A requirement and the package that the lock file chose for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bound<'a> {
    pub(super) declared: &'a Declared,
    pub(super) target: u32,
    /// The place of the edge among all of the graph.
    pub(super) edge: usize,
}

/// A package's requirements, brought together with its edges.
#[derive(Debug, Default)]
pub(super) struct Binding<'a> {
    /// In the order of the manifest.
    pub(super) bound: Vec<Bound<'a>>,
    /// Requirements that no edge fits.
    pub(super) unmet: Vec<&'a Declared>,
    /// Edges that no requirement asks for, as places in the graph.
    pub(super) unasked: Vec<usize>,
}

/// Whether a package's tests count: only those of the workspace's members are in a lock file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tests {
    Counted,
    LeftOut,
}

/// Brings the requirements of a package together with its edges.
pub(super) fn bind<'a>(
    place: u32,
    declaration: &'a Declaration,
    tests: Tests,
    lock: &Lock<'_>,
    graph: &Graph,
) -> Binding<'a> {
    let first = graph.first_edge(place);
    let mut edges: Vec<(&str, u32, usize)> = (first..)
        .zip(graph.dependencies(place))
        .filter_map(|(edge, target)| Some((lock.packages.get(*target as usize)?.name.as_ref(), *target, edge)))
        .collect();
    edges.sort_unstable();
    let mut asked = vec![false; edges.len()];
    let mut binding = Binding::default();
    for declared in &declaration.requirements {
        if declared.need == Need::Development && tests == Tests::LeftOut {
            continue;
        }
        let name = declared.package.as_str();
        let start = edges.partition_point(|(other, ..)| *other < name);
        let length = edges[start..].partition_point(|(other, ..)| *other == name);
        let candidates = &edges[start..start + length];
        match choose(declared, candidates, lock) {
            Some(chosen) => {
                asked[start + chosen] = true;
                let (_, target, edge) = candidates[chosen];
                binding.bound.push(Bound { declared, target, edge });
            }
            None => binding.unmet.push(declared),
        }
    }
    let unasked = edges.iter().zip(&asked).filter(|(_, asked)| !**asked);
    binding.unasked = unasked.map(|((.., edge), _)| *edge).collect();
    binding
}

/// Returns the candidate that fits a requirement best: by version, then by source, then the newest.
fn choose(declared: &Declared, candidates: &[(&str, u32, usize)], lock: &Lock<'_>) -> Option<usize> {
    if candidates.is_empty() {
        return None;
    }
    // What cargo accepts and `semver` does not, it can only have accepted as any version.
    let wanted = declared.version.as_deref().and_then(|text| VersionReq::parse(text).ok());
    let package = |place: u32| lock.packages.get(place as usize);
    let mut best: Option<(usize, (bool, Option<Version>))> = None;
    for (at, (_, place, _)) in candidates.iter().enumerate() {
        let Some(found) = package(*place) else { continue };
        let version = Version::parse(&found.version).ok();
        if let (Some(wanted), Some(version)) = (&wanted, &version)
            && !wanted.matches(version)
        {
            continue;
        }
        if candidates.len() == 1 {
            return Some(at);
        }
        let rank = (comes_from(declared, found), version);
        if best.as_ref().is_none_or(|(_, best)| rank > *best) {
            best = Some((at, rank));
        }
    }
    best.map(|(at, _)| at)
}

/// Returns whether a package's source is the one that the requirement names.
fn comes_from(declared: &Declared, package: &Package<'_>) -> bool {
    match (&declared.from, package.source.as_deref()) {
        (From::Path(_) | From::WorkspacePath(_), None) => true,
        (From::Git(wanted), Some(source)) => {
            let plain = |text: &str| text.trim_end_matches('/').trim_end_matches(".git").to_ascii_lowercase();
            let address =
                source.strip_prefix("git+").map(|address| address.split(['?', '#']).next().unwrap_or(address));
            address.is_some_and(|address| plain(address) == plain(wanted))
        }
        (From::Registry, Some(source)) => !source.starts_with("git+"),
        _ => false,
    }
}
