//! Keys and signature containers: read, write, make, check one. Who is trusted is decided elsewhere.
//!
//! | container | over | key form |
//! |---|---|---|
//! | raw Ed25519: 64 bytes, base64 or hexadecimal | a whole file | PEM |
//! | minisign | the BLAKE2b-512 of a file, and a trusted comment | minisign |
//! | DSSE envelope, bare or in a Sigstore bundle | an in-toto statement, which names files by digest | PEM |
//!
//! The kind of a file is told from its content, the algorithm from the key: nothing in a signature chooses how it is checked.

mod bundle;
mod container;
pub mod dsse;
mod encoding;
mod json;
mod key;
mod key_file;
pub mod minisign;
pub mod raw;
mod secret;
pub mod sign;
pub mod statement;

pub use bundle::{MEDIA_TYPE as BUNDLE_MEDIA_TYPE, to_value as bundle_to_value};
pub use container::{Container, ContainerError, ContainerKind};
pub use dsse::Envelope;
pub use encoding::printable;
pub use json::JsonError;
pub use key::{
    BadSignature, Fingerprint, KeyForm, KeyOrigin, MinisignId, PublicKey, SIGNATURE_LENGTH, TrustedKey, Verifier,
};
pub use key_file::KeyError;
pub use minisign::MinisignSignature;
pub use secret::{EncryptedKey, Passphrase, SecretKey, SecretKeyFile, parse_secret_key};
pub use statement::Statement;
