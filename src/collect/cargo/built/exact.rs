//! Which plan says what an artifact is made of, where there is one.

use std::collections::BTreeMap;
use std::path::Path;

use super::artifact::Made;
use super::closure::{Closure, Units};
use super::package::Packages;
use super::plan::{Compiled, Form, Plan};
use super::precursor::{PRECURSOR_ENDING, Precursor, parse_precursor};
use super::unit_graph::UnitGraph;
use super::{Build, Stage};
use crate::collect::CollectError;
use crate::limits;
use crate::model::{Problem, ProblemKind};
use crate::source::read_bounded;

/// The plans of a build.
pub(super) struct Exact<'e> {
    packages: &'e Packages<'e>,
    compiled: Compiled<'e>,
    graph: Option<&'e UnitGraph>,
    /// What the graph leaves out.
    unplanned: Vec<Problem>,
    /// By compiled unit.
    precursors: BTreeMap<usize, Vec<Precursor>>,
    unreadable: BTreeMap<usize, Vec<Problem>>,
    rustc: &'e str,
}

impl<'e> Exact<'e> {
    /// Brings the plans together, those that lie beside artifacts among them.
    ///
    /// # Errors
    /// [`CollectError::Selection`] when a precursor is named for which there is no artifact.
    pub(super) fn of(
        build: &Build<'e>,
        packages: &'e Packages<'e>,
        units: &'e Units<'e>,
        made: &[Made<'_>],
    ) -> Result<Self, CollectError> {
        let mut precursors: BTreeMap<usize, Vec<Precursor>> = BTreeMap::new();
        let mut unreadable: BTreeMap<usize, Vec<Problem>> = BTreeMap::new();
        for given in build.precursors {
            let of = made.iter().find(|made| name(made.path).as_deref() == Some(given.name.as_str()));
            let Some(made) = of else {
                let message = format!("expected an artifact that `{}` is beside, found none", given.name);
                let hint = format!("name the file as cargo does, `<artifact>{PRECURSOR_ENDING}`");
                return Err(CollectError::Selection { message, hints: vec![hint] });
            };
            precursors.entry(made.unit).or_default().push(given.clone());
        }
        for made in made.iter().filter(|_| build.stage == Stage::Built) {
            if precursors.contains_key(&made.unit) {
                continue;
            }
            match beside(made.path) {
                Ok(found) => precursors.entry(made.unit).or_default().extend(found),
                Err(problem) => unreadable.entry(made.unit).or_default().push(problem),
            }
        }
        let compiled = Compiled::of(units);
        let unplanned = build.graph.map(|graph| plan(graph).unplanned(&compiled)).unwrap_or_default();
        let rustc = build.tools.rustc.trim();
        Ok(Self { packages, compiled, graph: build.graph, unplanned, precursors, unreadable, rustc })
    }

    /// Puts what the plans say of a root unit in place of what was worked out, unless they contradict what was compiled.
    pub(super) fn apply(&self, root: usize, closure: &mut Closure) {
        let mut problems: Vec<Problem> = self.unreadable.get(&root).cloned().unwrap_or_default();
        problems.extend(self.unplanned.iter().cloned());
        let mut found: Option<Closure> = None;
        let graph = self.graph.map(plan);
        let precursors = self.precursors.get(&root).into_iter().flatten();
        let precursors = precursors.map(|precursor| (precursor, of_precursor(precursor)));
        for (rustc, plan) in
            graph.into_iter().map(|plan| (None, plan)).chain(precursors.map(|(it, plan)| (it.rustc.as_deref(), plan)))
        {
            if let Some(rustc) = rustc.map(str::trim).filter(|rustc| *rustc != self.rustc && !self.rustc.is_empty()) {
                let line = |text: &str| text.lines().next().unwrap_or_default().to_owned();
                let message = format!("expected `{}`, which built, found `{}`", line(self.rustc), line(rustc));
                problems.push(Problem::new(ProblemKind::Contradiction, format!("{}#/rustc", plan.name), message));
            }
            match (plan.closure(root, self.packages, &self.compiled), &found) {
                (Ok(mut made), None) => {
                    made.source = Some(plan.form.word());
                    found = Some(made);
                }
                (Ok(made), Some(first)) if made.edges == first.edges => {}
                (Ok(_), Some(_)) => {
                    let message = "expected the edges of the unit graph, found others";
                    problems.push(Problem::new(ProblemKind::Contradiction, plan.name, message));
                }
                (Err(more), _) => problems.extend(more),
            }
        }
        if let Some(made) = found {
            *closure = made;
        }
        closure.problems = problems;
    }
}

impl Form {
    /// Returns the word by which a document tells where its edges come from.
    fn word(self) -> &'static str {
        match self {
            Self::UnitGraph => "unit-graph",
            Self::Precursor => "precursor",
        }
    }
}

fn plan(graph: &UnitGraph) -> Plan<'_> {
    Plan { form: Form::UnitGraph, name: &graph.name, units: &graph.units, roots: &graph.roots }
}

fn of_precursor(precursor: &Precursor) -> Plan<'_> {
    let roots = std::slice::from_ref(&precursor.root);
    Plan { form: Form::Precursor, name: &precursor.name, units: &precursor.units, roots }
}

/// Returns the name of an artifact's precursor.
fn name(artifact: &Path) -> Option<String> {
    Some(format!("{}{PRECURSOR_ENDING}", artifact.file_name()?.to_str()?))
}

/// Returns the precursor that lies beside an artifact, if there is one.
fn beside(artifact: &Path) -> Result<Option<Precursor>, Problem> {
    let Some(name) = name(artifact) else { return Ok(None) };
    let unusable = |message: String| Problem::new(ProblemKind::Unusable, name.as_str(), message);
    match read_bounded(&artifact.with_file_name(&name), limits::UNIT_GRAPH_BYTES) {
        Ok(bytes) => match parse_precursor(&name, &bytes) {
            Ok(found) => Ok(Some(found)),
            Err(CollectError::Syntax { message, line, .. }) => Err(Problem { line, ..unusable(message) }),
            Err(error) => Err(unusable(error.to_string())),
        },
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(unusable(crate::collect::reason(&error))),
    }
}
