//! Hands the target triple to the executable: cargo tells it to build scripts alone.

#![expect(clippy::disallowed_methods, reason = "cargo speaks to build scripts through the environment")]

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = std::env::var("TARGET").unwrap_or_default();
    println!("cargo:rustc-env=BONAFIDE_TARGET={target}");
}
