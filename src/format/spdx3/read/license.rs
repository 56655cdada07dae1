//! Licences: expressions, and the sets and operators that stand for them. Spec: SPDX 3.0.1, profiles for licensing.

use std::fmt::Write;

use super::Reader;
use super::graph::{Target, text, values};
use crate::format::content;
use crate::format::fact;
use crate::format::tree::Node;
use crate::model::License;

/// Levels of sets within sets that are followed.
const DEPTH: usize = 32;
/// Bytes of an expression: sets that share members could make it grow without end.
const EXPRESSION_BYTES: usize = 16 << 10;
/// A text that is longer is no name for a licence.
const NAME_BYTES: usize = 200;

/// Classes of licensing elements.
pub(super) const KINDS: &[&str] = &[
    "simplelicensing_LicenseExpression",
    "simplelicensing_SimpleLicensingText",
    "expandedlicensing_ConjunctiveLicenseSet",
    "expandedlicensing_CustomLicense",
    "expandedlicensing_CustomLicenseAddition",
    "expandedlicensing_DisjunctiveLicenseSet",
    "expandedlicensing_IndividualLicensingInfo",
    "expandedlicensing_ListedLicense",
    "expandedlicensing_ListedLicenseException",
    "expandedlicensing_OrLaterOperator",
    "expandedlicensing_WithAdditionOperator",
];

/// What a licence element was found to say.
#[derive(Clone)]
pub(super) enum Found {
    /// It is being looked at.
    Open,
    Text(String),
    Nothing,
}

impl<'n, 'a> Reader<'n, 'a> {
    /// Takes in the licences that relationships state of packages.
    pub(super) fn licenses(&mut self) {
        for at in self.graph.of_kind("Relationship").collect::<Vec<_>>() {
            let node = self.graph.entities[at].node;
            let is_concluded = match super::graph::word(node, "relationshipType") {
                Some("hasDeclaredLicense") => false,
                Some("hasConcludedLicense") => true,
                _ => continue,
            };
            let from = values(node, "from").first().map(|from| self.graph.resolve(from));
            let Some(Target::Entity(from)) = from else { continue };
            for to in values(node, "to") {
                if let Some(license) = self.license(to, at) {
                    let stated = self.stated_licenses.entry(from).or_default();
                    if is_concluded { stated.1.push(license) } else { stated.0.push(license) }
                }
            }
        }
    }

    /// Returns the declared and the concluded licence of a package.
    pub(super) fn licenses_of(&mut self, at: usize) -> (Option<License>, Option<License>) {
        let (declared, concluded) = self.stated_licenses.remove(&at).unwrap_or_default();
        (content::join_licenses(declared), content::join_licenses(concluded))
    }

    fn license(&mut self, value: &'n Node<'a>, at: usize) -> Option<License> {
        let target = self.graph.resolve(value);
        if let Target::Entity(entity) = target
            && let Some(text) = self.own_text(entity)
        {
            return Some(License::parse(text));
        }
        let Some(expression) = self.expression(value, 0) else {
            match target {
                Target::Missing(_) | Target::Malformed => self.tell_of_missing(target, at, "to"),
                Target::Entity(_) => {
                    self.problems.unusable(self.graph.entities[at].place(), "`to` names no licence that can be told");
                }
                Target::None | Target::NoAssertion => {}
            }
            return None;
        };
        if matches!(expression.trim(), "" | "NONE" | "NOASSERTION") { None } else { Some(License::parse(&expression)) }
    }

    /// Returns the text of a licence that is none of the listed ones and stands alone.
    fn own_text(&self, entity: usize) -> Option<&'n str> {
        let found = &self.graph.entities[entity];
        match &*found.kind {
            "expandedlicensing_CustomLicense" | "simplelicensing_SimpleLicensingText" => self.name_of_text(entity),
            "simplelicensing_LicenseExpression" => {
                let expression = text(found.node, "simplelicensing_licenseExpression")?.trim();
                if !expression.starts_with("LicenseRef-") || expression.contains(' ') {
                    return None;
                }
                let entries = values(found.node, "simplelicensing_customIdToUri");
                let entry = entries.iter().find(|entry| text(entry, "key") == Some(expression))?;
                match self.graph.resolve(entry.get("value")?) {
                    Target::Entity(at) => self.name_of_text(at),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn name_of_text(&self, entity: usize) -> Option<&'n str> {
        let node = self.graph.entities[entity].node;
        // A whole licence text is no name for a licence; its reference is.
        let short = text(node, "simplelicensing_licenseText").filter(|text| text.len() <= NAME_BYTES);
        text(node, "name").filter(|name| !matches!(*name, "" | "NOASSERTION" | "NONE")).or(short)
    }

    /// Returns the expression that a licence element stands for.
    fn expression(&mut self, value: &'n Node<'a>, depth: usize) -> Option<String> {
        let entity = match self.graph.resolve(value) {
            Target::Entity(entity) => entity,
            Target::Missing(id) => return listed(id).map(str::to_owned),
            Target::None => return Some("NONE".to_owned()),
            Target::NoAssertion => return Some("NOASSERTION".to_owned()),
            Target::Malformed => return None,
        };
        match self.expressions.get(&entity) {
            Some(Found::Text(text)) => return Some(text.clone()),
            Some(Found::Open | Found::Nothing) => return None,
            None => {}
        }
        self.expressions.insert(entity, Found::Open);
        let expression = if depth > DEPTH { None } else { self.expression_of(entity, depth) };
        let expression = expression.filter(|text| text.len() <= EXPRESSION_BYTES);
        self.expressions.insert(entity, expression.clone().map_or(Found::Nothing, Found::Text));
        expression
    }

    fn expression_of(&mut self, entity: usize, depth: usize) -> Option<String> {
        let found = &self.graph.entities[entity];
        let (node, id) = (found.node, found.id.unwrap_or_default());
        match &*found.kind {
            "simplelicensing_LicenseExpression" => text(node, "simplelicensing_licenseExpression").map(str::to_owned),
            "expandedlicensing_ListedLicense" | "expandedlicensing_ListedLicenseException" => {
                listed(id).or_else(|| text(node, "name")).map(str::to_owned)
            }
            "expandedlicensing_CustomLicense" | "simplelicensing_SimpleLicensingText" => {
                Some(own_reference("LicenseRef-", id))
            }
            "expandedlicensing_CustomLicenseAddition" => Some(own_reference("AdditionRef-", id)),
            "expandedlicensing_IndividualLicensingInfo" => listed(id).map(str::to_owned),
            "expandedlicensing_ConjunctiveLicenseSet" => self.set(node, " AND ", depth),
            "expandedlicensing_DisjunctiveLicenseSet" => self.set(node, " OR ", depth),
            "expandedlicensing_WithAdditionOperator" => {
                let license = values(node, "expandedlicensing_subjectExtendableLicense").first()?;
                let addition = values(node, "expandedlicensing_subjectAddition").first()?;
                let license = self.expression(license, depth + 1)?;
                Some(format!("{license} WITH {}", self.expression(addition, depth + 1)?))
            }
            "expandedlicensing_OrLaterOperator" => {
                let license = values(node, "expandedlicensing_subjectLicense").first()?;
                Some(or_later(&self.expression(license, depth + 1)?))
            }
            _ => None,
        }
    }

    fn set(&mut self, node: &'n Node<'a>, operator: &str, depth: usize) -> Option<String> {
        let mut expression = String::new();
        for member in values(node, "expandedlicensing_member") {
            let member = self.expression(member, depth + 1)?;
            if !expression.is_empty() {
                expression.push_str(operator);
            }
            if member.contains(" AND ") || member.contains(" OR ") {
                let _ = write!(expression, "({member})");
            } else {
                expression.push_str(&member);
            }
            if expression.len() > EXPRESSION_BYTES {
                return None;
            }
        }
        Some(expression).filter(|expression| !expression.is_empty())
    }

    /// Tells what licensing elements say that an expression has no place for.
    pub(super) fn tell_of_licenses(&mut self) {
        const KNOWN: &[&str] = &[
            "name",
            "expandedlicensing_member",
            "expandedlicensing_subjectAddition",
            "expandedlicensing_subjectExtendableLicense",
            "expandedlicensing_subjectLicense",
            "simplelicensing_customIdToUri",
            "simplelicensing_licenseExpression",
        ];
        for kind in KINDS {
            for at in self.graph.of_kind(kind).collect::<Vec<_>>() {
                let node = self.graph.entities[at].node;
                self.unknown_members_but(node, kind, KNOWN, |key| {
                    // Ours stands for a name, and that is kept.
                    key == "simplelicensing_licenseText"
                        && text(node, key).is_some_and(|it| Some(it) == text(node, "name") || it == "(empty)")
                });
            }
        }
    }
}

/// Returns the identifier of a listed licence or exception, or of an individual, from its IRI.
fn listed(id: &str) -> Option<&str> {
    let name = id.trim_end_matches('/').rsplit('/').next()?;
    match name {
        "NoAssertionLicense" | "NoAssertion" if id.contains("spdx.org/rdf/") => Some("NOASSERTION"),
        "NoneLicense" | "None" if id.contains("spdx.org/rdf/") => Some("NONE"),
        _ => {
            let rest = id.strip_prefix("https://").or_else(|| id.strip_prefix("http://"))?;
            let name = rest.strip_prefix("spdx.org/licenses/")?;
            Some(name.strip_suffix(".html").unwrap_or(name)).filter(|name| !name.is_empty() && !name.contains('/'))
        }
    }
}

/// Returns the reference of a licence of one's own, made from its IRI.
fn own_reference(prefix: &str, id: &str) -> String {
    let last = id.rsplit(['/', '#', ':']).next().unwrap_or_default();
    let legal = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-');
    let name: String = last.chars().take(NAME_BYTES).map(|it| if legal(it) { it } else { '-' }).collect();
    if name.starts_with(prefix) { name } else { format!("{prefix}{name}") }
}

fn or_later(license: &str) -> String {
    match license.strip_suffix("-only") {
        Some(family) => format!("{family}-or-later"),
        None if license.contains("-or-later") => license.to_owned(),
        None => format!("{}+", fact::shown(license)),
    }
}
