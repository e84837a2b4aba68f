#!/bin/sh
# Installs neurorack from the folder that this script is in: sh install.sh [--dry-run]. May be run again; nothing is done twice.
# The version before is kept in /opt/neurorack/previous.
set -eu

dry=false
[ "${1:-}" = --dry-run ] && dry=true
here=$(cd "$(dirname "$0")" && pwd)
root=${NEURORACK_ROOT:-}
home=$root/opt/neurorack
unit=$root/etc/systemd/system/neurorack.service
limits=$root/etc/security/limits.d/neurorack.conf
user=${NEURORACK_USER:-neurorack}

say() { printf '%s\n' "$*"; }
run() {
  if $dry; then say "would run: $*"; else "$@"; fi
}
fail() {
  printf 'error: %s\nremedy: %s\n' "$1" "$2" >&2
  exit 3
}

command -v node > /dev/null || fail 'there is no Node on this board' 'install Node 20.19 or newer: https://nodejs.org/en/download'
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
  fail "Node $(node --version) is too old" 'install Node 20.19 or newer'
[ -n "$root" ] || $dry || [ "$(id -u)" = 0 ] || fail 'this has to be done by root' 'run: sudo sh install.sh'

version=$(node -p "require('$here/build.json').version")
board=$(node -p "require('$here/build.json').board")
say "neurorack $version for $board, from $here"

if [ "$here" != "$home/current" ]; then
  run mkdir -p "$home"
  if [ -d "$home/current" ]; then
    run rm -rf "$home/previous"
    run mv "$home/current" "$home/previous"
  fi
  run cp -R "$here" "$home/current"
fi

say 'packages'
if ! $dry; then (cd "$home/current" && npm install --omit=dev --no-audit --no-fund --loglevel=error); else say "would run: npm install in $home/current"; fi

if [ -z "$root" ] && ! id "$user" > /dev/null 2>&1; then
  run useradd --system --create-home --home-dir /var/lib/neurorack "$user"
fi
for group in audio i2c gpio spi; do
  if [ -z "$root" ] && getent group "$group" > /dev/null 2>&1; then run usermod -aG "$group" "$user"; fi
done

write() {
  if [ -f "$2" ] && cmp -s "$1" "$2"; then return 0; fi
  run mkdir -p "$(dirname "$2")"
  run cp "$1" "$2"
}
write "$here/neurorack.service" "$unit"
write "$here/limits.conf" "$limits"
if [ -z "$root" ]; then
  run systemctl daemon-reload
  run systemctl enable neurorack.service
  run systemctl restart neurorack.service
fi
say 'done'
