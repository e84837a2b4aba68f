#!/usr/bin/env bash
# Compiles a windowed ONNX graph to a HEF, on an x86 computer with the Hailo Dataflow Compiler: 3.x for a Hailo-8 or -8L, 5.x for
# a Hailo-10H (from Hailo's developer zone; not in any package registry). Each chip needs a HEF of its own.
#
#   compile.sh model-window.onnx calibration.npy hailo8|hailo8l|hailo10h [folder]
#   compile.sh --dry-run …       prints the commands only
set -euo pipefail
recipe=$(cd "$(dirname "$0")" && pwd)

run() { echo "+ $*"; "$@"; }
if [ "${1:-}" = --dry-run ]; then
  shift
  run() { echo "+ $*"; }
fi
if [ $# -lt 3 ]; then
  sed -n '2,7p' "$0" >&2
  exit 2
fi
graph=$1 calibration=$2 chip=$3 folder=${4:-hailo}
name=$(basename "$graph" .onnx | tr -c 'a-zA-Z0-9\n' _)
case $chip in hailo8 | hailo8l | hailo10h) ;; *) echo "'$chip' is no chip: hailo8, hailo8l or hailo10h" >&2; exit 2 ;; esac
for file in "$graph" "$calibration"; do
  [ -r "$file" ] || { echo "cannot read $file" >&2; exit 2; }
done

python3 "$recipe/check_graph.py" "$graph"
run mkdir -p "$folder"
run hailo parser onnx "$graph" --net-name "$name" --hw-arch "$chip" --har-path "$folder/$name.har" -y
run hailo optimize "$folder/$name.har" --hw-arch "$chip" --calib-set-path "$calibration" \
  --model-script "$recipe/neurorack.alls" --output-har-path "$folder/$name-quantised.har"
run hailo compiler "$folder/$name-quantised.har" --hw-arch "$chip" --output-dir "$folder"
run sha256sum "$folder/$name.hef"
