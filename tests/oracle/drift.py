#!/usr/bin/env python3
"""Holds documents of builds against the lock file they were built from, and tampered ones of the same.

    python3 tests/oracle/drift.py target/debug/bonafide path/to/project [flags of `cargo build`]

The messages of the build are made from cargo's own unit graph, so that nothing is compiled; see built.py. A document that
is as it was made must have no finding. Then, one component after the other is removed, gets another usage, and loses or gains
a feature; one of the lock file that is not there is added; each of these must be found, and how many are not is printed.
"""

import copy
import json
import os
import random
import subprocess
import sys
import tempfile

source = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "built.py")).read()
exec(compile(source.rsplit("main()", 1)[0], "built.py", "exec"))

# How many components of a document are tampered with.
SAMPLE = int(os.environ.get("SAMPLE", "25"))


def verify(bonafide, project, path):
    skipped = [word for name in ("package", "digest", "lint", "signature", "vendor", "binary") for word in ("--skip", name)]
    arguments = ["verify", f"dir:{project}", "--sbom", path, "--check", "drift", *skipped, "--format", "json", "-q"]
    # From elsewhere, so that no policy is found.
    output = subprocess.run([bonafide, *arguments], cwd="/", stdout=subprocess.PIPE).stdout
    report = json.loads(output)
    drift = next(check for check in report["checks"] if check["check"] == "drift")
    return drift["outcome"], [item for item in drift["items"] if item["level"] != "note"], drift["coverage"]


def properties(component):
    return {row["name"]: row for row in component.get("properties", [])}


def packages(document):
    """Components that the lock file pins and that are no parts of others."""
    return [one for one in document["components"] if one.get("purl", "").startswith("pkg:cargo/")]


def without(document, gone):
    document = copy.deepcopy(document)
    document["components"] = [one for one in document["components"] if one["bom-ref"] != gone]
    for edge in document.get("dependencies", []):
        edge["dependsOn"] = [to for to in edge.get("dependsOn", []) if to != gone]
    document["dependencies"] = [edge for edge in document.get("dependencies", []) if edge["ref"] != gone]
    return document


def changed(document, reference, change):
    document = copy.deepcopy(document)
    component = next(one for one in document["components"] if one["bom-ref"] == reference)
    return document if change(component) else None


def other_usage(component):
    before = component.get("scope", "required")
    component["scope"] = "excluded" if before != "excluded" else "required"
    kept = [row for row in component.get("properties", []) if row["name"] != "bonafide:usage"]
    if before != "excluded":
        kept.append({"name": "bonafide:usage", "value": "build"})
    component["properties"] = kept
    return True


def unsaid_usage(component):
    component.pop("scope", None)
    component["properties"] = [row for row in component.get("properties", []) if row["name"] != "bonafide:usage"]
    return True


def fewer_features(component):
    row = properties(component).get("bonafide:cargo:features")
    if row is None or not row["value"]:
        return False
    row["value"] = ",".join(row["value"].split(",")[1:])
    return True


def more_features(component):
    row = properties(component).get("bonafide:cargo:features")
    if row is None:
        return False
    row["value"] += ",made-up"
    return True


def downgraded(component):
    version = component["version"]
    component["version"] = "0.0.1"
    component["purl"] = component["purl"].replace(f"@{version}", "@0.0.1")
    return True


def main():
    bonafide, project = (os.path.abspath(path) for path in sys.argv[1:3])
    arguments = sys.argv[3:]
    build = ["cargo", "build", *arguments]
    graph = json.loads(run([*build, "--unit-graph", "-Zunstable-options"], project, RUSTC_BOOTSTRAP="1"))
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        output, target = f"{folder}/documents", os.path.realpath(folder)
        os.makedirs(output)
        more = {"environment": {"CARGO_TARGET_DIR": target}, "arguments": ["--messages", "-"]}
        more["input"] = messages(graph, target).encode()
        bonafide_build(bonafide, project, output, build, more)
        for name in sorted(os.listdir(output)):
            if name.endswith(".cdx.json"):
                faults += judge(bonafide, project, f"{output}/{name}")
    sys.exit(1 if faults else 0)


def judge(bonafide, project, path):
    outcome, items, coverage = verify(bonafide, project, path)
    document = json.load(open(path))
    name = os.path.basename(path)
    print(f"{name}: {outcome}, {len(items)} findings, {'; '.join(coverage)}")
    for item in items[:6]:
        print("  false alarm", item["code"], item["subject"], item.get("expected"), item.get("found"))
    faults = len(items)
    chooser = random.Random(1)
    listed = packages(document)
    chosen = chooser.sample(listed, min(SAMPLE, len(listed)))
    ways = {
        "removed": lambda reference: without(document, reference),
        "usage": lambda reference: changed(document, reference, other_usage),
        "usage not said": lambda reference: changed(document, reference, unsaid_usage),
        "fewer features": lambda reference: changed(document, reference, fewer_features),
        "more features": lambda reference: changed(document, reference, more_features),
        "downgraded": lambda reference: changed(document, reference, downgraded),
    }
    for way, tamper in ways.items():
        found = tried = 0
        for component in chosen:
            tampered = tamper(component["bom-ref"])
            if tampered is None:
                continue
            tried += 1
            json.dump(tampered, open(path, "w"))
            outcome, items, _ = verify(bonafide, project, path)
            fails = [item["code"] for item in items if item["result"] == "fail"]
            found += bool(fails)
            if not fails:
                print(f"  not found, {way}: {component['bom-ref']}: {outcome} {[item['code'] for item in items]}")
        print(f"  {way}: {found} of {tried} found")
        faults += tried - found
    json.dump(document, open(path, "w"))
    return faults


main()
