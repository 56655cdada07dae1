//! Native libraries that write their version into the code, each with the text around it and texts of its own code.

use super::library::{Behind, Library};

/// Where OpenSSL was configured to lie, the form of its errors, and a state of its handshake, which a library of TLS alone has too.
const OPENSSL: &[&str] = &["OPENSSLDIR: ", "error:%08lX:", "SSLv3/TLS write "];

/// Errors of the stream, of `inflate` and of the library as a whole.
const ZLIB: &[&str] = &["invalid block type", "incompatible version"];

pub(super) static LIBRARIES: &[Library] = &[
    Library { name: "openssl", before: "OpenSSL ", behind: Behind::Day, own: OPENSSL },
    Library { name: "libressl", before: "LibreSSL ", behind: Behind::Text(&["\0"]), own: OPENSSL },
    Library { name: "zlib", before: " deflate ", behind: Behind::Text(&[" Copyright 1995-"]), own: ZLIB },
    Library { name: "zlib", before: " inflate ", behind: Behind::Text(&[" Copyright 1995-"]), own: ZLIB },
    Library { name: "zlib-ng", before: " zlib-ng ", behind: Behind::Text(&["\0"]), own: ZLIB },
    Library {
        name: "libpng",
        before: "libpng version ",
        // Of a program that was made with the headers alone, the first two too.
        behind: Behind::Text(&["\n", " - ", "\0"]),
        own: &["Application built with libpng-", "png.c from libpng-", "Application  is  running with png.c"],
    },
    Library {
        name: "curl",
        before: "libcurl/",
        behind: Behind::Text(&["\0", "-DEV\0"]),
        own: &["URL using bad/illegal format", "Could not resolve ", "Couldn't resolve host"],
    },
    Library { name: "expat", before: "expat_", behind: Behind::Text(&["\0"]), own: &["unclosed CDATA section"] },
    Library {
        name: "lua",
        before: "$LuaVersion: Lua ",
        behind: Behind::Text(&["  Copyright (C) "]),
        own: &["attempt to %s a "],
    },
    // Until 5.1.
    Library {
        name: "lua",
        before: "$Lua: Lua ",
        behind: Behind::Text(&[" Copyright (C) "]),
        own: &["attempt to %s a "],
    },
];
