# Loads the settings of the last boot, then saves others until the power is cut.
exec node "$TEST_BENCH/saver-probe.js" > /out/probe.log 2>&1
