//! What a build script says is linked and where to look for it.

use std::path::Path;

use super::Linkage;

/// One library that a build script asks for: `[KIND[:MODIFIERS]=]NAME[:RENAME]`.
///
/// Spec: The rustc Book, "Command-line Arguments", `-l`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link<'a> {
    /// As the build script printed it.
    pub(super) text: &'a str,
    /// How it is asked for; unknown where that is left to the linker.
    pub(super) linkage: Linkage,
    /// The name by which it is looked for on disk.
    pub(super) name: &'a str,
    /// Whether the name is that of a file, `+verbatim`, and not a stem between `lib` and `.a`.
    pub(super) verbatim: bool,
}

impl<'a> Link<'a> {
    /// Returns what a text asks for; none where it has no name.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (kind, rest) = text.split_once('=').map_or((None, text), |(kind, rest)| (Some(kind), rest));
        let (kind, modifiers) = kind.unwrap_or_default().split_once(':').unwrap_or((kind.unwrap_or_default(), ""));
        let linkage = match kind {
            "static" | "static-nobundle" => Linkage::Static,
            "dylib" | "raw-dylib" => Linkage::Dynamic,
            "framework" => Linkage::Framework,
            _ => Linkage::Unknown,
        };
        // What stands behind the colon is the name on disk; what stands before it, the one in the source.
        let name = rest.rsplit(':').next().unwrap_or(rest).trim();
        let verbatim = modifiers.split(',').any(|modifier| modifier == "+verbatim");
        let is_name = !name.is_empty() && name != "." && name != ".." && !name.contains(['/', '\\', '\0']);
        is_name.then_some(Self { text, linkage, name, verbatim })
    }
}

/// A folder that a build script adds: `[KIND=]PATH`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Search<'a> {
    /// Whether libraries are looked for in it: `native`, `all` or none.
    pub(super) for_libraries: bool,
    /// Whether frameworks are.
    pub(super) for_frameworks: bool,
    /// The folder.
    pub(super) folder: &'a Path,
}

impl<'a> Search<'a> {
    /// Returns what a text adds. Spec: The rustc Book, "Command-line Arguments", `-L`.
    pub(super) fn parse(text: &'a str) -> Self {
        let kinds = ["native", "dependency", "crate", "framework", "all"];
        let known = text.split_once('=').filter(|(kind, _)| kinds.contains(kind));
        let (kind, folder) = known.unwrap_or(("all", text));
        Self {
            for_libraries: matches!(kind, "native" | "all"),
            for_frameworks: matches!(kind, "framework" | "all"),
            folder: Path::new(folder),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(text: &str) -> Option<(Linkage, &str, bool)> {
        Link::parse(text).map(|link| (link.linkage, link.name, link.verbatim))
    }

    #[test]
    fn every_form_of_a_link_is_understood() {
        assert_eq!(link("z"), Some((Linkage::Unknown, "z", false)));
        assert_eq!(link("static=z"), Some((Linkage::Static, "z", false)));
        assert_eq!(link("dylib=m"), Some((Linkage::Dynamic, "m", false)));
        assert_eq!(link("framework=Security"), Some((Linkage::Framework, "Security", false)));
        assert_eq!(link("static:+whole-archive,-bundle=foo"), Some((Linkage::Static, "foo", false)));
        assert_eq!(link("static:+verbatim=foo.lib"), Some((Linkage::Static, "foo.lib", true)));
        assert_eq!(link("dylib=foo:bar"), Some((Linkage::Dynamic, "bar", false)));
        assert_eq!(link("raw-dylib=kernel32"), Some((Linkage::Dynamic, "kernel32", false)));
    }

    #[test]
    fn a_name_is_no_path() {
        for text in ["", "static=", "dylib=../x", "static=a/b", "..", "static=a\\b", "dylib=a:"] {
            assert_eq!(link(text), None, "{text}");
        }
    }

    #[test]
    fn a_folder_is_for_what_its_kind_says() {
        let search = |text| {
            let search = Search::parse(text);
            (search.for_libraries, search.for_frameworks, search.folder.to_str())
        };
        assert_eq!(search("native=/a"), (true, false, Some("/a")));
        assert_eq!(search("/a=b"), (true, true, Some("/a=b")));
        assert_eq!(search("dependency=/a"), (false, false, Some("/a")));
        assert_eq!(search("framework=/a"), (false, true, Some("/a")));
        assert_eq!(search("all=/a"), (true, true, Some("/a")));
    }
}
