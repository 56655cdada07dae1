//! The crates of the Rust distribution, which are in nearly every program and in no lock file.

/// Crates of the standard library itself, as symbols name them, in order.
const NAMES: &[&str] = &[
    "__rustc",
    "alloc",
    "compiler_builtins",
    "core",
    "panic_abort",
    "panic_unwind",
    "proc_macro",
    "rustc_std_workspace_alloc",
    "rustc_std_workspace_core",
    "rustc_std_workspace_std",
    "std",
    "std_detect",
    "test",
    "unwind",
];

/// Crates that the standard library is built with; a symbol of one may be the standard library's or the program's own.
const WITHIN: &[&str] = &[
    "addr2line",
    "adler",
    "adler2",
    "allocator_api2",
    "cfg_if",
    "getopts",
    "gimli",
    "hashbrown",
    "libc",
    "memchr",
    "miniz_oxide",
    "object",
    "rustc_demangle",
    "unicode_width",
    "windows_targets",
];

/// Returns whether a crate that a symbol names is the standard library's, or may be.
#[must_use]
pub fn is_standard_crate(name: &str) -> bool {
    NAMES.binary_search(&name).is_ok() || WITHIN.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_order() {
        assert!(NAMES.is_sorted() && WITHIN.is_sorted());
        assert!(is_standard_crate("core") && is_standard_crate("gimli") && !is_standard_crate("serde"));
    }
}
