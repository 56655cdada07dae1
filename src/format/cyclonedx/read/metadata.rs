//! What a document says of itself and of what it describes.

use super::component::{Whole, contact, organization};
use super::part::{Part, Place};
use crate::format::content;
use crate::format::cyclonedx::raw;
use crate::format::fact::{self, Given};
use crate::format::raw::Problems;
use crate::model::{EdgeKind, Kept, Party, Problem, Subject};

/// What is said of the document as a whole.
pub(super) struct About {
    pub(super) subject: Subject,
    /// The component that is described, with those nested in it; it is the first.
    pub(super) root: Part,
    /// Problems that whoever wrote the document told of.
    pub(super) told: Vec<Problem>,
    pub(super) kept: Vec<Kept>,
    /// The kind of edges that no fact tells of.
    pub(super) plain_edges: Option<EdgeKind>,
}

impl Default for About {
    fn default() -> Self {
        let (root, told, kept) = (Part::default(), Vec::new(), Vec::new());
        Self { subject: Subject::unstated(), root, told, kept, plain_edges: None }
    }
}

/// Reads what is said of the document.
pub(super) fn read(metadata: raw::Metadata<'_>, problems: &mut Problems) -> About {
    let mut about = About::default();
    if let Some(mut component) = metadata.component {
        about.root.tree(&mut component, &Place::Root, Whole::None);
    }
    let manufacturer = metadata.manufacture.and_then(organization).map(Box::new);
    match about.root.components.first_mut() {
        Some(root) if root.manufacturer.is_none() => root.manufacturer = manufacturer,
        _ => problems.skipped("/metadata/manufacture", usize::from(manufacturer.is_some()), "manufacturers"),
    }
    let makers = metadata.manufacturer.unwrap_or_default().0;
    problems.skipped("/metadata/manufacturer", makers, "makers of the document");
    problems.skipped("/metadata/licenses", metadata.licenses.unwrap_or_default().0, "licences of the document");
    let mut given = Given::default();
    let subject = &mut about.subject;
    for property in metadata.properties.into_iter().flatten() {
        if let (Some(name), value) = (property.name, property.value) {
            given.take(name.0, value.map(|value| value.0).unwrap_or_default());
        }
    }
    subject.properties = given.take_properties();
    subject.authors = metadata.authors.into_iter().flatten().filter_map(contact).collect();
    subject.supplier = metadata.supplier.and_then(organization);
    let phases = metadata.lifecycles.iter().flatten().filter_map(|phase| phase.phase.as_ref());
    if let Some(lifecycle) = phases.into_iter().find_map(|phase| content::lifecycle_from_word(phase.as_str())) {
        subject.lifecycle = lifecycle;
    }
    for (name, value) in given.iter() {
        if about.apply(name, value).is_none() {
            let shown = fact::shown(value);
            problems.unusable("/metadata/properties", format!("`{name}` is `{shown}`, which is not understood"));
        }
    }
    about
}

impl About {
    /// Sets what one fact tells, and returns `None` when it is malformed.
    fn apply(&mut self, name: &str, value: &str) -> Option<()> {
        let subject = &mut self.subject;
        let first = |parties: Vec<Party>| parties.into_iter().next();
        match name {
            fact::RESOLUTION => subject.resolution = content::resolution_from_word(value)?,
            fact::LIFECYCLE => subject.lifecycle = content::lifecycle_from_word(value)?,
            fact::DEFAULT_DEPENDENCY => self.plain_edges = Some(content::edge_from_word(value)?),
            fact::AUTHORS => subject.authors = fact::parties_from_fact(value)?,
            fact::SUPPLIER => subject.supplier = first(fact::parties_from_fact(value)?),
            fact::PROBLEM => self.told.push(fact::problem_from_fact(value)?),
            fact::KEPT => self.kept.push(fact::kept_from_fact(value)?),
            _ => {
                subject.properties.insert(name.to_owned(), value.to_owned());
            }
        }
        Some(())
    }
}
