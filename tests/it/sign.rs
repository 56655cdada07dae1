//! `bonafide sign`, and whether other tools accept what it signs.

use std::path::Path;
use std::process::Command;

use crate::executable::{skipped, tell};
use crate::key::{generate, run, tool, with_passphrase};

const SBOM: &str =
    "{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.6\",\n  \"version\": 1,\n  \"components\": []\n}\n";

/// A folder with an artifact, its SBOM and a key of each form.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("app.bin"), b"artifact \x00\xff").unwrap();
    std::fs::write(folder.path().join("other.bin"), b"another artifact").unwrap();
    std::fs::write(folder.path().join("app.cdx.json"), SBOM).unwrap();
    generate(folder.path(), &["-o", "pem.key"]);
    generate(folder.path(), &["--type", "minisign", "-o", "mini.key"]);
    folder
}

fn signed(folder: &Path, arguments: &[&str]) -> String {
    tell(folder, &with_passphrase(folder, &[&["sign"], arguments].concat()))
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn the_key_and_the_sbom_choose_the_kind() {
    let folder = folder();
    let folder = folder.path();
    insta::assert_snapshot!(signed(folder, &["app.bin", "other.bin", "--key", "pem.key"]), @"
    note: wrote `app.bin.sig`
    note: wrote `other.bin.sig`
    exit 0
    ");
    insta::assert_snapshot!(signed(folder, &["app.bin", "--key", "mini.key"]), @"
    note: wrote `app.bin.minisig`
    exit 0
    ");
    assert!(read(folder, "app.bin.minisig").contains("trusted comment: timestamp:1700000000\tfile:app.bin\thashed\n"));
    insta::assert_snapshot!(signed(folder, &["app.bin", "--key", "pem.key", "--sbom", "app.cdx.json"]), @"
    note: wrote `app.bin.intoto.json`
    exit 0
    ");
    insta::assert_snapshot!(signed(folder, &["app.bin", "--key", "mini.key", "--type", "raw"]), @"
    note: wrote `app.bin.sig`
    note: readers need the public key in this form: `bonafide key show mini.key --public --form pem`
    exit 0
    ");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = folder();
    let folder = folder.path();
    let all: [&[&str]; 4] = [
        &["app.bin", "--key", "pem.key"],
        &["app.bin", "--key", "mini.key"],
        &["app.bin", "--key", "pem.key", "--sbom", "app.cdx.json"],
        &["app.bin", "--key", "pem.key", "--sbom", "app.cdx.json", "--type", "bundle"],
    ];
    let names = ["app.bin.sig", "app.bin.minisig", "app.bin.intoto.json", "app.bin.sigstore.json"];
    let round = || {
        for arguments in all {
            assert!(signed(folder, arguments).ends_with("exit 0\n"));
        }
        names.map(|name| read(folder, name))
    };
    assert_eq!(round(), round());
}

#[test]
fn what_cannot_be_signed_is_refused_and_leaves_nothing() {
    let folder = folder();
    let folder = folder.path();
    std::fs::write(folder.join("pae"), "DSSEv1 28 application/vnd.in-toto+json 2 {}").unwrap();
    std::fs::write(folder.join("twice.json"), r#"{"bomFormat":"CycloneDX","a":1,"a":2}"#).unwrap();
    std::fs::create_dir(folder.join("tree")).unwrap();
    let count = || std::fs::read_dir(folder).unwrap().count();
    let before = count();
    insta::assert_snapshot!(signed(folder, &["app.bin", "--key", "pem.key", "--type", "dsse"]), @"
    error: an attestation binds an artifact to its SBOM, and no SBOM was named
    hint: name it with `--sbom FILE`, or sign the statement that `bonafide build` made
    exit 2
    ");
    insta::assert_snapshot!(signed(folder, &["app.bin", "--key", "pem.key", "--type", "raw", "--sbom", "app.cdx.json"]), @"
    error: only an attestation can hold an SBOM
    hint: leave `--type` out, or say `--type dsse`
    exit 2
    ");
    insta::assert_snapshot!(signed(folder, &["app.bin", "other.bin", "--key", "pem.key", "-o", "x"]), @"
    error: several signatures cannot go to one file
    hint: leave `-o` out
    exit 2
    ");
    insta::assert_snapshot!(signed(folder, &["app.bin", "--key", "pem.key", "-o", "./app.bin"]), @"
    error: the signature would replace `./app.bin`, which it is made from
    exit 2
    ");
    insta::assert_snapshot!(signed(folder, &["tree", "--key", "pem.key"]), @"
    error: `tree` is a directory, which cannot be signed
    hint: sign the SBOM that lists its files: `bonafide scan DIR --files -o cyclonedx-json=bom.cdx.json`
    exit 2
    ");
    insta::assert_snapshot!(signed(folder, &["app.bin", "--key", "pem.pub"]), @"
    error: pem.pub: a public key where the private one is expected
    hint: name the private key file; `bonafide key generate` makes one
    exit 2
    ");
    insta::assert_snapshot!(signed(folder, &["pae", "--key", "pem.key"]), @"
    error: pae: cannot be signed raw: the file begins like what an attestation's signature is over; signing it raw would attest what it says
    exit 3
    ");
    insta::assert_snapshot!(signed(folder, &["app.bin", "--key", "pem.key", "--sbom", "twice.json"]), @"
    error: twice.json: cannot be attested: duplicate key `a`
    exit 3
    ");
    insta::assert_snapshot!(signed(folder, &["app.bin", "--key", "pem.key", "--sbom", "other.bin"]), @"
    error: other.bin: not an SBOM of a format that can be attested
    exit 3
    ");
    assert_eq!(count(), before);
    std::fs::OpenOptions::new().write(true).open(folder.join("other.bin")).unwrap().set_len(10 << 30).unwrap();
    insta::assert_snapshot!(signed(folder, &["other.bin", "--key", "pem.key"]), @"
    error: other.bin: larger than the limit of 1073741824 bytes
    hint: a minisign signature can be over a file of any size: `--type minisign`
    exit 3
    ");
}

#[test]
fn minisign_accepts_ours_and_we_sign_with_its_key() {
    let folder = folder();
    let folder = folder.path();
    let minisign = |arguments: &[&str]| tool("minisign").map(|command| run(folder, command, arguments));
    signed(folder, &["app.bin", "--key", "mini.key"]);
    let Some(output) = minisign(&["-Vm", "app.bin", "-p", "mini.pub"]) else { return };
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("Signature and comment signature verified"));
    let output = minisign(&["-Vm", "other.bin", "-x", "app.bin.minisig", "-p", "mini.pub"]).unwrap();
    assert!(!output.status.success());
    // Our own private keys are minisign's too, encrypted or not.
    let mut command = Command::new("minisign");
    command.current_dir(folder).args(["-Sm", "other.bin", "-s", "mini.key"]).stdin(std::process::Stdio::piped());
    let mut child = command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"secret\n").unwrap();
    assert!(child.wait().unwrap().success());
    assert!(minisign(&["-Vm", "other.bin", "-p", "mini.pub"]).unwrap().status.success());
    generate(folder, &["--type", "minisign", "-o", "open.key", "--insecure-unencrypted"]);
    assert!(minisign(&["-Sm", "other.bin", "-s", "open.key"]).unwrap().status.success());
    assert!(minisign(&["-Vm", "other.bin", "-p", "open.pub"]).unwrap().status.success());
    assert!(minisign(&["-G", "-W", "-p", "its.pub", "-s", "its.key"]).unwrap().status.success());
    assert!(signed(folder, &["other.bin", "--key", "its.key"]).ends_with("exit 0\n"));
    assert!(minisign(&["-Vm", "other.bin", "-p", "its.pub"]).unwrap().status.success());
}

/// Decodes base64 with the tool under test's peer, so that nothing of ours takes part.
fn decode(folder: &Path, text: &str, name: &str) {
    std::fs::write(folder.join("text"), format!("{text}\n")).unwrap();
    let output = run(folder, Command::new("openssl"), &["base64", "-d", "-A", "-in", "text", "-out", name]);
    assert!(output.status.success(), "{output:?}");
}

fn openssl_accepts(folder: &Path, file: &str, signature: &str) -> bool {
    let arguments = ["pkeyutl", "-verify", "-pubin", "-inkey", "pem.pub", "-rawin", "-in", file, "-sigfile", signature];
    run(folder, Command::new("openssl"), &arguments).status.success()
}

#[test]
fn openssl_accepts_our_raw_signatures_and_attestations() {
    if tool("openssl").is_none() {
        return;
    }
    let folder = folder();
    let folder = folder.path();
    signed(folder, &["app.bin", "--key", "pem.key"]);
    decode(folder, read(folder, "app.bin.sig").trim(), "signature");
    assert!(openssl_accepts(folder, "app.bin", "signature"));
    assert!(!openssl_accepts(folder, "other.bin", "signature"));

    signed(folder, &["app.bin", "--key", "pem.key", "--sbom", "app.cdx.json"]);
    let envelope: serde_json::Value = serde_json::from_str(&read(folder, "app.bin.intoto.json")).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    decode(folder, &text(&envelope["signatures"][0]["sig"]), "signature");
    decode(folder, &text(&envelope["payload"]), "payload");
    let payload = read(folder, "payload");
    assert_eq!(envelope["payloadType"], "application/vnd.in-toto+json");
    let message = format!("DSSEv1 28 application/vnd.in-toto+json {} {payload}", payload.len());
    std::fs::write(folder.join("message"), message).unwrap();
    assert!(openssl_accepts(folder, "message", "signature"));

    let statement: serde_json::Value = serde_json::from_str(&payload).unwrap();
    assert_eq!(statement["_type"], "https://in-toto.io/Statement/v1");
    for (place, name) in ["app.bin", "app.cdx.json"].iter().enumerate() {
        assert_eq!(statement["subject"][place]["name"], *name);
        for (algorithm, flag) in [("sha256", "-sha256"), ("sha512", "-sha512")] {
            let output = run(folder, Command::new("openssl"), &["dgst", flag, "-r", name]);
            let digest = String::from_utf8(output.stdout).unwrap();
            assert_eq!(statement["subject"][place]["digest"][algorithm], digest.split(' ').next().unwrap());
        }
    }
    let sbom: serde_json::Value = serde_json::from_str(SBOM).unwrap();
    assert_eq!((&statement["predicateType"], &statement["predicate"]), (&"https://cyclonedx.org/bom".into(), &sbom));
}

#[test]
fn cosign_accepts_ours() {
    let Some(cosign) = std::env::var_os("BONAFIDE_COSIGN") else {
        return skipped("`BONAFIDE_COSIGN` does not name cosign");
    };
    let folder = folder();
    let folder = folder.path();
    signed(folder, &["app.bin", "--key", "pem.key"]);
    signed(folder, &["app.bin", "--key", "pem.key", "--sbom", "app.cdx.json"]);
    signed(folder, &["app.bin", "--key", "pem.key", "--sbom", "app.cdx.json", "--type", "bundle"]);
    let accepts = |arguments: &[&str], file: &str| {
        let mut command = Command::new(&cosign);
        command.env("HOME", folder);
        let arguments = [arguments, &["--key", "pem.pub", "--insecure-ignore-tlog", file]].concat();
        run(folder, command, &arguments).status.success()
    };
    let ways: [&[&str]; 3] = [
        &["verify-blob", "--signature", "app.bin.sig"],
        &["verify-blob-attestation", "--type", "cyclonedx", "--signature", "app.bin.intoto.json"],
        &["verify-blob-attestation", "--type", "cyclonedx", "--bundle", "app.bin.sigstore.json"],
    ];
    for way in ways {
        assert!(accepts(way, "app.bin"), "{way:?}");
        assert!(!accepts(way, "other.bin"), "{way:?}");
    }
    assert!(accepts(ways[2], "app.cdx.json"));
}
