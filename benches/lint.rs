//! `bonafide lint` against other validators: whole processes, ratios from one run.
//!
//! `BONAFIDE_ORACLES` names a python that has what `tests/oracle/requirements.txt` lists. The peers are given small documents, for they take
//! 20 ms a component (`cyclonedx-python-lib`, strict) or time that grows with the square of the document (`pyspdxtools`).
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a bench prints, and is told by the environment")]

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const STRICT: &str = "
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
sys.exit(JsonStrictValidator(SchemaVersion.V1_6).validate_str(open(sys.argv[1]).read()) is not None)";

const SPDX: &str = "
import sys
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document
sys.exit(bool(validate_full_spdx_document(parse_file(sys.argv[1]))))";

/// A CycloneDX document of this many components, each with the four that come next in a tree below it.
fn cyclonedx(count: usize) -> String {
    let mut components = Vec::with_capacity(count);
    let mut edges = vec![r#"{"ref":"root","dependsOn":["c0"]}"#.to_owned()];
    for at in 0..count {
        components.push(format!(
            r#"{{"type":"library","bom-ref":"c{at}","name":"c{at}","version":"1.0.{at}","purl":"pkg:cargo/c{at}@1.0.{at}","hashes":[{{"alg":"SHA-256","content":"{:064x}"}}],"licenses":[{{"expression":"MIT OR Apache-2.0"}}],"externalReferences":[{{"type":"vcs","url":"https://example.com/c{at}"}}]}}"#,
            at + 1
        ));
        let below: Vec<String> = below(at, count).map(|child| format!("\"c{child}\"")).collect();
        edges.push(format!(r#"{{"ref":"c{at}","dependsOn":[{}]}}"#, below.join(",")));
    }
    format!(
        r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","serialNumber":"urn:uuid:11111111-2222-4333-8444-555555555555","version":1,"metadata":{{"timestamp":"2026-01-01T00:00:00Z","component":{{"type":"application","bom-ref":"root","name":"root","version":"1"}}}},"components":[{}],"dependencies":[{}]}}"#,
        components.join(","),
        edges.join(",")
    )
}

fn below(at: usize, count: usize) -> impl Iterator<Item = usize> {
    (at * 4 + 1..=at * 4 + 4).filter(move |child| *child < count)
}

fn spdx(count: usize) -> String {
    let mut packages = Vec::with_capacity(count);
    let mut edges = String::from(
        r#"{"spdxElementId":"SPDXRef-DOCUMENT","relatedSpdxElement":"SPDXRef-c0","relationshipType":"DESCRIBES"}"#,
    );
    for at in 0..count {
        packages.push(format!(
            r#"{{"SPDXID":"SPDXRef-c{at}","name":"c{at}","versionInfo":"1.0.{at}","downloadLocation":"NOASSERTION","filesAnalyzed":false,"licenseConcluded":"NOASSERTION","licenseDeclared":"MIT","copyrightText":"NOASSERTION","externalRefs":[{{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:cargo/c{at}@1.0.{at}"}}]}}"#
        ));
        for child in below(at, count) {
            // Writing to a string cannot fail.
            let _ = write!(
                edges,
                r#",{{"spdxElementId":"SPDXRef-c{at}","relatedSpdxElement":"SPDXRef-c{child}","relationshipType":"DEPENDS_ON"}}"#
            );
        }
    }
    format!(
        r#"{{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"x","documentNamespace":"https://example.com/x","creationInfo":{{"created":"2026-01-01T00:00:00Z","creators":["Tool: x-1"]}},"packages":[{}],"relationships":[{edges}]}}"#,
        packages.join(",")
    )
}

/// Median of five runs, in seconds, with the peak of resident memory in MiB; `None` when the program fails.
fn time(program: &str, arguments: &[&str], folder: &Path) -> Option<(f64, f64)> {
    let mut runs = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        let mut command = Command::new(program);
        command.args(arguments).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().ok().filter(std::process::ExitStatus::success)?;
        runs.push(start.elapsed());
        if start.elapsed() > Duration::from_secs(20) {
            break;
        }
    }
    runs.sort();
    let mut command = Command::new("/usr/bin/time");
    let output = command.args(["-f", "%M", program]).args(arguments).current_dir(folder).output().ok()?;
    let text = String::from_utf8_lossy(&output.stderr);
    let kib: f64 = text.lines().last().and_then(|line| line.trim().parse().ok()).unwrap_or(0.0);
    Some((runs[runs.len() / 2].as_secs_f64(), kib / 1024.0))
}

fn main() {
    let ours = env!("CARGO_BIN_EXE_bonafide");
    let scratch = std::env::temp_dir().join(format!("bonafide-bench-lint-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).expect("the temporary folder is writable");
    let oracle = std::env::var("BONAFIDE_ORACLES").ok();
    for (name, write, script) in [("cdx", cyclonedx as fn(usize) -> String, STRICT), ("spdx", spdx, SPDX)] {
        for count in [500, 2_000, 10_000, 100_000] {
            let file = format!("{name}-{count}.json");
            std::fs::write(scratch.join(&file), write(count)).expect("the scratch folder is writable");
            let mine = time(ours, &["lint", &file], &scratch).expect("our own documents are valid");
            println!("{name}, {count} components: {:.3} s, {:.0} MiB", mine.0, mine.1);
            let Some(python) = oracle.as_deref().filter(|_| count <= 2_000) else { continue };
            match time(python, &["-c", script, &file], &scratch) {
                Some(theirs) => {
                    println!("  python: {:.2} s, {:.0} MiB, {:.0}x", theirs.0, theirs.1, theirs.0 / mine.0);
                }
                None => println!("  python: not here, or it refuses the document"),
            }
        }
    }
    // What is left behind lies in the temporary folder.
    let _ = std::fs::remove_dir_all(&scratch);
}
