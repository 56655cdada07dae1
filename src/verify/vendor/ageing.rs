//! What time does to a register: approvals end, reviews fall due, evidence expires.

use super::codes;
use super::evidence;
use super::register::{Register, Status, VendorRecord};
use crate::model::{CheckReport, Date, Item};

/// Days before the end of an approval from which on it is told.
const SOON_DAYS: i64 = 30;

/// Returns what is to be told of a vendor whose approval is in force until that day.
pub(super) fn items(register: &Register, vendor: &VendorRecord, until: Option<Date>, today: Date) -> Vec<Item> {
    let place = register.place(vendor.line);
    let mut items = Vec::new();
    if let (Status::Conditional, Some(conditions)) = (vendor.status, &vendor.conditions) {
        items.push(Item::new(&codes::CONDITIONAL, &vendor.id).found(conditions.trim()));
    }
    if let Some(due) = vendor.review_by.filter(|due| *due < today) {
        let last = vendor.reviewed.map_or("never reviewed".into(), |day| format!("last reviewed {day}"));
        let item = Item::new(&codes::REVIEW_OVERDUE, &vendor.id).expected(format!("a review by {due}"));
        items.push(item.found(last).hint("bonafide vendor due"));
    }
    if let Some(until) = until.filter(|until| today.days_until(*until) <= SOON_DAYS) {
        let found = format!("approved until {until}, {} days from {today}", today.days_until(until));
        let item = Item::new(&codes::EXPIRING_SOON, &vendor.id).found(found);
        items.push(item.hint(format!("bonafide vendor approve {} --until DATE", vendor.id)));
    }
    for evidence in &vendor.evidence {
        if let Some(expires) = evidence.expires.filter(|expires| *expires < today) {
            let found = format!("{} expired {expires}", evidence.title);
            items.push(Item::new(&codes::EVIDENCE_EXPIRED, &vendor.id).found(found));
        }
    }
    items.into_iter().map(|item| item.rests_on(&place)).collect()
}

/// Judges a register by itself: which approvals are in force on a day, and which are not.
///
/// Proves: the register is well-formed, its approvals are in date, and the files they rest on are the ones reviewed. Does not prove: that
/// anything which the register approves is what some subject uses.
#[must_use]
pub fn check_register(register: &Register, today: Date) -> CheckReport {
    let mut report = CheckReport::new("vendor");
    let with = |status: Status| register.vendors().iter().filter(|vendor| vendor.status == status).count();
    let statuses = Status::WORDS.iter().map(|(word, status)| (with(*status), word)).filter(|(count, _)| *count > 0);
    let counts: Vec<String> = statuses.map(|(count, word)| format!("{count} {word}")).collect();
    let (vendors, patterns) = (register.vendors().len(), register.pattern_count());
    report.coverage.push(format!("{vendors} vendors for {patterns} patterns: {}, as of {today}", counts.join(", ")));
    for vendor in register.vendors().iter().filter(|vendor| vendor.status.is_approval()) {
        let place = register.place(vendor.line);
        if let Some(until) = vendor.approved_until.filter(|until| *until < today) {
            let item = Item::new(&codes::EXPIRED, &vendor.id).found(format!("approved until {until}")).rests_on(place);
            report.items.push(item.hint(format!("bonafide vendor approve {} --until DATE", vendor.id)));
            continue;
        }
        if let Some(reviewed) = vendor.reviewed.filter(|reviewed| *reviewed > today) {
            let item = Item::new(&codes::NOT_YET_REVIEWED, &vendor.id).found(format!("reviewed {reviewed}"));
            report.items.push(item.rests_on(place));
            continue;
        }
        report.passed += 1;
        report.items.extend(items(register, vendor, vendor.approved_until, today));
    }
    report.items.extend(evidence::check_files(register));
    report
}
