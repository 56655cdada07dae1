//! Why something is not held, in words.

use crate::format::tree::{Difference, kind_of_place};
use crate::format::{Family, Loss};
use crate::model::Inventory;

/// What stands at kinds of places, in words; the longest kind that a place begins with counts.
const WORDS: &[(&str, &str)] = &[
    ("/$schema", "the address of the schema"),
    ("/@graph", "an element in this form"),
    ("/annotations", "annotations of this form"),
    ("/bomFormat", "the name of the format"),
    ("/citations", "citations"),
    ("/comment", "a comment of the document in this form"),
    ("/components/[]", "a component in this form"),
    ("/components/[]/components", "components inside of components in this form"),
    ("/components/[]/cryptoProperties", "cryptographic properties"),
    ("/components/[]/data", "data sets"),
    ("/components/[]/evidence", "evidence of this form"),
    ("/components/[]/licenses", "licences in this form"),
    ("/components/[]/modelCard", "model cards"),
    ("/components/[]/pedigree", "pedigrees"),
    ("/components/[]/properties", "properties in this form"),
    ("/components/[]/releaseNotes", "release notes"),
    ("/components/[]/signature", "signatures of components"),
    ("/components/[]/swid", "software identification tags"),
    ("/compositions", "compositions in this form"),
    ("/creationInfo", "how the document was made, in this form"),
    ("/declarations", "declarations and attestations"),
    ("/definitions", "definitions of standards"),
    ("/dependencies", "dependencies in this form"),
    ("/dependencies/[]/provides", "what a component provides"),
    ("/documentDescribes", "the list of what is described"),
    ("/documentNamespace", "the document's namespace"),
    ("/externalDocumentRefs", "references to other documents"),
    ("/externalReferences", "external references of the document"),
    ("/files", "files in this form"),
    ("/formulation", "formulation"),
    ("/hasExtractedLicensingInfos", "licence texts in this form"),
    ("/metadata", "facts about the document in this form"),
    ("/metadata/component/components", "components inside of components in this form"),
    ("/metadata/timestamp", "the time of the first document"),
    ("/metadata/tools", "the tools that made the first document"),
    ("/packages/[]", "a package in this form"),
    ("/packages/[]/annotations", "annotations of packages"),
    ("/packages/[]/attributionTexts", "attribution texts"),
    ("/packages/[]/externalRefs", "external references of this form"),
    ("/packages/[]/filesAnalyzed", "whether files were analysed"),
    ("/packages/[]/hasFiles", "the list of a package's files"),
    ("/packages/[]/packageVerificationCode", "verification codes"),
    ("/relationships", "relationships of this kind"),
    ("/reviewers", "reviewers"),
    ("/serialNumber", "the document's serial number"),
    ("/services", "services"),
    ("/signature", "a signature inside the document, which would not hold for other bytes anyway"),
    ("/snippets", "snippets"),
    ("/specVersion", "the version of the first format"),
    ("/vulnerabilities", "vulnerabilities"),
];

/// Returns why what stands at a place is not held.
pub(super) fn of(difference: &Difference<'_>, target: Family, version: Option<&str>) -> String {
    let kind = kind_of_place(&difference.path);
    let begins = |word: &str| kind.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    // A member that has no words of its own is named by itself, not by the element that it is a part of.
    let fits = |row: &&(&str, &str)| if row.0.ends_with("[]") { kind == row.0 } else { begins(row.0) };
    let known = WORDS.iter().filter(fits).max_by_key(|row| row.0.len());
    let what = known.map_or_else(|| format!("`{}`", last_member(&kind)), |row| row.1.to_owned());
    format!("{} has no place for {what}", name(target, version))
}

fn last_member(kind: &str) -> &str {
    kind.split('/').rev().find(|part| !part.is_empty() && *part != "[]").unwrap_or("the document")
}

fn name(family: Family, version: Option<&str>) -> String {
    let (name, default) = match family {
        Family::CycloneDx => ("CycloneDX", "1.7"),
        Family::Spdx2 => ("SPDX", "2.3"),
        Family::Spdx3 => ("SPDX", "3.0.1"),
    };
    format!("{name} {}", version.unwrap_or(default))
}

/// Returns what a listing leaves out of an inventory, a line a kind.
pub(super) fn of_listing(format: &str, inventory: &Inventory) -> Vec<Loss> {
    let components = &inventory.components;
    let without_purl = components.iter().filter(|it| it.purl.is_none()).count();
    let digests = components.iter().filter(|it| !it.digests.is_empty()).count();
    let mut lost = Vec::new();
    let mut tell = |path: &str, count: usize, what: &str| {
        if count > 0 {
            let reason = format!("`{format}` is a listing and leaves out {count} {what}");
            lost.push(Loss { path: path.to_owned(), reason });
        }
    };
    if format == "purls" {
        tell("/components", without_purl, "components without a package URL");
        tell("/components/[]/licenses", components.iter().filter(|it| it.license.is_some()).count(), "licences");
    }
    tell("/components/[]/hashes", digests, "components' digests");
    tell("/dependencies", inventory.edges.len(), "dependencies");
    tell("/files", inventory.files.len(), "files");
    tell("/kept", inventory.kept.len(), "parts of other formats");
    tell("/problems", inventory.problems.len(), "problems");
    lost
}
