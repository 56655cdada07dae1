//! The collector of compiled files: what a binary says of itself, alone or inside of an archive, a package or an image.
//!
//! Three kinds of statement are told apart, by method and confidence. Lists that a build tool put there (`cargo auditable`, Go's linker) are
//! taken as they are. Paths, symbols and version texts show some of what was compiled in and never all of it: a document made of these is
//! incomplete, says so, and decides the exit code, for silence would read as "nothing else is in it".

mod archive;
pub mod contents;
mod golang;
mod part;
mod rust;

use part::Parts;

use super::{CollectError, Collector, Context, SourceFile};
use crate::binary::{self, Binary, BinaryError, Container, Image};
use crate::limits;
use crate::model::{
    Algorithm, Completeness, Component, ComponentId, ComponentKind, DigestScope, EdgeKind, Inventory, Lifecycle,
    Problem, ProblemKind, Resolution, ScopedDigest, Usage,
};
use crate::source::hash::digest_stream;

/// Reads compiled files, and archives that hold some.
pub struct Executable;

impl Collector for Executable {
    fn name(&self) -> &'static str {
        "binary/executable"
    }

    fn about(&self) -> &'static str {
        "an ELF, PE, Mach-O or WebAssembly file: audit data, Go build information, paths, symbols and imports; also in archives, packages and container images"
    }

    fn knows(&self, file_name: &str) -> bool {
        archive::is_layout_mark(file_name)
    }

    fn wants(&self, path: &crate::model::RelativePath) -> bool {
        // Files are told by what is in them, and taken only where the user names one; a folder that is an image only where it is the subject.
        archive::is_layout_mark(path.as_str())
    }

    fn recognizes(&self, head: &[u8]) -> bool {
        binary::recognizes(head) || contents::recognizes(head)
    }

    fn limit(&self) -> u64 {
        limits::BINARY_BYTES
    }

    fn collect(&self, file: &SourceFile<'_>, context: &Context<'_>) -> Result<Inventory, CollectError> {
        if self.wants(file.path) {
            let mut parts = Parts::new(archive::layout_root());
            archive::collect_layout(context.root, file, &mut parts)?;
            return Ok(parts.finish());
        }
        let mut parts = Parts::new(root(file));
        if contents::recognizes(file.bytes) {
            archive::collect(file, &mut parts)?;
            return Ok(parts.finish());
        }
        let (found, digests) = rayon::join(|| binary::read(file.bytes), || digests(file.bytes));
        let found = found.map_err(|error| refusal(file, &error))?;
        let id = parts.root();
        parts.component_mut(id).digests = digests;
        take(&found, id, file.path.as_str(), &mut parts);
        let inventory = parts.finish();
        let only_root = inventory.components.len() <= 1;
        if only_root {
            return Err(CollectError::Syntax {
                path: file.path.to_string(),
                line: None,
                message: "expected audit data, Go build information, paths of crates, symbols or imports, found none of them: \
                          what the file was made from cannot be seen"
                    .to_owned(),
                hints: vec!["build with `cargo auditable build`, or keep the document that the build gave".to_owned()],
            });
        }
        Ok(inventory)
    }
}

fn refusal(file: &SourceFile<'_>, error: &BinaryError) -> CollectError {
    CollectError::Syntax { path: file.path.to_string(), line: None, message: error.to_string(), hints: Vec::new() }
}

/// Returns the component for a whole file, without digests.
fn root(file: &SourceFile<'_>) -> Component {
    let mut root = whole(file.path.file_name(), file.bytes.len());
    root.evidence.push(part::evidence(file.path.as_str(), part::Method::File));
    root
}

fn whole(name: &str, size: usize) -> Component {
    let mut component = Component {
        kind: ComponentKind::Application,
        name: name.to_owned(),
        usage: Usage::Runtime,
        ..Component::default()
    };
    component.properties.insert("binary:size".to_owned(), size.to_string());
    component
}

/// Returns the digests of a file: both are over every byte, on two cores.
fn digests(bytes: &[u8]) -> Vec<ScopedDigest> {
    let digest = |algorithm| digest_stream(&[algorithm], bytes).map(|(_, digests)| digests).unwrap_or_default();
    let (small, large) = rayon::join(|| digest(Algorithm::Sha256), || digest(Algorithm::Sha512));
    small.into_iter().chain(large).map(|digest| ScopedDigest { scope: DigestScope::File, digest }).collect()
}

/// Adds all that a compiled file says of itself below the component that stands for it.
fn take(found: &Binary, whole: ComponentId, path: &str, parts: &mut Parts) {
    for image in &found.images {
        let place = match found.container {
            Container::Single => path.to_owned(),
            Container::Fat => format!("{path} ({})", image.architecture),
        };
        take_image(image, whole, &place, parts);
    }
    let architectures: Vec<&str> = found.images.iter().map(|image| image.architecture.as_str()).collect();
    let format = found.images.first().map_or("", |image| image.format.name());
    let properties = &mut parts.component_mut(whole).properties;
    properties.insert("binary:format".to_owned(), format.to_owned());
    properties.insert("binary:architecture".to_owned(), architectures.join(", "));
}

fn take_image(image: &Image, whole: ComponentId, place: &str, parts: &mut Parts) {
    let mut is_listed = false;
    match &image.audit {
        Some(Ok(audit)) => {
            rust::take_audit(audit, whole, place, parts);
            is_listed = true;
        }
        Some(Err(error)) => {
            parts.problem(ProblemKind::Unusable, place, format!("its audit data cannot be used: {error}"));
        }
        None => {}
    }
    match &image.go {
        Some(Ok(build)) => {
            golang::take(build, whole, place, parts);
            is_listed = true;
        }
        Some(Err(error)) => {
            parts.problem(ProblemKind::Unusable, place, format!("its Go build information cannot be used: {error}"));
        }
        None => {}
    }
    rust::take_traces(image, whole, place, parts);
    take_bundled(image, whole, place, parts);
    take_needed(image, whole, place, parts);
    if !is_listed {
        let what = if image.is_rust() { "audit data of `cargo auditable`" } else { "a list of what it was made from" };
        let message = format!(
            "expected {what}, found none: what paths, symbols and imports show is here, which is not all of it"
        );
        let hint = "build with `cargo auditable build`, or keep the document that the build gave";
        parts.told(Problem::new(ProblemKind::Unusable, place, message).hint(hint));
    }
    parts.complete(whole, if is_listed { Completeness::Unknown } else { Completeness::Incomplete });
}

/// The key under which a file says which native libraries it has the version text of, and nothing else.
const QUOTED: &str = "binary:quoted-versions";

fn take_bundled(image: &Image, whole: ComponentId, place: &str, parts: &mut Parts) {
    for bundled in &image.bundled {
        let mut component = part::library(bundled.name, Some(&bundled.version));
        component.purl = part::purl("generic", bundled.name, Some(&bundled.version));
        let id = parts.found(component, place, part::Method::VersionText);
        parts.edge(whole, id, EdgeKind::Runtime);
    }
    if !image.quoted.is_empty() {
        let named = image.quoted.iter().map(|it| format!("{} {}", it.name, it.version)).collect::<Vec<_>>();
        parts.component_mut(whole).properties.insert(QUOTED.to_owned(), named.join(", "));
    }
}

fn take_needed(image: &Image, whole: ComponentId, place: &str, parts: &mut Parts) {
    for name in &image.needed {
        let mut component = part::library(name, None);
        component.properties.insert("binary:linkage".to_owned(), "dynamic".to_owned());
        let id = parts.found(component, place, part::Method::Import);
        parts.edge(whole, id, EdgeKind::Runtime);
        parts.complete(id, Completeness::Unknown);
    }
}

/// Returns the empty inventory of a finished artifact.
fn empty() -> Inventory {
    let mut inventory = Inventory::default();
    inventory.subject.lifecycle = Lifecycle::PostBuild;
    inventory.subject.resolution = Resolution::Exact;
    inventory
}

#[cfg(test)]
mod tests;
