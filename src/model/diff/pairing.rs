//! Which component of the new side is which of the old.

use std::collections::BTreeMap;

use crate::model::version::leading_numbers;
use crate::model::{Component, ComponentId, Inventory, compare_versions};

/// Components of both sides, and of one alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    /// What both sides have: its place on the old and on the new side.
    pub both: Vec<(ComponentId, ComponentId)>,
    /// What only the old side has.
    pub removed: Vec<ComponentId>,
    /// What only the new side has.
    pub added: Vec<ComponentId>,
}

/// Returns what a component is called without its version: the package URL up to it, or namespace and name.
pub(super) fn package(component: &Component) -> String {
    match (&component.purl, &component.group) {
        (Some(purl), _) => purl.package().to_owned(),
        (None, Some(group)) => format!("{group}/{}", component.name),
        (None, None) => component.name.clone(),
    }
}

fn named(component: &Component) -> String {
    component.group.as_ref().map_or_else(|| component.name.clone(), |group| format!("{group}/{}", component.name))
}

/// Components of one package, on either side.
type Groups = BTreeMap<String, (Vec<ComponentId>, Vec<ComponentId>)>;

/// Pairs all components of two sides; their roots are a pair.
pub(super) fn pairs(old: &Inventory, new: &Inventory) -> Pairs {
    let roots = old.subject.root.zip(new.subject.root);
    let is_free =
        |id: ComponentId, side: usize| roots.is_none_or(|roots| id != if side == 0 { roots.0 } else { roots.1 });
    let olds = old.ids().filter(|id| is_free(*id, 0)).collect();
    let news = new.ids().filter(|id| is_free(*id, 1)).collect();
    let mut pairs = pair((old, olds), (new, news));
    pairs.both.splice(0..0, roots);
    pairs
}

/// Pairs some components of two sides: by package URL without version, then those that are left by name; within a package the same
/// version first, then the nearest.
#[must_use]
pub fn pair((old, olds): (&Inventory, Vec<ComponentId>), (new, news): (&Inventory, Vec<ComponentId>)) -> Pairs {
    let mut pairs = Pairs::default();
    let mut left = (olds, news);
    for key in [package, named] {
        let mut groups = Groups::new();
        for id in left.0.drain(..) {
            groups.entry(key(old.component(id))).or_default().0.push(id);
        }
        for id in left.1.drain(..) {
            groups.entry(key(new.component(id))).or_default().1.push(id);
        }
        for (olds, news) in groups.into_values() {
            let mut group = Group { old, new, olds, news, both: &mut pairs.both };
            group.pair();
            left.0.extend(group.olds);
            left.1.extend(group.news);
        }
    }
    left.0.sort_unstable();
    left.1.sort_unstable();
    (pairs.removed, pairs.added) = left;
    pairs
}

/// The components of one package that are not paired yet.
struct Group<'a> {
    old: &'a Inventory,
    new: &'a Inventory,
    olds: Vec<ComponentId>,
    news: Vec<ComponentId>,
    both: &'a mut Vec<(ComponentId, ComponentId)>,
}

impl Group<'_> {
    fn pair(&mut self) {
        // The same in all that names it, the same version, then by the first two numbers, the first, and none.
        let whole = |it: &Component| {
            let purl = it.purl.as_ref().map(ToString::to_string).unwrap_or_default();
            vec![
                it.version.clone().unwrap_or_default(),
                purl,
                it.digests.first().map_or(String::new(), |it| it.digest.hex()),
            ]
        };
        let identity = |it: &Component| {
            vec![it.version.clone().unwrap_or_default(), it.purl.as_ref().map(ToString::to_string).unwrap_or_default()]
        };
        let version = |it: &Component| vec![it.version.clone().unwrap_or_default()];
        let numbers = |count: usize| {
            move |it: &Component| {
                let version = it.version.as_deref().unwrap_or_default();
                leading_numbers(version, count).into_iter().map(str::to_owned).collect()
            }
        };
        self.by(whole);
        self.by(identity);
        self.by(version);
        self.by(numbers(2));
        self.by(numbers(1));
        self.by(numbers(0));
    }

    /// Pairs, in order of versions, what has the same key on both sides.
    fn by(&mut self, key: impl Fn(&Component) -> Vec<String>) {
        if self.olds.is_empty() || self.news.is_empty() {
            return;
        }
        let mut groups: BTreeMap<Vec<String>, (Vec<ComponentId>, Vec<ComponentId>)> = BTreeMap::new();
        for id in self.olds.drain(..) {
            groups.entry(key(self.old.component(id))).or_default().0.push(id);
        }
        for id in self.news.drain(..) {
            groups.entry(key(self.new.component(id))).or_default().1.push(id);
        }
        for (mut olds, mut news) in groups.into_values() {
            sort(self.old, &mut olds);
            sort(self.new, &mut news);
            let count = olds.len().min(news.len());
            // The newest of both sides belong together: what is left over are the old ones that went, or came.
            let (olds_left, olds_paired) = olds.split_at(olds.len() - count);
            let (news_left, news_paired) = news.split_at(news.len() - count);
            self.both.extend(olds_paired.iter().copied().zip(news_paired.iter().copied()));
            self.olds.extend(olds_left);
            self.news.extend(news_left);
        }
    }
}

fn sort(inventory: &Inventory, ids: &mut [ComponentId]) {
    ids.sort_by(|a, b| {
        let (a, b) = (inventory.component(*a), inventory.component(*b));
        let purl_type = a.purl.as_ref().map_or("generic", |purl| purl.purl_type());
        let versions = (a.version.as_deref().unwrap_or_default(), b.version.as_deref().unwrap_or_default());
        compare_versions(purl_type, versions.0, versions.1).then_with(|| versions.0.cmp(versions.1))
    });
}
