//! What tools pack: archives that hold what cargo made, as it is or rewritten.

use std::path::PathBuf;
use std::process::Command;

use super::workspace::place;
use super::wrapped::{Tools, stderr};

/// Returns the maturin that stands beside the python of the oracles.
fn maturin() -> Option<PathBuf> {
    let python = std::env::var_os("BONAFIDE_ORACLES").map(PathBuf::from)?;
    Some(python.parent()?.join("maturin")).filter(|file| file.is_file())
}

/// Verifies an archive against the document of the program in it.
fn verify(tools: &Tools, subject: &str) -> String {
    let document = "target/bonafide/debug/tool.cdx.json";
    let output = tools.workspace.bonafide(&["verify", subject, "--sbom", document]).output().unwrap();
    crate::executable::tell(&tools.folder(), &output)
}

#[test]
fn an_archive_is_not_the_file_in_it_and_says_whether_it_holds_that() {
    let tools = Tools::new();
    let pack = "cargo build -q -p tool; echo text >README; mkdir bin/one; cp target/debug/tool bin/one/tool; \
        tar cf whole.tar -C bin/one tool -C ../.. README; \
        mkdir bin/two; cat target/debug/tool README >bin/two/tool; tar cf rewritten.tar -C bin/two tool";
    let output = tools.run(&["-q"], pack);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let told = verify(&tools, "whole.tar");
    assert!(told.contains("digest.inside") && !told.contains("digest.mismatch"), "{told}");
    assert!(told.contains("the file that the document is about, by digest"), "{told}");
    assert!(told.ends_with("exit 3\n"), "{told}");
    let told = verify(&tools, "rewritten.tar");
    assert!(told.contains("digest.mismatch") && !told.contains("digest.inside"), "{told}");
    assert!(told.contains("the document lists no compiled file"), "{told}");
    assert!(told.ends_with("exit 1\n"), "{told}");
}

#[test]
fn maturin_makes_the_wheel_that_it_would_make_and_its_program_is_described() {
    let Some(maturin) = maturin() else {
        return crate::executable::skipped("`BONAFIDE_ORACLES` names no python beside which maturin lies");
    };
    let tools = Tools::new();
    let arguments = ["build", "-b", "bin", "--offline", "-m", "tool/Cargo.toml", "-o", "wheels"];
    let maturin = maturin.to_str().unwrap();
    let mut plain = Command::new(maturin);
    tools.workspace.with_toolchain(&mut plain);
    assert!(plain.args(arguments).env("SOURCE_DATE_EPOCH", "1700000000").output().unwrap().status.success());
    let wheel = || {
        let mut wheels = std::fs::read_dir(tools.folder().join("wheels")).unwrap();
        wheels.next().unwrap().unwrap().path()
    };
    let wanted = std::fs::read(wheel()).unwrap();
    let output = tools.output(&mut tools.command(&[&["--", maturin][..], &arguments].concat()));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(std::fs::read(wheel()).unwrap() == wanted, "another wheel");
    assert_eq!(super::read(&tools.workspace.document(&place(None, "tool"))), super::truth(super::TOOL));
    let output = tools.workspace.bonafide(&["verify", "target/debug/tool", "--check", "digest"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let told = verify(&tools, wheel().to_str().unwrap());
    assert!(told.contains("!/tool-0.1.0.data/scripts/tool\n") && told.ends_with("exit 3\n"), "{told}");
    // What maturin does not build it says itself.
    std::fs::write(tools.folder().join("tool/src/main.rs"), "fn main() { let x: u32 = \"\"; }").unwrap();
    let output = tools.output(&mut tools.command(&[&["--", maturin][..], &arguments].concat()));
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("mismatched types"), "{}", stderr(&output));
}
