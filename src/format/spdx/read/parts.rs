//! Parses a long JSON document with all cores.

use serde::Deserialize;

use super::super::raw::{Package, Relationship, Spdx};
use crate::format::FormatError;
use crate::format::json::{Skeleton, Stretch, read_lists};

const PACKAGES: usize = 0;
const WANTED: [&str; 2] = ["packages", "relationships"];

/// Elements of one of the long lists.
enum Elements<'a> {
    Packages(Vec<Package<'a>>),
    Relationships(Vec<Relationship<'a>>),
}

/// A document with its long lists parsed.
pub(super) struct Parts<'a> {
    /// The document with those lists empty.
    skeleton: Skeleton,
    packages: Vec<Package<'a>>,
    relationships: Vec<Relationship<'a>>,
}

impl<'a> Parts<'a> {
    /// Parses the long lists of a document; returns nothing when a part of them is not as the types have it, so that parsing the whole tells
    /// what is wrong.
    ///
    /// # Errors
    /// As [`read_lists`].
    pub(super) fn parse(text: &'a str) -> Result<Option<Self>, FormatError> {
        let lists = read_lists(text, &WANTED, |stretch| match stretch.list {
            PACKAGES => elements(text, stretch).map(Elements::Packages),
            _ => elements(text, stretch).map(Elements::Relationships),
        })?;
        let (mut packages, mut relationships, mut cut) = (Vec::new(), Vec::new(), Vec::new());
        for found in lists.into_iter().flatten() {
            let Some(stretches) = found.stretches else { return Ok(None) };
            for stretch in stretches {
                match stretch {
                    Elements::Packages(mut some) => packages.append(&mut some),
                    Elements::Relationships(mut some) => relationships.append(&mut some),
                }
            }
            cut.push(found.list.range);
        }
        cut.sort_by_key(|range| range.start);
        Ok(Some(Self { skeleton: Skeleton::new(text, &cut), packages, relationships }))
    }

    /// Puts the document together; returns nothing as [`Parts::parse`] does.
    pub(super) fn whole(&mut self) -> Option<Spdx<'_>> {
        let mut whole: Spdx<'_> = serde_json::from_str(&self.skeleton.text).ok()?;
        if !self.packages.is_empty() {
            whole.packages = Some(std::mem::take(&mut self.packages));
        }
        if !self.relationships.is_empty() {
            whole.relationships = Some(std::mem::take(&mut self.relationships));
        }
        Some(whole)
    }
}

fn elements<'a, T: Deserialize<'a>>(text: &'a str, stretch: &Stretch) -> Option<Vec<T>> {
    stretch.elements.iter().map(|range| serde_json::from_str(text.get(range.clone())?).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::json;
    use crate::format::raw::Text;

    fn long(odd: &str) -> String {
        let package = |at: usize| format!("{{\"SPDXID\": \"SPDXRef-{at}\", \"name\": \"n\\u0061{at}\"}}");
        let packages: Vec<String> = (0..6000).map(package).collect();
        let relationship = |at: usize| {
            format!(
                "{{\"spdxElementId\":\"SPDXRef-{at}\",\"relationshipType\":\"DEPENDS_ON\",\"relatedSpdxElement\":\"SPDXRef-0\"}}"
            )
        };
        let relationships: Vec<String> = (1..6000).map(relationship).collect();
        format!(
            "{{\"relationships\": [{}],\n \"spdxVersion\": \"SPDX-2.3\", \"packages\": [{},\n{odd}]}}",
            relationships.join(","),
            packages.join(", ")
        )
    }

    fn ids(spdx: &Spdx<'_>) -> Vec<(String, String)> {
        let text = |text: &Option<Text<'_>>| text.as_ref().map(|text| text.as_str().to_owned()).unwrap_or_default();
        let packages = spdx.packages.iter().flatten().map(|it| (text(&it.id), text(&it.name)));
        let relationships = spdx.relationships.iter().flatten();
        packages.chain(relationships.map(|it| (text(&it.spdx_element_id), text(&it.related_spdx_element)))).collect()
    }

    #[test]
    fn a_long_document_is_read_in_parts_as_it_is_whole() {
        let text = long("{\"SPDXID\": \"SPDXRef-last\", \"packages\": [{}]}");
        let mut parts = Parts::parse(&text).unwrap().unwrap();
        let whole = json::parse::<Spdx<'_>>(&text).unwrap();
        let ours = parts.whole().unwrap();
        assert_eq!(ids(&ours).len(), 12_000);
        assert_eq!(ids(&ours), ids(&whole));
    }

    #[test]
    fn a_part_that_does_not_fit_leaves_the_document_to_the_whole_parse() {
        for odd in ["null", "{\"name\": 1}", "{\"name\": tru}", "{}, {} {}"] {
            let text = long(odd);
            assert!(Parts::parse(&text).unwrap().is_none(), "{odd}");
            let (ours, whole) = (super::super::read_json(&text), json::parse::<Spdx<'_>>(&text));
            assert_eq!(ours.err().map(|it| it.to_string()), whole.err().map(|it| it.to_string()), "{odd}");
        }
        assert!(matches!(Parts::parse(&long("{\"a\":\"1\",\"a\":\"2\"}")), Err(FormatError::DuplicateKey { .. })));
    }
}
