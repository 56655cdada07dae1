use std::io::Write;
use std::path::PathBuf;

use super::*;
use crate::source::hash::digest_bytes;

/// Packs entries as given, hostile names included.
fn pack(entries: &[(&str, ::tar::EntryType, &[u8])]) -> Vec<u8> {
    let mut builder = ::tar::Builder::new(Vec::new());
    for (name, kind, bytes) in entries {
        let mut header = ::tar::Header::new_gnu();
        header.set_entry_type(*kind);
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        let field = &mut header.as_gnu_mut().unwrap().name;
        field[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        builder.append(&header, *bytes).unwrap();
    }
    compress(&builder.into_inner().unwrap())
}

fn compress(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const FILE: ::tar::EntryType = ::tar::EntryType::Regular;

struct Read1 {
    files: Vec<(String, Vec<u8>)>,
    result: Result<Vec<Digest>, ArchiveError>,
}

fn read(bytes: &[u8]) -> Read1 {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("a-1.0.0.crate");
    std::fs::write(&path, bytes).unwrap();
    let mut files = Vec::new();
    let result = read_archive(&path, "a-1.0.0", &[Algorithm::Sha256], |file| {
        let mut content = Vec::new();
        file.bytes.read_to_end(&mut content)?;
        files.push((file.path.to_string(), content));
        Ok(())
    });
    Read1 { files, result }
}

fn refusal(bytes: &[u8]) -> String {
    let error = read(bytes).result.unwrap_err();
    assert!(error.is_input_fault());
    error.to_string()
}

#[test]
fn files_come_with_the_digest_of_the_whole_archive() {
    let mut bytes = pack(&[
        ("a-1.0.0", ::tar::EntryType::Directory, b""),
        ("a-1.0.0/Cargo.toml", FILE, b"[package]"),
        ("a-1.0.0/src/lib.rs", FILE, b"//"),
    ]);
    bytes.extend_from_slice(b"after the end");
    let read = read(&bytes);
    assert_eq!(
        read.files,
        [("Cargo.toml".to_owned(), b"[package]".to_vec()), ("src/lib.rs".to_owned(), b"//".to_vec())]
    );
    assert_eq!(read.result.unwrap(), [digest_bytes(Algorithm::Sha256, &bytes).unwrap()]);
}

#[test]
fn entries_that_leave_the_folder_are_refused() {
    for name in ["a-1.0.0/../b", "../a-1.0.0/x", "/a-1.0.0/x", "b/x", "a-1.0.00/x", "x"] {
        let text = refusal(&pack(&[("a-1.0.0/ok", FILE, b""), (name, FILE, b"x")]));
        assert!(text.contains("entry"), "{name}: {text}");
    }
}

#[test]
fn links_devices_and_doubles_are_refused() {
    for kind in [::tar::EntryType::Symlink, ::tar::EntryType::Link, ::tar::EntryType::Char, ::tar::EntryType::Fifo] {
        assert!(refusal(&pack(&[("a-1.0.0/x", kind, b"")])).contains("neither a file nor a folder"));
    }
    let doubled = pack(&[("a-1.0.0/x", FILE, b"1"), ("a-1.0.0/./x", FILE, b"2")]);
    assert_eq!(refusal(&doubled), "has `x` twice");
}

#[test]
fn long_paths_are_read_and_held_to_the_same_rules() {
    let long = format!("a-1.0.0/{}/x", "long/".repeat(40));
    let pax = |key: &str, value: &str| {
        let body = format!(" {key}={value}\n");
        let length = (1..9999).find(|n| n.to_string().len() + body.len() == *n).unwrap();
        format!("{length}{body}").into_bytes()
    };
    let gnu_name = [long.as_bytes(), b"\0"].concat();
    let path = pax("path", &long);
    for (kind, extension) in [(::tar::EntryType::GNULongName, &gnu_name), (::tar::EntryType::XHeader, &path)] {
        let read = read(&pack(&[("ext", kind, extension), ("a-1.0.0/short", FILE, b"1"), ("a-1.0.0/y", FILE, b"2")]));
        let names: Vec<&str> = read.files.iter().map(|file| file.0.as_str()).collect();
        assert_eq!(names, [format!("{}x", "long/".repeat(40)).as_str(), "y"]);
        assert!(read.result.is_ok());
    }
    let escape = pax("path", "a-1.0.0/../../x");
    let named = |extension: &[u8]| pack(&[("ext", ::tar::EntryType::XHeader, extension), ("a-1.0.0/x", FILE, b"")]);
    assert!(refusal(&named(&escape)).contains("`..`"));
    assert!(refusal(&named(&pax("size", "0"))).contains("size"));
    assert!(refusal(&named(b"nonsense")).starts_with("damaged"));
    let huge = vec![b'a'; usize::try_from(limits::ARCHIVE_EXTENSION_BYTES).unwrap() + 1];
    assert!(refusal(&pack(&[("ext", ::tar::EntryType::GNULongName, &huge)])).contains("extension header"));
}

#[test]
fn damaged_archives_are_refused() {
    let whole = pack(&[("a-1.0.0/x", FILE, &[7; 5000])]);
    assert!(refusal(&whole[..whole.len() / 2]).starts_with("damaged"));
    assert!(refusal(&whole[..whole.len() - 4]).starts_with("damaged"), "the checksum is cut off");
    let mut flipped = whole.clone();
    let at = flipped.len() - 6;
    flipped[at] ^= 1;
    assert!(refusal(&flipped).starts_with("damaged"), "the checksum is wrong");
    assert!(refusal(b"not gzip at all").starts_with("damaged"));
    assert!(refusal(&compress(&[1; 1024])).starts_with("damaged"));
    assert!(refusal(b"").starts_with("damaged"));
}

#[test]
fn a_sparse_giant_is_refused_without_being_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a-1.0.0.crate");
    std::fs::File::create(&path).unwrap().set_len(10 << 30).unwrap();
    assert!(matches!(digest_archive(&path, &[Algorithm::Sha256]), Err(ArchiveError::TooLarge(_))));
    assert!(matches!(read_archive(&path, "a-1.0.0", &[], |_| Ok(())), Err(ArchiveError::TooLarge(_))));
}
