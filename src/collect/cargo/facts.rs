//! What is known about the packages and edges of a lock file beyond its own text.

use crate::model::{EdgeKind, Evidence, License, Party, Properties, RelativePath, Usage};

/// What is known about one package.
#[derive(Clone, Debug, Default)]
pub(super) struct PackageFacts {
    /// What its manifest says of itself.
    pub(super) manifest: Option<About>,
    /// Its folder below the subject's root, for packages of the subject.
    pub(super) folder: Option<RelativePath>,
    /// What the subject uses it for.
    pub(super) usage: Option<Usage>,
    /// The features that are turned on, in order.
    pub(super) features: Vec<String>,
    /// Those with which it is built for the host, where it is built for the target with others.
    pub(super) host_features: Option<Vec<String>>,
    /// Whether nothing that was chosen turns it on.
    pub(super) is_left_out: bool,
    /// Properties, such as `cargo:yanked`.
    pub(super) marks: Properties,
    /// Where all this was read.
    pub(super) evidence: Option<Evidence>,
}

/// What a manifest says of its package.
#[derive(Clone, Debug, Default)]
pub(super) struct About {
    pub(super) license: Option<License>,
    pub(super) authors: Vec<Party>,
    pub(super) description: Option<String>,
    pub(super) repository: Option<String>,
    pub(super) homepage: Option<String>,
    pub(super) documentation: Option<String>,
    pub(super) links: Option<String>,
    pub(super) has_binary: bool,
}

/// What is known about one edge.
#[derive(Clone, Debug, Default)]
pub(super) struct EdgeFacts {
    pub(super) kind: Option<EdgeKind>,
    /// Whether nothing that was chosen turns it on.
    pub(super) is_off: bool,
    pub(super) target: Option<String>,
}
