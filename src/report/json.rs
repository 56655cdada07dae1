//! A report as JSON, by the schema `schemas/report.schema.json`.

use serde::Serialize;

use super::{Rendering, Report, Style};
use crate::model::{Item, Outcome, Place, Problem, ProblemKind};
use crate::policy::{Judgement, Standing};

/// The version of the form; a field is never removed or given another meaning within one version.
const FORM: &str = "bonafide-report/1";

/// JSON for programs; always in full.
pub(super) struct Json;

impl Rendering for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn render(&self, report: &Report<'_>, _style: Style) -> Vec<u8> {
        let root = Root::new(report);
        let mut bytes = serde_json::to_vec_pretty(&root).expect("the tree has string keys only");
        bytes.push(b'\n');
        bytes
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Root<'a> {
    form: &'static str,
    tool: Tool,
    subject: &'a str,
    at: String,
    outcome: &'static str,
    fail_on: String,
    checks: Vec<Check<'a>>,
    problems: Vec<InputProblem<'a>>,
    documents: Vec<Document<'a>>,
    rests_on: &'a [String],
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Check<'a> {
    check: &'static str,
    standing: &'static str,
    outcome: &'static str,
    counts: Counts,
    coverage: &'a [String],
    items: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Counts {
    pass: u64,
    fail: u64,
    unchecked: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    subject: &'a str,
    result: &'static str,
    level: String,
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<ItemPlace<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<&'a str>,
    rests_on: &'a [String],
    hints: &'a [String],
}

#[derive(Serialize)]
struct ItemPlace<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    pointer: &'a str,
}

#[derive(Serialize)]
struct InputProblem<'a> {
    kind: &'static str,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    message: &'a str,
    hints: &'a [String],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    path: &'a str,
    format: &'a str,
    version: &'a str,
    sha256: &'a str,
    components: usize,
    files: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    selection: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<&'a str>,
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "pass",
        Outcome::Unchecked => "unchecked",
        Outcome::Fail => "fail",
    }
}

impl<'a> Root<'a> {
    fn new(report: &'a Report<'_>) -> Self {
        let verdict = report.verdict;
        let documents = report.documents.iter().map(|document| Document {
            path: &document.path,
            format: &document.format,
            version: &document.version,
            sha256: &document.sha256,
            components: document.components,
            files: document.files,
            selection: document.selection.as_ref().map(|(about, _)| about.as_str()),
            left_out: document.selection.as_ref().and_then(|(_, left_out)| left_out.as_deref()),
        });
        Self {
            form: FORM,
            tool: Tool { name: "bonafide", version: env!("CARGO_PKG_VERSION") },
            subject: &report.subject,
            at: report.at.to_string(),
            outcome: word(verdict.outcome),
            fail_on: verdict.fail_on.to_string(),
            checks: verdict.judgements.iter().map(Check::new).collect(),
            problems: verdict.problems.iter().map(InputProblem::new).collect(),
            documents: documents.collect(),
            rests_on: &report.rests_on,
        }
    }
}

impl<'a> Check<'a> {
    fn new(judgement: &'a Judgement) -> Self {
        let report = &judgement.report;
        Self {
            check: report.check,
            standing: match judgement.standing {
                Standing::Required => "required",
                Standing::Ran => "ran",
                Standing::NotAsked => "not-asked",
            },
            outcome: word(judgement.outcome),
            counts: Counts {
                pass: report.count(Outcome::Pass),
                fail: report.count(Outcome::Fail),
                unchecked: report.count(Outcome::Unchecked),
            },
            coverage: &report.coverage,
            items: report.items.iter().map(Finding::new).collect(),
        }
    }
}

impl<'a> Finding<'a> {
    fn new(item: &'a Item) -> Self {
        Self {
            subject: &item.subject,
            result: word(item.outcome),
            level: item.level.to_string(),
            code: item.code,
            place: item.place.as_ref().map(ItemPlace::new),
            expected: item.expected.as_deref(),
            found: item.found.as_deref(),
            rests_on: &item.rests_on,
            hints: &item.hints,
        }
    }
}

impl<'a> ItemPlace<'a> {
    fn new(place: &'a Place) -> Self {
        Self { path: &place.path, line: place.line, column: place.column, pointer: &place.pointer }
    }
}

impl<'a> InputProblem<'a> {
    fn new(problem: &'a Problem) -> Self {
        Self {
            kind: match problem.kind {
                ProblemKind::Unusable => "unusable",
                ProblemKind::Contradiction => "contradiction",
                ProblemKind::Absent => "absent",
                ProblemKind::Skipped => "skipped",
            },
            path: &problem.path,
            line: problem.line,
            message: &problem.message,
            hints: &problem.hints,
        }
    }
}
