//! Compiled files for tests, laid out byte by byte, so that no linker is needed.

use std::io::Write;

/// Returns the contents of a section `.dep-v0`.
pub(crate) fn audit(json: &str) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(json.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// Returns the record of Go's linker with its strings inline.
pub(crate) fn go_record(version: &str, modules: &str) -> Vec<u8> {
    let mut record = b"\xff Go buildinf:\x08\x02".to_vec();
    record.resize(32, 0);
    let framed = format!("0123456789abcdef{modules}0123456789abcdef");
    for text in [version, &framed] {
        record.extend(leb(text.len()));
        record.extend(text.as_bytes());
    }
    record
}

fn leb(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let byte = u8::try_from(value & 0x7f).unwrap();
        value >>= 7;
        if value == 0 {
            bytes.push(byte);
            return bytes;
        }
        bytes.push(byte | 0x80);
    }
}

fn put<const N: usize>(bytes: &mut Vec<u8>, values: [u64; N], size: usize) {
    for value in values {
        bytes.extend(&value.to_le_bytes()[..size]);
    }
}

fn narrow(value: usize) -> u64 {
    value as u64
}

/// Returns a 64-bit ELF file for x86-64 that loads these libraries.
pub(crate) fn elf(sections: &[(&str, &[u8])], needed: &[&str]) -> Vec<u8> {
    const HEADER: usize = 64;
    const SEGMENT: usize = 56;
    let mut strings = vec![0u8];
    let mut dynamic = Vec::new();
    for library in needed {
        put(&mut dynamic, [1, narrow(strings.len())], 8);
        strings.extend(library.bytes());
        strings.push(0);
    }
    let table = HEADER + 2 * SEGMENT;
    // The file is loaded at address 0, so that an address is an offset.
    put(&mut dynamic, [5, narrow(table), 10, narrow(strings.len()), 0, 0], 8);
    let mut body = strings.clone();
    while !(table + body.len()).is_multiple_of(16) {
        body.push(0);
    }
    let dynamic_at = table + body.len();
    body.extend(&dynamic);
    let mut names = vec![0u8];
    let mut rows = vec![[0u64; 10]];
    for (name, bytes) in sections {
        while !(table + body.len()).is_multiple_of(16) {
            body.push(0);
        }
        // Data is writable, as Go's record is.
        let flags = if *name == ".data" || name.starts_with(".go") { 3 } else { 2 };
        let at = narrow(table + body.len());
        rows.push([narrow(names.len()), 1, flags, at, at, narrow(bytes.len()), 0, 0, 16, 0]);
        names.extend(name.bytes().chain([0]));
        body.extend(*bytes);
    }
    let at = narrow(names.len());
    names.extend(b".shstrtab\0");
    rows.push([at, 3, 0, 0, narrow(table + body.len()), narrow(names.len()), 0, 0, 1, 0]);
    body.extend(&names);
    while !(table + body.len()).is_multiple_of(8) {
        body.push(0);
    }
    let size = narrow(table + body.len());
    let mut file = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
    put(&mut file, [3, 62], 2);
    put(&mut file, [1], 4);
    put(&mut file, [0, narrow(HEADER), size], 8);
    put(&mut file, [0], 4);
    put(&mut file, [64, 56, 2, 64, narrow(rows.len()), narrow(rows.len() - 1)], 2);
    for (kind, at, length) in [(1, 0, size), (2, narrow(dynamic_at), narrow(dynamic.len()))] {
        put(&mut file, [kind, 6], 4);
        put(&mut file, [at, at, at, length, length, 8], 8);
    }
    file.extend(body);
    for row in rows {
        put(&mut file, [row[0], row[1]], 4);
        put(&mut file, [row[2], row[3], row[4], row[5]], 8);
        put(&mut file, [row[6], row[7]], 4);
        put(&mut file, [row[8], row[9]], 8);
    }
    file
}

/// Returns a 64-bit PE file for x86-64 that loads these libraries.
pub(crate) fn pe(sections: &[(&str, &[u8])], needed: &[&str]) -> Vec<u8> {
    const IMPORTS: usize = 0x1000;
    let mut idata = Vec::new();
    let names_at = IMPORTS + (needed.len() + 1) * 20;
    let mut names = Vec::new();
    for library in needed {
        put(&mut idata, [0, 0, 0, narrow(names_at + names.len()), 0x10], 4);
        names.extend(library.bytes().chain([0]));
    }
    idata.resize((needed.len() + 1) * 20, 0);
    idata.extend(names);
    let all: Vec<(&str, &[u8])> =
        std::iter::once((".idata", idata.as_slice())).chain(sections.iter().copied()).collect();
    let mut file = b"MZ".to_vec();
    file.resize(0x3c, 0);
    put(&mut file, [0x40], 4);
    file.extend(b"PE\0\0");
    put(&mut file, [0x8664, narrow(all.len())], 2);
    put(&mut file, [0, 0, 0], 4);
    put(&mut file, [240, 0x22], 2);
    let mut optional = Vec::new();
    put(&mut optional, [0x20b], 2);
    optional.resize(32, 0);
    put(&mut optional, [0x1000, 0x200], 4);
    optional.resize(56, 0);
    put(&mut optional, [0x100_0000, 0x400], 4);
    optional.resize(108, 0);
    put(&mut optional, [16, 0, 0, narrow(IMPORTS), narrow(idata.len())], 4);
    optional.resize(240, 0);
    file.extend(optional);
    let mut at = 0x400usize.max(file.len() + all.len() * 40);
    let mut address = IMPORTS;
    let mut body = Vec::<u8>::new();
    for (name, bytes) in &all {
        let mut field = name.as_bytes().to_vec();
        field.resize(8, 0);
        file.extend(field);
        put(&mut file, [narrow(bytes.len()), narrow(address), narrow(bytes.len()), narrow(at)], 4);
        put(&mut file, [0, 0], 4);
        put(&mut file, [0, 0], 2);
        put(&mut file, [0xc000_0040], 4);
        at += bytes.len();
        address += bytes.len().next_multiple_of(0x1000);
        body.extend(*bytes);
    }
    file.resize(0x400.max(file.len()), 0);
    file.extend(body);
    file
}

/// Returns a 64-bit Mach-O file that loads these libraries; `0x0100_0007` is x86-64, `0x0100_000c` arm64.
pub(crate) fn macho(processor: u64, sections: &[(&str, &[u8])], needed: &[&str]) -> Vec<u8> {
    let mut commands = Vec::new();
    for library in needed {
        let size = (24 + library.len() + 1).next_multiple_of(8);
        let end = commands.len() + size;
        put(&mut commands, [0xc, narrow(size), 24, 0, 0, 0], 4);
        commands.extend(library.bytes());
        commands.resize(end, 0);
    }
    let segment = 72 + 80 * sections.len();
    let start = 32 + commands.len() + segment;
    let total: usize = sections.iter().map(|(_, bytes)| bytes.len()).sum();
    put(&mut commands, [0x19, narrow(segment)], 4);
    commands.extend(b"__DATA\0\0\0\0\0\0\0\0\0\0");
    put(&mut commands, [narrow(start), narrow(total), narrow(start), narrow(total)], 8);
    put(&mut commands, [3, 3, narrow(sections.len()), 0], 4);
    let mut at = start;
    for (name, bytes) in sections {
        let mut field = name.as_bytes().to_vec();
        field.resize(16, 0);
        commands.extend(field);
        commands.extend(b"__DATA\0\0\0\0\0\0\0\0\0\0");
        put(&mut commands, [narrow(at), narrow(bytes.len())], 8);
        put(&mut commands, [narrow(at), 0, 0, 0, 0, 0, 0, 0], 4);
        at += bytes.len();
    }
    let mut file = Vec::new();
    put(&mut file, [0xfeed_facf, processor, 3, 2, narrow(needed.len() + 1), narrow(commands.len()), 0, 0], 4);
    file.extend(commands);
    for (_, bytes) in sections {
        file.extend(*bytes);
    }
    file
}

/// Returns a universal file of these images, each with its processor.
pub(crate) fn fat(images: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut file = 0xcafe_babe_u32.to_be_bytes().to_vec();
    file.extend(u32::try_from(images.len()).unwrap().to_be_bytes());
    let mut at = u32::try_from((8 + 20 * images.len()).next_multiple_of(8)).unwrap();
    for (processor, image) in images {
        let length = u32::try_from(image.len()).unwrap();
        for value in [*processor, 3, at, length, 3] {
            file.extend(value.to_be_bytes());
        }
        at = (at + length).next_multiple_of(8);
    }
    for (_, image) in images {
        file.resize(file.len().next_multiple_of(8), 0);
        file.extend(image);
    }
    file
}

/// Returns a WebAssembly module with these custom sections, which imports a function of each of these modules.
pub(crate) fn wasm(sections: &[(&str, &[u8])], needed: &[&str]) -> Vec<u8> {
    let vector = |bytes: &[u8]| [leb(bytes.len()), bytes.to_vec()].concat();
    let mut file = b"\0asm\x01\0\0\0".to_vec();
    let mut imports = leb(needed.len());
    for module in needed {
        imports.extend([vector(module.as_bytes()), vector(b"f"), vec![0, 0]].concat());
    }
    file.push(2);
    file.extend(vector(&imports));
    for (name, bytes) in sections {
        file.push(0);
        file.extend(vector(&[vector(name.as_bytes()), bytes.to_vec()].concat()));
    }
    file
}
