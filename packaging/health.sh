#!/bin/sh
# Checks that the version in this script's folder plays: exit code 0, or 1 and the reason.
#
#   sh health.sh              checks that the service plays, and goes on playing
#   sh health.sh --no-service  plays a quarter of a second into a file instead
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
neurorack=$here/bin/neurorack.js
# Longer than the service takes to fail and be started again.
SETTLED_SECONDS=6
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

no() {
  printf 'unhealthy: %s\n' "$1"
  [ -s "$folder/errors" ] && tail -n 5 "$folder/errors"
  exit 1
}

# Faults of the board are not checked here, only that the doctor can run.
node "$neurorack" doctor --json > "$folder/doctor" 2> "$folder/errors"
node -e 'const { board, findings } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")); if (!board || !findings) process.exit(1)' \
  "$folder/doctor" 2> /dev/null || no '`neurorack doctor` does not answer'

if [ "${1:-}" = --no-service ]; then
  NEURORACK_HOME=$folder node "$neurorack" run --audio "wav:$folder/played.wav" --seconds 0.25 > /dev/null 2> "$folder/errors" || no 'it does not play'
  [ "$(wc -c < "$folder/played.wav")" -gt 20000 ] || no 'it plays less than a quarter of a second'
else
  fact() { systemctl show neurorack.service --property="$1" --value; }
  restarts=$(fact NRestarts)
  # A slow board plays after some seconds.
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ "$(fact ActiveState)" = activating ] || break
    sleep 2
  done
  sleep "$SETTLED_SECONDS"
  [ "$(fact ActiveState)" = active ] || no "the service is $(fact ActiveState): see journalctl -u neurorack"
  [ "$(fact NRestarts)" = "$restarts" ] || no 'the service ends and is started again and again: see journalctl -u neurorack'
  # A service whose model does not load stays on, with another model or in silence; one without its sound card stays on in silence.
  journalctl --quiet --no-pager --output=cat "_SYSTEMD_INVOCATION_ID=$(fact InvocationID)" > "$folder/journal" 2> /dev/null
  says() { grep -E "$1" "$folder/journal" > "$folder/errors"; }
  says "^(warning: the model '.*' does not play|error: no model plays)" && no 'its model does not load'
  # The last line about the sink counts: a card may have appeared since the start.
  grep -E '^(sound: |warning: silence plays until the sink opens)' "$folder/journal" | tail -n 1 > "$folder/sink"
  grep '^warning' "$folder/sink" > "$folder/errors" && no 'its sound card does not open'
fi
echo healthy
