//! Patents and who asserts them.

use super::super::shape::{Message, date, inline, message, object, text, word};
use super::words::{PATENT_ASSERTION_TYPES, PATENT_LEGAL_STATUSES};
use super::{ASSIGNEE, CONTACT, ENTITY, EXTERNAL_REFERENCE};

pub(super) static PATENT_ASSERTION: Message = message(&[
    text(1, "bom-ref"),
    word(2, "assertionType", &PATENT_ASSERTION_TYPES).always(),
    text(3, "patentRefs").many(),
    object(4, "asserter", &ASSERTER),
    text(5, "notes"),
]);

static ASSERTER: Message = message(&[inline(1, &ENTITY).one(), inline(2, &CONTACT).one(), text(3, "").one()]);

pub(super) static PATENT_OR_FAMILY: Message = message(&[inline(1, &PATENT).one(), inline(2, &PATENT_FAMILY).one()]);

static PATENT: Message = message(&[
    text(1, "bom-ref"),
    text(2, "patentNumber").always(),
    text(3, "applicationNumber"),
    text(4, "jurisdiction").always(),
    object(5, "priorityApplication", &PRIORITY_APPLICATION),
    text(6, "publicationNumber"),
    text(7, "title"),
    text(8, "abstract"),
    date(9, "filingDate"),
    date(10, "grantDate"),
    date(11, "patentExpirationDate"),
    word(12, "patentLegalStatus", &PATENT_LEGAL_STATUSES).always(),
    object(13, "patentAssignee", &ASSIGNEE).many(),
    object(14, "externalReferences", &EXTERNAL_REFERENCE).many(),
]);

static PRIORITY_APPLICATION: Message =
    message(&[text(1, "applicationNumber").always(), text(2, "jurisdiction").always(), date(3, "filingDate")]);

static PATENT_FAMILY: Message = message(&[
    text(1, "bom-ref"),
    text(2, "familyId").always(),
    object(3, "priorityApplication", &PRIORITY_APPLICATION),
    text(4, "members").many(),
    object(5, "externalReferences", &EXTERNAL_REFERENCE).many(),
]);
