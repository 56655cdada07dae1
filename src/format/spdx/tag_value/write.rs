//! Writes a tree as tag-value text.

use std::borrow::Cow;
use std::fmt::Write;

use super::statement::{CLOSE, OPEN};
use super::tags::{Element, Form, SUBJECT, Tag};
use crate::format::Loss;
use crate::format::index::Index;
use crate::format::tree::{Node, Value};

/// Returns the text of a tree and what it has no place for.
pub(super) fn write(tree: &Node<'_>) -> (String, Vec<Loss>) {
    let mut writer = Writer::default();
    writer.document(tree);
    (writer.out, writer.losses)
}

#[derive(Default)]
struct Writer {
    out: String,
    losses: Vec<Loss>,
    /// Where the element that is being written stands, as a JSON pointer.
    path: String,
}

/// Members of the document that are lists of elements, and other members that are written elsewhere.
const ELSEWHERE: &[&str] = &[
    "creationInfo",
    "packages",
    "files",
    "snippets",
    "hasExtractedLicensingInfos",
    "relationships",
    "annotations",
    "revieweds",
    "documentDescribes",
    "hasFiles",
];

impl Writer {
    /// Tells of a member that is not held; with an empty key, of the element itself.
    fn lose(&mut self, key: &str, reason: &str) {
        let path = if key.is_empty() { self.path.clone() } else { format!("{}/{}", self.path, escaped(key)) };
        self.losses.push(Loss { path, reason: reason.to_owned() });
    }

    fn document(&mut self, tree: &Node<'_>) {
        self.element(Element::Document, tree);
        if let Some(creation) = tree.get("creationInfo") {
            "/creationInfo".clone_into(&mut self.path);
            self.element(Element::Creation, creation);
        }
        self.annotations_and_reviews(tree);
        self.packages_with_files(tree);
        for element in [Element::Snippet, Element::License] {
            for (at, node) in tree.get(element.list()).map(Node::elements).unwrap_or_default().iter().enumerate() {
                self.named(element, at, node);
            }
        }
        self.relationships(tree);
        self.path.clear();
    }

    fn annotations_and_reviews(&mut self, tree: &Node<'_>) {
        let id = tree.get("SPDXID").and_then(Node::text).unwrap_or("SPDXRef-DOCUMENT");
        self.annotations("", tree, id);
        for element in [Element::Package, Element::File, Element::Snippet] {
            for (at, node) in tree.get(element.list()).map(Node::elements).unwrap_or_default().iter().enumerate() {
                if node.get("annotations").is_none() {
                    continue;
                }
                let path = format!("/{}/{at}", element.list());
                if let Some(id) = node.get("SPDXID").and_then(Node::text) {
                    self.annotations(&path, node, id);
                } else {
                    self.path = path;
                    self.lose("annotations", "an annotation names what it is about, and that has no SPDXID");
                }
            }
        }
        for (at, node) in tree.get("revieweds").map(Node::elements).unwrap_or_default().iter().enumerate() {
            self.named(Element::Review, at, node);
        }
    }

    fn annotations(&mut self, path: &str, node: &Node<'_>, id: &str) {
        for (at, annotation) in node.get("annotations").map(Node::elements).unwrap_or_default().iter().enumerate() {
            self.path = format!("{path}/annotations/{at}");
            self.out.push('\n');
            self.opening(Element::Annotation, annotation);
            self.element(Element::Annotation, annotation);
            if annotation.get(SUBJECT).is_none() {
                self.line("SPDXREF", id);
            }
        }
    }

    /// Writes files of no package first, for a file belongs to the package above it.
    fn packages_with_files(&mut self, tree: &Node<'_>) {
        let packages = tree.get("packages").map(Node::elements).unwrap_or_default();
        let files = tree.get("files").map(Node::elements).unwrap_or_default();
        let mut index: Index<usize> = Index::with_capacity(files.len());
        for (at, file) in files.iter().enumerate() {
            if let Some(id) = file.get("SPDXID").and_then(Node::text) {
                index.insert(id, at);
            }
        }
        let mut owners: Vec<Option<usize>> = vec![None; files.len()];
        let mut further: Vec<(usize, &str)> = Vec::new();
        for (package, node) in packages.iter().enumerate() {
            for id in node.get("hasFiles").map(Node::elements).unwrap_or_default().iter().filter_map(Node::text) {
                match index.get(id).and_then(|at| owners.get_mut(at)) {
                    Some(owner) if owner.is_none() => *owner = Some(package),
                    Some(owner) if *owner == Some(package) => {}
                    _ => further.push((package, id)),
                }
            }
        }
        let mut order: Vec<usize> = (0..files.len()).collect();
        order.sort_by_key(|at| owners.get(*at).copied().flatten());
        let mut order = order.into_iter().peekable();
        for owner in std::iter::once(None).chain((0..packages.len()).map(Some)) {
            if let Some((at, package)) = owner.and_then(|at| packages.get(at).map(|package| (at, package))) {
                self.named(Element::Package, at, package);
            }
            while let Some(at) = order.next_if(|at| owners.get(*at).copied().flatten() == owner) {
                if let Some(file) = files.get(at) {
                    self.named(Element::File, at, file);
                }
            }
        }
        self.out.push('\n');
        for (package, id) in further {
            let holder = packages.get(package).and_then(|package| package.get("SPDXID")).and_then(Node::text);
            self.path = format!("/packages/{package}");
            self.related("hasFiles", holder, "CONTAINS", Some(id));
        }
    }

    fn relationships(&mut self, tree: &Node<'_>) {
        self.out.push('\n');
        self.path.clear();
        let id = tree.get("SPDXID").and_then(Node::text);
        for described in tree.get("documentDescribes").map(Node::elements).unwrap_or_default() {
            self.related("documentDescribes", id, "DESCRIBES", described.text());
        }
        for (at, node) in tree.get("relationships").map(Node::elements).unwrap_or_default().iter().enumerate() {
            self.path = format!("/relationships/{at}");
            let end = |key: &str| node.get(key).and_then(Node::text).filter(|text| is_word(text));
            match (end("spdxElementId"), end("relationshipType"), end("relatedSpdxElement")) {
                (Some(from), Some(kind), Some(to)) => {
                    let _ = writeln!(self.out, "Relationship: {from} {kind} {to}");
                    self.element(Element::Relationship, node);
                }
                _ => self.lose_element("a relationship is two identifiers with a type between them"),
            }
        }
    }

    fn related(&mut self, key: &str, from: Option<&str>, kind: &str, to: Option<&str>) {
        match (from, to) {
            (Some(from), Some(to)) if is_word(from) && is_word(to) => {
                let _ = writeln!(self.out, "Relationship: {from} {kind} {to}");
            }
            _ => self.lose(key, "a relationship needs an identifier at each end"),
        }
    }

    fn lose_element(&mut self, reason: &str) {
        self.lose("", reason);
    }

    fn named(&mut self, element: Element, at: usize, node: &Node<'_>) {
        self.path.clear();
        let _ = write!(self.path, "/{}/{at}", element.list());
        self.out.push('\n');
        self.opening(element, node);
        self.element(element, node);
    }

    /// An element begins by its first tag: where the tree lacks that member, it is written empty.
    fn opening(&mut self, element: Element, node: &Node<'_>) {
        if let Some(tag) = element.opening()
            && !matches!(node.get(tag.key), Some(Node { value: Value::Text(_), .. }))
        {
            let _ = writeln!(self.out, "{}: {OPEN}{CLOSE}", tag.name);
            self.lose(tag.key, "it begins an element and is missing; written empty");
        }
    }

    fn element(&mut self, element: Element, node: &Node<'_>) {
        if !matches!(node.value, Value::Object(_)) {
            return self.lose_element("expected an object");
        }
        let tags = element.tags();
        for tag in tags {
            if let Some(value) = node.get(tag.key) {
                self.member(tag, value, node);
            }
        }
        for member in node.members() {
            let is_known = tags.iter().any(|tag| tag.key == member.key)
                || (element == Element::Relationship && matches!(&*member.key, "spdxElementId" | "relatedSpdxElement"))
                || (matches!(element, Element::Document | Element::Package | Element::File | Element::Snippet)
                    && ELSEWHERE.contains(&&*member.key));
            if !is_known && member.node.value != Value::Null {
                self.lose(&member.key, "tag-value has no tag for it");
            }
        }
    }

    fn member(&mut self, tag: &Tag, node: &Node<'_>, element: &Node<'_>) {
        match tag.form {
            Form::Line => self.scalar(tag, node, Self::line),
            Form::Text => self.scalar(tag, node, Self::text),
            Form::Lines => self.each(tag, node, |writer, tag, node| writer.scalar(tag, node, Self::line)),
            Form::Texts => self.each(tag, node, |writer, tag, node| writer.scalar(tag, node, Self::text)),
            Form::Flag => match &node.value {
                Value::Bool(flag) => {
                    let _ = writeln!(self.out, "{}: {flag}", tag.name);
                }
                _ => self.scalar(tag, node, Self::line),
            },
            Form::Checksums => self.each(tag, node, |writer, tag, node| writer.parts(tag, checksum(node))),
            Form::VerificationCode => self.parts(tag, verification_code(node)),
            Form::ExternalReferences => self.each(tag, node, |writer, _, node| writer.external_reference(node)),
            Form::DocumentReferences => {
                self.each(tag, node, |writer, tag, node| writer.parts(tag, document_reference(node)));
            }
            Form::ByteRange => {
                let file = element.get("snippetFromFile").and_then(Node::text);
                self.each(tag, node, |writer, _, node| writer.range(node, file));
            }
            // Written together with the member that they belong to.
            Form::LineRange | Form::ExternalReferenceComment | Form::Ends => {}
        }
    }

    /// Writes the elements of a list; a loss of one is told with its place there.
    fn each(&mut self, tag: &Tag, node: &Node<'_>, mut one: impl FnMut(&mut Self, &Tag, &Node<'_>)) {
        let list = match &node.value {
            Value::Array(list) => list,
            Value::Null => return,
            _ => return self.lose(tag.key, "expected a list"),
        };
        let length = self.path.len();
        let item = Tag { key: "", ..*tag };
        for (at, node) in list.iter().enumerate() {
            let _ = write!(self.path, "/{}/{at}", tag.key);
            one(self, &item, node);
            self.path.truncate(length);
        }
    }

    fn scalar(&mut self, tag: &Tag, node: &Node<'_>, write: fn(&mut Self, &str, &str)) {
        match &node.value {
            Value::Text(text) => self.checked(tag, text, write),
            Value::Number(text) => write(self, tag.name, text),
            Value::Bool(true) => write(self, tag.name, "true"),
            Value::Bool(false) => write(self, tag.name, "false"),
            Value::Null => {}
            Value::Array(_) | Value::Object(_) => self.lose(tag.key, "expected a text"),
        }
    }

    fn checked(&mut self, tag: &Tag, text: &str, write: fn(&mut Self, &str, &str)) {
        if !text.contains(CLOSE) {
            return write(self, tag.name, text);
        }
        if needs_marks(text) {
            self.lose(tag.key, "the text holds `</text>`, which ends a text; a space was put into it");
            write(self, tag.name, &text.replace(CLOSE, "< /text>"));
        } else {
            self.line(tag.name, text);
        }
    }

    fn line(&mut self, name: &str, text: &str) {
        if needs_marks(text) {
            let _ = writeln!(self.out, "{name}: {OPEN}{text}{CLOSE}");
        } else {
            let _ = writeln!(self.out, "{name}: {text}");
        }
    }

    fn text(&mut self, name: &str, text: &str) {
        if matches!(text, "NONE" | "NOASSERTION") {
            self.line(name, text);
        } else {
            let _ = writeln!(self.out, "{name}: {OPEN}{text}{CLOSE}");
        }
    }

    /// Writes a value of several parts, or tells that it is not one.
    fn parts(&mut self, tag: &Tag, parts: Result<String, &'static str>) {
        match parts {
            Ok(text) => self.line(tag.name, &text),
            Err(reason) => self.lose(tag.key, reason),
        }
    }

    fn external_reference(&mut self, node: &Node<'_>) {
        let part = |key: &str| node.get(key).and_then(Node::text);
        let (category, kind) = (part("referenceCategory"), part("referenceType"));
        let (Some(category), Some(kind)) = (category.filter(|it| is_word(it)), kind.filter(|it| is_word(it))) else {
            return self.lose_element("an external reference is a category, a type and a locator");
        };
        let Some(locator) = part("referenceLocator").filter(|locator| !needs_marks(locator)) else {
            return self.lose_element("the locator of an external reference is one line");
        };
        // The JSON form of version 2.2 has underscores here, which tag-value never had.
        let category = category.replace('_', "-");
        let _ = writeln!(self.out, "ExternalRef: {category} {kind} {locator}");
        for member in node.members() {
            match &*member.key {
                "referenceCategory" | "referenceType" | "referenceLocator" => {}
                "comment" => {
                    let tag = Tag { name: "ExternalRefComment", key: "comment", form: Form::Text };
                    self.scalar(&tag, &member.node, Self::text);
                }
                other => self.lose(other, "tag-value has no tag for it"),
            }
        }
    }

    fn range(&mut self, node: &Node<'_>, file: Option<&str>) {
        let ends = [node.get("startPointer"), node.get("endPointer")];
        let elsewhere = ends.iter().flatten().any(|end| end.get("reference").and_then(Node::text) != file);
        if elsewhere || node.members().len() != 2 {
            return self.lose_element("a range has two ends in the file of its snippet");
        }
        let [Some(start), Some(end)] = ends else {
            return self.lose_element("a range has two ends in the file of its snippet");
        };
        for (unit, name) in [("offset", "SnippetByteRange"), ("lineNumber", "SnippetLineRange")] {
            if let (Some(first), Some(last)) = (number(start, unit), number(end, unit))
                && start.members().len() == 2
                && end.members().len() == 2
            {
                let _ = writeln!(self.out, "{name}: {first}:{last}");
                return;
            }
        }
        self.lose_element("the ends of a range are two bytes or two lines");
    }
}

fn number<'n>(pointer: &'n Node<'_>, unit: &str) -> Option<&'n str> {
    match &pointer.get(unit)?.value {
        Value::Number(text) => Some(text),
        _ => None,
    }
}

/// Returns whether a text would be read as another one if it stood on a line as it is.
fn needs_marks(text: &str) -> bool {
    text.is_empty() || text.contains('\n') || text.trim() != text || text.starts_with(OPEN)
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_whitespace) && !text.starts_with(OPEN)
}

fn only(node: &Node<'_>, keys: &[&str]) -> bool {
    node.members().iter().all(|member| keys.contains(&&*member.key))
}

fn checksum(node: &Node<'_>) -> Result<String, &'static str> {
    let part = |key: &str| node.get(key).and_then(Node::text).filter(|text| !needs_marks(text));
    match (part("algorithm"), part("checksumValue")) {
        (Some(algorithm), Some(value)) if !algorithm.contains(':') && only(node, &["algorithm", "checksumValue"]) => {
            Ok(format!("{algorithm}: {value}"))
        }
        _ => Err("a checksum is an algorithm and digits"),
    }
}

fn verification_code(node: &Node<'_>) -> Result<String, &'static str> {
    const FAULT: &str = "a verification code is a digest and names without commas and brackets";
    let (value, names) = ("packageVerificationCodeValue", "packageVerificationCodeExcludedFiles");
    let text = node.get(value).and_then(Node::text).filter(|text| is_word(text) && !text.contains('('));
    let Some(text) = text.filter(|_| only(node, &[value, names])) else { return Err(FAULT) };
    let excluded = node.get(names).map(Node::elements).unwrap_or_default();
    if excluded.is_empty() {
        return Ok(text.to_owned());
    }
    let is_plain = |name: &&str| !needs_marks(name) && !name.contains([',', '(', ')']);
    let plain: Vec<&str> = excluded.iter().filter_map(Node::text).filter(is_plain).collect();
    if plain.len() != excluded.len() {
        return Err(FAULT);
    }
    Ok(format!("{text} (excludes: {})", plain.join(", ")))
}

fn document_reference(node: &Node<'_>) -> Result<String, &'static str> {
    let part = |key: &str| node.get(key).and_then(Node::text).filter(|text| is_word(text));
    let sum = node.get("checksum").map(checksum).transpose()?;
    match (part("externalDocumentId"), part("spdxDocument"), sum) {
        (Some(id), Some(address), Some(sum)) if node.members().len() == 3 => Ok(format!("{id} {address} {sum}")),
        _ => Err("a reference to a document is an identifier, an address and a checksum"),
    }
}

fn escaped(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) { Cow::Owned(key.replace('~', "~0").replace('/', "~1")) } else { Cow::Borrowed(key) }
}
