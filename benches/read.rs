//! Times reading a CycloneDX document against a plain parse of the same bytes by `serde_json`, in pairs and in one run, and prints ratios.
//!
//! `cargo bench --bench read`. The document is made here, or named by `BONAFIDE_BENCH_DOCUMENT`. The plain parse is what a reader cannot
//! do without: structs that borrow from the text, and nothing made of them. `BONAFIDE_BENCH_ONCE=FILE` reads that file and nothing else, so
//! that `/usr/bin/time -v` tells the memory.

#![expect(clippy::print_stdout, reason = "the ratios are the output")]
#![expect(clippy::disallowed_methods, reason = "the document is named by the environment")]

use std::borrow::Cow;
use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use serde::Deserialize;

const RUNS: usize = 15;
const COMPONENTS: usize = 50_000;

/// A document as a plain reader has it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bom<'a> {
    #[serde(borrow)]
    components: Vec<Component<'a>>,
    #[serde(borrow, default)]
    dependencies: Vec<Dependency<'a>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "the fields are parsed and not looked at")]
struct Component<'a> {
    #[serde(borrow, default, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow, default, rename = "bom-ref")]
    reference: Cow<'a, str>,
    #[serde(borrow, default)]
    name: Cow<'a, str>,
    #[serde(borrow, default)]
    version: Cow<'a, str>,
    #[serde(borrow, default)]
    description: Cow<'a, str>,
    #[serde(borrow, default)]
    scope: Cow<'a, str>,
    #[serde(borrow, default)]
    purl: Cow<'a, str>,
    #[serde(borrow, default)]
    hashes: Vec<Hash<'a>>,
    #[serde(borrow, default)]
    licenses: Vec<LicenseChoice<'a>>,
    #[serde(borrow, default)]
    properties: Vec<Property<'a>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "the fields are parsed and not looked at")]
struct Hash<'a> {
    #[serde(borrow)]
    alg: Cow<'a, str>,
    #[serde(borrow)]
    content: Cow<'a, str>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "the fields are parsed and not looked at")]
struct LicenseChoice<'a> {
    #[serde(borrow, default)]
    license: License<'a>,
    #[serde(borrow, default)]
    expression: Cow<'a, str>,
}

#[derive(Default, Deserialize)]
#[expect(dead_code, reason = "the fields are parsed and not looked at")]
struct License<'a> {
    #[serde(borrow, default)]
    id: Cow<'a, str>,
    #[serde(borrow, default)]
    name: Cow<'a, str>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "the fields are parsed and not looked at")]
struct Property<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow, default)]
    value: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "the fields are parsed and not looked at")]
struct Dependency<'a> {
    #[serde(borrow, rename = "ref")]
    reference: Cow<'a, str>,
    #[serde(borrow, default)]
    depends_on: Vec<Cow<'a, str>>,
}

/// Returns a document with four edges a component, each with package URL, digest, licence and two properties.
fn made() -> String {
    let mut random = 7u64;
    // Any sequence will do that is the same each time. Spec: Steele and Vigna 2021, multiplier of a 64-bit LCG.
    let mut next = move |below: usize| {
        random = random.wrapping_mul(0xd134_2543_de82_ef95).wrapping_add(1);
        usize::try_from(random >> 33).unwrap_or(0) % below
    };
    let licenses =
        ["{\"license\":{\"id\":\"MIT\"}}", "{\"expression\":\"MIT OR Apache-2.0\"}", "{\"license\":{\"id\":\"ISC\"}}"];
    let references: Vec<String> =
        (0..COMPONENTS).map(|at| format!("pkg:cargo/component-{at:05}@{}.{}.{}", at % 7, at % 31, at % 11)).collect();
    let mut text = "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\"components\":[".to_owned();
    for (at, reference) in references.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let (digest, license) = (format!("{:016x}", at * 7919).repeat(4), licenses[next(licenses.len())]);
        let _ = write!(
            text,
            "{comma}{{\"type\":\"library\",\"bom-ref\":\"{reference}\",\"name\":\"component-{at:05}\",\"version\":\"{}.{}.{}\",\
             \"description\":\"{}\",\"scope\":\"required\",\"hashes\":[{{\"alg\":\"SHA-256\",\"content\":\"{digest}\"}}],\
             \"licenses\":[{license}],\"purl\":\"{reference}\",\"properties\":[{{\"name\":\"made:kind\",\"value\":\"crate\"}},\
             {{\"name\":\"made:place\",\"value\":\"/src/{at}/Cargo.lock\"}}]}}",
            at % 7,
            at % 31,
            at % 11,
            "what it does ".repeat(1 + next(14)),
        );
    }
    text.push_str("],\"dependencies\":[");
    for (at, reference) in references.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let targets: Vec<String> = (0..4).map(|_| format!("\"{}\"", references[next(COMPONENTS)])).collect();
        let _ = write!(text, "{comma}{{\"ref\":\"{reference}\",\"dependsOn\":[{}]}}", targets.join(","));
    }
    text.push_str("]}");
    text
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn timed<T>(mut work: impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    let made = black_box(work());
    let taken = start.elapsed();
    drop(made);
    taken
}

/// Processor time of this process so far, in clock ticks, of all its threads; `None` where the system does not tell in this way.
fn ticks() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, numbers) = text.rsplit_once(") ")?;
    let mut numbers = numbers.split(' ').skip(11).map(str::parse::<u64>);
    Some(numbers.next()?.ok()? + numbers.next()?.ok()?)
}

/// Reads a file once and does nothing else, for tools that measure a whole process.
fn once(path: &std::path::Path) {
    let read = bonafide::format::read_file(path).expect("the document that was named can be read");
    println!("{} components", read.document.inventory.components.len());
}

fn main() {
    if let Some(path) = std::env::var_os("BONAFIDE_BENCH_ONCE") {
        return once(path.as_ref());
    }
    let bytes = match std::env::var_os("BONAFIDE_BENCH_DOCUMENT") {
        Some(path) => std::fs::read(path).expect("the document that was named can be read"),
        None => made().into_bytes(),
    };
    let text = std::str::from_utf8(&bytes).expect("a document is text");
    let read = bonafide::format::read(&bytes).expect("the document is one").inventory;
    println!(
        "{:.1} MB, {} components, {} edges, {} problems",
        f64::from(u32::try_from(bytes.len()).unwrap_or(u32::MAX)) / 1e6,
        read.components.len(),
        read.edges.len(),
        read.problems.len()
    );
    drop(read);
    let (mut plain, mut whole, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let mut spent = [0, 0];
    for _ in 0..RUNS {
        let before = ticks();
        let parsed = timed(|| {
            serde_json::from_str::<Bom<'_>>(text).map(|bom| (bom.components.len(), bom.dependencies.len(), bom))
        });
        let between = ticks();
        let taken = timed(|| bonafide::format::read(&bytes));
        ratios.push(taken.as_secs_f64() / parsed.as_secs_f64());
        if let (Some(before), Some(between), Some(after)) = (before, between, ticks()) {
            spent = [spent[0] + between - before, spent[1] + after - between];
        }
        plain.push(parsed);
        whole.push(taken);
    }
    ratios.sort_by(f64::total_cmp);
    println!(
        "plain parse {:.0?}, into an inventory {:.0?}, ratio {:.2} (median of {RUNS} pairs; {:.2} to {:.2})",
        median(plain),
        median(whole),
        ratios[RUNS / 2],
        ratios[0],
        ratios[RUNS - 1]
    );
    // On a machine that is busy with other work only the processor time says something. It counts all threads.
    println!("processor time in ticks: plain {}, into an inventory {}", spent[0], spent[1]);
}
