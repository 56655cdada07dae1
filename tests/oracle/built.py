#!/usr/bin/env python3
"""Compares what `bonafide build` lists with what cargo itself plans and records.

    built.py BONAFIDE PROJECT [cargo build arguments…]

Cargo's own answers are unstable, so they are asked for with RUSTC_BOOTSTRAP=1:

- `--unit-graph`: every unit of the build with its features and edges;
- `-Zsbom`: a file beside each artifact with the crates that it is made of (given with --sbom, since it makes a build of its own).

For each artifact the sets of (name, version, usage, features, features of what runs while building) and of edges must be equal.
"""

import json
import os
import subprocess
import sys
import tempfile

TOOLCHAIN = {"rustc", "cargo", "rust-std"}


def run(command, folder, **more):
    environment = dict(os.environ, **more)
    return subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.PIPE).stdout


def identity(package):
    """Name and version of a package identifier."""
    rest = package.split("#")[-1]
    if "@" in rest:
        name, version = rest.rsplit("@", 1)
        return name, version
    path = package.split("#")[0].split("?")[0].rstrip("/")
    return path.rsplit("/", 1)[-1], rest


class Graph:
    """What one artifact is made of: for each package the features of each side, and the edges by kind."""

    def __init__(self):
        self.sides = {}
        self.edges = {}

    def add(self, package, side, features):
        self.sides.setdefault(package, {})[side] = ",".join(sorted(features))

    def edge(self, start, end, kind):
        if start != end and self.edges.get((start, end)) != "runtime":
            self.edges[start, end] = kind

    def rows(self):
        rows = set()
        for (name, version), sides in self.sides.items():
            if "target" in sides:
                rows.add((name, version, "runtime", sides["target"], sides.get("host")))
            else:
                rows.add((name, version, "build", sides["host"], None))
        return rows


def is_kind(unit, *kinds):
    return any(kind in unit["target"]["kind"] for kind in kinds)


def from_unit_graph(graph, root):
    units = graph["units"]
    made = Graph()
    seen = set()
    start = units[root]
    stack = [(root, "host" if is_kind(start, "proc-macro") else "target")]
    while stack:
        index, side = stack.pop()
        if (index, side) in seen:
            continue
        seen.add((index, side))
        unit = units[index]
        package = identity(unit["pkg_id"])
        if not is_kind(unit, "custom-build"):
            made.add(package, side, unit["features"])
        for dependency in unit["dependencies"]:
            to = units[dependency["index"]]
            other = identity(to["pkg_id"])
            if to["mode"] == "run-custom-build":
                # Only the script of the package itself: others hand on nothing but variables.
                if other == package and unit["mode"] != "run-custom-build":
                    stack.append((dependency["index"], "host"))
                continue
            if is_kind(to, "bin") and other == package:
                continue
            below = "host" if side == "host" or is_kind(to, "proc-macro", "custom-build") else "target"
            made.edge(package, other, "runtime" if below == "target" else "build")
            stack.append((dependency["index"], below))
    return made


def from_document(path):
    document = json.load(open(path))
    made = Graph()
    labels = {}
    root = document["metadata"]["component"]
    kinds = set()
    rows = set()
    for component in document["components"] + [root]:
        key = (component["name"], component.get("version"))
        labels[component["bom-ref"]] = key
        properties = {p["name"]: p["value"] for p in component.get("properties", [])}
        for p in component.get("properties", []):
            if p["name"] == "bonafide:dependency:build":
                kinds.add((component["bom-ref"], p["value"]))
        methods = {o.get("additionalContext") for o in component.get("evidence", {}).get("occurrences", [])}
        if "cargo/build" not in methods:
            labels[component["bom-ref"]] = None
            continue
        usage = "runtime" if component.get("scope") == "required" else "build"
        rows.add((*key, usage, properties.get("bonafide:cargo:features", ""), properties.get("bonafide:cargo:build-features")))
    for dependency in document["dependencies"]:
        start = labels[dependency["ref"]]
        for end in dependency.get("dependsOn", []):
            if start and labels[end]:
                made.edges[start, labels[end]] = "build" if (dependency["ref"], end) in kinds else "runtime"
    return rows, made.edges


def from_precursor(path):
    """What cargo itself put beside the artifact. It tells one set of features for each unit, and the kind of each edge."""
    document = json.load(open(path))
    crates = document["crates"]
    made = Graph()
    seen = set()
    stack = [(document["root"], "target")]
    while stack:
        index, side = stack.pop()
        if (index, side) in seen:
            continue
        seen.add((index, side))
        crate = crates[index]
        package = identity(crate["id"])
        if "custom-build" not in crate["kind"]:
            made.add(package, side, crate["features"])
        for dependency in crate["dependencies"]:
            to = crates[dependency["index"]]
            is_host = side == "host" or dependency["kind"] == "build" or "proc-macro" in to["kind"]
            stack.append((dependency["index"], "host" if is_host else "target"))
    return made


def compare(label, ours, theirs):
    surplus, missing = ours - theirs, theirs - ours
    for row in sorted(map(str, surplus)):
        print(f"  surplus in {label}: {row}")
    for row in sorted(map(str, missing)):
        print(f"  missing in {label}: {row}")
    return len(surplus) + len(missing)


def main():
    bonafide, project, *arguments = sys.argv[1:]
    sbom = "--sbom" in arguments
    arguments = [argument for argument in arguments if argument != "--sbom"]
    # What was configured to make precursors is another build in the eyes of cargo, with artifacts of the same bytes.
    settings = {"CARGO_BUILD_SBOM": "true", "RUSTC_BOOTSTRAP": "1"} if sbom else {}
    build = ["cargo", "build", *(["-Zsbom"] if sbom else []), *arguments]
    graph = json.loads(run(["cargo", "build", "--unit-graph", "-Zunstable-options", *arguments], project, RUSTC_BOOTSTRAP="1"))
    with tempfile.TemporaryDirectory() as folder:
        run([bonafide, "build", "-q", "-o", f"cyclonedx-json={folder}/", "--", *build], project, **settings)
        faults = 0
        checked = 0
        for root in graph["roots"]:
            unit = graph["units"][root]
            names = [unit["target"]["name"], unit["target"]["name"] + ".exe"]
            base = unit["target"]["name"].replace("-", "_")
            names += [f"lib{base}.so", f"lib{base}.a", f"lib{base}.rlib", f"{base}.wasm"]
            for name in names:
                path = f"{folder}/{name}.cdx.json"
                if name.endswith(".rlib") and not os.path.exists(path) or not os.path.exists(path):
                    continue
                checked += 1
                rows, edges = from_document(path)
                expected = from_unit_graph(graph, root)
                count = compare("components", rows, expected.rows())
                count += compare("edges", set(edges.items()), set(expected.edges.items()))
                print(f"{name}: {len(rows)} components, {len(edges)} edges, {count} differences to the unit graph")
                faults += count
                precursors = find(project, name) if sbom else []
                for precursor in precursors:
                    recorded = from_precursor(precursor)
                    count = compare("components", rows, recorded.rows())
                    print(f"{name}: {count} differences to the precursor of cargo")
                    faults += count
    print(f"{checked} artifacts, {faults} differences")
    sys.exit(1 if faults or not checked else 0)


def find(project, name):
    metadata = json.loads(run(["cargo", "metadata", "--format-version", "1", "--no-deps"], project))
    found = []
    for folder, _, files in os.walk(metadata["target_directory"]):
        if not folder.endswith("deps"):
            found += [os.path.join(folder, file) for file in files if file == f"{name}.cargo-sbom.json"]
    return found


main()
