//! Packages and images that their own tools make: what is scanned of them, and pairs that must not pass.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::binary::{audited, list};
use crate::executable::{skipped, told};
use crate::project::put;

/// Runs a tool; false where it is not there.
fn made(folder: &Path, program: &str, arguments: &[&str]) -> bool {
    let ran = Command::new(program).current_dir(folder).env("HOME", folder).args(arguments).output();
    let Ok(output) = ran else {
        skipped(&format!("{program} is not here"));
        return false;
    };
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    true
}

/// Scans and verifies, then verifies against documents of other packages and of a file more.
fn holds(folder: &Path, subject: &str, identity: &str) {
    let scanned = told(folder, &["scan", subject, "-o", "cyclonedx-json=own.cdx.json"]);
    assert!(scanned.ends_with("exit 0\n"), "{subject}: {scanned}");
    let text = std::fs::read_to_string(folder.join("own.cdx.json")).unwrap();
    for expected in [identity, "pkg:cargo/leaf@1.2.3", "usr/bin/app"] {
        assert!(text.contains(expected), "{subject}: no {expected}: {text}");
    }
    let verify = |document: &str| told(folder, &["verify", subject, "--sbom", document, "--check", "binary"]);
    let passed = verify("own.cdx.json");
    assert!(passed.starts_with("PASSED") && passed.contains("1 compiled files, by digest"), "{subject}: {passed}");
    let mut without: Value = serde_json::from_str(&text).unwrap();
    without["components"].as_array_mut().unwrap().retain(|component| component["name"] != "leaf");
    without["dependencies"] = serde_json::json!([]);
    for other in [text.replace("leaf@1.2.3", "leaf@1.2.4"), without.to_string()] {
        put(&folder.join("other.cdx.json"), other.as_bytes());
        let failed = verify("other.cdx.json");
        assert!(failed.starts_with("FAILED") && failed.ends_with("exit 1\n"), "{subject}: {failed}");
    }
}

/// Puts the program where a package has it.
fn tree(folder: &Path) -> PathBuf {
    let tree = folder.join("tree");
    put(&tree.join("usr/bin/app"), &std::fs::read(folder.join("app")).unwrap());
    tree
}

#[test]
fn debian_packages_of_every_compression_hold() {
    let folder = audited(&list());
    let control =
        b"Package: app\nVersion: 1:0.1.0-2\nArchitecture: amd64\nMaintainer: A <a@b.example>\nDescription: app\n";
    put(&tree(folder.path()).join("DEBIAN/control"), control);
    for compression in ["-Zgzip", "-Zxz", "-Znone"] {
        if made(folder.path(), "dpkg-deb", &[compression, "--root-owner-group", "-b", "tree", "app.deb"]) {
            holds(folder.path(), "app.deb", "pkg:deb/app@1:0.1.0-2?arch=amd64");
            let other = std::fs::read_to_string(folder.path().join("own.cdx.json")).unwrap();
            put(
                &folder.path().join("other.cdx.json"),
                other.replace("deb/app@1:0.1.0-2", "deb/app@1:0.1.0-1").as_bytes(),
            );
            let failed = told(folder.path(), &["verify", "app.deb", "--sbom", "other.cdx.json", "--check", "binary"]);
            assert!(failed.starts_with("FAILED") && failed.contains("binary.version"), "{failed}");
        }
    }
}

#[test]
fn rpm_packages_of_every_compression_hold() {
    let folder = audited(&list());
    let spec = "Name: app\nVersion: 0.1.0\nRelease: 2\nEpoch: 3\nSummary: app\nLicense: MIT\nVendor: Example\n%description\napp\n\
        %install\nmkdir -p %{buildroot}/usr/bin\ncp %{_topdir}/app %{buildroot}/usr/bin/\n%files\n/usr/bin/app\n";
    put(&folder.path().join("app.spec"), spec.as_bytes());
    let top = format!("_topdir {}", folder.path().display());
    for compression in ["w6.gzdio", "w6.xzdio", "w3.zstdio"] {
        let payload = format!("_binary_payload {compression}");
        let defines =
            [top.as_str(), &payload, "debug_package %{nil}", "__os_install_post %{nil}", "_rpmfilename app.rpm"];
        let mut arguments = vec!["-bb", "--target", "x86_64"];
        for define in defines {
            arguments.extend(["--define", define]);
        }
        arguments.push("app.spec");
        if made(folder.path(), "rpmbuild", &arguments) {
            holds(folder.path(), "RPMS/app.rpm", "pkg:rpm/app@0.1.0-2?arch=x86_64&epoch=3");
        }
    }
}

#[test]
fn zip_archives_of_another_writer_hold() {
    let folder = audited(&list());
    tree(folder.path());
    let write = "import zipfile, sys\nfor name, method in (('stored', 0), ('deflated', 8)):\n \
        z = zipfile.ZipFile(name + '.zip', 'w', method)\n z.write('tree/usr/bin/app', 'usr/bin/app')\n z.close()\n\
        z = zipfile.ZipFile('streamed.zip', 'w', 8)\nwith z.open('usr/bin/app', 'w', force_zip64=True) as f: f.write(open('app', 'rb').read())\nz.close()\n";
    if made(folder.path(), "python3", &["-c", write]) {
        for name in ["stored.zip", "deflated.zip", "streamed.zip"] {
            holds(folder.path(), name, "pkg:generic/app@0.1.0");
        }
    }
}

#[test]
fn images_of_another_tool_hold_as_folder_and_as_archive() {
    let folder = audited(&list());
    let path = folder.path();
    let app = std::fs::read(path.join("app")).unwrap();
    if !made(path, "umoci", &["init", "--layout", "image"]) {
        return;
    }
    made(path, "umoci", &["new", "--image", "image:v1"]);
    // The first layer has the program twice, the second removes one of them.
    for step in 0..2 {
        made(path, "umoci", &["unpack", "--rootless", "--image", "image:v1", "bundle"]);
        let root = path.join("bundle/rootfs");
        if step == 0 {
            put(&root.join("usr/bin/app"), &app);
            put(&root.join("opt/old"), &app);
        } else {
            std::fs::remove_file(root.join("opt/old")).unwrap();
        }
        made(path, "umoci", &["repack", "--image", "image:v1", "bundle"]);
        std::fs::remove_dir_all(path.join("bundle")).unwrap();
    }
    made(path, "umoci", &["gc", "--layout", "image"]);
    holds(path, "image", "oci:digest");
    let document = std::fs::read_to_string(path.join("own.cdx.json")).unwrap();
    assert!(!document.contains("opt/old"), "{document}");
    let mut builder = tar::Builder::new(Vec::new());
    builder.append_dir_all("", path.join("image")).unwrap();
    put(&path.join("image.tar"), &builder.into_inner().unwrap());
    holds(path, "image.tar", "oci:digest");
    // A blob that was changed is no longer the one that is named.
    let blobs = std::fs::read_dir(path.join("image/blobs/sha256")).unwrap().map(|entry| entry.unwrap().path());
    let largest = blobs.max_by_key(|blob| std::fs::metadata(blob).unwrap().len()).unwrap();
    let mut bytes = std::fs::read(&largest).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    let _ = std::fs::remove_file(&largest);
    put(&largest, &bytes);
    let changed = told(path, &["scan", "image", "-o", "purls"]);
    assert!(changed.contains("its digest is another one") && changed.ends_with("exit 3\n"), "{changed}");
}
