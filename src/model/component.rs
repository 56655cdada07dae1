//! Components: what a thing is, where it came from, and what we know about it.

use std::borrow::Cow;

use litemap::LiteMap;

use super::{ComponentId, Digest, Purl, RelativePath, ScopedDigest};

/// What kind of thing a component is, in the words that both specifications share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ComponentKind {
    /// A program that people run.
    Application,
    /// A reusable package.
    #[default]
    Library,
    /// A framework.
    Framework,
    /// A container image.
    Container,
    /// An operating system.
    OperatingSystem,
    /// A device.
    Device,
    /// Firmware.
    Firmware,
    /// A single file.
    File,
    /// Anything else a document names.
    Other,
}

/// Where a component's bytes come from.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The document or lock file does not say.
    #[default]
    Unknown,
    /// The ecosystem's default registry.
    DefaultRegistry,
    /// Another registry, by the address of its index.
    Registry(String),
    /// A git repository at a commit.
    Git {
        /// The repository's address, without `git+`.
        url: String,
        /// The commit, in hexadecimal.
        commit: Option<String>,
        /// The branch, tag or revision that was asked for, as `branch=main`.
        reference: Option<String>,
    },
    /// A folder of the subject itself, relative to its root; a workspace member or path dependency. `None` outside the subject.
    Path(Option<RelativePath>),
}

/// How a component is used by the subject.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Usage {
    /// Linked or loaded by what is shipped.
    Runtime,
    /// Runs while building: build scripts, proc-macros and all that they use.
    Build,
    /// Only for developing and testing.
    Development,
    /// The source does not tell.
    #[default]
    Unknown,
}

/// A licence as the component's author stated it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum License {
    /// A valid SPDX expression, in canonical form.
    Expression(String),
    /// Text that is not a valid SPDX expression, kept as it is.
    Name(String),
    /// A file with the licence's text, named but not identified.
    File(String),
}

impl License {
    /// Returns the licence that a text states: an SPDX expression if it is one, after mending the forms that package registries
    /// still hold (`MIT/Apache-2.0`), otherwise the text as a name.
    ///
    /// Spec: SPDX 2.3, annex D.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        if let Ok(expression) = spdx::Expression::parse(text) {
            return Self::Expression(expression.to_string());
        }
        match spdx::Expression::canonicalize(text) {
            Ok(Some(mended)) => Self::Expression(mended),
            _ => Self::Name(text.to_owned()),
        }
    }
}

/// A person or an organisation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Party {
    /// The name.
    pub name: String,
    /// An e-mail address.
    pub email: Option<String>,
    /// A web address.
    pub url: Option<String>,
}

/// Returns the party that a text of the form `Name <mail@example>` states.
#[must_use]
pub fn author_from_text(text: &str) -> Party {
    let text = text.trim();
    if let Some((name, rest)) = text.split_once('<')
        && let Some(email) = rest.strip_suffix('>')
    {
        let name = name.trim();
        let email = email.trim();
        let shown = if name.is_empty() { email } else { name };
        return Party {
            name: shown.to_owned(),
            email: Some(email.to_owned()).filter(|email| !email.is_empty()),
            url: None,
        };
    }
    Party { name: text.to_owned(), email: None, url: None }
}

/// A scheme of identifiers other than package URLs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IdentifierKind {
    /// Common Platform Enumeration, 2.2 or 2.3. Spec: NIST IR 7695.
    Cpe,
    /// Software Heritage identifier. Spec: ISO/IEC 18670.
    Swhid,
    /// Git object identifier of the contents, as `OmniBOR` has it.
    Gitoid,
    /// Tag identifier of a software identification tag. Spec: ISO/IEC 19770-2.
    Swid,
}

/// An identifier other than a package URL.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identifier {
    /// The scheme.
    pub kind: IdentifierKind,
    /// The identifier as it is written in its scheme.
    pub value: String,
}

/// A thing elsewhere that has to do with a component.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExternalReference {
    /// What it is, in the words of CycloneDX, such as `distribution` or `issue-tracker`. Spec: CycloneDX 1.7, `externalReferences.type`.
    pub kind: String,
    /// Its address.
    pub url: String,
    /// What is said of it.
    pub comment: Option<String>,
    /// Digests of what stands there.
    pub digests: Vec<Digest>,
}

/// Where a fact was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// The file, relative to the subject.
    pub path: String,
    /// The line, counted from 1.
    pub line: Option<u32>,
    /// The collector that read it, such as `cargo/lockfile`.
    pub method: Cow<'static, str>,
}

/// Facts of one ecosystem or one tool, by key; there are few of them on one thing, and many things.
///
/// Many are set by `extend`: one by one they take the square of their number.
pub type Properties = LiteMap<String, String>;

/// One component of an inventory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Component {
    /// What kind of thing it is.
    pub kind: ComponentKind,
    /// The namespace within its ecosystem, if that has any.
    pub group: Option<String>,
    /// The name.
    pub name: String,
    /// The version, exactly as the ecosystem writes it.
    pub version: Option<String>,
    /// The package URL.
    pub purl: Option<Purl>,
    /// Where its bytes come from.
    pub origin: Origin,
    /// Digests with what each is over.
    pub digests: Vec<ScopedDigest>,
    /// Identifiers other than the package URL.
    pub identifiers: Vec<Identifier>,
    /// The declared licence.
    pub license: Option<License>,
    /// The licence that somebody else than the author has come to see as the one that holds.
    pub concluded_license: Option<Box<License>>,
    /// The copyright notice.
    pub copyright: Option<String>,
    /// Who made it.
    pub authors: Vec<Party>,
    /// Who supplied it, where a document says so and it is not the authors.
    pub supplier: Option<Box<Party>>,
    /// The organisation that made it, where a document says so beside the authors.
    pub manufacturer: Option<Box<Party>>,
    /// One sentence on what it is.
    pub description: Option<String>,
    /// The source repository.
    pub repository: Option<String>,
    /// The home page.
    pub homepage: Option<String>,
    /// Where its documentation is.
    pub documentation: Option<String>,
    /// Further things elsewhere that have to do with it; repository, home page and documentation have fields of their own.
    pub external_references: Vec<ExternalReference>,
    /// The component that it is a part of: an assembly, an archive, an image.
    pub parent: Option<ComponentId>,
    /// How the subject uses it.
    pub usage: Usage,
    /// The native library that it links, cargo's `links` key.
    pub links: Option<String>,
    /// Facts of one ecosystem, by a key such as `cargo:proc-macro`; written as properties.
    pub properties: Properties,
    /// Where it was found.
    pub evidence: Vec<Evidence>,
    /// The identifier inside the document that it was read from, such as a `bom-ref` or `SPDXID`. Empty when it was collected.
    pub reference: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_of_the_registry_become_expressions() {
        assert_eq!(License::parse("MIT OR Apache-2.0"), License::Expression("MIT OR Apache-2.0".into()));
        assert_eq!(License::parse("MIT/Apache-2.0"), License::Expression("MIT OR Apache-2.0".into()));
        assert_eq!(License::parse("do what you like"), License::Name("do what you like".into()));
    }

    #[test]
    fn an_author_is_a_name_and_an_address() {
        let author = author_from_text("Ada L. <ada@example.org>");
        assert_eq!((author.name.as_str(), author.email.as_deref()), ("Ada L.", Some("ada@example.org")));
        assert_eq!(author_from_text("The Developers").email, None);
        assert_eq!(author_from_text("<a@b.example>").name, "a@b.example");
    }
}
