use super::*;

const LIST: &str = r#"{"packages":[{"name":"app","version":"0.1.0","source":"local","dependencies":[1,2],"root":true},
    {"name":"dep","version":"1.0.0","source":"crates.io"},
    {"name":"gen","version":"2.0.0","source":"git","kind":"build"}],"format":1}"#;

const PATHS: &[u8] = b"x/h/u/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/md-5-0.11.0/src/lib.rs\
    C:\\u\\.cargo\\registry\\src\\index.crates.io-1949cf8c6b5b557f\\winapi-0.3.9\\src/lib.rs\0\
    /c/git/checkouts/tool-0123456789abcdef/a1b2c3d/src/lib.rs\0\
    /rust/deps/hashbrown-0.16.1/src/raw.rs\0/rustc/59807616e1a2b3c4d5e6f708192a3b4c5d6e7f80/library/std/src/io.rs\0\
    /build/vendor/serde-1.0.0+meta/src/de/mod.rs\0/usr/src/zlib-1.3.0/src/inflate.c\0";

fn image(bytes: &[u8]) -> Image {
    let mut found = read(bytes).unwrap();
    assert_eq!(found.images.len(), 1);
    found.images.pop().unwrap()
}

/// Every format, with the same sections and imports.
fn every_format(sections: &[(&str, &[u8])], needed: &[&str]) -> [Vec<u8>; 4] {
    [
        made::elf(sections, needed),
        made::pe(sections, needed),
        made::macho(0x0100_000c, sections, needed),
        made::wasm(sections, needed),
    ]
}

#[test]
fn what_is_no_compiled_file_is_refused() {
    for bytes in
        [&b""[..], b"#!/bin/sh\n", b"\x7fELF", b"MZ", b"\0asm", b"\0asm\x0d\0\x01\0", b"\xca\xfe\xba\xbe\0\0\0\x34"]
    {
        assert!(read(bytes).is_err(), "{bytes:?}");
    }
}

#[test]
fn a_file_that_is_cut_anywhere_ends_without_a_panic() {
    for file in every_format(&[(".dep-v0", &made::audit(LIST)), (".rodata", PATHS)], &["liba.so"]) {
        assert!(recognizes(&file) && read(&file).is_ok());
        for length in 0..file.len() {
            let _ = read(&file[..length]);
        }
        // Any one byte of the headers changed.
        for at in 0..file.len().min(400) {
            let mut changed = file.clone();
            changed[at] ^= 0xff;
            let _ = read(&changed);
        }
    }
}

#[test]
fn every_format_gives_the_same_facts() {
    let list = made::audit(LIST);
    let architectures = ["x86_64", "x86_64", "aarch64", "wasm32"];
    let files = every_format(&[(".dep-v0", &list), (".rodata", PATHS)], &["liba.so", "libb.so"]);
    for (file, architecture) in files.iter().zip(architectures) {
        let image = image(file);
        assert_eq!(image.architecture, architecture);
        assert_eq!(image.needed, ["liba.so", "libb.so"], "{:?}", image.format);
        let audit = image.audit.unwrap().unwrap();
        assert_eq!((audit.format(), audit.root(), audit.packages().len()), (1, 0, 3));
        assert_eq!(audit.packages()[2].kind, AuditKind::Build);
        assert_eq!(audit.packages()[2].source, AuditSource::Git);
        let crates: Vec<(&str, &str, bool)> =
            image.crates.iter().map(|it| (it.name.as_str(), it.version.as_str(), it.is_crates_io())).collect();
        assert_eq!(crates, [("md-5", "0.11.0", true), ("serde", "1.0.0+meta", false), ("winapi", "0.3.9", true)]);
        assert!(image.std_crates.iter().eq([&("hashbrown".to_owned(), "0.16.1".to_owned())]));
        assert_eq!(image.checkouts.iter().next().map(|it| it.commit.as_str()), Some("a1b2c3d"));
        assert_eq!(image.rustc_commits.len(), 1);
    }
}

#[test]
fn every_slice_of_a_universal_file_is_read() {
    let (one, two) = (made::audit(LIST), made::audit(&LIST.replace("1.0.0", "1.0.1")));
    let intel = made::macho(0x0100_0007, &[(".dep-v0", &one)], &["/usr/lib/libSystem.B.dylib"]);
    let arm = made::macho(0x0100_000c, &[(".dep-v0", &two)], &[]);
    let found = read(&made::fat(&[(0x0100_0007, intel.clone()), (0x0100_000c, arm)])).unwrap();
    assert_eq!(found.container, Container::Fat);
    let versions: Vec<String> = found
        .images
        .iter()
        .map(|image| image.audit.as_ref().unwrap().as_ref().unwrap().packages()[1].version.to_string())
        .collect();
    assert_eq!(versions, ["1.0.0", "1.0.1"]);
    // The same bytes twice would be read twice.
    let mut overlapping = made::fat(&[(0x0100_0007, intel.clone()), (0x0100_0007, intel)]);
    let offset: [u8; 4] = overlapping[16..20].try_into().unwrap();
    overlapping[36..40].copy_from_slice(&offset);
    assert!(matches!(read(&overlapping), Err(BinaryError::Malformed { .. })));
    assert!(read(&made::fat(&[(7, b"not an image".to_vec())])).is_err());
    assert!(read(&made::fat(&[])).is_err());
}

#[test]
fn audit_data_that_cannot_be_true_is_refused_with_the_reason() {
    let reason = |json: &str| parse_audit(&made::audit(json)).unwrap_err();
    let one = |rest: &str| format!(r#"{{"packages":[{{"name":"a","version":"1.0.0","source":"local"{rest}}}]}}"#);
    assert_eq!(parse_audit(b"garbage"), Err(AuditError::Compression));
    let mut cut = made::audit(LIST);
    cut.truncate(cut.len() / 2);
    assert_eq!(parse_audit(&cut), Err(AuditError::Compression));
    // A kilobyte that unpacks to more than the limit.
    let bomb = made::audit(&" ".repeat(usize::try_from(crate::limits::AUDIT_BYTES).unwrap() + 1));
    assert!(bomb.len() < 200_000);
    assert_eq!(parse_audit(&bomb), Err(AuditError::TooLarge));
    assert!(matches!(reason("[]"), AuditError::Syntax(_)));
    assert!(matches!(reason(&one(r#","name":"b""#)), AuditError::Syntax(_)));
    assert_eq!(reason(&LIST.replace("\"format\":1", "\"format\":2")), AuditError::UnknownFormat(2));
    for (rest, said) in [
        ("", "expected one root package, found none"),
        (r#","root":true,"dependencies":[1]"#, "not in the list"),
        (r#","root":true,"dependencies":[0]"#, "in a circle"),
    ] {
        let error = reason(&one(rest));
        assert!(error.to_string().contains(said), "{error}");
    }
    assert!(reason(&LIST.replace("\"kind\":\"build\"", "\"root\":true")).to_string().contains("several"));
    assert!(reason(&LIST.replace("\"dep\"", "\"../dep\"")).to_string().contains("no name"));
    assert!(reason(&LIST.replace("1.0.0", "one")).to_string().contains("no version"));
    let circle = LIST.replace(
        r#""version":"1.0.0","source":"crates.io""#,
        r#""version":"1.0.0","source":"crates.io","dependencies":[0]"#,
    );
    assert!(reason(&circle).to_string().contains("in a circle"));
}

#[test]
fn a_long_chain_of_packages_needs_no_stack() {
    let package = |at: usize| {
        let next = if at < 99_999 { format!("[{}]", at + 1) } else { "[]".to_owned() };
        format!(r#"{{"name":"p","version":"1.0.{at}","source":"local","dependencies":{next},"root":{}}}"#, at == 0)
    };
    let list: Vec<String> = (0..100_000).map(package).collect();
    let audit = parse_audit(&made::audit(&format!(r#"{{"packages":[{}]}}"#, list.join(",")))).unwrap();
    assert_eq!((audit.packages().len(), audit.format(), audit.tells_proc_macros()), (100_000, 0, false));
}

#[test]
fn a_second_list_is_no_list() {
    let list = made::audit(LIST);
    let image = image(&made::elf(&[(".dep-v0", &list), (".dep-v0", &list)], &[]));
    assert_eq!(image.audit, Some(Err(AuditError::Several)));
}

#[test]
fn goes_record_is_read_where_its_linker_puts_it() {
    let text = "path\texample.com/app\nmod\texample.com/app\t(devel)\t\ndep\texample.com/dep\tv1.0.0\th1:AA=\n\
                dep\texample.com/old\tv1.0.0\n=>\texample.com/new\tv2.0.0\th1:BB=\nbuild\t-ldflags=\"-X a=\\\"b\\\"\"\nbuild\tGOOS=linux\n";
    let record = made::go_record("go1.24.1", text);
    let sections: [(&str, &[u8]); 1] = [(".go.buildinfo", &record)];
    let macho: [(&str, &[u8]); 1] = [("__go_buildinfo", &record)];
    let data: [(&str, &[u8]); 1] = [(".data", &record)];
    for file in
        [made::elf(&sections, &[]), made::macho(0x0100_0007, &macho, &[]), made::pe(&data, &[]), made::elf(&data, &[])]
    {
        let go = image(&file).go.unwrap().unwrap();
        assert_eq!((go.version.as_str(), go.path.as_str()), ("go1.24.1", "example.com/app"));
        assert_eq!(go.main.unwrap().version, "(devel)");
        assert_eq!(go.dependencies[0].sum.as_deref(), Some("h1:AA="));
        assert_eq!(go.dependencies[1].effective().path, "example.com/new");
        assert_eq!(go.settings, [("-ldflags".into(), "-X a=\"b\"".into()), ("GOOS".into(), "linux".into())]);
    }
    // Read-only data that looks alike is no record.
    assert_eq!(image(&made::elf(&[(".rodata", &record)], &[])).go, None);
}

#[test]
fn the_older_record_points_to_strings() {
    // Found after a first layout tells where the section lies.
    let layout = |at: u64, at_strings: u64| {
        let mut record = b"\xff Go buildinf:\x08\x00".to_vec();
        record.extend((at + 32).to_le_bytes());
        record.extend((at + 48).to_le_bytes());
        let text = "0123456789abcdefpath\tx.example/a\n0123456789abcdef";
        for (start, length) in [(at_strings, 6u64), (at_strings + 6, text.len() as u64)] {
            record.extend(start.to_le_bytes());
            record.extend(length.to_le_bytes());
        }
        record.extend(b"go1.16");
        record.extend(text.as_bytes());
        record
    };
    let first = made::elf(&[(".go.buildinfo", &layout(0, 0))], &[]);
    let at = memchr::memmem::find(&first, b"\xff Go buildinf:").unwrap() as u64;
    let go = image(&made::elf(&[(".go.buildinfo", &layout(at, at + 64))], &[])).go.unwrap().unwrap();
    assert_eq!((go.version.as_str(), go.path.as_str()), ("go1.16", "x.example/a"));
    let outside = made::elf(&[(".go.buildinfo", &layout(1 << 40, 1 << 41))], &[]);
    assert_eq!(image(&outside).go, Some(Err(GoError::Pointer)));
}

#[test]
fn a_broken_record_of_go_is_refused() {
    for text in
        ["dep\n", "=>\ta\tv1.0.0\n", "mod\t\n", "dep\ta\tv1\th1:x\tmore\n", "build\t-x=\"open\n", "path\ta\x07b\n"]
    {
        assert!(matches!(parse_module_info(text.as_bytes()), Err(GoError::Syntax(1))), "{text:?}");
    }
    let mut cut = made::go_record("go1.24.1", "path\ta\n");
    cut.truncate(50);
    assert_eq!(image(&made::elf(&[(".go.buildinfo", &cut)], &[])).go, Some(Err(GoError::Pointer)));
}

#[test]
fn paths_that_only_look_like_a_crates_are_passed_over() {
    let rodata: &[u8] = b"/registry/src/x/serde-1.0.0/src/lib.rs\0/registry/src/index.crates.io-1949cf8c6b5b557f/serde/src/lib.rs\0\
        /registry/src/index.crates.io-1949cf8c6b5b557f/serde-1.0/src/lib.rs\0/registry/src/index.crates.io-1949cf8c6b5b557f/serde-1.0.0 and more\0\
        !glued-1.0.0/src/lib.rs/rustc/0123/library\0/git/checkouts/a/b\0/rust/deps/x\0";
    let image = image(&made::elf(&[(".rodata", rodata)], &[]));
    // The first has no folder of a registry, but lies as in a vendored tree.
    let names: Vec<_> = image.crates.iter().map(|it| (it.name.as_str(), it.registry.as_deref())).collect();
    assert_eq!(names, [("serde", None)]);
    assert!(image.std_crates.is_empty() && image.checkouts.is_empty() && image.rustc_commits.is_empty());
}

#[test]
fn mangled_names_give_their_crates() {
    let names: &[u8] = b"\0_RNvCsabc_5serde3foo\0_ZN4core3ptr4drop17h0123456789abcdefE\0\
        _ZN52_$LT$tokio..net..Tcp$u20$as$u20$core..fmt..Debug$GT$3fmt17h0123456789abcdefE\0_RINvNtCs1_4bstr3ext3fooE\0\
        _RNvMNtCs9_4http3uriNtB2_3Uri3new\0_ZN3foo3barEv\0_R\0_RNv\0_RNvC99999999a\0_ZN99999x\0_ZN3foo17h0123456789abcdeE\0";
    let found = symbol::crates(names);
    assert!(found.iter().eq(["bstr", "core", "http", "serde", "tokio"]), "{found:?}");
}

#[test]
fn the_compiler_is_read_where_it_names_itself() {
    let comment: &[u8] = b"GCC: (GNU) 14\0rustc version 1.95.0 (59807616e 2026-04-14)\0rustc version nonsense\0";
    let found = image(&made::elf(&[(".comment", comment), (".rodata", b"rustc version 1.0.0 (text)")], &[]));
    assert!(found.rustc.iter().eq(["1.95.0 (59807616e 2026-04-14)"]), "{:?}", found.rustc);
    let mut producers = vec![1, 12];
    producers.extend(b"processed-by\x01\x05rustc\x1d1.95.0 (59807616e 2026-04-14)");
    let found = image(&made::wasm(&[("producers", &producers)], &[]));
    assert!(found.rustc.iter().eq(["1.95.0 (59807616e 2026-04-14)"]), "{:?}", found.rustc);
}

fn libraries(text: &[u8]) -> [Vec<(&'static str, String)>; 2] {
    let image = image(&made::elf(&[(".rodata", text)], &[]));
    let named = |set: BTreeSet<Bundled>| set.into_iter().map(|it| (it.name, it.version)).collect();
    [named(image.bundled), named(image.quoted)]
}

#[test]
fn version_texts_of_native_libraries_are_known_by_other_texts_of_their_code() {
    let own = "\0OPENSSLDIR: \"/\"\0invalid block type\0URL using bad/illegal format\0Application built with libpng-\0unclosed CDATA section\0\
        attempt to %s a %s value\0";
    for (text, name, version) in [
        ("OpenSSL 3.0.13 30 Jan 2024\0", "openssl", "3.0.13"),
        ("OpenSSL 1.1.1k  FIPS 25 Mar 2021\0", "openssl", "1.1.1k"),
        ("OpenSSL 1.0.2k-fips  26 Jan 2017\0", "openssl", "1.0.2k"),
        ("OpenSSL 3.0.8+quic 7 Feb 2023\0", "openssl", "3.0.8+quic"),
        ("LibreSSL 3.7.3\0", "libressl", "3.7.3"),
        (" deflate 1.3.1 Copyright 1995-2024 Jean-loup Gailly and Mark Adler \0", "zlib", "1.3.1"),
        (" inflate 1.3 Copyright 1995-2023 Mark Adler \0", "zlib", "1.3"),
        ("libpng version 1.6.57\nCopyright (c) 2018-2026 Cosmin Truta\0", "libpng", "1.6.57"),
        (" libpng version 1.6.39 - November 20, 2022\n\n\0", "libpng", "1.6.39"),
        ("libcurl/8.4.0\0", "curl", "8.4.0"),
        ("expat_2.5.0\0", "expat", "2.5.0"),
        ("$LuaVersion: Lua 5.3.6  Copyright (C) 1994-2020 Lua.org\0", "lua", "5.3.6"),
        ("$Lua: Lua 5.1.5 Copyright (C) 1994-2012 Lua.org\0", "lua", "5.1.5"),
    ] {
        let row = vec![(name, version.to_owned())];
        assert_eq!(libraries(format!("{own}{text}").as_bytes()), [row.clone(), Vec::new()], "{text:?}");
        // The same text alone is that of a header.
        assert_eq!(libraries(format!("\0{text}").as_bytes()), [Vec::new(), row], "{text:?}");
        // Other texts of the library as parts of a longer one, as a program that looks for them has them.
        let glued = own.replace('\0', "|");
        assert_eq!(libraries(format!("x{glued}{text}").as_bytes())[0], [], "{text:?}");
    }
}

#[test]
fn zlib_ng_is_not_the_zlib_that_it_stands_for() {
    let text = "\0invalid block type\0 zlib-ng 2.3.3\0 inflate 1.3.1 Copyright 1995-2024 Mark Adler \0";
    let row = |name, version: &str| vec![(name, version.to_owned())];
    assert_eq!(libraries(text.as_bytes()), [row("zlib-ng", "2.3.3"), row("zlib", "1.3.1")]);
}

#[test]
fn messages_that_name_a_version_are_no_version_text() {
    let own =
        "\0OPENSSLDIR: \"/\"\0URL using bad/illegal format\0Application built with libpng-\0unclosed CDATA section\0";
    for text in [
        "enable OpenSSL 3.0 legacy provider\0",
        "OpenSSL 3.0 does not support direct access to DSA key\0",
        "For OpenSSL 3.0.0 and newer it returns the state\0",
        "NPN extension requires OpenSSL 1.0.1 or later.\0",
        "list of OpenSSL 3.0.x implementation providers.\0",
        "`OpenSSL 3.0.13 30 Jan 2024` stands in the binary\0",
        "OpenSSL 3.0.13 30 Jan 2024 and more\0",
        "OpenSSL 3.0.13 some day 2024\0",
        "OpenSSL 3\0OpenSSL %s\0",
        "User-Agent: x libcurl/7.64.1 y\0",
        "libpng version 1.5 or newer\0",
        "expat_2.5.0-1.deb\0",
    ] {
        assert_eq!(libraries(format!("{own}{text}").as_bytes()), [Vec::new(), Vec::new()], "{text:?}");
    }
}

#[test]
fn names_without_end_are_refused_and_not_looked_for_again_and_again() {
    let long = "x".repeat(crate::limits::BINARY_NAME_BYTES + 1);
    for file in every_format(&[], &[&long]) {
        assert!(matches!(read(&file), Err(BinaryError::Malformed { .. })));
    }
    let many: Vec<&str> = std::iter::repeat_n("liba.so", crate::limits::BINARY_IMPORTS + 1).collect();
    assert!(matches!(read(&made::elf(&[], &many)), Err(BinaryError::TooMany { .. })));
    assert!(matches!(read(&made::elf(&[], &["a\nb"])), Err(BinaryError::Malformed { .. })));
}
