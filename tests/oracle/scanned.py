#!/usr/bin/env python3
"""Compares what a document of `bonafide build` says of each package with what `bonafide scan` says of the same project.

    scanned.py SCANNED BUILT…

Both are CycloneDX JSON. Every package of a lock file that both have must have the same identity, licence, origin, digests and marks. What may differ is what
they are for: usage, features, edges, where a fact was read, and what only a build tells of a package.
"""

import json
import sys

# Facts of one build, or of a choice.
OF_BUILD = (
    "bonafide:usage",
    "bonafide:dependency",
    "bonafide:cargo:features",
    "bonafide:cargo:build-features",
    "bonafide:cargo:profile",
    "bonafide:cargo:library",
    "bonafide:cargo:target",
    "bonafide:cargo:artifact",
    "bonafide:digest:scope",
    "bsi:component",
    "native:",
)
FIELDS = ("name", "version", "group", "purl", "licenses", "hashes", "authors", "description", "externalReferences", "supplier")


def components(path):
    document = json.load(open(path))
    root = document["metadata"]["component"]
    found = {}
    for component in [*document["components"], root]:
        methods = {o.get("additionalContext") for o in component.get("evidence", {}).get("occurrences", [])}
        if "cargo/lockfile" in methods:
            found[component["bom-ref"]] = component
    return found, root["bom-ref"]


def said(component, is_root):
    facts = {field: component.get(field) for field in FIELDS if not (is_root and field == "hashes")}
    properties = [(p["name"], p["value"]) for p in component.get("properties", [])]
    facts["properties"] = sorted(p for p in properties if not p[0].startswith(OF_BUILD))
    return facts


def main():
    scanned, _ = components(sys.argv[1])
    faults = compared = 0
    for path in sys.argv[2:]:
        built, root = components(path)
        for reference, component in built.items():
            other = scanned.get(reference)
            if other is None:
                print(f"{reference}: built, not scanned")
                faults += 1
                continue
            compared += 1
            one, two = said(component, reference == root), said(other, reference == root)
            for key in one:
                if one[key] != two[key]:
                    faults += 1
                    print(f"{reference}: {key}: built {one[key]}, scanned {two[key]}")
    print(f"{compared} packages, {faults} differences")
    sys.exit(1 if faults or not compared else 0)


main()
