//! What the syntaxes beside JSON have in common: documents are written from the JSON form and read into its tree, and what one of the two
//! lacks becomes a problem of the document.

use super::read;
use crate::format::tree::Node;
use crate::format::{Document, FormatError, Loss};
use crate::model::{Inventory, Problem, ProblemKind};

/// Losses that become problems one by one.
const TOLD: usize = 1000;

/// Writes a document, and writes it again with what the first one could not hold, if there is any.
pub(super) fn write(
    inventory: &Inventory,
    written: impl Fn(&Inventory) -> Result<(Vec<u8>, Vec<Loss>), FormatError>,
) -> Result<Vec<u8>, FormatError> {
    let (bytes, losses) = written(inventory)?;
    if losses.is_empty() {
        return Ok(bytes);
    }
    let mut told = inventory.clone();
    tell(&mut told, losses, |loss| loss.reason);
    written(&told).map(|(bytes, _)| bytes)
}

/// Reads a document from the tree of its JSON form, and what that has no place for.
pub(super) fn read((tree, losses): (Node<'_>, Vec<Loss>), format: &'static str) -> Result<Document, FormatError> {
    let mut document = read::from_tree(tree, format)?;
    let message = |loss: Loss| format!("{}: not kept, the model has no place for it", loss.reason);
    tell(&mut document.inventory, losses, message);
    Ok(document)
}

fn tell(inventory: &mut Inventory, losses: Vec<Loss>, message: impl Fn(Loss) -> String) {
    let problem = |loss: Loss| Problem::new(ProblemKind::Skipped, format!("#{}", loss.path), message(loss));
    inventory.problems.extend(losses.into_iter().take(TOLD).map(problem));
    inventory.normalize();
}
