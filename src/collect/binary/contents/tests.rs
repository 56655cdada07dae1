use std::io::Write;

use super::*;
use crate::binary::made;
use crate::model::Algorithm;
use crate::source::hash::digest_bytes;

pub(super) mod build {
    //! Archives laid out byte by byte, so that no tool is needed and hostile ones can be made.

    use super::*;

    pub(in super::super) const LIST: &str =
        r#"{"packages":[{"name":"app","version":"0.1.0","source":"local","root":true}],"format":1}"#;

    /// A program with audit data; `version` makes it another one.
    pub(in super::super) fn program(version: &str) -> Vec<u8> {
        made::elf(&[(".dep-v0", &made::audit(&LIST.replace("0.1.0", version)))], &[])
    }

    /// A program that says nothing.
    pub(in super::super) fn silent() -> Vec<u8> {
        made::elf(&[(".text", b"\xc3")], &["libc.so.6"])
    }

    pub(in super::super) type Entry<'a> = (&'a str, ::tar::EntryType, &'a [u8]);

    pub(in super::super) const FILE: ::tar::EntryType = ::tar::EntryType::Regular;
    pub(in super::super) const LINK: ::tar::EntryType = ::tar::EntryType::Link;
    pub(in super::super) const FOLDER: ::tar::EntryType = ::tar::EntryType::Directory;

    /// Packs entries as given; the bytes of a link are where it leads.
    pub(in super::super) fn tar(entries: &[Entry<'_>]) -> Vec<u8> {
        let mut builder = ::tar::Builder::new(Vec::new());
        for (name, kind, bytes) in entries {
            let mut header = ::tar::Header::new_gnu();
            let is_link = matches!(kind, ::tar::EntryType::Link | ::tar::EntryType::Symlink);
            let bytes = if is_link { &[][..] } else { *bytes };
            header.set_entry_type(*kind);
            header.set_size(bytes.len() as u64);
            header.set_mode(0o755);
            if is_link {
                header
                    .set_link_name(std::str::from_utf8(entries.iter().find(|it| it.0 == *name).unwrap().2).unwrap())
                    .unwrap();
            }
            header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_cksum();
            builder.append(&header, bytes).unwrap();
        }
        builder.into_inner().unwrap()
    }

    pub(in super::super) fn files(entries: &[(&str, &[u8])]) -> Vec<u8> {
        tar(&entries.iter().map(|(name, bytes)| (*name, FILE, *bytes)).collect::<Vec<_>>())
    }

    pub(in super::super) fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    pub(in super::super) fn zstd(bytes: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
    }

    pub(in super::super) fn xz(bytes: &[u8]) -> Vec<u8> {
        let mut writer = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(0)).unwrap();
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    pub(in super::super) fn sha256(bytes: &[u8]) -> String {
        digest_bytes(Algorithm::Sha256, bytes).unwrap().hex()
    }

    /// Returns a Debian package of these members behind `debian-binary`.
    pub(in super::super) fn ar(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut bytes = b"!<arch>\n".to_vec();
        for (name, data) in members {
            writeln!(bytes, "{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`", 0, 0, 0, 100_644, data.len()).unwrap();
            bytes.extend_from_slice(data);
            if data.len() % 2 == 1 {
                bytes.push(b'\n');
            }
        }
        bytes
    }

    pub(in super::super) const CONTROL: &str = "Package: tool\nVersion: 2:1.0-3\nArchitecture: amd64\nSource: tools (1.0)\n\
        Maintainer: Ada L. <ada@example.org>\nHomepage: https://tool.example\nDescription: a tool\n more of it\n";

    pub(in super::super) fn deb(control: &str, data: (&str, &[u8])) -> Vec<u8> {
        let control = xz(&files(&[("./md5sums", b""), ("./control", control.as_bytes())]));
        ar(&[("debian-binary", b"2.0\n"), ("control.tar.xz", &control), data])
    }

    /// Returns a header of texts and numbers.
    fn header(texts: &[(u32, &str)], numbers: &[(u32, u32)]) -> Vec<u8> {
        let mut rows = Vec::new();
        let mut data = Vec::new();
        for (tag, value) in numbers {
            rows.extend([*tag, 4, u32::try_from(data.len()).unwrap(), 1].map(u32::to_be_bytes).concat());
            data.extend(value.to_be_bytes());
        }
        for (tag, text) in texts {
            rows.extend([*tag, 6, u32::try_from(data.len()).unwrap(), 1].map(u32::to_be_bytes).concat());
            data.extend(text.bytes().chain([0]));
        }
        let count = u32::try_from(texts.len() + numbers.len()).unwrap();
        let length = u32::try_from(data.len()).unwrap();
        [&b"\x8e\xad\xe8\x01\0\0\0\0"[..], &count.to_be_bytes(), &length.to_be_bytes(), &rows, &data].concat()
    }

    pub(in super::super) fn rpm(payload: &[u8], stated: &str) -> Vec<u8> {
        rpm_with("Example Project", payload, stated)
    }

    pub(in super::super) fn rpm_of(vendor: &str, payload: &[u8]) -> Vec<u8> {
        rpm_with(vendor, payload, &sha256(payload))
    }

    fn rpm_with(vendor: &str, payload: &[u8], stated: &str) -> Vec<u8> {
        let texts = [
            (1000, "tool"),
            (1001, "1.0"),
            (1002, "3.el9"),
            (1004, "a tool"),
            (1011, vendor),
            (1014, "MIT"),
            (1020, "https://tool.example"),
            (1022, "x86_64"),
            (1044, "tools-1.0-3.el9.src.rpm"),
            (5092, stated),
        ];
        let main = header(&texts, &[(1003, 2), (5093, 8)]);
        let mut bytes = b"\xed\xab\xee\xdb\x03\0\0\0\0\x01tool-1.0-3".to_vec();
        bytes.resize(96, 0);
        bytes.extend(header(&[(273, &sha256(&main))], &[]));
        bytes.resize(bytes.len().next_multiple_of(8), 0);
        [bytes, main, payload.to_vec()].concat()
    }

    pub(in super::super) fn cpio(files: &[(&str, u32, &[u8])]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (name, mode, data) in files.iter().chain([&("TRAILER!!!", 0, &[][..])]) {
            let (zeros, length) = ("00000000".repeat(4), name.len() + 1);
            write!(bytes, "070701{:08x}{mode:08x}{zeros}{:08x}{zeros}{length:08x}00000000", 1, data.len()).unwrap();
            bytes.extend(name.bytes().chain([0]));
            bytes.resize(bytes.len().next_multiple_of(4), 0);
            bytes.extend_from_slice(data);
            bytes.resize(bytes.len().next_multiple_of(4), 0);
        }
        bytes
    }
}

use build::*;

fn read(bytes: &[u8]) -> Result<Contents, ArchiveError> {
    read_archive_contents(bytes, "x")
}

fn places(contents: &Contents) -> Vec<&str> {
    contents.parts.iter().map(|part| part.place.as_str()).collect()
}

fn messages(contents: &Contents) -> Vec<String> {
    contents.problems.iter().map(|problem| format!("{}: {}", problem.path, problem.message)).collect()
}

#[track_caller]
fn refused(bytes: &[u8], expected: &str) {
    let error = read(bytes).unwrap_err().to_string();
    assert!(error.contains(expected), "{error}");
}

#[test]
fn a_tar_archive_is_read_whatever_it_is_compressed_with() {
    let (app, none) = (program("1.0.0"), silent());
    let plain = files(&[("./bin/app", &app), ("bin/none", &none), ("notes", b"text")]);
    let halves = plain.split_at(plain.len() / 2);
    let members = [gzip(halves.0), gzip(halves.1)].concat();
    let skipped = [&b"\x50\x2a\x4d\x18\x03\0\0\0abc"[..], &zstd(halves.0), &zstd(halves.1)].concat();
    let streams = [xz(halves.0), xz(halves.1)].concat();
    let padded = [gzip(&plain), vec![0; 512]].concat();
    for (at, bytes) in
        [plain.clone(), gzip(&plain), zstd(&plain), xz(&plain), members, skipped, streams, padded].iter().enumerate()
    {
        let contents = read(bytes).unwrap_or_else(|error| panic!("{at}: {error}"));
        assert_eq!((places(&contents), contents.silent), (vec!["x!/bin/app"], 1));
        assert_eq!(messages(&contents), [""; 0]);
    }
    for (bytes, expected) in [
        (&b"BZh91AY&SY1234567890"[..], "bzip2, which is not read"),
        (b"\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff", "lzma, which is not read"),
        (&[gzip(&plain), b"PK".to_vec()].concat(), "bytes behind"),
        (&gzip(b"no archive"), "expected an archive inside"),
    ] {
        refused(bytes, expected);
    }
}

#[test]
fn damage_anywhere_in_a_stream_is_seen() {
    let app = program("1.0.0");
    let plain = files(&[("app", &app), ("other", &[7; 3000])]);
    for (packed, sum) in [(gzip(&plain), 6), (zstd(&plain), 2), (xz(&plain), 40)] {
        assert!(read(&packed[..packed.len() / 2]).is_err(), "cut");
        let mut changed = packed.clone();
        let at = changed.len() - sum;
        changed[at] ^= 1;
        assert!(read(&changed).is_err(), "a wrong checksum");
    }
}

#[test]
fn a_bomb_ends_at_the_budget_whatever_it_is_made_with() {
    let zeros = vec![0u8; 8 << 20];
    let plain = files(&[("zeros", &zeros)]);
    let packed = zstd(&cpio(&[("zeros", 0o100_644, &zeros)]));
    let bombs = [
        gzip(&plain),
        zstd(&plain),
        xz(&plain),
        zip(&[("zeros", 8, &plain)]),
        deb(CONTROL, ("data.tar.xz", &xz(&plain))),
        rpm(&packed, &sha256(&packed)),
        files(&[("inner.tgz", &gzip(&plain)), ("more.tgz", &gzip(&plain))]),
    ];
    for bomb in bombs {
        assert!(bomb.len() < 200 << 10, "{}", bomb.len());
        let error = read_within(&bomb, "x", 1 << 20).unwrap_err().to_string();
        assert!(error.contains("unpacks to more"), "{error}");
        assert!(
            read_within(&bomb, "x", 64 << 20).is_ok_and(|contents| contents.problems.is_empty()),
            "not for its budget"
        );
    }
    // A window that would take gigabytes is refused before it is allocated.
    let window = [&b"\x28\xb5\x2f\xfd\x00\xf8"[..], &[0; 40]].concat();
    assert!(read(&window).is_err());
    let mut dictionary = xz(&plain);
    assert_eq!(dictionary.get(14..16), Some(&b"\x21\x01"[..]), "the filter and the length of its properties");
    dictionary[16] = 40;
    let sum = {
        let mut crc = flate2::Crc::new();
        crc.update(&dictionary[12..20]);
        crc.sum()
    };
    dictionary[20..24].copy_from_slice(&sum.to_le_bytes());
    refused(&dictionary, "mem");
}

/// Packs entries as (name, method, bytes), deflated where the method says so.
fn zip(entries: &[(&str, u16, &[u8])]) -> Vec<u8> {
    Zip::default().all(entries).end()
}

/// A zip archive in the making, of which tests can bend everything.
#[derive(Default)]
struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

impl Zip {
    fn all(mut self, entries: &[(&str, u16, &[u8])]) -> Self {
        for (name, method, bytes) in entries {
            let at = self.bytes.len();
            let fields = Self::fields(0, *method, bytes);
            self.local(name, &fields);
            self.listed(name, &fields, at);
        }
        self
    }

    /// Returns flags, method, checksum, sizes, and the packed bytes.
    fn fields(flags: u16, method: u16, bytes: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        let packed = match method {
            8 => {
                let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
                encoder.write_all(bytes).unwrap();
                encoder.finish().unwrap()
            }
            93 => zstd(bytes),
            _ => bytes.to_vec(),
        };
        let sizes = [crc.sum(), u32::try_from(packed.len()).unwrap(), u32::try_from(bytes.len()).unwrap()];
        let fields = [&flags.to_le_bytes()[..], &method.to_le_bytes(), &[0; 4], &sizes.map(u32::to_le_bytes).concat()];
        (fields.concat(), packed)
    }

    fn local(&mut self, name: &str, (fields, packed): &(Vec<u8>, Vec<u8>)) {
        let length = u16::try_from(name.len()).unwrap().to_le_bytes();
        self.bytes.extend([b"PK\x03\x04\x14\0", fields.as_slice(), &length, &[0; 2], name.as_bytes(), packed].concat());
    }

    fn listed(&mut self, name: &str, (fields, _): &(Vec<u8>, Vec<u8>), at: usize) {
        let length = u16::try_from(name.len()).unwrap().to_le_bytes();
        let place = u32::try_from(at).unwrap().to_le_bytes();
        let row = [b"PK\x01\x02\x14\0\x14\0", fields.as_slice(), &length, &[0; 12], &place, name.as_bytes()];
        self.directory.extend(row.concat());
        self.count += 1;
    }

    fn end(self) -> Vec<u8> {
        let (size, at) = (u32::try_from(self.directory.len()).unwrap(), u32::try_from(self.bytes.len()).unwrap());
        let counts = [self.count.to_le_bytes(), self.count.to_le_bytes()].concat();
        let places = [size.to_le_bytes(), at.to_le_bytes()].concat();
        [self.bytes, self.directory, b"PK\x05\x06\0\0\0\0".to_vec(), counts, places, vec![0; 2]].concat()
    }
}

#[test]
fn zip_archives_are_read_stored_deflated_and_in_one_another() {
    let app = program("1.0.0");
    let inner = zip(&[("lib/app", 8, &app)]);
    let bytes =
        zip(&[("bin/app", 8, &app), ("stored", 0, &app), ("frames", 93, &app), ("a.jar", 0, &inner), ("d/", 0, b"")]);
    let contents = read(&bytes).unwrap();
    assert_eq!(places(&contents), ["x!/a.jar!/lib/app", "x!/bin/app", "x!/frames", "x!/stored"]);
    assert_eq!(messages(&contents), [""; 0]);
    assert_eq!(contents.parts[1].digests[0].digest, digest_bytes(Algorithm::Sha256, &app).unwrap());
}

#[test]
fn what_of_a_zip_archive_is_not_read_is_told() {
    let app = program("1.0.0");
    let mut archive = Zip::default();
    for (name, flags, method) in
        [("locked", 1, 8), ("odd", 0, 12), ("../out", 0, 0), ("/root", 0, 0), ("a\\..\\b", 0, 0)]
    {
        let at = archive.bytes.len();
        let fields = Zip::fields(flags, method, &app);
        archive.local(name, &fields);
        archive.listed(name, &fields, at);
    }
    let contents = read(&archive.all(&[("app", 0, &app)]).end()).unwrap();
    let told = messages(&contents);
    for expected in [
        "x!/locked: cannot be read: is encrypted",
        "method 12",
        "holds `../out`",
        "holds `/root`",
        "x!/a\\..\\b: has a name",
    ] {
        assert!(told.iter().any(|message| message.contains(expected)), "{expected}: {told:?}");
    }
    assert_eq!(places(&contents), ["x!/a\\..\\b", "x!/app"]);
}

#[test]
fn a_zip_archive_that_can_be_read_in_two_ways_is_refused() {
    let app = program("1.0.0");
    refused(&zip(&[("app", 0, &app), ("app", 0, b"text")]), "has `app` twice");
    // Two entries of the directory share one file's bytes.
    let mut archive = Zip::default();
    let fields = Zip::fields(0, 0, &app);
    archive.local("app", &fields);
    archive.listed("app", &fields, 0);
    archive.listed("app", &fields, 0);
    refused(&archive.end(), "twice");
    let inner = zip(&[("app", 0, &app)]);
    let mut archive = Zip::default();
    let outer = Zip::fields(0, 0, &inner);
    archive.local("outer", &outer);
    archive.listed("outer", &outer, 0);
    archive.listed("app", &fields, 35);
    refused(&archive.end(), "share their bytes");
    // A file that the directory does not list, for readers of the stream.
    let mut archive = Zip::default();
    archive.local("hidden", &fields);
    refused(&archive.all(&[("seen", 0, b"text")]).end(), "does not list");
    // Another name before the bytes, another size, and bytes before the archive.
    let mut archive = Zip::default();
    archive.local("evil", &fields);
    archive.listed("good", &fields, 0);
    refused(&archive.end(), "something else");
    let mut archive = Zip::default();
    archive.local("app", &fields);
    archive.listed("app", &Zip::fields(0, 0, b"text"), 0);
    refused(&archive.end(), "something else");
    let whole = zip(&[("app", 0, &app)]);
    let head = zip(&[]);
    refused(&[whole[..30].to_vec(), whole.clone()].concat(), "no directory");
    refused(&whole[..whole.len() - 1], "no directory");
    assert!(read(&head).unwrap().parts.is_empty());
}

#[test]
fn bytes_of_a_zip_entry_are_held_against_size_and_checksum() {
    let app = program("1.0.0");
    let mut changed = zip(&[("app", 0, &app)]);
    changed[300] ^= 1;
    let contents = read(&changed).unwrap();
    assert!(messages(&contents)[0].contains("another checksum"), "{:?}", messages(&contents));
    assert!(contents.parts.is_empty());
    let mut fields = Zip::fields(0, 8, &app);
    fields.0[16..20].copy_from_slice(&u32::MAX.to_le_bytes()[..4]);
    fields.0[16..20].copy_from_slice(&0x7fff_ffffu32.to_le_bytes());
    let mut archive = Zip::default();
    archive.local("app", &fields);
    archive.listed("app", &fields, 0);
    assert!(messages(&read(&archive.end()).unwrap())[0].contains("more than it can"));
}

#[test]
fn a_debian_package_says_what_it_is_and_its_files_are_read() {
    let (app, none) = (program("1.0.0"), silent());
    let data = files(&[("./usr/bin/app", &app), ("./usr/lib/none.so", &none)]);
    for member in [
        ("data.tar", data.clone()),
        ("data.tar.gz", gzip(&data)),
        ("data.tar.xz", xz(&data)),
        ("data.tar.zst", zstd(&data)),
    ] {
        let contents = read(&deb(CONTROL, (member.0, &member.1))).unwrap();
        let file = contents.package.as_ref().unwrap();
        assert_eq!(file.purl().unwrap().as_str(), "pkg:deb/tool@2:1.0-3?arch=amd64&upstream=tools%401.0");
        assert_eq!(file.package.vendor.as_deref(), Some("Ada L. <ada@example.org>"));
        assert_eq!((file.homepage.as_deref(), file.summary.as_deref()), (Some("https://tool.example"), Some("a tool")));
        assert_eq!((places(&contents), contents.silent, messages(&contents).len()), (vec!["x!/usr/bin/app"], 1, 0));
    }
    let control = ("control.tar", files(&[("control", CONTROL.as_bytes())]));
    let data = ("data.tar", data.as_slice());
    let first = ("debian-binary", &b"2.0\n"[..]);
    for (bytes, expected) in [
        (ar(&[("debian-binary", b"3.0\n"), data]), "format 2"),
        (ar(&[first, data]), "no `control.tar`"),
        (ar(&[first, (control.0, &control.1)]), "no `data.tar`"),
        (ar(&[first, (control.0, &control.1), data, ("data.tar.xz", b"")]), "more than one `data.tar`"),
        (ar(&[first, ("control.tar", &files(&[("control", b""), ("./control", b"")])), data]), "twice"),
        (deb("Package: a\nVersion: 1\n\nPackage: b\nVersion: 1\n", data), "of one package"),
        (deb(CONTROL, ("data.tar.bz2", b"BZh91AY&SY")), "bzip2, which is not read"),
        (deb(CONTROL, ("data.tar.xz", &xz(data.1)[..200])), "EOF"),
    ] {
        let error = read(&bytes).unwrap_err().to_string();
        assert!(
            error.contains(expected) || (expected == "EOF" && error.contains("fill whole buffer")),
            "{expected}: {error}"
        );
    }
}

#[test]
fn an_rpm_package_is_held_against_the_digests_in_it() {
    let app = program("1.0.0");
    let files = cpio(&[
        ("./usr/bin", 0o040_755, b""),
        ("./usr/bin/app", 0o100_755, &app),
        ("./usr/bin/link", 0o120_777, b"app"),
    ]);
    for payload in [files.clone(), gzip(&files), xz(&files), zstd(&files)] {
        let contents = read(&rpm(&payload, &sha256(&payload))).unwrap();
        let file = contents.package.as_ref().unwrap();
        assert_eq!(
            file.purl().unwrap().as_str(),
            "pkg:rpm/tool@1.0-3.el9?arch=x86_64&epoch=2&upstream=tools-1.0-3.el9.src.rpm"
        );
        assert_eq!(
            (file.package.license.as_deref(), file.package.vendor.as_deref()),
            (Some("MIT"), Some("Example Project"))
        );
        assert_eq!(
            (file.homepage.as_deref(), file.compared.as_slice()),
            (Some("https://tool.example"), &["header", "payload"][..])
        );
        assert_eq!((places(&contents), messages(&contents).len()), (vec!["x!/usr/bin/app"], 0));
    }
    let whole = rpm(&files, &sha256(&files));
    refused(&rpm(&files, &sha256(b"other")), "files of another digest");
    let at = memchr::memmem::find(&whole, b"Example Project").unwrap();
    let mut changed = whole.clone();
    changed[at] ^= 1;
    refused(&changed, "header of another digest");
    refused(&whole[..whole.len() - 10], "files of another digest");
    refused(&whole[..300], "expected the header");
    let lying = [&whole[..104], &[0xff; 8], &whole[112..]].concat();
    refused(&lying, "expected the signature header");
    let bzip2 = b"BZh91AY&SY";
    refused(&rpm(bzip2, &sha256(bzip2)), "bzip2, which is not read");
    let cut = &files[..files.len() - 200];
    assert!(read(&rpm(cut, &sha256(cut))).is_err());
    let stripped = b"07070X00000000".repeat(20);
    refused(&rpm(&stripped, &sha256(&stripped)), "headers without sizes");
}

#[test]
fn a_package_of_alpine_is_its_gzip_members() {
    let app = program("1.0.0");
    let data = gzip(&files(&[("usr/bin/app", &app)]));
    let package = |hash: &str| {
        let stated = format!(
            "# made\npkgname = tool\npkgver = 1.0-r3\narch = x86_64\norigin = tools\nlicense = MIT\nmaintainer = A <a@b.example>\nurl = https://tool.example\ndatahash = {hash}\n"
        );
        // The parts before the files end without the blocks that mark an archive's end.
        let open = |bytes: Vec<u8>| gzip(&bytes[..bytes.len() - 1024]);
        let signature = open(files(&[(".SIGN.RSA.key.pub", b"signature")]));
        [signature, open(files(&[(".PKGINFO", stated.as_bytes())])), data.clone()].concat()
    };
    let contents = read(&package(&sha256(&data))).unwrap();
    let file = contents.package.as_ref().unwrap();
    assert_eq!(file.purl().unwrap().as_str(), "pkg:apk/tool@1.0-r3?arch=x86_64&upstream=tools");
    assert_eq!((places(&contents), file.compared.as_slice()), (vec!["x!/usr/bin/app"], &["files"][..]));
    refused(&package(&sha256(b"other")), "another digest");
}

#[test]
fn packages_inside_of_archives_hold_what_is_in_them() {
    let app = program("1.0.0");
    let inner = deb(CONTROL, ("data.tar", &files(&[("./app", &app)])));
    let contents = read(&files(&[("tool.deb", &inner), ("app", &app)])).unwrap();
    assert_eq!(places(&contents), ["x!/app", "x!/tool.deb!/app"]);
    assert!(contents.package.is_none() && contents.holders.len() == 1 && contents.holders[0].place == "x!/tool.deb");
    assert_eq!(contents.parts[0].holders.len(), 0);
    assert_eq!(contents.parts[1].holders, BTreeSet::from([0]));
    let deep = (0..4).fold(app, |inner, _| files(&[("inner", &inner)]));
    assert_eq!(
        messages(&read(&deep).unwrap()),
        ["x!/inner!/inner!/inner: cannot be read: lies inside of 3 archives, and was not looked into"]
    );
    let twice = gzip(&gzip(&files(&[("a", b"")])));
    assert!(messages(&read(&files(&[("a.gz.gz", &twice)])).unwrap())[0].contains("compressed twice"));
}
