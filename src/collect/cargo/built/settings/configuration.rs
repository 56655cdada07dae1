//! Cargo's configuration: files up the tree, variables, and `--config`, brought together by cargo's precedence. Read, never executed.
//!
//! Spec: The Cargo Book, "Configuration".

use std::collections::BTreeMap;

use cargo_metadata::cargo_platform::{Cfg, CfgExpr};
use toml::{Table, Value};

use crate::model::{Problem, ProblemKind};

/// A configuration file.
#[derive(Clone, Debug)]
pub struct ConfigurationFile {
    /// What it is called in a document, such as `.cargo/config.toml`.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What configures cargo.
#[derive(Clone, Debug, Default)]
pub struct Configuration {
    files: Table,
    variables: BTreeMap<String, String>,
    arguments: Table,
    /// What could not be understood.
    pub problems: Vec<Problem>,
}

impl Configuration {
    /// Brings together configuration files, the one that counts most first, variables of the environment, and values of `--config`.
    ///
    /// Total on any bytes: a file that is none becomes a problem.
    #[must_use]
    pub fn of(
        files: &[ConfigurationFile],
        variables: impl IntoIterator<Item = (String, String)>,
        arguments: &[&str],
    ) -> Self {
        let mut found = Self { variables: variables.into_iter().collect(), ..Self::default() };
        for file in files.iter().rev() {
            let text = std::str::from_utf8(&file.bytes).unwrap_or("[");
            let Ok(table) = text.parse::<Table>() else {
                let message = "expected cargo's configuration, found no TOML";
                found.problems.push(Problem::new(ProblemKind::Unusable, file.name.as_str(), message));
                continue;
            };
            if table.contains_key("include") {
                let message = "it includes other files, which were not read";
                found.problems.push(Problem::new(ProblemKind::Skipped, file.name.as_str(), message));
            }
            merge(&mut found.files, table);
        }
        for argument in arguments {
            // What has no equals sign is a file, which the caller reads where it wants to.
            if let Ok(table) = argument.parse::<Table>() {
                merge(&mut found.arguments, table);
            }
        }
        found
    }

    /// Returns a variable that is set, and not empty.
    fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Returns a value of the configuration by its place: an argument, a variable, or what files say.
    pub(super) fn value(&self, place: &[&str]) -> Option<Value> {
        let variable = || self.variable(&variable_of(place)).map(value_of);
        at(&self.arguments, place).cloned().or_else(variable).or_else(|| at(&self.files, place).cloned())
    }

    fn text(&self, place: &[&str]) -> Option<String> {
        match self.value(place)? {
            Value::String(text) => Some(text),
            Value::Boolean(flag) => Some(flag.to_string()),
            Value::Integer(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// Returns the program that a variable of its own names, or `build.<key>`.
    pub(super) fn program(&self, variable: &str, key: &str) -> Option<String> {
        // An empty variable turns a wrapper off.
        match self.variables.get(variable) {
            Some(name) => Some(name.clone()).filter(|name| !name.is_empty()),
            None => self.text(&["build", key]).filter(|name| !name.is_empty()),
        }
    }

    /// Returns the words that a command of the user's own stands for, as `[alias]` or `CARGO_ALIAS_<NAME>` gives them.
    #[must_use]
    pub fn alias(&self, name: &str) -> Option<Vec<String>> {
        match self.value(&["alias", name])? {
            Value::String(text) => Some(words(&text)),
            Value::Array(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
            _ => None,
        }
    }

    /// Returns the flags for rustc: the first place that has any counts.
    ///
    /// Spec: The Cargo Book, "Configuration", `build.rustflags`.
    #[must_use]
    pub fn rust_flags(&self, triple: &str, cfg: &str) -> Vec<String> {
        if let Some(encoded) = self.variable("CARGO_ENCODED_RUSTFLAGS") {
            return encoded.split('\u{1f}').map(str::to_owned).collect();
        }
        if let Some(flags) = self.variable("RUSTFLAGS") {
            return words(flags);
        }
        let mut flags = self.list(&["target", triple, "rustflags"]);
        flags.extend(self.by_cfg(triple, cfg).into_iter().flat_map(|key| self.list(&["target", &key, "rustflags"])));
        if flags.is_empty() { self.list(&["build", "rustflags"]) } else { flags }
    }

    /// Returns the linker that is configured for a platform.
    pub(super) fn linker(&self, triple: &str, cfg: &str) -> Option<String> {
        let own = self.text(&["target", triple, "linker"]);
        own.or_else(|| self.by_cfg(triple, cfg).iter().find_map(|key| self.text(&["target", key, "linker"])))
    }

    /// Returns the keys `cfg(…)` of `target` that hold on a platform.
    fn by_cfg(&self, triple: &str, cfg: &str) -> Vec<String> {
        let known: Vec<Cfg> = cfg.lines().filter_map(|line| line.trim().parse().ok()).collect();
        let tables = [&self.arguments, &self.files].into_iter().filter_map(|table| at(table, &["target"])?.as_table());
        let mut keys: Vec<String> =
            tables.flat_map(Table::keys).filter(|key| holds(key, triple, &known)).cloned().collect();
        keys.sort();
        keys.dedup();
        keys
    }

    /// Returns a list, as an array or as words in one text; lists of several places are joined, those that count more at the end.
    fn list(&self, place: &[&str]) -> Vec<String> {
        let variable = self.variable(&variable_of(place)).map(|text| Value::String(text.to_owned()));
        let all = [at(&self.files, place).cloned(), variable, at(&self.arguments, place).cloned()];
        let items = |value: Value| match value {
            Value::String(text) => words(&text),
            Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        all.into_iter().flatten().flat_map(items).collect()
    }

    /// Returns what configuration says of a profile.
    pub(super) fn profile(&self, name: &str) -> Table {
        let below =
            |table: &Table| at(table, &["profile", name]).and_then(Value::as_table).cloned().unwrap_or_default();
        let mut found = below(&self.files);
        let mut own = Table::new();
        for key in super::profile::KEYS {
            for (folder, table) in [(&[][..], &mut found), (&["build-override"], &mut own)] {
                let place = [&["profile", name], folder, &[*key]].concat();
                if let Some(text) = self.variable(&variable_of(&place)) {
                    table.insert((*key).to_owned(), value_of(text));
                }
            }
        }
        if !own.is_empty() {
            merge(&mut found, Table::from_iter([("build-override".to_owned(), Value::Table(own))]));
        }
        merge(&mut found, below(&self.arguments));
        found
    }

    /// Returns whether everything, or nothing, is compiled incrementally whatever the profile says.
    pub(super) fn incremental(&self) -> Option<bool> {
        if let Some(flag) = self.variables.get("CARGO_INCREMENTAL") {
            return Some(flag == "1");
        }
        let is_ci = self.variables.contains_key("CI") || self.variables.contains_key("TF_BUILD");
        let stated = self.value(&["build", "incremental"]).and_then(|value| value.as_bool());
        stated.or(is_ci.then_some(false))
    }
}

/// Returns the variable that stands for a place of the configuration.
fn variable_of(place: &[&str]) -> String {
    format!("CARGO_{}", place.join("_")).to_uppercase().replace(['-', '.'], "_")
}

/// Returns what the text of a variable means.
fn value_of(text: &str) -> Value {
    let flag = text.parse().map(Value::Boolean).ok();
    flag.or_else(|| text.parse().map(Value::Integer).ok()).unwrap_or_else(|| Value::String(text.to_owned()))
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn holds(key: &str, triple: &str, known: &[Cfg]) -> bool {
    let inner = key.strip_prefix("cfg(").and_then(|rest| rest.strip_suffix(')'));
    let expression = inner.and_then(|inner| inner.parse::<CfgExpr>().ok());
    !triple.is_empty() && expression.is_some_and(|expression| expression.matches(known))
}

fn at<'t>(table: &'t Table, place: &[&str]) -> Option<&'t Value> {
    let (last, folders) = place.split_last()?;
    let mut table = table;
    for folder in folders {
        table = table.get(*folder)?.as_table()?;
    }
    table.get(*last)
}

/// Merges a table that counts more into one that counts less. Tables are joined and arrays appended; the depth is bounded by the parser.
pub(super) fn merge(low: &mut Table, high: Table) {
    for (key, value) in high {
        match (low.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(above)) => merge(below, above),
            (Some(Value::Array(below)), Value::Array(above)) => below.extend(above),
            (_, value) => {
                low.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn configuration(files: &[&str], variables: &[(&str, &str)], arguments: &[&str]) -> Configuration {
        let file = |text: &&str| ConfigurationFile { name: "config.toml".to_owned(), bytes: text.as_bytes().to_vec() };
        let files: Vec<_> = files.iter().map(file).collect();
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Configuration::of(&files, variables, arguments)
    }

    #[test]
    fn arguments_count_more_than_variables_and_these_more_than_files() {
        let near = "[build]\nrustc-wrapper = \"near\"\nrustflags = [\"-Cb\"]";
        let far = "[build]\nrustc-wrapper = \"far\"\nrustc = \"r\"\nrustflags = [\"-Ca\"]";
        let found = configuration(&[near, far], &[], &[]);
        assert_eq!(found.program("RUSTC_WRAPPER", "rustc-wrapper").as_deref(), Some("near"));
        assert_eq!(found.program("RUSTC", "rustc").as_deref(), Some("r"));
        assert_eq!(found.rust_flags("t", ""), ["-Ca", "-Cb"]);
        let found = configuration(&[near], &[("CARGO_BUILD_RUSTC_WRAPPER", "v")], &["build.rustc-wrapper = \"a\""]);
        assert_eq!(found.program("RUSTC_WRAPPER", "rustc-wrapper").as_deref(), Some("a"));
        let found = configuration(&[near], &[("RUSTC_WRAPPER", ""), ("RUSTFLAGS", "-Cc  -Cd")], &[]);
        assert_eq!(found.program("RUSTC_WRAPPER", "rustc-wrapper"), None);
        assert_eq!(found.rust_flags("t", ""), ["-Cc", "-Cd"]);
    }

    #[test]
    fn flags_and_linkers_are_those_of_the_platform() {
        let text = "[build]\nrustflags = \"-Ca\"\n[target.x86_64-unknown-linux-gnu]\nlinker = \"/usr/bin/clang\"\n\
            [target.'cfg(unix)']\nrustflags = [\"-Cb\"]\n[target.'cfg(windows)']\nrustflags = [\"-Cc\"]\nlinker = \"lld\"";
        let found = configuration(&[text], &[], &[]);
        assert_eq!(found.rust_flags("x86_64-unknown-linux-gnu", "unix\n"), ["-Cb"]);
        assert_eq!(found.rust_flags("wasm32-wasip1", ""), ["-Ca"]);
        assert_eq!(found.linker("x86_64-unknown-linux-gnu", "unix").as_deref(), Some("/usr/bin/clang"));
        assert_eq!(found.linker("x86_64-pc-windows-msvc", "windows").as_deref(), Some("lld"));
        let found = configuration(&[text], &[("CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER", "mold")], &[]);
        assert_eq!(found.linker("x86_64-unknown-linux-gnu", "unix").as_deref(), Some("mold"));
    }

    #[test]
    fn an_alias_is_words_or_a_list() {
        let text =
            "[alias]\nship = \"build  --release\"\nxt = [\"run\", \"-p\", \"x t\"]\nodd = 1\nmixed = [\"run\", 1]";
        let found = configuration(&[text], &[("CARGO_ALIAS_ONE", "b -r")], &[]);
        let alias = |name| found.alias(name).map(|words| words.join("|"));
        assert_eq!(alias("ship").as_deref(), Some("build|--release"));
        assert_eq!(alias("xt").as_deref(), Some("run|-p|x t"));
        assert_eq!(alias("one").as_deref(), Some("b|-r"));
        assert!(["odd", "mixed", "none"].iter().all(|name| alias(name).is_none()));
    }

    #[test]
    fn a_file_that_is_none_is_told() {
        assert_eq!(configuration(&["[build", "a = 1"], &[], &[]).problems.len(), 1);
        let found = configuration(&["include = \"x.toml\""], &[], &[]);
        assert_eq!(found.problems.first().map(|it| it.kind), Some(ProblemKind::Skipped));
    }
}
