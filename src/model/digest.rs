//! Digests: which algorithm, over what, and how far a match can be trusted.

use std::fmt;
use std::str::FromStr;

/// A digest algorithm that a CycloneDX or SPDX document may name.
///
/// Spec: CycloneDX 1.7, `hash-alg`; SPDX 2.3, 7.10 and 8.4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each variant is the algorithm of that name")]
pub enum Algorithm {
    Adler32,
    Md2,
    Md4,
    Md5,
    Md6,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha3_256,
    Sha3_384,
    Sha3_512,
    Blake2b256,
    Blake2b384,
    Blake2b512,
    Blake3,
    Streebog256,
    Streebog512,
}

/// Whether a match proves anything against someone who chose the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Collisions are practical: a match proves nothing against an attacker.
    Broken,
    /// No practical attack is known.
    Strong,
}

/// One row a algorithm: CycloneDX name, SPDX name, length in bytes.
const TABLE: &[(Algorithm, &str, &str, usize)] = &[
    (Algorithm::Adler32, "ADLER32", "ADLER32", 4),
    (Algorithm::Md2, "MD2", "MD2", 16),
    (Algorithm::Md4, "MD4", "MD4", 16),
    (Algorithm::Md5, "MD5", "MD5", 16),
    (Algorithm::Md6, "MD6", "MD6", 32),
    (Algorithm::Sha1, "SHA-1", "SHA1", 20),
    (Algorithm::Sha224, "SHA-224", "SHA224", 28),
    (Algorithm::Sha256, "SHA-256", "SHA256", 32),
    (Algorithm::Sha384, "SHA-384", "SHA384", 48),
    (Algorithm::Sha512, "SHA-512", "SHA512", 64),
    (Algorithm::Sha3_256, "SHA3-256", "SHA3-256", 32),
    (Algorithm::Sha3_384, "SHA3-384", "SHA3-384", 48),
    (Algorithm::Sha3_512, "SHA3-512", "SHA3-512", 64),
    (Algorithm::Blake2b256, "BLAKE2b-256", "BLAKE2b-256", 32),
    (Algorithm::Blake2b384, "BLAKE2b-384", "BLAKE2b-384", 48),
    (Algorithm::Blake2b512, "BLAKE2b-512", "BLAKE2b-512", 64),
    (Algorithm::Blake3, "BLAKE3", "BLAKE3", 32),
    (Algorithm::Streebog256, "Streebog-256", "Streebog-256", 32),
    (Algorithm::Streebog512, "Streebog-512", "Streebog-512", 64),
];

impl Algorithm {
    /// Every algorithm, in ascending order.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.0)
    }

    fn row(self) -> &'static (Self, &'static str, &'static str, usize) {
        // In the order of the variants, which a test holds it to.
        &TABLE[self as usize]
    }

    /// Returns the name that CycloneDX uses, which is also the one we print.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// Returns the name that SPDX 2.3 uses.
    #[must_use]
    pub fn spdx_name(self) -> &'static str {
        self.row().2
    }

    /// Returns the length of a digest in bytes.
    #[must_use]
    pub fn length(self) -> usize {
        self.row().3
    }

    /// Returns whether a match proves anything against an attacker.
    #[must_use]
    pub fn strength(self) -> Strength {
        match self {
            Self::Adler32 | Self::Md2 | Self::Md4 | Self::Md5 | Self::Md6 | Self::Sha1 => Strength::Broken,
            _ => Strength::Strong,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Algorithm {
    type Err = DigestError;

    /// Reads a name as CycloneDX or SPDX writes it; case, `-` and `_` do not matter.
    fn from_str(text: &str) -> Result<Self, DigestError> {
        if let Some(row) = TABLE.iter().find(|row| row.1 == text || row.2 == text) {
            return Ok(row.0);
        }
        let plain = |name: &str| {
            name.chars().filter(|c| *c != '-' && *c != '_').flat_map(char::to_lowercase).collect::<String>()
        };
        let wanted = plain(text);
        TABLE
            .iter()
            .find(|row| plain(row.1) == wanted)
            .map(|row| row.0)
            .ok_or_else(|| DigestError::UnknownAlgorithm(text.chars().take(40).collect()))
    }
}

/// A digest text that cannot be what it claims.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum DigestError {
    /// The algorithm's name is in neither specification.
    #[error("unknown digest algorithm `{0}`")]
    UnknownAlgorithm(String),
    /// The text has characters other than hexadecimal digits.
    #[error("a {0} digest must be hexadecimal")]
    NotHexadecimal(Algorithm),
    /// The length does not fit the algorithm: the label or the value is wrong.
    #[error("a {algorithm} digest has {} hexadecimal digits, found {found}", algorithm.length() * 2)]
    Length {
        /// The algorithm that the document named.
        algorithm: Algorithm,
        /// Hexadecimal digits found.
        found: usize,
    },
}

/// What stands in [`NIBBLES`] for a byte that is no hexadecimal digit.
const NO_NIBBLE: u8 = 0x80;

/// The value of every hexadecimal digit.
const NIBBLES: [u8; 256] = {
    let mut nibbles = [NO_NIBBLE; 256];
    let mut value = 0u8;
    while value < 16 {
        nibbles[b"0123456789abcdef"[value as usize] as usize] = value;
        nibbles[b"0123456789ABCDEF"[value as usize] as usize] = value;
        value += 1;
    }
    nibbles
};

/// A digest whose length fits its algorithm.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest {
    algorithm: Algorithm,
    bytes: Box<[u8]>,
}

impl Digest {
    /// Returns the digest of these raw bytes.
    ///
    /// # Errors
    /// [`DigestError::Length`] when the length does not fit the algorithm.
    pub fn new(algorithm: Algorithm, bytes: &[u8]) -> Result<Self, DigestError> {
        // MD6 and BLAKE3 have variable output; documents carry their default length.
        if bytes.len() != algorithm.length() {
            return Err(DigestError::Length { algorithm, found: bytes.len() * 2 });
        }
        Ok(Self { algorithm, bytes: bytes.into() })
    }

    /// Returns the digest that a hexadecimal text of either case states.
    ///
    /// # Errors
    /// [`DigestError::NotHexadecimal`] and [`DigestError::Length`].
    pub fn from_hex(algorithm: Algorithm, text: &str) -> Result<Self, DigestError> {
        if text.len() != algorithm.length() * 2 {
            return Err(DigestError::Length { algorithm, found: text.len() });
        }
        let nibble = |byte: u8| NIBBLES[usize::from(byte)];
        // Looked at once for all: each by itself, a result would have to be passed on for every byte.
        let mut all = 0;
        let byte = |pair: &[u8; 2]| {
            let (high, low) = (nibble(pair[0]), nibble(pair[1]));
            all |= high | low;
            high << 4 | low
        };
        let bytes: Box<[u8]> = text.as_bytes().as_chunks::<2>().0.iter().map(byte).collect();
        if all & NO_NIBBLE != 0 {
            return Err(DigestError::NotHexadecimal(algorithm));
        }
        Ok(Self { algorithm, bytes })
    }

    /// Returns the algorithm.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Returns the raw bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the digest in lower-case hexadecimal.
    #[must_use]
    pub fn hex(&self) -> String {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = String::with_capacity(self.bytes.len() * 2);
        for byte in &self.bytes {
            text.push(char::from(DIGITS[usize::from(byte >> 4)]));
            text.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
        text
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.algorithm, self.hex())
    }
}

/// What bytes a digest is over. Comparing digests of different scope is a false alarm or a false pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DigestScope {
    /// One file, as it lies on disk.
    File,
    /// The archive that the registry delivers, such as a `.crate`, not the files inside.
    PackageArchive,
    /// The document does not say.
    Unstated,
}

impl DigestScope {
    /// Returns the word that documents of ours use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::PackageArchive => "package-archive",
            Self::Unstated => "unstated",
        }
    }
}

/// A digest with what it is over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopedDigest {
    /// What bytes the digest is over.
    pub scope: DigestScope,
    /// The digest.
    pub digest: Digest,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_that_does_not_fit_the_length_is_refused() {
        let sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Digest::from_hex(Algorithm::Sha256, sha256).unwrap().hex(), sha256);
        let error = Digest::from_hex(Algorithm::Sha384, sha256).unwrap_err();
        assert_eq!(error.to_string(), "a SHA-384 digest has 96 hexadecimal digits, found 64");
    }

    #[test]
    fn rows_stand_in_the_order_of_variants() {
        for (at, row) in TABLE.iter().enumerate() {
            assert_eq!(row.0 as usize, at);
        }
    }

    #[test]
    fn names_of_both_specifications_are_understood() {
        for algorithm in Algorithm::all() {
            assert_eq!(algorithm.name().parse::<Algorithm>(), Ok(algorithm));
            assert_eq!(algorithm.spdx_name().parse::<Algorithm>(), Ok(algorithm));
        }
        assert_eq!("SHA3_256".parse::<Algorithm>(), Ok(Algorithm::Sha3_256));
        assert!("CRC32".parse::<Algorithm>().is_err());
    }

    #[test]
    fn other_characters_than_hexadecimal_digits_are_refused() {
        assert_eq!(
            Digest::from_hex(Algorithm::Adler32, "0x00ff0g"),
            Err(DigestError::NotHexadecimal(Algorithm::Adler32))
        );
    }
}
