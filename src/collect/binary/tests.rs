use std::collections::BTreeMap;
use std::path::Path;

use super::*;
use crate::binary::made;
use crate::collect::{Depth, Selection};
use crate::model::{Edge, RelativePath};

const LIST: &str = r#"{"packages":[{"name":"app","version":"0.1.0","source":"local","dependencies":[1,2],"root":true},
    {"name":"dep","version":"1.0.0","source":"crates.io"},
    {"name":"gen","version":"2.0.0","source":"git","kind":"build"}],"format":1}"#;

fn collect(bytes: &[u8]) -> Result<Inventory, CollectError> {
    let path = RelativePath::new("dist/app").unwrap();
    let caches = BTreeMap::new();
    let selection = Selection::default();
    let context = Context { root: Path::new(""), caches: &caches, depth: Depth::Manifests, selection: &selection };
    let mut inventory = Executable.collect(&SourceFile { path: &path, bytes }, &context)?;
    inventory.normalize();
    Ok(inventory)
}

fn named<'a>(inventory: &'a Inventory, name: &str) -> &'a Component {
    inventory.components.iter().find(|component| component.name == name).unwrap_or_else(|| panic!("{name} is missing"))
}

fn purls(inventory: &Inventory) -> Vec<&str> {
    inventory.components.iter().filter_map(|component| Some(component.purl.as_ref()?.as_str())).collect()
}

/// Edges as names of both ends.
fn edges(inventory: &Inventory) -> Vec<(&str, &str, EdgeKind)> {
    let name = |id| inventory.component(id).name.as_str();
    inventory.edges.iter().map(|Edge { from, to, kind, .. }| (name(*from), name(*to), *kind)).collect()
}

#[test]
fn audit_data_gives_packages_edges_and_kinds() {
    let inventory = collect(&made::elf(&[(".dep-v0", &made::audit(LIST))], &["libz.so.1"])).unwrap();
    let expected = [
        ("app", "app", EdgeKind::Runtime),
        ("app", "libz.so.1", EdgeKind::Runtime),
        ("app", "dep", EdgeKind::Runtime),
        ("app", "gen", EdgeKind::Build),
    ];
    assert_eq!(edges(&inventory), expected);
    // A package of git is not the registry's of that name.
    assert_eq!(purls(&inventory), ["pkg:generic/app@0.1.0", "pkg:cargo/dep@1.0.0"]);
    assert_eq!((named(&inventory, "dep").usage, named(&inventory, "gen").usage), (Usage::Runtime, Usage::Build));
    let root = inventory.component(inventory.subject.root.unwrap());
    assert_eq!((root.name.as_str(), root.version.as_deref(), root.digests.len()), ("app", Some("0.1.0"), 2));
    assert!(inventory.problems.is_empty(), "{:?}", inventory.problems);
    let values: Vec<Completeness> = inventory.completeness.values().copied().collect();
    assert!(!values.contains(&Completeness::Incomplete));
}

#[test]
fn damaged_audit_data_is_told_and_leaves_the_rest() {
    let inventory = collect(&made::elf(&[(".dep-v0", b"garbage")], &["libz.so.1"])).unwrap();
    assert_eq!(inventory.components.len(), 2);
    assert!(inventory.problems.iter().any(|problem| problem.message.contains("expected zlib-compressed data")));
    assert!(inventory.problems.iter().all(Problem::is_deciding));
}

#[test]
fn code_beyond_the_audit_data_is_a_contradiction() {
    let paths: &[u8] = b"/registry/src/index.crates.io-1949cf8c6b5b557f/time-0.3.36/src/lib.rs";
    let inventory = collect(&made::elf(&[(".dep-v0", &made::audit(LIST)), (".rodata", paths)], &[])).unwrap();
    assert!(purls(&inventory).contains(&"pkg:cargo/time@0.3.36"));
    let kinds: Vec<ProblemKind> = inventory.problems.iter().map(|problem| problem.kind).collect();
    assert_eq!(kinds, [ProblemKind::Contradiction]);
}

#[test]
fn traces_say_how_sure_they_are_and_that_they_are_not_all() {
    let paths: &[u8] = b"/registry/src/index.crates.io-1949cf8c6b5b557f/time-0.3.36/src/lib.rs\0\
        /registry/src/private.example-0123456789abcdef/inner-1.0.0/src/lib.rs\0/vendor/serde-1.0.0/src/lib.rs\0\
        /git/checkouts/tool-0123456789abcdef/a1b2c3d/src/lib.rs\0/rust/deps/gimli-0.32.3/src/a.rs\0OpenSSL 3.0.13 30 Jan 2024\0OPENSSLDIR: \"/\"\0\
        libcurl/8.4.0\0";
    let inventory = collect(&made::elf(&[(".rodata", paths)], &[])).unwrap();
    assert_eq!(inventory.components[0].properties.get(QUOTED).map(String::as_str), Some("curl 8.4.0"));
    let sure: Vec<(&str, Option<&str>, Option<&str>)> = inventory
        .components
        .iter()
        .skip(1)
        .map(|it| {
            (
                it.name.as_str(),
                it.purl.as_ref().map(crate::model::Purl::as_str),
                it.properties.get(part::CONFIDENCE).map(String::as_str),
            )
        })
        .collect();
    assert_eq!(
        sure,
        [
            ("gimli", Some("pkg:cargo/gimli@0.32.3"), Some("0.9")),
            // A package of a private registry, and one of git, is not the public one of that name.
            ("inner", None, Some("0.9")),
            ("openssl", Some("pkg:generic/openssl@3.0.13"), Some("0.5")),
            ("serde", Some("pkg:cargo/serde@1.0.0"), Some("0.6")),
            ("time", Some("pkg:cargo/time@0.3.36"), Some("0.9")),
            ("tool", None, Some("0.9")),
        ]
    );
    assert_eq!(inventory.completeness.get(&inventory.subject.root.unwrap()), Some(&Completeness::Incomplete));
    assert!(inventory.problems.iter().any(Problem::is_deciding));
}

#[test]
fn modules_of_go_have_their_own_identity_or_that_of_what_stands_in() {
    let text = "path\texample.com/App\nmod\texample.com/App\tv1.0.0\t\ndep\tgithub.com/BurntSushi/toml\tv1.2.0\th1:AA=\n\
                dep\tx.example/old\tv1.0.0\n=>\tx.example/new\tv2.0.0+incompatible\th1:BB=\n\
                dep\tx.example/own\tv0.1.0\n=>\t/build/own\t\nbuild\tGOOS=linux\nbuild\t-ldflags=\"-X a=/build/x\"\n";
    let record = made::go_record("go1.24.1 X:nodwarf5", text);
    let inventory = collect(&made::elf(&[(".go.buildinfo", &record)], &[])).unwrap();
    let mut found = purls(&inventory);
    found.sort_unstable();
    assert_eq!(
        found,
        [
            "pkg:golang/example.com/app@v1.0.0",
            "pkg:golang/github.com/burntsushi/toml@v1.2.0",
            "pkg:golang/stdlib@1.24.1",
            "pkg:golang/x.example/new@v2.0.0%2Bincompatible",
        ]
    );
    let toml = named(&inventory, "github.com/BurntSushi/toml");
    // It is a digest of a list of digests, and no SHA-256 of the module.
    assert_eq!((toml.properties.get("golang:h1").map(String::as_str), toml.digests.len()), (Some("h1:AA="), 0));
    assert_eq!(named(&inventory, "x.example/new").properties.get("golang:replaces").unwrap(), "x.example/old@v1.0.0");
    let own = named(&inventory, "x.example/own");
    assert_eq!((own.version.as_deref(), &own.origin), (None, &crate::model::Origin::Path(None)));
    // No folder of the machine that built it reaches a document.
    assert!(!format!("{inventory:?}").contains("/build"));
    let main = inventory.ids().find(|id| inventory.component(*id).name == "example.com/App").unwrap();
    assert_eq!(inventory.completeness.get(&main), Some(&Completeness::Incomplete));
    assert!(inventory.problems.is_empty(), "{:?}", inventory.problems);
}

#[test]
fn every_slice_adds_what_it_has() {
    let other = LIST.replace("\"dep\"", "\"other\"");
    let slice = |processor: u32, list: &str| {
        (processor, made::macho(u64::from(processor), &[(".dep-v0", &made::audit(list))], &[]))
    };
    let inventory = collect(&made::fat(&[slice(0x0100_0007, LIST), slice(0x0100_000c, &other)])).unwrap();
    assert_eq!(purls(&inventory), ["pkg:generic/app@0.1.0", "pkg:cargo/dep@1.0.0", "pkg:cargo/other@1.0.0"]);
    let places: Vec<&str> = inventory
        .components
        .iter()
        .filter(|it| it.purl.is_some())
        .flat_map(|it| &it.evidence)
        .map(|it| it.path.as_str())
        .collect();
    assert_eq!(places, ["dist/app (aarch64)", "dist/app (x86_64)", "dist/app (x86_64)", "dist/app (aarch64)"]);
}

#[test]
fn what_says_nothing_is_an_error() {
    for bytes in [made::wasm(&[], &[]), made::elf(&[(".text", b"\xc3")], &[]), b"\x7fELF".to_vec(), b"text".to_vec()] {
        assert!(matches!(collect(&bytes), Err(CollectError::Syntax { .. })));
    }
}
