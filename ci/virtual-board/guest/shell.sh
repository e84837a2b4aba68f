# A shell for whoever is on the other side of the port: a board with its chips at rest, nothing installed, and the packages that a bundle
# asks for unpacked in /var/tmp/packages. Needs HERE, MODULES, WORLD and PACKAGES. Ends when the other side does.
set -e
. "$HERE/guest/board.sh"
load virtio_console
begin_world at-rest
mkdir /var/tmp/packages
tar -xf "$PACKAGES" -C /var/tmp/packages
# What udev names after the port.
port=$(grep -lx neurorack.shell /sys/class/virtio-ports/*/name)
port=/dev/$(basename "$(dirname "$port")")
# What a board's device tree says, for who installs below this folder: this computer has none.
mkdir -p /run/lab/proc/device-tree
printf 'neurorack virtual board' > /run/lab/proc/device-tree/model
cd /root
# Opened once: a port has one user at a time.
sh 0<> "$port" 1>&0 2>&0 || true
kill -KILL $world
