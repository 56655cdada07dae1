//! Reads CycloneDX, 1.2 to 1.7, of any tool: JSON fast, other syntaxes through the tree of their JSON form.
//!
//! What is malformed becomes a problem with its place, and the rest of the document is still read: one odd digest must not hide the
//! other components, and must not vanish either.

use serde::Deserialize;

use super::raw::{self, Bom};
use super::{Edition, NAME, READ};
use crate::format::json::Skeleton;
use crate::format::raw::{Problems, Text};
use crate::format::tree::{Node, Value, parse_json};
use crate::format::{Document, FormatError, content, json, text};
use crate::model::{EdgeKind, Inventory};
use component::Whole;
use graph::{References, Rows};
use lists::ListedRows;
use mend::mend;
use part::{Part, Place};

mod component;
mod graph;
mod licenses;
mod lists;
mod mend;
mod metadata;
mod part;
mod references;

/// Reads a JSON document.
pub(super) fn read(bytes: &[u8]) -> Result<Document, FormatError> {
    let text = text::decode(bytes)?;
    let lists = lists::cut(&text)?;
    let (mut node, mut problems) = (None, Problems::default());
    let bom = bom(&lists.skeleton, &text, &mut node, &mut problems)?;
    document(NAME, bom, lists.components, Some(&lists.rows), problems)
}

/// From this many bytes on, a text is let go of piece by piece.
const LARGE_BYTES: usize = 4 << 20;

/// Reads a JSON document, letting go of its text while its components come to stand in memory.
pub(super) fn read_owned(bytes: Vec<u8>) -> Result<Document, FormatError> {
    if bytes.len() < LARGE_BYTES || !matches!(bytes.first(), Some(b'{' | b' ' | b'\n' | b'\r' | b'\t')) {
        return read(&bytes);
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return read(error.as_bytes()),
    };
    let (stretches, skeleton) = lists::find(&text)?;
    let (mut node, mut problems) = (None, Problems::default());
    let bom = bom(&skeleton, &text, &mut node, &mut problems)?;
    let (components, rows) = lists::consume(text, stretches)?;
    document(NAME, bom, components, Some(&rows), problems)
}

/// Parses a document without its long lists; what the strict parse refuses is mended as a tree.
fn bom<'n, 's: 'n>(
    skeleton: &'s Skeleton,
    whole: &str,
    node: &'n mut Option<Node<'s>>,
    problems: &mut Problems,
) -> Result<Bom<'n>, FormatError> {
    let refused = match serde_json::from_str::<Bom<'_>>(&skeleton.text) {
        Ok(bom) => return Ok(bom),
        Err(error) => error,
    };
    let error = json::syntax(&refused, &skeleton.text, &|at| skeleton.in_whole(at), whole);
    if !refused.is_data() {
        return Err(error);
    }
    let fault = |error| json::moved(error, &skeleton.text, &|at| skeleton.in_whole(at), whole);
    let node = node.insert(parse_json(&skeleton.text).map_err(fault)?);
    if !matches!(node.value, Value::Object(_)) {
        return Err(error);
    }
    mend(node, &mend::DOCUMENT, "", problems);
    Bom::deserialize(&*node).map_err(|_| error)
}

/// Reads a document of another syntax from the tree of its JSON form.
pub(super) fn from_tree(mut node: Node<'_>, format: &'static str) -> Result<Document, FormatError> {
    let mut problems = Problems::default();
    mend(&mut node, &mend::DOCUMENT, "", &mut problems);
    let bom = Bom::deserialize(&node).map_err(|error| json::data(&error))?;
    let mut components = Part::default();
    components.leave_room_for_root();
    document(format, bom, (components, References::default()), None, problems)
}

/// Puts a document together. Its lists may have been read before, and are then empty in what is given here.
fn document(
    format: &'static str,
    mut bom: Bom<'_>,
    components: (Part, References),
    rows: Option<&ListedRows<'_>>,
    problems: Problems,
) -> Result<Document, FormatError> {
    if bom.stated_format.as_ref().map(Text::as_str) != Some("CycloneDX") {
        return Err(FormatError::Meaning("`bomFormat` is not `CycloneDX`".to_owned()));
    }
    let Some(version) = bom.spec_version.as_ref() else {
        return Err(FormatError::Meaning("`specVersion` is missing".to_owned()));
    };
    Edition::find(version.as_str(), format, READ)?;
    let version = version.as_str().to_owned();
    let serial = bom.serial_number.take().map(|serial| serial.0.into_owned());
    let created = bom.metadata.as_ref().and_then(|metadata| metadata.timestamp.as_ref());
    let created = created.map(|created| created.as_str().to_owned());
    let inventory = inventory(bom, components, rows, problems)?;
    Ok(Document { format, version, serial, created, inventory })
}

fn inventory(
    bom: Bom<'_>,
    (mut all, references): (Part, References),
    rows: Option<&ListedRows<'_>>,
    mut problems: Problems,
) -> Result<Inventory, FormatError> {
    tell_of_what_is_not_kept(&bom, &mut problems);
    let about = bom.metadata.map(|metadata| metadata::read(metadata, &mut problems)).unwrap_or_default();
    for (at, mut component) in bom.components.into_iter().flatten().enumerate() {
        all.tree(&mut component, &Place::Listed(at), Whole::None);
    }
    let root = all.put_root(about.root);
    all.tell_of_what_is_not_kept();
    problems.append(std::mem::take(&mut all.problems));
    let index = references.finish(&all, &mut problems);
    let kind = about.plain_edges.unwrap_or(EdgeKind::Unknown);
    let mut rows = rows.map(|rows| rows.read(&index, kind)).transpose()?.unwrap_or_default();
    let listed: Vec<_> = bom.dependencies.into_iter().flatten().enumerate().collect();
    rows.read(&listed, &index, kind);
    rows.tell_of_what_is_not_kept();
    let Rows { mut edges, problems: of_rows, .. } = rows;
    problems.append(of_rows);
    graph::apply_edge_facts(&mut edges, &all.edge_facts, &index, &mut problems);
    let completeness = graph::compositions(&bom.compositions.unwrap_or_default(), &index, &mut problems);
    let parents = graph::parents(&all.parent_facts, &index, &all.spots, &mut problems);
    for (id, whole) in parents {
        if let Some(component) = all.components.get_mut(id.index()) {
            component.parent = Some(whole);
        }
    }
    let mut subject = about.subject;
    subject.root = root;
    let mut told = about.told;
    told.extend(problems.into_list());
    let mut inventory = Inventory {
        subject,
        components: all.components,
        edges,
        files: all.files,
        completeness,
        problems: told,
        kept: about.kept,
    };
    inventory.normalize();
    Ok(inventory)
}

fn tell_of_what_is_not_kept(bom: &Bom<'_>, problems: &mut Problems) {
    for (place, count, what) in [
        ("/services", bom.services, "services"),
        ("/externalReferences", bom.external_references, "external references of the document"),
        ("/vulnerabilities", bom.vulnerabilities, "vulnerabilities"),
        ("/declarations", bom.declarations, "declarations"),
        ("/definitions", bom.definitions, "definitions"),
        ("/citations", bom.citations, "citations"),
        ("/properties", bom.properties, "properties of the document"),
    ] {
        problems.skipped(place, count.unwrap_or_default().0, what);
    }
    let foreign = bom.formulation.iter().flatten().filter(|formula| !is_ours(formula)).count();
    problems.skipped("/formulation", foreign, "formulations");
    let ours = |annotation: &raw::Annotation<'_>| {
        let tool = annotation.annotator.as_ref().and_then(|annotator| annotator.component.as_ref());
        tool.and_then(|tool| tool.name.as_ref()).is_some_and(|name| name.as_str() == content::TOOL_NAME)
    };
    let foreign = bom.annotations.iter().flatten().filter(|annotation| !ours(annotation)).count();
    problems.skipped("/annotations", foreign, "annotations");
}

/// Returns whether a formula is the one that we write, which repeats what else stands in the document.
fn is_ours(formula: &raw::Formula<'_>) -> bool {
    let workflows = formula.workflows.as_deref().unwrap_or_default();
    matches!(workflows, [one] if one.uid.as_ref().is_some_and(|uid| uid.as_str() == content::WORKFLOW))
}

#[cfg(test)]
mod tests {
    const ABOUT: &str =
        r#""metadata":{"component":{"bom-ref":"root","name":"z","components":[{"bom-ref":"part","name":"b"}]}}"#;
    const LISTS: &str = r#""components":[{"bom-ref":"1","name":"y","components":[{"bom-ref":"2","name":"x"}]},{"bom-ref":"3","name":"a"}],
        "dependencies":[{"ref":"root","dependsOn":["3","1"]},{"ref":"2","dependsOn":["part"]},{"ref":"3","dependsOn":["nowhere"]}]"#;

    fn told(members: &[&str]) -> (Vec<(String, String)>, Vec<String>, Vec<String>) {
        let text = format!("{{{}}}", [&[r#""bomFormat":"CycloneDX","specVersion":"1.6""#], members].concat().join(","));
        let inventory = super::read(text.as_bytes()).unwrap().inventory;
        let name = |id: crate::model::ComponentId| inventory.component(id).name.clone();
        let edges = inventory.edges.iter().map(|edge| (name(edge.from), name(edge.to))).collect();
        let parents =
            inventory.components.iter().map(|it| format!("{} in {:?}", it.name, it.parent.map(name))).collect();
        (edges, parents, inventory.problems.iter().map(|it| it.message.clone()).collect())
    }

    #[test]
    fn what_a_document_describes_may_stand_anywhere_in_it() {
        let first = told(&[ABOUT, LISTS]);
        let edges = [("z", "a"), ("z", "y"), ("x", "b")].map(|(from, to)| (from.to_owned(), to.to_owned()));
        assert_eq!(first.0, edges);
        assert_eq!(first.1.len(), 5);
        assert_eq!(first.2.len(), 1, "{:?}", first.2);
        assert_eq!(told(&[LISTS, ABOUT]), first);
    }

    #[test]
    fn a_document_that_describes_nothing_keeps_its_edges() {
        let lists = LISTS.replace("root", "1").replace("part", "3");
        let plain = told(&[&lists]);
        assert_eq!(plain.0.len(), 3);
        // What looks like the thing described is a property.
        let misleading = r#""metadata":{"properties":[{"name":"component","value":""}],"lifecycles":[]}"#;
        assert_eq!(told(&[misleading, &lists]).0, plain.0);
    }

    #[test]
    fn a_reference_that_is_used_a_second_time_keeps_its_first_meaning() {
        for lists in [LISTS.replace("\"2\"", "\"1\""), LISTS.replace("\"bom-ref\":\"3\"", "\"bom-ref\":\"root\"")] {
            let (edges, _, problems) = told(&[ABOUT, &lists]);
            assert!(problems.iter().any(|problem| problem.contains("used a second time")), "{problems:?}");
            assert!(edges.contains(&("z".to_owned(), "y".to_owned())), "{edges:?}");
        }
    }
}
