//! `cargo install` of a package from a registry, outside of any project. The registry is a folder, as `cargo vendor` makes one.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use super::workspace::with_toolchain;

const MAIN: &str = "fn main() { dep::f() }";

/// Name, version, the rest of the manifest, and files with their texts.
type Package = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);

const PACKAGES: &[Package] = &[
    (
        "prog",
        "1.0.0",
        "[dependencies]\ndep = \"1\"\nwin = { version = \"1\", optional = true }\n",
        &[("src/bin/one.rs", MAIN), ("src/bin/two.rs", MAIN), ("Cargo.lock", LOCK)],
    ),
    ("dep", "1.0.0", "", &[("src/lib.rs", "pub fn f() {}")]),
    ("dep", "1.1.0", "", &[("src/lib.rs", "pub fn f() {}")]),
    ("win", "1.0.0", "", &[("src/lib.rs", "")]),
    ("broken", "1.0.0", "", &[("src/main.rs", "fn main() { 1 }")]),
];

const LOCK: &str = "version = 4\n\n[[package]]\nname = \"dep\"\nversion = \"1.0.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n\
    checksum = \"1111111111111111111111111111111111111111111111111111111111111111\"\n\n[[package]]\nname = \"prog\"\nversion = \"1.0.0\"\n\
    dependencies = [\n \"dep\",\n \"win\",\n]\n\n[[package]]\nname = \"win\"\nversion = \"1.0.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n\
    checksum = \"1111111111111111111111111111111111111111111111111111111111111111\"\n";

struct Registry(tempfile::TempDir);

impl Registry {
    fn new() -> Self {
        let scratch = tempfile::tempdir().unwrap();
        let put = |path: &Path, text: &str| {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        for (name, version, rest, files) in PACKAGES {
            let folder = scratch.path().join("registry").join(format!("{name}-{version}"));
            let head = format!("[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2021\"\n{rest}");
            put(&folder.join("Cargo.toml"), &head);
            put(
                &folder.join(".cargo-checksum.json"),
                &format!("{{\"files\":{{}},\"package\":\"{}\"}}", "1".repeat(64)),
            );
            for (file, text) in *files {
                put(&folder.join(file), text);
            }
        }
        std::fs::create_dir(scratch.path().join("empty")).unwrap();
        Self(scratch)
    }

    fn install(&self, arguments: &[&str]) -> Output {
        let root = self.0.path().join("root");
        self.install_below(&[&["--root", root.to_str().unwrap()], arguments].concat(), &[])
    }

    fn install_below(&self, arguments: &[&str], variables: &[(&str, &Path)]) -> Output {
        let mut command = crate::executable::bonafide(&self.0.path().join("empty"));
        with_toolchain(&mut command);
        let folder = self.0.path().join("registry");
        let source = format!("source.own.directory={:?}", folder.to_str().unwrap());
        command.args(["build", "-q", "--", "cargo", "install", "-q", "--debug"]).envs(variables.iter().copied());
        command.args(["--config", "source.crates-io.replace-with='own'", "--config", &source]).args(arguments);
        command.output().unwrap()
    }

    fn document(&self, program: &str) -> Value {
        let file = format!("root/bin/{program}{}.cdx.json", std::env::consts::EXE_SUFFIX);
        serde_json::from_slice(&std::fs::read(self.0.path().join(file)).unwrap()).unwrap()
    }
}

fn compiled(document: &Value) -> BTreeSet<&str> {
    let listed = document["components"].as_array().unwrap().iter().filter(|it| super::is_compiled(it));
    listed.filter_map(|it| it["purl"].as_str()).collect()
}

#[test]
fn each_installed_program_lists_what_was_compiled_of_the_versions_that_were() {
    for (more, dep) in [(&["--locked"][..], "pkg:cargo/dep@1.0.0"), (&["--force"], "pkg:cargo/dep@1.1.0")] {
        let registry = Registry::new();
        let output = registry.install(&[&["prog"], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        for program in ["one", "two"] {
            let document = registry.document(program);
            assert_eq!(document["metadata"]["component"]["purl"], "pkg:cargo/prog@1.0.0");
            assert_eq!(compiled(&document), BTreeSet::from([dep]), "{program}");
            let file = format!("root/bin/{program}{}", std::env::consts::EXE_SUFFIX);
            let verify = crate::executable::bonafide(registry.0.path())
                .args(["verify", &file, "--check", "digest", "--sbom", &format!("{file}.cdx.json")])
                .output();
            assert_eq!(verify.unwrap().status.code(), Some(0), "{program}");
        }
    }
}

#[test]
fn what_was_not_installed_is_not_described() {
    let registry = Registry::new();
    for (arguments, code) in [
        (&["no-such-package"][..], 101),
        (&["broken"], 101),
        (&["prog", "broken"], 2),
        (&["--git", "file:///nowhere", "prog"], 2),
    ] {
        let output = registry.install(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(!registry.0.path().join("root/bin").is_dir(), "{arguments:?}");
    }
    // What is there already is left alone by cargo, and told.
    assert_eq!(registry.install(&["prog", "--locked"]).status.code(), Some(0));
    let output = registry.install(&["prog", "--locked"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--force"));
}

#[test]
fn programs_are_found_wherever_they_are_installed_by() {
    let registry = Registry::new();
    let path = |name: &str| registry.0.path().join(name);
    let home = path("user/.cargo");
    std::fs::create_dir_all(&home).unwrap();
    std::fs::write(home.join("config.toml"), "[install]\nroot = \"by/file/\"\n").unwrap();
    let argument = format!("install.root={:?}", path("by-argument").to_str().unwrap());
    let (variable, home) = (path("by-variable"), ("CARGO_HOME", home.as_path()));
    for (arguments, variables, root) in [
        (&["prog", "--config", &argument][..], &[][..], "by-argument"),
        // The variable counts more than what is configured.
        (&["prog", "--config", &argument], &[("CARGO_INSTALL_ROOT", variable.as_path())], "by-variable"),
        (&["prog", "--config", "install.root='bare'"], &[], "empty/bare"),
        (&["prog"], &[home], "user/by/file"),
        (&["prog", "--root", "own"], &[home], "empty/own"),
    ] {
        let output = registry.install_below(&[arguments, &["--force"]].concat(), variables);
        assert_eq!(output.status.code(), Some(0), "{root}: {}", String::from_utf8_lossy(&output.stderr));
        let file = path(root).join(format!("bin/one{}.cdx.json", std::env::consts::EXE_SUFFIX));
        assert!(file.is_file(), "{}", file.display());
    }
}
