use super::*;
use crate::binary::made;
use crate::model::{Component, ComponentId, Edge, EdgeKind, Origin, Outcome, Purl, Usage};

const LIST: &str = r#"{"packages":[{"name":"app","version":"0.1.0","source":"local","dependencies":[1,2],"root":true},
    {"name":"serde","version":"1.0.200","source":"crates.io"},
    {"name":"cc","version":"1.0.0","source":"crates.io","kind":"build"}],"format":1}"#;

const GO: &str = "path\texample.com/app\nmod\texample.com/app\t(devel)\t\ndep\tExample.com/Dep\tv1.2.0\th1:AA=\n\
                  dep\texample.com/old\tv1.0.0\n=>\texample.com/new\tv2.0.0\th1:BB=\ndep\texample.com/own\tv0.1.0\n=>\t../own\t(devel)\t\n";

fn purl(text: &str, usage: Usage) -> Component {
    let purl = Purl::parse(text).unwrap();
    let (name, version) = (purl.full_name().unwrap(), purl.version());
    Component { name, version, purl: Some(purl), usage, origin: Origin::DefaultRegistry, ..Component::default() }
}

fn plain(name: &str, version: Option<&str>) -> Component {
    Component { name: name.into(), version: version.map(str::to_owned), usage: Usage::Runtime, ..Component::default() }
}

fn inventory(components: Vec<Component>) -> Inventory {
    let mut inventory = Inventory::default();
    inventory.subject.resolution = Resolution::Exact;
    let root = inventory.add(plain("app", Some("0.1.0")));
    inventory.subject.root = Some(root);
    for component in components {
        inventory.add(component);
    }
    inventory
}

/// What fits [`LIST`].
fn fitting() -> Vec<Component> {
    vec![purl("pkg:cargo/serde@1.0.200", Usage::Runtime), purl("pkg:cargo/cc@1.0.0", Usage::Build)]
}

/// What fits [`GO`].
fn fitting_go() -> Vec<Component> {
    let mut dep = purl("pkg:golang/example.com/dep@v1.2.0", Usage::Runtime);
    dep.properties.insert("golang:h1".into(), "h1:AA=".into());
    let own = Component { origin: Origin::Path(None), ..plain("example.com/own", None) };
    vec![
        purl("pkg:golang/example.com/app", Usage::Runtime),
        dep,
        purl("pkg:golang/example.com/new@v2.0.0", Usage::Runtime),
        own,
        purl("pkg:golang/stdlib@1.24.1", Usage::Runtime),
    ]
}

fn audited(list: &str) -> Vec<u8> {
    made::elf(&[(".dep-v0", &made::audit(list))], &[])
}

fn go() -> Vec<u8> {
    made::elf(&[(".go.buildinfo", &made::go_record("go1.24.1", GO))], &[])
}

fn run(bytes: &[u8], inventory: &Inventory) -> CheckReport {
    let mut report = CheckReport::new("binary");
    compare(bytes, "app", inventory, &mut report);
    report
}

/// Returns the codes of items at or above a level, each once, in order.
fn codes_of(report: &CheckReport, level: Level) -> Vec<&'static str> {
    let mut codes: Vec<&str> = report.items.iter().filter(|item| item.level >= level).map(|item| item.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[track_caller]
fn refused(bytes: &[u8], components: Vec<Component>, expected: &[&str]) {
    let report = run(bytes, &inventory(components));
    assert_eq!(codes_of(&report, Level::Warning), expected, "{report:#?}");
    if report.items.iter().any(|item| item.level == Level::Error) {
        assert_ne!(report.outcome(Level::Error), Outcome::Pass);
    }
}

#[test]
fn a_document_of_the_same_build_passes() {
    let report = run(&audited(LIST), &inventory(fitting()));
    assert_eq!((report.passed, report.outcome(Level::Warning)), (3, Outcome::Pass), "{report:#?}");
    let report = run(&go(), &inventory(fitting_go()));
    assert_eq!((report.passed, report.outcome(Level::Warning)), (4, Outcome::Pass), "{report:#?}");
    assert!(report.coverage.iter().any(|line| line.contains("3 Go modules, path and version, 1 by checksum")));
}

#[test]
fn a_component_left_out_is_found() {
    refused(&audited(LIST), vec![fitting().remove(1)], &["binary.not-listed"]);
    refused(&audited(LIST), Vec::new(), &["binary.no-components", "binary.not-listed"]);
    refused(
        &go(),
        fitting_go().into_iter().filter(|it| it.name != "example.com/new").collect(),
        &["binary.not-listed"],
    );
    // Without its build dependency it still lists all that runs.
    let report = run(&audited(LIST), &inventory(vec![fitting().remove(0)]));
    assert_eq!((report.outcome(Level::Error), report.outcome(Level::Warning)), (Outcome::Pass, Outcome::Fail));
}

#[test]
fn a_component_too_many_is_found() {
    let with = |mut list: Vec<Component>, one| {
        list.push(one);
        list
    };
    let extra = |usage| purl("pkg:cargo/openssl@0.10.64", usage);
    refused(&audited(LIST), with(fitting(), extra(Usage::Runtime)), &["binary.not-in-binary"]);
    refused(&audited(LIST), with(fitting(), extra(Usage::Unknown)), &["binary.not-in-binary"]);
    // What has no scope is claimed as much as what is called required.
    let unscoped = run(&audited(LIST), &inventory(with(fitting(), extra(Usage::Unknown))));
    assert_eq!(unscoped.outcome(Level::Error), Outcome::Fail);
    refused(&audited(LIST), with(fitting(), extra(Usage::Development)), &[]);
    let other = purl("pkg:cargo/serde@1.0.200?repository_url=https://other.example", Usage::Runtime);
    let other = Component { origin: Origin::Registry("https://other.example".into()), ..other };
    refused(&audited(LIST), with(fitting(), other), &["binary.not-in-binary"]);
    refused(
        &go(),
        with(fitting_go(), purl("pkg:golang/x.example/y@v1.0.0", Usage::Runtime)),
        &["binary.not-in-binary"],
    );
    // A document that declares itself a superset is told of, and weighs less.
    let mut superset = inventory(with(fitting(), extra(Usage::Runtime)));
    superset.subject.resolution = Resolution::Superset;
    let report = run(&audited(LIST), &superset);
    assert_eq!((report.outcome(Level::Error), report.outcome(Level::Warning)), (Outcome::Pass, Outcome::Fail));
}

#[test]
fn another_version_is_found_whichever_way_it_differs() {
    let serde = |version: &str| {
        let mut list = fitting();
        list[0] = purl(&format!("pkg:cargo/serde@{version}"), Usage::Runtime);
        list
    };
    refused(&audited(LIST), serde("1.0.199"), &["binary.not-in-binary", "binary.version"]);
    refused(&audited(LIST), serde("1.0.201"), &["binary.downgraded", "binary.not-in-binary"]);
    let dep = |version: &str| {
        let mut list = fitting_go();
        list[1] = purl(&format!("pkg:golang/example.com/dep@{version}"), Usage::Runtime);
        list
    };
    refused(&go(), dep("v1.1.0"), &["binary.not-in-binary", "binary.version"]);
    refused(&go(), dep("v1.3.0"), &["binary.downgraded", "binary.not-in-binary"]);
    // The replaced module is not what is in the binary.
    let mut replaced = fitting_go();
    replaced[2] = purl("pkg:golang/example.com/old@v1.0.0", Usage::Runtime);
    refused(&go(), replaced, &["binary.not-in-binary", "binary.not-listed"]);
    let mut folder = fitting_go();
    folder[3] = purl("pkg:golang/example.com/own@v0.1.0", Usage::Runtime);
    refused(&go(), folder, &["binary.not-in-binary", "binary.source"]);
}

#[test]
fn a_name_that_no_one_can_look_up_is_no_pass() {
    let mut list = fitting();
    list[0] = plain("serde", Some("1.0.200"));
    refused(&audited(LIST), list.clone(), &["binary.not-listed"]);
    list[0] = purl("pkg:generic/serde@1.0.200", Usage::Runtime);
    refused(&audited(LIST), list, &["binary.not-listed"]);
    let mut list = fitting();
    list[0] = Component { name: "serde".into(), ..purl("pkg:npm/serde@1.0.200", Usage::Runtime) };
    refused(&audited(LIST), list, &["binary.not-listed"]);
    // The package URL speaks, not the name beside it.
    let mut list = fitting();
    list[0] = Component {
        name: "serde".into(),
        version: Some("1.0.200".into()),
        ..purl("pkg:cargo/evil@6.6.6", Usage::Runtime)
    };
    refused(&audited(LIST), list, &["binary.not-in-binary", "binary.not-listed"]);
}

#[test]
fn source_and_kind_are_compared() {
    let git = LIST.replace(r#""version":"1.0.200","source":"crates.io""#, r#""version":"1.0.200","source":"git""#);
    refused(&audited(&git), fitting(), &["binary.source"]);
    let mut list = fitting();
    list[0].origin = Origin::Git { url: "https://x.example".into(), commit: None, reference: None };
    refused(&audited(LIST), list, &["binary.source"]);
    for usage in [Usage::Build, Usage::Development] {
        let mut list = fitting();
        list[0].usage = usage;
        refused(&audited(LIST), list, &["binary.kind"]);
    }
    let mut list = fitting();
    list[1].usage = Usage::Runtime;
    refused(&audited(LIST), list, &["binary.kind"]);
    // Format 0 cannot tell, and that is said.
    let precursor = LIST.replace("\"format\":1", "\"format\":8");
    assert_eq!(run(&audited(&precursor), &inventory(fitting())).outcome(Level::Warning), Outcome::Pass);
    let old = LIST.replace(",\"format\":1", "").replace(",\"kind\":\"build\"", "");
    let report = run(&audited(&old), &inventory(fitting()));
    assert_eq!(codes_of(&report, Level::Note), ["binary.not-compared"]);
}

#[test]
fn another_program_is_found() {
    let other = LIST.replace("\"app\"", "\"other\"");
    refused(&audited(&other), fitting(), &["binary.root"]);
    let mut sum = fitting_go();
    sum[1].properties.insert("golang:h1".into(), "h1:CC=".into());
    refused(&go(), sum, &["binary.sum"]);
    let mut version = fitting_go();
    version[4] = purl("pkg:golang/stdlib@1.24.2", Usage::Runtime);
    refused(&go(), version, &["binary.toolchain"]);
    let mut main = fitting_go();
    main[0] = purl("pkg:golang/example.com/other", Usage::Runtime);
    refused(&go(), main, &["binary.not-in-binary", "binary.root"]);
}

#[test]
fn a_damaged_list_is_a_failure_and_an_unknown_one_unchecked() {
    let circle = LIST.replace(r#""source":"crates.io"},"#, r#""source":"crates.io","dependencies":[0]},"#);
    let bomb = " ".repeat(usize::try_from(limits::AUDIT_BYTES).unwrap() + 1);
    for section in [b"garbage".to_vec(), made::audit(&circle), made::audit(&bomb), made::audit("{}")] {
        let report = run(&made::elf(&[(".dep-v0", &section)], &[]), &inventory(fitting()));
        assert_eq!(codes_of(&report, Level::Warning), ["binary.no-record", "binary.record-damaged"]);
        assert_eq!((report.passed, report.outcome(Level::Error)), (0, Outcome::Fail));
    }
    let report = run(&audited(&LIST.replace("\"format\":1", "\"format\":9")), &inventory(fitting()));
    assert_eq!(codes_of(&report, Level::Warning), ["binary.no-record", "binary.record-unknown"]);
    assert_eq!((report.passed, report.outcome(Level::Error)), (0, Outcome::Unchecked));
}

const PATHS: &[u8] =
    b"/registry/src/index.crates.io-1949cf8c6b5b557f/serde-1.0.200/src/lib.rs\0/vendor/time-0.3.36/src/lib.rs\0\
    /rust/deps/hashbrown-0.16.1/src/raw.rs\0";

#[test]
fn code_that_the_list_does_not_have_contradicts_it() {
    let without =
        LIST.replace(r#"{"name":"serde","version":"1.0.200","source":"crates.io"},"#, "").replace("[1,2]", "[1]");
    let file = made::elf(&[(".dep-v0", &made::audit(&without)), (".rodata", PATHS)], &[]);
    let report = run(&file, &inventory(vec![fitting().remove(1)]));
    let found: Vec<(&str, Level)> = report.items.iter().map(|item| (item.subject.as_str(), item.level)).collect();
    assert_eq!(codes_of(&report, Level::Warning), ["binary.contradiction"]);
    assert!(found.contains(&("serde 1.0.200", Level::Error)) && found.contains(&("time 0.3.36", Level::Warning)));
}

#[test]
fn without_a_list_only_what_was_seen_passes_and_the_rest_is_said() {
    let file = made::elf(&[(".rodata", PATHS)], &["libc.so.6", "libssl.so.3"]);
    let time = purl("pkg:cargo/time@0.3.36", Usage::Runtime);
    let mut list = fitting();
    list.extend([time.clone(), plain("openssl", Some("3.0.0")), purl("pkg:cargo/cfg-if@1.0.0", Usage::Runtime)]);
    let report = run(&file, &inventory(list.clone()));
    assert_eq!(report.passed, 2);
    let expected = ["binary.import", "binary.no-record", "binary.platform", "binary.standard-library", "binary.unseen"];
    assert_eq!(codes_of(&report, Level::Note), expected);
    assert_eq!(report.outcome(Level::Error), Outcome::Unchecked);
    let unseen = report.items.iter().find(|item| item.code == "binary.unseen").unwrap();
    assert!(unseen.subject.starts_with("2 components"), "{unseen:?}");
    list.push(plain("libssl.so.3", None));
    assert!(!codes_of(&run(&file, &inventory(list)), Level::Note).contains(&"binary.import"));
    // Left out, excluded, or of another version.
    refused(&file, vec![time.clone()], &["binary.import", "binary.no-record", "binary.trace"]);
    refused(
        &file,
        vec![time.clone(), purl("pkg:cargo/serde@1.0.1", Usage::Runtime)],
        &["binary.import", "binary.no-record", "binary.trace"],
    );
    refused(
        &file,
        vec![time, purl("pkg:cargo/serde@1.0.200", Usage::Build)],
        &["binary.import", "binary.kind", "binary.no-record"],
    );
}

#[test]
fn a_stripped_binary_of_another_language_is_unchecked() {
    let report = run(&made::elf(&[(".text", b"\xc3")], &[]), &inventory(fitting()));
    assert_eq!((report.passed, report.outcome(Level::Error)), (0, Outcome::Unchecked));
    assert_eq!(codes_of(&report, Level::Error), ["binary.no-record"]);
    let report = run(b"#!/bin/sh\n", &inventory(fitting()));
    assert_eq!(codes_of(&report, Level::Error), ["binary.unreadable"]);
}

#[test]
fn every_slice_must_fit() {
    let slice = |processor: u32, list: Option<&str>| {
        let section = list.map(made::audit).unwrap_or_default();
        (processor, made::macho(u64::from(processor), &[(".dep-v0", &section)], &[]))
    };
    let (intel, arm) = (0x0100_0007, 0x0100_000c);
    let both = made::fat(&[slice(intel, Some(LIST)), slice(arm, Some(LIST))]);
    assert_eq!(run(&both, &inventory(fitting())).outcome(Level::Warning), Outcome::Pass);
    let other = LIST.replace("1.0.200", "1.0.199");
    refused(&made::fat(&[slice(intel, Some(LIST)), slice(arm, Some(&other))]), fitting(), &["binary.downgraded"]);
    refused(&made::fat(&[slice(intel, Some(LIST)), slice(arm, None)]), fitting(), &["binary.no-record"]);
    // What only one slice has is no excess.
    let mut list = fitting();
    list.push(purl("pkg:cargo/serde@1.0.199", Usage::Runtime));
    let report = run(&made::fat(&[slice(intel, Some(LIST)), slice(arm, Some(&other))]), &inventory(list));
    assert_eq!(report.outcome(Level::Warning), Outcome::Pass, "{report:#?}");
}

#[test]
fn the_compiler_is_compared() {
    let list = made::audit(LIST);
    let comment: &[u8] = b"rustc version 1.95.0 (59807616e 2026-04-14)\0";
    let commit: &[u8] = b"/rustc/59807616e1a2b3c4d5e6f708192a3b4c5d6e7f80/library\0";
    let file = made::elf(&[(".dep-v0", &list), (".comment", comment), (".rodata", commit)], &[]);
    let with = |version: &str, hash: Option<&str>| {
        let mut rustc = purl(&format!("pkg:generic/rustc@{version}"), Usage::Build);
        if let Some(hash) = hash {
            rustc.properties.insert("cargo:toolchain:commit-hash".into(), hash.into());
        }
        let mut components = fitting();
        components.push(rustc);
        components
    };
    let right = "59807616e1a2b3c4d5e6f708192a3b4c5d6e7f80";
    assert_eq!(run(&file, &inventory(with("1.95.0", Some(right)))).passed, 4);
    assert_eq!(run(&file, &inventory(with("1.95.0", None))).passed, 4);
    refused(&file, with("1.94.0", None), &["binary.toolchain"]);
    refused(&file, with("1.95.0", Some("0000000000000000000000000000000000000000")), &["binary.toolchain"]);
    let report = run(&audited(LIST), &inventory(with("1.94.0", None)));
    assert_eq!(codes_of(&report, Level::Note), ["binary.not-compared"]);
}

#[test]
fn imports_and_bundled_libraries_are_compared_both_ways() {
    let text: &[u8] = b"OpenSSL 3.0.13 30 Jan 2024\0OPENSSLDIR: \"/\"\0";
    let file = made::elf(&[(".dep-v0", &made::audit(LIST)), (".rodata", text)], &["libz.so.1"]);
    refused(&file, fitting(), &["binary.bundled", "binary.import"]);
    let mut listed = fitting();
    listed.extend([
        purl("pkg:generic/openssl@3.0.13", Usage::Runtime),
        purl("pkg:deb/debian/zlib1g@1.3", Usage::Runtime),
    ]);
    refused(&file, listed.clone(), &["binary.import"]);
    listed.last_mut().unwrap().properties.insert("native:file".into(), "usr/lib/libz.so.1".into());
    refused(&file, listed.clone(), &[]);
    // A crate that binds to a library is not the library.
    let mut sys = fitting();
    sys.extend([purl("pkg:cargo/z@1.0.0", Usage::Build), purl("pkg:generic/openssl@3.0.13", Usage::Runtime)]);
    refused(&file, sys, &["binary.import"]);
    let mut more = listed;
    more.push(plain("libfoo.so.1", None));
    more.last_mut().unwrap().properties.insert("binary:linkage".into(), "dynamic".into());
    refused(&file, more, &["binary.not-in-binary"]);
}

#[test]
fn a_version_text_alone_is_told_and_not_held_against_the_document() {
    let text: &[u8] = b"OpenSSL 3.0.13 30 Jan 2024\0";
    let file = made::elf(&[(".dep-v0", &made::audit(LIST)), (".rodata", text)], &[]);
    let report = run(&file, &inventory(fitting()));
    assert_eq!((codes_of(&report, Level::Warning).len(), codes_of(&report, Level::Note)), (0, vec!["binary.quoted"]));
    let mut listed = fitting();
    listed.push(purl("pkg:generic/openssl@3.0.13", Usage::Runtime));
    assert!(!codes_of(&run(&file, &inventory(listed)), Level::Note).contains(&"binary.quoted"));
}

#[test]
fn parts_of_the_standard_library_are_compared_where_they_can_be_seen() {
    let file = |paths: &[u8]| made::elf(&[(".dep-v0", &made::audit(LIST)), (".rodata", paths)], &[]);
    let seen: &[u8] = b"/rust/deps/hashbrown-0.16.1/src/raw.rs\0";
    let with = |version: &str| {
        let mut list = inventory(fitting());
        let std = list.add(Component { name: "rust-std".into(), usage: Usage::Runtime, ..Component::default() });
        let part = list.add(purl(&format!("pkg:cargo/hashbrown@{version}"), Usage::Runtime));
        list.edges.push(Edge { from: std, to: part, kind: EdgeKind::Runtime, optional: false, target: None });
        assert_eq!(part, ComponentId(4));
        list
    };
    assert_eq!(run(&file(seen), &with("0.16.1")).passed, 4);
    assert_eq!(codes_of(&run(&file(seen), &with("0.15.0")), Level::Error), ["binary.version"]);
    assert_eq!(codes_of(&run(&file(b"x"), &with("0.16.1")), Level::Note), ["binary.unseen"]);
    assert_eq!(codes_of(&run(&file(seen), &inventory(fitting())), Level::Note), ["binary.standard-library"]);
}

fn pack(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o755);
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn run_archive(bytes: &[u8], inventory: &Inventory) -> CheckReport {
    let mut report = CheckReport::new("binary");
    contents::compare(read_archive_contents(bytes, "x.tar"), "x.tar", inventory, &mut report);
    report
}

/// A component that stands for a compiled file.
fn file_of(bytes: &[u8]) -> Component {
    let digests = crate::source::hash::digest_stream(&[crate::model::Algorithm::Sha256], bytes).unwrap().1;
    let scoped = |digest| crate::model::ScopedDigest { scope: crate::model::DigestScope::File, digest };
    let mut component = plain("app", None);
    component.properties.insert("binary:format".into(), "ELF".into());
    Component { digests: digests.into_iter().map(scoped).collect(), ..component }
}

#[test]
fn every_file_of_an_archive_is_compared_both_ways() {
    let archive = pack(&[("app", &audited(LIST)), ("tool", &go())]);
    let both = || [fitting(), fitting_go()].concat();
    let report = run_archive(&archive, &inventory(both()));
    assert_eq!(report.outcome(Level::Warning), Outcome::Pass, "{report:#?}");
    let with = |more: &[Component]| inventory([both(), more.to_vec()].concat());
    let files = [file_of(&audited(LIST)), file_of(&go())];
    let report = run_archive(&archive, &with(&files));
    assert_eq!(report.outcome(Level::Warning), Outcome::Pass, "{report:#?}");
    assert!(report.coverage.iter().any(|line| line == "2 compiled files, by digest"));
    for (bytes, document, expected) in [
        // A file that the document does not list, one that is not there, and a package of one file only.
        (&archive, with(&files[..1]), &["binary.not-listed"][..]),
        (&archive, with(&[files.as_slice(), &[file_of(b"other")]].concat()), &["binary.not-in-binary"]),
        (&archive, with(&[purl("pkg:cargo/openssl@0.10.64", Usage::Runtime)]), &["binary.not-in-binary"]),
        (&archive, inventory(fitting_go()), &["binary.no-components", "binary.not-listed"]),
        (
            &pack(&[("app", &audited(&LIST.replace("1.0.200", "1.0.199"))), ("tool", &go())]),
            inventory(both()),
            &["binary.downgraded", "binary.not-in-binary"],
        ),
        // What cannot be looked into leaves it open.
        (
            &pack(&[("app", &audited(LIST)), ("tool", &go()), ("x.zip", b"PK\x03\x04")]),
            inventory(both()),
            &["binary.unreadable"],
        ),
        (&pack(&[("notes", b"text")]), inventory(both()), &["binary.no-record"]),
        (&archive[..600].to_vec(), inventory(both()), &["binary.unreadable"]),
    ] {
        let report = run_archive(bytes, &document);
        assert_eq!(codes_of(&report, Level::Warning), expected, "{report:#?}");
        assert_ne!(report.outcome(Level::Error), Outcome::Pass);
    }
}

#[test]
fn what_an_archive_leaves_open_is_not_passed() {
    let app = audited(LIST);
    let surplus = || purl("pkg:cargo/openssl@0.10.64", Usage::Runtime);
    // The digest of a file does not excuse a component of a package manager.
    let claims = Component { digests: file_of(&app).digests, ..surplus() };
    let with_file = |one| inventory([fitting(), vec![file_of(&app), one]].concat());
    let report = run_archive(&pack(&[("app", &app)]), &with_file(claims));
    assert_eq!(codes_of(&report, Level::Warning), ["binary.not-in-binary"], "{report:#?}");
    // A package of a distribution that is not in the archive was compared with nothing.
    let report = run_archive(&pack(&[("app", &app)]), &with_file(purl("pkg:deb/zlib1g@1.3", Usage::Runtime)));
    assert_eq!(codes_of(&report, Level::Note), ["binary.unseen"], "{report:#?}");
    // A file that says nothing may hold what the others do not, and whatever else.
    let silent = pack(&[("app", &app), ("c", &made::elf(&[(".text", b"\xc3")], &[]))]);
    let report = run_archive(&silent, &inventory(fitting()));
    assert_eq!(codes_of(&report, Level::Warning), ["binary.no-record"], "{report:#?}");
    assert_eq!(report.outcome(Level::Error), Outcome::Unchecked);
    let report = run_archive(&silent, &inventory([fitting(), vec![surplus()]].concat()));
    assert_eq!((report.outcome(Level::Error), report.outcome(Level::Warning)), (Outcome::Unchecked, Outcome::Fail));
}
