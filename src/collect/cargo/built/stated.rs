//! What a document says of how an artifact was compiled: its profile, what of its packages has another, flags and programs.

use std::collections::BTreeSet;

use cargo_metadata::Metadata;
use toml::Table;

use super::closure::Closure;
use super::message::Unit;
use super::settings::{Profile, Profiles, Use, of_platform, words};
use super::{Artifact, Build};
use crate::limits;
use crate::model::{Problem, ProblemKind, Properties};
use crate::source::read_bounded;

/// The first version of cargo, `1.x`, that strips debug information by itself where nobody asked for any.
const STRIPS: u32 = 77;

/// What all artifacts of a build were compiled with.
pub(super) struct Stated<'s> {
    profiles: Option<Profiles>,
    members: BTreeSet<&'s str>,
    strips: bool,
}

impl<'s> Stated<'s> {
    pub(super) fn of(build: &Build<'_>, metadata: &'s Metadata) -> Self {
        let file = metadata.workspace_root.as_std_path().join("Cargo.toml");
        let bytes = read_bounded(&file, limits::MANIFEST_BYTES).unwrap_or_default();
        let manifest = std::str::from_utf8(&bytes).ok().and_then(|text| text.parse::<Table>().ok()).unwrap_or_default();
        let release = super::toolchain::Version::of(&build.tools.cargo).value("release");
        let minor = release.and_then(|release| release.split('.').nth(1)?.parse::<u32>().ok());
        Self {
            profiles: Profiles::of(build.settings, &manifest),
            members: metadata.workspace_members.iter().map(|id| id.repr.as_str()).collect(),
            strips: minor.is_none_or(|minor| minor >= STRIPS),
        }
    }

    /// Returns the profile of a unit, unless what cargo tells of it speaks against what was found.
    pub(super) fn of_unit(&self, unit: &Unit, package: &cargo_metadata::Package) -> Option<Profile> {
        let used = match () {
            () if unit.is("proc-macro") || unit.is("custom-build") => Use::Host,
            () if unit.is_test() => Use::Test,
            () => Use::Target,
        };
        let is_member = self.members.contains(package.id.repr.as_str());
        let found = || self.profiles.as_ref().map(|profiles| profiles.of_unit(package, is_member, used));
        Profile::told(&unit.profile).or_else(|| found().filter(|profile| profile.agrees(&unit.profile)))
    }

    /// Returns what is stated of an artifact; `units` are all of which it is made.
    pub(super) fn of_artifact<'u>(
        &self,
        build: &Build<'_>,
        artifact: &Artifact,
        (unit, profile): (&Unit, Option<&Profile>),
        mut units: impl Iterator<Item = &'u Unit>,
    ) -> (Properties, Vec<Problem>) {
        let targets = build.targets.iter().chain([build.host]);
        let cfg = targets.into_iter().find(|one| one.triple == artifact.triple).map(|one| one.cfg.as_str());
        let configuration = &build.settings.configuration;
        let mut found = of_platform(configuration, &artifact.triple, cfg.unwrap_or_default());
        let mut problems = configuration.problems.clone();
        let mut rows = vec![("profile", build.settings.profile.clone())];
        if let Some(profile) = profile {
            let mut profile = profile.clone();
            let is_silent = units.all(|unit| words(&unit.profile.debuginfo) == "0");
            if profile.strip.is_none() && self.strips && is_silent && profile.debuginfo == "0" {
                profile.strip = Some("debuginfo".to_owned());
            }
            rows.extend(profile.rows());
        } else {
            let told = &unit.profile;
            rows.extend([
                ("opt-level", told.opt_level.clone()),
                ("debuginfo", words(&told.debuginfo)),
                ("debug-assertions", told.debug_assertions.to_string()),
                ("overflow-checks", told.overflow_checks.to_string()),
            ]);
            let message = "manifest, configuration and variables do not lead to the profile that cargo tells: \
                codegen-units, incremental, lto, panic and strip are not stated";
            let path = format!("profile {}", build.settings.profile);
            problems.push(Problem::new(ProblemKind::Absent, path, message));
        }
        found.extend(rows.into_iter().map(|(key, value)| (format!("cargo:{key}"), value)));
        (found, problems)
    }
}

/// Returns all units that a closure names.
pub(super) fn units<'u>(closure: &'u Closure, all: &'u [Unit]) -> impl Iterator<Item = &'u Unit> {
    let parts = closure.parts.values();
    parts.flat_map(|part| [part.target, part.host]).flatten().filter_map(|at| all.get(at))
}
