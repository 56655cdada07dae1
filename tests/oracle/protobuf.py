"""protobuf.py SCHEMAS DIR: documents in which every field, word and choice of the CycloneDX schemas for protocol buffers stands.

SCHEMAS holds `bom-<version>.proto`; the documents go to DIR/<version>/. They are made by protoc and Google's own library, which know nothing
of ours. What the JSON form says in one way and messages in two is left out: an acknowledgement beside a licence, tools of both forms, rows
of the graph inside of others.
"""

import importlib
import itertools
import pathlib
import subprocess
import sys
import tempfile

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

schemas, target = map(pathlib.Path, sys.argv[1:])
OLD_TOOL = {"vendor", "name", "version", "hashes", "external_references"}


def bom(version):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "set")
        command = [sys.executable, "-m", "grpc_tools.protoc", f"-I{schemas}", "--include_imports"]
        inside = pathlib.Path(importlib.import_module("grpc_tools").__file__).parent / "_proto"
        subprocess.check_call([*command, f"-I{inside}", f"--descriptor_set_out={path}", f"bom-{version}.proto"])
        files = descriptor_pb2.FileDescriptorSet.FromString(path.read_bytes())
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)
    return pool.FindMessageTypeByName(f"cyclonedx.v{version.replace('.', '_')}.Bom")


class Filler:
    """Fills messages; `turn` chooses among words and choices."""

    def __init__(self, turn):
        self.turn = turn
        self.count = itertools.count()
        self.seen = set()

    def chosen(self, kind, above):
        """The fields of a message that stand in it this time; of one inside of its like those that hold no message."""
        fields = [field for field in kind.fields if kind not in above or not field.message_type]
        if kind.name == "Tool" and "components" in kind.fields_by_name:
            fields = [field for field in fields if (field.name in OLD_TOOL) == bool(self.turn % 2)]
        if kind.name == "ProtocolProperties":
            twin = ("ikev2TransformTypes", "ikev2TransformTypesDetailed")[self.turn % 2]
            fields = [field for field in fields if field.name != twin]
        for choice in kind.oneofs:
            if len(choice.fields) > 1:
                one = choice.fields[self.turn // (1 + len(above)) % len(choice.fields)]
                fields = [field for field in fields if field not in choice.fields or field == one]
                if kind.name == "LicenseChoice" and one.name != "expression":
                    fields = [one]
        return fields

    def fill(self, message, above):
        kind = message.DESCRIPTOR
        if kind.full_name == "google.protobuf.Timestamp":
            message.seconds, message.nanos = 1_600_000_000 + next(self.count), 500_000_000
            if above[-1].name in ("Patent", "PriorityApplication"):
                message.seconds, message.nanos = message.seconds // 86400 * 86400, 0
            return
        for field in self.chosen(kind, above):
            if kind.name == "Dependency" and kind in above and field.name != "ref":
                continue
            inner = field.message_type
            value = getattr(message, field.name)
            once = field.name in ("evidence", "declarations", "definitions", "tools") and kind.name != "Declarations"
            self.seen.add(field.full_name)
            if inner:
                for _ in range(2 if field.is_repeated and not once and len(above) < 2 else 1):
                    self.fill(value.add() if field.is_repeated else value, [*above, kind])
                if not field.is_repeated:
                    value.SetInParent()
            elif field.is_repeated:
                value.extend(self.scalar(field) for _ in range(3))
            else:
                setattr(message, field.name, self.scalar(field))

    def scalar(self, field):
        number = next(self.count)
        if field.enum_type:
            words = [value for value in field.enum_type.values if not value.name.endswith(("_NULL", "_UNSPECIFIED"))]
            if not field.has_presence and not field.is_repeated:
                words = [value for value in words if value.number]
            word = words[(self.turn + number * field.is_repeated) % len(words)]
            self.seen.add(f"{field.enum_type.full_name}.{word.name}")
            return word.number
        if field.cpp_type == field.CPPTYPE_STRING:
            return f"text {number}"
        if field.cpp_type == field.CPPTYPE_BOOL:
            return self.turn % 2 == 0
        return number % 1000 / 8 if field.cpp_type in (field.CPPTYPE_FLOAT, field.CPPTYPE_DOUBLE) else number - 100


def everything(kind, found):
    """Every field and word that can be reached."""
    for field in kind.fields:
        if field.full_name.startswith("google.") or field.full_name in found:
            continue
        found.add(field.full_name)
        if field.message_type:
            everything(field.message_type, found)
        for value in field.enum_type.values if field.enum_type else ():
            if value.number:
                found.add(f"{field.enum_type.full_name}.{value.name}")
    return found


for schema in sorted(schemas.glob("bom-*.proto")):
    version = schema.stem.removeprefix("bom-")
    kind = bom(version)
    folder = target / version
    folder.mkdir(parents=True)
    seen = set()
    for turn in range(60):
        filler = Filler(turn)
        document = message_factory.GetMessageClass(kind)()
        filler.fill(document, [])
        document.spec_version = version
        (folder / f"{turn:02}.cdx").write_bytes(document.SerializeToString(deterministic=True))
        seen |= filler.seen
    missing = everything(kind, set()) - seen
    assert not missing, f"{version}: in no document: {sorted(missing)}"
    print(f"{version}: {len(seen)} fields and words")
