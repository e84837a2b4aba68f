# Makes the guest a board: buses, lines, sound card, and who may use them. Sourced by a job; MODULES is the root of lib/modules; the number
# of its bus (BUS), the label of its GPIO chip and how many lines that has (CHIP, LINES), and its sound card (CARD) are those of the board file.
load() { modprobe -d "$MODULES" "$@"; }

# While a file of the host's is waited for, be it to open a program again, and nothing else is to do, the guest's clock runs on to the next
# timer, again and again, and a tenth of a second is gone. So nothing is fetched from there while hands play: small programs lie in
# memory, and those of processes are read into it, libraries and all.
cp /bin/busybox /run/busybox
pause() { /run/busybox sleep "$1"; }
hold_in_memory() {
  for process in "$@"; do sed -n 's|^[^/]* /|/|p' "/proc/$process/maps"; done | sort -u | while read -r file; do
    [ ! -f "$file" ] || cat "$file"
  done > /dev/null
}

# The world around the board, its chips ready; its threads that answer and play raise themselves above all but real-time ones, since real
# chips and hands do not wait for the processor. What Node compiles and collects beside them is not the world: at their niceness it once
# held the one core against the instrument for a fifth of a second.
begin_world() {
  node --single-threaded-gc "$WORLD/test-bench.js" "$GPIO_LINES" "$@" 2> /out/world.log &
  world=$!
  until [ -e /run/world-is-ready ]; do
    kill -0 $world || exit 1
    pause 0.05
  done
}

load i2c-dev
load vb-i2c bus="$BUS"
load configfs
mount -t configfs config /sys/kernel/config
load gpio-simulator
load snd-aloop pcm_substreams=1 id="$CARD"
if grep -q 0x0403 /sys/bus/pci/devices/*/class; then
  load snd-hda-codec-generic # before the controller's driver, which else finds no codec
  load snd-hda-intel
fi

lines=/sys/kernel/config/gpio-sim/board/bank0
mkdir -p "$lines"
echo "$LINES" > "$lines/num_lines"
echo "$CHIP" > "$lines/label"
echo 1 > "$lines/../live"
GPIO_LINES=/sys/devices/platform/$(cat "$lines/../dev_name")/$(cat "$lines/chip_name")

# What udev does on a board.
for group in i2c gpio spi; do getent group $group > /dev/null || groupadd --system $group; done
chgrp i2c /dev/i2c-*
chgrp gpio /dev/gpiochip*
chgrp -R audio /dev/snd
chmod 660 /dev/i2c-* /dev/gpiochip* /dev/snd/[cpt]*

install -m 755 "$HERE/guest/systemctl" /usr/local/sbin/systemctl
