//! The verdict: what all the evidence comes to.

use super::codes;
use crate::model::{CheckReport, Item, Level, Outcome, Problem, Reach, WhenUnasked};

/// What must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirements {
    /// Names of the checks that must run and pass.
    pub required: Vec<String>,
    /// Findings of this level and above decide.
    pub fail_on: Level,
    /// Whether the subject's own bytes must have been looked at.
    pub subject: SubjectRule,
}

/// Whether a verdict is about the subject's own bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectRule {
    /// A check that passed must have looked at every byte of the subject.
    MustBeCovered,
    /// The verdict is about what was asked for by name, or about a document.
    NotClaimed,
}

/// Why a check is in the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The policy or the command line requires it.
    Required,
    /// It ran because there was something for it to look at; what it finds decides all the same.
    Ran,
    /// It did not run, and nobody asked for it; decides nothing, and is told.
    NotAsked,
}

/// One check with what it comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// What the check found.
    pub report: CheckReport,
    /// Why it is here.
    pub standing: Standing,
    /// What it comes to.
    pub outcome: Outcome,
}

impl Judgement {
    /// Returns whether the verdict depends on it.
    fn decides(&self) -> bool {
        match self.standing {
            Standing::Required => true,
            Standing::Ran => self.outcome != Outcome::Unchecked || self.report.when_unasked == WhenUnasked::Decides,
            Standing::NotAsked => false,
        }
    }
}

/// What all the evidence comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The result.
    pub outcome: Outcome,
    /// Findings of this level and above decided.
    pub fail_on: Level,
    /// The checks, in the order of the stage's list, then findings of this stage.
    pub judgements: Vec<Judgement>,
    /// Inputs that could not be used.
    pub problems: Vec<Problem>,
}

/// Joins the reports of the checks that ran into one verdict.
///
/// `known` names every check there is, in order. A failure decides; then anything required or run that is unchecked, and any input that
/// could not be used; without one check that passed the verdict is `Unchecked`.
///
/// Proves: every required check ran and passed, if the outcome is `Pass`. Does not prove: anything about checks whose standing is
/// [`Standing::NotAsked`].
#[must_use]
pub fn decide(
    requirements: &Requirements,
    known: &[&'static str],
    reports: Vec<CheckReport>,
    problems: Vec<Problem>,
) -> Verdict {
    decide_with(requirements, known, reports, problems, Vec::new())
}

/// Does what [`decide`] does, with findings of the policy itself beside those that it makes.
#[must_use]
pub fn decide_with(
    requirements: &Requirements,
    known: &[&'static str],
    reports: Vec<CheckReport>,
    problems: Vec<Problem>,
    further: Vec<Item>,
) -> Verdict {
    let mut reports: Vec<Option<CheckReport>> = reports.into_iter().map(Some).collect();
    let mut judgements = Vec::with_capacity(known.len() + 1);
    for name in known {
        let required = requirements.required.iter().any(|wanted| wanted == name);
        let run = reports
            .iter_mut()
            .find(|slot| slot.as_ref().is_some_and(|report| report.check == *name))
            .and_then(Option::take);
        judgements.push(judge(name, run, required, requirements.fail_on));
    }
    let mut own = CheckReport { items: further, when_unasked: WhenUnasked::Tells, ..CheckReport::new("policy") };
    if judgements.iter().all(|judgement| judgement.standing == Standing::NotAsked) {
        own.items.push(Item::new(&codes::NOTHING, "the subject"));
    }
    let covered =
        |judgement: &Judgement| judgement.outcome == Outcome::Pass && judgement.report.reach == Reach::Subject;
    let some_pass = judgements.iter().any(|judgement| judgement.outcome == Outcome::Pass);
    if requirements.subject == SubjectRule::MustBeCovered && some_pass && !judgements.iter().any(covered) {
        let hint = "`bonafide scan --files-only` lists files, `--check NAME` asks for one check alone";
        own.items.push(Item::new(&codes::UNCOVERED, "the subject").hint(hint));
    }
    for problem in problems.iter().filter(|problem| problem.is_deciding()) {
        own.items.push(input_item(problem));
    }
    if !own.items.is_empty() {
        let is_deciding = own.items.iter().any(|item| item.level >= requirements.fail_on);
        let standing = if is_deciding { Standing::Required } else { Standing::Ran };
        judgements.push(Judgement { outcome: Outcome::Unchecked, standing, report: own });
    }
    let deciding = judgements.iter().filter(|judgement| judgement.decides());
    let outcome = deciding.map(|judgement| judgement.outcome).max().unwrap_or(Outcome::Unchecked);
    Verdict { outcome, fail_on: requirements.fail_on, judgements, problems }
}

fn judge(name: &'static str, run: Option<CheckReport>, required: bool, fail_on: Level) -> Judgement {
    match run {
        Some(mut report) => {
            report.items.sort_by(|a, b| (b.outcome, b.level).cmp(&(a.outcome, a.level)).then_with(|| a.cmp(b)));
            let standing = if required { Standing::Required } else { Standing::Ran };
            Judgement { outcome: report.outcome(fail_on), standing, report }
        }
        None if required => {
            let mut report = CheckReport::new(name);
            report.items.push(Item::new(&codes::NOT_RUN, name));
            Judgement { outcome: Outcome::Unchecked, standing: Standing::Required, report }
        }
        None => Judgement { outcome: Outcome::Unchecked, standing: Standing::NotAsked, report: CheckReport::new(name) },
    }
}

fn input_item(problem: &Problem) -> Item {
    let place = problem.line.map_or_else(|| problem.path.clone(), |line| format!("{}:{line}", problem.path));
    let mut item = Item::new(&codes::INPUT, place).found(problem.message.clone());
    item.hints.clone_from(&problem.hints);
    item
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ProblemKind;

    fn passing(check: &'static str) -> CheckReport {
        CheckReport { passed: 1, ..CheckReport::new(check) }
    }

    fn requirements(required: &[&str]) -> Requirements {
        Requirements {
            required: required.iter().map(|name| (*name).to_owned()).collect(),
            fail_on: Level::Error,
            subject: SubjectRule::NotClaimed,
        }
    }

    const KNOWN: &[&str] = &["digest", "vendor"];

    #[test]
    fn all_required_checks_passing_is_a_pass() {
        let verdict = decide(&requirements(&["digest"]), KNOWN, vec![passing("digest")], vec![]);
        assert_eq!(verdict.outcome, Outcome::Pass);
        assert_eq!(verdict.judgements[1].standing, Standing::NotAsked);
    }

    #[test]
    fn a_required_check_that_did_not_run_is_not_a_pass() {
        let verdict = decide(&requirements(&["digest", "vendor"]), KNOWN, vec![passing("digest")], vec![]);
        assert_eq!(verdict.outcome, Outcome::Unchecked);
        assert_eq!(verdict.judgements[1].report.items[0].code, "policy.check-not-run");
    }

    #[test]
    fn a_pass_elsewhere_does_not_cover_the_subject() {
        let must = Requirements { subject: SubjectRule::MustBeCovered, ..requirements(&[]) };
        let verdict = decide(&must, KNOWN, vec![passing("vendor")], vec![]);
        assert_eq!(verdict.outcome, Outcome::Unchecked);
        assert_eq!(verdict.judgements.last().unwrap().report.items[0].code, "policy.subject-not-covered");
        let covering = CheckReport { reach: Reach::Subject, ..passing("digest") };
        assert_eq!(decide(&must, KNOWN, vec![passing("vendor"), covering], vec![]).outcome, Outcome::Pass);
    }

    #[test]
    fn nothing_checked_is_not_a_pass() {
        let verdict = decide(&requirements(&[]), KNOWN, vec![], vec![]);
        assert_eq!(verdict.outcome, Outcome::Unchecked);
        assert_eq!(verdict.judgements.last().unwrap().report.items[0].code, "policy.nothing-checked");
    }

    #[test]
    fn a_report_that_looked_at_nothing_is_not_a_pass() {
        let verdict = decide(&requirements(&[]), KNOWN, vec![passing("digest"), CheckReport::new("vendor")], vec![]);
        assert_eq!(verdict.outcome, Outcome::Unchecked);
    }

    #[test]
    fn an_input_that_could_not_be_used_is_not_a_pass() {
        let problem = Problem::new(ProblemKind::Unusable, "Cargo.lock", "cut off").line(3);
        let verdict = decide(&requirements(&[]), KNOWN, vec![passing("digest")], vec![problem]);
        assert_eq!(verdict.outcome, Outcome::Unchecked);
        let absent = Problem::new(ProblemKind::Absent, "cache", "no licence");
        assert_eq!(decide(&requirements(&[]), KNOWN, vec![passing("digest")], vec![absent]).outcome, Outcome::Pass);
    }

    #[test]
    fn what_the_policy_tells_decides_by_its_level() {
        let told = |level, fail_on| {
            let item = Item::new(&codes::OTHER_SELECTION, "the document").level(level);
            let requirements = Requirements { fail_on, ..requirements(&["digest"]) };
            decide_with(&requirements, KNOWN, vec![passing("digest")], vec![], vec![item]).outcome
        };
        assert_eq!(told(Level::Warning, Level::Error), Outcome::Pass);
        assert_eq!(told(Level::Warning, Level::Warning), Outcome::Unchecked);
        assert_eq!(told(Level::Error, Level::Error), Outcome::Unchecked);
    }

    #[test]
    fn a_failure_outweighs_what_is_unchecked() {
        let mut failing = passing("digest");
        failing.items.push(Item { outcome: Outcome::Fail, ..Item::new(&codes::INPUT, "x") });
        let verdict = decide(&requirements(&["vendor"]), KNOWN, vec![failing], vec![]);
        assert_eq!(verdict.outcome, Outcome::Fail);
    }
}
