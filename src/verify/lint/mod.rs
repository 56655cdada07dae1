//! The check `lint`: is the document valid, coherent and complete?
//!
//! Three questions, each harder than the one before. Does the document satisfy the official schema of the version that it states? Does what
//! it says hold together: references, digests, identities, licences, times? And, where profiles are asked for, does it hold what a
//! regulator wants? All work on the tree of a family, so that JSON, XML, tag-value and YAML are judged by the same rules, and each
//! finding has its place in the text. That a document cannot be read is a finding too, with a code that says why.

use std::path::Path;

use super::{Check, Input, VerifyError};
use crate::format::tree::Node;
use crate::format::{self, Body, Family, Format, FormatError, Loss, SyntaxKind};
use crate::limits;
use crate::model::{CheckReport, Code, Item, Level, Place, Timestamp};
use crate::source::{SourceError, read_bounded};
use finding::{Findings, Located};
use view::View;

mod codes;
mod finding;
mod fix;
mod index;
mod meaning;
mod profile;
mod schema;
mod view;

pub use fix::{Change, FixError, Fixed};
pub use profile::{ALL as PROFILES, Profile, find as find_profile};

/// Is the document valid, coherent and complete?
pub struct Lint;

impl Check for Lint {
    fn name(&self) -> &'static str {
        "lint"
    }

    fn about(&self) -> &'static str {
        "Is the document valid, coherent and complete?"
    }

    fn codes(&self) -> &'static [&'static Code] {
        codes::ALL.as_slice()
    }

    /// The form of a document says nothing of the bytes, so it is judged only where it is asked for by name.
    fn applies(&self, _input: &Input<'_>) -> bool {
        false
    }

    fn run(&self, input: &Input<'_>) -> Result<CheckReport, VerifyError> {
        let Some(file) = input.document else { return Ok(CheckReport::new(self.name())) };
        let shown = file.path.strip_prefix(".").unwrap_or(&file.path).display().to_string();
        let bytes = match read_bounded(&file.path, limits::DOCUMENT_BYTES) {
            Err(SourceError::TooLarge { limit, .. }) => return Ok(too_large(&shown, limit)),
            read => read?,
        };
        Ok(Linter::default().lint(&shown, &bytes, &Options::new(input.at)).report)
    }
}

/// What is asked of a document.
#[derive(Clone, Debug)]
pub struct Options {
    /// The time as of which is judged.
    pub at: Timestamp,
    /// The profiles that must be met.
    pub profiles: Vec<&'static Profile>,
    /// How far the rules go.
    pub rules: Rules,
}

/// How far the rules go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// The official schema alone.
    Schema,
    /// The schema, and what no schema can hold.
    All,
}

impl Options {
    /// Returns options without profiles.
    #[must_use]
    pub fn new(at: Timestamp) -> Self {
        Self { at, profiles: Vec::new(), rules: Rules::All }
    }
}

/// A document that was looked at.
#[derive(Clone, Debug)]
pub struct Linted {
    /// What was found.
    pub report: CheckReport,
    /// What kind of document it is, as far as it could be read.
    pub document: Option<Kind>,
}

/// Returns the report on a document that has more bytes than are read.
#[must_use]
pub fn too_large(path: &str, limit: u64) -> CheckReport {
    let mut report = CheckReport::new("lint");
    let item = Item::new(&codes::reading::TOO_LARGE, path);
    report.items.push(item.expected(format!("at most {limit} bytes")).found("more"));
    report
}

/// What kind of document it is, and how much is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The format's stable name.
    pub format: &'static str,
    /// The version that the document states.
    pub version: String,
    /// Components and packages, the root apart.
    pub components: usize,
    /// Files.
    pub files: usize,
}

/// Looks at documents; keeps compiled schemas for the next one.
#[derive(Default)]
pub struct Linter {
    schemas: schema::Schemas,
}

impl Linter {
    /// Looks at one document; `path` is what the user calls it.
    ///
    /// Proves: the document satisfies the schema of its version and the rules, if nothing of level error is found. Does not prove: that
    /// what it says is true.
    #[must_use]
    pub fn lint(&self, path: &str, bytes: &[u8], options: &Options) -> Linted {
        let mut report = CheckReport::new("lint");
        match read(bytes) {
            Ok((format, body)) => match parse(format, &body) {
                Ok(parsed) => {
                    let document = self.judge(path, &body, &parsed, (options, &mut report));
                    return Linted { report, document: Some(document) };
                }
                Err(error) => report.items.push(unreadable(path, &error)),
            },
            Err(error) => report.items.push(unreadable(path, &error)),
        }
        Linted { report, document: None }
    }

    fn judge(
        &self,
        path: &str,
        body: &Body<'_>,
        parsed: &Parsed<'_>,
        (options, report): (&Options, &mut CheckReport),
    ) -> Kind {
        let Parsed { format, family, tree, losses } = parsed;
        let places = body.places();
        let located = Located { path, tree, places: &places };
        let mut findings = Findings::default();
        let version = view::version(*family, tree);
        for loss in losses {
            findings.push(foreign(loss, tree));
        }
        let looked_at = self.validate(*family, version.as_deref(), tree, &mut findings);
        let version = version.unwrap_or_default();
        let view = View::new(*family, &version, tree);
        if options.rules == Rules::All {
            meaning::check(&view, options.at, &mut findings);
        }
        let what = format!("{path}: {} {version}", format.name());
        report.coverage.push(match looked_at {
            Some(parts) => format!("{what}, {parts} parts against the official schema, formats on"),
            None => format!("{what}, against no schema"),
        });
        for profile in &options.profiles {
            report.coverage.extend(profile.judge(&view, &mut findings));
        }
        let clean = findings.count();
        report.items.extend(findings.into_items(&located));
        let deciding = report.items.iter().any(|item| item.level == Level::Error);
        report.passed = u64::from(looked_at.is_some() && (clean == 0 || !deciding));
        let files = view.components.iter().filter(|component| component.kind == view::Kind::File).count();
        Kind { format: format.name(), version, components: view.parts().count(), files }
    }

    /// Validates against the schema of the version, or of the newest where none is stated, which then finds that it is missing.
    fn validate<'t>(
        &self,
        family: Family,
        version: Option<&str>,
        tree: &'t Node<'t>,
        findings: &mut Findings<'t>,
    ) -> Option<usize> {
        let newest = match family {
            Family::CycloneDx => "1.7",
            Family::Spdx2 => "SPDX-2.3",
            Family::Spdx3 => "3.0.1",
        };
        let looked_at =
            self.schemas.find(family, version.unwrap_or(newest)).and_then(|schema| schema.validate(tree, findings));
        if looked_at.is_none() {
            let stated = version.unwrap_or_default();
            let without_schema = ["1.0", "1.1", "SPDX-2.0", "SPDX-2.1"];
            let known = without_schema.contains(&stated) || schema_is_known(family, stated);
            let code = if known { &codes::schema::UNCHECKED } else { &codes::reading::UNKNOWN_VERSION };
            let stated: String = stated.chars().take(40).collect();
            findings.push(finding::Finding::new(code, tree).found(format!("`{stated}`")));
        }
        looked_at
    }
}

fn schema_is_known(family: Family, version: &str) -> bool {
    format::schema::find(family, version).is_some()
}

/// A document as a tree.
struct Parsed<'a> {
    format: &'static dyn Format,
    family: Family,
    tree: Node<'a>,
    /// What stands in the text and in no tree.
    losses: Vec<Loss>,
}

/// Returns the format that recognizes the bytes, if one does, and what its tree is read from.
fn read(bytes: &[u8]) -> Result<(Option<&'static dyn Format>, Body<'_>), FormatError> {
    let known = format::ALL.iter().copied().find(|format| format.recognizes(bytes));
    let body = known.map_or_else(|| format::decode(bytes).map(Body::Text), |format| format.body(bytes))?;
    Ok((known, body))
}

fn parse<'b>(known: Option<&'static dyn Format>, body: &'b Body<'_>) -> Result<Parsed<'b>, FormatError> {
    let format = known.or_else(|| likely(body)).ok_or(FormatError::UnknownFormat)?;
    let family = format.family().ok_or(FormatError::UnknownFormat)?;
    let (tree, losses) = body.tree(format)?;
    Ok(Parsed { format, family, tree, losses })
}

/// The finding that stands for a part of a text that the tree of its family has no place for, at the value that it stands in.
fn foreign<'t>(loss: &Loss, tree: &'t Node<'t>) -> finding::Finding<'t> {
    let mut path = loss.path.as_str();
    let node = loop {
        match tree.pointer(path) {
            Some(node) => break node,
            None => path = path.rsplit_once('/').map_or("", |(above, _)| above),
        }
    };
    let is_signature = loss.reason.starts_with("the element `Signature` of another namespace");
    let code = if is_signature { &codes::reading::XML_SIGNATURE } else { &codes::reading::FOREIGN };
    finding::Finding::new(code, node).found(loss.reason.as_str())
}

/// A document that lacks the very member that names its format, but is told by another one.
fn likely(body: &Body<'_>) -> Option<&'static dyn Format> {
    let Body::Text(text) = body else { return None };
    let head: String = text.chars().take(4096).collect();
    let name = if head.contains("\"specVersion\"") { "cyclonedx-json" } else { return None };
    format::find(name)
}

/// The finding that stands for a document that cannot be read.
fn unreadable(path: &str, error: &FormatError) -> Item {
    use codes::reading as codes;
    let (code, place) = match error {
        FormatError::Syntax { line, column, kind, .. } => {
            let code = match kind {
                SyntaxKind::TooDeep => &codes::TOO_DEEP,
                SyntaxKind::NotText => &codes::NOT_TEXT,
                SyntaxKind::DocumentType => &codes::DOCTYPE,
                _ => &codes::SYNTAX,
            };
            (code, (*line, *column))
        }
        FormatError::Binary { offset, kind, .. } => {
            let code = match kind {
                SyntaxKind::TooDeep => &codes::TOO_DEEP,
                SyntaxKind::NotText => &codes::NOT_TEXT,
                _ => &codes::SYNTAX,
            };
            (code, (1, offset.saturating_add(1)))
        }
        FormatError::DuplicateKey { line, column, .. } => (&codes::DUPLICATE_KEY, (*line, *column)),
        FormatError::UnknownVersion { .. } => (&codes::UNKNOWN_VERSION, (1, 1)),
        FormatError::UnknownFormat => (&codes::UNKNOWN_FORMAT, (1, 1)),
        _ => (&codes::SYNTAX, (1, 1)),
    };
    let bounded = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let (line, column) = (bounded(place.0), bounded(place.1));
    let place = Place { path: path.to_owned(), line, column, pointer: String::new() };
    let file = Path::new(path).file_name().map_or_else(|| path.into(), |name| name.to_string_lossy());
    Item::new(code, file).at(place).found(error.to_string())
}

#[cfg(test)]
mod tests;
