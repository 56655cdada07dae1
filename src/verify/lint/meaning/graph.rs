//! Rules on identifiers, references and edges.

use crate::format::Family;
use crate::format::tree::Node;
use crate::verify::lint::codes::meaning as codes;
use crate::verify::lint::finding::{Finding, Findings};
use crate::verify::lint::index::Index;
use crate::verify::lint::view::{EdgeKind, Kind, Root, View};

/// Members of a circle that a finding names.
const SHOWN: usize = 6;

pub(super) fn check<'t>(view: &View<'t>, findings: &mut Findings<'t>) {
    let mut index = Index::default();
    for (number, id) in (0_u32..).zip(&view.ids) {
        let Some(text) = id.text() else { continue };
        if !index.insert(text, number).1 {
            findings.push(Finding::new(&codes::DUPLICATE_ID, id).found(format!("`{text}` is taken")));
        }
    }
    let known = Known { view, index };
    known.references(findings);
    known.root(findings);
    let parts = view.parts().count();
    if parts == 0 && view.components.iter().all(|component| component.kind == Kind::Root) {
        findings.push(match other_contents(view) {
            Some(found) => Finding::new(&codes::NO_COMPONENTS, view.tree).found(found),
            None => Finding::new(&codes::EMPTY, view.tree),
        });
    }
    let depends = view.edges.iter().any(|edge| edge.kind == EdgeKind::Depends);
    if parts > 1 && !depends && view.edges.iter().all(|edge| edge.kind != EdgeKind::Other) {
        let found = format!("{parts} components, no dependency");
        findings.push(Finding::new(&codes::NO_EDGES, view.tree).found(found));
    }
    let graph = known.graph();
    if depends {
        known.unreachable(&graph, findings);
    }
    known.circles(&graph, findings);
}

/// Returns what a document without components lists instead. Spec: CycloneDX 1.7, `services` and `vulnerabilities`.
fn other_contents(view: &View<'_>) -> Option<String> {
    let count = |(key, one, many): (&str, &str, &str)| match view.tree.get(key).map_or(0, |node| node.elements().len())
    {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let lists = [("services", "service", "services"), ("vulnerabilities", "vulnerability", "vulnerabilities")];
    let found: Vec<String> = lists.into_iter().filter_map(count).collect();
    (view.family == Family::CycloneDx && !found.is_empty())
        .then(|| format!("{}, and no component", found.join(" and ")))
}

/// A view with its identifiers found.
struct Known<'v, 't> {
    view: &'v View<'t>,
    index: Index<'t>,
}

/// Edges by number of identifier: where the targets of each begin, and the targets.
struct Graph {
    starts: Vec<u32>,
    targets: Vec<u32>,
}

impl Graph {
    fn new(nodes: usize, edges: &mut [(u32, u32)]) -> Self {
        edges.sort_unstable();
        let mut starts = Vec::with_capacity(nodes + 1);
        let mut place = 0;
        for node in (0_u32..).take(nodes) {
            starts.push(to_u32(place));
            place += edges[place..].iter().take_while(|edge| edge.0 == node).count();
        }
        starts.push(to_u32(place));
        Self { starts, targets: edges.iter().map(|edge| edge.1).collect() }
    }

    fn below(&self, node: u32) -> &[u32] {
        let at = node as usize;
        let bounds = self.starts.get(at).zip(self.starts.get(at + 1));
        bounds.and_then(|(start, end)| self.targets.get(*start as usize..*end as usize)).unwrap_or_default()
    }
}

/// A count that a document bounded far below four thousand million.
fn to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Both graphs: all edges that lead on, and dependencies alone.
struct Graphs {
    all: Graph,
    depends: Graph,
}

impl<'t> Known<'_, 't> {
    /// References that lead nowhere.
    fn references(&self, findings: &mut Findings<'t>) {
        for told in &self.view.told {
            if self.leads_nowhere(told) {
                let found = told.text().unwrap_or_default();
                let code =
                    if self.view.family == Family::CycloneDx { &codes::EDGE_OF_NOTHING } else { &codes::DANGLING };
                findings.push(Finding::new(code, told).found(format!("no element has the identifier `{found}`")));
            }
        }
        let cyclonedx = self.view.family == Family::CycloneDx;
        let targets = self.view.edges.iter().filter(|_| cyclonedx).map(|edge| edge.to);
        for reference in targets.chain(self.view.references.iter().copied()) {
            if self.leads_nowhere(reference) {
                let found = reference.text().unwrap_or_default();
                let found = format!("no element has the identifier `{found}`");
                findings.push(Finding::new(&codes::DANGLING, reference).found(found));
            }
        }
    }

    fn leads_nowhere(&self, reference: &Node<'_>) -> bool {
        let Some(text) = reference.text() else { return false };
        let elsewhere = match self.view.family {
            // Spec: CycloneDX, BOM-Link.
            Family::CycloneDx => text.starts_with("urn:cdx:"),
            // Spec: SPDX 2.3, 11.1: NONE and NOASSERTION; elements of other documents that 6.6 declares.
            Family::Spdx2 => {
                let document = text.strip_prefix("DocumentRef-").and_then(|_| text.split(':').next());
                matches!(text, "NONE" | "NOASSERTION") || document.is_some_and(|name| self.view.foreign.contains(&name))
            }
            // Individuals of the model and of the licence list are in no document.
            Family::Spdx3 => text.starts_with("https://spdx.org/") || self.view.foreign.contains(&text),
        };
        !elsewhere && self.index.get(text).is_none()
    }

    fn root(&self, findings: &mut Findings<'t>) {
        let parts = self.view.parts().count();
        match (self.view.root, self.view.family) {
            (Root::Named, _) => {}
            (Root::Missing, Family::Spdx2) if parts > 1 => {
                findings.push(Finding::new(&codes::DESCRIBES_MISSING, self.view.tree));
            }
            (Root::Missing, Family::Spdx2) => {}
            (Root::Missing, _) => findings.push(Finding::new(&codes::ROOT_MISSING, self.view.tree)),
        }
        let root = self.view.components.iter().find(|component| component.kind == Kind::Root);
        if let Some(root) = root.filter(|root| root.id.is_none() && parts > 0) {
            let found = "the component that the document is about has no `bom-ref`, so that no edge can start there";
            findings.push(Finding::new(&codes::ROOT_MISSING, root.node).found(found));
        }
    }

    fn graph(&self) -> Graphs {
        let (mut all, mut depends) = (Vec::new(), Vec::new());
        for edge in &self.view.edges {
            let (Some(from), Some(to)) = (self.index.get(edge.from), edge.to.text().and_then(|id| self.index.get(id)))
            else {
                continue;
            };
            all.push((from, to));
            match edge.kind {
                EdgeKind::Depends => depends.push((from, to)),
                EdgeKind::Other => {}
                EdgeKind::Both => all.push((to, from)),
            }
        }
        let nodes = self.view.ids.len();
        Graphs { all: Graph::new(nodes, &mut all), depends: Graph::new(nodes, &mut depends) }
    }

    /// Components to which no edge leads from the root.
    fn unreachable(&self, graphs: &Graphs, findings: &mut Findings<'t>) {
        let mut reached = vec![false; self.view.ids.len()];
        let mut open: Vec<u32> = self.view.roots.iter().filter_map(|root| self.index.get(root)).collect();
        if open.is_empty() {
            return;
        }
        while let Some(node) = open.pop() {
            if let Some(mark) = reached.get_mut(node as usize).filter(|mark| !**mark) {
                *mark = true;
                open.extend(graphs.all.below(node));
            }
        }
        let is_reached = |id: &str| self.index.get(id).and_then(|at| reached.get(at as usize)).copied().unwrap_or(true);
        let left: Vec<_> = self.view.parts().filter(|part| part.id.is_some_and(|id| !is_reached(id))).collect();
        let root = self.view.components.iter().find(|component| component.kind == Kind::Root);
        if let Some(root) = root.filter(|_| left.len() > 1 && left.len() == self.view.parts().count()) {
            let found = format!("no edge leads from the root to any of the {} components", left.len());
            findings.push(Finding::new(&codes::UNREACHABLE, root.node).found(found));
            return;
        }
        for part in left {
            findings.push(Finding::new(&codes::UNREACHABLE, part.node));
        }
    }

    /// Dependencies that lead back to where they started.
    fn circles(&self, graphs: &Graphs, findings: &mut Findings<'t>) {
        for edge in self.view.edges.iter().filter(|edge| edge.kind == EdgeKind::Depends) {
            if edge.to.text() == Some(edge.from) {
                findings.push(Finding::new(&codes::SELF, edge.to));
            }
        }
        for circle in strong_components(&graphs.depends, self.view.ids.len()) {
            let name_of = |at: &u32| self.view.ids.get(*at as usize).and_then(|id| id.text()).unwrap_or_default();
            let mut names: Vec<&str> = circle.iter().take(SHOWN).map(name_of).collect();
            let rest = circle.len() - names.len();
            names.sort_unstable();
            let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
            let first = circle.iter().min().and_then(|at| self.view.ids.get(*at as usize));
            if let Some(node) = first {
                let found = format!("{} components: {}{more}", circle.len(), names.join(", "));
                findings.push(Finding::new(&codes::CYCLE, node).found(found));
            }
        }
    }
}

/// Returns the sets of more than one node that all lead to each other, in order.
///
/// Tarjan's algorithm, without recursion: a document may have a chain of any length.
fn strong_components(graph: &Graph, nodes: usize) -> Vec<Vec<u32>> {
    let mut state = Tarjan {
        order: vec![0; nodes],
        low: vec![0; nodes],
        on_stack: vec![false; nodes],
        next: 1,
        ..Tarjan::default()
    };
    for start in (0_u32..).take(nodes) {
        if state.order[start as usize] == 0 {
            state.visit(start, graph);
        }
    }
    state.found.iter_mut().for_each(|circle| circle.sort_unstable());
    state.found.sort_unstable();
    state.found
}

#[derive(Default)]
struct Tarjan {
    /// When a node was first seen; 0 for not yet.
    order: Vec<u32>,
    low: Vec<u32>,
    on_stack: Vec<bool>,
    stack: Vec<u32>,
    next: u32,
    found: Vec<Vec<u32>>,
}

impl Tarjan {
    fn enter(&mut self, node: u32) {
        let at = node as usize;
        self.order[at] = self.next;
        self.low[at] = self.next;
        self.next += 1;
        self.stack.push(node);
        self.on_stack[at] = true;
    }

    fn visit(&mut self, start: u32, graph: &Graph) {
        self.enter(start);
        let mut work = vec![(start, 0_usize)];
        while let Some((node, place)) = work.last_mut() {
            let (node, at) = (*node, *node as usize);
            if let Some(target) = graph.below(node).get(*place) {
                *place += 1;
                let below = *target as usize;
                if self.order[below] == 0 {
                    self.enter(*target);
                    work.push((*target, 0));
                } else if self.on_stack[below] {
                    self.low[at] = self.low[at].min(self.order[below]);
                }
                continue;
            }
            work.pop();
            if let Some((above, _)) = work.last() {
                let above = *above as usize;
                self.low[above] = self.low[above].min(self.low[at]);
            }
            if self.low[at] == self.order[at] {
                self.leave(node);
            }
        }
    }

    fn leave(&mut self, node: u32) {
        let from = self.stack.iter().rposition(|one| *one == node).unwrap_or(0);
        let circle = self.stack.split_off(from);
        for one in &circle {
            self.on_stack[*one as usize] = false;
        }
        if circle.len() > 1 {
            self.found.push(circle);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_found_and_chains_are_not() {
        let graph = Graph::new(6, &mut [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 3), (5, 5)]);
        assert_eq!(strong_components(&graph, 6), [vec![0, 1, 2], vec![3, 4]]);
        let chain: Vec<(u32, u32)> = (0..200_000).map(|at| (at, at + 1)).collect();
        assert!(strong_components(&Graph::new(200_001, &mut chain.clone()), 200_001).is_empty());
    }
}
