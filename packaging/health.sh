#!/bin/sh
# Checks that the version in this script's folder plays: exit code 0, or 1 and the reason.
#
#   sh health.sh              checks that the service goes on playing, that its frames advance, and that a trigger sounds
#   sh health.sh --no-service  plays a trigger into a file of a quarter of a second instead
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
neurorack=$here/bin/neurorack.js
# The kernel's state of sound cards; another folder in tests.
asound=${NEURORACK_ASOUND:-/proc/asound}
# Longer than the service takes to fail and be started again.
SETTLED_SECONDS=6
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# `neurorack deploy` ends a check that takes too long.
trap 'exit 1' HUP INT TERM

no() {
  printf 'unhealthy: %s\n' "$1"
  [ -s "$folder/errors" ] && tail -n 5 "$folder/errors"
  exit 1
}

# Whether the frames of every card that plays advance within a second. No card plays: that is not known here.
frames_advance() {
  played > "$folder/before"
  sleep 1
  played > "$folder/after"
  while read -r card frames; do
    grep -q "^$card $frames\$" "$folder/after" && return 1
  done < "$folder/before"
  return 0
}
played() {
  for status in "$asound"/card*/pcm*p/sub*/status; do
    [ -r "$status" ] || continue
    awk '/^state:/ { runs = $2 == "RUNNING" } /^hw_ptr/ && runs { print FILENAME, $3 }' "$status"
  done
}

# Faults of the board are not checked here, only that the doctor can run.
node "$neurorack" doctor --json > "$folder/doctor" 2> "$folder/errors"
node -e 'const { board, findings } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")); if (!board || !findings) process.exit(1)' \
  "$folder/doctor" 2> /dev/null || no '`neurorack doctor` does not answer'

if [ "${1:-}" = --no-service ]; then
  echo '0 gate1 tap' > "$folder/tap.perf"
  NEURORACK_HOME=$folder node "$neurorack" run --audio "wav:$folder/played.wav" --perform "$folder/tap.perf" --seconds 0.25 > /dev/null 2> "$folder/errors" || no 'it does not play'
  [ "$(wc -c < "$folder/played.wav")" -gt 20000 ] || no 'it plays less than a quarter of a second'
  [ "$(tail -c +1000 "$folder/played.wav" | tr -d '\000' | wc -c)" -gt 1000 ] || no 'a trigger is silent'
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
  # A card that opens and takes no frames is lost and opened again every few seconds: its last line may be either.
  [ "$(grep -c '^warning: silence plays until the sink opens: .* does not play any more' "$folder/journal")" -lt 2 ] ||
    { says 'does not play any more'; no 'its sound card opens and plays nothing'; }
  frames_advance || no 'its sound card stands still: no frame is played'
  # Without its inputs no trigger sounds: the reason of that comes first.
  says '^error: the control thread is lost' && no 'its inputs do not respond'
  address=$(sed -n 's/^panel: \(http:[^ ]*\).*/\1/p' "$folder/journal" | tail -n 1)
  if [ -z "$address" ]; then echo 'note: it has no panel, so no trigger was checked' >&2; else
    silent=$(node "$here/sound-check.mjs" "$address" 2> "$folder/errors") || no "${silent:-its sound cannot be checked}"
  fi
fi
echo healthy
