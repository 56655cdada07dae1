//! What a build of what was chosen uses, and what it leaves out of all that the lock file holds.

use super::declaration::Need;
use super::facts::EdgeFacts;
use super::feature::{self, Request, Resolved, Tests};
use super::graph::Graph;
use super::kind::{self, Builds};
use super::left_out;
use super::local::Project;
use super::lockfile::Lock;
use super::network::{Known, Network, Side, Unit};
use super::platform::Platforms;
use super::project::Own;
use super::reach::{From, Reach};
use super::select::{self, Chosen};
use super::stated;
use crate::collect::{CollectError, Development, Selection};
use crate::model::{Properties, Usage};

/// The key under which a subject says how many packages were left out, and why.
pub(super) const LEFT_OUT: &str = "cargo:left-out";

/// What was resolved.
pub(super) struct Resolution {
    pub(super) root: Option<u32>,
    /// The chosen members, the root among them.
    pub(super) members: Vec<u32>,
    /// In the order of the lock file.
    pub(super) packages: Vec<Used>,
    /// In the order of the graph.
    pub(super) edges: Vec<EdgeFacts>,
    /// How many packages were left out for which reason.
    pub(super) left_out: left_out::Counts,
    /// What the document says of it.
    pub(super) properties: Properties,
}

/// What was resolved of one package.
#[derive(Debug, Default)]
pub(super) struct Used {
    pub(super) usage: Usage,
    pub(super) features: Vec<String>,
    /// The features with which it is built for the host, where it is built for the target with others.
    pub(super) host_features: Option<Vec<String>>,
    /// Whether everything is taken as on, since what asks for it is not known.
    pub(super) is_assumed: bool,
    /// Whether nothing that was chosen turns it on.
    pub(super) is_left_out: bool,
}

/// A project with its lock file.
#[derive(Clone, Copy)]
pub(super) struct Subject<'s> {
    pub(super) lock: &'s Lock<'s>,
    pub(super) graph: &'s Graph,
    pub(super) project: &'s Project,
    pub(super) own: &'s Own,
}

/// Resolves what was chosen.
///
/// # Errors
/// [`CollectError::Selection`] where a package or feature is named that the project does not have.
pub(super) fn resolve(
    subject: Subject<'_>,
    known: &Known<'_>,
    selection: &Selection,
) -> Result<Resolution, CollectError> {
    let Subject { lock, graph, project, own } = subject;
    // Without manifests nothing is known of members, features and platforms that could be chosen from.
    let all = Selection::default();
    let selection = if project.has_manifest { selection } else { &all };
    let hosts = if selection.hosts.is_empty() { &selection.targets } else { &selection.hosts };
    let (mut targets, mut hosts) =
        (Platforms::new(&selection.targets, selection.untold), Platforms::new(hosts, selection.untold));
    let network = Network::of(known, graph, (&mut |text| targets.hold(text), &mut |text| hosts.hold(text)));
    let chosen = select::choose(lock, (project, own), &network, selection)?;
    let resolve =
        |tests| feature::resolve(&network, &Request { behavior: project.behavior, starts: &chosen.starts, tests });
    let has_tests = |place: &u32| network.links(*place).iter().any(|link| link.declared.need == Need::Development);
    let is_tested = selection.development == Development::Listed && chosen.members.iter().any(has_tests);
    let (resolved, with_tests) = rayon::join(|| resolve(Tests::NotBuilt), || is_tested.then(|| resolve(Tests::Built)));
    let from = roots(subject, &network, &chosen, (&resolved, Tests::NotBuilt));
    let plain = Reach::walk(&network, &resolved, From { units: &from, tested: &[] });
    let tests = with_tests.as_ref().map(|resolved| {
        let from = roots(subject, &network, &chosen, (resolved, Tests::Built));
        let has = |place: u32, feature: &str| has_feature(&network, resolved, place, feature);
        let is_chosen = |place: &u32| chosen.members.contains(place) && select::is_tested((project, own), *place, has);
        let tested: Vec<u32> = from.iter().map(|(place, _)| *place).filter(is_chosen).collect();
        Reach::walk(&network, resolved, From { units: &from, tested: &tested })
    });
    let builds = Builds { plain, tests };
    let edges = kind::edges(&network, &chosen, &builds);
    let usage = kind::usage(&network, &chosen, &edges);
    let mut packages: Vec<Used> = usage
        .into_iter()
        .zip(0u32..)
        .map(|(usage, place)| used(place, usage, &builds, (&resolved, with_tests.as_ref())))
        .collect();
    for (package, known) in packages.iter_mut().zip(known) {
        package.is_assumed &= known.is_some();
    }
    let (mut left_out, mut told) = (left_out::Counts::default(), Properties::new());
    if project.has_manifest {
        left_out = left_out::mark(&network, (own, &chosen), (&builds, &resolved), &mut packages);
        told = properties(project, &packages, selection);
    }
    if left_out.all() > 0 {
        told.insert(LEFT_OUT.to_owned(), left_out.text(lock.packages.len()));
    }
    Ok(Resolution { root: chosen.root, members: chosen.members, packages, edges, left_out, properties: told })
}

/// Returns what is built for its own sake.
fn roots(
    subject: Subject<'_>,
    network: &Network<'_>,
    chosen: &Chosen<'_>,
    (resolved, tests): (&Resolved<'_>, Tests),
) -> Vec<Unit> {
    let has = |place: u32, feature: &str| has_feature(network, resolved, place, feature);
    let built = select::built((subject.project, subject.own), &chosen.members, tests, has);
    let side = |place: u32| {
        // A proc-macro that is the subject itself is what is delivered, and its dependencies are parts of that.
        let is_tool = network.is_proc_macro(place) && chosen.root != Some(place);
        if is_tool { Side::Host } else { Side::Target }
    };
    built.into_iter().chain(chosen.lost.iter().copied()).map(|place| (place, side(place))).collect()
}

/// Returns whether a feature is on that a program or test needs: one of its package or, as `name/feature`, of a dependency.
fn has_feature(network: &Network<'_>, resolved: &Resolved<'_>, place: u32, feature: &str) -> bool {
    match feature.split_once('/') {
        Some((alias, feature)) => {
            network.links_as(place, alias).iter().any(|link| resolved.has_feature((link.target, Side::Target), feature))
        }
        None => resolved.has_feature((place, Side::Target), feature),
    }
}

fn used(place: u32, usage: Usage, builds: &Builds<'_>, resolved: (&Resolved<'_>, Option<&Resolved<'_>>)) -> Used {
    let (plain, with_tests) = resolved;
    let of = |reach: &Reach<'_>, resolved: &Resolved<'_>| {
        let (side, other) = kind::sides(reach, place)?;
        let list = |side| resolved.features((place, side)).map(ToOwned::to_owned).collect::<Vec<String>>();
        let features = list(side);
        let host_features = other.map(list).filter(|host| *host != features);
        let is_assumed = resolved.is_assumed((place, side)) || other.is_some_and(|it| resolved.is_assumed((place, it)));
        Some(Used { usage, features, host_features, is_assumed, is_left_out: false })
    };
    let tested = || of(builds.tests.as_ref()?, with_tests?);
    of(&builds.plain, plain).or_else(tested).unwrap_or(Used { usage, ..Used::default() })
}

/// Returns what the document says of what was asked and by which rules it was answered.
fn properties(project: &Project, packages: &[Used], selection: &Selection) -> Properties {
    let mut properties = stated::properties(selection);
    let mut put = |key: &str, value: String| properties.insert(format!("{}{key}", stated::PREFIX), value);
    put("resolver", project.behavior.number().to_owned());
    let assumed = packages.iter().filter(|it| it.is_assumed && !it.is_left_out).count();
    if assumed > 0 {
        put("assumed", format!("{assumed} packages with all of their features"));
    }
    properties
}
