# A bundle is installed by its own install.sh, which starts the service; when that plays, it is stopped, and the same
# build plays a performance into a file. Needs HERE, MODULES, WORLD, BUNDLE, PACKAGES and MODEL; LIBRARY is a vendor's library for the
# dynamic linker; CUDA, CXXFLAGS and LDFLAGS are what a native part is made with.
set -e
phase() { echo "$(cut -d' ' -f1 /proc/uptime) $*" | tee -a /out/phases; }
trap 'cp /run/service.log /out/ 2> /dev/null' EXIT
. "$HERE/guest/board.sh"
begin_world at-rest
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
# With what the board has, or on the processor until that is there: play does not wait for an engine that is built, or a slow chip.
until grep -q "^playing: $MODEL" /run/service.log 2> /dev/null; do
  kill -0 $world || exit 1
  pause 0.2
done
phase 'plays'
systemctl stop neurorack.service
kill -KILL $world
cd /opt/neurorack/current
NEURORACK_HOME=/var/lib/neurorack node bin/neurorack.js run --perform /out/hands.perf --audio wav:/tmp/sound.wav > /out/offline.log 2>&1
mv /tmp/sound.wav /out/sound.wav
phase 'written'
