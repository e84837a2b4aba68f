# Installs a bundle with its install.sh, which starts the service; stops the service once it plays, and plays a performance into a file
# with the same build. Needs HERE, MODULES, TEST_BENCH, BUNDLE, PACKAGES and MODEL; LIBRARY is a vendor's library for the
# dynamic linker; CUDA, CXXFLAGS and LDFLAGS compile a native part.
set -e
phase() { echo "$(cut -d' ' -f1 /proc/uptime) $*" | tee -a /out/phases; }
trap 'cp /run/service.log /out/ 2> /dev/null' EXIT
. "$HERE/guest/board.sh"
start_test_bench at-rest
phase 'chips answer'
mount -o remount,size=200m /var/lib # engines are built there
if [ -n "$LIBRARY" ]; then
  cp "$LIBRARY" /usr/local/lib/
  ldconfig
fi
mkdir /var/tmp/bundle
tar -xzf "$BUNDLE" -C /var/tmp/bundle --strip-components=1
mkdir /var/tmp/packages
tar -xf "$PACKAGES" -C /var/tmp/packages
if [ -n "$CUDA" ]; then export CUDA CXXFLAGS LDFLAGS; fi
sh /var/tmp/bundle/install.sh --node-modules /var/tmp/packages/node_modules > /out/install.log 2>&1
phase 'installed'
# On the accelerator, or on the processor until the accelerator is ready: play does not wait for an engine build or a slow chip.
until grep -q "^playing: $MODEL" /run/service.log 2> /dev/null; do
  kill -0 $bench || exit 1
  pause 0.2
done
phase 'plays'
systemctl stop neurorack.service
kill -KILL $bench
cd /opt/neurorack/current
NEURORACK_HOME=/var/lib/neurorack node bin/neurorack.js run --perform /out/scene.perf --audio wav:/tmp/sound.wav > /out/offline.log 2>&1
mv /tmp/sound.wav /out/sound.wav
phase 'written'
