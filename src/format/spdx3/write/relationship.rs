//! Relationships: licences, parts, dependencies. Spec: SPDX 3.0.1, Core, `Relationship` and `LifecycleScopedRelationship`.

use std::collections::BTreeMap;

use super::Writer;
use super::element::{Elements, Object};
use super::license;
use crate::format::fact::Facts;
use crate::format::spdx3::{TARGET, name};
use crate::model::{Completeness, ComponentId, EdgeKind};

/// What dependencies of one component have in common that stand in one relationship.
type Group<'a> = (EdgeKind, bool, Option<&'a str>);

impl Writer<'_> {
    /// Writes what contains what: wholes their parts, the root the files.
    pub(super) fn contains(&self, out: &mut Elements) {
        let mut parts: BTreeMap<ComponentId, Vec<&str>> = BTreeMap::new();
        for (component, name) in self.inventory.components.iter().zip(&self.names) {
            if let Some(whole) = component.parent {
                parts.entry(whole).or_default().push(name);
            }
        }
        for (whole, parts) in parts {
            let whole = self.name(whole);
            let id = name::derived("Parts", &[whole]);
            relationship(out, &id, (whole, "contains"), |object| object.iris("to", parts));
        }
        if let Some(root) = self.inventory.subject.root.filter(|_| !self.inventory.files.is_empty()) {
            relationship(out, "Files", (self.name(root), "contains"), |object| {
                object.iris("to", self.file_names().iter().map(|name| &**name));
            });
        }
    }

    /// Writes the relationships that begin at a component.
    pub(super) fn relationships(&self, at: usize, out: &mut Elements) {
        let (component, from) = (&self.inventory.components[at], &*self.names[at]);
        for (kind, word, stated) in [
            ("DeclaredLicense", "hasDeclaredLicense", component.license.as_ref()),
            ("ConcludedLicense", "hasConcludedLicense", component.concluded_license.as_deref()),
        ] {
            if let Some(stated) = stated {
                relationship(out, &name::derived(kind, &[from]), (from, word), |object| {
                    object.iris("to", [license::name_of_license(stated).as_str()]);
                });
            }
        }
        self.dependencies(at, from, out);
    }

    fn dependencies(&self, at: usize, from: &str, out: &mut Elements) {
        let id = ComponentId(u32::try_from(at).unwrap_or(u32::MAX));
        let stated = self.inventory.completeness.get(&id).copied();
        let mut groups: BTreeMap<Group<'_>, Vec<&str>> = BTreeMap::new();
        for edge in self.edges[at] {
            let group = (edge.kind, edge.optional, edge.target.as_deref());
            groups.entry(group).or_default().push(self.name(edge.to));
        }
        if let Some(stated) = stated.filter(|_| groups.is_empty()) {
            let end = if stated == Completeness::Complete { name::NONE } else { name::NO_ASSERTION };
            let id = name::derived("Dependency", &[from]);
            return relationship(out, &id, (from, "dependsOn"), |object| {
                object.iris("to", [end]);
                object.word("completeness", completeness_word(stated));
            });
        }
        for ((kind, is_optional, target), to) in groups {
            let scope = scope_word(kind);
            let word = if is_optional { "hasOptionalDependency" } else { "dependsOn" };
            let parts = [from, word, scope.unwrap_or_default(), target.unwrap_or_default()];
            let class = if scope.is_some() { "LifecycleScopedRelationship" } else { "Relationship" };
            out.element(class, &name::derived("Dependency", &parts), |object| {
                object.iri("from", from);
                object.word("relationshipType", word);
                object.iris("to", to);
                if let Some(scope) = scope {
                    object.word("scope", scope);
                }
                if let Some(stated) = stated {
                    object.word("completeness", completeness_word(stated));
                }
                if let Some(target) = target {
                    let mut facts = Facts::default();
                    facts.push(TARGET, target);
                    object.text("comment", &facts.to_lines());
                }
            });
        }
    }
}

fn relationship(out: &mut Elements, id: &str, (from, word): (&str, &'static str), write: impl FnOnce(&mut Object<'_>)) {
    out.element("Relationship", id, |object| {
        object.iri("from", from);
        object.word("relationshipType", word);
        write(object);
    });
}

/// Spec: SPDX 3.0.1, Core, `LifecycleScopeType`.
fn scope_word(kind: EdgeKind) -> Option<&'static str> {
    match kind {
        EdgeKind::Runtime => Some("runtime"),
        EdgeKind::Build => Some("build"),
        EdgeKind::Development => Some("development"),
        EdgeKind::Unknown => None,
    }
}

/// Spec: SPDX 3.0.1, Core, `RelationshipCompleteness`.
fn completeness_word(completeness: Completeness) -> &'static str {
    match completeness {
        Completeness::Complete => "complete",
        Completeness::Incomplete => "incomplete",
        Completeness::Unknown => "noAssertion",
    }
}
