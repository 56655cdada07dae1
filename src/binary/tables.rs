//! Native libraries that write their version into the code, each with the text around it.

use super::library::Library;

pub(super) static LIBRARIES: &[Library] = &[
    // OpenSSL and LibreSSL end it with the date of the release, a format string with `%`.
    Library { name: "openssl", before: "OpenSSL ", after: " " },
    Library { name: "libressl", before: "LibreSSL ", after: "\0" },
    Library { name: "zlib", before: " deflate ", after: " Copyright" },
    Library { name: "zlib", before: " inflate ", after: " Copyright" },
    Library { name: "libpng", before: "libpng version ", after: "" },
    Library { name: "curl", before: "libcurl/", after: "" },
    Library { name: "expat", before: "expat_", after: "\0" },
    Library { name: "lua", before: "$LuaVersion: Lua ", after: " " },
];
