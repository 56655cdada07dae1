//! Mach-O, alone and universal. Spec: `mach-o/loader.h`, `mach-o/fat.h`.

use object::read::macho::{FatArch, MachHeader, MachOFatFile, MachOFile};
use object::{Endianness, Object, ObjectSymbol};

use super::raw::{Raw, malformed, push_needed};
use super::{Binary, BinaryError, Container, Format, Image, Presence};

/// Universal files hold two or three images; the number also tells them from Java classes, which begin with the same bytes.
const IMAGES: u32 = 32;

pub(super) fn recognizes(head: &[u8]) -> bool {
    let Some(magic) = head.first_chunk::<4>().map(|magic| u32::from_be_bytes(*magic)) else { return false };
    let count = head.get(4..8).and_then(|count| count.try_into().ok()).map_or(0, u32::from_be_bytes);
    match magic {
        0xfeed_face | 0xfeed_facf | 0xcefa_edfe | 0xcffa_edfe => true,
        0xcafe_babe | 0xcafe_babf => count > 0 && count <= IMAGES,
        _ => false,
    }
}

pub(super) fn read_fat<Fat: FatArch>(bytes: &[u8]) -> Result<Binary, BinaryError> {
    let fault = |error| malformed(Format::MachO, error);
    let fat = MachOFatFile::<Fat>::parse(bytes).map_err(fault)?;
    if fat.arches().len() > IMAGES as usize {
        return Err(BinaryError::TooMany { what: "images", limit: IMAGES as usize });
    }
    let mut ranges = Vec::new();
    let mut images = Vec::new();
    for arch in fat.arches() {
        let slice = arch.data(bytes).map_err(fault)?;
        ranges.push(arch.file_range());
        let image = match object::FileKind::parse(slice) {
            Ok(object::FileKind::MachO32) => read::<object::macho::MachHeader32<Endianness>>(slice)?,
            Ok(object::FileKind::MachO64) => read::<object::macho::MachHeader64<Endianness>>(slice)?,
            _ => return Err(malformed(Format::MachO, "a slice is no Mach-O image")),
        };
        images.push(image);
        // Slices that share bytes would be read many times over, and no linker makes them.
        ranges.sort_unstable();
        let overlap = |pair: &[(u64, u64)]| matches!(pair, [a, b] if a.0.saturating_add(a.1) > b.0);
        if ranges.windows(2).any(overlap) {
            return Err(malformed(Format::MachO, "slices overlap"));
        }
    }
    if images.is_empty() {
        return Err(malformed(Format::MachO, "a universal file without images"));
    }
    Ok(Binary { container: Container::Fat, images })
}

pub(super) fn read<Mach: MachHeader<Endian = Endianness>>(bytes: &[u8]) -> Result<Image, BinaryError> {
    let fault = |error| malformed(Format::MachO, error);
    let file = MachOFile::<Mach>::parse(bytes).map_err(fault)?;
    let endian = file.endian();
    let mut raw = Raw::of(&file, bytes, Format::MachO)?;
    let mut commands = file.macho_load_commands().map_err(fault)?;
    while let Some(command) = commands.next().map_err(fault)? {
        if let Some(dylib) = command.dylib().map_err(fault)? {
            let path = command.string(endian, dylib.dylib.name).map_err(fault)?;
            push_needed(&mut raw.needed, Format::MachO, path)?;
        }
        if let Some(table) = command.symtab().map_err(fault)? {
            let (start, size) = (table.stroff.get(endian) as usize, table.strsize.get(endian) as usize);
            raw.names = start.checked_add(size).and_then(|end| bytes.get(start..end)).unwrap_or_default();
        }
    }
    // What is imported and exported stays in a stripped file.
    if file.symbols().any(|symbol| symbol.is_definition() && symbol.is_local()) {
        raw.table = Presence::Present;
    }
    Ok(raw.into_image())
}
