//! The profile that applies to a unit, as cargo puts it together.
//!
//! Spec: The Cargo Book, "Profiles".

use std::collections::BTreeSet;

use cargo_metadata::Package;
use toml::{Table, Value};

use super::Settings;
use super::configuration::merge;
use crate::collect::cargo::built::message::UnitProfile;

/// Settings of a profile that a variable can name.
pub(super) const KEYS: &[&str] = &[
    "codegen-units",
    "debug",
    "debug-assertions",
    "incremental",
    "inherits",
    "lto",
    "opt-level",
    "overflow-checks",
    "panic",
    "strip",
];

/// Settings of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Profile {
    pub(in super::super) opt_level: String,
    pub(in super::super) lto: String,
    /// None for the compiler's own choice.
    pub(in super::super) codegen_units: Option<u32>,
    pub(in super::super) debuginfo: String,
    pub(in super::super) debug_assertions: bool,
    pub(in super::super) overflow_checks: bool,
    pub(in super::super) incremental: bool,
    pub(in super::super) panic: String,
    /// None where nothing is said: cargo then strips debug information if nobody asked for any.
    pub(in super::super) strip: Option<String>,
}

/// What a unit is used for, as far as its profile asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Use {
    Target,
    /// Build scripts, proc-macros and what they use.
    Host,
    Test,
}

/// All that profiles of a build follow from.
pub(in super::super) struct Profiles {
    base: Profile,
    /// What the profile and those that it inherits from say.
    table: Table,
    incremental: Option<bool>,
}

impl Profiles {
    /// Puts the profile together that was asked for; none where it is not defined.
    pub(in super::super) fn of(settings: &Settings, manifest: &Table) -> Option<Self> {
        let own = manifest.get("profile").and_then(Value::as_table);
        let stated = |name: &str| {
            let mut table = own.and_then(|own| own.get(name)?.as_table()).cloned().unwrap_or_default();
            merge(&mut table, settings.configuration.profile(name));
            table
        };
        let mut names = vec![settings.profile.clone()];
        let mut tables = Vec::new();
        let mut seen = BTreeSet::new();
        while let Some(name) = names.pop() {
            let table = stated(&name);
            if name != "dev" && name != "release" {
                let inherits = table.get("inherits").and_then(Value::as_str).map(str::to_owned);
                names.push(inherits.or_else(|| predefined(&name).map(str::to_owned))?);
                seen.insert(name.clone()).then_some(())?;
            }
            tables.push((name, table));
        }
        let (root, _) = tables.last()?;
        let base = Profile::of_root(root);
        let mut table = Table::new();
        for (_, stated) in tables.into_iter().rev() {
            merge(&mut table, stated);
        }
        Some(Self { base, table, incremental: settings.configuration.incremental() })
    }

    /// Returns the profile of a package's unit.
    pub(in super::super) fn of_unit(&self, package: &Package, is_member: bool, used: Use) -> Profile {
        let mut profile = self.base.clone();
        profile.merge(&self.table);
        let table = |key: &str| self.table.get(key).and_then(Value::as_table);
        if used == Use::Host {
            "0".clone_into(&mut profile.opt_level);
            profile.codegen_units = None;
            if let Some(own) = table("build-override") {
                profile.merge(own);
            }
        }
        let packages = table("package");
        let of = |key: &str| packages.and_then(|all| all.get(key)?.as_table());
        if let Some(own) = of("*").filter(|_| !is_member) {
            profile.merge(own);
        }
        let is_named = |(key, _): &(&String, &Value)| *key != "*" && fits(key, package);
        let named = packages.into_iter().flatten().find(is_named);
        if let Some(own) = named.and_then(|(_, own)| own.as_table()) {
            profile.merge(own);
        }
        if used != Use::Target {
            "unwind".clone_into(&mut profile.panic);
        }
        profile.incremental = package.source.is_none() && self.incremental.unwrap_or(profile.incremental);
        profile
    }
}

/// Returns what a predefined profile inherits from.
fn predefined(name: &str) -> Option<&'static str> {
    match name {
        "debug" | "test" | "doc" => Some("dev"),
        "bench" => Some("release"),
        _ => None,
    }
}

/// Returns whether a package is the one that a specification names: `name`, `name@1.2`, `https://…#name@1.2.3`.
///
/// Spec: The Cargo Book, "Package ID Specifications".
fn fits(specification: &str, package: &Package) -> bool {
    let (place, rest) = match specification.rsplit_once('#') {
        Some((place, rest)) => (Some(place), rest),
        None if specification.contains("://") => return package.id.repr.contains(specification),
        None => (None, specification),
    };
    let (name, version) = match rest.split_once(['@', ':']) {
        Some((name, version)) => (name, Some(version)),
        None => (rest, None),
    };
    let whole = package.version.to_string();
    let is_version = |version: &str| {
        whole == version || whole.strip_prefix(version).is_some_and(|rest| rest.starts_with(['.', '-', '+']))
    };
    package.name.as_str() == name
        && version.is_none_or(is_version)
        && place.is_none_or(|place| package.id.repr.contains(place))
}

impl Profile {
    fn of_root(name: &str) -> Self {
        let is_dev = name == "dev";
        Self {
            opt_level: if is_dev { "0" } else { "3" }.to_owned(),
            lto: "false".to_owned(),
            codegen_units: None,
            debuginfo: if is_dev { "2" } else { "0" }.to_owned(),
            debug_assertions: is_dev,
            overflow_checks: is_dev,
            incremental: is_dev,
            panic: "unwind".to_owned(),
            strip: None,
        }
    }

    /// Lays what a table says over what was said before.
    fn merge(&mut self, table: &Table) {
        let text = |key: &str| table.get(key).and_then(word);
        let flag = |key: &str| table.get(key).and_then(Value::as_bool);
        if let Some(level) = text("opt-level") {
            self.opt_level = level;
        }
        if let Some(lto) = text("lto") {
            self.lto = if ["off", "n", "no", "none"].contains(&lto.as_str()) { "off".to_owned() } else { lto };
        }
        if let Some(units) = table.get("codegen-units").and_then(Value::as_integer) {
            self.codegen_units = u32::try_from(units).ok();
        }
        if let Some(debug) = text("debug") {
            self.debuginfo = match debug.as_str() {
                "false" | "none" => "0".to_owned(),
                "limited" => "1".to_owned(),
                "true" | "full" => "2".to_owned(),
                _ => debug,
            };
        }
        if let Some(panic) = text("panic") {
            self.panic = panic;
        }
        self.debug_assertions = flag("debug-assertions").unwrap_or(self.debug_assertions);
        self.overflow_checks = flag("overflow-checks").unwrap_or(self.overflow_checks);
        self.incremental = flag("incremental").unwrap_or(self.incremental);
        // A table that says nothing of it takes back what was said: so does cargo.
        self.strip = text("strip").map(|strip| match strip.as_str() {
            "true" => "symbols".to_owned(),
            "false" => "none".to_owned(),
            _ => strip,
        });
    }

    /// Returns the profile that a unit graph tells; none of a message, which tells only a part.
    pub(in super::super) fn told(unit: &UnitProfile) -> Option<Self> {
        let strip = ["resolved", "deferred"].iter().find_map(|key| unit.strip.get(*key));
        let strip = strip.or(Some(&unit.strip)).and_then(|strip| strip.get("Named").unwrap_or(strip).as_str());
        Some(Self {
            opt_level: unit.opt_level.clone(),
            lto: unit.lto.clone()?,
            codegen_units: unit.codegen_units,
            debuginfo: words(&unit.debuginfo),
            debug_assertions: unit.debug_assertions,
            overflow_checks: unit.overflow_checks,
            incremental: unit.incremental.unwrap_or(false),
            panic: unit.panic.clone().unwrap_or_else(|| "unwind".to_owned()),
            strip: strip.map(str::to_lowercase),
        })
    }

    /// Returns whether the messages tell the same, as far as they tell; of what runs while building cargo may take debug information back.
    pub(in super::super) fn agrees(&self, unit: &UnitProfile) -> bool {
        self.opt_level == unit.opt_level
            && self.debug_assertions == unit.debug_assertions
            && self.overflow_checks == unit.overflow_checks
            && self.debuginfo == words(&unit.debuginfo)
    }

    /// Returns the settings by their names in a manifest. The last ones are those of a whole program.
    pub(in super::super) fn rows(&self) -> [(&'static str, String); 9] {
        let units = self.codegen_units.map_or_else(|| "default".to_owned(), |units| units.to_string());
        [
            ("opt-level", self.opt_level.clone()),
            ("debuginfo", self.debuginfo.clone()),
            ("debug-assertions", self.debug_assertions.to_string()),
            ("overflow-checks", self.overflow_checks.to_string()),
            ("codegen-units", units),
            ("incremental", self.incremental.to_string()),
            ("lto", self.lto.clone()),
            ("panic", self.panic.clone()),
            ("strip", self.strip.clone().unwrap_or_else(|| "none".to_owned())),
        ]
    }

    /// Returns what differs from the profile of the artifact, of what a package can have for itself.
    pub(in super::super) fn different(&self, other: &Self) -> Option<String> {
        let pairs = self.rows().into_iter().zip(other.rows()).take(5);
        let different: Vec<String> =
            pairs.filter(|(own, other)| own != other).map(|((key, value), _)| format!("{key}={value}")).collect();
        (!different.is_empty()).then(|| different.join(" "))
    }
}

fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Boolean(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// Returns the word of a message for debug information, which is a number or a text; nothing means none.
pub(in super::super) fn words(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => "0".to_owned(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
