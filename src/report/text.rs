//! A report as text, worst first, for a person with ten seconds.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Detail, Palette, Rendering, Report, Style, codes, word};
use crate::model::{Item, Level, Outcome, Problem};
use crate::policy::{Judgement, Standing};

/// Findings of one code that the brief form shows.
const SHOWN: usize = 5;

/// What findings are grouped by, worst first.
type Weight<'a> = (Reverse<Outcome>, Reverse<Level>, &'a str);

/// Text for people.
pub(super) struct Text;

impl Rendering for Text {
    fn name(&self) -> &'static str {
        "text"
    }

    fn render(&self, report: &Report<'_>, style: Style) -> Vec<u8> {
        let mut page = Page { text: String::new(), style };
        page.headline(report);
        page.checks(report);
        page.problems(&report.verdict.problems);
        page.footer(report);
        page.text.into_bytes()
    }
}

struct Page {
    text: String,
    style: Style,
}

impl Page {
    fn line(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.text.write_fmt(text);
        while self.text.ends_with(' ') {
            self.text.pop();
        }
        self.text.push('\n');
    }

    fn paint(&self, outcome: Outcome, text: &str) -> String {
        let color = match outcome {
            Outcome::Pass => "32",
            Outcome::Unchecked => "33",
            Outcome::Fail => "31",
        };
        match self.style.palette {
            Palette::Color => format!("\x1b[1;{color}m{text}\x1b[0m"),
            Palette::Plain => text.to_owned(),
        }
    }

    fn headline(&mut self, report: &Report<'_>) {
        let outcome = report.verdict.outcome;
        let word = self.paint(outcome, word(outcome));
        self.line(format_args!("{word}  {}", clean(&report.subject)));
        self.line(format_args!(""));
    }

    fn checks(&mut self, report: &Report<'_>) {
        let mut order: Vec<&Judgement> =
            report.verdict.judgements.iter().filter(|judgement| judgement.standing != Standing::NotAsked).collect();
        order.sort_by_key(|judgement| Reverse(judgement.outcome));
        for judgement in order {
            self.check(judgement);
        }
        let left: Vec<&str> = report
            .verdict
            .judgements
            .iter()
            .filter(|judgement| judgement.standing == Standing::NotAsked)
            .map(|judgement| judgement.report.check)
            .collect();
        if !left.is_empty() {
            self.line(format_args!("  {:<10} {}", "not asked", left.join(", ")));
        }
    }

    fn check(&mut self, judgement: &Judgement) {
        let label = match judgement.outcome {
            Outcome::Pass => "pass",
            Outcome::Unchecked => "UNCHECKED",
            Outcome::Fail => "FAIL",
        };
        let label = self.paint(judgement.outcome, &format!("{label:<10}"));
        let report = &judgement.report;
        self.line(format_args!("  {label} {:<10} {}", report.check, counts(judgement)));
        for line in &report.coverage {
            self.line(format_args!("  {:<10} {:<10} {}", "", "", clean(line)));
        }
        let mut groups: BTreeMap<Weight<'_>, Vec<&Item>> = BTreeMap::new();
        for item in &report.items {
            let listed = item.outcome != Outcome::Pass || self.style.detail == Detail::Full;
            if listed {
                groups.entry((Reverse(item.outcome), Reverse(item.level), item.code)).or_default().push(item);
            }
        }
        for ((outcome, level, code), items) in groups {
            self.group(outcome.0, level.0, code, &items);
        }
    }

    fn group(&mut self, outcome: Outcome, level: Level, code: &str, items: &[&Item]) {
        let title = codes().into_iter().find(|known| known.code == code).map_or("", |known| known.title);
        let weight = if level == Level::Error { String::new() } else { format!(" ({level})") };
        let code = if level == Level::Error { self.paint(outcome, code) } else { code.to_owned() };
        self.line(format_args!("    {code}{weight}  {title}"));
        let shown = match self.style.detail {
            Detail::Brief if level == Level::Note => 1,
            Detail::Brief => SHOWN,
            Detail::Full => items.len(),
        };
        for item in items.iter().take(shown) {
            self.item(item);
        }
        if items.len() > shown {
            self.line(format_args!("      and {} more (`--verbose` shows all)", items.len() - shown));
        }
        if let Some(hint) = items.iter().flat_map(|item| &item.hints).next() {
            self.line(format_args!("      hint: {}", clean(hint)));
        }
    }

    fn item(&mut self, item: &Item) {
        match &item.place {
            Some(place) if place.pointer.is_empty() => {
                self.line(format_args!("      {}  {}", clean(&place.to_string()), clean(&item.subject)));
            }
            Some(place) => self.line(format_args!(
                "      {}  {}  ({})",
                clean(&place.to_string()),
                clean(&item.subject),
                clean(&place.pointer)
            )),
            None => self.line(format_args!("      {}", clean(&item.subject))),
        }
        match (&item.expected, &item.found) {
            (Some(expected), Some(found)) => {
                self.line(format_args!("        expected {}", clean(expected)));
                self.line(format_args!("        found    {}", clean(found)));
            }
            (Some(expected), None) => self.line(format_args!("        expected {}", clean(expected))),
            (None, Some(found)) => self.line(format_args!("        {}", clean(found))),
            (None, None) => {}
        }
        if self.style.detail == Detail::Full && !item.rests_on.is_empty() {
            self.line(format_args!("        rests on {}", clean(&item.rests_on.join(", "))));
        }
    }

    fn problems(&mut self, problems: &[Problem]) {
        let told: Vec<&Problem> = problems.iter().filter(|problem| !problem.is_deciding()).collect();
        if told.is_empty() {
            return;
        }
        self.line(format_args!(""));
        let shown = if self.style.detail == Detail::Full { told.len() } else { SHOWN };
        for problem in told.iter().take(shown) {
            self.line(format_args!("  note: {}: {}", clean(&problem.path), clean(&problem.message)));
        }
        if told.len() > shown {
            self.line(format_args!("  and {} more notes (`--verbose` shows all)", told.len() - shown));
        }
    }

    fn footer(&mut self, report: &Report<'_>) {
        if !report.documents.is_empty() {
            self.line(format_args!(""));
        }
        let mut before = None;
        for document in &report.documents {
            let files = if document.files == 0 { String::new() } else { format!(", {} files", document.files) };
            self.line(format_args!(
                "  {}  {} {}, {} components{files}",
                clean(&document.path),
                document.format,
                document.version,
                document.components
            ));
            // Documents that were made together are about the same.
            if let Some(selection) = document.selection.as_ref().filter(|selection| before != Some(*selection)) {
                let left_out = selection.1.as_ref().map(|text| format!("; left out {text}")).unwrap_or_default();
                self.line(format_args!("    about {}{}", clean(&selection.0), clean(&left_out)));
            }
            before = document.selection.as_ref();
        }
        if self.style.detail == Detail::Full {
            for line in &report.rests_on {
                self.line(format_args!("  rests on {}", clean(line)));
            }
            self.line(format_args!("  judged as of {}", report.at));
        }
    }
}

fn counts(judgement: &Judgement) -> String {
    let report = &judgement.report;
    let mut parts = Vec::new();
    for (outcome, name) in [(Outcome::Fail, "failed"), (Outcome::Unchecked, "unchecked"), (Outcome::Pass, "passed")] {
        let decides = |item: &&Item| item.outcome == outcome && item.level == Level::Error;
        let count = match outcome {
            Outcome::Pass => report.passed,
            _ => report.items.iter().filter(decides).count() as u64,
        };
        if count > 0 {
            parts.push(format!("{count} {name}"));
        }
    }
    match parts.is_empty() {
        true if report.check == "policy" => "nothing that decides".to_owned(),
        true => "nothing to look at".to_owned(),
        false => parts.join(", "),
    }
}

/// Returns foreign text without control characters, which could move the cursor or hide a line.
fn clean(text: &str) -> String {
    let odd = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    if text.chars().any(odd) {
        text.chars().map(|c| if odd(c) { '\u{fffd}' } else { c }).collect()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CheckReport, Timestamp};
    use crate::policy::{Requirements, SubjectRule, decide};

    fn render(reports: Vec<CheckReport>, required: &[&str]) -> String {
        let requirements = Requirements {
            required: required.iter().map(|name| (*name).to_owned()).collect(),
            fail_on: Level::Error,
            subject: SubjectRule::NotClaimed,
        };
        let verdict = decide(&requirements, &["digest", "vendor"], reports, vec![]);
        let at = Timestamp::from_unix(0).unwrap();
        let report =
            Report { subject: "app\x1b[2J".into(), at, documents: vec![], rests_on: vec![], verdict: &verdict };
        String::from_utf8(Text.render(&report, Style { detail: Detail::Brief, palette: Palette::Plain })).unwrap()
    }

    #[test]
    fn a_subject_cannot_move_the_cursor() {
        assert!(!render(vec![], &[]).contains('\x1b'));
    }

    #[test]
    fn what_was_not_asked_is_told_and_what_is_worst_comes_first() {
        let passing = CheckReport { passed: 3, ..CheckReport::new("digest") };
        insta::assert_snapshot!(render(vec![passing], &["vendor"]), @r"
        NOT CHECKED  app�[2J

          UNCHECKED  vendor     1 unchecked
            policy.check-not-run  a required check did not run
              vendor
          pass       digest     3 passed
        ");
    }
}
