//! The component of a library, and what its claim rests on.

use super::library::{Library, Place};
use super::link::Link;
use super::survey::Tree;
use super::tables::Form;
use super::{Certainty, Linkage, Native};
use crate::format::cyclonedx::SCOPE_PROPERTY;
use crate::model::{
    Component, ComponentKind, DigestScope, Evidence, Identifier, IdentifierKind, License, Properties, Purl,
    ScopedDigest,
};
use crate::system::{Manager, Owner};

/// The method that evidence of native code names.
pub(super) const METHOD: &str = "cargo/native";

/// What a component rests on, in the words that properties use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Basis {
    /// Object files that are named after the sources.
    Objects,
    /// The version stands in the library.
    Text,
    /// The package's own version, or a file that is installed beside the library.
    Statement,
    /// The distribution's list of files.
    Database,
    /// The name under which it is linked.
    Name,
}

impl Basis {
    fn word(self) -> &'static str {
        match self {
            Self::Objects => "objects",
            Self::Text => "version-text",
            Self::Statement => "statement",
            Self::Database => "package-database",
            Self::Name => "link-name",
        }
    }

    fn certainty(self) -> Certainty {
        match self {
            Self::Objects | Self::Text | Self::Database => Certainty::Proven,
            Self::Statement => Certainty::Stated,
            Self::Name => Certainty::Name,
        }
    }
}

/// Returns the component of sources that a package brings along; `base` is what stands before their paths.
pub(super) fn of_tree(tree: &Tree, base: &str, basis: Basis) -> Native {
    let evidence = Evidence { path: format!("{base}{}", tree.mark), line: tree.line, method: METHOD.into() };
    let mut component = Component {
        name: tree.name.clone(),
        version: tree.version.clone(),
        license: tree.license.as_deref().map(License::parse),
        evidence: vec![evidence],
        ..Component::default()
    };
    if let Some(upstream) = tree.upstream {
        component.repository = Some(upstream.repository.to_owned());
    }
    identify(&mut component, tree);
    let by_package = tree.upstream.is_some_and(|upstream| upstream.form == Form::Metadata);
    let certainty = match tree.version {
        None => Certainty::Name,
        Some(_) if by_package => Certainty::Stated,
        Some(_) => basis.certainty(),
    };
    native(component, basis, certainty)
}

/// Gives sources that state no version the one that was installed with their library, and only if it is of the same name.
pub(super) fn complete(native: &mut Native, package: Option<&Native>) {
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b.strip_prefix("lib").unwrap_or(b));
    let Some(package) = package.filter(|package| same(&native.component.name, &package.component.name)) else { return };
    native.component.version.clone_from(&package.component.version);
    native.component.purl = generic(&native.component.name, native.component.version.as_deref());
    native.component.evidence.extend(package.component.evidence.iter().cloned());
    native.certainty = package.certainty;
}

fn generic(name: &str, version: Option<&str>) -> Option<Purl> {
    let purl = Purl::builder("generic", name);
    version.into_iter().fold(purl, crate::model::PurlBuilder::version).build().ok()
}

fn identify(component: &mut Component, tree: &Tree) {
    component.purl = generic(&tree.name, tree.version.as_deref());
    // What stands between two releases is in no database.
    let released = tree.version.as_ref().filter(|version| !version.to_lowercase().contains("dev"));
    if let (Some((vendor, product)), Some(version)) = (tree.upstream.and_then(|it| it.cpe), released) {
        component.identifiers.push(Identifier { kind: IdentifierKind::Cpe, value: cpe(vendor, product, version) });
    }
}

/// Returns a formatted string. Spec: NIST IR 7695, 6.2 "Formatted String Binding".
fn cpe(vendor: &str, product: &str, version: &str) -> String {
    let escaped: String = version
        .to_lowercase()
        .chars()
        .flat_map(|c| {
            let plain = c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
            (!plain).then_some('\\').into_iter().chain(std::iter::once(c))
        })
        .collect();
    format!("cpe:2.3:a:{vendor}:{product}:{escaped}:*:*:*:*:*:*:*")
}

/// Returns the component of a distribution's package.
pub(super) fn of_owner(owner: &Owner, library: &Library) -> Native {
    let component = Component {
        name: owner.name.clone(),
        version: Some(owner.version.clone()),
        purl: Some(owner.purl.clone()),
        license: owner.package.license.as_deref().map(License::parse),
        evidence: vec![Evidence { path: library.shown.clone(), line: None, method: METHOD.into() }],
        properties: Properties::from_iter([("native:package-database".to_owned(), word(owner.manager).to_owned())]),
        ..Component::default()
    };
    native(component, Basis::Database, Certainty::Proven)
}

fn word(manager: Manager) -> &'static str {
    match manager {
        Manager::Dpkg => "dpkg",
        Manager::Apk => "apk",
        Manager::Rpm => "rpm",
    }
}

/// Returns the component of a library of which only the name is known. It has no package URL: that would be a guess.
pub(super) fn of_name(link: &Link<'_>, version: Option<String>) -> Native {
    let (kind, linkage) = match link.linkage {
        Linkage::Framework => (ComponentKind::Framework, Linkage::Framework),
        other => (ComponentKind::Library, other),
    };
    let basis = if version.is_some() { Basis::Statement } else { Basis::Name };
    let component = Component { kind, name: link.name.to_owned(), version, ..Component::default() };
    Native { linkage, ..native(component, basis, basis.certainty()) }
}

fn native(mut component: Component, basis: Basis, certainty: Certainty) -> Native {
    component.properties.insert("native:rests-on".to_owned(), basis.word().to_owned());
    Native { component, linkage: Linkage::Unknown, certainty }
}

/// How sure it is that sources which a package brings along become part of what is built, from 0 to 1: as likely as not.
const UNCOMPILED: &str = "0.5";

/// Says in a component that nothing tells whether it is compiled.
pub(super) fn uncompiled(mut component: Component) -> Component {
    component.properties.insert("native:compiled".to_owned(), "unknown".to_owned());
    component.properties.insert("native:confidence".to_owned(), UNCOMPILED.to_owned());
    component.properties.insert(SCOPE_PROPERTY.to_owned(), "optional".to_owned());
    component
}

/// Says in a component under which name it is linked, and which file that was.
pub(super) fn linked(mut native: Native, link: &Link<'_>, library: Option<&Library>) -> Native {
    let properties = &mut native.component.properties;
    properties.insert("native:link".to_owned(), link.text.to_owned());
    native.linkage = library.map_or(link.linkage, |library| library.linkage);
    let found = match library.map(|library| &library.place) {
        None => "nowhere",
        Some(Place::Output) => "out-dir",
        Some(Place::Package) => "package",
        Some(Place::System(_)) => "system",
        Some(Place::Elsewhere) => "elsewhere",
    };
    properties.insert("native:found".to_owned(), found.to_owned());
    let Some(library) = library else { return native };
    if let Some(digest) = &library.digest {
        properties.insert(format!("native:file:{}", library.name), digest.to_string());
        // The file is the component, unless that is a package of many files.
        if !matches!(library.place, Place::System(_)) {
            native.component.digests.push(ScopedDigest { scope: DigestScope::File, digest: digest.clone() });
        }
    }
    let evidence = Evidence { path: library.shown.clone(), line: None, method: METHOD.into() };
    if !native.component.evidence.contains(&evidence) {
        native.component.evidence.push(evidence);
    }
    native
}

/// Makes one of those that are the same thing, such as the two libraries of OpenSSL, and writes down how sure each is.
pub(super) fn merged(natives: Vec<Native>) -> Vec<Native> {
    let mut merged: Vec<Native> = Vec::new();
    for native in natives {
        let same = merged.iter_mut().find(|other| {
            let (a, b) = (&other.component, &native.component);
            a.name == b.name && a.version == b.version && a.purl == b.purl && a.kind == b.kind
        });
        match same {
            Some(other) => merge(other, native),
            None => merged.push(native),
        }
    }
    for native in &mut merged {
        let component = &mut native.component;
        component.properties.insert("native:linkage".to_owned(), native.linkage.word().to_owned());
        component.properties.insert("native:certainty".to_owned(), native.certainty.word().to_owned());
        component.evidence.sort();
        component.digests.sort();
        component.digests.dedup();
        // Digests of several files would be taken for those of one.
        if component.digests.len() > 1 {
            component.digests.clear();
        }
    }
    merged.sort_by(|a, b| {
        let key = |native: &Native| (native.component.name.clone(), native.component.version.clone());
        key(a).cmp(&key(b)).then_with(|| a.component.purl.cmp(&b.component.purl))
    });
    merged
}

fn merge(into: &mut Native, other: Native) {
    for (key, value) in other.component.properties {
        let known = into.component.properties.entry(key).or_insert_with(|| value.clone());
        let new = !known.split(", ").any(|part| part == value);
        if new && !value.is_empty() {
            known.push_str(", ");
            known.push_str(&value);
        }
    }
    into.component.digests.extend(other.component.digests);
    for evidence in other.component.evidence {
        if !into.component.evidence.contains(&evidence) {
            into.component.evidence.push(evidence);
        }
    }
    into.certainty = into.certainty.max(other.certainty);
    into.linkage = if into.linkage == other.linkage { into.linkage } else { Linkage::Static.min(into.linkage) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cpe_quotes_what_is_no_word() {
        assert_eq!(cpe("zlib", "zlib", "1.3.1"), "cpe:2.3:a:zlib:zlib:1.3.1:*:*:*:*:*:*:*");
        assert_eq!(cpe("a", "b", "1.2+Z~1"), "cpe:2.3:a:a:b:1.2\\+z\\~1:*:*:*:*:*:*:*");
    }
}
