//! Licences: declared, and concluded by somebody.

use std::collections::BTreeMap;

use crate::format::content;
use crate::format::cyclonedx::raw::LicenseChoice;
use crate::format::raw::Text;
use crate::model::License;

/// Bytes of a licence text up to which it may serve as the name of a licence that has none.
const NAME_BYTES: usize = 200;

/// Returns the declared and the concluded licence.
///
/// Spec: CycloneDX 1.6, `licenses[].license.acknowledgement`; without one, a licence counts as declared.
pub(super) fn read(
    known: &mut BTreeMap<String, License>,
    choices: Vec<LicenseChoice<'_>>,
) -> (Option<License>, Option<License>) {
    let mut declared: Vec<License> = Vec::new();
    let mut concluded: Vec<License> = Vec::new();
    for choice in choices {
        let (stated, acknowledgement) = text(choice);
        let Some(stated) = stated.filter(|text| !text.as_str().trim().is_empty()) else { continue };
        let list = if acknowledgement.is_some_and(|word| word.as_str() == "concluded") {
            &mut concluded
        } else {
            &mut declared
        };
        let license = understood(known, stated.as_str());
        if list.is_empty() {
            // One is all that most components have.
            list.reserve_exact(1);
        }
        if !list.contains(&license) {
            list.push(license);
        }
    }
    (content::join_licenses(declared), content::join_licenses(concluded))
}

/// Returns the text that says which licence it is, and who says so.
fn text(choice: LicenseChoice<'_>) -> (Option<Text<'_>>, Option<Text<'_>>) {
    let Some(license) = choice.license else { return (choice.expression, choice.acknowledgement) };
    let acknowledgement = license.acknowledgement.or(choice.acknowledgement);
    let is_text = |text: &Text<'_>| !text.as_str().trim().is_empty();
    let named = choice.expression.or(license.id.filter(is_text)).or(license.name.filter(is_text));
    // Neither is a name, but each is all that is said.
    let short = |text: &Text<'_>| is_text(text) && text.as_str().len() <= NAME_BYTES;
    let content = license.text.filter(|text| text.encoding.is_none()).and_then(|text| text.content).filter(short);
    (named.or(license.url).or(content), acknowledgement)
}

fn understood(known: &mut BTreeMap<String, License>, text: &str) -> License {
    if let Some(license) = known.get(text) {
        return license.clone();
    }
    let license = License::parse(text);
    known.insert(text.to_owned(), license.clone());
    license
}
