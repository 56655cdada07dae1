use std::path::Path;

use super::*;
use crate::model::{Level, Origin, Outcome, Party, Purl, RelativePath};
use crate::verify::vendor::assess::assess;

fn package(purl: &str, repository: Option<&str>, author: Option<&str>) -> Component {
    let purl = Purl::parse(purl).unwrap();
    let name = purl.package().rsplit('/').next().unwrap().to_owned();
    let authors = author.map(|name| Party { name: name.into(), email: None, url: None }).into_iter().collect();
    Component { name, purl: Some(purl), repository: repository.map(Into::into), authors, ..Component::default() }
}

fn example() -> Inventory {
    let mut found = Inventory::default();
    let root = found.add(Component { name: "root".into(), ..Component::default() });
    found.subject.root = Some(root);
    let tokio = Some("https://github.com/Tokio-RS/tokio");
    for component in [
        package("pkg:cargo/tokio@1.48.2", tokio, Some("Tokio")),
        package("pkg:cargo/mio@1.0.4", Some("git+https://github.com/tokio-rs/mio.git"), None),
        package("pkg:cargo/syn@1.0.109", Some("https://github.com/dtolnay/syn"), None),
        package("pkg:cargo/syn@2.0.3", Some("https://github.com/dtolnay/syn"), None),
        package("pkg:cargo/syn@2.1.0", Some("https://github.com/dtolnay/syn"), None),
        package("pkg:cargo/one@0.3.1", None, Some("Ada \"L\" <x>")),
        package("pkg:cargo/two@0.0.7", None, Some("Ada \"L\" <x>")),
        package("pkg:cargo/lonely@2.0.0-rc.1", Some("https://lonely.example/a/b"), None),
        package("pkg:cargo/fork@1.0.0?vcs_url=git%2Bhttps://github.com/me/fork%40abc", tokio, None),
        package("pkg:npm/left@3.2.1", None, None),
    ] {
        found.add(component);
    }
    found.add(Component {
        name: "inner".into(),
        origin: Origin::Path(Some(RelativePath::new("crates/inner").unwrap())),
        ..Component::default()
    });
    found.add(Component { name: "nameless".into(), ..Component::default() });
    found
}

fn today() -> Date {
    "2026-11-23".parse().unwrap()
}

#[test]
fn packages_are_grouped_by_owner_then_author_then_alone() {
    let suggestion = suggest(&example(), None, today());
    let ids: Vec<&str> = suggestion.vendors.iter().map(|vendor| vendor.id.as_str()).collect();
    assert_eq!(ids, ["ada-l-x", "dtolnay", "left", "lonely", "me", "tokio-rs"]);
    let of = |id: &str| suggestion.vendors.iter().find(|vendor| vendor.id == id).unwrap().packages.clone();
    assert_eq!(of("tokio-rs")[""].iter().collect::<Vec<_>>(), ["pkg:cargo/mio@^1.0", "pkg:cargo/tokio@^1.48"]);
    assert_eq!(of("dtolnay")[""].iter().collect::<Vec<_>>(), ["pkg:cargo/syn@^1.0", "pkg:cargo/syn@^2.0"]);
    assert_eq!(of("ada-l-x")[""].iter().collect::<Vec<_>>(), ["pkg:cargo/one@^0.3", "pkg:cargo/two@^0.0.7"]);
    assert_eq!(of("lonely")[""].iter().collect::<Vec<_>>(), ["pkg:cargo/lonely@^2.0.0-rc.1"]);
    assert_eq!(of("me").keys().collect::<Vec<_>>(), ["git+https://github.com/me/fork"]);
    assert_eq!(suggestion.own_folders.iter().collect::<Vec<_>>(), ["crates/inner"]);
    assert_eq!(suggestion.unplaced.iter().collect::<Vec<_>>(), ["nameless"]);
}

#[test]
fn a_suggestion_is_a_register_that_lets_nothing_pass() {
    let text = suggest(&example(), None, today()).to_register();
    let register = Register::parse(&text, Path::new("vendors.toml")).unwrap();
    let report = assess(&example(), &register, today());
    assert_eq!((report.passed, report.outcome(Level::Error)), (0, Outcome::Fail));
    assert!(report.items.iter().all(|item| ["vendor.proposed", "vendor.no-purl"].contains(&item.code)));
}

#[test]
fn a_suggestion_that_people_approve_covers_the_document() {
    let text = suggest(&example(), None, today()).to_register();
    let ids: Vec<String> =
        Register::parse(&text, Path::new("v")).unwrap().vendors().iter().map(|v| v.id.clone()).collect();
    let approval =
        crate::verify::vendor::Approval { reviewed: today(), until: "2027-11-23".parse().unwrap(), review_by: None };
    let approved = crate::verify::vendor::approve(&text, Path::new("v"), &ids, &approval).unwrap();
    let register = Register::parse(&approved, Path::new("v")).unwrap();
    let report = assess(&example(), &register, today());
    let failed: Vec<_> =
        report.items.iter().filter(|item| item.level == Level::Error).map(|item| item.subject.as_str()).collect();
    assert_eq!((report.passed, failed), (11, vec!["nameless"]));
    assert!(suggest(&example(), Some(&register), today()).is_empty());
}

#[test]
fn a_merge_adds_what_is_missing_and_changes_nothing() {
    let text = "# ours\nversion = 1\n[[vendor]]\nid = \"tokio-rs\"\nname = \"T\"\nstatus = \"proposed\"\npackages = [\"pkg:cargo/tokio\"] # kept";
    let register = Register::parse(text, Path::new("v")).unwrap();
    let suggestion = suggest(&example(), Some(&register), today());
    let merged = suggestion.append_to(text, &register);
    assert!(merged.starts_with(text));
    let after = Register::parse(&merged, Path::new("v")).unwrap();
    assert!(after.find("tokio-rs-2").is_some() && !merged[text.len()..].contains("pkg:cargo/tokio@"));
    assert!(suggest(&example(), Some(&after), today()).is_empty());
    assert_eq!(suggest(&example(), Some(&after), today()).append_to(&merged, &after), merged);
}

#[test]
fn a_hostile_name_stays_inside_its_string() {
    let mut found = Inventory::default();
    found.add(package("pkg:cargo/x@1.0.0", None, Some("a\"\nstatus = \"approved\"\n[[vendor]]\n#")));
    let text = suggest(&found, None, today()).to_register();
    let register = Register::parse(&text, Path::new("v")).unwrap();
    assert_eq!(register.vendors().len(), 1);
    assert_eq!(assess(&found, &register, today()).passed, 0);
}

#[test]
fn a_hostile_document_proposes_no_pattern_that_matches_others() {
    let mut found = Inventory::default();
    let folder = |folder: &str| Origin::Path(Some(RelativePath::new(folder).unwrap()));
    for origin in [folder("crates/*"), folder("*")] {
        found.add(Component { name: "x".into(), origin, ..Component::default() });
    }
    found.add(package("pkg:cargo/tokio-%2A@1.0.0", None, None));
    found.add(package(&format!("pkg:cargo/{}@1.0.0", "a".repeat(1000)), None, None));
    found.add(package("pkg:cargo/b@1.0.0?vcs_url=git%2Bhttps://forge.example/%2A/b", None, None));
    found.add(package("pkg:cargo/c@1.0.0?repository_url=https://forge.example/%2A", None, None));
    let suggestion = suggest(&found, None, today());
    assert!(Register::parse(&suggestion.to_register(), Path::new("v")).is_ok());
    assert!(!suggestion.to_register().contains('*'), "{}", suggestion.to_register());
    assert!(suggestion.unplaced.len() >= 4, "{:?}", suggestion.unplaced);
}

#[test]
fn a_component_without_name_gets_its_vendor_named_by_the_package() {
    let mut found = Inventory::default();
    let mut blank = package("pkg:cargo/x@1.0.0", None, Some(" "));
    blank.name = String::new();
    found.add(blank);
    let text = suggest(&found, None, today()).to_register();
    assert_eq!(Register::parse(&text, Path::new("v")).unwrap().vendors()[0].name, "x");
}
