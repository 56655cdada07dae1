//! The build command as the user gave it: where cargo's own words stand in it, and what of it `cargo metadata` must hear too.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::exit::Failure;

/// Commands that compile. Those of tools around cargo come with cargo's arguments.
pub(super) const VERBS: &[&str] =
    &["build", "b", "install", "test", "t", "bench", "run", "r", "rustc", "zigbuild", "check", "c", "clippy", "doc"];

/// Options before the command's own that take a value of their own word.
pub(super) const GLOBAL_VALUES: &[&str] = &["--config", "-C", "-Z", "--color"];

/// Options that decide what is resolved, with their values.
const VALUES: &[&str] = &["--features", "-F", "--manifest-path", "--config", "-Z", "--lockfile-path"];

/// Options that decide what is resolved, without value.
const FLAGS: &[&str] = &["--all-features", "--no-default-features", "--locked", "--offline", "--frozen"];

/// Options of `cargo install` with a value of their own word.
const INSTALL_VALUES: &[&str] = &[
    "--version",
    "--vers",
    "--branch",
    "--tag",
    "--rev",
    "--root",
    "--index",
    "--registry",
    "--bin",
    "--example",
    "--features",
    "-F",
    "--target",
    "--target-dir",
    "--profile",
    "-j",
    "--jobs",
    "--message-format",
    "--config",
    "-Z",
    "--color",
    "-C",
];

/// A build command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    program: OsString,
    arguments: Vec<OsString>,
    /// Where the verb stands in `arguments`.
    verb: usize,
}

impl Call {
    /// Reads a command line.
    pub(crate) fn parse(words: &[OsString]) -> Result<Self, Failure> {
        let example = "bonafide build -- cargo build --release";
        let Some((program, arguments)) = words.split_first() else {
            return Err(Failure::usage("no build command was given").hint(example));
        };
        let mut is_value = false;
        for (at, word) in arguments.iter().enumerate() {
            let text = word.to_str().unwrap_or_default();
            if text == "--" {
                break;
            }
            if std::mem::take(&mut is_value) {
                continue;
            }
            is_value = GLOBAL_VALUES.contains(&text);
            if VERBS.contains(&text) {
                let call = Self { program: program.clone(), arguments: arguments.to_vec(), verb: at };
                return call.refuse().map(|()| call);
            }
        }
        let shown = words.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
        Err(Failure::usage(format!("`{shown}` is no command of cargo's that compiles")).hint(example))
    }

    /// Returns a command line that is asked for nothing but the options before its command.
    pub(super) fn unread(words: &[OsString]) -> Option<Self> {
        let (program, arguments) = words.split_first()?;
        Some(Self { program: program.clone(), arguments: arguments.to_vec(), verb: arguments.len() })
    }

    /// Returns the program.
    pub(crate) fn program(&self) -> &OsStr {
        &self.program
    }

    /// Returns cargo itself: the program that was named, unless that is a tool around cargo.
    pub(crate) fn cargo(&self) -> &OsStr {
        let stem = Path::new(&self.program).file_stem().and_then(OsStr::to_str);
        if stem == Some("cargo") { &self.program } else { OsStr::new("cargo") }
    }

    /// Returns the toolchain that rustup is told to use, as `+nightly`.
    pub(crate) fn toolchain(&self) -> Option<&OsStr> {
        let first = self.arguments.first()?;
        first.to_str().is_some_and(|text| text.starts_with('+')).then_some(first)
    }

    /// Returns the command of cargo's.
    pub(crate) fn verb(&self) -> &str {
        self.arguments.get(self.verb).and_then(|word| word.to_str()).unwrap_or_default()
    }

    /// Returns cargo's own arguments: what stands after `--` is for the program, the tests or rustc.
    fn own(&self) -> &[OsString] {
        let end = self.arguments.iter().position(|word| word == "--").unwrap_or(self.arguments.len());
        self.arguments.get(..end).unwrap_or_default()
    }

    /// Returns the values of an option, as `--name value`, `--name=value`, and `-Nvalue` for a short one.
    pub(crate) fn values(&self, name: &str) -> Vec<&str> {
        let mut found = Vec::new();
        let mut words = self.own().iter().filter_map(|word| word.to_str());
        while let Some(word) = words.next() {
            if word == name {
                found.extend(words.next());
            } else if let Some(rest) = word.strip_prefix(name) {
                match rest.strip_prefix('=') {
                    Some(value) => found.push(value),
                    None if !name.starts_with("--") && !rest.is_empty() => found.push(rest),
                    None => {}
                }
            }
        }
        found
    }

    /// Returns whether a flag is there.
    pub(crate) fn has(&self, flag: &str) -> bool {
        self.own().iter().any(|word| word == flag)
    }

    /// Returns the profile's name.
    pub(crate) fn profile(&self) -> &str {
        if let Some(profile) = self.values("--profile").last() {
            return profile;
        }
        match self.verb() {
            _ if self.has("--release") || self.has("-r") => "release",
            "install" if self.has("--debug") => "dev",
            "install" => "release",
            "test" | "t" => "test",
            "bench" => "bench",
            _ => "dev",
        }
    }

    /// Returns the manifest that is built, if the command names one.
    fn manifest(&self) -> Option<PathBuf> {
        let named = self.values("--manifest-path").last().map(PathBuf::from);
        // `cargo install` names a folder.
        let installed = || (self.verb() == "install").then(|| self.values("--path").last().copied()).flatten();
        named.or_else(|| installed().map(|folder| Path::new(folder).join("Cargo.toml")))
    }

    /// Returns whether a package is installed that is no folder of the user's: cargo makes a project of it for itself.
    pub(crate) fn installs(&self) -> bool {
        self.verb() == "install" && self.values("--path").is_empty()
    }

    /// Refuses what could not be described once it is built.
    fn refuse(&self) -> Result<(), Failure> {
        if !self.installs() {
            return Ok(());
        }
        if !self.values("--git").is_empty() {
            let message = "`cargo install --git` builds in a folder of cargo's that cannot be described";
            let hint = "clone the repository, and run `bonafide build -- cargo install --locked --path FOLDER`";
            return Err(Failure::usage(message).hint(hint));
        }
        let own = self.own().get(self.verb + 1..).unwrap_or_default();
        let mut is_value = false;
        let names = own.iter().filter(|word| {
            let text = word.to_str().unwrap_or_default();
            let was_value = std::mem::replace(&mut is_value, INSTALL_VALUES.contains(&text));
            !was_value && !text.starts_with('-')
        });
        if names.count() > 1 {
            let message =
                "several packages are installed by builds of their own, and only one can be described at a time";
            return Err(Failure::usage(message).hint("bonafide build -- cargo install --locked NAME"));
        }
        Ok(())
    }

    /// Returns the arguments of `cargo metadata` that describe a package by this manifest, without the platforms. What the build needed is there by then.
    pub(crate) fn metadata_of(&self, manifest: &Path) -> Vec<OsString> {
        let mut arguments = self.metadata();
        arguments.retain(|word| !["--locked", "--frozen", "--offline"].iter().any(|flag| word == flag));
        arguments.extend(["--offline".into(), "--manifest-path".into(), manifest.as_os_str().to_owned()]);
        arguments
    }

    /// Returns the arguments that make cargo tell what it compiles, and whether the user wants to read that too.
    pub(crate) fn with_messages(&self) -> (Vec<OsString>, bool) {
        let own = self.values("--message-format");
        if own.iter().any(|format| format.split(',').any(|word| word.starts_with("json"))) {
            return (self.arguments.clone(), true);
        }
        let format = match own.last() {
            Some(format) if format.contains("short") => "json-render-diagnostics,json-diagnostic-short",
            _ => "json-render-diagnostics",
        };
        let mut arguments: Vec<OsString> = Vec::with_capacity(self.arguments.len() + 1);
        let mut is_value = false;
        for (at, word) in self.arguments.iter().enumerate() {
            let is_own = at < self.own().len();
            if std::mem::take(&mut is_value) {
                continue;
            }
            match word.to_str() {
                Some("--message-format") if is_own => is_value = true,
                Some(text) if is_own && text.starts_with("--message-format=") => {}
                _ => arguments.push(word.clone()),
            }
            if at == self.verb {
                arguments.push(format!("--message-format={format}").into());
            }
        }
        (arguments, false)
    }

    /// Returns the arguments of `cargo metadata` that describe the same project, without the platforms.
    pub(crate) fn metadata(&self) -> Vec<OsString> {
        let mut arguments: Vec<OsString> = Vec::new();
        arguments.extend(self.toolchain().map(OsStr::to_owned));
        for folder in self.values("-C") {
            arguments.extend(["-C".into(), folder.into()]);
        }
        arguments.extend(["metadata", "--format-version", "1"].map(OsString::from));
        if let Some(manifest) = self.manifest() {
            arguments.extend(["--manifest-path".into(), manifest.into_os_string()]);
        }
        for name in VALUES.iter().filter(|name| **name != "--manifest-path") {
            for value in self.values(name) {
                arguments.extend([OsString::from(name), OsString::from(value)]);
            }
        }
        arguments.extend(FLAGS.iter().filter(|flag| self.has(flag)).map(OsString::from));
        arguments
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(line: &str) -> Call {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        Call::parse(&words).unwrap()
    }

    fn joined(words: &[OsString]) -> String {
        words.iter().map(|word| word.to_str().unwrap()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn messages_are_asked_for_right_behind_the_verb() {
        for (line, wanted) in [
            ("cargo build", "build --message-format=json-render-diagnostics"),
            (
                "cargo +nightly --config a=1 -Z x run --release -- build --message-format=json",
                "+nightly --config a=1 -Z x run --message-format=json-render-diagnostics --release -- build --message-format=json",
            ),
            ("cargo auditable build -p a", "auditable build --message-format=json-render-diagnostics -p a"),
            ("cross build --message-format human -q", "build --message-format=json-render-diagnostics -q"),
            (
                "cargo build --message-format=short",
                "build --message-format=json-render-diagnostics,json-diagnostic-short",
            ),
        ] {
            let (arguments, asked) = call(line).with_messages();
            assert_eq!((joined(&arguments).as_str(), asked), (wanted, false), "{line}");
        }
    }

    #[test]
    fn messages_that_the_user_asks_for_stay_as_they_are() {
        let (arguments, asked) = call("cargo build --message-format json-diagnostic-rendered-ansi").with_messages();
        assert_eq!(joined(&arguments), "build --message-format json-diagnostic-rendered-ansi");
        assert!(asked);
    }

    #[test]
    fn metadata_hears_what_decides_about_the_graph() {
        let line = "cargo +1.80 build --release -Fa,b --features=c --no-default-features --offline --config k=1 -p x --target t";
        let wanted =
            "+1.80 metadata --format-version 1 --features c -F a,b --config k=1 --no-default-features --offline";
        assert_eq!(joined(&call(line).metadata()), wanted);
        let installed = call("cargo install --path sub --locked");
        let manifest = Path::new("sub").join("Cargo.toml");
        let wanted = format!("metadata --format-version 1 --manifest-path {} --locked", manifest.display());
        assert_eq!((joined(&installed.metadata()), installed.profile()), (wanted, "release"));
    }

    #[test]
    fn a_command_that_compiles_nothing_is_refused() {
        let words = ["cargo", "--", "build"].map(OsString::from);
        assert!(Call::parse(&words).is_err());
        assert!(Call::parse(&[]).is_err());
    }

    #[test]
    fn an_installation_is_told_from_a_build_and_only_one_is_taken() {
        for (line, is_one, installs) in [
            ("cargo install just", true, true),
            ("cargo install -F a --root r --version 1.0.0 just -j 2 --locked", true, true),
            ("cargo install just@1.0.0 --features=a", true, true),
            ("cargo install --path sub", true, false),
            ("cargo build --path", true, false),
            ("cargo install just ripgrep", false, false),
            ("cargo install --locked -j 2 just --root r ripgrep", false, false),
            ("cargo install --git x just", false, false),
        ] {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let parsed = Call::parse(&words);
            assert_eq!(parsed.is_ok(), is_one, "{line}");
            assert!(parsed.is_err() || call(line).installs() == installs, "{line}");
        }
        let line = "cargo +1.80 install just --locked -F a --root r --frozen";
        let wanted = "+1.80 metadata --format-version 1 -F a --offline --manifest-path m";
        assert_eq!(joined(&call(line).metadata_of(Path::new("m"))), wanted);
    }
}
