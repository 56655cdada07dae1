//! Taking facts in and setting what they tell.

use std::borrow::Cow;

use super::{
    AUTHORS, COMPLETENESS, CONCLUDED_FILE, CONCLUDED_LICENSE, CONCLUDED_NAME, COPYRIGHT, DEPENDENCY, DIGEST,
    DIGEST_SCOPE, DOCUMENTATION, EVIDENCE, EXTERNAL_REFERENCE, GROUP, HOMEPAGE, IDENTIFIER, KIND, KeptRow,
    LICENSE_FILE, LICENSE_NAME, LINKS, MANUFACTURER, ORIGIN, ORIGIN_COMMIT, ORIGIN_PATH, ORIGIN_REFERENCE, ORIGIN_URL,
    PARENT, PREFIX, PROPERTY, PURL_TYPES, PartyRow, ProblemRow, REFERENCE, REPOSITORY, ReferenceRow, SUPPLIER, USAGE,
    identifier_from_word, kind_from_word, problem_word, scope_from_word, shown, usage_from_word,
};
use crate::model::{
    Component, Digest, Evidence, ExternalReference, Identifier, Kept, License, Origin, Party, Problem, ProblemKind,
    Properties, RelativePath, ScopedDigest,
};

/// Facts of ours about one thing, as they were read.
#[derive(Debug, Default)]
pub(in crate::format) struct Given<'a> {
    list: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    properties: Vec<(String, String)>,
}

impl<'a> Given<'a> {
    /// Makes room for properties.
    pub(in crate::format) fn leave_room(&mut self, count: usize) {
        self.properties.reserve_exact(count);
    }

    /// Takes in a fact: ours are kept, any other is a property.
    pub(in crate::format) fn take(&mut self, name: Cow<'a, str>, value: Cow<'a, str>) {
        let Some(ours) = name.strip_prefix(PREFIX) else {
            return self.properties.push((name.into_owned(), value.into_owned()));
        };
        if let Some(escaped) = name.strip_prefix(PROPERTY) {
            self.properties.push((escaped.to_owned(), value.into_owned()));
        } else if ours.split(':').next().is_some_and(|first| PURL_TYPES.contains(&first)) {
            self.properties.push((ours.to_owned(), value.into_owned()));
        } else {
            self.list.push((name, value));
        }
    }

    /// Returns the properties that were among the facts.
    pub(in crate::format) fn take_properties(&mut self) -> Properties {
        properties_from(std::mem::take(&mut self.properties))
    }

    /// Returns the value of a fact.
    pub(in crate::format) fn get(&self, name: &str) -> Option<&str> {
        self.list.iter().find(|fact| fact.0 == name).map(|fact| fact.1.as_ref())
    }

    /// Returns names and values in order.
    pub(in crate::format) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.list.iter().map(|(name, value)| (name.as_ref(), value.as_ref()))
    }

    /// Returns every value of a fact.
    pub(in crate::format) fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        self.list.iter().filter(move |fact| fact.0 == name).map(|fact| fact.1.as_ref())
    }
}

/// Returns properties of names and values in order. All formats allow a name to come twice; the model has one value a name.
fn properties_from(mut list: Vec<(String, String)>) -> Properties {
    list.sort_by(|a, b| a.0.cmp(&b.0));
    list.dedup_by(|next, known| {
        let is_same = next.0 == known.0;
        if is_same {
            known.1.push('\n');
            known.1.push_str(&next.1);
        }
        is_same
    });
    Properties::from_sorted_store_unchecked(list)
}

/// Adds values to properties, after those of the same name.
pub(in crate::format) fn add_lines(properties: &mut Properties, more: impl IntoIterator<Item = (String, String)>) {
    let mut more = more.into_iter().peekable();
    if more.peek().is_some() {
        let mut list = std::mem::take(properties).into_tuple_vec();
        list.extend(more);
        *properties = properties_from(list);
    }
}

/// Sets what facts tell about a component, and calls `fault` with what is malformed.
pub(in crate::format) fn restore(given: &Given<'_>, component: &mut Component, fault: &mut dyn FnMut(String)) {
    if let Some(scope) = given.get(DIGEST_SCOPE) {
        match scope_from_word(scope) {
            Some(scope) => component.digests.iter_mut().for_each(|digest| digest.scope = scope),
            None => fault(format!("`{DIGEST_SCOPE}` is `{}`, expected a scope of digests", shown(scope))),
        }
    }
    restore_origin(given, component, fault);
    let mut unknown = Vec::new();
    for (name, value) in given.iter() {
        if restore_one(name, value, component, &mut unknown).is_none() {
            fault(format!("`{}` has the value `{}`, which is not understood", shown(name), shown(value)));
        }
    }
    add_lines(&mut component.properties, unknown);
}

/// Sets what one fact tells, and returns `None` when it is malformed.
fn restore_one(name: &str, value: &str, component: &mut Component, unknown: &mut Vec<(String, String)>) -> Option<()> {
    match name {
        DIGEST => component.digests.push(digest_from_fact(value)?),
        USAGE => component.usage = usage_from_word(value)?,
        KIND => component.kind = kind_from_word(value)?,
        GROUP => component.group = Some(value.to_owned()),
        LINKS => component.links = Some(value.to_owned()),
        REPOSITORY => component.repository = Some(value.to_owned()),
        HOMEPAGE => component.homepage = Some(value.to_owned()),
        DOCUMENTATION => component.documentation = Some(value.to_owned()),
        LICENSE_FILE => component.license = Some(License::File(value.to_owned())),
        LICENSE_NAME => component.license = Some(License::Name(value.to_owned())),
        CONCLUDED_LICENSE => component.concluded_license = Some(Box::new(License::Expression(value.to_owned()))),
        CONCLUDED_NAME => component.concluded_license = Some(Box::new(License::Name(value.to_owned()))),
        CONCLUDED_FILE => component.concluded_license = Some(Box::new(License::File(value.to_owned()))),
        COPYRIGHT => component.copyright = Some(value.to_owned()),
        MANUFACTURER => component.manufacturer = parties_from_fact(value)?.into_iter().next().map(Box::new),
        REFERENCE => value.clone_into(&mut component.reference),
        EXTERNAL_REFERENCE => component.external_references.push(external_reference_from_fact(value)?),
        AUTHORS => component.authors = parties_from_fact(value)?,
        SUPPLIER => component.supplier = parties_from_fact(value)?.into_iter().next().map(Box::new),
        EVIDENCE => component.evidence.push(evidence_from_fact(value)?),
        // These belong together with others and are looked at where those are.
        DIGEST_SCOPE | ORIGIN | ORIGIN_URL | ORIGIN_COMMIT | ORIGIN_REFERENCE | ORIGIN_PATH | COMPLETENESS | PARENT => {
        }
        _ if name.starts_with(DEPENDENCY) => {}
        _ if name.starts_with(IDENTIFIER) => {
            let kind = identifier_from_word(name.strip_prefix(IDENTIFIER)?)?;
            component.identifiers.push(Identifier { kind, value: value.to_owned() });
        }
        _ => unknown.push((name.to_owned(), value.to_owned())),
    }
    Some(())
}

fn restore_origin(given: &Given<'_>, component: &mut Component, fault: &mut dyn FnMut(String)) {
    let Some(word) = given.get(ORIGIN) else { return };
    let text = |name| given.get(name).map(ToOwned::to_owned);
    let origin = match (word, text(ORIGIN_URL)) {
        ("unknown", _) => Some(Origin::Unknown),
        ("default-registry", _) => Some(Origin::DefaultRegistry),
        ("registry", Some(url)) => Some(Origin::Registry(url)),
        ("git", Some(url)) => Some(Origin::Git { url, commit: text(ORIGIN_COMMIT), reference: text(ORIGIN_REFERENCE) }),
        ("path", _) => match given.get(ORIGIN_PATH).map(RelativePath::new) {
            None => Some(Origin::Path(None)),
            Some(Ok(path)) => Some(Origin::Path(Some(path))),
            Some(Err(_)) => None,
        },
        _ => None,
    };
    match origin {
        Some(origin) => component.origin = origin,
        None => fault(format!("`{ORIGIN}` is `{}`, which is not understood with what goes with it", shown(word))),
    }
}

/// Returns the digest that a fact of the form `scope ALGORITHM:hex` states.
pub(in crate::format) fn digest_from_fact(text: &str) -> Option<ScopedDigest> {
    let (scope, digest) = text.split_once(' ')?;
    Some(ScopedDigest { scope: scope_from_word(scope)?, digest: plain_digest(digest)? })
}

fn plain_digest(text: &str) -> Option<Digest> {
    let (algorithm, hex) = text.split_once(':')?;
    Digest::from_hex(algorithm.parse().ok()?, hex).ok()
}

/// Sets the scope of a file's digests and adds those that only facts hold; calls `fault` with what is malformed.
pub(in crate::format) fn restore_digests(
    given: &Given<'_>,
    digests: &mut Vec<ScopedDigest>,
    fault: &mut dyn FnMut(String),
) {
    if let Some(word) = given.get(DIGEST_SCOPE) {
        match scope_from_word(word) {
            Some(scope) => digests.iter_mut().for_each(|digest| digest.scope = scope),
            None => fault(format!("`{DIGEST_SCOPE}` is `{}`, expected a scope of digests", shown(word))),
        }
    }
    for value in given.all(DIGEST) {
        match digest_from_fact(value) {
            Some(digest) => digests.push(digest),
            None => fault(format!("`{DIGEST}` is `{}`, expected scope, algorithm and digits", shown(value))),
        }
    }
}

/// Returns the parties that a fact holds.
pub(in crate::format) fn parties_from_fact(text: &str) -> Option<Vec<Party>> {
    let rows: Vec<PartyRow<'_>> = serde_json::from_str(text).ok()?;
    let party = |(name, email, url): PartyRow<'_>| Party {
        name: name.into_owned(),
        email: email.map(Cow::into_owned),
        url: url.map(Cow::into_owned),
    };
    Some(rows.into_iter().map(party).collect())
}

fn evidence_from_fact(text: &str) -> Option<Evidence> {
    let (method, line, path): (String, Option<u32>, String) = serde_json::from_str(text).ok()?;
    Some(Evidence { path, line, method: Cow::Owned(method) })
}

/// Returns the problem that a fact holds.
pub(in crate::format) fn problem_from_fact(text: &str) -> Option<Problem> {
    let row: ProblemRow<'_> = serde_json::from_str(text).ok()?;
    let kinds = [ProblemKind::Unusable, ProblemKind::Contradiction, ProblemKind::Absent, ProblemKind::Skipped];
    Some(Problem {
        kind: kinds.into_iter().find(|kind| problem_word(*kind) == row.kind)?,
        path: row.path.into_owned(),
        line: row.line,
        message: row.message.into_owned(),
        hints: row.hints.into_iter().map(Cow::into_owned).collect(),
    })
}

fn external_reference_from_fact(text: &str) -> Option<ExternalReference> {
    let (kind, url, comment, digests): ReferenceRow<'_> = serde_json::from_str(text).ok()?;
    Some(ExternalReference {
        kind: kind.into_owned(),
        url: url.into_owned(),
        comment: comment.map(Cow::into_owned),
        digests: digests.iter().map(|digest| plain_digest(digest)).collect::<Option<_>>()?,
    })
}

/// Returns the part of another kind of document that a fact holds.
pub(in crate::format) fn kept_from_fact(text: &str) -> Option<Kept> {
    let (family, path, json): KeptRow<'_> = serde_json::from_str(text).ok()?;
    Some(Kept { family: family.into_owned(), path: path.into_owned(), json: json.into_owned() })
}
