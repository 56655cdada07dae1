use super::*;

#[test]
fn what_is_no_compiled_file_is_refused() {
    for bytes in [&b""[..], b"#!/bin/sh\n", b"\x7fELF", b"MZ", b"\0asm", b"\xca\xfe\xba\xbe\0\0\0\x34"] {
        assert!(read(bytes).is_err(), "{bytes:?}");
    }
}
