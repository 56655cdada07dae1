//! Judges all components of a document and says it so that people can read it: failures one by one, the rest gathered by vendor.

use std::collections::{BTreeMap, BTreeSet};

use super::ageing;
use super::codes;
use super::decide::{Decision, candidates, decide};
use super::origin::Identity;
use super::register::{Register, VendorRecord};
use crate::model::{CheckReport, Completeness, Component, ComponentId, ComponentKind, Date, Inventory, Item, Outcome};

/// Names listed in one finding; the rest is counted.
const LISTED: usize = 10;

pub(super) fn assess(inventory: &Inventory, register: &Register, today: Date) -> CheckReport {
    let mut assessment = Assessment {
        register,
        today,
        matched: vec![false; register.entries().len()],
        approved: BTreeMap::new(),
        overlaps: BTreeMap::new(),
        items: Vec::new(),
        judged: 0,
        files: 0,
    };
    for id in inventory.ids() {
        assessment.component(inventory, id);
    }
    assessment.report()
}

struct Assessment<'a> {
    register: &'a Register,
    today: Date,
    /// By entry: whether its pattern matched any component.
    matched: Vec<bool>,
    /// By vendor: what passed, with the entry that decided.
    approved: BTreeMap<usize, Vec<(usize, String)>>,
    /// By deciding and shadowed entry: one component as the example.
    overlaps: BTreeMap<(usize, usize), String>,
    items: Vec<Item>,
    judged: u64,
    files: u64,
}

impl Assessment<'_> {
    fn component(&mut self, inventory: &Inventory, id: ComponentId) {
        let component = inventory.component(id);
        if component.kind == ComponentKind::File && component.purl.is_none() {
            self.files += 1;
            return;
        }
        let identity = Identity::of(component);
        let matching = candidates(&identity, self.register);
        for at in &matching {
            self.matched[*at] = true;
        }
        let decision = decide(component, &identity, &matching, self.register, self.today);
        if inventory.subject.root == Some(id) {
            self.root(inventory, id, decision);
            return;
        }
        self.judged += 1;
        self.take(component, decision);
    }

    /// The root is what is examined, not what was delivered to it. It counts only where nothing else can: as an own package that is
    /// known to need nothing.
    fn root(&mut self, inventory: &Inventory, id: ComponentId, decision: Decision) {
        let complete = inventory.completeness.get(&id) == Some(&Completeness::Complete);
        let alone = inventory.components.len() == 1 && inventory.edges.is_empty() && inventory.problems.is_empty();
        let refused = [codes::DENIED.code, codes::SUSPENDED.code].contains(&decision.code.code);
        if refused {
            self.take(inventory.component(id), decision);
        } else if decision.code.outcome == Outcome::Pass && complete && alone {
            self.judged += 1;
            self.take(inventory.component(id), decision);
        }
    }

    fn take(&mut self, component: &Component, decision: Decision) {
        let label = label(component);
        if decision.code.outcome == Outcome::Pass {
            let Some(entry) = decision.entry else { return };
            for shadowed in decision.shadowed {
                self.overlaps.entry((entry, shadowed)).or_insert_with(|| label.clone());
            }
            self.approved.entry(self.register.entries()[entry].vendor).or_default().push((entry, label));
            return;
        }
        let mut item = Item::new(decision.code, label);
        item.expected = decision.expected;
        item.found = decision.found;
        if let Some(entry) = decision.entry.map(|at| &self.register.entries()[at]) {
            item.rests_on.push(format!("{} `{}`", self.register.place(entry.line), entry.text));
        }
        if let Some(hint) = hint(&item, decision.entry.map(|at| self.vendor(at)), self.register) {
            item.hints.push(hint);
        }
        self.items.push(item);
    }

    fn vendor(&self, entry: usize) -> &VendorRecord {
        self.register.vendor_of(&self.register.entries()[entry])
    }

    fn report(mut self) -> CheckReport {
        let mut report = CheckReport::new("vendor");
        report.passed = self.approved.values().map(|passed| passed.len() as u64).sum();
        let vendors = self.approved.len();
        report.coverage.push(format!(
            "{} of {} components from {vendors} vetted vendors, by {} as of {}",
            report.passed,
            self.judged,
            self.register.path().display(),
            self.today,
        ));
        if self.files > 0 {
            report.coverage.push(format!("{} files left to the check `digest`", self.files));
        }
        if self.judged == 0 {
            self.items
                .push(Item::new(&codes::NO_COMPONENTS, "document").found("no component beside the root and files"));
        }
        report.items.append(&mut self.items);
        for (vendor, passed) in &self.approved {
            self.vendor_items(*vendor, passed, &mut report.items);
        }
        self.overlap_items(&mut report.items);
        // Of a register next to an empty document everything would be unused.
        if self.judged > 0 {
            self.unused_items(&mut report.items);
        }
        report
    }

    fn vendor_items(&self, at: usize, passed: &[(usize, String)], items: &mut Vec<Item>) {
        let vendor = &self.register.vendors()[at];
        let count = match passed.len() {
            1 => "1 component".to_owned(),
            count => format!("{count} components"),
        };
        let mut approved = Item::new(&codes::APPROVED, &vendor.id).found(count);
        let mut by_entry: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for (entry, label) in passed {
            by_entry.entry(*entry).or_default().push(label);
        }
        for (entry, labels) in by_entry {
            let entry = &self.register.entries()[entry];
            let place = self.register.place(entry.line);
            approved.rests_on.push(format!("{place} `{}`: {}", entry.text, labels.join(", ")));
        }
        items.push(approved);
        let scopes = passed.iter().map(|(entry, _)| self.register.scope_of(&self.register.entries()[*entry]).until);
        let until = scopes.chain([vendor.approved_until]).flatten().min();
        items.extend(ageing::items(self.register, vendor, until, self.today));
    }

    fn overlap_items(&self, items: &mut Vec<Item>) {
        for ((deciding, shadowed), example) in &self.overlaps {
            let line = |at: usize| {
                let entry = &self.register.entries()[at];
                let vendor = self.register.vendor_of(entry);
                format!("{} `{}` of `{}`", self.register.place(entry.line), entry.text, vendor.id)
            };
            let item = Item::new(&codes::OVERLAP, example).found("two entries cover it; the first decides");
            items.push(item.rests_on(line(*deciding)).rests_on(line(*shadowed)));
        }
    }

    fn unused_items(&self, items: &mut Vec<Item>) {
        let mut unused: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut used: BTreeSet<usize> = BTreeSet::new();
        for (at, entry) in self.register.entries().iter().enumerate() {
            if self.matched[at] {
                used.insert(entry.vendor);
            } else if self.register.vendor_of(entry).status.is_approval() {
                unused.entry(entry.vendor).or_default().push(at);
            }
        }
        let (partly, wholly): (Vec<_>, Vec<_>) = unused.into_iter().partition(|(vendor, _)| used.contains(vendor));
        for (vendor, entries) in partly {
            let texts = entries.iter().map(|at| self.register.entries()[*at].text.as_str());
            let found = format!("nothing matches {}", listed(texts));
            let vendor = &self.register.vendors()[vendor];
            items.push(Item::new(&codes::UNUSED, &vendor.id).found(found).rests_on(self.register.place(vendor.line)));
        }
        if !wholly.is_empty() {
            let ids = wholly.iter().map(|(vendor, _)| self.register.vendors()[*vendor].id.as_str());
            let found = format!("nothing comes from {}", listed(ids));
            items.push(Item::new(&codes::UNUSED, self.register.path().display().to_string()).found(found));
        }
    }
}

fn listed<'a>(texts: impl ExactSizeIterator<Item = &'a str>) -> String {
    let count = texts.len();
    let shown: Vec<&str> = texts.take(LISTED).collect();
    let more = if count > LISTED { format!(" and {} more", count - LISTED) } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

/// Returns what to call a component in a finding.
pub(super) fn label(component: &Component) -> String {
    match (&component.purl, &component.version) {
        (Some(purl), _) => purl.to_string(),
        (None, Some(version)) => format!("{} {version}", component.name),
        (None, None) if component.name.is_empty() => component.reference.clone(),
        (None, None) => component.name.clone(),
    }
}

fn hint(item: &Item, vendor: Option<&VendorRecord>, register: &Register) -> Option<String> {
    let path = register.path().display();
    let none = [codes::NONE.code, codes::NO_PURL.code].contains(&item.code);
    if none {
        return Some(format!("bonafide vendor suggest SBOM --merge {path} -o {path}"));
    }
    let approve = [codes::PROPOSED.code, codes::EXPIRED.code].contains(&item.code);
    vendor.filter(|_| approve).map(|vendor| format!("bonafide vendor approve {} --until DATE", vendor.id))
}
