//! Licences: expressions stand as they are, every other text gets a reference of its own. Spec: SPDX 2.3, 7.15 and 10.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::types::ExtractedLicense;
use crate::format::fact::{self, Facts};
use crate::model::{Inventory, License};

/// The texts of an inventory's licences that are no expressions of listed licences.
#[derive(Default)]
pub(super) struct Licenses<'a> {
    /// Reference by text.
    references: BTreeMap<Cow<'a, str>, String>,
    /// References that expressions use, whose text nobody has told.
    unknown: BTreeMap<&'a str, String>,
}

impl<'a> Licenses<'a> {
    /// Gives a reference to every text that needs one.
    pub(super) fn new(inventory: &'a Inventory) -> Self {
        let mut licenses = Self::default();
        for license in inventory.components.iter().filter_map(|component| component.license.as_ref()) {
            match license {
                License::Expression(text) if is_self_contained(text) => {
                    for reference in references_in(text) {
                        licenses.unknown.entry(reference).or_insert_with(|| reference.to_owned());
                    }
                }
                other => licenses.give_reference(text_of(other)),
            }
        }
        // What an expression calls its own must not be taken for one of ours.
        for reference in licenses.references.values() {
            licenses.unknown.remove(reference.as_str());
        }
        licenses
    }

    fn give_reference(&mut self, text: Cow<'a, str>) {
        self.references.entry(text).or_insert_with_key(|text| {
            let mut reference = String::from("LicenseRef-bonafide");
            super::identifier::push_hash(text, 8, &mut reference);
            reference
        });
    }

    /// Returns whether no reference is needed.
    pub(super) fn is_empty(&self) -> bool {
        self.references.is_empty() && self.unknown.is_empty()
    }

    /// Returns every reference with its text.
    pub(super) fn extracted(&self) -> impl Iterator<Item = ExtractedLicense<'_>> {
        let known = self.references.iter().map(|(text, reference)| ExtractedLicense {
            license_id: reference,
            extracted_text: if text.is_empty() { "(empty)" } else { text },
            name: text,
        });
        let unknown = self.unknown.iter().map(|(name, reference)| ExtractedLicense {
            license_id: reference,
            extracted_text: "The text is not at hand; the component's author refers to it by this name.",
            name,
        });
        known.chain(unknown)
    }

    /// Returns what `licenseDeclared` says.
    pub(super) fn declared(&self, license: Option<&'a License>, facts: &mut Facts<'a>) -> Cow<'_, str> {
        let Some(license) = license else { return Cow::Borrowed("NOASSERTION") };
        match license {
            License::Expression(text) if is_self_contained(text) => return Cow::Owned(text.clone()),
            License::Name(text) if License::parse(text) != *license => facts.push(fact::LICENSE_NAME, text.as_str()),
            License::File(path) => facts.push(fact::LICENSE_FILE, path.as_str()),
            License::Expression(_) | License::Name(_) => {}
        }
        self.references.get(&text_of(license)).map_or(Cow::Borrowed("NOASSERTION"), |it| Cow::Borrowed(it.as_str()))
    }
}

fn text_of(license: &License) -> Cow<'_, str> {
    match license {
        License::Expression(text) | License::Name(text) => Cow::Borrowed(text),
        License::File(path) => Cow::Owned(format!("The licence is in the file {path} of the component.")),
    }
}

/// Returns whether an expression refers to no other document.
fn is_self_contained(expression: &str) -> bool {
    !expression.contains("DocumentRef-") && !expression.contains("AdditionRef-") && !expression.trim().is_empty()
}

fn references_in(expression: &str) -> impl Iterator<Item = &str> {
    expression.split([' ', '(', ')']).filter(|word| word.starts_with("LicenseRef-"))
}
