//! Turns a document into one of another format or version, and tells what that costs.
//!
//! Within a family the whole tree is rewritten. Between families the inventory goes across, and what the model has no words for is found
//! by measuring: the new document is read back, written as the old one was, and compared with it. The differences are carried along as
//! facts of ours where the new format has room for such, so that the way back gives the old document again; otherwise they are lost, and
//! told. A table of what each format lacks would be shorter and would be wrong the day a writer changes.

use super::cyclonedx::LicenseForm;
use super::tree::{Difference, Node, Part, Refusal, apply, compare, parts};
use super::{ALL, Body, Document, Family, Format, FormatError, Loss, Stamp};
use crate::limits;
use crate::model::{Component, Inventory, Kept, ProblemKind};

mod identity;
mod reason;
mod signature;

/// A document in its new form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversion {
    /// The document.
    pub bytes: Vec<u8>,
    /// What the new form does not hold.
    pub lost: Vec<Loss>,
    /// What the new form has no field for, and holds as facts of ours.
    pub carried: Vec<Loss>,
    /// How many parts that were carried along are back in their place.
    pub restored: usize,
}

/// What a document is turned into.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// The format.
    pub format: &'a dyn Format,
    /// The version; the format's default where it is not named.
    pub version: Option<&'a str>,
}

/// A document that is to be turned into others.
pub struct Original<'a> {
    format: &'static dyn Format,
    body: Body<'a>,
    document: Document,
}

impl<'a> Original<'a> {
    /// Reads a document of whichever format recognizes the bytes.
    ///
    /// # Errors
    /// As [`super::read`].
    pub fn read(bytes: &'a [u8]) -> Result<Self, FormatError> {
        let format = ALL.iter().copied().find(|format| format.recognizes(bytes)).ok_or(FormatError::UnknownFormat)?;
        Ok(Self { format, body: format.body(bytes)?, document: format.read(bytes)? })
    }

    /// Returns what was read.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Turns the document into another form.
    ///
    /// # Errors
    /// [`FormatError::UnknownVersion`], or whatever a reader of the format that was written says of it.
    pub fn convert(&self, target: Target<'_>, stamp: &Stamp) -> Result<Conversion, FormatError> {
        match (self.format.family(), target.format.family()) {
            (Some(ours), Some(theirs)) if ours == theirs => self.within(target),
            (Some(ours), Some(theirs)) => Passage { original: self, target, ours, theirs, stamp }.go(),
            _ => self.listing(target, stamp),
        }
    }

    fn within(&self, target: Target<'_>) -> Result<Conversion, FormatError> {
        let (tree, mut lost) = self.body.tree(self.format)?;
        let written = target.format.write_tree(tree, target.version)?;
        lost.extend(written.losses);
        Ok(Conversion { bytes: written.bytes, lost, carried: Vec::new(), restored: 0 })
    }

    fn listing(&self, target: Target<'_>, stamp: &Stamp) -> Result<Conversion, FormatError> {
        let inventory = &self.document.inventory;
        let bytes = target.format.write(inventory, target.version, stamp)?;
        let lost = reason::of_listing(target.format.name(), inventory);
        Ok(Conversion { bytes, lost, carried: Vec::new(), restored: 0 })
    }
}

/// Turns a document into one of another format; see [`Original::convert`].
///
/// # Errors
/// As [`Original::read`] and [`Original::convert`].
pub fn convert(bytes: &[u8], target: Target<'_>, stamp: &Stamp) -> Result<Conversion, FormatError> {
    Original::read(bytes)?.convert(target, stamp)
}

/// The place of the name after which a document of ours names all its elements.
const NAME: &str = "#";

/// The way of a document from one family to another.
struct Passage<'o> {
    original: &'o Original<'o>,
    target: Target<'o>,
    ours: Family,
    theirs: Family,
    stamp: &'o Stamp,
}

/// A new document.
struct Made {
    bytes: Vec<u8>,
    lost: Vec<Loss>,
    restored: usize,
}

/// Drops what a reader said of parts that it had to leave out, which are measured part by part; and from where others stood the numbers
/// of elements, which are others in the new document. Identifiers lose the name of a document of ours, which is made from its content.
fn settle(inventory: &mut Inventory) {
    for component in &mut inventory.components {
        if let Some(local) = identity::local(&component.reference) {
            component.reference = local.to_owned();
        }
    }
    inventory.problems.retain(|it| it.kind != ProblemKind::Skipped || !it.path.starts_with('#'));
    for problem in inventory.problems.iter_mut().filter(|it| it.path.starts_with('#')) {
        let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let parts: Vec<&str> = problem.path.split('/').filter(|part| !is_number(part)).collect();
        problem.path = parts.join("/");
    }
    inventory.problems.sort();
    inventory.problems.dedup();
}

/// What goes from one family to another, before it is known what has no room there.
struct Outset {
    inventory: Inventory,
    /// Parts of documents of the new kind, which the original carries along.
    own: Vec<Kept>,
    /// What it carries along and has no place for.
    stray: Vec<Loss>,
    /// Whether the original was made of a document of the new kind.
    returning: bool,
}

/// The original as it comes back from the new document.
struct Back {
    bytes: Vec<u8>,
    inventory: Inventory,
    /// The version in which it was written.
    version: Option<&'static str>,
    /// How the original writes licences.
    form: Option<Kept>,
}

/// What the new family cannot say.
struct Measured {
    parts: Vec<Kept>,
    carried: Vec<Loss>,
    lost: Vec<Loss>,
}

impl Passage<'_> {
    fn go(&self) -> Result<Conversion, FormatError> {
        let first = || {
            let outset = self.outset();
            let made = self.make(&outset.inventory, self.written_version(&outset.own), &outset.own, None);
            (outset, made)
        };
        // The first writing and the tree of the original do not depend on each other: two cores halve the wait.
        let ((outset, made), tree) = rayon::join(first, || self.original.body.tree(self.original.format));
        let Outset { mut inventory, own, stray, returning } = outset;
        let mut made = made?;
        let (mut tree, outside) = tree?;
        let back = self.way_back(&made.bytes, &tree)?;
        let body = self.original.format.body(&back.bytes)?;
        // Letting go of something large takes as long as a good part of making it, and so is done beside other work.
        let (found, ()) = rayon::join(|| body.tree(self.original.format), || drop(back.inventory));
        let mut found = found?.0;
        let Measured { parts, carried, mut lost } =
            self.measure(&mut tree, &mut found, (back.version, back.form), returning);
        // What the tree has no place for cannot be carried along either.
        lost.extend(outside);
        lost.extend(stray);
        if !parts.is_empty() {
            inventory.kept.extend(parts);
            inventory.kept.sort();
            // With parts of its own in their places the document is no longer what was written.
            let before = Some(&*made.bytes).filter(|_| own.is_empty());
            let again = || self.make(&inventory, self.written_version(&own), &own, before);
            made = rayon::join(again, || drop((tree, found))).0?;
        }
        lost.extend(made.lost);
        Ok(Conversion { bytes: made.bytes, lost, carried, restored: made.restored })
    }

    /// Sorts what the original carries along, and leaves in the inventory what goes across.
    fn outset(&self) -> Outset {
        let mut inventory = self.original.document.inventory.clone();
        settle(&mut inventory);
        let (own, others) =
            std::mem::take(&mut inventory.kept).into_iter().partition(|it| it.family == self.theirs.name());
        inventory.kept = others;
        let mut own: Vec<Kept> = own;
        let returning = own.iter().any(|kept| kept.path.is_empty());
        if !returning {
            // Nothing tells what they were measured against.
            inventory.kept.append(&mut own);
        }
        let form = own.iter().position(|kept| kept.path == LicenseForm::PATH).map(|at| own.swap_remove(at));
        let is_stray = |kept: &Kept| kept.family == self.ours.name() || kept.family == self.theirs.name();
        let stray = inventory.kept.iter().filter(|kept| is_stray(kept) && !kept.path.is_empty());
        let stray: Vec<Loss> = stray
            .map(|kept| Loss {
                path: kept.path.clone(),
                reason: "it was carried along for this very kind of document, and cannot be put back".to_owned(),
            })
            .collect();
        inventory.kept.retain(|kept| !is_stray(kept));
        inventory.kept.extend(form);
        Outset { inventory, own, stray, returning }
    }

    /// Writes the new document, with those parts of its own kind in their places that were carried along. `before` is what was written of the
    /// same inventory when it carried less.
    fn make(
        &self,
        inventory: &Inventory,
        version: Option<&str>,
        own: &[Kept],
        before: Option<&[u8]>,
    ) -> Result<Made, FormatError> {
        let bytes = match before {
            Some(before) => self.target.format.write_again(inventory, version, self.stamp, before)?,
            None => self.target.format.write(inventory, version, self.stamp)?,
        };
        if own.is_empty() {
            return Ok(Made { bytes, lost: Vec::new(), restored: 0 });
        }
        let body = self.target.format.body(&bytes)?;
        let (mut tree, _) = body.tree(self.target.format)?;
        let mut lost = Vec::new();
        let restored = self.restore(&mut tree, own, &mut lost);
        let written = self.target.format.write_tree(tree, self.target.version)?;
        lost.extend(written.losses);
        Ok(Made { bytes: written.bytes, lost, restored })
    }

    /// Returns the version in which the new document is written first: the one that carried parts were measured against.
    fn written_version<'k>(&'k self, own: &'k [Kept]) -> Option<&'k str> {
        let measured = own.iter().find(|kept| kept.path.is_empty());
        let version = measured.and_then(|kept| kept.json.strip_prefix('"')?.strip_suffix('"'));
        version.filter(|version| self.target.format.versions().contains(version)).or(self.target.version)
    }

    /// Returns what of the original does not come back: what differs between its tree and that of the document that came back.
    fn measure(
        &self,
        expected: &mut Node<'_>,
        found: &mut Node<'_>,
        form: (Option<&str>, Option<Kept>),
        returning: bool,
    ) -> Measured {
        identity::take_name(found, self.ours);
        let name = identity::take_name(expected, self.ours).filter(|_| !returning);
        identity::strip(found, self.ours);
        identity::take_carried(found, self.ours);
        if returning {
            // The original is one of ours: what names it was made from its content and is made anew.
            identity::strip(expected, self.ours);
        }
        identity::take_carried(expected, self.ours);
        let broken = signature::take_broken(expected, found);
        let differences = compare(expected, found);
        let parts = parts(&differences, found);
        let mut measured = self.sort_out(&differences, parts, form);
        measured.lost.extend(broken);
        if let Some(name) = name.filter(|_| !measured.parts.is_empty()) {
            measured.parts.push(Kept { family: self.ours.name().to_owned(), path: NAME.to_owned(), json: name });
        }
        measured
    }

    /// Reads what was written and writes it as the original's format again.
    fn way_back(&self, written: &[u8], original: &Node<'_>) -> Result<Back, FormatError> {
        let version = closest(self.original.format.versions(), &self.original.document.version);
        let form = identity::form(original, self.ours);
        let mut inventory = self.target.format.read(written)?.inventory;
        inventory.kept.retain(|kept| kept.family != self.theirs.name() && kept.family != self.ours.name());
        inventory.kept.extend(form.clone());
        settle(&mut inventory);
        Ok(Back { bytes: self.original.format.write(&inventory, version, self.stamp)?, inventory, version, form })
    }

    /// Decides what is carried and what is lost.
    fn sort_out(
        &self,
        differences: &[Difference<'_>],
        mut parts: Vec<Part>,
        (version, form): (Option<&str>, Option<Kept>),
    ) -> Measured {
        let mut measured = Measured { parts: Vec::new(), carried: Vec::new(), lost: Vec::new() };
        let has_room = (!parts.is_empty() || form.is_some()) && self.has_room();
        let family = self.ours.name().to_owned();
        // The small ones first, so that one huge part does not push out the others.
        parts.sort_by_key(|part| part.path.len() + part.json.len());
        let mut room = limits::KEPT_BYTES;
        for part in parts {
            let bytes = part.path.len() + part.json.len();
            let fits = has_room && bytes <= room;
            let list = if fits { &mut measured.carried } else { &mut measured.lost };
            let told = part.differences.iter().filter_map(|at| differences.get(*at)).filter(|it| it.expected.is_some());
            list.extend(told.map(|difference| Loss {
                path: difference.path.clone(),
                reason: if has_room && !fits {
                    "it is larger than all that is carried along".to_owned()
                } else {
                    reason::of(difference, self.theirs, self.target.version)
                },
            }));
            if fits {
                room -= bytes;
                measured.parts.push(Kept { family: family.clone(), path: part.path, json: part.json });
            }
        }
        measured.parts.extend(form.filter(|_| has_room));
        if has_room && let Some(version) = version {
            measured.parts.push(Kept { family, path: String::new(), json: format!("\"{version}\"") });
        }
        measured.carried.sort();
        measured.lost.sort();
        measured
    }

    /// Returns whether the new format can carry parts of others along.
    fn has_room(&self) -> bool {
        let mut inventory = Inventory::default();
        let name = "root".to_owned();
        inventory.subject.root = Some(inventory.add(Component { name, ..Component::default() }));
        inventory.kept.push(Kept {
            family: self.ours.name().into(),
            path: "/a".into(),
            json: "{\"b\":\"\\n\"}".into(),
        });
        let written = self.target.format.write(&inventory, self.target.version, self.stamp);
        let read = written.and_then(|bytes| self.target.format.read(&bytes));
        read.is_ok_and(|document| document.inventory.kept == inventory.kept)
    }

    /// Puts parts back that were carried along; returns how many, and tells of those that no longer fit.
    fn restore<'n>(&self, tree: &mut Node<'n>, own: &'n [Kept], lost: &mut Vec<Loss>) -> usize {
        let name = identity::take_name(tree, self.theirs);
        let carried = identity::take_carried(tree, self.theirs);
        identity::strip(tree, self.theirs);
        let parts = own.iter().filter(|kept| !kept.path.is_empty() && kept.path != NAME);
        let texts: Vec<(&str, &str)> = parts.map(|kept| (&*kept.path, &*kept.json)).collect();
        let refused = apply(tree, &texts);
        for (at, why) in &refused {
            let path = texts.get(*at).map_or("", |part| part.0.split('!').next().unwrap_or_default()).to_owned();
            let reason = match why {
                Refusal::Gone => "it was carried along, and its place is no longer there",
                Refusal::Changed => "it was carried along, and its place was changed since",
                Refusal::Malformed => "it was carried along, and is damaged",
            };
            lost.push(Loss { path, reason: reason.to_owned() });
        }
        for path in identity::put_carried(tree, self.theirs, carried) {
            let reason =
                "the document has a comment of its own where parts of other formats are carried along".to_owned();
            lost.push(Loss { path, reason });
        }
        let first = own.iter().find(|kept| kept.path == NAME).map(|kept| &*kept.json);
        identity::put_name(tree, first.filter(|_| name.is_some()).or(name.as_deref()));
        texts.len() - refused.len()
    }
}

/// Returns the version that is written and comes closest to one that is read.
fn closest(written: &'static [&'static str], stated: &str) -> Option<&'static str> {
    let stated = stated.strip_prefix("SPDX-").unwrap_or(stated);
    written.iter().copied().find(|version| *version == stated).or_else(|| {
        let older = written.first().filter(|first| stated < **first);
        older.or(written.last()).copied()
    })
}
