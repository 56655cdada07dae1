//! Joins the flags with the policy file, the register of vendors and the keys.

use std::path::{Path, PathBuf};

use bonafide::collect::Selection;
use bonafide::format::DocumentFile;
use bonafide::model::{Date, Level, Timestamp};
use bonafide::policy::{Config, Requirements, SubjectRule};
use bonafide::signature::{KeyError, KeyOrigin, PublicKey, TrustedKey};
use bonafide::verify::Targets;
use bonafide::verify::drift::{Against, Baseline};
use bonafide::verify::vendor::{KeySource, Register};

use crate::environment;
use crate::exit::{Exit, Failure};
use crate::judging::{PolicyFlags, TargetFlags};
use crate::selecting::SelectionFlags;
use crate::ui::Ui;

/// The policy's file name.
const POLICY: &str = "bonafide.toml";

/// The flags joined with the policy file; flags win.
pub(crate) struct Rules {
    pub(crate) requirements: Requirements,
    pub(crate) config: Config,
    pub(crate) keys: Vec<TrustedKey>,
    pub(crate) register: Option<Register>,
    pub(crate) skip: Vec<String>,
    pub(crate) at: bonafide::model::Timestamp,
    pub(crate) targets: Targets,
    pub(crate) ignore: Vec<String>,
    pub(crate) accepted: Vec<bonafide::model::Algorithm>,
    pub(crate) baseline: Option<Baseline>,
    /// The files that the rules come from, as `what: file`.
    pub(crate) rests_on: Vec<String>,
}

/// Returns the rules for one's own project, whose policy file counts, and what of it is asked about.
pub(crate) fn for_project(
    flags: &PolicyFlags,
    asked: &SelectionFlags,
    project: &Path,
) -> Result<(Rules, Selection), Failure> {
    let policy = match &flags.policy {
        Some(file) => Some(file.clone()),
        None => found_upwards(project),
    };
    let mut rules = join(flags, policy.as_deref())?;
    let usual = rules.config.selection.as_ref().map(|rule| rule.selection.clone());
    let selection = asked.over(usual.unwrap_or_default());
    let named = if asked.targets().is_empty() { &rules.config.targets } else { asked.targets() };
    let named = if named.is_empty() { &selection.targets } else { named };
    rules.targets = targets(asked.all_targets(), named);
    if let Targets::These(triples) = &mut rules.targets {
        // What runs while building has the requirements of the machine that builds.
        triples.extend(selection.hosts.iter().cloned());
    }
    Ok((rules, selection))
}

/// Returns the rules for a subject that is not trusted: a policy file inside of it would be the subject choosing its own trust.
pub(crate) fn for_subject(flags: &PolicyFlags, asked: &TargetFlags, subject: &Path, ui: &Ui) -> Result<Rules, Failure> {
    let policy = match &flags.policy {
        Some(file) => Some(file.clone()),
        None => found_upwards(Path::new(".")).filter(|file| {
            let inside = is_inside(file, subject);
            if inside {
                ui.note(&format!(
                    "`{}` lies inside the subject and was not used; name it with `--policy` if you trust it",
                    file.display()
                ));
            }
            !inside
        }),
    };
    let mut rules = join(flags, policy.as_deref())?;
    let named = if asked.target.is_empty() { &rules.config.targets } else { &asked.target };
    rules.targets = targets(asked.all_targets, named);
    Ok(rules)
}

fn is_inside(file: &Path, subject: &Path) -> bool {
    match (file.canonicalize(), subject.canonicalize()) {
        (Ok(file), Ok(subject)) => file.starts_with(subject),
        // What cannot be resolved is not trusted.
        _ => true,
    }
}

fn found_upwards(start: &Path) -> Option<PathBuf> {
    let near = start.join(POLICY);
    if near.is_file() {
        return Some(near);
    }
    let start = start.canonicalize().ok()?;
    start.ancestors().map(|folder| folder.join(POLICY)).find(|file| file.is_file())
}

fn join(flags: &PolicyFlags, policy: Option<&Path>) -> Result<Rules, Failure> {
    let config = policy.map_or_else(|| Ok(Config::default()), Config::read).map_err(|error| configuration(&error))?;
    let mut rests_on: Vec<String> = policy.iter().map(|file| format!("policy: {}", file.display())).collect();
    let vendors = flags.vendors.clone().or_else(|| config.vendors.clone());
    let register = vendors
        .as_deref()
        .map(Register::read)
        .transpose()
        .map_err(|error| configuration(&error).hints(error.hints()))?;
    rests_on.extend(vendors.iter().map(|file| format!("register of vendors: {}", file.display())));
    let baseline = flags.baseline.clone().or_else(|| config.baseline.clone());
    rests_on.extend(baseline.iter().map(|file| format!("baseline: {}", file.display())));
    let key_files = if flags.key.is_empty() { &config.keys } else { &flags.key };
    let mut keys = Vec::new();
    for file in key_files {
        keys.push(TrustedKey::read(file, None).map_err(|error| refused_key(&error))?);
        rests_on.push(format!("key: {}", file.display()));
    }
    keys.extend(register.iter().map(register_keys).collect::<Result<Vec<_>, _>>()?.into_iter().flatten());
    let mut required = config.require.clone().unwrap_or_default();
    required.extend(flags.require.iter().cloned());
    if let Some(both) = required.iter().find(|name| flags.skip.contains(name)) {
        return Err(Failure::usage(format!("the check `{both}` is required and left out at once")));
    }
    Ok(Rules {
        requirements: Requirements {
            required,
            fail_on: flags.fail_on.or(config.fail_on).unwrap_or(Level::Error),
            subject: SubjectRule::NotClaimed,
        },
        keys,
        register,
        skip: flags.skip.clone(),
        at: flags.at.unwrap_or_else(environment::now),
        targets: targets(false, &config.targets),
        ignore: flags.ignore.iter().chain(&config.ignore).cloned().collect(),
        accepted: flags.insecure_accept.iter().chain(&config.accepted).copied().collect(),
        baseline: baseline.as_deref().map(Baseline::read),
        rests_on,
        config,
    })
}

impl Rules {
    /// Returns what the document is compared with.
    pub(crate) fn against<'a>(&'a self, with_lock: Option<&'a DocumentFile>) -> Against<'a> {
        Against { baseline: self.baseline.as_ref(), with_lock, failing: self.config.drift_fail_on.as_deref() }
    }
}

/// Returns the keys on the records of approved vendors; a key whose vendor is suspended or denied is not trusted.
fn register_keys(register: &Register) -> Result<Vec<TrustedKey>, Failure> {
    let folder = register.path().parent().unwrap_or(Path::new(""));
    let mut keys = Vec::new();
    for vendor in register.vendors().iter().filter(|vendor| vendor.status.is_approval()) {
        for record in &vendor.keys {
            let origin = KeyOrigin::Register(vendor.id.clone());
            let mut key = match &record.source {
                KeySource::File(file) => {
                    let read = TrustedKey::read(&file.under(folder), Some(vendor.id.clone()))
                        .map_err(|error| refused_key(&error))?;
                    TrustedKey { origin, ..read }
                }
                KeySource::Inline(text) => {
                    let key = PublicKey::parse(text.as_bytes()).map_err(|error| refused_key(&error))?;
                    TrustedKey::new(key, Some(vendor.id.clone()), origin)
                }
            };
            key.not_before = record.valid_from.and_then(Date::start);
            key.not_after = record.valid_until.and_then(last_second);
            keys.push(key);
        }
    }
    Ok(keys)
}

fn last_second(day: Date) -> Option<Timestamp> {
    day.plus_days(1).and_then(Date::start).and_then(|next| Timestamp::from_unix(next.unix() - 1))
}

fn refused_key(error: &KeyError) -> Failure {
    configuration(error).hints(error.hint().map(str::to_owned).into_iter().collect())
}

/// Returns the targets whose packages are required: those of these names, or else the machine's own.
fn targets(all: bool, named: &[String]) -> Targets {
    if all || named.iter().any(|target| target == "all") {
        Targets::All
    } else if named.is_empty() {
        Targets::These(vec![env!("BONAFIDE_TARGET").to_owned()])
    } else {
        Targets::These(named.to_vec())
    }
}

fn configuration(error: &dyn std::error::Error) -> Failure {
    Failure { exit: Exit::Usage, ..Failure::unfinished(error) }
}
