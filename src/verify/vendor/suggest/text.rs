//! Writes proposals as the text of a register.

use std::collections::BTreeSet;

use super::Suggestion;
use crate::verify::vendor::register::{FIRST_PARTY, FORMAT_VERSION, Register, VendorKind};

const HEADER: &str = "\
# Register of vetted vendors: who may deliver what, and until when.
#
# A proposal: it is grouped by what the packages say of themselves, which nobody has checked. Nothing that is `proposed` passes.
# Review each vendor, then: bonafide vendor approve ID --until DATE
";

impl Suggestion {
    /// Returns a whole new register.
    #[must_use]
    pub fn to_register(&self) -> String {
        let mut text = String::from(HEADER);
        put(&mut text, format_args!("version = {FORMAT_VERSION}\n"));
        self.write_own(&mut text);
        self.write_vendors(&mut text);
        text
    }

    /// Returns the text of a register with the proposals after it. Nothing that is there changes.
    #[must_use]
    pub fn append_to(&self, text: &str, register: &Register) -> String {
        if self.is_empty() {
            return text.to_owned();
        }
        let mut text = text.trim_end().to_owned();
        text.push('\n');
        if register.find(FIRST_PARTY).is_none() {
            self.write_own(&mut text);
        } else if !(self.own_folders.is_empty() && self.own_packages.is_empty()) {
            text.push_str("\n# To be added to [first-party] above, after a look at them:\n");
            for own in self
                .own_folders
                .iter()
                .map(|folder| ("paths", folder))
                .chain(self.own_packages.iter().map(|p| ("packages", p)))
            {
                put(&mut text, format_args!("# {}: {}\n", own.0, quoted(own.1)));
            }
        }
        self.write_vendors(&mut text);
        text
    }

    fn write_own(&self, text: &mut String) {
        if self.own_folders.is_empty() && self.own_packages.is_empty() {
            return;
        }
        text.push_str(
            "\n# Packages of our own, found in folders of the subject.\n[first-party]\nstatus = \"proposed\"\n",
        );
        if !self.own_folders.is_empty() {
            write_list(text, "paths", &self.own_folders);
        }
        if !self.own_packages.is_empty() {
            write_list(text, "packages", &self.own_packages);
        }
    }

    fn write_vendors(&self, text: &mut String) {
        for vendor in &self.vendors {
            put(text, format_args!("\n[[vendor]]\nid = {}\nname = {}\n", quoted(&vendor.id), quoted(&vendor.name)));
            let word = VendorKind::WORDS.iter().find(|(_, kind)| Some(*kind) == vendor.kind);
            if let Some((word, _)) = word {
                put(text, format_args!("kind = \"{word}\"\n"));
            }
            if let Some(url) = &vendor.url {
                put(text, format_args!("url = {}\n", quoted(url)));
            }
            text.push_str("status = \"proposed\"\n");
            for (registry, packages) in &vendor.packages {
                if !registry.is_empty() {
                    put(text, format_args!("[[vendor.scope]]\nregistries = [{}]\n", quoted(registry)));
                }
                write_list(text, "packages", packages);
            }
        }
    }
}

fn put(text: &mut String, line: std::fmt::Arguments<'_>) {
    use std::fmt::Write;
    // Writing to a string cannot fail.
    let _ = text.write_fmt(line);
}

/// Returns a text as TOML writes strings.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn write_list(text: &mut String, key: &str, values: &BTreeSet<String>) {
    let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
    let line = format!("{key} = [{}]\n", values.join(", "));
    if line.len() <= 100 {
        text.push_str(&line);
    } else {
        put(text, format_args!("{key} = [\n  {},\n]\n", values.join(",\n  ")));
    }
}
