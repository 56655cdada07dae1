use super::super::binding::{self, bind};
use super::super::declaration::Declaration;
use super::super::graph::Graph;
use super::super::lockfile::parse_lockfile;
use super::super::manifest::parse_manifest;
use super::*;
use crate::collect::Untold;

/// Resolves a member `m` that may need `a` and `b`, both with a feature `f` and a default of `d`; returns what is on, as `package/feature`, and
/// which optional dependencies of the member are.
fn on(member: &str) -> (Vec<String>, Vec<String>) {
    let lock = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"b\"\nversion = \"1.0.0\"\n\n\
                [[package]]\nname = \"m\"\nversion = \"1.0.0\"\ndependencies = [\n \"a\",\n \"b\",\n]\n";
    let lock = parse_lockfile(lock.as_bytes()).unwrap();
    let graph = Graph::of(&lock);
    let declaration = |text: &str| Declaration::of_manifest(parse_manifest(text.as_bytes()).unwrap(), None);
    let library = declaration("[features]\ndefault = [\"d\"]\nd = []\nf = []\n");
    let declarations = [library.clone(), library, declaration(member)];
    let bind = |place, declaration| {
        let mut binding = bind(place, declaration, binding::Tests::Counted, &lock, &graph);
        // The lock file is the same for all members.
        binding.unasked.clear();
        binding
    };
    let known: Vec<_> = (0u32..).zip(&declarations).map(|(place, it)| Some((it, bind(place, it)))).collect();
    let network = Network::of(&known, &graph, (&[], &[]), Untold::Counted);
    let starts = [Start { place: 2, base: Base::Default, features: Vec::new() }];
    let request = Request { behavior: Behavior::Two, starts: &starts, tests: Tests::Built };
    let resolved = resolve(&network, &request);
    let features = |(name, place): (&str, u32)| {
        resolved.features((place, Side::Target)).map(|feature| format!("{name}/{feature}")).collect::<Vec<_>>()
    };
    let all = ["a", "b", "m"].into_iter().zip(0u32..).flat_map(features).collect();
    let is_on = |alias: &&str| {
        network
            .links_as(2, alias)
            .iter()
            .any(|link| link.declared.optional && resolved.turns_on((2, Side::Target), link))
    };
    let enabled = ["a", "b"].into_iter().filter(is_on).map(ToOwned::to_owned).collect();
    (all, enabled)
}

fn check(member: &str, features: &[&str], enabled: &[&str]) {
    let (found, on) = on(member);
    assert_eq!(found, features, "{member}");
    assert_eq!(on, enabled, "{member}");
}

#[test]
fn an_optional_dependency_is_a_feature_unless_some_feature_names_it_otherwise() {
    let optional = "[dependencies]\na = { version = \"1\", optional = true }\n";
    check(optional, &[], &[]);
    check(&format!("{optional}[features]\ndefault = [\"a\"]\n"), &["a/d", "a/default", "m/a", "m/default"], &["a"]);
    check(
        &format!("{optional}[features]\ndefault = [\"x\"]\nx = [\"dep:a\"]\n"),
        &["a/d", "a/default", "m/default", "m/x"],
        &["a"],
    );
    // With `dep:a` anywhere, there is no feature `a` to be asked for.
    check(&format!("{optional}[features]\ndefault = [\"a\"]\nx = [\"dep:a\"]\n"), &["m/default"], &[]);
}

#[test]
fn default_features_can_be_left_out_and_others_asked_for() {
    check("[dependencies]\na = { version = \"1\", default-features = false, features = [\"f\"] }\n", &["a/f"], &[]);
    check(
        "[dependencies]\na = \"1\"\n[dev-dependencies]\nb = { version = \"1\", features = [\"f\"] }\n",
        &["a/d", "a/default", "b/d", "b/default", "b/f"],
        &[],
    );
}

#[test]
fn a_weak_feature_waits_for_its_dependency() {
    let optional = "[dependencies]\na = { version = \"1\", optional = true, default-features = false }\n[features]\n";
    check(&format!("{optional}default = [\"a?/f\"]\n"), &["m/default"], &[]);
    check(&format!("{optional}default = [\"a?/f\", \"x\"]\nx = [\"dep:a\"]\n"), &["a/f", "m/default", "m/x"], &["a"]);
    check(&format!("{optional}default = [\"x\", \"a?/f\"]\nx = [\"dep:a\"]\n"), &["a/f", "m/default", "m/x"], &["a"]);
    check(&format!("{optional}default = [\"a/f\"]\n"), &["a/f", "m/a", "m/default"], &["a"]);
}

#[test]
fn features_in_a_circle_come_to_an_end() {
    check(
        "[features]\ndefault = [\"x\"]\nx = [\"y\"]\ny = [\"x\", \"nowhere\", \"nowhere/z\", \"dep:nowhere\"]\n",
        &["m/default", "m/x", "m/y"],
        &[],
    );
}
