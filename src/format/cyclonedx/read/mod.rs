//! Reads CycloneDX, 1.2 to 1.7, of any tool: JSON fast, other syntaxes through the tree of their JSON form.
//!
//! What is malformed becomes a problem with its place, and the rest of the document is still read: one odd digest must not hide the
//! other components, and must not vanish either.

use serde::Deserialize;

use super::raw::{self, Bom};
use super::{Edition, NAME, READ};
use crate::format::raw::{Problems, Text};
use crate::format::tree::{Node, Value, parse_json};
use crate::format::{Document, FormatError, content, json, text};
use crate::model::{EdgeKind, Inventory};
use component::Whole;
use graph::Rows;
use lists::Lists;
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
    let mut lists = lists::cut(&text)?;
    let components = std::mem::take(&mut lists.components);
    let skeleton = &lists.skeleton;
    match serde_json::from_str::<Bom<'_>>(&skeleton.text) {
        Ok(bom) => document(NAME, bom, components, Some(&lists), Problems::default()),
        Err(error) if error.is_data() => {
            let fault = |error| json::moved(error, &skeleton.text, &|at| skeleton.in_whole(at), &text);
            let mut node = parse_json(&skeleton.text).map_err(fault)?;
            if !matches!(node.value, Value::Object(_)) {
                return Err(json::syntax(&error, &skeleton.text, &|at| skeleton.in_whole(at), &text));
            }
            let mut problems = Problems::default();
            mend(&mut node, &mend::DOCUMENT, "", &mut problems);
            let bom = Bom::deserialize(&node).map_err(|error| json::data(&error))?;
            document(NAME, bom, components, Some(&lists), problems)
        }
        Err(error) => Err(json::syntax(&error, &skeleton.text, &|at| skeleton.in_whole(at), &text)),
    }
}

/// Reads a document of another syntax from the tree of its JSON form.
pub(super) fn from_tree(mut node: Node<'_>, format: &'static str) -> Result<Document, FormatError> {
    let mut problems = Problems::default();
    mend(&mut node, &mend::DOCUMENT, "", &mut problems);
    let bom = Bom::deserialize(&node).map_err(|error| json::data(&error))?;
    let mut components = Part::default();
    components.leave_room_for_root();
    document(format, bom, components, None, problems)
}

/// Puts a document together. Its lists may have been read before, and are then empty in what is given here.
fn document(
    format: &'static str,
    mut bom: Bom<'_>,
    components: Part,
    lists: Option<&Lists<'_>>,
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
    let inventory = inventory(bom, components, lists, problems)?;
    Ok(Document { format, version, serial, created, inventory })
}

fn inventory(
    bom: Bom<'_>,
    mut all: Part,
    lists: Option<&Lists<'_>>,
    mut problems: Problems,
) -> Result<Inventory, FormatError> {
    tell_of_what_is_not_kept(&bom, &mut problems);
    let about = bom.metadata.map(|metadata| metadata::read(metadata, &mut problems)).unwrap_or_default();
    for (at, component) in bom.components.into_iter().flatten().enumerate() {
        all.tree(component, &Place::Listed(at), Whole::None);
    }
    let root = all.put_root(about.root);
    all.tell_of_what_is_not_kept();
    problems.append(std::mem::take(&mut all.problems));
    let index = graph::index(&all.components, &all.spots, &all.file_references, &mut problems);
    let kind = about.plain_edges.unwrap_or(EdgeKind::Unknown);
    let mut rows = lists.map(|lists| lists.rows(&index, kind)).transpose()?.unwrap_or_default();
    for (at, row) in bom.dependencies.into_iter().flatten().enumerate() {
        rows.read(at, &row, &index, kind);
    }
    rows.tell_of_what_is_not_kept();
    let Rows { mut edges, problems: of_rows, .. } = rows;
    problems.append(of_rows);
    graph::apply_edge_facts(&mut edges, &all.edge_facts, &index, &mut problems);
    let completeness = graph::compositions(&bom.compositions.unwrap_or_default(), &index, &mut problems);
    let parents = graph::parents(&all.parent_facts, &index, &all.spots, &mut problems);
    drop(index);
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
        ("/formulation", bom.formulation, "formulations"),
        ("/declarations", bom.declarations, "declarations"),
        ("/definitions", bom.definitions, "definitions"),
        ("/citations", bom.citations, "citations"),
        ("/properties", bom.properties, "properties of the document"),
    ] {
        problems.skipped(place, count.unwrap_or_default().0, what);
    }
    let ours = |annotation: &raw::Annotation<'_>| {
        let tool = annotation.annotator.as_ref().and_then(|annotator| annotator.component.as_ref());
        tool.and_then(|tool| tool.name.as_ref()).is_some_and(|name| name.as_str() == content::TOOL_NAME)
    };
    let foreign = bom.annotations.iter().flatten().filter(|annotation| !ours(annotation)).count();
    problems.skipped("/annotations", foreign, "annotations");
}
