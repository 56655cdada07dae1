use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::format::{Document, DocumentFile};
use crate::model::{
    Algorithm, Component, Digest as Value, DigestScope, FileEntry, FileKind, Inventory, Level, Outcome, ProblemKind,
    RelativePath, ScopedDigest,
};
use crate::source::Silent;
use crate::source::ahead::hash_all;
use crate::source::hash::digest_bytes;
use crate::source::walk::Ignore;
use crate::verify::Targets;

/// A tree on disk and what a document says of it.
struct Case {
    folder: tempfile::TempDir,
    inventory: Inventory,
    ignore: Vec<String>,
    own: Vec<RelativePath>,
    accepted: Vec<Algorithm>,
}

fn document(inventory: Inventory) -> DocumentFile {
    DocumentFile {
        path: PathBuf::from("sbom.json"),
        sha256: digest_bytes(Algorithm::Sha256, b"").unwrap(),
        size: 0,
        document: Document { format: "cyclonedx-json", version: "1.7".into(), serial: None, created: None, inventory },
    }
}

/// Runs the check, which must say the same whether or not files were hashed before.
fn run(subject: &Path, inventory: &Inventory, rest: (&[String], &[RelativePath], &[Algorithm])) -> CheckReport {
    let document = document(inventory.clone());
    let hashed = hash_all(subject, &Ignore::nothing());
    let input = Input {
        subject,
        document: Some(&document),
        signatures: &[],
        keys: &[],
        register: None,
        caches: &std::collections::BTreeMap::new(),
        targets: &Targets::All,
        at: "2026-01-01".parse().unwrap(),
        ignore: rest.0,
        own_files: rest.1,
        drift: crate::verify::Against::default(),
        accepted_algorithms: rest.2,
        hashed: &[],
        progress: &Silent,
    };
    let report = Digest.run(&input).unwrap();
    assert_eq!(format!("{:?}", Digest.run(&Input { hashed: &hashed, ..input }).unwrap()), format!("{report:?}"));
    report
}

fn scoped(digest: Value) -> ScopedDigest {
    ScopedDigest { scope: DigestScope::File, digest }
}

fn entry(path: &str, digests: Vec<Value>) -> FileEntry {
    FileEntry {
        path: RelativePath::new(path).unwrap(),
        kind: FileKind::Regular,
        size: None,
        digests: digests.into_iter().map(scoped).collect(),
    }
}

impl Case {
    /// A tree of two files that the document lists rightly.
    fn new() -> Self {
        let mut case = Self {
            folder: tempfile::tempdir().unwrap(),
            inventory: Inventory::default(),
            ignore: Vec::new(),
            own: Vec::new(),
            accepted: Vec::new(),
        };
        case.put("bin/tool", b"tool").list("bin/tool", b"tool");
        case.put("README", b"read me").list("README", b"read me");
        case
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn put(&mut self, path: &str, bytes: &[u8]) -> &mut Self {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    fn list(&mut self, path: &str, bytes: &[u8]) -> &mut Self {
        self.list_by(path, bytes, &[Algorithm::Sha256])
    }

    fn list_by(&mut self, path: &str, bytes: &[u8], algorithms: &[Algorithm]) -> &mut Self {
        let digests = algorithms.iter().map(|algorithm| digest_bytes(*algorithm, bytes).unwrap()).collect();
        self.inventory.files.push(entry(path, digests));
        self
    }

    fn remove(&mut self, path: &str) -> &mut Self {
        fs::remove_file(self.root().join(path)).unwrap();
        self
    }

    fn run(&self) -> CheckReport {
        run(self.root(), &self.inventory, (&self.ignore, &self.own, &self.accepted))
    }

    /// Asserts that these findings, as `code subject`, are all there are, and that the check does not pass.
    fn refused(&self, expected: &[&str]) -> CheckReport {
        let report = self.run();
        assert_eq!(told(&report), expected, "{report:#?}");
        assert_ne!(report.outcome(Level::Error), Outcome::Pass);
        report
    }

    fn passes(&self, files: u64) -> CheckReport {
        let report = self.run();
        assert_eq!(report.outcome(Level::Error), Outcome::Pass, "{report:#?}");
        assert_eq!(report.passed, files);
        report
    }
}

fn told(report: &CheckReport) -> Vec<String> {
    report.items.iter().map(|item| format!("{} {}", item.code, item.subject)).collect()
}

#[test]
fn a_tree_that_is_as_listed_passes_with_its_coverage() {
    let report = Case::new().passes(2);
    assert_eq!(report.items, []);
    assert_eq!(report.coverage, ["2 files, SHA-256 of every byte"]);
}

#[test]
fn a_changed_byte_is_a_mismatch() {
    let report = Case::new().put("bin/tool", b"tooL").refused(&["digest.mismatch bin/tool"]);
    assert_eq!(report.passed, 1);
    assert!(report.items[0].expected.as_deref().unwrap().starts_with("SHA-256:"));
    assert_ne!(report.items[0].expected, report.items[0].found);
}

#[test]
fn a_truncated_file_is_a_mismatch() {
    Case::new().put("bin/tool", b"too").refused(&["digest.mismatch bin/tool"]);
    Case::new().put("bin/tool", b"").refused(&["digest.mismatch bin/tool"]);
}

#[test]
fn a_planted_file_is_extra_hidden_or_not() {
    Case::new().put("bin/.so", b"").refused(&["digest.extra bin/.so"]);
    Case::new().put("lib/deep/er/x", b"tool").refused(&["digest.extra lib/deep/er/x"]);
}

#[test]
fn a_file_that_is_gone_is_missing() {
    Case::new().remove("README").refused(&["digest.missing README"]);
    let mut case = Case::new();
    fs::remove_dir_all(case.root().join("bin")).unwrap();
    case.refused(&["digest.missing bin/tool"]);
    case.put("bin", b"a file where a folder was").refused(&["digest.extra bin", "digest.missing bin/tool"]);
}

#[test]
fn a_moved_file_is_one_finding() {
    let report = Case::new().remove("bin/tool").put("sbin/tool", b"tool").refused(&["digest.moved bin/tool"]);
    assert_eq!(report.items[0].found.as_deref(), Some("sbin/tool"));
}

#[test]
fn an_empty_file_is_known_again_only_by_its_name() {
    let mut case = Case::new();
    case.list("a/empty", b"").put("b/other", b"").refused(&["digest.extra b/other", "digest.missing a/empty"]);
    case.remove("b/other").put("b/empty", b"").refused(&["digest.moved a/empty"]);
}

#[test]
fn one_copy_stands_in_for_one_missing_file_only() {
    let mut case = Case::new();
    case.list("a", b"same").list("b", b"same").put("c", b"same");
    case.refused(&["digest.missing b", "digest.moved a"]);
}

#[test]
fn a_broken_digest_does_not_know_a_moved_file() {
    let mut case = Case::new();
    case.list_by("a", b"same", &[Algorithm::Md5]).put("b", b"same");
    case.refused(&["digest.extra b", "digest.missing a"]);
}

#[test]
fn a_name_that_differs_in_case_is_told_as_that() {
    let report = Case::new().remove("README").put("ReadMe", b"read me").refused(&["digest.case README"]);
    assert_eq!(report.items[0].found.as_deref(), Some("ReadMe"));
    Case::new().put("Readme", b"read me").refused(&["digest.extra Readme"]);
}

#[cfg(unix)]
#[test]
fn a_file_swapped_for_a_link_is_refused_even_with_the_same_bytes() {
    let mut case = Case::new();
    case.remove("bin/tool").put("elsewhere", b"tool").list("elsewhere", b"tool");
    std::os::unix::fs::symlink("../elsewhere", case.root().join("bin/tool")).unwrap();
    case.refused(&["digest.symlink bin/tool"]);
}

#[cfg(unix)]
#[test]
fn a_folder_swapped_for_a_link_is_refused() {
    let mut case = Case::new();
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("tool"), b"tool").unwrap();
    fs::remove_dir_all(case.root().join("bin")).unwrap();
    std::os::unix::fs::symlink(outside.path(), case.root().join("bin")).unwrap();
    case.refused(&["digest.extra bin", "digest.symlink bin/tool"]);
    case.list("bin/missing", b"").refused(&[
        "digest.extra bin",
        "digest.symlink bin/missing",
        "digest.symlink bin/tool",
    ]);
}

#[cfg(unix)]
#[test]
fn a_listed_link_passes_only_as_the_link_that_it_is() {
    let link = |case: &mut Case, target: &str| {
        let _ = fs::remove_file(case.root().join("link"));
        std::os::unix::fs::symlink(target, case.root().join("link")).unwrap();
    };
    let mut case = Case::new();
    let digest = digest_bytes(Algorithm::Sha256, b"bin/tool").unwrap();
    case.inventory.files.push(FileEntry { kind: FileKind::Symlink("bin/tool".into()), ..entry("link", vec![digest]) });
    link(&mut case, "bin/tool");
    assert!(case.passes(3).coverage.contains(&"1 symbolic link, by the target".to_owned()));
    link(&mut case, "README");
    case.refused(&["digest.symlink link"]);
    case.remove("link").refused(&["digest.missing link"]);
    case.put("link", b"bin/tool").refused(&["digest.symlink link"]);
    link(&mut case, "bin/tool");
    case.inventory.files[2].digests = vec![scoped(digest_bytes(Algorithm::Sha256, b"other").unwrap())];
    case.refused(&["digest.mismatch link"]);
}

#[cfg(unix)]
#[test]
fn a_listed_link_that_leaves_the_tree_is_a_warning() {
    let mut case = Case::new();
    for (name, target) in [("a", "/etc/passwd"), ("bin/b", "../../x"), ("bin/c", "../x/../bin/tool")] {
        std::os::unix::fs::symlink(target, case.root().join(name)).unwrap();
        case.inventory.files.push(FileEntry { kind: FileKind::Symlink(target.into()), ..entry(name, vec![]) });
    }
    let report = case.passes(5);
    assert_eq!(told(&report), ["digest.symlink a", "digest.symlink bin/b"]);
    assert_eq!(report.outcome(Level::Warning), Outcome::Fail);
}

#[cfg(unix)]
#[test]
fn an_unlisted_link_is_extra() {
    let case = Case::new();
    std::os::unix::fs::symlink("bin/tool", case.root().join("link")).unwrap();
    let report = case.refused(&["digest.extra link"]);
    assert_eq!(report.items[0].found.as_deref(), Some("a symbolic link to `bin/tool` that is not listed"));
}

#[cfg(unix)]
#[test]
fn special_files_are_refused_listed_or_not() {
    let mut case = Case::new();
    let _socket = std::os::unix::net::UnixListener::bind(case.root().join("socket")).unwrap();
    case.refused(&["digest.special-file socket"]);
    case.list("socket", b"").refused(&["digest.special-file socket"]);
    case.list("bin", b"").refused(&["digest.special-file bin", "digest.special-file socket"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf8_is_extra_even_if_it_looks_listed() {
    use std::os::unix::ffi::OsStrExt;
    let mut case = Case::new();
    fs::write(case.root().join(std::ffi::OsStr::from_bytes(b"x\xff")), b"").unwrap();
    case.refused(&["digest.extra x\u{fffd}"]);
    case.list("x\u{fffd}", b"").refused(&["digest.extra x\u{fffd}", "digest.missing x\u{fffd}"]);
}

#[test]
fn a_sparse_giant_with_a_listed_size_is_refused_without_being_read() {
    let mut case = Case::new();
    fs::File::create(case.root().join("bin/tool")).unwrap().set_len(10 << 30).unwrap();
    case.inventory.files[0].size = Some(4);
    let started = std::time::Instant::now();
    let report = case.refused(&["digest.size bin/tool"]);
    assert!(started.elapsed() < std::time::Duration::from_secs(2));
    assert_eq!(report.items[0].found.as_deref(), Some("10737418240 bytes"));
}

#[test]
fn a_document_without_files_is_not_a_pass() {
    let mut case = Case::new();
    case.inventory.files.clear();
    case.refused(&["digest.no-files the subject"]);
    case.inventory.add(Component { name: "serde".into(), ..Component::default() });
    case.refused(&["digest.no-files the subject"]);
}

#[test]
fn broken_algorithms_alone_are_not_a_pass_unless_accepted() {
    for algorithm in [Algorithm::Md5, Algorithm::Sha1, Algorithm::Adler32, Algorithm::Md2, Algorithm::Md4] {
        let mut case = Case::new();
        case.put("x", b"x").list_by("x", b"x", &[algorithm]);
        let report = case.refused(&["digest.weak-algorithm x"]);
        assert_eq!(report.outcome(Level::Error), Outcome::Unchecked);
        case.accepted.push(algorithm);
        case.passes(3);
        case.put("x", b"y").refused(&["digest.mismatch x"]);
        case.accepted.clear();
        case.refused(&["digest.mismatch x"]);
    }
}

#[test]
fn every_listed_digest_must_match() {
    let mut case = Case::new();
    let right = |algorithm| digest_bytes(algorithm, b"x").unwrap();
    let wrong = |algorithm| digest_bytes(algorithm, b"y").unwrap();
    case.put("x", b"x").inventory.files.push(entry("x", vec![]));
    for (digests, expected) in [
        (vec![right(Algorithm::Sha256), wrong(Algorithm::Sha512)], "digest.mismatch x"),
        (vec![wrong(Algorithm::Sha256), right(Algorithm::Sha512)], "digest.mismatch x"),
        (vec![right(Algorithm::Sha256), wrong(Algorithm::Md5)], "digest.mismatch x"),
        (vec![right(Algorithm::Sha256), wrong(Algorithm::Sha256)], "digest.mismatch x"),
        (vec![right(Algorithm::Md5), right(Algorithm::Sha1)], "digest.weak-algorithm x"),
        (vec![Value::new(Algorithm::Md6, &[0; 32]).unwrap()], "digest.unsupported-algorithm x"),
        (vec![], "digest.unlisted-digest x"),
    ] {
        case.inventory.files[2].digests = digests.into_iter().map(scoped).collect();
        case.refused(&[expected]);
    }
    case.inventory.files[2].digests = vec![scoped(right(Algorithm::Sha1)), scoped(right(Algorithm::Blake3))];
    assert_eq!(case.passes(3).coverage, ["3 files, SHA-256, BLAKE3 of every byte"]);
}

#[test]
fn every_path_is_found_whatever_their_number() {
    for count in [1u32, 2, 3, 31, 32, 33, 500] {
        let mut case = Case::new();
        for number in 0..count {
            let path = format!("d{}/f{number}", number % 7);
            case.put(&path, path.as_bytes()).list(&path, path.as_bytes()).list(&path, path.as_bytes());
        }
        case.passes(u64::from(count) + 2);
    }
}

#[test]
fn a_digest_of_a_package_archive_is_not_one_of_a_file() {
    let mut case = Case::new();
    case.inventory.files[0].digests[0].scope = DigestScope::PackageArchive;
    case.refused(&["digest.unlisted-digest bin/tool"]);
}

#[test]
fn two_entries_of_one_path_must_both_hold() {
    let mut case = Case::new();
    case.list("README", b"read me").passes(2);
    case.list("README", b"other").refused(&["digest.mismatch README"]);
}

#[test]
fn what_a_reader_could_not_use_is_never_a_pass() {
    let mut case = Case::new();
    let problem = |message: &str| Problem::new(ProblemKind::Unusable, "sbom.json", message);
    let escape = problem(&format!("file `../x`: {}", RelativePathError::Parent));
    case.inventory.problems = vec![escape.clone()];
    assert_eq!(case.refused(&["digest.path-escapes sbom.json"]).outcome(Level::Error), Outcome::Fail);
    case.inventory.problems = vec![problem(&RelativePathError::Absolute.to_string()).line(7)];
    case.refused(&["digest.path-escapes sbom.json:7"]);
    case.inventory.problems = vec![problem("a SHA-384 digest has 96 hexadecimal digits, found 64")];
    assert_eq!(case.refused(&["digest.document-problem sbom.json"]).outcome(Level::Error), Outcome::Unchecked);
    case.inventory.problems = vec![Problem::new(ProblemKind::Absent, "cache", "no cache")];
    case.passes(2);
    case.inventory = Inventory { problems: vec![escape], ..Inventory::default() };
    case.refused(&["digest.no-files the subject", "digest.path-escapes sbom.json"]);
}

#[test]
fn the_verification_s_own_files_are_not_extra_but_are_checked_if_listed() {
    let mut case = Case::new();
    case.own = vec![RelativePath::new("sbom.json").unwrap(), RelativePath::new("target/bonafide").unwrap()];
    case.put("sbom.json", b"{}").put("target/bonafide/a/b", b"").put("target/bonafide2", b"");
    case.refused(&["digest.extra target/bonafide2"]);
    case.remove("target/bonafide2");
    assert_eq!(case.passes(2).coverage[1], "2 files of the verification itself left out");
    case.list("sbom.json", b"other").refused(&["digest.mismatch sbom.json"]);
}

#[test]
fn ignored_files_are_counted_and_checked_all_the_same_if_listed() {
    let mut case = Case::new();
    case.ignore = vec!["*.log".into(), "/bin".into()];
    case.put("a.log", b"").put("bin/extra", b"");
    assert_eq!(case.passes(2).coverage[1], "2 unlisted files left out by `--ignore` or `.bonafideignore`");
    case.put("bin/tool", b"changed").refused(&["digest.mismatch bin/tool"]);
    case.remove("bin/tool").refused(&["digest.missing bin/tool"]);
    case.ignore = vec!["[z-a]".into()];
    case.put("bin/tool", b"tool").refused(&[
        "digest.unreadable --ignore",
        "digest.extra a.log",
        "digest.extra bin/extra",
    ]);
}

#[test]
fn an_ignore_file_that_is_not_listed_cannot_hide_anything() {
    let mut case = Case::new();
    case.put(".bonafideignore", b"*\n").put("evil", b"").refused(&["digest.extra .bonafideignore"]);
    case.list(".bonafideignore", b"*\n").passes(3);
    case.put(".bonafideignore", b"*\n#\n").refused(&["digest.mismatch .bonafideignore"]);
}

fn single(name: &str, bytes: &[u8], inventory: &Inventory) -> CheckReport {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    run(&path, inventory, (&[], &[], &[]))
}

fn about(digests: &[(Algorithm, DigestScope, &[u8])]) -> Inventory {
    let mut inventory = Inventory::default();
    let digests = digests.iter().map(|(algorithm, scope, bytes)| ScopedDigest {
        scope: *scope,
        digest: digest_bytes(*algorithm, bytes).unwrap(),
    });
    let id = inventory.add(Component { name: "tool".into(), digests: digests.collect(), ..Component::default() });
    inventory.subject.root = Some(id);
    inventory
}

#[test]
fn a_single_file_is_compared_with_the_component_that_the_document_is_about() {
    use Algorithm::{Md5, Sha256, Sha512};
    let inventory = about(&[(Sha256, DigestScope::Unstated, b"tool"), (Sha512, DigestScope::File, b"tool")]);
    let report = single("tool", b"tool", &inventory);
    assert_eq!((report.passed, told(&report)), (1, vec!["digest.match tool".to_owned()]));
    assert_eq!(told(&single("tool", b"tooL", &inventory)), ["digest.mismatch tool"]);
    assert_eq!(told(&single("tool", b"", &inventory)), ["digest.mismatch tool"]);
    let mixed = about(&[(Sha256, DigestScope::File, b"tool"), (Sha512, DigestScope::File, b"other")]);
    assert_eq!(told(&single("tool", b"tool", &mixed)), ["digest.mismatch tool"]);
    let weak = about(&[(Md5, DigestScope::File, b"tool")]);
    assert_eq!(told(&single("tool", b"tool", &weak)), ["digest.weak-algorithm tool"]);
    let archive = about(&[(Sha256, DigestScope::PackageArchive, b"tool")]);
    assert_eq!(told(&single("tool", b"tool", &archive)), ["digest.no-files tool"]);
    assert_eq!(single("tool", b"tool", &Inventory::default()).outcome(Level::Error), Outcome::Unchecked);
}

#[test]
fn a_single_file_may_be_one_that_the_document_lists() {
    let mut inventory = about(&[]);
    let value = |bytes| vec![digest_bytes(Algorithm::Sha256, bytes).unwrap()];
    inventory.files = vec![entry("a/tool", value(b"one")), entry("b/tool", value(b"two"))];
    assert_eq!(single("tool", b"two", &inventory).outcome(Level::Error), Outcome::Pass);
    assert_eq!(told(&single("tool", b"three", &inventory)), ["digest.mismatch tool"]);
    assert_eq!(told(&single("other", b"two", &inventory)), ["digest.no-files other"]);
    inventory.files.push(entry("tool", value(b"three")));
    assert_eq!(single("tool", b"three", &inventory).outcome(Level::Error), Outcome::Pass);
    assert_eq!(told(&single("tool", b"two", &inventory)), ["digest.mismatch tool"]);
    inventory.files = vec![entry("tool", vec![])];
    assert_eq!(told(&single("tool", b"", &inventory)), ["digest.unlisted-digest tool"]);
}

#[test]
fn the_check_applies_where_there_is_something_to_look_at() {
    let folder = tempfile::tempdir().unwrap();
    let applies = |subject: &Path, inventory: Option<Inventory>| {
        let document = inventory.map(document);
        Digest.applies(&Input {
            subject,
            document: document.as_ref(),
            signatures: &[],
            keys: &[],
            register: None,
            caches: &std::collections::BTreeMap::new(),
            targets: &Targets::All,
            at: "2026-01-01".parse().unwrap(),
            ignore: &[],
            own_files: &[],
            drift: crate::verify::Against::default(),
            accepted_algorithms: &[],
            hashed: &[],
            progress: &Silent,
        })
    };
    assert!(!applies(folder.path(), None));
    assert!(
        applies(folder.path(), Some(Inventory::default())),
        "an empty document must not pass for one that was looked at"
    );
    assert!(!applies(folder.path(), Some(about(&[]))), "a document of packages says nothing of a directory");
    assert!(applies(folder.path(), Some(Case::new().inventory)));
    let file = folder.path().join("file");
    fs::write(&file, b"").unwrap();
    assert!(!applies(&file, Some(about(&[]))), "the verdict asks for the file itself, by whichever check");
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
    let text = |path: PathBuf| String::from_utf8(crate::source::read_bounded(&path, 1 << 20).unwrap()).unwrap();
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/verify/digest");
    let cases: Vec<PathBuf> = fs::read_dir(all).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(cases.len() >= 12);
    for case in cases {
        let mut inventory = Inventory::default();
        for line in text(case.join("listed.txt")).lines() {
            let (digest, path) = line.split_once(' ').unwrap();
            let digests =
                digest.split_once(':').map(|(name, hex)| Value::from_hex(name.parse().unwrap(), hex).unwrap());
            inventory.files.push(entry(path, digests.into_iter().collect()));
        }
        let found = dump(&run(&case.join("tree"), &inventory, (&[], &[], &[])));
        let expected = case.join("expected.txt");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&expected, &found).unwrap();
        }
        assert_eq!(found, text(expected), "{}", case.display());
    }
}

#[test]
fn a_digest_taken_before_is_used_only_where_it_answers_the_question() {
    let mut case = Case::new();
    let hashed = hash_all(case.root(), &Ignore::nothing());
    // Proof that it is used: the file has changed since. Of another algorithm, nothing is known, and the file is read.
    case.put("bin/tool", b"tooL").list_by("README", b"read me", &[Algorithm::Sha512]);
    let document = document(case.inventory.clone());
    let run = |hashed| {
        Digest.run(&Input {
            subject: case.root(),
            document: Some(&document),
            signatures: &[],
            keys: &[],
            register: None,
            caches: &std::collections::BTreeMap::new(),
            targets: &Targets::All,
            at: "2026-01-01".parse().unwrap(),
            ignore: &[],
            own_files: &[],
            drift: crate::verify::Against::default(),
            accepted_algorithms: &[],
            hashed,
            progress: &Silent,
        })
    };
    let before = run(&hashed).unwrap();
    assert_eq!((before.passed, before.coverage), (2, vec!["2 files, SHA-256, SHA-512 of every byte".to_owned()]));
    assert_eq!(told(&run(&[]).unwrap()), ["digest.mismatch bin/tool"]);
}
