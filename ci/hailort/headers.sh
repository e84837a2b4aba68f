#!/usr/bin/env bash
# Compares header trees of HailoRT with the layouts, statuses and signatures of hailort-node. A tree is a folder with hailo/hailort.h: that of
# an installed package, of a source release, or of a clone. A tree of HailoRT 5 also compiles the native part, without running it.
# Needs g++; a few seconds a tree.
#
#   ci/hailort/headers.sh /usr/include
#   git clone https://github.com/hailo-ai/hailort && ci/hailort/headers.sh hailort
set -euo pipefail
if [ $# -eq 0 ]; then
  sed -n '2,8p' "$0" >&2
  exit 2
fi
trees=()
for tree in "$@"; do trees+=("$(cd "$tree" && pwd)"); done
cd "$(dirname "$0")/../.."
out=$PWD/dist/test/hailort-headers
mkdir -p "$out"
node build/bundle-program.js ci/hailort/check-headers.ts "$out/check-headers.js"
node "$out/check-headers.js" "$out" "${trees[@]}"
