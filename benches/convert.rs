//! Times conversions from CycloneDX to SPDX against another tool, and shows that the time is linear.
//!
//! `cargo bench --bench convert`. The peer is `sbomconvert` (0.1.0, from the Python package index), taken from `PATH`; without it only our
//! own times are shown. It drops edges, digests of other algorithms, properties, vulnerabilities and much else, and reports no loss.

#![expect(clippy::print_stdout, reason = "the ratios are the output")]

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const RUNS: usize = 5;

/// A document of this many components with digests, licences, external references and edges, as generators write it.
fn document(components: usize) -> String {
    let mut text = String::from(
        "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"serialNumber\":\"urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79\",\"version\":1,\
         \"metadata\":{\"timestamp\":\"2026-01-01T00:00:00Z\",\"component\":{\"type\":\"application\",\"bom-ref\":\"root\",\"name\":\"root\",\
         \"version\":\"1\"}},\"components\":[",
    );
    // Writing to a string cannot fail.
    for at in 0..components {
        let comma = if at > 0 { "," } else { "" };
        let _ = write!(
            text,
            "{comma}\n{{\"type\":\"library\",\"bom-ref\":\"pkg:npm/p{at}@1.{at}.0\",\"name\":\"p{at}\",\"version\":\"1.{at}.0\",\"description\":\
             \"what p{at} does\",\"hashes\":[{{\"alg\":\"SHA-256\",\"content\":\"{at:064x}\"}}],\"licenses\":[{{\"license\":{{\"id\":\"MIT\"}}}}],\
             \"purl\":\"pkg:npm/p{at}@1.{at}.0\",\"externalReferences\":[{{\"type\":\"vcs\",\"url\":\"https://example.com/p{at}\"}}],\
             \"properties\":[{{\"name\":\"x:y\",\"value\":\"{at}\"}}]}}"
        );
    }
    text.push_str("],\"dependencies\":[{\"ref\":\"root\",\"dependsOn\":[\"pkg:npm/p0@1.0.0\"]}");
    for at in 0..components {
        let below: Vec<String> = (1..=3)
            .map(|step| at * 3 + step)
            .filter(|child| *child < components)
            .map(|child| format!("\"pkg:npm/p{child}@1.{child}.0\""))
            .collect();
        let _ = write!(text, ",\n{{\"ref\":\"pkg:npm/p{at}@1.{at}.0\",\"dependsOn\":[{}]}}", below.join(","));
    }
    text.push_str("]}\n");
    text
}

/// Returns the median time in seconds; `None` when the program is not there or fails.
fn time(program: &str, arguments: &[&str], folder: &Path, runs: usize) -> Option<f64> {
    let mut times = Vec::new();
    for _ in 0..runs {
        let start = Instant::now();
        let mut command = Command::new(program);
        command.args(arguments).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null()).stdin(Stdio::null());
        if !command.status().ok()?.success() {
            return None;
        }
        times.push(start.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    times.get(runs / 2).copied()
}

fn main() {
    let ours = env!("CARGO_BIN_EXE_bonafide");
    let scratch = std::env::temp_dir().join(format!("bonafide-convert-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).expect("the temporary folder is writable");
    for components in [1_000, 10_000, 50_000] {
        std::fs::write(scratch.join("bom.json"), document(components)).expect("the scratch folder is writable");
        let convert = ["convert", "-q", "bom.json", "-o", "spdx-json=bom.spdx.json"];
        let Some(mine) = time(ours, &convert, &scratch, RUNS) else {
            println!("{components} components: the conversion failed");
            continue;
        };
        let back = ["convert", "-q", "bom.spdx.json", "-o", "cyclonedx-json@1.6=back.json"];
        let back = time(ours, &back, &scratch, RUNS).unwrap_or(f64::NAN);
        let peer = ["-i", "bom.json", "--sbom", "spdx", "--format", "json", "-o", "peer.json"];
        let peer = time("sbomconvert", &peer, &scratch, 1);
        let ratio = peer.map_or_else(
            || "`sbomconvert` is not here".to_owned(),
            |peer| format!("{:.0}x as fast as sbomconvert ({peer:.2} s)", peer / mine),
        );
        println!("{components} components: {mine:.3} s there, {back:.3} s back; {ratio}");
    }
    // What is left behind lies in the temporary folder.
    let _ = std::fs::remove_dir_all(&scratch);
}
