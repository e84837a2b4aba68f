#!/usr/bin/env bash
# Compiles the native part of the Jetsons' target against NVIDIA's own public headers of each release. Only that: there is nothing to link
# or run. CUDA's header is the tests' own. A quarter of a minute.
#
#   git clone --filter=blob:none https://github.com/NVIDIA/TensorRT && git clone https://github.com/onnx/onnx-tensorrt
#   ci/tensorrt/headers.sh TensorRT onnx-tensorrt
set -euo pipefail
tensorrt=$(cd "$1" && pwd)
parser=$(cd "$2" && pwd)
cd "$(dirname "$0")/../.."
out=$PWD/dist/test/tensorrt-headers
rm -rf "$out"
mkdir -p "$out/cuda"
cp testing/tensorrt/fake/include/cuda_runtime_api.h "$out/cuda"

# Tag of TensorRT, branch of the parser; from 10.1 on that one's main.
while read -r tag branch; do
  mkdir "$out/$tag"
  git -C "$tensorrt" archive "$tag" include | tar -x -C "$out/$tag"
  { git -C "$parser" show "$branch:NvOnnxParser.h" || git -C "$parser" show "origin/$branch:NvOnnxParser.h"; } \
    > "$out/$tag/include/NvOnnxParser.h" 2> /dev/null
  g++ -std=c++17 -Wall -Wextra -Werror -Wno-deprecated-declarations -fsyntax-only -isystem "$out/$tag/include" -isystem "$out/cuda" \
    targets/jetson-tensorrt/native/neurorack_trt.cpp
  echo "TensorRT $tag: compiles"
done << 'RELEASES'
8.2.1 8.2-GA
8.4.3 8.4-GA
8.5.3 8.5-GA
v8.6.1 8.6-GA
v10.0.0 10.0-GA
v10.3.0 main
v11.1 main
RELEASES
