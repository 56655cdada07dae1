#!/usr/bin/env bash
# inputs.sh DIR: two real projects with the lock files that they were published with, ripgrep and cargo, and their packages in cargo's cache.
set -euo pipefail
target=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/src" "$target"
touch "$scratch/src/lib.rs"
cat >"$scratch/Cargo.toml" <<'TOML'
[package]
name = "take"
version = "0.0.0"
edition = "2021"
[dependencies]
cargo = "=0.96.0"
ripgrep = "=15.2.0"
TOML
(cd "$scratch" && cargo vendor -q --versioned-dirs vendor >/dev/null 2>&1)
for project in cargo-0.96.0 ripgrep-15.2.0; do
  name=${project%-*}
  rm -rf "${target:?}/$name"
  cp -r "$scratch/vendor/$project" "$target/$name"
  rm "$target/$name/.cargo-checksum.json"
  (cd "$target/$name" && cargo fetch -q --locked)
done
