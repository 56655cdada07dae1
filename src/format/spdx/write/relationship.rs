//! Edges, parts of a whole, and what the document is about become relationships. Spec: SPDX 2.3, 11.

use super::super::DOCUMENT_ID;
use super::super::types::Relationship;
use super::{NO_ASSERTION, Writer};
use crate::format::fact::Facts;
use crate::model::{Completeness, ComponentId, Edge, EdgeKind};

impl Writer<'_> {
    pub(super) fn relationships(&self) -> impl Iterator<Item = Relationship<'_>> {
        let plain = |from, kind, to| Relationship {
            spdx_element_id: from,
            relationship_type: kind,
            related_spdx_element: to,
            comment: None,
        };
        let described = self.described().into_iter().map(move |id| plain(DOCUMENT_ID, "DESCRIBES", id));
        let edges = self.edges.iter().enumerate().flat_map(move |(at, row)| {
            let id = ComponentId(u32::try_from(at).unwrap_or(u32::MAX));
            let end = match self.inventory.completeness.get(&id) {
                Some(Completeness::Complete) if row.is_empty() => Some("NONE"),
                Some(Completeness::Incomplete | Completeness::Unknown) => Some(NO_ASSERTION),
                _ => None,
            };
            let end = end.map(|end| plain(&*self.ids[at], "DEPENDS_ON", end));
            row.iter().map(|edge| self.relationship(edge)).chain(end)
        });
        let parts = self.inventory.components.iter().zip(&self.ids).filter_map(move |(component, id)| {
            component.parent.map(|whole| plain(&*self.ids[whole.index()], "CONTAINS", &**id))
        });
        // Only a package whose files were all analysed may contain them; otherwise the document describes them itself.
        let holder = match self.inventory.subject.root.filter(|_| self.verification_code.is_some()) {
            Some(root) => (&*self.ids[root.index()], "CONTAINS"),
            None => (DOCUMENT_ID, "DESCRIBES"),
        };
        let files = self.listed_files().map(move |(_, id)| plain(holder.0, holder.1, id));
        described.chain(edges).chain(parts).chain(files)
    }

    /// Returns what the document is about: the root, or else every component that none depends on.
    fn described(&self) -> Vec<&str> {
        if let Some(root) = self.inventory.subject.root {
            return vec![&self.ids[root.index()]];
        }
        let mut is_needed = vec![false; self.inventory.components.len()];
        for edge in &self.inventory.edges {
            is_needed[edge.to.index()] = true;
        }
        let all_needed = is_needed.iter().all(|needed| *needed);
        let tops = self.ids.iter().zip(&is_needed).filter(|(_, needed)| all_needed || !**needed);
        tops.map(|(id, _)| &**id).collect()
    }

    fn relationship(&self, edge: &Edge) -> Relationship<'_> {
        let (from, to) = (&*self.ids[edge.from.index()], &*self.ids[edge.to.index()]);
        let (spdx_element_id, relationship_type, related_spdx_element) = match (edge.kind, edge.optional) {
            (EdgeKind::Runtime, false) => (from, "DEPENDS_ON", to),
            (EdgeKind::Runtime, true) => (to, "OPTIONAL_DEPENDENCY_OF", from),
            (EdgeKind::Build, _) => (to, "BUILD_DEPENDENCY_OF", from),
            (EdgeKind::Development, _) => (to, "DEV_DEPENDENCY_OF", from),
            (EdgeKind::Unknown, _) => (to, "DEPENDENCY_OF", from),
        };
        let mut facts = Facts::default();
        if edge.optional && edge.kind != EdgeKind::Runtime {
            facts.push(super::super::OPTIONAL, "true");
        }
        facts.push_some(super::super::TARGET, edge.target.as_deref());
        let comment = Some(facts).filter(|facts| !facts.is_empty()).map(|facts| facts.to_lines());
        Relationship { spdx_element_id, relationship_type, related_spdx_element, comment }
    }
}
