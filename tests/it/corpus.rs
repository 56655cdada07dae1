//! Replays the saved corpus of every fuzz target, on stable.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::sources;

#[expect(unreachable_pub, reason = "in the package of the fuzz targets it is the root of a library")]
#[path = "../fuzz/targets.rs"]
mod targets;

fn folders() -> BTreeSet<String> {
    let entries = std::fs::read_dir(sources::root().join("tests/fuzz/corpus")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn inputs(target: &str) -> Vec<PathBuf> {
    let folder = sources::root().join("tests/fuzz/corpus").join(target);
    let mut inputs: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    inputs.sort();
    inputs
}

#[test]
fn every_target_has_its_executable_and_corpus() {
    let names: BTreeSet<String> = targets::ALL.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names, folders());
    for name in names {
        assert!(sources::root().join(format!("tests/fuzz/fuzz_targets/{name}.rs")).is_file(), "{name}");
        assert!(inputs(&name).len() >= 3, "{name} has too small a corpus");
    }
}

#[test]
fn no_input_of_the_corpus_makes_a_parser_panic() {
    for (name, target) in targets::ALL {
        for input in inputs(name) {
            let bytes = std::fs::read(&input).unwrap();
            let result = std::panic::catch_unwind(|| target(&bytes));
            assert!(result.is_ok(), "{}", input.display());
        }
    }
}

#[test]
fn no_cut_or_flipped_input_makes_a_parser_panic() {
    for (name, target) in targets::ALL {
        for input in inputs(name) {
            let bytes = std::fs::read(&input).unwrap();
            for change in 0..64 {
                let at = bytes.len() * change / 64;
                let result = std::panic::catch_unwind(|| target(&bytes[..at]));
                assert!(result.is_ok(), "{} cut at {at}", input.display());
                let mut flipped = bytes.clone();
                if let Some(byte) = flipped.get_mut(at) {
                    *byte ^= 1 << (change % 8);
                    let result = std::panic::catch_unwind(|| target(&flipped));
                    assert!(result.is_ok(), "{} flipped at {at}", input.display());
                }
            }
        }
    }
}
