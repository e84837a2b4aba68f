# Latencies: the control loop alone over the real drivers, while hands move gate 1 and the first jack.
set -e
. "$HERE/guest/board.sh"
mkdir -p /run/systemctl
echo 0 > /run/systemctl/restarts
begin_world
node "$WORLD/control-probe.js" "$SECONDS_LONG" > /run/service.log 2> /out/probe.log &
probe=$!
until [ -e /run/it-plays ]; do
  kill -0 $world || exit 1
  pause 0.05
done
hold_in_memory $world $probe
touch /run/is-recorded # nobody listens
until [ -e /run/scene-is-over ]; do
  kill -0 $world || exit 1
  pause 0.2
done
wait $probe
kill -KILL $world
