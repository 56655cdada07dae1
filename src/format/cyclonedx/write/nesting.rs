//! Which components are written inside of which.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Component, ComponentId, Inventory};

/// Levels of components in components. Deeper ones are listed with a fact instead: readers bound the depth of what they read.
const NESTED_LEVELS: u32 = 32;

/// The components that are parts of others.
#[derive(Default)]
pub(super) struct Nesting {
    parts: BTreeMap<usize, Vec<usize>>,
    /// Parts that are written in the list.
    listed: BTreeSet<usize>,
}

impl Nesting {
    /// Returns what is written inside of what; every component stands in exactly one place, whatever the parents are.
    pub(super) fn new(inventory: &Inventory) -> Self {
        let components = &inventory.components;
        let mut nesting = Self::default();
        if components.iter().all(|component| component.parent.is_none()) {
            return nesting;
        }
        // What the document describes has a place of its own.
        nesting.listed.extend(inventory.subject.root.map(ComponentId::index));
        let mut levels = vec![0; components.len()];
        for at in 0..components.len() {
            nesting.level(at, components, &mut levels);
        }
        for (at, component) in components.iter().enumerate() {
            if let Some(whole) = component.parent.filter(|_| !nesting.listed.contains(&at)) {
                nesting.parts.entry(whole.index()).or_default().push(at);
            }
        }
        nesting
    }

    /// Finds the level of a component and of all that it is a part of.
    fn level(&mut self, at: usize, components: &[Component], levels: &mut [u32]) {
        const CLIMBING: u32 = u32::MAX;
        let mut path = Vec::new();
        let mut here = at;
        let whole = |at: usize| components.get(at).and_then(|component| component.parent).map(ComponentId::index);
        while levels[here] == 0 && !self.listed.contains(&here) {
            levels[here] = CLIMBING;
            path.push(here);
            match whole(here).filter(|whole| *whole < levels.len()) {
                Some(whole) => here = whole,
                None => break,
            }
        }
        let mut level = if levels[here] == CLIMBING { 0 } else { levels[here].max(1) };
        for part in path.into_iter().rev() {
            // The last one on the path is part of nothing, or of one before it: then it is part of itself.
            if level >= NESTED_LEVELS || level == 0 && whole(part).is_some() {
                self.listed.insert(part);
                level = 0;
            }
            level += 1;
            levels[part] = level;
        }
    }

    /// Returns the parts of a component, in order.
    pub(super) fn parts(&self, at: usize) -> &[usize] {
        self.parts.get(&at).map_or(&[], Vec::as_slice)
    }

    /// Returns whether a component stands in the list although it is part of another.
    pub(super) fn is_listed(&self, at: usize, component: &Component) -> bool {
        component.parent.is_none() || self.listed.contains(&at)
    }
}
