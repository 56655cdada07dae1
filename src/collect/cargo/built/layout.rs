//! Where cargo puts files: which platform a file is for, and whether it was built for its own sake.
//!
//! Spec: The Cargo Book, "Build cache": `<target>/[<triple>/]<profile>/…`.

use std::path::{Component, Path};

/// Folders that cargo makes inside of a profile's folder.
const INNER: [&str; 3] = ["deps", "build", "examples"];

/// The folders below which cargo puts what it makes.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout<'a> {
    /// The target folder, and the build folder where that is another one.
    pub(super) bases: Vec<&'a Path>,
    /// The triples that were asked for, as far as the command line says.
    pub(super) triples: &'a [String],
}

impl Layout<'_> {
    /// Returns the triple in a file's path. None without `--target`, and for what runs while building.
    pub(super) fn triple<'p>(&self, file: &'p Path) -> Option<&'p str> {
        let below = self.bases.iter().find_map(|base| file.strip_prefix(base).ok());
        let parts: Vec<&str> = parts(below.unwrap_or(file));
        let inner = parts.iter().rposition(|part| INNER.contains(part)).filter(|_| below.is_none());
        let inner = inner.or_else(|| parts.iter().position(|part| INNER.contains(part)));
        let end = inner.unwrap_or(parts.len().saturating_sub(1));
        let before = parts.get(..end).unwrap_or_default();
        match (below.is_some(), before) {
            (true, [triple, _profile]) => Some(triple),
            // Below a folder that nobody told us of, only a triple that was asked for can be recognized.
            (false, [.., triple, _profile]) => Some(*triple).filter(|it| self.triples.iter().any(|one| one == it)),
            _ => None,
        }
    }
}

fn parts(path: &Path) -> Vec<&str> {
    let name = |component| match component {
        Component::Normal(name) => std::ffi::OsStr::to_str(name),
        _ => None,
    };
    path.components().filter_map(name).collect()
}

/// Returns whether cargo put a file where people look for it, which it does with what was asked for and with programs.
pub(super) fn is_put_forward(file: &Path) -> bool {
    let folder = file.parent().and_then(Path::file_name).and_then(|name| name.to_str());
    folder != Some("deps")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_triple_stands_above_the_profile() {
        let triples = ["wasm32-wasip1".to_owned()];
        let layout = Layout { bases: vec![Path::new("/w/target")], triples: &triples };
        for (file, triple) in [
            ("/w/target/debug/app", None),
            ("/w/target/debug/deps/liba-0.rlib", None),
            ("/w/target/debug/build/a-0/build-script-build", None),
            ("/w/target/x86_64-unknown-linux-gnu/release/app", Some("x86_64-unknown-linux-gnu")),
            ("/w/target/x86_64-unknown-linux-gnu/release/examples/e", Some("x86_64-unknown-linux-gnu")),
            ("/elsewhere/wasm32-wasip1/debug/app.wasm", Some("wasm32-wasip1")),
            ("/elsewhere/deps/debug/app.wasm", None),
        ] {
            assert_eq!(layout.triple(Path::new(file)), triple, "{file}");
        }
    }
}
