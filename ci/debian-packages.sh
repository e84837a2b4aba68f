#!/usr/bin/env bash
# Installs the Debian packages that the checks use, where this is root on Debian. Without a package, its checks are skipped by name:
#   chromium              the browser tests of the panel
#   g++ make              the fakes of vendors' libraries, and optional native npm packages
#   openssh-server        deploying to a board on loopback
#   systemd               the exposure of the service, by systemd-analyze
#   qemu-user mmdebstrap  Node and libraries of arm64
#   ffmpeg sox            sound files of every coding, beside other decoders
set -euo pipefail
packages=()
needs() { # needs PROGRAM PACKAGE…: the packages, unless the program is there
  command -v "$1" > /dev/null || packages+=("${@:2}")
}
PATH=$PATH:/usr/sbin
needs chromium chromium libasound2
needs g++ g++ libc6-dev
needs make make
needs sshd openssh-server openssh-client
needs systemd-analyze systemd
needs qemu-aarch64 qemu-user
needs mmdebstrap mmdebstrap
needs ffmpeg ffmpeg
needs sox sox

[ ${#packages[@]} -gt 0 ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
  echo "not installed, and its checks are skipped: ${packages[*]}"
  exit 0
fi
apt-get update -qq
# One after the other: a package that cannot be had leaves the others.
for package in "${packages[@]}"; do
  DEBCONF_NOWARNINGS=yes DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" > /dev/null
done
