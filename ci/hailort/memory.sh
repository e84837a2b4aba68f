#!/usr/bin/env bash
# hailort-node under AddressSanitizer: 10 000 runs in 1000 cycles of open and close, over a libhailort compiled here that
# frees every object at once, in both layouts of the structs and as HailoRT 5. Then the same with a defect planted in the library, which has to be
# found. Needs gcc with its libasan, and is skipped without; about half a minute.
#
#   ci/hailort/memory.sh [cycles]
set -euo pipefail
cd "$(dirname "$0")/../.."
cycles=${1:-1000}
if ! command -v gcc > /dev/null || [ ! -e "$(gcc -print-file-name=libasan.so)" ]; then
  echo 'skipped: hailort-node under AddressSanitizer needs gcc with libasan'
  exit 0
fi
fake=testing/hailort/fake
out=dist/test/hailort-memory
mkdir -p "$out"

node build/bundle-program.js testing/hailort/programs/endure.ts "$out/endure.js"

build() { gcc -std=gnu11 -shared -fPIC -g -O1 -fsanitize=address -DFAKE_FREE "$@" "$fake"/*.c "$fake"/../../net/*.c -lm -lpthread; }
# Leaks of node itself are not checked: the library counts the objects that it has handed out.
endure() {
  LD_PRELOAD=$(gcc -print-file-name=libasan.so) ASAN_OPTIONS=detect_leaks=0:halt_on_error=1 \
    node --expose-gc "$out/endure.js" "$@"
}

# HailoRT 5: its C++ classes, and the native part by its own Makefile.
build_infer() {
  local folder=$PWD/$out/infer include=testing/hailort/fake-infer/include strict='-g -O1 -fsanitize=address'
  mkdir -p "$folder/lib"
  for file in "$fake"/*.c "$fake"/../../net/*.c; do
    gcc -std=gnu11 -fPIC -g -O1 -fsanitize=address -DFAKE_FREE -DFAKE_MAJOR=5 -DFAKE_MINOR=2 -c -o "$folder/$(basename "$file").o" "$file"
  done
  # shellcheck disable=SC2086
  g++ -std=c++17 -shared -fPIC $strict -I$include -Wl,-soname,"$folder/lib/libhailort.so" -o "$folder/lib/libhailort.so" \
    testing/hailort/fake-infer/infer.cpp "$folder"/*.o -lm -lpthread
  make -s -C targets/hailort-node/native OUT="$folder" CXXFLAGS="$strict -I$PWD/$include" LDFLAGS="-L$folder/lib"
}
if command -v g++ > /dev/null && command -v make > /dev/null; then
  build_infer
  found=$(endure "$out/infer/lib/libhailort.so" "$cycles" "$out/infer/libhailort_infer.so") || { echo "5.2: $found" >&2; exit 1; }
  echo "5.2: $found"
fi

for minor in 19 20 24; do
  build -DFAKE_MINOR=$minor -o "$out/libhailort-$minor.so"
  found=$(endure "$out/libhailort-$minor.so" "$cycles") || { echo "4.$minor: $found" >&2; exit 1; }
  echo "4.$minor: $found"
done

build -DFAKE_OVERRUN -o "$out/overrun.so"
if endure "$out/overrun.so" 2 > "$out/overrun.log" 2>&1; then
  echo 'a byte written beyond a frame was not found: this check is blind' >&2
  exit 1
fi
grep -q 'heap-buffer-overflow' "$out/overrun.log" || { cat "$out/overrun.log" >&2; exit 1; }
echo 'a byte planted beyond a frame: found'
