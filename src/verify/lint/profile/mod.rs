//! Profiles: what regulators ask of a document, as tables of fields.
//!
//! A profile is a file with one table. What a field is and where each family holds it is told once, for all profiles. A field that a family
//! has no place for is said to be so and is `Unchecked`; a document without components never meets a profile.

use super::codes::profile as codes;
use super::finding::{Finding, Findings, label};
use super::view::{Component, Kind, View};
use crate::format::Family;
use crate::format::tree::Node;
use crate::model::Outcome;
use field::{Field, Have, Known, Scope};

mod bsi_tr_03183_2;
mod cisa_2026;
mod cra;
mod cyclonedx;
mod field;
mod ntia_2021;
mod spdx2;
mod spdx3;

/// Every profile.
pub static ALL: &[&Profile] = &[&ntia_2021::PROFILE, &cisa_2026::PROFILE, &bsi_tr_03183_2::PROFILE, &cra::PROFILE];

/// What a regulator asks of a document.
#[derive(Debug)]
pub struct Profile {
    /// The stable name, such as `ntia-2021`.
    pub name: &'static str,
    /// The document that asks for it, with version and date.
    pub source: &'static str,
    /// The oldest version of each family that is accepted; a family that is not listed is not accepted.
    pub(super) accepts: &'static [(Family, &'static str)],
    /// The fields, in the order of the source.
    pub(super) fields: &'static [Field],
}

/// Returns the profile of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Profile> {
    ALL.iter().copied().find(|profile| profile.name == name)
}

/// One line of the summary.
struct Row {
    field: &'static str,
    have: usize,
    of: usize,
    example: String,
    outcome: Outcome,
}

impl Profile {
    /// Judges a document, adds what is missing, and returns the lines that sum it up.
    pub(super) fn judge<'t>(&self, view: &View<'t>, findings: &mut Findings<'t>) -> Vec<String> {
        let subjects: Vec<&Component<'t>> =
            view.components.iter().filter(|component| component.kind != Kind::File).collect();
        if view.parts().next().is_none() {
            findings.push_once(Finding::new(&codes::NO_COMPONENTS, view.tree).rests_on(self.name));
        }
        let known = Known::new(view);
        let mut rows = vec![self.format_version(view, findings)];
        for field in self.fields {
            rows.push(match field.scope() {
                Scope::Document => self.document(*field, &known, findings),
                Scope::Component => self.components(*field, &known, &subjects, findings),
            });
        }
        self.summary(&rows, view.parts().next().is_none())
    }

    fn format_version<'t>(&self, view: &View<'t>, findings: &mut Findings<'t>) -> Row {
        let number = |text: &str| {
            let plain = text.strip_prefix("SPDX-").unwrap_or(text);
            plain.split('.').map(|part| part.parse::<u32>().unwrap_or(0)).collect::<Vec<u32>>()
        };
        let least = self.accepts.iter().find(|(family, _)| *family == view.family).map(|(_, version)| *version);
        let accepted = least.is_some_and(|least| number(&view.version) >= number(least));
        if !accepted {
            let names = self.accepts.iter().map(|(family, version)| format!("{} {version}", family.name()));
            let expected = format!("{} or later", names.collect::<Vec<_>>().join(", "));
            let found = format!("{} {}", view.family.name(), view.version);
            let finding = Finding::new(&codes::FORMAT_VERSION, view.tree).expected(expected).found(found);
            findings.push(finding.rests_on(self.name));
        }
        Row {
            field: "format and version",
            have: usize::from(accepted),
            of: 1,
            example: if accepted { String::new() } else { format!("{} {}", view.family.name(), view.version) },
            outcome: if accepted { Outcome::Pass } else { Outcome::Fail },
        }
    }

    fn document<'t>(&self, field: Field, known: &Known<'_, 't>, findings: &mut Findings<'t>) -> Row {
        let have = known.document(field);
        self.finding(field, have, known.view.tree, findings);
        let (example, outcome) = match have {
            Have::Yes => (String::new(), Outcome::Pass),
            Have::No => ("the document".to_owned(), Outcome::Fail),
            Have::NoPlace => ("the format has no field for it".to_owned(), Outcome::Unchecked),
        };
        Row { field: field.label(), have: usize::from(have == Have::Yes), of: 1, example, outcome }
    }

    fn components<'t>(
        &self,
        field: Field,
        known: &Known<'_, 't>,
        subjects: &[&Component<'t>],
        findings: &mut Findings<'t>,
    ) -> Row {
        let mut row =
            Row { field: field.label(), have: 0, of: subjects.len(), example: String::new(), outcome: Outcome::Pass };
        for component in subjects {
            match known.component(field, component) {
                Have::Yes => row.have += 1,
                Have::No => {
                    if row.outcome != Outcome::Fail {
                        row.example = label(component.node);
                        row.outcome = Outcome::Fail;
                    }
                    self.finding(field, Have::No, component.node, findings);
                }
                Have::NoPlace => {
                    "the format has no field for it".clone_into(&mut row.example);
                    row.outcome = Outcome::Unchecked;
                    self.finding(field, Have::NoPlace, known.view.tree, findings);
                    break;
                }
            }
        }
        row
    }

    fn finding<'t>(&self, field: Field, have: Have, node: &'t Node<'t>, findings: &mut Findings<'t>) {
        let finding = match have {
            Have::Yes => return,
            Have::No => Finding::new(field.code(), node).expected(field.wanted()),
            Have::NoPlace => Finding::new(&codes::INEXPRESSIBLE, node).expected(field.wanted()),
        };
        findings.push_once(finding.rests_on(self.name));
    }

    /// A table that a person reads in ten seconds: what fails first.
    fn summary(&self, rows: &[Row], empty: bool) -> Vec<String> {
        let worst = rows.iter().map(|row| row.outcome).max().unwrap_or(Outcome::Unchecked);
        let word = match if empty { Outcome::Fail } else { worst } {
            Outcome::Pass => "pass",
            Outcome::Unchecked => "UNCHECKED",
            Outcome::Fail => "FAIL",
        };
        let met = rows.iter().filter(|row| row.outcome == Outcome::Pass).count();
        let mut lines = vec![
            format!("profile {}: {word}, {met} of {} fields  ({})", self.name, rows.len(), self.source),
            format!("  {:<22} {:>7} {:>7}  {}", "field", "have", "of", "missing, for example"),
        ];
        for row in rows {
            let mark = match row.outcome {
                Outcome::Pass => ' ',
                Outcome::Unchecked => '?',
                Outcome::Fail => '!',
            };
            let line = format!("{mark} {:<22} {:>7} {:>7}  {}", row.field, row.have, row.of, row.example);
            lines.push(line.trim_end().to_owned());
        }
        lines
    }
}

#[cfg(test)]
mod tests;
