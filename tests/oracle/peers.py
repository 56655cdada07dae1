#!/usr/bin/env python3
"""Counts what documents of any tool say of one artifact, against what cargo plans for it.

    peers.py PROJECT ARTIFACT DOCUMENT… [-- cargo build arguments…]

The documents are CycloneDX JSON or SPDX JSON. The truth is the graph of units that cargo would build for the artifact, read as `built.py` reads it. For each document:

- missing and surplus: packages by name and version; programs that stand inside of a package's component are not counted;
- wrong kind: of the packages that are listed rightly, those that the document shows as part of what runs, while they only run during the build, or the
  other way round. A scope that is not stated means `required`, as CycloneDX has it;
- wrong features: of the packages listed rightly, those of which the document states other features, or none although some are on.
"""

import json
import subprocess
import sys

from built import from_unit_graph, names_of, run


def truth(project, artifact, arguments):
    """For each package its kind and the features of the side that is linked, or else of the host."""
    graph = json.loads(run(["cargo", "build", "--unit-graph", "-Zunstable-options", *arguments], project, RUSTC_BOOTSTRAP="1"))
    root = next(root for root in graph["roots"] if artifact in names_of(graph["units"][root]))
    return {(name, version): (kind, features) for name, version, kind, features, _ in from_unit_graph(graph, root).rows()}


def cyclonedx(document):
    found = {}
    root = document["metadata"].get("component") or {}
    # What has no version stands for the whole project; the packages that it is about lie inside of it.
    about = [root] if root.get("version") else root.get("components", [])
    for component in [*about, *document.get("components", [])]:
        purl = component.get("purl", "pkg:cargo/")
        methods = {o.get("additionalContext") for o in component.get("evidence", {}).get("occurrences", [])}
        # Of this tool's own documents what cargo built or locked; of others whatever is not said to be of another kind.
        if not (methods & {"cargo/build", "cargo/lockfile"} if methods else purl.startswith("pkg:cargo/")):
            continue
        properties = {p["name"]: p.get("value", "") for p in component.get("properties", [])}
        features = properties.get("bonafide:cargo:features", properties.get("cdx:cargo:features"))
        kind = "runtime" if component.get("scope", "required") == "required" else "build"
        found[component["name"], component.get("version")] = (kind, features)
    return found


def spdx(document):
    """SPDX has no scope; a package on which something depends only for its build is said to be so by the relationship."""
    by_reference, building, running = {}, set(), set()
    for package in document["packages"]:
        if not package.get("versionInfo"):
            continue
        by_reference[package["SPDXID"]] = (package["name"], package.get("versionInfo"))
    for relation in document.get("relationships", []):
        kind = relation["relationshipType"]
        if kind in ("BUILD_DEPENDENCY_OF", "DEV_DEPENDENCY_OF", "BUILD_TOOL_OF"):
            building.add(relation["spdxElementId"])
        elif kind == "DEPENDS_ON":
            running.add(relation["relatedSpdxElement"])
    return {key: ("build" if it in building - running else "runtime", None) for it, key in by_reference.items()}


def main():
    given = sys.argv[1:] + ["--"]
    at = given.index("--")
    (project, artifact, *documents), arguments = given[:at], given[at + 1 : -1]
    expected = truth(project, artifact, arguments)
    building = sum(kind == "build" for kind, _ in expected.values())
    print(f"truth: {len(expected)} packages, {len(expected) - building} linked, {building} only while building")
    for path in documents:
        document = json.load(open(path))
        found = cyclonedx(document) if "bomFormat" in document else spdx(document)
        both = expected.keys() & found.keys()
        kinds = sum(found[it][0] != expected[it][0] for it in both)
        features = sum((found[it][1] or "") != expected[it][1] for it in both)
        print(
            f"{path}: listed {len(found)}, missing {len(expected.keys() - found.keys())}, surplus {len(found.keys() - expected.keys())}, "
            f"wrong kind {kinds}, wrong features {features}"
        )
        if len(expected) < 20:
            for label, names in (("missing", expected.keys() - found.keys()), ("surplus", found.keys() - expected.keys())):
                print(f"  {label}: {sorted(' '.join(map(str, it)) for it in names)}")


main()
