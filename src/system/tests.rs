#![expect(clippy::disallowed_methods, reason = "test data is trusted")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use super::*;

/// A root folder with these files.
fn root_with(files: &[(&str, &[u8])]) -> (tempfile::TempDir, System) {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let system = System::open(folder.path());
    (folder, system)
}

fn owner(system: &System, path: &str) -> Option<String> {
    system.owner(Path::new(path)).map(|owner| owner.purl.to_string())
}

const STATUS: &[u8] = b"Package: libfoo1\nStatus: install ok installed\nArchitecture: amd64\nMulti-Arch: same\n\
    Source: foo (1.2-1)\nVersion: 1:1.2-1+b1\nDescription: x\n y\n .\n Package: no\n\n\
    Package: libfoo1\nStatus: install ok installed\nArchitecture: i386\nVersion: 1:1.2-1+b1\n\n\
    Package: gone\nStatus: deinstall ok config-files\nArchitecture: amd64\nVersion: 1\n\n\
    Package: divert\nStatus: install ok installed\nArchitecture: all\nVersion: 2\n";

fn debian() -> (tempfile::TempDir, System) {
    root_with(&[
        ("etc/os-release", b"ID=debian\nVERSION_ID=\"12\"\n"),
        ("var/lib/dpkg/status", STATUS),
        (
            "var/lib/dpkg/info/libfoo1:amd64.list",
            b"/.\n/lib/x86_64-linux-gnu/libfoo.so.1\n/usr/share/doc/a\n/usr/bin/tool\n",
        ),
        ("var/lib/dpkg/info/libfoo1:i386.list", b"/.\n/lib/i386-linux-gnu/libfoo.so.1\n/usr/share/doc/a\n"),
        ("var/lib/dpkg/info/gone.list", b"/etc/gone\n"),
        ("var/lib/dpkg/info/divert.list", b"/usr/bin/tool"),
        ("var/lib/dpkg/info/unknown.list", b"/etc/unknown\n"),
        ("var/lib/dpkg/diversions", b"/usr/bin/tool\n/usr/bin/tool.old\ndivert\n"),
    ])
}

#[test]
fn dpkg_owners_have_their_package_urls() {
    let (_folder, system) = debian();
    let foo = "pkg:deb/debian/libfoo1@1:1.2-1%2Bb1?arch=amd64&distro=debian-12&upstream=foo%401.2-1";
    assert_eq!(owner(&system, "/lib/x86_64-linux-gnu/libfoo.so.1").as_deref(), Some(foo));
    assert_eq!(owner(&system, "/usr/lib/x86_64-linux-gnu/libfoo.so.1").as_deref(), Some(foo), "merged folders");
    assert!(owner(&system, "/usr/lib/i386-linux-gnu/libfoo.so.1").unwrap().contains("arch=i386"));
    assert_eq!(system.owners(Path::new("/usr/share/doc/a")).len(), 2);
    for path in ["/etc/gone", "/etc/unknown", "/nowhere", "lib/x86_64-linux-gnu/libfoo.so.1", "/usr/share/doc", "/", ""]
    {
        assert_eq!(owner(&system, path), None, "{path}");
    }
}

#[test]
fn a_diverted_file_belongs_to_whom_it_stays_with() {
    let (_folder, system) = debian();
    let name = |path: &str| system.owners(Path::new(path)).into_iter().map(|it| it.name).collect::<Vec<_>>();
    assert_eq!(name("/usr/bin/tool"), ["divert"]);
    assert_eq!(name("/usr/bin/tool.old"), ["libfoo1"]);
}

#[test]
fn an_image_without_dpkg_has_a_file_a_package() {
    let (_folder, system) = root_with(&[
        ("etc/os-release", b"ID=debian\nVERSION_ID=\"12\"\n"),
        ("var/lib/dpkg/status.d/libc6", b"Package: libc6\nVersion: 2.36-9\nArchitecture: amd64\nSource: glibc\n"),
        ("var/lib/dpkg/status.d/libc6.md5sums", b"0123  usr/lib/x86_64-linux-gnu/libm.so.6\n"),
    ]);
    let expected = "pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12&upstream=glibc";
    assert_eq!(owner(&system, "/lib/x86_64-linux-gnu/libm.so.6").as_deref(), Some(expected));
}

#[test]
fn a_broken_dpkg_database_owns_nothing() {
    let broken: &[(&str, &[u8])] = &[
        ("no package", b"Status: install ok installed\nVersion: 1\n"),
        ("no version", b"Package: a\nStatus: install ok installed\n"),
        ("no line", b"\0\xff\xfe\n\n\n"),
        ("cut", b"Package: a\nStatus: install ok insta"),
        ("not installed", b"Package: a\nVersion: 1\nStatus: purge ok not-installed\n"),
    ];
    for (what, status) in broken {
        let (_folder, system) =
            root_with(&[("var/lib/dpkg/status", status), ("var/lib/dpkg/info/a.list", b"/etc/a\n")]);
        assert_eq!(owner(&system, "/etc/a"), None, "{what}");
    }
}

#[test]
fn a_list_that_cannot_be_read_is_a_problem() {
    let (folder, system) = debian();
    std::fs::create_dir_all(folder.path().join("var/lib/dpkg/info/divert.list.d")).unwrap();
    std::fs::remove_file(folder.path().join("var/lib/dpkg/info/divert.list")).unwrap();
    std::fs::create_dir(folder.path().join("var/lib/dpkg/info/divert.list")).unwrap();
    assert!(owner(&system, "/usr/share/doc/a").is_some());
    assert_eq!(system.problems().len(), 1);
    assert!(!system.problems()[0].message.contains(folder.path().to_str().unwrap()), "{:?}", system.problems());
}

/// The owners that `dpkg -S` tells, by path; those that it does not know are left out.
fn asked(paths: &[String]) -> BTreeMap<String, BTreeSet<String>> {
    let mut owners: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for chunk in paths.chunks(500) {
        let said = Command::new("dpkg-query").arg("-S").args(chunk).output().unwrap();
        for line in String::from_utf8(said.stdout).unwrap().lines().filter(|line| !line.starts_with("diversion by")) {
            let (packages, path) = line.split_once(": ").unwrap();
            let names = packages.split(", ").map(|name| name.split(':').next().unwrap().to_owned());
            owners.entry(path.to_owned()).or_default().extend(names);
        }
    }
    owners
}

#[test]
fn dpkg_says_the_same() {
    let folder = Path::new("/usr/lib")
        .join(linker::multiarch(&format!("{}-unknown-linux-gnu", std::env::consts::ARCH)).unwrap());
    let has_dpkg = Command::new("dpkg-query").arg("--version").output().is_ok_and(|said| said.status.success());
    if !has_dpkg || !folder.is_dir() {
        println!("skipped: there is no dpkg here");
        return;
    }
    let mut paths = Vec::new();
    let mut open = vec![folder];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()) {
            if entry.file_type().unwrap().is_dir() {
                open.push(entry.path());
            } else {
                paths.extend(
                    entry.path().to_str().filter(|path| !path.contains(['*', '?', '['])).map(ToOwned::to_owned),
                );
            }
        }
    }
    let before = |path: &String| path.strip_prefix("/usr").unwrap().to_owned();
    let (same, merged) = (asked(&paths), asked(&paths.iter().map(before).collect::<Vec<_>>()));
    let system = System::open(Path::new("/"));
    let mut unowned = 0;
    for path in &paths {
        let ours: BTreeSet<String> = system.owners(Path::new(path)).into_iter().map(|owner| owner.name).collect();
        // dpkg does not know that `/lib` is `/usr/lib`.
        let theirs = same.get(path).or_else(|| merged.get(&before(path))).cloned().unwrap_or_default();
        assert_eq!(ours, theirs, "{path}");
        unowned += usize::from(ours.is_empty());
    }
    println!("{} files, {unowned} without an owner", paths.len());
    assert!(unowned < paths.len(), "nothing has an owner");
}

/// The bytes of a file of the test data, without their compression.
fn unpacked(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/system/rpm").join(name);
    let mut bytes = Vec::new();
    let packed = std::fs::read(path).unwrap();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(packed.as_slice()), &mut bytes).unwrap();
    bytes
}

const FORMS: [(&str, &str); 3] = [
    ("rpmdb.sqlite.gz", "usr/lib/sysimage/rpm/rpmdb.sqlite"),
    ("Packages.db.gz", "usr/lib/sysimage/rpm/Packages.db"),
    ("Packages.gz", "var/lib/rpm/Packages"),
];

fn rpm_system(bytes: &[u8], place: &str) -> (tempfile::TempDir, System) {
    root_with(&[("etc/os-release", b"ID=rhel\nVERSION_ID=\"9.4\"\n"), (place, bytes)])
}

#[test]
fn every_form_of_rpms_database_says_what_rpm_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/system/rpm/owners.txt");
    let expected = std::fs::read_to_string(path).unwrap();
    for (name, place) in FORMS {
        let (_folder, system) = rpm_system(&unpacked(name), place);
        for line in expected.lines() {
            let [package, epoch, version, architecture, path] = line.split(' ').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            let owners = system.owners(Path::new(path));
            let [owner] = &owners[..] else { panic!("{name}: {path} has {} owners", owners.len()) };
            let found = (owner.name.as_str(), owner.version.as_str(), owner.package.architecture.as_deref());
            assert_eq!(found, (package, version, Some(architecture)), "{name}: {path}");
            assert_eq!(owner.package.epoch.unwrap_or(0).to_string(), epoch);
        }
        assert_eq!(system.problems(), [], "{name}");
        let foo = "pkg:rpm/redhat/libz-foo@1.3.1-2.fc40?arch=x86_64&distro=rhel-9.4&epoch=1&upstream=libz-foo-1.3.1-2.fc40.src.rpm";
        assert_eq!(owner(&system, "/lib64/libfoo.so.1").as_deref(), Some(foo), "merged folders");
        for path in ["/usr/lib64", "/opt/many/dir01/file000", "/usr/lib64/", "/libfoo.so.1"] {
            assert_eq!(owner(&system, path), None, "{name}: {path}");
        }
    }
}

/// Changes bytes at a place.
fn changed(bytes: &[u8], at: usize, new: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at..at + new.len()].copy_from_slice(new);
    bytes
}

/// The page that holds the table's root in the test data, from 0.
fn sqlite_root(bytes: &[u8]) -> usize {
    (1..bytes.len() / 4096).find(|page| bytes[page * 4096] == 5).unwrap() * 4096
}

#[test]
fn a_broken_sqlite_database_is_refused() {
    let whole = unpacked("rpmdb.sqlite.gz");
    let root = sqlite_root(&whole);
    let own = u32::try_from(root / 4096 + 1).unwrap().to_be_bytes();
    let leaf = (1..whole.len() / 4096)
        .find(|page| {
            whole[page * 4096] == 13
                && memchr::memmem::find(&whole[page * 4096..(page + 1) * 4096], b"Example Makers").is_some()
        })
        .unwrap()
        * 4096;
    let cell = usize::from(u16::from_be_bytes([whole[leaf + 8], whole[leaf + 9]]));
    let what = |bytes: &[u8]| parse_rpm_database(bytes).err();
    assert!(what(&whole[..whole.len() / 2]).is_some(), "cut in the middle");
    assert_eq!(what(&whole[..50]), Some(RpmError::Cut { what: "the file's header" }));
    assert_eq!(what(&changed(&whole, 16, &[0, 3])), Some(RpmError::Value { what: "the file's header" }), "page size");
    assert!(what(&changed(&whole, 20, &[255])).is_some(), "reserved bytes");
    assert_eq!(what(&changed(&whole, root + 8, &own)), Some(RpmError::Circle), "a page that is its own child");
    assert_eq!(what(&changed(&whole, root + 8, &[255; 4])), Some(RpmError::Cut { what: "a page" }));
    assert_eq!(what(&changed(&whole, root + 8, &[0; 4])), Some(RpmError::Value { what: "a page number" }));
    assert_eq!(what(&changed(&whole, root, &[2])), Some(RpmError::Value { what: "the kind of a page" }));
    assert!(what(&changed(&whole, root + 3, &[255; 2])).is_some(), "more cells than a page holds");
    assert_eq!(
        what(&changed(&whole, leaf + cell, &[255; 9])),
        Some(RpmError::Value { what: "a row" }),
        "a length that lies"
    );
    let tables: Vec<usize> = memchr::memmem::find_iter(&whole, b"tablePackages").collect();
    let renamed = tables.into_iter().fold(whole.clone(), |bytes, at| changed(&bytes, at, b"tableQackages"));
    assert_eq!(what(&renamed), Some(RpmError::NoTable));
    assert_eq!(what(b""), Some(RpmError::Magic { expected: "a database of RPM" }));
}

#[test]
fn an_overflow_chain_that_goes_in_circles_is_refused() {
    let whole = unpacked("rpmdb.sqlite.gz");
    // The page that the overflow of the largest header goes on from: each begins with the number of the next.
    let is_overflow = |page: &usize| {
        let next = u32::from_be_bytes(whole[page * 4096..page * 4096 + 4].try_into().unwrap()) as usize;
        next > 1
            && next <= whole.len() / 4096
            && memchr::memmem::find(&whole[page * 4096..(page + 1) * 4096], b"file0").is_some()
    };
    let pages: Vec<usize> = (1..whole.len() / 4096).filter(is_overflow).collect();
    let circles = pages.iter().filter(|page| {
        let own = u32::try_from(**page + 1).unwrap().to_be_bytes();
        parse_rpm_database(&changed(&whole, **page * 4096, &own)) == Err(RpmError::Circle)
    });
    assert!(circles.count() > 0, "no page of {pages:?} is an overflow page");
}

#[test]
fn a_broken_ndb_database_is_refused() {
    let whole = unpacked("Packages.db.gz");
    let what = |bytes: &[u8]| parse_rpm_database(bytes).err();
    assert_eq!(what(&whole[..whole.len() - 200]), Some(RpmError::Cut { what: "a header" }));
    assert_eq!(what(&whole[..100]), Some(RpmError::Cut { what: "the table of slots" }));
    assert_eq!(what(&changed(&whole, 4, &[9])), Some(RpmError::Value { what: "the version of the database" }));
    assert!(what(&changed(&whole, 12, &[255; 4])).is_some(), "more pages than there are");
    assert_eq!(what(&changed(&whole, 32, b"TolS")), Some(RpmError::Value { what: "the table of slots" }));
    assert!(what(&changed(&whole, 40, &[255; 4])).is_some(), "a header outside of the file");
    assert_eq!(
        what(&changed(&whole, 36, &[77, 0, 0, 0])),
        Some(RpmError::Value { what: "a header" }),
        "another number"
    );
    let blob = memchr::memmem::find(&whole, b"BlbS").unwrap();
    assert_eq!(what(&changed(&whole, blob + 12, &[255; 4])), Some(RpmError::Cut { what: "a header" }));
}

#[test]
fn a_broken_hash_is_refused() {
    let whole = unpacked("Packages.gz");
    let what = |bytes: &[u8]| parse_rpm_database(bytes).err();
    assert_eq!(what(&whole[..whole.len() / 2]), Some(RpmError::Cut { what: "a page" }));
    assert_eq!(what(&whole[..24]), Some(RpmError::Value { what: "the first page" }));
    assert_eq!(what(&changed(&whole, 20, &[1, 0, 0, 0])), Some(RpmError::Value { what: "the first page" }));
    assert_eq!(what(&changed(&whole, 24, &[1])), Some(RpmError::Value { what: "the first page" }), "encrypted");
    assert_eq!(what(&changed(&whole, 32, &[255; 4])), Some(RpmError::Cut { what: "a page" }));
    let goes_on = |page: &usize| whole[page * 4096 + 25] == 7 && whole[page * 4096 + 16..page * 4096 + 20] != [0; 4];
    let overflow = (1..whole.len() / 4096).find(goes_on).unwrap() * 4096;
    let own = u32::try_from(overflow / 4096).unwrap().to_le_bytes();
    assert_eq!(what(&changed(&whole, overflow + 16, &own)), Some(RpmError::Circle), "a page that follows itself");
    assert_eq!(what(&changed(&whole, overflow + 22, &[255; 2])), Some(RpmError::Cut { what: "a value" }));
    assert_eq!(what(&changed(&whole, overflow + 22, &[0; 2])), Some(RpmError::Value { what: "a value" }));
}

#[test]
fn a_header_that_lies_is_none() {
    let header = |count: u32, length: u32, entries: &[[u32; 4]], data: &[u8]| {
        let words = [count, length].into_iter().chain(entries.iter().flatten().copied());
        let mut bytes: Vec<u8> = words.flat_map(u32::to_be_bytes).collect();
        bytes.extend_from_slice(data);
        bytes
    };
    let package = |bytes: &[u8]| parse_header(bytes).and_then(|header| header.package()).map(|package| package.name);
    let entries = [[1000, 6, 0, 1], [1001, 6, 2, 1]];
    assert_eq!(package(&header(2, 4, &entries, b"a\x001\0")), Ok("a".to_owned()));
    for (what, bytes) in [
        ("no data", header(2, 4, &entries, b"")),
        ("a count beyond the bytes", header(9, 4, &entries, b"a\x001\0")),
        ("a count beyond reason", header(u32::MAX, 4, &entries, b"a\x001\0")),
        ("a length beyond reason", header(2, u32::MAX, &entries, b"a\x001\0")),
        ("a place outside", header(2, 4, &[[1000, 6, 99, 1], [1001, 6, 2, 1]], b"a\x001\0")),
        ("a text without end", header(2, 3, &[[1000, 6, 0, 1], [1001, 6, 2, 1]], b"a\x001")),
        ("a number for a text", header(2, 4, &[[1000, 4, 0, 1], [1001, 6, 2, 1]], b"a\x001\0")),
        ("no version", header(1, 4, &[[1000, 6, 0, 1]], b"a\x001\0")),
        ("nothing", Vec::new()),
    ] {
        assert!(package(&bytes).is_err(), "{what}");
    }
    let files = [[1000, 6, 0, 1], [1001, 6, 2, 1], [1117, 8, 4, 3], [1116, 4, 8, u32::MAX], [1118, 8, 16, u32::MAX]];
    let bytes = header(5, 21, &files, b"a\x001\0x\0y\0\0\0\0\0\0\0\0\x09/u/\0\0");
    let header = parse_header(&bytes).unwrap();
    assert!(header.has_file("/u/x") && !header.has_file("/u/y"), "an index outside of the folders");
}

#[test]
fn a_database_that_cannot_be_used_is_a_problem() {
    for (name, place) in FORMS {
        let bytes = unpacked(name);
        let (_folder, system) = rpm_system(&bytes[..bytes.len() / 2], place);
        assert_eq!(owner(&system, "/usr/lib64/libfoo.so.1"), None, "{name}");
        assert_eq!(system.problems().len(), 1, "{name}");
        assert_eq!(system.problems()[0].path, place, "{name}");
    }
    let (name, place) = FORMS[0];
    let log = format!("{place}-wal");
    let (_folder, system) = root_with(&[(place, &unpacked(name)), (&log, b"change")]);
    assert!(owner(&system, "/usr/lib64/libfoo.so.1").is_some());
    assert_eq!(system.problems().iter().map(|problem| problem.path.as_str()).collect::<Vec<_>>(), [log]);
}

const INSTALLED: &[u8] = b"C:Q1abc=\nP:musl\nV:1.2.5-r0\nA:x86_64\nL:MIT\no:musl\nm:A <a@example.org>\nF:lib\nR:ld-musl-x86_64.so.1\na:0:0:755\nZ:Q1x=\n\
    R:libc.musl-x86_64.so.1\nF:\nR:at-the-root\n\nP:libz\nV:1.3.1-r2\nA:x86_64\no:zlib\nF:usr/lib\nR:libz.so.1\n\nP:broken\nF:etc\nR:a\n\nV:1\nF:etc\nR:b\n\nP:cut\nV:1\nR:no-folder\nF:..\nR:x";

#[test]
fn apk_owners_have_their_package_urls() {
    let (_folder, system) =
        root_with(&[("etc/os-release", b"ID=alpine\nVERSION_ID=3.20.3\n"), ("lib/apk/db/installed", INSTALLED)]);
    let zlib = "pkg:apk/alpine/libz@1.3.1-r2?arch=x86_64&distro=alpine-3.20.3&upstream=zlib";
    assert_eq!(owner(&system, "/usr/lib/libz.so.1").as_deref(), Some(zlib));
    let musl = "pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64&distro=alpine-3.20.3";
    assert_eq!(owner(&system, "/lib/libc.musl-x86_64.so.1").as_deref(), Some(musl));
    assert_eq!(owner(&system, "/at-the-root").as_deref(), Some(musl));
    for path in ["/etc/a", "/etc/b", "/no-folder", "/x", "/../x", "/lib", "/usr/lib/", "/usr/lib/libz.so"] {
        assert_eq!(owner(&system, path), None, "{path}");
    }
}

#[cfg(unix)]
#[test]
fn a_database_is_never_read_through_a_link_out_of_the_root() {
    let (outer, _) =
        root_with(&[("elsewhere/installed", INSTALLED), ("elsewhere/status", STATUS), ("root/lib/apk/db/x", b"")]);
    let root = outer.path().join("root");
    std::os::unix::fs::symlink("../../../../elsewhere/installed", root.join("lib/apk/db/installed")).unwrap();
    std::fs::create_dir_all(root.join("var/lib")).unwrap();
    std::os::unix::fs::symlink(outer.path().join("elsewhere"), root.join("var/lib/dpkg")).unwrap();
    std::os::unix::fs::symlink("rpm", root.join("var/lib/rpm")).unwrap();
    let system = System::open(&root);
    assert_eq!(owner(&system, "/usr/lib/libz.so.1"), None);
    assert!(system.databases().found.is_empty());
}
