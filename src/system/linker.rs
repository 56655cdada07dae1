//! Where linkers and loaders look for libraries.
//!
//! Spec: ld.so(8), ldconfig(8); Debian Policy 9.1.1 and its multiarch triplets; Filesystem Hierarchy Standard 3.0, 3.9; ld manual, "File Commands".

use std::path::{Path, PathBuf};

use super::root::Root;
use crate::limits;

/// Returns Debian's name for what a target triple is for: `x86_64-linux-gnu`. None for systems that do not use it.
pub(super) fn multiarch(target: &str) -> Option<String> {
    let mut parts = target.split('-');
    let architecture = parts.next()?;
    let rest: Vec<&str> = parts.collect();
    if !rest.contains(&"linux") {
        return None;
    }
    let environment = rest.last().copied().unwrap_or_default();
    let library = if environment.starts_with("musl") { "musl" } else { "gnu" };
    let architecture = match architecture {
        "i386" | "i486" | "i586" | "i686" => "i386",
        "riscv64gc" | "riscv64a23" => "riscv64",
        "powerpc64le" => "powerpc64le",
        text if text.starts_with("arm") || text.starts_with("thumb") => "arm",
        text => text,
    };
    let suffix = match (architecture, environment) {
        ("arm", text) if text.ends_with("eabihf") => "eabihf",
        ("arm", _) => "eabi",
        ("x86_64", "gnux32") => "x32",
        _ => "",
    };
    Some(format!("{architecture}-linux-{library}{suffix}"))
}

/// Returns the folders in which a linker looks after those it was given, in its order.
pub(super) fn link_folders(root: &Root, target: &str) -> Vec<PathBuf> {
    let Some(multiarch) = multiarch(target) else { return Vec::new() };
    let mut folders = Vec::new();
    let wide = target.split('-').next().is_some_and(|name| name.contains("64") || name == "s390x");
    for triple in vendor_triples(&multiarch) {
        let own = Path::new("/usr/lib/gcc").join(triple);
        let mut versions = root.names(&own);
        versions.sort_by(|a, b| crate::model::compare_versions("generic", b, a));
        folders.extend(versions.first().map(|version| own.join(version)));
    }
    for folder in ["/usr/lib/", "/lib/"] {
        folders.push(format!("{folder}{multiarch}").into());
        if wide {
            folders.push(format!("{}64", folder.trim_end_matches('/')).into());
        }
        folders.push(folder.trim_end_matches('/').into());
    }
    folders.push(format!("/usr/local/lib/{multiarch}").into());
    if wide {
        folders.push("/usr/local/lib64".into());
    }
    folders.push("/usr/local/lib".into());
    folders.push(format!("/usr/{multiarch}/lib").into());
    folders
}

/// The names that compilers of distributions give the same target.
fn vendor_triples(multiarch: &str) -> Vec<String> {
    let Some((architecture, rest)) = multiarch.split_once("-linux-") else { return Vec::new() };
    let vendors = ["redhat-linux", "suse-linux", "pc-linux-gnu", "unknown-linux-gnu", "alpine-linux-musl"];
    let musl = rest.starts_with("musl");
    let named = vendors.iter().filter(|vendor| vendor.ends_with("musl") == musl);
    std::iter::once(multiarch.to_owned()).chain(named.map(|vendor| format!("{architecture}-{vendor}"))).collect()
}

/// Returns the folders in which a program's loader looks, in its order.
pub(super) fn load_folders(root: &Root, target: &str) -> Vec<PathBuf> {
    let Some(multiarch) = multiarch(target) else { return Vec::new() };
    let mut folders = Vec::new();
    if multiarch.contains("musl") {
        let architecture = multiarch.split('-').next().unwrap_or_default();
        let path = format!("/etc/ld-musl-{architecture}.path");
        match root.read(Path::new(&path), limits::MANIFEST_BYTES) {
            Ok(bytes) => folders.extend(String::from_utf8_lossy(&bytes).split([':', '\n']).map(|it| it.trim().into())),
            Err(_) => folders.extend(["/lib", "/usr/local/lib", "/usr/lib"].map(PathBuf::from)),
        }
    } else {
        configured(root, Path::new("/etc/ld.so.conf"), 0, &mut folders);
    }
    let wide = ["/lib64", "/usr/lib64"].map(String::from);
    let standard = [format!("/lib/{multiarch}"), format!("/usr/lib/{multiarch}")].into_iter().chain(wide);
    folders.extend(standard.map(PathBuf::from));
    folders.extend(["/lib", "/usr/lib"].map(PathBuf::from));
    folders.retain(|folder| folder.has_root());
    folders
}

/// Reads `ld.so.conf` and what it includes.
fn configured(root: &Root, file: &Path, depth: usize, folders: &mut Vec<PathBuf>) {
    const DEPTH: usize = 8;
    const FOLDERS: usize = 4096;
    let Ok(bytes) = root.read(file, limits::MANIFEST_BYTES) else { return };
    for line in String::from_utf8_lossy(&bytes).lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if folders.len() > FOLDERS || depth > DEPTH {
            return;
        }
        let Some(pattern) = line.strip_prefix("include").filter(|rest| rest.starts_with([' ', '\t'])) else {
            folders.extend(line.split([':', ' ', '\t', ',']).filter(|it| it.starts_with('/')).map(PathBuf::from));
            continue;
        };
        // Distributions include all of one folder; no more of the pattern language is in use.
        let pattern = file.parent().unwrap_or(Path::new("/")).join(pattern.trim());
        let (Some(folder), Some(name)) = (pattern.parent(), pattern.file_name().and_then(|name| name.to_str())) else {
            continue;
        };
        let (start, end) = name.split_once('*').unwrap_or((name, ""));
        let names = root.names(folder);
        let fits = |found: &&String| {
            if name.contains('*') {
                found.len() >= start.len() + end.len() && found.starts_with(start) && found.ends_with(end)
            } else {
                *found == name
            }
        };
        for name in names.iter().filter(fits) {
            configured(root, &folder.join(name), depth + 1, folders);
        }
    }
}

/// Returns the first library that a linker script names, which stands where the library should.
#[must_use]
pub fn parse_linker_script(text: &str) -> Option<String> {
    let text: String = text.split("/*").map(|part| part.split_once("*/").map_or(part, |(_, rest)| rest)).collect();
    let at = ["GROUP", "INPUT"].iter().filter_map(|word| Some(text.find(word)? + word.len())).min()?;
    let arguments = text.get(at..)?.trim_start().strip_prefix('(')?;
    let first =
        arguments.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',')).find(|it| !it.is_empty())?;
    (first != "AS_NEEDED" && !first.starts_with('-')).then(|| first.trim_matches('"').to_owned())
}

/// Whether an object file is for a target, as far as its first bytes tell; a linker passes over those that are not.
///
/// Spec: System V Application Binary Interface, "ELF Header", `e_machine`.
#[must_use]
pub fn fits_target(object: &[u8], target: &str) -> bool {
    let (Some(ident), Some(order)) = (object.get(..20), object.get(5)) else { return true };
    if !ident.starts_with(b"\x7fELF") {
        return true;
    }
    let Some([first, second]) = ident.get(18..20).and_then(|two| <[u8; 2]>::try_from(two).ok()) else { return true };
    let machine = if *order == 2 { u16::from_be_bytes([first, second]) } else { u16::from_le_bytes([first, second]) };
    let architecture = target.split('-').next().unwrap_or_default();
    let expected = match architecture {
        "x86_64" => 62,
        "i386" | "i486" | "i586" | "i686" => 3,
        "aarch64" => 183,
        "s390x" => 22,
        "powerpc64" | "powerpc64le" => 21,
        "powerpc" => 20,
        "loongarch64" => 258,
        text if text.starts_with("riscv") => 243,
        text if text.starts_with("arm") || text.starts_with("thumb") => 40,
        text if text.starts_with("mips") => 8,
        _ => return true,
    };
    machine == expected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_have_their_folder() {
        let cases = [
            ("x86_64-unknown-linux-gnu", Some("x86_64-linux-gnu")),
            ("i686-unknown-linux-gnu", Some("i386-linux-gnu")),
            ("aarch64-unknown-linux-musl", Some("aarch64-linux-musl")),
            ("armv7-unknown-linux-gnueabihf", Some("arm-linux-gnueabihf")),
            ("arm-unknown-linux-gnueabi", Some("arm-linux-gnueabi")),
            ("riscv64gc-unknown-linux-gnu", Some("riscv64-linux-gnu")),
            ("aarch64-apple-darwin", None),
            ("x86_64-pc-windows-msvc", None),
            ("x86_64", None),
        ];
        for (target, folder) in cases {
            assert_eq!(multiarch(target).as_deref(), folder, "{target}");
        }
    }

    #[test]
    fn a_linker_script_names_its_library() {
        let text = "/* GNU ld script\n   GROUP ( no ) */\nOUTPUT_FORMAT(elf64-x86-64)\n\
                    GROUP ( /lib/x86_64-linux-gnu/libm.so.6  AS_NEEDED ( /lib/x86_64-linux-gnu/libmvec.so.1 ) )\n";
        assert_eq!(parse_linker_script(text).as_deref(), Some("/lib/x86_64-linux-gnu/libm.so.6"));
        assert_eq!(parse_linker_script("INPUT(libncursesw.so.6 -ltinfo)").as_deref(), Some("libncursesw.so.6"));
        for text in ["", "GROUP", "INPUT (", "INPUT()", "INPUT(-lm)", "GROUP(AS_NEEDED(x))"] {
            assert_eq!(parse_linker_script(text), None, "{text}");
        }
    }

    #[test]
    fn an_object_for_another_machine_is_passed_over() {
        let mut object = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0".to_vec();
        assert!(fits_target(&object, "x86_64-unknown-linux-gnu"));
        assert!(!fits_target(&object, "aarch64-unknown-linux-gnu"));
        object[18] = 0xb7;
        assert!(fits_target(&object, "aarch64-unknown-linux-gnu"));
        assert!(fits_target(b"!<arch>\n", "aarch64-unknown-linux-gnu"));
    }

    #[cfg(unix)]
    #[test]
    fn the_loaders_folders_are_those_of_its_configuration() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("etc/ld.so.conf.d")).unwrap();
        let put = |name: &str, text: &str| std::fs::write(folder.path().join("etc").join(name), text).unwrap();
        put("ld.so.conf", "include /etc/ld.so.conf.d/*.conf\n/opt/a # x\ninclude ld.so.conf\n");
        put("ld.so.conf.d/b.conf", "/opt/b\n");
        put("ld.so.conf.d/c.txt", "/opt/c\n");
        let folders = load_folders(&Root::new(folder.path()), "x86_64-unknown-linux-gnu");
        assert_eq!(folders[..2], [PathBuf::from("/opt/b"), "/opt/a".into()]);
        assert!(!folders.contains(&"/opt/c".into()));
        assert!(folders.contains(&"/usr/lib/x86_64-linux-gnu".into()));
    }
}
