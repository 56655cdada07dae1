//! How a build was set up: the profile that applies, and what cargo's configuration and the environment add, without any path of this machine.
//!
//! Cargo's messages tell four settings of a profile; the rest follows from the workspace's manifest, configuration files and variables by cargo's own
//! precedence. Where what follows differs from what the messages tell, it is not stated: then something was set that is not seen here.

mod configuration;
mod profile;

use std::path::Path;

pub use configuration::{Configuration, ConfigurationFile};
pub(super) use profile::{Profile, Profiles, Use, words};

use crate::model::Properties;

/// How a build was set up, as far as the caller knows.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The name of the profile that was asked for.
    pub profile: String,
    /// Files, variables and arguments that configure cargo.
    pub configuration: Configuration,
}

/// Returns what is configured for one platform beside its profile, by property.
pub(super) fn of_platform(configuration: &Configuration, triple: &str, cfg: &str) -> Properties {
    let mut found = Properties::new();
    let flags = configuration.rust_flags(triple, cfg);
    if !flags.is_empty() {
        let shown: Vec<String> = flags.iter().map(|flag| without_paths(flag)).collect();
        found.insert("cargo:rustflags".to_owned(), shown.join(" "));
    }
    let programs = [
        ("cargo:rustc", configuration.program("RUSTC", "rustc")),
        ("cargo:rustc-wrapper", configuration.program("RUSTC_WRAPPER", "rustc-wrapper")),
        ("cargo:rustc-workspace-wrapper", configuration.program("RUSTC_WORKSPACE_WRAPPER", "rustc-workspace-wrapper")),
        ("cargo:linker", configuration.linker(triple, cfg)),
    ];
    for (key, value) in programs {
        if let Some(name) = value.as_deref().and_then(file_name) {
            found.insert(key.to_owned(), name);
        }
    }
    found
}

/// Returns the name of a program; where it lies is no fact about the artifact.
pub(super) fn file_name(program: &str) -> Option<String> {
    let plain = program.replace('\\', "/");
    Path::new(&plain).file_name()?.to_str().map(str::to_owned)
}

/// Returns a flag with every path in it replaced: what lies where is no fact about the artifact.
fn without_paths(flag: &str) -> String {
    let is_path = |part: &str| part.contains(['/', '\\']);
    let shown = |part: &str| if is_path(part) { "<path>".to_owned() } else { part.to_owned() };
    flag.split('=').map(shown).collect::<Vec<_>>().join("=")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_the_machine_are_left_out_of_flags() {
        assert_eq!(without_paths("--remap-path-prefix=/home/u=src"), "--remap-path-prefix=<path>=src");
        assert_eq!(without_paths("-Ctarget-cpu=native"), "-Ctarget-cpu=native");
        assert_eq!(without_paths("-L/usr/lib"), "<path>");
        assert_eq!(file_name("/usr/bin/sccache").as_deref(), Some("sccache"));
        assert_eq!(file_name("C:\\bin\\lld-link.exe").as_deref(), Some("lld-link.exe"));
    }
}
