#!/bin/sh
# The command `neurorack` of a board: the installed version, as the user of the service and with its folder, so that calibration, presets and
# banks are those that the service uses. install.sh links it as /usr/local/bin/neurorack.
set -eu
here=$(dirname -- "$(readlink -f -- "$0")")
root=${here%/opt/neurorack/*}
user=neurorack
home=$root/var/lib/neurorack

fail() {
  printf 'error: %s\nremedy: %s\n' "$1" "$2" >&2
  exit 3
}

# Below another folder (install.sh --prefix) there is no user and no service.
if [ -n "$root" ]; then
  mkdir -p "$home" || fail "$home cannot be written" 'install into a folder of your own'
fi
set -- env ORT_DISABLE_TELEMETRY=1 "NEURORACK_HOME=$home" node "$here/bin/neurorack.js" "$@"
if [ -n "$root" ] || [ "$(id -un)" = "$user" ]; then exec "$@"; fi
if [ "$(id -u)" = 0 ]; then exec runuser -u "$user" -- "$@"; fi
command -v sudo > /dev/null || fail "there is no sudo to become the service's user '$user'" 'log in as root'
exec sudo -u "$user" -- "$@"
