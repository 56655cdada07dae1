#!/usr/bin/env bash
# inputs.sh DIR: real projects with the lock files that they were published with, and all of their packages in cargo's cache.
set -euo pipefail
target=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$target"
sources=${CARGO_HOME:-$HOME/.cargo}/registry/src

# From 54 to 536 packages, of resolvers 1 to 3, with native libraries, proc-macros, weak features and packages of single platforms.
for project in alacritty=0.17.0 bat=0.26.1 cargo=0.96.0 cargo-nextest=0.9.151 hyperfine=1.20.0 just=1.59.0 mdbook=0.5.4 \
  ripgrep=15.2.0 sccache=0.19.0; do
  name=${project%=*} version=${project#*=}
  [ -e "$target/$name/Cargo.lock" ] && grep -q "^version = \"$version\"" "$target/$name/Cargo.toml" && continue
  # Cargo extracts what a package depends on, and two of these together may not.
  mkdir -p "$scratch/$name/src"
  touch "$scratch/$name/src/lib.rs"
  cat >"$scratch/$name/Cargo.toml" <<TOML
[package]
name = "take"
version = "0.0.0"
edition = "2021"
[dependencies]
$name = { version = "=$version", default-features = false }
TOML
  (cd "$scratch/$name" && cargo fetch -q)
  rm -rf "${target:?}/$name"
  cp -r "$(ls -d "$sources"/*/"$name-$version" | head -n 1)" "$target/$name"
  rm -f "$target/$name/.cargo-ok"
  (cd "$target/$name" && cargo fetch -q --locked)
done
