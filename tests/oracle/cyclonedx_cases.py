"""Makes one CycloneDX document a version that has every member of its JSON Schema at least once.

Usage: cyclonedx_cases.py SCHEMAS OUT. The values are made up; signatures are left out, because XML has no place for them.
"""

import json
import sys
from pathlib import Path

PATTERNS = {
    "^urn:uuid": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
    "^[-+a-z0-9.]+/": "text/x-c",
    "^([a-fA-F0-9]{32}|": "0123456789abcdef0123456789abcdef",
    "^([a-z]{2})": "en-GB",
    "^urn:cdx": "urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1#a",
    "^CRE": "CRE:764-507",
    "^[A-Z]{2}$": "US",
}
FORMATS = {
    "date-time": "2024-02-29T23:59:59Z",
    "date": "2024-02-29",
    "iri-reference": "https://example.com/a?b=c&d=%20",
    "idn-email": "a@example.com",
}


class Maker:
    def __init__(self, folder, version):
        self.version = version
        self.root = json.loads((folder / f"cyclonedx-{version}.json").read_text())
        self.others = {
            "spdx": json.loads((folder / "cyclonedx-spdx-licenses.json").read_text()),
            "crypto": json.loads((folder / "cyclonedx-cryptography-defs.json").read_text()),
        }
        self.full = set()
        self.turns = {}
        self.count = 0

    def resolve(self, schema, document):
        while "$ref" in schema:
            address, _, pointer = schema["$ref"].partition("#")
            if address:
                document = self.others["spdx" if address.startswith("spdx") else "crypto"]
            schema = document
            for part in pointer.strip("/").split("/") if pointer.strip("/") else []:
                schema = schema[part]
        return schema, document

    def turn(self, schema, choices):
        key = json.dumps(schema)
        at = self.turns.get(key, 0)
        self.turns[key] = at + 1
        return at % choices

    def text(self, schema, key):
        self.count += 1
        if key in ("bom-ref",):
            return f"ref-{self.count}"
        for pattern, value in PATTERNS.items():
            if schema.get("pattern", "").startswith(pattern):
                return value
        if "pattern" in schema:
            return "US1234567890"
        if schema.get("format") in FORMATS:
            return FORMATS[schema["format"]]
        if key == "email":
            return FORMATS["idn-email"]
        if key == "cpe":
            return "cpe:2.3:a:acme:app:1.0:*:*:*:*:*:*:*"
        if key in ("purl", "$schema", "url", "ref", "assessor", "sizeAllocated") or key.endswith("Ref"):
            return f"pkg:generic/a@{self.count}"
        return [f"{key} {self.count}", f"<{key}> & \"{self.count}\" 'ä€😀' ]]>", f"{key}\n\t {self.count}"][self.count % 3]

    def value(self, schema, document, key, small=False):
        name = schema.get("$ref")
        schema, document = self.resolve(schema, document)
        if name:
            small = name in self.full
            self.full.add(name)
        if "enum" in schema:
            return schema["enum"][self.turn(schema, len(schema["enum"]))]
        if "const" in schema:
            return schema["const"]
        kind = schema.get("type")
        if "items" in schema or kind == "array" and not any(word in schema for word in ("oneOf", "anyOf")):
            return self.array(schema, document, key, small)
        if "properties" in schema:
            made = self.object(schema, document, small)
            # What tells a person from an organization where either may stand, and a value from none.
            extra = {"organizationalContact": "email", "organizationalEntity": "url", "property": "value"}
            member = extra.get((name or "").rpartition("/")[2])
            if member and member not in made:
                made[member] = self.value(schema["properties"][member], document, member)
            return made
        for word in ("oneOf", "anyOf"):
            if word in schema:
                branch = schema[word][self.turn(schema, len(schema[word]))]
                return self.value(branch, document, key, small)
        if kind == "boolean":
            self.count += 1
            return self.count % 2 == 0
        if kind in ("integer", "number"):
            self.count += 1
            most = schema.get("maximum")
            return 0.25 if kind == "number" and most == 1 else 8.5 if kind == "number" else min(self.count, most or self.count)
        return self.text(schema, key)

    def array(self, schema, document, key, small):
        items = schema.get("items", {})
        if isinstance(items, list):
            return [self.value(item, document, key, small) for item in items]
        inner, _ = self.resolve(items, document)
        choices = [word for word in ("oneOf", "anyOf") if word in inner]
        times = len(inner[choices[0]]) if choices and key not in ("dependsOn",) else 1
        if key == "annotations":
            times = 4
        made = []
        for _ in range(max(times, 1)):
            one = self.value(items, document, key, small)
            if one not in made:
                made.append(one)
        return made

    def object(self, schema, document, small):
        required = set(schema.get("required", []))
        others = set()
        for word in ("oneOf", "anyOf"):
            groups = [branch["required"] for branch in schema.get(word, []) if "required" in branch]
            groups = [group for group in groups if group != ["signature"] and not set(group) & others]
            if groups:
                taken = set(groups[self.turn(schema[word], len(groups))])
                required |= taken
                others |= {name for group in groups for name in group} - taken
        made = {}
        for name, inner in schema["properties"].items():
            if name in ("signature", "versionRange") or name in others:
                continue
            if small and name not in required:
                continue
            made[name] = self.value(inner, document, name, small and name in required)
        for branch in schema.get("oneOf", []):
            # Shapes of which each item has one.
            if "properties" in branch and self.turn(schema, len(schema["oneOf"])) == schema["oneOf"].index(branch):
                made.update(self.object(branch, document, small))
                break
        if not made:
            first = next(iter(schema["properties"]))
            made[first] = self.value(schema["properties"][first], document, first, True)
        return made

    def document(self):
        made = self.value(self.root, self.root, "bom")
        made["$schema"] = f"http://cyclonedx.org/schema/bom-{self.version}.schema.json"
        made["specVersion"] = self.version
        made["version"] = 1
        if self.version == "1.7":
            made["components"].append({"type": "library", "name": "range", "isExternal": True, "versionRange": "vers:npm/>=1"})
        return made


def main():
    schemas, out = Path(sys.argv[1]), Path(sys.argv[2])
    for version in ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7"):
        text = json.dumps(Maker(schemas, version).document(), indent=1, ensure_ascii=False)
        (out / f"full-{version}.json").write_text(text + "\n", encoding="utf-8")


main()
