//! What cargo says while it builds: one JSON message a line, between which programs may print what they like.
//!
//! Spec: The Cargo Book, "External tools", JSON messages.

use std::path::PathBuf;

use serde::Deserialize;

use crate::limits;

/// How every message of cargo begins; it always writes the reason first.
const START: &[u8] = b"{\"reason\":\"";

/// One compiled unit: a target of a package, for one platform, with one set of features.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Unit {
    /// Cargo's identifier of the package, the same as in `cargo metadata`.
    pub package_id: String,
    /// The package's manifest.
    #[serde(default)]
    pub manifest_path: PathBuf,
    /// The target.
    pub target: UnitTarget,
    /// The profile it was compiled with.
    #[serde(default)]
    pub profile: UnitProfile,
    /// The features that are turned on, sorted.
    #[serde(default)]
    pub features: Vec<String>,
    /// The files that were made.
    #[serde(default)]
    pub filenames: Vec<PathBuf>,
    /// The program that was made.
    #[serde(default)]
    pub executable: Option<PathBuf>,
    /// Whether an earlier build had made it already.
    #[serde(default)]
    pub fresh: bool,
}

/// The target of a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct UnitTarget {
    /// `bin`, `example`, `test`, `bench`, `custom-build`, or crate types.
    pub kind: Vec<String>,
    /// The crate types.
    #[serde(default)]
    pub crate_types: Vec<String>,
    /// The name.
    pub name: String,
}

/// The profile of a unit, as far as cargo tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct UnitProfile {
    /// The optimization level.
    #[serde(default)]
    pub opt_level: String,
    /// Whether debug assertions are on.
    #[serde(default)]
    pub debug_assertions: bool,
    /// Whether overflow checks are on.
    #[serde(default)]
    pub overflow_checks: bool,
    /// The debug information: a number or a word.
    #[serde(default)]
    pub debuginfo: serde_json::Value,
    /// Whether it is compiled as a test harness.
    #[serde(default)]
    pub test: bool,
    /// The profile's name. This and what follows is told by the unit graph, and not by messages.
    #[serde(default)]
    pub name: Option<String>,
    /// Link-time optimization: `false`, `off`, `thin`, `fat`, `true`.
    #[serde(default)]
    pub lto: Option<String>,
    /// Into how many pieces a crate is compiled; none for the compiler's own choice.
    #[serde(default)]
    pub codegen_units: Option<u32>,
    /// What a panic does.
    #[serde(default)]
    pub panic: Option<String>,
    /// What is stripped, in a form of cargo's own.
    #[serde(default)]
    pub strip: serde_json::Value,
    /// Whether it is compiled incrementally.
    #[serde(default)]
    pub incremental: Option<bool>,
}

/// What a build script asked cargo to link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct ScriptRun {
    /// Cargo's identifier of the package.
    pub package_id: String,
    /// Libraries, as `static=z`, `dylib=m`, `framework=X` or `z`.
    #[serde(default)]
    pub linked_libs: Vec<String>,
    /// Where they are looked for, as `native=/usr/lib`.
    #[serde(default)]
    pub linked_paths: Vec<String>,
    /// The script's own folder for what it makes.
    #[serde(default)]
    pub out_dir: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Reason<'a> {
    reason: std::borrow::Cow<'a, str>,
    #[serde(default)]
    success: bool,
}

impl Unit {
    /// Returns whether the unit's target is of this kind.
    #[must_use]
    pub fn is(&self, kind: &str) -> bool {
        self.target.kind.iter().any(|one| one == kind)
    }

    /// Returns whether it is the library that dependents link, or the proc-macro that they load.
    #[must_use]
    pub fn is_library(&self) -> bool {
        !self.profile.test && !["bin", "example", "test", "bench", "custom-build"].iter().any(|kind| self.is(kind))
    }

    /// Returns whether it is a test or benchmark.
    #[must_use]
    pub fn is_test(&self) -> bool {
        self.profile.test || self.is("test") || self.is("bench")
    }
}

/// The messages of one build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Messages {
    /// What was compiled, or was still there from an earlier build, in the order in which cargo told it.
    pub units: Vec<Unit>,
    /// What build scripts said.
    pub scripts: Vec<ScriptRun>,
    /// Whether the build succeeded; none when cargo did not say so to the end.
    pub success: Option<bool>,
    /// Messages that could not be understood.
    pub unreadable: usize,
}

/// Who reads cargo's standard output beside us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Nobody asked for messages: they are taken out.
    Person,
    /// The user asked for messages: all is passed on as it is.
    Program,
}

/// Takes a build's standard output apart, piece by piece, as it comes.
#[derive(Debug)]
pub struct MessageReader {
    audience: Audience,
    pending: Vec<u8>,
    /// Whether the line that has begun is none of cargo's, and was passed on as far as it goes.
    is_foreign: bool,
    messages: Messages,
}

impl MessageReader {
    /// Returns a reader.
    #[must_use]
    pub fn new(audience: Audience) -> Self {
        Self { audience, pending: Vec::new(), is_foreign: false, messages: Messages::default() }
    }

    /// Returns what has come in so far.
    #[must_use]
    pub fn messages(&self) -> &Messages {
        &self.messages
    }

    /// Takes the next piece in, and adds what is to be passed on to `out`.
    ///
    /// What cannot be the start of a message is passed on at once: a program that `cargo run` started may wait for an answer.
    pub fn feed(&mut self, mut piece: &[u8], out: &mut Vec<u8>) {
        if self.audience == Audience::Program {
            out.extend_from_slice(piece);
        }
        while !piece.is_empty() {
            let end = piece.iter().position(|byte| *byte == b'\n');
            let (head, rest) = piece.split_at(end.map_or(piece.len(), |at| at + 1));
            piece = rest;
            self.pending.extend_from_slice(head);
            let too_long = self.pending.len() as u64 > limits::MESSAGE_BYTES;
            if self.is_foreign || self.messages.success.is_some() || !may_be_message(&self.pending) || too_long {
                self.pass(out);
                self.is_foreign = end.is_none();
            } else if end.is_some() {
                self.line(out);
            }
        }
    }

    fn pass(&mut self, out: &mut Vec<u8>) {
        if self.audience == Audience::Person {
            out.extend_from_slice(&self.pending);
        }
        self.pending.clear();
    }

    fn line(&mut self, out: &mut Vec<u8>) {
        if self.messages.take(&self.pending) {
            self.pending.clear();
        } else {
            self.pass(out);
        }
    }

    /// Returns the messages, once there is no more to come; what had begun is passed on.
    #[must_use]
    pub fn finish(mut self, out: &mut Vec<u8>) -> Messages {
        // The last line of a file may lack its end.
        if !self.is_foreign && !self.pending.is_empty() && self.messages.success.is_none() {
            self.line(out);
        }
        self.pass(out);
        self.messages
    }
}

fn may_be_message(line: &[u8]) -> bool {
    let length = line.len().min(START.len());
    line[..length] == START[..length]
}

impl Messages {
    /// Takes a line in; returns whether it is a message of cargo's.
    fn take(&mut self, line: &[u8]) -> bool {
        let Ok(Reason { reason, success }) = serde_json::from_slice::<Reason<'_>>(line) else { return false };
        match reason.as_ref() {
            "compiler-artifact" => match serde_json::from_slice(line) {
                Ok(unit) => self.units.push(unit),
                Err(_) => self.unreadable += 1,
            },
            "build-script-executed" => match serde_json::from_slice(line) {
                Ok(run) => self.scripts.push(run),
                Err(_) => self.unreadable += 1,
            },
            "build-finished" => self.success = Some(success),
            "compiler-message" | "timing-info" => {}
            // A program's own line, or a message of a cargo that is newer than this.
            _ => return false,
        }
        true
    }
}

/// Reads the messages of a build that was done elsewhere.
///
/// Total on any bytes: what is no message is passed over, as it may be a program's output.
#[must_use]
pub fn parse_messages(bytes: &[u8]) -> Messages {
    let mut reader = MessageReader::new(Audience::Person);
    let mut foreign = Vec::new();
    for piece in bytes.chunks(limits::STREAM_CHUNK_BYTES) {
        reader.feed(piece, &mut foreign);
        foreign.clear();
    }
    reader.finish(&mut foreign)
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: &str = r#"{"reason":"compiler-artifact","package_id":"path+file:///w#a@1.0.0","manifest_path":"/w/Cargo.toml","target":{"kind":["bin"],"crate_types":["bin"],"name":"a","src_path":"/w/src/main.rs"},"profile":{"opt_level":"0","debuginfo":2,"debug_assertions":true,"overflow_checks":true,"test":false},"features":["x"],"filenames":["/w/target/debug/a"],"executable":"/w/target/debug/a","fresh":true}"#;
    const END: &str = r#"{"reason":"build-finished","success":true}"#;

    fn read(text: &str, piece: usize, audience: Audience) -> (Messages, String) {
        let mut reader = MessageReader::new(audience);
        let mut out = Vec::new();
        text.as_bytes().chunks(piece).for_each(|piece| reader.feed(piece, &mut out));
        let messages = reader.finish(&mut out);
        (messages, String::from_utf8(out).unwrap())
    }

    #[test]
    fn messages_are_taken_out_and_the_rest_passed_on_however_it_comes_in() {
        let text = format!("hello\n{UNIT}\n{{\"reason\":\"mine\"}}\n{END}\n{UNIT}\nprompt> ");
        for piece in [1, 2, 7, 50, 10_000] {
            let (messages, out) = read(&text, piece, Audience::Person);
            assert_eq!((messages.units.len(), messages.success), (1, Some(true)), "{piece}");
            // What comes after the end of the build is the program's, whatever it looks like.
            assert_eq!(out, format!("hello\n{{\"reason\":\"mine\"}}\n{UNIT}\nprompt> "), "{piece}");
            let (same, all) = read(&text, piece, Audience::Program);
            assert_eq!((same, all), (messages, text.clone()));
        }
    }

    #[test]
    fn a_prompt_is_not_held_back() {
        let mut reader = MessageReader::new(Audience::Person);
        let mut out = Vec::new();
        reader.feed(b"name? ", &mut out);
        assert_eq!(out, b"name? ");
        reader.feed(b"{\"reason\":\"", &mut out);
        assert_eq!(out, b"name? {\"reason\":\"");
    }

    #[test]
    fn a_message_without_what_it_must_have_is_counted() {
        let messages =
            parse_messages(b"{\"reason\":\"compiler-artifact\"}\n{\"reason\":\"build-finished\",\"success\":false}");
        assert_eq!((messages.unreadable, messages.success, messages.units.len()), (1, Some(false), 0));
    }
}
