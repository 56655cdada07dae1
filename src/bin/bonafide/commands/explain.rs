//! `bonafide explain`.

use std::fmt::Write;

use bonafide::model::Code;
use bonafide::report;

use crate::exit::{Exit, Failure};
use crate::ui::Ui;

/// Explain a finding code: what it means, why it matters, an example, how to mend it
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  bonafide explain digest.mismatch")]
pub(crate) struct Args {
    /// The code; without one, all codes are listed
    code: Option<String>,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let codes = report::codes();
    let text = match &args.code {
        None => list(&codes),
        Some(wanted) => {
            let code = codes.iter().find(|code| code.code == wanted);
            explain(code.ok_or_else(|| unknown(wanted, &codes))?)
        }
    };
    ui.data(text.as_bytes())?;
    Ok(Exit::Passed)
}

fn unknown(wanted: &str, codes: &[&Code]) -> Failure {
    let last = wanted.rsplit('.').next().unwrap_or(wanted);
    let near = codes.iter().find(|code| !last.is_empty() && code.code.contains(last));
    let failure = Failure::usage(format!("there is no finding code `{wanted}`"));
    match near {
        Some(code) => failure.hint(format!("bonafide explain {}", code.code)),
        None => failure.hint("bonafide explain"),
    }
}

fn list(codes: &[&Code]) -> String {
    let width = codes.iter().map(|code| code.code.len()).max().unwrap_or(0);
    let mut text = String::new();
    for code in codes {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{:<width$}  {:<9}  {}", code.code, code.outcome.to_string(), code.title);
    }
    text
}

fn explain(code: &Code) -> String {
    format!(
        "{}: {}\n\nresult      {} ({})\nwhy         {}\nexample     {}\nmend        {}\nwrong when  {}\n",
        code.code, code.title, code.outcome, code.level, code.why, code.example, code.mend, code.wrong_when
    )
}
