use std::collections::BTreeMap;
use std::path::Path;

use super::*;
use crate::model::{
    Completeness, Component, ComponentKind, Date, Inventory, Level, Origin, Outcome, Purl, RelativePath, Usage,
};

const TODAY: &str = "2026-11-23";

/// A register whose vendors are given as id, status and further lines.
fn register(vendors: &[(&str, &str, &str)]) -> Register {
    let mut text = String::from("version = 1\n");
    for (id, status, lines) in vendors {
        let grounds = match *status {
            "approved" if lines.contains("approved-until = ") && !lines.contains("[[vendor.scope]]") => {
                "reviewed = 2026-01-01\n"
            }
            "approved" => "reviewed = 2026-01-01\napproved-until = 2027-12-31\nreview-by = 2027-01-01\n",
            "denied" | "suspended" => "reason = \"because\"\n",
            _ => "",
        };
        let lines = format!("[[vendor]]\nid = \"{id}\"\nname = \"{id}\"\nstatus = \"{status}\"\n{grounds}{lines}\n");
        text.push_str(&lines);
    }
    Register::parse(&text, Path::new("vendors.toml")).unwrap()
}

fn approved(lines: &str) -> Register {
    register(&[("acme", "approved", lines)])
}

fn component(purl: &str) -> Component {
    let purl = Purl::parse(purl).unwrap();
    let name = purl.package().rsplit('/').next().unwrap().to_owned();
    Component { name, purl: Some(purl), usage: Usage::Runtime, ..Component::default() }
}

fn inventory(components: Vec<Component>) -> Inventory {
    let mut inventory = Inventory::default();
    let root = inventory.add(Component { name: "root".into(), ..Component::default() });
    inventory.subject.root = Some(root);
    for component in components {
        inventory.add(component);
    }
    inventory
}

fn today() -> Date {
    TODAY.parse().unwrap()
}

fn judge(register: &Register, components: Vec<Component>) -> CheckReport {
    assess::assess(&inventory(components), register, today())
}

/// The codes of all findings at warning level or above, with the report's outcome.
fn verdict(register: &Register, component: Component) -> (Outcome, Vec<&'static str>) {
    let report = judge(register, vec![component]);
    let told = report.items.iter().filter(|item| item.level >= Level::Warning).map(|item| item.code).collect();
    (report.outcome(Level::Error), told)
}

fn passes(register: &Register, component: Component) {
    assert_eq!(verdict(register, component), (Outcome::Pass, vec![]));
}

fn fails(register: &Register, component: Component, code: &str) {
    assert_eq!(verdict(register, component), (Outcome::Fail, vec![code]));
}

#[test]
fn an_approved_package_in_scope_passes_and_says_by_which_entry() {
    let register = approved("packages = [\"pkg:cargo/tokio@^1.47\"]");
    passes(&register, component("pkg:cargo/tokio@1.48.0"));
    let report = judge(&register, vec![component("pkg:cargo/tokio@1.48.0")]);
    let item = report.items.iter().find(|item| item.code == "vendor.approved").unwrap();
    assert_eq!(item.rests_on, ["vendors.toml:9 `pkg:cargo/tokio@^1.47`: pkg:cargo/tokio@1.48.0"]);
    assert_eq!(report.coverage, ["1 of 1 components from 1 vetted vendors, by vendors.toml as of 2026-11-23"]);
}

#[test]
fn a_package_that_nobody_was_vetted_for_fails() {
    let register = approved("packages = [\"pkg:cargo/tokio\", \"pkg:cargo/tokio-*\"]");
    for purl in ["pkg:cargo/toki0@1.0.0", "pkg:cargo/tokiox@1.0.0", "pkg:npm/tokio@1.0.0", "pkg:golang/a/tokio@1.0.0"] {
        fails(&register, component(purl), "vendor.none");
    }
}

#[test]
fn the_supplier_that_a_document_names_counts_for_nothing() {
    let register = approved("packages = [\"pkg:cargo/tokio\"]");
    let mut claims = component("pkg:cargo/evil@1.0.0");
    claims.supplier = Some(Box::new(crate::model::author_from_text("acme")));
    claims.authors.push(crate::model::author_from_text("acme"));
    claims.name = "tokio".into();
    fails(&register, claims, "vendor.none");
}

#[test]
fn the_same_name_from_elsewhere_is_another_package() {
    let register = approved("packages = [\"pkg:cargo/tokio\"]");
    for purl in [
        "pkg:cargo/tokio@1.0.0?vcs_url=git%2Bhttps://forge.example/x/tokio%40abc",
        "pkg:cargo/tokio@1.0.0?repository_url=https://packages.example/index",
        "pkg:cargo/tokio@1.0.0?download_url=https://packages.example/tokio.crate",
    ] {
        fails(&register, component(purl), "vendor.out-of-scope-registry");
    }
    let mut folder = component("pkg:cargo/tokio@1.0.0");
    folder.origin = Origin::Path(Some(RelativePath::new("vendor/tokio").unwrap()));
    fails(&register, folder, "vendor.out-of-scope-registry");
}

#[test]
fn an_origin_that_was_vetted_passes_and_the_default_registry_then_does_not() {
    let lines =
        "[[vendor.scope]]\npackages = [\"pkg:cargo/tokio\"]\nregistries = [\"git+https://forge.example/acme/*\"]";
    let register = approved(lines);
    passes(&register, component("pkg:cargo/tokio@1.0.0?vcs_url=git%2Bhttps://forge.example/acme/tokio.git%40abc"));
    fails(&register, component("pkg:cargo/tokio@1.0.0"), "vendor.out-of-scope-registry");
    let elsewhere = "pkg:cargo/tokio@1.0.0?vcs_url=git%2Bhttps://forge.example/acme/../evil/tokio%40abc";
    fails(&register, component(elsewhere), "vendor.out-of-scope-registry");
}

#[test]
fn a_version_outside_the_range_fails_and_so_does_a_missing_one() {
    let register = approved("packages = [\"pkg:cargo/tokio@^1.47\"]");
    for purl in [
        "pkg:cargo/tokio@2.0.0",
        "pkg:cargo/tokio@1.46.9",
        "pkg:cargo/tokio@1.48.0-rc.1",
        "pkg:cargo/tokio",
        "pkg:cargo/tokio@new",
    ] {
        fails(&register, component(purl), "vendor.out-of-scope-version");
    }
    let mut two = component("pkg:cargo/tokio@1.48.0");
    two.version = Some("2.0.0".into());
    fails(&register, two, "vendor.out-of-scope-version");
}

#[test]
fn two_ranges_of_one_vendor_are_one_approval() {
    let register = approved("packages = [\"pkg:cargo/syn@^1.0\", \"pkg:cargo/syn@^2.0\"]");
    passes(&register, component("pkg:cargo/syn@1.0.109"));
    passes(&register, component("pkg:cargo/syn@2.0.1"));
    let report = judge(&register, vec![component("pkg:cargo/syn@3.0.0")]);
    assert_eq!(report.items[0].expected.as_deref(), Some("^1.0 or ^2.0"));
}

#[test]
fn a_use_that_was_not_vetted_fails_and_an_unknown_one_too() {
    let register = approved("[[vendor.scope]]\npackages = [\"pkg:cargo/insta\"]\nusage = [\"development\"]");
    let mut used = component("pkg:cargo/insta@1.0.0");
    used.usage = Usage::Development;
    passes(&register, used.clone());
    for usage in [Usage::Runtime, Usage::Build, Usage::Unknown] {
        used.usage = usage;
        fails(&register, used.clone(), "vendor.out-of-scope-usage");
    }
}

#[test]
fn an_approval_counts_up_to_its_last_day_and_not_from_before_its_review() {
    let until = |day: &str| approved(&format!("packages = [\"pkg:cargo/a\"]\napproved-until = {day}"));
    passes(&until("2026-11-23"), component("pkg:cargo/a@1.0.0"));
    fails(&until("2026-11-22"), component("pkg:cargo/a@1.0.0"), "vendor.expired");
    let scope = approved("[[vendor.scope]]\npackages = [\"pkg:cargo/a\"]\napproved-until = 2026-11-22");
    fails(&scope, component("pkg:cargo/a@1.0.0"), "vendor.expired");
    let register = until("2026-12-31");
    let report =
        assess::assess(&inventory(vec![component("pkg:cargo/a@1.0.0")]), &register, "2025-12-31".parse().unwrap());
    assert_eq!((report.passed, report.items[0].code), (0, "vendor.not-yet-reviewed"));
}

#[test]
fn a_proposal_is_no_approval_and_does_not_undo_one() {
    let proposal = register(&[("acme", "proposed", "packages = [\"pkg:cargo/a\"]")]);
    fails(&proposal, component("pkg:cargo/a@1.0.0"), "vendor.proposed");
    let both = register(&[
        ("acme", "proposed", "packages = [\"pkg:cargo/a-b\"]"),
        ("other", "approved", "packages = [\"pkg:cargo/a-*\"]"),
    ]);
    passes(&both, component("pkg:cargo/a-b@1.0.0"));
}

#[test]
fn a_refusal_wins_over_every_approval() {
    for (status, code) in [("denied", "vendor.denied"), ("suspended", "vendor.suspended")] {
        let register = register(&[
            ("acme", "approved", "packages = [\"pkg:cargo/a-b\"]"),
            ("other", status, "packages = [\"pkg:cargo/a-*\"]"),
        ]);
        fails(&register, component("pkg:cargo/a-b@1.0.0"), code);
        // A refusal that names no registry holds for every origin.
        fails(&register, component("pkg:cargo/a-c@1.0.0?vcs_url=git%2Bhttps://forge.example/x/y"), code);
    }
    let both = register(&[
        ("one", "suspended", "packages = [\"pkg:cargo/a\"]"),
        ("two", "denied", "packages = [\"pkg:cargo/a\"]"),
    ]);
    fails(&both, component("pkg:cargo/a@1.0.0"), "vendor.denied");
}

#[test]
fn a_refusal_of_some_versions_leaves_the_others() {
    let register = register(&[
        ("acme", "approved", "packages = [\"pkg:cargo/a\"]"),
        ("flawed", "denied", "packages = [\"pkg:cargo/a@<1.2\"]"),
    ]);
    passes(&register, component("pkg:cargo/a@1.2.0"));
    for purl in ["pkg:cargo/a@1.1.9", "pkg:cargo/a@1.1.9-rc.1", "pkg:cargo/a", "pkg:cargo/a@odd"] {
        fails(&register, component(purl), "vendor.denied");
    }
}

#[test]
fn the_most_specific_entry_decides_even_against_a_broader_one() {
    let register = register(&[
        ("wide", "approved", "packages = [\"pkg:cargo/tokio-*\"]"),
        ("narrow", "approved", "packages = [\"pkg:cargo/tokio-util@^0.7\"]"),
    ]);
    fails(&register, component("pkg:cargo/tokio-util@0.8.0"), "vendor.out-of-scope-version");
    let report = judge(&register, vec![component("pkg:cargo/tokio-util@0.7.1")]);
    assert_eq!(report.outcome(Level::Error), Outcome::Pass);
    let overlap = report.items.iter().find(|item| item.code == "vendor.overlap").unwrap();
    assert_eq!((overlap.level, overlap.rests_on.len()), (Level::Note, 2));
}

#[test]
fn two_vendors_with_equal_claims_are_a_finding() {
    let lines = "packages = [\"pkg:cargo/bytes\"]";
    let tie = register(&[("one", "approved", lines), ("two", "approved", lines)]);
    fails(&tie, component("pkg:cargo/bytes@1.0.0"), "vendor.ambiguous");
    let globs = register(&[
        ("one", "approved", "packages = [\"pkg:cargo/a*-x\"]"),
        ("two", "approved", "packages = [\"pkg:cargo/a*x\"]"),
    ]);
    fails(&globs, component("pkg:cargo/ab-x@1.0.0"), "vendor.ambiguous");
    let fork =
        "[[vendor.scope]]\npackages = [\"pkg:cargo/bytes\"]\nregistries = [\"git+https://forge.example/two/bytes\"]";
    let apart = register(&[("one", "approved", lines), ("two", "approved", fork)]);
    passes(&apart, component("pkg:cargo/bytes@1.0.0"));
    passes(&apart, component("pkg:cargo/bytes@1.0.0?vcs_url=git%2Bhttps://forge.example/two/bytes"));
}

#[test]
fn own_packages_pass_by_their_folder_and_by_nothing_else() {
    let text =
        "version = 1\n[first-party]\nstatus = \"approved\"\npaths = [\"crates/*\"]\npackages = [\"pkg:cargo/ours\"]\n";
    let register = Register::parse(text, Path::new("vendors.toml")).unwrap();
    let at = |folder: &str, purl: Option<&str>| Component {
        name: "ours".into(),
        purl: purl.map(|purl| Purl::parse(purl).unwrap()),
        origin: Origin::Path(Some(RelativePath::new(folder).unwrap())),
        ..Component::default()
    };
    passes(&register, at("crates/ours", None));
    let claimed = "pkg:generic/other@1.0.0?vcs_url=git%2Bhttps://forge.example/o/other";
    passes(&register, at("crates/other", Some(claimed)));
    fails(&register, at("elsewhere/other", Some(claimed)), "vendor.none");
    fails(&register, at("crates/other", Some("pkg:cargo/other@1.0.0")), "vendor.none");
    passes(&register, at("elsewhere/ours", Some("pkg:cargo/ours@1.0.0")));
    fails(&register, at("elsewhere/ours", None), "vendor.no-purl");
    fails(&register, at("elsewhere/a", Some("pkg:cargo/a@1.0.0")), "vendor.none");
    fails(&register, at("crates/deep/a", None), "vendor.no-purl");
    // The name of an own package in a public registry is how dependency confusion works.
    fails(&register, component("pkg:cargo/ours@1.0.0"), "vendor.out-of-scope-registry");
    let proposed = Register::parse(&text.replace("approved", "proposed"), Path::new("vendors.toml")).unwrap();
    fails(&proposed, at("crates/ours", None), "vendor.proposed");
}

#[test]
fn a_component_without_purl_is_never_a_pass() {
    let register = approved("packages = [\"pkg:cargo/zlib\"]");
    let bare = |kind| Component { name: "zlib".into(), kind, ..Component::default() };
    for kind in [ComponentKind::Library, ComponentKind::Container, ComponentKind::Other, ComponentKind::OperatingSystem]
    {
        fails(&register, bare(kind), "vendor.no-purl");
    }
    let mut file = bare(ComponentKind::File);
    assert_eq!(verdict(&register, file.clone()), (Outcome::Unchecked, vec!["vendor.no-components"]));
    file.purl = Some(Purl::parse("pkg:cargo/evil@1.0.0").unwrap());
    fails(&register, file, "vendor.none");
}

#[test]
fn nothing_to_judge_is_not_a_pass() {
    let register = approved("packages = [\"pkg:cargo/a\"]");
    for report in [judge(&register, vec![]), assess::assess(&Inventory::default(), &register, today())] {
        assert_eq!(report.outcome(Level::Error), Outcome::Unchecked);
        assert_eq!(report.items[0].code, "vendor.no-components");
    }
}

#[test]
fn an_own_root_that_is_known_to_need_nothing_passes() {
    let text = "version = 1\n[first-party]\nstatus = \"approved\"\npackages = [\"pkg:cargo/root\"]\n";
    let register = Register::parse(text, Path::new("vendors.toml")).unwrap();
    let mut alone = inventory(vec![]);
    let root = alone.subject.root.unwrap();
    alone.components[0].purl = Some(Purl::parse("pkg:cargo/root@1.0.0").unwrap());
    alone.components[0].origin = Origin::Path(None);
    assert_eq!(assess::assess(&alone, &register, today()).outcome(Level::Error), Outcome::Unchecked);
    alone.completeness.insert(root, Completeness::Complete);
    assert_eq!(assess::assess(&alone, &register, today()).outcome(Level::Error), Outcome::Pass);
    alone.problems.push(crate::model::Problem::new(crate::model::ProblemKind::Unusable, "Cargo.lock", "cut"));
    assert_eq!(assess::assess(&alone, &register, today()).outcome(Level::Error), Outcome::Unchecked);
}

#[test]
fn a_refused_root_fails() {
    let register = register(&[
        ("bad", "denied", "packages = [\"pkg:cargo/root\"]"),
        ("a", "approved", "packages = [\"pkg:cargo/a\"]"),
    ]);
    let mut found = inventory(vec![component("pkg:cargo/a@1.0.0")]);
    found.components[0].purl = Some(Purl::parse("pkg:cargo/root@1.0.0").unwrap());
    assert_eq!(assess::assess(&found, &register, today()).outcome(Level::Error), Outcome::Fail);
}

#[test]
fn what_ages_is_told_once_a_vendor() {
    let lines = "packages = [\"pkg:cargo/a\", \"pkg:cargo/b\"]\nreview-by = 2026-11-01\napproved-until = 2026-12-01\n\
                 [[vendor.evidence]]\ntitle = \"report\"\nurl = \"https://acme.example/r\"\nexpires = 2026-11-22";
    let report = judge(&approved(lines), vec![component("pkg:cargo/a@1.0.0"), component("pkg:cargo/b@1.0.0")]);
    let told: BTreeMap<&str, Level> = report.items.iter().map(|item| (item.code, item.level)).collect();
    assert_eq!(told["vendor.review-overdue"], Level::Warning);
    assert_eq!(told["vendor.evidence-expired"], Level::Warning);
    assert_eq!(told["vendor.expiring-soon"], Level::Note);
    assert_eq!((report.items.len(), report.outcome(Level::Error)), (4, Outcome::Pass));
    assert_eq!(report.outcome(Level::Warning), Outcome::Fail);
}

#[test]
fn a_register_by_itself_is_judged_by_what_is_in_force() {
    let judged = |register: &Register| {
        let report = check_register(register, today());
        (report.passed, report.outcome(Level::Error), report.items.iter().map(|item| item.code).collect::<Vec<_>>())
    };
    let good = approved("packages = [\"pkg:cargo/a\"]");
    assert_eq!(judged(&good), (1, Outcome::Pass, vec![]));
    let late = approved("packages = [\"pkg:cargo/a\"]\napproved-until = 2026-11-22");
    assert_eq!(judged(&late), (0, Outcome::Fail, vec!["vendor.expired"]));
    let proposed = register(&[("a", "proposed", "packages = [\"pkg:cargo/a\"]")]);
    assert_eq!(judged(&proposed), (0, Outcome::Unchecked, vec![]));
    let early = check_register(&good, "2025-06-01".parse().unwrap());
    assert_eq!((early.passed, early.items[0].code), (0, "vendor.not-yet-reviewed"));
}

#[test]
fn conditions_are_shown_to_people() {
    let text = "version = 1\n[[vendor]]\nid = \"a\"\nname = \"A\"\nstatus = \"conditional\"\nconditions = \"tests only\"\n\
                reviewed = 2026-01-01\napproved-until = 2027-12-31\npackages = [\"pkg:cargo/a\"]\n";
    let register = Register::parse(text, Path::new("vendors.toml")).unwrap();
    let report = judge(&register, vec![component("pkg:cargo/a@1.0.0")]);
    assert!(
        report
            .items
            .iter()
            .any(|item| item.code == "vendor.conditional" && item.found.as_deref() == Some("tests only"))
    );
}

#[test]
fn entries_that_match_nothing_are_told_together() {
    let register = register(&[
        ("acme", "approved", "packages = [\"pkg:cargo/a\", \"pkg:cargo/b\"]"),
        ("idle", "approved", "packages = [\"pkg:cargo/c\"]"),
        ("bad", "denied", "packages = [\"pkg:cargo/d\"]"),
    ]);
    let report = judge(&register, vec![component("pkg:cargo/a@1.0.0")]);
    let unused: Vec<_> = report
        .items
        .iter()
        .filter(|item| item.code == "vendor.unused")
        .map(|item| item.found.as_deref().unwrap())
        .collect();
    assert_eq!(unused, ["nothing matches pkg:cargo/b", "nothing comes from idle"]);
}

#[test]
fn evidence_in_a_file_must_be_the_one_reviewed() {
    let folder = tempfile::tempdir().unwrap();
    let sha256 = crate::source::hash::digest_bytes(crate::model::Algorithm::Sha256, b"seen").unwrap().hex();
    let lines = format!(
        "version = 1\n[[vendor]]\nid = \"a\"\nname = \"A\"\nstatus = \"approved\"\nreviewed = 2026-01-01\napproved-until = 2027-01-01\n\
         packages = [\"pkg:cargo/a\"]\n[[vendor.evidence]]\ntitle = \"t\"\npath = \"vetting/a.txt\"\nsha256 = \"{sha256}\"\n"
    );
    let register = Register::parse(&lines, &folder.path().join("vendors.toml")).unwrap();
    let told = || evidence::check_files(&register).iter().map(|item| item.code).collect::<Vec<_>>();
    assert_eq!(told(), ["vendor.evidence-unread"]);
    std::fs::create_dir(folder.path().join("vetting")).unwrap();
    std::fs::write(folder.path().join("vetting/a.txt"), b"seen").unwrap();
    assert!(told().is_empty());
    std::fs::write(folder.path().join("vetting/a.txt"), b"Seen").unwrap();
    assert_eq!(told(), ["vendor.evidence-changed"]);
}

#[test]
fn codes_are_in_order_and_explain_themselves() {
    assert!(codes::ALL.windows(2).all(|pair| pair[0].code < pair[1].code));
    for code in codes::ALL {
        let texts = [code.title, code.why, code.example, code.mend, code.wrong_when];
        assert!(texts.iter().all(|text| !text.is_empty() && !text.ends_with('.')), "{}", code.code);
        assert_eq!(code.outcome == Outcome::Pass, ["vendor.approved", "vendor.conditional"].contains(&code.code));
    }
}

#[test]
fn an_order_of_entries_changes_no_verdict() {
    let one = ("b", "approved", "packages = [\"pkg:cargo/b*\", \"pkg:cargo/bb*\", \"pkg:cargo/bbb\"]");
    let other = ("a", "approved", "packages = [\"pkg:cargo/bbbb*\", \"pkg:cargo/bc*\"]");
    let (first, second) = (register(&[one, other]), register(&[other, one]));
    let mut passed = 0;
    for name in ["b", "bb", "bbb", "bbbb", "bbbbb", "bc", "bd", "c", "a"] {
        let judged = |register| verdict(register, component(&format!("pkg:cargo/{name}@1.0.0")));
        let verdict = judged(&first);
        assert_eq!(verdict, judged(&second), "{name}");
        passed += usize::from(verdict.0 == Outcome::Pass);
    }
    assert_eq!(passed, 7);
}
