use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::format::FormatError;

#[test]
fn a_tree_knows_where_each_value_began() {
    let text = "{\n  \"a\": [1, \"x\\n\"],\n  \"b\": {\"c\": null}\n}";
    let tree = parse_json(text).unwrap();
    let places = Places::new(text);
    let place = |pointer: &str| places.of(tree.pointer(pointer).unwrap().at);
    assert_eq!(place(""), (1, 1));
    assert_eq!(place("/a/1"), (2, 12));
    assert_eq!(place("/b/c"), (3, 14));
    assert_eq!(tree.pointer("/a/1").unwrap().text(), Some("x\n"));
    assert_eq!(tree.pointer("/a/2"), None);
}

#[test]
fn a_key_that_comes_twice_is_refused_however_it_is_escaped() {
    let many: Vec<String> = (0..40).map(|at| format!("\"k{at}\":0")).collect();
    for text in ["{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", &format!("{{{},\"k3\":1}}", many.join(","))] {
        assert!(matches!(parse_json(text), Err(FormatError::DuplicateKey { .. })), "{text}");
    }
}

#[test]
fn nesting_is_bounded() {
    let text = "[".repeat(100_000);
    let Err(FormatError::Syntax { message, .. }) = parse_json(&text) else { panic!("it was read") };
    assert!(message.contains("nested deeper"), "{message}");
}

#[test]
fn what_is_no_json_is_refused_where_serde_json_refuses_it() {
    for text in [
        "",
        "{",
        "[1,]",
        "{\"a\":1,}",
        "01",
        "1.",
        "-",
        "1e",
        "\"\u{1}\"",
        "\"\\x\"",
        "\"\\ud800\"",
        "tru",
        "1 2",
        "{a:1}",
        "\"a",
        "\"\\",
        "nul",
        "+1",
        ".5",
        "[1 2]",
        "{\"a\" 1}",
    ] {
        assert!(serde_json::from_str::<serde_json::Value>(text).is_err(), "{text}");
        assert!(matches!(parse_json(text), Err(FormatError::Syntax { .. })), "{text}");
    }
}

#[test]
fn typed_values_come_from_a_tree_as_from_the_text() {
    #[derive(Deserialize, Debug, PartialEq)]
    struct Typed {
        name: String,
        line: Option<u32>,
        list: Vec<i64>,
        missing: Option<String>,
    }
    let text = r#"{"name":"a","line":3,"list":[-1,2],"missing":null,"more":{"x":[1.5]}}"#;
    let tree = parse_json(text).unwrap();
    assert_eq!(Typed::deserialize(&tree).unwrap(), serde_json::from_str::<Typed>(text).unwrap());
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        ".{0,8}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            proptest::collection::btree_map(".{0,6}", inner, 0..6)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_comes_back_as_it_was(value in json()) {
        for text in [serde_json::to_string(&value).unwrap(), serde_json::to_string_pretty(&value).unwrap()] {
            let tree = parse_json(&text).unwrap();
            prop_assert_eq!(tree.to_value(), value.clone());
            for layout in [Layout::Lines, Layout::Compact] {
                let written = write_json(&tree, layout);
                prop_assert_eq!(serde_json::from_slice::<serde_json::Value>(&written).unwrap(), value.clone());
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused_as_by_serde_json(text in "[\\[\\]{},:\"a1.e0 -]{0,12}") {
        let theirs = serde_json::from_str::<serde_json::Value>(&text).is_ok();
        match parse_json(&text) {
            Ok(_) => prop_assert!(theirs || text.contains('e')),
            Err(FormatError::DuplicateKey { .. }) => {}
            Err(_) => prop_assert!(!theirs, "{}", text),
        }
    }
}
