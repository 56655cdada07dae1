//! What of a register ends or must be looked at again, and when.

use super::register::{Register, VendorRecord};
use crate::model::Date;

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DueKind {
    /// The approval of a vendor ends; from the next day on nothing it delivers passes.
    Approval,
    /// The approval of one scope ends.
    Scope,
    /// The vendor is to be reviewed again.
    Review,
    /// Something that the vetting rests on expires.
    Evidence,
    /// A public key of the vendor expires.
    Key,
}

/// One thing that is due.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// The last day on which all is still well.
    pub day: Date,
    /// The vendor's id.
    pub vendor: String,
    /// What is due.
    pub kind: DueKind,
    /// What is meant, in words.
    pub what: String,
    /// The line of the vendor's record in the register.
    pub line: usize,
}

/// Returns what is due up to a day, what is already past included, the earliest first. Only approvals are looked at.
#[must_use]
pub fn due(register: &Register, until: Date) -> Vec<Due> {
    let approved = register.vendors().iter().filter(|vendor| vendor.status.is_approval());
    let mut found: Vec<Due> = approved.flat_map(of_vendor).filter(|due| due.day <= until).collect();
    found.sort();
    found.dedup();
    found
}

fn of_vendor(vendor: &VendorRecord) -> Vec<Due> {
    let due = |day: Date, kind, what: String| Due { day, vendor: vendor.id.clone(), kind, what, line: vendor.line };
    let mut found = Vec::new();
    found.extend(vendor.approved_until.map(|day| due(day, DueKind::Approval, "the approval ends".into())));
    found.extend(vendor.review_by.map(|day| due(day, DueKind::Review, "the next review".into())));
    let scopes = vendor.scopes.iter().filter_map(|scope| scope.until);
    found.extend(scopes.map(|day| due(day, DueKind::Scope, "the approval of a scope ends".into())));
    for piece in &vendor.evidence {
        found.extend(piece.expires.map(|day| due(day, DueKind::Evidence, format!("{} expires", piece.title))));
    }
    let keys = vendor.keys.iter().filter_map(|key| key.valid_until);
    found.extend(keys.map(|day| due(day, DueKind::Key, "a public key expires".into())));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_is_told_earliest_first_and_only_for_approvals() {
        let text = r#"
version = 1
[[vendor]]
id = "late"
name = "Late"
status = "approved"
reviewed = 2026-01-01
review-by = 2026-06-01
approved-until = 2026-12-01
packages = ["pkg:cargo/a"]
[[vendor.evidence]]
title = "certificate"
url = "https://late.example/c"
expires = 2026-03-01
[[vendor]]
id = "open"
name = "Open"
status = "proposed"
approved-until = 2026-01-02
packages = ["pkg:cargo/b"]
"#;
        let register = Register::parse(text, std::path::Path::new("vendors.toml")).unwrap();
        let days = |until: &str| -> Vec<(String, DueKind)> {
            let found = due(&register, until.parse().unwrap());
            found.into_iter().map(|due| (due.day.to_string(), due.kind)).collect()
        };
        assert_eq!(days("2026-02-28"), []);
        let all =
            [("2026-03-01", DueKind::Evidence), ("2026-06-01", DueKind::Review), ("2026-12-01", DueKind::Approval)];
        assert_eq!(days("2026-12-01"), all.map(|(day, kind)| (day.to_owned(), kind)));
    }
}
