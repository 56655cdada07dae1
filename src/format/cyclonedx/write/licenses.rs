//! Licences: declared, and concluded by somebody.

use std::borrow::Cow;

use crate::format::cyclonedx::types::{LicenseChoice, Licenses};
use crate::format::cyclonedx::{Edition, LicenseForm};
use crate::format::fact::{self, Facts};
use crate::model::{self, Inventory, License};

/// The names of facts that a list of licences cannot say.
struct Names {
    name: &'static str,
    file: &'static str,
}

const DECLARED: Names = Names { name: fact::LICENSE_NAME, file: fact::LICENSE_FILE };
const CONCLUDED: Names = Names { name: fact::CONCLUDED_NAME, file: fact::CONCLUDED_FILE };

/// How licences are written.
#[derive(Clone, Copy)]
pub(super) struct Form {
    edition: Edition,
    stated: LicenseForm,
}

impl Form {
    /// Returns the form of a version, as far as the document that was read does not have its own.
    pub(super) fn of(inventory: &Inventory, edition: Edition) -> Self {
        Self { edition, stated: LicenseForm::of(inventory) }
    }

    fn is_id(self, text: &str) -> bool {
        // The list that identifiers are looked up in has forms of its own, and this word for none.
        let is_own = text == "NOASSERTION" || text.ends_with("invariants");
        self.stated.has_ids && !is_own && spdx::license_id(text).is_some_and(|id| id.name == text)
    }

    fn is_object(self, license: &License) -> bool {
        match license {
            License::Expression(text) => self.is_id(text),
            License::Name(_) | License::File(_) => true,
        }
    }
}

/// Returns the list of licences, as far as the version's can hold them.
pub(super) fn write<'a>(component: &'a model::Component, form: Form, facts: &mut Facts<'a>) -> Licenses<'a> {
    let edition = form.edition;
    let acknowledged = |word| edition.has_acknowledgement().then_some(word);
    let word = acknowledged("declared").filter(|_| !form.stated.is_unstated);
    let declared = component.license.as_ref().map(|license| choice(license, form, (word, &DECLARED), facts));
    let Some(license) = &component.concluded_license else {
        return declared.map_or(Licenses::None, |one| Licenses::One([one]));
    };
    if !edition.has_acknowledgement() || !edition.has_license_mix() && !are_objects(component, form) {
        facts.push_concluded(license);
        return declared.map_or(Licenses::None, |one| Licenses::One([one]));
    }
    let concluded = choice(license, form, (acknowledged("concluded"), &CONCLUDED), facts);
    match declared {
        Some(declared) => Licenses::Two([declared, concluded]),
        None => Licenses::One([concluded]),
    }
}

/// Returns whether one list can hold both licences before 1.7: it holds license objects, or one expression and nothing else.
fn are_objects(component: &model::Component, form: Form) -> bool {
    let Some(declared) = &component.license else { return true };
    form.is_object(declared) && component.concluded_license.as_deref().is_none_or(|license| form.is_object(license))
}

fn choice<'a>(
    license: &'a License,
    form: Form,
    (acknowledgement, names): (Option<&'static str>, &Names),
    facts: &mut Facts<'a>,
) -> LicenseChoice<'a> {
    match license {
        License::Expression(id) if form.is_id(id) => LicenseChoice::Id { id, acknowledgement },
        License::Expression(expression) => LicenseChoice::Expression { expression, acknowledgement },
        License::Name(name) => {
            if License::parse(name) != *license || name.is_empty() {
                facts.push(names.name, name.as_str());
            }
            LicenseChoice::License { name: Cow::Borrowed(name), acknowledgement }
        }
        License::File(path) => {
            facts.push(names.file, path.as_str());
            LicenseChoice::License { name: Cow::Owned(format!("in the file {path}")), acknowledgement }
        }
    }
}
