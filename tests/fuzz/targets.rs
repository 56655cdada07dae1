//! What each fuzz target does with some bytes. The engine drives these with new input; `cargo test` replays the saved corpus.
//!
//! Every parser must end without a panic. Where one gives a value, what the rest of the library promises of such a value is asked too.

use std::path::Path;

use bonafide::collect::cargo::{bundled_sources, parse_lockfile};
use bonafide::format::{self, Document, Stamp};
use bonafide::model::{Date, License, Purl, Timestamp};
use bonafide::policy::Config;
use bonafide::signature::{Container, Envelope, MinisignSignature, PublicKey, Statement, parse_secret_key};
use bonafide::verify::lint::{Linter, Options, PROFILES};
use bonafide::verify::vendor::{self, Approval, Glob, PackagePattern, Register, Registry, VersionScope};

/// A target's name, which is also that of its corpus, and what it does.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub static ALL: &[Target] = &[
    ("apk", apk),
    ("ar", ar),
    ("build_messages", build_messages),
    ("build_plan", build_plan),
    ("c_sources", c_sources),
    ("config", config),
    ("contents", contents),
    ("convert", convert),
    ("cyclonedx", cyclonedx),
    ("cyclonedx_protobuf", cyclonedx_protobuf),
    ("cyclonedx_xml", cyclonedx_xml),
    ("dpkg", dpkg),
    ("dsse", dsse),
    ("executable", executable),
    ("image_documents", image_documents),
    ("key", key),
    ("linker_script", linker_script),
    ("lint", lint),
    ("lockfile", lockfile),
    ("manifest", manifest),
    ("minisign", minisign),
    ("package_archive", package_archive),
    ("pattern", pattern),
    ("purl", purl),
    ("register", register),
    ("rpm", rpm),
    ("spdx", spdx),
    ("spdx3", spdx3),
    ("spdx_tag_value", spdx_tag_value),
    ("spdx_yaml", spdx_yaml),
];

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

fn day() -> Date {
    Timestamp::from_unix(1_700_000_000).expect("it is before the year 9999").date()
}

/// What cargo prints while it builds; the same whatever pieces it comes in.
pub fn build_messages(bytes: &[u8]) {
    use bonafide::collect::cargo::{Audience, MessageReader, parse_messages};
    let whole = parse_messages(bytes);
    let mut reader = MessageReader::new(Audience::Program);
    let mut out = Vec::new();
    bytes.chunks(3).for_each(|piece| reader.feed(piece, &mut out));
    assert_eq!((reader.finish(&mut Vec::new()), out.as_slice()), (whole, bytes));
}

/// A unit graph, and what cargo puts beside an artifact: whatever is needed is there.
pub fn build_plan(bytes: &[u8]) {
    use bonafide::collect::cargo::{parse_precursor, parse_unit_graph};
    if let Ok(graph) = parse_unit_graph("graph.json", bytes) {
        let count = graph.units.len();
        let needs = graph.units.iter().flat_map(|unit| &unit.needs);
        assert!(needs.chain(&graph.roots).all(|at| *at < count), "a unit that is not there");
        let _ = graph.triples();
    }
    if let Ok(found) = parse_precursor("a.cargo-sbom.json", bytes) {
        let count = found.units.len();
        let mut needs = found.units.iter().flat_map(|unit| &unit.needs).chain([&found.root]);
        assert!(needs.all(|at| *at < count), "a crate that is not there");
    }
}

/// Archives, packages and images: what is found lies in what was given.
pub fn contents(bytes: &[u8]) {
    use bonafide::collect::binary::contents::read_archive_contents;
    let Ok(contents) = read_archive_contents(bytes, "x") else { return };
    for part in &contents.parts {
        assert!(part.place.starts_with("x!/") && part.holders.iter().all(|at| *at < contents.holders.len()));
    }
}

/// The documents of an image: a path that one names stays below the layout.
pub fn image_documents(bytes: &[u8]) {
    use bonafide::source::archive::layout;
    let _ = layout::is_mark(bytes);
    let _ = layout::parse_image_config(bytes);
    let _ = layout::parse_saved(bytes);
    let Ok(manifest) = layout::parse_manifest(bytes) else { return };
    for descriptor in manifest.manifests.iter().chain(&manifest.layers).flatten().chain(&manifest.config) {
        assert!(descriptor.path().is_none_or(|path| path.starts_with("blobs/sha") && !path.contains("..")));
    }
}

/// apk's database.
pub fn apk(bytes: &[u8]) {
    for package in bonafide::system::parse_apk(&String::from_utf8_lossy(bytes)) {
        assert!(!package.package.name.is_empty() && !package.package.version.is_empty(), "a package without identity");
    }
}

/// Static libraries: the members lie in the file and do not overlap.
pub fn ar(bytes: &[u8]) {
    if let Ok(members) = bonafide::source::ar::parse_archive(bytes) {
        let total: usize = members.iter().map(|member| member.bytes.len()).sum();
        assert!(total <= bytes.len(), "members hold more than the file");
    }
}

/// C headers and build descriptions of every kind, each with the same bytes.
pub fn c_sources(bytes: &[u8]) {
    let Ok(folder) = tempfile::tempdir() else { return };
    let names = [
        ("z", ["zlib.h", "inflate.c", "zlib-ng.h.in"]),
        ("o", ["VERSION.dat", "CMakeLists.txt", "o.c"]),
        ("f", ["ffi.h.in", "configure.ac", "meson.build"]),
        ("m", ["mimalloc.h", "lcms2.h", "pcre2.h"]),
    ];
    for (root, files) in names {
        let include = folder.path().join(root).join("include");
        if std::fs::create_dir_all(&include).is_err()
            || std::fs::write(folder.path().join(root).join("a.c"), b"").is_err()
        {
            return;
        }
        for file in files {
            let below = if file.contains(".h") { include.clone() } else { folder.path().join(root) };
            let _ = std::fs::write(below.join(file), bytes);
        }
    }
    let version = format!("1.0.0+{}", String::from_utf8_lossy(bytes.get(..bytes.len().min(64)).unwrap_or_default()));
    let _ = bundled_sources("a-sys/", &version, folder.path());
}

/// `bonafide.toml`.
pub fn config(bytes: &[u8]) {
    if let Some(text) = text(bytes) {
        let _ = Config::parse(text, Path::new("bonafide.toml"));
    }
}

/// Documents of any format, on their way into every other; and two documents in one input, after a line `---`, merged and compared.
pub fn convert(bytes: &[u8]) {
    use bonafide::model::{self, Mode, Side, Whole};
    let stamp = Stamp { created: Timestamp::from_unix(1_700_000_000).expect("it is before the year 9999") };
    let text = String::from_utf8_lossy(bytes);
    let (first, second) = text.split_once("\n---\n").unwrap_or((&text, &text));
    if let Ok(original) = format::Original::read(first.as_bytes()) {
        for format in format::ALL {
            let target = format::Target { format: *format, version: None };
            if let Ok(conversion) = original.convert(target, &stamp)
                && !format.versions().is_empty()
            {
                format.read(&conversion.bytes).expect("what a conversion gave can be read");
            }
        }
    }
    if let (Ok(first), Ok(second)) = (format::read(first.as_bytes()), format::read(second.as_bytes())) {
        let side = |inventory| Side { inventory, is_signed: None };
        let _ = model::diff(side(&first.inventory), side(&second.inventory));
        let inputs = vec![first.inventory, second.inventory];
        let reversed = inputs.iter().rev().cloned().collect();
        let merged = model::merge(inputs, Mode::Assembly, &Whole::default());
        assert_eq!(merged, model::merge(reversed, Mode::Assembly, &Whole::default()), "the order of inputs counts");
    }
}

/// CycloneDX JSON.
pub fn cyclonedx(bytes: &[u8]) {
    document("cyclonedx-json", bytes);
}

/// CycloneDX as protocol buffers: what is read whole can be written again in every version, and then says the same.
pub fn cyclonedx_protobuf(bytes: &[u8]) {
    document("cyclonedx-protobuf", bytes);
    let format = format::find("cyclonedx-protobuf").expect("the format is in the list");
    let Ok((tree, _)) = format.binary_tree(bytes) else { return };
    for version in format.versions() {
        let written = format.write_tree(tree.clone(), Some(version)).expect("each version is known").bytes;
        // What is nested to the limit may be a level deeper in another version.
        let Ok((again, losses)) = format.binary_tree(&written) else { return };
        assert_eq!(losses, [], "what was written is not read whole");
        let twice = format.write_tree(again, Some(version)).expect("each version is known");
        assert_eq!(twice.bytes, written, "what was read and written is not stable");
    }
}

/// CycloneDX XML: what is read whole can be written again in every version, and then says the same.
pub fn cyclonedx_xml(bytes: &[u8]) {
    document("cyclonedx-xml", bytes);
    let (Some(text), Some(format)) = (text(bytes), format::find("cyclonedx-xml")) else { return };
    let Ok(tree) = format.tree(text) else { return };
    for version in format.versions() {
        let written = format.write_tree(tree.clone(), Some(version)).expect("each version is known");
        let written = String::from_utf8(written.bytes).expect("XML is written as UTF-8");
        // What is nested to the limit may be a level deeper in another form.
        let Ok(again) = format.tree(&written) else { return };
        let twice = format.write_tree(again, Some(version)).expect("each version is known");
        assert_eq!(String::from_utf8_lossy(&twice.bytes), written, "what was read and written is not stable");
    }
}

/// SPDX 2.3 JSON.
pub fn spdx(bytes: &[u8]) {
    document("spdx-json", bytes);
}

/// SPDX 3 as JSON-LD.
pub fn spdx3(bytes: &[u8]) {
    document("spdx3-json", bytes);
}

/// SPDX 2 as tag-value text.
pub fn spdx_tag_value(bytes: &[u8]) {
    document("spdx-tag-value", bytes);
    tree("spdx-tag-value", bytes);
}

/// SPDX 2 as YAML.
pub fn spdx_yaml(bytes: &[u8]) {
    document("spdx-yaml", bytes);
    tree("spdx-yaml", bytes);
}

/// A tree that was read can be written in every syntax and version of its family, and read again.
fn tree(name: &str, bytes: &[u8]) {
    let format = format::find(name).expect("the format is in the list");
    let Some(Ok(tree)) = text(bytes).map(|text| format.tree(text)) else { return };
    for format in format::ALL.iter().filter(|other| other.family() == format.family()) {
        for version in ["2.2", "2.3"] {
            let written = format.write_tree(tree.clone(), Some(version)).expect("the version is known");
            let text = text(&written.bytes).expect("a document is text");
            format.tree(text).expect("what was written can be read");
        }
    }
}

/// What is read can be written in every format and read again, and a register proposed from it is a register that lets nothing pass.
fn document(name: &str, bytes: &[u8]) {
    let format = format::find(name).expect("the format is in the list");
    let Ok(document) = format.read(bytes) else { return };
    let Document { mut inventory, .. } = document;
    let stamp = Stamp { created: Timestamp::from_unix(1_700_000_000).expect("it is before the year 9999") };
    let proposed = vendor::suggest(&inventory, None, day()).to_register();
    let register = Register::parse(&proposed, Path::new("vendors.toml")).expect("a proposal is a register");
    assert_eq!(vendor::check_inventory(&inventory, &register, day()).passed, 0, "a proposal let something pass");
    inventory.normalize();
    for format in format::ALL {
        let written = format.write(&inventory, None, &stamp).expect("the default version is known");
        if !format.versions().is_empty() {
            format.read(&written).expect("what was written can be read");
        }
    }
}

/// dpkg's status and lists: a path of the list is owned by the package, if there is one.
pub fn dpkg(bytes: &[u8]) {
    for package in bonafide::system::parse_status(&String::from_utf8_lossy(bytes)) {
        assert!(!package.name.is_empty() && !package.version.is_empty(), "a package without identity");
        let release = bonafide::system::Release::parse(&String::from_utf8_lossy(bytes));
        if let Ok(purl) = package.purl(bonafide::system::Manager::Dpkg, &release) {
            Purl::parse(purl.as_str()).expect("a canonical purl is a purl");
        }
    }
}

/// DSSE envelopes, bare or in a bundle, in-toto statements, and whatever else is told from its content to be a signature.
pub fn dsse(bytes: &[u8]) {
    let _ = Container::parse(bytes);
    let _ = Statement::parse(bytes);
    if let Ok(envelope) = Envelope::parse(bytes) {
        let _ = Statement::parse(envelope.payload_unverified());
        let again = envelope.to_value().to_string();
        assert!(Envelope::parse(again.as_bytes()).is_ok(), "an envelope that was written cannot be read");
    }
}

/// Public and private key files.
pub fn key(bytes: &[u8]) {
    let _ = PublicKey::parse(bytes);
    let _ = parse_secret_key(bytes);
}

/// Linker scripts, and the first bytes of object files.
pub fn linker_script(bytes: &[u8]) {
    let _ = bonafide::system::fits_target(bytes, "x86_64-unknown-linux-gnu");
    if let Some(named) = text(bytes).and_then(bonafide::system::parse_linker_script) {
        assert!(!named.contains(char::is_whitespace), "a name with blanks");
    }
}

/// Any document: it is judged by all rules and profiles, and what was mended needs no mending.
pub fn lint(bytes: &[u8]) {
    let at = Timestamp::from_unix(1_700_000_000).expect("it is before the year 9999");
    let options = Options { profiles: PROFILES.to_vec(), ..Options::new(at) };
    let linter = LINTER.get_or_init(Linter::default);
    let _ = linter.lint("document", bytes, &options);
    if let Ok(fixed) = linter.fix("document", bytes, &Options::new(at)) {
        let again = linter.fix("document", &fixed.bytes, &Options::new(at)).expect("what was mended can be mended");
        assert_eq!(again.changes, [], "a second mending found more");
    }
}

/// Schemas are compiled once.
static LINTER: std::sync::OnceLock<Linter> = std::sync::OnceLock::new();

/// A compiled file, or an archive of some; and by themselves the lists that build tools put into one.
pub fn executable(bytes: &[u8]) {
    use bonafide::binary;
    use bonafide::collect::{self, Collector, Context, Depth, SourceFile};
    let _ = binary::read(bytes);
    let _ = binary::parse_audit(bytes);
    let _ = binary::parse_module_info(bytes);
    let caches = std::collections::BTreeMap::new();
    let selection = collect::Selection::default();
    let context = Context { root: Path::new(""), caches: &caches, depth: Depth::Manifests, selection: &selection };
    let path = bonafide::model::RelativePath::new("app").expect("it is a plain name");
    let file = SourceFile { path: &path, bytes };
    if let Ok(mut inventory) = collect::binary::Executable.collect(&file, &context) {
        inventory.normalize();
        assert!(inventory.components.len() > 1, "a document that says nothing");
    }
}

/// `Cargo.lock`.
pub fn lockfile(bytes: &[u8]) {
    let _ = parse_lockfile(bytes);
}

/// A manifest beside a lock file that is in order.
pub fn manifest(bytes: &[u8]) {
    use bonafide::collect::{self, Depth, Options, Projects};
    let Ok(folder) = tempfile::tempdir() else { return };
    let lock = "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\n \"dep\",\n]\n\n\
                [[package]]\nname = \"dep\"\nversion = \"1.0.0\"\n";
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).is_ok();
    if put("Cargo.lock", lock.as_bytes()) && put("Cargo.toml", bytes) {
        let caches = std::collections::BTreeMap::new();
        let selection = collect::Selection::default();
        let projects = Projects::All;
        let options = Options { depth: Depth::Manifests, projects, caches: &caches, selection: &selection };
        let _ = collect::collect(folder.path(), &options);
    }
}

/// minisign signatures.
pub fn minisign(bytes: &[u8]) {
    if let Ok(signature) = MinisignSignature::parse(bytes) {
        let again = MinisignSignature::parse(signature.to_text().as_bytes());
        assert_eq!(again.ok().as_ref(), Some(&signature), "a signature that was written is read as another");
    }
}

/// Package archives.
pub fn package_archive(bytes: &[u8]) {
    use bonafide::model::Algorithm;
    let Ok(folder) = tempfile::tempdir() else { return };
    let path = folder.path().join("a-1.0.0.crate");
    if std::fs::write(&path, bytes).is_ok() {
        let _ = bonafide::source::archive::read_archive(&path, "a-1.0.0", &[Algorithm::Sha256], |_| Ok(()));
    }
}

/// Patterns of packages, addresses and versions: what one accepts, it must be able to match.
pub fn pattern(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let (pattern, subject) = text.split_once('\n').unwrap_or((text, text));
    let _ = Registry::parse(pattern);
    if let Ok((package, version)) = PackagePattern::parse(pattern) {
        assert!(!package.is_exact() || package.matches(package.as_str()), "an exact pattern does not match itself");
        let _ = package.matches(subject);
        if let Some(Ok(scope)) = version.map(|version| VersionScope::parse(version, package.purl_type())) {
            assert!(!scope.covers(subject) || scope.may_cover(subject), "a refusal covers less than an approval");
        }
    }
    let glob = Glob::new(pattern);
    assert!(!glob.is_exact() || glob.matches(pattern), "a literal does not match itself");
    let _ = glob.matches(subject);
}

/// Package URLs and licences.
pub fn purl(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let _ = License::parse(text);
    if let Ok(purl) = Purl::parse(text) {
        let again = Purl::parse(purl.as_str()).expect("a canonical purl is a purl");
        assert_eq!(again, purl, "canonical form is not stable");
        assert!(purl.as_str().starts_with(purl.package()), "the package is no part of the purl");
        let _ = (purl.purl_type(), purl.qualifier("vcs_url"));
    }
}

/// RPM's databases, each form, and the headers in them: no more memory is taken than the file has.
pub fn rpm(bytes: &[u8]) {
    use bonafide::system::{Manager, Release, parse_header, parse_rpm_database};
    let headers = parse_rpm_database(bytes).unwrap_or_else(|_| vec![bytes.into()]);
    assert!(headers.iter().map(|header| header.len()).sum::<usize>() <= bytes.len(), "headers hold more than the file");
    for header in &headers {
        let Ok(header) = parse_header(header) else { continue };
        let _ = header.has_file("/usr/lib64/libfoo.so.1");
        if let Ok(package) = header.package() {
            let _ = package.purl(Manager::Rpm, &Release::default());
        }
    }
}

/// Registers of vendors, and approvals written into them.
pub fn register(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let path = Path::new("vendors.toml");
    let Ok(register) = Register::parse(text, path) else { return };
    let _ = vendor::due(&register, day());
    let _ = vendor::check_register(&register, day());
    let approval = Approval { reviewed: day(), until: day(), review_by: Some(day()) };
    for record in register.vendors() {
        let Ok(edited) = vendor::approve(text, path, std::slice::from_ref(&record.id), &approval) else { continue };
        let after = Register::parse(&edited, path).expect("an edited register is one");
        assert!(after.find(&record.id).is_some_and(|vendor| vendor.status.is_approval()), "the approval is not there");
        assert_eq!(after.vendors().len(), register.vendors().len(), "an approval changed the list of vendors");
    }
}
