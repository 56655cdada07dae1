//! Names of crates in mangled symbols.
//!
//! A symbol names the crate as the compiler knows it, with `_` for `-` and under the name of its library, which may differ from the
//! package's; and it has no version. Spec: Rust RFC 2603 (v0); rustc, `symbol_mangling/legacy.rs`.

use std::collections::BTreeSet;

use super::insert;

/// Whether something is there or was taken away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Presence {
    /// It is there.
    Present,
    /// It was stripped, or never made.
    #[default]
    Stripped,
}

/// What is known by symbols and debug information.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Symbols {
    /// The table of symbols.
    pub table: Presence,
    /// Debug information.
    pub debug: Presence,
    /// Crates that define a symbol, or for a type of which one is, as the compiler names them.
    pub crates: BTreeSet<String>,
}

/// Longer names are passed over: Rust's own have some thousands.
const SYMBOL_BYTES: usize = 1 << 16;

/// Reads names that zero bytes part, or any bytes with such names in them.
pub(super) fn crates(names: &[u8]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    // Symbols of one crate stand together, so that most ask for what was just found.
    let mut last = "";
    for name in starts(names) {
        if let Some(krate) = crate_name(name)
            && krate != last
        {
            last = krate;
            insert(&mut found, krate.to_owned());
        }
    }
    found
}

/// Returns every place at which a mangled name may start. In WebAssembly no zero byte parts one from the next.
fn starts(names: &[u8]) -> impl Iterator<Item = &[u8]> {
    memchr::memchr2_iter(b'R', b'Z', names).filter_map(|at| {
        let is_start = at > 0 && names.get(at - 1) == Some(&b'_');
        let rest = names.get(at..names.len().min(at + SYMBOL_BYTES))?;
        is_start.then_some(rest)
    })
}

/// Returns the crate of a name whose leading `_` is gone.
fn crate_name(name: &[u8]) -> Option<&str> {
    match name {
        [b'R', rest @ ..] => v0(rest),
        [b'Z', b'N', rest @ ..] => legacy(rest),
        _ => None,
    }
}

/// Follows a path to its crate root. What is implemented for a type leads to the crate with the implementation.
fn v0(mut rest: &[u8]) -> Option<&str> {
    /// Names nest; longer chains than this are no compiler's.
    const DEPTH: usize = 128;
    for _ in 0..DEPTH {
        let (tag, after) = rest.split_first()?;
        rest = match tag {
            b'N' => after.get(1..).filter(|_| after.first().is_some_and(u8::is_ascii_alphabetic))?,
            b'I' => after,
            b'M' | b'X' => undisambiguated(after)?,
            b'C' => return identifier(undisambiguated(after)?),
            _ => return None,
        };
    }
    None
}

/// Passes over `s…_`.
fn undisambiguated(bytes: &[u8]) -> Option<&[u8]> {
    let [b's', rest @ ..] = bytes else { return Some(bytes) };
    let length = rest.iter().take(16).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    rest.get(length..).filter(|rest| rest.first() == Some(&b'_')).and_then(|rest| rest.get(1..))
}

/// Reads a decimal length and as many bytes, which must make a crate's name; names in Punycode are left out.
fn identifier(bytes: &[u8]) -> Option<&str> {
    let digits = bytes.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    let length: usize = std::str::from_utf8(bytes.get(..digits)?).ok()?.parse().ok()?;
    let rest = bytes.get(digits..)?;
    let rest = rest.strip_prefix(b"_").unwrap_or(rest);
    std::str::from_utf8(rest.get(..length)?).ok().filter(|name| is_crate(name))
}

fn is_crate(name: &str) -> bool {
    let is_start = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'_';
    name.as_bytes().first().is_some_and(is_start)
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Reads `<length><name>…17h<hash>E`; C++ mangles alike but for the hash.
fn legacy(bytes: &[u8]) -> Option<&str> {
    let mut rest = bytes;
    let mut first = None;
    loop {
        let digits = rest.iter().take(5).take_while(|byte| byte.is_ascii_digit()).count();
        let length: usize = std::str::from_utf8(rest.get(..digits)?).ok()?.parse().ok()?;
        let part = rest.get(digits..)?.get(..length)?;
        rest = rest.get(digits + length..)?;
        first = first.or(Some(part));
        if rest.first() == Some(&b'E') {
            let is_hash = part.len() == 17 && part.first() == Some(&b'h');
            let is_hash = is_hash && part.iter().skip(1).all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(b));
            return first.filter(|_| is_hash).and_then(of_part);
        }
    }
}

/// Returns the crate of the first part: the part itself, or the crate of the type that `<… as …>` begins with.
fn of_part(part: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(part).ok()?;
    let text = match text.strip_prefix("_$LT$") {
        // `<T as …>` with one letter, or `<impl …>`, names no crate first.
        Some(rest) => rest.split_once("..").map(|(krate, _)| krate)?,
        None => text,
    };
    Some(text).filter(|name| is_crate(name))
}
