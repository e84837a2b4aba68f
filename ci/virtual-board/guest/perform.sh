# A scene: the test bench starts, the bundle is installed by its install.sh, which starts the service, and the service is stopped after
# the performance. Needs HERE, MODULES, TEST_BENCH, BUNDLE and PACKAGES; MIDI, where MIDI is played after it, is its form.
set -e
phase() { echo "$(cut -d' ' -f1 /proc/uptime) $*" | tee -a /run/phases; }
# Logs are kept in memory until the end: writing to the host's files takes unbounded time.
trap 'cp /run/service.log /run/phases /out/ 2> /dev/null' EXIT
phase 'booted'
. "$HERE/guest/board.sh"
start_test_bench
phase 'chips answer'
mkdir /var/tmp/bundle
tar -xzf "$BUNDLE" -C /var/tmp/bundle --strip-components=1
mkdir /var/tmp/packages
tar -xf "$PACKAGES" -C /var/tmp/packages
sh /var/tmp/bundle/install.sh --node-modules /var/tmp/packages/node_modules > /out/install.log 2>&1

phase 'installed'
until [ -e /run/it-plays ]; do
  kill -0 $bench || exit 1
  pause 0.2
done
hold_in_memory $bench "$(cat /run/systemctl/pid)"
phase 'in memory'
record() {
  arecord --quiet --device=hw:"$CARD",1 --format=S32_LE --channels=2 --rate=44100 --buffer-time=1000000 "$1" 2>> /out/arecord.log &
  recorder=$!
}
begin_recording() {
  record "$1"
  until grep -q '^state: RUNNING' "/proc/asound/$CARD/pcm1c/sub0/status"; do
    kill -0 $recorder || exit 1
    pause 0.05
  done
}
end_recording() {
  kill -INT $recorder 2> /dev/null || true
  wait $recorder || true
}
begin_recording /tmp/sound.wav
touch /run/is-recorded
phase 'is recorded'
until [ -e /run/scene-is-over ]; do
  kill -0 $bench || exit 1
  # An unplugged card ends its recording; another one begins when the card returns.
  if ! kill -0 $recorder 2> /dev/null && [ -e "/proc/asound/$CARD" ]; then
    record /tmp/sound-again.wav
  fi
  pause 0.2
done
phase 'scene is over'
systemctl stop neurorack.service
end_recording
phase 'stopped'
mv /tmp/sound.wav /out/sound.wav
[ ! -e /tmp/sound-again.wav ] || mv /tmp/sound-again.wav /out/
cp -r /var/lib/neurorack /out/state 2> /dev/null || true
[ -z "$MIDI" ] || . "$HERE/guest/midi.sh"
kill -KILL $bench
phase "$(head -n 1 /proc/stat)"
