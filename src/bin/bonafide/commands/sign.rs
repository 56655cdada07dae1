//! `bonafide sign`.

use std::path::{Path, PathBuf};

use bonafide::signature::sign::{Carry, SignError, attest, sign_minisign, sign_raw, sign_statement};
use bonafide::signature::{KeyForm, SecretKey, bundle_to_value};
use bonafide::source::SourceError;
use bonafide::store::{Access, write_whole};

use crate::confine::{Needs, confine};
use crate::environment;
use crate::exit::{Exit, Failure};
use crate::outputs;
use crate::passphrase::PassphraseFlags;
use crate::ui::Ui;

/// Sign files, or attest which SBOM belongs to which artifact
///
/// A signature goes beside its file: `FILE.sig` (raw), `FILE.minisig`, `FILE.intoto.json` (DSSE) or `FILE.sigstore.json` (bundle). An attestation
/// is an in-toto statement that binds the artifact's SHA-256 and SHA-512 to the SBOM, which it holds whole; a large one, or one that is
/// not JSON, by digest. A statement that `bonafide build` made is signed as it is with `--type dsse`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Files to sign
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The private key: PEM or minisign
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The kind of signature [default: `dsse` with `--sbom`, else `raw` or `minisign` as the key is]
    #[arg(long = "type", value_enum, value_name = "TYPE")]
    kind: Option<Kind>,
    /// The SBOM to bind to the artifact, for `dsse` and `bundle`
    #[arg(long, value_name = "FILE")]
    sbom: Option<PathBuf>,
    /// Name the SBOM by digest instead of holding it whole
    #[arg(long, requires = "sbom")]
    sbom_by_digest: bool,
    /// Write to this file; with several FILEs, one attestation of them all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    passphrase: PassphraseFlags,
}

const EXAMPLES: &str = "Examples:
  bonafide sign app.bin --key release.key
  bonafide sign app.bin --key minisign.key --type minisign
  bonafide sign app.bin --key release.key --sbom app.bin.cdx.json
  bonafide sign target/bonafide/release/app.intoto.json --key release.key --type dsse -o target/release/app.intoto.json";

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    /// Ed25519 over the file, in base64
    Raw,
    /// As minisign signs
    Minisign,
    /// A DSSE envelope with an in-toto statement
    Dsse,
    /// The same in a Sigstore bundle
    Bundle,
}

impl Kind {
    fn ending(self) -> &'static str {
        match self {
            Self::Raw => ".sig",
            Self::Minisign => ".minisig",
            Self::Dsse => ".intoto.json",
            Self::Bundle => ".sigstore.json",
        }
    }

    fn attests(self) -> bool {
        matches!(self, Self::Dsse | Self::Bundle)
    }

    /// The form in which readers need the public key.
    fn form(self) -> KeyForm {
        if self == Self::Minisign { KeyForm::Minisign } else { KeyForm::Pem }
    }
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    if let Some(folder) = args.files.iter().find(|file| file.is_dir()) {
        return Err(Failure::usage(format!("`{}` is a directory, which cannot be signed", folder.display()))
            .hint("sign the SBOM that lists its files: `bonafide scan DIR --files -o cyclonedx-json=bom.cdx.json`"));
    }
    // The terminal is asked before the process confines itself.
    let key = args.passphrase.open(&args.key)?;
    let kind = kind(args, &key)?;
    let groups: Vec<(PathBuf, Vec<&Path>)> = match &args.output {
        Some(output) => vec![(output.clone(), args.files.iter().map(PathBuf::as_path).collect())],
        None => args.files.iter().map(|file| (signature_of(file, kind), vec![file.as_path()])).collect(),
    };
    let inputs: Vec<&PathBuf> = args.files.iter().chain([&args.key]).chain(&args.sbom).collect();
    if let Some((output, _)) = groups.iter().find(|(output, _)| inputs.iter().any(|input| same_file(input, output))) {
        return Err(Failure::usage(format!(
            "the signature would replace `{}`, which it is made from",
            output.display()
        )));
    }
    let folders = outputs::folders(groups.iter().map(|(output, _)| output.as_path()))?;
    confine(&Needs { writable: &folders }, ui);
    for (output, files) in &groups {
        let text = signed(args, kind, &key, files)?;
        write_whole(output, text.as_bytes(), Access::Public)?;
        ui.note(&format!("wrote `{}`", output.display()));
    }
    if key.public().form() != kind.form() {
        let form = if kind.form() == KeyForm::Minisign { "minisign" } else { "pem" };
        ui.note(&format!(
            "readers need the public key in this form: `bonafide key show {} --public --form {form}`",
            args.key.display()
        ));
    }
    Ok(Exit::Passed)
}

/// Returns the kind of signature, after refusing flags that do not go together.
fn kind(args: &Args, key: &SecretKey) -> Result<Kind, Failure> {
    let by_key = match key.public().form() {
        KeyForm::Pem => Kind::Raw,
        KeyForm::Minisign => Kind::Minisign,
    };
    let kind = args.kind.unwrap_or(if args.sbom.is_some() { Kind::Dsse } else { by_key });
    if kind.attests() && args.sbom.is_none() && !args.files.iter().all(|file| is_statement(file)) {
        return Err(Failure::usage("an attestation binds an artifact to its SBOM, and no SBOM was named")
            .hint("name it with `--sbom FILE`, or sign the statement that `bonafide build` made"));
    }
    if !kind.attests() && args.sbom.is_some() {
        return Err(
            Failure::usage("only an attestation can hold an SBOM").hint("leave `--type` out, or say `--type dsse`")
        );
    }
    if !kind.attests() && args.output.is_some() && args.files.len() > 1 {
        return Err(Failure::usage("several signatures cannot go to one file").hint("leave `-o` out"));
    }
    Ok(kind)
}

fn signed(args: &Args, kind: Kind, key: &SecretKey, files: &[&Path]) -> Result<String, Failure> {
    let carry = if args.sbom_by_digest { Carry::Digest } else { Carry::Whole };
    match (kind, files, &args.sbom) {
        (Kind::Raw, [file], _) => sign_raw(key, file).map_err(|error| {
            let large = matches!(error, SignError::Source(SourceError::TooLarge { .. }));
            let failure = Failure::from(error);
            if large {
                failure.hint("a minisign signature can be over a file of any size: `--type minisign`")
            } else {
                failure
            }
        }),
        (Kind::Minisign, [file], _) => Ok(sign_minisign(key, file, environment::document_time()?)?),
        (Kind::Dsse, [file], None) => Ok(format!("{}\n", sign_statement(key, file)?.to_value())),
        (Kind::Bundle, [file], None) => Ok(format!("{}\n", bundle_to_value(&sign_statement(key, file)?, key.public()))),
        (Kind::Dsse, files, Some(sbom)) => Ok(format!("{}\n", attest(key, files, sbom, carry)?.to_value())),
        (Kind::Bundle, files, Some(sbom)) => {
            let envelope = attest(key, files, sbom, carry)?;
            Ok(format!("{}\n", bundle_to_value(&envelope, key.public())))
        }
        _ => Err(Failure::usage("one file is signed at a time")),
    }
}

/// Whether a file has the name of an in-toto statement, which is signed as it is.
fn is_statement(file: &Path) -> bool {
    file.to_string_lossy().ends_with(Kind::Dsse.ending())
}

/// Returns where the signature of a file goes; that of a statement must not replace it.
fn signature_of(file: &Path, kind: Kind) -> PathBuf {
    let name = file.to_string_lossy();
    match name.strip_suffix(Kind::Dsse.ending()).filter(|_| kind == Kind::Dsse) {
        Some(stem) => PathBuf::from(format!("{stem}.dsse.json")),
        None => with_ending(file, kind.ending()),
    }
}

fn same_file(a: &Path, b: &Path) -> bool {
    a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
