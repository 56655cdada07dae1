//! Inventories of every shape that the model allows.

use std::borrow::Cow;
use std::collections::BTreeMap;

use bonafide::model::{
    Algorithm, Completeness, Component, ComponentId, ComponentKind, Digest, DigestScope, Edge, EdgeKind, Evidence,
    ExternalReference, FileEntry, FileKind, Identifier, IdentifierKind, Inventory, Kept, License, Lifecycle, Origin,
    Party, Problem, ProblemKind, Properties, Purl, RelativePath, Resolution, ScopedDigest, Subject, Usage,
};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// Texts that break careless writers: separators of ours, of JSON, of both specifications.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z][a-z0-9_-]{0,12}",
        1 => "[ -~]{1,20}",
        1 => "[a-z=\\\\\n\"<>()#:, ]{1,12}x",
        1 => "\\PC{1,8}",
        1 => select(vec!["NOASSERTION x", "bonafide:usage=build", "a (b)", "Person: x", "\u{1F980} crab", "a\u{2028}b", "\u{0}"])
            .prop_map(str::to_owned),
    ]
    .prop_map(|text| text.trim().to_owned())
    .prop_filter("empty", |text| !text.is_empty())
}

fn url() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "https://[a-z]{1,8}\\.(com|org|example)(:[0-9]{1,4})?(/[a-zA-Z0-9._~-]{0,8}){0,3}",
        1 => Just("git@example.com:a/b.git".to_owned()),
        1 => Just("https://example.com/a b".to_owned()),
        1 => text(),
    ]
}

fn email() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[a-z]{1,6}@[a-z]{1,6}\\.org", 1 => text()]
}

fn party() -> impl Strategy<Value = Party> {
    (text(), option::of(email()), option::of(url())).prop_map(|(name, email, url)| Party { name, email, url })
}

fn digest() -> impl Strategy<Value = Digest> {
    let algorithms: Vec<Algorithm> = Algorithm::all().collect();
    (select(algorithms), any::<[u8; 64]>())
        .prop_map(|(algorithm, bytes)| Digest::new(algorithm, &bytes[..algorithm.length()]).unwrap())
}

fn scoped_digest(scopes: &'static [DigestScope]) -> impl Strategy<Value = ScopedDigest> {
    (select(scopes), digest()).prop_map(|(scope, digest)| ScopedDigest { scope, digest })
}

const ANY_SCOPE: &[DigestScope] = &[DigestScope::PackageArchive, DigestScope::File, DigestScope::Unstated];
const MOSTLY_FILE: &[DigestScope] = &[DigestScope::File, DigestScope::File, DigestScope::Unstated];

fn license() -> impl Strategy<Value = License> {
    prop_oneof![
        select(vec![
            "MIT",
            "MIT OR Apache-2.0",
            "(MIT OR Apache-2.0) AND BSD-3-Clause",
            "Apache-2.0 WITH LLVM-exception",
            "LicenseRef-own",
            "MIT AND LicenseRef-own",
            "GPL-2.0-or-later",
            "DocumentRef-a:LicenseRef-b",
        ])
        .prop_map(License::parse),
        text().prop_map(License::Name),
        text().prop_map(License::File),
    ]
}

fn origin() -> impl Strategy<Value = Origin> {
    prop_oneof![
        Just(Origin::Unknown),
        Just(Origin::DefaultRegistry),
        url().prop_map(Origin::Registry),
        (url(), option::of("[0-9a-f]{40}"), option::of(text())).prop_map(|(url, commit, reference)| Origin::Git {
            url,
            commit,
            reference
        }),
        option::of(relative_path()).prop_map(Origin::Path),
    ]
}

fn relative_path() -> impl Strategy<Value = RelativePath> {
    vec(prop_oneof![4 => "[a-zA-Z0-9._-]{1,8}", 1 => text()], 1..4)
        .prop_filter_map("not a path", |parts| RelativePath::new(&parts.join("/")).ok())
}

fn properties() -> impl Strategy<Value = BTreeMap<String, String>> {
    let key = prop_oneof![
        select(vec![
            "cargo:proc-macro",
            "cargo:features",
            "syft:package:type",
            "bonafide:usage",
            "bonafide:x",
            "npm:y"
        ])
        .prop_map(str::to_owned),
        text(),
    ];
    btree_map(key, text(), 0..4)
}

fn evidence() -> impl Strategy<Value = Evidence> {
    let method = select(vec!["cargo/lockfile", "cargo/manifest", "npm/package-lock"]);
    (text(), option::of(1u32..100_000), method).prop_map(|(path, line, method)| Evidence {
        path,
        line,
        method: Cow::Borrowed(method),
    })
}

fn purl() -> impl Strategy<Value = Purl> {
    let qualifiers = select(vec![
        "",
        "?repository_url=https://a.example/index",
        "?vcs_url=git%2Bhttps://a.example/x%40abc123",
        "?os=linux",
    ]);
    ("[a-z][a-z0-9_-]{0,8}", "[0-9]{1,2}\\.[0-9]{1,2}\\.[0-9]{1,2}", qualifiers).prop_map(
        |(name, version, qualifiers)| Purl::parse(&format!("pkg:cargo/{name}@{version}{qualifiers}")).unwrap(),
    )
}

/// Identifiers as their schemes have them, and such as no validator accepts.
fn identifier() -> impl Strategy<Value = Identifier> {
    let of = |kind: IdentifierKind| move |value: String| Identifier { kind: kind.clone(), value };
    prop_oneof![
        "cpe:2\\.3:a:[a-z]{1,6}:[a-z_]{1,6}:[0-9]\\.[0-9]:\\*:\\*:\\*:\\*:\\*:\\*:\\*"
            .prop_map(of(IdentifierKind::Cpe)),
        "cpe:/a:[a-z]{1,6}:[a-z]{1,6}:[0-9]".prop_map(of(IdentifierKind::Cpe)),
        "swh:1:(cnt|dir|rev|rel|snp):[0-9a-f]{40}".prop_map(of(IdentifierKind::Swhid)),
        "gitoid:blob:sha1:[0-9a-f]{40}".prop_map(of(IdentifierKind::Gitoid)),
        "swid:example\\.org:[a-z]{1,8}".prop_map(of(IdentifierKind::Swid)),
        (
            select(vec![IdentifierKind::Cpe, IdentifierKind::Swhid, IdentifierKind::Gitoid, IdentifierKind::Swid]),
            text()
        )
            .prop_map(|(kind, value)| Identifier { kind, value }),
    ]
}

/// Types that all versions of CycloneDX have, such as came later, and such as it never had.
fn external_reference() -> impl Strategy<Value = ExternalReference> {
    let known = vec![
        "vcs",
        "website",
        "documentation",
        "distribution",
        "issue-tracker",
        "advisories",
        "bom",
        "other",
        "license",
        "release-notes",
        "security-contact",
        "evidence",
        "source-distribution",
        "rfc-9116",
        "patent",
    ];
    let kind = prop_oneof![6 => select(known).prop_map(str::to_owned), 1 => text()];
    (kind, url(), option::of(text()), vec(digest(), 0..3)).prop_map(|(kind, url, comment, digests)| ExternalReference {
        kind,
        url,
        comment,
        digests,
    })
}

/// A part of a document of any family.
fn kept() -> impl Strategy<Value = Kept> {
    let json = prop_oneof![
        text().prop_map(|text| serde_json::to_string(&text).unwrap()),
        Just("{\"a\":[1,null,{\"b\":\"\\n\"}]}".to_owned()),
    ];
    (select(vec!["cyclonedx", "spdx-2", "spdx-3"]), text(), json).prop_map(|(family, path, json)| Kept {
        family: family.to_owned(),
        path: format!("/{path}"),
        json,
    })
}

fn component() -> impl Strategy<Value = Component> {
    let kinds = vec![
        ComponentKind::Application,
        ComponentKind::Library,
        ComponentKind::Framework,
        ComponentKind::Container,
        ComponentKind::OperatingSystem,
        ComponentKind::Device,
        ComponentKind::Firmware,
        ComponentKind::File,
        ComponentKind::Other,
    ];
    let usages = vec![Usage::Runtime, Usage::Build, Usage::Development, Usage::Unknown];
    let identity =
        (select(kinds), option::weighted(0.2, text()), text(), option::of(text()), option::of(purl()), origin());
    let people = (vec(party(), 0..3), option::weighted(0.3, party()), option::of(license()), option::of(text()));
    let claims = (option::weighted(0.3, party()), option::weighted(0.3, license()), option::weighted(0.3, text()));
    let elsewhere = (vec(identifier(), 0..4), vec(external_reference(), 0..4));
    let links = (option::of(url()), option::of(url()), option::of(url()), option::weighted(0.2, text()));
    let rest = (select(usages), properties(), vec(evidence(), 0..3), vec(scoped_digest(ANY_SCOPE), 0..4));
    (identity, people, links, rest, claims, elsewhere).prop_map(|(identity, people, links, rest, claims, elsewhere)| {
        let (kind, group, name, version, purl, origin) = identity;
        let (authors, supplier, license, description) = people;
        let (repository, homepage, documentation, links) = links;
        let (usage, properties, evidence, digests) = rest;
        let (manufacturer, concluded_license, copyright) = claims;
        let (identifiers, external_references) = elsewhere;
        Component {
            kind,
            group,
            name,
            version,
            purl,
            origin,
            digests,
            license,
            authors,
            supplier: supplier.map(Box::new),
            description,
            repository,
            homepage,
            documentation,
            usage,
            links,
            properties: Properties::from_iter(properties),
            evidence,
            identifiers,
            concluded_license: concluded_license.map(Box::new),
            copyright,
            manufacturer: manufacturer.map(Box::new),
            external_references,
            // Who is part of whom is chosen when it is known how many there are.
            parent: None,
            reference: String::new(),
        }
    })
}

fn file() -> impl Strategy<Value = FileEntry> {
    let kind = prop_oneof![3 => Just(FileKind::Regular), 1 => text().prop_map(FileKind::Symlink)];
    (relative_path(), kind, option::of(any::<u64>()), vec(scoped_digest(MOSTLY_FILE), 0..3))
        .prop_map(|(path, kind, size, digests)| FileEntry { path, kind, size, digests })
}

fn problem() -> impl Strategy<Value = Problem> {
    let kinds = vec![ProblemKind::Unusable, ProblemKind::Contradiction, ProblemKind::Absent, ProblemKind::Skipped];
    (select(kinds), text(), option::of(1u32..1000), text(), vec(text(), 0..2))
        .prop_map(|(kind, path, line, message, hints)| Problem { kind, path, line, message, hints })
}

fn subject() -> impl Strategy<Value = Subject> {
    (
        select(vec![Lifecycle::PreBuild, Lifecycle::Build, Lifecycle::PostBuild]),
        select(vec![Resolution::Superset, Resolution::Selected, Resolution::Exact]),
        vec(party(), 0..3),
        option::of(party()),
        properties(),
    )
        .prop_map(|(lifecycle, resolution, authors, supplier, properties)| Subject {
            root: None,
            lifecycle,
            resolution,
            authors,
            supplier,
            properties: Properties::from_iter(properties),
        })
}

/// An edge before it is known how many components there are.
type Loose = (prop::sample::Index, prop::sample::Index, EdgeKind, bool, Option<String>);

fn loose_edge() -> impl Strategy<Value = Loose> {
    let kinds = vec![EdgeKind::Runtime, EdgeKind::Runtime, EdgeKind::Build, EdgeKind::Development, EdgeKind::Unknown];
    (any::<prop::sample::Index>(), any::<prop::sample::Index>(), select(kinds), any::<bool>(), option::of(text()))
}

/// A part and its whole, before it is known how many components there are.
type LoosePart = (prop::sample::Index, prop::sample::Index);

/// Makes components parts of ones that come before them, so that nothing is part of itself.
fn assemble(inventory: &mut Inventory, parts: &[LoosePart]) {
    let count = inventory.components.len();
    for (part, whole) in parts {
        let (part, whole) = (part.index(count), whole.index(count));
        if whole < part {
            inventory.components[part].parent = Some(ComponentId(u32::try_from(whole).unwrap()));
        }
    }
}

/// Returns normalized inventories of up to a dozen components.
pub(super) fn inventory() -> impl Strategy<Value = Inventory> {
    let completeness = vec![Completeness::Complete, Completeness::Incomplete, Completeness::Unknown];
    let completeness = vec((any::<prop::sample::Index>(), select(completeness)), 0..6);
    let lists = (
        vec(component(), 0..12),
        vec(loose_edge(), 0..20),
        vec(file(), 0..4),
        vec(problem(), 0..3),
        vec(kept(), 0..3),
        vec(any::<LoosePart>(), 0..6),
    );
    (subject(), lists, completeness, option::of(any::<prop::sample::Index>())).prop_map(
        |(subject, (components, edges, files, problems, kept, parts), completeness, root)| {
            let mut inventory = Inventory { subject, components, files, problems, kept, ..Inventory::default() };
            inventory.files.sort();
            inventory.files.dedup_by(|a, b| a.path == b.path);
            let count = inventory.components.len();
            if count > 0 {
                let id = |index: &prop::sample::Index| ComponentId(u32::try_from(index.index(count)).unwrap());
                assemble(&mut inventory, &parts);
                inventory.subject.root = root.as_ref().map(id);
                inventory.completeness = completeness.iter().map(|(index, value)| (id(index), *value)).collect();
                inventory.edges = edges
                    .into_iter()
                    .map(|(from, to, kind, optional, target)| Edge {
                        from: id(&from),
                        to: id(&to),
                        kind,
                        optional,
                        target,
                    })
                    .collect();
            }
            inventory.normalize();
            inventory
        },
    )
}

fn sha256(text: &str, scope: DigestScope) -> ScopedDigest {
    ScopedDigest { scope, digest: bonafide::source::hash::digest_bytes(Algorithm::Sha256, text.as_bytes()).unwrap() }
}

fn crate_of(name: &str, version: &str, usage: Usage) -> Component {
    Component {
        name: name.to_owned(),
        version: Some(version.to_owned()),
        purl: Some(Purl::parse(&format!("pkg:cargo/{name}@{version}")).unwrap()),
        origin: Origin::DefaultRegistry,
        digests: vec![sha256(name, DigestScope::PackageArchive)],
        license: Some(License::parse("MIT OR Apache-2.0")),
        authors: vec![Party { name: "Ada L.".to_owned(), email: Some("ada@example.com".to_owned()), url: None }],
        description: Some(format!("What {name} does")),
        repository: Some(format!("https://example.com/ada/{name}")),
        usage,
        evidence: vec![Evidence {
            path: "Cargo.lock".to_owned(),
            line: Some(7),
            method: Cow::Borrowed("cargo/lockfile"),
        }],
        ..Component::default()
    }
}

/// Returns the inventory of a small project with one of everything that honest input has.
pub(super) fn typical() -> Inventory {
    let mut inventory = Inventory::default();
    let root = inventory.add(Component {
        kind: ComponentKind::Application,
        origin: Origin::Path(Some(RelativePath::new("app").unwrap())),
        digests: Vec::new(),
        purl: None,
        ..crate_of("app", "4.5.6", Usage::Runtime)
    });
    let names = [
        ("serde", Usage::Runtime),
        ("serde_json", Usage::Runtime),
        ("serde-json", Usage::Runtime),
        ("cc", Usage::Build),
    ];
    let ids: Vec<ComponentId> = names.map(|(name, usage)| inventory.add(crate_of(name, "1.0.0", usage))).to_vec();
    let second = inventory.add(Component {
        license: Some(License::Name("ask Ada".to_owned())),
        concluded_license: Some(Box::new(License::parse("MIT"))),
        copyright: Some("Copyright 2026 Ada L.".to_owned()),
        manufacturer: Some(Box::new(Party { name: "Example Works".to_owned(), email: None, url: None })),
        identifiers: vec![
            Identifier { kind: IdentifierKind::Cpe, value: "cpe:2.3:a:ada:serde:0.9.0:*:*:*:*:*:*:*".to_owned() },
            Identifier { kind: IdentifierKind::Swhid, value: format!("swh:1:cnt:{}", "94a9ed02".repeat(5)) },
        ],
        external_references: vec![ExternalReference {
            kind: "distribution".to_owned(),
            url: "https://example.com/serde-0.9.0.crate".to_owned(),
            comment: Some("as it was published".to_owned()),
            digests: vec![sha256("serde", DigestScope::File).digest],
        }],
        parent: Some(ids[1]),
        ..crate_of("serde", "0.9.0", Usage::Development)
    });
    let git = inventory.add(Component {
        purl: Some(
            Purl::parse("pkg:cargo/forked@2.0.0?vcs_url=git%2Bhttps://example.com/ada/forked%400123456789abcdef")
                .unwrap(),
        ),
        origin: Origin::Git {
            url: "https://example.com/ada/forked".to_owned(),
            commit: Some("0123456789abcdef".to_owned()),
            reference: Some("branch=main".to_owned()),
        },
        digests: Vec::new(),
        license: Some(License::File("LICENSE.txt".to_owned())),
        authors: Vec::new(),
        properties: Properties::from_iter([("cargo:proc-macro".to_owned(), "true".to_owned())]),
        ..crate_of("forked", "2.0.0", Usage::Build)
    });
    let mut edge = |from, to, kind, optional, target: Option<&str>| {
        inventory.edges.push(Edge { from, to, kind, optional, target: target.map(str::to_owned) });
    };
    edge(root, ids[0], EdgeKind::Runtime, false, None);
    edge(root, ids[1], EdgeKind::Runtime, true, Some("cfg(windows)"));
    edge(root, ids[3], EdgeKind::Build, false, Some("cfg(any(unix, target_os = \"wasi\"))"));
    edge(root, second, EdgeKind::Development, false, None);
    edge(ids[1], ids[0], EdgeKind::Runtime, false, None);
    edge(ids[1], ids[2], EdgeKind::Runtime, false, None);
    edge(ids[2], git, EdgeKind::Build, true, None);
    inventory.completeness = ids.iter().map(|id| (*id, Completeness::Complete)).collect();
    inventory.completeness.insert(git, Completeness::Incomplete);
    inventory.completeness.insert(root, Completeness::Unknown);
    inventory.subject = Subject {
        root: Some(root),
        authors: vec![Party {
            name: "Release team".to_owned(),
            email: Some("release@example.com".to_owned()),
            url: None,
        }],
        supplier: Some(Party {
            name: "Example Ltd".to_owned(),
            email: None,
            url: Some("https://example.com".to_owned()),
        }),
        ..Subject::default()
    };
    for (path, kind) in [("src/main.rs", FileKind::Regular), ("link", FileKind::Symlink("src/main.rs".to_owned()))] {
        let sha1 = bonafide::source::hash::digest_bytes(Algorithm::Sha1, path.as_bytes()).unwrap();
        let digests = vec![ScopedDigest { scope: DigestScope::File, digest: sha1 }, sha256(path, DigestScope::File)];
        inventory.files.push(FileEntry { path: RelativePath::new(path).unwrap(), kind, size: Some(11), digests });
    }
    inventory
        .problems
        .push(Problem::new(ProblemKind::Absent, "forked 2.0.0", "no cache holds its manifest").hint("cargo fetch"));
    inventory.normalize();
    inventory
}

/// Returns inventories as honest collectors make them, for readers that do not hold with every character.
pub(super) fn plain() -> impl Strategy<Value = Inventory> {
    inventory().prop_map(|mut inventory| {
        let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        for (at, component) in inventory.components.iter_mut().enumerate() {
            component.name = format!("{}{at}", plain(&component.name));
            component.version = component.version.as_deref().map(plain);
            component.group = None;
            component.description = component.description.as_deref().map(plain);
            component.kind = ComponentKind::Library;
            let parties = component
                .authors
                .iter_mut()
                .chain(component.supplier.as_deref_mut())
                .chain(component.manufacturer.as_deref_mut());
            parties.for_each(|party| {
                party.name = plain(&party.name);
                party.email = party.email.take().filter(|email| email.rsplit('.').next() == Some("org"));
            });
            component.copyright = component.copyright.as_deref().map(plain);
            component.concluded_license = component.concluded_license.take().map(|_| Box::new(License::parse("MIT")));
            component.identifiers.clear();
            component.external_references.retain(|reference| reference.url.starts_with("https://"));
            component.external_references.iter_mut().for_each(|reference| {
                "distribution".clone_into(&mut reference.kind);
                reference.comment = None;
                reference.digests.clear();
            });
            component.license = Some(License::parse("MIT"));
            component.origin = Origin::DefaultRegistry;
            (component.homepage, component.documentation, component.links) = (None, None, None);
            component.repository = Some("https://example.com/x".to_owned());
            component.evidence.iter_mut().for_each(|evidence| evidence.path = plain(&evidence.path));
            component.properties.clear();
            // Algorithms that both formats name and both libraries know, over one kind of bytes.
            component.digests.retain(|digest| matches!(digest.digest.algorithm(), Algorithm::Sha256 | Algorithm::Md5));
            component.digests.iter_mut().for_each(|digest| digest.scope = DigestScope::PackageArchive);
        }
        inventory.edges.iter_mut().for_each(|edge| edge.target = edge.target.as_deref().map(plain));
        inventory.files.clear();
        inventory.problems.clear();
        inventory.kept.clear();
        inventory.subject = Subject { root: inventory.subject.root, ..Subject::default() };
        inventory.normalize();
        inventory
    })
}
