"""Has the reference implementation judge SPDX 3 documents.

Usage: spdx3.py FOLDER

Every `*.spdx3.json` must load into the model of spdx-python-model, and hold what stands beside it in `X.expected`: the numbers of packages, of
files, of digests of both, and of pairs of packages of which one depends on the other. Where `BONAFIDE_SPDX3_MODEL` names a folder with the published
`spdx-model.ttl` and `spdx-context.jsonld`, spdx3-validate holds documents up to a size against the SHACL shapes too. Exit code 1 with what is wrong.
"""

import json
import os
import sys
from pathlib import Path

from spdx_python_model import v3_0_1 as spdx3

DEPENDENCIES = {
    "dependsOn",
    "hasDynamicLink",
    "hasOptionalDependency",
    "hasPrerequisite",
    "hasProvidedDependency",
    "hasStaticLink",
    "usesTool",
}
# The shapes are checked in minutes for what a machine writes in a millisecond.
SHACL_BYTES = 60_000


def count(path):
    objects = spdx3.SHACLObjectSet()
    with path.open("rb") as file:
        spdx3.JSONLDDeserializer().read(file, objects)
    # A reference to a class that has no objects of its own stays a text; all others are linked.
    packages = list(objects.foreach_type(spdx3.software_Package))
    directory = spdx3.software_FileKindType.directory
    files = [file for file in objects.foreach_type(spdx3.software_File) if file.software_fileKind != directory]
    directories = [file for file in objects.foreach_type(spdx3.software_File) if file.software_fileKind == directory]
    digests = sum(
        isinstance(method, spdx3.Hash) for holder in packages + files + directories for method in holder.verifiedUsing
    )
    edges = set()
    for item in objects.foreach_type(spdx3.Relationship):
        if item.relationshipType.rsplit("/", 1)[-1] in DEPENDENCIES and isinstance(item.from_, spdx3.software_Package):
            edges |= {(item.from_._id, to._id) for to in item.to if isinstance(to, spdx3.software_Package)}
    return len(packages), len(files), digests, len(edges)


def shapes():
    folder = os.environ.get("BONAFIDE_SPDX3_MODEL")
    if not folder:
        # No package carries the model of this version: who has it may ask for more than the test suite does.
        return None
    import rdflib
    from spdx3_validate.core import check_graph
    from spdx3_validate.spdx_versions import SPDX_VERSIONS

    model = rdflib.Graph()
    model.parse(Path(folder) / "spdx-model.ttl")
    context = json.loads((Path(folder) / "spdx-context.jsonld").read_text(encoding="utf-8"))["@context"]
    version = next(version for version in SPDX_VERSIONS if version.pretty == "3.0.1")

    def check(path):
        document = json.loads(path.read_text(encoding="utf-8"))
        document["@context"] = context
        graph = rdflib.Graph()
        graph.parse(data=json.dumps(document), format="json-ld")
        return check_graph(graph, model, version, True)

    return check


def judge(path, check):
    expected = path.with_name(path.name.removesuffix(".spdx3.json") + ".expected").read_text()
    expected = tuple(int(number) for number in expected.split())
    found = count(path)
    if found != expected:
        yield f"{found} packages, files, digests and dependencies, expected {expected}"
    if check and path.name.startswith("ours") and path.stat().st_size <= SHACL_BYTES:
        yield from check(path)


def main():
    check = shapes()
    paths = sorted(Path(sys.argv[1]).glob("*.spdx3.json"))
    faults = 0
    checked = 0
    for path in paths:
        checked += bool(check) and path.name.startswith("ours") and path.stat().st_size <= SHACL_BYTES
        try:
            found = list(judge(path, check))
        except Exception as error:  # whatever the library throws is its verdict
            found = [f"{type(error).__name__}: {error}"]
        for fault in found:
            faults += 1
            print(f"{path.name}: {fault[:1500]}")
    print(f"{len(paths)} documents, {checked} of them by their shapes, {faults} faults")
    sys.exit(1 if faults or not paths else 0)


main()
