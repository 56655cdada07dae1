//! PE. Spec: Microsoft PE Format, "Section Table", "Import Directory Table" and "Delay-Load Directory Table".

use object::LittleEndian as LE;
use object::read::pe::{ImageNtHeaders, PeFile};

use super::raw::{Raw, malformed, push_needed};
use super::{BinaryError, Format, Image, Presence};

/// Returns whether some bytes begin as a PE file does; a DOS program does too, and is refused when it is read.
pub(super) fn recognizes(head: &[u8]) -> bool {
    let offset = head.get(0x3c..0x40).and_then(|at| at.try_into().ok()).map(u32::from_le_bytes);
    let Some(at) = offset.and_then(|at| usize::try_from(at).ok()) else { return false };
    // The stub may be longer than the look that was taken.
    let signature = head.get(at..).and_then(|rest| rest.get(..4));
    head.starts_with(b"MZ") && signature.is_none_or(|signature| signature == b"PE\0\0")
}

pub(super) fn read<Pe: ImageNtHeaders>(bytes: &[u8]) -> Result<Image, BinaryError> {
    let fault = |error| malformed(Format::Pe, error);
    let file = PeFile::<Pe>::parse(bytes).map_err(fault)?;
    let mut raw = Raw::of(&file, bytes, Format::Pe)?;
    if let Some(table) = file.import_table().map_err(fault)? {
        let mut descriptors = table.descriptors().map_err(fault)?;
        while let Some(descriptor) = descriptors.next().map_err(fault)? {
            push_needed(&mut raw.needed, Format::Pe, table.name(descriptor.name.get(LE)).map_err(fault)?)?;
        }
    }
    if let Some(table) = file.delay_load_import_table().map_err(fault)? {
        let mut descriptors = table.descriptors().map_err(fault)?;
        while let Some(descriptor) = descriptors.next().map_err(fault)? {
            push_needed(&mut raw.needed, Format::Pe, table.name(descriptor.dll_name_rva.get(LE)).map_err(fault)?)?;
        }
    }
    let header = file.nt_headers().file_header();
    let start = header.pointer_to_symbol_table.get(LE) as usize;
    let count = header.number_of_symbols.get(LE) as usize;
    if start != 0 && count != 0 {
        raw.table = Presence::Present;
        // Names of more than eight bytes lie behind the table, whose rows have 18.
        raw.names = count.checked_mul(18).and_then(|size| bytes.get(start.checked_add(size)?..)).unwrap_or_default();
    }
    Ok(raw.into_image())
}
