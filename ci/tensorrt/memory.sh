#!/usr/bin/env bash
# The native part of the Jetsons' target under AddressSanitizer: for each generation of TensorRT's interface thousands of runs with open
# and close between, over a TensorRT and a CUDA compiled here; then the same with a defect planted in TensorRT, which has to be found.
# Needs g++ with its libasan, and make, and is skipped without; three quarters of a minute.
#
#   ci/tensorrt/memory.sh [cycles]
set -euo pipefail
cd "$(dirname "$0")/../.."
cycles=${1:-200}
if ! command -v g++ > /dev/null || ! command -v make > /dev/null || [ ! -e "$(g++ -print-file-name=libasan.so)" ]; then
  echo 'skipped: the shim of TensorRT under AddressSanitizer needs g++ with libasan, and make'
  exit 0
fi
fake=testing/tensorrt/fake
out=$PWD/dist/test/tensorrt-memory
rm -rf "$out"
mkdir -p "$out"

node build/bundle-program.js testing/tensorrt/programs/endure.ts "$out/endure.js"

# build MAJOR MINOR FOLDER [flags…]: the libraries, and the native part by its own Makefile.
build() {
  local folder=$out/$3 release="-DFAKE_MAJOR=$1 -DFAKE_MINOR=$2 -I$fake/include"
  local strict="-g -O1 -Wall -Wextra -Werror -fsanitize=address ${*:4}"
  mkdir -p "$folder/lib64"
  # shellcheck disable=SC2086
  for name in onnx-net onnx-operators onnx-file; do
    # Hidden: each of the two libraries has its own, and one name in both would be a violation.
    gcc -std=gnu11 -fPIC -fvisibility=hidden -c -g -O1 -fsanitize=address -o "$folder/$name.o" "$fake/../../net/$name.c"
  done
  for name in cudart nvinfer nvonnxparser; do
    # shellcheck disable=SC2086
    g++ -std=c++17 -fPIC -shared $strict $release -Wl,-soname,"$folder/lib64/lib$name.so" -o "$folder/lib64/lib$name.so" \
      "$fake/$name.cpp" $([ $name = cudart ] || echo "$folder/onnx-net.o $folder/onnx-operators.o $folder/onnx-file.o") -L"$folder/lib64" $([ $name = cudart ] || echo -lcudart)
  done
  make -s -C targets/jetson-tensorrt/native OUT="$folder" CUDA="$folder" \
    CXXFLAGS="$strict -DFAKE_MAJOR=$1 -DFAKE_MINOR=$2 -I$PWD/$fake/include" \
    LDFLAGS="-Wl,-rpath-link,$folder/lib64 -Wl,--allow-shlib-undefined"
}
# Leaks of node itself are not checked: the libraries count the objects that they have handed out. koffi calls on a stack of its own;
# AddressSanitizer warns of that when an exception passes there.
endure() {
  LD_PRELOAD=$(g++ -print-file-name=libasan.so) ASAN_OPTIONS=detect_leaks=0:halt_on_error=1 \
    node "$out/endure.js" "$@"
}

# Two at a time.
build 8 2 8.2 & first=$!
build 8 6 8.6
wait $first
build 10 3 10.3 & first=$!
build 11 1 11.1
wait $first
for version in 8.2 8.6 10.3 11.1; do
  found=$(endure "$out/$version" "$cycles") || { echo "TensorRT $version: $found" >&2; exit 1; }
  echo "TensorRT $version: $found"
done

build 8 6 overrun -DFAKE_OVERRUN
if endure "$out/overrun" 2 > "$out/overrun.log" 2>&1; then
  echo 'a byte written beyond a tensor was not found: this check is blind' >&2
  exit 1
fi
grep -q 'heap-buffer-overflow' "$out/overrun.log" || { cat "$out/overrun.log" >&2; exit 1; }
echo 'a byte planted beyond a tensor: found'
