//! `bonafide scan BINARY` and the check `binary`: real binaries, linked by rustc and Go, and pairs that must not pass.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::executable::{skipped, told};
use crate::project::put;

const REGISTRY: &str = "home/registry/src/index.crates.io-1949cf8c6b5b557f";

fn package(name: &str, version: &str, rest: Value) -> Value {
    let mut package = json!({ "name": name, "version": version, "source": "crates.io" });
    let Value::Object(rest) = rest else { panic!("not an object") };
    package.as_object_mut().unwrap().extend(rest);
    package
}

/// What `cargo auditable` would record of the program.
pub(crate) fn list() -> Value {
    json!({ "packages": [
        package("app", "0.1.0", json!({ "source": "local", "dependencies": [1, 2], "root": true })),
        package("leaf", "1.2.3", json!({})),
        package("gen", "2.0.0", json!({ "kind": "build" })),
    ], "format": 1 })
}

fn packed(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn rustc(folder: &Path, arguments: &[&str]) {
    let output =
        Command::new("rustc").current_dir(folder).args(["--edition", "2021"]).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Links a program with a crate that can panic, whose sources lie as in cargo's registry, and with a section `.dep-v0`.
fn program(section: Option<&[u8]>) -> tempfile::TempDir {
    use std::fmt::Write as _;
    let folder = tempfile::tempdir().unwrap();
    let leaf = format!("{REGISTRY}/leaf-1.2.3/src/lib.rs");
    put(&folder.path().join(&leaf), b"#[inline(never)] pub fn pick(list: &[u8], at: usize) -> u8 { list[at] }\n");
    let mut main = "fn main() { println!(\"{}\", leaf::pick(b\"abc\", std::env::args().count())); }\n".to_owned();
    if let Some(section) = section {
        put(&folder.path().join("section"), section);
        main.push_str("#[used] #[cfg_attr(target_os = \"macos\", link_section = \"__DATA,.dep-v0\")]\n");
        main.push_str("#[cfg_attr(not(target_os = \"macos\"), link_section = \".dep-v0\")]\n");
        writeln!(main, "static LIST: [u8; {}] = *include_bytes!(\"section\");", section.len()).unwrap();
    }
    put(&folder.path().join("main.rs"), main.as_bytes());
    rustc(folder.path(), &["--crate-type", "rlib", "--crate-name", "leaf", "-O", &leaf]);
    rustc(folder.path(), &["-O", "--extern", "leaf=libleaf.rlib", "-o", "app", "main.rs"]);
    folder
}

pub(crate) fn audited(list: &Value) -> tempfile::TempDir {
    program(Some(&packed(list.to_string().as_bytes())))
}

fn scan(folder: &Path) -> (Value, String) {
    let told = told(folder, &["scan", "app", "-o", "cyclonedx-json=app.cdx.json"]);
    let document = std::fs::read(folder.join("app.cdx.json")).unwrap_or_default();
    (serde_json::from_slice(&document).unwrap_or_default(), told)
}

fn verify(folder: &Path) -> String {
    told(folder, &["verify", "app", "--check", "binary", "--skip", "digest"])
}

fn purls(document: &Value) -> Vec<&str> {
    document["components"].as_array().unwrap().iter().filter_map(|it| it["purl"].as_str()).collect()
}

#[test]
fn a_binary_with_audit_data_passes_with_the_document_that_was_made_of_it() {
    let folder = audited(&list());
    let (document, told_of_scan) = scan(folder.path());
    assert_eq!(told_of_scan, "exit 0\n");
    for purl in ["pkg:generic/app@0.1.0", "pkg:cargo/leaf@1.2.3", "pkg:cargo/gen@2.0.0"] {
        assert!(purls(&document).contains(&purl), "{document:#}");
    }
    let root = &document["metadata"]["component"];
    assert_eq!((root["name"].as_str(), root["hashes"].as_array().map(Vec::len)), (Some("app"), Some(2)));
    let told = told(folder.path(), &["verify", "app"]);
    assert!(
        told.starts_with("PASSED") && told.contains("3 packages of the audit data, name, version, source and kind"),
        "{told}"
    );
    // The same bytes in, the same bytes out.
    assert_eq!(scan(folder.path()).0, document);
}

/// Changes the document of a binary and wants a failure with this code.
fn refused(code: &str, change: impl Fn(&mut Value)) {
    let folder = audited(&list());
    let (mut document, _) = scan(folder.path());
    change(&mut document);
    put(&folder.path().join("app.cdx.json"), document.to_string().as_bytes());
    let told = verify(folder.path());
    assert!(told.starts_with("FAILED") && told.contains(code) && told.ends_with("exit 1\n"), "{told}");
}

fn component<'a>(document: &'a mut Value, name: &str) -> &'a mut Value {
    document["components"].as_array_mut().unwrap().iter_mut().find(|it| it["name"] == name).unwrap()
}

#[test]
fn a_component_that_was_taken_out_fails() {
    refused("binary.not-listed", |document| {
        document["components"].as_array_mut().unwrap().retain(|it| it["name"] != "leaf");
        document["dependencies"] = json!([]);
    });
}

#[test]
fn a_component_that_was_added_fails() {
    refused("binary.not-in-binary", |document| {
        let added = json!({ "type": "library", "name": "openssl", "version": "0.10.64", "purl": "pkg:cargo/openssl@0.10.64", "scope": "required" });
        document["components"].as_array_mut().unwrap().push(added);
    });
}

#[test]
fn a_declared_superset_may_have_more_unless_the_policy_wants_an_exact_document() {
    let folder = audited(&list());
    let (mut document, _) = scan(folder.path());
    let properties = document["metadata"]["properties"].as_array_mut().unwrap();
    let resolution = properties.iter_mut().find(|it| it["name"] == "bonafide:resolution").unwrap();
    resolution["value"] = json!("superset");
    let more = json!({ "type": "library", "name": "more", "version": "1.0.0", "purl": "pkg:cargo/more@1.0.0" });
    document["components"].as_array_mut().unwrap().push(more);
    put(&folder.path().join("app.cdx.json"), document.to_string().as_bytes());
    let told_of = verify(folder.path());
    assert!(told_of.contains("binary.not-in-binary (warning)") && told_of.ends_with("exit 0\n"), "{told_of}");
    put(&folder.path().join("policy.toml"), b"[binary]\nrequire = \"exact\"\n");
    let arguments = ["verify", "app", "--check", "binary", "--skip", "digest", "--policy", "policy.toml"];
    let told_of = told(folder.path(), &arguments);
    assert!(told_of.contains("policy.not-exact") && told_of.ends_with("exit 3\n"), "{told_of}");
}

#[test]
fn a_component_of_another_version_fails() {
    for (version, code) in [("1.2.4", "binary.downgraded"), ("1.2.2", "binary.version")] {
        refused(code, |document| {
            let leaf = component(document, "leaf");
            leaf["version"] = json!(version);
            leaf["purl"] = json!(format!("pkg:cargo/leaf@{version}"));
        });
    }
}

#[test]
fn a_component_from_elsewhere_or_hidden_as_a_tool_fails() {
    refused("binary.source", |document| {
        component(document, "leaf")["purl"] =
            json!("pkg:cargo/leaf@1.2.3?vcs_url=git%2Bhttps://git.example/leaf%40abc");
    });
    refused("binary.kind", |document| component(document, "leaf")["scope"] = json!("excluded"));
}

#[test]
fn the_document_of_another_build_fails() {
    let mut other = list();
    other["packages"][1]["version"] = json!("1.2.4");
    let (one, two) = (audited(&list()), audited(&other));
    scan(two.path());
    std::fs::copy(two.path().join("app.cdx.json"), one.path().join("app.cdx.json")).unwrap();
    let told = verify(one.path());
    assert!(told.starts_with("FAILED") && told.contains("binary.not-in-binary"), "{told}");
    // Its bytes are another file's too.
    let told = crate::executable::told(one.path(), &["verify", "app"]);
    assert!(told.contains("digest.mismatch"), "{told}");
}

#[test]
fn audit_data_that_was_replaced_fails() {
    let folder = audited(&list());
    scan(folder.path());
    let document = std::fs::read(folder.path().join("app.cdx.json")).unwrap();
    let mut circle = list();
    circle["packages"][1]["dependencies"] = json!([0]);
    let mut without = list();
    without["packages"].as_array_mut().unwrap().truncate(1);
    without["packages"][0]["dependencies"] = json!([]);
    let bomb = packed(&vec![b' '; 32 << 20]);
    for (section, code) in [
        (b"garbage".to_vec(), "binary.record-damaged"),
        (packed(circle.to_string().as_bytes()), "binary.record-damaged"),
        (bomb, "binary.record-damaged"),
        // The code still holds what its list no longer has.
        (packed(without.to_string().as_bytes()), "binary.contradiction"),
    ] {
        let folder = program(Some(&section));
        put(&folder.path().join("app.cdx.json"), &document);
        let told = verify(folder.path());
        assert!(told.starts_with("FAILED") && told.contains(code) && told.ends_with("exit 1\n"), "{told}");
    }
}

#[test]
fn an_unknown_format_is_unchecked() {
    let mut newer = list();
    newer["format"] = json!(99);
    let folder = audited(&newer);
    let (_, told) = scan(folder.path());
    assert!(told.contains("expected format 0, 1 or 8, found 99") && told.ends_with("exit 3\n"), "{told}");
    let told = verify(folder.path());
    assert!(told.contains("binary.record-unknown") && told.ends_with("exit 3\n"), "{told}");
}

#[test]
fn without_audit_data_what_was_seen_is_listed_and_called_incomplete() {
    let folder = program(None);
    let (mut document, told) = scan(folder.path());
    assert!(
        told.contains("expected audit data of `cargo auditable`, found none") && told.ends_with("exit 3\n"),
        "{told}"
    );
    let leaf = component(&mut document, "leaf").clone();
    assert_eq!(leaf["purl"], "pkg:cargo/leaf@1.2.3");
    let method = &leaf["evidence"]["identity"][0]["methods"][0];
    assert_eq!((&method["technique"], &method["confidence"]), (&json!("binary-analysis"), &json!(0.9)));
    let aggregates = document["compositions"].as_array().unwrap().iter().map(|it| it["aggregate"].as_str().unwrap());
    assert!(
        aggregates.clone().any(|it| it == "incomplete") && !aggregates.clone().any(|it| it == "complete"),
        "{document:#}"
    );
    let told = verify(folder.path());
    assert!(told.contains("binary.no-record") && told.ends_with("exit 3\n"), "{told}");
    document["components"].as_array_mut().unwrap().retain(|it| it["name"] != "leaf");
    document["dependencies"] = json!([]);
    put(&folder.path().join("app.cdx.json"), document.to_string().as_bytes());
    let told = verify(folder.path());
    assert!(told.starts_with("FAILED") && told.contains("binary.trace"), "{told}");
}

#[test]
fn what_nobody_asked_for_and_could_not_be_checked_is_told_and_does_not_decide() {
    let folder = program(None);
    let dist = folder.path().join("dist");
    std::fs::create_dir(&dist).unwrap();
    std::fs::copy(folder.path().join("app"), dist.join("app")).unwrap();
    assert_eq!(told(folder.path(), &["scan", "dist", "--files-only", "-o", "cyclonedx-json=app.cdx.json"]), "exit 0\n");
    let told = |arguments: &[&str]| told(folder.path(), &[&["verify", "app"], arguments].concat());
    let unasked = told(&[]);
    // The path of a crate is in it, and no component.
    assert!(unasked.contains("binary.trace") && unasked.ends_with("exit 1\n"), "{unasked}");
    std::fs::write(folder.path().join("app"), b"\x00asm\x01\x00\x00\x00").unwrap();
    std::fs::copy(folder.path().join("app"), dist.join("app")).unwrap();
    assert_eq!(
        crate::executable::told(folder.path(), &["scan", "dist", "--files-only", "-o", "cyclonedx-json=app.cdx.json"]),
        "exit 0\n"
    );
    let unasked = told(&[]);
    assert!(
        unasked.starts_with("PASSED") && unasked.contains("binary.no-record") && unasked.ends_with("exit 0\n"),
        "{unasked}"
    );
    let asked = told(&["--check", "binary"]);
    assert!(asked.starts_with("NOT CHECKED") && asked.ends_with("exit 3\n"), "{asked}");
}

#[test]
fn a_file_that_says_nothing_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    put(&folder.path().join("app"), b"\x00asm\x01\x00\x00\x00");
    insta::assert_snapshot!(scan(folder.path()).1, @r"
    error: app: expected audit data, Go build information, paths of crates, symbols or imports, found none of them: what the file was made from cannot be seen
    hint: build with `cargo auditable build`, or keep the document that the build gave
    exit 3
    ");
    assert!(!folder.path().join("app.cdx.json").exists());
    put(&folder.path().join("app"), b"\x7fELF and then nothing");
    insta::assert_snapshot!(scan(folder.path()).1, @r"
    error: app: expected an ELF, PE, Mach-O or WebAssembly file, found none of them
    exit 3
    ");
    put(&folder.path().join("app"), b"plain text");
    assert!(scan(folder.path()).1.ends_with("exit 3\n"));
    assert!(told(folder.path(), &["verify", "app", "--check", "binary"]).ends_with("exit 3\n"));
}

/// Returns a tar archive of these files.
fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, bytes) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o755);
        builder.append_data(&mut header, path, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn binaries_are_found_in_archives_and_in_the_layers_of_images() {
    let folder = audited(&list());
    let app = std::fs::read(folder.path().join("app")).unwrap();
    let layer = tar(&[("etc/motd", b"text"), ("usr/bin/app", &app)]);
    let image = tar(&[("manifest.json", b"[]"), ("blobs/sha256/0123", &gzip(&layer)), ("layer.tar", &layer)]);
    for (bytes, places) in [(gzip(&layer), 1), (layer.clone(), 1), (image, 2)] {
        put(&folder.path().join("release"), &bytes);
        let told = told(folder.path(), &["scan", "release", "-o", "cyclonedx-json=release.cdx.json"]);
        assert_eq!(told, "exit 0\n");
        let document: Value =
            serde_json::from_slice(&std::fs::read(folder.path().join("release.cdx.json")).unwrap()).unwrap();
        assert!(purls(&document).contains(&"pkg:cargo/leaf@1.2.3"));
        let found = document.to_string().matches("usr/bin/app").count();
        assert!(found >= places, "{document:#}");
    }
    let deep = (0..4).fold(app, |inner, _| tar(&[("x", &inner)]));
    for bytes in [gzip(b"no archive"), tar(&[("a", b"text")]), gzip(&layer)[..2000].to_vec(), deep] {
        put(&folder.path().join("release"), &bytes);
        let told = told(folder.path(), &["scan", "release", "-o", "purls"]);
        assert!(told.starts_with("error: ") && told.ends_with("exit 3\n"), "{told}");
    }
}

/// The lines of a tool's output; `None` where it is not there.
fn tool(program: &str, folder: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).current_dir(folder).args(arguments).output().ok()?;
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn imports_are_those_that_readelf_shows() {
    let own = PathBuf::from(env!("CARGO_BIN_EXE_bonafide"));
    if !cfg!(target_os = "linux") {
        return;
    }
    let Some(text) = tool("readelf", own.parent().unwrap(), &["-d", "bonafide"]) else { return skipped("readelf") };
    let shown: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("(NEEDED)"))
        .filter_map(|line| line.split(['[', ']']).nth(1))
        .collect();
    let found = bonafide::binary::read(&std::fs::read(own).unwrap()).unwrap();
    assert_eq!(found.images[0].needed, shown);
    assert!(!shown.is_empty());
}

#[test]
fn what_rustc_links_names_its_compiler_and_its_crates() {
    let own = std::fs::read(env!("CARGO_BIN_EXE_bonafide")).unwrap();
    let found = bonafide::binary::read(&own).unwrap();
    let image = &found.images[0];
    let version = tool("rustc", Path::new("."), &["--version"]).unwrap();
    let version = version.trim().strip_prefix("rustc ").unwrap();
    if cfg!(target_os = "linux") {
        assert!(image.rustc.contains(version), "{:?}", image.rustc);
    }
    let lock = std::fs::read(crate::sources::root().join("Cargo.lock")).unwrap();
    let lock = bonafide::collect::cargo::parse_lockfile(&lock).unwrap();
    let registry: Vec<_> = image.crates.iter().filter(|traced| traced.registry.is_some()).collect();
    assert!(registry.len() > 20, "{registry:?}");
    for traced in registry {
        let is_listed = lock.packages.iter().any(|it| *it.name == traced.name && *it.version == *traced.version);
        assert!(is_listed, "{traced:?}");
    }
    for krate in ["bonafide", "serde_json", "core"] {
        assert!(image.symbols.crates.contains(krate), "{krate}");
    }
}

#[test]
fn modules_are_those_that_go_shows() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| put(&folder.path().join(path), text.as_bytes());
    write(
        "go.mod",
        "module example.com/app\n\ngo 1.21\n\nrequire example.com/dep v1.2.3\n\nreplace example.com/dep => ./dep\n",
    );
    write("main.go", "package main\n\nimport \"example.com/dep\"\n\nfunc main() { println(dep.Name()) }\n");
    write("dep/go.mod", "module example.com/dep\n\ngo 1.21\n");
    write("dep/dep.go", "package dep\n\nfunc Name() string { return \"dep\" }\n");
    for (system, processor) in [("linux", "amd64"), ("windows", "386"), ("darwin", "arm64")] {
        let build = Command::new("go")
            .args(["build", "-trimpath", "-o", "app", "."])
            .current_dir(folder.path())
            .env("GOOS", system)
            .env("GOARCH", processor)
            .env("GOFLAGS", "-mod=mod -buildvcs=false")
            .env("GOTOOLCHAIN", "local")
            .output();
        let Ok(build) = build else { return skipped("go") };
        assert!(build.status.success(), "{}", String::from_utf8_lossy(&build.stderr));
        let text = tool("go", folder.path(), &["version", "-m", "app"]).unwrap();
        let found = bonafide::binary::read(&std::fs::read(folder.path().join("app")).unwrap()).unwrap();
        let go = found.images[0].go.clone().unwrap().unwrap();
        assert_eq!(text.lines().next().unwrap(), format!("app: {}", go.version), "{system}");
        let count = |key: &str| text.lines().filter(|line| line.trim_start().starts_with(key)).count();
        assert_eq!((count("dep\t"), count("=>\t"), count("build\t")), (1, 1, go.settings.len()), "{text}");
        assert_eq!(go.dependencies[0].path, "example.com/dep");
        assert_eq!(go.dependencies[0].effective().path, "./dep");
        let (document, told) = scan(folder.path());
        assert_eq!(told, "exit 0\n");
        let version = go.version.strip_prefix("go").unwrap().split(' ').next().unwrap().to_owned();
        assert!(purls(&document).contains(&format!("pkg:golang/stdlib@{version}").as_str()), "{document:#}");
        let told = verify(folder.path());
        assert!(told.starts_with("PASSED") && told.contains("1 Go modules, path and version"), "{told}");
        let text = document.to_string().replace("example.com/dep\"", "example.com/other\"");
        put(&folder.path().join("app.cdx.json"), text.as_bytes());
        let told = verify(folder.path());
        assert!(told.starts_with("FAILED") && told.contains("binary.not-listed"), "{told}");
    }
}
