//! Elements as JSON, one a line, written by all cores.
//!
//! Every identifier of ours begins with the IRI of the document, which is made from the content. Until that is known a control character
//! stands for it: text in JSON never has one, so no content can be taken for it.

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::format::spdx3::name;

/// Stands for the IRI of the document.
const MARK: u8 = 1;
/// Things that one thread writes at a time. The digest is made of the digests of such stretches, so the number is part of what makes a
/// document's IRI.
const STRETCH: usize = 512;

/// Elements of a graph in the making.
#[derive(Default)]
pub(super) struct Graph {
    stretches: Vec<Vec<u8>>,
    hasher: blake3::Hasher,
}

impl Graph {
    /// Adds what `write` gives for each of `count` things in order.
    pub(super) fn add(&mut self, count: usize, write: impl Fn(usize, &mut Elements) + Sync) {
        let stretch = |start: usize| {
            let mut elements = Elements { out: Vec::new() };
            for at in start..count.min(start + STRETCH) {
                write(at, &mut elements);
            }
            let digest = blake3::hash(&elements.out);
            (elements.out, digest)
        };
        let starts: Vec<usize> = (0..count).step_by(STRETCH).collect();
        let stretches: Vec<(Vec<u8>, blake3::Hash)> = if starts.len() < 2 {
            starts.into_iter().map(stretch).collect()
        } else {
            starts.into_par_iter().map(stretch).collect()
        };
        for (bytes, digest) in stretches {
            self.hasher.update(digest.as_bytes());
            self.stretches.push(bytes);
        }
    }

    /// Adds elements that have no part in the digest.
    pub(super) fn add_undigested(&mut self, write: impl FnOnce(&mut Elements)) {
        let mut elements = Elements { out: Vec::new() };
        write(&mut elements);
        self.stretches.insert(0, elements.out);
    }

    /// Returns the digest of all that was added so far.
    pub(super) fn digest(&self) -> blake3::Hash {
        self.hasher.finalize()
    }

    /// Returns the document with this context and IRI.
    pub(super) fn finish(self, context: &str, document: &str) -> Vec<u8> {
        let size: usize = self.stretches.iter().map(Vec::len).sum();
        let mut out = Vec::with_capacity(size + size / 2 + 200);
        out.extend_from_slice(b"{\n  \"@context\": ");
        push_text(context, &mut out);
        out.extend_from_slice(b",\n  \"@graph\": [");
        let mut is_first = true;
        for stretch in &self.stretches {
            let mut bytes = stretch.as_slice();
            if is_first && !bytes.is_empty() {
                // The comma before the first element.
                bytes = bytes.get(1..).unwrap_or_default();
                is_first = false;
            }
            let mut start = 0;
            for mark in memchr::memchr_iter(MARK, bytes) {
                out.extend_from_slice(&bytes[start..mark]);
                out.extend_from_slice(document.as_bytes());
                start = mark + 1;
            }
            out.extend_from_slice(&bytes[start..]);
        }
        out.extend_from_slice(b"\n  ]\n}\n");
        out
    }
}

/// Writes elements.
pub(super) struct Elements {
    out: Vec<u8>,
}

impl Elements {
    /// Writes an element with identifier and creation information.
    pub(super) fn element(&mut self, kind: &'static str, id: &str, write: impl FnOnce(&mut Object<'_>)) {
        self.line(|object| {
            object.word("type", kind);
            object.iri("spdxId", id);
            object.word("creationInfo", CREATION);
            write(object);
        });
    }

    /// Writes the creation information that all elements share.
    pub(super) fn creation(&mut self, write: impl FnOnce(&mut Object<'_>)) {
        self.line(|object| {
            object.word("type", "CreationInfo");
            object.word("@id", CREATION);
            write(object);
        });
    }

    fn line(&mut self, write: impl FnOnce(&mut Object<'_>)) {
        self.out.extend_from_slice(b",\n    {");
        write(&mut Object { out: &mut self.out, is_empty: true });
        self.out.push(b'}');
    }
}

/// The blank node of the creation information.
const CREATION: &str = "_:creation";

/// Writes the members of an object.
pub(super) struct Object<'o> {
    out: &'o mut Vec<u8>,
    is_empty: bool,
}

impl Object<'_> {
    fn key(&mut self, key: &'static str) {
        if !self.is_empty {
            self.out.push(b',');
        }
        self.is_empty = false;
        self.out.push(b'"');
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    /// Writes a word of the specification.
    pub(super) fn word(&mut self, key: &'static str, word: &'static str) {
        self.key(key);
        self.out.push(b'"');
        self.out.extend_from_slice(word.as_bytes());
        self.out.push(b'"');
    }

    /// Writes a text.
    pub(super) fn text(&mut self, key: &'static str, text: &str) {
        self.key(key);
        push_text(text, self.out);
    }

    /// Writes a text if there is one.
    pub(super) fn text_if(&mut self, key: &'static str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    /// Writes an identifier.
    pub(super) fn iri(&mut self, key: &'static str, name: &str) {
        self.key(key);
        push_iri(name, self.out);
    }

    /// Writes a list of identifiers; none where it is empty.
    pub(super) fn iris<'n>(&mut self, key: &'static str, names: impl IntoIterator<Item = &'n str>) {
        self.list(key, names, push_iri);
    }

    /// Writes a list of texts; none where it is empty.
    pub(super) fn texts<'t>(&mut self, key: &'static str, texts: impl IntoIterator<Item = &'t str>) {
        self.list(key, texts, push_text);
    }

    /// Writes a list of objects; none where it is empty.
    pub(super) fn objects<T>(
        &mut self,
        key: &'static str,
        items: impl IntoIterator<Item = T>,
        write: impl Fn(T, &mut Object<'_>),
    ) {
        self.list(key, items, |item, out| {
            out.push(b'{');
            write(item, &mut Object { out, is_empty: true });
            out.push(b'}');
        });
    }

    fn list<T>(&mut self, key: &'static str, items: impl IntoIterator<Item = T>, write: impl Fn(T, &mut Vec<u8>)) {
        let mut items = items.into_iter().peekable();
        if items.peek().is_none() {
            return;
        }
        self.key(key);
        for (at, item) in items.enumerate() {
            self.out.push(if at == 0 { b'[' } else { b',' });
            write(item, self.out);
        }
        self.out.push(b']');
    }
}

fn push_text(text: &str, out: &mut Vec<u8>) {
    serde_json::to_writer(out, text).expect("any text is JSON, and memory takes every byte");
}

/// Writes an IRI: a whole one, or the part behind that of the document; the document itself has an empty part.
fn push_iri(name: &str, out: &mut Vec<u8>) {
    if name::is_iri(name) {
        return push_text(name, out);
    }
    out.extend_from_slice(&[b'"', MARK]);
    if !name.is_empty() {
        out.push(b'#');
        out.extend_from_slice(name.as_bytes());
    }
    out.push(b'"');
}
