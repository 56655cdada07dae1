//! A workspace of path packages, which no network is needed for, with everything that makes a lock file say more than what is built.

use std::path::PathBuf;
use std::process::{Command, Output};

use crate::project::put;

/// Folder, manifest, and whether it has a library, a build script and programs.
type Package = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const LIBRARY: (&str, &str) = ("src/lib.rs", "pub fn one() -> u32 { 1 }\n");
const MAIN: (&str, &str) = ("src/main.rs", "fn main() {}\n");
const SCRIPT: (&str, &str) = ("build.rs", "fn main() {}\n");

/// Every package.
///
/// `shared` is linked without features and used by build script and proc-macro with two; `opt` is only asked for by a weak feature; `winonly` is for Windows;
/// `devonly` for the example; `dup` is there in two versions; `m-sys` links `m`.
const PACKAGES: &[Package] = &[
    (
        "app",
        "[features]\ndefault = []\nfancy = [\"dep:fancydep\"]\n\
         [dependencies]\nmid = { path = \"../mid\", features = [\"y\"] }\npm = { path = \"../pm\" }\n\
         alias = { package = \"shared\", path = \"../shared\" }\nm-sys = { path = \"../m-sys\" }\n\
         dup = { path = \"../dup1\", version = \"1\" }\nfancydep = { path = \"../fancydep\", optional = true }\n\
         [target.'cfg(windows)'.dependencies]\nwinonly = { path = \"../winonly\" }\n\
         [build-dependencies]\nalias = { package = \"shared\", path = \"../shared\", features = [\"extra\"] }\n\
         [dev-dependencies]\ndevonly = { path = \"../devonly\" }\n\
         [[bin]]\nname = \"app\"\npath = \"src/main.rs\"\n\
         [[bin]]\nname = \"fancy\"\npath = \"src/fancy.rs\"\nrequired-features = [\"fancy\"]\n",
        &[MAIN, SCRIPT, ("src/fancy.rs", "fn main() {}\n"), ("examples/demo.rs", "fn main() {}\n"), LIBRARY],
    ),
    (
        "mid",
        "[features]\ny = [\"opt?/y\"]\n[dependencies]\nshared = { path = \"../shared\" }\nopt = { path = \"../opt\", optional = true }\n",
        &[LIBRARY],
    ),
    ("opt", "[features]\ny = []\n", &[LIBRARY]),
    (
        "shared",
        "[features]\nextra = [\"dep:extra\"]\nwithextra = [\"extra\"]\n[dependencies]\nextra = { path = \"../extra\", optional = true }\n",
        &[LIBRARY],
    ),
    ("extra", "", &[LIBRARY]),
    (
        "pm",
        "[lib]\nproc-macro = true\n[dependencies]\npmdep = { path = \"../pmdep\" }\n\
         shared = { path = \"../shared\", features = [\"withextra\"] }\ndup = { path = \"../dup2\", version = \"2\" }\n",
        &[("src/lib.rs", "")],
    ),
    ("pmdep", "", &[LIBRARY]),
    (
        "m-sys",
        "links = \"m\"\n",
        &[LIBRARY, ("build.rs", "fn main() { println!(\"cargo:rustc-link-lib=dylib=m\"); }\n")],
    ),
    ("dup1", "name = \"dup\"\nversion = \"1.0.0\"\n", &[LIBRARY]),
    ("dup2", "name = \"dup\"\nversion = \"2.0.0\"\n", &[LIBRARY]),
    ("fancydep", "", &[LIBRARY]),
    ("winonly", "", &[LIBRARY]),
    ("devonly", "[dependencies]\nshared = { path = \"../shared\" }\n", &[LIBRARY]),
    ("tool", "[dependencies]\nshared = { path = \"../shared\" }\n", &[MAIN]),
    ("plug", "[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\nmid = { path = \"../mid\" }\n", &[("src/lib.rs", "")]),
    (
        "stat",
        "[lib]\ncrate-type = [\"staticlib\", \"rlib\"]\n[dependencies]\ndup = { path = \"../dup2\", version = \"2\" }\n",
        &[("src/lib.rs", "")],
    ),
];

/// The workspace in a scratch folder.
pub(crate) struct Workspace {
    scratch: tempfile::TempDir,
}

impl Workspace {
    pub(crate) fn new() -> Self {
        let workspace = Self { scratch: tempfile::tempdir().unwrap() };
        let own = "\"app\", \"tool\", \"plug\", \"stat\"";
        let text = format!(
            "[workspace]\nresolver = \"2\"\nmembers = [{own}]\ndefault-members = [{own}]\nexclude = [\"dup1\", \"dup2\"]\n\
             [profile.dev]\ndebug = false\n"
        );
        put(&workspace.folder().join("Cargo.toml"), text.as_bytes());
        for (folder, rest, files) in PACKAGES {
            let head = if rest.starts_with("name") {
                format!("[package]\nedition = \"2021\"\n{rest}")
            } else {
                format!("[package]\nname = \"{folder}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n{rest}")
            };
            put(&workspace.folder().join(folder).join("Cargo.toml"), head.as_bytes());
            for (file, text) in *files {
                put(&workspace.folder().join(folder).join(file), text.as_bytes());
            }
        }
        workspace
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.scratch.path().canonicalize().unwrap()
    }

    /// Runs `bonafide build` with these arguments.
    pub(crate) fn build(&self, arguments: &[&str]) -> Output {
        self.bonafide(&[&["build", "-q"], arguments].concat()).output().unwrap()
    }

    pub(crate) fn bonafide(&self, arguments: &[&str]) -> Command {
        let mut command = crate::executable::bonafide(&self.folder());
        with_toolchain(&mut command);
        command.args(arguments);
        command
    }

    /// Gives a command what it needs to run cargo here.
    pub(crate) fn with_toolchain(&self, command: &mut Command) {
        command.current_dir(self.folder());
        with_toolchain(command);
    }

    /// Returns the one SBOM of an artifact, as it lies below the target folder.
    pub(crate) fn document(&self, artifact: &str) -> serde_json::Value {
        let path = self.folder().join("target").join(format!("{artifact}.cdx.json"));
        serde_json::from_slice(&std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
            .unwrap()
    }
}

/// Gives a command what it needs to run cargo, and nothing of the cargo that runs the tests.
pub(crate) fn with_toolchain(command: &mut Command) {
    for name in ["PATH", "RUSTUP_HOME", "CARGO_HOME", "RUSTUP_TOOLCHAIN"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    let home = std::env::home_dir().unwrap();
    let folder = |name: &str, below: &str| std::env::var_os(name).unwrap_or_else(|| home.join(below).into_os_string());
    command.env("CARGO_HOME", folder("CARGO_HOME", ".cargo")).env("RUSTUP_HOME", folder("RUSTUP_HOME", ".rustup"));
    command.env("CARGO_NET_OFFLINE", "true");
}

/// Returns the triple of this machine.
pub(crate) fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

/// Returns an artifact's place below the target folder.
pub(crate) fn place(triple: Option<&str>, rest: &str) -> String {
    let folder = triple.map(|triple| format!("{triple}/")).unwrap_or_default();
    format!("{folder}debug/{rest}")
}
