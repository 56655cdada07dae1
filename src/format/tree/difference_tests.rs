use proptest::prelude::*;

use super::{Part, Refusal, apply, compare, parse_json, parts};

fn list(a: &str, b: &str) -> Vec<(String, String, String)> {
    let (a, b) = (parse_json(a).unwrap(), parse_json(b).unwrap());
    let shown = |node: Option<&super::Node<'_>>| node.map_or(String::new(), |node| node.to_value().to_string());
    compare(&a, &b).iter().map(|it| (it.path.clone(), shown(it.expected), shown(it.found))).collect()
}

/// Returns the parts of `a` that `b` lacks, and what `b` becomes with them.
fn mended(a: &str, b: &str) -> (Vec<Part>, serde_json::Value, Vec<(usize, Refusal)>) {
    let (a, mut b) = (parse_json(a).unwrap(), parse_json(b).unwrap());
    let parts = parts(&compare(&a, &b), &b);
    let texts: Vec<(&str, &str)> = parts.iter().map(|part| (&*part.path, &*part.json)).collect();
    let refused = apply(&mut b, &texts);
    assert!(compare(&a, &b).is_empty(), "{:?}\n{parts:?}\n{}", compare(&a, &b), b.to_value());
    let value = b.to_value();
    (parts, value, refused)
}

#[test]
fn order_is_no_difference() {
    let a = r#"{"components":[{"bom-ref":"a","name":"x"},{"bom-ref":"b"}],"x":{"y":1,"z":["p","q","p"]}}"#;
    let b = r#"{"x":{"z":["q","p","p"],"y":1},"components":[{"bom-ref":"b"},{"name":"x","bom-ref":"a"}]}"#;
    assert_eq!(list(a, b), []);
    assert_eq!(list(a, &b.replace(r#""p","p""#, r#""p""#)).len(), 1);
}

#[test]
fn a_difference_is_told_at_its_innermost_place_by_a_path_that_survives_moves() {
    let a = r#"{"components":[{"bom-ref":"pkg:cargo/x@1","name":"x","pedigree":{"notes":"n"}},{"bom-ref":"y"}]}"#;
    let b = r#"{"components":[{"bom-ref":"z"},{"bom-ref":"pkg:cargo/x@1","name":"w"}]}"#;
    let told = list(a, b);
    let paths: Vec<&str> = told.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(
        paths,
        [
            "/components/[bom-ref=pkg:cargo/x@1]/name",
            "/components/[bom-ref=pkg:cargo/x@1]/pedigree",
            "/components/[bom-ref=y]",
            "/components/[bom-ref=z]",
        ]
    );
    assert_eq!(told[0].1, "\"x\"");
    assert_eq!(told[1].2, "");
}

#[test]
fn a_list_that_cores_share_is_compared_like_a_short_one() {
    use std::fmt::Write;
    let count = 3 * super::PARALLEL;
    let text = |of: &dyn Fn(usize) -> Option<usize>| {
        let mut text = "{\"components\":[".to_owned();
        for (at, value) in (0..count).filter_map(|at| Some((at, of(at)?))) {
            let comma = if text.ends_with('[') { "" } else { "," };
            write!(text, "{comma}{{\"bom-ref\":\"{at}\",\"name\":\"x\",\"value\":{value}}}").unwrap();
        }
        text + "]}"
    };
    let gone = |at: usize| at % 11 == 5;
    let a = text(&|at| (at % 13 != 7).then_some(at));
    let b = text(&|at| (!gone(at)).then_some(if at % 7 == 3 { at + 1 } else { at }));
    let mut wanted = Vec::new();
    for at in (0..count).filter(|at| at % 13 != 7) {
        if gone(at) {
            wanted.push(format!("/components/[bom-ref={at}]"));
        } else if at % 7 == 3 {
            wanted.push(format!("/components/[bom-ref={at}]/value"));
        }
    }
    wanted.extend((0..count).filter(|at| at % 13 == 7 && !gone(*at)).map(|at| format!("/components/[bom-ref={at}]")));
    let told: Vec<String> = list(&a, &b).into_iter().map(|it| it.0).collect();
    assert_eq!(told, wanted);
    let (_, value, refused) = mended(&a, &b);
    assert_eq!(refused, []);
    assert_eq!(
        value["components"].as_array().unwrap().len(),
        parse_json(&a).unwrap().get("components").unwrap().elements().len()
    );
}

#[test]
fn parts_make_one_tree_of_another() {
    let a = r#"{"a":1,"components":[{"bom-ref":"x","licenses":[{"license":{"id":"MIT"}}]},{"bom-ref":"y","licenses":[{"license":{"id":"MIT"}}]}],"vulnerabilities":[{"id":"CVE-1"}]}"#;
    let b = r#"{"b":1,"components":[{"bom-ref":"x","scope":"required","licenses":[{"expression":"MIT"}]},{"bom-ref":"y","scope":"required","licenses":[{"expression":"MIT"}]}]}"#;
    let (parts, _, refused) = mended(a, b);
    assert_eq!(refused, []);
    let paths: Vec<&str> = parts.iter().map(|part| part.path.split('!').next().unwrap()).collect();
    let general = ["/components/[]/licenses", "/components/[]/scope"];
    assert_eq!(paths, [&["/a", "/b"][..], &general, &["/vulnerabilities"]].concat(), "what all have alike is one part");
}

#[test]
fn a_part_whose_place_was_changed_or_is_gone_is_refused() {
    let a = r#"{"components":[{"bom-ref":"x","licenses":1,"p":2},{"bom-ref":"y","licenses":1,"q":3}]}"#;
    let b = r#"{"components":[{"bom-ref":"x","licenses":5},{"bom-ref":"y","licenses":6}]}"#;
    let (expected, found) = (parse_json(a).unwrap(), parse_json(b).unwrap());
    let parts = parts(&compare(&expected, &found), &found);
    let texts: Vec<(&str, &str)> = parts.iter().map(|part| (&*part.path, &*part.json)).collect();
    let mut edited = parse_json(r#"{"components":[{"bom-ref":"x","licenses":"edited","p":"too"}]}"#).unwrap();
    let refused: Vec<(&str, Refusal)> =
        apply(&mut edited, &texts).into_iter().map(|(at, why)| (texts[at].0.split('!').next().unwrap(), why)).collect();
    assert_eq!(edited.pointer("/components/0/licenses").and_then(super::Node::text), Some("edited"));
    assert_eq!(
        refused,
        [
            ("/components/[bom-ref=x]/licenses", Refusal::Changed),
            ("/components/[bom-ref=y]/licenses", Refusal::Gone),
            ("/components/[bom-ref=x]/p", Refusal::Changed),
            ("/components/[bom-ref=y]/q", Refusal::Gone),
        ]
    );
}

#[test]
fn hostile_parts_are_refused() {
    let deep = "/a".repeat(1000);
    let nested = "[".repeat(100_000);
    let parts = [
        ("", "1"),
        ("a", "1"),
        (&*deep, "1"),
        ("/a/[x", "1"),
        ("/b", "{"),
        ("/c", &*nested),
        ("/d/e", "1"),
        ("!", "1"),
    ];
    let mut tree = parse_json(r#"{"a":{"a":1}}"#).unwrap();
    assert_eq!(apply(&mut tree, &parts).len(), parts.len());
    assert_eq!(tree.to_value(), serde_json::json!({"a":{"a":1}}));
}

#[test]
fn many_elements_take_linear_time() {
    let document = |mark: &str| {
        let components: Vec<String> =
            (0..20_000).map(|at| format!(r#"{{"bom-ref":"c{at}","x":"{mark}{at}","hashes":[]}}"#)).collect();
        format!(r#"{{"components":[{}]}}"#, components.join(","))
    };
    let start = std::time::Instant::now();
    let (parts, ..) = mended(&document("a"), &document("b"));
    assert_eq!(parts.len(), 20_000);
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        (0..3i64).prop_map(Into::into),
        "[a-c!~/\\[\\],;#=]{0,3}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 60, 5, |inner| {
        let key = prop_oneof![
            proptest::sample::select(vec![
                "bom-ref",
                "components",
                "name",
                "properties",
                "value",
                "ref",
                "dependencies"
            ])
            .prop_map(str::to_owned),
            "[a-b!~/\\[\\]]{0,2}",
        ];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
            proptest::collection::btree_map(key, inner, 0..5)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

fn document() -> impl Strategy<Value = String> {
    proptest::collection::btree_map("[a-c]{1,2}|components|dependencies", json(), 0..5)
        .prop_map(|map| serde_json::Value::Object(map.into_iter().collect()).to_string())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn a_tree_has_no_difference_from_itself(a in document()) {
        prop_assert_eq!(list(&a, &a), []);
    }

    #[test]
    fn any_tree_can_be_made_of_any_other(a in document(), b in document()) {
        let (_, _, refused) = mended(&a, &b);
        prop_assert_eq!(refused, []);
    }
}
