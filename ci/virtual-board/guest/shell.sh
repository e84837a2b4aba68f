# A shell at the virtio port: a board with its chips at rest, nothing installed, and the packages of a bundle
# unpacked in /var/tmp/packages. Needs HERE, MODULES, TEST_BENCH and PACKAGES. Ends when the other side does.
set -e
. "$HERE/guest/board.sh"
load virtio_console
start_test_bench at-rest
mkdir /var/tmp/packages
tar -xf "$PACKAGES" -C /var/tmp/packages
# udev names the port on a board.
port=$(grep -lx neurorack.shell /sys/class/virtio-ports/*/name)
port=/dev/$(basename "$(dirname "$port")")
# The board's device tree, which installers read below this folder; the guest has none.
mkdir -p /run/lab/proc/device-tree
printf 'neurorack virtual board' > /run/lab/proc/device-tree/model
cd /root
# Opened once: a port has one user at a time.
sh 0<> "$port" 1>&0 2>&0 || true
kill -KILL $bench
