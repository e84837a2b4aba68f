# MIDI after a scene: the service starts again, now with ALSA's sequencer, a set that has a pitch, and a mapping whose clock plays gate 1;
# midi-bench plays into its ports. The scene was played without a sequencer. Sourced by perform.sh; MIDI is the form, /out/midi has the files.
mv /run/service.log /run/scene-service.log
# These load by themselves on a board. The timer gives the sequencer's queues their millisecond.
load snd-hrtimer
load snd-seq
load snd-virmidi midi_devs=1
chgrp -R audio /dev/snd
chmod 660 /dev/snd/seq /dev/snd/midi* /dev/snd/control*
/run/busybox ifconfig lo 127.0.0.1 up # the panel is looked at
cp /out/midi/state/* /var/lib/neurorack/
chown -R neurorack: /var/lib/neurorack
systemctl start neurorack.service
until grep -q '^playing: ' /run/service.log 2> /dev/null; do
  kill -0 $bench || exit 1
  pause 0.2
done
hold_in_memory $bench "$(cat /run/systemctl/pid)"
aplaymidi -l > /out/midi/ports # reads the program into memory, too
phase 'plays with a sequencer'
begin_recording /tmp/midi.wav
node --single-threaded-gc "$TEST_BENCH/midi-bench.js" "$MIDI" "$GPIO_LINES" 2> /out/midi/bench.log
phase 'MIDI is over'
systemctl stop neurorack.service
end_recording
mv /tmp/midi.wav /out/midi/sound.wav
mv /run/service.log /out/midi/service.log
mv /run/scene-service.log /run/service.log
