//! Every bound on untrusted input, in one place.
//!
//! A subject must not choose how much memory, time or stack is spent on it. Each constant says what it bounds and why the value is
//! large enough for honest input; whoever reads foreign bytes names one of them.

/// Bytes of one lock file. The largest real one seen has 14 MB; a lock of 200,000 packages has 60 MB.
pub const LOCKFILE_BYTES: u64 = 128 << 20;

/// Bytes of one package manifest. The largest in the registry are near 200 kB.
pub const MANIFEST_BYTES: u64 = 8 << 20;

/// Bytes of one file of the registry index cache. The busiest crate's has 2 MB.
pub const INDEX_CACHE_BYTES: u64 = 64 << 20;

/// Bytes of one CycloneDX or SPDX document. One of 50,000 components has 35 MB.
pub const DOCUMENT_BYTES: u64 = 1 << 30;

/// Values of one document in a binary form, where two bytes may stand for several. One of 50,000 components has two million.
pub const DOCUMENT_VALUES: usize = 1 << 25;

/// Nesting of a JSON document; the specifications need fewer than 20 levels outside nested components.
pub const DOCUMENT_DEPTH: usize = 128;

/// Bytes of all parts of a document that another format carries along. The largest official example has 90 kB of them.
pub const KEPT_BYTES: usize = 64 << 20;

/// Attributes of one XML element; documents have fewer than ten.
pub const XML_ATTRIBUTES: usize = 256;

/// XML namespaces that are declared at the same time; documents have fewer than ten.
pub const XML_NAMESPACES: usize = 256;

/// Bytes of one key, signature, signature bundle or attestation envelope.
pub const SIGNATURE_BYTES: u64 = 64 << 20;

/// Bytes of one key file. Honest ones have some hundreds.
pub const KEY_BYTES: u64 = 1 << 20;

/// Memory that scrypt may take to open a private key, counted over all its lanes. minisign's own keys ask for 1 GiB.
pub const SCRYPT_BYTES: u64 = 1 << 30;

/// Iterations of PBKDF2 to open a private key; recommendations of 2026 are below one million.
pub const PBKDF2_ITERATIONS: u32 = 10_000_000;

/// Signatures in one attestation envelope.
pub const ENVELOPE_SIGNATURES: usize = 32;

/// Attestations in one file of JSON Lines.
pub const ATTESTATION_LINES: usize = 256;

/// Bytes of a file that is held in memory to be signed: Ed25519 itself reads its message twice.
pub const SIGNED_BYTES: u64 = 1 << 30;

/// Bytes of an SBOM that goes into an attestation whole; a larger one is referred to by digest.
pub const EMBEDDED_SBOM_BYTES: u64 = 32 << 20;

/// Bytes of one configuration or vendor register.
pub const CONFIG_BYTES: u64 = 64 << 20;

/// Bytes of one pattern in a register or configuration.
pub const PATTERN_BYTES: usize = 512;

/// Bytes of one file that the vetting of a vendor rests on.
pub const EVIDENCE_BYTES: u64 = 256 << 20;

/// Bytes of one package archive, compressed.
pub const ARCHIVE_BYTES: u64 = 1 << 30;

/// Bytes that one package archive may unpack to.
pub const ARCHIVE_UNPACKED_BYTES: u64 = 4 << 30;

/// Entries of one package archive.
pub const ARCHIVE_ENTRIES: u64 = 1_000_000;

/// Bytes that the archives in one subject may unpack to together. The layers of the largest images in common use have 15 GB.
pub const CONTENTS_UNPACKED_BYTES: u64 = 32 << 30;

/// Memory in KiB that unpacking one stream may take. The strongest presets of xz and zstd need 128 MiB and less.
pub const UNPACKING_KIBIBYTES: u32 = 256 << 10;

/// Problems of one archive that are told one by one; of more the count is told.
pub const ARCHIVE_PROBLEMS: usize = 1000;

/// Bytes of all paths that the layers of one image change together. An image of 500,000 files has 50 MB of them.
pub const IMAGE_PATHS_BYTES: usize = 256 << 20;

/// Images that one subject may hold, each for a platform or under a name.
pub const IMAGES: usize = 1024;

/// Layers of one image. The programs that run images take 128 at most.
pub const IMAGE_LAYERS: usize = 1024;

/// Bytes of one extension header of a package archive, which holds a long path and little else.
pub const ARCHIVE_EXTENSION_BYTES: u64 = 1 << 20;

/// Bytes of one path inside an archive or a document.
pub const PATH_BYTES: usize = 4096;

/// Depth of a directory walk.
pub const WALK_DEPTH: usize = 256;

/// Files of one directory walk.
pub const WALK_ENTRIES: u64 = 20_000_000;

/// Bytes of one stretch read at a time when a stream is hashed.
pub const STREAM_CHUNK_BYTES: usize = 128 << 10;

/// Bytes of one compiled file, which is held in memory. The largest one seen, with debug information, has 600 MB.
pub const BINARY_BYTES: u64 = 1 << 30;

/// Sections and segments of one compiled file, and images of a universal one. Honest files have fewer than a hundred.
pub const BINARY_SECTIONS: usize = 65_536;

/// Libraries that one compiled file may import. The busiest have some hundreds.
pub const BINARY_IMPORTS: usize = 8192;

/// Different facts of one kind that are kept of a compiled file, such as crates; more are passed over.
pub const BINARY_FACTS: usize = 65_536;

/// Bytes of one name in a compiled file, such as a library's or a crate's.
pub const BINARY_NAME_BYTES: usize = 1024;

/// Bytes that the list of dependencies in a compiled file may unpack to. One of 1,000 packages has 100 kB.
pub const AUDIT_BYTES: u64 = 16 << 20;

/// Bytes of the module list in a Go program. The largest seen has 60 kB.
pub const GO_BUILD_BYTES: usize = 16 << 20;

/// Bytes of one database or list of installed packages. A full desktop's `status` has 10 MB, its rpm database 300 MB.
pub const PACKAGE_DATABASE_BYTES: u64 = 1 << 30;

/// Bytes of all lists of installed files together. A full desktop has 60 MB.
pub const PACKAGE_LISTS_BYTES: usize = 1 << 30;

/// Names that are taken of one folder of a system. The largest real ones have some ten thousand.
pub const SYSTEM_ENTRIES: usize = 1_000_000;

/// Members of one static library. The largest real ones have some ten thousand.
pub const AR_MEMBERS: usize = 1_000_000;

/// Bytes of one native library. Static ones with debug information reach some hundred MB.
pub const LIBRARY_BYTES: u64 = 1 << 30;

/// Entries that are looked at below the folder of one package in search of C sources. The largest in the registry have 20,000.
pub const SOURCE_TREE_ENTRIES: usize = 200_000;

/// Depth of that search.
pub const SOURCE_TREE_DEPTH: usize = 24;

/// Bytes of one C header, build description or amalgamated C source. That of sqlite has 10 MB.
pub const C_SOURCE_BYTES: u64 = 32 << 20;

/// Bytes of the unit graph of a build, or of the file that cargo puts beside an artifact. One of 2,000 units has 3 MB.
pub const UNIT_GRAPH_BYTES: u64 = 256 << 20;

/// Bytes of one message of a build. The largest hold a compiler's diagnostics of some hundred kB.
pub const MESSAGE_BYTES: u64 = 64 << 20;
