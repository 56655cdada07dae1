//! The file of a linked library: found as a linker would, read, and told whose it is.

use std::path::{Path, PathBuf};

use super::link::{Link, Search};
use super::{Linkage, Script};
use crate::limits;
use crate::model::{Algorithm, Digest, Problem, ProblemKind};
use crate::source::ar;
use crate::source::hash::digest_bytes;
use crate::source::read_bounded;
use crate::system::{Owner, System, parse_linker_script};

/// Where a library lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In the folder that the build script writes to: it was compiled, or fetched, by it.
    Output,
    /// In the package itself.
    Package,
    /// In the system, in a package of the distribution.
    System(Box<Owner>),
    /// In a folder that nobody answers for.
    Elsewhere,
}

/// A library that was found.
#[derive(Clone, Debug)]
pub(super) struct Library {
    /// The file's own name, links followed.
    pub(super) name: String,
    /// Where it lies, as evidence may name it: never a path of this machine.
    pub(super) shown: String,
    /// The folder that it was found in, for what else is installed there.
    pub(super) folder: PathBuf,
    pub(super) place: Place,
    pub(super) linkage: Linkage,
    pub(super) digest: Option<Digest>,
    pub(super) bytes: Vec<u8>,
    /// Whether it is a static library without any member, as C libraries keep them for old build scripts.
    pub(super) is_empty: bool,
}

/// What a linker tries.
pub(super) struct Finder<'a> {
    script: &'a Script<'a>,
    system: &'a System,
    out_dir: Option<PathBuf>,
    package: Option<PathBuf>,
    folders: Vec<PathBuf>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(script: &'a Script<'a>, system: &'a System) -> Self {
        let searches = script.linked_paths.iter().map(|text| Search::parse(text));
        let mut folders: Vec<PathBuf> = Vec::new();
        let own = searches.filter(|search| search.for_libraries).map(|search| search.folder.to_path_buf());
        for folder in own.chain(system.link_folders(script.target)) {
            if !folders.contains(&folder) {
                folders.push(folder);
            }
        }
        let canonical = |path: &Path| path.canonicalize().ok();
        Self { script, system, out_dir: script.out_dir.and_then(canonical), package: canonical(script.folder), folders }
    }

    /// Returns the file that a linker takes for a link; none where it is in no folder that is looked through.
    pub(super) fn find(&self, link: &Link<'_>) -> Option<Result<Library, Problem>> {
        let names = file_names(link, self.script.target);
        let paths = self.folders.iter().flat_map(|folder| names.iter().map(move |name| folder.join(name)));
        paths.into_iter().find_map(|path| self.own(&path, link).or_else(|| self.foreign(&path, link)))
    }

    /// Takes a file of the package or of its build script.
    fn own(&self, path: &Path, link: &Link<'_>) -> Option<Result<Library, Problem>> {
        let real = path.canonicalize().ok()?;
        let below = |root: &Option<PathBuf>| real.strip_prefix(root.as_ref()?).ok().map(Path::to_path_buf);
        let (place, rest, label) = match (below(&self.out_dir), below(&self.package)) {
            (Some(rest), _) => (Place::Output, rest, "OUT_DIR/"),
            (None, Some(rest)) => (Place::Package, rest, ""),
            (None, None) => return None,
        };
        let rest = rest.to_string_lossy().replace('\\', "/");
        let shown = format!("{}-{}/{label}{rest}", self.script.name, self.script.version);
        let bytes = read_bounded(&real, limits::LIBRARY_BYTES);
        Some(library(&real, shown, place, link, bytes))
    }

    /// Takes a file of the system.
    fn foreign(&self, path: &Path, link: &Link<'_>) -> Option<Result<Library, Problem>> {
        let mut real = self.system.follow(path)?;
        if !self.system.is_for(&real, self.script.target) {
            return None;
        }
        let mut linked = path.to_path_buf();
        if let Some(behind) = self.behind_script(&real) {
            linked.clone_from(&behind);
            real = self.system.follow(&behind)?;
        }
        let owner = self.system.owner(&real).or_else(|| self.system.owner(&linked));
        let file = real.file_name()?.to_string_lossy().into_owned();
        let (place, shown) = match owner {
            Some(owner) => (Place::System(Box::new(owner)), real.to_string_lossy().trim_start_matches('/').to_owned()),
            None => (Place::Elsewhere, file),
        };
        let bytes = self.system.read(&real, limits::LIBRARY_BYTES);
        Some(library(&real, shown, place, link, bytes))
    }

    /// Returns the library that a linker script in its place names.
    fn behind_script(&self, path: &Path) -> Option<PathBuf> {
        /// Scripts are short; a library that begins as text is none.
        const SCRIPT_BYTES: u64 = 64 << 10;
        let bytes = self.system.read(path, SCRIPT_BYTES).ok()?;
        if bytes.starts_with(b"\x7fELF") || ar::is_archive(&bytes) {
            return None;
        }
        let named = parse_linker_script(std::str::from_utf8(&bytes).ok()?)?;
        if named.starts_with('/') {
            return Some(named.into());
        }
        // A bare name is looked for as any other.
        let folders = path.parent().into_iter().chain(self.folders.iter().map(PathBuf::as_path));
        folders.map(|folder| folder.join(&named)).find(|path| self.system.is_for(path, self.script.target))
    }
}

fn library(
    real: &Path,
    shown: String,
    place: Place,
    link: &Link<'_>,
    bytes: Result<Vec<u8>, crate::source::SourceError>,
) -> Result<Library, Problem> {
    let bytes =
        bytes.map_err(|error| Problem::new(ProblemKind::Unusable, shown.clone(), super::super::reason(&error)))?;
    let name = real.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let members = ar::parse_archive(&bytes);
    Ok(Library {
        linkage: linkage(link, &name, members.as_deref().unwrap_or_default()),
        is_empty: members.as_ref().is_ok_and(Vec::is_empty),
        digest: digest_bytes(Algorithm::Sha256, &bytes),
        folder: real.parent().unwrap_or(Path::new("/")).to_path_buf(),
        name,
        shown,
        place,
        bytes,
    })
}

/// Returns how a library is linked: what kind of file was found decides where both kinds would do.
fn linkage(link: &Link<'_>, name: &str, members: &[ar::Member<'_>]) -> Linkage {
    let ends = |ending: &str| name.ends_with(ending);
    let imports = || members.iter().any(|member| member.name.to_ascii_lowercase().ends_with(".dll"));
    let dynamic = ends(".so") || name.contains(".so.") || ends(".dylib") || ends(".tbd") || ends(".dll");
    match link.linkage {
        Linkage::Static | Linkage::Framework => link.linkage,
        _ if dynamic || ends(".dll.a") || ends(".dll.lib") || (ends(".lib") && imports()) => Linkage::Dynamic,
        _ if ends(".a") || ends(".lib") => Linkage::Static,
        other => other,
    }
}

/// Returns the names that a library may have, in the order in which linkers try them.
///
/// Spec: ld manual, `-l`, and "ld and WIN32"; ld(1) of macOS, `-l`; LINK of Microsoft.
fn file_names(link: &Link<'_>, target: &str) -> Vec<String> {
    let name = link.name;
    if link.verbatim {
        return vec![name.to_owned()];
    }
    let unix = format!("lib{name}.a");
    let microsoft = format!("{name}.lib");
    let is = |word: &str| target.contains(word);
    if link.linkage == Linkage::Static {
        return if is("msvc") { vec![microsoft, unix] } else { vec![unix, microsoft] };
    }
    if is("msvc") {
        return vec![microsoft, format!("{name}.dll.lib"), unix];
    }
    if is("windows") {
        let import = [format!("lib{name}.dll.a"), format!("{name}.dll.a"), unix, microsoft];
        return import.into_iter().chain([format!("lib{name}.dll"), format!("{name}.dll")]).collect();
    }
    if is("apple") {
        return vec![format!("lib{name}.tbd"), format!("lib{name}.dylib"), unix];
    }
    vec![format!("lib{name}.so"), unix]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str, target: &str) -> Vec<String> {
        file_names(&Link::parse(text).unwrap(), target)
    }

    #[test]
    fn each_linker_has_its_own_names() {
        let linux = "x86_64-unknown-linux-gnu";
        assert_eq!(names("z", linux), ["libz.so", "libz.a"]);
        assert_eq!(names("static=z", linux), ["libz.a", "z.lib"]);
        assert_eq!(names("static:+verbatim=z.o", linux), ["z.o"]);
        assert_eq!(names("dylib=z", "x86_64-pc-windows-msvc")[..2], ["z.lib", "z.dll.lib"]);
        assert_eq!(names("dylib=z", "x86_64-pc-windows-gnu")[..3], ["libz.dll.a", "z.dll.a", "libz.a"]);
        assert_eq!(names("z", "aarch64-apple-darwin"), ["libz.tbd", "libz.dylib", "libz.a"]);
    }

    #[test]
    fn the_file_decides_where_the_build_script_does_not() {
        let kind = |text: &str, file: &str, member: &str| {
            let member = ar::Member { name: member.into(), bytes: b"" };
            linkage(&Link::parse(text).unwrap(), file, &[member])
        };
        assert_eq!(kind("z", "libz.so.1.3", ""), Linkage::Dynamic);
        assert_eq!(kind("z", "libz.a", "a.o"), Linkage::Static);
        assert_eq!(kind("dylib=z", "libz.a", "a.o"), Linkage::Static);
        assert_eq!(kind("static=z", "libz.a", "a.o"), Linkage::Static);
        assert_eq!(kind("z", "z.lib", "Z.DLL"), Linkage::Dynamic);
        assert_eq!(kind("z", "z.lib", "a.obj"), Linkage::Static);
        assert_eq!(kind("z", "libz.dll.a", "x.o"), Linkage::Dynamic);
    }
}
