//! What of a project the policy is about, and whether a document about something else counts.

use serde::Deserialize;

use super::codes;
use crate::collect::{self, Base, Development, Packages, Selection};
use crate::model::{Inventory, Item, Level};

/// The selection of a policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SelectionRule {
    /// What of the project is asked about.
    pub selection: Selection,
    /// Whether another one counts.
    pub standing: SelectionStanding,
}

/// Whether another selection than the policy's counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SelectionStanding {
    /// It does, and is told.
    #[default]
    Usual,
    /// It does not: a verdict on it is no pass.
    Fixed,
}

impl SelectionRule {
    /// Returns what is to be told of a document of a project, by the name that the reader gave it: nothing if it is about the policy's selection.
    ///
    /// Proves, by returning nothing: the document says that it was made by the selection of the policy. Does not prove: that it was; the check
    /// `drift` compares.
    #[must_use]
    pub fn departure(&self, name: &str, document: &Inventory) -> Option<Item> {
        let stated = collect::stated_selection(document);
        if stated.as_ref().is_some_and(|stated| stated.is_same(&self.selection)) {
            return None;
        }
        let found =
            stated.map_or_else(|| "a document that does not say what it is about".to_owned(), |it| it.to_string());
        let level = match self.standing {
            SelectionStanding::Usual => Level::Warning,
            SelectionStanding::Fixed => Level::Error,
        };
        let item = Item::new(&codes::OTHER_SELECTION, name).level(level);
        Some(item.expected(self.selection.to_string()).found(found))
    }
}

/// The table `[selection]`: the flags of `scan` and `check`, by their names.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the file")]
pub(super) struct RawSelection {
    packages: Vec<String>,
    workspace: bool,
    default_members: bool,
    features: Vec<String>,
    all_features: bool,
    no_default_features: bool,
    targets: Vec<String>,
    all_targets: bool,
    hosts: Vec<String>,
    no_dev: bool,
    fixed: bool,
}

/// A key that cannot stand beside another one: the key, its value and what was expected.
pub(super) type Conflict = (&'static str, String, &'static str);

impl RawSelection {
    pub(super) fn rule(self) -> Result<SelectionRule, Conflict> {
        self.check()?;
        let packages = match (self.packages.is_empty(), self.default_members) {
            (false, _) => Packages::Named(self.packages),
            (true, true) => Packages::Default,
            (true, false) => Packages::Workspace,
        };
        let base = match (self.all_features, self.no_default_features) {
            (true, _) => Base::All,
            (false, true) => Base::None,
            (false, false) => Base::Default,
        };
        let selection = Selection {
            packages,
            features: self.features,
            base,
            targets: self.targets,
            hosts: self.hosts,
            development: if self.no_dev { Development::LeftOut } else { Development::Listed },
            ..Selection::default()
        };
        let standing = if self.fixed { SelectionStanding::Fixed } else { SelectionStanding::Usual };
        Ok(SelectionRule { selection, standing })
    }

    fn check(&self) -> Result<(), Conflict> {
        let yes = || "true".to_owned();
        if self.workspace && self.default_members {
            return Err(("selection.default-members", yes(), "one of workspace, default-members and packages"));
        }
        if !self.packages.is_empty() && (self.workspace || self.default_members) {
            return Err((
                "selection.packages",
                self.packages.join(", "),
                "one of workspace, default-members and packages",
            ));
        }
        if self.all_features && self.no_default_features {
            return Err(("selection.no-default-features", yes(), "one of all-features and no-default-features"));
        }
        if self.all_targets && !self.targets.is_empty() {
            return Err(("selection.targets", self.targets.join(", "), "one of all-targets and targets"));
        }
        if !self.hosts.is_empty() && self.targets.is_empty() {
            return Err(("selection.hosts", self.hosts.join(", "), "targets beside it"));
        }
        Ok(())
    }
}
