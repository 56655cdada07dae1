//! WebAssembly modules. Spec: WebAssembly Core 2.0, 5.5; Tool Conventions, "Producers Section"; Extended Name Section.

use std::collections::BTreeSet;

use super::raw::{Raw, Section, malformed, name};
use super::{BinaryError, Format, Image, Presence};
use crate::limits;

const MAGIC: &[u8] = b"\0asm";

pub(super) fn recognizes(head: &[u8]) -> bool {
    head.starts_with(MAGIC)
}

pub(super) fn read(bytes: &[u8]) -> Result<Image, BinaryError> {
    let mut reader = Reader(bytes.get(8..).unwrap_or_default());
    if bytes.get(4..8) != Some(&[1, 0, 0, 0]) {
        // Components, layer 1, hold modules; nothing in them is looked at.
        return Err(malformed(Format::Wasm, "expected a module of version 1, found a component or another version"));
    }
    let mut raw = Raw {
        bytes,
        format: Format::Wasm,
        architecture: "wasm32".to_owned(),
        needed: Vec::new(),
        sections: Vec::new(),
        loaded: Vec::new(),
        names: &[],
        table: Presence::Stripped,
        producers: Vec::new(),
    };
    while !reader.0.is_empty() {
        if raw.sections.len() >= limits::BINARY_SECTIONS {
            return Err(BinaryError::TooMany { what: "sections", limit: limits::BINARY_SECTIONS });
        }
        let kind = reader.byte()?;
        let mut body = Reader(reader.vector()?);
        match kind {
            0 => {
                let name = body.vector()?;
                raw.sections.push(Section { name, bytes: body.0, is_data: false });
            }
            2 => raw.needed = imports(body)?,
            5 => raw.architecture = memory(body)?,
            _ => {}
        }
    }
    for producers in raw.named(&["producers"]).collect::<Vec<_>>() {
        raw.producers.extend(rustc(Reader(producers))?);
    }
    let names = raw.named(&["name"]).next();
    if let Some(section) = names {
        raw.table = Presence::Present;
        raw.names = section;
    }
    Ok(raw.into_image())
}

/// What is left of a module.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Result<u8, BinaryError> {
        let (byte, rest) = self.0.split_first().ok_or_else(cut)?;
        self.0 = rest;
        Ok(*byte)
    }

    /// Reads an unsigned number of at most 32 bits. Spec: 5.2.2, LEB128.
    fn number(&mut self) -> Result<u32, BinaryError> {
        let mut value = 0u64;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return u32::try_from(value).map_err(|_| malformed(Format::Wasm, "a number has more than 32 bits"));
            }
        }
        Err(malformed(Format::Wasm, "a number has more than 32 bits"))
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], BinaryError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or_else(cut)?;
        self.0 = rest;
        Ok(taken)
    }

    fn vector(&mut self) -> Result<&'a [u8], BinaryError> {
        let count = self.number()? as usize;
        self.take(count)
    }

    /// Passes over the limits of a table or memory and returns their flags. Spec: 5.3.9.
    fn limits(&mut self) -> Result<u8, BinaryError> {
        let flags = self.byte()?;
        for _ in 0..=usize::from(flags & 1) {
            // A memory of 64-bit addresses has longer numbers.
            while self.byte()? & 0x80 != 0 {}
        }
        Ok(flags)
    }
}

fn cut() -> BinaryError {
    malformed(Format::Wasm, "it ends in the middle")
}

/// Returns the modules that a module imports from, each once, in order of the file. Spec: 5.5.5.
fn imports(mut body: Reader<'_>) -> Result<Vec<String>, BinaryError> {
    let count = body.number()?;
    let mut seen = BTreeSet::new();
    let mut needed = Vec::new();
    for _ in 0..count {
        let module = body.vector()?;
        body.vector()?;
        match body.byte()? {
            // A function has the number of its type.
            0 => drop(body.number()?),
            1 => {
                body.byte()?;
                body.limits()?;
            }
            2 => drop(body.limits()?),
            3 => drop(body.take(2)?),
            4 => {
                body.byte()?;
                body.number()?;
            }
            _ => return Err(malformed(Format::Wasm, "an import is of no known kind")),
        }
        if seen.insert(module) {
            super::raw::push_needed(&mut needed, Format::Wasm, module)?;
        }
    }
    Ok(needed)
}

fn memory(mut body: Reader<'_>) -> Result<String, BinaryError> {
    let wide = body.number()? > 0 && body.limits()? & 4 != 0;
    Ok(if wide { "wasm64" } else { "wasm32" }.to_owned())
}

/// Returns the versions of rustc that the `producers` section names.
fn rustc(mut body: Reader<'_>) -> Result<Vec<String>, BinaryError> {
    let mut found = Vec::new();
    for _ in 0..body.number()? {
        let field = body.vector()?;
        for _ in 0..body.number()? {
            let (tool, version) = (body.vector()?, body.vector()?);
            if (field == b"language" && tool == b"Rust") || tool != b"rustc" || version.is_empty() {
                continue;
            }
            if found.len() < limits::BINARY_IMPORTS {
                found.push(name(Format::Wasm, version)?.to_owned());
            }
        }
    }
    Ok(found)
}
