//! `bonafide key`, and whether other tools read what it writes.

use std::path::Path;
use std::process::{Command, Output};

use crate::executable::{bonafide, skipped, tell, told};

/// Returns a command for a tool, or says that the test is skipped; where `CI` is `true` the tool must be there.
pub(crate) fn tool(name: &str) -> Option<Command> {
    let there = Command::new(name).arg("-v").output().is_ok();
    if !there {
        skipped(&format!("`{name}` is not installed"));
    }
    there.then(|| Command::new(name))
}

/// Runs a tool in a folder and returns whether it was content.
pub(crate) fn run(folder: &Path, mut command: Command, arguments: &[&str]) -> Output {
    command.current_dir(folder).args(arguments).stdin(std::process::Stdio::null()).output().unwrap()
}

/// Makes a key with the passphrase `secret`.
pub(crate) fn generate(folder: &Path, arguments: &[&str]) {
    let output = with_passphrase(folder, &[&["key", "generate"], arguments].concat());
    assert!(output.status.success(), "{}", tell(folder, &output));
}

/// Runs with the passphrase `secret` in the environment.
pub(crate) fn with_passphrase(folder: &Path, arguments: &[&str]) -> Output {
    bonafide(folder).env("BONAFIDE_PASSPHRASE", "secret").args(arguments).output().unwrap()
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn a_key_pair_is_made_encrypted_and_private() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    generate(folder, &["-o", "release.key"]);
    assert!(read(folder, "release.key").starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    assert!(read(folder, "release.pub").starts_with("-----BEGIN PUBLIC KEY-----\n"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder.join("release.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let of_private = String::from_utf8(with_passphrase(folder, &["key", "show", "release.key"]).stdout).unwrap();
    let of_public = told(folder, &["key", "show", "release.pub"]);
    assert_eq!(of_private.replace("private key, encrypted", "public key") + "exit 0\n", of_public);
}

#[test]
fn a_key_is_never_replaced_by_accident() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    generate(folder, &["-o", "a.key"]);
    let before = read(folder, "a.key");
    insta::assert_snapshot!(tell(folder, &with_passphrase(folder, &["key", "generate", "-o", "a.key"])), @"
    error: `a.key` exists
    hint: replace it with `--force`
    exit 2
    ");
    assert_eq!(read(folder, "a.key"), before);
    std::fs::remove_file(folder.join("a.key")).unwrap();
    assert_eq!(with_passphrase(folder, &["key", "generate", "-o", "a.key"]).status.code(), Some(2));
    generate(folder, &["-o", "a.key", "--force"]);
    assert_ne!(read(folder, "a.key"), before);
}

#[test]
fn nothing_prompts_without_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    insta::assert_snapshot!(told(folder, &["key", "generate"]), @"
    error: a passphrase is needed, and there is no terminal to ask at
    hint: name a file that holds it with `--passphrase-file FILE`
    hint: set the variable `BONAFIDE_PASSPHRASE`
    exit 2
    ");
    assert!(std::fs::read_dir(folder).unwrap().next().is_none());
    generate(folder, &["-o", "a.key"]);
    insta::assert_snapshot!(told(folder, &["key", "show", "a.key"]), @"
    type         Ed25519 private key, encrypted
    form         PEM
    fingerprint  needs the passphrase
    exit 0
    ");
    assert!(told(folder, &["key", "show", "a.key", "--public"]).ends_with("exit 2\n"));
}

#[test]
fn an_unencrypted_key_is_made_only_by_a_flag_that_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let said = told(folder, &["key", "generate", "-o", "a.key", "--insecure-unencrypted"]);
    assert!(said.contains("warning: `a.key` is not encrypted: whoever reads it can sign in your name"), "{said}");
    assert!(told(folder, &["key", "show", "a.key"]).contains("private key, not encrypted"));
    std::fs::write(folder.join("empty"), "\n").unwrap();
    let said = told(folder, &["key", "generate", "-o", "b.key", "--passphrase-file", "empty"]);
    assert!(said.contains("error: b.key: the passphrase is empty"), "{said}");
}

#[test]
fn a_wrong_passphrase_and_a_wrong_file_are_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    generate(folder, &["-o", "a.key"]);
    std::fs::write(folder.join("wrong"), "other\n").unwrap();
    insta::assert_snapshot!(told(folder, &["key", "show", "a.key", "--public", "--passphrase-file", "wrong"]), @"
    error: a.key: wrong passphrase
    exit 2
    ");
    insta::assert_snapshot!(told(folder, &["key", "show", "wrong"]), @"
    error: wrong: neither a PEM nor a minisign key
    hint: make an Ed25519 key with `bonafide key generate`, or with `openssl genpkey -algorithm ed25519`
    exit 2
    ");
}

#[test]
fn a_public_key_is_converted_both_ways() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    generate(folder, &["--type", "minisign", "-o", "m.key"]);
    let public = |arguments: &[&str]| {
        String::from_utf8(with_passphrase(folder, &[&["key", "show", "--public"], arguments].concat()).stdout).unwrap()
    };
    assert_eq!(public(&["m.key"]), read(folder, "m.pub"));
    std::fs::write(folder.join("m.pem"), public(&["m.pub", "--form", "pem"])).unwrap();
    let fingerprint = |name: &str| {
        let said = told(folder, &["key", "show", name]);
        said.lines().find(|line| line.starts_with("fingerprint")).unwrap().to_owned()
    };
    assert_eq!(fingerprint("m.pem"), fingerprint("m.pub"));
}

#[test]
fn openssl_reads_our_keys_and_we_read_its() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let openssl = |arguments: &[&str]| tool("openssl").map(|command| run(folder, command, arguments));
    generate(folder, &["-o", "a.key"]);
    let Some(output) = openssl(&["pkey", "-in", "a.key", "-passin", "pass:secret", "-pubout"]) else { return };
    assert_eq!(String::from_utf8(output.stdout).unwrap(), read(folder, "a.pub"));
    let ways: [&[&str]; 3] = [
        &["genpkey", "-algorithm", "ed25519", "-out", "b.key"],
        &["genpkey", "-algorithm", "ed25519", "-aes-256-cbc", "-pass", "pass:secret", "-out", "b.key"],
        &[
            "pkcs8",
            "-topk8",
            "-in",
            "a.key",
            "-passin",
            "pass:secret",
            "-scrypt",
            "-passout",
            "pass:secret",
            "-out",
            "b.key",
        ],
    ];
    for way in ways {
        let made = openssl(way).unwrap();
        assert!(made.status.success(), "{made:?}");
        let theirs = openssl(&["pkey", "-in", "b.key", "-passin", "pass:secret", "-pubout"]).unwrap();
        let ours = with_passphrase(folder, &["key", "show", "b.key", "--public"]);
        assert_eq!(ours.stdout, theirs.stdout, "{way:?}: {ours:?}");
    }
    // The fingerprint can be computed without us.
    let der = openssl(&["pkey", "-pubin", "-in", "a.pub", "-outform", "DER", "-out", "a.der"]).unwrap();
    assert!(der.status.success());
    let digest = openssl(&["dgst", "-sha256", "-r", "a.der"]).unwrap();
    let digest = String::from_utf8(digest.stdout).unwrap();
    assert!(told(folder, &["key", "show", "a.pub"]).contains(digest.split(' ').next().unwrap()));
}
