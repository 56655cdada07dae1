//! The two sides of a build, what is built and what runs while building, and the platform of each.

use cargo_metadata::DependencyKind;
use cargo_metadata::cargo_platform::{Cfg, Platform};

pub(super) use super::super::network::Side;
use super::package::{Packages, Requirement};

/// A platform as rustc knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildPlatform {
    /// The triple.
    pub triple: String,
    /// What `rustc --print cfg` says of it, one a line.
    pub cfg: String,
}

/// The platforms of both sides. `cargo metadata` names requirements for other platforms too, where one for this platform leads to the same package.
pub(super) struct Platforms {
    target: Known,
    host: Known,
}

struct Known {
    triple: String,
    cfg: Vec<Cfg>,
}

impl Known {
    fn fits(&self, platform: &Platform) -> bool {
        platform.matches(&self.triple, &self.cfg)
    }

    fn of(platform: &BuildPlatform) -> Self {
        let cfg = platform.cfg.lines().filter_map(|line| line.trim().parse().ok()).collect();
        Self { triple: platform.triple.clone(), cfg }
    }
}

impl Platforms {
    pub(super) fn new(target: &BuildPlatform, host: &BuildPlatform) -> Self {
        Self { target: Known::of(target), host: Known::of(host) }
    }

    /// Returns whether a requirement of a package on this side counts on the platform that it is for.
    pub(super) fn follows(&self, declared: &cargo_metadata::Dependency, side: Side) -> bool {
        let Some(wanted) = &declared.target else { return true };
        let is_host = side == Side::Host || declared.kind == DependencyKind::Build;
        self.of(if is_host { Side::Host } else { side }).fits(wanted)
    }

    /// Returns whether the platform of a side is one that a text names; so it is also when that cannot be told.
    pub(super) fn hold(&self, text: &str, side: Side) -> bool {
        text.parse().map_or(true, |platform| self.of(side).fits(&platform))
    }

    fn of(&self, side: Side) -> &Known {
        match side {
            Side::Target => &self.target,
            Side::Host => &self.host,
        }
    }
}

impl Packages<'_> {
    /// Returns the side that a requirement leads to from a package on this one.
    pub(super) fn side(&self, requirement: &Requirement<'_>, from: Side) -> Side {
        let is_proc_macro = self.list.get(requirement.to).is_some_and(|package| package.is_proc_macro);
        if requirement.declared.kind == DependencyKind::Build || is_proc_macro { Side::Host } else { from }
    }
}
