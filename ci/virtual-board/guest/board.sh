# Makes the guest a board: buses, lines, sound card, permissions. Sourced by a job; MODULES is the root of lib/modules; the number
# of its bus (BUS), the label of its GPIO chip and how many lines that has (CHIP, LINES), and its sound card (CARD) are those of the board file.
load() { modprobe -d "$MODULES" "$@"; }

# While the guest waits for a file of the host, such as a program to start, and is idle, its clock jumps to the next
# timer, again and again, and loses a tenth of a second. So nothing is read from the host during the performance: small programs lie in
# memory, and the files of running processes, libraries included, are read into it before.
cp /bin/busybox /run/busybox
pause() { /run/busybox sleep "$1"; }
hold_in_memory() {
  for process in "$@"; do sed -n 's|^[^/]* /|/|p' "/proc/$process/maps"; done | sort -u | while read -r file; do
    [ ! -f "$file" ] || cat "$file"
  done > /dev/null
}

# Starts the test bench, and waits until its chips answer. Its chip and actuator threads raise themselves above all but real-time ones, since real
# chips and players do not wait for the processor. Node's compiler and collector threads keep their niceness: at the chips' niceness they once
# kept the one core from the instrument for a fifth of a second.
start_test_bench() {
  node --single-threaded-gc "$TEST_BENCH/test-bench.js" "$GPIO_LINES" "$@" 2> /out/test-bench.log &
  bench=$!
  until [ -e /run/test-bench-is-ready ]; do
    kill -0 $bench || exit 1
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

# udev does this on a board.
for group in i2c gpio spi; do getent group $group > /dev/null || groupadd --system $group; done
chgrp i2c /dev/i2c-*
chgrp gpio /dev/gpiochip*
chgrp -R audio /dev/snd
chmod 660 /dev/i2c-* /dev/gpiochip* /dev/snd/[cpt]*

install -m 755 "$HERE/guest/systemctl" /usr/local/sbin/systemctl
