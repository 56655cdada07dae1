//! Whether a document of a binary may declare itself a superset of any one build.

use super::codes;
use crate::model::{Inventory, Item, Resolution};

/// What a document of a binary must be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BinaryRule {
    /// It lists all that the binary's record has; a document that declares itself a superset of any one build may have more.
    #[default]
    Listed,
    /// It lists that and no more, and does not declare otherwise.
    Exact,
}

impl BinaryRule {
    /// Returns what is to be told of the document of a binary.
    ///
    /// By declaring itself a superset a document turns surplus packages into warnings. It can hide nothing by that, for what the binary's
    /// record has must be listed all the same; but it can name a mended version beside the faulty one.
    #[must_use]
    pub fn departure(self, name: &str, document: &Inventory) -> Option<Item> {
        let is_superset = document.subject.resolution == Resolution::Superset;
        (self == Self::Exact && is_superset).then(|| Item::new(&codes::NOT_EXACT, name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_declared_superset_is_refused_and_only_where_asked_for() {
        let mut document = Inventory::default();
        for resolution in [Resolution::Exact, Resolution::Selected, Resolution::Unknown] {
            document.subject.resolution = resolution;
            assert_eq!(BinaryRule::Exact.departure("bom.json", &document), None, "{resolution:?}");
        }
        document.subject.resolution = Resolution::Superset;
        let found = BinaryRule::Exact.departure("bom.json", &document).unwrap();
        assert_eq!((found.code, found.subject.as_str()), ("policy.not-exact", "bom.json"));
        assert_eq!(BinaryRule::Listed.departure("bom.json", &document), None);
    }
}
