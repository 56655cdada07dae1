//! What an inventory says of the choice that it was made by, read back.

use super::resolution;
use crate::collect::{Base, BuiltPart, Development, Packages, Selection, Untold};
use crate::model::{Inventory, Properties, Resolution};

/// What the keys of a selection begin with.
pub(super) const PREFIX: &str = "cargo:resolve:";

/// The key of the triple that an artifact was built for.
pub(super) const TARGET_TRIPLE: &str = "cargo:target-triple";

/// The key of which components a build's inventory holds, and its value where what only ran while building is not among them.
pub(super) const SCOPE: &str = "cargo:scope";
pub(super) const RUNTIME_ONLY: &str = "runtime";

/// The mark of a package that runs in the compiler.
const PROC_MACRO: &str = "cargo:proc-macro";

/// Returns the selection that the properties of an inventory's subject state; `None` where they do not, or not understandably.
pub(super) fn selection(properties: &Properties) -> Option<Selection> {
    let get = |key: &str| properties.get(&format!("{PREFIX}{key}")).map(String::as_str);
    let list = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<String>>();
    let triples = |text: &str| if text == "all" { Vec::new() } else { list(text) };
    let (base, features) = match get("features")?.split_once(',') {
        Some((base, features)) => (base, list(features)),
        None => (get("features")?, Vec::new()),
    };
    Some(Selection {
        packages: match get("packages")? {
            "workspace" => Packages::Workspace,
            "default members" => Packages::Default,
            names => Packages::Named(list(names)),
        },
        features,
        base: match base {
            "default" => Base::Default,
            "all" => Base::All,
            "none" => Base::None,
            _ => return None,
        },
        targets: triples(get("targets")?),
        hosts: get("hosts").map(triples).unwrap_or_default(),
        development: match get("development")? {
            "listed" => Development::Listed,
            "left out" => Development::LeftOut,
            _ => return None,
        },
        ..Selection::default()
    })
}

/// Returns what says that an inventory was made by a selection, to be read back.
pub(super) fn properties(selection: &Selection) -> Properties {
    let chosen = match &selection.packages {
        Packages::Workspace => "workspace".to_owned(),
        Packages::Default => "default members".to_owned(),
        Packages::Named(names) => names.join(","),
    };
    let base = match selection.base {
        Base::Default => "default",
        Base::All => "all",
        Base::None => "none",
    };
    let features = std::iter::once(base).chain(selection.features.iter().map(String::as_str)).collect::<Vec<_>>();
    let triples = |list: &[String]| if list.is_empty() { "all".to_owned() } else { list.join(",") };
    let development = match selection.development {
        Development::Listed => "listed",
        Development::LeftOut => "left out",
    };
    let mut properties = Properties::new();
    let mut put = |key: &str, value: String| properties.insert(format!("{PREFIX}{key}"), value);
    put("packages", chosen);
    put("features", features.join(","));
    put("targets", triples(&selection.targets));
    if !selection.hosts.is_empty() {
        put("hosts", triples(&selection.hosts));
    }
    put("development", development.to_owned());
    properties
}

/// Returns what the root of a build's inventory has by itself; none where that is not stated, as by other tools, or where the root runs on the host.
pub(super) fn part(inventory: &Inventory) -> Option<BuiltPart> {
    let properties = &inventory.subject.properties;
    let whole = selection(properties).filter(|_| inventory.subject.resolution == Resolution::Exact)?;
    let root = inventory.components.get(inventory.subject.root?.index())?;
    if root.properties.contains_key(PROC_MACRO) {
        return None;
    }
    let only = Some(format!("{}@{}", root.name, root.version.as_ref()?));
    // Features are resolved for all targets of a build at once; what each of them has by itself is on in any case.
    let targets = vec![properties.get(TARGET_TRIPLE)?.clone()];
    let most = Selection { only, ..whole };
    let least = Selection { targets, development: Development::LeftOut, untold: Untold::LeftOut, ..most.clone() };
    let is_runtime_only = properties.get(SCOPE).is_some_and(|scope| scope == RUNTIME_ONLY);
    Some(BuiltPart { least, most, is_runtime_only })
}

/// Returns what is said of packages that were left out.
pub(super) fn left_out(properties: &Properties) -> Option<&str> {
    properties.get(resolution::LEFT_OUT).map(String::as_str)
}

/// Returns whether some features were taken as turned on because nobody could tell.
pub(super) fn is_assumed(properties: &Properties) -> bool {
    properties.contains_key("cargo:resolve:assumed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::{Collector, Context, Depth, SourceFile};
    use crate::model::RelativePath;

    #[test]
    fn what_is_written_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let manifest = "[package]\nname = \"app\"\nversion = \"0.1.0\"\n[features]\none = []\ntwo = []\n";
        std::fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
        std::fs::create_dir(folder.path().join("src")).unwrap();
        std::fs::write(folder.path().join("src/lib.rs"), "").unwrap();
        let path = RelativePath::new("Cargo.lock").unwrap();
        let bytes = b"version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n";
        let lists = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let linux = lists(&["x86_64-unknown-linux-gnu"]);
        let named = Selection {
            packages: Packages::Named(lists(&["app"])),
            features: lists(&["one", "two"]),
            base: Base::None,
            targets: linux.clone(),
            hosts: linux,
            development: Development::LeftOut,
            ..Selection::default()
        };
        let all = Selection { packages: Packages::Default, base: Base::All, ..Selection::default() };
        for selection in [Selection::default(), all, named] {
            let caches = std::collections::BTreeMap::new();
            let context =
                Context { root: folder.path(), caches: &caches, depth: Depth::Manifests, selection: &selection };
            let found = super::super::Lockfile.collect(&SourceFile { path: &path, bytes }, &context).unwrap();
            assert_eq!(super::selection(&found.subject.properties), Some(selection));
        }
        assert_eq!(selection(&Properties::new()), None);
    }
}
