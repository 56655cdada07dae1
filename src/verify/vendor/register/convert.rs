//! From raw types to a register whose existence proves the rules. Goes on after a fault, so that all are told at once.

use std::collections::BTreeMap;
use std::path::Path;

use toml::{Spanned, Value};

use super::raw::{RawEvidence, RawFirstParty, RawKey, RawRegister, RawScope, RawVendor};
use super::{
    Entry, EntryPattern, EvidencePlace, FIRST_PARTY, FORMAT_VERSION, Fault, KeySource, Lines, Register, RegisterError,
    Scope, Status, VendorKey, VendorKind, VendorRecord, VettingEvidence,
};
use crate::limits;
use crate::model::{Algorithm, Date, Digest, RelativePath, Usage};
use crate::verify::vendor::glob::Glob;
use crate::verify::vendor::index::Index;
use crate::verify::vendor::origin::Registry;
use crate::verify::vendor::pattern::PackagePattern;
use crate::verify::vendor::version::VersionScope;

/// Days after the last review by which the next is due where the file names no day.
const REVIEW_DAYS: i32 = 365;

/// Days that an approval may reach past its review: five years. A longer one is no bound.
const APPROVAL_DAYS: i64 = 5 * 366;

/// Bytes of an id.
const ID_BYTES: usize = 100;

const USAGES: [(&str, Usage); 3] =
    [("runtime", Usage::Runtime), ("build", Usage::Build), ("development", Usage::Development)];

pub(super) fn register(raw: RawRegister, lines: &Lines<'_>, path: &Path) -> Result<Register, RegisterError> {
    let mut rules = Rules { lines, faults: Vec::new() };
    let mut register = Register { path: path.into(), ..Register::default() };
    if *raw.version.get_ref() != FORMAT_VERSION {
        let message = format!("register version {} is not known", raw.version.get_ref());
        rules.fault(raw.version.span().start, message, Some(format!("write `version = {FORMAT_VERSION}`")));
    }
    if let Some(first_party) = raw.first_party {
        rules.first_party(first_party, &mut register);
    }
    let mut ids: BTreeMap<String, usize> = BTreeMap::new();
    for vendor in raw.vendor {
        let (id, at) = (vendor.id.get_ref().clone(), vendor.id.span().start);
        rules.id(&id, at);
        let line = lines.line(at);
        if let Some(first) = ids.insert(id.clone(), line) {
            rules.fault(at, format!("vendor `{id}` is already on line {first}"), Some("join the two".into()));
        }
        rules.vendor(vendor, &mut register);
    }
    rules.doubles(&register);
    if rules.faults.is_empty() {
        register.index = Index::new(&register.entries);
        return Ok(register);
    }
    rules.faults.sort();
    Err(RegisterError::Rules { path: path.into(), faults: rules.faults })
}

struct Rules<'a> {
    lines: &'a Lines<'a>,
    faults: Vec<Fault>,
}

/// Whose package a pattern is, and on which terms.
struct Owner<'a> {
    vendor: usize,
    scope_at: usize,
    scope: &'a Scope,
    status: Status,
}

/// The days of a record as the file states them.
struct Dates {
    reviewed: Option<Date>,
    review_by: Option<Date>,
    approved_until: Option<Date>,
}

impl Rules<'_> {
    fn fault(&mut self, at: usize, message: impl Into<String>, hint: Option<String>) {
        let fault = self.lines.fault(at, message);
        self.faults.push(Fault { hint, ..fault });
    }

    fn id(&mut self, id: &str, at: usize) {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-._".contains(c);
        let starts = id.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
        if !starts || !id.chars().all(plain) || id.len() > ID_BYTES {
            let message = format!("vendor id `{}` must be lower-case letters, digits, `-`, `.` and `_`", shown(id));
            self.fault(at, message, None);
        } else if id == FIRST_PARTY {
            let hint = "write a `[first-party]` section";
            self.fault(at, format!("`{FIRST_PARTY}` is not free for a vendor"), Some(hint.into()));
        }
    }

    fn first_party(&mut self, raw: RawFirstParty, register: &mut Register) {
        let at = raw.status.span().start;
        let status = self.word(&raw.status, "status", &Status::WORDS).unwrap_or(Status::Proposed);
        if !matches!(status, Status::Proposed | Status::Approved) {
            self.fault(at, "own packages are `proposed` or `approved`", None);
        }
        let dates = self.dates(raw.reviewed, raw.review_by, raw.approved_until);
        if raw.packages.is_empty() && raw.paths.is_empty() {
            let hint = "write `paths = [\"crates/*\"]` or `packages = [\"pkg:cargo/ours-*\"]`";
            self.fault(at, "the section for own packages names none", Some(hint.into()));
        }
        let vendor = register.vendors.len();
        let scope = Scope { registries: Some(vec![Registry::Path]), ..Scope::default() };
        let owner = Owner { vendor, scope_at: 0, scope: &scope, status };
        for package in &raw.packages {
            self.package(package, &owner, register);
        }
        for folder in raw.paths {
            self.folder(&folder, vendor, register);
        }
        register.vendors.push(VendorRecord {
            id: FIRST_PARTY.into(),
            name: "own packages".into(),
            kind: Some(VendorKind::FirstParty),
            url: None,
            contacts: Vec::new(),
            jurisdiction: None,
            status,
            reason: None,
            conditions: None,
            reviewed: dates.reviewed,
            review_by: dates.review_by,
            approved_until: dates.approved_until,
            evidence: Vec::new(),
            keys: Vec::new(),
            notes: raw.notes,
            line: self.lines.line(at),
            scopes: vec![scope],
        });
    }

    fn vendor(&mut self, raw: RawVendor, register: &mut Register) {
        let at = raw.id.span().start;
        let known = self.word(&raw.status, "status", &Status::WORDS);
        let status = known.unwrap_or(Status::Proposed);
        if raw.name.get_ref().trim().is_empty() {
            self.fault(raw.name.span().start, "the vendor's name is empty", None);
        }
        self.status_terms(&raw, status, at);
        let kind = raw.kind.as_ref().and_then(|kind| self.word(kind, "kind", &VendorKind::WORDS));
        self.contact_texts(&raw);
        let dates = self.dates(raw.reviewed, raw.review_by, raw.approved_until);
        let vendor = register.vendors.len();
        let mut scopes = Vec::new();
        if !raw.packages.is_empty() {
            let scope = Scope::default();
            let owner = Owner { vendor, scope_at: 0, scope: &scope, status };
            for package in &raw.packages {
                self.package(package, &owner, register);
            }
            scopes.push(scope);
        }
        for scope in raw.scope {
            let scope = self.scope(scope, (vendor, scopes.len()), status, register);
            scopes.push(scope);
        }
        if scopes.is_empty() {
            let message = format!("vendor `{}` may deliver nothing", shown(raw.id.get_ref()));
            self.fault(at, message, Some("write `packages = [\"pkg:cargo/name\"]`".into()));
        }
        let evidence = raw.evidence.into_iter().filter_map(|evidence| self.evidence(evidence)).collect();
        let keys = raw.key.into_iter().filter_map(|key| self.key(key, at)).collect();
        register.vendors.push(VendorRecord {
            id: raw.id.into_inner(),
            name: raw.name.into_inner(),
            kind,
            url: raw.url.map(Spanned::into_inner),
            contacts: raw.contacts.into_iter().map(Spanned::into_inner).collect(),
            jurisdiction: raw.jurisdiction.map(Spanned::into_inner),
            status,
            reason: raw.reason,
            conditions: raw.conditions,
            reviewed: dates.reviewed,
            review_by: dates.review_by,
            approved_until: dates.approved_until,
            evidence,
            keys,
            notes: raw.notes,
            line: self.lines.line(at),
            scopes,
        });
    }

    /// Each status needs what makes it a decision: days for an approval, a reason for a refusal.
    fn status_terms(&mut self, raw: &RawVendor, status: Status, at: usize) {
        let id = shown(raw.id.get_ref());
        if status.is_approval() {
            for (key, missing) in [
                ("reviewed", raw.reviewed.is_none()),
                ("approved-until", raw.approved_until.is_none()),
                ("conditions", status == Status::Conditional && is_blank(raw.conditions.as_deref())),
            ] {
                if missing {
                    let hint = format!("add `{key} = …` to `{id}`");
                    self.fault(at, format!("vendor `{id}` is {} without `{key}`", status.word()), Some(hint));
                }
            }
        }
        if status.is_refusal() && is_blank(raw.reason.as_deref()) {
            let hint = format!("add `reason = \"…\"` to `{id}`");
            self.fault(at, format!("vendor `{id}` is {} without `reason`", status.word()), Some(hint));
        }
    }

    fn contact_texts(&mut self, raw: &RawVendor) {
        let web = |text: &str| text.starts_with("https://") || text.starts_with("http://");
        if let Some(url) = raw.url.as_ref().filter(|url| !web(url.get_ref())) {
            self.fault(url.span().start, format!("`{}` is not a web address", shown(url.get_ref())), None);
        }
        for contact in raw.contacts.iter().filter(|contact| !web(contact.get_ref()) && !contact.get_ref().contains('@'))
        {
            let message = format!("`{}` is neither a mail nor a web address", shown(contact.get_ref()));
            self.fault(contact.span().start, message, None);
        }
        if let Some(place) = raw.jurisdiction.as_ref().filter(|place| !is_jurisdiction(place.get_ref())) {
            let message = format!("`{}` is not an ISO 3166 code", shown(place.get_ref()));
            self.fault(place.span().start, message, Some("write `\"DE\"` or `\"US-CA\"`".into()));
        }
    }

    fn scope(&mut self, raw: RawScope, at: (usize, usize), status: Status, register: &mut Register) -> Scope {
        if raw.packages.get_ref().is_empty() {
            self.fault(raw.packages.span().start, "the scope names no package", None);
        }
        let registries = raw.registries.map(|registries| {
            if registries.get_ref().is_empty() {
                let hint = "leave `registries` out for the default registry";
                self.fault(registries.span().start, "`registries` is empty", Some(hint.into()));
            }
            let registries = registries.into_inner().into_iter();
            registries.filter_map(|registry| self.registry(&registry)).collect()
        });
        let usage = raw.usage.map(|usage| {
            if usage.get_ref().is_empty() {
                self.fault(usage.span().start, "`usage` is empty", Some("leave `usage` out for every usage".into()));
            }
            let usage = usage.into_inner().into_iter();
            usage.filter_map(|usage| self.word(&usage, "usage", &USAGES)).collect()
        });
        let until = raw.approved_until.and_then(|until| self.date(&until, "approved-until"));
        let scope = Scope { registries, usage, until };
        let owner = Owner { vendor: at.0, scope_at: at.1, scope: &scope, status };
        for package in raw.packages.get_ref() {
            self.package(package, &owner, register);
        }
        let _ = raw.notes;
        scope
    }

    fn registry(&mut self, text: &Spanned<String>) -> Option<Registry> {
        let parsed = Registry::parse(text.get_ref());
        parsed.map_err(|error| self.fault(text.span().start, error.to_string(), None)).ok()
    }

    fn package(&mut self, text: &Spanned<String>, owner: &Owner<'_>, register: &mut Register) {
        let at = text.span().start;
        let (pattern, version) = match PackagePattern::parse(text.get_ref()) {
            Ok(parsed) => parsed,
            Err(error) => return self.fault(at, error.to_string(), Some(error.hint())),
        };
        // Any name of a registry that everybody can publish to is not a scope; a refusal or a registry of one's own may be that broad.
        let anyone = owner.scope.registries.as_ref().is_none_or(|registries| registries.contains(&Registry::Default));
        if pattern.is_open() && anyone && !owner.status.is_refusal() {
            let message =
                format!("`{}` is too broad: anybody's package of the default registry matches", pattern.as_str());
            return self.fault(at, message, Some("name the packages, or the start of their names".into()));
        }
        let versions = match version.map(|version| VersionScope::parse(version, pattern.purl_type())) {
            None => VersionScope::Any,
            Some(Ok(versions)) => versions,
            Some(Err(error)) => {
                let source = std::error::Error::source(&error).map_or(String::new(), |cause| format!(": {cause}"));
                return self.fault(at, format!("{error}{source}"), None);
            }
        };
        let (text, line) = (text.get_ref().clone(), self.lines.line(at));
        let pattern = EntryPattern::Package(pattern);
        register.entries.push(Entry { vendor: owner.vendor, scope: owner.scope_at, pattern, versions, text, line });
    }

    fn folder(&mut self, text: &Spanned<String>, vendor: usize, register: &mut Register) {
        let (at, folder) = (text.span().start, text.get_ref());
        let valid = RelativePath::new(folder).is_ok_and(|path| path.as_str() == folder);
        if !valid || folder.starts_with('*') || folder.len() > limits::PATTERN_BYTES {
            let message = format!("`{}` is not a folder of the subject, such as `crates/*`", shown(folder));
            return self.fault(at, message, None);
        }
        let (text, line) = (folder.clone(), self.lines.line(at));
        let pattern = EntryPattern::Folder(Glob::new(folder));
        register.entries.push(Entry { vendor, scope: 0, pattern, versions: VersionScope::Any, text, line });
    }

    fn dates(&mut self, reviewed: RawDate, review_by: RawDate, approved_until: RawDate) -> Dates {
        let place =
            [&approved_until, &review_by, &reviewed].into_iter().flatten().next().map_or(0, |at| at.span().start);
        let mut read = |raw: RawDate, key| raw.and_then(|raw| self.date(&raw, key));
        let reviewed = read(reviewed, "reviewed");
        let review_by = read(review_by, "review-by");
        let approved_until = read(approved_until, "approved-until");
        for (key, later) in [("approved-until", approved_until), ("review-by", review_by)] {
            if let (Some(reviewed), Some(later)) = (reviewed, later)
                && later < reviewed
            {
                self.fault(place, format!("`{key}` {later} is before `reviewed` {reviewed}"), None);
            }
        }
        if let (Some(reviewed), Some(until)) = (reviewed, approved_until)
            && reviewed.days_until(until) > APPROVAL_DAYS
        {
            let message = format!("an approval until {until} is more than five years after its review on {reviewed}");
            self.fault(place, message, Some("choose a day on which somebody looks again".into()));
        }
        let review_by = review_by.or_else(|| reviewed?.plus_days(REVIEW_DAYS));
        Dates { reviewed, review_by, approved_until }
    }

    fn date(&mut self, raw: &Spanned<Value>, key: &str) -> Option<Date> {
        let date = match raw.get_ref() {
            Value::Datetime(day) if day.time.is_none() && day.offset.is_none() => day.to_string().parse().ok(),
            _ => None,
        };
        if date.is_none() {
            let found = raw.get_ref().to_string();
            let message = format!("`{key}` must be a date, found {}", shown(found.trim()));
            self.fault(raw.span().start, message, Some(format!("write `{key} = 2026-01-31`, without quotes")));
        }
        date
    }

    fn evidence(&mut self, raw: RawEvidence) -> Option<VettingEvidence> {
        let at = raw.title.span().start;
        let sha256 = raw.sha256.and_then(|text| {
            let parsed = Digest::from_hex(Algorithm::Sha256, text.get_ref());
            parsed.map_err(|error| self.fault(text.span().start, error.to_string(), None)).ok()
        });
        let expires = raw.expires.and_then(|expires| self.date(&expires, "expires"));
        let place = match (raw.path, raw.url) {
            (Some(path), None) => EvidencePlace::File(self.file(&path)?),
            (None, Some(url)) => EvidencePlace::Url(url.into_inner()),
            _ => {
                self.fault(at, "evidence has either `path` or `url`", None);
                return None;
            }
        };
        if matches!(place, EvidencePlace::File(_)) && sha256.is_none() {
            self.fault(at, "evidence in a file needs its `sha256`", Some("sha256sum FILE".into()));
        }
        Some(VettingEvidence { title: raw.title.into_inner(), place, sha256, expires })
    }

    fn key(&mut self, raw: RawKey, vendor: usize) -> Option<VendorKey> {
        let valid_from = raw.valid_from.and_then(|from| self.date(&from, "valid-from"));
        let valid_until = raw.valid_until.and_then(|until| self.date(&until, "valid-until"));
        let source = match (raw.file, raw.public_key) {
            (Some(file), None) => KeySource::File(self.file(&file)?),
            (None, Some(key)) if !key.get_ref().trim().is_empty() => KeySource::Inline(key.into_inner()),
            _ => {
                self.fault(vendor, "a key has either `file` or `public-key`", None);
                return None;
            }
        };
        Some(VendorKey { source, valid_from, valid_until })
    }

    fn file(&mut self, text: &Spanned<String>) -> Option<RelativePath> {
        let path = RelativePath::new(text.get_ref());
        let named = |error| format!("`{}` is not a path below the register's folder: {error}", shown(text.get_ref()));
        path.map_err(|error| self.fault(text.span().start, named(error), None)).ok()
    }

    fn word<T: Copy>(&mut self, text: &Spanned<String>, key: &str, words: &[(&str, T)]) -> Option<T> {
        let found = words.iter().find(|(word, _)| word == text.get_ref()).map(|(_, value)| *value);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let message = format!("`{}` is no {key}, expected one of {}", shown(text.get_ref()), known.join(", "));
            self.fault(text.span().start, message, None);
        }
        found
    }

    /// The same text twice in one scope is a slip, and one of the two would never be used.
    fn doubles(&mut self, register: &Register) {
        let mut seen: BTreeMap<(usize, usize, &str), usize> = BTreeMap::new();
        for entry in &register.entries {
            if let Some(first) = seen.insert((entry.vendor, entry.scope, &entry.text), entry.line) {
                let message = format!("`{}` is already on line {first}", shown(&entry.text));
                self.faults.push(Fault { line: entry.line, column: 1, message, hint: None });
            }
        }
    }
}

type RawDate = Option<Spanned<Value>>;

fn is_blank(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}

fn is_jurisdiction(text: &str) -> bool {
    let (country, part) = text.split_once('-').map_or((text, None), |(country, part)| (country, Some(part)));
    let upper = |c: char| c.is_ascii_uppercase();
    country.len() == 2
        && country.chars().all(upper)
        && part.is_none_or(|part| (1..=3).contains(&part.len()) && part.chars().all(|c| upper(c) || c.is_ascii_digit()))
}

fn shown(text: &str) -> String {
    text.chars().take(120).collect()
}
