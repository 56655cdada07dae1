//! Which sources a static library was compiled from, told by the names of its object files.
//!
//! Every build system names an object file after its source. Two libraries with sources of the same names, of which only one was compiled, are told
//! apart by the texts that stand in the sources of one of them alone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use memchr::memmem;

use super::survey::{SOURCES, Source, Survey, is_below};
use crate::limits;
use crate::source::ar;
use crate::source::read_bounded;

/// What a library was made from.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Origin {
    /// Places of trees that were compiled into it.
    pub(super) trees: Vec<usize>,
    /// Places of trees of which one was, without a way to tell which.
    pub(super) candidates: Vec<usize>,
}

/// Returns which trees of a survey were compiled into a library.
pub(super) fn origin(library: &[u8], folder: &Path, survey: &Survey) -> Origin {
    let Ok(members) = ar::parse_archive(library) else { return Origin::default() };
    let names: Vec<&str> = members.iter().map(|member| member.name.as_ref()).collect();
    let owners = owners(survey);
    let roots: BTreeSet<usize> = owners.values().flatten().filter_map(|owner| *owner).collect();
    let (mut sole, mut shared): (BTreeMap<usize, usize>, BTreeMap<BTreeSet<usize>, usize>) = Default::default();
    for name in &names {
        let Some(owners) = stems(name).into_iter().find_map(|stem| owners.get(stem)) else { continue };
        let trees: BTreeSet<usize> = owners.iter().filter_map(|owner| *owner).collect();
        match (owners.len(), trees.first()) {
            (1, Some(tree)) => *sole.entry(*tree).or_default() += 1,
            (_, Some(_)) => *shared.entry(trees).or_default() += 1,
            (_, None) => {}
        }
    }
    let mut origin = Origin::default();
    for tree in roots {
        let count = sole.get(&tree).copied().unwrap_or(0);
        let sources = owners.values().filter(|owners| owners.contains(&Some(tree))).count();
        // A name or two may be the same by chance; half of a library or a third of the sources is not.
        if count > 0 && (count * 2 >= names.len() || count * 3 >= sources) {
            origin.trees.push(tree);
        }
    }
    let half = |count: usize| count * 2 >= names.len();
    let open =
        shared.into_iter().filter(|(trees, count)| half(*count) && !trees.iter().any(|it| origin.trees.contains(it)));
    for (trees, _) in open.collect::<Vec<_>>() {
        match told_apart(library, folder, survey, &trees) {
            Some(tree) => origin.trees.push(tree),
            None => origin.candidates.extend(trees),
        }
    }
    with_same_root(survey, &mut origin.trees);
    with_same_root(survey, &mut origin.candidates);
    origin
}

/// Adds the trees that share their root with one that is there already.
fn with_same_root(survey: &Survey, trees: &mut Vec<usize>) {
    let root = |place: &usize| survey.trees.get(*place).map(|tree| tree.root.as_str());
    let roots: BTreeSet<Option<&str>> = trees.iter().map(root).collect();
    *trees = (0..survey.trees.len()).filter(|place| roots.contains(&root(place))).collect();
}

/// Returns whose each stem can be: places of trees, the first one of each root; none for the package's own sources.
fn owners(survey: &Survey) -> BTreeMap<&str, BTreeSet<Option<usize>>> {
    let mut owners: BTreeMap<&str, BTreeSet<Option<usize>>> = BTreeMap::new();
    for source in &survey.sources {
        owners.entry(source.stem.as_str()).or_default().insert(owner(survey, source));
    }
    owners
}

/// Returns the innermost tree that a source lies in.
fn owner(survey: &Survey, source: &Source) -> Option<usize> {
    let trees = survey.trees.iter().enumerate().filter(|(_, tree)| is_below(&source.folder, &tree.root));
    let innermost = trees.map(|(_, tree)| tree.root.as_str()).max_by_key(|root| root.len())?;
    survey.trees.iter().position(|tree| tree.root == innermost)
}

/// Returns the names that the source of an object file may have, longest first: build systems put things before and behind it.
fn stems(member: &str) -> Vec<&str> {
    let name = member.rsplit(['/', '\\']).next().unwrap_or(member);
    let name = [".obj", ".o", ".lo"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
    let mut stems = Vec::new();
    let mut add = |stem| {
        if !str::is_empty(stem) && !stems.contains(&stem) {
            stems.push(stem);
        }
    };
    let starts = std::iter::once(0).chain(name.match_indices('-').map(|(at, _)| at + 1));
    for start in starts {
        let Some(rest) = name.get(start..) else { continue };
        add(rest);
        if let Some((stem, _)) = rest.rsplit_once('.').filter(|(_, ending)| SOURCES.contains(ending)) {
            add(stem);
        }
        add(rest.split('.').next().unwrap_or(rest));
    }
    stems
}

/// Returns the one tree whose own texts are in the library, if those of the others are not.
fn told_apart(library: &[u8], folder: &Path, survey: &Survey, trees: &BTreeSet<usize>) -> Option<usize> {
    let texts: Vec<(usize, BTreeSet<Vec<u8>>)> =
        trees.iter().map(|tree| (*tree, texts(folder, survey, *tree))).collect();
    let present = printable(library);
    let mut found = Vec::new();
    for (tree, own) in &texts {
        let others = || texts.iter().filter(|(other, _)| other != tree);
        let alone = own.iter().filter(|text| !others().any(|(_, texts)| texts.contains(*text)));
        if alone.into_iter().any(|text| present.contains(text.as_slice())) {
            found.push(*tree);
        }
    }
    match found.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

/// Shorter texts may be anywhere.
const TEXT_BYTES: usize = 10;

/// Returns the texts in a tree's sources and headers that stand in them without escapes.
fn texts(folder: &Path, survey: &Survey, tree: usize) -> BTreeSet<Vec<u8>> {
    let Some(tree) = survey.trees.get(tree) else { return BTreeSet::new() };
    let own = survey.sources.iter().filter(|source| is_below(&source.folder, &tree.root));
    let sources = own.map(|source| format!("{}/{}.{}", source.folder, source.stem, source.ending));
    let mut texts = BTreeSet::new();
    let marks = survey.trees.iter().filter(|other| other.root == tree.root).map(|other| other.mark.clone());
    for path in sources.chain(marks) {
        let Ok(bytes) = read_bounded(&folder.join(path), limits::C_SOURCE_BYTES) else { continue };
        for line in bytes.split(|byte| *byte == b'\n').filter(|line| memmem::find(line, b"\"").is_some()) {
            let quoted = line.split(|byte| *byte == b'"').skip(1).step_by(2);
            let plain = quoted.filter(|text| text.len() >= TEXT_BYTES && text.iter().all(|byte| is_printable(*byte)));
            texts.extend(plain.filter(|text| !text.contains(&b'\\')).map(<[u8]>::to_vec));
        }
    }
    texts
}

fn is_printable(byte: u8) -> bool {
    (b' '..=b'~').contains(&byte)
}

/// Returns all stretches of printable characters in some bytes.
fn printable(bytes: &[u8]) -> BTreeSet<&[u8]> {
    bytes.split(|byte| !is_printable(*byte)).filter(|text| text.len() >= TEXT_BYTES).collect()
}

/// Returns whether a version stands in some bytes as a whole, not inside of a longer number.
pub(super) fn holds_version(bytes: &[u8], version: &str) -> bool {
    /// A shorter one may be there by chance.
    const LENGTH: usize = 5;
    let is_part = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_digit() || *byte == b'.');
    version.len() >= LENGTH
        && memmem::find_iter(bytes, version.as_bytes()).any(|at| {
            let before = at.checked_sub(1).and_then(|at| bytes.get(at));
            !is_part(before) && !bytes.get(at + version.len()).is_some_and(u8::is_ascii_digit)
        })
}

/// Returns the version that stands in some bytes behind a text.
pub(super) fn behind(bytes: &[u8], banner: &str) -> Option<String> {
    memmem::find_iter(bytes, banner.as_bytes()).find_map(|at| {
        let rest = bytes.get(at + banner.len()..)?;
        let end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'.' | b'-' | b'_'))?;
        let text = std::str::from_utf8(rest.get(..end)?).ok()?.trim_end_matches('.');
        super::stated::version(text).filter(|version| version.contains('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_file_is_named_after_its_source() {
        let has = |member: &str, stem: &str| stems(member).contains(&stem);
        assert!(has("8017ddc1302f104c-sqlite3.o", "sqlite3"));
        assert!(has("inflate.c.o", "inflate"));
        assert!(has("libcrypto-lib-aes_core.o", "aes_core"));
        assert!(has("libcurl_la-altsvc.o", "altsvc"));
        assert!(has("jemalloc.pic.o", "jemalloc"));
        assert!(has("dir\\first.obj", "first"));
        assert!(has("aes-x86_64.o", "aes-x86_64"));
        assert_eq!(stems(".o"), [""; 0]);
    }

    #[test]
    fn a_version_is_found_as_a_whole() {
        assert!(holds_version(b" deflate 1.3.1 Copyright", "1.3.1"));
        assert!(holds_version(b"OpenSSL 3.6.3\0", "3.6.3"));
        assert!(!holds_version(b"11.3.1", "1.3.1"));
        assert!(!holds_version(b"1.3.11", "1.3.1"));
        assert!(!holds_version(b"2.1.3.1", "1.3.1"));
        assert!(!holds_version(b"1.3", "1.3"));
        assert_eq!(behind(b"x $LuaVersion: Lua 5.4.7  Copyright", "$LuaVersion: Lua ").as_deref(), Some("5.4.7"));
        assert_eq!(behind(b"OpenSSL is\0OpenSSL 3.6.3 9 Jun", "OpenSSL ").as_deref(), Some("3.6.3"));
        assert_eq!(behind(b"OpenSSL 3.6.3", "OpenSSL "), None);
    }
}
