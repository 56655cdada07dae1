#!/usr/bin/env python3
"""Compares what `bonafide build` lists with what cargo itself plans and records.

    built.py BONAFIDE PROJECT [--sbom | --plan] [--graph] [--tool COMMAND] [cargo build arguments…]

Cargo's own answers are unstable, so they are asked for with RUSTC_BOOTSTRAP=1:

- `--unit-graph`: every unit of the build with its features and edges;
- `-Zsbom`: a file beside each artifact with the crates that it is made of (given with --sbom, since it makes a build of its own).

With --plan nothing is compiled: the messages that cargo would print are made from the unit graph, without its edges and without saying what runs on the
host, and empty files stand for the artifacts. Large projects can be compared in seconds that way.

With --graph `bonafide build` is given the unit graph too, together with --plan in place of the messages; with --sbom it finds what cargo put beside the artifacts.
The profile that a document states is compared with the one of the unit graph.
With --tool that command is built in place of `cargo build`, such as "maturin build --release"; the arguments are then those of the call of cargo that it makes.

For each artifact the sets of (name, version, usage, features, features of what runs while building) and of edges must be equal.
"""

import json
import os
import shlex
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


def reached(graph, root):
    """Every unit that an artifact needs, with the side that it is for."""
    made = from_unit_graph(graph, root)
    return [(graph["units"][index], side) for index, side in made.seen]


def from_unit_graph(graph, root):
    units = graph["units"]
    made = Graph()
    seen = made.seen = set()
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
        # What lies inside of another component, as the parts of the standard library do, is no package of the build.
        start = labels.get(dependency["ref"])
        for end in dependency.get("dependsOn", []):
            if start and labels.get(end):
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


def stated(profile):
    """A profile of the unit graph in the words of a document."""
    strip = profile["strip"]
    strip = next((strip[key] for key in ("resolved", "deferred") if key in strip), strip) if isinstance(strip, dict) else strip
    strip = strip["Named"] if isinstance(strip, dict) else strip.lower()
    units = profile["codegen_units"]
    words = {
        "opt-level": profile["opt_level"],
        "debuginfo": profile["debuginfo"],
        "debug-assertions": profile["debug_assertions"],
        "overflow-checks": profile["overflow_checks"],
        "codegen-units": "default" if units is None else units,
        "incremental": profile["incremental"],
        "lto": profile["lto"],
        "panic": profile["panic"],
        "strip": strip,
    }
    return {key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in words.items()}


# What one package can have for itself.
OWN = ("opt-level", "debuginfo", "debug-assertions", "overflow-checks", "codegen-units")


def compare_profiles(graph, root, path):
    """The profile of the artifact, and of each package that is in it and has another."""
    document = json.load(open(path))
    prefix = "bonafide:cargo:"
    properties = {p["name"]: p["value"] for p in document["metadata"]["properties"]}
    expected = stated(graph["units"][root]["profile"])
    count = compare("profile", {(key, properties.get(prefix + key)) for key in expected}, set(expected.items()))
    theirs = {}
    for unit, side in reached(graph, root):
        if side == "target" and not is_kind(unit, "custom-build") and unit is not graph["units"][root]:
            own = stated(unit["profile"])
            different = " ".join(f"{key}={own[key]}" for key in OWN if own[key] != expected[key])
            if identity(unit["pkg_id"]) != identity(graph["units"][root]["pkg_id"]) and different:
                theirs[identity(unit["pkg_id"])] = different
    ours = {}
    for component in document["components"]:
        for p in component.get("properties", []):
            if p["name"] == prefix + "profile":
                ours[component["name"], component.get("version")] = p["value"]
    return count + compare("profiles of packages", set(ours.items()), set(theirs.items()))


def names_of(unit):
    """File names of a root unit's artifacts."""
    name, base = unit["target"]["name"], unit["target"]["name"].replace("-", "_")
    kinds = {
        "bin": [name, f"{name}.exe"],
        "cdylib": [f"lib{base}.so", f"{base}.wasm"],
        "dylib": [f"lib{base}.so"],
        "staticlib": [f"lib{base}.a"],
        "lib": [f"lib{base}.rlib"],
        "rlib": [f"lib{base}.rlib"],
        "proc-macro": [f"lib{base}.so"],
    }
    return [name for kind in unit["target"]["crate_types"] for name in kinds.get(kind, [])]


def messages(graph, target):
    """The messages of a build, as cargo would print them, in an order of their own."""
    lines = []
    roots = set(graph["roots"])
    for index, unit in enumerate(graph["units"]):
        folder = f"{target}/{unit['platform']}/debug" if unit["platform"] else f"{target}/debug"
        if unit["mode"] == "run-custom-build":
            out = f"{folder}/build/x-{index}/out"
            lines.append({"reason": "build-script-executed", "package_id": unit["pkg_id"], "out_dir": out})
            continue
        base = unit["target"]["name"].replace("-", "_")
        is_program = is_kind(unit, "bin", "example")
        if is_kind(unit, "custom-build"):
            files = [f"{folder}/build/x-{index}/build-script-build"]
        elif is_program or index in roots:
            place = f"{folder}/examples" if is_kind(unit, "example") else folder
            files = [f"{place}/{name}" for name in names_of(unit) if not name.endswith((".exe", ".wasm"))]
        else:
            files = [f"{folder}/deps/lib{base}-{index}.{'so' if is_kind(unit, 'proc-macro') else 'rlib'}"]
        for file in files:
            os.makedirs(os.path.dirname(file), exist_ok=True)
            open(file, "w").close()
        profile = dict(unit["profile"], test=unit["mode"] == "test")
        lines.append(
            {
                "reason": "compiler-artifact",
                "package_id": unit["pkg_id"],
                "manifest_path": "",
                "target": unit["target"],
                "profile": {key: profile[key] for key in ("opt_level", "debuginfo", "debug_assertions", "overflow_checks", "test")},
                "features": unit["features"],
                "filenames": files,
                "executable": files[0] if is_program else None,
                "fresh": True,
            }
        )
    lines.sort(key=lambda line: (line["package_id"], line.get("filenames", [])))
    lines.append({"reason": "build-finished", "success": True})
    return "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)


def bonafide_build(bonafide, project, output, build, more):
    arguments = [bonafide, "build", "-q", "-o", f"cyclonedx-json={output}/", *more["arguments"], "--", *build]
    environment = dict(os.environ, **more["environment"])
    status = subprocess.run(arguments, cwd=project, env=environment, stdout=subprocess.PIPE, input=more.get("input", b""))
    if status.returncode not in (0, 3):
        sys.exit(f"bonafide ended with {status.returncode}")
    return status.returncode


def main():
    bonafide, project, *arguments = sys.argv[1:]
    sbom, plan, given = "--sbom" in arguments, "--plan" in arguments, "--graph" in arguments
    arguments = [argument for argument in arguments if argument not in ("--sbom", "--plan", "--graph")]
    tool = None
    if "--tool" in arguments:
        at = arguments.index("--tool")
        tool = shlex.split(arguments[at + 1])
        del arguments[at : at + 2]
    build = tool or ["cargo", "build", *(["-Zsbom"] if sbom else []), *arguments]
    graph = run(["cargo", "build", "--unit-graph", "-Zunstable-options", *arguments], project, RUSTC_BOOTSTRAP="1")
    graph = json.loads(graph)
    faults = checked = 0
    with tempfile.TemporaryDirectory() as folder:
        output, target = f"{folder}/documents", os.path.realpath(f"{folder}")
        more = {"arguments": [], "environment": {}}
        if sbom:
            # What was configured to make precursors is another build in the eyes of cargo.
            more["environment"] = {"CARGO_BUILD_SBOM": "true", "RUSTC_BOOTSTRAP": "1"}
        if plan:
            more["environment"] = {"CARGO_TARGET_DIR": target}
            more["arguments"] = ["--messages", "-"]
            more["input"] = messages(graph, target).encode()
        if given:
            with open(f"{folder}/graph.json", "w") as file:
                json.dump(graph, file)
            more["arguments"] = ([] if plan else more["arguments"]) + ["--unit-graph", f"{folder}/graph.json"]
            if plan:
                more.pop("input")
            else:
                made = run([*build, "-q", "--message-format=json"], project, **more["environment"])
                more["arguments"] += ["--messages", "-"]
                more["input"] = made
        os.makedirs(output)
        code = bonafide_build(bonafide, project, output, build, more)
        for root in graph["roots"]:
            if graph["units"][root]["mode"] != "build" or is_kind(graph["units"][root], "test", "bench"):
                continue
            for name in names_of(graph["units"][root]):
                path = f"{output}/{name}.cdx.json"
                if not os.path.exists(path):
                    continue
                checked += 1
                rows, edges = from_document(path)
                expected = from_unit_graph(graph, root)
                count = compare("components", rows, expected.rows())
                count += compare("edges", set(edges.items()), set(expected.edges.items()))
                count += compare_profiles(graph, root, path)
                print(f"{name}: {len(rows)} components, {len(edges)} edges, {count} differences to the unit graph")
                faults += count
                for precursor in find(project, name) if sbom else []:
                    count = compare("components", rows, from_precursor(precursor).rows())
                    print(f"{name}: {count} differences to the precursor of cargo")
                    faults += count
    print(f"{checked} artifacts, {faults} differences, exit {code}")
    sys.exit(1 if faults or not checked else 0)


def find(project, name):
    metadata = json.loads(run(["cargo", "metadata", "--format-version", "1", "--no-deps"], project))
    found = []
    for folder, _, files in os.walk(metadata["target_directory"]):
        if not folder.endswith("deps"):
            found += [os.path.join(folder, file) for file in files if file == f"{name}.cargo-sbom.json"]
    return found


if __name__ == "__main__":
    main()
