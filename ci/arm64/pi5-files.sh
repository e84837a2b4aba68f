#!/usr/bin/env bash
# Plants below a folder what a Raspberry Pi 5 (8 GB) shows of its processor in /proc and /sys, and of its name in the device tree: under
# qemu-user a program would see the host's, and cpuinfo (in ONNX Runtime) does not survive an x86 one. Layout and numbers: the Arm
# Cortex-A76 manual (MIDR, cache sizes) and BCM2712's clocks; not copied off a board.
set -euo pipefail
root=$1
mkdir -p "$root/proc/device-tree"
printf 'Raspberry Pi 5 Model B Rev 1.0\0' > "$root/proc/device-tree/model"
for n in 0 1 2 3; do
  cat << CPU
processor	: $n
BogoMIPS	: 108.00
Features	: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp
CPU implementer	: 0x41
CPU architecture: 8
CPU variant	: 0x4
CPU part	: 0xd0b
CPU revision	: 1

CPU
done > "$root/proc/cpuinfo"
cpus=$root/sys/devices/system/cpu
mkdir -p "$cpus"
for name in possible present online; do echo 0-3 > "$cpus/$name"; done
for n in 0 1 2 3; do
  at=$cpus/cpu$n
  mkdir -p "$at/topology" "$at/cpufreq" "$at/regs/identification"
  echo 0 > "$at/topology/physical_package_id"
  echo $n > "$at/topology/core_id"
  for list in core_siblings_list package_cpus_list cluster_cpus_list; do echo 0-3 > "$at/topology/$list"; done
  echo $n > "$at/topology/thread_siblings_list"
  echo 2400000 > "$at/cpufreq/cpuinfo_max_freq"
  echo 1500000 > "$at/cpufreq/cpuinfo_min_freq"
  echo 0x00000000414fd0b1 > "$at/regs/identification/midr_el1"
  for index in 0:1:64K:Data:$n 1:1:64K:Instruction:$n 2:2:512K:Unified:$n 3:3:2048K:Unified:0-3; do
    IFS=: read -r i level size type shared <<< "$index"
    mkdir -p "$at/cache/index$i"
    echo "$level" > "$at/cache/index$i/level"
    echo "$size" > "$at/cache/index$i/size"
    echo "$type" > "$at/cache/index$i/type"
    echo "$shared" > "$at/cache/index$i/shared_cpu_list"
  done
done
