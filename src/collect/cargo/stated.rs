//! What an inventory says of the choice that it was made by, read back.

use super::resolution;
use crate::collect::{Base, Development, Packages, Selection};
use crate::model::Properties;

/// Returns the selection that the properties of an inventory's subject state; `None` where they do not, or not understandably.
pub(super) fn selection(properties: &Properties) -> Option<Selection> {
    let get = |key: &str| properties.get(&format!("cargo:resolve:{key}")).map(String::as_str);
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
    })
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
