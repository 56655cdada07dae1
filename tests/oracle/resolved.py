#!/usr/bin/env python3
"""Compares what `bonafide scan` resolves with cargo's graph of units, with `cargo tree` and with `cargo metadata`.

    resolved.py BONAFIDE PROJECT… [--show N]

Each project is asked about for three targets, with default, all and no features: packages, features of each side, and edges. Nothing is compiled and
nothing is fetched; `cargo fetch` makes that possible.

The graph of units is what would be built, and must be equal. Neither of the other two is the truth of a build, so that every difference to them must have one
of the reasons below, found from the manifests as cargo read them and from the features that were compared already; a difference is put down to another only
when that other has a reason itself. What is left is `unexplained` and makes the exit code 1.
"""

import argparse
import collections
import json
import os
import re
import subprocess
import sys
import tempfile
import time

TARGETS = ["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc", "aarch64-apple-darwin"]
BASES = {"default": [], "all": ["--all-features"], "none": ["--no-default-features"]}

# Why an oracle differs.
IDLE = "build dependency of a package without a build script"
TESTS = "asked for by tests alone, in a build without them"
PLATFORM = "asked for on another platform, or for build scripts on that of the target"
WEAK = "`name?/feature` taken to turn the dependency on"
UNIFIED = "asked for by what is not built, or on the other side"
ROOTS = "a proc-macro of the workspace, as if something were linked with it"
UNBUILT = "member of which nothing is built with these features"
BELOW = "below one of these"
WHY = [IDLE, TESTS, PLATFORM, WEAK, UNIFIED, ROOTS, UNBUILT, BELOW]
# `cargo tree` keeps sides, platforms and tests apart; but with tests it goes on from a member that only runs while building to what that one's own tests need.
STRICT = [IDLE, ROOTS, UNBUILT, BELOW]
TESTED = [IDLE, TESTS, PLATFORM, ROOTS, UNBUILT, BELOW]
# The graph of units is what would be built, and has no reason to differ.
ALLOWED = {"units": [], "unit tests": [], "tree": STRICT, "tests": TESTED, "metadata": WHY}


def run(command, folder, text=True, **more):
    environment = dict(os.environ, CARGO_TERM_COLOR="never", CARGO_NET_OFFLINE="true", **more)
    done = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=text)
    if done.returncode != 0:
        raise SystemExit(f"{folder}: {' '.join(command)}: {done.stderr[-2000:]}")
    return done.stdout


class Facts:
    """Packages by name and version, with the sets of features that they have, and edges."""

    def __init__(self):
        self.packages = collections.defaultdict(set)
        self.edges = set()
        self.host = set()

    def union(self, package):
        return frozenset().union(*self.packages.get(package, ()))


def features(text):
    return frozenset(part for part in text.split(",") if part)


def scan(bonafide, folder, target, host, base, development):
    with tempfile.TemporaryDirectory() as scratch:
        path = os.path.join(scratch, "bom.json")
        flags = ["--target", target, "--host", host, *BASES[base], *([] if development else ["--no-dev"])]
        started = time.monotonic()
        run([bonafide, "scan", ".", "--quiet", "--workspace", *flags, "-o", f"cyclonedx-json={path}"], folder)
        spent = time.monotonic() - started
        with open(path) as file:
            document = json.load(file)
    facts, names = Facts(), {}
    for component in [document["metadata"]["component"], *document["components"]]:
        listed = component.get("properties", [])
        properties = {each["name"]: each["value"] for each in listed}
        if "bonafide:origin" not in properties:
            continue
        package = (component["name"], component["version"])
        names[component["bom-ref"]] = package
        sets = facts.packages[package]
        sets.add(features(properties.get("bonafide:cargo:features", "")))
        if "bonafide:cargo:features:host" in properties:
            sets.add(features(properties["bonafide:cargo:features:host"]))
            facts.host.add(package)
        if component.get("scope") != "required":
            facts.host.add(package)
    for each in document["dependencies"]:
        for other in each.get("dependsOn", []):
            start, end = names.get(each["ref"]), names.get(other)
            if start and end and start != end:
                facts.edges.add((start, end))
    return facts, spent


def tree(folder, target, base, development):
    kinds = "normal,build,dev" if development else "normal,build"
    command = ["cargo", "tree", "--workspace", "--locked", "--offline", "--target", target, "-e", kinds, "--prefix", "depth"]
    facts, above = Facts(), []
    started = time.monotonic()
    text = run([*command, "--format", "|{p}|{f}|", *BASES[base]], folder)
    spent = time.monotonic() - started
    for line in text.splitlines():
        if not line:
            continue
        depth, package, listed, _ = line.split("|", 3)
        name, version, *_ = package.split(" ")
        package = (name, version.removeprefix("v"))
        facts.packages[package].add(features(listed))
        del above[int(depth) :]
        if above and above[-1] != package:
            facts.edges.add((above[-1], package))
        above.append(package)
    return facts, spent


def metadata(folder, target, base):
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--offline", *BASES[base]]
    started = time.monotonic()
    found = json.loads(run([*command, *(["--filter-platform", target] if target else [])], folder))
    spent = time.monotonic() - started
    names = {package["id"]: (package["name"], package["version"]) for package in found["packages"]}
    facts = Facts()
    for node in found["resolve"]["nodes"]:
        package = names[node["id"]]
        facts.packages[package].add(frozenset(node["features"]))
        facts.edges |= {(package, names[each["pkg"]]) for each in node["deps"] if names[each["pkg"]] != package}
    return facts, spent


def package_of(text):
    """The name and version of an identifier: `source#name@version`, or `source#version` where the source ends with the name."""
    source, _, fragment = text.rpartition("#")
    name, at, version = fragment.rpartition("@")
    return (name if at else source.partition("?")[0].rstrip("/").rpartition("/")[2], version)


def units(folder, target, base, development):
    """What cargo would build; a plan of what is not stable yet, which compiles nothing."""
    flags = ["--all-targets"] if development else []
    command = ["cargo", "build", "--unit-graph", "-Zunstable-options", "--workspace", "--locked", "--offline", "--ignore-rust-version", "--target", target]
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        found = json.loads(run([*command, *flags, *BASES[base]], folder, RUSTC_BOOTSTRAP="1", CARGO_TARGET_DIR=scratch))["units"]
    spent = time.monotonic() - started
    facts = Facts()
    names = [package_of(unit["pkg_id"]) for unit in found]
    for unit, package in zip(found, names):
        sets = facts.packages[package]
        # A build script knows the features of its package, on whichever side that is built.
        if "custom-build" not in unit["target"]["kind"]:
            sets.add(frozenset(unit["features"]))
        for each in unit["dependencies"]:
            other, end = found[each["index"]], names[each["index"]]
            # That a build script reads what another one found is no dependency of its own.
            if end != package and not unit["mode"] == other["mode"] == "run-custom-build":
                facts.edges.add((package, end))
    for package, sets in facts.packages.items():
        if not sets:
            sets.add(frozenset())
    return facts, spent


def cfg_of(triple):
    values = set()
    for line in run(["rustc", "--print", "cfg", "--target", triple], ".").splitlines():
        key, _, value = line.partition("=")
        values.add((key, value.strip('"') if value else None))
    # Cargo resolves for the platform and not for the flags of the build.
    return triple, values


def holds(text, platform):
    """Whether a platform as manifests write it is this one."""
    triple, values = platform
    if not text.startswith("cfg("):
        return text == triple
    tokens = re.findall(r'"[^"]*"|[A-Za-z_][\w-]*|[(),=]', text[3:])
    at = 0

    def expression():
        nonlocal at
        word = tokens[at]
        at += 1
        if word in ("all", "any", "not") and tokens[at] == "(":
            at += 1
            found = []
            while tokens[at] != ")":
                found.append(expression())
                if tokens[at] == ",":
                    at += 1
            at += 1
            return {"all": all, "any": any, "not": lambda list: not list[0]}[word](found)
        if at < len(tokens) and tokens[at] == "=":
            value = tokens[at + 1].strip('"')
            at += 2
            return (word, value) in values
        return word == "true" or (word, None) in values

    at = 1
    return expression()


class Project:
    """The manifests as cargo read them, and which package came to which, whatever the platform."""

    def __init__(self, folder):
        command = ["cargo", "metadata", "--format-version", "1", "--locked", "--offline", "--all-features"]
        found = json.loads(run(command, folder))
        self.manifests, ids = {}, {}
        for package in found["packages"]:
            ids[package["id"]] = (package["name"], package["version"])
            self.manifests[ids[package["id"]]] = package
        self.members = {ids[each] for each in found["workspace_members"]}
        self.ends = collections.defaultdict(list)
        self.starts = collections.defaultdict(set)
        for node in found["resolve"]["nodes"]:
            for each in node["deps"]:
                start, end = ids[node["id"]], ids[each["pkg"]]
                self.starts[end].add(start)
                kinds = {(kind["kind"], kind["target"]) for kind in each["dep_kinds"]}
                for declared in self.manifests[start]["dependencies"]:
                    if declared["name"] == end[0] and (declared["kind"], declared["target"]) in kinds:
                        self.ends[start, end].append(declared)

    def has(self, package, kind):
        return any(kind in target["kind"] for target in self.manifests[package]["targets"])

    def turns_on(self, package, on, alias, weak=False):
        """Whether features turn an optional dependency on, or name it weakly."""
        values = [value for feature in on for value in self.manifests[package]["features"].get(feature, [])]
        if weak:
            return any(value.startswith(alias + "?/") for value in values)
        return any(value in (f"dep:{alias}", alias) or value.startswith(alias + "/") for value in values)


class Reasons:
    """Finds for each difference a reason, beginning with those that stand by themselves."""

    def __init__(self, project, facts, platforms, allowed):
        self.project, self.platforms, self.allowed = project, platforms, allowed
        # What lacks something, what has it, and what cargo resolved for all platforms before it left packages out.
        self.ours, self.theirs, self.everywhere = facts
        self.packages, self.features = {}, {}

    def edge(self, start, end, feature=None):
        """Why the oracle follows a requirement that we do not, or follow on one side only."""
        reasons = []
        for declared in self.project.ends[start, end]:
            asks = feature is None or feature in declared["features"] or (feature == "default" and declared["uses_default_features"])
            if asks:
                reasons.append(self.declared(start, end, declared, feature))
        return next((reason for reason in self.allowed if reason in reasons), None)

    def declared(self, start, end, declared, feature):
        project = self.project
        if start not in self.ours.packages:
            if self.packages.get(start):
                return BELOW
            # Its features were turned on before the platform was looked at.
            is_cut = start in self.everywhere.packages and start not in self.theirs.packages
            return PLATFORM if is_cut else None
        if declared["kind"] == "build" and not project.has(start, "custom-build"):
            return IDLE
        if declared["kind"] == "dev":
            return TESTS
        target, host = self.platforms
        if declared["target"]:
            on_target, on_host = (holds(declared["target"], platform) for platform in (target, host))
            if not (on_target and on_host):
                return PLATFORM
        alias = declared["rename"] or declared["name"]
        if declared["optional"]:
            sides = self.ours.packages[start]
            if not all(project.turns_on(start, on, alias) for on in sides):
                if any(project.turns_on(start, on, alias, weak=True) for on in sides):
                    return WEAK
                reasons = [self.features.get((start, each)) for each in self.theirs.union(start)]
                return UNIFIED if any(reasons) or any(project.turns_on(start, on, alias) for on in sides) else None
        # Each side hears only of what is asked for it.
        if feature is not None and (declared["kind"] == "build" or end in self.ours.host or start in self.ours.host):
            return UNIFIED
        if start in project.members and project.has(start, "proc-macro"):
            return ROOTS
        return None

    def on(self, package):
        """The features that the oracle turned on, if only before it left the package out."""
        return (self.theirs if package in self.theirs.packages else self.everywhere).union(package)

    def implied(self, package, feature):
        """Why a feature is on that another one turns on, of the package itself or of one that needs it."""
        manifests = self.project.manifests
        for other in self.theirs.union(package):
            values = manifests[package]["features"].get(other, [])
            if self.features.get((package, other)) and feature in values:
                return BELOW
            if PLATFORM in self.allowed and any(value.startswith(feature + "/") for value in values) and self.is_elsewhere(package, feature):
                return PLATFORM
        for start in self.project.starts[package]:
            on = self.on(start)
            new = [each for each in on if self.features.get((start, each)) or start not in self.ours.packages]
            for declared in self.project.ends[start, package]:
                alias = declared["rename"] or declared["name"]
                asks = {each for each in on if {f"{alias}/{feature}", f"{alias}?/{feature}"} & set(manifests[start]["features"].get(each, []))}
                if asks & set(new) and (start in self.ours.packages or self.declared(start, package, declared, None)):
                    return BELOW
                # Of a dependency that is off here, or on for one side only, a feature that asks something of it.
                reason = asks and self.declared(start, package, declared, feature)
                if reason in self.allowed:
                    return reason
        return None

    def is_elsewhere(self, package, alias):
        """Whether a dependency is not for all platforms of the build."""
        found = [each for each in self.project.manifests[package]["dependencies"] if (each["rename"] or each["name"]) == alias]
        return bool(found) and not any(each["target"] is None or all(holds(each["target"], it) for it in self.platforms) for each in found)

    def find(self, packages, wanted):
        """Grows the known reasons until no more are found."""
        grown = True
        while grown:
            grown = False
            for package in packages:
                if self.packages.get(package) is None:
                    starts = [start for start in self.project.starts[package] if (start, package) in self.theirs.edges]
                    found = [reason for reason in (self.edge(start, package) for start in starts) if reason]
                    if package in self.project.members and package not in self.ours.packages:
                        found.append(UNBUILT)
                    if found:
                        self.packages[package] = min(found, key=WHY.index)
                        grown = True
            for package, feature in wanted:
                if self.features.get((package, feature)) is None:
                    found = [self.edge(start, package, feature) for start in self.project.starts[package]]
                    found = [each for each in [*found, self.implied(package, feature)] if each]
                    if found:
                        self.features[package, feature] = min(found, key=WHY.index)
                        grown = True


def differences(project, facts, platforms, allowed):
    """Counts the differences of packages, features and edges by reason."""
    counts = {what: collections.Counter() for what in ("packages", "features", "edges")}
    ours, theirs, everywhere = facts
    left = []
    for a, b, mark in ((ours, theirs, "+"), (theirs, ours, "-")):
        # What the second has and the first lacks, looked at with the second's requirements.
        reasons = Reasons(project, (a, b, everywhere), platforms, allowed)
        packages = [package for package in b.packages if package not in a.packages]
        wanted = [(package, each) for package in b.packages if package in a.packages for each in b.union(package) - a.union(package)]
        split = [(package, on) for package in b.packages if package in a.packages for on in b.packages[package] - a.packages[package]]
        # One set of two, where the other side's is one of ours, is a difference of its own.
        inner = [(package, each) for package, on in split for each in sides(a, package, on)]
        if allowed:
            reasons.find(packages, [*wanted, *inner])
        for package in packages:
            record(counts["packages"], left, reasons.packages.get(package), (mark, "package", package))
        for package, feature in sorted(set(wanted)):
            record(counts["features"], left, reasons.features.get((package, feature)), (mark, "feature", package, feature))
        for package, feature in sorted(set(inner) - set(wanted)):
            record(counts["features"], left, reasons.features.get((package, feature)), (mark, "side", package, feature))
        for start, end in b.edges - a.edges:
            if start in a.packages:
                record(counts["edges"], left, reasons.edge(start, end), (mark, "edge", start, end))
            else:
                record(counts["edges"], left, reasons.packages.get(start) and BELOW, (mark, "edge", start, end))
    return counts, left


def sides(facts, package, on):
    """The features that a set has and the nearest set of the other does not."""
    nearest = min(facts.packages[package], key=lambda other: len(on ^ other))
    return on - nearest


def record(counts, left, reason, what):
    counts[reason or "unexplained"] += 1
    if reason is None:
        left.append(what)


def compare(bonafide, folder, host, show):
    project = Project(folder)
    total = {oracle: {what: collections.Counter() for what in ("packages", "features", "edges")} for oracle in ALLOWED}
    compared, spent = collections.Counter(), collections.Counter()
    faults = 0
    everywhere = {base: metadata(folder, None, base)[0] for base in BASES}
    for triple in TARGETS:
        platforms = (cfg_of(triple), cfg_of(host))
        for base in BASES:
            ours, took = scan(bonafide, folder, triple, host, base, development=False)
            spent["scan"] += took
            compared["packages"] += len(ours.packages)
            compared["features"] += sum(len(on) for sets in ours.packages.values() for on in sets)
            compared["edges"] += len(ours.edges)
            compared["largest"] = max(compared["largest"], len(ours.packages))
            with_tests, _ = scan(bonafide, folder, triple, host, base, development=True)
            planned, took = units(folder, triple, base, development=False)
            spent["units"] += took
            planned_tests, _ = units(folder, triple, base, development=True)
            theirs, took = tree(folder, triple, base, development=False)
            spent["tree"] += took
            tested, _ = tree(folder, triple, base, development=True)
            described, took = metadata(folder, triple, base)
            spent["metadata"] += took
            # With tests there is no one build, and the sets of features are those of the build without.
            for facts in (with_tests, tested, planned_tests):
                facts.packages = {package: {frozenset()} for package in facts.packages}
            pairs = {
                "units": (ours, planned, Facts()),
                "unit tests": (with_tests, planned_tests, Facts()),
                "tree": (ours, theirs, Facts()),
                "tests": (with_tests, tested, Facts()),
                "metadata": (ours, described, everywhere[base]),
            }
            for oracle, facts in pairs.items():
                counts, left = differences(project, facts, platforms, ALLOWED[oracle])
                for what, found in counts.items():
                    total[oracle][what].update(found)
                faults += len(left)
                for each in left[:show]:
                    print(f"  {folder} {triple} {base} {oracle}: {each}")
    return total, compared, spent, faults


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bonafide")
    parser.add_argument("projects", nargs="+")
    parser.add_argument("--show", type=int, default=5)
    arguments = parser.parse_args()
    host = next(line[6:] for line in run(["rustc", "-vV"], ".").splitlines() if line.startswith("host: "))
    bonafide = os.path.abspath(arguments.bonafide)
    faults = 0
    for folder in arguments.projects:
        total, compared, spent, found = compare(bonafide, folder, host, arguments.show)
        faults += found
        name = os.path.basename(os.path.abspath(folder))
        print(f"{name}: up to {compared['largest']} packages; {compared['packages']} packages, {compared['features']} features, {compared['edges']} edges")
        for oracle, counts in total.items():
            for what, reasons in counts.items():
                text = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items(), key=lambda each: -each[1]))
                print(f"  {oracle} {what}: {sum(reasons.values())} differences" + (f": {text}" if text else ""))
        print("  seconds: " + ", ".join(f"{what} {seconds:.1f}" for what, seconds in spent.items()), flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
