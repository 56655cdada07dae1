//! Digests of bytes and streams, every algorithm that CycloneDX and SPDX name except MD6.

use std::io::{self, Read};

use sha2::digest::DynDigest;

use super::chunk::Chunk;
use crate::model::{Algorithm, Digest};

/// Computes one digest from pieces of a stream.
pub struct Hasher {
    algorithm: Algorithm,
    state: State,
}

enum State {
    Adler(adler2::Adler32),
    Blake3(Box<blake3::Hasher>),
    /// The usual one, kept where it stands: a tree has hundreds of thousands of small files.
    Sha256(sha2::Sha256),
    Dyn(Box<dyn DynDigest + Send>),
}

impl Hasher {
    /// Returns a hasher, or `None` for MD6, of which no kept implementation exists.
    #[must_use]
    pub fn new(algorithm: Algorithm) -> Option<Self> {
        let state = match algorithm {
            Algorithm::Md6 => return None,
            Algorithm::Adler32 => State::Adler(adler2::Adler32::new()),
            Algorithm::Blake3 => State::Blake3(Box::new(blake3::Hasher::new())),
            Algorithm::Md2 => State::Dyn(Box::new(md2::Md2::default())),
            Algorithm::Md4 => State::Dyn(Box::new(md4::Md4::default())),
            Algorithm::Md5 => State::Dyn(Box::new(md5::Md5::default())),
            Algorithm::Sha1 => State::Dyn(Box::new(sha1::Sha1::default())),
            Algorithm::Sha224 => State::Dyn(Box::new(sha2::Sha224::default())),
            Algorithm::Sha256 => State::Sha256(sha2::Sha256::default()),
            Algorithm::Sha384 => State::Dyn(Box::new(sha2::Sha384::default())),
            Algorithm::Sha512 => State::Dyn(Box::new(sha2::Sha512::default())),
            Algorithm::Sha3_256 => State::Dyn(Box::new(sha3::Sha3_256::default())),
            Algorithm::Sha3_384 => State::Dyn(Box::new(sha3::Sha3_384::default())),
            Algorithm::Sha3_512 => State::Dyn(Box::new(sha3::Sha3_512::default())),
            Algorithm::Blake2b256 => State::Dyn(Box::new(blake2::Blake2b256::default())),
            Algorithm::Blake2b384 => State::Dyn(Box::new(blake2::Blake2b::<blake2::digest::consts::U48>::default())),
            Algorithm::Blake2b512 => State::Dyn(Box::new(blake2::Blake2b512::default())),
            Algorithm::Streebog256 => State::Dyn(Box::new(streebog::Streebog256::default())),
            Algorithm::Streebog512 => State::Dyn(Box::new(streebog::Streebog512::default())),
        };
        Some(Self { algorithm, state })
    }

    /// Takes in the next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.state {
            State::Adler(state) => state.write_slice(bytes),
            State::Blake3(state) => {
                state.update(bytes);
            }
            State::Sha256(state) => sha2::Digest::update(state, bytes),
            State::Dyn(state) => state.update(bytes),
        }
    }

    /// Returns the digest of all pieces.
    ///
    /// # Panics
    /// Never: every algorithm gives a digest of its own length.
    #[must_use]
    pub fn finish(self) -> Digest {
        let made = match self.state {
            State::Adler(state) => Digest::new(self.algorithm, &state.checksum().to_be_bytes()),
            State::Blake3(state) => Digest::new(self.algorithm, state.finalize().as_bytes()),
            State::Sha256(state) => Digest::new(self.algorithm, &sha2::Digest::finalize(state)),
            State::Dyn(state) => Digest::new(self.algorithm, &state.finalize()),
        };
        made.expect("an algorithm gives a digest of its own length")
    }
}

/// Returns the digest of some bytes, or `None` for MD6.
#[must_use]
pub fn digest_bytes(algorithm: Algorithm, bytes: &[u8]) -> Option<Digest> {
    let mut hasher = Hasher::new(algorithm)?;
    hasher.update(bytes);
    Some(hasher.finish())
}

/// Reads a stream to its end and returns its size in bytes and its digests, one a algorithm, in the order asked for; MD6 is left out.
///
/// # Errors
/// What reading gives.
pub fn digest_stream(algorithms: &[Algorithm], mut input: impl Read) -> io::Result<(u64, Vec<Digest>)> {
    let mut hashers: Vec<Hasher> = algorithms.iter().filter_map(|algorithm| Hasher::new(*algorithm)).collect();
    let mut chunk = Chunk::new();
    let mut size = 0u64;
    loop {
        let read = match input.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        size += read as u64;
        for hasher in &mut hashers {
            hasher.update(&chunk[..read]);
        }
    }
    Ok((size, hashers.into_iter().map(Hasher::finish).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits;

    #[test]
    fn digests_of_abc_are_the_published_ones() {
        let hex = |algorithm| digest_bytes(algorithm, b"abc").map(|digest| digest.hex());
        // RFC 1319, RFC 1320, RFC 1321, FIPS 180-4, FIPS 202, RFC 7693 appendix A, BLAKE3 test vectors.
        assert_eq!(hex(Algorithm::Md2).as_deref(), Some("da853b0d3f88d99b30283a69e6ded6bb"));
        assert_eq!(hex(Algorithm::Md4).as_deref(), Some("a448017aaf21d8525fc10ae87aa6729d"));
        assert_eq!(hex(Algorithm::Md5).as_deref(), Some("900150983cd24fb0d6963f7d28e17f72"));
        assert_eq!(hex(Algorithm::Sha1).as_deref(), Some("a9993e364706816aba3e25717850c26c9cd0d89d"));
        assert_eq!(
            hex(Algorithm::Sha256).as_deref(),
            Some("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        );
        assert_eq!(
            hex(Algorithm::Sha3_256).as_deref(),
            Some("3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532")
        );
        assert_eq!(
            hex(Algorithm::Blake3).as_deref(),
            Some("6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85")
        );
        assert_eq!(hex(Algorithm::Adler32).as_deref(), Some("024d0127"));
        assert!(hex(Algorithm::Blake2b512).unwrap().starts_with("ba80a53f981c4d0d"));
        assert!(hex(Algorithm::Sha512).unwrap().starts_with("ddaf35a193617aba"));
        assert_eq!(hex(Algorithm::Md6), None);
    }

    #[test]
    fn a_stream_has_the_digest_of_its_bytes() {
        let bytes = vec![7u8; limits::STREAM_CHUNK_BYTES * 2 + 5];
        let (size, digests) = digest_stream(&[Algorithm::Sha512, Algorithm::Sha256], bytes.as_slice()).unwrap();
        assert_eq!(size, bytes.len() as u64);
        assert_eq!(digests[1], digest_bytes(Algorithm::Sha256, &bytes).unwrap());
        assert_eq!(digests[0].algorithm(), Algorithm::Sha512);
    }
}
