//! What of a project is asked about, in the words of the ecosystem's own tool.

/// Which packages, features and platforms an inventory is to be about.
///
/// The default is what every package of the project turns on by itself, for all platforms, with what its tests need.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The packages of the project to start from.
    pub packages: Packages,
    /// Features to turn on, as the ecosystem's tool takes them; several in one text are parted by commas or blanks.
    pub features: Vec<String>,
    /// Which features of the packages are on beside those.
    pub base: Base,
    /// Target triples; none for all platforms.
    pub targets: Vec<String>,
    /// Triples of the machines that build; none for the targets themselves, as where nothing is built for another machine.
    pub hosts: Vec<String>,
    /// What becomes of packages that only tests, examples and benchmarks need.
    pub development: Development,
}

/// The packages of a project to start from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Packages {
    /// Every one.
    #[default]
    Workspace,
    /// Those that the ecosystem's tool takes in the project's own folder when none is named.
    Default,
    /// Those of these names, each perhaps with `@` and a version.
    Named(Vec<String>),
}

/// The features that are on without being named one by one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Base {
    /// Those that a package turns on by itself.
    #[default]
    Default,
    /// Every one.
    All,
    /// None.
    None,
}

/// What becomes of packages that only tests, examples and benchmarks need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Development {
    /// They are listed as such.
    #[default]
    Listed,
    /// They are left out.
    LeftOut,
}
