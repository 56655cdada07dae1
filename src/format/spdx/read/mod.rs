//! Reads SPDX 2.2 and 2.3 of any tool.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
use serde::Deserialize;

use super::actor::parse_actor;
use super::raw::{self, Spdx};
use super::{CODE_PROPERTY, NAME, READ};
use crate::format::fact::{self, Given};
use crate::format::index::Index;
use crate::format::raw::{Problems, Text};
use crate::format::tree::Node;
use crate::format::{Document, FormatError, json};
use crate::model::{
    ComponentId, DigestScope, EdgeKind, FileEntry, FileKind, Inventory, License, RelativePath, Subject,
};
use parts::Parts;

mod document;
mod package;
mod parts;
mod relationship;

/// Reads a document in JSON.
pub(super) fn read_json(text: &str) -> Result<Document, FormatError> {
    let mut parts = if text.len() < json::PARALLEL_BYTES { None } else { Parts::parse(text)? };
    match parts.as_mut().and_then(Parts::whole) {
        Some(spdx) => read(spdx, NAME),
        None => read(json::parse(text)?, NAME),
    }
}

/// Reads a document of any syntax from the tree of its JSON form.
pub(super) fn read_tree(tree: &Node<'_>, format: &'static str) -> Result<Document, FormatError> {
    let fault = |error: serde::de::value::Error| FormatError::Meaning(error.to_string());
    read(Spdx::deserialize(tree).map_err(fault)?, format)
}

fn read(spdx: Spdx<'_>, format: &'static str) -> Result<Document, FormatError> {
    let Some(version) = spdx.spdx_version.as_ref().map(|version| version.as_str().to_owned()) else {
        return Err(FormatError::Meaning("`spdxVersion` is missing".to_owned()));
    };
    super::check_version(format, version.strip_prefix("SPDX-").unwrap_or(&version), READ)?;
    let serial = spdx.document_namespace.as_ref().map(|namespace| namespace.as_str().to_owned());
    let created = spdx.creation_info.as_ref().and_then(|creation| creation.created.as_ref());
    let created = created.map(|created| created.as_str().to_owned());
    let mut reader = Reader::default();
    reader.inventory.subject = Subject::unstated();
    let inventory = reader.read(spdx);
    Ok(Document { format, version, serial, created, inventory })
}

/// From this many packages on, all cores share them.
const PARALLEL: usize = 2048;

/// What an identifier of the document stands for.
#[derive(Clone, Copy)]
enum Thing {
    Component(ComponentId),
    File,
}

/// What the document's comment tells about all of it.
#[derive(Default)]
struct About {
    plain_edges: Option<EdgeKind>,
    has_no_root: bool,
}

#[derive(Default)]
struct Reader<'a> {
    inventory: Inventory,
    problems: Problems,
    /// Identifiers with what they stand for and where they were, in document order.
    things: Vec<(Cow<'a, str>, Thing, String)>,
    /// Text by licence reference.
    texts: Arc<BTreeMap<Cow<'a, str>, Cow<'a, str>>>,
    licenses: BTreeMap<String, License>,
    /// Identifiers of files that packages list, each with the place of the package.
    contained: Vec<(Cow<'a, str>, String)>,
}

impl<'a> Reader<'a> {
    fn read(mut self, spdx: Spdx<'a>) -> Inventory {
        self.tell_of_what_is_not_kept(&spdx);
        for license in spdx.has_extracted_licensing_infos.into_iter().flatten() {
            self.extracted(license);
        }
        let creators = spdx.creation_info.and_then(|creation| creation.creators).unwrap_or_default();
        self.inventory.subject.authors = creators.iter().filter_map(|text| parse_actor(text.as_str())).collect();
        let about = self.document_comment(spdx.comment);
        self.packages(spdx.packages.unwrap_or_default());
        for (at, file) in spdx.files.into_iter().flatten().enumerate() {
            self.file(file, &format!("/files/{at}"));
        }
        let things = std::mem::take(&mut self.things);
        let mut index: Index<Thing> = Index::with_capacity(things.len());
        for (id, thing, place) in &things {
            if !index.insert(id, *thing) {
                self.problems.unusable(place, format!("the SPDXID `{}` is used a second time", fact::shown(id)));
            }
        }
        for (id, place) in std::mem::take(&mut self.contained) {
            if index.get(&id).is_none() && !id.starts_with("DocumentRef-") {
                let message = format!("nothing has the SPDXID `{}`", fact::shown(&id));
                self.problems.unusable(format_args!("{place}/hasFiles"), message);
            }
        }
        let mut described = self.described(&spdx.document_describes.unwrap_or_default(), &index);
        self.relationships(spdx.relationships.unwrap_or_default(), &index, &about, &mut described);
        self.root(described, &about);
        self.forget_own_code();
        self.inventory.problems.extend(self.problems.into_list());
        self.inventory.normalize();
        self.inventory
    }

    fn packages(&mut self, packages: Vec<raw::Package<'a>>) {
        let read = |mut reader: Self, (at, package)| {
            reader.package(package, &format!("/packages/{at}"));
            reader
        };
        if packages.len() < PARALLEL {
            let whole = std::mem::take(self);
            *self = packages.into_iter().enumerate().fold(whole, read);
            return;
        }
        let texts = &self.texts;
        let part = || Self { texts: Arc::clone(texts), ..Self::default() };
        let packages = packages.into_par_iter().enumerate().with_min_len(PARALLEL / 8);
        let parts: Vec<Self> = packages.fold(part, read).collect();
        for part in parts {
            self.append(part);
        }
    }

    /// Adds the packages that another reader has read, which follow those that this one has.
    fn append(&mut self, other: Self) {
        let base = u32::try_from(self.inventory.components.len()).unwrap_or(u32::MAX);
        let moved = |id: ComponentId| ComponentId(id.0.saturating_add(base));
        self.inventory.components.extend(other.inventory.components);
        self.inventory.completeness.extend(other.inventory.completeness.into_iter().map(|(id, it)| (moved(id), it)));
        self.problems.append(other.problems);
        self.things.extend(other.things.into_iter().map(|(name, thing, place)| match thing {
            Thing::Component(id) => (name, Thing::Component(moved(id)), place),
            Thing::File => (name, thing, place),
        }));
        self.contained.extend(other.contained);
    }

    /// The code over all files that are listed is made anew when the document is written.
    fn forget_own_code(&mut self) {
        let Some(root) = self.inventory.subject.root else { return };
        let properties = &mut self.inventory.components[root.index()].properties;
        if let Some(stated) = properties.get(CODE_PROPERTY)
            && super::write::verification_code(&self.inventory.files).as_ref() == Some(stated)
        {
            properties.remove(CODE_PROPERTY);
        }
    }

    fn file(&mut self, mut raw: raw::File<'a>, place: &str) {
        let mut given = Given::default();
        let comment = raw.comment.take();
        for (name, value) in comment.as_ref().and_then(|comment| fact::from_lines(comment.as_str())).unwrap_or_default()
        {
            given.take(name, value);
        }
        let mut digests = self.digests(raw.checksums.take(), place, DigestScope::File);
        let problems = &mut self.problems;
        fact::restore_digests(&given, &mut digests, &mut |message| {
            problems.unusable(format_args!("{place}/comment"), message);
        });
        let name = raw.file_name.as_ref().map(Text::as_str).unwrap_or_default();
        let path = match RelativePath::new(name) {
            Ok(path) => path,
            Err(error) => {
                let shown = fact::shown(name);
                return self.problems.unusable(place, format!("`{shown}` is not the path of a file here: {error}"));
            }
        };
        let size = given.get(fact::SIZE).map(str::parse::<u64>);
        if size.as_ref().is_some_and(Result::is_err) {
            self.problems.unusable(place, format!("`{}` is not a number", fact::SIZE));
        }
        let kind = given.get(fact::SYMLINK).map_or(FileKind::Regular, |target| FileKind::Symlink(target.to_owned()));
        self.inventory.files.push(FileEntry { path, kind, size: size.and_then(Result::ok), digests });
        if let Some(id) = raw.id.take() {
            self.things.push((id.0, Thing::File, place.to_owned()));
        }
    }
}
