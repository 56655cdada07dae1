//! Which components are the same.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::{Conflict, component};
use crate::model::{Algorithm, Component, ComponentKind, Digest, DigestScope, Purl};

/// What makes components without a package URL the same.
type Named<'a> = (&'a Option<String>, &'a str, &'a Option<String>, ComponentKind, Vec<String>);

/// Returns the class of each component, how many classes there are, and where digests keep components apart.
///
/// Classes are numbered in the order in which they are met; two components are the same when they have one class.
pub(super) fn classes(all: &[&Component]) -> (Vec<u32>, usize, Vec<Conflict>) {
    let mut by_purl: BTreeMap<&Purl, Vec<usize>> = BTreeMap::new();
    let mut by_name: BTreeMap<Named<'_>, Vec<usize>> = BTreeMap::new();
    for (at, component) in all.iter().enumerate() {
        match &component.purl {
            Some(purl) => by_purl.entry(purl).or_default().push(at),
            None => {
                let key = (&component.group, &*component.name, &component.version, component.kind, texts(component));
                by_name.entry(key).or_default().push(at);
            }
        }
    }
    let mut classes = vec![0; all.len()];
    let mut count = 0u32;
    let mut conflicts = Vec::new();
    let mut number = |members: &[usize], classes: &mut Vec<u32>| {
        members.iter().for_each(|at| classes[*at] = count);
        count += 1;
    };
    for members in by_name.values() {
        number(members, &mut classes);
    }
    for (purl, members) in by_purl {
        if !contradict(members.iter().map(|at| all[*at])) {
            number(&members, &mut classes);
            continue;
        }
        let mut apart: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
        for at in members {
            apart.entry(texts(all[at])).or_default().push(at);
        }
        apart.values().for_each(|members| number(members, &mut classes));
        let mut shown =
            apart.into_keys().map(|texts| if texts.is_empty() { "none".to_owned() } else { texts.join(" ") });
        conflicts.push(Conflict {
            subject: purl.to_string(),
            what: "digests",
            kept: shown.next().unwrap_or_default(),
            others: shown.collect(),
        });
    }
    (classes, count as usize, conflicts)
}

/// Returns a component's digests as texts, sorted.
fn texts(component: &Component) -> Vec<String> {
    let mut texts: Vec<String> =
        component.digests.iter().map(|digest| format!("{} {}", digest.scope.name(), digest.digest)).collect();
    texts.sort();
    texts.dedup();
    texts
}

/// Returns whether digests of one scope and algorithm have no value in common.
fn contradict<'a>(components: impl Iterator<Item = &'a Component>) -> bool {
    let mut common: BTreeMap<(DigestScope, Algorithm), BTreeSet<&Digest>> = BTreeMap::new();
    for component in components {
        let mut own: BTreeMap<(DigestScope, Algorithm), BTreeSet<&Digest>> = BTreeMap::new();
        for scoped in &component.digests {
            own.entry((scoped.scope, scoped.digest.algorithm())).or_default().insert(&scoped.digest);
        }
        for (key, values) in own {
            let known = common.entry(key).or_insert_with(|| values.clone());
            known.retain(|value| values.contains(value));
            if known.is_empty() {
                return true;
            }
        }
    }
    false
}

/// Compares two components by what they are; only the same are equal.
pub(super) fn order(a: &Component, b: &Component) -> Ordering {
    (&a.group, &a.name, &a.version, &a.purl, a.kind)
        .cmp(&(&b.group, &b.name, &b.version, &b.purl, b.kind))
        .then_with(|| a.digests.cmp(&b.digests))
        .then_with(|| component::subject(a).cmp(&component::subject(b)))
}
