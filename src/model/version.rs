//! The order of versions, by ecosystem.

use std::cmp::Ordering;

/// Words that mark what comes before a release, where the ecosystem has no rule of its own.
const BEFORE_RELEASE: &[&str] = &[
    "a",
    "alpha",
    "b",
    "beta",
    "c",
    "canary",
    "cr",
    "dev",
    "m",
    "milestone",
    "next",
    "pre",
    "preview",
    "rc",
    "snapshot",
];

/// Compares two versions of packages of one purl type; equal where none comes before the other.
///
/// - `cargo`, `npm`, `golang`: Semantic Versioning, precedence first and then build metadata. Spec: Semantic Versioning 2.0.0, section 11.
/// - `deb`: Debian's order with epochs and `~`. Spec: Debian Policy, section 5.6.12; `rpm`, `apk`, `alpm` likewise.
/// - all others, and versions that are not semantic: Debian's order, in which words such as `rc` and `beta` come before the release.
#[must_use]
pub fn compare_versions(purl_type: &str, a: &str, b: &str) -> Ordering {
    match purl_type {
        "cargo" | "npm" | "golang" => match (semantic(a), semantic(b)) {
            (Some(a), Some(b)) => a.cmp_precedence(&b).then_with(|| a.build.cmp(&b.build)),
            _ => general(a, b, BEFORE_RELEASE),
        },
        "deb" | "rpm" | "apk" | "alpm" => general(a, b, &[]),
        _ => general(a, b, BEFORE_RELEASE),
    }
}

fn semantic(text: &str) -> Option<semver::Version> {
    semver::Version::parse(text.strip_prefix('v').unwrap_or(text)).ok()
}

/// Compares as Debian does: the epoch, then words and numbers in turn.
fn general(a: &str, b: &str, before: &[&str]) -> Ordering {
    let (a, b) = (a.strip_prefix('v').unwrap_or(a), b.strip_prefix('v').unwrap_or(b));
    let epoch = |text: &str| match text.split_once([':', '!']) {
        Some((epoch, rest)) if !epoch.is_empty() && epoch.bytes().all(|byte| byte.is_ascii_digit()) => {
            (epoch.trim_start_matches('0').to_owned(), rest.to_owned())
        }
        _ => (String::new(), text.to_owned()),
    };
    let ((a_epoch, a), (b_epoch, b)) = (epoch(a), epoch(b));
    // Distributions' own number stands after the last hyphen and counts last.
    let whole = |text: &str| match text.rsplit_once('-') {
        Some((upstream, revision)) if before.is_empty() => (upstream.to_owned(), revision.to_owned()),
        _ => (text.to_owned(), String::new()),
    };
    let ((a, a_revision), (b, b_revision)) = (whole(&a), whole(&b));
    let revisions = || in_turn(&a_revision, &b_revision, before);
    number(&a_epoch, &b_epoch).then_with(|| in_turn(&a, &b, before)).then_with(revisions)
}

fn in_turn(mut a: &str, mut b: &str, before: &[&str]) -> Ordering {
    while !a.is_empty() || !b.is_empty() {
        let (a_word, a_rest) = split(a, |byte| !byte.is_ascii_digit());
        let (b_word, b_rest) = split(b, |byte| !byte.is_ascii_digit());
        let (a_number, a_next) = split(a_rest, |byte| byte.is_ascii_digit());
        let (b_number, b_next) = split(b_rest, |byte| byte.is_ascii_digit());
        let order = word(a_word, b_word, before).then_with(|| number(a_number, b_number));
        if order != Ordering::Equal {
            return order;
        }
        (a, b) = (a_next, b_next);
    }
    Ordering::Equal
}

/// Splits after the bytes that fit; the text is cut only beside ASCII digits.
fn split(text: &str, fits: impl Fn(u8) -> bool) -> (&str, &str) {
    let end = text.bytes().position(|byte| !fits(byte)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

fn number(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

/// Compares what stands between numbers: `~` before the end, the end before letters, letters before all else.
fn word(a: &str, b: &str, before: &[&str]) -> Ordering {
    let is_early = |text: &str| {
        let bare = text.trim_matches(|character: char| !character.is_ascii_alphabetic());
        before.iter().any(|word| bare.eq_ignore_ascii_case(word))
    };
    match (is_early(a), is_early(b)) {
        (true, false) => return Ordering::Less,
        (false, true) => return Ordering::Greater,
        _ => {}
    }
    let rank = |byte: Option<u8>| match byte {
        Some(b'~') => (-1, 0),
        None => (0, 0),
        // Only distributions tell upper from lower case.
        Some(byte) if byte.is_ascii_alphabetic() && before.is_empty() => (1, byte),
        Some(byte) if byte.is_ascii_alphabetic() => (1, byte.to_ascii_lowercase()),
        Some(byte) => (2, byte),
    };
    let (mut a, mut b) = (a.bytes(), b.bytes());
    loop {
        let (one, other) = (a.next(), b.next());
        let order = rank(one).cmp(&rank(other));
        if order != Ordering::Equal || (one.is_none() && other.is_none()) {
            return order;
        }
    }
}

/// Returns the first numbers of a version, by which close versions are found.
pub(super) fn leading_numbers(version: &str, count: usize) -> Vec<&str> {
    let version = version.strip_prefix('v').unwrap_or(version);
    let parts = version.split(|character: char| !character.is_ascii_digit());
    parts.take(count).map(|part| part.trim_start_matches('0')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Each list is in order.
    const ORDERS: &[(&str, &[&str])] = &[
        (
            "cargo",
            &["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0", "1.0.0+a", "1.0.1", "1.10.0"],
        ),
        ("golang", &["v0.0.0-20200101000000-abcdefabcdef", "v0.1.0", "v1.2.3", "v1.10.0"]),
        ("npm", &["1.0.0-rc.1", "1.0.0", "2.0.0"]),
        ("pypi", &["1.0.dev1", "1.0", "1.0.1", "1.1rc1", "1.1", "1.9", "1.10", "1!0.5"]),
        ("maven", &["1.0-alpha-1", "1.0-SNAPSHOT", "1.0", "1.0.1", "2.0-M1", "2.0"]),
        ("deb", &["1.0~rc1-1", "1.0-1", "1.0-1ubuntu1", "1.0-2", "1.0a-1", "1.0+dfsg-1", "1:0.5-1", "2:0.1"]),
        ("generic", &["9", "10", "2024.01.02", "2024.1.3"]),
    ];

    #[test]
    fn versions_are_in_the_order_of_their_ecosystem() {
        for (purl_type, versions) in ORDERS {
            for (at, a) in versions.iter().enumerate() {
                for (other, b) in versions.iter().enumerate() {
                    assert_eq!(compare_versions(purl_type, a, b), at.cmp(&other), "{purl_type}: {a} and {b}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn the_order_has_two_sides_and_is_transitive(
            a in "[0-9a~+.:-]{0,6}", b in "[0-9rc~.-]{0,6}", c in "\\PC{0,6}",
        ) {
            for purl_type in ["cargo", "deb", "pypi"] {
                let order = |a: &str, b: &str| compare_versions(purl_type, a, b);
                prop_assert_eq!(order(&a, &b), order(&b, &a).reverse());
                prop_assert_eq!(order(&a, &a), Ordering::Equal);
                if purl_type != "cargo" && order(&a, &b).is_le() && order(&b, &c).is_le() {
                    prop_assert!(order(&a, &c).is_le());
                }
            }
        }
    }
}
