//! A tree of one version of CycloneDX as one of another version.
//!
//! What changed its shape between the versions is rewritten; then the target version's own JSON Schema says what may stay. Nothing is
//! lost silently: every part that goes is a [`Loss`] with its place. A tree of the version that is asked for stays as it is.

use super::losses::Losses;
use super::{Edition, NAME, READ};
use crate::format::tree::Node;
use crate::format::{FormatError, Loss};

mod fits;
mod prune;
mod reshape;
mod rules;

/// Returns a tree in an edition, and what that has no place for.
///
/// # Errors
/// [`FormatError::Meaning`] where the tree states no version, [`FormatError::UnknownVersion`] where it states one that is not read.
pub(super) fn convert(mut tree: Node<'_>, to: Edition) -> Result<(Node<'_>, Vec<Loss>), FormatError> {
    let Some(stated) = tree.get("specVersion").and_then(Node::text) else {
        return Err(FormatError::Meaning("`specVersion` is missing".to_owned()));
    };
    let from = Edition::find(stated, NAME, READ)?;
    if from == to {
        return Ok((tree, Vec::new()));
    }
    let mut losses = Losses::default();
    reshape::reshape(&mut tree, to, &mut losses);
    tree.set("specVersion", Node::text_of(to.to_string()));
    if tree.get("$schema").is_some() {
        tree.set("$schema", Node::text_of(format!("http://cyclonedx.org/schema/bom-{to}.schema.json")));
    }
    // The bytes that a signature covers are other ones now.
    if tree.get("signature").is_some() {
        losses.tell_of("signature", "it covers the document as it was, and no longer verifies");
        tree.remove("signature");
    }
    prune::prune(&mut tree, to, &mut losses);
    Ok((tree, losses.into_list()))
}

/// Makes every list of licences one that editions before 1.7 have: licences, or one expression.
pub(super) fn separate_licenses(tree: &mut Node<'_>) -> Vec<Loss> {
    let mut losses = Losses::default();
    reshape::each_object(tree, &mut losses, &|object, losses| reshape::licenses(object, losses));
    losses.into_list()
}
