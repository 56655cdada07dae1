//! C libraries that packages bring along: how to tell one by its files, and how it states its version.

/// One library.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Upstream {
    /// The name in its package URL.
    pub(super) name: &'static str,
    /// Where it is made.
    pub(super) repository: &'static str,
    /// Vendor and product in the National Vulnerability Database, where it is listed there.
    pub(super) cpe: Option<(&'static str, &'static str)>,
    /// Ends of the paths of files that state the version; what stands before is the root of the sources.
    pub(super) marks: &'static [&'static str],
    /// How it stands in them.
    pub(super) form: Form,
    /// The names under which the library is linked, without `lib` and version.
    pub(super) links: &'static [&'static str],
    /// What stands before the version in a text inside of the library itself.
    pub(super) banner: Option<&'static str>,
}

/// How a file states a version.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A macro's text.
    Text(&'static str),
    /// Macros for the parts.
    Parts(&'static [&'static str]),
    /// The word behind this one in a macro's text.
    Behind(&'static str, &'static str),
    /// Lines `NAME=value` for the parts.
    Assignments(&'static [&'static str]),
    /// A decimal number with two digits a part, or, below a thousand, one.
    Pairs(&'static str),
    /// A decimal number of thousands, tens and ones.
    Thousands(&'static str),
    /// A hexadecimal number, the first three bytes.
    Bytes(&'static str),
    /// What describes the build, at the root of the sources.
    Project,
    /// The metadata of the package's own version.
    Metadata,
    /// Not at all: a macro only tells what it is.
    Unversioned(&'static str),
}

const fn upstream(
    name: &'static str,
    repository: &'static str,
    marks: &'static [&'static str],
    form: Form,
    links: &'static [&'static str],
) -> Upstream {
    Upstream { name, repository, cpe: None, marks, form, links, banner: None }
}

impl Upstream {
    const fn cpe(mut self, vendor: &'static str, product: &'static str) -> Self {
        self.cpe = Some((vendor, product));
        self
    }

    const fn banner(mut self, text: &'static str) -> Self {
        self.banner = Some(text);
        self
    }

    /// Returns whether a library that is linked by this name can be this one.
    pub(super) fn is_linked_as(&self, name: &str) -> bool {
        let name = name.strip_prefix("lib").unwrap_or(name);
        self.links.iter().any(|link| {
            let rest = name.strip_prefix(link);
            rest.is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '_')))
        })
    }
}

/// Every library that is known.
pub(super) static UPSTREAMS: &[Upstream] = &[
    upstream(
        "aws-lc",
        "https://github.com/aws/aws-lc",
        &["include/openssl/base.h"],
        Form::Text("AWSLC_VERSION_NUMBER_STRING"),
        &[],
    ),
    upstream(
        "boringssl",
        "https://boringssl.googlesource.com/boringssl",
        &["include/openssl/base.h"],
        Form::Unversioned("OPENSSL_IS_BORINGSSL"),
        &[],
    ),
    upstream(
        "brotli",
        "https://github.com/google/brotli",
        &["c/common/version.h"],
        Form::Parts(&["BROTLI_VERSION_MAJOR", "BROTLI_VERSION_MINOR", "BROTLI_VERSION_PATCH"]),
        &["brotli", "brotlicommon", "brotlidec", "brotlienc"],
    )
    .cpe("google", "brotli"),
    upstream("bzip2", "https://sourceware.org/git/bzip2.git", &["bzlib_private.h"], Form::Text("BZ_VERSION"), &["bz2"])
        .cpe("bzip", "bzip2"),
    upstream(
        "c-ares",
        "https://github.com/c-ares/c-ares",
        &["include/ares_version.h"],
        Form::Text("ARES_VERSION_STR"),
        &["cares"],
    )
    .cpe("c-ares", "c-ares"),
    upstream(
        "curl",
        "https://github.com/curl/curl",
        &["include/curl/curlver.h"],
        Form::Text("LIBCURL_VERSION"),
        &["curl"],
    )
    .cpe("haxx", "curl")
    .banner("libcurl/"),
    upstream(
        "expat",
        "https://github.com/libexpat/libexpat",
        &["lib/expat.h", "include/expat.h"],
        Form::Parts(&["XML_MAJOR_VERSION", "XML_MINOR_VERSION", "XML_MICRO_VERSION"]),
        &["expat"],
    )
    .cpe("libexpat_project", "libexpat")
    .banner("expat_"),
    upstream(
        "freetype",
        "https://gitlab.freedesktop.org/freetype/freetype",
        &["include/freetype/freetype.h"],
        Form::Parts(&["FREETYPE_MAJOR", "FREETYPE_MINOR", "FREETYPE_PATCH"]),
        &["freetype"],
    )
    .cpe("freetype", "freetype"),
    upstream(
        "harfbuzz",
        "https://github.com/harfbuzz/harfbuzz",
        &["src/hb-version.h"],
        Form::Text("HB_VERSION_STRING"),
        &["harfbuzz"],
    )
    .cpe("harfbuzz_project", "harfbuzz"),
    upstream(
        "http-parser",
        "https://github.com/nodejs/http-parser",
        &["http_parser.h"],
        Form::Parts(&["HTTP_PARSER_VERSION_MAJOR", "HTTP_PARSER_VERSION_MINOR", "HTTP_PARSER_VERSION_PATCH"]),
        &["http_parser"],
    ),
    upstream(
        "jemalloc",
        "https://github.com/jemalloc/jemalloc",
        &["include/jemalloc/jemalloc_defs.h.in"],
        Form::Metadata,
        &["jemalloc", "jemalloc_pic"],
    ),
    upstream(
        "lcms2",
        "https://github.com/mm2/Little-CMS",
        &["include/lcms2.h"],
        Form::Thousands("LCMS_VERSION"),
        &["lcms"],
    ),
    upstream(
        "libdeflate",
        "https://github.com/ebiggers/libdeflate",
        &["libdeflate.h"],
        Form::Text("LIBDEFLATE_VERSION_STRING"),
        &["deflate"],
    ),
    upstream("libffi", "https://github.com/libffi/libffi", &["include/ffi.h.in"], Form::Project, &["ffi"]),
    upstream(
        "libgit2",
        "https://github.com/libgit2/libgit2",
        &["include/git2/version.h"],
        Form::Text("LIBGIT2_VERSION"),
        &["git2"],
    )
    .cpe("libgit2", "libgit2"),
    upstream("libpng", "https://github.com/pnggroup/libpng", &["png.h"], Form::Text("PNG_LIBPNG_VER_STRING"), &["png"])
        .cpe("libpng", "libpng")
        .banner("libpng version "),
    upstream(
        "librdkafka",
        "https://github.com/confluentinc/librdkafka",
        &["src/rdkafka.h"],
        Form::Bytes("RD_KAFKA_VERSION"),
        &["rdkafka"],
    ),
    upstream(
        "libressl",
        "https://github.com/libressl/portable",
        &["include/openssl/opensslv.h"],
        Form::Behind("LIBRESSL_VERSION_TEXT", "LibreSSL"),
        &["ssl", "crypto"],
    )
    .cpe("openbsd", "libressl")
    .banner("LibreSSL "),
    upstream(
        "libsodium",
        "https://github.com/jedisct1/libsodium",
        &["src/libsodium/include/sodium.h"],
        Form::Project,
        &["sodium"],
    ),
    upstream(
        "libsodium",
        "https://github.com/jedisct1/libsodium",
        &["include/sodium/version.h"],
        Form::Text("SODIUM_VERSION_STRING"),
        &["sodium"],
    ),
    upstream(
        "libssh2",
        "https://github.com/libssh2/libssh2",
        &["include/libssh2.h"],
        Form::Text("LIBSSH2_VERSION"),
        &["ssh2"],
    )
    .cpe("libssh2", "libssh2")
    .banner("SSH-2.0-libssh2_"),
    upstream(
        "libuv",
        "https://github.com/libuv/libuv",
        &["include/uv/version.h"],
        Form::Parts(&["UV_VERSION_MAJOR", "UV_VERSION_MINOR", "UV_VERSION_PATCH"]),
        &["uv"],
    )
    .cpe("libuv", "libuv"),
    upstream(
        "libwebp",
        "https://chromium.googlesource.com/webm/libwebp",
        &["src/dec/vp8i_dec.h"],
        Form::Parts(&["DEC_MAJ_VERSION", "DEC_MIN_VERSION", "DEC_REV_VERSION"]),
        &["webp"],
    )
    .cpe("webmproject", "libwebp"),
    upstream(
        "libxml2",
        "https://gitlab.gnome.org/GNOME/libxml2",
        &["include/libxml/xmlversion.h"],
        Form::Text("LIBXML_DOTTED_VERSION"),
        &["xml2"],
    )
    .cpe("xmlsoft", "libxml2"),
    upstream(
        "llhttp",
        "https://github.com/nodejs/llhttp",
        &["llhttp.h"],
        Form::Parts(&["LLHTTP_VERSION_MAJOR", "LLHTTP_VERSION_MINOR", "LLHTTP_VERSION_PATCH"]),
        &["llhttp"],
    ),
    upstream(
        "lmdb",
        "https://git.openldap.org/openldap/openldap",
        &["lmdb.h"],
        Form::Parts(&["MDB_VERSION_MAJOR", "MDB_VERSION_MINOR", "MDB_VERSION_PATCH"]),
        &["lmdb"],
    )
    .banner("LMDB "),
    upstream(
        "lua",
        "https://github.com/lua/lua",
        &["lua.h"],
        Form::Parts(&["LUA_VERSION_MAJOR", "LUA_VERSION_MINOR", "LUA_VERSION_RELEASE"]),
        &["lua"],
    )
    .cpe("lua", "lua")
    .banner("$LuaVersion: Lua "),
    upstream(
        "lz4",
        "https://github.com/lz4/lz4",
        &["lib/lz4.h", "include/lz4.h"],
        Form::Parts(&["LZ4_VERSION_MAJOR", "LZ4_VERSION_MINOR", "LZ4_VERSION_RELEASE"]),
        &["lz4"],
    )
    .cpe("lz4_project", "lz4"),
    upstream(
        "mbedtls",
        "https://github.com/Mbed-TLS/mbedtls",
        &["include/mbedtls/build_info.h", "include/mbedtls/version.h"],
        Form::Text("MBEDTLS_VERSION_STRING"),
        &["mbedtls", "mbedcrypto", "mbedx"],
    )
    .cpe("arm", "mbed_tls"),
    upstream(
        "mimalloc",
        "https://github.com/microsoft/mimalloc",
        &["include/mimalloc.h"],
        Form::Pairs("MI_MALLOC_VERSION"),
        &["mimalloc", "mimalloc-static"],
    ),
    upstream(
        "nghttp2",
        "https://github.com/nghttp2/nghttp2",
        &["lib/includes/nghttp2/nghttp2.h"],
        Form::Project,
        &["nghttp"],
    )
    .cpe("nghttp2", "nghttp2"),
    upstream(
        "oniguruma",
        "https://github.com/kkos/oniguruma",
        &["src/oniguruma.h"],
        Form::Parts(&["ONIGURUMA_VERSION_MAJOR", "ONIGURUMA_VERSION_MINOR", "ONIGURUMA_VERSION_TEENY"]),
        &["onig"],
    )
    .cpe("oniguruma_project", "oniguruma"),
    upstream(
        "openssl",
        "https://github.com/openssl/openssl",
        &["VERSION.dat"],
        Form::Assignments(&["MAJOR", "MINOR", "PATCH"]),
        &["ssl", "crypto"],
    )
    .cpe("openssl", "openssl")
    .banner("OpenSSL "),
    upstream(
        "openssl",
        "https://github.com/openssl/openssl",
        &["include/openssl/opensslv.h"],
        Form::Behind("OPENSSL_VERSION_TEXT", "OpenSSL"),
        &["ssl", "crypto"],
    )
    .cpe("openssl", "openssl")
    .banner("OpenSSL "),
    upstream(
        "pcre",
        "https://sourceforge.net/projects/pcre/",
        &["pcre.h"],
        Form::Parts(&["PCRE_MAJOR", "PCRE_MINOR"]),
        &["pcre"],
    )
    .cpe("pcre", "pcre"),
    upstream(
        "pcre2",
        "https://github.com/PCRE2Project/pcre2",
        &["include/pcre2.h", "src/pcre2.h.generic", "src/pcre2.h", "pcre2.h"],
        Form::Parts(&["PCRE2_MAJOR", "PCRE2_MINOR"]),
        &["pcre2", "pcre2-8", "pcre2-16", "pcre2-32"],
    )
    .cpe("pcre", "pcre2"),
    upstream(
        "quickjs-ng",
        "https://github.com/quickjs-ng/quickjs",
        &["quickjs.h"],
        Form::Parts(&["QJS_VERSION_MAJOR", "QJS_VERSION_MINOR", "QJS_VERSION_PATCH"]),
        &["quickjs", "qjs"],
    ),
    upstream(
        "rocksdb",
        "https://github.com/facebook/rocksdb",
        &["include/rocksdb/version.h"],
        Form::Parts(&["ROCKSDB_MAJOR", "ROCKSDB_MINOR", "ROCKSDB_PATCH"]),
        &["rocksdb"],
    )
    .cpe("facebook", "rocksdb"),
    upstream(
        "secp256k1",
        "https://github.com/bitcoin-core/secp256k1",
        &["include/secp256k1.h"],
        Form::Project,
        &["secp256k"],
    ),
    upstream(
        "sqlcipher",
        "https://github.com/sqlcipher/sqlcipher",
        &["sqlite3.c"],
        Form::Text("CIPHER_VERSION_NUMBER"),
        &["sqlcipher"],
    )
    .cpe("zetetic", "sqlcipher"),
    upstream("sqlite", "https://sqlite.org/src", &["sqlite3.h"], Form::Text("SQLITE_VERSION"), &["sqlite"])
        .cpe("sqlite", "sqlite"),
    upstream(
        "xz",
        "https://github.com/tukaani-project/xz",
        &["src/liblzma/api/lzma/version.h", "include/lzma/version.h"],
        Form::Parts(&["LZMA_VERSION_MAJOR", "LZMA_VERSION_MINOR", "LZMA_VERSION_PATCH"]),
        &["lzma"],
    )
    .cpe("tukaani", "xz"),
    upstream(
        "zeromq",
        "https://github.com/zeromq/libzmq",
        &["include/zmq.h"],
        Form::Parts(&["ZMQ_VERSION_MAJOR", "ZMQ_VERSION_MINOR", "ZMQ_VERSION_PATCH"]),
        &["zmq"],
    )
    .cpe("zeromq", "libzmq"),
    upstream(
        "zlib",
        "https://github.com/madler/zlib",
        &["zlib.h"],
        Form::Text("ZLIB_VERSION"),
        &["z", "zlib", "zlibstatic"],
    )
    .cpe("zlib", "zlib")
    .banner(" deflate "),
    upstream(
        "zlib-ng",
        "https://github.com/zlib-ng/zlib-ng",
        &["zlib-ng.h.in", "zlib.h.in", "zlib-ng.h", "zlib.h"],
        Form::Text("ZLIBNG_VERSION"),
        &["z", "z-ng", "zlib", "zlibstatic", "zlibstatic-ng"],
    ),
    upstream(
        "zstd",
        "https://github.com/facebook/zstd",
        &["lib/zstd.h", "include/zstd.h"],
        Form::Parts(&["ZSTD_VERSION_MAJOR", "ZSTD_VERSION_MINOR", "ZSTD_VERSION_RELEASE"]),
        &["zstd"],
    )
    .cpe("facebook", "zstandard"),
];
