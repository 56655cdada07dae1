//! Compares the files that approvals rest on with the digests in the register.

use super::codes;
use super::register::{EvidencePlace, Register, VettingEvidence};
use crate::limits;
use crate::model::{Algorithm, Item};
use crate::source::{hash, read_bounded};

/// Returns a finding for each evidence file of an approved vendor that is not there or not the one reviewed.
pub(super) fn check_files(register: &Register) -> Vec<Item> {
    let folder = register.path().parent().unwrap_or(std::path::Path::new(""));
    let approved = register.vendors().iter().filter(|vendor| vendor.status.is_approval());
    let pieces = approved.flat_map(|vendor| vendor.evidence.iter().map(move |piece| (vendor, piece)));
    let mut items = Vec::new();
    for (vendor, piece) in pieces {
        if let Some(item) = check_file(folder, piece) {
            items.push(item.rests_on(format!("{} `{}`", register.place(vendor.line), vendor.id)));
        }
    }
    items
}

fn check_file(folder: &std::path::Path, piece: &VettingEvidence) -> Option<Item> {
    let (EvidencePlace::File(file), Some(stated)) = (&piece.place, &piece.sha256) else { return None };
    let path = file.under(folder);
    let unread = |reason: String| Some(Item::new(&codes::EVIDENCE_UNREAD, file.as_str()).found(reason));
    let bytes = match read_bounded(&path, limits::EVIDENCE_BYTES) {
        Ok(bytes) => bytes,
        Err(error) if error.is_not_found() => return unread("it is not there".into()),
        Err(error) => return unread(error.to_string()),
    };
    let found = hash::digest_bytes(Algorithm::Sha256, &bytes)?;
    if found == *stated {
        return None;
    }
    let item = Item::new(&codes::EVIDENCE_CHANGED, file.as_str());
    Some(item.expected(stated.to_string()).found(found.to_string()))
}
