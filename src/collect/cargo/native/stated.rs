//! Versions that C sources state: in macros of a header, in what their build is described by, in a file of their own.
//!
//! Nothing is preprocessed or run: a value counts only where it stands in the text as it is.

/// A value with the line that it stands on, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stated {
    pub(super) value: String,
    pub(super) line: u32,
}

/// A project's name and version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Project {
    pub(super) name: String,
    pub(super) version: Option<String>,
    /// Where the name stands.
    pub(super) line: u32,
}

/// Returns what the first `#define` of a macro says: the text between quotes, or one word.
///
/// Spec: ISO/IEC 9899, 6.10.3 "Macro replacement".
pub(super) fn find_macro(text: &str, name: &str) -> Option<Stated> {
    numbered(text).find_map(|(line, text)| {
        let rest = text.trim_start().strip_prefix('#')?.trim_start().strip_prefix("define")?;
        let rest = rest.strip_prefix([' ', '\t'])?.trim_start().strip_prefix(name)?;
        let rest = rest.strip_prefix([' ', '\t'])?.trim_start();
        let value = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?.0.to_owned(),
            None => rest.split(|c: char| c.is_whitespace() || c == '/').next()?.trim_matches(['(', ')']).to_owned(),
        };
        (!value.is_empty()).then_some(Stated { value, line })
    })
}

/// Returns what the first assignment `NAME=value` of a text says.
pub(super) fn find_assignment(text: &str, name: &str) -> Option<Stated> {
    numbered(text).find_map(|(line, text)| {
        let value = text.trim().strip_prefix(name)?.trim_start().strip_prefix('=')?;
        Some(Stated { value: value.trim().trim_matches('"').to_owned(), line })
    })
}

/// Returns a version if a text can be one: it begins with a digit, perhaps after a `v`, and has no other signs than versions have.
pub(super) fn version(text: &str) -> Option<String> {
    /// The longest seen, `git describe` with a whole commit, has 52.
    const LENGTH: usize = 64;
    let text = text.trim();
    let text = text.strip_prefix('v').unwrap_or(text);
    let fits = text.len() <= LENGTH && text.starts_with(|c: char| c.is_ascii_digit());
    let signs = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+' | '~'));
    (fits && signs).then(|| text.to_owned())
}

/// Returns the version that the metadata of a package's version names: `1.9.7` of `0.18.8+1.9.7`, `1.5.7` of `2.0.16+zstd.1.5.7`.
///
/// Spec: Semantic Versioning 2.0.0, 10: build metadata has no meaning of its own; this is a custom of packages that bring C sources along.
pub(super) fn of_metadata(package_version: &str) -> Option<String> {
    let (_, metadata) = package_version.split_once('+')?;
    let from = metadata.find(|c: char| c.is_ascii_digit())?;
    let before = metadata.get(..from)?;
    if !before.is_empty() && !before.ends_with(['.', '-', '_', 'v']) {
        return None;
    }
    let found = version(metadata.get(from..)?)?;
    // A number alone is a build number or a date.
    if !found.contains('.') {
        return None;
    }
    // No commits past the tag, by `git describe --long`.
    let exact = found.split_once("-0-g").map(|(tag, _)| tag.to_owned());
    Some(exact.unwrap_or(found))
}

/// Returns what `CMakeLists.txt` calls the project. Spec: the manual of `cmake`, `project` and `set`.
pub(super) fn of_cmake(text: &str) -> Option<Project> {
    let text = without_comments(text, "#");
    let (at, arguments) = call(&text, "project")?;
    let words: Vec<&str> = arguments.split_whitespace().map(|word| word.trim_matches('"')).collect();
    let variable = |name: &str| cmake_variable(&text, name);
    let name = expand(words.first()?, &variable, 0).filter(|name| is_name(name))?;
    let given = words.iter().position(|word| word.eq_ignore_ascii_case("VERSION"));
    let given = given.and_then(|place| expand(words.get(place + 1)?, &variable, 0));
    let set = || {
        let names = [format!("{}_VERSION", name.to_uppercase()), "PROJECT_VERSION".into(), "VERSION".into()];
        names.iter().find_map(|name| expand(&variable(name)?, &variable, 0))
    };
    let version = given.or_else(set).and_then(|text| version(&text));
    Some(Project { name, version, line: line_of(&text, at) })
}

/// Returns what `configure.ac` calls the package. Spec: Autoconf manual, 4.1 `AC_INIT`.
pub(super) fn of_autoconf(text: &str) -> Option<Project> {
    let text = without_comments(text, "dnl ");
    let (at, arguments) = call(&text, "AC_INIT")?;
    let bare = |text: &str| text.trim_matches(|c: char| c.is_whitespace() || "[]\"'".contains(c)).to_owned();
    let mut arguments = arguments.split(',').map(bare);
    let name = arguments.next().filter(|name| is_name(name))?;
    let given = arguments.next()?;
    let defined = || version(&m4(&text, &given, 0)?);
    let version = version(&given).or_else(defined);
    Some(Project { name, version, line: line_of(&text, at) })
}

/// Returns a text of names and numbers between dots with each name replaced by what it is defined as.
fn m4(text: &str, value: &str, depth: usize) -> Option<String> {
    const DEPTH: usize = 4;
    const PARTS: usize = 8;
    let is_number = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
    let is_word =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let parts: Vec<&str> = value.split('.').collect();
    if depth > DEPTH || parts.len() > PARTS {
        return None;
    }
    let expanded = parts.into_iter().map(|part| {
        if is_number(part) {
            return Some(part.to_owned());
        }
        let rest = ["m4_define([", "m4_define(", "define([", "define("].iter().filter(|_| is_word(part)).find_map(
            |start| {
                let rest = text.split_once(&format!("{start}{part}"))?.1;
                rest.starts_with([']', ',', ' ']).then_some(rest)
            },
        )?;
        let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ']' | ',' | '['));
        m4(text, rest.split([')', ']', '\n']).next()?.trim(), depth + 1)
    });
    Some(expanded.collect::<Option<Vec<_>>>()?.join("."))
}

/// Returns what `meson.build` calls the project. Spec: Meson reference manual, `project()`.
pub(super) fn of_meson(text: &str) -> Option<Project> {
    let text = without_comments(text, "#");
    let (at, arguments) = call(&text, "project")?;
    let name = arguments.split('\'').nth(1).filter(|name| is_name(name))?.to_owned();
    // `meson_version` is what it needs, not what it is.
    let stated = arguments.split(',').find_map(|argument| {
        let (key, value) = argument.split_once(':')?;
        (key.trim() == "version").then(|| value.trim().trim_matches('\'').to_owned())
    });
    Some(Project { name, version: stated.and_then(|text| version(&text)), line: line_of(&text, at) })
}

/// Returns what a pkg-config file says. Spec: pc(5).
pub(super) fn of_pkg_config(text: &str) -> Option<Project> {
    let field = |key: &str| {
        numbered(text).find_map(|(line, text)| Some((line, text.strip_prefix(key)?.strip_prefix(':')?.trim())))
    };
    let (line, name) = field("Name")?;
    let variable = |name: &str| find_assignment(text, name).map(|stated| stated.value);
    let stated = field("Version").and_then(|(_, text)| expand(text, &variable, 0));
    let name = name.to_owned();
    is_name(&name).then_some(Project { name, version: stated.and_then(|text| version(&text)), line })
}

fn numbered(text: &str) -> impl Iterator<Item = (u32, &str)> {
    (1u32..).zip(text.lines())
}

fn line_of(text: &str, at: usize) -> u32 {
    let before = text.get(..at).unwrap_or_default();
    u32::try_from(before.matches('\n').count()).unwrap_or(u32::MAX).saturating_add(1)
}

/// Whether a text can be a project's name: some words, no variable left in it.
fn is_name(text: &str) -> bool {
    let signs = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_' | '+');
    text.len() <= 64 && text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(signs)
}

/// Returns a text with its comments blanked; lines stay where they are.
fn without_comments(text: &str, mark: &str) -> String {
    let lines = text.lines().map(|line| match line.find(mark) {
        Some(at) => line.get(..at).unwrap_or(line),
        None => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Returns where the first call of a function stands, and what is between its parentheses.
fn call<'a>(text: &'a str, function: &str) -> Option<(usize, &'a str)> {
    let mut from = 0;
    for line in text.split_inclusive('\n') {
        let start = from;
        from += line.len();
        let indent = line.len() - line.trim_start().len();
        let Some(head) = line.get(indent..indent + function.len()) else { continue };
        if !head.eq_ignore_ascii_case(function) {
            continue;
        }
        let rest = text.get(start + indent + function.len()..)?.trim_start();
        if let Some(arguments) = rest.strip_prefix('(') {
            return Some((start + indent, arguments.get(..closing(arguments)?)?));
        }
    }
    None
}

/// Returns where the parenthesis closes that was opened before a text.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0u32;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Returns a text with each `${NAME}` replaced; none where one is not known or the text grows beyond reason.
fn expand(text: &str, variable: &dyn Fn(&str) -> Option<String>, depth: usize) -> Option<String> {
    const DEPTH: usize = 4;
    const LENGTH: usize = 256;
    let mut expanded = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, after) = after.split_once('}')?;
        let value = (depth < DEPTH).then(|| variable(name)).flatten()?;
        expanded.push_str(before);
        expanded.push_str(&expand(&value, variable, depth + 1)?);
        rest = after;
        if expanded.len() > LENGTH {
            return None;
        }
    }
    expanded.push_str(rest);
    (expanded.len() <= LENGTH).then_some(expanded)
}

/// Returns what the first `set(NAME value)` of a text says.
fn cmake_variable(text: &str, name: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let line = line.trim_start();
        let rest = line.get(..3).filter(|head| head.eq_ignore_ascii_case("set")).and_then(|_| line.get(3..))?;
        let rest = rest.trim_start().strip_prefix('(')?.trim_start().strip_prefix(name)?;
        let value = rest.strip_prefix([' ', '\t'])?.trim_start().trim_end().trim_end_matches(')');
        let value = value.split_whitespace().next()?.trim_matches('"');
        (!value.is_empty()).then(|| value.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn macro_of(text: &str) -> Option<(String, u32)> {
        find_macro(text, "A_VERSION").map(|stated| (stated.value, stated.line))
    }

    #[test]
    fn a_macro_is_a_text_or_a_word() {
        assert_eq!(macro_of("/* x */\n#define A_VERSION \"1.2.3\" /* y */\n"), Some(("1.2.3".into(), 2)));
        assert_eq!(macro_of("#  define\tA_VERSION\t12 // major\n"), Some(("12".into(), 1)));
        assert_eq!(macro_of("#define A_VERSION (7)\n"), Some(("7".into(), 1)));
        assert_eq!(macro_of("#define A_VERSION_2 1\n#define A_VERSION 0x1f/**/\n"), Some(("0x1f".into(), 2)));
    }

    #[test]
    fn what_defines_no_macro_is_none() {
        for text in [
            "",
            "define A_VERSION 1",
            "#define A_VERSION",
            "#define A_VERSION \"1",
            "// #define A_VERSION 1",
            "#undef A_VERSION",
        ] {
            assert_eq!(macro_of(text), None, "{text}");
        }
    }

    #[test]
    fn a_version_is_told_from_other_text() {
        assert_eq!(version(" v1.2.3 ").as_deref(), Some("1.2.3"));
        assert_eq!(version("1.11.2_DEV").as_deref(), Some("1.11.2_DEV"));
        for text in ["", "-", "@VERSION@", "${V}", "one", "1.2 3", "1;2", &"1".repeat(65)] {
            assert_eq!(version(text), None, "{text}");
        }
    }

    #[test]
    fn metadata_of_a_package_version_may_name_an_upstream_version() {
        let cases = [
            ("300.5.0+3.5.0", Some("3.5.0")),
            ("0.17.0+1.8.1", Some("1.8.1")),
            ("2.0.16+zstd.1.5.7", Some("1.5.7")),
            ("0.4.90+curl-8.21.0", Some("8.21.0")),
            ("0.7.1+5.3.1-0-g81034ce", Some("5.3.1")),
            ("0.6.1+5.3.0-1-ge13ca99", Some("5.3.0-1-ge13ca99")),
            ("1.0.0", None),
            ("0.6.0+11769913", None),
            ("1.0.0+wasi-snapshot-preview1", None),
            ("0.5.0+x86.1", None),
            ("1.0.0+deprecated", None),
        ];
        for (package, upstream) in cases {
            assert_eq!(of_metadata(package).as_deref(), upstream, "{package}");
        }
    }

    fn project(found: Option<Project>) -> Option<(String, Option<String>, u32)> {
        found.map(|project| (project.name, project.version, project.line))
    }

    #[expect(clippy::unnecessary_wraps, reason = "it is compared with an option")]
    fn named(name: &str, version: Option<&str>, line: u32) -> Option<(String, Option<String>, u32)> {
        Some((name.into(), version.map(Into::into), line))
    }

    #[test]
    fn cmake_states_a_version_or_its_variables_do() {
        let cmake = |text| project(of_cmake(text));
        assert_eq!(cmake("# project(no)\nproject(foo VERSION 1.2.3\n  LANGUAGES C)\n"), named("foo", Some("1.2.3"), 2));
        assert_eq!(cmake("set(M 4)\nset(V \"${M}.1\")\nPROJECT (\"foo\" VERSION ${V})"), named("foo", Some("4.1"), 3));
        assert_eq!(cmake("set(FOO_VERSION 5.0 CACHE STRING x)\nproject(foo C)\n"), named("foo", Some("5.0"), 2));
        assert_eq!(cmake("project(foo C)\n"), named("foo", None, 1));
        assert_eq!(cmake("set(V ${V}${V})\nproject(foo VERSION ${V})\n"), named("foo", None, 2));
        for text in ["", "project(", "project()", "project(${X})", "my_project(foo)"] {
            assert_eq!(cmake(text), None, "{text}");
        }
    }

    #[test]
    fn autoconf_states_a_version_or_its_macros_do() {
        let autoconf = |text| project(of_autoconf(text));
        assert_eq!(autoconf("AC_INIT([foo],[3.5.2],[mail])"), named("foo", Some("3.5.2"), 1));
        assert_eq!(autoconf("dnl AC_INIT(no, 1)\nAC_INIT(foo, 6.9)"), named("foo", Some("6.9"), 2));
        assert_eq!(autoconf("m4_define([FV], [1.5])\nAC_INIT([Foo Bar],\n  FV)"), named("Foo Bar", Some("1.5"), 2));
        let parts = "m4_define([ma], [1])\nm4_define([mi],[14])\nm4_define([v],\n   [ma.mi.4])\nAC_INIT([foo], [v])";
        assert_eq!(autoconf(parts), named("foo", Some("1.14.4"), 5));
        assert_eq!(autoconf("m4_define([v], [v.v])\nAC_INIT([foo], [v])"), named("foo", None, 2));
        assert_eq!(autoconf("AC_INIT([foo], m4_esyscmd([x]))"), named("foo", None, 1));
        for text in ["", "AC_INIT", "AC_INIT([foo])", "AC_INIT([$x],[1])", "AC_INIT([foo],[1]"] {
            assert_eq!(autoconf(text), None, "{text}");
        }
    }

    #[test]
    fn meson_and_pkg_config_state_a_version() {
        assert_eq!(
            project(of_meson("project('foo', 'c',\n meson_version : '>=0.46',\n version : '1.15')")),
            named("foo", Some("1.15"), 1)
        );
        assert_eq!(project(of_meson("project('foo', 'c', meson_version: '>=1')")), named("foo", None, 1));
        assert_eq!(project(of_meson("project(foo)")), None);
        assert_eq!(project(of_pkg_config("v=1.3\nName: zlib\nVersion: ${v}.1\n")), named("zlib", Some("1.3.1"), 2));
        assert_eq!(project(of_pkg_config("Name: zlib\nVersion: ${v}\n")), named("zlib", None, 1));
        assert_eq!(project(of_pkg_config("Version: 1\n")), None);
    }
}
