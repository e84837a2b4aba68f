# Latencies: the control loop alone over the real drivers, while gate 1 and the first jack move.
set -e
. "$HERE/guest/board.sh"
mkdir -p /run/systemctl
echo 0 > /run/systemctl/restarts
start_test_bench
node "$TEST_BENCH/control-probe.js" "$SECONDS_LONG" > /run/service.log 2> /out/probe.log &
probe=$!
until [ -e /run/it-plays ]; do
  kill -0 $bench || exit 1
  pause 0.05
done
hold_in_memory $bench $probe
touch /run/is-recorded # no recording is needed
until [ -e /run/scene-is-over ]; do
  kill -0 $bench || exit 1
  pause 0.2
done
wait $probe
kill -KILL $bench
