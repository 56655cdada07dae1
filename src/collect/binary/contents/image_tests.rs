use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::tests::build::*;
use super::*;

/// The files of an image layout.
#[derive(Default)]
struct Layout {
    blobs: BTreeMap<String, Vec<u8>>,
    manifests: Vec<Value>,
}

impl Layout {
    fn blob(&mut self, bytes: &[u8]) -> Value {
        let digest = sha256(bytes);
        self.blobs.insert(format!("blobs/sha256/{digest}"), bytes.to_vec());
        json!({ "mediaType": "x", "digest": format!("sha256:{digest}"), "size": bytes.len() })
    }

    /// Adds an image and returns its descriptor.
    fn image(&mut self, architecture: &str, layers: &[Vec<u8>]) -> Value {
        let config = json!({ "architecture": architecture, "os": "linux", "rootfs": { "type": "layers", "diff_ids": [] },
            "config": { "Labels": { "org.opencontainers.image.version": "1.2" } } });
        let config = self.blob(config.to_string().as_bytes());
        let layers: Vec<Value> = layers.iter().map(|layer| self.blob(layer)).collect();
        let manifest = json!({ "schemaVersion": 2, "config": config, "layers": layers, "annotations": null });
        self.blob(manifest.to_string().as_bytes())
    }

    fn of(layers: &[Vec<u8>]) -> Self {
        let mut layout = Self::default();
        let image = layout.image("amd64", layers);
        layout.manifests.push(image);
        layout
    }

    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = self.blobs.clone();
        files.insert("oci-layout".to_owned(), br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec());
        files.insert(
            "index.json".to_owned(),
            json!({ "schemaVersion": 2, "manifests": self.manifests }).to_string().into_bytes(),
        );
        files
    }

    fn tar(&self) -> Vec<u8> {
        let all = self.files();
        files(&all.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect::<Vec<_>>())
    }

    fn folder(&self) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in self.files() {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        folder
    }

    fn read(&self) -> Contents {
        read_archive_contents(&self.tar(), "x").unwrap()
    }
}

/// The paths in the image, sorted, and how many were hidden.
fn seen(layers: &[Vec<u8>]) -> (Vec<String>, u64) {
    let contents = Layout::of(layers).read();
    assert!(contents.problems.is_empty(), "{:?}", contents.problems);
    let mut paths: Vec<String> = contents.parts.iter().map(|part| part.path.to_string()).collect();
    paths.sort();
    (paths, contents.hidden)
}

/// The package URLs of the packages in an image of these layers.
fn packages(layers: &[Vec<u8>]) -> Vec<String> {
    let contents = Layout::of(layers).read();
    let purl = |holder: &Holder| match &holder.kind {
        HolderKind::Package { package, .. } => Some(package.purl().unwrap().to_string()),
        HolderKind::Image(_) => None,
    };
    contents.holders.iter().filter_map(purl).collect()
}

const DEBIAN: &[u8] = b"ID=debian\nVERSION_ID=\"12\"\n";

#[test]
fn a_package_in_an_image_is_of_the_distribution_that_the_image_is() {
    let package = deb(CONTROL, ("data.tar", &files(&[])));
    let status: (&str, &[u8]) = ("var/lib/dpkg/status", b"");
    let known = ["pkg:deb/debian/tool@2:1.0-3?arch=amd64&distro=debian-12&upstream=tools%401.0"];
    let unknown = ["pkg:deb/tool@2:1.0-3?arch=amd64&upstream=tools%401.0"];
    let system = files(&[("etc/os-release", DEBIAN), status]);
    let over =
        |upper: &[(&str, &[u8])]| packages(&[gzip(&system), gzip(&files(&[upper, &[("a.deb", &package)]].concat()))]);
    assert_eq!(over(&[]), known);
    // What an upper layer says is what the image says.
    let sid = over(&[("./etc/os-release", b"ID=debian\n")]);
    assert_eq!(sid, ["pkg:deb/debian/tool@2:1.0-3?arch=amd64&distro=debian&upstream=tools%401.0"]);
    assert_eq!(over(&[("etc/.wh.os-release", b"")]), unknown);
    assert_eq!(over(&[("etc/os-release", b"NAME=x\n")]), unknown);
    assert_eq!(over(&[("var/lib/dpkg/.wh.status", b"")]), unknown);
    assert_eq!(over(&[("etc/os-release", DEBIAN), ("etc/os-release", b"ID=other\n")]), unknown);
    // Where it is a link, and where dpkg's database is a folder.
    let linked = |target: &[u8]| {
        let entries: [Entry<'_>; 4] = [
            ("etc/os-release", ::tar::EntryType::Symlink, target),
            ("usr/lib/os-release", FILE, DEBIAN),
            ("var/lib/dpkg/status.d/base", FILE, none()),
            ("a.deb", FILE, &package),
        ];
        packages(&[tar(&entries)])
    };
    assert_eq!(linked(b"../usr/lib/os-release"), known);
    assert_eq!(linked(b"/usr/lib/os-release"), known);
    // A link that leads nowhere is passed over, as the loader of the file would.
    assert_eq!(linked(b"../../../etc/passwd"), known);
    assert_eq!(linked(b"os-release"), known);
    // A system of another program, and a package that lies in an archive inside of the image.
    let other = files(&[
        ("etc/os-release", b"ID=alpine\nVERSION_ID=3.20\n"),
        ("lib/apk/db/installed", b""),
        ("a.deb", &package),
    ]);
    assert_eq!(packages(&[other]), unknown);
    let inner = files(&[("a.deb", &package)]);
    assert_eq!(packages(&[files(&[("etc/os-release", DEBIAN), status, ("inner.tar", &inner)])]), unknown);
    let broken = [gzip(&system), gzip(&files(&[("a.deb", &package)])), b"no layer".to_vec()];
    assert_eq!(packages(&broken), unknown);
}

#[test]
fn a_package_in_a_root_file_system_is_of_its_distribution_unless_it_says_otherwise() {
    let payload = cpio(&[]);
    let package = rpm(&payload, &sha256(&payload));
    let fedora = rpm_of("Fedora Project", &payload);
    let root = |release: &[u8], package: &[u8]| {
        let root =
            files(&[("./a.rpm", package), ("./usr/lib/os-release", release), ("./var/lib/rpm/rpmdb.sqlite", b"")]);
        let contents = read_archive_contents(&gzip(&root), "x").unwrap();
        let HolderKind::Package { package, .. } = &contents.holders[0].kind else { panic!("no package") };
        package.purl().unwrap().to_string()
    };
    let rest = "tool@1.0-3.el9?arch=x86_64";
    let source = "epoch=2&upstream=tools-1.0-3.el9.src.rpm";
    assert_eq!(
        root(b"ID=\"rhel\"\nVERSION_ID=\"9.4\"\n", &package),
        format!("pkg:rpm/redhat/{rest}&distro=rhel-9.4&{source}")
    );
    assert_eq!(
        root(b"ID=fedora\nVERSION_ID=40\n", &fedora),
        format!("pkg:rpm/fedora/{rest}&distro=fedora-40&{source}")
    );
    assert_eq!(root(b"ID=\"rhel\"\nVERSION_ID=\"9.4\"\n", &fedora), format!("pkg:rpm/fedora/{rest}&{source}"));
    let alone =
        |package: &[u8]| read_archive_contents(package, "x").unwrap().package.unwrap().purl().unwrap().to_string();
    assert_eq!(alone(&fedora), format!("pkg:rpm/fedora/{rest}&{source}"));
    assert_eq!(alone(&rpm_of("Fedora Projects", &payload)), format!("pkg:rpm/{rest}&{source}"));
    let stated = |origin: &str| deb(&format!("{CONTROL}Origin: {origin}\n"), ("data.tar", &files(&[])));
    assert!(alone(&stated("Debian")).starts_with("pkg:deb/debian/tool@"));
    assert!(alone(&stated("Debian Project of Ada")).starts_with("pkg:deb/tool@"));
}

fn none() -> &'static [u8] {
    b""
}

#[test]
fn a_layout_is_the_same_as_a_folder_a_tar_archive_and_a_compressed_one() {
    let layout = Layout::of(&[
        gzip(&files(&[("bin/a", &program("1.0.0"))])),
        zstd(&files(&[("bin/b", &program("2.0.0"))])),
        files(&[("c", &program("3.0.0"))]),
    ]);
    let folder = layout.folder();
    let strip = |mut contents: Contents| {
        contents.parts.iter_mut().for_each(|part| part.place = part.place.trim_start_matches("x!/").to_owned());
        contents.holders.iter_mut().for_each(|holder| holder.place = holder.place.trim_start_matches("x!/").to_owned());
        (contents.parts, contents.holders, contents.problems)
    };
    let in_folder = strip(read_layout_contents(folder.path()).unwrap());
    assert_eq!((in_folder.0.len(), in_folder.1.len(), in_folder.2.len()), (3, 1, 0));
    let HolderKind::Image(image) = &in_folder.1[0].kind else { panic!("no image") };
    assert_eq!(
        (image.platform.as_deref(), image.layers, image.is_whole, image.label("version")),
        (Some("linux/amd64"), 3, true, Some("1.2"))
    );
    for bytes in [layout.tar(), gzip(&layout.tar()), xz(&layout.tar())] {
        assert_eq!(strip(read_archive_contents(&bytes, "x").unwrap()), in_folder);
    }
}

#[test]
fn what_an_upper_layer_removes_or_replaces_is_not_in_the_image() {
    let (one, two) = (program("1.0.0"), program("2.0.0"));
    let base = files(&[("usr/bin/a", &one), ("usr/bin/b", &one), ("opt/x/c", &one), ("./opt/y", &one), ("/abs", &one)]);
    let seen_over = |upper: Vec<u8>| {
        let (paths, hidden) = seen(&[gzip(&base), gzip(&upper)]);
        (paths.join(" "), hidden)
    };
    let all = "abs opt/x/c opt/y usr/bin/a usr/bin/b";
    let cases: [(&[Entry<'_>], &str, u64); 12] = [
        (&[("etc/motd", FILE, b"text")], all, 0),
        (&[("usr/bin/.wh.a", FILE, none())], "abs opt/x/c opt/y usr/bin/b", 1),
        (&[("./opt/.wh.x", FILE, none())], "abs opt/y usr/bin/a usr/bin/b", 1),
        (&[(".wh.usr", FILE, none())], "abs opt/x/c opt/y", 2),
        (&[("opt/.wh..wh..opq", FILE, none())], "abs usr/bin/a usr/bin/b", 2),
        (&[(".wh..wh..opq", FILE, none())], "", 5),
        // A folder over a folder adds to it; anything else over a folder takes its place.
        (&[("opt/", FOLDER, none()), ("opt/x/", FOLDER, none())], all, 0),
        (&[("opt", ::tar::EntryType::Symlink, b"usr")], "abs usr/bin/a usr/bin/b", 2),
        (&[("usr/bin/a/", FOLDER, none())], "abs opt/x/c opt/y usr/bin/b", 1),
        // Marks of one tool mean nothing to others, and a name that only begins alike is another one.
        (&[("usr/bin/.wh..wh.plnk", FILE, none()), ("us", FILE, none()), ("usr/bi", FILE, none())], all, 0),
        // A file that comes with the mark of its own folder is in the image, whichever stands first.
        (&[("opt/new", FILE, &two), ("opt/.wh..wh..opq", FILE, none())], "abs opt/new usr/bin/a usr/bin/b", 2),
        (&[("usr/bin/a", FILE, b"#!/bin/sh")], "abs opt/x/c opt/y usr/bin/b", 1),
    ];
    for (upper, expected, hidden) in cases {
        assert_eq!(seen_over(tar(upper)), (expected.to_owned(), hidden), "{:?}", upper[0].0);
    }
    // Over three layers: removed, and there again.
    let again = seen(&[files(&[("a", &one)]), files(&[(".wh.a", b"")]), files(&[("a", &two)])]);
    assert_eq!(again, (vec!["a".to_owned()], 1));
    let gone = seen(&[files(&[("a", &one)]), files(&[("a", &two)]), files(&[(".wh.a", b"")])]);
    assert_eq!(gone, (Vec::new(), 2));
}

#[test]
fn a_hidden_file_that_has_another_name_is_in_the_image_under_that_one() {
    let app = program("1.0.0");
    let linked = tar(&[("a", FILE, &app), ("b", LINK, b"a")]);
    let over = |upper: &[(&str, &[u8])]| seen(&[linked.clone(), files(upper)]).0;
    assert_eq!(over(&[("etc", b"")]), ["a"]);
    assert_eq!(over(&[(".wh.a", b"")]), ["b"]);
    assert_eq!(over(&[(".wh.a", b""), (".wh.b", b"")]), [""; 0]);
    // The link may be of a layer above.
    assert_eq!(seen(&[files(&[("a", &app)]), tar(&[("b", LINK, b"a"), (".wh.a", FILE, none())])]).0, ["b"]);
}

#[test]
fn a_blob_that_is_not_the_one_named_is_told_and_not_used() {
    let (one, two) = (gzip(&files(&[("a", &program("1.0.0"))])), gzip(&files(&[("b", &program("2.0.0"))])));
    let layout = Layout::of(&[one.clone(), two.clone()]);
    let told = |layout: &Layout| {
        let contents = layout.read();
        let HolderKind::Image(image) = &contents.holders[0].kind else { panic!("no image") };
        assert!(!image.is_whole || contents.problems.is_empty());
        let paths: Vec<String> = contents.parts.iter().map(|part| part.path.to_string()).collect();
        (
            paths.join(" "),
            contents.problems.iter().map(|it| format!("{}: {}", it.path, it.message)).collect::<Vec<_>>().join("\n"),
        )
    };
    let name = format!("blobs/sha256/{}", sha256(&two));
    let bend = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bent = Layout { blobs: layout.blobs.clone(), manifests: layout.manifests.clone() };
        change(bent.blobs.get_mut(&name).unwrap());
        told(&bent)
    };
    let (paths, problem) = bend(&|blob| *blob = gzip(&files(&[("evil", &program("6.6.6"))])));
    assert!(paths == "a" && problem.contains(&format!("x!/{name}: cannot be read: the layer has")), "{problem}");
    let (paths, problem) = bend(&|blob| *blob.last_mut().unwrap() ^= 1);
    assert!(paths == "a" && problem.contains("its digest is another one"), "{problem}");
    let mut absent = Layout { blobs: layout.blobs.clone(), manifests: layout.manifests.clone() };
    absent.blobs.remove(&name);
    assert!(told(&absent).1.contains("the layer is not there"));
    // Neither the manifest nor the configuration may be another one.
    let manifest = layout.manifests[0]["digest"].as_str().unwrap().replace(':', "/");
    let mut odd_manifest = Layout { blobs: layout.blobs.clone(), manifests: layout.manifests.clone() };
    odd_manifest.blobs.insert(format!("blobs/{manifest}"), br#"{"layers":[]}"#.to_vec());
    assert!(read_archive_contents(&odd_manifest.tar(), "x").unwrap_err().to_string().contains("at least one image"));
    let mut odd = Layout { blobs: layout.blobs.clone(), manifests: layout.manifests.clone() };
    odd.manifests[0]["digest"] = json!("sha256:../../../etc/passwd");
    assert!(read_archive_contents(&odd.tar(), "x").is_err());
    let folder = odd.folder();
    assert!(read_layout_contents(folder.path()).is_err());
}

#[test]
fn every_platform_of_nested_indexes_is_an_image_and_shared_layers_are_read_once() {
    let shared = gzip(&files(&[("bin/shared", &program("1.0.0"))]));
    let own = |version: &str| gzip(&files(&[("bin/own", &program(version))]));
    let mut layout = Layout::default();
    let (amd, arm) = (
        layout.image("amd64", &[shared.clone(), own("2.0.0")]),
        layout.image("arm64", &[shared.clone(), own("3.0.0")]),
    );
    let mut statement = layout.image("unknown", &[b"{}".to_vec()]);
    statement["annotations"] = json!({ "vnd.docker.reference.type": "attestation-manifest" });
    let mut absent = amd.clone();
    absent["digest"] = json!(format!("sha256:{}", "0".repeat(64)));
    absent["platform"] = json!({ "os": "linux", "architecture": "s390x" });
    let inner = json!({ "schemaVersion": 2, "manifests": [amd, arm, statement, absent] });
    let mut inner = layout.blob(inner.to_string().as_bytes());
    inner["annotations"] = json!({ "org.opencontainers.image.ref.name": "app:1" });
    layout.manifests = vec![inner.clone(), inner];
    let contents = layout.read();
    assert_eq!((contents.holders.len(), contents.parts.len()), (2, 3));
    let part = contents.parts.iter().find(|part| part.path.as_str() == "bin/shared").unwrap();
    assert_eq!(part.holders, BTreeSet::from([0, 1]));
    let told: Vec<String> = contents.problems.iter().map(|problem| problem.message.clone()).collect();
    assert!(
        told.iter().all(|message| message == "the image for linux/s390x that the index names is not there"),
        "{told:?}"
    );
    assert!(!contents.problems.iter().any(Problem::is_deciding));
    let HolderKind::Image(image) = &contents.holders[0].kind else { panic!("no image") };
    assert_eq!(image.names, BTreeSet::from(["app:1".to_owned()]));
}

/// Returns what `docker save` wrote before it wrote layouts, of layers that are not compressed.
fn saved(layers: &[(&str, &[u8])], diff_ids: &[String], more: &[Entry<'_>]) -> Vec<u8> {
    let ids: Vec<String> = diff_ids.iter().map(|id| format!("sha256:{id}")).collect();
    let config =
        json!({ "architecture": "arm64", "os": "linux", "variant": "v8", "rootfs": { "diff_ids": ids } }).to_string();
    let name = format!("{}.json", sha256(config.as_bytes()));
    let names: Vec<&str> = layers.iter().map(|layer| layer.0).collect();
    let list = json!([{ "Config": name, "RepoTags": ["app:1"], "Layers": names }]).to_string();
    let mut entries: Vec<Entry<'_>> =
        layers.iter().filter(|it| !it.1.is_empty()).map(|(name, bytes)| (*name, FILE, *bytes)).collect();
    entries.extend([(name.as_str(), FILE, config.as_bytes()), ("manifest.json", FILE, list.as_bytes())]);
    entries.extend(more);
    tar(&entries)
}

#[test]
fn what_docker_saves_is_held_against_the_digests_of_its_configuration() {
    let (low, up) = (files(&[("a", &program("1.0.0")), ("b", &program("1.0.0"))]), files(&[(".wh.a", b"")]));
    let ids = [sha256(&low), sha256(&up)];
    let read = |bytes: &[u8]| read_archive_contents(bytes, "x").unwrap();
    let layers: [(&str, &[u8]); 2] = [("1/layer.tar", &low), ("2/layer.tar", &up)];
    for bytes in [saved(&layers, &ids, &[]), gzip(&saved(&layers, &ids, &[]))] {
        let contents = read(&bytes);
        assert_eq!(contents.parts.iter().map(|part| part.place.as_str()).collect::<Vec<_>>(), ["x!/1/layer.tar!/b"]);
        assert_eq!((contents.hidden, contents.problems.len()), (1, 0));
        let HolderKind::Image(image) = &contents.holders[0].kind else { panic!("no image") };
        assert_eq!(image.platform.as_deref(), Some("linux/arm64/v8"));
    }
    let packed = gzip(&low);
    assert_eq!(read(&saved(&[("1/layer.tar", &packed), layers[1]], &ids, &[])).problems, []);
    // A layer that another image has already was a link.
    let link = read(&saved(
        &[("1/layer.tar", b""), layers[1]],
        &ids,
        &[("1/layer.tar", ::tar::EntryType::Symlink, b"../0/layer.tar"), ("0/layer.tar", FILE, &low)],
    ));
    assert_eq!((link.parts.len(), link.problems.len()), (1, 0));
    let other = [sha256(b"other"), ids[1].clone()];
    for bytes in [
        saved(&layers, &other, &[]),
        saved(&layers, &ids[..1], &[]),
        saved(&[("1/layer.tar", b""), layers[1]], &ids, &[]),
    ] {
        let contents = read(&bytes);
        assert!(
            contents.parts.is_empty() && contents.problems.iter().any(Problem::is_deciding),
            "{:?}",
            contents.problems
        );
    }
    let twice = saved(&layers, &ids, &[("2/layer.tar", FILE, b"")]);
    assert!(read_archive_contents(&twice, "x").unwrap_err().to_string().contains("`2/layer.tar` twice"));
    // A list of another kind makes no image.
    let plain = read(&files(&[("manifest.json", b"[]"), ("a", &program("1.0.0"))]));
    assert!(plain.holders.is_empty() && plain.parts.len() == 1);
}

#[cfg(unix)]
#[test]
fn a_link_in_a_folder_does_not_lead_out_of_it() {
    let layout = Layout::of(&[files(&[("a", &program("1.0.0"))])]);
    let folder = layout.folder();
    let elsewhere = tempfile::tempdir().unwrap();
    let outside = elsewhere.path().join("index.json");
    std::fs::rename(folder.path().join("index.json"), &outside).unwrap();
    std::os::unix::fs::symlink(&outside, folder.path().join("index.json")).unwrap();
    assert!(read_layout_contents(folder.path()).unwrap_err().to_string().contains("a symbolic link"));
}
