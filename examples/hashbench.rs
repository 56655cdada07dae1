#![allow(
    missing_docs,
    clippy::all,
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods
)]
use bonafide::format::*;
use bonafide::model::*;
use bonafide::verify::*;
use sha2::Digest as _;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

fn list(dir: &Path, out: &mut Vec<PathBuf>) {
    for e in std::fs::read_dir(dir).unwrap() {
        let e = e.unwrap();
        if e.file_type().unwrap().is_dir() { list(&e.path(), out) } else { out.push(e.path()) }
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    match args[1].as_str() {
        "bare" | "read" => {
            let mut files = Vec::new();
            if let Some(l) = args.get(3) {
                files = std::fs::read_to_string(l)
                    .unwrap()
                    .lines()
                    .map(|l| PathBuf::from(&args[2]).join(&l[66..]))
                    .collect();
            } else {
                list(Path::new(&args[2]), &mut files);
            }
            let next = AtomicUsize::new(0);
            let sum = AtomicU64::new(0);
            let hash = args[1] == "bare";
            std::thread::scope(|s| {
                for _ in 0..2 {
                    s.spawn(|| {
                        let mut buf = vec![0u8; 128 << 10];
                        loop {
                            let start = next.fetch_add(64, Ordering::Relaxed);
                            if start >= files.len() {
                                break;
                            }
                            for f in &files[start..(start + 64).min(files.len())] {
                                let mut file = std::fs::File::open(f).unwrap();
                                let mut h = sha2::Sha256::new();
                                loop {
                                    let n = file.read(&mut buf).unwrap();
                                    if n == 0 {
                                        break;
                                    }
                                    if hash {
                                        h.update(&buf[..n]);
                                    }
                                }
                                sum.fetch_add(h.finalize()[0] as u64, Ordering::Relaxed);
                            }
                        }
                    });
                }
            });
            println!("{} {}", files.len(), sum.into_inner());
        }
        "verify" => {
            let mut inventory = Inventory::default();
            for l in std::fs::read_to_string(&args[3]).unwrap().lines() {
                inventory.files.push(FileEntry {
                    path: RelativePath::new(&l[66..]).unwrap(),
                    kind: FileKind::Regular,
                    size: None,
                    digests: vec![ScopedDigest {
                        scope: DigestScope::File,
                        digest: Digest::from_hex(Algorithm::Sha256, &l[..64]).unwrap(),
                    }],
                });
            }
            inventory.normalize();
            let document = DocumentFile {
                path: "x".into(),
                sha256: Digest::new(Algorithm::Sha256, &[0; 32]).unwrap(),
                size: 0,
                document: Document { format: "x", version: "1".into(), serial: None, created: None, inventory },
            };
            let input = Input {
                subject: Path::new(&args[2]),
                document: Some(&document),
                signatures: &[],
                keys: &[],
                register: None,
                caches: &Default::default(),
                targets: &Targets::All,
                at: "2026-01-01".parse().unwrap(),
                ignore: &[],
                own_files: &[],
                accepted_algorithms: &[],
                progress: &bonafide::source::Silent,
            };
            let r = bonafide::verify::find("digest").unwrap().run(&input).unwrap();
            println!("{} {:?} {:?}", r.passed, r.coverage, r.items.iter().take(3).collect::<Vec<_>>());
        }
        "files" => {
            let algorithms: Vec<Algorithm> = args[3..].iter().map(|a| a.parse().unwrap()).collect();
            let r = bonafide::collect::files::collect_files(
                &bonafide::collect::files::FilesRequest {
                    root: Path::new(&args[2]),
                    algorithms: &algorithms,
                    ignore: &[],
                    own_files: &[],
                },
                &bonafide::source::Silent,
            )
            .unwrap();
            println!("{} {}", r.entries.len(), r.problems.len());
        }
        "package" => {
            // every crate of the cache, or those of a lock
            let home = PathBuf::from(&args[2]);
            let mut inventory = Inventory::default();
            let lock: toml::Table = std::fs::read_to_string(&args[3]).unwrap().parse().unwrap();
            for p in lock["package"].as_array().unwrap() {
                let name = p["name"].as_str().unwrap();
                let version = p["version"].as_str().unwrap();
                let Some(sum) = p.get("checksum").and_then(|c| c.as_str()) else { continue };
                inventory.add(Component {
                    name: name.into(),
                    version: Some(version.into()),
                    origin: Origin::DefaultRegistry,
                    purl: Some(Purl::builder("cargo", name).version(version).build().unwrap()),
                    digests: vec![ScopedDigest {
                        scope: DigestScope::PackageArchive,
                        digest: Digest::from_hex(Algorithm::Sha256, sum).unwrap(),
                    }],
                    ..Component::default()
                });
            }
            let n = inventory.components.len();
            let document = DocumentFile {
                path: "x".into(),
                sha256: Digest::new(Algorithm::Sha256, &[0; 32]).unwrap(),
                size: 0,
                document: Document { format: "x", version: "1".into(), serial: None, created: None, inventory },
            };
            let caches = std::collections::BTreeMap::from([("cargo", home)]);
            let input = Input {
                subject: Path::new("/tmp/nothing"),
                document: Some(&document),
                signatures: &[],
                keys: &[],
                register: None,
                caches: &caches,
                targets: &Targets::All,
                at: "2026-01-01".parse().unwrap(),
                ignore: &[],
                own_files: &[],
                accepted_algorithms: &[],
                progress: &bonafide::source::Silent,
            };
            let t = std::time::Instant::now();
            let r = bonafide::verify::find("package").unwrap().run(&input).unwrap();
            println!("{n} components, passed {}, {:?} {:?}", r.passed, t.elapsed(), r.coverage);
            for i in r.items.iter().filter(|i| i.code != "package.absent").take(40) {
                println!("{} {} {:?} {:?} {:?}", i.code, i.subject, i.expected, i.found, i.rests_on);
            }
        }
        _ => {}
    }
}
