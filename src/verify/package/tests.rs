use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::format::{Document, DocumentFile};
use crate::model::{
    Algorithm, Component, ComponentId, Digest, DigestScope, Edge, EdgeKind, Inventory, Origin, Outcome, Purl,
    RelativePath, ScopedDigest,
};
use crate::source::Silent;
use crate::source::hash::digest_bytes;
use crate::verify::Targets;

const REGISTRY: &str = "index.example-0123456789abcdef";
const MIRROR: &str = "mirror.example-0123456789abcdef";
const FILES: &[(&str, &str)] =
    &[("Cargo.toml", "[package]\nname = \"one\"\nversion = \"1.0.0\"\n"), ("src/lib.rs", "//! One.\n")];

fn pack(folder: &str, files: &[(&str, &str)]) -> Vec<u8> {
    let encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut builder = tar::Builder::new(encoder);
    for (name, text) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        // Written by hand: the builder refuses the names that some tests need.
        let path = format!("{folder}/{name}");
        header.as_gnu_mut().unwrap().name[..path.len()].copy_from_slice(path.as_bytes());
        header.set_cksum();
        builder.append(&header, text.as_bytes()).unwrap();
    }
    builder.into_inner().unwrap().finish().unwrap()
}

fn read(path: &Path) -> String {
    String::from_utf8(crate::source::read_bounded(path, 1 << 20).unwrap()).unwrap()
}

fn put(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn component(name: &str, version: &str, digests: &[(Algorithm, &[u8])]) -> Component {
    let digests = digests.iter().map(|(algorithm, bytes)| ScopedDigest {
        scope: DigestScope::PackageArchive,
        digest: digest_bytes(*algorithm, bytes).unwrap(),
    });
    Component {
        name: name.into(),
        version: Some(version.into()),
        purl: Purl::builder("cargo", "one").version("1.0.0").build().ok(),
        origin: Origin::DefaultRegistry,
        digests: digests.collect(),
        ..Component::default()
    }
}

/// A subject whose document names the package `one`, and a cargo home that holds it.
struct Case {
    folder: tempfile::TempDir,
    inventory: Inventory,
    targets: Targets,
    accepted: Vec<Algorithm>,
}

/// Runs the check on the folders `subject` and `home` of a case.
fn run(case: &Path, inventory: Inventory, targets: &Targets, accepted: &[Algorithm]) -> CheckReport {
    let document = DocumentFile {
        path: PathBuf::from("sbom.json"),
        sha256: digest_bytes(Algorithm::Sha256, b"").unwrap(),
        size: 0,
        document: Document { format: "cyclonedx-json", version: "1.7".into(), serial: None, created: None, inventory },
    };
    let caches = BTreeMap::from([("cargo", case.join("home"))]);
    let input = Input {
        subject: &case.join("subject"),
        document: Some(&document),
        signatures: &[],
        keys: &[],
        register: None,
        caches: &caches,
        targets,
        at: "2026-01-01".parse().unwrap(),
        ignore: &[],
        own_files: &[],
        drift: crate::verify::Against::default(),
        accepted_algorithms: accepted,
        hashed: &[],
        progress: &Silent,
    };
    Package.run(&input).unwrap()
}

impl Case {
    fn empty() -> Self {
        let mut inventory = Inventory::default();
        let root = inventory.add(Component { name: "app".into(), ..Component::default() });
        inventory.subject.root = Some(root);
        let targets = Targets::These(vec!["x86_64-unknown-linux-gnu".into()]);
        Self { folder: tempfile::tempdir().unwrap(), inventory, targets, accepted: Vec::new() }
    }

    fn new() -> Self {
        let mut case = Self::empty();
        let archive = pack("one-1.0.0", FILES);
        case.add(component("one", "1.0.0", &[(Algorithm::Sha256, &archive)]));
        case.archive(REGISTRY, &archive).extract(REGISTRY);
        case
    }

    fn add(&mut self, component: Component) -> ComponentId {
        self.inventory.add(component)
    }

    fn edge(&mut self, to: ComponentId, kind: EdgeKind, target: Option<&str>) -> &mut Self {
        let target = target.map(str::to_owned);
        self.inventory.edges.push(Edge { from: ComponentId(0), to, kind, optional: false, target });
        self
    }

    fn cached(&self, registry: &str) -> PathBuf {
        self.folder.path().join("home/registry/cache").join(registry).join("one-1.0.0.crate")
    }

    fn source(&self, registry: &str, path: &str) -> PathBuf {
        self.folder.path().join("home/registry/src").join(registry).join("one-1.0.0").join(path)
    }

    fn vendored(&self, path: &str) -> PathBuf {
        self.folder.path().join("subject/vendor/one").join(path)
    }

    fn archive(&mut self, registry: &str, bytes: &[u8]) -> &mut Self {
        put(&self.cached(registry), bytes);
        self
    }

    /// Makes the document name these bytes.
    fn name(&mut self, bytes: &[u8]) -> &mut Self {
        self.inventory.components[1].digests = component("one", "1.0.0", &[(Algorithm::Sha256, bytes)]).digests;
        self
    }

    fn extract(&mut self, registry: &str) -> &mut Self {
        for (name, text) in FILES {
            put(&self.source(registry, name), text.as_bytes());
        }
        put(&self.source(registry, ".cargo-ok"), b"{\"v\":1}");
        self
    }

    /// Vendors the package into the subject, as `cargo vendor` would.
    fn vendor(&mut self) -> &mut Self {
        let hex = |bytes: &[u8]| digest_bytes(Algorithm::Sha256, bytes).unwrap().hex();
        let files = FILES.iter().map(|(name, text)| {
            put(&self.vendored(name), text.as_bytes());
            format!("\"{name}\":\"{}\"", hex(text.as_bytes()))
        });
        let files: Vec<String> = files.collect();
        let package = hex(&pack("one-1.0.0", FILES));
        let text = format!("{{\"files\":{{{}}},\"package\":\"{package}\"}}", files.join(","));
        put(&self.vendored(".cargo-checksum.json"), text.as_bytes());
        self
    }

    fn forget_cache(&mut self) -> &mut Self {
        fs::remove_dir_all(self.folder.path().join("home")).unwrap();
        self
    }

    fn run(&self) -> CheckReport {
        let folder = self.folder.path();
        fs::create_dir_all(folder.join("subject")).unwrap();
        run(folder, self.inventory.clone(), &self.targets, &self.accepted)
    }

    fn passes(&self, packages: u64) -> CheckReport {
        let report = self.run();
        assert_eq!(report.outcome(Level::Error), Outcome::Pass, "{report:#?}");
        assert_eq!(report.passed, packages, "{report:#?}");
        report
    }

    /// Asserts that these findings are all there are, and that nothing passes.
    fn refused(&self, expected: &[&str]) -> CheckReport {
        let report = self.run();
        let told: Vec<&str> = report.items.iter().map(|item| item.code).collect();
        assert_eq!(told, expected, "{report:#?}");
        assert_ne!(report.outcome(Level::Error), Outcome::Pass);
        assert_eq!(report.passed, 0);
        report
    }
}

#[test]
fn an_archive_and_its_sources_that_are_as_published_pass() {
    let report = Case::new().passes(1);
    assert_eq!(report.items, []);
    assert_eq!(report.coverage, ["1 package archive, every byte; 2 extracted files equal to the archive"]);
}

#[test]
fn an_archive_that_is_not_extracted_passes_and_that_is_said() {
    let case = Case::new();
    fs::remove_dir_all(case.folder.path().join("home/registry/src")).unwrap();
    assert_eq!(case.passes(1).coverage[1], "1 archive not extracted here");
}

#[test]
fn a_replaced_archive_is_a_mismatch() {
    let mut case = Case::new();
    let other = pack("one-1.0.0", &[("Cargo.toml", ""), ("build.rs", "fn main() {}")]);
    let report = case.archive(REGISTRY, &other).refused(&["package.archive-mismatch"]);
    assert!(report.items[0].rests_on[0].starts_with("$CARGO_HOME/registry/cache/"), "{:?}", report.items);
    case.archive(REGISTRY, b"").refused(&["package.archive-mismatch"]);
    case.archive(REGISTRY, b"not an archive").refused(&["package.archive-mismatch"]);
    let mut cut = pack("one-1.0.0", FILES);
    cut.truncate(cut.len() / 2);
    case.archive(REGISTRY, &cut).refused(&["package.archive-mismatch"]);
}

#[test]
fn an_edited_source_file_is_found_whatever_its_size() {
    let case = Case::new();
    put(&case.source(REGISTRY, "src/lib.rs"), b"//! Two.\n");
    let report = case.refused(&["package.source-changed"]);
    assert_eq!(report.items[0].subject, "one-1.0.0/src/lib.rs");
    put(&case.source(REGISTRY, "src/lib.rs"), b"//! One.\n\n");
    case.refused(&["package.source-changed"]);
    put(&case.source(REGISTRY, "src/lib.rs"), b"");
    case.refused(&["package.source-changed"]);
}

#[test]
fn a_source_file_that_is_gone_or_planted_is_found() {
    let case = Case::new();
    fs::remove_file(case.source(REGISTRY, "src/lib.rs")).unwrap();
    case.refused(&["package.source-missing"]);
    put(&case.source(REGISTRY, "build.rs"), b"fn main() {}");
    case.refused(&["package.source-extra", "package.source-missing"]);
    put(&case.source(REGISTRY, "src/lib.rs"), b"//! One.\n");
    put(&case.source(REGISTRY, ".hidden/.bonafideignore"), b"*");
    put(&case.source(REGISTRY, ".bonafideignore"), b"*");
    case.refused(&["package.source-extra"; 3]);
}

#[test]
fn cargo_s_marker_is_no_place_to_hide_code() {
    let case = Case::new();
    put(&case.source(REGISTRY, ".cargo-ok"), &[b'x'; 500]);
    case.refused(&["package.source-extra"]);
}

#[cfg(unix)]
#[test]
fn a_source_file_or_folder_behind_a_link_is_refused_even_with_the_same_bytes() {
    let case = Case::new();
    let outside = case.folder.path().join("outside");
    put(&outside.join("lib.rs"), b"//! One.\n");
    fs::remove_file(case.source(REGISTRY, "src/lib.rs")).unwrap();
    std::os::unix::fs::symlink(outside.join("lib.rs"), case.source(REGISTRY, "src/lib.rs")).unwrap();
    case.refused(&["package.source-changed"]);
    fs::remove_dir_all(case.source(REGISTRY, "src")).unwrap();
    std::os::unix::fs::symlink(&outside, case.source(REGISTRY, "src")).unwrap();
    case.refused(&["package.source-extra", "package.source-missing"]);
}

#[test]
fn a_published_archive_that_no_tool_should_unpack_is_corrupt() {
    let whole = pack("one-1.0.0", FILES);
    let flipped = [&whole[..whole.len() - 6], &[whole[whole.len() - 6] ^ 1], &whole[whole.len() - 5..]].concat();
    for bytes in [
        pack("one-1.0.0", &[("../../escape", "x")]),
        pack("other-1.0.0", FILES),
        pack("one-1.0.0", &[("a", "1"), ("a", "2")]),
        b"not an archive".to_vec(),
        whole[..whole.len() - 9].to_vec(),
        flipped,
    ] {
        Case::new().archive(REGISTRY, &bytes).name(&bytes).refused(&["package.archive-corrupt"]);
    }
}

#[test]
fn every_copy_in_the_cache_is_compared() {
    let mut case = Case::new();
    let good = pack("one-1.0.0", FILES);
    assert_eq!(
        case.archive(MIRROR, &good).extract(MIRROR).passes(1).coverage[0].split(',').next(),
        Some("2 package archives")
    );
    put(&case.source(MIRROR, "src/lib.rs"), b"//! Evil");
    case.refused(&["package.source-changed"]);
    case.extract(MIRROR).archive(MIRROR, &pack("one-1.0.0", &[])).refused(&["package.archive-mismatch"]);
}

#[test]
fn sources_without_their_archive_are_compared_with_another_copy_of_it() {
    let mut case = Case::new();
    case.extract(MIRROR).passes(1);
    put(&case.source(MIRROR, "src/lib.rs"), b"//! Evil");
    case.refused(&["package.source-changed"]);
    fs::remove_file(case.cached(REGISTRY)).unwrap();
    case.refused(&["package.absent", "package.absent"]);
}

#[test]
fn two_registries_may_have_packages_of_one_name_and_version() {
    let mut case = Case::new();
    let theirs = pack("one-1.0.0", &[("x", "theirs")]);
    let mut other = component("one", "1.0.0", &[(Algorithm::Sha256, &theirs)]);
    other.origin = Origin::Registry("https://registry.example/index".into());
    other.purl = Purl::parse("pkg:cargo/one@1.0.0?repository_url=https://registry.example").ok();
    case.add(other);
    case.archive(MIRROR, &theirs).passes(2);
    fs::remove_file(case.cached(MIRROR)).unwrap();
    let report = case.run();
    assert_eq!((report.passed, report.items[0].code), (1, "package.absent"));
}

#[test]
fn a_required_package_that_is_absent_is_unchecked_with_what_to_do() {
    let mut case = Case::new();
    let report = case.forget_cache().refused(&["package.absent"]);
    assert_eq!(report.outcome(Level::Error), Outcome::Unchecked);
    assert_eq!(report.items[0].hints, ["cargo fetch --locked"]);
}

#[test]
fn packages_that_the_target_does_not_need_are_told_in_one_line() {
    let mut case = Case::new();
    for (name, kind, target) in [
        ("two", EdgeKind::Development, None),
        ("three", EdgeKind::Runtime, Some("cfg(windows)")),
        ("one", EdgeKind::Runtime, None),
    ] {
        let id = if name == "one" { ComponentId(1) } else { case.add(component(name, "1.0.0", &[])) };
        case.edge(id, kind, target);
    }
    let report = case.passes(1);
    assert_eq!(report.items.len(), 1);
    assert_eq!((report.items[0].code, report.items[0].subject.as_str()), ("package.not-needed", "2 packages"));
    case.targets = Targets::All;
    assert_eq!(case.run().outcome(Level::Error), Outcome::Unchecked);
    case.targets = Targets::These(vec!["x86_64-pc-windows-msvc".into()]);
    assert_eq!(case.run().outcome(Level::Error), Outcome::Unchecked);
}

#[test]
fn a_package_that_is_not_needed_is_compared_all_the_same_when_it_is_there() {
    let mut case = Case::new();
    case.edge(ComponentId(1), EdgeKind::Development, None).passes(1);
    put(&case.source(REGISTRY, "src/lib.rs"), b"//! Evil");
    case.refused(&["package.source-changed"]);
}

#[test]
fn a_package_without_a_strong_digest_is_not_a_pass() {
    let archive = pack("one-1.0.0", FILES);
    let mut case = Case::new();
    case.inventory.components[1].digests.clear();
    case.refused(&["package.no-digest"]);
    let digests = |algorithms: &[Algorithm]| {
        let rows: Vec<(Algorithm, &[u8])> = algorithms.iter().map(|it| (*it, archive.as_slice())).collect();
        component("one", "1.0.0", &rows).digests
    };
    case.inventory.components[1].digests = digests(&[Algorithm::Sha1]);
    case.refused(&["package.weak-algorithm"]);
    case.accepted = vec![Algorithm::Sha1];
    case.passes(1);
    case.inventory.components[1].digests = digests(&[Algorithm::Sha512, Algorithm::Sha256]);
    case.inventory.components[1].digests[0].digest = digest_bytes(Algorithm::Sha512, b"other").unwrap();
    case.refused(&["package.archive-mismatch"]);
    case.inventory.components[1].digests = digests(&[Algorithm::Sha256]);
    case.inventory.components[1].digests[0].scope = DigestScope::File;
    case.refused(&["package.no-digest"]);
    let md6 = Digest::new(Algorithm::Md6, &[0; 32]).unwrap();
    case.inventory.components[1].digests = vec![ScopedDigest { scope: DigestScope::PackageArchive, digest: md6 }];
    case.refused(&["package.weak-algorithm"]);
}

#[test]
fn packages_from_elsewhere_are_notes_and_never_passes() {
    let mut case = Case::empty();
    let origins = [
        Origin::Git { url: "https://git.example/x".into(), commit: Some("1a2b".into()), reference: None },
        Origin::Path(None),
        Origin::Path(Some(RelativePath::new("crates/x").unwrap())),
    ];
    for origin in origins {
        case.add(Component { origin, ..component("x", "1.0.0", &[]) });
    }
    let mut unknown = component("y", "1.0.0", &[]);
    unknown.origin = Origin::Unknown;
    unknown.purl = Purl::parse("pkg:cargo/y@1.0.0?vcs_url=git%2Bhttps://git.example/y").ok();
    let mut folder = component("z", "1.0.0", &[]);
    folder.origin = Origin::Unknown;
    folder.purl = Purl::parse("pkg:cargo/z@1.0.0?download_url=file:%2F%2Fcrates%2Fz").ok();
    case.add(unknown);
    case.add(folder);
    let elsewhere = "package.not-registry";
    let expected = [elsewhere, elsewhere, elsewhere, elsewhere, "package.no-packages"];
    let report = case.refused(&expected);
    assert_eq!(report.coverage, ["1 package of the subject itself has no archive"]);
}

#[test]
fn names_that_would_lead_out_of_the_cache_are_not_looked_up() {
    for (name, version) in
        [("../../one", "1.0.0"), ("one", "1.0.0/../x"), ("", "1.0.0"), ("one", ""), ("a/b", "1.0.0"), ("a\0", "1.0.0")]
    {
        let mut case = Case::empty();
        case.add(component(name, version, &[(Algorithm::Sha256, b"")]));
        let report = case.run();
        assert_eq!(report.items[0].code, "package.invalid-name", "{name} {version}");
        assert_ne!(report.outcome(Level::Error), Outcome::Pass);
    }
}

#[test]
fn a_vendored_package_passes_without_a_cache() {
    let report = Case::new().vendor().forget_cache().passes(1);
    assert_eq!(report.coverage, ["1 vendored package, 2 files as their checksum files state"]);
}

#[test]
fn a_vendored_file_that_is_edited_planted_or_gone_is_found() {
    let mut case = Case::new();
    case.vendor().forget_cache();
    put(&case.vendored("src/lib.rs"), b"//! Evil");
    case.refused(&["package.vendor-mismatch"]);
    case.vendor();
    put(&case.vendored("build.rs"), b"fn main() {}");
    case.refused(&["package.vendor-mismatch"]);
    fs::remove_file(case.vendored("build.rs")).unwrap();
    fs::remove_file(case.vendored("src/lib.rs")).unwrap();
    case.refused(&["package.vendor-mismatch"]);
    case.vendor();
    fs::remove_file(case.vendored("Cargo.toml")).unwrap();
    assert_eq!(case.run().outcome(Level::Error), Outcome::Fail);
}

#[test]
fn a_vendored_file_that_is_not_the_published_one_is_found_though_its_checksum_file_agrees() {
    let mut case = Case::new();
    case.vendor();
    let report = case.passes(1);
    assert_eq!(report.coverage[2], "1 vendored package equal to the published archive, file by file");
    let path = case.vendored(".cargo-checksum.json");
    let text = read(&path);
    let hex = |bytes: &[u8]| digest_bytes(Algorithm::Sha256, bytes).unwrap().hex();
    put(&case.vendored("src/lib.rs"), b"//! Evil");
    put(&path, text.replace(&hex(b"//! One.\n"), &hex(b"//! Evil")).as_bytes());
    let report = case.refused(&["package.vendor-mismatch"]);
    assert_eq!(report.items[0].subject, "vendor/one/src/lib.rs");
    put(&case.vendored("src/lib.rs"), b"//! One.\n");
    put(&case.vendored("build.rs"), b"");
    put(&path, text.replace("{\"files\":{", &format!("{{\"files\":{{\"build.rs\":\"{}\",", hex(b""))).as_bytes());
    case.refused(&["package.vendor-mismatch"]);
    fs::remove_file(case.vendored("build.rs")).unwrap();
    fs::remove_file(case.vendored("src/lib.rs")).unwrap();
    put(&path, text.replace(&format!(",\"src/lib.rs\":\"{}\"", hex(b"//! One.\n")), "").as_bytes());
    case.passes(1);
}

#[test]
fn an_edited_checksum_file_does_not_help() {
    let mut case = Case::new();
    case.vendor().forget_cache();
    let path = case.vendored(".cargo-checksum.json");
    let text = read(&path);
    let package = text.rsplit('"').nth(1).unwrap();
    put(&path, text.replace(package, &"0".repeat(64)).as_bytes());
    case.refused(&["package.vendor-mismatch"]);
    put(&path, text.replace(package, "1234").as_bytes());
    assert_ne!(case.run().outcome(Level::Error), Outcome::Pass);
    put(&path, text.replace(&format!("\"{package}\""), "null").as_bytes());
    case.refused(&["package.vendor-mismatch"]);
    put(&path, b"{");
    assert_ne!(case.run().outcome(Level::Error), Outcome::Pass);
}

#[test]
fn a_vendored_package_that_is_not_in_the_document_is_told() {
    let mut case = Case::new();
    case.vendor().inventory.components[1].version = Some("1.0.1".into());
    let report = case.run();
    assert!(report.items.iter().any(|item| item.code == "package.vendor-unlisted"), "{report:#?}");
}

#[test]
fn a_vendored_package_that_the_document_leaves_out_is_one_of_the_lock_file() {
    let mut case = Case::new();
    case.vendor();
    let digest = case.inventory.components[1].digests[0].digest.hex();
    let lock = |checksum: &str| {
        format!(
            "version = 4\n\n[[package]]\nname = \"one\"\nversion = \"1.0.0\"\nsource = \"registry+https://example.org/i\"\nchecksum = \"{checksum}\"\n"
        )
    };
    case.inventory.components[1].version = Some("1.0.1".into());
    let is_told = |case: &Case| case.run().items.iter().any(|item| item.code == "package.vendor-unlisted");
    let path = case.folder.path().join("subject/Cargo.lock");
    put(&path, lock(&digest).as_bytes());
    assert!(is_told(&case), "a document that is no choice names all");
    case.inventory.subject.resolution = crate::model::Resolution::Selected;
    assert!(!is_told(&case));
    put(&path, lock(&"0".repeat(64)).as_bytes());
    assert!(is_told(&case), "another archive under that name");
}

#[test]
fn configured_vendor_folders_are_found_inside_the_subject_only() {
    let mut case = Case::new();
    case.vendor().forget_cache();
    let subject = case.folder.path().join("subject");
    fs::create_dir_all(subject.join("third")).unwrap();
    fs::rename(subject.join("vendor"), subject.join("third/party")).unwrap();
    case.refused(&["package.absent"]);
    put(&subject.join(".cargo/config.toml"), b"[source.vendored-sources]\ndirectory = \"third/party\"\n");
    case.passes(1);
    put(&subject.join(".cargo/config.toml"), b"[source.x]\ndirectory = \"../elsewhere\"\n");
    let report = case.refused(&["package.absent"]);
    assert!(report.coverage[0].contains("outside the subject"), "{:?}", report.coverage);
}

#[test]
fn a_sparse_giant_in_the_cache_costs_nothing() {
    let case = Case::new();
    fs::File::create(case.cached(REGISTRY)).unwrap().set_len(10 << 30).unwrap();
    case.refused(&["package.archive-corrupt"]);
}

#[test]
fn the_check_applies_to_documents_with_registry_packages() {
    let applies = |inventory: &Inventory| packages::any_registry(inventory);
    assert!(applies(&Case::new().inventory));
    assert!(!applies(&Case::empty().inventory));
}

/// One line a finding, after the outcome and the number of passes.
fn dump(report: &CheckReport) -> String {
    let mut lines = vec![format!("{}, {} passed", report.outcome(Level::Error), report.passed)];
    lines.extend(report.coverage.iter().map(|line| format!("coverage: {line}")));
    let item = |item: &Item| format!("{} {} {} {}", item.outcome, item.level, item.code, item.subject);
    lines.extend(report.items.iter().map(item));
    lines.join("\n") + "\n"
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test may ask whether to rewrite what it expects")]
fn golden_cases_hold() {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/verify/package");
    let cases: Vec<PathBuf> = fs::read_dir(all).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(cases.len() >= 10);
    for case in cases {
        let mut inventory = Case::empty().inventory;
        for line in read(&case.join("packages.txt")).lines() {
            let words: Vec<&str> = line.split(' ').collect();
            let (algorithm, hex) = words[2].split_once(':').unwrap();
            let digest = Digest::from_hex(algorithm.parse().unwrap(), hex).unwrap();
            let digests = vec![ScopedDigest { scope: DigestScope::PackageArchive, digest }];
            inventory.add(Component { digests, ..component(words[0], words[1], &[]) });
        }
        let found = dump(&run(&case, inventory, &Targets::All, &[]));
        let expected = case.join("expected.txt");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&expected, &found).unwrap();
        }
        assert_eq!(found, read(&expected), "{}", case.display());
    }
}
