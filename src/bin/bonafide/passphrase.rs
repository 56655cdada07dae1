//! Where passphrases come from: a file, the environment, or the terminal. Nothing prompts when stdin is not a terminal.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use bonafide::limits;
use bonafide::signature::{KeyError, Passphrase, SecretKey, SecretKeyFile, parse_secret_key};
use bonafide::source::read_bounded;

use crate::environment;
use crate::exit::{Exit, Failure};

/// The variable that may hold the passphrase.
const VARIABLE: &str = "BONAFIDE_PASSPHRASE";

/// The flag that every command with a private key has.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct PassphraseFlags {
    /// Read the passphrase from a file's first line [default: `BONAFIDE_PASSPHRASE`, or ask at the terminal]
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl PassphraseFlags {
    /// Returns the passphrase where it can be had without asking.
    pub(crate) fn given(&self) -> Result<Option<Passphrase>, Failure> {
        if let Some(file) = &self.passphrase_file {
            return first_line(file).map(Some);
        }
        Ok(environment::variable(VARIABLE).map(Passphrase::from))
    }

    /// Returns the passphrase of a key that exists.
    pub(crate) fn existing(&self, key: &Path) -> Result<Passphrase, Failure> {
        match self.given()? {
            Some(passphrase) => Ok(passphrase),
            None => ask(&format!("passphrase of `{}`: ", key.display())),
        }
    }

    /// Returns the passphrase of a key that is to be made, asked for twice.
    pub(crate) fn new_one(&self) -> Result<Passphrase, Failure> {
        if let Some(passphrase) = self.given()? {
            return Ok(passphrase);
        }
        let passphrase = ask("passphrase of the new key: ")?;
        if *passphrase != *ask("once more: ")? {
            return Err(Failure::usage("the two passphrases differ"));
        }
        Ok(passphrase)
    }

    /// Reads a private key, with its passphrase if it needs one.
    pub(crate) fn open(&self, path: &Path) -> Result<SecretKey, Failure> {
        match read_secret(path)? {
            SecretKeyFile::Open(key) => Ok(*key),
            SecretKeyFile::Encrypted(sealed) => {
                sealed.open(&self.existing(path)?).map_err(|error| key_failure(path, &error))
            }
        }
    }
}

/// Reads a private key file as far as that goes without its passphrase.
pub(crate) fn read_secret(path: &Path) -> Result<SecretKeyFile, Failure> {
    let bytes = zeroize::Zeroizing::new(read_bounded(path, limits::KEY_BYTES)?);
    parse_secret_key(&bytes).map_err(|error| key_failure(path, &error))
}

/// Returns the failure for a key that cannot be used: it was named on the command line, so the usage is wrong.
pub(crate) fn key_failure(path: &Path, error: &KeyError) -> Failure {
    let message = format!("{}: {}", path.display(), crate::exit::chain(error));
    let hints = error.hint().into_iter().map(str::to_owned).collect();
    Failure { exit: Exit::Usage, message, hints: Vec::new() }.hints(hints)
}

fn first_line(file: &Path) -> Result<Passphrase, Failure> {
    let bytes = zeroize::Zeroizing::new(read_bounded(file, limits::KEY_BYTES)?);
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let text = std::str::from_utf8(line);
    let text = text.map_err(|_| Failure::usage(format!("`{}` does not hold a passphrase in UTF-8", file.display())))?;
    Ok(Passphrase::from(text.to_owned()))
}

fn ask(prompt: &str) -> Result<Passphrase, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::usage("a passphrase is needed, and there is no terminal to ask at")
            .hint("name a file that holds it with `--passphrase-file FILE`")
            .hint(format!("set the variable `{VARIABLE}`")));
    }
    Ok(Passphrase::from(rpassword::prompt_password(prompt)?))
}
