//! Components: licences, pedigree, evidence, release notes.

use std::borrow::Cow;

use super::super::shape::{Message, boolean, float, inline, integer, message, object, text, time, word};
use super::cryptography::CRYPTO_PROPERTIES;
use super::model_card::{COMPONENT_DATA, MODEL_CARD};
use super::patent::PATENT_ASSERTION;
use super::words::{
    ACKNOWLEDGEMENTS, CLASSIFICATIONS, EVIDENCE_FIELD_TYPES, EVIDENCE_TECHNIQUES, ISSUE_CLASSIFICATIONS,
    LICENSING_TYPES, PATCH_CLASSIFICATIONS, SCOPES,
};
use super::{CONTACT, ENTITY, EXTERNAL_REFERENCE, HASH, PROPERTY};
use crate::format::tree::{Member, Value};

/// A licence's own identifier and acknowledgement may stand beside it in the message; the JSON form has them inside.
fn settle_license(_minor: u8, members: &mut Vec<Member<'_>>) {
    let Some(place) = members.iter().position(|member| member.key == "license") else { return };
    let mut license = members.remove(place);
    for key in ["bom-ref", "acknowledgement"] {
        let Some(beside) = members.iter().position(|member| member.key == key) else { continue };
        let beside = members.remove(beside);
        if license.node.get(key).is_none() {
            license.node.set(Cow::Borrowed(key), beside.node);
        }
    }
    members.insert(0, license);
}

/// Before 1.6 the JSON form has one identity, and no array.
fn settle_identity(minor: u8, members: &mut Vec<Member<'_>>) {
    let identity = members.iter_mut().find(|member| member.key == "identity").filter(|_| minor < 6);
    if let Some(Member { node, .. }) = identity
        && let Value::Array(elements) = &mut node.value
        && let [_] = elements[..]
        && let Some(only) = elements.pop()
    {
        *node = only;
    }
}

pub(super) static COMPONENT: Message = message(&[
    word(1, "type", &CLASSIFICATIONS).always(),
    text(2, "mime-type"),
    text(3, "bom-ref"),
    object(4, "supplier", &ENTITY),
    text(5, "author"),
    text(6, "publisher"),
    text(7, "group"),
    text(8, "name").always(),
    text(9, "version").always_until(3),
    text(10, "description"),
    word(11, "scope", &SCOPES),
    object(12, "hashes", &HASH).many(),
    object(13, "licenses", &LICENSE_CHOICE).many(),
    text(14, "copyright"),
    text(15, "cpe"),
    text(16, "purl"),
    object(17, "swid", &SWID),
    boolean(18, "modified"),
    object(19, "pedigree", &PEDIGREE),
    object(20, "externalReferences", &EXTERNAL_REFERENCE).many(),
    object(21, "components", &COMPONENT).many(),
    object(22, "properties", &PROPERTY).many(),
    object(23, "evidence", &EVIDENCE),
    object(24, "releaseNotes", &RELEASE_NOTES),
    object(25, "modelCard", &MODEL_CARD).since(5),
    object(26, "data", &COMPONENT_DATA).many().since(5),
    object(27, "cryptoProperties", &CRYPTO_PROPERTIES).since(6),
    object(28, "manufacturer", &ENTITY).since(6),
    object(29, "authors", &CONTACT).many().since(6),
    text(30, "tags").many().since(6),
    text(31, "omniborId").many().since(6),
    text(32, "swhid").many().since(6),
    text(33, "versionRange").since(7),
    boolean(34, "isExternal").since(7),
    object(35, "patentAssertions", &PATENT_ASSERTION).many().since(7),
]);

pub(super) static LICENSE_CHOICE: Message = message(&[
    object(1, "license", &LICENSE).one(),
    text(2, "expression").one(),
    word(3, "acknowledgement", &ACKNOWLEDGEMENTS).since(6),
    text(4, "bom-ref").since(6),
    inline(5, &EXPRESSION_DETAILED).since(7).one(),
])
.finish(settle_license);

static LICENSE: Message = message(&[
    text(1, "id").one(),
    text(2, "name").one(),
    object(3, "text", &ATTACHED_TEXT),
    text(4, "url"),
    text(5, "bom-ref").since(5),
    object(6, "licensing", &LICENSING).since(5),
    object(7, "properties", &PROPERTY).many().since(5),
    word(8, "acknowledgement", &ACKNOWLEDGEMENTS).since(6),
]);

pub(super) static ATTACHED_TEXT: Message =
    message(&[text(1, "contentType"), text(2, "encoding"), text(3, "content").always()]);

static LICENSING: Message = message(&[
    text(1, "altIds").many(),
    object(2, "licensor", &PARTY),
    object(3, "licensee", &PARTY),
    object(4, "purchaser", &PARTY),
    text(5, "purchaseOrder"),
    word(6, "licenseTypes", &LICENSING_TYPES).many(),
    time(7, "lastRenewal"),
    time(8, "expiration"),
]);

static PARTY: Message = message(&[object(1, "organization", &ENTITY).one(), object(2, "individual", &CONTACT).one()]);

static EXPRESSION_DETAILED: Message = message(&[
    text(1, "expression").always(),
    object(2, "expressionDetails", &EXPRESSION_DETAIL).many(),
    text(3, "bom-ref"),
    word(4, "acknowledgement", &ACKNOWLEDGEMENTS),
    object(5, "licensing", &LICENSING),
    object(6, "properties", &PROPERTY).many(),
]);

static EXPRESSION_DETAIL: Message = message(&[
    text(1, "licenseIdentifier").always(),
    text(2, "bom-ref"),
    object(3, "text", &ATTACHED_TEXT),
    text(4, "url"),
]);

static SWID: Message = message(&[
    text(1, "tagId").always(),
    text(2, "name").always(),
    text(3, "version"),
    integer(4, "tagVersion"),
    boolean(5, "patch"),
    object(6, "text", &ATTACHED_TEXT),
    text(7, "url"),
]);

static PEDIGREE: Message = message(&[
    object(1, "ancestors", &COMPONENT).many(),
    object(2, "descendants", &COMPONENT).many(),
    object(3, "variants", &COMPONENT).many(),
    object(4, "commits", &COMMIT).many(),
    object(5, "patches", &PATCH).many(),
    text(6, "notes"),
]);

static COMMIT: Message = message(&[
    text(1, "uid"),
    text(2, "url"),
    object(3, "author", &ACTION),
    object(4, "committer", &ACTION),
    text(5, "message"),
]);

static ACTION: Message = message(&[time(1, "timestamp"), text(2, "name"), text(3, "email")]);

static PATCH: Message = message(&[
    word(1, "type", &PATCH_CLASSIFICATIONS).always(),
    object(2, "diff", &DIFF),
    object(3, "resolves", &ISSUE).many(),
]);

static DIFF: Message = message(&[object(1, "text", &ATTACHED_TEXT), text(2, "url")]);

static ISSUE: Message = message(&[
    word(1, "type", &ISSUE_CLASSIFICATIONS).always(),
    text(2, "id"),
    text(3, "name"),
    text(4, "description"),
    object(5, "source", &SOURCE),
    text(6, "references").many(),
]);

pub(super) static SOURCE: Message = message(&[text(1, "name"), text(2, "url")]);

static EVIDENCE: Message = message(&[
    object(1, "licenses", &LICENSE_CHOICE).many(),
    object(2, "copyright", &COPYRIGHT).many(),
    object(3, "identity", &IDENTITY).many().since(5),
    object(4, "occurrences", &OCCURRENCE).many().since(5),
    object(5, "callstack", &CALLSTACK).since(5),
])
.finish(settle_identity);

static COPYRIGHT: Message = message(&[text(1, "text").always()]);

static IDENTITY: Message = message(&[
    word(1, "field", &EVIDENCE_FIELD_TYPES).always(),
    float(2, "confidence"),
    object(3, "methods", &METHOD).many(),
    text(4, "tools").many(),
    text(5, "concludedValue").since(6),
]);

static METHOD: Message =
    message(&[word(1, "technique", &EVIDENCE_TECHNIQUES).always(), float(2, "confidence").always(), text(3, "value")]);

static OCCURRENCE: Message = message(&[
    text(1, "bom-ref"),
    text(2, "location").always(),
    integer(3, "line").since(6),
    integer(4, "offset").since(6),
    text(5, "symbol").since(6),
    text(6, "additionalContext").since(6),
]);

static CALLSTACK: Message = message(&[object(1, "frames", &FRAME).many()]);

static FRAME: Message = message(&[
    text(1, "package"),
    text(2, "module").always(),
    text(3, "function"),
    text(4, "parameters").many(),
    integer(5, "line"),
    integer(6, "column"),
    text(7, "fullFilename"),
]);

pub(super) static RELEASE_NOTES: Message = message(&[
    text(1, "type").always(),
    text(2, "title"),
    text(3, "featuredImage"),
    text(4, "socialImage"),
    text(5, "description"),
    time(6, "timestamp"),
    text(7, "aliases").many(),
    text(8, "tags").many(),
    object(9, "resolves", &ISSUE).many(),
    object(10, "notes", &NOTE).many(),
    object(11, "properties", &PROPERTY).many(),
]);

static NOTE: Message = message(&[text(1, "locale"), object(2, "text", &ATTACHED_TEXT)]);
