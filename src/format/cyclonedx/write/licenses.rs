//! Licences: declared, and concluded by somebody.

use std::borrow::Cow;

use crate::format::cyclonedx::Edition;
use crate::format::cyclonedx::types::{LicenseChoice, Licenses};
use crate::format::fact::{self, Facts};
use crate::model::{self, License};

/// The names of facts that a list of licences cannot say.
struct Names {
    name: &'static str,
    file: &'static str,
}

const DECLARED: Names = Names { name: fact::LICENSE_NAME, file: fact::LICENSE_FILE };
const CONCLUDED: Names = Names { name: fact::CONCLUDED_NAME, file: fact::CONCLUDED_FILE };

/// Returns the list of licences, as far as the version's can hold them.
pub(super) fn write<'a>(component: &'a model::Component, edition: Edition, facts: &mut Facts<'a>) -> Licenses<'a> {
    let acknowledged = |word| edition.has_acknowledgement().then_some(word);
    let declared =
        component.license.as_ref().map(|license| choice(license, acknowledged("declared"), &DECLARED, facts));
    let Some(license) = &component.concluded_license else {
        return declared.map_or(Licenses::None, |one| Licenses::One([one]));
    };
    if !edition.has_acknowledgement() || !edition.has_license_mix() && !are_objects(component) {
        facts.push_concluded(license);
        return declared.map_or(Licenses::None, |one| Licenses::One([one]));
    }
    let concluded = choice(license, acknowledged("concluded"), &CONCLUDED, facts);
    match declared {
        Some(declared) => Licenses::Two([declared, concluded]),
        None => Licenses::One([concluded]),
    }
}

/// Returns whether one list can hold both licences before 1.7: it holds license objects, or one expression and nothing else.
fn are_objects(component: &model::Component) -> bool {
    let is_object = |license: Option<&License>| !matches!(license, Some(License::Expression(_)));
    component.license.is_none()
        || is_object(component.license.as_ref()) && is_object(component.concluded_license.as_deref())
}

fn choice<'a>(
    license: &'a License,
    acknowledgement: Option<&'static str>,
    names: &Names,
    facts: &mut Facts<'a>,
) -> LicenseChoice<'a> {
    match license {
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
