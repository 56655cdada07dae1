//! Private keys: made, read and written, encrypted unless the user insists otherwise.
//!
//! PEM files are PKCS#8 version 1, encrypted with PBES2 (scrypt, AES-256-CBC) at parameters that OpenSSL 3 still opens: it refuses to
//! spend more than 32 MiB on scrypt, so the cost is in five lanes of 16 MiB. minisign files are as minisign writes them.

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey};
use pkcs8::der::Decode as _;
use pkcs8::pkcs5::pbes2;
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef, SecretDocument};
use sha2::Digest as _;
use zeroize::{Zeroize as _, Zeroizing};

use super::encoding::{from_base64, to_base64};
use super::key::{KeyForm, PublicKey, SIGNATURE_LENGTH};
use super::{KeyError, key_file};
use crate::limits;

/// The DER encoding of an Ed25519 PKCS#8 key up to the seed. Spec: RFC 8410, section 7.
///
/// Version 1, without the public key: OpenSSL 3.0 does not read version 2.
const PKCS8_PREFIX: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// scrypt for PEM: 2^14, r = 8, p = 5.
const PEM_SCRYPT: (u8, u32, u32) = (14, 8, 5);

/// scrypt for minisign, in its terms: 2^22 operations in 128 MiB, which is 2^17, r = 8, p = 1.
const MINISIGN_LIMITS: (u64, u64) = (1 << 22, 128 << 20);

/// Bytes of a minisign secret key file, decoded.
const MINISIGN_BYTES: usize = 158;

/// Bytes of the encrypted part: identifier, secret key, checksum.
const MINISIGN_SEALED: usize = 104;

/// A passphrase, wiped from memory when it is dropped.
pub type Passphrase = Zeroizing<String>;

/// An Ed25519 private key, wiped from memory when it is dropped.
pub struct SecretKey {
    signing: SigningKey,
    public: PublicKey,
}

impl SecretKey {
    /// Makes a new key from the operating system's random numbers.
    ///
    /// # Errors
    /// [`KeyError::Random`].
    pub fn generate(form: KeyForm) -> Result<Self, KeyError> {
        let mut seed = Zeroizing::new([0u8; 32]);
        let mut id = [0u8; 8];
        getrandom::fill(seed.as_mut_slice()).map_err(|_| KeyError::Random)?;
        getrandom::fill(&mut id).map_err(|_| KeyError::Random)?;
        let key = Self::from_seed(&seed)?;
        Ok(match form {
            KeyForm::Pem => key,
            KeyForm::Minisign => key.with_minisign_id(id),
        })
    }

    fn from_seed(seed: &[u8; 32]) -> Result<Self, KeyError> {
        let signing = SigningKey::from_bytes(seed);
        let public = PublicKey::new(signing.verifying_key().as_bytes())?;
        Ok(Self { signing, public })
    }

    fn with_minisign_id(mut self, id: [u8; 8]) -> Self {
        self.public = self.public.with_minisign_id(id);
        self
    }

    /// Returns the public key, in the form of the private one.
    #[must_use]
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Returns the signature over a message. The same message gives the same signature.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; SIGNATURE_LENGTH] {
        self.signing.sign(message).to_bytes()
    }

    /// Returns the key as an encrypted file of its form.
    ///
    /// # Errors
    /// [`KeyError::EmptyPassphrase`], [`KeyError::Random`].
    pub fn to_encrypted_text(&self, passphrase: &Passphrase) -> Result<Zeroizing<String>, KeyError> {
        if passphrase.is_empty() {
            return Err(KeyError::EmptyPassphrase);
        }
        match self.public.form() {
            KeyForm::Pem => self.to_encrypted_pem(passphrase),
            KeyForm::Minisign => self.to_minisign(Some(passphrase)),
        }
    }

    /// Returns the key as a file of its form that anyone who reads it can sign with.
    ///
    /// # Errors
    /// None for a key that exists; the signature is that of [`SecretKey::to_encrypted_text`].
    pub fn to_unencrypted_text(&self) -> Result<Zeroizing<String>, KeyError> {
        match self.public.form() {
            KeyForm::Pem => {
                let der = self.to_pkcs8();
                let body = Zeroizing::new(to_base64(&der));
                Ok(Zeroizing::new(format!(
                    "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
                    body.as_str()
                )))
            }
            KeyForm::Minisign => self.to_minisign(None),
        }
    }

    fn to_pkcs8(&self) -> Zeroizing<Vec<u8>> {
        let mut der = Zeroizing::new(Vec::with_capacity(PKCS8_PREFIX.len() + 32));
        der.extend_from_slice(&PKCS8_PREFIX);
        der.extend_from_slice(self.signing.as_bytes());
        der
    }

    fn to_encrypted_pem(&self, passphrase: &Passphrase) -> Result<Zeroizing<String>, KeyError> {
        let mut salt = [0u8; 16];
        let mut iv = [0u8; 16];
        getrandom::fill(&mut salt).map_err(|_| KeyError::Random)?;
        getrandom::fill(&mut iv).map_err(|_| KeyError::Random)?;
        let (log_n, r, p) = PEM_SCRYPT;
        let cost = scrypt::Params::new(log_n, r, p).expect("the constant cost is within scrypt's bounds");
        let scheme = pbes2::Parameters::generate_scrypt_aes256cbc(cost, &salt, iv)
            .expect("salt and initialisation vector have the lengths that the scheme names");
        let der = self.to_pkcs8();
        let info = PrivateKeyInfoRef::from_der(&der).expect("our own encoding of a key can be read");
        let sealed = info.encrypt_with_params(scheme, passphrase.as_bytes()).map_err(|_| KeyError::Random)?;
        let pem = sealed.to_pem("ENCRYPTED PRIVATE KEY", pkcs8::LineEnding::LF);
        pem.map_err(|_| KeyError::Malformed("the key cannot be encoded"))
    }

    fn to_minisign(&self, passphrase: Option<&Passphrase>) -> Result<Zeroizing<String>, KeyError> {
        let id = self.public.minisign_id().0;
        let mut sealed = Zeroizing::new([0u8; MINISIGN_SEALED]);
        sealed[..8].copy_from_slice(&id);
        sealed[8..40].copy_from_slice(self.signing.as_bytes());
        sealed[40..72].copy_from_slice(self.public.bytes());
        let checksum = minisign_checksum(&sealed[..72]);
        sealed[72..].copy_from_slice(&checksum);
        let mut bytes = Zeroizing::new(Vec::with_capacity(MINISIGN_BYTES));
        bytes.extend_from_slice(b"Ed");
        let comment = if let Some(passphrase) = passphrase {
            let mut salt = [0u8; 32];
            getrandom::fill(&mut salt).map_err(|_| KeyError::Random)?;
            let (operations, memory) = MINISIGN_LIMITS;
            xor_minisign(&mut sealed, passphrase, &salt, (operations, memory))?;
            bytes.extend_from_slice(b"ScB2");
            bytes.extend_from_slice(&salt);
            bytes.extend_from_slice(&operations.to_le_bytes());
            bytes.extend_from_slice(&memory.to_le_bytes());
            "minisign encrypted secret key"
        } else {
            bytes.extend_from_slice(b"\0\0B2");
            bytes.extend_from_slice(&[0; 48]);
            "minisign secret key, not encrypted"
        };
        bytes.extend_from_slice(sealed.as_slice());
        let body = Zeroizing::new(to_base64(&bytes));
        Ok(Zeroizing::new(format!("untrusted comment: {comment}\n{}\n", body.as_str())))
    }
}

impl fmt::Debug for SecretKey {
    /// Writes the public half only.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({:?})", self.public)
    }
}

/// A private key file, recognised but possibly still encrypted.
#[derive(Debug)]
pub enum SecretKeyFile {
    /// The key lies open.
    Open(Box<SecretKey>),
    /// A passphrase is needed.
    Encrypted(EncryptedKey),
}

/// The contents of an encrypted private key file.
pub struct EncryptedKey(Sealed);

enum Sealed {
    Pkcs8(SecretDocument),
    Minisign { salt: [u8; 32], cost: (u64, u64), sealed: [u8; MINISIGN_SEALED] },
}

impl fmt::Debug for EncryptedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EncryptedKey({})", self.form())
    }
}

impl EncryptedKey {
    /// Returns the form of the file.
    #[must_use]
    pub fn form(&self) -> KeyForm {
        match self.0 {
            Sealed::Pkcs8(_) => KeyForm::Pem,
            Sealed::Minisign { .. } => KeyForm::Minisign,
        }
    }

    /// Opens the key.
    ///
    /// # Errors
    /// [`KeyError::WrongPassphrase`], [`KeyError::Cost`] when the file asks for more memory or time than an honest one.
    pub fn open(&self, passphrase: &Passphrase) -> Result<SecretKey, KeyError> {
        match &self.0 {
            Sealed::Pkcs8(document) => {
                let info = EncryptedPrivateKeyInfoRef::from_der(document.as_bytes())
                    .map_err(|_| KeyError::Malformed("not an encrypted PKCS#8 key of a scheme known here"))?;
                check_cost(&info.encryption_algorithm)?;
                let opened = info.decrypt(passphrase.as_bytes()).map_err(|error| match error {
                    pkcs8::Error::EncryptedPrivateKey(
                        pkcs8::pkcs5::Error::UnsupportedAlgorithm { .. } | pkcs8::pkcs5::Error::NoPbes1CryptSupport,
                    ) => KeyError::Malformed("encrypted with a scheme that is not known here"),
                    _ => KeyError::WrongPassphrase,
                })?;
                // Padding alone lets one wrong passphrase in 256 through.
                parse_pkcs8(opened.as_bytes()).map_err(|error| match error {
                    KeyError::Algorithm(_) | KeyError::Weak => error,
                    _ => KeyError::WrongPassphrase,
                })
            }
            Sealed::Minisign { salt, cost, sealed } => {
                let mut sealed = Zeroizing::new(*sealed);
                xor_minisign(&mut sealed, passphrase, salt, *cost)?;
                open_minisign(&sealed, KeyError::WrongPassphrase)
            }
        }
    }
}

/// Recognises a private key file: PKCS#8 in PEM or minisign, encrypted or not.
///
/// # Errors
/// [`KeyError`] saying what the file is instead, if that can be told.
pub fn parse_secret_key(bytes: &[u8]) -> Result<SecretKeyFile, KeyError> {
    let text = key_file::text(bytes)?;
    if text.starts_with("-----BEGIN ") {
        return parse_pem(text);
    }
    if let Some((_, body)) = key_file::minisign_lines(text) {
        return parse_minisign(body);
    }
    Err(KeyError::Unknown)
}

fn parse_pem(text: &str) -> Result<SecretKeyFile, KeyError> {
    match key_file::pem_label(text)? {
        "PRIVATE KEY" => {
            let (_, document) = SecretDocument::from_pem(text).map_err(|_| KeyError::Malformed("broken PEM"))?;
            parse_pkcs8(document.as_bytes()).map(|key| SecretKeyFile::Open(key.into()))
        }
        "ENCRYPTED PRIVATE KEY" => {
            let (_, document) = SecretDocument::from_pem(text).map_err(|_| KeyError::Malformed("broken PEM"))?;
            Ok(SecretKeyFile::Encrypted(EncryptedKey(Sealed::Pkcs8(document))))
        }
        "PUBLIC KEY" => Err(KeyError::PublicForPrivate),
        label => Err(key_file::other_pem(label)),
    }
}

fn parse_pkcs8(der: &[u8]) -> Result<SecretKey, KeyError> {
    let info = PrivateKeyInfoRef::from_der(der).map_err(|_| KeyError::Malformed("not a PKCS#8 private key"))?;
    key_file::check_algorithm(&info.algorithm)?;
    let seed = match info.private_key.as_bytes() {
        [0x04, 0x20, seed @ ..] => <&[u8; 32]>::try_from(seed).ok(),
        _ => None,
    };
    let key = SecretKey::from_seed(seed.ok_or(KeyError::Malformed("an Ed25519 private key has 32 bytes"))?)?;
    let stated = info.public_key.map(|bits| bits.as_bytes());
    if stated.is_some_and(|stated| stated != Some(&key.public.bytes()[..])) {
        return Err(KeyError::Malformed("the public key in the file is not that of the private key"));
    }
    Ok(key)
}

/// Refuses key derivations that only a hostile file would ask for.
fn check_cost(scheme: &pkcs8::pkcs5::EncryptionScheme) -> Result<(), KeyError> {
    let Some(parameters) = scheme.pbes2() else { return Ok(()) };
    let dear = match &parameters.kdf {
        pbes2::Kdf::Pbkdf2(kdf) => kdf.iteration_count > limits::PBKDF2_ITERATIONS,
        pbes2::Kdf::Scrypt(kdf) => {
            let block = 128 * u64::from(kdf.block_size);
            let memory = kdf.cost_parameter.saturating_mul(block);
            memory.saturating_mul(u64::from(kdf.parallelization)) > limits::SCRYPT_BYTES
        }
        _ => true,
    };
    if dear { Err(KeyError::Cost) } else { Ok(()) }
}

fn parse_minisign(body: &str) -> Result<SecretKeyFile, KeyError> {
    let bytes = from_base64(body).map(Zeroizing::new).ok_or(KeyError::Malformed("broken base64"))?;
    if bytes.len() == 42 {
        return Err(KeyError::PublicForPrivate);
    }
    let bytes: &[u8; MINISIGN_BYTES] =
        bytes.as_slice().try_into().map_err(|_| KeyError::Malformed("a minisign secret key has 158 bytes"))?;
    if &bytes[..2] != b"Ed" || &bytes[4..6] != b"B2" {
        return Err(KeyError::Algorithm("a minisign key of another kind".into()));
    }
    let number = |at: usize| bytes[at..].first_chunk().map_or(0, |chunk| u64::from_le_bytes(*chunk));
    let mut sealed = Zeroizing::new([0u8; MINISIGN_SEALED]);
    sealed.copy_from_slice(&bytes[54..]);
    match &bytes[2..4] {
        b"\0\0" => {
            // minisign 0.11 leaves the checksum of a key that is not encrypted out; the public half still has to fit.
            if sealed[72..].iter().all(|byte| *byte == 0) {
                let checksum = minisign_checksum(&sealed[..72]);
                sealed[72..].copy_from_slice(&checksum);
            }
            let mismatch = KeyError::Malformed("the checksum does not fit");
            open_minisign(&sealed, mismatch).map(|key| SecretKeyFile::Open(key.into()))
        }
        b"Sc" => {
            let mut salt = [0u8; 32];
            salt.copy_from_slice(&bytes[6..38]);
            let cost = (number(38), number(46));
            Ok(SecretKeyFile::Encrypted(EncryptedKey(Sealed::Minisign { salt, cost, sealed: *sealed })))
        }
        _ => Err(KeyError::Malformed("encrypted with a scheme that is not known here")),
    }
}

fn open_minisign(sealed: &[u8; MINISIGN_SEALED], mismatch: KeyError) -> Result<SecretKey, KeyError> {
    if minisign_checksum(&sealed[..72]) != sealed[72..] {
        return Err(mismatch);
    }
    let mut id = [0u8; 8];
    id.copy_from_slice(&sealed[..8]);
    let mut seed = Zeroizing::new([0u8; 32]);
    seed.copy_from_slice(&sealed[8..40]);
    let key = SecretKey::from_seed(&seed)?;
    if key.public.bytes() != &sealed[40..72] {
        return Err(KeyError::Malformed("the public key in the file is not that of the private key"));
    }
    Ok(key.with_minisign_id(id))
}

fn minisign_checksum(id_and_key: &[u8]) -> [u8; 32] {
    blake2::Blake2b256::new().chain_update(b"Ed").chain_update(id_and_key).finalize().into()
}

/// Encrypts or decrypts: the stream of the passphrase is added to the bytes.
fn xor_minisign(
    sealed: &mut [u8; MINISIGN_SEALED],
    passphrase: &Passphrase,
    salt: &[u8; 32],
    cost: (u64, u64),
) -> Result<(), KeyError> {
    let cost = minisign_cost(cost).ok_or(KeyError::Cost)?;
    let mut stream = Zeroizing::new([0u8; MINISIGN_SEALED]);
    scrypt::scrypt(passphrase.as_bytes(), salt, &cost, stream.as_mut_slice()).map_err(|_| KeyError::Cost)?;
    for (byte, key) in sealed.iter_mut().zip(stream.iter()) {
        *byte ^= key;
    }
    stream.zeroize();
    Ok(())
}

/// Returns scrypt's parameters for limits on operations and memory, as libsodium chooses them; `None` beyond our bounds.
fn minisign_cost((operations, memory): (u64, u64)) -> Option<scrypt::Params> {
    const R: u32 = 8;
    if memory > limits::SCRYPT_BYTES {
        return None;
    }
    let operations = operations.max(32_768);
    let log_of = |largest: u64| (1u8..63).find(|log| 1u64 << log > largest / 2);
    let (log_n, p) = if operations < memory / 32 {
        (log_of(operations / u64::from(R * 4))?, 1)
    } else {
        let log_n = log_of(memory / u64::from(R * 128))?;
        let lanes = (operations / 4) >> log_n;
        (log_n, u32::try_from(lanes.min(0x3fff_ffff)).ok()? / R)
    };
    // What the lanes cost in time, counted as if each had its own memory.
    let work = (1u64 << log_n).saturating_mul(u64::from(128 * R)).saturating_mul(u64::from(p));
    if work > limits::SCRYPT_BYTES {
        return None;
    }
    scrypt::Params::new(log_n, R, p).ok()
}

#[cfg(test)]
mod tests;
