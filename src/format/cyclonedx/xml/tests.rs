use std::collections::BTreeSet;

use super::shape::{Field, Kind, Shape, Type, Variant};
use super::tables::BOM;
use super::*;
use crate::format::tree::{Places, Value};
use crate::limits;

fn bom(inside: &str) -> String {
    format!("<?xml version=\"1.0\"?>\n<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\" version=\"1\">{inside}</bom>")
}

fn component(inside: &str) -> String {
    bom(&format!("<components><component type=\"library\">{inside}</component></components>"))
}

fn fault(text: &str) -> String {
    CycloneDxXml.tree(text).expect_err(&text[..text.len().min(200)]).to_string()
}

fn value_of(text: &str, pointer: &str) -> Option<String> {
    CycloneDxXml.tree(text).unwrap().pointer(pointer).and_then(Node::text).map(str::to_owned)
}

#[test]
fn texts_are_what_xml_says_they_are() {
    for (xml, expected) in [
        ("a&amp;b &lt;&#x4e2d;&#10;&apos;", "a&b <中\n'"),
        ("<![CDATA[<a> & b]]> c", "<a> & b c"),
        ("a<!-- x -->b<?y z?>c", "abc"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("", ""),
    ] {
        let text = component(&format!("<name>{xml}</name>"));
        assert_eq!(value_of(&text, "/components/0/name").as_deref(), Some(expected), "{xml}");
    }
    let attribute =
        bom("<components><component type=\"li&#98;rary\n&#10;\" bom-ref='\"'><name/></component></components>");
    assert_eq!(value_of(&attribute, "/components/0/type").as_deref(), Some("library \n"));
    assert_eq!(value_of(&attribute, "/components/0/bom-ref").as_deref(), Some("\""));
}

#[test]
fn a_namespace_counts_by_its_address_and_not_by_its_prefix() {
    let text = "<b:bom xmlns:b='http://cyclonedx.org/schema/bom/1.5' xmlns='urn:other'><b:components><b:component type='file'>\
                <b:name xmlns:b='urn:other'>no</b:name><x:name xmlns:x='http://cyclonedx.org/schema/bom/1.5'>yes</x:name>\
                <name>no</name></b:component></b:components></b:bom>";
    let (tree, losses) = CycloneDxXml.tree_and_losses(text).unwrap();
    assert_eq!(tree.pointer("/components/0/name").unwrap().text(), Some("yes"));
    assert_eq!(tree.pointer("/specVersion").unwrap().text(), Some("1.5"));
    let paths: Vec<&str> = losses.iter().map(|loss| loss.path.as_str()).collect();
    assert_eq!(paths, ["/components/0", "/components/0"]);
    assert!(fault("<a:bom/>").contains("not declared"));
    assert!(fault("<bom xmlns='urn:other'/>").contains("not `bom`"));
    assert!(fault("<bom xmlns='http://cyclonedx.org/schema/bom/1.1'/>").contains("no version `1.1`"));
}

#[test]
fn each_value_knows_where_it_began() {
    let text = component("\n  <name>a</name>");
    let tree = CycloneDxXml.tree(&text).unwrap();
    let places = Places::new(&text);
    assert_eq!(places.of(tree.pointer("/components/0/name").unwrap().at), (3, 3));
    assert_eq!(places.of(tree.at), (2, 1));
    let version = tree.pointer("/version").unwrap();
    assert_eq!(&text[version.at as usize..=version.at as usize], "1");
}

#[test]
fn texts_without_escapes_are_borrowed() {
    let text = component("<name>a</name><purl> pkg:cargo/a@1 </purl>");
    let tree = CycloneDxXml.tree(&text).unwrap();
    for (pointer, expected) in [("/components/0/name", "a"), ("/components/0/purl", "pkg:cargo/a@1")] {
        let Value::Text(std::borrow::Cow::Borrowed(text)) = tree.pointer(pointer).unwrap().value else {
            panic!("{pointer} is a copy");
        };
        assert_eq!(text, expected);
    }
}

#[test]
fn dependencies_inside_of_dependencies_become_entries_of_their_own() {
    let text = bom("<dependencies><dependency ref='a'><dependency ref='b'><dependency ref='c'/></dependency>\
                    <provides ref='d'/></dependency></dependencies>");
    let tree = CycloneDxXml.tree(&text).unwrap();
    let expected = r#"[{"ref":"a","dependsOn":["b"],"provides":["d"]},{"ref":"b","dependsOn":["c"]}]"#;
    assert_eq!(
        tree.get("dependencies").unwrap().to_value(),
        serde_json::from_str::<serde_json::Value>(expected).unwrap()
    );
}

#[test]
fn what_does_not_belong_there_is_kept_for_the_judge() {
    let text = component("<name>a</name><nmae>b</nmae>");
    let (tree, losses) = CycloneDxXml.tree_and_losses(&text).unwrap();
    assert_eq!(tree.pointer("/components/0/nmae").unwrap().text(), Some("b"));
    assert_eq!(losses, Vec::new());
    let text = bom("<dependencies><dependency ref='a'><dependsOn>b</dependsOn></dependency></dependencies>");
    let tree = CycloneDxXml.tree(&text).unwrap();
    assert_eq!(tree.pointer("/dependencies/0/dependsOn"), None);
    assert!(tree.pointer("/dependencies/0/xml:dependsOn").is_some());
}

#[test]
fn hostile_documents_are_refused() {
    let laughs = "<!DOCTYPE bom [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
    let external = "<!DOCTYPE bom SYSTEM \"file:///etc/passwd\">";
    for head in [laughs, external, "<!DOCTYPE bom [<!ENTITY x SYSTEM \"http://localhost/\">]>"] {
        assert!(fault(&bom("").replacen('\n', head, 1)).contains("DTD"), "{head}");
    }
    assert!(fault(&component("<name>&a;</name>")).contains("predefined"));
    assert!(fault(&component("<name>&#0;</name>")).contains("no character"));
    assert!(fault(&component("<name>\u{1}</name>")).contains("no such character"));
    assert!(fault(&component("<name>a</name><name>b</name>")).contains("duplicate key `name`"));
    assert!(fault(&bom("<components a='1' a='2'/>")).contains("duplicate"));
    assert!(fault(&bom("<components>text</components>")).contains("only elements"));
    assert!(fault(&component("<name><b/></name>")).contains("expected text"));
    assert!(fault(&bom("<hashes><component/></hashes></components>")).contains("line"));
    assert!(fault(&bom("").replace("1.0\"", "1.0\" encoding=\"ISO-8859-1\"")).contains("encoding"));
    assert!(fault(&format!("{}<bom/>", bom(""))).contains("end of the text"));
    assert!(CycloneDxXml.tree(&bom("").replace("1.0\"", "1.0\" encoding=\"utf-8\"")).is_ok());
}

#[test]
fn sizes_are_bounded() {
    for name in ["components><component type='file'", "x", "a:x xmlns:a='urn:a'"] {
        let text = bom(&format!("<{name}>").repeat(100_000));
        assert!(fault(&text).contains(&format!("nested deeper than {}", limits::DOCUMENT_DEPTH)), "{name}");
    }
    let many = |each: fn(usize) -> String| (0..100_000).map(each).collect::<Vec<_>>().concat();
    let attributes = many(|at| format!(" a{at}=''"));
    assert!(fault(&bom(&format!("<components{attributes}/>"))).contains("attributes"));
    let namespaces = many(|at| format!(" xmlns:a{at}='urn:a'"));
    assert!(fault(&bom(&format!("<components{namespaces}/>"))).contains("namespaces"));
    let long = "a".repeat(20 << 20);
    assert_eq!(value_of(&component(&format!("<name>{long}</name>")), "/components/0/name").unwrap().len(), long.len());
}

/// A document that has every member of the schema.
const FULL: [&str; 6] = [
    include_str!("../../../../testdata/format/cyclonedx-xml/full-1.2.json"),
    include_str!("../../../../testdata/format/cyclonedx-xml/full-1.3.json"),
    include_str!("../../../../testdata/format/cyclonedx-xml/full-1.4.json"),
    include_str!("../../../../testdata/format/cyclonedx-xml/full-1.5.json"),
    include_str!("../../../../testdata/format/cyclonedx-xml/full-1.6.json"),
    include_str!("../../../../testdata/format/cyclonedx-xml/full-1.7.json"),
];

#[test]
fn a_cut_document_is_refused_wherever_it_is_cut() {
    let tree = parse_json(FULL[5]).unwrap();
    let whole = CycloneDxXml.write_tree(tree, Some("1.7")).unwrap().bytes;
    let text = String::from_utf8(whole).unwrap();
    for at in (0..text.trim_end().len()).step_by(100).filter(|at| text.is_char_boundary(*at)) {
        assert!(CycloneDxXml.tree(&text[..at]).is_err(), "cut at {at}");
    }
}

#[test]
fn utf_16_and_byte_order_marks_are_read() {
    let text = component("<name>ä€😀</name>").replace("1.0\"", "1.0\" encoding=\"UTF-16\"");
    let wide: Vec<u8> = b"\xff\xfe".iter().copied().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let marked = [b"\xef\xbb\xbf", component("<name>ä€😀</name>").as_bytes()].concat();
    for bytes in [wide, marked] {
        assert!(CycloneDxXml.recognizes(&bytes));
        assert_eq!(CycloneDxXml.read(&bytes).unwrap().inventory.components[0].name, "ä€😀");
    }
}

#[test]
fn what_a_foreign_namespace_holds_becomes_a_problem() {
    let text = component("<name>a</name><x:y xmlns:x='urn:x'>1</x:y>");
    let problems = CycloneDxXml.read(text.as_bytes()).unwrap().inventory.problems;
    assert!(problems.iter().any(|problem| problem.message.contains("`y` of another namespace")), "{problems:?}");
}

/// Rows of the table: a type by its place in memory, and a key.
type Rows = BTreeSet<(usize, &'static str)>;

fn types_of(kind: &'static Kind, found: &mut Vec<&'static Type>) {
    match kind {
        Kind::Object(of) | Kind::Under(_, of) | Kind::TextOrObject(of) => found.push(of),
        Kind::Choice(variants) => {
            for variant in *variants {
                types_of(&variant.kind, found);
            }
        }
        Kind::Scalar(_) | Kind::Reference | Kind::Dependency => {}
    }
}

fn inner(field: &'static Field) -> Vec<&'static Type> {
    let mut found = Vec::new();
    let each = |variants: &'static [Variant], found: &mut Vec<&'static Type>| {
        for variant in variants {
            types_of(&variant.kind, found);
        }
    };
    match &field.shape {
        Shape::Attribute(_) | Shape::Content(_) => {}
        Shape::Child(kind) | Shape::List(_, kind) | Shape::Repeated(kind) | Shape::RepeatedSince(_, kind) => {
            types_of(kind, &mut found);
        }
        Shape::Inline(of) => found.push(of),
        Shape::Mixed(variants) => each(variants, &mut found),
        Shape::ListOrObject(_, kind, of) => {
            types_of(kind, &mut found);
            found.push(of);
        }
    }
    found
}

fn all_rows(of: &'static Type, rows: &mut Rows) {
    for field in of.fields {
        if rows.insert((std::ptr::from_ref(of) as usize, field.key)) {
            for of in inner(field) {
                all_rows(of, rows);
            }
        }
    }
}

/// Rows that a value has members for; a value of a choice is taken for each of its types.
fn used_rows(of: &'static Type, node: &Node<'_>, rows: &mut Rows) {
    for element in node.elements() {
        used_rows(of, element, rows);
    }
    for field in of.fields {
        let own = std::ptr::from_ref(of) as usize;
        if let Shape::Inline(inner) = field.shape {
            used_rows(inner, node, rows);
            rows.insert((own, field.key));
        } else if let Some(value) = node.get(field.key) {
            rows.insert((own, field.key));
            for of in inner(field) {
                used_rows(of, value, rows);
            }
            // A licence stands one step further in.
            for choice in value.elements() {
                if let Some(under) = choice.get("license") {
                    for of in inner(field) {
                        used_rows(of, under, rows);
                    }
                }
            }
        }
    }
}

#[test]
fn the_documents_of_our_own_have_every_row_of_the_table() {
    let (mut all, mut used) = (Rows::new(), Rows::new());
    all_rows(&BOM, &mut all);
    for text in FULL {
        used_rows(&BOM, &parse_json(text).unwrap(), &mut used);
    }
    let missing: Vec<&str> = all.difference(&used).map(|(_, key)| *key).collect();
    assert!(all.len() > 400, "{}", all.len());
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn no_type_has_more_fields_than_are_counted_nor_a_key_twice() {
    fn walk(of: &'static Type, seen: &mut BTreeSet<usize>) {
        if !seen.insert(std::ptr::from_ref(of) as usize) {
            return;
        }
        assert!(of.fields.len() <= 64);
        let keys: BTreeSet<&str> = of.fields.iter().map(|field| field.key).collect();
        assert_eq!(keys.len(), of.fields.len(), "{keys:?}");
        for of in of.fields.iter().flat_map(inner) {
            walk(of, seen);
        }
    }
    walk(&BOM, &mut BTreeSet::new());
}
