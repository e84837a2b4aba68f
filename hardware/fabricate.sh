#!/usr/bin/env bash
# Checks both boards and the faceplate with KiCad (9) and writes what a fab needs: Gerbers, drill files, placement, schematic and board as PDF, pictures.
# Nothing has been fabricated from it. usage: hardware/fabricate.sh [folder]
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-out/hardware}
for board in faceplate base; do
  project=hardware/kicad/neurorack-$board
  into=$out/$board
  mkdir -p "$into/gerbers"
  kicad-cli sch erc --severity-all --exit-code-violations --output "$into/erc.rpt" "$project.kicad_sch"
  kicad-cli pcb drc --severity-all --schematic-parity --exit-code-violations --output "$into/drc.rpt" "$project.kicad_pcb"
  inner=
  [ "$board" = base ] && inner=In1.Cu,In2.Cu,
  kicad-cli pcb export gerbers --layers "F.Cu,${inner}B.Cu,F.Mask,B.Mask,F.Paste,F.SilkS,B.SilkS,Edge.Cuts" --output "$into/gerbers/" "$project.kicad_pcb"
  kicad-cli pcb export drill --format excellon --excellon-separate-th --output "$into/gerbers/" "$project.kicad_pcb"
  kicad-cli pcb export pos --format csv --units mm --output "$into/placement.csv" "$project.kicad_pcb"
  kicad-cli sch export pdf --output "$into/schematic.pdf" "$project.kicad_sch"
  kicad-cli pcb export pdf --layers F.Cu,F.Mask,F.Fab,Edge.Cuts --output "$into/board.pdf" "$project.kicad_pcb"
  for side in top bottom; do
    kicad-cli pcb render --side "$side" --width 430 --height 770 --output "$into/$side.png" "$project.kicad_pcb"
  done
done
plate=hardware/kicad/neurorack-plate.kicad_pcb
mkdir -p "$out/plate/gerbers"
kicad-cli pcb drc --severity-all --exit-code-violations --output "$out/plate/drc.rpt" "$plate"
kicad-cli pcb export gerbers --layers F.Mask,B.Mask,F.SilkS,Edge.Cuts --output "$out/plate/gerbers/" "$plate"
kicad-cli pcb export drill --format excellon --excellon-separate-th --output "$out/plate/gerbers/" "$plate"
kicad-cli pcb render --side top --width 430 --height 900 --output "$out/plate/top.png" "$plate"
cp hardware/bom.csv "$out/bom.csv"
