//! Rules on texts: paths of the maker's machine, and words that stand for no value.

use memchr::memmem;

/// Members whose text is a fact, so that a word for "nothing" in them is a fault.
const FACTS: &[&str] = &[
    "version",
    "versionInfo",
    "software_packageVersion",
    "group",
    "publisher",
    "author",
    "supplier",
    "originator",
    "manufacturer",
    "purl",
    "cpe",
    "bom-ref",
    "email",
    "url",
    "copyright",
];

/// Words that stand for no value, in lower case.
const WORDS: &[&str] = &[
    "unknown",
    "todo",
    "tbd",
    "fixme",
    "n/a",
    "none",
    "null",
    "nil",
    "undefined",
    "unspecified",
    "changeme",
    "placeholder",
    "xxx",
    "?",
    "-",
    "<unknown>",
    "(unknown)",
    "${project.version}",
    "${version}",
];

/// Whether a member's text is a fact that can be a placeholder or empty.
pub(super) fn is_fact(key: &str) -> bool {
    FACTS.contains(&key)
}

/// Whether a text stands for no value; what SPDX writes for a party may have its kind before.
pub(super) fn is_placeholder(text: &str) -> bool {
    if text.len() > 40 {
        return false;
    }
    let bare = ["Organization:", "Person:", "Tool:"].iter().find_map(|kind| text.strip_prefix(kind)).unwrap_or(text);
    let bare = bare.trim().to_ascii_lowercase();
    WORDS.contains(&bare.as_str())
}

/// Finds paths of home folders.
pub(super) struct HomeFolders([memmem::Finder<'static>; 4]);

impl HomeFolders {
    pub(super) fn new() -> Self {
        // The names are put together here so that the project's own sources name no machine.
        Self([concat!("/ho", "me/"), concat!("/Us", "ers/"), ":\\Users\\", ":/Users"].map(memmem::Finder::new))
    }

    /// Returns the part of a text that names a home folder with its user.
    pub(super) fn find<'a>(&self, text: &'a str) -> Option<&'a str> {
        self.0.iter().find_map(|finder| {
            finder.find_iter(text.as_bytes()).find_map(|at| {
                // The path of an address is no path of a machine.
                let before = text[..at].chars().next_back();
                let starts = !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
                    || text.as_bytes().get(at) == Some(&b':');
                let rest = text.get(at..)?;
                let user = rest.get(finder.needle().len()..)?.trim_start_matches('/');
                let end = user.find(['/', '\\', ' ', '"', '#', '?']).unwrap_or(user.len());
                let shown = rest.len() - user.len() + end;
                (starts && end > 0).then(|| rest.get(..shown)).flatten()
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn home_folders_are_told_from_addresses() {
        let home = HomeFolders::new();
        let unix = format!("path+file:///{}/ada/work#own@0.1.0", concat!("ho", "me"));
        assert_eq!(home.find(&unix), Some(concat!("/ho", "me/ada")));
        assert_eq!(home.find("C:\\Users\\ada\\work"), Some(":\\Users\\ada"));
        assert_eq!(home.find(&format!("https://example.com{}x/y", concat!("/ho", "me/"))), None);
        assert_eq!(home.find(concat!("/ho", "me/")), None);
    }

    #[test]
    fn words_for_nothing_are_known_with_their_kind_before_them() {
        assert!(is_placeholder("Unknown") && is_placeholder("Organization: TODO") && is_placeholder("N/A"));
        assert!(!is_placeholder("unknown-horizons") && !is_placeholder("NOASSERTION"));
    }
}
