//! The flags that say which packages, features and platforms a document is about, under the names that cargo gives them.

use bonafide::collect::{Base, Development, Packages, Selection};

/// What of the project is listed.
#[derive(Clone, Debug, Default, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[command(next_help_heading = "What of the project is listed")]
pub(crate) struct SelectionFlags {
    /// Start from this member, as NAME or NAME@VERSION; repeatable [default: every member of the workspace]
    #[arg(short, long, value_name = "SPEC", conflicts_with_all = ["workspace", "default_members"])]
    package: Vec<String>,
    /// Start from every member of the workspace, as without any of these flags
    #[arg(long, conflicts_with = "default_members")]
    workspace: bool,
    /// Start from what a plain `cargo build` builds in the project's folder: its package, or its default members
    #[arg(long)]
    default_members: bool,
    /// Turn these features on, separated by commas or blanks; `PACKAGE/FEATURE` for one of a member; repeatable
    #[arg(short = 'F', long, value_name = "FEATURES")]
    features: Vec<String>,
    /// Turn all features of those members on
    #[arg(long, conflicts_with = "no_default_features")]
    all_features: bool,
    /// Leave the default features of those members off
    #[arg(long)]
    no_default_features: bool,
    /// List what this target triple needs; repeatable [default: all targets]
    #[arg(long, value_name = "TRIPLE", conflicts_with = "all_targets")]
    target: Vec<String>,
    /// List what any target needs, as without `--target`
    #[arg(long)]
    all_targets: bool,
    /// The triple of the machine that builds, for build scripts and proc-macros; repeatable [default: the targets themselves]
    #[arg(long, value_name = "TRIPLE", requires = "target")]
    host: Vec<String>,
    /// Leave out what only tests, examples and benchmarks need
    #[arg(long)]
    no_dev: bool,
    /// List what only tests, examples and benchmarks need too, as without `--no-dev`
    #[arg(long, conflicts_with = "no_dev")]
    dev: bool,
}

impl SelectionFlags {
    /// Returns the flags as the library takes them.
    pub(crate) fn selection(&self) -> Selection {
        self.over(Selection::default())
    }

    /// Returns a selection with what the flags say in place of what it says: packages, features, platforms and tests each as a whole.
    pub(crate) fn over(&self, mut usual: Selection) -> Selection {
        if !self.package.is_empty() {
            usual.packages = Packages::Named(self.package.clone());
        } else if self.workspace {
            usual.packages = Packages::Workspace;
        } else if self.default_members {
            usual.packages = Packages::Default;
        }
        if self.all_features || self.no_default_features || !self.features.is_empty() {
            usual.features.clone_from(&self.features);
            usual.base = match (self.all_features, self.no_default_features) {
                (true, _) => Base::All,
                (false, true) => Base::None,
                (false, false) => Base::Default,
            };
        }
        if self.all_targets || !self.target.is_empty() {
            usual.targets.clone_from(&self.target);
            usual.hosts.clone_from(&self.host);
        }
        if self.no_dev {
            usual.development = Development::LeftOut;
        } else if self.dev {
            usual.development = Development::Listed;
        }
        usual
    }

    /// Returns whether all targets are asked for by name.
    pub(crate) fn all_targets(&self) -> bool {
        self.all_targets
    }

    /// Returns the targets that are asked for by name.
    pub(crate) fn targets(&self) -> &[String] {
        &self.target
    }
}
