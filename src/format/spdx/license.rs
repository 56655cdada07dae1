//! Licences: expressions stand as they are, every other text gets a reference of its own. Spec: SPDX 2.3, 7.15 and 10.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::types::ExtractedLicense;
use super::{EXTRACTED_PROPERTY, is_nothing, raw};
use crate::format::fact::{self, Facts};
use crate::model::{Inventory, License};

/// Stands for the text of a licence that nobody has told.
const NO_TEXT: &str = "The text is not at hand; the component's author refers to it by this name.";
/// Stands for a text that is empty; the format wants some.
const EMPTY_TEXT: &str = "(empty)";
/// Bytes of a text that may stand for a licence's name. A whole licence text is no name; its reference is.
const NAME_BYTES: usize = 200;

/// What a document tells of a licence that is in no list, beside its reference.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Extracted<'a> {
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    name: Option<Cow<'a, str>>,
    extracted_text: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    comment: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    see_alsos: Vec<Cow<'a, str>>,
}

impl<'a> Extracted<'a> {
    /// Takes what a document tells, and the reference.
    pub(super) fn from_raw(raw: raw::ExtractedLicense<'a>) -> Option<(Cow<'a, str>, Self)> {
        let extracted = Self {
            name: raw.name.map(|name| name.0),
            extracted_text: raw.extracted_text.map_or(Cow::Borrowed(""), |text| text.0),
            comment: raw.comment.map(|comment| comment.0),
            see_alsos: raw.see_alsos.into_iter().flatten().map(|text| text.0).collect(),
        };
        Some((raw.license_id?.0, extracted))
    }

    /// Returns the text that stands for the licence in the model.
    pub(super) fn shown(&self) -> Option<&Cow<'a, str>> {
        let name = self.name.as_ref().filter(|name| !is_nothing(name));
        name.or(Some(&self.extracted_text).filter(|text| !text.is_empty() && text.len() <= NAME_BYTES))
    }

    /// Returns the whole as a text, when it is more than what is shown.
    pub(super) fn whole(&self) -> Option<String> {
        let text = &*self.extracted_text;
        let is_told = !matches!(text, "" | NO_TEXT | EMPTY_TEXT) && self.shown().is_none_or(|shown| shown != text);
        let has_more = is_told || self.comment.is_some() || !self.see_alsos.is_empty();
        has_more.then(|| serde_json::to_string(self).expect("texts are JSON"))
    }
}

/// The texts of an inventory's licences that are no expressions of listed licences.
#[derive(Default)]
pub(super) struct Licenses<'a> {
    /// Reference by text.
    references: BTreeMap<Cow<'a, str>, Cow<'a, str>>,
    /// References that expressions use, whose text nobody has told.
    unknown: BTreeMap<&'a str, &'a str>,
    /// What another document told, by reference.
    told: BTreeMap<&'a str, Extracted<'a>>,
}

/// The facts that keep what a reference cannot: a name that reads as an expression, and a file.
pub(super) type KeptAs = (&'static str, &'static str);
/// For the declared licence.
pub(super) const DECLARED: KeptAs = (fact::LICENSE_NAME, fact::LICENSE_FILE);
/// For the concluded licence.
pub(super) const CONCLUDED: KeptAs = (fact::CONCLUDED_NAME, fact::CONCLUDED_FILE);

impl<'a> Licenses<'a> {
    /// Gives a reference to every text that needs one.
    pub(super) fn new(inventory: &'a Inventory) -> Self {
        let mut licenses = Self::default();
        for (name, value) in &inventory.subject.properties {
            licenses.take_told(name, value);
        }
        let stated = inventory
            .components
            .iter()
            .flat_map(|component| [component.license.as_ref(), component.concluded_license.as_deref()]);
        for license in stated.flatten() {
            match license {
                License::Expression(text) if is_self_contained(text) => {
                    for reference in references_in(text) {
                        licenses.unknown.insert(reference, reference);
                    }
                }
                other => licenses.give_reference(text_of(other)),
            }
        }
        // What an expression calls its own must not be taken for one of ours.
        for reference in licenses.references.values() {
            licenses.unknown.remove(&**reference);
        }
        for reference in licenses.told.keys() {
            licenses.unknown.remove(reference);
        }
        licenses
    }

    /// Takes in a property that tells of a licence, if reading it back would give the same property.
    fn take_told(&mut self, name: &'a str, value: &'a str) {
        let Some(reference) = name.strip_prefix(EXTRACTED_PROPERTY).filter(|text| is_reference(text)) else { return };
        let Ok(extracted) = serde_json::from_str::<Extracted<'_>>(value) else { return };
        if extracted.whole().as_deref() != Some(value) {
            return;
        }
        if let Some(shown) = extracted.shown() {
            self.references.entry(shown.clone()).or_insert(Cow::Borrowed(reference));
        }
        self.told.insert(reference, extracted);
    }

    fn give_reference(&mut self, text: Cow<'a, str>) {
        self.references.entry(text).or_insert_with_key(|text| {
            let mut reference = String::from("LicenseRef-bonafide");
            super::identifier::push_hash(text, 8, &mut reference);
            Cow::Owned(reference)
        });
    }

    /// Returns whether no reference is needed.
    pub(super) fn is_empty(&self) -> bool {
        self.references.is_empty() && self.unknown.is_empty() && self.told.is_empty()
    }

    /// Returns whether a property of the subject is told by [`Self::extracted`].
    pub(super) fn tells(&self, property: &str) -> bool {
        property.strip_prefix(EXTRACTED_PROPERTY).is_some_and(|reference| self.told.contains_key(reference))
    }

    /// Returns every reference with its text.
    pub(super) fn extracted(&self) -> impl Iterator<Item = ExtractedLicense<'_>> {
        let plain = |license_id, extracted_text, name| ExtractedLicense {
            license_id,
            extracted_text,
            name: Some(name),
            comment: None,
            see_alsos: &[],
        };
        let ours = self.references.iter().filter(|(_, reference)| !self.told.contains_key(&***reference));
        let ours = ours.map(move |(text, reference)| {
            plain(&**reference, if text.is_empty() { EMPTY_TEXT } else { &**text }, &**text)
        });
        let unknown = self.unknown.iter().map(move |(name, reference)| plain(reference, NO_TEXT, name));
        let told = self.told.iter().map(|(reference, extracted)| ExtractedLicense {
            license_id: reference,
            extracted_text: &extracted.extracted_text,
            name: extracted.name.as_deref(),
            comment: extracted.comment.as_deref(),
            see_alsos: &extracted.see_alsos,
        });
        ours.chain(unknown).chain(told)
    }

    /// Returns what `licenseDeclared` or `licenseConcluded` says.
    pub(super) fn stated(&self, license: Option<&'a License>, kept: KeptAs, facts: &mut Facts<'a>) -> Cow<'_, str> {
        let Some(license) = license else { return Cow::Borrowed("NOASSERTION") };
        match license {
            License::Expression(text) if is_self_contained(text) => return Cow::Owned(text.clone()),
            License::Name(text) if License::parse(text) != *license => facts.push(kept.0, text.as_str()),
            License::File(path) => facts.push(kept.1, path.as_str()),
            License::Expression(_) | License::Name(_) => {}
        }
        self.references.get(&text_of(license)).map_or(Cow::Borrowed("NOASSERTION"), |it| Cow::Borrowed(it))
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

/// Spec: SPDX 2.3, 10.1.
fn is_reference(text: &str) -> bool {
    let is_legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    text.strip_prefix("LicenseRef-").is_some_and(|rest| !rest.is_empty() && rest.bytes().all(is_legal))
}
