use std::fs;

use super::*;

const LOCK: &str = "version = 4\n\n[[package]]\nname = \"NAME\"\nversion = \"1.0.0\"\n";
const MANIFEST: &str = "[package]\nname = \"NAME\"\nversion = \"1.0.0\"\n";

fn tree(files: &[&str]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for file in files {
        let path = root.path().join(file);
        let folder = path.parent().unwrap();
        fs::create_dir_all(folder).unwrap();
        let name = folder.file_name().unwrap().to_str().unwrap().trim_start_matches('.');
        let text = match path.file_name().unwrap().to_str().unwrap() {
            "Cargo.lock" => LOCK,
            "Cargo.toml" => MANIFEST,
            _ => "",
        };
        fs::write(&path, text.replace("NAME", name)).unwrap();
    }
    root
}

fn run(root: &Path, projects: Projects) -> Result<Inventory, CollectError> {
    collect(
        root,
        &Options { depth: Depth::Manifests, projects, caches: &BTreeMap::new(), selection: &Selection::default() },
    )
}

fn names(inventory: &Inventory) -> Vec<&str> {
    inventory.components.iter().map(|component| component.name.as_str()).collect()
}

#[test]
fn nothing_found_nothing_applicable_and_nothing_readable_are_three_results() {
    let empty = tree(&[]);
    fs::create_dir_all(empty.path().join("a/b")).unwrap();
    assert!(matches!(run(empty.path(), Projects::Topmost), Err(CollectError::NothingFound { .. })));
    let other = tree(&["a/README"]);
    assert!(matches!(run(other.path(), Projects::Topmost), Err(CollectError::NothingApplicable { .. })));
    assert!(matches!(
        run(&other.path().join("a/README"), Projects::Topmost),
        Err(CollectError::NothingApplicable { .. })
    ));
    let broken = tree(&["a/README"]);
    fs::write(broken.path().join("Cargo.lock"), "[[").unwrap();
    assert!(matches!(run(broken.path(), Projects::Topmost), Err(CollectError::NothingReadable { .. })));
    let gone = run(Path::new("/does/not/exist"), Projects::Topmost);
    assert!(matches!(gone, Err(CollectError::Source(error)) if error.is_not_found()));
}

#[test]
fn a_project_without_lock_file_is_told() {
    let root = tree(&["a/Cargo.toml", "a/src/main.rs", "a/inner/Cargo.toml", "b/Cargo.toml", "b/Cargo.lock"]);
    let found = run(root.path(), Projects::Topmost).unwrap();
    let told: Vec<_> = found.problems.iter().map(|problem| (problem.kind, problem.path.as_str())).collect();
    assert_eq!(told, [(ProblemKind::Unusable, "a/Cargo.toml")]);
    let alone = run(&root.path().join("a"), Projects::Topmost).unwrap_err();
    assert!(alone.hints()[0].contains("cargo generate-lockfile"), "{alone:?}");
}

#[test]
fn projects_inside_of_one_are_told_or_taken() {
    let root = tree(&["Cargo.toml", "Cargo.lock", "x/one/Cargo.toml", "x/one/Cargo.lock", "x/one/y/two/Cargo.lock"]);
    let found = run(root.path(), Projects::Topmost).unwrap();
    assert_eq!(found.components.len(), 1);
    assert_eq!(found.subject.properties.get(LEFT_OUT).unwrap(), "2");
    assert!(
        found
            .problems
            .iter()
            .any(|problem| problem.kind == ProblemKind::Skipped && problem.message.contains("x/one/y/two/Cargo.lock"))
    );
    let all = run(root.path(), Projects::All).unwrap();
    assert_eq!(all.components.len(), 4);
    assert_eq!(all.subject.properties.get(LEFT_OUT), None);
    let several = run(&root.path().join("x"), Projects::Topmost).unwrap();
    assert_eq!(names(&several), ["one"]);
    assert_eq!(several.subject.properties.get(LEFT_OUT).unwrap(), "1");
}

#[test]
fn build_output_hidden_folders_and_vendored_packages_are_no_projects() {
    let root = tree(&[
        "a/Cargo.toml",
        "a/Cargo.lock",
        "target/package/b/Cargo.lock",
        ".hidden/c/Cargo.lock",
        "vendor/d/Cargo.lock",
        "vendor/d/.cargo-checksum.json",
    ]);
    assert_eq!(names(&run(root.path(), Projects::All).unwrap()), ["a"]);
}

#[test]
fn one_broken_project_does_not_hide_the_others() {
    let root = tree(&["a/Cargo.toml", "a/Cargo.lock", "b/README"]);
    fs::write(root.path().join("b/Cargo.lock"), "version = 9\n").unwrap();
    let found = run(root.path(), Projects::Topmost).unwrap();
    assert_eq!(names(&found), ["a"]);
    assert_eq!(found.problems[0].message, "expected lock file version 3 or 4 (older ones name none), found 9");
    assert!(found.problems[0].is_deciding());
}

#[test]
fn a_lock_file_over_the_limit_is_told_without_being_read() {
    let root = tree(&["a/README"]);
    fs::File::create(root.path().join("a/Cargo.lock")).unwrap().set_len(10 << 30).unwrap();
    let error = run(root.path(), Projects::Topmost).unwrap_err();
    assert!(error.to_string().starts_with("a/Cargo.lock: expected at most"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_member_behind_a_link_that_leads_out_is_not_read() {
    let outside = tree(&["secret/Cargo.toml"]);
    let root = tree(&["p/Cargo.lock"]);
    fs::write(root.path().join("p/Cargo.toml"), "[workspace]\nmembers = [\"link\"]\n").unwrap();
    std::os::unix::fs::symlink(outside.path().join("secret"), root.path().join("p/link")).unwrap();
    let found = run(&root.path().join("p"), Projects::Topmost).unwrap();
    assert!(
        found.problems.iter().any(|problem| problem.message.contains("a link that leads out")),
        "{:?}",
        found.problems
    );
    assert!(!names(&found).contains(&"secret"));
}

#[test]
fn the_place_on_disk_reaches_nothing() {
    let files = ["Cargo.toml", "Cargo.lock", "x/a/Cargo.lock"];
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let inventories: Vec<Inventory> = [one, two]
        .iter()
        .map(|root| {
            for file in files {
                let path = root.path().join(file);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                let text = if file == "Cargo.toml" { MANIFEST } else { LOCK };
                fs::write(path, text).unwrap();
            }
            run(root.path(), Projects::All).unwrap()
        })
        .collect();
    assert_eq!(inventories[0], inventories[1]);
}

#[test]
fn every_file_that_a_collector_wants_or_expects_is_one_that_it_knows() {
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut open = vec![testdata];
    let mut wanted = 0;
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()) {
            if entry.file_type().unwrap().is_dir() {
                open.push(entry.path());
                continue;
            }
            let name = entry.file_name().into_string().unwrap();
            let path = RelativePath::new(&name).unwrap();
            for collector in ALL {
                let expected = collector.expects(&path);
                assert!(collector.knows(&name) || !(collector.wants(&path) || expected.is_some()), "{name}");
                assert!(expected.is_none_or(|expected| collector.knows(expected.file)), "{name}");
                wanted += usize::from(collector.wants(&path));
            }
        }
    }
    assert!(wanted > 0);
}
