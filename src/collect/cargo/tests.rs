use super::super::golden;

#[test]
fn golden_cases_hold() {
    golden::check_all("testdata/cargo", "cargo");
}
