//! Decides on one component: which entry counts, and what it says.
//!
//! 1. A refusal (`denied`, then `suspended`) that covers the component wins, however specific any approval is.
//! 2. Otherwise the entries with the most specific matching pattern decide, and no broader one takes over where they do not cover it.
//! 3. Of those, the ones that cover its origin, version and use must belong to one vendor. Several of one vendor agree.
//! 4. Proposals count only where nothing was approved.

use super::codes;
use super::origin::Identity;
use super::pattern::Specificity;
use super::register::{Entry, EntryPattern, Register, Status};
use crate::model::{Code, Component, Date, Usage};

/// What the register says on one component.
#[derive(Debug)]
pub(super) struct Decision {
    pub(super) code: &'static Code,
    /// The entry that decides, or the closest where none does.
    pub(super) entry: Option<usize>,
    /// Other entries that cover the component too.
    pub(super) shadowed: Vec<usize>,
    pub(super) expected: Option<String>,
    pub(super) found: Option<String>,
}

impl Decision {
    fn new(code: &'static Code, entry: Option<usize>) -> Self {
        Self { code, entry, shadowed: Vec::new(), expected: None, found: None }
    }

    fn expected(mut self, text: String) -> Self {
        self.expected = Some(text);
        self
    }

    fn found(mut self, text: String) -> Self {
        self.found = Some(text);
        self
    }
}

/// Returns every entry whose pattern matches, whatever its terms.
pub(super) fn candidates(identity: &Identity<'_>, register: &Register) -> Vec<usize> {
    let mut found = Vec::new();
    if let Some(folder) = identity.folder() {
        found = register.index().folder_matches(folder.as_str(), register.entries());
    }
    if let Some(package) = identity.package {
        found.extend(register.index().matches(package, register.entries()));
    }
    found
}

/// Decides on a component, given the entries that match it.
pub(super) fn decide(
    component: &Component,
    identity: &Identity<'_>,
    matching: &[usize],
    register: &Register,
    today: Date,
) -> Decision {
    let judge = Judge { usage: component.usage, identity, register, today };
    if let Some(refused) = judge.refusal(matching) {
        return refused;
    }
    let with_status = |wanted: fn(Status) -> bool| -> Vec<usize> {
        let fits = |at: &&usize| wanted(judge.status(**at));
        matching.iter().filter(fits).copied().collect()
    };
    let approvals = with_status(Status::is_approval);
    if !approvals.is_empty() {
        return judge.approval(&approvals);
    }
    let proposals = with_status(|status| status == Status::Proposed);
    if let Some(first) = judge.most_specific(&proposals).first() {
        return Decision::new(&codes::PROPOSED, Some(*first))
            .expected("approved".into())
            .found(format!("proposed under `{}`", judge.vendor_id(*first)));
    }
    if identity.package.is_none() {
        let place = match &identity.source {
            super::origin::Source::DefaultRegistry => "neither a purl nor a folder".to_owned(),
            source => format!("no purl, from {source}"),
        };
        return Decision::new(&codes::NO_PURL, None).found(place);
    }
    Decision::new(&codes::NONE, None)
}

/// How closely an entry names a component. A folder is the place itself, which a name only stands for.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Package(Specificity),
    Folder,
}

struct Judge<'a> {
    usage: Usage,
    identity: &'a Identity<'a>,
    register: &'a Register,
    today: Date,
}

impl Judge<'_> {
    fn entry(&self, at: usize) -> &Entry {
        &self.register.entries()[at]
    }

    fn status(&self, at: usize) -> Status {
        self.register.vendor_of(self.entry(at)).status
    }

    fn vendor_id(&self, at: usize) -> &str {
        &self.register.vendor_of(self.entry(at)).id
    }

    /// Returns the refusal that covers the component, a denial before a suspension.
    fn refusal(&self, matching: &[usize]) -> Option<Decision> {
        let covers = |at: &&usize| self.status(**at).is_refusal() && self.refusal_covers(**at);
        let at = matching.iter().filter(covers).copied().max_by_key(|at| self.status(*at))?;
        let vendor = self.register.vendor_of(self.entry(at));
        let code = if vendor.status == Status::Denied { &codes::DENIED } else { &codes::SUSPENDED };
        let reason = vendor.reason.as_deref().unwrap_or_default();
        Some(Decision::new(code, Some(at)).found(format!("`{}` is {}: {reason}", vendor.id, vendor.status.word())))
    }

    /// What a refusal leaves open it takes in, and what cannot be understood it takes in too.
    fn refusal_covers(&self, at: usize) -> bool {
        let (entry, identity) = (self.entry(at), self.identity);
        let scope = self.register.scope_of(entry);
        let registry = scope.registries.as_ref();
        let from_there = registry.is_none_or(|all| all.iter().any(|one| one.allows(&identity.source)));
        let versions = [identity.version.as_deref(), identity.other_version];
        let of_version = identity.version.is_none() || versions.iter().flatten().any(|v| entry.versions.may_cover(v));
        let used_so = self.usage == Usage::Unknown || scope.usage.as_ref().is_none_or(|all| all.contains(&self.usage));
        from_there && of_version && used_so
    }

    fn rank(&self, at: usize) -> Rank {
        match &self.entry(at).pattern {
            EntryPattern::Package(pattern) => Rank::Package(pattern.specificity()),
            EntryPattern::Folder(_) => Rank::Folder,
        }
    }

    /// Returns the entries that share the highest specificity, in the order of the file.
    fn most_specific(&self, matching: &[usize]) -> Vec<usize> {
        let top = matching.iter().map(|at| self.rank(*at)).max();
        let mut group: Vec<usize> = matching.iter().filter(|at| top == Some(self.rank(**at))).copied().collect();
        group.sort_unstable();
        group
    }

    fn approval(&self, approvals: &[usize]) -> Decision {
        let group = self.most_specific(approvals);
        let fitting: Vec<usize> = group.iter().filter(|at| self.misfit(**at).is_none()).copied().collect();
        let Some(first) = fitting.first().copied() else {
            return self.out_of_scope(&group);
        };
        if let Some(second) = fitting.iter().find(|at| self.vendor_id(**at) != self.vendor_id(first)) {
            let both = |at: usize| format!("`{}` ({})", self.vendor_id(at), self.register.place(self.entry(at).line));
            return Decision::new(&codes::AMBIGUOUS, Some(first)).expected("one deciding entry".into()).found(format!(
                "{} and {}",
                both(first),
                both(*second)
            ));
        }
        // Several scopes of one vendor agree on the component; one that is in date is an approval that people gave.
        let in_date = fitting.iter().find(|at| self.out_of_date(**at).is_none());
        let deciding = in_date.copied().unwrap_or(first);
        if let Some(out_of_date) = self.out_of_date(deciding) {
            return out_of_date;
        }
        let mut decision = Decision::new(&codes::APPROVED, Some(deciding));
        // A broader pattern of the same vendor is how registers are written; one of another vendor is worth telling.
        let also = |at: &&usize| {
            let other_vendor = self.vendor_id(**at) != self.vendor_id(deciding);
            **at != deciding && (other_vendor || group.contains(at)) && self.misfit(**at).is_none()
        };
        decision.shadowed = approvals.iter().filter(also).copied().collect();
        decision
    }

    /// Returns why an approving entry does not cover the component.
    fn misfit(&self, at: usize) -> Option<&'static Code> {
        let (entry, identity) = (self.entry(at), self.identity);
        let scope = self.register.scope_of(entry);
        let from_there = match &scope.registries {
            Some(registries) => registries.iter().any(|registry| registry.allows(&identity.source)),
            None => identity.source == super::origin::Source::DefaultRegistry,
        };
        if !from_there {
            return Some(&codes::OUT_OF_SCOPE_REGISTRY);
        }
        let stated = [identity.version.as_deref(), identity.other_version];
        let covered = stated.iter().flatten().all(|version| entry.versions.covers(version));
        let open = entry.versions == super::version::VersionScope::Any;
        if !open && (identity.version.is_none() || !covered) {
            return Some(&codes::OUT_OF_SCOPE_VERSION);
        }
        let used_so = scope.usage.as_ref().is_none_or(|all| all.contains(&self.usage));
        if used_so { None } else { Some(&codes::OUT_OF_SCOPE_USAGE) }
    }

    /// Tells by the entry that comes closest: right origin and version before right origin before neither.
    fn out_of_scope(&self, group: &[usize]) -> Decision {
        for code in [&codes::OUT_OF_SCOPE_USAGE, &codes::OUT_OF_SCOPE_VERSION, &codes::OUT_OF_SCOPE_REGISTRY] {
            let is = |at: &&usize| self.misfit(**at).is_some_and(|misfit| misfit.code == code.code);
            let closest: Vec<usize> = group.iter().filter(is).copied().collect();
            if let Some(first) = closest.first() {
                let decision = Decision::new(code, Some(*first));
                return decision.expected(self.terms(&closest, code)).found(self.actual(code));
            }
        }
        Decision::new(&codes::NONE, None)
    }

    fn terms(&self, group: &[usize], code: &Code) -> String {
        let mut terms: Vec<String> = Vec::new();
        for at in group {
            let entry = self.entry(*at);
            let scope = self.register.scope_of(entry);
            if code.code == codes::OUT_OF_SCOPE_VERSION.code {
                terms.push(entry.versions.to_string());
            } else if code.code == codes::OUT_OF_SCOPE_USAGE.code {
                terms.extend(scope.usage.iter().flatten().map(|usage| usage_word(*usage).to_owned()));
            } else if let Some(registries) = &scope.registries {
                terms.extend(registries.iter().map(ToString::to_string));
            } else {
                terms.push("the default registry".into());
            }
        }
        terms.dedup();
        terms.join(" or ")
    }

    fn actual(&self, code: &Code) -> String {
        if code.code == codes::OUT_OF_SCOPE_REGISTRY.code {
            return self.identity.source.to_string();
        }
        if code.code == codes::OUT_OF_SCOPE_USAGE.code {
            return usage_word(self.usage).into();
        }
        match (self.identity.version.as_deref(), self.identity.other_version) {
            (Some(version), Some(other)) => format!("{version} in the purl, {other} beside it"),
            (Some(version), None) => version.into(),
            (None, _) => "no version".into(),
        }
    }

    /// Returns the finding where the approval is not in force on the day that is judged.
    fn out_of_date(&self, at: usize) -> Option<Decision> {
        let entry = self.entry(at);
        let vendor = self.register.vendor_of(entry);
        let until = [vendor.approved_until, self.register.scope_of(entry).until].into_iter().flatten().min();
        if let Some(until) = until.filter(|until| *until < self.today) {
            let decision = Decision::new(&codes::EXPIRED, Some(at));
            return Some(
                decision
                    .expected(format!("an approval for {}", self.today))
                    .found(format!("`{}` approved until {until}", vendor.id)),
            );
        }
        let reviewed = vendor.reviewed.filter(|reviewed| *reviewed > self.today)?;
        let decision = Decision::new(&codes::NOT_YET_REVIEWED, Some(at));
        Some(
            decision
                .expected(format!("a review by {}", self.today))
                .found(format!("`{}` reviewed {reviewed}", vendor.id)),
        )
    }
}

fn usage_word(usage: Usage) -> &'static str {
    match usage {
        Usage::Runtime => "runtime",
        Usage::Build => "build",
        Usage::Development => "development",
        Usage::Unknown => "unknown",
    }
}
