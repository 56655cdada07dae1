//! A workspace of path packages in which every rule of the resolver decides something, with the truth stated here and confirmed by cargo.

use std::fmt::Write as _;

use super::*;
use crate::executable;
use crate::project::put;

/// Each file of the workspace; `@RESOLVER@` stands for the version of the resolver.
const FILES: &[(&str, &str)] = &[
    (
        "Cargo.toml",
        "[workspace]\nresolver = \"@RESOLVER@\"\nmembers = [\"app\", \"macros\", \"measured\", \"native\", \"programs\"]\ndefault-members = [\"app\"]\nexclude = [\"outside\"]\n",
    ),
    ("app/Cargo.toml", APP),
    ("app/build.rs", "fn main() {}"),
    ("app/src/lib.rs", ""),
    ("app/src/main.rs", "fn main() {}"),
    ("app/src/bin/special.rs", "fn main() {}"),
    (
        "macros/Cargo.toml",
        "[package]\nname = \"macros\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[lib]\nproc-macro = true\n\
         [dependencies]\nshared = { path = \"../outside/shared\", features = [\"for-macros\"] }\n",
    ),
    ("macros/src/lib.rs", ""),
    // Without its feature nothing is built that needs the development dependency.
    (
        "measured/Cargo.toml",
        "[package]\nname = \"measured\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[features]\nslow = []\n\
         [lib]\ntest = false\nbench = false\ndoctest = false\n\
         [dev-dependencies]\ntesting = { path = \"../outside/testing\" }\n\
         [[bench]]\nname = \"one\"\nrequired-features = [\"slow\"]\n",
    ),
    ("measured/benches/one.rs", "fn main() {}"),
    ("measured/src/lib.rs", ""),
    // A build dependency without a build script is for nothing, and still turns a feature on.
    (
        "native/Cargo.toml",
        "[package]\nname = \"native\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlinks = \"z\"\n\
         [build-dependencies]\nfinder = { path = \"../outside/finder\" }\n",
    ),
    ("native/src/lib.rs", ""),
    ("native/build.rs", "fn main() {}"),
    (
        "programs/Cargo.toml",
        "[package]\nname = \"programs\"\nversion = \"0.1.0\"\nedition = \"2021\"\nautobins = false\n[features]\nfirst = []\nsecond = []\n\
         [dependencies]\nhelper = { path = \"../outside/helper\" }\n\
         [build-dependencies]\nidle = { path = \"../outside/idle\" }\n\
         [[bin]]\nname = \"one\"\npath = \"src/one.rs\"\nrequired-features = [\"first\"]\n\
         [[bin]]\nname = \"two\"\npath = \"src/two.rs\"\nrequired-features = [\"first\", \"second\"]\n",
    ),
    ("programs/src/one.rs", "fn main() {}"),
    ("programs/src/two.rs", "fn main() {}"),
    (
        "outside/shared/Cargo.toml",
        "[package]\nname = \"shared\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[features]\nfor-build = [\"dep:extra\"]\nfor-macros = []\nfor-tests = []\nfor-windows = []\n\
         [dependencies]\nextra = { path = \"../extra\", optional = true }\n",
    ),
    (
        "outside/weak/Cargo.toml",
        "[package]\nname = \"weak\"\nversion = \"1.0.0\"\nedition = \"2021\"\n[features]\ndefault = [\"plain\"]\nplain = []\nstd = []\n",
    ),
    ("outside/extra/Cargo.toml", "[package]\nname = \"extra\"\nversion = \"1.0.0\"\nedition = \"2021\"\n"),
    ("outside/finder/Cargo.toml", "[package]\nname = \"finder\"\nversion = \"1.0.0\"\nedition = \"2021\"\n"),
    ("outside/helper/Cargo.toml", "[package]\nname = \"helper\"\nversion = \"1.0.0\"\nedition = \"2021\"\n"),
    ("outside/idle/Cargo.toml", "[package]\nname = \"idle\"\nversion = \"1.0.0\"\nedition = \"2021\"\n"),
    ("outside/winonly/Cargo.toml", "[package]\nname = \"winonly\"\nversion = \"1.0.0\"\nedition = \"2021\"\n"),
    ("outside/testing/Cargo.toml", "[package]\nname = \"testing\"\nversion = \"1.0.0\"\nedition = \"2021\"\n"),
    ("outside/twice-1/Cargo.toml", "[package]\nname = \"twice\"\nversion = \"1.0.0\"\nedition = \"2021\"\n"),
    (
        "outside/twice-2/Cargo.toml",
        "[package]\nname = \"twice\"\nversion = \"2.0.0\"\nedition = \"2021\"\n[features]\nbig = []\n",
    ),
];

const APP: &str = "[package]
name = \"app\"
version = \"0.1.0\"
edition = \"2021\"
build = \"build.rs\"

[features]
default = [\"std\"]
std = [\"weak?/std\"]
full = [\"dep:weak\", \"older/big\"]

[dependencies]
shared = { path = \"../outside/shared\" }
macros = { path = \"../macros\" }
native = { path = \"../native\" }
weak = { path = \"../outside/weak\", optional = true, default-features = false }
twice = { path = \"../outside/twice-1\", version = \"1\" }
older = { path = \"../outside/twice-2\", version = \"2\", package = \"twice\" }

[target.'cfg(windows)'.dependencies]
winonly = { path = \"../outside/winonly\" }
shared = { path = \"../outside/shared\", features = [\"for-windows\"] }

[build-dependencies]
shared = { path = \"../outside/shared\", features = [\"for-build\"] }

[dev-dependencies]
testing = { path = \"../outside/testing\" }
shared = { path = \"../outside/shared\", features = [\"for-tests\"] }

[[bin]]
name = \"special\"
required-features = [\"full\"]
";

fn make(resolver: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in FILES {
        put(&folder.path().join(path), text.replace("@RESOLVER@", resolver).as_bytes());
        if path.starts_with("outside/") {
            put(&folder.path().join(path.replace("Cargo.toml", "src/lib.rs")), b"");
        }
    }
    cargo(folder.path(), &["generate-lockfile", "--offline", "-q"]).unwrap();
    folder
}

/// Returns each package with its features and, after a slash, those for the host where they differ; and the packages that are left out.
fn told(folder: &Path, asked: &Asked<'_>) -> String {
    let facts = ours(folder, asked);
    let mut text = String::new();
    for (name, (features, host)) in &facts.packages {
        let host = host.as_ref().map(|host| format!(" / {host}")).unwrap_or_default();
        let name = name.strip_suffix(" path").unwrap();
        let features = features.as_deref().unwrap_or_default();
        writeln!(text, "{}", format!("{name}: {features}{host}").trim_end()).unwrap();
    }
    text
}

fn asked<'a>(target: &'a str, base: Base, features: &'a [&'a str], packages: &'a [&'a str]) -> Asked<'a> {
    Asked { target, base, features, packages, tests: Development::LeftOut }
}

#[test]
fn resolver_2_keeps_hosts_targets_and_tests_apart() {
    for resolver in ["2", "3"] {
        let folder = make(resolver);
        let text = told(folder.path(), &asked(LINUX, Base::Default, &[], &[]));
        insta::allow_duplicates!(insta::assert_snapshot!(text, @"
        app 0.1.0: default,std
        extra 1.0.0:
        finder 1.0.0:
        macros 0.1.0:
        measured 0.1.0:
        native 0.1.0:
        shared 1.0.0: for-macros / for-build,for-macros
        twice 1.0.0:
        twice 2.0.0:
        "));
    }
}

#[test]
fn resolver_1_makes_one_of_all() {
    let folder = make("1");
    insta::assert_snapshot!(told(folder.path(), &asked(LINUX, Base::Default, &[], &[])), @"
    app 0.1.0: default,std
    extra 1.0.0:
    finder 1.0.0:
    macros 0.1.0:
    measured 0.1.0:
    native 0.1.0:
    shared 1.0.0: for-build,for-macros,for-tests,for-windows
    twice 1.0.0:
    twice 2.0.0:
    ");
}

#[test]
fn features_and_platforms_bring_in_what_they_name() {
    let folder = make("2");
    let more = ["app/full", "programs/first"];
    insta::assert_snapshot!(told(folder.path(), &asked("x86_64-pc-windows-msvc", Base::Default, &more, &[])), @"
    app 0.1.0: default,full,std
    extra 1.0.0:
    finder 1.0.0:
    helper 1.0.0:
    macros 0.1.0:
    measured 0.1.0:
    native 0.1.0:
    programs 0.1.0: first
    shared 1.0.0: for-macros,for-windows / for-build,for-macros
    twice 1.0.0:
    twice 2.0.0: big
    weak 1.0.0: std
    winonly 1.0.0:
    ");
    insta::assert_snapshot!(told(folder.path(), &asked(LINUX, Base::None, &["full"], &["app"])), @"
    app 0.1.0: full
    extra 1.0.0:
    finder 1.0.0:
    macros 0.1.0:
    native 0.1.0:
    shared 1.0.0:  / for-build,for-macros
    twice 1.0.0:
    twice 2.0.0: big
    weak 1.0.0:
    ");
}

#[test]
fn cargo_says_the_same_of_the_workspace() {
    for resolver in ["1", "2", "3"] {
        let folder = make(resolver);
        compare_all(folder.path());
        if resolver == "3" {
            // It differs from 2 only in the versions that it locks.
            continue;
        }
        for target in [LINUX, "x86_64-pc-windows-msvc"] {
            for features in [&["app/full"][..], &["programs/first"], &["programs/first,programs/second", "app/full"]] {
                compare(folder.path(), &asked(target, Base::Default, features, &[])).unwrap();
                compare(folder.path(), &asked(target, Base::None, features, &[])).unwrap();
            }
            for packages in [&["app"][..], &["macros"], &["native", "programs"]] {
                compare(folder.path(), &asked(target, Base::Default, &[], packages)).unwrap();
                compare(folder.path(), &asked(target, Base::All, &[], packages)).unwrap();
                let tests = Asked { tests: Development::Listed, ..asked(target, Base::Default, &[], packages) };
                compare(folder.path(), &tests).unwrap();
            }
        }
    }
}

/// Programs that a package wants of others, in every way that names no triple, and a dependency that is told to be public.
const ARTIFACTS: &[(&str, &str)] = &[
    (
        "Cargo.toml",
        "[package]\nname = \"top\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[workspace]\nexclude = [\"outside\"]\n\
         [dependencies]\ntool = { path = \"outside/tool\", artifact = \"bin\" }\nshared = { path = \"outside/shared\", public = true }\n\
         [build-dependencies]\nmaker = { path = \"outside/maker\", artifact = [\"bin\"], lib = true }\n\
         inner = { path = \"outside/inner\", artifact = \"bin\", target = \"target\" }\n",
    ),
    ("src/lib.rs", ""),
    ("build.rs", "fn main() {}"),
    ("outside/shared/Cargo.toml", "[package]\nname = \"shared\"\nversion = \"0.1.0\"\n"),
    ("outside/shared/src/lib.rs", ""),
    ("outside/windows/Cargo.toml", "[package]\nname = \"windows\"\nversion = \"0.1.0\"\n"),
    ("outside/windows/src/lib.rs", ""),
];

#[test]
fn programs_of_other_packages_are_built_for_whom_they_are_wanted() {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in ARTIFACTS {
        put(&folder.path().join(path), text.as_bytes());
    }
    for name in ["tool", "maker", "inner"] {
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\n[dependencies]\nshared = {{ path = \"../shared\" }}\n\
             [target.'cfg(windows)'.dependencies]\nwindows = {{ path = \"../windows\" }}\n"
        );
        let at = folder.path().join("outside").join(name);
        put(&at.join("Cargo.toml"), manifest.as_bytes());
        put(&at.join("src/lib.rs"), b"");
        put(&at.join("src/main.rs"), b"fn main() {}");
    }
    cargo(folder.path(), &["-Zbindeps", "generate-lockfile", "--offline", "-q"]).unwrap();
    for target in TARGETS {
        compare(folder.path(), &asked(target, Base::Default, &[], &[])).unwrap();
    }
}

/// A package with a member beside it, of before there was a choice of resolvers.
const OLD: &[(&str, &str)] = &[
    (
        "Cargo.toml",
        "[package]\nname = \"top\"\nversion = \"0.1.0\"\n[workspace]\nmembers = [\"side\"]\nexclude = [\"outside\"]\n[features]\ndefault = [\"usual\"]\nusual = []\n\
         extra = [\"leaf/big\"]\n[dependencies]\nleaf = { path = \"outside/leaf\" }\n",
    ),
    ("src/lib.rs", ""),
    (
        "side/Cargo.toml",
        "[package]\nname = \"side\"\nversion = \"0.1.0\"\n[features]\ndefault = [\"own\"]\nown = []\nmore = [\"twig\"]\n\
         [dependencies]\nleaf = { path = \"../outside/leaf\" }\ntwig = { path = \"../outside/twig\", optional = true }\n",
    ),
    ("side/src/lib.rs", ""),
    ("outside/leaf/Cargo.toml", "[package]\nname = \"leaf\"\nversion = \"0.1.0\"\n[features]\nbig = []\nsmall = []\n"),
    ("outside/leaf/src/lib.rs", ""),
    ("outside/twig/Cargo.toml", "[package]\nname = \"twig\"\nversion = \"0.1.0\"\n"),
    ("outside/twig/src/lib.rs", ""),
];

#[test]
fn flags_of_old_are_about_the_package_beside_the_lock_file() {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in OLD {
        put(&folder.path().join(path), text.as_bytes());
    }
    cargo(folder.path(), &["generate-lockfile", "--offline", "-q"]).unwrap();
    let features: [&[&str]; 5] = [&[], &["extra"], &["side/more"], &["leaf/small"], &["extra side/more,leaf/small"]];
    for features in features {
        for packages in [&["top"][..], &["side"], &["side", "top"], &[]] {
            for base in [Base::Default, Base::None, Base::All] {
                // `side/more` names a dependency that `top` does not have, unless the member is chosen.
                let asked = asked(LINUX, base, features, packages);
                match compare(folder.path(), &asked) {
                    Ok(_) => {}
                    Err(_) => assert!(collects(folder.path(), &asked).is_err(), "cargo refuses {asked:?}"),
                }
            }
        }
    }
    insta::assert_snapshot!(told(folder.path(), &asked(LINUX, Base::None, &["extra"], &["side"])), @"
    leaf 0.1.0: big
    side 0.1.0: default,own
    ");
}

#[test]
fn the_flags_are_those_of_cargo() {
    let folder = make("2");
    let told =
        |arguments: &[&str]| executable::told(folder.path(), &[&["scan", "-q", "-o", "purls"], arguments].concat());
    insta::assert_snapshot!(told(&["--default-members", "--no-dev", "--target", LINUX]), @"
    pkg:generic/app@0.1.0
    pkg:generic/extra@1.0.0
    pkg:generic/finder@1.0.0
    pkg:generic/macros@0.1.0
    pkg:generic/native@0.1.0
    pkg:generic/shared@1.0.0
    pkg:generic/twice@1.0.0
    pkg:generic/twice@2.0.0
    exit 0
    ");
    insta::assert_snapshot!(told(&["-p", "programs@0.1", "-F", "first second", "--no-dev"]), @"
    pkg:generic/helper@1.0.0
    pkg:generic/programs@0.1.0
    exit 0
    ");
    insta::assert_snapshot!(told(&["-F", "nowhere"]), @"
    error: Cargo.lock: expected the feature `nowhere` in a package that was chosen, found it in none
    hint: `--features PACKAGE/FEATURE` names the package as well
    exit 3
    ");
    insta::assert_snapshot!(told(&["-p", "nothing"]), @"
    error: Cargo.lock: expected a package of the project, found none for `nothing`
    hint: its packages are app, macros, measured, native, programs
    exit 3
    ");
    assert!(told(&["--lock-only", "--all-features"]).ends_with("exit 2\n"));
    assert!(told(&["--host", LINUX]).ends_with("exit 2\n"));
}
