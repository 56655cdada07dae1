use super::*;
use crate::source::Silent;

fn put(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn listing(root: &Path, patterns: &[&str]) -> Vec<(String, Found, bool)> {
    let patterns: Vec<String> = patterns.iter().map(|text| (*text).to_owned()).collect();
    let ignore = Ignore::load(root, &patterns);
    let rows = walk(root, &ignore, &Silent, |entry| {
        let ignored = entry.standing == Standing::Ignored;
        Some((entry.path.to_owned(), format!("{:?}", entry.found), ignored))
    });
    let parse = |text: String| match text.as_str() {
        "File" => Found::File,
        other => Found::Unreadable(other.to_owned()),
    };
    rows.unwrap().into_iter().map(|(path, found, ignored)| (path, parse(found), ignored)).collect()
}

fn names(rows: &[(String, Found, bool)], ignored: bool) -> Vec<&str> {
    rows.iter().filter(|row| row.2 == ignored).map(|row| row.0.as_str()).collect()
}

#[test]
fn hidden_files_and_what_git_ignores_are_part_of_a_tree() {
    let folder = tempfile::tempdir().unwrap();
    for path in [".hidden", ".gitignore", "a/.git/config", "a/b", "build/x.o"] {
        put(folder.path(), path, b"*\n");
    }
    assert_eq!(
        names(&listing(folder.path(), &[]), false),
        [".gitignore", ".hidden", "a/.git/config", "a/b", "build/x.o"]
    );
}

#[test]
fn ignored_entries_are_marked_and_still_handed_over() {
    let folder = tempfile::tempdir().unwrap();
    for path in ["keep/a.log", "logs/deep/a.txt", "a.log", "b.txt"] {
        put(folder.path(), path, b"");
    }
    put(folder.path(), IGNORE_FILE, b"# comment\n*.log\n/logs/\n.bonafideignore\n");
    let rows = listing(folder.path(), &["!keep/a.log"]);
    assert_eq!(names(&rows, true), ["a.log", "logs/deep/a.txt"]);
    assert_eq!(names(&rows, false), [IGNORE_FILE, "b.txt", "keep/a.log"]);
    assert_eq!(names(&listing(folder.path(), &[IGNORE_FILE]), false), ["b.txt"]);
}

#[test]
fn a_pattern_that_is_not_understood_is_told() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Ignore::load(folder.path(), &["a{b".to_owned(), "[z-a]".to_owned()]).problems.len(), 2);
}

#[cfg(unix)]
#[test]
fn an_ignore_file_behind_a_link_is_not_used() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "outside", b"*\n");
    put(folder.path(), "tree/x", b"");
    std::os::unix::fs::symlink("../outside", folder.path().join("tree").join(IGNORE_FILE)).unwrap();
    let ignore = Ignore::load(&folder.path().join("tree"), &[]);
    assert_eq!(ignore.problems.len(), 1);
    assert_eq!(ignore.standing("x", Node::Other), Standing::Wanted);
}

#[cfg(unix)]
#[test]
fn links_are_told_and_never_followed() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "real/file", b"");
    std::os::unix::fs::symlink("..", folder.path().join("real/loop")).unwrap();
    std::os::unix::fs::symlink("/nowhere/at all", folder.path().join("dangling")).unwrap();
    let rows = listing(folder.path(), &[]);
    assert_eq!(names(&rows, false), ["dangling", "real/file", "real/loop"]);
    assert_eq!(rows[0].1, Found::Unreadable("Symlink(\"/nowhere/at all\")".into()));
    assert_eq!(rows[2].1, Found::Unreadable("Symlink(\"..\")".into()));
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_no_document_can_carry_are_told() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(std::ffi::OsStr::from_bytes(b"file\xff")), b"").unwrap();
    let below = folder.path().join(std::ffi::OsStr::from_bytes(b"folder\xfe"));
    fs::create_dir(&below).unwrap();
    fs::write(below.join("hidden"), b"").unwrap();
    let rows = listing(folder.path(), &[]);
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| format!("{:?}", row.1).contains("Unnameable")), "{rows:?}");
}

#[cfg(unix)]
#[test]
fn special_files_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(folder.path().join("pipe")).status().unwrap().success());
    let rows = listing(folder.path(), &[]);
    assert_eq!(rows[0].1, Found::Unreadable("Special(\"pipe\")".into()));
    assert_eq!(rows[1].1, Found::Unreadable("Special(\"socket\")".into()));
}

#[test]
fn a_tree_deeper_than_the_limit_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut path = folder.path().to_path_buf();
    for _ in 0..limits::WALK_DEPTH + 3 {
        path.push("d");
    }
    fs::create_dir_all(&path).unwrap();
    fs::write(path.join("deep"), b"").unwrap();
    let rows = listing(folder.path(), &[]);
    assert_eq!(rows.len(), 1);
    assert!(format!("{:?}", rows[0].1).contains("folders deep"), "{rows:?}");
}

#[test]
fn a_large_folder_is_visited_whole() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..=BATCH * 3 {
        put(folder.path(), &format!("d{}/f{number}", number % 2), b"");
    }
    assert_eq!(listing(folder.path(), &[]).len(), BATCH * 3 + 1);
    let paths = |entry: &Entry<'_>| Some(entry.path.to_owned());
    let together = walk(folder.path(), &Ignore::nothing(), &Silent, paths).unwrap();
    assert_eq!(walk_alone(folder.path(), &Ignore::nothing(), paths).unwrap(), together);
}

#[test]
fn a_root_that_is_no_folder_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "file", b"");
    let ignore = Ignore::load(folder.path(), &[]);
    assert!(walk(&folder.path().join("file"), &ignore, &Silent, |_| Some(())).is_err());
    assert!(walk(&folder.path().join("none"), &ignore, &Silent, |_| Some(())).is_err());
}
