//! Licences: each expression is one element that all packages refer to. Spec: SPDX 3.0.1, `LicenseExpression`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::element::Elements;
use crate::format::fact::{self, Facts};
use crate::format::spdx3::name;
use crate::model::{Inventory, License};

/// The licence of the document's own data. Spec: SPDX 3.0.1, Core, `dataLicense`.
pub(super) const DATA_LICENSE: &str = "CC0-1.0";

/// The expressions of an inventory; with the text that the reference stands for, where one is made up.
pub(super) struct Licenses<'a>(BTreeMap<String, Option<Cow<'a, str>>>);

impl<'a> Licenses<'a> {
    /// Finds all licences of an inventory.
    pub(super) fn new(inventory: &'a Inventory) -> Self {
        let mut all = BTreeMap::from([(DATA_LICENSE.to_owned(), None)]);
        for component in &inventory.components {
            for license in component.license.iter().chain(component.concluded_license.as_deref()) {
                // Most packages of a tree are under a few licences.
                if let License::Expression(text) = license
                    && all.contains_key(text)
                {
                    continue;
                }
                let text = text_of(license);
                all.entry(expression_of(license).into_owned()).or_insert(text);
            }
        }
        Self(all)
    }

    /// Writes all of them.
    pub(super) fn write(&self, out: &mut Elements) {
        for (expression, text) in &self.0 {
            out.element("simplelicensing_LicenseExpression", &name_of(expression), |object| {
                object.text("simplelicensing_licenseExpression", expression);
                let reference = text.as_ref().map(|_| expression);
                object.objects("simplelicensing_customIdToUri", reference, |reference, object| {
                    object.word("type", "DictionaryEntry");
                    object.text("key", reference);
                    object.iri("value", &text_name(reference));
                });
            });
            if let Some(text) = text {
                out.element("simplelicensing_SimpleLicensingText", &text_name(expression), |object| {
                    object.text("name", text);
                    object.text("simplelicensing_licenseText", if text.is_empty() { "(empty)" } else { text });
                });
            }
        }
    }
}

/// Returns the name of the element of a licence.
pub(super) fn name_of_license(license: &License) -> String {
    name_of(&expression_of(license))
}

/// Returns the name of the element of an expression.
pub(super) fn name_of(expression: &str) -> String {
    name::derived("License", &[expression])
}

fn text_name(reference: &str) -> String {
    name::derived("LicenseText", &[reference])
}

fn expression_of(license: &License) -> Cow<'_, str> {
    match (license, text_of(license)) {
        (License::Expression(text), None) => Cow::Borrowed(text),
        (_, text) => {
            let mut reference = String::from(name::LICENSE_REFERENCE);
            name::push_hash(&[text.as_deref().unwrap_or_default()], &mut reference);
            Cow::Owned(reference)
        }
    }
}

/// Returns the text of a licence that is no expression.
fn text_of(license: &License) -> Option<Cow<'_, str>> {
    match license {
        License::Expression(text) if text.trim().is_empty() => Some(Cow::Borrowed(text)),
        License::Expression(_) => None,
        License::Name(text) => Some(Cow::Borrowed(text)),
        License::File(path) => Some(Cow::Owned(format!("The licence is in the file {path} of the component."))),
    }
}

/// Adds what the licensing elements do not tell.
pub(super) fn push_facts<'a>(declared: Option<&'a License>, concluded: Option<&'a License>, facts: &mut Facts<'a>) {
    match declared {
        Some(License::Name(text)) if is_misread(text) => facts.push(fact::LICENSE_NAME, text.as_str()),
        Some(License::File(path)) => facts.push(fact::LICENSE_FILE, path.as_str()),
        Some(License::Expression(_) | License::Name(_)) | None => {}
    }
    match concluded {
        Some(License::Name(text)) if !is_misread(text) => {}
        Some(License::Name(_) | License::File(_)) => concluded.iter().for_each(|license| facts.push_concluded(license)),
        Some(License::Expression(_)) | None => {}
    }
}

/// Returns whether a name reads as something else.
fn is_misread(text: &str) -> bool {
    License::parse(text) != License::Name(text.to_owned())
}
