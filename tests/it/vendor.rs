//! `bonafide vendor`, and the cases of the check `vendor`.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::executable::{bonafide, tell, told};
use crate::sources;

/// The day as of which every case is judged.
const DAY: &str = "2026-11-23";

fn cases() -> Vec<PathBuf> {
    let folder = sources::root().join("testdata/verify/vendor");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

/// What a case comes to: the exit code, then result, code and subject of every finding.
fn outcome(case: &Path) -> String {
    let arguments = ["vendor", "check", "--sbom", "bom.cdx.json", "--at", DAY, "--format", "json"];
    let output = bonafide(case).args(arguments).output().unwrap();
    let report: serde_json::Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", tell(case, &output)));
    let mut lines: Vec<String> = Vec::new();
    for check in report["checks"].as_array().unwrap() {
        for item in check["items"].as_array().unwrap() {
            let text = |key: &str| item[key].as_str().unwrap_or("-").to_owned();
            let found = item["found"].as_str().map(|found| format!(": {found}")).unwrap_or_default();
            lines.push(format!(
                "{:<9} {:<7} {} {}{found}",
                text("result"),
                text("level"),
                text("code"),
                text("subject")
            ));
        }
    }
    lines.sort();
    format!("exit {}\n{}\n", output.status.code().unwrap(), lines.join("\n"))
}

#[test]
fn every_case_comes_to_what_it_says() {
    let mut wrong = String::new();
    for case in cases() {
        let expected = case.join("expected.txt");
        let found = outcome(&case);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&expected, &found).unwrap();
        }
        let expected = std::fs::read_to_string(&expected).unwrap_or_default();
        if expected != found {
            let _ = write!(wrong, "{}\nexpected:\n{expected}found:\n{found}\n", case.display());
        }
    }
    assert!(wrong.is_empty(), "{wrong}run `UPDATE_GOLDEN=1 cargo test` and read the difference");
}

#[test]
fn there_are_four_refusing_cases_for_each_accepting_one() {
    let first =
        |case: &PathBuf| std::fs::read_to_string(case.join("case.md")).unwrap().lines().nth(2).unwrap().to_owned();
    let (passing, refusing): (Vec<String>, Vec<String>) =
        cases().iter().map(first).partition(|line| line.starts_with("Passes"));
    assert!(refusing.iter().all(|line| line.starts_with("Fails") || line.starts_with("Not checked")), "{refusing:?}");
    assert!(refusing.len() >= 4 * passing.len(), "{} and {}", refusing.len(), passing.len());
}

#[test]
fn every_register_of_the_cases_fits_the_schema() {
    let schema = std::fs::read_to_string(sources::root().join("schemas/vendors.schema.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let as_json = |text: &str| -> serde_json::Value {
        let value: toml::Value = toml::from_str(text).unwrap();
        plain(&value)
    };
    for case in cases() {
        let text = std::fs::read_to_string(case.join("vendors.toml")).unwrap();
        let errors: Vec<String> = validator.iter_errors(&as_json(&text)).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", case.display());
    }
    let good =
        "version = 1\n[[vendor]]\nid = \"a\"\nname = \"A\"\nstatus = \"proposed\"\npackages = [\"pkg:cargo/a\"]\n";
    assert!(validator.is_valid(&as_json(good)));
    for (from, to) in [
        ("version = 1", "version = 2"),
        ("\"proposed\"", "\"approved\""),
        ("\"proposed\"", "\"denied\""),
        ("\"proposed\"", "\"trusted\""),
        ("name =", "nam ="),
        ("id = \"a\"", "id = \"A\""),
        ("packages = [\"pkg:cargo/a\"]\n", ""),
        ("pkg:cargo/a", "cargo/a"),
        ("pkg:cargo/a", "pkg:*"),
    ] {
        assert!(!validator.is_valid(&as_json(&good.replace(from, to))), "{from} to {to}");
    }
}

/// TOML as JSON; a date becomes its text.
fn plain(value: &toml::Value) -> serde_json::Value {
    match value {
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Table(table) => table.iter().map(|(key, value)| (key.clone(), plain(value))).collect(),
        toml::Value::Array(values) => values.iter().map(plain).collect(),
        toml::Value::String(text) => text.clone().into(),
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Boolean(flag) => (*flag).into(),
        toml::Value::Float(number) => (*number).into(),
    }
}

const REGISTER: &str = "# who we trust
version = 1

[[vendor]]
id = \"acme\"
name = \"Acme\"
status = \"approved\"
reviewed = 2026-01-10 # in the January meeting
review-by = 2026-11-01
approved-until = 2026-12-31
packages = [\"pkg:cargo/acme\", \"pkg:cargo/acme-*\"]

[[vendor]]
id = \"newcomer\"
name = \"Newcomer\"
status = \"proposed\"
packages = [\"pkg:cargo/newcomer\"]
";

fn folder(register: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("vendors.toml"), register).unwrap();
    folder
}

#[test]
fn a_register_by_itself_is_checked() {
    let folder = folder(REGISTER);
    let good = told(folder.path(), &["vendor", "check", "--at", DAY]);
    assert!(good.contains("2 vendors for 3 patterns: 1 proposed, 1 approved, as of 2026-11-23"), "{good}");
    assert!(good.contains("vendor.review-overdue (warning)") && good.ends_with("exit 0\n"), "{good}");
    let warned = told(folder.path(), &["vendor", "check", "--at", DAY, "--fail-on", "warning"]);
    assert!(warned.ends_with("exit 1\n"), "{warned}");
    let later = told(folder.path(), &["vendor", "check", "--at", "2027-01-01"]);
    assert!(later.contains("vendor.expired") && later.ends_with("exit 1\n"), "{later}");
}

#[test]
fn a_register_that_cannot_be_used_is_a_wrong_configuration() {
    for (text, expected) in [
        (REGISTER.replace("reviewed", "reviewd"), "error: vendors.toml:8:1: unknown field `reviewd`"),
        (REGISTER.replace("pkg:cargo/acme-*", "pkg:*"), "error: vendors.toml:11:31: `pkg:*` is too broad"),
        (REGISTER.replace("2026-12-31", "2026-02-30"), "error: vendors.toml:10:"),
        (REGISTER.replace("newcomer\"\nname", "acme\"\nname"), "vendor `acme` is already on line 5"),
        ("version = 1\n[[vendor".to_owned(), "error: vendors.toml:2:"),
    ] {
        let folder = folder(&text);
        let found = told(folder.path(), &["vendor", "check", "--at", DAY]);
        assert!(found.contains(expected) && found.ends_with("exit 2\n"), "{found}");
    }
    let empty = tempfile::tempdir().unwrap();
    let found = told(empty.path(), &["vendor", "check"]);
    assert!(found.starts_with("error: vendors.toml: cannot be read") && found.ends_with("exit 2\n"), "{found}");
}

#[test]
fn what_is_due_is_listed() {
    let folder = folder(REGISTER);
    assert_eq!(
        told(folder.path(), &["vendor", "due", "--at", DAY]),
        "2026-11-01  22 days ago    acme  the next review\n2026-12-31  in 38 days     acme  the approval ends\nexit 1\n"
    );
    let quiet = told(folder.path(), &["vendor", "due", "--at", "2026-02-01", "--within", "4w"]);
    assert_eq!(quiet, "nothing is due until 2026-03-01\nexit 0\n");
    let json = bonafide(folder.path()).args(["vendor", "due", "--at", DAY, "--format", "json"]).output().unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!((json["form"].as_str(), json["due"][0]["days"].as_i64()), (Some("bonafide-due/1"), Some(-22)));
    assert!(told(folder.path(), &["vendor", "due", "--within", "soon"]).ends_with("exit 2\n"));
}

#[test]
fn an_approval_is_written_and_nothing_else_changes() {
    let folder = folder(REGISTER);
    let arguments = ["vendor", "approve", "newcomer", "acme", "--until", "2027-06-30", "--reviewed", "2026-05-01"];
    let said = told(folder.path(), &arguments);
    assert_eq!(
        said,
        "note: approved until 2027-06-30, reviewed 2026-05-01, in `vendors.toml`: newcomer, acme\nexit 0\n"
    );
    let written = std::fs::read_to_string(folder.path().join("vendors.toml")).unwrap();
    let expected = REGISTER
        .replace("2026-01-10 # in", "2026-05-01 # in")
        .replace("2026-12-31", "2027-06-30")
        .replace("\"proposed\"\n", "\"approved\"\nreviewed = 2026-05-01\napproved-until = 2027-06-30\n");
    assert_eq!(written, expected);
}

#[test]
fn an_approval_that_is_refused_leaves_the_file() {
    for (arguments, expected) in [
        (vec!["nobody", "--until", "2027-06-30", "--reviewed", "2026-05-01"], "no vendor `nobody`"),
        (vec!["acme", "--until", "2026-01-01", "--reviewed", "2026-05-01"], "before `reviewed`"),
        (vec!["acme", "--until", "2099-01-01", "--reviewed", "2026-05-01"], "more than five years"),
        (vec!["acme", "--until", "9999-01-01", "--reviewed", "9998-05-01"], "lies in the future"),
        (vec!["acme", "--until", "someday"], "is not a date"),
        (vec!["--until", "2027-06-30"], "required"),
    ] {
        let folder = folder(REGISTER);
        let found = told(folder.path(), &[&["vendor", "approve"], arguments.as_slice()].concat());
        assert!(found.contains(expected) && found.ends_with("exit 2\n"), "{found}");
        assert_eq!(std::fs::read_to_string(folder.path().join("vendors.toml")).unwrap(), REGISTER);
    }
    let refused = folder(&REGISTER.replace("\"proposed\"", "\"denied\"\nreason = \"no\""));
    let found =
        told(refused.path(), &["vendor", "approve", "newcomer", "--until", "2027-06-30", "--reviewed", "2026-05-01"]);
    assert!(found.contains("vendor `newcomer` is denied") && found.ends_with("exit 2\n"), "{found}");
}

/// A folder with the document of a case.
fn with_document(case: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let document = sources::root().join("testdata/verify/vendor").join(case).join("bom.cdx.json");
    std::fs::copy(document, folder.path().join("bom.cdx.json")).unwrap();
    folder
}

#[test]
fn a_proposal_passes_once_people_have_approved_it_and_not_before() {
    let folder = with_document("approved");
    let said = told(folder.path(), &["vendor", "suggest", "bom.cdx.json", "-o", "vendors.toml"]);
    let expected = "note: proposed 4 vendors for 5 packages; nothing passes until it is approved\n\
                    hint: review each, then `bonafide vendor approve ID --until DATE`\nexit 0\n";
    assert_eq!(said, expected);
    let judged = || told(folder.path(), &["vendor", "check", "--sbom", "bom.cdx.json", "--at", "2026-06-01"]);
    assert!(judged().contains("vendor.proposed") && judged().ends_with("exit 1\n"), "{}", judged());
    let approve = [
        "vendor",
        "approve",
        "parse",
        "syn",
        "tokio",
        "tokio-util",
        "--until",
        "2027-05-31",
        "--reviewed",
        "2026-05-31",
    ];
    assert!(told(folder.path(), &approve).ends_with("exit 0\n"));
    assert!(judged().starts_with("PASSED") && judged().ends_with("exit 0\n"), "{}", judged());
}

#[test]
fn a_register_is_never_replaced_by_a_proposal() {
    let folder = with_document("approved");
    let path = folder.path().join("vendors.toml");
    let own = "# ours\nversion = 1\n[[vendor]]\nid = \"t\"\nname = \"T\"\nstatus = \"proposed\"\npackages = [\"pkg:cargo/tokio*\"]\n";
    std::fs::write(&path, own).unwrap();
    let refused = told(folder.path(), &["vendor", "suggest", "bom.cdx.json", "-o", "vendors.toml"]);
    assert!(refused.contains("`vendors.toml` is there already") && refused.ends_with("exit 2\n"), "{refused}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), own);
    let merge = ["vendor", "suggest", "bom.cdx.json", "--merge", "vendors.toml", "-o", "vendors.toml"];
    assert!(told(folder.path(), &merge).ends_with("exit 0\n"));
    let merged = std::fs::read_to_string(&path).unwrap();
    assert!(
        merged.starts_with(own) && merged.contains("pkg:cargo/syn@^2.0") && !merged.contains("tokio-util"),
        "{merged}"
    );
    let again = told(folder.path(), &merge);
    assert!(again.contains("the register has an entry for every component"), "{again}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), merged);
}

#[test]
fn what_cannot_be_proposed_from_is_said() {
    let folder = with_document("no-purl");
    let said = told(folder.path(), &["vendor", "suggest", "bom.cdx.json", "-o", "vendors.toml"]);
    assert!(said.contains("warning: nothing was proposed for what has no usable identity: base, zlib 1.3.1"), "{said}");
    let missing = told(folder.path(), &["vendor", "suggest", "nothing.json"]);
    assert!(missing.starts_with("error: nothing.json: ") && missing.ends_with("exit 3\n"), "{missing}");
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    let empty = told(folder.path(), &["vendor", "suggest", "empty"]);
    assert!(empty.contains("`empty` holds no SBOM") && empty.ends_with("exit 2\n"), "{empty}");
    std::fs::write(folder.path().join("broken.json"), "{\"bomFormat\": \"CycloneDX\", \"bomFormat\": 1}").unwrap();
    assert!(told(folder.path(), &["vendor", "suggest", "broken.json"]).ends_with("exit 3\n"));
}
