//! Laying facts out as names and values.

use std::borrow::Cow;

use serde::Serialize;

use super::{
    CONCLUDED_FILE, CONCLUDED_LICENSE, CONCLUDED_NAME, DIGEST, DIGEST_SCOPE, EVIDENCE, EXTERNAL_REFERENCE, IDENTIFIER,
    KEPT, KeptRow, ORIGIN, ORIGIN_COMMIT, ORIGIN_PATH, ORIGIN_REFERENCE, ORIGIN_URL, PREFIX, PROBLEM, PROPERTY,
    PURL_TYPES, PartyRow, ProblemRow, ReferenceRow, identifier_word, lines, problem_word,
};
use crate::model::{
    Algorithm, Digest, DigestScope, Evidence, ExternalReference, Identifier, Kept, License, Origin, Party, Problem,
    RelativePath, ScopedDigest,
};

/// Facts about one thing, in the order in which they are written.
#[derive(Clone, Debug, Default)]
pub(in crate::format) struct Facts<'a> {
    list: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Facts<'a> {
    /// Adds a fact.
    pub(in crate::format) fn push(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) {
        self.list.push((name.into(), value.into()));
    }

    /// Adds a fact if there is a value.
    pub(in crate::format) fn push_some(&mut self, name: &'static str, value: Option<&'a str>) {
        if let Some(value) = value {
            self.push(name, value);
        }
    }

    /// Returns names and values in order.
    pub(in crate::format) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.list.iter().map(|(name, value)| (name.as_ref(), value.as_ref()))
    }

    /// Returns the facts.
    pub(in crate::format) fn into_list(self) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
        self.list
    }

    /// Returns whether there are none.
    pub(in crate::format) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Adds where a component's bytes come from, unless the reader infers the same from the rest of the document.
    pub(in crate::format) fn push_origin(&mut self, origin: &'a Origin, inferred: &Origin) {
        if origin == inferred {
            return;
        }
        match origin {
            Origin::Unknown => self.push(ORIGIN, "unknown"),
            Origin::DefaultRegistry => self.push(ORIGIN, "default-registry"),
            Origin::Registry(url) => {
                self.push(ORIGIN, "registry");
                self.push(ORIGIN_URL, url.as_str());
            }
            Origin::Git { url, commit, reference } => {
                self.push(ORIGIN, "git");
                self.push(ORIGIN_URL, url.as_str());
                self.push_some(ORIGIN_COMMIT, commit.as_deref());
                self.push_some(ORIGIN_REFERENCE, reference.as_deref());
            }
            Origin::Path(path) => {
                self.push(ORIGIN, "path");
                self.push_some(ORIGIN_PATH, path.as_ref().map(RelativePath::as_str));
            }
        }
    }

    /// Adds the scope of digests when it is not the one that a reader assumes, and returns the digests that go into the format's own
    /// field: those of the first digest's scope whose algorithm the format knows. The others become facts.
    pub(in crate::format) fn push_digests(
        &mut self,
        digests: &'a [ScopedDigest],
        assumed: DigestScope,
        is_known: impl Fn(Algorithm) -> bool,
    ) -> Vec<&'a Digest> {
        let Some(first) = digests.iter().find(|digest| is_known(digest.digest.algorithm())).or(digests.first()) else {
            return Vec::new();
        };
        if first.scope != assumed {
            self.push(DIGEST_SCOPE, first.scope.name());
        }
        let mut native = Vec::with_capacity(digests.len());
        for ScopedDigest { scope, digest } in digests {
            if *scope == first.scope && is_known(digest.algorithm()) {
                native.push(digest);
            } else {
                self.push(DIGEST, format!("{} {digest}", scope.name()));
            }
        }
        native
    }

    /// Adds parties with everything that is known of them.
    pub(in crate::format) fn push_parties<'p>(
        &mut self,
        name: &'static str,
        parties: impl IntoIterator<Item = &'p Party>,
    ) {
        let rows: Vec<PartyRow<'_>> = parties
            .into_iter()
            .map(|party| {
                (Cow::from(&*party.name), party.email.as_deref().map(Cow::from), party.url.as_deref().map(Cow::from))
            })
            .collect();
        self.push(name, json(&rows));
    }

    /// Adds where something was read.
    pub(in crate::format) fn push_evidence(&mut self, evidence: &Evidence) {
        self.push(EVIDENCE, json(&(&*evidence.method, evidence.line, &*evidence.path)));
    }

    /// Adds an input that could not be used.
    pub(in crate::format) fn push_problem(&mut self, problem: &Problem) {
        let row = ProblemRow {
            kind: Cow::from(problem_word(problem.kind)),
            path: Cow::from(&*problem.path),
            line: problem.line,
            message: Cow::from(&*problem.message),
            hints: problem.hints.iter().map(|hint| Cow::from(&**hint)).collect(),
        };
        self.push(PROBLEM, json(&row));
    }

    /// Adds properties; those named by a purl type get our namespace.
    pub(in crate::format) fn push_properties(
        &mut self,
        properties: impl IntoIterator<Item = (&'a String, &'a String)>,
    ) {
        for (name, value) in properties {
            self.push(property_name(name), value.as_str());
        }
    }

    /// Adds properties of a format in which a name may come several times: one for each line, as they are read.
    pub(in crate::format) fn push_property_lines(
        &mut self,
        properties: impl IntoIterator<Item = (&'a String, &'a String)>,
    ) {
        for (name, value) in properties {
            let name = property_name(name);
            for line in value.split('\n') {
                self.push(name.clone(), line);
            }
        }
    }

    /// Adds the identifiers that the format has no fields for. They are sorted: which of a component's identifiers stand in fields
    /// differs from format to format, and with it the order in which a reader meets them.
    pub(in crate::format) fn push_identifiers(&mut self, mut identifiers: Vec<&'a Identifier>) {
        identifiers.sort();
        for identifier in identifiers {
            self.push(format!("{IDENTIFIER}{}", identifier_word(&identifier.kind)), identifier.value.as_str());
        }
    }

    /// Adds a thing elsewhere that the format's own list cannot hold wholly.
    pub(in crate::format) fn push_external_reference(&mut self, reference: &ExternalReference) {
        let row: ReferenceRow<'_> = (
            Cow::from(&*reference.kind),
            Cow::from(&*reference.url),
            reference.comment.as_deref().map(Cow::from),
            reference.digests.iter().map(ToString::to_string).collect(),
        );
        self.push(EXTERNAL_REFERENCE, json(&row));
    }

    /// Adds a concluded licence that the format has no field for.
    pub(in crate::format) fn push_concluded(&mut self, license: &'a License) {
        match license {
            License::Expression(text) => self.push(CONCLUDED_LICENSE, text.as_str()),
            License::Name(text) => self.push(CONCLUDED_NAME, text.as_str()),
            License::File(path) => self.push(CONCLUDED_FILE, path.as_str()),
        }
    }

    /// Adds a part of another kind of document.
    pub(in crate::format) fn push_kept(&mut self, kept: &Kept) {
        let row: KeptRow<'_> = (Cow::from(&*kept.family), Cow::from(&*kept.path), Cow::from(&*kept.json));
        self.push(KEPT, json(&row));
    }

    /// Returns the facts as lines of a text, each `name=value`, every name in our namespace.
    pub(in crate::format) fn to_lines(&self) -> String {
        lines::to_lines(self.iter())
    }
}

fn property_name(name: &str) -> Cow<'_, str> {
    if name.starts_with(PREFIX) {
        Cow::Owned(format!("{PROPERTY}{name}"))
    } else if name.split(':').next().is_some_and(|first| PURL_TYPES.contains(&first)) {
        Cow::Owned(format!("{PREFIX}{name}"))
    } else {
        Cow::Borrowed(name)
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("rows of text and numbers are JSON")
}
