//! `bonafide key`.

use std::path::{Path, PathBuf};

use bonafide::limits;
use bonafide::signature::{KeyError, KeyForm, PublicKey, SecretKey, SecretKeyFile};
use bonafide::source::read_bounded;
use bonafide::store::{Access, write_whole};

use crate::confine::{Needs, confine};
use crate::exit::{Exit, Failure};
use crate::passphrase::{PassphraseFlags, key_failure, read_secret};
use crate::ui::Ui;

/// Make, show and convert keys
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  bonafide key generate -o release.key
  bonafide key show release.pub")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Generate(Generate),
    Show(Show),
}

/// Make a key pair; the private key is encrypted
///
/// The public key goes to a file of the same name that ends in `.pub`. Give that one to those who verify, by another way than the files you sign.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  bonafide key generate -o release.key
  bonafide key generate --type minisign --passphrase-file secret.txt")]
struct Generate {
    /// The kind of key: `ed25519` signs files and attestations, `minisign` signs as minisign does
    #[arg(long = "type", value_enum, default_value_t, value_name = "TYPE")]
    kind: Kind,
    /// The private key's file
    #[arg(short, long, default_value = "bonafide.key", value_name = "FILE")]
    output: PathBuf,
    /// Replace files that exist; signatures by a key that is replaced can no longer be made
    #[arg(long)]
    force: bool,
    /// Leave the private key unencrypted: whoever reads the file can sign in your name
    #[arg(long, conflicts_with = "passphrase_file")]
    insecure_unencrypted: bool,
    #[command(flatten)]
    passphrase: PassphraseFlags,
}

/// Show what a key file is, or print its public key
///
/// The fingerprint is the SHA-256 of the public key's `SubjectPublicKeyInfo` in DER, the same for every form of the key.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  bonafide key show release.pub
  bonafide key show release.key --public > release.pub
  bonafide key show release.pub --public --form minisign")]
struct Show {
    /// A public or private key file
    file: PathBuf,
    /// Print the public key instead
    #[arg(long)]
    public: bool,
    /// The form to print the public key in [default: that of the file]
    #[arg(long, value_enum, requires = "public", value_name = "FORM")]
    form: Option<Form>,
    #[command(flatten)]
    passphrase: PassphraseFlags,
}

#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
enum Kind {
    #[default]
    Ed25519,
    Minisign,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Form {
    Pem,
    Minisign,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    match &args.command {
        Command::Generate(args) => generate(args, ui),
        Command::Show(args) => show(args, ui),
    }
}

fn generate(args: &Generate, ui: &Ui) -> Result<Exit, Failure> {
    let public_file = args.output.with_extension("pub");
    if public_file == args.output {
        return Err(Failure::usage("the private key's file must not end in `.pub`").hint("-o release.key"));
    }
    if !args.force
        && let Some(taken) = [&args.output, &public_file].into_iter().find(|file| file.symlink_metadata().is_ok())
    {
        return Err(Failure::usage(format!("`{}` exists", taken.display())).hint("replace it with `--force`"));
    }
    let key = SecretKey::generate(match args.kind {
        Kind::Ed25519 => KeyForm::Pem,
        Kind::Minisign => KeyForm::Minisign,
    })?;
    let text = if args.insecure_unencrypted {
        ui.warning(&format!("`{}` is not encrypted: whoever reads it can sign in your name", args.output.display()));
        key.to_unencrypted_text()
    } else {
        key.to_encrypted_text(&args.passphrase.new_one()?)
    };
    write_whole(&args.output, text.map_err(|error| key_failure(&args.output, &error))?.as_bytes(), Access::Private)?;
    write_whole(&public_file, key.public().to_text().as_bytes(), Access::Public)?;
    ui.note(&format!("wrote `{}` and `{}`", args.output.display(), public_file.display()));
    ui.data(describe("private key", key.public()).as_bytes())?;
    Ok(Exit::Passed)
}

fn show(args: &Show, ui: &Ui) -> Result<Exit, Failure> {
    let text = if args.public {
        let key = public(args)?;
        let form = match args.form {
            None => key.form(),
            Some(Form::Pem) => KeyForm::Pem,
            Some(Form::Minisign) => KeyForm::Minisign,
        };
        key.in_form(form).to_text()
    } else {
        // Nothing is asked at the terminal from here on.
        confine(&Needs { writable: &[] }, ui);
        about(args)?
    };
    ui.data(text.as_bytes())?;
    Ok(Exit::Passed)
}

/// Returns the public key of the file, opening a private one if need be.
fn public(args: &Show) -> Result<PublicKey, Failure> {
    match read_public(&args.file)? {
        Some(key) => Ok(key),
        None => Ok(args.passphrase.open(&args.file)?.public().clone()),
    }
}

/// Returns what the file is; a passphrase is used if it was given, and not asked for.
fn about(args: &Show) -> Result<String, Failure> {
    if let Some(key) = read_public(&args.file)? {
        return Ok(describe("public key", &key));
    }
    match read_secret(&args.file)? {
        SecretKeyFile::Open(key) => Ok(describe("private key, not encrypted", key.public())),
        SecretKeyFile::Encrypted(sealed) => match args.passphrase.given()? {
            Some(passphrase) => {
                let key = sealed.open(&passphrase).map_err(|error| key_failure(&args.file, &error))?;
                Ok(describe("private key, encrypted", key.public()))
            }
            None => Ok(format!(
                "type         Ed25519 private key, encrypted\nform         {}\nfingerprint  needs the passphrase\n",
                sealed.form()
            )),
        },
    }
}

/// Returns the key of a public key file, or `None` for a private one.
fn read_public(path: &Path) -> Result<Option<PublicKey>, Failure> {
    match PublicKey::parse(&read_bounded(path, limits::KEY_BYTES)?) {
        Ok(key) => Ok(Some(key)),
        Err(KeyError::PrivateForPublic) => Ok(None),
        Err(error) => Err(key_failure(path, &error)),
    }
}

fn describe(kind: &str, key: &PublicKey) -> String {
    format!(
        "type         Ed25519 {kind}\nform         {}\nfingerprint  {}\nminisign id  {}\n",
        key.form(),
        key.fingerprint(),
        key.minisign_id()
    )
}
