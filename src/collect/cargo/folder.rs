//! Folders below the subject's root, and the patterns that name several of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::limits;
use crate::model::RelativePath;

/// A folder below the subject's root; the root itself is the empty text.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Folder(String);

impl Folder {
    /// Returns the folder that a file lies in.
    pub(super) fn of_file(path: &RelativePath) -> Self {
        Self(path.as_str().rsplit_once('/').map_or("", |(folder, _)| folder).to_owned())
    }

    /// Returns the folder that a path leads to from this one; none when it leaves the subject.
    pub(super) fn join(&self, path: &str) -> Option<Self> {
        let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
        if path.starts_with('/') || path.contains('\0') || path.len() > limits::PATH_BYTES {
            return None;
        }
        let mut parts: Vec<&str> = self.0.split('/').filter(|part| !part.is_empty()).collect();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        Some(Self(parts.join("/")))
    }

    /// Returns the folder above; none at the root.
    pub(super) fn parent(&self) -> Option<Self> {
        if self.0.is_empty() {
            return None;
        }
        Some(Self(self.0.rsplit_once('/').map_or("", |(parent, _)| parent).to_owned()))
    }

    /// Returns whether this folder is another or lies below it.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        other.0.is_empty() || self.0.strip_prefix(&other.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Returns the folder as a path; none for the root.
    pub(super) fn path(&self) -> Option<RelativePath> {
        RelativePath::new(&self.0).ok()
    }

    /// Returns the path of a file in it, below the subject's root.
    pub(super) fn file(&self, name: &str) -> String {
        if self.0.is_empty() { name.to_owned() } else { format!("{}/{name}", self.0) }
    }

    /// Returns the folder on disk.
    pub(super) fn under(&self, root: &Path) -> PathBuf {
        if self.0.is_empty() { root.to_path_buf() } else { root.join(&self.0) }
    }
}

/// How many folders one pattern may look at.
const PATTERN_FOLDERS: usize = 200_000;

/// Returns the folders that a pattern of workspace members names, in order, with how it was meant.
///
/// Spec: The Cargo Book, "The `members` and `exclude` fields": `*`, `?`, `[…]` and `**`.
pub(super) fn expand(root: &Path, base: &Folder, pattern: &str) -> BTreeSet<Folder> {
    let mut found = BTreeSet::from([base.clone()]);
    let mut budget = PATTERN_FOLDERS;
    for part in pattern.split('/').filter(|part| !part.is_empty() && *part != ".") {
        let mut next = BTreeSet::new();
        for folder in &found {
            if part == "**" {
                descend(root, folder, 0, &mut budget, &mut next);
            } else if is_pattern(part) {
                next.extend(
                    below(root, folder, &mut budget)
                        .into_iter()
                        .filter(|name| fits(part, name))
                        .filter_map(|name| folder.join(&name)),
                );
            } else {
                next.extend(folder.join(part));
            }
        }
        found = next;
    }
    found
}

/// Returns whether a text has wildcards.
pub(super) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

fn descend(root: &Path, folder: &Folder, depth: usize, budget: &mut usize, found: &mut BTreeSet<Folder>) {
    found.insert(folder.clone());
    if depth < limits::WALK_DEPTH {
        for child in below(root, folder, budget).iter().filter_map(|name| folder.join(name)) {
            descend(root, &child, depth + 1, budget, found);
        }
    }
}

/// Returns the names of the folders in a folder; hidden ones match no wildcard.
fn below(root: &Path, folder: &Folder, budget: &mut usize) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder.under(root)) else { return Vec::new() };
    let mut names = Vec::new();
    for entry in entries.flatten() {
        if *budget == 0 {
            break;
        }
        *budget -= 1;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if !name.starts_with('.') && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            names.push(name);
        }
    }
    names
}

/// Returns whether a name fits a pattern of one path part.
fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n) = (0, 0);
    // Where to go on when the text after the last star does not fit: one character further.
    let mut retry: Option<(usize, usize)> = None;
    while n < name.len() {
        if pattern.get(p) == Some(&'*') {
            retry = Some((p + 1, n));
            p += 1;
        } else if let Some(next) = one(&pattern, p, name[n]) {
            p = next;
            n += 1;
        } else if let Some((after_star, from)) = retry {
            p = after_star;
            n = from + 1;
            retry = Some((after_star, n));
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// Returns the place after the pattern's element at `place` if that takes the character.
fn one(pattern: &[char], place: usize, c: char) -> Option<usize> {
    match pattern.get(place)? {
        '?' => Some(place + 1),
        '[' => {
            let length = pattern[place..].iter().skip(2).position(|c| *c == ']')? + 2;
            let set = &pattern[place + 1..place + length];
            let (negated, set) = set.strip_prefix(&['!']).map_or((false, set), |rest| (true, rest));
            let mut inside = false;
            let mut at = 0;
            while at < set.len() {
                if let [low, '-', high, ..] = set[at..] {
                    inside |= (low..=high).contains(&c);
                    at += 3;
                } else {
                    inside |= set[at] == c;
                    at += 1;
                }
            }
            (inside != negated).then_some(place + length + 1)
        }
        literal => (*literal == c).then_some(place + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(text: &str) -> Folder {
        Folder(text.to_owned())
    }

    #[test]
    fn a_path_that_leaves_the_subject_leads_nowhere() {
        assert_eq!(folder("a/b").join("../c"), Some(folder("a/c")));
        assert_eq!(folder("a").join(".."), Some(folder("")));
        assert_eq!(folder("a").join("../../b"), None);
        assert_eq!(folder("").join("/etc"), None);
        assert!(folder("a/b").is_within(&folder("a")) && !folder("ab").is_within(&folder("a")));
        assert_eq!(folder("a/b").parent().and_then(|above| above.parent()), Some(folder("")));
    }

    #[test]
    fn patterns_fit_names() {
        for (pattern, name, expected) in [
            ("*", "a", true),
            ("a*c", "abbc", true),
            ("a*c", "abbcd", false),
            ("*-sys", "a-b-sys", true),
            ("a?", "ab", true),
            ("a?", "a", false),
            ("[a-c]x", "bx", true),
            ("[!a-c]x", "bx", false),
            ("[a-", "a", false),
            ("a**", "a", true),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn members_are_found_by_pattern() {
        let root = tempfile::tempdir().unwrap();
        for path in ["crates/a", "crates/b/c", "crates/.hidden", "x"] {
            fs::create_dir_all(root.path().join(path)).unwrap();
        }
        let found =
            |pattern| expand(root.path(), &folder(""), pattern).into_iter().map(|folder| folder.0).collect::<Vec<_>>();
        assert_eq!(found("crates/*"), ["crates/a", "crates/b"]);
        assert_eq!(found("./crates/**"), ["crates", "crates/a", "crates/b", "crates/b/c"]);
        assert_eq!(found("missing"), ["missing"]);
        assert_eq!(found("../*"), Vec::<String>::new());
    }
}
