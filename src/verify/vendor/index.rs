//! Finds the entries that can match a package without asking each: exact names by name, patterns by the literal text before their `*`.

use std::collections::BTreeMap;

use super::register::{Entry, EntryPattern};

/// The entries of a register, by what they match.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    exact: BTreeMap<Box<str>, Vec<usize>>,
    /// Sorted by prefix.
    prefixes: Vec<Prefix>,
    folders: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Prefix {
    text: Box<str>,
    /// The longest other prefix that this one starts with.
    parent: Option<usize>,
    entries: Vec<usize>,
}

impl Index {
    pub(super) fn new(entries: &[Entry]) -> Self {
        let mut index = Self::default();
        let mut prefixes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, entry) in entries.iter().enumerate() {
            match &entry.pattern {
                EntryPattern::Folder(_) => index.folders.push(at),
                EntryPattern::Package(pattern) if pattern.is_exact() => {
                    index.exact.entry(pattern.as_str().into()).or_default().push(at);
                }
                EntryPattern::Package(pattern) => prefixes.entry(pattern.prefix()).or_default().push(at),
            }
        }
        for (text, entries) in prefixes {
            let mut parent = index.prefixes.len().checked_sub(1);
            while let Some(at) = parent
                && !text.starts_with(&*index.prefixes[at].text)
            {
                parent = index.prefixes[at].parent;
            }
            index.prefixes.push(Prefix { text: text.into(), parent, entries });
        }
        index
    }

    /// Returns every entry whose pattern matches the package.
    pub(super) fn matches(&self, package: &str, entries: &[Entry]) -> Vec<usize> {
        let mut found = self.exact.get(package).cloned().unwrap_or_default();
        // The prefixes of a text that are in a sorted list are all ancestors of the last one that does not sort after it, or itself.
        let mut next = self.prefixes.partition_point(|prefix| *prefix.text <= *package).checked_sub(1);
        while let Some(at) = next {
            let prefix = &self.prefixes[at];
            if package.starts_with(&*prefix.text) {
                found.extend(prefix.entries.iter().filter(|entry| match &entries[**entry].pattern {
                    EntryPattern::Package(pattern) => pattern.matches(package),
                    EntryPattern::Folder(_) => false,
                }));
            }
            next = prefix.parent;
        }
        found
    }

    /// Returns every entry whose pattern matches a folder of the subject.
    pub(super) fn folder_matches(&self, folder: &str, entries: &[Entry]) -> Vec<usize> {
        let fits = |entry: &&usize| match &entries[**entry].pattern {
            EntryPattern::Folder(glob) => glob.matches(folder),
            EntryPattern::Package(_) => false,
        };
        self.folders.iter().filter(fits).copied().collect()
    }
}
