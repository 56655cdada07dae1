use super::*;

const GOOD: &str = r#"version = 1

[first-party]
status = "approved"
paths = ["crates/*"]

[[vendor]]
id = "tokio-rs"
name = "Tokio project"
kind = "project"
url = "https://forge.example/tokio-rs"
contacts = ["security@tokio.example"]
jurisdiction = "US-CA"
status = "approved"
reviewed = 2026-01-01
approved-until = 2026-12-31
packages = ["pkg:cargo/tokio@^1.47", "pkg:cargo/tokio-*"]

[[vendor.scope]]
packages = ["pkg:cargo/prost"]
registries = ["git+https://forge.example/tokio-rs/*", "default"]
usage = ["build"]
approved-until = 2026-06-30

[[vendor.evidence]]
title = "questionnaire"
url = "https://tokio.example/q"
expires = 2026-12-31

[[vendor.key]]
public-key = "RWQ..."
valid-until = 2027-01-01
"#;

fn parse(text: &str) -> Result<Register, RegisterError> {
    Register::parse(text, Path::new("vendors.toml"))
}

/// A register whose one vendor has these lines beside what every vendor needs.
fn with(lines: &str) -> String {
    let needed = "id = \"a\"\nname = \"A\"\nstatus = \"proposed\"\n";
    let packages = if lines.contains("packages") { "" } else { "packages = [\"pkg:cargo/a\"]\n" };
    format!("version = 1\n[[vendor]]\n{needed}{packages}{lines}\n")
}

fn message(text: &str) -> String {
    parse(text).map_or_else(|error| error.to_string(), |_| String::new())
}

#[test]
fn a_register_is_read_with_all_that_it_says() {
    let register = parse(GOOD).unwrap();
    assert_eq!(register.vendors().len(), 2);
    assert_eq!(register.pattern_count(), 4);
    let tokio = register.find("tokio-rs").unwrap();
    assert_eq!((tokio.line, tokio.status, tokio.kind), (8, Status::Approved, Some(VendorKind::Project)));
    assert_eq!(tokio.review_by.unwrap().to_string(), "2027-01-01");
    assert_eq!(tokio.scopes.len(), 2);
    assert_eq!(tokio.keys.len() + tokio.evidence.len(), 2);
    assert_eq!(register.find(FIRST_PARTY).unwrap().kind, Some(VendorKind::FirstParty));
}

#[test]
fn a_slip_in_a_key_or_type_is_told_with_its_place() {
    for (text, place) in [
        (GOOD.replace("jurisdiction", "juristiction"), "vendors.toml:13:1: unknown field `juristiction`"),
        (GOOD.replace("usage =", "use ="), "vendors.toml:22:1: unknown field `use`"),
        (GOOD.replace("expires", "expire"), "vendors.toml:28:1: unknown field `expire`"),
        (GOOD.replace("[[vendor.key]]", "[[vendor.keys]]"), "vendors.toml:30:10: unknown field `keys`"),
        (GOOD.replace("[first-party]", "[firstparty]"), "vendors.toml:3:2: unknown field `firstparty`"),
        (GOOD.replace("[\"pkg:cargo/prost\"]", "\"pkg:cargo/prost\""), "vendors.toml:20:12: invalid type"),
        (GOOD.replace("id = \"tokio-rs\"\n", ""), "missing field `id`"),
        (GOOD.replace("version = 1\n", ""), "missing field `version`"),
        (GOOD.replace("status = \"approved\"\nreviewed", "status = \"approved\nreviewed"), "vendors.toml:14:"),
        (GOOD.replace("id = \"tokio-rs\"", "id = \"tokio-rs\"\nid = \"b\""), "vendors.toml:9:1: duplicate key"),
    ] {
        let found = message(&text);
        assert!(found.contains(place), "expected {place}, found {found}");
    }
}

#[test]
fn a_broken_rule_is_told_with_its_place() {
    for (text, told) in [
        (GOOD.replace("version = 1", "version = 2"), "vendors.toml:1:11: register version 2"),
        (GOOD.replace("\"project\"", "\"club\""), "vendors.toml:10:8: `club` is no kind"),
        (GOOD.replace("id = \"tokio-rs\"", "id = \"Tokio\""), "vendors.toml:8:6: vendor id `Tokio`"),
        (GOOD.replace("id = \"tokio-rs\"", "id = \"first-party\""), "is not free"),
        (GOOD.replace("name = \"Tokio project\"", "name = \" \""), "name is empty"),
        (GOOD.replace("https://forge.example/tokio-rs\"", "forge.example\""), "not a web address"),
        (GOOD.replace("security@tokio.example", "security"), "neither a mail"),
        (GOOD.replace("US-CA", "California"), "not an ISO 3166 code"),
        (GOOD.replace("usage = [\"build\"]", "usage = [\"tests\"]"), "`tests` is no usage"),
        (GOOD.replace("usage = [\"build\"]", "usage = []"), "`usage` is empty"),
        (GOOD.replace("[\"pkg:cargo/prost\"]", "[]"), "names no package"),
        (GOOD.replace("\"default\"]", "\"anywhere\"]"), "`anywhere` is neither"),
        (GOOD.replace("@^1.47", "@newest"), "`newest` is not a version requirement"),
        (GOOD.replace("2026-12-31", "\"2026-12-31\""), "vendors.toml:16:18: `approved-until` must be a date"),
        (GOOD.replace("reviewed = 2026-01-01", "reviewed = 2026-01-01T10:00:00Z"), "`reviewed` must be a date"),
        (GOOD.replace("reviewed = 2026-01-01", "reviewed = 2027-01-01"), "before `reviewed`"),
        (GOOD.replace("approved-until = 2026-12-31", "approved-until = 2099-12-31"), "more than five years"),
        (GOOD.replace("crates/*", "../crates"), "not a folder of the subject"),
        (GOOD.replace("crates/*", "*"), "not a folder of the subject"),
        (GOOD.replace("public-key = \"RWQ...\"", ""), "either `file` or `public-key`"),
        (GOOD.replace("url = \"https://tokio.example/q\"", ""), "either `path` or `url`"),
        (GOOD.replace("url = \"https://tokio.example/q\"", "path = \"q.pdf\""), "needs its `sha256`"),
        (GOOD.replace("url = \"https://tokio.example/q\"", "path = \"/q\"\nsha256 = \"00\""), "the path is absolute"),
    ] {
        let found = message(&text);
        assert!(found.contains(told), "expected {told}, found {found}");
    }
}

#[test]
fn days_that_no_calendar_has_are_refused() {
    for day in ["2026-02-30", "2026-13-01", "26-01-01", "2026-1-1", "\"soon\"", "20260101"] {
        assert!(parse(&GOOD.replace("2026-12-31", day)).is_err(), "{day}");
    }
}

#[test]
fn a_pattern_that_is_too_broad_is_refused() {
    for pattern in ["pkg:*", "*", "", "pkg:cargo/*", "pkg:cargo/*-sys", "tokio", "pkg:npm/*/*", "pkg:cargo/**"] {
        assert!(parse(&with(&format!("packages = [\"{pattern}\"]"))).is_err(), "{pattern}");
    }
    let own = "[[vendor.scope]]\npackages = [\"pkg:cargo/*\"]\nregistries = [\"https://packages.example/index\"]";
    assert!(parse(&with(own)).is_ok(), "a registry of one's own may be trusted as a whole");
    let refusal = with("packages = [\"pkg:npm/*\"]\nreason = \"not used here\"").replace("proposed", "denied");
    assert!(parse(&refusal).is_ok(), "a refusal may be broad");
    assert!(parse(&refusal.replace("pkg:npm/*", "pkg:*")).is_err());
}

#[test]
fn a_decision_states_its_grounds() {
    for (status, told) in [
        ("approved", "without `reviewed`"),
        ("conditional", "without `conditions`"),
        ("suspended", "without `reason`"),
        ("denied", "without `reason`"),
        ("trusted", "`trusted` is no status, expected one of proposed, approved, conditional, suspended, denied"),
    ] {
        let found = message(&with("").replace("proposed", status));
        assert!(found.contains(told), "{status}: {found}");
    }
}

#[test]
fn doubles_are_refused() {
    let twice = format!(
        "{}[[vendor]]\nid = \"a\"\nname = \"B\"\nstatus = \"proposed\"\npackages = [\"pkg:cargo/b\"]\n",
        with("")
    );
    assert_eq!(message(&twice), "vendors.toml:9:6: vendor `a` is already on line 3");
    let found = message(&with("packages = [\"pkg:cargo/b\", \"pkg:cargo/b\"]"));
    assert!(found.contains("`pkg:cargo/b` is already on line 6"), "{found}");
    assert!(message(&with("scope = []\npackages = []")).contains("may deliver nothing"));
}

#[test]
fn all_faults_are_told_at_once_with_hints() {
    let error = parse(&GOOD.replace("US-CA", "x").replace("pkg:cargo/prost", "prost").replace("\"build\"", "\"b\""))
        .unwrap_err();
    assert_eq!(error.to_string().lines().count(), 3);
    assert!(error.hints().iter().any(|hint| hint.contains("pkg:cargo/tokio")));
    assert!(error.is_input_fault());
}

#[test]
fn hostile_text_neither_panics_nor_runs_away() {
    let deep = format!("version = 1\nx = {}", "[".repeat(100_000));
    assert!(parse(&deep).is_err());
    assert!(parse("\u{feff}version = 1\n").is_ok());
    for cut in 0..GOOD.len() {
        let _ = parse(&GOOD[..cut]);
    }
    let many = with(&format!("packages = [{}]", "\"x\", ".repeat(1000)));
    assert!(message(&many).ends_with("and 980 more") || message(&many).contains("more"));
}

mod edits {
    use super::*;

    const PROPOSED: &str = "# our register\nversion = 1\n\n[[vendor]] # first\nid = \"a\"\nname = \"A\"\nstatus = \"proposed\" # look\npackages = [\"pkg:cargo/a\"]\n\n[[vendor]]\nid = \"b\"\nname = \"B\"\nstatus = \"approved\"\nreviewed = 2025-01-01\napproved-until = 2025-12-31\npackages = [\"pkg:cargo/b\"]\n";

    fn approval() -> Approval {
        let day = |text: &str| text.parse().unwrap();
        Approval { reviewed: day("2026-11-01"), until: day("2027-11-01"), review_by: None }
    }

    fn edit(text: &str, ids: &[&str]) -> Result<String, EditError> {
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        approve(text, Path::new("vendors.toml"), &ids, &approval())
    }

    #[test]
    fn an_approval_changes_its_values_and_nothing_else() {
        let edited = edit(PROPOSED, &["a", "b", "a"]).unwrap();
        let expected = PROPOSED
            .replace(
                "\"proposed\" # look\n",
                "\"approved\" # look\nreviewed = 2026-11-01\napproved-until = 2027-11-01\n",
            )
            .replace("2025-01-01", "2026-11-01")
            .replace("2025-12-31", "2027-11-01");
        assert_eq!(edited, expected);
    }

    #[test]
    fn other_ways_of_writing_toml_are_kept() {
        let windows = PROPOSED.replace('\n', "\r\n");
        assert_eq!(edit(&windows, &["a"]).unwrap(), edit(PROPOSED, &["a"]).unwrap().replace('\n', "\r\n"));
        let inline =
            "version = 1\nvendor = [{ id = \"a\", name = \"A\", status = \"proposed\", packages = [\"pkg:cargo/a\"] }]";
        let edited = edit(inline, &["a"]).unwrap();
        assert!(edited.contains("status = \"approved\", reviewed = 2026-11-01, approved-until = 2027-11-01, packages"));
        let own = "version = 1\n[first-party]\nstatus = \"proposed\"\npaths = [\"crates/a\"]";
        assert!(edit(own, &["first-party"]).unwrap().contains("status = \"approved\"\nreviewed = 2026-11-01\n"));
    }

    #[test]
    fn what_cannot_be_approved_is_refused_whole() {
        assert!(matches!(edit(PROPOSED, &["a", "c"]), Err(EditError::Unknown(id)) if id == "c"));
        let denied = PROPOSED.replace("\"proposed\"", "\"denied\"\nreason = \"no\"");
        assert!(matches!(edit(&denied, &["a"]), Err(EditError::Refused { status: Status::Denied, .. })));
        assert!(matches!(edit("version = 1\nx", &["a"]), Err(EditError::Register(RegisterError::Syntax { .. }))));
        let backwards = Approval { until: "2026-01-01".parse().unwrap(), ..approval() };
        let refused = approve(PROPOSED, Path::new("v"), &["a".to_owned()], &backwards);
        assert!(matches!(refused, Err(EditError::Register(RegisterError::Rules { .. }))));
    }

    #[test]
    fn conditions_stay_conditions() {
        let conditional = PROPOSED.replace(
            "\"proposed\"",
            "\"conditional\"\nconditions = \"c\"\nreviewed = 2025-01-01\napproved-until = 2025-02-01",
        );
        let edited = edit(&conditional, &["a"]).unwrap();
        assert!(edited.contains("\"conditional\"") && edited.contains("reviewed = 2026-11-01"));
    }
}
