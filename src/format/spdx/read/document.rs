//! What is told of the document as a whole. Spec: SPDX 2.3, 6 and 10.

use std::sync::Arc;

use super::super::license::Extracted;
use super::super::raw::{self, Spdx};
use super::super::{COMMENT_PROPERTY, EXTRACTED_PROPERTY, FILE, ROOT};
use super::{About, Reader};
use crate::format::content;
use crate::format::fact::{self, Given};
use crate::format::raw::Text;

impl<'a> Reader<'a> {
    pub(super) fn tell_of_what_is_not_kept(&mut self, spdx: &Spdx<'_>) {
        self.problems.skipped("/snippets", spdx.snippets.unwrap_or_default().0, "snippets");
        let references = spdx.external_document_refs.unwrap_or_default().0;
        self.problems.skipped("/externalDocumentRefs", references, "references to other documents");
        let prefix = format!("Tool: {}-", content::TOOL_NAME);
        let is_ours = |annotation: &raw::Annotation<'_>| {
            annotation.annotator.as_ref().is_some_and(|annotator| annotator.as_str().starts_with(&prefix))
        };
        let foreign = spdx.annotations.iter().flatten().filter(|annotation| !is_ours(annotation)).count();
        let inside =
            spdx.packages.iter().flatten().filter_map(|package| package.annotations).map(|it| it.0).sum::<usize>();
        self.problems.skipped("/annotations", foreign + inside, "annotations");
    }

    /// Takes in a licence that is in no list: what stands for it in the model, and all else that is told of it as a property.
    pub(super) fn extracted(&mut self, raw: raw::ExtractedLicense<'a>) {
        let Some((id, extracted)) = Extracted::from_raw(raw) else { return };
        if let Some(whole) = extracted.whole() {
            self.inventory.subject.properties.insert(format!("{EXTRACTED_PROPERTY}{id}"), whole);
        }
        if let Some(shown) = extracted.shown() {
            Arc::make_mut(&mut self.texts).insert(id, shown.clone());
        }
    }

    pub(super) fn document_comment(&mut self, comment: Option<Text<'a>>) -> About {
        let mut about = About::default();
        let Some(comment) = comment else { return about };
        let Some(facts) = fact::from_lines(comment.as_str()) else {
            self.inventory.subject.properties.insert(COMMENT_PROPERTY.to_owned(), comment.0.into_owned());
            return about;
        };
        let mut given = Given::default();
        for (name, value) in facts {
            given.take(name, value);
        }
        fact::add_lines(&mut self.inventory.subject.properties, given.take_properties());
        let subject = &mut self.inventory.subject;
        for (name, value) in given.iter() {
            let understood = match name {
                fact::RESOLUTION => content::resolution_from_word(value).map(|it| subject.resolution = it),
                fact::LIFECYCLE => content::lifecycle_from_word(value).map(|it| subject.lifecycle = it),
                fact::DEFAULT_DEPENDENCY => content::edge_from_word(value).map(|it| about.plain_edges = Some(it)),
                fact::AUTHORS => fact::parties_from_fact(value).map(|parties| subject.authors = parties),
                fact::SUPPLIER => {
                    fact::parties_from_fact(value).map(|parties| subject.supplier = parties.into_iter().next())
                }
                fact::PROBLEM => fact::problem_from_fact(value).map(|it| self.inventory.problems.push(it)),
                fact::KEPT => fact::kept_from_fact(value).map(|it| self.inventory.kept.push(it)),
                FILE => content::file_from_text(value).map(|it| self.inventory.files.push(it)),
                ROOT => {
                    about.has_no_root = true;
                    Some(())
                }
                _ => {
                    subject.properties.insert(name.to_owned(), value.to_owned());
                    Some(())
                }
            };
            if understood.is_none() {
                let shown = fact::shown(value);
                self.problems.unusable("/comment", format!("`{name}` is `{shown}`, which is not understood"));
            }
        }
        about
    }
}
