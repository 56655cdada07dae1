//! `bonafide vendor due`.

use std::fmt::Write;
use std::path::PathBuf;

use bonafide::model::{Date, Timestamp};
use bonafide::verify::vendor::{self, Due, DueKind};
use serde::Serialize;

use super::{REGISTER, register, time};
use crate::confine::{Needs, confine};
use crate::exit::{Exit, Failure};
use crate::ui::Ui;

/// List what expires or must be reviewed soon, the earliest first
///
/// Ends with 1 when the last day of something has passed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  bonafide vendor due --within 12w")]
pub(crate) struct Args {
    /// How far to look ahead, in days or weeks: 90d, 12w
    #[arg(long, value_name = "TIME", default_value = "90d", value_parser = days)]
    within: i32,
    /// The register
    #[arg(long, value_name = "FILE", default_value = REGISTER)]
    vendors: PathBuf,
    /// Judge as of this time: 2026-01-31 or 2026-01-31T12:00:00Z [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    /// The list's form: text or json
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Form,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Form {
    Text,
    Json,
}

fn days(text: &str) -> Result<i32, String> {
    let fault = || "expected days or weeks, such as 90d or 12w".to_owned();
    let (number, factor) = match text.strip_suffix('w') {
        Some(weeks) => (weeks, 7),
        None => (text.strip_suffix('d').unwrap_or(text), 1),
    };
    let number: u16 = number.parse().map_err(|_| fault())?;
    Ok(i32::from(number) * factor)
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    confine(&Needs { writable: &[] }, ui);
    let register = register(&args.vendors)?;
    let today = time(args.at).date();
    let until = today.plus_days(args.within).ok_or_else(|| Failure::usage("`--within` reaches past the calendar"))?;
    let due = vendor::due(&register, until);
    let text = match args.format {
        Form::Text => text(&due, today, until),
        Form::Json => json(&due, today, until)?,
    };
    ui.data(text.as_bytes())?;
    let past = due.iter().any(|due| due.day < today);
    Ok(if past { Exit::Failed } else { Exit::Passed })
}

fn text(due: &[Due], today: Date, until: Date) -> String {
    if due.is_empty() {
        return format!("nothing is due until {until}\n");
    }
    let width = due.iter().map(|due| due.vendor.len()).max().unwrap_or(0);
    let mut text = String::new();
    for due in due {
        let distance = match today.days_until(due.day) {
            0 => "today".to_owned(),
            days if days < 0 => format!("{} days ago", -days),
            days => format!("in {days} days"),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}  {distance:<13}  {:<width$}  {}", due.day, due.vendor, due.what);
    }
    text
}

#[derive(Serialize)]
struct List<'a> {
    form: &'static str,
    at: String,
    until: String,
    due: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    day: String,
    days: i64,
    vendor: &'a str,
    kind: &'static str,
    what: &'a str,
    line: usize,
}

fn json(due: &[Due], today: Date, until: Date) -> Result<String, Failure> {
    let lines = due.iter().map(|due| Entry {
        day: due.day.to_string(),
        days: today.days_until(due.day),
        vendor: &due.vendor,
        kind: kind_word(due.kind),
        what: &due.what,
        line: due.line,
    });
    let due = lines.collect();
    let list = List { form: "bonafide-due/1", at: today.to_string(), until: until.to_string(), due };
    Ok(serde_json::to_string_pretty(&list)? + "\n")
}

fn kind_word(kind: DueKind) -> &'static str {
    match kind {
        DueKind::Approval => "approval",
        DueKind::Scope => "scope",
        DueKind::Review => "review",
        DueKind::Evidence => "evidence",
        DueKind::Key => "key",
    }
}
