//! What the library takes as arguments: the environment, the clock and the caches. Only this file asks for them.
#![expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment and the clock")]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use bonafide::collect::{self, cargo::Toolchain};
use bonafide::model::Timestamp;

use crate::exit::Failure;

/// Returns a variable's value; an empty one counts as unset.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Returns a variable's value, whatever it is.
pub(crate) fn raw_variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// Returns where each ecosystem keeps what it has downloaded, by purl type, for those folders that exist.
pub(crate) fn caches() -> BTreeMap<&'static str, PathBuf> {
    let home = std::env::home_dir();
    let mut caches = BTreeMap::new();
    for location in collect::ALL.iter().filter_map(|collector| collector.cache()) {
        let named = std::env::var_os(location.variable).filter(|value| !value.is_empty()).map(PathBuf::from);
        let folder = named.or_else(|| home.as_ref().map(|home| home.join(location.below_home)));
        if let Some(folder) = folder.filter(|folder| folder.is_dir()) {
            caches.insert(location.purl_type, folder);
        }
    }
    caches
}

/// Returns the present time.
pub(crate) fn now() -> Timestamp {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    i64::try_from(seconds).ok().and_then(Timestamp::from_unix).unwrap_or_else(epoch)
}

/// Returns the present time as files state it.
pub(crate) fn clock() -> SystemTime {
    SystemTime::now()
}

fn epoch() -> Timestamp {
    Timestamp::from_unix(0).expect("the epoch is a time")
}

/// Returns the time that documents state: `SOURCE_DATE_EPOCH`, or else the present.
///
/// Spec: reproducible-builds.org, "`SOURCE_DATE_EPOCH`".
pub(crate) fn document_time() -> Result<Timestamp, Failure> {
    let Some(text) = variable("SOURCE_DATE_EPOCH") else { return Ok(now()) };
    text.parse::<i64>().ok().and_then(Timestamp::from_unix).ok_or_else(|| {
        Failure::usage(format!("`SOURCE_DATE_EPOCH` is `{text}`, expected seconds since 1970"))
            .hint("export SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)")
    })
}

/// Returns the user's own cargo and rustc, the first on `PATH` in an absolute folder that is no part of the subject.
pub(crate) fn toolchain(subject: &Path) -> Result<Toolchain, Failure> {
    let subject = subject.canonicalize()?;
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let find = |program: &str| {
        let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
        let inside = |file: &Path| file.canonicalize().map_or(true, |file| file.starts_with(&subject));
        let folders = std::env::split_paths(&paths).filter(|folder| folder.is_absolute());
        let mut files = folders.map(|folder| folder.join(&name));
        files
            .find(|file| file.is_file() && !inside(file))
            .ok_or_else(|| Failure::usage(format!("`{program}` is not on `PATH`")).hint("leave out `--cargo-metadata`"))
    };
    let home = std::env::home_dir();
    let folder = |variable_name: &str, below: &str| {
        let named = variable(variable_name).map(PathBuf::from);
        named.or_else(|| home.as_ref().map(|home| home.join(below))).filter(|folder| folder.is_dir())
    };
    Ok(Toolchain {
        cargo: find("cargo")?,
        rustc: find("rustc")?,
        cargo_home: folder("CARGO_HOME", ".cargo"),
        rustup_home: folder("RUSTUP_HOME", ".rustup"),
        name: variable("RUSTUP_TOOLCHAIN"),
    })
}

/// Returns the variables that configure cargo and what it starts.
///
/// Spec: The Cargo Book, "Environment Variables" and "Configuration".
pub(crate) fn cargo_variables() -> Vec<(String, String)> {
    let is_wanted = |name: &str| {
        name.starts_with("CARGO_") && !name.contains("TOKEN")
            || matches!(name, "RUSTC" | "RUSTC_WRAPPER" | "RUSTC_WORKSPACE_WRAPPER" | "RUSTFLAGS" | "CI" | "TF_BUILD")
    };
    let texts =
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    texts.filter(|(name, _)| is_wanted(name)).collect()
}

/// Returns cargo's home folder.
pub(crate) fn cargo_home() -> Option<PathBuf> {
    variable("CARGO_HOME").map(PathBuf::from).or_else(|| Some(std::env::home_dir()?.join(".cargo")))
}
