//! ELF. Spec: System V gABI, chapters 4 and 5.

use object::elf::{DT_NEEDED, DT_STRSZ, DT_STRTAB};
use object::read::elf::{Dyn, ElfFile, FileHeader, ProgramHeader};
use object::{Endianness, Object, ObjectSection, SectionIndex};

use super::raw::{Raw, malformed, push_needed};
use super::{BinaryError, Format, Image, Presence};

pub(super) fn read<Elf: FileHeader<Endian = Endianness>>(bytes: &[u8]) -> Result<Image, BinaryError> {
    let file = ElfFile::<Elf>::parse(bytes).map_err(|error| malformed(Format::Elf, error))?;
    let mut raw = Raw::of(&file, bytes, Format::Elf)?;
    raw.needed = needed(&file, &raw)?;
    let symbols = file.elf_symbol_table();
    if !symbols.is_empty() {
        raw.table = Presence::Present;
        raw.names = strings(&file, symbols.string_section());
    }
    Ok(raw.into_image())
}

fn strings<'a, Elf: FileHeader>(file: &ElfFile<'a, Elf>, index: SectionIndex) -> &'a [u8] {
    file.section_by_index(index).and_then(|section| section.data()).unwrap_or_default()
}

/// Returns what the loader brings in, found as the loader finds it: by segments, whatever the table of sections says.
fn needed<Elf: FileHeader<Endian = Endianness>>(
    file: &ElfFile<'_, Elf>,
    raw: &Raw<'_>,
) -> Result<Vec<String>, BinaryError> {
    let fault = |error| malformed(Format::Elf, error);
    let endian = file.endian();
    let mut needed = Vec::new();
    for segment in file.elf_program_headers() {
        let Some(entries) = segment.dynamic(endian, raw.bytes).map_err(fault)? else { continue };
        let (mut offsets, mut address, mut size) = (Vec::new(), None, None);
        for entry in entries {
            match entry.tag(endian) {
                object::elf::DT_NULL => break,
                DT_NEEDED => offsets.push(entry.val(endian)),
                DT_STRTAB => address = Some(entry.val(endian)),
                DT_STRSZ => size = Some(entry.val(endian)),
                _ => {}
            }
        }
        if offsets.is_empty() {
            continue;
        }
        let table = address.and_then(|address| raw.at_address(address));
        let table = table.ok_or_else(|| malformed(Format::Elf, "its dynamic string table lies nowhere"))?;
        let size = size.and_then(|size| usize::try_from(size).ok()).unwrap_or(table.len()).min(table.len());
        let table = table.get(..size).unwrap_or_default();
        for offset in offsets {
            let rest = usize::try_from(offset).ok().and_then(|offset| table.get(offset..)).unwrap_or_default();
            let end = memchr::memchr(0, rest).unwrap_or(rest.len());
            push_needed(&mut needed, Format::Elf, rest.get(..end).unwrap_or_default())?;
        }
    }
    Ok(needed)
}
