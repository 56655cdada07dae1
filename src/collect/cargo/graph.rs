//! Who depends on whom: the texts of a lock file's dependencies brought to the packages that they mean.

use std::cmp::Ordering;

use super::lockfile::{Lock, Package};

/// The dependency graph of a lock file. Packages are named by their place in [`Lock::packages`].
#[derive(Debug, Default)]
pub(super) struct Graph {
    starts: Vec<u32>,
    targets: Vec<u32>,
    /// What the lock file says and does not hold together.
    pub(super) faults: Vec<Fault>,
    /// Packages that stand twice in the file, or that another replaces; they take no part.
    pub(super) left_out: Vec<u32>,
}

/// One thing that a lock file says and that cannot be so.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) line: u32,
    pub(super) message: String,
    /// The package whose dependencies are not all known on account of it.
    pub(super) incomplete: Option<u32>,
}

impl Graph {
    /// Returns the packages that one depends on, in order of place.
    pub(super) fn dependencies(&self, package: u32) -> &[u32] {
        let place = package as usize;
        match (self.starts.get(place), self.starts.get(place + 1)) {
            (Some(start), Some(end)) => self.targets.get(*start as usize..*end as usize).unwrap_or(&[]),
            _ => &[],
        }
    }

    /// Returns the place of the first edge of a package among all edges.
    pub(super) fn first_edge(&self, package: u32) -> usize {
        self.starts.get(package as usize).map_or(self.targets.len(), |start| *start as usize)
    }

    /// Returns the package that an edge leads to.
    pub(super) fn target(&self, edge: usize) -> Option<u32> {
        self.targets.get(edge).copied()
    }

    /// Returns how many edges there are.
    pub(super) fn edge_count(&self) -> usize {
        self.targets.len()
    }

    /// Resolves every dependency of a lock file.
    pub(super) fn of(lock: &Lock<'_>) -> Self {
        let index = Index::of(&lock.packages);
        let mut graph = Self { starts: Vec::with_capacity(lock.packages.len() + 1), ..Self::default() };
        graph.find_doubles(lock, &index);
        let replaced: Vec<Option<u32>> = graph.replacements(lock, &index);
        for (place, package) in (0u32..).zip(&lock.packages) {
            let start = graph.targets.len();
            graph.starts.push(u32::try_from(start).unwrap_or(u32::MAX));
            if graph.left_out.binary_search(&place).is_ok() {
                continue;
            }
            for dependency in lock.dependencies(package) {
                match index.find(&dependency.text) {
                    Ok(target) => {
                        let target = replaced.get(target as usize).copied().flatten().unwrap_or(target);
                        graph.targets.push(target);
                    }
                    Err(reason) => graph.faults.push(Fault {
                        line: dependency.line,
                        message: format!(
                            "expected a package of this file, found the dependency `{}` of `{}`, {reason}",
                            dependency.text, package.name
                        ),
                        incomplete: Some(place),
                    }),
                }
            }
            graph.targets[start..].sort_unstable();
            graph.dedup_from(start);
        }
        graph.starts.push(u32::try_from(graph.targets.len()).unwrap_or(u32::MAX));
        graph
    }

    fn dedup_from(&mut self, start: usize) {
        let mut kept = start;
        for read in start..self.targets.len() {
            if kept == start || self.targets[kept - 1] != self.targets[read] {
                self.targets[kept] = self.targets[read];
                kept += 1;
            }
        }
        self.targets.truncate(kept);
    }

    fn find_doubles(&mut self, lock: &Lock<'_>, index: &Index<'_>) {
        for pair in index.order.windows(2) {
            let (first, second) = (&lock.packages[pair[0] as usize], &lock.packages[pair[1] as usize]);
            if key(first) == key(second) {
                self.left_out.push(pair[1]);
                self.faults.push(Fault {
                    line: second.line,
                    message: format!(
                        "expected each package once, found `{} {}` again (first in line {})",
                        second.name, second.version, first.line
                    ),
                    incomplete: Some(pair[0]),
                });
            }
        }
        self.left_out.sort_unstable();
    }

    /// Returns for each package the one that stands in for it, from the old `[replace]` table.
    fn replacements(&mut self, lock: &Lock<'_>, index: &Index<'_>) -> Vec<Option<u32>> {
        if lock.packages.iter().all(|package| package.replace.is_none()) {
            return Vec::new();
        }
        let mut replaced = vec![None; lock.packages.len()];
        for (place, package) in (0u32..).zip(&lock.packages) {
            let Some(text) = &package.replace else { continue };
            match index.find(text) {
                Ok(target) if target != place => {
                    replaced[place as usize] = Some(target);
                    self.left_out.push(place);
                }
                _ => self.faults.push(Fault {
                    line: package.line,
                    message: format!("expected a package of this file, found the replacement `{text}`"),
                    incomplete: Some(place),
                }),
            }
        }
        self.left_out.sort_unstable();
        replaced
    }
}

/// Packages in order of name, version and source.
struct Index<'a> {
    packages: &'a [Package<'a>],
    order: Vec<u32>,
    /// The first bytes of each name in `order`, so that most steps of a search touch one small array.
    prefixes: Vec<u128>,
}

fn key<'a>(package: &'a Package<'_>) -> (&'a str, &'a str, Option<&'a str>) {
    (&package.name, &package.version, package.source.as_deref())
}

fn prefix(name: &str) -> u128 {
    let mut bytes = [0u8; 16];
    for (to, from) in bytes.iter_mut().zip(name.bytes()) {
        *to = from;
    }
    u128::from_be_bytes(bytes)
}

impl<'a> Index<'a> {
    fn of(packages: &'a [Package<'a>]) -> Self {
        let mut order: Vec<u32> = (0u32..).zip(packages).map(|(place, _)| place).collect();
        // Cargo writes packages in nearly this order, and a stable sort makes one pass of it.
        order.sort_by(|a, b| key(&packages[*a as usize]).cmp(&key(&packages[*b as usize])));
        let prefixes = order.iter().map(|place| prefix(&packages[*place as usize].name)).collect();
        Self { packages, order, prefixes }
    }

    /// Finds the package that a dependency's text means, by the rules of cargo's own decoder.
    fn find(&self, text: &str) -> Result<u32, &'static str> {
        let (name, version, source) = split(text).ok_or("which is no package name with version and source")?;
        let mut found = self.named(name);
        if found.is_empty() {
            return Err("which it does not hold");
        }
        if let Some(version) = version {
            found = self.narrow(found, |package| package.version.as_ref().cmp(version));
            if found.is_empty() {
                return Err("which it holds only in other versions");
            }
        } else if self.package(found[0]).version != self.package(found[found.len() - 1]).version {
            return Err("which it holds in several versions");
        }
        self.by_source(found, source)
    }

    fn by_source(&self, found: &[u32], source: Option<&str>) -> Result<u32, &'static str> {
        if let Some(source) = source {
            let wanted = without_commit(source);
            let fits = |place: &&u32| self.package(**place).source.as_deref().map(without_commit) == Some(wanted);
            return found.iter().find(fits).copied().ok_or("which it holds only from other sources");
        }
        // A path package has no source to be written down, so that no source means the path package if there is one.
        let path = found.iter().copied().find(|place| self.package(*place).source.is_none());
        // The same package twice is told as such; here the first stands for both.
        let sources = |place: &u32| self.package(*place).source.as_deref();
        let is_one = found.iter().all(|place| sources(place) == sources(&found[0]));
        path.or(found.first().copied().filter(|_| is_one)).ok_or("which it holds from several sources")
    }

    fn package(&self, place: u32) -> &Package<'a> {
        &self.packages[place as usize]
    }

    fn named(&self, name: &str) -> &[u32] {
        let wanted = prefix(name);
        let start = self.prefixes.partition_point(|prefix| *prefix < wanted);
        let length = run_length(&self.prefixes[start..], |prefix| *prefix == wanted);
        let found = &self.order[start..start + length];
        // A name that the prefix holds whole is decided by it.
        if name.len() < size_of::<u128>() && !name.contains('\0') {
            return found;
        }
        self.narrow(found, |package| package.name.as_ref().cmp(name))
    }

    fn narrow<'s>(&self, places: &'s [u32], order: impl Fn(&Package<'a>) -> Ordering) -> &'s [u32] {
        let start = places.partition_point(|place| order(self.package(*place)) == Ordering::Less);
        let rest = &places[start..];
        &rest[..run_length(rest, |place| order(self.package(*place)) == Ordering::Equal)]
    }
}

/// Returns how many items at the start satisfy a condition, when all those that do stand there; mostly that is one or two.
fn run_length<T>(items: &[T], is_in: impl Fn(&T) -> bool) -> usize {
    const FEW: usize = 4;
    let few = items.iter().take(FEW).take_while(|item| is_in(item)).count();
    if few < FEW { few } else { items.partition_point(is_in) }
}

/// Splits `name`, `name version` or `name version (source)`.
fn split(text: &str) -> Option<(&str, Option<&str>, Option<&str>)> {
    let Some((name, rest)) = text.split_once(' ') else { return Some((text, None, None)) };
    let Some((version, source)) = rest.split_once(' ') else { return Some((name, Some(rest), None)) };
    Some((name, Some(version), Some(source.strip_prefix('(')?.strip_suffix(')')?)))
}

/// Returns a source without the commit: dependencies name the branch, packages the commit on it as well.
fn without_commit(source: &str) -> &str {
    source.split_once('#').map_or(source, |(before, _)| before)
}

#[cfg(test)]
mod tests {
    use super::super::lockfile::parse_lockfile;
    use super::*;

    fn package(name: &str, version: &str, source: &str, dependencies: &[&str]) -> String {
        let source = if source.is_empty() { String::new() } else { format!("source = \"{source}\"\n") };
        let list: String = dependencies.iter().flat_map(|text| [" \"", text, "\",\n"]).collect();
        format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n{source}dependencies = [\n{list}]\n\n")
    }

    fn graph(packages: &[String]) -> Graph {
        let text = format!("version = 4\n\n{}", packages.concat());
        Graph::of(&parse_lockfile(text.as_bytes()).unwrap())
    }

    #[test]
    fn a_dependency_means_what_cargo_reads_from_it() {
        let git = "git+https://example.org/b?branch=x#0123456";
        let found = graph(&[
            package("a", "1.0.0", "", &["b 1.0.0 (git+https://example.org/b?branch=x)", "b 2.0.0", "c"]),
            package("b", "1.0.0", git, &[]),
            package("b", "1.0.0", "registry+https://example.org/i", &[]),
            package("b", "2.0.0", "registry+https://example.org/i", &["c"]),
            package("c", "1.0.0", "", &[]),
            package("c", "1.0.0", "registry+https://example.org/i", &[]),
        ]);
        assert_eq!(found.faults, []);
        assert_eq!(found.dependencies(0), [1, 3, 4]);
        assert_eq!(found.dependencies(3), [4]);
        assert_eq!(found.edge_count(), 4);
    }

    #[test]
    fn a_dependency_that_leads_nowhere_is_told() {
        let registry = "registry+https://example.org/i";
        for (wrong, reason) in [
            ("z", "which it does not hold"),
            ("b", "which it holds in several versions"),
            ("b 3.0.0", "which it holds only in other versions"),
            ("b 1.0.0 (registry+https://example.org/other)", "which it holds only from other sources"),
            ("b 1.0.0 registry", "which is no package name with version and source"),
            ("c 1.0.0", "which it holds from several sources"),
        ] {
            let found = graph(&[
                package("a", "1.0.0", "", &[wrong]),
                package("b", "1.0.0", registry, &[]),
                package("b", "2.0.0", registry, &[]),
                package("c", "1.0.0", registry, &[]),
                package("c", "1.0.0", "git+https://example.org/c#0", &[]),
            ]);
            assert!(found.faults[0].message.ends_with(reason), "{wrong}: {:?}", found.faults);
            assert_eq!((found.faults.len(), found.faults[0].incomplete), (1, Some(0)));
            assert_eq!(found.faults[0].line, 7);
        }
    }

    #[test]
    fn a_package_that_stands_twice_is_told_and_left_out() {
        let found =
            graph(&[package("a", "1.0.0", "", &["b"]), package("b", "1.0.0", "", &[]), package("b", "1.0.0", "", &[])]);
        assert_eq!(found.left_out, [2]);
        assert_eq!(found.dependencies(0), [1]);
        assert!(found.faults[0].message.contains("found `b 1.0.0` again (first in line"), "{:?}", found.faults);
    }
}
