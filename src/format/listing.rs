//! Listings for people and scripts: `table` and `purls`. They are written and not read back.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::{Document, Format, FormatError, Stamp, fact};
use crate::model::{Component, EdgeKind, Inventory, License, Origin, ProblemKind, Purl, Usage};

/// A table for people.
pub struct Table;

/// Package URLs, sorted, one a line.
pub struct Purls;

impl Format for Table {
    fn name(&self) -> &'static str {
        "table"
    }

    fn about(&self) -> &'static str {
        "a table for people: name, version, usage, licence, identity"
    }

    fn versions(&self) -> &'static [&'static str] {
        &[]
    }

    fn suffix(&self) -> &'static str {
        "txt"
    }

    fn write(&self, inventory: &Inventory, version: Option<&str>, _stamp: &Stamp) -> Result<Vec<u8>, FormatError> {
        refuse_version("table", version)?;
        Ok(table(inventory).into_bytes())
    }

    fn recognizes(&self, _bytes: &[u8]) -> bool {
        false
    }

    fn read(&self, _bytes: &[u8]) -> Result<Document, FormatError> {
        Err(FormatError::UnknownFormat)
    }
}

impl Format for Purls {
    fn name(&self) -> &'static str {
        "purls"
    }

    fn about(&self) -> &'static str {
        "package URLs, sorted, one a line"
    }

    fn versions(&self) -> &'static [&'static str] {
        &[]
    }

    fn suffix(&self) -> &'static str {
        "purls.txt"
    }

    fn write(&self, inventory: &Inventory, version: Option<&str>, _stamp: &Stamp) -> Result<Vec<u8>, FormatError> {
        refuse_version("purls", version)?;
        let purls: BTreeSet<&str> =
            inventory.components.iter().filter_map(|component| component.purl.as_ref()).map(Purl::as_str).collect();
        let mut text = String::new();
        for purl in purls {
            text.push_str(purl);
            text.push('\n');
        }
        Ok(text.into_bytes())
    }

    fn recognizes(&self, _bytes: &[u8]) -> bool {
        false
    }

    fn read(&self, _bytes: &[u8]) -> Result<Document, FormatError> {
        Err(FormatError::UnknownFormat)
    }
}

fn refuse_version(format: &'static str, version: Option<&str>) -> Result<(), FormatError> {
    match version {
        None => Ok(()),
        Some(version) => Err(FormatError::UnknownVersion { format, version: version.to_owned(), expected: Vec::new() }),
    }
}

/// The widest that a column but the last may be; one long licence must not push every line off the screen.
const COLUMN_CHARACTERS: usize = 40;

fn table(inventory: &Inventory) -> String {
    let root = inventory.subject.root;
    let mut rows: Vec<[String; 5]> = vec![["NAME", "VERSION", "USAGE", "LICENCE", "IDENTITY"].map(str::to_owned)];
    rows.extend(inventory.ids().filter(|id| Some(*id) != root).map(|id| row(inventory.component(id))));
    let mut widths = [0usize; 4];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count()).min(COLUMN_CHARACTERS);
        }
    }
    let mut text = String::new();
    if let Some(root) = root {
        let [name, version, _, license, identity] = row(inventory.component(root));
        let _ = writeln!(text, "{name} {version}  {license}  {identity}\n");
    }
    for row in &rows {
        let mut line = String::new();
        for (width, cell) in widths.iter().zip(row) {
            let _ = write!(line, "{cell:<width$}  ");
        }
        line.push_str(&row[4]);
        text.push_str(line.trim_end());
        text.push('\n');
    }
    let _ = write!(text, "\n{}", counts(inventory));
    text
}

fn row(component: &Component) -> [String; 5] {
    let name = match &component.group {
        Some(group) => format!("{group}/{}", component.name),
        None => component.name.clone(),
    };
    let license = match &component.license {
        None => "-".to_owned(),
        Some(License::Expression(text) | License::Name(text)) => text.clone(),
        Some(License::File(path)) => format!("in {path}"),
    };
    let usage = match component.usage {
        Usage::Unknown => "-",
        other => fact::usage_word(other),
    };
    let identity = component.purl.as_ref().map_or_else(|| origin(&component.origin), |purl| purl.as_str().to_owned());
    let version = component.version.clone().unwrap_or_else(|| "-".to_owned());
    [name, version, usage.to_owned(), license, identity].map(|cell| printable(&cell))
}

/// Returns the text without characters that would move the cursor or break the line: names come from hostile files.
fn printable(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '\u{fffd}' } else { character }).collect()
}

fn origin(origin: &Origin) -> String {
    match origin {
        Origin::Unknown => "-".to_owned(),
        Origin::DefaultRegistry => "default registry".to_owned(),
        Origin::Registry(url) => format!("registry {url}"),
        Origin::Git { url, commit, .. } => match commit {
            Some(commit) => format!("git {url} at {commit}"),
            None => format!("git {url}"),
        },
        Origin::Path(Some(path)) => format!("folder {path}"),
        Origin::Path(None) => "a folder outside the subject".to_owned(),
    }
}

fn counts(inventory: &Inventory) -> String {
    let number = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    let root = usize::from(inventory.subject.root.is_some());
    let mut text = number(inventory.components.len() - root, "component", "components");
    let usage = |usage: Usage| inventory.components.iter().skip(root).filter(|it| it.usage == usage).count();
    let known = [(Usage::Runtime, "runtime"), (Usage::Build, "build"), (Usage::Development, "development")];
    let parts: Vec<String> = known
        .into_iter()
        .map(|(kind, word)| (usage(kind), word))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if !parts.is_empty() {
        let _ = write!(text, " ({})", parts.join(", "));
    }
    let _ = write!(text, ", {}", number(inventory.edges.len(), "dependency", "dependencies"));
    let optional = inventory.edges.iter().filter(|edge| edge.optional && edge.kind == EdgeKind::Runtime).count();
    if optional > 0 {
        let _ = write!(text, " ({optional} optional)");
    }
    if !inventory.files.is_empty() {
        let _ = write!(text, ", {}", number(inventory.files.len(), "file", "files"));
    }
    text.push('\n');
    // What was left out on purpose is no input that was in the way.
    let unused = inventory.problems.iter().filter(|problem| problem.kind != ProblemKind::Skipped).count();
    if unused > 0 {
        let verb = if unused == 1 { "is" } else { "are" };
        let _ = writeln!(text, "{} could not be used or {verb} not there", number(unused, "input", "inputs"));
    }
    text
}
