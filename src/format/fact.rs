//! Facts of the model that a document format has no field for, as named texts: properties in CycloneDX, lines of a comment in SPDX.
//!
//! Names begin with `bonafide:`. One table serves both formats, so that what one of them has a field for and the other has not is
//! still read back by the same code. A malformed fact is a problem, never silence.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{
    Algorithm, Component, ComponentKind, Digest, DigestScope, Evidence, License, Origin, Party, Problem, ProblemKind,
    Purl, RelativePath, ScopedDigest, Usage,
};

/// The namespace of our names.
pub(super) const PREFIX: &str = "bonafide:";
/// How a component is used, where its scope does not tell.
pub(super) const USAGE: &str = "bonafide:usage";
/// What bytes the component's digests are over.
pub(super) const DIGEST_SCOPE: &str = "bonafide:digest:scope";
/// A digest that the format has no name for, or that is over other bytes than the others.
pub(super) const DIGEST: &str = "bonafide:digest";
/// The namespace of a component, where the format has no field for it.
pub(super) const GROUP: &str = "bonafide:group";
/// The kind of a component that the format has no word for.
pub(super) const KIND: &str = "bonafide:kind";
/// Where something was read: method, line, path.
pub(super) const EVIDENCE: &str = "bonafide:evidence";
/// How much of a component's direct dependencies is there.
pub(super) const COMPLETENESS: &str = "bonafide:completeness";
/// An edge that is more than a plain dependency; kind and `optional` follow in the name.
pub(super) const DEPENDENCY: &str = "bonafide:dependency:";
/// The kind of the edges that no fact describes.
pub(super) const DEFAULT_DEPENDENCY: &str = "bonafide:dependency-default";
/// The target of a symbolic link.
pub(super) const SYMLINK: &str = "bonafide:symlink";
/// The size of a file in bytes.
pub(super) const SIZE: &str = "bonafide:size";
/// The file that a component's licence is in.
pub(super) const LICENSE_FILE: &str = "bonafide:license:file";
/// A licence that is a name although it reads as an expression.
pub(super) const LICENSE_NAME: &str = "bonafide:license:name";
/// Authors, where the format cannot hold them all.
pub(super) const AUTHORS: &str = "bonafide:authors";
/// The supplier, where the format cannot hold all of it.
pub(super) const SUPPLIER: &str = "bonafide:supplier";
/// The description, where the format cannot hold it.
pub(super) const REPOSITORY: &str = "bonafide:repository";
/// The home page, where the format cannot hold it.
pub(super) const HOMEPAGE: &str = "bonafide:homepage";
/// The documentation, where the format cannot hold it.
pub(super) const DOCUMENTATION: &str = "bonafide:documentation";
/// The native library that a component links.
pub(super) const LINKS: &str = "bonafide:links";
/// Where a component's bytes come from.
pub(super) const ORIGIN: &str = "bonafide:origin";
const ORIGIN_URL: &str = "bonafide:origin:url";
const ORIGIN_COMMIT: &str = "bonafide:origin:commit";
const ORIGIN_REFERENCE: &str = "bonafide:origin:reference";
const ORIGIN_PATH: &str = "bonafide:origin:path";
/// A property whose own name would be taken for one of ours.
pub(super) const PROPERTY: &str = "bonafide:property:";
/// An input that could not be used.
pub(super) const PROBLEM: &str = "bonafide:problem";
/// When in the life of the software the facts were gathered.
pub(super) const LIFECYCLE: &str = "bonafide:lifecycle";
/// How the components relate to any one build.
pub(super) const RESOLUTION: &str = "bonafide:resolution";

/// The types of the package URL specification: properties named by one are facts of ours about that ecosystem.
const PURL_TYPES: &[&str] = &[
    "alpm",
    "apk",
    "bitbucket",
    "bitnami",
    "cargo",
    "cocoapods",
    "composer",
    "conan",
    "conda",
    "cpan",
    "cran",
    "deb",
    "docker",
    "gem",
    "generic",
    "github",
    "golang",
    "hackage",
    "hex",
    "huggingface",
    "luarocks",
    "maven",
    "mlflow",
    "npm",
    "nuget",
    "oci",
    "opam",
    "otp",
    "pub",
    "pypi",
    "qpkg",
    "rpm",
    "swid",
    "swift",
];

/// Facts about one thing, in the order in which they are written.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts<'a> {
    list: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Facts<'a> {
    /// Adds a fact.
    pub(super) fn push(&mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) {
        self.list.push((name.into(), value.into()));
    }

    /// Adds a fact if there is a value.
    pub(super) fn push_some(&mut self, name: &'static str, value: Option<&'a str>) {
        if let Some(value) = value {
            self.push(name, value);
        }
    }

    /// Returns names and values in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.list.iter().map(|(name, value)| (name.as_ref(), value.as_ref()))
    }

    /// Returns the facts.
    pub(super) fn into_list(self) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
        self.list
    }

    /// Returns whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Adds where a component's bytes come from, unless the reader infers the same from the rest of the document.
    pub(super) fn push_origin(&mut self, origin: &'a Origin, inferred: &Origin) {
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
    pub(super) fn push_digests(
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
    pub(super) fn push_parties<'p>(&mut self, name: &'static str, parties: impl IntoIterator<Item = &'p Party>) {
        let rows: Vec<PartyRow<'_>> = parties
            .into_iter()
            .map(|party| {
                (Cow::from(&*party.name), party.email.as_deref().map(Cow::from), party.url.as_deref().map(Cow::from))
            })
            .collect();
        self.push(name, json(&rows));
    }

    /// Adds where something was read.
    pub(super) fn push_evidence(&mut self, evidence: &Evidence) {
        self.push(EVIDENCE, json(&(&*evidence.method, evidence.line, &*evidence.path)));
    }

    /// Adds an input that could not be used.
    pub(super) fn push_problem(&mut self, problem: &Problem) {
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
    pub(super) fn push_properties(&mut self, properties: &'a BTreeMap<String, String>) {
        for (name, value) in properties {
            if name.starts_with(PREFIX) {
                self.push(format!("{PROPERTY}{name}"), value.as_str());
            } else if name.split(':').next().is_some_and(|first| PURL_TYPES.contains(&first)) {
                self.push(format!("{PREFIX}{name}"), value.as_str());
            } else {
                self.push(name.as_str(), value.as_str());
            }
        }
    }

    /// Returns the facts as lines of a text, each `name=value`, every name in our namespace.
    pub(super) fn to_lines(&self) -> String {
        let mut text = String::new();
        for (name, value) in self.iter() {
            if !text.is_empty() {
                text.push('\n');
            }
            if !name.starts_with(PREFIX) {
                text.push_str(PROPERTY);
            }
            escape(name, &mut text);
            text.push('=');
            escape_value(value, &mut text);
        }
        text
    }
}

/// Name, e-mail address and web address of a party.
type PartyRow<'a> = (Cow<'a, str>, Option<Cow<'a, str>>, Option<Cow<'a, str>>);

#[derive(Serialize, Deserialize)]
struct ProblemRow<'a> {
    kind: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "str::is_empty")]
    path: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    message: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    hints: Vec<Cow<'a, str>>,
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("rows of text and numbers are JSON")
}

fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '=' => out.push_str("\\e"),
            other => out.push(other),
        }
    }
}

fn escape_value(text: &str, out: &mut String) {
    if text.contains(['\\', '\n']) {
        out.push_str(&text.replace('\\', "\\\\").replace('\n', "\\n"));
    } else {
        out.push_str(text);
    }
}

fn unescape(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('\\') {
        return Some(Cow::Borrowed(text));
    }
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => out.push(match characters.next()? {
                '\\' => '\\',
                'n' => '\n',
                'e' => '=',
                _ => return None,
            }),
            other => out.push(other),
        }
    }
    Some(Cow::Owned(out))
}

/// Returns the facts that a text holds as lines, or `None` when it is any other text.
pub(super) fn from_lines(text: &str) -> Option<Vec<(Cow<'_, str>, Cow<'_, str>)>> {
    if !text.starts_with(PREFIX) {
        return None;
    }
    text.split('\n').map(fact_from_line).collect()
}

fn fact_from_line(line: &str) -> Option<(Cow<'_, str>, Cow<'_, str>)> {
    let (name, value) = line.split_once('=')?;
    name.starts_with(PREFIX).then_some((unescape(name)?, unescape(value)?))
}

/// Returns the word that documents use for how a component is used.
pub(super) fn usage_word(usage: Usage) -> &'static str {
    match usage {
        Usage::Runtime => "runtime",
        Usage::Build => "build",
        Usage::Development => "development",
        Usage::Unknown => "unknown",
    }
}

fn problem_word(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Unusable => "unusable",
        ProblemKind::Contradiction => "contradiction",
        ProblemKind::Absent => "absent",
        ProblemKind::Skipped => "skipped",
    }
}

/// Facts of ours about one thing, as they were read.
#[derive(Debug, Default)]
pub(super) struct Given<'a> {
    list: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Given<'a> {
    /// Takes in a fact: ours are kept, any other is a property.
    pub(super) fn take(&mut self, name: Cow<'a, str>, value: Cow<'a, str>, properties: &mut BTreeMap<String, String>) {
        let Some(ours) = name.strip_prefix(PREFIX) else {
            return add_property(properties, &name, &value);
        };
        if let Some(escaped) = name.strip_prefix(PROPERTY) {
            add_property(properties, escaped, &value);
        } else if ours.split(':').next().is_some_and(|first| PURL_TYPES.contains(&first)) {
            add_property(properties, ours, &value);
        } else {
            self.list.push((name, value));
        }
    }

    /// Returns the value of a fact.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.list.iter().find(|fact| fact.0 == name).map(|fact| fact.1.as_ref())
    }

    /// Returns names and values in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.list.iter().map(|(name, value)| (name.as_ref(), value.as_ref()))
    }

    /// Returns every value of a fact.
    pub(super) fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        self.list.iter().filter(move |fact| fact.0 == name).map(|fact| fact.1.as_ref())
    }
}

fn add_property(properties: &mut BTreeMap<String, String>, name: &str, value: &str) {
    match properties.get_mut(name) {
        // Both formats allow a name to come twice; the model has one value a name.
        Some(known) => {
            known.push('\n');
            known.push_str(value);
        }
        None => {
            properties.insert(name.to_owned(), value.to_owned());
        }
    }
}

/// Sets what facts tell about a component, and calls `fault` with what is malformed.
pub(super) fn restore(given: &Given<'_>, component: &mut Component, fault: &mut dyn FnMut(String)) {
    if let Some(scope) = given.get(DIGEST_SCOPE) {
        match scope_from_word(scope) {
            Some(scope) => component.digests.iter_mut().for_each(|digest| digest.scope = scope),
            None => fault(format!("`{DIGEST_SCOPE}` is `{}`, expected a scope of digests", shown(scope))),
        }
    }
    restore_origin(given, component, fault);
    for (name, value) in given.iter() {
        if restore_one(name, value, component).is_none() {
            fault(format!("`{}` has the value `{}`, which is not understood", shown(name), shown(value)));
        }
    }
}

/// Sets what one fact tells, and returns `None` when it is malformed.
fn restore_one(name: &str, value: &str, component: &mut Component) -> Option<()> {
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
        AUTHORS => component.authors = parties_from_fact(value)?,
        SUPPLIER => component.supplier = parties_from_fact(value)?.into_iter().next(),
        EVIDENCE => component.evidence.push(evidence_from_fact(value)?),
        // These belong together with others and are looked at where those are.
        DIGEST_SCOPE | ORIGIN | ORIGIN_URL | ORIGIN_COMMIT | ORIGIN_REFERENCE | ORIGIN_PATH | COMPLETENESS => {}
        _ if name.starts_with(DEPENDENCY) => {}
        _ => add_property(&mut component.properties, name, value),
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

/// Returns a text short enough for a message.
pub(super) fn shown(text: &str) -> String {
    text.chars().take(100).collect()
}

fn scope_from_word(word: &str) -> Option<DigestScope> {
    [DigestScope::File, DigestScope::PackageArchive, DigestScope::Unstated].into_iter().find(|it| it.name() == word)
}

/// Returns the digest that a fact of the form `scope ALGORITHM:hex` states.
pub(super) fn digest_from_fact(text: &str) -> Option<ScopedDigest> {
    let (scope, digest) = text.split_once(' ')?;
    let (algorithm, hex) = digest.split_once(':')?;
    let digest = Digest::from_hex(algorithm.parse().ok()?, hex).ok()?;
    Some(ScopedDigest { scope: scope_from_word(scope)?, digest })
}

/// Sets the scope of a file's digests and adds those that only facts hold; calls `fault` with what is malformed.
pub(super) fn restore_digests(given: &Given<'_>, digests: &mut Vec<ScopedDigest>, fault: &mut dyn FnMut(String)) {
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

fn usage_from_word(word: &str) -> Option<Usage> {
    [Usage::Runtime, Usage::Build, Usage::Development, Usage::Unknown].into_iter().find(|it| usage_word(*it) == word)
}

const KINDS: &[(ComponentKind, &str)] = &[
    (ComponentKind::Application, "application"),
    (ComponentKind::Library, "library"),
    (ComponentKind::Framework, "framework"),
    (ComponentKind::Container, "container"),
    (ComponentKind::OperatingSystem, "operating-system"),
    (ComponentKind::Device, "device"),
    (ComponentKind::Firmware, "firmware"),
    (ComponentKind::File, "file"),
    (ComponentKind::Other, "other"),
];

/// Returns the word for a kind, which is CycloneDX's where that has one.
pub(super) fn kind_word(kind: ComponentKind) -> &'static str {
    KINDS.iter().find(|row| row.0 == kind).map_or("library", |row| row.1)
}

/// Returns the kind of a word.
pub(super) fn kind_from_word(word: &str) -> Option<ComponentKind> {
    KINDS.iter().find(|row| row.1 == word).map(|row| row.0)
}

/// Returns the parties that a fact holds.
pub(super) fn parties_from_fact(text: &str) -> Option<Vec<Party>> {
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
pub(super) fn problem_from_fact(text: &str) -> Option<Problem> {
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

/// Returns the origin that a package URL states by itself: another registry, or a git repository.
pub(super) fn origin_of(purl: Option<&Purl>) -> Origin {
    let Some(purl) = purl.filter(|purl| purl.as_str().contains('?')) else { return Origin::Unknown };
    if let Some(text) = purl.qualifier("vcs_url") {
        return git_origin(&text).unwrap_or_default();
    }
    purl.qualifier("repository_url").map_or(Origin::Unknown, Origin::Registry)
}

/// Returns the origin that a text of the form `git+https://host/path@commit` states. Spec: SPDX 2.3, 7.7.
pub(super) fn git_origin(text: &str) -> Option<Origin> {
    let address = text.strip_prefix("git+")?;
    let (address, _) = address.split_once('#').unwrap_or((address, ""));
    // An `@` before the host's path belongs to the host: `git+ssh://git@example.org/x`.
    let path = address.find("://").and_then(|at| address[at + 3..].find('/').map(|slash| at + 3 + slash))?;
    let (url, commit) = match address[path..].rfind('@') {
        Some(at) => (&address[..path + at], Some(address[path + at + 1..].to_owned())),
        None => (address, None),
    };
    Some(Origin::Git { url: url.to_owned(), commit, reference: None })
}

/// Returns who created a component where nobody is named as its supplier. Spec: NTIA minimum elements, "supplier name".
pub(super) fn creator(authors: &[Party]) -> Option<Party> {
    match authors {
        [] => None,
        [one] => Some(one.clone()),
        several => {
            let names: Vec<&str> = several.iter().map(|party| party.name.as_str()).collect();
            Some(Party { name: names.join(", "), email: None, url: None })
        }
    }
}
