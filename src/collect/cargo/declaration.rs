//! What a package says of itself and asks for, whichever source told it: its manifest or the registry's index.

use std::collections::BTreeMap;
use std::path::Path;

use super::facts::About;
use super::manifest::{Inherited, Manifest, Package, Requirement, Script, Table, Workspace};
use crate::model::{License, author_from_text};

/// Everything that decides about a package's edges, and what is known of the package itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Declaration {
    /// What the manifest says; the index does not know.
    pub(super) about: Option<About>,
    /// Whether it is a proc-macro; the index does not know.
    pub(super) proc_macro: bool,
    /// The build script, if it is told; without one, build dependencies are for nothing.
    pub(super) script: Option<Script>,
    pub(super) requirements: Vec<Declared>,
    pub(super) features: BTreeMap<String, Vec<String>>,
}

/// One dependency as it is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Declared {
    /// The name that features and code use.
    pub(super) alias: String,
    /// The package's own name.
    pub(super) package: String,
    /// The versions that will do; none for any.
    pub(super) version: Option<String>,
    pub(super) need: Need,
    pub(super) optional: bool,
    pub(super) default_features: bool,
    pub(super) features: Vec<String>,
    /// The platforms that need it, as written; none for all.
    pub(super) target: Option<String>,
    pub(super) from: From,
    /// What a program or another file of the package is wanted for, where not only its library is.
    pub(super) artifact: Option<Platform>,
}

/// What a dependency is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Need {
    #[default]
    Normal,
    Build,
    Development,
}

/// The platform that an artifact dependency is built for. Spec: Cargo, unstable features, "artifact-dependencies".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Platform {
    /// That of whatever asks for it.
    Dependent,
    /// That which everything is built for, whatever asks for it; and whether the library is wanted as well, for what asks.
    Target { with_library: bool },
    /// A triple of its own.
    Triple(String),
}

impl Platform {
    pub(super) fn of(text: Option<&str>, library: Option<bool>) -> Self {
        match text {
            None => Self::Dependent,
            Some("target") => Self::Target { with_library: library == Some(true) },
            Some(triple) => Self::Triple(triple.to_owned()),
        }
    }
}

/// Where a dependency is asked from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum From {
    #[default]
    Registry,
    Git(String),
    /// A path from the package's own folder.
    Path(String),
    /// A path from the workspace's folder.
    WorkspacePath(String),
}

impl Declaration {
    /// Looks for a build script in the package's folder, where the manifest does not say whether there is one and it matters.
    pub(super) fn find_script(&mut self, folder: &Path) {
        if self.script.is_none() && self.requirements.iter().any(|declared| declared.need == Need::Build) {
            let is_there = folder.join("build.rs").is_file();
            self.script = Some(if is_there { Script::Named } else { Script::Off });
        }
    }

    /// Returns what a manifest declares, with what it inherits from its workspace filled in.
    pub(super) fn of_manifest(manifest: Manifest, workspace: Option<&Workspace>) -> Self {
        let proc_macro = manifest.is_proc_macro();
        let has_binary = !manifest.bin.is_empty();
        let about = manifest.package.as_ref().map(|package| about(package, workspace, has_binary));
        let shared = workspace.map(|workspace| &workspace.dependencies);
        let mut requirements = Vec::new();
        let tables = [
            (Need::Normal, manifest.dependencies),
            (Need::Build, manifest.build_dependencies),
            (Need::Development, manifest.dev_dependencies),
        ];
        declare(&mut requirements, tables, None, shared);
        for (target, platform) in manifest.target {
            let tables = [
                (Need::Normal, platform.dependencies),
                (Need::Build, platform.build_dependencies),
                (Need::Development, platform.dev_dependencies),
            ];
            declare(&mut requirements, tables, Some(&target), shared);
        }
        let script = manifest.package.as_ref().and_then(|package| package.build);
        Self { about, proc_macro, script, requirements, features: manifest.features }
    }
}

impl Declaration {
    /// Returns whether an optional dependency is a feature of its own name: no feature has that name, and none names it as `dep:name`.
    pub(super) fn is_implicit(&self, name: &str) -> bool {
        let is_named = |value: &String| value.strip_prefix("dep:") == Some(name);
        self.requirements.iter().any(|it| it.optional && it.alias == name)
            && !self.features.contains_key(name)
            && !self.features.values().flatten().any(is_named)
    }
}

fn declare(out: &mut Vec<Declared>, tables: [(Need, Table); 3], target: Option<&String>, shared: Option<&Table>) {
    for (need, table) in tables {
        for (alias, requirement) in table {
            let base = shared.filter(|_| requirement.0.workspace).and_then(|shared| shared.get(&alias));
            out.push(declared(alias, requirement, base, need, target));
        }
    }
}

/// Returns one dependency; `base` is the workspace's requirement of that name where it is inherited.
fn declared(
    alias: String,
    own: Requirement,
    base: Option<&Requirement>,
    need: Need,
    target: Option<&String>,
) -> Declared {
    let own = own.0;
    let inherited = base.is_some();
    let mut features = own.features;
    // An own `default-features = false` does not undo what the workspace turns on; an own `true` does undo its `false`.
    let default_features = match base {
        Some(base) => own.default_features == Some(true) || base.0.default_features.unwrap_or(true),
        None => own.default_features.unwrap_or(true),
    };
    let (package, version, git, path) = match base {
        Some(Requirement(base)) => {
            features.extend(base.features.iter().cloned());
            (base.package.clone(), base.version.clone(), base.git.clone(), base.path.clone())
        }
        None => (own.package, own.version, own.git, own.path),
    };
    let from = match (path, git) {
        (Some(path), _) if inherited => From::WorkspacePath(path),
        (Some(path), _) => From::Path(path),
        (None, Some(git)) => From::Git(git),
        (None, None) => From::Registry,
    };
    let artifact = own.artifact.is_some() || base.is_some_and(|base| base.0.artifact.is_some());
    let platform = own.target.as_deref().or_else(|| base.and_then(|base| base.0.target.as_deref()));
    let library = own.lib.or_else(|| base.and_then(|base| base.0.lib));
    let artifact = artifact.then(|| Platform::of(platform, library));
    let package = package.unwrap_or_else(|| alias.clone());
    let target = target.cloned();
    let optional = own.optional;
    Declared { alias, package, version, need, optional, default_features, features, target, from, artifact }
}

fn about(package: &Package, workspace: Option<&Workspace>, has_binary: bool) -> About {
    let shared = workspace.map(|workspace| &workspace.package);
    let text = |own: &Option<Inherited<String>>, theirs: Option<&Option<String>>| {
        let found = Inherited::resolve(own.as_ref(), theirs.and_then(Option::as_ref));
        // Descriptions are often wrapped in the manifest; a document holds them in one line.
        found.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
    };
    let license = text(&package.license, shared.map(|shared| &shared.license));
    let license_file = text(&package.license_file, shared.map(|shared| &shared.license_file));
    let authors = Inherited::resolve(package.authors.as_ref(), shared.and_then(|shared| shared.authors.as_ref()));
    About {
        license: license.map(|text| License::parse(&text)).or(license_file.map(License::File)),
        authors: authors.into_iter().flatten().map(|author| author_from_text(&author)).collect(),
        description: text(&package.description, shared.map(|shared| &shared.description)),
        repository: text(&package.repository, shared.map(|shared| &shared.repository)),
        homepage: text(&package.homepage, shared.map(|shared| &shared.homepage)),
        documentation: text(&package.documentation, shared.map(|shared| &shared.documentation)),
        links: package.links.clone(),
        has_binary,
    }
}

#[cfg(test)]
mod tests {
    use super::super::manifest::parse_manifest;
    use super::*;

    fn of(member: &str, root: &str) -> Declaration {
        let root = parse_manifest(root.as_bytes()).unwrap();
        Declaration::of_manifest(parse_manifest(member.as_bytes()).unwrap(), root.workspace.as_ref())
    }

    #[test]
    fn a_dependency_of_the_workspace_is_merged_with_what_the_member_adds() {
        let root = "[workspace.dependencies]\na = { package = 'b', path = 'b', version = '1', default-features = false, features = ['x'] }\nc = '2'";
        let member = "[package]\nname = 'm'\n[dependencies]\na = { workspace = true, features = ['y'], optional = true }\nc = { workspace = true, default-features = false }";
        let found = of(member, root);
        let a = &found.requirements[0];
        assert_eq!((a.package.as_str(), &a.from), ("b", &From::WorkspacePath("b".into())));
        assert_eq!(
            (a.optional, a.default_features, a.features.as_slice()),
            (true, false, ["y".into(), "x".into()].as_slice())
        );
        let c = &found.requirements[1];
        assert_eq!((c.version.as_deref(), c.default_features), (Some("2"), true));
        let turned_on = of("[dependencies]\na = { workspace = true, default-features = true }", root);
        assert!(turned_on.requirements[0].default_features);
    }

    #[test]
    fn a_package_says_who_made_it_under_which_terms() {
        let root = "[workspace.package]\nlicense = 'MIT/Apache-2.0'\nauthors = ['A <a@example.org>']";
        let member = "[package]\nname = 'm'\nlicense.workspace = true\nauthors.workspace = true\ndescription = \"\"\"\ntwo\n lines\"\"\"";
        let about = of(member, root).about.unwrap();
        assert_eq!(about.license, Some(License::Expression("MIT OR Apache-2.0".into())));
        assert_eq!((about.authors[0].name.as_str(), about.description.as_deref()), ("A", Some("two lines")));
        let about = of("[package]\nname = 'm'\nlicense-file = 'TERMS'", "").about.unwrap();
        assert_eq!(about.license, Some(License::File("TERMS".into())));
    }
}
